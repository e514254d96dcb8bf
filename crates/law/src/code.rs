//! The codes the law prescribes: their shapes, what they say, and why a text is not one.
//!
//! A well-formed code proves nothing about a person or an agency; truth stays with the registers.

pub mod agency;
pub mod dossier;
pub mod passport;
pub mod person;
pub mod procedure;
pub mod tax;

use kernel::Lang;

pub use agency::AgencyCode;
pub use dossier::{DossierCode, Profile};
pub use passport::PassportNumber;
pub use person::{Cmnd, Declared, PersonalNumber, PersonalNumberWarning, Sex};
pub use procedure::{ProcedureCode, ResultCode, ResultCodeStyle};
pub use tax::{TaxCode, TaxKind};

/// Why a text is not the code it should be. [`CodeError::code`] is stable and answers programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{}", self.code())]
pub enum CodeError {
    Empty,
    Length,
    Charset,
    Format,
    Agency,
    Date,
    Serial,
    /// A nine-digit identity card number, invalid since 1 January 2025.
    CmndExpired,
    CheckDigit,
    Branch,
}

impl CodeError {
    /// `LENGTH`, `CHARSET`, `CMND_EXPIRED`, …
    pub fn code(self) -> &'static str {
        match self {
            CodeError::Empty => "EMPTY",
            CodeError::Length => "LENGTH",
            CodeError::Charset => "CHARSET",
            CodeError::Format => "FORMAT",
            CodeError::Agency => "AGENCY",
            CodeError::Date => "DATE",
            CodeError::Serial => "SERIAL",
            CodeError::CmndExpired => "CMND_EXPIRED",
            CodeError::CheckDigit => "CHECK_DIGIT",
            CodeError::Branch => "BRANCH",
        }
    }

    /// The sentence for a person.
    pub fn sentence(self, lang: Lang) -> String {
        let key = match self {
            CodeError::Empty => "law-error-code-empty",
            CodeError::Length => "law-error-code-length",
            CodeError::Charset => "law-error-code-charset",
            CodeError::Format => "law-error-code-format",
            CodeError::Agency => "law-error-code-agency",
            CodeError::Date => "law-error-code-date",
            CodeError::Serial => "law-error-code-serial",
            CodeError::CmndExpired => "law-error-code-cmnd-expired",
            CodeError::CheckDigit => "law-error-code-check-digit",
            CodeError::Branch => "law-error-code-branch",
        };
        lang.say(key).into_owned()
    }
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Digits of a text without the spaces people put between groups.
fn without_spaces(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Whether a text follows a pattern: `9` a digit, `M` a letter A–Y, `H` G or H, anything else itself.
fn follows(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text.bytes().zip(pattern.bytes()).all(|(byte, wanted)| match wanted {
            b'9' => byte.is_ascii_digit(),
            b'M' => (b'A'..=b'Y').contains(&byte),
            b'H' => matches!(byte, b'G' | b'H'),
            other => byte == other,
        })
}
