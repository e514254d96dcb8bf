//! Numbers from counts. Pure: rows come in, shares and means go out.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::OfficerId;
use law::standard::{Area, Standard};
use queue::rule::{MINUTE, Ms};

/// Waiting that ended with an officer starting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waited {
    pub n: i64,
    pub sum: Ms,
    pub longest: Ms,
    pub within_15: i64,
    pub within_30: i64,
}

impl Waited {
    pub fn add(&mut self, other: Waited) {
        self.n += other.n;
        self.sum += other.sum;
        self.longest = self.longest.max(other.longest);
        self.within_15 += other.within_15;
        self.within_30 += other.within_30;
    }

    /// Minutes, to a tenth.
    pub fn mean_min(&self) -> Option<f64> {
        mean(self.sum, self.n).map(|ms| (ms / MINUTE as f64 * 10.0).round() / 10.0)
    }
}

fn mean(sum: i64, n: i64) -> Option<f64> {
    (n > 0).then(|| sum as f64 / n as f64)
}

/// Of a hundred, to a tenth.
pub fn share(part: i64, whole: i64) -> Option<f64> {
    mean(part * 1_000, whole).map(|tenths| tenths.round() / 10.0)
}

/// How tickets ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ends {
    pub issued: i64,
    pub finished: i64,
    /// Called and never came.
    pub no_shows: i64,
    /// Left or still there when the hall closed.
    pub gone: i64,
    /// Tickets whose promise is settled, and those called before it.
    pub promised: i64,
    pub kept: i64,
}

impl Ends {
    pub fn add(&mut self, other: Ends) {
        self.issued += other.issued;
        self.finished += other.finished;
        self.no_shows += other.no_shows;
        self.gone += other.gone;
        self.promised += other.promised;
        self.kept += other.kept;
    }
}

/// An officer's time at counters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Served {
    pub tickets: i64,
    pub stays: i64,
    pub sum: Ms,
}

impl Served {
    /// Minutes with a visitor, to a tenth.
    pub fn mean_min(&self) -> Option<f64> {
        mean(self.sum, self.stays).map(|ms| (ms / MINUTE as f64 * 10.0).round() / 10.0)
    }
}

/// The answers: satisfied, neutral, not satisfied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks(pub [i64; 3]);

impl Marks {
    pub fn all(&self) -> i64 {
        self.0.iter().sum()
    }
    /// Of a hundred answers, the satisfied.
    pub fn satisfied(&self) -> Option<f64> {
        share(self.0[0], self.all())
    }
}

/// Everything counted of one centre in some days.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figures {
    pub ends: Ends,
    pub waited: Waited,
    pub served: Served,
    pub marks: Marks,
    pub hours: BTreeMap<u8, Waited>,
    pub days: BTreeMap<Date, Day>,
    pub officers: BTreeMap<Option<OfficerId>, Served>,
    pub services: BTreeMap<u8, Marks>,
}

/// One day of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Day {
    pub ends: Ends,
    pub waited: Waited,
    pub marks: Marks,
}

/// What somebody took in this year against what the law expects.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Output {
    /// Accepted so far this year.
    pub accepted: i64,
    /// At this pace by the end of the year.
    pub projected: i64,
    pub verdict: Verdict,
}

/// How it compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Reached,
    Below,
    /// The whole centre receives fewer than one officer should: nobody is measured by it.
    FewInAll,
    /// Nothing is expected on that day.
    NotMeasured,
}

/// The running year: working days so far, and in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Year {
    pub gone: i64,
    pub whole: i64,
}

impl Year {
    /// What so many by now are by the end of the year.
    pub fn project(self, accepted: i64) -> i64 {
        if self.gone <= 0 { accepted } else { (accepted as f64 * self.whole as f64 / self.gone as f64).round() as i64 }
    }
}

/// Everybody's output; `standard` of the day, none: nothing is expected.
pub fn outputs(
    accepted: &BTreeMap<OfficerId, i64>,
    year: Year,
    standard: Option<Standard>,
    area: Area,
) -> BTreeMap<OfficerId, Output> {
    let in_all = year.project(accepted.values().sum());
    let output = |accepted: i64| {
        let projected = year.project(accepted);
        let verdict = match standard.map(|standard| standard.intake_a_year(area)) {
            None => Verdict::NotMeasured,
            Some(wanted) if projected >= wanted => Verdict::Reached,
            Some(wanted) if in_all < wanted => Verdict::FewInAll,
            Some(_) => Verdict::Below,
        };
        Output { accepted, projected, verdict }
    };
    accepted.iter().map(|(officer, n)| (*officer, output(*n))).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_officer_is_measured_by_the_running_year_unless_the_centre_receives_fewer() {
        let standard = Standard::on(date(2026, 3, 31));
        let (quarter, one, two) = (Year { gone: 62, whole: 248 }, OfficerId(1), OfficerId(2));
        let verdicts = |accepted: [i64; 2], standard, area| {
            let accepted = BTreeMap::from([(one, accepted[0]), (two, accepted[1])]);
            let outputs = outputs(&accepted, quarter, standard, area);
            [outputs[&one], outputs[&two]].map(|output| (output.projected, output.verdict))
        };
        use Verdict::{Below, FewInAll, NotMeasured, Reached};
        assert_eq!(verdicts([400, 399], standard, Area::Province), [(1_600, Reached), (1_596, Below)]);
        assert_eq!(verdicts([400, 399], standard, Area::CentralCity), [(1_600, Below), (1_596, Below)]);
        assert_eq!(verdicts([200, 100], standard, Area::Province), [(800, FewInAll), (400, FewInAll)]);
        assert_eq!(verdicts([200, 100], standard, Area::Remote), [(800, Reached), (400, Below)]);
        assert_eq!(verdicts([400, 1], None, Area::Province), [(1_600, NotMeasured), (4, NotMeasured)]);
    }

    #[test]
    fn nothing_has_no_share() {
        assert_eq!((share(0, 0), share(1, 3), Waited::default().mean_min()), (None, Some(33.3), None));
    }
}
