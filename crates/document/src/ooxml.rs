//! Word and Excel files (DOCX, XLSX): a ZIP read entry by entry, checked against its own checksums.
//!
//! Never extracts to disk, never opens a relation that points outside the file, never takes a macro.

use std::io::Read as _;

use flate2::read::DeflateDecoder;

use crate::inspect::{Read, Stop};
use crate::model::{Limits, Media, Warning};
use crate::refuse::{self, Active};

const CONTENT_TYPES: &str = "[Content_Types].xml";
/// A thesis with a thousand pictures has fewer.
const ENTRIES_MAX: usize = 10_000;

/// Whether a compound file wraps an encrypted office file (its parts are named in UTF-16).
pub(crate) fn is_encrypted(compound: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    compound.windows(name.len()).any(|window| window == name)
}

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Read, Stop> {
    let entries = central_directory(bytes).ok_or_else(refuse::truncated)?;
    if entries.iter().any(|entry| entry.encrypted) {
        return Err(refuse::password().into());
    }
    let unpacked: u64 = entries.iter().map(|entry| u64::from(entry.size)).sum();
    if unpacked > limits.unpacked_max_bytes {
        return Err(refuse::too_large(unpacked, limits.unpacked_max_bytes).into());
    }
    let Some(types) = entries.iter().find(|entry| entry.name == CONTENT_TYPES) else {
        return Err(Stop::Is("ZIP"));
    };
    let types = types.text(bytes)?;
    let media = media_of(&types)?;
    let mut attachments = 0;
    for entry in &entries {
        // Every entry is unpacked once: a checksum that fails is how a cut download shows.
        let content = entry.unpack(bytes).ok_or_else(refuse::truncated)?;
        refuse_active(entry, &content)?;
        attachments += u32::from(entry.name.contains("/embeddings/"));
    }
    if types.contains("macroEnabled") {
        return Err(refuse::active(Active::Macro).into());
    }
    let warnings = if attachments > 0 { vec![Warning::Attachments { count: attachments }] } else { Vec::new() };
    Ok(Read { media, pages: 0, warnings })
}

fn media_of(types: &str) -> Result<Media, Stop> {
    let has = |part: &str| types.contains(part);
    if has("wordprocessingml.document.main+xml") || has("ms-word.document.macroEnabled") {
        Ok(Media::Docx)
    } else if has("spreadsheetml.sheet.main+xml") || has("ms-excel.sheet.macroEnabled") {
        Ok(Media::Xlsx)
    } else if has("presentationml") {
        Err(Stop::Is("PPTX"))
    } else {
        Err(Stop::Is("ZIP"))
    }
}

fn refuse_active(entry: &Entry, content: &[u8]) -> Result<(), Stop> {
    let name = entry.name.to_ascii_lowercase();
    let runs = name.ends_with("vbaproject.bin") || name.contains("/activex/") || name.contains("/macrosheets/");
    if runs {
        return Err(refuse::active(Active::Macro).into());
    }
    if name.ends_with(".rels") && String::from_utf8_lossy(content).split("<Relationship ").any(fetches_from_afar) {
        return Err(refuse::active(Active::RemoteTemplate).into());
    }
    Ok(())
}

/// A relation that Word follows by itself when it opens the file (a plain hyperlink waits for a click).
/// The path of a local template, which Word itself writes, is harmless.
fn fetches_from_afar(relation: &str) -> bool {
    let relation = relation.to_ascii_lowercase();
    let followed =
        ["attachedtemplate", "/oleobject", "/frame", "/subdocument"].iter().any(|kind| relation.contains(kind));
    let far = ["http:", "https:", "ftp:", "mhtml:", "\\\\", "file:///\\\\"];
    followed && far.iter().any(|scheme| relation.contains(&format!("target=\"{scheme}")))
}

/// One entry of the ZIP's directory.
struct Entry {
    name: String,
    encrypted: bool,
    method: u16,
    checksum: u32,
    packed: u32,
    size: u32,
    header_at: u32,
}

impl Entry {
    /// The content, if it is all there and matches its checksum.
    fn unpack(&self, zip: &[u8]) -> Option<Vec<u8>> {
        let header = zip.get(usize::try_from(self.header_at).ok()?..)?;
        if !header.starts_with(b"PK\x03\x04") {
            return None;
        }
        let start = 30 + usize::from(u16_at(header, 26)?) + usize::from(u16_at(header, 28)?);
        let packed = header.get(start..)?.get(..usize::try_from(self.packed).ok()?)?;
        let content = match self.method {
            0 => packed.to_vec(),
            8 => {
                let mut content = Vec::new();
                // One byte more than promised is enough to know the promise was false.
                DeflateDecoder::new(packed).take(u64::from(self.size) + 1).read_to_end(&mut content).ok()?;
                content
            }
            _ => return None,
        };
        let mut checksum = flate2::Crc::new();
        checksum.update(&content);
        (content.len() as u64 == u64::from(self.size) && checksum.sum() == self.checksum).then_some(content)
    }

    fn text(&self, zip: &[u8]) -> Result<String, Stop> {
        let content = self.unpack(zip).ok_or_else(refuse::truncated)?;
        Ok(String::from_utf8_lossy(&content).into_owned())
    }
}

/// The ZIP's directory, or `None` if the file is cut or needs ZIP64, which office files of bearable size do not.
fn central_directory(zip: &[u8]) -> Option<Vec<Entry>> {
    let end = zip.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let record = &zip[end..];
    let (count, start) = (usize::from(u16_at(record, 10)?), usize::try_from(u32_at(record, 16)?).ok()?);
    if count == 0 || count > ENTRIES_MAX {
        return None;
    }
    let mut entries = Vec::with_capacity(count);
    let mut rest = zip.get(start..end)?;
    for _ in 0..count {
        if !rest.starts_with(b"PK\x01\x02") {
            return None;
        }
        let name_end = 46 + usize::from(u16_at(rest, 28)?);
        entries.push(Entry {
            name: String::from_utf8_lossy(rest.get(46..name_end)?).replace('\\', "/"),
            encrypted: u16_at(rest, 8)? & 1 != 0,
            method: u16_at(rest, 10)?,
            checksum: u32_at(rest, 16)?,
            packed: u32_at(rest, 20)?,
            size: u32_at(rest, 24)?,
            header_at: u32_at(rest, 42)?,
        });
        rest = rest.get(name_end + usize::from(u16_at(rest, 30)?) + usize::from(u16_at(rest, 32)?)..)?;
    }
    Some(entries)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::fetches_from_afar;

    #[test]
    fn a_template_on_a_strange_server_is_far_and_a_local_one_is_not() {
        let relation = |target: &str| {
            format!("Id=\"r1\" Type=\"…/attachedTemplate\" Target=\"{target}\" TargetMode=\"External\"/>")
        };
        assert!(fetches_from_afar(&relation("https://example.org/x.dotm")));
        assert!(fetches_from_afar(&relation("\\\\10.0.0.9\\x.dotm")));
        assert!(!fetches_from_afar(&relation("file:///C:\\Users\\an\\Normal.dotm")));
        assert!(!fetches_from_afar(
            "Type=\"…/hyperlink\" Target=\"https://dichvucong.gov.vn\" TargetMode=\"External\"/>"
        ));
    }
}
