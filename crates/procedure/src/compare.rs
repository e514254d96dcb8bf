//! Two versions of a procedure side by side: what an official reads before a publication decision stands. Pure.

use kernel::Lang;
use similar::{ChangeTag, TextDiff};

use crate::html::words;
use crate::model::{Channel, Component, ProcedureVersion};

/// One part of a procedure, as lines of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Locale key of its heading.
    pub key: &'static str,
    pub lines: Vec<String>,
}

/// What happened to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    Same,
    Added,
    Removed,
}

/// One line of a comparison; the parts that differ within it are marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub sign: Sign,
    pub parts: Vec<(bool, String)>,
}

/// One part compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    pub key: &'static str,
    pub changed: bool,
    pub lines: Vec<Line>,
}

/// Everything a version says, part by part, in the order a citizen reads it.
pub fn sections(version: &ProcedureVersion, lang: Lang) -> Vec<Section> {
    let one = |key, text: &str| Section { key, lines: lines_of(text) };
    let day = |day: Option<jiff::civil::Date>| day.map(kernel::time::dmy).unwrap_or_default();
    let repealed = if version.repealed { lang.say("procedure-part-repealed").into_owned() } else { String::new() };
    let force = lang.say_with(
        "procedure-part-force",
        &[("from", &day(version.effective_from)), ("until", &day(version.effective_until))],
    );
    let mut in_force = vec![force.into_owned()];
    in_force.extend(lines_of(&repealed));
    in_force.extend(version.successor.iter().cloned());
    let case_name = |key: Option<&str>| {
        key.and_then(|key| version.find_case(key)).map(|case| format!("[{}] ", case.name)).unwrap_or_default()
    };
    let component = |c: &Component| {
        let copies = if c.asked() { words::copies(c.originals, c.copies, lang) } else { String::new() };
        let required = if c.required { "" } else { "○ " };
        format!("{required}{}{} {}", case_name(c.case.as_deref()), c.name, copies).trim().to_string()
    };
    let mut terms = Vec::new();
    for term in &version.terms {
        let channel = lang.say(term.channel.key());
        let glance = words::term_limit(term, lang);
        terms.push(format!("{channel}: {}{}", case_name(term.case.as_deref()), glance.text));
        for fee in &term.fees {
            let line = words::fee_line(fee, lang);
            let told = format!("{channel}: {} {} {}", line.kind, line.amount, line.note);
            terms.push(told.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
    let bases = version.legal_basis.iter().map(|basis| {
        let number = basis.number.clone().unwrap_or_default();
        format!("{number} {}", basis.title).trim().to_string()
    });
    vec![
        one("procedure-part-name", &version.name),
        one("procedure-part-plain", version.plain_name.as_deref().unwrap_or_default()),
        one("procedure-part-field", &version.field),
        Section { key: "procedure-part-level", lines: lines_of(&words::levels(version, lang)) },
        one("procedure-part-decision", &version.decision_no),
        Section { key: "procedure-part-in-force", lines: in_force },
        one("procedure-part-deciding", &version.deciding_agency),
        Section { key: "procedure-part-applicants", lines: version.applicants.clone() },
        Section { key: "procedure-part-components", lines: version.components.iter().map(component).collect() },
        Section { key: "procedure-part-terms", lines: terms },
        one("procedure-part-steps", &version.steps),
        one("procedure-part-conditions", &version.conditions),
        Section { key: "procedure-part-results", lines: version.results.iter().map(|r| r.name.clone()).collect() },
        Section { key: "procedure-part-basis", lines: bases.collect() },
    ]
}

fn lines_of(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_string).collect()
}

/// Compares part by part. Within a line that was reworded, the words that differ are marked.
pub fn compare(before: &ProcedureVersion, after: &ProcedureVersion, lang: Lang) -> Vec<Compared> {
    let pairs = sections(before, lang).into_iter().zip(sections(after, lang));
    pairs.map(|(old, new)| compare_lines(old.key, &old.lines, &new.lines)).collect()
}

fn compare_lines(key: &'static str, old: &[String], new: &[String]) -> Compared {
    let before = old.iter().map(|line| format!("{line}\n")).collect::<String>();
    let after = new.iter().map(|line| format!("{line}\n")).collect::<String>();
    let diff = TextDiff::from_lines(&before, &after);
    let mut lines = Vec::new();
    for op in diff.ops() {
        for change in diff.iter_inline_changes(op) {
            let sign = match change.tag() {
                ChangeTag::Equal => Sign::Same,
                ChangeTag::Delete => Sign::Removed,
                ChangeTag::Insert => Sign::Added,
            };
            let parts =
                change.iter_strings_lossy().map(|(marked, text)| (marked, text.trim_end_matches('\n').to_string()));
            lines.push(Line { sign, parts: parts.filter(|(_, text)| !text.is_empty()).collect() });
        }
    }
    Compared { key, changed: old != new, lines }
}

/// The channels a version is published for, in the order of the portal.
pub fn channels(version: &ProcedureVersion) -> Vec<Channel> {
    Channel::ALL.into_iter().filter(|channel| version.terms.iter().any(|term| term.channel == *channel)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::LegalBasis;

    fn version() -> ProcedureVersion {
        let mut version = ProcedureVersion::named("1.001193", "Đăng ký khai sinh", "Hộ tịch");
        version.steps = "Nộp hồ sơ.\nNhận giấy khai sinh.".into();
        version
            .legal_basis
            .push(LegalBasis { number: Some("60/2014/QH13".into()), title: "Luật Hộ tịch".into() });
        version
    }

    fn changed(after: &ProcedureVersion) -> Vec<Compared> {
        compare(&version(), after, Lang::Vi).into_iter().filter(|part| part.changed).collect()
    }

    #[test]
    fn the_same_words_are_no_change() {
        assert!(changed(&version()).is_empty());
    }

    #[test]
    fn a_reworded_line_marks_only_the_words_that_differ() {
        let mut after = version();
        after.steps = "Nộp hồ sơ.\nNhận bản chính giấy khai sinh.".into();
        let parts = changed(&after);
        assert_eq!(parts.iter().map(|part| part.key).collect::<Vec<_>>(), ["procedure-part-steps"]);
        let added = parts[0].lines.iter().find(|line| line.sign == Sign::Added).unwrap();
        let marked: String = added.parts.iter().filter(|(marked, _)| *marked).map(|(_, text)| text.as_str()).collect();
        assert!(marked.contains("bản chính") && !marked.contains("khai sinh"), "{marked:?}");
        assert_eq!(parts[0].lines[0].sign, Sign::Same);
    }

    #[test]
    fn a_new_basis_is_an_added_line() {
        let mut after = version();
        after.legal_basis.push(LegalBasis { number: None, title: "Nghị định mới".into() });
        let parts = changed(&after);
        assert_eq!(parts[0].lines.last().map(|line| line.sign), Some(Sign::Added));
    }
}
