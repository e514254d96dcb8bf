//! Passport and laissez-passer numbers, for foreigners until their personal number is known.

use serde::{Deserialize, Serialize};

use super::{CodeError, without_spaces};

/// A travel document number; only together with nationality and birth date does it name a person.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PassportNumber(String);

impl PassportNumber {
    /// Five to fifteen letters and digits, written large. Errors: `EMPTY`, `LENGTH`, `CHARSET`.
    pub fn parse(text: &str) -> Result<PassportNumber, CodeError> {
        let text = without_spaces(text).to_uppercase();
        match text.chars().count() {
            0 => Err(CodeError::Empty),
            5..=15 if text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()) => Ok(PassportNumber(text)),
            5..=15 => Err(CodeError::Charset),
            _ => Err(CodeError::Length),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}
