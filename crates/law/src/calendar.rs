//! The office's working calendar: shifts by weekday, the holidays the Labour Code gives, and dated days that a document
//! set otherwise.
//!
//! It never decides a due date; it answers which days and minutes count, and why not.

mod published;
mod statutory;
mod year;

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime, Time, Weekday};
use serde::{Deserialize, Serialize};

pub use statutory::{Adjacent, Holiday, YearPlan};
use year::YearTables;

use crate::Article;

/// A stretch of opening time on one weekday. `counts` is false for duty outside working time (Saturday intake):
/// dossiers may be taken in, but no limit runs (NĐ 118/2025/NĐ-CP Điều 11 khoản 3 gives compensatory leave for it).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    #[serde(with = "iso_weekday")]
    pub weekday: Weekday,
    pub from: Time,
    pub to: Time,
    #[serde(default = "yes")]
    pub counts: bool,
}

fn yes() -> bool {
    true
}

/// A day that a document took out of the ordinary, with that document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DatedDay {
    /// A working day exchanged for a Saturday.
    SwappedOff { worked_on: Date, source: String },
    /// A Saturday worked instead of another day; it keeps that day's shifts.
    WorkedInstead { of: Date, source: String },
    /// Off for another reason: a disaster, an outage, a local closure.
    Off { name: String, source: String },
    /// Worked although the statutory rules would give it off.
    Worked { name: String, source: String },
}

/// Why a day is not an ordinary day of its weekday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DayReason {
    WeeklyRest,
    Holiday {
        holiday: Holiday,
    },
    /// Rest owed because the holiday fell on a weekly rest day (BLLĐ 2019 Điều 111 khoản 3).
    Compensatory {
        holiday: Holiday,
    },
    SwappedOff {
        worked_on: Date,
    },
    WorkedInstead {
        of: Date,
    },
    Off {
        name: String,
    },
    Worked {
        name: String,
    },
}

/// A day as the clock sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    pub date: Date,
    pub working: bool,
    /// None on an ordinary working day.
    pub reason: Option<DayReason>,
}

/// Whether a year's layout is only expected: no document has announced it yet.
pub fn is_forecast(plan: &YearPlan) -> bool {
    plan.source.starts_with(published::FORECAST)
}

/// What an office stores of its calendar.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CalendarData {
    pub shifts: Vec<Shift>,
    /// How a year's Tết and National Day were laid out; years without a plan follow the rule and are forecasts.
    pub plans: BTreeMap<i16, YearPlan>,
    pub dated: BTreeMap<Date, DatedDay>,
    /// The shifts of earlier times, oldest first: a change of hours leaves the days before it as they were.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<EarlierShifts>,
}

/// Shifts that were kept until a day, inclusive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierShifts {
    pub until: Date,
    pub shifts: Vec<Shift>,
}

/// The shifts of a week by weekday: all of them, and those in which limits run.
#[derive(Debug, Clone, Default)]
struct Week {
    all: [Vec<Shift>; 7],
    counting: [Vec<Shift>; 7],
}

impl Week {
    /// The week of some shifts, which are put in order; turned-round ones are left out.
    fn of(shifts: &mut Vec<Shift>) -> Week {
        shifts.retain(|shift| shift.from < shift.to);
        shifts.sort_by_key(|shift| (shift.weekday.to_monday_zero_offset(), shift.from));
        let mut week = Week::default();
        for shift in shifts {
            let day = weekday_index(shift.weekday);
            week.all[day].push(*shift);
            if shift.counts {
                week.counting[day].push(*shift);
            }
        }
        week
    }
}

/// A working calendar, ready to count with: each year is laid out once, on first use.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(from = "CalendarData", into = "CalendarData")]
pub struct Calendar {
    data: CalendarData,
    week: Week,
    /// The weeks of earlier times and their last days, oldest first.
    earlier: Vec<(Date, Week)>,
    years: YearTables,
}

impl PartialEq for Calendar {
    fn eq(&self, other: &Self) -> bool {
        self.data == other.data
    }
}

impl From<CalendarData> for Calendar {
    fn from(mut data: CalendarData) -> Self {
        let week = Week::of(&mut data.shifts);
        data.earlier.sort_by_key(|then| then.until);
        let earlier = data.earlier.iter_mut().map(|then| (then.until, Week::of(&mut then.shifts))).collect();
        Calendar { data, week, earlier, years: YearTables::default() }
    }
}

impl From<Calendar> for CalendarData {
    fn from(calendar: Calendar) -> Self {
        calendar.data
    }
}

impl Calendar {
    /// The calendar that ships with the product: Monday to Friday 07:30–11:30 and 13:00–17:00, the published days of
    /// 2018–2027 and the statutory rules for other years.
    pub fn shipped() -> Calendar {
        Calendar::from(CalendarData {
            shifts: published::shifts(),
            plans: published::plans(),
            dated: published::swaps(),
            earlier: Vec::new(),
        })
    }

    /// What to store.
    pub fn data(&self) -> &CalendarData {
        &self.data
    }

    /// The same calendar with one day set by a document.
    pub fn with_day(&self, date: Date, day: DatedDay) -> Calendar {
        let mut data = self.data.clone();
        data.dated.insert(date, day);
        Calendar::from(data)
    }

    /// The same calendar with a year laid out as announced.
    pub fn with_plan(&self, year: i16, plan: YearPlan) -> Calendar {
        let mut data = self.data.clone();
        data.plans.insert(year, plan);
        Calendar::from(data)
    }

    /// The same calendar with other shifts.
    pub fn with_shifts(&self, shifts: Vec<Shift>) -> Calendar {
        Calendar::from(CalendarData { shifts, ..self.data.clone() })
    }

    /// The same calendar with other shifts from a day on; the days before keep theirs.
    pub fn with_shifts_from(&self, first: Date, shifts: Vec<Shift>) -> Calendar {
        let mut data = self.data.clone();
        let last = before(first);
        // Shifts that would have begun later than the new ones never come.
        let present = match data.earlier.iter().position(|then| then.until >= last) {
            Some(at) => {
                let then = data.earlier.swap_remove(at).shifts;
                data.earlier.retain(|then| then.until < last);
                then
            }
            None => data.shifts,
        };
        data.earlier.push(EarlierShifts { until: last, shifts: present });
        Calendar::from(CalendarData { shifts, ..data })
    }

    /// The week's shifts as they are kept on a day.
    fn week_of(&self, date: Date) -> &Week {
        self.earlier.iter().find(|(until, _)| date <= *until).map_or(&self.week, |(_, week)| week)
    }

    /// Whether any day of the week counts. Without one no limit can run and every count returns its start.
    pub fn has_working_time(&self) -> bool {
        self.week.counting.iter().any(|shifts| !shifts.is_empty())
    }

    /// Whether limits run on this day.
    pub fn is_working(&self, date: Date) -> bool {
        self.years.is_working(self, date)
    }

    /// The day, and why it is out of the ordinary if it is.
    pub fn day(&self, date: Date) -> Day {
        self.years.day(self, date)
    }

    /// Where a day's standing comes from: the article, or the document an office recorded.
    pub fn source(&self, date: Date, lang: kernel::Lang) -> Option<String> {
        match self.data.dated.get(&date) {
            Some(
                DatedDay::SwappedOff { source, .. }
                | DatedDay::WorkedInstead { source, .. }
                | DatedDay::Off { source, .. }
                | DatedDay::Worked { source, .. },
            ) => return Some(source.clone()),
            None => {}
        }
        match self.day(date).reason? {
            DayReason::Holiday { holiday: Holiday::Tet | Holiday::National } if self.plan_source(date).is_some() => {
                self.plan_source(date)
            }
            DayReason::Holiday { holiday } => Some(Article::of_holiday(holiday, date.year()).cite(lang)),
            DayReason::Compensatory { .. } => Some(Article::of_compensation(date.year()).cite(lang)),
            DayReason::WeeklyRest
            | DayReason::SwappedOff { .. }
            | DayReason::WorkedInstead { .. }
            | DayReason::Off { .. }
            | DayReason::Worked { .. } => None,
        }
    }

    fn plan_source(&self, date: Date) -> Option<String> {
        self.data.plans.get(&date.year()).map(|plan| plan.source.clone())
    }

    /// The opening times of a day, duty included; empty when the office is closed.
    pub fn shifts_on(&self, date: Date) -> &[Shift] {
        if self.is_working(date) {
            return &self.week_of(date).all[self.pattern_of(date)];
        }
        match self.day(date).reason {
            Some(DayReason::WeeklyRest) => &self.week_of(date).all[weekday_index(date.weekday())],
            _ => &[],
        }
    }

    /// The shifts of a day in which limits run; empty on a day off.
    pub fn counting_shifts(&self, date: Date) -> &[Shift] {
        if self.is_working(date) { &self.week_of(date).counting[self.pattern_of(date)] } else { &[] }
    }

    /// Which weekday's shifts a working day keeps: its own, or those of the day it is worked for.
    fn pattern_of(&self, date: Date) -> usize {
        let own = weekday_index(date.weekday());
        match self.data.dated.get(&date) {
            Some(DatedDay::WorkedInstead { of, .. }) => weekday_index(of.weekday()),
            Some(DatedDay::Worked { .. }) if self.week_of(date).counting[own].is_empty() => {
                self.week_of(date).counting.iter().position(|shifts| !shifts.is_empty()).unwrap_or(own)
            }
            _ => own,
        }
    }

    /// The first working day strictly after a date.
    pub fn next_working_day(&self, date: Date) -> Date {
        self.add_working_days(date, 1)
    }

    /// The last working day strictly before a date.
    pub fn previous_working_day(&self, date: Date) -> Date {
        let mut day = date;
        for _ in 0..FARTHEST {
            day = before(day);
            if self.is_working(day) {
                return day;
            }
        }
        date
    }

    /// The date itself if it is a working day, else the next working day (BLDS 2015 Điều 148 khoản 5).
    pub fn roll_forward(&self, date: Date) -> Date {
        if self.is_working(date) { date } else { self.next_working_day(date) }
    }

    /// The n-th working day strictly after a date; n = 0 is the date itself.
    pub fn add_working_days(&self, date: Date, n: i64) -> Date {
        let (mut day, mut left, mut idle) = (date, n, 0);
        while left > 0 {
            day = after(day);
            if self.is_working(day) {
                (left, idle) = (left - 1, 0);
            } else {
                idle += 1;
                if idle > FARTHEST {
                    return date;
                }
            }
        }
        day
    }

    /// Working days in (from, until]: the first is not counted, the last is.
    pub fn working_days_between(&self, from: Date, until: Date) -> i64 {
        let (mut day, mut n) = (from, 0);
        while day < until {
            day = after(day);
            n += i64::from(self.is_working(day));
        }
        n
    }

    /// Minutes of counting shifts between two times; 0 if the second is not later.
    pub fn working_minutes_between(&self, from: DateTime, until: DateTime) -> i64 {
        self.working_seconds_between(from, until) / 60
    }

    /// Seconds of counting shifts between two times.
    pub fn working_seconds_between(&self, from: DateTime, until: DateTime) -> i64 {
        let (mut day, mut total) = (from.date(), 0);
        while day <= until.date() {
            for shift in self.counting_shifts(day) {
                let begin = if day == from.date() { shift.from.max(from.time()) } else { shift.from };
                let end = if day == until.date() { shift.to.min(until.time()) } else { shift.to };
                total += (seconds(end) - seconds(begin)).max(0);
            }
            if day == Date::MAX {
                break;
            }
            day = after(day);
        }
        total
    }

    /// The moment at which a number of working seconds after `from` is used up. Full at the end of a shift, the answer
    /// is that end and not the next morning.
    pub fn add_working_seconds(&self, from: DateTime, add: i64) -> DateTime {
        if add <= 0 {
            return from;
        }
        let (mut day, mut left, mut idle) = (from.date(), add, 0);
        while idle <= FARTHEST {
            idle += 1;
            for shift in self.counting_shifts(day) {
                let begin = if day == from.date() { shift.from.max(from.time()) } else { shift.from };
                let length = (seconds(shift.to) - seconds(begin)).max(0);
                if length >= left {
                    return day.to_datetime(time_of(seconds(begin) + left));
                }
                left -= length;
                if length > 0 {
                    idle = 0;
                }
            }
            day = after(day);
        }
        from
    }

    /// When a working day's last counting shift ends; None on a day off.
    pub fn end_of(&self, date: Date) -> Option<Time> {
        self.counting_shifts(date).last().map(|shift| shift.to)
    }

    /// When a working day's first counting shift begins; None on a day off.
    pub fn start_of(&self, date: Date) -> Option<Time> {
        self.counting_shifts(date).first().map(|shift| shift.from)
    }

    /// Seconds of counting shifts on a day.
    pub fn working_seconds_on(&self, date: Date) -> i64 {
        self.counting_shifts(date).iter().map(|shift| seconds(shift.to) - seconds(shift.from)).sum()
    }

    fn rests_weekly(&self, date: Date) -> bool {
        self.week_of(date).counting[weekday_index(date.weekday())].is_empty()
    }
}

/// A run of days off longer than this means a calendar without working time, not a long holiday.
const FARTHEST: i32 = 400;

pub(crate) fn after(date: Date) -> Date {
    date.tomorrow().unwrap_or(Date::MAX)
}

pub(crate) fn before(date: Date) -> Date {
    date.yesterday().unwrap_or(Date::MIN)
}

pub(crate) fn seconds(time: Time) -> i64 {
    i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second())
}

fn time_of(seconds: i64) -> Time {
    let part = |n: i64| i8::try_from(n).unwrap_or(0);
    Time::new(part(seconds / 3600), part(seconds / 60 % 60), part(seconds % 60), 0).unwrap_or(Time::MAX)
}

fn weekday_index(weekday: Weekday) -> usize {
    usize::try_from(weekday.to_monday_zero_offset()).unwrap_or(0)
}

/// Weekdays on the wire: 1 Monday … 7 Sunday.
mod iso_weekday {
    use jiff::civil::Weekday;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(weekday: &Weekday, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_i8(weekday.to_monday_one_offset())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Weekday, D::Error> {
        Weekday::from_monday_one_offset(i8::deserialize(d)?).map_err(serde::de::Error::custom)
    }
}
