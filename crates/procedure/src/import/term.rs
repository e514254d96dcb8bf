//! The channel table: limits with their printed unit, and fees by channel.
//!
//! A number without a unit is no limit: "1" may be a day or an hour, and only the page's author knows.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use kernel::Vnd;

use super::table::Row;
use super::{Reading, expect_new};
use crate::finding::{Finding, FindingKind};
use crate::model::{Channel, ChannelTerm, Fee, FeeKind, ProcedureVersion};

const FILE: &str = "procedure_channels.csv";

pub(super) fn read(folder: &Path, reading: &mut Reading) {
    let mut seen = HashSet::new();
    let needed = [
        "code",
        "seq",
        "channel",
        "deadline_value",
        "deadline_unit",
        "fee_amount",
        "fee_currency",
        "fee_label",
        "fee_note",
        "description",
        "parse_status",
    ];
    reading.file(folder, FILE, &needed, |reading, row| {
        let Some(place) = reading.parent(row)? else { return Ok(()) };
        expect_new(row, &mut seen)?;
        let unknown_channel = || Box::new(row.finding(FindingKind::UnknownChannel, "channel"));
        let channel = Channel::parse(row.text("channel")).ok_or_else(unknown_channel)?;
        let (limit, printed) = parse_limit(row, reading)?;
        let fee = parse_fee(row, reading)?;
        add(&mut reading.versions[place], channel, limit, printed, fee, row.text("description"));
        Ok(())
    });
    let several: Vec<Finding> = reading.versions.iter().flat_map(several_limits).collect();
    reading.report.findings.extend(several);
}

/// Value and unit; the unit stays verbatim in what is kept as printed.
fn parse_limit(row: &Row, reading: &mut Reading) -> Result<(Option<law::Limit>, String), Box<Finding>> {
    let (value, unit) = (row.text("deadline_value"), row.text("deadline_unit"));
    if value.is_empty() {
        reading.note(row.finding(FindingKind::LimitMissing, "deadline_value"));
        return Ok((None, unit.to_string()));
    }
    if !value.replace(',', ".").parse::<f64>().is_ok_and(|n| n.is_finite() && n >= 0.0) {
        return Err(Box::new(row.finding(FindingKind::BadNumber, "deadline_value")));
    }
    if unit.is_empty() {
        reading.note(row.finding(FindingKind::LimitUnitMissing, "deadline_value"));
        return Ok((None, value.to_string()));
    }
    let printed = format!("{value} {unit}");
    match law::Limit::parse(&printed) {
        Ok(limit) => Ok((Some(limit), printed)),
        Err(law::LimitError::NotPositive) => {
            reading.note(row.finding(FindingKind::LimitZero, "deadline_value"));
            Ok((None, printed))
        }
        Err(law::LimitError::Unit) => Err(Box::new(row.finding(FindingKind::UnknownUnit, "deadline_unit"))),
        Err(law::LimitError::Empty | law::LimitError::Value | law::LimitError::TooLong) => {
            Err(Box::new(row.finding(FindingKind::BadNumber, "deadline_value")))
        }
    }
}

fn parse_fee(row: &Row, reading: &mut Reading) -> Result<Option<Fee>, Box<Finding>> {
    let (status, label, note) = (row.text("parse_status"), row.string("fee_label"), row.string("fee_note"));
    let suspect = status.contains("fee_suspect");
    if suspect {
        reading.note(row.finding(FindingKind::FeeSuspect, "fee_label"));
    }
    if status.contains("fee_unparsed") {
        reading.note(row.finding(FindingKind::FeeUnread, "description"));
    }
    let (amount, foreign_amount) = match row.text("fee_currency") {
        "" | "VND" => (row.number::<u32>("fee_amount")?, None),
        _ => (None, row.filled("fee_amount")),
    };
    if label.is_empty() && note.is_empty() && amount.is_none() && foreign_amount.is_none() {
        return Ok(None);
    }
    let kind = fee_kind(&note);
    // A number that lost its thousands must never reach a receipt; the label keeps it as printed.
    let amount = amount.filter(|_| !suspect).map(|n| Vnd(n.into()));
    Ok(Some(Fee { label, amount, currency: row.string("fee_currency"), foreign_amount, note, kind, suspect }))
}

/// Only the note's own words decide; a note with both, or neither, leaves the kind open.
fn fee_kind(note: &str) -> FeeKind {
    let note = note.to_lowercase();
    let charges = note.matches("lệ phí").count();
    let fees =
        note.matches("phí").count() - charges - note.matches("miễn phí").count() - note.matches("chi phí").count();
    match (charges, fees) {
        (0, 0) => FeeKind::Unknown,
        (_, 0) => FeeKind::Charge,
        (0, _) => FeeKind::Fee,
        _ => FeeKind::Unknown,
    }
}

/// Rows of one channel with the same printed limit are one term with several fees; another limit is another term.
fn add(
    version: &mut ProcedureVersion,
    channel: Channel,
    limit: Option<law::Limit>,
    limit_printed: String,
    fee: Option<Fee>,
    description: &str,
) {
    let known = version.terms.iter_mut().find(|term| term.channel == channel && term.limit_printed == limit_printed);
    let Some(term) = known else {
        let (fees, description) = (fee.into_iter().collect(), description.to_string());
        version.terms.push(ChannelTerm { channel, case: None, limit, limit_printed, fees, description });
        return;
    };
    if let Some(fee) = fee.filter(|fee| !term.fees.contains(fee)) {
        term.fees.push(fee);
    }
    if !description.is_empty() && !term.description.contains(description) {
        if !term.description.is_empty() {
            term.description.push('\n');
        }
        term.description.push_str(description);
    }
}

/// One finding for each channel that prints more than one limit without a case.
fn several_limits(version: &ProcedureVersion) -> Vec<Finding> {
    let mut printed: BTreeMap<Channel, Vec<&str>> = BTreeMap::new();
    for term in &version.terms {
        printed.entry(term.channel).or_default().push(&term.limit_printed);
    }
    let several = printed.into_iter().filter(|(_, limits)| limits.len() > 1);
    several
        .map(|(channel, limits)| {
            Finding::new(FindingKind::SeveralLimits).about(&version.code).reading(channel.code(), &limits.join(" | "))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_note_tells_a_charge_from_a_fee() {
        for (note, kind) in [
            ("Miễn lệ phí", FeeKind::Charge),
            ("Phí thẩm định", FeeKind::Fee),
            ("Lệ phí và phí thẩm định", FeeKind::Unknown),
            ("", FeeKind::Unknown),
            ("miễn phí", FeeKind::Unknown),
        ] {
            assert_eq!(fee_kind(note), kind, "{note}");
        }
    }

    #[test]
    fn two_limits_of_one_channel_stay_two_terms() {
        let mut version = ProcedureVersion::named("1.001471", "Cấp hộ chiếu", "Quản lý xuất nhập cảnh");
        add(&mut version, Channel::Online, None, "5 ngày làm việc".into(), None, "nhánh 1");
        add(&mut version, Channel::Online, None, "3 ngày làm việc".into(), None, "nhánh 2");
        add(&mut version, Channel::Online, None, "3 ngày làm việc".into(), None, "nhánh 3");
        assert_eq!(version.terms.len(), 2);
        assert_eq!(version.terms[1].description, "nhánh 2\nnhánh 3");
        let found = several_limits(&version);
        assert_eq!(found[0].value, "5 ngày làm việc | 3 ngày làm việc");
    }
}
