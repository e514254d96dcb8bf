//! Một Cửa, put together: settings, routes, chores and command line. The binary is a thin door to this crate, so that
//! tests and benchmarks open the same house.

pub mod access;
pub mod app;
pub mod backup;
pub mod bench;
pub mod check;
pub mod chores;
pub mod cli;
pub mod config;
pub mod demo;
pub mod jobs;
pub mod keepers;
pub mod menu;
pub mod openapi;
pub mod routes;
mod seating;
pub mod simulate;
pub mod texts;

pub use app::App;
pub use config::Config;
