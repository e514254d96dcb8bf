//! Rows of many dossiers at once: whole ones as copies, imports and benchmarks bring them, and changed ones as sweeps
//! leave them. Nothing is decided; every chain of events is made exactly as single acts make it.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::DateTime;
use kernel::{Actor, DossierId, Error, Ids, Result, UnitId};
use law::Calendar;
use procedure::Catalogue;
use procedure::process::Process;
use store::ledger::{self, Audit, Event, Message};
use store::{EngineKind, Row, Store, Tx, Value};

use crate::decide::Happening;
use crate::model::Dossier;
use crate::project;
use crate::store::{ROW, columns};

/// A dossier with its whole life: who did what when, oldest first.
pub struct Whole<'a> {
    pub dossier: Dossier,
    pub life: Vec<(i64, &'a Actor, Happening)>,
    pub process: &'a Process,
    pub calendar: &'a Calendar,
}

/// Rows that one statement carries: PostgreSQL takes at most 65,535 parameters, SQLite 32,766.
const PARAMS_MAX: usize = 16_000;

/// Writes dossiers, components, events and deadlines, a few hundred rows a statement.
pub fn record_many(tx: &mut Tx<'_>, many: &mut [Whole<'_>], ids: &Ids) -> Result<()> {
    let mut dossiers = Vec::with_capacity(many.len() * ROW.len());
    let mut components = Vec::new();
    let mut events = Vec::new();
    let mut deadlines = Vec::new();
    let mut consulted = Vec::new();
    let mut texts = Vec::with_capacity(many.len());
    for whole in many.iter_mut() {
        events.extend(chain(whole, ids)?);
        let body = serde_json::to_string(&whole.dossier).map_err(|e| kernel::Error::fault("dossier body", e))?;
        texts.push((body, kernel::fold(&whole.dossier.applicant.name)));
    }
    for (whole, (body, name)) in many.iter().zip(&texts) {
        dossiers.extend(columns(&whole.dossier, body, name, whole.process));
        components.extend(component_values(&whole.dossier));
        deadlines.extend(deadline_values(&whole.dossier, whole.calendar));
        consulted.extend(consulted_values(&whole.dossier));
    }
    let event_values: Vec<Value<'_>> = events.iter().flat_map(event_values).collect();
    insert(tx, &format!("INSERT INTO dossier ({}) VALUES ", ROW.join(", ")), ROW.len(), &dossiers)?;
    insert(tx, COMPONENT, 10, &components)?;
    insert(tx, EVENT, 8, &event_values)?;
    insert(tx, DEADLINE, 3, &deadlines)?;
    insert(tx, CONSULTED, 3, &consulted)
}

/// Which of these codes stand already; a few hundred a question.
pub fn list_known_codes(tx: &mut Tx<'_>, codes: &[&str]) -> Result<std::collections::HashSet<String>> {
    let mut known = std::collections::HashSet::new();
    for part in codes.chunks(400) {
        let marks = (1..=part.len()).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ");
        let values: Vec<Value<'_>> = part.iter().map(|code| (*code).into()).collect();
        for row in tx.query(&format!("SELECT code FROM dossier WHERE code IN ({marks})"), &values)? {
            known.insert(row.text(0)?.to_string());
        }
    }
    Ok(known)
}

const COMPONENT: &str = "INSERT INTO dossier_component (dossier_id, place, key, name, required, received, submission, originals, \
    copies, note) VALUES ";
pub(crate) const EVENT: &str = "INSERT INTO event (id, dossier_id, seq, at_ms, kind, actor, body, hash) VALUES ";
const DEADLINE: &str = "INSERT INTO deadline (dossier_id, kind, due_ms) VALUES ";
const CONSULTED: &str = "INSERT INTO dossier_consulted (dossier_id, unit, open) VALUES ";
const AUDIT: &str = "INSERT INTO audit (id, at_ms, officer_id, by_name, act, subject, why) VALUES ";
const OUTBOX: &str = "INSERT INTO outbox (id, dossier_id, topic, body, created_ms, try_at_ms, attempts) VALUES ";

fn insert(tx: &mut Tx<'_>, head: &str, width: usize, values: &[Value<'_>]) -> Result<()> {
    insert_or(tx, head, width, "", values)
}

/// Rows of `width` values each behind `head`; `tail` is what follows them (`ON CONFLICT …`).
pub(crate) fn insert_or(tx: &mut Tx<'_>, head: &str, width: usize, tail: &str, values: &[Value<'_>]) -> Result<()> {
    for part in blocks(values.len() / width, width) {
        tx.execute(
            &format!("{head}{}{tail}", marks(part.len(), width)),
            &values[part.start * width..part.end * width],
        )?;
    }
    Ok(())
}

/// How many rows go into one statement: as many as fit, then ever fewer, in few sizes so that engines keep them prepared.
fn blocks(rows: usize, width: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let fits = |size: &usize| *size <= rows - at && *size * width <= PARAMS_MAX;
        let size = [1024, 256, 64, 16, 4, 1].into_iter().find(fits)?;
        at += size;
        Some(at - size..at)
    })
}

/// `(?1,?2),(?3,?4)`.
fn marks(rows: usize, width: usize) -> String {
    let row = |n: usize| {
        let marks = (1..=width).map(|i| format!("?{}", n * width + i)).collect::<Vec<_>>().join(",");
        format!("({marks})")
    };
    (0..rows).map(row).collect::<Vec<_>>().join(",")
}

/// Where an open dossier lies, as far as units go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    pub id: DossierId,
    pub receiving: UnitId,
    pub deciding: UnitId,
    /// Whose turn it is.
    pub tray: Option<UnitId>,
    /// Who handles it in the agencies.
    pub desk: Option<UnitId>,
    /// Where the result is wanted, when that is not where it came in.
    pub door: Option<UnitId>,
}

/// Open dossiers after `after` in the order of their ids, from an index alone.
pub fn list_open_after(tx: &mut Tx<'_>, after: DossierId, limit: i64) -> Result<Vec<Open>> {
    let sql = "SELECT id, receiving_unit, deciding_unit, tray_unit, desk_unit, door_unit FROM dossier WHERE open = 1 \
               AND id > ?1 ORDER BY id LIMIT ?2";
    let open = |row: &Row| {
        Ok(Open {
            id: DossierId(row.int(0)?),
            receiving: UnitId(row.int(1)?),
            deciding: UnitId(row.int(2)?),
            tray: row.opt_int(3)?.map(UnitId),
            desk: row.opt_int(4)?.map(UnitId),
            door: row.opt_int(5)?.map(UnitId),
        })
    };
    tx.query(sql, &[after.0.into(), limit.into()])?.iter().map(open).collect()
}

/// How many dossiers are open.
pub fn count_open(tx: &mut Tx<'_>) -> Result<i64> {
    tx.count("SELECT COUNT(*) FROM dossier WHERE open = 1", &[])
}

/// Dossiers after `after` up to `until` about which one of these units still owes an answer.
pub fn list_asked(tx: &mut Tx<'_>, units: &[UnitId], after: DossierId, until: DossierId) -> Result<Vec<DossierId>> {
    let mut found = Vec::new();
    for part in blocks(units.len(), 1) {
        let mut list: Vec<Value<'_>> = units[part.clone()].iter().map(|unit| unit.0.into()).collect();
        let marks = (1..=list.len()).map(|n| format!("?{n}")).collect::<Vec<_>>().join(",");
        let (from, to) = (list.len() + 1, list.len() + 2);
        list.extend([after.0.into(), until.0.into()]);
        let sql = format!(
            "SELECT DISTINCT dossier_id FROM dossier_consulted WHERE open = 1 AND unit IN ({marks}) AND dossier_id > ?{from} \
             AND dossier_id <= ?{to}"
        );
        for row in tx.query(&sql, &list)? {
            found.push(DossierId(row.int(0)?));
        }
    }
    Ok(found)
}

/// The rows of these dossiers with every column of [`ROW`], in the order of their ids. With `lock`, nobody else
/// changes them until the act ends.
pub(crate) fn list_rows(tx: &mut Tx<'_>, ids: &[DossierId], lock: bool) -> Result<Vec<Row>> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let lock = match tx.kind() {
        EngineKind::Postgres if lock => " FOR UPDATE",
        EngineKind::Sqlite | EngineKind::Postgres => "",
    };
    let mut rows = Vec::with_capacity(ids.len());
    for part in blocks(ids.len(), 1) {
        let list: Vec<Value<'_>> = ids[part.clone()].iter().map(|id| id.0.into()).collect();
        let marks = (1..=list.len()).map(|n| format!("?{n}")).collect::<Vec<_>>().join(",");
        let columns = ROW.join(", ");
        rows.extend(
            tx.query(&format!("SELECT {columns} FROM dossier WHERE id IN ({marks}) ORDER BY id{lock}"), &list)?,
        );
    }
    Ok(rows)
}

/// The dossier that a row of [`ROW`] holds, without components and files.
pub(crate) fn read_row(row: &Row) -> Result<Dossier> {
    let mut dossier: Dossier = row.json(24)?;
    dossier.id = DossierId(row.int(0)?);
    dossier.version = row.int(1)?;
    dossier.last_seq = row.int(21)?;
    dossier.last_hash = row.blob(22)?.to_vec();
    dossier.last_at_ms = row.int(23)?;
    Ok(dossier)
}

/// Columns that hold text, and the one that holds bytes; all others hold numbers.
const TEXTS: [&str; 11] = [
    "code",
    "stage",
    "procedure_code",
    "field",
    "channel",
    "tray_duty",
    "name_fold",
    "body",
    "applicant_name",
    "procedure_name",
    "officer_name",
];

/// Writes changed rows over those that were read, only the columns that differ anywhere among them. Each must still
/// have the version that was read.
///
/// Errors: [`Error::Stale`] when another act was saved in between; nothing may be kept then.
pub(crate) fn update_rows(tx: &mut Tx<'_>, changed: &[(&Row, Vec<Value<'_>>)]) -> Result<()> {
    let differs = |at: &usize| changed.iter().any(|(row, values)| row.values().get(*at) != Some(&values[*at]));
    let columns: Vec<usize> = (1..ROW.len()).filter(differs).collect();
    if columns.is_empty() {
        return Ok(());
    }
    let width = columns.len() + 2;
    for part in blocks(changed.len(), width) {
        let mut params = Vec::with_capacity(part.len() * width);
        for (row, values) in &changed[part.clone()] {
            params.extend([row.int(0)?.into(), row.int(1)?.into()]);
            params.extend(columns.iter().map(|at| values[*at].clone()));
        }
        let touched = tx.execute(&update_sql(tx.kind(), &columns, part.len()), &params)?;
        if touched != part.len() as u64 {
            let seen = changed[part.start].0.int(1)?;
            return Err(Error::Stale { seen, stands: seen + 1 });
        }
    }
    Ok(())
}

fn update_sql(kind: EngineKind, columns: &[usize], rows: usize) -> String {
    let width = columns.len() + 2;
    let named: Vec<&str> = columns.iter().map(|at| ROW[*at]).collect();
    let typed = |column: &str| match column {
        "event_hash" => "BYTEA",
        text if TEXTS.contains(&text) => "TEXT",
        _ => "BIGINT",
    };
    // PostgreSQL takes the types of a list of values from its first row.
    let first = ["id", "seen"].iter().chain(&named).enumerate().map(|(n, column)| match kind {
        EngineKind::Sqlite => format!("?{}", n + 1),
        EngineKind::Postgres => format!("CAST(?{} AS {})", n + 1, typed(column)),
    });
    let first = first.collect::<Vec<_>>().join(",");
    let mut list = format!("({first})");
    for n in 1..rows {
        let marks = (1..=width).map(|i| format!("?{}", n * width + i)).collect::<Vec<_>>().join(",");
        list.push_str(&format!(",({marks})"));
    }
    let sets = named.iter().map(|column| format!("{column} = v.{column}")).collect::<Vec<_>>().join(", ");
    format!(
        "WITH v(id, seen, {}) AS (VALUES {list}) UPDATE dossier SET {sets} FROM v WHERE dossier.id = v.id AND \
         dossier.version = v.seen",
        named.join(", ")
    )
}

/// Fills the projections of rows that an older edition of the product wrote, some hundreds a transaction; rows that are
/// filled already are not looked at. Answers how many there were.
///
/// Errors: a body that cannot be read, with its dossier.
pub fn fill(store: &Store, catalogue: &Arc<Catalogue>) -> Result<u64> {
    let mut filled = 0;
    loop {
        let catalogue = catalogue.clone();
        let n = store.act_blocking(move |tx| fill_some(tx, &catalogue))?;
        if n == 0 {
            return Ok(filled);
        }
        filled += n;
    }
}

fn fill_some(tx: &mut Tx<'_>, catalogue: &Catalogue) -> Result<u64> {
    const AT_ONCE: i64 = 1024;
    let unfilled = tx.query("SELECT id FROM dossier WHERE shape = 0 ORDER BY id LIMIT ?1", &[AT_ONCE.into()])?;
    let ids = unfilled.iter().map(|row| row.int(0).map(DossierId)).collect::<Result<Vec<_>>>()?;
    let mut rows = list_rows(tx, &ids, true)?;
    let dossiers = on_every_core(&mut rows, |row| {
        let place = |e: Error| Error::fault(format!("dossier {}", row.int(0).unwrap_or(0)), e);
        Ok((read_row(row).map_err(place)?, row.text(24)?.to_string()))
    });
    let dossiers: Vec<(Dossier, String)> = dossiers.into_iter().collect::<Result<_>>()?;
    let mut changed = Vec::with_capacity(rows.len());
    for (row, (dossier, body)) in rows.iter().zip(&dossiers) {
        let process = catalogue.load_process(tx, dossier.process)?;
        let folded = row.text(17)?;
        changed.push((row, columns(dossier, body, folded, &process)));
    }
    update_rows(tx, &changed)?;
    Ok(ids.len() as u64)
}

/// Sets deadlines, replacing those of the same kinds: (dossier, kind, due).
pub(crate) fn set_deadlines(tx: &mut Tx<'_>, due: &[(DossierId, &'static str, i64)]) -> Result<()> {
    let values: Vec<Value<'_>> =
        due.iter().flat_map(|(id, kind, ms)| [id.0.into(), (*kind).into(), (*ms).into()]).collect();
    insert_or(tx, DEADLINE, 3, " ON CONFLICT (dossier_id, kind) DO UPDATE SET due_ms = excluded.due_ms", &values)
}

/// Keeps which units were asked: (dossier, unit, still open).
pub(crate) fn set_consulted(tx: &mut Tx<'_>, asked: &[(DossierId, UnitId, bool)]) -> Result<()> {
    let values: Vec<Value<'_>> =
        asked.iter().flat_map(|(id, unit, open)| [id.0.into(), unit.0.into(), (*open).into()]).collect();
    insert_or(tx, CONSULTED, 3, " ON CONFLICT (dossier_id, unit) DO UPDATE SET open = excluded.open", &values)
}

pub(crate) fn insert_events(tx: &mut Tx<'_>, events: &[Event]) -> Result<()> {
    let values: Vec<Value<'_>> = events.iter().flat_map(event_values).collect();
    insert(tx, EVENT, 8, &values)
}

pub(crate) fn insert_audit(tx: &mut Tx<'_>, lines: &[Audit]) -> Result<()> {
    let line = |line: &'_ Audit| -> [Value<'static>; 7] {
        [
            line.id.into(),
            line.at_ms.into(),
            line.officer.into(),
            line.by_name.clone().into(),
            line.act.into(),
            line.subject.into(),
            line.why.clone().into(),
        ]
    };
    let values: Vec<Value<'_>> = lines.iter().flat_map(line).collect();
    insert(tx, AUDIT, 7, &values)
}

pub(crate) fn insert_messages(tx: &mut Tx<'_>, messages: &[Message]) -> Result<()> {
    let message = |message: &'_ Message| -> [Value<'static>; 7] {
        [
            message.id.0.into(),
            message.dossier.map(|id| id.0).into(),
            message.topic.clone().into(),
            message.body.clone().into(),
            message.created_ms.into(),
            message.created_ms.into(),
            0_i64.into(),
        ]
    };
    let values: Vec<Value<'_>> = messages.iter().flat_map(message).collect();
    insert(tx, OUTBOX, 7, &values)
}

/// Does something with each of many on every core; the order of the answers is that of the items.
pub(crate) fn on_every_core<T: Send, R: Send>(items: &mut [T], each: impl Fn(&mut T) -> R + Sync) -> Vec<R> {
    const WORTH_IT: usize = 64;
    let cores = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    if cores == 1 || items.len() < WORTH_IT {
        return items.iter_mut().map(each).collect();
    }
    let share = items.len().div_ceil(cores);
    let each = &each;
    std::thread::scope(|scope| {
        let parts = items.chunks_mut(share);
        let threads: Vec<_> =
            parts.map(|part| scope.spawn(move || part.iter_mut().map(each).collect::<Vec<R>>())).collect();
        let joined =
            threads.into_iter().map(|thread| thread.join().unwrap_or_else(|cause| std::panic::resume_unwind(cause)));
        joined.flatten().collect()
    })
}

fn chain(whole: &mut Whole<'_>, ids: &Ids) -> Result<Vec<Event>> {
    let dossier = &mut whole.dossier;
    let (mut seq, mut hash, mut out) = (0, ledger::GENESIS.to_vec(), Vec::with_capacity(whole.life.len()));
    for (at_ms, actor, happening) in &whole.life {
        seq += 1;
        let body = serde_json::to_string(happening).map_err(|e| kernel::Error::fault("event body", e))?;
        let event = Event::after(&hash, ids.next(*at_ms), dossier.id, seq, *at_ms, &happening.kind, actor, body)?;
        hash = event.hash.clone();
        dossier.last_at_ms = *at_ms;
        out.push(event);
    }
    (dossier.last_seq, dossier.last_hash, dossier.version) = (seq, hash, dossier.version.max(1));
    Ok(out)
}

fn event_values(event: &Event) -> [Value<'_>; 8] {
    [
        event.id.into(),
        event.dossier.0.into(),
        event.seq.into(),
        event.at_ms.into(),
        (&event.kind).into(),
        (&event.actor).into(),
        (&event.body).into(),
        event.hash.as_slice().into(),
    ]
}

fn component_values(dossier: &Dossier) -> Vec<Value<'_>> {
    let line = |(place, line): (usize, &'_ crate::model::HeldComponent)| -> [Value<'static>; 10] {
        [
            dossier.id.0.into(),
            (place as i64).into(),
            line.key.clone().into(),
            line.name.clone().into(),
            line.required.into(),
            line.received.into(),
            line.submission.code().into(),
            line.originals.into(),
            line.copies.into(),
            line.note.clone().into(),
        ]
    };
    dossier.components.iter().enumerate().flat_map(line).collect()
}

fn consulted_values(dossier: &Dossier) -> impl Iterator<Item = Value<'static>> + use<> {
    let id = dossier.id.0;
    project::consulted(dossier).into_iter().flat_map(move |(unit, open)| [id.into(), unit.0.into(), open.into()])
}

fn deadline_values(dossier: &Dossier, calendar: &Calendar) -> Vec<Value<'static>> {
    let due: BTreeMap<&'static str, DateTime> = project::deadlines(dossier, calendar);
    let row = |(kind, at): (&'static str, DateTime)| -> [Value<'static>; 3] {
        [dossier.id.0.into(), kind.into(), kernel::time::instant_ms(at).into()]
    };
    due.into_iter().flat_map(row).collect()
}
