//! Talking with an officer who is not there: booked or at once, by video between two browsers, and the meeting rooms of a
//! centre. Nothing that is said is kept.
//!
//! Reading order: [`model`] (the nouns), [`decide`] (what may happen, pure), [`store`] (rows), [`door`] and [`book`] (load →
//! decide → record), [`rooms`] (meeting rooms), [`hub`] (who is in which room, in memory), [`line`] (what the script speaks
//! with), `html` (pages), [`chores`].

pub mod book;
pub mod chores;
pub mod decide;
pub mod door;
pub mod html;
pub mod hub;
pub mod line;
pub mod model;
pub mod rooms;
pub mod store;

pub use self::store::MIGRATIONS;
pub use door::Talks;
pub use html::lists::lists;
pub use html::routes;
