//! Which centre takes a filing in and which agency decides it: proposed from the procedure and the place of the matter. Pure.
//! The applicant may choose another centre: no centre sends a dossier of the province away (phi địa giới).

use jiff::civil::Date;
use kernel::{UnitId, fold};
use office::Directory;
use office::model::{Area, Unit, UnitKind};
use procedure::ProcedureVersion;
use procedure::model::Level;

/// What is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proposal {
    pub receiving: Option<UnitId>,
    pub deciding: Option<UnitId>,
}

/// The communes that the office serves, by name: those with a unit of their own.
pub fn communes(directory: &Directory, today: Date) -> Vec<&Area> {
    let mut served: Vec<&str> = standing(directory, today)
        .filter(|unit| matches!(unit.kind, UnitKind::CommuneCommittee | UnitKind::CommuneCentre))
        .filter_map(|unit| unit.area.as_deref())
        .collect();
    served.sort_unstable();
    served.dedup();
    let mut areas: Vec<&Area> = served.into_iter().filter_map(|code| directory.area(code)).collect();
    areas.sort_by_key(|area| fold(&area.name));
    areas
}

/// Centres that take dossiers in, the province's first.
pub fn centres(directory: &Directory, today: Date) -> Vec<&Unit> {
    let mut centres: Vec<&Unit> =
        standing(directory, today).filter(|unit| unit.intake && unit.kind.is_centre()).collect();
    centres.sort_by_key(|unit| (unit.kind != UnitKind::ProvinceCentre, fold(&unit.name)));
    centres
}

/// Units that decide, the likeliest first.
pub fn deciders<'d>(
    directory: &'d Directory,
    procedure: &ProcedureVersion,
    area: &str,
    today: Date,
) -> Vec<&'d Unit> {
    let printed = fold(&format!("{} {}", procedure.deciding_agency, procedure.implementing_agency));
    let deciding = standing(directory, today).filter(|unit| unit.resolves);
    let mut units: Vec<(i32, &Unit)> =
        deciding.map(|unit| (likely(unit, procedure, &printed, area), unit)).collect();
    units.sort_by_key(|(score, unit)| (-score, fold(&unit.name)));
    units.into_iter().map(|(_, unit)| unit).collect()
}

/// The nearest centre of the procedure's level, and the likeliest agency.
pub fn propose(directory: &Directory, procedure: &ProcedureVersion, area: &str, today: Date) -> Proposal {
    let centres = centres(directory, today);
    let local = procedure.levels.iter().any(|level| matches!(level, Level::Commune | Level::District));
    let near = || centres.iter().find(|unit| !area.is_empty() && unit.area.as_deref() == Some(area));
    let provincial = || centres.iter().find(|unit| unit.kind == UnitKind::ProvinceCentre);
    let receiving = if local { near().or_else(provincial) } else { provincial().or_else(near) };
    Proposal {
        receiving: receiving.or(centres.first()).map(|unit| unit.id),
        deciding: deciders(directory, procedure, area, today).first().map(|unit| unit.id),
    }
}

fn standing(directory: &Directory, today: Date) -> impl Iterator<Item = &Unit> {
    directory.units().into_iter().filter(move |unit| unit.stands_on(today))
}

/// How likely a unit decides: named by the procedure, of its level, at the place. Without an agency code no dossier code can
/// be made, so such a unit comes last.
fn likely(unit: &Unit, procedure: &ProcedureVersion, printed: &str, area: &str) -> i32 {
    let said = |words: &[&str]| words.iter().any(|words| printed.contains(words));
    let named = match unit.kind {
        UnitKind::ProvinceCommittee => 60 * i32::from(said(&["uy ban nhan dan cap tinh", "uy ban nhan dan tinh"])),
        UnitKind::CommuneCommittee => 60 * i32::from(said(&["uy ban nhan dan cap xa", "uy ban nhan dan xa"])),
        UnitKind::CommunePolice => 60 * i32::from(said(&["cong an cap xa", "cong an xa"])),
        UnitKind::Department
        | UnitKind::Division
        | UnitKind::AgencyBranch
        | UnitKind::VerticalAgency
        | UnitKind::ProvinceCentre
        | UnitKind::CentreBranch
        | UnitKind::DistrictCommittee
        | UnitKind::DistrictCentre
        | UnitKind::CommuneCentre
        | UnitKind::Other => by_name(&fold(&unit.name), printed),
    };
    let of_level = |wanted: &[Level]| i32::from(procedure.levels.iter().any(|level| wanted.contains(level)));
    let level = match unit.kind {
        UnitKind::CommuneCommittee => 25 * of_level(&[Level::Commune, Level::District]),
        UnitKind::CommunePolice => 25 * of_level(&[Level::Commune, Level::District]) * i32::from(named > 0),
        UnitKind::Department => 12 * of_level(&[Level::Province]),
        UnitKind::ProvinceCommittee => 10 * of_level(&[Level::Province]),
        UnitKind::VerticalAgency => 4 * of_level(&[Level::Province]),
        UnitKind::Division
        | UnitKind::AgencyBranch
        | UnitKind::ProvinceCentre
        | UnitKind::CentreBranch
        | UnitKind::DistrictCommittee
        | UnitKind::DistrictCentre
        | UnitKind::CommuneCentre
        | UnitKind::Other => 0,
    };
    let here = !area.is_empty() && unit.area.as_deref() == Some(area);
    let codeless = if unit.code.is_none() { -200 } else { 0 };
    named + level + 40 * i32::from(here && (named > 0 || level > 0)) + codeless
}

/// A unit that is printed by its name, the place left out. The longer the name, the surer.
fn by_name(name: &str, printed: &str) -> i32 {
    let without_place = name.split(" khu vuc ").next().unwrap_or(name);
    let stem = match without_place.split_once(" tinh ") {
        // One word alone stands in too many other names.
        Some((stem, _)) if stem.contains(' ') && stem != "cong an" => stem.to_string(),
        Some((stem, _)) => format!("{stem} tinh"),
        None => without_place.to_string(),
    };
    if printed.contains(&stem) { 100 + stem.split(' ').count() as i32 } else { 0 }
}
