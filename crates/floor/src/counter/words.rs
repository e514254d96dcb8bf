//! Tickets and counters of a hall in words, for the two desks.

use kernel::{CounterId, Lang, TicketId};
use queue::hall::{Hall, Languages, Services, Ticket, TicketState};
use queue::rule::{Class, MINUTE, Ms};
use web::ui::{Badge, Tone};

use crate::reception::rows::LeadCall;
use crate::setup::Centre;

/// A ticket as a list shows it: never a name.
#[derive(Debug, Clone)]
pub struct TicketRow {
    pub id: String,
    pub number: String,
    pub services: String,
    pub class: String,
    pub is_vulnerable: bool,
    pub state: Badge,
    /// The state's word of addresses.
    pub state_key: &'static str,
    /// Minutes waited.
    pub waited: i64,
    pub issued: String,
    /// "Được gọi trước"; empty: nobody can say.
    pub bound: String,
    /// The counter that has the visitor; empty: none.
    pub counter: String,
    /// Only this counter may call it.
    pub is_reserved: bool,
    /// What the visitor speaks, when it is not Vietnamese.
    pub speaks: String,
}

impl TicketRow {
    pub fn of(ticket: &Ticket, hall: &Hall, centre: &Centre, now: Ms, lang: Lang) -> TicketRow {
        let services = if ticket.services.is_empty() { ticket.done } else { ticket.services };
        TicketRow {
            id: ticket.id.to_string(),
            number: ticket.number.to_string(),
            services: centre.names(services, lang),
            class: class_word(ticket.class.code(), lang),
            is_vulnerable: ticket.class == Class::Vulnerable,
            state: state_badge(ticket, lang),
            state_key: ticket.state.code(),
            waited: ticket.waited(now.max(hall.last)) / MINUTE,
            issued: hour(ticket.issued),
            bound: ticket.bound.map(hour).unwrap_or_default(),
            counter: ticket.state.counter().map(|id| counter_name(centre, id, lang)).unwrap_or_default(),
            is_reserved: ticket.only.is_some(),
            speaks: speaks(ticket.languages, lang),
        }
    }
}

/// The tickets of a hall that fit, latest first.
pub fn rows_of(hall: &Hall, centre: &Centre, now: Ms, lang: Lang, fits: impl Fn(&Ticket) -> bool) -> Vec<TicketRow> {
    let mut fitting: Vec<&Ticket> = hall.tickets.values().filter(|ticket| fits(ticket)).collect();
    fitting.sort_unstable_by_key(|ticket| std::cmp::Reverse((ticket.issued, ticket.id)));
    fitting.into_iter().map(|ticket| TicketRow::of(ticket, hall, centre, now, lang)).collect()
}

/// The ticket of a number as people type it: `A12`, `A012`.
pub fn ticket_of(hall: &Hall, number: &str) -> Option<TicketId> {
    let mut letters = number.trim().chars();
    let series = letters.next()?.to_ascii_uppercase();
    let n: u16 = letters.as_str().parse().ok()?;
    hall.tickets.values().find(|ticket| (ticket.number.series, ticket.number.n) == (series, n)).map(|ticket| ticket.id)
}

/// Which of these services no open counter could serve to such a visitor.
pub fn unserved(hall: &Hall, services: Services, class: Class, languages: Languages) -> Services {
    let open = hall.counters.values().filter(|counter| {
        counter.is_open() && counter.able.languages.meets(languages) && counter.able.classes >> class.kind() & 1 == 1
    });
    open.fold(services, |left, counter| left.without(counter.able.services))
}

/// Services that wait for a counter: the reception has called for one, or somebody waits whom nobody open can serve.
pub fn wanted(hall: &Hall, calls: &[LeadCall]) -> Services {
    let waiting = hall.waiting().into_iter().map(|ticket| queue::hall::unserved(hall, ticket));
    let called = calls.iter().map(|call| Services::one(call.service));
    let wanted = waiting.chain(called).fold(Services::NONE, Services::and);
    let open = hall.counters.values().filter(|counter| counter.is_open());
    open.fold(wanted, |left, counter| left.without(counter.able.services))
}

pub fn class_word(code: &str, lang: Lang) -> String {
    lang.say(&format!("floor-class-{}", code.replace('_', "-"))).into_owned()
}

fn state_badge(ticket: &Ticket, lang: Lang) -> Badge {
    let (tone, icon) = match ticket.state {
        TicketState::Waiting => (Tone::Info, "hourglass"),
        TicketState::Out { .. } => (Tone::Neutral, "door-open"),
        TicketState::Called { .. } => (Tone::Warn, "megaphone"),
        TicketState::Serving { .. } => (Tone::Good, "user-check"),
        TicketState::Held { .. } => (Tone::Warn, "circle-pause"),
        TicketState::Skipped { .. } => (Tone::Bad, "user-x"),
        TicketState::Finished { .. } => (Tone::Neutral, "check"),
        TicketState::Left { .. } => (Tone::Neutral, "log-out"),
    };
    let key = match ticket.state {
        TicketState::Left { why: queue::hall::Gone::Mistake, .. } => "mistake",
        state => state.code(),
    };
    Badge::new(tone, lang.say(&format!("floor-desk-state-{key}"))).icon(icon)
}

/// "Quầy 5 – Đất đai".
pub fn counter_name(centre: &Centre, id: CounterId, lang: Lang) -> String {
    let Some(counter) = centre.counter(id) else { return String::new() };
    let facts = [("number", &*counter.number.to_string()), ("name", &*counter.name)];
    lang.say_with("floor-desk-counter-name", &facts).into_owned()
}

fn speaks(languages: Languages, lang: Lang) -> String {
    match languages.meets(Languages::VIETNAMESE) {
        true => String::new(),
        false => lang.say("floor-desk-speaks-english").into_owned(),
    }
}

/// "09:42".
pub fn hour(ms: Ms) -> String {
    let at = kernel::time::civil_ms(ms);
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// "03:20", for what has been going on.
pub fn length(ms: Ms) -> String {
    let seconds = ms.max(0) / 1_000;
    match seconds / 3_600 {
        0 => format!("{:02}:{:02}", seconds / 60, seconds % 60),
        hours => format!("{hours}:{:02}:{:02}", seconds / 60 % 60, seconds % 60),
    }
}
