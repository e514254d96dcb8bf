//! Every room's routes, in one visible list. Who may call which is in `access.rs`, and a test holds the two together.

use axum::Router;

use crate::app::App;

/// The whole site, not yet dressed.
pub fn all() -> Router<App> {
    Router::new()
        .merge(office::html::routes())
        .merge(desk::files::routes())
        .merge(desk::intake::routes())
        .merge(desk::home::routes())
        .merge(desk::worklist::routes())
        .merge(desk::dossier_page::routes())
        .merge(desk::papers::routes())
        .merge(procedure::html::routes())
        .merge(procedure::api::routes())
        .merge(dossier::html::tracking::routes())
        .merge(dossier::api::routes())
        .merge(crate::openapi::routes())
}
