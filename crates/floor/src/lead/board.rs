//! The lead's board as words. It names counters, officers and numbers, and nobody who waits.

use askama::Template;
use kernel::{CounterId, Lang, OfficerId, TicketId};
use office::Directory;
use queue::hall::{Able, Hall, Ticket};
use queue::rule::{MINUTE, Ms};
use web::ui::{Badge, Choice, Tile, Tone};

use super::deeds::Deed;
use super::outlook::{Risk, Wait};
use super::remedy::{Action, Remedy};
use super::watch::Standing;
use crate::setup::Centre;

mod lines;
mod tiles;

pub use tiles::promises;

/// Alarms shown at once; the rest is a number.
const ALARMS: usize = 8;

/// What macros of `parts/ui.html` ask of a page, for a part that is drawn once for all screens of a language.
pub struct Paint(pub Lang);

impl Paint {
    pub fn t(&self, key: &str) -> String {
        self.0.say(key).into_owned()
    }
    pub fn t1(&self, key: &str, name: &str, value: impl std::fmt::Display) -> String {
        self.0.say_with(key, &[(name, &value.to_string())]).into_owned()
    }
    pub fn icon(&self, name: &str) -> String {
        format!("{}#{name}", web::assets::href("icons.svg"))
    }
}

/// Somebody whose waiting is watched.
pub struct AlarmView {
    number: String,
    services: String,
    waited: String,
    expected: String,
    badge: Badge,
}

/// A proposal with its button.
pub struct RemedyView {
    title: String,
    effect: String,
    left: String,
    officers: Vec<Choice>,
    /// The name of the choice of an officer.
    choice: String,
    action: String,
    icon: &'static str,
    button: String,
}

/// Something that can be taken back.
pub struct UndoView {
    at: String,
    what: String,
    action: String,
}

/// A counter's line.
pub struct CounterLine {
    href: String,
    name: String,
    officer: String,
    badge: Badge,
    number: String,
    since: String,
    serves: String,
    waiting: usize,
}

/// A service's or a class's line.
pub struct WaitLine {
    name: String,
    waiting: usize,
    longest: String,
    expected: String,
    counters: usize,
    tone: Tone,
}

/// A promise that was not kept.
pub struct BrokenView {
    number: String,
    bound: String,
    called: String,
}

#[derive(Template)]
#[template(path = "lead/board.html")]
pub struct Board {
    page: Paint,
    limit: i64,
    stood: String,
    tiles: Vec<Tile>,
    alarms: Vec<AlarmView>,
    more: usize,
    remedies: Vec<RemedyView>,
    undo: Vec<UndoView>,
    counters: Vec<CounterLine>,
    services: Vec<WaitLine>,
    classes: Vec<WaitLine>,
    broken: Vec<BrokenView>,
    over: bool,
}

/// What the words are made from.
struct Words<'w> {
    lang: Lang,
    centre: &'w Centre,
    directory: &'w Directory,
    hall: &'w Hall,
    limit: i64,
}

pub fn minutes(ms: Ms) -> i64 {
    ms.max(0) / MINUTE
}

fn clock(ms: Ms) -> String {
    let at = kernel::time::civil_ms(ms);
    format!("{:02}:{:02}", at.hour(), at.minute())
}

impl Board {
    pub fn of(lang: Lang, centre: &Centre, directory: &Directory, standing: &Standing) -> Board {
        let hall = &standing.hall;
        let words = Words { lang, centre, directory, hall, limit: standing.limits.0[2] };
        let watched = |wait: &&Wait| wait.alarm > 0 || wait.risk >= Risk::May;
        let mut alarms: Vec<&Wait> = standing.waits.iter().filter(watched).collect();
        alarms.sort_by_key(|wait| std::cmp::Reverse((wait.risk >= Risk::Will, wait.so_far)));
        let broken = promises(hall).1.into_iter().take(ALARMS);
        Board {
            page: Paint(lang),
            limit: words.limit,
            stood: lang.say_with("floor-lead-stood", &[("at", &clock(standing.now))]).into_owned(),
            tiles: words.tiles(standing),
            more: alarms.len().saturating_sub(ALARMS),
            alarms: alarms.iter().take(ALARMS).filter_map(|wait| words.alarm(wait)).collect(),
            remedies: standing.remedies.iter().map(|remedy| words.remedy(remedy, &standing.free)).collect(),
            undo: standing.undo.iter().map(|(at, deed, back)| words.undo(*at, deed, back)).collect(),
            counters: centre.counters.iter().map(|row| words.counter(row.id, &row.name, &row.able)).collect(),
            services: words.services(&standing.waits),
            classes: words.classes(&standing.waits),
            broken: broken.map(broken_view).collect(),
            over: hall.over,
        }
    }
}

fn broken_view(ticket: &Ticket) -> BrokenView {
    BrokenView {
        number: ticket.number.to_string(),
        bound: ticket.bound.map(clock).unwrap_or_default(),
        called: ticket.first_called.map_or_else(|| "–".into(), clock),
    }
}

impl Words<'_> {
    fn say(&self, key: &str, args: &[(&str, &str)]) -> String {
        self.lang.say_with(key, args).into_owned()
    }

    fn alarm(&self, wait: &Wait) -> Option<AlarmView> {
        let ticket = self.hall.tickets.get(&wait.ticket)?;
        let tone = match wait.risk {
            Risk::Over | Risk::Will | Risk::Nobody => Tone::Bad,
            Risk::May => Tone::Warn,
            Risk::Fine => Tone::Info,
        };
        let key = match wait.risk {
            Risk::Fine => format!("floor-lead-alarm-{}", wait.alarm),
            risk => format!("floor-lead-risk-{}", risk.code()),
        };
        Some(AlarmView {
            number: ticket.number.to_string(),
            services: self.centre.names(ticket.services, self.lang),
            waited: self.say("floor-lead-waited", &[("minutes", &minutes(wait.so_far).to_string())]),
            expected: match wait.middle {
                Some(middle) => {
                    self.say("floor-lead-expected", &[("minutes", &minutes(middle.max(wait.so_far)).to_string())])
                }
                None => self.lang.say("floor-lead-expected-never").into_owned(),
            },
            badge: Badge::new(tone, self.say(&key, &[("limit", &self.limit.to_string())])),
        })
    }

    fn counter_name(&self, id: CounterId) -> String {
        self.centre
            .counter(id)
            .map_or_else(|| id.to_string(), |row| format!("{} – {}", self.counter_no(row.number), row.name))
    }

    fn counter_no(&self, number: i64) -> String {
        self.say("floor-lead-counter", &[("number", &number.to_string())])
    }

    fn officer(&self, id: OfficerId) -> String {
        self.directory.officer(id).map_or_else(|| id.to_string(), |card| card.name.clone())
    }

    fn numbers(&self, tickets: &[TicketId]) -> String {
        let numbers = tickets.iter().filter_map(|id| self.hall.tickets.get(id)).map(|t| t.number.to_string());
        numbers.collect::<Vec<_>>().join(", ")
    }

    /// What a counter would serve that it does not.
    fn more(&self, seen: &Able, able: &Able) -> String {
        self.centre.names(able.services.without(seen.services), self.lang)
    }

    fn title(&self, action: &Action) -> String {
        let counter = action.counter().map(|id| self.counter_name(id)).unwrap_or_default();
        let what = match action {
            Action::Widen { seen, able, .. } => self.more(seen, able),
            Action::Move { tickets, .. } | Action::Release { tickets } => self.numbers(tickets),
            Action::Resume { .. } | Action::Open { .. } => String::new(),
        };
        self.say(&format!("floor-lead-do-{}", action.code()), &[("counter", &counter), ("what", &what)])
    }

    fn remedy(&self, remedy: &Remedy, free: &[OfficerId]) -> RemedyView {
        let (action, effect) = (&remedy.action, remedy.effect);
        let limit = self.limit.to_string();
        let said = match effect.saved {
            0 => self.say("floor-lead-effect-sooner", &[("minutes", &minutes(effect.sooner).to_string())]),
            n => self.say("floor-lead-effect-saved", &[("n", &n.to_string()), ("limit", &limit)]),
        };
        let left = match effect.left + effect.harmed {
            0 => self.say("floor-lead-effect-nobody-left", &[("limit", &limit)]),
            n => self.say("floor-lead-effect-left", &[("n", &n.to_string()), ("limit", &limit)]),
        };
        let officers = match action {
            Action::Open { .. } => free.iter().map(|id| Choice::new(id.to_string(), self.officer(*id))).collect(),
            _ => Vec::new(),
        };
        RemedyView {
            title: self.title(action),
            effect: said,
            left,
            officers,
            choice: action.counter().map(|counter| format!("officer-{counter}")).unwrap_or_default(),
            action: serde_json::to_string(action).unwrap_or_default(),
            icon: match action {
                Action::Resume { .. } => "circle-play",
                Action::Open { .. } => "door-open",
                Action::Widen { .. } => "plus",
                Action::Move { .. } | Action::Release { .. } => "move-right",
            },
            button: self.lang.say(&format!("floor-lead-press-{}", action.code())).into_owned(),
        }
    }

    fn undo(&self, at: Ms, deed: &Deed, back: &Action) -> UndoView {
        let what = match deed {
            Deed::Ruled { counter, before, after } => {
                let (more, less) = (self.more(before, after), self.more(after, before));
                let key =
                    if more.is_empty() && !less.is_empty() { "floor-lead-did-less" } else { "floor-lead-did-more" };
                let what = if more.is_empty() { less } else { more };
                self.say(key, &[("counter", &self.counter_name(*counter)), ("what", &what)])
            }
            Deed::Moved { tickets, to } => self
                .say("floor-lead-did-move", &[("counter", &self.counter_name(*to)), ("what", &self.numbers(tickets))]),
        };
        UndoView { at: clock(at), what, action: serde_json::to_string(back).unwrap_or_default() }
    }
}
