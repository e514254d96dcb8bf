//! Shifts (ca trực) and sessions outside the usual hours (phiên ngoài giờ): who sits where, when.

pub mod decide;
pub mod model;
