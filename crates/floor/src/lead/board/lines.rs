//! The lists of the board: counters, and who waits for which service and in which group.

use kernel::CounterId;
use queue::hall::{Able, Desk, Ticket, TicketState};
use queue::rule::{Class, Ms};
use web::ui::{Badge, Tone};

use super::{CounterLine, WaitLine, Words, clock, minutes};
use crate::lead::outlook::{Risk, Wait};
use crate::lead::remedy::load;

impl Words<'_> {
    pub(super) fn counter(&self, id: CounterId, name: &str, planned: &Able) -> CounterLine {
        let standing = self.hall.counters.get(&id);
        let desk = standing.map_or(Desk::Closed, |counter| counter.desk);
        let ticket = match desk {
            Desk::With { ticket } => self.hall.tickets.get(&ticket),
            _ => None,
        };
        let (key, tone, since) = match (desk, ticket.map(|ticket| ticket.state)) {
            (Desk::Closed, _) => ("closed", Tone::Neutral, None),
            (Desk::Free { since }, _) => ("free", Tone::Info, Some(since)),
            (Desk::Paused { since }, _) => ("paused", Tone::Warn, Some(since)),
            (Desk::With { .. }, Some(TicketState::Called { at, .. })) => ("called", Tone::Info, Some(at)),
            (Desk::With { .. }, Some(TicketState::Serving { since, .. })) => ("serving", Tone::Good, Some(since)),
            (Desk::With { .. }, _) => ("serving", Tone::Good, None),
        };
        let able = standing.filter(|counter| counter.is_open()).map_or(planned, |counter| &counter.able);
        let number = self.centre.counter(id).map_or(0, |row| row.number);
        let everything = self.centre.everything().services;
        CounterLine {
            href: format!("/floor/{}/lead/counters/{id}", self.centre.id),
            name: format!("{} – {name}", self.counter_no(number)),
            officer: standing.and_then(|counter| counter.officer).map(|id| self.officer(id)).unwrap_or_default(),
            badge: Badge::new(tone, self.lang.say(&format!("floor-lead-desk-{key}"))),
            number: ticket.map(|ticket| ticket.number.to_string()).unwrap_or_default(),
            since: since.map(clock).unwrap_or_default(),
            serves: match everything.without(able.services).is_empty() {
                true => self.lang.say("floor-lead-everything").into_owned(),
                false => self.centre.names(able.services, self.lang),
            },
            waiting: standing.filter(|c| c.is_open()).map_or(0, |counter| load(self.hall, counter)),
        }
    }

    fn line(&self, name: String, waits: &[&Wait], counters: usize) -> WaitLine {
        let minutes_of = |ms: Option<Ms>| ms.map_or_else(|| "–".into(), |ms| minutes(ms).to_string());
        let worst = waits.iter().map(|wait| wait.risk).max().unwrap_or(Risk::Fine);
        WaitLine {
            name,
            waiting: waits.len(),
            longest: minutes_of(waits.iter().map(|wait| wait.so_far).max()),
            expected: match waits.iter().any(|wait| wait.middle.is_none()) {
                true => "–".into(),
                false => minutes_of(waits.iter().filter_map(|wait| wait.middle).max()),
            },
            counters,
            tone: match worst {
                Risk::Fine => Tone::Neutral,
                Risk::May => Tone::Warn,
                Risk::Will | Risk::Nobody | Risk::Over => Tone::Bad,
            },
        }
    }

    fn ticket(&self, wait: &Wait) -> Option<&Ticket> {
        self.hall.tickets.get(&wait.ticket)
    }

    pub(super) fn services(&self, waits: &[Wait]) -> Vec<WaitLine> {
        let calls = |no: u8| {
            let open = self.hall.counters.values().filter(|counter| counter.is_calling());
            open.filter(|counter| counter.able.services.has(no)).count()
        };
        let line = |service: &crate::setup::ServiceRow| {
            let wants = |wait: &&Wait| self.ticket(wait).is_some_and(|ticket| ticket.services.has(service.no));
            let waits: Vec<&Wait> = waits.iter().filter(wants).collect();
            let line = self.line(service.name(self.lang).into(), &waits, calls(service.no));
            (service.offered || !waits.is_empty()).then_some(line)
        };
        self.centre.services.iter().filter_map(line).collect()
    }

    pub(super) fn classes(&self, waits: &[Wait]) -> Vec<WaitLine> {
        let kinds = [Class::Vulnerable, Class::Appointment { from: 0, until: 0 }, Class::WalkIn];
        let line = |class: Class| {
            let is = |wait: &&Wait| self.ticket(wait).is_some_and(|ticket| ticket.class.kind() == class.kind());
            let waits: Vec<&Wait> = waits.iter().filter(is).collect();
            let open = self.hall.counters.values().filter(|counter| counter.is_calling());
            let counters = open.filter(|counter| counter.able.classes >> class.kind() & 1 == 1).count();
            let key = class.code().replace('_', "-");
            self.line(self.lang.say(&format!("floor-class-{key}")).into_owned(), &waits, counters)
        };
        kinds.into_iter().map(line).collect()
    }
}
