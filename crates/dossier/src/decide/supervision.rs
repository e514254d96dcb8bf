//! Watching over deadlines: urge, explain, move the work of one officer to another (Công văn 2348/VPCP-KSTT of 7 April
//! 2023; NĐ 61/2018/NĐ-CP Điều 12; NĐ 118/2025/NĐ-CP Điều 12).

use kernel::Refusal;
use law::Rule;

use super::{Addressee, Draft, Kind};
use crate::model::{Explanation, Hold, OfficerRef, Urge};

impl Draft<'_> {
    /// Đôn đốc: whoever's turn it is gets the message, and it stays on the dossier.
    pub(super) fn urge(&mut self, words: &str) -> Result<Kind, Refusal> {
        let Some(to) = self.whose_turn() else { return Err(self.not_now(Rule::Decide)) };
        self.words(words, "words", Rule::Decide)?;
        let holder = self.dossier.desk().and_then(|desk| desk.officer.clone());
        let by_name = self.actor.name().to_string();
        self.dossier.urges.push(Urge { words: words.trim().into(), by: self.me(), at: self.now(), to: holder });
        self.note("words", words.trim());
        let code = self.dossier.code.clone().unwrap_or_default();
        self.call(to, "urged", &[("code", code), ("by", by_name), ("words", words.trim().into())]);
        Ok("urge")
    }

    /// Why it is late and what is done about it, for the head. A closed dossier that was late has to be explained too;
    /// a better explanation takes the place of the first, and the log keeps both.
    pub(super) fn explain(&mut self, reason: &str, measures: &str) -> Result<Kind, Refusal> {
        if !self.dossier.is_late_at(self.now()) {
            return Err(self.refuse("NOT_LATE", Rule::OneExtension));
        }
        self.words(reason, "reason", Rule::OneExtension)?;
        self.words(measures, "measures", Rule::OneExtension)?;
        self.dossier.explanation = Some(Explanation {
            reason: reason.trim().into(),
            measures: measures.trim().into(),
            by: self.me(),
            at: self.now(),
        });
        self.note("reason", reason.trim());
        self.note("measures", measures.trim());
        Ok("explain")
    }

    /// Another officer of the same duty goes on with it. That the new one may do the step is the door's to know: the
    /// office is not part of the facts. Stage, step, the step's time and the promised date stay as they are.
    pub(super) fn reassign(&mut self, to: &OfficerRef, why: &str) -> Result<Kind, Refusal> {
        let Some(desk) = self.dossier.desk().cloned() else { return Err(self.not_now(Rule::Decide)) };
        self.words(why, "why", Rule::Decide)?;
        if desk.officer.as_ref().is_some_and(|holder| holder.id == to.id) {
            return Err(Refusal::new("REASSIGN_TO_HOLDER").with("officer", &to.name).at("to"));
        }
        let code = self.dossier.code.clone().unwrap_or_default();
        let from_name = desk.officer.as_ref().map(|holder| holder.name.clone()).unwrap_or_default();
        if let Some(holder) = &desk.officer {
            let facts = [("code", code.clone()), ("officer", to.name.clone())];
            self.call(Addressee::Officer(holder.id), "moved_away", &facts);
        }
        let facts = [("code", code), ("by", self.actor.name().to_string()), ("reason", why.trim().into())];
        self.call(Addressee::Officer(to.id), "moved_to_you", &facts);
        self.close_hold();
        self.dossier.holds.push(Hold {
            from_unit: desk.unit.name.clone(),
            from_officer: from_name.clone(),
            to_unit: desk.unit.name.clone(),
            to_officer: to.name.clone(),
            step: self.step(desk.step).map(|step| step.name.clone()).unwrap_or_default(),
            at: self.now(),
            due: desk.step_due,
            done: None,
            note: why.trim().into(),
        });
        if let Some(desk) = self.dossier.stage.desk_mut() {
            desk.officer = Some(to.clone());
        }
        self.note("officer", &to.name);
        self.note("from_name", from_name);
        self.note("reason", why.trim());
        Ok("reassign")
    }
}
