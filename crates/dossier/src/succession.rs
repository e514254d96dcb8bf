//! Units end and others take their tasks over (merged districts and communes, 1 July 2025): running dossiers follow, closed
//! ones keep their history. Preview first, apply after confirmation.
//!
//! Law: who takes a task over goes on with what is unfinished under the procedure it was begun under (NQ 190/2025/QH15 Điều 4;
//! Luật Tổ chức chính quyền địa phương 72/2025/QH15): code, rule set, procedure version, process and promised date of
//! a dossier stay; only the units that work on it change, and the event says by which decision.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use kernel::{Actor, DossierId, Refusal, Result, UnitId};
use office::Directory;
use serde::Serialize;
use store::Tx;

use crate::bulk;
use crate::decide::{Decision, Happening};
use crate::door::Dossiers;
use crate::model::{Desk, Dossier, Hold, OfficerRef, UnitRef};
use crate::reproject;
use crate::sweep::{Context, Lock, Sweep};

/// Every unit that has ended by a day, and who works on in its place.
#[derive(Debug, Clone)]
pub struct Succession {
    pub directory: Arc<Directory>,
    pub day: Date,
    /// The decision that ordered it.
    pub basis: String,
    /// Where several units succeed and neither area nor task tells: the one that takes over.
    pub chosen: BTreeMap<UnitId, UnitId>,
    heirs: HashMap<UnitId, Vec<Heir>>,
}

/// A unit that may take over, with the folded names of the area it serves.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Heir {
    unit: UnitId,
    receives: bool,
    decides: bool,
    areas: Vec<String>,
}

/// Why a unit takes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// It is the only one.
    Only,
    /// The applicant's address lies in its area.
    Area,
    /// The administrator named it.
    Chosen,
}

/// What a unit is to a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Receiving,
    /// Where the result is wanted.
    Door,
    Deciding,
    Desk,
    Consulted,
}

/// One unit of one dossier that is succeeded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Handed {
    pub part: Part,
    pub from: UnitRef,
    pub to: UnitRef,
    pub how: How,
}

/// A running dossier that goes to other units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Touched {
    pub id: DossierId,
    pub version: i64,
    pub code: Option<String>,
    /// A name: whoever shows it leaves the trace of a look at a list.
    pub applicant: String,
    pub procedure_name: String,
    pub handed: Vec<Handed>,
    /// The officer who goes on with it; none: it waits in the new unit's tray.
    pub officer: Option<String>,
}

/// One stretch of open dossiers that was looked at.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Page {
    pub touched: Vec<Touched>,
    /// Several units succeed and none of them is named: to be chosen before it is applied.
    pub unclear: Vec<(DossierId, Refusal)>,
    pub looked_at: u64,
    /// Where to go on; none: that was all.
    pub next: Option<DossierId>,
}

/// What one chunk did.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Applied {
    pub looked_at: u64,
    pub changed: u64,
    pub refused: Vec<(DossierId, Refusal)>,
    /// Where to go on; none: that was all.
    pub next: Option<DossierId>,
}

impl Succession {
    /// Every unit whose last day lies before `day` and that has successors.
    pub fn of(
        directory: &Arc<Directory>,
        day: Date,
        chosen: BTreeMap<UnitId, UnitId>,
        basis: impl Into<String>,
    ) -> Succession {
        let over = directory.units().into_iter().filter(|unit| unit.valid_until.is_some_and(|until| until < day));
        let heirs_of = |unit: UnitId| directory.current_of(unit, day).into_iter().map(|id| heir(directory, id));
        let heirs =
            over.map(|unit| (unit.id, heirs_of(unit.id).collect::<Vec<_>>())).filter(|(_, all)| !all.is_empty());
        Succession { heirs: heirs.collect(), directory: directory.clone(), day, basis: basis.into(), chosen }
    }

    /// The units that ended and are succeeded.
    pub fn ended(&self) -> BTreeSet<UnitId> {
        self.heirs.keys().copied().collect()
    }

    /// The units that succeed one together: with more than one, a default should be chosen.
    pub fn successors(&self, unit: UnitId) -> Vec<UnitId> {
        self.heirs.get(&unit).map(|heirs| heirs.iter().map(|heir| heir.unit).collect()).unwrap_or_default()
    }

    /// Who takes a unit's part in a dossier over; `None`: the unit still stands.
    ///
    /// Errors: `SUCCESSOR_UNCLEAR` where several could and nothing tells.
    pub fn heir_of(&self, unit: UnitId, part: Part, address: &str) -> Result<Option<(UnitId, How)>, Refusal> {
        let Some(heirs) = self.heirs.get(&unit) else { return Ok(None) };
        let fits = |heir: &&Heir| match part {
            Part::Receiving | Part::Door => heir.receives,
            Part::Deciding | Part::Desk | Part::Consulted => heir.decides,
        };
        let mut able: Vec<&Heir> = heirs.iter().filter(fits).collect();
        if able.is_empty() {
            able = heirs.iter().collect();
        }
        if let [only] = able.as_slice() {
            return Ok(Some((only.unit, How::Only)));
        }
        let folded = format!(" {} ", kernel::fold(address));
        let lives_in = |heir: &&&Heir| heir.areas.iter().any(|area| folded.contains(area));
        if let [one] = able.iter().filter(lives_in).collect::<Vec<_>>().as_slice() {
            return Ok(Some((one.unit, How::Area)));
        }
        if let Some(chosen) = self.chosen.get(&unit) {
            return Ok(Some((*chosen, How::Chosen)));
        }
        let names = able.iter().map(|heir| self.directory.unit_name(heir.unit)).collect::<Vec<_>>().join("; ");
        Err(Refusal::new("SUCCESSOR_UNCLEAR").with("unit", self.directory.unit_name(unit)).with("successors", names))
    }

    fn unit_ref(&self, id: UnitId) -> UnitRef {
        let unit = self.directory.unit(id);
        UnitRef { id, name: self.directory.unit_name(id), code: unit.and_then(|u| u.code.clone()).unwrap_or_default() }
    }
}

fn heir(directory: &Directory, id: UnitId) -> Heir {
    let unit = directory.unit(id);
    let area = unit.and_then(|u| u.area.as_ref()).and_then(|code| directory.area(code));
    let names = area.into_iter().flat_map(|area| std::iter::once(&area.name).chain(&area.merged_from));
    let folded = names.map(|name| format!(" {} ", kernel::fold(name)));
    Heir {
        unit: id,
        receives: unit.is_some_and(|u| u.intake),
        decides: unit.is_some_and(|u| u.resolves),
        areas: folded.collect(),
    }
}

/// Looks at up to `limit` open dossiers after `after` without writing anything. Begin with `DossierId(0)`.
pub fn preview(
    tx: &mut Tx<'_>,
    door: &Dossiers,
    succession: &Succession,
    after: DossierId,
    limit: i64,
) -> Result<Page> {
    let (ids, next) = concerned(tx, succession, after, limit)?;
    let nobody = Actor::System { chore: "succession".into() };
    let loaded = sweep(door, succession, &nobody).load(tx, &ids, Lock::No)?;
    let mut page = Page { looked_at: loaded.len() as u64, next, ..Page::default() };
    for one in &loaded {
        match hand_over(&one.dossier, succession) {
            Err(refusal) => page.unclear.push((one.dossier.id, refusal)),
            Ok((_, handed)) if handed.is_empty() => {}
            Ok((after, handed)) => page.touched.push(Touched {
                id: after.id,
                version: after.version,
                code: after.code.clone(),
                applicant: after.applicant.name.clone(),
                procedure_name: after.procedure.name.clone(),
                handed,
                officer: after.desk().and_then(|desk| desk.officer.as_ref()).map(|officer| officer.name.clone()),
            }),
        }
    }
    Ok(page)
}

/// Hands up to `limit` open dossiers after `after` over, in the caller's transaction. Repeating a chunk does nothing.
pub fn apply(
    tx: &mut Tx<'_>,
    door: &Dossiers,
    succession: &Succession,
    by: &Actor,
    after: DossierId,
    limit: i64,
) -> Result<Applied> {
    let (ids, next) = concerned(tx, succession, after, limit)?;
    let swept = sweep(door, succession, by)
        .change_on_every_core(tx, &ids, &|dossier, context| decide(dossier, context, succession))?;
    Ok(Applied { looked_at: ids.len() as u64, changed: swept.changed.len() as u64, refused: swept.refused, next })
}

fn sweep<'a>(door: &'a Dossiers, succession: &'a Succession, by: &'a Actor) -> Sweep<'a> {
    let (act, why) = ("dossier.succeed", succession.basis.as_str());
    Sweep { door, directory: &succession.directory, by, act, why, swap: None }
}

fn concerned(
    tx: &mut Tx<'_>,
    succession: &Succession,
    after: DossierId,
    limit: i64,
) -> Result<(Vec<DossierId>, Option<DossierId>)> {
    let open = bulk::list_open_after(tx, after, limit)?;
    let Some(last) = open.last().map(|last| last.id) else { return Ok((Vec::new(), None)) };
    let ended: Vec<UnitId> = succession.ended().into_iter().collect();
    let asked: BTreeSet<DossierId> = bulk::list_asked(tx, &ended, after, last)?.into_iter().collect();
    let over = |unit: UnitId| succession.heirs.contains_key(&unit);
    let touched = open.iter().filter(|one| {
        let units = [Some(one.receiving), Some(one.deciding), one.tray, one.desk, one.door];
        units.into_iter().flatten().any(over) || asked.contains(&one.id)
    });
    Ok((touched.map(|one| one.id).collect(), (open.len() as i64 == limit).then_some(last)))
}

fn decide(dossier: &Dossier, context: &Context<'_>, succession: &Succession) -> Result<Option<Decision>, Refusal> {
    let (mut after, handed) = hand_over(dossier, succession)?;
    if handed.is_empty() {
        return Ok(None);
    }
    pass_the_sheet(&mut after, dossier, &handed, context, &succession.basis);
    let stage = dossier.stage.name().to_string();
    let pairs: BTreeSet<(&str, &str)> = handed.iter().map(|h| (h.from.name.as_str(), h.to.name.as_str())).collect();
    let named = |of: fn(&(&str, &str)) -> String| {
        pairs.iter().map(of).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join("; ")
    };
    let mut facts = BTreeMap::from([
        ("from_unit".to_string(), named(|pair| pair.0.to_string())),
        ("to_unit".to_string(), named(|pair| pair.1.to_string())),
        ("unit".to_string(), named(|pair| pair.1.to_string())),
        ("basis".to_string(), succession.basis.clone()),
    ]);
    let kept = after.desk().and_then(|desk| desk.officer.as_ref());
    facts.extend(kept.map(|officer| ("officer".to_string(), officer.name.clone())));
    let mut happenings = vec![Happening { kind: "succeed".into(), from: stage.clone(), to: stage, facts }];
    // Another unit may keep other hours: the promise is judged as by any change of the calendar.
    let calendar = context.directory.calendar_of(after.receiving.id);
    let mut notices = Vec::new();
    if !Arc::ptr_eq(&calendar, &context.directory.calendar_of(dossier.receiving.id)) && *calendar != *context.calendar {
        let then = Context { calendar: &calendar, ..*context };
        let again = reproject::recount(&after, &then, context.calendar, &succession.basis);
        happenings.extend(again.happenings);
        notices.extend(again.notices);
        after = again.dossier;
    }
    Ok(Some(Decision { dossier: after, happenings, notices, officer_notices: Vec::new() }))
}

/// The dossier with its units succeeded, and what was handed from whom to whom.
fn hand_over(dossier: &Dossier, succession: &Succession) -> Result<(Dossier, Vec<Handed>), Refusal> {
    let (mut after, mut handed) = (dossier.clone(), Vec::new());
    let address = dossier.applicant.address.clone();
    let mut succeed = |unit: &mut UnitRef, part: Part| -> Result<bool, Refusal> {
        let Some((to, how)) = succession.heir_of(unit.id, part, &address)? else { return Ok(false) };
        let from = std::mem::replace(unit, succession.unit_ref(to));
        handed.push(Handed { part, from, to: unit.clone(), how });
        Ok(true)
    };
    succeed(&mut after.receiving, Part::Receiving)?;
    succeed(&mut after.deciding, Part::Deciding)?;
    if let Some(door) = &mut after.pick_up_at {
        succeed(door, Part::Door)?;
    }
    for asked in after.consultations.iter_mut().filter(|asked| asked.answer.is_none()) {
        succeed(&mut asked.unit, Part::Consulted)?;
    }
    if let Some(desk) = after.stage.desk_mut()
        && succeed(&mut desk.unit, Part::Desk)?
    {
        seat(desk, &succession.directory);
    }
    // The door it came in by now, whatever it was called when it was chosen.
    after.pick_up_at = after.pick_up_at.filter(|door| door.id != after.receiving.id);
    Ok((after, handed))
}

/// The officer stays with the dossier when they moved to the new unit, else it waits in its tray.
fn seat(desk: &mut Desk, directory: &Directory) {
    let unit = desk.unit.id;
    let moved = |officer: &OfficerRef| {
        let card = directory.officer(officer.id).filter(|card| card.active && directory.is_within(card.unit, unit))?;
        Some(OfficerRef { id: card.id, name: card.name.clone(), unit: card.unit })
    };
    desk.officer = desk.officer.as_ref().and_then(moved);
}

/// A new block of the control sheet (Mẫu 05): the unit that ended gives, its successor takes.
fn pass_the_sheet(after: &mut Dossier, before: &Dossier, handed: &[Handed], context: &Context<'_>, basis: &str) {
    let Some(open) = after.holds.last_mut().filter(|hold| hold.done.is_none()) else { return };
    let Some(pair) = handed.iter().find(|handed| handed.from.name == open.to_unit) else { return };
    open.done = Some(context.now);
    let at_desk = before.desk().is_some_and(|desk| desk.unit.id == pair.from.id);
    let to_officer = match at_desk {
        true => after.stage.desk().and_then(|desk| desk.officer.as_ref()).map(|o| o.name.clone()).unwrap_or_default(),
        false => String::new(),
    };
    let next = Hold {
        from_unit: open.to_unit.clone(),
        from_officer: open.to_officer.clone(),
        to_unit: pair.to.name.clone(),
        to_officer,
        step: open.step.clone(),
        at: context.now,
        due: open.due,
        done: None,
        note: basis.into(),
    };
    after.holds.push(next);
}
