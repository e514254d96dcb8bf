//! From intake to hand-over, with everything that may happen in between.

use std::fmt::Write;

use dossier::Command;
use dossier::decide::Happening;
use dossier::model::{Outcome, UnitRef};
use kernel::DossierId;
use store::ledger::{Event, GENESIS};
use testkit::catalogue::{FIVE_DAYS, usual_process};
use testkit::desk::{ask_supplement, attach_result, hand_over, obligation};
use testkit::office::{APPROVER, BUILDING, CLERK, CONSULTED, HAND_OVER, HEAD, INTAKE, SPECIALIST};
use testkit::{World, each_engine, portrait, story_line};

fn part(world: &World, id: DossierId, moment: &str) -> String {
    let calendar = world.office.directory.calendar_of(testkit::office::CENTRE);
    format!("# {moment}\n{}\n", portrait(&world.dossier(id), &usual_process(), &calendar))
}

fn happenings(world: &World, id: DossierId) -> Vec<Happening> {
    world.events(id).iter().map(|event| serde_json::from_str(&event.body).expect("a happening")).collect()
}

/// Every event follows the one before: numbers without a gap, hashes that fit, time that never runs back.
pub fn chain_stands(world: &World, id: DossierId) {
    let events: Vec<Event> = world.events(id);
    let mut previous = GENESIS.to_vec();
    for (place, event) in events.iter().enumerate() {
        assert_eq!(event.seq, place as i64 + 1);
        assert_eq!(event.hash, event.digest(&previous), "event {} fits", event.seq);
        previous = event.hash.clone();
    }
    assert!(events.windows(2).all(|two| two[0].at_ms <= two[1].at_ms), "the log is in order");
    let dossier = world.dossier(id);
    assert_eq!((dossier.last_seq, dossier.last_hash), (events.len() as i64, previous), "the row knows the chain's end");
}

/// The deadlines kept are the ones that follow from the dossier, neither more nor less.
pub fn deadlines_follow(world: &World, id: DossierId) {
    let sql = "SELECT kind, due_ms FROM deadline WHERE dossier_id = ?1 ORDER BY kind";
    let kept = world.look(move |tx| {
        let rows = tx.query(sql, &[id.0.into()])?;
        rows.iter().map(|row| Ok((row.text(0)?.to_string(), row.int(1)?))).collect::<kernel::Result<Vec<_>>>()
    });
    let calendar = world.office.directory.calendar_of(testkit::office::CENTRE);
    let follow = dossier::project::deadlines(&world.dossier(id), &calendar);
    let follow: Vec<_> =
        follow.into_iter().map(|(kind, due)| (kind.to_string(), kernel::time::instant_ms(due))).collect();
    assert_eq!(kept, follow);
}

fn story(world: &World) -> String {
    let mut text = String::new();
    let mut tell = |id, moment: &str| {
        chain_stands(world, id);
        deadlines_follow(world, id);
        text.push_str(&part(world, id, moment));
    };
    let id = world.at("2026-03-02T08:30").accepted(FIVE_DAYS);
    tell(id, "accepted at the counter, Monday 02/03");
    world.at("2026-03-02T14:00").does(INTAKE, id, Command::Transfer { note: "Bản giấy 3 tờ".into() });
    world.at("2026-03-02T14:30").does(HEAD, id, Command::Assign { to: world.named(SPECIALIST), note: String::new() });
    world.at("2026-03-03T09:00").does(SPECIALIST, id, ask_supplement());
    world.at("2026-03-03T10:00").does(INTAKE, id, Command::SendSupplementRequest);
    tell(id, "waiting for the supplement, Tuesday 03/03");
    assert_eq!(world.refused(SPECIALIST, id, ask_supplement()), "NOT_IN_THIS_STAGE");
    world.at("2026-03-09T09:00").does(INTAKE, id, Command::ReceiveSupplement { note: String::new() });
    tell(id, "supplemented, the five days begin again, Monday 09/03");
    assert_eq!(world.refused(SPECIALIST, id, ask_supplement()), "SUPPLEMENT_LIMIT");
    let unit = UnitRef { id: BUILDING, name: "whatever the request says".into(), code: String::new() };
    let question =
        Command::Consult { unit, question: "Có quy hoạch không?".into(), answer_by: testkit::on("2026-03-11") };
    world.at("2026-03-09T10:00").does(SPECIALIST, id, question);
    world.at("2026-03-12T08:00").does(CONSULTED, id, Command::AnswerConsultation { nth: 0, answer: "Không".into() });
    let suspend =
        Command::Suspend { reason_key: Some("verification".into()), reason: String::new(), basis: String::new() };
    world.at("2026-03-12T09:00").does(SPECIALIST, id, suspend);
    tell(id, "suspended for verification, Thursday 12/03");
    world.at("2026-03-16T09:00").does(SPECIALIST, id, Command::Resume { note: "Đã có kết quả xác minh".into() });
    world.at("2026-03-16T10:00").does(SPECIALIST, id, obligation());
    world.at("2026-03-17T10:00").does(SPECIALIST, id, Command::ClearObligation { receipt_no: "BL-77".into() });
    tell(id, "paid, Tuesday 17/03");
    let extend = Command::Extend { until: testkit::on("2026-03-24"), reason: "Chờ đối chiếu sổ gốc".into() };
    world.does(HEAD, id, extend.clone());
    assert_eq!(world.refused(HEAD, id, extend), "EXTENSION_LIMIT");
    world.does(SPECIALIST, id, Command::Propose { outcome: Outcome::Grant, note: "Đủ điều kiện".into() });
    world.at("2026-03-18T09:00").does(APPROVER, id, Command::Claim);
    world.does(APPROVER, id, Command::RejectProposal { reason: "Ghi rõ căn cứ".into() });
    world.does(SPECIALIST, id, Command::Propose { outcome: Outcome::Grant, note: "Đã ghi căn cứ".into() });
    world.does(APPROVER, id, Command::Claim);
    world.does(APPROVER, id, Command::Approve { note: String::new() });
    world.at("2026-03-19T09:00").does(CLERK, id, Command::Claim);
    assert_eq!(world.refused(CLERK, id, Command::Release), "RESULT_REQUIRED");
    world.does(CLERK, id, attach_result(testkit::on("2026-03-19")));
    world.does(CLERK, id, Command::Release);
    tell(id, "released, Thursday 19/03");
    world.at("2026-03-20T15:00").does(HAND_OVER, id, hand_over());
    tell(id, "handed over, Friday 20/03");
    text.push_str("# the log\n");
    for happening in happenings(world, id) {
        let _ = writeln!(text, "{}", story_line(&happening));
    }
    text
}

#[test]
fn a_counter_dossier_lives_the_same_life_on_both_engines() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| each_engine("life", |world| insta::assert_snapshot!("counter_dossier", story(world))));
}

#[test]
fn a_clock_that_jumps_back_does_not_disorder_the_log() {
    each_engine("jump", |world| {
        let id = world.at("2026-03-02T10:00").accepted(FIVE_DAYS);
        world.at("2026-03-02T08:00").does(INTAKE, id, Command::Transfer { note: String::new() });
        chain_stands(world, id);
        let dossier = world.dossier(id);
        assert_eq!(dossier.holds[1].at, testkit::at("2026-03-02T10:00"), "not before the last event");
        deadlines_follow(world, id);
    });
}

#[test]
fn a_dossier_settled_at_once_is_logged_step_by_step() {
    each_engine("at_once", |world| {
        let lodging = world.lodging(testkit::catalogue::AT_ONCE);
        let id = world.lodges(INTAKE, lodging, None).expect("lodged").id;
        let settle = Command::CompleteAtOnce {
            result_name: "Bản sao chứng thực".into(),
            result_number: "7".into(),
            signer: "Hoàng Thị Lan".into(),
            taker_name: testkit::applicant().name,
            taker_id: String::new(),
        };
        let saved = world.does(INTAKE, id, settle);
        assert_eq!((saved.stage.as_str(), saved.code.as_deref()), ("handed_over", Some("H49.15-260302-0001")));
        let kinds: Vec<String> = world.events(id).into_iter().map(|e| e.kind).collect();
        assert_eq!(kinds, ["lodge", "accept", "release", "hand_over"]);
        chain_stands(world, id);
        deadlines_follow(world, id);
    });
}
