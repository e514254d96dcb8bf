//! Rows ⇄ appointments and call-back requests. What may happen to them is decided in [`super::decide`].

use jiff::civil::Date;
use kernel::{AccountId, Actor, AppointmentId, Error, Result, TicketId, UnitId};
use queue::hall::Services;
use queue::rule::Class;
use store::{Row, Tx, Value, Write};

use super::decide::Held;
use super::model::{Appointment, Callback, Happened, State, Visitor};
use crate::duty::model::Span;

fn json<T: serde::Serialize>(what: &'static str, value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::fault(what, e))
}

/// Takes what two bookings must not do at the same moment; others wait until the act ends. Call it before reading what it
/// guards, for everything at once: in one order for everybody.
pub fn lock(tx: &mut Tx<'_>, mut what: Vec<String>, now_ms: i64) -> Result<()> {
    what.sort();
    what.dedup();
    for what in what {
        let sql = "INSERT INTO booking_lock (what, at_ms) VALUES (?1, ?2) ON CONFLICT (what) DO UPDATE SET at_ms = excluded.at_ms";
        tx.execute(sql, &[what.into(), now_ms.into()])?;
    }
    Ok(())
}

/// Forgets what nobody has taken since a moment.
pub fn forget_locks(tx: &mut Tx<'_>, before_ms: i64) -> Result<u64> {
    tx.execute("DELETE FROM booking_lock WHERE at_ms < ?1", &[before_ms.into()])
}

/// A row that was written by somebody else in between.
pub fn stale(error: Error) -> Error {
    match error {
        Error::Inconsistent(odd) if odd.place.starts_with("UPDATE appointment SET") => {
            Error::Stale { seen: 0, stands: 1 }
        }
        Error::Inconsistent(odd) if odd.place.starts_with("UPDATE callback SET") => Error::Stale { seen: 0, stands: 1 },
        other => other,
    }
}

const COLUMNS: &str = "id, version, body";

fn appointment(row: &Row) -> Result<Appointment> {
    let mut one: Appointment = row.json(2)?;
    (one.id, one.version) = (AppointmentId(row.int(0)?), row.int(1)?);
    Ok(one)
}

fn list(tx: &mut Tx<'_>, rest: &str, params: &[Value<'_>]) -> Result<Vec<Appointment>> {
    tx.query(&format!("SELECT {COLUMNS} FROM appointment WHERE {rest}"), params)?.iter().map(appointment).collect()
}

pub fn load(tx: &mut Tx<'_>, id: AppointmentId) -> Result<Appointment> {
    list(tx, "id = ?1", &[id.0.into()])?.pop().ok_or_else(|| Error::absent(id.to_string()))
}

pub fn find_by_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<Appointment>> {
    Ok(list(tx, "code = ?1", &[code.into()])?.pop())
}

/// The appointment that came with a ticket.
pub fn find_by_ticket(tx: &mut Tx<'_>, ticket: TicketId) -> Result<Option<Appointment>> {
    Ok(list(tx, "ticket_id = ?1", &[ticket.0.into()])?.pop())
}

/// All of a centre's day in the order of their slots, also those that were cancelled.
pub fn list_day(tx: &mut Tx<'_>, centre: UnitId, day: Date) -> Result<Vec<Appointment>> {
    let rest = "centre_id = ?1 AND day = ?2 AND state <> 'waiting' ORDER BY from_min, id";
    list(tx, rest, &[centre.0.into(), day.to_string().into()])
}

/// Everything that one who may be this visitor has from a day on; [`Visitor::is`] says whether they are.
pub fn list_of_visitor(tx: &mut Tx<'_>, visitor: &Visitor, first: Date) -> Result<Vec<Appointment>> {
    let rest = "day >= ?3 AND (phone = ?1 OR number = ?2 OR account_id = ?4) ORDER BY day, from_min, id";
    let (phone, number) = (visitor.phone.as_str(), visitor.number.as_deref());
    let account = visitor.account.map(|id| id.0);
    list(tx, rest, &[phone.into(), number.into(), first.to_string().into(), account.into()])
}

/// An account's appointments, newest first.
pub fn list_of_account(tx: &mut Tx<'_>, account: AccountId, limit: i64) -> Result<Vec<Appointment>> {
    list(tx, "account_id = ?1 ORDER BY day DESC, from_min DESC, id DESC LIMIT ?2", &[account.0.into(), limit.into()])
}

/// A centre's waiting list in the order in which offers are made: who missed fewer first, then who came first.
pub fn list_waiting(tx: &mut Tx<'_>, centre: UnitId) -> Result<Vec<Appointment>> {
    list(tx, "state = 'waiting' AND centre_id = ?1 ORDER BY missed, id", &[centre.0.into()])
}

/// Centres where somebody waits for a slot.
pub fn list_waited_centres(tx: &mut Tx<'_>) -> Result<Vec<UnitId>> {
    let rows =
        tx.query("SELECT DISTINCT centre_id FROM appointment WHERE state = 'waiting' ORDER BY centre_id", &[])?;
    rows.iter().map(|row| row.int(0).map(UnitId)).collect()
}

/// Entries of the waiting list whose last day has gone by, some at a time. The wish stands in the body; a day is early enough.
pub fn list_waiting_before(tx: &mut Tx<'_>, today: Date) -> Result<Vec<Appointment>> {
    let all = list(tx, "state = 'waiting' AND day < ?1 ORDER BY id", &[today.to_string().into()])?;
    Ok(all.into_iter().filter(|one| one.wish.is_none_or(|wish| wish.last < today)).collect())
}

/// Offers whose time is over.
pub fn list_lapsed(tx: &mut Tx<'_>, now_ms: i64, limit: i64) -> Result<Vec<Appointment>> {
    let rest = "state = 'offered' AND offer_until_ms < ?1 ORDER BY offer_until_ms, id LIMIT ?2";
    list(tx, rest, &[now_ms.into(), limit.into()])
}

/// Those of whom a reminder is due.
pub fn list_to_remind(tx: &mut Tx<'_>, now_ms: i64, limit: i64) -> Result<Vec<Appointment>> {
    list(tx, "remind_ms <= ?1 ORDER BY remind_ms, id LIMIT ?2", &[now_ms.into(), limit.into()])
}

/// Those expected before a day who never came.
pub fn list_missed(tx: &mut Tx<'_>, today: Date, limit: i64) -> Result<Vec<Appointment>> {
    let rest = "state IN ('booked', 'moved') AND day < ?1 ORDER BY id LIMIT ?2";
    list(tx, rest, &[today.to_string().into(), limit.into()])
}

/// Who has a place in a centre's days, by day, in the order they got it.
pub fn list_held(tx: &mut Tx<'_>, centre: UnitId, first: Date, last: Date) -> Result<Vec<(Date, Held)>> {
    let rest =
        "centre_id = ?1 AND day >= ?2 AND day <= ?3 AND state IN ('offered', 'booked', 'moved', 'arrived') ORDER BY id";
    let all = list(tx, rest, &[centre.0.into(), first.to_string().into(), last.to_string().into()])?;
    Ok(all
        .into_iter()
        .map(|one| (one.when.day, Held { id: one.id, span: one.when.span, services: one.services }))
        .collect())
}

/// When those who are booked for a day and have not come are expected, and for what: nothing about who they are.
pub fn list_expected(tx: &mut Tx<'_>, centre: UnitId, day: Date) -> Result<Vec<(Class, Services)>> {
    let rest = "centre_id = ?1 AND day = ?2 AND state IN ('booked', 'moved') ORDER BY from_min, id";
    let all = list(tx, rest, &[centre.0.into(), day.to_string().into()])?;
    Ok(all.iter().map(|one| (one.class(), one.services)).collect())
}

/// How one day of a centre went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayFigures {
    pub day: Date,
    /// Booked at all, whatever became of it.
    pub booked: i64,
    pub came: i64,
    pub no_show: i64,
    pub cancelled: i64,
}

/// A centre's appointments by day, from one to another.
pub fn list_figures(tx: &mut Tx<'_>, centre: UnitId, first: Date, last: Date) -> Result<Vec<DayFigures>> {
    let sql = "SELECT day, COUNT(*), SUM(CASE WHEN state = 'arrived' THEN 1 ELSE 0 END), \
               SUM(CASE WHEN state = 'no_show' THEN 1 ELSE 0 END), SUM(CASE WHEN state = 'cancelled' THEN 1 ELSE 0 END) \
               FROM appointment WHERE centre_id = ?1 AND day >= ?2 AND day <= ?3 \
               AND state NOT IN ('waiting', 'offered') AND until_min > 0 GROUP BY day ORDER BY day";
    let rows = tx.query(sql, &[centre.0.into(), first.to_string().into(), last.to_string().into()])?;
    let figures = |row: &Row| {
        Ok(DayFigures {
            day: row.text(0)?.parse().map_err(|e| Error::fault("day of appointments", e))?,
            booked: row.int(1)?,
            came: row.int(2)?,
            no_show: row.int(3)?,
            cancelled: row.int(4)?,
        })
    };
    rows.iter().map(figures).collect()
}

/// The writes of a new appointment.
pub fn write_new(one: &Appointment) -> Result<Write<'static>> {
    let sql = "INSERT INTO appointment (id, version, code, centre_id, day, from_min, until_min, state, phone, number, folded, \
               account_id, person_id, ticket_id, offer_until_ms, remind_ms, missed, body) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";
    Ok(Write::one(sql, values(one)?))
}

/// The appointment as it is after something happened; it must stand at the version before.
pub fn write(one: &Appointment) -> Result<Write<'static>> {
    let sql = "UPDATE appointment SET version = ?2, code = ?3, centre_id = ?4, day = ?5, from_min = ?6, until_min = ?7, \
               state = ?8, phone = ?9, number = ?10, folded = ?11, account_id = ?12, person_id = ?13, ticket_id = ?14, \
               offer_until_ms = ?15, remind_ms = ?16, missed = ?17, body = ?18 WHERE id = ?1 AND version = ?2 - 1";
    Ok(Write::one(sql, values(one)?))
}

fn values(one: &Appointment) -> Result<Vec<Value<'static>>> {
    let (ticket, offer) = match one.state {
        State::Arrived { ticket, .. } => (Some(ticket.0), None),
        State::Offered { until_ms } => (None, Some(until_ms)),
        State::Waiting | State::Booked | State::Moved { .. } | State::Cancelled { .. } | State::NoShow { .. } => {
            (None, None)
        }
    };
    Ok(vec![
        one.id.0.into(),
        one.version.into(),
        one.code.clone().into(),
        one.centre.0.into(),
        one.when.day.to_string().into(),
        i64::from(one.when.span.from).into(),
        i64::from(one.when.span.until).into(),
        one.state.code().into(),
        one.visitor.phone.clone().into(),
        one.visitor.number.clone().into(),
        one.visitor.folded().into(),
        one.visitor.account.map(|id| id.0).into(),
        one.visitor.person.map(|id| id.0).into(),
        ticket.into(),
        offer.into(),
        one.remind_ms().into(),
        one.wish.map_or(0, |wish| i64::from(wish.missed)).into(),
        json("appointment", one)?.into(),
    ])
}

/// The line of an appointment's history; its number is its version.
pub fn write_event(one: &Appointment, at_ms: i64, by: &Actor, happened: &Happened) -> Result<Write<'static>> {
    Ok(Write::one(
        "INSERT INTO appointment_event (appointment_id, seq, at_ms, kind, actor, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        vec![
            one.id.0.into(),
            one.version.into(),
            at_ms.into(),
            happened.code().into(),
            json("actor", by)?.into(),
            json("event of an appointment", happened)?.into(),
        ],
    ))
}

/// What happened to an appointment, oldest first.
pub fn list_events(tx: &mut Tx<'_>, id: AppointmentId) -> Result<Vec<(i64, Actor, Happened)>> {
    let sql = "SELECT at_ms, actor, body FROM appointment_event WHERE appointment_id = ?1 ORDER BY seq";
    tx.query(sql, &[id.0.into()])?.iter().map(|row| Ok((row.int(0)?, row.json(1)?, row.json(2)?))).collect()
}

// ── call-back requests ──────────────────────────────────────────────────────────────────────────────────────────

fn callback(row: &Row) -> Result<Callback> {
    let mut one: Callback = row.json(2)?;
    (one.id, one.version) = (row.int(0)?, row.int(1)?);
    Ok(one)
}

pub fn load_callback(tx: &mut Tx<'_>, id: i64) -> Result<Callback> {
    let row = tx.find("SELECT id, version, body FROM callback WHERE id = ?1", &[id.into()])?;
    row.as_ref().map_or_else(|| Err(Error::absent("callback")), callback)
}

/// A centre's requests: those still open, oldest first, or those that are done, newest first.
pub fn list_callbacks(tx: &mut Tx<'_>, centre: UnitId, done: bool) -> Result<Vec<Callback>> {
    const MOST: i64 = 500;
    let rest = if done { "state = 'done' ORDER BY id DESC" } else { "state <> 'done' ORDER BY id" };
    let sql = format!("SELECT id, version, body FROM callback WHERE centre_id = ?1 AND {rest} LIMIT {MOST}");
    tx.query(&sql, &[centre.0.into()])?.iter().map(callback).collect()
}

pub fn write_callback(one: &Callback) -> Result<Write<'static>> {
    let values = vec![
        one.id.into(),
        one.version.into(),
        one.centre.0.into(),
        one.state.code().into(),
        json("callback", one)?.into(),
    ];
    Ok(match one.version {
        1 => {
            Write::one("INSERT INTO callback (id, version, centre_id, state, body) VALUES (?1, ?2, ?3, ?4, ?5)", values)
        }
        _ => Write::one(
            "UPDATE callback SET version = ?2, centre_id = ?3, state = ?4, body = ?5 WHERE id = ?1 AND version = ?2 - 1",
            values,
        ),
    })
}

/// The span a row keeps for somebody without a slot.
pub const NO_SLOT: Span = Span { from: 0, until: 0 };
