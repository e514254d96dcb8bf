//! Shifts (ca trực) and sessions outside the usual hours (phiên ngoài giờ): who sits where, when.
//!
//! Reading order: [`model`] (the nouns), [`decide`] (what may be changed), [`staff`] (who may sit there), [`door`].

pub mod decide;
pub mod door;
pub mod html;
pub mod model;
pub mod rows;
pub mod staff;

pub use door::{Duty, WeekChange};
