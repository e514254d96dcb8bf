//! The reception (zone 1): who comes, what waits for them, where they go, and their ticket.
//!
//! Reading order: [`shown`] (what a visitor shows or says, as text), [`route`] (the proposed way through the zones, pure),
//! [`picture`] (everything the house knows about the visitor, each look with its trace), [`rows`], [`tell`] (the number by text message), `html` (pages).

mod booked;
mod html;
mod page;
pub mod picture;
pub mod route;
pub mod rows;
pub mod shown;
pub mod tell;
mod ticket;

pub use html::routes;
pub use page::standing_calls;
