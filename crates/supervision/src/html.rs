//! Pages: parse → door → view → template. Nothing is decided here.

pub mod acting;
mod book_lists;
pub mod explanations;
pub mod list;
pub mod lists;
pub mod monthly;
pub mod overview;
pub mod redistribution;
pub mod registers;
pub mod urge;
pub mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use dossier::Key;
use kernel::{Clock, DossierId, Error, Refusal};
use office::{Act, Frame, Officer, Sessions};
use sha2::{Digest, Sha256};
use store::ledger::Once;
use tokio::sync::Semaphore;
use web::{Answer, Ctx, Fields, Problem};

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
    Router::new()
        .route("/supervision", get(overview::page))
        .route("/supervision/dossiers", get(list::page))
        .route("/supervision/urges", post(urge::urge_many))
        .route("/supervision/redistribution", get(redistribution::page).post(redistribution::confirm))
        .route("/supervision/redistribution/{nth}", get(redistribution::show))
        .route("/supervision/redistribution/{nth}/undoing", post(redistribution::undo))
        .route("/supervision/acting", get(acting::page).post(acting::order))
        .route("/supervision/acting/{nth}/end", post(acting::end))
        .route("/supervision/registers", get(registers::shelf))
        .route("/supervision/registers/book", get(registers::show))
        .route("/supervision/registers/book.pdf", get(registers::print))
        .route("/supervision/registers/lock", post(registers::close))
        .route("/supervision/monthly", get(monthly::page).post(monthly::prepare))
        .route("/supervision/monthly/correction", post(monthly::correct))
        .route("/supervision/monthly/publication", post(monthly::publish))
        .route("/supervision/monthly.pdf", get(monthly::print))
        .route("/late", get(monthly::months))
        .route("/late/{year}/{month}", get(monthly::public))
        .route("/supervision/explanations", get(explanations::page))
        .route("/supervision/explanations/{id}", get(explanations::show).post(explanations::explain))
        .route("/supervision/explanations/{id}/acknowledgement", post(explanations::acknowledge))
        .route("/supervision/explanations/{id}/report.pdf", get(explanations::report))
}

/// Refused unless the officer watches over others' work somewhere; what they see is narrowed to it.
fn supervises(by: &Officer) -> Result<(), Problem> {
    match watches(by) {
        true => Ok(()),
        false => Err(Refusal::new("NOT_PERMITTED").with("act", Act::Supervise.key()).into()),
    }
}

/// Whether somebody watches over others' work anywhere.
fn watches(by: &Officer) -> bool {
    by.may_somewhere(Act::Supervise)
}

/// The ticked lines of a list: `id:version`.
fn marks(form: &Fields) -> Vec<(DossierId, i64)> {
    let marks = form.all("dossier").into_iter().filter_map(|mark| mark.split_once(':'));
    marks.filter_map(|(id, version)| Some((id.parse().ok()?, version.parse().ok()?))).collect()
}

/// A dossier that an act on many did not take, and why.
pub struct Refused {
    pub code: String,
    pub href: String,
    pub why: String,
    pub law: Option<String>,
}

impl Refused {
    async fn of(ctx: &Ctx, desk: &Supervision, by: &Officer, id: DossierId, why: Error) -> Refused {
        let (why, law) = match why {
            Error::Refused(refusal) => (web::refusal_text(ctx.lang, &refusal), refusal.law.clone()),
            Error::Stale { .. } => (ctx.t("supervision-stale"), None),
            _ => (ctx.t("web-problem-absent-what"), None),
        };
        let known = desk.dossiers.read_bare(by, Key::Id(id), "supervision").await.ok();
        let code = known.and_then(|dossier| dossier.code).unwrap_or_else(|| id.to_string());
        Refused { code, href: format!("/dossiers/{id}"), why, law }
    }
}

/// How many papers are set at once: setting one takes a core, and pages must still be answered.
static PRESSES: Semaphore = Semaphore::const_new(1);

/// Sets a paper and answers it.
async fn pdf(report: paper::Report, name: &str) -> Answer {
    let _press = PRESSES.acquire().await.map_err(|cause| Problem::fault("press", cause))?;
    let bytes = tokio::task::spawn_blocking(move || paper::render_report(&report)).await;
    let bytes = bytes.map_err(|cause| Problem::fault("press", cause))??;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_string()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "private, no-store".to_string()),
    ];
    Ok((headers, bytes).into_response())
}

/// The form's token: the same form sent twice is done once.
fn once(by: &Officer, form: &Fields) -> Option<Once> {
    let token = form.once()?.to_string();
    let fingerprint = form.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
    let fingerprint = Sha256::digest(fingerprint.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    Some(Once { caller: by.id().0, token, fingerprint })
}
