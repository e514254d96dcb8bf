//! Tax codes: organisations and their dependent units with a check digit, people by their personal number.

use serde::{Deserialize, Serialize};

use super::{CodeError, PersonalNumber, all_digits, without_spaces};

/// Whose tax code it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxKind {
    /// Ten digits: an enterprise or other organisation.
    Organisation,
    /// Ten digits and a suffix 001–999: a branch or other dependent unit of it.
    DependentUnit,
    /// Twelve digits: a person or household, since 1 July 2025 (TT 86/2024/TT-BTC).
    Personal,
}

/// A tax code in its written form (`0100109106-001`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TaxCode {
    pub kind: TaxKind,
    pub normalised: String,
}

const WEIGHTS: [u32; 9] = [31, 29, 23, 19, 17, 13, 7, 5, 3];

impl TaxCode {
    /// Reads a tax code, spaces ignored, the hyphen before a suffix optional.
    ///
    /// Errors: `EMPTY`, `CHARSET`, `LENGTH`, `CHECK_DIGIT`, `BRANCH` (suffix 000).
    pub fn parse(text: &str) -> Result<TaxCode, CodeError> {
        TaxCode::parse_with(text, false)
    }

    /// As [`TaxCode::parse`]; `ten_as_zero` accepts 0 where the check sum yields 10, as some programs have issued.
    pub fn parse_with(text: &str, ten_as_zero: bool) -> Result<TaxCode, CodeError> {
        let text = without_spaces(text);
        if text.is_empty() {
            return Err(CodeError::Empty);
        }
        let (ten, suffix) = match text.split_once('-') {
            Some((ten, suffix)) => (ten, Some(suffix)),
            None if text.len() == 13 && text.is_ascii() => (&text[..10], Some(&text[10..])),
            None => (text.as_str(), None),
        };
        if !all_digits(ten) || suffix.is_some_and(|suffix| !all_digits(suffix)) {
            return Err(CodeError::Charset);
        }
        match (ten.len(), suffix.map(str::len)) {
            (12, None) => {
                PersonalNumber::parse(ten)?;
                return Ok(TaxCode { kind: TaxKind::Personal, normalised: ten.to_string() });
            }
            (10, None | Some(3)) => {}
            _ => return Err(CodeError::Length),
        }
        if !check_digit_holds(ten, ten_as_zero) {
            return Err(CodeError::CheckDigit);
        }
        match suffix {
            None => Ok(TaxCode { kind: TaxKind::Organisation, normalised: ten.to_string() }),
            Some("000") => Err(CodeError::Branch),
            Some(suffix) => Ok(TaxCode { kind: TaxKind::DependentUnit, normalised: format!("{ten}-{suffix}") }),
        }
    }

    /// Whether a check digit vouches for the number; none where there is none to check.
    pub fn check(&self) -> Option<bool> {
        match self.kind {
            TaxKind::Organisation | TaxKind::DependentUnit => Some(true),
            TaxKind::Personal => None,
        }
    }

    /// The ten digits an enterprise shares with its dependent units; a person's whole number.
    pub fn enterprise(&self) -> &str {
        self.normalised.split('-').next().unwrap_or(&self.normalised)
    }
}

fn check_digit_holds(ten: &str, ten_as_zero: bool) -> bool {
    let digits: Vec<u32> = ten.bytes().map(|byte| u32::from(byte - b'0')).collect();
    let sum: u32 = WEIGHTS.iter().zip(&digits).map(|(weight, digit)| weight * digit).sum();
    let expected = 10 - sum % 11;
    digits[9] == if expected == 10 && ten_as_zero { 0 } else { expected }
}
