//! Every remaining refusal at its edge: what is refused, and the nearest thing that is not.

use dossier::Command;
use dossier::command::{Acceptance, Revision};
use dossier::decide::{self, Facts, Numbers};
use dossier::model::{Outcome, UnitRef};
use dossier::stage::Stage;
use kernel::Vnd;
use office::{Act, Place};
use procedure::model::Channel;
use procedure::process::Duty;
use testkit::Desk;
use testkit::catalogue::{self, FIFTEEN_DAYS, FIVE_DAYS, TEN_DAYS, procedure, process_of, usual_process};
use testkit::desk::{ask_supplement, attach_result, delegate, hand_over};
use testkit::office::{APPROVER, BUILDING, CLERK, COLLEAGUE, DIRECTOR, HEAD, INTAKE, JUSTICE, SPECIALIST};

use crate::commands::{approve, at_once, consult, grant, revise, transfer};

fn lodged() -> Desk {
    Desk::lodged(FIVE_DAYS, "2026-03-02T09:00")
}

fn in_progress() -> Desk {
    let mut desk = lodged();
    desk.in_progress();
    desk
}

fn with_process(process: procedure::process::Process) -> Desk {
    let mut desk =
        Desk::lodged_with(procedure(FIVE_DAYS), process, Channel::Counter, None, testkit::at("2026-03-02T09:00"));
    desk.accepted();
    desk
}

fn forward() -> Command {
    Command::Forward { to: None, note: String::new() }
}

#[test]
fn a_permit_is_for_its_own_act_only() {
    let desk = lodged();
    let officer = desk.officer(INTAKE);
    let units = [desk.dossier.receiving.id];
    let permit = officer.permit(Act::Intake, &Place::of_units(&units)).expect("may");
    let facts = Facts {
        dossier: &desk.dossier,
        procedure: &desk.procedure,
        process: &desk.process,
        calendar: &desk.calendar,
        now: desk.now,
        numbers: Numbers { code: Some(1), register: Some(1), paper: None },
    };
    let refusal = decide::decide(&facts, permit, &Command::Accept(Acceptance::default())).expect_err("another act");
    assert_eq!(refusal.key, "NOT_PERMITTED");
    let permit = officer.permit(Act::Accept, &Place::of_units(&units)).expect("may");
    let unnumbered = Facts { numbers: Numbers::default(), ..facts };
    let refusal = decide::decide(&unnumbered, permit, &Command::Accept(Acceptance::default())).expect_err("no number");
    assert_eq!(refusal.key, "NUMBER_MISSING");
}

#[test]
fn what_the_procedure_requires_is_required_whatever_the_screen_sends() {
    let mut desk = lodged();
    let edit = |desk: &Desk, change: &dyn Fn(&mut Revision)| match revise(desk) {
        Command::Revise(mut revision) => {
            change(&mut revision);
            Command::Revise(revision)
        }
        other => other,
    };
    let accept = || Command::Accept(Acceptance::default());
    let unreceived = edit(&desk, &|r| r.components[1].received = false);
    desk.does(INTAKE, unreceived);
    let refusal = desk.tries(INTAKE, accept()).expect_err("TP02 is missing");
    assert_eq!((refusal.key.as_str(), refusal.facts[0].1.as_str()), ("COMPONENTS_MISSING", "TP02"));
    let dropped = edit(&desk, &|r| r.components.retain(|c| c.key != "TP02"));
    desk.does(INTAKE, dropped);
    assert_eq!(desk.refused(INTAKE, accept()), "COMPONENTS_MISSING", "a dropped line is missing as well");
    let softened = edit(&lodged(), &|r| {
        r.components[0].required = false;
        r.components[0].received = false;
    });
    desk.does(INTAKE, softened);
    assert_eq!(desk.refused(INTAKE, accept()), "COMPONENTS_MISSING", "a softened line is missing as well");
    let optional = edit(&lodged(), &|r| r.components[2].received = false);
    desk.does(INTAKE, optional).accepted();
    let nobody = edit(&lodged(), &|r| r.applicant.name = "  ".into());
    assert_eq!(lodged().refused(INTAKE, nobody), "APPLICANT_REQUIRED");
    let long = |n: usize| edit(&lodged(), &move |r| r.summary = "ơ".repeat(n));
    assert_eq!(lodged().refused(INTAKE, long(1001)), "SUMMARY_TOO_LONG");
    lodged().does(INTAKE, long(1000));
}

#[test]
fn a_case_has_its_own_papers_and_its_own_limit() {
    let fifteen = |case| {
        Desk::lodged_with(
            procedure(FIFTEEN_DAYS),
            usual_process(),
            Channel::Counter,
            case,
            testkit::at("2024-06-14T09:00"),
        )
    };
    let due = |mut desk: Desk| desk.accepted().dossier.due.expect("due").date();
    assert_eq!(due(fifteen(Some("TH01"))), testkit::on("2024-07-01"), "golden D15");
    assert_eq!(due(fifteen(Some("TH02"))), testkit::on("2024-06-28"));
    let mut without = fifteen(Some("TH02"));
    without.dossier.components.retain(|c| c.key != "TP04");
    assert_eq!(without.refused(INTAKE, Command::Accept(Acceptance::default())), "COMPONENTS_MISSING");
}

#[test]
fn an_agency_without_a_code_gives_no_dossier_code() {
    let mut desk = lodged();
    desk.dossier.deciding.code.clear();
    assert_eq!(desk.refused(INTAKE, Command::Accept(Acceptance::default())), "AGENCY_CODE_MISSING");
}

#[test]
fn a_procedure_out_of_force_takes_nothing_in() {
    let mut desk = lodged();
    desk.procedure.repealed = true;
    assert_eq!(desk.refused(INTAKE, Command::Accept(Acceptance::default())), "PROCEDURE_REPEALED");
    // A running dossier goes on.
    let mut running = in_progress();
    running.procedure.repealed = true;
    running.result_ready();
}

#[test]
fn a_process_that_nobody_signs_is_refused_at_the_door() {
    assert_eq!(with_process(catalogue::without_approver()).refused(INTAKE, transfer()), "PROCESS_WITHOUT_APPROVER");
    let nobody_works = process_of("Không ai thụ lý", &[Duty::Assigner, Duty::Approver]);
    assert_eq!(with_process(nobody_works).refused(INTAKE, transfer()), "PROCESS_WITHOUT_APPROVER");
    let approver_first = process_of("Ký trước", &[Duty::Approver, Duty::Specialist]);
    assert_eq!(with_process(approver_first).refused(INTAKE, transfer()), "PROCESS_WITHOUT_APPROVER");
}

#[test]
fn two_officers_never_work_on_one_dossier() {
    let mut desk = in_progress();
    for command in
        [grant(), consult(&desk), ask_supplement(), testkit::desk::suspend(), testkit::desk::obligation(), forward()]
    {
        let refusal = desk.tries(COLLEAGUE, command).expect_err("it is another's");
        assert_eq!((refusal.key.as_str(), refusal.facts[0].1.as_str()), ("HELD_BY_ANOTHER", "Nguyễn Văn An"));
    }
    assert_eq!(desk.refused(COLLEAGUE, Command::Claim), "HELD_BY_ANOTHER");
    let mut tray = lodged();
    tray.accepted().does(INTAKE, transfer());
    assert_eq!(tray.refused(HEAD, forward()), "CLAIM_FIRST");
    tray.does(HEAD, Command::Claim).does(HEAD, forward());
    assert!(tray.dossier.desk().is_some_and(|d| d.officer.is_none()), "it waits in the specialists' tray");
}

#[test]
fn work_goes_forward_and_back_along_the_process() {
    let mut desk = in_progress();
    let (me, colleague) = (desk.named(SPECIALIST), desk.named(COLLEAGUE));
    let to = |to| Command::Forward { to: Some(to), note: String::new() };
    assert_eq!(desk.refused(SPECIALIST, to(me)), "FORWARD_TO_SELF");
    assert_eq!(desk.refused(SPECIALIST, forward()), "PROPOSAL_REQUIRED", "the approver takes proposals only");
    desk.does(SPECIALIST, to(colleague));
    assert_eq!(desk.refused(SPECIALIST, grant()), "HELD_BY_ANOTHER");
    desk.does(COLLEAGUE, Command::SendBack { reason: "Phân công lại".into() }).does(HEAD, Command::Claim);
    assert_eq!(desk.refused(HEAD, Command::SendBack { reason: "Lại nữa".into() }), "NO_PREVIOUS_STEP");
    assert_eq!(desk.refused(HEAD, Command::SendBack { reason: " ".into() }), "WORDS_REQUIRED");
    let mut last = in_progress();
    last.approved(Outcome::Grant);
    assert_eq!(last.refused(CLERK, forward()), "NO_NEXT_STEP");
}

#[test]
fn each_duty_does_its_own() {
    let mut desk = in_progress();
    assert_eq!(desk.refused(SPECIALIST, approve()), "WRONG_DUTY");
    assert_eq!(desk.refused(SPECIALIST, Command::RejectProposal { reason: "Không".into() }), "WRONG_DUTY");
    desk.does(SPECIALIST, grant()).does(APPROVER, Command::Claim);
    assert_eq!(desk.refused(APPROVER, grant()), "WRONG_DUTY");
    desk.dossier.proposal = None;
    assert_eq!(desk.refused(APPROVER, approve()), "PROPOSAL_REQUIRED");
}

#[test]
fn nobody_approves_what_they_proposed() {
    let mut desk = in_progress();
    desk.does(SPECIALIST, grant()).does(SPECIALIST, Command::Claim);
    assert_eq!(desk.refused(SPECIALIST, approve()), "OWN_PROPOSAL");
}

#[test]
fn with_two_approvers_the_first_word_releases_nothing() {
    let mut desk = with_process(catalogue::two_approvers());
    desk.does(INTAKE, transfer()).does(SPECIALIST, Command::Claim).does(SPECIALIST, grant());
    desk.does(APPROVER, Command::Claim).does(APPROVER, approve()).does(DIRECTOR, Command::Claim);
    let today = desk.now.date();
    assert_eq!(desk.refused(DIRECTOR, attach_result(today)), "APPROVAL_REQUIRED");
    assert_eq!(desk.refused(DIRECTOR, Command::Release), "APPROVAL_REQUIRED");
    desk.does(DIRECTOR, approve())
        .does(CLERK, Command::Claim)
        .does(CLERK, attach_result(today))
        .does(CLERK, Command::Release);
}

#[test]
fn what_is_sent_back_is_no_longer_approved() {
    let back = || Command::SendBack { reason: "Sai số liệu".into() };
    let mut desk = in_progress();
    let today = desk.now.date();
    desk.approved(Outcome::Grant).does(CLERK, attach_result(today)).does(CLERK, back()).does(APPROVER, Command::Claim);
    assert_eq!(desk.refused(APPROVER, attach_result(today)), "APPROVAL_REQUIRED");
    assert!(desk.dossier.result.is_none(), "the signed paper is no result any more");
    desk.does(APPROVER, back()).does(SPECIALIST, Command::Claim);
    assert_eq!(desk.refused(SPECIALIST, Command::Release), "APPROVAL_REQUIRED");
    assert!(desk.dossier.proposal.is_none());
    desk.result_ready();
}

#[test]
fn a_rejected_proposal_goes_back_to_whoever_made_it() {
    let mut desk = in_progress();
    desk.does(SPECIALIST, grant()).does(APPROVER, Command::Claim);
    assert_eq!(desk.refused(APPROVER, Command::RejectProposal { reason: String::new() }), "WORDS_REQUIRED");
    desk.does(APPROVER, Command::RejectProposal { reason: "Thiếu căn cứ".into() });
    assert_eq!(desk.dossier.desk().and_then(|d| d.officer.as_ref()).map(|o| o.name.as_str()), Some("Nguyễn Văn An"));
    desk.does(SPECIALIST, grant());
}

#[test]
fn without_a_clerk_the_approver_releases() {
    let mut desk = with_process(catalogue::without_clerk());
    desk.does(INTAKE, transfer()).does(SPECIALIST, Command::Claim).does(SPECIALIST, grant());
    let today = desk.now.date();
    desk.does(APPROVER, Command::Claim).does(APPROVER, approve()).does(APPROVER, attach_result(today));
    desk.does(APPROVER, Command::Release);
}

#[test]
fn a_result_is_whole_and_not_of_tomorrow() {
    let mut desk = in_progress();
    desk.approved(Outcome::Grant);
    assert_eq!(desk.refused(CLERK, attach_result(testkit::on("2026-03-03"))), "SIGNED_IN_THE_FUTURE");
    let unknown = match attach_result(testkit::on("2026-03-02")) {
        Command::AttachResult { name, number, signed_on, signer, .. } => {
            Command::AttachResult { name, number, signed_on, signer, files: vec![kernel::FileId(99)] }
        }
        other => other,
    };
    assert_eq!(desk.refused(CLERK, unknown), "FILE_UNKNOWN");
    desk.does(CLERK, attach_result(testkit::on("2026-03-02")));
}

#[test]
fn a_refusal_of_the_request_says_why_and_by_which_article() {
    let refuse = |reason: &str, basis: &str| Command::Propose {
        outcome: Outcome::Refuse { reason: reason.into(), basis: basis.into() },
        note: String::new(),
    };
    let mut desk = in_progress();
    assert_eq!(desk.refused(SPECIALIST, refuse("", "Điều 9")), "WORDS_REQUIRED");
    assert_eq!(desk.refused(SPECIALIST, refuse("Không đủ điều kiện", "")), "WORDS_REQUIRED");
    desk.does(SPECIALIST, refuse("Không đủ điều kiện", "Điều 9"));
}

#[test]
fn a_consultation_is_asked_of_another_unit_by_a_day_that_comes_and_answered_once() {
    let mut desk = in_progress();
    let ask = |unit, day: &str, question: &str| Command::Consult {
        unit: UnitRef { id: unit, name: "Sở".into(), code: String::new() },
        question: question.into(),
        answer_by: testkit::on(day),
    };
    assert_eq!(desk.refused(SPECIALIST, ask(JUSTICE, "2026-03-05", "?")), "CONSULT_SELF");
    assert_eq!(desk.refused(SPECIALIST, ask(BUILDING, "2026-03-01", "?")), "DATE_PASSED");
    assert_eq!(desk.refused(SPECIALIST, ask(BUILDING, "2026-03-05", " ")), "WORDS_REQUIRED");
    desk.does(SPECIALIST, ask(BUILDING, "2026-03-02", "?"));
    assert_eq!(desk.refused(SPECIALIST, grant()), "CONSULTATION_OPEN");
    let answer = |nth, text: &str| Command::AnswerConsultation { nth, answer: text.into() };
    assert_eq!(desk.refused(SPECIALIST, answer(1, "Có")), "CONSULTATION_UNKNOWN");
    assert_eq!(desk.refused(SPECIALIST, answer(0, "")), "WORDS_REQUIRED");
    desk.does(SPECIALIST, answer(0, "Có"));
    assert_eq!(desk.refused(SPECIALIST, answer(0, "Không")), "CONSULTATION_ANSWERED");
    desk.does(SPECIALIST, grant());
}

#[test]
fn an_obligation_is_a_real_amount_of_a_procedure_that_knows_one() {
    let owe = |amount, notice: &str| Command::DeclareObligation { amount: Vnd(amount), notice_no: notice.into() };
    let mut desk = in_progress();
    assert_eq!(desk.refused(SPECIALIST, owe(0, "1")), "AMOUNT_NOT_POSITIVE");
    assert_eq!(desk.refused(SPECIALIST, owe(1, "")), "WORDS_REQUIRED");
    desk.does(SPECIALIST, owe(1, "1"));
    assert_eq!(desk.refused(SPECIALIST, Command::ClearObligation { receipt_no: String::new() }), "WORDS_REQUIRED");
    desk.does(SPECIALIST, Command::ClearObligation { receipt_no: "BL-1".into() });
    let mut free = Desk::lodged(FIFTEEN_DAYS, "2026-03-02T09:00");
    free.in_progress();
    assert_eq!(free.refused(SPECIALIST, owe(1, "1")), "NO_FINANCIAL_OBLIGATION");
}

#[test]
fn whether_an_obligation_stops_the_clock_is_the_procedures_word() {
    for (code, moves) in [(FIVE_DAYS, true), (TEN_DAYS, false)] {
        let mut desk = Desk::lodged(code, "2026-03-02T09:00");
        let before = desk.in_progress().dossier.due;
        desk.does(SPECIALIST, testkit::desk::obligation()).at("2026-03-05T09:00");
        desk.does(SPECIALIST, Command::ClearObligation { receipt_no: "BL-1".into() });
        assert_eq!(desk.dossier.due != before, moves, "{code}");
    }
}

#[test]
fn the_result_goes_to_the_applicant_the_delegate_or_who_shows_authority() {
    let by = |name: &str, authority: &str| match hand_over() {
        Command::HandOver { taker_id, way, originals_returned, proof, .. } => Command::HandOver {
            taker_name: name.into(),
            taker_id,
            authority: authority.into(),
            way,
            originals_returned,
            proof,
        },
        other => other,
    };
    let mut desk = in_progress();
    desk.result_ready();
    desk.dossier.delegate = Some(delegate());
    assert_eq!(desk.refused(INTAKE, by("", "")), "WORDS_REQUIRED");
    assert_eq!(desk.refused(INTAKE, by("Người Lạ", " ")), "AUTHORITY_REQUIRED");
    for (name, authority) in [("nguyen thi mau", ""), ("Trần Văn Thay", ""), ("Người Lạ", "Giấy ủy quyền số 9")]
    {
        desk.clone().does(INTAKE, by(name, authority));
    }
    let mut at_once_desk = Desk::lodged(catalogue::AT_ONCE, "2026-03-02T09:00");
    at_once_desk.dossier.applicant.name = "Người Khác".into();
    assert_eq!(at_once_desk.refused(INTAKE, at_once()), "AUTHORITY_REQUIRED", "the same at the counter");
}

#[test]
fn a_declined_request_does_not_count() {
    let mut desk = in_progress();
    desk.does(SPECIALIST, ask_supplement());
    assert_eq!(desk.refused(INTAKE, Command::DeclineSupplementRequest { reason: String::new() }), "WORDS_REQUIRED");
    desk.does(INTAKE, Command::DeclineSupplementRequest { reason: "Đã có trong kho".into() });
    assert_eq!(desk.dossier.supplements_after_acceptance(), 0);
    desk.does(SPECIALIST, ask_supplement());
    assert!(matches!(desk.dossier.stage, Stage::SupplementAsked { .. }));
}
