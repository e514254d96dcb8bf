//! Which unit decides, whichever counter takes a dossier in (không phụ thuộc địa giới hành chính): proposed from what the
//! procedure prints, its level, the place of the matter and the applicant's address. Pure; somebody confirms it.
//!
//! Old names of places lead to the areas that took them in, ended units to their successors.

use std::collections::BTreeSet;

use jiff::civil::Date;
use kernel::{UnitId, fold};

use crate::Directory;
use crate::model::{Area, Level, Unit, UnitKind};

/// What the proposal is made from; empty texts say nothing.
#[derive(Debug, Clone, Copy)]
pub struct Matter<'a> {
    pub receiving: UnitId,
    /// The deciding or implementing agencies as the procedure prints them.
    pub printed: &'a str,
    pub levels: &'a [Level],
    /// Where the matter is: the plot of land, the house, the works.
    pub place: &'a str,
    /// The applicant's commune, old or new.
    pub home: &'a str,
}

/// Why a unit is proposed; `office-propose-{word}` is its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The procedure names it, or its kind.
    Named,
    /// It is of the procedure's level.
    OfLevel,
    /// The matter lies in its area.
    Place,
    /// The applicant lives in its area.
    Home,
    /// It is where the dossier is taken in, and nothing else says where.
    Counter,
    /// It took over from a unit or an area that has ended.
    Succeeds,
}

impl Reason {
    /// The word of the locale key.
    pub fn word(self) -> &'static str {
        match self {
            Reason::Named => "named",
            Reason::OfLevel => "of-level",
            Reason::Place => "place",
            Reason::Home => "home",
            Reason::Counter => "counter",
            Reason::Succeeds => "succeeds",
        }
    }
}

/// A unit with what speaks for it.
#[derive(Debug, Clone)]
pub struct Candidate<'d> {
    pub unit: &'d Unit,
    pub score: i32,
    pub reasons: Vec<Reason>,
}

/// Every unit that decides on a day, the likeliest first; the first is the proposal. A unit without an agency code stands
/// last: under NĐ 118/2025/NĐ-CP the dossier code carries the deciding one's.
pub fn propose<'d>(directory: &'d Directory, matter: &Matter<'_>, today: Date) -> Vec<Candidate<'d>> {
    let scene = Scene {
        printed: fold(matter.printed),
        place: areas_of(directory, matter.place, today),
        home: areas_of(directory, matter.home, today),
        counter: directory.lineage(matter.receiving).find_map(|unit| unit.area.clone()),
        heirs: heirs(directory, &fold(matter.printed), today),
        matter,
    };
    let standing = directory.units().into_iter().filter(|unit| unit.resolves && unit.stands_on(today));
    let mut found: Vec<Candidate<'d>> = standing.map(|unit| scene.weigh(unit)).collect();
    found.sort_by_key(|candidate| -candidate.score);
    found
}

/// The candidates between which nothing decides: as likely as the first. One: the proposal is clear.
pub fn likeliest<'c, 'd>(found: &'c [Candidate<'d>]) -> &'c [Candidate<'d>] {
    let best = found.first().map_or(0, |first| first.score);
    let end = found.iter().position(|candidate| candidate.score < best).unwrap_or(found.len());
    &found[..end]
}

/// Areas that stand today and that these words mean: by code, by name with or without its kind, by the name of an area that
/// ended (its successors), or by what was merged into one. Several: the words are ambiguous.
pub fn areas_of(directory: &Directory, words: &str, today: Date) -> Found {
    let wanted = fold(words.trim());
    if wanted.is_empty() {
        return Found::default();
    }
    let bare = without_kind(&wanted);
    let exactly = |area: &Area| area.code == words.trim() || fold(&area.name) == wanted;
    let barely = |area: &Area| without_kind(&fold(&area.name)) == bare;
    let now = |area: &Area| barely(area) && stands(area, today);
    let took_in = |area: &Area| stands(area, today) && area.merged_from.iter().any(|old| says(&fold(old), &bare));
    // The surest reading that finds anything: the whole name, the name without its kind today, then of old.
    let readings: [&dyn Fn(&Area) -> bool; 4] = [&exactly, &now, &barely, &took_in];
    let (mut standing, mut succeeded) = (BTreeSet::new(), false);
    for (nth, reads) in readings.iter().enumerate() {
        for area in directory.areas().filter(|area| reads(area)) {
            succeeded |= nth == 3 || !stands(area, today);
            current_areas(directory, area, today, &mut standing, 0);
        }
        if !standing.is_empty() {
            break;
        }
    }
    Found { areas: standing, succeeded, bare }
}

/// Areas that words mean, and whether they were reached over one that has ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    pub areas: BTreeSet<String>,
    pub succeeded: bool,
    /// The words without the kind of the place.
    bare: String,
}

impl Found {
    /// Whether a unit serves one of the areas; where no area is known, whether it bears the place's name.
    fn has(&self, unit: &Unit) -> bool {
        match unit.area.as_deref() {
            Some(area) if !self.areas.is_empty() => self.areas.contains(area),
            _ => !self.bare.is_empty() && says(&fold(&unit.name), &self.bare),
        }
    }
}

fn stands(area: &Area, today: Date) -> bool {
    area.valid_from.is_none_or(|from| from <= today) && area.valid_until.is_none_or(|until| today <= until)
}

fn current_areas(directory: &Directory, area: &Area, today: Date, into: &mut BTreeSet<String>, depth: u8) {
    if stands(area, today) {
        into.insert(area.code.clone());
        return;
    }
    // Rows that succeed each other in a circle end here.
    for next in area.successors.iter().filter(|_| depth < 8).filter_map(|code| directory.area(code)) {
        current_areas(directory, next, today, into, depth + 1);
    }
}

/// "phuong hong gai" → "hong gai".
fn without_kind(folded: &str) -> String {
    const KINDS: [&str; 9] =
        ["phuong ", "xa ", "thi tran ", "dac khu ", "thanh pho ", "thi xa ", "huyen ", "quan ", "tinh "];
    KINDS.iter().find_map(|kind| folded.strip_prefix(kind)).unwrap_or(folded).to_string()
}

/// Whether whole words stand in a text.
fn says(text: &str, words: &str) -> bool {
    let padded = format!(" {} ", text.replace([',', ';', '(', ')', '.'], " "));
    padded.contains(&format!(" {words} "))
}

/// Who took over from ended units that the procedure still prints by name.
fn heirs(directory: &Directory, printed: &str, today: Date) -> BTreeSet<UnitId> {
    let ended = directory.units().into_iter().filter(|unit| !unit.stands_on(today));
    let named = ended.filter(|unit| !printed.is_empty() && printed.contains(&fold(&unit.name)));
    named.flat_map(|unit| directory.current_of(unit.id, today)).collect()
}

struct Scene<'a> {
    printed: String,
    place: Found,
    home: Found,
    counter: Option<String>,
    heirs: BTreeSet<UnitId>,
    matter: &'a Matter<'a>,
}

impl Scene<'_> {
    fn weigh<'d>(&self, unit: &'d Unit) -> Candidate<'d> {
        let mut reasons = Vec::new();
        let mut score = self.named(unit);
        if score > 0 {
            reasons.push(Reason::Named);
        }
        if self.heirs.contains(&unit.id) {
            score += 60;
            reasons.push(Reason::Succeeds);
        }
        let named = score > 0;
        let level = by_level(unit.kind, self.matter.levels, named);
        if level > 0 {
            score += level;
            reasons.push(Reason::OfLevel);
        }
        score += self.by_place(unit, named, &mut reasons);
        // Without an agency code no dossier code can be made.
        if unit.code.is_none() {
            score -= 200;
        }
        Candidate { unit, score, reasons }
    }

    fn named(&self, unit: &Unit) -> i32 {
        let said = |words: &[&str]| words.iter().any(|words| self.printed.contains(words));
        match unit.kind {
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
            | UnitKind::Other => by_name(&fold(&unit.name), &self.printed),
        }
    }

    /// Where the matter is decides before where the applicant lives, and that before where they stand. Among province
    /// agencies only their branches have a place.
    fn by_place(&self, unit: &Unit, named: bool, reasons: &mut Vec<Reason>) -> i32 {
        let counts = unit.kind == UnitKind::CommuneCommittee
            || (named && matches!(unit.kind, UnitKind::CommunePolice | UnitKind::AgencyBranch));
        if !counts {
            return 0;
        }
        let area = unit.area.as_deref();
        let mut score = 0;
        for (found, reason, weight) in [(&self.place, Reason::Place, 90), (&self.home, Reason::Home, 40)] {
            if found.has(unit) {
                score += weight;
                reasons.push(reason);
                if found.succeeded {
                    reasons.push(Reason::Succeeds);
                }
            }
        }
        if area.is_some() && area == self.counter.as_deref() {
            score += 30;
            if score == 30 {
                reasons.push(Reason::Counter);
            }
        }
        score
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::Rows;

    fn area(code: &str, name: &str, until: Option<Date>, successors: &[&str], merged: &[&str]) -> Area {
        Area {
            code: code.into(),
            name: name.into(),
            kind: "ward".into(),
            parent: Some("22".into()),
            valid_from: None,
            valid_until: until,
            successors: successors.iter().map(ToString::to_string).collect(),
            merged_from: merged.iter().map(ToString::to_string).collect(),
        }
    }

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

    const BEFORE: Date = Date::constant(2025, 6, 30);

    fn office() -> Directory {
        let ended = Unit {
            valid_until: Some(BEFORE),
            successors: vec![UnitId(3)],
            ..unit(9, "Ủy ban nhân dân huyện Tiên Yên", UnitKind::DistrictCommittee, "199")
        };
        Directory::new(Rows {
            units: vec![
                unit(1, "Trung tâm Phục vụ hành chính công phường Hồng Gai", UnitKind::CommuneCentre, "06685"),
                unit(2, "Ủy ban nhân dân phường Hồng Gai", UnitKind::CommuneCommittee, "06685"),
                unit(3, "Ủy ban nhân dân xã Tiên Yên", UnitKind::CommuneCommittee, "06862"),
                unit(4, "Ủy ban nhân dân xã Điền Xá", UnitKind::CommuneCommittee, "06874"),
                unit(5, "Sở Tư pháp", UnitKind::Department, "22"),
                ended,
            ],
            areas: vec![
                area("06685", "Phường Hồng Gai", None, &[], &["phường Bạch Đằng", "phường Trần Hưng Đạo"]),
                area("06862", "Xã Tiên Yên", None, &[], &["thị trấn Tiên Yên, xã Tiên Lãng"]),
                area("06874", "Xã Điền Xá", None, &[], &[]),
                area("199", "Huyện Tiên Yên", Some(BEFORE), &["06862", "06874"], &[]),
                area("06865", "Xã Phong Dụ", Some(BEFORE), &["06862"], &[]),
            ],
            ..Rows::default()
        })
    }

    #[test]
    fn the_place_of_the_matter_decides_before_the_home_and_the_counter() {
        use Reason::{Counter, Home, Named, OfLevel, Place, Succeeds};
        // printed, levels, place, home → unit, reasons, how many are as likely
        type Row = (&'static str, &'static [Level], &'static str, &'static str, i64, &'static [Reason], usize);
        let commune: &[Level] = &[Level::Commune];
        let rows: [Row; 9] = [
            ("Ủy ban nhân dân cấp xã", commune, "", "", 2, &[Named, OfLevel, Counter], 1),
            ("Ủy ban nhân dân cấp xã", commune, "", "Xã Tiên Yên", 3, &[Named, OfLevel, Home], 1),
            ("Ủy ban nhân dân cấp xã", commune, "Điền Xá", "Hồng Gai", 4, &[Named, OfLevel, Place], 1),
            // Names of before the merger: the area that took them in.
            ("Ủy ban nhân dân cấp xã", commune, "", "xã Phong Dụ", 3, &[Named, OfLevel, Home, Succeeds], 1),
            ("Ủy ban nhân dân cấp xã", commune, "", "xã Tiên Lãng", 3, &[Named, OfLevel, Home, Succeeds], 1),
            ("Ủy ban nhân dân cấp xã", commune, "06874", "", 4, &[Named, OfLevel, Place], 1),
            // A whole district may be either of its communes: somebody has to say.
            (
                "Ủy ban nhân dân cấp xã",
                commune,
                "Huyện Tiên Yên",
                "xã Nơi Khác",
                3,
                &[Named, OfLevel, Place, Succeeds],
                2,
            ),
            ("Sở Tư pháp", &[Level::Province], "Điền Xá", "Tiên Yên", 5, &[Named, OfLevel], 1),
            // An ended unit the procedure still prints.
            ("Ủy ban nhân dân huyện Tiên Yên", &[], "", "", 3, &[Succeeds], 1),
        ];
        let office = office();
        for (printed, levels, place, home, wanted, reasons, likely) in rows {
            let matter = Matter { receiving: UnitId(1), printed, levels, place, home };
            let found = propose(&office, &matter, Date::constant(2026, 3, 2));
            let case = format!("{printed} / {place} / {home}");
            let best = likeliest(&found);
            assert_eq!(best.len(), likely, "{case}: {best:?}");
            let chosen =
                best.iter().find(|one| one.unit.id == UnitId(wanted)).unwrap_or_else(|| panic!("{case}: {best:?}"));
            assert_eq!(chosen.reasons, reasons, "{case}");
        }
    }

    #[test]
    fn before_the_merger_the_old_area_is_meant() {
        let on = |day| areas_of(&office(), "Huyện Tiên Yên", day).areas;
        assert_eq!(on(BEFORE), BTreeSet::from(["199".to_string()]));
        assert_eq!(on(Date::constant(2025, 7, 1)), BTreeSet::from(["06862".to_string(), "06874".to_string()]));
        assert!(areas_of(&office(), "", BEFORE).areas.is_empty());
    }
}
