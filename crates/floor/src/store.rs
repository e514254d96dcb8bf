//! Rows ⇄ days of halls. One statement has one home here; what may happen is decided in [`queue::hall`].

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Actor, Error, Result, TicketId, UnitId};
use queue::hall::{Event, Hall, Ticket, TicketState};
use store::{EngineKind, Migration, Tx, Value, Write};

use crate::figures::stays;
use crate::messages::Standing;
pub use crate::setup::rows::{
    list_centres, list_counters, list_services, load_centre, record_facet, record_observed, record_service,
};
pub use crate::setup::{Centre, CounterRow, Observed, ServiceRow, Settings};

pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "floor/0001_floor", sql: include_str!("../migrations/0001_floor.sql") },
    Migration { name: "floor/0002_pass", sql: include_str!("../migrations/0002_pass.sql") },
    Migration { name: "floor/0003_booking", sql: include_str!("../migrations/0003_booking.sql") },
    Migration { name: "floor/0004_duty", sql: include_str!("../migrations/0004_duty.sql") },
    Migration { name: "floor/0005_kiosk", sql: include_str!("../migrations/0005_kiosk.sql") },
    Migration { name: "floor/0006_counter", sql: include_str!("../migrations/0006_counter.sql") },
    Migration { name: "floor/0007_rating", sql: include_str!("../migrations/0007_rating.sql") },
    Migration { name: "floor/0008_observed", sql: include_str!("../migrations/0008_observed.sql") },
];

/// A hall on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HallDay {
    pub centre: UnitId,
    pub day: Date,
}

/// How far a day has come: events, and the id of the last, which tells two histories of one length apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Head {
    pub seq: i64,
    pub last: i64,
}

/// An event with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub seq: i64,
    pub id: i64,
    pub event: Event,
}

/// The head of a day; others who act on this hall wait until the act ends.
pub fn lock_day(tx: &mut Tx<'_>, hall: HallDay) -> Result<Head> {
    let (centre, day) = (hall.centre.0, hall.day.to_string());
    let wait = if tx.kind() == EngineKind::Postgres { " FOR UPDATE" } else { "" };
    let sql = format!("SELECT seq, last_id FROM floor_day WHERE centre_id = ?1 AND day = ?2{wait}");
    if let Some(row) = tx.find(&sql, &[centre.into(), (&day).into()])? {
        return Ok(Head { seq: row.int(0)?, last: row.int(1)? });
    }
    let first = "INSERT INTO floor_day (centre_id, day, seq, last_id) VALUES (?1, ?2, 0, 0) ON CONFLICT DO NOTHING";
    tx.execute(first, &[centre.into(), (&day).into()])?;
    let row = tx.find(&sql, &[centre.into(), (&day).into()])?.ok_or_else(|| Error::absent("hall"))?;
    Ok(Head { seq: row.int(0)?, last: row.int(1)? })
}

/// How far halls have come on a day: centre and number of events. Halls in which nothing happened yet are left out.
pub fn list_heads(tx: &mut Tx<'_>, day: Date, centres: &[UnitId]) -> Result<Vec<(UnitId, i64)>> {
    let named: Vec<String> = (2..centres.len() + 2).map(|n| format!("?{n}")).collect();
    let sql = format!("SELECT centre_id, seq FROM floor_day WHERE day = ?1 AND centre_id IN ({})", named.join(", "));
    let mut asked: Vec<store::Value> = vec![day.to_string().into()];
    asked.extend(centres.iter().map(|centre| centre.0.into()));
    let rows = tx.query(&sql, &asked)?;
    rows.iter().map(|row| Ok((UnitId(row.int(0)?), row.int(1)?))).collect()
}

/// Events of a day after one of them, in order.
pub fn list_events_after(tx: &mut Tx<'_>, hall: HallDay, after: i64) -> Result<Vec<Entry>> {
    let sql = "SELECT seq, id, body FROM floor_event WHERE centre_id = ?1 AND day = ?2 AND seq > ?3 ORDER BY seq";
    let rows = tx.query(sql, &[hall.centre.0.into(), hall.day.to_string().into(), after.into()])?;
    rows.iter().map(|row| Ok(Entry { seq: row.int(0)?, id: row.int(1)?, event: row.json(2)? })).collect()
}

/// Adds the events of one act and brings the tickets they touch up to date; `now` is the hall after them. Whoever adds a longer
/// stretch at once builds the day anew after it ([`rebuild`]): the officer of a visit is whoever sat there then.
pub fn record(tx: &mut Tx<'_>, hall: HallDay, entries: &[Entry], by: &Actor, now: &Hall) -> Result<()> {
    let Some(last) = entries.last() else { return Ok(()) };
    let day = hall.day.to_string();
    let actor = serde_json::to_string(by).map_err(|e| Error::fault("actor", e))?;
    let mut writes = Vec::with_capacity(entries.len() * 2 + 1);
    let mut touched: Vec<&Ticket> = Vec::new();
    for entry in entries {
        let body = serde_json::to_string(&entry.event).map_err(|e| Error::fault("event of a hall", e))?;
        writes.push(Write::one(
            "INSERT INTO floor_event (centre_id, day, seq, id, actor, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            vec![
                hall.centre.0.into(),
                day.clone().into(),
                entry.seq.into(),
                entry.id.into(),
                actor.clone().into(),
                body.into(),
            ],
        ));
        writes.extend(stays::of_entry(hall, &day, entry, now));
        let ticket = entry.event.what.ticket().and_then(|id| now.tickets.get(&id));
        touched.extend(ticket.filter(|ticket| !touched.iter().any(|other| other.id == ticket.id)));
    }
    writes.extend(touched.into_iter().map(|ticket| ticket_write(hall, &day, ticket)));
    writes.push(Write::one(
        "UPDATE floor_day SET seq = ?3, last_id = ?4, ended = ?5 WHERE centre_id = ?1 AND day = ?2",
        vec![hall.centre.0.into(), day.into(), last.seq.into(), last.id.into(), i64::from(now.over).into()],
    ));
    tx.write(&writes)
}

/// Writes a day's tickets and stays anew from its events: they are projections and nothing else. Answers how many events.
pub fn rebuild(tx: &mut Tx<'_>, hall: HallDay) -> Result<usize> {
    lock_day(tx, hall)?;
    let (entries, day) = (list_events_after(tx, hall, 0)?, hall.day.to_string());
    stays::forget_day(tx, hall)?;
    tx.execute("DELETE FROM ticket WHERE centre_id = ?1 AND day = ?2", &[hall.centre.0.into(), (&day).into()])?;
    let (now, stays) = lived(&entries);
    let mut writes = stays.writes(hall, &day);
    writes.extend(now.tickets.values().map(|ticket| ticket_write(hall, &day, ticket)));
    tx.write(&writes)?;
    Ok(entries.len())
}

/// A day lived again: the hall after its events, and who was at which counter.
pub fn lived<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> (Hall, stays::Stays) {
    let (mut now, mut stays) = (Hall::default(), stays::Stays::default());
    for entry in entries {
        now.apply(&entry.event);
        stays.take(entry, &now);
    }
    (now, stays)
}

/// A row of a projection without its key: what follows from the events.
pub type Columns = Vec<Value<'static>>;

/// The columns of [`ticket_columns`].
pub const TICKET_COLUMNS: [&str; 12] = [
    "number",
    "state",
    "class",
    "counter_id",
    "issued_ms",
    "called_ms",
    "started_ms",
    "over_ms",
    "bound_ms",
    "wanted",
    "done",
    "why",
];

/// A ticket as its row has it.
pub fn ticket_columns(ticket: &Ticket) -> Columns {
    let (over, why) = match ticket.state {
        TicketState::Finished { at } => (Some(at), None),
        TicketState::Left { at, why } => (Some(at), Some(why.code())),
        _ => (None, None),
    };
    vec![
        ticket.number.to_string().into(),
        ticket.state.code().into(),
        ticket.class.code().into(),
        ticket.state.counter().map(|counter| counter.0).into(),
        ticket.issued.into(),
        ticket.first_called.into(),
        ticket.first_started.into(),
        over.into(),
        ticket.bound.into(),
        (ticket.services.and(ticket.done).0 as i64).into(),
        (ticket.done.0 as i64).into(),
        why.into(),
    ]
}

fn ticket_write<'w>(hall: HallDay, day: &str, ticket: &Ticket) -> Write<'w> {
    let mut values: Vec<Value<'w>> = vec![ticket.id.0.into(), hall.centre.0.into(), day.to_string().into()];
    values.extend(ticket_columns(ticket));
    Write::one(
        "INSERT INTO ticket (id, centre_id, day, number, state, class, counter_id, issued_ms, called_ms, started_ms, \
         over_ms, bound_ms, wanted, done, why) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) \
         ON CONFLICT (id) DO UPDATE SET \
         state = excluded.state, class = excluded.class, counter_id = excluded.counter_id, called_ms = excluded.called_ms, \
         started_ms = excluded.started_ms, over_ms = excluded.over_ms, bound_ms = excluded.bound_ms, \
         wanted = excluded.wanted, done = excluded.done, why = excluded.why",
        values,
    )
}

/// How far a ticket has come.
pub fn find_standing(tx: &mut Tx<'_>, ticket: TicketId) -> Result<Option<Standing>> {
    let row = tx.find("SELECT number, state, bound_ms FROM ticket WHERE id = ?1", &[ticket.0.into()])?;
    let standing = |row: store::Row| {
        Ok(Standing { number: row.text(0)?.into(), state: row.text(1)?.into(), bound: row.opt_int(2)? })
    };
    row.map(standing).transpose()
}

/// The tickets of a day as their rows stand, by id.
pub fn list_ticket_rows(tx: &mut Tx<'_>, hall: HallDay) -> Result<BTreeMap<i64, Columns>> {
    let sql = format!("SELECT id, {} FROM ticket WHERE centre_id = ?1 AND day = ?2", TICKET_COLUMNS.join(", "));
    let rows = tx.query(&sql, &[hall.centre.0.into(), hall.day.to_string().into()])?;
    rows.iter().map(|row| Ok((row.int(0)?, row.values()[1..].to_vec()))).collect()
}

/// All days of all halls after one of them, a page at a time.
pub fn list_halls_after(tx: &mut Tx<'_>, after: Option<HallDay>, limit: i64) -> Result<Vec<HallDay>> {
    let sql = "SELECT centre_id, day FROM floor_day WHERE centre_id > ?1 OR (centre_id = ?1 AND day > ?2) \
               ORDER BY centre_id, day LIMIT ?3";
    let (centre, day) = after.map_or((i64::MIN, String::new()), |hall| (hall.centre.0, hall.day.to_string()));
    let rows = tx.query(sql, &[centre.into(), day.into(), limit.into()])?;
    rows.iter().map(|row| Ok(HallDay { centre: UnitId(row.int(0)?), day: day_of(row.text(1)?)? })).collect()
}

/// How far a day says it has come, and whether it says it was closed.
pub fn find_head(tx: &mut Tx<'_>, hall: HallDay) -> Result<Option<(Head, bool)>> {
    let sql = "SELECT seq, last_id, ended FROM floor_day WHERE centre_id = ?1 AND day = ?2";
    let row = tx.find(sql, &[hall.centre.0.into(), hall.day.to_string().into()])?;
    row.map(|row| Ok((Head { seq: row.int(0)?, last: row.int(1)? }, row.flag(2)?))).transpose()
}

/// The lines of a day one by one: (seq, id, the event or why it cannot be read).
pub fn list_lines(tx: &mut Tx<'_>, hall: HallDay) -> Result<Vec<(i64, i64, Result<Event>)>> {
    let sql = "SELECT seq, id, body FROM floor_event WHERE centre_id = ?1 AND day = ?2 ORDER BY seq";
    let rows = tx.query(sql, &[hall.centre.0.into(), hall.day.to_string().into()])?;
    rows.iter().map(|row| Ok((row.int(0)?, row.int(1)?, row.json(2)))).collect()
}

/// Tables with rows that name a day or a ticket that is not there, and how many.
pub fn count_strays(tx: &mut Tx<'_>) -> Result<Vec<(&'static str, i64)>> {
    let mut found = Vec::new();
    for table in ["floor_event", "ticket", "floor_stay"] {
        let sql = format!(
            "SELECT COUNT(*) FROM {table} t WHERE NOT EXISTS \
             (SELECT 1 FROM floor_day d WHERE d.centre_id = t.centre_id AND d.day = t.day)"
        );
        found.push((table, tx.count(&sql, &[])?));
    }
    for table in ["floor_pass", "floor_kiosk_ticket", "ticket_dossier", "rating", "appointment"] {
        let sql = format!(
            "SELECT COUNT(*) FROM {table} t WHERE t.ticket_id IS NOT NULL AND NOT EXISTS \
             (SELECT 1 FROM ticket n WHERE n.id = t.ticket_id)"
        );
        found.push((table, tx.count(&sql, &[])?));
    }
    found.retain(|(_, n)| *n > 0);
    Ok(found)
}

/// Where a ticket was issued; none when there is none of this id.
pub fn find_hall_of(tx: &mut Tx<'_>, ticket: TicketId) -> Result<Option<HallDay>> {
    let row = tx.find("SELECT centre_id, day FROM ticket WHERE id = ?1", &[ticket.0.into()])?;
    row.map(|row| Ok(HallDay { centre: UnitId(row.int(0)?), day: day_of(row.text(1)?)? })).transpose()
}

/// Days of a hall before one of them that had events, latest first, with the share their bounds were taken at (none: nothing
/// was promised).
pub fn list_days_before(tx: &mut Tx<'_>, hall: HallDay, limit: i64) -> Result<Vec<(Date, Option<f64>)>> {
    let sql =
        "SELECT day, share_ppm FROM floor_day WHERE centre_id = ?1 AND day < ?2 AND seq > 0 ORDER BY day DESC LIMIT ?3";
    let rows = tx.query(sql, &[hall.centre.0.into(), hall.day.to_string().into(), limit.into()])?;
    let share = |ppm: i64| (ppm > 0).then_some(ppm as f64 / 1e6);
    rows.iter().map(|row| Ok((day_of(row.text(0)?)?, share(row.int(1)?)))).collect()
}

/// Notes at which share a day's bounds are taken.
pub fn record_share(tx: &mut Tx<'_>, hall: HallDay, share: f64) -> Result<()> {
    let sql = "UPDATE floor_day SET share_ppm = ?3 WHERE centre_id = ?1 AND day = ?2";
    let ppm = (share * 1e6) as i64;
    tx.execute(sql, &[hall.centre.0.into(), hall.day.to_string().into(), ppm.into()]).map(drop)
}

/// Days before this one that nobody has closed.
pub fn list_unended(tx: &mut Tx<'_>, today: Date) -> Result<Vec<HallDay>> {
    let sql = "SELECT centre_id, day FROM floor_day WHERE ended = 0 AND day < ?1 ORDER BY day LIMIT 100";
    let rows = tx.query(sql, &[today.to_string().into()])?;
    rows.iter().map(|row| Ok(HallDay { centre: UnitId(row.int(0)?), day: day_of(row.text(1)?)? })).collect()
}

fn day_of(text: &str) -> Result<Date> {
    text.parse().map_err(|e| Error::fault("day of a hall", e))
}
