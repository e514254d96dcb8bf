//! Rows of the register, the books of issued papers, locks and addenda.

use kernel::{DossierId, Error, Result, UnitId};
use store::{Row, Tx, Value, ledger};

use super::NONE;
use crate::books::{PaperLine, addendum_hash};

fn rows_of(n: usize, width: usize) -> String {
    let row = |n: usize| {
        let marks: Vec<String> = (1..=width).map(|i| format!("?{}", n * width + i)).collect();
        format!("({})", marks.join(","))
    };
    (0..n).map(row).collect::<Vec<_>>().join(",")
}

/// (unit, year, number, dossier)
pub type Line = (UnitId, i16, i64, DossierId);

/// Writes lines of the register; those that stand already stay.
pub fn record_lines(tx: &mut Tx<'_>, lines: &[Line]) -> Result<()> {
    for part in lines.chunks(500) {
        let sql = format!(
            "INSERT INTO register_line (unit, year, number, dossier_id) VALUES {} ON CONFLICT (unit, year, number) DO NOTHING",
            rows_of(part.len(), 4)
        );
        let params: Vec<Value<'_>> = part
            .iter()
            .flat_map(|(unit, year, number, dossier)| -> [Value<'_>; 4] {
                [unit.0.into(), i64::from(*year).into(), (*number).into(), dossier.0.into()]
            })
            .collect();
        tx.execute(&sql, &params)?;
    }
    Ok(())
}

/// Writes issued papers; those that stand already stay.
pub fn record_papers(tx: &mut Tx<'_>, unit: UnitId, dossier: DossierId, papers: &[PaperLine]) -> Result<()> {
    for paper in papers {
        let sql = "INSERT INTO paper_line (unit, form, year, number, dossier_id, at_ms, issued_by) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (unit, form, year, number) DO NOTHING";
        let params = [
            unit.0.into(),
            paper.form.into(),
            i64::from(paper.year).into(),
            paper.number.into(),
            dossier.0.into(),
            paper.at_ms.into(),
            (&paper.by).into(),
        ];
        tx.execute(sql, &params)?;
    }
    Ok(())
}

/// Up to which dossier the books were filled.
pub fn find_filled(tx: &mut Tx<'_>) -> Result<i64> {
    tx.count("SELECT dossier_id FROM books_filled WHERE id = 1", &NONE)
}

pub fn record_filled(tx: &mut Tx<'_>, dossier: i64) -> Result<()> {
    let sql = "INSERT INTO books_filled (id, dossier_id) VALUES (1, ?1) \
               ON CONFLICT (id) DO UPDATE SET dossier_id = excluded.dossier_id";
    tx.execute(sql, &[dossier.into()]).map(drop)
}

/// A book: a one-stop unit's year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    pub unit: UnitId,
    pub year: i16,
    pub opened_ms: i64,
    pub opened_by: String,
    pub lock: Option<Lock>,
}

/// How a book was locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    pub at_ms: i64,
    pub by: String,
    pub lines: i64,
    pub papers: i64,
    pub previous: Option<Vec<u8>>,
    pub hash: Vec<u8>,
}

const BOOK: &str = "SELECT unit, year, opened_ms, opened_by, locked_ms, locked_by, locked_lines, locked_papers, \
    previous_hash, hash FROM book";

fn book(row: &Row) -> Result<Book> {
    let lock = match row.opt_int(4)? {
        None => None,
        Some(at_ms) => Some(Lock {
            at_ms,
            by: row.text(5)?.into(),
            lines: row.int(6)?,
            papers: row.int(7)?,
            previous: row.blob(8).ok().map(<[u8]>::to_vec),
            hash: row.blob(9)?.to_vec(),
        }),
    };
    Ok(Book {
        unit: UnitId(row.int(0)?),
        year: row.int(1)? as i16,
        opened_ms: row.int(2)?,
        opened_by: row.text(3)?.into(),
        lock,
    })
}

/// Every book that was opened, the newest year first.
pub fn list_books(tx: &mut Tx<'_>) -> Result<Vec<Book>> {
    tx.query(&format!("{BOOK} ORDER BY year DESC, unit"), &NONE)?.iter().map(book).collect()
}

pub fn find_book(tx: &mut Tx<'_>, unit: UnitId, year: i16) -> Result<Option<Book>> {
    let sql = format!("{BOOK} WHERE unit = ?1 AND year = ?2");
    tx.find(&sql, &[unit.0.into(), i64::from(year).into()])?.as_ref().map(book).transpose()
}

/// The unit's book locked last before a year.
pub fn find_locked_before(tx: &mut Tx<'_>, unit: UnitId, year: i16) -> Result<Option<Book>> {
    let sql = format!("{BOOK} WHERE unit = ?1 AND year < ?2 AND locked_ms IS NOT NULL ORDER BY year DESC LIMIT 1");
    tx.find(&sql, &[unit.0.into(), i64::from(year).into()])?.as_ref().map(book).transpose()
}

pub fn is_locked(tx: &mut Tx<'_>, unit: UnitId, year: i16) -> Result<bool> {
    let sql = "SELECT 1 FROM book WHERE unit = ?1 AND year = ?2 AND locked_ms IS NOT NULL";
    Ok(tx.find(sql, &[unit.0.into(), i64::from(year).into()])?.is_some())
}

/// Opens a book; one that stands stays as it is.
pub fn open_book(tx: &mut Tx<'_>, unit: UnitId, year: i16, by: &str, now_ms: i64) -> Result<()> {
    let sql = "INSERT INTO book (unit, year, opened_ms, opened_by, locked_by, locked_lines, locked_papers) \
               VALUES (?1, ?2, ?3, ?4, '', 0, 0) ON CONFLICT (unit, year) DO NOTHING";
    tx.execute(sql, &[unit.0.into(), i64::from(year).into(), now_ms.into(), by.into()]).map(drop)
}

/// Locks a book; false when it is locked already.
pub fn record_lock(tx: &mut Tx<'_>, unit: UnitId, year: i16, lock: &Lock) -> Result<bool> {
    let sql = "UPDATE book SET locked_ms = ?3, locked_by = ?4, locked_lines = ?5, locked_papers = ?6, previous_hash = ?7, \
               hash = ?8 WHERE unit = ?1 AND year = ?2 AND locked_ms IS NULL";
    let params = [
        unit.0.into(),
        i64::from(year).into(),
        lock.at_ms.into(),
        (&lock.by).into(),
        lock.lines.into(),
        lock.papers.into(),
        lock.previous.as_deref().into(),
        lock.hash.as_slice().into(),
    ];
    Ok(tx.execute(sql, &params)? == 1)
}

/// The numbers of a register with their dossiers, from one on.
pub fn list_register(tx: &mut Tx<'_>, unit: UnitId, year: i16, from: i64, limit: i64) -> Result<Vec<(i64, DossierId)>> {
    let sql = "SELECT number, dossier_id FROM register_line WHERE unit = ?1 AND year = ?2 AND number >= ?3 \
               ORDER BY number LIMIT ?4";
    let rows = tx.query(sql, &[unit.0.into(), i64::from(year).into(), from.into(), limit.into()])?;
    rows.iter().map(|row| Ok((row.int(0)?, DossierId(row.int(1)?)))).collect()
}

/// How many lines a register has and its last number.
pub fn count_register(tx: &mut Tx<'_>, unit: UnitId, year: i16) -> Result<(i64, i64)> {
    let sql = "SELECT COUNT(*), MAX(number) FROM register_line WHERE unit = ?1 AND year = ?2";
    let row = tx.find(sql, &[unit.0.into(), i64::from(year).into()])?;
    row.map_or(Ok((0, 0)), |row| Ok((row.int(0)?, row.opt_int(1)?.unwrap_or(0))))
}

/// Every unit and year that has lines: (unit, year, lines, last number).
pub fn list_registers(tx: &mut Tx<'_>) -> Result<Vec<(UnitId, i16, i64, i64)>> {
    let sql =
        "SELECT unit, year, COUNT(*), MAX(number) FROM register_line GROUP BY unit, year ORDER BY year DESC, unit";
    let rows = tx.query(sql, &NONE)?;
    rows.iter().map(|row| Ok((UnitId(row.int(0)?), row.int(1)? as i16, row.int(2)?, row.int(3)?))).collect()
}

/// One issued paper as its book has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperRow {
    pub form: String,
    pub number: i64,
    pub dossier: DossierId,
    pub code: String,
    pub at_ms: i64,
    pub by: String,
}

const PAPER: &str = "SELECT p.form, p.number, p.dossier_id, d.code, p.at_ms, p.issued_by FROM paper_line p \
    JOIN dossier d ON d.id = p.dossier_id WHERE p.unit = ?1 AND p.year = ?2";

fn paper(row: &Row) -> Result<PaperRow> {
    Ok(PaperRow {
        form: row.text(0)?.into(),
        number: row.int(1)?,
        dossier: DossierId(row.int(2)?),
        code: row.opt_text(3)?.unwrap_or_default().into(),
        at_ms: row.int(4)?,
        by: row.text(5)?.into(),
    })
}

/// The papers of one book, from a number on.
pub fn list_papers(
    tx: &mut Tx<'_>,
    unit: UnitId,
    year: i16,
    form: &str,
    from: i64,
    limit: i64,
) -> Result<Vec<PaperRow>> {
    let sql = format!("{PAPER} AND p.form = ?3 AND p.number >= ?4 ORDER BY p.number LIMIT ?5");
    let params = [unit.0.into(), i64::from(year).into(), form.into(), from.into(), limit.into()];
    tx.query(&sql, &params)?.iter().map(paper).collect()
}

/// Every paper of a unit's year after one of them, by form and number: for the lock.
pub fn list_papers_after(
    tx: &mut Tx<'_>,
    unit: UnitId,
    year: i16,
    after: (&str, i64),
    limit: i64,
) -> Result<Vec<PaperRow>> {
    let sql = format!("{PAPER} AND (p.form, p.number) > (?3, ?4) ORDER BY p.form, p.number LIMIT ?5");
    let params = [unit.0.into(), i64::from(year).into(), after.0.into(), after.1.into(), limit.into()];
    tx.query(&sql, &params)?.iter().map(paper).collect()
}

/// How many papers each book of a unit's year has.
pub fn count_papers(tx: &mut Tx<'_>, unit: UnitId, year: i16) -> Result<Vec<(String, i64)>> {
    let sql = "SELECT form, COUNT(*) FROM paper_line WHERE unit = ?1 AND year = ?2 GROUP BY form ORDER BY form";
    let rows = tx.query(sql, &[unit.0.into(), i64::from(year).into()])?;
    rows.iter().map(|row| Ok((row.text(0)?.to_string(), row.int(1)?))).collect()
}

/// Keeps lines of a locked register as they stand.
pub fn record_locked_lines(tx: &mut Tx<'_>, unit: UnitId, year: i16, lines: &[(i64, String)]) -> Result<()> {
    for part in lines.chunks(400) {
        let sql = format!("INSERT INTO book_line (unit, year, number, content) VALUES {}", rows_of(part.len(), 4));
        let params: Vec<Value<'_>> = part
            .iter()
            .flat_map(|(number, content)| -> [Value<'_>; 4] {
                [unit.0.into(), i64::from(year).into(), (*number).into(), content.into()]
            })
            .collect();
        tx.execute(&sql, &params)?;
    }
    Ok(())
}

/// The lines of a locked register as they stood, from a number on.
pub fn list_locked_lines(
    tx: &mut Tx<'_>,
    unit: UnitId,
    year: i16,
    from: i64,
    limit: i64,
) -> Result<Vec<(i64, String)>> {
    let sql =
        "SELECT number, content FROM book_line WHERE unit = ?1 AND year = ?2 AND number >= ?3 ORDER BY number LIMIT ?4";
    let rows = tx.query(sql, &[unit.0.into(), i64::from(year).into(), from.into(), limit.into()])?;
    rows.iter().map(|row| Ok((row.int(0)?, row.text(1)?.to_string()))).collect()
}

/// A change of a locked book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addendum {
    pub nth: i64,
    pub number: i64,
    pub at_ms: i64,
    pub by: String,
    pub content: String,
    pub hash: Vec<u8>,
}

/// The addenda of a book in their order.
pub fn list_addenda(tx: &mut Tx<'_>, unit: UnitId, year: i16) -> Result<Vec<Addendum>> {
    let sql = "SELECT nth, number, at_ms, by_name, content, hash FROM book_addendum WHERE unit = ?1 AND year = ?2 ORDER BY nth";
    let addendum = |row: &Row| {
        Ok(Addendum {
            nth: row.int(0)?,
            number: row.int(1)?,
            at_ms: row.int(2)?,
            by: row.text(3)?.into(),
            content: row.text(4)?.into(),
            hash: row.blob(5)?.to_vec(),
        })
    };
    tx.query(sql, &[unit.0.into(), i64::from(year).into()])?.iter().map(addendum).collect()
}

/// Appends a dated addendum to a locked book.
pub fn append_addendum(
    tx: &mut Tx<'_>,
    unit: UnitId,
    year: i16,
    number: i64,
    at_ms: i64,
    by: &str,
    content: &str,
) -> Result<()> {
    // The series is one row: whoever appends at the same time waits for the other's addendum.
    let nth = ledger::next_serial(tx, &format!("addendum/{unit}/{year}"))?;
    let sql = "SELECT hash FROM book_addendum WHERE unit = ?1 AND year = ?2 AND nth = ?3";
    let previous = match tx.find(sql, &[unit.0.into(), i64::from(year).into(), (nth - 1).into()])? {
        Some(row) => row.blob(0)?.to_vec(),
        None => {
            let lock = find_book(tx, unit, year)?.and_then(|book| book.lock);
            lock.ok_or_else(|| Error::fault("addendum", "the book is not locked"))?.hash
        }
    };
    let hash = addendum_hash(&previous, number, at_ms, by, content);
    let sql = "INSERT INTO book_addendum (unit, year, nth, number, at_ms, by_name, content, hash) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let params = [
        unit.0.into(),
        i64::from(year).into(),
        nth.into(),
        number.into(),
        at_ms.into(),
        by.into(),
        content.into(),
        hash.as_slice().into(),
    ];
    tx.execute(sql, &params).map(drop)
}
