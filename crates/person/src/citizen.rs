//! An applicant who has signed in with an account: the proof that the doors for applicants ask for.
//!
//! Only [`crate::account`] makes one, so a door that asks for `&Citizen` cannot be opened by forgetting to check.

use std::sync::Arc;

use kernel::{AccountId, Actor, PersonId};

use crate::model::Kind;

/// Proof that an applicant has signed in. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct Citizen(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    account: AccountId,
    person: PersonId,
    kind: Kind,
    name: String,
}

impl Citizen {
    #[allow(dead_code, reason = "accounts are being built")]
    pub(crate) fn enter(account: AccountId, person: PersonId, kind: Kind, name: &str) -> Citizen {
        Citizen(Arc::new(Inner { account, person, kind, name: name.into() }))
    }

    /// An applicant for tests of other rooms, as if signed in.
    #[cfg(feature = "testkit")]
    #[doc(hidden)]
    pub fn for_tests(account: AccountId, person: PersonId, kind: Kind, name: &str) -> Citizen {
        Citizen::enter(account, person, kind, name)
    }

    pub fn account(&self) -> AccountId {
        self.0.account
    }
    /// Whose dossiers are the account's own.
    pub fn person(&self) -> PersonId {
        self.0.person
    }
    pub fn kind(&self) -> Kind {
        self.0.kind
    }
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The applicant as events and audit entries keep them.
    pub fn actor(&self) -> Actor {
        Actor::Applicant { name: self.name().into(), account: Some(self.account()) }
    }
}
