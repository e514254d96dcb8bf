//! The work of an absent officer goes to colleagues: proposed by competence and load with a reason for every dossier,
//! applied after confirmation as one batch, moved back while nobody has touched it.
//!
//! Who may have a dossier is what the office says of its step ([`crate::door::able`]); moving it is the supervisor's act
//! `reassign`, decided by the same rule as a single one. Nothing else is decided here, and the planning is pure.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use kernel::{DossierId, Error, OfficerId, Refusal, Result, UnitId};
use office::{Directory, Officer, Place};
use procedure::process::Duty;
use serde::{Deserialize, Serialize};
use store::Tx;

use crate::batch::{self, Batch, Horizons, Item, Load};
use crate::command::Command;
use crate::decide;
use crate::door::{self, Dossiers};
use crate::model::{Dossier, OfficerRef};
use crate::officer_notice::act_of;
use crate::sweep::{Context, Loaded, Lock, Sweep};

/// One transaction moves at most this many.
pub const AT_ONCE: usize = 500;

/// Whose work is moved.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ask {
    pub from: Option<OfficerId>,
    /// Colleagues who get nothing: away themselves, or spared.
    pub spared: BTreeSet<OfficerId>,
    /// Only these of the officer's dossiers; none: all, up to [`AT_ONCE`].
    pub only: Option<BTreeSet<DossierId>>,
}

/// Why a dossier is proposed for somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Why {
    /// Nobody else has the duty for this procedure there.
    OnlyOne,
    /// The lightest desk of `among` colleagues; `weight` is what lay on it before this dossier.
    Lightest { weight: i64, among: usize },
    /// Nobody has the duty for this procedure there: it stays.
    Nobody,
}

/// One dossier, and who should have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposal {
    pub id: DossierId,
    pub version: i64,
    pub code: Option<String>,
    pub procedure_code: String,
    pub procedure_name: String,
    pub step: String,
    pub unit_name: String,
    /// Milliseconds since 1970; none while there is no date.
    pub due_ms: Option<i64>,
    pub to: Option<OfficerRef>,
    pub why: Why,
}

/// A colleague's desk before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Share {
    pub officer: OfficerRef,
    pub before: Load,
    pub after: Load,
}

/// What is proposed: every dossier with its reason, and what it means for every desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Plan {
    pub from: OfficerRef,
    pub proposals: Vec<Proposal>,
    pub shares: Vec<Share>,
}

/// One confirmed move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    pub id: DossierId,
    /// The version that was seen; another one is refused.
    pub version: i64,
    pub to: OfficerId,
}

/// What was moved, and what was not and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Done {
    /// The batch to undo; none when nothing was moved.
    pub batch: Option<i64>,
    pub moved: Vec<DossierId>,
    pub refused: Vec<(DossierId, Refusal)>,
}

// ── planning, pure ───────────────────────────────────────────────────────────────────────────────────────────────────

/// A dossier as the planner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub id: DossierId,
    pub due_ms: Option<i64>,
    pub weight: i64,
    /// Who may have it.
    pub able: Arc<[OfficerId]>,
}

/// Who gets which dossier, and why.
pub type Given = BTreeMap<DossierId, (Option<OfficerId>, Why)>;

/// How much a dossier weighs: four while it is late or due within a day, three within three days, two within a week, one
/// after that and while it waits for others. Days of 24 hours: the planner compares desks, it promises nothing.
pub fn weight(due_ms: Option<i64>, waiting: bool, horizons: Horizons) -> i64 {
    match due_ms {
        Some(due) if !waiting => 4 - horizons.iter().take_while(|until| due > **until).count() as i64,
        Some(_) | None => 1,
    }
}

/// The moments of [`weight`].
pub fn horizons(now_ms: i64) -> Horizons {
    const DAY_MS: i64 = 86_400_000;
    [now_ms + DAY_MS, now_ms + 3 * DAY_MS, now_ms + 7 * DAY_MS]
}

/// Gives every piece to the lightest able desk, the most urgent piece first; equal desks in the order of their ids. The
/// same facts give the same plan.
pub fn share_out(pieces: &[Piece], loads: &BTreeMap<OfficerId, Load>) -> (Given, BTreeMap<OfficerId, Load>) {
    let mut desks = loads.clone();
    let mut order: Vec<&Piece> = pieces.iter().collect();
    order.sort_by_key(|piece| (piece.due_ms.unwrap_or(i64::MAX), piece.id));
    let mut given = BTreeMap::new();
    for piece in order {
        let lightest = piece.able.iter().min_by_key(|id| (desks.get(id).copied().unwrap_or_default().weight, id.0));
        let Some(to) = lightest.copied() else {
            given.insert(piece.id, (None, Why::Nobody));
            continue;
        };
        let desk = desks.entry(to).or_default();
        let why = match piece.able.len() {
            1 => Why::OnlyOne,
            among => Why::Lightest { weight: desk.weight, among },
        };
        (desk.dossiers, desk.weight) = (desk.dossiers + 1, desk.weight + piece.weight);
        given.insert(piece.id, (Some(to), why));
    }
    (given, desks)
}

/// Colleagues who have the duty of a step for a procedure at a unit: those of the unit itself, else those of the unit
/// above it.
pub fn colleagues(
    directory: &Arc<Directory>,
    duty: Duty,
    (field, procedure): (&str, &str),
    unit: UnitId,
    day: Date,
    not: &BTreeSet<OfficerId>,
) -> Vec<OfficerId> {
    let units = [unit];
    let place = Place::new(field, procedure, &units);
    let within = |above: UnitId| -> Vec<OfficerId> {
        let active = directory.officers().into_iter().filter(|card| card.active && !not.contains(&card.id));
        let near = active.filter(|card| directory.is_within_on(card.unit, above, day));
        let mut able: Vec<OfficerId> = near
            .filter(|card| Officer::could(directory, card.id, act_of(duty), &place, day))
            .map(|card| card.id)
            .collect();
        able.sort();
        able
    };
    let here = within(unit);
    match directory.unit(unit).and_then(|unit| unit.parent) {
        Some(above) if here.is_empty() => within(above),
        Some(_) | None => here,
    }
}

// ── proposing ────────────────────────────────────────────────────────────────────────────────────────────────────────

/// Proposes a colleague for every open dossier an officer handles, up to [`AT_ONCE`], without writing anything. Only
/// dossiers the supervisor may see are in it.
///
/// Errors: refused `OFFICER_UNKNOWN` without an officer the office knows.
pub fn propose(tx: &mut Tx<'_>, door: &Dossiers, by: &Officer, ask: &Ask) -> Result<Plan> {
    let directory = by.directory();
    let card = ask.from.and_then(|id| directory.officer(id));
    let card = card.ok_or_else(|| Refusal::new("OFFICER_UNKNOWN").with("login", "").at("from"))?;
    let from = OfficerRef { id: card.id, name: card.name.clone(), unit: card.unit };
    let mut ids = batch::list_handled(tx, from.id, AT_ONCE as i64)?;
    if let Some(only) = &ask.only {
        ids.retain(|id| only.contains(id));
    }
    let actor = by.actor();
    let sweep = Sweep { door, directory, by: &actor, act: "dossier.reassign", why: "", swap: None };
    let mut loaded = sweep.load(tx, &ids, Lock::No)?;
    loaded.retain(|one| door::may_see(by, &one.dossier));
    let (now_ms, mut spared) = (door.clock.now_ms(), ask.spared.clone());
    spared.insert(from.id);
    let (day, horizons) = (kernel::time::civil_ms(now_ms).date(), horizons(now_ms));
    let mut known = HashMap::new();
    let pieces: Vec<Piece> =
        loaded.iter().map(|one| piece(one, directory, day, &spared, horizons, &mut known)).collect();
    let able: BTreeSet<OfficerId> = pieces.iter().flat_map(|piece| piece.able.iter().copied()).collect();
    let able: Vec<OfficerId> = able.into_iter().collect();
    let mut before: BTreeMap<OfficerId, Load> = able.iter().map(|id| (*id, Load::default())).collect();
    before.extend(batch::list_loads(tx, &able, horizons)?);
    let (given, after) = share_out(&pieces, &before);
    let named = |id: OfficerId| {
        let card = directory.officer(id)?;
        Some(OfficerRef { id, name: card.name.clone(), unit: card.unit })
    };
    let mut proposals: Vec<Proposal> = loaded.iter().filter_map(|one| proposal(one, &given, &named)).collect();
    proposals.sort_by_key(|proposal| (proposal.due_ms.unwrap_or(i64::MAX), proposal.id));
    let share = |(id, after): (&OfficerId, &Load)| {
        Some(Share { officer: named(*id)?, before: before.get(id).copied().unwrap_or_default(), after: *after })
    };
    Ok(Plan { from, proposals, shares: after.iter().filter_map(share).collect() })
}

/// Who may have dossiers of one duty, procedure and unit; asked once for each.
type Known = HashMap<(Duty, String, UnitId), Arc<[OfficerId]>>;

fn duty_of(one: &Loaded) -> Duty {
    let step = one.dossier.desk().and_then(|desk| one.process.steps.get(desk.step));
    step.map_or(Duty::Specialist, |step| step.duty)
}

fn piece(
    one: &Loaded,
    directory: &Arc<Directory>,
    day: Date,
    spared: &BTreeSet<OfficerId>,
    horizons: Horizons,
    known: &mut Known,
) -> Piece {
    let (dossier, duty) = (&one.dossier, duty_of(one));
    let unit = dossier.desk().map_or(dossier.deciding.id, |desk| desk.unit.id);
    let procedure = (dossier.procedure.field.as_str(), dossier.procedure.code.as_str());
    let able = known.entry((duty, dossier.procedure.code.clone(), unit));
    let mut able = able.or_insert_with(|| colleagues(directory, duty, procedure, unit, day, spared).into()).clone();
    // Nobody approves their own proposal.
    if let Some(proposal) = dossier.proposal.as_ref().filter(|_| duty == Duty::Approver) {
        able = able.iter().copied().filter(|id| *id != proposal.by.id).collect();
    }
    let due_ms = dossier.due.map(kernel::time::instant_ms);
    let weight = weight(due_ms, crate::project::waiting(dossier), horizons);
    Piece { id: dossier.id, due_ms, weight, able }
}

fn proposal(one: &Loaded, given: &Given, named: &impl Fn(OfficerId) -> Option<OfficerRef>) -> Option<Proposal> {
    let dossier = &one.dossier;
    let desk = dossier.desk()?;
    let (to, why) = given.get(&dossier.id)?;
    Some(Proposal {
        id: dossier.id,
        version: dossier.version,
        code: dossier.code.clone(),
        procedure_code: dossier.procedure.code.clone(),
        procedure_name: dossier.procedure.name.clone(),
        step: one.process.steps.get(desk.step).map(|step| step.name.clone()).unwrap_or_default(),
        unit_name: desk.unit.name.clone(),
        due_ms: dossier.due.map(kernel::time::instant_ms),
        to: to.and_then(named),
        why: why.clone(),
    })
}

// ── moving ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/// Moves up to [`AT_ONCE`] dossiers of one officer in the caller's transaction and keeps the batch.
///
/// Each is refused on its own: `REDISTRIBUTE_MOVED_ON` when it is no longer as it was seen, `NOT_PERMITTED`,
/// `OFFICER_WITHOUT_DUTY`, and what `reassign` itself refuses.
pub fn apply(
    tx: &mut Tx<'_>,
    door: &Dossiers,
    by: &Officer,
    from: OfficerId,
    moves: &[Move],
    why: &str,
) -> Result<Done> {
    let wanted: HashMap<DossierId, &Move> = moves.iter().take(AT_ONCE).map(|one| (one.id, one)).collect();
    let done = reassign(
        tx,
        door,
        by,
        why,
        &|dossier| {
            let wanted = wanted.get(&dossier.id)?;
            let holds = dossier.desk().and_then(|desk| desk.officer.as_ref()).is_some_and(|holder| holder.id == from);
            (holds && dossier.version == wanted.version).then_some(wanted.to)
        },
        wanted.keys().copied(),
    )?;
    let (changed, refused) = done;
    if changed.is_empty() {
        return Ok(Done { batch: None, moved: Vec::new(), refused });
    }
    let made_ms = door.clock.now_ms();
    let id = door.ids.next(made_ms);
    let (by_id, by_name, why) = (by.id(), by.name().to_string(), why.trim().to_string());
    let (undone_ms, moved, returned) = (None, changed.len() as i64, 0);
    batch::insert(tx, &Batch { id, from, by: by_id, by_name, made_ms, why, undone_ms, moved, returned })?;
    let item = |(dossier, version): &(DossierId, i64)| {
        let to = wanted.get(dossier).map_or(from, |one| one.to);
        Item { dossier: *dossier, from, to, version: *version, returned: false }
    };
    let items: Vec<Item> = changed.iter().map(item).collect();
    batch::insert_items(tx, id, &items)?;
    Ok(Done { batch: Some(id), moved: changed.into_iter().map(|(id, _)| id).collect(), refused })
}

/// Moves a batch back, in the caller's transaction: every dossier that is still as the batch left it. Those that have
/// moved on stay where they are and are told. Doing it twice moves nothing twice.
///
/// Errors: absent batch.
pub fn undo(tx: &mut Tx<'_>, door: &Dossiers, by: &Officer, id: i64, why: &str) -> Result<Done> {
    batch::find(tx, id)?.ok_or_else(|| Error::absent("reassignment batch"))?;
    let items = batch::list_items(tx, id)?;
    let left: HashMap<DossierId, Item> = items.iter().filter(|i| !i.returned).map(|i| (i.dossier, *i)).collect();
    let (changed, refused) = reassign(
        tx,
        door,
        by,
        why,
        &|dossier| {
            let item = left.get(&dossier.id)?;
            let holds =
                dossier.desk().and_then(|desk| desk.officer.as_ref()).is_some_and(|holder| holder.id == item.to);
            (holds && dossier.version == item.version).then_some(item.from)
        },
        left.keys().copied(),
    )?;
    let moved: Vec<DossierId> = changed.into_iter().map(|(id, _)| id).collect();
    batch::mark_returned(tx, id, &moved, door.clock.now_ms())?;
    Ok(Done { batch: Some(id), moved, refused })
}

/// Dossiers that were moved, with the versions they have now, and those that were refused.
type Moved = (Vec<(DossierId, i64)>, Vec<(DossierId, Refusal)>);

fn reassign(
    tx: &mut Tx<'_>,
    door: &Dossiers,
    by: &Officer,
    why: &str,
    to: &(dyn Fn(&Dossier) -> Option<OfficerId> + Sync),
    ids: impl Iterator<Item = DossierId>,
) -> Result<Moved> {
    let (actor, ids) = (by.actor(), ids.collect::<Vec<_>>());
    let sweep =
        Sweep { door, directory: by.directory(), by: &actor, act: "dossier.reassign", why: "redistribute", swap: None };
    let swept = sweep.change(tx, &ids, &mut |dossier, context| {
        let Some(to) = to(dossier) else {
            let code = dossier.code.clone().unwrap_or_default();
            return Err(Refusal::new("REDISTRIBUTE_MOVED_ON").with("code", code));
        };
        one(dossier, context, by, to, why).map(Some)
    })?;
    Ok((swept.changed.iter().map(|changed| (changed.id, changed.version)).collect(), swept.refused))
}

fn one(
    dossier: &Dossier,
    context: &Context<'_>,
    by: &Officer,
    to: OfficerId,
    why: &str,
) -> Result<decide::Decision, Refusal> {
    let directory = by.directory();
    let card = directory.officer(to).filter(|card| card.active);
    let card = card.ok_or_else(|| Refusal::new("OFFICER_UNKNOWN").with("login", to).at("to"))?;
    let to = OfficerRef { id: card.id, name: card.name.clone(), unit: card.unit };
    door::able(directory, dossier, context.process, &to, context.now.date())?;
    let command = Command::Reassign { to, why: why.into() };
    let units = door::units_of(dossier, command.place());
    let place = Place::new(&dossier.procedure.field, &dossier.procedure.code, &units);
    let permit = by.permit(command.act(), &place)?;
    decide::decide(&context.facts(dossier), permit, &command)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR_MS: i64 = 3_600_000;

    fn piece(id: i64, due_ms: Option<i64>, able: &[i64]) -> Piece {
        let able = able.iter().map(|id| OfficerId(*id)).collect::<Vec<_>>().into();
        Piece { id: DossierId(id), due_ms, weight: weight(due_ms, false, horizons(0)), able }
    }

    #[test]
    fn the_nearer_the_date_the_heavier_the_dossier() {
        let of = |hours: i64| weight(Some(hours * HOUR_MS), false, horizons(0));
        assert_eq!([-5, 24, 25, 72, 73, 168, 169].map(of), [4, 4, 3, 3, 2, 2, 1]);
        assert_eq!((weight(Some(0), true, horizons(0)), weight(None, false, horizons(0))), (1, 1));
    }

    #[test]
    fn desks_end_up_level_and_every_dossier_says_why() {
        let pieces: Vec<Piece> = (1..=20).map(|n| piece(n, Some(n * 24 * HOUR_MS), &[1, 2, 3])).collect();
        let loads = [(1, 10), (2, 0), (3, 0)].map(|(id, weight)| (OfficerId(id), Load { dossiers: weight, weight }));
        let (given, desks) = share_out(&pieces, &loads.into());
        let weights: Vec<i64> = desks.values().map(|load| load.weight).collect();
        assert!(
            weights.iter().max().zip(weights.iter().min()).is_some_and(|(most, least)| most - least <= 4),
            "{weights:?}"
        );
        assert_eq!(desks.values().map(|load| load.dossiers).sum::<i64>(), 10 + 20);
        assert_eq!(given[&DossierId(1)], (Some(OfficerId(2)), Why::Lightest { weight: 0, among: 3 }));
        assert_eq!(share_out(&pieces, &loads.into()), (given, desks), "the same facts give the same plan");
    }

    #[test]
    fn one_able_colleague_gets_it_and_without_any_it_stays() {
        let pieces = [piece(1, None, &[7]), piece(2, None, &[])];
        let (given, desks) = share_out(&pieces, &BTreeMap::new());
        assert_eq!(given[&DossierId(1)], (Some(OfficerId(7)), Why::OnlyOne));
        assert_eq!(given[&DossierId(2)], (None, Why::Nobody));
        assert_eq!(desks.len(), 1);
    }
}
