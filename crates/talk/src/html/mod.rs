//! Pages of talks and meeting rooms: parse form → door → view → template. No rule is here.

mod list;
pub(crate) mod lists;
mod new;
mod page;
mod plan;
mod setup;
pub(crate) mod visit;
pub(crate) mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::routing::{get, post};
use kernel::{Clock, Lang, Refusal};
use office::{Frame, Officer, Sessions};
use store::ledger::Once;
use web::ui::Choice;
use web::{Fields, Problem};

use crate::decide::time::LENGTHS;
use crate::door::Talks;
use crate::line;
use crate::model::Slot;

/// Every page of this room, and what its script speaks with.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Talks: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    let places = Router::new()
        .route("/talk-places/{place}", get(line::listen).post(line::signal))
        .layer(DefaultBodyLimit::max(crate::hub::BODY_MAX));
    Router::new()
        .route("/talk", get(visit::ask).post(visit::open))
        .route("/talk/{code}", get(visit::show))
        .route("/talk/{code}/place", post(line::visitor_place))
        .route("/talks", get(list::show).post(new::book))
        .route("/talks/new", get(new::show))
        .route("/talks/{id}", get(page::show))
        .route("/talks/{id}/room", get(page::room))
        .route("/talks/{id}/place", post(line::officer_place))
        .route("/talks/{id}/{noun}", post(page::act))
        .route("/rooms", get(plan::own))
        .route("/floor/{centre}/rooms", get(plan::show).post(plan::book))
        .route("/floor/{centre}/rooms/{meeting}/cancellation", post(plan::cancel))
        .route("/floor/{centre}/rooms/setup", get(setup::show).post(setup::add))
        .route("/floor/{centre}/rooms/setup/{room}", get(setup::one).post(setup::change))
        .merge(places)
}

/// An id of an address; what is none is not there.
pub(crate) fn parse<T: std::str::FromStr>(typed: &str) -> Result<T, Problem> {
    typed.parse().map_err(|_| Problem::absent("id"))
}

/// One filling-in of a form is one act, however often it is sent.
fn once(by: &Officer, form: &Fields, act: &str) -> Option<Once> {
    form.once().map(|token| Once { caller: by.id().0, token: token.into(), fingerprint: act.into() })
}

/// Day, time and length as they were typed.
///
/// Refused: `SLOT_DAY`, `SLOT_TIME`.
fn slot(form: &Fields) -> Result<Slot, Refusal> {
    let day = form.date("day").ok_or_else(|| Refusal::new("SLOT_DAY").at("day"))?;
    let typed = form.value("time").replace(['h', 'H', 'g', '.'], ":");
    let whole = if typed.ends_with(':') { format!("{typed}00") } else { typed };
    let padded = if whole.find(':') == Some(1) { format!("0{whole}") } else { whole };
    let time: jiff::civil::Time = padded.parse().map_err(|_| Refusal::new("SLOT_TIME").at("time"))?;
    Ok(Slot { from: day.to_datetime(time), minutes: form.number("minutes").unwrap_or(0) })
}

/// The lengths that can be booked.
fn lengths(lang: Lang) -> Vec<Choice> {
    let words = |n: i64| lang.say_with("talk-minutes", &[("n", &n.to_string())]).into_owned();
    LENGTHS.iter().map(|n| Choice::new(n.to_string(), words(*n))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_type_them() {
        let typed = |time: &str| {
            slot(&Fields::new().with("day", "5/3/2026").with("time", time).with("minutes", 30))
                .map(|slot| slot.from.time().strftime("%H:%M").to_string())
                .map_err(|refusal| refusal.key)
        };
        for text in ["09:30", "9:30", "9h30", "9.30"] {
            assert_eq!(typed(text).as_deref(), Ok("09:30"), "{text}");
        }
        assert_eq!(typed("14h").as_deref(), Ok("14:00"));
        for text in ["", "sáng", "25:00", "9"] {
            assert_eq!(typed(text), Err("SLOT_TIME".into()), "{text}");
        }
    }
}
