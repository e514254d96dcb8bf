//! What the days of a hall were like, in numbers. Waiting is the law's: from the ticket to the moment an officer starts
//! (seed 001 IV.8.1).

pub mod html;
pub mod lists;
mod officers;
pub mod range;
pub mod rows;
pub mod stays;
pub mod tally;
pub mod tickets;
mod words;
