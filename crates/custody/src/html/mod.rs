//! Pages of papers, bags and the post desk: parse form → door → view → template. No rule is here.

mod bag;
mod desk;
pub(crate) mod lists;
mod loss;
mod post;
pub(crate) mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::{get, post as posted};
use dossier::Dossiers;
use kernel::Clock;
use office::{Act, Frame, Officer, Sessions};
use store::ledger::Once;
use web::{Fields, Problem};

/// Every page of this room.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Dossiers: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/custody", get(desk::show))
        .route("/custody/scan", get(desk::show_scan).post(desk::scan))
        .route("/custody/papers/{noun}", get(loss::show).post(desk::act_on_papers))
        .route("/custody/bags", posted(bag::open))
        .route("/custody/bags/{id}", get(bag::show))
        .route("/custody/bags/{id}/scan", posted(bag::scan))
        .route("/custody/bags/{id}/{noun}", posted(bag::act))
        .route("/custody/bags/{id}/list.pdf", get(bag::list))
        .route("/post", get(post::show))
        .route("/post/arrivals", get(post::show_arrival).post(post::arrive))
        .route("/post/{id}", get(post::show_parcel))
        .route("/post/{id}/{noun}", posted(post::act))
        .route("/post/{id}/record.pdf", get(post::record))
}

/// Who keeps or carries papers anywhere; everybody else is told that it is not theirs.
fn require_keeper(by: &Officer) -> Result<(), Problem> {
    if keeps(by) { Ok(()) } else { Err(Problem::forbidden()) }
}

/// Whether somebody has to do with papers anywhere.
fn keeps(by: &Officer) -> bool {
    [Act::KeepPapers, Act::Carry, Act::Supervise].iter().any(|act| by.may_somewhere(*act))
}

/// One filling-in of a form is one act, however often it is sent.
fn once(by: &Officer, form: &Fields, act: &str) -> Option<Once> {
    form.once().map(|token| Once { caller: by.id().0, token: token.into(), fingerprint: act.into() })
}
