//! Pages: parse → door → view → template. Nothing is decided here.

pub mod list;
pub mod overview;
pub mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::get;
use kernel::{Clock, Refusal};
use office::{Act, Frame, Officer, Sessions};
use web::Problem;

use crate::Supervision;

/// This room's pages.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Supervision: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new().route("/supervision", get(overview::page)).route("/supervision/dossiers", get(list::page))
}

/// Refused unless the officer watches over others' work somewhere; what they see is narrowed to it.
fn supervises(by: &Officer) -> Result<(), Problem> {
    match by.may_somewhere(Act::Supervise) {
        true => Ok(()),
        false => Err(Refusal::new("NOT_PERMITTED").with("act", Act::Supervise.key()).into()),
    }
}
