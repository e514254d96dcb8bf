//! The office: units and their history, officers, roles and scopes; signing in, and the permits every act needs.
//!
//! It knows no dossier and no applicant: it says who someone is and what they may do where, never what happens then.

mod act;
pub mod calendar;
pub mod directory;
pub mod model;
mod officer;

pub use act::{Act, ActSet};
pub use directory::Directory;
pub use model::{Area, Grant, Level, Narrow, OfficerCard, Role, Scope, Unit, UnitKind};
pub use officer::{Officer, Permit, Place};
