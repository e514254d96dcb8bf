//! The pages of figures: a centre's days in numbers, its officers, what visitors thought, and the centres side by side.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::http::Uri;
use axum::routing::get;
use jiff::civil::Date;
use kernel::time::dmy;
use kernel::{Clock, OfficerId, Result, UnitId};
use law::standard::Standard;
use office::{Act, Frame, Officer, Sessions, SignedIn};
use web::ui::{Badge, Tab, Tile};
use web::{Answer, Ctx, Fields, Page};

use super::officers::{OfficerLine, load_outputs, officer_lines, officer_name, verdict_words};
use super::range::{Range, Span};
use super::rows;
use super::tally::{Figures, Marks, Output, Waited};
use super::words::{WaitLine, line, percent, tenth, tiles, whole_line};
use crate::door::Floor;
use crate::html::{part, tabs};
use crate::place;
use crate::rating;
use crate::setup::Centre;

pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Floor: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/floor/{centre}/figures", get(page))
        .route("/floor/{centre}/figures/tickets", get(super::tickets::page))
}

/// Who reads figures of a hall.
pub(super) const READERS: [Act; 2] = [Act::LeadFloor, Act::Supervise];
/// What those who were not satisfied said, at most.
const SAID: i64 = 20;

/// Whether somebody may read a centre's figures.
pub(super) fn may_read(by: &Officer, centre: UnitId) -> bool {
    READERS.iter().any(|act| by.permit_in(*act, centre).is_ok())
}

/// The centre of an address, for whoever may read its figures.
pub(super) async fn centre_for(floor: &Floor, text: &str, by: &Officer) -> Result<Arc<Centre>> {
    let id: UnitId = text.parse().map_err(|_| kernel::Error::absent("centre"))?;
    if !may_read(by, id) {
        by.permit_in(Act::LeadFloor, id)?;
    }
    place::centre_at(floor, text).await
}

/// The days an address asks for; today's day where it says nothing.
pub(super) fn range_of(query: &Fields, today: Date) -> Range {
    let on = query.value("on").parse().unwrap_or(today);
    Range::around(Span::parse(query.value("range")).unwrap_or(Span::Day), on)
}

/// The days in words.
pub(super) fn days_words(range: Range) -> String {
    match range.span {
        Span::Day => dmy(range.from),
        Span::Week | Span::Month | Span::Year => format!("{} – {}", dmy(range.from), dmy(range.until)),
    }
}

struct OfficerView {
    name: String,
    tickets: i64,
    mean: String,
    accepted: String,
    projected: String,
    verdict: Option<Badge>,
}

struct MarksLine {
    name: String,
    good: i64,
    fair: i64,
    bad: i64,
    satisfied: String,
}

struct Said {
    service: String,
    reasons: String,
    words: String,
}

#[derive(Template)]
#[template(path = "figures/page.html")]
struct FiguresView {
    page: Page,
    tabs: Vec<Tab>,
    spans: Vec<Tab>,
    centre: String,
    days_words: String,
    before: String,
    after: String,
    tickets_href: String,
    tiles: Vec<Tile>,
    nothing: bool,
    hours: Vec<WaitLine>,
    days: Vec<WaitLine>,
    centres: Vec<WaitLine>,
    officers: Vec<OfficerView>,
    output_note: String,
    marks: Vec<MarksLine>,
    said: Vec<Said>,
    source: String,
}

/// What one page is drawn from.
struct Loaded {
    figures: Figures,
    outputs: BTreeMap<OfficerId, Output>,
    said: Vec<(u8, Vec<String>, String)>,
    beside: Vec<(UnitId, Figures)>,
}

async fn load(floor: &Floor, by: &Officer, centre: &Arc<Centre>, range: Range) -> Result<Loaded> {
    let mut beside = place::centres_of(floor, by, &READERS).await?;
    beside.retain(|one| *one != centre.id);
    let (by, centre, today) = (by.clone(), centre.clone(), floor.today());
    floor
        .store
        .read(move |tx| {
            let beside = beside.iter().map(|one| Ok((*one, rows::load(tx, *one, range)?)));
            let beside = beside.collect::<Result<Vec<_>>>()?;
            Ok(Loaded {
                figures: rows::load(tx, centre.id, range)?,
                outputs: load_outputs(tx, &by, &centre, today)?,
                said: rating::rows::list_complaints(tx, centre.id.0, range.from, range.until, SAID)?,
                beside,
            })
        })
        .await
}

async fn page(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    Path(centre): Path<String>,
    uri: Uri,
) -> Answer {
    let centre = centre_for(&floor, &centre, &by).await?;
    let today = floor.today();
    let range = range_of(&Fields::of_query(&uri), today);
    let loaded = load(&floor, &by, &centre, range).await?;
    let (figures, standard) = (&loaded.figures, Standard::on(today));
    let address = |centre: UnitId, range: Range| format!("/floor/{centre}/figures?{}", range.query());
    let span = |span: Span| Tab {
        label: ctx.t(&format!("floor-figures-range-{}", span.code())),
        href: address(centre.id, Range::around(span, range.from.max(today.min(range.until)))),
        count: None,
        current: span == range.span,
    };
    let from = format!("centre={}&{}", centre.id, range.query());
    let most = figures.hours.values().map(|waited| waited.n).max().unwrap_or(0);
    let hour =
        |(hour, waited): (&u8, &Waited)| line(format!("{hour:02}:00–{:02}:00", hour + 1), String::new(), waited, most);
    let day_line = |(day, one): (&Date, &super::tally::Day)| {
        let href = address(centre.id, Range::around(Span::Day, *day));
        whole_line(dmy(*day), href, (&one.waited, &one.ends, &one.marks))
    };
    let beside = |(id, one): &(UnitId, Figures)| {
        whole_line(by.directory().unit_name(*id), address(*id, range), (&one.waited, &one.ends, &one.marks))
    };
    let own = (centre.id, figures.clone());
    let centres = if loaded.beside.is_empty() {
        Vec::new()
    } else {
        std::iter::once(&own).chain(&loaded.beside).map(beside).collect()
    };
    let names = |id| officer_name(ctx.lang, &by, id);
    let officers = officer_lines(names, figures, &loaded.outputs);
    web::html(&FiguresView {
        page: part(ctx.page(ctx.t("floor-figures-title")), "figures")
            .wide()
            .list_from("floor-hours", &from)
            .list_from("floor-officers", &from),
        tabs: tabs(ctx.lang, &by, centre.id, "figures"),
        spans: Span::ALL.map(span).into(),
        centre: by.directory().unit_name(centre.id),
        days_words: days_words(range),
        before: address(centre.id, range.before()),
        after: address(centre.id, range.after()),
        tickets_href: format!("/floor/{}/figures/tickets?{}", centre.id, range.query()),
        tiles: tiles(&ctx, figures, standard),
        nothing: figures.ends.issued == 0,
        hours: figures.hours.iter().map(hour).collect(),
        days: if range.span == Span::Day { Vec::new() } else { figures.days.iter().map(day_line).collect() },
        centres,
        officers: officers.iter().map(|one| officer_view(&ctx, one)).collect(),
        output_note: output_note(&ctx, &centre, standard, today),
        marks: figures.services.iter().map(|(no, marks)| marks_line(&ctx, &centre, *no, marks)).collect(),
        said: loaded.said.iter().map(|one| said(&ctx, &centre, one)).collect(),
        source: standard.map(|standard| standard.source(ctx.lang)).unwrap_or_default(),
    })
}

fn officer_view(ctx: &Ctx, line: &OfficerLine) -> OfficerView {
    let number = |n: Option<i64>| n.map_or_else(|| "–".into(), |n| n.to_string());
    OfficerView {
        name: line.name.clone(),
        tickets: line.served.tickets,
        mean: tenth(line.served.mean_min()),
        accepted: number(line.output.map(|output| output.accepted)),
        projected: number(line.output.map(|output| output.projected)),
        verdict: line.output.map(|output| {
            let (words, tone) = verdict_words(ctx.lang, output.verdict);
            Badge::new(tone, words)
        }),
    }
}

fn output_note(ctx: &Ctx, centre: &Centre, standard: Option<Standard>, today: Date) -> String {
    let Some(standard) = standard else { return String::new() };
    let (area, year) = (centre.settings.area, today.year().to_string());
    let wanted = standard.intake_a_year(area).to_string();
    let args = [("wanted", wanted.as_str()), ("area", &area.words(ctx.lang)), ("year", &year)];
    ctx.lang.say_with("floor-figures-output-note", &args).into_owned()
}

fn marks_line(ctx: &Ctx, centre: &Centre, no: u8, marks: &Marks) -> MarksLine {
    let [good, fair, bad] = marks.0;
    let name = centre.service(no).map_or_else(|| no.to_string(), |service| service.name(ctx.lang).into());
    MarksLine { name, good, fair, bad, satisfied: percent(good, marks.all()) }
}

fn said(ctx: &Ctx, centre: &Centre, (service, reasons, words): &(u8, Vec<String>, String)) -> Said {
    let reasons = reasons.iter().map(|key| ctx.t(&format!("floor-rating-why-{key}"))).collect::<Vec<_>>();
    Said {
        service: centre.service(*service).map_or_else(|| service.to_string(), |one| one.name(ctx.lang).into()),
        reasons: reasons.join(", "),
        words: words.clone(),
    }
}
