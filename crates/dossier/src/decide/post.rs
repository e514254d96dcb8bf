//! A result by public post (QĐ 45/2016/QĐ-TTg; TT 17/2017/TT-BTTTT Điều 5): it stays "ready" until there is proof that it
//! reached its addressee, and comes back after two invitations in vain.

use jiff::civil::Date;
use kernel::Refusal;
use law::Rule;

use super::{Draft, Kind};
use crate::model::{DeliveryProof, PickUp, PostReturn, Posting};
use crate::stage::Stage;

/// How often the post invites an addressee before a result goes back (TT 17/2017/TT-BTTTT Điều 5 khoản 2 điểm h).
const INVITATIONS_MIN: usize = 2;
/// Working days from one invitation to the next.
const BETWEEN_INVITATIONS_DAYS: i64 = 2;

impl Draft<'_> {
    /// The parcel leaves. The stage stays: the applicant has nothing yet.
    pub(super) fn post_result(&mut self, tracking: &str) -> Result<Kind, Refusal> {
        self.result_waits()?;
        self.words(tracking, "tracking", Rule::HandOver)?;
        if let Some(posted) = self.dossier.on_the_way() {
            return Err(self.refuse("POSTED_ALREADY", Rule::HandOver).with("tracking", &posted.tracking));
        }
        let tracking = tracking.trim().to_string();
        self.dossier.posted.push(Posting {
            tracking: tracking.clone(),
            at: self.now(),
            by: self.actor.name().into(),
            returned: None,
        });
        self.dossier.pick_up = PickUp::Post;
        self.note("tracking", &tracking);
        self.tell("result_posted", &[("code", self.dossier.code.clone().unwrap_or_default()), ("tracking", tracking)]);
        Ok("post_result")
    }

    /// Back at the one-stop unit, where it waits for its applicant (golden case X15: `CHO_NHAN_KQ`).
    pub(super) fn return_posted(&mut self, invited_on: &[Date]) -> Result<Kind, Refusal> {
        self.result_waits()?;
        let Some(posted_on) = self.dossier.on_the_way().map(|posting| posting.at.date()) else {
            return Err(self.refuse("NOT_POSTED", Rule::HandOver));
        };
        let mut invited_on = invited_on.to_vec();
        invited_on.sort_unstable();
        if invited_on.len() < INVITATIONS_MIN {
            return Err(self.refuse("INVITATIONS_TOO_FEW", Rule::HandOver).at("invited_on"));
        }
        if invited_on.iter().any(|day| *day < posted_on || *day > self.today()) {
            return Err(self.refuse("INVITATION_OUTSIDE", Rule::HandOver).at("invited_on"));
        }
        let calendar = self.facts.calendar;
        let close = |two: &[Date]| calendar.working_days_between(two[0], two[1]) < BETWEEN_INVITATIONS_DAYS;
        if invited_on.windows(2).any(close) {
            return Err(self.refuse("INVITATIONS_TOO_CLOSE", Rule::HandOver).at("invited_on"));
        }
        self.note("invitations", invited_on.len());
        let (now, unit) = (self.now(), self.dossier.door().name.clone());
        if let Some(last) = self.dossier.posted.last_mut() {
            last.returned = Some(PostReturn { at: now, invited_on });
        }
        self.tell("result_returned", &[("code", self.dossier.code.clone().unwrap_or_default()), ("unit", unit)]);
        Ok("return_posted")
    }

    /// The proof that a hand-over by post needs; a parcel that is under way cannot be given out at the counter.
    pub(super) fn delivered(
        &self,
        way: PickUp,
        proof: Option<&DeliveryProof>,
    ) -> Result<Option<DeliveryProof>, Refusal> {
        let posted = self.dossier.on_the_way();
        match (way, posted) {
            (PickUp::Counter, Some(posted)) => {
                Err(self.refuse("POSTED_NOT_RETURNED", Rule::HandOver).with("tracking", &posted.tracking))
            }
            (PickUp::Counter | PickUp::Online, _) => Ok(None),
            (PickUp::Post, None) => Err(self.refuse("NOT_POSTED", Rule::HandOver)),
            (PickUp::Post, Some(posted)) => {
                let Some(proof) = proof.filter(|proof| !proof.number.trim().is_empty()) else {
                    return Err(self.refuse("PROOF_REQUIRED", Rule::HandOver).at("proof_number"));
                };
                if proof.at < posted.at || proof.at > self.now() {
                    return Err(self.refuse("PROOF_OUTSIDE", Rule::HandOver).at("proof_at"));
                }
                Ok(Some(DeliveryProof { number: proof.number.trim().into(), at: proof.at }))
            }
        }
    }

    fn result_waits(&self) -> Result<(), Refusal> {
        match &self.dossier.stage {
            Stage::ResultReady => Ok(()),
            Stage::Lodged
            | Stage::SupplementBeforeIntake
            | Stage::NotAccepted { .. }
            | Stage::Accepted
            | Stage::InProgress { .. }
            | Stage::SupplementAsked { .. }
            | Stage::AwaitingSupplement { .. }
            | Stage::AwaitingObligation { .. }
            | Stage::Suspended { .. }
            | Stage::WithdrawalRequested { .. }
            | Stage::Stopped { .. }
            | Stage::HandedOver => Err(self.not_now(Rule::HandOver)),
        }
    }
}
