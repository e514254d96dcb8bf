//! The component table: which lines are papers, which case they belong to, and whether every dossier needs them.
//!
//! Explanations and remarks are kept in their place and never asked for.

use std::collections::HashSet;
use std::path::Path;

use kernel::fold;

use super::table::Row;
use super::{Reading, expect_new};
use crate::finding::{Finding, FindingKind};
use crate::model::{Case, Component, ComponentKind, ProcedureVersion};

const FILE: &str = "procedure_components.csv";

pub(super) fn read(folder: &Path, reading: &mut Reading) {
    let mut seen = HashSet::new();
    let needed = ["code", "seq", "item_kind", "case", "component", "form_template", "n_original", "n_copy"];
    reading.file(folder, FILE, &needed, |reading, row| {
        let Some(place) = reading.parent(row)? else { return Ok(()) };
        expect_new(row, &mut seen)?;
        let kind = match row.text("item_kind") {
            "document" => ComponentKind::Document,
            "reference" => ComponentKind::Reference,
            "note" => ComponentKind::Note,
            _ => return Err(Box::new(row.finding(FindingKind::UnknownKind, "item_kind"))),
        };
        let (originals, copies) = (row.number("n_original")?, row.number("n_copy")?);
        match kind {
            ComponentKind::Document if originals.is_none() && copies.is_none() => {
                reading.note(row.finding(FindingKind::CountMissing, "n_original"));
            }
            ComponentKind::Document => {}
            ComponentKind::Reference | ComponentKind::Note => {
                reading.note(row.finding(FindingKind::NotAsked, "item_kind"))
            }
        }
        add(&mut reading.versions[place], row, kind, originals.unwrap_or(0), copies.unwrap_or(0))
    });
}

fn add(
    version: &mut ProcedureVersion,
    row: &Row,
    kind: ComponentKind,
    originals: u32,
    copies: u32,
) -> Result<(), Box<Finding>> {
    let name = row.string("component");
    if name.is_empty() {
        return Err(Box::new(row.finding(FindingKind::NameMissing, "component")));
    }
    let heading = row.filled("case");
    let case = heading.as_deref().filter(|heading| is_case(heading)).map(|heading| case_key(version, heading));
    let of_kind = version.components.iter().filter(|c| c.asked() == (kind == ComponentKind::Document)).count();
    let (prefix, required) = match kind {
        ComponentKind::Document => ("TP", !conditional(&name) && !heading.as_deref().is_some_and(conditional_group)),
        ComponentKind::Reference | ComponentKind::Note => ("GC", false),
    };
    version.components.push(Component {
        key: format!("{prefix}{:02}", of_kind + 1),
        group: heading.filter(|_| case.is_none()),
        case,
        kind,
        name,
        form_template: row.filled("form_template"),
        originals,
        copies,
        required,
    });
    Ok(())
}

/// The key of the case with this heading; a new one if the version has none yet.
fn case_key(version: &mut ProcedureVersion, heading: &str) -> String {
    if let Some(case) = version.cases.iter().find(|case| case.name == heading) {
        return case.key.clone();
    }
    let key = format!("TH{:02}", version.cases.len() + 1);
    version.cases.push(Case { key: key.clone(), name: heading.to_string() });
    key
}

/// The heading without bullets and numbering, folded: "a) Đối với …" → "doi voi …".
fn opening(text: &str) -> String {
    let folded = fold(text);
    let is_number = |word: &str| word.len() == 1 || word.chars().all(|c| c.is_ascii_digit());
    let words: Vec<_> = folded.split(' ').skip_while(|word| is_number(word)).collect();
    words.join(" ")
}

/// A heading that tells situations apart ("Trường hợp …", "Đối với …"). A heading on delegation adds papers to any
/// situation and is a group, as are "Giấy tờ phải nộp", "Thành phần hồ sơ" and the like.
fn is_case(heading: &str) -> bool {
    let opening = opening(heading);
    (opening.starts_with("truong hop") || opening.starts_with("doi voi")) && !opening.starts_with("truong hop uy quyen")
}

/// A paper that only some dossiers of a case hold. The officer still sees it, unticked.
fn conditional(text: &str) -> bool {
    let folded = fold(text);
    let start = opening(text);
    ["truong hop ", "doi voi ", "neu ", "hoac "].iter().any(|word| start.starts_with(word))
        || ["neu co", " neu ", "trong truong hop", "doi voi truong hop", "mot trong cac", "mot trong nhung"]
            .iter()
            .any(|word| folded.contains(word))
}

fn conditional_group(heading: &str) -> bool {
    let folded = fold(heading);
    folded.contains("uy quyen") || folded.contains("mot trong") || folded.contains("neu co")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_headings_that_tell_situations_apart_are_cases() {
        for (heading, case) in [
            ("Trường hợp thay đổi chủ sở hữu", true),
            ("a) Đối với tổ chức", true),
            ("(1.1) Đối với cá nhân", true),
            ("Trường hợp ủy quyền thực hiện thủ tục", false),
            ("Giấy tờ phải xuất trình", false),
            ("Lưu ý", false),
        ] {
            assert_eq!(is_case(heading), case, "{heading}");
        }
    }

    #[test]
    fn a_paper_asked_for_under_a_condition_is_not_required() {
        for (name, required) in [
            ("- Tờ khai đăng ký thay đổi thông tin cư trú", true),
            ("- Trường hợp trẻ em bị bỏ rơi thì phải có biên bản", false),
            ("Giấy chứng nhận đăng ký (nếu có)", false),
            ("b) Một trong các giấy tờ sau", false),
        ] {
            assert_eq!(!conditional(name), required, "{name}");
        }
    }
}
