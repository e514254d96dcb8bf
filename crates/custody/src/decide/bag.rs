//! A bag from its first paper to the last line of its list: open → sealed → on the way → received → closed, and what is
//! wrong at the other end. Counting single papers is not here: two people may count at once (`store::count_line`).

use dossier::model::UnitRef;
use jiff::civil::DateTime;
use kernel::Refusal;
use law::{Calendar, RuleSet, TransferRoute};
use office::{Directory, Level, UnitKind};

use crate::model::{Bag, BagState, Discrepancy, Done, Seal, Wrong};

/// A verb on a bag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BagAct {
    /// Closes it with a numbered seal; the list is fixed. `lines` is how many papers are in it.
    Seal { number: String, lines: usize },
    /// Breaks one's own seal before the bag has left.
    Reopen { reason: String },
    /// A carrier takes it.
    Send { carrier: String },
    /// It is at the other end: the seal's number as read there, or that it was broken.
    Receive { seal_read: String, broken: String },
    /// Counted: what was not found is missing.
    Close { missing: Vec<String> },
    /// It did not come and nobody knows where it is.
    ReportLost { reason: String },
    /// An empty bag is taken off the list.
    Drop { lines: usize },
}

/// When a bag that is sealed now must be at the other end: within the working day, at the start of the next one when it is
/// sealed after 15:00 or on a day off, within one working day to another level under NĐ 118/2025/NĐ-CP Điều 20.
pub fn expected(sealed: DateTime, route: TransferRoute, calendar: &Calendar) -> DateTime {
    RuleSet::on(sealed.date()).transfer_due(sealed, route, calendar)
}

/// Which rule a way between two units falls under.
pub fn route(directory: &Directory, from: &UnitRef, to: &UnitRef) -> TransferRoute {
    let level = |unit: &UnitRef| directory.level_of(unit.id).unwrap_or(Level::Province);
    if level(from) == level(to) { TransferRoute::SameLevel } else { TransferRoute::OtherLevel }
}

/// Whether two units are one house: one stands above the other on the same level, and neither is a branch in another place.
/// There papers go from hand to hand with the control sheet (Mẫu 05).
pub fn one_house(directory: &Directory, a: &UnitRef, b: &UnitRef) -> bool {
    let is_branch = |unit: &UnitRef| {
        let kind = directory.unit(unit.id).map(|unit| unit.kind);
        matches!(kind, Some(UnitKind::CentreBranch | UnitKind::AgencyBranch))
    };
    let above = directory.is_within(a.id, b.id) || directory.is_within(b.id, a.id);
    a.id == b.id || (above && !is_branch(a) && !is_branch(b) && route(directory, a, b) == TransferRoute::SameLevel)
}

/// The bag after an act. `done` is who does it when.
///
/// Errors: `BAG_NOT_IN_THIS_STATE`, `BAG_EMPTY`, `BAG_SEAL_MISSING`, `BAG_REASON_MISSING`, `BAG_CARRIER_MISSING`.
pub fn next(bag: &Bag, act: &BagAct, done: Done, expected: Option<DateTime>) -> Result<Bag, Refusal> {
    let mut after = bag.clone();
    match (act, &bag.state) {
        (BagAct::Seal { number, lines }, BagState::Open) => {
            if *lines == 0 {
                return Err(Refusal::new("BAG_EMPTY").at("paper"));
            }
            let number = said(number, "BAG_SEAL_MISSING", "seal")?;
            after.state = BagState::Sealed { seal: Seal { number, set: done } };
            after.expected = expected;
        }
        (BagAct::Reopen { reason }, BagState::Sealed { .. }) => {
            said(reason, "BAG_REASON_MISSING", "reason")?;
            after.state = BagState::Open;
            after.expected = None;
        }
        (BagAct::Send { carrier }, BagState::Sealed { seal }) => {
            let carrier = said(carrier, "BAG_CARRIER_MISSING", "carrier")?;
            after.state = BagState::OnTheWay { seal: seal.clone(), sent: done, carrier };
        }
        // A bag that nobody scanned on leaving is here all the same; one that was given up may turn up.
        (
            BagAct::Receive { seal_read, broken },
            BagState::Sealed { seal } | BagState::OnTheWay { seal, .. } | BagState::Lost { seal, .. },
        ) => {
            let words = broken.trim();
            let read = seal_read.trim();
            if words.is_empty() && read.is_empty() {
                return Err(Refusal::new("BAG_SEAL_MISSING").at("seal"));
            }
            if !words.is_empty() || read != seal.number {
                let words = if words.is_empty() { read.to_string() } else { words.to_string() };
                let what = seal.number.clone();
                after.discrepancies.push(Discrepancy { wrong: Wrong::BrokenSeal, what, words, noted: done.clone() });
            }
            after.state = BagState::Received { seal: seal.clone(), received: done };
        }
        (BagAct::Close { missing }, BagState::Received { seal, received }) => {
            let line = |code: &String| Discrepancy {
                wrong: Wrong::Missing,
                what: code.clone(),
                words: String::new(),
                noted: done.clone(),
            };
            after.discrepancies.extend(missing.iter().map(line));
            after.state = BagState::Closed { seal: seal.clone(), received: received.clone(), closed: done };
        }
        (BagAct::ReportLost { reason }, BagState::Sealed { seal } | BagState::OnTheWay { seal, .. }) => {
            let reason = said(reason, "BAG_REASON_MISSING", "reason")?;
            after.state = BagState::Lost { seal: seal.clone(), reported: done, reason };
        }
        (BagAct::Drop { lines: 0 }, BagState::Open) => after.state = BagState::Dropped { dropped: done },
        (BagAct::Drop { .. }, BagState::Open) => return Err(Refusal::new("BAG_NOT_EMPTY").with("bag", &bag.code)),
        (
            BagAct::Seal { .. }
            | BagAct::Reopen { .. }
            | BagAct::Send { .. }
            | BagAct::Receive { .. }
            | BagAct::Close { .. }
            | BagAct::ReportLost { .. }
            | BagAct::Drop { .. },
            _,
        ) => return Err(Refusal::new("BAG_NOT_IN_THIS_STATE").with("bag", &bag.code)),
    }
    Ok(after)
}

/// Whether it should be there and is not.
pub fn is_late(bag: &Bag, now: DateTime) -> bool {
    bag.state.travels() && bag.expected.is_some_and(|expected| expected < now)
}

fn said(text: &str, key: &str, field: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() { Err(Refusal::new(key).at(field)) } else { Ok(text.to_string()) }
}
