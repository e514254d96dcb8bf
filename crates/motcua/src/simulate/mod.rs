//! People for training, load and demonstration: they do over the real API what people do in a hall. What they meet is real.

pub mod believable;
pub mod floor;
