//! The nouns: a talk, its time, its state, meeting rooms and meetings. Pure data; what may happen is in [`crate::decide`].

use dossier::model::{OfficerRef, UnitRef};
use jiff::ToSpan;
use jiff::civil::DateTime;
use kernel::{DossierId, MeetingId, OfficerId, RoomId, TalkId, UnitId};
use serde::{Deserialize, Serialize};

/// Times are booked in steps of so many minutes.
pub const STEP_MINUTES: i64 = 5;

/// A stretch of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    pub from: DateTime,
    pub minutes: i64,
}

impl Slot {
    pub fn until(&self) -> DateTime {
        self.from.saturating_add(self.minutes.minutes())
    }

    /// Its steps of five minutes: what is held, so that nobody is booked twice.
    pub fn steps(&self) -> impl Iterator<Item = DateTime> {
        let from = self.from;
        (0..self.minutes.div_euclid(STEP_MINUTES)).map(move |n| from.saturating_add((n * STEP_MINUTES).minutes()))
    }

    /// A stretch that begins with the running step: for whoever wants to talk now.
    pub fn begun(now: DateTime, minutes: i64) -> Slot {
        let over = i64::from(now.minute()) % STEP_MINUTES;
        let from = now.date().at(now.hour(), now.minute(), 0, 0).saturating_sub(over.minutes());
        Slot { from, minutes }
    }
}

/// The two ends of a talk. There is no third.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// At the centre, or on a telephone.
    Visitor,
    /// The specialist, elsewhere.
    Officer,
}

impl Party {
    pub fn other(self) -> Party {
        match self {
            Party::Visitor => Party::Officer,
            Party::Officer => Party::Visitor,
        }
    }
    pub fn word(self) -> &'static str {
        match self {
            Party::Visitor => "visitor",
            Party::Officer => "officer",
        }
    }
}

/// Who did not come to a talk that did not happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Absent {
    Visitor,
    Officer,
    Both,
    /// Both came, at different moments.
    Neither,
}

impl Absent {
    pub fn word(self) -> &'static str {
        match self {
            Absent::Visitor => "visitor",
            Absent::Officer => "officer",
            Absent::Both => "both",
            Absent::Neither => "neither",
        }
    }
}

/// How a talk stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum TalkState {
    Booked,
    /// One side is in the room and waits for the other.
    Waiting {
        who: Party,
        since: DateTime,
    },
    Talking {
        since: DateTime,
    },
    Ended {
        began: DateTime,
        ended: DateTime,
    },
    Declined {
        at: DateTime,
        reason: String,
    },
    Missed {
        at: DateTime,
        absent: Absent,
    },
    Cancelled {
        at: DateTime,
        reason: String,
    },
}

impl TalkState {
    pub fn word(&self) -> &'static str {
        match self {
            TalkState::Booked => "booked",
            TalkState::Waiting { .. } => "waiting",
            TalkState::Talking { .. } => "talking",
            TalkState::Ended { .. } => "ended",
            TalkState::Declined { .. } => "declined",
            TalkState::Missed { .. } => "missed",
            TalkState::Cancelled { .. } => "cancelled",
        }
    }

    /// Whether something can still come of it.
    pub fn is_open(&self) -> bool {
        match self {
            TalkState::Booked | TalkState::Waiting { .. } | TalkState::Talking { .. } => true,
            TalkState::Ended { .. }
            | TalkState::Declined { .. }
            | TalkState::Missed { .. }
            | TalkState::Cancelled { .. } => false,
        }
    }
}

/// The dossier a talk is about, as it was called when it was booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    pub id: DossierId,
    pub code: String,
    pub procedure: String,
}

/// A meeting room as a booking names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomRef {
    pub id: RoomId,
    pub name: String,
}

/// Another time that the specialist proposes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    pub slot: Slot,
    pub reason: String,
}

/// What the specialist noted as the outcome; it stands on the dossier, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minute {
    pub text: String,
    pub by: String,
    pub at: DateTime,
}

/// A talk by video between a visitor and an officer who is elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Talk {
    pub id: TalkId,
    pub version: i64,
    /// What the visitor types to come in.
    pub code: String,
    /// Where the visitor is received.
    pub centre: UnitRef,
    /// The unit that is asked.
    pub unit: UnitRef,
    /// Nobody: anybody of the unit may take it.
    pub officer: Option<OfficerRef>,
    pub about: Option<About>,
    pub visitor: String,
    pub subject: String,
    pub slot: Slot,
    pub room: Option<RoomRef>,
    pub booked_by: OfficerRef,
    pub state: TalkState,
    #[serde(default)]
    pub proposal: Option<Proposal>,
    /// Whether each side was in the room at any moment.
    #[serde(default)]
    pub visitor_came: bool,
    #[serde(default)]
    pub officer_came: bool,
    /// The last moment at which both were known to be there.
    #[serde(default)]
    pub seen: Option<DateTime>,
    #[serde(default)]
    pub reminded: bool,
    #[serde(default)]
    pub minute: Option<Minute>,
}

impl Talk {
    pub fn came(&self, who: Party) -> bool {
        match who {
            Party::Visitor => self.visitor_came,
            Party::Officer => self.officer_came,
        }
    }

    /// Whole minutes of a talk that was held, a begun one counted.
    pub fn held_minutes(&self) -> Option<i64> {
        match &self.state {
            TalkState::Ended { began, ended } => {
                let seconds = kernel::time::instant_ms(*ended).saturating_sub(kernel::time::instant_ms(*began)) / 1_000;
                Some((seconds.max(0) + 59) / 60)
            }
            _ => None,
        }
    }
}

/// A meeting room of a centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    pub id: RoomId,
    pub version: i64,
    pub centre: UnitId,
    pub name: String,
    pub seats: i64,
    /// It has a computer with a camera: talks can be held in it.
    pub has_camera: bool,
    pub note: String,
    /// Whether it is still used.
    pub kept: bool,
}

/// A room booked for a meeting in person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    pub id: MeetingId,
    pub version: i64,
    pub centre: UnitId,
    pub room: RoomRef,
    pub slot: Slot,
    pub subject: String,
    pub about: Option<About>,
    pub booked_by: OfficerRef,
    /// None: it stands.
    pub cancelled: Option<String>,
}

/// Who holds a stretch of an officer's or a room's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    Officer(OfficerId),
    Room(RoomId),
}

impl Held {
    pub fn word(self) -> &'static str {
        match self {
            Held::Officer(_) => "officer",
            Held::Room(_) => "room",
        }
    }
    pub fn number(self) -> i64 {
        match self {
            Held::Officer(id) => id.0,
            Held::Room(id) => id.0,
        }
    }
}
