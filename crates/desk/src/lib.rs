//! Screens that span rooms: the officer's day, lists, one dossier with every act, its papers; the counter.
//!
//! It owns no rule, and only the small tables of the desk itself ([`store`]): it reads and acts through the rooms' doors.

pub mod album;
pub mod announcements;
pub mod badge;
pub mod columns;
pub mod dossier_page;
pub mod duplicates;
pub mod files;
pub mod help;
pub mod home;
pub mod inbox;
pub mod intake;
pub mod lists;
pub mod lobby;
pub mod papers;
pub mod store;
pub mod worklist;
