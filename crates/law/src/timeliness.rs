//! Early, on time or late: the classes shown to officers and the verdict of the national service index (QĐ 766/QĐ-TTg
//! of 2022), from the dates of a dossier.
//!
//! It never forgives: a late extension or a second supplement request leaves a dossier late.

use jiff::SignedDuration;
use jiff::civil::DateTime;
use kernel::Lang;
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;

/// What is known of a dossier. Numbers in brackets are the national portal's status codes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Facts {
    /// Formal acceptance (2).
    pub accepted_at: Option<DateTime>,
    pub due: Option<DateTime>,
    /// The result is ready (9).
    pub ready_at: Option<DateTime>,
    /// The result was handed over (10).
    pub handed_over_at: Option<DateTime>,
    /// Stopped or closed (8).
    pub stopped_at: Option<DateTime>,
    /// Refused (3).
    pub refused_at: Option<DateTime>,
    /// Supplement requests after acceptance.
    pub supplement_requests: u32,
    /// A supplement was asked for then and has not come (5).
    pub awaiting_supplement_since: Option<DateTime>,
    /// The clock stands still for another reason: a financial obligation (6), a legal suspension.
    pub suspended: bool,
    /// For dossiers that carry no due date (imports): what the index compares instead.
    pub without_due: Option<Elapsed>,
}

/// The index's comparison where a dossier carries no due date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elapsed {
    /// The procedure's longest limit.
    pub allowed: SignedDuration,
    /// Time between supplement requests and their completion.
    pub supplement: SignedDuration,
}

/// How a dossier stands, in the words of the control sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    Early,
    OnTime,
    Late,
    Running,
    DueSoon,
    RunningLate,
    Suspended,
    /// Not counted at all.
    Excluded(Exclusion),
}

/// Why a dossier is outside the ratio; such dossiers are listed on their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exclusion {
    /// Refused or withdrawn before acceptance.
    NeverAccepted,
    /// Accepted, but there is nothing to compare with.
    NoDueDate,
}

/// The service index's verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndexVerdict {
    OnTime,
    Late,
    Excluded(Exclusion),
}

/// One working day of eight hours: the default warning before a due date, in minutes.
pub const ONE_WORKING_DAY: i64 = 480;

impl Facts {
    /// When the work ended: result ready, else handed over, else stopped or refused.
    pub fn ended_at(&self) -> Option<DateTime> {
        self.ready_at.or(self.handed_over_at).or(self.stopped_at).or(self.refused_at)
    }

    /// The verdict at the end of a reporting period.
    pub fn index_verdict(&self, period_end: DateTime) -> IndexVerdict {
        let Some(accepted_at) = self.accepted_at else { return IndexVerdict::Excluded(Exclusion::NeverAccepted) };
        if self.supplement_requests > 1 {
            return IndexVerdict::Late;
        }
        let end = self.ended_at().or(self.awaiting_supplement_since).unwrap_or(period_end);
        let on_time = match (self.due, self.without_due) {
            (Some(due), _) => end <= due,
            (None, Some(elapsed)) => end.duration_since(accepted_at) - elapsed.supplement <= elapsed.allowed,
            (None, None) => return IndexVerdict::Excluded(Exclusion::NoDueDate),
        };
        if on_time { IndexVerdict::OnTime } else { IndexVerdict::Late }
    }

    /// The class to show now; `soon` is how many working minutes before the due date a dossier counts as due soon.
    pub fn class(&self, now: DateTime, calendar: &Calendar, soon: i64) -> Class {
        if self.accepted_at.is_none() {
            return Class::Excluded(Exclusion::NeverAccepted);
        }
        let Some(due) = self.due else { return Class::Excluded(Exclusion::NoDueDate) };
        if let Some(end) = self.ended_at() {
            return match () {
                () if self.supplement_requests > 1 || end > due => Class::Late,
                () if end.date() < due.date() => Class::Early,
                () => Class::OnTime,
            };
        }
        match () {
            () if self.suspended || self.awaiting_supplement_since.is_some() => Class::Suspended,
            () if now > due => Class::RunningLate,
            () if calendar.working_minutes_between(now, due) <= soon => Class::DueSoon,
            () => Class::Running,
        }
    }
}

impl Class {
    /// The words on the control sheet and in lists: "Trước hạn", "Quá hạn", "Sắp đến hạn".
    pub fn words(self, lang: Lang) -> String {
        let key = match self {
            Class::Early => "law-class-early",
            Class::OnTime => "law-class-on-time",
            Class::Late => "law-class-late",
            Class::Running => "law-class-running",
            Class::DueSoon => "law-class-due-soon",
            Class::RunningLate => "law-class-running-late",
            Class::Suspended => "law-class-suspended",
            Class::Excluded(Exclusion::NeverAccepted) => "law-class-never-accepted",
            Class::Excluded(Exclusion::NoDueDate) => "law-class-no-due-date",
        };
        lang.say(key).into_owned()
    }
}

/// Working time until a due date, or since it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeLeft {
    pub late: bool,
    /// Working days of eight hours.
    pub days: i64,
    pub hours: i64,
    pub minutes: i64,
}

impl TimeLeft {
    /// Counts from now to the due date, or from the due date to now if it has passed.
    pub fn between(now: DateTime, due: DateTime, calendar: &Calendar) -> TimeLeft {
        let late = now > due;
        let (from, until) = if late { (due, now) } else { (now, due) };
        let total = calendar.working_minutes_between(from, until);
        TimeLeft { late, days: total / ONE_WORKING_DAY, hours: total % ONE_WORKING_DAY / 60, minutes: total % 60 }
    }

    /// "còn 2 ngày 3 giờ làm việc", "quá hạn 20 phút làm việc".
    pub fn words(self, lang: Lang) -> String {
        let (days, hours, minutes) = (self.days.to_string(), self.hours.to_string(), self.minutes.to_string());
        let key = match (self.late, self.days, self.hours) {
            (false, 0, 0) => "law-left-minutes",
            (false, 0, _) => "law-left-hours",
            (false, ..) => "law-left-days",
            (true, 0, 0) => "law-late-minutes",
            (true, 0, _) => "law-late-hours",
            (true, ..) => "law-late-days",
        };
        let args: &[(&str, &str)] = match (self.days, self.hours) {
            (0, 0) => &[("minutes", &minutes)],
            (0, _) => &[("hours", &hours), ("minutes", &minutes)],
            _ => &[("days", &days), ("hours", &hours)],
        };
        lang.say_with(key, args).into_owned()
    }
}
