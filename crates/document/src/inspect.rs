//! The door for files: sniff, read through, compare with what was claimed, and answer.
//!
//! Never keeps the file and never repairs it: the bytes that are taken are the bytes that were sent.

use std::sync::Arc;

use kernel::Refusal;
use sha2::{Digest, Sha256};

use crate::guard::{READING, guarded};
use crate::model::{Inspected, Limits, Media, Warning};
use crate::sniff::Content;
use crate::{name, ooxml, pdf, picture, refuse, sniff, xml};

/// What reading a file through found.
#[derive(Debug)]
pub(crate) struct Read {
    pub media: Media,
    pub pages: u32,
    pub warnings: Vec<Warning>,
}

/// Why reading stopped.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The file is of a kind that is taken, but this one is not.
    Refused(Refusal),
    /// It turned out to be something else, by the name people know it by.
    Is(&'static str),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Stop::Refused(refusal)
    }
}

/// Checks a file before it is taken. Blocking and heavy (a large picture is decoded): call it off the async runtime,
/// a few at a time.
///
/// `name` and `declared_media_type` come from the sender and are only compared with the content.
///
/// Errors: the refusals `FILE_EMPTY`, `FILE_TOO_LARGE`, `FILE_TRUNCATED` (cut short, damaged or unreadable),
/// `FILE_PASSWORD`, `FILE_TYPE_LIES` (facts `claims`, `is`), `FILE_TYPE_UNSUPPORTED` (`is`), `FILE_PDF_OLD`
/// (`version`), `FILE_ACTIVE_CONTENT` (`what`), `FILE_DIMENSIONS`, `FILE_TOO_MANY_PAGES`; each has its sentence
/// under `refusal-file-…`. The caller adds the field with [`Refusal::at`].
pub fn inspect(
    name: &str,
    declared_media_type: Option<&str>,
    bytes: &[u8],
    limits: &Limits,
) -> Result<Inspected, Refusal> {
    if bytes.is_empty() {
        return Err(refuse::empty());
    }
    let size_bytes = bytes.len() as u64;
    if size_bytes > limits.file_max_bytes {
        return Err(refuse::too_large(size_bytes, limits.file_max_bytes));
    }
    let claims = Claims::of(name, declared_media_type);
    let mut read = match read_through(bytes, limits) {
        Ok(read) => read,
        Err(Stop::Refused(refusal)) => return Err(refusal),
        Err(Stop::Is(is)) => return Err(claims.contradicted_by(is)),
    };
    read.warnings.extend(claims.compared_with(read.media)?);
    let sha256 = hex::encode(Sha256::digest(bytes));
    let safe_name = name::safe_name(name, read.media, &sha256[..12]);
    Ok(Inspected { media: read.media, pages: read.pages, size_bytes, sha256, safe_name, warnings: read.warnings })
}

fn read_through(bytes: &[u8], limits: &Limits) -> Result<Read, Stop> {
    let reader = match sniff::sniff(bytes) {
        Content::Pdf => pdf::read,
        Content::Jpeg => picture::read_jpeg,
        Content::Png => picture::read_png,
        Content::Zip => ooxml::read,
        Content::Xml => xml::read,
        Content::Compound if ooxml::is_encrypted(bytes) => return Err(refuse::password().into()),
        Content::Compound => return Err(Stop::Is("DOC/XLS 97–2003")),
        Content::Other(is) => return Err(Stop::Is(is)),
        Content::Text => return Err(Stop::Is("TEXT")),
        Content::Unknown => return Err(Stop::Is("unknown")),
    };
    let (bytes, limits): (Arc<[u8]>, _) = (bytes.into(), limits.clone());
    let patience = limits.patience();
    // A parser that panics or never ends has met a damaged file, whatever else it may be.
    guarded(&READING, patience, move || reader(&bytes, &limits)).unwrap_or_else(|| Err(refuse::truncated().into()))
}

/// What the sender says a file is. Unknown extensions and types claim nothing.
struct Claims {
    extension: Option<String>,
    by_name: Option<Media>,
    declared: Option<Media>,
}

impl Claims {
    fn of(name: &str, declared_media_type: Option<&str>) -> Self {
        let extension = name::extension(name);
        Self {
            by_name: extension.and_then(Media::from_extension),
            extension: extension.map(str::to_ascii_lowercase),
            declared: declared_media_type.and_then(Media::from_media_type),
        }
    }

    fn contradicted_by(&self, is: &'static str) -> Refusal {
        match self.by_name.or(self.declared) {
            Some(claimed) => refuse::lies(claimed.label(), is),
            None => refuse::unsupported(is),
        }
    }

    /// Two kinds of picture are often confused by phones, and harmlessly: the extension is put right and said so.
    fn compared_with(&self, is: Media) -> Result<Option<Warning>, Refusal> {
        let picture = |media: Media| matches!(media, Media::Jpeg | Media::Png);
        let wrong = [self.by_name, self.declared].into_iter().flatten().find(|claimed| *claimed != is);
        match wrong {
            Some(claimed) if picture(claimed) && picture(is) => {
                Ok(Some(Warning::Renamed { claimed: claimed.label().into(), is }))
            }
            Some(claimed) => Err(refuse::lies(claimed.label(), is.label())),
            None => Ok(match &self.extension {
                Some(other) if self.by_name.is_none() => {
                    Some(Warning::Renamed { claimed: other.to_ascii_uppercase(), is })
                }
                _ => None,
            }),
        }
    }
}
