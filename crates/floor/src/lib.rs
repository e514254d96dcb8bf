//! What happens between the door of a centre and the chair at the counter.
//!
//! Who is called next is decided in [`queue`]; this room keeps the days of halls as events, lets people and programs act on
//! them, and shows them live. Reading order: [`store`] (rows), [`halls`] (halls in memory, never ahead of what is saved),
//! [`door`] (load → decide → record).

pub mod door;
pub mod halls;
pub mod store;

pub use self::store::MIGRATIONS;
pub use door::{Done, Floor};
