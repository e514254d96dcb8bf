//! What the officer should look at before answering: what the submission says against what the office knows and what
//! the procedure asks. It blocks nothing and decides nothing.

use dossier::Dossier;
use dossier::list::Line;
use kernel::{Lang, fold};
use person::Person;
use procedure::ProcedureVersion;
use web::ui::{Badge, Tone};

use crate::intake::screen;

/// One thing that was compared.
pub struct Check {
    pub label: String,
    pub badge: Badge,
    /// What was found; may be empty.
    pub text: String,
    pub link: Option<(String, String)>,
}

/// What a submission is compared with.
pub struct Known<'a> {
    pub dossier: &'a Dossier,
    pub procedure: &'a ProcedureVersion,
    pub person: Option<&'a Person>,
    /// Other open dossiers of the applicant for the same procedure.
    pub same: &'a [Line],
    /// The agency the procedure and the applicant's place point to.
    pub proposed: Option<&'a str>,
}

pub fn checks(known: &Known<'_>, lang: Lang) -> Vec<Check> {
    let mut checks = identity(known, lang);
    checks.push(papers(known, lang));
    checks.push(signatures(lang));
    checks.extend(duplicates(known, lang));
    checks.extend(agency(known, lang));
    checks
}

fn check(lang: Lang, key: &str, tone: Tone, word: &str, text: impl Into<String>) -> Check {
    let label = lang.say(&format!("desk-check-{key}")).into_owned();
    Check { label, badge: Badge::new(tone, lang.say(&format!("desk-check-{word}"))), text: text.into(), link: None }
}

/// Name, number and telephone of the submission against the record of the person.
fn identity(known: &Known<'_>, lang: Lang) -> Vec<Check> {
    let applicant = &known.dossier.applicant;
    let Some(person) = known.person else {
        return vec![check(lang, "record", Tone::Warn, "look", lang.say("desk-check-record-none"))];
    };
    let compare = |key: &str, said: &str, held: &str, same: bool| match (held.is_empty(), same) {
        (true, _) => check(lang, key, Tone::Neutral, "unknown", lang.say("desk-check-held-none")),
        (false, true) => check(lang, key, Tone::Good, "same", said.to_string()),
        (false, false) => {
            let words = lang.say_with("desk-check-differs-from", &[("said", said), ("held", held)]);
            check(lang, key, Tone::Warn, "differs", words)
        }
    };
    let number = person.identity.number().unwrap_or_default();
    let phone = person.phone.clone().unwrap_or_default();
    let account = match known.dossier.account {
        Some(_) => check(lang, "account", Tone::Good, "same", lang.say("desk-check-account-own")),
        None => check(lang, "account", Tone::Neutral, "unknown", lang.say("desk-check-account-none")),
    };
    let mut checks = vec![
        account,
        compare("name", &applicant.name, &person.name, fold(&applicant.name) == fold(&person.name)),
        compare("number", &applicant.id_number, &number, applicant.id_number == number),
        compare("phone", &applicant.phone, &phone, applicant.phone == phone),
    ];
    for warning in screen::warnings(person, lang) {
        checks.push(check(lang, "number", Tone::Warn, "look", warning));
    }
    checks
}

/// Every required paper has a file or is data.
fn papers(known: &Known<'_>, lang: Lang) -> Check {
    let case = known.dossier.procedure.case.as_deref();
    let required: Vec<_> = known.procedure.checklist(case).into_iter().filter(|c| c.required).collect();
    let has = |key: &str| {
        known.dossier.files.iter().any(|file| file.component.as_deref() == Some(key))
            || known.dossier.components.iter().any(|c| c.key == key && c.received)
    };
    let missing: Vec<&str> = required.iter().filter(|c| !has(&c.key)).map(|c| c.name.as_str()).collect();
    if missing.is_empty() {
        let n = required.len().to_string();
        return check(lang, "papers", Tone::Good, "complete", lang.say_with("desk-check-papers-all", &[("n", &n)]));
    }
    check(lang, "papers", Tone::Bad, "missing", missing.join("; "))
}

/// No machine has looked at digital signatures: the officer must.
fn signatures(lang: Lang) -> Check {
    check(lang, "signatures", Tone::Neutral, "by-eye", lang.say("desk-check-signatures-text"))
}

fn duplicates(known: &Known<'_>, lang: Lang) -> Option<Check> {
    let other = known.same.first()?;
    let code = other.code.clone().unwrap_or_else(|| lang.say("desk-no-code").into_owned());
    let stage = lang.say(&crate::badge::stage_key(&other.stage)).into_owned();
    let text = lang.say_with("desk-check-duplicate-text", &[("n", &known.same.len().to_string())]).into_owned();
    let link = Some((format!("{code} · {stage}"), format!("/dossiers/{}", other.id)));
    Some(Check { link, ..check(lang, "duplicate", Tone::Warn, "look", text) })
}

fn agency(known: &Known<'_>, lang: Lang) -> Option<Check> {
    let proposed = known.proposed?;
    let deciding = &known.dossier.deciding.name;
    Some(if proposed == deciding {
        check(lang, "agency", Tone::Good, "same", deciding)
    } else {
        let words = lang.say_with("desk-check-agency-other", &[("said", deciding), ("proposed", proposed)]);
        check(lang, "agency", Tone::Warn, "look", words)
    })
}
