//! Everything about a dossier as text, for snapshots that a reviewer reads like a file of the registry.

use std::fmt::Write;

use dossier::decide::Happening;
use dossier::decide::words::Reader;
use dossier::model::Dossier;
use dossier::project;
use jiff::civil::DateTime;
use kernel::Lang;
use law::Calendar;
use procedure::process::Process;

/// The whole state: what stands, what is counted, what was issued, who holds it, what is due.
pub fn portrait(dossier: &Dossier, process: &Process, calendar: &Calendar) -> String {
    let mut out = String::new();
    let mut line = |name: &str, value: String| {
        if !value.is_empty() {
            let _ = writeln!(out, "{name:<14}{value}");
        }
    };
    line("code", dossier.code.clone().unwrap_or("–".into()));
    line("stage", format!("{} (portal {})", dossier.stage.name(), dossier.stage.portal_status()));
    line("rules", dossier.rules.map(|rules| format!("{rules:?}")).unwrap_or_default());
    line("due", dossier.due.map(moment).unwrap_or_default());
    if let Some(clock) = &dossier.clock {
        for pause in &clock.pauses {
            line(
                "  paused",
                format!("{} → {} ({})", moment(pause.from), pause.until.map_or("…".into(), moment), pause.basis),
            );
        }
        line("  restart", clock.restart.map(moment).unwrap_or_default());
        line(
            "  extended",
            clock.extension.as_ref().map(|e| format!("to {} on {}", moment(e.until), e.agreed_on)).unwrap_or_default(),
        );
    }
    let tray = project::tray(dossier, process);
    let tray = tray.map(|t| {
        format!("{} {}{}", t.unit.0, t.duty.code(), t.officer.map(|o| format!(" @{}", o.0)).unwrap_or_default())
    });
    line("tray", tray.unwrap_or("–".into()));
    line("waiting", if project::waiting(dossier) { "yes".into() } else { String::new() });
    for (kind, due) in project::deadlines(dossier, calendar) {
        line("deadline", format!("{kind} {}", moment(due)));
    }
    for hold in &dossier.holds {
        let to = [hold.to_unit.as_str(), hold.to_officer.as_str(), hold.step.as_str()].join(" / ");
        line("held", format!("{} → {}  {to}", moment(hold.at), hold.done.map_or("…".into(), moment)));
    }
    for paper in &dossier.papers {
        line(
            "paper",
            format!("{:?} {}/{} due {}", paper.form, paper.number, paper.year, paper.due.map_or("–".into(), moment)),
        );
    }
    for asked in &dossier.supplements {
        let sent = asked.sent_at.map_or("not sent".into(), moment);
        line(
            "supplement",
            format!(
                "{} item(s), sent {sent}, received {}",
                asked.items.len(),
                asked.received_at.map_or("–".into(), moment)
            ),
        );
    }
    for asked in &dossier.consultations {
        let answer = asked.answer.as_ref().map_or("open".into(), |(_, at, by)| format!("{} by {by}", moment(*at)));
        line("consultation", format!("{} by {}: {answer}", asked.unit.name, moment(asked.answer_by)));
    }
    for owed in &dossier.obligations {
        line(
            "obligation",
            format!(
                "{} {} {}",
                owed.amount,
                owed.notice_no,
                owed.cleared.as_ref().map_or("open".into(), |c| moment(c.0))
            ),
        );
    }
    if let Some(proposal) = &dossier.proposal {
        let approved = proposal
            .approved
            .as_ref()
            .map_or("not approved".into(), |(who, at)| format!("approved by {} {}", who.name, moment(*at)));
        line(
            "proposal",
            format!(
                "{} by {}, {approved}",
                if proposal.outcome.is_refusal() { "refuse" } else { "grant" },
                proposal.by.name
            ),
        );
    }
    line(
        "result",
        dossier.result.as_ref().map(|r| format!("{} {} {}", r.name, r.number, r.signed_on)).unwrap_or_default(),
    );
    line(
        "handed over",
        dossier.hand_over.as_ref().map(|h| format!("{} {}", h.taker_name, moment(h.at))).unwrap_or_default(),
    );
    line("ended", dossier.ended_at.map(moment).unwrap_or_default());
    out
}

/// One line of the log as officers read it.
pub fn story_line(happening: &Happening) -> String {
    format!("{} → {}: {}", happening.from, happening.to, happening.words(Lang::Vi, Reader::Officer))
}

fn moment(at: DateTime) -> String {
    at.strftime("%a %Y-%m-%d %H:%M").to_string()
}
