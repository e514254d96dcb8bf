//! From the appointment to the ticket: once, however often the code is shown.

use std::sync::Arc;

use kernel::{Actor, AppointmentId, Error, Lang, Refusal, Result, TicketId, UnitId};
use queue::hall::{Languages, Services};
use queue::rule::Class;
use store::Tx;
use store::ledger::Once;

use super::decide::{self, Act};
use super::door::Bookings;
use super::model::{Appointment, State};
use super::rows;
use crate::issue::{Along, Issued, Wish};

/// What the ticket of an appointment has besides it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beside {
    /// Services the visitor turned out to need as well.
    pub more: Services,
    /// They are vulnerable: whichever class goes first is theirs.
    pub vulnerable: bool,
    pub languages: Languages,
    pub lang: Lang,
    /// Although no open counter can serve it now.
    pub anyway: bool,
}

impl Default for Beside {
    fn default() -> Beside {
        let (more, languages) = (Services::NONE, Languages::VIETNAMESE);
        Beside { more, vulnerable: false, languages, lang: Lang::Vi, anyway: false }
    }
}

impl Bookings {
    /// Notes that an appointment came with this ticket, in the transaction of the ticket (see [`crate::issue::Along`]).
    ///
    /// Refused: what [`decide::next`] refuses: `BOOKING_OTHER_DAY`, `BOOKING_CANCELLED`, `BOOKING_ARRIVED`,
    /// `BOOKING_MISSED`, `BOOKING_WAITS`.
    pub fn arrived(&self, tx: &mut Tx<'_>, id: AppointmentId, ticket: TicketId, by: &Actor) -> Result<Appointment> {
        let before = rows::load(tx, id)?;
        self.change_in(tx, by, &before, &Act::Arrive { ticket }, None)
    }

    /// The class of an appointment's ticket now. A vulnerable visitor has whichever goes first.
    pub fn class_of(&self, one: &Appointment, vulnerable: bool, rule: &queue::rule::Rule) -> Class {
        let (slot, now_ms) = (one.class(), self.now_ms());
        match vulnerable && rule.merit(Class::Vulnerable, now_ms) < rule.merit(slot, now_ms) {
            true => Class::Vulnerable,
            false => slot,
        }
    }

    /// Gives the ticket of an appointment at its centre; shown again, the code is answered with the ticket already given.
    ///
    /// Refused: `BOOKING_OTHER_CENTRE`, what [`Bookings::arrived`] and [`crate::Floor::issue`] refuse.
    pub async fn check_in(
        &self,
        by: &Actor,
        centre: UnitId,
        id: AppointmentId,
        beside: Beside,
        once: Option<Once>,
    ) -> Result<Issued> {
        self.check_in_with(by, centre, id, beside, once, None).await
    }

    /// [`Bookings::check_in`] with what must happen in the transaction of a new ticket.
    pub async fn check_in_with(
        &self,
        by: &Actor,
        centre: UnitId,
        id: AppointmentId,
        beside: Beside,
        once: Option<Once>,
        too: Option<Along>,
    ) -> Result<Issued> {
        let one = self.store().read_brief(move |tx| rows::load(tx, id)).await?;
        if one.centre != centre {
            let name = self.directory().unit_name(one.centre);
            return Err(Refusal::new("BOOKING_OTHER_CENTRE").with("centre", name).into());
        }
        if let State::Arrived { ticket, .. } = one.state {
            // Yesterday's code is no way into yesterday's hall.
            return match one.when.day == self.now().date() {
                true => self.floor.issued(ticket).await,
                false => Err(decide::other_day(&one).into()),
            };
        }
        // Asked before a number is drawn; asked again in the transaction of the ticket.
        decide::next(&one, &Act::Arrive { ticket: TicketId(0) }, self.now())?;
        let rule = self.floor.centre(centre).await?.settings.rule();
        let wish = Wish {
            services: one.services.and(beside.more),
            class: self.class_of(&one, beside.vulnerable, &rule),
            languages: beside.languages,
            visitor: one.visitor.person,
            anyway: beside.anyway,
            lang: beside.lang,
        };
        let (door, actor) = (self.clone(), by.clone());
        let along = Arc::new(move |tx: &mut Tx<'_>, ticket| {
            door.arrived(tx, id, ticket, &actor)?;
            too.as_ref().map_or(Ok(()), |too| too(tx, ticket))
        });
        match self.floor.issue_with(by, centre, &wish, once, Some(along)).await {
            Ok(issued) => Ok(issued),
            // Two desks at one moment: the second is answered with the ticket of the first.
            Err(error @ (Error::Refused(_) | Error::Stale { .. })) => {
                let now = self.store().read_brief(move |tx| rows::load(tx, id)).await?;
                match now.state {
                    State::Arrived { ticket, .. } => self.floor.issued(ticket).await,
                    _ => Err(error),
                }
            }
            Err(other) => Err(other),
        }
    }
}
