//! The document of a decision itself, as a PDF beside what it decided: looked into before it is kept, shown to whoever may
//! change the thing. It knows no calendar and no merger.

use axum::body::Bytes;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use document::{Limits, Media};
use kernel::{Error, Refusal, Result};
use store::blob::{BlobHash, Blobs};
use web::{Fields, Problem};

/// The largest form with a document, in bytes.
pub const FORM_MAX: usize = 24 << 20;

/// Name and blob, as rows keep them.
pub type Document = (String, String);

/// A form with a file.
pub struct Sent {
    pub form: Fields,
    file: Option<(String, Bytes)>,
}

/// Reads a form with a file; nothing is kept yet.
pub async fn read(body: Result<Multipart, MultipartRejection>) -> Result<Sent, Problem> {
    let mut body = body.map_err(|_| Problem::Malformed("not a multipart form".into()))?;
    let mut sent = Sent { form: Fields::new(), file: None };
    while let Some(field) = body.next_field().await.map_err(|_| Problem::TooLarge)? {
        let name = field.name().unwrap_or_default().to_string();
        match field.file_name().map(str::to_string) {
            Some(file) if !file.is_empty() => {
                sent.file = Some((file, field.bytes().await.map_err(|_| Problem::TooLarge)?));
            }
            Some(_) => {}
            None => {
                let value = field.text().await.map_err(|_| Problem::TooLarge)?;
                sent.form = sent.form.with(&name, value);
            }
        }
    }
    Ok(sent)
}

/// Looks into the file and makes its bytes durable. Refused: `FILE_NONE`, `ORDER_FILE_PDF`, and as `document::inspect`
/// refuses.
pub async fn keep(blobs: &Blobs, sent: &Sent) -> Result<Document> {
    let (name, bytes) = sent.file.clone().ok_or_else(|| Refusal::new("FILE_NONE").at("file"))?;
    let looked_at = bytes.clone();
    let look = tokio::task::spawn_blocking(move || document::inspect(&name, None, &looked_at, &Limits::default()));
    let inspected = look.await.map_err(|e| Error::fault("inspection", e))?.map_err(|refusal| refusal.at("file"))?;
    if inspected.media != Media::Pdf {
        return Err(Refusal::new("ORDER_FILE_PDF").at("file").into());
    }
    blobs.put(bytes).await?;
    Ok((inspected.safe_name, inspected.sha256))
}

/// The document in the browser's own reader. Absent: there is none.
pub async fn open(blobs: &Blobs, document: Option<Document>) -> Result<Response, Problem> {
    let (name, blob) = document.ok_or_else(|| Problem::absent("document"))?;
    let hash: BlobHash = blob.parse().map_err(|_| Problem::fault("blob hash of a document", &name))?;
    let bytes = blobs.get(hash).await?;
    let disposition = format!("inline; filename*=UTF-8''{}", web::fields::encode(&name));
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("inline"));
    // A browser's own PDF reader does not start inside a sandbox; what a PDF could run was refused at the door.
    let policy = "default-src 'none'; object-src 'self'; frame-ancestors 'self'";
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(Media::Pdf.media_type())),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    Ok((headers, bytes).into_response())
}
