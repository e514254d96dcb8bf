//! Rows ⇄ answers.

use jiff::civil::Date;
use kernel::{DossierId, Error, Result, TicketId};
use queue::hall::Services;
use store::Tx;

use super::{Asked, Mark, Verdict};
use crate::store::HallDay;

/// A ticket as its visitor is asked about it.
///
/// Errors: absent.
pub fn load_asked(tx: &mut Tx<'_>, ticket: TicketId) -> Result<Asked> {
    let row = tx.find("SELECT done, over_ms FROM ticket WHERE id = ?1", &[ticket.0.into()])?;
    let row = row.ok_or_else(|| Error::absent("ticket"))?;
    let rated = tx.query("SELECT service FROM rating WHERE ticket_id = ?1", &[ticket.0.into()])?;
    let rated = rated.iter().map(|row| row.int(0)).collect::<Result<Vec<_>>>()?;
    Ok(Asked {
        done: Services(row.int(0)? as u64),
        rated: Services::of(rated.into_iter().map(|no| no as u8)),
        over: row.opt_int(1)?,
    })
}

/// The ticket of a number of a day.
pub fn find_ticket(tx: &mut Tx<'_>, hall: HallDay, number: &str) -> Result<Option<TicketId>> {
    let sql = "SELECT id FROM ticket WHERE centre_id = ?1 AND day = ?2 AND number = ?3";
    let row = tx.find(sql, &[hall.centre.0.into(), hall.day.to_string().into(), number.into()])?;
    row.map(|row| row.int(0).map(TicketId)).transpose()
}

/// The code of the visit a dossier was begun in, and its ticket.
pub fn find_of_dossier(tx: &mut Tx<'_>, dossier: DossierId) -> Result<Option<(String, TicketId)>> {
    let sql = "SELECT p.code, p.ticket_id FROM ticket_dossier d JOIN floor_pass p ON p.ticket_id = d.ticket_id \
               WHERE d.dossier_id = ?1 ORDER BY d.made_ms LIMIT 1";
    let row = tx.find(sql, &[dossier.0.into()])?;
    row.map(|row| Ok((row.text(0)?.to_string(), TicketId(row.int(1)?)))).transpose()
}

/// Keeps an answer for one service; false when there was one already, which stays.
pub fn record(
    tx: &mut Tx<'_>,
    (hall, ticket, service): (HallDay, TicketId, u8),
    verdict: &Verdict,
    channel: &str,
    now_ms: i64,
) -> Result<bool> {
    let reasons = serde_json::to_string(&verdict.reasons).map_err(|e| Error::fault("rating", e))?;
    let sql = "INSERT INTO rating (ticket_id, service, centre_id, day, mark, reasons, words, channel, rated_ms) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (ticket_id, service) DO NOTHING";
    let row = [
        ticket.0.into(),
        i64::from(service).into(),
        hall.centre.0.into(),
        hall.day.to_string().into(),
        verdict.mark.code().into(),
        reasons.into(),
        (&verdict.words).into(),
        channel.into(),
        now_ms.into(),
    ];
    Ok(tx.execute(sql, &row)? == 1)
}

/// Adds reasons to an answer that has none; false when it has, or is no complaint.
pub fn record_reasons(tx: &mut Tx<'_>, ticket: TicketId, service: u8, verdict: &Verdict) -> Result<bool> {
    let reasons = serde_json::to_string(&verdict.reasons).map_err(|e| Error::fault("rating", e))?;
    let sql = "UPDATE rating SET reasons = ?3, words = ?4 \
               WHERE ticket_id = ?1 AND service = ?2 AND mark = 'bad' AND reasons = '[]' AND words = ''";
    let row = [ticket.0.into(), i64::from(service).into(), reasons.into(), (&verdict.words).into()];
    Ok(tx.execute(sql, &row)? == 1)
}

/// The answers of a ticket: service, mark, whether it was explained.
pub fn list_of_ticket(tx: &mut Tx<'_>, ticket: TicketId) -> Result<Vec<(u8, Mark, bool)>> {
    let sql = "SELECT service, mark, reasons, words FROM rating WHERE ticket_id = ?1 ORDER BY service";
    let rows = tx.query(sql, &[ticket.0.into()])?;
    rows.iter()
        .map(|row| {
            let mark = Mark::parse(row.text(1)?).unwrap_or(Mark::Fair);
            Ok((row.int(0)? as u8, mark, row.text(2)? != "[]" || !row.text(3)?.is_empty()))
        })
        .collect()
}

/// Answers of some days: day, service, mark, how many.
pub fn count(tx: &mut Tx<'_>, centre: i64, from: Date, until: Date) -> Result<Vec<(String, u8, Mark, i64)>> {
    let sql = "SELECT day, service, mark, COUNT(*) FROM rating WHERE centre_id = ?1 AND day >= ?2 AND day <= ?3 \
               GROUP BY day, service, mark ORDER BY day, service, mark";
    let rows = tx.query(sql, &[centre.into(), from.to_string().into(), until.to_string().into()])?;
    let line = |row: &store::Row| {
        let mark = Mark::parse(row.text(2)?).unwrap_or(Mark::Fair);
        Ok((row.text(0)?.to_string(), row.int(1)? as u8, mark, row.int(3)?))
    };
    rows.iter().map(line).collect()
}

/// What was said by those who were not satisfied, the latest first: service, reasons, words. Without ticket and moment.
pub fn list_complaints(
    tx: &mut Tx<'_>,
    centre: i64,
    from: Date,
    until: Date,
    limit: i64,
) -> Result<Vec<(u8, Vec<String>, String)>> {
    let sql = "SELECT service, reasons, words FROM rating WHERE centre_id = ?1 AND day >= ?2 AND day <= ?3 AND mark = 'bad' \
               AND (reasons <> '[]' OR words <> '') ORDER BY day DESC, ticket_id DESC LIMIT ?4";
    let rows = tx.query(sql, &[centre.into(), from.to_string().into(), until.to_string().into(), limit.into()])?;
    rows.iter().map(|row| Ok((row.int(0)? as u8, row.json(1)?, row.text(2)?.into()))).collect()
}
