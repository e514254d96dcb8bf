//! A visitor's own way to their ticket: the code behind the QR, and what may be seen and done with it.

pub mod html;
pub mod model;
pub mod rows;
pub mod slip;

use kernel::{Lang, TicketId};

use crate::store::HallDay;

/// The code of one ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pass {
    /// Drawn; 12 letters of [`ALPHABET`].
    pub code: String,
    pub ticket: TicketId,
    pub hall: HallDay,
    pub lang: Lang,
}

/// Without I, L, O, U, 0 and 1: it can be read aloud and typed.
pub const ALPHABET: &[u8; 30] = b"23456789abcdefghjkmnpqrstvwxyz";
/// 30¹² codes.
pub const LETTERS: usize = 12;

/// A code from 12 random bytes.
pub fn code(random: [u8; LETTERS]) -> String {
    random.iter().map(|byte| ALPHABET[usize::from(*byte) % ALPHABET.len()] as char).collect()
}

/// The code in what somebody typed or scanned: bare, in any case, or as the address of the visitor's page.
pub fn code_in(typed: &str) -> Option<String> {
    let bare = typed.trim().rsplit("/t/").next().unwrap_or_default();
    let bare = bare.split(['?', '/', '#']).next().unwrap_or_default();
    let code: String = bare.chars().filter(|c| !matches!(c, ' ' | '-')).collect::<String>().to_ascii_lowercase();
    (code.len() == LETTERS && code.bytes().all(|byte| ALPHABET.contains(&byte))).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_bare_spaced_and_from_its_address() {
        let code = code([7; LETTERS]);
        for typed in [
            code.clone(),
            code.to_uppercase(),
            format!("https://motcua.test/t/{code}?lang=en"),
            format!(" {} {}", &code[..4], &code[4..]),
        ] {
            assert_eq!(code_in(&typed), Some(code.clone()), "{typed}");
        }
        for typed in ["", "A015", "https://motcua.test/t/", "0123456789ab"] {
            assert_eq!(code_in(typed), None, "{typed}");
        }
    }
}
