//! Rows ⇄ dossiers of a visit, and acts that came late.

use kernel::{DossierId, OfficerId, Result, TicketId, UnitId};
use store::{Row, Tx, Write};

use crate::store::HallDay;

/// A ticket that a dossier belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    pub ticket: TicketId,
    pub number: String,
    pub centre: UnitId,
    pub day: String,
}

/// The dossier was begun for the visitor with this ticket. Said twice, it is said once.
pub fn write_dossier<'w>(ticket: TicketId, dossier: DossierId, now_ms: i64) -> Write<'w> {
    Write::one(
        "INSERT INTO ticket_dossier (ticket_id, dossier_id, made_ms) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        vec![ticket.0.into(), dossier.0.into(), now_ms.into()],
    )
}

/// Dossiers begun for a ticket, in order.
pub fn list_dossiers(tx: &mut Tx<'_>, ticket: TicketId) -> Result<Vec<DossierId>> {
    let sql = "SELECT dossier_id FROM ticket_dossier WHERE ticket_id = ?1 ORDER BY made_ms, dossier_id";
    tx.query(sql, &[ticket.0.into()])?.iter().map(|row| row.int(0).map(DossierId)).collect()
}

/// How many dossiers were begun for each ticket of a day: what figures count.
pub fn count_dossiers(tx: &mut Tx<'_>, hall: HallDay) -> Result<Vec<(TicketId, i64)>> {
    let sql = "SELECT d.ticket_id, COUNT(*) FROM ticket_dossier d JOIN ticket t ON t.id = d.ticket_id \
               WHERE t.centre_id = ?1 AND t.day = ?2 GROUP BY d.ticket_id ORDER BY d.ticket_id";
    let rows = tx.query(sql, &[hall.centre.0.into(), hall.day.to_string().into()])?;
    rows.iter().map(|row| Ok((TicketId(row.int(0)?), row.int(1)?))).collect()
}

/// A ticket as the visit it stands for.
pub fn find_ticket(tx: &mut Tx<'_>, ticket: TicketId) -> Result<Option<Visit>> {
    let sql = "SELECT id, number, centre_id, day FROM ticket WHERE id = ?1";
    tx.find(sql, &[ticket.0.into()])?.as_ref().map(visit).transpose()
}

/// The visit a dossier was begun in; none: it was not begun at a counter with a ticket.
pub fn find_visit(tx: &mut Tx<'_>, dossier: DossierId) -> Result<Option<Visit>> {
    let sql = "SELECT t.id, t.number, t.centre_id, t.day FROM ticket_dossier d JOIN ticket t ON t.id = d.ticket_id \
               WHERE d.dossier_id = ?1 ORDER BY d.made_ms LIMIT 1";
    tx.find(sql, &[dossier.0.into()])?.as_ref().map(visit).transpose()
}

/// The visit an officer is just serving at a counter of this day's hall.
pub fn find_served(tx: &mut Tx<'_>, hall: HallDay, officer: OfficerId) -> Result<Option<Visit>> {
    let sql = "SELECT t.id, t.number, t.centre_id, t.day FROM floor_stay s JOIN ticket t ON t.id = s.ticket_id \
               WHERE s.centre_id = ?1 AND s.day = ?2 AND s.officer_id = ?3 AND s.until_ms IS NULL ORDER BY s.seq DESC LIMIT 1";
    let row = [hall.centre.0.into(), hall.day.to_string().into(), officer.0.into()];
    tx.find(sql, &row)?.as_ref().map(visit).transpose()
}

fn visit(row: &Row) -> Result<Visit> {
    Ok(Visit {
        ticket: TicketId(row.int(0)?),
        number: row.text(1)?.into(),
        centre: UnitId(row.int(2)?),
        day: row.text(3)?.into(),
    })
}

/// An act that was done while the line was cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offline {
    pub ticket: TicketId,
    pub act: String,
    pub arrived_ms: i64,
    pub done_ms: i64,
}

pub fn record_offline(tx: &mut Tx<'_>, hall: HallDay, one: &Offline) -> Result<()> {
    let sql = "INSERT INTO floor_offline (centre_id, day, ticket_id, act, arrived_ms, done_ms) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING";
    let row = [
        hall.centre.0.into(),
        hall.day.to_string().into(),
        one.ticket.0.into(),
        (&one.act).into(),
        one.arrived_ms.into(),
        one.done_ms.into(),
    ];
    tx.execute(sql, &row).map(drop)
}

/// What counters did on a day while their line was cut, in the order it was done.
pub fn list_offline(tx: &mut Tx<'_>, hall: HallDay) -> Result<Vec<Offline>> {
    let sql = "SELECT ticket_id, act, arrived_ms, done_ms FROM floor_offline WHERE centre_id = ?1 AND day = ?2 \
               ORDER BY done_ms, arrived_ms";
    let one = |row: &Row| {
        Ok(Offline {
            ticket: TicketId(row.int(0)?),
            act: row.text(1)?.into(),
            arrived_ms: row.int(2)?,
            done_ms: row.int(3)?,
        })
    };
    tx.query(sql, &[hall.centre.0.into(), hall.day.to_string().into()])?.iter().map(one).collect()
}
