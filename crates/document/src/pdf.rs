//! PDF: complete from header to end mark, readable, unlocked, and with nothing in it that acts.
//!
//! Never renders (see `thumbnail`) and never repairs: a damaged index is reported, a missing page refused.

mod active;
mod lone_page;
mod scan;

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};

use crate::inspect::{Read, Stop};
use crate::model::{Limits, Media, Warning};
use crate::refuse;

pub(crate) use lone_page::lone_page;

/// How far before the end the end mark may stand; programs append blank lines and checksums.
const TAIL_BYTES: usize = 2048;
/// How deep attributes of a page may be inherited.
const TREE_DEPTH_MAX: usize = 64;

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Read, Stop> {
    let header = header_version(bytes).ok_or_else(refuse::truncated)?;
    let whole = whole_document(bytes).ok_or_else(refuse::truncated)?;
    let document = load(whole, limits)?;
    // A catalogue may raise the version above the header's (an incremental update cannot change the header).
    let version = catalogue_version(&document).unwrap_or(header).max(header);
    if version < limits.pdf_version_min {
        return Err(refuse::old_pdf(version, limits).into());
    }
    let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
    if pages.is_empty() {
        return Err(refuse::truncated().into());
    }
    if pages.len() > limits.pages_max as usize {
        return Err(refuse::too_many_pages(pages.len(), limits).into());
    }
    for page in &pages {
        contents_are_there(&document, *page)?;
    }
    let mut warnings = active::look(&document, limits)?;
    if document.xref_recovery.is_some() {
        warnings.push(Warning::Repaired);
    }
    let trailing = bytes[whole.len()..].iter().filter(|b| !is_blank(**b)).count();
    if trailing > 0 {
        warnings.push(Warning::TrailingBytes { count: trailing as u64 });
    }
    warnings.extend(scan::coarsest_page(&document, &pages, limits));
    Ok(Read { media: Media::Pdf, pages: pages.len() as u32, warnings })
}

fn load(bytes: &[u8], limits: &Limits) -> Result<Document, Stop> {
    let unpacked = usize::try_from(limits.unpacked_max_bytes).unwrap_or(usize::MAX);
    let options = LoadOptions::with_max_decompressed_size(unpacked);
    let document = match Document::load_mem_with_options(bytes, options) {
        Ok(document) => document,
        Err(
            lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_) | lopdf::Error::UnsupportedSecurityHandler(_),
        ) => return Err(refuse::password().into()),
        Err(_) => return Err(refuse::truncated().into()),
    };
    // Also one that opens without a password: its permissions forbid the certified copies we must make of it.
    if document.was_encrypted() || document.trailer.has(b"Encrypt") {
        return Err(refuse::password().into());
    }
    Ok(document)
}

/// `%PDF-1.7` → (1, 7), only at the very start: before it nothing may stand that another program would read.
fn header_version(bytes: &[u8]) -> Option<(u8, u8)> {
    match bytes.strip_prefix(b"%PDF-")? {
        [major @ b'1'..=b'2', b'.', minor @ b'0'..=b'9', ..] => Some((major - b'0', minor - b'0')),
        _ => None,
    }
}

fn catalogue_version(document: &Document) -> Option<(u8, u8)> {
    match document.catalog().ok()?.get(b"Version").ok()?.as_name().ok()? {
        [major @ b'1'..=b'2', b'.', minor @ b'0'..=b'9'] => Some((major - b'0', minor - b'0')),
        _ => None,
    }
}

/// The document up to its last end mark, or `None` if it does not end as a whole PDF does: the mark near the end of
/// the file, before it the offset of an index inside the file, and no less than a linearised file says it is long.
fn whole_document(bytes: &[u8]) -> Option<&[u8]> {
    let blank = bytes.iter().rev().take_while(|b| is_blank(**b)).count();
    let bytes = &bytes[..bytes.len() - blank];
    let tail = bytes.len().saturating_sub(TAIL_BYTES);
    let end = tail + find_last(&bytes[tail..], b"%%EOF")?;
    let before = end.saturating_sub(TAIL_BYTES);
    let offset = before + find_last(&bytes[before..end], b"startxref")? + b"startxref".len();
    let offset = number(&bytes[offset..end])?;
    let promised = linearised_length(&bytes[..bytes.len().min(1024)]).unwrap_or(0);
    let all_there = (1..end).contains(&offset) && promised <= bytes.len() + blank;
    all_there.then(|| &bytes[..end + b"%%EOF".len()])
}

/// What a linearised ("fast web view") file says it is long: its first end mark stands near the beginning, so a cut
/// download may look whole.
fn linearised_length(head: &[u8]) -> Option<usize> {
    let dictionary = &head[find_last(head, b"/Linearized")?..];
    let dictionary = &dictionary[..find_last(dictionary, b">>")?];
    let length = dictionary
        .windows(2)
        .enumerate()
        .find(|(at, key)| *key == b"/L" && dictionary.get(at + 2).is_some_and(|next| is_blank(*next)));
    number(&dictionary[length?.0 + 2..])
}

fn number(text: &[u8]) -> Option<usize> {
    let start = text.iter().position(|b| !is_blank(*b))?;
    let digits: Vec<u8> = text[start..].iter().copied().take_while(u8::is_ascii_digit).collect();
    String::from_utf8(digits).ok()?.parse().ok()
}

fn find_last(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).rposition(|window| window == what)
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | b' ' | b'\t' | b'\r' | b'\n' | 0x0c)
}

/// A page may be blank, but content it names must exist: a hole in the file shows here.
fn contents_are_there(document: &Document, page: ObjectId) -> Result<(), Stop> {
    let page = document.get_dictionary(page).map_err(|_| refuse::truncated())?;
    let Ok(contents) = page.get(b"Contents") else { return Ok(()) };
    let contents = resolve(document, contents).ok_or_else(refuse::truncated)?;
    let parts = match contents {
        Object::Array(parts) => parts.as_slice(),
        one => std::slice::from_ref(one),
    };
    let there =
        |part: &Object| resolve(document, part).is_some_and(|part| matches!(part, Object::Stream(_) | Object::Null));
    if parts.iter().all(there) { Ok(()) } else { Err(refuse::truncated().into()) }
}

fn resolve<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Object> {
    document.dereference(object).ok().map(|(_, object)| object)
}

/// An attribute of a page, its own or inherited.
pub(crate) fn inherited<'a>(document: &'a Document, page: ObjectId, key: &[u8]) -> Option<&'a Object> {
    let mut node: &Dictionary = document.get_dictionary(page).ok()?;
    for _ in 0..TREE_DEPTH_MAX {
        if let Ok(value) = node.get(key) {
            return resolve(document, value);
        }
        node = resolve(document, node.get(b"Parent").ok()?)?.as_dict().ok()?;
    }
    None
}
