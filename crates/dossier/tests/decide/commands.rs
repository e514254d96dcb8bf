//! One believable command of every kind, for a dossier as it stands.

use dossier::Command;
use dossier::command::{Acceptance, Adjustment, Revision};
use dossier::model::{DeliveryProof, Outcome, PickUp, SupplementAnswer, UnitRef};
use testkit::Desk;
use testkit::desk::{ask_supplement, attach_result, hand_over, items, obligation, suspend};
use testkit::office::{BUILDING, COLLEAGUE, COMMUNE};

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
        around: None,
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

pub fn answer() -> Command {
    Command::AnswerSupplement { answers: vec![SupplementAnswer { item: 0, words: "Đã nộp bản chính".into() }] }
}

pub fn return_answer() -> Command {
    Command::ReturnAnswer { reason: "Bản chụp không rõ".into() }
}

pub fn adjust(desk: &Desk) -> Command {
    let a = &desk.dossier.applicant;
    Command::Adjust(Box::new(Adjustment {
        summary: "Điều chỉnh trích yếu".into(),
        pick_up: desk.dossier.pick_up,
        phone: a.phone.clone(),
        email: a.email.clone(),
        address: a.address.clone(),
        reason: "Ghi nhầm".into(),
        ..Adjustment::default()
    }))
}

/// To the commune's centre.
pub fn choose_door() -> Command {
    let unit = UnitRef { id: COMMUNE, name: "Trung tâm xã An Bình".into(), code: "H49.25".into() };
    Command::ChooseDoor { unit }
}

pub fn urge() -> Command {
    Command::Urge { words: "Đề nghị giải quyết trong ngày".into() }
}

pub fn explain() -> Command {
    Command::Explain {
        reason: "Chờ đối chiếu sổ gốc".into(), measures: "Bổ sung người thụ lý".into()
    }
}

pub fn reassign(desk: &Desk) -> Command {
    Command::Reassign { to: desk.named(COLLEAGUE), why: "Nghỉ ốm".into() }
}

pub fn post_result() -> Command {
    Command::PostResult { tracking: "RR123456789VN".into() }
}

/// Invited one and three working days after it was posted.
pub fn return_posted(desk: &Desk) -> Command {
    let posted = desk.dossier.posted.last().map_or(desk.now, |posting| posting.at).date();
    Command::ReturnPosted { invited_on: [1, 3].map(|n| desk.calendar.add_working_days(posted, n)).to_vec() }
}

/// Delivered just now.
pub fn hand_over_by_post(desk: &Desk) -> Command {
    let delivered = Some(DeliveryProof { number: "PH-9".into(), at: desk.now });
    match hand_over() {
        Command::HandOver { taker_name, taker_id, authority, originals_returned, .. } => {
            let way = PickUp::Post;
            Command::HandOver { taker_name, taker_id, authority, way, originals_returned, proof: delivered }
        }
        other => other,
    }
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
        post_result(),
        return_posted(desk),
        hand_over(),
        hand_over_by_post(desk),
        answer(),
        return_answer(),
        adjust(desk),
        choose_door(),
        urge(),
        explain(),
        reassign(desk),
        withdraw(),
        Command::ConfirmWithdrawal,
        Command::CancelWithdrawal { reason: "Người nộp tiếp tục".into() },
        stop(),
    ]
}
