//! Who can play which part: for every sample procedure, the counters that can take it in and the agencies that can carry
//! it from the first step to the seal with the officers they have.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::{OfficerId, UnitId};
use office::model::Level as Tier;
use office::{Act, Directory, Officer, Place};
use procedure::Catalogue;
use procedure::model::{Level, ProcedureVersion};
use procedure::process::{Duty, Process};

/// The officers of the sample office, signed in.
#[derive(Clone)]
pub(super) struct Cast {
    pub officers: Vec<Officer>,
    by_id: HashMap<OfficerId, usize>,
}

/// A way a dossier can go: procedure, counter, agency.
#[derive(Clone)]
pub(super) struct Route {
    pub version: Arc<ProcedureVersion>,
    pub receiving: UnitId,
    pub deciding: UnitId,
}

impl Cast {
    pub(super) fn new(officers: Vec<Officer>) -> Cast {
        let by_id = officers.iter().enumerate().map(|(place, officer)| (officer.id(), place)).collect();
        Cast { officers, by_id }
    }

    pub(super) fn officer(&self, id: OfficerId) -> Option<&Officer> {
        self.by_id.get(&id).map(|place| &self.officers[*place])
    }

    pub(super) fn directory(&self) -> &Arc<Directory> {
        self.officers[0].directory()
    }

    /// Everyone who may do all of these acts on a procedure at a unit.
    pub(super) fn who(&self, acts: &[Act], version: &ProcedureVersion, unit: UnitId) -> Vec<&Officer> {
        let units = [unit];
        let place = Place::new(&version.field, &version.code, &units);
        self.officers.iter().filter(|o| acts.iter().all(|act| o.may(*act, &place))).collect()
    }

    /// Specialists whose proposals somebody else can approve.
    pub(super) fn specialists(&self, version: &ProcedureVersion, unit: UnitId) -> Vec<&Officer> {
        let approvers = self.who(&[Act::Claim, Act::Approve], version, unit);
        let mut found = self.who(&[Act::Claim, Act::Propose], version, unit);
        found.retain(|s| approvers.iter().any(|a| a.id() != s.id()));
        // A head who could do the work leaves it to the specialists where there are any.
        if found.iter().any(|s| !approvers.iter().any(|a| a.id() == s.id())) {
            found.retain(|s| !approvers.iter().any(|a| a.id() == s.id()));
        }
        found
    }

    fn can_take_in(&self, version: &ProcedureVersion, unit: UnitId) -> bool {
        !self.who(&[Act::Intake, Act::Accept, Act::Transfer], version, unit).is_empty()
            && !self.who(&[Act::HandOver], version, unit).is_empty()
    }

    fn can_decide(&self, version: &ProcedureVersion, process: &Process, unit: UnitId) -> bool {
        let assigned =
            process.first_of(Duty::Assigner).is_none() || !self.who(&[Act::Assign], version, unit).is_empty();
        assigned
            && !self.specialists(version, unit).is_empty()
            && !self.who(&[Act::Claim, Act::AttachResult, Act::Release], version, unit).is_empty()
    }

    /// Every route the office can serve. Of an agency and its divisions only the agency decides.
    pub(super) fn routes(&self, catalogue: &Catalogue) -> Vec<Route> {
        let directory = self.directory();
        let mut versions = catalogue.versions();
        versions.sort_by(|a, b| a.code.cmp(&b.code));
        let mut routes = Vec::new();
        for version in versions.iter().filter(|v| !v.repealed) {
            let Some((_, process)) = catalogue.process_for(&version.code) else { continue };
            let counters: Vec<UnitId> = directory
                .units()
                .iter()
                .filter(|u| u.intake && self.can_take_in(version, u.id))
                .map(|u| u.id)
                .collect();
            let able: Vec<UnitId> = directory
                .units()
                .iter()
                .filter(|u| u.resolves && self.can_decide(version, &process, u.id))
                .map(|u| u.id)
                .collect();
            for deciding in able.iter().filter(|unit| !has_above(directory, **unit, &able)) {
                for receiving in counters.iter().filter(|counter| fits(directory, version, **counter, *deciding)) {
                    routes.push(Route { version: version.clone(), receiving: *receiving, deciding: *deciding });
                }
            }
        }
        routes
    }
}

fn has_above(directory: &Directory, unit: UnitId, among: &[UnitId]) -> bool {
    let mut above = directory.unit(unit).and_then(|u| u.parent);
    while let Some(id) = above {
        if among.contains(&id) {
            return true;
        }
        above = directory.unit(id).and_then(|u| u.parent);
    }
    false
}

/// A commune's matter is taken in by its own centre or by the province's; a province's by the province's centre and
/// branches.
fn fits(directory: &Directory, version: &ProcedureVersion, counter: UnitId, deciding: UnitId) -> bool {
    let (Some(counter), Some(agency)) = (directory.unit(counter), directory.unit(deciding)) else { return false };
    let communal = agency.kind.level() == Some(Tier::Commune);
    let published = match communal {
        true => version.levels.contains(&Level::Commune),
        false => version.levels.iter().any(|level| *level != Level::Commune),
    };
    let near = match communal {
        true => counter.area == agency.area || counter.kind.level() == Some(Tier::Province),
        false => counter.kind.level() == Some(Tier::Province),
    };
    published && near
}
