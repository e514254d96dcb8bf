//! Rows ⇄ dossier. One statement has one home here; no rule is decided.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::DateTime;
use kernel::{Actor, DossierId, Error, FileId, Ids, OutboxId, Result};
use law::Calendar;
use procedure::process::Process;
use store::ledger::{self, Audit, Event, Message};
use store::{Migration, Row, Tx, Value, Write};

use crate::decide::{Happening, Notice, Numbers, Series};
use crate::listen::{self, Listener, Recorded};
use crate::model::{Dossier, HeldComponent, HeldFile, Submission};
use crate::project;

pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "dossier/0001_dossier", sql: include_str!("../migrations/0001_dossier.sql") },
    Migration { name: "dossier/0002_consulted", sql: include_str!("../migrations/0002_consulted.sql") },
    Migration { name: "dossier/0003_work", sql: include_str!("../migrations/0003_work.sql") },
    Migration { name: "dossier/0004_officer_notice", sql: include_str!("../migrations/0004_officer_notice.sql") },
    Migration { name: "dossier/0005_last_of_procedure", sql: include_str!("../migrations/0005_last_of_procedure.sql") },
    Migration { name: "dossier/0006_body_lz4", sql: include_str!("../migrations/0006_body_lz4.sql") },
    Migration { name: "dossier/0007_doors", sql: include_str!("../migrations/0007_doors.sql") },
];

/// The due date of a row that has none: it sorts last on both engines.
pub const NO_DUE: i64 = i64::MAX;

const COLUMNS: &str = "id, version, event_seq, event_hash, event_at_ms, body";

/// Loads by id, with components and files.
pub fn load(tx: &mut Tx<'_>, id: DossierId) -> Result<Dossier> {
    let sql = "SELECT id, version, event_seq, event_hash, event_at_ms, body FROM dossier WHERE id = ?1";
    match tx.find(sql, &[id.0.into()])? {
        Some(row) => complete(tx, &row),
        None => Err(Error::absent(id.to_string())),
    }
}

/// Loads by dossier code, with components and files.
pub fn load_by_code(tx: &mut Tx<'_>, code: &str) -> Result<Dossier> {
    match find_bare(tx, code)? {
        Some(row) => complete(tx, &row),
        None => Err(Error::absent(code)),
    }
}

/// Loads by code without components and files: what the follow-up page needs.
pub fn find_by_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<Dossier>> {
    find_bare(tx, code)?.as_ref().map(bare).transpose()
}

fn find_bare(tx: &mut Tx<'_>, code: &str) -> Result<Option<Row>> {
    let sql = "SELECT id, version, event_seq, event_hash, event_at_ms, body FROM dossier WHERE code = ?1";
    tx.find(sql, &[code.into()])
}

fn bare(row: &Row) -> Result<Dossier> {
    let mut dossier: Dossier = row.json(5)?;
    dossier.id = DossierId(row.int(0)?);
    dossier.version = row.int(1)?;
    dossier.last_seq = row.int(2)?;
    dossier.last_hash = row.blob(3)?.to_vec();
    dossier.last_at_ms = row.int(4)?;
    Ok(dossier)
}

fn complete(tx: &mut Tx<'_>, row: &Row) -> Result<Dossier> {
    let mut dossier = bare(row)?;
    dossier.components = list_components(tx, dossier.id)?;
    dossier.files = list_files(tx, dossier.id)?;
    Ok(dossier)
}

/// Dossiers in the order of their ids, after `after`: for checks and projections.
pub fn list_after(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<Vec<Dossier>> {
    let sql = format!("SELECT {COLUMNS} FROM dossier WHERE id > ?1 ORDER BY id LIMIT ?2");
    tx.query(&sql, &[after.into(), limit.into()])?.iter().map(bare).collect()
}

fn list_components(tx: &mut Tx<'_>, id: DossierId) -> Result<Vec<HeldComponent>> {
    let sql = "SELECT key, name, required, received, submission, originals, copies, note FROM dossier_component \
               WHERE dossier_id = ?1 ORDER BY place";
    let line = |row: &Row| {
        Ok(HeldComponent {
            key: row.text(0)?.into(),
            name: row.text(1)?.into(),
            required: row.flag(2)?,
            received: row.flag(3)?,
            submission: Submission::parse(row.text(4)?).unwrap_or(Submission::Paper),
            originals: row.int(5)? as u32,
            copies: row.int(6)? as u32,
            note: row.text(7)?.into(),
        })
    };
    tx.query(sql, &[id.0.into()])?.iter().map(line).collect()
}

/// The files of a dossier, oldest first, without the removed ones.
pub fn list_files(tx: &mut Tx<'_>, id: DossierId) -> Result<Vec<HeldFile>> {
    let sql = "SELECT id, component, name, media, pages, bytes, blob, added_ms, added_by FROM dossier_file \
               WHERE dossier_id = ?1 AND removed_ms IS NULL ORDER BY id";
    let file = |row: &Row| {
        Ok(HeldFile {
            id: FileId(row.int(0)?),
            component: row.opt_text(1)?.map(str::to_string),
            name: row.text(2)?.into(),
            media: row.text(3)?.into(),
            pages: row.int(4)? as u32,
            bytes: row.int(5)?,
            blob: row.text(6)?.into(),
            added_ms: row.int(7)?,
            added_by: row.text(8)?.into(),
        })
    };
    tx.query(sql, &[id.0.into()])?.iter().map(file).collect()
}

/// Adds a file whose bytes are already durable in the blob store.
pub fn write_file(dossier: DossierId, file: &HeldFile) -> Write<'_> {
    Write::one(
        "INSERT INTO dossier_file (id, dossier_id, component, name, media, pages, bytes, blob, added_ms, added_by) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        vec![
            file.id.0.into(),
            dossier.0.into(),
            file.component.as_ref().into(),
            (&file.name).into(),
            (&file.media).into(),
            file.pages.into(),
            file.bytes.into(),
            (&file.blob).into(),
            file.added_ms.into(),
            (&file.added_by).into(),
        ],
    )
}

/// Hides a file from the dossier; its bytes and its row stay.
pub fn write_file_removed(dossier: DossierId, file: FileId, now_ms: i64) -> Write<'static> {
    Write::one(
        "UPDATE dossier_file SET removed_ms = ?3 WHERE id = ?2 AND dossier_id = ?1 AND removed_ms IS NULL",
        vec![dossier.0.into(), file.0.into(), now_ms.into()],
    )
}

/// Every blob that a row points at, after `after`: for checks and backups.
pub fn list_blobs_after(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<Vec<(i64, DossierId, String)>> {
    let sql = "SELECT id, dossier_id, blob FROM dossier_file WHERE id > ?1 ORDER BY id LIMIT ?2";
    let rows = tx.query(sql, &[after.into(), limit.into()])?;
    rows.iter().map(|row| Ok((row.int(0)?, DossierId(row.int(1)?), row.text(2)?.to_string()))).collect()
}

/// Draws the numbers an act wants; they are given back if the act is not saved.
pub fn draw_numbers(tx: &mut Tx<'_>, wanted: &[Series]) -> Result<Numbers> {
    let mut numbers = Numbers::default();
    for series in wanted {
        match series {
            Series::Code(scope) => numbers.code = Some(ledger::next_serial(tx, scope)?),
            Series::Register(scope) => numbers.register = Some(ledger::next_serial(tx, scope)?),
            Series::Paper(scope) => numbers.paper = Some(ledger::next_serial(tx, scope)?),
        }
    }
    Ok(numbers)
}

/// What is recorded in one go.
pub struct Record<'a> {
    pub before: Option<&'a Dossier>,
    pub after: &'a mut Dossier,
    pub happenings: &'a [Happening],
    pub notices: &'a [Notice],
    pub actor: &'a Actor,
    pub process: &'a Process,
    pub calendar: &'a Calendar,
    /// `dossier.accept`, for the audit.
    pub act: &'static str,
    pub why: &'a str,
    pub now_ms: i64,
    pub ids: &'a Ids,
    /// Who hears of it once it is written.
    pub listeners: &'a [Listener],
}

/// Writes row, components, events, deadlines, audit entry and outbox messages of one act, in one round trip.
///
/// Errors: [`Error::Stale`] when another act was saved in between.
pub fn record(tx: &mut Tx<'_>, record: Record<'_>, more: Vec<Write<'_>>) -> Result<()> {
    let Record { before, after, happenings, notices, actor, process, calendar, act, why, now_ms, ids, listeners } =
        record;
    let seen = before.map_or(0, |b| b.version);
    after.version = seen + 1;
    let at_ms = now_ms.max(after.last_at_ms);
    let events = chain(after, happenings, actor, at_ms, ids)?;
    let body = serde_json::to_string(&*after).map_err(|e| Error::fault("dossier body", e))?;
    let name_fold = kernel::fold(&after.applicant.name);
    let mut writes = Vec::with_capacity(12);
    writes.push(match before {
        None => insert(after, &body, &name_fold, process),
        Some(_) => update(after, &body, &name_fold, process, seen),
    });
    if before.is_none_or(|b| b.components != after.components) {
        write_components(&mut writes, before, after);
    }
    writes.extend(events.iter().map(Event::write));
    write_deadlines(&mut writes, before, after, calendar);
    write_consulted(&mut writes, before, after);
    let audit = Audit::by(actor, ids.next(at_ms), at_ms, act, after.id.0, why);
    writes.push(audit.write());
    let messages = messages(after, notices, at_ms, ids)?;
    writes.extend(messages.iter().map(Message::write));
    writes.extend(more);
    tx.write(&writes).map_err(|e| match e {
        // Only the versioned update can touch no row here.
        Error::Inconsistent(odd) if odd.place.starts_with("UPDATE dossier SET version") => {
            Error::Stale { seen, stands: seen + 1 }
        }
        other => other,
    })?;
    let recorded = Recorded { before, after, happenings, actor, now_ms: at_ms, ids };
    listen::tell(listeners, tx, &recorded)
}

/// Appends the happenings to the dossier's chain and moves its end.
pub(crate) fn chain(
    dossier: &mut Dossier,
    happenings: &[Happening],
    actor: &Actor,
    at_ms: i64,
    ids: &Ids,
) -> Result<Vec<Event>> {
    let mut events = Vec::with_capacity(happenings.len());
    for happening in happenings {
        let body = serde_json::to_string(happening).map_err(|e| Error::fault("event body", e))?;
        let previous = if dossier.last_seq == 0 { ledger::GENESIS.to_vec() } else { dossier.last_hash.clone() };
        let (id, seq) = (ids.next(at_ms), dossier.last_seq + 1);
        let event = Event::after(&previous, id, dossier.id, seq, at_ms, &happening.kind, actor, body)?;
        dossier.last_seq = seq;
        dossier.last_hash = event.hash.clone();
        events.push(event);
    }
    dossier.last_at_ms = at_ms;
    Ok(events)
}

/// Every column of a row, in the order of [`columns`]. The first is the key, the second the version.
pub(crate) const ROW: [&str; 35] = [
    "id",
    "version",
    "code",
    "stage",
    "open",
    "waiting",
    "procedure_code",
    "procedure_version",
    "field",
    "channel",
    "receiving_unit",
    "deciding_unit",
    "tray_unit",
    "tray_duty",
    "tray_officer",
    "handler",
    "applicant_id",
    "name_fold",
    "accepted_ms",
    "due_ms",
    "ended_ms",
    "event_seq",
    "event_hash",
    "event_at_ms",
    "body",
    "shape",
    "applicant_name",
    "procedure_name",
    "officer_name",
    "desk_unit",
    "step",
    "step_due_ms",
    "paused",
    "door_unit",
    "delegate_number",
];

/// The edition of the projections that [`columns`] writes; rows of an older one are filled at start.
pub(crate) const SHAPE: i64 = 1;

/// The values of a row, in the order of [`ROW`].
pub(crate) fn columns<'a>(
    dossier: &'a Dossier,
    body: &'a str,
    name_fold: &'a str,
    process: &Process,
) -> Vec<Value<'a>> {
    let ms = |at: Option<DateTime>| at.map(kernel::time::instant_ms);
    let tray = project::tray(dossier, process);
    let desk = dossier.desk();
    vec![
        dossier.id.0.into(),
        dossier.version.into(),
        dossier.code.as_ref().into(),
        dossier.stage.name().into(),
        dossier.stage.is_open().into(),
        project::waiting(dossier).into(),
        (&dossier.procedure.code).into(),
        dossier.procedure.version.0.into(),
        (&dossier.procedure.field).into(),
        dossier.channel.code().into(),
        dossier.receiving.id.0.into(),
        dossier.deciding.id.0.into(),
        tray.map(|t| t.unit.0).into(),
        tray.map(|t| t.duty.code()).into(),
        tray.and_then(|t| t.officer).map(|o| o.0).into(),
        project::handler(dossier).map(|o| o.0).into(),
        dossier.applicant.person.0.into(),
        name_fold.into(),
        ms(dossier.accepted_at).into(),
        ms(dossier.due).unwrap_or(NO_DUE).into(),
        ms(dossier.ended_at).into(),
        dossier.last_seq.into(),
        dossier.last_hash.as_slice().into(),
        dossier.last_at_ms.into(),
        body.into(),
        SHAPE.into(),
        (&dossier.applicant.name).into(),
        (&dossier.procedure.name).into(),
        desk.and_then(|desk| desk.officer.as_ref()).map(|officer| &officer.name).into(),
        desk.map(|desk| desk.unit.id.0).into(),
        desk.map(|desk| desk.step as i64).into(),
        ms(desk.and_then(|desk| desk.step_due)).unwrap_or(NO_DUE).into(),
        project::paused(dossier).into(),
        dossier.pick_up_at.as_ref().map(|door| door.id.0).into(),
        project::delegate_number(dossier).into(),
    ]
}

fn insert<'a>(dossier: &'a Dossier, body: &'a str, name_fold: &'a str, process: &Process) -> Write<'a> {
    static SQL: LazyLock<String> = LazyLock::new(|| {
        let marks: Vec<String> = (1..=ROW.len()).map(|n| format!("?{n}")).collect();
        format!("INSERT INTO dossier ({}) VALUES ({})", ROW.join(", "), marks.join(", "))
    });
    Write::one(&SQL, columns(dossier, body, name_fold, process))
}

fn update<'a>(dossier: &'a Dossier, body: &'a str, name_fold: &'a str, process: &Process, seen: i64) -> Write<'a> {
    static SQL: LazyLock<String> = LazyLock::new(|| {
        let sets = ROW.iter().zip(1..).skip(1).map(|(column, n)| format!("{column} = ?{n}"));
        let sets = sets.collect::<Vec<_>>().join(", ");
        format!("UPDATE dossier SET {sets} WHERE id = ?1 AND version = ?{}", ROW.len() + 1)
    });
    let mut params = columns(dossier, body, name_fold, process);
    params.push(seen.into());
    Write::one(&SQL, params)
}

fn write_components<'a>(writes: &mut Vec<Write<'a>>, before: Option<&Dossier>, after: &'a Dossier) {
    let id = after.id.0;
    if before.is_some() {
        writes.push(Write::any("DELETE FROM dossier_component WHERE dossier_id = ?1", vec![id.into()]));
    }
    for (place, line) in after.components.iter().enumerate() {
        writes.push(Write::one(
            "INSERT INTO dossier_component (dossier_id, place, key, name, required, received, submission, originals, \
             copies, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            vec![
                id.into(),
                (place as i64).into(),
                (&line.key).into(),
                (&line.name).into(),
                line.required.into(),
                line.received.into(),
                line.submission.code().into(),
                line.originals.into(),
                line.copies.into(),
                (&line.note).into(),
            ],
        ));
    }
}

fn write_deadlines(writes: &mut Vec<Write<'_>>, before: Option<&Dossier>, after: &Dossier, calendar: &Calendar) {
    let old = before.map_or_else(BTreeMap::new, |b| project::deadlines(b, calendar));
    let new = project::deadlines(after, calendar);
    for kind in old.keys().filter(|kind| !new.contains_key(*kind)) {
        writes.push(ledger::clear_deadline(after.id, kind));
    }
    for (kind, due) in new.iter().filter(|(kind, due)| old.get(*kind) != Some(*due)) {
        writes.push(ledger::set_deadline(after.id, kind, kernel::time::instant_ms(*due)));
    }
}

fn write_consulted(writes: &mut Vec<Write<'_>>, before: Option<&Dossier>, after: &Dossier) {
    let old = before.map_or_else(BTreeMap::new, project::consulted);
    for (unit, open) in project::consulted(after).into_iter().filter(|(unit, open)| old.get(unit) != Some(open)) {
        writes.push(Write::one(
            "INSERT INTO dossier_consulted (dossier_id, unit, open) VALUES (?1, ?2, ?3) \
             ON CONFLICT (dossier_id, unit) DO UPDATE SET open = excluded.open",
            vec![after.id.0.into(), unit.0.into(), open.into()],
        ));
    }
}

/// The messages an act causes: what the applicant is told, and the status for whoever keeps in step with us.
pub(crate) fn messages(dossier: &Dossier, notices: &[Notice], at_ms: i64, ids: &Ids) -> Result<Vec<Message>> {
    let mut out = Vec::with_capacity(notices.len());
    for notice in notices {
        let body = serde_json::to_string(notice).map_err(|e| Error::fault("notice", e))?;
        let id = OutboxId(ids.next(at_ms));
        out.push(Message {
            id,
            dossier: Some(dossier.id),
            topic: "notice".into(),
            body,
            created_ms: at_ms,
            attempts: 0,
        });
    }
    Ok(out)
}

/// Puts a notice where the follow-up page shows it; the same message twice is kept once.
pub fn record_notice(tx: &mut Tx<'_>, message: &Message) -> Result<()> {
    let Some(dossier) = message.dossier else { return Ok(()) };
    let sql =
        "INSERT INTO dossier_notice (id, dossier_id, at_ms, body) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO NOTHING";
    tx.execute(sql, &[message.id.0.into(), dossier.0.into(), message.created_ms.into(), (&message.body).into()])?;
    Ok(())
}

/// What the applicant was told, newest first.
pub fn list_notices(tx: &mut Tx<'_>, id: DossierId) -> Result<Vec<(i64, Notice)>> {
    let sql = "SELECT at_ms, body FROM dossier_notice WHERE dossier_id = ?1 ORDER BY id DESC LIMIT 50";
    tx.query(sql, &[id.0.into()])?.iter().map(|row| Ok((row.int(0)?, row.json(1)?))).collect()
}
