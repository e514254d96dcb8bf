//! Appointments (đặt lịch hẹn): reason → place → slot, and nobody is left without an answer.
//!
//! Reading order: [`model`] (the nouns), [`plan`] (how many a slot holds), [`decide`] (what may happen), [`door`] (load →
//! decide → record), [`days`] and [`waiting`] beside it, [`open`] (who may look), [`arrive`] (the ticket), [`callback`], [`chores`], then the pages.

pub mod api;
pub mod arrive;
pub mod callback;
pub mod chores;
pub mod code;
pub mod days;
pub mod decide;
pub mod door;
pub mod html;
pub mod ics;
pub mod model;
pub mod open;
pub mod plan;
pub mod reason;
pub mod rows;
pub mod visitor;
pub mod waiting;

pub use arrive::Beside;
pub use door::{Bookings, Request};
pub use model::{Appointment, VisitorDraft};
pub use open::{Key, Who};
