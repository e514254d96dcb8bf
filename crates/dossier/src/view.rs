//! What a reader may see of a dossier: the public account of it, and its log as a timeline.
//!
//! [`PublicView`] is made of nothing private, whatever the dossier holds: it never reads the applicant, the delegate, an
//! officer's name, an amount of money or a sentence an officer wrote, save the papers asked for, which the applicant needs.

use jiff::civil::DateTime;
use kernel::{Actor, Lang};
use law::timeliness::TimeLeft;
use law::{Calendar, Step};
use serde::Serialize;
use store::ledger;
use utoipa::ToSchema;
use web::ui::{self, StepState, Tone};

pub use crate::decide::words::Reader;
use crate::decide::{Happening, Notice};
use crate::model::{Dossier, PickUp, Supplement};
use crate::stage::Stage;

/// A dossier as anybody who has its code may follow it. All moments are RFC 3339 at +07:00; all sentences are in the
/// reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublicView {
    #[schema(example = "000.19.28.H49-240612-0003")]
    pub code: String,
    pub procedure_code: String,
    pub procedure: String,
    /// Status number of the national portal, 1 to 10.
    pub portal_status: u8,
    /// Where it stands, stable for programs: `accepted`, `in-progress`, `supplement`, …
    pub status: &'static str,
    pub status_words: String,
    /// What happens next.
    pub next: String,
    /// What the applicant has to do now; empty: nothing.
    pub todo: String,
    pub accepted_at: Option<String>,
    pub due: Option<PublicDue>,
    pub supplement: Option<PublicSupplement>,
    pub messages: Vec<PublicMessage>,
    /// Newest first.
    pub events: Vec<PublicEvent>,
    /// Where it was taken in, who decides, and where it lies now.
    pub receiving_unit: String,
    pub deciding_unit: String,
    pub present_unit: Option<String>,
    /// How the result is delivered: `counter`, `post`, `online`.
    pub pick_up: &'static str,
    /// At a counter: the centre to come to.
    pub pick_up_at: Option<String>,
    #[serde(skip)]
    pub tone: Tone,
    #[serde(skip)]
    pub steps: Vec<StepState>,
}

/// The promised date and how it came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublicDue {
    pub at: String,
    /// "thứ Hai 19/02/2024, 17:00"
    pub words: String,
    /// Working time left, or how it ended; the clock may stand still.
    pub remains: String,
    pub late: bool,
    pub paused: bool,
    /// The law's sentences, in order.
    pub explanation: Vec<String>,
    #[serde(skip)]
    pub tone: Tone,
}

/// The papers asked for, all of them at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublicSupplement {
    pub asked_at: String,
    /// Last day to bring them, where the law sets one, in words.
    pub until: Option<String>,
    pub items: Vec<PublicItem>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublicItem {
    /// The paper of the checklist it concerns.
    pub paper: Option<String>,
    pub ask: String,
}

/// A message to the applicant, without its private facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublicMessage {
    pub at: String,
    #[serde(skip)]
    pub at_words: String,
    pub text: String,
}

/// Something that happened, with the unit that did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublicEvent {
    pub at: String,
    #[serde(skip)]
    pub at_words: String,
    pub kind: String,
    pub words: String,
    pub unit: String,
}

/// From this much working time on a due date is near: one working day.
const NEAR_MINUTES: i64 = law::timeliness::ONE_WORKING_DAY;

impl PublicView {
    /// The public account of an accepted dossier as it stands at `now`; `calendar` is the receiving unit's.
    pub fn of(
        dossier: &Dossier,
        events: &[ledger::Event],
        notices: &[(i64, Notice)],
        calendar: &Calendar,
        now: DateTime,
        lang: Lang,
    ) -> PublicView {
        let (status, tone) = status(&dossier.stage);
        let due = public_due(dossier, calendar, now, lang);
        let late = due.as_ref().is_some_and(|due| due.late) && dossier.stage.is_under_clock();
        let next = if late { "public-next-late".to_string() } else { format!("public-next-{status}") };
        PublicView {
            code: dossier.code.clone().unwrap_or_default(),
            procedure_code: dossier.procedure.code.clone(),
            procedure: dossier.procedure.name.clone(),
            portal_status: dossier.stage.portal_status(),
            status,
            status_words: lang.say(&format!("public-status-{status}")).into_owned(),
            next: lang.say(&next).into_owned(),
            todo: todo(dossier, lang),
            accepted_at: dossier.accepted_at.map(kernel::time::rfc3339),
            supplement: open_supplement(dossier).map(|asked| supplement(dossier, asked, calendar, lang)),
            messages: notices.iter().map(|(at_ms, notice)| message(*at_ms, notice, lang)).collect(),
            events: public_events(events, lang),
            receiving_unit: dossier.receiving.name.clone(),
            deciding_unit: dossier.deciding.name.clone(),
            present_unit: dossier.desk().map(|desk| desk.unit.name.clone()),
            pick_up: dossier.pick_up.code(),
            pick_up_at: (dossier.pick_up == PickUp::Counter).then(|| dossier.door().name.clone()),
            steps: steps(&dossier.stage),
            due,
            tone,
        }
    }

    /// The log as the page's timeline.
    pub fn timeline(&self) -> Vec<ui::Event> {
        let entry = |event: &PublicEvent| {
            let (tone, icon) = look(&event.kind);
            ui::Event {
                at: event.at_words.clone(),
                at_iso: event.at.clone(),
                who: event.unit.clone(),
                title: event.words.clone(),
                tone,
                icon,
                ..ui::Event::default()
            }
        };
        self.events.iter().map(entry).collect()
    }
}

/// The public name of a stage. A supplement that the one-stop unit has not asked for is not asked for yet.
fn status(stage: &Stage) -> (&'static str, Tone) {
    match stage {
        Stage::Lodged => ("lodged", Tone::Info),
        Stage::SupplementBeforeIntake | Stage::AwaitingSupplement { .. } => ("supplement", Tone::Warn),
        Stage::NotAccepted { .. } => ("not-accepted", Tone::Neutral),
        Stage::Accepted => ("accepted", Tone::Info),
        Stage::InProgress { .. } | Stage::SupplementAsked { .. } => ("in-progress", Tone::Info),
        Stage::AwaitingObligation { .. } => ("obligation", Tone::Warn),
        Stage::Suspended { .. } => ("suspended", Tone::Neutral),
        Stage::WithdrawalRequested { .. } => ("withdrawal", Tone::Neutral),
        Stage::Stopped { .. } => ("stopped", Tone::Neutral),
        Stage::ResultReady => ("result-ready", Tone::Good),
        Stage::HandedOver => ("handed-over", Tone::Good),
    }
}

fn todo(dossier: &Dossier, lang: Lang) -> String {
    if dossier.open_answer().is_some() {
        return lang.say("public-todo-answered").into_owned();
    }
    let key = match (&dossier.stage, dossier.pick_up) {
        (Stage::SupplementBeforeIntake | Stage::AwaitingSupplement { .. }, _) => "public-todo-supplement",
        (Stage::AwaitingObligation { .. }, _) => "public-todo-obligation",
        (Stage::ResultReady, PickUp::Counter) => "public-todo-result-counter",
        (Stage::ResultReady, PickUp::Post) => "public-todo-result-post",
        (Stage::ResultReady, PickUp::Online) => "public-todo-result-online",
        (
            Stage::Lodged
            | Stage::NotAccepted { .. }
            | Stage::Accepted
            | Stage::InProgress { .. }
            | Stage::SupplementAsked { .. }
            | Stage::Suspended { .. }
            | Stage::WithdrawalRequested { .. }
            | Stage::Stopped { .. }
            | Stage::HandedOver,
            _,
        ) => return String::new(),
    };
    lang.say_with(key, &[("unit", &dossier.door().name)]).into_owned()
}

/// Accepted, worked on, result ready, handed over.
fn steps(stage: &Stage) -> Vec<StepState> {
    use StepState::{Ahead, Current, Done};
    match stage {
        Stage::Lodged | Stage::SupplementBeforeIntake => vec![Current, Ahead, Ahead, Ahead],
        Stage::Accepted
        | Stage::InProgress { .. }
        | Stage::SupplementAsked { .. }
        | Stage::AwaitingSupplement { .. }
        | Stage::AwaitingObligation { .. }
        | Stage::Suspended { .. }
        | Stage::WithdrawalRequested { .. } => vec![Done, Current, Ahead, Ahead],
        Stage::ResultReady => vec![Done, Done, Current, Ahead],
        Stage::HandedOver => vec![Done, Done, Done, Done],
        // Ended on the way: no path to show.
        Stage::NotAccepted { .. } | Stage::Stopped { .. } => Vec::new(),
    }
}

fn public_due(dossier: &Dossier, calendar: &Calendar, now: DateTime, lang: Lang) -> Option<PublicDue> {
    let at = dossier.due?;
    let rules = dossier.rules_on(now.date());
    let computed = dossier.clock.as_ref().and_then(|clock| clock.due(calendar, rules).ok());
    // An extension that came too late moved the promise, not the due date; people come when they were told to.
    let promised = computed.as_ref().map_or(at, |due| due.promised.max(at));
    let paused = dossier.clock.as_ref().is_some_and(|clock| clock.open_pause().is_some());
    let (remains, tone, late) = match dossier.ended_at {
        Some(ended) if ended > at => (lang.say("law-class-late").into_owned(), Tone::Bad, true),
        // Whoever took a dossier back, or had it stopped, was not served "early".
        Some(_) if matches!(dossier.stage, Stage::Stopped { .. }) => (String::new(), Tone::Neutral, false),
        Some(ended) if ended.date() < at.date() => (lang.say("law-class-early").into_owned(), Tone::Good, false),
        Some(_) => (lang.say("law-class-on-time").into_owned(), Tone::Good, false),
        None if paused => (lang.say("public-tracking-paused").into_owned(), Tone::Neutral, false),
        None if !dossier.stage.is_under_clock() => (String::new(), Tone::Neutral, false),
        None => {
            let left = TimeLeft::between(now, at, calendar);
            let near = left.days * NEAR_MINUTES + left.hours * 60 + left.minutes <= NEAR_MINUTES;
            let tone = if left.late {
                Tone::Bad
            } else if near {
                Tone::Warn
            } else {
                Tone::Good
            };
            (left.words(lang), tone, left.late)
        }
    };
    let explanation =
        computed.map(|due| due.steps.iter().map(|step| without_reason(step, lang).sentence(lang)).collect());
    Some(PublicDue {
        at: kernel::time::rfc3339(promised),
        words: moment(promised, lang),
        remains,
        late,
        paused,
        explanation: explanation.unwrap_or_default(),
        tone,
    })
}

/// The step without what an officer wrote in their own words; the applicant has it on paper.
fn without_reason(step: &Step, lang: Lang) -> Step {
    let mut step = step.clone();
    match &mut step {
        Step::SetByOfficer { reason, .. } => *reason = lang.say("public-tracking-reason-on-receipt").into_owned(),
        Step::Extended { reason, .. } => *reason = lang.say("public-tracking-reason-on-letter").into_owned(),
        Step::Started { .. }
        | Step::Restarted { .. }
        | Step::Promised { .. }
        | Step::CountedFrom { .. }
        | Step::HoursFrom { .. }
        | Step::BeforeCutOff { .. }
        | Step::AfterCutOff { .. }
        | Step::TakenInOnDayOff { .. }
        | Step::Skipped { .. }
        | Step::CountedThough { .. }
        | Step::LastWorkingDay { .. }
        | Step::PartOfDay { .. }
        | Step::LastDay { .. }
        | Step::RolledForward { .. }
        | Step::Paused { .. }
        | Step::ExtendedTooLate { .. }
        | Step::Kept { .. }
        | Step::StillPaused { .. }
        | Step::Due { .. } => {}
    }
    step
}

/// The request that waits for the applicant.
fn open_supplement(dossier: &Dossier) -> Option<&Supplement> {
    match &dossier.stage {
        Stage::SupplementBeforeIntake | Stage::AwaitingSupplement { .. } => dossier
            .supplements
            .iter()
            .rev()
            .find(|asked| asked.sent_at.is_some() && asked.received_at.is_none() && !asked.answer_waits()),
        Stage::Lodged
        | Stage::NotAccepted { .. }
        | Stage::Accepted
        | Stage::InProgress { .. }
        | Stage::SupplementAsked { .. }
        | Stage::AwaitingObligation { .. }
        | Stage::Suspended { .. }
        | Stage::WithdrawalRequested { .. }
        | Stage::Stopped { .. }
        | Stage::ResultReady
        | Stage::HandedOver => None,
    }
}

fn supplement(dossier: &Dossier, asked: &Supplement, calendar: &Calendar, lang: Lang) -> PublicSupplement {
    let sent = asked.sent_at.unwrap_or(asked.asked_at);
    let until = dossier.rules_on(sent.date()).supplement_until(sent.date(), calendar);
    let paper = |key: &str| dossier.components.iter().find(|c| c.key == key).map(|c| c.name.clone());
    let item = |item: &crate::model::SupplementItem| PublicItem {
        paper: item.component.as_deref().and_then(paper),
        ask: item.ask.clone(),
    };
    PublicSupplement {
        asked_at: kernel::time::rfc3339(sent),
        until: until.map(|day| law::weekday_date(day, lang)),
        items: asked.items.iter().map(item).collect(),
    }
}

/// Only these facts of a message or an event are anybody's: dates, the code, units, the law.
const PUBLIC_FACTS: [&str; 10] =
    ["code", "due", "due_before", "promised", "answer_by", "unit", "basis", "began", "minutes", "absent"];

/// What was told, in words of this page: a letter may name an amount or an outcome, this page does not.
fn message(at_ms: i64, notice: &Notice, lang: Lang) -> PublicMessage {
    let at = kernel::time::civil_ms(at_ms);
    let kind = match notice.kind.as_str() {
        "result_refused" => "result-ready".to_string(),
        other => other.replace('_', "-"),
    };
    let due = notice.facts.get("due").map(|due| readable(due, lang)).unwrap_or_default();
    let unit = notice.facts.get("unit").map(String::as_str).unwrap_or_default();
    PublicMessage {
        at: kernel::time::rfc3339(at),
        at_words: moment(at, lang),
        text: lang.say_with(&format!("public-told-{kind}"), &[("due", &due), ("unit", unit)]).into_owned(),
    }
}

fn readable(moment_text: &str, lang: Lang) -> String {
    let civil = moment_text.strip_suffix("+07:00").and_then(|text| text.parse::<DateTime>().ok());
    civil.map_or_else(|| moment_text.into(), |at| moment(at, lang))
}

/// "thứ Hai 19/02/2024, 17:00".
pub fn moment(at: DateTime, lang: Lang) -> String {
    format!("{}, {}", law::weekday_date(at.date(), lang), at.strftime("%H:%M"))
}

/// The kinds of the log that concern the applicant; the rest is how the agencies share their work.
const PUBLIC_KINDS: [&str; 40] = [
    "lodge",
    "lodge_online",
    "intake_overdue",
    "answer_supplement",
    "return_answer",
    "adjust",
    "choose_door",
    "post_result",
    "return_posted",
    "accept",
    "request_supplement",
    "resubmit",
    "refuse_intake",
    "transfer",
    "complete_at_once",
    "claim",
    "consult",
    "answer_consultation",
    "send_supplement_request",
    "receive_supplement",
    "close_unsupplemented",
    "declare_obligation",
    "clear_obligation",
    "suspend",
    "resume",
    "propose",
    "approve",
    "release",
    "extend",
    "apologise",
    "hand_over",
    "request_withdrawal",
    "confirm_withdrawal",
    "cancel_withdrawal",
    "stop",
    "reproject",
    "keep_promise",
    "succeed",
    "talk_held",
    "talk_missed",
];

/// Newest first. That the agency took it up is told once: who takes it up after whom is its own affair.
fn public_events(log: &[ledger::Event], lang: Lang) -> Vec<PublicEvent> {
    let mut taken_up = false;
    let mut out = Vec::new();
    for event in log.iter().filter_map(|event| public_event(event, lang)) {
        let is_claim = event.kind == "claim";
        if !(is_claim && taken_up) {
            out.push(event);
        }
        taken_up |= is_claim;
    }
    out.reverse();
    out
}

fn public_event(event: &ledger::Event, lang: Lang) -> Option<PublicEvent> {
    if !PUBLIC_KINDS.contains(&event.kind.as_str()) {
        return None;
    }
    let mut happening: Happening = serde_json::from_str(&event.body).ok()?;
    happening.facts.retain(|name, _| PUBLIC_FACTS.contains(&name.as_str()));
    happening.facts.values_mut().for_each(|value| *value = readable(value, lang));
    let unit = match serde_json::from_str(&event.actor) {
        Ok(Actor::Officer { unit_name, .. }) => unit_name,
        Ok(Actor::Applicant { .. } | Actor::System { .. }) | Err(_) => String::new(),
    };
    let at = kernel::time::civil_ms(event.at_ms);
    Some(PublicEvent {
        at: kernel::time::rfc3339(at),
        at_words: moment(at, lang),
        kind: event.kind.clone(),
        words: happening.words(lang, Reader::Public),
        unit,
    })
}

fn look(kind: &str) -> (Tone, &'static str) {
    match kind {
        "lodge" | "lodge_online" | "resubmit" | "answer_supplement" | "adjust" => (Tone::Neutral, "inbox"),
        "intake_overdue" | "return_answer" => (Tone::Warn, "list-checks"),
        "choose_door" => (Tone::Neutral, "map-pin"),
        "post_result" | "return_posted" => (Tone::Neutral, "send"),
        "accept" => (Tone::Good, "receipt"),
        "transfer" | "propose" => (Tone::Neutral, "send"),
        "claim" => (Tone::Neutral, "folder-open"),
        "consult" | "answer_consultation" | "talk_held" | "talk_missed" => (Tone::Neutral, "message-square"),
        "request_supplement" | "send_supplement_request" => (Tone::Warn, "list-checks"),
        "receive_supplement" | "clear_obligation" => (Tone::Good, "check"),
        "declare_obligation" => (Tone::Warn, "banknote"),
        "suspend" => (Tone::Warn, "pause"),
        "resume" => (Tone::Info, "play"),
        "approve" => (Tone::Seal, "stamp"),
        "extend" | "apologise" | "reproject" => (Tone::Warn, "calendar-clock"),
        "keep_promise" => (Tone::Neutral, "calendar-clock"),
        "release" => (Tone::Good, "package-check"),
        "hand_over" | "complete_at_once" => (Tone::Good, "circle-check"),
        _ => (Tone::Neutral, "flag"),
    }
}
