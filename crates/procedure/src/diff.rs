//! What an import would change: each procedure added, changed (with the fields), same, or no longer in the source.
//!
//! Compares by content hash; it never decides whether a change is right.

use std::collections::BTreeMap;

use kernel::Lang;
use serde::Serialize;
use serde_json::Value;

use crate::model::ProcedureVersion;

/// One field that differs, both sides shortened for reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    pub field: String,
    pub before: String,
    pub after: String,
}

/// What happens to one procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    Added {
        code: String,
        name: String,
    },
    Changed {
        code: String,
        name: String,
        fields: Vec<FieldChange>,
    },
    Same {
        code: String,
    },
    /// In the database, open, and not in the source.
    Missing {
        code: String,
        name: String,
    },
}

impl Change {
    pub fn code(&self) -> &str {
        match self {
            Change::Added { code, .. }
            | Change::Changed { code, .. }
            | Change::Same { code }
            | Change::Missing { code, .. } => code,
        }
    }

    /// One line for a reader, or none for what stays the same.
    pub fn line_in(&self, lang: Lang) -> Option<String> {
        let say =
            |key: &str, code: &str, name: &str| lang.say_with(key, &[("code", code), ("name", name)]).into_owned();
        match self {
            Change::Same { .. } => None,
            Change::Added { code, name } => Some(say("procedure-change-added", code, name)),
            Change::Missing { code, name } => Some(say("procedure-change-missing", code, name)),
            Change::Changed { code, name, fields } => {
                let mut text = say("procedure-change-changed", code, name);
                for field in fields {
                    text.push_str(&format!("\n    {}: “{}” → “{}”", field.field, field.before, field.after));
                }
                Some(text)
            }
        }
    }
}

/// Fields that say where a version was read, not what it says.
const NOT_CONTENT: [&str; 2] = ["snapshot_on", "source_url"];

fn content(version: &ProcedureVersion) -> serde_json::Map<String, Value> {
    let mut map = match serde_json::to_value(version) {
        Ok(Value::Object(map)) => map,
        Ok(_) | Err(_) => serde_json::Map::new(),
    };
    for field in NOT_CONTENT {
        map.remove(field);
    }
    map
}

/// SHA-256 of the canonical JSON of what a version says, in hex.
///
/// Where and when the source was read is left out: reading the same words again makes no new version.
pub fn content_hash(version: &ProcedureVersion) -> String {
    use sha2::Digest;
    let mut text = String::new();
    canonical(&Value::Object(content(version)), &mut text);
    hex::encode(sha2::Sha256::digest(text.as_bytes()))
}

/// Keys in order, no spaces: the same text whatever order a map keeps.
fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let sorted: BTreeMap<_, _> = map.iter().collect();
            out.push('{');
            for (place, (key, value)) in sorted.into_iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                canonical(value, out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                canonical(item, out);
            }
            out.push(']');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => out.push_str(&value.to_string()),
    }
}

/// Compares what stands with what comes, in the order of the codes.
pub fn diff<'a>(
    existing: impl IntoIterator<Item = &'a ProcedureVersion>,
    incoming: impl IntoIterator<Item = &'a ProcedureVersion>,
) -> Vec<Change> {
    let by_code = |versions: Vec<&'a ProcedureVersion>| -> BTreeMap<&'a str, &'a ProcedureVersion> {
        versions.into_iter().map(|version| (version.code.as_str(), version)).collect()
    };
    let standing = by_code(existing.into_iter().collect());
    let coming = by_code(incoming.into_iter().collect());
    let mut changes: BTreeMap<&str, Change> = BTreeMap::new();
    for (code, after) in &coming {
        changes.insert(code, compare(standing.get(code).copied(), after));
    }
    for (code, before) in standing.iter().filter(|(code, before)| !coming.contains_key(*code) && !before.repealed) {
        changes.insert(code, Change::Missing { code: (*code).into(), name: before.name.clone() });
    }
    changes.into_values().collect()
}

fn compare(before: Option<&ProcedureVersion>, after: &ProcedureVersion) -> Change {
    let (code, name) = (after.code.clone(), after.name.clone());
    let Some(before) = before else { return Change::Added { code, name } };
    let (old, new) = (content(before), content(after));
    let differing = new.iter().filter(|(field, value)| old.get(*field) != Some(value));
    let fields: Vec<_> = differing
        .map(|(field, value)| FieldChange {
            field: field.clone(),
            before: brief(old.get(field).unwrap_or(&Value::Null), value),
            after: brief(value, old.get(field).unwrap_or(&Value::Null)),
        })
        .collect();
    if fields.is_empty() { Change::Same { code } } else { Change::Changed { code, name, fields } }
}

/// A value in a few words, from the place where it begins to differ from the other.
fn brief(value: &Value, other: &Value) -> String {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let (value, other) = (text(value), text(other));
    let same = value.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let from = same.saturating_sub(20);
    let window: String = value.chars().skip(from).take(80).collect();
    let (before, after) = (if from > 0 { "…" } else { "" }, if value.chars().count() > from + 80 { "…" } else { "" });
    format!("{before}{window}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(code: &str, name: &str) -> ProcedureVersion {
        ProcedureVersion::named(code, name, "Hộ tịch")
    }

    #[test]
    fn a_reimport_tells_added_changed_same_and_missing_apart() {
        let standing = [version("1.000001", "A"), version("1.000002", "B"), version("1.000003", "C")];
        let coming = [version("1.000001", "A"), version("1.000002", "B mới"), version("1.000004", "D")];
        let changes = diff(&standing, &coming);
        assert!(matches!(&changes[0], Change::Same { code } if code == "1.000001"));
        let Change::Changed { fields, .. } = &changes[1] else { panic!("{:?}", changes[1]) };
        assert_eq!((fields[0].field.as_str(), fields[0].after.as_str()), ("name", "B mới"));
        assert!(matches!(&changes[2], Change::Missing { code, .. } if code == "1.000003"));
        assert!(matches!(&changes[3], Change::Added { code, .. } if code == "1.000004"));
    }

    #[test]
    fn an_abolished_procedure_that_the_source_leaves_out_is_not_missed() {
        let mut gone = version("2.000488", "Cũ");
        gone.repealed = true;
        assert!(diff(&[gone], &[]).is_empty());
    }

    #[test]
    fn reading_the_same_words_on_another_day_is_the_same_content() {
        let mut later = version("1.000001", "A");
        later.snapshot_on = Some(jiff::civil::date(2026, 6, 10));
        assert_eq!(content_hash(&version("1.000001", "A")), content_hash(&later));
        assert_ne!(content_hash(&version("1.000001", "A")), content_hash(&version("1.000001", "B")));
    }
}
