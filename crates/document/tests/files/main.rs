//! Files as they come through the door, good, bad and broken.

mod arbitrary_bytes;
mod inspect;
mod samples;
mod thumbnails;
