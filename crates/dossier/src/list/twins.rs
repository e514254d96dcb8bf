//! Dossiers that may be one application filed twice: the same applicant, the same procedure, both open, lodged within
//! days of each other. It only points at them: what becomes of them, people decide by the law's acts.

use jiff::civil::DateTime;
use kernel::{DossierId, PersonId, Result};
use serde::Deserialize;
use store::Tx;

use super::{Ask, LINE, Line, Reach, SEEN_BY, line};

/// Lodged within so many days of each other, two dossiers may be one.
pub const WITHIN_DAYS: i64 = 30;
/// Applicants looked at for one page.
const APPLICANTS: i64 = 50;

/// Two dossiers that may be one, the older first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twins {
    pub a: Line,
    pub b: Line,
    pub days_between: i64,
}

#[derive(Deserialize)]
struct Lodged {
    lodged_at: DateTime,
}

/// Pairs in an officer's reach, the newest first; `is_decided` leaves out what somebody has looked at.
pub fn list(
    tx: &mut Tx<'_>,
    reach: &Reach,
    is_decided: &mut dyn FnMut(&mut Tx<'_>, DossierId, DossierId) -> Result<bool>,
) -> Result<Vec<Twins>> {
    let mut ask = Ask::new();
    ask.sql.push_str("open = 1");
    ask.and_slices(SEEN_BY, &reach.sees);
    let n = ask.bind(APPLICANTS);
    let sql = format!(
        "SELECT applicant_id, procedure_code FROM dossier WHERE {} GROUP BY applicant_id, procedure_code \
         HAVING COUNT(*) > 1 ORDER BY MAX(id) DESC LIMIT {n}",
        ask.sql
    );
    let groups = tx.query(&sql, &ask.params)?;
    let mut found = Vec::new();
    for group in &groups {
        let lines = of_one(tx, reach, PersonId(group.int(0)?), group.text(1)?)?;
        for (older, newer) in lines.iter().zip(lines.iter().skip(1)) {
            let days_between = (newer.1.date() - older.1.date()).get_days().into();
            if days_between <= WITHIN_DAYS && !is_decided(tx, older.0.id, newer.0.id)? {
                found.push(Twins { a: older.0.clone(), b: newer.0.clone(), days_between });
            }
        }
    }
    Ok(found)
}

/// The open dossiers of one applicant for one procedure in reach, oldest first, with the day they were lodged.
fn of_one(tx: &mut Tx<'_>, reach: &Reach, person: PersonId, procedure: &str) -> Result<Vec<(Line, DateTime)>> {
    let mut ask = Ask::new();
    let (person, procedure) = (ask.bind(person.0), ask.bind(procedure));
    ask.sql.push_str(&format!("applicant_id = {person} AND procedure_code = {procedure} AND open = 1"));
    ask.and_slices(SEEN_BY, &reach.sees);
    let sql = format!("SELECT {LINE}, body FROM dossier WHERE {} ORDER BY id LIMIT 20", ask.sql);
    let at = LINE.split(',').count();
    let rows = tx.query(&sql, &ask.params)?;
    rows.iter().map(|row| Ok((line(row)?, row.json::<Lodged>(at)?.lodged_at))).collect()
}
