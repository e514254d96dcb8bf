//! Screens for units with their history, officers, roles, delegation, working time, the catalogue and its processes; imports with a dry run.
//!
//! It owns no rule: every change goes through the door of the room it belongs to.

pub mod areas;
mod calendar;
mod catalogue;
mod documents;
mod doors;
mod form;
mod home;
pub mod imports;
mod lists;
pub mod mergers;
mod officers;
mod processes;
mod units;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::get;
use dossier::Dossiers;
use kernel::Clock;
use office::{Frame, Sessions};

pub use doors::Doors;
pub use lists::lists;

/// This room's tables, in order.
pub const MIGRATIONS: &[store::Migration] =
    &[imports::MIGRATION, mergers::store::MIGRATION, mergers::store::FILE_MIGRATION];

/// The long work of the office's own changes.
pub fn jobs(dossiers: &Dossiers) -> Vec<job::Kind> {
    vec![calendar::work::kind(dossiers.clone()), mergers::work::kind(dossiers.clone())]
}

/// This room's pages.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Doors: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/admin", get(home::show))
        .merge(units::routes())
        .merge(officers::routes())
        .merge(calendar::routes())
        .merge(areas::routes())
        .merge(mergers::routes())
        .merge(imports::routes())
        .merge(catalogue::routes())
        .merge(processes::routes())
}
