//! The steps of a due date as data, and the sentence each of them is read as.
//!
//! Steps are stored and compared; sentences are made when somebody reads, in that reader's language.

use jiff::civil::{Date, DateTime, Time, Weekday};
use kernel::Lang;
use kernel::time::{dmy, hm_dmy};
use serde::{Deserialize, Serialize};

use crate::article::Article;
use crate::calendar::{DayReason, Holiday, after};
use crate::limit::Limit;
use crate::term::StartEvent;

/// By how much a pause moved a due date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "unit", rename_all = "snake_case")]
pub enum Moved {
    WorkingDays { n: i64 },
    Days { n: i64 },
    WorkingMinutes { n: i64 },
    ClockMinutes { n: i64 },
}

/// One link of the chain from the start event to the due date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    Started {
        event: StartEvent,
        at: DateTime,
        article: Option<Article>,
    },
    Restarted {
        at: DateTime,
        article: Option<Article>,
    },
    Promised {
        limit: Limit,
    },
    SetByOfficer {
        until: DateTime,
        reason: String,
    },
    CountedFrom {
        event_day: Date,
        from: Date,
        article: Article,
    },
    HoursFrom {
        at: DateTime,
        article: Article,
    },
    BeforeCutOff {
        at: DateTime,
        cut_off: Time,
        article: Article,
    },
    AfterCutOff {
        at: DateTime,
        cut_off: Time,
        next: Date,
        article: Article,
    },
    TakenInOnDayOff {
        at: DateTime,
        next: Date,
    },
    /// A stretch of days off with one reason.
    Skipped {
        from: Date,
        to: Date,
        reason: DayReason,
    },
    CountedThough {
        date: Date,
        reason: DayReason,
    },
    LastWorkingDay {
        limit: Limit,
        date: Date,
    },
    PartOfDay {
        limit: Limit,
        end: DateTime,
    },
    LastDay {
        limit: Limit,
        date: Date,
        article: Article,
    },
    RolledForward {
        from: Date,
        to: Date,
        article: Article,
    },
    Paused {
        from: DateTime,
        until: DateTime,
        basis: String,
        moved: Moved,
        before: DateTime,
        after: DateTime,
    },
    Extended {
        before: DateTime,
        after: DateTime,
        agreed_on: Date,
        reason: String,
        article: Option<Article>,
    },
    ExtendedTooLate {
        before: DateTime,
        promised: DateTime,
        agreed_on: Date,
        article: Option<Article>,
    },
    /// The calendar was changed, the promise was not.
    Kept {
        counted: DateTime,
        until: DateTime,
        on: Date,
        basis: String,
    },
    StillPaused {
        since: DateTime,
        basis: String,
    },
    Due {
        at: DateTime,
    },
}

impl Step {
    /// The step in words, with its article.
    pub fn sentence(&self, lang: Lang) -> String {
        let (key, args) = self.message(lang);
        let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let sentence = lang.say_with(key, &args).into_owned();
        match self.article() {
            Some(article) => {
                lang.say_with("law-step-cited", &[("sentence", &sentence), ("law", &article.cite(lang))]).into_owned()
            }
            None => lang.say_with("law-step-plain", &[("sentence", &sentence)]).into_owned(),
        }
    }

    /// The article the step rests on.
    pub fn article(&self) -> Option<Article> {
        match self {
            Step::Started { article, .. }
            | Step::Restarted { article, .. }
            | Step::Extended { article, .. }
            | Step::ExtendedTooLate { article, .. } => *article,
            Step::CountedFrom { article, .. }
            | Step::HoursFrom { article, .. }
            | Step::BeforeCutOff { article, .. }
            | Step::AfterCutOff { article, .. }
            | Step::LastDay { article, .. }
            | Step::RolledForward { article, .. } => Some(*article),
            Step::Skipped { from, reason, .. } => reason.article(from.year()),
            Step::Promised { .. }
            | Step::SetByOfficer { .. }
            | Step::TakenInOnDayOff { .. }
            | Step::CountedThough { .. }
            | Step::LastWorkingDay { .. }
            | Step::PartOfDay { .. }
            | Step::Paused { .. }
            | Step::Kept { .. }
            | Step::StillPaused { .. }
            | Step::Due { .. } => None,
        }
    }

    fn message(&self, lang: Lang) -> (&'static str, Vec<(&'static str, String)>) {
        match self {
            Step::Started { event, at, .. } => (event.key(), vec![("at", hm_dmy(*at))]),
            Step::Restarted { at, .. } => ("law-step-restarted", vec![("at", hm_dmy(*at))]),
            Step::Promised { limit } => ("law-step-promised", vec![("limit", limit.words(lang))]),
            Step::SetByOfficer { until, reason } => {
                ("law-step-set-by-officer", vec![("until", hm_dmy(*until)), ("reason", reason.clone())])
            }
            Step::CountedFrom { event_day, from, .. } => {
                ("law-step-counted-from", vec![("event", dmy(*event_day)), ("from", weekday_date(*from, lang))])
            }
            Step::HoursFrom { at, .. } => ("law-step-hours-from", vec![("at", hm_dmy(*at))]),
            Step::BeforeCutOff { at, cut_off, .. } => {
                ("law-step-before-cut-off", vec![("at", hm_dmy(*at)), ("cut", hm(*cut_off))])
            }
            Step::AfterCutOff { at, cut_off, next, .. } => (
                "law-step-after-cut-off",
                vec![("at", hm_dmy(*at)), ("cut", hm(*cut_off)), ("next", weekday_date(*next, lang))],
            ),
            Step::TakenInOnDayOff { at, next } => {
                ("law-step-taken-in-on-day-off", vec![("at", hm_dmy(*at)), ("next", weekday_date(*next, lang))])
            }
            Step::Skipped { from, to, reason } => {
                ("law-step-skipped", vec![("days", every_day(*from, *to, lang)), ("why", reason.words(lang))])
            }
            Step::CountedThough { date, reason } => {
                ("law-step-counted-though", vec![("date", weekday_date(*date, lang)), ("why", reason.words(lang))])
            }
            Step::LastWorkingDay { limit, date } => {
                ("law-step-last-working-day", vec![("n", limit.number(lang)), ("date", weekday_date(*date, lang))])
            }
            Step::PartOfDay { limit, end } => {
                ("law-step-part-of-day", vec![("limit", limit.words(lang)), ("at", hm_dmy(*end))])
            }
            Step::LastDay { limit, date, .. } => {
                ("law-step-last-day", vec![("limit", limit.words(lang)), ("date", weekday_date(*date, lang))])
            }
            Step::RolledForward { from, to, .. } => {
                ("law-step-rolled-forward", vec![("from", weekday_date(*from, lang)), ("to", weekday_date(*to, lang))])
            }
            Step::Paused { from, until, basis, moved, before, after } => (
                "law-step-paused",
                vec![
                    ("from", hm_dmy(*from)),
                    ("until", hm_dmy(*until)),
                    ("basis", basis.clone()),
                    ("moved", moved.words(lang)),
                    ("before", hm_dmy(*before)),
                    ("after", hm_dmy(*after)),
                ],
            ),
            Step::Extended { before, after, agreed_on, reason, .. } => (
                "law-step-extended",
                vec![
                    ("before", hm_dmy(*before)),
                    ("after", hm_dmy(*after)),
                    ("agreed", dmy(*agreed_on)),
                    ("reason", reason.clone()),
                ],
            ),
            Step::ExtendedTooLate { before, promised, agreed_on, .. } => (
                "law-step-extended-too-late",
                vec![("before", hm_dmy(*before)), ("promised", hm_dmy(*promised)), ("agreed", dmy(*agreed_on))],
            ),
            Step::Kept { counted, until, on, basis } => (
                "law-step-kept",
                vec![
                    ("on", dmy(*on)),
                    ("basis", basis.clone()),
                    ("counted", hm_dmy(*counted)),
                    ("until", hm_dmy(*until)),
                ],
            ),
            Step::StillPaused { since, basis } => {
                ("law-step-still-paused", vec![("since", hm_dmy(*since)), ("basis", basis.clone())])
            }
            Step::Due { at } => {
                ("law-step-due", vec![("time", hm(at.time())), ("date", weekday_date(at.date(), lang))])
            }
        }
    }
}

impl StartEvent {
    fn key(self) -> &'static str {
        match self {
            StartEvent::CounterAcceptance => "law-step-started-counter",
            StartEvent::PostHandover => "law-step-started-post",
            StartEvent::OnlineAcceptance => "law-step-started-online",
            StartEvent::FullSupplement => "law-step-started-supplement",
            StartEvent::ObligationFulfilled => "law-step-started-obligation",
        }
    }
}

impl Moved {
    /// "4 ngày làm việc", "2 giờ 30 phút làm việc".
    pub fn words(self, lang: Lang) -> String {
        let (key, n) = match self {
            Moved::WorkingDays { n } => ("law-moved-working-days", n),
            Moved::Days { n } => ("law-moved-days", n),
            Moved::WorkingMinutes { n } => ("law-moved-working-time", n),
            Moved::ClockMinutes { n } => ("law-moved-clock-time", n),
        };
        match self {
            Moved::WorkingDays { .. } | Moved::Days { .. } => lang.say_with(key, &[("n", &n.to_string())]),
            Moved::WorkingMinutes { .. } | Moved::ClockMinutes { .. } => {
                lang.say_with(key, &[("hours", &(n / 60).to_string()), ("minutes", &(n % 60).to_string())])
            }
        }
        .into_owned()
    }
}

impl Holiday {
    fn key(self) -> &'static str {
        match self {
            Holiday::NewYear => "law-holiday-new-year",
            Holiday::Tet => "law-holiday-tet",
            Holiday::HungKings => "law-holiday-hung-kings",
            Holiday::Reunification => "law-holiday-reunification",
            Holiday::Labour => "law-holiday-labour",
            Holiday::National => "law-holiday-national",
            Holiday::Culture => "law-holiday-culture",
        }
    }

    /// "Tết Nguyên đán".
    pub fn words(self, lang: Lang) -> String {
        lang.say(self.key()).into_owned()
    }
}

impl DayReason {
    /// Why the day is out of the ordinary: "nghỉ bù Quốc khánh", "nghỉ hoán đổi, làm việc ngày 26/04/2025".
    pub fn words(&self, lang: Lang) -> String {
        match self {
            DayReason::WeeklyRest => lang.say("law-day-weekly-rest").into_owned(),
            DayReason::Holiday { holiday } => {
                lang.say_with("law-day-holiday", &[("name", &holiday.words(lang))]).into_owned()
            }
            DayReason::Compensatory { holiday } => {
                lang.say_with("law-day-compensatory", &[("name", &holiday.words(lang))]).into_owned()
            }
            DayReason::SwappedOff { worked_on } => {
                lang.say_with("law-day-swapped-off", &[("date", &dmy(*worked_on))]).into_owned()
            }
            DayReason::WorkedInstead { of } => {
                lang.say_with("law-day-worked-instead", &[("date", &dmy(*of))]).into_owned()
            }
            DayReason::Off { name } | DayReason::Worked { name } => name.clone(),
        }
    }

    fn article(&self, year: i16) -> Option<Article> {
        match self {
            DayReason::Holiday { holiday } => Some(Article::of_holiday(*holiday, year)),
            DayReason::Compensatory { .. } => Some(Article::of_compensation(year)),
            DayReason::WeeklyRest
            | DayReason::SwappedOff { .. }
            | DayReason::WorkedInstead { .. }
            | DayReason::Off { .. }
            | DayReason::Worked { .. } => None,
        }
    }
}

/// "thứ Hai 19/02/2024".
pub fn weekday_date(date: Date, lang: Lang) -> String {
    let key = match date.weekday() {
        Weekday::Monday => "law-weekday-1",
        Weekday::Tuesday => "law-weekday-2",
        Weekday::Wednesday => "law-weekday-3",
        Weekday::Thursday => "law-weekday-4",
        Weekday::Friday => "law-weekday-5",
        Weekday::Saturday => "law-weekday-6",
        Weekday::Sunday => "law-weekday-7",
    };
    format!("{} {}", lang.say(key), dmy(date))
}

fn every_day(from: Date, to: Date, lang: Lang) -> String {
    let mut words = weekday_date(from, lang);
    let mut day = from;
    while day < to {
        day = after(day);
        words.push_str(", ");
        words.push_str(&weekday_date(day, lang));
    }
    words
}

fn hm(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}
