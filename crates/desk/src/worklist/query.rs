//! What a list's address says. It can be written again, so a dossier opened from a list knows the list; no name and no
//! number of a person ever stands in it.

use dossier::list::{After, Filter, Order, Pile};
use dossier::{Dossiers, Stage};
use jiff::civil::Date;
use kernel::{OfficerId, PersonId, UnitId};
use office::Officer;
use procedure::Channel;
use web::Fields;
use web::fields::{encode, parse_date};

use crate::columns::Column;

/// People one search may lead to: a telephone is shared in a family, a name by many.
pub const PEOPLE: i64 = 40;

/// A list: whose turn, narrowed how, in which order, with which columns, from where on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub pile: Pile,
    /// Without units and dates: those are worked out when the list is asked for ([`Query::filter`]).
    pub narrowing: Filter,
    /// With everything below it.
    pub unit: Option<UnitId>,
    pub due_from: Option<Date>,
    /// Last day, inclusive.
    pub due_until: Option<Date>,
    /// Empty: the usual ones.
    pub columns: Vec<Column>,
    /// The saved view it was opened as.
    pub view: Option<i64>,
    pub after: Option<After>,
}

impl Query {
    /// Reads the address; what it does not know it leaves out.
    pub fn parse(fields: &Fields) -> Query {
        let words = scanned(fields.value("q")).to_string();
        let fallback = if words.is_empty() { Pile::ActNow } else { Pile::All };
        let stage = fields.value("stage");
        Query {
            pile: Pile::parse(fields.value("pile")).unwrap_or(fallback),
            narrowing: Filter {
                stage: Stage::NAMES.into_iter().find(|name| *name == stage),
                procedure: fields.some("procedure").map(Into::into),
                field: fields.some("field").map(Into::into),
                channel: Channel::parse(fields.value("channel")).map(|channel| channel.code().into()),
                words,
                late: fields.has("late", "1"),
                applicants: fields.some("applicant").map(people),
                officer: fields.value("officer").parse::<OfficerId>().ok(),
                order: Order::parse(fields.value("order")),
                ..Filter::default()
            },
            unit: fields.value("unit").parse().ok(),
            due_from: parse_date(fields.value("due_from")),
            due_until: parse_date(fields.value("due_until")),
            columns: Column::list(fields.value("cols")),
            view: fields.value("view").parse().ok(),
            after: fields
                .value("after")
                .split_once('.')
                .and_then(|(key, id)| Some(After { key: key.parse().ok()?, id: id.parse().ok()? })),
        }
    }

    /// A list's text, as an address or a saved view holds it.
    pub fn read(text: &str) -> Query {
        Query::parse(&Fields::parse(text))
    }

    /// The query as an address writes it.
    pub fn text(&self) -> String {
        let mut out = self.own_text();
        let after = self.after.map(|after| format!("{}.{}", after.key, after.id));
        for (name, value) in [("view", self.view.map(|id| id.to_string())), ("after", after)] {
            if let Some(value) = value {
                out.push_str(&format!("&{name}={value}"));
            }
        }
        out
    }

    /// The same without the page and without the view it was opened as: what a saved view keeps and a link shares.
    pub fn own_text(&self) -> String {
        let mut out = format!("pile={}", self.pile.code());
        let mut add = |name: &str, value: Option<&str>| {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                out.push_str(&format!("&{name}={}", encode(value)));
            }
        };
        let narrowing = &self.narrowing;
        add("stage", narrowing.stage);
        add("procedure", narrowing.procedure.as_deref());
        add("field", narrowing.field.as_deref());
        add("channel", narrowing.channel.as_deref());
        add("unit", self.unit.map(|unit| unit.to_string()).as_deref());
        add("officer", narrowing.officer.map(|officer| officer.to_string()).as_deref());
        add("due_from", self.due_from.map(|day| day.to_string()).as_deref());
        add("due_until", self.due_until.map(|day| day.to_string()).as_deref());
        add("q", Some(&narrowing.words));
        add("late", narrowing.late.then_some("1"));
        // Nobody found is a narrowing too.
        if let Some(people) = self.applicants() {
            add("applicant", Some(if people.is_empty() { "-" } else { &people }));
        }
        add("order", Some(narrowing.order.code()).filter(|_| narrowing.order != Order::Own));
        add("cols", Some(&Column::text(&self.columns)));
        out
    }

    pub fn address(&self) -> String {
        format!("/dossiers?{}", self.text())
    }

    /// What the dossier room is asked: units with everything below them, days as moments.
    pub fn filter(&self, by: &Officer) -> Filter {
        let moment = |day: Option<Date>, (hour, minute, second)| {
            day.map(|day| kernel::time::instant_ms(day.at(hour, minute, second, 0)))
        };
        Filter {
            units: self.unit.map(|unit| by.directory().descendants(unit)),
            due_from_ms: moment(self.due_from, (0, 0, 0)),
            due_until_ms: moment(self.due_until, (23, 59, 59)),
            ..self.narrowing.clone()
        }
    }

    /// Whose dossiers, as an address may say it: keys that mean nothing outside.
    pub fn applicants(&self) -> Option<String> {
        let people = self.narrowing.applicants.as_ref()?;
        Some(people.iter().map(ToString::to_string).collect::<Vec<_>>().join("."))
    }

    pub fn with_after(&self, after: Option<After>) -> Query {
        Query { after, ..self.clone() }
    }

    /// Whether anything but the pile narrows it.
    pub fn is_narrowed(&self) -> bool {
        let plain = Filter { order: self.narrowing.order, ..Filter::default() };
        let days = self.due_from.is_some() || self.due_until.is_some();
        self.narrowing != plain || self.unit.is_some() || days
    }

    /// The chosen columns, or the usual ones.
    pub fn columns(&self) -> Vec<Column> {
        if self.columns.is_empty() { Column::USUAL.to_vec() } else { self.columns.clone() }
    }

    pub fn is_newest_first(&self) -> bool {
        self.narrowing.order.is_newest_first(self.pile)
    }
}

/// Until when a due date counts as near: the end of the next working day, as the dossier room counts it.
pub fn horizon_ms(by: &Officer, dossiers: &Dossiers) -> i64 {
    let calendar = by.directory().calendar_of(by.unit());
    let day = calendar.next_working_day(kernel::time::civil(dossiers.clock.now()).date());
    kernel::time::instant_ms(day.at(23, 59, 59, 0))
}

/// A scanner at the counter types the whole address of the QR code; only the dossier code at its end is meant.
pub fn scanned(typed: &str) -> &str {
    let typed = typed.trim();
    match typed.rsplit_once("/tracking/") {
        Some((_, code)) => code.trim_end_matches('/'),
        None => typed,
    }
}

fn people(text: &str) -> Vec<PersonId> {
    text.split('.').filter_map(|id| id.parse().ok()).take(PEOPLE as usize).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_list_says_the_same_list_again() {
        let text = "pile=waiting&stage=suspended&procedure=1.001193&field=H%E1%BB%99%20t%E1%BB%8Bch&channel=post&q=nguyen\
                    &late=1&unit=uni_0000000000002&officer=off_0000000000003&due_from=02/03/2026&due_until=2026-03-09\
                    &order=newest&cols=due.stage&view=9&after=170.42";
        let query = Query::read(text);
        assert_eq!(query.pile, Pile::Waiting);
        assert_eq!(query.narrowing.stage, Some("suspended"));
        assert_eq!(query.after, Some(After { key: 170, id: 42 }));
        assert!(query.unit.is_some() && query.narrowing.officer.is_some(), "{query:?}");
        assert_eq!(query.due_from, Some(Date::constant(2026, 3, 2)));
        assert_eq!(query.columns, [Column::Due, Column::Stage]);
        assert_eq!(Query::read(&query.text()), query);
        let shared = Query::read(&query.own_text());
        assert_eq!((shared.view, shared.after), (None, None));
        assert_eq!(shared.narrowing, query.narrowing);
    }

    #[test]
    fn words_alone_search_everything_and_nothing_shows_what_is_to_do() {
        assert_eq!(Query::read("q=lan").pile, Pile::All);
        assert_eq!(Query::read("").pile, Pile::ActNow);
        assert_eq!(Query::read("stage=x&pile=y&after=z&unit=q&due_from=31/31/2026&cols=x"), Query::read(""));
    }

    #[test]
    fn columns_and_order_narrow_nothing() {
        assert!(!Query::read("pile=all&cols=due&order=due").is_narrowed());
        assert!(Query::read("pile=all&due_from=2026-03-02").is_narrowed());
    }

    #[test]
    fn the_applicants_of_a_list_stand_in_its_address_as_keys() {
        let narrowing = Filter { applicants: Some(vec![PersonId(77), PersonId(78)]), ..Filter::default() };
        let query = Query { pile: Pile::All, narrowing, ..Query::read("") };
        assert_eq!(Query::read(&query.text()), query);
    }

    #[test]
    fn a_scanned_receipt_is_its_code() {
        assert_eq!(scanned("https://mc.example.vn/tracking/H49.20-260302-0001"), "H49.20-260302-0001");
        assert_eq!(scanned(" H49.20-260302-0001 "), "H49.20-260302-0001");
    }
}
