//! Who goes before whom.
//!
//! Every ticket carries one moment, its *merit*, fixed when it is issued: the moment of issue, earlier by the credit of its
//! class. Somebody whose class turns out better afterwards (the reception sees an infant) gets the merit they would have had
//! from the beginning. A free counter calls, among the tickets it is able to serve, the one with the earliest merit; of two alike the
//! one issued first.
//!
//! **Why nobody starves.** Let the greatest credit be C. A ticket issued at t has merit at most t; a ticket issued after
//! t + C has merit later than t, whatever its class becomes later: no class gives more than C. So only tickets issued before t + C can ever go before it: finitely many, and after them
//! it is next at every counter that is able to serve it. How long a walk-in waits therefore never depends on how many
//! privileged visitors come later than t + C. `tests/queue/hall.rs` holds every ticket of forty crowded days to this bound.
//!
//! The order of classes follows seed 001, part II, III–IV: appointments first within their slot, weak people helped first.

use serde::{Deserialize, Serialize};

/// A moment: milliseconds since 1970.
pub type Ms = i64;

pub const MINUTE: Ms = 60_000;

/// Why somebody may go before others (đối tượng ưu tiên).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "class", rename_all = "snake_case")]
pub enum Class {
    /// Elderly, pregnant, disabled, with an infant (đối tượng yếu thế).
    Vulnerable,
    /// With an appointment: its slot, first and last moment.
    Appointment { from: Ms, until: Ms },
    /// Everybody else.
    WalkIn,
}

impl Class {
    pub const KINDS: usize = 3;

    /// 0 vulnerable, 1 appointment, 2 walk-in.
    pub fn kind(self) -> usize {
        match self {
            Class::Vulnerable => 0,
            Class::Appointment { .. } => 1,
            Class::WalkIn => 2,
        }
    }

    /// The word of addresses and locale keys.
    pub fn code(self) -> &'static str {
        ["vulnerable", "appointment", "walk_in"][self.kind()]
    }
}

/// The stated rule of a hall; the day carries it in its first event, so that the day replays by the rule it was lived under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// How much earlier than issued a vulnerable visitor counts, ms.
    pub vulnerable_credit: Ms,
    /// How much earlier an appointment counts within its slot, ms.
    pub appointment_credit: Ms,
    /// A called visitor is waited for this long before they may be skipped, ms.
    pub patience: Ms,
}

impl Default for Rule {
    fn default() -> Rule {
        Rule { vulnerable_credit: 20 * MINUTE, appointment_credit: 15 * MINUTE, patience: MINUTE }
    }
}

impl Rule {
    /// The moment by which a ticket is ordered.
    ///
    /// Who comes before their slot counts from the slot, but never later than a walk-in of the same moment; who comes
    /// after it is a walk-in.
    pub fn merit(&self, class: Class, issued: Ms) -> Ms {
        match class {
            Class::Vulnerable => issued - self.vulnerable_credit,
            Class::Appointment { from, until } if issued <= until => {
                issued.min((issued.max(from)) - self.appointment_credit)
            }
            Class::Appointment { .. } | Class::WalkIn => issued,
        }
    }

    /// Nobody issued later than this after a ticket can go before it.
    pub fn greatest_credit(&self) -> Ms {
        self.vulnerable_credit.max(self.appointment_credit).max(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Ms = 1_000 * MINUTE;

    #[test]
    fn an_appointment_counts_from_its_slot_and_only_within_it() {
        let rule = Rule::default();
        let slot = Class::Appointment { from: AT, until: AT + 30 * MINUTE };
        let merit = |issued| rule.merit(slot, issued);
        assert_eq!(merit(AT), AT - 15 * MINUTE, "on time");
        assert_eq!(merit(AT - 5 * MINUTE), AT - 15 * MINUTE, "a little early is as if on time");
        assert_eq!(merit(AT - 60 * MINUTE), AT - 60 * MINUTE, "an hour early waits like everybody");
        assert_eq!(merit(AT + 31 * MINUTE), AT + 31 * MINUTE, "too late is a walk-in");
    }

    #[test]
    fn nobody_counts_from_later_than_they_came_and_nobody_gains_more_than_the_greatest_credit() {
        let rule = Rule::default();
        for minutes in -90..90 {
            let issued = AT + minutes * MINUTE;
            for class in [Class::Vulnerable, Class::WalkIn, Class::Appointment { from: AT, until: AT + 30 * MINUTE }] {
                let merit = rule.merit(class, issued);
                assert!(merit <= issued && merit >= issued - rule.greatest_credit(), "{class:?} at {minutes}");
            }
        }
    }
}
