//! What can be asked for: the catalogue of administrative procedures, its versions, and the internal processes.
//!
//! This room never knows a dossier: it answers what a procedure asks for, not what someone asked.

pub mod model;
pub mod process;

pub use model::{
    Case, Channel, ChannelTerm, Component, ComponentKind, Detail, Fee, FeeKind, Financial, LegalBasis, Level, Outcome,
    PauseReason, ProcedureVersion, SupplementEffect,
};
pub use process::{Duty, Process, Step, StepUnit};
