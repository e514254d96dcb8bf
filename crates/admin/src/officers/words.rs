//! Powers as sentences: who may do what, where, for which procedures, from when until when. And which powers, held by
//! one person, leave nobody to look over their shoulder.

use jiff::civil::Date;
use kernel::Lang;
use kernel::time::dmy;
use office::html::act_words;
use office::model::{Grant, Narrow};
use office::{Act, ActSet, Directory};

/// Acts named one by one in a sentence; more are counted.
const NAMED: usize = 6;

/// "Được tiếp nhận hồ sơ, trả kết quả; tại Trung tâm …; mọi thủ tục; từ 01/01/2026 đến hết 31/12/2026".
pub fn sentence(lang: Lang, directory: &Directory, grant: &Grant) -> String {
    let acts = acts_words(lang, directory.acts_of(grant));
    let facts = [
        ("acts", acts),
        ("place", place_words(lang, directory, grant)),
        ("procedures", procedures_words(lang, grant)),
        ("time", time_words(lang, grant.valid_from, grant.valid_until)),
    ];
    let facts: Vec<(&str, &str)> = facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    lang.say_with("admin-power-sentence", &facts).into_owned()
}

/// Acts in words, the first few by name.
pub fn acts_words(lang: Lang, acts: ActSet) -> String {
    let all: Vec<String> = acts.iter().map(|act| act_words(act, lang)).collect();
    if all.is_empty() {
        return lang.say("admin-power-nothing").into_owned();
    }
    if all.len() <= NAMED {
        return all.join(", ");
    }
    let rest = all.len() - NAMED;
    lang.say_with("admin-power-more", &[("acts", &all[..NAMED].join(", ")), ("n", &rest.to_string())]).into_owned()
}

fn place_words(lang: Lang, directory: &Directory, grant: &Grant) -> String {
    match &grant.scope.units {
        Narrow::All => lang.say("admin-power-everywhere").into_owned(),
        Narrow::Only(units) => units.iter().map(|unit| directory.unit_name(*unit)).collect::<Vec<_>>().join(", "),
    }
}

fn procedures_words(lang: Lang, grant: &Grant) -> String {
    let mut parts = Vec::new();
    if let Narrow::Only(fields) = &grant.scope.fields {
        parts.push(lang.say_with("admin-power-fields", &[("fields", &fields.join(", "))]).into_owned());
    }
    if let Narrow::Only(codes) = &grant.scope.procedures {
        let word = if codes.len() == 1 { "admin-power-one-procedure" } else { "admin-power-some-procedures" };
        parts.push(lang.say_with(word, &[("codes", &codes.join(", "))]).into_owned());
    }
    if parts.is_empty() { lang.say("admin-power-every-procedure").into_owned() } else { parts.join("; ") }
}

/// From when until when, in words.
pub fn time_words(lang: Lang, from: Option<Date>, until: Option<Date>) -> String {
    let (from, until) = (from.map(dmy), until.map(dmy));
    match (from, until) {
        (None, None) => lang.say("admin-power-always").into_owned(),
        (Some(from), None) => lang.say_with("admin-power-from", &[("from", &from)]).into_owned(),
        (None, Some(until)) => lang.say_with("admin-power-until", &[("until", &until)]).into_owned(),
        (Some(from), Some(until)) => {
            lang.say_with("admin-power-between", &[("from", &from), ("until", &until)]).into_owned()
        }
    }
}

/// Pairs of acts that two people should do: who proposes does not approve.
const FOUR_EYES: [(Act, Act); 1] = [(Act::Propose, Act::Approve)];

/// The pairs that one person holds on a day over procedures and places that meet.
pub fn four_eyes(directory: &Directory, officer: kernel::OfficerId, day: Date) -> Vec<(Act, Act)> {
    let held = powers_on(directory, officer, day);
    let both = |(one, other): &(Act, Act)| {
        held.iter().any(|(acts, grant)| {
            acts.has(*one) && held.iter().any(|(acts, second)| acts.has(*other) && meet(directory, grant, second))
        })
    };
    FOUR_EYES.into_iter().filter(both).collect()
}

/// What an officer holds on a day: their own grants and what was delegated to them.
pub fn powers_on(directory: &Directory, officer: kernel::OfficerId, day: Date) -> Vec<(ActSet, Grant)> {
    let own = |id| directory.grants_of(id).iter().filter(move |grant| grant.stands_on(day));
    let mut held: Vec<(ActSet, Grant)> = own(officer).map(|g| (directory.acts_of(g), g.clone())).collect();
    for given in directory.delegations_to(officer).filter(|given| given.stands_on(day)) {
        let acts: ActSet = given.acts.iter().copied().collect();
        held.extend(own(given.from).map(|grant| (directory.acts_of(grant).and(acts), grant.clone())));
    }
    held
}

/// Whether two grants have a place and a procedure in common, as far as their scopes tell.
fn meet(directory: &Directory, one: &Grant, other: &Grant) -> bool {
    let units = match (&one.scope.units, &other.scope.units) {
        (Narrow::All, _) | (_, Narrow::All) => true,
        (Narrow::Only(a), Narrow::Only(b)) => {
            a.iter().any(|a| b.iter().any(|b| directory.is_within(*a, *b) || directory.is_within(*b, *a)))
        }
    };
    let free = |grant: &Grant| grant.scope.fields == Narrow::All && grant.scope.procedures == Narrow::All;
    let listed = |grant: &Grant| {
        let of = |narrow: &Narrow<String>| match narrow {
            Narrow::All => Vec::new(),
            Narrow::Only(list) => list.clone(),
        };
        (of(&grant.scope.fields), of(&grant.scope.procedures))
    };
    let ((fields, codes), (other_fields, other_codes)) = (listed(one), listed(other));
    let mixed = |a: &[String], b: &[String]| !a.is_empty() && !b.is_empty();
    let procedures = free(one)
        || free(other)
        || fields.iter().any(|field| other_fields.contains(field))
        || codes.iter().any(|code| other_codes.contains(code))
        // A field against single procedures: they may meet, and a warning costs less than a gap.
        || mixed(&fields, &other_codes)
        || mixed(&codes, &other_fields);
    units && procedures
}

/// A pair as a sentence.
pub fn pair_words(lang: Lang, (one, other): (Act, Act)) -> String {
    lang.say_with("admin-four-eyes", &[("one", &act_words(one, lang)), ("other", &act_words(other, lang))]).into_owned()
}

/// The pairs that a bundle of acts brings together by itself.
pub fn four_eyes_of(acts: &[Act]) -> Vec<(Act, Act)> {
    FOUR_EYES.into_iter().filter(|(one, other)| acts.contains(one) && acts.contains(other)).collect()
}
