//! The verbs as values: what somebody wants done with a dossier, fully typed, before anything is decided.

use jiff::civil::{Date, DateTime};
use kernel::Vnd;
use office::Act;
use serde::{Deserialize, Serialize};

use crate::model::{
    Applicant, Delegate, DeliveryProof, Dossier, HeldComponent, OfficerRef, Outcome, PickUp, SupplementAnswer,
    SupplementItem, UnitRef,
};

/// What somebody wants done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Command {
    // ── at the one-stop unit, before acceptance ──────────────────────────────────────────────────────────────────
    /// Puts what the intake screen holds into the dossier.
    Revise(Box<Revision>),
    Accept(Acceptance),
    RequestSupplement {
        items: Vec<SupplementItem>,
        reason: String,
        basis: String,
    },
    /// The applicant came back with what was asked before acceptance.
    Resubmit,
    RefuseIntake {
        reason: String,
        basis: String,
    },
    Transfer {
        note: String,
    },
    /// Trả ngay: decided and handed over while the applicant waits (NĐ 61/2018/NĐ-CP Điều 17 khoản 4).
    CompleteAtOnce {
        result_name: String,
        result_number: String,
        signer: String,
        taker_name: String,
        taker_id: String,
    },
    // ── by the applicant ─────────────────────────────────────────────────────────────────────────────────────────
    /// "Tôi đã bổ sung": one answer for each point that was asked, before or after acceptance.
    AnswerSupplement {
        answers: Vec<SupplementAnswer>,
    },
    /// The one-stop unit finds that the answer is not all that was asked: the applicant is told what is missing still.
    ReturnAnswer {
        reason: String,
    },
    /// Điều chỉnh nội dung (NĐ 118/2025/NĐ-CP Điều 21).
    Adjust(Box<Adjustment>),
    /// The result is to be handed over at this centre: the one it came in by or any other door.
    ChooseDoor {
        unit: UnitRef,
    },
    // ── in the agencies ──────────────────────────────────────────────────────────────────────────────────────────
    Claim,
    Assign {
        to: OfficerRef,
        note: String,
    },
    /// To a colleague at the same step, or (nobody named) on to the next step of work.
    Forward {
        to: Option<OfficerRef>,
        note: String,
    },
    SendBack {
        reason: String,
    },
    Consult {
        unit: UnitRef,
        question: String,
        answer_by: Date,
    },
    AnswerConsultation {
        nth: usize,
        answer: String,
    },
    AskSupplement {
        items: Vec<SupplementItem>,
        reason: String,
        basis: String,
        late_reason: String,
        second: Option<SecondSupplement>,
    },
    SendSupplementRequest,
    DeclineSupplementRequest {
        reason: String,
    },
    ReceiveSupplement {
        note: String,
    },
    CloseUnsupplemented,
    DeclareObligation {
        amount: Vnd,
        notice_no: String,
    },
    ClearObligation {
        receipt_no: String,
    },
    /// `reason_key` names one of the procedure's pause reasons; without one, words and article are required.
    Suspend {
        reason_key: Option<String>,
        reason: String,
        basis: String,
    },
    Resume {
        note: String,
    },
    Propose {
        outcome: Outcome,
        note: String,
    },
    Approve {
        note: String,
    },
    RejectProposal {
        reason: String,
    },
    AttachResult {
        name: String,
        number: String,
        signed_on: Date,
        signer: String,
        files: Vec<kernel::FileId>,
    },
    Release,
    Extend {
        until: Date,
        reason: String,
    },
    Apologise {
        promise: Date,
        reason: String,
    },
    // ── watching over it ─────────────────────────────────────────────────────────────────────────────────────────
    /// Đôn đốc: to whoever has it, seen on the dossier.
    Urge {
        words: String,
    },
    /// Why it is late, to the head of the agency.
    Explain {
        reason: String,
        measures: String,
    },
    /// From one officer to another of the same duty; step, its time and the process stay.
    Reassign {
        to: OfficerRef,
        why: String,
    },
    // ── ends ─────────────────────────────────────────────────────────────────────────────────────────────────────
    /// The result is given to the post; it is not handed over before there is proof.
    PostResult {
        tracking: String,
    },
    /// It came back: the addressee was invited on these days, in vain.
    ReturnPosted {
        invited_on: Vec<Date>,
    },
    HandOver {
        taker_name: String,
        taker_id: String,
        authority: String,
        way: PickUp,
        originals_returned: bool,
        proof: Option<DeliveryProof>,
    },
    RequestWithdrawal {
        reason: String,
    },
    ConfirmWithdrawal,
    CancelWithdrawal {
        reason: String,
    },
    Stop {
        reason: String,
        basis: String,
    },
}

/// What acceptance needs beyond the dossier itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Acceptance {
    /// The legal receipt moment when it is not now: the signing of the hand-over record with the post.
    pub received_at: Option<DateTime>,
    /// The date the officer sets, with the reason, when the source gives no limit.
    pub manual_due: Option<(DateTime, String)>,
    /// The applicant asks for a receipt although the procedure is settled at once.
    pub receipt_wanted: bool,
}

/// What the intake screen may change before acceptance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    pub applicant: Applicant,
    pub delegate: Option<Delegate>,
    pub summary: String,
    pub sets: u32,
    pub pick_up: PickUp,
    pub components: Vec<HeldComponent>,
    /// Another case of the procedure; none: as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// The agency that has to decide, when the dossier named a wrong one; none: as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deciding: Option<UnitRef>,
    /// Where the matter is, who helped, where the result is wanted; none: as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub around: Option<AroundUnits>,
}

/// What is around a request beside the units that receive and decide it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AroundUnits {
    /// Where the matter is; empty: it has no place of its own.
    pub place: String,
    /// Where the applicant was helped to file.
    pub help: Option<UnitRef>,
    /// Where the result is wanted; none: where it came in.
    pub door: Option<UnitRef>,
}

impl AroundUnits {
    /// Three organisations stay distinct: help by the receiving or the deciding unit is no third one, and a door is named
    /// only when it is another.
    pub(crate) fn into_dossier(self, dossier: &mut Dossier) {
        let two = [dossier.receiving.id, dossier.deciding.id];
        dossier.place = self.place;
        dossier.help = self.help.filter(|unit| !two.contains(&unit.id));
        dossier.pick_up_at = self.door.filter(|unit| unit.id != dossier.receiving.id);
    }
}

/// What an applicant may change of a dossier of their own: everything but who they are and what they ask for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Adjustment {
    pub summary: String,
    pub pick_up: PickUp,
    pub phone: String,
    pub email: String,
    pub address: String,
    /// Lines of the checklist that change, and papers that no checklist names (`X01`, …). After acceptance papers only
    /// come, none goes.
    pub components: Vec<HeldComponent>,
    /// The e-form as it is now; none: as it was.
    pub form: Option<serde_json::Value>,
    /// Why, in the applicant's words; may be empty.
    pub reason: String,
}

/// The permission for a second supplement request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondSupplement {
    pub reason: String,
}

/// Whose unit an act belongs to: the permission is looked up there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    Receiving,
    /// Where the result is handed over.
    Door,
    /// Where it came in, or where the result is handed over.
    AnyDoor,
    Desk,
    /// The consulted unit of the nth consultation.
    Consulted(usize),
    /// Any unit that has to do with the dossier.
    Anywhere,
}

impl Command {
    /// The permission it takes.
    pub fn act(&self) -> Act {
        match self {
            Command::Revise(_)
            | Command::Resubmit
            | Command::RequestWithdrawal { .. }
            | Command::AnswerSupplement { .. }
            | Command::ChooseDoor { .. }
            | Command::Adjust(_) => Act::Intake,
            Command::Accept(_) | Command::CompleteAtOnce { .. } => Act::Accept,
            Command::RequestSupplement { .. }
            | Command::SendSupplementRequest
            | Command::DeclineSupplementRequest { .. }
            | Command::ReceiveSupplement { .. }
            | Command::ReturnAnswer { .. } => Act::RequestSupplement,
            Command::RefuseIntake { .. } => Act::RefuseIntake,
            Command::Transfer { .. } => Act::Transfer,
            Command::Claim => Act::Claim,
            Command::Assign { .. } => Act::Assign,
            Command::Forward { .. } => Act::Forward,
            Command::SendBack { .. } => Act::SendBack,
            Command::Consult { .. } => Act::Consult,
            Command::AnswerConsultation { .. } => Act::AnswerConsultation,
            Command::AskSupplement { second: None, .. } => Act::AskSupplement,
            Command::AskSupplement { second: Some(_), .. } => Act::OverrideSupplement,
            Command::CloseUnsupplemented => Act::ConfirmWithdrawal,
            Command::DeclareObligation { .. } => Act::DeclareObligation,
            Command::ClearObligation { .. } => Act::ClearObligation,
            Command::Suspend { .. } => Act::Suspend,
            Command::Resume { .. } => Act::Resume,
            Command::Propose { .. } => Act::Propose,
            Command::Approve { .. } => Act::Approve,
            Command::RejectProposal { .. } => Act::RejectProposal,
            Command::AttachResult { .. } => Act::AttachResult,
            Command::Release => Act::Release,
            Command::Extend { .. } | Command::Apologise { .. } => Act::Extend,
            Command::HandOver { .. } | Command::PostResult { .. } | Command::ReturnPosted { .. } => Act::HandOver,
            Command::Urge { .. } | Command::Reassign { .. } => Act::Supervise,
            Command::Explain { .. } => Act::Explain,
            Command::ConfirmWithdrawal | Command::CancelWithdrawal { .. } => Act::ConfirmWithdrawal,
            Command::Stop { .. } => Act::Stop,
        }
    }

    /// Another permission that suffices: whoever gives results out also notes where they are wanted.
    pub fn other_act(&self) -> Option<Act> {
        matches!(self, Command::ChooseDoor { .. }).then_some(Act::HandOver)
    }

    /// Where the permission is looked up.
    pub fn place(&self) -> Where {
        match self {
            Command::Revise(_)
            | Command::Accept(_)
            | Command::RequestSupplement { .. }
            | Command::Resubmit
            | Command::RefuseIntake { .. }
            | Command::Transfer { .. }
            | Command::CompleteAtOnce { .. }
            | Command::SendSupplementRequest
            | Command::DeclineSupplementRequest { .. }
            | Command::ReceiveSupplement { .. }
            | Command::CloseUnsupplemented
            | Command::AnswerSupplement { .. }
            | Command::ReturnAnswer { .. }
            | Command::Adjust(_)
            | Command::RequestWithdrawal { .. }
            | Command::ConfirmWithdrawal
            | Command::CancelWithdrawal { .. } => Where::Receiving,
            Command::PostResult { .. } | Command::ReturnPosted { .. } | Command::HandOver { .. } => Where::Door,
            Command::ChooseDoor { .. } => Where::AnyDoor,
            Command::Claim
            | Command::Assign { .. }
            | Command::Forward { .. }
            | Command::SendBack { .. }
            | Command::Consult { .. }
            | Command::AskSupplement { .. }
            | Command::DeclareObligation { .. }
            | Command::ClearObligation { .. }
            | Command::Suspend { .. }
            | Command::Resume { .. }
            | Command::Propose { .. }
            | Command::Approve { .. }
            | Command::RejectProposal { .. }
            | Command::AttachResult { .. }
            | Command::Release
            | Command::Extend { .. }
            | Command::Apologise { .. }
            | Command::Explain { .. }
            | Command::Stop { .. } => Where::Desk,
            Command::Urge { .. } | Command::Reassign { .. } => Where::Anywhere,
            Command::AnswerConsultation { nth, .. } => Where::Consulted(*nth),
        }
    }

    /// Its name: events, audit (`dossier.accept`), routes and locale keys (`act-accept`) use it.
    pub fn name(&self) -> &'static str {
        match self {
            Command::Revise(_) => "revise",
            Command::Accept(_) => "accept",
            Command::RequestSupplement { .. } => "request_supplement",
            Command::Resubmit => "resubmit",
            Command::RefuseIntake { .. } => "refuse_intake",
            Command::Transfer { .. } => "transfer",
            Command::CompleteAtOnce { .. } => "complete_at_once",
            Command::AnswerSupplement { .. } => "answer_supplement",
            Command::ReturnAnswer { .. } => "return_answer",
            Command::Adjust(_) => "adjust",
            Command::ChooseDoor { .. } => "choose_door",
            Command::Claim => "claim",
            Command::Assign { .. } => "assign",
            Command::Forward { .. } => "forward",
            Command::SendBack { .. } => "send_back",
            Command::Consult { .. } => "consult",
            Command::AnswerConsultation { .. } => "answer_consultation",
            Command::AskSupplement { .. } => "ask_supplement",
            Command::SendSupplementRequest => "send_supplement_request",
            Command::DeclineSupplementRequest { .. } => "decline_supplement_request",
            Command::ReceiveSupplement { .. } => "receive_supplement",
            Command::CloseUnsupplemented => "close_unsupplemented",
            Command::DeclareObligation { .. } => "declare_obligation",
            Command::ClearObligation { .. } => "clear_obligation",
            Command::Suspend { .. } => "suspend",
            Command::Resume { .. } => "resume",
            Command::Propose { .. } => "propose",
            Command::Approve { .. } => "approve",
            Command::RejectProposal { .. } => "reject_proposal",
            Command::AttachResult { .. } => "attach_result",
            Command::Release => "release",
            Command::Extend { .. } => "extend",
            Command::Apologise { .. } => "apologise",
            Command::Urge { .. } => "urge",
            Command::Explain { .. } => "explain",
            Command::Reassign { .. } => "reassign",
            Command::PostResult { .. } => "post_result",
            Command::ReturnPosted { .. } => "return_posted",
            Command::HandOver { .. } => "hand_over",
            Command::RequestWithdrawal { .. } => "request_withdrawal",
            Command::ConfirmWithdrawal => "confirm_withdrawal",
            Command::CancelWithdrawal { .. } => "cancel_withdrawal",
            Command::Stop { .. } => "stop",
        }
    }

    /// The audit's word for a command; a literal, so that it can be searched for.
    pub fn audit_word(&self) -> &'static str {
        match self {
            Command::Revise(_) => "dossier.revise",
            Command::Accept(_) => "dossier.accept",
            Command::RequestSupplement { .. } => "dossier.request_supplement",
            Command::Resubmit => "dossier.resubmit",
            Command::RefuseIntake { .. } => "dossier.refuse_intake",
            Command::Transfer { .. } => "dossier.transfer",
            Command::CompleteAtOnce { .. } => "dossier.complete_at_once",
            Command::AnswerSupplement { .. } => "dossier.answer_supplement",
            Command::ReturnAnswer { .. } => "dossier.return_answer",
            Command::Adjust(_) => "dossier.adjust",
            Command::ChooseDoor { .. } => "dossier.choose_door",
            Command::Claim => "dossier.claim",
            Command::Assign { .. } => "dossier.assign",
            Command::Forward { .. } => "dossier.forward",
            Command::SendBack { .. } => "dossier.send_back",
            Command::Consult { .. } => "dossier.consult",
            Command::AnswerConsultation { .. } => "dossier.answer_consultation",
            Command::AskSupplement { .. } => "dossier.ask_supplement",
            Command::SendSupplementRequest => "dossier.send_supplement_request",
            Command::DeclineSupplementRequest { .. } => "dossier.decline_supplement_request",
            Command::ReceiveSupplement { .. } => "dossier.receive_supplement",
            Command::CloseUnsupplemented => "dossier.close_unsupplemented",
            Command::DeclareObligation { .. } => "dossier.declare_obligation",
            Command::ClearObligation { .. } => "dossier.clear_obligation",
            Command::Suspend { .. } => "dossier.suspend",
            Command::Resume { .. } => "dossier.resume",
            Command::Propose { .. } => "dossier.propose",
            Command::Approve { .. } => "dossier.approve",
            Command::RejectProposal { .. } => "dossier.reject_proposal",
            Command::AttachResult { .. } => "dossier.attach_result",
            Command::Release => "dossier.release",
            Command::Extend { .. } => "dossier.extend",
            Command::Apologise { .. } => "dossier.apologise",
            Command::Urge { .. } => "dossier.urge",
            Command::Explain { .. } => "dossier.explain",
            Command::Reassign { .. } => "dossier.reassign",
            Command::PostResult { .. } => "dossier.post_result",
            Command::ReturnPosted { .. } => "dossier.return_posted",
            Command::HandOver { .. } => "dossier.hand_over",
            Command::RequestWithdrawal { .. } => "dossier.request_withdrawal",
            Command::ConfirmWithdrawal => "dossier.confirm_withdrawal",
            Command::CancelWithdrawal { .. } => "dossier.cancel_withdrawal",
            Command::Stop { .. } => "dossier.stop",
        }
    }
}
