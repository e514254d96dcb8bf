//! Load → decide → record for days of duty, and what a change does to those who have an appointment.

use jiff::civil::{Date, DateTime};
use kernel::{AppointmentId, CounterId, Error, Result, UnitId};
use office::{Act, Officer};
use store::Tx;
use store::ledger::Audit;

use super::decide::{Change, Facts, change};
use super::model::{DayPlan, Shift, Week, closed_by, given, on_duty, usual};
use super::rows::{self, Line};
use crate::booking::Bookings;
use crate::setup::Centre;
use crate::setup::rows as setup;
use law::DayReason;

/// A day of duty as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct DutyDay {
    pub day: Date,
    pub version: i64,
    pub plan: DayPlan,
    /// Before closures and absences.
    pub given: Vec<Shift>,
    /// Who really is there.
    pub on_duty: Vec<Shift>,
    /// Why the usual hours are closed.
    pub closed: Option<DayReason>,
    /// Appointments that do not fit any more.
    pub overflow: Vec<AppointmentId>,
    /// How many have a place that day.
    pub booked: usize,
}

/// What is changed of a week: one day, or all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WeekChange {
    /// The shifts of the week before, day by day; days gone by are left alone.
    CopyLast,
    /// The week as it is becomes the usual one.
    Keep,
    /// The usual week is the calendar's again.
    Forget,
}

/// The door of duty: that of appointments, because one is the capacity of the other.
#[derive(Clone)]
pub struct Duty {
    pub bookings: Bookings,
}

impl Duty {
    fn now(&self) -> DateTime {
        self.bookings.now()
    }

    /// Some days of a centre, for whoever leads it.
    pub async fn days(&self, by: &Officer, centre: UnitId, first: Date, last: Date) -> Result<Vec<DutyDay>> {
        by.permit_in(Act::LeadFloor, centre)?;
        let door = self.clone();
        self.bookings
            .store()
            .read(move |tx| {
                let centre = setup::load_centre(tx, centre)?;
                door.days_in(tx, &centre, first, last)
            })
            .await
    }

    fn days_in(&self, tx: &mut Tx<'_>, centre: &Centre, first: Date, last: Date) -> Result<Vec<DutyDay>> {
        let calendar = self.bookings.directory().calendar_of(centre.id);
        let (_, week) = rows::find_week(tx, centre.id)?;
        let mut plans = rows::list_days(tx, centre.id, first, last)?;
        let counters = counters(centre);
        let facts = self.bookings.days_in(tx, centre, first, last)?;
        let day = |facts: &crate::booking::decide::DayFacts| {
            let (version, plan) = plans.remove(&facts.day).unwrap_or_default();
            DutyDay {
                day: facts.day,
                version,
                given: given(facts.day, &calendar, &counters, &week, &plan),
                on_duty: on_duty(facts.day, &calendar, &counters, &week, &plan),
                closed: closed_by(&calendar, facts.day),
                overflow: if facts.day < self.now().date() { Vec::new() } else { facts.overflow() },
                booked: facts.held.len(),
                plan,
            }
        };
        Ok(facts.iter().map(day).collect())
    }

    /// Who changed what of a day.
    pub async fn history(&self, by: &Officer, centre: UnitId, day: Date) -> Result<Vec<Line>> {
        by.permit_in(Act::LeadFloor, centre)?;
        self.bookings.store().read(move |tx| rows::list_lines(tx, centre, day)).await
    }

    /// Changes a day; `seen` is the version the lead looked at. Answers the day after it.
    ///
    /// Refused: not permitted; what [`change`] refuses; stale.
    pub async fn change(&self, by: &Officer, centre: UnitId, day: Date, seen: i64, what: Change) -> Result<DutyDay> {
        by.permit_in(Act::LeadFloor, centre)?;
        let (door, by) = (self.clone(), by.clone());
        self.bookings
            .store()
            .act(move |tx| {
                let centre = setup::load_centre(tx, centre)?;
                door.bookings.lock_days(tx, centre.id, day, day)?;
                door.change_in(tx, &by, &centre, day, seen, &what)?;
                door.days_in(tx, &centre, day, day)?.pop().ok_or_else(|| Error::absent("day"))
            })
            .await
    }

    fn change_in(
        &self,
        tx: &mut Tx<'_>,
        by: &Officer,
        centre: &Centre,
        day: Date,
        seen: i64,
        what: &Change,
    ) -> Result<()> {
        let (version, plan) = rows::find_day(tx, centre.id, day)?;
        if version != seen {
            return Err(Error::Stale { seen, stands: version });
        }
        let directory = by.directory().clone();
        let calendar = directory.calendar_of(centre.id);
        let (_, week) = rows::find_week(tx, centre.id)?;
        let counters = counters(centre);
        let facts = Facts {
            day,
            now: self.now(),
            calendar: &calendar,
            counters: &counters,
            week: &week,
            plan: &plan,
            may_sit: &|officer| super::staff::may_sit(&directory, officer, centre.id, day),
        };
        let after = change(&facts, what)?;
        let (now_ms, ids) = (self.bookings.now_ms(), &self.bookings.floor.ids);
        let actor = by.actor();
        rows::record_day(tx, centre.id, day, version, &after, (ids.next(now_ms), now_ms, &actor, what))?;
        let why = format!("shifts of {day}");
        tx.write(&[Audit::by(&actor, ids.next(now_ms), now_ms, "duty.change", centre.id.0, why).write()])
    }

    /// Changes the week that begins on a Monday. Answers how many days were touched.
    ///
    /// Refused: not permitted, `DUTY_NOTHING_TO_COPY`; stale.
    pub async fn change_week(&self, by: &Officer, centre: UnitId, monday: Date, what: WeekChange) -> Result<usize> {
        by.permit_in(Act::LeadFloor, centre)?;
        let (door, by) = (self.clone(), by.clone());
        self.bookings
            .store()
            .act(move |tx| {
                let centre = setup::load_centre(tx, centre)?;
                let sunday = monday.checked_add(jiff::Span::new().days(6)).unwrap_or(monday);
                door.bookings.lock_days(tx, centre.id, monday, sunday)?;
                door.change_week_in(tx, &by, &centre, monday, &what)
            })
            .await
    }

    fn change_week_in(
        &self,
        tx: &mut Tx<'_>,
        by: &Officer,
        centre: &Centre,
        monday: Date,
        what: &WeekChange,
    ) -> Result<usize> {
        let days = |first: Date| first.series(jiff::Span::new().days(1)).take(7);
        let calendar = self.bookings.directory().calendar_of(centre.id);
        let (version, week) = rows::find_week(tx, centre.id)?;
        let counters = counters(centre);
        let own = |tx: &mut Tx<'_>, day: Date| -> Result<Vec<Shift>> {
            let (_, plan) = rows::find_day(tx, centre.id, day)?;
            Ok(plan.shifts.unwrap_or_else(|| usual(day, &calendar, &counters, &week)))
        };
        let now_ms = self.bookings.now_ms();
        let trace = |why: &str| {
            let id = self.bookings.floor.ids.next(now_ms);
            Audit::by(&by.actor(), id, now_ms, "duty.change_week", centre.id.0, why.to_string())
        };
        match what {
            WeekChange::CopyLast => {
                let mut touched = 0;
                for day in days(monday).filter(|day| *day >= self.now().date()) {
                    let of = day.checked_sub(jiff::Span::new().days(7)).unwrap_or(day);
                    let (seen, plan) = rows::find_day(tx, centre.id, day)?;
                    let shifts = own(tx, of)?;
                    let same = plan.shifts.as_ref().map_or_else(|| own(tx, day), |own| Ok(own.clone()))? == shifts;
                    // A holiday is nobody's pattern, on either side.
                    let off = closed_by(&calendar, day).is_some() || closed_by(&calendar, of).is_some();
                    if !same && !off {
                        self.change_in(tx, by, centre, day, seen, &Change::Copy { of, shifts })?;
                        touched += 1;
                    }
                }
                match touched {
                    0 => Err(kernel::Refusal::new("DUTY_NOTHING_TO_COPY").into()),
                    touched => Ok(touched),
                }
            }
            WeekChange::Keep => {
                let mut kept: [Vec<Shift>; 7] = Default::default();
                for day in days(monday) {
                    kept[day.weekday().to_monday_zero_offset() as usize] = match closed_by(&calendar, day) {
                        // What a holiday's weekday usually is stays what it was.
                        Some(_) => week
                            .days
                            .as_ref()
                            .map_or_else(Vec::new, |days| days[day.weekday().to_monday_zero_offset() as usize].clone()),
                        None => own(tx, day)?,
                    };
                }
                rows::record_week(tx, centre.id, version, &Week { days: Some(kept) })?;
                tx.write(&[trace(&format!("week of {monday} is the usual one")).write()])?;
                Ok(7)
            }
            WeekChange::Forget => {
                rows::record_week(tx, centre.id, version, &Week::default())?;
                tx.write(&[trace("the calendar's hours are the usual week").write()])?;
                Ok(7)
            }
        }
    }
}

fn counters(centre: &Centre) -> Vec<CounterId> {
    centre.counters.iter().map(|counter| counter.id).collect()
}
