//! The room's door on both engines: one dossier's whole story, what two officers and sixteen counters do to each other,
//! who may know what, and lists that agree with their counts.

mod counters;
mod life;
mod lists;
mod online;
mod permission;
