//! The calendar and the lunar computation against the published tables, where those are at hand.

use std::collections::BTreeSet;
use std::path::PathBuf;

use jiff::civil::{Date, Weekday, date};
use law::calendar::{Adjacent, YearPlan};
use law::{Calendar, DayReason, Holiday, lunar};

fn table(name: &str) -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/04_calendar").join(name);
    let text = std::fs::read_to_string(path).ok();
    if text.is_none() {
        println!("{name} is not beside this repository; the comparison is skipped.");
    }
    text
}

fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().skip(1).map(|line| line.split(',').collect())
}

fn on(text: &str) -> Date {
    text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// Weekdays off and weekend days worked in a year.
fn exceptions(calendar: &Calendar, year: i16) -> (BTreeSet<Date>, BTreeSet<Date>) {
    let days = || date(year, 1, 1).series(jiff::Span::new().days(1)).take_while(move |day| day.year() == year);
    let off = days().filter(|day| !is_weekend(*day) && !calendar.is_working(*day)).collect();
    let worked = days().filter(|day| is_weekend(*day) && calendar.is_working(*day)).collect();
    (off, worked)
}

#[test]
fn the_shipped_years_have_exactly_the_days_of_the_fixture() {
    #[rustfmt::skip]
    let fixture = [
        (2024, "01-01 02-08 02-09 02-12 02-13 02-14 04-18 04-29 04-30 05-01 09-02 09-03", "05-04"),
        (2025, "01-01 01-27 01-28 01-29 01-30 01-31 04-07 04-30 05-01 05-02 09-01 09-02", "04-26"),
        (2026, "01-01 01-02 02-16 02-17 02-18 02-19 02-20 04-27 04-30 05-01 08-31 09-01 09-02 11-24", "01-10 08-22"),
        (2027, "01-01 02-05 02-08 02-09 02-10 02-11 04-16 04-30 05-03 09-02 09-03 11-24", ""),
    ];
    let calendar = Calendar::shipped();
    for (year, off, worked) in fixture {
        let dates =
            |text: &str| text.split_whitespace().map(|day| on(&format!("{year}-{day}"))).collect::<BTreeSet<_>>();
        assert_eq!(exceptions(&calendar, year), (dates(off), dates(worked)), "{year}");
    }
}

#[test]
fn the_published_holidays_of_2018_to_2027_are_reproduced() {
    let (Some(holidays), Some(swaps)) =
        (table("vn_public_holidays_2018_2027.csv"), table("vn_swapped_working_days_2018_2027.csv"))
    else {
        return;
    };
    // For 2027 nothing is announced: the table guesses Tết two days ahead of mùng 1, the shipped calendar one day.
    let guess = YearPlan { tet_days_before: 2, national_day: Adjacent::After, source: "dự kiến".into() };
    let calendar = Calendar::shipped().with_plan(2027, guess);
    let mut off = BTreeSet::new();
    for row in rows(&holidays) {
        let (day, name, kind) = (on(row[0]), row[2], row[4]);
        let seen = calendar.day(day);
        assert!(!seen.working, "{day} {name}");
        if !is_weekend(day) {
            off.insert(day);
        }
        let is_tet = name.contains("Tết") && !name.contains("Dương");
        match seen.reason {
            Some(DayReason::Holiday { holiday: Holiday::Tet } | DayReason::Compensatory { holiday: Holiday::Tet }) => {
                assert!(is_tet, "{day} {name}");
            }
            Some(DayReason::Holiday { .. }) => assert_eq!(kind, "statutory", "{day} {name}"),
            Some(DayReason::Compensatory { .. }) => assert_eq!(kind, "compensatory", "{day} {name}"),
            Some(DayReason::SwappedOff { .. }) => assert_eq!(kind, "swapped_day_off", "{day} {name}"),
            // A Saturday after the five days of Tết 2025, listed with a remark.
            Some(DayReason::WeeklyRest) => assert_eq!(day, date(2025, 2, 1), "{name}"),
            other => panic!("{day} {name}: {other:?}"),
        }
    }
    let mut worked = BTreeSet::new();
    for row in rows(&swaps) {
        worked.insert(on(row[2]));
        assert_eq!(calendar.day(on(row[0])).reason, Some(DayReason::SwappedOff { worked_on: on(row[2]) }));
        assert_eq!(calendar.day(on(row[2])).reason, Some(DayReason::WorkedInstead { of: on(row[0]) }));
    }
    let years: Vec<_> = (2018..=2027).map(|year| exceptions(&calendar, year)).collect();
    assert_eq!(years.iter().flat_map(|(off, _)| off.clone()).collect::<BTreeSet<_>>(), off);
    assert_eq!(years.iter().flat_map(|(_, worked)| worked.clone()).collect::<BTreeSet<_>>(), worked);
}

#[test]
fn tet_and_hung_kings_are_computed_for_2000_to_2050() {
    let Some(text) = table("lunar_tet_hung_2000_2050.csv") else { return };
    let mut n = 0;
    for row in rows(&text) {
        let year: i16 = row[0].parse().expect("a year");
        assert_eq!(lunar::tet(year), on(row[4]), "Tết {year}");
        assert_eq!(lunar::hung_kings(year), on(row[7]), "Giỗ Tổ {year}");
        n += 1;
    }
    assert_eq!(n, 51);
}

#[test]
fn viet_nam_keeps_its_own_new_year_when_beijing_names_another_day() {
    assert_eq!(lunar::tet(2007), date(2007, 2, 17));
    assert_eq!(lunar::tet(2030), date(2030, 2, 2));
    assert_eq!(lunar::tet(1985), date(1985, 1, 21));
}

#[test]
fn every_day_of_a_century_has_one_lunar_date_that_follows_the_day_before() {
    let mut before = lunar::of(date(1999, 12, 31));
    let mut leaps = Vec::new();
    for day in date(2000, 1, 1).series(jiff::Span::new().days(1)).take_while(|day| day.year() < 2051) {
        let today = lunar::of(day);
        if today.day == 1 {
            assert!((29..=30).contains(&before.day), "{day}: {before:?} then {today:?}");
            let follows = if today.leap { before.month } else { before.month % 12 + 1 };
            assert_eq!(today.month, follows, "{day}");
            if today.leap {
                leaps.push((today.year, today.month));
            }
        } else {
            assert_eq!((today.year, today.month, today.day), (before.year, before.month, before.day + 1), "{day}");
        }
        if !today.leap {
            assert_eq!(lunar::solar(today.year, today.month, today.day), day);
        }
        before = today;
    }
    // Leap months of the years around now, as almanacs print them.
    for known in [(2017, 6), (2020, 4), (2023, 2), (2025, 6), (2028, 5), (2031, 3), (2033, 11)] {
        assert!(leaps.contains(&known), "{known:?}");
    }
}

#[test]
fn years_without_a_plan_follow_the_rule() {
    let calendar = Calendar::shipped();
    // 2028: mùng 1 is Wednesday 26 January; 2 September is a Saturday made up on Monday.
    let (off, worked) = exceptions(&calendar, 2028);
    assert!(worked.is_empty());
    for day in [date(2028, 1, 25), date(2028, 1, 28), date(2028, 4, 4), date(2028, 9, 1), date(2028, 9, 4)] {
        assert!(off.contains(&day), "{day}");
    }
    // Before the Labour Code of 2019 National Day is one day; before NQ 28/2026 there is no Culture Day.
    assert!(calendar.is_working(date(2019, 9, 3)) && calendar.is_working(date(2019, 11, 25)));
    assert!(calendar.is_working(date(2025, 11, 24)));
}

#[test]
fn a_calendar_survives_storage() {
    let calendar = Calendar::shipped();
    let json = serde_json::to_string(&calendar).expect("serialisable");
    let again: Calendar = serde_json::from_str(&json).expect("readable");
    assert_eq!(again, calendar);
    assert!(!again.is_working(date(2024, 2, 12)));
}

#[test]
fn a_calendar_without_working_time_answers_instead_of_searching_forever() {
    let idle = Calendar::shipped().with_shifts(Vec::new());
    assert!(!idle.has_working_time());
    assert_eq!(idle.add_working_days(date(2024, 6, 12), 5), date(2024, 6, 12));
    assert_eq!(idle.add_working_seconds(date(2024, 6, 12).at(9, 0, 0, 0), 3600), date(2024, 6, 12).at(9, 0, 0, 0));
}

#[test]
fn saturday_duty_opens_the_counter_without_moving_the_clock() {
    let mut shifts = Calendar::shipped().data().shifts.clone();
    let duty = law::Shift {
        weekday: Weekday::Saturday,
        from: jiff::civil::time(7, 30, 0, 0),
        to: jiff::civil::time(11, 30, 0, 0),
        counts: false,
    };
    shifts.push(duty);
    let calendar = Calendar::shipped().with_shifts(shifts);
    assert_eq!(calendar.shifts_on(date(2024, 6, 15)), [duty]);
    assert!(!calendar.is_working(date(2024, 6, 15)));
    assert!(calendar.shifts_on(date(2024, 2, 10)).is_empty(), "no duty on Tết unless a document says so");
    assert_eq!(
        calendar.working_minutes_between(date(2024, 6, 14).at(16, 0, 0, 0), date(2024, 6, 17).at(8, 0, 0, 0)),
        90
    );
}

#[test]
fn a_change_of_hours_leaves_the_days_before_it_as_they_were() {
    use jiff::civil::{Weekday, date, time};
    use law::Shift;

    let shift = |weekday, from, to| Shift { weekday, from, to, counts: true };
    let old = Calendar::shipped();
    let summer: Vec<Shift> = [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday]
        .into_iter()
        .map(|weekday| shift(weekday, time(7, 0, 0, 0), time(17, 0, 0, 0)))
        .collect();
    let new = old.with_shifts_from(date(2026, 4, 6), summer.clone());
    // Friday before and Friday after.
    assert!(new.is_working(date(2026, 4, 3)) && !new.is_working(date(2026, 4, 10)));
    assert_eq!(new.working_seconds_on(date(2026, 4, 2)), 8 * 3600);
    assert_eq!(new.working_seconds_on(date(2026, 4, 6)), 10 * 3600);
    assert_eq!(new.end_of(date(2026, 4, 3)), old.end_of(date(2026, 4, 3)));
    // It is kept and read back; an earlier change takes the place of a later one.
    let kept: Calendar = serde_json::from_str(&serde_json::to_string(&new).unwrap()).unwrap();
    assert_eq!(kept, new);
    let again = new.with_shifts_from(date(2026, 3, 2), summer);
    assert_eq!(again.data().earlier.len(), 1);
    assert!(!again.is_working(date(2026, 4, 3)) && again.is_working(date(2026, 2, 27)));
}
