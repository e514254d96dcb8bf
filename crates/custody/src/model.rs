//! The nouns: a paper and its holder, a bag with its list, a parcel of the public post. Pure data; what may happen to them
//! is in [`crate::decide`].

use dossier::model::UnitRef;
use jiff::civil::DateTime;
use kernel::{BagId, DossierId, OfficerId, PaperId, ParcelId, UnitId};
use serde::{Deserialize, Serialize};

/// Who acted, as logs keep it: the name of that day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: Option<OfficerId>,
    pub name: String,
}

/// Where a paper is. One value, so one holder: nothing else says where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum Holder {
    /// With a unit, and with the officer who took it from a colleague's hands, if one did.
    Unit {
        unit: UnitRef,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        officer: Option<Person>,
    },
    /// In a bag between two units.
    Bag { bag: BagId, code: String },
    /// With the public post, on its way to the applicant.
    Post { parcel: ParcelId, tracking: String },
    /// With the applicant again, or for the first time.
    Applicant,
    /// Kept by the agency for good.
    Archive { unit: UnitRef },
    /// Nobody has it, and somebody said so.
    Lost { since: DateTime, reported_by: String, last: UnitRef },
}

impl Holder {
    /// The word of columns and locale keys (`custody-holder-…`).
    pub fn word(&self) -> &'static str {
        match self {
            Holder::Unit { .. } => "unit",
            Holder::Bag { .. } => "bag",
            Holder::Post { .. } => "post",
            Holder::Applicant => "applicant",
            Holder::Archive { .. } => "archive",
            Holder::Lost { .. } => "lost",
        }
    }

    /// The number of the holder within its kind: unit, bag or parcel.
    pub fn number(&self) -> Option<i64> {
        match self {
            Holder::Unit { unit, .. } | Holder::Archive { unit } => Some(unit.id.0),
            Holder::Lost { last, .. } => Some(last.id.0),
            Holder::Bag { bag, .. } => Some(bag.0),
            Holder::Post { parcel, .. } => Some(parcel.0),
            Holder::Applicant => None,
        }
    }

    /// The unit that has it on its shelves.
    pub fn unit(&self) -> Option<&UnitRef> {
        match self {
            Holder::Unit { unit, .. } => Some(unit),
            Holder::Bag { .. }
            | Holder::Post { .. }
            | Holder::Applicant
            | Holder::Archive { .. }
            | Holder::Lost { .. } => None,
        }
    }
}

/// What a paper is to its dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperKind {
    /// A component that came in on paper.
    Component,
    /// The result on paper.
    Result,
}

impl PaperKind {
    pub fn word(self) -> &'static str {
        match self {
            PaperKind::Component => "component",
            PaperKind::Result => "result",
        }
    }
    pub fn parse(word: &str) -> Option<PaperKind> {
        [PaperKind::Component, PaperKind::Result].into_iter().find(|kind| kind.word() == word)
    }
}

/// One physical paper of a dossier: a component with its originals and copies, or the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    pub id: PaperId,
    pub dossier: DossierId,
    /// What a scanner reads on its label: the dossier code and a number of its own, `H49.15-260302-0001.P1`.
    pub code: String,
    pub kind: PaperKind,
    /// The component's key; the result's number.
    pub component: String,
    pub name: String,
    pub originals: u32,
    pub copies: u32,
    pub holder: Holder,
    /// The unit it has to reach; none: it is where it belongs.
    pub wanted: Option<UnitRef>,
    /// Until when it must be on its way there (NĐ 61/2018/NĐ-CP Điều 18; NĐ 118/2025/NĐ-CP Điều 18, 20).
    pub leave_by: Option<DateTime>,
    /// Whether its dossier has ended: then nobody works with it any more, and it goes back or into the archive.
    pub settled: bool,
    /// Movements so far.
    pub moves: i64,
}

/// Something that happened to a paper; the holder follows from all of them in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Moved {
    /// It came in with the dossier, or was issued as its result.
    Born {
        unit: UnitRef,
    },
    Packed {
        bag: BagId,
        code: String,
    },
    /// Out of a bag that had not left.
    Unpacked {
        unit: UnitRef,
    },
    /// Counted out of a bag at the other end.
    Arrived {
        unit: UnitRef,
        officer: Person,
    },
    /// From hand to hand between units of one house; the control sheet (Mẫu 05) has the signatures.
    TakenOver {
        unit: UnitRef,
        officer: Option<Person>,
    },
    Posted {
        parcel: ParcelId,
        tracking: String,
    },
    /// The post brought it back.
    CameBack {
        unit: UnitRef,
    },
    /// Given to the applicant.
    Given,
    Archived {
        unit: UnitRef,
    },
    Lost {
        since: DateTime,
        reported_by: String,
        last: UnitRef,
    },
    Found {
        unit: UnitRef,
    },
}

impl Moved {
    /// The word of locale keys (`custody-moved-…`).
    pub fn word(&self) -> &'static str {
        match self {
            Moved::Born { .. } => "born",
            Moved::Packed { .. } => "packed",
            Moved::Unpacked { .. } => "unpacked",
            Moved::Arrived { .. } => "arrived",
            Moved::TakenOver { .. } => "taken-over",
            Moved::Posted { .. } => "posted",
            Moved::CameBack { .. } => "came-back",
            Moved::Given => "given",
            Moved::Archived { .. } => "archived",
            Moved::Lost { .. } => "lost",
            Moved::Found { .. } => "found",
        }
    }
}

/// One line of a paper's log. Lines are added and never changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    pub paper: PaperId,
    pub seq: i64,
    pub at_ms: i64,
    pub by: Person,
    pub moved: Moved,
    pub reason: String,
}

/// Somebody did something with a bag, then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    pub at: DateTime,
    pub by: Person,
}

/// A seal: its number and who set it when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    pub number: String,
    pub set: Done,
}

/// Where a bag stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum BagState {
    /// At the sending unit, being packed.
    Open,
    /// Its list is fixed.
    Sealed {
        seal: Seal,
    },
    OnTheWay {
        seal: Seal,
        sent: Done,
        carrier: String,
    },
    /// Opened at the other end, being counted against its list.
    Received {
        seal: Seal,
        received: Done,
    },
    Closed {
        seal: Seal,
        received: Done,
        closed: Done,
    },
    Lost {
        seal: Seal,
        reported: Done,
        reason: String,
    },
    /// Taken apart before anything was in it.
    Dropped {
        dropped: Done,
    },
}

impl BagState {
    pub const NAMES: [&'static str; 7] = ["open", "sealed", "on_the_way", "received", "closed", "lost", "dropped"];

    pub fn name(&self) -> &'static str {
        match self {
            BagState::Open => "open",
            BagState::Sealed { .. } => "sealed",
            BagState::OnTheWay { .. } => "on_the_way",
            BagState::Received { .. } => "received",
            BagState::Closed { .. } => "closed",
            BagState::Lost { .. } => "lost",
            BagState::Dropped { .. } => "dropped",
        }
    }

    pub fn seal(&self) -> Option<&Seal> {
        match self {
            BagState::Open | BagState::Dropped { .. } => None,
            BagState::Sealed { seal }
            | BagState::OnTheWay { seal, .. }
            | BagState::Received { seal, .. }
            | BagState::Closed { seal, .. }
            | BagState::Lost { seal, .. } => Some(seal),
        }
    }

    /// Whether it has left and has not come: what can be late.
    pub fn travels(&self) -> bool {
        match self {
            BagState::Sealed { .. } | BagState::OnTheWay { .. } => true,
            BagState::Open
            | BagState::Received { .. }
            | BagState::Closed { .. }
            | BagState::Lost { .. }
            | BagState::Dropped { .. } => false,
        }
    }
}

/// What was not as the list says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wrong {
    Missing,
    Surplus,
    BrokenSeal,
}

impl Wrong {
    pub fn word(self) -> &'static str {
        match self {
            Wrong::Missing => "missing",
            Wrong::Surplus => "surplus",
            Wrong::BrokenSeal => "broken-seal",
        }
    }
}

/// One discrepancy (chênh lệch), as the record of the hand-over prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discrepancy {
    pub wrong: Wrong,
    /// The paper's code; the seal's number.
    pub what: String,
    pub words: String,
    pub noted: Done,
}

/// A sealed bag from one unit to another (túi niêm phong), with its transfer list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bag {
    #[serde(skip, default = "no_bag")]
    pub id: BagId,
    #[serde(skip)]
    pub version: i64,
    pub code: String,
    pub from: UnitRef,
    pub to: UnitRef,
    pub opened: Done,
    pub state: BagState,
    /// By when it must be at the other end.
    pub expected: Option<DateTime>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub discrepancies: Vec<Discrepancy>,
    /// When the chore said that it is late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_noted: Option<DateTime>,
}

fn no_bag() -> BagId {
    BagId(0)
}

/// How one paper stands on a bag's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineState {
    Packed,
    Arrived,
    Missing,
    /// Not on the list, but in the bag.
    Surplus,
    /// Turned up elsewhere while the bag was on its way.
    Elsewhere,
}

impl LineState {
    pub const ALL: [LineState; 5] =
        [LineState::Packed, LineState::Arrived, LineState::Missing, LineState::Surplus, LineState::Elsewhere];

    pub fn word(self) -> &'static str {
        match self {
            LineState::Packed => "packed",
            LineState::Arrived => "arrived",
            LineState::Missing => "missing",
            LineState::Surplus => "surplus",
            LineState::Elsewhere => "elsewhere",
        }
    }
    pub fn parse(word: &str) -> Option<LineState> {
        LineState::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// One line of a bag's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BagLine {
    pub paper: Paper,
    pub state: LineState,
    /// Who counted it out, and when.
    pub counted: Option<(i64, String)>,
}

/// One thing in a parcel, as the hand-over record lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub name: String,
    pub originals: u32,
    pub copies: u32,
}

/// A failed attempt to deliver, with the invitation that was left (TT 17/2017/TT-BTTTT Điều 5 khoản 2 điểm h).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    pub done: Done,
    pub reason: String,
}

/// Proof of delivery: its number, when, and who took it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    pub number: String,
    pub at: DateTime,
    pub taker: String,
    pub taker_id: String,
    pub noted: Done,
}

/// Where a parcel stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum ParcelState {
    /// In: at the centre, not counted yet.
    Arrived,
    /// In: counted and signed by post and centre. The signing is the legal receipt moment (QĐ 45/2016/QĐ-TTg).
    Signed { signed: Done, postman: String },
    /// In: its dossier was begun.
    TakenIn { signed: Done, postman: String },
    /// Out: at the centre, waiting for the post.
    Ready,
    /// Out: with the post.
    WithPost { given: Done },
    /// Out: the post reports that it was delivered; the centre has not closed the dossier yet.
    Reported { given: Done, delivery: Delivery },
    /// Out: with its addressee, and the dossier is closed.
    Delivered { given: Done, closed: Done },
    /// Out: back at the centre after the invitations; the applicant is waited for.
    Returned { given: Done, returned: Done },
    /// Out: the applicant wants the result at a counter after all; it does not go with the post.
    CalledOff { called_off: Done },
}

impl ParcelState {
    pub fn name(&self) -> &'static str {
        match self {
            ParcelState::Arrived => "arrived",
            ParcelState::Signed { .. } => "signed",
            ParcelState::TakenIn { .. } => "taken_in",
            ParcelState::Ready => "ready",
            ParcelState::WithPost { .. } => "with_post",
            ParcelState::Reported { .. } => "reported",
            ParcelState::Delivered { .. } => "delivered",
            ParcelState::Returned { .. } => "returned",
            ParcelState::CalledOff { .. } => "called_off",
        }
    }

    /// When post and centre signed for what is in it.
    pub fn signed(&self) -> Option<(&Done, &str)> {
        match self {
            ParcelState::Signed { signed, postman } | ParcelState::TakenIn { signed, postman } => {
                Some((signed, postman))
            }
            ParcelState::Arrived
            | ParcelState::Ready
            | ParcelState::WithPost { .. }
            | ParcelState::Reported { .. }
            | ParcelState::Delivered { .. }
            | ParcelState::Returned { .. }
            | ParcelState::CalledOff { .. } => None,
        }
    }

    /// When it was given to the post.
    pub fn given(&self) -> Option<&Done> {
        match self {
            ParcelState::WithPost { given }
            | ParcelState::Reported { given, .. }
            | ParcelState::Delivered { given, .. }
            | ParcelState::Returned { given, .. } => Some(given),
            ParcelState::Arrived
            | ParcelState::Signed { .. }
            | ParcelState::TakenIn { .. }
            | ParcelState::Ready
            | ParcelState::CalledOff { .. } => None,
        }
    }
}

/// Which way a parcel goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    In,
    Out,
}

impl Way {
    pub fn word(self) -> &'static str {
        match self {
            Way::In => "in",
            Way::Out => "out",
        }
    }
}

/// A parcel of the public post (bưu gửi) at a centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parcel {
    #[serde(skip, default = "no_parcel")]
    pub id: ParcelId,
    #[serde(skip)]
    pub version: i64,
    pub way: Way,
    pub unit: UnitRef,
    /// Mã vận đơn.
    pub tracking: String,
    /// Sender of what comes in, addressee of what goes out.
    pub name: String,
    pub phone: String,
    pub address: String,
    /// What the sender asks for, in their words; the procedure's name of what goes out.
    pub subject: String,
    /// A procedure's code, if the sender named one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub procedure: String,
    pub items: Vec<Item>,
    pub noted: Done,
    pub state: ParcelState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dossier: Option<DossierId>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub dossier_code: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invitations: Vec<Invitation>,
}

fn no_parcel() -> ParcelId {
    ParcelId(0)
}

impl Bag {
    /// The unit at the end an officer of these units stands at; for texts like "to" and "from".
    pub fn comes_to(&self, units: Option<&[UnitId]>) -> bool {
        units.is_none_or(|units| units.contains(&self.to.id))
    }
}
