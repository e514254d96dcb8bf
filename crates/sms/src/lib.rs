//! Text messages (tin nhắn SMS) to people who have no page open: from the outbox to a gateway, once each, while they are still
//! of use.
//!
//! An act writes what happened into the outbox, in its own transaction. Rooms say in words what their messages mean
//! ([`Draft`]); this room carries them: [`decide`] (what becomes of a message after a try; pure), [`gateway`] (the wire, and
//! nothing else), [`deliver`] (the loop), [`store`] (what was sent to whom, so that an officer can answer "did you tell me?").

pub mod decide;
pub mod deliver;
pub mod gateway;
pub mod model;
pub mod store;

pub use deliver::deliver;
pub use gateway::Gateway;
pub use model::{Draft, Line, State};
pub use store::MIGRATIONS;
