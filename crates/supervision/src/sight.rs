//! Over what a supervisor watches: the slices of the office of their own `supervise` scopes. Worked out once a request.

use std::collections::HashSet;

use jiff::civil::Date;
use kernel::UnitId;
use office::{Act, Narrow, Officer, Scope};

/// Units × procedures: what one grant covers.
#[derive(Debug, Clone)]
struct Slice {
    /// None: every unit.
    units: Option<HashSet<UnitId>>,
    scope: Scope,
    /// The scope narrows no procedures.
    every_procedure: bool,
}

/// Everything somebody may supervise.
#[derive(Debug, Clone, Default)]
pub struct Sight {
    slices: Vec<Slice>,
}

impl Sight {
    /// What an officer watches over, by their grants of today. A unit that has ended counts for those who took its
    /// tasks over, as it does for every permit.
    pub fn of(officer: &Officer, today: Date) -> Sight {
        let slices = officer.scopes(Act::Supervise).map(|scope| Slice {
            units: units_of(officer, &scope.units, today),
            every_procedure: scope.fields == Narrow::All && scope.procedures == Narrow::All,
            scope: scope.clone(),
        });
        Sight { slices: slices.collect() }
    }

    /// Whether a dossier of these units and this procedure is within.
    pub fn reaches(&self, units: &[Option<UnitId>], field: &str, procedure: &str) -> bool {
        self.slices.iter().any(|slice| {
            let unit =
                slice.units.as_ref().is_none_or(|within| units.iter().flatten().any(|unit| within.contains(unit)));
            unit && (slice.every_procedure || slice.scope.covers_procedure(field, procedure))
        })
    }

    /// Whether a unit is within, whatever the procedure.
    pub fn reaches_unit(&self, unit: UnitId) -> bool {
        self.slices.iter().any(|slice| slice.units.as_ref().is_none_or(|within| within.contains(&unit)))
    }

    pub fn is_empty(&self) -> bool {
        self.slices.is_empty()
    }
}

fn units_of(officer: &Officer, narrow: &Narrow<UnitId>, today: Date) -> Option<HashSet<UnitId>> {
    let Narrow::Only(listed) = narrow else { return None };
    let directory = officer.directory();
    let mut units: HashSet<UnitId> = listed.iter().flat_map(|unit| directory.descendants(*unit)).collect();
    for ended in directory.units().iter().filter(|unit| !unit.successors.is_empty()) {
        if listed.iter().any(|above| directory.is_within_on(ended.id, *above, today)) {
            units.insert(ended.id);
        }
    }
    Some(units)
}
