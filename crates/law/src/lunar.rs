//! The Vietnamese lunisolar calendar, computed: new moons and the sun's longitude at the meridian of Hà Nội (UTC+7).
//!
//! It lists no dates and borrows none from the Chinese calendar, which runs on UTC+8 and now and then names another
//! day (Tết 2007 and 2030). Series after Jean Meeus, *Astronomical Algorithms*; good for the years 1900–2199.

use std::f64::consts::PI;

use jiff::civil::Date;

/// Hà Nội's offset as a fraction of a day.
const UTC7: f64 = 7.0 / 24.0;
/// Mean length of a lunation in days.
const LUNATION: f64 = 29.530_588_853;
/// Julian day of the new moon the lunations are numbered from (1 January 1900).
const FIRST_NEW_MOON: f64 = 2_415_021.076_998_695;
/// Julian day number of 1970-01-01.
const UNIX_JULIAN_DAY: i64 = 2_440_588;

/// A day of the lunisolar calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LunarDate {
    pub year: i16,
    pub month: i8,
    pub day: i8,
    /// Whether the month repeats the one before it (tháng nhuận).
    pub leap: bool,
}

/// The first day of the lunar year that begins in a solar year (mùng 1 Tết).
pub fn tet(year: i16) -> Date {
    solar(year, 1, 1)
}

/// Giỗ Tổ Hùng Vương: the tenth day of the third month.
pub fn hung_kings(year: i16) -> Date {
    solar(year, 3, 10)
}

/// The solar date of a day of an ordinary (not leap) lunar month.
pub fn solar(year: i16, month: i8, day: i8) -> Date {
    // Months are counted from the eleventh, which always holds the winter solstice.
    let (winter, offset) = if month >= 11 { (year, i64::from(month) - 11) } else { (year - 1, i64::from(month) + 1) };
    let frame = Frame::of(winter);
    let offset = if frame.leap_at.is_some_and(|leap| offset >= leap) { offset + 1 } else { offset };
    date_of(new_moon_day(frame.first + offset) + i64::from(day) - 1)
}

/// The lunar date of a solar day.
pub fn of(date: Date) -> LunarDate {
    let day = julian_day(date);
    let mut winter = date.year();
    let mut frame = Frame::of(winter);
    if day < frame.starts_on {
        winter -= 1;
        frame = Frame::of(winter);
    }
    let mut offset = ((day - frame.starts_on) as f64 / LUNATION) as i64;
    while new_moon_day(frame.first + offset + 1) <= day {
        offset += 1;
    }
    while new_moon_day(frame.first + offset) > day {
        offset -= 1;
    }
    let nth_day = day - new_moon_day(frame.first + offset) + 1;
    let leap = frame.leap_at == Some(offset);
    let ordinary = if frame.leap_at.is_some_and(|at| offset >= at) { offset - 1 } else { offset };
    let month = (ordinary + 10) % 12 + 1;
    let year = if ordinary >= 2 { winter + 1 } else { winter };
    LunarDate { year, month: month as i8, day: nth_day as i8, leap }
}

/// The run of months from one eleventh month to the next.
struct Frame {
    /// Lunation number of the eleventh month.
    first: i64,
    starts_on: i64,
    /// Which month after the eleventh is the leap month, if the run has thirteen.
    leap_at: Option<i64>,
}

impl Frame {
    fn of(year: i16) -> Frame {
        let starts_on = eleventh_month(year);
        let ends_on = eleventh_month(year + 1);
        let first = lunation_of(starts_on);
        let leap_at = if ends_on - starts_on > 365 { leap_offset(first) } else { None };
        Frame { first, starts_on, leap_at }
    }
}

/// The first month of the run during which the sun enters no new sign: the leap month.
fn leap_offset(first: i64) -> Option<i64> {
    (1..14).find(|&i| sun_sign(new_moon_day(first + i)) == sun_sign(new_moon_day(first + i + 1)))
}

/// Julian day on which the eleventh lunar month of a solar year begins: the month of the winter solstice.
fn eleventh_month(year: i16) -> i64 {
    let last_day = julian_day(Date::constant(2000, 12, 31)) + days_from_2000(year);
    let k = ((last_day - 2_415_021) as f64 / LUNATION).floor() as i64;
    let begins = new_moon_day(k);
    if sun_sign(begins) >= 9 { new_moon_day(k - 1) } else { begins }
}

/// Days from 31 December 2000 to 31 December of a year.
fn days_from_2000(year: i16) -> i64 {
    let leaps = |y: i64| y / 4 - y / 100 + y / 400;
    let year = i64::from(year);
    (year - 2000) * 365 + leaps(year) - leaps(2000)
}

fn lunation_of(day: i64) -> i64 {
    ((day as f64 - FIRST_NEW_MOON) / LUNATION + 0.5).floor() as i64
}

/// Julian day number (at Hà Nội) of the k-th new moon since 1900.
fn new_moon_day(k: i64) -> i64 {
    (new_moon(k as f64) + 0.5 + UTC7).floor() as i64
}

/// Julian date (universal time) of the k-th new moon since 1900.
fn new_moon(k: f64) -> f64 {
    let t = k / 1236.85;
    let (t2, t3) = (t * t, t * t * t);
    let rad = PI / 180.0;
    let mean = 2_415_020.759_33 + 29.530_588_68 * k + 0.000_117_8 * t2 - 0.000_000_155 * t3
        + 0.000_33 * ((166.56 + 132.87 * t - 0.009_173 * t2) * rad).sin();
    // Anomalies of the sun and the moon, and the moon's argument of latitude, in radians.
    let m = (359.224_2 + 29.105_356_08 * k - 0.000_033_3 * t2 - 0.000_003_47 * t3) * rad;
    let p = (306.025_3 + 385.816_918_06 * k + 0.010_730_6 * t2 + 0.000_012_36 * t3) * rad;
    let f = (21.296_4 + 390.670_506_46 * k - 0.001_652_8 * t2 - 0.000_002_39 * t3) * rad;
    let correction = (0.173_4 - 0.000_393 * t) * m.sin() + 0.002_1 * (2.0 * m).sin() - 0.406_8 * p.sin()
        + 0.016_1 * (2.0 * p).sin()
        - 0.000_4 * (3.0 * p).sin()
        + 0.010_4 * (2.0 * f).sin()
        - 0.005_1 * (m + p).sin()
        - 0.007_4 * (m - p).sin()
        + 0.000_4 * (2.0 * f + m).sin()
        - 0.000_4 * (2.0 * f - m).sin()
        - 0.000_6 * (2.0 * f + p).sin()
        + 0.001_0 * (2.0 * f - p).sin()
        + 0.000_5 * (2.0 * p + m).sin();
    // Terrestrial time runs ahead of universal time.
    let delta_t = -0.000_278 + 0.000_265 * t + 0.000_262 * t2;
    mean + correction - delta_t
}

/// Which twelfth of its circle the sun stands in when a Hà Nội day begins; 9 begins at the winter solstice.
fn sun_sign(day: i64) -> i64 {
    let t = (day as f64 - 0.5 - UTC7 - 2_451_545.0) / 36_525.0;
    let t2 = t * t;
    let rad = PI / 180.0;
    let m = (357.529_10 + 35_999.050_30 * t - 0.000_155_9 * t2 - 0.000_000_48 * t * t2) * rad;
    let mean = 280.466_45 + 36_000.769_83 * t + 0.000_303_2 * t2;
    let centre = (1.914_600 - 0.004_817 * t - 0.000_014 * t2) * m.sin()
        + (0.019_993 - 0.000_101 * t) * (2.0 * m).sin()
        + 0.000_290 * (3.0 * m).sin();
    ((mean + centre).rem_euclid(360.0) / 30.0).floor() as i64
}

fn julian_day(date: Date) -> i64 {
    kernel::time::day_number(date) + UNIX_JULIAN_DAY
}

fn date_of(julian_day: i64) -> Date {
    let days = (julian_day - UNIX_JULIAN_DAY) as i32;
    Date::constant(1970, 1, 1).saturating_add(jiff::Span::new().days(days))
}
