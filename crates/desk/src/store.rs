//! The desk's own small tables: saved views, announcements, decisions about pairs of dossiers. It keeps no dossier and
//! no person: those have rooms of their own.

use kernel::{Error, OfficerId, Result, UnitId};
use serde::{Deserialize, Serialize};
use store::{Migration, Row, Tx};

pub const MIGRATIONS: &[Migration] =
    &[Migration { name: "desk/0001_desk", sql: include_str!("../migrations/0001_desk.sql") }];

// ── saved views ──────────────────────────────────────────────────────────────────────────────────────────────────────

/// A list as its officer likes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    pub id: i64,
    pub name: String,
    /// What stands in the address.
    pub query: String,
    /// The list opens with it.
    pub leads: bool,
}

fn saved_view(row: &Row) -> Result<SavedView> {
    Ok(SavedView { id: row.int(0)?, name: row.text(1)?.into(), query: row.text(2)?.into(), leads: row.flag(3)? })
}

/// The views of an officer, in the order they were made.
pub fn list_views(tx: &mut Tx<'_>, officer: OfficerId) -> Result<Vec<SavedView>> {
    let sql = "SELECT id, name, query, leads FROM saved_view WHERE officer_id = ?1 ORDER BY id";
    tx.query(sql, &[officer.0.into()])?.iter().map(saved_view).collect()
}

/// The view that the list opens with.
pub fn find_leading_view(tx: &mut Tx<'_>, officer: OfficerId) -> Result<Option<SavedView>> {
    let sql = "SELECT id, name, query, leads FROM saved_view WHERE officer_id = ?1 AND leads = 1 ORDER BY id LIMIT 1";
    tx.find(sql, &[officer.0.into()])?.as_ref().map(saved_view).transpose()
}

/// Keeps a new view; when it leads, no other does.
pub fn insert_view(tx: &mut Tx<'_>, officer: OfficerId, view: &SavedView, now_ms: i64) -> Result<()> {
    make_room(tx, officer, view)?;
    let sql = "INSERT INTO saved_view (id, officer_id, name, query, leads, created_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let leads = view.leads.into();
    let params = [view.id.into(), officer.0.into(), (&view.name).into(), (&view.query).into(), leads, now_ms.into()];
    tx.execute(sql, &params).map(drop)
}

/// Changes a view of the officer's own; absent when it is not.
pub fn update_view(tx: &mut Tx<'_>, officer: OfficerId, view: &SavedView) -> Result<()> {
    make_room(tx, officer, view)?;
    let sql = "UPDATE saved_view SET name = ?3, query = ?4, leads = ?5 WHERE id = ?1 AND officer_id = ?2";
    let params = [view.id.into(), officer.0.into(), (&view.name).into(), (&view.query).into(), view.leads.into()];
    match tx.execute(sql, &params)? {
        0 => Err(Error::absent("view")),
        _ => Ok(()),
    }
}

fn make_room(tx: &mut Tx<'_>, officer: OfficerId, view: &SavedView) -> Result<()> {
    if view.leads {
        tx.execute("UPDATE saved_view SET leads = 0 WHERE officer_id = ?1", &[officer.0.into()])?;
    }
    Ok(())
}

/// Forgets a view of the officer's own.
pub fn delete_view(tx: &mut Tx<'_>, officer: OfficerId, id: i64) -> Result<()> {
    match tx.execute("DELETE FROM saved_view WHERE id = ?1 AND officer_id = ?2", &[id.into(), officer.0.into()])? {
        0 => Err(Error::absent("view")),
        _ => Ok(()),
    }
}

// ── announcements ────────────────────────────────────────────────────────────────────────────────────────────────────

/// To whom an announcement speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Every officer.
    Inside,
    /// The officers of some units.
    Units,
    /// Every officer, and everybody on the public pages.
    Public,
}

impl Audience {
    pub const ALL: [Audience; 3] = [Audience::Inside, Audience::Units, Audience::Public];

    pub fn code(self) -> &'static str {
        match self {
            Audience::Inside => "inside",
            Audience::Units => "units",
            Audience::Public => "public",
        }
    }
    pub fn parse(text: &str) -> Option<Audience> {
        Audience::ALL.into_iter().find(|audience| audience.code() == text)
    }
}

/// Something the office tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    pub id: i64,
    pub title: String,
    pub text: String,
    pub audience: Audience,
    pub units: Vec<UnitId>,
    pub from_ms: i64,
    /// Last moment, inclusive.
    pub until_ms: i64,
    pub by_name: String,
    pub ended_ms: Option<i64>,
}

const ANNOUNCEMENT: &str = "id, title, text, audience, units, from_ms, until_ms, by_name, ended_ms";

fn announcement(row: &Row) -> Result<Announcement> {
    Ok(Announcement {
        id: row.int(0)?,
        title: row.text(1)?.into(),
        text: row.text(2)?.into(),
        audience: Audience::parse(row.text(3)?).unwrap_or(Audience::Inside),
        units: row.json(4)?,
        from_ms: row.int(5)?,
        until_ms: row.int(6)?,
        by_name: row.text(7)?.into(),
        ended_ms: row.opt_int(8)?,
    })
}

/// What is being told now or will be, with who has put it aside: what the frames of pages need.
pub fn list_standing(tx: &mut Tx<'_>, now_ms: i64) -> Result<Vec<(Announcement, Vec<OfficerId>)>> {
    let sql = format!(
        "SELECT {ANNOUNCEMENT} FROM announcement WHERE until_ms >= ?1 AND ended_ms IS NULL ORDER BY from_ms DESC, id DESC"
    );
    let found = tx.query(&sql, &[now_ms.into()])?.iter().map(announcement).collect::<Result<Vec<_>>>()?;
    let mut standing = Vec::with_capacity(found.len());
    for one in found {
        let sql = "SELECT officer_id FROM announcement_dismissal WHERE announcement_id = ?1";
        let aside = tx.query(sql, &[one.id.into()])?;
        let aside = aside.iter().map(|row| Ok(OfficerId(row.int(0)?))).collect::<Result<Vec<_>>>()?;
        standing.push((one, aside));
    }
    Ok(standing)
}

/// The latest announcements, ended ones included.
pub fn list_announcements(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Announcement>> {
    let sql = format!("SELECT {ANNOUNCEMENT} FROM announcement ORDER BY id DESC LIMIT ?1");
    tx.query(&sql, &[limit.into()])?.iter().map(announcement).collect()
}

pub fn insert_announcement(tx: &mut Tx<'_>, one: &Announcement, now_ms: i64) -> Result<()> {
    let units = serde_json::to_string(&one.units).map_err(|e| Error::fault("units", e))?;
    let sql = "INSERT INTO announcement (id, title, text, audience, units, from_ms, until_ms, by_name, created_ms) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let params = [
        one.id.into(),
        (&one.title).into(),
        (&one.text).into(),
        one.audience.code().into(),
        units.into(),
        one.from_ms.into(),
        one.until_ms.into(),
        (&one.by_name).into(),
        now_ms.into(),
    ];
    tx.execute(sql, &params).map(drop)
}

/// Ends an announcement; absent when there is none that stands.
pub fn end_announcement(tx: &mut Tx<'_>, id: i64, now_ms: i64) -> Result<()> {
    let sql = "UPDATE announcement SET ended_ms = ?2 WHERE id = ?1 AND ended_ms IS NULL";
    match tx.execute(sql, &[id.into(), now_ms.into()])? {
        0 => Err(Error::absent("announcement")),
        _ => Ok(()),
    }
}

/// An officer has read it and wants to see it no more.
pub fn dismiss(tx: &mut Tx<'_>, id: i64, officer: OfficerId, now_ms: i64) -> Result<()> {
    let sql = "INSERT INTO announcement_dismissal (announcement_id, officer_id, at_ms) VALUES (?1, ?2, ?3) \
               ON CONFLICT (announcement_id, officer_id) DO NOTHING";
    tx.execute(sql, &[id.into(), officer.0.into(), now_ms.into()]).map(drop)
}

// ── pairs of dossiers ────────────────────────────────────────────────────────────────────────────────────────────────

/// What was decided about two dossiers that looked like one application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairDecision {
    pub a: i64,
    pub b: i64,
    pub decision: String,
    pub reason: String,
    pub by_name: String,
    pub at_ms: i64,
}

/// The decision about a pair, if there is one.
pub fn find_pair(tx: &mut Tx<'_>, a: i64, b: i64) -> Result<Option<PairDecision>> {
    let sql = "SELECT a_id, b_id, decision, reason, by_name, at_ms FROM dossier_pair WHERE a_id = ?1 AND b_id = ?2";
    let decision = |row: &Row| {
        Ok(PairDecision {
            a: row.int(0)?,
            b: row.int(1)?,
            decision: row.text(2)?.into(),
            reason: row.text(3)?.into(),
            by_name: row.text(4)?.into(),
            at_ms: row.int(5)?,
        })
    };
    tx.find(sql, &[a.into(), b.into()])?.as_ref().map(decision).transpose()
}

/// Remembers a decision; a later one stands in its place.
pub fn record_pair(tx: &mut Tx<'_>, pair: &PairDecision, by: OfficerId) -> Result<()> {
    let sql = "INSERT INTO dossier_pair (a_id, b_id, decision, reason, by_id, by_name, at_ms) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (a_id, b_id) DO UPDATE SET decision = excluded.decision, \
               reason = excluded.reason, by_id = excluded.by_id, by_name = excluded.by_name, at_ms = excluded.at_ms";
    let params = [
        pair.a.into(),
        pair.b.into(),
        (&pair.decision).into(),
        (&pair.reason).into(),
        by.0.into(),
        (&pair.by_name).into(),
        pair.at_ms.into(),
    ];
    tx.execute(sql, &params).map(drop)
}
