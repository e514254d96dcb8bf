//! The boards' pages and their live lines. A drawing is made once for each change and sent to every screen of one name.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::http::Uri;
use axum::routing::get;
use jiff::civil::Date;
use kernel::time::civil_ms;
use kernel::{CounterId, Error, Lang, Result};
use office::Sessions;
use queue::hall::Number;
use queue::rule::Ms;
use web::ctx::Ctx;
use web::{Answer, Fields, Page, Problem};

use super::model::{self, Board, Call, Sign};
use crate::door::Floor;
use crate::live::{self, Draw, Scene};
use crate::place;
use crate::setup::Centre;
use crate::words::{Words, day_words, hm, zone_name};

/// The boards' routes.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Floor: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
{
    Router::new()
        .route("/centres/{centre}/board", get(board))
        .route("/centres/{centre}/board/live", get(board_live))
        .route("/centres/{centre}/counters/{counter}/display", get(display))
        .route("/centres/{centre}/counters/{counter}/display/live", get(display_live))
}

/// The name of a centre as the office has it.
pub fn centre_name(sessions: &Sessions, centre: &Centre) -> String {
    sessions.directory().unit(centre.id).map(|unit| unit.name.clone()).unwrap_or_default()
}

/// A call as a board shows and says it.
struct Line {
    key: String,
    number: Number,
    counter: i64,
    is_new: bool,
    waited_for: bool,
    /// What is said aloud, in the board's language, and in English for a visitor who speaks no Vietnamese.
    say: String,
    also: Option<String>,
}

impl Line {
    fn of(call: &Call, lang: Lang) -> Line {
        let say = |lang: Lang| {
            let (number, counter) = (spelled(call.number), call.counter.to_string());
            lang.say_with("floor-board-say", &[("number", &number), ("counter", &counter)]).into_owned()
        };
        Line {
            key: call.key(),
            number: call.number,
            counter: call.counter,
            is_new: call.is_new,
            waited_for: call.waited_for,
            say: say(lang),
            also: (call.in_english && lang != Lang::En).then(|| say(Lang::En)),
        }
    }
}

/// A number as it is read aloud, digit by digit.
fn spelled(number: Number) -> String {
    number.to_string().chars().map(String::from).collect::<Vec<_>>().join(" ")
}

/// Who comes next in one zone.
struct ZoneLine {
    zone: u8,
    name: String,
    waiting: usize,
    /// Number, and the moment it is called before; empty: at any moment.
    next: Vec<(Number, String)>,
}

#[derive(Template)]
#[template(path = "board/now.html")]
struct Now {
    page: Words,
    is_open: bool,
    calls: Vec<Line>,
    zones: Vec<ZoneLine>,
}

impl Now {
    fn of(board: &Board, lang: Lang, now: Ms) -> Now {
        let bound = |bound: Option<Ms>| bound.filter(|bound| *bound > now).map(hm).unwrap_or_default();
        let zones = board.zones.iter().map(|zone| ZoneLine {
            zone: zone.zone,
            name: zone_name(zone.zone, lang),
            waiting: zone.waiting,
            next: zone.next.iter().map(|next| (next.number, bound(next.bound))).collect(),
        });
        Now {
            page: Words { lang },
            is_open: board.is_open,
            calls: board.calls.iter().map(|call| Line::of(call, lang)).collect(),
            zones: zones.collect(),
        }
    }
}

fn draw_board(day: Date, zone: Option<u8>, lang: Lang) -> Draw {
    Arc::new(move |scene: &Scene<'_>| {
        let today = civil_ms(scene.now_ms).date() == day;
        let board = if today { model::board(scene.hall, scene.centre, zone, scene.now_ms) } else { Board::default() };
        rendered(&Now::of(&board, lang, scene.now_ms))
    })
}

fn rendered(template: &impl Template) -> Result<String> {
    template.render().map_err(|cause| Error::fault("template", cause))
}

#[derive(Template)]
#[template(path = "board/board.html")]
struct BoardPage {
    page: Page,
    centre: String,
    heading: String,
    now_ms: Ms,
    clock: String,
    day: String,
    live: String,
    now: Arc<str>,
}

fn zone_asked(uri: &Uri) -> Option<u8> {
    Fields::of_query(uri).number("zone").and_then(|zone| u8::try_from(zone).ok()).filter(|zone| (1..=8).contains(zone))
}

/// The board of a hall, or of one zone (`?zone=5`). For everybody.
async fn board(
    ctx: Ctx,
    State(floor): State<Floor>,
    State(sessions): State<Arc<Sessions>>,
    Path(centre): Path<String>,
    uri: Uri,
) -> Answer {
    let centre = place::centre_at(&floor, &centre).await?;
    let (zone, lang) = (zone_asked(&uri), ctx.lang);
    let live = floor.hall(centre.id).await?;
    let now = live::draw_now(&floor, &live, &view_name(zone, lang), &draw_board(live.hall.day, zone, lang)).await?;
    let now_ms = floor.clock.now_ms();
    let heading = match zone {
        Some(zone) => zone_name(zone, lang),
        None => ctx.t("floor-board-title"),
    };
    let narrowed = zone.map(|zone| format!("zone={zone}&")).unwrap_or_default();
    web::html(&BoardPage {
        page: ctx.page(heading.clone()),
        centre: centre_name(&sessions, &centre),
        heading,
        now_ms,
        clock: hm(now_ms),
        day: day_words(live.hall.day, lang),
        live: format!("/centres/{}/board/live?{narrowed}lang={}", centre.id, lang.code()),
        now,
    })
}

fn view_name(zone: Option<u8>, lang: Lang) -> String {
    format!("board/{}/{}", zone.unwrap_or(0), lang.code())
}

async fn board_live(ctx: Ctx, State(floor): State<Floor>, Path(centre): Path<String>, uri: Uri) -> Answer {
    let centre = place::centre_at(&floor, &centre).await?;
    let (zone, lang) = (zone_asked(&uri), ctx.lang);
    let live = floor.hall(centre.id).await?;
    let draw = draw_board(live.hall.day, zone, lang);
    live::stream(&floor, live, view_name(zone, lang), draw)
}

// ── over one counter ────────────────────────────────────────────────────────────────────────────────────────────

#[derive(Template)]
#[template(path = "board/sign.html")]
struct SignNow {
    page: Words,
    sign: Sign,
    line: Option<Line>,
    services: Vec<String>,
}

fn draw_sign(day: Date, counter: CounterId, lang: Lang) -> Draw {
    Arc::new(move |scene: &Scene<'_>| {
        let (mut sign, able) = model::sign(scene.hall, scene.centre, counter, scene.now_ms);
        if civil_ms(scene.now_ms).date() != day {
            sign = Sign::Closed;
        }
        let line = match &sign {
            Sign::Calling(call) => Some(Line::of(call, lang)),
            _ => None,
        };
        let services = able.iter().filter_map(|no| scene.centre.service(no)).filter(|service| service.offered);
        let services = services.map(|service| service.name(lang).to_string()).collect();
        rendered(&SignNow { page: Words { lang }, sign, line, services })
    })
}

#[derive(Template)]
#[template(path = "board/display.html")]
struct DisplayPage {
    page: Page,
    centre: String,
    number: i64,
    name: String,
    now_ms: Ms,
    clock: String,
    live: String,
    now: Arc<str>,
}

fn counter_in(centre: &Centre, text: &str) -> Result<CounterId, Problem> {
    let id: CounterId = text.parse().map_err(|_| Problem::absent("counter"))?;
    centre.counter(id).map(|counter| counter.id).ok_or_else(|| Problem::absent("counter"))
}

/// The display over one counter. For everybody.
async fn display(
    ctx: Ctx,
    State(floor): State<Floor>,
    State(sessions): State<Arc<Sessions>>,
    Path((centre, counter)): Path<(String, String)>,
) -> Answer {
    let centre = place::centre_at(&floor, &centre).await?;
    let id = counter_in(&centre, &counter)?;
    let live = floor.hall(centre.id).await?;
    let (lang, now_ms) = (ctx.lang, floor.clock.now_ms());
    let now = live::draw_now(&floor, &live, &sign_name(id, lang), &draw_sign(live.hall.day, id, lang)).await?;
    let (number, name) = centre.counter(id).map(|counter| (counter.number, counter.name.clone())).unwrap_or_default();
    web::html(&DisplayPage {
        page: ctx.page(lang.say_with("floor-counter-n", &[("n", &number.to_string())])),
        centre: centre_name(&sessions, &centre),
        number,
        name,
        now_ms,
        clock: hm(now_ms),
        live: format!("/centres/{}/counters/{id}/display/live?lang={}", centre.id, lang.code()),
        now,
    })
}

fn sign_name(counter: CounterId, lang: Lang) -> String {
    format!("sign/{counter}/{}", lang.code())
}

async fn display_live(ctx: Ctx, State(floor): State<Floor>, Path((centre, counter)): Path<(String, String)>) -> Answer {
    let centre = place::centre_at(&floor, &centre).await?;
    let id = counter_in(&centre, &counter)?;
    let live = floor.hall(centre.id).await?;
    let draw = draw_sign(live.hall.day, id, ctx.lang);
    live::stream(&floor, live, sign_name(id, ctx.lang), draw)
}
