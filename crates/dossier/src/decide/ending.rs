//! Ends other than a result: withdrawal, stop (NĐ 118/2025/NĐ-CP Điều 21).

use kernel::Refusal;
use law::{FormKey, Rule};
use procedure::model::Financial;

use super::{Draft, Kind};
use crate::stage::{Stage, StopReason};

impl Draft<'_> {
    /// The applicant wants to withdraw; possible until the decision is issued.
    pub(super) fn request_withdrawal(&mut self, reason: &str) -> Result<Kind, Refusal> {
        match &self.dossier.stage {
            Stage::Lodged
            | Stage::SupplementBeforeIntake
            | Stage::Accepted
            | Stage::InProgress { .. }
            | Stage::SupplementAsked { .. }
            | Stage::AwaitingSupplement { .. }
            | Stage::AwaitingObligation { .. }
            | Stage::Suspended { .. }
                if self.dossier.result.is_none() => {}
            // A signed result is an issued decision, even while it is still on its way to the one-stop unit.
            Stage::Lodged
            | Stage::SupplementBeforeIntake
            | Stage::Accepted
            | Stage::InProgress { .. }
            | Stage::SupplementAsked { .. }
            | Stage::AwaitingSupplement { .. }
            | Stage::AwaitingObligation { .. }
            | Stage::Suspended { .. }
            | Stage::ResultReady
            | Stage::HandedOver => return Err(self.refuse("DECISION_ISSUED", Rule::Stop)),
            Stage::NotAccepted { .. } | Stage::WithdrawalRequested { .. } | Stage::Stopped { .. } => {
                return Err(self.not_now(Rule::Stop));
            }
        }
        self.pause_clock(&self.cite(Rule::Stop));
        self.note("reason", reason.trim());
        let from = Box::new(self.dossier.stage.clone());
        self.dossier.stage = Stage::WithdrawalRequested { from, reason: reason.trim().into() };
        Ok("request_withdrawal")
    }

    /// The one-stop unit confirms: stopped, with a notice where the rule set has the form.
    pub(super) fn confirm_withdrawal(&mut self) -> Result<Kind, Refusal> {
        let Stage::WithdrawalRequested { reason, .. } = self.dossier.stage.clone() else {
            return Err(self.not_now(Rule::Stop));
        };
        self.end_stopped(StopReason::Withdrawn, &reason)?;
        self.tell("withdrawn", &[("code", self.dossier.code.clone().unwrap_or_default())]);
        Ok("confirm_withdrawal")
    }

    /// The applicant goes on after all: back to where it was, and the clock runs again.
    pub(super) fn cancel_withdrawal(&mut self, reason: &str) -> Result<Kind, Refusal> {
        let Stage::WithdrawalRequested { from, .. } = self.dossier.stage.clone() else {
            return Err(self.not_now(Rule::Stop));
        };
        self.words(reason, "reason", Rule::Stop)?;
        // A dossier that stood still before the request stands still after it.
        match &*from {
            Stage::AwaitingSupplement { .. } | Stage::Suspended { .. } => {}
            Stage::AwaitingObligation { .. } if self.facts.procedure.financial == Financial::Suspends => {}
            Stage::AwaitingObligation { .. }
            | Stage::Lodged
            | Stage::SupplementBeforeIntake
            | Stage::NotAccepted { .. }
            | Stage::Accepted
            | Stage::InProgress { .. }
            | Stage::SupplementAsked { .. }
            | Stage::WithdrawalRequested { .. }
            | Stage::Stopped { .. }
            | Stage::ResultReady
            | Stage::HandedOver => self.resume_clock(),
        }
        self.note("reason", reason.trim());
        self.dossier.stage = *from;
        Ok("cancel_withdrawal")
    }

    /// Stopped by law, court or authority, with the article.
    pub(super) fn stop(&mut self, reason: &str, basis: &str) -> Result<Kind, Refusal> {
        match &self.dossier.stage {
            // Portal statuses 4 and 6; a request that was not issued yet is still status 4.
            Stage::InProgress { .. }
            | Stage::SupplementAsked { .. }
            | Stage::AwaitingObligation { .. }
            | Stage::Suspended { .. } => {}
            Stage::Lodged
            | Stage::SupplementBeforeIntake
            | Stage::NotAccepted { .. }
            | Stage::Accepted
            | Stage::AwaitingSupplement { .. }
            | Stage::WithdrawalRequested { .. }
            | Stage::Stopped { .. }
            | Stage::ResultReady
            | Stage::HandedOver => return Err(self.not_now(Rule::Stop)),
        }
        self.words(reason, "reason", Rule::Stop)?;
        self.words(basis, "basis", Rule::Stop)?;
        self.note("basis", basis.trim());
        self.end_stopped(StopReason::ByLaw, reason.trim())?;
        self.tell("stopped", &[("code", self.dossier.code.clone().unwrap_or_default())]);
        Ok("stop")
    }

    pub(super) fn end_stopped(&mut self, why: StopReason, note: &str) -> Result<(), Refusal> {
        if super::stop_is_numbered(&self.dossier, self.rules(), self.today()) {
            self.issue(FormKey::Stop, self.facts.numbers.paper, None)?;
        }
        self.note("reason", note);
        self.close_hold();
        self.dossier.ended_at = Some(self.now());
        self.dossier.stage = Stage::Stopped { why, note: note.into() };
        Ok(())
    }
}
