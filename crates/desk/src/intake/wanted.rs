//! The procedure a visitor needs: from plain words, a code or a quick pick to the version that is taken in today.
//!
//! A repealed one is never taken in; its successor is shown instead.

use axum::extract::{Query, State};
use axum::response::IntoResponse;
use dossier::Dossiers;
use jiff::civil::Date;
use kernel::Lang;
use office::SignedIn;
use procedure::Held;
use procedure::model::Channel;
use serde::{Deserialize, Serialize};
use web::{Answer, Ctx, Fields};

use super::require_intake;

/// Answers of a typeahead.
const ANSWERS: usize = 8;

/// The procedure as far as it is known.
pub enum Wanted {
    Nothing,
    /// Several fit the words typed.
    Several(Vec<(String, String, String)>),
    /// No longer taken in; the successor, if one is named.
    Closed {
        why: String,
        successor: Option<(String, String)>,
    },
    Chosen(Held),
}

/// What the words typed stand for. A choice counts only while its name still stands in the field.
pub fn find(dossiers: &Dossiers, form: &Fields, today: Date, lang: Lang) -> Wanted {
    let typed = form.value("procedure");
    let named = |held: &Held| {
        let version = &held.version;
        typed.is_empty() || typed == version.name || version.plain_name.as_deref() == Some(typed)
    };
    let chosen = dossiers.catalogue.current(form.value("procedure_id"), today).filter(named);
    if let Some(held) = chosen.or_else(|| dossiers.catalogue.current(typed, today)) {
        return open_or_closed(dossiers, held, today, lang);
    }
    if typed.is_empty() {
        return Wanted::Nothing;
    }
    let hits = dossiers.catalogue.search(typed, &procedure::Filter::default(), ANSWERS);
    let held: Vec<Held> = hits.iter().filter_map(|hit| dossiers.catalogue.current(&hit.code, today)).collect();
    if let Some(exact) = held.iter().find(|held| held.version.name == typed) {
        return open_or_closed(dossiers, exact.clone(), today, lang);
    }
    Wanted::Several(
        held.iter().map(|held| (held.version.code.clone(), held.version.name.clone(), hint(held, lang))).collect(),
    )
}

fn open_or_closed(dossiers: &Dossiers, held: Held, today: Date, lang: Lang) -> Wanted {
    match held.version.accepts_intake_on(today) {
        Ok(()) => Wanted::Chosen(held),
        Err(refusal) => {
            let successor = held.version.successor.clone();
            let successor = successor.and_then(|code| dossiers.catalogue.current(&code, today));
            Wanted::Closed {
                why: web::refusal_text(lang, &refusal),
                successor: successor.map(|held| (held.version.code.clone(), held.version.name.clone())),
            }
        }
    }
}

fn hint(held: &Held, lang: Lang) -> String {
    let version = &held.version;
    let level = version.levels.first().map(|level| lang.say(level.key()).into_owned());
    let parts = [version.plain_name.clone(), Some(version.code.clone()), Some(version.field.clone()), level];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

#[derive(Deserialize)]
pub struct Question {
    #[serde(default)]
    q: String,
}

#[derive(Serialize)]
struct Suggestion {
    value: String,
    label: String,
    hint: String,
}

/// The typeahead of procedures: plain words, no diacritics needed, slips forgiven.
pub async fn procedures(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Query(question): Query<Question>,
) -> Answer {
    require_intake(&by)?;
    let today = kernel::time::civil(dossiers.clock.now()).date();
    let hits = dossiers.catalogue.search(&question.q, &procedure::Filter::default(), ANSWERS);
    let held = hits.iter().filter_map(|hit| dossiers.catalogue.current(&hit.code, today));
    let line = |held: Held| Suggestion {
        value: held.version.code.clone(),
        label: held.version.name.clone(),
        hint: hint(&held, ctx.lang),
    };
    let answers: Vec<Suggestion> = held.map(line).collect();
    Ok(axum::Json(answers).into_response())
}

/// What is worth knowing before it is chosen: (words, value).
pub fn facts(held: &Held, lang: Lang) -> Vec<(String, String)> {
    let version = &held.version;
    let limit = match version.limit(Channel::Counter, None) {
        Some(limit) => limit.words(lang),
        None => lang.say("intake-limit-absent").into_owned(),
    };
    let levels: Vec<_> = version.levels.iter().map(|level| lang.say(level.key()).into_owned()).collect();
    let mut facts = vec![
        (lang.say("common-code").into_owned(), version.code.clone()),
        (lang.say("intake-field").into_owned(), version.field.clone()),
        (lang.say("intake-level").into_owned(), levels.join(", ")),
        (lang.say("intake-limit").into_owned(), limit),
    ];
    if version.immediate {
        facts.push((lang.say("intake-kind").into_owned(), lang.say("intake-immediate").into_owned()));
    }
    facts.retain(|(_, value)| !value.is_empty());
    facts
}
