//! Load → decide → record for appointments. Two bookings of one centre's day, or of one person, wait for each other; what is
//! decided is decided on what is saved.

use dossier::Dossiers;
use jiff::civil::{Date, DateTime};
use kernel::{Actor, AppointmentId, Error, OutboxId, Refusal, Result, UnitId};
use office::Directory;
use queue::hall::Services;
use sha2::{Digest, Sha256};
use store::ledger::{Audit, Message, Once};
use store::{Store, Tx};

use super::days::rules_of;
use super::decide::{self, Act, Rules};
use super::model::{Appointment, Door, Happened, State, Visitor, When, new_code};
use super::rows;
use crate::door::Floor;
use crate::setup::rows as setup;

/// What others act on; there is no gateway for short messages yet.
const TOPIC: &str = crate::messages::APPOINTMENT;

/// The door of appointments. Cloning shares it.
#[derive(Clone)]
pub struct Bookings {
    pub floor: Floor,
    pub dossiers: Dossiers,
}

/// What somebody wants to book.
#[derive(Debug, Clone)]
pub struct Request {
    pub centre: UnitId,
    pub services: Services,
    pub procedures: Vec<String>,
    pub visitor: Visitor,
    pub door: Door,
    pub note: String,
}

pub(super) fn day_lock(centre: UnitId, day: Date) -> String {
    format!("day:{}:{day}", centre.0)
}

/// A person's locks: digests, since a lock is not personal data.
pub(super) fn person_locks(visitor: &Visitor) -> Vec<String> {
    let digest = |what: &str| {
        let hex: String = Sha256::digest(what.as_bytes()).iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        format!("who:{hex}")
    };
    let number = visitor.number.iter().map(|number| digest(&format!("number {number}")));
    number.chain([digest(&format!("phone {}", visitor.phone))]).collect()
}

impl Bookings {
    pub fn of(floor: &Floor, dossiers: &Dossiers) -> Bookings {
        Bookings { floor: floor.clone(), dossiers: dossiers.clone() }
    }

    pub fn now(&self) -> DateTime {
        kernel::time::civil(self.floor.clock.now())
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.floor.clock.now_ms()
    }

    pub fn store(&self) -> &Store {
        &self.floor.store
    }

    pub fn directory(&self) -> std::sync::Arc<Directory> {
        (self.dossiers.office)()
    }

    /// Writes an appointment after something happened to it, with its line, its trace and its message.
    pub(crate) fn record(
        &self,
        tx: &mut Tx<'_>,
        one: &Appointment,
        by: &Actor,
        happened: &Happened,
        once: Option<&Once>,
    ) -> Result<()> {
        let (now_ms, ids) = (self.now_ms(), &self.floor.ids);
        let act = match happened {
            Happened::Booked { .. } => "appointment.book",
            Happened::Listed { .. } => "appointment.wait",
            Happened::Offered { .. } => "appointment.offer",
            Happened::Accepted { .. } => "appointment.accept",
            Happened::Passed { .. } => "appointment.pass",
            Happened::Moved { .. } => "appointment.move",
            Happened::Cancelled { .. } => "appointment.cancel",
            Happened::Arrived { .. } => "appointment.arrive",
            Happened::NoShow => "appointment.no_show",
            Happened::Reminded { .. } => "appointment.remind",
        };
        let audit = Audit::by(by, ids.next(now_ms), now_ms, act, one.id.0, "appointments");
        let mut facts = serde_json::json!({ "appointment": one.id, "kind": happened.code() });
        if let Happened::Reminded { hours } = happened {
            facts["hours"] = (*hours).into();
        }
        let (id, body) = (OutboxId(ids.next(now_ms)), facts.to_string());
        let message = Message { id, dossier: None, topic: TOPIC.into(), body, created_ms: now_ms, attempts: 0 };
        let mut writes = vec![
            if one.version == 1 { rows::write_new(one)? } else { rows::write(one)? },
            rows::write_event(one, now_ms, by, happened)?,
            audit.write(),
            message.write(),
        ];
        writes.extend(once.map(|once| once.remember(&one.id.to_string(), now_ms)));
        tx.write(&writes).map_err(rows::stale)
    }

    /// An act that is answered with an appointment; the same press twice is answered the same and happens once.
    pub(crate) async fn once<F>(&self, once: Option<Once>, mut act: F) -> Result<Appointment>
    where
        F: FnMut(&mut Tx<'_>, Option<&Once>) -> Result<Appointment> + Send + 'static,
    {
        let again = once.clone();
        let read = |tx: &mut Tx<'_>, answer: &str| {
            rows::load(tx, answer.parse().map_err(|e| Error::fault("answer of a booking", e))?)
        };
        let now_ms = self.now_ms();
        let done = self.store().act(move |tx| {
            if let Some(answer) = find_answer(tx, once.as_ref(), now_ms)? {
                return read(tx, &answer);
            }
            act(tx, once.as_ref())
        });
        match (done.await, again) {
            (Err(error), Some(once)) if Store::is_duplicate(&error) => {
                let found = self.store().read(move |tx| once.find_answer(tx)?.map(|id| read(tx, &id)).transpose());
                found.await?.ok_or(error)
            }
            (done, _) => done,
        }
    }

    /// Who it is for, checked against what they hold and what they missed.
    pub(super) fn check_visitor(&self, tx: &mut Tx<'_>, request: &Request, rules: &Rules) -> Result<Vec<Appointment>> {
        let today = self.now().date();
        let since = today.checked_sub(jiff::Span::new().days(rules.no_show_days)).unwrap_or(today);
        let theirs: Vec<_> = rows::list_of_visitor(tx, &request.visitor, since)?;
        let missed = theirs.iter().filter(|one| matches!(one.state, State::NoShow { .. }));
        let missed = missed.filter(|one| one.visitor.is(&request.visitor)).count() as i64;
        if request.door.is_from_afar() && rules.no_shows > 0 && missed >= rules.no_shows {
            let hotline = self.directory().unit(request.centre).and_then(|unit| unit.hotline.clone());
            let refusal = Refusal::new("BOOKING_CALL_US").with("n", missed).with("days", rules.no_show_days);
            return Err(refusal.with("phone", hotline.unwrap_or_default()).into());
        }
        Ok(theirs)
    }

    pub(super) fn new_appointment(&self, request: &Request, code: String, when: When, state: State) -> Appointment {
        let now_ms = self.now_ms();
        Appointment {
            id: AppointmentId(self.floor.ids.next(now_ms)),
            version: 1,
            code,
            centre: request.centre,
            when,
            services: request.services,
            procedures: request.procedures.clone(),
            visitor: request.visitor.clone(),
            door: request.door,
            note: request.note.trim().chars().take(400).collect(),
            made_ms: now_ms,
            sequence: 0,
            wish: None,
            reminded: decide::passed_reminders(when, now_ms),
            state,
        }
    }

    /// Books a slot.
    ///
    /// Refused: what [`DayFacts::check`] and [`decide::check_twice`] refuse, `BOOKING_CALL_US`.
    pub async fn book(&self, by: &Actor, request: Request, when: When, once: Option<Once>) -> Result<Appointment> {
        let (door, by, code) = (self.clone(), by.clone(), new_code(web::random::bytes()));
        self.once(once, move |tx, once| {
            let centre = setup::load_centre(tx, request.centre)?;
            let mut locks = person_locks(&request.visitor);
            locks.push(day_lock(centre.id, when.day));
            rows::lock(tx, locks, door.now_ms())?;
            let theirs = door.check_visitor(tx, &request, &rules_of(&centre))?;
            let facts = door.day_in(tx, &centre, when.day)?;
            facts.check(when.span, request.services, None)?;
            decide::check_twice(&theirs, &request.visitor, centre.id, when, request.services, None)?;
            let one = door.new_appointment(&request, code.clone(), when, State::Booked);
            door.record(tx, &one, &by, &Happened::Booked { when, door: one.door }, once)?;
            Ok(one)
        })
        .await
    }

    /// Moves an appointment to another slot of its centre.
    ///
    /// Refused: what [`decide::next`], [`DayFacts::check`] and [`decide::check_twice`] refuse; stale.
    pub async fn move_to(
        &self,
        by: &Actor,
        id: AppointmentId,
        seen: i64,
        to: When,
        once: Option<Once>,
    ) -> Result<Appointment> {
        let (door, by) = (self.clone(), by.clone());
        self.once(once, move |tx, once| {
            let known = rows::load(tx, id)?;
            let centre = setup::load_centre(tx, known.centre)?;
            let mut locks = person_locks(&known.visitor);
            locks.extend([day_lock(centre.id, known.when.day), day_lock(centre.id, to.day)]);
            rows::lock(tx, locks, door.now_ms())?;
            let before = current(tx, id, seen)?;
            let after = decide::next(&before, &Act::Move { to }, door.now())?;
            door.day_in(tx, &centre, to.day)?.check(to.span, before.services, Some(id))?;
            let theirs = rows::list_of_visitor(tx, &before.visitor, to.day)?;
            decide::check_twice(&theirs, &before.visitor, centre.id, to, before.services, Some(id))?;
            door.record(tx, &after, &by, &Happened::Moved { before: before.when, when: to }, once)?;
            door.offer_in(tx, &centre, before.when.day, before.when.day)?;
            Ok(after)
        })
        .await
    }

    /// What needs no other slot: accepting or declining an offer, cancelling. A slot that comes free is offered on.
    ///
    /// Refused: what [`decide::next`] refuses; stale.
    pub async fn change(
        &self,
        by: &Actor,
        id: AppointmentId,
        seen: i64,
        act: Act,
        once: Option<Once>,
    ) -> Result<Appointment> {
        let (door, by) = (self.clone(), by.clone());
        self.once(once, move |tx, once| {
            let known = rows::load(tx, id)?;
            rows::lock(tx, vec![day_lock(known.centre, known.when.day)], door.now_ms())?;
            let before = current(tx, id, seen)?;
            door.change_in(tx, &by, &before, &act, once)
        })
        .await
    }

    /// [`Bookings::change`] within an act that holds the day.
    pub(crate) fn change_in(
        &self,
        tx: &mut Tx<'_>,
        by: &Actor,
        before: &Appointment,
        act: &Act,
        once: Option<&Once>,
    ) -> Result<Appointment> {
        let after = decide::next(before, act, self.now())?;
        let when = before.when;
        let happened = match act {
            Act::Accept => Happened::Accepted { when },
            Act::Pass => Happened::Passed { when },
            Act::Cancel { by, why } => Happened::Cancelled { by: *by, why: why.trim().into() },
            Act::Arrive { ticket } => Happened::Arrived { ticket: *ticket },
            Act::Miss => Happened::NoShow,
            Act::Remind { hours } => Happened::Reminded { hours: *hours },
            Act::Offer { when, until_ms } => Happened::Offered { when: *when, until_ms: *until_ms },
            Act::Move { to } => Happened::Moved { before: when, when: *to },
        };
        self.record(tx, &after, by, &happened, once)?;
        if before.state.takes_place() && !after.state.takes_place() && when.day >= self.now().date() {
            let centre = setup::load_centre(tx, before.centre)?;
            self.offer_in(tx, &centre, when.day, when.day)?;
        }
        Ok(after)
    }

    /// Takes the days of a centre for an act of a chore.
    pub(crate) fn lock_days(&self, tx: &mut Tx<'_>, centre: UnitId, first: Date, last: Date) -> Result<()> {
        let days = first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last);
        rows::lock(tx, days.map(|day| day_lock(centre, day)).collect(), self.now_ms())
    }
}

/// What this press was answered before. The same press at the same moment waits for the other and finds its answer.
pub(crate) fn find_answer(tx: &mut Tx<'_>, once: Option<&Once>, now_ms: i64) -> Result<Option<String>> {
    let Some(once) = once else { return Ok(None) };
    rows::lock(tx, vec![format!("once:{}:{}", once.caller, once.token)], now_ms)?;
    once.find_answer(tx)
}

/// The appointment as it stands, if it is the one that was seen.
fn current(tx: &mut Tx<'_>, id: AppointmentId, seen: i64) -> Result<Appointment> {
    let one = rows::load(tx, id)?;
    match one.version == seen {
        true => Ok(one),
        false => Err(Error::Stale { seen, stands: one.version }),
    }
}
