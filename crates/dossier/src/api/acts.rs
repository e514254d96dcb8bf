//! Every act on a dossier as a noun with a body: `POST /api/v1/dossiers/{id}/{noun}`. It translates, the door decides.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::routing::post;
use jiff::civil::Date;
use kernel::{Clock, FileId, OfficerId, Refusal, Vnd};
use office::{Frame, Officer, Sessions, SignedIn};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};
use web::api::Change;
use web::{Answer, Problem};

use super::lodging::{AcceptanceBody, ManualDueBody, RevisionBody, find_unit, revise};
use super::wire::{Moment, PickUpWord};
use super::{once, saved};
use crate::command::{Acceptance, Command, SecondSupplement};
use crate::door::{Dossiers, Key};
use crate::model::{DeliveryProof, OfficerRef, Outcome, PickUp, SupplementItem, UnitRef};

/// A body that says one act.
pub trait ActBody: DeserializeOwned + ToSchema + Send + 'static {
    /// Errors: an officer or unit that the office does not know.
    fn command(self, by: &Officer) -> Result<Command, Refusal>;
}

/// One act as the published description tells it.
pub struct ActDoc {
    /// Path below the dossier: `claim`, `consultation/{nth}/answer`.
    pub noun: &'static str,
    pub name: &'static str,
    pub words: &'static str,
    pub schema: fn() -> RefOr<Schema>,
}

/// The list: noun, body, command. Routes and published description are both made from it, so neither lacks an act.
macro_rules! acts {
    ($($(#[doc = $words:literal])+ $noun:literal $name:ident {
        $($(#[$meta:meta])* $field:ident : $ty:ty),* $(,)?
    } = |$body:ident, $by:ident| $command:expr;)*) => {
        $(
            $(#[doc = $words])+
            #[derive(Debug, Deserialize, ToSchema)]
            #[serde(deny_unknown_fields)]
            pub struct $name { $($(#[$meta])* pub $field: $ty),* }

            impl ActBody for $name {
                fn command(self, $by: &Officer) -> Result<Command, Refusal> {
                    let $body = self;
                    Ok($command)
                }
            }
        )*

        /// The listed acts' routes.
        fn listed<S>() -> Router<S>
        where
            S: Clone + Send + Sync + 'static,
            Dossiers: FromRef<S>,
            Arc<Sessions>: FromRef<S>,
            Clock: FromRef<S>,
            Frame: FromRef<S>,
        {
            Router::new()$(.route(concat!("/api/v1/dossiers/{id}/", $noun), post(perform::<$name>)))*
        }

        /// The listed acts, described.
        fn described() -> Vec<ActDoc> {
            vec![$(ActDoc {
                noun: $noun,
                name: stringify!($name),
                words: concat!($($words),+),
                schema: <$name as PartialSchema>::schema,
            }),*]
        }
    };
}

acts! {
    /// Accepts a complete dossier: code, receipt (Mẫu 01), due date.
    "acceptance" AcceptanceAct {
        #[serde(default)] received_at: Option<Moment>,
        #[serde(default)] manual_due: Option<ManualDueBody>,
        #[serde(default)] receipt_wanted: bool,
    } = |b, _by| Command::Accept(Acceptance::from(AcceptanceBody {
        received_at: b.received_at, manual_due: b.manual_due, receipt_wanted: b.receipt_wanted,
    }));
    /// Asks the applicant to complete it before acceptance, everything at once (Mẫu 02).
    "supplement-request" SupplementRequestAct { items: Vec<ItemBody>, reason: String, basis: String }
        = |b, _by| Command::RequestSupplement { items: items(b.items), reason: b.reason, basis: b.basis };
    /// The applicant came back with what was asked before acceptance.
    "resubmission" ResubmissionAct {} = |_b, _by| Command::Resubmit;
    /// Refuses to take it in (Mẫu 03).
    "refusal" RefusalAct { reason: String, basis: String }
        = |b, _by| Command::RefuseIntake { reason: b.reason, basis: b.basis };
    /// Transfers it to the agency that resolves it.
    "transfer" TransferAct { #[serde(default)] note: String } = |b, _by| Command::Transfer { note: b.note };
    /// Decides and hands over while the applicant waits.
    "completion" CompletionAct {
        result_name: String,
        result_number: String,
        signer: String,
        taker_name: String,
        #[serde(default)] taker_id: String,
    } = |b, _by| Command::CompleteAtOnce {
        result_name: b.result_name,
        result_number: b.result_number,
        signer: b.signer,
        taker_name: b.taker_name,
        taker_id: b.taker_id,
    };
    /// Claims one that waits in the officer's unit.
    "claim" ClaimAct {} = |_b, _by| Command::Claim;
    /// Assigns it to an officer.
    "assignment" AssignmentAct { #[schema(value_type = String)] to: OfficerId, #[serde(default)] note: String }
        = |b, by| Command::Assign { to: colleague(by, b.to)?, note: b.note };
    /// Passes it on: to a colleague at the same step, or (nobody named) to the next step.
    "forward" ForwardAct {
        #[serde(default)] #[schema(value_type = Option<String>)] to: Option<OfficerId>,
        #[serde(default)] note: String,
    } = |b, by| Command::Forward { to: b.to.map(|id| colleague(by, id)).transpose()?, note: b.note };
    /// Returns it to the step before.
    "return" ReturnAct { reason: String } = |b, _by| Command::SendBack { reason: b.reason };
    /// Asks another agency for its opinion by a day.
    "consultation" ConsultationAct {
        /// Id or key.
        unit: String,
        question: String,
        #[schema(value_type = String, format = Date)] answer_by: Date,
    } = |b, by| Command::Consult { unit: unit(by, &b.unit)?, question: b.question, answer_by: b.answer_by };
    /// Asks the one-stop unit to request a supplement. A second one takes a reason and the permission for it.
    "supplement-ask" SupplementAskAct {
        items: Vec<ItemBody>,
        reason: String,
        basis: String,
        /// Why it is asked after the days the law gives.
        #[serde(default)] late_reason: String,
        /// Why a second one is needed.
        #[serde(default)] second_reason: Option<String>,
    } = |b, _by| Command::AskSupplement {
        items: items(b.items),
        reason: b.reason,
        basis: b.basis,
        late_reason: b.late_reason,
        second: b.second_reason.map(|reason| SecondSupplement { reason }),
    };
    /// The one-stop unit sends the request to the applicant (Mẫu 02).
    "supplement-issue" SupplementIssueAct {} = |_b, _by| Command::SendSupplementRequest;
    /// The one-stop unit sends the request back to the handler.
    "supplement-decline" SupplementDeclineAct { reason: String }
        = |b, _by| Command::DeclineSupplementRequest { reason: b.reason };
    /// What was asked for came in.
    "supplement-receipt" SupplementReceiptAct { #[serde(default)] note: String }
        = |b, _by| Command::ReceiveSupplement { note: b.note };
    /// Closes a dossier that was not completed in time.
    "closing" ClosingAct {} = |_b, _by| Command::CloseUnsupplemented;
    /// Declares a financial obligation.
    "obligation" ObligationAct {
        /// Whole đồng.
        amount: i64,
        notice_no: String,
    } = |b, _by| Command::DeclareObligation { amount: Vnd(b.amount), notice_no: b.notice_no };
    /// Notes that it was met.
    "obligation-clearance" ObligationClearanceAct { receipt_no: String }
        = |b, _by| Command::ClearObligation { receipt_no: b.receipt_no };
    /// Stops the clock on a legal basis.
    "suspension" SuspensionAct {
        /// One of the procedure's pause reasons; without one, words and article are required.
        #[serde(default)] reason_key: Option<String>,
        #[serde(default)] reason: String,
        #[serde(default)] basis: String,
    } = |b, _by| Command::Suspend { reason_key: b.reason_key, reason: b.reason, basis: b.basis };
    /// Lets the clock run again.
    "resumption" ResumptionAct { #[serde(default)] note: String } = |b, _by| Command::Resume { note: b.note };
    /// Proposes a decision.
    "proposal" ProposalAct { outcome: OutcomeBody, #[serde(default)] note: String }
        = |b, _by| Command::Propose { outcome: b.outcome.into(), note: b.note };
    /// Approves the proposal.
    "approval" ApprovalAct { #[serde(default)] note: String } = |b, _by| Command::Approve { note: b.note };
    /// Sends the proposal back.
    "proposal-rejection" ProposalRejectionAct { reason: String }
        = |b, _by| Command::RejectProposal { reason: b.reason };
    /// Attaches the result as signed.
    "result" ResultAct {
        name: String,
        number: String,
        #[schema(value_type = String, format = Date)] signed_on: Date,
        signer: String,
        /// Files of the dossier that are the result; none when it is paper only.
        #[serde(default)] #[schema(value_type = Vec<String>)] files: Vec<FileId>,
    } = |b, _by| Command::AttachResult {
        name: b.name, number: b.number, signed_on: b.signed_on, signer: b.signer, files: b.files,
    };
    /// Releases the result to the one-stop unit.
    "release" ReleaseAct {} = |_b, _by| Command::Release;
    /// Extends the due date, once and before it has passed, with the apology (Mẫu 04).
    "extension" ExtensionAct { #[schema(value_type = String, format = Date)] until: Date, reason: String }
        = |b, _by| Command::Extend { until: b.until, reason: b.reason };
    /// Apologises after the date has passed (Mẫu 04); the dossier stays late.
    "apology" ApologyAct { #[schema(value_type = String, format = Date)] promise: Date, reason: String }
        = |b, _by| Command::Apologise { promise: b.promise, reason: b.reason };
    /// Gives the result to the applicant.
    "hand-over" HandOverAct {
        taker_name: String,
        #[serde(default)] taker_id: String,
        /// By what authority, when it is not the applicant who takes it.
        #[serde(default)] authority: String,
        #[serde(default)] #[schema(value_type = PickUpWord, default = "counter")] way: PickUp,
        #[serde(default)] originals_returned: bool,
        /// By post: the number of the proof of delivery, and when it was delivered.
        #[serde(default)] proof_number: String,
        #[serde(default)] delivered_at: Option<Moment>,
    } = |b, _by| Command::HandOver {
        taker_name: b.taker_name,
        taker_id: b.taker_id,
        authority: b.authority,
        way: b.way,
        originals_returned: b.originals_returned,
        proof: b.delivered_at.map(|Moment(at)| DeliveryProof { number: b.proof_number, at }),
    };
    /// Gives the result to the post; it is handed over when there is proof of delivery.
    "posting" PostingAct { tracking: String } = |b, _by| Command::PostResult { tracking: b.tracking };
    /// Notes that the post brought the result back, with the days on which the addressee was invited in vain.
    "posting-return" PostingReturnAct { #[schema(value_type = Vec<String>)] invited_on: Vec<Date> }
        = |b, _by| Command::ReturnPosted { invited_on: b.invited_on };
    /// Notes the centre where the applicant wants the result: the receiving one or any other door, until it is handed over.
    "pick-up" PickUpAct {
        /// Id or key.
        unit: String,
    } = |b, by| Command::ChooseDoor { unit: unit(by, &b.unit)? };
    /// Finds that the applicant's answer is not all that was asked; they are told what is missing still.
    "answer-return" AnswerReturnAct { reason: String } = |b, _by| Command::ReturnAnswer { reason: b.reason };
    /// Urges whoever has it (đôn đốc).
    "urge" UrgeAct { words: String } = |b, _by| Command::Urge { words: b.words };
    /// Explains to the head why it is late, and what is done about it.
    "explanation" ExplanationAct { reason: String, measures: String }
        = |b, _by| Command::Explain { reason: b.reason, measures: b.measures };
    /// Moves it to another officer of the same duty; step, its time and the promised date stay.
    "reassignment" ReassignmentAct { #[schema(value_type = String)] to: OfficerId, why: String }
        = |b, by| Command::Reassign { to: colleague(by, b.to)?, why: b.why };
    /// The applicant wants to withdraw.
    "withdrawal" WithdrawalAct { reason: String } = |b, _by| Command::RequestWithdrawal { reason: b.reason };
    /// Confirms the withdrawal.
    "withdrawal-confirmation" WithdrawalConfirmationAct {} = |_b, _by| Command::ConfirmWithdrawal;
    /// The applicant changed their mind.
    "withdrawal-cancellation" WithdrawalCancellationAct { reason: String }
        = |b, _by| Command::CancelWithdrawal { reason: b.reason };
    /// Stops it by law, court or authority.
    "stop" StopAct { reason: String, basis: String } = |b, _by| Command::Stop { reason: b.reason, basis: b.basis };
}

/// The answer to a consultation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerAct {
    pub answer: String,
}

/// One point of a supplement request; without a component it concerns the dossier as a whole.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemBody {
    #[serde(default)]
    pub component: Option<String>,
    pub ask: String,
}

/// What is proposed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum OutcomeBody {
    Grant {},
    Refuse { reason: String, basis: String },
}

impl From<OutcomeBody> for Outcome {
    fn from(body: OutcomeBody) -> Outcome {
        match body {
            OutcomeBody::Grant {} => Outcome::Grant,
            OutcomeBody::Refuse { reason, basis } => Outcome::Refuse { reason, basis },
        }
    }
}

/// Every act's route.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Dossiers: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    listed()
        .route("/api/v1/dossiers/{id}/consultation/{nth}/answer", post(answer))
        .route("/api/v1/dossiers/{id}/revision", post(revision))
}

/// Every act, described.
pub fn list_acts() -> Vec<ActDoc> {
    let mut acts = described();
    acts.push(ActDoc {
        noun: "consultation/{nth}/answer",
        name: "AnswerAct",
        words: " Answers a consultation; `nth` counts from 0 in the order of the dossier's list.",
        schema: <AnswerAct as PartialSchema>::schema,
    });
    acts.push(ActDoc {
        noun: "revision",
        name: "Revision",
        words: " Replaces what the intake holds, before acceptance.",
        schema: <RevisionBody as PartialSchema>::schema,
    });
    acts
}

async fn perform<B: ActBody>(
    State(door): State<Dossiers>,
    SignedIn(by): SignedIn,
    Path(key): Path<String>,
    change: Change,
) -> Answer {
    let (seen, body) = change.parse_act::<B>()?;
    let command = body.command(&by)?;
    saved(&door.perform(&by, Key::parse(&key), seen, command, Some(once(&by, &change))).await?)
}

async fn answer(
    State(door): State<Dossiers>,
    SignedIn(by): SignedIn,
    Path((key, nth)): Path<(String, String)>,
    change: Change,
) -> Answer {
    let nth = nth.parse().map_err(|_| Problem::absent("consultation"))?;
    let (seen, AnswerAct { answer }) = change.parse_act()?;
    let command = Command::AnswerConsultation { nth, answer };
    saved(&door.perform(&by, Key::parse(&key), seen, command, Some(once(&by, &change))).await?)
}

async fn revision(
    State(door): State<Dossiers>,
    SignedIn(by): SignedIn,
    Path(key): Path<String>,
    change: Change,
) -> Answer {
    let (seen, body) = change.parse_act::<RevisionBody>()?;
    saved(&revise(&door, &by, Key::parse(&key), seen, body, once(&by, &change)).await?)
}

fn items(bodies: Vec<ItemBody>) -> Vec<SupplementItem> {
    bodies
        .into_iter()
        .map(|item| SupplementItem { component: item.component, ask: item.ask, ..SupplementItem::default() })
        .collect()
}

fn colleague(by: &Officer, id: OfficerId) -> Result<OfficerRef, Refusal> {
    let known = by.directory().officer(id).filter(|card| card.active);
    let card = known.ok_or_else(|| Refusal::new("OFFICER_UNKNOWN").with("login", id).at("to"))?;
    Ok(OfficerRef { id, name: card.name.clone(), unit: card.unit })
}

fn unit(by: &Officer, text: &str) -> Result<UnitRef, Refusal> {
    let id = find_unit(by, text, "unit")?;
    let unit = by.directory().unit(id).ok_or_else(|| Refusal::new("UNIT_UNKNOWN").with("unit", text).at("unit"))?;
    Ok(UnitRef { id, name: unit.name.clone(), code: unit.code.clone().unwrap_or_default() })
}
