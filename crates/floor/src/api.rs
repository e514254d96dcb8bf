//! The floor for programs: the same acts as on its pages, below `/api/v1/centres/{centre}`. It translates, the door decides;
//! it tells numbers and counters, never who a visitor is.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use kernel::{Clock, CounterId, Error, Lang, Refusal, TicketId, UnitId};
use office::{Act, Frame, Officer, Sessions, SignedIn};
use queue::hall::{Able, Command, Desk, Gone, Languages, Services, Ticket};
use queue::rule::Class;
use store::ledger::Once;
use utoipa::OpenApi;
use web::api::{Change, json};
use web::{Answer, Problem};

use crate::counter;
use crate::door::{Done, Floor};
use crate::issue::Wish;
use crate::lead;
use crate::place;
use crate::setup::Centre;
use crate::store::HallDay;

mod views;

pub use views::*;

/// The room's routes for programs.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Floor: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/api/v1/centres/{centre}/hall", get(hall))
        .route("/api/v1/centres/{centre}/tickets", post(issue))
        .route("/api/v1/centres/{centre}/tickets/{ticket}/{act}", post(at_ticket))
        .route("/api/v1/centres/{centre}/counters/{counter}/{act}", post(at_counter))
        .route("/api/v1/centres/{centre}/moves", post(moves))
}

fn once(by: &Officer, change: &Change) -> Once {
    Once { caller: by.id().0, token: change.head.key.clone(), fingerprint: change.fingerprint() }
}

#[utoipa::path(get, path = "/api/v1/centres/{centre}/hall", tag = "floor", operation_id = "readHall",
    params(("centre" = String, Path, description = "Unit of the centre (`uni_…`)")),
    responses((status = 200, description = "The hall as it is saved", body = HallView)))]
/// A centre's hall today: counters, and everybody who is not done.
async fn hall(State(floor): State<Floor>, SignedIn(by): SignedIn, Path(centre): Path<String>) -> Answer {
    let id: UnitId = centre.parse().map_err(|_| Problem::absent("centre"))?;
    let may = [Act::Serve, Act::Greet, Act::LeadFloor].iter().any(|act| by.permit_in(*act, id).is_ok());
    if !may {
        return Err(Refusal::new("NOT_PERMITTED").with("act", Act::Serve.key()).into());
    }
    let centre = place::centre_at(&floor, &centre).await?;
    let live = floor.hall(centre.id).await?;
    let hall = live.look();
    let counters = centre.counters.iter().map(|counter| {
        let standing = hall.counters.get(&counter.id);
        let able = standing.map_or(counter.able, |counter| counter.able);
        let ticket = match standing.map(|counter| counter.desk) {
            Some(Desk::With { ticket }) => Some(ticket.to_string()),
            _ => None,
        };
        CounterView {
            counter: counter.id.to_string(),
            name: counter.name.clone(),
            desk: desk_word(standing.map(|counter| counter.desk)),
            ticket,
            services: able.services.iter().collect(),
        }
    });
    let service = |service: &crate::setup::ServiceRow| ServiceView {
        no: service.no,
        name: service.name(Lang::Vi).into(),
        zone: service.zone,
        offered: service.offered,
        median_s: service.median_s,
        ninth_s: service.ninth_s,
    };
    let mut open: Vec<&Ticket> = hall.tickets.values().filter(|ticket| !ticket.state.is_over()).collect();
    open.sort_unstable_by_key(|ticket| ticket.order());
    let view = HallView {
        seq: hall.seq as i64,
        services: centre.services.iter().map(service).collect(),
        counters: counters.collect(),
        tickets: open.into_iter().map(TicketView::of).collect(),
    };
    json(StatusCode::OK, &view)
}

#[utoipa::path(post, path = "/api/v1/centres/{centre}/tickets", tag = "floor", operation_id = "issueTicket",
    params(("centre" = String, Path, description = "Unit of the centre (`uni_…`)"),
        ("Idempotency-Key" = String, Header, description = "Names this change; a repeated request carries the same")),
    request_body = WishBody,
    responses((status = 201, description = "The ticket", body = IssuedView)))]
/// Issues a ticket: the next number of its series today, and the moment it will be called before.
async fn issue(
    State(floor): State<Floor>,
    SignedIn(by): SignedIn,
    Path(centre): Path<String>,
    change: Change,
) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::Greet).await?;
    let body: WishBody = change.parse()?;
    let wish = Wish {
        services: offered(&centre, &body.services)?,
        class: match body.class {
            ClassWord::Vulnerable => Class::Vulnerable,
            ClassWord::WalkIn => Class::WalkIn,
        },
        languages: Languages(body.languages),
        visitor: None,
        anyway: body.anyway,
        lang: Lang::Vi,
    };
    let issued = floor.issue(&by.actor(), centre.id, &wish, Some(once(&by, &change))).await?;
    json(StatusCode::CREATED, &IssuedView::of(&issued))
}

/// Services that visitors may choose here.
///
/// Errors: refused `SERVICE_NOT_OFFERED`.
pub fn offered(centre: &Centre, wanted: &[u8]) -> Result<Services, Refusal> {
    match wanted.iter().find(|no| !centre.service(**no).is_some_and(|service| service.offered)) {
        Some(no) => Err(Refusal::new("SERVICE_NOT_OFFERED").with("service", no).at("services")),
        None => Ok(Services::of(wanted.iter().copied())),
    }
}

#[utoipa::path(post, path = "/api/v1/centres/{centre}/tickets/{ticket}/{act}", tag = "floor", operation_id = "actOnTicket",
    params(("centre" = String, Path, description = "Unit of the centre (`uni_…`)"), ("ticket" = String, Path, description = "`tkt_…`"),
        ("act" = String, Path, description = "`return`, `out`, `leave`, `mistake`, `add`, `vulnerable`"),
        ("Idempotency-Key" = String, Header, description = "Names this change; a repeated request carries the same")),
    request_body = TicketActBody,
    responses((status = 200, description = "Done", body = DoneView)))]
/// What happens to a ticket away from counters: its visitor comes back, steps out, leaves, needs more, goes before others.
async fn at_ticket(
    State(floor): State<Floor>,
    SignedIn(by): SignedIn,
    Path((centre, ticket, act)): Path<(String, String, String)>,
    change: Change,
) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::Greet).await?;
    let ticket: TicketId = ticket.parse().map_err(|_| Problem::absent("ticket"))?;
    let command = match act.as_str() {
        "return" => Command::Return { ticket },
        "out" => Command::GoOut { ticket },
        "leave" => Command::Leave { ticket, why: Gone::GaveUp },
        "mistake" => Command::Leave { ticket, why: Gone::Mistake },
        "vulnerable" => Command::Class { ticket, class: Class::Vulnerable },
        "add" => {
            let body: TicketActBody = change.parse()?;
            Command::Add { ticket, services: offered(&centre, &body.services)?, anyway: body.anyway }
        }
        _ => return Err(Problem::absent("act")),
    };
    let done = floor.act(&by.actor(), centre.id, command, Some(once(&by, &change))).await?;
    answer(&floor, centre.id, &done).await
}

#[utoipa::path(post, path = "/api/v1/centres/{centre}/counters/{counter}/{act}", tag = "floor", operation_id = "actAtCounter",
    params(("centre" = String, Path, description = "Unit of the centre (`uni_…`)"), ("counter" = String, Path, description = "`ctr_…`"),
        ("act" = String, Path, description = "`open`, `close`, `pause`, `resume`, `next`, `call`, `recall`, `start`, `skip`, `hold`, `unhold`, `send-on`, `finish`; for leads `rule`"),
        ("Idempotency-Key" = String, Header, description = "Names this change; a repeated request carries the same")),
    request_body = ActBody,
    responses((status = 200, description = "Done", body = DoneView)))]
/// What happens at a counter: for whoever sits there, or opens it and sits down. A counter that was paused is taken over by opening it.
/// Who leads the hall acts at any, also for others and where nobody sits.
async fn at_counter(
    State(floor): State<Floor>,
    State(sessions): State<Arc<Sessions>>,
    SignedIn(by): SignedIn,
    Path((centre, counter, act)): Path<(String, String, String)>,
    change: Change,
) -> Answer {
    let leads = act == "rule" || centre.parse().is_ok_and(|id: UnitId| by.permit_in(Act::LeadFloor, id).is_ok());
    let centre = place::centre_for(&floor, &centre, &by, if leads { Act::LeadFloor } else { Act::Serve }).await?;
    let counter: CounterId = counter.parse().map_err(|_| Problem::absent("counter"))?;
    if centre.counter(counter).is_none() {
        return Err(Problem::absent("counter"));
    }
    let body: ActBody = change.parse()?;
    let late = body.done_ms.and_then(|done_ms| counter::late(&floor, centre.id, &act, done_ms));
    if let Some(named) = body.officer.filter(|named| *named != by.id()) {
        lead::html::sits(&floor, &sessions, &centre, named)?;
    }
    let command = counter::asked(&by, centre.id, command(&centre, counter, &act, body, &by)?);
    let hall = HallDay { centre: centre.id, day: floor.today() };
    let done = floor.act_with(&by.actor(), hall, command, Some(once(&by, &change)), late).await?;
    answer(&floor, centre.id, &done).await
}

/// The command of a word at a counter.
///
/// Errors: absent, when there is no such act or it lacks its ticket; refused, when a service is not offered.
pub fn command(centre: &Centre, counter: CounterId, act: &str, body: ActBody, by: &Officer) -> Result<Command, Error> {
    let ticket = || body.ticket.ok_or_else(|| Error::absent("ticket"));
    let able = || -> Result<Able, Error> {
        let own = centre.counter(counter).map_or_else(|| centre.everything(), |counter| counter.able);
        if body.services.is_empty() {
            return Ok(own);
        }
        Ok(Able { services: offered(centre, &body.services)?, ..own })
    };
    let seen = body.ticket.filter(|_| counter::MEANT.contains(&act));
    let command = match act {
        "open" => Command::Open {
            counter,
            able: able()?,
            officer: (!body.unattended).then(|| body.officer.unwrap_or(by.id())),
        },
        "rule" => Command::Rule { counter, able: able()? },
        "close" => Command::Close { counter, visitor_back: body.visitor_back },
        "pause" => Command::Pause { counter },
        "resume" => Command::Resume { counter },
        "next" => Command::CallNext { counter },
        "call" => Command::Call { counter, ticket: ticket()? },
        "recall" => Command::Recall { counter },
        "start" => Command::Start { counter },
        "skip" => Command::Skip { counter },
        "hold" => Command::Hold { counter },
        "unhold" => Command::Unhold { counter, ticket: ticket()? },
        "send-on" => Command::SendOn {
            counter,
            done: Services::of(body.done.iter().copied()),
            more: offered(centre, &body.more)?,
            only: body.only,
        },
        "finish" => Command::Finish { counter },
        _ => return Err(Error::absent("act")),
    };
    Ok(match seen {
        Some(ticket) => Command::With { counter, ticket, then: Box::new(command) },
        None => command,
    })
}

#[utoipa::path(post, path = "/api/v1/centres/{centre}/moves", tag = "floor", operation_id = "moveTickets",
    params(("centre" = String, Path, description = "Unit of the centre (`uni_…`)"),
        ("Idempotency-Key" = String, Header, description = "Names this change; a repeated request carries the same")),
    request_body = MovesBody,
    responses((status = 200, description = "Done", body = DoneView)))]
/// Gives waiting visitors to one counter, or to all again. For leads.
async fn moves(
    State(floor): State<Floor>,
    SignedIn(by): SignedIn,
    Path(centre): Path<String>,
    change: Change,
) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::LeadFloor).await?;
    let body: MovesBody = change.parse()?;
    let command = Command::Move { tickets: body.tickets, only: body.only };
    let done = floor.act(&by.actor(), centre.id, command, Some(once(&by, &change))).await?;
    answer(&floor, centre.id, &done).await
}

async fn answer(floor: &Floor, centre: UnitId, done: &Done) -> Answer {
    let live = floor.hall(centre).await?;
    let ticket = done.events.iter().rev().find_map(|event| event.what.ticket());
    let hall = live.look();
    let ticket = ticket.and_then(|id| hall.tickets.get(&id));
    let view = DoneView {
        seq: done.seq,
        ticket: ticket.map(|ticket| ticket.id.to_string()),
        number: ticket.map(|ticket| ticket.number.to_string()),
        services: ticket.map(|ticket| ticket.services.iter().collect()).unwrap_or_default(),
    };
    drop(hall);
    json(StatusCode::OK, &view)
}

#[derive(OpenApi)]
#[openapi(paths(hall, issue, at_ticket, at_counter, moves))]
struct Listed;

/// The room's part of the published description.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Listed::openapi()
}
