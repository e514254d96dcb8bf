//! The transition table: every stage × every verb → the next stage, or the refusal with its article. One reviewed text.

use std::fmt::Write;

use dossier::Command;
use dossier::command::Acceptance;
use dossier::model::{Outcome, PickUp};
use dossier::stage::Stage;
use procedure::model::Channel;
use testkit::Desk;
use testkit::catalogue::{AT_ONCE, FIVE_DAYS, procedure, usual_process};
use testkit::desk::{obligation, suspend};
use testkit::office::{APPROVER, COLLEAGUE, HEAD, INTAKE, SPECIALIST};

use crate::commands::{answer, consult, every, post_result, refuse_intake, request_supplement, transfer, withdraw};

/// First Monday of the story, under R61 and under R118.
const MONDAYS: [&str; 2] = ["2024-06-03T09:00", "2026-03-02T09:00"];

type Way = fn(&mut Desk);

/// How a dossier comes to stand where the row begins.
fn stands() -> Vec<(&'static str, Way)> {
    vec![
        ("lodged", |_| {}),
        ("lodged, asked once and answered", |d| {
            d.does(INTAKE, request_supplement()).does(INTAKE, answer()).does(INTAKE, Command::Resubmit);
        }),
        ("supplement_before_intake", |d| {
            d.does(INTAKE, request_supplement());
        }),
        ("supplement_before_intake, the applicant has answered", |d| {
            d.does(INTAKE, request_supplement()).does(INTAKE, answer());
        }),
        ("not_accepted", |d| {
            d.does(INTAKE, refuse_intake());
        }),
        ("accepted", |d| {
            d.accepted();
        }),
        ("in_progress, unclaimed at the head's step", |d| {
            d.accepted().does(INTAKE, transfer());
        }),
        ("in_progress, on the specialist's desk", |d| {
            d.in_progress();
        }),
        ("in_progress, a consultation is open", |d| {
            let question = consult(d.in_progress());
            d.does(SPECIALIST, question);
        }),
        ("in_progress, on the approver's desk", |d| {
            let grant = Command::Propose { outcome: Outcome::Grant, note: String::new() };
            d.in_progress().does(SPECIALIST, grant).does(APPROVER, Command::Claim);
        }),
        ("in_progress, approved, on the clerk's desk", |d| {
            d.in_progress().approved(Outcome::Grant);
        }),
        ("supplement_asked", |d| {
            d.in_progress().does(SPECIALIST, testkit::desk::ask_supplement());
        }),
        ("awaiting_supplement", |d| {
            d.in_progress().awaiting_supplement();
        }),
        ("in_progress, filed online", |d| {
            d.dossier.channel = Channel::Online;
            d.in_progress();
        }),
        ("in_progress, twenty days later", |d| {
            d.in_progress();
            d.now = d.now.saturating_add(jiff::Span::new().days(20));
        }),
        ("awaiting_supplement, the applicant has answered", |d| {
            d.in_progress().awaiting_supplement().does(INTAKE, answer());
        }),
        ("awaiting_supplement, sixteen days later", |d| {
            d.in_progress().awaiting_supplement();
            d.now = d.now.saturating_add(jiff::Span::new().days(16));
        }),
        ("awaiting_obligation", |d| {
            d.in_progress().does(SPECIALIST, obligation());
        }),
        ("suspended", |d| {
            d.in_progress().does(SPECIALIST, suspend());
        }),
        ("withdrawal_requested", |d| {
            d.in_progress().does(INTAKE, withdraw());
        }),
        ("stopped", |d| {
            d.in_progress().does(INTAKE, withdraw()).does(INTAKE, Command::ConfirmWithdrawal);
        }),
        ("result_ready", |d| {
            d.in_progress().result_ready();
        }),
        ("result_ready, with the post for five days", |d| {
            d.in_progress().result_ready().does(INTAKE, post_result());
            d.now = d.now.saturating_add(jiff::Span::new().days(5));
        }),
        ("handed_over", |d| {
            d.in_progress().result_ready().does(INTAKE, testkit::desk::hand_over());
        }),
    ]
}

/// Whoever would do it: the holder of the desk; a colleague claims; else the head.
fn doer(desk: &Desk, command: &Command) -> &'static str {
    let holder = desk.dossier.desk().and_then(|d| d.officer.as_ref()).map(|o| o.id);
    match command {
        Command::Claim => COLLEAGUE,
        _ => testkit::office::logins().find(|login| Some(testkit::office::id_of(login)) == holder).unwrap_or(HEAD),
    }
}

fn outcome(desk: &Desk, command: &Command) -> String {
    match desk.decide(doer(desk, command), command) {
        Ok((decision, _)) => format!("→ {}", decision.dossier.stage.name()),
        Err(refusal) => {
            let key = if refusal.key == "NOT_IN_THIS_STAGE" { "no".into() } else { refusal.key.clone() };
            format!("{key} {}", refusal.law.map(|law| format!("[{}]", short(&law))).unwrap_or_default())
        }
    }
}

/// "Điều 19 khoản 9 Nghị định 61/2018/NĐ-CP" → "Đ19.9 NĐ 61/2018".
fn short(law: &str) -> String {
    let law = law.replace("Điều ", "Đ").replace(" khoản ", ".").replace(" điểm ", "");
    law.replace("Nghị định", "NĐ").replace("/NĐ-CP", "").replace("Quyết định", "QĐ")
}

fn variant(command: &Command) -> String {
    match command {
        Command::Forward { to: None, .. } => "forward to next step".into(),
        Command::Forward { to: Some(_), .. } => "forward to colleague".into(),
        Command::HandOver { way: PickUp::Post, .. } => "hand over by post".into(),
        command => command.name().replace('_', " "),
    }
}

#[test]
fn every_stage_and_every_verb_stand_in_the_reviewed_table() {
    let mut text = String::from(
        "From each stand of a dossier, by each verb: the stage it comes to, or why not and by which article.\n\
         \"no\": the stage does not know the verb. Left R61 (Monday 03/06/2024), right R118 (Monday 02/03/2026).\n",
    );
    for (stand, way) in stands() {
        let _ = writeln!(text, "\n## {stand}");
        let desks = MONDAYS.map(|monday| {
            let mut desk = Desk::lodged(FIVE_DAYS, monday);
            way(&mut desk);
            desk
        });
        let rows = every(&desks[0]).into_iter().zip(every(&desks[1]));
        for (old, new) in rows {
            let (left, right) = (outcome(&desks[0], &old), outcome(&desks[1], &new));
            let _ = writeln!(text, "{:<28}{left:<52}{right}", variant(&old));
        }
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("transition_table", text));
}

#[test]
fn the_table_names_every_stage_and_every_verb() {
    let mut seen: Vec<&str> = Vec::new();
    for (stand, way) in stands() {
        let mut desk = Desk::lodged(FIVE_DAYS, MONDAYS[1]);
        way(&mut desk);
        let stage = desk.dossier.stage.name();
        assert!(stand.starts_with(stage), "{stand} is {stage}");
        seen.push(stage);
    }
    for name in Stage::NAMES {
        assert!(seen.contains(&name), "{name} is not in the table");
    }
    let verbs: std::collections::BTreeSet<&str> =
        every(&Desk::lodged(FIVE_DAYS, MONDAYS[1])).iter().map(Command::name).collect();
    // The enum has this many verbs; a new one fails here until it has its row.
    assert_eq!(verbs.len(), 43);
}

#[test]
fn only_a_procedure_settled_at_once_is_settled_at_once() {
    let settle = crate::commands::at_once();
    let mut slow = Desk::lodged(FIVE_DAYS, MONDAYS[1]);
    assert_eq!(slow.refused(INTAKE, settle.clone()), "NOT_SETTLED_AT_ONCE");
    for accepted_before in [false, true] {
        let mut desk =
            Desk::lodged_with(procedure(AT_ONCE), usual_process(), Channel::Counter, None, testkit::at(MONDAYS[1]));
        if accepted_before {
            desk.does(INTAKE, Command::Accept(Acceptance { receipt_wanted: true, ..Acceptance::default() }));
        }
        desk.does(INTAKE, settle.clone());
        let kinds: Vec<_> = desk.log.iter().map(|h| (h.from.as_str(), h.kind.as_str(), h.to.as_str())).collect();
        assert_eq!(
            kinds,
            [
                ("lodged", "accept", "accepted"),
                ("accepted", "release", "result_ready"),
                ("result_ready", "hand_over", "handed_over")
            ],
            "portal statuses 2, 9, 10 are all logged (golden X10)"
        );
        assert_eq!(desk.log[0].facts.get("code"), desk.dossier.code.as_ref());
        let receipts = desk.dossier.papers.len();
        assert_eq!(receipts, usize::from(accepted_before), "Mẫu 01 only when the applicant wants it");
        assert!(desk.dossier.register.is_some(), "in the register all the same");
        assert_eq!(desk.refused(INTAKE, settle.clone()), "NOT_IN_THIS_STAGE");
    }
}
