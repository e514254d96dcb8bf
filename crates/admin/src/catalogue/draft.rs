//! An edition in the making: the fields of a form ⇄ a version of a procedure. Pure.
//!
//! What the form does not ask for (cases, pause reasons, sector rules) stays as the standing version has it.

use kernel::{Refusal, Vnd};
use law::Limit;
use procedure::model::{
    Channel, ChannelTerm, Component, ComponentKind, Detail, Fee, FeeKind, LegalBasis, Level, Outcome, ProcedureVersion,
};
use web::Fields;

/// Empty lines offered below those that stand.
const SPARE: usize = 3;
/// More lines than any published procedure has.
const MOST: usize = 200;

/// Field names of the lines a form holds: `component.0.name` and so on.
pub fn name(list: &str, at: usize, part: &str) -> String {
    format!("{list}.{at}.{part}")
}

/// How many lines of a list the form shows: those filled and a few empty ones.
pub fn lines(form: &Fields, list: &str, part: &str) -> usize {
    let filled = (0..MOST).rev().find(|at| form.some(&name(list, *at, part)).is_some()).map_or(0, |at| at + 1);
    (filled + SPARE).min(MOST)
}

/// The form as it stands for a version.
pub fn fields_of(version: &ProcedureVersion) -> Fields {
    let day = |day: Option<jiff::civil::Date>| day.map(kernel::time::dmy).unwrap_or_default();
    let mut form = Fields::new()
        .with("code", &version.code)
        .with("name", &version.name)
        .with("plain_name", version.plain_name.as_deref().unwrap_or_default())
        .with("field", &version.field)
        .with("deciding_agency", &version.deciding_agency)
        .with("implementing_agency", &version.implementing_agency)
        .with("decision_no", &version.decision_no)
        .with("effective_from", day(version.effective_from))
        .with("effective_until", day(version.effective_until))
        .with("applicants", version.applicants.join("\n"))
        .with("steps", &version.steps)
        .with("conditions", &version.conditions)
        .with("results", version.results.iter().map(|result| result.name.clone()).collect::<Vec<_>>().join("\n"));
    for level in &version.levels {
        form = form.with("level", level.code());
    }
    if version.immediate {
        form = form.with("immediate", "1");
    }
    for channel in Channel::ALL {
        let Some(term) = version.terms.iter().find(|term| term.channel == channel && term.case.is_none()) else {
            continue;
        };
        let code = channel.code();
        form = form.with(&format!("channel.{code}.offered"), "1");
        let limit = term.limit.as_ref().map(|limit| limit.words(kernel::Lang::Vi)).unwrap_or_default();
        form = form.with(&format!("channel.{code}.limit"), limit);
        let priced = term.fees.first();
        let amount = priced.and_then(|fee| fee.amount).map(|amount| amount.0.to_string()).unwrap_or_default();
        form = form.with(&format!("channel.{code}.fee"), amount);
        form = form.with(&format!("channel.{code}.fee_note"), priced.map(|fee| fee.note.clone()).unwrap_or_default());
    }
    for (at, component) in version.components.iter().enumerate() {
        let part = |part: &str| name("component", at, part);
        form = form
            .with(&part("key"), &component.key)
            .with(&part("name"), &component.name)
            .with(&part("originals"), component.originals)
            .with(&part("copies"), component.copies);
        if component.required {
            form = form.with(&part("required"), "1");
        }
    }
    for (at, basis) in version.legal_basis.iter().enumerate() {
        form = form
            .with(&name("basis", at, "number"), basis.number.as_deref().unwrap_or_default())
            .with(&name("basis", at, "title"), &basis.title);
    }
    form
}

/// The version a form describes, built on the standing one. Everything wrong is noted at its field; the version is
/// answered only when nothing is.
pub fn version_of(form: &mut Fields, standing: Option<&ProcedureVersion>) -> Result<ProcedureVersion, Vec<Refusal>> {
    let mut wrong = Vec::new();
    let code = form.value("code").trim().to_string();
    if law::code::ProcedureCode::parse(&code).is_err() {
        wrong.push(Refusal::new("EDITION_CODE").at("code"));
    }
    let mut needed = |key: &str| {
        let text = form.value(key).trim().to_string();
        if text.is_empty() {
            wrong.push(Refusal::new("EDITION_NEEDED").at(key));
        }
        text
    };
    let (title, field, decision) = (needed("name"), needed("field"), needed("decision_no"));
    let mut version = standing.cloned().unwrap_or_else(|| ProcedureVersion::named(&code, &title, &field));
    (version.code, version.name, version.field, version.decision_no) = (code, title, field, decision);
    version.plain_name = form.some("plain_name").map(str::to_string);
    version.deciding_agency = form.value("deciding_agency").trim().into();
    version.implementing_agency = form.value("implementing_agency").trim().into();
    version.levels = Level::ALL.into_iter().filter(|level| form.has("level", level.code())).collect();
    if version.levels.is_empty() {
        wrong.push(Refusal::new("EDITION_LEVEL").at("level"));
    }
    for (key, slot) in
        [("effective_from", &mut version.effective_from), ("effective_until", &mut version.effective_until)]
    {
        *slot = form.date(key);
        if slot.is_none() && form.some(key).is_some() {
            wrong.push(Refusal::new("EDITION_DATE").at(key));
        }
    }
    if version.effective_from.is_none() && form.some("effective_from").is_none() {
        wrong.push(Refusal::new("EDITION_NEEDED").at("effective_from"));
    }
    if matches!((version.effective_from, version.effective_until), (Some(from), Some(until)) if until < from) {
        wrong.push(Refusal::new("EDITION_DATES").at("effective_until"));
    }
    let listed = |key: &str| -> Vec<String> {
        form.value(key).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_string).collect()
    };
    version.applicants = listed("applicants");
    version.steps = form.value("steps").trim().into();
    version.conditions = form.value("conditions").trim().into();
    version.results = results(&listed("results"), &version.results);
    version.immediate = form.has("immediate", "1");
    version.terms = terms(form, &version, &mut wrong);
    version.components = components(form, &version.components);
    version.legal_basis = bases(form);
    version.repealed = false;
    version.detail =
        if version.terms.is_empty() || version.components.is_empty() { Detail::Partial } else { Detail::Full };
    if wrong.is_empty() { Ok(version) } else { Err(wrong) }
}

fn results(named: &[String], standing: &[Outcome]) -> Vec<Outcome> {
    let code = |name: &String| standing.iter().find(|known| known.name == *name).and_then(|known| known.code.clone());
    named.iter().map(|name| Outcome { code: code(name), name: name.clone() }).collect()
}

/// The general term of each channel comes from the form; terms of single cases stay.
fn terms(form: &Fields, standing: &ProcedureVersion, wrong: &mut Vec<Refusal>) -> Vec<ChannelTerm> {
    let mut out = Vec::new();
    for channel in Channel::ALL {
        let code = channel.code();
        if !form.has(&format!("channel.{code}.offered"), "1") {
            continue;
        }
        let of_channel = || standing.terms.iter().filter(move |term| term.channel == channel);
        let before = of_channel().find(|term| term.case.is_none());
        let key = format!("channel.{code}.limit");
        let typed = form.value(&key).trim();
        let limit = match typed {
            "" => None,
            text => match Limit::parse(text) {
                Ok(limit) => Some(limit),
                Err(_) => {
                    wrong.push(Refusal::new("EDITION_LIMIT").with("text", text).at(&key));
                    None
                }
            },
        };
        let printed = before.filter(|term| term.limit == limit).map(|term| term.limit_printed.clone());
        out.push(ChannelTerm {
            channel,
            case: None,
            limit,
            limit_printed: printed.unwrap_or_else(|| typed.into()),
            fees: fees(form, code, before, wrong),
            description: before.map(|term| term.description.clone()).unwrap_or_default(),
        });
        out.extend(of_channel().filter(|term| term.case.is_some()).cloned());
    }
    out
}

fn fees(form: &Fields, channel: &str, before: Option<&ChannelTerm>, wrong: &mut Vec<Refusal>) -> Vec<Fee> {
    let key = format!("channel.{channel}.fee");
    let typed: String = form.value(&key).chars().filter(|c| !c.is_whitespace() && *c != '.').collect();
    let note = form.value(&format!("channel.{channel}.fee_note")).trim().to_string();
    let standing = before.map(|term| term.fees.clone()).unwrap_or_default();
    let same = standing.first().is_some_and(|fee| {
        fee.amount.map(|amount| amount.0.to_string()).unwrap_or_default() == typed && fee.note == note
    });
    if same || (typed.is_empty() && note.is_empty()) {
        return standing;
    }
    let amount = match typed.as_str() {
        "" => None,
        digits => match digits.parse::<i64>() {
            Ok(amount) if amount >= 0 => Some(Vnd(amount)),
            Ok(_) | Err(_) => {
                wrong.push(Refusal::new("EDITION_FEE").with("text", digits).at(&key));
                None
            }
        },
    };
    let kind = standing.first().map_or(FeeKind::Unknown, |fee| fee.kind);
    let label = amount.map_or_else(|| note.clone(), |amount| amount.to_string());
    let first = Fee { label, amount, currency: "VND".into(), foreign_amount: None, note, kind, suspect: false };
    std::iter::once(first).chain(standing.into_iter().skip(1)).collect()
}

/// Lines keep their keys, so that a supplement request of a running dossier still points at its paper.
fn components(form: &Fields, standing: &[Component]) -> Vec<Component> {
    let mut out: Vec<Component> = Vec::new();
    let mut next = standing.iter().filter_map(|c| c.key.strip_prefix("TP")?.parse::<usize>().ok()).max().unwrap_or(0);
    for at in 0..MOST {
        let part = |part: &str| name("component", at, part);
        let Some(title) = form.some(&part("name")) else { continue };
        let known = form.some(&part("key")).and_then(|key| standing.iter().find(|c| c.key == key));
        let number = |key: &str| form.number(&part(key)).and_then(|n| u32::try_from(n).ok()).unwrap_or(0).min(99);
        let required = form.has(&part("required"), "1");
        let line = match known {
            Some(known) => Component {
                name: title.into(),
                originals: number("originals"),
                copies: number("copies"),
                required,
                ..known.clone()
            },
            None => {
                next += 1;
                Component {
                    key: format!("TP{next:02}"),
                    case: None,
                    group: None,
                    kind: ComponentKind::Document,
                    name: title.into(),
                    form_template: None,
                    originals: number("originals"),
                    copies: number("copies"),
                    required,
                }
            }
        };
        out.push(line);
    }
    out
}

fn bases(form: &Fields) -> Vec<LegalBasis> {
    let one = |at: usize| {
        let number = form.some(&name("basis", at, "number")).map(str::to_string);
        let title = form.value(&name("basis", at, "title")).trim().to_string();
        (number.is_some() || !title.is_empty()).then_some(LegalBasis { number, title })
    };
    (0..MOST).filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing() -> ProcedureVersion {
        let mut version = ProcedureVersion::named("1.001193", "Đăng ký khai sinh", "Hộ tịch");
        version.levels = vec![Level::Commune];
        version.decision_no = "1872/QĐ-BTP".into();
        version.effective_from = Some(jiff::civil::date(2025, 7, 1));
        version.detail = Detail::Full;
        let fee = Fee {
            label: "8.000 đ".into(),
            amount: Some(Vnd(8_000)),
            currency: "VND".into(),
            foreign_amount: None,
            note: String::new(),
            kind: FeeKind::Charge,
            suspect: false,
        };
        let term = |channel| ChannelTerm {
            channel,
            case: None,
            limit: Limit::parse("3 ngày làm việc").ok(),
            limit_printed: "03 ngày làm việc".into(),
            fees: vec![fee.clone()],
            description: "x".into(),
        };
        version.terms = vec![term(Channel::Counter), term(Channel::Online)];
        version.components.push(Component {
            key: "TP04".into(),
            case: Some("TH01".into()),
            group: None,
            kind: ComponentKind::Document,
            name: "Giấy chứng sinh".into(),
            form_template: Some("mau.doc".into()),
            originals: 1,
            copies: 0,
            required: true,
        });
        version
            .legal_basis
            .push(LegalBasis { number: Some("60/2014/QH13".into()), title: "Luật Hộ tịch".into() });
        version
    }

    #[test]
    fn a_form_that_nobody_touched_is_the_version_it_came_from() {
        let version = standing();
        let mut form = fields_of(&version);
        assert_eq!(version_of(&mut form, Some(&version)).unwrap(), version);
    }

    #[test]
    fn what_is_wrong_is_told_at_its_field_and_all_at_once() {
        let version = standing();
        let mut form = fields_of(&version).with("effective_until", "x");
        form = Fields::parse(
            &form
                .iter()
                .filter(|(name, _)| !["name", "channel.counter.limit"].contains(name))
                .map(|(name, value)| format!("{}={}", web::fields::encode(name), web::fields::encode(value)))
                .chain(["channel.counter.limit=ba%20h%C3%B4m".to_string()])
                .collect::<Vec<_>>()
                .join("&"),
        );
        let wrong = version_of(&mut form, Some(&version)).unwrap_err();
        let at: Vec<_> = wrong.iter().filter_map(|refusal| refusal.field.as_deref()).collect();
        assert!(at.contains(&"name") && at.contains(&"channel.counter.limit"), "{at:?}");
    }

    #[test]
    fn a_new_paper_gets_the_next_key_and_a_removed_one_is_gone() {
        let version = standing();
        let mut form = fields_of(&version)
            .with("component.1.name", "Giấy tờ tùy thân")
            .with("component.1.copies", "1")
            .with("component.1.required", "1");
        let edited = version_of(&mut form, Some(&version)).unwrap();
        assert_eq!(edited.components.iter().map(|c| c.key.as_str()).collect::<Vec<_>>(), ["TP04", "TP05"]);
        assert_eq!(edited.components[0].case.as_deref(), Some("TH01"), "what the form does not ask for stays");
    }
}
