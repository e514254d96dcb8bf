//! Uploads that resume (in the spirit of tus): begin with length and name, ask how much is held, append pieces, and the last
//! piece closes the file. What was acknowledged is on disk, so a cut line or a killed process costs one piece at most.
//!
//! A file is looked into on the server before anybody can name it, and its bytes are in the blob store before a row says so.
//! Filings and answers to supplement requests use the same doors ([`Target`]).

mod door;
pub mod html;
pub mod rows;

use std::fmt;

use dossier::model::HeldFile;
use kernel::{AccountId, DossierId, FilingId, UploadId};

pub use door::{NewUpload, Progress, Uploads};

/// The largest piece of one request.
pub const PIECE_MAX_BYTES: usize = 1 << 20;
/// Files of one filing or dossier that may come this way.
pub const FILES_MAX: usize = 100;
/// All of them together.
pub const TOTAL_MAX_BYTES: i64 = 300 << 20;
/// An upload that nobody went on with is forgotten after so many milliseconds: a week.
pub const ABANDONED_MS: i64 = 7 * 86_400_000;

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Filing(FilingId),
    Dossier(DossierId),
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Filing(id) => id.fmt(f),
            Target::Dossier(id) => id.fmt(f),
        }
    }
}

impl Target {
    /// The target of a wire id, `flg_…` or `dos_…`.
    pub fn parse(text: &str) -> Option<Target> {
        let filing = || text.parse().ok().map(Target::Filing);
        filing().or_else(|| text.parse().ok().map(Target::Dossier))
    }

    /// Where its uploads are begun.
    pub fn address(&self) -> String {
        match self {
            Target::Filing(id) => format!("/me/filings/{id}/uploads"),
            Target::Dossier(id) => format!("/me/dossiers/{id}/uploads"),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Coming,
    Taken,
    /// Looked into and not taken; forgotten soon.
    Refused,
}

impl State {
    pub fn code(self) -> &'static str {
        match self {
            State::Coming => "coming",
            State::Taken => "taken",
            State::Refused => "refused",
        }
    }

    pub fn parse(text: &str) -> Option<State> {
        [State::Coming, State::Taken, State::Refused].into_iter().find(|state| state.code() == text)
    }
}

/// A file on its way in, or in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    pub id: UploadId,
    pub account: AccountId,
    /// [`Target`] as text.
    pub target: String,
    /// Component key; empty: none.
    pub component: String,
    /// As the sender calls it; nothing of it is believed.
    pub name: String,
    pub mark: String,
    pub length_bytes: i64,
    pub held_bytes: i64,
    pub state: State,
    pub changed_ms: i64,
    /// Once taken.
    pub file: Option<HeldFile>,
}

impl Upload {
    /// How much is here, in whole per cent.
    pub fn percent(&self) -> i64 {
        if self.length_bytes == 0 { 0 } else { self.held_bytes * 100 / self.length_bytes }
    }
}
