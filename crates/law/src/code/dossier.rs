//! Dossier codes: agency, day of acceptance, serial of that day (TT 01/2018/TT-VPCP Điều 19).
//!
//! It composes a code from a serial; it never allocates one.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{AgencyCode, CodeError, all_digits};

/// Which rule a code is read or written by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Profile {
    /// Six-digit date, four-digit serial: the circular's form.
    #[default]
    #[serde(rename = "LEGAL")]
    Legal,
    /// The coordination platform of 2026: new agency style, eight-digit date, seven-digit serial.
    #[serde(rename = "MAHS_2026")]
    Platform2026,
    /// What imports bring: a serial of four to seven digits, either date.
    #[serde(rename = "TOLERANT")]
    Tolerant,
}

impl Profile {
    /// `LEGAL`, `MAHS_2026`, `TOLERANT`.
    pub fn name(self) -> &'static str {
        match self {
            Profile::Legal => "LEGAL",
            Profile::Platform2026 => "MAHS_2026",
            Profile::Tolerant => "TOLERANT",
        }
    }
}

/// A dossier code taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DossierCode {
    pub agency: AgencyCode,
    pub date: Date,
    pub serial: u32,
    pub profile: Profile,
}

impl DossierCode {
    /// Reads a code by the legal profile, else by that of 2026.
    ///
    /// Errors: `CHARSET`, `FORMAT`, `AGENCY`, `LENGTH`, `DATE`, `SERIAL`, of the profile whose date the text resembles.
    pub fn parse(text: &str) -> Result<DossierCode, CodeError> {
        let legal = match DossierCode::parse_as(text, Profile::Legal) {
            Ok(code) => return Ok(code),
            Err(error) => error,
        };
        let resembles_2026 = text.trim().rsplit('-').nth(1).is_some_and(|date| date.len() == 8);
        match DossierCode::parse_as(text, Profile::Platform2026) {
            Ok(code) => Ok(code),
            Err(error) if resembles_2026 => Err(error),
            Err(_) => Err(legal),
        }
    }

    /// Reads a code by one profile.
    pub fn parse_as(text: &str, profile: Profile) -> Result<DossierCode, CodeError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(CodeError::Empty);
        }
        if !text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase() || matches!(b, b'.' | b'-')) {
            return Err(CodeError::Charset);
        }
        // From the right: an agency code may itself hold no hyphen, but a text that is no code may.
        let mut parts = text.rsplitn(3, '-');
        let (Some(serial), Some(date), Some(agency)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(CodeError::Format);
        };
        let agency = AgencyCode::parse(agency)?;
        if profile == Profile::Platform2026 && agency.is_old_style() {
            return Err(CodeError::Agency);
        }
        let date = parse_date(date, profile)?;
        let serial = parse_serial(serial, profile)?;
        Ok(DossierCode { agency, date, serial, profile })
    }

    /// The code of the n-th dossier an agency accepts on a day.
    pub fn compose(agency: AgencyCode, date: Date, serial: u32, profile: Profile) -> DossierCode {
        DossierCode { agency, date, serial, profile }
    }

    /// Whether the serial outgrew its four digits and the code only reads back as `TOLERANT`.
    pub fn is_widened(&self) -> bool {
        self.profile == Profile::Legal && self.serial > 9_999
    }
}

impl fmt::Display for DossierCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (agency, serial) = (&self.agency, self.serial);
        match self.profile {
            Profile::Legal | Profile::Tolerant => write!(f, "{agency}-{}-{serial:04}", self.date.strftime("%y%m%d")),
            Profile::Platform2026 => write!(f, "{agency}-{}-{serial:07}", self.date.strftime("%Y%m%d")),
        }
    }
}

fn parse_date(text: &str, profile: Profile) -> Result<Date, CodeError> {
    let fits = match profile {
        Profile::Legal => text.len() == 6,
        Profile::Platform2026 => text.len() == 8,
        Profile::Tolerant => matches!(text.len(), 6 | 8),
    };
    if !fits {
        return Err(CodeError::Length);
    }
    if !all_digits(text) {
        return Err(CodeError::Date);
    }
    let number: i32 = text.parse().map_err(|_| CodeError::Date)?;
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    let year = if text.len() == 6 { 2000 + year } else { year };
    let narrow = |n: i32| i8::try_from(n).map_err(|_| CodeError::Date);
    Date::new(i16::try_from(year).map_err(|_| CodeError::Date)?, narrow(month)?, narrow(day)?)
        .map_err(|_| CodeError::Date)
}

fn parse_serial(text: &str, profile: Profile) -> Result<u32, CodeError> {
    let fits = match profile {
        Profile::Legal => text.len() == 4,
        Profile::Platform2026 => text.len() == 7,
        Profile::Tolerant => (4..=7).contains(&text.len()),
    };
    if !fits {
        return Err(CodeError::Length);
    }
    if !all_digits(text) {
        return Err(CodeError::Serial);
    }
    match text.parse() {
        Ok(serial) if serial >= 1 => Ok(serial),
        _ => Err(CodeError::Serial),
    }
}
