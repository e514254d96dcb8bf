//! The days that are looked at: a day, a week, a month or a year around one. Pure.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// How much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    Day,
    Week,
    Month,
    Year,
}

impl Span {
    pub const ALL: [Span; 4] = [Span::Day, Span::Week, Span::Month, Span::Year];

    /// The word of addresses and locale keys.
    pub fn code(self) -> &'static str {
        match self {
            Span::Day => "day",
            Span::Week => "week",
            Span::Month => "month",
            Span::Year => "year",
        }
    }

    pub fn parse(code: &str) -> Option<Span> {
        Span::ALL.into_iter().find(|span| span.code() == code)
    }
}

/// From a day until a day, both inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    pub span: Span,
    pub from: Date,
    pub until: Date,
}

impl Range {
    /// The span in which a day lies.
    pub fn around(span: Span, day: Date) -> Range {
        let (from, until) = match span {
            Span::Day => (day, day),
            Span::Week => {
                let monday = day.saturating_sub(i64::from(day.weekday().since(Weekday::Monday)).days());
                (monday, monday.saturating_add(6.days()))
            }
            Span::Month => (day.first_of_month(), day.last_of_month()),
            Span::Year => (day.first_of_year(), day.last_of_year()),
        };
        Range { span, from, until }
    }

    pub fn before(self) -> Range {
        Range::around(self.span, self.from.saturating_sub(1.day()))
    }

    pub fn after(self) -> Range {
        Range::around(self.span, self.until.saturating_add(1.day()))
    }

    /// The query of an address.
    pub fn query(self) -> String {
        format!("range={}&on={}", self.span.code(), self.from)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_span_holds_its_day_and_its_neighbours_touch_it() {
        let day = date(2026, 3, 4);
        let found = Span::ALL.map(|span| Range::around(span, day)).map(|range| (range.from, range.until));
        let wanted = [
            (day, day),
            (date(2026, 3, 2), date(2026, 3, 8)),
            (date(2026, 3, 1), date(2026, 3, 31)),
            (date(2026, 1, 1), date(2026, 12, 31)),
        ];
        assert_eq!(found, wanted);
        for span in Span::ALL {
            let range = Range::around(span, day);
            assert_eq!(range.after().before(), range);
            assert_eq!(range.before().until.tomorrow().unwrap(), range.from);
        }
    }
}
