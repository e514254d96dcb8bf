//! Who sits where, when: the nouns. A day's plan is what was changed for that day; the rest follows the week.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use kernel::{CounterId, OfficerId};
use law::{Calendar, DayReason};
use serde::{Deserialize, Serialize};

/// A minute of the civil day, 0–1440.
pub type Minute = i32;

pub const LAST_MINUTE: Minute = 24 * 60;

/// A stretch of a civil day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    pub from: Minute,
    pub until: Minute,
}

impl Span {
    pub fn new(from: Minute, until: Minute) -> Span {
        Span { from, until }
    }

    /// Begins before it ends, within a day.
    pub fn is_sound(self) -> bool {
        (0..self.until).contains(&self.from) && self.until <= LAST_MINUTE
    }

    pub fn minutes(self) -> Minute {
        (self.until - self.from).max(0)
    }

    pub fn meets(self, other: Span) -> bool {
        self.from < other.until && other.from < self.until
    }

    pub fn holds(self, other: Span) -> bool {
        self.from <= other.from && other.until <= self.until
    }

    /// The minutes both have.
    pub fn shared(self, other: Span) -> Minute {
        Span::new(self.from.max(other.from), self.until.min(other.until)).minutes()
    }

    /// What is left of it without another.
    pub fn without(self, other: Span) -> impl Iterator<Item = Span> {
        let (before, after) = if self.meets(other) {
            (Span::new(self.from, other.from), Span::new(other.until, self.until))
        } else {
            (self, Span::new(0, 0))
        };
        [before, after].into_iter().filter(|rest| rest.is_sound())
    }

    /// `07:30–11:30`
    pub fn show(self) -> String {
        format!("{}–{}", hm(self.from), hm(self.until))
    }
}

/// `07:30`; midnight at the end of a day is `24:00`.
pub fn hm(minute: Minute) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// `07:30`, `7:30`, `7h30`, `0730` as people type it.
pub fn parse_hm(typed: &str) -> Option<Minute> {
    let typed = typed.trim();
    let (hours, minutes) = match typed.split_once([':', 'h', 'H', '.']) {
        Some((hours, "")) => (hours, "0"),
        Some(both) => both,
        None if typed.len() == 4 && typed.is_ascii() => typed.split_at(2),
        None => (typed, "0"),
    };
    let (hours, minutes): (Minute, Minute) = (hours.trim().parse().ok()?, minutes.trim().parse().ok()?);
    let minute = hours * 60 + minutes;
    ((0..=24).contains(&hours) && (0..60).contains(&minutes) && minute <= LAST_MINUTE).then_some(minute)
}

/// The minute a clock shows.
pub fn minute_of(time: Time) -> Minute {
    Minute::from(time.hour()) * 60 + Minute::from(time.minute())
}

/// One counter with somebody at it for a stretch of a day (ca trực).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Shift {
    pub counter: CounterId,
    pub span: Span,
    /// None: one officer of the centre, whoever it is.
    pub officer: Option<OfficerId>,
}

/// Hours a centre opens beyond the usual ones (phiên ngoài giờ: Saturday, lunch, evening), by its own decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub span: Span,
    pub counters: Vec<CounterId>,
    /// Number and day of the decision, or what stands for it.
    pub note: String,
}

/// A counter closed for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closure {
    pub counter: CounterId,
    pub span: Span,
    pub why: String,
}

/// What was set for one day.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DayPlan {
    /// The day's own shifts; None: those of the week.
    pub shifts: Option<Vec<Shift>>,
    pub sessions: Vec<Session>,
    pub closures: Vec<Closure>,
    pub absent: BTreeSet<OfficerId>,
}

/// The shifts of a usual week, Monday first. None: every counter, in the working calendar's hours.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Week {
    pub days: Option<[Vec<Shift>; 7]>,
}

/// Why a day has no usual hours: a holiday, a day off by decision. Weekly rest is no closure; nobody is on duty then unless
/// the calendar or a session says so.
pub fn closed_by(calendar: &Calendar, day: Date) -> Option<DayReason> {
    let told = calendar.day(day);
    told.reason.filter(|reason| !told.working && *reason != DayReason::WeeklyRest)
}

/// What a day would be without a plan of its own.
pub fn usual(day: Date, calendar: &Calendar, counters: &[CounterId], week: &Week) -> Vec<Shift> {
    let hours: Vec<Span> =
        calendar.shifts_on(day).iter().map(|s| Span::new(minute_of(s.from), minute_of(s.to))).collect();
    if hours.is_empty() {
        return Vec::new();
    }
    match &week.days {
        Some(days) => days[day.weekday().to_monday_zero_offset() as usize].clone(),
        None => {
            let of = |counter: &CounterId| {
                let counter = *counter;
                hours.iter().map(move |span| Shift { counter, span: *span, officer: None }).collect::<Vec<_>>()
            };
            counters.iter().flat_map(of).collect()
        }
    }
}

/// The shifts a day was given, before closures and absences: its own or the week's, and its sessions.
pub fn given(day: Date, calendar: &Calendar, counters: &[CounterId], week: &Week, plan: &DayPlan) -> Vec<Shift> {
    let mut shifts = match &plan.shifts {
        _ if closed_by(calendar, day).is_some() => Vec::new(),
        Some(own) => own.clone(),
        None => usual(day, calendar, counters, week),
    };
    for session in &plan.sessions {
        let extra =
            session.counters.iter().map(|counter| Shift { counter: *counter, span: session.span, officer: None });
        // A session adds only what the counter does not have.
        for extra in extra {
            let mut rest = vec![extra.span];
            for shift in shifts.iter().filter(|shift| shift.counter == extra.counter) {
                rest = rest.into_iter().flat_map(|span| span.without(shift.span)).collect();
            }
            shifts.extend(rest.into_iter().map(|span| Shift { span, ..extra }));
        }
    }
    shifts.retain(|shift| counters.contains(&shift.counter));
    shifts.sort();
    shifts
}

/// Who really is on duty: without closed counters and absent officers. What appointments are given for.
pub fn on_duty(day: Date, calendar: &Calendar, counters: &[CounterId], week: &Week, plan: &DayPlan) -> Vec<Shift> {
    let there = given(day, calendar, counters, week, plan)
        .into_iter()
        .filter(|shift| shift.officer.is_none_or(|officer| !plan.absent.contains(&officer)));
    let open = there.flat_map(|shift| {
        let mut rest = vec![shift.span];
        for closure in plan.closures.iter().filter(|closure| closure.counter == shift.counter) {
            rest = rest.into_iter().flat_map(|span| span.without(closure.span)).collect();
        }
        rest.into_iter().map(move |span| Shift { span, ..shift })
    });
    open.collect()
}
