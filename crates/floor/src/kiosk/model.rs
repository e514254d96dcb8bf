//! What a visitor may get at a kiosk. Pure.

use kernel::Lang;
use queue::hall::{Counter, Hall, Languages, Services};
use queue::rule::Class;

use crate::setup::Centre;

/// Why somebody asks to go before others; said by themselves, seen by the receptionist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Elderly,
    Pregnant,
    Disabled,
    Infant,
}

impl Need {
    pub const ALL: [Need; 4] = [Need::Elderly, Need::Pregnant, Need::Disabled, Need::Infant];

    /// The word of forms, rows and locale keys.
    pub fn code(self) -> &'static str {
        match self {
            Need::Elderly => "elderly",
            Need::Pregnant => "pregnant",
            Need::Disabled => "disabled",
            Need::Infant => "infant",
        }
    }

    pub fn parse(text: &str) -> Option<Need> {
        Need::ALL.into_iter().find(|need| need.code() == text)
    }
}

/// The class of whoever declares a need, or none.
pub fn class_of(need: Option<Need>) -> Class {
    need.map_or(Class::WalkIn, |_| Class::Vulnerable)
}

fn calls(counter: &Counter, class: Class, languages: Languages) -> bool {
    counter.is_open() && counter.able.languages.meets(languages) && counter.able.classes >> class.kind() & 1 == 1
}

/// The wanted services that no open counter can serve for such a visitor.
pub fn unserved(hall: &Hall, services: Services, class: Class, languages: Languages) -> Services {
    let open = hall.counters.values().filter(|counter| calls(counter, class, languages));
    open.fold(services, |left, counter| left.without(counter.able.services))
}

/// The languages a visitor needs who uses the kiosk in one: English alone, where somebody speaks it for what they want;
/// else whatever there is, and the receptionist helps.
pub fn languages_for(lang: Lang, hall: &Hall, services: Services, class: Class) -> Languages {
    match lang {
        Lang::Vi => Languages::VIETNAMESE,
        Lang::En if unserved(hall, services, class, Languages::ENGLISH).is_empty() => Languages::ENGLISH,
        Lang::En => Languages(Languages::VIETNAMESE.0 | Languages::ENGLISH.0),
    }
}

/// How many wait for a service now.
pub fn waiting_for(hall: &Hall, service: u8) -> usize {
    hall.waiting().into_iter().filter(|ticket| ticket.services.has(service)).count()
}

/// The services of another centre that do the same, by their fields; those without a field by their zone.
pub fn same_elsewhere(here: &Centre, wanted: Services, there: &Centre) -> Option<Services> {
    let mut same = Services::NONE;
    for own in wanted.iter().filter_map(|no| here.service(no)) {
        let other = there.offered().find(|other| match own.fields.is_empty() {
            true => other.fields.is_empty() && other.zone == own.zone,
            false => own.fields.iter().any(|field| other.fields.contains(field)),
        });
        same = same.and(Services::one(other?.no));
    }
    Some(same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::CounterId;
    use queue::hall::{Able, Command, decide};
    use queue::rule::Rule;

    #[test]
    fn a_visitor_is_told_what_nobody_open_can_do_for_them() {
        let mut hall = Hall::default();
        let able = Able { services: Services(1), languages: Languages::VIETNAMESE, classes: Able::EVERYBODY };
        let open = Command::Open { counter: CounterId(1), able, officer: None };
        for command in [Command::Begin { rule: Rule::default() }, open] {
            for event in decide(&hall, &command, 0).unwrap() {
                hall.apply(&event);
            }
        }
        let class = class_of(None);
        assert_eq!(unserved(&hall, Services(3), class, Languages::VIETNAMESE), Services(2));
        assert_eq!(unserved(&hall, Services(1), class, Languages::ENGLISH), Services(1));
        // Nobody speaks English: the visitor is served in whatever there is.
        assert_eq!(languages_for(Lang::En, &hall, Services(1), class), Languages(3));
        assert_eq!(class_of(Need::parse("infant")), Class::Vulnerable);
        assert_eq!(Need::parse("rich"), None);
    }
}
