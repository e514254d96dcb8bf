//! The online desk: submissions that wait for the one-stop unit's answer, each with the eight working hours the law gives.
//!
//! Nothing is accepted by itself: an officer opens each submission, and the clock of the procedure starts when they
//! accept it (NĐ 118/2025/NĐ-CP Điều 17).

mod act;
mod checks;
pub(crate) mod list;
mod show;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::{get, post};
use dossier::Dossiers;
use dossier::list::incoming::{AsOf, Counts, Sight, counts};
use jiff::civil::DateTime;
use kernel::{Clock, Lang};
use law::Calendar;
use law::timeliness::TimeLeft;
use office::{Act, Frame, Officer, Sessions};
use web::Problem;
use web::ui::{Badge, Due, Tone};

use crate::badge;

/// From this much working time left an answer is due soon: two hours.
const SOON_SECONDS: i64 = 2 * 3600;

pub(super) fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Dossiers: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/intake/online", get(list::page))
        .route("/intake/online/{id}", get(show::page))
        .route("/intake/online/{id}/acceptance", post(act::accept))
        .route("/intake/online/{id}/supplement", post(act::supplement))
        .route("/intake/online/{id}/still-missing", post(act::still_missing))
        .route("/intake/online/{id}/refusal", post(act::refuse))
        .route("/intake/online/{id}/deciding", post(act::correct_deciding))
}

/// Whether somebody has anything to do with waiting submissions: they answer them, or watch over those who do.
pub fn concerns(by: &Officer) -> bool {
    by.may_somewhere(Act::Accept) || by.may_somewhere(Act::Supervise)
}

fn require(by: &Officer) -> Result<(), Problem> {
    if concerns(by) { Ok(()) } else { Err(Problem::forbidden()) }
}

/// As of when the officer's list is counted.
pub fn as_of(by: &Officer, dossiers: &Dossiers) -> AsOf {
    let now_ms = dossiers.clock.now_ms();
    let calendar = by.directory().calendar_of(by.unit());
    let soon = calendar.add_working_seconds(kernel::time::civil_ms(now_ms), SOON_SECONDS);
    AsOf { now_ms, soon_ms: kernel::time::instant_ms(soon) }
}

/// How many submissions wait in the officer's sight.
pub async fn waiting(by: &Officer, dossiers: &Dossiers) -> kernel::Result<Counts> {
    let (sight, as_of) = (Sight::of(by), as_of(by, dossiers));
    dossiers.store.read(move |tx| counts(tx, &sight, as_of)).await
}

/// The countdown: the moment, the working time left in words, and how urgent it is.
pub fn countdown(lang: Lang, by: DateTime, now: DateTime, calendar: &Calendar) -> Due {
    let left = TimeLeft::between(now, by, calendar);
    let minutes = left.days * 480 + left.hours * 60 + left.minutes;
    let tone = match (left.late, minutes * 60 <= SOON_SECONDS) {
        (true, _) => Tone::Bad,
        (false, true) => Tone::Warn,
        (false, false) => Tone::Good,
    };
    Due { date: badge::moment(lang, by), remains: left.words(lang), tone, chain: Vec::new() }
}

/// The same in a word.
pub fn urgency(lang: Lang, due: &Due) -> Badge {
    let (key, icon) = match due.tone {
        Tone::Bad => ("desk-online-overdue", "circle-alert"),
        Tone::Warn => ("desk-online-soon", "clock"),
        Tone::Good | Tone::Neutral | Tone::Info | Tone::Seal => ("desk-online-in-time", "hourglass"),
    };
    Badge::new(due.tone, lang.say(key)).icon(icon)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_last_two_hours_warn_and_the_time_after_them_is_overdue() {
        let calendar = Calendar::shipped();
        let until = date(2026, 3, 2).at(16, 0, 0, 0);
        let at = |hour, minute| countdown(Lang::Vi, until, date(2026, 3, 2).at(hour, minute, 0, 0), &calendar).tone;
        assert_eq!(
            [at(9, 0), at(13, 59), at(14, 0), at(15, 59), at(16, 1)],
            [Tone::Good, Tone::Good, Tone::Warn, Tone::Warn, Tone::Bad]
        );
    }
}
