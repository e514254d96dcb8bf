//! What the law lets happen to a dossier, without a database: the transition table, golden cases, every refusal at its
//! edge, and random lives that must never break an invariant.

mod commands;
mod golden;
mod online;
mod post;
mod refusals;
mod supervision;
mod table;
mod walks;
mod words;
