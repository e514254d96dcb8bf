//! The one rule of a paper: after each movement exactly one holder, and no movement from where it is not.

use kernel::Refusal;

use crate::model::{Holder, Moved, Movement};

/// The holder after a movement; `before` is none for a paper that is not there yet.
///
/// Errors: `PAPER_IN_BAG` while a bag has it, `PAPER_WITH_POST`, `PAPER_ENDED` when it was given back or archived,
/// `PAPER_LOST` until it is found, `PAPER_NOT_THERE` for movements that do not follow.
pub fn next(before: Option<&Holder>, moved: &Moved) -> Result<Holder, Refusal> {
    let at_unit = || match before {
        Some(Holder::Unit { .. }) => Ok(()),
        held => Err(why_not(held)),
    };
    match moved {
        Moved::Born { unit } => match before {
            None => Ok(Holder::Unit { unit: unit.clone(), officer: None }),
            Some(_) => Err(Refusal::new("PAPER_NOT_THERE")),
        },
        Moved::Packed { bag, code } => at_unit().map(|()| Holder::Bag { bag: *bag, code: code.clone() }),
        Moved::Unpacked { unit } => match before {
            Some(Holder::Bag { .. }) => Ok(Holder::Unit { unit: unit.clone(), officer: None }),
            held => Err(why_not(held)),
        },
        // What lies before the officer's eyes is there, whatever was written before: a surplus paper may come from a
        // shelf, another bag or from among the lost.
        Moved::Arrived { unit, officer } => match before {
            Some(Holder::Bag { .. } | Holder::Unit { .. } | Holder::Lost { .. }) => {
                Ok(Holder::Unit { unit: unit.clone(), officer: Some(officer.clone()) })
            }
            held => Err(why_not(held)),
        },
        Moved::TakenOver { unit, officer } => {
            at_unit().map(|()| Holder::Unit { unit: unit.clone(), officer: officer.clone() })
        }
        Moved::Posted { parcel, tracking } => {
            at_unit().map(|()| Holder::Post { parcel: *parcel, tracking: tracking.clone() })
        }
        Moved::CameBack { unit } => match before {
            Some(Holder::Post { .. }) => Ok(Holder::Unit { unit: unit.clone(), officer: None }),
            held => Err(why_not(held)),
        },
        Moved::Given => match before {
            Some(Holder::Unit { .. } | Holder::Post { .. }) => Ok(Holder::Applicant),
            held => Err(why_not(held)),
        },
        Moved::Archived { unit } => at_unit().map(|()| Holder::Archive { unit: unit.clone() }),
        Moved::Lost { since, reported_by, last } => match before {
            Some(Holder::Unit { .. } | Holder::Bag { .. } | Holder::Post { .. }) => {
                Ok(Holder::Lost { since: *since, reported_by: reported_by.clone(), last: last.clone() })
            }
            held => Err(why_not(held)),
        },
        Moved::Found { unit } => match before {
            Some(Holder::Lost { .. }) => Ok(Holder::Unit { unit: unit.clone(), officer: None }),
            held => Err(why_not(held)),
        },
    }
}

/// Why a paper cannot be taken from where it is.
pub fn why_not(held: Option<&Holder>) -> Refusal {
    match held {
        Some(Holder::Bag { code, .. }) => Refusal::new("PAPER_IN_BAG").with("bag", code),
        Some(Holder::Post { tracking, .. }) => Refusal::new("PAPER_WITH_POST").with("tracking", tracking),
        Some(Holder::Applicant | Holder::Archive { .. }) => Refusal::new("PAPER_ENDED"),
        Some(Holder::Lost { .. }) => {
            Refusal::new("PAPER_LOST").by_law(law::Act::Decree118Of2025.at(23).cite(kernel::Lang::Vi))
        }
        Some(Holder::Unit { .. }) | None => Refusal::new("PAPER_NOT_THERE"),
    }
}

/// The holder that a whole log gives, oldest line first. None: the log is empty.
///
/// Errors: the first movement that does not follow from the one before.
pub fn replay(log: &[Movement]) -> Result<Option<Holder>, Refusal> {
    let mut held = None;
    for movement in log {
        held = Some(next(held.as_ref(), &movement.moved)?);
    }
    Ok(held)
}
