//! What may happen to papers, bags and parcels: state + event → next state or refusal. Pure; the clock, the calendar and who
//! acts are arguments.

pub mod bag;
pub mod paper;
pub mod parcel;
