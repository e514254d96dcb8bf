//! The promised date before and after it is given: computed by the law, shown with its explanation.

use dossier::Dossier;
use dossier::door::Reading;
use jiff::civil::DateTime;
use kernel::{Lang, Refusal};
use law::{Calendar, Due, ManualDue, RuleSet, Term};
use procedure::ProcedureVersion;
use procedure::model::Channel;
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
    let start = match dossier.channel {
        Channel::Counter | Channel::Online => now,
        Channel::Post => received.unwrap_or(now),
    };
    let limit = procedure.limit(dossier.channel, dossier.procedure.case.as_deref()).copied();
    let mut term = Term::starting(start, dossier.channel.start_event(), limit);
    if limit.is_none() {
        let (until, reason) = manual.ok_or_else(|| Refusal::new("LIMIT_ABSENT").at("due_date"))?;
        term.manual_due = Some(ManualDue { until, reason });
    }
    term.due(calendar, RuleSet::on(now.date()))
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
