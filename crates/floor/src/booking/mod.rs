//! Appointments (đặt lịch hẹn): reason → place → slot, and nobody is left without an answer.

pub mod decide;
pub mod ics;
pub mod model;
pub mod plan;
