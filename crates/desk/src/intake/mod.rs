//! The counter: one screen per visitor, from "who are you" to the receipt.
//!
//! It decides nothing: the law is asked through [`dossier::Dossiers`], and what the law refuses is shown with everything kept.

mod act;
mod applicant;
mod around;
mod asked;
mod begin;
mod checklist;
mod deciding;
pub mod online;
mod outcome;
mod promise;
mod screen;
pub(crate) mod transfers;
pub(crate) mod visit;
mod visitor;
mod wanted;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::{get, post};
use dossier::Dossiers;
use kernel::{Clock, UnitId};
use office::{Act, Frame, Officer, Sessions};
use store::ledger::Once;
use web::{Fields, Problem};

pub use deciding::propose as propose_deciding_unit;
pub use promise::due_view;

/// Every page of the counter, below `/intake`.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Dossiers: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/intake", get(visitor::show).post(visitor::lodge))
        .route("/intake/procedures", get(wanted::procedures))
        .route("/intake/transfers", get(transfers::show).post(transfers::transfer))
        .merge(online::routes())
        .route("/intake/{id}", get(screen::show).post(act::save))
        .route("/intake/{id}/autosave", post(act::autosave))
        .route("/intake/{id}/preview", post(act::preview))
        .route("/intake/{id}/acceptance", post(act::accept))
        .route("/intake/{id}/supplement", post(act::request_supplement))
        .route("/intake/{id}/still-missing", post(act::still_missing))
        .route("/intake/{id}/refusal", post(act::refuse))
        .route("/intake/{id}/completion", post(act::complete_at_once))
        .route("/intake/{id}/resubmission", post(act::resubmit))
        .route("/intake/{id}/transfer", post(act::transfer))
        .route("/intake/{id}/outcome", get(outcome::show))
}

/// Whether somebody takes dossiers in anywhere.
pub(crate) fn works_here(by: &Officer) -> bool {
    by.may_somewhere(Act::Intake)
}

/// Who takes dossiers in; everybody else is told that it is not theirs.
fn require_intake(by: &Officer) -> Result<(), Problem> {
    if works_here(by) { Ok(()) } else { Err(Problem::forbidden()) }
}

/// The counter's own unit: the nearest one upwards that receives dossiers.
fn receiving_unit(by: &Officer) -> UnitId {
    by.directory().lineage(by.unit()).find(|unit| unit.intake).map_or(by.unit(), |unit| unit.id)
}

/// One filling-in of a form is one act, however often it is sent.
fn once(by: &Officer, form: &Fields, act: &str) -> Option<Once> {
    form.once().map(|token| Once { caller: by.id().0, token: token.into(), fingerprint: act.into() })
}
