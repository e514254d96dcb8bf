//! What the API shows: a dossier and its parts in wire words, borrowed from the model. It hides nothing and decides
//! nothing: whoever may read the dossier at all may read all of this.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use kernel::{Actor, DossierId, Error, FileId, OfficerId, PersonId, ProcedureVersionId, ProcessId, Result, UnitId};
use law::RuleSet;
use procedure::model::Channel;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use store::ledger::Event;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::decide::Happening;
use crate::list::{Counts, Line, Pile};
use crate::model::{
    Apology, Applicant, ApplicantKind, Consultation, Delegate, DeliveryProof, Dossier, Explanation, HandOver,
    HeldComponent, HeldFile, Hold, IssuedPaper, Obligation, OfficerRef, Outcome, PickUp, Posting, Proposal,
    ResultPaper, Submission, Supplement, SupplementAnswer, SupplementItem, UnitRef, Urge,
};
use crate::stage::{Stage, StopReason};
use crate::{Saved, door};

/// A moment of the office's clock, RFC 3339 with its offset. Any offset is read; a time without one is the office's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2026-03-02T17:00:00+07:00")]
pub struct Moment(pub DateTime);

impl Moment {
    fn of_ms(ms: i64) -> Moment {
        Moment(kernel::time::civil_ms(ms))
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        s.serialize_str(&kernel::time::rfc3339(self.0))
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(d: D) -> std::result::Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(d)?;
        if let Ok(instant) = text.parse::<Timestamp>() {
            return Ok(Moment(kernel::time::civil(instant)));
        }
        text.parse().map(Moment).map_err(|_| serde::de::Error::custom("not a moment as RFC 3339 writes it"))
    }
}

/// Lists of words, taken from the types that know them, so that the published list cannot drift.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident = $all:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $name {}
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new().schema_type(Type::String).enum_values(Some($all)).into()
            }
        }
        impl ToSchema for $name {}
    )*};
}
words! {
    StageWord = Stage::NAMES;
    PileWord = Pile::ALL.map(Pile::code);
    ChannelWord = Channel::ALL.map(Channel::code);
    SubmissionWord = Submission::ALL.map(Submission::code);
    PickUpWord = PickUp::ALL.map(PickUp::code);
    RuleSetWord = ["R61", "R118"];
    OutcomeWord = ["grant", "refuse"];
    ApplicantWord = ["person", "organisation", "foreigner"];
    SexWord = ["male", "female"];
    FormWord = law::FormKey::ALL.map(word_of);
    StopWord = ["withdrawn", "unsupplemented", "by_law"];
}

/// The word serde writes for a bare variant.
fn word_of(variant: impl Serialize) -> String {
    serde_json::to_value(variant).ok().and_then(|value| value.as_str().map(str::to_string)).unwrap_or_default()
}

/// A dossier in full.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Dossier)]
pub struct DossierView<'a> {
    #[schema(value_type = String, example = "dos_00s3y7tm40001")]
    pub id: DossierId,
    /// What the next act must name in `If-Match`.
    pub version: i64,
    /// Mã hồ sơ; none before acceptance.
    pub code: Option<&'a str>,
    pub stage: StageView<'a>,
    pub procedure: ProcedureView<'a>,
    #[schema(value_type = String)]
    pub process: ProcessId,
    /// The rule set of the day of acceptance.
    #[schema(value_type = Option<RuleSetWord>)]
    pub rules: Option<RuleSet>,
    #[schema(value_type = ChannelWord)]
    pub channel: Channel,
    pub receiving: UnitView<'a>,
    pub deciding: UnitView<'a>,
    /// Where the applicant was helped to file, when that is neither of the two.
    pub help: Option<UnitView<'a>>,
    /// Where the matter is, as it was said.
    pub place: &'a str,
    pub applicant: ApplicantView<'a>,
    pub delegate: Option<DelegateView<'a>>,
    pub summary: &'a str,
    pub sets: u32,
    #[schema(value_type = PickUpWord)]
    pub pick_up: PickUp,
    /// The centre where the result is handed over.
    pub pick_up_at: UnitView<'a>,
    pub lodged_at: Moment,
    pub lodged_by: &'a str,
    pub accepted_at: Option<Moment>,
    pub accepted_by: Option<&'a str>,
    /// The promised date as it stands.
    pub due: Option<Moment>,
    /// When the agencies were done.
    pub ended_at: Option<Moment>,
    pub register: Option<RegisterView>,
    pub components: Vec<ComponentView<'a>>,
    pub files: Vec<FileView<'a>>,
    pub holds: Vec<HoldView<'a>>,
    pub supplements: Vec<SupplementView<'a>>,
    pub consultations: Vec<ConsultationView<'a>>,
    pub obligations: Vec<ObligationView<'a>>,
    pub apologies: Vec<ApologyView<'a>>,
    pub urges: Vec<UrgeView<'a>>,
    pub explanation: Option<ExplanationView<'a>>,
    pub papers: Vec<PaperView<'a>>,
    pub proposal: Option<ProposalView<'a>>,
    pub result: Option<ResultView<'a>>,
    /// Every time the result was given to the post.
    pub posted: Vec<PostingView<'a>>,
    pub hand_over: Option<HandOverView<'a>>,
}

impl<'a> DossierView<'a> {
    pub fn of(d: &'a Dossier) -> Self {
        DossierView {
            id: d.id,
            version: d.version,
            code: d.code.as_deref(),
            stage: StageView::of(&d.stage),
            procedure: ProcedureView {
                version: d.procedure.version,
                code: &d.procedure.code,
                name: &d.procedure.name,
                field: &d.procedure.field,
                case: d.procedure.case.as_deref(),
            },
            process: d.process,
            rules: d.rules,
            channel: d.channel,
            receiving: (&d.receiving).into(),
            deciding: (&d.deciding).into(),
            help: d.help.as_ref().map(Into::into),
            place: &d.place,
            applicant: (&d.applicant).into(),
            delegate: d.delegate.as_ref().map(Into::into),
            summary: &d.summary,
            sets: d.sets,
            pick_up: d.pick_up,
            pick_up_at: d.door().into(),
            lodged_at: Moment(d.lodged_at),
            lodged_by: &d.lodged_by,
            accepted_at: d.accepted_at.map(Moment),
            accepted_by: d.accepted_by.as_deref(),
            due: d.due.map(Moment),
            ended_at: d.ended_at.map(Moment),
            register: d.register.as_ref().map(|r| RegisterView { year: r.year, number: r.number }),
            components: d.components.iter().map(Into::into).collect(),
            files: d.files.iter().map(Into::into).collect(),
            holds: d.holds.iter().map(Into::into).collect(),
            supplements: d.supplements.iter().map(Into::into).collect(),
            consultations: d.consultations.iter().enumerate().map(ConsultationView::of).collect(),
            obligations: d.obligations.iter().map(Into::into).collect(),
            apologies: d.apologies.iter().map(Into::into).collect(),
            urges: d.urges.iter().map(Into::into).collect(),
            explanation: d.explanation.as_ref().map(Into::into),
            papers: d.papers.iter().map(PaperView::of).collect(),
            proposal: d.proposal.as_ref().map(Into::into),
            result: d.result.as_ref().map(Into::into),
            posted: d.posted.iter().map(Into::into).collect(),
            hand_over: d.hand_over.as_ref().map(Into::into),
        }
    }
}

/// Where it stands, with what that stage knows.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Stage)]
pub struct StageView<'a> {
    #[schema(value_type = StageWord)]
    pub name: &'static str,
    /// Where it lies while the agencies have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub desk: Option<DeskView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<&'a str>,
    /// Suspended since.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<StopWord>)]
    pub why: Option<StopReason>,
    /// The stage that a withdrawal request interrupted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<StageWord>)]
    pub before: Option<&'static str>,
}

impl<'a> StageView<'a> {
    fn of(stage: &'a Stage) -> Self {
        let desk = stage.desk().map(|desk| DeskView {
            step: desk.step,
            unit: (&desk.unit).into(),
            officer: desk.officer.as_ref().map(Into::into),
            since: Moment(desk.since),
            step_due: desk.step_due.map(Moment),
        });
        let bare =
            StageView { name: stage.name(), desk, reason: None, basis: None, since: None, why: None, before: None };
        match stage {
            Stage::NotAccepted { reason, basis } => StageView { reason: Some(reason), basis: Some(basis), ..bare },
            Stage::Suspended { desk: _, reason, basis, since } => {
                StageView { reason: Some(reason), basis: Some(basis), since: Some(Moment(*since)), ..bare }
            }
            Stage::WithdrawalRequested { from, reason } => {
                StageView { reason: Some(reason), before: Some(from.name()), ..bare }
            }
            Stage::Stopped { why, note } => StageView { why: Some(*why), reason: Some(note), ..bare },
            Stage::Lodged
            | Stage::SupplementBeforeIntake
            | Stage::Accepted
            | Stage::InProgress { .. }
            | Stage::SupplementAsked { .. }
            | Stage::AwaitingSupplement { .. }
            | Stage::AwaitingObligation { .. }
            | Stage::ResultReady
            | Stage::HandedOver => bare,
        }
    }
}

/// Views that copy field by field: the model's type, the wire's name, and the fields both have.
macro_rules! views {
    ($($(#[$doc:meta])* $view:ident of $model:ident as $wire:ident {
        $($(#[$meta:meta])* $field:ident : $ty:ty = |$m:ident| $value:expr),* $(,)?
    })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Serialize, ToSchema)]
        #[schema(as = $wire)]
        pub struct $view<'a> { $($(#[$meta])* pub $field: $ty),* }
        impl<'a> From<&'a $model> for $view<'a> {
            fn from(model: &'a $model) -> Self {
                $view { $($field: { let $m = model; $value }),* }
            }
        }
    )*};
}

views! {
    /// A unit as the dossier remembers it.
    UnitView of UnitRef as UnitRef {
        #[schema(value_type = String, example = "uni_00s3y7tm40001")]
        id: UnitId = |u| u.id,
        name: &'a str = |u| &u.name,
        /// Agency code (mã định danh).
        code: &'a str = |u| &u.code,
    }
    /// An officer as the dossier remembers them.
    OfficerView of OfficerRef as OfficerRef {
        #[schema(value_type = String)]
        id: OfficerId = |o| o.id,
        name: &'a str = |o| &o.name,
        #[schema(value_type = String)]
        unit: UnitId = |o| o.unit,
    }
    /// Who applies, as on the day of filing.
    ApplicantView of Applicant as Applicant {
        #[schema(value_type = String)]
        person: PersonId = |a| a.person,
        #[schema(value_type = ApplicantWord)]
        kind: ApplicantKind = |a| a.kind,
        name: &'a str = |a| &a.name,
        /// Personal number, tax code or passport number.
        id_number: &'a str = |a| &a.id_number,
        phone: &'a str = |a| &a.phone,
        email: &'a str = |a| &a.email,
        address: &'a str = |a| &a.address,
    }
    /// Who files for the applicant.
    DelegateView of Delegate as Delegate {
        name: &'a str = |d| &d.name,
        id_number: &'a str = |d| &d.id_number,
        phone: &'a str = |d| &d.phone,
        authority: &'a str = |d| &d.authority,
    }
    /// One line of the checklist.
    ComponentView of HeldComponent as Component {
        key: &'a str = |c| &c.key,
        name: &'a str = |c| &c.name,
        required: bool = |c| c.required,
        received: bool = |c| c.received,
        #[schema(value_type = SubmissionWord)]
        submission: Submission = |c| c.submission,
        originals: u32 = |c| c.originals,
        copies: u32 = |c| c.copies,
        note: &'a str = |c| &c.note,
    }
    /// A file; its bytes are at `/api/v1/dossiers/{id}/files/{file}`.
    FileView of HeldFile as File {
        #[schema(value_type = String)]
        id: FileId = |f| f.id,
        component: Option<&'a str> = |f| f.component.as_deref(),
        name: &'a str = |f| &f.name,
        media: &'a str = |f| &f.media,
        pages: u32 = |f| f.pages,
        bytes: i64 = |f| f.bytes,
        sha256: &'a str = |f| &f.blob,
        added_at: Moment = |f| Moment::of_ms(f.added_ms),
        added_by: &'a str = |f| &f.added_by,
    }
    /// One block of the control sheet (Mẫu 05).
    HoldView of Hold as Hold {
        from_unit: &'a str = |h| &h.from_unit,
        from_officer: &'a str = |h| &h.from_officer,
        to_unit: &'a str = |h| &h.to_unit,
        to_officer: &'a str = |h| &h.to_officer,
        step: &'a str = |h| &h.step,
        at: Moment = |h| Moment(h.at),
        due: Option<Moment> = |h| h.due.map(Moment),
        done: Option<Moment> = |h| h.done.map(Moment),
        note: &'a str = |h| &h.note,
    }
    /// One point of a supplement request.
    ItemView of SupplementItem as SupplementItem {
        component: Option<&'a str> = |i| i.component.as_deref(),
        ask: &'a str = |i| &i.ask,
    }
    /// A supplement request.
    SupplementView of Supplement as Supplement {
        items: Vec<ItemView<'a>> = |s| s.items.iter().map(Into::into).collect(),
        reason: &'a str = |s| &s.reason,
        basis: &'a str = |s| &s.basis,
        asked_by: &'a str = |s| &s.asked_by,
        asked_at: Moment = |s| Moment(s.asked_at),
        after_acceptance: bool = |s| s.after_acceptance,
        sent_at: Option<Moment> = |s| s.sent_at.map(Moment),
        received_at: Option<Moment> = |s| s.received_at.map(Moment),
        /// Why a second one was allowed.
        override_reason: Option<&'a str> = |s| s.override_reason.as_ref().map(|(reason, _)| reason.as_str()),
        late_reason: Option<&'a str> = |s| s.late_reason.as_deref(),
        /// What the applicant says to each item, in the order they said it.
        answers: Vec<SupplementAnswerView<'a>> = |s| s.answers.iter().map(Into::into).collect(),
        answered_at: Option<Moment> = |s| s.answered_at.map(Moment),
    }
    /// A financial obligation.
    ObligationView of Obligation as Obligation {
        /// Whole đồng.
        amount: i64 = |o| o.amount.0,
        notice_no: &'a str = |o| &o.notice_no,
        declared_at: Moment = |o| Moment(o.declared_at),
        cleared_at: Option<Moment> = |o| o.cleared.as_ref().map(|(at, _)| Moment(*at)),
        receipt_no: Option<&'a str> = |o| o.cleared.as_ref().map(|(_, no)| no.as_str()),
    }
    /// An extension, or an apology after the date had passed.
    ApologyView of Apology as Apology {
        reason: &'a str = |a| &a.reason,
        due_before: Moment = |a| Moment(a.due_before),
        promised: Moment = |a| Moment(a.promised),
        at: Moment = |a| Moment(a.at),
        /// Whether the due date moved.
        extends: bool = |a| a.extends,
    }
    /// A proposal on its way to the approver.
    ProposalView of Proposal as Proposal {
        #[schema(value_type = OutcomeWord)]
        outcome: &'static str = |p| outcome_word(&p.outcome),
        /// Reasons of a refusal.
        reason: Option<&'a str> = |p| outcome_words(&p.outcome).map(|(reason, _)| reason),
        basis: Option<&'a str> = |p| outcome_words(&p.outcome).map(|(_, basis)| basis),
        note: &'a str = |p| &p.note,
        by: OfficerView<'a> = |p| (&p.by).into(),
        at: Moment = |p| Moment(p.at),
        approved_by: Option<OfficerView<'a>> = |p| p.approved.as_ref().map(|(by, _)| by.into()),
        approved_at: Option<Moment> = |p| p.approved.as_ref().map(|(_, at)| Moment(*at)),
    }
    /// The result as signed.
    ResultView of ResultPaper as Result {
        name: &'a str = |r| &r.name,
        number: &'a str = |r| &r.number,
        #[schema(value_type = String, format = Date)]
        signed_on: Date = |r| r.signed_on,
        signer: &'a str = |r| &r.signer,
        #[schema(value_type = Vec<String>)]
        files: &'a [FileId] = |r| &r.files,
    }
    /// The applicant's word on one item of a supplement request.
    SupplementAnswerView of SupplementAnswer as SupplementAnswer {
        /// Place in the request's items, from 0.
        item: usize = |a| a.item,
        words: &'a str = |a| &a.words,
    }
    /// Why a dossier is late, for the head.
    ExplanationView of Explanation as Explanation {
        reason: &'a str = |e| &e.reason,
        measures: &'a str = |e| &e.measures,
        by: &'a str = |e| &e.by.name,
        at: Moment = |e| Moment(e.at),
    }
    /// A message of somebody who watches over deadlines.
    UrgeView of Urge as Urge {
        words: &'a str = |u| &u.words,
        by: &'a str = |u| &u.by.name,
        to: Option<&'a str> = |u| u.to.as_ref().map(|to| to.name.as_str()),
        at: Moment = |u| Moment(u.at),
    }
    /// A result given to the post.
    PostingView of Posting as Posting {
        tracking: &'a str = |p| &p.tracking,
        at: Moment = |p| Moment(p.at),
        by: &'a str = |p| &p.by,
        returned_at: Option<Moment> = |p| p.returned.as_ref().map(|back| Moment(back.at)),
    }
    /// How it is known that the post delivered it.
    DeliveryProofView of DeliveryProof as DeliveryProof {
        number: &'a str = |p| &p.number,
        at: Moment = |p| Moment(p.at),
    }
    /// Who took the result.
    HandOverView of HandOver as HandOver {
        taker_name: &'a str = |h| &h.taker_name,
        taker_id: &'a str = |h| &h.taker_id,
        authority: &'a str = |h| &h.authority,
        #[schema(value_type = PickUpWord)]
        way: PickUp = |h| h.way,
        originals_returned: bool = |h| h.originals_returned,
        at: Moment = |h| Moment(h.at),
        by: &'a str = |h| &h.by,
        proof: Option<DeliveryProofView<'a>> = |h| h.proof.as_ref().map(Into::into),
    }
}

fn outcome_word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Grant => "grant",
        Outcome::Refuse { .. } => "refuse",
    }
}

fn outcome_words(outcome: &Outcome) -> Option<(&str, &str)> {
    match outcome {
        Outcome::Grant => None,
        Outcome::Refuse { reason, basis } => Some((reason, basis)),
    }
}

/// Where it lies.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Desk)]
pub struct DeskView<'a> {
    /// Place in the process's list of steps, from 0.
    pub step: usize,
    pub unit: UnitView<'a>,
    /// Nobody: it waits to be claimed or assigned.
    pub officer: Option<OfficerView<'a>>,
    pub since: Moment,
    pub step_due: Option<Moment>,
}

/// The procedure's version that the dossier keeps for life.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProcedureRef)]
pub struct ProcedureView<'a> {
    #[schema(value_type = String)]
    pub version: ProcedureVersionId,
    pub code: &'a str,
    pub name: &'a str,
    pub field: &'a str,
    pub case: Option<&'a str>,
}

/// Place in the register of the year.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Register)]
pub struct RegisterView {
    pub year: i16,
    pub number: i64,
}

/// A question to another agency.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Consultation)]
pub struct ConsultationView<'a> {
    /// Its place, from 0: the answer is posted to `consultation/{nth}/answer`.
    pub nth: usize,
    pub unit: UnitView<'a>,
    pub question: &'a str,
    pub asked_by: &'a str,
    pub asked_at: Moment,
    pub answer_by: Moment,
    pub answer: Option<&'a str>,
    pub answered_at: Option<Moment>,
    pub answered_by: Option<&'a str>,
}

impl<'a> ConsultationView<'a> {
    fn of((nth, c): (usize, &'a Consultation)) -> Self {
        ConsultationView {
            nth,
            unit: (&c.unit).into(),
            question: &c.question,
            asked_by: &c.asked_by,
            asked_at: Moment(c.asked_at),
            answer_by: Moment(c.answer_by),
            answer: c.answer.as_ref().map(|(words, _, _)| words.as_str()),
            answered_at: c.answer.as_ref().map(|(_, at, _)| Moment(*at)),
            answered_by: c.answer.as_ref().map(|(_, _, by)| by.as_str()),
        }
    }
}

/// A numbered paper that was issued.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Paper)]
pub struct PaperView<'a> {
    #[schema(value_type = FormWord)]
    pub form: law::FormKey,
    pub number: i64,
    pub year: i16,
    pub at: Moment,
    pub by: &'a str,
    pub due: Option<Moment>,
    pub nth: Option<usize>,
}

impl<'a> PaperView<'a> {
    fn of(p: &'a IssuedPaper) -> Self {
        PaperView {
            form: p.form,
            number: p.number,
            year: p.year,
            at: Moment(p.at),
            by: &p.by,
            due: p.due.map(Moment),
            nth: p.nth,
        }
    }
}

/// What a saved act is answered with; a repeated request is answered the same.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Saved)]
pub struct SavedView<'a> {
    #[schema(value_type = String)]
    pub id: DossierId,
    /// The version the act made.
    pub version: i64,
    pub code: Option<&'a str>,
    #[schema(value_type = StageWord)]
    pub stage: &'a str,
    pub due: Option<Moment>,
}

impl<'a> From<&'a Saved> for SavedView<'a> {
    fn from(saved: &'a door::Saved) -> Self {
        SavedView {
            id: saved.id,
            version: saved.version,
            code: saved.code.as_deref(),
            stage: &saved.stage,
            due: saved.due.map(Moment),
        }
    }
}

/// One line of a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Line)]
pub struct LineView<'a> {
    #[schema(value_type = String)]
    pub id: DossierId,
    pub version: i64,
    pub code: Option<&'a str>,
    #[schema(value_type = StageWord)]
    pub stage: &'a str,
    /// Whether it waits for somebody outside the officer's reach.
    pub waiting: bool,
    pub procedure_code: &'a str,
    pub procedure_name: &'a str,
    pub applicant: &'a str,
    pub officer: Option<&'a str>,
    /// Whose turn it is: the duty of the present step.
    pub duty: Option<&'a str>,
    pub due: Option<Moment>,
    pub accepted_at: Option<Moment>,
}

impl<'a> From<&'a Line> for LineView<'a> {
    fn from(line: &'a Line) -> Self {
        LineView {
            id: line.id,
            version: line.version,
            code: line.code.as_deref(),
            stage: &line.stage,
            waiting: line.waiting,
            procedure_code: &line.procedure_code,
            procedure_name: &line.procedure_name,
            applicant: &line.applicant,
            officer: line.officer.as_deref(),
            duty: line.duty.as_deref(),
            due: line.due_ms.map(Moment::of_ms),
            accepted_at: line.accepted_ms.map(Moment::of_ms),
        }
    }
}

/// The counts of an officer's piles.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Counts)]
pub struct CountsView {
    pub act_now: i64,
    pub at_risk: i64,
    pub waiting: i64,
    pub hand_over: i64,
}

impl From<Counts> for CountsView {
    fn from(c: Counts) -> Self {
        CountsView { act_now: c.act_now, at_risk: c.at_risk, waiting: c.waiting, hand_over: c.hand_over }
    }
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DossierPage)]
pub struct PageView<'a> {
    pub items: Vec<LineView<'a>>,
    /// Goes into `after` for the next page; none on the last.
    pub next: Option<String>,
    pub counts: CountsView,
}

/// One entry of the legal log.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Event)]
pub struct EventView {
    /// 1, 2, 3 … without a gap.
    pub seq: i64,
    pub at: Moment,
    /// What happened: `lodge`, `accept`, `claim`, …
    pub kind: String,
    pub by: String,
    /// The unit the officer acted for.
    #[schema(value_type = Option<String>)]
    pub unit: Option<UnitId>,
    pub unit_name: Option<String>,
    pub from: String,
    pub to: String,
    pub facts: BTreeMap<String, String>,
    /// sha-256 over the entry and the one before, in hex.
    pub hash: String,
}

impl EventView {
    /// Errors: an entry that cannot be read.
    pub fn of(event: &Event) -> Result<EventView> {
        let odd = |cause: serde_json::Error| Error::fault("event", cause);
        let actor: Actor = serde_json::from_str(&event.actor).map_err(odd)?;
        let Happening { kind, from, to, facts } = serde_json::from_str(&event.body).map_err(odd)?;
        let by = actor.name().to_string();
        let (unit, unit_name) = match actor {
            Actor::Officer { unit, unit_name, .. } => (Some(unit), Some(unit_name)),
            Actor::Applicant { .. } | Actor::System { .. } => (None, None),
        };
        let hash = hex::encode(&event.hash);
        Ok(EventView {
            seq: event.seq,
            at: Moment::of_ms(event.at_ms),
            kind,
            by,
            unit,
            unit_name,
            from,
            to,
            facts,
            hash,
        })
    }
}

/// The legal log of a dossier, oldest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Events)]
pub struct EventsView {
    pub items: Vec<EventView>,
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&kernel::time::rfc3339(self.0))
    }
}
