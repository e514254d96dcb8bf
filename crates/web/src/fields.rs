//! A form as it was typed, with what is wrong beside each field, so that it can be shown again without losing a letter.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header;
use jiff::civil::Date;

use crate::Problem;
use crate::csrf;

/// Names and values of a submitted form, in order, and the errors found in them.
///
/// As an extractor it reads an urlencoded body. For a GET form or a first showing: [`Fields::new`], [`Fields::of_query`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    values: Vec<(String, String)>,
    errors: Vec<FieldError>,
}

/// What is wrong with one field, in the reader's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name; empty: the whole form.
    pub name: String,
    pub text: String,
    /// The field's own words, for the list of errors; empty: not known here.
    pub label: String,
}

/// The hidden field that names one filling-in of a form, so that a second click does not act twice.
pub const ONCE_FIELD: &str = "_once";

impl Fields {
    /// An empty form.
    pub fn new() -> Self {
        Self::default()
    }

    /// The fields of an urlencoded text: a body, or `uri.query()`.
    pub fn parse(text: &str) -> Self {
        let values = text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value).trim().to_string())
        });
        Self { values: values.collect(), errors: Vec::new() }
    }

    /// The fields of a request's query.
    pub fn of_query(uri: &axum::http::Uri) -> Self {
        Self::parse(uri.query().unwrap_or_default())
    }

    /// Fills a field in.
    pub fn with(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        self.values.push((name.into(), value.to_string()));
        self
    }

    /// The (first) value of a field, trimmed; empty if not there.
    pub fn value(&self, name: &str) -> &str {
        self.values.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
    }

    /// What a typeahead chose for the field `name`: the value of `{name}_id`; empty if the text was typed without choosing.
    pub fn value_id(&self, name: &str) -> &str {
        let is_it = |n: &str| n.strip_prefix(name).is_some_and(|rest| rest == "_id");
        self.values.iter().find(|(n, _)| is_it(n)).map_or("", |(_, value)| value)
    }

    /// The value of a field that is not blank.
    pub fn some(&self, name: &str) -> Option<&str> {
        Some(self.value(name)).filter(|value| !value.is_empty())
    }

    /// All values of a field that may be there several times.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.values.iter().filter(|(n, _)| n == name).map(|(_, value)| value.as_str()).collect()
    }

    /// Whether a box with this value is ticked.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.values.iter().any(|(n, v)| n == name && v == value)
    }

    /// Names and values in the order of the form, without the façade's own hidden fields.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().filter(|(n, _)| !n.starts_with('_')).map(|(n, v)| (n.as_str(), v.as_str()))
    }

    /// A whole number, if one was typed.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.value(name).replace(['.', ' '], "").parse().ok()
    }

    /// A date as Vietnamese people type it; see [`parse_date`].
    pub fn date(&self, name: &str) -> Option<Date> {
        parse_date(self.value(name))
    }

    /// The idempotency key of this filling-in of the form.
    pub fn once(&self) -> Option<&str> {
        self.some(ONCE_FIELD)
    }

    /// Notes an error at a field (`""`: at the whole form). `text` is already in the reader's language.
    pub fn refuse(&mut self, name: &str, text: impl Into<String>) {
        self.errors.push(FieldError { name: name.into(), text: text.into(), label: String::new() });
    }

    /// Notes a refusal at the field it belongs to.
    pub fn refuse_by(&mut self, lang: kernel::Lang, refusal: &kernel::Refusal) {
        self.refuse(refusal.field.as_deref().unwrap_or(""), crate::refusal_text(lang, refusal));
    }

    /// The first error at a field.
    pub fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|e| e.name == name).map(|e| e.text.as_str())
    }

    /// Gives errors the words of their fields, so that their list names them: (name, label).
    pub fn name_errors<'a>(&mut self, labels: impl IntoIterator<Item = (&'a str, &'a str)>) {
        for (name, label) in labels {
            for error in self.errors.iter_mut().filter(|error| error.name == name) {
                error.label = label.into();
            }
        }
    }

    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// Whether nothing is wrong (so far).
    pub fn is_good(&self) -> bool {
        self.errors.is_empty()
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("application/x-www-form-urlencoded") {
            return Err(Problem::Malformed("not a form".into()));
        }
        let body = Bytes::from_request(request, state).await.map_err(|_| Problem::TooLarge)?;
        let text = std::str::from_utf8(&body).map_err(|_| Problem::Malformed("not UTF-8".into()))?;
        let mut fields = Fields::parse(text);
        fields.values.retain(|(name, _)| name != csrf::FIELD);
        Ok(fields)
    }
}

/// Percent- and plus-decoding; bytes that are no UTF-8 become �.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let hex = (bytes[i] == b'%').then(|| text.get(i + 1..i + 3)).flatten();
        match (bytes[i], hex.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (_, Some(byte)) => {
                out.push(byte);
                i += 2;
            }
            (b'+', None) => out.push(b' '),
            (byte, None) => out.push(byte),
        }
        i += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Encodes a value for a query: `format!("?q={}", encode(q))`.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(byte as char),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

/// `5/2/2024`, `05-02-2024`, `05022024` and `2024-02-05` are all the fifth of February 2024.
pub fn parse_date(text: &str) -> Option<Date> {
    let text = text.trim();
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return civil(&text[4..8], &text[2..4], &text[0..2]);
    }
    let parts: Vec<&str> = text.split(['/', '-', '.']).map(str::trim).collect();
    match parts[..] {
        [year, month, day] if year.len() == 4 => civil(year, month, day),
        [day, month, year] if year.len() == 4 => civil(year, month, day),
        _ => None,
    }
}

fn civil(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_keeps_every_letter_and_every_tick() {
        let form = Fields::parse("name=Nguy%E1%BB%85n+V%C4%83n+A&paper=1&paper=3&note=%2&_once=k1");
        assert_eq!(form.value("name"), "Nguyễn Văn A");
        assert_eq!(form.all("paper"), ["1", "3"]);
        assert!(form.has("paper", "3") && !form.has("paper", "2"));
        assert_eq!(form.value("note"), "%2");
        assert_eq!(form.once(), Some("k1"));
        assert_eq!(form.iter().count(), 4);
        assert_eq!(form.some("missing"), None);
    }

    #[test]
    fn errors_stand_beside_their_field() {
        let mut form = Fields::new().with("age", "x");
        assert!(form.is_good());
        form.refuse("age", "Tuổi phải là số");
        assert_eq!(form.error("age"), Some("Tuổi phải là số"));
        assert_eq!(form.error("name"), None);
        assert!(!form.is_good());
    }

    #[test]
    fn dates_are_read_as_people_type_them() {
        let fifth = Date::constant(2024, 2, 5);
        for text in ["05/02/2024", "5/2/2024", "5-2-2024", "05.02.2024", "05022024", "2024-02-05", " 5 / 2 / 2024 "] {
            assert_eq!(parse_date(text), Some(fifth), "{text}");
        }
        for text in ["", "31/02/2024", "2/2024", "5/2/24", "é5022024", "năm 2024"] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_encoded_is_decoded() {
        assert_eq!(decode(&encode("Đăng ký & 100% / khai sinh")), "Đăng ký & 100% / khai sinh");
    }
}
