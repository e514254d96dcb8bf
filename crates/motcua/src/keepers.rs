//! Who names files in the blob store, in one list: what is in it is copied, checked and never taken for left over. A room
//! that keeps files adds its rows here. It opens no file.
//!
//! Files of jobs are not in it: they are kept for seven days and belong to nobody afterwards.

use kernel::Result;
use store::Tx;

/// A file that a row names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The row; the next page begins after it.
    pub row: i64,
    /// What it belongs to, as a finding says it: a dossier, a filing.
    pub place: String,
    pub blob: String,
}

/// A page of one room's rows, after a row.
pub type Page = fn(&mut Tx<'_>, i64, i64) -> Result<Vec<Named>>;

/// Every room that keeps files.
pub const KEEPERS: [Page; 4] = [dossiers, uploads, calendars, mergers];

fn dossiers(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<Vec<Named>> {
    let rows = dossier::store::list_blobs_after(tx, after, limit)?;
    Ok(rows.into_iter().map(|(row, dossier, blob)| Named { row, place: dossier.to_string(), blob }).collect())
}

/// What applicants have uploaded and not sent yet, and what was just handed to a dossier.
fn uploads(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<Vec<Named>> {
    let rows = portal::uploads::rows::list_blobs_after(tx, after, limit)?;
    Ok(rows.into_iter().map(|(row, target, blob)| Named { row, place: target, blob }).collect())
}

/// Documents that set the states of calendars.
fn calendars(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<Vec<Named>> {
    let rows = office::annals::list_calendar_blobs_after(tx, after, limit)?;
    Ok(rows.into_iter().map(|(row, unit, blob)| Named { row, place: unit.to_string(), blob }).collect())
}

/// Documents that ordered mergers.
fn mergers(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<Vec<Named>> {
    let rows = admin::mergers::store::list_blobs_after(tx, after, limit)?;
    Ok(rows.into_iter().map(|(row, blob)| Named { row, place: format!("/admin/mergers/{row}"), blob }).collect())
}
