//! The month's list, the shelf of books and single books as lists to take along.

use job::list::PAGE;
use job::sheet::{Cell, Column};
use job::{Asked, Sheet};
use kernel::time::civil_ms;
use kernel::{Result, UnitId};

use super::{monthly as month_page, registers};
use crate::Supervision;
use crate::lock;
use crate::store::{books, monthly as rows};

pub fn monthly_title(asked: &Asked<'_>) -> String {
    let month = month_page::meant(asked.query, asked.today());
    asked.lang.say_with("supervision-monthly-of", &[("month", &month.words())]).into_owned()
}

pub fn monthly(desk: &Supervision, asked: &Asked<'_>) -> Result<Sheet> {
    let (unit, month) = (asked.by.unit(), month_page::meant(asked.query, asked.today()));
    let lines = desk.dossiers.store.read_blocking(move |tx| rows::list_lines(tx, unit, month))?;
    let heads = [
        ("supervision-late-1", 6.0),
        ("supervision-late-2", 40.0),
        ("supervision-late-3", 28.0),
        ("supervision-late-4", 14.0),
        ("supervision-late-5", 14.0),
        ("supervision-late-6", 14.0),
        ("supervision-late-7", 10.0),
    ];
    let rows = lines.iter().map(|(nth, line)| {
        let view = month_page::line_view(asked.lang, *nth, line);
        [
            (*nth).into(),
            view.agency.into(),
            view.officer.into(),
            line.settled.into(),
            line.late_ended.into(),
            line.late_open.into(),
            view.share.into(),
        ]
    });
    Ok(Sheet::whole(asked.lang, heads, rows.collect::<Vec<_>>()))
}

/// The books of the units an officer watches over.
pub fn shelf(desk: &Supervision, asked: &Asked<'_>) -> Result<Sheet> {
    let (by, today) = (asked.by.clone(), asked.today());
    let shelf = desk.dossiers.store.read_blocking(move |tx| registers::list_shelf(tx, &by, today))?;
    let heads = [
        ("supervision-book-unit", 48.0),
        ("supervision-book-year", 8.0),
        ("supervision-book-lines", 10.0),
        ("supervision-book-state", 16.0),
        ("supervision-book-locked", 18.0),
    ];
    let rows = shelf.iter().map(|book| {
        [
            asked.by.directory().unit_name(book.unit).into(),
            i64::from(book.year).into(),
            book.lines.into(),
            registers::state(asked.lang, book.locked_ms.is_some(), book.year < today.year()).word.into(),
            book.locked_ms.map(civil_ms).into(),
        ]
    });
    Ok(Sheet::whole(asked.lang, heads, rows.collect::<Vec<_>>()))
}

pub fn book_title(asked: &Asked<'_>) -> String {
    let (form, year) = (registers::form_of(asked.query), asked.query.value("year"));
    match form {
        "register" => asked.lang.say_with("supervision-book-of", &[("year", year)]).into_owned(),
        form => format!("{} {year}", asked.lang.say(&format!("supervision-book-{form}"))),
    }
}

/// One book of a unit's year: the register, or the papers of a form.
pub fn book(desk: &Supervision, asked: &Asked<'_>) -> Result<Sheet> {
    let (unit, year) = registers::meant(asked.query, asked.by, asked.today())?;
    match registers::form_of(asked.query) {
        "register" => register(desk, asked, unit, year),
        form => papers(desk, asked, (unit, year), form),
    }
}

fn register(desk: &Supervision, asked: &Asked<'_>, unit: UnitId, year: i16) -> Result<Sheet> {
    let (store, lang) = (desk.dossiers.store.clone(), asked.lang);
    let (total, _) = store.read_blocking(move |tx| books::count_register(tx, unit, year))?;
    let column =
        |n: usize| Column::new(lang.say(&format!("supervision-register-{n}")), if n == 1 { 6.0 } else { 22.0 });
    let mut from = 1;
    let more = move || {
        let lines = store.read_blocking(move |tx| lock::load_lines(tx, unit, year, from, PAGE))?;
        from = lines.last().map_or(from, |(_, line)| line.number + 1);
        Ok(lines.iter().map(|(_, line)| registers::cells(lang, line).map(Cell::from).into()).collect())
    };
    Ok(Sheet::paged((1..=14).map(column).collect(), Some(total), more))
}

fn papers(desk: &Supervision, asked: &Asked<'_>, (unit, year): (UnitId, i16), form: &'static str) -> Result<Sheet> {
    let store = desk.dossiers.store.clone();
    let counts = store.read_blocking(move |tx| books::count_papers(tx, unit, year))?;
    let total = counts.iter().find(|(known, _)| known == form).map_or(0, |(_, n)| *n);
    let heads = [
        ("supervision-paper-number", 8.0),
        ("supervision-column-code", 26.0),
        ("supervision-paper-at", 18.0),
        ("supervision-paper-by", 28.0),
    ];
    let columns = heads.map(|(key, width)| Column::new(asked.lang.say(key), width));
    let mut from = 1;
    let more = move || {
        let papers = store.read_blocking(move |tx| books::list_papers(tx, unit, year, form, from, PAGE))?;
        from = papers.last().map_or(from, |paper| paper.number + 1);
        let row = |paper: &books::PaperRow| -> Vec<Cell> {
            vec![
                paper.number.into(),
                paper.code.as_str().into(),
                civil_ms(paper.at_ms).into(),
                paper.by.as_str().into(),
            ]
        };
        Ok(papers.iter().map(row).collect())
    };
    Ok(Sheet::paged(columns.into(), Some(total), more))
}

/// What was changed of a book after its lock.
pub fn addenda(desk: &Supervision, asked: &Asked<'_>) -> Result<Sheet> {
    let (unit, year) = registers::meant(asked.query, asked.by, asked.today())?;
    let addenda = desk.dossiers.store.read_blocking(move |tx| books::list_addenda(tx, unit, year))?;
    let heads = [
        ("supervision-register-1", 6.0),
        ("supervision-paper-at", 18.0),
        ("supervision-paper-number", 8.0),
        ("supervision-paper-by", 28.0),
        ("supervision-addendum-what", 80.0),
    ];
    let rows = addenda.iter().map(|addendum| {
        [
            addendum.nth.into(),
            civil_ms(addendum.at_ms).into(),
            addendum.number.into(),
            addendum.by.as_str().into(),
            registers::addendum_words(asked.lang, &addendum.content).into(),
        ]
    });
    Ok(Sheet::whole(asked.lang, heads, rows.collect::<Vec<_>>()))
}
