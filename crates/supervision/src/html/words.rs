//! How the supervisor's pages say days, minutes of work, groups and chances.

use jiff::civil::{Date, DateTime};
use kernel::Lang;
use law::Calendar;
use law::timeliness::TimeLeft;
use office::Directory;
use procedure::Catalogue;
use web::ui::{Badge, Due, Tone};

use crate::forecast::Chance;
use crate::pick::{Group, When};

/// "thứ Hai 19/02/2024".
pub fn weekday(lang: Lang, date: Date) -> String {
    let name = lang.say(&format!("law-weekday-{}", date.weekday().to_monday_one_offset()));
    format!("{name} {}", kernel::time::dmy(date))
}

/// "thứ Hai 19/02/2024, 17:00".
pub fn moment(lang: Lang, at: DateTime) -> String {
    format!("{}, {}", weekday(lang, at.date()), at.strftime("%H:%M"))
}

/// "2 ngày 3 giờ", "3 giờ 20 phút": working time, eight hours to the day.
pub fn minutes(lang: Lang, minutes: i64) -> String {
    let (days, hours, rest) = (minutes / 480, minutes % 480 / 60, minutes % 60);
    let say = |key: &str, args: &[(&str, i64)]| {
        let args: Vec<(&str, String)> = args.iter().map(|(name, n)| (*name, n.to_string())).collect();
        let args: Vec<(&str, &str)> = args.iter().map(|(name, n)| (*name, n.as_str())).collect();
        lang.say_with(key, &args).into_owned()
    };
    match (days, hours, rest) {
        (0, 0, rest) => say("supervision-minutes", &[("minutes", rest)]),
        (0, hours, 0) => say("supervision-hours", &[("hours", hours)]),
        (0, hours, rest) => say("supervision-hours-minutes", &[("hours", hours), ("minutes", rest)]),
        (days, 0, _) => say("supervision-days", &[("days", days)]),
        (days, hours, _) => say("supervision-days-hours", &[("days", days), ("hours", hours)]),
    }
}

/// A promised date with what remains.
pub fn due(lang: Lang, at: DateTime, now: DateTime, calendar: &Calendar) -> Due {
    let left = TimeLeft::between(now, at, calendar);
    let minutes = left.days * 480 + left.hours * 60 + left.minutes;
    let tone = match (left.late, minutes <= 480) {
        (true, _) => Tone::Bad,
        (false, true) => Tone::Warn,
        (false, false) => Tone::Good,
    };
    Due { date: moment(lang, at), remains: left.words(lang), tone, chain: Vec::new() }
}

/// The chance word as a badge.
pub fn chance(lang: Lang, chance: Chance) -> Badge {
    let (tone, icon) = match chance {
        Chance::WillMeet => (Tone::Good, "circle-check"),
        Chance::Tight => (Tone::Warn, "clock"),
        Chance::WillMiss => (Tone::Bad, "triangle-alert"),
        Chance::Late => (Tone::Bad, "circle-alert"),
    };
    Badge::new(tone, lang.say(&format!("supervision-chance-{}", chance.code()))).icon(icon)
}

/// What names things: the office and the catalogue as they stand.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    pub lang: Lang,
    pub directory: &'a Directory,
    pub catalogue: &'a Catalogue,
    pub today: Date,
}

impl Names<'_> {
    pub fn group(&self, group: &Group) -> String {
        match group {
            Group::Unit(unit) => self.directory.unit_name(*unit),
            Group::Officer(None) => self.lang.say("supervision-nobody").into_owned(),
            Group::Officer(Some(id)) => {
                self.directory.officer(*id).map_or_else(|| id.to_string(), |card| card.name.clone())
            }
            Group::Procedure(code) => self.procedure(code),
            Group::Step(step) => self.step(step),
        }
    }

    /// A second line under the name: an officer's unit, a procedure's code.
    pub fn group_note(&self, group: &Group) -> String {
        match group {
            Group::Officer(Some(id)) => {
                self.directory.officer(*id).map_or_else(String::new, |card| self.directory.unit_name(card.unit))
            }
            Group::Procedure(code) => code.clone(),
            Group::Unit(_) | Group::Officer(None) | Group::Step(_) => String::new(),
        }
    }

    pub fn procedure(&self, code: &str) -> String {
        let held = self.catalogue.current(code, self.today);
        held.map_or_else(
            || code.to_string(),
            |held| held.version.plain_name.clone().unwrap_or(held.version.name.clone()),
        )
    }

    /// A step's own name, or the stage's where no step runs.
    pub fn step(&self, step: &str) -> String {
        match step.strip_prefix('@') {
            Some(stage) => self.lang.say(&format!("dossier-stage-{}", stage.replace('_', "-"))).into_owned(),
            None => step.to_string(),
        }
    }

    /// "Sẽ trễ theo dự báo", "Đến hạn thứ Sáu 06/03/2026".
    pub fn when(&self, when: When) -> String {
        match when {
            When::On(day) => {
                self.lang.say_with("supervision-when-on", &[("day", &weekday(self.lang, day))]).into_owned()
            }
            When::MissOn(day) => {
                self.lang.say_with("supervision-when-miss-on", &[("day", &weekday(self.lang, day))]).into_owned()
            }
            When::Within(days) => {
                self.lang.say_with("supervision-when-within", &[("days", &days.to_string())]).into_owned()
            }
            When::Late
            | When::WillMiss
            | When::Tight
            | When::Today
            | When::Week
            | When::Intake
            | When::IntakeLate
            | When::All => self.lang.say(&format!("supervision-when-{}", when.code())).into_owned(),
        }
    }
}
