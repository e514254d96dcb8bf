//! From hand to hand: transfer, claim, assign, forward, send back, consult (NĐ 61/2018/NĐ-CP Điều 18, 19).

use jiff::civil::{self, Date};
use kernel::Refusal;
use law::Rule;
use procedure::process::{Duty, StepUnit};

use super::{Draft, Kind};
use crate::model::{Consultation, OfficerRef, UnitRef};
use crate::stage::Stage;

/// The duties of the agencies, in any order a process may put them.
const AGENCY: [Duty; 4] = [Duty::Assigner, Duty::Specialist, Duty::Approver, Duty::RecordsClerk];

impl Draft<'_> {
    /// The one-stop unit hands the dossier to the deciding agency: same day, or at the start of the next working day
    /// when it came after 15:00.
    pub(super) fn transfer(&mut self, note: &str) -> Result<Kind, Refusal> {
        match &self.dossier.stage {
            Stage::Accepted => {}
            Stage::Lodged
            | Stage::SupplementBeforeIntake
            | Stage::NotAccepted { .. }
            | Stage::InProgress { .. }
            | Stage::SupplementAsked { .. }
            | Stage::AwaitingSupplement { .. }
            | Stage::AwaitingObligation { .. }
            | Stage::Suspended { .. }
            | Stage::WithdrawalRequested { .. }
            | Stage::Stopped { .. }
            | Stage::ResultReady
            | Stage::HandedOver => return Err(self.not_now(Rule::Transfer)),
        }
        let handled = self.next_step(None, &[Duty::Specialist]);
        if handled.and_then(|step| self.next_step(Some(step), &[Duty::Approver])).is_none() {
            return Err(Refusal::new("PROCESS_WITHOUT_APPROVER").with("process", &self.facts.process.name));
        }
        let Some(step) = self.next_step(None, &AGENCY) else {
            return Err(Refusal::new("PROCESS_EMPTY").with("process", &self.facts.process.name));
        };
        let unit = self.unit_of(step);
        self.note("unit", &unit.name);
        self.move_to(step, unit, None, note);
        Ok("transfer")
    }

    /// Takes a dossier that lies unclaimed in the unit's tray.
    pub(super) fn claim(&mut self) -> Result<Kind, Refusal> {
        let desk = self.desk_in_progress(Rule::Decide)?;
        if let Some(holder) = &desk.officer {
            return Err(Refusal::new("HELD_BY_ANOTHER").with("officer", &holder.name));
        }
        let me = self.me();
        self.note("officer", &me.name);
        self.seat(me);
        Ok("claim")
    }

    /// The head gives it to an officer. At the assigner's own step that ends the step.
    pub(super) fn assign(&mut self, to: &OfficerRef, note: &str) -> Result<Kind, Refusal> {
        let desk = self.desk_in_progress(Rule::Decide)?;
        self.note("officer", &to.name);
        if self.duty(&desk) == Some(Duty::Assigner)
            && let Some(step) = self.next_step(Some(desk.step), &[Duty::Specialist])
        {
            let unit = self.unit_of(step);
            self.move_to(step, unit, Some(to.clone()), note);
        } else {
            self.move_to(desk.step, desk.unit, Some(to.clone()), note);
        }
        Ok("assign")
    }

    /// To a colleague at the same step; nobody named: on to the next step of the specialists' work.
    pub(super) fn forward(&mut self, to: Option<&OfficerRef>, note: &str) -> Result<Kind, Refusal> {
        let desk = self.my_desk(Rule::Decide)?;
        if let Some(to) = to {
            if Some(to.id) == self.actor.officer_id() {
                return Err(Refusal::new("FORWARD_TO_SELF").at("to"));
            }
            self.note("officer", &to.name);
            self.note("to_name", &to.name);
            self.move_to(desk.step, desk.unit, Some(to.clone()), note);
            return Ok("forward");
        }
        match self.next_step(Some(desk.step), &AGENCY) {
            Some(step) if self.step(step).is_some_and(|s| s.duty == Duty::Specialist) => {
                let unit = self.unit_of(step);
                self.note("unit", &unit.name);
                self.note("to_name", &unit.name);
                self.move_to(step, unit, None, note);
                Ok("forward")
            }
            Some(_) => Err(self.refuse("PROPOSAL_REQUIRED", Rule::Decide)),
            None => Err(Refusal::new("NO_NEXT_STEP")),
        }
    }

    /// Back to whoever had it before at an earlier step, with the reason.
    pub(super) fn send_back(&mut self, reason: &str) -> Result<Kind, Refusal> {
        let desk = self.my_desk(Rule::Decide)?;
        self.words(reason, "reason", Rule::Decide)?;
        let earlier = self.facts.process.steps.iter().take(desk.step).rposition(|step| AGENCY.contains(&step.duty));
        let Some(step) = earlier else { return Err(Refusal::new("NO_PREVIOUS_STEP")) };
        let unit = self.unit_of(step);
        self.note("reason", reason.trim());
        // What was approved or signed is open again; before the approver's step nothing is proposed any more.
        self.dossier.result = None;
        let to_approver = self.step(step).is_some_and(|s| s.duty == Duty::Approver);
        self.dossier.proposal = self.dossier.proposal.take().filter(|_| to_approver);
        if let Some(proposal) = &mut self.dossier.proposal {
            proposal.approved = None;
        }
        self.move_to(step, unit, None, reason.trim());
        Ok("send_back")
    }

    /// Asks another agency for its opinion by a date. It does not by itself move the due date (Điều 19 khoản 5).
    pub(super) fn consult(&mut self, unit: &UnitRef, question: &str, answer_by: Date) -> Result<Kind, Refusal> {
        let desk = self.my_desk(Rule::Consultation)?;
        self.words(question, "question", Rule::Consultation)?;
        if unit.id == desk.unit.id {
            return Err(self.refuse("CONSULT_SELF", Rule::Consultation).at("unit"));
        }
        if answer_by < self.today() {
            return Err(self.refuse("DATE_PASSED", Rule::Consultation).at("answer_by"));
        }
        // The last minute an office can use of the day it was given.
        let until = answer_by.to_datetime(self.facts.calendar.end_of(answer_by).unwrap_or(civil::time(17, 0, 0, 0)));
        self.dossier.consultations.push(Consultation {
            unit: unit.clone(),
            question: question.trim().into(),
            asked_by: self.actor.name().into(),
            asked_at: self.now(),
            answer_by: until,
            answer: None,
        });
        self.note("unit", &unit.name);
        self.note("answer_by", kernel::time::rfc3339(until));
        Ok("consult")
    }

    /// The consulted agency answers; a late answer is noted as late.
    pub(super) fn answer_consultation(&mut self, nth: usize, answer: &str) -> Result<Kind, Refusal> {
        self.words(answer, "answer", Rule::Consultation)?;
        if !self.dossier.stage.is_under_clock() {
            return Err(self.not_now(Rule::Consultation));
        }
        let (now, by) = (self.now(), self.actor.name().to_string());
        let Some(consultation) = self.dossier.consultations.get_mut(nth) else {
            return Err(Refusal::new("CONSULTATION_UNKNOWN"));
        };
        if consultation.answer.is_some() {
            return Err(Refusal::new("CONSULTATION_ANSWERED"));
        }
        consultation.answer = Some((answer.trim().into(), now, by));
        let (unit, late) = (consultation.unit.name.clone(), now > consultation.answer_by);
        self.note("unit", unit);
        if late {
            self.note("late", "1");
        }
        Ok("answer_consultation")
    }

    /// Where a step is done for this dossier. A unit named by code that the dossier does not know stays with the
    /// deciding agency; publication checks name such a process.
    pub(super) fn unit_of(&self, step: usize) -> UnitRef {
        match self.step(step).map(|s| &s.at) {
            Some(StepUnit::Receiving) => self.dossier.receiving.clone(),
            Some(StepUnit::Unit(_) | StepUnit::Deciding) | None => self.dossier.deciding.clone(),
        }
    }

    /// Seats an officer at the present desk without a new block on the control sheet: the unit had taken it already.
    fn seat(&mut self, officer: OfficerRef) {
        if let Some(hold) = self.dossier.holds.last_mut() {
            hold.to_officer = officer.name.clone();
        }
        if let Stage::InProgress { desk } = &mut self.dossier.stage {
            desk.officer = Some(officer);
        }
    }
}
