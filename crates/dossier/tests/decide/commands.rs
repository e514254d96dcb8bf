//! One believable command of every kind, for a dossier as it stands.

use dossier::Command;
use dossier::command::{Acceptance, Revision};
use dossier::model::{Outcome, UnitRef};
use testkit::Desk;
use testkit::desk::{ask_supplement, attach_result, hand_over, items, obligation, suspend};
use testkit::office::{BUILDING, COLLEAGUE};

pub fn consult(desk: &Desk) -> Command {
    let unit = UnitRef { id: BUILDING, name: "Sở Xây dựng".into(), code: "H49.18".into() };
    let answer_by = desk.calendar.add_working_days(desk.now.date(), 3);
    Command::Consult { unit, question: "Thửa đất có thuộc quy hoạch không?".into(), answer_by }
}

pub fn revise(desk: &Desk) -> Command {
    let d = &desk.dossier;
    Command::Revise(Box::new(Revision {
        applicant: d.applicant.clone(),
        delegate: d.delegate.clone(),
        summary: "Bổ sung trích yếu".into(),
        sets: 1,
        pick_up: d.pick_up,
        components: d.components.clone(),
        case: None,
        deciding: None,
    }))
}

pub fn request_supplement() -> Command {
    Command::RequestSupplement { items: items(), reason: "Thiếu giấy tờ".into(), basis: String::new() }
}

pub fn refuse_intake() -> Command {
    Command::RefuseIntake {
        reason: "Không thuộc thẩm quyền".into(), basis: "Điều 5 Luật chuyên ngành".into()
    }
}

pub fn at_once() -> Command {
    Command::CompleteAtOnce {
        result_name: "Bản sao chứng thực".into(),
        result_number: "7".into(),
        signer: "Hoàng Thị Lan".into(),
        taker_name: testkit::applicant().name,
        taker_id: String::new(),
    }
}

pub fn stop() -> Command {
    Command::Stop { reason: "Quyết định của tòa án".into(), basis: "Quyết định số 8/QĐ-TA".into() }
}

pub fn grant() -> Command {
    Command::Propose { outcome: Outcome::Grant, note: String::new() }
}

pub fn transfer() -> Command {
    Command::Transfer { note: String::new() }
}

pub fn approve() -> Command {
    Command::Approve { note: String::new() }
}

pub fn resume() -> Command {
    Command::Resume { note: String::new() }
}

pub fn received() -> Command {
    Command::ReceiveSupplement { note: String::new() }
}

pub fn withdraw() -> Command {
    Command::RequestWithdrawal { reason: "Đổi ý".into() }
}

pub fn extend(desk: &Desk, working_days: i64) -> Command {
    let due = desk.dossier.due.unwrap_or(desk.now).max(desk.now);
    Command::Extend {
        until: desk.calendar.add_working_days(due.date(), working_days), reason: "Nhiều hồ sơ".into()
    }
}

pub fn apologise(desk: &Desk) -> Command {
    Command::Apologise { promise: desk.calendar.add_working_days(desk.now.date(), 3), reason: "Sự cố".into() }
}

/// All of them, in the order of a dossier's life.
pub fn every(desk: &Desk) -> Vec<Command> {
    let (colleague, today) = (desk.named(COLLEAGUE), desk.now.date());
    vec![
        revise(desk),
        Command::Accept(Acceptance::default()),
        request_supplement(),
        Command::Resubmit,
        refuse_intake(),
        transfer(),
        at_once(),
        Command::Claim,
        Command::Assign { to: colleague.clone(), note: String::new() },
        Command::Forward { to: Some(colleague), note: String::new() },
        Command::Forward { to: None, note: String::new() },
        Command::SendBack { reason: "Chưa đủ căn cứ".into() },
        consult(desk),
        Command::AnswerConsultation { nth: 0, answer: "Đồng ý".into() },
        ask_supplement(),
        Command::SendSupplementRequest,
        Command::DeclineSupplementRequest { reason: "Đã có trong hồ sơ".into() },
        received(),
        Command::CloseUnsupplemented,
        obligation(),
        Command::ClearObligation { receipt_no: "BL-001".into() },
        suspend(),
        resume(),
        grant(),
        approve(),
        Command::RejectProposal { reason: "Chưa rõ".into() },
        attach_result(today),
        Command::Release,
        extend(desk, 3),
        apologise(desk),
        hand_over(),
        withdraw(),
        Command::ConfirmWithdrawal,
        Command::CancelWithdrawal { reason: "Người nộp tiếp tục".into() },
        stop(),
    ]
}
