//! Administrative areas from the tables of the statistics office: the order of before (provinces, districts, communes),
//! the order of after, and which old commune went into which new one. Pure: tables in, areas and findings out.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use job::table::{Line, Table};
use kernel::Refusal;
use office::Area;

/// What a table is, by its file name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    OldProvinces,
    OldDistricts,
    OldCommunes,
    NewProvinces,
    NewCommunes,
    Mapping,
}

impl Part {
    /// `provinces_63.csv`, `districts_63.csv`, `communes_63….csv`, `provinces_34.csv`, `communes_34.csv`,
    /// `mapping_63_to_34.csv`; other files are none of ours.
    pub fn of(name: &str) -> Option<Part> {
        let stem = name.rsplit(['/', '\\']).next().unwrap_or(name).to_lowercase();
        let stem = stem.strip_suffix(".csv").or_else(|| stem.strip_suffix(".xlsx"))?;
        match stem {
            "provinces_63" => Some(Part::OldProvinces),
            "districts_63" => Some(Part::OldDistricts),
            "provinces_34" => Some(Part::NewProvinces),
            "communes_34" => Some(Part::NewCommunes),
            "mapping_63_to_34" => Some(Part::Mapping),
            "communes_63" | "communes_63_2025h1" => Some(Part::OldCommunes),
            _ => None,
        }
    }
}

/// What the tables say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AreaPlan {
    /// Areas by their code: those of after, and those of before whose code nobody has now.
    pub areas: Vec<Area>,
    /// What codes meant before that mean something else now.
    pub past: Vec<Area>,
    pub findings: Vec<Finding>,
    pub ended_provinces: usize,
    pub ended_districts: usize,
    pub ended_communes: usize,
    pub begun: usize,
}

/// A row that does not fit: `admin-area-finding-{word}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub table: Part,
    pub row: usize,
    pub word: &'static str,
    pub about: String,
}

/// Tables by what they are.
pub type Tables = BTreeMap<Part, Table>;

/// Puts the tables together; `on` is the first day of the new order.
///
/// Refused: `AREAS_MISSING` without the new provinces and communes, `AREAS_COLUMN` when a column is not there.
pub fn plan(tables: &Tables, on: Date) -> Result<AreaPlan, Refusal> {
    for (part, name) in [(Part::NewProvinces, "provinces_34.csv"), (Part::NewCommunes, "communes_34.csv")] {
        if !tables.contains_key(&part) {
            return Err(Refusal::new("AREAS_MISSING").with("file", name).at("files"));
        }
    }
    let mut builder = Builder { last: on.yesterday().unwrap_or(Date::MIN), on, ..Builder::default() };
    builder.read_mapping(tables.get(&Part::Mapping))?;
    builder.read_new_provinces(&tables[&Part::NewProvinces])?;
    builder.read_new_communes(&tables[&Part::NewCommunes])?;
    if let Some(table) = tables.get(&Part::OldProvinces) {
        builder.read_old_provinces(table)?;
    }
    if let Some(table) = tables.get(&Part::OldDistricts) {
        builder.read_old_districts(table)?;
    }
    if let Some(table) = tables.get(&Part::OldCommunes) {
        builder.read_old_communes(table)?;
    }
    Ok(builder.finish())
}

#[derive(Default)]
struct Builder {
    on: Date,
    last: Date,
    /// Old commune → new communes, the main one first.
    into: BTreeMap<String, Vec<String>>,
    /// Old district → new communes.
    district_into: BTreeMap<String, BTreeSet<String>>,
    /// New commune → names of the old ones.
    from: BTreeMap<String, Vec<String>>,
    /// Old province → the new one it went into.
    province_into: BTreeMap<String, String>,
    now: BTreeMap<String, Area>,
    plan: AreaPlan,
}

/// Cells of a table by the names of its columns.
struct Columns<'a> {
    table: &'a Table,
    at: Vec<usize>,
}

impl<'a> Columns<'a> {
    fn of(table: &'a Table, names: &[&str], file: &str) -> Result<Columns<'a>, Refusal> {
        let find = |name: &&str| {
            let missing = || Refusal::new("AREAS_COLUMN").with("file", file).with("column", name).at("files");
            table.find(name).ok_or_else(missing)
        };
        Ok(Columns { at: names.iter().map(find).collect::<Result<_, _>>()?, table })
    }

    fn rows(&self) -> impl Iterator<Item = (&Line, Vec<&str>)> {
        self.table.rows.iter().map(|line| (line, self.at.iter().map(|at| line.cell(Some(*at))).collect()))
    }
}

impl Builder {
    fn note(&mut self, table: Part, line: &Line, word: &'static str, about: &str) {
        self.plan.findings.push(Finding { table, row: line.number, word, about: about.into() });
    }

    fn read_mapping(&mut self, table: Option<&Table>) -> Result<(), Refusal> {
        let Some(table) = table else { return Ok(()) };
        let names = ["old_commune_code", "old_commune", "old_district_code", "new_commune_code", "is_default"];
        for (line, row) in Columns::of(table, &names, "mapping_63_to_34.csv")?.rows() {
            let [old, old_name, district, new, main] = row[..] else { continue };
            if old.is_empty() || new.is_empty() {
                self.note(Part::Mapping, line, "blank", old_name);
                continue;
            }
            let into = self.into.entry(old.into()).or_default();
            if !into.iter().any(|known| known == new) {
                let at = if main == "1" { 0 } else { into.len() };
                into.insert(at, new.into());
            }
            if !district.is_empty() {
                self.district_into.entry(district.into()).or_default().insert(new.into());
            }
            let from = self.from.entry(new.into()).or_default();
            if !from.iter().any(|known| known == old_name) {
                from.push(old_name.into());
            }
        }
        Ok(())
    }

    fn read_new_provinces(&mut self, table: &Table) -> Result<(), Refusal> {
        let names = ["code", "name", "merged_from_codes", "merged_from_names"];
        for (line, row) in Columns::of(table, &names, "provinces_34.csv")?.rows() {
            let [code, name, codes, merged] = row[..] else { continue };
            if code.len() != 2 {
                self.note(Part::NewProvinces, line, "code", code);
                continue;
            }
            let old: Vec<&str> = codes.split(';').filter(|old| !old.is_empty()).collect();
            for old in &old {
                self.province_into.insert((*old).into(), code.into());
            }
            let merges = old.len() > 1;
            let area = Area {
                code: code.into(),
                name: name.into(),
                kind: "province".into(),
                parent: None,
                // A province that took nobody in goes on as it was.
                valid_from: merges.then_some(self.on),
                valid_until: None,
                successors: Vec::new(),
                merged_from: if merges { merged.split(';').map(str::to_string).collect() } else { Vec::new() },
            };
            self.now.insert(area.code.clone(), area);
        }
        Ok(())
    }

    fn read_new_communes(&mut self, table: &Table) -> Result<(), Refusal> {
        let names = ["code", "name", "type", "province_code"];
        for (line, row) in Columns::of(table, &names, "communes_34.csv")?.rows() {
            let [code, name, kind, province] = row[..] else { continue };
            if code.len() != 5 || name.is_empty() {
                self.note(Part::NewCommunes, line, "code", code);
                continue;
            }
            if !self.now.contains_key(province) {
                self.note(Part::NewCommunes, line, "province", province);
                continue;
            }
            let area = Area {
                code: code.into(),
                name: name.into(),
                kind: kind_of(kind).into(),
                parent: Some(province.into()),
                valid_from: Some(self.on),
                valid_until: None,
                successors: Vec::new(),
                merged_from: self.from.get(code).cloned().unwrap_or_default(),
            };
            if self.now.insert(area.code.clone(), area).is_some() {
                self.note(Part::NewCommunes, line, "twice", code);
            }
        }
        Ok(())
    }

    /// An area of before: beside its code when somebody else has it now, under it otherwise.
    fn end(&mut self, area: Area) {
        match self.now.contains_key(&area.code) {
            true => self.plan.past.push(area),
            false => self.plan.areas.push(area),
        }
    }

    fn read_old_provinces(&mut self, table: &Table) -> Result<(), Refusal> {
        for (line, row) in Columns::of(table, &["code", "name"], "provinces_63.csv")?.rows() {
            let [code, name] = row[..] else { continue };
            let Some(into) = self.province_into.get(code).cloned() else {
                self.note(Part::OldProvinces, line, "nowhere", name);
                continue;
            };
            // Unchanged: one province before and after.
            if into == code && self.now.get(code).is_some_and(|now| now.valid_from.is_none()) {
                continue;
            }
            self.plan.ended_provinces += 1;
            let area = self.ended(code, name, "province", None, vec![into]);
            self.end(area);
        }
        Ok(())
    }

    fn read_old_districts(&mut self, table: &Table) -> Result<(), Refusal> {
        for (line, row) in Columns::of(table, &["code", "name", "province_code"], "districts_63.csv")?.rows() {
            let [code, name, province] = row[..] else { continue };
            if code.len() != 3 {
                self.note(Part::OldDistricts, line, "code", code);
                continue;
            }
            let successors: Vec<String> = self.district_into.get(code).into_iter().flatten().cloned().collect();
            if successors.is_empty() && !self.into.is_empty() {
                self.note(Part::OldDistricts, line, "nowhere", name);
            }
            self.plan.ended_districts += 1;
            let area = self.ended(code, name, "district", Some(province), successors);
            self.end(area);
        }
        Ok(())
    }

    fn read_old_communes(&mut self, table: &Table) -> Result<(), Refusal> {
        let names = ["code", "name", "type", "district_code"];
        for (line, row) in Columns::of(table, &names, "communes_63.csv")?.rows() {
            let [code, name, kind, district] = row[..] else { continue };
            // Island districts without communes stand in the list with the code of the district.
            if code.len() != 5 {
                continue;
            }
            let successors = self.into.get(code).cloned().unwrap_or_default();
            if successors.is_empty() && !self.into.is_empty() {
                self.note(Part::OldCommunes, line, "nowhere", name);
            }
            self.plan.ended_communes += 1;
            let area = self.ended(code, name, kind_of(kind), Some(district), successors);
            self.end(area);
        }
        Ok(())
    }

    fn ended(&self, code: &str, name: &str, kind: &str, parent: Option<&str>, successors: Vec<String>) -> Area {
        Area {
            code: code.into(),
            name: name.into(),
            kind: kind.into(),
            parent: parent.filter(|parent| !parent.is_empty()).map(str::to_string),
            valid_from: None,
            valid_until: Some(self.last),
            successors,
            merged_from: Vec::new(),
        }
    }

    fn finish(mut self) -> AreaPlan {
        self.plan.begun = self.now.values().filter(|area| area.valid_from == Some(self.on)).count();
        self.plan.areas.extend(self.now.into_values());
        self.plan.areas.sort_by(|a, b| a.code.cmp(&b.code));
        self.plan
    }
}

/// The house's word for a kind of area, from the word of the tables.
fn kind_of(word: &str) -> &'static str {
    match kernel::fold::fold(word).as_str() {
        "phuong" => "ward",
        "thi tran" => "township",
        "dac khu" => "special_zone",
        _ => "commune",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table {
        job::table::read("t.csv", text.as_bytes()).unwrap()
    }

    fn tables() -> Tables {
        BTreeMap::from([
            (Part::OldProvinces, table("code,name\n01,Tỉnh Một\n02,Tỉnh Hai\n03,Tỉnh Ba\n")),
            (Part::OldDistricts, table("code,name,province_code\n001,Huyện A,01\n002,Huyện B,02\n")),
            (
                Part::OldCommunes,
                table(
                    "code,name,type,district_code\n00001,Xã Cũ,xã,001\n00002,Phường Giữ,phường,001\n00003,Xã Xa,xã,002\n",
                ),
            ),
            (
                Part::NewProvinces,
                table(
                    "code,name,merged_from_codes,merged_from_names\n01,Tỉnh Một,01;02,Tỉnh Một;Tỉnh Hai\n03,Tỉnh Ba,03,Tỉnh Ba\n",
                ),
            ),
            (
                Part::NewCommunes,
                table(
                    "code,name,type,province_code\n00002,Phường Mới,phường,01\n00009,Xã Xa,xã,01\n00008,Xã Lạc,xã,77\n",
                ),
            ),
            (
                Part::Mapping,
                table(
                    "old_commune_code,old_commune,old_district_code,new_commune_code,is_default\n\
                     00001,Xã Cũ,001,00009,0\n00001,Xã Cũ,001,00002,1\n00002,Phường Giữ,001,00002,1\n00003,Xã Xa,002,00009,1\n",
                ),
            ),
        ])
    }

    #[test]
    fn the_order_of_before_and_that_of_after_stand_side_by_side() {
        let plan = plan(&tables(), "2025-07-01".parse().unwrap()).unwrap();
        let area = |code: &str| plan.areas.iter().find(|area| area.code == code).unwrap();
        assert_eq!(area("001").successors, ["00002", "00009"]);
        assert_eq!(area("00001").successors, ["00002", "00009"], "the main one first");
        assert_eq!(area("02").valid_until, Some("2025-06-30".parse().unwrap()));
        assert_eq!(area("02").successors, ["01"]);
        assert_eq!(area("00002").name, "Phường Mới");
        assert_eq!(area("00002").merged_from, ["Xã Cũ", "Phường Giữ"]);
        assert_eq!((area("03").valid_from, area("03").valid_until), (None, None), "an unchanged province goes on");
        // What a code meant before is kept beside it.
        let past: Vec<_> = plan.past.iter().map(|area| (area.code.as_str(), area.name.as_str())).collect();
        assert_eq!(past, [("01", "Tỉnh Một"), ("00002", "Phường Giữ")]);
        assert_eq!((plan.ended_provinces, plan.ended_districts, plan.ended_communes), (2, 2, 3));
        let found: Vec<_> = plan.findings.iter().map(|f| (f.table, f.row, f.word, f.about.as_str())).collect();
        assert_eq!(found, [(Part::NewCommunes, 4, "province", "77")]);
    }

    #[test]
    fn a_table_that_is_missing_or_broken_is_named() {
        let mut some = tables();
        some.remove(&Part::NewCommunes);
        let on = "2025-07-01".parse().unwrap();
        assert_eq!(plan(&some, on).unwrap_err().key, "AREAS_MISSING");
        some.insert(Part::NewCommunes, table("code,name\n00002,x\n"));
        let refused = plan(&some, on).unwrap_err();
        assert_eq!((refused.key.as_str(), refused.facts[1].1.as_str()), ("AREAS_COLUMN", "type"));
    }

    #[test]
    fn files_are_known_by_their_names() {
        assert_eq!(Part::of("a/b/communes_63_2025H1.csv"), Some(Part::OldCommunes));
        assert_eq!(Part::of("mapping_63_to_34.csv"), Some(Part::Mapping));
        // An older list of communes is not mixed with the later one.
        assert_eq!(Part::of("communes_63_2021_2023.csv"), None);
        assert_eq!(Part::of("readme.md"), None);
    }
}
