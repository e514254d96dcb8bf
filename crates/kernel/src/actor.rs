//! Who does an act: an officer, an applicant, or the system itself when a deadline falls.

use serde::{Deserialize, Serialize};

use crate::id::{AccountId, OfficerId, UnitId};

/// The author of an act, as events and audit entries keep it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actor {
    /// An officer, with the name and unit they had when they acted.
    Officer { id: OfficerId, name: String, unit: UnitId, unit_name: String },
    /// The applicant or their delegate, at a public page or signed in with an account.
    Applicant {
        name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        account: Option<AccountId>,
    },
    /// A chore of the system: a deadline that fell, an import.
    System { chore: String },
}

impl Actor {
    /// The officer's id, if an officer acted.
    pub fn officer_id(&self) -> Option<OfficerId> {
        match self {
            Actor::Officer { id, .. } => Some(*id),
            Actor::Applicant { .. } | Actor::System { .. } => None,
        }
    }

    /// The account, if an applicant acted with one.
    pub fn account_id(&self) -> Option<AccountId> {
        match self {
            Actor::Applicant { account, .. } => *account,
            Actor::Officer { .. } | Actor::System { .. } => None,
        }
    }

    /// The name to show.
    pub fn name(&self) -> &str {
        match self {
            Actor::Officer { name, .. } | Actor::Applicant { name, .. } => name,
            Actor::System { chore } => chore,
        }
    }
}
