//! A person as somebody typed them in, and what is wrong with it. Errors stand at their field and block; notices are
//! shown and block nothing, because numbers, sexes and birth dates are corrected in life.

use jiff::civil::Date;
use kernel::{Lang, Refusal};
use law::code::{CodeError, Declared, PassportNumber, PersonalNumber, PersonalNumberWarning, Sex, TaxCode};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::model::{Address, BirthDate, Identity, Kind, Person, Precision};

/// What was typed. Names of fields are those of the form and of the API.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub kind: Kind,
    pub name: String,
    pub personal_number: String,
    pub tax_code: String,
    pub representative: String,
    pub passport: String,
    /// ISO 3166 alpha-3.
    pub nationality: String,
    /// `30/04/1988`, `04/1988` or `1988`.
    pub birth: String,
    pub sex: Option<Sex>,
    pub address: Address,
    pub phone: String,
    pub email: String,
}

impl Default for Draft {
    fn default() -> Self {
        Draft {
            kind: Kind::Citizen,
            name: String::new(),
            personal_number: String::new(),
            tax_code: String::new(),
            representative: String::new(),
            passport: String::new(),
            nationality: String::new(),
            birth: String::new(),
            sex: None,
            address: Address::default(),
            phone: String::new(),
            email: String::new(),
        }
    }
}

impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Draft({} …)", self.kind.key())
    }
}

/// Everything that is wrong, each at its field. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldRefusals(pub Vec<Refusal>);

impl From<FieldRefusals> for kernel::Error {
    /// The first; forms show them all.
    fn from(refusals: FieldRefusals) -> Self {
        refusals.0.into_iter().next().unwrap_or_else(|| Refusal::new("PERSON_NAME")).into()
    }
}

/// Something worth a second look that blocks nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice(pub PersonalNumberWarning);

impl Notice {
    /// `SEX_MISMATCH`, `UNKNOWN_PREFIX`, `BIRTH_YEAR_MISMATCH`.
    pub fn code(self) -> &'static str {
        self.0.code()
    }
    pub fn sentence(self, lang: Lang) -> String {
        self.0.sentence(lang)
    }
}

/// A draft that can be kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Checked {
    pub name: String,
    pub identity: Identity,
    pub birth: Option<BirthDate>,
    pub sex: Option<Sex>,
    pub address: Address,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub notices: Vec<Notice>,
}

/// NFC, no control characters, single spaces.
pub(crate) fn tidy(text: &str) -> String {
    let composed: String = text.nfc().map(|c| if c.is_control() { ' ' } else { c }).collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn optional(text: &str) -> Option<String> {
    Some(tidy(text)).filter(|text| !text.is_empty())
}

struct Desk<'a> {
    draft: &'a Draft,
    today: Date,
    refusals: Vec<Refusal>,
}

impl Draft {
    /// What stands in a record, as if typed: for a change of one part of it.
    pub fn of(person: &Person) -> Draft {
        let mut draft = Draft {
            kind: person.kind(),
            name: person.name.clone(),
            birth: person.birth.map(|birth| birth.show()).unwrap_or_default(),
            sex: person.sex,
            address: person.address.clone(),
            phone: person.phone.clone().unwrap_or_default(),
            email: person.email.clone().unwrap_or_default(),
            ..Draft::default()
        };
        match person.identity.clone() {
            Identity::Citizen { personal_number } => draft.personal_number = personal_number.unwrap_or_default(),
            Identity::Organisation { tax_code, representative } => {
                draft.tax_code = tax_code.unwrap_or_default();
                draft.representative = representative.unwrap_or_default();
            }
            Identity::Foreigner { passport, nationality } => {
                draft.passport = passport;
                draft.nationality = nationality;
            }
        }
        draft
    }

    /// Checks and tidies. `today` is the day of filing: nine-digit cards are refused from 1 January 2025
    /// (Luật Căn cước 26/2023/QH15 Điều 46 khoản 2), and nobody is born later than it.
    ///
    /// Errors, each with its field: `PERSON_NAME`, `PERSONAL_NUMBER_…`, `TAX_CODE_…`, `PASSPORT_…` (with the word of
    /// [`CodeError`]), `NATIONALITY`, `BIRTH_DATE`, `BIRTH_DATE_AHEAD`, `PHONE`, `EMAIL`.
    pub fn check(&self, today: Date) -> Result<Checked, FieldRefusals> {
        let mut desk = Desk { draft: self, today, refusals: Vec::new() };
        let name = desk.name();
        let birth = desk.birth();
        let (identity, notices) = desk.identity(birth);
        let (phone, email) = (desk.phone(), desk.email());
        match (desk.refusals.is_empty(), identity) {
            (true, Some(identity)) => Ok(Checked {
                name,
                identity,
                birth,
                sex: self.sex,
                address: Address {
                    province_code: self.address.province_code.as_deref().and_then(optional),
                    province: tidy(&self.address.province),
                    commune_code: self.address.commune_code.as_deref().and_then(optional),
                    commune: tidy(&self.address.commune),
                    detail: tidy(&self.address.detail),
                },
                phone,
                email,
                notices,
            }),
            (_, _) => Err(FieldRefusals(desk.refusals)),
        }
    }
}

/// A code's error as a refusal at its field; the letters typed are not repeated.
fn code_refusal(prefix: &str, field: &str, error: CodeError) -> Refusal {
    Refusal::new(&format!("{prefix}_{}", error.code())).at(field)
}

impl Desk<'_> {
    fn refuse(&mut self, refusal: Refusal) {
        self.refusals.push(refusal);
    }

    fn name(&mut self) -> String {
        let name = tidy(&self.draft.name);
        let letters = name.chars().filter(|c| c.is_alphabetic()).count();
        let odd = self.draft.kind != Kind::Organisation && name.chars().any(|c| c.is_ascii_digit());
        if letters < 2 || name.chars().count() > 300 || odd {
            self.refuse(Refusal::new("PERSON_NAME").at("name"));
        }
        name
    }

    fn birth(&mut self) -> Option<BirthDate> {
        let typed = tidy(&self.draft.birth).replace(['-', '.'], "/").replace(' ', "");
        if typed.is_empty() {
            return None;
        }
        let Some(birth) = parse_birth(&typed) else {
            self.refuse(Refusal::new("BIRTH_DATE").at("birth"));
            return None;
        };
        if birth.value > self.today || birth.value.year() < 1880 {
            self.refuse(Refusal::new("BIRTH_DATE_AHEAD").at("birth"));
        }
        Some(birth)
    }

    fn identity(&mut self, birth: Option<BirthDate>) -> (Option<Identity>, Vec<Notice>) {
        match self.draft.kind {
            Kind::Citizen => self.citizen(birth),
            Kind::Organisation => (self.organisation(), Vec::new()),
            Kind::Foreigner => (self.foreigner(), Vec::new()),
        }
    }

    fn citizen(&mut self, birth: Option<BirthDate>) -> (Option<Identity>, Vec<Notice>) {
        let Some(typed) = optional(&self.draft.personal_number) else {
            return (Some(Identity::Citizen { personal_number: None }), Vec::new());
        };
        match PersonalNumber::parse(&typed) {
            Ok(number) => {
                let declared = Declared { sex: self.draft.sex, birth_year: birth.map(|b| b.value.year()) };
                let notices = number.warnings(&declared).into_iter().map(Notice).collect();
                (Some(Identity::Citizen { personal_number: Some(number.as_str().into()) }), notices)
            }
            Err(error) => {
                self.refuse(code_refusal("PERSONAL_NUMBER", "personal_number", error));
                (None, Vec::new())
            }
        }
    }

    fn organisation(&mut self) -> Option<Identity> {
        let representative = optional(&self.draft.representative);
        let Some(typed) = optional(&self.draft.tax_code) else {
            return Some(Identity::Organisation { tax_code: None, representative });
        };
        match TaxCode::parse(&typed) {
            Ok(code) => Some(Identity::Organisation { tax_code: Some(code.normalised), representative }),
            Err(error) => {
                self.refuse(code_refusal("TAX_CODE", "tax_code", error));
                None
            }
        }
    }

    fn foreigner(&mut self) -> Option<Identity> {
        let nationality = tidy(&self.draft.nationality).to_uppercase();
        let known = nationality.len() == 3 && nationality.bytes().all(|b| b.is_ascii_uppercase());
        if !known || nationality == "VNM" {
            self.refuse(Refusal::new("NATIONALITY").at("nationality"));
        }
        match PassportNumber::parse(&self.draft.passport) {
            Ok(passport) => Some(Identity::Foreigner { passport: passport.as_str().into(), nationality }),
            Err(error) => {
                self.refuse(code_refusal("PASSPORT", "passport", error));
                None
            }
        }
    }

    /// Nine to fifteen digits; `+84` becomes the leading 0 people write.
    fn phone(&mut self) -> Option<String> {
        let typed = optional(&self.draft.phone)?;
        let bare: String = typed.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')')).collect();
        let home = bare.strip_prefix("+84").map(|rest| format!("0{}", rest.trim_start_matches('0')));
        let phone = home.unwrap_or(bare);
        let digits = phone.strip_prefix('+').unwrap_or(&phone);
        if !(9..=15).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
            self.refuse(Refusal::new("PHONE").at("phone"));
        }
        Some(phone)
    }

    fn email(&mut self) -> Option<String> {
        let email = optional(&self.draft.email)?;
        let sound = email.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty()
                && host.contains('.')
                && !host.contains('@')
                && !host.starts_with('.')
                && !host.ends_with('.')
        });
        if !sound || email.contains(' ') || email.len() > 254 {
            self.refuse(Refusal::new("EMAIL").at("email"));
        }
        Some(email)
    }
}

fn parse_birth(typed: &str) -> Option<BirthDate> {
    let parts: Vec<i16> = typed.split('/').map(str::parse).collect::<Result<_, _>>().ok()?;
    let small = |n: i16| i8::try_from(n).ok();
    let (value, precision) = match parts[..] {
        [year] if year >= 1000 => (Date::new(year, 1, 1), Precision::Year),
        [month, year] if year >= 1000 => (Date::new(year, small(month)?, 1), Precision::Month),
        [day, month, year] if year >= 1000 => (Date::new(year, small(month)?, small(day)?), Precision::Day),
        [year, month, day] if year >= 1000 => (Date::new(year, small(month)?, small(day)?), Precision::Day),
        _ => return None,
    };
    Some(BirthDate { value: value.ok()?, precision })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 3, 2);

    fn citizen() -> Draft {
        Draft { name: "Nguyễn Văn An".into(), personal_number: "022088000001".into(), ..Draft::default() }
    }

    fn wrong(draft: &Draft) -> Vec<(String, String)> {
        let refusals = draft.check(TODAY).err().map(|r| r.0).unwrap_or_default();
        refusals.into_iter().map(|r| (r.field.unwrap_or_default(), r.key)).collect()
    }

    #[test]
    fn what_is_wrong_stands_at_its_field() {
        let rows: Vec<(Draft, &str, &str)> = vec![
            (Draft { name: " ".into(), ..citizen() }, "name", "PERSON_NAME"),
            (Draft { name: "An 2".into(), ..citizen() }, "name", "PERSON_NAME"),
            (Draft { personal_number: "02208800000".into(), ..citizen() }, "personal_number", "PERSONAL_NUMBER_LENGTH"),
            (
                Draft { personal_number: "02208800000A".into(), ..citizen() },
                "personal_number",
                "PERSONAL_NUMBER_CHARSET",
            ),
            (
                Draft { personal_number: "012345678".into(), ..citizen() },
                "personal_number",
                "PERSONAL_NUMBER_CMND_EXPIRED",
            ),
            (Draft { birth: "31/02/1988".into(), ..citizen() }, "birth", "BIRTH_DATE"),
            (Draft { birth: "03/03/2026".into(), ..citizen() }, "birth", "BIRTH_DATE_AHEAD"),
            (Draft { phone: "12345".into(), ..citizen() }, "phone", "PHONE"),
            (Draft { email: "an@nowhere".into(), ..citizen() }, "email", "EMAIL"),
            (
                Draft { kind: Kind::Organisation, tax_code: "0100109107".into(), ..citizen() },
                "tax_code",
                "TAX_CODE_CHECK_DIGIT",
            ),
            (
                Draft { kind: Kind::Organisation, tax_code: "0100109106-000".into(), ..citizen() },
                "tax_code",
                "TAX_CODE_BRANCH",
            ),
            (Draft { kind: Kind::Foreigner, nationality: "GBR".into(), ..citizen() }, "passport", "PASSPORT_EMPTY"),
            (
                Draft { kind: Kind::Foreigner, passport: "B1234567".into(), nationality: "VNM".into(), ..citizen() },
                "nationality",
                "NATIONALITY",
            ),
        ];
        for (draft, field, key) in rows {
            assert_eq!(wrong(&draft), [(field.to_string(), key.to_string())]);
            for lang in Lang::ALL {
                let locale = format!("refusal-{}", key.to_lowercase().replace('_', "-"));
                assert!(lang.has(&locale), "{locale} has no words in {lang:?}");
            }
        }
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let draft = Draft { name: String::new(), personal_number: "1".into(), phone: "x".into(), ..Draft::default() };
        assert_eq!(wrong(&draft).len(), 3);
    }

    #[test]
    fn contradictions_are_told_but_block_nothing() {
        let draft =
            Draft { personal_number: "022188000001".into(), sex: Some(Sex::Male), birth: "1988".into(), ..citizen() };
        let codes: Vec<&str> = draft.check(TODAY).ok().unwrap().notices.iter().map(|n| n.code()).collect();
        assert_eq!(codes, ["SEX_MISMATCH"]);
        let draft = Draft { personal_number: "003088000001".into(), ..citizen() };
        assert_eq!(draft.check(TODAY).ok().unwrap().notices[0].code(), "UNKNOWN_PREFIX");
    }

    #[test]
    fn what_was_typed_is_tidied() {
        let draft = Draft {
            name: "  Nguye\u{302}\u{303}n\tVa\u{306}n   An ".into(),
            personal_number: "022 088 000 001".into(),
            phone: "+84 912.345.678".into(),
            birth: "4-1988".into(),
            ..Draft::default()
        };
        let checked = draft.check(TODAY).ok().unwrap();
        assert_eq!(checked.name, "Nguyễn Văn An");
        assert_eq!(checked.identity.number().as_deref(), Some("022088000001"));
        assert_eq!(checked.phone.as_deref(), Some("0912345678"));
        assert_eq!(checked.birth.unwrap().show(), "04/1988");
    }

    #[test]
    fn a_passport_counts_with_its_nationality() {
        let draft = Draft {
            kind: Kind::Foreigner,
            name: "Mary Smith".into(),
            passport: "b 1234567".into(),
            nationality: "gbr".into(),
            ..Draft::default()
        };
        assert_eq!(draft.check(TODAY).ok().unwrap().identity.number().as_deref(), Some("GBR B1234567"));
    }
}
