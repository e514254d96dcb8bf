//! Which times can be booked: within the opening hours of everybody concerned, ahead, and not for ever.

use jiff::ToSpan;
use jiff::civil::DateTime;
use kernel::Refusal;
use law::Calendar;

use crate::model::{STEP_MINUTES, Slot};

/// How long a booking may be.
pub const LENGTHS: [i64; 5] = [15, 30, 45, 60, 90];
/// The length that is proposed.
pub const USUAL: i64 = 30;
/// How far ahead one may book.
pub const AHEAD_DAYS: i64 = 60;

/// Whether a time may be booked at `now`; `calendars` are those of the units concerned.
///
/// Refused: `SLOT_LENGTH`, `SLOT_STEP`, `SLOT_PAST`, `SLOT_FAR`, `SLOT_DAY_OFF`, `SLOT_OUT_OF_HOURS`.
pub fn check<'c>(slot: &Slot, now: DateTime, calendars: impl IntoIterator<Item = &'c Calendar>) -> Result<(), Refusal> {
    if !LENGTHS.contains(&slot.minutes) {
        return Err(Refusal::new("SLOT_LENGTH").at("minutes"));
    }
    if i64::from(slot.from.minute()) % STEP_MINUTES != 0 || slot.from.second() != 0 {
        return Err(Refusal::new("SLOT_STEP").with("step", STEP_MINUTES).at("time"));
    }
    if slot.from < now {
        return Err(Refusal::new("SLOT_PAST").with("at", kernel::time::hm_dmy(slot.from)).at("time"));
    }
    if slot.from > now.saturating_add(AHEAD_DAYS.days()) {
        return Err(Refusal::new("SLOT_FAR").with("days", AHEAD_DAYS).at("day"));
    }
    calendars.into_iter().try_for_each(|calendar| within_hours(slot, calendar))
}

/// One shift holds the whole of it: nobody is booked across the lunch hour.
fn within_hours(slot: &Slot, calendar: &Calendar) -> Result<(), Refusal> {
    let (day, until) = (slot.from.date(), slot.until());
    let shifts = calendar.shifts_on(day);
    if shifts.is_empty() {
        return Err(Refusal::new("SLOT_DAY_OFF").with("day", kernel::time::dmy(day)).at("day"));
    }
    let holds = |shift: &law::Shift| until.date() == day && shift.from <= slot.from.time() && until.time() <= shift.to;
    if shifts.iter().any(holds) {
        return Ok(());
    }
    let hours: Vec<String> =
        shifts.iter().map(|s| format!("{}–{}", s.from.strftime("%H:%M"), s.to.strftime("%H:%M"))).collect();
    let refusal = Refusal::new("SLOT_OUT_OF_HOURS").with("day", kernel::time::dmy(day));
    Err(refusal.with("hours", hours.join(", ")).at("time"))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn refused(from: DateTime, minutes: i64) -> Option<String> {
        // Monday 02/03/2026, 08:00; the shipped calendar works 07:30–11:30 and 13:00–17:00.
        let now = date(2026, 3, 2).at(8, 0, 0, 0);
        check(&Slot { from, minutes }, now, [&Calendar::shipped()]).err().map(|refusal| refusal.key)
    }

    #[test]
    fn a_time_is_ahead_and_inside_one_shift() {
        let day = date(2026, 3, 2);
        assert_eq!(refused(day.at(8, 0, 0, 0), 30), None);
        assert_eq!(refused(day.at(7, 55, 0, 0), 30).as_deref(), Some("SLOT_PAST"));
        assert_eq!(refused(day.at(9, 3, 0, 0), 30).as_deref(), Some("SLOT_STEP"));
        assert_eq!(refused(day.at(9, 0, 0, 0), 20).as_deref(), Some("SLOT_LENGTH"));
        let shifts = Calendar::shipped().shifts_on(day).to_vec();
        let noon = day.to_datetime(shifts[0].to).saturating_sub(15.minutes());
        assert_eq!(refused(noon, 15), None, "the last quarter of an hour of the morning");
        assert_eq!(refused(noon, 30).as_deref(), Some("SLOT_OUT_OF_HOURS"), "across the lunch hour");
        assert_eq!(refused(day.at(23, 30, 0, 0), 60).as_deref(), Some("SLOT_OUT_OF_HOURS"), "across midnight");
    }

    #[test]
    fn nobody_is_booked_on_a_day_off_or_for_next_year() {
        assert_eq!(refused(date(2026, 3, 8).at(9, 0, 0, 0), 30).as_deref(), Some("SLOT_DAY_OFF"), "a Sunday");
        assert_eq!(refused(date(2026, 4, 30).at(9, 0, 0, 0), 30).as_deref(), Some("SLOT_DAY_OFF"), "a holiday");
        assert_eq!(refused(date(2026, 9, 7).at(9, 0, 0, 0), 30).as_deref(), Some("SLOT_FAR"));
    }

    #[test]
    fn a_talk_that_begins_now_begins_with_the_running_step() {
        let slot = Slot::begun(date(2026, 3, 2).at(9, 13, 44, 0), 30);
        assert_eq!((slot.from, slot.until()), (date(2026, 3, 2).at(9, 10, 0, 0), date(2026, 3, 2).at(9, 40, 0, 0)));
        assert_eq!(slot.steps().count(), 6);
        assert_eq!(slot.steps().last(), Some(date(2026, 3, 2).at(9, 35, 0, 0)));
    }
}
