//! The visitor's page on their phone, and the ticket as it is printed. Whoever has the code may see and do this; wrong
//! codes are counted against their address.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use futures_util::stream;
use kernel::{Actor, Error, Lang};
use office::Sessions;
use queue::hall::{Command, Gone, Ticket};
use queue::rule::Ms;
use tokio::sync::watch;
use web::ctx::Ctx;
use web::{Answer, Class, Fields, Page, Problem, see_other};

use super::model::{self, Standing};
use super::slip::{Slip, class_words};
use super::{Pass, code_in, rows};
use crate::board::html::centre_name;
use crate::board::model::zone_of;
use crate::door::Floor;
use crate::halls::Live;
use crate::html::once;
use crate::setup::Centre;
use crate::words::{day_words, hm, zone_name};

/// The visitors' routes.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Floor: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
{
    Router::new()
        .route("/t/{code}", get(show))
        .route("/t/{code}/live", get(live))
        .route("/t/{code}/out", post(out))
        .route("/t/{code}/return", post(back))
        .route("/t/{code}/leave", get(ask_leave).post(leave))
        .route("/t/{code}/print", get(print))
}

/// A pass with everything its page needs.
pub struct Held {
    pub pass: Pass,
    pub ticket: Ticket,
    pub centre: Arc<Centre>,
    pub live: Arc<Live>,
}

/// The pass of a code.
///
/// A code that is none counts against the address that asks: 30¹² are not guessed, and a hall's visitors share one address.
///
/// Errors: absent; too many.
pub async fn find(ctx: &Ctx, floor: &Floor, typed: &str) -> Result<Held, Problem> {
    let found = match code_in(typed) {
        Some(code) => floor.store.read_brief(move |tx| rows::find(tx, &code)).await?,
        None => None,
    };
    let Some(pass) = found else {
        ctx.spend(Class::LookUp)?;
        return Err(Problem::absent("pass"));
    };
    held(floor, pass).await
}

/// A pass with its ticket as it is saved.
pub async fn held(floor: &Floor, pass: Pass) -> Result<Held, Problem> {
    let (centre, live) = (floor.centre(pass.hall.centre).await?, floor.hall_on(pass.hall).await?);
    let ticket = live.look().tickets.get(&pass.ticket).cloned().ok_or_else(|| Problem::absent("ticket"))?;
    Ok(Held { pass, ticket, centre, live })
}

/// `?lang=`, then the language of the pass.
fn language(ctx: &Ctx, pass: &Pass) -> Lang {
    let said =
        ctx.here.split_once('?').is_some_and(|(_, query)| query.split('&').any(|pair| pair.starts_with("lang=")));
    if said { ctx.lang } else { pass.lang }
}

/// A frame in the language of the pass, whatever the phone prefers.
fn frame(ctx: &Ctx, lang: Lang, title: String) -> Page {
    Page { lang, ..ctx.page(title) }
}

/// What the part of the page says that changes.
#[derive(Template)]
#[template(path = "pass/now.html")]
struct Now {
    page: Page,
    code: String,
    number: String,
    standing: Standing,
    before: usize,
    late: bool,
    /// The counter that called.
    counter: i64,
    called_key: String,
    services: String,
    class: Option<String>,
    zone: u8,
    zone_name: String,
    bound: String,
    /// As likely before as after, and nine times of ten before.
    estimate: Option<(String, String)>,
    day: String,
    may_rate: bool,
}

impl Now {
    async fn of(ctx: &Ctx, floor: &Floor, held: &Held, lang: Lang) -> Result<Now, Problem> {
        let now_ms = floor.clock.now_ms();
        let standing = {
            let hall = held.live.look();
            model::standing(&hall, &held.ticket, held.pass.hall.day, floor.today(), now_ms)
        };
        let estimate = match standing {
            Standing::Waiting { .. } => {
                let promise =
                    floor.forecasts.of_ticket(&floor.store, &held.centre, &held.live, held.ticket.id, now_ms).await?;
                promise.map(|promise| (hm(promise.middle.max(now_ms)), hm(promise.bound.max(now_ms))))
            }
            _ => None,
        };
        let may_rate = model::may_rate(&held.ticket, now_ms);
        Ok(Now { may_rate, ..Now::drawn(ctx, held, lang, standing, estimate) })
    }

    fn drawn(ctx: &Ctx, held: &Held, lang: Lang, standing: Standing, estimate: Option<(String, String)>) -> Now {
        let ticket = &held.ticket;
        let (before, late) = match standing {
            Standing::Waiting { before, late } => (before, late),
            Standing::Out { before } => (before, false),
            _ => (0, false),
        };
        let counter = ticket.state.counter().and_then(|id| held.centre.counter(id));
        let zone = match counter {
            Some(counter) => counter.zone,
            None => zone_of(&held.centre, ticket),
        };
        let called_key = match ticket.state {
            queue::hall::TicketState::Called { at, times, .. } => format!("{at}.{times}"),
            _ => String::new(),
        };
        Now {
            page: frame(ctx, lang, String::new()),
            code: held.pass.code.clone(),
            number: ticket.number.to_string(),
            standing,
            before,
            late,
            counter: counter.map_or(0, |counter| counter.number),
            called_key,
            services: held.centre.names(ticket.services.and(ticket.done), lang),
            class: class_words(ticket.class, lang),
            zone,
            zone_name: zone_name(zone, lang),
            bound: ticket.bound.map(hm).unwrap_or_default(),
            estimate,
            day: day_words(held.pass.hall.day, lang),
            may_rate: false,
        }
    }

    fn text(&self) -> Result<String, Problem> {
        self.render().map_err(|cause| Problem::fault("template", cause))
    }
}

#[derive(Template)]
#[template(path = "pass/pass.html")]
struct PassPage {
    page: Page,
    centre: String,
    code: String,
    is_live: bool,
    now: String,
}

/// A visitor's own page.
async fn show(
    ctx: Ctx,
    State(floor): State<Floor>,
    State(sessions): State<Arc<Sessions>>,
    Path(code): Path<String>,
) -> Answer {
    let held = find(&ctx, &floor, &code).await?;
    let lang = language(&ctx, &held.pass);
    let now = Now::of(&ctx, &floor, &held, lang).await?;
    let title = lang.say_with("floor-number-n", &[("number", &now.number)]).into_owned();
    private(web::html(&PassPage {
        page: frame(&ctx, lang, title),
        centre: centre_name(&sessions, &held.centre),
        code: held.pass.code.clone(),
        is_live: now.standing.is_live(),
        now: now.text()?,
    }))
}

/// Nobody else who uses the browser finds it again.
fn private(answer: Answer) -> Answer {
    answer.map(|mut response: Response| {
        let keep = HeaderValue::from_static("no-store");
        response.headers_mut().insert(axum::http::header::CACHE_CONTROL, keep);
        response
    })
}

// ── what visitors do ────────────────────────────────────────────────────────────────────────────────────────────

/// Whoever holds the code acts for the ticket.
fn by() -> Actor {
    Actor::System { chore: "pass".into() }
}

async fn does(ctx: &Ctx, floor: &Floor, code: &str, form: &Fields, command: impl Fn(&Held) -> Command) -> Answer {
    let held = find(ctx, floor, code).await?;
    let command = command(&held);
    match floor.act_with(&by(), held.pass.hall, command, once(held.ticket.id.0, form), None).await {
        // The page says how it stands: called meanwhile, or over.
        Ok(_) | Err(Error::Refused(_)) => Ok(see_other(&format!("/t/{}", held.pass.code))),
        Err(error) => Err(error.into()),
    }
}

/// Steps out and keeps the place.
async fn out(ctx: Ctx, State(floor): State<Floor>, Path(code): Path<String>, form: Fields) -> Answer {
    does(&ctx, &floor, &code, &form, |held| Command::GoOut { ticket: held.ticket.id }).await
}

/// Is back in the hall.
async fn back(ctx: Ctx, State(floor): State<Floor>, Path(code): Path<String>, form: Fields) -> Answer {
    does(&ctx, &floor, &code, &form, |held| Command::Return { ticket: held.ticket.id }).await
}

#[derive(Template)]
#[template(path = "pass/leave.html")]
struct LeavePage {
    page: Page,
    centre: String,
    code: String,
    number: String,
}

/// Asks once more before the number is given back.
async fn ask_leave(
    ctx: Ctx,
    State(floor): State<Floor>,
    State(sessions): State<Arc<Sessions>>,
    Path(code): Path<String>,
) -> Answer {
    let held = find(&ctx, &floor, &code).await?;
    let lang = language(&ctx, &held.pass);
    private(web::html(&LeavePage {
        page: frame(&ctx, lang, lang.say("floor-pass-leave").into_owned()),
        centre: centre_name(&sessions, &held.centre),
        code: held.pass.code,
        number: held.ticket.number.to_string(),
    }))
}

/// Gives the number back.
async fn leave(ctx: Ctx, State(floor): State<Floor>, Path(code): Path<String>, form: Fields) -> Answer {
    does(&ctx, &floor, &code, &form, |held| Command::Leave { ticket: held.ticket.id, why: Gone::GaveUp }).await
}

// ── on paper ────────────────────────────────────────────────────────────────────────────────────────────────────

#[derive(Template)]
#[template(path = "pass/print.html")]
struct PrintPage {
    page: Page,
    code: String,
    slip: Slip,
    /// The printer is asked as soon as the page is there.
    at_once: bool,
}

/// The ticket as it is printed, also again.
async fn print(
    ctx: Ctx,
    State(floor): State<Floor>,
    State(sessions): State<Arc<Sessions>>,
    Path(code): Path<String>,
) -> Answer {
    let held = find(&ctx, &floor, &code).await?;
    let title = held.pass.lang.say_with("floor-number-n", &[("number", &held.ticket.number.to_string())]).into_owned();
    let at_once = ctx.here.ends_with("?now=1");
    private(web::html_with(
        StatusCode::OK,
        &PrintPage {
            page: frame(&ctx, held.pass.lang, title),
            code: held.pass.code.clone(),
            slip: slip_of(&ctx, &sessions, &held),
            at_once,
        },
    ))
}

/// A ticket as it is printed now.
pub fn slip_of(ctx: &Ctx, sessions: &Sessions, held: &Held) -> Slip {
    let before = model::before(&held.live.look(), &held.ticket);
    let name = centre_name(sessions, &held.centre);
    Slip::of(&held.pass, &held.ticket, &held.centre, &name, before, &ctx.settings().public_url)
}

// ── live ────────────────────────────────────────────────────────────────────────────────────────────────────────

/// An estimate is looked at again this often while others come and go.
const AGAIN_MS: Ms = 10_000;
const ALIVE: Duration = Duration::from_secs(15);

/// One phone that looks on.
struct Watching {
    ctx: Ctx,
    floor: Floor,
    held: Held,
    lang: Lang,
    woken: watch::Receiver<i64>,
    stopping: watch::Receiver<bool>,
    /// What was sent last, and when.
    sent: Option<(Ticket, Standing, Ms)>,
    over: bool,
}

impl Watching {
    /// The next drawing: at once when something happened to this ticket, else every few seconds.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if self.over || *self.stopping.borrow() || self.held.pass.hall.day < self.floor.today() {
                return None;
            }
            self.woken.mark_unchanged();
            let now_ms = self.floor.clock.now_ms();
            let standing = {
                let hall = self.held.live.look();
                self.held.ticket = hall.tickets.get(&self.held.ticket.id)?.clone();
                model::standing(&hall, &self.held.ticket, self.held.pass.hall.day, self.floor.today(), now_ms)
            };
            let due = self.sent.as_ref().is_none_or(|(ticket, before, at)| {
                *ticket != self.held.ticket || *before != standing || now_ms - at >= AGAIN_MS
            });
            if due {
                let text = Now::of(&self.ctx, &self.floor, &self.held, self.lang).await.and_then(|now| now.text());
                let text = match text {
                    Ok(text) => text,
                    Err(problem) => {
                        tracing::warn!(?problem, "a visitor's page could not be drawn");
                        return None;
                    }
                };
                self.sent = Some((self.held.ticket.clone(), standing, now_ms));
                self.over = !standing.is_live();
                return Some(Event::default().event("view").data(text));
            }
            tokio::select! {
                changed = self.woken.changed() => { changed.ok()?; }
                _ = self.stopping.changed() => return None,
                () = tokio::time::sleep(Duration::from_millis(AGAIN_MS as u64)) => {}
            }
        }
    }
}

/// The line of one visitor's page.
async fn live(ctx: Ctx, State(floor): State<Floor>, Path(code): Path<String>) -> Answer {
    let held = find(&ctx, &floor, &code).await?;
    let lang = language(&ctx, &held.pass);
    let (woken, stopping) = (held.live.watch(), web::serve::stopping());
    let watching = Watching { ctx, floor, held, lang, woken, stopping, sent: None, over: false };
    let events = stream::unfold(watching, |mut watching| async move {
        let event = watching.next().await?;
        Some((Ok::<_, Infallible>(event), watching))
    });
    let mut answer = Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE)).into_response();
    answer.headers_mut().insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    Ok(answer)
}
