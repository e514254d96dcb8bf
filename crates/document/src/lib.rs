//! Documents as they come through the door: what a file really is, whether it may be taken, and its small picture.
//!
//! Trusts no name and no declared type, keeps nothing, and never runs or follows anything a file contains.

pub mod model;

mod bind;
mod guard;
mod inspect;
mod name;
mod ooxml;
mod pdf;
mod picture;
mod refuse;
mod sniff;
mod thumbnail;
mod xml;

pub use bind::Binder;
pub use inspect::inspect;
pub use model::{Inspected, Limits, Media, Warning};
pub use thumbnail::{THUMBNAIL_MEDIA_TYPE, thumbnail};
