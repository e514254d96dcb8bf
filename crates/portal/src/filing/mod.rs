//! Filing online, step by step: which case, where, the form, the papers, how to receive the result, a look at everything, sent.
//!
//! Nothing typed is lost: every page saves as it is typed and when it is left, and a filing goes on from any device.

pub mod chores;
mod declaration;
pub mod door;
pub mod model;
mod page;
pub mod place;
pub mod rows;
pub mod submit;

pub use door::{Filings, Opened};
pub use page::routes;
