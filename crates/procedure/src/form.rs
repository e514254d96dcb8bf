//! Electronic forms (biểu mẫu điện tử): what a procedure asks in writing, as data, one group of questions a page.
//!
//! Pure except for [`rows`]. A form never changes after it is recorded: a filing keeps the one it was begun with.
//! It knows nobody: where an answer may come from the applicant's own record, the field only says so ([`Prefill`]).
//!
//! Law: NĐ 61/2018/NĐ-CP Điều 3 khoản 9 and NĐ 42/2022/NĐ-CP Điều 10 (interactive e-forms instead of a file to be filled in).

mod check;
mod fault;
mod filled;
pub mod rows;
mod usual;

use std::collections::BTreeMap;

use kernel::Lang;
use serde::{Deserialize, Serialize};

pub use check::{Checked, FieldRefusal};
pub use fault::FormFault;
pub use filled::{Filled, FilledLine, FilledSection};
pub use usual::usual_form;

/// Words in both languages, as a form's author wrote them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Words {
    pub vi: String,
    pub en: String,
}

impl Words {
    pub fn of(vi: impl Into<String>, en: impl Into<String>) -> Words {
        Words { vi: vi.into(), en: en.into() }
    }

    /// The product's own words for a key.
    pub fn said(key: &str) -> Words {
        Words::of(Lang::Vi.say(key), Lang::En.say(key))
    }

    /// The same words in every language: a name, a number.
    pub fn same(text: impl Into<String>) -> Words {
        let text = text.into();
        Words { vi: text.clone(), en: text }
    }

    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Vi => &self.vi,
            Lang::En => &self.en,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.vi.is_empty()
    }
}

/// One version of the form of a procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The procedure's code; empty: the form of every procedure without its own.
    #[serde(default)]
    pub procedure: String,
    /// Name of the paper form it stands for: `Tờ khai đăng ký khai sinh`.
    pub title: Words,
    /// The law that sets the form.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub basis: String,
    /// Keys of the components that need not be uploaded because the filled form is that paper.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<String>,
    #[serde(rename = "step")]
    pub steps: Vec<FormStep>,
}

/// One page of the form: questions that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormStep {
    /// Lower-case letters, digits and underscores; part of the page's address.
    pub key: String,
    pub title: Words,
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub intro: Words,
    /// All must hold, or the whole page is skipped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shown_when: Vec<Condition>,
    #[serde(rename = "field")]
    pub fields: Vec<Field>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Lower-case letters, digits and underscores; unique in the form.
    pub key: String,
    pub label: Words,
    pub kind: FieldKind,
    #[serde(default = "yes")]
    pub required: bool,
    /// Smallest length, number, count or date; see [`Field::max`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<String>,
    /// Largest length (texts), number, count (several) or date. A date is `2000-01-31`, `today`, `today-16y`, `today+30d`,
    /// or `@key` of a date asked before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
    /// Shape of a text: `9` a digit, `A` a letter, `X` either, anything else itself; alternatives with `|`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub help: Words,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub example: String,
    /// The article that makes the office ask.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub basis: String,
    /// All must hold, or the question is not asked and an answer to it is forgotten.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shown_when: Vec<Condition>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefill: Option<Prefill>,
}

fn yes() -> bool {
    true
}

/// What kind of answer a question takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    Text,
    LongText,
    /// With up to three decimals, as Vietnamese people write them: `1.250,5`.
    Number,
    /// Whole đồng.
    Money,
    Date,
    Choice,
    /// Any number of the choices.
    Several,
    YesNo,
    PersonalNumber,
    TaxCode,
    Phone,
    Email,
    /// Three parts: house and street, commune, province.
    Address,
    /// Somebody else: full name, personal number if known, birth date if known.
    Person,
}

impl FieldKind {
    pub const ALL: [FieldKind; 14] = [
        FieldKind::Text,
        FieldKind::LongText,
        FieldKind::Number,
        FieldKind::Money,
        FieldKind::Date,
        FieldKind::Choice,
        FieldKind::Several,
        FieldKind::YesNo,
        FieldKind::PersonalNumber,
        FieldKind::TaxCode,
        FieldKind::Phone,
        FieldKind::Email,
        FieldKind::Address,
        FieldKind::Person,
    ];

    /// How many inputs it is made of.
    pub fn parts(self) -> usize {
        match self {
            FieldKind::Address | FieldKind::Person => 3,
            FieldKind::Text
            | FieldKind::LongText
            | FieldKind::Number
            | FieldKind::Money
            | FieldKind::Date
            | FieldKind::Choice
            | FieldKind::Several
            | FieldKind::YesNo
            | FieldKind::PersonalNumber
            | FieldKind::TaxCode
            | FieldKind::Phone
            | FieldKind::Email => 1,
        }
    }
}

/// One answer to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub key: String,
    pub vi: String,
    pub en: String,
}

/// When a page or question is shown: an answer asked before is one of these, or is none of those, or merely given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    pub field: String,
    /// One of these answers was given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub is: Vec<String>,
    /// An answer was given, and none of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub is_not: Vec<String>,
}

impl Condition {
    fn holds(&self, given: &[String]) -> bool {
        let any = |wanted: &[String]| given.iter().any(|value| wanted.contains(value));
        match (self.is.is_empty(), self.is_not.is_empty()) {
            (false, _) => any(&self.is),
            (true, false) => !given.is_empty() && !any(&self.is_not),
            (true, true) => !given.is_empty(),
        }
    }
}

/// Where a first answer may come from: the applicant's own record, or what was chosen before the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prefill {
    ApplicantName,
    /// Personal number, tax code or passport.
    ApplicantNumber,
    ApplicantBirth,
    /// `male` or `female`.
    ApplicantSex,
    ApplicantAddress,
    ApplicantPhone,
    ApplicantEmail,
    /// Name, number and birth date at once, for a field of kind `person`.
    ApplicantPerson,
    /// The legal representative of an organisation.
    ApplicantRepresentative,
    /// Commune and province where the matter takes place.
    PlaceOfMatter,
}

/// Answers by field key; several values for choices and for fields of several parts. Blank parts are kept in their place.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(pub BTreeMap<String, Vec<String>>);

impl Answers {
    /// What was answered, blanks left out; empty: nothing.
    pub fn given(&self, key: &str) -> &[String] {
        let values = self.0.get(key).map(Vec::as_slice).unwrap_or_default();
        if values.iter().all(|value| value.trim().is_empty()) { &[] } else { values }
    }

    /// One part of an answer, trimmed.
    pub fn part(&self, key: &str, nth: usize) -> &str {
        self.0.get(key).and_then(|values| values.get(nth)).map_or("", |value| value.trim())
    }

    pub fn set(&mut self, key: &str, values: Vec<String>) {
        if values.iter().all(|value| value.trim().is_empty()) {
            self.0.remove(key);
        } else {
            self.0.insert(key.into(), values);
        }
    }

    pub fn with(mut self, key: &str, value: &str) -> Answers {
        self.set(key, vec![value.into()]);
        self
    }
}

impl Form {
    /// Whether the filled form is this paper of the procedure.
    pub fn stands_for(&self, component: &crate::Component) -> bool {
        self.replaces.contains(&component.key)
    }

    pub fn find_step(&self, key: &str) -> Option<&FormStep> {
        self.steps.iter().find(|step| step.key == key)
    }

    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.steps.iter().flat_map(|step| &step.fields)
    }

    pub fn find_field(&self, key: &str) -> Option<&Field> {
        self.fields().find(|field| field.key == key)
    }

    /// The pages that are asked, each with the questions that are asked, in order.
    ///
    /// A condition on a question that is itself not asked does not hold.
    pub fn shown<'a>(&'a self, answers: &Answers) -> Vec<(&'a FormStep, Vec<&'a Field>)> {
        let mut asked: Vec<&str> = Vec::new();
        let mut pages = Vec::new();
        for step in &self.steps {
            let holds = |condition: &Condition, asked: &[&str]| {
                asked.contains(&condition.field.as_str()) && condition.holds(answers.given(&condition.field))
            };
            if !step.shown_when.iter().all(|condition| holds(condition, &asked)) {
                continue;
            }
            let mut fields = Vec::new();
            for field in &step.fields {
                if field.shown_when.iter().all(|condition| holds(condition, &asked)) {
                    asked.push(&field.key);
                    fields.push(field);
                }
            }
            if !fields.is_empty() {
                pages.push((step, fields));
            }
        }
        pages
    }
}
