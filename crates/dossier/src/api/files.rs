//! Files of a dossier for programs: sent in raw or as a form, checked before they are kept, given back as attachments.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use document::Inspected;
use kernel::{FileId, Refusal};
use office::{Act, Officer, Place, SignedIn};
use serde::Deserialize;
use store::blob::{BlobHash, Blobs};
use store::ledger::Once;
use tokio::sync::Semaphore;
use utoipa::IntoParams;
use web::api::{Head, json, query, with_version};
use web::{Answer, Class, Ctx, Problem};

use super::wire::FileView;
use crate::door::{self, Dossiers, Key};
use crate::model::{Dossier, HeldFile};

/// Files looked through at once: each may take a large picture's memory.
static LOOKING: Semaphore = Semaphore::const_new(2);

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FileQuery {
    /// The component it is a scan of; without one it is a paper of the agencies.
    pub component: Option<String>,
    /// Language of problems: `vi` or `en`.
    pub lang: Option<String>,
}

/// A file as it was sent.
struct Sent {
    component: Option<String>,
    name: String,
    declared: Option<String>,
    bytes: Bytes,
}

#[utoipa::path(post, path = "/api/v1/dossiers/{id}/files", tag = "files", operation_id = "attachFile",
    params(("id" = String, Path, description = "Id or code"),
        ("Idempotency-Key" = String, Header, description = "Names this change; a repeated request carries the same"),
        FileQuery),
    request_body(description = "The bytes, with the file's name in `Content-Disposition`; or a form with `file` and \
        `component`", content(
        (Vec<u8> = "application/octet-stream"), (Vec<u8> = "multipart/form-data"))),
    responses((status = 201, description = "Kept; `ETag` is the dossier's new version", body = FileView)))]
/// Adds a file. It is read through before it is kept: empty, cut short, locked, lying or dangerous files are refused.
pub async fn attach(
    State(door): State<Dossiers>,
    State(blobs): State<Arc<Blobs>>,
    ctx: Ctx,
    SignedIn(by): SignedIn,
    Path(key): Path<String>,
    head: Head,
    request: Request,
) -> Answer {
    ctx.spend(Class::Upload)?;
    let key = Key::parse(&key);
    may_attach(&by, &door.read_bare(&by, key.clone(), "api.files").await?)?;
    let asked: FileQuery = query(request.uri())?;
    let sent = receive(request, asked.component).await?;
    let fingerprint = head.fingerprint(&[
        sent.component.as_deref().unwrap_or_default().as_bytes(),
        sent.name.as_bytes(),
        BlobHash::of(&sent.bytes).to_string().as_bytes(),
    ]);
    let once = Once { caller: by.id().0, token: head.key, fingerprint };
    let Inspected { media, pages, size_bytes, sha256: _, safe_name, warnings: _ } = look_through(&sent).await?;
    // Durable before the dossier says "saved".
    let blob = blobs.put(sent.bytes).await?;
    let now_ms = door.clock.now_ms();
    let file = HeldFile {
        id: FileId(door.ids.next(now_ms)),
        component: sent.component,
        name: safe_name,
        media: media.media_type().into(),
        pages,
        bytes: size_bytes as i64,
        blob: blob.to_string(),
        added_ms: now_ms,
        added_by: by.name().into(),
    };
    let (dossier, id) = door.attach_file_once(&by, key, file, once).await?;
    let kept = dossier.files.iter().find(|file| file.id == id).ok_or_else(|| Problem::absent("file"))?;
    Ok(with_version(json(StatusCode::CREATED, &FileView::from(kept))?, dossier.version))
}

#[utoipa::path(get, path = "/api/v1/dossiers/{id}/files/{file}", tag = "files", operation_id = "readFile",
    params(("id" = String, Path, description = "Id or code"), ("file" = String, Path, description = "`fil_…`")),
    responses((status = 200, description = "The bytes, always as an attachment", body = Vec<u8>,
        content_type = "application/octet-stream")))]
/// The bytes of a file. The reading leaves a trace.
pub async fn read(
    State(door): State<Dossiers>,
    State(blobs): State<Arc<Blobs>>,
    SignedIn(by): SignedIn,
    Path((key, file)): Path<(String, String)>,
) -> Answer {
    let id: FileId = file.parse().map_err(|_| Problem::absent("file"))?;
    let dossier = door.read_bare(&by, Key::parse(&key), "api.file").await?;
    let file = dossier.files.iter().find(|file| file.id == id).ok_or_else(|| Problem::absent("file"))?;
    let hash: BlobHash = file.blob.parse().map_err(|_| Problem::fault("blob", "not a hash"))?;
    Ok(attachment(file, blobs.get(hash).await?))
}

#[utoipa::path(delete, path = "/api/v1/dossiers/{id}/files/{file}", tag = "files", operation_id = "removeFile",
    params(("id" = String, Path, description = "Id or code"), ("file" = String, Path, description = "`fil_…`"),
        ("Idempotency-Key" = String, Header, description = "Names this change")),
    responses((status = 204, description = "Gone from the dossier; a repeated request finds nothing (404)")))]
/// Takes a file out before acceptance, or a paper of the agencies before release.
pub async fn remove(
    State(door): State<Dossiers>,
    SignedIn(by): SignedIn,
    Path((key, file)): Path<(String, String)>,
    _head: Head,
) -> Answer {
    let id: FileId = file.parse().map_err(|_| Problem::absent("file"))?;
    let dossier = door.remove_file(&by, Key::parse(&key), id).await?;
    Ok(with_version(StatusCode::NO_CONTENT.into_response(), dossier.version))
}

/// Asked before a large file is read; the door asks again when it is recorded.
fn may_attach(by: &Officer, dossier: &Dossier) -> Result<(), Refusal> {
    let units = door::seen_units(dossier);
    let place = Place::new(&dossier.procedure.field, &dossier.procedure.code, &units);
    match [Act::Intake, Act::Propose, Act::AttachResult].into_iter().any(|act| by.may(act, &place)) {
        true => Ok(()),
        false => Err(Refusal::new("NOT_PERMITTED").with("act", Act::AttachResult.key())),
    }
}

async fn receive(request: Request, component: Option<String>) -> Result<Sent, Problem> {
    let declared = text(&request, header::CONTENT_TYPE);
    if declared.as_deref().is_some_and(|kind| kind.starts_with("multipart/form-data")) {
        return receive_form(request, component).await;
    }
    let name = text(&request, header::CONTENT_DISPOSITION).as_deref().and_then(file_name).unwrap_or_default();
    let bytes = Bytes::from_request(request, &()).await.map_err(|e| too_large_or(e.status()))?;
    let declared = declared.filter(|kind| kind != "application/octet-stream");
    Ok(Sent { component, name, declared, bytes })
}

fn text(request: &Request, name: header::HeaderName) -> Option<String> {
    request.headers().get(name)?.to_str().ok().map(str::to_string)
}

async fn receive_form(request: Request, mut component: Option<String>) -> Result<Sent, Problem> {
    let mut form = Multipart::from_request(request, &()).await.map_err(|e| Problem::Malformed(e.body_text()))?;
    let mut sent = None;
    while let Some(field) = form.next_field().await.map_err(|e| too_large_or(e.status()))? {
        match field.name().unwrap_or_default() {
            "component" => {
                let text = field.text().await.map_err(|e| too_large_or(e.status()))?;
                component = Some(text).filter(|text| !text.is_empty());
            }
            "file" if sent.is_none() => {
                let name = field.file_name().unwrap_or_default().to_string();
                let declared = field.content_type().map(str::to_string);
                sent = Some((name, declared, field.bytes().await.map_err(|e| too_large_or(e.status()))?));
            }
            "_csrf" => {}
            other => return Err(Problem::Malformed(format!("unknown field {other}"))),
        }
    }
    let (name, declared, bytes) = sent.ok_or_else(|| Problem::Malformed("field file is missing".into()))?;
    Ok(Sent { component, name, declared, bytes })
}

fn too_large_or(status: StatusCode) -> Problem {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
        _ => Problem::Malformed("the file did not come in whole".into()),
    }
}

/// `filename*=UTF-8''…` or `filename="…"` of a `Content-Disposition`.
fn file_name(disposition: &str) -> Option<String> {
    let mut plain = None;
    for part in disposition.split(';') {
        let Some((name, value)) = part.trim().split_once('=') else { continue };
        match name.trim().to_ascii_lowercase().as_str() {
            "filename*" => {
                let encoded = value.trim().strip_prefix("UTF-8''").or_else(|| value.trim().strip_prefix("utf-8''"))?;
                return Some(decode_percent(encoded));
            }
            "filename" => plain = Some(value.trim().trim_matches('"').to_string()),
            _ => {}
        }
    }
    plain
}

fn decode_percent(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut place = 0;
    while place < bytes.len() {
        let pair = bytes.get(place + 1..place + 3).and_then(|pair| hex::decode(pair).ok());
        match (bytes[place], pair) {
            (b'%', Some(byte)) => {
                out.extend(byte);
                place += 3;
            }
            (byte, _) => {
                out.push(byte);
                place += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

async fn look_through(sent: &Sent) -> Result<Inspected, Problem> {
    let _turn = LOOKING.acquire().await.map_err(|cause| Problem::fault("files", cause))?;
    let (name, declared, bytes) = (sent.name.clone(), sent.declared.clone(), sent.bytes.clone());
    let looked = tokio::task::spawn_blocking(move || {
        document::inspect(&name, declared.as_deref(), &bytes, &document::Limits::default())
    });
    let looked = looked.await.map_err(|cause| Problem::fault("inspect", cause))?;
    looked.map_err(|refusal| refusal.at("file").into())
}

/// Never shown inline: whatever a file says it is, a browser saves it.
fn attachment(file: &HeldFile, bytes: Bytes) -> Response {
    let encoded: String = file.name.bytes().map(percent).collect();
    let disposition = HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{encoded}"))
        .unwrap_or(HeaderValue::from_static("attachment"));
    let media = HeaderValue::from_str(&file.media).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let policy = HeaderValue::from_static("default-src 'none'; sandbox");
    let headers = [
        (header::CONTENT_TYPE, media),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CONTENT_SECURITY_POLICY, policy),
    ];
    (headers, bytes).into_response()
}

fn percent(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => (byte as char).to_string(),
        other => format!("%{other:02X}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_raw_file_is_found_in_both_spellings() {
        assert_eq!(file_name("attachment; filename=\"to khai.pdf\"").as_deref(), Some("to khai.pdf"));
        let both = "attachment; filename=\"x.pdf\"; filename*=UTF-8''t%E1%BB%9D%20khai.pdf";
        assert_eq!(file_name(both).as_deref(), Some("tờ khai.pdf"));
        assert_eq!(file_name("attachment"), None);
        assert_eq!(decode_percent("100%"), "100%");
    }
}
