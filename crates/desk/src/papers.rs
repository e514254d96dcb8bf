//! The official papers of a dossier as officers print them; what stands on them is [`letter`]'s to say.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use dossier::{Dossiers, Key};
use kernel::{Clock, DossierId};
use office::{Frame, Sessions, SignedIn};
use paper::Form;
use tokio::sync::Semaphore;
use web::{Answer, Ctx, Problem};

pub use letter::{control_sheet_of, form, number, timeliness, title};

/// How many forms are set at once: setting one takes a core, and pages must still be answered.
static PRESSES: Semaphore = Semaphore::const_new(2);

pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Dossiers: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/dossiers/{id}/papers/{file}", get(issued))
        .route("/dossiers/{id}/control-sheet.pdf", get(control_sheet))
}

/// The address of a dossier's paper; `place` is its index in [`Dossier::papers`].
pub fn href(dossier: DossierId, place: usize) -> String {
    format!("/dossiers/{dossier}/papers/{}.pdf", place + 1)
}

async fn issued(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path((id, file)): Path<(String, String)>,
) -> Answer {
    let nth: Option<usize> = file.strip_suffix(".pdf").and_then(|nth| nth.parse().ok());
    let place = nth.and_then(|nth| nth.checked_sub(1)).ok_or_else(|| Problem::absent("paper"))?;
    let reading = dossiers.read(&by, Key::parse(&id), "paper").await?;
    let form =
        form(&reading, place, by.directory(), &ctx.settings().public_url).ok_or_else(|| Problem::absent("paper"))?;
    printed(form).await
}

async fn control_sheet(SignedIn(by): SignedIn, State(dossiers): State<Dossiers>, Path(id): Path<String>) -> Answer {
    let reading = dossiers.read(&by, Key::parse(&id), "paper").await?;
    let now = kernel::time::civil(dossiers.clock.now());
    printed(control_sheet_of(&reading, by.directory(), now)).await
}

async fn printed(form: Form) -> Answer {
    let name = paper::file_name(&form);
    let _press = PRESSES.acquire().await.map_err(|cause| Problem::fault("press", cause))?;
    let pdf = tokio::task::spawn_blocking(move || paper::render(&form)).await;
    let pdf = pdf.map_err(|cause| Problem::fault("press", cause))??;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_string()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "private, no-store".to_string()),
    ];
    Ok((headers, pdf).into_response())
}
