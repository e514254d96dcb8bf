//! What may happen: the course of a talk, the times that can be booked, the codes that open a room. Pure.

pub mod code;
pub mod course;
pub mod room;
pub mod time;
