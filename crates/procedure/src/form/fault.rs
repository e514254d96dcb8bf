//! Whether a form can be used at all, asked when it is loaded: a form that asks about a question that is not there would
//! only be noticed by an applicant.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Answers, Condition, Field, FieldKind, Form, Words, check};

/// What is wrong in a form: where, a stable word, and what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormFault {
    /// Step or `step.field`.
    pub place: String,
    /// `duplicate`, `key`, `words`, `unknown field`, `asked later`, `unknown answer`, `choices`, `bound`, `pattern`, `empty`, `prefill`.
    pub word: &'static str,
    pub about: String,
}

impl Form {
    /// Everything that does not fit together; empty when the form can be used.
    pub fn faults(&self) -> Vec<FormFault> {
        let mut faults = Faults(Vec::new());
        faults.words("title", &self.title);
        if self.steps.is_empty() {
            faults.note("form", "empty", "step");
        }
        let (mut steps, mut before): (BTreeSet<&str>, Vec<&Field>) = (BTreeSet::new(), Vec::new());
        for step in &self.steps {
            faults.key(&step.key, &step.key);
            faults.words(&step.key, &step.title);
            if !steps.insert(&step.key) {
                faults.note(&step.key, "duplicate", &step.key);
            }
            if step.fields.is_empty() {
                faults.note(&step.key, "empty", "field");
            }
            faults.conditions(self, &step.key, &step.shown_when, &before);
            for field in &step.fields {
                let place = format!("{}.{}", step.key, field.key);
                faults.key(&place, &field.key);
                if before.iter().any(|known| known.key == field.key) {
                    faults.note(&place, "duplicate", &field.key);
                }
                faults.conditions(self, &place, &field.shown_when, &before);
                faults.field(&place, field, &before);
                before.push(field);
            }
        }
        faults.0
    }
}

struct Faults(Vec<FormFault>);

impl Faults {
    fn note(&mut self, place: &str, word: &'static str, about: &str) {
        self.0.push(FormFault { place: place.into(), word, about: about.into() });
    }

    fn key(&mut self, place: &str, key: &str) {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if key.is_empty()
            || key.len() > 40
            || !key.starts_with(|c: char| c.is_ascii_lowercase())
            || !key.chars().all(plain)
        {
            self.note(place, "key", key);
        }
    }

    fn words(&mut self, place: &str, words: &Words) {
        if words.vi.trim().is_empty() || words.en.trim().is_empty() {
            self.note(place, "words", &words.vi);
        }
    }

    fn conditions(&mut self, form: &Form, place: &str, conditions: &[Condition], before: &[&Field]) {
        for condition in conditions {
            let Some(asked) = before.iter().find(|field| field.key == condition.field) else {
                let later = form.find_field(&condition.field).is_some();
                self.note(place, if later { "asked later" } else { "unknown field" }, &condition.field);
                continue;
            };
            for value in condition.is.iter().chain(&condition.is_not) {
                let known = match asked.kind {
                    FieldKind::Choice | FieldKind::Several => asked.choices.iter().any(|choice| choice.key == *value),
                    FieldKind::YesNo => matches!(value.as_str(), "yes" | "no"),
                    FieldKind::Text
                    | FieldKind::LongText
                    | FieldKind::Number
                    | FieldKind::Money
                    | FieldKind::Date
                    | FieldKind::PersonalNumber
                    | FieldKind::TaxCode
                    | FieldKind::Phone
                    | FieldKind::Email
                    | FieldKind::Address
                    | FieldKind::Person => true,
                };
                if !known {
                    self.note(place, "unknown answer", value);
                }
            }
        }
    }

    fn field(&mut self, place: &str, field: &Field, before: &[&Field]) {
        self.words(place, &field.label);
        if !field.help.is_empty() {
            self.words(place, &field.help);
        }
        let chooses = matches!(field.kind, FieldKind::Choice | FieldKind::Several);
        let keys: BTreeSet<&str> = field.choices.iter().map(|choice| choice.key.as_str()).collect();
        if chooses == field.choices.is_empty() || keys.len() != field.choices.len() {
            self.note(place, "choices", &field.key);
        }
        for choice in &field.choices {
            self.words(place, &Words::of(&choice.vi, &choice.en));
        }
        for bound in field.min.iter().chain(&field.max) {
            if !bound_fits(field.kind, bound, before) {
                self.note(place, "bound", bound);
            }
        }
        if let Some(pattern) = field.pattern.as_deref()
            && (field.kind != FieldKind::Text || pattern.split('|').any(|mask| mask.trim().is_empty()))
        {
            self.note(place, "pattern", pattern);
        }
        if field.prefill.is_some_and(|source| !source.fits(field.kind)) {
            self.note(place, "prefill", &field.key);
        }
    }
}

fn bound_fits(kind: FieldKind, bound: &str, before: &[&Field]) -> bool {
    match kind {
        FieldKind::Text | FieldKind::LongText | FieldKind::Several => bound.parse::<usize>().is_ok(),
        FieldKind::Number | FieldKind::Money => check::parse_milli(bound).is_some(),
        FieldKind::Date => match bound.strip_prefix('@') {
            Some(key) => before.iter().any(|field| field.key == key && field.kind == FieldKind::Date),
            None => check::date_bound(bound, Date::constant(2026, 1, 1), &Answers::default()).is_some(),
        },
        FieldKind::Choice
        | FieldKind::YesNo
        | FieldKind::PersonalNumber
        | FieldKind::TaxCode
        | FieldKind::Phone
        | FieldKind::Email
        | FieldKind::Address
        | FieldKind::Person => false,
    }
}

impl super::Prefill {
    /// Whether what it gives is an answer of this kind.
    fn fits(self, kind: FieldKind) -> bool {
        use super::Prefill as P;
        match self {
            P::ApplicantName | P::ApplicantRepresentative => kind == FieldKind::Text,
            P::ApplicantNumber => matches!(kind, FieldKind::Text | FieldKind::PersonalNumber | FieldKind::TaxCode),
            P::ApplicantBirth => matches!(kind, FieldKind::Text | FieldKind::Date),
            P::ApplicantSex => kind == FieldKind::Choice,
            P::ApplicantAddress | P::PlaceOfMatter => kind == FieldKind::Address,
            P::ApplicantPhone => kind == FieldKind::Phone,
            P::ApplicantEmail => kind == FieldKind::Email,
            P::ApplicantPerson => kind == FieldKind::Person,
        }
    }
}
