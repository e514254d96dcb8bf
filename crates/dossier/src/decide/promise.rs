//! The promise and its one extension (NĐ 61/2018/NĐ-CP Điều 19 khoản 9; NĐ 118/2025/NĐ-CP Điều 19 khoản 6).

use jiff::civil::{Date, DateTime};
use kernel::Refusal;
use law::{Extension, FormKey, Rule};

use super::{Draft, Kind};
use crate::model::Apology;

impl Draft<'_> {
    /// Moves the date once, at the latest a day before it, with an apology (Mẫu 04).
    pub(super) fn extend(&mut self, until: Date, reason: &str) -> Result<Kind, Refusal> {
        let due = self.running_due()?;
        self.words(reason, "reason", Rule::OneExtension)?;
        if self.dossier.extension().is_some() {
            return Err(self.refuse("EXTENSION_LIMIT", Rule::OneExtension));
        }
        let latest = self.rules().extension_latest(due, self.facts.calendar).legal_latest;
        if self.today() > latest {
            let key = if self.now() > due { "EXTENSION_AFTER_DUE" } else { "EXTENSION_NOTICE" };
            return Err(self.refuse(key, Rule::OneExtension).with("latest", kernel::time::dmy(latest)));
        }
        let promised = self.promise_on(until, "until")?;
        if promised <= due {
            return Err(self.refuse("EXTENSION_NOT_LATER", Rule::OneExtension).at("until"));
        }
        let agreed_on = self.today();
        if let Some(clock) = &mut self.dossier.clock {
            clock.extension = Some(Extension { until: promised, agreed_on, reason: reason.trim().into() });
        }
        self.recompute_due();
        self.apology(due, promised, reason, true)?;
        Ok("extend")
    }

    /// Too late to extend: the applicant gets the apology and a new date, and the dossier stays late (golden A04).
    pub(super) fn apologise(&mut self, promise: Date, reason: &str) -> Result<Kind, Refusal> {
        let due = self.running_due()?;
        self.words(reason, "reason", Rule::OneExtension)?;
        if self.now() <= due {
            return Err(self.refuse("NOT_LATE_YET", Rule::OneExtension));
        }
        let promised = self.promise_on(promise, "promise")?;
        if promised <= self.now() {
            return Err(self.refuse("EXTENSION_NOT_LATER", Rule::OneExtension).at("promise"));
        }
        self.apology(due, promised, reason, false)?;
        Ok("apologise")
    }

    /// The due date while the clock runs. While it stands there is no date to miss, nor one to move.
    fn running_due(&self) -> Result<DateTime, Refusal> {
        let stands = self.dossier.clock.as_ref().is_some_and(|clock| clock.open_pause().is_some());
        match self.dossier.due {
            Some(due) if self.dossier.stage.is_under_clock() && !stands => Ok(due),
            Some(_) | None => Err(self.not_now(Rule::OneExtension)),
        }
    }

    /// The end of work on a day that must be a working day.
    fn promise_on(&self, day: Date, field: &str) -> Result<DateTime, Refusal> {
        self.open_on(day, field)?;
        let end = self.facts.calendar.shifts_on(day).last().map(|shift| shift.to);
        Ok(end.map_or(day.at(17, 0, 0, 0), |time| day.to_datetime(time)))
    }

    /// Nobody is invited to a closed door.
    pub(super) fn open_on(&self, day: Date, field: &str) -> Result<(), Refusal> {
        if self.facts.calendar.is_working(day) {
            return Ok(());
        }
        Err(Refusal::new("NOT_A_WORKING_DAY").with("date", kernel::time::dmy(day)).at(field))
    }

    fn apology(
        &mut self,
        due_before: DateTime,
        promised: DateTime,
        reason: &str,
        extends: bool,
    ) -> Result<(), Refusal> {
        let reason = reason.trim().to_string();
        self.note("reason", &reason);
        self.note("promised", kernel::time::rfc3339(promised));
        self.dossier.apologies.push(Apology { reason, due_before, promised, at: self.now(), extends });
        let nth = self.dossier.apologies.len() - 1;
        self.issue(FormKey::Apology, self.facts.numbers.paper, Some(nth))?;
        self.tell("apology", &[("due", kernel::time::rfc3339(promised))]);
        Ok(())
    }
}
