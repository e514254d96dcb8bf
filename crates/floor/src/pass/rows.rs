//! Rows ⇄ passes.

use kernel::{Error, Lang, Result, TicketId, UnitId};
use store::{Row, Tx, Write};

use super::Pass;
use crate::store::HallDay;

/// The write that keeps a pass beside its ticket.
pub fn write<'w>(pass: &Pass, now_ms: i64) -> Write<'w> {
    Write::one(
        "INSERT INTO floor_pass (code, ticket_id, centre_id, day, lang, made_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        vec![
            pass.code.clone().into(),
            pass.ticket.0.into(),
            pass.hall.centre.0.into(),
            pass.hall.day.to_string().into(),
            pass.lang.code().into(),
            now_ms.into(),
        ],
    )
}

pub fn find(tx: &mut Tx<'_>, code: &str) -> Result<Option<Pass>> {
    let sql = "SELECT code, ticket_id, centre_id, day, lang FROM floor_pass WHERE code = ?1";
    tx.find(sql, &[code.into()])?.as_ref().map(pass).transpose()
}

pub fn find_of_ticket(tx: &mut Tx<'_>, ticket: TicketId) -> Result<Option<Pass>> {
    let sql = "SELECT code, ticket_id, centre_id, day, lang FROM floor_pass WHERE ticket_id = ?1";
    tx.find(sql, &[ticket.0.into()])?.as_ref().map(pass).transpose()
}

fn pass(row: &Row) -> Result<Pass> {
    let day = row.text(3)?.parse().map_err(|e| Error::fault("day of a pass", e))?;
    Ok(Pass {
        code: row.text(0)?.into(),
        ticket: TicketId(row.int(1)?),
        hall: HallDay { centre: UnitId(row.int(2)?), day },
        lang: Lang::parse(row.text(4)?),
    })
}
