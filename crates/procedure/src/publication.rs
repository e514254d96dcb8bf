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

/// Working days a province has to publish from the day a decision takes effect (Bộ chỉ số 766, nhóm công khai minh bạch:
/// "địa phương: 05 ngày làm việc").
pub const PUBLISH_WITHIN_DAYS: i64 = 5;

/// Versions whose field is spelled otherwise than most spell it: differing in case, spaces or diacritics only.
pub fn check_fields<'v>(versions: impl IntoIterator<Item = &'v ProcedureVersion>) -> Vec<Finding> {
    let mut spelled: HashMap<String, HashMap<&str, Vec<&str>>> = HashMap::new();
    for version in versions {
        let spellings = spelled.entry(kernel::fold(&version.field)).or_default();
        spellings.entry(&version.field).or_default().push(&version.code);
    }
    let mut found = Vec::new();
    for spellings in spelled.into_values().filter(|spellings| spellings.len() > 1) {
        let mut by_use: Vec<_> = spellings.into_iter().collect();
        by_use.sort_by_key(|(name, codes)| (std::cmp::Reverse(codes.len()), *name));
        let usual = by_use[0].0;
        for (name, codes) in &by_use[1..] {
            let find = |code: &&str| {
                Finding::new(FindingKind::FieldVariant).about(code).reading("field", &format!("{name} ≠ {usual}"))
            };
            found.extend(codes.iter().map(find));
        }
    }
    found.sort_by(|a, b| a.code.cmp(&b.code));
    found
}

/// Whether a version that follows another came into the catalogue too late: more than [`PUBLISH_WITHIN_DAYS`] after its
/// first day of force.
pub fn check_late(version: &ProcedureVersion, recorded_on: Date, calendar: &law::Calendar) -> Option<Finding> {
    let from = version.effective_from?;
    let mut last = from;
    for _ in 0..PUBLISH_WITHIN_DAYS {
        last = calendar.next_working_day(last);
    }
    let told = format!("{} → {}", kernel::time::dmy(from), kernel::time::dmy(recorded_on));
    (recorded_on > last)
        .then(|| Finding::new(FindingKind::PublishedLate).about(&version.code).reading("effective_from", &told))
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
    fn a_field_spelled_in_two_ways_is_found_where_fewer_write_it() {
        let of = |code: &str, field: &str| ProcedureVersion::named(code, "x", field);
        let all = [
            of("1.000001", "Hộ tịch"),
            of("1.000002", "Hộ tịch"),
            of("1.000003", "Hộ Tịch"),
            of("1.000004", "Đất đai"),
        ];
        let found = check_fields(&all);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].code, "1.000003");
    }

    #[test]
    fn a_version_is_late_after_five_working_days() {
        let mut version = ProcedureVersion::named("1.000001", "x", "y");
        let calendar = law::Calendar::shipped();
        assert!(check_late(&version, date(2026, 11, 20), &calendar).is_none(), "without a first day nothing is late");
        version.effective_from = Some(date(2026, 11, 2));
        assert!(check_late(&version, date(2026, 11, 9), &calendar).is_none());
        assert!(check_late(&version, date(2026, 11, 10), &calendar).is_some());
    }

    #[test]
    fn a_name_alone_is_one_finding() {
        let version = ProcedureVersion::named("3.000331", "Cấp Phiếu Lý lịch tư pháp", "Lý lịch tư pháp");
        let kinds: Vec<_> = check(&version, date(2026, 11, 21)).iter().map(|f| f.kind).collect();
        assert_eq!(kinds, [FindingKind::NameOnly]);
    }
}
