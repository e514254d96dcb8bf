//! Invented applicants: names drawn part by part, personal numbers of the next century, telephone numbers no carrier
//! holds. Nobody alive can have one of these numbers.

use super::Dice;
use jiff::civil::Date;
use law::code::Sex;
use person::{Address, Draft, Kind};
use rand::RngExt;

use super::words::{Names, Words, chance, pick, pick_weighted};

/// An area people live in.
#[derive(Debug, Clone)]
pub(super) struct Home {
    pub province_code: String,
    pub province: String,
    pub code: String,
    pub name: String,
    pub ward: bool,
}

/// Draws `n` applicants: nine citizens of ten, some household businesses, few foreigners.
pub(super) fn draw(rng: &mut Dice, names: &Names, words: &Words, homes: &[Home], today: Date, n: usize) -> Vec<Draft> {
    let hard: Vec<&String> = names.hard_cases.names.iter().chain(&names.hard_cases.decomposed).collect();
    (0..n)
        .map(|place| {
            let mut draft = citizen(rng, names, homes, today, place);
            match place % 25 {
                7 => household(rng, words, &mut draft),
                19 if place / 25 < words.foreigners.len() => foreigner(words, place / 25, &mut draft),
                // Names that break weak software, each once.
                13 if place / 25 < hard.len() => draft.name = hard[place / 25].clone(),
                _ => {}
            }
            draft
        })
        .collect()
}

fn citizen(rng: &mut Dice, names: &Names, homes: &[Home], today: Date, place: usize) -> Draft {
    let sex = if rng.random_bool(0.5) { Sex::Male } else { Sex::Female };
    let year = today.year() - pick_weighted(rng, &AGES, |(_, weight)| *weight).0 - rng.random_range(0..10);
    let (month, day) = (rng.random_range(1..=12), rng.random_range(1..=28));
    let century = match sex {
        Sex::Male => '4',
        Sex::Female => '5',
    };
    // Six digits that never repeat within a planting: the place first, then noise.
    let serial = (place * 997 + rng.random_range(0..997)) % 1_000_000;
    let name = full_name(rng, names, sex, year);
    let email = chance(rng, 45.0).then(|| {
        let user = kernel::fold(&name).replace(' ', ".");
        format!("{user}{}@{}", year % 100, pick(rng, &names.safety.email_domains))
    });
    Draft {
        kind: Kind::Citizen,
        name,
        personal_number: format!("{}{century}{:02}{serial:06}", names.safety.home_place_code, year.rem_euclid(100)),
        birth: format!("{day:02}/{month:02}/{year}"),
        sex: Some(sex),
        address: address(rng, names, homes),
        phone: phone(rng, names),
        email: email.unwrap_or_default(),
        ..Draft::default()
    }
}

/// Youngest age of a bracket of ten years, and its share of those who come to a counter.
const AGES: [(i16, f64); 6] = [(18, 22.0), (28, 27.0), (38, 21.0), (48, 14.0), (58, 10.0), (68, 6.0)];

fn full_name(rng: &mut Dice, names: &Names, sex: Sex, year: i16) -> String {
    let word = match sex {
        Sex::Male => "male",
        Sex::Female => "female",
    };
    let fits = |parts: &[super::words::Part]| -> Vec<super::words::Part> {
        parts.iter().filter(|p| p.sex == word || p.sex == "unisex").cloned().collect()
    };
    let (middles, givens) = (fits(&names.middle_name), fits(&names.given_name));
    let mut parts = vec![pick_weighted(rng, &names.surname, |s| s.north).name.clone()];
    let thi = match year {
        ..1980 => names.mix.thi_born_before_1980,
        1980..2005 => names.mix.thi_born_1980_2004,
        _ => names.mix.thi_born_from_2005,
    };
    if sex == Sex::Female && chance(rng, thi) {
        parts.push("Thị".into());
    }
    if parts.len() > 1 || !chance(rng, names.mix.no_middle_name) {
        let many = if parts.len() > 1 {
            usize::from(chance(rng, 55.0))
        } else {
            1 + usize::from(chance(rng, names.mix.two_middle_names))
        };
        for _ in 0..many {
            parts.push(pick_weighted(rng, &middles, |p| p.weight).name.clone());
        }
    }
    parts.push(pick_weighted(rng, &givens, |p| p.weight).name.clone());
    parts.dedup();
    parts.join(" ")
}

fn address(rng: &mut Dice, names: &Names, homes: &[Home]) -> Address {
    let home = pick(rng, homes);
    let detail = match home.ward {
        true => {
            let (number, street) = (rng.random_range(1..240), pick(rng, &names.address.streets));
            format!("Số {number} đường {street}, {}", pick(rng, &names.address.ward_units))
        }
        false => pick(rng, &names.address.hamlets).clone(),
    };
    Address {
        province_code: Some(home.province_code.clone()),
        province: home.province.clone(),
        commune_code: Some(home.code.clone()),
        commune: home.name.clone(),
        detail,
    }
}

/// A number with a prefix that no carrier holds: no message can reach anybody.
fn phone(rng: &mut Dice, names: &Names) -> String {
    let mut phone = pick(rng, &names.safety.phone_prefixes).clone();
    while phone.len() < names.safety.phone_digits {
        phone.push(char::from(b'0' + rng.random_range(0..10)));
    }
    phone
}

/// A household business goes by the number of its owner (TT 86/2024/TT-BTC), so it needs no invented tax code.
fn household(rng: &mut Dice, words: &Words, draft: &mut Draft) {
    draft.kind = Kind::Organisation;
    draft.representative =
        std::mem::replace(&mut draft.name, format!("Hộ kinh doanh {}", pick(rng, &words.households)));
    draft.tax_code = std::mem::take(&mut draft.personal_number);
    (draft.birth, draft.sex) = (String::new(), None);
}

fn foreigner(words: &Words, nth: usize, draft: &mut Draft) {
    let who = &words.foreigners[nth];
    draft.kind = Kind::Foreigner;
    draft.name = who.name.clone();
    draft.nationality = who.nationality.clone();
    draft.passport = who.passport.clone();
    draft.personal_number = String::new();
}
