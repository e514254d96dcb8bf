//! What rows and deadlines follow from a dossier. Pure: the store writes these, `motcua check` compares them.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use kernel::{OfficerId, UnitId};
use law::Calendar;
use procedure::model::Channel;
use procedure::process::{Duty, Process};

use crate::model::Dossier;
use crate::stage::Stage;

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tray {
    pub unit: UnitId,
    pub duty: Duty,
    /// Who took it out of the tray.
    pub officer: Option<OfficerId>,
}

/// Whose tray the dossier lies in; none when it is closed.
pub fn tray(dossier: &Dossier, process: &Process) -> Option<Tray> {
    let one_stop = |duty| Some(Tray { unit: dossier.receiving.id, duty, officer: None });
    match &dossier.stage {
        Stage::Lodged
        | Stage::SupplementBeforeIntake
        | Stage::Accepted
        | Stage::SupplementAsked { .. }
        | Stage::AwaitingSupplement { .. }
        | Stage::WithdrawalRequested { .. } => one_stop(Duty::OneStop),
        Stage::ResultReady => Some(Tray { unit: dossier.door().id, duty: Duty::HandOver, officer: None }),
        Stage::InProgress { desk } | Stage::AwaitingObligation { desk } | Stage::Suspended { desk, .. } => Some(Tray {
            unit: desk.unit.id,
            duty: process.steps.get(desk.step).map_or(Duty::Specialist, |step| step.duty),
            officer: desk.officer.as_ref().map(|officer| officer.id),
        }),
        Stage::NotAccepted { .. } | Stage::Stopped { .. } | Stage::HandedOver => None,
    }
}

/// Who handles it in the agencies.
pub fn handler(dossier: &Dossier) -> Option<OfficerId> {
    dossier.desk().and_then(|desk| desk.officer.as_ref()).map(|officer| officer.id)
}

/// Whether nobody inside can do anything now: it waits for the applicant, another agency, the treasury.
pub fn waiting(dossier: &Dossier) -> bool {
    let consulting = matches!(dossier.stage, Stage::InProgress { .. }) && dossier.open_consultation().is_some();
    // "Tôi đã bổ sung": it is the one-stop unit's turn again.
    let answered = dossier.open_answer().is_some();
    (dossier.stage.waits_for_others() && !answered) || consulting
}

/// By which number whoever acts for the applicant is recognised.
pub fn delegate_number(dossier: &Dossier) -> Option<&str> {
    dossier.delegate.as_ref().map(|delegate| delegate.id_number.trim()).filter(|number| !number.is_empty())
}

/// Every unit that was asked for its opinion, and whether an answer is still wanted.
pub fn consulted(dossier: &Dossier) -> BTreeMap<UnitId, bool> {
    let running = dossier.stage.is_under_clock();
    let mut units = BTreeMap::new();
    for asked in &dossier.consultations {
        *units.entry(asked.unit.id).or_default() |= running && asked.answer.is_none();
    }
    units
}

/// Whether the clock stands still at the moment.
pub fn paused(dossier: &Dossier) -> bool {
    dossier.clock.as_ref().is_some_and(|clock| clock.open_pause().is_some())
}

/// Whether the promised date can be missed: the clock runs and there is a date.
pub fn running(dossier: &Dossier) -> bool {
    dossier.stage.is_under_clock() && dossier.due.is_some() && !paused(dossier)
}

/// Every deadline that runs for the dossier, by kind.
pub fn deadlines(dossier: &Dossier, calendar: &Calendar) -> BTreeMap<&'static str, DateTime> {
    let mut out = BTreeMap::new();
    let rules = dossier.rules_on(dossier.lodged_at.date());
    // While the clock stands, no date can be missed; it comes back with the resumption.
    if running(dossier) {
        out.extend(dossier.due.map(|due| ("result", due)));
    }
    match &dossier.stage {
        Stage::Lodged if dossier.channel == Channel::Online => {
            let filed = dossier.filed_at();
            out.insert("intake", rules.online_acceptance_by(filed, calendar));
            // Owed once for every time it came in.
            let owed = dossier.alerted_at.is_none_or(|alerted| alerted < filed);
            out.extend(rules.officer_alert_by(filed).filter(|_| owed).map(|by| ("intake_alert", by)));
        }
        Stage::SupplementBeforeIntake if dossier.channel == Channel::Online && dossier.open_answer().is_some() => {
            out.insert("intake", rules.online_acceptance_by(dossier.filed_at(), calendar));
        }
        Stage::Accepted => {
            use law::TransferRoute::{OtherLevel, SameLevel};
            let route = if dossier.across_levels { OtherLevel } else { SameLevel };
            out.extend(dossier.accepted_at.map(|at| ("transfer", rules.transfer_due(at, route, calendar))));
        }
        Stage::InProgress { desk } => out.extend(desk.step_due.map(|due| ("step", due))),
        // Nothing is closed while the applicant's answer waits to be looked at.
        Stage::AwaitingSupplement { .. } if dossier.open_answer().is_some() => {}
        Stage::AwaitingSupplement { .. } => {
            let sent = dossier.supplements.last().and_then(|s| s.sent_at);
            let close = sent.and_then(|sent| rules.supplement_close_on(sent.date(), calendar));
            out.extend(close.map(|day| ("supplement_close", day.at(0, 0, 0, 0))));
        }
        Stage::Lodged
        | Stage::SupplementBeforeIntake
        | Stage::NotAccepted { .. }
        | Stage::SupplementAsked { .. }
        | Stage::AwaitingObligation { .. }
        | Stage::Suspended { .. }
        | Stage::WithdrawalRequested { .. }
        | Stage::Stopped { .. }
        | Stage::ResultReady
        | Stage::HandedOver => {}
    }
    if let Some((_, open)) = dossier.open_consultation().filter(|_| dossier.stage.is_under_clock()) {
        out.insert("consultation", open.answer_by);
    }
    out
}
