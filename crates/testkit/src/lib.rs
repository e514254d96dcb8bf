//! What the tests of all rooms share: a small office, procedures of every kind, a clock that is set, dossiers without a
//! database, and a whole house on either engine. It is never part of the product and decides nothing.
//!
//! - [`office`]: one centre, two departments, a commune, an officer for every duty.
//! - [`catalogue`]: procedures by the way their clock runs, and processes.
//! - [`Desk`]: one dossier and the pure decisions, in memory.
//! - [`World`] and [`each_engine`]: the rooms' doors on SQLite and PostgreSQL.
//! - [`portrait`]: everything about a dossier as text that a reviewer can read.

pub mod catalogue;
pub mod desk;
mod engine;
pub mod office;
mod portrait;
pub mod world;

pub use desk::{Desk, applicant, every_paper_received, numbered};
pub use engine::{each_engine, on_postgres, on_sqlite};
pub use portrait::{portrait, story_line};
pub use world::World;

use jiff::civil::{Date, DateTime};

/// A civil moment from its text, `2026-03-02T09:00`.
pub fn at(text: &str) -> DateTime {
    text.parse().unwrap_or_else(|cause| panic!("{text}: {cause}"))
}

/// A civil day from its text, `2026-03-02`.
pub fn on(text: &str) -> Date {
    text.parse().unwrap_or_else(|cause| panic!("{text}: {cause}"))
}
