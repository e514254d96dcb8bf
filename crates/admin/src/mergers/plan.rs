//! Which units a merger ends and who takes over: proposed from the areas, or read from pairs of units; checked as a
//! whole. And the office as it would stand afterwards. Pure.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use kernel::{Refusal, UnitId};
use office::admin::Ending;
use office::directory::Rows;
use office::{Area, Directory, Unit, UnitKind};

/// Mergers end at most so many units: more is another order of the state.
pub const MOST_UNITS: usize = 20_000;

/// What the areas say, and the units of which they say nothing clear.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proposal {
    pub endings: Vec<Ending>,
    /// The area ended and no unit of its successors does the same work.
    pub unclear: Vec<UnitId>,
}

/// The kind of unit that takes over: a commune has what a district had.
fn heir_kinds(kind: UnitKind) -> &'static [UnitKind] {
    match kind {
        UnitKind::DistrictCommittee => &[UnitKind::CommuneCommittee],
        UnitKind::DistrictCentre => &[UnitKind::CommuneCentre],
        UnitKind::ProvinceCommittee => &[UnitKind::ProvinceCommittee],
        UnitKind::ProvinceCentre => &[UnitKind::ProvinceCentre],
        UnitKind::CentreBranch => &[UnitKind::CentreBranch, UnitKind::CommuneCentre],
        UnitKind::Department => &[UnitKind::Department],
        UnitKind::Division => &[UnitKind::Division],
        UnitKind::AgencyBranch => &[UnitKind::AgencyBranch],
        UnitKind::VerticalAgency => &[UnitKind::VerticalAgency],
        UnitKind::CommuneCommittee => &[UnitKind::CommuneCommittee],
        UnitKind::CommuneCentre => &[UnitKind::CommuneCentre],
        UnitKind::CommunePolice => &[UnitKind::CommunePolice],
        UnitKind::Other => &[UnitKind::Other],
    }
}

/// Units whose area ends with the day before `on`, each with the units of the successor areas that do the same work.
/// `past`: what codes meant before.
pub fn propose(directory: &Directory, past: &[Area], on: Date) -> Proposal {
    let last = on.yesterday().unwrap_or(Date::MIN);
    let mut ended: BTreeMap<&str, &Area> = BTreeMap::new();
    for area in directory.areas().chain(past).filter(|area| area.valid_until == Some(last)) {
        ended.insert(&area.code, area);
    }
    let mut serving: BTreeMap<&str, Vec<&Unit>> = BTreeMap::new();
    let units = directory.units();
    for unit in units.iter().filter(|unit| unit.stands_on(on) && !is_of_before(directory, &ended, unit, on)) {
        if let Some(area) = &unit.area {
            serving.entry(area).or_default().push(unit);
        }
    }
    let mut proposal = Proposal::default();
    for unit in units.iter().filter(|unit| unit.valid_until.is_none() && is_of_before(directory, &ended, unit, on)) {
        let Some(area) = unit.area.as_deref().and_then(|code| ended.get(code)) else { continue };
        let kinds = heir_kinds(unit.kind);
        let heirs = area.successors.iter().flat_map(|code| serving.get(code.as_str()).into_iter().flatten());
        let heirs: Vec<UnitId> = heirs.filter(|heir| kinds.contains(&heir.kind)).map(|heir| heir.id).collect();
        match heirs.is_empty() {
            true => proposal.unclear.push(unit.id),
            false => proposal.endings.push(Ending { unit: unit.id, successors: heirs, officers_to: None }),
        }
    }
    proposal
}

/// Whether a unit serves an area that ended: the code may mean a new area now, so only units that began before count.
fn is_of_before(directory: &Directory, ended: &BTreeMap<&str, &Area>, unit: &Unit, on: Date) -> bool {
    let Some(code) = unit.area.as_deref().filter(|code| ended.contains_key(code)) else { return false };
    let renewed = directory.area(code).is_some_and(|area| area.valid_from == Some(on));
    // Of two units of one code, that which began with the new order is the new one.
    !renewed || unit.valid_from.is_none_or(|from| from < on) && has_newer(directory, code, on)
}

fn has_newer(directory: &Directory, code: &str, on: Date) -> bool {
    directory.units().iter().any(|unit| unit.area.as_deref() == Some(code) && unit.valid_from == Some(on))
}

/// Pairs as they are typed or pasted: one ending a line, `old ; new ; new …`, units by key, code or name.
/// Refused: `MERGER_LINE` with the line's number when a unit is not known or nothing succeeds.
pub fn parse_pairs(directory: &Directory, typed: &str) -> Result<Vec<Ending>, Refusal> {
    let mut by_name: BTreeMap<String, Option<UnitId>> = BTreeMap::new();
    for unit in directory.units() {
        for name in [Some(&unit.key), unit.code.as_ref(), Some(&unit.name)].into_iter().flatten() {
            let slot = by_name.entry(kernel::fold::fold(name)).or_insert(Some(unit.id));
            // A name that two units have names nobody.
            if *slot != Some(unit.id) {
                *slot = None;
            }
        }
    }
    let lines = (1..).zip(typed.lines()).filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(n, line)| {
            let refused = |about: &str| Refusal::new("MERGER_LINE").with("n", n).with("about", about).at("pairs");
            let find =
                |word: &str| by_name.get(&kernel::fold::fold(word)).copied().flatten().ok_or_else(|| refused(word));
            let mut words = line.split([';', '\t', '→']).map(str::trim).filter(|word| !word.is_empty());
            let unit = find(words.next().unwrap_or_default())?;
            let successors = words.map(find).collect::<Result<Vec<_>, _>>()?;
            match successors.is_empty() {
                true => Err(refused(line.trim())),
                false => Ok(Ending { unit, successors, officers_to: None }),
            }
        })
        .collect()
}

/// Whether the endings fit together. Refused: `MERGER_EMPTY`, `MERGER_LARGE`, `MERGER_TWICE`, `MERGER_CIRCLE` when a
/// successor ends as well, `UNIT_ENDED`, `UNIT_SUCCESSOR` when one does not stand on the day.
pub fn check(directory: &Directory, endings: &[Ending], on: Date) -> Result<(), Refusal> {
    if endings.is_empty() {
        return Err(Refusal::new("MERGER_EMPTY").at("source"));
    }
    if endings.len() > MOST_UNITS {
        return Err(Refusal::new("MERGER_LARGE").with("most", MOST_UNITS).at("source"));
    }
    let mut ending = BTreeSet::new();
    for one in endings {
        if !ending.insert(one.unit) {
            return Err(Refusal::new("MERGER_TWICE").with("unit", directory.unit_name(one.unit)).at("pairs"));
        }
    }
    let last = on.yesterday().unwrap_or(Date::MIN);
    for one in endings {
        let name = || directory.unit_name(one.unit);
        if directory.unit(one.unit).is_none_or(|unit| !unit.stands_on(last)) {
            return Err(Refusal::new("UNIT_ENDED").with("unit", name()).at("pairs"));
        }
        for heir in one.successors.iter().chain(&one.officers_to) {
            if ending.contains(heir) {
                let refusal = Refusal::new("MERGER_CIRCLE").with("unit", name());
                return Err(refusal.with("successor", directory.unit_name(*heir)).at("pairs"));
            }
            if directory.unit(*heir).is_none_or(|unit| !unit.stands_on(on)) {
                return Err(Refusal::new("UNIT_SUCCESSOR").with("unit", directory.unit_name(*heir)).at("pairs"));
            }
        }
    }
    Ok(())
}

/// The endings so that units below end before those above: nobody is moved that ends a moment later.
pub fn deepest_first(directory: &Directory, endings: &[Ending]) -> Vec<Ending> {
    let mut ordered: Vec<Ending> = endings.to_vec();
    ordered.sort_by_key(|ending| (std::cmp::Reverse(directory.lineage(ending.unit).count()), ending.unit));
    ordered
}

/// The office as it would stand after the endings: for looking ahead, never written.
pub fn afterwards(mut rows: Rows, endings: &[Ending], last: Date) -> Arc<Directory> {
    let by_unit: BTreeMap<UnitId, &Ending> = endings.iter().map(|ending| (ending.unit, ending)).collect();
    for unit in &mut rows.units {
        if let Some(ending) = by_unit.get(&unit.id) {
            unit.valid_until = Some(last);
            unit.successors = ending.successors.clone();
        }
    }
    for officer in rows.officers.iter_mut().filter(|officer| officer.active) {
        if let Some(ending) = by_unit.get(&officer.unit) {
            officer.unit = ending.officers_to.or(ending.successors.first().copied()).unwrap_or(officer.unit);
        }
    }
    Arc::new(Directory::new(rows))
}

/// Where several units succeed, the first one takes what nothing else tells.
pub fn chosen(endings: &[Ending]) -> BTreeMap<UnitId, UnitId> {
    endings.iter().filter_map(|ending| Some((ending.unit, *ending.successors.first()?))).collect()
}
