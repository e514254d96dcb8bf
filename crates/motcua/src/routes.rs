//! Every room's routes, in one visible list. Who may call which is in `access.rs`, and a test holds the two together.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use store::Store;
use web::Problem;

use crate::app::App;

/// The whole site, not yet dressed.
pub fn all() -> Router<App> {
    Router::new()
        .route("/healthz", get(health))
        .merge(office::html::routes())
        .merge(desk::files::routes())
        .merge(desk::intake::routes())
        .merge(desk::home::routes())
        .merge(desk::worklist::routes())
        .merge(desk::dossier_page::routes())
        .merge(desk::papers::routes())
        .merge(desk::announcements::routes())
        .merge(desk::inbox::routes())
        .merge(desk::help::routes())
        .merge(desk::duplicates::routes())
        .merge(procedure::html::routes())
        .merge(procedure::api::routes())
        .merge(dossier::html::tracking::routes())
        .merge(person::api::routes())
        .merge(dossier::api::routes())
        .merge(job::routes())
        .merge(custody::routes())
        .merge(portal::routes())
        .merge(supervision::routes())
        .merge(floor::html::routes())
        .merge(talk::routes())
        .merge(admin::routes())
        .merge(crate::openapi::routes())
}

/// `ok` when the database answers; for whoever watches the process.
async fn health(State(store): State<Store>) -> Result<&'static str, Problem> {
    store.read_brief(|tx| tx.find("SELECT 1", &[]).map(drop)).await?;
    Ok("ok")
}
