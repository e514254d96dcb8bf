//! Whether the days of halls can be true: a day is lived again from its events, and its rows must be what follows from them.
//! It changes nothing; `motcua check` asks it, a day at a time.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Result;
use store::{Tx, Value};

use crate::figures::stays;
use crate::store::{self as rows, Columns, Entry, HallDay, Head};

/// One thing that is wrong with a day. The sentence is `motcua-check-{word}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The number it is about; none: the day.
    pub number: Option<String>,
    pub word: &'static str,
    pub facts: Vec<(&'static str, String)>,
}

/// What was seen of a day.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Look {
    pub events: u64,
    pub findings: Vec<Finding>,
}

/// A day's lines, its head and its projections.
///
/// An act between two of these reads makes a day look broken that is not: who finds something looks again with
/// [`rows::lock_day`] held.
pub fn look_at(tx: &mut Tx<'_>, hall: HallDay) -> Result<Look> {
    let Some((head, ended)) = rows::find_head(tx, hall)? else { return Ok(Look::default()) };
    let lines = rows::list_lines(tx, hall)?;
    let mut look = Look { events: lines.len() as u64, findings: Vec::new() };
    let Some(entries) = readable(lines, head, &mut look.findings) else { return Ok(look) };
    let (now, stayed) = rows::lived(&entries);
    if now.over != ended {
        look.findings.push(about_day("hall-ended", Vec::new()));
    }
    let told: BTreeMap<i64, Columns> = now.tickets.values().map(|t| (t.id.0, rows::ticket_columns(t))).collect();
    let stand = rows::list_ticket_rows(tx, hall)?;
    let number = |id: i64| told.get(&id).or(stand.get(&id)).and_then(|columns| columns.first()).map(shown);
    for (id, what) in differences(&told, &stand, &rows::TICKET_COLUMNS) {
        let (word, facts) = what.of(["hall-ticket-missing", "hall-ticket-extra", "hall-ticket-column"], None);
        look.findings.push(Finding { number: number(id), word, facts });
    }
    let (stayed, stand) = (stayed.rows(), stays::list_day(tx, hall)?);
    for (seq, what) in differences(&stayed, &stand, &stays::COLUMNS) {
        let (word, facts) = what.of(["hall-stay-missing", "hall-stay-extra", "hall-stay-column"], Some(seq));
        let ticket = stayed.get(&seq).or(stand.get(&seq)).and_then(|columns| columns.first());
        let number = match ticket {
            Some(Value::Int(id)) => number(*id),
            _ => None,
        };
        look.findings.push(Finding { number, word, facts });
    }
    Ok(look)
}

fn about_day(word: &'static str, facts: Vec<(&'static str, String)>) -> Finding {
    Finding { number: None, word, facts }
}

/// The events, when every line can be read; what is wrong with the lines themselves is noted either way.
fn readable(
    lines: Vec<(i64, i64, Result<queue::hall::Event>)>,
    head: Head,
    found: &mut Vec<Finding>,
) -> Option<Vec<Entry>> {
    let last = lines.last().map_or(Head::default(), |(seq, id, _)| Head { seq: *seq, last: *id });
    if let Some((seq, expected)) = lines.iter().map(|(seq, ..)| *seq).zip(1..).find(|(seq, nth)| seq != nth) {
        found.push(about_day("hall-gap", vec![("seq", seq.to_string()), ("expected", expected.to_string())]));
    }
    if last != head {
        found.push(about_day("hall-end", vec![("last", last.seq.to_string()), ("row", head.seq.to_string())]));
    }
    let (mut entries, mut before, mut whole) = (Vec::with_capacity(lines.len()), i64::MIN, true);
    for (seq, id, event) in lines {
        match event {
            Ok(event) => {
                if event.at < before {
                    found.push(about_day("hall-time", vec![("seq", seq.to_string())]));
                }
                before = before.max(event.at);
                entries.push(Entry { seq, id, event });
            }
            Err(cause) => {
                whole = false;
                found.push(about_day("hall-event", vec![("seq", seq.to_string()), ("cause", cause.to_string())]));
            }
        }
    }
    whole.then_some(entries)
}

/// How a row differs from what the events say.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Difference {
    Missing,
    Extra,
    Column { column: &'static str, told: String, stands: String },
}

impl Difference {
    /// As a finding's word, one of these three, and its facts.
    fn of(self, words: [&'static str; 3], seq: Option<i64>) -> (&'static str, Vec<(&'static str, String)>) {
        let mut facts: Vec<_> = seq.map(|seq| ("seq", seq.to_string())).into_iter().collect();
        let [missing, extra, differs] = words;
        let word = match self {
            Difference::Missing => missing,
            Difference::Extra => extra,
            Difference::Column { column, told, stands } => {
                facts.extend([("column", column.to_string()), ("told", told), ("stands", stands)]);
                differs
            }
        };
        (word, facts)
    }
}

/// Rows that follow from the events against rows that stand, by key. Pure.
fn differences(
    told: &BTreeMap<i64, Columns>,
    stand: &BTreeMap<i64, Columns>,
    columns: &[&'static str],
) -> Vec<(i64, Difference)> {
    let keys: BTreeSet<i64> = told.keys().chain(stand.keys()).copied().collect();
    let mut found = Vec::new();
    for key in keys {
        match (told.get(&key), stand.get(&key)) {
            (Some(_), None) => found.push((key, Difference::Missing)),
            (None, Some(_)) => found.push((key, Difference::Extra)),
            (Some(told), Some(stands)) => {
                let pairs = columns.iter().zip(told.iter().zip(stands)).filter(|(_, (told, stands))| told != stands);
                found.extend(pairs.map(|(column, (told, stands))| {
                    (key, Difference::Column { column, told: shown(told), stands: shown(stands) })
                }));
            }
            (None, None) => {}
        }
    }
    found
}

fn shown(value: &Value<'_>) -> String {
    match value {
        Value::Null => "–".into(),
        Value::Int(n) => n.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Blob(bytes) => format!("{} B", bytes.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_missing_extra_or_named_by_its_column() {
        let row = |n: i64, word: &'static str| -> Columns { vec![n.into(), word.into(), Value::Null] };
        let told = BTreeMap::from([(1, row(5, "a")), (2, row(6, "b")), (3, row(7, "c"))]);
        let stand = BTreeMap::from([(2, row(6, "x")), (3, row(7, "c")), (4, row(8, "d"))]);
        let found = differences(&told, &stand, &["n", "word", "nothing"]);
        let column = Difference::Column { column: "word", told: "b".into(), stands: "x".into() };
        assert_eq!(found, [(1, Difference::Missing), (2, column), (4, Difference::Extra)]);
        assert_eq!(differences(&told, &told, &["n", "word", "nothing"]), []);
    }
}
