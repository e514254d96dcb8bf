//! Pages of appointments: parse → door → view → template. Nothing is decided here. Every step is an address, so that it works
//! without script and the way back keeps what was chosen.

mod book;
mod choose;
mod desk;
pub mod lists;
mod mine;
mod moving;
mod own;
mod start;
mod take;
pub(crate) mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::routing::{get, post};
use dossier::Dossiers;
use kernel::{Actor, Clock, UnitId};
use office::{Act, Frame, MaybeSignedIn, Officer, Sessions};
use person::seat::MaybeApplicant;
use person::{Accounts, Citizen};
use web::ui::{Step, StepState};
use web::{Ctx, Page, Problem};

use super::door::Bookings;
use super::model::Door;
use super::reason::Reason;
use crate::door::Floor;
use crate::html::below;

/// Where the public frame marks these pages.
const NAV: &str = "public-nav-appointments";

pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Floor: FromRef<S>,
    Dossiers: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Arc<Accounts>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
    person::seat::Frame: FromRef<S>,
{
    Router::new()
        .route("/appointments", get(start::page))
        .route("/appointments/places", get(choose::places))
        .route("/appointments/slots", get(choose::slots))
        .route("/appointments/new", get(book::show).post(book::book))
        .route("/appointments/other", get(book::show_other).post(book::other))
        .route("/appointments/{code}", get(own::show))
        .route("/appointments/{code}/move", get(moving::show).post(moving::move_to))
        .route("/appointments/{code}/cancellation", post(own::cancel))
        .route("/appointments/{code}/offer", post(own::answer))
        .route("/appointments/{code}/print", get(take::print))
        .route("/appointments/{code}/appointment.ics", get(take::ics))
        .route("/me/appointments", get(mine::show))
        .route("/floor/{centre}/appointments", get(desk::page))
        .route("/floor/{centre}/appointments/figures", get(desk::figures))
        .route("/floor/{centre}/callbacks", get(desk::callbacks))
        .route("/floor/{centre}/callbacks/{call}", post(desk::settle))
}

/// The bookings' door, from what the binary opened.
pub struct AtDoor(pub Bookings);

impl<S> FromRequestParts<S> for AtDoor
where
    S: Send + Sync,
    Floor: FromRef<S>,
    Dossiers: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(_: &mut Parts, state: &S) -> Result<Self, Problem> {
        Ok(AtDoor(Bookings::of(&Floor::from_ref(state), &Dossiers::from_ref(state))))
    }
}

/// Who sits in front of a page that anybody may see.
pub struct Guest {
    pub officer: Option<Officer>,
    pub citizen: Option<Citizen>,
}

impl<S> FromRequestParts<S> for Guest
where
    S: Send + Sync,
    Arc<Sessions>: FromRef<S>,
    Arc<Accounts>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
    person::seat::Frame: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let MaybeSignedIn(officer) = MaybeSignedIn::from_request_parts(parts, state).await?;
        let citizen = match officer {
            Some(_) => None,
            None => MaybeApplicant::from_request_parts(parts, state).await?.0,
        };
        Ok(Guest { officer, citizen })
    }
}

impl Guest {
    /// Through which door they book: a receptionist at the desk the address names, an account, or nobody.
    fn door(&self, reason: &Reason) -> Door {
        match (&self.officer, &self.citizen) {
            (Some(officer), _) if self.desk(reason).is_some_and(|desk| officer.permit_in(Act::Greet, desk).is_ok()) => {
                Door::Reception
            }
            (_, Some(_)) => Door::Account,
            _ => Door::Portal,
        }
    }

    fn desk(&self, reason: &Reason) -> Option<UnitId> {
        reason.desk.as_deref()?.parse().ok()
    }

    /// Who acts; `name` is what a visitor without an account called themselves.
    fn actor(&self, name: &str) -> Actor {
        match (&self.officer, &self.citizen) {
            (Some(officer), _) => officer.actor(),
            (None, Some(citizen)) => citizen.actor(),
            (None, None) => Actor::Applicant { name: name.into(), account: None },
        }
    }

    /// The caller of a changing request.
    fn caller(&self) -> i64 {
        let officer = self.officer.as_ref().map(|officer| officer.id().0);
        officer.or(self.citizen.as_ref().map(|citizen| citizen.account().0)).unwrap_or(0)
    }
}

/// A page of these, in the frame of whoever looks.
fn page(ctx: &Ctx, guest: &Guest, reason: &Reason, title: String) -> Page {
    let page = ctx.page(title);
    match (&guest.officer, guest.desk(reason)) {
        (Some(_), Some(desk)) => below(page, "appointments", &format!("/floor/{desk}/appointments")),
        (Some(_), None) => page.at("floor"),
        _ => page.at(NAV),
    }
}

/// Reason → place → slot → name; what was chosen leads back.
fn steps(ctx: &Ctx, reason: &Reason, at: usize, centre: Option<&str>) -> Vec<Step> {
    let query = reason.query();
    let href = |n: usize| match (n, centre) {
        (0, _) => Some(format!("/appointments?{query}")),
        (1, _) => Some(format!("/appointments/places?{query}")),
        (2, Some(centre)) => Some(format!("/appointments/slots?{query}&centre={centre}")),
        _ => None,
    };
    let keys = ["booking-step-reason", "booking-step-place", "booking-step-slot", "booking-step-name"];
    let step = |(n, key): (usize, &str)| Step {
        label: ctx.t(key),
        state: match n.cmp(&at) {
            std::cmp::Ordering::Less => StepState::Done,
            std::cmp::Ordering::Equal => StepState::Current,
            std::cmp::Ordering::Greater => StepState::Ahead,
        },
        note: String::new(),
        href: (n < at).then(|| href(n)).flatten(),
    };
    keys.into_iter().enumerate().map(step).collect()
}
