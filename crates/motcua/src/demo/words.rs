//! The name lists and phrases of `sample/`, as values to draw from.

use super::Dice;
use kernel::{Error, Result};
use rand::RngExt;
use serde::Deserialize;

/// `sample/words.toml`.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Words {
    pub supplement_asks: Vec<String>,
    pub supplement_reasons: Vec<String>,
    pub supplement_basis: String,
    pub late_reason: String,
    pub intake_refusals: Vec<String>,
    pub intake_refusal_basis: String,
    pub result_refusals: Vec<String>,
    pub result_refusal_basis: String,
    pub rejections: Vec<String>,
    pub consultations: Vec<String>,
    pub consultation_answers: Vec<String>,
    pub suspensions: Vec<String>,
    pub suspension_basis: String,
    pub resumptions: Vec<String>,
    pub extensions: Vec<String>,
    pub apologies: Vec<String>,
    pub withdrawals: Vec<String>,
    pub stops: Vec<String>,
    pub stop_basis: String,
    pub manual_due_reason: String,
    pub transfer_notes: Vec<String>,
    pub assign_notes: Vec<String>,
    pub proposal_notes: Vec<String>,
    pub approvals: Vec<String>,
    pub supplement_received: Vec<String>,
    pub authorities: Vec<String>,
    pub households: Vec<String>,
    pub foreigners: Vec<Foreigner>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Foreigner {
    pub name: String,
    pub nationality: String,
    pub passport: String,
}

/// `sample/names.toml`, as far as it is drawn from.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Names {
    pub safety: Safety,
    pub mix: Mix,
    pub surname: Vec<Surname>,
    pub middle_name: Vec<Part>,
    pub given_name: Vec<Part>,
    pub address: Streets,
    pub hard_cases: HardCases,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Safety {
    pub home_place_code: String,
    pub phone_prefixes: Vec<String>,
    pub phone_digits: usize,
    pub email_domains: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Mix {
    pub no_middle_name: f64,
    pub two_middle_names: f64,
    pub thi_born_before_1980: f64,
    pub thi_born_1980_2004: f64,
    pub thi_born_from_2005: f64,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Surname {
    pub name: String,
    pub north: f64,
}

/// A middle or given name: `male`, `female` or `unisex`.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Part {
    pub name: String,
    pub sex: String,
    pub weight: f64,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Streets {
    pub streets: Vec<String>,
    pub ward_units: Vec<String>,
    pub hamlets: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct HardCases {
    pub names: Vec<String>,
    pub decomposed: Vec<String>,
}

impl Words {
    pub(super) fn read() -> Result<Words> {
        toml::from_str(include_str!("../../../../sample/words.toml")).map_err(|e| Error::fault("sample words", e))
    }
}

impl Names {
    pub(super) fn read() -> Result<Names> {
        toml::from_str(include_str!("../../../../sample/names.toml")).map_err(|e| Error::fault("sample names", e))
    }
}

/// One of a list that is not empty.
pub(super) fn pick<'a, T>(rng: &mut Dice, from: &'a [T]) -> &'a T {
    &from[rng.random_range(0..from.len())]
}

/// One of a list, by weight; the first when no weight is above zero.
pub(super) fn pick_weighted<'a, T>(rng: &mut Dice, from: &'a [T], weight: impl Fn(&T) -> f64) -> &'a T {
    let all: f64 = from.iter().map(&weight).sum();
    let mut at = rng.random_range(0.0..all.max(f64::MIN_POSITIVE));
    for item in from {
        at -= weight(item);
        if at < 0.0 {
            return item;
        }
    }
    &from[0]
}

/// Whether something that happens in `percent` of all cases happens now.
pub(super) fn chance(rng: &mut Dice, percent: f64) -> bool {
    rng.random_range(0.0..100.0) < percent
}
