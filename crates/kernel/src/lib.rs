//! Words every room shares: typed ids, actors, the clock, money, text folding, languages and errors.
//!
//! No input or output happens here, and no room is known here.

pub mod actor;
pub mod clock;
pub mod error;
pub mod fold;
pub mod i18n;
pub mod id;
pub mod money;
pub mod time;

pub use actor::Actor;
pub use clock::Clock;
pub use error::{Error, Fault, Inconsistency, Refusal, Result};
pub use fold::fold;
pub use i18n::Lang;
pub use id::{Ids, *};
pub use money::Vnd;
