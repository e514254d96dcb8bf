//! What was published for 2018–2027: the layout of Tết and National Day each year, and the exchanged days, each with
//! the notice that set it. Correcting one is a line here, or a dated day in the office's own calendar.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time, Weekday, date};

use super::statutory::{Adjacent, YearPlan};
use super::{DatedDay, Shift};

/// Monday to Friday, 07:30–11:30 and 13:00–17:00: five days of eight hours (QĐ 188/1999/QĐ-TTg).
pub(super) fn shifts() -> Vec<Shift> {
    let days = [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
    let halves = [
        (Time::constant(7, 30, 0, 0), Time::constant(11, 30, 0, 0)),
        (Time::constant(13, 0, 0, 0), Time::constant(17, 0, 0, 0)),
    ];
    days.into_iter().flat_map(|weekday| halves.map(|(from, to)| Shift { weekday, from, to, counts: true })).collect()
}

const NOTICE: &str = "Thông báo nghỉ Tết Nguyên đán và Quốc khánh hằng năm của cơ quan quản lý nhà nước về lao động";
pub(super) const FORECAST: &str = "Dự kiến: chưa có thông báo chính thức";

/// (year, Tết days before mùng 1, side of National Day, source). Before 2021 National Day is one day and the side idle.
const PLANS: [(i16, u8, Adjacent, &str); 10] = [
    (2018, 2, Adjacent::After, NOTICE),
    (2019, 1, Adjacent::After, NOTICE),
    (2020, 2, Adjacent::After, NOTICE),
    (2021, 2, Adjacent::After, NOTICE),
    (2022, 1, Adjacent::Before, NOTICE),
    (2023, 2, Adjacent::Before, NOTICE),
    (2024, 2, Adjacent::After, NOTICE),
    (2025, 2, Adjacent::Before, NOTICE),
    (2026, 1, Adjacent::Before, NOTICE),
    (2027, 1, Adjacent::After, FORECAST),
];

pub(super) fn plans() -> BTreeMap<i16, YearPlan> {
    PLANS
        .into_iter()
        .map(|(year, tet_days_before, national_day, source)| {
            (year, YearPlan { tet_days_before, national_day, source: format!("{source} ({year})") })
        })
        .collect()
}

const SWAP: &str = "Thông báo hoán đổi ngày làm việc đối với cán bộ, công chức, viên chức";

/// (day off, Saturday worked, source).
const SWAPS: [(Date, Date, &str); 6] = [
    (date(2018, 12, 31), date(2019, 1, 5), SWAP),
    (date(2019, 4, 29), date(2019, 5, 4), SWAP),
    (date(2024, 4, 29), date(2024, 5, 4), SWAP),
    (date(2025, 5, 2), date(2025, 4, 26), SWAP),
    (date(2026, 1, 2), date(2026, 1, 10), "Thông báo của Bộ Nội vụ ngày 25/12/2025"),
    (date(2026, 8, 31), date(2026, 8, 22), SWAP),
];

pub(super) fn swaps() -> BTreeMap<Date, DatedDay> {
    SWAPS
        .into_iter()
        .flat_map(|(off, worked, source)| {
            [
                (off, DatedDay::SwappedOff { worked_on: worked, source: source.into() }),
                (worked, DatedDay::WorkedInstead { of: off, source: source.into() }),
            ]
        })
        .collect()
}
