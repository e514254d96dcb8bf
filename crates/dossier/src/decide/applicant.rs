//! What applicants do with their own dossiers: answer what was asked, adjust what they filed (NĐ 118/2025/NĐ-CP Điều 19
//! khoản 5, Điều 21). Withdrawal is in `ending`: the one-stop unit writes it down as well.

use kernel::Refusal;
use law::Rule;
use procedure::model::Channel;

use super::{Draft, Kind};
use crate::command::Adjustment;
use crate::model::{HeldComponent, SUMMARY_MAX, Supplement, SupplementAnswer};
use crate::stage::Stage;

impl Draft<'_> {
    /// "Tôi đã bổ sung": every point has an answer in words or a paper that came after it was asked. Again replaces the
    /// answer, as long as nobody has taken it. The stage stays; the one-stop unit has to look.
    pub(super) fn answer_supplement(&mut self, answers: &[SupplementAnswer]) -> Result<Kind, Refusal> {
        let rule = self.asked_rule()?;
        let Some(asked) = self.dossier.supplements.last() else { return Err(self.not_now(rule)) };
        if let Some(odd) = answers.iter().find(|answer| answer.item >= asked.items.len()) {
            return Err(Refusal::new("SUPPLEMENT_ITEM_UNKNOWN").with("item", odd.item + 1).at("answers"));
        }
        if let Some(open) = (0..asked.items.len()).find(|nth| !self.is_answered(asked, *nth, answers)) {
            return Err(self.refuse("SUPPLEMENT_ITEM_UNANSWERED", rule).with("item", open + 1).at("answers"));
        }
        let (now, items) = (self.now(), asked.items.len());
        let kept =
            |answer: &SupplementAnswer| SupplementAnswer { item: answer.item, words: answer.words.trim().into() };
        if let Some(asked) = self.dossier.supplements.last_mut() {
            asked.answers = answers.iter().map(kept).collect();
            asked.answered_at = Some(now);
        }
        self.note("items", items);
        self.tell("answer_received", &[]);
        Ok("answer_supplement")
    }

    /// Not all that was asked: the applicant is told what is missing still. It is the same request, not another one. Before
    /// acceptance that may come out when the answer was taken already: then it waits for them again.
    pub(super) fn return_answer(&mut self, reason: &str) -> Result<Kind, Refusal> {
        let taken = self.dossier.stage == Stage::Lodged && self.dossier.supplement_before_acceptance().is_some();
        let rule = if taken { Rule::Guidance } else { self.asked_rule()? };
        if !taken && self.dossier.open_answer().is_none() {
            return Err(self.refuse("NO_ANSWER_WAITS", rule));
        }
        self.words(reason, "reason", rule)?;
        if let Some(asked) = self.dossier.supplements.last_mut() {
            (asked.answered_at, asked.received_at) = (None, None);
        }
        if taken {
            self.dossier.stage = Stage::SupplementBeforeIntake;
        }
        self.note("reason", reason.trim());
        self.tell("answer_returned", &[("reason", reason.trim().into())]);
        Ok("return_answer")
    }

    /// The applicant corrects what they filed. Before acceptance anywhere; afterwards under NĐ 118/2025/NĐ-CP, for what
    /// was filed online, until the decision is issued (Điều 21).
    pub(super) fn adjust(&mut self, adjustment: &Adjustment) -> Result<Kind, Refusal> {
        let accepted = match &self.dossier.stage {
            Stage::Lodged | Stage::SupplementBeforeIntake => false,
            Stage::Accepted
            | Stage::InProgress { .. }
            | Stage::SupplementAsked { .. }
            | Stage::AwaitingSupplement { .. }
            | Stage::AwaitingObligation { .. }
            | Stage::Suspended { .. } => true,
            Stage::ResultReady | Stage::HandedOver => return Err(self.refuse("ADJUST_TOO_LATE", Rule::Stop)),
            Stage::NotAccepted { .. } | Stage::WithdrawalRequested { .. } | Stage::Stopped { .. } => {
                return Err(self.not_now(Rule::Stop));
            }
        };
        if accepted && (self.dossier.channel != Channel::Online || !self.rules().stop_by_right()) {
            return Err(self.refuse("ADJUST_AFTER_ACCEPTANCE", Rule::Stop));
        }
        // A signed result is an issued decision, even while it is still on its way to the one-stop unit.
        if self.dossier.result.is_some() {
            return Err(self.refuse("ADJUST_TOO_LATE", Rule::Stop));
        }
        if adjustment.summary.chars().count() > SUMMARY_MAX {
            return Err(Refusal::new("SUMMARY_TOO_LONG").at("summary"));
        }
        self.dossier.summary.clone_from(&adjustment.summary);
        self.dossier.pick_up = adjustment.pick_up;
        self.dossier.applicant.phone.clone_from(&adjustment.phone);
        self.dossier.applicant.email.clone_from(&adjustment.email);
        self.dossier.applicant.address.clone_from(&adjustment.address);
        self.adjust_components(&adjustment.components, accepted);
        if let Some(form) = &adjustment.form {
            self.dossier.form = Some(form.clone());
        }
        self.note("reason", adjustment.reason.trim());
        if let Some(to) = self.whose_turn().filter(|_| accepted) {
            self.call(to, "adjusted", &[("code", self.dossier.code.clone().unwrap_or_default())]);
        }
        Ok("adjust")
    }

    /// Lines of the checklist keep their name and whether they are required, whatever a request says.
    fn adjust_components(&mut self, lines: &[HeldComponent], accepted: bool) {
        for new in lines {
            match self.dossier.components.iter_mut().find(|line| line.key == new.key) {
                Some(line) => {
                    line.received = new.received || (accepted && line.received);
                    line.submission = new.submission;
                    line.note.clone_from(&new.note);
                }
                None if new.key.starts_with('X') => {
                    self.dossier.components.push(HeldComponent { required: false, ..new.clone() });
                }
                None => {}
            }
        }
    }

    /// The rule under which the applicant was asked, while the dossier waits for them.
    fn asked_rule(&self) -> Result<Rule, Refusal> {
        match &self.dossier.stage {
            Stage::SupplementBeforeIntake => Ok(Rule::Guidance),
            Stage::AwaitingSupplement { .. } => Ok(Rule::Restart),
            Stage::Lodged
            | Stage::NotAccepted { .. }
            | Stage::Accepted
            | Stage::InProgress { .. }
            | Stage::SupplementAsked { .. }
            | Stage::AwaitingObligation { .. }
            | Stage::Suspended { .. }
            | Stage::WithdrawalRequested { .. }
            | Stage::Stopped { .. }
            | Stage::ResultReady
            | Stage::HandedOver => Err(self.not_now(Rule::Guidance)),
        }
    }

    fn is_answered(&self, asked: &Supplement, nth: usize, answers: &[SupplementAnswer]) -> bool {
        let said = answers.iter().any(|answer| answer.item == nth && !answer.words.trim().is_empty());
        let since_ms = kernel::time::instant_ms(asked.sent_at.unwrap_or(asked.asked_at));
        let wanted = asked.items.get(nth).and_then(|item| item.component.as_ref());
        let came = |key: &String| {
            self.dossier.files.iter().any(|file| file.component.as_ref() == Some(key) && file.added_ms >= since_ms)
        };
        said || wanted.is_some_and(came)
    }
}
