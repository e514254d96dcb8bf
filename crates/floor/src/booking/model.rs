//! Appointments (lịch hẹn): the nouns.

use jiff::civil::{Date, DateTime};
use kernel::{AppointmentId, TicketId, UnitId};
use queue::hall::Services;
use queue::rule::Class;
use serde::{Deserialize, Serialize};

pub use super::code::{new_code, parse_code, shown_code};
pub use super::visitor::{Visitor, VisitorDraft, letters, parse_phone};
use crate::duty::model::{Minute, Span, hm};

/// A slot of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct When {
    pub day: Date,
    pub span: Span,
}

impl When {
    pub fn from(self) -> DateTime {
        at_minute(self.day, self.span.from)
    }

    pub fn until(self) -> DateTime {
        at_minute(self.day, self.span.until)
    }

    /// `08:30–09:00`
    pub fn show_time(self) -> String {
        self.span.show()
    }

    pub fn show_from(self) -> String {
        hm(self.span.from)
    }
}

/// A minute of a day as a civil moment; 24:00 is midnight of the next.
pub fn at_minute(day: Date, minute: Minute) -> DateTime {
    let start = day.to_datetime(jiff::civil::Time::midnight());
    start.checked_add(jiff::Span::new().minutes(minute)).unwrap_or(start)
}

/// Through which door it was booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    /// The public pages, without an account.
    Portal,
    /// The public pages, signed in.
    Account,
    /// A receptionist, by telephone or at the desk.
    Reception,
    /// The kiosk in the hall.
    Kiosk,
    /// A program, over the API.
    Program,
}

impl Door {
    pub const ALL: [Door; 5] = [Door::Portal, Door::Account, Door::Reception, Door::Kiosk, Door::Program];

    pub fn code(self) -> &'static str {
        match self {
            Door::Portal => "portal",
            Door::Account => "account",
            Door::Reception => "reception",
            Door::Kiosk => "kiosk",
            Door::Program => "program",
        }
    }

    /// Whether nobody of the centre has spoken with the visitor.
    pub fn is_from_afar(self) -> bool {
        matches!(self, Door::Portal | Door::Account | Door::Program)
    }
}

/// Who ended an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    Visitor,
    Centre,
    /// Its days went by on the waiting list.
    Time,
}

/// Where an appointment stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// On the waiting list (danh sách chờ): no slot yet.
    Waiting,
    /// A freed slot is held for the one who waits, until a moment.
    Offered {
        until_ms: i64,
    },
    Booked,
    /// Booked, at another time than before.
    Moved {
        before: When,
    },
    Cancelled {
        by: By,
        at_ms: i64,
        why: String,
    },
    /// The visitor came; the ticket they were given.
    Arrived {
        ticket: TicketId,
        at_ms: i64,
    },
    /// The day ended and nobody came.
    NoShow {
        at_ms: i64,
    },
}

impl State {
    /// The word of tables, addresses and locale keys.
    pub fn code(&self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Offered { .. } => "offered",
            State::Booked => "booked",
            State::Moved { .. } => "moved",
            State::Cancelled { .. } => "cancelled",
            State::Arrived { .. } => "arrived",
            State::NoShow { .. } => "no_show",
        }
    }

    /// Somebody is expected.
    pub fn stands(&self) -> bool {
        matches!(self, State::Booked | State::Moved { .. })
    }

    /// It takes place in its slot.
    pub fn takes_place(&self) -> bool {
        match self {
            State::Offered { .. } | State::Booked | State::Moved { .. } | State::Arrived { .. } => true,
            State::Waiting | State::Cancelled { .. } | State::NoShow { .. } => false,
        }
    }

    /// It waits for a slot, or for an answer to one.
    pub fn waits(&self) -> bool {
        matches!(self, State::Waiting | State::Offered { .. })
    }
}

/// What somebody on the waiting list would take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    pub first: Date,
    pub last: Date,
    /// Offers that went by unanswered: whoever missed fewer is asked first.
    pub missed: u32,
}

/// One appointment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    #[serde(skip, default = "no_id")]
    pub id: AppointmentId,
    #[serde(skip)]
    pub version: i64,
    /// Eight letters; [`shown_code`] is how they are given.
    pub code: String,
    pub centre: UnitId,
    /// On the waiting list: the first day wished for, from minute 0 to 0.
    pub when: When,
    /// Bits of the centre's services.
    pub services: Services,
    /// Codes of the procedures they come for.
    pub procedures: Vec<String>,
    pub visitor: Visitor,
    pub door: Door,
    pub note: String,
    pub made_ms: i64,
    /// Grows with every change a calendar should know (RFC 5545, SEQUENCE).
    pub sequence: u32,
    pub wish: Option<Wish>,
    /// Reminders that were sent: hours before.
    pub reminded: Vec<u32>,
    pub state: State,
}

fn no_id() -> AppointmentId {
    AppointmentId(0)
}

impl Appointment {
    /// The class its holder's ticket gets: the slot in moments.
    pub fn class(&self) -> Class {
        let ms = kernel::time::instant_ms;
        Class::Appointment { from: ms(self.when.from()), until: ms(self.when.until()) }
    }

    pub fn begins_ms(&self) -> i64 {
        kernel::time::instant_ms(self.when.from())
    }

    /// When the next reminder is due.
    pub fn remind_ms(&self) -> Option<i64> {
        let due = |hours: &u32| self.begins_ms() - i64::from(*hours) * HOUR_MS;
        let open = |hours: &&u32| !self.reminded.contains(*hours);
        self.state.stands().then(|| REMINDERS.iter().filter(open).map(due).min()).flatten()
    }
}

pub const HOUR_MS: i64 = 3_600_000;

/// Reminders: the day before and two hours before.
pub const REMINDERS: [u32; 2] = [24, 2];

/// What a request asks to be remembered as happened, with its facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Happened {
    Booked {
        when: When,
        door: Door,
    },
    Listed {
        first: Date,
        last: Date,
        door: Door,
    },
    Offered {
        when: When,
        until_ms: i64,
    },
    Accepted {
        when: When,
    },
    /// An offer went by or was declined.
    Passed {
        when: When,
    },
    Moved {
        before: When,
        when: When,
    },
    Cancelled {
        by: By,
        why: String,
    },
    Arrived {
        ticket: TicketId,
    },
    NoShow,
    Reminded {
        hours: u32,
    },
}

impl Happened {
    pub fn code(&self) -> &'static str {
        match self {
            Happened::Booked { .. } => "booked",
            Happened::Listed { .. } => "listed",
            Happened::Offered { .. } => "offered",
            Happened::Accepted { .. } => "accepted",
            Happened::Passed { .. } => "passed",
            Happened::Moved { .. } => "moved",
            Happened::Cancelled { .. } => "cancelled",
            Happened::Arrived { .. } => "arrived",
            Happened::NoShow => "no_show",
            Happened::Reminded { .. } => "reminded",
        }
    }
}

/// Somebody asked to be called (hẹn gọi lại): nothing free suits, or they cannot book by themselves.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Callback {
    #[serde(skip)]
    pub id: i64,
    #[serde(skip)]
    pub version: i64,
    pub centre: UnitId,
    pub name: String,
    pub phone: String,
    /// What for, in the centre's services and in their own words.
    pub services: Services,
    pub note: String,
    pub made_ms: i64,
    pub state: CallState,
    /// How often nobody answered.
    pub tries: u32,
}

impl std::fmt::Debug for Callback {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Callback({} {:?})", self.id, self.state)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum CallState {
    Open,
    /// Nobody answered; it stays on the list.
    NotReached {
        at_ms: i64,
        by: String,
    },
    Done {
        at_ms: i64,
        by: String,
    },
}

impl CallState {
    pub fn code(&self) -> &'static str {
        match self {
            CallState::Open => "open",
            CallState::NotReached { .. } => "not_reached",
            CallState::Done { .. } => "done",
        }
    }
}
