//! Changing units: each change with the document that ordered it and the state before, so that any day can be drawn again.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Error, OfficerId, Refusal, Result, UnitId};
use store::ledger::Audit;
use store::{Tx, Write};

use super::Admin;
use crate::annals;
use crate::history::{Counter, Order, Posting, UnitChange, UnitEvent};
use crate::model::{Grant, Narrow, OfficerCard, Unit};
use crate::store as rows;

/// Deeper than any administration.
const DEEPEST: usize = 64;
/// Statements of one round trip.
const MOST_AT_ONCE: usize = 500;

/// A change of one unit that is not its end.
#[derive(Debug, Clone)]
pub struct Alteration {
    /// The unit as it shall be.
    pub after: Unit,
    pub event: UnitEvent,
    /// First day of the new state.
    pub on: Date,
    pub order: Option<Order>,
    /// How many changes the unit had when the form was opened; `None`: whatever it has.
    pub seen: Option<i64>,
}

/// A unit that ends and who takes its work over.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Ending {
    pub unit: UnitId,
    /// Who takes its tasks over, the first foremost: units below it stand below that one from then on.
    pub successors: Vec<UnitId>,
    /// Where its officers work from then on; `None`: with the first successor.
    pub officers_to: Option<UnitId>,
}

impl Ending {
    fn heir(&self) -> Option<UnitId> {
        self.officers_to.or(self.successors.first().copied())
    }
}

/// What followed the units that ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Followed {
    pub units: usize,
    pub officers: usize,
    pub grants: usize,
    /// Units that stood below and have another unit above them now.
    pub below: usize,
}

impl Admin {
    /// The day of the change by the office's clock.
    pub(super) fn today(&self) -> Date {
        kernel::time::civil_ms(self.now_ms).date()
    }

    /// Begins a unit. Refused: `UNIT_NAME`, `UNIT_KEY`, `UNIT_TAKEN`, `UNIT_DATES`, `UNIT_PARENT`, `UNIT_PARENT_ENDED`.
    pub fn begin_unit(&self, tx: &mut Tx<'_>, unit: &Unit, order: Option<&Order>) -> Result<()> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if unit.key.is_empty() || unit.key.len() > 64 || !unit.key.chars().all(plain) {
            return Err(Refusal::new("UNIT_KEY").at("key").into());
        }
        if tx.find("SELECT id FROM unit WHERE key = ?1", &[(&unit.key).into()])?.is_some() {
            return Err(Refusal::new("UNIT_TAKEN").with("unit", &unit.key).at("key").into());
        }
        let on = unit.valid_from.unwrap_or_else(|| self.today());
        self.must_fit(tx, unit, on)?;
        rows::record_unit(tx, unit)?;
        self.note_unit(tx, UnitEvent::Begin, on, None, unit, order)
    }

    /// Changes a unit that goes on. Refused: `UNIT_ENDED`, `UNIT_CHANGE_FUTURE`, `UNIT_CHANGE_ORDER` and as
    /// [`Admin::begin_unit`]; stale when it was changed since `seen`.
    pub fn alter_unit(&self, tx: &mut Tx<'_>, alteration: &Alteration) -> Result<()> {
        let Alteration { after, event, on, order, seen } = alteration;
        let before = self.seen_unit(tx, after.id, *seen)?;
        if before.valid_until.is_some_and(|until| until < *on) && *event != UnitEvent::Reopen {
            return Err(Refusal::new("UNIT_ENDED").with("unit", &before.name).into());
        }
        if *on > self.today() {
            return Err(Refusal::new("UNIT_CHANGE_FUTURE").at("on").into());
        }
        let later = tx.find(
            "SELECT MAX(on_day) FROM unit_change WHERE unit_id = ?1 AND on_day > ?2",
            &[after.id.0.into(), on.to_string().into()],
        )?;
        let later = later.and_then(|row| row.opt_text(0).ok().flatten().map(str::to_string));
        if let Some(day) = later.and_then(|text| text.parse::<Date>().ok()) {
            return Err(Refusal::new("UNIT_CHANGE_ORDER").with("day", kernel::time::dmy(day)).at("on").into());
        }
        if before.valid_from.is_some_and(|from| *on < from) {
            return Err(Refusal::new("UNIT_DATES").with("unit", &before.name).at("on").into());
        }
        self.must_fit(tx, after, *on)?;
        if before == *after {
            return Ok(());
        }
        rows::record_unit(tx, after)?;
        self.note_unit(tx, *event, *on, Some(before), after, order.as_ref())
    }

    /// The unit as it stands; stale when somebody changed it since `seen`.
    fn seen_unit(&self, tx: &mut Tx<'_>, id: UnitId, seen: Option<i64>) -> Result<Unit> {
        let unit = rows::find_unit(tx, id)?.ok_or_else(|| Error::absent("unit"))?;
        if let Some(seen) = seen {
            let stands = annals::count_unit_changes(tx, id)?;
            if stands != seen {
                return Err(Error::Stale { seen, stands });
            }
        }
        Ok(unit)
    }

    fn must_fit(&self, tx: &mut Tx<'_>, unit: &Unit, on: Date) -> Result<()> {
        if unit.name.trim().is_empty() {
            return Err(Refusal::new("UNIT_NAME").at("name").into());
        }
        if matches!((unit.valid_from, unit.valid_until), (Some(from), Some(until)) if until < from) {
            return Err(Refusal::new("UNIT_DATES").with("unit", &unit.name).at("until").into());
        }
        let mut above = unit.parent;
        for step in 0..DEEPEST {
            let Some(id) = above else { return Ok(()) };
            if id == unit.id {
                return Err(Refusal::new("UNIT_PARENT").with("unit", &unit.name).at("parent").into());
            }
            let upper = rows::find_unit(tx, id)?;
            let upper = upper.ok_or_else(|| Error::from(Refusal::new("UNIT_UNKNOWN").with("unit", id).at("parent")))?;
            if step == 0 && !upper.stands_on(on) {
                return Err(Refusal::new("UNIT_PARENT_ENDED").with("unit", &upper.name).at("parent").into());
            }
            above = upper.parent;
        }
        Err(Refusal::new("UNIT_PARENT").with("unit", &unit.name).at("parent").into())
    }

    fn note_unit(
        &self,
        tx: &mut Tx<'_>,
        event: UnitEvent,
        on: Date,
        before: Option<Unit>,
        after: &Unit,
        order: Option<&Order>,
    ) -> Result<()> {
        let change = self.unit_change(event, on, before, after.clone(), order.cloned());
        tx.write(&[annals::write_unit_change(&change)?])?;
        self.record(tx, unit_act(event), after.id.0, &after.key)
    }

    fn unit_change(
        &self,
        event: UnitEvent,
        on: Date,
        before: Option<Unit>,
        after: Unit,
        order: Option<Order>,
    ) -> UnitChange {
        let by_name = self.permit.actor().name().to_string();
        UnitChange { id: self.id(), unit: after.id, on, at_ms: self.now_ms, event, before, after, order, by_name }
    }

    /// Whether these units could end on that day; refused as [`Admin::end_units`]. For a look ahead of long work: units
    /// below that end as well are not asked about.
    pub fn check_endings(&self, tx: &mut Tx<'_>, endings: &[Ending], last: Date) -> Result<()> {
        let facts = Facts::load(tx)?;
        let known = |unit: UnitId| facts.unit(unit).ok_or_else(|| Error::absent("unit"));
        endings.iter().try_for_each(|ending| facts.must_end(ending, known(ending.unit)?, last))
    }

    /// Ends units on one day (`last`, inclusive): successors, units below, officers with their postings and grants
    /// follow. One act; a merger calls it for some dozens of units at a time, and repeating it changes nothing more.
    ///
    /// Refused: `UNIT_DATES`, `UNIT_SUCCESSOR`, `UNIT_HAS_UNITS` when units stand below one without successor,
    /// `UNIT_HAS_OFFICERS` when officers work there and nobody takes over.
    pub fn end_units(
        &self,
        tx: &mut Tx<'_>,
        endings: &[Ending],
        last: Date,
        order: Option<&Order>,
    ) -> Result<Followed> {
        let facts = Facts::load(tx)?;
        let next = last.tomorrow().unwrap_or(Date::MAX);
        let (mut followed, mut pen) = (Followed::default(), Pen::default());
        for ending in endings {
            let before = facts.unit(ending.unit).ok_or_else(|| Error::absent("unit"))?;
            if before.valid_until == Some(last) && before.successors == ending.successors {
                continue;
            }
            facts.must_end(ending, before, last)?;
            let after = Unit { valid_until: Some(last), successors: ending.successors.clone(), ..before.clone() };
            rows::record_unit(tx, &after)?;
            let change = self.unit_change(UnitEvent::End, next, Some(before.clone()), after, order.cloned());
            pen.writes.push(annals::write_unit_change(&change)?);
            pen.audits.push(self.audit("unit.end", ending.unit.0, &before.key));
            followed.units += 1;
            followed.below += self.adopt(tx, &facts, endings, ending, next, order, &mut pen)?;
        }
        self.follow_officers(&facts, endings, last, order, &mut pen, &mut followed)?;
        self.follow_grants(tx, &facts, endings, last, &mut pen, &mut followed)?;
        pen.put_down(tx)?;
        rows::bump_revision(tx)?;
        Ok(followed)
    }

    fn audit(&self, act: &'static str, subject: i64, why: &str) -> Audit {
        Audit::by(&self.permit.actor(), self.id(), self.now_ms, act, subject, why)
    }

    /// Units that stood below an ended one and do not end themselves stand below its successor.
    #[expect(clippy::too_many_arguments, reason = "one step of an ending, with everything it is part of")]
    fn adopt(
        &self,
        tx: &mut Tx<'_>,
        facts: &Facts,
        endings: &[Ending],
        ending: &Ending,
        next: Date,
        order: Option<&Order>,
        pen: &mut Pen,
    ) -> Result<usize> {
        let Some(heir) = ending.successors.first().copied() else { return Ok(0) };
        let mut moved = 0;
        for child in facts.standing_below(ending.unit, next) {
            if endings.iter().any(|other| other.unit == child.id) {
                continue;
            }
            let after = Unit { parent: Some(heir), ..child.clone() };
            rows::record_unit(tx, &after)?;
            let change = self.unit_change(UnitEvent::Move, next, Some(child.clone()), after, order.cloned());
            pen.writes.push(annals::write_unit_change(&change)?);
            moved += 1;
        }
        Ok(moved)
    }

    fn follow_officers(
        &self,
        facts: &Facts,
        endings: &[Ending],
        last: Date,
        order: Option<&Order>,
        pen: &mut Pen,
        followed: &mut Followed,
    ) -> Result<()> {
        for officer in facts.officers.iter().filter(|officer| officer.active) {
            let Some(ending) = endings.iter().find(|ending| ending.unit == officer.unit) else { continue };
            let Some(to) = ending.heir() else { continue };
            let open = facts.postings.get(&officer.id).copied();
            self.write_move(officer, to, &officer.title, last.tomorrow().unwrap_or(Date::MAX), order, open, pen)?;
            followed.officers += 1;
        }
        Ok(())
    }

    /// The writes of a move: the posting until now is closed (or told, when there was none), the new one begins.
    #[expect(clippy::too_many_arguments, reason = "the facts of one posting, named at the one place that makes them")]
    pub(super) fn write_move(
        &self,
        officer: &OfficerCard,
        to: UnitId,
        title: &str,
        on: Date,
        order: Option<&Order>,
        open: Option<i64>,
        pen: &mut Pen,
    ) -> Result<()> {
        let last = on.yesterday().unwrap_or(Date::MIN);
        let by_name = self.permit.actor().name().to_string();
        let posting = |unit, title: &str, from, until, order| Posting {
            id: self.id(),
            officer: officer.id,
            unit,
            title: title.into(),
            from,
            until,
            order,
            by_name: by_name.clone(),
        };
        match open {
            Some(id) => pen.writes.push(annals::end_posting(id, last)),
            None => {
                pen.writes.push(annals::write_posting(&posting(officer.unit, &officer.title, None, Some(last), None))?)
            }
        }
        pen.writes.push(annals::write_posting(&posting(to, title, Some(on), None, order.cloned()))?);
        pen.writes.push(annals::move_officer(officer.id, to, title));
        pen.audits.push(self.audit("officer.move", officer.id.0, &officer.login));
        Ok(())
    }

    /// A grant over an ended unit ends with it and begins over its successors: over the unit an officer moved to when
    /// it was their own, over all of them when they watch from elsewhere.
    fn follow_grants(
        &self,
        tx: &mut Tx<'_>,
        facts: &Facts,
        endings: &[Ending],
        last: Date,
        pen: &mut Pen,
        followed: &mut Followed,
    ) -> Result<()> {
        for grant in facts.grants.iter().filter(|grant| grant.valid_until.is_none_or(|until| until > last)) {
            let Narrow::Only(units) = &grant.scope.units else { continue };
            if !units.iter().any(|unit| endings.iter().any(|ending| ending.unit == *unit)) {
                continue;
            }
            let own = facts.officers.iter().find(|officer| officer.id == grant.officer).map(|officer| officer.unit);
            let mut over: Vec<UnitId> = Vec::new();
            for unit in units {
                match endings.iter().find(|ending| ending.unit == *unit) {
                    None => over.push(*unit),
                    Some(ending) if own == Some(*unit) => over.extend(ending.heir()),
                    Some(ending) => over.extend(&ending.successors),
                }
            }
            over.sort();
            over.dedup();
            rows::end_grant(tx, grant.id, last)?;
            if over.is_empty() {
                continue;
            }
            let next = last.tomorrow().unwrap_or(Date::MAX);
            let mut scope = grant.scope.clone();
            scope.units = Narrow::Only(over);
            let valid_from = Some(grant.valid_from.map_or(next, |from| from.max(next)));
            rows::insert_grant(tx, &Grant { id: self.id(), scope, valid_from, ..grant.clone() })?;
            pen.audits.push(self.audit("role.follow", grant.officer.0, &grant.role));
            followed.grants += 1;
        }
        Ok(())
    }

    /// Writes a counter, new (id 0) or changed. Refused: `COUNTER_NUMBER`, `COUNTER_NAME`, `COUNTER_UNIT` when the unit
    /// is no one-stop unit.
    pub fn put_counter(&self, tx: &mut Tx<'_>, counter: &Counter) -> Result<i64> {
        let unit = rows::find_unit(tx, counter.unit)?.ok_or_else(|| Error::absent("unit"))?;
        if !unit.kind.is_centre() && !unit.intake {
            return Err(Refusal::new("COUNTER_UNIT").with("unit", &unit.name).into());
        }
        if counter.name.trim().is_empty() {
            return Err(Refusal::new("COUNTER_NAME").at("name").into());
        }
        let known = annals::list_counters(tx)?;
        let twice = known.iter().any(|c| c.unit == counter.unit && c.number == counter.number && c.id != counter.id);
        if !(1..=999).contains(&counter.number) || twice {
            return Err(Refusal::new("COUNTER_NUMBER").with("number", counter.number).at("number").into());
        }
        let stands = known.iter().any(|c| c.id == counter.id && c.unit == counter.unit);
        let id = match (counter.id, stands) {
            (0, _) => self.id(),
            (id, true) => id,
            (_, false) => return Err(Error::absent("counter")),
        };
        annals::record_counter(tx, &Counter { id, ..counter.clone() })?;
        self.record(tx, "counter.put", counter.unit.0, counter.number.to_string())?;
        Ok(id)
    }
}

fn unit_act(event: UnitEvent) -> &'static str {
    match event {
        UnitEvent::Begin => "unit.begin",
        UnitEvent::Facts => "unit.facts",
        UnitEvent::Rename => "unit.rename",
        UnitEvent::Move => "unit.move",
        UnitEvent::End => "unit.end",
        UnitEvent::Reopen => "unit.reopen",
    }
}

/// Statements of one act, put down together.
#[derive(Default)]
pub(super) struct Pen {
    writes: Vec<Write<'static>>,
    audits: Vec<Audit>,
}

impl Pen {
    pub(super) fn put_down(&self, tx: &mut Tx<'_>) -> Result<()> {
        for write in self.writes.chunks(MOST_AT_ONCE) {
            tx.write(write)?;
        }
        let audits: Vec<Write<'_>> = self.audits.iter().map(Audit::write).collect();
        audits.chunks(MOST_AT_ONCE).try_for_each(|some| tx.write(some))
    }
}

/// The office as the ending of units needs it, read once.
struct Facts {
    units: BTreeMap<UnitId, Unit>,
    officers: Vec<OfficerCard>,
    grants: Vec<Grant>,
    /// The posting that each officer has not left.
    postings: BTreeMap<OfficerId, i64>,
}

impl Facts {
    fn load(tx: &mut Tx<'_>) -> Result<Facts> {
        Ok(Facts {
            units: rows::list_units(tx)?.into_iter().map(|unit| (unit.id, unit)).collect(),
            officers: rows::list_officers(tx)?,
            grants: rows::list_grants(tx)?,
            postings: annals::list_open_postings(tx)?,
        })
    }

    fn unit(&self, id: UnitId) -> Option<&Unit> {
        self.units.get(&id)
    }

    fn standing_below(&self, unit: UnitId, day: Date) -> impl Iterator<Item = &Unit> {
        self.units
            .values()
            .filter(move |other| other.parent == Some(unit) && other.valid_until.is_none_or(|until| day <= until))
    }

    fn must_end(&self, ending: &Ending, unit: &Unit, last: Date) -> Result<()> {
        if unit.valid_from.is_some_and(|from| last < from) {
            return Err(Refusal::new("UNIT_DATES").with("unit", &unit.name).at("until").into());
        }
        if unit.valid_until.is_some_and(|until| until < last) {
            return Err(Refusal::new("UNIT_ENDED").with("unit", &unit.name).into());
        }
        let next = last.tomorrow().unwrap_or(Date::MAX);
        for id in ending.successors.iter().chain(&ending.officers_to) {
            let stands = self.unit(*id).filter(|other| other.id != unit.id && other.stands_on(next));
            if stands.is_none() {
                let name = self.unit(*id).map_or_else(|| id.to_string(), |other| other.name.clone());
                return Err(Refusal::new("UNIT_SUCCESSOR").with("unit", name).at("successors").into());
            }
        }
        if ending.successors.is_empty() && self.standing_below(unit.id, next).next().is_some() {
            return Err(Refusal::new("UNIT_HAS_UNITS").with("unit", &unit.name).at("successors").into());
        }
        let works = self.officers.iter().any(|officer| officer.active && officer.unit == unit.id);
        if ending.heir().is_none() && works {
            return Err(Refusal::new("UNIT_HAS_OFFICERS").with("unit", &unit.name).at("successors").into());
        }
        Ok(())
    }
}
