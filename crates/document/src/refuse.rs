//! Every reason a file is not taken, each with the facts its sentence needs.
//!
//! Never names the file or its sender: a refusal is logged.

use kernel::Refusal;

use crate::model::Limits;

const MIB: u64 = 1 << 20;

/// What makes a file dangerous; the locale text selects on the word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Active {
    Script,
    Launch,
    FormAction,
    MultiMedia,
    EmbeddedFile,
    Portfolio,
    Macro,
    RemoteTemplate,
    Entities,
    Stylesheet,
}

impl Active {
    fn word(self) -> &'static str {
        match self {
            Active::Script => "script",
            Active::Launch => "launch",
            Active::FormAction => "form-action",
            Active::MultiMedia => "multimedia",
            Active::EmbeddedFile => "embedded-file",
            Active::Portfolio => "portfolio",
            Active::Macro => "macro",
            Active::RemoteTemplate => "remote-template",
            Active::Entities => "entities",
            Active::Stylesheet => "stylesheet",
        }
    }
}

pub(crate) fn empty() -> Refusal {
    Refusal::new("FILE_EMPTY")
}

/// Cut short, damaged, or not readable to its end.
pub(crate) fn truncated() -> Refusal {
    Refusal::new("FILE_TRUNCATED")
}

pub(crate) fn password() -> Refusal {
    Refusal::new("FILE_PASSWORD")
}

pub(crate) fn lies(claims: &str, is: &str) -> Refusal {
    Refusal::new("FILE_TYPE_LIES").with("claims", claims).with("is", is)
}

pub(crate) fn unsupported(is: &str) -> Refusal {
    Refusal::new("FILE_TYPE_UNSUPPORTED").with("is", is)
}

pub(crate) fn old_pdf((major, minor): (u8, u8), limits: &Limits) -> Refusal {
    let (min_major, min_minor) = limits.pdf_version_min;
    Refusal::new("FILE_PDF_OLD")
        .with("version", format!("PDF {major}.{minor}"))
        .with("min_version", format!("PDF {min_major}.{min_minor}"))
}

/// `size_bytes` is rounded up and the limit down, so that "51 of 50" never reads "50 of 50".
pub(crate) fn too_large(size_bytes: u64, max_bytes: u64) -> Refusal {
    Refusal::new("FILE_TOO_LARGE").with("mb", size_bytes.div_ceil(MIB)).with("max_mb", max_bytes / MIB)
}

pub(crate) fn too_many_pages(pages: usize, limits: &Limits) -> Refusal {
    Refusal::new("FILE_TOO_MANY_PAGES").with("pages", pages).with("max_pages", limits.pages_max)
}

pub(crate) fn dimensions(width: u32, height: u32, limits: &Limits) -> Refusal {
    Refusal::new("FILE_DIMENSIONS")
        .with("width", width)
        .with("height", height)
        .with("max_side", limits.side_max_px)
        .with("max_megapixels", limits.area_max_px / 1_000_000)
}

pub(crate) fn active(what: Active) -> Refusal {
    Refusal::new("FILE_ACTIVE_CONTENT").with("what", what.word())
}
