//! Dates and small words of the counter's pages.

use jiff::civil::{Date, DateTime};
use kernel::Lang;

/// "thứ Hai 12/02/2024".
pub fn weekday_date(date: Date, lang: Lang) -> String {
    let day = lang.say(&format!("law-weekday-{}", date.weekday().to_monday_one_offset()));
    format!("{day} {}", kernel::time::dmy(date))
}

/// "17:00, thứ Hai 12/02/2024".
pub fn moment(at: DateTime, lang: Lang) -> String {
    format!("{}, {}", at.strftime("%H:%M"), weekday_date(at.date(), lang))
}

/// "14:05 12/02", as lists show it.
pub fn brief(at: DateTime) -> String {
    at.strftime("%H:%M %d/%m").to_string()
}
