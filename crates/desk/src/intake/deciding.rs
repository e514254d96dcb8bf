//! Which agency decides: a proposal from what the procedure prints, for the officer to confirm.

use jiff::civil::Date;
use kernel::{UnitId, fold};
use office::model::{Unit, UnitKind};
use office::Directory;
use procedure::ProcedureVersion;
use procedure::model::Level;

/// What the proposal is made from.
pub struct Hints<'a> {
    pub receiving: UnitId,
    pub procedure: &'a ProcedureVersion,
    /// The applicant's commune, if typed: the place that usually decides for them.
    pub commune: &'a str,
}

/// Every unit that decides on a day, the likeliest first; the first is the proposal.
///
/// A unit without an agency code stands last: under NĐ 118/2025/NĐ-CP the dossier code carries the deciding one's.
pub fn propose<'d>(directory: &'d Directory, hints: &Hints<'_>, today: Date) -> Vec<&'d Unit> {
    let printed = fold(&format!("{} {}", hints.procedure.deciding_agency, hints.procedure.implementing_agency));
    let area = directory.lineage(hints.receiving).find_map(|unit| unit.area.clone());
    let mut units: Vec<(i32, &Unit)> = directory
        .units()
        .into_iter()
        .filter(|unit| unit.resolves && unit.stands_on(today))
        .map(|unit| (score(unit, hints, &printed, area.as_deref()), unit))
        .collect();
    units.sort_by_key(|(score, _)| -score);
    units.into_iter().map(|(_, unit)| unit).collect()
}

fn score(unit: &Unit, hints: &Hints<'_>, printed: &str, area: Option<&str>) -> i32 {
    let name = fold(&unit.name);
    let mut score = 0;
    // "Sở Tư pháp" is printed in full; "Ủy ban nhân dân" alone would fit everybody.
    if printed.contains(&name) {
        score += 100;
    }
    score += match unit.kind {
        UnitKind::ProvinceCommittee => 60 * i32::from(printed.contains("uy ban nhan dan cap tinh")),
        UnitKind::CommuneCommittee => 60 * i32::from(printed.contains("uy ban nhan dan cap xa")),
        UnitKind::CommunePolice => 60 * i32::from(printed.contains("cong an cap xa") || printed.contains("cong an xa")),
        UnitKind::VerticalAgency => 60 * i32::from(name.starts_with("cong an") && printed.contains("cong an")),
        UnitKind::ProvinceCentre
        | UnitKind::CentreBranch
        | UnitKind::Department
        | UnitKind::Division
        | UnitKind::AgencyBranch
        | UnitKind::DistrictCommittee
        | UnitKind::DistrictCentre
        | UnitKind::CommuneCentre
        | UnitKind::Other => 0,
    };
    score += level_score(unit.kind, &hints.procedure.levels);
    let commune = fold(hints.commune);
    if !commune.is_empty() && name.contains(&commune) {
        score += 40;
    }
    if area.is_some() && unit.area.as_deref() == area && unit.kind.level() == Some(office::model::Level::Commune) {
        score += 30;
    }
    if unit.code.is_none() {
        score -= 200;
    }
    score
}

fn level_score(kind: UnitKind, levels: &[Level]) -> i32 {
    let any = |wanted: &[Level]| i32::from(levels.iter().any(|level| wanted.contains(level)));
    match kind {
        UnitKind::CommuneCommittee => 50 * any(&[Level::Commune, Level::District]),
        UnitKind::Department => 12 * any(&[Level::Province]),
        UnitKind::ProvinceCommittee => 10 * any(&[Level::Province]),
        UnitKind::Division | UnitKind::AgencyBranch | UnitKind::VerticalAgency | UnitKind::CommunePolice => 4,
        UnitKind::ProvinceCentre
        | UnitKind::CentreBranch
        | UnitKind::DistrictCommittee
        | UnitKind::DistrictCentre
        | UnitKind::CommuneCentre
        | UnitKind::Other => 0,
    }
}
