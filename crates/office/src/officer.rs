//! A signed-in officer, the place of an act, and the permit that lets an act happen. Everything here is pure: what an
//! officer may do came along when they signed in, so no check asks the database.

use std::sync::Arc;

use jiff::civil::Date;
use kernel::{Actor, OfficerId, Refusal, UnitId};

use crate::directory::Directory;
use crate::model::{Narrow, OfficerCard, Scope};
use crate::{Act, ActSet};

/// Proof that an officer has signed in. Only [`crate::Sessions`] makes one, so a door that asks for `&Officer` cannot
/// be opened by forgetting to check. Cloning is cheap.
#[derive(Clone)]
pub struct Officer(Arc<Inner>);

struct Inner {
    card: OfficerCard,
    unit_name: String,
    powers: Vec<Power>,
    directory: Arc<Directory>,
    today: Date,
    within: ActSet,
}

/// A grant that stands today, with the acts it gives.
struct Power {
    acts: ActSet,
    scope: Scope,
}

impl std::fmt::Debug for Officer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Officer({} {})", self.0.card.id, self.0.card.login)
    }
}

/// Where an act happens: on a procedure of a field, in one or several units that have to do with it (the receiving
/// centre, the unit that holds the dossier, the resolving agency). One unit within the scope suffices.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The field's name (lĩnh vực); empty when no procedure is concerned.
    pub field: &'a str,
    /// The procedure's code; empty when none is concerned.
    pub procedure: &'a str,
    pub units: &'a [UnitId],
}

impl<'a> Place<'a> {
    pub fn new(field: &'a str, procedure: &'a str, units: &'a [UnitId]) -> Self {
        Place { field, procedure, units }
    }
    /// Units without any procedure: administration, supervision.
    pub fn of_units(units: &'a [UnitId]) -> Self {
        Place { field: "", procedure: "", units }
    }
}

/// Leave to do one act, at one place, now. Deciding functions ask for it by value, so that an act nobody checked does
/// not compile. It cannot be made outside this file.
#[derive(Debug, PartialEq, Eq)]
pub struct Permit {
    act: Act,
    actor: Actor,
}

impl Permit {
    /// Leave for a chore of the system (a deadline that fell). `chore` names it in the log; people's acts never come
    /// this way.
    pub fn for_chore(act: Act, chore: &'static str) -> Permit {
        Permit { act, actor: Actor::System { chore: chore.into() } }
    }

    /// Leave for an applicant's own act on their own dossier. Only a door that has compared account and dossier asks for
    /// it (`dossier::door::applicant`); an officer's act never comes this way.
    pub fn for_applicant(act: Act, actor: Actor) -> Permit {
        Permit { act, actor }
    }

    pub fn act(&self) -> Act {
        self.act
    }

    /// Who acts, as events and audit entries keep it.
    pub fn actor(&self) -> Actor {
        self.actor.clone()
    }

    /// The officer's id; `None` for a chore.
    pub fn officer_id(&self) -> Option<OfficerId> {
        self.actor.officer_id()
    }
}

/// What an officer's own grants give on a day, within a set of acts.
fn powers_of(directory: &Directory, officer: OfficerId, today: Date, within: ActSet) -> Vec<Power> {
    let standing = directory.grants_of(officer).iter().filter(|grant| grant.stands_on(today));
    let powers = standing.filter_map(|grant| {
        let acts = directory.acts_of(grant).and(within);
        (!acts.is_empty()).then(|| Power { acts, scope: grant.scope.clone() })
    });
    powers.collect()
}

impl Officer {
    /// Puts an officer's powers together; `within` is what a token may do at most.
    pub(crate) fn enter(directory: &Arc<Directory>, card: &OfficerCard, today: Date, within: ActSet) -> Officer {
        let mut powers = powers_of(directory, card.id, today, within);
        // What was delegated: never more than the giver may do that day, and only while the giver is in office.
        for given in directory.delegations_to(card.id).filter(|given| given.stands_on(today)) {
            if directory.officer(given.from).is_some_and(|giver| giver.active) {
                let acts = given.acts.iter().copied().collect::<ActSet>().and(within);
                powers.extend(powers_of(directory, given.from, today, acts));
            }
        }
        Officer(Arc::new(Inner {
            card: card.clone(),
            unit_name: directory.unit_name(card.unit),
            powers,
            directory: Arc::clone(directory),
            today,
            within,
        }))
    }

    /// An officer for tests of other rooms, as if signed in on `today`. `None` when the directory does not know them.
    #[cfg(feature = "testkit")]
    #[doc(hidden)]
    pub fn for_tests(directory: &Arc<Directory>, id: OfficerId, today: Date) -> Option<Officer> {
        directory.officer(id).map(|card| Officer::enter(directory, card, today, ActSet::EVERY))
    }

    /// Whether an officer who is not the one asking would be allowed an act on a day: before work is moved to them.
    pub fn could(directory: &Arc<Directory>, officer: OfficerId, act: Act, place: &Place<'_>, today: Date) -> bool {
        let card = directory.officer(officer).filter(|card| card.active);
        card.is_some_and(|card| Officer::enter(directory, card, today, ActSet::EVERY).may(act, place))
    }

    pub fn id(&self) -> OfficerId {
        self.0.card.id
    }
    /// The day of the request this officer came with: what stands for them was worked out for it.
    pub fn today(&self) -> Date {
        self.0.today
    }
    pub fn login(&self) -> &str {
        &self.0.card.login
    }
    pub fn name(&self) -> &str {
        &self.0.card.name
    }
    pub fn title(&self) -> &str {
        &self.0.card.title
    }
    pub fn unit(&self) -> UnitId {
        self.0.card.unit
    }
    pub fn unit_name(&self) -> &str {
        &self.0.unit_name
    }
    /// The office as it stood when this officer's request came in.
    pub fn directory(&self) -> &Arc<Directory> {
        &self.0.directory
    }

    /// The officer as events and audit entries keep them.
    pub fn actor(&self) -> Actor {
        Actor::Officer {
            id: self.id(),
            name: self.name().into(),
            unit: self.unit(),
            unit_name: self.unit_name().into(),
        }
    }

    /// Whether they came in under a password that somebody else chose: they may do nothing until it is changed.
    pub fn must_change_password(&self) -> bool {
        self.0.within.is_empty()
    }

    /// Whether the officer may do this act anywhere at all: for menus, never for a decision.
    pub fn may_somewhere(&self, act: Act) -> bool {
        self.0.powers.iter().any(|power| power.acts.has(act))
    }

    /// Whether the officer may do this act here.
    pub fn may(&self, act: Act, place: &Place<'_>) -> bool {
        self.0.powers.iter().any(|power| power.acts.has(act) && self.reaches(&power.scope, place))
    }

    /// Leave to do an act here, or `NOT_PERMITTED` with the act's word.
    pub fn permit(&self, act: Act, place: &Place<'_>) -> Result<Permit, Refusal> {
        if self.may(act, place) {
            return Ok(Permit { act, actor: self.actor() });
        }
        Err(Refusal::new("NOT_PERMITTED").with("act", act.key()))
    }

    /// Leave to do an act in a unit, whatever the procedure: for what is done with a unit's papers as a whole.
    pub fn permit_in(&self, act: Act, unit: UnitId) -> Result<Permit, Refusal> {
        let within = |scope: &Scope| match &scope.units {
            Narrow::All => true,
            Narrow::Only(listed) => {
                listed.iter().any(|above| self.0.directory.is_within_on(unit, *above, self.0.today))
            }
        };
        if self.scopes(act).any(within) {
            return Ok(Permit { act, actor: self.actor() });
        }
        Err(Refusal::new("NOT_PERMITTED").with("act", act.key()))
    }

    /// The scopes within which the officer may do an act: what a list of dossiers is filtered by.
    pub fn scopes(&self, act: Act) -> impl Iterator<Item = &Scope> {
        self.0.powers.iter().filter(move |power| power.acts.has(act)).map(|power| &power.scope)
    }

    /// Every unit in which the officer may do an act, whatever the procedure; `None`: in all.
    pub fn units_for(&self, act: Act) -> Option<Vec<UnitId>> {
        let mut units = Vec::new();
        for scope in self.scopes(act) {
            match &scope.units {
                Narrow::All => return None,
                Narrow::Only(listed) => {
                    units.extend(listed.iter().flat_map(|unit| self.0.directory.descendants(*unit)));
                }
            }
        }
        units.sort();
        units.dedup();
        Some(units)
    }

    fn reaches(&self, scope: &Scope, place: &Place<'_>) -> bool {
        let within = |unit: &UnitId, listed: &[UnitId]| {
            listed.iter().any(|above| self.0.directory.is_within_on(*unit, *above, self.0.today))
        };
        let unit_fits = match &scope.units {
            Narrow::All => true,
            Narrow::Only(listed) => place.units.iter().any(|unit| within(unit, listed)),
        };
        unit_fits && scope.covers_procedure(place.field, place.procedure)
    }
}
