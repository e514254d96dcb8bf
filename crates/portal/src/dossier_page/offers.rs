//! What an applicant can do with a dossier as it stands: each act is decided for a trial, so that what the law does not
//! allow is said with its article instead of failing later.

use dossier::Command;
use dossier::command::Adjustment;
use dossier::decide::{self, Facts};
use dossier::model::{Dossier, UnitRef};
use dossier::stage::Stage;
use kernel::{Refusal, UnitId};
use office::Permit;

use super::Own;

/// An act, or why it is not possible now.
pub struct Offer {
    pub label: String,
    pub href: String,
    pub icon: &'static str,
    /// The first thing to do.
    pub primary: bool,
    /// Why not: the sentence and its article; none: possible.
    pub refused: Option<(String, String)>,
}

impl Own {
    /// Whether an act would be decided as things stand; nothing is recorded.
    pub(super) fn tried(&self, command: &Command) -> Result<(), Refusal> {
        let facts = Facts {
            dossier: &self.reading.dossier,
            procedure: &self.reading.procedure,
            process: &self.reading.process,
            calendar: &self.reading.calendar,
            now: self.now,
            numbers: Default::default(),
        };
        decide::decide(&facts, Permit::for_applicant(command.act(), self.by.actor()), command).map(drop)
    }

    pub(super) fn offers(&self) -> Vec<Offer> {
        let dossier = &self.reading.dossier;
        let mut offers = Vec::new();
        if awaits_supplement(dossier) {
            let key = if dossier.open_answer().is_some() { "portal-supplement-again" } else { "portal-supplement-go" };
            offers.push(Offer { primary: true, ..self.offer(key, "supplement", "list-checks", Ok(())) });
        }
        if let Stage::WithdrawalRequested { .. } = &dossier.stage {
            offers.push(self.offer("portal-go-on", "withdrawal-cancellation", "rotate-ccw", Ok(())));
        } else if dossier.stage.is_open() {
            let adjust = self.tried(&Command::Adjust(Box::new(as_it_is(dossier))));
            offers.push(self.offer("portal-adjust", "adjustment", "pencil", adjust));
            let door = Command::ChooseDoor { unit: nowhere() };
            offers.push(self.offer("portal-pick-up", "pick-up", "map-pin", self.tried(&door)));
            let withdraw = self.tried(&Command::RequestWithdrawal { reason: String::new() });
            offers.push(self.offer("portal-withdraw", "withdrawal", "undo-2", withdraw));
        }
        offers
    }

    fn offer(&self, key: &str, noun: &str, icon: &'static str, tried: Result<(), Refusal>) -> Offer {
        let refused = tried
            .err()
            .map(|refusal| (web::refusal_text(self.lang, &refusal), refusal.law.clone().unwrap_or_default()));
        Offer { label: self.say(key), href: format!("{}/{noun}", self.address()), icon, primary: false, refused }
    }
}

/// A door that is none: only whether one may be chosen now is asked.
pub(super) fn nowhere() -> UnitRef {
    UnitRef { id: UnitId(0), name: String::new(), code: String::new() }
}

/// Whether the applicant was asked for more and the request is still open.
pub(crate) fn awaits_supplement(dossier: &Dossier) -> bool {
    matches!(dossier.stage, Stage::SupplementBeforeIntake | Stage::AwaitingSupplement { .. })
}

/// An adjustment that changes nothing.
pub(super) fn as_it_is(dossier: &Dossier) -> Adjustment {
    Adjustment {
        summary: dossier.summary.clone(),
        pick_up: dossier.pick_up,
        phone: dossier.applicant.phone.clone(),
        email: dossier.applicant.email.clone(),
        address: dossier.applicant.address.clone(),
        components: Vec::new(),
        form: None,
        reason: String::new(),
    }
}
