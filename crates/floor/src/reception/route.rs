//! The proposed way of a visitor through the eight zones (seed 001, phụ lục VI, phần II, IV.7 and IV.8.1), as a value. Pure: the
//! receptionist may always choose otherwise.

use person::account::Standing;
use queue::hall::Services;

/// From this age somebody is an elderly person (Luật Người cao tuổi 39/2009/QH12, Điều 2), in force since 1 July 2010.
pub const ELDERLY_FROM: i16 = 60;

/// What is known of a visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// None: nobody was identified.
    pub account: Option<Standing>,
    /// They have filed online before.
    pub used_online: bool,
    /// Services of today's appointment.
    pub appointment: Services,
    /// Results that can be collected here.
    pub results: usize,
    /// Services of the dossiers that wait for a supplement, and how many dossiers.
    pub supplements: (Services, usize),
    /// Dossiers that wait for a payment.
    pub fees: usize,
    /// Elderly, pregnant, disabled, with an infant: seen or said.
    pub vulnerable: bool,
}

/// Somebody of whom nothing is known and nothing was asked.
pub const STRANGER: Facts = Facts {
    account: None,
    used_online: false,
    appointment: Services::NONE,
    results: 0,
    supplements: (Services::NONE, 0),
    fees: 0,
    vulnerable: false,
};

/// The services of a centre that belong to a zone rather than to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Special {
    /// Results are handed over (zone 6).
    pub collect: Option<u8>,
    /// Help with filing online (zone 3).
    pub online: Option<u8>,
}

/// One stop of the way, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// No account: the police desk makes or activates the e-ID account.
    Police,
    /// Meanwhile an account of the house, so that a dossier can be filed.
    Account,
    /// The number is claimed by an account that no counter has confirmed.
    Confirm,
    Pay {
        n: usize,
    },
    /// Sits in the waiting zone and watches the boards.
    Wait,
    Appointment,
    Supplement {
        n: usize,
    },
    Intake,
    Collect {
        n: usize,
    },
    Online,
    /// Goes before others, at the priority counter too.
    Priority,
}

impl Step {
    /// The functional zone; none: outside the centre's own counters.
    pub fn zone(self) -> Option<u8> {
        match self {
            Step::Police => None,
            Step::Account | Step::Confirm => Some(1),
            Step::Online => Some(3),
            Step::Wait => Some(4),
            Step::Appointment | Step::Supplement { .. } | Step::Intake => Some(5),
            Step::Collect { .. } => Some(6),
            Step::Pay { .. } | Step::Priority => Some(7),
        }
    }

    /// The key of its sentence.
    pub fn key(self) -> &'static str {
        match self {
            Step::Police => "floor-route-police",
            Step::Account => "floor-route-account",
            Step::Confirm => "floor-route-confirm",
            Step::Pay { .. } => "floor-route-pay",
            Step::Wait => "floor-route-wait",
            Step::Appointment => "floor-route-appointment",
            Step::Supplement { .. } => "floor-route-supplement",
            Step::Intake => "floor-route-intake",
            Step::Collect { .. } => "floor-route-collect",
            Step::Online => "floor-route-online",
            Step::Priority => "floor-route-priority",
        }
    }

    /// How many dossiers it is about.
    pub fn n(self) -> usize {
        match self {
            Step::Pay { n } | Step::Supplement { n } | Step::Collect { n } => n,
            _ => 0,
        }
    }
}

/// The way, and what the one ticket is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    pub steps: Vec<Step>,
    pub services: Services,
}

/// Proposes a way: first what must be there before a counter can help (account, payment), then the counters in the order of
/// the zones, on one ticket.
pub fn propose(facts: &Facts, special: Special) -> Route {
    let mut steps = Vec::new();
    match facts.account {
        Some(Standing::Absent) => steps.extend([Step::Police, Step::Account]),
        Some(Standing::Claimed) => steps.push(Step::Confirm),
        Some(Standing::Confirmed) | None => {}
    }
    if facts.fees > 0 {
        steps.push(Step::Pay { n: facts.fees });
    }
    if facts.vulnerable {
        steps.push(Step::Priority);
    }
    let mut services = facts.appointment.and(facts.supplements.0);
    let mut counters = Vec::new();
    if !facts.appointment.is_empty() {
        counters.push(Step::Appointment);
    }
    if facts.supplements.1 > 0 {
        counters.push(Step::Supplement { n: facts.supplements.1 });
    }
    if facts.results > 0 {
        counters.push(Step::Collect { n: facts.results });
        services = services.and(Services::of(special.collect));
    }
    // Nothing waits for them: they came to file.
    if counters.is_empty() && facts.fees == 0 {
        let online = special.online.filter(|_| facts.used_online && facts.account == Some(Standing::Confirmed));
        counters.push(if online.is_some() { Step::Online } else { Step::Intake });
        services = services.and(Services::of(online));
    }
    if !counters.is_empty() {
        steps.push(Step::Wait);
    }
    steps.extend(counters);
    Route { steps, services }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Standing::{Absent, Claimed, Confirmed};
    use Step::*;

    const SPECIAL: Special = Special { collect: Some(6), online: Some(7) };
    fn known(account: Standing) -> Facts {
        Facts { account: Some(account), ..STRANGER }
    }

    #[test]
    fn each_visitor_is_led_where_the_seed_says() {
        let two = Services::of([0, 2]);
        let cases: [(&str, Facts, &[Step], Services); 13] = [
            ("nobody is asked who they are", STRANGER, &[Wait, Intake], Services::NONE),
            ("(1) no account", known(Absent), &[Police, Account, Wait, Intake], Services::NONE),
            ("a claim is confirmed here", known(Claimed), &[Confirm, Wait, Intake], Services::NONE),
            (
                "(2) an account, has filed online",
                Facts { used_online: true, ..known(Confirmed) },
                &[Wait, Online],
                Services::one(7),
            ),
            ("an account, never online", known(Confirmed), &[Wait, Intake], Services::NONE),
            (
                "online before, and the account is not theirs yet",
                Facts { used_online: true, ..known(Claimed) },
                &[Confirm, Wait, Intake],
                Services::NONE,
            ),
            ("(3) only a fee", Facts { fees: 1, ..known(Confirmed) }, &[Pay { n: 1 }], Services::NONE),
            ("(4) a result", Facts { results: 2, ..known(Confirmed) }, &[Wait, Collect { n: 2 }], Services::one(6)),
            (
                "a result and online before: the result is what they came for",
                Facts { results: 1, used_online: true, ..known(Confirmed) },
                &[Wait, Collect { n: 1 }],
                Services::one(6),
            ),
            (
                "a fee before the result",
                Facts { fees: 1, results: 1, ..known(Confirmed) },
                &[Pay { n: 1 }, Wait, Collect { n: 1 }],
                Services::one(6),
            ),
            (
                "several needs, one ticket, in the order of the zones",
                Facts { results: 1, supplements: (two, 2), ..known(Confirmed) },
                &[Wait, Supplement { n: 2 }, Collect { n: 1 }],
                Services::of([0, 2, 6]),
            ),
            (
                "an appointment and a result",
                Facts { appointment: Services::one(1), results: 1, ..known(Confirmed) },
                &[Wait, Appointment, Collect { n: 1 }],
                Services::of([1, 6]),
            ),
            (
                "without an account, vulnerable",
                Facts { vulnerable: true, ..known(Absent) },
                &[Police, Account, Priority, Wait, Intake],
                Services::NONE,
            ),
        ];
        for (who, facts, steps, services) in cases {
            assert_eq!(propose(&facts, SPECIAL), Route { steps: steps.into(), services }, "{who}");
        }
    }

    #[test]
    fn a_centre_without_a_zone_proposes_nothing_for_it() {
        let facts = Facts { used_online: true, ..known(Confirmed) };
        assert_eq!(propose(&facts, Special::default()).steps, [Wait, Intake]);
        let facts = Facts { results: 1, ..known(Confirmed) };
        assert_eq!(propose(&facts, Special::default()).services, Services::NONE);
    }

    #[test]
    fn zones_are_those_of_the_seed() {
        let zones = [Account, Online, Wait, Intake, Collect { n: 1 }, Pay { n: 1 }].map(Step::zone);
        assert_eq!(zones, [Some(1), Some(3), Some(4), Some(5), Some(6), Some(7)]);
    }
}
