//! Long work an officer starts and comes back to: exports, many acts at once, imports, dates worked out anew; with
//! progress, a list of what was refused and why, and a file that is kept seven days.
//!
//! It knows no dossier and decides nothing: each kind of work is a closure that the binary registers.
//!
//! Reading order: [`model`] (what a job is), [`work`] (what running work may say), [`run`] (who runs it, and what
//! happens after a kill), [`store`] (rows), [`html`] (pages); [`list`] (every list of the house as a spreadsheet); [`sheet`] writes XLSX and CSV,
//! [`table`] reads them.

pub mod html;
pub mod list;
pub mod model;
mod own;
pub mod run;
pub mod sheet;
pub mod store;
pub mod table;
pub mod work;

pub use html::routes;
pub use list::{Asked, List, Sheet};
pub use model::{JobCard, NewJob, State};
pub use run::{Jobs, Kind};
pub use store::MIGRATIONS;
pub use work::{Done, Mark, Work};
