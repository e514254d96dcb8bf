//! What the office was before and what it gives for a time: changes of units, postings, delegations, counters, states of
//! a calendar, and the document that ordered each. Pure nouns; nothing here is ever deleted.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{OfficerId, Refusal, UnitId};
use serde::{Deserialize, Serialize};

use crate::Act;
use crate::calendar::Calendar;
use crate::model::Unit;

/// The document that ordered a change: number, day it was signed, who signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    pub number: String,
    pub signed_on: Date,
    pub agency: String,
}

impl Order {
    /// Refused: `ORDER_NUMBER`, `ORDER_AGENCY` when blank; `ORDER_DATE` when the day is missing or after `today`.
    pub fn new(number: &str, signed_on: Option<Date>, agency: &str, today: Date) -> Result<Order, Refusal> {
        let (number, agency) = (number.trim(), agency.trim());
        if number.is_empty() {
            return Err(Refusal::new("ORDER_NUMBER").at("order_number"));
        }
        let signed_on = signed_on.filter(|day| *day <= today);
        let signed_on = signed_on.ok_or_else(|| Refusal::new("ORDER_DATE").at("order_date"))?;
        if agency.is_empty() {
            return Err(Refusal::new("ORDER_AGENCY").at("order_agency"));
        }
        Ok(Order { number: number.into(), signed_on, agency: agency.into() })
    }
}

/// What happened to a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum UnitEvent {
    Begin,
    /// Address, duties, codes: what it is called and where it stands stay.
    Facts,
    Rename,
    /// Another unit above it.
    Move,
    End,
    /// Its end was withdrawn, or its successors were put right.
    Reopen,
}

impl UnitEvent {
    const ALL: [UnitEvent; 6] =
        [UnitEvent::Begin, UnitEvent::Facts, UnitEvent::Rename, UnitEvent::Move, UnitEvent::End, UnitEvent::Reopen];

    /// The word for rows and locale keys (`office-unit-event-…`).
    pub fn key(self) -> &'static str {
        match self {
            UnitEvent::Begin => "begin",
            UnitEvent::Facts => "facts",
            UnitEvent::Rename => "rename",
            UnitEvent::Move => "move",
            UnitEvent::End => "end",
            UnitEvent::Reopen => "reopen",
        }
    }

    pub fn parse(key: &str) -> Option<UnitEvent> {
        UnitEvent::ALL.into_iter().find(|event| event.key() == key)
    }
}

/// One change of one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitChange {
    pub id: i64,
    pub unit: UnitId,
    /// First day of the new state.
    pub on: Date,
    /// When it was written down.
    pub at_ms: i64,
    pub event: UnitEvent,
    /// `None`: the unit began.
    pub before: Option<Unit>,
    pub after: Unit,
    pub order: Option<Order>,
    pub by_name: String,
}

/// The units as they stood on a day: names and places of that day, those that existed. `later` holds every change
/// from the day after, oldest first per unit.
pub fn units_on<'a>(units: impl Iterator<Item = &'a Unit>, later: &[UnitChange], day: Date) -> Vec<Unit> {
    let mut before: BTreeMap<UnitId, Option<&Unit>> = BTreeMap::new();
    let mut ordered: Vec<&UnitChange> = later.iter().filter(|change| change.on > day).collect();
    ordered.sort_by_key(|change| (change.on, change.id));
    for change in ordered {
        before.entry(change.unit).or_insert(change.before.as_ref());
    }
    let then = units.filter_map(|unit| match before.get(&unit.id) {
        Some(before) => before.cloned(),
        None => Some(unit.clone()),
    });
    then.filter(|unit| unit.stands_on(day)).collect()
}

/// Where an officer worked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    pub id: i64,
    pub officer: OfficerId,
    pub unit: UnitId,
    pub title: String,
    /// `None`: since before the office kept account.
    pub from: Option<Date>,
    /// Last day, inclusive; `None`: still.
    pub until: Option<Date>,
    pub order: Option<Order>,
    pub by_name: String,
}

/// Acts of one officer that another may do for a time (ủy quyền). It gives no more than its giver may do each day, and
/// is not passed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegation {
    pub id: i64,
    pub from: OfficerId,
    pub to: OfficerId,
    pub acts: Vec<Act>,
    pub valid_from: Date,
    /// Last day, inclusive.
    pub valid_until: Date,
    pub order: Order,
    pub by_name: String,
}

impl Delegation {
    pub fn stands_on(&self, day: Date) -> bool {
        self.valid_from <= day && day <= self.valid_until
    }
}

/// A counter (quầy) of a one-stop unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counter {
    pub id: i64,
    pub unit: UnitId,
    pub number: i64,
    pub name: String,
    /// Fields served (lĩnh vực); empty: every field.
    pub fields: Vec<String>,
    pub is_open: bool,
}

/// One state of a unit's working calendar.
#[derive(Debug, Clone, PartialEq)]
pub struct CalendarVersion {
    pub id: i64,
    pub unit: UnitId,
    /// 1, 2, 3 … within the unit.
    pub n: i64,
    pub effective_on: Date,
    pub at_ms: i64,
    /// `None`: from here on it follows the unit above.
    pub calendar: Option<Calendar>,
    /// What was changed, as a word with facts: the reader's language is chosen when it is shown.
    pub changes: Vec<CalendarNote>,
    pub order: Option<Order>,
    /// The document itself: name and blob.
    pub file: Option<(String, String)>,
    pub by_name: String,
}

/// One change of a calendar: the locale key `office-calendar-{word}` with its facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarNote {
    pub word: String,
    #[serde(default)]
    pub facts: Vec<(String, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::UnitKind;

    fn unit(id: i64, name: &str) -> Unit {
        Unit {
            id: UnitId(id),
            key: format!("u{id}"),
            name: name.into(),
            short_name: name.into(),
            kind: UnitKind::Department,
            parent: None,
            code: None,
            old_code: None,
            area: None,
            intake: false,
            resolves: true,
            address: None,
            hotline: None,
            email: None,
            valid_from: None,
            valid_until: None,
            successors: Vec::new(),
        }
    }

    fn change(id: i64, on: &str, before: Option<Unit>, after: Unit) -> UnitChange {
        let (on, event) = (on.parse().unwrap(), UnitEvent::Rename);
        UnitChange { id, unit: after.id, on, at_ms: 0, event, before, after, order: None, by_name: String::new() }
    }

    #[test]
    fn a_tree_is_drawn_as_it_stood_on_its_day() {
        let ended = Unit { valid_until: Some("2025-06-30".parse().unwrap()), ..unit(2, "B") };
        let now = [unit(1, "A3"), ended.clone(), unit(3, "C")];
        let changes = [
            change(11, "2024-03-01", Some(unit(1, "A1")), unit(1, "A2")),
            change(12, "2025-01-01", Some(unit(1, "A2")), unit(1, "A3")),
            change(13, "2025-07-01", Some(unit(2, "B")), ended),
            change(14, "2025-07-01", None, unit(3, "C")),
        ];
        let names = |day: &str| {
            let day = day.parse().unwrap();
            units_on(now.iter(), &changes, day).into_iter().map(|u| u.name).collect::<Vec<_>>()
        };
        assert_eq!(names("2024-02-29"), ["A1", "B"]);
        assert_eq!(names("2024-03-01"), ["A2", "B"]);
        assert_eq!(names("2025-06-30"), ["A3", "B"]);
        assert_eq!(names("2025-07-01"), ["A3", "C"]);
    }

    #[test]
    fn an_order_names_its_number_day_and_agency() {
        let today = "2026-03-02".parse().unwrap();
        let key = |number, day: Option<&str>, agency| {
            Order::new(number, day.map(|d| d.parse().unwrap()), agency, today).map_err(|r| r.key)
        };
        assert_eq!(key(" ", Some("2026-03-01"), "UBND").unwrap_err(), "ORDER_NUMBER");
        assert_eq!(key("1/QĐ", None, "UBND").unwrap_err(), "ORDER_DATE");
        assert_eq!(key("1/QĐ", Some("2026-03-03"), "UBND").unwrap_err(), "ORDER_DATE");
        assert_eq!(key("1/QĐ", Some("2026-03-02"), "").unwrap_err(), "ORDER_AGENCY");
        assert_eq!(key(" 1/QĐ ", Some("2026-03-02"), "UBND").unwrap().number, "1/QĐ");
    }
}
