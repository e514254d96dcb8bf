//! The pages of filings: parse what was typed, open the door, show what came of it.

mod begin;
mod conflict;
mod field;
mod frame;
mod review;
mod save;
mod show;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::{get, post};
use dossier::Dossiers;
use kernel::{Clock, FilingId};
use office::Sessions;
use person::Accounts;
use person::seat::Frame;
use store::blob::Blobs;
use web::Problem;

/// Everything below `/me/filings` except uploads.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Arc<Blobs>: FromRef<S>,
    Arc<Accounts>: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Dossiers: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/me/filings", get(begin::list).post(begin::begin))
        .route("/me/filings/new", get(begin::show))
        .route("/me/filings/{id}", get(begin::go_on))
        .route("/me/filings/{id}/deletion", post(begin::delete))
        .route("/me/filings/{id}/restoration", post(begin::restore))
        .route("/me/filings/{id}/submission", post(review::submit))
        .route("/me/filings/{id}/receipt", get(review::receipt))
        .route("/me/filings/{id}/{step}", get(show::show).post(save::save))
        .route("/me/filings/{id}/{step}/autosave", post(save::autosave))
        .route("/me/filings/{id}/{step}/preview", post(show::preview))
}

fn parse(id: &str) -> Result<FilingId, Problem> {
    id.parse().map_err(|_| Problem::absent("filing id"))
}

/// "14:02", or with the day when it was not today.
fn moment(ms: i64, today: jiff::civil::Date) -> String {
    let at = kernel::time::civil_ms(ms);
    if at.date() == today { at.strftime("%H:%M").to_string() } else { kernel::time::hm_dmy(at) }
}
