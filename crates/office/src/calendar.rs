//! A unit's working calendar as it is kept, and the office's hours as files write them. It counts nothing: counting is
//! the law's.

use jiff::civil::{Time, Weekday};
use law::Shift;
use serde::Deserialize;

pub use law::Calendar;

/// Hours as a file writes them: the same shifts on every working day, and duty that no time limit counts.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct WorkingTime {
    /// `mon` … `sun`.
    pub days: Vec<String>,
    pub shifts: Vec<Hours>,
    #[serde(default)]
    pub duty: Vec<Duty>,
}

/// From and until, `HH:MM`.
#[derive(Debug, Clone, Deserialize)]
pub struct Hours {
    pub from: Time,
    pub until: Time,
}

/// A counter that is open outside working time.
#[derive(Debug, Clone, Deserialize)]
pub struct Duty {
    pub day: String,
    pub from: Time,
    pub until: Time,
    /// Whether time limits run; usually not.
    #[serde(default)]
    pub counts: bool,
}

impl WorkingTime {
    /// The shipped calendar with these hours; `None` when a weekday's word is unknown.
    pub fn calendar(&self) -> Option<Calendar> {
        let mut shifts = Vec::new();
        for day in &self.days {
            let weekday = weekday(day)?;
            shifts.extend(self.shifts.iter().map(|h| Shift { weekday, from: h.from, to: h.until, counts: true }));
        }
        for duty in &self.duty {
            shifts.push(Shift { weekday: weekday(&duty.day)?, from: duty.from, to: duty.until, counts: duty.counts });
        }
        Some(Calendar::shipped().with_shifts(shifts))
    }
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "mon" => Weekday::Monday,
        "tue" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "sat" => Weekday::Saturday,
        "sun" => Weekday::Sunday,
        _ => return None,
    })
}
