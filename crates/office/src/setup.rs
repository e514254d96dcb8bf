//! An office written down in one file (`sample/office.toml` shows how): read, checked as a whole, then put into an
//! empty database in one act. It invents nothing: passwords come from the caller.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::{Error, Result, UnitId};
use serde::{Deserialize, Deserializer};
use store::Tx;

use crate::admin::{Admin, NewOfficer, parse_login};
use crate::calendar::WorkingTime;
use crate::model::{Area, Narrow, Role, Scope, Unit, UnitKind};
use crate::{Act, store as rows};

/// In a scope's units: all of them.
const EVERYWHERE: &str = "*";

/// The file.
#[derive(Debug, Clone, Deserialize)]
pub struct Plan {
    pub office: OfficePlan,
    pub working_time: WorkingTime,
    #[serde(default, rename = "role")]
    pub roles: Vec<Role>,
    #[serde(default, rename = "area")]
    pub areas: Vec<AreaPlan>,
    #[serde(default, rename = "unit")]
    pub units: Vec<UnitPlan>,
    #[serde(default, rename = "officer")]
    pub officers: Vec<OfficerPlan>,
}

/// The office itself.
#[derive(Debug, Clone, Deserialize)]
pub struct OfficePlan {
    pub key: String,
    pub name: String,
    /// `R61` or `R118`.
    pub rule_set: String,
    pub home_area: String,
    #[serde(default)]
    pub hotline: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub website: String,
}

#[derive(Debug, Clone, Deserialize)]
pub struct AreaPlan {
    pub code: String,
    pub name: String,
    pub kind: String,
    pub parent: Option<String>,
    #[serde(default, deserialize_with = "day")]
    pub from: Option<Date>,
    #[serde(default, deserialize_with = "day")]
    pub until: Option<Date>,
    #[serde(default)]
    pub successors: Vec<String>,
    #[serde(default)]
    pub merged_from: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct UnitPlan {
    pub key: String,
    pub name: String,
    #[serde(default)]
    pub short_name: String,
    pub kind: UnitKind,
    pub parent: Option<String>,
    pub code: Option<String>,
    pub old_code: Option<String>,
    pub area: Option<String>,
    #[serde(default)]
    pub intake: bool,
    #[serde(default)]
    pub resolves: bool,
    pub address: Option<String>,
    pub hotline: Option<String>,
    pub email: Option<String>,
    #[serde(default, deserialize_with = "day")]
    pub from: Option<Date>,
    #[serde(default, deserialize_with = "day")]
    pub until: Option<Date>,
    #[serde(default)]
    pub successors: Vec<String>,
    /// Hours of its own; else those of the unit above.
    pub working_time: Option<WorkingTime>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct OfficerPlan {
    pub login: String,
    pub full_name: String,
    #[serde(default)]
    pub title: String,
    pub unit: String,
    pub roles: Vec<String>,
    /// Without one: every act of the roles, in the officer's own unit and below.
    #[serde(default)]
    pub scopes: Vec<ScopePlan>,
    #[serde(default)]
    pub duties: Vec<String>,
}

/// Empty lists narrow nothing, except `units`: empty means the officer's own unit and below, `*` every unit there is and
/// will be.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct ScopePlan {
    #[serde(default)]
    pub acts: Vec<Act>,
    #[serde(default)]
    pub fields: Vec<String>,
    #[serde(default)]
    pub procedures: Vec<String>,
    #[serde(default)]
    pub units: Vec<String>,
}

/// TOML writes days without quotes.
fn day<'de, D: Deserializer<'de>>(d: D) -> std::result::Result<Option<Date>, D::Error> {
    let written = toml::value::Datetime::deserialize(d)?;
    written.to_string().parse().map(Some).map_err(serde::de::Error::custom)
}

/// What is wrong in a plan: where, and what (a stable word and what it is about).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub place: String,
    pub word: &'static str,
    pub about: String,
}

impl Plan {
    /// Reads the file's text. A fault names the line.
    pub fn parse(text: &str) -> Result<Plan> {
        toml::from_str(text).map_err(|e| Error::fault("office plan", e))
    }

    /// Everything that does not fit together; empty when the plan can be put to work.
    pub fn check(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut note =
            |place: &str, word, about: &str| found.push(Finding { place: place.into(), word, about: about.into() });
        let mut units = BTreeSet::new();
        for unit in &self.units {
            if !units.insert(unit.key.as_str()) {
                note(&unit.key, "unit twice", &unit.key);
            }
        }
        let areas: BTreeSet<&str> = self.areas.iter().map(|a| a.code.as_str()).collect();
        let roles: BTreeSet<&str> = self.roles.iter().map(|r| r.key.as_str()).collect();
        for unit in &self.units {
            for other in unit.parent.iter().chain(&unit.successors).filter(|key| !units.contains(key.as_str())) {
                note(&unit.key, "unknown unit", other);
            }
            for area in unit.area.iter().filter(|code| !areas.contains(code.as_str())) {
                note(&unit.key, "unknown area", area);
            }
            if unit.working_time.as_ref().is_some_and(|hours| hours.calendar().is_none()) {
                note(&unit.key, "unknown weekday", "working_time");
            }
        }
        let mut logins = BTreeSet::new();
        for officer in &self.officers {
            if parse_login(&officer.login).is_err() || !logins.insert(&officer.login) {
                note(&officer.login, "login", &officer.login);
            }
            for role in officer.roles.iter().filter(|role| !roles.contains(role.as_str())) {
                note(&officer.login, "unknown role", role);
            }
            let scoped = officer.scopes.iter().flat_map(|s| &s.units);
            for unit in scoped.chain([&officer.unit]).filter(|key| *key != EVERYWHERE && !units.contains(key.as_str()))
            {
                note(&officer.login, "unknown unit", unit);
            }
        }
        if self.working_time.calendar().is_none() {
            note("working_time", "unknown weekday", "days");
        }
        found
    }

    /// Puts the plan into the database: areas, units, roles, officers with their grants, calendars. `hash_of` gives the
    /// password hash of a login; `None`: no password yet. Passwords given here are the officer's own (not temporary).
    ///
    /// Faults when [`Plan::check`] finds anything; refused as [`Admin`] refuses. One act: all of it or nothing.
    pub fn record(&self, tx: &mut Tx<'_>, admin: &Admin, hash_of: &dyn Fn(&str) -> Option<String>) -> Result<()> {
        if let Some(first) = self.check().first() {
            return Err(Error::fault(
                format!("office plan, {}", first.place),
                format!("{}: {}", first.word, first.about),
            ));
        }
        for area in &self.areas {
            admin.put_area(tx, &area.area())?;
        }
        let ids: BTreeMap<&str, UnitId> = self.units.iter().map(|u| (u.key.as_str(), admin.new_unit_id())).collect();
        for unit in &self.units {
            admin.put_unit(tx, &unit.unit(&ids))?;
        }
        for role in &self.roles {
            admin.define_role(tx, role)?;
        }
        for officer in &self.officers {
            officer.record(tx, admin, &ids, hash_of)?;
        }
        self.record_calendars(tx, admin, &ids)
    }

    fn record_calendars(&self, tx: &mut Tx<'_>, admin: &Admin, ids: &BTreeMap<&str, UnitId>) -> Result<()> {
        let office = self.working_time.calendar();
        for unit in &self.units {
            // The office's hours hang at the top of each tree; everything below follows.
            let own = match (&unit.working_time, &unit.parent) {
                (Some(hours), _) => hours.calendar(),
                (None, None) => office.clone(),
                (None, Some(_)) => None,
            };
            if let (Some(calendar), Some(id)) = (own, ids.get(unit.key.as_str())) {
                admin.set_calendar(tx, *id, &calendar)?;
            }
        }
        Ok(())
    }
}

impl AreaPlan {
    fn area(&self) -> Area {
        Area {
            code: self.code.clone(),
            name: self.name.clone(),
            kind: self.kind.clone(),
            parent: self.parent.clone(),
            valid_from: self.from,
            valid_until: self.until,
            successors: self.successors.clone(),
            merged_from: self.merged_from.clone(),
        }
    }
}

impl UnitPlan {
    fn unit(&self, ids: &BTreeMap<&str, UnitId>) -> Unit {
        let id = |key: &String| ids.get(key.as_str()).copied();
        Unit {
            id: id(&self.key).unwrap_or(UnitId(0)),
            key: self.key.clone(),
            name: self.name.clone(),
            short_name: self.short_name.clone(),
            kind: self.kind,
            parent: self.parent.as_ref().and_then(id),
            code: self.code.clone(),
            old_code: self.old_code.clone(),
            area: self.area.clone(),
            intake: self.intake,
            resolves: self.resolves,
            address: self.address.clone(),
            hotline: self.hotline.clone(),
            email: self.email.clone(),
            valid_from: self.from,
            valid_until: self.until,
            successors: self.successors.iter().filter_map(id).collect(),
        }
    }
}

impl OfficerPlan {
    fn record(
        &self,
        tx: &mut Tx<'_>,
        admin: &Admin,
        ids: &BTreeMap<&str, UnitId>,
        hash_of: &dyn Fn(&str) -> Option<String>,
    ) -> Result<()> {
        let new = NewOfficer {
            login: self.login.clone(),
            name: self.full_name.clone(),
            title: self.title.clone(),
            unit: self.unit.clone(),
            duties: self.duties.clone(),
        };
        admin.add_officer(tx, &new)?;
        let scopes = if self.scopes.is_empty() { vec![ScopePlan::default()] } else { self.scopes.clone() };
        for role in &self.roles {
            for scope in &scopes {
                admin.grant(tx, &self.login, role, scope.scope(&self.unit, ids), (None, None))?;
            }
        }
        match hash_of(&self.login) {
            Some(hash) => admin.set_password(tx, &self.login, &hash, false).map(drop),
            None => Ok(()),
        }
    }
}

impl ScopePlan {
    fn scope(&self, own_unit: &str, ids: &BTreeMap<&str, UnitId>) -> Scope {
        let named: Vec<&str> = match self.units.is_empty() {
            true => vec![own_unit],
            false => self.units.iter().map(String::as_str).collect(),
        };
        let units = match named.contains(&EVERYWHERE) {
            true => Narrow::All,
            false => Narrow::Only(named.into_iter().filter_map(|key| ids.get(key).copied()).collect()),
        };
        Scope {
            acts: Narrow::of(self.acts.clone()),
            fields: Narrow::of(self.fields.clone()),
            procedures: Narrow::of(self.procedures.clone()),
            units,
        }
    }
}

/// Whether the database holds an office already.
pub fn is_set_up(tx: &mut Tx<'_>) -> Result<bool> {
    Ok(!rows::list_roles(tx)?.is_empty())
}
