//! What stands beside a dossier's course: urges, the explanation of a delay, parcels. None of it moves a stage.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use super::OfficerRef;

/// Somebody who watches over deadlines urges (đôn đốc).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Urge {
    pub words: String,
    pub by: OfficerRef,
    pub at: DateTime,
    /// Who had it then; none: nobody had claimed it.
    pub to: Option<OfficerRef>,
}

/// Why a dossier is late, for the head of the agency (Công văn 2348/VPCP-KSTT of 7 April 2023).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    pub reason: String,
    /// What is done about it.
    pub measures: String,
    pub by: OfficerRef,
    pub at: DateTime,
}

/// A result that was given to the post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// Number of the parcel.
    pub tracking: String,
    pub at: DateTime,
    pub by: String,
    /// It came back undelivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<PostReturn>,
}

/// A parcel that came back after its addressee was invited in vain (TT 17/2017/TT-BTTTT Điều 5 khoản 2 điểm h).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostReturn {
    pub at: DateTime,
    /// The days on which the addressee was invited, earliest first.
    pub invited_on: Vec<Date>,
}

/// What the post brings back to prove that a result reached its addressee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryProof {
    pub number: String,
    /// When it was delivered.
    pub at: DateTime,
}
