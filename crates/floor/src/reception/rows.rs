//! Rows ⇄ quick help without a ticket, and calls for the lead.

use kernel::Result;
use store::{Tx, Write};

use crate::store::HallDay;

/// Kinds of help that need no ticket.
pub const QUICK: [&str; 3] = ["information", "look-up", "copies"];

/// One more visitor was helped at once.
pub fn count_quick(tx: &mut Tx<'_>, hall: HallDay, kind: &str) -> Result<()> {
    let sql = "INSERT INTO floor_quick (centre_id, day, kind, n) VALUES (?1, ?2, ?3, 1) \
               ON CONFLICT (centre_id, day, kind) DO UPDATE SET n = floor_quick.n + 1";
    tx.execute(sql, &[hall.centre.0.into(), hall.day.to_string().into(), kind.into()]).map(drop)
}

/// How many were helped on a day, by kind.
pub fn list_quick(tx: &mut Tx<'_>, hall: HallDay) -> Result<Vec<(String, i64)>> {
    let sql = "SELECT kind, n FROM floor_quick WHERE centre_id = ?1 AND day = ?2 ORDER BY kind";
    let rows = tx.query(sql, &[hall.centre.0.into(), hall.day.to_string().into()])?;
    rows.iter().map(|row| Ok((row.text(0)?.into(), row.int(1)?))).collect()
}

/// Somebody called the lead because no open counter serves a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadCall {
    pub service: u8,
    pub by: String,
    pub at_ms: i64,
}

/// Calls the lead; a second call for the same service is the same call, made later.
pub fn call_write<'w>(hall: HallDay, call: &LeadCall) -> Write<'w> {
    Write::one(
        "INSERT INTO floor_call (centre_id, day, service_no, by_name, at_ms) VALUES (?1, ?2, ?3, ?4, ?5) \
         ON CONFLICT (centre_id, day, service_no) DO UPDATE SET by_name = excluded.by_name, at_ms = excluded.at_ms",
        vec![
            hall.centre.0.into(),
            hall.day.to_string().into(),
            i64::from(call.service).into(),
            call.by.clone().into(),
            call.at_ms.into(),
        ],
    )
}

/// The calls of a day, latest first. Which of them still stand is said by the hall: a call is answered when an open counter
/// serves the service.
pub fn list_calls(tx: &mut Tx<'_>, hall: HallDay) -> Result<Vec<LeadCall>> {
    let sql = "SELECT service_no, by_name, at_ms FROM floor_call WHERE centre_id = ?1 AND day = ?2 ORDER BY at_ms DESC";
    let rows = tx.query(sql, &[hall.centre.0.into(), hall.day.to_string().into()])?;
    let call =
        |row: &store::Row| Ok(LeadCall { service: row.int(0)? as u8, by: row.text(1)?.into(), at_ms: row.int(2)? });
    rows.iter().map(call).collect()
}
