//! The pages of an applicant with an account: filing in steps, uploads that resume, supplements item by item, one thread,
//! one timeline, who looked. And the one page of officers that belongs to accounts: codes for people at the counter.
//!
//! It decides nothing: forms become commands, the dossier room decides.

pub mod codes;
pub mod door;
pub mod dossier_page;
pub mod exports;
pub mod filing;
pub mod home;
pub mod profile;
pub mod readers;
pub mod uploads;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use dossier::Dossiers;
use kernel::{Clock, Ids};
use office::Sessions;
use person::Accounts;
use store::Store;
use store::blob::Blobs;

/// This room's tables, in order.
pub const MIGRATIONS: &[store::Migration] =
    &[store::Migration { name: "portal/0001_filing", sql: include_str!("../migrations/0001_filing.sql") }];

/// This room's pages and programs' doors.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Store: FromRef<S>,
    Arc<Ids>: FromRef<S>,
    Arc<Blobs>: FromRef<S>,
    Arc<Accounts>: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Dossiers: FromRef<S>,
    Clock: FromRef<S>,
    office::Frame: FromRef<S>,
    person::seat::Frame: FromRef<S>,
{
    Router::new()
        .merge(door::routes())
        .merge(profile::routes())
        .merge(codes::routes())
        .merge(home::routes())
        .merge(dossier_page::routes())
        .merge(readers::routes())
        .merge(exports::routes())
        .merge(filing::routes())
        .merge(uploads::html::routes())
}
