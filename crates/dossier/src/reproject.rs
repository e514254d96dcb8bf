//! A working calendar changes: which open dossiers move, and what stands. Preview first, apply after confirmation.
//!
//! The rule, and where it comes from:
//! - A limit in working days, and one whose last day falls on a day off, follows the calendar as it is (BLDS 2015 Điều 147,
//!   148): the date is counted again with the changed calendar.
//! - A date that was printed on the receipt or a letter (NĐ 61/2018/NĐ-CP Điều 17; NĐ 118/2025/NĐ-CP Điều 17: Giấy tiếp
//!   nhận hồ sơ và hẹn trả kết quả) is a promise to the applicant. Delay is allowed once, with reason and apology (NĐ
//!   61/2018/NĐ-CP Điều 19 khoản 9; NĐ 118/2025/NĐ-CP Điều 19 khoản 6), so a calendar cannot bring one: the printed date
//!   stands where it is the earlier one (design decision of the domain notes, §7.2).
//! - An earlier date is the law's and moves, and the applicant is told; but not into the past: nobody is late by a date
//!   that was never given.
//! - The agencies' own deadlines (end of a step, transfer, online acceptance, closing) promise nothing and are counted
//!   again both ways.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::civil::DateTime;
use kernel::{Actor, DossierId, Result, UnitId};
use law::{Calendar, FormKey, Kept, RuleSet, Term};
use office::Directory;
use serde::Serialize;
use store::Tx;

use crate::bulk;
use crate::decide::{Decision, Happening, Notice};
use crate::door::Dossiers;
use crate::model::Dossier;
use crate::sweep::{Context, Loaded, Lock, Swap, Sweep};

/// One exchange of a calendar and everything that follows it.
#[derive(Debug, Clone)]
pub struct Reprojection {
    pub directory: Arc<Directory>,
    pub swap: Swap,
    /// The document that orders the change.
    pub basis: String,
}

impl Reprojection {
    /// `unit` gets another calendar; the units below it that have none of their own follow.
    pub fn of(
        directory: &Arc<Directory>,
        unit: UnitId,
        before: Arc<Calendar>,
        after: Arc<Calendar>,
        basis: impl Into<String>,
    ) -> Reprojection {
        let own = |below: &UnitId| {
            let path = directory.lineage(*below).take_while(|u| u.id != unit);
            path.into_iter().any(|u| directory.own_calendar(u.id).is_some())
        };
        let units = directory.descendants(unit).into_iter().filter(|below| *below == unit || !own(below)).collect();
        Reprojection { directory: directory.clone(), swap: Swap { units, before, after }, basis: basis.into() }
    }
}

/// What a changed calendar does to a promised date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    Same,
    /// The date moves.
    Moves {
        to: DateTime,
    },
    /// Counted again it would be another date; the promised one stands.
    Stands {
        counted: DateTime,
    },
}

/// Judges one promised date. `printed`: a paper that carries it was given to the applicant.
pub fn judge(
    clock: &Term,
    due: DateTime,
    printed: bool,
    calendar: &Calendar,
    rules: RuleSet,
    now: DateTime,
) -> Verdict {
    let counted = match &clock.kept {
        None => clock.due(calendar, rules),
        Some(_) => Term { kept: None, ..clock.clone() }.due(calendar, rules),
    };
    let Ok(counted) = counted.map(|counted| counted.at) else { return Verdict::Same };
    let moves = match counted.cmp(&due) {
        std::cmp::Ordering::Equal => false,
        std::cmp::Ordering::Less => counted > now,
        std::cmp::Ordering::Greater => !printed,
    };
    if moves {
        return Verdict::Moves { to: counted };
    }
    // What the clock's facts give as they are: when that is the date that stands, nothing is left to do.
    let as_it_is = if clock.kept.is_some() { clock.due(calendar, rules).map(|due| due.at) } else { Ok(counted) };
    match as_it_is {
        Ok(at) if at == due => Verdict::Same,
        Ok(_) | Err(_) => Verdict::Stands { counted },
    }
}

/// Whether the applicant holds a paper with a promised date.
pub fn is_printed(dossier: &Dossier) -> bool {
    dossier.papers.iter().any(|paper| matches!(paper.form, FormKey::Receipt | FormKey::Apology) && paper.due.is_some())
}

/// A dossier whose promise the change touches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Touched {
    pub id: DossierId,
    pub version: i64,
    pub code: Option<String>,
    /// A name: whoever shows it leaves the trace of a look at a list.
    pub applicant: String,
    pub procedure_code: String,
    pub procedure_name: String,
    pub receiving: UnitId,
    pub receiving_name: String,
    /// The promised date as it stands.
    pub due: DateTime,
    /// Counted again with the changed calendar.
    pub counted: DateTime,
    /// The printed date stands.
    pub kept_printed: bool,
}

/// One stretch of open dossiers that was looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Page {
    pub touched: Vec<Touched>,
    /// Open dossiers of the units concerned among them.
    pub looked_at: u64,
    /// Steps in the agencies whose end moves.
    pub steps: u64,
    /// Where to go on; none: that was all.
    pub next: Option<DossierId>,
}

/// What one chunk of the change did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Applied {
    pub looked_at: u64,
    /// Promised dates that moved.
    pub moved: u64,
    /// Promised dates that stand although they would be counted otherwise.
    pub stood: u64,
    /// Dossiers of which only the end of a step moved.
    pub steps: u64,
    /// Where to go on; none: that was all.
    pub next: Option<DossierId>,
}

/// Looks at up to `limit` open dossiers after `after` without writing anything. Begin with `DossierId(0)`.
pub fn preview(tx: &mut Tx<'_>, door: &Dossiers, change: &Reprojection, after: DossierId, limit: i64) -> Result<Page> {
    let (ids, next) = concerned(tx, change, after, limit)?;
    let nobody = Actor::System { chore: "reproject".into() };
    let sweep = sweep(door, change, &nobody);
    let mut loaded = sweep.load(tx, &ids, Lock::No)?;
    let looked_at = loaded.len() as u64;
    let found = bulk::on_every_core(&mut loaded, |one| look(one, change));
    let mut page = Page { looked_at, next, ..Page::default() };
    for (touched, step) in found {
        page.touched.extend(touched);
        page.steps += u64::from(step);
    }
    Ok(page)
}

/// Counts up to `limit` open dossiers after `after` again, in the caller's transaction. The place
/// ([`Applied::next`]) belongs into the same transaction: dates that are right already stay, but the end of a step that a
/// pause had moved would move again.
pub fn apply(
    tx: &mut Tx<'_>,
    door: &Dossiers,
    change: &Reprojection,
    by: &Actor,
    after: DossierId,
    limit: i64,
) -> Result<Applied> {
    let (ids, next) = concerned(tx, change, after, limit)?;
    let counts: [AtomicU64; 3] = Default::default();
    sweep(door, change, by).change_on_every_core(tx, &ids, &|dossier, context| {
        let (decision, what) = decide(dossier, context, &change.swap.before, &change.basis);
        if let Some(what) = what {
            counts[what as usize].fetch_add(1, Ordering::Relaxed);
        }
        Ok(Some(decision))
    })?;
    let [moved, stood, steps] = counts.map(AtomicU64::into_inner);
    Ok(Applied { looked_at: ids.len() as u64, moved, stood, steps, next })
}

fn sweep<'a>(door: &'a Dossiers, change: &'a Reprojection, by: &'a Actor) -> Sweep<'a> {
    let (act, why) = ("dossier.reproject", change.basis.as_str());
    Sweep { door, directory: &change.directory, by, act, why, swap: Some(&change.swap) }
}

fn concerned(
    tx: &mut Tx<'_>,
    change: &Reprojection,
    after: DossierId,
    limit: i64,
) -> Result<(Vec<DossierId>, Option<DossierId>)> {
    let open = bulk::list_open_after(tx, after, limit)?;
    let next = open.last().filter(|_| open.len() as i64 == limit).map(|last| last.id);
    let ids = open.iter().filter(|one| change.swap.units.contains(&one.receiving)).map(|one| one.id);
    Ok((ids.collect(), next))
}

/// What happened to one dossier, as it is counted.
#[derive(Clone, Copy)]
enum What {
    Moved = 0,
    Stood = 1,
    Step = 2,
}

fn verdict(dossier: &Dossier, context: &Context<'_>) -> Verdict {
    match (&dossier.clock, dossier.due) {
        (Some(clock), Some(due)) if dossier.stage.is_under_clock() => {
            let rules = dossier.rules_on(context.now.date());
            judge(clock, due, is_printed(dossier), context.calendar, rules, context.now)
        }
        (Some(_) | None, Some(_) | None) => Verdict::Same,
    }
}

/// The end of the present step with the changed calendar. What pauses had added stays added, in working time.
fn step_due(dossier: &Dossier, context: &Context<'_>, old: &Calendar) -> Option<DateTime> {
    let desk = dossier.desk()?;
    let (due, limit) = (desk.step_due?, context.process.steps.get(desk.step)?.limit?);
    let rules = dossier.rules_on(context.now.date());
    let term = Term::starting(desk.since, law::StartEvent::CounterAcceptance, Some(limit));
    let (was, is) = (term.due(old, rules).ok()?.at, term.due(context.calendar, rules).ok()?.at);
    if due == is {
        return Some(due);
    }
    let added = old.working_seconds_between(was, due);
    Some(if added > 0 { context.calendar.add_working_seconds(is, added) } else { is })
}

fn look(one: &Loaded, change: &Reprojection) -> (Option<Touched>, bool) {
    let (dossier, context) = (&one.dossier, one.context(&change.directory));
    let step = step_due(dossier, &context, &change.swap.before);
    let moved_step = step.is_some() && step != dossier.desk().and_then(|desk| desk.step_due);
    let (counted, kept_printed) = match verdict(dossier, &context) {
        Verdict::Same => return (None, moved_step),
        Verdict::Moves { to } => (to, false),
        Verdict::Stands { counted } => (counted, true),
    };
    let Some(due) = dossier.due else { return (None, moved_step) };
    let touched = Touched {
        id: dossier.id,
        version: dossier.version,
        code: dossier.code.clone(),
        applicant: dossier.applicant.name.clone(),
        procedure_code: dossier.procedure.code.clone(),
        procedure_name: dossier.procedure.name.clone(),
        receiving: dossier.receiving.id,
        receiving_name: dossier.receiving.name.clone(),
        due,
        counted,
        kept_printed,
    };
    (Some(touched), moved_step)
}

fn decide(dossier: &Dossier, context: &Context<'_>, old: &Calendar, basis: &str) -> (Decision, Option<What>) {
    let mut after = dossier.clone();
    let mut facts: Vec<(&str, String)> = vec![("basis", basis.into())];
    let (mut notices, mut kind, mut what) = (Vec::new(), "reproject", None);
    match (verdict(dossier, context), dossier.due) {
        (Verdict::Moves { to }, Some(due)) => {
            after.due = Some(to);
            after.clock.iter_mut().for_each(|clock| clock.kept = None);
            let to = kernel::time::rfc3339(to);
            facts.extend([("due_before", kernel::time::rfc3339(due)), ("due", to.clone())]);
            let facts = [("code", dossier.code.clone().unwrap_or_default()), ("due", to)];
            notices.push(Notice { kind: "date_moved".into(), facts: named(&facts) });
            what = Some(What::Moved);
        }
        (Verdict::Stands { counted }, Some(due)) => {
            let kept = Kept { until: due, at: context.now, basis: basis.into() };
            after.clock.iter_mut().for_each(|clock| clock.kept = Some(kept.clone()));
            facts.extend([("counted", kernel::time::rfc3339(counted)), ("until", kernel::time::rfc3339(due))]);
            (kind, what) = ("keep_promise", Some(What::Stood));
        }
        (Verdict::Same | Verdict::Moves { .. } | Verdict::Stands { .. }, _) => {}
    }
    let step =
        step_due(dossier, context, old).filter(|due| dossier.desk().and_then(|desk| desk.step_due) != Some(*due));
    if let Some(due) = step {
        set_step_due(&mut after, due);
        facts.push(("step_due", kernel::time::rfc3339(due)));
        if what.is_none() {
            (kind, what) = ("recount_step", Some(What::Step));
        }
    }
    let stage = dossier.stage.name().to_string();
    let happening = Happening { kind: kind.into(), from: stage.clone(), to: stage, facts: named(&facts) };
    let happenings = what.map(|_| happening).into_iter().collect();
    (Decision { dossier: after, happenings, notices, officer_notices: Vec::new() }, what)
}

fn named(facts: &[(&str, String)]) -> BTreeMap<String, String> {
    facts.iter().map(|(name, value)| ((*name).to_string(), value.clone())).collect()
}

fn set_step_due(dossier: &mut Dossier, due: DateTime) {
    let Some(desk) = dossier.stage.desk_mut() else { return };
    desk.step_due = Some(due);
    if let Some(last) = dossier.holds.last_mut().filter(|hold| hold.done.is_none()) {
        last.due = Some(due);
    }
}

/// One dossier counted again with the calendar of the context: what the rule makes of it.
pub(crate) fn recount(dossier: &Dossier, context: &Context<'_>, old: &Calendar, basis: &str) -> Decision {
    decide(dossier, context, old, basis).0
}
