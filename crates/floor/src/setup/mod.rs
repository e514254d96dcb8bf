//! What a centre's hall is made of: services, counters, settings. It holds no day and calls nobody.

pub mod check;
pub mod counter_page;
pub mod door;
pub mod html;
pub mod rows;
pub mod service_page;

use std::collections::BTreeMap;

use kernel::{CounterId, Lang, UnitId};
use law::standard::Area;
use queue::hall::{Able, Languages, Services};
use queue::rule::{MINUTE, Rule};
use serde::{Deserialize, Serialize};

/// A group of services that visitors come for. `no` is its bit in every event of the centre: it is never given to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceRow {
    pub centre: UnitId,
    /// 0–63.
    pub no: u8,
    /// The letter of its numbers.
    pub series: char,
    pub name_vi: String,
    pub name_en: String,
    /// Names of the fields (lĩnh vực) whose procedures belong to it; empty: none, as for results.
    pub fields: Vec<String>,
    /// Functional zone, 1–8 (seed 001, phụ lục VI, phần II, IV.7).
    pub zone: u8,
    /// How long it usually takes, seconds, and what nine of ten stay below: until the days themselves have taught it.
    pub median_s: i64,
    pub ninth_s: i64,
    /// Visitors may choose it; one that is not offered any more stays for the days that know it.
    pub offered: bool,
}

impl ServiceRow {
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Vi => &self.name_vi,
            Lang::En => &self.name_en,
        }
    }
}

/// How long a service was seen to take in a centre's latest days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Observed {
    /// Visits in which nothing else was done.
    pub n: i64,
    /// The middle of their lengths, seconds.
    pub middle_s: i64,
}

/// A counter of the office (quầy) as its hall has it; number and name are the administrator's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterRow {
    pub id: CounterId,
    pub centre: UnitId,
    /// What is called: "Quầy 5".
    pub number: i64,
    pub name: String,
    /// Functional zone, 1–8.
    pub zone: u8,
    /// What it serves when it opens; the day's events say what it serves now.
    pub able: Able,
}

/// What a centre has chosen for its hall. Minutes and shares are choices of the centre, not of a law; the waiting target of
/// 15 minutes is seed 001, phụ lục VI, phần II, IV.1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// How much earlier than issued a vulnerable visitor counts, minutes.
    pub vulnerable_credit_min: i64,
    /// How much earlier an appointment counts within its slot, minutes.
    pub appointment_credit_min: i64,
    /// How long a called visitor is waited for before they may be skipped, seconds.
    pub patience_s: i64,
    /// Length of a slot, minutes.
    pub slot_min: i64,
    /// Share of a slot's capacity kept for appointments, 0–1.
    pub appointment_share: f64,
    /// How many days ahead appointments are given.
    pub horizon_days: i64,
    /// Missed appointments within so many days after which online booking asks to call; 0: never.
    pub no_shows: i64,
    pub no_show_days: i64,
    /// How long the offer of a freed slot stands, minutes.
    pub offer_min: i64,
    /// Minutes of waiting at which the lead is told, worse each time.
    pub alarms_min: [i64; 3],
    /// What the law expects of an officer here.
    pub area: Area,
}

impl Default for Settings {
    fn default() -> Settings {
        let rule = Rule::default();
        Settings {
            vulnerable_credit_min: rule.vulnerable_credit / MINUTE,
            appointment_credit_min: rule.appointment_credit / MINUTE,
            patience_s: rule.patience / 1_000,
            slot_min: 30,
            appointment_share: 0.5,
            horizon_days: 14,
            no_shows: 3,
            no_show_days: 90,
            offer_min: 120,
            alarms_min: [10, 13, 15],
            area: Area::default(),
        }
    }
}

impl Settings {
    /// The rule days begin under.
    pub fn rule(&self) -> Rule {
        Rule {
            vulnerable_credit: self.vulnerable_credit_min * MINUTE,
            appointment_credit: self.appointment_credit_min * MINUTE,
            patience: self.patience_s * 1_000,
        }
    }
}

/// A centre as its hall needs it: name, services, counters, settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Centre {
    pub id: UnitId,
    /// Ascending by `no`, also those no longer offered.
    pub services: Vec<ServiceRow>,
    /// By number.
    pub counters: Vec<CounterRow>,
    pub settings: Settings,
    /// What its latest days have shown, by service.
    pub observed: BTreeMap<u8, Observed>,
}

impl Centre {
    pub fn service(&self, no: u8) -> Option<&ServiceRow> {
        self.services.iter().find(|service| service.no == no)
    }

    pub fn counter(&self, id: CounterId) -> Option<&CounterRow> {
        self.counters.iter().find(|counter| counter.id == id)
    }

    /// Services visitors may choose.
    pub fn offered(&self) -> impl Iterator<Item = &ServiceRow> {
        self.services.iter().filter(|service| service.offered)
    }

    /// The names of a set of services, as a list in words.
    pub fn names(&self, services: Services, lang: Lang) -> String {
        let names = services.iter().filter_map(|no| self.service(no)).map(|service| service.name(lang));
        names.collect::<Vec<_>>().join(", ")
    }

    /// The letter a ticket for these services carries: that of its first service.
    pub fn series(&self, services: Services) -> char {
        services.iter().find_map(|no| self.service(no)).map_or('A', |service| service.series)
    }

    /// A centre without services has no hall to show.
    pub fn has_hall(&self) -> bool {
        !self.services.is_empty()
    }

    /// The services of which a field's procedures are a part.
    pub fn service_of_field(&self, field: &str) -> Option<&ServiceRow> {
        self.offered().find(|service| service.fields.iter().any(|own| own == field))
    }

    /// A counter that serves everything in every language: what a new counter starts as.
    pub fn everything(&self) -> Able {
        Able {
            services: Services::of(self.offered().map(|service| service.no)),
            languages: Languages(3),
            classes: Able::EVERYBODY,
        }
    }
}
