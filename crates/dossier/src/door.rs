//! Load → decide → record, in one transaction per act. It holds no rule and no page.

pub mod applicant;
mod files;
mod fresh;
mod known;

use std::sync::Arc;

use jiff::civil::DateTime;
use kernel::{Actor, Clock, DossierId, Error, Ids, Refusal, Result, UnitId};
use law::Calendar;
use office::{Act, Directory, Officer, Permit, Place};
use procedure::Catalogue;
use procedure::model::{Channel, ProcedureVersion};
use procedure::process::Process;
use serde::{Deserialize, Serialize};
use store::ledger::{self, Audit, Once};
use store::{Store, Tx, Write};

pub use applicant::{OnlineLodging, Whose};
use fresh::fresh;
pub use fresh::{around, checklist};
pub use known::{able, across_levels, door_ref, doors, may_see, permitted, seen_units, unit_ref};
pub(crate) use known::{resolved, units_of};

use crate::command::{Acceptance, Command};
use crate::decide::{self, Decision, Facts, Happening, Notice, OfficerNotice};
use crate::list::{self, After, Counts, Filter, Line, Pile, Reach};
use crate::listen::Listeners;
use crate::model::{Applicant, Delegate, Dossier, HeldComponent, PickUp};
use crate::officer_notice;
use crate::store::{self as rows, Record};

/// The office as it stands at the moment: acts of applicants and chores have no officer who brings it along.
pub type OfficeNow = Arc<dyn Fn() -> Arc<Directory> + Send + Sync>;

/// The room's door: everything other rooms and the binary may ask of dossiers. Cloning shares it.
#[derive(Clone)]
pub struct Dossiers {
    pub store: Store,
    pub catalogue: Arc<Catalogue>,
    pub ids: Arc<Ids>,
    pub clock: Clock,
    pub office: OfficeNow,
    /// Rooms above that hear what is recorded, in the same transaction.
    pub listeners: Listeners,
}

/// Which dossier is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    Id(DossierId),
    Code(String),
}

impl Key {
    /// `dos_…` is an id, anything else a dossier code.
    pub fn parse(text: &str) -> Key {
        text.parse().map_or_else(|_| Key::Code(text.trim().to_uppercase()), Key::Id)
    }
}

/// A new dossier as the intake screen or the API describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lodging {
    pub procedure: String,
    pub case: Option<String>,
    pub channel: Channel,
    pub receiving: UnitId,
    pub deciding: UnitId,
    pub applicant: Applicant,
    pub delegate: Option<Delegate>,
    pub summary: String,
    pub sets: u32,
    pub pick_up: PickUp,
    /// Empty: the procedure's checklist, nothing received yet.
    pub components: Vec<HeldComponent>,
    #[serde(default)]
    pub around: Around,
}

/// What is around a request beside the units that receive and decide it, as a request names it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Around {
    /// Where the matter is (the plot of land, the house, the works), in words.
    pub place: String,
    /// Where the applicant was helped to file, if anywhere.
    pub help: Option<UnitId>,
    /// The centre where the result is wanted; none: where it came in.
    pub door: Option<UnitId>,
}

/// What a saved act is answered with; a repeated request is answered the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    pub id: DossierId,
    pub version: i64,
    pub code: Option<String>,
    pub stage: String,
    pub due: Option<DateTime>,
}

impl Saved {
    fn of(dossier: &Dossier) -> Saved {
        Saved {
            id: dossier.id,
            version: dossier.version,
            code: dossier.code.clone(),
            stage: dossier.stage.name().into(),
            due: dossier.due,
        }
    }
}

/// A dossier with what is needed to show it.
#[derive(Debug, Clone)]
pub struct Reading {
    pub dossier: Dossier,
    pub procedure: Arc<ProcedureVersion>,
    pub process: Arc<Process>,
    pub calendar: Arc<Calendar>,
    pub events: Vec<ledger::Event>,
}

/// Portal status of a dossier whose applicant was asked for more.
const AWAITS_SUPPLEMENT: u8 = 5;

/// What anybody who has the code may follow.
#[derive(Debug, Clone)]
pub struct Tracking {
    pub dossier: Dossier,
    pub events: Vec<ledger::Event>,
    pub notices: Vec<(i64, Notice)>,
}

impl Dossiers {
    fn now(&self) -> DateTime {
        kernel::time::civil(self.clock.now())
    }

    /// Begins a dossier: stage `Lodged`, no code, no clock.
    pub async fn lodge(&self, by: &Officer, lodging: Lodging, once: Option<Once>) -> Result<Saved> {
        self.begin(by, lodging, None, once).await
    }

    /// Begins and accepts in one act: a complete dossier at the counter.
    pub async fn intake(
        &self,
        by: &Officer,
        lodging: Lodging,
        acceptance: Acceptance,
        once: Option<Once>,
    ) -> Result<Saved> {
        self.begin(by, lodging, Some(acceptance), once).await
    }

    async fn begin(
        &self,
        by: &Officer,
        lodging: Lodging,
        acceptance: Option<Acceptance>,
        once: Option<Once>,
    ) -> Result<Saved> {
        let (door, by, again) = (self.clone(), by.clone(), once.clone());
        let done = self
            .store
            .act(move |tx| {
                if let Some(saved) = answered(tx, once.as_ref())? {
                    return Ok(saved);
                }
                door.begin_in(tx, &by, &lodging, acceptance.as_ref(), once.as_ref())
            })
            .await;
        self.settle(done, again).await
    }

    /// [`Dossiers::lodge`] or [`Dossiers::intake`] inside a transaction of the caller's.
    pub fn begin_in(
        &self,
        tx: &mut Tx<'_>,
        by: &Officer,
        lodging: &Lodging,
        acceptance: Option<&Acceptance>,
        once: Option<&Once>,
    ) -> Result<Saved> {
        let (now, now_ms) = (self.now(), self.clock.now_ms());
        let units = [lodging.receiving];
        let held = self.catalogue.current(&lodging.procedure, now.date());
        let held =
            held.ok_or_else(|| Refusal::new("PROCEDURE_UNKNOWN").with("code", &lodging.procedure).at("procedure"))?;
        held.version.accepts_intake_on(now.date())?;
        let place = Place::new(&held.version.field, &held.version.code, &units);
        by.permit(Act::Intake, &place)?;
        let (process_id, process) = self
            .catalogue
            .process_for(&lodging.procedure)
            .ok_or_else(|| Refusal::new("PROCESS_EMPTY").with("process", &lodging.procedure))?;
        let calendar = by.directory().calendar_of(lodging.receiving);
        let id = DossierId(self.ids.next(now_ms));
        let mut dossier = fresh(id, lodging, &held, process_id, (by.directory(), by.name()), now)?;
        let lodged =
            Happening { kind: "lodge".into(), from: String::new(), to: "lodged".into(), facts: Default::default() };
        let (mut happenings, mut notices, mut act) = (vec![lodged], Vec::new(), "dossier.lodge");
        let mut calls = Vec::new();
        if let Some(acceptance) = acceptance {
            let command = Command::Accept(acceptance.clone());
            let numbers = rows::draw_numbers(tx, &decide::numbers_wanted(&dossier, &command, now.date()))?;
            let facts = Facts {
                dossier: &dossier,
                procedure: &held.version,
                process: &process,
                calendar: &calendar,
                now,
                numbers,
            };
            let decision = decide::decide(&facts, by.permit(Act::Accept, &place)?, &command)?;
            happenings.extend(decision.happenings);
            notices = decision.notices;
            calls = decision.officer_notices;
            dossier = decision.dossier;
            act = "dossier.accept";
        }
        let saved = Saved { version: 1, ..Saved::of(&dossier) };
        let mut more = remember(once, &saved, now_ms)?;
        more.extend(self.calls(by.directory(), &dossier, &calls, now_ms)?);
        let record = Record {
            before: None,
            after: &mut dossier,
            happenings: &happenings,
            notices: &notices,
            actor: &by.actor(),
            process: &process,
            calendar: &calendar,
            act,
            why: "counter",
            now_ms,
            ids: &self.ids,
            listeners: &self.listeners,
        };
        rows::record(tx, record, more)?;
        Ok(saved)
    }

    /// Does one act on one dossier. `seen` is the version the caller looked at.
    ///
    /// Errors: refused (with its article), absent (also when it is not the officer's to know), stale.
    pub async fn perform(
        &self,
        by: &Officer,
        key: Key,
        seen: i64,
        command: Command,
        once: Option<Once>,
    ) -> Result<Saved> {
        let (door, by, again) = (self.clone(), by.clone(), once.clone());
        let done = self
            .store
            .act(move |tx| {
                if let Some(saved) = answered(tx, once.as_ref())? {
                    return Ok(saved);
                }
                door.perform_in(tx, &by, &key, seen, &command, once.as_ref())
            })
            .await;
        self.settle(done, again).await
    }

    /// [`Dossiers::perform`] inside a transaction of the caller's.
    pub fn perform_in(
        &self,
        tx: &mut Tx<'_>,
        by: &Officer,
        key: &Key,
        seen: i64,
        command: &Command,
        once: Option<&Once>,
    ) -> Result<Saved> {
        let before = load(tx, key)?;
        if !may_see(by, &before) {
            return Err(Error::absent("dossier"));
        }
        if before.version != seen {
            return Err(Error::Stale { seen, stands: before.version });
        }
        let command = &resolved(by.directory(), command, self.now().date())?;
        let units = units_of(&before, command.place());
        let place = Place::new(&before.procedure.field, &before.procedure.code, &units);
        let permit = match command.other_act().filter(|_| !by.may(command.act(), &place)) {
            Some(other) if by.may(other, &place) => by.permit(other, &place)?,
            Some(_) | None => by.permit(command.act(), &place)?,
        };
        self.carry_out(tx, by.directory(), (before, command, permit), "act", once)
    }

    /// Decides a command on a dossier whose permission is clear, and records it.
    fn carry_out(
        &self,
        tx: &mut Tx<'_>,
        directory: &Arc<Directory>,
        (before, command, permit): (Dossier, &Command, Permit),
        why: &'static str,
        once: Option<&Once>,
    ) -> Result<Saved> {
        let now_ms = self.clock.now_ms().max(before.last_at_ms);
        let now = kernel::time::civil_ms(now_ms);
        let procedure = self.catalogue.load_version(tx, before.procedure.version)?;
        let process = self.catalogue.load_process(tx, before.process)?;
        let calendar = directory.calendar_of(before.receiving.id);
        if let Command::Reassign { to, .. } = command {
            able(directory, &before, &process, to, now.date())?;
        }
        let actor = permit.actor();
        let numbers = rows::draw_numbers(tx, &decide::numbers_wanted(&before, command, now.date()))?;
        let facts =
            Facts { dossier: &before, procedure: &procedure, process: &process, calendar: &calendar, now, numbers };
        let decision = decide::decide(&facts, permit, command)?;
        let Decision { mut dossier, happenings, notices, officer_notices } = decision;
        if dossier.deciding.id != before.deciding.id {
            dossier.across_levels = across_levels(directory, dossier.receiving.id, dossier.deciding.id);
        }
        let saved = Saved { version: before.version + 1, ..Saved::of(&dossier) };
        let mut more = remember(once, &saved, now_ms)?;
        more.extend(self.calls(directory, &dossier, &officer_notices, now_ms)?);
        let record = Record {
            before: Some(&before),
            after: &mut dossier,
            happenings: &happenings,
            notices: &notices,
            actor: &actor,
            process: &process,
            calendar: &calendar,
            act: command.audit_word(),
            why,
            now_ms,
            ids: &self.ids,
            listeners: &self.listeners,
        };
        rows::record(tx, record, more)?;
        Ok(saved)
    }

    fn calls(
        &self,
        directory: &Arc<Directory>,
        dossier: &Dossier,
        notices: &[OfficerNotice],
        now_ms: i64,
    ) -> Result<Vec<Write<'static>>> {
        officer_notice::writes(directory, dossier, notices, &self.ids, now_ms)
    }

    /// A dossier as an officer reads it. Not answered before its trace (who, why, when) is on disk.
    pub async fn read(&self, by: &Officer, key: Key, why: &'static str) -> Result<Reading> {
        let (door, officer) = (self.clone(), by.clone());
        let reading = self.store.read_brief(move |tx| door.reading_in(tx, &officer, &key)).await?;
        self.trace(&by.actor(), "dossier.read", Some(reading.dossier.id.0), why).await?;
        Ok(reading)
    }

    /// [`Dossiers::read`] for long work on a thread of its own (blocks): the same leave, the same trace.
    pub fn read_at_work(&self, by: &Officer, key: Key, why: &'static str) -> Result<Reading> {
        let (door, officer) = (self.clone(), by.clone());
        let reading = self.store.read_blocking(move |tx| door.reading_in(tx, &officer, &key))?;
        let line = self.trace_line(&by.actor(), "dossier.read", Some(reading.dossier.id.0), why);
        self.store.act_blocking(move |tx| tx.write(&[line.write()]))?;
        Ok(reading)
    }

    fn reading_in(&self, tx: &mut Tx<'_>, by: &Officer, key: &Key) -> Result<Reading> {
        let dossier = load(tx, key)?;
        if !may_see(by, &dossier) {
            return Err(Error::absent("dossier"));
        }
        let procedure = self.catalogue.load_version(tx, dossier.procedure.version)?;
        let process = self.catalogue.load_process(tx, dossier.process)?;
        let calendar = by.directory().calendar_of(dossier.receiving.id);
        let events = ledger::list_events(tx, dossier.id)?;
        Ok(Reading { dossier, procedure, process, calendar, events })
    }

    /// The dossier and its papers only, traced like [`Dossiers::read`]: what programs ask for most.
    pub async fn read_bare(&self, by: &Officer, key: Key, why: &'static str) -> Result<Dossier> {
        let officer = by.clone();
        let dossier = self
            .store
            .read_brief(move |tx| {
                let dossier = load(tx, &key)?;
                if may_see(&officer, &dossier) { Ok(dossier) } else { Err(Error::absent("dossier")) }
            })
            .await?;
        self.trace(&by.actor(), "dossier.read", Some(dossier.id.0), why).await?;
        Ok(dossier)
    }

    /// Leaves the trace of a read.
    pub async fn trace(&self, actor: &Actor, act: &'static str, subject: Option<i64>, why: &str) -> Result<()> {
        let line = self.trace_line(actor, act, subject, why);
        self.store.act(move |tx| tx.write(&[line.write()])).await
    }

    fn trace_line(&self, actor: &Actor, act: &'static str, subject: Option<i64>, why: &str) -> Audit {
        let at_ms = self.clock.now_ms();
        Audit {
            id: self.ids.next(at_ms),
            at_ms,
            officer: actor.officer_id().map(|id| id.0),
            by_name: actor.name().into(),
            act,
            subject,
            why: why.into(),
        }
    }

    /// Follows a dossier by its code, without an account: nothing private is in what [`crate::view`] makes of it.
    pub async fn track(&self, code: &str) -> Result<Option<Tracking>> {
        let code = code.trim().to_uppercase();
        self.store
            .read_brief(move |tx| {
                let Some(mut dossier) = rows::find_by_code(tx, &code)? else { return Ok(None) };
                if dossier.stage.portal_status() == AWAITS_SUPPLEMENT {
                    // The papers asked for are named by their components.
                    dossier = rows::load(tx, dossier.id)?;
                }
                let events = ledger::list_events(tx, dossier.id)?;
                let notices = rows::list_notices(tx, dossier.id)?;
                Ok(Some(Tracking { dossier, events, notices }))
            })
            .await
    }

    /// Stage and date by code: the shortest public answer.
    pub async fn track_brief(&self, code: &str) -> Result<Option<Dossier>> {
        let code = code.trim().to_uppercase();
        self.store.read_brief(move |tx| rows::find_by_code(tx, &code)).await
    }

    /// One page of an officer's pile with the counts of all piles; traced as one look at a list.
    pub async fn list(
        &self,
        by: &Officer,
        pile: Pile,
        filter: Filter,
        after: Option<After>,
        limit: i64,
    ) -> Result<(Vec<Line>, Counts)> {
        let reach = Reach::of(by);
        let (now_ms, horizon_ms) = (self.clock.now_ms(), self.horizon_ms(by));
        let answer = self
            .store
            .read(move |tx| {
                let lines = list::list(
                    tx,
                    &reach,
                    pile,
                    list::Turn { filter: &filter, after, limit: limit.clamp(1, 200), now_ms, horizon_ms },
                )?;
                Ok((lines, list::counts(tx, &reach, horizon_ms)?))
            })
            .await?;
        self.trace(&by.actor(), "dossier.list", None, pile.code()).await?;
        Ok(answer)
    }

    /// The counts alone: they name nobody and leave no trace.
    pub async fn counts(&self, by: &Officer) -> Result<Counts> {
        let (reach, horizon_ms) = (Reach::of(by), self.horizon_ms(by));
        self.store.read(move |tx| list::counts(tx, &reach, horizon_ms)).await
    }

    /// Until when a due date counts as "sắp trễ": the end of the next working day.
    fn horizon_ms(&self, by: &Officer) -> i64 {
        let calendar = by.directory().calendar_of(by.unit());
        let day = calendar.next_working_day(self.now().date());
        kernel::time::instant_ms(day.at(23, 59, 59, 0))
    }

    /// Two racing repetitions: one was saved; the other stumbled over its token or over what the first one had just left
    /// behind (another version, a dossier that went out of sight), and is answered the same.
    pub(crate) async fn settle(&self, done: Result<Saved>, once: Option<Once>) -> Result<Saved> {
        match (done, once) {
            (Err(error), Some(once)) if Store::is_duplicate(&error) || is_overtaken(&error) => {
                match self.store.read(move |tx| answered(tx, Some(&once))).await? {
                    Some(saved) => Ok(saved),
                    None => Err(error),
                }
            }
            (done, _) => done,
        }
    }
}

/// Whether an act failed for what another one changed.
fn is_overtaken(error: &Error) -> bool {
    matches!(error, Error::Stale { .. } | Error::Absent(_))
}

fn load(tx: &mut Tx<'_>, key: &Key) -> Result<Dossier> {
    match key {
        Key::Id(id) => rows::load(tx, *id),
        Key::Code(code) => rows::load_by_code(tx, code),
    }
}

pub(crate) fn answered(tx: &mut Tx<'_>, once: Option<&Once>) -> Result<Option<Saved>> {
    let Some(once) = once else { return Ok(None) };
    let Some(answer) = once.find_answer(tx)? else { return Ok(None) };
    serde_json::from_str(&answer).map(Some).map_err(|e| Error::fault("remembered answer", e))
}

fn remember(once: Option<&Once>, saved: &Saved, now_ms: i64) -> Result<Vec<Write<'static>>> {
    let Some(once) = once else { return Ok(Vec::new()) };
    let answer = serde_json::to_string(saved).map_err(|e| Error::fault("answer", e))?;
    Ok(vec![once.remember(&answer, now_ms)])
}
