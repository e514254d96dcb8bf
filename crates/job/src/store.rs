//! Rows of jobs ⇄ their nouns. SQL and nothing else: who may see which job is decided by whoever asks.

use kernel::{Error, JobId, OfficerId, Refusal, Result};
use store::{Migration, Row, Tx, Value};

use crate::model::{Facts, JobCard, JobFile, State};

pub const MIGRATIONS: &[Migration] =
    &[Migration { name: "job/0001_job", sql: include_str!("../migrations/0001_job.sql") }];

/// How long a run may be silent before another process takes the work up.
pub(crate) const LEASE_MS: i64 = 120_000;

pub(crate) fn json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::fault("job JSON", e))
}

/// A job that was taken up, with what it needs to go on.
#[derive(Debug, Clone)]
pub(crate) struct Claimed {
    pub id: JobId,
    pub kind: String,
    pub officer: OfficerId,
    pub params: String,
    pub cursor: Option<String>,
    pub done: i64,
    pub total: Option<i64>,
    pub refused: i64,
    pub run: i64,
}

pub(crate) fn insert(
    tx: &mut Tx<'_>,
    (id, officer): (JobId, OfficerId),
    kind: &str,
    (facts, params): (&str, &str),
    now_ms: i64,
) -> Result<()> {
    let sql = "INSERT INTO job (id, kind, officer_id, facts, params, state, done, refused, cancel, created_ms, lease_ms, run) \
               VALUES (?1, ?2, ?3, ?4, ?5, 'waiting', 0, 0, 0, ?6, 0, 0)";
    let values = [id.0.into(), kind.into(), officer.0.into(), facts.into(), params.into(), now_ms.into()];
    tx.execute(sql, &values).map(drop)
}

/// Takes up the oldest job that nobody is at, if any; two that ask at once never get the same.
pub(crate) fn claim(tx: &mut Tx<'_>, now_ms: i64) -> Result<Option<Claimed>> {
    let sql = "UPDATE job SET state = 'running', lease_ms = ?2, run = run + 1, started_ms = COALESCE(started_ms, ?1) \
               WHERE id = (SELECT id FROM job WHERE ended_ms IS NULL AND lease_ms < ?1 ORDER BY id LIMIT 1) \
               AND ended_ms IS NULL AND lease_ms < ?1 \
               RETURNING id, kind, officer_id, params, cursor, done, total, refused, run";
    let Some(row) = tx.find(sql, &[now_ms.into(), (now_ms + LEASE_MS).into()])? else { return Ok(None) };
    Ok(Some(Claimed {
        id: JobId(row.int(0)?),
        kind: row.text(1)?.into(),
        officer: OfficerId(row.int(2)?),
        params: row.text(3)?.into(),
        cursor: row.opt_text(4)?.map(str::to_string),
        done: row.int(5)?,
        total: row.opt_int(6)?,
        refused: row.int(7)?,
        run: row.int(8)?,
    }))
}

/// How far a run is, to be written with what it did.
#[derive(Debug, Clone)]
pub(crate) struct Progress {
    pub id: JobId,
    pub run: i64,
    pub done: i64,
    pub total: Option<i64>,
    pub refused: i64,
    pub cursor: String,
    /// Refused since the last progress: (place, subject, reason).
    pub items: Vec<(i64, String, String)>,
    pub now_ms: i64,
}

/// Writes progress. Refused: `JOB_CANCELLED` when its owner ended it. Stale: another run has taken it up.
pub(crate) fn record_progress(tx: &mut Tx<'_>, progress: &Progress) -> Result<()> {
    let sql = "UPDATE job SET done = ?3, total = ?4, refused = ?5, cursor = ?6, lease_ms = ?7 \
               WHERE id = ?1 AND run = ?2 AND ended_ms IS NULL RETURNING cancel";
    let values = [
        progress.id.0.into(),
        progress.run.into(),
        progress.done.into(),
        progress.total.into(),
        progress.refused.into(),
        (&progress.cursor).into(),
        (progress.now_ms + LEASE_MS).into(),
    ];
    let row = tx.find(sql, &values)?.ok_or(Error::Stale { seen: progress.run, stands: progress.run + 1 })?;
    if row.flag(0)? {
        return Err(Refusal::new("JOB_CANCELLED").into());
    }
    for part in progress.items.chunks(2_000) {
        let marks = (0..part.len()).map(|n| format!("(?1, ?{}, ?{}, ?{})", 3 * n + 2, 3 * n + 3, 3 * n + 4));
        let sql = format!(
            "INSERT INTO job_refused (job_id, place, subject, reason) VALUES {}",
            marks.collect::<Vec<_>>().join(", ")
        );
        let mut values: Vec<Value<'_>> = vec![progress.id.0.into()];
        values.extend(part.iter().flat_map(|(place, subject, reason)| {
            let line: [Value<'_>; 3] = [(*place).into(), subject.into(), reason.into()];
            line
        }));
        tx.execute(&sql, &values)?;
    }
    Ok(())
}

/// How a run ended.
#[derive(Debug, Clone)]
pub(crate) struct End {
    pub state: State,
    pub summary: Option<String>,
    pub trouble: Option<String>,
    pub file: Option<JobFile>,
}

/// Ends a run; nothing happens when another run has taken the job up.
pub(crate) fn end(tx: &mut Tx<'_>, id: JobId, run: i64, end: &End, now_ms: i64) -> Result<()> {
    let sql = "UPDATE job SET state = ?3, summary = ?4, trouble = ?5, ended_ms = ?6 \
               WHERE id = ?1 AND run = ?2 AND ended_ms IS NULL";
    let values = [
        id.0.into(),
        run.into(),
        end.state.code().into(),
        end.summary.as_deref().into(),
        end.trouble.as_deref().into(),
        now_ms.into(),
    ];
    if tx.execute(sql, &values)? == 0 {
        return Ok(());
    }
    let Some(file) = &end.file else { return Ok(()) };
    let sql = "INSERT INTO job_file (job_id, name, media, bytes, blob, until_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let values = [
        id.0.into(),
        (&file.name).into(),
        (&file.media).into(),
        file.bytes.into(),
        (&file.blob).into(),
        file.until_ms.into(),
    ];
    tx.execute(sql, &values).map(drop)
}

/// Its owner ends it: at once while it waits, at the next step while it runs.
pub(crate) fn cancel(tx: &mut Tx<'_>, id: JobId, officer: OfficerId, now_ms: i64) -> Result<()> {
    let sql = "UPDATE job SET cancel = 1, state = CASE WHEN state = 'waiting' THEN 'cancelled' ELSE state END, \
               ended_ms = CASE WHEN state = 'waiting' THEN ?3 ELSE ended_ms END \
               WHERE id = ?1 AND officer_id = ?2 AND ended_ms IS NULL";
    tx.execute(sql, &[id.0.into(), officer.0.into(), now_ms.into()]).map(drop)
}

const CARD: &str = "j.id, j.kind, j.officer_id, j.facts, j.state, j.done, j.total, j.refused, j.cancel, j.created_ms, \
    j.ended_ms, j.summary, j.trouble, f.name, f.media, f.bytes, f.blob, f.until_ms \
    FROM job j LEFT JOIN job_file f ON f.job_id = j.id";

fn card(row: &Row) -> Result<JobCard> {
    let state = State::parse(row.text(4)?);
    let state =
        state.ok_or_else(|| kernel::Inconsistency { place: "job".into(), what: format!("state {:?}", row.text(4)) })?;
    let file = match row.opt_text(13)? {
        Some(name) => Some(JobFile {
            name: name.into(),
            media: row.text(14)?.into(),
            bytes: row.int(15)?,
            blob: row.text(16)?.into(),
            until_ms: row.int(17)?,
        }),
        None => None,
    };
    let facts = |at: usize| -> Result<Option<Facts>> { row.opt_text(at)?.map(|_| row.json(at)).transpose() };
    Ok(JobCard {
        id: JobId(row.int(0)?),
        kind: row.text(1)?.into(),
        officer: OfficerId(row.int(2)?),
        facts: row.json(3)?,
        state,
        done: row.int(5)?,
        total: row.opt_int(6)?,
        refused: row.int(7)?,
        cancel: row.flag(8)?,
        created_ms: row.int(9)?,
        ended_ms: row.opt_int(10)?,
        summary: facts(11)?,
        trouble: row.opt_text(12)?.map(|_| row.json(12)).transpose()?,
        file,
    })
}

/// One job of an officer; absent when it is not theirs.
pub fn load(tx: &mut Tx<'_>, id: JobId, officer: OfficerId) -> Result<JobCard> {
    let sql = format!("SELECT {CARD} WHERE j.id = ?1 AND j.officer_id = ?2");
    let row = tx.find(&sql, &[id.0.into(), officer.0.into()])?;
    card(&row.ok_or_else(|| Error::absent(id.to_string()))?)
}

/// An officer's jobs, newest first.
pub fn list(tx: &mut Tx<'_>, officer: OfficerId, before: i64, limit: i64) -> Result<Vec<JobCard>> {
    let sql = format!("SELECT {CARD} WHERE j.officer_id = ?1 AND j.id < ?2 ORDER BY j.id DESC LIMIT ?3");
    tx.query(&sql, &[officer.0.into(), before.into(), limit.into()])?.iter().map(card).collect()
}

/// What was refused, in the order of the work.
pub fn list_refused(tx: &mut Tx<'_>, id: JobId, after: i64, limit: i64) -> Result<Vec<(i64, String, String)>> {
    let sql = "SELECT place, subject, reason FROM job_refused WHERE job_id = ?1 AND place > ?2 ORDER BY place LIMIT ?3";
    let rows = tx.query(sql, &[id.0.into(), after.into(), limit.into()])?;
    rows.iter().map(|row| Ok((row.int(0)?, row.text(1)?.into(), row.text(2)?.into()))).collect()
}

/// Files whose days are over, with the jobs they belong to.
pub(crate) fn list_old_files(tx: &mut Tx<'_>, now_ms: i64, limit: i64) -> Result<Vec<(JobId, String)>> {
    let sql = "SELECT job_id, blob FROM job_file WHERE until_ms < ?1 ORDER BY until_ms LIMIT ?2";
    let rows = tx.query(sql, &[now_ms.into(), limit.into()])?;
    rows.iter().map(|row| Ok((JobId(row.int(0)?), row.text(1)?.into()))).collect()
}

pub(crate) fn forget_file(tx: &mut Tx<'_>, id: JobId) -> Result<()> {
    tx.execute("DELETE FROM job_file WHERE job_id = ?1", &[id.0.into()]).map(drop)
}
