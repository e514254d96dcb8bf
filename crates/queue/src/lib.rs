//! The queue of a hall: who is called next and when everybody will be, as values.
//!
//! Reading order: [`rule`] (who goes before whom, and why nobody starves), [`hall`] (one day of one hall: state, events,
//! commands), [`flow`] (the same discipline at millions of events a second), [`promise`] ("được gọi trước 09:42"),
//! [`learn`] (what earlier days teach it), [`erlang`] (what theory says), [`days`] and [`crowd`] (believable days and the people in them, for training, load and planning).
//!
//! It reads no clock, no file and no database, and knows nobody's name: moments and chance are arguments, visitors are
//! numbers.

pub mod crowd;
pub mod days;
pub mod dice;
pub mod erlang;
pub mod flow;
pub mod hall;
pub mod learn;
pub mod pace;
pub mod promise;
pub mod rule;
