//! The whole office in memory: units, areas, officers, roles, calendars, as they stood at one revision. A snapshot
//! that everybody shares and nobody changes; a new revision makes a new one.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use kernel::{OfficerId, UnitId};

use crate::ActSet;
use crate::calendar::Calendar;
use crate::history::{Counter, Delegation};
use crate::model::{Area, Grant, Level, Narrow, OfficerCard, Role, Unit};

/// Deeper than any administration; a loop in the rows ends here instead of never.
const DEEPEST: usize = 32;

/// The office at one revision.
#[derive(Debug)]
pub struct Directory {
    pub(crate) revision: i64,
    units: HashMap<UnitId, Unit>,
    by_key: HashMap<String, UnitId>,
    children: HashMap<UnitId, Vec<UnitId>>,
    officers: HashMap<OfficerId, OfficerCard>,
    grants: HashMap<OfficerId, Vec<Grant>>,
    roles: BTreeMap<String, Role>,
    areas: BTreeMap<String, Area>,
    calendars: HashMap<UnitId, Arc<Calendar>>,
    counters: BTreeMap<UnitId, Vec<Counter>>,
    delegations: Vec<Delegation>,
    shipped: Arc<Calendar>,
}

/// The rows a directory is made of.
#[derive(Debug, Default)]
pub struct Rows {
    pub revision: i64,
    pub units: Vec<Unit>,
    pub officers: Vec<OfficerCard>,
    pub grants: Vec<Grant>,
    pub roles: Vec<Role>,
    pub areas: Vec<Area>,
    pub calendars: Vec<(UnitId, Calendar)>,
    pub counters: Vec<Counter>,
    pub delegations: Vec<Delegation>,
}

impl Directory {
    pub fn new(rows: Rows) -> Directory {
        let mut directory = Directory {
            revision: rows.revision,
            units: HashMap::new(),
            by_key: HashMap::new(),
            children: HashMap::new(),
            officers: HashMap::new(),
            grants: HashMap::new(),
            roles: BTreeMap::new(),
            areas: BTreeMap::new(),
            calendars: HashMap::new(),
            counters: BTreeMap::new(),
            delegations: rows.delegations,
            shipped: Arc::new(Calendar::shipped()),
        };
        for unit in rows.units {
            directory.by_key.insert(unit.key.clone(), unit.id);
            if let Some(parent) = unit.parent {
                directory.children.entry(parent).or_default().push(unit.id);
            }
            directory.units.insert(unit.id, unit);
        }
        for grant in rows.grants {
            directory.grants.entry(grant.officer).or_default().push(grant);
        }
        for counter in rows.counters {
            directory.counters.entry(counter.unit).or_default().push(counter);
        }
        directory.officers = rows.officers.into_iter().map(|o| (o.id, o)).collect();
        directory.roles = rows.roles.into_iter().map(|r| (r.key.clone(), r)).collect();
        directory.areas = rows.areas.into_iter().map(|a| (a.code.clone(), a)).collect();
        directory.calendars = rows.calendars.into_iter().map(|(unit, c)| (unit, Arc::new(c))).collect();
        directory
    }

    /// The rows again, for whoever asks what another office would be: a preview, a test.
    pub fn to_rows(&self) -> Rows {
        let officers: Vec<OfficerCard> = self.officers().into_iter().cloned().collect();
        Rows {
            revision: self.revision,
            units: self.units().into_iter().cloned().collect(),
            grants: officers.iter().flat_map(|officer| self.grants_of(officer.id).to_vec()).collect(),
            officers,
            roles: self.roles.values().cloned().collect(),
            areas: self.areas.values().cloned().collect(),
            calendars: self.calendars.iter().map(|(unit, calendar)| (*unit, (**calendar).clone())).collect(),
            counters: self.counters.values().flatten().cloned().collect(),
            delegations: self.delegations.clone(),
        }
    }

    /// Which state of the office this is; grows with every change.
    pub fn revision(&self) -> i64 {
        self.revision
    }

    pub fn unit(&self, id: UnitId) -> Option<&Unit> {
        self.units.get(&id)
    }

    pub fn unit_by_key(&self, key: &str) -> Option<&Unit> {
        self.by_key.get(key).and_then(|id| self.unit(*id))
    }

    /// The name to show; the id when the unit is unknown.
    pub fn unit_name(&self, id: UnitId) -> String {
        self.unit(id).map_or_else(|| id.to_string(), |unit| unit.name.clone())
    }

    /// Every unit, by code and name.
    pub fn units(&self) -> Vec<&Unit> {
        let mut units: Vec<&Unit> = self.units.values().collect();
        units.sort_by(|a, b| (&a.code, &a.name).cmp(&(&b.code, &b.name)));
        units
    }

    pub fn children(&self, id: UnitId) -> &[UnitId] {
        self.children.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The unit and everything below it: what a list of a scope's dossiers filters by.
    pub fn descendants(&self, id: UnitId) -> Vec<UnitId> {
        let mut found = vec![id];
        let mut at = 0;
        while let Some(unit) = found.get(at).copied() {
            for child in self.children(unit) {
                if !found.contains(child) {
                    found.push(*child);
                }
            }
            at += 1;
        }
        found
    }

    /// The unit and the units above it, nearest first.
    pub fn lineage(&self, id: UnitId) -> impl Iterator<Item = &Unit> {
        std::iter::successors(self.unit(id), |unit| unit.parent.and_then(|parent| self.unit(parent))).take(DEEPEST)
    }

    /// Whether `unit` is `above` or somewhere below it.
    pub fn is_within(&self, unit: UnitId, above: UnitId) -> bool {
        self.lineage(unit).any(|u| u.id == above)
    }

    /// The same, where a unit that has ended counts for those who took its tasks over: its open dossiers keep its
    /// name, and its successors must be able to work on them.
    pub fn is_within_on(&self, unit: UnitId, above: UnitId, day: Date) -> bool {
        self.is_within(unit, above) || self.current_of(unit, day).iter().any(|now| self.is_within(*now, above))
    }

    /// Who does a unit's work on a day: itself while it stands, else its successors (and theirs).
    pub fn current_of(&self, unit: UnitId, day: Date) -> Vec<UnitId> {
        let mut waiting = vec![unit];
        let (mut seen, mut found) = (Vec::new(), Vec::new());
        while let Some(id) = waiting.pop() {
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            match self.unit(id) {
                Some(unit) if unit.valid_until.is_some_and(|until| until < day) => waiting.extend(&unit.successors),
                Some(_) => found.push(id),
                None => {}
            }
        }
        found.sort();
        found
    }

    /// The unit itself while it stands on `day`, else who took its tasks over: figures of before, grouped by the units
    /// of after.
    pub fn successors_on(&self, unit: UnitId, day: Date) -> Vec<UnitId> {
        self.current_of(unit, day)
    }

    /// The units whose tasks this one had on `day`: itself when it stood then, and those that it took over from.
    /// Figures of after, grouped by the units of before.
    pub fn predecessors_on(&self, unit: UnitId, day: Date) -> Vec<UnitId> {
        let mut waiting = vec![unit];
        let (mut seen, mut found) = (Vec::new(), Vec::new());
        while let Some(id) = waiting.pop() {
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            if self.unit(id).is_some_and(|unit| unit.stands_on(day)) {
                found.push(id);
            }
            waiting.extend(self.predecessors(id));
        }
        found.sort();
        found
    }

    /// The units that named this one as their successor.
    pub fn predecessors(&self, unit: UnitId) -> impl Iterator<Item = UnitId> {
        self.units.values().filter(move |other| other.successors.contains(&unit)).map(|other| other.id)
    }

    /// The tier of government of a unit: its own, or that of the nearest unit above that has one.
    pub fn level_of(&self, id: UnitId) -> Option<Level> {
        self.lineage(id).find_map(|unit| unit.kind.level())
    }

    /// The centre a counter belongs to, and the counter's own unit when it is none: the nearest one-stop unit above.
    pub fn centre_of(&self, id: UnitId) -> Option<&Unit> {
        self.lineage(id).find(|unit| unit.kind.is_centre())
    }

    /// What everybody inside may know of an officer.
    pub fn officer(&self, id: OfficerId) -> Option<&OfficerCard> {
        self.officers.get(&id)
    }

    /// Every officer, by login.
    pub fn officers(&self) -> Vec<&OfficerCard> {
        let mut officers: Vec<&OfficerCard> = self.officers.values().collect();
        officers.sort_by(|a, b| a.login.cmp(&b.login));
        officers
    }

    /// The active officers of one unit, by name.
    pub fn officers_of(&self, unit: UnitId) -> Vec<&OfficerCard> {
        let mut officers: Vec<&OfficerCard> = self.officers.values().filter(|o| o.unit == unit && o.active).collect();
        officers.sort_by(|a, b| a.name.cmp(&b.name));
        officers
    }

    /// What an officer was given, of all times.
    pub fn grants_of(&self, officer: OfficerId) -> &[Grant] {
        self.grants.get(&officer).map_or(&[], Vec::as_slice)
    }

    /// The acts a grant gives: those of its role, narrowed by its scope.
    pub fn acts_of(&self, grant: &Grant) -> ActSet {
        let role: ActSet = self.role(&grant.role).map_or(ActSet::NONE, |role| role.acts.iter().copied().collect());
        match &grant.scope.acts {
            Narrow::All => role,
            Narrow::Only(acts) => role.and(acts.iter().copied().collect()),
        }
    }

    /// What others gave an officer for a time, of all times.
    pub fn delegations_to(&self, officer: OfficerId) -> impl Iterator<Item = &Delegation> {
        self.delegations.iter().filter(move |delegation| delegation.to == officer)
    }

    /// Every delegation of all times.
    pub fn delegations(&self) -> &[Delegation] {
        &self.delegations
    }

    /// The counters of a one-stop unit, by number.
    pub fn counters_of(&self, unit: UnitId) -> &[Counter] {
        self.counters.get(&unit).map_or(&[], Vec::as_slice)
    }

    pub fn role(&self, key: &str) -> Option<&Role> {
        self.roles.get(key)
    }

    pub fn roles(&self) -> impl Iterator<Item = &Role> {
        self.roles.values()
    }

    pub fn area(&self, code: &str) -> Option<&Area> {
        self.areas.get(code)
    }

    pub fn areas(&self) -> impl Iterator<Item = &Area> {
        self.areas.values()
    }

    /// The calendar that hangs at the unit itself.
    pub fn own_calendar(&self, unit: UnitId) -> Option<Arc<Calendar>> {
        self.calendars.get(&unit).cloned()
    }

    /// The unit whose calendar a unit follows: itself, or the nearest above that has one; `None`: the shipped one.
    pub fn calendar_source(&self, unit: UnitId) -> Option<UnitId> {
        self.lineage(unit).find(|u| self.calendars.contains_key(&u.id)).map(|u| u.id)
    }

    /// The working calendar of a unit: its own, or that of the nearest unit above that has one, or the shipped one.
    pub fn calendar_of(&self, unit: UnitId) -> Arc<Calendar> {
        let own = self.lineage(unit).find_map(|u| self.calendars.get(&u.id));
        Arc::clone(own.unwrap_or(&self.shipped))
    }
}
