//! The counter's pages: choose a counter, work at it. Nothing is decided here.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::http::Uri;
use axum::routing::{get, post};
use dossier::Dossiers;
use kernel::{Clock, CounterId, Error, Lang, Refusal};
use office::{Act, Frame, Officer, Sessions, SignedIn};
use queue::hall::Hall;
use web::ui::{Badge, Tab, Tone};
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::desk;
use super::visitor::{self, VisitorView};
use super::words;
use crate::api::{self, ActBody};
use crate::door::Floor;
use crate::live;
use crate::reception;
use crate::setup::{Centre, CounterRow};
use crate::store::HallDay;
use crate::{html, place};

/// The counter's pages.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Floor: FromRef<S>,
    Dossiers: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/floor/{centre}/counter", get(show))
        .route("/floor/{centre}/counter/{counter}/live", get(stream))
        .route("/floor/{centre}/counter/{counter}/visitor", get(visitor_part))
        .route("/floor/{centre}/counter/{counter}/{act}", post(act))
}

/// A counter to choose from.
struct Chair {
    base: String,
    name: String,
    zone: u8,
    serves: String,
    state: Badge,
    /// Who sits there.
    officer: String,
    can_open: bool,
    /// A service it serves waits for a counter.
    is_wanted: bool,
}

#[derive(Template)]
#[template(path = "counter/choose.html")]
struct ChooseView {
    page: Page,
    tabs: Vec<Tab>,
    centre: String,
    chairs: Vec<Chair>,
    calls: Vec<String>,
    over: bool,
}

#[derive(Template)]
#[template(path = "counter/desk.html")]
struct DeskView {
    page: Page,
    tabs: Vec<Tab>,
    /// `/floor/{centre}/counter`.
    home: String,
    base: String,
    /// Where programs act on this counter.
    api: String,
    serves: String,
    zone: u8,
    live: String,
    visitor: Option<VisitorView>,
    /// The officer wants to close although somebody is at the counter.
    closing: bool,
    at_counter: String,
}

/// `GET …/counter`: the desk of whoever sits at a counter, else the counters to choose from.
async fn show(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    State(dossiers): State<Dossiers>,
    Path(centre): Path<String>,
    uri: Uri,
) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::Serve).await?;
    let live = floor.hall(centre.id).await?;
    let mine = desk::counter_of(&live.look(), by.id());
    match mine.and_then(|id| centre.counter(id).cloned()) {
        Some(counter) => {
            let closing = Fields::of_query(&uri).has("closing", "1");
            work(&ctx, &by, &floor, &dossiers, &centre, &counter, closing).await
        }
        None => choose(&ctx, &by, &floor, &centre).await,
    }
}

async fn choose(ctx: &Ctx, by: &Officer, floor: &Floor, centre: &Centre) -> Answer {
    let lang = ctx.lang;
    let day = HallDay { centre: centre.id, day: floor.today() };
    let calls = floor.store.read_brief(move |tx| reception::rows::list_calls(tx, day)).await?;
    let live = floor.hall(centre.id).await?;
    let hall = live.look().clone();
    let wanted = words::wanted(&hall, &calls);
    let chair = |counter: &CounterRow| chair(counter, &hall, by, centre, wanted, lang);
    let view = ChooseView {
        page: page(ctx),
        centre: by.directory().unit_name(centre.id),
        tabs: html::tabs(lang, by, centre.id, "counter"),
        chairs: centre.counters.iter().map(chair).collect(),
        calls: reception::standing_calls(&calls, &hall, centre, lang),
        over: hall.over,
    };
    web::html(&view)
}

fn page(ctx: &Ctx) -> Page {
    html::part(ctx.page(ctx.t("floor-counter-title")), "counter").wide()
}

fn chair(
    counter: &CounterRow,
    hall: &Hall,
    by: &Officer,
    centre: &Centre,
    wanted: queue::hall::Services,
    lang: Lang,
) -> Chair {
    let standing = hall.counters.get(&counter.id).filter(|counter| counter.is_open());
    let word = api::desk_word(standing.map(|counter| counter.desk));
    let tone = match word {
        "closed" => Tone::Neutral,
        "paused" => Tone::Warn,
        _ => Tone::Good,
    };
    let officer = desk::sits(hall, counter.id).and_then(|id| by.directory().officer(id));
    Chair {
        base: format!("/floor/{}/counter/{}", centre.id, counter.id),
        name: words::counter_name(centre, counter.id, lang),
        zone: counter.zone,
        serves: desk::serves(centre, standing.map_or(counter.able, |counter| counter.able), lang),
        state: Badge::new(tone, lang.say(&format!("floor-desk-is-{word}"))),
        officer: officer.map(|card| card.name.clone()).unwrap_or_default(),
        can_open: standing.is_none_or(|counter| counter.seat_is_free() && word != "with"),
        is_wanted: standing.is_none() && !counter.able.services.both(wanted).is_empty(),
    }
}

async fn work(
    ctx: &Ctx,
    by: &Officer,
    floor: &Floor,
    dossiers: &Dossiers,
    centre: &Centre,
    counter: &CounterRow,
    closing: bool,
) -> Answer {
    let lang = ctx.lang;
    let visitor = visitor::view(ctx, by, floor, dossiers, centre, counter.id).await?;
    let live = floor.hall(centre.id).await?;
    let able = live.look().counters.get(&counter.id).map_or(counter.able, |counter| counter.able);
    let at_counter = visitor::ticket_at(&live.look(), counter.id).map(|ticket| ticket.number.to_string());
    let draw = desk::draw(centre.id, counter.id, lang);
    let drawn = live::draw_now(floor, &live, &desk::name(counter.id, lang), &draw).await?;
    let title = words::counter_name(centre, counter.id, lang);
    let page = html::part(ctx.page(title), "counter").wide();
    let view = DeskView {
        page,
        tabs: html::tabs(lang, by, centre.id, "counter"),
        home: format!("/floor/{}/counter", centre.id),
        base: format!("/floor/{}/counter/{}", centre.id, counter.id),
        api: format!("/api/v1/centres/{}/counters/{}", centre.id, counter.id),
        serves: desk::serves(centre, able, lang),
        zone: counter.zone,
        live: drawn.to_string(),
        visitor,
        closing: closing && at_counter.is_some(),
        at_counter: at_counter.unwrap_or_default(),
    };
    web::html(&view)
}

/// The counter of an address, in a hall in which the officer serves.
async fn counter_at(
    floor: &Floor,
    by: &Officer,
    centre: &str,
    counter: &str,
) -> Result<(Arc<Centre>, CounterId), Problem> {
    let centre = place::centre_for(floor, centre, by, Act::Serve).await?;
    let counter: CounterId = counter.parse().map_err(|_| Problem::absent("counter"))?;
    match centre.counter(counter) {
        Some(_) => Ok((centre, counter)),
        None => Err(Problem::absent("counter")),
    }
}

/// Only whoever sits at a counter sees its visitor.
async fn sits_at(floor: &Floor, by: &Officer, centre: &Centre, counter: CounterId) -> Result<(), Problem> {
    let live = floor.hall(centre.id).await?;
    let sits = desk::sits(&live.look(), counter);
    if sits == Some(by.id()) { Ok(()) } else { Err(Refusal::new("COUNTER_NOT_YOURS").into()) }
}

/// `GET …/counter/{counter}/live`: numbers only, for everybody who serves here.
async fn stream(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    Path((centre, counter)): Path<(String, String)>,
) -> Answer {
    let (centre, counter) = counter_at(&floor, &by, &centre, &counter).await?;
    let live = floor.hall(centre.id).await?;
    live::stream(&floor, live, desk::name(counter, ctx.lang), desk::draw(centre.id, counter, ctx.lang))
}

#[derive(Template)]
#[template(source = "", ext = "html")]
struct NobodyView {}

/// `GET …/counter/{counter}/visitor`: who is there now, for the officer of this counter.
async fn visitor_part(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    State(dossiers): State<Dossiers>,
    Path((centre, counter)): Path<(String, String)>,
) -> Answer {
    let (centre, counter) = counter_at(&floor, &by, &centre, &counter).await?;
    sits_at(&floor, &by, &centre, counter).await?;
    match visitor::view(&ctx, &by, &floor, &dossiers, &centre, counter).await? {
        Some(view) => web::html(&view),
        None => web::html(&NobodyView {}),
    }
}

/// `POST …/counter/{counter}/{act}`: the acts of [`api::command`], from forms.
async fn act(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    Path((centre, counter, act)): Path<(String, String, String)>,
    form: Fields,
) -> Answer {
    let (centre, counter) = counter_at(&floor, &by, &centre, &counter).await?;
    if act == "rule" {
        return Err(Problem::absent("act"));
    }
    let home = format!("/floor/{}/counter", centre.id);
    let numbers = |name: &str| form.all(name).iter().filter_map(|no| no.parse().ok()).collect::<Vec<u8>>();
    let body = ActBody {
        ticket: form.value("ticket").parse().ok(),
        done: numbers("done"),
        more: numbers("more"),
        only: form.value("only").parse().ok(),
        visitor_back: form.has("visitor_back", "1"),
        ..ActBody::default()
    };
    let done = match api::command(&centre, counter, &act, body, &by) {
        Ok(command) => {
            let command = super::asked(&by, centre.id, command);
            floor.act(&by.actor(), centre.id, command, html::once(by.id().0, &form)).await.map(drop)
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(web::see_other(&home)),
        Err(Error::Refused(refusal)) if act == "close" && refusal.key == "COUNTER_HAS_VISITOR" => {
            Ok(web::see_other(&format!("{home}?closing=1")))
        }
        Err(Error::Refused(refusal)) => {
            let why = web::refusal_text(ctx.lang, &refusal);
            Ok(Flash::bad("floor-counter-refused").with("why", why).then(&home))
        }
        Err(other) => Err(other.into()),
    }
}
