//! What applicants do with their own dossiers, and the clocks of online filing.

use dossier::model::{HeldComponent, HeldFile, Submission, SupplementAnswer, SupplementItem};
use dossier::{Command, Stage, project};
use jiff::civil::DateTime;
use kernel::FileId;
use procedure::model::{Channel, SupplementEffect};
use testkit::catalogue::{FIVE_DAYS, TEN_DAYS, procedure, usual_process};
use testkit::desk::attach_result;
use testkit::office::{CLERK, COLLEAGUE, HEAD, INTAKE, SPECIALIST};
use testkit::{Desk, at};

use crate::commands::{adjust, answer, received, request_supplement, return_answer, withdraw};

fn online(code: &str, moment: &str) -> Desk {
    Desk::lodged_with(procedure(code), usual_process(), Channel::Online, None, at(moment))
}

fn deadline(desk: &Desk, kind: &str) -> Option<DateTime> {
    project::deadlines(&desk.dossier, &desk.calendar).get(kind).copied()
}

fn file(component: &str, moment: &str) -> HeldFile {
    HeldFile {
        id: FileId(5),
        component: Some(component.into()),
        name: "scan.pdf".into(),
        media: "application/pdf".into(),
        pages: 1,
        bytes: 10,
        blob: "00".repeat(32),
        added_ms: kernel::time::instant_ms(at(moment)),
        added_by: testkit::applicant().name,
    }
}

#[test]
fn h01_h03_h04_h06_eight_working_hours_from_the_arrival() {
    let cases = [
        ("2024-06-12T07:30", "2024-06-12T17:00"),
        ("2024-06-14T16:00", "2024-06-17T16:00"),
        ("2024-06-15T10:00", "2024-06-17T17:00"),
        ("2026-02-15T22:10", "2026-02-23T17:00"),
    ];
    for (arrived, latest) in cases {
        assert_eq!(deadline(&online(FIVE_DAYS, arrived), "intake"), Some(at(latest)), "arrived {arrived}");
    }
    let counter = Desk::lodged(FIVE_DAYS, "2024-06-12T07:30");
    assert_eq!(deadline(&counter, "intake"), None, "nobody waits eight hours at a counter");
}

#[test]
fn h10_the_alert_is_due_two_hours_of_the_clock_later_and_only_under_r118() {
    assert_eq!(deadline(&online(FIVE_DAYS, "2025-07-03T20:00"), "intake_alert"), Some(at("2025-07-03T22:00")));
    assert_eq!(deadline(&online(FIVE_DAYS, "2024-06-12T20:00"), "intake_alert"), None);
    let mut alerted = online(FIVE_DAYS, "2025-07-03T20:00");
    alerted.dossier.alerted_at = Some(at("2025-07-03T21:55"));
    assert_eq!(deadline(&alerted, "intake_alert"), None, "owed once");
}

#[test]
fn a_resubmitted_dossier_has_its_eight_hours_and_its_alert_again_from_the_answer() {
    let mut desk = online(FIVE_DAYS, "2026-03-02T08:00");
    desk.dossier.alerted_at = Some(at("2026-03-02T09:55"));
    desk.at("2026-03-02T11:00").does(INTAKE, request_supplement());
    assert!(project::waiting(&desk.dossier), "it waits for the applicant");
    assert_eq!(deadline(&desk, "intake"), None);
    desk.at("2026-03-03T16:00").does(INTAKE, answer());
    assert!(!project::waiting(&desk.dossier), "an answer is the one-stop unit's work");
    assert_eq!(desk.dossier.stage.portal_status(), 5);
    assert_eq!(deadline(&desk, "intake"), Some(at("2026-03-04T16:00")));
    desk.at("2026-03-04T09:00").does(INTAKE, Command::Resubmit);
    assert_eq!(desk.dossier.stage, Stage::Lodged);
    assert_eq!(deadline(&desk, "intake"), Some(at("2026-03-04T16:00")), "the applicant's moment counts");
    assert_eq!(deadline(&desk, "intake_alert"), Some(at("2026-03-03T18:00")));
}

#[test]
fn before_acceptance_it_is_asked_for_once_and_what_is_still_missing_belongs_to_that_request() {
    for (monday, law) in [("2024-06-03T08:00", "61/2018"), ("2026-03-02T08:00", "118/2025")] {
        for mut desk in [online(FIVE_DAYS, monday), Desk::lodged(FIVE_DAYS, monday)] {
            assert_eq!(desk.refused(INTAKE, return_answer()), "NOT_IN_THIS_STAGE", "nothing was asked yet");
            desk.does(INTAKE, request_supplement()).does(INTAKE, answer()).does(INTAKE, Command::Resubmit);
            let again = desk.tries(INTAKE, request_supplement()).expect_err("once");
            assert_eq!(again.key, "SUPPLEMENT_ASKED_ALREADY");
            let article = again.law.expect("an article");
            assert!(article.contains("Điều 11") && article.contains(law), "{article}");
            let blank = Command::ReturnAnswer { reason: " ".into() };
            assert_eq!(desk.refused(INTAKE, blank), "WORDS_REQUIRED");
            desk.does(INTAKE, return_answer());
            assert_eq!(desk.dossier.stage, Stage::SupplementBeforeIntake);
            assert!(project::waiting(&desk.dossier), "it waits for the applicant again");
            assert_eq!(deadline(&desk, "intake"), None);
            let one = &desk.dossier.supplements;
            assert_eq!((one.len(), one[0].received_at, one[0].answered_at), (1, None, None), "the same request");
            assert_eq!(desk.notices.last().map(|n| n.kind.as_str()), Some("answer_returned"));
            desk.does(INTAKE, answer()).does(INTAKE, Command::Resubmit).accepted();
            // The one after acceptance is another right of the law.
            assert_eq!(desk.dossier.supplements_after_acceptance(), 0);
        }
    }
}

#[test]
fn every_point_needs_words_or_a_paper_that_came_after_it_was_asked() {
    let mut desk = online(FIVE_DAYS, "2026-03-02T08:00");
    let asked = |component: Option<&str>, ask: &str| SupplementItem {
        component: component.map(str::to_string),
        ask: ask.into(),
        ..SupplementItem::default()
    };
    desk.at("2026-03-02T09:00").does(
        INTAKE,
        Command::RequestSupplement {
            items: vec![asked(Some("TP01"), "Ký vào trang cuối"), asked(None, "Cho biết số điện thoại")],
            reason: "Còn thiếu".into(),
            basis: String::new(),
        },
    );
    let say = |answers: &[(usize, &str)]| Command::AnswerSupplement {
        answers: answers.iter().map(|(item, words)| SupplementAnswer { item: *item, words: (*words).into() }).collect(),
    };
    desk.at("2026-03-02T10:00");
    desk.dossier.files = vec![file("TP01", "2026-03-02T08:30")];
    // (answers, refusal)
    let cases = [
        (say(&[]), "SUPPLEMENT_ITEM_UNANSWERED"),
        (say(&[(1, "0900000001")]), "SUPPLEMENT_ITEM_UNANSWERED"),
        (say(&[(0, "Đã ký"), (1, "  ")]), "SUPPLEMENT_ITEM_UNANSWERED"),
        (say(&[(0, "Đã ký"), (1, "0900000001"), (2, "?")]), "SUPPLEMENT_ITEM_UNKNOWN"),
    ];
    for (command, key) in cases {
        assert_eq!(desk.refused(INTAKE, command.clone()), key, "{command:?}");
    }
    desk.clone().does(INTAKE, say(&[(0, "Đã ký"), (1, "0900000001")]));
    desk.dossier.files = vec![file("TP01", "2026-03-02T09:30")];
    desk.does(INTAKE, say(&[(1, "0900000001")]));
    let kept = &desk.dossier.supplements[0];
    assert_eq!((kept.answers.len(), kept.answered_at), (1, Some(at("2026-03-02T10:00"))));
    assert_eq!(desk.notices.last().map(|n| n.kind.as_str()), Some("answer_received"));
}

#[test]
fn an_answer_that_is_not_all_goes_back_with_its_reason_and_is_no_second_request() {
    let mut desk = Desk::lodged(FIVE_DAYS, "2026-03-02T09:00");
    desk.in_progress().awaiting_supplement();
    assert_eq!(desk.refused(INTAKE, return_answer()), "NO_ANSWER_WAITS");
    desk.at("2026-03-03T09:00").does(INTAKE, answer());
    assert_eq!(desk.refused(INTAKE, Command::ReturnAnswer { reason: " ".into() }), "WORDS_REQUIRED");
    desk.does(INTAKE, return_answer());
    assert!(project::waiting(&desk.dossier), "it waits for the applicant again");
    assert_eq!(desk.dossier.supplements_after_acceptance(), 1);
    assert_eq!(desk.dossier.supplements[0].answers.len(), 1, "what was said is kept");
    let told = desk.notices.last().expect("the applicant is told");
    assert_eq!((told.kind.as_str(), told.facts["reason"].as_str()), ("answer_returned", "Bản chụp không rõ"));
}

#[test]
fn the_clock_goes_on_from_the_answer_not_from_the_look_at_it() {
    // (effect, due after an answer on Tuesday 10/03 that is taken on Friday 13/03)
    for (effect, due) in
        [(SupplementEffect::Suspend, "2026-03-20T17:00"), (SupplementEffect::Restart, "2026-03-24T17:00")]
    {
        let mut ten = procedure(TEN_DAYS);
        ten.supplement = effect;
        let mut desk = Desk::lodged_with(ten, usual_process(), Channel::Online, None, at("2026-03-02T09:00"));
        desk.in_progress().at("2026-03-04T09:00").awaiting_supplement();
        desk.at("2026-03-10T09:00").does(INTAKE, answer());
        assert_eq!(deadline(&desk, "supplement_close"), None, "nothing is closed while an answer waits");
        desk.at("2026-04-02T09:00");
        assert_eq!(desk.refused(INTAKE, Command::CloseUnsupplemented), "ANSWER_WAITS");
        desk.at("2026-03-13T09:00").does(INTAKE, received());
        assert_eq!(desk.dossier.supplements[0].received_at, Some(at("2026-03-10T09:00")), "{effect:?}");
        assert_eq!(desk.dossier.due, Some(at(due)), "{effect:?}");
    }
}

#[test]
fn what_was_filed_online_is_adjusted_until_the_decision_and_only_under_r118() {
    // (moment, channel, refusal after acceptance)
    let cases = [
        ("2024-06-03T09:00", Channel::Online, Some("ADJUST_AFTER_ACCEPTANCE")),
        ("2026-03-02T09:00", Channel::Counter, Some("ADJUST_AFTER_ACCEPTANCE")),
        ("2026-03-02T09:00", Channel::Post, Some("ADJUST_AFTER_ACCEPTANCE")),
        ("2026-03-02T09:00", Channel::Online, None),
    ];
    for (moment, channel, refusal) in cases {
        let mut desk = Desk::lodged_with(procedure(FIVE_DAYS), usual_process(), channel, None, at(moment));
        let wanted = adjust(&desk);
        desk.clone().does(INTAKE, wanted.clone());
        desk.in_progress();
        match refusal {
            Some(key) => assert_eq!(desk.refused(INTAKE, wanted), key, "{moment} {channel:?}"),
            None => {
                desk.does(INTAKE, wanted.clone());
                assert_eq!(desk.dossier.summary, "Điều chỉnh trích yếu");
                let told = desk.officer_notices.last().expect("the specialist is told");
                assert_eq!(told.to, dossier::decide::Addressee::Officer(testkit::office::id_of(SPECIALIST)));
                desk.approved(dossier::model::Outcome::Grant).clone().does(INTAKE, wanted.clone());
                let today = desk.now.date();
                desk.does(CLERK, attach_result(today));
                assert_eq!(desk.refused(INTAKE, wanted.clone()), "ADJUST_TOO_LATE", "a signed result is a decision");
                desk.does(CLERK, Command::Release);
                assert_eq!(desk.refused(INTAKE, wanted), "ADJUST_TOO_LATE");
            }
        }
    }
}

#[test]
fn after_acceptance_papers_come_and_none_goes() {
    let mut desk = online(FIVE_DAYS, "2026-03-02T09:00");
    desk.in_progress();
    let line = |key: &str, received| HeldComponent {
        key: key.into(),
        name: "Người nộp đặt tên".into(),
        required: true,
        received,
        submission: Submission::Scan,
        originals: 0,
        copies: 0,
        note: "mới".into(),
    };
    let mut wanted = match adjust(&desk) {
        Command::Adjust(wanted) => *wanted,
        other => panic!("{other:?}"),
    };
    wanted.components = vec![line("TP01", false), line("X01", true), line("TP99", true)];
    desk.does(INTAKE, Command::Adjust(Box::new(wanted)));
    let held = |key: &str| desk.dossier.components.iter().find(|c| c.key == key);
    let first = held("TP01").expect("the checklist stands");
    assert!(first.received && first.name != "Người nộp đặt tên", "what was taken in stays");
    assert!(held("X01").is_some_and(|c| c.received && !c.required), "another paper is nobody's requirement");
    assert!(held("TP99").is_none(), "no line that the procedure does not know");
}

#[test]
fn a_withdrawal_is_asked_and_taken_back_while_the_work_goes_on() {
    let mut desk = online(FIVE_DAYS, "2026-03-02T09:00");
    desk.in_progress().at("2026-03-03T09:00").does(INTAKE, withdraw());
    assert_eq!(desk.refused(INTAKE, adjust(&desk.clone())), "NOT_IN_THIS_STAGE");
    desk.at("2026-03-04T09:00").does(INTAKE, Command::CancelWithdrawal { reason: "Vẫn cần".into() });
    assert!(matches!(desk.dossier.stage, Stage::InProgress { .. }));
    let colleague = desk.named(COLLEAGUE);
    desk.does(HEAD, Command::Assign { to: colleague, note: String::new() });
}

#[test]
fn t06_papers_to_another_level_have_one_working_day_under_r118() {
    // (accepted, across levels, transfer due)
    let cases = [
        ("2025-07-03T16:00", true, "2025-07-04T17:00"),
        ("2025-07-03T16:00", false, "2025-07-04T07:30"),
        ("2024-06-12T15:01", true, "2024-06-13T07:30"),
    ];
    for (moment, across, due) in cases {
        let mut desk = Desk::lodged(FIVE_DAYS, moment);
        desk.dossier.across_levels = across;
        desk.accepted();
        assert_eq!(deadline(&desk, "transfer"), Some(at(due)), "{moment} {across}");
    }
}
