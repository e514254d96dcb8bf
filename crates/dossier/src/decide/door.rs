//! The door of the result: the centre it came in by, or any other the applicant finds nearer (NĐ 118/2025/NĐ-CP Điều 20, 22;
//! NĐ 61/2018/NĐ-CP Điều 20). Which units are centres is the door's to know, not the rule's.

use kernel::Refusal;
use law::Rule;

use super::{Draft, Kind};
use crate::model::{Hold, PickUp, UnitRef};
use crate::stage::Stage;

impl Draft<'_> {
    /// From now on the result is wanted at this centre. Possible until it is handed over; a parcel on its way is not called
    /// back. Choosing a counter is wanting it at a counter, whatever was wanted before.
    pub(super) fn choose_door(&mut self, unit: &UnitRef) -> Result<Kind, Refusal> {
        match &self.dossier.stage {
            Stage::Lodged
            | Stage::SupplementBeforeIntake
            | Stage::Accepted
            | Stage::InProgress { .. }
            | Stage::SupplementAsked { .. }
            | Stage::AwaitingSupplement { .. }
            | Stage::AwaitingObligation { .. }
            | Stage::Suspended { .. }
            | Stage::ResultReady => {}
            Stage::NotAccepted { .. }
            | Stage::WithdrawalRequested { .. }
            | Stage::Stopped { .. }
            | Stage::HandedOver => return Err(self.not_now(Rule::HandOver)),
        }
        if let Some(posted) = self.dossier.on_the_way() {
            return Err(self.refuse("POSTED_NOT_RETURNED", Rule::HandOver).with("tracking", &posted.tracking));
        }
        let before = self.dossier.door().clone();
        if before.id == unit.id && self.dossier.pick_up == PickUp::Counter {
            return Err(self.refuse("DOOR_AS_BEFORE", Rule::HandOver).with("unit", &unit.name).at("unit"));
        }
        self.dossier.pick_up = PickUp::Counter;
        self.dossier.pick_up_at = (unit.id != self.dossier.receiving.id).then(|| unit.clone());
        let ready = matches!(self.dossier.stage, Stage::ResultReady);
        if ready && before.id != unit.id {
            self.goes_on_to(&before, unit);
        }
        self.note("before", &before.name);
        self.note("unit", &unit.name);
        let code = self.dossier.code.clone().unwrap_or_default();
        let kind = if ready { "door_chosen_ready" } else { "door_chosen" };
        self.tell(kind, &[("code", code), ("unit", unit.name.clone())]);
        Ok("choose_door")
    }

    /// A block of the control sheet from one counter to the other.
    fn goes_on_to(&mut self, before: &UnitRef, unit: &UnitRef) {
        self.close_hold();
        self.dossier.holds.push(Hold {
            from_unit: before.name.clone(),
            from_officer: String::new(),
            to_unit: unit.name.clone(),
            to_officer: String::new(),
            step: String::new(),
            at: self.now(),
            due: None,
            done: None,
            note: String::new(),
        });
    }
}
