//! Who leads a hall: what stands now, what will go wrong, and what one press would do about it.
//!
//! [`outlook`] says who waits too long or will; [`remedy`] proposes what helps and says by how much; [`deeds`] remembers what
//! was ruled, so that it can be taken back. All three are values of the hall and the moment; [`watch`] keeps them for the
//! screens, [`board`] and [`html`] draw them.

pub mod board;
pub mod counter_page;
pub mod deeds;
pub mod html;
pub mod outlook;
pub mod remedy;
pub mod watch;
