//! Rows ⇄ kiosks and the tickets drawn at them.

use kernel::{Error, KioskId, PersonId, Result, TicketId, UnitId};
use store::{Row, Tx, Write};

use super::Kiosk;
use crate::store::HallDay;

const COLUMNS: &str =
    "id, centre_id, name, place, paper, paired_ms, withdrawn_ms, pair_until_ms, visit, visitor_id, initials";

fn kiosk(row: &Row) -> Result<Kiosk> {
    let initials = row.opt_text(10)?.unwrap_or_default().to_string();
    Ok(Kiosk {
        id: KioskId(row.int(0)?),
        centre: UnitId(row.int(1)?),
        name: row.text(2)?.into(),
        place: row.text(3)?.into(),
        paper: row.int(4)? != 0,
        paired_ms: row.opt_int(5)?,
        withdrawn_ms: row.opt_int(6)?,
        pair_until_ms: row.opt_int(7)?,
        visit: row.opt_text(8)?.map(str::to_string),
        visitor: row.opt_int(9)?.map(|person| (PersonId(person), initials)),
    })
}

/// A centre's kiosks, those in use first, by name.
pub fn list(tx: &mut Tx<'_>, centre: UnitId) -> Result<Vec<Kiosk>> {
    let sql = format!("SELECT {COLUMNS} FROM floor_kiosk WHERE centre_id = ?1 ORDER BY name, id");
    let mut found: Vec<Kiosk> = tx.query(&sql, &[centre.0.into()])?.iter().map(kiosk).collect::<Result<_>>()?;
    found.sort_by_key(|kiosk| kiosk.withdrawn_ms.is_some());
    Ok(found)
}

/// A kiosk of a centre.
///
/// Errors: absent.
pub fn load(tx: &mut Tx<'_>, centre: UnitId, id: KioskId) -> Result<Kiosk> {
    let sql = format!("SELECT {COLUMNS} FROM floor_kiosk WHERE centre_id = ?1 AND id = ?2");
    let row = tx.find(&sql, &[centre.0.into(), id.0.into()])?.ok_or_else(|| Error::absent("kiosk"))?;
    kiosk(&row)
}

pub fn insert(tx: &mut Tx<'_>, kiosk: &Kiosk, now_ms: i64) -> Result<()> {
    let sql = "INSERT INTO floor_kiosk (id, centre_id, name, place, paper, made_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let row = [
        kiosk.id.0.into(),
        kiosk.centre.0.into(),
        (&kiosk.name).into(),
        (&kiosk.place).into(),
        i64::from(kiosk.paper).into(),
        now_ms.into(),
    ];
    tx.execute(sql, &row).map(drop)
}

/// A code that pairs a kiosk until a moment, in place of an earlier one.
pub fn record_code(tx: &mut Tx<'_>, id: KioskId, digest: &str, until_ms: i64) -> Result<()> {
    let sql = "UPDATE floor_kiosk SET pair_digest = ?2, pair_until_ms = ?3 WHERE id = ?1";
    tx.execute(sql, &[id.0.into(), digest.into(), until_ms.into()]).map(drop)
}

/// The kiosk of a centre that a code pairs now.
pub fn find_by_code(tx: &mut Tx<'_>, centre: UnitId, digest: &str, now_ms: i64) -> Result<Option<Kiosk>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM floor_kiosk WHERE centre_id = ?1 AND pair_digest = ?2 AND pair_until_ms > ?3 AND \
         withdrawn_ms IS NULL"
    );
    tx.find(&sql, &[centre.0.into(), digest.into(), now_ms.into()])?.as_ref().map(kiosk).transpose()
}

/// The device has its secret: the code is spent, and a device that was paired before is not any more. Answers false when
/// another device was faster with the same code.
pub fn record_paired(tx: &mut Tx<'_>, id: KioskId, code: &str, secret: &str, now_ms: i64) -> Result<bool> {
    let sql = "UPDATE floor_kiosk SET secret_digest = ?3, paired_ms = ?4, pair_digest = NULL, pair_until_ms = NULL \
               WHERE id = ?1 AND pair_digest = ?2";
    Ok(tx.execute(sql, &[id.0.into(), code.into(), secret.into(), now_ms.into()])? == 1)
}

/// The kiosk a device is, withdrawn or not.
pub fn find_by_secret(tx: &mut Tx<'_>, digest: &str) -> Result<Option<Kiosk>> {
    let sql = format!("SELECT {COLUMNS} FROM floor_kiosk WHERE secret_digest = ?1");
    tx.find(&sql, &[digest.into()])?.as_ref().map(kiosk).transpose()
}

pub fn record_withdrawn(tx: &mut Tx<'_>, id: KioskId, now_ms: i64) -> Result<()> {
    let sql = "UPDATE floor_kiosk SET withdrawn_ms = ?2, pair_digest = NULL, pair_until_ms = NULL, visit = NULL, \
               visitor_id = NULL, initials = NULL WHERE id = ?1";
    tx.execute(sql, &[id.0.into(), now_ms.into()]).map(drop)
}

pub fn record_paper(tx: &mut Tx<'_>, id: KioskId, paper: bool) -> Result<()> {
    let sql = "UPDATE floor_kiosk SET paper = ?2 WHERE id = ?1";
    tx.execute(sql, &[id.0.into(), i64::from(paper).into()]).map(drop)
}

/// Who stands at a kiosk now; nobody: the last visitor is forgotten.
pub fn record_visitor(tx: &mut Tx<'_>, id: KioskId, visit: Option<&str>, who: Option<(PersonId, &str)>) -> Result<()> {
    let sql = "UPDATE floor_kiosk SET visit = ?2, visitor_id = ?3, initials = ?4 WHERE id = ?1";
    let (person, initials) = (who.map(|(person, _)| person.0), who.map(|(_, initials)| initials));
    tx.execute(sql, &[id.0.into(), visit.into(), person.into(), initials.into()]).map(drop)
}

// ── tickets ─────────────────────────────────────────────────────────────────────────────────────────────────────

/// The write that says where a ticket was drawn and what its visitor declared.
pub fn drawn<'w>(ticket: TicketId, kiosk: KioskId, declared: &str, now_ms: i64) -> Write<'w> {
    Write::one(
        "INSERT INTO floor_kiosk_ticket (ticket_id, kiosk_id, declared, made_ms) VALUES (?1, ?2, ?3, ?4)",
        vec![ticket.0.into(), kiosk.0.into(), declared.to_string().into(), now_ms.into()],
    )
}

/// The tickets of a day whose visitors declared a need at a kiosk: for the receptionist, who sees them.
pub fn list_declared(tx: &mut Tx<'_>, hall: HallDay) -> Result<Vec<(TicketId, String)>> {
    let sql = "SELECT k.ticket_id, k.declared FROM floor_kiosk_ticket k JOIN ticket t ON t.id = k.ticket_id \
               WHERE t.centre_id = ?1 AND t.day = ?2 AND k.declared <> '' ORDER BY k.ticket_id";
    let rows = tx.query(sql, &[hall.centre.0.into(), hall.day.to_string().into()])?;
    rows.iter().map(|row| Ok((TicketId(row.int(0)?), row.text(1)?.to_string()))).collect()
}

/// When somebody last drew a ticket at each kiosk of a centre.
pub fn list_last_used(tx: &mut Tx<'_>, centre: UnitId) -> Result<Vec<(KioskId, i64)>> {
    let sql = "SELECT k.kiosk_id, MAX(k.made_ms) FROM floor_kiosk_ticket k JOIN floor_kiosk d ON d.id = k.kiosk_id \
               WHERE d.centre_id = ?1 GROUP BY k.kiosk_id";
    tx.query(sql, &[centre.0.into()])?.iter().map(|row| Ok((KioskId(row.int(0)?), row.int(1)?))).collect()
}

/// A ticket of a day by its printed number.
pub fn find_numbered(tx: &mut Tx<'_>, hall: HallDay, number: &str) -> Result<Option<TicketId>> {
    let sql = "SELECT id FROM ticket WHERE centre_id = ?1 AND day = ?2 AND number = ?3";
    let row = tx.find(sql, &[hall.centre.0.into(), hall.day.to_string().into(), number.into()])?;
    row.map(|row| Ok(TicketId(row.int(0)?))).transpose()
}
