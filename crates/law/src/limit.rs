//! Time limits as the catalogue prints them: a value and its unit.
//!
//! Units are never converted into one another: "5 ngày" and "5 ngày làm việc" are different promises.

use std::fmt;
use std::str::FromStr;

use kernel::{Lang, fold};
use serde::{Deserialize, Serialize};

/// What a limit is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Giờ làm việc: hours inside the office's shifts.
    WorkingHour,
    /// Giờ, as the national catalogue writes it; read as working hours unless the term says otherwise.
    Hour,
    /// Ngày làm việc.
    WorkingDay,
    /// Ngày: calendar days, rolled forward to a working day (BLDS 2015 Điều 148 khoản 5).
    Day,
    Week,
    Month,
    Year,
    /// Trong ngày: the day of intake; the next working day if taken in after the cut-off.
    SameDay,
}

impl Unit {
    pub const ALL: [Unit; 8] = [
        Unit::WorkingHour,
        Unit::Hour,
        Unit::WorkingDay,
        Unit::Day,
        Unit::Week,
        Unit::Month,
        Unit::Year,
        Unit::SameDay,
    ];

    /// Whether the limit runs by the hour, so that pauses count to the second.
    pub fn is_hours(self) -> bool {
        matches!(self, Unit::WorkingHour | Unit::Hour)
    }

    fn key(self) -> &'static str {
        match self {
            Unit::WorkingHour => "law-limit-working-hour",
            Unit::Hour => "law-limit-hour",
            Unit::WorkingDay => "law-limit-working-day",
            Unit::Day => "law-limit-day",
            Unit::Week => "law-limit-week",
            Unit::Month => "law-limit-month",
            Unit::Year => "law-limit-year",
            Unit::SameDay => "law-limit-same-day",
        }
    }

    /// The unit a folded word stands for (Vietnamese without diacritics, or English).
    fn parse_folded(word: &str) -> Option<Unit> {
        Some(match word {
            "gio lam viec" | "working hour" | "working hours" | "gio hanh chinh" => Unit::WorkingHour,
            "gio" | "hour" | "hours" | "tieng" => Unit::Hour,
            "ngay lam viec" | "working day" | "working days" | "business day" | "business days" => Unit::WorkingDay,
            "ngay" | "day" | "days" | "calendar day" | "calendar days" | "ngay lich" => Unit::Day,
            "tuan" | "week" | "weeks" => Unit::Week,
            "thang" | "month" | "months" => Unit::Month,
            "nam" | "year" | "years" => Unit::Year,
            _ => return None,
        })
    }
}

/// A published time limit. `milli` is the value × 1000, because the catalogue holds decimals ("1,5 ngày làm việc").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Limit {
    pub milli: i64,
    pub unit: Unit,
}

/// Why a text is not a time limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    #[error("LIMIT_EMPTY")]
    Empty,
    #[error("LIMIT_VALUE")]
    Value,
    #[error("LIMIT_NOT_POSITIVE")]
    NotPositive,
    #[error("LIMIT_TOO_LONG")]
    TooLong,
    #[error("LIMIT_UNIT")]
    Unit,
}

impl LimitError {
    /// The stable code, as the command line and the API answer it.
    pub fn code(self) -> &'static str {
        match self {
            LimitError::Empty => "LIMIT_EMPTY",
            LimitError::Value => "LIMIT_VALUE",
            LimitError::NotPositive => "LIMIT_NOT_POSITIVE",
            LimitError::TooLong => "LIMIT_TOO_LONG",
            LimitError::Unit => "LIMIT_UNIT",
        }
    }

    /// The sentence for a person.
    pub fn sentence(self, lang: Lang) -> String {
        let key = match self {
            LimitError::Empty => "law-error-limit-empty",
            LimitError::Value => "law-error-limit-value",
            LimitError::NotPositive => "law-error-limit-not-positive",
            LimitError::TooLong => "law-error-limit-too-long",
            LimitError::Unit => "law-error-limit-unit",
        };
        lang.say(key).into_owned()
    }
}

/// No published limit is longer than a century; beyond it a typing error is likelier than a law.
fn longest(unit: Unit) -> i64 {
    match unit {
        Unit::WorkingHour | Unit::Hour | Unit::WorkingDay | Unit::Day => 36_500,
        Unit::Week => 5_200,
        Unit::Month => 1_200,
        Unit::Year | Unit::SameDay => 100,
    }
}

impl Limit {
    /// A whole number of units.
    pub const fn of(value: i64, unit: Unit) -> Limit {
        Limit { milli: value * 1000, unit }
    }

    /// "Trong ngày".
    pub const SAME_DAY: Limit = Limit::of(1, Unit::SameDay);

    /// Reads "5 ngày làm việc", "1,5 ngày làm việc", "05 ngay", "8 working hours", "trong ngày".
    pub fn parse(text: &str) -> Result<Limit, LimitError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(LimitError::Empty);
        }
        let folded = fold(text);
        if matches!(folded.as_str(), "trong ngay" | "trong ngay lam viec" | "ngay trong ngay" | "same day") {
            return Ok(Limit::SAME_DAY);
        }
        let split =
            text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+'))).unwrap_or(text.len());
        let (number, unit) = text.split_at(split);
        let milli = parse_milli(number).ok_or(LimitError::Value)?;
        if milli <= 0 {
            return Err(LimitError::NotPositive);
        }
        let unit = Unit::parse_folded(&fold(unit)).ok_or(LimitError::Unit)?;
        if milli > longest(unit) * 1000 {
            return Err(LimitError::TooLong);
        }
        Ok(Limit { milli, unit })
    }

    /// Whole units, and the thousandths left over.
    pub fn parts(self) -> (i64, i64) {
        (self.milli.div_euclid(1000), self.milli.rem_euclid(1000))
    }

    /// "5 ngày làm việc", "1,5 ngày làm việc", "trong ngày".
    pub fn words(self, lang: Lang) -> String {
        let number = self.number(lang);
        lang.say_with(self.unit.key(), &[("n", &number)]).into_owned()
    }

    /// The value with the language's decimal mark and no trailing zeros.
    pub fn number(self, lang: Lang) -> String {
        let (whole, rest) = self.parts();
        if rest == 0 {
            return whole.to_string();
        }
        let decimals = format!("{rest:03}");
        let mark = match lang {
            Lang::Vi => ',',
            Lang::En => '.',
        };
        format!("{whole}{mark}{}", decimals.trim_end_matches('0'))
    }
}

fn parse_milli(number: &str) -> Option<i64> {
    let number = number.trim_end_matches(['.', ',']);
    let (sign, number) = match number.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, number),
    };
    let (whole, decimals) = number.split_once(['.', ',']).unwrap_or((number, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 9 || !digits(whole) || decimals.len() > 3 || !digits(decimals) {
        return None;
    }
    let thousandths: i64 = format!("{decimals:0<3}").parse().ok()?;
    Some(sign * (whole.parse::<i64>().ok()? * 1000 + thousandths))
}

impl FromStr for Limit {
    type Err = LimitError;
    fn from_str(text: &str) -> Result<Limit, LimitError> {
        Limit::parse(text)
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words(Lang::Vi))
    }
}
