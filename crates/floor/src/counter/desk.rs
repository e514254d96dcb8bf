//! The part of the counter's screen that changes by itself: whom the counter has, whom it keeps aside, who waits for it.
//! One drawing for all who look at the counter; no name and no token is in it.

use std::borrow::Cow;
use std::sync::Arc;

use askama::Template;
use kernel::{CounterId, Error, Lang, UnitId};
use queue::hall::{Desk, Hall, Ticket, TicketState, next_for};
use queue::rule::Ms;
use serde_json::json;

use super::words::{self, TicketRow};
use crate::live::{Draw, Scene};
use crate::setup::Centre;

/// Visitors listed who wait for a counter.
const LISTED: usize = 12;

/// What macros of templates need of a page, without a page.
pub struct Bare {
    lang: Lang,
}

impl Bare {
    pub fn t(&self, key: &str) -> Cow<'static, str> {
        self.lang.say(key)
    }
    pub fn t1(&self, key: &str, name: &str, value: impl std::fmt::Display) -> Cow<'static, str> {
        self.lang.say_with(key, &[(name, &value.to_string())])
    }
    pub fn t2(
        &self,
        key: &str,
        name: &str,
        value: impl std::fmt::Display,
        name2: &str,
        value2: impl std::fmt::Display,
    ) -> Cow<'static, str> {
        self.lang.say_with(key, &[(name, &value.to_string()), (name2, &value2.to_string())])
    }
    pub fn icon(&self, name: &str) -> String {
        format!("{}#{name}", web::assets::href("icons.svg"))
    }
}

#[derive(Template)]
#[template(path = "counter/live.html")]
struct LiveView {
    page: Bare,
    /// `/floor/{centre}/counter`.
    home: String,
    /// `/floor/{centre}/counter/{counter}`.
    base: String,
    /// `free`, `paused`, `called`, `serving`, `closed`.
    state: &'static str,
    /// The visitor at the counter.
    now: Option<TicketRow>,
    /// Since when this state has been, in ms and in words.
    since_ms: Ms,
    since: String,
    /// Until the visitor may be skipped, ms; 0: now.
    left_ms: Ms,
    /// How often they were called.
    times: u8,
    held: Vec<TicketRow>,
    /// Whom the rule would call.
    next: Option<TicketRow>,
    waiting: Vec<TicketRow>,
    more_waiting: usize,
    skipped: Vec<TicketRow>,
    /// What a page needs to go on while its line is cut.
    kept: String,
}

/// How the screen of a counter is drawn.
pub fn draw(centre: UnitId, counter: CounterId, lang: Lang) -> Draw {
    Arc::new(move |scene: &Scene<'_>| {
        view(scene, centre, counter, lang).render().map_err(|e| Error::fault("counter", e))
    })
}

/// The name of the view: one drawing for each counter and language.
pub fn name(counter: CounterId, lang: Lang) -> String {
    format!("counter {counter} {}", lang.code())
}

/// Whether a ticket waits for this counter among others.
fn waits_for(hall: &Hall, counter: CounterId, ticket: &Ticket) -> bool {
    let Some(counter) = hall.counters.get(&counter) else { return false };
    ticket.state == TicketState::Waiting
        && ticket.only.map_or_else(|| counter.able.serves(ticket), |only| only == counter.id)
}

fn view(scene: &Scene<'_>, centre: UnitId, counter: CounterId, lang: Lang) -> LiveView {
    let (hall, now) = (scene.hall, scene.now_ms.max(scene.hall.last));
    let standing = hall.counters.get(&counter);
    let row = |ticket: &Ticket| TicketRow::of(ticket, hall, scene.centre, now, lang);
    let with = standing.and_then(|counter| match counter.desk {
        Desk::With { ticket } => hall.tickets.get(&ticket),
        Desk::Closed | Desk::Free { .. } | Desk::Paused { .. } => None,
    });
    let (state, since, times) = match (standing.map(|counter| counter.desk), with.map(|ticket| ticket.state)) {
        (_, Some(TicketState::Called { at, times, .. })) => ("called", at, times),
        (_, Some(TicketState::Serving { since, .. })) => ("serving", since, 0),
        (Some(Desk::Paused { since }), _) => ("paused", since, 0),
        (Some(Desk::Free { since }), _) => ("free", since, 0),
        _ => ("closed", now, 0),
    };
    let mut queue: Vec<&Ticket> = hall.tickets.values().filter(|ticket| waits_for(hall, counter, ticket)).collect();
    queue.sort_unstable_by_key(|ticket| ticket.order());
    let of_state = |fits: &dyn Fn(&Ticket) -> bool| -> Vec<&Ticket> {
        let mut fitting: Vec<&Ticket> = hall.tickets.values().filter(|ticket| fits(ticket)).collect();
        fitting.sort_unstable_by_key(|ticket| ticket.order());
        fitting
    };
    let held = of_state(&|t| matches!(t.state, TicketState::Held { counter: by, .. } if by == counter));
    let able = standing.map(|counter| counter.able);
    let skipped = of_state(&|ticket| {
        matches!(ticket.state, TicketState::Skipped { .. } | TicketState::Out { .. })
            && able.is_some_and(|able| able.serves(ticket))
    });
    let left_ms = if state == "called" { (since + hall.rule.patience - now).max(0) } else { 0 };
    LiveView {
        page: Bare { lang },
        home: format!("/floor/{centre}/counter"),
        base: format!("/floor/{centre}/counter/{counter}"),
        state,
        now: with.map(row),
        since_ms: now - since,
        since: words::length(now - since),
        left_ms,
        times,
        kept: kept(state, with, &held, &queue, counter, now),
        held: held.into_iter().map(row).collect(),
        next: standing.and_then(|counter| next_for(hall, counter)).map(row),
        more_waiting: queue.len().saturating_sub(LISTED),
        waiting: queue.into_iter().take(LISTED).map(row).collect(),
        skipped: skipped.into_iter().map(row).collect(),
    }
}

/// The last state, as the page keeps it for a cut line: only what nobody but this counter may change.
fn kept(
    state: &str,
    with: Option<&Ticket>,
    held: &[&Ticket],
    queue: &[&Ticket],
    counter: CounterId,
    now: Ms,
) -> String {
    let short = |ticket: &&Ticket| json!({ "ticket": ticket.id.to_string(), "number": ticket.number.to_string() });
    let own: Vec<_> = queue.iter().filter(|ticket| ticket.only == Some(counter)).map(short).collect();
    let held: Vec<_> = held.iter().map(short).collect();
    let with = with.as_ref().map(short);
    json!({ "state": state, "with": with, "own": own, "held": held, "now": now }).to_string()
}

/// What a counter of the centre is in the hall now, for whoever chooses one.
pub fn sits(hall: &Hall, counter: CounterId) -> Option<kernel::OfficerId> {
    hall.counters.get(&counter).filter(|counter| counter.is_open()).and_then(|counter| counter.officer)
}

/// The counter an officer sits at.
pub fn counter_of(hall: &Hall, officer: kernel::OfficerId) -> Option<CounterId> {
    let mine = hall.counters.values().find(|counter| counter.is_open() && counter.officer == Some(officer));
    mine.map(|counter| counter.id)
}

/// What a counter serves, in words.
pub fn serves(centre: &Centre, able: queue::hall::Able, lang: Lang) -> String {
    let every = centre.offered().all(|service| able.services.has(service.no));
    let mut parts = vec![match every {
        true => lang.say("floor-desk-serves-everything").into_owned(),
        false => centre.names(able.services, lang),
    }];
    if able.languages.meets(queue::hall::Languages::ENGLISH) {
        parts.push(lang.say("floor-desk-in-english").into_owned());
    }
    if able.classes == 1 {
        parts.push(lang.say("floor-desk-only-vulnerable").into_owned());
    }
    parts.join(" · ")
}
