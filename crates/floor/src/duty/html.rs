//! Pages of shifts for the lead of a hall: a week to look at, a day to change. Parse → door → view → template.

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::{get, post};
use dossier::Dossiers;
use jiff::civil::Date;
use kernel::{Clock, CounterId, Lang, OfficerId};
use office::{Frame, Officer, Sessions};

use super::door::{Duty, DutyDay};
use super::model::Session;
use crate::booking::Bookings;
use crate::door::Floor;
use crate::setup::Centre;

mod day;
mod week;

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
        .route("/floor/{centre}/shifts", get(week::show))
        .route("/floor/{centre}/shifts/week", post(week::change))
        .route("/floor/{centre}/shifts/day/{day}", get(day::show).post(day::change))
}

fn duty_of(floor: &Floor, dossiers: &Dossiers) -> Duty {
    Duty { bookings: Bookings::of(floor, dossiers) }
}

fn monday_of(day: Date) -> Date {
    day.checked_sub(jiff::Span::new().days(day.weekday().to_monday_zero_offset())).unwrap_or(day)
}

fn days_after(day: Date, days: i64) -> Date {
    day.checked_add(jiff::Span::new().days(days)).unwrap_or(day)
}

fn counter_name(centre: &Centre, id: CounterId) -> String {
    centre.counter(id).map_or_else(|| id.to_string(), |counter| format!("{}. {}", counter.number, counter.name))
}

fn officer_name(by: &Officer, lang: Lang, officer: Option<OfficerId>) -> String {
    let known = officer.map(|id| by.directory().officer(id).map_or_else(|| id.to_string(), |card| card.name.clone()));
    known.unwrap_or_else(|| lang.say("duty-one-officer").into_owned())
}

/// A weekday at the beginning of a heading.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Why a day has no usual hours, in words.
fn closed_words(lang: Lang, day: &DutyDay) -> Option<String> {
    day.closed.as_ref().map(|_| lang.say("duty-holiday").into_owned())
}

fn session_words(lang: Lang, session: &Session) -> String {
    let (span, note) = (session.span.show(), session.note.clone());
    lang.say_with("duty-session-words", &[("span", &span), ("note", &note)]).into_owned()
}
