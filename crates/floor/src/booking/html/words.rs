//! How appointments are said.

use jiff::civil::Date;
use kernel::time::{civil_ms, dmy, hm_dmy};
use kernel::{Actor, Lang};
use web::ui::{Badge, Event, Tone};

use crate::booking::model::{Appointment, By, Happened, State, When};

/// "thứ Ba 03/03/2026, 08:30–09:00"
pub fn slot(when: When, lang: Lang) -> String {
    format!("{}, {}", law::weekday_date(when.day, lang), when.show_time())
}

/// "thứ Ba 03/03"
pub fn short_day(day: Date, lang: Lang) -> String {
    let long = law::weekday_date(day, lang);
    long.rsplit_once('/').map_or(long.clone(), |(short, _)| short.to_string())
}

pub fn status(one: &Appointment, lang: Lang) -> Badge {
    let key = format!("booking-state-{}", one.state.code().replace('_', "-"));
    let word = lang.say(&key);
    let (tone, icon) = match &one.state {
        State::Waiting => (Tone::Info, "hourglass"),
        State::Offered { .. } => (Tone::Warn, "bell"),
        State::Booked | State::Moved { .. } => (Tone::Good, "calendar-check"),
        State::Cancelled { .. } => (Tone::Neutral, "calendar-x"),
        State::Arrived { .. } => (Tone::Good, "user-check"),
        State::NoShow { .. } => (Tone::Bad, "user-x"),
    };
    Badge::new(tone, word).icon(icon)
}

/// What happened, as both sides read it. Officers are named to officers only.
pub fn history(events: &[(i64, Actor, Happened)], lang: Lang, inside: bool) -> Vec<Event> {
    events.iter().rev().map(|(at_ms, by, happened)| event(*at_ms, by, happened, lang, inside)).collect()
}

fn event(at_ms: i64, by: &Actor, happened: &Happened, lang: Lang, inside: bool) -> Event {
    let (tone, icon) = match happened {
        Happened::Booked { .. } | Happened::Accepted { .. } => (Tone::Good, "calendar-check"),
        Happened::Listed { .. } => (Tone::Info, "hourglass"),
        Happened::Offered { .. } => (Tone::Warn, "bell"),
        Happened::Passed { .. } => (Tone::Neutral, "clock"),
        Happened::Moved { .. } => (Tone::Info, "calendar-clock"),
        Happened::Cancelled { .. } => (Tone::Neutral, "calendar-x"),
        Happened::Arrived { .. } => (Tone::Good, "user-check"),
        Happened::NoShow => (Tone::Bad, "user-x"),
        Happened::Reminded { .. } => (Tone::Info, "mail"),
    };
    let text = match happened {
        Happened::Booked { when, .. } | Happened::Accepted { when } | Happened::Passed { when } => slot(*when, lang),
        Happened::Moved { before, when } => format!("{} → {}", slot(*before, lang), slot(*when, lang)),
        Happened::Listed { first, last, .. } => format!("{} – {}", dmy(*first), dmy(*last)),
        Happened::Offered { when, until_ms } => {
            let until = hm_dmy(civil_ms(*until_ms));
            lang.say_with("booking-offer-until", &[("slot", &slot(*when, lang)), ("until", &until)]).into_owned()
        }
        Happened::Cancelled { by, why } => {
            let by = lang.say(match by {
                By::Visitor => "booking-cancelled-by-visitor",
                By::Centre => "booking-cancelled-by-centre",
                By::Time => "booking-cancelled-by-time",
            });
            if why.is_empty() { by.into_owned() } else { format!("{by}: {why}") }
        }
        Happened::Reminded { hours } => {
            lang.say_with("booking-reminded-hours", &[("n", &hours.to_string())]).into_owned()
        }
        Happened::Arrived { .. } | Happened::NoShow => String::new(),
    };
    let at = civil_ms(at_ms);
    let who = match by {
        Actor::Officer { name, .. } if inside => name.clone(),
        Actor::Officer { .. } => lang.say("booking-by-officer").into_owned(),
        Actor::Applicant { .. } | Actor::System { .. } => String::new(),
    };
    Event {
        at: hm_dmy(at),
        at_iso: kernel::time::rfc3339(at),
        who,
        title: lang.say(&format!("booking-event-{}", happened.code().replace('_', "-"))).into_owned(),
        text,
        law: None,
        tone,
        icon,
        links: Vec::new(),
    }
}
