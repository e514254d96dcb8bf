//! The nouns: a dossier and everything it carries. Pure data; what may happen to it is in [`crate::decide`].

use jiff::civil::{Date, DateTime};
use kernel::{AccountId, DossierId, FileId, OfficerId, PersonId, ProcedureVersionId, ProcessId, UnitId, Vnd};
use law::{FormKey, RuleSet, Term};
use procedure::model::Channel;
use serde::{Deserialize, Serialize};

use crate::stage::Stage;

mod beside;

pub use beside::{DeliveryProof, Explanation, PostReturn, Posting, Urge};

/// The longest summary (trích yếu), in characters.
pub const SUMMARY_MAX: usize = 1000;

/// The longest words for where a matter is, in characters.
pub const PLACE_MAX: usize = 300;

/// A unit as a dossier remembers it: its name when it acted, whatever it is called today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitRef {
    pub id: UnitId,
    pub name: String,
    /// Agency code (mã định danh) under the dossier's rule set.
    pub code: String,
}

/// An officer as a dossier remembers them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficerRef {
    pub id: OfficerId,
    pub name: String,
    pub unit: UnitId,
}

/// Who applies. A copy of the person's data of that day: the receipt must read the same for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applicant {
    pub person: PersonId,
    pub kind: ApplicantKind,
    pub name: String,
    /// Personal number, tax code or passport number.
    pub id_number: String,
    pub phone: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub email: String,
    pub address: String,
}

/// What kind of applicant (national portal `LoaiDoiTuong`; the numbers belong to the exchange).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicantKind {
    Person,
    Organisation,
    Foreigner,
}

/// Who files for the applicant (người được ủy quyền); the account and the dossier stay the principal's
/// (NĐ 69/2024/NĐ-CP Điều 40 khoản 8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegate {
    pub name: String,
    pub id_number: String,
    pub phone: String,
    /// The authorisation: its number and date, or how it was proven.
    pub authority: String,
}

/// How a component came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Submission {
    /// Giấy.
    Paper,
    /// Bản quét.
    Scan,
    /// Dữ liệu, taken from a database of the State.
    Data,
}

impl Submission {
    pub const ALL: [Submission; 3] = [Submission::Paper, Submission::Scan, Submission::Data];

    /// The word rows and forms keep.
    pub fn code(self) -> &'static str {
        match self {
            Submission::Paper => "paper",
            Submission::Scan => "scan",
            Submission::Data => "data",
        }
    }
    pub fn parse(text: &str) -> Option<Submission> {
        Submission::ALL.into_iter().find(|s| s.code() == text)
    }
}

/// One line of the checklist of this dossier (thành phần hồ sơ).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldComponent {
    /// The procedure's component key, `TP01`; papers the procedure does not list are `X01`, `X02`, …
    pub key: String,
    pub name: String,
    pub required: bool,
    /// Whether it was handed in.
    pub received: bool,
    pub submission: Submission,
    pub originals: u32,
    pub copies: u32,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A file of the dossier; its bytes lie in the blob store under `blob`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldFile {
    pub id: FileId,
    /// The component it is a scan of; none: a paper of the agencies (result, notice).
    pub component: Option<String>,
    pub name: String,
    pub media: String,
    pub pages: u32,
    pub bytes: i64,
    /// sha-256 in hex.
    pub blob: String,
    pub added_ms: i64,
    pub added_by: String,
}

/// Where a dossier lies while the agencies work on it: which step, at which unit, with whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desk {
    /// Place in the process's list of steps.
    pub step: usize,
    pub unit: UnitRef,
    /// Nobody: it waits in the unit's tray to be claimed or assigned.
    pub officer: Option<OfficerRef>,
    pub since: DateTime,
    /// End of the step's own time, when the process sets one.
    pub step_due: Option<DateTime>,
}

/// One block of the control sheet (Mẫu 05): who gave, who took, from when to when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    pub from_unit: String,
    pub from_officer: String,
    pub to_unit: String,
    pub to_officer: String,
    pub step: String,
    pub at: DateTime,
    /// What the step had to be done by.
    pub due: Option<DateTime>,
    pub done: Option<DateTime>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// One point of a supplement request, pinned to a component where there is one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplementItem {
    /// Component key; none: the request concerns the dossier as a whole.
    pub component: Option<String>,
    /// What is missing or wrong, in plain words.
    pub ask: String,
    /// The field of the filled-in form it is pinned to, as the form names it; empty: none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub field: String,
    /// What a right answer looks like.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub example: String,
    /// The article that asks for it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub basis: String,
}

/// A supplement request (phiếu yêu cầu bổ sung).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplement {
    pub items: Vec<SupplementItem>,
    pub reason: String,
    pub basis: String,
    /// Who wants it: the intake officer before acceptance, the handler after.
    pub asked_by: String,
    pub asked_at: DateTime,
    /// Before acceptance the clock has not started; after it the request counts (one only).
    pub after_acceptance: bool,
    /// When the one-stop unit issued it; none: it waits there.
    pub sent_at: Option<DateTime>,
    pub received_at: Option<DateTime>,
    /// Why a second one was allowed, and by whom.
    pub override_reason: Option<(String, String)>,
    /// Why it was asked after the three working days of the law.
    pub late_reason: Option<String>,
    /// What the applicant says to each point ("Tôi đã bổ sung").
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<SupplementAnswer>,
    /// When the applicant said that all of it is there; none: they have not, or it was not all (and they were told).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<DateTime>,
}

impl Supplement {
    /// The applicant's answer that nobody has looked at yet.
    pub fn answer_waits(&self) -> bool {
        self.answered_at.is_some() && self.received_at.is_none()
    }
}

/// The applicant's word on one point of a supplement request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplementAnswer {
    /// Place in the request's list of items, from 0.
    pub item: usize,
    /// May be empty when a paper was added for the item's component.
    #[serde(default)]
    pub words: String,
}

/// A question to another agency (lấy ý kiến).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consultation {
    pub unit: UnitRef,
    pub question: String,
    pub asked_by: String,
    pub asked_at: DateTime,
    pub answer_by: DateTime,
    pub answer: Option<(String, DateTime, String)>,
}

/// A financial obligation (nghĩa vụ tài chính) declared during processing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obligation {
    pub amount: Vnd,
    pub notice_no: String,
    pub declared_at: DateTime,
    /// When it was met and by which receipt.
    pub cleared: Option<(DateTime, String)>,
}

/// What the handler proposes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outcome {
    Grant,
    /// Từ chối giải quyết: with reasons and the article (NĐ 61/2018/NĐ-CP Điều 19 khoản 8).
    Refuse {
        reason: String,
        basis: String,
    },
}

/// A proposal on its way to the approver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    pub outcome: Outcome,
    pub note: String,
    pub by: OfficerRef,
    pub at: DateTime,
    /// Who approved, when.
    pub approved: Option<(OfficerRef, DateTime)>,
}

/// The result as signed (kết quả giải quyết).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultPaper {
    pub name: String,
    pub number: String,
    pub signed_on: Date,
    pub signer: String,
    /// Files of the result; empty when the result is paper only.
    pub files: Vec<FileId>,
}

/// Who took the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOver {
    pub taker_name: String,
    pub taker_id: String,
    /// The taker acts for the applicant under this authority; empty: the applicant came.
    pub authority: String,
    pub way: PickUp,
    pub originals_returned: bool,
    pub at: DateTime,
    pub by: String,
    /// By post: how it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<DeliveryProof>,
}

/// How the applicant wants the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PickUp {
    #[default]
    Counter,
    Post,
    Online,
}

impl PickUp {
    pub const ALL: [PickUp; 3] = [PickUp::Counter, PickUp::Post, PickUp::Online];

    pub fn code(self) -> &'static str {
        match self {
            PickUp::Counter => "counter",
            PickUp::Post => "post",
            PickUp::Online => "online",
        }
    }
    pub fn parse(text: &str) -> Option<PickUp> {
        PickUp::ALL.into_iter().find(|p| p.code() == text)
    }
}

/// The one extension (gia hạn), or an apology after the date passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Apology {
    pub reason: String,
    pub due_before: DateTime,
    pub promised: DateTime,
    pub at: DateTime,
    /// True: the date moved. False: too late for that; the dossier stays late.
    pub extends: bool,
}

/// A numbered official paper that was issued (Mẫu 01–05).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedPaper {
    pub form: FormKey,
    /// Number within the form's book of the year.
    pub number: i64,
    pub year: i16,
    pub at: DateTime,
    pub by: String,
    /// The promised date as printed.
    pub due: Option<DateTime>,
    /// On a receipt: the door the applicant had chosen by then, when it was another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub door: Option<String>,
    /// Which supplement or apology it prints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth: Option<usize>,
}

/// Place in the register (sổ theo dõi hồ sơ).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterEntry {
    pub year: i16,
    pub number: i64,
}

/// The procedure as the dossier knows it: its version for life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcedureRef {
    pub version: ProcedureVersionId,
    pub code: String,
    pub name: String,
    pub field: String,
    pub case: Option<String>,
}

/// One application of one applicant for one procedure (hồ sơ thủ tục hành chính).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dossier {
    pub id: DossierId,
    /// Grows with every act; an act must name the version it saw.
    pub version: i64,
    /// Mã hồ sơ; none before acceptance.
    pub code: Option<String>,
    pub procedure: ProcedureRef,
    pub process: ProcessId,
    /// The rule set of the day of acceptance, kept for life.
    pub rules: Option<RuleSet>,
    pub channel: Channel,
    pub receiving: UnitRef,
    pub deciding: UnitRef,
    /// Where the applicant was helped to file, when that is neither of the two (nơi hỗ trợ): the three organisations of a
    /// dossier stay distinct under NĐ 118/2025/NĐ-CP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<UnitRef>,
    /// Where the matter is (the plot of land, the house, the works), as it was said; the deciding unit was proposed from it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// Receiving and deciding unit belong to different levels: papers travel by the rule of NĐ 118/2025/NĐ-CP Điều 20.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub across_levels: bool,
    pub applicant: Applicant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegate: Option<Delegate>,
    /// Trích yếu: what it is about, at most 1,000 characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// The e-form as it was filled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<serde_json::Value>,
    /// The account it was filed with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// Số lượng hồ sơ (bộ).
    pub sets: u32,
    pub pick_up: PickUp,
    /// The centre where the applicant wants the result, when that is another door than the one it came in by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pick_up_at: Option<UnitRef>,
    pub stage: Stage,
    pub lodged_at: DateTime,
    pub lodged_by: String,
    /// When the intake officers were last alerted that it had come in online and nobody had looked at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alerted_at: Option<DateTime>,
    pub accepted_at: Option<DateTime>,
    pub accepted_by: Option<String>,
    /// The promised date as it stands.
    pub due: Option<DateTime>,
    /// What the promised date is computed from.
    pub clock: Option<Term>,
    /// When the agencies were done: result ready, refused or stopped.
    pub ended_at: Option<DateTime>,
    pub register: Option<RegisterEntry>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<Hold>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supplements: Vec<Supplement>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consultations: Vec<Consultation>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub obligations: Vec<Obligation>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apologies: Vec<Apology>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub urges: Vec<Urge>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Explanation>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<IssuedPaper>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<Proposal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<ResultPaper>,
    /// Every time the result was given to the post.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub posted: Vec<Posting>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hand_over: Option<HandOver>,
    /// Kept as rows of their own; see `store`.
    #[serde(skip)]
    pub components: Vec<HeldComponent>,
    #[serde(skip)]
    pub files: Vec<HeldFile>,
    /// The end of the dossier's chain of events.
    #[serde(skip)]
    pub last_seq: i64,
    #[serde(skip)]
    pub last_hash: Vec<u8>,
    #[serde(skip)]
    pub last_at_ms: i64,
}

impl Dossier {
    /// Supplement requests that count against the one the law allows (after acceptance, issued or waiting).
    pub fn supplements_after_acceptance(&self) -> usize {
        self.supplements.iter().filter(|s| s.after_acceptance).count()
    }

    /// The one request before acceptance, if it was made (NĐ 61/2018/NĐ-CP Điều 11 khoản 2 điểm c, and so in NĐ 118/2025/NĐ-CP).
    pub fn supplement_before_acceptance(&self) -> Option<&Supplement> {
        self.supplements.iter().find(|s| !s.after_acceptance)
    }

    /// The one extension, if it was granted.
    pub fn extension(&self) -> Option<&Apology> {
        self.apologies.iter().find(|a| a.extends)
    }

    /// A consultation that waits for its answer, the earliest due first.
    pub fn open_consultation(&self) -> Option<(usize, &Consultation)> {
        let open = self.consultations.iter().enumerate().filter(|(_, c)| c.answer.is_none());
        open.min_by_key(|(_, c)| c.answer_by)
    }

    /// The supplement that the applicant says is complete and that nobody has looked at yet, while it was asked for.
    pub fn open_answer(&self) -> Option<&Supplement> {
        let asked = matches!(self.stage, Stage::SupplementBeforeIntake | Stage::AwaitingSupplement { .. });
        self.supplements.last().filter(|last| asked && last.answer_waits())
    }

    /// When it came in complete for the look before acceptance: filed, or answered after a request.
    pub fn filed_at(&self) -> DateTime {
        let last = self.supplements.last().filter(|last| !last.after_acceptance);
        last.and_then(|last| last.received_at.or(last.answered_at)).unwrap_or(self.lodged_at)
    }

    /// The result is with the post: given to it, neither delivered nor back.
    pub fn on_the_way(&self) -> Option<&Posting> {
        self.posted.last().filter(|last| last.returned.is_none() && self.hand_over.is_none())
    }

    /// Whether its promised date passed before it was done, or has passed at `now` while the clock ran.
    pub fn is_late_at(&self, now: DateTime) -> bool {
        let stands = self.clock.as_ref().and_then(|clock| clock.open_pause()).map(|pause| pause.from);
        self.due.is_some_and(|due| self.ended_at.or(stands).unwrap_or(now) > due)
    }

    /// The door where the result is handed over: the one the applicant chose, else the one it came in by.
    pub fn door(&self) -> &UnitRef {
        self.pick_up_at.as_ref().unwrap_or(&self.receiving)
    }

    /// The desk it lies on while the agencies have it.
    pub fn desk(&self) -> Option<&Desk> {
        self.stage.desk()
    }

    /// The rule set that governs it: that of its acceptance, or of `today` before.
    pub fn rules_on(&self, today: Date) -> RuleSet {
        self.rules.unwrap_or_else(|| RuleSet::on(today))
    }
}
