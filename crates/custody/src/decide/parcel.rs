//! A parcel of the public post at the centre: what came in is counted and signed for, what goes out is delivered or invited
//! for. That a result leaves, comes back or is handed over the dossier decides ([`crate::hear`] follows).

use jiff::civil::{Date, DateTime};
use kernel::{DossierId, Refusal};
use law::Calendar;

use crate::model::{Delivery, Done, Invitation, Item, Parcel, ParcelState};

/// Working days between two invitations (TT 17/2017/TT-BTTTT Điều 5 khoản 2 điểm h).
pub const DAYS_BETWEEN: i64 = 2;
/// Invitations after which a result may go back.
pub const INVITATIONS: usize = 2;

/// The circular on sending and receiving dossiers by post.
fn post_law() -> String {
    law::Act::Circular17Of2017.at(5).cite(kernel::Lang::Vi)
}

/// A verb on a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParcelAct {
    /// Post and centre have counted and sign the hand-over record: the legal receipt moment (QĐ 45/2016/QĐ-TTg).
    Sign { postman: String, items: Vec<Item> },
    /// The dossier that came of it.
    TakeIn { dossier: DossierId, code: String },
    /// It could not be delivered; an invitation was left.
    Invite { reason: String },
    /// The post reports its delivery.
    Report { number: String, at: DateTime, taker: String, taker_id: String },
}

/// The parcel after an act.
///
/// Errors: `PARCEL_NOT_IN_THIS_STATE`; `PARCEL_POSTMAN_MISSING`, `PARCEL_ITEMS_MISSING`, `PARCEL_PROOF_MISSING`,
/// `PARCEL_TAKER_MISSING`, `PARCEL_REASON_MISSING` (what a record must say); `PARCEL_DELIVERED_WHEN` outside its way;
/// `PARCEL_INVITED_TOO_EARLY` (two working days apart).
pub fn next(parcel: &Parcel, act: &ParcelAct, done: Done, calendar: &Calendar) -> Result<Parcel, Refusal> {
    let mut after = parcel.clone();
    match (act, &parcel.state) {
        (ParcelAct::Sign { postman, items }, ParcelState::Arrived) => {
            let postman = said(postman, "PARCEL_POSTMAN_MISSING", "postman")?;
            if items.is_empty() {
                return Err(Refusal::new("PARCEL_ITEMS_MISSING").by_law(post_law()).at("item1"));
            }
            after.items.clone_from(items);
            after.state = ParcelState::Signed { signed: done, postman };
        }
        (ParcelAct::TakeIn { dossier, code }, ParcelState::Signed { signed, postman }) => {
            after.state = ParcelState::TakenIn { signed: signed.clone(), postman: postman.clone() };
            after.dossier = Some(*dossier);
            after.dossier_code.clone_from(code);
        }
        (ParcelAct::Invite { reason }, ParcelState::WithPost { .. }) => {
            let reason = said(reason, "PARCEL_REASON_MISSING", "reason")?;
            if let Some(earliest) = next_invitation(parcel, calendar).filter(|day| done.at.date() < *day) {
                let day = kernel::time::dmy(earliest);
                return Err(Refusal::new("PARCEL_INVITED_TOO_EARLY").by_law(post_law()).with("day", day).at("reason"));
            }
            after.invitations.push(Invitation { done, reason });
        }
        (ParcelAct::Report { number, at, taker, taker_id }, ParcelState::WithPost { given }) => {
            let number = said(number, "PARCEL_PROOF_MISSING", "number")?;
            let taker = said(taker, "PARCEL_TAKER_MISSING", "taker")?;
            if *at < given.at || *at > done.at {
                return Err(Refusal::new("PARCEL_DELIVERED_WHEN").at("day"));
            }
            let delivery = Delivery { number, at: *at, taker, taker_id: taker_id.trim().into(), noted: done };
            after.state = ParcelState::Reported { given: given.clone(), delivery };
        }
        (
            ParcelAct::Sign { .. } | ParcelAct::TakeIn { .. } | ParcelAct::Invite { .. } | ParcelAct::Report { .. },
            ParcelState::Arrived
            | ParcelState::Signed { .. }
            | ParcelState::TakenIn { .. }
            | ParcelState::Ready
            | ParcelState::WithPost { .. }
            | ParcelState::Reported { .. }
            | ParcelState::Delivered { .. }
            | ParcelState::Returned { .. }
            | ParcelState::CalledOff { .. },
        ) => return Err(Refusal::new("PARCEL_NOT_IN_THIS_STATE").with("tracking", &parcel.tracking)),
    }
    Ok(after)
}

/// The first day on which the next invitation may be left; none before the first.
pub fn next_invitation(parcel: &Parcel, calendar: &Calendar) -> Option<Date> {
    let last = parcel.invitations.last()?;
    Some(calendar.add_working_days(last.done.at.date(), DAYS_BETWEEN))
}

/// Whether a result was invited for often enough to go back.
pub fn may_return(parcel: &Parcel) -> bool {
    matches!(parcel.state, ParcelState::WithPost { .. }) && parcel.invitations.len() >= INVITATIONS
}

fn said(text: &str, key: &str, field: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() { Err(Refusal::new(key).by_law(post_law()).at(field)) } else { Ok(text.to_string()) }
}
