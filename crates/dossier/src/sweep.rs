//! One change to many dossiers in one transaction: a merged unit, a moved calendar, a colleague's work. Rows are read and
//! written many at a time; every dossier gets its event, deadlines, audit entry and messages exactly as a single act gives
//! them. What happens to each is decided by the caller's pure rule; nothing is decided here.
//!
//! Callers cut long work into chunks of some hundreds or thousands, one transaction each, and keep their place in the
//! same transaction (`Work::step_in`): a kill between chunks loses nothing and does nothing twice.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::DateTime;
use kernel::{Actor, DossierId, Error, ProcedureVersionId, ProcessId, Refusal, Result, UnitId};
use law::Calendar;
use office::Directory;
use procedure::model::ProcedureVersion;
use procedure::process::Process;
use serde::Serialize;
use store::ledger::{self, Audit, Event, Message};
use store::{Row, Tx, Value};

use crate::bulk;
use crate::decide::{Decision, Facts, Happening, Notice, Numbers, OfficerNotice};
use crate::door::Dossiers;
use crate::listen::{self, Recorded};
use crate::model::Dossier;
use crate::{officer_notice, project, store as rows};

/// What a rule may look at besides the dossier itself.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    pub procedure: &'a ProcedureVersion,
    pub process: &'a Process,
    /// Of the unit that took the dossier in.
    pub calendar: &'a Calendar,
    pub directory: &'a Directory,
    /// The office's civil time, never before the dossier's last event.
    pub now: DateTime,
}

impl<'a> Context<'a> {
    /// The facts a command is decided on. Sweeps draw no numbers: a command that wants one is refused.
    pub fn facts(&self, dossier: &'a Dossier) -> Facts<'a> {
        Facts {
            dossier,
            procedure: self.procedure,
            process: self.process,
            calendar: self.calendar,
            now: self.now,
            numbers: Numbers::default(),
        }
    }
}

/// What a rule makes of one dossier; `None` leaves it as it is.
///
/// A decision in which nothing happened changes no dossier: only its row and deadlines are projected anew (a calendar
/// that moves no date of its own).
pub type Rule<'r> = dyn FnMut(&Dossier, &Context<'_>) -> Result<Option<Decision>, Refusal> + 'r;

/// A [`Rule`] that may be asked about several dossiers at once.
pub type SharedRule<'r> = dyn Fn(&Dossier, &Context<'_>) -> Result<Option<Decision>, Refusal> + Sync + 'r;

/// What became of a chunk.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Swept {
    pub changed: Vec<Changed>,
    pub refused: Vec<(DossierId, Refusal)>,
}

/// A dossier that was changed, and the version it has now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Changed {
    pub id: DossierId,
    pub version: i64,
}

/// Changes many dossiers in the caller's transaction. `act` is the audit's word; dossiers that are not there are
/// left out; the rule sees dossiers without components and files.
///
/// Errors: refusals of the rule are collected, not raised; [`Error::Stale`] when an act was saved in between.
pub fn change_many(
    tx: &mut Tx<'_>,
    door: &Dossiers,
    directory: &Directory,
    ids: &[DossierId],
    by: &Actor,
    act: &'static str,
    rule: &mut Rule<'_>,
) -> Result<Swept> {
    Sweep { door, directory, by, act, why: "sweep", swap: None }.change(tx, ids, rule)
}

/// A sweep with everything that is the same for all its dossiers.
pub struct Sweep<'a> {
    pub door: &'a Dossiers,
    pub directory: &'a Directory,
    pub by: &'a Actor,
    /// `dossier.reassign`, for the audit.
    pub act: &'static str,
    pub why: &'a str,
    /// A calendar that is being exchanged, whatever the directory holds by now.
    pub swap: Option<&'a Swap>,
}

/// One calendar exchanged for another, and the units that keep it: their deadlines were written with the old one.
#[derive(Debug, Clone, PartialEq)]
pub struct Swap {
    pub units: HashSet<UnitId>,
    pub before: Arc<Calendar>,
    pub after: Arc<Calendar>,
}

/// Whether others must wait with these rows until the act ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lock {
    Yes,
    No,
}

/// A dossier with what a rule looks at.
pub(crate) struct Loaded {
    pub row: Row,
    pub dossier: Dossier,
    pub procedure: Arc<ProcedureVersion>,
    pub process: Arc<Process>,
    /// What its deadlines were written with, and the calendar that counts.
    pub written: Arc<Calendar>,
    pub calendar: Arc<Calendar>,
    pub at_ms: i64,
}

impl Loaded {
    pub(crate) fn context<'a>(&'a self, directory: &'a Directory) -> Context<'a> {
        Context {
            procedure: &self.procedure,
            process: &self.process,
            calendar: &self.calendar,
            directory,
            now: kernel::time::civil_ms(self.at_ms),
        }
    }

    fn decide(&mut self, sweep: &Sweep<'_>, rule: &mut Rule<'_>) -> Result<Option<Decision>, Refusal> {
        rule(&self.dossier, &self.context(sweep.directory))
    }
}

/// A changed dossier on its way to the rows.
struct Item {
    row: Row,
    before: Dossier,
    after: Dossier,
    happenings: Vec<Happening>,
    notices: Vec<Notice>,
    officer_notices: Vec<OfficerNotice>,
    process: Arc<Process>,
    /// The calendars of the receiving unit before and after.
    calendars: (Arc<Calendar>, Arc<Calendar>),
    at_ms: i64,
    body: String,
    name_fold: String,
    events: Vec<Event>,
}

/// What dossiers of one sweep share, looked up once each.
#[derive(Default)]
struct Shared {
    procedures: HashMap<ProcedureVersionId, Arc<ProcedureVersion>>,
    processes: HashMap<ProcessId, Arc<Process>>,
}

impl Sweep<'_> {
    /// Loads, decides, records: one chunk.
    pub fn change(&self, tx: &mut Tx<'_>, ids: &[DossierId], rule: &mut Rule<'_>) -> Result<Swept> {
        let mut loaded = self.load(tx, ids, Lock::Yes)?;
        let decided = loaded.iter_mut().map(|item| item.decide(self, rule)).collect();
        self.finish(tx, loaded, decided)
    }

    /// [`Sweep::change`] with a rule that is asked on every core at once.
    pub fn change_on_every_core(&self, tx: &mut Tx<'_>, ids: &[DossierId], rule: &SharedRule<'_>) -> Result<Swept> {
        let mut loaded = self.load(tx, ids, Lock::Yes)?;
        let decided = bulk::on_every_core(&mut loaded, |item| item.decide(self, &mut |d, c| rule(d, c)));
        self.finish(tx, loaded, decided)
    }

    /// The dossiers with what a rule looks at, without components and files.
    pub(crate) fn load(&self, tx: &mut Tx<'_>, ids: &[DossierId], lock: Lock) -> Result<Vec<Loaded>> {
        let mut read = bulk::list_rows(tx, ids, lock == Lock::Yes)?;
        let dossiers = bulk::on_every_core(&mut read, |row| bulk::read_row(row));
        let now_ms = self.door.clock.now_ms();
        let (mut out, mut shared) = (Vec::with_capacity(read.len()), Shared::default());
        for (row, dossier) in read.into_iter().zip(dossiers) {
            let dossier = dossier?;
            let procedure = shared.procedure(tx, self.door, dossier.procedure.version)?;
            let process = shared.process(tx, self.door, dossier.process)?;
            let (written, calendar) = self.calendars(dossier.receiving.id);
            let at_ms = now_ms.max(dossier.last_at_ms);
            out.push(Loaded { row, dossier, procedure, process, written, calendar, at_ms });
        }
        Ok(out)
    }

    fn finish(
        &self,
        tx: &mut Tx<'_>,
        loaded: Vec<Loaded>,
        decided: Vec<Result<Option<Decision>, Refusal>>,
    ) -> Result<Swept> {
        let (mut swept, mut items) = (Swept::default(), Vec::with_capacity(loaded.len()));
        for (before, decision) in loaded.into_iter().zip(decided) {
            match decision {
                Ok(None) => {}
                Err(refusal) => swept.refused.push((before.dossier.id, refusal)),
                Ok(Some(decision)) => items.push(Item::new(self, before, decision)),
            }
        }
        swept.changed = self.record(tx, items)?;
        Ok(swept)
    }

    /// The unit's calendar as the rows know it, and as it is.
    pub(crate) fn calendars(&self, unit: UnitId) -> (Arc<Calendar>, Arc<Calendar>) {
        if let Some(swap) = self.swap.filter(|swap| swap.units.contains(&unit)) {
            return (swap.before.clone(), swap.after.clone());
        }
        let calendar = self.directory.calendar_of(unit);
        (calendar.clone(), calendar)
    }

    /// Writes what was decided, many rows a statement.
    fn record(&self, tx: &mut Tx<'_>, mut items: Vec<Item>) -> Result<Vec<Changed>> {
        if items.is_empty() {
            return Ok(Vec::new());
        }
        bulk::on_every_core(&mut items, |item| item.write_down(self)).into_iter().collect::<Result<()>>()?;
        let mut refs: Vec<&Item> = items.iter().collect();
        let projected = bulk::on_every_core(&mut refs, |item| item.project());
        let (mut updates, mut due, mut lifted, mut asked) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (item, projected) in items.iter().zip(projected) {
            updates.push((&item.row, projected.columns));
            due.extend(projected.due);
            lifted.extend(projected.lifted.into_iter().map(|kind| ledger::clear_deadline(item.after.id, kind)));
            asked.extend(projected.asked);
        }
        bulk::update_rows(tx, &updates)?;
        drop(updates);
        let events: Vec<Event> = items.iter_mut().flat_map(|item| std::mem::take(&mut item.events)).collect();
        bulk::insert_events(tx, &events)?;
        bulk::set_deadlines(tx, &due)?;
        tx.write(&lifted)?;
        bulk::set_consulted(tx, &asked)?;
        bulk::insert_audit(tx, &self.audit(&items))?;
        bulk::insert_messages(tx, &self.messages(&items)?)?;
        self.tell(tx, &items)?;
        let told = items.iter().filter(|item| !item.happenings.is_empty());
        Ok(told.map(|item| Changed { id: item.after.id, version: item.after.version }).collect())
    }

    fn audit(&self, items: &[Item]) -> Vec<Audit> {
        let line = |item: &Item| {
            let id = self.door.ids.next(item.at_ms);
            Audit::by(self.by, id, item.at_ms, self.act, item.after.id.0, self.why)
        };
        items.iter().filter(|item| !item.happenings.is_empty()).map(line).collect()
    }

    /// Officers get their messages, and rooms above hear of every dossier that an event tells of.
    fn tell(&self, tx: &mut Tx<'_>, items: &[Item]) -> Result<()> {
        let (office, mut calls) = ((self.door.office)(), Vec::new());
        for item in items.iter().filter(|item| !item.officer_notices.is_empty()) {
            let (notices, ids) = (&item.officer_notices, &self.door.ids);
            calls.extend(officer_notice::writes(&office, &item.after, notices, ids, item.at_ms)?);
        }
        tx.write(&calls)?;
        for item in items.iter().filter(|item| !item.happenings.is_empty()) {
            let recorded = Recorded {
                before: Some(&item.before),
                after: &item.after,
                happenings: &item.happenings,
                actor: self.by,
                now_ms: item.at_ms,
                ids: &self.door.ids,
            };
            listen::tell(&self.door.listeners, tx, &recorded)?;
        }
        Ok(())
    }

    fn messages(&self, items: &[Item]) -> Result<Vec<Message>> {
        let mut out = Vec::new();
        for item in items.iter().filter(|item| !item.notices.is_empty()) {
            out.extend(rows::messages(&item.after, &item.notices, item.at_ms, &self.door.ids)?);
        }
        Ok(out)
    }
}

/// What follows from a changed dossier.
struct Projected<'i> {
    columns: Vec<Value<'i>>,
    due: Vec<(DossierId, &'static str, i64)>,
    lifted: Vec<&'static str>,
    asked: Vec<(DossierId, UnitId, bool)>,
}

impl Item {
    fn new(sweep: &Sweep<'_>, loaded: Loaded, decision: Decision) -> Item {
        let Decision { dossier: after, happenings, notices, officer_notices } = decision;
        let Loaded { row, dossier: before, process, written, at_ms, .. } = loaded;
        let calendars = (written, sweep.calendars(after.receiving.id).1);
        let (body, name_fold, events) = (String::new(), String::new(), Vec::new());
        Item {
            row,
            before,
            after,
            happenings,
            notices,
            officer_notices,
            process,
            calendars,
            at_ms,
            body,
            name_fold,
            events,
        }
    }

    /// Chains the happenings and makes the body.
    fn write_down(&mut self, sweep: &Sweep<'_>) -> Result<()> {
        if !self.happenings.is_empty() {
            self.after.version = self.before.version + 1;
            self.events = rows::chain(&mut self.after, &self.happenings, sweep.by, self.at_ms, &sweep.door.ids)?;
        }
        self.body = serde_json::to_string(&self.after).map_err(|e| Error::fault("dossier body", e))?;
        self.name_fold = kernel::fold(&self.after.applicant.name);
        Ok(())
    }

    fn project(&self) -> Projected<'_> {
        let id = self.after.id;
        let columns = rows::columns(&self.after, &self.body, &self.name_fold, &self.process);
        let old: BTreeMap<_, _> = project::deadlines(&self.before, &self.calendars.0);
        let new = project::deadlines(&self.after, &self.calendars.1);
        let lifted = old.keys().filter(|kind| !new.contains_key(*kind)).copied().collect();
        let moved = new.iter().filter(|(kind, due)| old.get(*kind) != Some(*due));
        let due = moved.map(|(kind, due)| (id, *kind, kernel::time::instant_ms(*due))).collect();
        let was = project::consulted(&self.before);
        let is = project::consulted(&self.after);
        let gone = was.keys().filter(|unit| !is.contains_key(unit)).map(|unit| (*unit, false));
        let asked = is.iter().map(|(unit, open)| (*unit, *open)).filter(|(unit, open)| was.get(unit) != Some(open));
        let asked = asked.chain(gone);
        Projected { columns, due, lifted, asked: asked.map(|(unit, open)| (id, unit, open)).collect() }
    }
}

impl Shared {
    fn procedure(&mut self, tx: &mut Tx<'_>, door: &Dossiers, id: ProcedureVersionId) -> Result<Arc<ProcedureVersion>> {
        if let Some(known) = self.procedures.get(&id) {
            return Ok(known.clone());
        }
        let loaded = door.catalogue.load_version(tx, id)?;
        self.procedures.insert(id, loaded.clone());
        Ok(loaded)
    }

    fn process(&mut self, tx: &mut Tx<'_>, door: &Dossiers, id: ProcessId) -> Result<Arc<Process>> {
        if let Some(known) = self.processes.get(&id) {
            return Ok(known.clone());
        }
        let loaded = door.catalogue.load_process(tx, id)?;
        self.processes.insert(id, loaded.clone());
        Ok(loaded)
    }
}
