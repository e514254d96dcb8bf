//! A visitor's own way to their ticket: the code behind the QR, and what may be seen and done with it.

pub mod rows;

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
