//! What the hall says to people who have no page open, by text message: their appointment and their number. Composed when it is
//! sent, from what stands then; what is true no longer is not sent.

use std::sync::Arc;

use kernel::time::{civil_ms, hm_dmy};
use kernel::{AppointmentId, Error, Lang, OutboxId, Result, TicketId, UnitId};
use law::weekday_date;
use office::Directory;
use serde::{Deserialize, Serialize};
use sms::Draft;
use store::Tx;
use store::ledger::Message;

use crate::booking::model::{Appointment, By, State, shown_code};
use crate::booking::rows as bookings;
use crate::door::Floor;
use crate::issue::Along;
use crate::pass::rows as passes;
use crate::store as rows;
use crate::words::hm;

/// Topics of the outbox that this room's messages wait under.
pub const TOPICS: [&str; 2] = [APPOINTMENT, TICKET];
pub const APPOINTMENT: &str = "appointment";
const TICKET: &str = "ticket";

/// A number helps while somebody may still be on the way to the chairs.
const TICKET_HELPS_MS: i64 = 15 * 60_000;
/// A word about something that is over helps for a day.
const OVER_HELPS_MS: i64 = 24 * 3_600_000;

/// What a message of a ticket carries.
#[derive(Debug, Serialize, Deserialize)]
struct OfTicket {
    ticket: TicketId,
    to: String,
}

/// What a message of an appointment carries.
#[derive(Debug, Deserialize)]
struct OfAppointment {
    appointment: AppointmentId,
    kind: String,
}

/// Sends the number of the ticket to a telephone, once it is issued: in the same act or not at all.
pub fn tell_number(floor: &Floor, to: String) -> Along {
    let (ids, clock) = (floor.ids.clone(), floor.clock.clone());
    Arc::new(move |tx, ticket| {
        let body =
            serde_json::to_string(&OfTicket { ticket, to: to.clone() }).map_err(|e| Error::fault("message", e))?;
        let now_ms = clock.now_ms();
        let id = OutboxId(ids.next(now_ms));
        let message = Message { id, dossier: None, topic: TICKET.into(), body, created_ms: now_ms, attempts: 0 };
        tx.write(&[message.write()])
    })
}

/// The words of a message; none when there is nothing to say any more. `public_url`: `https://motcua.example.vn`.
///
/// # Errors
/// Faults of the store; a message this room did not write.
pub fn compose(tx: &mut Tx<'_>, message: &Message, directory: &Directory, public_url: &str) -> Result<Option<Draft>> {
    let read = |e: serde_json::Error| Error::fault("message of a hall", e);
    let centre = |unit: UnitId| directory.unit(unit).map(|unit| unit.short_name.clone()).unwrap_or_default();
    match message.topic.as_str() {
        TICKET => {
            let about: OfTicket = serde_json::from_str(&message.body).map_err(read)?;
            let Some(standing) = rows::find_standing(tx, about.ticket)? else { return Ok(None) };
            let Some(pass) = passes::find_of_ticket(tx, about.ticket)? else { return Ok(None) };
            let link = format!("{public_url}/t/{}", pass.code);
            let text = of_ticket(&standing, &centre(pass.hall.centre), &link, pass.lang);
            let until_ms = message.created_ms + TICKET_HELPS_MS;
            Ok(text.map(|text| Draft { subject: about.ticket.0, to: about.to, text, until_ms }))
        }
        _ => {
            let about: OfAppointment = serde_json::from_str(&message.body).map_err(read)?;
            let one = bookings::load(tx, about.appointment)?;
            let link = format!("{public_url}/appointments/{}", shown_code(&one.code));
            let said = of_appointment(&one, &about.kind, &centre(one.centre), &link, Lang::Vi);
            let until_ms = match one.state {
                State::Offered { until_ms } => until_ms,
                State::Booked | State::Moved { .. } => kernel::time::instant_ms(one.when.until()),
                _ => message.created_ms + OVER_HELPS_MS,
            };
            let to = one.visitor.phone.clone();
            Ok(said.filter(|_| !to.is_empty()).map(|text| Draft { subject: one.id.0, to, text, until_ms }))
        }
    }
}

/// How far a ticket has come, as its row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub number: String,
    pub state: String,
    pub bound: Option<i64>,
}

/// "Số A006, TTPVHCC tỉnh, được gọi trước 08:58. Theo dõi: …"; none once the visitor has been called.
fn of_ticket(standing: &Standing, centre: &str, link: &str, lang: Lang) -> Option<String> {
    if standing.state != "waiting" {
        return None;
    }
    let facts = [("number", &*standing.number), ("centre", centre), ("link", link)];
    Some(match standing.bound.map(hm) {
        Some(at) => lang.say_with("floor-sms-ticket", &[&facts[..], &[("at", &at)]].concat()).into_owned(),
        None => lang.say_with("floor-sms-ticket-open", &facts).into_owned(),
    })
}

/// What happened to an appointment, if it still stands as this message says.
fn of_appointment(one: &Appointment, kind: &str, centre: &str, link: &str, lang: Lang) -> Option<String> {
    let key = match (kind, &one.state) {
        ("booked" | "accepted", State::Booked | State::Moved { .. }) => "floor-sms-booked",
        ("moved", State::Moved { .. } | State::Booked) => "floor-sms-moved",
        ("reminded", State::Booked | State::Moved { .. }) => "floor-sms-reminded",
        ("listed", State::Waiting) => "floor-sms-listed",
        ("offered", State::Offered { .. }) => "floor-sms-offered",
        ("cancelled", State::Cancelled { by: By::Visitor, .. }) => "floor-sms-cancelled",
        ("cancelled", State::Cancelled { by: By::Centre, .. }) => "floor-sms-cancelled-by-centre",
        ("cancelled", State::Cancelled { by: By::Time, .. }) => "floor-sms-nothing-free",
        _ => return None,
    };
    let (code, at) = (shown_code(&one.code), one.when.show_from());
    let day = weekday_date(one.when.day, lang);
    let until = match one.state {
        State::Offered { until_ms } => hm_dmy(civil_ms(until_ms)),
        _ => String::new(),
    };
    let facts =
        [("centre", centre), ("at", &*at), ("day", &*day), ("code", &*code), ("link", link), ("until", &*until)];
    Some(lang.say_with(key, &facts).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_sent_while_its_visitor_waits() {
        let standing = |state: &str, bound| Standing { number: "A006".into(), state: state.into(), bound };
        let said = |state, bound| of_ticket(&standing(state, bound), "TTPVHCC tỉnh", "https://x.vn/t/abc", Lang::Vi);
        let nine = kernel::time::instant_ms(jiff::civil::date(2026, 3, 3).at(9, 42, 0, 0));
        let words = said("waiting", Some(nine)).unwrap();
        assert!(words.contains("A006") && words.contains("09:42") && words.contains("https://x.vn/t/abc"), "{words}");
        assert!(!said("waiting", None).unwrap().contains("trước"), "nothing is promised that nobody can say");
        assert_eq!(said("called", Some(nine)), None);
        assert!(sms::decide::plain(&words).len() <= 160, "one message is enough: {words}");
    }
}
