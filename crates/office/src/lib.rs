//! The office: units and their history, officers, roles and scopes; signing in, and the permits every act needs.
//!
//! It knows no dossier and no applicant: it says who someone is and what they may do where, never what happens then.

mod act;
pub mod admin;
pub mod annals;
pub mod attempts;
pub mod calendar;
pub mod directory;
pub mod history;
pub mod html;
pub mod model;
mod officer;
pub mod password;
pub mod propose;
pub mod seat;
mod sessions;
pub mod setup;
pub mod store;
pub mod token;
pub mod working_time;

pub use self::store::MIGRATIONS;
pub use act::{Act, ActSet};
pub use admin::{Admin, NewOfficer};
pub use directory::Directory;
pub use model::{Area, Grant, Level, Narrow, OfficerCard, Role, Scope, Unit, UnitKind};
pub use officer::{Officer, Permit, Place};
pub use seat::{Frame, MaybeSignedIn, SignedIn};
pub use sessions::{SessionCard, Sessions, Visitor, Welcome, end_all_sessions, forget_ended, handle_of};
pub use setup::Plan;
