//! The facts a due date follows from: when the clock started, what was promised, and everything that moved it.
//!
//! It holds no answer; [`Term::due`] computes one.

use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

use crate::limit::Limit;
use crate::rules::CUT_OFF;

/// What started the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartEvent {
    /// The officer accepted a complete dossier at the counter.
    CounterAcceptance,
    /// Post and agency signed the hand-over record (QĐ 45/2016/QĐ-TTg).
    PostHandover,
    /// Formal acceptance of an online dossier.
    OnlineAcceptance,
    /// The full supplement came in.
    FullSupplement,
    /// Tax, land fee or another obligation was paid, where sector law starts the clock there.
    ObligationFulfilled,
}

/// At what time of day a limit in days ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeOfDay {
    /// At the end of the last shift of the due day (BLDS 2015 Điều 148 khoản 1 and 6, within office hours).
    #[default]
    EndOfShift,
    /// At the time of day at which the dossier was taken in, as some receipts print it.
    SameTime,
}

impl TimeOfDay {
    /// The policy an argument names: `end-of-shift` or `same-time`.
    pub fn parse(name: &str) -> Option<TimeOfDay> {
        match name {
            "end-of-shift" => Some(TimeOfDay::EndOfShift),
            "same-time" => Some(TimeOfDay::SameTime),
            _ => None,
        }
    }
}

/// How a limit in plain "giờ" is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HourReading {
    /// As working hours: how the national catalogue uses the word.
    #[default]
    Working,
    /// As hours of the clock.
    Clock,
}

/// Time during which the clock stood still. `until` is the resumption; none while it lasts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    pub from: DateTime,
    pub until: Option<DateTime>,
    /// The legal basis, in words.
    pub basis: String,
}

/// The one extension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    pub until: DateTime,
    pub agreed_on: Date,
    pub reason: String,
}

/// A date that was promised and that a change of the working calendar did not take back: from `at` on it is the date,
/// whatever the changed calendar counts. What moved the date before `at` is in it; what comes after moves it further.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    pub until: DateTime,
    pub at: DateTime,
    /// The document that changed the calendar.
    pub basis: String,
}

/// A due date an officer set because the catalogue states no limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManualDue {
    pub until: DateTime,
    pub reason: String,
}

/// A running (or finished) limit with all that moved it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    pub start: DateTime,
    pub event: StartEvent,
    /// None where the catalogue is empty; then `manual_due` is needed.
    pub limit: Option<Limit>,
    /// Used only when there is no published limit.
    #[serde(default)]
    pub manual_due: Option<ManualDue>,
    #[serde(default)]
    pub policy: TimeOfDay,
    #[serde(default)]
    pub hours: HourReading,
    /// For "trong ngày": strictly after this time the next working day counts.
    #[serde(default = "cut_off")]
    pub cut_off: Time,
    #[serde(default)]
    pub pauses: Vec<Pause>,
    /// When the clock last began again from zero.
    #[serde(default)]
    pub restart: Option<DateTime>,
    #[serde(default)]
    pub extension: Option<Extension>,
    /// The promise that outlived the last change of the calendar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Kept>,
}

fn cut_off() -> Time {
    CUT_OFF
}

impl Term {
    /// A term that starts now and that nothing has moved yet.
    pub fn starting(start: DateTime, event: StartEvent, limit: Option<Limit>) -> Term {
        Term {
            start,
            event,
            limit,
            manual_due: None,
            policy: TimeOfDay::EndOfShift,
            hours: HourReading::Working,
            cut_off: CUT_OFF,
            pauses: Vec::new(),
            restart: None,
            extension: None,
            kept: None,
        }
    }

    /// The pause that is still open, if one.
    pub fn open_pause(&self) -> Option<&Pause> {
        self.pauses.iter().find(|pause| pause.until.is_none())
    }

    /// When the present count began: the restart if there was one, else the start.
    pub fn counts_from(&self) -> DateTime {
        self.restart.map_or(self.start, |restart| restart.max(self.start))
    }
}
