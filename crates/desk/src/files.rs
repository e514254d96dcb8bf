//! Files of a dossier through the browser: taken in only after a look inside, shown only as what they are.
//!
//! Nothing that came from outside is ever served as a page: pictures and PDF in place, everything else as a download.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{DefaultBodyLimit, Extension, FromRef, Multipart, Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use document::{Inspected, Limits, Media};
use dossier::model::{Dossier, HeldFile};
use dossier::{Dossiers, Key};
use kernel::{Clock, DossierId, Error, FileId, Lang, Refusal};
use office::{Act, Frame, Officer, Place, Sessions, SignedIn};
use serde::Deserialize;
use serde_json::json;
use store::blob::{BlobHash, Blobs};
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use crate::album::{Album, Picture};

/// The largest batch without script, in bytes: with script every file is a request of its own.
const BATCH_MAX_BYTES: usize = 64 << 20;
/// The longer side of a page's small picture, in pixels.
const PICTURE_PX: u32 = 480;
/// Page pictures shown of one file.
const PAGES_SHOWN: u32 = 3;

/// Upload, view, picture and removal of dossier files, below `/dossiers/{id}/files`.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Dossiers: FromRef<S>,
    Arc<Blobs>: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/dossiers/{id}/files", post(upload).layer(DefaultBodyLimit::max(BATCH_MAX_BYTES)))
        .route("/dossiers/{id}/files/{file}", get(show))
        .route("/dossiers/{id}/files/{file}/pages/{page}", get(picture))
        .route("/dossiers/{id}/files/{file}/removal", post(remove))
        .layer(Extension(Arc::new(Album::default())))
}

// ── what pages show ──────────────────────────────────────────────────────────────────────────────────────────────────

/// One file as a gallery shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    pub name: String,
    /// "3 trang · 1,2 MB".
    pub note: String,
    pub href: String,
    /// (address of the page, address of its picture); empty: nothing to draw.
    pub pages: Vec<(String, String)>,
    /// Pages beyond those shown.
    pub more: u32,
    /// Where a form posts to take it out, while that is possible.
    pub remove: Option<String>,
}

/// The scans of one component (`None`: the agencies' own papers), in the order they came.
pub fn sheets(dossier: &Dossier, component: Option<&str>, lang: Lang) -> Vec<Sheet> {
    let of_component = dossier.files.iter().filter(|file| file.component.as_deref() == component);
    of_component.map(|file| sheet(dossier, file, lang)).collect()
}

fn sheet(dossier: &Dossier, file: &HeldFile, lang: Lang) -> Sheet {
    let href = format!("/dossiers/{}/files/{}", dossier.id, file.id);
    let drawn = Media::from_media_type(&file.media).is_some_and(Media::shows_in_browser);
    let shown = if drawn { file.pages.min(PAGES_SHOWN) } else { 0 };
    let page = |n: u32| (format!("{href}#page={n}"), format!("{href}/pages/{n}"));
    Sheet {
        name: file.name.clone(),
        note: note(file, lang),
        pages: (1..=shown).map(page).collect(),
        more: if drawn { file.pages - shown } else { 0 },
        remove: is_removable(dossier, file).then(|| format!("{href}/removal")),
        href,
    }
}

fn note(file: &HeldFile, lang: Lang) -> String {
    let size = size_words(file.bytes, lang);
    match file.pages {
        0 => size,
        pages => format!("{} · {size}", lang.say_with("document-pages", &[("pages", &pages.to_string())])),
    }
}

/// "640 KB", "1,2 MB".
fn size_words(bytes: i64, lang: Lang) -> String {
    if bytes < 1 << 20 {
        return format!("{} KB", (bytes + 1023) / 1024);
    }
    let mb = format!("{:.1} MB", bytes as f64 / f64::from(1 << 20));
    match lang {
        Lang::Vi => mb.replace('.', ","),
        Lang::En => mb,
    }
}

fn is_removable(dossier: &Dossier, file: &HeldFile) -> bool {
    let in_result = dossier.result.as_ref().is_some_and(|result| result.files.contains(&file.id));
    dossier.stage.is_open() && !in_result && (dossier.accepted_at.is_none() || file.component.is_none())
}

// ── taking files in ──────────────────────────────────────────────────────────────────────────────────────────────────

#[derive(Deserialize)]
struct Target {
    /// The component the scan belongs to; none: a paper of the agencies.
    component: Option<String>,
}

/// A scan of a component is the counter's to add and to take out, a paper of the agencies is theirs.
fn require_files(by: &Officer, dossier: &Dossier, component: Option<&str>) -> Result<(), Problem> {
    let act = if component.is_some() { Act::Intake } else { Act::AttachResult };
    let units = dossier::door::seen_units(dossier);
    let place = Place::new(&dossier.procedure.field, &dossier.procedure.code, &units);
    if by.may(act, &place) { Ok(()) } else { Err(Problem::forbidden()) }
}

/// What became of one file of a batch.
struct Outcome {
    name: String,
    result: Result<(FileId, Inspected), Refusal>,
}

impl Outcome {
    fn warnings(&self, lang: Lang) -> Vec<String> {
        let Ok((_, inspected)) = &self.result else { return Vec::new() };
        let say = |warning: &document::Warning| {
            let facts = warning.facts();
            let facts: Vec<(&str, &str)> = facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
            lang.say_with(warning.key(), &facts).into_owned()
        };
        inspected.warnings.iter().map(say).collect()
    }
}

async fn upload(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    State(blobs): State<Arc<Blobs>>,
    Path(id): Path<String>,
    Query(target): Query<Target>,
    body: Result<Multipart, MultipartRejection>,
) -> Answer {
    let dossier = peek(&dossiers, &by, Key::parse(&id)).await?;
    require_files(&by, &dossier, target.component.as_deref())?;
    let mut body = body.map_err(|_| Problem::Malformed("not a multipart form".into()))?;
    let mut outcomes = Vec::new();
    let desk = Desk { dossiers: &dossiers, blobs: &blobs, by: &by, dossier: &dossier };
    while let Some(field) = body.next_field().await.map_err(|_| Problem::TooLarge)? {
        let Some(name) = field.file_name().map(str::to_string).filter(|name| !name.is_empty()) else { continue };
        let declared = field.content_type().map(str::to_string);
        let bytes = field.bytes().await.map_err(|_| Problem::TooLarge)?;
        let sent = Sent { name: name.clone(), declared, bytes };
        let taken = desk.take(target.component.as_deref(), sent).await;
        let result = match taken {
            Ok(taken) => Ok(taken),
            // One bad file does not send the good ones away.
            Err(Error::Refused(refusal)) => Err(*refusal),
            Err(other) => return Err(other.into()),
        };
        outcomes.push(Outcome { name, result });
    }
    answer(&ctx, &dossier, outcomes)
}

/// A file as it was sent: none of what the sender says of it is believed.
struct Sent {
    name: String,
    declared: Option<String>,
    bytes: axum::body::Bytes,
}

/// Who takes files in, and into what.
struct Desk<'a> {
    dossiers: &'a Dossiers,
    blobs: &'a Blobs,
    by: &'a Officer,
    dossier: &'a Dossier,
}

impl Desk<'_> {
    /// Looks into a file, makes its bytes durable, then writes the row: in this order, so that no row names lost bytes.
    async fn take(&self, component: Option<&str>, sent: Sent) -> kernel::Result<(FileId, Inspected)> {
        let Sent { name, declared, bytes } = sent;
        let looked_at = bytes.clone();
        let limits = Limits::default();
        let look =
            tokio::task::spawn_blocking(move || document::inspect(&name, declared.as_deref(), &looked_at, &limits));
        let inspected = look.await.map_err(|e| Error::fault("inspection", e))??;
        // A second click on "send" finds the file there already.
        let same = |file: &&HeldFile| file.blob == inspected.sha256 && file.component.as_deref() == component;
        if let Some(known) = self.dossier.files.iter().find(same) {
            return Ok((known.id, inspected));
        }
        self.blobs.put(bytes).await?;
        let file = self.held(component, &inspected);
        let id = file.id;
        self.dossiers.attach_file(self.by, Key::Id(self.dossier.id), file).await?;
        Ok((id, inspected))
    }

    fn held(&self, component: Option<&str>, inspected: &Inspected) -> HeldFile {
        let now_ms = self.dossiers.clock.now_ms();
        HeldFile {
            id: FileId(self.dossiers.ids.next(now_ms)),
            component: component.map(str::to_string),
            name: inspected.safe_name.clone(),
            media: inspected.media.media_type().into(),
            pages: inspected.pages,
            bytes: inspected.size_bytes as i64,
            blob: inspected.sha256.clone(),
            added_ms: now_ms,
            added_by: self.by.name().into(),
        }
    }
}

#[derive(Template)]
#[template(path = "intake/upload.html")]
struct UploadView {
    page: Page,
    back: String,
    taken: Vec<(String, Vec<String>)>,
    refused: Vec<(String, String)>,
}

fn answer(ctx: &Ctx, dossier: &Dossier, outcomes: Vec<Outcome>) -> Answer {
    let lang = ctx.lang;
    let refused: Vec<_> = outcomes.iter().filter_map(|o| o.result.as_ref().err().map(|why| (o, why))).collect();
    if outcomes.is_empty() {
        return Err(Refusal::new("FILE_NONE").at("file").into());
    }
    if ctx.wants_json {
        if let ([(_, why)], 1) = (refused.as_slice(), outcomes.len()) {
            return Err((*why).clone().into());
        }
        return Ok(json_answer(lang, &outcomes));
    }
    let back = back_to(dossier);
    let noted = outcomes.iter().any(|outcome| !outcome.warnings(lang).is_empty());
    if refused.is_empty() && !noted {
        return Ok(Flash::good("intake-files-taken").with("n", outcomes.len()).then(&back));
    }
    let status = if refused.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let refused = refused.iter().map(|(o, why)| (o.name.clone(), web::refusal_text(lang, why))).collect();
    let taken = outcomes.iter().filter(|o| o.result.is_ok()).map(|o| (o.name.clone(), o.warnings(lang))).collect();
    web::html_with(
        status,
        &UploadView { page: ctx.page(ctx.t("intake-upload-title")).at("intake"), back, taken, refused },
    )
}

fn json_answer(lang: Lang, outcomes: &[Outcome]) -> Response {
    let line = |outcome: &Outcome| match &outcome.result {
        Ok((id, inspected)) => json!({
            "name": inspected.safe_name, "id": id.to_string(), "pages": inspected.pages, "warnings": outcome.warnings(lang),
        }),
        Err(why) => json!({"name": outcome.name, "refused": why.key, "detail": web::refusal_text(lang, why)}),
    };
    let detail = outcomes.iter().flat_map(|outcome| outcome.warnings(lang)).collect::<Vec<_>>().join(" ");
    let files: Vec<_> = outcomes.iter().map(line).collect();
    (StatusCode::CREATED, axum::Json(json!({"files": files, "detail": detail}))).into_response()
}

/// The page the officer works on: the intake screen before acceptance, the dossier's own after.
fn back_to(dossier: &Dossier) -> String {
    let room = if dossier.accepted_at.is_none() && dossier.stage.is_open() { "intake" } else { "dossiers" };
    format!("/{room}/{}", dossier.id)
}

async fn remove(
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path((id, file)): Path<(String, String)>,
    _form: Fields,
) -> Answer {
    let file = parse_file(&file)?;
    let dossier = peek(&dossiers, &by, Key::parse(&id)).await?;
    require_files(&by, &dossier, find_file(&dossier, file)?.component.as_deref())?;
    let dossier = dossiers.remove_file(&by, Key::Id(dossier.id), file).await?;
    Ok(Flash::good("intake-file-removed").then(&back_to(&dossier)))
}

// ── showing files ────────────────────────────────────────────────────────────────────────────────────────────────────

fn parse_file(text: &str) -> Result<FileId, Problem> {
    text.parse().map_err(|_| Problem::absent("file id"))
}

/// A dossier the officer may see, without a trace of its own: for requests that belong to a traced one.
async fn peek(dossiers: &Dossiers, by: &Officer, key: Key) -> kernel::Result<Dossier> {
    let by = by.clone();
    let load = move |tx: &mut store::Tx<'_>| {
        let dossier = match &key {
            Key::Id(id) => dossier::store::load(tx, *id)?,
            Key::Code(code) => dossier::store::load_by_code(tx, code)?,
        };
        if dossier::door::may_see(&by, &dossier) { Ok(dossier) } else { Err(Error::absent("dossier")) }
    };
    dossiers.store.read_brief(load).await
}

fn find_file(dossier: &Dossier, id: FileId) -> Result<&HeldFile, Problem> {
    dossier.files.iter().find(|file| file.id == id).ok_or_else(|| Problem::absent("file"))
}

fn hash(file: &HeldFile) -> Result<BlobHash, Problem> {
    file.blob.parse().map_err(|_| Problem::fault("blob hash of a file", file.id))
}

#[derive(Deserialize)]
struct Manner {
    download: Option<String>,
}

async fn show(
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    State(blobs): State<Arc<Blobs>>,
    Path((id, file)): Path<(String, String)>,
    Query(manner): Query<Manner>,
) -> Answer {
    let file = parse_file(&file)?;
    let dossier = dossiers.read_bare(&by, Key::parse(&id), "file").await?;
    let held = find_file(&dossier, file)?;
    let bytes = blobs.get(hash(held)?).await?;
    let media = Media::from_media_type(&held.media);
    let inline = manner.download.is_none() && media.is_some_and(Media::shows_in_browser);
    let kind = media.map_or("application/octet-stream", Media::media_type);
    let policy = match media {
        // A browser's own PDF reader does not start inside a sandbox; what a PDF could run was refused at the door.
        Some(Media::Pdf) => "default-src 'none'; object-src 'self'; frame-ancestors 'self'",
        _ => "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'",
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, disposition(inline, &held.name)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN")),
    ];
    Ok((headers, bytes).into_response())
}

/// RFC 6266: the name in UTF-8, percent-encoded.
fn disposition(inline: bool, name: &str) -> HeaderValue {
    let way = if inline { "inline" } else { "attachment" };
    let text = format!("{way}; filename*=UTF-8''{}", web::fields::encode(name));
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("attachment"))
}

async fn picture(
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    State(blobs): State<Arc<Blobs>>,
    Extension(album): Extension<Arc<Album>>,
    Path((id, file, page)): Path<(String, String, u32)>,
) -> Answer {
    let dossier = peek(&dossiers, &by, Key::parse(&id)).await?;
    let held = find_file(&dossier, parse_file(&file)?)?;
    trace_once(&dossiers, &album, &by, dossier.id).await?;
    let picture = match album.find(&held.blob, page) {
        Some(picture) => picture,
        None => album.keep(&held.blob, page, draw(&blobs, held, page).await?),
    };
    let Some(jpeg) = picture else { return Err(Problem::absent("picture")) };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(document::THUMBNAIL_MEDIA_TYPE)),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=600")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((headers, axum::body::Bytes::from_owner(jpeg)).into_response())
}

async fn draw(blobs: &Blobs, file: &HeldFile, page: u32) -> Result<Picture, Problem> {
    let Some(media) = Media::from_media_type(&file.media) else { return Ok(None) };
    let bytes = blobs.get(hash(file)?).await?;
    let work = tokio::task::spawn_blocking(move || document::thumbnail(media, &bytes, page, PICTURE_PX));
    let drawn = work.await.map_err(|e| Problem::fault("thumbnail", e))??;
    Ok(drawn.map(Arc::from))
}

/// The pictures of one page view are one look at the dossier, not twenty.
async fn trace_once(dossiers: &Dossiers, album: &Album, by: &Officer, id: DossierId) -> kernel::Result<()> {
    if album.is_new_look(by.id(), id, dossiers.clock.now_ms()) {
        dossiers.trace(&by.actor(), "dossier.read", Some(id.0), "pictures").await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_from_outside_cannot_break_out_of_its_header() {
        let shown = disposition(true, "Giấy khai sinh \"; attachment\r\nX: y.pdf");
        let shown = shown.to_str().unwrap();
        assert!(shown.starts_with("inline; filename*=UTF-8''Gi%E1%BA%A5y%20khai"));
        assert!(!shown.contains('"') && !shown.contains('\n'));
    }

    #[test]
    fn sizes_are_written_the_readers_way() {
        assert_eq!(size_words(1, Lang::Vi), "1 KB");
        assert_eq!(size_words(1_300_000, Lang::Vi), "1,2 MB");
        assert_eq!(size_words(1_300_000, Lang::En), "1.2 MB");
    }
}
