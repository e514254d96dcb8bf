//! Internal processes: who does what, where, in which time; tried on the calendar and on the officers there are before
//! they govern new dossiers. Running dossiers keep theirs.

mod edit;
pub(crate) mod list;
mod simulate;
mod steps;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::{get, post};
use kernel::Clock;
use office::{Frame, Sessions};

use crate::doors::Doors;

/// `/admin/processes` and the editor of one procedure's process (`default`: every procedure without its own).
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Doors: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/admin/processes", get(list::show))
        .route("/admin/processes/{code}", get(edit::show).post(edit::change))
        .route("/admin/processes/{code}/activation", post(edit::activate))
}

/// The word that stands for the default process in an address.
pub const DEFAULT: &str = "default";

/// The address of one process.
fn href(code: &str) -> String {
    format!("/admin/processes/{}", if code.is_empty() { DEFAULT } else { code })
}
