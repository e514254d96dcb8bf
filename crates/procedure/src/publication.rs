//! Checks that a version says what a published procedure must say, so that a centre sees the gaps before a citizen does.
//!
//! Looks at one version only and changes nothing.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::civil::Date;

use crate::finding::{Finding, FindingKind};
use crate::model::{Channel, Detail, ProcedureVersion};
use crate::rules::rows;

/// Number of a document → its last day of force.
static ENDED: LazyLock<HashMap<String, Date>> = LazyLock::new(|| {
    let parse = |row: Vec<String>| Some((row.first()?.clone(), row.get(1)?.parse().ok()?));
    rows(include_str!("../data/legal_basis_ended.csv")).into_iter().filter_map(parse).collect()
});

/// What is missing from a version or no longer holds on a day.
///
/// Limits that the source leaves empty are found row by row when importing; here only the procedure that has no term
/// at all. A procedure known by name only gets the one finding that says so.
pub fn check(version: &ProcedureVersion, on: Date) -> Vec<Finding> {
    let find = |kind| Finding::new(kind).about(&version.code);
    if version.detail == Detail::NameOnly {
        return vec![find(FindingKind::NameOnly)];
    }
    let mut found = Vec::new();
    let mut expect = |there: bool, kind| {
        if !there {
            found.push(find(kind));
        }
    };
    expect(!version.terms.is_empty(), FindingKind::TermMissing);
    expect(version.components.iter().any(|c| c.asked()), FindingKind::ComponentMissing);
    expect(!version.legal_basis.is_empty(), FindingKind::LegalBasisMissing);
    expect(!version.deciding_agency.is_empty(), FindingKind::DecidingAgencyMissing);
    expect(!version.decision_no.is_empty(), FindingKind::DecisionMissing);
    for channel in Channel::ALL {
        let terms = version.terms.iter().filter(|t| t.channel == channel);
        let (terms, priced) = terms.fold((0, 0), |(all, priced), term| {
            let known = term.fees.iter().any(|fee| fee.amount.is_some() || fee.foreign_amount.is_some());
            (all + 1, priced + usize::from(known))
        });
        if terms > 0 && priced == 0 {
            found.push(find(FindingKind::FeeMissing).reading("channel", channel.code()));
        }
    }
    for basis in &version.legal_basis {
        let number = basis.number.as_deref().unwrap_or_default();
        if ENDED.get(number).is_some_and(|last_day| *last_day < on) {
            found.push(find(FindingKind::LegalBasisEnded).reading("document_no", number));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::LegalBasis;
    use jiff::civil::date;

    #[test]
    fn a_basis_counts_as_ended_only_after_its_last_day() {
        let mut version = ProcedureVersion::named("1.012753", "Đăng ký đất đai", "Đất đai");
        version.detail = Detail::Partial;
        version
            .legal_basis
            .push(LegalBasis { number: Some("45/2013/QH13".into()), title: "Luật Đất đai".into() });
        let ended = |on| check(&version, on).iter().any(|f| f.kind == FindingKind::LegalBasisEnded);
        assert!(!ended(date(2024, 7, 31)));
        assert!(ended(date(2024, 8, 1)));
    }

    #[test]
    fn a_name_alone_is_one_finding() {
        let version = ProcedureVersion::named("3.000331", "Cấp Phiếu Lý lịch tư pháp", "Lý lịch tư pháp");
        let kinds: Vec<_> = check(&version, date(2026, 11, 21)).iter().map(|f| f.kind).collect();
        assert_eq!(kinds, [FindingKind::NameOnly]);
    }
}
