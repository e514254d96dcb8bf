//! When a dossier will be done, from the steps still to do: pure arithmetic over where it lies, what its process still
//! asks, and how long such steps usually take.
//!
//! It promises nothing and moves no date: the promised date is the law's. A forecast only says where help is needed.

use law::{Limit, Unit};
use procedure::process::{Duty, Step};
use serde::Serialize;

use crate::pace::Pace;

/// From this little working time to spare on, a usual run counts as tight: half a working day.
pub const TIGHT_MINUTES: i64 = 240;
/// A step that has taken longer than usual takes at least this part of its usual time more.
const STILL_PART: i64 = 4;

/// Where a step's time comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Observed on this many control sheets.
    Observed { sample: i64 },
    /// Too few observations: the time the process sets for the step.
    Planned,
    /// The process sets none: the duty's usual share of the whole time promised.
    Shared,
    /// Nothing is known: the step counts as nothing.
    Unknown,
}

/// A step that is still to do, in working minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepAhead {
    pub name: String,
    pub usual: i64,
    pub slow: i64,
    pub source: Source,
}

/// Where in its process a dossier lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Accepted and still at the one-stop unit.
    BeforeTransfer,
    /// At this step of the process.
    At(usize),
}

/// The steps still to do until the result is ready, the present one first. `pace` answers what was observed for a step
/// by its name (`""`: between acceptance and transfer); `whole` is the time promised for everything, in working minutes.
pub fn steps_ahead(
    steps: &[Step],
    place: Place,
    whole: Option<i64>,
    pace: impl Fn(&str) -> Option<Pace>,
) -> Vec<StepAhead> {
    let shared = |duty: Duty| {
        let among = steps.iter().filter(|step| step.duty == duty).count().max(1) as i64;
        whole.map(|whole| whole * share_of(duty) / 100 / among)
    };
    let ahead = |step: &Step, seen: &str| match (pace(seen), &step.limit, shared(step.duty)) {
        (Some(pace), ..) => StepAhead {
            name: step.name.clone(),
            usual: pace.usual,
            slow: pace.slow,
            source: Source::Observed { sample: pace.sample },
        },
        (None, Some(limit), _) => {
            let minutes = planned_minutes(limit);
            StepAhead { name: step.name.clone(), usual: minutes, slow: minutes, source: Source::Planned }
        }
        (None, None, Some(minutes)) => {
            StepAhead { name: step.name.clone(), usual: minutes, slow: minutes, source: Source::Shared }
        }
        (None, None, None) => StepAhead { name: step.name.clone(), usual: 0, slow: 0, source: Source::Unknown },
    };
    let agency = |step: &&Step| !matches!(step.duty, Duty::OneStop | Duty::HandOver);
    match place {
        Place::BeforeTransfer => {
            let door = steps.iter().find(|step| step.duty == Duty::OneStop);
            let first = door.map(|step| ahead(step, ""));
            let rest = steps.iter().filter(agency).map(|step| ahead(step, &step.name));
            first.into_iter().chain(rest).collect()
        }
        Place::At(at) => {
            let here = steps.get(at).into_iter();
            let rest = steps.iter().skip(at + 1).filter(agency);
            here.chain(rest).map(|step| ahead(step, &step.name)).collect()
        }
    }
}

/// A duty's share of the whole time in per cent, as the default process divides it.
fn share_of(duty: Duty) -> i64 {
    match duty {
        Duty::OneStop | Duty::RecordsClerk | Duty::HandOver => 5,
        Duty::Assigner => 10,
        Duty::Specialist => 60,
        Duty::Approver => 15,
    }
}

/// A step's own time in working minutes. Calendar days, weeks and months are taken at five working days a week;
/// "trong ngày" is an end and not a length: an hour of it.
pub fn planned_minutes(limit: &Limit) -> i64 {
    const DAY: i64 = 480;
    let thousandths = match limit.unit {
        Unit::WorkingHour | Unit::Hour => limit.milli * 60,
        Unit::WorkingDay => limit.milli * DAY,
        Unit::SameDay => 60 * 1000,
        Unit::Day => limit.milli * DAY * 5 / 7,
        Unit::Week => limit.milli * DAY * 5,
        Unit::Month => limit.milli * DAY * 22,
        Unit::Year => limit.milli * DAY * 22 * 12,
    };
    thousandths / 1000
}

/// The chance word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Chance {
    /// Sẽ kịp: even a slow run ends in time.
    WillMeet,
    /// Sát hạn: a usual run ends in time, a slow one does not, or hardly any time is left.
    Tight,
    /// Sẽ trễ: even a usual run ends too late.
    WillMiss,
    /// Đã trễ: the promised date has passed.
    Late,
}

impl Chance {
    /// The word of addresses and locale keys.
    pub fn code(self) -> &'static str {
        match self {
            Chance::WillMeet => "will-meet",
            Chance::Tight => "tight",
            Chance::WillMiss => "will-miss",
            Chance::Late => "late",
        }
    }
}

/// What remains to do, summed up: the present step and the others, usual and slow, in working minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ahead {
    pub here: (i64, i64),
    pub rest: (i64, i64),
}

impl Ahead {
    pub fn of(steps: &[StepAhead]) -> Ahead {
        let mut ahead = Ahead::default();
        for (place, step) in steps.iter().enumerate() {
            let sum = if place == 0 { &mut ahead.here } else { &mut ahead.rest };
            *sum = (sum.0 + step.usual, sum.1 + step.slow);
        }
        ahead
    }
}

/// When it will be done, in working minutes from now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Forecast {
    /// Until the result is ready, at the usual pace.
    pub usual: i64,
    /// The same at the pace of the slowest quarter.
    pub slow: i64,
    /// Until the promised date; negative once it has passed.
    pub left: i64,
    pub chance: Chance,
}

/// Forecasts one dossier: `spent` is how long the present step has lasted, `left` how long until the promised date, both
/// in working minutes; `late` whether that moment has passed by the clock.
pub fn forecast(ahead: &Ahead, spent: i64, left: i64, late: bool) -> Forecast {
    let still = |whole: i64| (whole - spent).max(whole / STILL_PART);
    let usual = still(ahead.here.0) + ahead.rest.0;
    let slow = still(ahead.here.1).max(still(ahead.here.0)) + ahead.rest.1;
    let chance = match () {
        () if late => Chance::Late,
        () if usual > left => Chance::WillMiss,
        () if slow > left || left - usual < TIGHT_MINUTES.min(usual) => Chance::Tight,
        () => Chance::WillMeet,
    };
    Forecast { usual, slow, left, chance }
}

#[cfg(test)]
mod tests {
    use procedure::process::default_process;

    use super::*;

    fn observed(usual: i64, slow: i64) -> Pace {
        Pace { sample: 40, usual, slow, mean: usual }
    }

    #[test]
    fn steps_ahead_end_with_the_result_and_take_their_own_time_where_nothing_was_seen() {
        let process = default_process(Some(&Limit::of(5, Unit::WorkingDay)));
        let all = steps_ahead(&process.steps, Place::BeforeTransfer, None, |_| None);
        // Intake, assignment, handling, approval, release: handing over is not the agencies' time.
        assert_eq!(all.len(), 5);
        assert!(all.iter().all(|step| step.source == Source::Planned));
        assert_eq!(all.iter().map(|step| step.usual).sum::<i64>(), 2400 - 2400 * 5 / 100);
        let seen = |name: &str| (name == process.steps[2].name).then(|| observed(300, 600));
        let from_handling = steps_ahead(&process.steps, Place::At(2), None, seen);
        assert_eq!(from_handling[0].source, Source::Observed { sample: 40 });
        assert_eq!((from_handling.len(), from_handling[0].usual, from_handling[0].slow), (3, 300, 600));
        let without_time = default_process(None);
        let unknown = steps_ahead(&without_time.steps, Place::At(3), None, |_| None);
        assert!(unknown.iter().all(|step| step.source == Source::Unknown && step.usual == 0));
        let shared = steps_ahead(&without_time.steps, Place::At(2), Some(2400), |_| None);
        assert!(shared.iter().all(|step| step.source == Source::Shared));
        assert_eq!(shared.iter().map(|step| step.usual).collect::<Vec<_>>(), [1440, 360, 120]);
    }

    #[test]
    fn the_word_follows_from_what_is_left() {
        let ahead = Ahead { here: (480, 960), rest: (240, 300) };
        // (spent, left, late) → (usual, slow, word)
        for (spent, left, late, usual, slow, chance) in [
            (0, 2000, false, 720, 1260, Chance::WillMeet),
            (0, 1000, false, 720, 1260, Chance::Tight),
            (0, 700, false, 720, 1260, Chance::WillMiss),
            (240, 700, false, 480, 1020, Chance::Tight),
            // Longer than usual already: a quarter of the usual time is still expected.
            (900, 2000, false, 360, 540, Chance::WillMeet),
            (900, 300, false, 360, 540, Chance::WillMiss),
            (0, 0, true, 720, 1260, Chance::Late),
        ] {
            let told = forecast(&ahead, spent, left, late);
            assert_eq!((told.usual, told.slow, told.chance), (usual, slow, chance), "{spent} {left} {late}");
        }
    }

    #[test]
    fn a_moment_to_spare_is_not_much() {
        let ahead = Ahead { here: (480, 480), rest: (0, 0) };
        assert_eq!(forecast(&ahead, 0, 480 + TIGHT_MINUTES - 1, false).chance, Chance::Tight);
        assert_eq!(forecast(&ahead, 0, 480 + TIGHT_MINUTES, false).chance, Chance::WillMeet);
        // Work of ten minutes is not tight with an hour to go.
        let short = Ahead { here: (10, 10), rest: (0, 0) };
        assert_eq!(forecast(&short, 0, 60, false).chance, Chance::WillMeet);
        assert_eq!(forecast(&short, 0, 15, false).chance, Chance::Tight);
    }

    #[test]
    fn longer_waiting_never_makes_it_look_better() {
        let ahead = Ahead { here: (480, 700), rest: (200, 300) };
        let mut last = Chance::WillMeet;
        for minute in (0..3000).step_by(30) {
            let told = forecast(&ahead, minute, 1500 - minute, minute > 1500);
            assert!(told.chance >= last, "{minute}: {:?} after {last:?}", told.chance);
            last = told.chance;
        }
    }
}
