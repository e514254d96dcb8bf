//! The holidays the law gives each year, laid out by rule; a plan says what the Prime Minister chose where the law
//! leaves a choice. It never knows swaps: those are dated days.

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use super::{after, before};
use crate::lunar;

/// A public holiday with pay (BLLĐ 2019 Điều 112 khoản 1; NQ 28/2026/QH16 for the last).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holiday {
    NewYear,
    Tet,
    HungKings,
    Reunification,
    Labour,
    National,
    Culture,
}

/// On which side of 2 September the second day of National Day lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Adjacent {
    Before,
    After,
}

/// What was chosen for one year where the law leaves a choice (BLLĐ 2019 Điều 112 khoản 3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearPlan {
    /// How many of the Tết days lie before mùng 1: 1 or 2.
    pub tet_days_before: u8,
    pub national_day: Adjacent,
    /// Document, or the reason the layout is a forecast.
    pub source: String,
}

/// The holidays of a year in date order, before compensation. Two holidays never share a date.
pub(super) fn holidays_of(year: i16, plan: Option<&YearPlan>) -> Vec<(Date, Holiday)> {
    let fixed = |month, day| Date::new(year, month, day).unwrap_or(Date::MIN);
    let mut days = vec![(fixed(1, 1), Holiday::NewYear)];
    days.extend(tet_days(year, plan).into_iter().map(|date| (date, Holiday::Tet)));
    // A holiday since Luật 84/2007/QH11.
    if year >= 2007 {
        days.push((lunar::hung_kings(year), Holiday::HungKings));
    }
    days.push((fixed(4, 30), Holiday::Reunification));
    days.push((fixed(5, 1), Holiday::Labour));
    let second = fixed(9, 2);
    match national_day_side(year, plan) {
        Some(Adjacent::Before) => days.extend([(before(second), Holiday::National), (second, Holiday::National)]),
        Some(Adjacent::After) => days.extend([(second, Holiday::National), (after(second), Holiday::National)]),
        None => days.push((second, Holiday::National)),
    }
    // NQ 28/2026/QH16, in force from 1 July 2026.
    if year >= 2026 {
        days.push((fixed(11, 24), Holiday::Culture));
    }
    // Giỗ Tổ may fall on 30 April or 1 May and then comes before or after them.
    days.sort_by_key(|(date, _)| *date);
    // On the very same date one day off is all there is: the law owes a further one only for weekly rest (Điều 111 khoản 3).
    days.dedup_by_key(|(date, _)| *date);
    days
}

/// Five days (four before BLLĐ 2012 came into force on 1 May 2013), by default the last of the old year and the first
/// four of the new.
fn tet_days(year: i16, plan: Option<&YearPlan>) -> Vec<Date> {
    let length = if year <= 2013 { 4 } else { 5 };
    let ahead = plan.map_or(1, |plan| plan.tet_days_before);
    let mut day = lunar::tet(year);
    for _ in 0..ahead {
        day = before(day);
    }
    let mut days = Vec::with_capacity(length);
    while days.len() < length {
        days.push(day);
        day = after(day);
    }
    days
}

/// Two days since BLLĐ 2019 (in force 1 January 2021), one before.
fn national_day_side(year: i16, plan: Option<&YearPlan>) -> Option<Adjacent> {
    if year < 2021 {
        return None;
    }
    if let Some(plan) = plan {
        return Some(plan.national_day);
    }
    // Forecast: the side that the years 2021–2026 took on this weekday, which joins the weekend.
    Some(match Date::new(year, 9, 2).map(|date| date.weekday()).unwrap_or(Weekday::Monday) {
        Weekday::Monday | Weekday::Thursday | Weekday::Sunday => Adjacent::After,
        Weekday::Tuesday | Weekday::Wednesday | Weekday::Friday | Weekday::Saturday => Adjacent::Before,
    })
}
