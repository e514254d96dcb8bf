//! The clock stands still for a reason the law names, and runs again.

use kernel::Refusal;
use law::Rule;

use super::{Draft, Kind};
use crate::stage::Stage;

impl Draft<'_> {
    /// Suspends on one of the procedure's own reasons, or on words with an article. Waiting for another agency is by
    /// itself no reason (NĐ 61/2018/NĐ-CP Điều 19 khoản 5): only sector law stops the clock.
    pub(super) fn suspend(&mut self, reason_key: Option<&str>, reason: &str, basis: &str) -> Result<Kind, Refusal> {
        let desk = self.my_desk(Rule::Verification)?;
        let (reason, basis) = match reason_key {
            Some(key) => match self.facts.procedure.pause_reasons.iter().find(|r| r.key == key) {
                Some(known) => (known.words.clone(), known.basis.clone()),
                None => return Err(self.refuse("PAUSE_REASON_UNKNOWN", Rule::Verification).at("reason_key")),
            },
            None => (reason.trim().to_string(), basis.trim().to_string()),
        };
        self.words(&reason, "reason", Rule::Verification)?;
        if basis.is_empty() {
            return Err(self.refuse("PAUSE_BASIS_REQUIRED", Rule::Verification).at("basis"));
        }
        self.pause_clock(&basis);
        self.note("reason", &reason);
        self.note("basis", &basis);
        self.tell("suspended", &[("basis", basis.clone())]);
        self.dossier.stage = Stage::Suspended { desk, reason, basis, since: self.now() };
        Ok("suspend")
    }

    /// The reason is gone: the due date moves by the time the clock stood.
    pub(super) fn resume(&mut self, note: &str) -> Result<Kind, Refusal> {
        let Stage::Suspended { desk, .. } = self.dossier.stage.clone() else {
            return Err(self.not_now(Rule::Verification));
        };
        self.resume_clock();
        self.note("note", note.trim());
        self.dossier.stage = Stage::InProgress { desk };
        if let Some(due) = self.dossier.due {
            self.tell("resumed", &[("due", kernel::time::rfc3339(due))]);
        }
        Ok("resume")
    }
}
