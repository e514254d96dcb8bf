//! Rows of the office ⇄ its nouns. SQL and nothing else: no rule is decided here.

use jiff::civil::Date;
use kernel::{Error, Inconsistency, OfficerId, Result, UnitId};
use store::{Migration, Row, Tx, Value, Write};

use crate::calendar::Calendar;
use crate::directory::Rows;
use crate::model::{Area, Grant, OfficerCard, Role, Unit, UnitKind};

pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "office/0001_office", sql: include_str!("../migrations/0001_office.sql") },
    Migration { name: "office/0002_history", sql: include_str!("../migrations/0002_history.sql") },
];

const NONE: [Value<'static>; 0] = [];

pub(crate) fn json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::fault("office JSON", e))
}

pub(crate) fn iso(day: Option<Date>) -> Value<'static> {
    day.map(|day| day.to_string()).into()
}

fn day(row: &Row, at: usize) -> Result<Option<Date>> {
    let Some(text) = row.opt_text(at)? else { return Ok(None) };
    let wrong = |e| Inconsistency { place: format!("column {at}"), what: format!("a day: {e}") };
    Ok(Some(text.parse().map_err(wrong)?))
}

fn own(row: &Row, at: usize) -> Result<Option<String>> {
    Ok(row.opt_text(at)?.map(str::to_string))
}

/// The number of the office's present state.
pub fn load_revision(tx: &mut Tx<'_>) -> Result<i64> {
    tx.count("SELECT n FROM office_revision WHERE id = 1", &NONE)
}

/// Tells every process that units, officers, roles, grants or calendars have changed.
pub(crate) fn bump_revision(tx: &mut Tx<'_>) -> Result<()> {
    tx.execute("UPDATE office_revision SET n = n + 1 WHERE id = 1", &NONE).map(drop)
}

/// Everything the directory is made of.
pub fn load_rows(tx: &mut Tx<'_>) -> Result<Rows> {
    Ok(Rows {
        revision: load_revision(tx)?,
        units: list_units(tx)?,
        officers: list_officers(tx)?,
        grants: list_grants(tx)?,
        roles: list_roles(tx)?,
        areas: list_areas(tx)?,
        calendars: list_calendars(tx)?,
        counters: crate::annals::list_counters(tx)?,
        delegations: crate::annals::list_delegations(tx)?,
    })
}

/// Every unit of all times.
pub fn list_units(tx: &mut Tx<'_>) -> Result<Vec<Unit>> {
    let sql = "SELECT id, key, name, short_name, kind, parent_id, code, old_code, area, intake, resolves, address, hotline, \
               email, valid_from, valid_until, successors FROM unit ORDER BY id";
    tx.query(sql, &NONE)?.iter().map(unit).collect()
}

/// One unit as it stands.
pub fn find_unit(tx: &mut Tx<'_>, id: UnitId) -> Result<Option<Unit>> {
    let sql = "SELECT id, key, name, short_name, kind, parent_id, code, old_code, area, intake, resolves, address, hotline, \
               email, valid_from, valid_until, successors FROM unit WHERE id = ?1";
    tx.find(sql, &[id.0.into()])?.as_ref().map(unit).transpose()
}

fn unit(row: &Row) -> Result<Unit> {
    let kind = row.text(4)?;
    Ok(Unit {
        id: UnitId(row.int(0)?),
        key: row.text(1)?.into(),
        name: row.text(2)?.into(),
        short_name: row.text(3)?.into(),
        kind: UnitKind::parse(kind).ok_or_else(|| Inconsistency {
            place: format!("unit {}", row.int(0).unwrap_or(0)),
            what: format!("kind {kind}"),
        })?,
        parent: row.opt_int(5)?.map(UnitId),
        code: own(row, 6)?,
        old_code: own(row, 7)?,
        area: own(row, 8)?,
        intake: row.flag(9)?,
        resolves: row.flag(10)?,
        address: own(row, 11)?,
        hotline: own(row, 12)?,
        email: own(row, 13)?,
        valid_from: day(row, 14)?,
        valid_until: day(row, 15)?,
        successors: row.json(16)?,
    })
}

/// Writes a unit, new or changed (by id).
pub(crate) fn record_unit(tx: &mut Tx<'_>, unit: &Unit) -> Result<()> {
    let sql = "INSERT INTO unit (id, key, name, short_name, kind, parent_id, code, old_code, area, intake, resolves, address, \
               hotline, email, valid_from, valid_until, successors) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17) \
               ON CONFLICT (id) DO UPDATE SET key = excluded.key, name = excluded.name, short_name = excluded.short_name, \
               kind = excluded.kind, parent_id = excluded.parent_id, code = excluded.code, old_code = excluded.old_code, \
               area = excluded.area, intake = excluded.intake, resolves = excluded.resolves, address = excluded.address, \
               hotline = excluded.hotline, email = excluded.email, valid_from = excluded.valid_from, \
               valid_until = excluded.valid_until, successors = excluded.successors";
    let params = [
        unit.id.0.into(),
        (&unit.key).into(),
        (&unit.name).into(),
        (&unit.short_name).into(),
        unit.kind.key().into(),
        unit.parent.map(|p| p.0).into(),
        unit.code.as_deref().into(),
        unit.old_code.as_deref().into(),
        unit.area.as_deref().into(),
        unit.intake.into(),
        unit.resolves.into(),
        unit.address.as_deref().into(),
        unit.hotline.as_deref().into(),
        unit.email.as_deref().into(),
        iso(unit.valid_from),
        iso(unit.valid_until),
        json(&unit.successors)?.into(),
    ];
    tx.execute(sql, &params).map(drop)
}

/// Every area of all times.
pub fn list_areas(tx: &mut Tx<'_>) -> Result<Vec<Area>> {
    let sql =
        "SELECT code, name, kind, parent, valid_from, valid_until, successors, merged_from FROM area ORDER BY code";
    let area = |row: &Row| {
        Ok(Area {
            code: row.text(0)?.into(),
            name: row.text(1)?.into(),
            kind: row.text(2)?.into(),
            parent: own(row, 3)?,
            valid_from: day(row, 4)?,
            valid_until: day(row, 5)?,
            successors: row.json(6)?,
            merged_from: row.json(7)?,
        })
    };
    tx.query(sql, &NONE)?.iter().map(area).collect()
}

pub(crate) fn record_area(tx: &mut Tx<'_>, area: &Area) -> Result<()> {
    tx.write(&[write_area(area)?])
}

pub(crate) fn write_area(area: &Area) -> Result<Write<'_>> {
    let sql = "INSERT INTO area (code, name, kind, parent, valid_from, valid_until, successors, merged_from) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) \
               ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind, parent = excluded.parent, \
               valid_from = excluded.valid_from, valid_until = excluded.valid_until, successors = excluded.successors, \
               merged_from = excluded.merged_from";
    let params = vec![
        (&area.code).into(),
        (&area.name).into(),
        (&area.kind).into(),
        area.parent.as_deref().into(),
        iso(area.valid_from),
        iso(area.valid_until),
        json(&area.successors)?.into(),
        json(&area.merged_from)?.into(),
    ];
    Ok(Write::one(sql, params))
}

/// Every officer, those who left included.
pub fn list_officers(tx: &mut Tx<'_>) -> Result<Vec<OfficerCard>> {
    let sql = "SELECT id, login, name, title, unit_id, active, duties FROM officer ORDER BY login";
    tx.query(sql, &NONE)?.iter().map(card).collect()
}

fn card(row: &Row) -> Result<OfficerCard> {
    Ok(OfficerCard {
        id: OfficerId(row.int(0)?),
        login: row.text(1)?.into(),
        name: row.text(2)?.into(),
        title: row.text(3)?.into(),
        unit: UnitId(row.int(4)?),
        active: row.flag(5)?,
        duties: row.json(6)?,
    })
}

/// The officer a login names.
pub fn find_officer(tx: &mut Tx<'_>, login: &str) -> Result<Option<OfficerCard>> {
    let sql = "SELECT id, login, name, title, unit_id, active, duties FROM officer WHERE login = ?1";
    tx.find(sql, &[login.into()])?.as_ref().map(card).transpose()
}

pub(crate) fn insert_officer(tx: &mut Tx<'_>, card: &OfficerCard) -> Result<()> {
    let sql = "INSERT INTO officer (id, login, name, title, unit_id, active, duties, password_temporary) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0)";
    let params = [
        card.id.0.into(),
        (&card.login).into(),
        (&card.name).into(),
        (&card.title).into(),
        card.unit.0.into(),
        card.active.into(),
        json(&card.duties)?.into(),
    ];
    tx.execute(sql, &params).map(drop)
}

pub(crate) fn set_active(tx: &mut Tx<'_>, officer: OfficerId, active: bool) -> Result<()> {
    tx.execute("UPDATE officer SET active = ?2 WHERE id = ?1", &[officer.0.into(), active.into()]).map(drop)
}

/// Keeps a new password's hash; `temporary`: somebody else chose it.
pub(crate) fn set_password_hash(
    tx: &mut Tx<'_>,
    officer: OfficerId,
    hash: &str,
    temporary: bool,
    now_ms: i64,
) -> Result<()> {
    let sql = "UPDATE officer SET password_hash = ?2, password_temporary = ?3, password_at_ms = ?4 WHERE id = ?1";
    tx.execute(sql, &[officer.0.into(), hash.into(), temporary.into(), now_ms.into()]).map(drop)
}

/// What a sign-in is checked against.
pub(crate) struct Credential {
    pub officer: OfficerId,
    pub active: bool,
    pub hash: Option<String>,
    pub temporary: bool,
}

pub(crate) fn find_credential(tx: &mut Tx<'_>, login: &str) -> Result<Option<Credential>> {
    let sql = "SELECT id, active, password_hash, password_temporary FROM officer WHERE login = ?1";
    let Some(row) = tx.find(sql, &[login.into()])? else { return Ok(None) };
    Ok(Some(Credential {
        officer: OfficerId(row.int(0)?),
        active: row.flag(1)?,
        hash: own(&row, 2)?,
        temporary: row.flag(3)?,
    }))
}

pub fn list_roles(tx: &mut Tx<'_>) -> Result<Vec<Role>> {
    let role = |row: &Row| {
        Ok(Role {
            key: row.text(0)?.into(),
            name_vi: row.text(1)?.into(),
            name_en: row.text(2)?.into(),
            acts: row.json(3)?,
        })
    };
    tx.query("SELECT key, name_vi, name_en, acts FROM role ORDER BY key", &NONE)?.iter().map(role).collect()
}

pub(crate) fn record_role(tx: &mut Tx<'_>, role: &Role) -> Result<()> {
    let sql = "INSERT INTO role (key, name_vi, name_en, acts) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (key) DO UPDATE SET \
               name_vi = excluded.name_vi, name_en = excluded.name_en, acts = excluded.acts";
    let params = [(&role.key).into(), (&role.name_vi).into(), (&role.name_en).into(), json(&role.acts)?.into()];
    tx.execute(sql, &params).map(drop)
}

pub fn list_grants(tx: &mut Tx<'_>) -> Result<Vec<Grant>> {
    let grant = |row: &Row| {
        Ok(Grant {
            id: row.int(0)?,
            officer: OfficerId(row.int(1)?),
            role: row.text(2)?.into(),
            scope: row.json(3)?,
            valid_from: day(row, 4)?,
            valid_until: day(row, 5)?,
        })
    };
    let sql = "SELECT id, officer_id, role, scope, valid_from, valid_until FROM role_grant ORDER BY id";
    tx.query(sql, &NONE)?.iter().map(grant).collect()
}

pub(crate) fn insert_grant(tx: &mut Tx<'_>, grant: &Grant) -> Result<()> {
    let sql =
        "INSERT INTO role_grant (id, officer_id, role, scope, valid_from, valid_until) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let params = [
        grant.id.into(),
        grant.officer.0.into(),
        (&grant.role).into(),
        json(&grant.scope)?.into(),
        iso(grant.valid_from),
        iso(grant.valid_until),
    ];
    tx.execute(sql, &params).map(drop)
}

/// Ends a grant: `last` is its last day, inclusive.
pub(crate) fn end_grant(tx: &mut Tx<'_>, id: i64, last: Date) -> Result<u64> {
    tx.execute("UPDATE role_grant SET valid_until = ?2 WHERE id = ?1", &[id.into(), iso(Some(last))])
}

fn list_calendars(tx: &mut Tx<'_>) -> Result<Vec<(UnitId, Calendar)>> {
    let rows = tx.query("SELECT unit_id, body FROM unit_calendar ORDER BY unit_id", &NONE)?;
    rows.iter().map(|row| Ok((UnitId(row.int(0)?), row.json(1)?))).collect()
}

pub(crate) fn find_calendar(tx: &mut Tx<'_>, unit: UnitId) -> Result<Option<Calendar>> {
    let row = tx.find("SELECT body FROM unit_calendar WHERE unit_id = ?1", &[unit.0.into()])?;
    row.map(|row| row.json(0)).transpose()
}

pub(crate) fn record_calendar(tx: &mut Tx<'_>, unit: UnitId, calendar: &Calendar) -> Result<()> {
    let sql = "INSERT INTO unit_calendar (unit_id, body) VALUES (?1, ?2) ON CONFLICT (unit_id) DO UPDATE SET body = excluded.body";
    tx.execute(sql, &[unit.0.into(), json(calendar)?.into()]).map(drop)
}
