//! Personal numbers (số định danh cá nhân): twelve digits that tell place of birth registration, century, sex and year.
//!
//! They carry no check digit, so a well-formed number may still be nobody's; contradictions are warnings, and the
//! population database decides.

use std::fmt;

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use super::{CodeError, all_digits, without_spaces};

/// Sex as the personal number and the civil-status papers record it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sex {
    Male,
    Female,
}

/// What the applicant declares; anything left out is not compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Declared {
    pub sex: Option<Sex>,
    pub birth_year: Option<i16>,
}

/// Why a well-formed number deserves a second look. Never a ground for refusal: sexes and birth dates are corrected,
/// and births abroad carry country codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PersonalNumberWarning {
    UnknownPrefix,
    SexMismatch,
    BirthYearMismatch,
}

impl PersonalNumberWarning {
    /// `UNKNOWN_PREFIX`, `SEX_MISMATCH`, `BIRTH_YEAR_MISMATCH`.
    pub fn code(self) -> &'static str {
        match self {
            PersonalNumberWarning::UnknownPrefix => "UNKNOWN_PREFIX",
            PersonalNumberWarning::SexMismatch => "SEX_MISMATCH",
            PersonalNumberWarning::BirthYearMismatch => "BIRTH_YEAR_MISMATCH",
        }
    }

    /// The sentence for a person.
    pub fn sentence(self, lang: kernel::Lang) -> String {
        let key = match self {
            PersonalNumberWarning::UnknownPrefix => "law-warning-unknown-prefix",
            PersonalNumberWarning::SexMismatch => "law-warning-sex-mismatch",
            PersonalNumberWarning::BirthYearMismatch => "law-warning-birth-year-mismatch",
        };
        lang.say(key).into_owned()
    }
}

/// A twelve-digit personal number (NĐ 137/2015/NĐ-CP Điều 13). Its debug form hides the digits: it may reach a log.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonalNumber(String);

impl PersonalNumber {
    /// Reads twelve digits, spaces ignored.
    ///
    /// Errors: `EMPTY`, `LENGTH`, `CHARSET`; `CMND_EXPIRED` for the nine digits of an identity card that lost its
    /// validity on 1 January 2025.
    pub fn parse(text: &str) -> Result<PersonalNumber, CodeError> {
        let text = without_spaces(text);
        match text.chars().count() {
            0 => Err(CodeError::Empty),
            12 if all_digits(&text) => Ok(PersonalNumber(text)),
            12 => Err(CodeError::Charset),
            9 if all_digits(&text) => Err(CodeError::CmndExpired),
            _ => Err(CodeError::Length),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Only the last three digits, for screens and logs: `•••••••••345`.
    pub fn masked(&self) -> String {
        format!("•••••••••{}", &self.0[9..])
    }

    /// Code of the place where the birth was registered.
    pub fn place_code(&self) -> &str {
        &self.0[..3]
    }

    /// The province of that code among the 63, which numbers keep after mergers; none for countries and unknown codes.
    pub fn province(&self) -> Option<&'static str> {
        let code: u16 = self.place_code().parse().ok()?;
        PROVINCES.iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
    }

    pub fn sex(&self) -> Sex {
        if self.century_digit().is_multiple_of(2) { Sex::Male } else { Sex::Female }
    }

    pub fn birth_year(&self) -> i16 {
        let in_century: i16 = self.0[4..6].parse().unwrap_or(0);
        1900 + i16::from(self.century_digit() / 2) * 100 + in_century
    }

    fn century_digit(&self) -> u8 {
        self.0.as_bytes()[3] - b'0'
    }

    /// What does not fit the number itself or the declaration.
    pub fn warnings(&self, declared: &Declared) -> Vec<PersonalNumberWarning> {
        let mut warnings = Vec::new();
        if self.province().is_none() {
            warnings.push(PersonalNumberWarning::UnknownPrefix);
        }
        if declared.sex.is_some_and(|sex| sex != self.sex()) {
            warnings.push(PersonalNumberWarning::SexMismatch);
        }
        if declared.birth_year.is_some_and(|year| year != self.birth_year()) {
            warnings.push(PersonalNumberWarning::BirthYearMismatch);
        }
        warnings
    }
}

impl fmt::Debug for PersonalNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersonalNumber({})", self.masked())
    }
}

impl fmt::Display for PersonalNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<PersonalNumber> for String {
    fn from(number: PersonalNumber) -> String {
        number.0
    }
}

impl TryFrom<String> for PersonalNumber {
    type Error = CodeError;
    fn try_from(text: String) -> Result<PersonalNumber, CodeError> {
        PersonalNumber::parse(&text)
    }
}

/// A nine-digit identity card number: a historical identifier that links old papers to a person.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cmnd(String);

/// First day on which the nine-digit card no longer identifies anyone.
const CMND_EXPIRED_ON: Date = date(2025, 1, 1);

impl Cmnd {
    /// Reads nine digits for a historical record. Errors: `EMPTY`, `LENGTH`, `CHARSET`.
    pub fn parse(text: &str) -> Result<Cmnd, CodeError> {
        let text = without_spaces(text);
        match text.chars().count() {
            0 => Err(CodeError::Empty),
            9 if all_digits(&text) => Ok(Cmnd(text)),
            9 => Err(CodeError::Charset),
            _ => Err(CodeError::Length),
        }
    }

    /// Reads nine digits for a filing on a date. Errors: those of [`Cmnd::parse`], and `CMND_EXPIRED` from 2025 on.
    pub fn parse_for_filing(text: &str, filed_on: Date) -> Result<Cmnd, CodeError> {
        let card = Cmnd::parse(text)?;
        if filed_on >= CMND_EXPIRED_ON { Err(CodeError::CmndExpired) } else { Ok(card) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Cmnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cmnd(••••••{})", &self.0[6..])
    }
}

/// Place codes of the 63 provinces.
const PROVINCES: [(u16, &str); 63] = [
    (1, "Hà Nội"),
    (2, "Hà Giang"),
    (4, "Cao Bằng"),
    (6, "Bắc Kạn"),
    (8, "Tuyên Quang"),
    (10, "Lào Cai"),
    (11, "Điện Biên"),
    (12, "Lai Châu"),
    (14, "Sơn La"),
    (15, "Yên Bái"),
    (17, "Hòa Bình"),
    (19, "Thái Nguyên"),
    (20, "Lạng Sơn"),
    (22, "Quảng Ninh"),
    (24, "Bắc Giang"),
    (25, "Phú Thọ"),
    (26, "Vĩnh Phúc"),
    (27, "Bắc Ninh"),
    (30, "Hải Dương"),
    (31, "Hải Phòng"),
    (33, "Hưng Yên"),
    (34, "Thái Bình"),
    (35, "Hà Nam"),
    (36, "Nam Định"),
    (37, "Ninh Bình"),
    (38, "Thanh Hóa"),
    (40, "Nghệ An"),
    (42, "Hà Tĩnh"),
    (44, "Quảng Bình"),
    (45, "Quảng Trị"),
    (46, "Thừa Thiên Huế"),
    (48, "Đà Nẵng"),
    (49, "Quảng Nam"),
    (51, "Quảng Ngãi"),
    (52, "Bình Định"),
    (54, "Phú Yên"),
    (56, "Khánh Hòa"),
    (58, "Ninh Thuận"),
    (60, "Bình Thuận"),
    (62, "Kon Tum"),
    (64, "Gia Lai"),
    (66, "Đắk Lắk"),
    (67, "Đắk Nông"),
    (68, "Lâm Đồng"),
    (70, "Bình Phước"),
    (72, "Tây Ninh"),
    (74, "Bình Dương"),
    (75, "Đồng Nai"),
    (77, "Bà Rịa - Vũng Tàu"),
    (79, "Hồ Chí Minh"),
    (80, "Long An"),
    (82, "Tiền Giang"),
    (83, "Bến Tre"),
    (84, "Trà Vinh"),
    (86, "Vĩnh Long"),
    (87, "Đồng Tháp"),
    (89, "An Giang"),
    (91, "Kiên Giang"),
    (92, "Cần Thơ"),
    (93, "Hậu Giang"),
    (94, "Sóc Trăng"),
    (95, "Bạc Liêu"),
    (96, "Cà Mau"),
];
