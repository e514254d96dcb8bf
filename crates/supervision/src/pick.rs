//! What is counted and what a number leads to: one condition for both. Pure over the board.

use std::collections::HashMap;
use std::ops::Range;

use jiff::civil::Date;
use kernel::{OfficerId, UnitId};
use law::Calendar;
use serde::Serialize;
use web::Fields;
use web::fields::encode;

use crate::board::{Moment, Spot, Stand};
use crate::forecast::Chance;
use crate::sight::Sight;

/// Which dossiers, by their time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Đã trễ: the promised date has passed.
    Late,
    /// Sẽ trễ, by the forecast; not those late already.
    WillMiss,
    /// Sát hạn, by the forecast.
    Tight,
    /// Promised for today and not yet late.
    Today,
    /// Promised until the end of this week and not yet late.
    Week,
    /// Promised within so many working days after today and not yet late.
    Within(u8),
    /// Promised for one day.
    On(Date),
    /// Of those promised for one day, late already or by the forecast.
    MissOn(Date),
    /// Online submissions that wait for an answer.
    Intake,
    /// Of those, past the eight working hours.
    IntakeLate,
    /// Everything whose promised date runs.
    All,
}

/// Working days ahead that have a column of their own.
pub const WITHIN: [u8; 3] = [3, 5, 10];

impl When {
    pub fn code(self) -> String {
        match self {
            When::Late => "late".into(),
            When::WillMiss => "will-miss".into(),
            When::Tight => "tight".into(),
            When::Today => "today".into(),
            When::Week => "week".into(),
            When::Within(days) => format!("within-{days}"),
            When::On(day) => format!("on-{day}"),
            When::MissOn(day) => format!("miss-on-{day}"),
            When::Intake => "intake".into(),
            When::IntakeLate => "intake-late".into(),
            When::All => "all".into(),
        }
    }

    pub fn parse(text: &str) -> Option<When> {
        Some(match text {
            "late" => When::Late,
            "will-miss" => When::WillMiss,
            "tight" => When::Tight,
            "today" => When::Today,
            "week" => When::Week,
            "intake" => When::Intake,
            "intake-late" => When::IntakeLate,
            "all" => When::All,
            other => {
                if let Some(days) = other.strip_prefix("within-") {
                    When::Within(days.parse().ok().filter(|days| (1..=60).contains(days))?)
                } else if let Some(day) = other.strip_prefix("miss-on-") {
                    When::MissOn(day.parse().ok()?)
                } else {
                    When::On(other.strip_prefix("on-")?.parse().ok()?)
                }
            }
        })
    }
}

/// By what the numbers are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    Unit,
    Officer,
    Procedure,
    Step,
}

impl By {
    pub const ALL: [By; 4] = [By::Unit, By::Officer, By::Procedure, By::Step];

    pub fn code(self) -> &'static str {
        match self {
            By::Unit => "unit",
            By::Officer => "officer",
            By::Procedure => "procedure",
            By::Step => "step",
        }
    }
    pub fn parse(text: &str) -> Option<By> {
        By::ALL.into_iter().find(|by| by.code() == text)
    }
}

/// What a group is named by, as addresses say it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    Unit(UnitId),
    /// None: nobody has taken it yet.
    Officer(Option<OfficerId>),
    Procedure(String),
    Step(String),
}

impl Group {
    /// The group of a dossier.
    pub fn of(by: By, spot: &Spot) -> Group {
        match by {
            By::Unit => Group::Unit(spot.unit),
            By::Officer => Group::Officer(spot.officer),
            By::Procedure => Group::Procedure(spot.procedure.to_string()),
            By::Step => Group::Step(spot.step.to_string()),
        }
    }

    /// (name, value) in an address.
    pub fn query(&self) -> (&'static str, String) {
        match self {
            Group::Unit(unit) => ("unit", unit.to_string()),
            Group::Officer(officer) => ("officer", officer.map_or_else(|| "-".into(), |id| id.to_string())),
            Group::Procedure(code) => ("procedure", code.clone()),
            Group::Step(step) => ("step", step.clone()),
        }
    }
}

/// What a list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    pub when: When,
    pub unit: Option<UnitId>,
    pub officer: Option<Option<OfficerId>>,
    pub procedure: Option<String>,
    pub step: Option<String>,
}

impl Pick {
    pub fn of(when: When) -> Pick {
        Pick { when, unit: None, officer: None, procedure: None, step: None }
    }

    /// Reads `when=&unit=&officer=&procedure=&step=`; what it does not know it leaves out.
    pub fn parse(fields: &Fields) -> Pick {
        let officer = match fields.value("officer") {
            "-" => Some(None),
            text => text.parse().ok().map(Some),
        };
        Pick {
            when: When::parse(fields.value("when")).unwrap_or(When::Late),
            unit: fields.value("unit").parse().ok(),
            officer,
            procedure: fields.some("procedure").map(Into::into),
            step: fields.some("step").map(Into::into),
        }
    }

    /// The same list of one group.
    pub fn within(mut self, group: &Group) -> Pick {
        match group {
            Group::Unit(unit) => self.unit = Some(*unit),
            Group::Officer(officer) => self.officer = Some(*officer),
            Group::Procedure(code) => self.procedure = Some(code.clone()),
            Group::Step(step) => self.step = Some(step.clone()),
        }
        self
    }

    /// As an address says it.
    pub fn text(&self) -> String {
        let mut out = format!("when={}", self.when.code());
        let mut add = |(name, value): (&str, String)| out.push_str(&format!("&{name}={}", encode(&value)));
        let groups = [
            self.unit.map(Group::Unit),
            self.officer.map(Group::Officer),
            self.procedure.clone().map(Group::Procedure),
            self.step.clone().map(Group::Step),
        ];
        groups.into_iter().flatten().for_each(|group| add(group.query()));
        out
    }

    pub fn is_narrowed(&self) -> bool {
        *self != Pick::of(self.when)
    }

    /// Whether a dossier belongs to the list.
    pub fn takes(&self, spot: &Spot, stand: &Stand, ends: &Ends) -> bool {
        self.unit.is_none_or(|unit| spot.unit == unit)
            && self.officer.is_none_or(|officer| spot.officer == officer)
            && self.procedure.as_ref().is_none_or(|code| **code == *spot.procedure)
            && self.step.as_ref().is_none_or(|step| **step == *spot.step)
            && is_when(self.when, spot, stand, ends)
    }
}

/// The ends of the stretches of time a page counts in.
#[derive(Debug, Clone)]
pub struct Ends {
    now: Moment,
    today_ms: i64,
    week_ms: i64,
    within: [(u8, i64); 3],
    /// The next working days with a column of their own, today first if it is one.
    pub days: Vec<Date>,
}

/// Working days shown one by one.
const DAYS: usize = 5;

impl Ends {
    /// The ends as of a moment, by a calendar.
    pub fn of(now: Moment, calendar: &Calendar) -> Ends {
        let today = now.at.date();
        let end = |day: Date| kernel::time::instant_ms(day.at(23, 59, 59, 0));
        let to_sunday = 7 - i64::from(today.weekday().to_monday_one_offset());
        let sunday = today.saturating_add(jiff::Span::new().days(to_sunday));
        let mut days = vec![calendar.roll_forward(today)];
        while days.len() < DAYS {
            let last = days.last().copied().unwrap_or(today);
            days.push(calendar.next_working_day(last));
        }
        Ends {
            now,
            today_ms: end(today),
            week_ms: end(sunday),
            within: WITHIN.map(|days| (days, end(calendar.add_working_days(today, days.into())))),
            days,
        }
    }

    fn within(&self, days: u8) -> i64 {
        self.within.iter().find(|(n, _)| *n == days).map_or(self.today_ms, |(_, end)| *end)
    }
}

fn is_when(when: When, spot: &Spot, stand: &Stand, ends: &Ends) -> bool {
    let Some(due) = spot.due_ms else {
        return match (when, spot.intake_ms) {
            (When::Intake, Some(_)) => true,
            (When::IntakeLate, Some(by)) => by < ends.now.ms,
            _ => false,
        };
    };
    let late = due < ends.now.ms;
    match when {
        When::Late => late,
        When::WillMiss => !late && stand.chance(spot) == Some(Chance::WillMiss),
        When::Tight => !late && stand.chance(spot) == Some(Chance::Tight),
        When::Today => !late && due <= ends.today_ms,
        When::Week => !late && due <= ends.week_ms,
        When::Within(days) => !late && due <= ends.within(days),
        When::On(day) => span(day).contains(&due),
        When::MissOn(day) => {
            span(day).contains(&due) && matches!(stand.chance(spot), Some(Chance::Late | Chance::WillMiss))
        }
        When::Intake | When::IntakeLate => false,
        When::All => true,
    }
}

/// The milliseconds of one day of the office.
fn span(day: Date) -> Range<i64> {
    let begins = |day: Date| kernel::time::instant_ms(day.at(0, 0, 0, 0));
    begins(day)..day.tomorrow().map_or(i64::MAX, begins)
}

/// The numbers of one group, or of everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Numbers {
    pub late: u64,
    pub will_miss: u64,
    pub tight: u64,
    pub today: u64,
    pub week: u64,
    /// Within 3, 5 and 10 working days.
    pub within: [u64; 3],
    pub all: u64,
    pub intake: u64,
    pub intake_late: u64,
}

impl Numbers {
    /// The number of a stretch of time; none for single days, which are counted elsewhere.
    pub fn of(&self, when: When) -> Option<u64> {
        Some(match when {
            When::Late => self.late,
            When::WillMiss => self.will_miss,
            When::Tight => self.tight,
            When::Today => self.today,
            When::Week => self.week,
            When::Within(days) => WITHIN.iter().position(|n| *n == days).map(|place| self.within[place])?,
            When::Intake => self.intake,
            When::IntakeLate => self.intake_late,
            When::All => self.all,
            When::On(_) | When::MissOn(_) => return None,
        })
    }

    fn add(&mut self, spot: &Spot, stand: &Stand, ends: &Ends) {
        let Some(due) = spot.due_ms else {
            self.intake += 1;
            self.intake_late += u64::from(spot.intake_ms.is_some_and(|by| by < ends.now.ms));
            return;
        };
        self.all += 1;
        if due < ends.now.ms {
            self.late += 1;
            return;
        }
        match stand.chance(spot) {
            Some(Chance::WillMiss) => self.will_miss += 1,
            Some(Chance::Tight) => self.tight += 1,
            Some(Chance::WillMeet | Chance::Late) | None => {}
        }
        self.today += u64::from(due <= ends.today_ms);
        self.week += u64::from(due <= ends.week_ms);
        for (place, (_, end)) in ends.within.iter().enumerate() {
            self.within[place] += u64::from(due <= *end);
        }
    }
}

/// One of the next days: how many are promised for it, and how many of those are or will be late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DayNumbers {
    pub day: Date,
    pub due: u64,
    pub miss: u64,
}

/// Everything a page counts, in one walk over the board.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    pub total: Numbers,
    pub groups: HashMap<Group, Numbers>,
    pub days: Vec<DayNumbers>,
    /// Late dossiers without their explanation or their apology.
    pub unexplained: u64,
    pub unapologised: u64,
}

/// Counts what somebody watches over, grouped.
pub fn tally<'s>(spots: impl Iterator<Item = &'s Spot>, sight: &Sight, by: By, stand: &Stand, ends: &Ends) -> Tally {
    let mut days: Vec<(Range<i64>, DayNumbers)> =
        ends.days.iter().map(|day| (span(*day), DayNumbers { day: *day, due: 0, miss: 0 })).collect();
    let mut tally = Tally::default();
    for spot in spots.filter(|spot| sees(sight, spot)) {
        tally.total.add(spot, stand, ends);
        tally.groups.entry(Group::of(by, spot)).or_default().add(spot, stand, ends);
        let Some(due) = spot.due_ms else { continue };
        if due < ends.now.ms {
            tally.unexplained += u64::from(!spot.explained);
            tally.unapologised += u64::from(!spot.apologised);
        }
        if let Some((_, day)) = days.iter_mut().find(|(span, _)| span.contains(&due)) {
            day.due += 1;
            day.miss += u64::from(matches!(stand.chance(spot), Some(Chance::Late | Chance::WillMiss)));
        }
    }
    tally.days = days.into_iter().map(|(_, day)| day).collect();
    tally
}

/// Whether somebody watches over a dossier.
pub fn sees(sight: &Sight, spot: &Spot) -> bool {
    sight.reaches(&[Some(spot.unit), Some(spot.receiving), Some(spot.deciding)], &spot.field, &spot.procedure)
}

/// The list of a pick: by date, the longest overdue first.
pub fn list<'s>(
    spots: impl Iterator<Item = &'s Spot>,
    sight: &Sight,
    pick: &Pick,
    stand: &Stand,
    ends: &Ends,
) -> Vec<&'s Spot> {
    let mut found: Vec<&Spot> = spots.filter(|spot| pick.takes(spot, stand, ends) && sees(sight, spot)).collect();
    found.sort_unstable_by_key(|spot| (spot.by_ms(), spot.id));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_list_says_the_same_list_again() {
        let day = Date::constant(2026, 3, 6);
        let all = [
            When::Late,
            When::WillMiss,
            When::Tight,
            When::Today,
            When::Week,
            When::Within(3),
            When::Within(10),
            When::On(day),
            When::MissOn(day),
            When::Intake,
            When::IntakeLate,
            When::All,
        ];
        for when in all {
            assert_eq!(When::parse(&when.code()), Some(when));
            for group in [
                Group::Unit(UnitId(7)),
                Group::Officer(None),
                Group::Officer(Some(OfficerId(9))),
                Group::Procedure("1.001193".into()),
                Group::Step("Thụ lý, thẩm định".into()),
            ] {
                let pick = Pick::of(when).within(&group);
                assert_eq!(Pick::parse(&Fields::parse(&pick.text())), pick);
                assert!(pick.is_narrowed() && !Pick::of(when).is_narrowed());
            }
        }
        assert_eq!(When::parse("within-0"), None);
        assert_eq!(When::parse("on-yesterday"), None);
    }

    #[test]
    fn stretches_of_time_end_where_people_expect() {
        let now = Moment::of_ms(kernel::time::instant_ms("2026-03-04T10:00".parse().expect("a moment")));
        let ends = Ends::of(now, &Calendar::shipped());
        let day = |ms: i64| kernel::time::civil_ms(ms).date().to_string();
        assert_eq!(day(ends.today_ms), "2026-03-04");
        assert_eq!(day(ends.week_ms), "2026-03-08");
        assert_eq!(ends.within.map(|(_, end)| day(end)), ["2026-03-09", "2026-03-11", "2026-03-18"]);
        assert_eq!(
            ends.days.iter().map(ToString::to_string).collect::<Vec<_>>()[..3],
            ["2026-03-04", "2026-03-05", "2026-03-06"]
        );
    }
}
