//! A CSV file as rows that know their line and their columns by name.
//!
//! Reads one row at a time and never guesses: a row with another number of columns, or bytes that are not UTF-8, is a
//! finding.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use csv::{ByteRecord, Reader, ReaderBuilder};

use crate::finding::{Finding, FindingKind};

/// One CSV file, open.
pub(super) struct Table {
    file: &'static str,
    reader: Reader<BufReader<File>>,
    columns: Vec<String>,
}

/// One row of it.
pub(super) struct Row<'t> {
    file: &'static str,
    columns: &'t [String],
    pub line: u64,
    fields: Vec<&'t str>,
}

impl Table {
    /// Opens a file and checks that it has the columns that will be read.
    pub fn open(folder: &Path, file: &'static str, needed: &[&str], findings: &mut Vec<Finding>) -> Option<Table> {
        let opened = match File::open(folder.join(file)) {
            Ok(opened) => opened,
            Err(error) => {
                let kind = match error.kind() {
                    std::io::ErrorKind::NotFound => FindingKind::FileMissing,
                    _ => FindingKind::FileUnreadable,
                };
                findings.push(Finding::new(kind).seen_in(file, 0));
                return None;
            }
        };
        // `flexible`: a wrong number of columns is our finding with our words, not the reader's error.
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(BufReader::with_capacity(1 << 16, opened));
        let columns: Vec<String> = match reader.headers() {
            Ok(headers) => headers.iter().map(str::to_string).collect(),
            Err(_) => {
                findings.push(Finding::new(FindingKind::FileUnreadable).seen_in(file, 1));
                return None;
            }
        };
        let missing: Vec<_> = needed.iter().filter(|name| !columns.iter().any(|c| c == *name)).collect();
        for name in &missing {
            findings.push(Finding::new(FindingKind::ColumnMissing).seen_in(file, 1).reading(name, ""));
        }
        missing.is_empty().then_some(Table { file, reader, columns })
    }

    /// Hands every sound row to `take`; answers the numbers of rows read and of rows that are broken.
    pub fn each(mut self, findings: &mut Vec<Finding>, mut take: impl FnMut(&Row, &mut Vec<Finding>)) -> (u64, u64) {
        let (mut rows, mut broken) = (0, 0);
        let mut record = ByteRecord::new();
        loop {
            match self.reader.read_byte_record(&mut record) {
                Ok(true) => {}
                Ok(false) => return (rows, broken),
                Err(_) => {
                    findings.push(Finding::new(FindingKind::FileUnreadable).seen_in(self.file, rows + 2));
                    return (rows, broken + 1);
                }
            }
            rows += 1;
            let line = record.position().map_or(0, csv::Position::line);
            match self.row(&record, line) {
                Ok(row) => take(&row, findings),
                Err(finding) => {
                    broken += 1;
                    findings.push(*finding);
                }
            }
        }
    }

    fn row<'t>(&'t self, record: &'t ByteRecord, line: u64) -> Result<Row<'t>, Box<Finding>> {
        let finding = |kind| Finding::new(kind).seen_in(self.file, line);
        if record.len() != self.columns.len() {
            let counted = format!("{}/{}", record.len(), self.columns.len());
            let start = String::from_utf8_lossy(record.get(0).unwrap_or_default()).into_owned();
            return Err(Box::new(finding(FindingKind::ColumnCount).reading("*", &counted).about(&start)));
        }
        let mut fields = Vec::with_capacity(record.len());
        for (column, bytes) in self.columns.iter().zip(record) {
            match std::str::from_utf8(bytes) {
                Ok(text) => fields.push(text),
                Err(_) => {
                    let value = String::from_utf8_lossy(bytes);
                    return Err(Box::new(finding(FindingKind::BadText).reading(column, &value)));
                }
            }
        }
        Ok(Row { file: self.file, columns: &self.columns, line, fields })
    }
}

impl<'t> Row<'t> {
    /// The value of a column, trimmed; a column the file lacks is empty (needed ones are checked when opening).
    pub fn text(&self, column: &str) -> &'t str {
        let place = self.columns.iter().position(|name| name == column);
        place.and_then(|place| self.fields.get(place)).map_or("", |value| value.trim())
    }

    /// The value of a column as owned text.
    pub fn string(&self, column: &str) -> String {
        self.text(column).to_string()
    }

    /// The value of a column, none if empty.
    pub fn filled(&self, column: &str) -> Option<String> {
        Some(self.text(column)).filter(|text| !text.is_empty()).map(str::to_string)
    }

    /// A finding at this row.
    pub fn finding(&self, kind: FindingKind, column: &str) -> Finding {
        Finding::new(kind).seen_in(self.file, self.line).reading(column, self.text(column)).about(self.text("code"))
    }

    /// A whole number; none and no finding if the field is empty.
    ///
    /// Errors: a finding `bad-number`.
    pub fn number<N: std::str::FromStr>(&self, column: &str) -> Result<Option<N>, Box<Finding>> {
        match self.text(column) {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| Box::new(self.finding(FindingKind::BadNumber, column))),
        }
    }
}
