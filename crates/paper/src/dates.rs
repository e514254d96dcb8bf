//! Dates and moments in the words of the forms. Never reads a clock: the civil time is an argument.

use jiff::civil::{Date, DateTime};

/// A moment as the forms write it: `08 giờ 00 phút, ngày 12 tháng 06 năm 2024` (TT 01/2018/TT-VPCP, Mẫu số 01, dòng 4 và 5).
pub fn moment_words(at: DateTime) -> String {
    format!("{:02} giờ {:02} phút, {}", at.hour(), at.minute(), date_words(at.date()))
}

/// A date as the forms write it: `ngày 12 tháng 06 năm 2024`. Day and month always have two digits, so that a figure
/// cannot be added by hand.
pub fn date_words(date: Date) -> String {
    format!("ngày {:02} tháng {:02} năm {}", date.day(), date.month(), date.year())
}
