//! Working minutes as a number line: how far one moment is from another is a subtraction, however far apart they are.
//! Pure; the calendar is an argument.

use std::sync::Arc;

use jiff::Span;
use jiff::civil::{Date, DateTime};
use law::Calendar;

/// Days measured before and after the day the ruler is made for; beyond them a working day has eight hours.
const BEFORE: i64 = 800;
const AFTER: i64 = 800;
/// Working minutes of a day beyond the ruler's ends, spread over the week.
const FAR_DAY: i64 = 480 * 5 / 7;

/// The working minutes of one calendar around one day.
#[derive(Debug, Clone)]
pub struct Ruler {
    calendar: Arc<Calendar>,
    first: Date,
    /// Working minutes from `first` until the beginning of each day.
    sums: Vec<i64>,
}

impl Ruler {
    /// Measures a calendar around a day.
    pub fn new(calendar: Arc<Calendar>, around: Date) -> Ruler {
        let first = around.saturating_sub(Span::new().days(BEFORE));
        let (mut day, mut sum) = (first, 0);
        let mut sums = Vec::with_capacity((BEFORE + AFTER) as usize + 1);
        for _ in 0..=BEFORE + AFTER {
            sums.push(sum);
            sum += calendar.working_seconds_on(day) / 60;
            day = day.saturating_add(Span::new().days(1));
        }
        Ruler { calendar, first, sums }
    }

    /// Where a moment stands, in working minutes from the ruler's beginning.
    pub fn minute(&self, at: DateTime) -> i64 {
        let day = i64::from((at.date() - self.first).get_days());
        let last = self.sums.len() as i64 - 1;
        if day < 0 {
            return day * FAR_DAY;
        }
        if day > last {
            return self.sums.last().copied().unwrap_or(0) + (day - last) * FAR_DAY;
        }
        let begun = |shift: &law::calendar::Shift| {
            let end = shift.to.min(at.time());
            if end > shift.from { seconds(end) - seconds(shift.from) } else { 0 }
        };
        let within: i64 = self.calendar.counting_shifts(at.date()).iter().map(begun).sum();
        self.sums[day as usize] + within / 60
    }

    /// The calendar it measures.
    pub fn calendar(&self) -> &Arc<Calendar> {
        &self.calendar
    }
}

fn seconds(time: jiff::civil::Time) -> i64 {
    i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime {
        text.parse().expect("a moment")
    }

    #[test]
    fn a_difference_on_the_ruler_is_what_the_calendar_counts() {
        let calendar = Arc::new(Calendar::shipped());
        let ruler = Ruler::new(calendar.clone(), at("2026-03-02T08:00").date());
        for (from, until) in [
            ("2026-03-02T08:00", "2026-03-02T09:30"),
            ("2026-03-02T06:00", "2026-03-02T23:00"),
            ("2026-03-06T16:00", "2026-03-09T08:00"),
            ("2026-02-10T10:00", "2026-03-02T15:00"),
            ("2025-12-31T12:00", "2026-05-04T07:45"),
        ] {
            let (from, until) = (at(from), at(until));
            let counted = calendar.working_minutes_between(from, until);
            assert_eq!(ruler.minute(until) - ruler.minute(from), counted, "{from} {until}");
        }
    }

    #[test]
    fn beyond_its_ends_it_still_grows() {
        let ruler = Ruler::new(Arc::new(Calendar::shipped()), at("2026-03-02T08:00").date());
        assert!(ruler.minute(at("2036-03-02T08:00")) > ruler.minute(at("2028-05-02T08:00")));
        assert!(ruler.minute(at("2001-03-02T08:00")) < ruler.minute(at("2024-03-02T08:00")));
    }
}
