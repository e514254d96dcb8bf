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
    claim: PersonId,
    kind: Kind,
    name: String,
    proven: Option<Proven>,
}

/// The number an officer saw on the card. `Debug` does not show it.
struct Proven(String);

impl std::fmt::Debug for Proven {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Proven(…)")
    }
}

impl Citizen {
    /// `claim`: the record it was registered with. `proven`: the identity number, when the account was confirmed at a counter.
    pub(crate) fn enter(
        account: AccountId,
        (person, claim): (PersonId, PersonId),
        kind: Kind,
        name: &str,
        proven: Option<String>,
    ) -> Citizen {
        Citizen(Arc::new(Inner { account, person, claim, kind, name: name.into(), proven: proven.map(Proven) }))
    }

    /// An applicant for tests of other rooms, as if signed in with an account that nobody has confirmed.
    #[cfg(feature = "testkit")]
    #[doc(hidden)]
    pub fn for_tests(account: AccountId, person: PersonId, kind: Kind, name: &str) -> Citizen {
        Citizen::enter(account, (person, person), kind, name, None)
    }

    /// The same with a confirmed number.
    #[cfg(feature = "testkit")]
    #[doc(hidden)]
    pub fn proven_for_tests(account: AccountId, person: PersonId, kind: Kind, name: &str, number: &str) -> Citizen {
        Citizen::enter(account, (person, person), kind, name, Some(number.into()))
    }

    pub fn account(&self) -> AccountId {
        self.0.account
    }
    /// Whose dossiers are the account's own. Before the account is confirmed this record is the account's own claim,
    /// never the record that counters use, so it leads to nothing that others filed under the same number.
    pub fn person(&self) -> PersonId {
        self.0.person
    }
    /// The records whose dossiers are the account's own: [`Citizen::person`], and the claim it was registered with, under
    /// which it filed before it was confirmed. Twice the same while nothing was confirmed.
    pub fn people(&self) -> [PersonId; 2] {
        [self.0.person, self.0.claim]
    }
    /// Whether a record is one of the account's own.
    pub fn owns(&self, person: PersonId) -> bool {
        self.people().contains(&person)
    }
    pub fn kind(&self) -> Kind {
        self.0.kind
    }
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Whether an officer has seen the card that carries the account's number.
    pub fn is_confirmed(&self) -> bool {
        self.0.proven.is_some()
    }
    /// The identity number, if it is proven: what a delegate is recognised by. A number that was only typed proves
    /// nothing and is not given.
    pub fn proven_number(&self) -> Option<&str> {
        self.0.proven.as_ref().map(|proven| proven.0.as_str())
    }

    /// The applicant as events and audit entries keep them.
    pub fn actor(&self) -> Actor {
        Actor::Applicant { name: self.name().into(), account: Some(self.account()) }
    }
}
