//! Uploads through the browser: with script piece by piece, without script a form with whole files.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{DefaultBodyLimit, FromRef, FromRequest, Multipart, Path, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use document::Media;
use dossier::{Dossiers, Key};
use kernel::{Clock, Error, Lang, UploadId};
use office::Sessions;
use person::seat::{Applicant, Frame};
use person::{Accounts, Citizen};
use serde_json::json;
use store::blob::{BlobHash, Blobs};
use web::{Answer, Class, Ctx, Fields, Flash, Problem};

use super::{NewUpload, PIECE_MAX_BYTES, Progress, State, Target, Upload, Uploads};
use crate::dossier_page::awaits_supplement;
use crate::filing::Filings;

const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const NAME: HeaderName = HeaderName::from_static("upload-name");
const COMPONENT: HeaderName = HeaderName::from_static("upload-component");
const MARK: HeaderName = HeaderName::from_static("upload-mark");

/// The largest form of whole files, in bytes.
const BATCH_MAX_BYTES: usize = 64 << 20;

/// Uploads into filings and into dossiers, by the same protocol.
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
    let begin = || post(begin).layer(DefaultBodyLimit::max(BATCH_MAX_BYTES));
    let piece = || get(status).patch(append).layer(DefaultBodyLimit::max(PIECE_MAX_BYTES + 1024));
    Router::new()
        .route("/me/filings/{id}/uploads", begin())
        .route("/me/filings/{id}/uploads/{upload}", piece())
        .route("/me/filings/{id}/uploads/{upload}/removal", post(remove))
        .route("/me/filings/{id}/uploads/{upload}/file", get(file))
        .route("/me/dossiers/{id}/uploads", begin())
        .route("/me/dossiers/{id}/uploads/{upload}", piece())
        .route("/me/dossiers/{id}/uploads/{upload}/removal", post(remove))
}

// ── what pages show ─────────────────────────────────────────────────────────────────────────────────────────────

/// A file as a list shows it.
pub struct FileLine {
    pub name: String,
    /// "3 trang · 1,2 MB", or how much has come.
    pub note: String,
    pub href: Option<String>,
    pub remove: String,
    pub coming: bool,
    pub percent: i64,
}

/// The files that are in or on their way.
pub fn lines(target: Target, uploads: &[&Upload], lang: Lang) -> Vec<FileLine> {
    let line = |upload: &&Upload| {
        let base = format!("{}/{}", target.address(), upload.id);
        let note = match &upload.file {
            Some(file) => note(file.pages, file.bytes, lang),
            None => {
                let facts =
                    [("percent", upload.percent().to_string()), ("size", size_words(upload.length_bytes, lang))];
                let facts: Vec<(&str, &str)> = facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
                lang.say_with("portal-upload-unfinished", &facts).into_owned()
            }
        };
        FileLine {
            name: upload.file.as_ref().map_or(&upload.name, |file| &file.name).clone(),
            note,
            href: upload.file.as_ref().map(|_| format!("{base}/file")),
            remove: format!("{base}/removal"),
            coming: upload.state == State::Coming,
            percent: upload.percent(),
        }
    };
    uploads.iter().filter(|upload| upload.state != State::Refused).map(line).collect()
}

fn note(pages: u32, bytes: i64, lang: Lang) -> String {
    match pages {
        0 => size_words(bytes, lang),
        pages => format!(
            "{} · {}",
            lang.say_with("document-pages", &[("pages", &pages.to_string())]),
            size_words(bytes, lang)
        ),
    }
}

/// "640 KB", "1,2 MB".
pub fn size_words(bytes: i64, lang: Lang) -> String {
    if bytes < 1 << 20 {
        return format!("{} KB", (bytes + 1023) / 1024);
    }
    let mb = format!("{:.1} MB", bytes as f64 / f64::from(1 << 20));
    match lang {
        Lang::Vi => mb.replace('.', ","),
        Lang::En => mb,
    }
}

// ── the protocol ────────────────────────────────────────────────────────────────────────────────────────────────

fn target(id: &str) -> Result<Target, Problem> {
    Target::parse(id).ok_or_else(|| Problem::absent("upload target"))
}

fn upload_id(text: &str) -> Result<UploadId, Problem> {
    text.parse().map_err(|_| Problem::absent("upload id"))
}

fn number(headers: &HeaderMap, name: HeaderName) -> Result<i64, Problem> {
    let text = headers.get(&name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.trim().parse().ok().filter(|n| *n >= 0).ok_or_else(|| Problem::Malformed(format!("{name}: a whole number")))
}

/// A header that carries people's words, percent-encoded.
fn words(headers: &HeaderMap, name: HeaderName) -> String {
    let text = headers.get(&name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    // The decoding of a query is the decoding of a header, with plus signs kept.
    Fields::parse(&format!("v={}", text.replace('+', "%2B"))).value("v").chars().take(255).collect()
}

/// `POST …/uploads`: with `Upload-Length` begins (201) or goes on (200) with a file that comes in pieces; a multipart form
/// brings whole files.
async fn begin(
    ctx: Ctx,
    Applicant(by): Applicant,
    filings: Filings,
    Path(id): Path<String>,
    request: Request,
) -> Answer {
    ctx.spend(Class::Upload)?;
    let (target, uploads) = (target(&id)?, filings.uploads());
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.starts_with("multipart/form-data") {
        let body = Multipart::from_request(request, &()).await;
        return whole(&ctx, &by, &uploads, target, body).await;
    }
    let headers = request.headers();
    let new = NewUpload {
        component: words(headers, COMPONENT),
        name: words(headers, NAME),
        mark: words(headers, MARK),
        length_bytes: number(headers, LENGTH)?,
    };
    let upload = uploads.begin(&by, target, new).await?;
    let status = if upload.held_bytes == 0 { StatusCode::CREATED } else { StatusCode::OK };
    let location = format!("{}/{}", target.address(), upload.id);
    Ok((status, [(header::LOCATION, text(&location)), (OFFSET, text(upload.held_bytes))]).into_response())
}

fn text(value: impl ToString) -> HeaderValue {
    HeaderValue::from_str(&value.to_string()).unwrap_or(HeaderValue::from_static(""))
}

/// `GET`, `HEAD …/uploads/{upload}`: how much is held.
async fn status(Applicant(by): Applicant, filings: Filings, Path((id, upload)): Path<(String, String)>) -> Answer {
    let upload = filings.uploads().load(&by, target(&id)?, upload_id(&upload)?).await?;
    let headers = [(OFFSET, text(upload.held_bytes)), (LENGTH, text(upload.length_bytes))];
    let body = json!({"held": upload.held_bytes, "length": upload.length_bytes, "state": upload.state.code()});
    Ok((headers, axum::Json(body)).into_response())
}

/// `PATCH …/uploads/{upload}`: appends a piece at `Upload-Offset`; 204 while more is to come, 201 when the file is taken.
async fn append(
    ctx: Ctx,
    Applicant(by): Applicant,
    filings: Filings,
    Path((id, upload)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let (target, upload, at) = (target(&id)?, upload_id(&upload)?, number(&headers, OFFSET)?);
    match filings.uploads().append(&by, target, upload, at, body).await? {
        Progress::Coming(held) => Ok((StatusCode::NO_CONTENT, [(OFFSET, text(held))]).into_response()),
        Progress::Taken(upload, warnings) => {
            let detail = said(&warnings, ctx.lang);
            let body = json!({"name": upload.file.as_ref().map(|file| &file.name), "detail": detail});
            Ok((StatusCode::CREATED, [(OFFSET, text(upload.held_bytes))], axum::Json(body)).into_response())
        }
    }
}

fn said(warnings: &[document::Warning], lang: Lang) -> String {
    let say = |warning: &document::Warning| {
        let facts = warning.facts();
        let facts: Vec<(&str, &str)> = facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
        lang.say_with(warning.key(), &facts).into_owned()
    };
    warnings.iter().map(say).collect::<Vec<_>>().join(" ")
}

/// The page that shows a target's files: the papers of a filing, the open request of a dossier.
async fn back(by: &Citizen, dossiers: &Dossiers, target: Target, component: &str) -> Result<String, Problem> {
    match target {
        Target::Filing(id) if component.is_empty() => Ok(format!("/me/filings/{id}/papers")),
        Target::Filing(id) => Ok(format!("/me/filings/{id}/papers#paper-{component}")),
        Target::Dossier(id) => {
            let dossier = dossiers.read_as_applicant(by, Key::Id(id)).await?.dossier;
            let noun = if awaits_supplement(&dossier) { "/supplement" } else { "" };
            Ok(format!("/me/dossiers/{id}{noun}"))
        }
    }
}

/// Whole files of a form without script. One bad file does not send the good ones away.
async fn whole(
    ctx: &Ctx,
    by: &Citizen,
    uploads: &Uploads,
    target: Target,
    body: Result<Multipart, MultipartRejection>,
) -> Answer {
    let mut body = body.map_err(|_| Problem::Malformed("not a multipart form".into()))?;
    let (mut component, mut taken, mut refused) = (String::new(), 0, None);
    while let Some(field) = body.next_field().await.map_err(|_| Problem::TooLarge)? {
        if field.name() == Some("component") {
            component = field.text().await.unwrap_or_default();
            continue;
        }
        let Some(name) = field.file_name().map(str::to_string).filter(|name| !name.is_empty()) else { continue };
        let bytes = field.bytes().await.map_err(|_| Problem::TooLarge)?;
        match uploads.take_whole(by, target, &component, &name, bytes).await {
            Ok(_) => taken += 1,
            Err(Error::Refused(refusal)) => refused = refused.or(Some(*refusal)),
            Err(other) => return Err(other.into()),
        }
    }
    let place = back(by, &uploads.dossiers, target, &component).await?;
    match refused {
        // Programs, and browsers that ask for it, get the refusal itself.
        Some(refusal) if ctx.wants_json => Err(refusal.into()),
        Some(refusal) if taken > 0 => {
            let why = web::refusal_text(ctx.lang, &refusal);
            Ok(Flash::warn("portal-files-some").with("n", taken).with("why", why).then(&place))
        }
        Some(refusal) => {
            let key = format!("refusal-{}", refusal.key.to_lowercase().replace('_', "-"));
            let told = refusal.facts.iter().fold(Flash::bad(&key), |flash, (name, value)| flash.with(name, value));
            Ok(told.then(&place))
        }
        None if taken == 0 => Ok(Flash::bad("refusal-file-none").then(&place)),
        None => Ok(Flash::good("portal-upload-taken").with("n", taken).then(&place)),
    }
}

/// `POST …/uploads/{upload}/removal`
async fn remove(
    Applicant(by): Applicant,
    filings: Filings,
    Path((id, upload)): Path<(String, String)>,
    _form: Fields,
) -> Answer {
    let target = target(&id)?;
    filings.uploads().remove(&by, target, upload_id(&upload)?).await?;
    Ok(Flash::good("portal-upload-removed").then(&back(&by, &filings.dossiers, target, "").await?))
}

/// `GET …/uploads/{upload}/file`: the file as it was taken, to its sender only.
async fn file(Applicant(by): Applicant, filings: Filings, Path((id, upload)): Path<(String, String)>) -> Answer {
    let upload = filings.uploads().load(&by, target(&id)?, upload_id(&upload)?).await?;
    let held = upload.file.ok_or_else(|| Problem::absent("file"))?;
    let hash: BlobHash = held.blob.parse().map_err(|_| Problem::fault("blob hash of an upload", upload.id))?;
    Ok(shown(&held.name, &held.media, filings.blobs.get(hash).await?))
}

/// Bytes that came from outside: pictures and PDF in place, everything else as a download, nothing as a page.
pub fn shown(name: &str, media: &str, bytes: Bytes) -> Response {
    let media = Media::from_media_type(media);
    let inline = media.is_some_and(Media::shows_in_browser);
    let way = if inline { "inline" } else { "attachment" };
    let policy = match media {
        // A browser's own PDF reader does not start inside a sandbox; what a PDF could run was refused at the door.
        Some(Media::Pdf) => "default-src 'none'; object-src 'self'; frame-ancestors 'self'",
        _ => "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'",
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media.map_or("application/octet-stream", Media::media_type))),
        (header::CONTENT_DISPOSITION, text(format!("{way}; filename*=UTF-8''{}", web::fields::encode(name)))),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN")),
    ];
    (headers, bytes).into_response()
}
