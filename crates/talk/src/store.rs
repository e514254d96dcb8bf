//! Rows ⇄ talks, rooms, meetings, and who is held when. What may happen is decided in [`crate::decide`].

use jiff::civil::Date;
use kernel::{Actor, DossierId, Error, MeetingId, OfficerId, Result, RoomId, TalkId, UnitId};
use store::{Migration, Row, Tx, Value, Write};

use crate::model::{Held, Meeting, Room, Slot, Talk};

pub const MIGRATIONS: &[Migration] =
    &[Migration { name: "talk/0001_talk", sql: include_str!("../migrations/0001_talk.sql") }];

/// Talks on one page of a list.
pub const PAGE: i64 = 200;

fn json<T: serde::Serialize>(what: &'static str, value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::fault(what, e))
}

fn from_ms(slot: &Slot) -> i64 {
    kernel::time::instant_ms(slot.from)
}

fn until_ms(slot: &Slot) -> i64 {
    kernel::time::instant_ms(slot.until())
}

/// The first and the last millisecond of days.
fn days_ms(from: Date, until: Date) -> (i64, i64) {
    let begin = kernel::time::instant_ms(from.at(0, 0, 0, 0));
    (begin, kernel::time::instant_ms(until.tomorrow().unwrap_or(Date::MAX).at(0, 0, 0, 0)) - 1)
}

fn listed(units: &[UnitId], first: usize) -> String {
    (first..first + units.len()).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ")
}

// ── talks ───────────────────────────────────────────────────────────────────────────────────────────────────────

fn talk_at(row: &Row) -> Result<Talk> {
    let mut talk: Talk = row.json(1)?;
    talk.version = row.int(0)?;
    Ok(talk)
}

fn talks(rows: &[Row]) -> Result<Vec<Talk>> {
    rows.iter().map(talk_at).collect()
}

pub fn load(tx: &mut Tx<'_>, id: TalkId) -> Result<Talk> {
    let found = tx.find("SELECT version, body FROM talk WHERE id = ?1", &[id.0.into()])?;
    found.as_ref().map(talk_at).transpose()?.ok_or_else(|| Error::absent(id.to_string()))
}

/// The talk whose room a code opens, whether it opens it now or not.
pub fn find_by_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<Talk>> {
    tx.find("SELECT version, body FROM talk WHERE code = ?1", &[code.into()])?.as_ref().map(talk_at).transpose()
}

/// Whose talks a list shows: those of an officer and of their unit that nobody took, and those of centres.
#[derive(Debug, Clone)]
pub struct Whose {
    pub officer: OfficerId,
    pub unit: UnitId,
    /// Centres whose reception the officer is; `None`: all.
    pub centres: Option<Vec<UnitId>>,
}

/// Talks within days, in the order of their time.
pub fn list(tx: &mut Tx<'_>, whose: &Whose, (first, last): (Date, Date), open_only: bool) -> Result<Vec<Talk>> {
    let (begin, end) = days_ms(first, last);
    let mut params: Vec<Value<'_>> =
        vec![whose.officer.0.into(), whose.unit.0.into(), begin.into(), end.into(), PAGE.into()];
    let centres = match &whose.centres {
        None => " OR 1 = 1".to_string(),
        Some(units) if units.is_empty() => String::new(),
        Some(units) => {
            params.extend(units.iter().map(|unit| unit.0.into()));
            format!(" OR centre_id IN ({})", listed(units, 6))
        }
    };
    let open = if open_only { "is_open = 1 AND" } else { "" };
    let sql = format!(
        "SELECT version, body FROM talk WHERE {open} from_ms >= ?3 AND from_ms <= ?4 AND (officer_id = ?1 \
         OR (officer_id IS NULL AND unit_id = ?2){centres}) ORDER BY from_ms, id LIMIT ?5"
    );
    talks(&tx.query(&sql, &params)?)
}

/// The talks about a dossier, in the order of their time.
pub fn list_of_dossier(tx: &mut Tx<'_>, dossier: DossierId) -> Result<Vec<Talk>> {
    let sql = "SELECT version, body FROM talk WHERE dossier_id = ?1 ORDER BY from_ms, id LIMIT ?2";
    talks(&tx.query(sql, &[dossier.0.into(), PAGE.into()])?)
}

/// Talks of a centre's rooms on a day that were not called off.
pub fn list_in_rooms(tx: &mut Tx<'_>, centre: UnitId, day: Date) -> Result<Vec<Talk>> {
    let (begin, end) = days_ms(day, day);
    let sql = "SELECT version, body FROM talk WHERE centre_id = ?1 AND room_id IS NOT NULL AND from_ms >= ?2 \
               AND from_ms <= ?3 AND state NOT IN ('declined', 'cancelled') ORDER BY from_ms, id";
    talks(&tx.query(sql, &[centre.0.into(), begin.into(), end.into()])?)
}

/// Open talks that began before a moment: those among them whose time is over, and those that still go on.
pub fn list_open_before(tx: &mut Tx<'_>, before_ms: i64) -> Result<Vec<Talk>> {
    let sql = "SELECT version, body FROM talk WHERE is_open = 1 AND from_ms <= ?1 ORDER BY from_ms, id LIMIT ?2";
    talks(&tx.query(sql, &[before_ms.into(), PAGE.into()])?)
}

/// Talks whose officers are to be reminded: they begin within a stretch and nobody was.
pub fn list_to_remind(tx: &mut Tx<'_>, now_ms: i64, until_ms: i64) -> Result<Vec<Talk>> {
    let sql = "SELECT version, body FROM talk WHERE is_open = 1 AND reminded = 0 AND from_ms > ?1 AND from_ms <= ?2 \
               ORDER BY from_ms, id LIMIT ?3";
    talks(&tx.query(sql, &[now_ms.into(), until_ms.into(), PAGE.into()])?)
}

/// The row of a talk that is born.
pub fn write_born(talk: &Talk) -> Result<Write<'static>> {
    let columns = columns(talk)?;
    Ok(Write::one(
        "INSERT INTO talk (id, version, code, centre_id, unit_id, officer_id, dossier_id, room_id, state, is_open, from_ms, \
         until_ms, reminded, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        columns,
    ))
}

/// The row of a talk after a step; it must stand as it was read.
pub fn write_talk(talk: &Talk, seen: i64) -> Result<Write<'static>> {
    let mut columns = columns(talk)?;
    columns.push(seen.into());
    Ok(Write::one(
        "UPDATE talk SET version = ?2, code = ?3, centre_id = ?4, unit_id = ?5, officer_id = ?6, dossier_id = ?7, room_id = ?8, \
         state = ?9, is_open = ?10, from_ms = ?11, until_ms = ?12, reminded = ?13, body = ?14 WHERE id = ?1 AND version = ?15",
        columns,
    ))
}

fn columns(talk: &Talk) -> Result<Vec<Value<'static>>> {
    Ok(vec![
        talk.id.0.into(),
        talk.version.into(),
        talk.code.clone().into(),
        talk.centre.id.0.into(),
        talk.unit.id.0.into(),
        talk.officer.as_ref().map(|officer| officer.id.0).into(),
        talk.about.as_ref().map(|about| about.id.0).into(),
        talk.room.as_ref().map(|room| room.id.0).into(),
        talk.state.word().into(),
        talk.state.is_open().into(),
        from_ms(&talk.slot).into(),
        until_ms(&talk.slot).into(),
        talk.reminded.into(),
        json("talk", talk)?.into(),
    ])
}

/// A line of a talk's own log; its place follows from the talk's version.
pub fn write_event(talk: &Talk, at_ms: i64, actor: &Actor, kind: &str, body: String) -> Result<Write<'static>> {
    Ok(Write::one(
        "INSERT INTO talk_event (talk_id, seq, at_ms, actor, kind, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        vec![
            talk.id.0.into(),
            talk.version.into(),
            at_ms.into(),
            json("actor", actor)?.into(),
            kind.to_string().into(),
            body.into(),
        ],
    ))
}

/// A line of a talk's log as it is kept: moment, actor (JSON), kind.
pub type Line = (i64, String, String);

pub fn list_events(tx: &mut Tx<'_>, talk: TalkId) -> Result<Vec<Line>> {
    let sql = "SELECT at_ms, actor, kind FROM talk_event WHERE talk_id = ?1 ORDER BY seq";
    let rows = tx.query(sql, &[talk.0.into()])?;
    rows.iter().map(|row| Ok((row.int(0)?, row.text(1)?.into(), row.text(2)?.into()))).collect()
}

/// A row that no longer stands as it was read: somebody was faster.
pub fn stale(error: Error) -> Error {
    match error {
        Error::Inconsistent(odd)
            if ["UPDATE talk ", "UPDATE meeting"].iter().any(|update| odd.place.starts_with(update)) =>
        {
            Error::Stale { seen: 0, stands: 0 }
        }
        other => other,
    }
}

// ── who is held when ────────────────────────────────────────────────────────────────────────────────────────────

/// Holds every step of a slot. Held already by somebody else: the act fails on the key.
pub fn write_holds(holder: i64, held: Held, slot: &Slot) -> Vec<Write<'static>> {
    let step = |at| {
        Write::one(
            "INSERT INTO talk_hold (what, who, slot_ms, holder) VALUES (?1, ?2, ?3, ?4)",
            vec![held.word().into(), held.number().into(), kernel::time::instant_ms(at).into(), holder.into()],
        )
    };
    slot.steps().map(step).collect()
}

/// Lets go of everything a talk or meeting holds.
pub fn write_free(holder: i64) -> Write<'static> {
    Write::any("DELETE FROM talk_hold WHERE holder = ?1", vec![holder.into()])
}

/// The first step of a slot that somebody else holds, if any.
pub fn find_hold(tx: &mut Tx<'_>, held: Held, slot: &Slot, except: i64) -> Result<Option<i64>> {
    let sql = "SELECT MIN(slot_ms) FROM talk_hold WHERE what = ?1 AND who = ?2 AND slot_ms >= ?3 AND slot_ms < ?4 \
               AND holder <> ?5";
    let params = [held.word().into(), held.number().into(), from_ms(slot).into(), until_ms(slot).into(), except.into()];
    match tx.find(sql, &params)? {
        Some(row) => row.opt_int(0),
        None => Ok(None),
    }
}

/// Holds of talks and meetings that are closed and lie ahead: there must be none. For checks.
pub fn count_idle_holds(tx: &mut Tx<'_>, now_ms: i64) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM talk_hold h WHERE h.slot_ms > ?1 \
               AND NOT EXISTS (SELECT 1 FROM talk t WHERE t.id = h.holder AND t.is_open = 1) \
               AND NOT EXISTS (SELECT 1 FROM meeting m WHERE m.id = h.holder AND m.is_open = 1)";
    tx.count(sql, &[now_ms.into()])
}

// ── rooms ───────────────────────────────────────────────────────────────────────────────────────────────────────

fn room_at(row: &Row) -> Result<Room> {
    Ok(Room {
        id: RoomId(row.int(0)?),
        version: row.int(1)?,
        centre: UnitId(row.int(2)?),
        name: row.text(3)?.into(),
        seats: row.int(4)?,
        has_camera: row.flag(5)?,
        note: row.text(6)?.into(),
        kept: row.flag(7)?,
    })
}

/// The rooms of a centre that are used, by name.
pub fn list_rooms(tx: &mut Tx<'_>, centre: UnitId) -> Result<Vec<Room>> {
    let sql = "SELECT id, version, centre_id, name, seats, has_camera, note, kept FROM meeting_room \
               WHERE centre_id = ?1 AND kept = 1 ORDER BY name, id";
    tx.query(sql, &[centre.0.into()])?.iter().map(room_at).collect()
}

pub fn load_room(tx: &mut Tx<'_>, id: RoomId) -> Result<Room> {
    let sql = "SELECT id, version, centre_id, name, seats, has_camera, note, kept FROM meeting_room WHERE id = ?1";
    let found = tx.find(sql, &[id.0.into()])?;
    found.as_ref().map(room_at).transpose()?.ok_or_else(|| Error::absent(id.to_string()))
}

pub fn write_room(room: &Room, seen: Option<i64>) -> Write<'static> {
    let mut columns: Vec<Value<'static>> = vec![
        room.id.0.into(),
        room.version.into(),
        room.centre.0.into(),
        room.name.clone().into(),
        room.seats.into(),
        room.has_camera.into(),
        room.note.clone().into(),
        room.kept.into(),
    ];
    let Some(seen) = seen else {
        return Write::one(
            "INSERT INTO meeting_room (id, version, centre_id, name, seats, has_camera, note, kept) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            columns,
        );
    };
    columns.push(seen.into());
    Write::one(
        "UPDATE meeting_room SET version = ?2, centre_id = ?3, name = ?4, seats = ?5, has_camera = ?6, note = ?7, kept = ?8 \
         WHERE id = ?1 AND version = ?9",
        columns,
    )
}

// ── meetings ────────────────────────────────────────────────────────────────────────────────────────────────────

fn meeting_at(row: &Row) -> Result<Meeting> {
    let mut meeting: Meeting = row.json(1)?;
    meeting.version = row.int(0)?;
    Ok(meeting)
}

pub fn load_meeting(tx: &mut Tx<'_>, id: MeetingId) -> Result<Meeting> {
    let found = tx.find("SELECT version, body FROM meeting WHERE id = ?1", &[id.0.into()])?;
    found.as_ref().map(meeting_at).transpose()?.ok_or_else(|| Error::absent(id.to_string()))
}

/// A centre's meetings of a day that stand.
pub fn list_meetings(tx: &mut Tx<'_>, centre: UnitId, day: Date) -> Result<Vec<Meeting>> {
    let (begin, end) = days_ms(day, day);
    let sql = "SELECT version, body FROM meeting WHERE centre_id = ?1 AND is_open = 1 AND from_ms >= ?2 AND from_ms <= ?3 \
               ORDER BY from_ms, id";
    tx.query(sql, &[centre.0.into(), begin.into(), end.into()])?.iter().map(meeting_at).collect()
}

/// How many bookings of a room lie ahead.
pub fn count_ahead(tx: &mut Tx<'_>, room: RoomId, now_ms: i64) -> Result<i64> {
    let sql = "SELECT (SELECT COUNT(*) FROM talk WHERE room_id = ?1 AND is_open = 1 AND until_ms > ?2) \
               + (SELECT COUNT(*) FROM meeting WHERE room_id = ?1 AND is_open = 1 AND until_ms > ?2)";
    tx.count(sql, &[room.0.into(), now_ms.into()])
}

pub fn write_meeting(meeting: &Meeting, seen: Option<i64>) -> Result<Write<'static>> {
    let mut columns: Vec<Value<'static>> = vec![
        meeting.id.0.into(),
        meeting.version.into(),
        meeting.centre.0.into(),
        meeting.room.id.0.into(),
        meeting.about.as_ref().map(|about| about.id.0).into(),
        meeting.cancelled.is_none().into(),
        from_ms(&meeting.slot).into(),
        until_ms(&meeting.slot).into(),
        json("meeting", meeting)?.into(),
    ];
    let Some(seen) = seen else {
        return Ok(Write::one(
            "INSERT INTO meeting (id, version, centre_id, room_id, dossier_id, is_open, from_ms, until_ms, body) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            columns,
        ));
    };
    columns.push(seen.into());
    Ok(Write::one(
        "UPDATE meeting SET version = ?2, centre_id = ?3, room_id = ?4, dossier_id = ?5, is_open = ?6, from_ms = ?7, until_ms = ?8, \
         body = ?9 WHERE id = ?1 AND version = ?10",
        columns,
    ))
}
