//! Screens that span rooms: the officer's day, lists, one dossier with every act, its papers; the counter.
//!
//! It owns no rule, and only the small tables of the desk itself ([`store`]): it reads and acts through the rooms' doors.

pub mod album;
pub mod badge;
pub mod columns;
pub mod dossier_page;
pub mod files;
pub mod home;
pub mod intake;
pub mod papers;
pub mod store;
pub mod worklist;
