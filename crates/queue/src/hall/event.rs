//! What happened in a hall: the only thing that is kept.

use kernel::{CounterId, OfficerId, TicketId};
use serde::{Deserialize, Serialize};

use super::state::{Able, Services, Ticket};
use crate::rule::{Class, Ms, Rule};

/// Why somebody left without everything being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gone {
    /// They said so.
    GaveUp,
    /// Called and never came.
    NoShow,
    /// The hall closed.
    DayOver,
    /// The ticket was a mistake.
    Mistake,
}

impl Gone {
    /// The word of rows and locale keys.
    pub fn code(self) -> &'static str {
        match self {
            Gone::GaveUp => "gave_up",
            Gone::NoShow => "no_show",
            Gone::DayOver => "day_over",
            Gone::Mistake => "mistake",
        }
    }
}

/// One thing that happened, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub at: Ms,
    #[serde(flatten)]
    pub what: What,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// The day begins under this rule.
    Begun {
        rule: Rule,
    },
    Issued {
        ticket: Box<Ticket>,
    },
    /// The bound that was printed; none when nobody can say.
    Promised {
        ticket: TicketId,
        bound: Option<Ms>,
    },
    Opened {
        counter: CounterId,
        able: Able,
        officer: Option<OfficerId>,
    },
    /// A counter serves other things from now on.
    Ruled {
        counter: CounterId,
        able: Able,
    },
    Paused {
        counter: CounterId,
    },
    Resumed {
        counter: CounterId,
    },
    Closed {
        counter: CounterId,
    },
    Called {
        ticket: TicketId,
        counter: CounterId,
    },
    Recalled {
        ticket: TicketId,
    },
    /// The officer starts with the visitor: waiting ends.
    Started {
        ticket: TicketId,
        counter: CounterId,
    },
    /// These services of the ticket are done.
    Served {
        ticket: TicketId,
        services: Services,
    },
    /// The visitor turned out to need these as well.
    Asked {
        ticket: TicketId,
        services: Services,
    },
    /// They may go before others after all.
    Classed {
        ticket: TicketId,
        class: Class,
        merit: Ms,
    },
    Skipped {
        ticket: TicketId,
    },
    Held {
        ticket: TicketId,
        counter: CounterId,
    },
    /// To wait for another counter, with the clock kept; `only`: for this one alone.
    SentOn {
        ticket: TicketId,
        only: Option<CounterId>,
    },
    /// Somebody who waits is promised to one counter, or to all again.
    Moved {
        ticket: TicketId,
        only: Option<CounterId>,
    },
    /// Back in the hall: after a skip, from outside, from being kept aside.
    Returned {
        ticket: TicketId,
    },
    WentOut {
        ticket: TicketId,
    },
    Finished {
        ticket: TicketId,
    },
    Left {
        ticket: TicketId,
        why: Gone,
    },
    Ended,
}

impl What {
    /// The ticket it happened to.
    pub fn ticket(&self) -> Option<TicketId> {
        match self {
            What::Issued { ticket } => Some(ticket.id),
            What::Promised { ticket, .. }
            | What::Called { ticket, .. }
            | What::Recalled { ticket }
            | What::Started { ticket, .. }
            | What::Served { ticket, .. }
            | What::Asked { ticket, .. }
            | What::Classed { ticket, .. }
            | What::Skipped { ticket }
            | What::Held { ticket, .. }
            | What::SentOn { ticket, .. }
            | What::Moved { ticket, .. }
            | What::Returned { ticket }
            | What::WentOut { ticket }
            | What::Finished { ticket }
            | What::Left { ticket, .. } => Some(*ticket),
            What::Begun { .. }
            | What::Opened { .. }
            | What::Ruled { .. }
            | What::Paused { .. }
            | What::Resumed { .. }
            | What::Closed { .. }
            | What::Ended => None,
        }
    }
}
