//! The waiting list: whoever finds no slot is told when one comes free, first come first asked.

use jiff::civil::Date;
use kernel::{Actor, Refusal, Result};
use store::Tx;
use store::ledger::Once;

use super::days::rules_of;
use super::decide::{self, Act};
use super::door::{Bookings, Request, day_lock, person_locks};
use super::model::{Appointment, Happened, State, When, Wish, new_code};
use super::rows;
use crate::setup::Centre;
use crate::setup::rows as setup;

/// Waiting-list entries of one person, wherever.
pub const WAITING_MOST: usize = 3;

impl Bookings {
    /// Puts somebody on the waiting list for the days between two; if something is free, it is offered at once.
    ///
    /// Refused: `BOOKING_SERVICES`, `WAITING_WINDOW`, `WAITING_MOST`, `BOOKING_CALL_US`.
    pub async fn wait(
        &self,
        by: &Actor,
        request: Request,
        (first, last): (Date, Date),
        once: Option<Once>,
    ) -> Result<Appointment> {
        let (door, by, code) = (self.clone(), by.clone(), new_code(web::random::bytes()));
        self.once(once, move |tx, once| {
            let centre = setup::load_centre(tx, request.centre)?;
            let rules = rules_of(&centre);
            let offered = |no| centre.offered().any(|service| service.no == no);
            if request.services.is_empty() || !request.services.iter().all(offered) {
                return Err(Refusal::new("BOOKING_SERVICES").at("services").into());
            }
            let (today, horizon) = (door.now().date(), door.horizon(&centre));
            if first < today || last < first || last > horizon {
                let day = kernel::time::dmy(horizon);
                return Err(Refusal::new("WAITING_WINDOW").with("day", day).at("last").into());
            }
            let mut locks = person_locks(&request.visitor);
            let days = first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last);
            locks.extend(days.map(|day| day_lock(centre.id, day)));
            rows::lock(tx, locks, door.now_ms())?;
            let theirs = door.check_visitor(tx, &request, &rules)?;
            let waits = theirs.iter().filter(|one| one.state.waits() && one.visitor.is(&request.visitor)).count();
            if waits >= rules.waiting_most {
                return Err(Refusal::new("WAITING_MOST").with("n", rules.waiting_most).into());
            }
            let when = When { day: first, span: rows::NO_SLOT };
            let mut one = door.new_appointment(&request, code.clone(), when, State::Waiting);
            one.wish = Some(Wish { first, last, missed: 0 });
            door.record(tx, &one, &by, &Happened::Listed { first, last, door: one.door }, once)?;
            door.offer_in(tx, &centre, first, last)?;
            rows::load(tx, one.id)
        })
        .await
    }

    /// Offers what is free in some days to those who wait, first come first asked. Answers how many offers were made. The
    /// caller holds the days.
    pub(crate) fn offer_in(&self, tx: &mut Tx<'_>, centre: &Centre, first: Date, last: Date) -> Result<usize> {
        let waiting = rows::list_waiting(tx, centre.id)?;
        if waiting.is_empty() {
            return Ok(0);
        }
        let (now, minutes) = (self.now(), rules_of(centre).offer_min);
        let mut days = self.days_in(tx, centre, first.max(now.date()), last.min(self.horizon(centre)))?;
        let mut made = 0;
        for one in waiting {
            let Some(wish) = one.wish else { continue };
            let theirs = rows::list_of_visitor(tx, &one.visitor, now.date())?;
            let mut offer = None;
            'days: for day in days.iter().filter(|day| (wish.first..=wish.last).contains(&day.day)) {
                for slot in day.slots().into_iter().filter(|slot| day.is_ahead(*slot)) {
                    let when = When { day: day.day, span: slot };
                    let free = day.places(slot, one.services, None) > 0;
                    let once = decide::check_twice(&theirs, &one.visitor, centre.id, when, one.services, Some(one.id));
                    if let (true, Ok(()), Some(until)) = (free, once, decide::offer_until(now, when, minutes)) {
                        offer = Some((when, kernel::time::instant_ms(until)));
                        break 'days;
                    }
                }
            }
            let Some((when, until_ms)) = offer else { continue };
            let after = decide::next(&one, &Act::Offer { when, until_ms }, now)?;
            let by = Actor::System { chore: "freed_slots".into() };
            self.record(tx, &after, &by, &Happened::Offered { when, until_ms }, None)?;
            let held = decide::Held { id: after.id, span: when.span, services: after.services };
            days.iter_mut().filter(|day| day.day == when.day).for_each(|day| day.held.push(held));
            made += 1;
        }
        Ok(made)
    }
}
