//! The nouns.

use kernel::OutboxId;

/// What a room wants said: composed from what stands when it is sent, not from what stood when it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What it is about: an appointment's or a ticket's number.
    pub subject: i64,
    /// Digits, beginning with 0.
    pub to: String,
    pub text: String,
    /// From this moment on nobody is helped by it.
    pub until_ms: i64,
}

/// A message on its way to the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sms {
    /// The gateway knows a repetition by it.
    pub id: OutboxId,
    pub to: String,
    pub text: String,
}

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Tried, and will be tried again.
    Waiting,
    /// The gateway has it.
    Sent,
    /// The gateway will never take it: a number that does not exist.
    Refused,
    /// Not sent while it was of use.
    TooLate,
}

impl State {
    pub const ALL: [State; 4] = [State::Waiting, State::Sent, State::Refused, State::TooLate];

    /// The word of the table and of locale keys.
    pub fn code(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Sent => "sent",
            State::Refused => "refused",
            State::TooLate => "too_late",
        }
    }

    pub fn of(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// What is kept of a message. Its words are not: they can be said again from what they were about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub id: OutboxId,
    pub subject: i64,
    /// `0912***678`: enough to recognise one's own.
    pub to: String,
    pub state: State,
    pub tries: i64,
    /// When it came to stand there, ms.
    pub at_ms: i64,
}

/// `0912***678`; a short number is hidden whole.
pub fn mask(number: &str) -> String {
    match (number.get(..4), number.len().checked_sub(3).and_then(|from| number.get(from..))) {
        (Some(first), Some(last)) if number.len() >= 9 => format!("{first}***{last}"),
        _ => "***".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_recognised_by_its_owner_and_nobody_else() {
        assert_eq!(mask("0912345678"), "0912***678");
        // What is too short to hide a part of, or no number at all, is hidden whole.
        for whole in ["12345", "", "ườ"] {
            assert_eq!(mask(whole), "***");
        }
    }

    #[test]
    fn every_state_has_a_word_of_its_own() {
        assert!(State::ALL.iter().all(|state| State::of(state.code()) == Some(*state)));
        assert_eq!(State::of("lost"), None);
    }
}
