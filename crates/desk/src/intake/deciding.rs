//! Which agency decides: a proposal from what the procedure prints, for the officer to confirm.

use jiff::civil::Date;
use kernel::{UnitId, fold};
use office::Directory;
use office::model::{Unit, UnitKind};
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
    let said = |words: &[&str]| words.iter().any(|words| printed.contains(words));
    let named = match unit.kind {
        UnitKind::ProvinceCommittee => 60 * i32::from(said(&["uy ban nhan dan cap tinh", "uy ban nhan dan tinh"])),
        UnitKind::CommuneCommittee => 60 * i32::from(said(&["uy ban nhan dan cap xa", "uy ban nhan dan xa"])),
        UnitKind::CommunePolice => 60 * i32::from(said(&["cong an cap xa", "cong an xa"])),
        UnitKind::ProvinceCentre
        | UnitKind::CentreBranch
        | UnitKind::Department
        | UnitKind::Division
        | UnitKind::AgencyBranch
        | UnitKind::VerticalAgency
        | UnitKind::DistrictCommittee
        | UnitKind::DistrictCentre
        | UnitKind::CommuneCentre
        | UnitKind::Other => by_name(&fold(&unit.name), printed),
    };
    // Without an agency code no dossier code can be made.
    let codeless = if unit.code.is_none() { -200 } else { 0 };
    named + by_level(unit.kind, &hints.procedure.levels, named > 0) + by_place(unit, hints, area, named > 0) + codeless
}

/// A unit that is printed by its name, the place left out: "Văn phòng đăng ký đất đai". The longer the name, the surer.
fn by_name(name: &str, printed: &str) -> i32 {
    let without_place = name.split(" khu vuc ").next().unwrap_or(name);
    let stem = match without_place.split_once(" tinh ") {
        // One word alone ("thuế") stands in too many others.
        Some((stem, _)) if stem.contains(' ') && stem != "cong an" => stem.to_string(),
        Some((stem, _)) => format!("{stem} tinh"),
        None => without_place.to_string(),
    };
    if printed.contains(&stem) { 100 + stem.split(' ').count() as i32 } else { 0 }
}

fn by_level(kind: UnitKind, levels: &[Level], named: bool) -> i32 {
    let any = |wanted: &[Level]| i32::from(levels.iter().any(|level| wanted.contains(level)));
    match kind {
        UnitKind::CommuneCommittee => 25 * any(&[Level::Commune, Level::District]),
        UnitKind::CommunePolice => 25 * any(&[Level::Commune, Level::District]) * i32::from(named),
        UnitKind::Department => 12 * any(&[Level::Province]),
        UnitKind::ProvinceCommittee => 10 * any(&[Level::Province]),
        UnitKind::VerticalAgency => 4 * any(&[Level::Province]),
        UnitKind::Division
        | UnitKind::AgencyBranch
        | UnitKind::ProvinceCentre
        | UnitKind::CentreBranch
        | UnitKind::DistrictCommittee
        | UnitKind::DistrictCentre
        | UnitKind::CommuneCentre
        | UnitKind::Other => 0,
    }
}

/// Among communes: the applicant's, then the counter's own. The police only where the procedure names them.
fn by_place(unit: &Unit, hints: &Hints<'_>, area: Option<&str>, named: bool) -> i32 {
    let counts = unit.kind == UnitKind::CommuneCommittee || (unit.kind == UnitKind::CommunePolice && named);
    if !counts {
        return 0;
    }
    let commune = fold(hints.commune);
    let applicants = !commune.is_empty() && fold(&unit.name).contains(&commune);
    let own = area.is_some() && unit.area.as_deref() == area;
    40 * i32::from(applicants) + 30 * i32::from(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(id: i64, name: &str, kind: UnitKind, area: &str) -> Unit {
        Unit {
            id: UnitId(id),
            key: id.to_string(),
            name: name.into(),
            short_name: String::new(),
            kind,
            parent: None,
            code: Some(format!("H49.{id}")),
            old_code: None,
            area: Some(area.into()),
            intake: kind.is_centre(),
            resolves: !kind.is_centre(),
            address: None,
            hotline: None,
            email: None,
            valid_from: None,
            valid_until: None,
            successors: Vec::new(),
        }
    }

    fn office() -> Directory {
        let units = vec![
            unit(1, "Ủy ban nhân dân tỉnh Quảng Ninh", UnitKind::ProvinceCommittee, "22"),
            unit(2, "Trung tâm Phục vụ hành chính công tỉnh", UnitKind::ProvinceCentre, "22"),
            unit(3, "Sở Tư pháp", UnitKind::Department, "22"),
            unit(4, "Văn phòng đăng ký đất đai tỉnh Quảng Ninh", UnitKind::Division, "22"),
            unit(5, "Chi nhánh Văn phòng đăng ký đất đai khu vực Hạ Long", UnitKind::AgencyBranch, "06688"),
            unit(6, "Thuế tỉnh Quảng Ninh", UnitKind::VerticalAgency, "22"),
            unit(7, "Công an tỉnh Quảng Ninh", UnitKind::VerticalAgency, "22"),
            unit(8, "Ủy ban nhân dân phường Hồng Gai", UnitKind::CommuneCommittee, "06685"),
            unit(9, "Công an phường Hồng Gai", UnitKind::CommunePolice, "06685"),
            unit(10, "Ủy ban nhân dân xã Tiên Yên", UnitKind::CommuneCommittee, "06862"),
            unit(11, "Trung tâm Phục vụ hành chính công phường Hồng Gai", UnitKind::CommuneCentre, "06685"),
        ];
        Directory::new(office::directory::Rows { units, ..office::directory::Rows::default() })
    }

    #[test]
    fn what_the_procedure_prints_names_the_agency() {
        let office = office();
        let rows: &[(&str, &[Level], i64, &str, i64)] = &[
            // printed, levels, counter, the applicant's commune → the unit
            ("Ủy ban nhân dân cấp xã", &[Level::Commune], 11, "", 8),
            ("Ủy ban nhân dân cấp xã", &[Level::Commune], 2, "Tiên Yên", 10),
            ("Ủy ban nhân dân cấp xã", &[Level::Commune], 11, "Tiên Yên", 10),
            ("Sở Tư pháp", &[Level::Province], 2, "Hồng Gai", 3),
            ("Chi nhánh Văn phòng đăng ký đất đai, Văn phòng đăng ký đất đai", &[Level::Province], 2, "Hồng Gai", 5),
            ("Văn phòng Đăng ký đất đai", &[Level::Province], 2, "", 4),
            ("Công an cấp xã", &[Level::Commune], 2, "Phường Hồng Gai", 9),
            ("Công an tỉnh", &[Level::Province], 2, "Hồng Gai", 7),
            ("Cục Thuế; Thuế tỉnh, thành phố; Thuế cơ sở", &[Level::Province], 2, "", 6),
            ("Ủy ban nhân dân cấp tỉnh", &[Level::Province], 2, "", 1),
            ("", &[Level::Commune], 11, "", 8),
        ];
        for (printed, levels, counter, commune, wanted) in rows {
            let mut procedure = ProcedureVersion::named("1.000001", "Thủ tục", "Lĩnh vực");
            procedure.implementing_agency = (*printed).into();
            procedure.levels = levels.to_vec();
            let hints = Hints { receiving: UnitId(*counter), procedure: &procedure, commune };
            let proposed = propose(&office, &hints, Date::constant(2026, 3, 2));
            assert_eq!(proposed[0].id, UnitId(*wanted), "{printed} at {counter} for {commune}: {}", proposed[0].name);
        }
    }
}
