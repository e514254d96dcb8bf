//! How the desk says a stage and a due date: word, icon, colour, weekday, working time left.
//!
//! It never decides lateness: that is the law room's arithmetic, and the dates are the dossier's.

use jiff::civil::{Date, DateTime};
use kernel::Lang;
use law::Calendar;
use law::timeliness::TimeLeft;
use web::ui::{Badge, Due, Tone};

/// From this much working time on a due date is near: one working day.
const NEAR_MINUTES: i64 = 480;

/// `dossier-stage-in-progress` for `in_progress`.
pub fn stage_key(name: &str) -> String {
    format!("dossier-stage-{}", name.replace('_', "-"))
}

/// The stage as a badge. `name` is [`dossier::Stage::name`]; an unknown one shows as itself.
pub fn stage(lang: Lang, name: &str) -> Badge {
    let (tone, icon) = match name {
        "lodged" => (Tone::Info, "file-plus"),
        "supplement_before_intake" | "awaiting_supplement" => (Tone::Warn, "hourglass"),
        "supplement_asked" => (Tone::Warn, "message-square"),
        "awaiting_obligation" => (Tone::Warn, "banknote"),
        "suspended" => (Tone::Warn, "pause"),
        "accepted" => (Tone::Info, "file-check"),
        "in_progress" => (Tone::Info, "play"),
        "withdrawal_requested" => (Tone::Warn, "undo-2"),
        "result_ready" => (Tone::Good, "package-check"),
        "handed_over" => (Tone::Good, "circle-check"),
        "not_accepted" | "stopped" => (Tone::Neutral, "file-x"),
        _ => (Tone::Neutral, "circle"),
    };
    Badge::new(tone, lang.say(&stage_key(name))).icon(icon)
}

/// "thứ Hai 19/02/2024".
pub fn weekday(lang: Lang, date: Date) -> String {
    let name = lang.say(&format!("law-weekday-{}", date.weekday().to_monday_one_offset()));
    format!("{name} {}", kernel::time::dmy(date))
}

/// "thứ Hai 19/02/2024, 17:00".
pub fn moment(lang: Lang, at: DateTime) -> String {
    format!("{}, {}", weekday(lang, at.date()), at.strftime("%H:%M"))
}

/// "14:02 thứ Hai 19/02/2024", as a timeline says it.
pub fn when(lang: Lang, at: DateTime) -> String {
    format!("{} {}", at.strftime("%H:%M"), weekday(lang, at.date()))
}

/// What a due date is measured against.
#[derive(Debug, Clone, Copy)]
pub struct Against<'a> {
    pub now: DateTime,
    pub calendar: &'a Calendar,
    /// The clock stands still: nothing remains and nothing is lost.
    pub paused: bool,
    /// When the agencies were done.
    pub ended: Option<DateTime>,
    /// Nobody has to do anything with it any more, or the result waits to be taken.
    pub settled: bool,
}

/// A due date with what remains, without its chain.
pub fn due(lang: Lang, at: DateTime, against: Against<'_>) -> Due {
    let (remains, tone) = match (against.ended, against.paused) {
        (Some(ended), _) if ended > at => (lang.say("law-class-late").into_owned(), Tone::Bad),
        (Some(ended), _) if ended.date() < at.date() => (lang.say("law-class-early").into_owned(), Tone::Good),
        (Some(_), _) => (lang.say("law-class-on-time").into_owned(), Tone::Good),
        (None, _) if against.settled => (String::new(), Tone::Neutral),
        (None, true) => (lang.say("desk-due-paused").into_owned(), Tone::Neutral),
        (None, false) => {
            let left = TimeLeft::between(against.now, at, against.calendar);
            let minutes = left.days * 480 + left.hours * 60 + left.minutes;
            let tone = match (left.late, minutes <= NEAR_MINUTES) {
                (true, _) => Tone::Bad,
                (false, true) => Tone::Warn,
                (false, false) => Tone::Good,
            };
            (left.words(lang), tone)
        }
    };
    Due { date: moment(lang, at), remains, tone, chain: Vec::new() }
}
