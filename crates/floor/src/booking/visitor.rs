//! Who comes with an appointment, as they said and as it was typed.

use kernel::{AccountId, PersonId, Refusal, fold};
use serde::{Deserialize, Serialize};

/// Who comes. `Debug` shows nothing personal.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visitor {
    pub name: String,
    /// Digits, `+84` written as the leading 0.
    pub phone: String,
    /// Personal number, when they gave it.
    pub number: Option<String>,
    pub person: Option<PersonId>,
    pub account: Option<AccountId>,
}

impl std::fmt::Debug for Visitor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Visitor({:?} {:?})", self.person, self.account)
    }
}

impl Visitor {
    /// The name as it is compared.
    pub fn folded(&self) -> String {
        fold(&self.name)
    }

    /// Whether two bookings are one person's: by number where both gave one, else by telephone and name together, since a
    /// family shares a telephone.
    pub fn is(&self, other: &Visitor) -> bool {
        match (&self.number, &other.number) {
            (Some(one), Some(two)) => one == two,
            _ => {
                let account = self.account.is_some() && self.account == other.account;
                self.folded() == other.folded() && (account || self.phone == other.phone)
            }
        }
    }

    /// The first three letters of the name, which with the code open an appointment.
    pub fn letters(&self) -> String {
        letters(&self.name)
    }
}

/// Letters and spaces of the longest name that is taken.
const LONGEST_NAME: usize = 120;

/// Who comes, as it was typed.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct VisitorDraft {
    pub name: String,
    pub phone: String,
    pub number: String,
    pub person: Option<PersonId>,
    pub account: Option<AccountId>,
}

impl VisitorDraft {
    /// The visitor, or everything that is wrong at its field: `BOOKING_NAME`, `BOOKING_NAME_LONG`, `BOOKING_PHONE`,
    /// `BOOKING_NUMBER`.
    pub fn check(&self) -> Result<Visitor, Vec<Refusal>> {
        let name = self.name.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut wrong = Vec::new();
        if name.chars().count() > LONGEST_NAME {
            wrong.push(Refusal::new("BOOKING_NAME_LONG").with("most", LONGEST_NAME).at("name"));
        } else if letters(&name).chars().count() < 2 {
            wrong.push(Refusal::new("BOOKING_NAME").at("name"));
        }
        let phone = parse_phone(&self.phone);
        if phone.is_none() {
            wrong.push(Refusal::new("BOOKING_PHONE").at("phone"));
        }
        let number = Some(self.number.trim()).filter(|number| !number.is_empty());
        let number = number.map(law::code::person::PersonalNumber::parse).transpose();
        if number.is_err() {
            wrong.push(Refusal::new("BOOKING_NUMBER").at("number"));
        }
        match (phone, number, wrong.is_empty()) {
            (Some(phone), Ok(number), true) => Ok(Visitor {
                name,
                phone,
                number: number.map(|number| number.as_str().to_string()),
                person: self.person,
                account: self.account,
            }),
            _ => Err(wrong),
        }
    }
}

/// The first three letters of a name, without accents, case and spaces.
pub fn letters(name: &str) -> String {
    fold(name).chars().filter(|c| c.is_alphanumeric()).take(3).collect()
}

/// A telephone as it is kept: digits, `+84` written as the leading 0. None: no telephone of Vietnam.
pub fn parse_phone(typed: &str) -> Option<String> {
    let bare: String = typed.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')')).collect();
    let bare = match bare.strip_prefix("+84").or_else(|| bare.strip_prefix("84").filter(|rest| rest.len() >= 9)) {
        Some(rest) => format!("0{}", rest.trim_start_matches('0')),
        None => bare,
    };
    let good = bare.starts_with('0') && (10..=11).contains(&bare.len()) && bare.bytes().all(|b| b.is_ascii_digit());
    good.then_some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephones_are_known_as_people_type_them() {
        for typed in ["0912345678", "+84 912 345 678", "84912345678", "0912.345.678"] {
            assert_eq!(parse_phone(typed).as_deref(), Some("0912345678"), "{typed}");
        }
        for typed in ["", "912345678", "0912", "09123456789999", "09123456a8"] {
            assert_eq!(parse_phone(typed), None, "{typed}");
        }
    }

    #[test]
    fn three_letters_are_the_same_with_and_without_accents() {
        assert_eq!(letters("Đỗ Thị Ánh"), "dot");
        assert_eq!(letters("NGUYỄN"), "ngu");
        assert_eq!(letters("ngu"), "ngu");
        assert_eq!(letters("Vi"), "vi");
    }
}
