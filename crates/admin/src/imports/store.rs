//! Rows of uploaded tables. SQL and nothing else.

use kernel::{Error, JobId, OfficerId, Result};
use store::{Migration, Row, Tx};

use super::ImportKind;

pub const MIGRATION: Migration =
    Migration { name: "admin/0001_import", sql: include_str!("../../migrations/0001_import.sql") };

/// An uploaded table, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileCard {
    pub id: i64,
    pub kind: ImportKind,
    pub officer: OfficerId,
    pub name: String,
    pub created_ms: i64,
    pub trial: Option<JobId>,
    pub import: Option<JobId>,
}

const CARD: &str = "id, kind, officer_id, name, created_ms, trial_job, import_job";

fn card(row: &Row) -> Result<FileCard> {
    let kind = ImportKind::parse(row.text(1)?);
    Ok(FileCard {
        id: row.int(0)?,
        kind: kind.ok_or_else(|| Error::fault("import file", "a kind nobody knows"))?,
        officer: OfficerId(row.int(2)?),
        name: row.text(3)?.into(),
        created_ms: row.int(4)?,
        trial: row.opt_int(5)?.map(JobId),
        import: row.opt_int(6)?.map(JobId),
    })
}

pub(super) fn insert(tx: &mut Tx<'_>, card: &FileCard, bytes: &[u8]) -> Result<()> {
    let sql = "INSERT INTO import_file (id, kind, officer_id, name, bytes, created_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let values = [
        card.id.into(),
        card.kind.code().into(),
        card.officer.0.into(),
        (&card.name).into(),
        bytes.into(),
        card.created_ms.into(),
    ];
    tx.execute(sql, &values).map(drop)
}

/// One uploaded table of an officer; absent when it is not theirs or its week is over.
pub(super) fn load(tx: &mut Tx<'_>, id: i64, officer: OfficerId) -> Result<FileCard> {
    let sql = format!("SELECT {CARD} FROM import_file WHERE id = ?1 AND officer_id = ?2");
    let row = tx.find(&sql, &[id.into(), officer.0.into()])?;
    card(&row.ok_or_else(|| Error::absent("import"))?)
}

pub(super) fn load_bytes(tx: &mut Tx<'_>, id: i64) -> Result<(String, Vec<u8>)> {
    let row = tx.find("SELECT name, bytes FROM import_file WHERE id = ?1", &[id.into()])?;
    let row = row.ok_or_else(|| Error::absent("import"))?;
    Ok((row.text(0)?.into(), row.blob(1)?.to_vec()))
}

/// An officer's uploaded tables, newest first.
pub(super) fn list(tx: &mut Tx<'_>, officer: OfficerId, limit: i64) -> Result<Vec<FileCard>> {
    let sql = format!("SELECT {CARD} FROM import_file WHERE officer_id = ?1 ORDER BY id DESC LIMIT ?2");
    tx.query(&sql, &[officer.0.into(), limit.into()])?.iter().map(card).collect()
}

pub(super) fn set_trial(tx: &mut Tx<'_>, id: i64, job: JobId) -> Result<()> {
    tx.execute("UPDATE import_file SET trial_job = ?2 WHERE id = ?1", &[id.into(), job.0.into()]).map(drop)
}

/// Remembers the job that imports it; false when one was asked for already.
pub(super) fn set_import(tx: &mut Tx<'_>, id: i64, job: JobId) -> Result<bool> {
    let sql = "UPDATE import_file SET import_job = ?2 WHERE id = ?1 AND import_job IS NULL";
    Ok(tx.execute(sql, &[id.into(), job.0.into()])? == 1)
}

/// Deletes tables older than a moment; a chore. Answers how many went.
pub fn forget(tx: &mut Tx<'_>, before_ms: i64) -> Result<u64> {
    tx.execute("DELETE FROM import_file WHERE created_ms < ?1", &[before_ms.into()])
}
