//! How long somebody who keeps failing to sign in must wait; pure, the counting of failures is the caller's.

/// Failures that cost nothing but a message: people mistype.
pub const FREE_FAILURES: u32 = 5;
/// The first wait after the free failures; it doubles with each further one.
pub const FIRST_WAIT_S: i64 = 60;
/// The longest wait. Not longer, or a stranger could lock an officer out for a day.
pub const LONGEST_WAIT_S: i64 = 30 * 60;

/// Seconds to wait after so many failures in a row.
pub fn wait_s(failures: u32) -> i64 {
    match failures.checked_sub(FREE_FAILURES) {
        None => 0,
        Some(doublings) => FIRST_WAIT_S.checked_shl(doublings.min(16)).unwrap_or(LONGEST_WAIT_S).min(LONGEST_WAIT_S),
    }
}

/// Seconds still to wait at `now_ms`, after so many failures in a row of which the last was at `last_failure_ms`; 0: may try.
///
/// A clock that jumped back does not prolong the wait beyond its length.
pub fn remaining_s(failures: u32, last_failure_ms: i64, now_ms: i64) -> i64 {
    let passed_s = (now_ms - last_failure_ms).max(0) / 1000;
    (wait_s(failures) - passed_s).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistyping_is_free_and_guessing_is_slow() {
        assert_eq!((0..5).map(wait_s).collect::<Vec<_>>(), [0; 5]);
        assert_eq!((5..11).map(wait_s).collect::<Vec<_>>(), [60, 120, 240, 480, 960, 1800]);
        assert_eq!(wait_s(u32::MAX), LONGEST_WAIT_S);
    }

    #[test]
    fn the_wait_runs_out() {
        assert_eq!(remaining_s(5, 1_000_000, 1_000_000), 60);
        assert_eq!(remaining_s(5, 1_000_000, 1_045_000), 15);
        assert_eq!(remaining_s(5, 1_000_000, 1_060_000), 0);
        assert_eq!(remaining_s(6, 1_000_000, 400_000), 120, "the clock jumped back");
        assert_eq!(remaining_s(4, 1_000_000, 1_000_000), 0);
    }
}
