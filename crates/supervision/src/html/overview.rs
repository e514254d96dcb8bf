//! What is late now and what will be: the first page of whoever watches over others' work. Every number leads to its
//! list, and both are counted by [`crate::pick`].

use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use office::SignedIn;
use web::ui::{Tab, Tile, Tone};
use web::{Answer, Ctx, Fields, Page};

use super::supervises;
use super::words::{self, Names};
use crate::Supervision;
use crate::pick::{self, By, Ends, Group, Numbers, Pick, Tally, WITHIN, When};
use crate::sight::Sight;

/// Groups on one page; the rest is behind "all".
const GROUPS: usize = 40;

/// One number of a table.
pub struct Cell {
    pub n: u64,
    pub href: String,
    /// The column's words, for narrow screens.
    pub label: String,
    pub tone: Tone,
}

/// One group of the table.
pub struct GroupRow {
    pub name: String,
    pub note: String,
    pub href: String,
    pub cells: Vec<Cell>,
}

/// One of the next days.
pub struct DayView {
    pub day: String,
    pub due: u64,
    pub due_href: String,
    pub miss: u64,
    pub miss_href: String,
    /// Hundredths of the tallest day.
    pub height: u64,
    pub is_today: bool,
}

#[derive(Template)]
#[template(path = "supervision/overview.html")]
struct OverviewView {
    page: Page,
    stood: String,
    measured: String,
    tiles: Vec<Tile>,
    days: Vec<DayView>,
    tabs: Vec<Tab>,
    by_label: String,
    columns: Vec<String>,
    rows: Vec<GroupRow>,
    more: usize,
    all_href: String,
    nothing: bool,
    rooms: Vec<Room>,
}

/// A room of the supervisor's work.
pub struct Room {
    pub href: &'static str,
    pub icon: &'static str,
    pub label: String,
    pub text: String,
}

/// The columns of the table, in the order a director asks.
pub(super) const COLUMNS: [When; 8] = [
    When::Late,
    When::WillMiss,
    When::Tight,
    When::Today,
    When::Within(WITHIN[0]),
    When::Within(WITHIN[1]),
    When::Within(WITHIN[2]),
    When::All,
];

pub async fn page(ctx: Ctx, SignedIn(by): SignedIn, State(desk): State<Supervision>, uri: Uri) -> Answer {
    supervises(&by)?;
    let fields = Fields::of_query(&uri);
    let group = By::parse(fields.value("by")).unwrap_or(By::Unit);
    let every = fields.has("every", "1");
    let now = desk.catch_up(by.directory()).await?;
    let calendar = by.directory().calendar_of(by.unit());
    let (sight, ends) = (Sight::of(&by, now.at.date()), Ends::of(now, &calendar));
    let (tally, measured) = {
        let board = desk.board.look();
        let stand = board.stand(now);
        (pick::tally(board.spots(), &sight, group, &stand, &ends), board.measured())
    };
    let names =
        Names { lang: ctx.lang, directory: by.directory(), catalogue: &desk.dossiers.catalogue, today: now.at.date() };
    let groups = in_order(&tally);
    let shown = if every { groups.len() } else { groups.len().min(GROUPS) };
    let rows = groups[..shown].iter().map(|(group, numbers)| row(&names, group, numbers)).collect();
    let measured = match measured {
        Some((ms, dossiers)) => ctx.lang.say_with(
            "supervision-measured",
            &[("day", &kernel::time::dmy(kernel::time::civil_ms(ms).date())), ("n", &dossiers.to_string())],
        ),
        None => ctx.lang.say("supervision-not-measured"),
    };
    web::html(&OverviewView {
        page: ctx.page(ctx.t("supervision-title")).at("supervision").wide().list("tally"),
        stood: ctx.lang.say_with("supervision-stood", &[("at", &words::moment(ctx.lang, now.at))]).into_owned(),
        measured: measured.into_owned(),
        tiles: tiles(&ctx, &tally),
        days: days(&ctx, &tally, now.at.date()),
        tabs: By::ALL.into_iter().map(|by| tab(&ctx, by, group)).collect(),
        by_label: ctx.t(&format!("supervision-by-{}", group.code())),
        columns: COLUMNS.iter().map(|when| names.when(*when)).collect(),
        rows,
        more: groups.len() - shown,
        all_href: format!("/supervision?by={}&every=1", group.code()),
        nothing: tally.total == Numbers::default(),
        rooms: rooms(&ctx, &tally),
    })
}

/// The groups, the most pressing first.
pub(super) fn in_order(tally: &Tally) -> Vec<(&Group, &Numbers)> {
    let mut groups: Vec<(&Group, &Numbers)> = tally.groups.iter().collect();
    groups.sort_by_cached_key(|(group, n)| {
        (std::cmp::Reverse((n.late, n.will_miss, n.tight, n.within[2], n.all)), (*group).clone())
    });
    groups
}

fn rooms(ctx: &Ctx, tally: &Tally) -> Vec<Room> {
    let owed = ctx.lang.say_with(
        "supervision-rooms-explanations",
        &[("unexplained", &tally.unexplained.to_string()), ("unapologised", &tally.unapologised.to_string())],
    );
    let room = |href, icon, label: &str, text: String| Room { href, icon, label: ctx.t(label), text };
    let said = |key: &str| ctx.t(&format!("supervision-rooms-{key}"));
    vec![
        room("/supervision/explanations", "message-square", "supervision-explanations", owed.into_owned()),
        room("/supervision/redistribution", "forward", "supervision-redistribution", said("redistribution")),
        room("/supervision/acting", "user-check", "supervision-acting", said("acting")),
        room("/supervision/monthly", "list-checks", "supervision-monthly", said("monthly")),
        room("/supervision/registers", "archive", "supervision-registers", said("registers")),
    ]
}

fn href(pick: &Pick) -> String {
    format!("/supervision/dossiers?{}", pick.text())
}

fn tab(ctx: &Ctx, by: By, current: By) -> Tab {
    Tab {
        label: ctx.t(&format!("supervision-by-{}", by.code())),
        href: format!("/supervision?by={}", by.code()),
        count: None,
        current: by == current,
    }
}

fn tiles(ctx: &Ctx, tally: &Tally) -> Vec<Tile> {
    let tile = |when: When, n: u64, tone, icon| Tile {
        label: ctx.t(&format!("supervision-when-{}", when.code())),
        value: n.to_string(),
        note: ctx.t(&format!("supervision-tile-{}", when.code())),
        href: Some(href(&Pick::of(when))),
        tone: if n == 0 { Tone::Good } else { tone },
        icon,
    };
    let total = &tally.total;
    vec![
        tile(When::Late, total.late, Tone::Bad, "circle-alert"),
        tile(When::WillMiss, total.will_miss, Tone::Bad, "triangle-alert"),
        tile(When::Tight, total.tight, Tone::Warn, "clock"),
        tile(When::Today, total.today, Tone::Info, "calendar"),
        tile(When::Week, total.week, Tone::Info, "calendar-clock"),
        tile(When::IntakeLate, total.intake_late, Tone::Bad, "inbox"),
    ]
}

fn days(ctx: &Ctx, tally: &Tally, today: jiff::civil::Date) -> Vec<DayView> {
    let tallest = tally.days.iter().map(|day| day.due).max().unwrap_or(0).max(1);
    let day = |day: &pick::DayNumbers| DayView {
        day: words::weekday(ctx.lang, day.day),
        due: day.due,
        due_href: href(&Pick::of(When::On(day.day))),
        miss: day.miss,
        miss_href: href(&Pick::of(When::MissOn(day.day))),
        height: day.due * 100 / tallest,
        is_today: day.day == today,
    };
    tally.days.iter().map(day).collect()
}

fn row(names: &Names<'_>, group: &Group, numbers: &Numbers) -> GroupRow {
    let cell = |when: &When| {
        let n = numbers.of(*when).unwrap_or(0);
        let tone = match when {
            _ if n == 0 => Tone::Neutral,
            When::Late | When::WillMiss => Tone::Bad,
            When::Tight => Tone::Warn,
            _ => Tone::Neutral,
        };
        Cell { n, href: href(&Pick::of(*when).within(group)), label: names.when(*when), tone }
    };
    GroupRow {
        name: names.group(group),
        note: names.group_note(group),
        href: href(&Pick::of(When::All).within(group)),
        cells: COLUMNS.iter().map(cell).collect(),
    }
}
