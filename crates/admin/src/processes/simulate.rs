//! A process tried before it governs anything: when each step would end if it took its whole time, against the promised
//! date, from several mornings and evenings; and who could take each step today. Pure.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use law::{Calendar, Limit, RuleSet, StartEvent, Term};
use office::{Act, Directory, Officer, Place};
use procedure::process::{Duty, Process, Step, StepUnit};

/// One step as it would go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    pub place: usize,
    pub begins: DateTime,
    pub ends: DateTime,
}

/// The process from one moment of acceptance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    pub start: DateTime,
    pub legs: Vec<Leg>,
    /// The promised date; none where the procedure has no limit.
    pub due: Option<DateTime>,
    pub ends: DateTime,
}

impl Trial {
    /// Whether the work would be done after the promised date.
    pub fn late(&self) -> bool {
        self.due.is_some_and(|due| self.ends > due)
    }
}

/// Moments worth trying: the next working morning, the Friday evening after it, the day before the next long break.
pub fn starts(today: Date, calendar: &Calendar) -> Vec<DateTime> {
    let morning = calendar.next_working_day(today);
    let mut friday = morning;
    while friday.weekday() != jiff::civil::Weekday::Friday {
        friday = friday.saturating_add(1.day());
    }
    let mut starts = vec![morning.at(8, 0, 0, 0), friday.at(16, 30, 0, 0)];
    starts.extend(before_break(morning, calendar).map(|day| day.at(14, 0, 0, 0)));
    starts
}

/// The last working day before a break of four days or more within a year.
fn before_break(from: Date, calendar: &Calendar) -> Option<Date> {
    let mut day = from;
    for _ in 0..260 {
        let next = calendar.next_working_day(day);
        let gap = day.until(next).ok()?.get_days();
        if gap > 4 {
            return Some(day);
        }
        day = next;
    }
    None
}

/// Follows the process from a moment, every step taking its whole time one after the other.
pub fn follow(process: &Process, limit: Option<Limit>, start: DateTime, calendar: &Calendar) -> Trial {
    let rules = RuleSet::on(start.date());
    let end = |from: DateTime, limit: Limit| {
        Term::starting(from, StartEvent::CounterAcceptance, Some(limit)).due(calendar, rules).map_or(from, |due| due.at)
    };
    let mut at = start;
    let mut legs = Vec::with_capacity(process.steps.len());
    for (place, step) in process.steps.iter().enumerate() {
        let ends = step.limit.map_or(at, |limit| end(at, limit));
        legs.push(Leg { place, begins: at, ends });
        at = ends;
    }
    Trial { start, legs, due: limit.map(|limit| end(start, limit)), ends: at }
}

/// The act a duty takes.
fn act_of(duty: Duty) -> Act {
    match duty {
        Duty::OneStop => Act::Accept,
        Duty::Assigner => Act::Assign,
        Duty::Specialist => Act::Propose,
        Duty::Approver => Act::Approve,
        Duty::RecordsClerk => Act::Release,
        Duty::HandOver => Act::HandOver,
    }
}

/// How many of the officers could take each step today, in the order of the steps: steps at the receiving or deciding unit
/// are looked at in every standing unit of that kind.
pub fn hands(
    process: &Process,
    officers: &[Officer],
    directory: &Directory,
    (field, code): (&str, &str),
    today: Date,
) -> Vec<usize> {
    let standing: Vec<_> = directory.units().into_iter().filter(|unit| unit.stands_on(today)).collect();
    let count = |step: &Step| {
        let at = standing.iter().filter(|unit| match &step.at {
            StepUnit::Receiving => unit.intake,
            StepUnit::Deciding => unit.resolves,
            StepUnit::Unit(code) => unit.code.as_deref() == Some(code),
        });
        let ids: Vec<_> = at.map(|unit| unit.id).collect();
        let (act, place) = (act_of(step.duty), Place::new(field, code, &ids));
        officers.iter().filter(|officer| officer.may(act, &place)).count()
    };
    process.steps.iter().map(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_process_ends_by_the_promised_date_from_every_start() {
        let calendar = Calendar::shipped();
        for days in ["3 ngày làm việc", "10 ngày làm việc", "15 ngày", "01 tháng"] {
            let limit = Limit::parse(days).ok();
            let process = procedure::process::default_process(limit.as_ref());
            for start in starts(jiff::civil::date(2026, 11, 22), &calendar) {
                let trial = follow(&process, limit, start, &calendar);
                assert_eq!(trial.legs.len(), process.steps.len());
                assert!(trial.legs.windows(2).all(|pair| pair[0].ends == pair[1].begins), "{days} {start}");
            }
        }
    }

    #[test]
    fn steps_that_take_longer_than_the_limit_are_late() {
        let calendar = Calendar::shipped();
        let mut process = procedure::process::default_process(Limit::parse("3 ngày làm việc").ok().as_ref());
        process.steps[2].limit = Limit::parse("9 ngày làm việc").ok();
        let start = jiff::civil::date(2026, 11, 23).at(8, 0, 0, 0);
        assert!(follow(&process, Limit::parse("3 ngày làm việc").ok(), start, &calendar).late());
    }

    #[test]
    fn one_of_the_starts_lies_before_tet() {
        let found = starts(jiff::civil::date(2026, 11, 22), &Calendar::shipped());
        assert_eq!(found.len(), 3);
        assert_eq!((found[2].date().year(), found[2].date().month()), (2027, 2), "{found:?}");
    }
}
