//! A person as the office keeps them. Numbers, telephones and addresses never show in debug output.

use std::fmt;

use jiff::civil::Date;
use kernel::PersonId;
use law::code::Sex;
use serde::{Deserialize, Serialize};

use crate::mask::{mask_number, mask_phone};

/// Who can apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A Vietnamese citizen.
    Citizen,
    /// An enterprise, agency or other organisation, or a household business.
    Organisation,
    /// A person without Vietnamese nationality.
    Foreigner,
}

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::Citizen, Kind::Organisation, Kind::Foreigner];

    pub fn key(self) -> &'static str {
        match self {
            Kind::Citizen => "citizen",
            Kind::Organisation => "organisation",
            Kind::Foreigner => "foreigner",
        }
    }
    pub fn parse(key: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// What identifies them. A citizen may come without a number (a child, an old card): then name and birth are all.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Identity {
    Citizen {
        /// Twelve digits.
        personal_number: Option<String>,
    },
    Organisation {
        tax_code: Option<String>,
        /// The legal representative's name.
        representative: Option<String>,
    },
    Foreigner {
        passport: String,
        /// ISO 3166 alpha-3.
        nationality: String,
    },
}

impl Identity {
    pub fn kind(&self) -> Kind {
        match self {
            Identity::Citizen { .. } => Kind::Citizen,
            Identity::Organisation { .. } => Kind::Organisation,
            Identity::Foreigner { .. } => Kind::Foreigner,
        }
    }

    /// The text by which one record is told from another; `None` when nothing identifies them.
    pub fn number(&self) -> Option<String> {
        match self {
            Identity::Citizen { personal_number } => personal_number.clone(),
            Identity::Organisation { tax_code, .. } => tax_code.clone(),
            Identity::Foreigner { passport, nationality } => Some(format!("{nationality} {passport}")),
        }
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind().key(), self.number().map_or("-".into(), |n| mask_number(&n)))
    }
}

/// How much of a birth date is known: old papers know a year only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    Day,
    Month,
    Year,
}

/// A birth date as far as it is known; `value` has 1 where it is not.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BirthDate {
    pub value: Date,
    pub precision: Precision,
}

impl BirthDate {
    /// `dd/MM/yyyy`, `MM/yyyy` or `yyyy`.
    pub fn show(&self) -> String {
        match self.precision {
            Precision::Day => kernel::time::dmy(self.value),
            Precision::Month => self.value.strftime("%m/%Y").to_string(),
            Precision::Year => self.value.year().to_string(),
        }
    }
}

impl fmt::Debug for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BirthDate(… {:?})", self.precision)
    }
}

/// Where they live or sit, in the words and codes of the day it was written.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Address {
    /// Code of the General Statistics Office, and its name then.
    pub province_code: Option<String>,
    pub province: String,
    pub commune_code: Option<String>,
    pub commune: String,
    /// House, street, hamlet.
    pub detail: String,
}

impl Address {
    /// One line: detail, commune, province.
    pub fn line(&self) -> String {
        let parts = [self.detail.as_str(), &self.commune, &self.province];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({:?} {:?})", self.province_code, self.commune_code)
    }
}

/// A person, organisation or foreigner who applies.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: PersonId,
    /// Grows with every change; a change names the version it saw.
    pub version: i64,
    pub name: String,
    pub identity: Identity,
    pub birth: Option<BirthDate>,
    pub sex: Option<Sex>,
    pub address: Address,
    pub phone: Option<String>,
    pub email: Option<String>,
}

impl Person {
    pub fn kind(&self) -> Kind {
        self.identity.kind()
    }
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let phone = self.phone.as_deref().map(mask_phone);
        write!(f, "Person({} v{} {:?} phone {})", self.id, self.version, self.identity, phone.as_deref().unwrap_or("-"))
    }
}

/// A line of a list of people to choose from: masked, so that looking for one does not show the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonCard {
    pub id: PersonId,
    pub kind: Kind,
    pub name: String,
    /// Masked.
    pub number: Option<String>,
    /// Masked.
    pub phone: Option<String>,
    pub birth_year: Option<i16>,
    /// The commune's name only.
    pub commune: String,
}

impl PersonCard {
    /// What is shown of somebody to recognise them.
    pub fn of(person: &Person) -> PersonCard {
        PersonCard {
            id: person.id,
            kind: person.kind(),
            name: person.name.clone(),
            number: person.identity.number().map(|n| mask_number(&n)),
            phone: person.phone.as_deref().map(mask_phone),
            birth_year: person.birth.map(|b| b.value.year()),
            commune: person.address.commune.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn debug_output_holds_no_personal_data() {
        let person = Person {
            id: PersonId(1),
            version: 1,
            name: "Nguyễn Văn Kín".into(),
            identity: Identity::Citizen { personal_number: Some("022088000001".into()) },
            birth: Some(BirthDate { value: date(1988, 4, 30), precision: Precision::Day }),
            sex: Some(Sex::Male),
            address: Address { detail: "12 ngõ Vắng".into(), ..Address::default() },
            phone: Some("0912345678".into()),
            email: Some("kin@example.vn".into()),
        };
        let shown = format!("{person:?} {:?} {:?}", person.address, person.birth);
        for secret in ["022088000001", "0912345678", "Kín", "Vắng", "kin@", "1988"] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
    }

    #[test]
    fn a_birth_date_shows_what_is_known_of_it() {
        let show = |precision| BirthDate { value: date(1954, 3, 1), precision }.show();
        assert_eq!(
            [show(Precision::Day), show(Precision::Month), show(Precision::Year)],
            ["01/03/1954", "03/1954", "1954"]
        );
    }
}
