//! What the lead of a hall may change of a day: pure.

use jiff::civil::{Date, DateTime};
use kernel::time::dmy;
use kernel::{CounterId, OfficerId, Refusal};
use law::Calendar;
use serde::{Deserialize, Serialize};

use super::model::{Closure, DayPlan, Session, Shift, Span, Week, closed_by, given, hm, minute_of};

/// One change of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// Somebody sits at a counter for a stretch; what the counter had in that stretch makes room.
    Put { shift: Shift },
    /// Nobody sits there in that stretch.
    Drop { counter: CounterId, span: Span },
    /// A session outside the usual hours.
    Open { session: Session },
    /// A session is called off.
    CallOff { nth: usize },
    /// A counter is closed for a while.
    Close { closure: Closure },
    /// A closed counter opens again.
    Reopen { nth: usize },
    /// An officer is not there that day.
    Absent { officer: OfficerId },
    /// They are, after all.
    Present { officer: OfficerId },
    /// The day takes over the shifts of another: absences and closures belong to their own day and stay behind.
    Copy { of: Date, shifts: Vec<Shift> },
    /// The day follows the week again.
    Follow,
}

impl Change {
    pub fn word(&self) -> &'static str {
        match self {
            Change::Put { .. } => "put",
            Change::Drop { .. } => "drop",
            Change::Open { .. } => "open",
            Change::CallOff { .. } => "call-off",
            Change::Close { .. } => "close",
            Change::Reopen { .. } => "reopen",
            Change::Absent { .. } => "absent",
            Change::Present { .. } => "present",
            Change::Copy { .. } => "copy",
            Change::Follow => "follow",
        }
    }
}

/// What a change is decided on.
pub struct Facts<'f> {
    pub day: Date,
    pub now: DateTime,
    pub calendar: &'f Calendar,
    pub counters: &'f [CounterId],
    pub week: &'f Week,
    pub plan: &'f DayPlan,
    /// Whether an officer may sit at a counter of this centre that day.
    pub may_sit: &'f dyn Fn(OfficerId) -> bool,
}

/// The day after a change.
///
/// Refused: `DUTY_DAY_PAST`, `DUTY_HOLIDAY`, `DUTY_TIMES`, `DUTY_COUNTER`, `DUTY_OFFICER`, `DUTY_OFFICER_TWICE`,
/// `DUTY_SESSION_NOTE`, `DUTY_SESSION_COUNTERS`, `DUTY_SESSION_USUAL`, `DUTY_CLOSURE_WHY`, `DUTY_CLOSURE_IDLE`,
/// `DUTY_GONE`.
pub fn change(facts: &Facts<'_>, change: &Change) -> Result<DayPlan, Refusal> {
    let mut plan = facts.plan.clone();
    if facts.day < facts.now.date() {
        return Err(Refusal::new("DUTY_DAY_PAST").with("day", dmy(facts.day)));
    }
    match change {
        Change::Put { shift } => {
            sound(facts, shift.span, &[shift.counter])?;
            holiday(facts)?;
            if let Some(officer) = shift.officer.filter(|officer| !(facts.may_sit)(*officer)) {
                return Err(Refusal::new("DUTY_OFFICER").with("officer", officer).at("officer"));
            }
            let mut own = without(own_shifts(facts), shift.counter, shift.span);
            twice(&own, shift)?;
            own.push(*shift);
            own.sort();
            plan.shifts = Some(own);
        }
        Change::Drop { counter, span } => {
            sound(facts, *span, &[*counter])?;
            plan.shifts = Some(without(own_shifts(facts), *counter, *span));
        }
        Change::Open { session } => plan.sessions.push(opened(facts, session)?),
        Change::CallOff { nth } => {
            gone(*nth < plan.sessions.len())?;
            plan.sessions.remove(*nth);
        }
        Change::Close { closure } => plan.closures.push(closed(facts, closure)?),
        Change::Reopen { nth } => {
            gone(*nth < plan.closures.len())?;
            plan.closures.remove(*nth);
        }
        Change::Absent { officer } => {
            if !(facts.may_sit)(*officer) {
                return Err(Refusal::new("DUTY_OFFICER").with("officer", officer).at("officer"));
            }
            plan.absent.insert(*officer);
        }
        Change::Present { officer } => gone(plan.absent.remove(officer))?,
        Change::Copy { shifts, .. } => {
            holiday(facts)?;
            plan.shifts =
                Some(shifts.iter().filter(|shift| facts.counters.contains(&shift.counter)).copied().collect());
        }
        Change::Follow => plan.shifts = None,
    }
    Ok(plan)
}

/// The shifts of the day without its sessions: those stay a thing of their own.
fn own_shifts(facts: &Facts<'_>) -> Vec<Shift> {
    let plan = DayPlan { sessions: Vec::new(), ..facts.plan.clone() };
    given(facts.day, facts.calendar, facts.counters, facts.week, &plan)
}

fn without(shifts: Vec<Shift>, counter: CounterId, span: Span) -> Vec<Shift> {
    let cut = |shift: Shift| -> Vec<Shift> {
        if shift.counter != counter {
            return vec![shift];
        }
        shift.span.without(span).map(|span| Shift { span, ..shift }).collect()
    };
    shifts.into_iter().flat_map(cut).collect()
}

fn sound(facts: &Facts<'_>, span: Span, counters: &[CounterId]) -> Result<(), Refusal> {
    if !span.is_sound() {
        return Err(Refusal::new("DUTY_TIMES").at("from"));
    }
    match counters.iter().find(|counter| !facts.counters.contains(counter)) {
        Some(counter) => Err(Refusal::new("DUTY_COUNTER").with("counter", counter).at("counter")),
        None => Ok(()),
    }
}

fn holiday(facts: &Facts<'_>) -> Result<(), Refusal> {
    match closed_by(facts.calendar, facts.day) {
        Some(_) => Err(Refusal::new("DUTY_HOLIDAY").with("day", dmy(facts.day))),
        None => Ok(()),
    }
}

fn gone(stands: bool) -> Result<(), Refusal> {
    if stands { Ok(()) } else { Err(Refusal::new("DUTY_GONE")) }
}

/// Nobody sits at two counters at once.
fn twice(others: &[Shift], shift: &Shift) -> Result<(), Refusal> {
    let same = |other: &&Shift| other.officer.is_some() && other.officer == shift.officer;
    match others.iter().filter(same).find(|other| other.span.meets(shift.span)) {
        Some(other) => {
            let (from, until) = (hm(other.span.from), hm(other.span.until));
            Err(Refusal::new("DUTY_OFFICER_TWICE").with("from", from).with("until", until).at("officer"))
        }
        None => Ok(()),
    }
}

fn opened(facts: &Facts<'_>, session: &Session) -> Result<Session, Refusal> {
    sound(facts, session.span, &session.counters)?;
    holiday(facts)?;
    if facts.day == facts.now.date() && session.span.until <= minute_of(facts.now.time()) {
        return Err(Refusal::new("DUTY_DAY_PAST").with("day", dmy(facts.day)).at("from"));
    }
    if session.counters.is_empty() {
        return Err(Refusal::new("DUTY_SESSION_COUNTERS").at("counters"));
    }
    if session.note.trim().is_empty() {
        return Err(Refusal::new("DUTY_SESSION_NOTE").at("note"));
    }
    let there = given(facts.day, facts.calendar, facts.counters, facts.week, facts.plan);
    let covered = |counter: &CounterId| {
        let own = there.iter().filter(|shift| shift.counter == *counter);
        own.map(|shift| shift.span.shared(session.span)).sum::<i32>() >= session.span.minutes()
    };
    if session.counters.iter().all(covered) {
        return Err(Refusal::new("DUTY_SESSION_USUAL").at("from"));
    }
    Ok(Session { note: session.note.trim().into(), ..session.clone() })
}

fn closed(facts: &Facts<'_>, closure: &Closure) -> Result<Closure, Refusal> {
    sound(facts, closure.span, &[closure.counter])?;
    if closure.why.trim().is_empty() {
        return Err(Refusal::new("DUTY_CLOSURE_WHY").at("why"));
    }
    let there = given(facts.day, facts.calendar, facts.counters, facts.week, facts.plan);
    if !there.iter().any(|shift| shift.counter == closure.counter && shift.span.meets(closure.span)) {
        return Err(Refusal::new("DUTY_CLOSURE_IDLE").at("from"));
    }
    Ok(Closure { why: closure.why.trim().into(), ..closure.clone() })
}
