//! Financial obligations during processing (nghĩa vụ tài chính, portal status 6); the clock follows the procedure.

use kernel::{Refusal, Vnd};
use law::Rule;
use procedure::model::Financial;

use super::{Draft, Kind};
use crate::model::Obligation;
use crate::stage::Stage;

impl Draft<'_> {
    /// Declares what the applicant has to pay before the work goes on.
    pub(super) fn declare_obligation(&mut self, amount: Vnd, notice_no: &str) -> Result<Kind, Refusal> {
        let desk = self.my_desk(Rule::Decide)?;
        if amount.0 <= 0 {
            return Err(Refusal::new("AMOUNT_NOT_POSITIVE").at("amount"));
        }
        self.words(notice_no, "notice_no", Rule::Decide)?;
        match self.facts.procedure.financial {
            Financial::None => return Err(Refusal::new("NO_FINANCIAL_OBLIGATION")),
            Financial::Runs => {}
            Financial::Suspends => self.pause_clock(notice_no.trim()),
        }
        self.dossier.obligations.push(Obligation {
            amount,
            notice_no: notice_no.trim().into(),
            declared_at: self.now(),
            cleared: None,
        });
        self.note("amount", amount);
        self.note("notice_no", notice_no.trim());
        self.dossier.stage = Stage::AwaitingObligation { desk };
        self.tell("obligation", &[("amount", amount.to_string()), ("notice_no", notice_no.trim().into())]);
        Ok("declare_obligation")
    }

    /// The obligation is met, by this receipt.
    pub(super) fn clear_obligation(&mut self, receipt_no: &str) -> Result<Kind, Refusal> {
        let Stage::AwaitingObligation { desk } = self.dossier.stage.clone() else {
            return Err(self.not_now(Rule::Decide));
        };
        self.words(receipt_no, "receipt_no", Rule::Decide)?;
        let now = self.now();
        for open in self.dossier.obligations.iter_mut().filter(|o| o.cleared.is_none()) {
            open.cleared = Some((now, receipt_no.trim().into()));
        }
        self.resume_clock();
        self.note("receipt_no", receipt_no.trim());
        self.dossier.stage = Stage::InProgress { desk };
        Ok("clear_obligation")
    }
}
