//! The course of a talk: booked → waiting → talking → ended, or declined, missed, cancelled on the way. Every step is a
//! value; what it gives follows from the talk, the step and the moment alone.

use dossier::model::OfficerRef;
use jiff::ToSpan;
use jiff::civil::DateTime;
use kernel::Refusal;
use serde::{Deserialize, Serialize};

use crate::model::{Absent, Minute, Party, Proposal, RoomRef, Slot, Talk, TalkState};

/// The room opens so many minutes before the time that was booked.
pub const OPENS_BEFORE_MINUTES: i64 = 15;
/// The officer is reminded so many minutes before.
pub const REMINDED_BEFORE_MINUTES: i64 = 10;
/// The longest reason and the longest subject, in characters.
pub const REASON_MAX: usize = 400;
/// The longest minute, in characters.
pub const MINUTE_MAX: usize = 2_000;

/// One thing that happens to a talk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// Somebody of the unit takes a talk that was nobody's.
    Take {
        officer: OfficerRef,
    },
    /// One side comes into the room (again).
    Enter {
        who: Party,
    },
    /// One side has left the room, or its connection.
    Leave {
        who: Party,
    },
    /// The officer ends it.
    End,
    /// Nobody is there any longer: it ended when they were seen last.
    Fade,
    Decline {
        reason: String,
    },
    Propose {
        slot: Slot,
        reason: String,
    },
    /// The time that the specialist proposed is taken.
    Accept,
    Move {
        slot: Slot,
        room: Option<RoomRef>,
    },
    Cancel {
        reason: String,
    },
    /// Its time is over and it did not happen.
    Miss,
    Remind,
    Minute {
        text: String,
        by: String,
    },
}

impl Step {
    /// The word for the talk's own log and for the audit.
    pub fn word(&self) -> &'static str {
        match self {
            Step::Take { .. } => "talk.take",
            Step::Enter { .. } => "talk.enter",
            Step::Leave { .. } => "talk.leave",
            Step::End => "talk.end",
            Step::Fade => "talk.fade",
            Step::Decline { .. } => "talk.decline",
            Step::Propose { .. } => "talk.propose",
            Step::Accept => "talk.accept",
            Step::Move { .. } => "talk.move",
            Step::Cancel { .. } => "talk.cancel",
            Step::Miss => "talk.miss",
            Step::Remind => "talk.remind",
            Step::Minute { .. } => "talk.minute",
        }
    }
}

/// The talk after a step; the version grows when something changed.
///
/// Refused: `TALK_OVER`, `TALK_NOT_YET`, `TALK_TAKEN`, `TALK_NOBODYS`, `TALK_BEGUN`, `TALK_NOT_BEGUN`, `TALK_NO_PROPOSAL`,
/// `TALK_NOT_OVER`, `TALK_MINUTE_STANDS`, `TALK_REASON`, `TALK_MINUTE_TEXT`, `TALK_TEXT_LONG`.
pub fn next(talk: &Talk, step: &Step, at: DateTime) -> Result<Talk, Refusal> {
    let mut after = talk.clone();
    match step {
        Step::Take { officer } => take(&mut after, officer)?,
        Step::Enter { who } => enter(&mut after, *who, at)?,
        Step::Leave { who } => leave(&mut after, *who, at),
        Step::End => end(&mut after, at)?,
        Step::Fade => end(&mut after, talk.seen.unwrap_or(at))?,
        Step::Decline { reason } => {
            not_begun(talk)?;
            after.state = TalkState::Declined { at, reason: reasoned(reason)? };
        }
        Step::Propose { slot, reason } => {
            not_begun(talk)?;
            after.proposal = Some(Proposal { slot: *slot, reason: reasoned(reason)? });
        }
        Step::Accept => {
            not_begun(talk)?;
            let proposal = after.proposal.take().ok_or_else(|| Refusal::new("TALK_NO_PROPOSAL"))?;
            moved(&mut after, proposal.slot);
        }
        Step::Move { slot, room } => {
            not_begun(talk)?;
            after.room = room.clone();
            moved(&mut after, *slot);
        }
        Step::Cancel { reason } => {
            not_begun(talk)?;
            after.state = TalkState::Cancelled { at, reason: reasoned(reason)? };
        }
        Step::Miss => miss(&mut after, at)?,
        Step::Remind => after.reminded = true,
        Step::Minute { text, by } => minute(&mut after, text, by, at)?,
    }
    if !after.state.is_open() {
        after.proposal = None;
    }
    if after != *talk {
        after.version = talk.version + 1;
    }
    Ok(after)
}

/// When the room opens.
pub fn opens(talk: &Talk) -> DateTime {
    talk.slot.from.saturating_sub(OPENS_BEFORE_MINUTES.minutes())
}

/// Whether the code opens the room: from a quarter of an hour before until its time is over, and as long as they talk.
///
/// Refused: `TALK_NOT_YET`, `TALK_OVER`.
pub fn may_enter(talk: &Talk, at: DateTime) -> Result<(), Refusal> {
    match &talk.state {
        TalkState::Talking { .. } => Ok(()),
        TalkState::Booked | TalkState::Waiting { .. } if at >= talk.slot.until() => Err(Refusal::new("TALK_OVER")),
        TalkState::Booked | TalkState::Waiting { .. } if at < opens(talk) => {
            Err(Refusal::new("TALK_NOT_YET").with("at", kernel::time::hm_dmy(opens(talk))))
        }
        TalkState::Booked | TalkState::Waiting { .. } => Ok(()),
        TalkState::Ended { .. }
        | TalkState::Declined { .. }
        | TalkState::Missed { .. }
        | TalkState::Cancelled { .. } => Err(Refusal::new("TALK_OVER")),
    }
}

fn take(talk: &mut Talk, officer: &OfficerRef) -> Result<(), Refusal> {
    not_begun(talk)?;
    if let Some(other) = &talk.officer {
        return Err(Refusal::new("TALK_TAKEN").with("officer", &other.name));
    }
    talk.officer = Some(officer.clone());
    Ok(())
}

fn enter(talk: &mut Talk, who: Party, at: DateTime) -> Result<(), Refusal> {
    may_enter(talk, at)?;
    if who == Party::Officer && talk.officer.is_none() {
        return Err(Refusal::new("TALK_NOBODYS"));
    }
    match who {
        Party::Visitor => talk.visitor_came = true,
        Party::Officer => talk.officer_came = true,
    }
    match &talk.state {
        TalkState::Waiting { who: there, .. } if *there != who => {
            talk.state = TalkState::Talking { since: at };
            talk.seen = Some(at);
        }
        TalkState::Booked => talk.state = TalkState::Waiting { who, since: at },
        _ => {}
    }
    Ok(())
}

fn leave(talk: &mut Talk, who: Party, at: DateTime) {
    match &talk.state {
        TalkState::Waiting { who: there, .. } if *there == who => talk.state = TalkState::Booked,
        // They may come back: until then the last moment together is what counts.
        TalkState::Talking { .. } => talk.seen = Some(at),
        _ => {}
    }
}

fn end(talk: &mut Talk, at: DateTime) -> Result<(), Refusal> {
    match &talk.state {
        TalkState::Talking { since } => {
            let began = *since;
            talk.state = TalkState::Ended { began, ended: at.max(began) };
            Ok(())
        }
        TalkState::Booked | TalkState::Waiting { .. } => Err(Refusal::new("TALK_NOT_BEGUN")),
        _ => Err(Refusal::new("TALK_OVER")),
    }
}

fn miss(talk: &mut Talk, at: DateTime) -> Result<(), Refusal> {
    match &talk.state {
        TalkState::Booked | TalkState::Waiting { .. } if at >= talk.slot.until() => {
            let absent = match (talk.visitor_came, talk.officer_came) {
                (false, false) => Absent::Both,
                (false, true) => Absent::Visitor,
                (true, false) => Absent::Officer,
                (true, true) => Absent::Neither,
            };
            talk.state = TalkState::Missed { at, absent };
            Ok(())
        }
        TalkState::Booked | TalkState::Waiting { .. } => Err(Refusal::new("TALK_NOT_OVER")),
        TalkState::Talking { .. } => Err(Refusal::new("TALK_BEGUN")),
        _ => Err(Refusal::new("TALK_OVER")),
    }
}

fn minute(talk: &mut Talk, text: &str, by: &str, at: DateTime) -> Result<(), Refusal> {
    if !matches!(talk.state, TalkState::Ended { .. }) {
        return Err(Refusal::new("TALK_NOT_OVER"));
    }
    if talk.minute.is_some() {
        return Err(Refusal::new("TALK_MINUTE_STANDS"));
    }
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new("TALK_MINUTE_TEXT").at("text"));
    }
    short(text, MINUTE_MAX, "text")?;
    talk.minute = Some(Minute { text: text.into(), by: by.into(), at });
    Ok(())
}

fn moved(talk: &mut Talk, slot: Slot) {
    talk.slot = slot;
    talk.state = TalkState::Booked;
    talk.proposal = None;
    talk.reminded = false;
    // Who came for the old time has not come for the new one.
    (talk.visitor_came, talk.officer_came) = (false, false);
}

/// Before the two have met, everything can still be changed.
fn not_begun(talk: &Talk) -> Result<(), Refusal> {
    match talk.state {
        TalkState::Booked | TalkState::Waiting { .. } => Ok(()),
        TalkState::Talking { .. } => Err(Refusal::new("TALK_BEGUN")),
        _ => Err(Refusal::new("TALK_OVER")),
    }
}

fn reasoned(reason: &str) -> Result<String, Refusal> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Refusal::new("TALK_REASON").at("reason"));
    }
    short(reason, REASON_MAX, "reason")?;
    Ok(reason.into())
}

/// A text that fits its place.
///
/// Refused: `TALK_TEXT_LONG`.
pub fn short(text: &str, longest: usize, field: &str) -> Result<(), Refusal> {
    if text.chars().count() <= longest {
        return Ok(());
    }
    Err(Refusal::new("TALK_TEXT_LONG").with("longest", longest).at(field))
}
