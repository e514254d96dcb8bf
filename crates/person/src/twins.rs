//! How alike two records are: whether they may be one person written down twice. Pure; it decides nothing, people do.

use kernel::fold;
use serde::{Deserialize, Serialize};

use crate::model::{Person, Precision};

/// From this score on a pair is worth looking at.
pub const WORTH_A_LOOK: i64 = 50;

/// What two records have in common, or what speaks against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// Numbers that differ in one digit, or in two neighbouring digits changed round.
    NumberSlip,
    /// The same name and the same birth date.
    NameAndBirth,
    /// The same name and the same year of birth; more is not known.
    NameAndYear,
    /// The same name and the same telephone.
    NameAndPhone,
    /// The same name in the same commune.
    NameAndCommune,
    /// Two numbers that no slip explains.
    OtherNumber,
    OtherSex,
    OtherBirth,
}

impl Sign {
    /// What it adds to the score.
    pub fn weight(self) -> i64 {
        match self {
            Sign::NumberSlip => 50,
            Sign::NameAndBirth => 50,
            Sign::NameAndPhone => 40,
            Sign::NameAndYear => 20,
            Sign::NameAndCommune => 15,
            Sign::OtherNumber => -60,
            Sign::OtherBirth => -30,
            Sign::OtherSex => -30,
        }
    }

    pub fn code(self) -> &'static str {
        match self {
            Sign::NumberSlip => "number-slip",
            Sign::NameAndBirth => "name-and-birth",
            Sign::NameAndYear => "name-and-year",
            Sign::NameAndPhone => "name-and-phone",
            Sign::NameAndCommune => "name-and-commune",
            Sign::OtherNumber => "other-number",
            Sign::OtherSex => "other-sex",
            Sign::OtherBirth => "other-birth",
        }
    }
}

/// The signs between two records and what they add up to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Likeness {
    pub score: i64,
    pub signs: Vec<Sign>,
}

/// Compares two records. Records of different kinds are never alike.
pub fn likeness(a: &Person, b: &Person) -> Likeness {
    let mut signs = Vec::new();
    if a.kind() != b.kind() {
        return Likeness { score: 0, signs };
    }
    let named = fold(&a.name) == fold(&b.name);
    match (a.identity.number(), b.identity.number()) {
        (Some(one), Some(other)) if is_slip(&one, &other) => signs.push(Sign::NumberSlip),
        (Some(one), Some(other)) if one != other => signs.push(Sign::OtherNumber),
        (_, _) => {}
    }
    if let (Some(one), Some(other)) = (a.birth, b.birth) {
        let exact = one.precision == Precision::Day && other.precision == Precision::Day;
        match (one.value == other.value && exact, one.value.year() == other.value.year()) {
            (true, _) if named => signs.push(Sign::NameAndBirth),
            (false, true) if named && !exact => signs.push(Sign::NameAndYear),
            (false, _) if exact => signs.push(Sign::OtherBirth),
            (_, _) => {}
        }
    }
    if named && a.phone.is_some() && a.phone == b.phone {
        signs.push(Sign::NameAndPhone);
    }
    let commune = fold(&a.address.commune);
    if named && !commune.is_empty() && commune == fold(&b.address.commune) {
        signs.push(Sign::NameAndCommune);
    }
    if a.sex.is_some() && b.sex.is_some() && a.sex != b.sex {
        signs.push(Sign::OtherSex);
    }
    Likeness { score: signs.iter().map(|sign| sign.weight()).sum(), signs }
}

/// Whether one number is the other with one digit wrong, or with two neighbouring digits changed round.
pub fn is_slip(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len() != other.len() {
        return false;
    }
    let wrong: Vec<usize> = (0..one.len()).filter(|at| one[*at] != other[*at]).collect();
    match wrong[..] {
        [_] => true,
        [first, second] => second == first + 1 && one[first] == other[second] && one[second] == other[first],
        _ => false,
    }
}

/// Every number that is one slip away from a number of digits: 9 per digit, and the neighbours changed round.
pub fn slips(number: &str) -> Vec<String> {
    let digits: Vec<char> = number.chars().collect();
    if digits.len() < 8 || !digits.iter().all(char::is_ascii_digit) {
        return Vec::new();
    }
    let mut out = Vec::with_capacity(digits.len() * 10);
    for at in 0..digits.len() {
        for digit in ('0'..='9').filter(|digit| *digit != digits[at]) {
            let mut slip = digits.clone();
            slip[at] = digit;
            out.push(slip.iter().collect());
        }
        if at + 1 < digits.len() && digits[at] != digits[at + 1] {
            let mut slip = digits.clone();
            slip.swap(at, at + 1);
            out.push(slip.iter().collect());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};
    use kernel::PersonId;
    use law::code::Sex;

    use super::*;
    use crate::model::{Address, BirthDate, Identity};

    fn person(name: &str, number: &str, birth: Option<(Date, Precision)>, phone: &str) -> Person {
        Person {
            id: PersonId(1),
            version: 1,
            name: name.into(),
            identity: Identity::Citizen { personal_number: (!number.is_empty()).then(|| number.into()) },
            birth: birth.map(|(value, precision)| BirthDate { value, precision }),
            sex: None,
            address: Address::default(),
            phone: (!phone.is_empty()).then(|| phone.into()),
            email: None,
        }
    }

    #[test]
    fn likeness_is_told_by_rows() {
        let day = |d| Some((date(1988, 4, d), Precision::Day));
        let year = Some((date(1988, 1, 1), Precision::Year));
        let a = person("Trần Văn Mẫu", "022088000001", day(30), "0912345678");
        let rows: &[(Person, &[Sign], bool)] = &[
            (person("Tran van mau", "", day(30), ""), &[Sign::NameAndBirth], true),
            (person("Trần Văn Mẫu", "022088000007", day(30), ""), &[Sign::NumberSlip, Sign::NameAndBirth], true),
            (person("Trần Văn Mẩu", "022080800001", None, ""), &[Sign::NumberSlip], true),
            (person("Trần Văn Mẫu", "022088123456", day(30), ""), &[Sign::OtherNumber, Sign::NameAndBirth], false),
            (person("Trần Văn Mẫu", "", None, "0912345678"), &[Sign::NameAndPhone], false),
            (person("Trần Văn Mẫu", "", year, "0912345678"), &[Sign::NameAndYear, Sign::NameAndPhone], true),
            (person("Lê Thị Hoa", "", day(30), "0912345678"), &[], false),
            (person("Trần Văn Mẫu", "", day(1), "0912345678"), &[Sign::OtherBirth, Sign::NameAndPhone], false),
        ];
        for (b, signs, worth) in rows {
            let found = likeness(&a, b);
            assert_eq!(found.signs, *signs, "{} {:?}", b.name, b.identity.number());
            assert_eq!(found.score >= WORTH_A_LOOK, *worth, "{} {}", b.name, found.score);
            assert_eq!(likeness(b, &a), found, "likeness is the same both ways");
        }
    }

    #[test]
    fn another_sex_speaks_against_it() {
        let mut a = person("Nguyễn Ánh", "", Some((date(1990, 2, 3), Precision::Day)), "");
        let mut b = a.clone();
        (a.sex, b.sex) = (Some(Sex::Male), Some(Sex::Female));
        assert!(likeness(&a, &b).score < WORTH_A_LOOK);
    }

    #[test]
    fn every_slip_is_found_and_is_a_slip() {
        let number = "022088000001";
        let found = slips(number);
        assert_eq!(found.len(), 12 * 9 + number.as_bytes().windows(2).filter(|w| w[0] != w[1]).count());
        assert!(found.iter().all(|slip| is_slip(number, slip)));
        assert!(slips("C1234567").is_empty() && !is_slip(number, number));
    }
}
