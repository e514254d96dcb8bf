//! Where people go and when it is open: the centre's address, hotline and hours from the office's directory.
//!
//! It counts no time limits; hours on duty that no limit counts are shown as opening hours all the same.

use std::sync::Arc;

use jiff::civil::{Date, Weekday};
use kernel::Lang;
use law::{Calendar, Shift};
use office::{Directory, Unit, UnitKind};
use web::Agency;

/// A centre as visitors need it. Empty texts: not known.
#[derive(Debug, Clone)]
pub struct Centre {
    pub name: String,
    pub address: String,
    pub phone: String,
    pub email: String,
    pub hours: Vec<Hours>,
    /// Today's hours, or why it is closed.
    pub today: String,
    pub calendar: Arc<Calendar>,
}

/// Days with the same hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    pub days: String,
    pub times: String,
    /// Open, but no time limit runs.
    pub on_duty: bool,
}

impl Centre {
    /// The province's centre as it stands on a day; without one, what the operator said of the agency.
    pub fn find(directory: &Directory, agency: &Agency, today: Date, lang: Lang) -> Centre {
        let unit = find_unit(directory, today);
        let calendar = unit.map_or_else(|| Arc::new(Calendar::shipped()), |unit| directory.calendar_of(unit.id));
        let said = |own: Option<&String>, agency: &str| own.cloned().unwrap_or_else(|| agency.into());
        Centre {
            name: unit.map_or_else(|| agency.name(lang).into(), |unit| unit.name.clone()),
            address: said(unit.and_then(|u| u.address.as_ref()), &agency.address),
            phone: said(unit.and_then(|u| u.hotline.as_ref()), &agency.phone),
            email: said(unit.and_then(|u| u.email.as_ref()), &agency.email),
            hours: hours(&calendar, lang),
            today: today_words(&calendar, today, lang),
            calendar,
        }
    }

    /// `tel:` address.
    pub fn phone_link(&self) -> String {
        phone_link(&self.phone)
    }
}

/// `tel:` address of a number written with spaces.
pub fn phone_link(phone: &str) -> String {
    format!("tel:{}", phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect::<String>())
}

fn find_unit(directory: &Directory, today: Date) -> Option<&Unit> {
    let mut units = directory.units();
    units.retain(|unit| unit.kind.is_centre() && unit.stands_on(today));
    units.sort_by_key(|unit| (unit.kind != UnitKind::ProvinceCentre, unit.id));
    units.into_iter().next()
}

fn weekday_words(day: Weekday, lang: Lang) -> String {
    lang.say(&format!("law-weekday-{}", day.to_monday_one_offset())).into_owned()
}

fn times(shifts: &[Shift]) -> String {
    let span = |shift: &Shift| format!("{}–{}", shift.from.strftime("%H:%M"), shift.to.strftime("%H:%M"));
    shifts.iter().map(span).collect::<Vec<_>>().join(", ")
}

/// The week, neighbouring days with the same hours together.
fn hours(calendar: &Calendar, lang: Lang) -> Vec<Hours> {
    let mut groups: Vec<(Weekday, Weekday, String, bool)> = Vec::new();
    for day in Weekday::Monday.cycle_forward().take(7) {
        let shifts: Vec<Shift> = calendar.data().shifts.iter().filter(|s| s.weekday == day).copied().collect();
        if shifts.is_empty() {
            continue;
        }
        let (words, on_duty) = (times(&shifts), shifts.iter().all(|shift| !shift.counts));
        match groups.last_mut().filter(|(_, last, same, _)| *same == words && last.next() == day) {
            Some(group) => group.1 = day,
            None => groups.push((day, day, words, on_duty)),
        }
    }
    let days = |from, to| match from == to {
        true => super::words::capitalised(&weekday_words(from, lang)),
        false => super::words::capitalised(&format!("{} – {}", weekday_words(from, lang), weekday_words(to, lang))),
    };
    groups.into_iter().map(|(from, to, times, on_duty)| Hours { days: days(from, to), times, on_duty }).collect()
}

fn today_words(calendar: &Calendar, today: Date, lang: Lang) -> String {
    match calendar.shifts_on(today) {
        [] => {
            let next = law::weekday_date(calendar.next_working_day(today), lang);
            lang.say_with("public-today-closed", &[("next", &next)]).into_owned()
        }
        shifts => lang.say_with("public-today-open", &[("times", &times(shifts))]).into_owned(),
    }
}
