//! The nouns of accounts: pure data and the shape of codes.

use kernel::{AccountId, PersonId};
use office::Visitor;

use crate::draft::Checked;
use crate::model::Kind;

/// A session nobody uses ends after this: people fill in long forms, and borrow telephones.
pub const IDLE_MS: i64 = 2 * 3_600_000;
/// A session ends after this however it is used.
pub const LONGEST_MS: i64 = 12 * 3_600_000;
/// How long a code from a counter may be used: long enough to be taken home.
pub const CODE_LIVES_MS: i64 = 24 * 3_600_000;
/// A code is dead after so many wrong guesses.
pub(super) const CODE_GUESSES: i64 = 5;
/// Accounts with one number, telephone or address that a sign-in looks at, and that may stand unconfirmed together.
pub(super) const CROWD: usize = 5;

/// What somebody registers with.
#[derive(Clone)]
pub struct NewAccount {
    pub checked: Checked,
    pub password: String,
    /// A code from a counter, if they have one: the account is confirmed at once.
    pub code: String,
    /// Names this filling-in of the form: a second click makes no second account.
    pub once: String,
}

/// A new password against a code from a counter.
#[derive(Clone, Default)]
pub struct Reset {
    pub code: String,
    /// Telephone or e-mail the account was registered with: needed when several unconfirmed accounts have the number.
    pub contact: String,
    pub password: String,
}

/// An account as its holder sees it.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountCard {
    pub id: AccountId,
    /// Grows with every change.
    pub version: i64,
    pub person: PersonId,
    /// The record it was registered with: what was filed before it was confirmed stands under it.
    pub claim: PersonId,
    pub kind: Kind,
    pub name: String,
    pub number: String,
    pub phone: String,
    pub email: Option<String>,
    pub created_ms: i64,
    pub confirmed_ms: Option<i64>,
}

impl std::fmt::Debug for AccountCard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Account({} v{} of {})", self.id, self.version, self.person)
    }
}

/// One of an account's own open sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub handle: String,
    pub started_ms: i64,
    pub seen_ms: i64,
    pub visitor: Visitor,
}

/// Letters and digits that nobody mistakes for each other on a slip of paper.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// The text of a code: eight letters from eight random bytes, `K7PM-2XQD`.
pub fn shown_code(random: [u8; 8]) -> String {
    let letters: String = random.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect();
    format!("{}-{}", &letters[..4], &letters[4..])
}

/// A code as typed: any case, with or without the dash. `O`, `0`, `I`, `1` never stand in one; who reads them anyway
/// is not helped by guessing.
pub(super) fn bare_code(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase()
}

/// A number as people type it to sign in: without spaces, dots and dashes.
pub(super) fn bare_number(typed: &str) -> String {
    typed.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_uppercase()
}

/// The number of an identity as it is typed to sign in: a passport without its nationality.
pub(super) fn sign_in_number(number: &str) -> String {
    bare_number(number.rsplit(' ').next().unwrap_or(number))
}

/// A telephone as it is kept: digits, `+84` written as the leading 0.
pub(super) fn bare_phone(typed: &str) -> String {
    let bare: String = typed.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')')).collect();
    bare.strip_prefix("+84").map_or(bare.clone(), |rest| format!("0{}", rest.trim_start_matches('0')))
}

/// Whether somebody has an account of this house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Absent,
    /// Somebody registered with the number; no counter has seen the card.
    Claimed,
    Confirmed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_back_however_it_is_typed() {
        let code = shown_code([0, 1, 2, 31, 255, 8, 9, 10]);
        assert_eq!(code, "234Z-ZABC");
        assert_eq!(bare_code(" 234z zabc "), bare_code(&code));
    }

    #[test]
    fn numbers_and_telephones_are_known_as_people_type_them() {
        assert_eq!(sign_in_number("GBR B1234567"), bare_number("b 123 4567"));
        assert_eq!(sign_in_number("0100109106-001"), bare_number("0100109106001"));
        assert_eq!(bare_phone("+84 912.345.678"), "0912345678");
    }
}
