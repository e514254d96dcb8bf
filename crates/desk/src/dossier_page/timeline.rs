//! The legal log in words: who did what when, newest first.
//!
//! It never hides an entry: an event whose body cannot be read is shown by its kind.

use dossier::decide::Happening;
use dossier::decide::words::Reader;
use kernel::{Actor, Lang};
use store::ledger;
use web::ui::{Event, Tone};

use crate::badge;

/// The events of a dossier as the page shows them.
pub fn events(lang: Lang, log: &[ledger::Event]) -> Vec<Event> {
    log.iter().rev().map(|event| told(lang, event)).collect()
}

fn told(lang: Lang, event: &ledger::Event) -> Event {
    let at = kernel::time::civil_ms(event.at_ms);
    let happening: Option<Happening> = serde_json::from_str(&event.body).ok();
    let title = happening.as_ref().map_or_else(|| event.kind.clone(), |told| told.words(lang, Reader::Officer));
    let note = happening.and_then(|told| told.facts.get("note").cloned()).unwrap_or_default();
    let (tone, icon) = look(&event.kind);
    Event {
        at: badge::when(lang, at),
        at_iso: kernel::time::rfc3339(at),
        who: who(lang, &event.actor),
        title,
        text: note,
        law: None,
        tone,
        icon,
        links: Vec::new(),
    }
}

/// The author as the log keeps them: name and unit of that day.
pub fn who(lang: Lang, actor: &str) -> String {
    match serde_json::from_str::<Actor>(actor) {
        Ok(Actor::Officer { name, unit_name, .. }) => format!("{name}, {unit_name}"),
        Ok(Actor::Applicant { name, .. }) => lang.say_with("desk-by-applicant", &[("name", &name)]).into_owned(),
        Ok(Actor::System { .. }) | Err(_) => lang.say("desk-by-system").into_owned(),
    }
}

fn look(kind: &str) -> (Tone, &'static str) {
    match kind {
        "accept" => (Tone::Good, "receipt"),
        "approve" => (Tone::Seal, "stamp"),
        "release" => (Tone::Good, "package-check"),
        "hand_over" | "complete_at_once" => (Tone::Good, "hand-helping"),
        "propose" => (Tone::Info, "send"),
        "request_supplement" | "ask_supplement" | "send_supplement_request" => (Tone::Warn, "list-checks"),
        "receive_supplement" | "resubmit" => (Tone::Good, "file-check"),
        "revise" => (Tone::Neutral, "pencil"),
        "consultation_late" => (Tone::Bad, "message-square"),
        "choose_door" => (Tone::Neutral, "map-pin"),
        "request_withdrawal" => (Tone::Warn, "undo-2"),
        "cancel_withdrawal" => (Tone::Info, "rotate-ccw"),
        "suspend" => (Tone::Warn, "pause"),
        "resume" => (Tone::Info, "play"),
        "extend" | "apologise" => (Tone::Warn, "calendar-clock"),
        "refuse_intake" | "stop" | "close_unsupplemented" | "confirm_withdrawal" => (Tone::Bad, "file-x"),
        "send_back" | "reject_proposal" | "decline_supplement_request" => (Tone::Warn, "undo-2"),
        "claim" | "assign" => (Tone::Neutral, "user-check"),
        "transfer" | "forward" => (Tone::Info, "share-2"),
        "consult" | "answer_consultation" => (Tone::Info, "message-square"),
        "attach_file" | "attach_result" => (Tone::Neutral, "paperclip"),
        "remove_file" => (Tone::Neutral, "trash-2"),
        "declare_obligation" | "clear_obligation" => (Tone::Warn, "banknote"),
        "lodge" => (Tone::Neutral, "file-plus"),
        "talk_held" => (Tone::Info, "message-square"),
        "talk_missed" => (Tone::Warn, "message-square"),
        "talk_minute" => (Tone::Neutral, "pencil"),
        _ => (Tone::Neutral, "circle"),
    }
}
