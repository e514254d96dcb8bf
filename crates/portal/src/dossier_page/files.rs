//! Papers of both sides: letters printed again, result files, what the applicant sent. New files come through
//! [`crate::uploads`]; nothing that came from outside is ever served as a page.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use document::Media;
use dossier::door::applicant::may_remove;
use dossier::model::{Dossier, HeldFile};
use dossier::{Dossiers, Key};
use kernel::{FileId, Lang};
use law::FormKey;
use office::Sessions;
use person::seat::Applicant;
use store::blob::{BlobHash, Blobs};
use tokio::sync::Semaphore;
use web::ui::{Badge, Thumb, Tone};
use web::{Answer, Ctx, Fields, Flash, Problem};

use super::{Own, SentLine};
use crate::uploads::html::{shown, size_words};

/// The longer side of a small picture, in pixels.
const PICTURE_PX: u32 = 480;
/// How many letters are set and pictures drawn at once: one takes a core, and pages must still be answered.
static PRESSES: Semaphore = Semaphore::const_new(2);

// ── what the page shows ─────────────────────────────────────────────────────────────────────────────────────────

impl Own {
    /// The files of the result, once it is the applicant's to have.
    pub(super) fn results(&self) -> Vec<Thumb> {
        let dossier = &self.reading.dossier;
        dossier.files.iter().filter(|file| is_result(dossier, file)).map(|file| self.thumb(file)).collect()
    }

    /// The checklist with what was handed in.
    pub(super) fn sent(&self) -> Vec<SentLine> {
        let line = |line: &dossier::model::HeldComponent| SentLine {
            name: line.name.clone(),
            status: match line.received {
                true => Badge::new(Tone::Good, self.say("portal-paper-received")),
                false => Badge::new(Tone::Neutral, self.say("portal-paper-missing")),
            },
            files: self.files_of(&line.key),
        };
        let shown = self.reading.dossier.components.iter().filter(|line| line.received || line.required);
        shown.map(line).collect()
    }

    pub(super) fn files_of(&self, component: &str) -> Vec<Thumb> {
        let files = self.reading.dossier.files.iter().filter(|file| file.component.as_deref() == Some(component));
        files.map(|file| self.thumb(file)).collect()
    }

    fn thumb(&self, file: &HeldFile) -> Thumb {
        let href = format!("{}/files/{}", self.address(), file.id);
        let removable = may_remove(&self.reading.dossier, file, self.by.name());
        Thumb {
            name: file.name.clone(),
            note: note(file, self.lang),
            picture: shows_in_browser(file).then(|| format!("{href}/picture")),
            remove: removable.then(|| format!("{href}/removal")),
            href,
        }
    }
}

fn is_result(dossier: &Dossier, file: &HeldFile) -> bool {
    let released = matches!(dossier.stage, dossier::stage::Stage::ResultReady | dossier::stage::Stage::HandedOver);
    released && dossier.result.as_ref().is_some_and(|result| result.files.contains(&file.id))
}

fn shows_in_browser(file: &HeldFile) -> bool {
    Media::from_media_type(&file.media).is_some_and(Media::shows_in_browser)
}

/// A file of the dossier that is the applicant's to see: what was handed in, or the result.
fn visible(dossier: &Dossier, id: FileId) -> Result<&HeldFile, Problem> {
    let file = dossier.files.iter().find(|file| file.id == id);
    file.filter(|file| file.component.is_some() || is_result(dossier, file)).ok_or_else(|| Problem::absent("file"))
}

async fn bytes_of(blobs: &Blobs, held: &HeldFile) -> Result<Bytes, Problem> {
    let hash: BlobHash = held.blob.parse().map_err(|_| Problem::fault("blob hash of a file", held.id))?;
    Ok(blobs.get(hash).await?)
}

fn note(file: &HeldFile, lang: Lang) -> String {
    let size = size_words(file.bytes, lang);
    match file.pages {
        0 => size,
        pages => format!("{} · {size}", lang.say_with("document-pages", &[("pages", &pages.to_string())])),
    }
}

// ── letters ─────────────────────────────────────────────────────────────────────────────────────────────────────

pub(super) async fn paper(
    ctx: Ctx,
    Applicant(by): Applicant,
    State(dossiers): State<Dossiers>,
    State(sessions): State<Arc<Sessions>>,
    Path((id, file)): Path<(String, String)>,
) -> Answer {
    let own = Own::open(&dossiers, by, &id, ctx.lang).await?;
    let nth: Option<usize> = file.strip_suffix(".pdf").and_then(|nth| nth.parse().ok());
    let place = nth.and_then(|nth| nth.checked_sub(1)).ok_or_else(|| Problem::absent("paper"))?;
    let issued = own.reading.dossier.papers.get(place).ok_or_else(|| Problem::absent("paper"))?;
    if matches!(issued.form, FormKey::ControlSheet | FormKey::Register) {
        return Err(Problem::absent("paper"));
    }
    let form = letter::form(&own.reading, place, &sessions.directory(), &ctx.settings().public_url);
    let form = form.ok_or_else(|| Problem::absent("paper"))?;
    let name = ::paper::file_name(&form);
    let _press = PRESSES.acquire().await.map_err(|cause| Problem::fault("press", cause))?;
    let pdf = tokio::task::spawn_blocking(move || ::paper::render(&form)).await;
    let pdf = pdf.map_err(|cause| Problem::fault("press", cause))??;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_string()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "private, no-store".to_string()),
    ];
    Ok((headers, pdf).into_response())
}

// ── files ───────────────────────────────────────────────────────────────────────────────────────────────────────

fn parse_file(text: &str) -> Result<FileId, Problem> {
    text.parse().map_err(|_| Problem::absent("file id"))
}

pub(super) async fn show(
    ctx: Ctx,
    Applicant(by): Applicant,
    State(dossiers): State<Dossiers>,
    State(blobs): State<Arc<Blobs>>,
    Path((id, file)): Path<(String, String)>,
) -> Answer {
    let own = Own::open(&dossiers, by, &id, ctx.lang).await?;
    let held = visible(&own.reading.dossier, parse_file(&file)?)?;
    let mut answer = shown(&held.name, &held.media, bytes_of(&blobs, held).await?);
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(answer)
}

/// `GET …/files/{file}/picture`: the small picture of the first page, part of a page whose look was traced.
pub(super) async fn picture(
    Applicant(by): Applicant,
    State(dossiers): State<Dossiers>,
    State(blobs): State<Arc<Blobs>>,
    Path((id, file)): Path<(String, String)>,
) -> Answer {
    let dossier = dossiers.peek_as_applicant(&by, Key::parse(&id)).await?;
    let held = visible(&dossier, parse_file(&file)?)?;
    let media = Media::from_media_type(&held.media).filter(|media| media.shows_in_browser());
    let media = media.ok_or_else(|| Problem::absent("picture"))?;
    let bytes = bytes_of(&blobs, held).await?;
    let _turn = PRESSES.acquire().await.map_err(|cause| Problem::fault("picture", cause))?;
    let drawn = tokio::task::spawn_blocking(move || document::thumbnail(media, &bytes, 1, PICTURE_PX)).await;
    let drawn = drawn.map_err(|cause| Problem::fault("picture", cause))??;
    let jpeg = drawn.ok_or_else(|| Problem::absent("picture"))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(document::THUMBNAIL_MEDIA_TYPE)),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=600")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((headers, jpeg).into_response())
}

pub(super) async fn remove(
    ctx: Ctx,
    Applicant(by): Applicant,
    State(dossiers): State<Dossiers>,
    Path((id, file)): Path<(String, String)>,
    _form: Fields,
) -> Answer {
    let file = parse_file(&file)?;
    let own = Own::open(&dossiers, by.clone(), &id, ctx.lang).await?;
    let dossier = &own.reading.dossier;
    dossiers.remove_file_as_applicant(&by, Key::Id(dossier.id), dossier.version, file).await?;
    let back =
        if super::offers::awaits_supplement(dossier) { format!("{}/supplement", own.address()) } else { own.address() };
    Ok(Flash::good("portal-file-removed").then(&back))
}
