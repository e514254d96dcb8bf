//! What cannot be real here: people for training, load and demonstration, who do over the real API what people do in a hall;
//! a text-message gateway that misbehaves on demand. What they meet is real.

pub mod believable;
pub mod floor;
pub mod sms;
