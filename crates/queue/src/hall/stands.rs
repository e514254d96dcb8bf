//! What a command stands on: the counter it happens at, the ticket it means, who sits where. Pure.

use kernel::{CounterId, OfficerId, Refusal, TicketId};

use super::command::Command;
use super::state::{Counter, Desk, Hall, Ticket, TicketState};

pub(super) fn named(hall: &Hall, ticket: TicketId, key: &str) -> Refusal {
    let refusal = Refusal::new(key);
    match hall.tickets.get(&ticket) {
        Some(ticket) => refusal.with("number", ticket.number),
        None => refusal,
    }
}

pub(super) fn live(hall: &Hall, ticket: TicketId) -> Result<&Ticket, Refusal> {
    let found = hall.tickets.get(&ticket).ok_or_else(|| Refusal::new("TICKET_NOT_OF_TODAY"))?;
    if found.state.is_over() { Err(named(hall, ticket, "TICKET_OVER")) } else { Ok(found) }
}

pub(super) fn opened(hall: &Hall, counter: CounterId) -> Result<&Counter, Refusal> {
    let found = hall.counters.get(&counter).filter(|counter| counter.is_open());
    found.ok_or_else(|| Refusal::new("COUNTER_CLOSED"))
}

pub(super) fn free(hall: &Hall, counter: CounterId) -> Result<&Counter, Refusal> {
    let counter = opened(hall, counter)?;
    match counter.desk {
        Desk::With { ticket } => Err(named(hall, ticket, "COUNTER_HAS_VISITOR")),
        Desk::Closed | Desk::Free { .. } | Desk::Paused { .. } => Ok(counter),
    }
}

pub(super) fn called(hall: &Hall, counter: CounterId) -> Result<TicketId, Refusal> {
    match opened(hall, counter)?.desk {
        Desk::With { ticket } if matches!(live(hall, ticket)?.state, TicketState::Called { .. }) => Ok(ticket),
        Desk::With { ticket } => Err(named(hall, ticket, "VISITOR_IS_SERVED")),
        Desk::Closed | Desk::Free { .. } | Desk::Paused { .. } => Err(Refusal::new("NOBODY_CALLED")),
    }
}

/// Whether a counter has this visitor, called or sitting.
pub(super) fn with(hall: &Hall, counter: CounterId, ticket: TicketId) -> Result<(), Refusal> {
    match opened(hall, counter)?.desk {
        Desk::With { ticket: other } if other == ticket => Ok(()),
        Desk::Closed | Desk::Free { .. } | Desk::With { .. } | Desk::Paused { .. } => {
            Err(named(hall, ticket, "VISITOR_NOT_HERE"))
        }
    }
}

/// The visitor an officer has started with.
pub(super) fn serving(hall: &Hall, counter: CounterId) -> Result<&Ticket, Refusal> {
    match opened(hall, counter)?.desk {
        Desk::With { ticket } => match live(hall, ticket)? {
            ticket if matches!(ticket.state, TicketState::Serving { .. }) => Ok(ticket),
            ticket => Err(named(hall, ticket.id, "VISITOR_NOT_STARTED")),
        },
        Desk::Closed | Desk::Free { .. } | Desk::Paused { .. } => Err(Refusal::new("NOBODY_CALLED")),
    }
}

/// Whether an officer may do this at its counter: they sit there, or open it for themselves. Which counters may be opened is for
/// the opening to say.
pub(super) fn seated(hall: &Hall, officer: OfficerId, wanted: &Command) -> Result<(), Refusal> {
    if let Command::Open { officer: named, .. } = wanted {
        return if *named == Some(officer) { Ok(()) } else { Err(Refusal::new("COUNTER_FOR_OTHERS").at("officer")) };
    }
    let Some(counter) = wanted.counter() else { return Ok(()) };
    let theirs = |c: &&Counter| c.is_open() && c.officer == Some(officer);
    match hall.counters.values().find(theirs) {
        Some(own) if own.id == counter => Ok(()),
        Some(_) => Err(Refusal::new("SITS_AT_ANOTHER_COUNTER")),
        None => {
            opened(hall, counter)?;
            Err(Refusal::new("COUNTER_NOT_YOURS"))
        }
    }
}
