//! Which agency decides: a proposal from what the procedure prints, for the officer to confirm.

use jiff::civil::Date;
use kernel::UnitId;
use office::Directory;
use office::model::Unit;
use office::propose::{self, Candidate, Matter};
use procedure::ProcedureVersion;
use procedure::model::Level;

/// What the proposal is made from.
pub struct Hints<'a> {
    pub receiving: UnitId,
    pub procedure: &'a ProcedureVersion,
    /// Where the matter is, if that was said: it says more than where the applicant lives.
    pub place: &'a str,
    /// The applicant's commune, if typed: the place that usually decides for them.
    pub commune: &'a str,
}

/// Every unit that decides on a day, the likeliest first; the first is the proposal ([`office::propose`]).
pub fn propose<'d>(directory: &'d Directory, hints: &Hints<'_>, today: Date) -> Vec<&'d Unit> {
    weighed(directory, hints, today).into_iter().map(|candidate| candidate.unit).collect()
}

/// The same with what speaks for each.
pub fn weighed<'d>(directory: &'d Directory, hints: &Hints<'_>, today: Date) -> Vec<Candidate<'d>> {
    let printed = format!("{} {}", hints.procedure.deciding_agency, hints.procedure.implementing_agency);
    let tier = |level: &Level| match level {
        Level::Province => Some(office::Level::Province),
        Level::District => Some(office::Level::District),
        Level::Commune => Some(office::Level::Commune),
        Level::Ministry | Level::Other => None,
    };
    let levels: Vec<office::Level> = hints.procedure.levels.iter().filter_map(tier).collect();
    let (receiving, place, home) = (hints.receiving, hints.place, hints.commune);
    propose::propose(directory, &Matter { receiving, printed: &printed, levels: &levels, place, home }, today)
}

/// Why the first is proposed, in one line, and whether others are as likely; empty when nothing speaks for it.
pub fn why(found: &[Candidate<'_>], lang: kernel::Lang) -> String {
    let Some(first) = found.first().filter(|first| !first.reasons.is_empty()) else { return String::new() };
    let reasons = first.reasons.iter().map(|reason| lang.say(&format!("office-propose-{}", reason.word())));
    let reasons = reasons.map(|words| words.into_owned()).collect::<Vec<_>>().join(", ");
    match propose::likeliest(found).len() {
        0 | 1 => lang.say_with("office-propose", &[("why", &reasons)]).into_owned(),
        n => lang.say_with("office-propose-unsure", &[("why", &reasons), ("n", &n.to_string())]).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use office::model::UnitKind;

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
            // printed, levels, counter, the applicant's commune (or "@" and the place of the matter) → the unit
            ("Ủy ban nhân dân cấp xã", &[Level::Commune], 11, "@Tiên Yên", 10),
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
            let (place, commune) = match commune.strip_prefix('@') {
                // The land lies elsewhere than its owner lives.
                Some(place) => (place, "Hồng Gai"),
                None => ("", *commune),
            };
            let hints = Hints { receiving: UnitId(*counter), procedure: &procedure, place, commune };
            let proposed = propose(&office, &hints, Date::constant(2026, 3, 2));
            assert_eq!(proposed[0].id, UnitId(*wanted), "{printed} at {counter} for {commune}: {}", proposed[0].name);
        }
    }
}
