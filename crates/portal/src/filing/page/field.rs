//! One question as a page draws it.

use kernel::Lang;
use procedure::form::{Answers, Field, FieldKind, FormStep};
use web::Fields;
use web::ui::Choice;

/// Above so many choices they fold into a list.
const RADIOS_MAX: usize = 6;

/// One input of a question.
pub struct Part {
    pub id: String,
    /// Empty: the question's own label stands for it.
    pub label: String,
    pub hint: String,
    pub value: String,
    pub date: bool,
    pub list: &'static str,
    pub inputmode: &'static str,
}

/// How it is drawn; the template matches on the word.
pub struct FieldView {
    pub key: String,
    pub label: String,
    pub look: &'static str,
    pub required: bool,
    pub hint: String,
    pub basis: String,
    pub error: Option<String>,
    pub kind: &'static str,
    pub inputmode: &'static str,
    pub size: &'static str,
    pub most: usize,
    pub parts: Vec<Part>,
    pub choices: Vec<Choice>,
    pub chosen: Vec<String>,
    /// `field=yes|no field2!=x`: when it is shown, for the script; empty: always.
    pub when: String,
    pub hidden: bool,
    /// What another window saved meanwhile, in words.
    pub other: Option<String>,
}

/// The questions of a page that are or may come to be asked on it.
///
/// An address without a province begins with `province`; [`is_only_proposed`] keeps it from answering anything by itself.
pub fn views(
    step: &FormStep,
    shown: &[&Field],
    answers: &Answers,
    form: &Fields,
    province: &str,
    lang: Lang,
) -> Vec<FieldView> {
    let mut views = Vec::new();
    for field in &step.fields {
        let asked = shown.iter().any(|known| known.key == field.key);
        // A question whose condition was answered on another page cannot come to be asked here.
        let may_come = field.shown_when.iter().all(|c| step.fields.iter().any(|other| other.key == c.field));
        if asked || may_come {
            let mut view = view(field, asked, answers, form, step, lang);
            let last = view.parts.last_mut().filter(|last| field.kind == FieldKind::Address && last.value.is_empty());
            if let Some(last) = last {
                last.value = province.to_string();
            }
            views.push(view);
        }
    }
    views
}

/// Whether an address says nothing but the province that the page filled in.
pub fn is_only_proposed(field: &Field, typed: &[String], province: &str) -> bool {
    let [detail, commune, third] = typed else { return false };
    let blank = detail.trim().is_empty() && commune.trim().is_empty();
    field.kind == FieldKind::Address && blank && third.trim() == province
}

fn view(field: &Field, asked: bool, answers: &Answers, form: &Fields, step: &FormStep, lang: Lang) -> FieldView {
    let (look, kind, inputmode, size) = look(field);
    let own: Vec<String> = field
        .shown_when
        .iter()
        .filter(|condition| step.fields.iter().any(|other| other.key == condition.field))
        .map(|condition| match condition.is.is_empty() {
            false => format!("{}={}", condition.field, condition.is.join("|")),
            true => format!("{}!={}", condition.field, condition.is_not.join("|")),
        })
        .collect();
    let example = match field.example.as_str() {
        "" => String::new(),
        example => lang.say_with("portal-filing-example", &[("example", example)]).into_owned(),
    };
    let most = field.max.as_deref().and_then(|max| max.parse().ok());
    FieldView {
        key: field.key.clone(),
        label: field.label.get(lang).into(),
        look,
        required: field.required,
        hint: [field.help.get(lang), &example].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" "),
        basis: field.basis.clone(),
        error: form.error(&field.key).map(str::to_string),
        kind,
        inputmode,
        size,
        most: most.filter(|_| matches!(field.kind, FieldKind::Text | FieldKind::LongText)).unwrap_or(4000),
        parts: parts(field, answers, lang),
        choices: choices(field, lang),
        chosen: answers.given(&field.key).to_vec(),
        when: own.join(" "),
        hidden: !asked,
        other: None,
    }
}

/// (look, type, input mode, width)
fn look(field: &Field) -> (&'static str, &'static str, &'static str, &'static str) {
    match field.kind {
        FieldKind::Text if field.max.as_deref().and_then(|m| m.parse().ok()).is_some_and(|m: usize| m <= 30) => {
            ("input", "text", "", "m")
        }
        FieldKind::Text => ("input", "text", "", ""),
        FieldKind::LongText => ("area", "", "", ""),
        FieldKind::Number => ("input", "text", "decimal", "s"),
        FieldKind::Money => ("input", "text", "numeric", "m"),
        FieldKind::Date => ("date", "text", "numeric", "s"),
        FieldKind::Choice if field.choices.len() > RADIOS_MAX => ("select", "", "", ""),
        FieldKind::Choice | FieldKind::YesNo => ("radios", "", "", ""),
        FieldKind::Several => ("checks", "", "", ""),
        FieldKind::PersonalNumber | FieldKind::TaxCode => ("input", "text", "numeric", "m"),
        FieldKind::Phone => ("input", "tel", "tel", "m"),
        FieldKind::Email => ("input", "email", "email", ""),
        FieldKind::Address | FieldKind::Person => ("parts", "", "", ""),
    }
}

fn choices(field: &Field, lang: Lang) -> Vec<Choice> {
    if field.kind == FieldKind::YesNo {
        return vec![Choice::new("yes", lang.say("form-yes")), Choice::new("no", lang.say("form-no"))];
    }
    let words = |choice: &procedure::form::Choice| match lang {
        Lang::Vi => choice.vi.clone(),
        Lang::En => choice.en.clone(),
    };
    field.choices.iter().map(|choice| Choice::new(&choice.key, words(choice))).collect()
}

fn parts(field: &Field, answers: &Answers, lang: Lang) -> Vec<Part> {
    let part = |nth: usize, label: &str, hint: &str, date: bool, list: &'static str, inputmode: &'static str| Part {
        id: if nth == 0 { format!("f-{}", field.key) } else { format!("f-{}-{}", field.key, nth + 1) },
        label: if label.is_empty() { String::new() } else { lang.say(label).into_owned() },
        hint: if hint.is_empty() { String::new() } else { lang.say(hint).into_owned() },
        value: answers.part(&field.key, nth).into(),
        date,
        list,
        inputmode,
    };
    match field.kind {
        FieldKind::Address => vec![
            part(0, "form-part-detail", "", false, "", ""),
            part(1, "form-part-commune", "", false, "communes", ""),
            part(2, "form-part-province", "", false, "", ""),
        ],
        FieldKind::Person => vec![
            part(0, "form-part-name", "", false, "", ""),
            part(1, "form-part-number", "", false, "", "numeric"),
            part(2, "form-part-birth", "form-part-birth-hint", true, "", "numeric"),
        ],
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
        | FieldKind::Email => vec![part(0, "", "", field.kind == FieldKind::Date, "", "")],
    }
}
