//! At the one-stop unit: take in, ask to complete, refuse (NĐ 61/2018/NĐ-CP Điều 17; NĐ 118/2025/NĐ-CP Điều 17).

use jiff::civil::DateTime;
use kernel::{Lang, Refusal};
use law::{CodeOwner, FormKey, ManualDue, Rule, RuleSet, Term};
use procedure::model::{Channel, ProcedureVersion};

use super::{Draft, Kind};
use crate::command::{Acceptance, Revision};
use crate::model::{
    Dossier, HandOver, HeldComponent, PickUp, RegisterEntry, ResultPaper, SUMMARY_MAX, Supplement, SupplementItem,
};
use crate::stage::Stage;

/// The agency whose code the dossier code carries: the receiving one under R61 (Điều 26), the deciding one under R118
/// (Điều 28).
pub(super) fn code_agency(dossier: &Dossier, rules: RuleSet) -> &str {
    match rules.code_owner() {
        CodeOwner::Receiving => &dossier.receiving.code,
        CodeOwner::Deciding => &dossier.deciding.code,
    }
}

/// The clock as acceptance at `now` would start it, for whoever shows the date before it is given.
///
/// `received_at`: the signing of the hand-over record with the post, for that channel; `manual`: date and reason where no
/// limit is published.
///
/// Errors: `RECEIVED_IN_THE_FUTURE`; `LIMIT_ABSENT` while a date is still needed.
pub fn first_term(
    dossier: &Dossier,
    procedure: &ProcedureVersion,
    now: DateTime,
    received_at: Option<DateTime>,
    manual: Option<&(DateTime, String)>,
) -> Result<Term, Refusal> {
    let start = match dossier.channel {
        Channel::Counter | Channel::Online => now,
        // The legal moment is the signing of the hand-over record, or when what was missing then had come in full
        // (QĐ 45/2016/QĐ-TTg).
        Channel::Post => {
            let completed = dossier.supplements.iter().filter_map(|asked| asked.received_at).max();
            received_at.max(completed).unwrap_or(now)
        }
    };
    if start > now {
        return Err(Refusal::new("RECEIVED_IN_THE_FUTURE").at("received_at"));
    }
    let limit = procedure.limit(dossier.channel, dossier.procedure.case.as_deref()).copied();
    let mut term = Term::starting(start, dossier.channel.start_event(), limit);
    if limit.is_none() {
        let Some((until, reason)) = manual else {
            let law = dossier.rules_on(now.date()).cite(Rule::Receipt, Lang::Vi);
            return Err(Refusal::new("LIMIT_ABSENT").by_law(law).at("manual_due"));
        };
        term.manual_due = Some(ManualDue { until: *until, reason: reason.trim().into() });
    }
    Ok(term)
}

impl Draft<'_> {
    /// Puts what the intake screen holds into the dossier; only before acceptance.
    pub(super) fn revise(&mut self, revision: &Revision) -> Result<Kind, Refusal> {
        self.before_acceptance(Rule::Intake)?;
        if revision.applicant.name.trim().is_empty() {
            return Err(Refusal::new("APPLICANT_REQUIRED").at("applicant"));
        }
        if revision.summary.chars().count() > SUMMARY_MAX {
            return Err(Refusal::new("SUMMARY_TOO_LONG").at("summary"));
        }
        self.dossier.applicant = revision.applicant.clone();
        self.dossier.delegate = revision.delegate.clone();
        self.dossier.summary = revision.summary.clone();
        self.dossier.sets = revision.sets.max(1);
        self.dossier.pick_up = revision.pick_up;
        self.dossier.components = revision.components.clone();
        self.correct_case(revision.case.as_deref())?;
        if let Some(unit) = revision.deciding.as_ref().filter(|unit| unit.id != self.dossier.deciding.id) {
            self.note("deciding_before", self.dossier.deciding.name.clone());
            self.note("deciding", &unit.name);
            self.dossier.deciding = unit.clone();
        }
        if let Some(around) = &revision.around {
            around.clone().into_dossier(&mut self.dossier);
        }
        Ok("revise")
    }

    /// Accepts a complete dossier: code, register number, receipt (Mẫu 01), and the clock starts.
    pub(super) fn accept(&mut self, acceptance: &Acceptance) -> Result<Kind, Refusal> {
        match &self.dossier.stage {
            Stage::Lodged => {}
            Stage::SupplementBeforeIntake
            | Stage::NotAccepted { .. }
            | Stage::Accepted
            | Stage::InProgress { .. }
            | Stage::SupplementAsked { .. }
            | Stage::AwaitingSupplement { .. }
            | Stage::AwaitingObligation { .. }
            | Stage::Suspended { .. }
            | Stage::WithdrawalRequested { .. }
            | Stage::Stopped { .. }
            | Stage::ResultReady
            | Stage::HandedOver => return Err(self.not_now(Rule::Receipt)),
        }
        self.facts.procedure.accepts_intake_on(self.today())?;
        self.complete_checklist()?;
        self.start_clock(acceptance)?;
        self.number_dossier()?;
        let unit = self.dossier.receiving.name.clone();
        let (by, due) = (self.actor.name().to_string(), self.dossier.due);
        self.hold(&unit, &by, "", due, "");
        self.dossier.accepted_at = Some(self.now());
        self.dossier.accepted_by = Some(by);
        self.dossier.stage = Stage::Accepted;
        // Results given at once need no receipt unless the applicant wants one; the register has them all the same.
        if !self.facts.procedure.immediate || acceptance.receipt_wanted {
            self.issue(FormKey::Receipt, self.facts.numbers.register, None)?;
        }
        let code = self.dossier.code.clone().unwrap_or_default();
        self.note("code", &code);
        if let Some(due) = due {
            self.note("due", kernel::time::rfc3339(due));
            self.tell("accepted", &[("code", code), ("due", kernel::time::rfc3339(due))]);
        }
        Ok("accept")
    }

    /// Asks the applicant to complete it before acceptance, everything at once and once only (Mẫu 02). What is still missing
    /// then belongs to the same request ([`crate::Command::ReturnAnswer`]).
    pub(super) fn request_supplement(
        &mut self,
        items: &[SupplementItem],
        reason: &str,
        basis: &str,
    ) -> Result<Kind, Refusal> {
        match &self.dossier.stage {
            Stage::Lodged => {}
            Stage::SupplementBeforeIntake
            | Stage::NotAccepted { .. }
            | Stage::Accepted
            | Stage::InProgress { .. }
            | Stage::SupplementAsked { .. }
            | Stage::AwaitingSupplement { .. }
            | Stage::AwaitingObligation { .. }
            | Stage::Suspended { .. }
            | Stage::WithdrawalRequested { .. }
            | Stage::Stopped { .. }
            | Stage::ResultReady
            | Stage::HandedOver => return Err(self.not_now(Rule::Guidance)),
        }
        if let Some(asked) = self.dossier.supplement_before_acceptance() {
            let refusal = self.refuse("SUPPLEMENT_ASKED_ALREADY", Rule::SupplementOnce);
            return Err(refusal.with("on", kernel::time::dmy(asked.asked_at.date())));
        }
        self.supplement_items(items, reason, Rule::Guidance)?;
        let now = self.now();
        self.dossier.supplements.push(Supplement {
            items: items.to_vec(),
            reason: reason.trim().into(),
            basis: basis.trim().into(),
            asked_by: self.actor.name().into(),
            asked_at: now,
            after_acceptance: false,
            sent_at: Some(now),
            received_at: None,
            override_reason: None,
            late_reason: None,
            answers: Vec::new(),
            answered_at: None,
        });
        let nth = self.dossier.supplements.len() - 1;
        self.issue(FormKey::Supplement, self.facts.numbers.paper, Some(nth))?;
        self.dossier.stage = Stage::SupplementBeforeIntake;
        self.note("items", items.len());
        self.tell("supplement", &[]);
        Ok("request_supplement")
    }

    /// The applicant came back: the dossier is looked at again. No clock runs yet.
    pub(super) fn resubmit(&mut self) -> Result<Kind, Refusal> {
        match &self.dossier.stage {
            Stage::SupplementBeforeIntake => {}
            Stage::Lodged
            | Stage::NotAccepted { .. }
            | Stage::Accepted
            | Stage::InProgress { .. }
            | Stage::SupplementAsked { .. }
            | Stage::AwaitingSupplement { .. }
            | Stage::AwaitingObligation { .. }
            | Stage::Suspended { .. }
            | Stage::WithdrawalRequested { .. }
            | Stage::Stopped { .. }
            | Stage::ResultReady
            | Stage::HandedOver => return Err(self.not_now(Rule::Guidance)),
        }
        let now = self.now();
        if let Some(last) = self.dossier.supplements.last_mut() {
            // It is complete since the applicant said so, whenever somebody looks.
            last.received_at = Some(last.answered_at.unwrap_or(now));
        }
        self.dossier.stage = Stage::Lodged;
        Ok("resubmit")
    }

    /// Refuses to take it in, with reason and article (Mẫu 03).
    pub(super) fn refuse_intake(&mut self, reason: &str, basis: &str) -> Result<Kind, Refusal> {
        self.before_acceptance(Rule::RefusalOfIntake)?;
        self.words(reason, "reason", Rule::RefusalOfIntake)?;
        self.words(basis, "basis", Rule::RefusalOfIntake)?;
        self.issue(FormKey::Refusal, self.facts.numbers.paper, None)?;
        self.dossier.stage = Stage::NotAccepted { reason: reason.trim().into(), basis: basis.trim().into() };
        self.dossier.ended_at = Some(self.now());
        self.note("basis", basis.trim());
        self.tell("not_accepted", &[]);
        Ok("refuse_intake")
    }

    /// Trả ngay: accepted, decided and handed over in one flow; all three are logged at the same moment.
    pub(super) fn complete_at_once(
        &mut self,
        result_name: &str,
        result_number: &str,
        signer: &str,
        taker_name: &str,
        taker_id: &str,
    ) -> Result<Kind, Refusal> {
        match &self.dossier.stage {
            Stage::Lodged | Stage::Accepted => {}
            Stage::SupplementBeforeIntake
            | Stage::NotAccepted { .. }
            | Stage::InProgress { .. }
            | Stage::SupplementAsked { .. }
            | Stage::AwaitingSupplement { .. }
            | Stage::AwaitingObligation { .. }
            | Stage::Suspended { .. }
            | Stage::WithdrawalRequested { .. }
            | Stage::Stopped { .. }
            | Stage::ResultReady
            | Stage::HandedOver => return Err(self.not_now(Rule::ResultAtOnce)),
        }
        if !self.facts.procedure.immediate {
            return Err(self.refuse("NOT_SETTLED_AT_ONCE", Rule::ResultAtOnce));
        }
        self.words(result_name, "result_name", Rule::ResultAtOnce)?;
        self.words(signer, "signer", Rule::ResultAtOnce)?;
        self.words(taker_name, "taker_name", Rule::HandOver)?;
        self.taker_may(taker_name, "")?;
        // It is given here and now, whatever door was chosen before.
        self.dossier.pick_up_at = None;
        // Accepted a moment ago on another page, or now.
        if self.dossier.stage != Stage::Accepted {
            let kind = self.accept(&Acceptance::default())?;
            self.happen(kind);
        }
        let now = self.now();
        self.dossier.result = Some(ResultPaper {
            name: result_name.trim().into(),
            number: result_number.trim().into(),
            signed_on: now.date(),
            signer: signer.trim().into(),
            files: Vec::new(),
        });
        self.dossier.ended_at = Some(now);
        self.dossier.stage = Stage::ResultReady;
        self.happen("release");
        self.dossier.hand_over = Some(HandOver {
            taker_name: taker_name.trim().into(),
            taker_id: taker_id.trim().into(),
            authority: String::new(),
            way: PickUp::Counter,
            originals_returned: true,
            at: now,
            by: self.actor.name().into(),
            proof: None,
        });
        self.close_hold();
        self.dossier.stage = Stage::HandedOver;
        self.notices.clear();
        Ok("hand_over")
    }

    /// Another case of the procedure has papers of its own: what was handed in stays, what it asks for comes along.
    fn correct_case(&mut self, case: Option<&str>) -> Result<(), Refusal> {
        let Some(case) = case.filter(|case| Some(*case) != self.dossier.procedure.case.as_deref()) else {
            return Ok(());
        };
        if !self.facts.procedure.cases.iter().any(|known| known.key == case) {
            return Err(Refusal::new("CASE_UNKNOWN").with("case", case).at("case"));
        }
        let held = std::mem::take(&mut self.dossier.components);
        let mut lines = crate::door::checklist(self.facts.procedure, Some(case));
        for old in held {
            match lines.iter_mut().find(|line| line.key == old.key) {
                Some(line) => {
                    let required = line.required;
                    *line = HeldComponent { required, ..old };
                }
                // Handed in although this case does not ask for it.
                None if old.received => lines.push(HeldComponent { required: false, ..old }),
                None => {}
            }
        }
        self.dossier.components = lines;
        self.note("case", case);
        self.dossier.procedure.case = Some(case.into());
        Ok(())
    }

    fn before_acceptance(&self, rule: Rule) -> Result<(), Refusal> {
        match &self.dossier.stage {
            Stage::Lodged | Stage::SupplementBeforeIntake => Ok(()),
            Stage::NotAccepted { .. }
            | Stage::Accepted
            | Stage::InProgress { .. }
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

    /// What the procedure requires counts, whatever lines the screen sent.
    fn complete_checklist(&self) -> Result<(), Refusal> {
        let held = &self.dossier.components;
        let received = |key: &str| held.iter().any(|c| c.key == key && c.received);
        let published = self.facts.procedure.checklist(self.dossier.procedure.case.as_deref());
        let published = published.into_iter().filter(|c| c.required).map(|c| c.key.as_str());
        let added = held.iter().filter(|c| c.required).map(|c| c.key.as_str());
        let mut missing: Vec<&str> = published.chain(added).filter(|key| !received(key)).collect();
        missing.sort_unstable();
        missing.dedup();
        if missing.is_empty() {
            return Ok(());
        }
        Err(self.refuse("COMPONENTS_MISSING", Rule::Intake).with("components", missing.join(", ")).at("components"))
    }

    fn start_clock(&mut self, acceptance: &Acceptance) -> Result<(), Refusal> {
        let manual = acceptance.manual_due.as_ref();
        let term = first_term(&self.dossier, self.facts.procedure, self.now(), acceptance.received_at, manual)?;
        if let Some(ManualDue { until, reason }) = &term.manual_due {
            self.words(reason, "manual_due_reason", Rule::Receipt)?;
            if *until <= self.now() {
                return Err(Refusal::new("DUE_NOT_AFTER_NOW").at("manual_due"));
            }
            self.open_on(until.date(), "manual_due")?;
        }
        let rules = self.rules();
        self.dossier.due = Some(term.due(self.facts.calendar, rules)?.at);
        self.dossier.clock = Some(term);
        self.dossier.rules = Some(rules);
        Ok(())
    }

    fn number_dossier(&mut self) -> Result<(), Refusal> {
        let numbers = self.facts.numbers;
        let (Some(serial), Some(number)) = (numbers.code, numbers.register) else {
            return Err(Refusal::new("NUMBER_MISSING"));
        };
        let today = self.today();
        let agency = code_agency(&self.dossier, self.rules());
        if agency.is_empty() {
            return Err(self.refuse("AGENCY_CODE_MISSING", Rule::DossierCode));
        }
        // Past 9999 the serial widens instead of stopping the counter; `motcua check` flags such codes.
        self.dossier.code = Some(format!("{agency}-{}-{serial:04}", today.strftime("%y%m%d")));
        self.dossier.register = Some(RegisterEntry { year: today.year(), number });
        Ok(())
    }
}
