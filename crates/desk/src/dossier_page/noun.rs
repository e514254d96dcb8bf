//! The acts of the dossier page by their nouns: `POST /dossiers/{id}/{noun}`; which of them an officer is offered.
//!
//! It never decides whether an act is lawful: it only leaves out what the stage does not know or the officer may not do.

use dossier::door;
use dossier::model::{Desk, Outcome, PickUp, UnitRef};
use dossier::stage::Stage;
use dossier::{Command, Dossier};
use jiff::civil::{Date, DateTime};
use kernel::{OfficerId, UnitId, Vnd};
use law::Rule;
use office::Officer;
use procedure::model::{Financial, ProcedureVersion};
use procedure::process::{Duty, Process};

macro_rules! nouns {
    ($($name:ident = $path:literal, $icon:literal, $rule:ident;)*) => {
        /// An act of the dossier page.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Noun { $($name,)* }

        impl Noun {
            pub const ALL: &[Noun] = &[$(Noun::$name,)*];

            /// Its place in the address and its locale keys (`desk-act-{path}`).
            pub fn path(self) -> &'static str {
                match self { $(Noun::$name => $path,)* }
            }
            pub fn icon(self) -> &'static str {
                match self { $(Noun::$name => $icon,)* }
            }
            /// The rule that governs it, for the citation beside the form.
            pub fn rule(self) -> Rule {
                match self { $(Noun::$name => Rule::$rule,)* }
            }
        }
    };
}

nouns! {
    Claim = "claim", "user-check", Decide;
    Assignment = "assignment", "user-plus", Decide;
    Forward = "forward", "forward", Decide;
    Return = "return", "undo-2", Decide;
    Consultation = "consultation", "message-square", Consultation;
    ConsultationAnswer = "answer", "message-square", Consultation;
    SupplementAsk = "supplement-ask", "list-checks", ReturnAfterAppraisal;
    SupplementRequest = "supplement-request", "send", ReturnAfterAppraisal;
    SupplementDecline = "supplement-decline", "undo-2", SupplementOnce;
    SupplementReceipt = "supplement-receipt", "file-check", Restart;
    Resubmission = "resubmission", "file-check", Guidance;
    AnswerReturn = "answer-return", "undo-2", SupplementOnce;
    Closing = "closing", "archive", CloseUnsupplemented;
    Obligation = "obligation", "banknote", Decide;
    ObligationClearance = "obligation-clearance", "banknote", Decide;
    Suspension = "suspension", "pause", Verification;
    Resumption = "resumption", "play", Verification;
    Proposal = "proposal", "send", Decide;
    Approval = "approval", "stamp", Decide;
    ProposalRejection = "proposal-rejection", "undo-2", Decide;
    Result = "result", "paperclip", Decide;
    Release = "release", "package-check", HandOver;
    Extension = "extension", "calendar-clock", OneExtension;
    Apology = "apology", "mail", OneExtension;
    HandOver = "hand-over", "hand-helping", HandOver;
    PickUp = "pick-up", "map-pin", HandOver;
    Withdrawal = "withdrawal", "undo-2", Stop;
    WithdrawalConfirmation = "withdrawal-confirmation", "check", Stop;
    WithdrawalCancellation = "withdrawal-cancellation", "rotate-ccw", Stop;
    Stop = "stop", "circle-x", Stop;
    Transfer = "transfer", "share-2", Transfer;
}

impl Noun {
    /// The act an address names; the answer to a consultation has an address of its own.
    pub fn parse(path: &str) -> Option<Noun> {
        Noun::ALL.iter().copied().find(|noun| noun.path() == path && *noun != Noun::ConsultationAnswer)
    }

    /// Whether a click does it, without a form: nothing has to be said and nothing leaves the house.
    pub fn is_plain(self) -> bool {
        self == Noun::Claim
    }

    /// Acts that end or turn away: drawn quietly and in red.
    pub fn is_grave(self) -> bool {
        matches!(self, Noun::Stop | Noun::Closing | Noun::WithdrawalConfirmation)
    }

    /// Acts whose new due date is shown before they are confirmed.
    pub fn moves_due(self) -> bool {
        matches!(
            self,
            Noun::Suspension
                | Noun::Resumption
                | Noun::Extension
                | Noun::SupplementReceipt
                | Noun::ObligationClearance
                | Noun::WithdrawalCancellation
        )
    }

    /// A command of this kind with nothing in it: only its permission is asked.
    fn blank(self, nth: usize) -> Command {
        let none = String::new;
        match self {
            Noun::Claim => Command::Claim,
            Noun::Assignment => Command::Assign {
                to: dossier::model::OfficerRef { id: OfficerId(0), name: none(), unit: UnitId(0) },
                note: none(),
            },
            Noun::Forward => Command::Forward { to: None, note: none() },
            Noun::Return => Command::SendBack { reason: none() },
            Noun::Consultation => Command::Consult {
                unit: UnitRef { id: UnitId(0), name: none(), code: none() },
                question: none(),
                answer_by: Date::ZERO,
            },
            Noun::ConsultationAnswer => Command::AnswerConsultation { nth, answer: none() },
            Noun::SupplementAsk => Command::AskSupplement {
                items: Vec::new(),
                reason: none(),
                basis: none(),
                late_reason: none(),
                second: None,
            },
            Noun::SupplementRequest => Command::SendSupplementRequest,
            Noun::SupplementDecline => Command::DeclineSupplementRequest { reason: none() },
            Noun::SupplementReceipt => Command::ReceiveSupplement { note: none() },
            Noun::Resubmission => Command::Resubmit,
            Noun::AnswerReturn => Command::ReturnAnswer { reason: none() },
            Noun::Closing => Command::CloseUnsupplemented,
            Noun::Obligation => Command::DeclareObligation { amount: Vnd(0), notice_no: none() },
            Noun::ObligationClearance => Command::ClearObligation { receipt_no: none() },
            Noun::Suspension => Command::Suspend { reason_key: None, reason: none(), basis: none() },
            Noun::Resumption => Command::Resume { note: none() },
            Noun::Proposal => Command::Propose { outcome: Outcome::Grant, note: none() },
            Noun::Approval => Command::Approve { note: none() },
            Noun::ProposalRejection => Command::RejectProposal { reason: none() },
            Noun::Result => Command::AttachResult {
                name: none(),
                number: none(),
                signed_on: Date::ZERO,
                signer: none(),
                files: Vec::new(),
            },
            Noun::Release => Command::Release,
            Noun::Extension => Command::Extend { until: Date::ZERO, reason: none() },
            Noun::Apology => Command::Apologise { promise: Date::ZERO, reason: none() },
            Noun::HandOver => Command::HandOver {
                taker_name: none(),
                taker_id: none(),
                authority: none(),
                way: PickUp::Counter,
                originals_returned: false,
                proof: None,
            },
            Noun::PickUp => Command::ChooseDoor { unit: UnitRef { id: UnitId(0), name: none(), code: none() } },
            Noun::Withdrawal => Command::RequestWithdrawal { reason: none() },
            Noun::WithdrawalConfirmation => Command::ConfirmWithdrawal,
            Noun::WithdrawalCancellation => Command::CancelWithdrawal { reason: none() },
            Noun::Stop => Command::Stop { reason: none(), basis: none() },
            Noun::Transfer => Command::Transfer { note: none() },
        }
    }
}

impl Noun {
    /// Locale key of its name and button, the dossier room's own.
    pub fn key(self) -> String {
        format!("dossier-act-{}", self.blank(0).name().replace('_', "-"))
    }
}

/// An act offered on the page; `nth` says which consultation an answer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    pub noun: Noun,
    pub nth: usize,
}

impl Offer {
    /// Its address below the dossier's.
    pub fn path(self) -> String {
        match self.noun {
            Noun::ConsultationAnswer => format!("consultation/{}/answer", self.nth + 1),
            other => other.path().to_string(),
        }
    }
}

/// What an offer depends on beside the dossier.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    pub dossier: &'a Dossier,
    pub procedure: &'a ProcedureVersion,
    pub process: &'a Process,
    pub now: DateTime,
}

/// What this officer may do with the dossier as it stands; the first is what the stage waits for.
pub fn offered(by: &Officer, at: Situation<'_>) -> Vec<Offer> {
    let mut nouns = of_stage(&at.dossier.stage, by.id(), at);
    if at.dossier.stage.is_open() && !matches!(at.dossier.stage, Stage::WithdrawalRequested { .. }) {
        nouns.push(Noun::PickUp);
    }
    let stands = at.dossier.clock.as_ref().is_some_and(|clock| clock.open_pause().is_some());
    if at.dossier.stage.is_under_clock() && !stands {
        match at.dossier.due {
            Some(due) if at.now > due => nouns.push(Noun::Apology),
            Some(_) if at.dossier.extension().is_none() => nouns.push(Noun::Extension),
            Some(_) | None => {}
        }
    }
    let mut offers: Vec<Offer> = nouns.into_iter().map(|noun| Offer { noun, nth: 0 }).collect();
    if at.dossier.stage.is_under_clock() {
        let open = at.dossier.consultations.iter().enumerate().filter(|(_, c)| c.answer.is_none());
        offers.extend(open.map(|(nth, _)| Offer { noun: Noun::ConsultationAnswer, nth }));
        // Whoever was asked has nothing more urgent here than to answer.
        offers.sort_by_key(|o| {
            let asked = at.dossier.consultations.get(o.nth).is_some_and(|c| c.unit.id == by.unit());
            !(o.noun == Noun::ConsultationAnswer && asked)
        });
    }
    offers.retain(|offer| {
        door::permitted(by, at.dossier, &offer.noun.blank(offer.nth)) || may_override(by, at.dossier, offer.noun)
    });
    offers
}

/// Who may allow a second supplement request is offered the form although they may not ask for a first one.
fn may_override(by: &Officer, dossier: &Dossier, noun: Noun) -> bool {
    let second = Command::AskSupplement {
        items: Vec::new(),
        reason: String::new(),
        basis: String::new(),
        late_reason: String::new(),
        second: Some(dossier::command::SecondSupplement { reason: String::new() }),
    };
    noun == Noun::SupplementAsk && dossier.supplements_after_acceptance() > 0 && door::permitted(by, dossier, &second)
}

/// Whether the officer may do one act here now.
pub fn is_offered(by: &Officer, at: Situation<'_>, wanted: Offer) -> bool {
    offered(by, at).contains(&wanted)
}

fn of_stage(stage: &Stage, me: OfficerId, at: Situation<'_>) -> Vec<Noun> {
    let answered = at.dossier.open_answer().is_some();
    match stage {
        Stage::SupplementBeforeIntake if answered => vec![Noun::Resubmission, Noun::AnswerReturn, Noun::Withdrawal],
        Stage::Lodged if at.dossier.supplement_before_acceptance().is_some() => {
            vec![Noun::AnswerReturn, Noun::Withdrawal]
        }
        Stage::Lodged | Stage::SupplementBeforeIntake => vec![Noun::Withdrawal],
        Stage::Accepted => vec![Noun::Transfer, Noun::Withdrawal],
        Stage::InProgress { desk } => of_desk(desk, me, at),
        Stage::SupplementAsked { .. } => vec![Noun::SupplementRequest, Noun::SupplementDecline, Noun::Withdrawal],
        Stage::AwaitingSupplement { .. } if answered => {
            vec![Noun::SupplementReceipt, Noun::AnswerReturn, Noun::Withdrawal]
        }
        Stage::AwaitingSupplement { .. } => vec![Noun::SupplementReceipt, Noun::Closing, Noun::Withdrawal],
        Stage::AwaitingObligation { .. } => vec![Noun::ObligationClearance, Noun::Withdrawal, Noun::Stop],
        Stage::Suspended { .. } => vec![Noun::Resumption, Noun::Withdrawal, Noun::Stop],
        Stage::WithdrawalRequested { .. } => vec![Noun::WithdrawalConfirmation, Noun::WithdrawalCancellation],
        Stage::ResultReady => vec![Noun::HandOver],
        Stage::NotAccepted { .. } | Stage::Stopped { .. } | Stage::HandedOver => Vec::new(),
    }
}

fn of_desk(desk: &Desk, me: OfficerId, at: Situation<'_>) -> Vec<Noun> {
    let duty = at.process.steps.get(desk.step).map_or(Duty::Specialist, |step| step.duty);
    let mine = desk.officer.as_ref().is_some_and(|holder| holder.id == me);
    let mut nouns = match (&desk.officer, mine) {
        (None, _) if duty == Duty::Assigner => vec![Noun::Assignment, Noun::Claim],
        (None, _) => vec![Noun::Claim, Noun::Assignment],
        (Some(_), true) => of_my_desk(duty, at),
        (Some(_), false) => vec![Noun::Assignment],
    };
    if !mine && at.dossier.supplements_after_acceptance() > 0 {
        nouns.push(Noun::SupplementAsk);
    }
    nouns.extend([Noun::Withdrawal, Noun::Stop]);
    nouns
}

fn of_my_desk(duty: Duty, at: Situation<'_>) -> Vec<Noun> {
    let approved = at.dossier.proposal.as_ref().is_some_and(|p| p.approved.is_some());
    let refuses = at.dossier.proposal.as_ref().is_some_and(|p| p.outcome.is_refusal());
    let mut nouns = Vec::new();
    match duty {
        Duty::Specialist => {
            if at.dossier.open_consultation().is_none() {
                nouns.push(Noun::Proposal);
            }
            nouns.extend([Noun::SupplementAsk, Noun::Consultation, Noun::Suspension]);
            if at.procedure.financial != Financial::None {
                nouns.push(Noun::Obligation);
            }
        }
        Duty::Approver if !approved => nouns.extend([Noun::Approval, Noun::ProposalRejection]),
        Duty::Approver | Duty::RecordsClerk => {}
        Duty::Assigner => nouns.push(Noun::Assignment),
        Duty::OneStop | Duty::HandOver => {}
    }
    if approved {
        let ready = refuses || at.dossier.result.is_some();
        nouns.extend(if ready { [Noun::Release, Noun::Result] } else { [Noun::Result, Noun::Release] });
        if !ready {
            nouns.retain(|noun| *noun != Noun::Release);
        }
        if refuses {
            nouns.retain(|noun| *noun != Noun::Result);
        }
    }
    nouns.extend([Noun::Forward, Noun::Return]);
    if duty != Duty::Assigner {
        nouns.push(Noun::Assignment);
    }
    nouns
}
