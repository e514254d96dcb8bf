//! A parcel of the public post: in (arrived → signed for → taken in) and out (ready → with the post → delivered, or back
//! after two invitations).

use jiff::civil::DateTime;
use kernel::{DossierId, Refusal};
use law::Calendar;

use crate::model::{Delivery, Done, Invitation, Item, Parcel, ParcelState, Way};

/// Invitations before a parcel goes back (TT 17/2017/TT-BTTTT Điều 5 khoản 2 điểm h).
pub const INVITATIONS: usize = 2;
/// Working days between two of them.
pub const DAYS_BETWEEN: i64 = 2;

const POST_LAW: &str = "TT 17/2017/TT-BTTTT Điều 5";

/// A verb on a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParcelAct {
    /// Post and centre have counted and sign the hand-over record.
    Sign {
        postman: String,
        items: Vec<Item>,
    },
    /// The dossier that came of it.
    TakeIn {
        dossier: DossierId,
        code: String,
    },
    /// The post takes it.
    Give {
        tracking: String,
    },
    /// It could not be delivered; an invitation was left.
    Invite {
        reason: String,
    },
    Deliver {
        number: String,
        at: DateTime,
        taker: String,
        taker_id: String,
    },
    /// The post brings it back.
    Return,
}

/// The parcel after an act.
///
/// Errors: `PARCEL_NOT_IN_THIS_STATE`; `PARCEL_POSTMAN_MISSING`, `PARCEL_ITEMS_MISSING`, `PARCEL_TRACKING_MISSING`,
/// `PARCEL_PROOF_MISSING`, `PARCEL_TAKER_MISSING`, `PARCEL_REASON_MISSING` (what a record must say);
/// `PARCEL_INVITED_TOO_EARLY`, `PARCEL_INVITE_FIRST`, `PARCEL_INVITED_ENOUGH` (two invitations, two working days apart).
pub fn next(parcel: &Parcel, act: &ParcelAct, done: Done, calendar: &Calendar) -> Result<Parcel, Refusal> {
    let mut after = parcel.clone();
    match (act, &parcel.state) {
        (ParcelAct::Sign { postman, items }, ParcelState::Arrived) => {
            let postman = said(postman, "PARCEL_POSTMAN_MISSING", "postman")?;
            if items.is_empty() {
                return Err(Refusal::new("PARCEL_ITEMS_MISSING").by_law(POST_LAW).at("items"));
            }
            after.items.clone_from(items);
            after.state = ParcelState::Signed { signed: done, postman };
        }
        (ParcelAct::TakeIn { dossier, code }, ParcelState::Signed { signed, postman }) => {
            after.state = ParcelState::TakenIn { signed: signed.clone(), postman: postman.clone() };
            after.dossier = Some(*dossier);
            after.dossier_code.clone_from(code);
        }
        (ParcelAct::Give { tracking }, ParcelState::Ready) => {
            after.tracking = said(tracking, "PARCEL_TRACKING_MISSING", "tracking")?;
            after.state = ParcelState::WithPost { given: done };
        }
        (ParcelAct::Invite { reason }, ParcelState::WithPost { .. }) => {
            if parcel.invitations.len() >= INVITATIONS {
                return Err(Refusal::new("PARCEL_INVITED_ENOUGH").by_law(POST_LAW).with("n", INVITATIONS));
            }
            let reason = said(reason, "PARCEL_REASON_MISSING", "reason")?;
            if let Some(earliest) = next_invitation(parcel, calendar).filter(|day| done.at.date() < *day) {
                let day = kernel::time::dmy(earliest);
                return Err(Refusal::new("PARCEL_INVITED_TOO_EARLY").by_law(POST_LAW).with("day", day).at("reason"));
            }
            after.invitations.push(Invitation { done, reason });
        }
        (ParcelAct::Deliver { number, at, taker, taker_id }, ParcelState::WithPost { given }) => {
            let number = said(number, "PARCEL_PROOF_MISSING", "number")?;
            let taker = said(taker, "PARCEL_TAKER_MISSING", "taker")?;
            if *at < given.at || *at > done.at {
                return Err(Refusal::new("PARCEL_DELIVERED_WHEN").at("at"));
            }
            let delivery = Delivery { number, at: *at, taker, taker_id: taker_id.trim().into(), noted: done };
            after.state = ParcelState::Delivered { given: given.clone(), delivery };
        }
        (ParcelAct::Return, ParcelState::WithPost { given }) => {
            let ready = parcel.invitations.len() >= INVITATIONS;
            if !ready || return_from(parcel, calendar).is_some_and(|day| done.at.date() < day) {
                return Err(Refusal::new("PARCEL_INVITE_FIRST").by_law(POST_LAW).with("n", INVITATIONS));
            }
            after.state = ParcelState::Returned { given: given.clone(), returned: done };
        }
        // Brought back once, a parcel may be sent again under a new number.
        (ParcelAct::Give { tracking }, ParcelState::Returned { .. }) => {
            after.tracking = said(tracking, "PARCEL_TRACKING_MISSING", "tracking")?;
            after.invitations.clear();
            after.state = ParcelState::WithPost { given: done };
        }
        (
            ParcelAct::Sign { .. }
            | ParcelAct::TakeIn { .. }
            | ParcelAct::Give { .. }
            | ParcelAct::Invite { .. }
            | ParcelAct::Deliver { .. }
            | ParcelAct::Return,
            _,
        ) => return Err(Refusal::new("PARCEL_NOT_IN_THIS_STATE").with("tracking", &parcel.tracking)),
    }
    Ok(after)
}

/// The first day on which the next invitation may be left; none before the first.
pub fn next_invitation(parcel: &Parcel, calendar: &Calendar) -> Option<jiff::civil::Date> {
    let last = parcel.invitations.last()?;
    Some(calendar.add_working_days(last.done.at.date(), DAYS_BETWEEN))
}

/// The first day on which an undelivered parcel may come back: the last invitation must have had its time too.
pub fn return_from(parcel: &Parcel, calendar: &Calendar) -> Option<jiff::civil::Date> {
    (parcel.invitations.len() >= INVITATIONS).then(|| next_invitation(parcel, calendar)).flatten()
}

/// Whether a parcel goes out.
pub fn goes_out(parcel: &Parcel) -> bool {
    parcel.way == Way::Out
}

fn said(text: &str, key: &str, field: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() { Err(Refusal::new(key).by_law(POST_LAW).at(field)) } else { Ok(text.to_string()) }
}
