//! One year laid out day by day, so that asking for a day costs a bit test. It is a memory of pure answers, nothing more.

use std::sync::OnceLock;

use jiff::civil::Date;

use super::statutory::{Holiday, holidays_of};
use super::{Calendar, DatedDay, Day, DayReason};

const FIRST: i16 = 1990;
const YEARS: usize = 160;

/// The years a calendar has been asked about.
#[derive(Debug, Clone)]
pub(super) struct YearTables(Box<[OnceLock<Year>]>);

/// A year: a bit per working day, and the days whose reason is more than their weekday.
#[derive(Debug, Clone)]
struct Year {
    working: [u64; 6],
    holidays: Vec<(Date, Holiday, bool)>,
}

impl Default for YearTables {
    fn default() -> Self {
        YearTables((0..YEARS).map(|_| OnceLock::new()).collect())
    }
}

impl YearTables {
    pub(super) fn is_working(&self, calendar: &Calendar, date: Date) -> bool {
        match self.slot(date.year()) {
            Some(slot) => slot.get_or_init(|| Year::lay_out(calendar, date.year())).is_working(date),
            None => Year::lay_out(calendar, date.year()).is_working(date),
        }
    }

    pub(super) fn day(&self, calendar: &Calendar, date: Date) -> Day {
        let working = self.is_working(calendar, date);
        let reason = match calendar.data.dated.get(&date) {
            Some(dated) => Some(dated.reason()),
            None => self.rule_reason(calendar, date, working),
        };
        Day { date, working, reason }
    }

    fn rule_reason(&self, calendar: &Calendar, date: Date, working: bool) -> Option<DayReason> {
        let find = |year: &Year| year.holidays.iter().find(|(on, ..)| *on == date).copied();
        let hit = match self.slot(date.year()) {
            Some(slot) => slot.get().and_then(find),
            None => find(&Year::lay_out(calendar, date.year())),
        };
        match hit {
            Some((_, holiday, true)) => Some(DayReason::Compensatory { holiday }),
            Some((_, holiday, false)) => Some(DayReason::Holiday { holiday }),
            None if working => None,
            None => Some(DayReason::WeeklyRest),
        }
    }

    fn slot(&self, year: i16) -> Option<&OnceLock<Year>> {
        usize::try_from(year.checked_sub(FIRST)?).ok().and_then(|index| self.0.get(index))
    }
}

impl Year {
    fn lay_out(calendar: &Calendar, year: i16) -> Year {
        let plan = calendar.data.plans.get(&year);
        let mut holidays: Vec<(Date, Holiday, bool)> =
            holidays_of(year, plan).into_iter().map(|(date, holiday)| (date, holiday, false)).collect();
        for at in 0..holidays.len() {
            let (date, holiday, _) = holidays[at];
            if calendar.rests_weekly(date) {
                let owed = next_free(calendar, &holidays, date);
                holidays.push((owed, holiday, true));
            }
        }
        let mut laid = Year { working: [0; 6], holidays };
        let mut day = Date::constant(2000, 1, 1).with().year(year).build().unwrap_or(Date::MIN);
        while day.year() == year {
            let works = match calendar.data.dated.get(&day) {
                Some(dated) => dated.works(),
                None => !calendar.rests_weekly(day) && !laid.holidays.iter().any(|(on, ..)| *on == day),
            };
            if works {
                let bit = usize::try_from(day.day_of_year() - 1).unwrap_or(0);
                laid.working[bit / 64] |= 1 << (bit % 64);
            }
            match day.tomorrow() {
                Ok(next) => day = next,
                Err(_) => break,
            }
        }
        laid
    }

    fn is_working(&self, date: Date) -> bool {
        let bit = usize::try_from(date.day_of_year() - 1).unwrap_or(0);
        self.working[bit / 64] >> (bit % 64) & 1 == 1
    }
}

/// The next day that is neither weekly rest nor already a holiday: where a lost holiday is made up.
fn next_free(calendar: &Calendar, holidays: &[(Date, Holiday, bool)], lost: Date) -> Date {
    let mut day = lost;
    for _ in 0..14 {
        day = super::after(day);
        if !calendar.rests_weekly(day) && !holidays.iter().any(|(on, ..)| *on == day) {
            break;
        }
    }
    day
}

impl DatedDay {
    fn works(&self) -> bool {
        match self {
            DatedDay::WorkedInstead { .. } | DatedDay::Worked { .. } => true,
            DatedDay::SwappedOff { .. } | DatedDay::Off { .. } => false,
        }
    }

    fn reason(&self) -> DayReason {
        match self {
            DatedDay::SwappedOff { worked_on, .. } => DayReason::SwappedOff { worked_on: *worked_on },
            DatedDay::WorkedInstead { of, .. } => DayReason::WorkedInstead { of: *of },
            DatedDay::Off { name, .. } => DayReason::Off { name: name.clone() },
            DatedDay::Worked { name, .. } => DayReason::Worked { name: name.clone() },
        }
    }
}
