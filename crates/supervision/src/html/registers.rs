//! Register and books of a one-stop unit by year: pages to read, to print and to take along; locked at year end.

use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use jiff::civil::{Date, DateTime};
use kernel::time::{civil_ms, dmy, hm_dmy};
use kernel::{Error, Lang, UnitId};
use law::{FormKey, RuleSet};
use office::{Act, Officer, Place, SignedIn};
use paper::{Head, RegisterRow, Report};
use store::Tx;
use web::ui::{Badge, Pager, Tab, Tone};
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::{pdf, supervises};
use crate::Supervision;
use crate::books::{BOOKS, RegisterLine, book_word};
use crate::lock;
use crate::sight::Sight;
use crate::store::books::{self as rows, Book};

/// Lines on one page.
const PAGE_LINES: i64 = 50;
/// Lines of one printed volume: a press takes seconds for more.
const PRINTED: i64 = 300;

/// One book of the shelf.
struct BookRow {
    href: String,
    unit: String,
    year: i16,
    lines: i64,
    state: Badge,
    locked: String,
}

#[derive(Template)]
#[template(path = "supervision/registers.html")]
struct ShelfView {
    page: Page,
    books: Vec<BookRow>,
    /// Books of years that are over and not locked.
    owed: usize,
}

pub async fn shelf(ctx: Ctx, SignedIn(by): SignedIn, State(desk): State<Supervision>) -> Answer {
    supervises(&by)?;
    let today = desk.now().at.date();
    let me = by.clone();
    let seen = desk.dossiers.store.read(move |tx| list_shelf(tx, &me, today)).await?;
    let owed = seen.iter().filter(|book| book.locked_ms.is_none() && book.year < today.year()).count();
    let books = seen.iter().map(|OnShelf { unit, year, lines, locked_ms }| BookRow {
        href: format!("/supervision/registers/book?unit={unit}&year={year}"),
        unit: by.directory().unit_name(*unit),
        year: *year,
        lines: *lines,
        state: state(ctx.lang, locked_ms.is_some(), *year < today.year()),
        locked: locked_ms.map(|ms| hm_dmy(civil_ms(ms))).unwrap_or_default(),
    });
    let books = books.collect();
    web::html(&ShelfView {
        page: ctx
            .page(ctx.t("supervision-registers"))
            .at("supervision")
            .crumb(ctx.t("supervision-title"), Some("/supervision"))
            .crumb(ctx.t("supervision-registers"), None)
            .list("books"),
        books,
        owed,
    })
}

/// A book of a unit in sight.
pub(super) struct OnShelf {
    pub unit: UnitId,
    pub year: i16,
    pub lines: i64,
    pub locked_ms: Option<i64>,
}

/// The books of the units an officer watches over.
pub(super) fn list_shelf(tx: &mut Tx<'_>, by: &Officer, today: Date) -> kernel::Result<Vec<OnShelf>> {
    let (registers, books) = (rows::list_registers(tx)?, rows::list_books(tx)?);
    let sight = Sight::of(by, today);
    let locked = |unit: UnitId, year: i16| {
        let book = books.iter().find(|book| (book.unit, book.year) == (unit, year))?;
        book.lock.as_ref().map(|lock| lock.at_ms)
    };
    let seen = registers.into_iter().filter(|(unit, ..)| sight.reaches_unit(*unit));
    Ok(seen.map(|(unit, year, lines, _)| OnShelf { unit, year, lines, locked_ms: locked(unit, year) }).collect())
}

pub(super) fn state(lang: Lang, locked: bool, over: bool) -> Badge {
    match (locked, over) {
        (true, _) => Badge::new(Tone::Seal, lang.say("supervision-book-locked")).icon("lock"),
        (false, true) => Badge::new(Tone::Warn, lang.say("supervision-book-owed")),
        (false, false) => Badge::new(Tone::Good, lang.say("supervision-book-open")),
    }
}

/// Which book an address or a form means, if it is in sight.
fn asked(fields: &Fields, by: &Officer, desk: &Supervision) -> Result<(UnitId, i16), Problem> {
    Ok(meant(fields, by, desk.now().at.date())?)
}

/// [`asked`] on a day.
pub(super) fn meant(fields: &Fields, by: &Officer, today: Date) -> kernel::Result<(UnitId, i16)> {
    let unit: Option<UnitId> = fields.value("unit").parse().ok();
    let year = fields.number("year").and_then(|year| i16::try_from(year).ok());
    let sight = Sight::of(by, today);
    match (unit.filter(|unit| sight.reaches_unit(*unit)), year) {
        (Some(unit), Some(year)) => Ok((unit, year)),
        _ => Err(Error::absent("book")),
    }
}

/// One line of a page.
struct LineView {
    href: String,
    cells: RegisterRow,
}

/// One issued paper.
struct PaperView {
    href: String,
    number: i64,
    code: String,
    at: String,
    by: String,
}

/// A change after the lock.
struct AddendumView {
    nth: i64,
    at: String,
    number: i64,
    by: String,
    what: String,
}

#[derive(Template)]
#[template(path = "supervision/book.html")]
struct BookView {
    page: Page,
    unit: String,
    unit_id: String,
    year: i16,
    state: Badge,
    lock: Option<String>,
    tabs: Vec<Tab>,
    columns: Vec<String>,
    lines: Vec<LineView>,
    papers: Vec<PaperView>,
    is_register: bool,
    addenda: Vec<AddendumView>,
    pager: Pager,
    pdf: String,
    may_lock: bool,
}

/// Which of the year's books is meant: the register, or the papers of a form.
pub(super) fn form_of(fields: &Fields) -> &'static str {
    BOOKS.into_iter().map(book_word).find(|word| *word == fields.value("book")).unwrap_or("register")
}

pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(desk): State<Supervision>, uri: Uri) -> Answer {
    supervises(&by)?;
    let fields = Fields::of_query(&uri);
    let (unit, year) = asked(&fields, &by, &desk)?;
    let form = form_of(&fields);
    let from = fields.number("from").unwrap_or(1).max(1);
    let (lines, papers, count, papers_count, book, addenda) = desk
        .dossiers
        .store
        .read(move |tx| {
            let register = form == "register";
            let lines = if register { lock::load_lines(tx, unit, year, from, PAGE_LINES)? } else { Vec::new() };
            let papers = if register { Vec::new() } else { rows::list_papers(tx, unit, year, form, from, PAGE_LINES)? };
            let count = rows::count_register(tx, unit, year)?;
            let papers_count = rows::count_papers(tx, unit, year)?;
            let book = rows::find_book(tx, unit, year)?;
            Ok((lines, papers, count, papers_count, book, rows::list_addenda(tx, unit, year)?))
        })
        .await?;
    desk.dossiers.trace(&by.actor(), "dossier.list", Some(unit.0), "register").await?;
    let is_register = form == "register";
    let at = |book: &str| format!("/supervision/registers/book?unit={unit}&year={year}&book={book}");
    let total = match is_register {
        true => count.0,
        false => papers_count.iter().find(|(word, _)| word == form).map_or(0, |(_, n)| *n),
    };
    let mut tabs = vec![Tab {
        label: ctx.t("supervision-book-register"),
        href: at("register"),
        count: Some(count.0.unsigned_abs()),
        current: is_register,
    }];
    tabs.extend(BOOKS.into_iter().map(book_word).map(|word| Tab {
        label: ctx.t(&format!("supervision-book-{word}")),
        href: at(word),
        count: Some(papers_count.iter().find(|(known, _)| known == word).map_or(0, |(_, n)| n.unsigned_abs())),
        current: form == word,
    }));
    let shown = lines.len().max(papers.len());
    let last = lines.last().map(|(_, line)| line.number).or(papers.last().map(|paper| paper.number)).unwrap_or(0);
    let locked = book.as_ref().and_then(|book| book.lock.as_ref());
    let over = year < desk.now().at.year();
    let (lang, place) = (ctx.lang, [unit]);
    web::html(&BookView {
        page: ctx
            .page(ctx.lang.say_with("supervision-book-of", &[("year", &year.to_string())]))
            .at("supervision")
            .crumb(ctx.t("supervision-registers"), Some("/supervision/registers"))
            .crumb(year.to_string(), None)
            .wide()
            .list("book")
            .list("addenda"),
        unit: by.directory().unit_name(unit),
        unit_id: unit.to_string(),
        year,
        state: state(lang, locked.is_some(), over),
        lock: book.as_ref().and_then(|book| lock_words(lang, book)),
        tabs,
        columns: (1..=14).map(|n| ctx.t(&format!("supervision-register-{n}"))).collect(),
        lines: lines
            .iter()
            .map(|(id, line)| LineView { href: format!("/dossiers/{id}"), cells: cells(lang, line) })
            .collect(),
        papers: papers
            .iter()
            .map(|paper| PaperView {
                href: format!("/dossiers/{}", paper.dossier),
                number: paper.number,
                code: paper.code.clone(),
                at: hm_dmy(civil_ms(paper.at_ms)),
                by: paper.by.clone(),
            })
            .collect(),
        is_register,
        addenda: addenda
            .iter()
            .map(|addendum| AddendumView {
                nth: addendum.nth,
                at: hm_dmy(civil_ms(addendum.at_ms)),
                number: addendum.number,
                by: addendum.by.clone(),
                what: addendum_words(lang, &addendum.content),
            })
            .collect(),
        pager: Pager {
            first: (from > 1).then(|| at(form)),
            prev: (from > 1).then(|| format!("{}&from={}", at(form), (from - PAGE_LINES).max(1))),
            next: (shown as i64 == PAGE_LINES).then(|| format!("{}&from={}", at(form), last + 1)),
            shown,
            total: Some(total.unsigned_abs()),
        },
        pdf: format!("/supervision/registers/book.pdf?unit={unit}&year={year}&from={from}"),
        may_lock: over && locked.is_none() && by.may(Act::Supervise, &Place::of_units(&place)),
    })
}

fn lock_words(lang: Lang, book: &Book) -> Option<String> {
    let lock = book.lock.as_ref()?;
    let hash: String = lock.hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let (at, lines, papers) = (hm_dmy(civil_ms(lock.at_ms)), lock.lines.to_string(), lock.papers.to_string());
    let args = [("by", lock.by.as_str()), ("at", &at), ("lines", &lines), ("papers", &papers), ("hash", &hash)];
    Some(lang.say_with("supervision-lock-words", &args).into_owned())
}

/// A line in the columns of its form.
pub fn cells(lang: Lang, line: &RegisterLine) -> RegisterRow {
    let day = |at: Option<DateTime>| at.map(|at| dmy(at.date())).unwrap_or_default();
    let way = line.way.map(|way| lang.say(&format!("supervision-way-{}", way.code())).into_owned());
    let notes: Vec<String> =
        line.notes.iter().map(|note| lang.say(&format!("supervision-note-{note}")).into_owned()).collect();
    let signed = [line.taker.clone(), notes.join("; ")].into_iter().filter(|text| !text.is_empty());
    [
        line.number.to_string(),
        line.code.clone(),
        line.procedure.clone(),
        line.sets.to_string(),
        line.applicant.clone(),
        line.contact.clone(),
        line.deciding.clone(),
        day(line.received_at),
        day(line.due),
        day(line.transferred_at),
        day(line.result_at),
        day(line.handed_over_at),
        way.unwrap_or_default(),
        signed.collect::<Vec<_>>().join("; "),
    ]
}

/// What a line said after a change: its dates and its note.
pub(super) fn addendum_words(lang: Lang, content: &str) -> String {
    let Ok(line) = serde_json::from_str::<RegisterLine>(content) else { return content.to_string() };
    let cells = cells(lang, &line);
    let told = [(9, 8), (11, 10), (12, 11), (14, 13)];
    let told = told.into_iter().filter(|(_, place)| !cells[*place].is_empty());
    let told = told.map(|(n, place)| format!("{}: {}", lang.say(&format!("supervision-register-{n}")), cells[place]));
    told.collect::<Vec<_>>().join("; ")
}

/// A volume on paper: A4 landscape, from a number on.
pub async fn print(SignedIn(by): SignedIn, State(desk): State<Supervision>, uri: Uri) -> Answer {
    supervises(&by)?;
    let fields = Fields::of_query(&uri);
    let (unit, year) = asked(&fields, &by, &desk)?;
    let from = fields.number("from").unwrap_or(1).max(1);
    let (lines, book, addenda) = desk
        .dossiers
        .store
        .read(move |tx| {
            let lines = lock::load_lines(tx, unit, year, from, PRINTED)?;
            Ok((lines, rows::find_book(tx, unit, year)?, rows::list_addenda(tx, unit, year)?))
        })
        .await?;
    desk.dossiers.trace(&by.actor(), "dossier.list", Some(unit.0), "register on paper").await?;
    let today = desk.now().at.date();
    let day = Date::new(year, 12, 31).unwrap_or(today).min(today);
    let directory = by.directory();
    let above = directory.unit(unit).and_then(|unit| unit.parent).map(|above| directory.unit_name(above));
    let numbers = (lines.first().map_or(0, |l| l.1.number), lines.last().map_or(0, |l| l.1.number));
    let (first, last, of_year) = (numbers.0.to_string(), numbers.1.to_string(), year.to_string());
    let vi = Lang::Vi;
    let rules = RuleSet::on(day);
    let number = rules.form_number(FormKey::Register, day).map(|n| format!("{n:02}")).unwrap_or_default();
    let addenda = addenda.iter().map(|addendum| {
        [
            addendum.nth.to_string(),
            hm_dmy(civil_ms(addendum.at_ms)),
            addendum.number.to_string(),
            addendum.by.clone(),
            addendum_words(vi, &addendum.content),
        ]
    });
    let report = paper::Register {
        head: Head {
            agency: above.unwrap_or_default(),
            unit: directory.unit_name(unit),
            form_no: vi.say_with("supervision-form-no", &[("number", &number)]).into_owned(),
            title: vi.say("supervision-book-register").into_owned(),
            date: Some(day),
            ..Head::default()
        },
        span: vi
            .say_with("supervision-register-span", &[("year", &of_year), ("first", &first), ("last", &last)])
            .into_owned(),
        rows: lines.iter().map(|(_, line)| cells(vi, line)).collect(),
        lock: book.as_ref().and_then(|book| lock_words(vi, book)),
        addenda: addenda.collect(),
    };
    pdf(Report::Register(report), &format!("so-theo-doi-ho-so_{year}_{first}-{last}.pdf")).await
}

/// The head locks the book of a year that is over.
pub async fn close(SignedIn(by): SignedIn, State(desk): State<Supervision>, form: Fields) -> Answer {
    supervises(&by)?;
    let (unit, year) = asked(&form, &by, &desk)?;
    by.permit(Act::Supervise, &Place::of_units(&[unit]))?;
    let now_ms = desk.dossiers.clock.now_ms();
    let (name, actor, id) = (by.name().to_string(), by.actor(), desk.dossiers.ids.next(now_ms));
    let to = format!("/supervision/registers/book?unit={unit}&year={year}");
    let done = desk
        .dossiers
        .store
        .act(move |tx| {
            let locked = lock::lock(tx, (unit, year), &name, now_ms)?;
            tx.write(&[lock::audit(&actor, id, unit, year, &locked).write()])?;
            Ok(locked.lines)
        })
        .await;
    match done {
        Ok(lines) => Ok(Flash::good("supervision-lock-done").with("year", year).with("lines", lines).then(&to)),
        Err(other) => Err(other.into()),
    }
}
