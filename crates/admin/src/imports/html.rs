//! Pages of imports: what may be taken over, its columns and a template, the upload, the trial, the import.

use askama::Template;
use axum::Router;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{DefaultBodyLimit, FromRef, Multipart, Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use dossier::Dossiers;
use job::model::State as At;
use job::sheet::{Column, Format, SheetWriter};
use job::{Asked, NewJob, Sheet};
use kernel::{Clock, JobId, Lang, Refusal};
use office::{Frame, Officer, Sessions, SignedIn};
use std::sync::Arc;
use store::ledger::Audit;
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::run::Params;
use super::store::{self as rows, FileCard};
use super::{ImportKind, Shape};
use crate::doors::{self, Doors};

/// The largest table that is taken, in bytes: some 300,000 dossiers.
const FILE_MAX: usize = 64 << 20;
/// Uploads shown.
const SHOWN: i64 = 30;

/// `GET /admin/imports`, `GET|POST /admin/imports/{kind}`, `GET /admin/imports/{kind}/template.xlsx`,
/// `GET /admin/imports/{kind}/{file}`, `POST /admin/imports/{kind}/{id}/import`.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Doors: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/admin/imports", get(list))
        .route("/admin/imports/{kind}", get(show_kind).post(upload).layer(DefaultBodyLimit::max(FILE_MAX)))
        .route("/admin/imports/{kind}/template.xlsx", get(template))
        .route("/admin/imports/{kind}/{file}", get(show))
        .route("/admin/imports/{kind}/{file}/import", post(import))
}

struct KindView {
    code: &'static str,
    title: String,
    lead: String,
}

struct FileView {
    href: String,
    name: String,
    kind: String,
    at: String,
    state: String,
}

struct ColumnView {
    title: String,
    hint: String,
    required: bool,
}

#[derive(Template)]
#[template(path = "admin/imports/list.html")]
struct ListView {
    page: Page,
    kinds: Vec<KindView>,
    files: Vec<FileView>,
}

#[derive(Template)]
#[template(path = "admin/imports/kind.html")]
struct UploadView {
    page: Page,
    code: &'static str,
    lead: String,
    form: Fields,
    columns: Vec<ColumnView>,
}

#[derive(Template)]
#[template(path = "admin/imports/show.html")]
struct ShowView {
    page: Page,
    code: &'static str,
    id: i64,
    trial: Option<Step>,
    import: Option<Step>,
    /// Rows that would be written, when the trial is over.
    good: Option<i64>,
    open: bool,
}

/// One of the two jobs, in words.
struct Step {
    href: String,
    words: String,
    tone: &'static str,
    refused: i64,
}

fn kind_of(code: &str) -> Result<ImportKind, Problem> {
    ImportKind::parse(code).ok_or_else(|| Problem::absent("import"))
}

fn title(lang: Lang, kind: ImportKind) -> String {
    lang.say(&format!("admin-import-{}", kind.code())).into_owned()
}

fn lead(ctx: &Ctx, kind: ImportKind) -> String {
    ctx.t(&format!("admin-import-{}-lead", kind.code()))
}

fn moment(at_ms: i64) -> String {
    kernel::time::civil_ms(at_ms).strftime("%H:%M %d/%m/%Y").to_string()
}

async fn list(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>) -> Answer {
    doors::everywhere(&by)?;
    let officer = by.id();
    let cards = doors.store.read(move |tx| rows::list(tx, officer, SHOWN)).await?;
    let files = cards.iter().map(|card| FileView {
        href: format!("/admin/imports/{}/{}", card.kind.code(), card.id),
        name: card.name.clone(),
        kind: title(ctx.lang, card.kind),
        at: moment(card.created_ms),
        state: ctx.t(state(card)),
    });
    let kinds = ImportKind::ALL.into_iter().map(|kind| KindView {
        code: kind.code(),
        title: title(ctx.lang, kind),
        lead: lead(&ctx, kind),
    });
    let page = page(&ctx, ctx.t("admin-import")).list("imports");
    web::html(&ListView { kinds: kinds.collect(), files: files.collect(), page })
}

/// How far an uploaded table is: a key of words.
fn state(card: &FileCard) -> &'static str {
    match (card.import, card.trial) {
        (Some(_), _) => "admin-import-state-imported",
        (None, Some(_)) => "admin-import-state-tried",
        (None, None) => "admin-import-state-uploaded",
    }
}

/// The list to take along.
pub fn sheet(dossiers: &Dossiers, asked: &Asked<'_>) -> kernel::Result<Sheet> {
    let officer = asked.by.id();
    let cards = dossiers.store.read_blocking(move |tx| rows::list(tx, officer, SHOWN))?;
    let heads = [
        ("admin-import-file", 48.0),
        ("admin-import-what", 28.0),
        ("admin-import-at", 18.0),
        ("admin-import-state", 20.0),
    ];
    let rows = cards.iter().map(|card| {
        [
            card.name.as_str().into(),
            title(asked.lang, card.kind).into(),
            kernel::time::civil_ms(card.created_ms).into(),
            asked.lang.say(state(card)).as_ref().into(),
        ]
    });
    Ok(Sheet::whole(asked.lang, heads, rows.collect::<Vec<_>>()))
}

fn page(ctx: &Ctx, title: String) -> Page {
    ctx.page(title).at("admin").crumb(ctx.t("admin-title"), Some("/admin"))
}

fn page_of_kind(ctx: &Ctx, title: String) -> Page {
    page(ctx, title).crumb(ctx.t("admin-import"), Some("/admin/imports"))
}

fn columns(shape: &Shape, lang: Lang) -> Vec<ColumnView> {
    let column = |(key, required): &(&'static str, bool)| ColumnView {
        title: shape.title(key, lang),
        hint: lang.say(&format!("admin-import-{}-{}-hint", shape.kind, key.replace('_', "-"))).into_owned(),
        required: *required,
    };
    shape.columns.iter().map(column).collect()
}

fn upload_view(ctx: &Ctx, kind: ImportKind, form: Fields) -> UploadView {
    UploadView {
        page: page_of_kind(ctx, title(ctx.lang, kind)),
        code: kind.code(),
        lead: lead(ctx, kind),
        form,
        columns: columns(kind.shape(), ctx.lang),
    }
}

async fn show_kind(ctx: Ctx, SignedIn(by): SignedIn, Path(kind): Path<String>) -> Answer {
    doors::everywhere(&by)?;
    web::html(&upload_view(&ctx, kind_of(&kind)?, Fields::new()))
}

/// An empty table with the headings and one row of examples.
async fn template(ctx: Ctx, SignedIn(by): SignedIn, Path(kind): Path<String>) -> Answer {
    doors::everywhere(&by)?;
    let kind = kind_of(&kind)?;
    let shape = kind.shape();
    let titles: Vec<Column> =
        shape.columns.iter().map(|(key, _)| Column::new(shape.title(key, ctx.lang), 24.0)).collect();
    let sheet = SheetWriter::create(Format::Xlsx, &titles, &title(ctx.lang, kind))?;
    let headers = [
        (header::CONTENT_TYPE, Format::Xlsx.media().to_string()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}.xlsx\"", kind.code())),
    ];
    Ok((headers, sheet.finish()?).into_response())
}

/// The first file of the form: its name and bytes.
async fn sent(body: Result<Multipart, MultipartRejection>) -> Result<Option<(String, Vec<u8>)>, Problem> {
    let mut body = body.map_err(|_| Problem::Malformed("not a multipart form".into()))?;
    while let Some(field) = body.next_field().await.map_err(|_| Problem::TooLarge)? {
        let Some(name) = field.file_name().map(str::to_string).filter(|name| !name.is_empty()) else { continue };
        let bytes = field.bytes().await.map_err(|_| Problem::TooLarge)?;
        return Ok(Some((name, bytes.to_vec())));
    }
    Ok(None)
}

async fn upload(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path(kind): Path<String>,
    body: Result<Multipart, MultipartRejection>,
) -> Answer {
    doors::everywhere(&by)?;
    let kind = kind_of(&kind)?;
    let looked = match sent(body).await? {
        Some((name, bytes)) => look(kind, name, bytes, ctx.lang).await,
        None => Err(Refusal::new("IMPORT_NO_FILE").at("file").into()),
    };
    let (name, bytes) = match looked {
        Ok(file) => file,
        Err(kernel::Error::Refused(refusal)) => {
            let mut form = Fields::new();
            form.refuse_by(ctx.lang, &refusal);
            return web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &upload_view(&ctx, kind, form));
        }
        Err(other) => return Err(other.into()),
    };
    let id = keep(&doors, &by, kind, name, bytes, ctx.lang).await?;
    Ok(web::see_other(&format!("/admin/imports/{}/{id}", kind.code())))
}

/// Whether it is a table with the columns that must be there: said at once, not by a job.
async fn look(kind: ImportKind, name: String, bytes: Vec<u8>, lang: Lang) -> kernel::Result<(String, Vec<u8>)> {
    let looked = tokio::task::spawn_blocking(move || {
        let table = job::table::read(&name, &bytes)?;
        if table.rows.is_empty() {
            return Err(Refusal::new("TABLE_EMPTY").at("file").into());
        }
        kind.shape().heads(&table, lang)?;
        Ok((name, bytes))
    });
    looked.await.map_err(|e| kernel::Error::fault("import", e))?
}

/// Keeps the table and asks for its trial, in one transaction.
async fn keep(
    doors: &Doors,
    by: &Officer,
    kind: ImportKind,
    name: String,
    bytes: Vec<u8>,
    lang: Lang,
) -> Result<i64, Problem> {
    let now_ms = doors.clock.now_ms();
    let id = doors.ids.next(now_ms);
    let card = FileCard { id, kind, officer: by.id(), name, created_ms: now_ms, trial: None, import: None };
    let (jobs, by, audit) = (doors.jobs.clone(), by.clone(), doors.ids.next(now_ms));
    let new = job_of("import_trial", &card, true, lang)?;
    doors
        .store
        .act(move |tx| {
            rows::insert(tx, &card, &bytes)?;
            tx.write(&[Audit::by(&by.actor(), audit, now_ms, "import.upload", id, card.kind.code()).write()])?;
            let job = jobs.start_in(tx, &by, &new)?;
            rows::set_trial(tx, id, job)
        })
        .await?;
    doors.jobs.wake();
    Ok(id)
}

fn job_of(kind: &'static str, card: &FileCard, trial: bool, lang: Lang) -> kernel::Result<NewJob> {
    let params = Params { file: card.id, kind: card.kind, trial, lang };
    let params = serde_json::to_value(params).map_err(|e| kernel::Error::fault("import", e))?;
    Ok(NewJob::new(kind, params).with("name", &card.name))
}

fn parse_id(id: &str) -> Result<i64, Problem> {
    id.parse().map_err(|_| Problem::absent("import"))
}

async fn step(
    ctx: &Ctx,
    doors: &Doors,
    by: &Officer,
    id: Option<JobId>,
) -> Result<Option<(Step, job::JobCard)>, Problem> {
    let Some(id) = id else { return Ok(None) };
    let card = doors.jobs.load(by, id).await?;
    let state = ctx.t(&format!("job-state-{}", card.state.code()));
    let words = card.outcome(ctx.lang).unwrap_or_else(|| match card.per_cent() {
        Some(n) => format!("{state} · {n} %"),
        None => state,
    });
    let tone = match card.state {
        At::Failed => "bad",
        At::Done if card.refused > 0 => "warn",
        At::Done => "good",
        At::Waiting | At::Running | At::Cancelled => "info",
    };
    let trouble = card.trouble.as_ref().map(|refusal| web::problem::refusal_text(ctx.lang, refusal));
    Ok(Some((Step { href: format!("/jobs/{id}"), words: trouble.unwrap_or(words), tone, refused: card.refused }, card)))
}

async fn show(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path((kind, id)): Path<(String, String)>,
) -> Answer {
    doors::everywhere(&by)?;
    let (kind, id, officer) = (kind_of(&kind)?, parse_id(&id)?, by.id());
    let file = doors.store.read(move |tx| rows::load(tx, id, officer)).await?;
    let trial = step(&ctx, &doors, &by, file.trial).await?;
    let import = step(&ctx, &doors, &by, file.import).await?;
    let tried = trial.as_ref().filter(|(_, card)| card.state == At::Done).map(|(_, card)| card.done - card.refused);
    let running = [&trial, &import].into_iter().flatten().any(|(_, card)| !card.state.ended());
    let page = page_of_kind(&ctx, file.name.clone())
        .crumb(title(ctx.lang, kind), Some(&format!("/admin/imports/{}", kind.code())));
    web::html(&ShowView {
        page,
        code: kind.code(),
        id,
        good: tried.filter(|_| file.import.is_none()),
        trial: trial.map(|(step, _)| step),
        import: import.map(|(step, _)| step),
        open: running,
    })
}

async fn import(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path((kind, id)): Path<(String, String)>,
    _form: Fields,
) -> Answer {
    doors::everywhere(&by)?;
    let (kind, id, officer) = (kind_of(&kind)?, parse_id(&id)?, by.id());
    let file = doors.store.read(move |tx| rows::load(tx, id, officer)).await?;
    let (jobs, new) = (doors.jobs.clone(), job_of("import", &file, false, ctx.lang)?);
    let back = format!("/admin/imports/{}/{id}", kind.code());
    let began = doors
        .store
        .act(move |tx| {
            // A second press finds the first job.
            if file.import.is_some() {
                return Ok(false);
            }
            let job = jobs.start_in(tx, &by, &new)?;
            match rows::set_import(tx, id, job)? {
                true => Ok(true),
                false => Err(Refusal::new("IMPORT_RUNS").into()),
            }
        })
        .await?;
    doors.jobs.wake();
    let flash = if began { Flash::good("admin-import-begun") } else { Flash::warn("admin-import-runs") };
    Ok(flash.then(&back))
}
