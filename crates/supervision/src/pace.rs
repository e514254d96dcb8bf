//! How long steps really take: working minutes observed on control sheets, cut at both ends, with their number and day.
//! Pure: it reads no row and no clock.

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use crate::ruler::Ruler;

/// Fewer observations than this say nothing: the step's own time stands.
pub const FEWEST: usize = 5;
/// The shares at which outliers are cut to the value that stands there (winsorised 5–95 %), in hundredths.
const CUT: (usize, usize) = (5, 95);
/// The share of runs that a slow run is slower than, in hundredths.
const SLOW: usize = 75;

/// How long one step of one procedure usually takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    /// Observations.
    pub sample: i64,
    /// Median, in working minutes.
    pub usual: i64,
    /// Three of four runs were done within this, in working minutes.
    pub slow: i64,
    /// Mean after cutting both ends, in working minutes.
    pub mean: i64,
}

/// Measures working minutes; none when there are too few of them.
pub fn measure(mut minutes: Vec<i64>) -> Option<Pace> {
    if minutes.len() < FEWEST {
        return None;
    }
    minutes.sort_unstable();
    let at = |share: usize| minutes[(minutes.len() - 1) * share / 100];
    let (low, high) = (at(CUT.0), at(CUT.1));
    let cut: Vec<i64> = minutes.iter().map(|n| (*n).clamp(low, high)).collect();
    let half = cut.len() / 2;
    let usual = if cut.len() % 2 == 1 { cut[half] } else { (cut[half - 1] + cut[half]) / 2 };
    let slow = cut[((cut.len() - 1) * SLOW).div_ceil(100)];
    let mean = cut.iter().sum::<i64>() / cut.len() as i64;
    Some(Pace { sample: cut.len() as i64, usual, slow: slow.max(usual), mean })
}

/// One finished block of a control sheet: from when to when, and while what the clock stood.
#[derive(Debug, Clone, Copy)]
pub struct Block {
    pub from: DateTime,
    pub until: DateTime,
}

/// The working minutes of a block without those in which the clock stood still.
pub fn worked(block: Block, pauses: &[Block], ruler: &Ruler) -> i64 {
    let length = |from: DateTime, until: DateTime| (ruler.minute(until) - ruler.minute(from)).max(0);
    let stood: i64 = pauses.iter().map(|pause| length(pause.from.max(block.from), pause.until.min(block.until))).sum();
    (length(block.from, block.until) - stood).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outliers_are_cut_and_few_observations_say_nothing() {
        assert_eq!(measure(vec![10, 20, 30, 40]), None);
        let mut many: Vec<i64> = (1..=100).collect();
        many[99] = 100_000;
        let pace = measure(many).expect("a hundred suffice");
        assert_eq!((pace.sample, pace.usual, pace.slow), (100, 50, 76));
        assert!(pace.mean < 60, "one lost dossier does not move the mean: {}", pace.mean);
        let same = measure(vec![60; 7]).expect("seven suffice");
        assert_eq!((same.usual, same.slow, same.mean), (60, 60, 60));
    }

    #[test]
    fn time_that_stood_still_is_no_time_of_the_step() {
        let at = |text: &str| text.parse::<DateTime>().expect("a moment");
        let ruler = Ruler::new(std::sync::Arc::new(law::Calendar::shipped()), at("2026-03-02T08:00").date());
        let block = |from: &str, until: &str| Block { from: at(from), until: at(until) };
        let two_days = block("2026-03-02T08:00", "2026-03-04T08:00");
        assert_eq!(worked(two_days, &[], &ruler), 960);
        assert_eq!(worked(two_days, &[block("2026-03-03T08:00", "2026-03-20T08:00")], &ruler), 480);
        assert_eq!(worked(two_days, &[block("2026-03-05T08:00", "2026-03-20T08:00")], &ruler), 960);
    }
}
