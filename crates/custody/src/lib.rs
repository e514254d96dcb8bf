//! Every paper of a dossier has exactly one holder at any moment: sealed transfer lists scanned at both ends, the post, the
//! hand-over record.
//!
//! It never changes a dossier by itself: it listens to what was recorded and keeps the papers. Reading order: [`model`] (the
//! nouns), [`decide`] (what may happen, pure), [`hear`] (what papers learn from dossiers), [`store`] (rows), [`door`]
//! (load → decide → record), `html` (pages).

pub mod check;
pub mod chores;
pub mod decide;
pub mod door;
pub mod hear;
pub mod html;
pub mod model;
pub mod panel;
pub mod paper_acts;
pub mod post;
pub mod print;
pub mod store;

pub use self::store::MIGRATIONS;
pub use door::Custody;
pub use hear::{hear, listener};
pub use html::lists::lists;
pub use html::routes;
