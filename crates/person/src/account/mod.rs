//! Accounts of applicants: registering, signing in, sessions, and how a number that was typed becomes a number that is
//! proven. The only place that makes a [`Citizen`].
//!
//! **A number is a claim until a counter has seen the card.** Anybody can type anybody's number, so registering never
//! touches the person's own record: the account gets a record of its own (`person.claimed`), sees what it files itself,
//! and learns nothing, not even whether the number is known. An intake officer who has seen the card gives a one-time
//! code for the number; whoever enters it in an account with that number proves it, and the account moves to the
//! person's own record. The same code sets a new password when the old one is forgotten: there is no gateway for
//! messages yet, so nothing can be sent to a telephone that nobody has verified.

mod door;
mod eid;
mod model;
mod rows;

pub use door::Accounts;
pub use eid::EidRule;
pub use model::{AccountCard, CODE_LIVES_MS, IDLE_MS, LONGEST_MS, NewAccount, Reset, Session, Standing, shown_code};
pub use rows::{forget_ended, standing};
