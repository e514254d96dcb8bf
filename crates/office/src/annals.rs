//! Rows of the office's history and of what is given for a time ⇄ their nouns. SQL and nothing else.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Inconsistency, OfficerId, Result, UnitId};
use store::{Row, Tx, Value, Write};

use crate::history::{CalendarVersion, Counter, Delegation, Order, Posting, UnitChange, UnitEvent};
use crate::model::Area;
use crate::store::{iso, json};

const NONE: [Value<'static>; 0] = [];

fn day(row: &Row, at: usize) -> Result<Date> {
    opt_day(row, at)?.ok_or_else(|| Inconsistency { place: format!("column {at}"), what: "no day".into() }.into())
}

fn opt_day(row: &Row, at: usize) -> Result<Option<Date>> {
    let Some(text) = row.opt_text(at)? else { return Ok(None) };
    let wrong = |e| Inconsistency { place: format!("column {at}"), what: format!("a day: {e}") };
    Ok(Some(text.parse().map_err(wrong)?))
}

fn opt_json<T: serde::de::DeserializeOwned>(row: &Row, at: usize) -> Result<Option<T>> {
    match row.opt_text(at)? {
        Some(_) => row.json(at).map(Some),
        None => Ok(None),
    }
}

fn order_text(order: Option<&Order>) -> Result<Value<'static>> {
    Ok(order.map(json).transpose()?.into())
}

// ── units ───────────────────────────────────────────────────────────────────────────────────────────────────────

const UNIT_CHANGE: &str = "SELECT id, unit_id, on_day, at_ms, kind, before, after, order_doc, by_name FROM unit_change";

fn unit_change(row: &Row) -> Result<UnitChange> {
    let kind = row.text(4)?;
    Ok(UnitChange {
        id: row.int(0)?,
        unit: UnitId(row.int(1)?),
        on: day(row, 2)?,
        at_ms: row.int(3)?,
        event: UnitEvent::parse(kind)
            .ok_or_else(|| Inconsistency { place: "unit_change".into(), what: format!("kind {kind}") })?,
        before: opt_json(row, 5)?,
        after: row.json(6)?,
        order: opt_json(row, 7)?,
        by_name: row.text(8)?.into(),
    })
}

/// Everything that happened to a unit, newest first.
pub fn list_unit_changes(tx: &mut Tx<'_>, unit: UnitId) -> Result<Vec<UnitChange>> {
    let sql = format!("{UNIT_CHANGE} WHERE unit_id = ?1 ORDER BY on_day DESC, id DESC");
    tx.query(&sql, &[unit.0.into()])?.iter().map(unit_change).collect()
}

/// Every change from the day after `day`, oldest first: what has to be taken back to see that day.
pub fn list_changes_after(tx: &mut Tx<'_>, day: Date) -> Result<Vec<UnitChange>> {
    let sql = format!("{UNIT_CHANGE} WHERE on_day > ?1 ORDER BY on_day, id");
    tx.query(&sql, &[iso(Some(day))])?.iter().map(unit_change).collect()
}

/// How often a unit was changed: the version a form has seen.
pub fn count_unit_changes(tx: &mut Tx<'_>, unit: UnitId) -> Result<i64> {
    tx.count("SELECT COUNT(*) FROM unit_change WHERE unit_id = ?1", &[unit.0.into()])
}

pub(crate) fn write_unit_change(change: &UnitChange) -> Result<Write<'static>> {
    Ok(Write::one(
        "INSERT INTO unit_change (id, unit_id, on_day, at_ms, kind, before, after, order_doc, by_name) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        vec![
            change.id.into(),
            change.unit.0.into(),
            iso(Some(change.on)),
            change.at_ms.into(),
            change.event.key().into(),
            change.before.as_ref().map(json).transpose()?.into(),
            json(&change.after)?.into(),
            order_text(change.order.as_ref())?,
            change.by_name.clone().into(),
        ],
    ))
}

// ── counters ────────────────────────────────────────────────────────────────────────────────────────────────────

/// Every counter of the office, by unit and number.
pub fn list_counters(tx: &mut Tx<'_>) -> Result<Vec<Counter>> {
    let sql = "SELECT id, unit_id, number, name, fields, is_open FROM counter ORDER BY unit_id, number";
    tx.query(sql, &NONE)?.iter().map(counter).collect()
}

/// A unit's counters, by number.
pub fn list_counters_of(tx: &mut Tx<'_>, unit: UnitId) -> Result<Vec<Counter>> {
    let sql = "SELECT id, unit_id, number, name, fields, is_open FROM counter WHERE unit_id = ?1 ORDER BY number";
    tx.query(sql, &[unit.0.into()])?.iter().map(counter).collect()
}

fn counter(row: &Row) -> Result<Counter> {
    Ok(Counter {
        id: row.int(0)?,
        unit: UnitId(row.int(1)?),
        number: row.int(2)?,
        name: row.text(3)?.into(),
        fields: row.json(4)?,
        is_open: row.flag(5)?,
    })
}

pub(crate) fn record_counter(tx: &mut Tx<'_>, counter: &Counter) -> Result<()> {
    let sql = "INSERT INTO counter (id, unit_id, number, name, fields, is_open) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
               ON CONFLICT (id) DO UPDATE SET number = excluded.number, name = excluded.name, fields = excluded.fields, \
               is_open = excluded.is_open";
    let params = [
        counter.id.into(),
        counter.unit.0.into(),
        counter.number.into(),
        (&counter.name).into(),
        json(&counter.fields)?.into(),
        counter.is_open.into(),
    ];
    tx.execute(sql, &params).map(drop)
}

// ── officers ────────────────────────────────────────────────────────────────────────────────────────────────────

/// Where an officer worked, newest first.
pub fn list_postings(tx: &mut Tx<'_>, officer: OfficerId) -> Result<Vec<Posting>> {
    let sql = "SELECT id, officer_id, unit_id, title, from_day, until_day, order_doc, by_name FROM posting \
               WHERE officer_id = ?1 ORDER BY id DESC";
    let posting = |row: &Row| {
        Ok(Posting {
            id: row.int(0)?,
            officer: OfficerId(row.int(1)?),
            unit: UnitId(row.int(2)?),
            title: row.text(3)?.into(),
            from: opt_day(row, 4)?,
            until: opt_day(row, 5)?,
            order: opt_json(row, 6)?,
            by_name: row.text(7)?.into(),
        })
    };
    tx.query(sql, &[officer.0.into()])?.iter().map(posting).collect()
}

/// The posting that each officer has not left, if any is written down.
pub(crate) fn list_open_postings(tx: &mut Tx<'_>) -> Result<BTreeMap<OfficerId, i64>> {
    let rows = tx.query("SELECT officer_id, id FROM posting WHERE until_day IS NULL ORDER BY id", &NONE)?;
    rows.iter().map(|row| Ok((OfficerId(row.int(0)?), row.int(1)?))).collect()
}

pub(crate) fn write_posting(posting: &Posting) -> Result<Write<'static>> {
    Ok(Write::one(
        "INSERT INTO posting (id, officer_id, unit_id, title, from_day, until_day, order_doc, by_name) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        vec![
            posting.id.into(),
            posting.officer.0.into(),
            posting.unit.0.into(),
            posting.title.clone().into(),
            iso(posting.from),
            iso(posting.until),
            order_text(posting.order.as_ref())?,
            posting.by_name.clone().into(),
        ],
    ))
}

pub(crate) fn end_posting(id: i64, last: Date) -> Write<'static> {
    Write::one("UPDATE posting SET until_day = ?2 WHERE id = ?1", vec![id.into(), iso(Some(last))])
}

pub(crate) fn move_officer(officer: OfficerId, unit: UnitId, title: &str) -> Write<'static> {
    let params = vec![officer.0.into(), unit.0.into(), title.to_string().into()];
    Write::one("UPDATE officer SET unit_id = ?2, title = ?3 WHERE id = ?1", params)
}

pub(crate) fn rename_officer(tx: &mut Tx<'_>, officer: OfficerId, name: &str, duties: &[String]) -> Result<()> {
    let params = [officer.0.into(), name.into(), json(&duties)?.into()];
    tx.execute("UPDATE officer SET name = ?2, duties = ?3 WHERE id = ?1", &params).map(drop)
}

// ── delegations ─────────────────────────────────────────────────────────────────────────────────────────────────

/// Every delegation of all times.
pub fn list_delegations(tx: &mut Tx<'_>) -> Result<Vec<Delegation>> {
    let sql = "SELECT id, from_officer, to_officer, acts, valid_from, valid_until, order_doc, by_name FROM delegation \
               ORDER BY id";
    let delegation = |row: &Row| {
        Ok(Delegation {
            id: row.int(0)?,
            from: OfficerId(row.int(1)?),
            to: OfficerId(row.int(2)?),
            acts: row.json(3)?,
            valid_from: day(row, 4)?,
            valid_until: day(row, 5)?,
            order: row.json(6)?,
            by_name: row.text(7)?.into(),
        })
    };
    tx.query(sql, &NONE)?.iter().map(delegation).collect()
}

pub(crate) fn insert_delegation(tx: &mut Tx<'_>, delegation: &Delegation) -> Result<()> {
    let sql = "INSERT INTO delegation (id, from_officer, to_officer, acts, valid_from, valid_until, order_doc, by_name) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let params = [
        delegation.id.into(),
        delegation.from.0.into(),
        delegation.to.0.into(),
        json(&delegation.acts)?.into(),
        iso(Some(delegation.valid_from)),
        iso(Some(delegation.valid_until)),
        json(&delegation.order)?.into(),
        (&delegation.by_name).into(),
    ];
    tx.execute(sql, &params).map(drop)
}

pub(crate) fn end_delegation(tx: &mut Tx<'_>, id: i64, last: Date) -> Result<u64> {
    tx.execute("UPDATE delegation SET valid_until = ?2 WHERE id = ?1", &[id.into(), iso(Some(last))])
}

// ── calendars ───────────────────────────────────────────────────────────────────────────────────────────────────

/// Every state of a unit's calendar, newest first.
pub fn list_calendar_versions(tx: &mut Tx<'_>, unit: UnitId) -> Result<Vec<CalendarVersion>> {
    let sql = "SELECT id, unit_id, n, effective_on, at_ms, body, changes, order_doc, file, by_name FROM calendar_version \
               WHERE unit_id = ?1 ORDER BY n DESC";
    let version = |row: &Row| {
        Ok(CalendarVersion {
            id: row.int(0)?,
            unit: UnitId(row.int(1)?),
            n: row.int(2)?,
            effective_on: day(row, 3)?,
            at_ms: row.int(4)?,
            calendar: opt_json(row, 5)?,
            changes: row.json(6)?,
            order: opt_json(row, 7)?,
            file: opt_json(row, 8)?,
            by_name: row.text(9)?.into(),
        })
    };
    tx.query(sql, &[unit.0.into()])?.iter().map(version).collect()
}

/// Puts the document itself (name and blob) beside a state; false when there is no such state.
pub(crate) fn set_calendar_file(tx: &mut Tx<'_>, unit: UnitId, n: i64, file: &(String, String)) -> Result<bool> {
    let sql = "UPDATE calendar_version SET file = ?3 WHERE unit_id = ?1 AND n = ?2";
    Ok(tx.execute(sql, &[unit.0.into(), n.into(), json(file)?.into()])? == 1)
}

/// Blobs of documents beside calendar states, after a row: for checks and copies.
pub fn list_calendar_blobs_after(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<Vec<(i64, UnitId, String)>> {
    let sql = "SELECT id, unit_id, file FROM calendar_version WHERE id > ?1 AND file IS NOT NULL ORDER BY id LIMIT ?2";
    let blob = |row: &Row| {
        let (_, blob): (String, String) = row.json(2)?;
        Ok((row.int(0)?, UnitId(row.int(1)?), blob))
    };
    tx.query(sql, &[after.into(), limit.into()])?.iter().map(blob).collect()
}

pub(crate) fn insert_calendar_version(tx: &mut Tx<'_>, version: &CalendarVersion) -> Result<()> {
    let sql = "INSERT INTO calendar_version (id, unit_id, n, effective_on, at_ms, body, changes, order_doc, file, by_name) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let params = [
        version.id.into(),
        version.unit.0.into(),
        version.n.into(),
        iso(Some(version.effective_on)),
        version.at_ms.into(),
        version.calendar.as_ref().map(json).transpose()?.into(),
        json(&version.changes)?.into(),
        order_text(version.order.as_ref())?,
        version.file.as_ref().map(json).transpose()?.into(),
        (&version.by_name).into(),
    ];
    tx.execute(sql, &params).map(drop)
}

pub(crate) fn last_calendar_number(tx: &mut Tx<'_>, unit: UnitId) -> Result<i64> {
    tx.count("SELECT MAX(n) FROM calendar_version WHERE unit_id = ?1", &[unit.0.into()])
}

pub(crate) fn drop_calendar(tx: &mut Tx<'_>, unit: UnitId) -> Result<()> {
    // The states before stay in calendar_version; this row only says which one holds now.
    tx.execute("DELETE FROM unit_calendar WHERE unit_id = ?1", &[unit.0.into()]).map(drop)
}

// ── areas ───────────────────────────────────────────────────────────────────────────────────────────────────────

/// What codes meant before: of one code, or of all.
pub fn list_past_areas(tx: &mut Tx<'_>, code: Option<&str>) -> Result<Vec<Area>> {
    let sql = "SELECT code, valid_until, name, kind, parent, valid_from, successors, merged_from FROM area_past \
               WHERE (?1 = '' OR code = ?1) ORDER BY code, valid_until";
    let own = |row: &Row, at| Ok::<_, kernel::Error>(row.opt_text(at)?.map(str::to_string));
    let area = |row: &Row| {
        Ok(Area {
            code: row.text(0)?.into(),
            valid_until: opt_day(row, 1)?,
            name: row.text(2)?.into(),
            kind: row.text(3)?.into(),
            parent: own(row, 4)?,
            valid_from: opt_day(row, 5)?,
            successors: row.json(6)?,
            merged_from: row.json(7)?,
        })
    };
    tx.query(sql, &[code.unwrap_or_default().into()])?.iter().map(area).collect()
}

pub(crate) fn write_past_area(area: &Area, until: Date) -> Result<Write<'static>> {
    Ok(Write::one(
        "INSERT INTO area_past (code, valid_until, name, kind, parent, valid_from, successors, merged_from) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (code, valid_until) DO UPDATE SET name = excluded.name, \
         kind = excluded.kind, parent = excluded.parent, valid_from = excluded.valid_from, \
         successors = excluded.successors, merged_from = excluded.merged_from",
        vec![
            area.code.clone().into(),
            iso(Some(until)),
            area.name.clone().into(),
            area.kind.clone().into(),
            area.parent.clone().into(),
            iso(area.valid_from),
            json(&area.successors)?.into(),
            json(&area.merged_from)?.into(),
        ],
    ))
}
