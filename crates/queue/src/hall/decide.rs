//! The verbs of a hall: a command on a state is events or a refusal. Pure.

use kernel::{CounterId, OfficerId, Refusal, TicketId};

use super::command::Command;
use super::event::{Event, Gone, What};
use super::stands::{called, free, live, named, opened, seated, serving, with};
use super::state::{Able, Counter, Desk, Hall, Number, Services, Ticket, TicketState};
use crate::rule::{Class, Ms, Rule};

type Decision = Result<Vec<What>, Refusal>;

/// What follows from a command, as events of one moment.
///
/// A clock that runs backwards does not: events are never dated before the last one.
pub fn decide(hall: &Hall, command: &Command, now: Ms) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::With { counter, ticket, then } => {
            with(hall, *counter, *ticket)?;
            return decide(hall, then, now);
        }
        Command::By { officer, then } => {
            seated(hall, *officer, then)?;
            return decide(hall, then, now);
        }
        _ => {}
    }
    let now = now.max(hall.last);
    if hall.over {
        return Err(Refusal::new("HALL_OVER"));
    }
    let happened = match command {
        Command::Begin { rule } => begin(hall, rule),
        Command::Issue { .. } => issue(hall, command, now),
        Command::Promise { ticket, bound } => {
            live(hall, *ticket)?;
            Ok(vec![What::Promised { ticket: *ticket, bound: *bound }])
        }
        Command::Open { counter, able, officer } => open(hall, *counter, *able, *officer),
        Command::Rule { counter, able } => {
            opened(hall, *counter)?;
            able_to(able)?;
            Ok(vec![What::Ruled { counter: *counter, able: *able }])
        }
        Command::Change { counter, seen, able } => {
            if opened(hall, *counter)?.able != *seen {
                return Err(Refusal::new("COUNTER_CHANGED"));
            }
            able_to(able)?;
            Ok(if able == seen { Vec::new() } else { vec![What::Ruled { counter: *counter, able: *able }] })
        }
        Command::Pause { counter } => match free(hall, *counter)?.desk {
            Desk::Paused { .. } => Ok(Vec::new()),
            _ => Ok(vec![What::Paused { counter: *counter }]),
        },
        Command::Resume { counter } => match opened(hall, *counter)?.desk {
            Desk::Paused { .. } => Ok(vec![What::Resumed { counter: *counter }]),
            _ => Ok(Vec::new()),
        },
        Command::Close { counter, visitor_back } => close(hall, *counter, *visitor_back),
        Command::CallNext { counter } => call_next(hall, *counter),
        Command::Call { counter, ticket } => call(hall, *counter, *ticket),
        Command::Recall { counter } => {
            let ticket = called(hall, *counter)?;
            Ok(vec![What::Recalled { ticket }])
        }
        Command::Start { counter } => {
            let ticket = called(hall, *counter)?;
            Ok(vec![What::Started { ticket, counter: *counter }])
        }
        Command::Skip { counter } => skip(hall, *counter, now),
        Command::Hold { counter } => {
            let ticket = serving(hall, *counter)?.id;
            Ok(vec![What::Held { ticket, counter: *counter }])
        }
        Command::Unhold { counter, ticket } => unhold(hall, *counter, *ticket),
        Command::SendOn { counter, done, more, only } => send_on(hall, *counter, *done, *more, *only),
        Command::Finish { counter } => finish(hall, *counter),
        Command::Return { ticket } => come_back(hall, *ticket),
        Command::GoOut { ticket } => match live(hall, *ticket)?.state {
            TicketState::Waiting => Ok(vec![What::WentOut { ticket: *ticket }]),
            TicketState::Out { .. } => Ok(Vec::new()),
            _ => Err(named(hall, *ticket, "TICKET_NOT_WAITING")),
        },
        Command::Leave { ticket, why } => {
            live(hall, *ticket)?;
            Ok(vec![What::Left { ticket: *ticket, why: *why }])
        }
        Command::Move { tickets, only } => move_all(hall, tickets, *only),
        Command::Add { ticket, services, anyway } => add(hall, *ticket, *services, *anyway),
        Command::Class { ticket, class } => better(hall, *ticket, *class),
        // Answered above.
        Command::With { .. } | Command::By { .. } => Ok(Vec::new()),
        Command::End => Ok(end(hall)),
    }?;
    Ok(happened.into_iter().map(|what| Event { at: now, what }).collect())
}

/// The ticket a counter would call now, by the rule.
pub fn next_for<'h>(hall: &'h Hall, counter: &Counter) -> Option<&'h Ticket> {
    let mine = |ticket: &&Ticket| {
        ticket.state == TicketState::Waiting
            && match ticket.only {
                Some(only) => only == counter.id,
                None => counter.able.serves(ticket),
            }
    };
    hall.tickets.values().filter(mine).min_by_key(|ticket| ticket.order())
}

fn begin(hall: &Hall, rule: &Rule) -> Decision {
    if hall.seq > 0 { Ok(Vec::new()) } else { Ok(vec![What::Begun { rule: *rule }]) }
}

fn issue(hall: &Hall, command: &Command, now: Ms) -> Decision {
    let Command::Issue { ticket, series, class, services, languages, visitor, anyway } = command else {
        return Ok(Vec::new());
    };
    if services.is_empty() {
        return Err(Refusal::new("TICKET_WITHOUT_SERVICE").at("services"));
    }
    if hall.tickets.contains_key(ticket) {
        return Err(named(hall, *ticket, "TICKET_EXISTS"));
    }
    let same = |other: &&Ticket| visitor.is_some() && other.visitor == *visitor && !other.state.is_over();
    if let Some(other) = hall.tickets.values().find(same) {
        return Err(Refusal::new("VISITOR_HAS_TICKET").with("number", other.number).at("visitor"));
    }
    let n = hall.numbers.get(series).copied().unwrap_or(0).checked_add(1).filter(|n| *n <= MOST_NUMBERS);
    let n = n.ok_or_else(|| Refusal::new("SERIES_FULL").with("series", series))?;
    let ticket = Ticket {
        id: *ticket,
        number: Number { series: *series, n },
        class: *class,
        services: *services,
        done: Services::NONE,
        languages: *languages,
        visitor: *visitor,
        issued: now,
        merit: hall.rule.merit(*class, now),
        only: None,
        state: TicketState::Waiting,
        bound: None,
        first_called: None,
        first_started: None,
    };
    if !anyway {
        servable(hall, &ticket, ticket.services)?;
    }
    Ok(vec![What::Issued { ticket: Box::new(ticket) }])
}

/// Which of a ticket's services no open counter could serve to its visitor.
pub fn unserved(hall: &Hall, ticket: &Ticket) -> Services {
    let open = hall.counters.values().filter(|counter| counter.is_open() && counter.able.serves(ticket));
    open.fold(ticket.services, |left, counter| left.without(counter.able.services))
}

/// Whether somebody open could serve these services of a ticket.
fn servable(hall: &Hall, ticket: &Ticket, services: Services) -> Result<(), Refusal> {
    match unserved(hall, ticket).both(services).iter().next() {
        Some(service) => Err(Refusal::new("NO_COUNTER_FOR_SERVICE").with("service", service).at("services")),
        None => Ok(()),
    }
}

fn add(hall: &Hall, ticket: TicketId, services: Services, anyway: bool) -> Decision {
    let found = live(hall, ticket)?;
    if services.is_empty() {
        return Err(Refusal::new("TICKET_WITHOUT_SERVICE").at("services"));
    }
    let fresh = services.without(found.services);
    if fresh.is_empty() {
        return Ok(Vec::new());
    }
    if !anyway {
        servable(hall, &Ticket { services: found.services.and(fresh), ..found.clone() }, fresh)?;
    }
    Ok(vec![What::Asked { ticket, services: fresh }])
}

fn better(hall: &Hall, ticket: TicketId, class: Class) -> Decision {
    let found = live(hall, ticket)?;
    if class == found.class {
        return Ok(Vec::new());
    }
    if class.kind() >= found.class.kind() {
        return Err(named(hall, ticket, "CLASS_NOT_BETTER").at("class"));
    }
    // As if it had been issued so, and never later than it stands.
    let merit = hall.rule.merit(class, found.issued).min(found.merit);
    Ok(vec![What::Classed { ticket, class, merit }])
}

/// Numbers of one series a day: four digits would not be read from the back of the hall.
const MOST_NUMBERS: u16 = 9_999;

fn able_to(able: &Able) -> Result<(), Refusal> {
    if able.services.is_empty() || able.classes & Able::EVERYBODY == 0 || able.languages.0 == 0 {
        return Err(Refusal::new("COUNTER_SERVES_NOTHING").at("services"));
    }
    Ok(())
}

/// A counter that is closed opens. At one that is open somebody sits down when its seat is free ([`Counter::seat_is_free`]) and its
/// visitor gone; it goes on serving what it does.
fn open(hall: &Hall, counter: CounterId, able: Able, officer: Option<OfficerId>) -> Decision {
    able_to(&able)?;
    let standing = hall.counters.get(&counter).filter(|counter| counter.is_open());
    if let Some(standing) = standing {
        if officer.is_none() || standing.officer == officer || !standing.seat_is_free() {
            return Err(Refusal::new("COUNTER_IS_OPEN"));
        }
        free(hall, counter)?;
    }
    let elsewhere = |c: &&Counter| c.is_open() && officer.is_some() && c.officer == officer;
    if hall.counters.values().find(elsewhere).is_some() {
        return Err(Refusal::new("OFFICER_AT_ANOTHER_COUNTER"));
    }
    let able = standing.map_or(able, |standing| standing.able);
    Ok(vec![What::Opened { counter, able, officer }])
}

fn close(hall: &Hall, counter: CounterId, visitor_back: bool) -> Decision {
    let desk = opened(hall, counter)?.desk;
    let mut happened = Vec::new();
    if let Desk::With { ticket } = desk {
        if !visitor_back {
            return Err(named(hall, ticket, "COUNTER_HAS_VISITOR"));
        }
        happened.push(What::SentOn { ticket, only: None });
    }
    // Nobody waits for a counter that is gone.
    let bound_to_it = |t: &&Ticket| {
        let kept = matches!(t.state, TicketState::Held { counter: by, .. } if by == counter);
        kept || (t.only == Some(counter) && !t.state.is_over())
    };
    for ticket in hall.tickets.values().filter(bound_to_it) {
        if matches!(ticket.state, TicketState::Held { .. }) {
            happened.push(What::Returned { ticket: ticket.id });
        }
        if ticket.only == Some(counter) {
            happened.push(What::Moved { ticket: ticket.id, only: None });
        }
    }
    happened.push(What::Closed { counter });
    Ok(happened)
}

fn call_next(hall: &Hall, counter: CounterId) -> Decision {
    let counter = free(hall, counter)?;
    let mut happened = back_to_work(counter);
    let ticket = next_for(hall, counter).ok_or_else(|| Refusal::new("NOBODY_WAITS"))?;
    happened.push(What::Called { ticket: ticket.id, counter: counter.id });
    Ok(happened)
}

fn call(hall: &Hall, counter: CounterId, ticket: TicketId) -> Decision {
    let counter = free(hall, counter)?;
    let mut happened = back_to_work(counter);
    let found = live(hall, ticket)?;
    match found.state {
        TicketState::Waiting => {}
        TicketState::Out { .. } | TicketState::Skipped { .. } => happened.push(What::Returned { ticket }),
        TicketState::Called { .. } | TicketState::Serving { .. } | TicketState::Held { .. } => {
            return Err(named(hall, ticket, "TICKET_AT_COUNTER"));
        }
        TicketState::Finished { .. } | TicketState::Left { .. } => return Err(named(hall, ticket, "TICKET_OVER")),
    }
    if !counter.able.serves(found) && found.only != Some(counter.id) {
        return Err(named(hall, ticket, "COUNTER_CANNOT_SERVE"));
    }
    happened.push(What::Called { ticket, counter: counter.id });
    Ok(happened)
}

fn back_to_work(counter: &Counter) -> Vec<What> {
    match counter.desk {
        Desk::Paused { .. } => vec![What::Resumed { counter: counter.id }],
        Desk::Closed | Desk::Free { .. } | Desk::With { .. } => Vec::new(),
    }
}

fn skip(hall: &Hall, counter: CounterId, now: Ms) -> Decision {
    let ticket = called(hall, counter)?;
    let TicketState::Called { at, .. } = hall.tickets[&ticket].state else { return Ok(Vec::new()) };
    let left = at + hall.rule.patience - now;
    if left > 0 {
        return Err(named(hall, ticket, "SKIPPED_TOO_SOON").with("seconds", (left + 999) / 1000));
    }
    Ok(vec![What::Skipped { ticket }])
}

fn unhold(hall: &Hall, counter: CounterId, ticket: TicketId) -> Decision {
    let counter = free(hall, counter)?;
    if !matches!(live(hall, ticket)?.state, TicketState::Held { counter: by, .. } if by == counter.id) {
        return Err(named(hall, ticket, "TICKET_NOT_HELD_HERE"));
    }
    let mut happened = back_to_work(counter);
    happened.push(What::Started { ticket, counter: counter.id });
    Ok(happened)
}

fn send_on(hall: &Hall, counter: CounterId, done: Services, more: Services, only: Option<CounterId>) -> Decision {
    let ticket = serving(hall, counter)?;
    let left = ticket.services.without(done).and(more);
    if left.is_empty() {
        return Err(named(hall, ticket.id, "NOTHING_LEFT_TO_DO").at("more"));
    }
    if let Some(only) = only {
        if only == counter {
            return Err(Refusal::new("SENT_TO_ITSELF").at("only"));
        }
        let there = opened(hall, only).map_err(|refusal| refusal.at("only"))?;
        if there.able.services.both(left).is_empty() {
            return Err(named(hall, ticket.id, "COUNTER_CANNOT_SERVE").at("only"));
        }
    }
    let id = ticket.id;
    let mut happened = Vec::new();
    let done = done.both(ticket.services);
    if !done.is_empty() {
        happened.push(What::Served { ticket: id, services: done });
    }
    if !more.is_empty() {
        happened.push(What::Asked { ticket: id, services: more });
    }
    happened.push(What::SentOn { ticket: id, only });
    Ok(happened)
}

fn finish(hall: &Hall, counter: CounterId) -> Decision {
    let ticket = serving(hall, counter)?;
    let able = opened(hall, counter)?.able;
    let done = ticket.services.both(able.services);
    let mut happened = vec![What::Served { ticket: ticket.id, services: done }];
    happened.push(if ticket.services.without(done).is_empty() {
        What::Finished { ticket: ticket.id }
    } else {
        What::SentOn { ticket: ticket.id, only: None }
    });
    Ok(happened)
}

fn come_back(hall: &Hall, ticket: TicketId) -> Decision {
    match live(hall, ticket)?.state {
        TicketState::Skipped { .. } | TicketState::Out { .. } => Ok(vec![What::Returned { ticket }]),
        TicketState::Waiting => Ok(Vec::new()),
        _ => Err(named(hall, ticket, "TICKET_AT_COUNTER")),
    }
}

fn move_all(hall: &Hall, tickets: &[TicketId], only: Option<CounterId>) -> Decision {
    let counter = only.map(|only| opened(hall, only)).transpose()?;
    let mut happened = Vec::new();
    for id in tickets {
        let ticket = live(hall, *id)?;
        if !matches!(ticket.state, TicketState::Waiting | TicketState::Out { .. } | TicketState::Skipped { .. }) {
            return Err(named(hall, *id, "TICKET_AT_COUNTER"));
        }
        if counter.is_some_and(|counter| counter.able.services.both(ticket.services).is_empty()) {
            return Err(named(hall, *id, "COUNTER_CANNOT_SERVE"));
        }
        if ticket.only != only {
            happened.push(What::Moved { ticket: *id, only });
        }
    }
    Ok(happened)
}

fn end(hall: &Hall) -> Vec<What> {
    let open = hall.tickets.values().filter(|ticket| !ticket.state.is_over());
    let why = |ticket: &Ticket| match ticket.state {
        TicketState::Skipped { .. } => Gone::NoShow,
        _ => Gone::DayOver,
    };
    let mut happened: Vec<What> = open.map(|t| What::Left { ticket: t.id, why: why(t) }).collect();
    let counters = hall.counters.values().filter(|counter| counter.is_open());
    happened.extend(counters.map(|counter| What::Closed { counter: counter.id }));
    happened.push(What::Ended);
    happened
}
