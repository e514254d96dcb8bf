//! Towards the result: propose, approve or send back, attach, release, hand over (NĐ 61/2018/NĐ-CP Điều 19, 20).

use jiff::civil::Date;
use kernel::{FileId, Refusal};
use law::{FormKey, Rule};
use procedure::process::Duty;

use super::{Draft, Kind};
use crate::model::{DeliveryProof, HandOver, Outcome, PickUp, Proposal, ResultPaper};
use crate::stage::Stage;

impl Outcome {
    /// Từ chối giải quyết.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Outcome::Refuse { .. })
    }
}

/// Who takes the result.
pub(super) struct Taker<'a> {
    pub name: &'a str,
    pub id: &'a str,
    /// By what authority, when it is not the applicant.
    pub authority: &'a str,
}

impl Draft<'_> {
    /// The specialist proposes to grant, or to refuse with reason and article; it goes to the approver.
    pub(super) fn propose(&mut self, outcome: &Outcome, note: &str) -> Result<Kind, Refusal> {
        let desk = self.my_desk(Rule::Decide)?;
        if self.duty(&desk) != Some(Duty::Specialist) {
            return Err(self.refuse("WRONG_DUTY", Rule::Decide));
        }
        if let Some((_, waiting)) = self.dossier.open_consultation() {
            return Err(self.refuse("CONSULTATION_OPEN", Rule::Consultation).with("unit", &waiting.unit.name));
        }
        if let Outcome::Refuse { reason, basis } = outcome {
            self.words(reason, "reason", Rule::RefusalAfterAppraisal)?;
            self.words(basis, "basis", Rule::RefusalAfterAppraisal)?;
            self.note("refuses", "1");
        }
        let Some(step) = self.next_step(Some(desk.step), &[Duty::Approver]) else {
            return Err(Refusal::new("PROCESS_WITHOUT_APPROVER").with("process", &self.facts.process.name));
        };
        self.dossier.proposal = Some(Proposal {
            outcome: outcome.clone(),
            note: note.trim().into(),
            by: self.me(),
            at: self.now(),
            approved: None,
        });
        let unit = self.unit_of(step);
        self.move_to(step, unit, None, note.trim());
        Ok("propose")
    }

    /// The approver agrees: on to the next approver, else to the records clerk, else it stays to be released. Only the
    /// last approver's word makes it an approved proposal.
    pub(super) fn approve(&mut self, note: &str) -> Result<Kind, Refusal> {
        let desk = self.my_desk(Rule::Decide)?;
        let me = self.me();
        if self.duty(&desk) != Some(Duty::Approver) {
            return Err(self.refuse("WRONG_DUTY", Rule::Decide));
        }
        let now = self.now();
        let Some(proposal) = &self.dossier.proposal else { return Err(self.refuse("PROPOSAL_REQUIRED", Rule::Decide)) };
        // Nobody approves what they proposed: four eyes.
        if proposal.by.id == me.id {
            return Err(Refusal::new("OWN_PROPOSAL"));
        }
        let another = self.next_step(Some(desk.step), &[Duty::Approver]);
        if let Some(proposal) = self.dossier.proposal.as_mut().filter(|_| another.is_none()) {
            proposal.approved = Some((me, now));
        }
        if let Some(step) = another.or_else(|| self.next_step(Some(desk.step), &[Duty::RecordsClerk])) {
            let unit = self.unit_of(step);
            self.move_to(step, unit, None, note.trim());
        }
        self.note("note", note.trim());
        Ok("approve")
    }

    /// The approver does not agree: back to who proposed it, with the reason.
    pub(super) fn reject_proposal(&mut self, reason: &str) -> Result<Kind, Refusal> {
        let desk = self.my_desk(Rule::Decide)?;
        if self.duty(&desk) != Some(Duty::Approver) {
            return Err(self.refuse("WRONG_DUTY", Rule::Decide));
        }
        self.words(reason, "reason", Rule::Decide)?;
        let Some(proposal) = self.dossier.proposal.take() else {
            return Err(self.refuse("PROPOSAL_REQUIRED", Rule::Decide));
        };
        let steps = self.facts.process.steps.iter().take(desk.step);
        let step = steps.into_iter().rposition(|s| s.duty == Duty::Specialist).unwrap_or(desk.step);
        let unit = self.unit_of(step);
        self.note("reason", reason.trim());
        self.move_to(step, unit, Some(proposal.by), reason.trim());
        Ok("reject_proposal")
    }

    /// The signed result with its number, date and signer; again while it is not released.
    pub(super) fn attach_result(
        &mut self,
        name: &str,
        number: &str,
        signed_on: Date,
        signer: &str,
        files: &[FileId],
    ) -> Result<Kind, Refusal> {
        self.my_desk(Rule::Decide)?;
        self.approved()?;
        self.words(name, "result_name", Rule::Decide)?;
        self.words(signer, "signer", Rule::Decide)?;
        if signed_on > self.today() {
            return Err(Refusal::new("SIGNED_IN_THE_FUTURE").at("signed_on"));
        }
        if let Some(unknown) = files.iter().find(|id| !self.dossier.files.iter().any(|file| file.id == **id)) {
            return Err(Refusal::new("FILE_UNKNOWN").with("file", unknown).at("files"));
        }
        self.dossier.result = Some(ResultPaper {
            name: name.trim().into(),
            number: number.trim().into(),
            signed_on,
            signer: signer.trim().into(),
            files: files.to_vec(),
        });
        self.note("number", number.trim());
        Ok("attach_result")
    }

    /// The result leaves the agency for the one-stop unit: the end of the legal clock (portal status 9).
    pub(super) fn release(&mut self) -> Result<Kind, Refusal> {
        self.my_desk(Rule::HandOver)?;
        let outcome = self.approved()?;
        match &outcome {
            Outcome::Grant if self.dossier.result.is_none() => {
                return Err(self.refuse("RESULT_REQUIRED", Rule::HandOver));
            }
            Outcome::Grant => {}
            Outcome::Refuse { .. } => self.issue(FormKey::Refusal, self.facts.numbers.paper, None)?,
        }
        let unit = self.dossier.door().name.clone();
        self.hold(&unit, "", "", None, "");
        self.dossier.ended_at = Some(self.now());
        self.dossier.stage = Stage::ResultReady;
        if outcome.is_refusal() {
            self.note("refuses", "1");
        }
        let kind = if outcome.is_refusal() { "result_refused" } else { "result_ready" };
        self.tell(kind, &[("code", self.dossier.code.clone().unwrap_or_default()), ("unit", unit)]);
        Ok("release")
    }

    /// The result goes to the applicant or whoever acts for them; the dossier is closed. By post that is so when there
    /// is proof of delivery, not when the parcel left (golden case X15).
    pub(super) fn hand_over(
        &mut self,
        taker: Taker<'_>,
        way: PickUp,
        originals_returned: bool,
        proof: Option<&DeliveryProof>,
    ) -> Result<Kind, Refusal> {
        match &self.dossier.stage {
            Stage::ResultReady => {}
            Stage::Lodged
            | Stage::SupplementBeforeIntake
            | Stage::NotAccepted { .. }
            | Stage::Accepted
            | Stage::InProgress { .. }
            | Stage::SupplementAsked { .. }
            | Stage::AwaitingSupplement { .. }
            | Stage::AwaitingObligation { .. }
            | Stage::Suspended { .. }
            | Stage::WithdrawalRequested { .. }
            | Stage::Stopped { .. }
            | Stage::HandedOver => return Err(self.not_now(Rule::HandOver)),
        }
        self.words(taker.name, "taker_name", Rule::HandOver)?;
        self.taker_may(taker.name, taker.authority)?;
        let proof = self.delivered(way, proof)?;
        self.close_hold();
        self.dossier.hand_over = Some(HandOver {
            taker_name: taker.name.trim().into(),
            taker_id: taker.id.trim().into(),
            authority: taker.authority.trim().into(),
            way,
            originals_returned,
            at: self.now(),
            by: self.actor.name().into(),
            proof,
        });
        self.dossier.stage = Stage::HandedOver;
        Ok("hand_over")
    }

    /// The applicant and the delegate may take the result; anybody else shows an authority.
    pub(super) fn taker_may(&self, taker_name: &str, authority: &str) -> Result<(), Refusal> {
        let taker = kernel::fold(taker_name);
        let delegate = self.dossier.delegate.as_ref().map(|d| kernel::fold(&d.name));
        if taker == kernel::fold(&self.dossier.applicant.name) || delegate.is_some_and(|name| name == taker) {
            return Ok(());
        }
        if authority.trim().is_empty() {
            return Err(self.refuse("AUTHORITY_REQUIRED", Rule::HandOver).at("authority"));
        }
        Ok(())
    }

    fn approved(&self) -> Result<Outcome, Refusal> {
        match &self.dossier.proposal {
            Some(Proposal { outcome, approved: Some(_), .. }) => Ok(outcome.clone()),
            Some(_) | None => Err(self.refuse("APPROVAL_REQUIRED", Rule::Decide)),
        }
    }
}
