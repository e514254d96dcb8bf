//! The promised date before and after it is given: computed by the law, shown with its explanation.

use dossier::Dossier;
use dossier::door::Reading;
use jiff::civil::DateTime;
use kernel::{Lang, Refusal};
use law::{Calendar, Due, RuleSet};
use procedure::ProcedureVersion;
use web::ui;

use super::act::Promise;
use crate::badge;

/// A due date as pages show it, with what remains and the sentences of its computation.
pub fn due_view(due: &Due, now: DateTime, calendar: &Calendar, lang: Lang) -> ui::Due {
    let against = badge::Against { now, calendar, paused: false, ended: None, settled: false };
    let chain = due.steps.iter().map(|step| step.sentence(lang)).collect();
    ui::Due { chain, ..badge::due(lang, due.promised, against) }
}

/// What acceptance would promise now.
///
/// `received`: the hand-over with the post, for that channel; `manual`: date and reason where no limit is published.
/// Refused `LIMIT_ABSENT` while a date is still needed.
pub fn foresee(
    dossier: &Dossier,
    procedure: &ProcedureVersion,
    calendar: &Calendar,
    now: DateTime,
    received: Option<DateTime>,
    manual: Option<(DateTime, String)>,
) -> Result<Due, Refusal> {
    dossier::decide::first_term(dossier, procedure, now, received, manual.as_ref())?
        .due(calendar, RuleSet::on(now.date()))
}

/// What the screen shows of it: the date, or why there is none yet.
pub fn shown(reading: &Reading, now: DateTime, asked: Promise, lang: Lang) -> (Option<ui::Due>, String) {
    let Reading { dossier, procedure, calendar, .. } = reading;
    match foresee(dossier, procedure, calendar, now, asked.received, asked.manual) {
        Ok(due) => (Some(due_view(&due, now, calendar, lang)), String::new()),
        Err(refusal) if refusal.key == "LIMIT_ABSENT" => (None, lang.say("intake-promise-none").into_owned()),
        Err(refusal) => (None, web::refusal_text(lang, &refusal)),
    }
}

/// The date a dossier was promised, explained from its own clock.
pub fn promised(dossier: &Dossier, calendar: &Calendar, now: DateTime, lang: Lang) -> Option<ui::Due> {
    let due = dossier.clock.as_ref()?.due(calendar, dossier.rules_on(now.date())).ok()?;
    Some(due_view(&due, now, calendar, lang))
}
