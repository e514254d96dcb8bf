//! Waiting in words: a line of a table, and the tiles on top of a page.

use law::standard::Standard;
use web::Ctx;
use web::ui::{Tile, Tone};

use super::tally::{Ends, Figures, Marks, Waited, share};

/// One line with waiting in it: an hour, a day, a centre.
pub struct WaitLine {
    pub name: String,
    pub href: String,
    pub n: i64,
    pub mean: String,
    pub within_15: String,
    pub within_30: String,
    pub longest: String,
    /// Of a hundred.
    pub part: i64,
    pub kept: String,
    pub no_shows: i64,
    pub satisfied: String,
}

pub(super) fn tenth(value: Option<f64>) -> String {
    value.map_or_else(|| "–".into(), |value| format!("{value:.1}").replace('.', ","))
}

pub(super) fn percent(part: i64, whole: i64) -> String {
    share(part, whole).map_or_else(|| "–".into(), |share| format!("{} %", tenth(Some(share))))
}

pub(super) fn line(name: String, href: String, waited: &Waited, most: i64) -> WaitLine {
    WaitLine {
        name,
        href,
        n: waited.n,
        mean: tenth(waited.mean_min()),
        within_15: percent(waited.within_15, waited.n),
        within_30: percent(waited.within_30, waited.n),
        longest: if waited.n == 0 { "–".into() } else { (waited.longest / 60_000).to_string() },
        part: waited.n * 100 / most.max(1),
        kept: String::new(),
        no_shows: 0,
        satisfied: String::new(),
    }
}

/// [`line`] with what else is told of a stretch of days.
pub(super) fn whole_line(name: String, href: String, figures: (&Waited, &Ends, &Marks)) -> WaitLine {
    let (waited, ends, marks) = figures;
    WaitLine {
        kept: percent(ends.kept, ends.promised),
        no_shows: ends.no_shows,
        satisfied: percent(marks.0[0], marks.all()),
        ..line(name, href, waited, 0)
    }
}

/// What is told of these days at a glance, against what the law and the centre set themselves.
pub(super) fn tiles(ctx: &Ctx, figures: &Figures, standard: Option<Standard>) -> Vec<Tile> {
    let (waited, ends) = (&figures.waited, &figures.ends);
    let limit = standard.map_or(15, |standard| standard.waiting_min);
    let goal = standard.map_or(95, |standard| standard.satisfied);
    let tile = |key: &str, value: String, note: String, tone, icon| Tile {
        label: ctx.t(&format!("floor-figures-tile-{key}")),
        value,
        note,
        href: None,
        tone,
        icon,
    };
    let say = |key: &str, name: &str, value: i64| ctx.lang.say_with(key, &[(name, &value.to_string())]).into_owned();
    let minutes = |value: Option<f64>| match value {
        Some(value) => ctx.lang.say_with("floor-figures-minutes", &[("n", &tenth(Some(value)))]).into_owned(),
        None => "–".into(),
    };
    let better = |good: Option<bool>| match good {
        Some(true) => Tone::Good,
        Some(false) => Tone::Warn,
        None => Tone::Neutral,
    };
    let satisfied = figures.marks.satisfied();
    vec![
        tile(
            "issued",
            ends.issued.to_string(),
            say("floor-figures-note-finished", "n", ends.finished),
            Tone::Info,
            "ticket",
        ),
        tile(
            "waited",
            minutes(waited.mean_min()),
            say("floor-figures-note-goal-minutes", "n", limit),
            better(waited.mean_min().map(|mean| mean <= limit as f64)),
            "timer",
        ),
        tile(
            "within-15",
            percent(waited.within_15, waited.n),
            say("floor-figures-note-of", "n", waited.n),
            better(share(waited.within_15, waited.n).map(|share| share >= 90.0)),
            "clock",
        ),
        tile("within-30", percent(waited.within_30, waited.n), String::new(), Tone::Neutral, "clock"),
        tile("served", minutes(figures.served.mean_min()), String::new(), Tone::Neutral, "users"),
        tile(
            "kept",
            percent(ends.kept, ends.promised),
            say("floor-figures-note-of", "n", ends.promised),
            better(share(ends.kept, ends.promised).map(|share| share >= 88.0)),
            "calendar-check",
        ),
        tile(
            "no-shows",
            ends.no_shows.to_string(),
            say("floor-figures-note-gone", "n", ends.gone),
            Tone::Neutral,
            "user-x",
        ),
        tile(
            "satisfied",
            percent(figures.marks.0[0], figures.marks.all()),
            say("floor-figures-note-goal", "n", goal),
            better(satisfied.map(|share| share >= goal as f64)),
            "smile",
        ),
    ]
}
