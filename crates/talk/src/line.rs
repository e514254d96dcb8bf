//! What the pages' script speaks with: taking a place, server-sent events down, signals up. JSON both ways.
//!
//! A place's key is 192 random bits and lives only in memory: whoever has it has shown a code or signed in.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream};
use kernel::{Actor, Refusal, TalkId};
use office::SignedIn;
use serde::Serialize;
use tokio::sync::watch;
use web::{Answer, Class, Ctx, Problem};

use crate::decide::course::Step;
use crate::door::{Talks, officer_ref};
use crate::hub::{Attached, Line, Signal, Trouble};
use crate::model::{Party, Talk};

/// Proxies and browsers see that the line lives.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Who is away longer than this waits no longer: reloading a page is faster.
const GRACE: Duration = Duration::from_secs(8);
/// How soon a browser tries again when its line broke.
const RETRY: Duration = Duration::from_secs(1);

#[derive(Serialize)]
struct PlaceView<'a> {
    key: String,
    party: &'static str,
    ice_servers: &'a [String],
}

/// `POST /talks/{id}/place`: the officer comes in; a talk of their unit becomes theirs.
pub async fn officer_place(SignedIn(by): SignedIn, State(talks): State<Talks>, Path(id): Path<String>) -> Answer {
    let id: TalkId = crate::html::parse(&id)?;
    let (talk, side) = talks.read(&by, id).await?;
    if !side.specialist {
        return Err(Refusal::new("TALK_NOT_YOURS").into());
    }
    crate::decide::course::may_enter(&talk, talks.now())?;
    if talk.officer.is_none() {
        talks.step(&by, id, Some(talk.version), Step::Take { officer: officer_ref(&by) }).await?;
    }
    let talk = talks.step(&by, id, None, Step::Enter { who: Party::Officer }).await?;
    place(&talks, &talk, Party::Officer)
}

/// `POST /talk/{code}/place`: the visitor comes in.
pub async fn visitor_place(ctx: Ctx, State(talks): State<Talks>, Path(code): Path<String>) -> Answer {
    ctx.spend(Class::LookUp)?;
    let talk = crate::html::visit::find(&talks, &code).await?.ok_or_else(|| Problem::absent("talk"))?;
    let actor = visitor(&talk);
    let talk = talks.step_as(actor, talk.id, Step::Enter { who: Party::Visitor }).await?;
    place(&talks, &talk, Party::Visitor)
}

fn visitor(talk: &Talk) -> Actor {
    Actor::Applicant { name: talk.visitor.clone(), account: None }
}

fn place(talks: &Talks, talk: &Talk, party: Party) -> Answer {
    let key = web::random::text::<24>();
    talks.hub.join(talk.id, party, &key, talks.dossiers.clock.now_ms()).map_err(problem)?;
    // A browser that asks for a place and never connects does not wait for anybody.
    spawn_leave(talks, talk.id, party);
    web::api::json(StatusCode::OK, &PlaceView { key, party: party.word(), ice_servers: &talks.ice_servers })
}

fn problem(trouble: Trouble) -> Problem {
    match trouble {
        Trouble::NoPlace => Problem::absent("place"),
        Trouble::TooMany => Problem::TooMany { wait_s: 5 },
        Trouble::TooLarge => Problem::TooLarge,
    }
}

/// `POST /talk-places/{place}`: a signal for the other side.
pub async fn signal(
    State(talks): State<Talks>,
    Path(key): Path<String>,
    web::api::Body(signal): web::api::Body<Signal>,
) -> Answer {
    let leaves = matches!(signal, Signal::Leave);
    let (talk, party) = talks.hub.send(&key, signal, talks.dossiers.clock.now_ms()).map_err(problem)?;
    if leaves {
        leave(&talks, talk, party).await;
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `GET /talk-places/{place}`: what the other side sends, as it comes.
pub async fn listen(State(talks): State<Talks>, Path(key): Path<String>) -> Answer {
    let now_ms = talks.dossiers.clock.now_ms();
    let Some((line, attached)) = talks.hub.attach(&key, now_ms) else { return Err(Problem::absent("place")) };
    // Who was away for long waits again; an error here is the next act's to tell.
    let guard = Guard { talks: talks.clone(), attached };
    let step = Step::Enter { who: guard.attached.party };
    if let Err(error) = talks.step_as(Actor::System { chore: "talk".into() }, guard.attached.talk, step).await {
        tracing::debug!(%error, "a line came back to a talk that is over");
    }
    Ok(answer(events(line, guard)))
}

fn answer(events: impl Stream<Item = Result<Event, Infallible>> + Send + 'static) -> Response {
    let mut response =
        Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE).text("still here")).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

/// A connected line; when it breaks, for whatever reason, the other side is told.
struct Guard {
    talks: Talks,
    attached: Attached,
}

impl Drop for Guard {
    fn drop(&mut self) {
        if self.talks.hub.detach(&self.attached, self.talks.dossiers.clock.now_ms()) {
            spawn_leave(&self.talks, self.attached.talk, self.attached.party);
        }
    }
}

/// The messages of a line until it is taken away, or the process stops.
fn events(line: Line, guard: Guard) -> impl Stream<Item = Result<Event, Infallible>> + Send + 'static {
    let first = stream::once(async { Ok(Event::default().retry(RETRY).comment("open")) });
    let rest = stream::unfold((line, web::serve::stopping(), guard), async |(mut line, mut stop, guard)| {
        let message = tokio::select! {
            message = line.recv() => message?,
            () = stopped(&mut stop) => return None,
        };
        Some((Ok(Event::default().data(message)), (line, stop, guard)))
    });
    use futures_util::StreamExt as _;
    first.chain(rest)
}

async fn stopped(stop: &mut watch::Receiver<bool>) {
    if stop.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn spawn_leave(talks: &Talks, talk: TalkId, party: Party) {
    // Without a runtime the process is ending, and the chores of the next one look at the talk.
    let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
    let talks = talks.clone();
    runtime.spawn(async move {
        tokio::time::sleep(GRACE).await;
        if !talks.hub.is_there(talk, party) {
            leave(&talks, talk, party).await;
        }
    });
}

async fn leave(talks: &Talks, talk: TalkId, party: Party) {
    let actor = Actor::System { chore: "talk".into() };
    if let Err(error) = talks.step_as(actor, talk, Step::Leave { who: party }).await {
        tracing::debug!(%error, "nobody left");
    }
}
