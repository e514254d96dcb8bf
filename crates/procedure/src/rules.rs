//! What the national page does not print in a column but the counter must know: plain words for the commonest
//! procedures, and where sector law stops the clock. From the dated tables in `data/`, each row with its basis.
//!
//! Adds to a version; never overwrites what the source says.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::model::{Financial, PauseReason, ProcedureVersion};

/// One row of `clock_rules.csv`.
struct ClockRule {
    scope: String,
    value: String,
    rule: String,
    key: String,
    words: String,
    basis: String,
}

/// Rows of a table that ships with the product, without its heading.
pub(crate) fn rows(text: &str) -> Vec<Vec<String>> {
    let reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    reader.into_records().filter_map(Result::ok).map(|row| row.iter().map(str::to_string).collect()).collect()
}

static CLOCK: LazyLock<Vec<ClockRule>> = LazyLock::new(|| {
    let parse = |row: Vec<String>| {
        let [scope, value, rule, key, words, basis] = <[String; 6]>::try_from(row).ok()?;
        Some(ClockRule { scope, value, rule, key, words, basis })
    };
    rows(include_str!("../data/clock_rules.csv")).into_iter().filter_map(parse).collect()
});

/// Code → (place in the order of commonness, from 1; plain words).
static COMMON: LazyLock<HashMap<String, (u32, String)>> = LazyLock::new(|| {
    let parse = |(place, row): (usize, Vec<String>)| {
        let [code, words] = <[String; 2]>::try_from(row).ok()?;
        Some((code, (place as u32 + 1, words)))
    };
    rows(include_str!("../data/common.csv")).into_iter().enumerate().filter_map(parse).collect()
});

/// Place of a procedure among those people ask for most; none: not among them.
pub fn commonness(code: &str) -> Option<u32> {
    COMMON.get(code).map(|(place, _)| *place)
}

/// Adds plain words, pause reasons and the rule on financial obligations to a version.
pub fn apply(version: &mut ProcedureVersion) {
    if version.plain_name.is_none() {
        version.plain_name = COMMON.get(&version.code).map(|(_, words)| words.clone());
    }
    for rule in CLOCK.iter() {
        let meant = match rule.scope.as_str() {
            "field" => rule.value == version.field,
            "code" => rule.value == version.code,
            _ => false,
        };
        if !meant {
            continue;
        }
        match rule.rule.as_str() {
            "pause" if version.find_pause_reason(&rule.key).is_none() => version.pause_reasons.push(PauseReason {
                key: rule.key.clone(),
                words: rule.words.clone(),
                basis: rule.basis.clone(),
            }),
            "financial" if version.financial == Financial::None => version.financial = Financial::Suspends,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_shipped_tables_is_understood() {
        let lines = |text: &str| text.lines().skip(1).filter(|line| !line.is_empty()).count();
        assert_eq!(CLOCK.len(), lines(include_str!("../data/clock_rules.csv")));
        assert_eq!(COMMON.len(), lines(include_str!("../data/common.csv")));
        assert!(CLOCK.iter().all(|rule| matches!(rule.scope.as_str(), "field" | "code")));
        assert!(CLOCK.iter().all(|rule| matches!(rule.rule.as_str(), "pause" | "financial")));
    }

    #[test]
    fn the_clock_may_stop_for_verification_in_civil_status_only_with_its_article() {
        let mut birth = ProcedureVersion::named("1.001193", "Thủ tục đăng ký khai sinh", "Hộ tịch");
        apply(&mut birth);
        let reason = birth.find_pause_reason("verification").expect("civil status has the reason");
        assert!(reason.basis.contains("123/2015/NĐ-CP"));
        let mut residence = ProcedureVersion::named("1.004222", "Đăng ký thường trú", "Đăng ký, quản lý cư trú");
        apply(&mut residence);
        assert!(residence.pause_reasons.is_empty());
    }
}
