//! The verbs: facts + command + permit → [`Decision`] or [`Refusal`]. Pure: no clock is read, nothing is written.
//!
//! A decision is complete: it holds the dossier as it will be, what happened, and which messages go out. Rows,
//! deadlines and lists are projections of that dossier ([`crate::project`]); the executor has no choice left.

mod applicant;
mod door;
mod ending;
mod intake;
mod obligation;
mod outcome;
mod post;
mod promise;
mod routing;
mod supervision;
mod supplement;
mod suspension;
pub mod words;

pub use intake::first_term;

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use kernel::{Actor, Lang, OfficerId, Refusal, UnitId};
use law::{Calendar, FormKey, Pause, Rule, RuleSet};
use office::Permit;
use procedure::model::ProcedureVersion;
use procedure::process::{Duty, Process, Step};
use serde::{Deserialize, Serialize};

use crate::command::Command;
use crate::model::{Desk, Dossier, Hold, IssuedPaper, OfficerRef, UnitRef};
use crate::stage::Stage;

/// Everything a decision may look at.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    pub dossier: &'a Dossier,
    pub procedure: &'a ProcedureVersion,
    pub process: &'a Process,
    pub calendar: &'a Calendar,
    /// The office's civil time, never before the dossier's last event.
    pub now: DateTime,
    pub numbers: Numbers,
}

/// Numbers the executor drew for this act, as [`numbers_wanted`] asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Numbers {
    /// Serial of the dossier code within agency and day.
    pub code: Option<i64>,
    /// Number in the register of the year.
    pub register: Option<i64>,
    /// Number of the paper within its book of the year.
    pub paper: Option<i64>,
}

/// Which number is wanted from which series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Series {
    Code(String),
    Register(String),
    Paper(String),
}

/// What happened, for the legal log and the timeline both sides read. `kind` is the locale key `event-{kind}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happening {
    pub kind: String,
    /// Stage names before and after.
    pub from: String,
    pub to: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, String>,
}

/// A message to the applicant that the act causes; `kind` is the locale key `notice-{kind}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub kind: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, String>,
}

/// A message to officers that the act causes; `kind` is the locale key `officer-notice-{kind}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficerNotice {
    pub to: Addressee,
    pub kind: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, String>,
}

/// Whom a message to officers is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Addressee {
    Officer(OfficerId),
    /// Everybody of a unit who does this duty.
    Duty(UnitId, Duty),
    /// Everybody of a unit who watches over its deadlines.
    Watch(UnitId),
}

/// What is to be recorded, leaving nothing open.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    pub dossier: Dossier,
    pub happenings: Vec<Happening>,
    pub notices: Vec<Notice>,
    pub officer_notices: Vec<OfficerNotice>,
}

/// Decides one command. The permit must be for the command's own act; it is used up.
///
/// Errors: every [`Refusal`] names its article where a decree says so.
pub fn decide(facts: &Facts<'_>, permit: Permit, command: &Command) -> Result<Decision, Refusal> {
    if permit.act() != command.act() && Some(permit.act()) != command.other_act() {
        return Err(Refusal::new("NOT_PERMITTED").with("act", command.act().key()));
    }
    let mut draft = Draft {
        facts: *facts,
        actor: permit.actor(),
        dossier: facts.dossier.clone(),
        happened: Vec::new(),
        happening: BTreeMap::new(),
        notices: Vec::new(),
        officer_notices: Vec::new(),
        stood_since: None,
    };
    let kind = draft.apply(command)?;
    Ok(draft.finish(kind))
}

/// The numbers a command needs before it is decided: a refusal gives them back.
pub fn numbers_wanted(dossier: &Dossier, command: &Command, today: Date) -> Vec<Series> {
    let year = today.year();
    // Books belong to the unit, whatever agency code it has at the moment.
    let unit = dossier.receiving.id;
    let paper = |form: &str| Series::Paper(format!("paper/{form}/{unit}/{year}"));
    let rules = dossier.rules_on(today);
    match command {
        Command::Accept(_) | Command::CompleteAtOnce { .. } if dossier.code.is_none() => {
            let agency = intake::code_agency(dossier, rules);
            vec![
                Series::Code(format!("code/{agency}/{}", today.strftime("%y%m%d"))),
                Series::Register(format!("register/{unit}/{year}")),
            ]
        }
        Command::RequestSupplement { .. } | Command::SendSupplementRequest => vec![paper("supplement")],
        Command::RefuseIntake { .. } => vec![paper("refusal")],
        Command::Release if dossier.proposal.as_ref().is_some_and(|p| p.outcome.is_refusal()) => vec![paper("refusal")],
        Command::Extend { .. } | Command::Apologise { .. } => vec![paper("apology")],
        Command::ConfirmWithdrawal | Command::Stop { .. } | Command::CloseUnsupplemented
            if stop_is_numbered(dossier, rules, today) =>
        {
            vec![paper("stop")]
        }
        _ => Vec::new(),
    }
}

/// Whether ending this dossier issues a numbered notice: the rule set has the form, and there is a code to print on it.
fn stop_is_numbered(dossier: &Dossier, rules: RuleSet, today: Date) -> bool {
    dossier.code.is_some() && rules.form_number(FormKey::Stop, today).is_some()
}

/// A decision in the making.
struct Draft<'a> {
    facts: Facts<'a>,
    actor: Actor,
    dossier: Dossier,
    /// What is complete already, of an act that amounts to several happenings.
    happened: Vec<Happening>,
    /// The facts of the one that is being worked out.
    happening: BTreeMap<String, String>,
    notices: Vec<Notice>,
    officer_notices: Vec<OfficerNotice>,
    /// Since when the clock had stood that this act let run again.
    stood_since: Option<DateTime>,
}

/// The kind of the happening an act ends with.
type Kind = &'static str;

impl Draft<'_> {
    /// One arm per verb; the verbs live in the files of this folder.
    fn apply(&mut self, command: &Command) -> Result<Kind, Refusal> {
        match command {
            Command::Revise(revision) => self.revise(revision),
            Command::Accept(acceptance) => self.accept(acceptance),
            Command::RequestSupplement { items, reason, basis } => self.request_supplement(items, reason, basis),
            Command::Resubmit => self.resubmit(),
            Command::RefuseIntake { reason, basis } => self.refuse_intake(reason, basis),
            Command::CompleteAtOnce { result_name, result_number, signer, taker_name, taker_id } => {
                self.complete_at_once(result_name, result_number, signer, taker_name, taker_id)
            }
            Command::AnswerSupplement { answers } => self.answer_supplement(answers),
            Command::ReturnAnswer { reason } => self.return_answer(reason),
            Command::Adjust(adjustment) => self.adjust(adjustment),
            Command::ChooseDoor { unit } => self.choose_door(unit),
            Command::Transfer { note } => self.transfer(note),
            Command::Claim => self.claim(),
            Command::Assign { to, note } => self.assign(to, note),
            Command::Forward { to, note } => self.forward(to.as_ref(), note),
            Command::SendBack { reason } => self.send_back(reason),
            Command::Consult { unit, question, answer_by } => self.consult(unit, question, *answer_by),
            Command::AnswerConsultation { nth, answer } => self.answer_consultation(*nth, answer),
            Command::AskSupplement { items, reason, basis, late_reason, second } => {
                self.ask_supplement(items, reason, basis, late_reason, second.as_ref())
            }
            Command::SendSupplementRequest => self.send_supplement_request(),
            Command::DeclineSupplementRequest { reason } => self.decline_supplement_request(reason),
            Command::ReceiveSupplement { note } => self.receive_supplement(note),
            Command::CloseUnsupplemented => self.close_unsupplemented(),
            Command::DeclareObligation { amount, notice_no } => self.declare_obligation(*amount, notice_no),
            Command::ClearObligation { receipt_no } => self.clear_obligation(receipt_no),
            Command::Suspend { reason_key, reason, basis } => self.suspend(reason_key.as_deref(), reason, basis),
            Command::Resume { note } => self.resume(note),
            Command::Propose { outcome, note } => self.propose(outcome, note),
            Command::Approve { note } => self.approve(note),
            Command::RejectProposal { reason } => self.reject_proposal(reason),
            Command::AttachResult { name, number, signed_on, signer, files } => {
                self.attach_result(name, number, *signed_on, signer, files)
            }
            Command::Release => self.release(),
            Command::Extend { until, reason } => self.extend(*until, reason),
            Command::Apologise { promise, reason } => self.apologise(*promise, reason),
            Command::Urge { words } => self.urge(words),
            Command::Explain { reason, measures } => self.explain(reason, measures),
            Command::Reassign { to, why } => self.reassign(to, why),
            Command::PostResult { tracking } => self.post_result(tracking),
            Command::ReturnPosted { invited_on } => self.return_posted(invited_on),
            Command::HandOver { taker_name, taker_id, authority, way, originals_returned, proof } => {
                let taker = outcome::Taker { name: taker_name, id: taker_id, authority };
                self.hand_over(taker, *way, *originals_returned, proof.as_ref())
            }
            Command::RequestWithdrawal { reason } => self.request_withdrawal(reason),
            Command::ConfirmWithdrawal => self.confirm_withdrawal(),
            Command::CancelWithdrawal { reason } => self.cancel_withdrawal(reason),
            Command::Stop { reason, basis } => self.stop(reason, basis),
        }
    }

    fn finish(mut self, kind: Kind) -> Decision {
        self.give_step_time_back();
        self.happen(kind);
        Decision {
            dossier: self.dossier,
            happenings: self.happened,
            notices: self.notices,
            officer_notices: self.officer_notices,
        }
    }

    /// Closes one happening with the facts noted for it; the next one starts from the stage reached by now.
    fn happen(&mut self, kind: Kind) {
        let before = self.facts.dossier.stage.name().to_string();
        let from = self.happened.last().map_or(before, |last| last.to.clone());
        let facts = std::mem::take(&mut self.happening);
        self.happened.push(Happening { kind: kind.into(), from, to: self.dossier.stage.name().into(), facts });
    }

    /// The time the clock stood is no time of the step either.
    fn give_step_time_back(&mut self) {
        let (Some(since), now, calendar) = (self.stood_since, self.now(), self.facts.calendar) else { return };
        let Stage::InProgress { desk } = &mut self.dossier.stage else { return };
        let Some(due) = desk.step_due else { return };
        let stood = calendar.working_seconds_between(since.max(desk.since), now);
        desk.step_due = Some(calendar.add_working_seconds(due, stood));
        if let Some(last) = self.dossier.holds.last_mut().filter(|hold| hold.done.is_none()) {
            last.due = desk.step_due;
        }
    }

    // ── what the verbs share ─────────────────────────────────────────────────────────────────────────────────────

    fn now(&self) -> DateTime {
        self.facts.now
    }

    fn today(&self) -> Date {
        self.facts.now.date()
    }

    fn rules(&self) -> RuleSet {
        self.facts.dossier.rules_on(self.today())
    }

    fn cite(&self, rule: Rule) -> String {
        self.rules().cite(rule, Lang::Vi)
    }

    /// A refusal with the article of the dossier's own rule set.
    fn refuse(&self, key: &str, rule: Rule) -> Refusal {
        Refusal::new(key).by_law(self.cite(rule))
    }

    /// The refusal of a verb that this stage does not know.
    fn not_now(&self, rule: Rule) -> Refusal {
        self.refuse("NOT_IN_THIS_STAGE", rule).with("stage", self.facts.dossier.stage.name())
    }

    fn note(&mut self, name: &str, value: impl ToString) {
        let value = value.to_string();
        if !value.is_empty() {
            self.happening.insert(name.into(), value);
        }
    }

    /// Tells the applicant; facts are what the sentence needs, never more.
    fn tell(&mut self, kind: &str, facts: &[(&str, String)]) {
        let facts = facts.iter().map(|(name, value)| ((*name).to_string(), value.clone())).collect();
        self.notices.push(Notice { kind: kind.into(), facts });
    }

    /// Tells officers; the same rule for facts.
    fn call(&mut self, to: Addressee, kind: &str, facts: &[(&str, String)]) {
        let facts = facts.iter().map(|(name, value)| ((*name).to_string(), value.clone())).collect();
        self.officer_notices.push(OfficerNotice { to, kind: kind.into(), facts });
    }

    /// Whose turn it is: the officer who has it, else everybody of the duty whose tray it lies in.
    fn whose_turn(&self) -> Option<Addressee> {
        let tray = crate::project::tray(&self.dossier, self.facts.process)?;
        Some(tray.officer.map_or(Addressee::Duty(tray.unit, tray.duty), Addressee::Officer))
    }

    fn me(&self) -> OfficerRef {
        match &self.actor {
            Actor::Officer { id, name, unit, .. } => OfficerRef { id: *id, name: name.clone(), unit: *unit },
            Actor::Applicant { name, .. } => {
                OfficerRef { id: kernel::OfficerId(0), name: name.clone(), unit: kernel::UnitId(0) }
            }
            Actor::System { chore } => {
                OfficerRef { id: kernel::OfficerId(0), name: chore.clone(), unit: kernel::UnitId(0) }
            }
        }
    }

    /// The desk of a dossier in progress, for a verb that `rule` governs.
    fn desk_in_progress(&self, rule: Rule) -> Result<Desk, Refusal> {
        match &self.dossier.stage {
            Stage::InProgress { desk } => Ok(desk.clone()),
            Stage::Lodged
            | Stage::SupplementBeforeIntake
            | Stage::NotAccepted { .. }
            | Stage::Accepted
            | Stage::SupplementAsked { .. }
            | Stage::AwaitingSupplement { .. }
            | Stage::AwaitingObligation { .. }
            | Stage::Suspended { .. }
            | Stage::WithdrawalRequested { .. }
            | Stage::Stopped { .. }
            | Stage::ResultReady
            | Stage::HandedOver => Err(self.not_now(rule)),
        }
    }

    /// The desk, if it is this officer's: two officers never work on one dossier at once.
    fn my_desk(&self, rule: Rule) -> Result<Desk, Refusal> {
        let desk = self.desk_in_progress(rule)?;
        match &desk.officer {
            Some(holder) if Some(holder.id) == self.actor.officer_id() => Ok(desk),
            Some(holder) => Err(Refusal::new("HELD_BY_ANOTHER").with("officer", &holder.name)),
            None => Err(Refusal::new("CLAIM_FIRST")),
        }
    }

    fn step(&self, place: usize) -> Option<&Step> {
        self.facts.process.steps.get(place)
    }

    fn duty(&self, desk: &Desk) -> Option<Duty> {
        self.step(desk.step).map(|step| step.duty)
    }

    /// The first step after `after` (or the first of all) done by one of these duties in the agencies.
    fn next_step(&self, after: Option<usize>, duties: &[Duty]) -> Option<usize> {
        let from = after.map_or(0, |place| place + 1);
        let steps = self.facts.process.steps.iter().enumerate().skip(from);
        steps.into_iter().find(|(_, step)| duties.contains(&step.duty)).map(|(place, _)| place)
    }

    /// Puts the dossier on a desk, closing the control sheet's last block and opening the next.
    fn move_to(&mut self, step: usize, unit: UnitRef, officer: Option<OfficerRef>, note: &str) {
        let now = self.now();
        let limit = self.step(step).and_then(|s| s.limit);
        let step_due = limit.and_then(|limit| {
            let term = law::Term::starting(now, law::StartEvent::CounterAcceptance, Some(limit));
            term.due(self.facts.calendar, self.rules()).ok().map(|due| due.at)
        });
        let step_name = self.step(step).map(|s| s.name.clone()).unwrap_or_default();
        let to_officer = officer.as_ref().map(|o| o.name.clone()).unwrap_or_default();
        self.hold(&unit.name, &to_officer, &step_name, step_due, note);
        self.dossier.stage = Stage::InProgress { desk: Desk { step, unit, officer, since: now, step_due } };
    }

    /// One block of the control sheet (Mẫu 05): the present holder gives, the named one takes.
    fn hold(&mut self, to_unit: &str, to_officer: &str, step: &str, due: Option<DateTime>, note: &str) {
        let now = self.now();
        let (from_unit, from_officer) = match &self.actor {
            Actor::Officer { name, unit_name, .. } => (unit_name.clone(), name.clone()),
            Actor::Applicant { name, .. } => (String::new(), name.clone()),
            Actor::System { chore } => (String::new(), chore.clone()),
        };
        self.close_hold();
        self.dossier.holds.push(Hold {
            from_unit,
            from_officer,
            to_unit: to_unit.into(),
            to_officer: to_officer.into(),
            step: step.into(),
            at: now,
            due,
            done: None,
            note: note.into(),
        });
    }

    fn close_hold(&mut self) {
        let now = self.now();
        if let Some(last) = self.dossier.holds.last_mut().filter(|hold| hold.done.is_none()) {
            last.done = Some(now);
        }
    }

    /// Stops the clock from now on.
    fn pause_clock(&mut self, basis: &str) {
        let now = self.now();
        if let Some(clock) = self.dossier.clock.as_mut().filter(|clock| clock.open_pause().is_none()) {
            clock.pauses.push(Pause { from: now, until: None, basis: basis.into() });
        }
    }

    /// Lets the clock run again and moves the due date by the time it stood.
    fn resume_clock(&mut self) {
        self.resume_clock_at(self.now());
    }

    /// [`Draft::resume_clock`] from a moment that has passed, but not before the clock began to stand.
    fn resume_clock_at(&mut self, at: DateTime) {
        if let Some(clock) = &mut self.dossier.clock {
            for pause in clock.pauses.iter_mut().filter(|pause| pause.until.is_none()) {
                self.stood_since = Some(pause.from);
                pause.until = Some(at.max(pause.from));
            }
        }
        self.recompute_due();
    }

    /// The due date follows from the clock's facts and nothing else; a move is noted with both dates.
    fn recompute_due(&mut self) {
        let Some(clock) = &self.dossier.clock else { return };
        let Ok(due) = clock.due(self.facts.calendar, self.rules()) else { return };
        let before = self.dossier.due.replace(due.at);
        if let Some(before) = before.filter(|before| *before != due.at) {
            self.note("due_before", kernel::time::rfc3339(before));
            self.note("due", kernel::time::rfc3339(due.at));
        }
    }

    /// Issues a numbered paper.
    fn issue(&mut self, form: FormKey, number: Option<i64>, nth: Option<usize>) -> Result<(), Refusal> {
        let number = number.ok_or_else(|| Refusal::new("NUMBER_MISSING"))?;
        let paper = IssuedPaper {
            form,
            number,
            year: self.today().year(),
            at: self.now(),
            by: self.actor.name().into(),
            due: self.dossier.due,
            door: self.dossier.pick_up_at.as_ref().filter(|_| form == FormKey::Receipt).map(|door| door.name.clone()),
            nth,
        };
        self.note("paper_number", number);
        self.dossier.papers.push(paper);
        Ok(())
    }

    /// Words that the law wants written down.
    fn words(&self, text: &str, field: &str, rule: Rule) -> Result<(), Refusal> {
        if text.trim().is_empty() { Err(self.refuse("WORDS_REQUIRED", rule).at(field)) } else { Ok(()) }
    }
}
