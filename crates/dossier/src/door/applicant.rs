//! The door of applicants who signed in: file online, follow and answer their own dossiers. Another's dossier does not
//! exist for them.

use std::sync::Arc;

use kernel::{DossierId, Error, FileId, Refusal, Result, UnitId};
use office::{Directory, Permit};
use person::Citizen;
use procedure::model::{Channel, ProcedureVersion};
use store::Tx;
use store::ledger::{self, Once};

use super::files::FileChange;
use super::fresh::fresh;
use super::{Around, Dossiers, Key, Lodging, Reading, Saved, answered, checklist, load, remember, resolved};
use crate::command::Command;
use crate::decide::{Happening, Notice};
use crate::list::{self, After, Line};
use crate::model::{Applicant, Delegate, Dossier, HeldComponent, HeldFile, PickUp, Submission};
use crate::project;
use crate::stage::Stage;
use crate::store::{self as rows, Record};

/// Why an applicant's acts and reads stand in the audit.
const WHY: &str = "portal";

/// A dossier as an applicant files it online.
#[derive(Debug, Clone, PartialEq)]
pub struct OnlineLodging {
    pub procedure: String,
    pub case: Option<String>,
    pub receiving: UnitId,
    pub deciding: UnitId,
    /// The account's own person: with a delegation it is the principal's account that files (NĐ 69/2024/NĐ-CP Điều 40).
    pub applicant: Applicant,
    pub delegate: Option<Delegate>,
    pub summary: String,
    pub pick_up: PickUp,
    /// What comes with it, by the keys of the procedure's checklist; other papers as `X01`, `X02`, … Names and what is
    /// required are the procedure's to say.
    pub components: Vec<HeldComponent>,
    /// Their bytes are durable already.
    pub files: Vec<HeldFile>,
    /// The filled e-form.
    pub form: Option<serde_json::Value>,
    pub around: Around,
}

/// Why a dossier is in an account's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    Own,
    /// The account's person acts for the applicant (người được ủy quyền).
    Delegated,
}

impl Dossiers {
    /// Files a dossier: it has arrived and waits for the one-stop unit, at most eight working hours. Nothing accepts it
    /// by itself (golden case X11).
    ///
    /// Errors: `APPLICANT_NOT_YOURS`, and those of [`Dossiers::lodge`].
    pub async fn lodge_online(&self, by: &Citizen, lodging: OnlineLodging, once: Option<Once>) -> Result<Saved> {
        let (door, by, again) = (self.clone(), by.clone(), once.clone());
        let done = self.store.act(move |tx| door.lodge_online_in(tx, &by, &lodging, once.as_ref())).await;
        self.settle(done, again).await
    }

    /// [`Dossiers::lodge_online`] inside a transaction of the caller's. A repeated request is answered the same.
    pub fn lodge_online_in(
        &self,
        tx: &mut Tx<'_>,
        by: &Citizen,
        lodging: &OnlineLodging,
        once: Option<&Once>,
    ) -> Result<Saved> {
        if let Some(saved) = answered(tx, once)? {
            return Ok(saved);
        }
        if lodging.applicant.person != by.person() {
            return Err(Refusal::new("APPLICANT_NOT_YOURS").at("applicant").into());
        }
        let directory = (self.office)();
        let mut dossier = self.born_online(by, &directory, lodging)?;
        let now_ms = self.clock.now_ms();
        let (_, process) = self
            .catalogue
            .process_for(&lodging.procedure)
            .ok_or_else(|| Refusal::new("PROCESS_EMPTY").with("process", &lodging.procedure))?;
        let calendar = directory.calendar_of(lodging.receiving);
        let until = project::deadlines(&dossier, &calendar).get("intake").map(|by| kernel::time::rfc3339(*by));
        let facts: std::collections::BTreeMap<String, String> =
            until.map(|until| ("until".to_string(), until)).into_iter().collect();
        let lodged =
            Happening { kind: "lodge_online".into(), from: String::new(), to: "lodged".into(), facts: facts.clone() };
        let arrived = Notice { kind: "arrived".into(), facts };
        let saved = Saved { version: 1, ..Saved::of(&dossier) };
        let id = dossier.id;
        let mut more = remember(once, &saved, now_ms)?;
        more.extend(lodging.files.iter().map(|file| rows::write_file(id, file)));
        let record = Record {
            before: None,
            after: &mut dossier,
            happenings: &[lodged],
            notices: &[arrived],
            actor: &by.actor(),
            process: &process,
            calendar: &calendar,
            act: "dossier.lodge_online",
            why: WHY,
            now_ms,
            ids: &self.ids,
            listeners: &self.listeners,
        };
        rows::record(tx, record, more)?;
        Ok(saved)
    }

    fn born_online(&self, by: &Citizen, directory: &Arc<Directory>, online: &OnlineLodging) -> Result<Dossier> {
        let now = self.now();
        let held = self.catalogue.current(&online.procedure, now.date());
        let held =
            held.ok_or_else(|| Refusal::new("PROCEDURE_UNKNOWN").with("code", &online.procedure).at("procedure"))?;
        held.version.accepts_intake_on(now.date())?;
        let (process, _) = self
            .catalogue
            .process_for(&online.procedure)
            .ok_or_else(|| Refusal::new("PROCESS_EMPTY").with("process", &online.procedure))?;
        let lodging = Lodging {
            procedure: online.procedure.clone(),
            case: online.case.clone(),
            channel: Channel::Online,
            receiving: online.receiving,
            deciding: online.deciding,
            applicant: online.applicant.clone(),
            delegate: online.delegate.clone(),
            summary: online.summary.clone(),
            sets: 1,
            pick_up: online.pick_up,
            components: handed_in(&held.version, online),
            around: online.around.clone(),
        };
        let id = DossierId(self.ids.next(self.clock.now_ms()));
        let mut dossier = fresh(id, &lodging, &held, process, (directory, by.name()), now)?;
        let known = |file: &HeldFile| dossier.components.iter().any(|line| Some(&line.key) == file.component.as_ref());
        if !online.files.iter().all(known) {
            return Err(Refusal::new("COMPONENT_UNKNOWN").at("files").into());
        }
        dossier.files.clone_from(&online.files);
        dossier.form.clone_from(&online.form);
        dossier.account = Some(by.account());
        Ok(dossier)
    }

    /// Does one act of an applicant on a dossier of their own: adjust, resubmit, answer a supplement request, ask to
    /// withdraw, go on after all. `seen` is the version they looked at.
    ///
    /// Errors: refused (with its article; `NOT_PERMITTED` for every other act), absent (another's), stale.
    pub async fn perform_as_applicant(
        &self,
        by: &Citizen,
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
                door.perform_as_applicant_in(tx, &by, &key, seen, &command, once.as_ref())
            })
            .await;
        self.settle(done, again).await
    }

    /// [`Dossiers::perform_as_applicant`] inside a transaction of the caller's.
    pub fn perform_as_applicant_in(
        &self,
        tx: &mut Tx<'_>,
        by: &Citizen,
        key: &Key,
        seen: i64,
        command: &Command,
        once: Option<&Once>,
    ) -> Result<Saved> {
        let before = own(tx, by, key)?;
        if before.version != seen {
            return Err(Error::Stale { seen, stands: before.version });
        }
        if !is_an_applicants(command) {
            return Err(Refusal::new("NOT_PERMITTED").with("act", command.act().key()).into());
        }
        let directory = (self.office)();
        // Which door is a centre is the office's to say, not the request's.
        let command = &resolved(&directory, command, self.now().date())?;
        let permit = Permit::for_applicant(command.act(), by.actor());
        self.carry_out(tx, &directory, (before, command, permit), WHY, once)
    }

    /// A dossier as its applicant reads it. Not answered before its trace is on disk.
    pub async fn read_as_applicant(&self, by: &Citizen, key: Key) -> Result<Reading> {
        let (door, citizen) = (self.clone(), by.clone());
        let reading = self
            .store
            .read_brief(move |tx| {
                let dossier = own(tx, &citizen, &key)?;
                let procedure = door.catalogue.load_version(tx, dossier.procedure.version)?;
                let process = door.catalogue.load_process(tx, dossier.process)?;
                let calendar = (door.office)().calendar_of(dossier.receiving.id);
                let events = ledger::list_events(tx, dossier.id)?;
                Ok(Reading { dossier, procedure, process, calendar, events })
            })
            .await?;
        self.trace(&by.actor(), "dossier.read", Some(reading.dossier.id.0), WHY).await?;
        Ok(reading)
    }

    /// The applicant's own dossier without a trace of its own: for requests that belong to a traced one, as the small
    /// pictures of a page do.
    pub async fn peek_as_applicant(&self, by: &Citizen, key: Key) -> Result<Dossier> {
        let citizen = by.clone();
        self.store.read_brief(move |tx| own(tx, &citizen, &key)).await
    }

    /// What the applicant of a dossier was told, newest first.
    pub async fn notices_as_applicant(&self, by: &Citizen, key: Key) -> Result<Vec<(i64, Notice)>> {
        let citizen = by.clone();
        self.store
            .read_brief(move |tx| {
                let dossier = own(tx, &citizen, &key)?;
                rows::list_notices(tx, dossier.id)
            })
            .await
    }

    /// One page of an applicant's own dossiers, newest first; traced as one look at a list.
    pub async fn list_as_applicant(&self, by: &Citizen, after: Option<After>, limit: i64) -> Result<Vec<Line>> {
        let (people, limit) = (by.people(), limit.clamp(1, 200));
        let lines = self.store.read(move |tx| list::page_of_applicant(tx, people, after, limit)).await?;
        self.trace(&by.actor(), "dossier.list", None, WHY).await?;
        Ok(lines)
    }

    /// One page of everything an account has to do with, newest first: its own dossiers, and those it files for somebody
    /// else (marked). Traced as one look at a list. What is proven of the number is asked as for a single dossier.
    pub async fn list_as_citizen(&self, by: &Citizen, after: Option<After>, limit: i64) -> Result<Vec<(Line, Whose)>> {
        let (people, person, limit) = (by.people(), by.person(), limit.clamp(1, 200));
        let lines = self.store.read(move |tx| {
            let own = list::page_of_applicant(tx, people, after, limit)?;
            let delegated = match person::store::find_number(tx, person)? {
                Some(number) => list::page_of_delegate(tx, &number, after, limit)?,
                None => Vec::new(),
            };
            Ok((own, delegated))
        });
        let (own, delegated) = lines.await?;
        let mut lines: Vec<(Line, Whose)> = own.into_iter().map(|line| (line, Whose::Own)).collect();
        lines.extend(delegated.into_iter().map(|line| (line, Whose::Delegated)));
        // The same dossier once: one's own first, the sort keeps the order of equals.
        lines.sort_by_key(|(line, _)| std::cmp::Reverse(line.id));
        lines.dedup_by_key(|(line, _)| line.id);
        lines.truncate(limit as usize);
        self.trace(&by.actor(), "dossier.list", None, WHY).await?;
        Ok(lines)
    }

    /// Adds a paper whose bytes are durable already, to a line of the checklist: before acceptance, while a supplement is
    /// wanted, and as long as the applicant may adjust (NĐ 118/2025/NĐ-CP Điều 21).
    pub async fn add_file_as_applicant(&self, by: &Citizen, key: Key, seen: i64, file: HeldFile) -> Result<Saved> {
        self.change_file(by, key, seen, "dossier.attach_file", move |before, _| {
            let line = before.components.iter().position(|line| Some(&line.key) == file.component.as_ref());
            let line = line.ok_or_else(|| Refusal::new("COMPONENT_UNKNOWN").at("component"))?;
            if !may_add(before) {
                return Err(Refusal::new("NOT_IN_THIS_STAGE").with("stage", before.stage.name()).into());
            }
            let mut after = before.clone();
            // After acceptance it is received when the one-stop unit says so.
            if before.accepted_at.is_none() && !after.components[line].received {
                after.components[line].received = true;
                after.components[line].submission = Submission::Scan;
            }
            Ok((after, FileChange::Add(file.clone())))
        })
        .await
    }

    /// Takes a paper of their own back: before acceptance, or one that came since a supplement was asked and nobody has
    /// taken yet.
    pub async fn remove_file_as_applicant(&self, by: &Citizen, key: Key, seen: i64, file: FileId) -> Result<Saved> {
        self.change_file(by, key, seen, "dossier.remove_file", move |before, name| {
            let Some(known) = before.files.iter().find(|f| f.id == file) else { return Err(Error::absent("file")) };
            if !may_remove(before, known, name) {
                return Err(Refusal::new("FILE_PART_OF_RECORD").into());
            }
            let mut after = before.clone();
            let left = before.files.iter().any(|f| f.id != file && f.component == known.component);
            for line in after.components.iter_mut().filter(|line| Some(&line.key) == known.component.as_ref()) {
                line.received &= left || before.accepted_at.is_some();
            }
            Ok((after, FileChange::Remove(file)))
        })
        .await
    }

    async fn change_file<F>(&self, by: &Citizen, key: Key, seen: i64, act: &'static str, decide: F) -> Result<Saved>
    where
        F: Fn(&Dossier, &str) -> Result<(Dossier, FileChange)> + Send + 'static,
    {
        let (door, by) = (self.clone(), by.clone());
        self.store
            .act(move |tx| {
                let before = own(tx, &by, &key)?;
                if before.version != seen {
                    return Err(Error::Stale { seen, stands: before.version });
                }
                let (after, change) = decide(&before, by.name())?;
                let directory = (door.office)();
                let who = (&by.actor(), directory.as_ref());
                let after = door.record_file(tx, who, (&before, after), &change, (act, WHY), Vec::new())?;
                Ok(Saved::of(&after))
            })
            .await
    }
}

/// The acts that are the applicant's own.
fn is_an_applicants(command: &Command) -> bool {
    matches!(
        command,
        Command::Adjust(_)
            | Command::ChooseDoor { .. }
            | Command::Resubmit
            | Command::AnswerSupplement { .. }
            | Command::RequestWithdrawal { .. }
            | Command::CancelWithdrawal { .. }
    )
}

/// A dossier of this applicant: their own, or one that names them as the delegate. Any other is absent.
fn own(tx: &mut Tx<'_>, by: &Citizen, key: &Key) -> Result<Dossier> {
    let dossier = load(tx, key)?;
    if by.owns(dossier.applicant.person) {
        return Ok(dossier);
    }
    match &dossier.delegate {
        Some(delegate) if person::store::has_number(tx, by.person(), &delegate.id_number)? => Ok(dossier),
        Some(_) | None => Err(Error::absent("dossier")),
    }
}

/// Whether an applicant could still add a paper.
pub fn may_add(dossier: &Dossier) -> bool {
    match &dossier.stage {
        Stage::Lodged | Stage::SupplementBeforeIntake | Stage::AwaitingSupplement { .. } => true,
        Stage::Accepted
        | Stage::InProgress { .. }
        | Stage::SupplementAsked { .. }
        | Stage::AwaitingObligation { .. }
        | Stage::Suspended { .. } => {
            let by_right = dossier.rules.is_some_and(law::RuleSet::stop_by_right);
            dossier.channel == Channel::Online && by_right && dossier.result.is_none()
        }
        Stage::NotAccepted { .. }
        | Stage::WithdrawalRequested { .. }
        | Stage::Stopped { .. }
        | Stage::ResultReady
        | Stage::HandedOver => false,
    }
}

/// Whether the applicant of this name may take a paper back.
pub fn may_remove(dossier: &Dossier, file: &HeldFile, name: &str) -> bool {
    let theirs = file.component.is_some() && file.added_by == name;
    match &dossier.stage {
        Stage::Lodged | Stage::SupplementBeforeIntake => theirs,
        Stage::AwaitingSupplement { .. } => {
            let asked = dossier.supplements.last().and_then(|asked| asked.sent_at);
            theirs && asked.is_some_and(|at| file.added_ms >= kernel::time::instant_ms(at))
        }
        Stage::NotAccepted { .. }
        | Stage::Accepted
        | Stage::InProgress { .. }
        | Stage::SupplementAsked { .. }
        | Stage::AwaitingObligation { .. }
        | Stage::Suspended { .. }
        | Stage::WithdrawalRequested { .. }
        | Stage::Stopped { .. }
        | Stage::ResultReady
        | Stage::HandedOver => false,
    }
}

/// The procedure's checklist with what came along.
fn handed_in(version: &ProcedureVersion, online: &OnlineLodging) -> Vec<HeldComponent> {
    let mut lines = checklist(version, online.case.as_deref());
    for given in &online.components {
        let scanned = online.files.iter().any(|file| file.component.as_ref() == Some(&given.key));
        match lines.iter_mut().find(|line| line.key == given.key) {
            Some(line) => {
                line.received = given.received || scanned;
                line.submission = given.submission;
                line.note.clone_from(&given.note);
            }
            None if given.key.starts_with('X') && !given.name.trim().is_empty() => {
                lines.push(HeldComponent { required: false, ..given.clone() });
            }
            None => {}
        }
    }
    // A scan without a line of its own in the request has come in all the same.
    for line in &mut lines {
        if !line.received && online.files.iter().any(|file| file.component.as_ref() == Some(&line.key)) {
            line.received = true;
            line.submission = Submission::Scan;
        }
    }
    lines
}
