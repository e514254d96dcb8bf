//! What visitors thought of a service (đánh giá): one touch after it was done, one answer for each service of a ticket. The
//! answer names no officer and no person, and whoever works in the hall cannot give one.

pub mod door;
pub mod html;
pub mod rows;

use kernel::Refusal;
use queue::hall::Services;
use queue::rule::{MINUTE, Ms};

/// How somebody felt served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// Hài lòng.
    Good,
    /// Bình thường.
    Fair,
    /// Không hài lòng.
    Bad,
}

impl Mark {
    pub const ALL: [Mark; 3] = [Mark::Good, Mark::Fair, Mark::Bad];

    /// The word of rows, addresses and locale keys.
    pub fn code(self) -> &'static str {
        match self {
            Mark::Good => "good",
            Mark::Fair => "fair",
            Mark::Bad => "bad",
        }
    }

    pub fn parse(code: &str) -> Option<Mark> {
        Mark::ALL.into_iter().find(|mark| mark.code() == code)
    }

    pub fn icon(self) -> &'static str {
        match self {
            Mark::Good => "smile",
            Mark::Fair => "meh",
            Mark::Bad => "frown",
        }
    }
}

/// Why not, as chips.
pub const REASONS: [&str; 6] = ["waited", "attitude", "unclear", "papers", "place", "other"];
/// Letters of the free words.
pub const WORDS: usize = 500;
/// How long after the ticket was over.
pub const OPEN_DAYS: i64 = 7;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub mark: Mark,
    /// Of [`REASONS`]; kept with [`Mark::Bad`] only, like the words.
    pub reasons: Vec<String>,
    pub words: String,
}

impl Verdict {
    pub fn of(mark: Mark) -> Verdict {
        Verdict { mark, reasons: Vec::new(), words: String::new() }
    }

    /// With what was ticked and said, as far as it is kept.
    pub fn because<'r>(mut self, reasons: impl IntoIterator<Item = &'r str>, words: &str) -> Verdict {
        if self.mark == Mark::Bad {
            self.reasons = known(reasons);
            self.words = words.trim().chars().take(WORDS).collect();
        }
        self
    }
}

fn known<'r>(reasons: impl IntoIterator<Item = &'r str>) -> Vec<String> {
    let mut known: Vec<String> = reasons.into_iter().filter(|one| REASONS.contains(one)).map(String::from).collect();
    known.sort_unstable();
    known.dedup();
    known
}

/// A ticket whose visitor is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Services that were done.
    pub done: Services,
    /// Services with an answer.
    pub rated: Services,
    /// When the ticket was over.
    pub over: Option<Ms>,
}

impl Asked {
    /// Services that still wait for an answer.
    pub fn open(&self) -> Services {
        self.done.without(self.rated)
    }
}

/// For which services an answer counts now; empty: they have one already. Nobody named: for all that are done.
///
/// Errors: refused `RATING_TOO_EARLY`, `RATING_CLOSED`.
pub fn decide(asked: &Asked, service: Option<u8>, now: Ms) -> Result<Services, Refusal> {
    let wanted = service.map_or(asked.done, Services::one);
    if wanted.is_empty() || !wanted.without(asked.done).is_empty() {
        return Err(Refusal::new("RATING_TOO_EARLY"));
    }
    let until = asked.over.map(|over| over + OPEN_DAYS * 24 * 60 * MINUTE);
    if until.is_some_and(|until| now > until) {
        return Err(Refusal::new("RATING_CLOSED").with("days", OPEN_DAYS));
    }
    Ok(wanted.without(asked.rated))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_done_is_rated_once_and_for_seven_days() {
        let day = 24 * 60 * MINUTE;
        let asked = |done, rated, over| Asked { done: Services(done), rated: Services(rated), over };
        let cases = [
            ("nothing done", asked(0, 0, None), None, 0, Err("RATING_TOO_EARLY")),
            ("another service", asked(0b1, 0, None), Some(1), 0, Err("RATING_TOO_EARLY")),
            ("the one that is done, while the other waits", asked(0b1, 0, None), Some(0), 0, Ok(0b1)),
            ("everything at once", asked(0b11, 0, Some(0)), None, 5, Ok(0b11)),
            ("what has no answer yet", asked(0b11, 0b1, Some(0)), None, 5, Ok(0b10)),
            ("twice", asked(0b1, 0b1, Some(0)), Some(0), 5, Ok(0)),
            ("the last moment", asked(0b1, 0, Some(0)), None, 7 * day, Ok(0b1)),
            ("a moment later", asked(0b1, 0, Some(0)), None, 7 * day + 1, Err("RATING_CLOSED")),
        ];
        for (name, asked, service, now, wanted) in cases {
            let found = decide(&asked, service, now).map(|services| services.0).map_err(|refusal| refusal.key);
            assert_eq!(found, wanted.map_err(String::from), "{name}");
        }
    }

    #[test]
    fn reasons_stay_with_those_who_were_not_satisfied() {
        let because = |mark| Verdict::of(mark).because(["waited", "waited", "nonsense"], " lâu ");
        assert_eq!(because(Mark::Good), Verdict::of(Mark::Good));
        assert_eq!(because(Mark::Bad).reasons, ["waited"]);
        assert_eq!(because(Mark::Bad).words, "lâu");
    }
}
