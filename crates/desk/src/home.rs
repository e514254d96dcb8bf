//! The officer's day: what to do now, what is nearly late, what waits for others, what waits to be handed over.
//!
//! It never counts by itself: the counts are those of the lists it leads to.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, State};
use axum::routing::get;
use dossier::Dossiers;
use dossier::list::incoming::Counts as Online;
use dossier::list::{self, Counts, Filter, Line, Overview, Pile, Reach};
use jiff::civil::DateTime;
use kernel::{Clock, Lang};
use law::Calendar;
use office::{Act, Frame, Officer, Sessions, SignedIn};
use web::ui::{Tile, Tone};
use web::{Answer, Ctx, Page};

use crate::badge;
use crate::columns::Column;
use crate::intake::online;
use crate::worklist::{self, RowView, Setting};

/// Lines of each pile on the home page.
const FIRST_LINES: i64 = 5;
/// Lines of what is watched over.
const WATCHED_LINES: i64 = 10;
/// Everything late in the officer's sight.
const LATE: &str = "/dossiers?pile=all&late=1";

pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Dossiers: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new().route("/home", get(home))
}

/// One pile with its first lines.
struct PileView {
    id: &'static str,
    title: String,
    count: i64,
    href: String,
    rows: Vec<RowView>,
    empty: String,
    empty_text: String,
}

/// A door the officer may open from here.
struct DoorView {
    href: &'static str,
    icon: &'static str,
    label: String,
    text: String,
}

#[derive(Template)]
#[template(path = "home/home.html")]
struct HomeView {
    page: Page,
    greeting: String,
    today: String,
    hours: String,
    duties: String,
    tiles: Vec<Tile>,
    /// For those who watch over others' work.
    watch: Option<WatchView>,
    piles: Vec<PileView>,
    doors: Vec<DoorView>,
    /// Administration has no screens yet: where it is done.
    administers: bool,
}

/// What is late and nearly late in everything the officer watches over.
struct WatchView {
    tiles: Vec<Tile>,
    rows: Vec<RowView>,
    late: i64,
}

async fn home(ctx: Ctx, SignedIn(by): SignedIn, State(dossiers): State<Dossiers>) -> Answer {
    let (reach, now_ms, horizon_ms) = (Reach::of(&by), dossiers.clock.now_ms(), worklist::horizon_ms(&by, &dossiers));
    let duties = duties(ctx.lang, &reach);
    let shown = piles_of(&by, &reach);
    let wanted = shown.clone();
    let watches = by.may_somewhere(Act::Supervise);
    let (lists, counts, watched) = dossiers
        .store
        .read(move |tx| {
            let counts = list::counts(tx, &reach, horizon_ms)?;
            let mut lists = Vec::new();
            for pile in &wanted {
                lists.push(list::list(
                    tx,
                    &reach,
                    *pile,
                    list::Turn { filter: &Filter::default(), after: None, limit: FIRST_LINES, now_ms, horizon_ms },
                )?);
            }
            let watched = watches.then(|| list::overview(tx, &reach, now_ms, horizon_ms, WATCHED_LINES)).transpose()?;
            Ok((lists, counts, watched))
        })
        .await?;
    dossiers.trace(&by.actor(), "dossier.list", None, "home").await?;
    let online = match online::concerns(&by) {
        true => Some(online::waiting(&by, &dossiers).await?),
        false => None,
    };
    let now = kernel::time::civil_ms(now_ms);
    let calendar = by.directory().calendar_of(by.unit());
    let setting = Setting { now, calendar: &calendar, catalogue: &dossiers.catalogue, directory: by.directory() };
    let piles = shown.iter().zip(&lists).map(|(pile, lines)| pile_view(ctx.lang, *pile, counts, lines, setting));
    web::html(&HomeView {
        page: ctx.page(ctx.t("desk-home-title")).at("home"),
        greeting: greeting(ctx.lang, by.name(), now),
        today: badge::weekday(ctx.lang, now.date()),
        hours: working_time(ctx.lang, now, &calendar),
        duties,
        tiles: shown.iter().map(|pile| tile(ctx.lang, *pile, counts)).collect(),
        watch: watched.map(|(overview, lines)| watch_view(ctx.lang, overview, &lines, setting)),
        piles: piles.collect(),
        doors: doors(ctx.lang, &by, online),
        administers: by.may_somewhere(Act::Administer),
    })
}

/// The piles of an officer's duties: handing over is shown to those who do it, nothing to those no dossier waits for.
fn piles_of(by: &Officer, reach: &Reach) -> Vec<Pile> {
    if reach.trays.is_empty() && reach.answers.is_empty() {
        return Vec::new();
    }
    let works = by.may_somewhere(Act::Claim)
        || by.may_somewhere(Act::Accept)
        || by.may_somewhere(Act::Assign)
        || by.may_somewhere(Act::Approve)
        || by.may_somewhere(Act::Release);
    let mut piles = Vec::new();
    if works || !by.may_somewhere(Act::HandOver) {
        piles.extend([Pile::ActNow, Pile::AtRisk, Pile::Waiting]);
    }
    if by.may_somewhere(Act::HandOver) {
        piles.push(Pile::HandOver);
    }
    piles
}

fn pile_key(pile: Pile) -> String {
    pile.code().replace('_', "-")
}

fn tile(lang: Lang, pile: Pile, counts: Counts) -> Tile {
    let n = counts.of(pile).unwrap_or(0);
    let (icon, tone) = match (pile, n) {
        (Pile::AtRisk, 0) => ("clock", Tone::Good),
        (Pile::AtRisk, _) => ("clock", Tone::Warn),
        (Pile::ActNow, _) => ("list-checks", Tone::Info),
        (Pile::Waiting, _) => ("hourglass", Tone::Neutral),
        (Pile::HandOver, _) => ("package-check", Tone::Seal),
        (Pile::All, _) => ("folder", Tone::Neutral),
    };
    Tile {
        label: lang.say(&format!("dossier-pile-{}", pile_key(pile))).into_owned(),
        value: n.to_string(),
        note: lang.say(&format!("desk-pile-{}-note", pile_key(pile))).into_owned(),
        href: Some(format!("/dossiers?pile={}", pile.code())),
        tone,
        icon,
    }
}

fn watch_view(lang: Lang, overview: Overview, lines: &[Line], setting: Setting<'_>) -> WatchView {
    let tile = |key: &str, n: i64, href: &str, (icon, tone)| Tile {
        label: lang.say(&format!("desk-watch-{key}")).into_owned(),
        value: n.to_string(),
        note: lang.say(&format!("desk-watch-{key}-note")).into_owned(),
        href: Some(href.into()),
        tone,
        icon,
    };
    let late = if overview.late > 0 { Tone::Bad } else { Tone::Good };
    let near = if overview.at_risk > 0 { Tone::Warn } else { Tone::Good };
    WatchView {
        tiles: vec![
            tile("late", overview.late, LATE, ("circle-alert", late)),
            tile("at-risk", overview.at_risk, "#watch", ("clock", near)),
            tile(
                "hand-over",
                overview.hand_over,
                "/dossiers?pile=all&stage=result_ready",
                ("package-check", Tone::Seal),
            ),
        ],
        rows: lines
            .iter()
            .map(|line| worklist::row_view(lang, line, "pile=all&late=1", &Column::USUAL, setting))
            .collect(),
        late: overview.late,
    }
}

fn pile_view(lang: Lang, pile: Pile, counts: Counts, lines: &[Line], setting: Setting<'_>) -> PileView {
    let key = pile_key(pile);
    let from = format!("pile={}", pile.code());
    PileView {
        id: pile.code(),
        title: lang.say(&format!("dossier-pile-{key}")).into_owned(),
        count: counts.of(pile).unwrap_or(0),
        href: format!("/dossiers?{from}"),
        rows: lines.iter().map(|line| worklist::row_view(lang, line, &from, &Column::USUAL, setting)).collect(),
        empty: lang.say(&format!("desk-empty-{key}")).into_owned(),
        empty_text: lang.say(&format!("desk-empty-{key}-text")).into_owned(),
    }
}

fn greeting(lang: Lang, name: &str, now: DateTime) -> String {
    let key = match now.hour() {
        0..=10 => "desk-greeting-morning",
        11..=12 => "desk-greeting-noon",
        13..=17 => "desk-greeting-afternoon",
        _ => "desk-greeting-evening",
    };
    lang.say_with(key, &[("name", name)]).into_owned()
}

/// "Giờ làm việc: 07:30–11:30, 13:00–17:00", or why today is off and when work goes on.
fn working_time(lang: Lang, now: DateTime, calendar: &Calendar) -> String {
    let day = now.date();
    let shifts: Vec<String> = calendar
        .counting_shifts(day)
        .iter()
        .map(|shift| format!("{}–{}", shift.from.strftime("%H:%M"), shift.to.strftime("%H:%M")))
        .collect();
    if !shifts.is_empty() {
        return lang.say_with("desk-hours", &[("shifts", &shifts.join(", "))]).into_owned();
    }
    let why = calendar.day(day).reason.map(|reason| reason.words(lang)).unwrap_or_default();
    let next = badge::weekday(lang, calendar.next_working_day(day));
    lang.say_with("desk-day-off", &[("why", &why), ("next", &next)]).into_owned()
}

/// The officer's duties in words: "Thẩm định hồ sơ · Phê duyệt".
fn duties(lang: Lang, reach: &Reach) -> String {
    reach.trays.iter().map(|(duty, _)| lang.say(duty.key()).into_owned()).collect::<Vec<_>>().join(" · ")
}

fn doors(lang: Lang, by: &Officer, online: Option<Online>) -> Vec<DoorView> {
    let door = |key: &str, href, icon| DoorView {
        href,
        icon,
        label: lang.say(&format!("desk-door-{key}")).into_owned(),
        text: lang.say(&format!("desk-door-{key}-text")).into_owned(),
    };
    let mut doors = Vec::new();
    if by.may_somewhere(Act::Intake) {
        doors.push(door("intake", "/intake", "file-plus"));
    }
    if let Some(online) = online {
        let (n, overdue) = (online.waiting.to_string(), online.overdue.to_string());
        let text = lang.say_with("desk-door-online-text", &[("n", &n), ("overdue", &overdue)]).into_owned();
        doors.push(DoorView { text, ..door("online", "/intake/online", "inbox") });
    }
    if by.may_somewhere(Act::HandOver) {
        doors.push(door("hand-over", "/dossiers?pile=hand_over", "hand-helping"));
    }
    if by.may_somewhere(Act::View) || by.may_somewhere(Act::ViewAll) {
        doors.push(door("all", "/dossiers?pile=all", "folder-open"));
    }
    doors.push(door("procedures", "/procedures", "list"));
    doors
}
