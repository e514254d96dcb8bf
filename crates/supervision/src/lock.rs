//! Locking a year's book and checking that nothing in it changed unseen. It reads and writes rows and decides only what
//! the law says of books: a year that still runs is not locked, a register has no gap.

use dossier::store::load;
use kernel::{Error, Refusal, Result, UnitId};
use store::Tx;
use store::ledger::Audit;

use crate::books::{self, BookHash, RegisterLine};
use crate::store::books::{self as rows, Lock};

/// Lines read at a time.
const PAGE: i64 = 500;

/// The lines of a register as they stand, from a number on.
pub fn load_lines(
    tx: &mut Tx<'_>,
    unit: UnitId,
    year: i16,
    from: i64,
    limit: i64,
) -> Result<Vec<(kernel::DossierId, RegisterLine)>> {
    let numbers = rows::list_register(tx, unit, year, from, limit)?;
    let mut lines = Vec::with_capacity(numbers.len());
    for (number, id) in numbers {
        let dossier = load(tx, id)?;
        let line = books::register_line(&dossier).map(|(_, line)| line);
        lines.push((id, line.ok_or_else(|| Error::fault("register", format!("{id} has no number {number}")))?));
    }
    Ok(lines)
}

/// Locks the book of a year: every line as it stands is kept, hashed together with the issued papers and chained to the
/// unit's book locked before. From then on a change is a dated addendum.
///
/// Refused: `BOOK_YEAR_RUNS`, `BOOK_LOCKED`, `BOOK_GAP`, `BOOK_EMPTY`.
pub fn lock(tx: &mut Tx<'_>, (unit, year): (UnitId, i16), by: &str, now_ms: i64) -> Result<Lock> {
    let this_year = kernel::time::civil_ms(now_ms).year();
    if year >= this_year {
        return Err(Refusal::new("BOOK_YEAR_RUNS").with("year", year).into());
    }
    if rows::is_locked(tx, unit, year)? {
        return Err(Refusal::new("BOOK_LOCKED").with("year", year).into());
    }
    rows::open_book(tx, unit, year, by, now_ms)?;
    let previous = rows::find_locked_before(tx, unit, year)?.and_then(|book| book.lock).map(|lock| lock.hash);
    let mut hash = BookHash::after(previous.as_deref(), unit, year);
    let (mut from, mut lines) = (1, 0);
    loop {
        let part = load_lines(tx, unit, year, from, PAGE)?;
        let Some((_, last)) = part.last() else { break };
        if let Some(gap) = books::first_gap(part.iter().map(|(_, line)| line.number - from + 1)) {
            return Err(Refusal::new("BOOK_GAP").with("number", from + gap - 1).into());
        }
        from = last.number + 1;
        let mut kept = Vec::with_capacity(part.len());
        for (_, line) in part {
            let content = serde_json::to_string(&line).map_err(|e| Error::fault("register line", e))?;
            hash.add(line.number, &content);
            kept.push((line.number, content));
        }
        lines += kept.len() as i64;
        rows::record_locked_lines(tx, unit, year, &kept)?;
    }
    if lines == 0 {
        return Err(Refusal::new("BOOK_EMPTY").with("year", year).into());
    }
    let papers = hash_papers(tx, unit, year, None, &mut hash)?;
    let lock = Lock { at_ms: now_ms, by: by.into(), lines, papers, previous, hash: hash.end() };
    if !rows::record_lock(tx, unit, year, &lock)? {
        return Err(Refusal::new("BOOK_LOCKED").with("year", year).into());
    }
    rows::open_book(tx, unit, year + 1, by, now_ms)?;
    Ok(lock)
}

/// Adds the papers of a year in the order of form and number; with `at_most` only so many.
fn hash_papers(tx: &mut Tx<'_>, unit: UnitId, year: i16, at_most: Option<i64>, hash: &mut BookHash) -> Result<i64> {
    let (mut after, mut n) = ((String::new(), 0), 0);
    loop {
        let part = rows::list_papers_after(tx, unit, year, (&after.0, after.1), PAGE)?;
        let Some(last) = part.last() else { return Ok(n) };
        after = (last.form.clone(), last.number);
        for paper in &part {
            if at_most == Some(n) {
                return Ok(n);
            }
            hash.add(paper.number, &format!("{} {} {} {}", paper.form, paper.code, paper.at_ms, paper.by));
            n += 1;
        }
    }
}

/// The trace of a lock.
pub fn audit(actor: &kernel::Actor, id: i64, unit: UnitId, year: i16, lock: &Lock) -> Audit {
    let hash: String = lock.hash.iter().map(|byte| format!("{byte:02x}")).collect();
    Audit::by(actor, id, lock.at_ms, "book.lock", unit.0, format!("{year} {hash}"))
}

/// What is wrong with a book, if anything; for `motcua check`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookFault {
    pub unit: UnitId,
    pub year: i16,
    pub what: Wrong,
}

/// The kinds of fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// The kept lines and papers are not those that were locked.
    Hash,
    /// An addendum is not the one that was written.
    Addendum(i64),
    /// A line differs from the locked one and no addendum says so.
    Silent(i64),
    /// The book locked before was changed.
    Chain,
}

/// Checks every locked book: hash, chain, addenda, and that what the register shows today is what was locked or what an
/// addendum says.
pub fn check_books(tx: &mut Tx<'_>) -> Result<Vec<BookFault>> {
    let mut faults = Vec::new();
    for book in rows::list_books(tx)? {
        let (unit, year) = (book.unit, book.year);
        let Some(lock) = book.lock else { continue };
        let mut tell = |what: Wrong| faults.push(BookFault { unit, year, what });
        let before = rows::find_locked_before(tx, unit, year)?.and_then(|book| book.lock).map(|lock| lock.hash);
        if before != lock.previous {
            tell(Wrong::Chain);
        }
        let mut hash = BookHash::after(lock.previous.as_deref(), unit, year);
        let mut said = std::collections::BTreeMap::new();
        let mut previous = lock.hash.clone();
        for addendum in rows::list_addenda(tx, unit, year)? {
            let expected =
                books::addendum_hash(&previous, addendum.number, addendum.at_ms, &addendum.by, &addendum.content);
            if expected != addendum.hash {
                tell(Wrong::Addendum(addendum.nth));
            }
            previous = addendum.hash;
            said.insert(addendum.number, addendum.content);
        }
        let mut from = 1;
        loop {
            let kept = rows::list_locked_lines(tx, unit, year, from, PAGE)?;
            let Some((last, _)) = kept.last() else { break };
            let until = *last;
            let today = load_lines(tx, unit, year, from, kept.len() as i64)?;
            for ((number, content), (_, line)) in kept.iter().zip(&today) {
                hash.add(*number, content);
                let stands = serde_json::to_string(line).map_err(|e| Error::fault("register line", e))?;
                if stands != *said.get(number).unwrap_or(content) {
                    tell(Wrong::Silent(*number));
                }
            }
            from = until + 1;
        }
        hash_papers(tx, unit, year, Some(lock.papers), &mut hash)?;
        if hash.end() != lock.hash {
            tell(Wrong::Hash);
        }
    }
    Ok(faults)
}
