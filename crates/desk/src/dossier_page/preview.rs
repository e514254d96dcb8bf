//! The new due date before an act is confirmed: the act is decided for show, by the same rules, and thrown away.
//!
//! It never writes and never promises: what is saved is decided again at that moment.

use dossier::decide::{self, Facts, Numbers};
use dossier::door::Reading;
use dossier::{Command, Dossier};
use jiff::civil::DateTime;
use kernel::Lang;
use law::Pause;
use office::{Officer, Place};
use web::Fields;

use super::noun::Noun;
use crate::badge;

/// The due date before and after an act, with how the new one comes about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    pub before: String,
    pub after: String,
    pub moved: bool,
    pub chain: Vec<String>,
    /// Why it would not be done; then there is no date.
    pub refused: Option<(String, Option<String>)>,
}

/// What an act would do to the due date; `None` while the form does not say enough, or when there is no due date.
pub fn preview(
    noun: Noun,
    command: Option<&Command>,
    form: &Fields,
    reading: &Reading,
    by: &Officer,
    now: DateTime,
    lang: Lang,
) -> Option<Preview> {
    let before = reading.dossier.due?;
    if noun == Noun::Suspension {
        let until = form.date("expected")?;
        return of_suspension(reading, until.at(7, 30, 0, 0), before, now, lang);
    }
    let command = command?;
    let dossier = &reading.dossier;
    let units = dossier::door::seen_units(dossier);
    let place = Place::new(&dossier.procedure.field, &dossier.procedure.code, &units);
    let permit = by.permit(command.act(), &place).ok()?;
    let numbers = Numbers { code: Some(1), register: Some(1), paper: Some(1) };
    let facts = Facts {
        dossier,
        procedure: &reading.procedure,
        process: &reading.process,
        calendar: &reading.calendar,
        now,
        numbers,
    };
    match decide::decide(&facts, permit, command) {
        Ok(decision) => Some(shown(&decision.dossier, reading, before, lang)),
        Err(refusal) => Some(Preview {
            refused: Some((web::refusal_text(lang, &refusal), refusal.law.clone())),
            ..Preview::default()
        }),
    }
}

/// A suspension by itself moves nothing; the day it may end moves the date by the time between.
fn of_suspension(reading: &Reading, until: DateTime, before: DateTime, now: DateTime, lang: Lang) -> Option<Preview> {
    if until <= now {
        return None;
    }
    let mut dossier = reading.dossier.clone();
    let clock = dossier.clock.as_mut()?;
    clock.pauses.push(Pause { from: now, until: Some(until), basis: lang.say("desk-preview-pause").into_owned() });
    let rules = reading.dossier.rules_on(now.date());
    dossier.due = Some(clock.due(&reading.calendar, rules).ok()?.at);
    Some(shown(&dossier, reading, before, lang))
}

fn shown(after: &Dossier, reading: &Reading, before: DateTime, lang: Lang) -> Preview {
    let due = after.due.unwrap_or(before);
    Preview {
        before: badge::moment(lang, before),
        after: badge::moment(lang, due),
        moved: due != before,
        chain: chain(after, &reading.calendar, lang),
        refused: None,
    }
}

/// The sentences behind a dossier's due date, in order.
pub fn chain(dossier: &Dossier, calendar: &law::Calendar, lang: Lang) -> Vec<String> {
    let (Some(clock), Some(rules)) = (&dossier.clock, dossier.rules) else { return Vec::new() };
    let due = clock.due(calendar, rules);
    due.map(|due| due.steps.iter().map(|step| step.sentence(lang)).collect()).unwrap_or_default()
}
