//! Rows ⇄ versions. A version row is written once and never changed; recording other words for a code adds a row and
//! moves the pointer.
//!
//! Opens no transaction except for a whole import: the outermost caller owns it.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use kernel::{Error, Ids, Inconsistency, ProcedureVersionId, ProcessId, Refusal, Result, time};
use serde::Serialize;
use sha2::Digest;
use store::{Migration, Row, Store, Tx, Value, Write};

use crate::diff::content_hash;
use crate::finding::{ImportReport, Severity};
use crate::model::{Level, ProcedureVersion};
use crate::process::Process;

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "procedure/0001_catalogue", sql: include_str!("../migrations/0001_catalogue.sql") },
    Migration { name: "procedure/0002_form", sql: include_str!("../migrations/0002_form.sql") },
];

const INSERT_VERSION: &str = "INSERT INTO procedure_version \
    (id, code, field, level, effective_from, effective_until, repealed, hash, recorded_at, body) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
const POINT_AT_VERSION: &str = "INSERT INTO procedure_current (code, version_id, before_id, hash) \
    VALUES (?1, ?2, ?3, ?4) ON CONFLICT (code) DO UPDATE SET \
    version_id = excluded.version_id, before_id = excluded.before_id, hash = excluded.hash";
const FIND_CURRENT: &str = "SELECT version_id, hash FROM procedure_current WHERE code = ?1";
const LIST_CURRENT_HASHES: &str = "SELECT code, version_id, hash FROM procedure_current";
const LOAD_VERSION: &str = "SELECT id, body FROM procedure_version WHERE id = ?1";
const LOAD_CURRENT: &str = "SELECT v.id, v.body FROM procedure_current c JOIN procedure_version v ON v.id = c.version_id \
    WHERE c.code = ?1";
const LIST_VERSIONS: &str = "SELECT id, body FROM procedure_version WHERE code = ?1 ORDER BY id DESC LIMIT 200";
const LIST_PAGE: &str = "SELECT v.id, v.body FROM procedure_current c JOIN procedure_version v ON v.id = c.version_id \
    WHERE c.code > ?1 AND (?2 = '' OR v.field = ?2) AND (?3 = '' OR v.level LIKE ?3) ORDER BY c.code LIMIT ?4";
const LIST_STANDING: &str = "SELECT v.id, v.body FROM procedure_current c JOIN procedure_version v \
    ON v.id = c.version_id ORDER BY c.code";
const LIST_BEFORE: &str = "SELECT v.id, v.body FROM procedure_current c JOIN procedure_version v ON v.id = c.before_id";
const LOAD_REVISION: &str = "SELECT revision FROM procedure_revision WHERE name = 'catalogue'";
const RAISE_REVISION: &str = "UPDATE procedure_revision SET revision = revision + 1 WHERE name = 'catalogue'";
const INSERT_PROCESS: &str =
    "INSERT INTO process_version (id, procedure_code, hash, recorded_at, body) VALUES (?1, ?2, ?3, ?4, ?5)";
const POINT_AT_PROCESS: &str = "INSERT INTO process_current (procedure_code, process_id, hash) VALUES (?1, ?2, ?3) \
    ON CONFLICT (procedure_code) DO UPDATE SET process_id = excluded.process_id, hash = excluded.hash";
const FIND_PROCESS: &str = "SELECT process_id, hash FROM process_current WHERE procedure_code = ?1";
const LOAD_PROCESS: &str = "SELECT id, body FROM process_version WHERE id = ?1";
const LIST_PROCESSES: &str = "SELECT p.id, p.body FROM process_current c JOIN process_version p ON p.id = c.process_id ORDER BY c.procedure_code";

const LIST_FOLLOWING: &str = "SELECT v.code, v.recorded_at FROM procedure_current c JOIN procedure_version v ON v.id = c.version_id \
    WHERE EXISTS (SELECT 1 FROM procedure_version o WHERE o.code = v.code AND o.id < v.id) ORDER BY v.code";
const LIST_PROCESS_VERSIONS: &str =
    "SELECT id, body, recorded_at FROM process_version WHERE procedure_code = ?1 ORDER BY id DESC LIMIT 100";

/// Procedures whose newest version follows another, with the moment (ms) it came into the catalogue.
pub fn list_following(tx: &mut Tx<'_>) -> Result<Vec<(String, i64)>> {
    let rows = tx.query(LIST_FOLLOWING, &[])?;
    rows.iter().map(|row| Ok((row.text(0)?.to_string(), row.int(1)?))).collect()
}

/// The processes of a procedure ("" for the default), newest first, with the moment (ms) each was activated.
pub fn list_processes(tx: &mut Tx<'_>, code: &str) -> Result<Vec<(ProcessId, Process, i64)>> {
    let rows = tx.query(LIST_PROCESS_VERSIONS, &[code.into()])?;
    let one = |row: &Row| {
        let (id, process) = id_and_body(row)?;
        Ok((ProcessId(id), process, row.int(2)?))
    };
    rows.iter().map(one).collect()
}

/// What recording a version or a process did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded<Id> {
    pub id: Id,
    /// False: the same words stand already, and `id` is theirs.
    pub new: bool,
}

fn id_and_body<T: serde::de::DeserializeOwned>(row: &Row) -> Result<(i64, T)> {
    let id = row.int(0)?;
    let body = row.json(1).map_err(|error| match error {
        Error::Inconsistent(found) => {
            Inconsistency { place: format!("version {id}: {}", found.place), what: found.what }.into()
        }
        other => other,
    })?;
    Ok((id, body))
}

fn body_of<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::fault("writing a version as JSON", error))
}

/// A version ready to be written.
struct Ready {
    code: String,
    field: String,
    level: String,
    from: Option<i64>,
    until: Option<i64>,
    repealed: bool,
    hash: String,
    body: String,
}

impl Ready {
    fn of(version: &ProcedureVersion) -> Result<Ready> {
        let levels: Vec<_> = version.levels.iter().map(|level| level.code()).collect();
        Ok(Ready {
            code: version.code.clone(),
            field: version.field.clone(),
            level: format!(" {} ", levels.join(" ")),
            from: version.effective_from.map(time::day_number),
            until: version.effective_until.map(time::day_number),
            repealed: version.repealed,
            hash: content_hash(version),
            body: body_of(version)?,
        })
    }

    fn writes(&self, id: i64, before: Option<i64>, now_ms: i64) -> [Write<'_>; 2] {
        let insert = vec![
            id.into(),
            (&self.code).into(),
            (&self.field).into(),
            (&self.level).into(),
            self.from.into(),
            self.until.into(),
            self.repealed.into(),
            (&self.hash).into(),
            now_ms.into(),
            (&self.body).into(),
        ];
        // Without a first day the new version stands at once and nothing stands before it.
        let before = before.filter(|_| self.from.is_some());
        let point = vec![(&self.code).into(), id.into(), before.into(), (&self.hash).into()];
        [Write::one(INSERT_VERSION, insert), Write::one(POINT_AT_VERSION, point)]
    }
}

/// Records a version; the same words as stand already make no new row.
pub fn record_version(
    tx: &mut Tx<'_>,
    ids: &Ids,
    now_ms: i64,
    version: &ProcedureVersion,
) -> Result<Recorded<ProcedureVersionId>> {
    let ready = Ready::of(version)?;
    let standing = match tx.find(FIND_CURRENT, &[(&ready.code).into()])? {
        Some(row) if row.text(1)? == ready.hash => {
            return Ok(Recorded { id: ProcedureVersionId(row.int(0)?), new: false });
        }
        Some(row) => Some(row.int(0)?),
        None => None,
    };
    let id = ids.next(now_ms);
    let [insert, point] = ready.writes(id, standing, now_ms);
    tx.write(&[insert, point, Write::one(RAISE_REVISION, vec![])])?;
    Ok(Recorded { id: ProcedureVersionId(id), new: true })
}

/// Abolishes a procedure: a new version that takes no dossier in; running dossiers keep theirs.
///
/// Errors: absent code.
pub fn record_repeal(
    tx: &mut Tx<'_>,
    ids: &Ids,
    now_ms: i64,
    code: &str,
    successor: Option<&str>,
) -> Result<Recorded<ProcedureVersionId>> {
    let (_, mut version) = load_current(tx, code)?;
    version.repealed = true;
    version.successor = successor.map(str::to_string).or(version.successor);
    record_version(tx, ids, now_ms, &version)
}

/// The newest version of a code, whether in force already or not.
///
/// Errors: absent code.
pub fn load_current(tx: &mut Tx<'_>, code: &str) -> Result<(ProcedureVersionId, ProcedureVersion)> {
    let row = tx.find(LOAD_CURRENT, &[code.into()])?.ok_or_else(|| Error::absent(format!("procedure {code}")))?;
    id_and_body(&row).map(|(id, version)| (ProcedureVersionId(id), version))
}

/// A version by its id, however old.
///
/// Errors: absent id.
pub fn load_version(tx: &mut Tx<'_>, id: ProcedureVersionId) -> Result<ProcedureVersion> {
    let row = tx.find(LOAD_VERSION, &[id.0.into()])?.ok_or_else(|| Error::absent(id.to_string()))?;
    id_and_body(&row).map(|(_, version)| version)
}

/// The versions of a code, newest first, at most 200.
pub fn list_versions(tx: &mut Tx<'_>, code: &str) -> Result<Vec<(ProcedureVersionId, ProcedureVersion)>> {
    versions(tx.query(LIST_VERSIONS, &[code.into()])?)
}

/// A page of the newest versions in the order of their codes, after a code ("" for the first page).
pub fn list_current(
    tx: &mut Tx<'_>,
    after: &str,
    field: Option<&str>,
    level: Option<Level>,
    limit: u32,
) -> Result<Vec<(ProcedureVersionId, ProcedureVersion)>> {
    let level = level.map_or(String::new(), |level| format!("% {} %", level.code()));
    let params = [after.into(), field.unwrap_or("").into(), (&level).into(), limit.min(500).into()];
    versions(tx.query(LIST_PAGE, &params)?)
}

fn versions(rows: Vec<Row>) -> Result<Vec<(ProcedureVersionId, ProcedureVersion)>> {
    rows.iter().map(|row| id_and_body(row).map(|(id, version)| (ProcedureVersionId(id), version))).collect()
}

/// Everything a catalogue in memory holds.
pub(crate) struct Standing {
    pub revision: i64,
    pub newest: Vec<(ProcedureVersionId, ProcedureVersion)>,
    pub before: Vec<(ProcedureVersionId, ProcedureVersion)>,
    pub processes: Vec<(ProcessId, Process)>,
}

pub(crate) fn load_revision(tx: &mut Tx<'_>) -> Result<i64> {
    tx.count(LOAD_REVISION, &[])
}

/// The revision is read first: what changes in between is read again at the next refresh, never missed.
pub(crate) fn load_standing(tx: &mut Tx<'_>) -> Result<Standing> {
    let revision = load_revision(tx)?;
    let newest = versions(tx.query(LIST_STANDING, &[])?)?;
    let before = versions(tx.query(LIST_BEFORE, &[])?)?;
    let rows = tx.query(LIST_PROCESSES, &[])?;
    let processes = rows.iter().map(|row| id_and_body(row).map(|(id, process)| (ProcessId(id), process)));
    Ok(Standing { revision, newest, before, processes: processes.collect::<Result<_>>()? })
}

/// Records the process of a procedure, or the default one. The caller has checked it ([`crate::process::check`]).
pub fn record_process(tx: &mut Tx<'_>, ids: &Ids, now_ms: i64, process: &Process) -> Result<Recorded<ProcessId>> {
    let body = body_of(process)?;
    let hash = hex::encode(sha2::Sha256::digest(body.as_bytes()));
    let code = process.procedure.as_deref().unwrap_or("");
    if let Some(row) = tx.find(FIND_PROCESS, &[code.into()])?
        && row.text(1)? == hash
    {
        return Ok(Recorded { id: ProcessId(row.int(0)?), new: false });
    }
    let id = ids.next(now_ms);
    let insert = vec![id.into(), code.into(), (&hash).into(), now_ms.into(), (&body).into()];
    let point = vec![code.into(), id.into(), (&hash).into()];
    let raise = Write::one(RAISE_REVISION, vec![]);
    tx.write(&[Write::one(INSERT_PROCESS, insert), Write::one(POINT_AT_PROCESS, point), raise])?;
    Ok(Recorded { id: ProcessId(id), new: true })
}

/// A process by its id, however old.
///
/// Errors: absent id.
pub fn load_process(tx: &mut Tx<'_>, id: ProcessId) -> Result<Process> {
    let row = tx.find(LOAD_PROCESS, &[id.0.into()])?.ok_or_else(|| Error::absent(id.to_string()))?;
    id_and_body(&row).map(|(_, process)| process)
}

/// What an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Imported {
    pub added: u64,
    pub changed: u64,
    pub same: u64,
    /// Standing, open, and not in the source.
    pub missing: u64,
    /// Of the missing, those that were abolished because the caller asked for it.
    pub repealed: u64,
}

/// How an import treats what it does not find.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// Abolish procedures that stand open and are not in the source.
    pub repeal_missing: bool,
}

/// Rows written between two calls of the progress function.
const BATCH: usize = 100;

/// Records a whole reading in one transaction: all of it or nothing. For the command line (blocks).
///
/// `progress` is told (done, all); it starts again at zero when the engine asks for a retry.
/// Errors: refusal `PROCEDURE_IMPORT_BLOCKED` if the report holds errors and broken rows are not to be left out.
pub fn import(
    store: &Store,
    ids: Arc<Ids>,
    now_ms: i64,
    versions: &[ProcedureVersion],
    report: &ImportReport,
    options: ImportOptions,
    mut progress: impl FnMut(u64, u64) + Send + 'static,
) -> Result<Imported> {
    if !report.importable() {
        return Err(Refusal::new("PROCEDURE_IMPORT_BLOCKED").with("errors", report.count(Severity::Error)).into());
    }
    let ready: Vec<Ready> = versions.iter().map(Ready::of).collect::<Result<_>>()?;
    store.act_blocking(move |tx| record_all(tx, &ids, now_ms, &ready, options, &mut progress))
}

fn record_all(
    tx: &mut Tx<'_>,
    ids: &Ids,
    now_ms: i64,
    ready: &[Ready],
    options: ImportOptions,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Imported> {
    let none: [Value<'_>; 0] = [];
    let mut standing: HashMap<String, (i64, String)> = HashMap::new();
    for row in tx.query(LIST_CURRENT_HASHES, &none)? {
        standing.insert(row.text(0)?.to_string(), (row.int(1)?, row.text(2)?.to_string()));
    }
    let mut done = Imported::default();
    let all = ready.len() as u64;
    for (place, batch) in ready.chunks(BATCH).enumerate() {
        progress((place * BATCH) as u64, all);
        let mut writes = Vec::with_capacity(2 * BATCH);
        for version in batch {
            let before = standing.remove(&version.code);
            match &before {
                Some((_, hash)) if *hash == version.hash => {
                    done.same += 1;
                    continue;
                }
                Some(_) => done.changed += 1,
                None => done.added += 1,
            }
            writes.extend(version.writes(ids.next(now_ms), before.map(|(id, _)| id), now_ms));
        }
        tx.write(&writes)?;
    }
    let mut left: Vec<String> = standing.into_keys().collect();
    left.sort();
    for code in left {
        let (_, version) = load_current(tx, &code)?;
        if version.repealed {
            continue;
        }
        done.missing += 1;
        if options.repeal_missing {
            record_repeal(tx, ids, now_ms, &code, None)?;
            done.repealed += 1;
        }
    }
    if done.added + done.changed > 0 {
        tx.write(&[Write::one(RAISE_REVISION, vec![])])?;
    }
    progress(all, all);
    Ok(done)
}

/// Which of two versions governs on a day: the newest, unless its first day is still to come.
pub(crate) fn governs(newest: &ProcedureVersion, on: Date) -> bool {
    newest.effective_from.is_none_or(|from| from <= on)
}
