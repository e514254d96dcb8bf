//! What the command line answers without a database: due dates explained, and codes taken apart.
//!
//! Text in, an answer that prints as JSON or as sentences out; the binary only prints it.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use kernel::{Lang, time};
use serde::Serialize;
use serde_json::{Value, json};

use crate::code::{CodeError, Declared, DossierCode, PersonalNumber, ProcedureCode, ResultCode, TaxCode};
use crate::{Calendar, Limit, Pause, RuleSet, StartEvent, Term, TimeOfDay};

/// The arguments of `motcua due`, as typed.
#[derive(Debug, Clone, Default)]
pub struct DueRequest<'a> {
    /// A date, or a date and time, with or without seconds and offset.
    pub from: &'a str,
    pub limit: &'a str,
    /// `FROM..UNTIL` each; `FROM..` for one that lasts.
    pub pauses: &'a [String],
    pub restart: Option<&'a str>,
    pub policy: TimeOfDay,
}

/// The answer of `motcua due`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DueAnswer {
    /// RFC 3339 with +07:00.
    pub due: String,
    pub from: String,
    pub limit: String,
    pub rules: RuleSet,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paused_since: Option<String>,
    /// The chain of sentences from the start event to the due date.
    pub steps: Vec<String>,
}

impl DueAnswer {
    pub fn to_json(&self) -> Value {
        serde_json::to_value(self).unwrap_or(Value::Null)
    }
}

/// Input that cannot be answered, with a stable code and a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct BadInput {
    pub code: &'static str,
    pub message: String,
}

impl BadInput {
    fn new(code: &'static str, key: &str, value: &str, lang: Lang) -> BadInput {
        BadInput { code, message: lang.say_with(key, &[("value", value)]).into_owned() }
    }

    /// `{"ok":false,"error":CODE,"message":…}`.
    pub fn to_json(&self) -> Value {
        json!({ "ok": false, "error": self.code, "message": self.message })
    }
}

/// Years the calendar is laid out for; outside them a typing error is likelier than a dossier.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2149;

/// A due date on a calendar, with its explanation. The rule set is that of the day of acceptance.
///
/// Errors: `DATE`, `LIMIT_…`, `PAUSE`, `PAUSE_ORDER`, `PAUSE_BEFORE_START`, `RESTART_BEFORE_START`.
pub fn due_command(request: &DueRequest<'_>, calendar: &Calendar, lang: Lang) -> Result<DueAnswer, BadInput> {
    let start = parse_moment(request.from, calendar, lang)?;
    let limit =
        Limit::parse(request.limit).map_err(|error| BadInput { code: error.code(), message: error.sentence(lang) })?;
    let mut term = Term::starting(start, StartEvent::CounterAcceptance, Some(limit));
    term.policy = request.policy;
    for text in request.pauses {
        term.pauses.push(parse_pause(text, start, lang)?);
    }
    if let Some(text) = request.restart {
        let restart = parse_moment(text, calendar, lang)?;
        if restart.date() < start.date() {
            return Err(BadInput::new("RESTART_BEFORE_START", "law-error-restart-before-start", text, lang));
        }
        term.restart = Some(restart);
    }
    let rules = RuleSet::on(start.date());
    let due = term
        .due(calendar, rules)
        .map_err(|_| BadInput { code: "NO_TERM", message: lang.say("law-error-limit-empty").into_owned() })?;
    Ok(DueAnswer {
        due: time::rfc3339(due.at),
        from: time::rfc3339(start),
        limit: limit.words(lang),
        rules,
        paused_since: due.paused_since.map(time::rfc3339),
        steps: due.steps.iter().map(|step| step.sentence(lang)).collect(),
    })
}

/// A moment as people type it. A time with an offset is put on the office's clock; a bare date begins with the first
/// shift of its day.
fn parse_moment(text: &str, calendar: &Calendar, lang: Lang) -> Result<DateTime, BadInput> {
    let moment = read_moment(text).map(|(at, whole_day)| {
        let opens = if whole_day { calendar.start_of(at.date()) } else { None };
        opens.map_or(at, |time| at.date().to_datetime(time))
    });
    in_range(moment, text, lang)
}

fn in_range(moment: Option<DateTime>, text: &str, lang: Lang) -> Result<DateTime, BadInput> {
    moment.filter(|at| YEARS.contains(&at.year())).ok_or_else(|| BadInput::new("DATE", "law-error-date", text, lang))
}

/// The moment, and whether the text named only a day.
fn read_moment(text: &str) -> Option<(DateTime, bool)> {
    let text = text.trim();
    let day = (text.len() <= 10).then(|| text.parse::<Date>().ok()).flatten();
    if let Some(day) = day {
        return Some((day.to_datetime(Time::MIN), true));
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some((time::civil(instant), false));
    }
    text.parse::<DateTime>().ok().map(|at| (at, false))
}

fn parse_pause(text: &str, start: DateTime, lang: Lang) -> Result<Pause, BadInput> {
    let bad = || BadInput::new("PAUSE", "law-error-pause", text, lang);
    let (from, until) = text.split_once("..").ok_or_else(bad)?;
    let side = |side: &str| in_range(read_moment(side).map(|(at, _)| at), text, lang).map_err(|_| bad());
    let from = side(from)?;
    let until = if until.trim().is_empty() { None } else { Some(side(until)?) };
    if until.is_some_and(|until| until < from) {
        return Err(BadInput::new("PAUSE_ORDER", "law-error-pause-order", text, lang));
    }
    if from.date() < start.date() {
        return Err(BadInput::new("PAUSE_BEFORE_START", "law-error-pause-before-start", text, lang));
    }
    Ok(Pause { from, until, basis: lang.say("law-pause-as-given").into_owned() })
}

/// What `motcua parse` takes apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParseKind {
    Code,
    Id,
    Tax,
    Procedure,
    Result,
}

impl ParseKind {
    pub const NAMES: [&str; 5] = ["code", "id", "tax", "procedure", "result"];

    /// The kind an argument names.
    pub fn parse(name: &str) -> Option<ParseKind> {
        Some(match name {
            "code" => ParseKind::Code,
            "id" => ParseKind::Id,
            "tax" => ParseKind::Tax,
            "procedure" => ParseKind::Procedure,
            "result" => ParseKind::Result,
            _ => return None,
        })
    }
}

/// The answer of `motcua parse`: the parts, or why there are none.
#[derive(Debug, Clone, PartialEq)]
pub struct ParseAnswer {
    pub parts: Result<Value, BadInput>,
}

impl ParseAnswer {
    pub fn is_ok(&self) -> bool {
        self.parts.is_ok()
    }

    /// `{"ok":true,…}` or `{"ok":false,"error":CODE,"message":…}`.
    pub fn to_json(&self) -> Value {
        match &self.parts {
            Ok(parts) => parts.clone(),
            Err(bad) => bad.to_json(),
        }
    }
}

/// Takes a code apart. `declared` is compared with a personal number and ignored otherwise.
pub fn parse_command(kind: ParseKind, value: &str, declared: &Declared, lang: Lang) -> ParseAnswer {
    let parts = match kind {
        ParseKind::Code => DossierCode::parse(value).map(|code| code_parts(&code)),
        ParseKind::Id => PersonalNumber::parse(value).map(|number| id_parts(&number, declared)),
        ParseKind::Tax => TaxCode::parse(value)
            .map(|tax| json!({ "ok": true, "kind": tax.kind, "normalised": tax.normalised, "check": tax.check() })),
        ParseKind::Procedure => {
            ProcedureCode::parse(value).map(|code| json!({ "ok": true, "normalised": code.as_str() }))
        }
        ParseKind::Result => {
            ResultCode::parse(value).map(|code| json!({ "ok": true, "normalised": code.text, "style": code.style }))
        }
    };
    ParseAnswer {
        parts: parts.map_err(|error: CodeError| BadInput { code: error.code(), message: error.sentence(lang) }),
    }
}

fn code_parts(code: &DossierCode) -> Value {
    json!({
        "ok": true,
        "agency": code.agency.as_str(),
        "level_1": code.agency.level_1(),
        "level_2": code.agency.level_2(),
        "date": code.date.to_string(),
        "serial": code.serial,
        "profile": code.profile.name(),
    })
}

fn id_parts(number: &PersonalNumber, declared: &Declared) -> Value {
    let warnings: Vec<&str> = number.warnings(declared).into_iter().map(|warning| warning.code()).collect();
    json!({
        "ok": true,
        "province": number.province(),
        "province_code": number.place_code(),
        "sex": number.sex(),
        "birth_year": number.birth_year(),
        "warnings": warnings,
    })
}
