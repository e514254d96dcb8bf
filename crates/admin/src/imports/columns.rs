//! The columns of a table that is taken over, found by their Vietnamese or English title or by their key, and the values
//! in their cells. Pure.

use std::collections::HashMap;

use jiff::civil::{Date, DateTime, Time};
use job::table::{Line, Table};
use kernel::{Lang, Refusal, UnitId, fold};
use office::Directory;

/// What a table is made of.
#[derive(Debug)]
pub struct Shape {
    /// `dossiers`: titles are the locale keys `admin-import-dossiers-{key}`.
    pub kind: &'static str,
    /// (key, whether it must be there)
    pub columns: &'static [(&'static str, bool)],
}

impl Shape {
    /// A column's title in a language.
    pub fn title(&self, key: &str, lang: Lang) -> String {
        lang.say(&format!("admin-import-{}-{}", self.kind, key.replace('_', "-"))).into_owned()
    }

    /// Where the columns stand. Refused: `IMPORT_COLUMNS` with the titles of those that must be there and are not.
    pub fn heads(&self, table: &Table, lang: Lang) -> Result<Heads, Refusal> {
        let mut places = HashMap::new();
        let mut missing = Vec::new();
        for (key, required) in self.columns {
            let titles = [self.title(key, Lang::Vi), self.title(key, Lang::En), (*key).to_string()];
            match titles.iter().find_map(|title| table.find(title)) {
                Some(at) => drop(places.insert(*key, at)),
                None if *required => missing.push(self.title(key, lang)),
                None => {}
            }
        }
        match missing.is_empty() {
            true => Ok(Heads(places)),
            false => Err(Refusal::new("IMPORT_COLUMNS").with("columns", missing.join(", ")).at("file")),
        }
    }
}

/// Where the columns of one table stand.
#[derive(Debug, Clone)]
pub struct Heads(HashMap<&'static str, usize>);

impl Heads {
    /// A cell, trimmed; empty where there is none.
    pub fn cell<'l>(&self, line: &'l Line, key: &str) -> &'l str {
        line.cell(self.0.get(key).copied())
    }

    /// A cell that must hold something. Refused: `IMPORT_EMPTY`.
    pub fn needed<'l>(&self, line: &'l Line, key: &'static str) -> Result<&'l str, Refusal> {
        match self.cell(line, key) {
            "" => Err(Refusal::new("IMPORT_EMPTY").with("column", key).at(key)),
            text => Ok(text),
        }
    }
}

/// A day or a moment as tables write them: `30/04/2024`, `30/04/2024 08:37`, `2024-04-30`, `2024-04-30T08:37`.
/// A day without a time is that day at `otherwise`. Refused: `IMPORT_DATE`.
pub fn parse_moment(text: &str, key: &'static str, otherwise: Time) -> Result<Option<DateTime>, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let (day, time) = match text.split_once([' ', 'T']) {
        Some((day, time)) => (day, Some(time.trim())),
        None => (text, None),
    };
    let wrong = || Refusal::new("IMPORT_DATE").with("text", text).at(key);
    let day = parse_day(day).ok_or_else(wrong)?;
    let time = match time {
        None | Some("") => otherwise,
        Some(time) => parse_time(time).ok_or_else(wrong)?,
    };
    Ok(Some(day.to_datetime(time)))
}

/// `30/04/2024` or `2024-04-30`.
pub fn parse_day(text: &str) -> Option<Date> {
    web::fields::parse_date(text)
}

fn parse_time(text: &str) -> Option<Time> {
    let mut parts = text.split(':');
    let hour = parts.next()?.parse().ok()?;
    let minute = parts.next()?.parse().ok()?;
    let second = parts.next().map_or(Some(0.0), |s| s.parse::<f64>().ok())?;
    if parts.next().is_some() || !(0.0..60.0).contains(&second) {
        return None;
    }
    Time::new(hour, minute, second as i8, 0).ok()
}

/// Whether a cell says yes: `x`, `1`, `có`, `yes`, `true`. Refused: `IMPORT_YES_NO` when it says neither.
pub fn parse_yes(text: &str, key: &'static str) -> Result<bool, Refusal> {
    match fold(text).as_str() {
        "" | "0" | "khong" | "no" | "false" => Ok(false),
        "x" | "1" | "co" | "yes" | "true" => Ok(true),
        _ => Err(Refusal::new("IMPORT_YES_NO").with("text", text).at(key)),
    }
}

/// Parts of a cell that lists several things with semicolons.
pub fn parts(text: &str) -> Vec<String> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_string).collect()
}

/// Units by what tables call them: key, agency code of either style, whole name.
#[derive(Debug, Default)]
pub struct UnitNames(HashMap<String, Vec<UnitId>>);

impl UnitNames {
    pub fn of(directory: &Directory) -> UnitNames {
        let mut names: HashMap<String, Vec<UnitId>> = HashMap::new();
        for unit in directory.units() {
            let told = [Some(&unit.key), unit.code.as_ref(), unit.old_code.as_ref(), Some(&unit.name)];
            for name in told.into_iter().flatten() {
                let ids = names.entry(fold(name)).or_default();
                if !ids.contains(&unit.id) {
                    ids.push(unit.id);
                }
            }
        }
        UnitNames(names)
    }

    /// The one unit a cell names. Refused: `IMPORT_UNIT` (none), `IMPORT_UNIT_MANY` (several bear the name).
    pub fn find(&self, text: &str, key: &'static str) -> Result<UnitId, Refusal> {
        match self.0.get(&fold(text)).map(Vec::as_slice) {
            Some([one]) => Ok(*one),
            Some([]) | None => Err(Refusal::new("IMPORT_UNIT").with("unit", text).at(key)),
            Some(_) => Err(Refusal::new("IMPORT_UNIT_MANY").with("unit", text).at(key)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Option<String> {
        let noon = Time::constant(12, 0, 0, 0);
        parse_moment(text, "due", noon).ok().map(|at| at.map_or_else(|| "–".into(), |at| at.to_string()))
    }

    #[test]
    fn moments_are_read_as_tables_write_them() {
        for (text, read) in [
            ("30/04/2024", Some("2024-04-30T12:00:00")),
            ("30/04/2024 08:37", Some("2024-04-30T08:37:00")),
            ("2024-04-30", Some("2024-04-30T12:00:00")),
            ("2024-04-30T08:37:15", Some("2024-04-30T08:37:15")),
            ("", Some("–")),
            ("31/04/2024", None),
            ("30/04/2024 25:00", None),
            ("hôm qua", None),
        ] {
            assert_eq!(moment(text).as_deref(), read, "{text:?}");
        }
    }

    #[test]
    fn yes_and_no_are_said_in_several_ways_and_anything_else_is_refused() {
        assert_eq!(parse_yes("Có", "intake").ok(), Some(true));
        assert_eq!(parse_yes("", "intake").ok(), Some(false));
        assert_eq!(parse_yes("maybe", "intake").unwrap_err().key, "IMPORT_YES_NO");
    }

    #[test]
    fn columns_are_found_by_title_or_key_and_the_missing_ones_are_named() {
        let shape = super::super::ImportKind::Units.shape();
        let table = |head: &str| job::table::read("t.csv", format!("{head}\nx\n").as_bytes()).unwrap();
        let vi: Vec<String> = shape.columns.iter().map(|(key, _)| shape.title(key, Lang::Vi)).collect();
        assert!(shape.heads(&table(&vi.join(";")), Lang::Vi).is_ok());
        let refusal = shape.heads(&table("name;kind"), Lang::En).unwrap_err();
        assert_eq!(refusal.key, "IMPORT_COLUMNS");
        assert!(refusal.facts[0].1.contains(&shape.title("key", Lang::En)), "{refusal}");
    }
}
