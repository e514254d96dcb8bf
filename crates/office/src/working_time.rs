//! Changes of working time as an administrator makes them: what a document sets, checked against the calendar as it
//! stands, and what it becomes. Pure: nothing is written and no date of a dossier is counted here.

use jiff::civil::{Date, Time, Weekday};
use kernel::Refusal;
use law::calendar::{Adjacent, DatedDay, YearPlan};
use law::{Calendar, DayReason, Shift};
use serde::{Deserialize, Serialize};

use crate::history::{CalendarNote, Order};

/// The most days one document sets free in a row: a long closure is another calendar.
const LONGEST_CLOSURE: i32 = 60;

/// What a document changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum CalendarChange {
    /// Days off that the ordinary rules do not give, from the first to the last, inclusive.
    Off { first: Date, last: Date, name: String },
    /// A working day exchanged for a day of rest.
    Swap { off: Date, worked: Date },
    /// A day worked although the rules give it off.
    Worked { day: Date, name: String },
    /// A day set by an earlier document is ordinary again.
    Ordinary { day: Date },
    /// How Tết and National Day of a year are laid out.
    Year { year: i16, tet_days_before: u8, national_day: Adjacent },
    /// Other shifts from a day on; those that do not count are duty.
    Shifts { first: Date, shifts: Vec<Shift> },
}

impl CalendarChange {
    /// The calendar after this change, and what is to be said of it.
    ///
    /// Refused: `HOLIDAY_TWICE` when a day is off already, `CLOSURE_DATES`, `DAY_NAME`, `SWAP_SAME`, `SWAP_OFF` when the
    /// day given free is no working day, `SWAP_WORKED` when the day taken for it is one already, `DAY_WORKED`,
    /// `DAY_ORDINARY`, `TET_DAYS`, `SHIFT_TIMES`, `SHIFT_OVERLAP`, `CALENDAR_EMPTY`, `CALENDAR_SAME`.
    pub fn on(&self, calendar: &Calendar, order: &Order) -> Result<(Calendar, CalendarNote), Refusal> {
        let source = format!("{} ({}), {}", order.number, kernel::time::dmy(order.signed_on), order.agency);
        let after = match self {
            CalendarChange::Off { first, last, name } => close(calendar, *first, *last, name, &source)?,
            CalendarChange::Swap { off, worked } => swap(calendar, *off, *worked, &source)?,
            CalendarChange::Worked { day, name } => work(calendar, *day, name, &source)?,
            CalendarChange::Ordinary { day } => set_ordinary(calendar, *day)?,
            CalendarChange::Year { year, tet_days_before, national_day } => {
                if !(1..=2).contains(tet_days_before) {
                    return Err(Refusal::new("TET_DAYS").at("tet_days_before"));
                }
                let plan = YearPlan { tet_days_before: *tet_days_before, national_day: *national_day, source };
                calendar.with_plan(*year, plan)
            }
            CalendarChange::Shifts { first, shifts } => {
                check_shifts(shifts)?;
                calendar.with_shifts_from(*first, shifts.clone())
            }
        };
        if after == *calendar {
            return Err(Refusal::new("CALENDAR_SAME"));
        }
        if !after.has_working_time() {
            return Err(Refusal::new("CALENDAR_EMPTY").at("shifts"));
        }
        Ok((after, self.note()))
    }

    /// The change as a word with facts, for the history.
    pub fn note(&self) -> CalendarNote {
        let dmy = kernel::time::dmy;
        let (word, facts) = match self {
            CalendarChange::Off { first, last, name } => {
                ("off", vec![("first", dmy(*first)), ("last", dmy(*last)), ("name", name.clone())])
            }
            CalendarChange::Swap { off, worked } => ("swap", vec![("off", dmy(*off)), ("worked", dmy(*worked))]),
            CalendarChange::Worked { day, name } => ("worked", vec![("day", dmy(*day)), ("name", name.clone())]),
            CalendarChange::Ordinary { day } => ("ordinary", vec![("day", dmy(*day))]),
            CalendarChange::Year { year, .. } => ("year", vec![("year", year.to_string())]),
            CalendarChange::Shifts { first, .. } => ("shifts", vec![("first", dmy(*first))]),
        };
        let facts = facts.into_iter().map(|(name, value)| (name.to_string(), value)).collect();
        CalendarNote { word: word.into(), facts }
    }

    /// The first day that is another one: what a new state of the calendar takes effect with.
    pub fn first_day(&self) -> Date {
        match self {
            CalendarChange::Off { first, .. } | CalendarChange::Shifts { first, .. } => *first,
            CalendarChange::Swap { off, worked } => (*off).min(*worked),
            CalendarChange::Worked { day, .. } | CalendarChange::Ordinary { day } => *day,
            CalendarChange::Year { year, .. } => Date::new(*year, 1, 1).unwrap_or(Date::MIN),
        }
    }
}

/// A day in words of a refusal: its date.
fn at(refusal: &str, day: Date, field: &str) -> Refusal {
    Refusal::new(refusal).with("day", kernel::time::dmy(day)).at(field)
}

fn close(calendar: &Calendar, first: Date, last: Date, name: &str, source: &str) -> Result<Calendar, Refusal> {
    if last < first || (last - first).get_days() > LONGEST_CLOSURE {
        return Err(Refusal::new("CLOSURE_DATES").with("most", LONGEST_CLOSURE).at("last"));
    }
    if name.trim().is_empty() {
        return Err(Refusal::new("DAY_NAME").at("name"));
    }
    let days = || first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last);
    // One day names itself; of several, those that are off already stay what they are.
    let free = days().filter(|day| calendar.is_working(*day));
    let mut after = calendar.clone();
    for day in free {
        after = after.with_day(day, DatedDay::Off { name: name.trim().into(), source: source.into() });
    }
    if after == *calendar {
        return Err(at("HOLIDAY_TWICE", first, "first"));
    }
    Ok(after)
}

fn swap(calendar: &Calendar, off: Date, worked: Date, source: &str) -> Result<Calendar, Refusal> {
    if off == worked {
        return Err(at("SWAP_SAME", off, "worked"));
    }
    if !calendar.is_working(off) {
        return Err(at("SWAP_OFF", off, "off"));
    }
    if calendar.is_working(worked) {
        return Err(at("SWAP_WORKED", worked, "worked"));
    }
    let source = || source.to_string();
    Ok(calendar
        .with_day(off, DatedDay::SwappedOff { worked_on: worked, source: source() })
        .with_day(worked, DatedDay::WorkedInstead { of: off, source: source() }))
}

fn work(calendar: &Calendar, day: Date, name: &str, source: &str) -> Result<Calendar, Refusal> {
    if name.trim().is_empty() {
        return Err(Refusal::new("DAY_NAME").at("name"));
    }
    if calendar.is_working(day) {
        return Err(at("DAY_WORKED", day, "day"));
    }
    Ok(calendar.with_day(day, DatedDay::Worked { name: name.trim().into(), source: source.into() }))
}

/// A swap goes with both its days.
fn set_ordinary(calendar: &Calendar, day: Date) -> Result<Calendar, Refusal> {
    let mut data = calendar.data().clone();
    let pair = match data.dated.remove(&day).ok_or_else(|| at("DAY_ORDINARY", day, "day"))? {
        DatedDay::SwappedOff { worked_on, .. } => Some(worked_on),
        DatedDay::WorkedInstead { of, .. } => Some(of),
        DatedDay::Off { .. } | DatedDay::Worked { .. } => None,
    };
    if let Some(pair) = pair {
        data.dated.remove(&pair);
    }
    Ok(Calendar::from(data))
}

fn check_shifts(shifts: &[Shift]) -> Result<(), Refusal> {
    let clock = |time: Time| time.strftime("%H:%M").to_string();
    for (nth, shift) in shifts.iter().enumerate() {
        if shift.from >= shift.to {
            let times = format!("{}–{}", clock(shift.from), clock(shift.to));
            return Err(Refusal::new("SHIFT_TIMES").with("times", times).at(&shift_field(shift.weekday)));
        }
        let meets = |other: &&Shift| other.weekday == shift.weekday && other.from < shift.to && shift.from < other.to;
        if let Some(other) = shifts[..nth].iter().find(meets) {
            let refusal = Refusal::new("SHIFT_OVERLAP")
                .with("one", format!("{}–{}", clock(other.from), clock(other.to)))
                .with("other", format!("{}–{}", clock(shift.from), clock(shift.to)));
            return Err(refusal.at(&shift_field(shift.weekday)));
        }
    }
    match shifts.iter().any(|shift| shift.counts) {
        true => Ok(()),
        false => Err(Refusal::new("CALENDAR_EMPTY").at("shifts_1")),
    }
}

/// The field of a weekday in a form of shifts: `shifts_1` (Monday) … `shifts_7`.
pub fn shift_field(weekday: Weekday) -> String {
    format!("shifts_{}", weekday.to_monday_one_offset())
}

/// Shifts of one weekday as they are typed: `07:30-11:30, 13:00-17:00`; whitespace and the kind of dash do not matter.
/// Refused: `SHIFT_SHAPE`.
pub fn parse_shifts(typed: &str, weekday: Weekday, counts: bool) -> Result<Vec<Shift>, Refusal> {
    let wrong = || Refusal::new("SHIFT_SHAPE").with("typed", typed).at(&shift_field(weekday));
    let time = |text: &str| -> Option<Time> {
        let (hour, minute) = text.trim().split_once([':', 'h', 'H'])?;
        let minute = if minute.is_empty() { "0" } else { minute };
        Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
    };
    let parts = typed.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (from, to) = part.split_once(['-', '–', '—']).ok_or_else(wrong)?;
            let (from, to) = (time(from).ok_or_else(wrong)?, time(to).ok_or_else(wrong)?);
            Ok(Shift { weekday, from, to, counts })
        })
        .collect()
}

/// Shifts of one weekday as they are typed.
pub fn typed_shifts(shifts: &[Shift], weekday: Weekday, counts: bool) -> String {
    let own = shifts.iter().filter(|shift| shift.weekday == weekday && shift.counts == counts);
    let words = own.map(|shift| format!("{}-{}", shift.from.strftime("%H:%M"), shift.to.strftime("%H:%M")));
    words.collect::<Vec<_>>().join(", ")
}

/// Whether a day is out of the ordinary because an office's document says so.
pub fn is_set_by_document(reason: &DayReason) -> bool {
    match reason {
        DayReason::SwappedOff { .. }
        | DayReason::WorkedInstead { .. }
        | DayReason::Off { .. }
        | DayReason::Worked { .. } => true,
        DayReason::WeeklyRest | DayReason::Holiday { .. } | DayReason::Compensatory { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    fn order() -> Order {
        Order { number: "12/TB-UBND".into(), signed_on: date(2026, 3, 1), agency: "UBND".into() }
    }

    fn refused(change: CalendarChange) -> String {
        change.on(&Calendar::shipped(), &order()).unwrap_err().key
    }

    #[test]
    fn a_day_off_is_set_once_with_its_document() {
        let storm = |first, last| CalendarChange::Off { first, last, name: "Bão số 3".into() };
        let (after, note) = storm(date(2026, 3, 12), date(2026, 3, 15)).on(&Calendar::shipped(), &order()).unwrap();
        assert!(!after.is_working(date(2026, 3, 12)) && !after.is_working(date(2026, 3, 13)));
        assert_eq!(after.source(date(2026, 3, 12), kernel::Lang::Vi).unwrap(), "12/TB-UBND (01/03/2026), UBND");
        // The weekend was off already and needs no document.
        assert!(!after.data().dated.contains_key(&date(2026, 3, 14)));
        assert_eq!(note.word, "off");
        let twice = storm(date(2026, 3, 12), date(2026, 3, 13)).on(&after, &order()).unwrap_err();
        assert_eq!((twice.key.as_str(), twice.field.as_deref()), ("HOLIDAY_TWICE", Some("first")));
        assert_eq!(refused(storm(date(2026, 1, 1), date(2026, 1, 1))), "HOLIDAY_TWICE");
        assert_eq!(refused(storm(date(2026, 3, 13), date(2026, 3, 12))), "CLOSURE_DATES");
    }

    #[test]
    fn a_swap_takes_a_working_day_and_gives_a_day_of_rest() {
        let swap = |off, worked| CalendarChange::Swap { off, worked };
        let (after, _) = swap(date(2026, 3, 13), date(2026, 3, 21)).on(&Calendar::shipped(), &order()).unwrap();
        assert!(!after.is_working(date(2026, 3, 13)) && after.is_working(date(2026, 3, 21)));
        assert_eq!(refused(swap(date(2026, 3, 13), date(2026, 3, 12))), "SWAP_WORKED");
        assert_eq!(refused(swap(date(2026, 3, 14), date(2026, 3, 21))), "SWAP_OFF");
        assert_eq!(refused(swap(date(2026, 3, 13), date(2026, 3, 13))), "SWAP_SAME");
        // Putting one day right puts its pair right.
        let (back, _) = CalendarChange::Ordinary { day: date(2026, 3, 21) }.on(&after, &order()).unwrap();
        assert_eq!(back, Calendar::shipped());
        assert_eq!(refused(CalendarChange::Ordinary { day: date(2026, 3, 21) }), "DAY_ORDINARY");
        assert_eq!(refused(CalendarChange::Worked { day: date(2026, 3, 13), name: "x".into() }), "DAY_WORKED");
    }

    #[test]
    fn shifts_are_typed_as_people_write_them_and_never_overlap() {
        let monday = |typed: &str| parse_shifts(typed, Weekday::Monday, true);
        let shifts = monday("7h30 - 11:30; 13:00–17h").unwrap();
        assert_eq!(shifts.len(), 2);
        assert_eq!((shifts[0].from, shifts[1].to), (time(7, 30, 0, 0), time(17, 0, 0, 0)));
        assert_eq!(typed_shifts(&shifts, Weekday::Monday, true), "07:30-11:30, 13:00-17:00");
        assert_eq!(monday("sáng").unwrap_err().key, "SHIFT_SHAPE");
        assert!(monday(" ").unwrap().is_empty());
        let change = |typed| CalendarChange::Shifts { first: date(2026, 4, 1), shifts: monday(typed).unwrap() };
        assert_eq!(refused(change("07:30-11:30, 11:00-17:00")), "SHIFT_OVERLAP");
        assert_eq!(refused(change("11:30-07:30")), "SHIFT_TIMES");
        assert_eq!(refused(change("")), "CALENDAR_EMPTY");
        // Duty alone is no working time.
        let duty = parse_shifts("07:30-11:30", Weekday::Saturday, false).unwrap();
        assert_eq!(refused(CalendarChange::Shifts { first: date(2026, 4, 1), shifts: duty }), "CALENDAR_EMPTY");
    }
}
