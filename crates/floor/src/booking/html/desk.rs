//! Appointments as the centre sees them: the day for whoever receives visitors, calls to make, and how the days went for the
//! lead.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::Uri;
use jiff::civil::Date;
use kernel::time::{civil_ms, dmy, hm_dmy};
use kernel::{Error, Lang, UnitId};
use office::{Act, Officer, SignedIn};
use web::ui::{Badge, Tab, Tile, Tone};
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::AtDoor;
use super::words::status;
use crate::booking::Appointment;
use crate::booking::callback::Call;
use crate::booking::model::{CallState, Callback, State as Stands, shown_code};
use crate::booking::open::Who;
use crate::booking::rows::{self, DayFigures};
use crate::door::Floor;
use crate::html::{below, part, tabs};
use crate::place::centre_for;
use crate::setup::Centre;

/// One appointment of a day.
pub struct Row {
    pub time: String,
    pub name: String,
    pub phone: String,
    pub services: String,
    pub note: String,
    pub code: String,
    pub status: Badge,
}

pub(super) fn row(one: &Appointment, centre: &Centre, lang: Lang) -> Row {
    Row {
        time: one.when.show_time(),
        name: one.visitor.name.clone(),
        phone: one.visitor.phone.clone(),
        services: centre.names(one.services, lang),
        note: one.note.clone(),
        code: shown_code(&one.code),
        status: status(one, lang),
    }
}

/// The pages of the appointments' desk that an officer may open.
fn views(ctx: &Ctx, by: &Officer, centre: UnitId, at: &str) -> Vec<Tab> {
    const VIEWS: [(&str, &str, Act); 3] = [
        ("day", "appointments", Act::Greet),
        ("calls", "callbacks", Act::Greet),
        ("figures", "appointments/figures", Act::LeadFloor),
    ];
    let mine = VIEWS.into_iter().filter(|(.., act)| by.permit_in(*act, centre).is_ok());
    mine.map(|(key, path, _)| Tab {
        label: ctx.t(&format!("booking-tab-{key}")),
        href: format!("/floor/{centre}/{path}"),
        count: None,
        current: key == at,
    })
    .collect()
}

pub(super) fn day_of(query: &Fields, today: Date) -> Date {
    let typed = query.some("day").map(str::trim);
    typed.and_then(|day| day.parse().ok().or_else(|| web::fields::parse_date(day))).unwrap_or(today)
}

/// Whether a search fits; nothing asked: everybody does.
pub(super) fn wanted(all: Vec<Appointment>, query: &Fields) -> Vec<Appointment> {
    match query.some("q").filter(|typed| !typed.trim().is_empty()) {
        Some(typed) => match Who::parse(typed) {
            Some(who) => all.into_iter().filter(|one| who.is(one)).collect(),
            None => Vec::new(),
        },
        None => all,
    }
}

#[derive(Template)]
#[template(path = "booking/desk.html")]
struct DeskView {
    page: Page,
    tabs: Vec<Tab>,
    views: Vec<Tab>,
    tiles: Vec<Tile>,
    centre: String,
    day: String,
    typed_day: String,
    query: String,
    before: String,
    after: String,
    rows: Vec<Row>,
}

pub async fn page(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    AtDoor(door): AtDoor,
    Path(centre): Path<String>,
    uri: Uri,
) -> Answer {
    let centre = centre_for(&floor, &centre, &by, Act::Greet).await?;
    let (query, today) = (Fields::of_query(&uri), door.now().date());
    let day = day_of(&query, today);
    let all = door.list_day(&by.actor(), centre.id, day).await?;
    let count = |wanted: &dyn Fn(&Stands) -> bool| all.iter().filter(|one| wanted(&one.state)).count().to_string();
    let tile = |key: &str, value: String, tone, icon| Tile {
        label: ctx.t(key),
        value,
        tone,
        icon,
        note: String::new(),
        href: None,
    };
    let tiles = vec![
        tile("booking-figure-expected", count(&Stands::stands), Tone::Info, "calendar-clock"),
        tile("booking-figure-came", count(&|state| matches!(state, Stands::Arrived { .. })), Tone::Good, "user-check"),
        tile("booking-figure-no-show", count(&|state| matches!(state, Stands::NoShow { .. })), Tone::Bad, "user-x"),
        tile(
            "booking-figure-cancelled",
            count(&|state| matches!(state, Stands::Cancelled { .. })),
            Tone::Neutral,
            "calendar-x",
        ),
    ];
    let beside = |days: i64| {
        let other = day.checked_add(jiff::Span::new().days(days)).unwrap_or(day);
        format!("/floor/{}/appointments?day={other}", centre.id)
    };
    let title = ctx.t("booking-desk-title");
    web::html(&DeskView {
        // What was searched for is personal and stays out of the export's trace.
        page: part(ctx.page(title), "appointments")
            .wide()
            .list_from("appointments", format!("centre={}&day={day}", centre.id)),
        tabs: tabs(ctx.lang, &by, centre.id, "appointments"),
        views: views(&ctx, &by, centre.id, "day"),
        tiles,
        centre: centre.id.to_string(),
        day: law::weekday_date(day, ctx.lang),
        typed_day: dmy(day),
        query: query.value("q").into(),
        before: beside(-1),
        after: beside(1),
        rows: wanted(all, &query).iter().map(|one| row(one, &centre, ctx.lang)).collect(),
    })
}

// ── calls to make ───────────────────────────────────────────────────────────────────────────────────────────────

struct CallRow {
    id: i64,
    version: i64,
    name: String,
    phone: String,
    services: String,
    note: String,
    asked: String,
    said: String,
}

#[derive(Template)]
#[template(path = "booking/callbacks.html")]
struct CallsView {
    page: Page,
    tabs: Vec<Tab>,
    views: Vec<Tab>,
    centre: String,
    open: Vec<CallRow>,
    done: Vec<CallRow>,
}

fn call_row(one: &Callback, centre: &Centre, lang: Lang) -> CallRow {
    let said = match &one.state {
        CallState::Open => String::new(),
        CallState::NotReached { at_ms, by } => {
            let (at, n) = (hm_dmy(civil_ms(*at_ms)), one.tries.to_string());
            lang.say_with("booking-call-not-reached-at", &[("at", &at), ("by", by), ("n", &n)]).into_owned()
        }
        CallState::Done { at_ms, by } => {
            let at = hm_dmy(civil_ms(*at_ms));
            lang.say_with("booking-call-done-at", &[("at", &at), ("by", by)]).into_owned()
        }
    };
    CallRow {
        id: one.id,
        version: one.version,
        name: one.name.clone(),
        phone: one.phone.clone(),
        services: centre.names(one.services, lang),
        note: one.note.clone(),
        asked: hm_dmy(civil_ms(one.made_ms)),
        said,
    }
}

pub async fn callbacks(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    AtDoor(door): AtDoor,
    Path(centre): Path<String>,
) -> Answer {
    const DONE: usize = 20;
    let centre = centre_for(&floor, &centre, &by, Act::Greet).await?;
    let open = door.list_callbacks(&by, centre.id, false).await?;
    let done = door.list_callbacks(&by, centre.id, true).await?;
    let row = |one: &Callback| call_row(one, &centre, ctx.lang);
    let desk = format!("/floor/{}/appointments", centre.id);
    web::html(&CallsView {
        page: below(ctx.page(ctx.t("booking-calls-title")), "appointments", &desk).wide(),
        tabs: tabs(ctx.lang, &by, centre.id, "appointments"),
        views: views(&ctx, &by, centre.id, "calls"),
        centre: centre.id.to_string(),
        open: open.iter().map(row).collect(),
        done: done.iter().take(DONE).map(row).collect(),
    })
}

pub async fn settle(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    AtDoor(door): AtDoor,
    Path((centre, id)): Path<(String, String)>,
    form: Fields,
) -> Answer {
    let centre = centre_for(&floor, &centre, &by, Act::Greet).await?;
    let id = id.parse().map_err(|_| Problem::absent("callback"))?;
    let (call, said) = match form.value("call") {
        "done" => (Call::Done, "booking-call-settled"),
        _ => (Call::NotReached, "booking-call-again"),
    };
    let back = format!("/floor/{}/callbacks", centre.id);
    let seen = form.number("version").unwrap_or_default();
    match door.settle_call(&by, centre.id, id, seen, call).await {
        Ok(_) => Ok(Flash::good(said).then(&back)),
        Err(Error::Refused(refusal)) => {
            Ok(Flash::bad("booking-refused").with("why", web::refusal_text(ctx.lang, &refusal)).then(&back))
        }
        Err(other) => Err(other.into()),
    }
}

// ── how the days went ───────────────────────────────────────────────────────────────────────────────────────────

#[derive(Template)]
#[template(path = "booking/figures.html")]
struct FiguresView {
    page: Page,
    tabs: Vec<Tab>,
    views: Vec<Tab>,
    tiles: Vec<Tile>,
    here: String,
    first: String,
    last: String,
    days: Vec<(String, DayFigures)>,
}

/// The days asked for: four weeks up to the horizon unless the address says otherwise.
pub(super) fn span_of(query: &Fields, today: Date) -> (Date, Date) {
    let typed = |name: &str| query.some(name).and_then(web::fields::parse_date);
    let default = |days: i64| today.checked_add(jiff::Span::new().days(days)).unwrap_or(today);
    let (first, last) = (typed("first").unwrap_or_else(|| default(-27)), typed("last").unwrap_or_else(|| default(0)));
    (first, last.max(first))
}

/// "12 %" of those whose day is over.
fn share(part: i64, whole: i64) -> String {
    if whole == 0 { "–".into() } else { format!("{} %", (part * 100 + whole / 2) / whole) }
}

pub async fn figures(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    AtDoor(door): AtDoor,
    Path(centre): Path<String>,
    uri: Uri,
) -> Answer {
    let centre = centre_for(&floor, &centre, &by, Act::LeadFloor).await?;
    let (query, id) = (Fields::of_query(&uri), centre.id);
    let (first, last) = span_of(&query, door.now().date());
    let days = door.store().read(move |tx| rows::list_figures(tx, id, first, last)).await?;
    let sum = |of: fn(&DayFigures) -> i64| days.iter().map(of).sum::<i64>();
    let (booked, came) = (sum(|day| day.booked), sum(|day| day.came));
    let (missed, cancelled) = (sum(|day| day.no_show), sum(|day| day.cancelled));
    let tile = |key: &str, value: i64, tone, icon, note: String| Tile {
        label: ctx.t(key),
        value: value.to_string(),
        tone,
        icon,
        note,
        href: None,
    };
    let tiles = vec![
        tile("booking-figure-booked", booked, Tone::Info, "calendar-plus", String::new()),
        tile("booking-figure-came", came, Tone::Good, "user-check", share(came, came + missed)),
        tile("booking-figure-no-show", missed, Tone::Bad, "user-x", share(missed, came + missed)),
        tile("booking-figure-cancelled", cancelled, Tone::Neutral, "calendar-x", share(cancelled, booked)),
    ];
    let from = format!("centre={id}&first={}&last={}", dmy(first), dmy(last));
    let told = days.into_iter().map(|day| (law::weekday_date(day.day, ctx.lang), day)).collect();
    web::html(&FiguresView {
        page: part(ctx.page(ctx.t("booking-figures-title")), "appointments").list_from("appointment-figures", from),
        tabs: tabs(ctx.lang, &by, id, "appointments"),
        views: views(&ctx, &by, id, "figures"),
        tiles,
        here: format!("/floor/{id}/appointments/figures"),
        first: dmy(first),
        last: dmy(last),
        days: told,
    })
}
