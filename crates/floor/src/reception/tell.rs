//! The number by text message: to the telephone that is known of whoever stands at the desk, or to the one they name.

use kernel::{Lang, Refusal, TicketId};
use sms::{Line, State};
use web::Fields;
use web::ui::{Badge, Tone};

use super::html::At;
use crate::booking::model::{Appointment, parse_phone};
use crate::door::Floor;

/// The telephone they gave before: with their appointment today, or when they were recorded.
pub(super) fn known(at: &At, booked: Option<&Appointment>) -> Option<String> {
    let of_person = match at {
        At::Known(one) => one.person.phone.as_deref().and_then(parse_phone),
        At::Nobody | At::Stranger { .. } => None,
    };
    booked.and_then(|one| parse_phone(&one.visitor.phone)).or(of_person)
}

/// Where the number is to be sent; none: nowhere. Only what was ticked or typed counts.
///
/// # Errors
/// `BOOKING_PHONE` at `phone`.
pub(super) fn wanted(form: &Fields, known: Option<String>) -> Result<Option<String>, Refusal> {
    match form.some("phone") {
        Some(typed) => parse_phone(typed).map(Some).ok_or_else(|| Refusal::new("BOOKING_PHONE").at("phone")),
        None => Ok(known.filter(|_| form.has("sms", "1"))),
    }
}

/// What became of the messages about a ticket: where to, how it stands.
pub(super) async fn lines_of(floor: &Floor, ticket: TicketId, lang: Lang) -> kernel::Result<Vec<(String, Badge)>> {
    let lines = floor.store.read_brief(move |tx| sms::store::list_about(tx, ticket.0)).await?;
    Ok(lines.into_iter().map(|line| (line.to.clone(), badge(&line, lang))).collect())
}

/// "Đã gửi 09:41".
pub fn badge(line: &Line, lang: Lang) -> Badge {
    let (tone, icon) = match line.state {
        State::Waiting => (Tone::Warn, "hourglass"),
        State::Sent => (Tone::Good, "check"),
        State::Refused | State::TooLate => (Tone::Bad, "circle-x"),
    };
    let key = format!("floor-sms-state-{}", line.state.code().replace('_', "-"));
    Badge::new(tone, lang.say_with(&key, &[("at", &crate::words::hm(line.at_ms))])).icon(icon)
}
