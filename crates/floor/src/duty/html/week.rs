//! The week: which counters have somebody, when, and who.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::Uri;
use dossier::Dossiers;
use jiff::civil::Date;
use kernel::time::dmy;
use kernel::{Error, Lang};
use office::{Act, Officer, SignedIn};
use web::ui::Tab;
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::{capital, closed_words, counter_name, days_after, duty_of, monday_of, officer_name, session_words};
use crate::booking::html::words::short_day;
use crate::door::Floor;
use crate::duty::door::{DutyDay, WeekChange};
use crate::duty::model::{Shift, Span};
use crate::html::{part, tabs};
use crate::place::centre_for;

/// One day of the week: the head of a column.
struct WeekDay {
    title: String,
    href: String,
    today: bool,
    past: bool,
    note: String,
    overflow: usize,
    booked: usize,
    /// How many counters have somebody, and from when until when.
    open: usize,
    hours: String,
}

/// One counter through the week.
struct WeekRow {
    counter: String,
    /// Day by day, who sits there.
    days: Vec<Vec<Stretch>>,
}

/// Somebody at a counter for a stretch of a day.
struct Stretch {
    hours: String,
    /// Empty: an officer of the centre, whoever it is.
    who: String,
}

#[derive(Template)]
#[template(path = "duty/week.html")]
struct WeekView {
    page: Page,
    tabs: Vec<Tab>,
    centre: String,
    monday: String,
    title: String,
    before: String,
    after: String,
    days: Vec<WeekDay>,
    rows: Vec<WeekRow>,
    overflow: usize,
}

pub(super) async fn show(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    State(dossiers): State<Dossiers>,
    Path(centre): Path<String>,
    uri: Uri,
) -> Answer {
    let centre = centre_for(&floor, &centre, &by, Act::LeadFloor).await?;
    let duty = duty_of(&floor, &dossiers);
    let today = floor.today();
    let asked = Fields::of_query(&uri).some("week").and_then(|day| day.parse().ok());
    let monday = monday_of(asked.unwrap_or(today));
    let days = duty.days(&by, centre.id, monday, days_after(monday, 6)).await?;
    let day = |one: &DutyDay| {
        let mut note: Vec<String> = closed_words(ctx.lang, one).into_iter().collect();
        note.extend(one.plan.sessions.iter().map(|session| session_words(ctx.lang, session)));
        WeekDay {
            title: capital(&short_day(one.day, ctx.lang)),
            href: format!("/floor/{}/shifts/day/{}", centre.id, one.day),
            today: one.day == today,
            past: one.day < today,
            note: note.join(" · "),
            overflow: one.overflow.len(),
            booked: one.booked,
            open: one.on_duty.iter().map(|shift| shift.counter).collect::<BTreeSet<_>>().len(),
            hours: hours_of(&one.on_duty),
        }
    };
    let row = |counter: &crate::setup::CounterRow| {
        let of = |one: &DutyDay| {
            let own = one.on_duty.iter().filter(|shift| shift.counter == counter.id);
            own.map(|shift| stretch(&by, ctx.lang, shift)).collect::<Vec<_>>()
        };
        WeekRow { counter: counter_name(&centre, counter.id), days: days.iter().map(of).collect() }
    };
    let rows = centre.counters.iter().map(row).collect();
    let days: Vec<WeekDay> = days.iter().map(day).collect();
    let other = |days: i64| format!("/floor/{}/shifts?week={}", centre.id, days_after(monday, days));
    web::html(&WeekView {
        page: part(ctx.page(ctx.t("duty-title")), "shifts").wide(),
        tabs: tabs(ctx.lang, &by, centre.id, "shifts"),
        centre: centre.id.to_string(),
        monday: monday.to_string(),
        title: format!("{} – {}", dmy(monday), dmy(days_after(monday, 6))),
        before: other(-7),
        after: other(7),
        overflow: days.iter().map(|day| day.overflow).sum(),
        rows,
        days,
    })
}

fn stretch(by: &Officer, lang: Lang, shift: &Shift) -> Stretch {
    let who = shift.officer.map(|officer| officer_name(by, lang, Some(officer))).unwrap_or_default();
    Stretch { hours: shift.span.show(), who }
}

/// From the first shift's beginning to the last one's end.
fn hours_of(shifts: &[Shift]) -> String {
    let first = shifts.iter().map(|shift| shift.span.from).min();
    let last = shifts.iter().map(|shift| shift.span.until).max();
    first.zip(last).map(|(from, until)| Span::new(from, until).show()).unwrap_or_default()
}

pub(super) async fn change(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    State(dossiers): State<Dossiers>,
    Path(centre): Path<String>,
    form: Fields,
) -> Answer {
    let centre = centre_for(&floor, &centre, &by, Act::LeadFloor).await?;
    let Ok(monday) = form.value("week").parse::<Date>() else { return Err(Problem::absent("week")) };
    let (what, said) = match form.value("what") {
        "copy" => (WeekChange::CopyLast, "duty-copied"),
        "keep" => (WeekChange::Keep, "duty-kept"),
        "forget" => (WeekChange::Forget, "duty-forgotten"),
        _ => return Err(Problem::absent("what")),
    };
    let monday = monday_of(monday);
    let back = format!("/floor/{}/shifts?week={monday}", centre.id);
    match duty_of(&floor, &dossiers).change_week(&by, centre.id, monday, what).await {
        Ok(n) => Ok(Flash::good(said).with("n", n).then(&back)),
        Err(Error::Refused(refusal)) => {
            Ok(Flash::bad("booking-refused").with("why", web::refusal_text(ctx.lang, &refusal)).then(&back))
        }
        Err(other) => Err(other.into()),
    }
}
