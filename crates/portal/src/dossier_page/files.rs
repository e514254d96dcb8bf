//! Papers of both sides: letters printed again, result files, what the applicant sent, and new files from them. A file is
//! taken only after a look inside, and nothing that came from outside is ever served as a page.

use std::sync::Arc;

use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use document::{Inspected, Limits};
use dossier::door::applicant::may_remove;
use dossier::model::HeldFile;
use dossier::{Dossiers, Key};
use kernel::{DossierId, Error, FileId, Lang, Refusal};
use law::FormKey;
use office::Sessions;
use person::Citizen;
use person::seat::Applicant;
use serde::Deserialize;
use store::blob::{BlobHash, Blobs};
use tokio::sync::Semaphore;
use web::ui::{Badge, Thumb, Tone};
use web::{Answer, Class, Ctx, Fields, Flash, Problem};

use super::{Own, SentLine};
use crate::uploads::html::{shown, size_words};

/// How many letters are set at once: setting one takes a core, and pages must still be answered.
static PRESSES: Semaphore = Semaphore::const_new(2);

// ── what the page shows ─────────────────────────────────────────────────────────────────────────────────────────

impl Own {
    /// The files of the result, once it is the applicant's to have.
    pub(super) fn results(&self) -> Vec<Thumb> {
        self.reading.dossier.files.iter().filter(|file| self.is_result(file)).map(|file| self.thumb(file)).collect()
    }

    fn is_result(&self, file: &HeldFile) -> bool {
        let dossier = &self.reading.dossier;
        let released = matches!(dossier.stage, dossier::stage::Stage::ResultReady | dossier::stage::Stage::HandedOver);
        released && dossier.result.as_ref().is_some_and(|result| result.files.contains(&file.id))
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
            picture: None,
            remove: removable.then(|| format!("{href}/removal")),
            href,
        }
    }

    /// A file of the dossier that is the applicant's to see: what was handed in, or the result.
    fn visible(&self, id: FileId) -> Result<&HeldFile, Problem> {
        let file = self.reading.dossier.files.iter().find(|file| file.id == id);
        file.filter(|file| file.component.is_some() || self.is_result(file)).ok_or_else(|| Problem::absent("file"))
    }
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
    let held = own.visible(parse_file(&file)?)?;
    let hash: BlobHash = held.blob.parse().map_err(|_| Problem::fault("blob hash of a file", held.id))?;
    let bytes = blobs.get(hash).await?;
    let mut answer = shown(&held.name, &held.media, bytes);
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(answer)
}

#[derive(Deserialize)]
pub(super) struct Target {
    /// The line of the checklist the paper belongs to.
    #[serde(default)]
    component: String,
}

/// What taking files in needs.
struct Door<'a> {
    dossiers: &'a Dossiers,
    blobs: &'a Blobs,
    by: &'a Citizen,
    id: DossierId,
}

/// A file as it was sent: none of what the sender says of it is believed.
struct Sent {
    name: String,
    declared: Option<String>,
    bytes: axum::body::Bytes,
}

pub(super) async fn upload(
    ctx: Ctx,
    Applicant(by): Applicant,
    State(dossiers): State<Dossiers>,
    State(blobs): State<Arc<Blobs>>,
    Path(id): Path<String>,
    Query(target): Query<Target>,
    body: Result<Multipart, MultipartRejection>,
) -> Answer {
    ctx.spend(Class::Upload)?;
    let own = Own::open(&dossiers, by.clone(), &id, ctx.lang).await?;
    let mut body = body.map_err(|_| Problem::Malformed("not a multipart form".into()))?;
    let door = Door { dossiers: &dossiers, blobs: &blobs, by: &by, id: own.reading.dossier.id };
    let (mut taken, mut refused) = (0, Vec::new());
    while let Some(field) = body.next_field().await.map_err(|_| Problem::TooLarge)? {
        let Some(name) = field.file_name().map(str::to_string).filter(|name| !name.is_empty()) else { continue };
        let declared = field.content_type().map(str::to_string);
        let bytes = field.bytes().await.map_err(|_| Problem::TooLarge)?;
        match door.take(&target.component, Sent { name: name.clone(), declared, bytes }).await {
            Ok(()) => taken += 1,
            // One bad file does not send the good ones away.
            Err(Error::Refused(refusal)) => refused.push((name, *refusal)),
            Err(other) => return Err(other.into()),
        }
    }
    answer(&ctx, &own, taken, refused)
}

/// With script every file is asked for alone and refused with its own sentence; a form goes back to the request.
fn answer(ctx: &Ctx, own: &Own, taken: usize, refused: Vec<(String, Refusal)>) -> Answer {
    if taken == 0 && refused.is_empty() {
        return Err(Refusal::new("FILE_NONE").at("file").into());
    }
    let back = format!("{}/supplement", own.address());
    match refused.into_iter().next() {
        Some((_, refusal)) if taken == 0 => Err(refusal.into()),
        // A file's name may tell something: it does not travel in a cookie.
        Some((_, refusal)) => {
            let why = web::refusal_text(ctx.lang, &refusal);
            Ok(Flash::warn("portal-files-some").with("n", taken).with("why", why).then(&back))
        }
        None if ctx.wants_json => {
            Ok((StatusCode::CREATED, axum::Json(serde_json::json!({ "files": taken }))).into_response())
        }
        None => Ok(Flash::good("portal-files-taken").with("n", taken).then(&back)),
    }
}

impl Door<'_> {
    /// Looks into a file, makes its bytes durable, then writes the row: in this order, so that no row names lost bytes.
    async fn take(&self, component: &str, sent: Sent) -> kernel::Result<()> {
        let Sent { name, declared, bytes } = sent;
        let looked_at = bytes.clone();
        let look = tokio::task::spawn_blocking(move || {
            document::inspect(&name, declared.as_deref(), &looked_at, &Limits::default())
        });
        let inspected = look.await.map_err(|e| Error::fault("inspection", e))??;
        self.blobs.put(bytes).await?;
        // Files sent at once change the dossier one after the other: whoever comes second looks again.
        for _ in 0..8 {
            let reading = self.dossiers.read_as_applicant(self.by, Key::Id(self.id)).await?;
            let same = |file: &HeldFile| file.blob == inspected.sha256 && file.component.as_deref() == Some(component);
            // A second click on "send" finds the file there already.
            if reading.dossier.files.iter().any(same) {
                return Ok(());
            }
            let file = self.held(component, &inspected);
            let added = self.dossiers.add_file_as_applicant(self.by, Key::Id(self.id), reading.dossier.version, file);
            match added.await {
                Err(Error::Stale { .. }) => {}
                done => return done.map(drop),
            }
        }
        Err(Refusal::new("FILE_BUSY").at("file").into())
    }

    fn held(&self, component: &str, inspected: &Inspected) -> HeldFile {
        let now_ms = self.dossiers.clock.now_ms();
        HeldFile {
            id: FileId(self.dossiers.ids.next(now_ms)),
            component: Some(component.into()),
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
