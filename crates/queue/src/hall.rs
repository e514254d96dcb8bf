//! One day of one hall, from the first ticket to the last: state, events, commands, all pure.
//!
//! `decide(hall, command, now)` answers events or a refusal; `hall.apply(event)` makes the next state, and nothing else
//! does. The events of a day, applied in order to an empty hall, give the day's state exactly: that is how a hall is read
//! after a crash, shown as of any moment and held to account.

mod command;
mod decide;
mod event;
mod stands;
mod state;

pub use command::Command;
pub use decide::{decide, next_for, unserved};
pub use event::{Event, Gone, What};
pub use state::{Able, Counter, Desk, Hall, Languages, Number, Services, Ticket, TicketState};
