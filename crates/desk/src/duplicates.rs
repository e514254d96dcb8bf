//! Duplicates, two by two: records that may be one person, dossiers that may be one application. The machine points; people
//! decide, with a reason that is kept.

pub(crate) mod dossiers;
pub(crate) mod people;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::{get, post};
use dossier::Dossiers;
use kernel::Clock;
use office::{Frame, Sessions};

pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Dossiers: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/duplicates/people", get(people::list))
        .route("/duplicates/people/{a}/{b}", get(people::pair).post(people::decide))
        .route("/duplicates/people/{a}/{b}/undo", post(people::undo))
        .route("/duplicates/dossiers", get(dossiers::list))
        .route("/duplicates/dossiers/{a}/{b}", get(dossiers::pair).post(dossiers::decide))
}

/// One thing of two, side by side.
pub struct Side {
    pub label: String,
    /// The name of the choice, when one of the two can be chosen.
    pub name: &'static str,
    pub a: String,
    pub b: String,
    pub differs: bool,
}
