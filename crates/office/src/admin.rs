//! What an administrator changes: units, officers, passwords, roles, grants, calendars. Every change leaves an audit
//! entry and a new revision, in the act of the caller: whoever calls owns the transaction.

mod calendars;
mod officers;
mod units;

use std::sync::Arc;

use jiff::civil::Date;
use kernel::{Error, Ids, OfficerId, Refusal, Result, UnitId};
use store::Tx;
use store::ledger::Audit;

use crate::calendar::Calendar;
use crate::model::{Area, Grant, OfficerCard, Role, Scope, Unit};
use crate::store as rows;
use crate::{Act, Permit};

pub use calendars::NewCalendar;
pub use officers::{NewDelegation, end_acting, order_acting};
pub use units::{Alteration, Ending, Followed};

/// Statements of one round trip.
const MOST_AT_ONCE: usize = 500;

/// An administrator at work. `permit` must be for [`Act::Administer`].
#[derive(Debug)]
pub struct Admin {
    permit: Permit,
    ids: Arc<Ids>,
    now_ms: i64,
}

/// An officer to be added.
#[derive(Debug, Clone, Default)]
pub struct NewOfficer {
    pub login: String,
    pub name: String,
    pub title: String,
    /// The unit's key.
    pub unit: String,
    pub duties: Vec<String>,
}

/// A login as it is compared: trimmed, lower case.
pub fn plain_login(typed: &str) -> String {
    typed.trim().to_lowercase()
}

/// Refused: `LOGIN_SHAPE` unless 3 to 64 of `a–z 0–9 . _ - @`.
pub fn parse_login(typed: &str) -> Result<String, Refusal> {
    let login = plain_login(typed);
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-' | '@');
    match (3..=64).contains(&login.len()) && login.chars().all(plain) {
        true => Ok(login),
        false => Err(Refusal::new("LOGIN_SHAPE").at("login")),
    }
}

impl Admin {
    /// Refused: `NOT_PERMITTED` when the permit is for another act.
    pub fn new(permit: Permit, ids: Arc<Ids>, now_ms: i64) -> Result<Admin> {
        match permit.act() {
            Act::Administer => Ok(Admin { permit, ids, now_ms }),
            other => Err(Refusal::new("NOT_PERMITTED").with("act", other.key()).into()),
        }
    }

    fn id(&self) -> i64 {
        self.ids.next(self.now_ms)
    }

    fn record(&self, tx: &mut Tx<'_>, act: &'static str, subject: i64, why: impl Into<String>) -> Result<()> {
        rows::bump_revision(tx)?;
        tx.write(&[Audit::by(&self.permit.actor(), self.id(), self.now_ms, act, subject, why).write()])
    }

    fn officer(&self, tx: &mut Tx<'_>, login: &str) -> Result<OfficerCard> {
        let known = rows::find_officer(tx, &plain_login(login))?;
        known.ok_or_else(|| Refusal::new("OFFICER_UNKNOWN").with("login", login).at("login").into())
    }

    fn unit(&self, tx: &mut Tx<'_>, key: &str) -> Result<UnitId> {
        let row = tx.find("SELECT id FROM unit WHERE key = ?1", &[key.into()])?;
        let row = row.ok_or_else(|| Error::from(Refusal::new("UNIT_UNKNOWN").with("unit", key).at("unit")))?;
        Ok(UnitId(row.int(0)?))
    }

    /// Adds an officer without a password. Refused: `LOGIN_SHAPE`, `LOGIN_TAKEN`, `OFFICER_NAME`, `UNIT_UNKNOWN`.
    pub fn add_officer(&self, tx: &mut Tx<'_>, new: &NewOfficer) -> Result<OfficerId> {
        let login = parse_login(&new.login)?;
        if new.name.trim().is_empty() {
            return Err(Refusal::new("OFFICER_NAME").at("name").into());
        }
        if rows::find_officer(tx, &login)?.is_some() {
            return Err(Refusal::new("LOGIN_TAKEN").with("login", &login).at("login").into());
        }
        let id = OfficerId(self.id());
        let card = OfficerCard {
            id,
            login,
            name: new.name.trim().into(),
            title: new.title.trim().into(),
            unit: self.unit(tx, &new.unit)?,
            active: true,
            duties: new.duties.clone(),
        };
        rows::insert_officer(tx, &card)?;
        self.record(tx, "officer.add", id.0, &card.login)?;
        Ok(id)
    }

    /// Lets an officer in again, or keeps them out: their sessions and tokens end at once. Refused:
    /// `LAST_ADMINISTRATOR`.
    pub fn set_active(&self, tx: &mut Tx<'_>, login: &str, active: bool) -> Result<OfficerId> {
        let card = self.officer(tx, login)?;
        self.keeping_an_administrator(tx, self.today(), |tx| rows::set_active(tx, card.id, active))?;
        if !active {
            tx.execute("DELETE FROM session WHERE officer_id = ?1", &[card.id.0.into()])?;
            let sql = "UPDATE api_token SET revoked_ms = ?2 WHERE officer_id = ?1 AND revoked_ms IS NULL";
            tx.execute(sql, &[card.id.0.into(), self.now_ms.into()])?;
        }
        self.record(tx, if active { "officer.enable" } else { "officer.disable" }, card.id.0, &card.login)?;
        Ok(card.id)
    }

    /// Sets a password that was hashed with [`crate::password::hash`] (check it with [`crate::password::check`] first).
    /// `temporary`: the officer must change it at the first sign-in. Ends their sessions and the wait after failures.
    pub fn set_password(&self, tx: &mut Tx<'_>, login: &str, hash: &str, temporary: bool) -> Result<OfficerId> {
        use sha2::Digest;
        let card = self.officer(tx, login)?;
        rows::set_password_hash(tx, card.id, hash, temporary, self.now_ms)?;
        tx.execute("DELETE FROM session WHERE officer_id = ?1", &[card.id.0.into()])?;
        let attempts = sha2::Sha256::digest(card.login.as_bytes()).to_vec();
        tx.execute("DELETE FROM sign_in_attempt WHERE login_hash = ?1", &[attempts.into()])?;
        self.record(tx, "password.set", card.id.0, &card.login)?;
        Ok(card.id)
    }

    /// Gives an officer a role over a scope, for a time (days inclusive). Refused: `OFFICER_UNKNOWN`, `ROLE_UNKNOWN`,
    /// `GRANT_DATES`.
    pub fn grant(
        &self,
        tx: &mut Tx<'_>,
        login: &str,
        role: &str,
        scope: Scope,
        (valid_from, valid_until): (Option<Date>, Option<Date>),
    ) -> Result<i64> {
        let card = self.officer(tx, login)?;
        if tx.find("SELECT key FROM role WHERE key = ?1", &[role.into()])?.is_none() {
            return Err(Refusal::new("ROLE_UNKNOWN").with("role", role).at("role").into());
        }
        if matches!((valid_from, valid_until), (Some(from), Some(until)) if until < from) {
            return Err(Refusal::new("GRANT_DATES").at("until").into());
        }
        let grant = Grant { id: self.id(), officer: card.id, role: role.into(), scope, valid_from, valid_until };
        rows::insert_grant(tx, &grant)?;
        self.record(tx, "role.grant", card.id.0, format!("{role} {}", rows::json(&grant.scope)?))?;
        Ok(grant.id)
    }

    /// Ends a grant; `last` is its last day. `Absent` when there is none. Refused: `LAST_ADMINISTRATOR`.
    pub fn end_grant(&self, tx: &mut Tx<'_>, id: i64, last: Date) -> Result<()> {
        let after = last.tomorrow().unwrap_or(Date::MAX).max(self.today());
        if self.keeping_an_administrator(tx, after, |tx| rows::end_grant(tx, id, last))? == 0 {
            return Err(Error::absent("grant"));
        }
        self.record(tx, "role.withdraw", id, last.to_string())
    }

    /// Writes a role, new or changed.
    pub fn define_role(&self, tx: &mut Tx<'_>, role: &Role) -> Result<()> {
        rows::record_role(tx, role)?;
        self.record(tx, "role.define", 0, &role.key)
    }

    /// Writes a unit, new (with an id from [`Admin::new_unit_id`]) or changed.
    /// Refused: `UNIT_PARENT` when it would stand below itself, `UNIT_DATES`.
    pub fn put_unit(&self, tx: &mut Tx<'_>, unit: &Unit) -> Result<()> {
        if matches!((unit.valid_from, unit.valid_until), (Some(from), Some(until)) if until < from) {
            return Err(Refusal::new("UNIT_DATES").with("unit", &unit.key).at("until").into());
        }
        let mut above = unit.parent;
        for _ in 0..64 {
            let Some(id) = above else { break };
            if id == unit.id {
                return Err(Refusal::new("UNIT_PARENT").with("unit", &unit.key).at("parent").into());
            }
            let row = tx.find("SELECT parent_id FROM unit WHERE id = ?1", &[id.0.into()])?;
            above = row.map(|row| row.opt_int(0)).transpose()?.flatten().map(UnitId);
        }
        rows::record_unit(tx, unit)?;
        self.record(tx, "unit.put", unit.id.0, &unit.key)
    }

    pub fn new_unit_id(&self) -> UnitId {
        UnitId(self.id())
    }

    /// Writes many areas: those that codes name now, and what codes meant before they were given to others. One
    /// revision and one audit entry for all of them.
    pub fn put_areas(&self, tx: &mut Tx<'_>, areas: &[Area], past: &[Area], why: &str) -> Result<()> {
        let mut writes = Vec::with_capacity(areas.len() + past.len());
        for area in areas {
            writes.push(rows::write_area(area)?);
        }
        for area in past {
            writes.push(crate::annals::write_past_area(area, area.valid_until.unwrap_or(Date::MAX))?);
        }
        for some in writes.chunks(MOST_AT_ONCE) {
            tx.write(some)?;
        }
        self.record(tx, "area.import", 0, why)
    }

    /// Writes an administrative area, new or changed.
    pub fn put_area(&self, tx: &mut Tx<'_>, area: &Area) -> Result<()> {
        rows::record_area(tx, area)
    }

    /// Sets a unit's working calendar; units below without their own follow it.
    pub fn set_calendar(&self, tx: &mut Tx<'_>, unit: UnitId, calendar: &Calendar) -> Result<()> {
        rows::record_calendar(tx, unit, calendar)?;
        self.record(tx, "calendar.set", unit.0, "")
    }
}
