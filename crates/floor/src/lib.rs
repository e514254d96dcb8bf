//! What happens between the door of a centre and the chair at the counter.
//!
//! Who is called next is decided in [`queue`]; this room keeps the days of halls as events, lets people and programs act on
//! them, and shows them live. Reading order: [`store`] (rows), [`setup`] (what a hall is made of), [`halls`] (halls in memory,
//! never ahead of what is saved), [`door`] (load → decide → record), [`issue`] and [`forecast`] (a ticket and its promise),
//! [`live`] (screens that change by themselves), [`follow`] (what other processes saved), then one folder for each part of the hall.

pub mod api;
pub mod board;
pub mod booking;
pub mod check;
pub mod chores;
pub mod counter;
pub mod door;
pub mod duty;
pub mod figures;
pub mod follow;
pub mod forecast;
pub mod halls;
pub mod html;
pub mod issue;
pub mod kiosk;
pub mod lead;
pub mod live;
pub mod messages;
pub mod pass;
pub mod place;
pub mod rating;
pub mod reception;
pub mod setup;
pub mod store;
pub mod words;

pub use self::store::MIGRATIONS;
pub use door::{Done, Floor};
pub use issue::{Issued, Wish};
