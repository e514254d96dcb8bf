//! Screens for units with their history, officers, roles, delegation, working time, the catalogue and its processes; imports with a dry run.
//!
//! It owns no rule: every change goes through the door of the room it belongs to.

mod doors;
mod form;
mod home;
pub mod imports;
mod officers;
mod units;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::get;
use kernel::Clock;
use office::{Frame, Sessions};

pub use doors::Doors;

/// This room's tables, in order.
pub const MIGRATIONS: &[store::Migration] = &[imports::MIGRATION];

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
        .merge(imports::routes())
}
