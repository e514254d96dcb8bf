//! What a one-stop centre is judged by, as dated data with its source: the scheme of the Public Administrative Service Centre
//! (seed 001, phụ lục VI, phần II: mục tiêu I.2, tiêu chí IV.1 and IV.2), whose numbers hold from 2025 on.

use jiff::civil::{Date, date};
use kernel::Lang;
use serde::{Deserialize, Serialize};

/// Where a centre stands, for what one officer is expected to take in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// Thành phố trực thuộc trung ương.
    CentralCity,
    /// Tỉnh, thành phố khác.
    #[default]
    Province,
    /// Vùng nông thôn.
    Rural,
    /// Vùng sâu, vùng xa, đặc biệt khó khăn.
    Remote,
}

impl Area {
    pub const ALL: [Area; 4] = [Area::CentralCity, Area::Province, Area::Rural, Area::Remote];

    /// The word of forms and locale keys.
    pub fn code(self) -> &'static str {
        match self {
            Area::CentralCity => "central_city",
            Area::Province => "province",
            Area::Rural => "rural",
            Area::Remote => "remote",
        }
    }

    pub fn parse(code: &str) -> Option<Area> {
        Area::ALL.into_iter().find(|area| area.code() == code)
    }

    /// "tỉnh, thành phố khác".
    pub fn words(self, lang: Lang) -> String {
        lang.say(&format!("law-area-{}", self.code().replace('_', "-"))).into_owned()
    }
}

/// The numbers of one stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standard {
    pub from: Date,
    /// The longest anybody should wait to be served, minutes (IV.1).
    pub waiting_min: i64,
    /// The longest for a procedure that is settled at once, minutes (IV.1).
    pub at_once_min: i64,
    /// Of a hundred answers, how many should be satisfied (I.2).
    pub satisfied: i64,
    /// Dossiers an officer should take in a year (IV.2), by [`Area`]; not where the whole centre receives fewer.
    intake: [i64; 4],
}

const STANDARDS: [Standard; 1] = [Standard {
    from: date(2025, 1, 1),
    waiting_min: 15,
    at_once_min: 30,
    satisfied: 95,
    intake: [1_800, 1_600, 1_200, 800],
}];

impl Standard {
    /// What holds on a day; none before the first.
    pub fn on(day: Date) -> Option<Standard> {
        STANDARDS.into_iter().rev().find(|standard| standard.from <= day)
    }

    /// Dossiers an officer should take in a year.
    pub fn intake_a_year(&self, area: Area) -> i64 {
        let place = Area::ALL.iter().position(|one| *one == area).unwrap_or(1);
        self.intake[place]
    }

    /// Where it stands, in words.
    pub fn source(&self, lang: Lang) -> String {
        lang.say("law-source-centre-scheme").into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_scheme_and_hold_from_their_day() {
        assert_eq!(Standard::on(date(2024, 12, 31)), None);
        let now = Standard::on(date(2026, 3, 2)).expect("a standard");
        let intake = Area::ALL.map(|area| now.intake_a_year(area));
        assert_eq!((now.waiting_min, now.at_once_min, now.satisfied), (15, 30, 95));
        assert_eq!(intake, [1_800, 1_600, 1_200, 800]);
        assert!(Area::ALL.iter().all(|area| Area::parse(area.code()) == Some(*area)));
    }
}
