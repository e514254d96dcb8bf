//! Rows ⇄ what the supervisor's desk reads and keeps. SQL and nothing else: no rule is decided here.

pub mod acting;
pub mod books;
pub mod late;
pub mod monthly;

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use kernel::{DossierId, OfficerId, ProcessId, Result, UnitId};
use serde::Deserialize;
use serde::de::IgnoredAny;
use store::{Migration, Row, Tx, Value};

use crate::pace::{Block, Pace};
use dossier::Stage;

pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "supervision/0001_supervision", sql: include_str!("../migrations/0001_supervision.sql") },
    Migration { name: "supervision/0002_late_books", sql: include_str!("../migrations/0002_late_books.sql") },
    Migration { name: "supervision/0003_acting_monthly", sql: include_str!("../migrations/0003_acting_monthly.sql") },
];

pub(crate) const NONE: [Value<'static>; 0] = [];

/// Ids in one statement: an id is at most nineteen digits.
const IDS: usize = 500;

pub(crate) fn listed(ids: &[i64]) -> String {
    if ids.is_empty() { "-1".into() } else { ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",") }
}

// ── what runs ────────────────────────────────────────────────────────────────────────────────────────────────────────

/// A dossier whose promised date or intake deadline runs, as its row has it.
#[derive(Debug, Clone)]
pub struct Running {
    pub id: DossierId,
    pub version: i64,
    pub code: Option<String>,
    pub procedure: String,
    pub field: String,
    pub receiving: UnitId,
    pub deciding: UnitId,
    pub tray: Option<UnitId>,
    pub handler: Option<OfficerId>,
    pub waiting: bool,
    /// The promised date, while it runs.
    pub due_ms: Option<i64>,
    /// Until when an online submission must be answered, while it waits.
    pub intake_ms: Option<i64>,
    /// When something was last done with it.
    pub event_ms: i64,
    pub body: Glance,
}

/// The words of a dossier's body that the board needs; the rest is skipped, not parsed.
#[derive(Debug, Clone, Deserialize)]
pub struct Glance {
    pub process: ProcessId,
    pub stage: Stage,
    pub lodged_at: DateTime,
    pub accepted_at: Option<DateTime>,
    #[serde(default)]
    apologies: Vec<IgnoredAny>,
    #[serde(default)]
    explanation: Option<IgnoredAny>,
    #[serde(default)]
    urges: Vec<Urged>,
}

#[derive(Debug, Clone, Deserialize)]
struct Urged {
    at: DateTime,
}

impl Running {
    /// Whether anything happened to it after the last urge.
    pub fn is_answered(&self) -> bool {
        self.body.urges.last().is_some_and(|urge| kernel::time::instant_ms(urge.at) < self.event_ms)
    }
}

impl Glance {
    pub fn is_apologised(&self) -> bool {
        !self.apologies.is_empty()
    }
    pub fn is_explained(&self) -> bool {
        self.explanation.is_some()
    }
    pub fn urges(&self) -> usize {
        self.urges.len()
    }
}

/// The newest event's id: what happened before is in the rows.
pub fn newest_event(tx: &mut Tx<'_>) -> Result<i64> {
    tx.count("SELECT MAX(id) FROM event", &NONE)
}

/// Events after an id with their dossiers, oldest first.
pub fn list_events_after(tx: &mut Tx<'_>, after: i64) -> Result<Vec<(i64, DossierId)>> {
    let rows = tx.query("SELECT id, dossier_id FROM event WHERE id > ?1 ORDER BY id", &[after.into()])?;
    rows.iter().map(|row| Ok((row.int(0)?, DossierId(row.int(1)?)))).collect()
}

/// Every dossier with a running date, with its version.
pub fn list_running(tx: &mut Tx<'_>) -> Result<Vec<(DossierId, i64)>> {
    let sql = "SELECT DISTINCT d.id, d.version FROM deadline x JOIN dossier d ON d.id = x.dossier_id \
               WHERE x.kind IN ('result', 'intake')";
    tx.query(sql, &NONE)?.iter().map(|row| Ok((DossierId(row.int(0)?), row.int(1)?))).collect()
}

/// The running ones among these dossiers.
pub fn load_running(tx: &mut Tx<'_>, ids: &[DossierId]) -> Result<Vec<Running>> {
    let mut found = Vec::with_capacity(ids.len());
    for part in ids.chunks(IDS) {
        let part: Vec<i64> = part.iter().map(|id| id.0).collect();
        let sql = format!(
            "SELECT id, version, code, procedure_code, field, receiving_unit, deciding_unit, tray_unit, handler, waiting, \
             (SELECT due_ms FROM deadline x WHERE x.dossier_id = dossier.id AND x.kind = 'result'), \
             (SELECT due_ms FROM deadline x WHERE x.dossier_id = dossier.id AND x.kind = 'intake'), event_at_ms, body \
             FROM dossier WHERE id IN ({}) AND open = 1",
            listed(&part)
        );
        for row in tx.query(&sql, &NONE)? {
            let running = running(&row)?;
            if running.due_ms.is_some() || running.intake_ms.is_some() {
                found.push(running);
            }
        }
    }
    Ok(found)
}

fn running(row: &Row) -> Result<Running> {
    Ok(Running {
        id: DossierId(row.int(0)?),
        version: row.int(1)?,
        code: row.opt_text(2)?.map(str::to_string),
        procedure: row.text(3)?.into(),
        field: row.text(4)?.into(),
        receiving: UnitId(row.int(5)?),
        deciding: UnitId(row.int(6)?),
        tray: row.opt_int(7)?.map(UnitId),
        handler: row.opt_int(8)?.map(OfficerId),
        waiting: row.flag(9)?,
        due_ms: row.opt_int(10)?,
        intake_ms: row.opt_int(11)?,
        event_ms: row.int(12)?,
        body: row.json(13)?,
    })
}

// ── how long steps take ──────────────────────────────────────────────────────────────────────────────────────────────

/// What a closed dossier tells of its steps.
#[derive(Debug, Deserialize)]
struct Walked {
    #[serde(default)]
    holds: Vec<WalkedHold>,
    clock: Option<WalkedClock>,
}
#[derive(Debug, Deserialize)]
struct WalkedHold {
    step: String,
    at: DateTime,
    done: Option<DateTime>,
}
#[derive(Debug, Deserialize)]
struct WalkedClock {
    #[serde(default)]
    pauses: Vec<WalkedPause>,
}
#[derive(Debug, Deserialize)]
struct WalkedPause {
    from: DateTime,
    until: Option<DateTime>,
}

/// The finished steps of one closed dossier.
#[derive(Debug)]
pub struct Sheet {
    pub id: DossierId,
    pub procedure: String,
    pub receiving: UnitId,
    /// (the step's name, empty between acceptance and transfer; its block)
    pub blocks: Vec<(String, Block)>,
    pub pauses: Vec<Block>,
}

/// Control sheets of closed dossiers, the newest first, below an id.
pub fn list_sheets_before(tx: &mut Tx<'_>, before: i64, limit: i64) -> Result<Vec<Sheet>> {
    let sql = "SELECT id, procedure_code, receiving_unit, body FROM dossier WHERE open = 0 AND id < ?1 ORDER BY id DESC LIMIT ?2";
    let sheet = |row: &Row| {
        let walked: Walked = row.json(3)?;
        // Only the first block without a step is the one-stop unit's own; the last one waits for the applicant.
        let blocks = walked.holds.into_iter().enumerate().filter(|(place, hold)| *place == 0 || !hold.step.is_empty());
        let blocks = blocks.filter_map(|(_, hold)| Some((hold.step, Block { from: hold.at, until: hold.done? })));
        let pauses = walked.clock.into_iter().flat_map(|clock| clock.pauses);
        Ok(Sheet {
            id: DossierId(row.int(0)?),
            procedure: row.text(1)?.into(),
            receiving: UnitId(row.int(2)?),
            blocks: blocks.collect(),
            pauses: pauses.filter_map(|pause| Some(Block { from: pause.from, until: pause.until? })).collect(),
        })
    };
    tx.query(sql, &[before.into(), limit.into()])?.iter().map(sheet).collect()
}

/// (procedure code, step) → what was observed.
pub type Paces = BTreeMap<(String, String), Pace>;

/// What was measured last: when, over how many dossiers, and the paces.
pub fn load_paces(tx: &mut Tx<'_>) -> Result<(Option<(i64, i64)>, Paces)> {
    let measured = tx.find("SELECT measured_ms, dossiers FROM step_pace_measured WHERE id = 1", &NONE)?;
    let measured = measured.map(|row| Ok::<_, kernel::Error>((row.int(0)?, row.int(1)?))).transpose()?;
    let pace = |row: &Row| {
        let pace = Pace { sample: row.int(2)?, usual: row.int(3)?, slow: row.int(4)?, mean: row.int(5)? };
        Ok(((row.text(0)?.to_string(), row.text(1)?.to_string()), pace))
    };
    let rows = tx.query("SELECT procedure_code, step, sample, usual, slow, mean FROM step_pace", &NONE)?;
    Ok((measured, rows.iter().map(pace).collect::<Result<_>>()?))
}

/// When steps were measured last, in milliseconds since 1970.
pub fn find_measured(tx: &mut Tx<'_>) -> Result<Option<i64>> {
    let row = tx.find("SELECT measured_ms FROM step_pace_measured WHERE id = 1", &NONE)?;
    row.map(|row| row.int(0)).transpose()
}

/// Replaces what was measured.
pub fn record_paces(tx: &mut Tx<'_>, paces: &Paces, dossiers: i64, now_ms: i64) -> Result<()> {
    tx.execute("DELETE FROM step_pace", &NONE)?;
    let all: Vec<_> = paces.iter().collect();
    for part in all.chunks(200) {
        let marks: Vec<String> = (0..part.len())
            .map(|n| format!("({})", (1..=6).map(|i| format!("?{}", n * 6 + i)).collect::<Vec<_>>().join(",")))
            .collect();
        let sql = format!(
            "INSERT INTO step_pace (procedure_code, step, sample, usual, slow, mean) VALUES {}",
            marks.join(",")
        );
        let params: Vec<Value<'_>> = part
            .iter()
            .flat_map(|((procedure, step), pace)| -> [Value<'_>; 6] {
                [
                    procedure.into(),
                    step.into(),
                    pace.sample.into(),
                    pace.usual.into(),
                    pace.slow.into(),
                    pace.mean.into(),
                ]
            })
            .collect();
        tx.execute(&sql, &params)?;
    }
    let sql = "INSERT INTO step_pace_measured (id, measured_ms, dossiers) VALUES (1, ?1, ?2) \
               ON CONFLICT (id) DO UPDATE SET measured_ms = excluded.measured_ms, dossiers = excluded.dossiers";
    tx.execute(sql, &[now_ms.into(), dossiers.into()]).map(drop)
}

/// The codes of dossiers.
pub fn list_codes(tx: &mut Tx<'_>, ids: &[DossierId]) -> Result<BTreeMap<DossierId, Option<String>>> {
    let mut codes = BTreeMap::new();
    for part in ids.chunks(IDS) {
        let part: Vec<i64> = part.iter().map(|id| id.0).collect();
        let sql = format!("SELECT id, code FROM dossier WHERE id IN ({})", listed(&part));
        for row in tx.query(&sql, &NONE)? {
            codes.insert(DossierId(row.int(0)?), row.opt_text(1)?.map(str::to_string));
        }
    }
    Ok(codes)
}
