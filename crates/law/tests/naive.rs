//! The legal clock against a counter that knows nothing but whole days and minutes, on 100,000 random terms.
//!
//! The counter shares no code and no table with the crate: its own day numbers, its own list of days off.

use jiff::civil::DateTime;
use law::{Calendar, Limit, Pause, RuleSet, StartEvent, Term, TimeOfDay, Unit};

/// Weekdays off (month-day), by year; the last column is the Saturdays worked.
#[rustfmt::skip]
const YEARS: [(i64, &str, &str); 10] = [
    (2018, "0101 0214 0215 0216 0219 0220 0425 0430 0501 0903 1231", ""),
    (2019, "0101 0204 0205 0206 0207 0208 0415 0429 0430 0501 0902", "0105 0504"),
    (2020, "0101 0123 0124 0127 0128 0129 0402 0430 0501 0902", ""),
    (2021, "0101 0210 0211 0212 0215 0216 0421 0430 0503 0902 0903", ""),
    (2022, "0103 0131 0201 0202 0203 0204 0411 0502 0503 0901 0902", ""),
    (2023, "0102 0120 0123 0124 0125 0126 0501 0502 0503 0901 0904", ""),
    (2024, "0101 0208 0209 0212 0213 0214 0418 0429 0430 0501 0902 0903", "0504"),
    (2025, "0101 0127 0128 0129 0130 0131 0407 0430 0501 0502 0901 0902", "0426"),
    (2026, "0101 0102 0216 0217 0218 0219 0220 0427 0430 0501 0831 0901 0902 1124", "0110 0822"),
    (2027, "0101 0205 0208 0209 0210 0211 0416 0430 0503 0902 0903 1124", ""),
];

/// Mùng 1 Tết of those years.
const TET: [(i64, i64, i64); 10] = [
    (2018, 2, 16),
    (2019, 2, 5),
    (2020, 1, 25),
    (2021, 2, 12),
    (2022, 2, 1),
    (2023, 1, 22),
    (2024, 2, 10),
    (2025, 1, 29),
    (2026, 2, 17),
    (2027, 2, 6),
];

/// Days since 1 January 1970, by counting leap years.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let before = |y: i64| (y - 1) * 365 + (y - 1) / 4 - (y - 1) / 100 + (y - 1) / 400;
    let lengths: i64 = (1..month).map(|m| month_length(year, m)).sum();
    before(year) - before(1970) + lengths + day - 1
}

fn month_length(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn civil(number: i64) -> (i64, i64, i64) {
    let (mut year, mut rest) = (2018, number - day_number(2018, 1, 1));
    loop {
        let length = if month_length(year, 2) == 29 { 366 } else { 365 };
        if rest < length {
            break;
        }
        (year, rest) = (year + 1, rest - length);
    }
    let mut month = 1;
    while rest >= month_length(year, month) {
        rest -= month_length(year, month);
        month += 1;
    }
    (year, month, rest + 1)
}

fn datetime(day: i64, minute: i64) -> DateTime {
    let (year, month, date) = civil(day);
    jiff::civil::date(year as i16, month as i8, date as i8).at((minute / 60) as i8, (minute % 60) as i8, 0, 0)
}

struct Naive {
    first: i64,
    working: Vec<bool>,
}

impl Naive {
    fn new() -> Naive {
        let (first, last) = (day_number(2018, 1, 1), day_number(2027, 12, 31));
        // 1 January 1970 was a Thursday; weekday 0 is Monday.
        let mut working: Vec<bool> = (first..=last).map(|day| (day + 3) % 7 < 5).collect();
        for (year, off, worked) in YEARS {
            for (list, value) in [(off, false), (worked, true)] {
                for text in list.split_whitespace() {
                    let number: i64 = text.parse().expect("month and day");
                    let at = (day_number(year, number / 100, number % 100) - first) as usize;
                    assert_ne!(working[at], value, "{year}-{text} changes nothing");
                    working[at] = value;
                }
            }
        }
        Naive { first, working }
    }

    fn works(&self, day: i64) -> bool {
        self.working[(day - self.first) as usize]
    }

    fn open(&self, day: i64, minute: i64) -> bool {
        self.works(day) && (450..690).contains(&minute) | (780..1020).contains(&minute)
    }

    fn forward(&self, mut day: i64, n: i64) -> i64 {
        let mut left = n;
        while left > 0 {
            day += 1;
            left -= i64::from(self.works(day));
        }
        day
    }

    fn roll(&self, mut day: i64) -> i64 {
        while !self.works(day) {
            day += 1;
        }
        day
    }

    /// Minute by minute until `n` open ones are used up; the answer is the end of the last of them.
    fn use_minutes(&self, (mut day, mut minute): (i64, i64), n: i64) -> (i64, i64) {
        let mut left = n;
        while left > 0 {
            if minute == 1440 || !self.works(day) {
                (day, minute) = (day + 1, 0);
                continue;
            }
            left -= i64::from(self.open(day, minute));
            minute += 1;
        }
        (day, minute)
    }
}

/// Small, seeded and good enough: the same cases every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % n as u64) as i64
    }
}

#[derive(Debug)]
struct Case {
    start: (i64, i64),
    unit: Unit,
    milli: i64,
    same_time: bool,
    pauses: Vec<((i64, i64), (i64, i64))>,
    restart: Option<(i64, i64)>,
}

fn draw(dice: &mut Dice) -> Case {
    let start_day = if dice.below(2) == 0 {
        let (year, month, day) = TET[dice.below(10) as usize];
        (day_number(year, month, day) + 15 - dice.below(45)).max(day_number(2018, 1, 1))
    } else {
        day_number(2018, 1, 1) + dice.below(day_number(2027, 2, 1) - day_number(2018, 1, 1))
    };
    let start = (start_day, dice.below(1440));
    let (unit, milli) = match dice.below(10) {
        0 => (Unit::WorkingHour, 500 * (1 + dice.below(40))),
        1 => (Unit::Hour, 1000 * (1 + dice.below(16))),
        2..=4 => (Unit::WorkingDay, 1000 * (1 + dice.below(45))),
        5 => (Unit::WorkingDay, 250 * (1 + dice.below(60))),
        6 => (Unit::Day, 1000 * (1 + dice.below(60))),
        7 => (Unit::Week, 1000 * (1 + dice.below(8))),
        8 => (Unit::Month, 1000 * (1 + dice.below(3))),
        _ => (Unit::SameDay, 1000),
    };
    let restart = (dice.below(8) == 0).then(|| (start.0 + 1 + dice.below(20), dice.below(1440)));
    // Hours are counted minute by minute: shorter pauses keep that bearable.
    let longest_pause = if unit.is_hours() { 3 } else { 12 };
    let pauses = (0..dice.below(4))
        .map(|_| {
            let from = (start.0 + 1 + dice.below(25), dice.below(1440));
            (from, (from.0 + 1 + dice.below(longest_pause), dice.below(1440)))
        })
        .collect();
    Case { start, unit, milli, same_time: dice.below(3) == 0, pauses, restart }
}

/// The due day and minute, counted the slow way.
fn count(naive: &Naive, case: &Case) -> (i64, i64) {
    let start = case.restart.unwrap_or(case.start);
    let ends = if case.same_time { start.1 } else { 1020 };
    let pauses: Vec<_> = case
        .pauses
        .iter()
        .map(|(from, until)| ((*from).max(start), *until))
        .filter(|(from, until)| from < until)
        .collect();
    let horizon = pauses.iter().map(|(_, until)| until.0).max().unwrap_or(start.0);
    let paused_day = |day: i64| pauses.iter().any(|(from, until)| from.0 < day && day <= until.0);
    let paused_days = (start.0..=horizon).filter(|day| paused_day(*day)).count() as i64;
    let paused_working_days = (start.0..=horizon).filter(|day| paused_day(*day) && naive.works(*day)).count() as i64;
    let (whole, rest) = (case.milli / 1000, case.milli % 1000);
    match case.unit {
        Unit::WorkingHour | Unit::Hour => {
            let paused = |at| pauses.iter().any(|(from, until)| *from <= at && at < *until);
            let minutes = (start.0..=horizon)
                .filter(|day| naive.works(*day) && pauses.iter().any(|(from, until)| from.0 <= *day && *day <= until.0))
                .flat_map(|day| (450..1020).map(move |minute| (day, minute)))
                .filter(|at| naive.open(at.0, at.1) && paused(*at))
                .count() as i64;
            naive.use_minutes(start, case.milli * 60 / 1000 + minutes)
        }
        Unit::WorkingDay if rest == 0 => (naive.forward(naive.forward(start.0, whole), paused_working_days), ends),
        Unit::WorkingDay => {
            let partial = naive.forward(naive.forward(start.0, whole), 1);
            let (day, minute) = naive.use_minutes((partial, 450), 480 * rest / 1000);
            (naive.forward(day, paused_working_days), minute)
        }
        Unit::SameDay => {
            let today = naive.works(start.0) && start.1 <= 900;
            let day = if today { start.0 } else { naive.forward(start.0, 1) };
            (naive.forward(day, paused_working_days), 1020)
        }
        Unit::Day => (naive.roll(start.0 + whole + paused_days), ends),
        Unit::Week => (naive.roll(start.0 + whole * 7 + paused_days), ends),
        Unit::Month | Unit::Year => {
            let (year, month, day) = civil(start.0);
            let months = (month - 1) + whole;
            let (year, month) = (year + months / 12, months % 12 + 1);
            let day = day.min(month_length(year, month));
            (naive.roll(day_number(year, month, day) + paused_days), ends)
        }
    }
}

fn term(case: &Case) -> Term {
    let at = |(day, minute): (i64, i64)| datetime(day, minute);
    let limit = Limit { milli: case.milli, unit: case.unit };
    let mut term = Term::starting(at(case.start), StartEvent::CounterAcceptance, Some(limit));
    term.policy = if case.same_time { TimeOfDay::SameTime } else { TimeOfDay::EndOfShift };
    term.restart = case.restart.map(at);
    term.pauses = case
        .pauses
        .iter()
        .map(|(from, until)| Pause { from: at(*from), until: Some(at(*until)), basis: String::new() })
        .collect();
    term
}

/// A quarter of the hundred thousand, so that the quarters run side by side.
fn agree_on_a_quarter(seed: u64) {
    let (naive, calendar, mut dice) = (Naive::new(), Calendar::shipped(), Dice(seed));
    let mut across_tet = [0_u32; 10];
    for n in 0..25_000 {
        let case = draw(&mut dice);
        let term = term(&case);
        let due = term.due(&calendar, RuleSet::on(term.start.date())).expect("a limit");
        let (day, minute) = count(&naive, &case);
        assert_eq!(due.at, datetime(day, minute), "case {n}: {case:?}\n{:#?}", due.steps);
        for (at, (year, month, date)) in TET.into_iter().enumerate() {
            let tet = day_number(year, month, date);
            across_tet[at] += u32::from(case.start.0 < tet && tet < day);
        }
    }
    assert!(across_tet.iter().all(|n| *n > 200), "every Tết is crossed: {across_tet:?}");
}

#[test]
fn a_hundred_thousand_random_terms_end_where_a_day_by_day_counter_says_spring() {
    agree_on_a_quarter(0x9E37_79B9_7F4A_7C15);
}

#[test]
fn a_hundred_thousand_random_terms_end_where_a_day_by_day_counter_says_summer() {
    agree_on_a_quarter(0xD1B5_4A32_D192_ED03);
}

#[test]
fn a_hundred_thousand_random_terms_end_where_a_day_by_day_counter_says_autumn() {
    agree_on_a_quarter(0x8CB9_2BA7_2F3D_8DD7);
}

#[test]
fn a_hundred_thousand_random_terms_end_where_a_day_by_day_counter_says_winter() {
    agree_on_a_quarter(0xAEF1_7502_108E_F2D9);
}
