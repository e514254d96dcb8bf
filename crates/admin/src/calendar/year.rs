//! A unit's working year: twelve months, the days out of the ordinary with their documents, the hours of a week, and
//! every state the calendar has had.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use jiff::civil::{Date, Weekday};
use job::{Asked, Sheet};
use kernel::time::dmy;
use kernel::{Error, Lang, Result};
use law::{Calendar, DayReason};
use office::history::CalendarVersion;
use office::working_time::{is_set_by_document, typed_shifts};
use office::{SignedIn, Unit};
use web::ui::{Choice, Event, Tone};
use web::{Answer, Ctx, Fields, Page};

use super::{What, address, documents};
use crate::doors::{self, Doors};
use crate::{form, units};

const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

#[derive(Template)]
#[template(path = "admin/calendar.html")]
struct YearView {
    page: Page,
    year: i16,
    before: String,
    after: String,
    follows: String,
    is_own: bool,
    hours: String,
    duty: String,
    working: usize,
    /// No document has announced this year's layout yet.
    forecast: bool,
    weekdays: Vec<String>,
    months: Vec<Month>,
    special: Vec<Special>,
    versions: Vec<Event>,
    changes: Vec<(String, String, &'static str)>,
    /// The form that puts the document beside a state, and the states it may belong to.
    form: Fields,
    attach: String,
    states: Vec<Choice>,
}

struct Month {
    name: String,
    weeks: Vec<Vec<Option<Cell>>>,
}

struct Cell {
    day: i8,
    css: &'static str,
    /// What is out of the ordinary, in words; empty on an ordinary working day.
    words: String,
}

struct Special {
    day: String,
    weekday: String,
    words: String,
    source: String,
    works: bool,
}

/// `GET /admin/units/{id}/calendar?year=`.
pub async fn show(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path(id): Path<String>,
    uri: Uri,
) -> Answer {
    let (unit, _) = units::named(&by, &id)?;
    let year = Fields::of_query(&uri).number("year").and_then(|year| i16::try_from(year).ok());
    render(&ctx, &doors, &unit, year, Fields::new(), StatusCode::OK).await
}

/// Draws a unit's year; `form` is that of a document.
pub async fn render(
    ctx: &Ctx,
    doors: &Doors,
    unit: &Unit,
    year: Option<i16>,
    form: Fields,
    status: StatusCode,
) -> Answer {
    let (directory, today, me) = (doors.directory().await?, doors.today(), unit.id);
    let year = of_year(year, today);
    let versions = doors.store.read(move |tx| office::annals::list_calendar_versions(tx, me)).await?;
    let calendar = directory.calendar_of(me);
    let days: Vec<Date> = days_of(year).collect();
    let change = |what: What| {
        let key = format!("admin-calendar-do-{}", what.word());
        (format!("{}/{}", address(me), what.word()), ctx.t(&key), icon(what))
    };
    let is_own = directory.own_calendar(me).is_some();
    let offered = What::ALL.into_iter().filter(|what| match what {
        What::Follow => is_own && unit.parent.is_some(),
        What::Undo => versions.len() > 1,
        What::Off | What::Swap | What::Worked | What::Ordinary | What::Year | What::Shifts => true,
    });
    web::html_with(
        status,
        &YearView {
            page: ctx
                .page(ctx.lang.say_with("admin-calendar-title", &[("unit", &unit.name), ("year", &year.to_string())]))
                .at("admin")
                .crumb(ctx.t("admin-title"), Some("/admin"))
                .crumb(ctx.t("admin-calendars"), Some("/admin/calendars"))
                .crumb(unit.short_name.clone(), Some(&units::address(me)))
                .wide()
                .list_from("special-days", format!("unit={me}&year={year}")),
            before: format!("{}?year={}", address(me), year - 1),
            after: format!("{}?year={}", address(me), year + 1),
            follows: units::calendar_words(ctx, &directory, unit),
            is_own,
            hours: hours(ctx.lang, &calendar),
            duty: duty(ctx.lang, &calendar),
            working: days.iter().filter(|day| calendar.is_working(**day)).count(),
            forecast: calendar.data().plans.get(&year).is_none_or(law::calendar::is_forecast),
            weekdays: WEEK.map(|weekday| short(ctx.lang, weekday)).into(),
            months: (1..=12).map(|month| lay_out(ctx, &calendar, year, month)).collect(),
            special: days.iter().filter_map(|day| special(ctx.lang, &calendar, *day)).collect(),
            versions: versions.iter().map(|version| event(ctx, version)).collect(),
            changes: offered.map(change).collect(),
            states: versions
                .iter()
                .filter(|version| version.order.is_some())
                .map(|version| state(ctx, version))
                .collect(),
            attach: documents::address(me),
            form,
            year,
        },
    )
}

/// The year a query means: this one, unless another is named.
fn meant(fields: &Fields, today: Date) -> i16 {
    of_year(fields.number("year").and_then(|year| i16::try_from(year).ok()), today)
}

fn of_year(year: Option<i16>, today: Date) -> i16 {
    year.filter(|year| (2000..=2100).contains(year)).unwrap_or(today.year())
}

/// The days out of the ordinary to take along.
pub fn sheet(asked: &Asked<'_>) -> Result<Sheet> {
    let (lang, year) = (asked.lang, meant(asked.query, asked.today()));
    let unit = asked.query.value("unit").parse().ok().filter(|unit| doors::administers(asked.by, *unit));
    let calendar = asked.by.directory().calendar_of(unit.ok_or_else(|| Error::absent("unit"))?);
    let heads = [
        ("admin-day", 12.0),
        ("admin-weekday", 14.0),
        ("admin-day-what", 48.0),
        ("admin-day-worked", 14.0),
        ("admin-day-source", 60.0),
    ];
    let days = days_of(year).filter_map(|day| Some((day, special(lang, &calendar, day)?)));
    let rows = days.map(|(day, shown)| {
        let works = if shown.works { "common-yes" } else { "common-no" };
        [day.into(), shown.weekday.into(), shown.words.into(), lang.say(works).as_ref().into(), shown.source.into()]
    });
    Ok(Sheet::whole(lang, heads, rows))
}

fn icon(what: What) -> &'static str {
    match what {
        What::Off => "calendar",
        What::Swap => "refresh-cw",
        What::Worked => "check",
        What::Ordinary => "x",
        What::Year => "calendar-clock",
        What::Shifts => "clock",
        What::Follow => "link",
        What::Undo => "undo-2",
    }
}

fn days_of(year: i16) -> impl Iterator<Item = Date> {
    let first = Date::new(year, 1, 1).unwrap_or(Date::MIN);
    first.series(jiff::Span::new().days(1)).take_while(move |day| day.year() == year)
}

fn short(lang: Lang, weekday: Weekday) -> String {
    lang.say(&format!("admin-weekday-{}", weekday.to_monday_one_offset())).into_owned()
}

/// The hours of a week in which limits run: days with the same hours together.
pub fn hours(lang: Lang, calendar: &Calendar) -> String {
    told(lang, calendar, true)
}

fn duty(lang: Lang, calendar: &Calendar) -> String {
    told(lang, calendar, false)
}

fn told(lang: Lang, calendar: &Calendar, counts: bool) -> String {
    let mut groups: Vec<(Vec<String>, String)> = Vec::new();
    for weekday in WEEK {
        let typed = typed_shifts(&calendar.data().shifts, weekday, counts);
        if typed.is_empty() {
            continue;
        }
        match groups.last_mut().filter(|(_, hours)| *hours == typed) {
            Some((days, _)) => days.push(short(lang, weekday)),
            None => groups.push((vec![short(lang, weekday)], typed)),
        }
    }
    let words = groups.iter().map(|(days, hours)| match (days.first(), days.last()) {
        (Some(first), Some(last)) if first != last => format!("{first}–{last}: {hours}"),
        _ => format!("{}: {hours}", days.join(", ")),
    });
    words.collect::<Vec<_>>().join("; ")
}

fn lay_out(ctx: &Ctx, calendar: &Calendar, year: i16, month: i8) -> Month {
    let first = Date::new(year, month, 1).unwrap_or(Date::MIN);
    let mut weeks: Vec<Vec<Option<Cell>>> = vec![Vec::new()];
    for _ in 0..first.weekday().to_monday_zero_offset() {
        weeks[0].push(None);
    }
    for day in first.series(jiff::Span::new().days(1)).take_while(|day| day.month() == month && day.year() == year) {
        if weeks.last().is_some_and(|week| week.len() == 7) {
            weeks.push(Vec::new());
        }
        if let Some(week) = weeks.last_mut() {
            week.push(Some(cell(ctx, calendar, day)));
        }
    }
    if let Some(last) = weeks.last_mut() {
        last.resize_with(7, || None);
    }
    Month { name: ctx.lang.say_with("admin-month", &[("n", &month.to_string())]).into_owned(), weeks }
}

fn cell(ctx: &Ctx, calendar: &Calendar, day: Date) -> Cell {
    let shown = calendar.day(day);
    let is_duty = !shown.working && !calendar.shifts_on(day).is_empty();
    let (css, words) = match &shown.reason {
        None => ("", String::new()),
        Some(DayReason::WeeklyRest) if is_duty => ("day-duty", ctx.t("admin-day-duty")),
        Some(DayReason::WeeklyRest) => ("day-rest", ctx.t("admin-day-rest")),
        Some(reason) if shown.working => ("day-worked", reason.words(ctx.lang)),
        Some(reason) if is_set_by_document(reason) => ("day-set", reason.words(ctx.lang)),
        Some(reason) => ("day-holiday", reason.words(ctx.lang)),
    };
    Cell { day: day.day(), css, words }
}

fn special(lang: Lang, calendar: &Calendar, day: Date) -> Option<Special> {
    let shown = calendar.day(day);
    let reason = shown.reason.filter(|reason| *reason != DayReason::WeeklyRest)?;
    Some(Special {
        day: dmy(day),
        weekday: lang.say(&format!("admin-weekday-long-{}", day.weekday().to_monday_one_offset())).into_owned(),
        words: reason.words(lang),
        source: calendar.source(day, lang).unwrap_or_default(),
        works: shown.working,
    })
}

/// What a state changed, in words, with its number.
fn said(ctx: &Ctx, version: &CalendarVersion) -> String {
    let said = version.changes.iter().map(|note| note_words(ctx, note)).collect::<Vec<_>>().join("; ");
    ctx.lang.say_with("admin-calendar-version", &[("n", &version.n.to_string()), ("what", &said)]).into_owned()
}

/// A state that a document may be put beside.
fn state(ctx: &Ctx, version: &CalendarVersion) -> Choice {
    Choice::new(version.n.to_string(), said(ctx, version))
}

fn event(ctx: &Ctx, version: &CalendarVersion) -> Event {
    let at = kernel::time::civil_ms(version.at_ms);
    Event {
        at: dmy(version.effective_on),
        at_iso: kernel::time::rfc3339(at),
        who: version.by_name.clone(),
        title: said(ctx, version),
        links: version.file.iter().map(|(name, _)| (name.clone(), documents::file(version.unit, version.n))).collect(),
        text: ctx.lang.say_with("admin-calendar-written", &[("at", &kernel::time::hm_dmy(at))]).into_owned(),
        law: version.order.as_ref().map(|order| form::order_words(ctx.lang, order)),
        tone: Tone::Info,
        icon: "calendar",
    }
}

/// A change of a calendar in words.
pub fn note_words(ctx: &Ctx, note: &office::history::CalendarNote) -> String {
    let facts: Vec<(&str, &str)> = note.facts.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    ctx.lang.say_with(&format!("office-calendar-{}", note.word), &facts).into_owned()
}
