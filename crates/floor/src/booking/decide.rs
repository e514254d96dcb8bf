//! What may be booked, moved, cancelled: pure. Facts and a wish in; the appointment as it will be, or why not and how to go on.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use kernel::time::dmy;
use kernel::{AppointmentId, CounterId, Refusal, TicketId};
use queue::hall::Services;

use super::model::{Appointment, By, HOUR_MS, REMINDERS, State, Visitor, When, at_minute};
use super::plan::{self, Post, Weight};
use crate::duty::model::{Minute, Shift, Span};

/// What a centre and the house have chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rules {
    pub slot_min: Minute,
    /// Share of a slot kept for appointments, 0–1.
    pub share: f64,
    pub horizon_days: i64,
    /// After so many no-shows within so many days, online booking asks to call.
    pub no_shows: i64,
    pub no_show_days: i64,
    /// How long an offer of a freed slot stands.
    pub offer_min: i64,
    /// Waiting-list entries of one person.
    pub waiting_most: usize,
}

/// One who has a place in a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    pub id: AppointmentId,
    pub span: Span,
    pub services: Services,
}

/// A day of a centre as bookings see it.
#[derive(Debug, Clone)]
pub struct DayFacts {
    pub day: Date,
    pub now: DateTime,
    pub rules: Rules,
    /// A holiday or a day off by decision, and no session is open.
    pub closed: bool,
    pub shifts: Vec<Shift>,
    /// What each counter serves of those with an appointment.
    pub able: BTreeMap<CounterId, Services>,
    /// Seconds of each service that is offered, as they are counted for who books ([`plan::usual`]).
    pub usual: BTreeMap<u8, i64>,
    /// The lesser of these and of what the centre has set: times that were learned anew take nobody's place away.
    pub least: BTreeMap<u8, i64>,
    /// Those who have a place, in the order they got it.
    pub held: Vec<Held>,
}

impl DayFacts {
    pub fn slots(&self) -> Vec<Span> {
        plan::slots(&self.shifts, self.rules.slot_min)
    }

    pub fn posts(&self, slot: Span) -> Vec<Post> {
        let able = |counter| self.able.get(&counter).copied().unwrap_or(Services::NONE);
        plan::posts(slot, &self.shifts, able, self.rules.share)
    }

    pub fn weigh(&self, posts: &[Post], services: Services) -> Option<Weight> {
        plan::weigh(posts, services, |no| self.usual.get(&no).copied().unwrap_or(0))
    }

    /// What a place that was given takes at least.
    fn weigh_given(&self, posts: &[Post], services: Services) -> Option<Weight> {
        plan::weigh(posts, services, |no| self.least.get(&no).copied().unwrap_or(0))
    }

    /// What those in a slot take of it, without one of them.
    fn taken(&self, slot: Span, posts: &[Post], except: Option<AppointmentId>) -> Vec<Weight> {
        let there = self.held.iter().filter(|held| held.span.meets(slot) && Some(held.id) != except);
        there.filter_map(|held| self.weigh(posts, held.services)).collect()
    }

    /// Whether a slot is still to come.
    pub fn is_ahead(&self, slot: Span) -> bool {
        at_minute(self.day, slot.from) > self.now
    }

    /// How many more a slot takes, at most nine.
    pub fn places(&self, slot: Span, services: Services, except: Option<AppointmentId>) -> usize {
        const MOST: usize = 9;
        let posts = self.posts(slot);
        match self.weigh(&posts, services) {
            Some(weight) => plan::places(&posts, &self.taken(slot, &posts, except), &weight, MOST),
            None => 0,
        }
    }

    /// The slots still to come, with the places left in each.
    pub fn open(&self, services: Services, except: Option<AppointmentId>) -> Vec<(Span, usize)> {
        let ahead = self.slots().into_iter().filter(|slot| self.is_ahead(*slot));
        ahead.map(|slot| (slot, self.places(slot, services, except))).collect()
    }

    /// The first slot with a place.
    pub fn first_free(&self, services: Services) -> Option<Span> {
        let mut ahead = self.slots().into_iter().filter(|slot| self.is_ahead(*slot));
        ahead.find(|slot| self.places(*slot, services, None) > 0)
    }

    /// Who does not fit any more, now that fewer counters are on duty: whoever booked first stays.
    pub fn overflow(&self) -> Vec<AppointmentId> {
        let mut out = Vec::new();
        let mut kept: Vec<Held> = Vec::new();
        for held in &self.held {
            let posts = self.posts(held.span);
            let beside = kept.iter().filter(|other| other.span.meets(held.span));
            let beside: Vec<Weight> = beside.filter_map(|other| self.weigh_given(&posts, other.services)).collect();
            match self.weigh_given(&posts, held.services) {
                Some(weight) if plan::fits(&posts, &beside, &weight) => kept.push(*held),
                _ => out.push(held.id),
            }
        }
        out
    }

    /// Whether services can be had in a slot of this day.
    ///
    /// Refused: `BOOKING_SERVICES`, `BOOKING_PAST`, `BOOKING_TOO_FAR`, `BOOKING_CLOSED`, `BOOKING_NO_SLOT`,
    /// `BOOKING_UNSERVED`, `BOOKING_FULL`.
    pub fn check(&self, slot: Span, services: Services, except: Option<AppointmentId>) -> Result<(), Refusal> {
        if services.is_empty() || services.iter().any(|no| !self.usual.contains_key(&no)) {
            return Err(Refusal::new("BOOKING_SERVICES").at("services"));
        }
        let about = |key: &str| Refusal::new(key).with("day", dmy(self.day)).at("slot");
        if !self.is_ahead(slot) {
            return Err(about("BOOKING_PAST"));
        }
        let today = self.now.date();
        if kernel::time::day_number(self.day) - kernel::time::day_number(today) > self.rules.horizon_days {
            return Err(about("BOOKING_TOO_FAR").with("days", self.rules.horizon_days));
        }
        if self.closed {
            return Err(about("BOOKING_CLOSED"));
        }
        if !self.slots().contains(&slot) {
            return Err(about("BOOKING_NO_SLOT"));
        }
        let posts = self.posts(slot);
        let Some(weight) = self.weigh(&posts, services) else { return Err(about("BOOKING_UNSERVED")) };
        match plan::fits(&posts, &self.taken(slot, &posts, except), &weight) {
            true => Ok(()),
            false => Err(about("BOOKING_FULL").with("slot", slot.show())),
        }
    }
}

/// What the same person holds already on that day forbids: two places at once, or one errand twice.
///
/// Refused: `BOOKING_TWICE_TIME`, `BOOKING_TWICE_SERVICE`; both name the time, never the code.
pub fn check_twice(
    theirs: &[Appointment],
    visitor: &Visitor,
    centre: kernel::UnitId,
    when: When,
    services: Services,
    except: Option<AppointmentId>,
) -> Result<(), Refusal> {
    let mine = theirs.iter().filter(|other| {
        Some(other.id) != except && other.state.takes_place() && other.when.day == when.day && other.visitor.is(visitor)
    });
    for other in mine {
        let about = |key: &str| Refusal::new(key).with("slot", other.when.show_time()).with("day", dmy(when.day));
        if other.when.span.meets(when.span) {
            return Err(about("BOOKING_TWICE_TIME").at("slot"));
        }
        if other.centre == centre && !other.services.both(services).is_empty() {
            return Err(about("BOOKING_TWICE_SERVICE").at("slot"));
        }
    }
    Ok(())
}

/// One thing that may happen to an appointment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    Offer {
        when: When,
        until_ms: i64,
    },
    Accept,
    /// Declined or gone by.
    Pass,
    Move {
        to: When,
    },
    Cancel {
        by: By,
        why: String,
    },
    Arrive {
        ticket: TicketId,
    },
    Miss,
    Remind {
        hours: u32,
    },
}

/// The appointment after something happened to it.
///
/// Refused: `BOOKING_CANCELLED`, `BOOKING_ARRIVED`, `BOOKING_MISSED`, `BOOKING_OVER`, `BOOKING_OFFER_GONE`,
/// `BOOKING_WAITS`, `BOOKING_OTHER_DAY`, `BOOKING_SAME`, `BOOKING_NOT_YET`.
pub fn next(before: &Appointment, act: &Act, now: DateTime) -> Result<Appointment, Refusal> {
    let now_ms = kernel::time::instant_ms(now);
    let mut after = before.clone();
    after.version += 1;
    match act {
        Act::Offer { when, until_ms } => {
            waiting(before)?;
            after.when = *when;
            after.state = State::Offered { until_ms: *until_ms };
        }
        Act::Accept => match before.state {
            State::Offered { until_ms } if now_ms <= until_ms && before.when.from() > now => {
                after.state = State::Booked;
                after.reminded = passed_reminders(before.when, now_ms);
            }
            State::Offered { .. } | State::Waiting => return Err(Refusal::new("BOOKING_OFFER_GONE")),
            _ => return Err(ended(before).unwrap_or_else(|| Refusal::new("BOOKING_OFFER_GONE"))),
        },
        Act::Pass => {
            let (State::Offered { .. }, Some(wish)) = (&before.state, &mut after.wish) else {
                return Err(Refusal::new("BOOKING_OFFER_GONE"));
            };
            wish.missed += 1;
            after.when = When { day: wish.first, span: Span::new(0, 0) };
            // Three offers, then somebody else's turn for good.
            after.state = match wish.missed < OFFERS_MOST {
                true => State::Waiting,
                false => State::Cancelled { by: By::Time, at_ms: now_ms, why: String::new() },
            };
        }
        Act::Move { to } => {
            standing(before)?;
            if before.when == *to {
                return Err(Refusal::new("BOOKING_SAME").at("slot"));
            }
            after.state = State::Moved { before: before.when };
            after.when = *to;
            after.sequence += 1;
            after.reminded = passed_reminders(*to, now_ms);
        }
        Act::Cancel { by, why } => {
            if let Some(refusal) = ended(before) {
                return Err(refusal);
            }
            if *by == By::Visitor && before.state.stands() && before.when.until() < now {
                return Err(Refusal::new("BOOKING_OVER").with("day", dmy(before.when.day)));
            }
            after.state = State::Cancelled { by: *by, at_ms: now_ms, why: why.trim().into() };
            after.sequence += 1;
        }
        Act::Arrive { ticket } => {
            standing(before)?;
            if before.when.day != now.date() {
                return Err(other_day(before));
            }
            after.state = State::Arrived { ticket: *ticket, at_ms: now_ms };
        }
        Act::Miss => {
            standing(before)?;
            if before.when.day >= now.date() {
                return Err(Refusal::new("BOOKING_NOT_YET"));
            }
            after.state = State::NoShow { at_ms: now_ms };
        }
        Act::Remind { hours } => {
            standing(before)?;
            after.reminded.push(*hours);
        }
    }
    Ok(after)
}

/// The answer to a code shown on another day than its own.
pub fn other_day(appointment: &Appointment) -> Refusal {
    let (day, slot) = (dmy(appointment.when.day), appointment.when.show_time());
    Refusal::new("BOOKING_OTHER_DAY").with("day", day).with("slot", slot)
}

/// Until when an offer made now stands: so many minutes of the time in which people read messages, and never into the slot
/// itself. None: too little time would be left to come.
pub fn offer_until(now: DateTime, when: When, minutes: i64) -> Option<DateTime> {
    let morning = now.date().to_datetime(jiff::civil::time(7, 0, 0, 0));
    let evening = now.date().to_datetime(jiff::civil::time(21, 0, 0, 0));
    let tomorrow = morning.checked_add(jiff::Span::new().days(1)).ok()?;
    let begins = if now < morning {
        morning
    } else if now < evening {
        now
    } else {
        tomorrow
    };
    let mut until = begins.checked_add(jiff::Span::new().minutes(minutes)).ok()?;
    if begins < evening && until > evening {
        until = tomorrow.checked_add(until.since(evening).ok()?).ok()?;
    }
    let latest = when.from().checked_sub(jiff::Span::new().minutes(NOTICE_MIN)).ok()?;
    (latest > now).then(|| until.min(latest))
}

/// Whoever accepts an offer can still come: minutes before the slot.
const NOTICE_MIN: i64 = 60;
/// Offers made to one who waits.
pub const OFFERS_MOST: u32 = 3;

/// Reminders whose moment has gone by when a slot is taken are not sent after it.
pub fn passed_reminders(when: When, now_ms: i64) -> Vec<u32> {
    let begins = kernel::time::instant_ms(when.from());
    REMINDERS.into_iter().filter(|hours| begins - i64::from(*hours) * HOUR_MS <= now_ms).collect()
}

fn ended(appointment: &Appointment) -> Option<Refusal> {
    match appointment.state {
        State::Cancelled { .. } => Some(Refusal::new("BOOKING_CANCELLED")),
        State::Arrived { .. } => Some(Refusal::new("BOOKING_ARRIVED")),
        State::NoShow { .. } => Some(Refusal::new("BOOKING_MISSED").with("day", dmy(appointment.when.day))),
        State::Waiting | State::Offered { .. } | State::Booked | State::Moved { .. } => None,
    }
}

fn standing(appointment: &Appointment) -> Result<(), Refusal> {
    match (appointment.state.stands(), ended(appointment)) {
        (true, _) => Ok(()),
        (false, Some(refusal)) => Err(refusal),
        (false, None) => Err(Refusal::new("BOOKING_WAITS")),
    }
}

fn waiting(appointment: &Appointment) -> Result<(), Refusal> {
    match appointment.state {
        State::Waiting => Ok(()),
        _ => Err(ended(appointment).unwrap_or_else(|| Refusal::new("BOOKING_OFFER_GONE"))),
    }
}
