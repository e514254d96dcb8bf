//! Golden cases of the lifecycle document that this room decides, each under its own number.

use dossier::command::{Acceptance, SecondSupplement};
use dossier::model::{Dossier, Outcome};
use dossier::{Command, Stage, project};
use law::RuleSet;
use law::timeliness::{self, IndexVerdict};
use procedure::model::Channel;
use testkit::catalogue::{FIVE_DAYS, NO_LIMIT, TEN_DAYS, procedure, usual_process};
use testkit::desk::{ask_supplement, attach_result, hand_over, items};
use testkit::office::{BUILDING, CLERK, HEAD, INTAKE, SPECIALIST};
use testkit::{Desk, at};

use crate::commands::{apologise, consult, extend, received, resume, transfer, withdraw};

fn due(dossier: &Dossier) -> String {
    dossier.due.expect("a promised date").strftime("%a %Y-%m-%d %H:%M").to_string()
}

fn extend_to(day: &str) -> Command {
    Command::Extend { until: testkit::on(day), reason: "Hồ sơ phức tạp".into() }
}

/// R61 and R118 alike: due Monday 02/03/2026 after the holidays.
fn due_on_2_march() -> Desk {
    let mut desk = Desk::lodged(TEN_DAYS, "2026-02-09T09:00");
    desk.in_progress();
    assert_eq!(due(&desk.dossier), "Mon 2026-03-02 17:00", "golden D05");
    desk
}

#[test]
fn a01_a02_the_extension_is_declared_a_day_before_at_the_latest() {
    due_on_2_march().at("2026-03-01T20:00").does(HEAD, extend_to("2026-03-06"));
    let mut late = due_on_2_march();
    assert_eq!(late.at("2026-03-02T08:00").refused(HEAD, extend_to("2026-03-06")), "EXTENSION_NOTICE");
}

#[test]
fn a03_there_is_one_extension() {
    let mut desk = due_on_2_march();
    desk.at("2026-02-26T09:00").does(HEAD, extend_to("2026-03-06"));
    assert_eq!(due(&desk.dossier), "Fri 2026-03-06 17:00");
    assert_eq!(desk.refused(HEAD, extend_to("2026-03-10")), "EXTENSION_LIMIT");
}

#[test]
fn a04_after_the_date_there_is_only_an_apology_and_the_dossier_stays_late() {
    let mut desk = due_on_2_march();
    desk.at("2026-03-03T09:00");
    assert_eq!(desk.refused(HEAD, extend_to("2026-03-06")), "EXTENSION_AFTER_DUE");
    let promise = apologise(&desk);
    desk.does(HEAD, promise);
    assert_eq!(due(&desk.dossier), "Mon 2026-03-02 17:00", "the date that was missed stands");
    assert!(!desk.dossier.apologies[0].extends);
    assert_eq!(desk.dossier.papers.last().map(|p| p.form), Some(law::FormKey::Apology));
}

#[test]
fn an_extension_moves_the_date_forward_to_a_working_day_only() {
    let mut desk = due_on_2_march();
    desk.at("2026-02-24T09:00");
    assert_eq!(desk.refused(HEAD, extend_to("2026-03-07")), "NOT_A_WORKING_DAY");
    assert_eq!(desk.refused(HEAD, extend_to("2026-03-02")), "EXTENSION_NOT_LATER");
    assert_eq!(desk.refused(HEAD, apologise(&desk.clone())), "NOT_LATE_YET");
}

#[test]
fn while_the_clock_stands_no_date_is_extended_and_none_is_missed() {
    let mut desk = due_on_2_march();
    desk.at("2026-02-24T09:00").does(SPECIALIST, testkit::desk::suspend());
    assert_eq!(desk.refused(HEAD, extend_to("2026-03-06")), "NOT_IN_THIS_STAGE");
    desk.at("2026-03-20T09:00");
    assert_eq!(desk.refused(HEAD, apologise(&desk.clone())), "NOT_IN_THIS_STAGE");
}

#[test]
fn r01_back_for_a_supplement_within_three_working_days() {
    let mut desk = Desk::lodged(FIVE_DAYS, "2024-06-12T09:00");
    desk.in_progress().at("2024-06-17T17:00").clone().does(SPECIALIST, ask_supplement());
    assert_eq!(desk.at("2024-06-17T17:01").refused(SPECIALIST, ask_supplement()), "RETURN_LATE");
    let late = match ask_supplement() {
        Command::AskSupplement { items, reason, basis, second, .. } => {
            Command::AskSupplement {
                items, reason, basis, late_reason: "Chờ đối chiếu sổ gốc".into(), second
            }
        }
        other => other,
    };
    desk.does(SPECIALIST, late);
    assert_eq!(desk.dossier.supplements[0].late_reason.as_deref(), Some("Chờ đối chiếu sổ gốc"));
}

#[test]
fn r02_the_full_supplement_starts_the_whole_limit_again() {
    let mut ten = procedure(TEN_DAYS);
    ten.supplement = procedure::model::SupplementEffect::Restart;
    let mut desk = Desk::lodged_with(ten, usual_process(), Channel::Counter, None, at("2024-06-03T09:00"));
    desk.in_progress().awaiting_supplement().at("2024-06-12T10:00").does(INTAKE, received());
    assert_eq!(due(&desk.dossier), "Wed 2024-06-26 17:00");
    assert!(desk.dossier.components.iter().any(|c| c.key == "TP02" && c.received));
}

#[test]
fn r03_k07_a_second_supplement_takes_an_override_and_counts_as_late() {
    let mut desk = Desk::lodged(TEN_DAYS, "2026-03-02T09:00");
    desk.in_progress().awaiting_supplement().at("2026-03-04T09:00").does(INTAKE, received());
    assert_eq!(desk.refused(SPECIALIST, ask_supplement()), "SUPPLEMENT_LIMIT");
    let second = |reason: &str, basis: &str| Command::AskSupplement {
        items: items(),
        reason: "Phát sinh".into(),
        basis: basis.into(),
        late_reason: String::new(),
        second: Some(SecondSupplement { reason: reason.into() }),
    };
    assert_eq!(desk.refused(HEAD, second("", "")), "WORDS_REQUIRED");
    desk.does(HEAD, second("Giấy tờ mới phát sinh", ""));
    let asked = &desk.dossier.supplements[1];
    assert_eq!(asked.override_reason.as_ref().map(|(_, by)| by.as_str()), Some("Phạm Văn Dũng"));
    assert!(!asked.basis.is_empty(), "the sector law of the procedure is cited");
    let facts = timeliness::Facts {
        accepted_at: desk.dossier.accepted_at,
        due: desk.dossier.due,
        ready_at: Some(at("2026-03-05T09:00")),
        supplement_requests: desk.dossier.supplements_after_acceptance() as u32,
        ..timeliness::Facts::default()
    };
    assert_eq!(facts.index_verdict(at("2026-04-01T00:00")), IndexVerdict::Late);
}

#[test]
fn a_second_supplement_without_any_sector_law_is_refused() {
    let mut desk = Desk::lodged(FIVE_DAYS, "2026-03-02T09:00");
    desk.in_progress().awaiting_supplement().does(INTAKE, received());
    let second = |basis: &str| Command::AskSupplement {
        items: items(),
        reason: "Phát sinh".into(),
        basis: basis.into(),
        late_reason: String::new(),
        second: Some(SecondSupplement { reason: "Giấy tờ mới".into() }),
    };
    let refusal = desk.tries(HEAD, second("")).expect_err("no basis");
    assert_eq!((refusal.key.as_str(), refusal.field.as_deref()), ("WORDS_REQUIRED", Some("basis")));
    desk.does(HEAD, second("Luật chuyên ngành Điều 7"));
}

#[test]
fn a_first_supplement_is_asked_by_the_holder_of_the_desk_even_with_an_override_in_hand() {
    let mut desk = Desk::lodged(TEN_DAYS, "2026-03-02T09:00");
    desk.in_progress();
    let second = Command::AskSupplement {
        items: items(),
        reason: "Thiếu".into(),
        basis: String::new(),
        late_reason: String::new(),
        second: Some(SecondSupplement { reason: "Cho phép".into() }),
    };
    assert_eq!(desk.refused(HEAD, second), "HELD_BY_ANOTHER");
}

#[test]
fn c03_only_r118_closes_what_is_not_supplemented() {
    let mut old = Desk::lodged(FIVE_DAYS, "2024-06-03T09:00");
    old.in_progress().awaiting_supplement().at("2024-12-02T09:00");
    assert_eq!(old.refused(INTAKE, Command::CloseUnsupplemented), "NO_CLOSING_TIME");
    let mut new = Desk::lodged(FIVE_DAYS, "2026-03-02T09:00");
    new.in_progress().awaiting_supplement();
    // Fifteen days from Monday 02/03 end on Tuesday 17/03.
    assert_eq!(new.at("2026-03-17T16:59").refused(INTAKE, Command::CloseUnsupplemented), "TOO_EARLY_TO_CLOSE");
    new.at("2026-03-18T08:00").does(INTAKE, Command::CloseUnsupplemented);
    assert_eq!(new.dossier.papers.last().map(|p| p.form), Some(law::FormKey::Stop));
}

fn ten_days_from_3_june() -> Desk {
    let mut desk = Desk::lodged(TEN_DAYS, "2024-06-03T09:00");
    desk.in_progress();
    assert_eq!(due(&desk.dossier), "Mon 2024-06-17 17:00");
    desk
}

#[test]
fn s01_a_suspension_moves_the_date_by_the_working_days_it_lasted() {
    let mut desk = ten_days_from_3_june();
    desk.at("2024-06-06T09:00").does(SPECIALIST, testkit::desk::suspend());
    desk.at("2024-06-12T09:00").does(SPECIALIST, resume());
    assert_eq!(due(&desk.dossier), "Fri 2024-06-21 17:00");
    let last = desk.log.last().expect("resumed");
    assert_eq!(last.facts["due_before"], "2024-06-17T17:00:00+07:00");
    assert_eq!(last.facts["due"], "2024-06-21T17:00:00+07:00");
}

#[test]
fn the_step_gets_back_the_time_the_clock_stood() {
    let mut desk = ten_days_from_3_june();
    let before = desk.dossier.desk().and_then(|d| d.step_due).expect("the usual process times its steps");
    desk.at("2024-06-04T09:00").does(SPECIALIST, testkit::desk::suspend());
    desk.at("2024-06-06T09:00").does(SPECIALIST, resume());
    let after = desk.dossier.desk().and_then(|d| d.step_due).expect("still timed");
    assert_eq!(desk.calendar.working_seconds_between(before, after), 2 * 8 * 3600);
    assert_eq!(desk.dossier.holds.last().and_then(|hold| hold.due), Some(after), "the control sheet says the same");
}

#[test]
fn s02_a_suspension_within_a_day_moves_nothing() {
    let mut desk = ten_days_from_3_june();
    desk.at("2024-06-06T08:00").does(SPECIALIST, testkit::desk::suspend());
    desk.at("2024-06-06T16:00").does(SPECIALIST, resume());
    assert_eq!(due(&desk.dossier), "Mon 2024-06-17 17:00");
    assert!(!desk.log.last().expect("resumed").facts.contains_key("due_before"));
}

#[test]
fn s05_a_consultation_moves_nothing_and_its_late_answer_is_noted() {
    let mut desk = ten_days_from_3_june();
    let question = consult(&desk);
    desk.does(SPECIALIST, question);
    assert!(project::waiting(&desk.dossier));
    let running = project::deadlines(&desk.dossier, &desk.calendar);
    assert_eq!(running.get("consultation"), Some(&at("2024-06-06T17:00")));
    assert!(running.contains_key("result"), "the promised date runs on");
    desk.at("2024-06-07T09:00").does(SPECIALIST, Command::AnswerConsultation { nth: 0, answer: "Không".into() });
    assert_eq!(desk.log.last().and_then(|h| h.facts.get("late")).map(String::as_str), Some("1"));
    assert_eq!(due(&desk.dossier), "Mon 2024-06-17 17:00");
}

#[test]
fn s06_verification_suspends_on_the_procedures_own_reason_or_on_an_article() {
    let mut desk = Desk::lodged(FIVE_DAYS, "2024-06-03T09:00");
    desk.in_progress();
    let suspend = |key: Option<&str>, basis: &str| Command::Suspend {
        reason_key: key.map(str::to_string),
        reason: "Xác minh".into(),
        basis: basis.into(),
    };
    assert_eq!(desk.refused(SPECIALIST, suspend(None, "")), "PAUSE_BASIS_REQUIRED");
    assert_eq!(desk.refused(SPECIALIST, suspend(Some("weather"), "")), "PAUSE_REASON_UNKNOWN");
    desk.does(SPECIALIST, suspend(Some("verification"), ""));
    assert!(desk.dossier.clock.as_ref().and_then(|c| c.open_pause()).is_some_and(|p| p.basis.contains("khoản 4")));
    assert!(
        !project::deadlines(&desk.dossier, &desk.calendar).contains_key("result"),
        "nothing can be missed meanwhile"
    );
}

fn statuses(desk: &Desk) -> Vec<String> {
    desk.log.iter().map(|h| h.to.clone()).fold(vec!["lodged".to_string()], |mut way, to| {
        if way.last() != Some(&to) {
            way.push(to);
        }
        way
    })
}

#[test]
fn x01_the_plain_way() {
    let mut desk = Desk::lodged(FIVE_DAYS, "2026-03-02T09:00");
    desk.in_progress().result_ready().does(INTAKE, hand_over());
    assert_eq!(statuses(&desk), ["lodged", "accepted", "in_progress", "result_ready", "handed_over"]);
}

#[test]
fn x02_before_acceptance_no_clock_runs() {
    let mut desk = Desk::lodged(FIVE_DAYS, "2026-03-02T09:00");
    desk.does(INTAKE, crate::commands::request_supplement());
    assert!(desk.dossier.clock.is_none() && desk.dossier.code.is_none());
    desk.at("2026-03-10T09:00").does(INTAKE, Command::Resubmit).accepted();
    assert_eq!(due(&desk.dossier), "Tue 2026-03-17 17:00", "five working days from acceptance");
    assert_eq!(desk.dossier.supplements_after_acceptance(), 0);
}

#[test]
fn x03_one_supplement_during_processing() {
    let mut desk = Desk::lodged(FIVE_DAYS, "2026-03-02T09:00");
    desk.in_progress().awaiting_supplement().does(INTAKE, received()).result_ready().does(INTAKE, hand_over());
    assert_eq!(desk.dossier.supplements_after_acceptance(), 1);
    let way = statuses(&desk);
    assert!(way.windows(3).any(|w| w == ["supplement_asked", "awaiting_supplement", "in_progress"]), "{way:?}");
}

#[test]
fn x05_x06_what_is_decided_stays_decided() {
    let mut desk = Desk::lodged(FIVE_DAYS, "2026-03-02T09:00");
    desk.in_progress().result_ready();
    assert_eq!(desk.refused(INTAKE, withdraw()), "DECISION_ISSUED");
    desk.does(INTAKE, hand_over());
    for command in crate::commands::every(&desk) {
        assert!(desk.tries(HEAD, command.clone()).is_err(), "{} on a closed dossier", command.name());
    }
}

#[test]
fn a_signed_result_on_its_way_can_no_longer_be_withdrawn() {
    let mut desk = Desk::lodged(FIVE_DAYS, "2026-03-02T09:00");
    let today = desk.now.date();
    desk.in_progress().approved(Outcome::Grant).clone().does(INTAKE, withdraw());
    desk.does(CLERK, attach_result(today));
    assert_eq!(desk.refused(INTAKE, withdraw()), "DECISION_ISSUED");
}

#[test]
fn x07_a_withdrawal_ends_with_the_stop_notice_where_the_forms_have_one() {
    let withdrawn = |from: &str| {
        let mut desk = Desk::lodged(FIVE_DAYS, from);
        desk.in_progress().does(INTAKE, withdraw()).does(INTAKE, Command::ConfirmWithdrawal);
        desk.dossier.papers.last().map(|p| p.form)
    };
    assert_eq!(withdrawn("2026-03-02T09:00"), Some(law::FormKey::Stop));
    assert_eq!(withdrawn("2025-08-04T09:00"), Some(law::FormKey::Receipt), "the form came on 15/09/2025");
    assert_eq!(withdrawn("2024-06-03T09:00"), Some(law::FormKey::Receipt));
    let mut never = Desk::lodged(FIVE_DAYS, "2026-03-02T09:00");
    never.does(INTAKE, withdraw()).does(INTAKE, Command::ConfirmWithdrawal);
    assert!(never.dossier.papers.is_empty(), "without a code there is nothing to print a notice about");
}

#[test]
fn x08_a_cancelled_withdrawal_gives_the_time_back() {
    let mut desk = ten_days_from_3_june();
    let back = Command::CancelWithdrawal { reason: "Người nộp tiếp tục".into() };
    desk.at("2024-06-06T09:00").does(INTAKE, withdraw()).at("2024-06-12T09:00").does(INTAKE, back);
    assert_eq!(due(&desk.dossier), "Fri 2024-06-21 17:00");
    assert!(matches!(desk.dossier.stage, Stage::InProgress { .. }));
}

#[test]
fn a_cancelled_withdrawal_lets_a_running_obligation_run_again() {
    // TEN_DAYS counts on while the applicant owes; FIVE_DAYS stands still.
    for (code, stands) in [(TEN_DAYS, false), (FIVE_DAYS, true)] {
        let mut desk = Desk::lodged(code, "2024-06-03T09:00");
        desk.in_progress().does(SPECIALIST, testkit::desk::obligation()).does(INTAKE, withdraw());
        desk.at("2024-06-05T09:00").does(INTAKE, Command::CancelWithdrawal { reason: "Tiếp tục".into() });
        assert!(matches!(desk.dossier.stage, Stage::AwaitingObligation { .. }));
        assert_eq!(desk.dossier.clock.as_ref().and_then(|c| c.open_pause()).is_some(), stands, "{code}");
    }
}

#[test]
fn x11_an_online_dossier_has_eight_working_hours_and_is_not_accepted_by_itself() {
    let desk = Desk::lodged_with(procedure(FIVE_DAYS), usual_process(), Channel::Online, None, at("2024-06-14T16:00"));
    let running = project::deadlines(&desk.dossier, &desk.calendar);
    assert_eq!(running.get("intake"), Some(&at("2024-06-17T16:00")), "golden H03");
    assert_eq!(desk.dossier.stage, Stage::Lodged);
}

#[test]
fn x13_f02_a_refusal_and_a_supplement_need_their_reasons() {
    let mut desk = Desk::lodged(FIVE_DAYS, "2026-03-02T09:00");
    let refuse = |reason: &str, basis: &str| Command::RefuseIntake { reason: reason.into(), basis: basis.into() };
    assert_eq!(desk.refused(INTAKE, refuse(" ", "Điều 5")), "WORDS_REQUIRED");
    assert_eq!(desk.refused(INTAKE, refuse("Sai nơi nộp", "")), "WORDS_REQUIRED");
    let ask = |items, reason: &str| Command::RequestSupplement { items, reason: reason.into(), basis: String::new() };
    assert_eq!(desk.refused(INTAKE, ask(Vec::new(), "Thiếu")), "SUPPLEMENT_WITHOUT_ITEM");
    assert_eq!(desk.refused(INTAKE, ask(items(), "")), "WORDS_REQUIRED");
}

#[test]
fn x14_nothing_is_released_without_its_result_except_a_refusal() {
    let mut desk = Desk::lodged(FIVE_DAYS, "2026-03-02T09:00");
    desk.in_progress().approved(Outcome::Grant);
    assert_eq!(desk.refused(CLERK, Command::Release), "RESULT_REQUIRED");
    let refusal = Outcome::Refuse { reason: "Không đủ điều kiện".into(), basis: "Điều 9".into() };
    let mut refused = Desk::lodged(FIVE_DAYS, "2026-03-02T09:00");
    refused.in_progress().approved(refusal).does(CLERK, Command::Release);
    assert_eq!(refused.dossier.papers.last().map(|p| p.form), Some(law::FormKey::Refusal));
    assert_eq!(refused.notices.last().map(|n| n.kind.as_str()), Some("result_refused"));
}

#[test]
fn x15_a_result_with_the_post_stays_ready_until_it_is_delivered() {
    let mut desk = Desk::lodged(FIVE_DAYS, "2026-03-02T09:00");
    desk.in_progress().result_ready().at("2026-05-04T09:00");
    assert_eq!(desk.dossier.stage.portal_status(), 9);
    assert!(project::deadlines(&desk.dossier, &desk.calendar).is_empty(), "nobody is late for collecting");
}

#[test]
fn p12_the_code_carries_the_receiving_agency_under_r61_and_the_deciding_one_under_r118() {
    let code = |from: &str| {
        let mut desk = Desk::lodged(FIVE_DAYS, from);
        desk.accepted();
        desk.dossier.code.expect("a code")
    };
    assert_eq!(code("2024-06-12T09:00"), "H49.41-240612-0001");
    assert_eq!(code("2026-03-02T09:00"), "H49.15-260302-0001");
}

#[test]
fn w01_w02_the_rule_set_is_that_of_acceptance_for_life() {
    let mut old = Desk::lodged(FIVE_DAYS, "2025-06-30T09:00");
    old.in_progress().at("2025-07-22T09:00");
    assert_eq!(old.dossier.rules_on(old.now.date()), RuleSet::R61);
    old.does(HEAD, apologise(&old.clone()));
    let refusal = old.tries(HEAD, extend(&old.clone(), 2)).expect_err("late");
    assert!(refusal.law.is_some_and(|law| law.contains("61/2018")), "an old dossier cites the old decree");
    let mut new = Desk::lodged(FIVE_DAYS, "2025-07-01T08:00");
    new.accepted();
    assert_eq!(new.dossier.rules, Some(RuleSet::R118));
    // Filed before, accepted after: the day of acceptance decides.
    let mut between = Desk::lodged(FIVE_DAYS, "2025-06-30T16:00");
    between.at("2025-07-01T08:00").accepted();
    assert_eq!(between.dossier.rules, Some(RuleSet::R118));
}

#[test]
fn d23_without_a_published_limit_the_officer_sets_the_date_with_a_reason() {
    let mut desk = Desk::lodged(NO_LIMIT, "2026-03-02T09:00");
    let with = |due: &str, why: &str| {
        Command::Accept(Acceptance { manual_due: Some((at(due), why.into())), ..Acceptance::default() })
    };
    assert_eq!(desk.refused(INTAKE, Command::Accept(Acceptance::default())), "LIMIT_ABSENT");
    assert_eq!(desk.refused(INTAKE, with("2026-03-13T17:00", "")), "WORDS_REQUIRED");
    assert_eq!(desk.refused(INTAKE, with("2026-03-02T08:59", "Theo tiền lệ")), "DUE_NOT_AFTER_NOW");
    assert_eq!(desk.refused(INTAKE, with("2026-03-14T17:00", "Theo tiền lệ")), "NOT_A_WORKING_DAY");
    desk.does(INTAKE, with("2026-03-13T17:00", "Theo tiền lệ"));
    assert_eq!(due(&desk.dossier), "Fri 2026-03-13 17:00");
}

#[test]
fn t01_to_t04_the_papers_leave_the_same_day_unless_they_came_after_fifteen() {
    for (accepted, leaves) in [
        ("2024-06-12T14:59", "2024-06-12T17:00"),
        ("2024-06-12T15:00", "2024-06-12T17:00"),
        ("2024-06-12T15:01", "2024-06-13T07:30"),
        ("2024-06-14T15:30", "2024-06-17T07:30"),
    ] {
        let mut desk = Desk::lodged(FIVE_DAYS, accepted);
        desk.accepted();
        assert_eq!(project::deadlines(&desk.dossier, &desk.calendar).get("transfer"), Some(&at(leaves)), "{accepted}");
        desk.does(INTAKE, transfer());
        assert!(!project::deadlines(&desk.dossier, &desk.calendar).contains_key("transfer"));
    }
}

#[test]
fn by_post_the_clock_starts_with_the_hand_over_record() {
    let post = || Desk::lodged_with(procedure(FIVE_DAYS), usual_process(), Channel::Post, None, at("2024-06-12T09:00"));
    let accept = |at: &str| Command::Accept(Acceptance { received_at: Some(testkit::at(at)), ..Acceptance::default() });
    let mut desk = post();
    assert_eq!(desk.refused(INTAKE, accept("2024-06-12T09:01")), "RECEIVED_IN_THE_FUTURE");
    desk.does(INTAKE, accept("2024-06-11T10:00"));
    assert_eq!(due(&desk.dossier), "Tue 2024-06-18 17:00");
    let _ = BUILDING;
}
