//! What can be asked for: the catalogue of administrative procedures, its versions, and the internal processes.
//!
//! This room never knows a dossier: it answers what a procedure asks for, not what someone asked.

pub mod api;
pub mod catalogue;
pub mod compare;
pub mod diff;
pub mod finding;
pub mod form;
pub mod html;
pub mod import;
pub mod model;
pub mod process;
pub mod publication;
pub mod rules;
pub mod search;
mod spelling;
pub mod store;

pub use self::store::MIGRATIONS;
pub use catalogue::{Catalogue, Held};
pub use diff::{Change, content_hash, diff};
pub use finding::{Finding, FindingKind, ImportReport, Severity};
pub use import::{ReadOptions, read};
pub use model::{
    Case, Channel, ChannelTerm, Component, ComponentKind, Detail, Fee, FeeKind, Financial, LegalBasis, Level, Outcome,
    PauseReason, ProcedureVersion, SupplementEffect,
};
pub use process::{Duty, Process, ProcessFault, Step, StepUnit};
pub use search::{Filter, Hit, Index};
