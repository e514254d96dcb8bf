//! Answers against their form: every wrong one named at its field, right ones written alike.
//!
//! Never asks who answers, and never repeats an answer in a refusal: refusals are logged.

use jiff::Span;
use jiff::civil::Date;
use kernel::{Lang, Refusal};
use law::code::{PersonalNumber, TaxCode};

use super::{Answers, Field, FieldKind, Form, Words};

/// The longest one-line answer, in characters.
const TEXT_MAX: usize = 400;
/// The longest answer of several lines.
const LONG_TEXT_MAX: usize = 4000;

/// Answers that fit: only those that are asked, each written one way (dates `dd/MM/yyyy`, digits without spaces).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    pub answers: Answers,
}

/// Why one answer does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldRefusal {
    pub field: String,
    pub label: Words,
    /// `FORM_REQUIRED`, `FORM_TOO_LONG`, …
    pub key: &'static str,
    /// What the sentence needs beside the label.
    pub facts: Vec<(&'static str, String)>,
}

impl FieldRefusal {
    fn of(field: &Field, key: &'static str) -> FieldRefusal {
        FieldRefusal { field: field.key.clone(), label: field.label.clone(), key, facts: Vec::new() }
    }

    fn with(mut self, name: &'static str, value: impl ToString) -> FieldRefusal {
        self.facts.push((name, value.to_string()));
        self
    }

    /// The refusal in the house's own form, its label in a reader's language.
    pub fn refusal(&self, lang: Lang) -> Refusal {
        let named = Refusal::new(self.key).at(&self.field).with("label", self.label.get(lang));
        self.facts.iter().fold(named, |refusal, (name, value)| refusal.with(name, value))
    }
}

type Outcome = Result<Vec<String>, FieldRefusal>;

impl Form {
    /// Checks all answers that are asked.
    ///
    /// Errors: one refusal for every field that does not fit, in the order of the form.
    pub fn check(&self, answers: &Answers, today: Date) -> Result<Checked, Vec<FieldRefusal>> {
        self.check_where(answers, today, |_| true)
    }

    /// [`Form::check`] of one page; the answers of other pages only decide what is asked.
    pub fn check_step(&self, step: &str, answers: &Answers, today: Date) -> Result<Checked, Vec<FieldRefusal>> {
        self.check_where(answers, today, |key| key == step)
    }

    fn check_where(
        &self,
        answers: &Answers,
        today: Date,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<Checked, Vec<FieldRefusal>> {
        let (mut checked, mut refused) = (Checked::default(), Vec::new());
        for (_, fields) in self.shown(answers).into_iter().filter(|(step, _)| wanted(&step.key)) {
            for field in fields {
                match check_field(field, answers, today) {
                    Ok(values) => checked.answers.set(&field.key, values),
                    Err(refusal) => refused.push(refusal),
                }
            }
        }
        if refused.is_empty() { Ok(checked) } else { Err(refused) }
    }
}

fn check_field(field: &Field, answers: &Answers, today: Date) -> Outcome {
    if answers.given(&field.key).is_empty() {
        return if field.required { Err(FieldRefusal::of(field, "FORM_REQUIRED")) } else { Ok(Vec::new()) };
    }
    let one = answers.part(&field.key, 0);
    match field.kind {
        FieldKind::Text => text(field, one, TEXT_MAX),
        FieldKind::LongText => text(field, one, LONG_TEXT_MAX),
        FieldKind::Number => number(field, one),
        FieldKind::Money => money(field, one),
        FieldKind::Date => date(field, one, answers, today),
        FieldKind::Choice => choice(field, one),
        FieldKind::Several => several(field, answers.given(&field.key)),
        FieldKind::YesNo if matches!(one, "yes" | "no") => Ok(vec![one.into()]),
        FieldKind::YesNo => Err(FieldRefusal::of(field, "FORM_NOT_CHOICE")),
        FieldKind::PersonalNumber => personal_number(field, one).map(|number| vec![number]),
        FieldKind::TaxCode => match TaxCode::parse(one) {
            Ok(code) => Ok(vec![code.normalised]),
            Err(_) => Err(FieldRefusal::of(field, "FORM_TAX_CODE")),
        },
        FieldKind::Phone => phone(field, one),
        FieldKind::Email => email(field, one),
        FieldKind::Address => address(field, answers),
        FieldKind::Person => person(field, answers, today),
    }
}

fn text(field: &Field, typed: &str, most: usize) -> Outcome {
    let length = typed.chars().count();
    let bound = |bound: &Option<String>| bound.as_deref().and_then(|text| text.parse::<usize>().ok());
    let most = bound(&field.max).unwrap_or(most).min(most);
    if length > most {
        return Err(FieldRefusal::of(field, "FORM_TOO_LONG").with("most", most).with("has", length));
    }
    if let Some(least) = bound(&field.min).filter(|least| length < *least) {
        return Err(FieldRefusal::of(field, "FORM_TOO_SHORT").with("least", least));
    }
    if let Some(pattern) = field.pattern.as_deref().filter(|pattern| !fits(pattern, typed)) {
        return Err(FieldRefusal::of(field, "FORM_PATTERN").with("pattern", pattern.replace('|', ", ")));
    }
    Ok(vec![typed.into()])
}

/// Whether a text has the shape of one of the alternatives.
fn fits(pattern: &str, typed: &str) -> bool {
    let letter = |mask: char, c: char| match mask {
        '9' => c.is_ascii_digit(),
        'A' => c.is_alphabetic(),
        'X' => c.is_alphanumeric(),
        other => c == other,
    };
    let one = |mask: &str| {
        mask.chars().count() == typed.chars().count() && mask.chars().zip(typed.chars()).all(|(m, c)| letter(m, c))
    };
    pattern.split('|').any(|mask| one(mask.trim()))
}

/// Thousandths of a number as people write it: `1.250,5`, `1250.5`, `1 250`. None: not a number.
pub(super) fn parse_milli(typed: &str) -> Option<i64> {
    let bare: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '\u{a0}').collect();
    let (negative, bare) = match bare.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, bare.as_str()),
    };
    let (whole, part) = match (bare.rsplit_once(','), bare.rsplit_once('.')) {
        (Some((whole, part)), _) => (whole.replace('.', ""), part),
        // One point before other than three digits is a decimal point; else points part thousands.
        (None, Some((whole, part))) if part.len() != 3 && !whole.contains('.') => (whole.to_string(), part),
        (None, Some(_)) => (bare.replace('.', ""), ""),
        (None, None) => (bare.to_string(), ""),
    };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 14 || part.len() > 3 || !digits(&whole) || !digits(part) {
        return None;
    }
    let milli = whole.parse::<i64>().ok()? * 1000 + format!("{part:0<3}").parse::<i64>().ok()?;
    Some(if negative { -milli } else { milli })
}

/// `1250500` as `1.250,5`.
fn milli_words(milli: i64) -> String {
    let (sign, milli) = if milli < 0 { ("-", -milli) } else { ("", milli) };
    let part = format!("{:03}", milli % 1000);
    let part = part.trim_end_matches('0');
    let comma = if part.is_empty() { "" } else { "," };
    format!("{sign}{}{comma}{part}", grouped(milli / 1000))
}

fn grouped(n: i64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, c) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('.');
        }
        out.push(c);
    }
    out
}

fn number(field: &Field, typed: &str) -> Outcome {
    let milli = parse_milli(typed).ok_or_else(|| FieldRefusal::of(field, "FORM_NOT_NUMBER"))?;
    within(field, milli)?;
    Ok(vec![milli_words(milli)])
}

fn money(field: &Field, typed: &str) -> Outcome {
    let bare = typed.trim_end_matches(['đ', '₫', ' ']).trim_end_matches("VND").trim();
    let milli = parse_milli(bare).filter(|milli| milli % 1000 == 0 && *milli >= 0);
    let milli = milli.ok_or_else(|| FieldRefusal::of(field, "FORM_NOT_MONEY"))?;
    within(field, milli)?;
    Ok(vec![grouped(milli / 1000)])
}

fn within(field: &Field, milli: i64) -> Result<(), FieldRefusal> {
    let bound = |bound: &Option<String>| bound.as_deref().and_then(parse_milli);
    if let Some(least) = bound(&field.min).filter(|least| milli < *least) {
        return Err(FieldRefusal::of(field, "FORM_TOO_SMALL").with("least", milli_words(least)));
    }
    if let Some(most) = bound(&field.max).filter(|most| milli > *most) {
        return Err(FieldRefusal::of(field, "FORM_TOO_LARGE").with("most", milli_words(most)));
    }
    Ok(())
}

/// A bound of a date, when it can be known: `today-16y`, `2000-01-31`, `@key`.
pub(super) fn date_bound(bound: &str, today: Date, answers: &Answers) -> Option<Date> {
    if let Some(key) = bound.strip_prefix('@') {
        return web::fields::parse_date(answers.part(key, 0));
    }
    let Some(offset) = bound.strip_prefix("today") else { return bound.parse().ok() };
    if offset.is_empty() {
        return Some(today);
    }
    let (number, unit) = offset.split_at_checked(offset.len() - 1)?;
    let n: i64 = number.parse().ok()?;
    let span = match unit {
        "y" => Span::new().try_years(n).ok()?,
        "m" => Span::new().try_months(n).ok()?,
        "d" => Span::new().try_days(n).ok()?,
        _ => return None,
    };
    today.checked_add(span).ok()
}

fn date(field: &Field, typed: &str, answers: &Answers, today: Date) -> Outcome {
    let day = web::fields::parse_date(typed).ok_or_else(|| FieldRefusal::of(field, "FORM_NOT_DATE"))?;
    let bound = |bound: &Option<String>| bound.as_deref().and_then(|text| date_bound(text, today, answers));
    if let Some(least) = bound(&field.min).filter(|least| day < *least) {
        return Err(FieldRefusal::of(field, "FORM_DATE_EARLY").with("least", kernel::time::dmy(least)));
    }
    if let Some(most) = bound(&field.max).filter(|most| day > *most) {
        return Err(FieldRefusal::of(field, "FORM_DATE_LATE").with("most", kernel::time::dmy(most)));
    }
    Ok(vec![kernel::time::dmy(day)])
}

fn choice(field: &Field, typed: &str) -> Outcome {
    let known = field.choices.iter().any(|choice| choice.key == typed);
    if known { Ok(vec![typed.into()]) } else { Err(FieldRefusal::of(field, "FORM_NOT_CHOICE")) }
}

fn several(field: &Field, given: &[String]) -> Outcome {
    if given.iter().any(|value| !field.choices.iter().any(|choice| choice.key == *value)) {
        return Err(FieldRefusal::of(field, "FORM_NOT_CHOICE"));
    }
    let bound = |bound: &Option<String>| bound.as_deref().and_then(|text| text.parse::<usize>().ok());
    if let Some(least) = bound(&field.min).filter(|least| given.len() < *least) {
        return Err(FieldRefusal::of(field, "FORM_TOO_FEW").with("least", least));
    }
    if let Some(most) = bound(&field.max).filter(|most| given.len() > *most) {
        return Err(FieldRefusal::of(field, "FORM_TOO_MANY").with("most", most));
    }
    // In the order of the form, whatever the order of the clicks; each once.
    Ok(field.choices.iter().filter(|choice| given.contains(&choice.key)).map(|choice| choice.key.clone()).collect())
}

fn personal_number(field: &Field, typed: &str) -> Result<String, FieldRefusal> {
    match PersonalNumber::parse(typed) {
        Ok(number) => Ok(number.as_str().into()),
        Err(_) => Err(FieldRefusal::of(field, "FORM_PERSONAL_NUMBER")),
    }
}

fn phone(field: &Field, typed: &str) -> Outcome {
    let bare: String = typed.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')' | '\u{a0}')).collect();
    let home = bare.strip_prefix("+84").map_or(bare.clone(), |rest| format!("0{rest}"));
    let fits = home.starts_with('0') && (10..=11).contains(&home.len()) && home.bytes().all(|b| b.is_ascii_digit());
    if fits { Ok(vec![home]) } else { Err(FieldRefusal::of(field, "FORM_PHONE")) }
}

fn email(field: &Field, typed: &str) -> Outcome {
    let fits = typed.split_once('@').is_some_and(|(name, host)| {
        let host_fits = host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains('@');
        !name.is_empty() && host_fits && !typed.contains(char::is_whitespace)
    });
    if fits && typed.len() <= 200 { Ok(vec![typed.into()]) } else { Err(FieldRefusal::of(field, "FORM_EMAIL")) }
}

fn address(field: &Field, answers: &Answers) -> Outcome {
    let parts: Vec<String> = (0..3).map(|nth| answers.part(&field.key, nth).to_string()).collect();
    if parts[1].is_empty() || parts[2].is_empty() {
        return Err(FieldRefusal::of(field, "FORM_ADDRESS"));
    }
    match parts.iter().map(|part| part.chars().count()).max().filter(|has| *has > TEXT_MAX) {
        Some(has) => Err(FieldRefusal::of(field, "FORM_TOO_LONG").with("most", TEXT_MAX).with("has", has)),
        None => Ok(parts),
    }
}

fn person(field: &Field, answers: &Answers, today: Date) -> Outcome {
    let part = |nth| answers.part(&field.key, nth);
    if part(0).is_empty() {
        return Err(FieldRefusal::of(field, "FORM_PERSON_NAME"));
    }
    let name = text(field, part(0), TEXT_MAX)?.remove(0);
    let number = match part(1) {
        "" => String::new(),
        typed => personal_number(field, typed)?,
    };
    let birth = match part(2) {
        "" => String::new(),
        // Old papers know a year only.
        year if year.len() == 4 && year.parse::<i16>().is_ok_and(|y| (1880..=today.year()).contains(&y)) => year.into(),
        typed => match web::fields::parse_date(typed) {
            Some(day) if day <= today => kernel::time::dmy(day),
            Some(_) => return Err(FieldRefusal::of(field, "FORM_DATE_LATE").with("most", kernel::time::dmy(today))),
            None => return Err(FieldRefusal::of(field, "FORM_NOT_DATE")),
        },
    };
    Ok(vec![name, number, birth])
}
