//! The monthly list of agencies and officers with late dossiers (Công văn 2348/VPCP-KSTT of 7 April 2023): pure counting.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::late::Blame;

/// A month of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Month {
    pub year: i16,
    pub month: i8,
}

impl Month {
    /// None unless it exists.
    pub fn new(year: i16, month: i8) -> Option<Month> {
        ((2018..=2100).contains(&year) && (1..=12).contains(&month)).then_some(Month { year, month })
    }

    pub fn of(day: Date) -> Month {
        Month { year: day.year(), month: day.month() }
    }

    pub fn next(self) -> Month {
        match self.month {
            12 => Month { year: self.year + 1, month: 1 },
            month => Month { month: month + 1, ..self },
        }
    }

    pub fn before(self) -> Month {
        match self.month {
            1 => Month { year: self.year - 1, month: 12 },
            month => Month { month: month - 1, ..self },
        }
    }

    /// Its first moment, in milliseconds since 1970.
    pub fn begins_ms(self) -> i64 {
        Date::new(self.year, self.month, 1).map_or(0, |day| kernel::time::instant_ms(day.at(0, 0, 0, 0)))
    }

    /// The first moment after it.
    pub fn ends_ms(self) -> i64 {
        self.next().begins_ms()
    }

    /// "03/2026".
    pub fn words(self) -> String {
        format!("{:02}/{}", self.month, self.year)
    }
}

/// A dossier that was late at some time of the month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateFact {
    pub agency: String,
    pub blame: Blame,
    pub due_ms: i64,
    pub ended_ms: Option<i64>,
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthLine {
    pub agency: String,
    /// Empty: it lay unclaimed in the agency's tray.
    pub officer: String,
    /// Settled by the agency in the month.
    pub settled: i64,
    pub late_ended: i64,
    /// Still late when the month ended.
    pub late_open: i64,
}

impl MonthLine {
    /// Late ones of those settled, in tenths of a per cent.
    pub fn share(&self) -> i64 {
        if self.settled == 0 { 0 } else { self.late_ended * 1000 / self.settled }
    }
}

/// Counts a month: agencies in the order of their names, within them the officers.
pub fn count(facts: &[LateFact], settled: &BTreeMap<String, i64>, month: Month) -> Vec<MonthLine> {
    let (from, until) = (month.begins_ms(), month.ends_ms());
    let mut lines: BTreeMap<(&str, &str), (i64, i64)> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| fact.due_ms < until) {
        let line = lines.entry((&fact.agency, &fact.blame.officer)).or_default();
        match fact.ended_ms {
            Some(ended) if ended < from => {}
            Some(ended) if ended < until => line.0 += 1,
            Some(_) | None => line.1 += 1,
        }
    }
    let late = lines.into_iter().filter(|(_, (ended, open))| ended + open > 0);
    late.map(|((agency, officer), (late_ended, late_open))| MonthLine {
        agency: agency.into(),
        officer: officer.into(),
        settled: settled.get(agency).copied().unwrap_or(0),
        late_ended,
        late_open,
    })
    .collect()
}

/// The hash a list is published with.
pub fn hash(month: Month, lines: &[(i64, MonthLine)]) -> Vec<u8> {
    let mut sha = Sha256::new();
    sha.update(month.words().as_bytes());
    for (nth, line) in lines {
        for number in [*nth, line.settled, line.late_ended, line.late_open] {
            sha.update(number.to_be_bytes());
        }
        for text in [&line.agency, &line.officer] {
            sha.update((text.len() as u64).to_be_bytes());
            sha.update(text.as_bytes());
        }
    }
    sha.finalize().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(text: &str) -> i64 {
        kernel::time::instant_ms(text.parse().expect("a moment"))
    }

    fn fact(agency: &str, officer: &str, due: &str, ended: Option<&str>) -> LateFact {
        LateFact {
            agency: agency.into(),
            blame: Blame { unit: agency.into(), officer: officer.into() },
            due_ms: ms(due),
            ended_ms: ended.map(ms),
        }
    }

    #[test]
    fn a_dossier_counts_in_every_month_in_which_it_was_late_and_ends_in_one() {
        let facts = [
            fact("Sở A", "An", "2026-02-10T17:00", Some("2026-02-20T10:00")),
            fact("Sở A", "An", "2026-02-27T17:00", Some("2026-03-02T10:00")),
            fact("Sở A", "Bình", "2026-03-30T17:00", None),
            fact("Sở B", "", "2026-04-01T17:00", None),
        ];
        let settled = BTreeMap::from([("Sở A".to_string(), 40)]);
        let told = |month: i8| {
            let lines = count(&facts, &settled, Month { year: 2026, month });
            lines
                .iter()
                .map(|l| format!("{} {} {} {}", l.agency, l.officer, l.late_ended, l.late_open))
                .collect::<Vec<_>>()
        };
        assert_eq!(told(2), ["Sở A An 1 1"]);
        assert_eq!(told(3), ["Sở A An 1 0", "Sở A Bình 0 1"]);
        assert_eq!(told(4), ["Sở A Bình 0 1", "Sở B  0 1"]);
        assert_eq!(count(&facts, &settled, Month { year: 2026, month: 3 })[0].share(), 25);
    }

    #[test]
    fn months_follow_one_another() {
        let december = Month { year: 2025, month: 12 };
        assert_eq!(december.next(), Month { year: 2026, month: 1 });
        assert_eq!(december.next().before(), december);
        assert_eq!(Month::new(2026, 13), None);
        assert_eq!(december.ends_ms(), december.next().begins_ms());
    }
}
