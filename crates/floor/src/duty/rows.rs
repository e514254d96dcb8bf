//! Rows ⇄ days of duty.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Actor, Error, Result, UnitId};
use store::Tx;

use super::decide::Change;
use super::model::{DayPlan, Week};

/// The usual week of a centre and its version.
pub fn find_week(tx: &mut Tx<'_>, centre: UnitId) -> Result<(i64, Week)> {
    let row = tx.find("SELECT version, body FROM duty_week WHERE centre_id = ?1", &[centre.0.into()])?;
    match row {
        Some(row) => Ok((row.int(0)?, row.json(1)?)),
        None => Ok((0, Week::default())),
    }
}

/// What was set for a day, and its version; 0: nothing yet.
pub fn find_day(tx: &mut Tx<'_>, centre: UnitId, day: Date) -> Result<(i64, DayPlan)> {
    Ok(list_days(tx, centre, day, day)?.remove(&day).unwrap_or_default())
}

/// What was set for the days from one to another, inclusive.
pub fn list_days(tx: &mut Tx<'_>, centre: UnitId, first: Date, last: Date) -> Result<BTreeMap<Date, (i64, DayPlan)>> {
    let sql = "SELECT day, version, body FROM duty_day WHERE centre_id = ?1 AND day >= ?2 AND day <= ?3";
    let rows = tx.query(sql, &[centre.0.into(), first.to_string().into(), last.to_string().into()])?;
    let day = |row: &store::Row| {
        let day: Date = row.text(0)?.parse().map_err(|e| Error::fault("day of duty", e))?;
        Ok((day, (row.int(1)?, row.json(2)?)))
    };
    rows.iter().map(day).collect()
}

/// Keeps a day after a change, with the line of its history. `version` is the one it stood at.
///
/// Errors: stale when somebody else changed it first.
pub fn record_day(
    tx: &mut Tx<'_>,
    centre: UnitId,
    day: Date,
    version: i64,
    plan: &DayPlan,
    line: (i64, i64, &Actor, &Change),
) -> Result<()> {
    let json = |what: &'static str| move |e: serde_json::Error| Error::fault(what, e);
    let body = serde_json::to_string(plan).map_err(json("day of duty"))?;
    let sql = "INSERT INTO duty_day (centre_id, day, version, body) VALUES (?1, ?2, ?3, ?4) \
               ON CONFLICT (centre_id, day) DO UPDATE SET version = excluded.version, body = excluded.body \
               WHERE duty_day.version = excluded.version - 1";
    let day = day.to_string();
    if tx.execute(sql, &[centre.0.into(), (&day).into(), (version + 1).into(), body.into()])? == 0 {
        return Err(Error::Stale { seen: version, stands: version + 1 });
    }
    let (id, at_ms, by, change) = line;
    let actor = serde_json::to_string(by).map_err(json("actor"))?;
    let change = serde_json::to_string(change).map_err(json("change of duty"))?;
    let sql = "INSERT INTO duty_event (id, centre_id, day, at_ms, actor, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    tx.execute(sql, &[id.into(), centre.0.into(), day.into(), at_ms.into(), actor.into(), change.into()]).map(drop)
}

/// Keeps the usual week of a centre. `version` is the one it stood at.
///
/// Errors: stale.
pub fn record_week(tx: &mut Tx<'_>, centre: UnitId, version: i64, week: &Week) -> Result<()> {
    let body = serde_json::to_string(week).map_err(|e| Error::fault("week of duty", e))?;
    let sql = "INSERT INTO duty_week (centre_id, version, body) VALUES (?1, ?2, ?3) \
               ON CONFLICT (centre_id) DO UPDATE SET version = excluded.version, body = excluded.body \
               WHERE duty_week.version = excluded.version - 1";
    match tx.execute(sql, &[centre.0.into(), (version + 1).into(), body.into()])? {
        0 => Err(Error::Stale { seen: version, stands: version + 1 }),
        _ => Ok(()),
    }
}

/// A line of a day's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub at_ms: i64,
    pub by: Actor,
    pub change: Change,
}

/// Who changed what of a day, oldest first.
pub fn list_lines(tx: &mut Tx<'_>, centre: UnitId, day: Date) -> Result<Vec<Line>> {
    let sql = "SELECT at_ms, actor, body FROM duty_event WHERE centre_id = ?1 AND day = ?2 ORDER BY id";
    let rows = tx.query(sql, &[centre.0.into(), day.to_string().into()])?;
    rows.iter().map(|row| Ok(Line { at_ms: row.int(0)?, by: row.json(1)?, change: row.json(2)? })).collect()
}
