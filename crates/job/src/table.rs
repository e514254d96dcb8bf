//! Tables in: CSV (UTF-8, comma or semicolon) and XLSX (the first sheet), as texts by column, for imports.
//!
//! It checks the shape only; what a cell must be is the import's business.

use std::io::Cursor;

use calamine::{Data, DataType, Reader};
use kernel::{Refusal, Result};

/// The most rows one import reads.
pub const ROWS_MAX: usize = 500_000;

/// A table as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Line>,
}

/// One row: its number in the file (the heading is 1) and its cells, as many as there are columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub number: usize,
    pub cells: Vec<String>,
}

impl Table {
    /// Where a column stands, whatever its case and diacritics.
    pub fn find(&self, name: &str) -> Option<usize> {
        let wanted = kernel::fold(name);
        self.columns.iter().position(|column| kernel::fold(column) == wanted)
    }
}

impl Line {
    /// A cell by place, trimmed; empty where there is none.
    pub fn cell(&self, at: Option<usize>) -> &str {
        at.and_then(|at| self.cells.get(at)).map_or("", |cell| cell.trim())
    }
}

/// Reads a table; the name says which kind of file it is.
///
/// Refused: `TABLE_KIND` (neither CSV nor XLSX), `TABLE_BROKEN`, `TABLE_EMPTY`, `TABLE_LONG`, `TABLE_NOT_UTF8`.
pub fn read(name: &str, bytes: &[u8]) -> Result<Table> {
    let lower = name.to_lowercase();
    let rows = if bytes.starts_with(b"PK\x03\x04") || lower.ends_with(".xlsx") {
        read_xlsx(bytes)?
    } else if lower.ends_with(".csv") || lower.ends_with(".txt") {
        read_csv(bytes)?
    } else {
        return Err(Refusal::new("TABLE_KIND").with("name", name).at("file").into());
    };
    table(rows)
}

fn table(mut rows: Vec<Vec<String>>) -> Result<Table> {
    let full = |row: &Vec<String>| row.iter().any(|cell| !cell.trim().is_empty());
    let Some(head) = rows.iter().position(full) else { return Err(Refusal::new("TABLE_EMPTY").at("file").into()) };
    if rows.len() - head - 1 > ROWS_MAX {
        return Err(Refusal::new("TABLE_LONG").with("most", ROWS_MAX).at("file").into());
    }
    let mut columns: Vec<String> = rows[head].iter().map(|title| title.trim().to_string()).collect();
    while columns.last().is_some_and(String::is_empty) {
        columns.pop();
    }
    let body = rows.drain(head + 1..).zip(head + 2..).filter(|(row, _)| full(row));
    let rows = body.map(|(mut cells, number)| {
        cells.resize(columns.len(), String::new());
        Line { number, cells }
    });
    Ok(Table { rows: rows.collect(), columns })
}

fn broken(why: impl std::fmt::Display) -> kernel::Error {
    Refusal::new("TABLE_BROKEN").with("why", why).at("file").into()
}

fn read_csv(bytes: &[u8]) -> Result<Vec<Vec<String>>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| Refusal::new("TABLE_NOT_UTF8").at("file"))?;
    // Spreadsheets of this country write semicolons, because the comma is their decimal mark.
    let first = text.lines().next().unwrap_or_default();
    let delimiter = [b';', b'\t', b','].into_iter().max_by_key(|mark| first.bytes().filter(|b| b == mark).count());
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter.unwrap_or(b','))
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(broken)?;
        rows.push(record.iter().map(str::to_string).collect());
    }
    Ok(rows)
}

fn read_xlsx(bytes: &[u8]) -> Result<Vec<Vec<String>>> {
    let mut book = calamine::Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let range = book.worksheet_range_at(0).ok_or_else(|| Refusal::new("TABLE_EMPTY").at("file"))?.map_err(broken)?;
    // The range begins at the first cell that holds something; row numbers count from the top of the sheet.
    let above = range.start().map_or(0, |(row, _)| row as usize);
    let mut rows = vec![Vec::new(); above];
    rows.extend(range.rows().map(|row| row.iter().map(text_of).collect::<Vec<_>>()));
    Ok(rows)
}

fn text_of(cell: &Data) -> String {
    match cell {
        Data::DateTime(at) if at.is_datetime() => at.as_datetime().map_or_else(String::new, |at| {
            let text = at.format("%d/%m/%Y %H:%M").to_string();
            text.strip_suffix(" 00:00").map_or(text.clone(), str::to_string)
        }),
        Data::Float(n) if n.fract() == 0.0 && n.abs() < 1e15 => format!("{n:.0}"),
        other => other.as_string().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(table: &Table) -> Vec<(usize, Vec<&str>)> {
        table.rows.iter().map(|line| (line.number, line.cells.iter().map(String::as_str).collect())).collect()
    }

    #[test]
    fn semicolons_tabs_and_commas_are_told_apart() {
        for text in ["a;b\n1,5;x\n", "a\tb\n1,5\tx\n", "a,b\n\"1,5\",x\n"] {
            let table = read("t.csv", text.as_bytes()).unwrap();
            assert_eq!(cells(&table), [(2, vec!["1,5", "x"])], "{text:?}");
        }
    }

    #[test]
    fn empty_lines_are_skipped_and_numbers_stay_those_of_the_file() {
        let table = read("t.csv", "\u{feff}Họ tên,Số\n\nAn,1\n,\nBình\n".as_bytes()).unwrap();
        // The csv reader drops wholly empty lines, so the count follows its records.
        assert_eq!(table.columns, ["Họ tên", "Số"]);
        assert_eq!(table.rows.iter().map(|line| line.cells[0].as_str()).collect::<Vec<_>>(), ["An", "Bình"]);
        assert_eq!(table.rows[1].cells, ["Bình", ""]);
        assert_eq!(table.find("HO TEN"), Some(0));
    }

    #[test]
    fn what_is_no_table_is_refused_by_name() {
        let key = |name: &str, bytes: &[u8]| match read(name, bytes) {
            Err(kernel::Error::Refused(refusal)) => refusal.key,
            other => panic!("{other:?}"),
        };
        assert_eq!(key("t.docx", b"x"), "TABLE_KIND");
        assert_eq!(key("t.csv", b""), "TABLE_EMPTY");
        assert_eq!(key("t.csv", b"\xff\xfe\x00"), "TABLE_NOT_UTF8");
        assert_eq!(key("t.xlsx", b"PK\x03\x04 no zip"), "TABLE_BROKEN");
    }
}
