//! Screens that span rooms: the officer's day, lists, one dossier with every act, its papers; the counter.
//!
//! It owns no table and no rule: it reads and acts through the rooms' doors.

pub mod album;
pub mod badge;
pub mod dossier_page;
pub mod files;
pub mod home;
pub mod intake;
pub mod papers;
pub mod worklist;
