//! Rows of mergers ⇄ their nouns. SQL and nothing else.

use kernel::{Error, Inconsistency, JobId, Result};
use store::{Migration, Row, Tx};

use super::{Merger, State};

pub const MIGRATION: Migration =
    Migration { name: "admin/0003_merger", sql: include_str!("../../migrations/0003_merger.sql") };

pub const FILE_MIGRATION: Migration =
    Migration { name: "admin/0004_merger_file", sql: include_str!("../../migrations/0004_merger_file.sql") };

const COLUMNS: &str =
    "SELECT id, name, on_day, order_doc, endings, state, job_id, by_name, created_ms, file FROM merger";

fn merger(row: &Row) -> Result<Merger> {
    let wrong = |what: String| Error::from(Inconsistency { place: "merger".into(), what });
    let state = row.text(5)?;
    Ok(Merger {
        id: row.int(0)?,
        name: row.text(1)?.into(),
        on: row.text(2)?.parse().map_err(|e| wrong(format!("a day: {e}")))?,
        order: row.json(3)?,
        endings: row.json(4)?,
        state: State::parse(state).ok_or_else(|| wrong(format!("state {state}")))?,
        job: row.opt_int(6)?.map(JobId),
        by_name: row.text(7)?.into(),
        created_ms: row.int(8)?,
        file: row.opt_text(9)?.map(serde_json::from_str).transpose().map_err(|e| wrong(format!("file: {e}")))?,
    })
}

/// The newest mergers first.
pub fn list(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Merger>> {
    tx.query(&format!("{COLUMNS} ORDER BY id DESC LIMIT ?1"), &[limit.into()])?.iter().map(merger).collect()
}

pub fn find(tx: &mut Tx<'_>, id: i64) -> Result<Option<Merger>> {
    tx.find(&format!("{COLUMNS} WHERE id = ?1"), &[id.into()])?.as_ref().map(merger).transpose()
}

pub fn insert(tx: &mut Tx<'_>, merger: &Merger) -> Result<()> {
    let json = |e| Error::fault("merger JSON", e);
    let sql = "INSERT INTO merger (id, name, on_day, order_doc, endings, state, job_id, by_name, created_ms) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let params = [
        merger.id.into(),
        (&merger.name).into(),
        merger.on.to_string().into(),
        serde_json::to_string(&merger.order).map_err(json)?.into(),
        serde_json::to_string(&merger.endings).map_err(json)?.into(),
        merger.state.key().into(),
        merger.job.map(|job| job.0).into(),
        (&merger.by_name).into(),
        merger.created_ms.into(),
    ];
    tx.execute(sql, &params).map(drop)
}

/// Puts the document itself (name and blob) beside a merger that was not given up; false when it was.
pub fn set_file(tx: &mut Tx<'_>, id: i64, file: &(String, String)) -> Result<bool> {
    let json = serde_json::to_string(file).map_err(|e| Error::fault("merger JSON", e))?;
    let sql = "UPDATE merger SET file = ?2 WHERE id = ?1 AND state <> ?3";
    Ok(tx.execute(sql, &[id.into(), json.into(), State::Dropped.key().into()])? == 1)
}

/// Blobs of documents beside mergers, after a row: for checks and copies.
pub fn list_blobs_after(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<Vec<(i64, String)>> {
    let sql = format!("{COLUMNS} WHERE id > ?1 AND file IS NOT NULL ORDER BY id LIMIT ?2");
    let mergers = tx.query(&sql, &[after.into(), limit.into()])?.iter().map(merger).collect::<Result<Vec<_>>>()?;
    Ok(mergers.into_iter().filter_map(|merger| merger.file.map(|(_, blob)| (merger.id, blob))).collect())
}

/// Moves a merger on; false when it is no longer in the state it was in.
pub fn set_state(tx: &mut Tx<'_>, id: i64, from: State, to: State, job: Option<JobId>) -> Result<bool> {
    let sql = "UPDATE merger SET state = ?3, job_id = COALESCE(?4, job_id) WHERE id = ?1 AND state = ?2";
    let params = [id.into(), from.key().into(), to.key().into(), job.map(|job| job.0).into()];
    Ok(tx.execute(sql, &params)? == 1)
}
