//! A form as it was answered: labels beside values, in both languages, so that a dossier can be read without its form.

use serde::{Deserialize, Serialize};

use super::{Answers, Field, FieldKind, Form, Words};

/// A filled form, complete in itself: what a dossier keeps for life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    pub title: Words,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub basis: String,
    pub sections: Vec<FilledSection>,
    /// For programs: the answers by key.
    pub answers: Answers,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilledSection {
    pub key: String,
    pub title: Words,
    pub lines: Vec<FilledLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilledLine {
    pub key: String,
    pub label: Words,
    /// Empty: left blank.
    pub value: Words,
}

impl Form {
    /// What was asked and answered, page by page; questions that were not asked are not there.
    pub fn fill(&self, answers: &Answers) -> Filled {
        let mut kept = Answers::default();
        let mut sections = Vec::new();
        for (step, fields) in self.shown(answers) {
            let line = |field: &&Field| FilledLine {
                key: field.key.clone(),
                label: field.label.clone(),
                value: field.shown_value(answers),
            };
            for field in &fields {
                kept.set(&field.key, answers.given(&field.key).to_vec());
            }
            sections.push(FilledSection {
                key: step.key.clone(),
                title: step.title.clone(),
                lines: fields.iter().map(line).collect(),
            });
        }
        Filled { title: self.title.clone(), basis: self.basis.clone(), sections, answers: kept }
    }
}

impl Field {
    /// An answer in words.
    pub fn shown_value(&self, answers: &Answers) -> Words {
        let given = answers.given(&self.key);
        if given.is_empty() {
            return Words::default();
        }
        match self.kind {
            FieldKind::Choice | FieldKind::Several => {
                let chosen: Vec<_> = self.choices.iter().filter(|choice| given.contains(&choice.key)).collect();
                let join = |words: Vec<&str>| words.join("; ");
                Words::of(
                    join(chosen.iter().map(|choice| choice.vi.as_str()).collect()),
                    join(chosen.iter().map(|choice| choice.en.as_str()).collect()),
                )
            }
            FieldKind::YesNo => Words::said(if given[0] == "yes" { "form-yes" } else { "form-no" }),
            FieldKind::Money => Words::same(format!("{} ₫", given[0])),
            FieldKind::Address | FieldKind::Person => {
                let parts = given.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
                Words::same(parts.collect::<Vec<_>>().join(", "))
            }
            FieldKind::Text
            | FieldKind::LongText
            | FieldKind::Number
            | FieldKind::Date
            | FieldKind::PersonalNumber
            | FieldKind::TaxCode
            | FieldKind::Phone
            | FieldKind::Email => Words::same(&given[0]),
        }
    }
}

impl Filled {
    /// What the dossier is about, in one line: the first long answer, else nothing.
    pub fn summary(&self, form: &Form) -> String {
        let long = form.fields().find(|field| field.kind == FieldKind::LongText);
        let said = long.map(|field| self.answers.part(&field.key, 0)).unwrap_or_default();
        said.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    }
}
