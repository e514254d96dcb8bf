//! The one supplement after acceptance, always through the one-stop unit (NĐ 61/2018/NĐ-CP Điều 11, 19 khoản 4;
//! NĐ 118/2025/NĐ-CP Điều 19 khoản 5).

use kernel::Refusal;
use law::{FormKey, Rule};
use procedure::model::SupplementEffect;
use procedure::process::Duty;

use super::{Draft, Kind};
use crate::command::SecondSupplement;
use crate::model::{Supplement, SupplementItem};
use crate::stage::{Stage, StopReason};

impl Draft<'_> {
    /// The handler asks the one-stop unit to request a supplement. Once; a second time only with a permission of its
    /// own and a reason, and then the service index counts the dossier as overdue (QĐ 766/QĐ-TTg).
    pub(super) fn ask_supplement(
        &mut self,
        items: &[SupplementItem],
        reason: &str,
        basis: &str,
        late_reason: &str,
        second: Option<&SecondSupplement>,
    ) -> Result<Kind, Refusal> {
        let asked = self.dossier.supplements_after_acceptance();
        let used_up = asked >= self.rules().supplements_max() as usize;
        // Who allows a second request need not hold the dossier; who asks for the first must.
        let desk = match second {
            Some(_) if used_up => self.desk_in_progress(Rule::ReturnAfterAppraisal)?,
            Some(_) | None => self.my_desk(Rule::ReturnAfterAppraisal)?,
        };
        // Appraisal finds what is missing; with an approved result there is nothing left to appraise.
        if self.duty(&desk) == Some(Duty::RecordsClerk) {
            return Err(self.refuse("WRONG_DUTY", Rule::ReturnAfterAppraisal));
        }
        self.supplement_items(items, reason, Rule::SupplementOnce)?;
        let sector_law = self.facts.procedure.second_supplement_basis.as_deref().unwrap_or(basis);
        let override_reason = match (used_up, second) {
            (false, _) => None,
            (true, None) => return Err(self.refuse("SUPPLEMENT_LIMIT", Rule::SupplementOnce).with("asked", asked)),
            (true, Some(second)) => {
                self.words(&second.reason, "second_reason", Rule::SupplementOnce)?;
                self.words(sector_law, "basis", Rule::SupplementOnce)?;
                Some((second.reason.trim().to_string(), self.actor.name().to_string()))
            }
        };
        let received = self.received_by_agency();
        let by = self.rules().return_for_supplement_by(received, self.facts.calendar);
        let late = self.now() > by;
        if late && late_reason.trim().is_empty() {
            let refusal = self.refuse("RETURN_LATE", Rule::ReturnAfterAppraisal);
            return Err(refusal.with("by", kernel::time::hm_dmy(by)).at("late_reason"));
        }
        let now = self.now();
        self.dossier.supplements.push(Supplement {
            items: items.to_vec(),
            reason: reason.trim().into(),
            basis: if override_reason.is_some() { sector_law.trim().into() } else { basis.trim().into() },
            asked_by: self.actor.name().into(),
            asked_at: now,
            after_acceptance: true,
            sent_at: None,
            received_at: None,
            override_reason,
            late_reason: late.then(|| late_reason.trim().to_string()),
            answers: Vec::new(),
            answered_at: None,
        });
        self.note("items", items.len());
        self.dossier.stage = Stage::SupplementAsked { desk };
        Ok("ask_supplement")
    }

    /// The one-stop unit issues the request (Mẫu 02); the clock stands from now.
    pub(super) fn send_supplement_request(&mut self) -> Result<Kind, Refusal> {
        let Stage::SupplementAsked { desk } = self.dossier.stage.clone() else {
            return Err(self.not_now(Rule::ReturnAfterAppraisal));
        };
        let now = self.now();
        let nth = self.dossier.supplements.len().saturating_sub(1);
        if let Some(last) = self.dossier.supplements.last_mut() {
            last.sent_at = Some(now);
        }
        self.pause_clock(&self.cite(Rule::ReturnAfterAppraisal));
        self.issue(FormKey::Supplement, self.facts.numbers.paper, Some(nth))?;
        self.dossier.stage = Stage::AwaitingSupplement { desk };
        self.tell("supplement", &[("code", self.dossier.code.clone().unwrap_or_default())]);
        Ok("send_supplement_request")
    }

    /// The one-stop unit does not issue it: back to the handler with the reason. It does not count as a request.
    pub(super) fn decline_supplement_request(&mut self, reason: &str) -> Result<Kind, Refusal> {
        let Stage::SupplementAsked { desk } = self.dossier.stage.clone() else {
            return Err(self.not_now(Rule::ReturnAfterAppraisal));
        };
        self.words(reason, "reason", Rule::SupplementOnce)?;
        self.dossier.supplements.pop();
        self.note("reason", reason.trim());
        self.dossier.stage = Stage::InProgress { desk };
        Ok("decline_supplement_request")
    }

    /// The full supplement came in: the clock restarts or goes on, as the procedure's rule says.
    pub(super) fn receive_supplement(&mut self, note: &str) -> Result<Kind, Refusal> {
        let Stage::AwaitingSupplement { desk } = self.dossier.stage.clone() else {
            return Err(self.not_now(Rule::Restart));
        };
        let mut full_at = self.now();
        if let Some(last) = self.dossier.supplements.last_mut() {
            // Answered online it is complete since then, however long the answer lay: that is not the applicant's time.
            full_at = last.answered_at.unwrap_or(full_at);
            last.received_at = Some(full_at);
            // All of it came, or this would not be the act: the checklist says so too.
            let asked = |key: &String| last.items.iter().any(|item| item.component.as_ref() == Some(key));
            for line in self.dossier.components.iter_mut().filter(|line| asked(&line.key)) {
                line.received = true;
            }
        }
        match self.facts.procedure.supplement {
            SupplementEffect::Suspend => {}
            SupplementEffect::Restart => {
                if let Some(clock) = &mut self.dossier.clock {
                    clock.restart = Some(full_at);
                }
            }
        }
        self.resume_clock_at(full_at);
        let number = self.dossier.register.as_ref().map(|entry| entry.number);
        self.issue(FormKey::Receipt, number, None)?;
        self.note("note", note.trim());
        self.dossier.stage = Stage::InProgress { desk };
        if let Some(due) = self.dossier.due {
            self.tell("supplement_received", &[("due", kernel::time::rfc3339(due))]);
        }
        Ok("receive_supplement")
    }

    /// Not completed in time: the one-stop unit closes it. Only R118 knows this (15 days); an R61 dossier stays open.
    pub(super) fn close_unsupplemented(&mut self) -> Result<Kind, Refusal> {
        let Stage::AwaitingSupplement { .. } = &self.dossier.stage else {
            return Err(self.not_now(Rule::CloseUnsupplemented));
        };
        if self.dossier.open_answer().is_some() {
            return Err(self.refuse("ANSWER_WAITS", Rule::CloseUnsupplemented));
        }
        let sent = self.dossier.supplements.last().and_then(|s| s.sent_at).unwrap_or(self.now());
        let Some(until) = self.rules().supplement_until(sent.date(), self.facts.calendar) else {
            return Err(self.refuse("NO_CLOSING_TIME", Rule::CloseUnsupplemented));
        };
        if self.today() <= until {
            let refusal = self.refuse("TOO_EARLY_TO_CLOSE", Rule::CloseUnsupplemented);
            return Err(refusal.with("until", kernel::time::dmy(until)));
        }
        self.end_stopped(StopReason::Unsupplemented, "")?;
        self.tell("closed_unsupplemented", &[("code", self.dossier.code.clone().unwrap_or_default())]);
        Ok("close_unsupplemented")
    }

    /// A request without an item or a reason is no request (golden case F02).
    pub(super) fn supplement_items(&self, items: &[SupplementItem], reason: &str, rule: Rule) -> Result<(), Refusal> {
        if items.is_empty() || items.iter().any(|item| item.ask.trim().is_empty()) {
            return Err(self.refuse("SUPPLEMENT_WITHOUT_ITEM", rule).at("items"));
        }
        self.words(reason, "reason", rule)
    }

    /// When the deciding agency received it in full: the first block of the control sheet after the one-stop unit's
    /// own, or the supplement that came after it.
    fn received_by_agency(&self) -> jiff::civil::DateTime {
        let transfer = self.dossier.holds.get(1).or(self.dossier.holds.first());
        let transferred = transfer.map_or(self.now(), |hold| hold.at);
        let completed =
            self.dossier.supplements.iter().filter(|s| s.after_acceptance).filter_map(|s| s.received_at).max();
        completed.map_or(transferred, |completed| completed.max(transferred))
    }
}
