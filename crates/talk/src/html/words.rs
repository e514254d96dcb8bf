//! Small words of these pages: how a talk stands, when it is, with whom.

use kernel::Lang;
use web::ui::{Badge, Tone};

use crate::model::{Party, Slot, Talk, TalkState};

/// "thứ Hai 02/03/2026, 09:00–09:30".
pub fn slot(slot: &Slot, lang: Lang) -> String {
    format!("{}, {}", law::weekday_date(slot.from.date(), lang), hours(slot))
}

/// "09:00–09:30".
pub fn hours(slot: &Slot) -> String {
    format!("{}–{}", slot.from.strftime("%H:%M"), slot.until().strftime("%H:%M"))
}

/// When a talk has its room: as booked, or, when it was held, until it ended.
pub fn taken(talk: &Talk) -> String {
    match &talk.state {
        TalkState::Ended { began, ended } => format!("{}–{}", began.strftime("%H:%M"), ended.strftime("%H:%M")),
        _ => hours(&talk.slot),
    }
}

/// How a talk stands, the word first.
pub fn state(talk: &Talk, lang: Lang) -> Badge {
    let (tone, icon) = match &talk.state {
        TalkState::Booked if talk.proposal.is_some() => (Tone::Warn, "calendar-clock"),
        TalkState::Booked => (Tone::Info, "calendar"),
        TalkState::Waiting { .. } => (Tone::Warn, "hourglass"),
        TalkState::Talking { .. } => (Tone::Good, "phone"),
        TalkState::Ended { .. } => (Tone::Good, "circle-check"),
        TalkState::Declined { .. } => (Tone::Bad, "circle-x"),
        TalkState::Missed { .. } => (Tone::Bad, "circle-alert"),
        TalkState::Cancelled { .. } => (Tone::Neutral, "x"),
    };
    let word = match &talk.state {
        TalkState::Booked if talk.proposal.is_some() => "proposed",
        TalkState::Waiting { who: Party::Visitor, .. } => "waiting-visitor",
        TalkState::Waiting { who: Party::Officer, .. } => "waiting-officer",
        other => other.word(),
    };
    Badge::new(tone, lang.say(&format!("talk-state-{word}"))).icon(icon)
}

/// What became of it, in one sentence; empty while it is open.
pub fn outcome(talk: &Talk, lang: Lang) -> String {
    match &talk.state {
        TalkState::Ended { began, ended } => {
            let (began, ended) = (began.strftime("%H:%M").to_string(), ended.strftime("%H:%M").to_string());
            let minutes = talk.held_minutes().unwrap_or_default().to_string();
            lang.say_with("talk-outcome-held", &[("began", &began), ("ended", &ended), ("minutes", &minutes)])
                .into_owned()
        }
        TalkState::Missed { absent, .. } => lang.say(&format!("talk-outcome-missed-{}", absent.word())).into_owned(),
        TalkState::Declined { reason, .. } => {
            lang.say_with("talk-outcome-declined", &[("reason", reason)]).into_owned()
        }
        TalkState::Cancelled { reason, .. } => {
            lang.say_with("talk-outcome-cancelled", &[("reason", reason)]).into_owned()
        }
        TalkState::Booked | TalkState::Waiting { .. } | TalkState::Talking { .. } => String::new(),
    }
}

/// The officer, or the unit while it is nobody's.
pub fn with_whom(talk: &Talk, lang: Lang) -> String {
    match &talk.officer {
        Some(officer) => officer.name.clone(),
        None => lang.say("talk-anybody").into_owned(),
    }
}
