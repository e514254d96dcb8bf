//! Rows of the monthly lists.

use std::collections::BTreeMap;

use kernel::{DossierId, Result, UnitId};
use serde::Deserialize;
use store::{Row, Tx, Value};

use super::{IDS, NONE, listed};
use crate::monthly::{Month, MonthLine};

/// Acts after which the agencies are done.
const ENDS: &str = "'release', 'hand_over', 'confirm_withdrawal', 'stop', 'close_unsupplemented'";

/// Dossiers in whose log an end stands between two moments; ids of events grow with time.
pub fn list_ended_between(tx: &mut Tx<'_>, from_id: i64, until_id: i64) -> Result<Vec<DossierId>> {
    let sql = format!("SELECT DISTINCT dossier_id FROM event WHERE id >= ?1 AND id < ?2 AND kind IN ({ENDS})");
    let rows = tx.query(&sql, &[from_id.into(), until_id.into()])?;
    rows.iter().map(|row| Ok(DossierId(row.int(0)?))).collect()
}

/// Where and when dossiers ended.
#[derive(Debug, Clone)]
pub struct Ended {
    pub receiving: UnitId,
    pub deciding: UnitId,
    pub field: String,
    pub procedure: String,
    pub ended_ms: i64,
    pub agency: String,
}

#[derive(Deserialize)]
struct Named {
    deciding: Name,
}
#[derive(Deserialize)]
struct Name {
    name: String,
}

/// The ended ones among these dossiers.
pub fn list_ends(tx: &mut Tx<'_>, ids: &[DossierId]) -> Result<Vec<Ended>> {
    let mut found = Vec::with_capacity(ids.len());
    for part in ids.chunks(IDS) {
        let part: Vec<i64> = part.iter().map(|id| id.0).collect();
        let sql = format!(
            "SELECT receiving_unit, deciding_unit, field, procedure_code, ended_ms, body FROM dossier \
             WHERE id IN ({}) AND ended_ms IS NOT NULL",
            listed(&part)
        );
        for row in tx.query(&sql, &NONE)? {
            let named: Named = row.json(5)?;
            found.push(Ended {
                receiving: UnitId(row.int(0)?),
                deciding: UnitId(row.int(1)?),
                field: row.text(2)?.into(),
                procedure: row.text(3)?.into(),
                ended_ms: row.int(4)?,
                agency: named.deciding.name,
            });
        }
    }
    Ok(found)
}

/// The names of the deciding agencies of dossiers, as the dossiers keep them.
pub fn list_agencies(tx: &mut Tx<'_>, ids: &[DossierId]) -> Result<BTreeMap<DossierId, String>> {
    let mut found = BTreeMap::new();
    for part in ids.chunks(IDS) {
        let part: Vec<i64> = part.iter().map(|id| id.0).collect();
        let sql = format!("SELECT id, body FROM dossier WHERE id IN ({})", listed(&part));
        for row in tx.query(&sql, &NONE)? {
            let named: Named = row.json(1)?;
            found.insert(DossierId(row.int(0)?), named.deciding.name);
        }
    }
    Ok(found)
}

/// A list with its state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    pub unit: UnitId,
    pub month: Month,
    pub prepared_ms: i64,
    pub prepared_by: String,
    pub published: Option<(i64, String, Vec<u8>)>,
}

const LIST: &str =
    "SELECT unit, year, month, prepared_ms, prepared_by, published_ms, published_by, hash FROM monthly_list";

fn list(row: &Row) -> Result<ListRow> {
    let published = match row.opt_int(5)? {
        None => None,
        Some(at) => Some((at, row.text(6)?.to_string(), row.blob(7)?.to_vec())),
    };
    Ok(ListRow {
        unit: UnitId(row.int(0)?),
        month: Month { year: row.int(1)? as i16, month: row.int(2)? as i8 },
        prepared_ms: row.int(3)?,
        prepared_by: row.text(4)?.into(),
        published,
    })
}

fn key(unit: UnitId, month: Month) -> [Value<'static>; 3] {
    [unit.0.into(), i64::from(month.year).into(), i64::from(month.month).into()]
}

pub fn find_list(tx: &mut Tx<'_>, unit: UnitId, month: Month) -> Result<Option<ListRow>> {
    let row = tx.find(&format!("{LIST} WHERE unit = ?1 AND year = ?2 AND month = ?3"), &key(unit, month))?;
    row.as_ref().map(list).transpose()
}

/// The published lists, of one month or of all, the newest first.
pub fn list_published(tx: &mut Tx<'_>, month: Option<Month>) -> Result<Vec<ListRow>> {
    let rows = match month {
        Some(month) => {
            let sql = format!("{LIST} WHERE year = ?1 AND month = ?2 AND published_ms IS NOT NULL ORDER BY unit");
            tx.query(&sql, &[i64::from(month.year).into(), i64::from(month.month).into()])?
        }
        None => tx.query(
            &format!("{LIST} WHERE published_ms IS NOT NULL ORDER BY year DESC, month DESC, unit LIMIT 240"),
            &NONE,
        )?,
    };
    rows.iter().map(list).collect()
}

/// Writes a prepared list in place of the one that stood; what was put right goes with it.
pub fn record_prepared(
    tx: &mut Tx<'_>,
    unit: UnitId,
    month: Month,
    lines: &[MonthLine],
    by: &str,
    now_ms: i64,
) -> Result<()> {
    for table in ["monthly_line", "monthly_correction", "monthly_list"] {
        tx.execute(&format!("DELETE FROM {table} WHERE unit = ?1 AND year = ?2 AND month = ?3"), &key(unit, month))?;
    }
    let sql = "INSERT INTO monthly_list (unit, year, month, prepared_ms, prepared_by, published_by) \
               VALUES (?1, ?2, ?3, ?4, ?5, '')";
    let [unit_id, year, of_year] = key(unit, month);
    tx.execute(sql, &[unit_id, year, of_year, now_ms.into(), by.into()])?;
    for (nth, line) in (1_i64..).zip(lines) {
        let sql = "INSERT INTO monthly_line (unit, year, month, nth, agency, officer, settled, late_ended, late_open) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        let [unit, year, of_year] = key(unit, month);
        let params = [
            unit,
            year,
            of_year,
            nth.into(),
            (&line.agency).into(),
            (&line.officer).into(),
            line.settled.into(),
            line.late_ended.into(),
            line.late_open.into(),
        ];
        tx.execute(sql, &params)?;
    }
    Ok(())
}

/// The lines of a list with their numbers.
pub fn list_lines(tx: &mut Tx<'_>, unit: UnitId, month: Month) -> Result<Vec<(i64, MonthLine)>> {
    let sql = "SELECT nth, agency, officer, settled, late_ended, late_open FROM monthly_line \
               WHERE unit = ?1 AND year = ?2 AND month = ?3 ORDER BY nth";
    let line = |row: &Row| {
        let line = MonthLine {
            agency: row.text(1)?.into(),
            officer: row.text(2)?.into(),
            settled: row.int(3)?,
            late_ended: row.int(4)?,
            late_open: row.int(5)?,
        };
        Ok((row.int(0)?, line))
    };
    tx.query(sql, &key(unit, month))?.iter().map(line).collect()
}

/// What was put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    pub nth: i64,
    pub before: String,
    pub after: String,
    pub reason: String,
    pub by: String,
    pub at_ms: i64,
}

pub fn list_corrections(tx: &mut Tx<'_>, unit: UnitId, month: Month) -> Result<Vec<Correction>> {
    let sql = "SELECT nth, before, after, reason, by_name, at_ms FROM monthly_correction \
               WHERE unit = ?1 AND year = ?2 AND month = ?3 ORDER BY id";
    let correction = |row: &Row| {
        Ok(Correction {
            nth: row.int(0)?,
            before: row.text(1)?.into(),
            after: row.text(2)?.into(),
            reason: row.text(3)?.into(),
            by: row.text(4)?.into(),
            at_ms: row.int(5)?,
        })
    };
    tx.query(sql, &key(unit, month))?.iter().map(correction).collect()
}

/// Puts a line right: other numbers, or away with it.
pub fn record_correction(
    tx: &mut Tx<'_>,
    (unit, month): (UnitId, Month),
    id: i64,
    correction: &Correction,
    line: Option<(i64, i64)>,
) -> Result<()> {
    let [unit_id, year, of_year] = key(unit, month);
    let sql = "INSERT INTO monthly_correction (id, unit, year, month, nth, before, after, reason, by_name, at_ms) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let params = [
        id.into(),
        unit_id,
        year,
        of_year,
        correction.nth.into(),
        (&correction.before).into(),
        (&correction.after).into(),
        (&correction.reason).into(),
        (&correction.by).into(),
        correction.at_ms.into(),
    ];
    tx.execute(sql, &params)?;
    let [unit, year, of_year] = key(unit, month);
    match line {
        Some((late_ended, late_open)) => {
            let sql = "UPDATE monthly_line SET late_ended = ?5, late_open = ?6 \
                       WHERE unit = ?1 AND year = ?2 AND month = ?3 AND nth = ?4";
            let params = [unit, year, of_year, correction.nth.into(), late_ended.into(), late_open.into()];
            tx.execute(sql, &params)?;
        }
        None => {
            let sql = "DELETE FROM monthly_line WHERE unit = ?1 AND year = ?2 AND month = ?3 AND nth = ?4";
            tx.execute(sql, &[unit, year, of_year, correction.nth.into()])?;
        }
    }
    Ok(())
}

/// Publishes a list; false when it was published before.
pub fn record_published(
    tx: &mut Tx<'_>,
    unit: UnitId,
    month: Month,
    by: &str,
    now_ms: i64,
    hash: &[u8],
) -> Result<bool> {
    let [unit, year, of_year] = key(unit, month);
    let sql = "UPDATE monthly_list SET published_ms = ?4, published_by = ?5, hash = ?6 \
               WHERE unit = ?1 AND year = ?2 AND month = ?3 AND published_ms IS NULL";
    Ok(tx.execute(sql, &[unit, year, of_year, now_ms.into(), by.into(), hash.into()])? == 1)
}
