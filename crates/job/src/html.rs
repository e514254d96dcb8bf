//! Pages of long work: what I asked for, how far it is, what was refused, its file.

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use kernel::{Clock, JobId, Lang};
use office::{Frame, Sessions, SignedIn};
use std::sync::Arc;
use store::ledger::Once;
use web::ui::{Badge, Tone};
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use crate::list::Asked;
use crate::model::{JobCard, State as At};
use crate::run::Jobs;
use crate::sheet::Format;

/// Jobs on one page.
const PAGE: i64 = 30;
/// Refused items shown on a job's page; all of them are in its list.
const SHOWN: i64 = 100;

/// `GET /jobs`, `GET /jobs/{id}`, `POST /jobs/{id}/cancel`, `GET /jobs/{id}/file`, `POST /exports/{list}`.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Jobs: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/jobs", get(list))
        .route("/jobs/{id}", get(show))
        .route("/jobs/{id}/cancel", post(cancel))
        .route("/jobs/{id}/file", get(file))
        .route("/exports/{list}", post(export))
}

struct JobView {
    id: String,
    title: String,
    badge: Badge,
    asked: String,
    ended: String,
    /// What came of it, or why it ended, in words.
    outcome: String,
    trouble: String,
    open: bool,
    cancelling: bool,
    progress: String,
    done: i64,
    total: Option<i64>,
    per_cent: Option<i64>,
    refused: i64,
    file: Option<FileView>,
}

struct FileView {
    name: String,
    size: String,
    until: String,
}

#[derive(Template)]
#[template(path = "job/list.html")]
struct ListView {
    page: Page,
    jobs: Vec<JobView>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "job/show.html")]
struct ShowView {
    page: Page,
    job: JobView,
    refused: Vec<(i64, String, String)>,
    more: i64,
}

fn moment(at_ms: i64) -> String {
    kernel::time::civil_ms(at_ms).strftime("%H:%M %d/%m/%Y").to_string()
}

fn size(bytes: i64, lang: Lang) -> String {
    let kib = (bytes + 1023) / 1024;
    if kib < 1024 {
        return format!("{kib} KB");
    }
    let tenths = kib * 10 / 1024;
    let mark = if lang == Lang::Vi { ',' } else { '.' };
    format!("{}{mark}{} MB", tenths / 10, tenths % 10)
}

fn badge(ctx: &Ctx, card: &JobCard) -> Badge {
    let tone = match card.state {
        At::Waiting | At::Cancelled => Tone::Neutral,
        At::Running => Tone::Info,
        At::Done if card.refused > 0 => Tone::Warn,
        At::Done => Tone::Good,
        At::Failed => Tone::Bad,
    };
    Badge::new(tone, ctx.t(&format!("job-state-{}", card.state.code())))
}

fn view(ctx: &Ctx, card: &JobCard, now_ms: i64) -> JobView {
    let lang = ctx.lang;
    let done = card.done.to_string();
    let progress = match card.total {
        Some(total) => lang.say_with("job-progress-of", &[("done", &done), ("total", &total.to_string())]),
        None => lang.say_with("job-progress", &[("done", &done)]),
    };
    let file = card.file.as_ref().filter(|file| now_ms <= file.until_ms).map(|file| FileView {
        name: file.name.clone(),
        size: size(file.bytes, lang),
        until: moment(file.until_ms),
    });
    JobView {
        id: card.id.to_string(),
        title: card.title(lang),
        badge: badge(ctx, card),
        asked: moment(card.created_ms),
        ended: card.ended_ms.map(moment).unwrap_or_default(),
        outcome: card.outcome(lang).unwrap_or_default(),
        trouble: card.trouble.as_ref().map(|refusal| web::problem::refusal_text(lang, refusal)).unwrap_or_default(),
        open: !card.state.ended(),
        cancelling: card.cancel && !card.state.ended(),
        progress: progress.into_owned(),
        done: card.done,
        total: card.total.filter(|total| *total > 0),
        per_cent: card.per_cent(),
        refused: card.refused,
        file,
    }
}

fn parse(id: &str) -> Result<JobId, Problem> {
    id.parse().map_err(|_| Problem::absent("job"))
}

async fn list(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(jobs): State<Jobs>,
    State(clock): State<Clock>,
    uri: axum::http::Uri,
) -> Answer {
    let before = Fields::of_query(&uri).value("before").parse().ok();
    let cards = jobs.list(&by, before, PAGE + 1).await?;
    let now_ms = clock.now_ms();
    let next = (cards.len() as i64 > PAGE).then(|| format!("/jobs?before={}", cards[PAGE as usize - 1].id));
    let views = cards.iter().take(PAGE as usize).map(|card| view(&ctx, card, now_ms)).collect();
    web::html(&ListView { page: ctx.page(ctx.t("job-list")).at("jobs").list("jobs"), jobs: views, next })
}

async fn show(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(jobs): State<Jobs>,
    State(clock): State<Clock>,
    Path(id): Path<String>,
) -> Answer {
    let id = parse(&id)?;
    let card = jobs.load(&by, id).await?;
    let refused = if card.refused > 0 { jobs.list_refused(&by, id, 0, SHOWN).await? } else { Vec::new() };
    let job = view(&ctx, &card, clock.now_ms());
    let page = ctx.page(job.title.clone()).at("jobs").crumb(ctx.t("job-list"), Some("/jobs"));
    let page = if card.refused > 0 { page.list_from("refused", format!("job={id}")) } else { page };
    let more = card.refused - refused.len() as i64;
    web::html(&ShowView { page, job, refused, more })
}

async fn cancel(SignedIn(by): SignedIn, State(jobs): State<Jobs>, Path(id): Path<String>, _form: Fields) -> Answer {
    let id = parse(&id)?;
    jobs.cancel(&by, id).await?;
    Ok(Flash::warn("job-cancelled").then(&format!("/jobs/{id}")))
}

async fn file(SignedIn(by): SignedIn, State(jobs): State<Jobs>, Path(id): Path<String>) -> Answer {
    let (file, bytes) = jobs.file(&by, parse(&id)?).await?;
    Ok(attachment(&file.name, &file.media, bytes))
}

/// Asks for a list as a spreadsheet and shows how far it is: `from` is the query of the list's page, `format` the kind of file.
async fn export(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(jobs): State<Jobs>,
    State(clock): State<Clock>,
    Path(list): Path<String>,
    form: Fields,
) -> Answer {
    let format = Format::parse(form.value("format")).unwrap_or(Format::Xlsx);
    let query = Fields::parse(form.value("from"));
    let asked = Asked { by: &by, lang: ctx.lang, query: &query, now_ms: clock.now_ms() };
    // One page offers several lists and two kinds of file, each of them once.
    let fingerprint = format!("export {list} {}", format.code());
    let once = form.once().map(|token| Once {
        caller: by.id().0,
        token: format!("{token}.{list}.{}", format.code()),
        fingerprint,
    });
    let id = jobs.export(&asked, &list, format, once).await?;
    Ok(web::see_other(&format!("/jobs/{id}")))
}

/// A file to be saved, never shown in place.
pub fn attachment(name: &str, media: &str, bytes: Vec<u8>) -> Response {
    let plain: String = kernel::fold(name)
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c } else { '-' })
        .collect();
    let headers = [
        (header::CONTENT_TYPE, media.to_string()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", web::fields::encode(name)),
        ),
        (header::CACHE_CONTROL, "private, no-store".to_string()),
    ];
    (headers, bytes).into_response()
}
