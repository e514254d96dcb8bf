//! Small words of these pages: where a paper is, how a bag stands, moments.

use jiff::civil::DateTime;
use kernel::Lang;
use web::ui::{Badge, Tone};

use crate::decide::bag::is_late;
use crate::model::{Bag, BagState, Holder, LineState, Parcel, ParcelState};

/// "17:00 thứ Hai 12/02/2024".
pub fn moment(at: DateTime, lang: Lang) -> String {
    let day = lang.say(&format!("law-weekday-{}", at.date().weekday().to_monday_one_offset()));
    format!("{} {day} {}", at.strftime("%H:%M"), kernel::time::dmy(at.date()))
}

/// Where a paper is, in one line.
pub fn holder(holder: &Holder, lang: Lang) -> String {
    let say = |key: &str, facts: &[(&str, &str)]| lang.say_with(key, facts).into_owned();
    match holder {
        Holder::Unit { unit, officer: None } => say("custody-holder-unit", &[("unit", &unit.name)]),
        Holder::Unit { unit, officer: Some(officer) } => {
            say("custody-holder-officer", &[("unit", &unit.name), ("officer", &officer.name)])
        }
        Holder::Bag { code, .. } => say("custody-holder-bag", &[("bag", code)]),
        Holder::Post { tracking, .. } => say("custody-holder-post", &[("tracking", tracking)]),
        Holder::Applicant => lang.say("custody-holder-applicant").into_owned(),
        Holder::Archive { unit } => say("custody-holder-archive", &[("unit", &unit.name)]),
        Holder::Lost { since, last, .. } => {
            say("custody-holder-lost", &[("since", &moment(*since, lang)), ("unit", &last.name)])
        }
    }
}

/// How a bag stands, the word first.
pub fn bag(bag: &Bag, now: DateTime, lang: Lang) -> Badge {
    if is_late(bag, now) {
        return Badge::new(Tone::Bad, lang.say("custody-bag-late")).icon("circle-alert");
    }
    let (tone, icon) = match &bag.state {
        BagState::Open => (Tone::Info, "folder-open"),
        BagState::Sealed { .. } => (Tone::Info, "stamp"),
        BagState::OnTheWay { .. } => (Tone::Warn, "send"),
        BagState::Received { .. } => (Tone::Warn, "scan-line"),
        BagState::Closed { .. } if bag.discrepancies.is_empty() => (Tone::Good, "circle-check"),
        BagState::Closed { .. } => (Tone::Warn, "triangle-alert"),
        BagState::Lost { .. } => (Tone::Bad, "circle-alert"),
        BagState::Dropped { .. } => (Tone::Neutral, "x"),
    };
    let word = lang.say(&format!("custody-bag-{}", bag.state.name().replace('_', "-")));
    Badge::new(tone, word).icon(icon)
}

/// How a line of a bag's list stands.
pub fn line(state: LineState, lang: Lang) -> Badge {
    let (tone, icon) = match state {
        LineState::Packed => (Tone::Neutral, "circle"),
        LineState::Arrived => (Tone::Good, "circle-check"),
        LineState::Missing => (Tone::Bad, "circle-alert"),
        LineState::Surplus | LineState::Elsewhere => (Tone::Warn, "triangle-alert"),
    };
    Badge::new(tone, lang.say(&format!("custody-line-{}", state.word()))).icon(icon)
}

/// How a parcel stands.
pub fn parcel(parcel: &Parcel, lang: Lang) -> Badge {
    let (tone, icon) = match &parcel.state {
        ParcelState::Arrived => (Tone::Warn, "inbox"),
        ParcelState::Signed { .. } => (Tone::Warn, "stamp"),
        ParcelState::TakenIn { .. } | ParcelState::Delivered { .. } => (Tone::Good, "circle-check"),
        ParcelState::Ready => (Tone::Info, "circle"),
        ParcelState::CalledOff { .. } => (Tone::Neutral, "circle-x"),
        ParcelState::Reported { .. } => (Tone::Warn, "file-check"),
        ParcelState::WithPost { .. } => (Tone::Info, "send"),
        ParcelState::Returned { .. } => (Tone::Bad, "undo-2"),
    };
    Badge::new(tone, lang.say(&format!("custody-parcel-{}", parcel.state.name().replace('_', "-")))).icon(icon)
}
