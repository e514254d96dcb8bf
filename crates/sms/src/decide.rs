//! What becomes of a message after a try, and how its words go over a network that counts every letter. Pure.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::gateway::Trouble;
use crate::model::State;

/// Waits between tries, ms: a gateway that hiccups is asked again at once, one that is down is left in peace. The last one
/// repeats until the message is of no use any more.
const WAITS_MS: [i64; 6] = [2_000, 5_000, 15_000, 60_000, 300_000, 900_000];

/// What follows a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It stands here and nothing more happens to it.
    Over(State),
    Again {
        at_ms: i64,
    },
}

/// What follows the try number `tries` (from 1) at `now_ms` of a message that is of use until `until_ms`.
pub fn after(tried: Result<(), &Trouble>, tries: i64, now_ms: i64, until_ms: i64) -> Fate {
    match tried {
        Ok(()) => Fate::Over(State::Sent),
        Err(Trouble::Refused(_)) => Fate::Over(State::Refused),
        Err(Trouble::Later(_)) => {
            let nth = usize::try_from(tries.max(1) - 1).unwrap_or(usize::MAX).min(WAITS_MS.len() - 1);
            match now_ms + WAITS_MS[nth] {
                at_ms if at_ms < until_ms => Fate::Again { at_ms },
                _ => Fate::Over(State::TooLate),
            }
        }
    }
}

/// The same words without accents, for networks that carry them better: one message holds 160 plain letters and only 70
/// others (3GPP TS 23.038).
pub fn plain(text: &str) -> String {
    let bare = text.nfd().filter(|c| !is_combining_mark(*c));
    bare.map(|c| match c {
        'đ' => 'd',
        'Đ' => 'D',
        '–' | '—' => '-',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        '·' => ',',
        '\u{a0}' | '\u{202f}' => ' ',
        other => other,
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    #[test]
    fn a_gateway_that_is_down_is_asked_ever_more_seldom_and_no_longer_than_it_helps() {
        let down = Trouble::Later("503".into());
        let (mut now, mut tries, mut waits) = (0, 0, Vec::new());
        let over = loop {
            tries += 1;
            match after(Err(&down), tries, now, HOUR) {
                Fate::Again { at_ms } => {
                    waits.push(at_ms - now);
                    now = at_ms;
                }
                Fate::Over(state) => break state,
            }
        };
        assert_eq!(over, State::TooLate);
        assert!(waits.is_sorted() && waits[0] == 2_000 && waits.len() == 8, "{waits:?}");
        assert!(now < HOUR, "never after it is of no use");
        assert_eq!(after(Ok(()), 9, 2 * HOUR, HOUR), Fate::Over(State::Sent), "what was sent was sent");
        let wrong = Trouble::Refused("no such number".into());
        assert_eq!(after(Err(&wrong), 1, 0, HOUR), Fate::Over(State::Refused));
    }

    #[test]
    fn plain_words_are_ascii() {
        let words = "Số A006 · Được gọi trước 08:58 – “Đăng ký”, Ổ ễ ự";
        assert_eq!(plain(words), "So A006 , Duoc goi truoc 08:58 - \"Dang ky\", O e u");
        assert!(plain(words).is_ascii());
    }
}
