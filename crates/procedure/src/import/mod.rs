//! Reads the national catalogue from its folder of CSV and JSON-lines files into procedure versions and a report.
//!
//! Never changes a value silently: limits keep their printed unit, doubtful fees keep their printed amount and are
//! marked, and a row that cannot be understood is an error with its file, line, column and value. One error stops the
//! whole import unless the reader was told to leave broken rows out.

mod component;
mod detail;
mod table;
mod term;

use std::collections::{HashMap, HashSet};
use std::path::Path;

use jiff::civil::Date;

use crate::finding::{Finding, FindingKind, ImportReport};
use crate::model::{Detail, LegalBasis, Level, Outcome, ProcedureVersion};
use crate::publication;
use crate::rules;
use table::{Row, Table};

/// How to read.
#[derive(Debug, Clone, Copy)]
pub struct ReadOptions {
    /// Leave broken rows out instead of stopping.
    pub drop_broken: bool,
    /// The day on which "the legal basis has ended" is judged.
    pub on: Date,
}

const PROCEDURES: &str = "procedures.csv";
const BASES: &str = "procedure_legal_basis.csv";
const LEGACY: &str = "legacy_and_cited_codes.csv";

/// Reads a folder.
///
/// The versions are all those that could be understood; they may be recorded only if the report is
/// [`ImportReport::importable`].
pub fn read(folder: &Path, options: ReadOptions) -> (Vec<ProcedureVersion>, ImportReport) {
    let mut reading = Reading::default();
    reading.report.drop_broken = options.drop_broken;
    reading.procedures(folder);
    component::read(folder, &mut reading);
    term::read(folder, &mut reading);
    reading.legal_bases(folder);
    detail::read(folder, &mut reading);
    reading.legacy(folder);
    reading.finish(options.on)
}

/// What has been read so far.
#[derive(Default)]
struct Reading {
    versions: Vec<ProcedureVersion>,
    by_code: HashMap<String, usize>,
    /// Codes whose own row is broken: their child rows are left out without another error each.
    broken: HashSet<String>,
    report: ImportReport,
}

impl Reading {
    /// Reads one file row by row; counts rows, and the rows left out.
    fn file(
        &mut self,
        folder: &Path,
        file: &'static str,
        needed: &[&str],
        mut take: impl FnMut(&mut Reading, &Row) -> Result<(), Box<Finding>>,
    ) {
        let mut findings = std::mem::take(&mut self.report.findings);
        let Some(table) = Table::open(folder, file, needed, &mut findings) else {
            self.report.findings = findings;
            return;
        };
        let mut refused = 0;
        let (rows, broken) = table.each(&mut findings, |row, findings| {
            if let Err(finding) = take(self, row) {
                refused += 1;
                findings.push(*finding);
            }
            // What `take` noted on its way (warnings) keeps its place in the order of the file.
            findings.append(&mut self.report.findings);
        });
        self.report.findings = findings;
        self.report.rows.insert(file.into(), rows);
        self.report.dropped_rows += broken + refused;
    }

    fn note(&mut self, finding: Finding) {
        self.report.findings.push(finding);
    }

    /// The version a child row belongs to; `Ok(None)`: its procedure is broken, leave the row out.
    ///
    /// Errors: a finding `unknown-procedure`.
    fn parent(&mut self, row: &Row) -> Result<Option<usize>, Box<Finding>> {
        let code = row.text("code");
        if let Some(place) = self.by_code.get(code) {
            return Ok(Some(*place));
        }
        if self.broken.contains(code) {
            self.report.dropped_rows += 1;
            return Ok(None);
        }
        Err(Box::new(row.finding(FindingKind::UnknownProcedure, "code")))
    }

    fn procedures(&mut self, folder: &Path) {
        let needed = ["code", "name", "field", "issuing_agency", "implementing_agency", "level", "detail_level"];
        self.file(folder, PROCEDURES, &needed, |reading, row| {
            let code = row.text("code");
            if reading.by_code.contains_key(code) {
                return Err(Box::new(row.finding(FindingKind::Duplicate, "code")));
            }
            match parse_procedure(row) {
                Ok(version) => {
                    reading.by_code.insert(version.code.clone(), reading.versions.len());
                    reading.versions.push(version);
                    Ok(())
                }
                Err(finding) => {
                    reading.broken.insert(code.to_string());
                    Err(finding)
                }
            }
        });
    }

    fn legal_bases(&mut self, folder: &Path) {
        let mut seen = HashSet::new();
        self.file(folder, BASES, &["code", "seq", "title", "document_no"], |reading, row| {
            let Some(place) = reading.parent(row)? else { return Ok(()) };
            expect_new(row, &mut seen)?;
            let basis = LegalBasis { number: row.filled("document_no"), title: row.string("title") };
            if basis.number.is_none() {
                reading.note(row.finding(FindingKind::LegalBasisNumberMissing, "document_no"));
            }
            reading.versions[place].legal_basis.push(basis);
            Ok(())
        });
    }

    /// Codes that are quoted elsewhere and whose place another procedure took. The file is optional.
    fn legacy(&mut self, folder: &Path) {
        if !folder.join(LEGACY).exists() {
            return;
        }
        self.file(folder, LEGACY, &["code", "name", "field", "note"], |reading, row| {
            let code = row.text("code");
            let successor = successor_in(row.text("note"));
            let (Some(successor), false) = (successor, reading.by_code.contains_key(code)) else { return Ok(()) };
            let mut version = ProcedureVersion::named(parse_code(row)?, row.text("name"), row.text("field"));
            version.repealed = true;
            version.successor = Some(successor);
            reading.by_code.insert(version.code.clone(), reading.versions.len());
            reading.versions.push(version);
            Ok(())
        });
    }

    fn finish(mut self, on: Date) -> (Vec<ProcedureVersion>, ImportReport) {
        let report = &mut self.report;
        for version in &mut self.versions {
            rules::apply(version);
            report.components += version.components.len() as u64;
            report.terms += version.terms.len() as u64;
            report.legal_basis += version.legal_basis.len() as u64;
            report.repealed += u64::from(version.repealed);
            if !version.repealed {
                report.findings.extend(publication::check(version, on));
            }
        }
        report.procedures = self.versions.len() as u64;
        (self.versions, self.report)
    }
}

/// A second row with the same code and sequence number is an error.
fn expect_new(row: &Row, seen: &mut HashSet<(String, u32)>) -> Result<(), Box<Finding>> {
    let seq: u32 = row.number("seq")?.ok_or_else(|| Box::new(row.finding(FindingKind::BadNumber, "seq")))?;
    if seen.insert((row.string("code"), seq)) {
        Ok(())
    } else {
        Err(Box::new(row.finding(FindingKind::Duplicate, "seq")))
    }
}

/// `1.001193`; a local suffix (`1.001850.000.00.00.H40`) is not a national code.
fn is_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 8 && bytes[1] == b'.' && bytes.iter().enumerate().all(|(i, b)| i == 1 || b.is_ascii_digit())
}

fn parse_code<'t>(row: &Row<'t>) -> Result<&'t str, Box<Finding>> {
    let code = row.text("code");
    if is_code(code) { Ok(code) } else { Err(Box::new(row.finding(FindingKind::BadCode, "code"))) }
}

/// "mã trước 3/2025; nay 3.000334" → `3.000334`.
fn successor_in(note: &str) -> Option<String> {
    let (_, after) = note.split_once("nay ")?;
    let code: String = after.chars().take(8).collect();
    is_code(&code).then_some(code)
}

fn parse_procedure(row: &Row) -> Result<ProcedureVersion, Box<Finding>> {
    let code = parse_code(row)?;
    if row.text("name").is_empty() {
        return Err(Box::new(row.finding(FindingKind::NameMissing, "name")));
    }
    let mut version = ProcedureVersion::named(code, row.text("name"), row.text("field"));
    version.levels = parse_levels(row)?;
    version.kind = row.string("procedure_kind");
    version.issuing_agency = row.string("issuing_agency");
    version.implementing_agency = row.string("implementing_agency");
    version.deciding_agency = row.string("competent_agency");
    version.decision_no = row.string("decision_no");
    version.applicants = parse_applicants(row.text("applicants"));
    version.results = parse_results(row.text("result"), row.text("result_codes"));
    version.detail = match row.text("detail_level") {
        "full" => Detail::Full,
        "partial" => Detail::Partial,
        "catalogue" => Detail::NameOnly,
        _ => return Err(Box::new(row.finding(FindingKind::UnknownKind, "detail_level"))),
    };
    version.source_url = row.string("detail_url");
    version.snapshot_on = match row.text("snapshot_date") {
        "" => None,
        text => Some(text.parse().map_err(|_| Box::new(row.finding(FindingKind::BadDate, "snapshot_date")))?),
    };
    Ok(version)
}

fn parse_levels(row: &Row) -> Result<Vec<Level>, Box<Finding>> {
    let printed = row.text("level");
    let words = printed.split(',').map(str::trim).filter(|word| !word.is_empty());
    words
        .map(Level::parse)
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| Box::new(row.finding(FindingKind::UnknownLevel, "level")))
}

/// Splits "A, B (không bao gồm C, D), E" at the commas outside brackets; "Cán bộ, công chức, viên chức" is one kind.
fn parse_applicants(text: &str) -> Vec<String> {
    const ONE_KIND: &str = "Cán bộ, công chức, viên chức";
    let text = text.replace(ONE_KIND, "\u{1}");
    let mut depth = 0_i32;
    let outside = |c: char| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        c == ',' && depth <= 0
    };
    text.split(outside).map(|part| part.trim().replace('\u{1}', ONE_KIND)).filter(|part| !part.is_empty()).collect()
}

/// Pairs result names with result codes; both are separated by semicolons. Where the numbers differ, the names stay
/// one text and the codes that have no name of their own follow with it.
fn parse_results(names: &str, codes: &str) -> Vec<Outcome> {
    let split = |text: &str| -> Vec<String> {
        text.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_string).collect()
    };
    let (split_names, split_codes) = (split(names), split(codes));
    if split_names.len() == split_codes.len() {
        let pairs = split_names.into_iter().zip(split_codes);
        return pairs.map(|(name, code)| Outcome { code: Some(code), name }).collect();
    }
    match split_codes.len() {
        0 | 1 if names.trim().is_empty() && split_codes.is_empty() => Vec::new(),
        0 | 1 => vec![Outcome { code: split_codes.into_iter().next(), name: names.trim().to_string() }],
        _ => split_codes.into_iter().map(|code| Outcome { code: Some(code), name: names.trim().to_string() }).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn applicants_are_split_outside_brackets_only() {
        let read =
            parse_applicants("Doanh nghiệp, Cán bộ, công chức, viên chức, Tổ chức (không bao gồm doanh nghiệp, HTX)");
        assert_eq!(read, ["Doanh nghiệp", "Cán bộ, công chức, viên chức", "Tổ chức (không bao gồm doanh nghiệp, HTX)"]);
    }

    #[test]
    fn results_pair_with_their_codes() {
        let two = parse_results("Giấy A; Giấy B.", "KQ.G17.000329;KQ.G17.000328");
        assert_eq!((two[1].name.as_str(), two[1].code.as_deref()), ("Giấy B.", Some("KQ.G17.000328")));
        assert_eq!(parse_results("Giấy A; hoặc Giấy B", "KQ.G17.000329").len(), 1);
        assert!(parse_results("", "").is_empty());
    }

    #[test]
    fn a_legacy_note_names_its_successor() {
        assert_eq!(successor_in("mã trước 3/2025; nay 3.000334").as_deref(), Some("3.000334"));
        assert_eq!(successor_in("theo Luật Đất đai 2013"), None);
    }
}
