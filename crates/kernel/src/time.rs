//! Instants and civil times of the office. Việt Nam keeps UTC+7 without daylight saving since 1975, so the office's
//! civil time is a fixed offset and needs no time-zone database.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};

/// The office's zone: +07:00.
pub fn zone() -> TimeZone {
    TimeZone::fixed(Offset::constant(7))
}

/// The civil time an office clock shows at an instant.
pub fn civil(at: Timestamp) -> DateTime {
    Offset::constant(7).to_datetime(at)
}

/// The civil time at a number of milliseconds since 1970.
pub fn civil_ms(ms: i64) -> DateTime {
    civil(Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH))
}

/// The instant of an office's civil time, in milliseconds since 1970.
pub fn instant_ms(at: DateTime) -> i64 {
    Offset::constant(7).to_timestamp(at).map(|t| t.as_millisecond()).unwrap_or(0)
}

/// RFC 3339 with the office's offset, to the second: `2024-06-19T17:00:00+07:00`.
pub fn rfc3339(at: DateTime) -> String {
    format!("{}+07:00", at.strftime("%Y-%m-%dT%H:%M:%S"))
}

/// The day number of a civil date (days since 1970-01-01), as rows keep days.
pub fn day_number(date: Date) -> i64 {
    let epoch = Date::constant(1970, 1, 1);
    (date - epoch).get_days().into()
}

/// `dd/MM/yyyy`.
pub fn dmy(date: Date) -> String {
    date.strftime("%d/%m/%Y").to_string()
}

/// `HH:mm dd/MM/yyyy`.
pub fn hm_dmy(at: DateTime) -> String {
    at.strftime("%H:%M %d/%m/%Y").to_string()
}
