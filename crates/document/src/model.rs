//! The nouns: media that are taken, what an inspection found, limits, and how a component was submitted.
//!
//! Never reads a file.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A kind of file the office takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Media {
    Pdf,
    Jpeg,
    Png,
    Docx,
    Xlsx,
    Xml,
}

impl Media {
    pub const ALL: [Media; 6] = [Media::Pdf, Media::Jpeg, Media::Png, Media::Docx, Media::Xlsx, Media::Xml];

    /// The media type to store and to serve it with.
    pub fn media_type(self) -> &'static str {
        match self {
            Media::Pdf => "application/pdf",
            Media::Jpeg => "image/jpeg",
            Media::Png => "image/png",
            Media::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Media::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Media::Xml => "application/xml",
        }
    }

    /// The one file extension we give it.
    pub fn extension(self) -> &'static str {
        match self {
            Media::Pdf => "pdf",
            Media::Jpeg => "jpg",
            Media::Png => "png",
            Media::Docx => "docx",
            Media::Xlsx => "xlsx",
            Media::Xml => "xml",
        }
    }

    /// Its name as people know it; the same in every language.
    pub fn label(self) -> &'static str {
        match self {
            Media::Pdf => "PDF",
            Media::Jpeg => "JPEG",
            Media::Png => "PNG",
            Media::Docx => "DOCX",
            Media::Xlsx => "XLSX",
            Media::Xml => "XML",
        }
    }

    /// The media a declared type stands for; parameters (`; charset=…`) and case do not matter.
    pub fn from_media_type(declared: &str) -> Option<Media> {
        let bare = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match bare.as_str() {
            "application/x-pdf" => Some(Media::Pdf),
            "image/jpg" | "image/pjpeg" => Some(Media::Jpeg),
            "image/x-png" => Some(Media::Png),
            "text/xml" => Some(Media::Xml),
            other => Media::ALL.into_iter().find(|media| media.media_type() == other),
        }
    }

    /// The media a file extension (without the dot) stands for.
    pub fn from_extension(extension: &str) -> Option<Media> {
        match extension.to_ascii_lowercase().as_str() {
            "jpeg" | "jpe" | "jfif" => Some(Media::Jpeg),
            other => Media::ALL.into_iter().find(|media| media.extension() == other),
        }
    }

    /// Whether a browser may show it in place; everything else is offered for download.
    pub fn shows_in_browser(self) -> bool {
        match self {
            Media::Pdf | Media::Jpeg | Media::Png => true,
            Media::Docx | Media::Xlsx | Media::Xml => false,
        }
    }
}

/// A file that may be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspected {
    pub media: Media,
    /// Pages of a PDF; 1 for a picture; 0 where pages mean nothing.
    pub pages: u32,
    pub size_bytes: u64,
    /// Lower-case hex; the name the blob store gives these bytes.
    pub sha256: String,
    /// The sender's file name without paths, control or look-alike characters, with the extension of its content.
    pub safe_name: String,
    /// What an officer should look at; none of it stops the file.
    pub warnings: Vec<Warning>,
}

/// Something odd about a file that is taken all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Warning {
    /// The name said something else about the content; the extension was put right.
    Renamed { claimed: String, is: Media },
    /// The PDF's index was damaged and had to be rebuilt.
    Repaired,
    /// Harmless files are attached inside (the XML of an e-invoice, an equation).
    Attachments { count: u32 },
    /// A page scanned more coarsely than the limit asks (see [`Limits::scan_dpi_min`]).
    LowResolution { page: u32, dpi: u32 },
    /// An XFA form: most programs show it empty.
    DynamicForm,
    /// Bytes after the end of the document (phones append video; they are kept, not shown).
    TrailingBytes { count: u64 },
}

impl Warning {
    /// The locale key of its sentence.
    pub fn key(&self) -> &'static str {
        match self {
            Warning::Renamed { .. } => "document-warning-renamed",
            Warning::Repaired => "document-warning-repaired",
            Warning::Attachments { .. } => "document-warning-attachments",
            Warning::LowResolution { .. } => "document-warning-low-resolution",
            Warning::DynamicForm => "document-warning-dynamic-form",
            Warning::TrailingBytes { .. } => "document-warning-trailing-bytes",
        }
    }

    /// What its sentence needs.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Warning::Renamed { claimed, is } => vec![("claimed", claimed.clone()), ("is", is.label().into())],
            Warning::Repaired | Warning::DynamicForm => Vec::new(),
            Warning::Attachments { count } => vec![("count", count.to_string())],
            Warning::LowResolution { page, dpi } => vec![("page", page.to_string()), ("dpi", dpi.to_string())],
            Warning::TrailingBytes { count } => vec![("count", count.to_string())],
        }
    }
}

/// How much a file may ask of the office. All limits are inclusive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    pub file_max_bytes: u64,
    pub pages_max: u32,
    /// Width or height of a picture, in pixels.
    pub side_max_px: u32,
    /// Width times height: A3 at 600 dpi is 70 million. Decoding takes up to 4 bytes (8 if 16-bit) for each.
    pub area_max_px: u64,
    /// What an office file or a PDF's inner streams may unpack to.
    pub unpacked_max_bytes: u64,
    /// The oldest PDF taken: 1.4 for scans (TT 01/2023/TT-VPCP on digitisation).
    pub pdf_version_min: (u8, u8),
    /// Below this a scanned page is reported (200 dpi for archived scans), never refused.
    pub scan_dpi_min: u32,
    /// How long the reading of one file may take before it is given up as unreadable, in milliseconds.
    pub patience_ms: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_max_bytes: 20 << 20,
            pages_max: 1_000,
            side_max_px: 20_000,
            area_max_px: 80_000_000,
            unpacked_max_bytes: 256 << 20,
            pdf_version_min: (1, 4),
            scan_dpi_min: 200,
            patience_ms: 30_000,
        }
    }
}

impl Limits {
    pub(crate) fn patience(&self) -> Duration {
        Duration::from_millis(self.patience_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_spell_media_types_in_many_ways() {
        assert_eq!(Media::from_media_type("Text/XML; charset=utf-8"), Some(Media::Xml));
        assert_eq!(Media::from_media_type("image/pjpeg"), Some(Media::Jpeg));
        assert_eq!(Media::from_media_type("application/octet-stream"), None);
        for media in Media::ALL {
            assert_eq!(Media::from_media_type(media.media_type()), Some(media));
            assert_eq!(Media::from_extension(media.extension()), Some(media));
        }
    }
}
