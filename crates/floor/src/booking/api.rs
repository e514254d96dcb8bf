//! Appointments for programs: free slots for anybody, booking for those who receive visitors (a call centre, a kiosk of
//! another maker). It translates; the door decides.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use dossier::Dossiers;
use jiff::civil::Date;
use kernel::{Clock, Refusal, UnitId};
use office::{Act as May, Frame, Officer, Sessions, SignedIn};
use serde::{Deserialize, Serialize};
use store::ledger::Once;
use utoipa::{IntoParams, OpenApi, ToSchema};
use web::api::{Change, json, with_version};
use web::{Answer, Problem};

use super::decide::Act;
use super::html::AtDoor;
use super::model::{Appointment, By, Door, VisitorDraft, When, shown_code};
use super::{Key, Request};
use crate::api::offered;
use crate::door::Floor;
use crate::duty::model::{Span, hm, parse_hm};
use crate::place::{centre_at, centre_for};

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
        .route("/api/v1/centres/{centre}/slots", get(slots))
        .route("/api/v1/appointments", post(book))
        .route("/api/v1/appointments/{code}", get(show).delete(cancel))
}

/// Which slots.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct SlotsQuery {
    /// Numbers of the centre's services, with commas: `0,3`.
    services: String,
    /// First day, ISO 8601; today when nothing is said.
    #[param(value_type = Option<String>)]
    first: Option<Date>,
    /// Last day; the farthest day the centre gives when nothing is said.
    #[param(value_type = Option<String>)]
    last: Option<Date>,
}

/// Slots with a free place.
#[derive(Debug, Serialize, ToSchema)]
pub struct SlotList {
    pub items: Vec<SlotView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SlotView {
    #[schema(example = "2026-03-03")]
    pub day: String,
    #[schema(example = "08:30")]
    pub from: String,
    #[schema(example = "09:00")]
    pub until: String,
    /// Places left, at most nine.
    pub places: usize,
}

/// An appointment to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BookBody {
    #[schema(value_type = String)]
    pub centre: UnitId,
    /// Numbers of the centre's services.
    pub services: Vec<u8>,
    #[schema(value_type = String, example = "2026-03-03")]
    pub day: Date,
    #[schema(example = "08:30")]
    pub from: String,
    #[schema(example = "09:00")]
    pub until: String,
    pub name: String,
    pub phone: String,
    #[serde(default)]
    pub number: String,
    #[serde(default)]
    pub note: String,
}

/// An act without fields.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// An appointment as an officer of its centre sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AppointmentView {
    #[schema(example = "HEN-K7PM-2XQD")]
    pub code: String,
    pub version: i64,
    pub centre: String,
    pub day: String,
    pub from: String,
    pub until: String,
    pub services: Vec<u8>,
    /// `waiting`, `offered`, `booked`, `moved`, `cancelled`, `arrived`, `no_show`.
    pub state: &'static str,
    pub name: String,
    pub phone: String,
    pub number: Option<String>,
}

impl AppointmentView {
    fn of(one: &Appointment) -> AppointmentView {
        AppointmentView {
            code: shown_code(&one.code),
            version: one.version,
            centre: one.centre.to_string(),
            day: one.when.day.to_string(),
            from: hm(one.when.span.from),
            until: hm(one.when.span.until),
            services: one.services.iter().collect(),
            state: one.state.code(),
            name: one.visitor.name.clone(),
            phone: one.visitor.phone.clone(),
            number: one.visitor.number.clone(),
        }
    }
}

/// Refused unless they receive visitors somewhere.
fn greets(by: &Officer) -> Result<(), Problem> {
    match by.may_somewhere(May::Greet) {
        true => Ok(()),
        false => Err(Refusal::new("NOT_PERMITTED").with("act", May::Greet.key()).into()),
    }
}

#[utoipa::path(get, path = "/api/v1/centres/{centre}/slots", tag = "floor", operation_id = "listSlots",
    params(("centre" = String, Path, description = "Unit of the centre (`uni_…`)"), SlotsQuery),
    responses((status = 200, description = "Slots with a free place, in order of time", body = SlotList)))]
/// When a centre has room for an appointment.
async fn slots(State(floor): State<Floor>, AtDoor(door): AtDoor, Path(centre): Path<String>, uri: Uri) -> Answer {
    let centre = centre_at(&floor, &centre).await?;
    let query: SlotsQuery = web::api::query(&uri)?;
    let numbers: Result<Vec<u8>, _> = query.services.split(',').map(|no| no.trim().parse()).collect();
    let numbers = numbers.map_err(|_| Problem::Malformed("services: numbers with commas".into()))?;
    let services = offered(&centre, &numbers)?;
    let (today, horizon) = (door.now().date(), door.horizon(&centre));
    let (first, last) = (query.first.unwrap_or(today).max(today), query.last.unwrap_or(horizon).min(horizon));
    let mut items = Vec::new();
    if first <= last {
        for facts in door.days(centre.id, first, last).await? {
            let open = facts.open(services, None).into_iter().filter(|(_, places)| *places > 0);
            items.extend(open.map(|(span, places)| SlotView {
                day: facts.day.to_string(),
                from: hm(span.from),
                until: hm(span.until),
                places,
            }));
        }
    }
    json(StatusCode::OK, &SlotList { items })
}

#[utoipa::path(post, path = "/api/v1/appointments", tag = "floor", operation_id = "bookAppointment",
    params(("Idempotency-Key" = String, Header, description = "Names this change; a repeated request carries the same")),
    request_body = BookBody,
    responses((status = 201, description = "Booked", body = AppointmentView)))]
/// Books a slot for a visitor. For those who receive visitors at the centre.
async fn book(State(floor): State<Floor>, AtDoor(door): AtDoor, SignedIn(by): SignedIn, change: Change) -> Answer {
    greets(&by)?;
    let body: BookBody = change.parse()?;
    let centre = centre_for(&floor, &body.centre.to_string(), &by, May::Greet).await?;
    let draft = VisitorDraft {
        name: body.name.clone(),
        phone: body.phone.clone(),
        number: body.number.clone(),
        ..VisitorDraft::default()
    };
    let visitor = match draft.check() {
        Ok(visitor) => visitor,
        Err(wrong) => return Err(wrong.into_iter().next().unwrap_or_else(|| Refusal::new("BOOKING_NAME")).into()),
    };
    let time = |text: &str| parse_hm(text).ok_or_else(|| Problem::Malformed("from, until: HH:MM".into()));
    let when = When { day: body.day, span: Span::new(time(&body.from)?, time(&body.until)?) };
    let request = Request {
        centre: centre.id,
        services: offered(&centre, &body.services)?,
        procedures: Vec::new(),
        visitor,
        door: Door::Program,
        note: body.note,
    };
    let once = Once { caller: by.id().0, token: change.head.key.clone(), fingerprint: change.fingerprint() };
    let one = door.book(&by.actor(), request, when, Some(once)).await?;
    Ok(with_version(json(StatusCode::CREATED, &AppointmentView::of(&one))?, one.version))
}

#[utoipa::path(get, path = "/api/v1/appointments/{code}", tag = "floor", operation_id = "readAppointment",
    params(("code" = String, Path, description = "`HEN-XXXX-XXXX`")),
    responses((status = 200, description = "The appointment", body = AppointmentView)))]
/// An appointment of a centre where the caller receives visitors; elsewhere it is not there.
async fn show(AtDoor(door): AtDoor, SignedIn(by): SignedIn, Path(code): Path<String>) -> Answer {
    greets(&by)?;
    let one = opened(&door, by, &code).await?;
    Ok(with_version(json(StatusCode::OK, &AppointmentView::of(&one))?, one.version))
}

async fn opened(door: &super::Bookings, by: Officer, code: &str) -> Result<Appointment, Problem> {
    match door.open(code, &Key::Officer(by)).await {
        Ok(story) => Ok(story.appointment),
        Err(kernel::Error::Refused(refusal)) if refusal.key == "BOOKING_WHO" => Err(Problem::absent("appointment")),
        Err(other) => Err(other.into()),
    }
}

#[utoipa::path(delete, path = "/api/v1/appointments/{code}", tag = "floor", operation_id = "cancelAppointment",
    params(("code" = String, Path, description = "`HEN-XXXX-XXXX`"),
        ("If-Match" = String, Header, description = "The version that was seen"),
        ("Idempotency-Key" = String, Header, description = "Names this change; a repeated request carries the same")),
    responses((status = 204, description = "Cancelled")))]
/// Cancels an appointment; its place goes to the first who waits.
async fn cancel(AtDoor(door): AtDoor, SignedIn(by): SignedIn, Path(code): Path<String>, change: Change) -> Answer {
    greets(&by)?;
    let one = opened(&door, by.clone(), &code).await?;
    let (seen, Nothing {}) = change.parse_act()?;
    let once = Once { caller: by.id().0, token: change.head.key.clone(), fingerprint: change.fingerprint() };
    let act = Act::Cancel { by: By::Centre, why: String::new() };
    door.change(&by.actor(), one.id, seen, act, Some(once)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

#[derive(OpenApi)]
#[openapi(paths(slots, book, show, cancel))]
struct Listed;

/// This part of the published description.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Listed::openapi()
}
