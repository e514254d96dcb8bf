//! Tables out: XLSX and CSV, row by row, in memory that does not grow with the rows.
//!
//! A cell is data, never a formula: what an applicant typed must not run on an officer's machine (CWE-1236).

use std::io::Write as _;

use jiff::civil::{Date, DateTime};
use kernel::{Error, Result};
use rust_xlsxwriter::{ExcelDateTime, Format as Style, FormatAlign, Workbook};

/// The kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Xlsx,
    Csv,
}

impl Format {
    pub const ALL: [Format; 2] = [Format::Xlsx, Format::Csv];

    /// The end of a file's name.
    pub fn code(self) -> &'static str {
        match self {
            Format::Xlsx => "xlsx",
            Format::Csv => "csv",
        }
    }
    pub fn parse(text: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.code() == text)
    }
    pub fn media(self) -> &'static str {
        match self {
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// A column: its title and how wide it is, in characters.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub title: String,
    pub width: f64,
}

impl Column {
    pub fn new(title: impl Into<String>, width: f64) -> Column {
        Column { title: title.into(), width }
    }
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Empty,
    Text(String),
    Number(f64),
    Date(Date),
    Moment(DateTime),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text.into()) }
    }
}
impl From<String> for Cell {
    fn from(text: String) -> Cell {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }
}
impl From<i64> for Cell {
    fn from(n: i64) -> Cell {
        // Whole numbers up to 2⁵³ are exact in a spreadsheet; nothing that is counted here is larger.
        Cell::Number(n as f64)
    }
}
impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Cell {
        value.map_or(Cell::Empty, Into::into)
    }
}
impl From<Date> for Cell {
    fn from(day: Date) -> Cell {
        Cell::Date(day)
    }
}
impl From<DateTime> for Cell {
    fn from(at: DateTime) -> Cell {
        Cell::Moment(at)
    }
}

/// How hard XLSX is packed: twice as fast as the usual level for a file some tenths larger.
const ZIP_LEVEL: u8 = 2;

/// The most rows one sheet takes, its heading among them (the file format's own limit).
pub const ROWS_MAX: u32 = 1_048_576;

/// A table being written.
pub struct SheetWriter {
    kind: Kind,
    columns: usize,
    rows: u32,
}

enum Kind {
    Xlsx(Box<Xlsx>),
    Csv(Vec<u8>),
}

struct Xlsx {
    book: Workbook,
    day: Style,
    moment: Style,
}

fn fault(e: impl std::fmt::Display) -> Error {
    Error::fault("spreadsheet", e)
}

impl SheetWriter {
    /// Begins a table; `title` names the sheet (cut to what the format allows).
    pub fn create(format: Format, columns: &[Column], title: &str) -> Result<SheetWriter> {
        let kind = match format {
            Format::Csv => {
                // The mark tells spreadsheets that the text is UTF-8.
                let mut out = "\u{feff}".as_bytes().to_vec();
                write_line(&mut out, columns.iter().map(|column| column.title.as_str()))?;
                Kind::Csv(out)
            }
            Format::Xlsx => Kind::Xlsx(Box::new(begin(columns, title)?)),
        };
        Ok(SheetWriter { kind, columns: columns.len(), rows: 1 })
    }

    /// Adds a row. Fault: more cells than columns, or more rows than the format takes.
    pub fn row(&mut self, cells: &[Cell]) -> Result<()> {
        if cells.len() > self.columns {
            return Err(fault(format!("{} cells for {} columns", cells.len(), self.columns)));
        }
        match &mut self.kind {
            Kind::Csv(out) => write_line(out, cells.iter().map(plain))?,
            Kind::Xlsx(xlsx) => {
                if self.rows >= ROWS_MAX {
                    return Err(fault("more rows than a sheet takes"));
                }
                put(xlsx, self.rows, cells)?;
            }
        }
        self.rows += 1;
        Ok(())
    }

    /// Rows written, the heading not counted.
    pub fn rows(&self) -> u32 {
        self.rows - 1
    }

    /// The file's bytes.
    pub fn finish(self) -> Result<Vec<u8>> {
        match self.kind {
            Kind::Csv(out) => Ok(out),
            Kind::Xlsx(mut xlsx) => xlsx.book.save_to_buffer().map_err(fault),
        }
    }
}

fn begin(columns: &[Column], title: &str) -> Result<Xlsx> {
    let heading = Style::new().set_bold().set_align(FormatAlign::VerticalCenter).set_text_wrap();
    let mut book = Workbook::new();
    book.set_zip_compression_level(ZIP_LEVEL);
    let sheet = book.add_worksheet_with_constant_memory().map_err(fault)?;
    let named: String = title.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31).collect();
    if !named.trim().is_empty() {
        sheet.set_name(named.trim()).map_err(fault)?;
    }
    sheet.set_freeze_panes(1, 0).map_err(fault)?;
    for (at, column) in (0u16..).zip(columns) {
        sheet.set_column_width(at, column.width).map_err(fault)?;
        sheet.write_with_format(0, at, column.title.as_str(), &heading).map_err(fault)?;
    }
    Ok(Xlsx {
        book,
        day: Style::new().set_num_format("dd/mm/yyyy"),
        moment: Style::new().set_num_format("dd/mm/yyyy hh:mm"),
    })
}

fn put(xlsx: &mut Xlsx, row: u32, cells: &[Cell]) -> Result<()> {
    let sheet = xlsx.book.worksheet_from_index(0).map_err(fault)?;
    for (at, cell) in (0u16..).zip(cells) {
        match cell {
            Cell::Empty => {}
            // The format's own limit of a cell is 32,767 characters.
            Cell::Text(text) if text.chars().count() > 32_000 => {
                let cut: String = text.chars().take(32_000).collect();
                sheet.write_string(row, at, cut).map_err(fault)?;
            }
            Cell::Text(text) => {
                sheet.write_string(row, at, text).map_err(fault)?;
            }
            Cell::Number(n) => {
                sheet.write_number(row, at, *n).map_err(fault)?;
            }
            Cell::Date(day) => {
                sheet.write_datetime_with_format(row, at, excel(day.at(0, 0, 0, 0))?, &xlsx.day).map_err(fault)?;
            }
            Cell::Moment(moment) => {
                sheet.write_datetime_with_format(row, at, excel(*moment)?, &xlsx.moment).map_err(fault)?;
            }
        }
    }
    Ok(())
}

fn excel(at: DateTime) -> Result<ExcelDateTime> {
    let (year, month, day) = (at.year().unsigned_abs(), at.month().unsigned_abs(), at.day().unsigned_abs());
    let date = ExcelDateTime::from_ymd(year, month, day).map_err(fault)?;
    date.and_hms(u16::from(at.hour().unsigned_abs()), at.minute().unsigned_abs(), f64::from(at.second())).map_err(fault)
}

fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => guarded(text),
        Cell::Number(n) if n.fract() == 0.0 => format!("{n:.0}"),
        Cell::Number(n) => n.to_string(),
        Cell::Date(day) => day.strftime("%d/%m/%Y").to_string(),
        Cell::Moment(at) => at.strftime("%d/%m/%Y %H:%M").to_string(),
    }
}

/// What a spreadsheet would take for a formula begins with an apostrophe instead.
fn guarded(text: &str) -> String {
    let dangerous = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if dangerous { format!("'{text}") } else { text.to_string() }
}

fn write_line(out: &mut Vec<u8>, cells: impl Iterator<Item = impl AsRef<str>>) -> Result<()> {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        let cell = cell.as_ref();
        if cell.contains([',', '"', '\n', '\r']) {
            write!(out, "\"{}\"", cell.replace('"', "\"\"")).map_err(fault)?;
        } else {
            out.extend_from_slice(cell.as_bytes());
        }
    }
    out.extend_from_slice(b"\r\n");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table;

    fn columns() -> Vec<Column> {
        vec![Column::new("Mã hồ sơ", 28.0), Column::new("Ngày", 12.0), Column::new("Số", 8.0), Column::new("Lúc", 18.0)]
    }

    fn written(format: Format, rows: &[Vec<Cell>]) -> Vec<u8> {
        let mut sheet = SheetWriter::create(format, &columns(), "Hồ sơ [1/2]: trễ hạn của tất cả các đơn vị").unwrap();
        for row in rows {
            sheet.row(row).unwrap();
        }
        assert_eq!(sheet.rows() as usize, rows.len());
        sheet.finish().unwrap()
    }

    #[test]
    fn what_is_written_is_read_again_alike_from_both_kinds() {
        let day = jiff::civil::date(2026, 2, 12);
        let rows = vec![
            vec!["H49.02-260212-0001".into(), day.into(), 7.into(), day.at(8, 37, 0, 0).into()],
            vec!["Nguyễn, \"Ba\"\ndòng hai".into(), Cell::Empty, Cell::Number(1.5)],
        ];
        for format in Format::ALL {
            let read = table::read(&format!("x.{}", format.code()), &written(format, &rows)).unwrap();
            assert_eq!(read.columns, ["Mã hồ sơ", "Ngày", "Số", "Lúc"], "{format:?}");
            assert_eq!(read.rows[0].cells, ["H49.02-260212-0001", "12/02/2026", "7", "12/02/2026 08:37"], "{format:?}");
            assert_eq!(read.rows[1].cells, ["Nguyễn, \"Ba\"\ndòng hai", "", "1.5", ""], "{format:?}");
        }
    }

    #[test]
    fn what_somebody_typed_never_runs_as_a_formula() {
        let typed = "=HYPERLINK(\"http://evil\")";
        let csv = String::from_utf8(written(Format::Csv, &[vec![typed.into()]])).unwrap();
        assert!(csv.contains("\"'=HYPERLINK(\"\"http://evil\"\")\""), "{csv}");
        // In XLSX a text cell is text whatever it begins with.
        let read = table::read("x.xlsx", &written(Format::Xlsx, &[vec![typed.into()]])).unwrap();
        assert_eq!(read.rows[0].cells[0], typed);
    }

    #[test]
    fn a_row_wider_than_its_heading_is_a_fault() {
        let mut sheet = SheetWriter::create(Format::Csv, &columns()[..1], "").unwrap();
        assert!(sheet.row(&["a".into(), "b".into()]).is_err());
    }
}
