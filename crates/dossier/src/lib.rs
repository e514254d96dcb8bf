//! One request by one applicant, from the door to the archive: the heart of the house.
//!
//! Reading order: [`model`] (the nouns), [`stage`] (where it stands in law), [`command`] (the verbs as values),
//! [`decide`] (facts + command + permit → decision or refusal, pure), [`project`] (what rows follow), [`store`] (rows),
//! [`door`] (load → decide → record), [`list`] (worklists and counts), [`view`] (what a reader may see).

pub mod api;
pub mod batch;
pub mod bulk;
pub mod census;
pub mod check;
pub mod chores;
pub mod command;
pub mod decide;
pub mod door;
pub mod html;
pub mod list;
pub mod listen;
pub mod model;
pub mod noted;
pub mod officer_notice;
pub mod old;
pub mod project;
pub mod redistribute;
pub mod reproject;
pub mod stage;
pub mod store;
pub mod succession;
pub mod sweep;
pub mod view;

pub use command::Command;
pub use door::{Dossiers, Key, Lodging, Saved};
pub use model::Dossier;
pub use stage::Stage;
