//! Taking over what other systems hold: old dossiers, units, officers, from CSV or XLSX. First a trial that says row by
//! row what would be refused, then the import itself; both are long work with progress.

mod columns;
mod dossiers;
pub(crate) mod html;
mod officers;
mod run;
mod store;
mod units;

pub use columns::Shape;
pub use html::routes;
pub use run::{By, Course, House, Import, Taken, jobs, take_over};
pub use store::{MIGRATION, forget};

use serde::{Deserialize, Serialize};

/// What is taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportKind {
    Dossiers,
    Units,
    Officers,
}

impl ImportKind {
    pub const ALL: [ImportKind; 3] = [ImportKind::Dossiers, ImportKind::Units, ImportKind::Officers];

    /// The word rows, addresses and locale keys (`admin-import-…`) use.
    pub fn code(self) -> &'static str {
        match self {
            ImportKind::Dossiers => "dossiers",
            ImportKind::Units => "units",
            ImportKind::Officers => "officers",
        }
    }
    pub fn parse(text: &str) -> Option<ImportKind> {
        ImportKind::ALL.into_iter().find(|kind| kind.code() == text)
    }

    /// The columns its table may have.
    pub fn shape(self) -> &'static Shape {
        match self {
            ImportKind::Dossiers => &dossiers::SHAPE,
            ImportKind::Units => &units::SHAPE,
            ImportKind::Officers => &officers::SHAPE,
        }
    }
}
