//! What a drawing needs of a page when many screens share it: words and icons, and nothing of one reader.

use std::borrow::Cow;
use std::fmt::Display;

use jiff::civil::Date;
use kernel::Lang;
use kernel::time::civil_ms;
use queue::rule::Ms;

/// The words of a language; templates call it `page`, so that the parts of `ui.html` work in a fragment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    pub lang: Lang,
}

impl Words {
    pub fn t(&self, key: &str) -> Cow<'static, str> {
        self.lang.say(key)
    }

    pub fn t1(&self, key: &str, name: &str, value: impl Display) -> Cow<'static, str> {
        self.lang.say_with(key, &[(name, &value.to_string())])
    }

    pub fn t2(
        &self,
        key: &str,
        name: &str,
        value: impl Display,
        name2: &str,
        value2: impl Display,
    ) -> Cow<'static, str> {
        self.lang.say_with(key, &[(name, &value.to_string()), (name2, &value2.to_string())])
    }

    /// The address of an icon of the sprite.
    pub fn icon(&self, name: &str) -> String {
        format!("{}#{name}", web::assets::href("icons.svg"))
    }
}

/// `09:42`.
pub fn hm(at: Ms) -> String {
    civil_ms(at).strftime("%H:%M").to_string()
}

/// The day of the week and the date, in words.
pub fn day_words(day: Date, lang: Lang) -> String {
    let name = lang.say(&format!("floor-weekday-{}", day.weekday().to_monday_one_offset()));
    format!("{name}, {}", kernel::time::dmy(day))
}

/// The name of a functional zone (seed 001, phụ lục VI, phần II, IV.7).
pub fn zone_name(zone: u8, lang: Lang) -> String {
    lang.say(&format!("floor-zone-{}", zone.clamp(1, 8))).into_owned()
}

/// A zone with its number: "Khu 5 · Tiếp nhận và số hóa hồ sơ".
pub fn numbered_zone(zone: u8, lang: Lang) -> String {
    let name = zone_name(zone, lang);
    lang.say_with("floor-zone-full", &[("zone", &zone.to_string()), ("name", &name)]).into_owned()
}
