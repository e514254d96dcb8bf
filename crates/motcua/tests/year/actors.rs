//! What the people around one dossier do next: look where it stands, choose something of what one does there, and somebody
//! who may. The dice choose; the law may say no.

use dossier::command::{Acceptance, Command};
use dossier::door;
use dossier::model::{DeliveryProof, Desk, OfficerRef, Outcome, PickUp, SupplementAnswer, SupplementItem, UnitRef};
use dossier::{Dossier, Stage as At};
use kernel::Vnd;
use office::{Act, Officer};
use person::Citizen;
use procedure::ProcedureVersion;
use procedure::model::Financial;
use procedure::process::{Duty, Process};
use rand::RngExt;

use super::house::House;

/// Whose hand presses the button.
#[derive(Clone)]
pub enum Who {
    Officer(Officer),
    Citizen(Citizen),
}

pub type Choice = Option<(Who, Command)>;

const BASIS: &str = "Điều 17 Nghị định 118/2025/NĐ-CP";

/// A dossier with what is needed to think about it.
pub struct Case<'a> {
    pub dossier: &'a Dossier,
    pub version: &'a ProcedureVersion,
    pub process: &'a Process,
    /// The applicant, if they have an account.
    pub citizen: Option<&'a Citizen>,
    /// When the papers of a parcel were signed for.
    pub received_at: Option<jiff::civil::DateTime>,
}

impl House {
    /// Somebody at their desk who may do it.
    pub fn somebody(&mut self, dossier: &Dossier, command: Command) -> Choice {
        let able = |by: &&Officer| door::permitted(by, dossier, &command) && door::may_see(by, dossier);
        let able: Vec<Officer> =
            self.officers.iter().filter(able).filter(|by| !self.away.contains_key(&by.id())).cloned().collect();
        self.pick(&able).map(|by| (Who::Officer(by), command))
    }

    /// What happens next to it; none: nobody can or wants to.
    pub fn choose(&mut self, case: &Case<'_>) -> Choice {
        let dossier = case.dossier;
        let own = |command: Command| case.citizen.map(|by| (Who::Citizen(by.clone()), command));
        match &dossier.stage {
            At::Lodged => self.at_the_counter(case),
            At::SupplementBeforeIntake if case.citizen.is_some() => {
                let waits = dossier.open_answer().is_some();
                if waits { self.somebody(dossier, Command::Resubmit) } else { own(answer(dossier)) }
            }
            At::SupplementBeforeIntake => self.somebody(dossier, Command::Resubmit),
            At::Accepted if self.chance(3) => {
                let command = Command::RequestWithdrawal { reason: "Tôi không còn nhu cầu.".into() };
                own(command.clone()).or_else(|| self.somebody(dossier, command))
            }
            At::Accepted => self.somebody(dossier, Command::Transfer { note: String::new() }),
            At::InProgress { desk } => self.at_a_desk(case, desk),
            At::SupplementAsked { .. } if self.chance(10) => self
                .somebody(dossier, Command::DeclineSupplementRequest { reason: "Giấy tờ đã có trong hồ sơ.".into() }),
            At::SupplementAsked { .. } => self.somebody(dossier, Command::SendSupplementRequest),
            At::AwaitingSupplement { .. } if dossier.open_answer().is_some() && self.chance(15) => {
                self.somebody(dossier, Command::ReturnAnswer { reason: "Bản chụp chưa rõ.".into() })
            }
            At::AwaitingSupplement { .. } if case.citizen.is_some() && dossier.open_answer().is_none() => {
                own(answer(dossier))
            }
            At::AwaitingSupplement { .. } => self.somebody(dossier, Command::ReceiveSupplement { note: String::new() }),
            At::AwaitingObligation { .. } => {
                let receipt_no = self.number("BL");
                self.somebody(dossier, Command::ClearObligation { receipt_no })
            }
            At::Suspended { .. } => self.somebody(dossier, Command::Resume { note: String::new() }),
            At::WithdrawalRequested { .. } if self.chance(30) => {
                let command = Command::CancelWithdrawal { reason: "Tôi xin tiếp tục.".into() };
                own(command.clone()).or_else(|| self.somebody(dossier, command))
            }
            At::WithdrawalRequested { .. } => self.somebody(dossier, Command::ConfirmWithdrawal),
            At::ResultReady => self.handing_over(dossier),
            At::NotAccepted { .. } | At::Stopped { .. } | At::HandedOver => None,
        }
    }

    fn number(&mut self, series: &str) -> String {
        format!("{}/{series}", self.dice.random_range(100..99_999))
    }

    fn at_the_counter(&mut self, case: &Case<'_>) -> Choice {
        let dossier = case.dossier;
        let complete = dossier.components.iter().all(|line| line.received || !line.required);
        let came_back = dossier.supplements.iter().any(|asked| asked.received_at.is_some());
        if self.chance(3) {
            let reason = "Không thuộc thẩm quyền.".to_string();
            return self.somebody(dossier, Command::RefuseIntake { reason, basis: BASIS.into() });
        }
        if !came_back && (!complete && self.chance(60) || self.chance(5)) {
            let item = SupplementItem {
                component: dossier.components.iter().find(|line| !line.received).map(|line| line.key.clone()),
                ask: "Nộp bản chụp rõ các trang.".into(),
                ..SupplementItem::default()
            };
            let reason = "Thiếu giấy tờ.".to_string();
            return self
                .somebody(dossier, Command::RequestSupplement { items: vec![item], reason, basis: BASIS.into() });
        }
        // Once only: what is missing still belongs to the request they have.
        if came_back && !complete && self.chance(30) {
            let reason = "Bản chụp còn mờ.".to_string();
            return self.somebody(dossier, Command::ReturnAnswer { reason });
        }
        if !complete {
            let mut components = dossier.components.clone();
            components.iter_mut().filter(|line| line.required).for_each(|line| line.received = true);
            let revision = dossier::command::Revision {
                applicant: dossier.applicant.clone(),
                delegate: dossier.delegate.clone(),
                summary: dossier.summary.clone(),
                sets: dossier.sets,
                pick_up: dossier.pick_up,
                components,
                case: None,
                deciding: None,
                around: None,
            };
            return self.somebody(dossier, Command::Revise(Box::new(revision)));
        }
        let limit = case.version.limit(dossier.channel, dossier.procedure.case.as_deref());
        let acceptance = Acceptance {
            received_at: case.received_at,
            manual_due: limit.is_none().then(|| self.set_date(dossier)),
            receipt_wanted: false,
        };
        self.somebody(dossier, Command::Accept(acceptance))
    }

    /// A date the officer sets where the law gives no limit.
    fn set_date(&mut self, dossier: &Dossier) -> (jiff::civil::DateTime, String) {
        let calendar = self.app.sessions.directory().calendar_of(dossier.receiving.id);
        let day = calendar.add_working_days(self.today(), self.dice.random_range(2..9));
        (day.at(17, 0, 0, 0), "Thời hạn không được quy định.".into())
    }

    fn at_a_desk(&mut self, case: &Case<'_>, desk: &Desk) -> Choice {
        let dossier = case.dossier;
        let duty = case.process.steps.get(desk.step).map_or(Duty::Specialist, |step| step.duty);
        let Some(holder) = &desk.officer else { return self.take_up(case, desk, duty) };
        // What lies on an absent colleague's desk lies there.
        let me = self.officers.iter().find(|by| by.id() == holder.id && !self.away.contains_key(&by.id()))?.clone();
        let late = dossier.due.is_some_and(|due| self.now() > due);
        if late && dossier.apologies.is_empty() {
            let calendar = me.directory().calendar_of(dossier.receiving.id);
            let promise = calendar.add_working_days(self.today(), 3);
            let reason = "Hồ sơ tăng đột biến.".to_string();
            let choice = self.somebody(dossier, Command::Apologise { promise, reason });
            if choice.is_some() {
                return choice;
            }
        }
        let command = match duty {
            Duty::Specialist => return self.specialist(case, desk, me),
            Duty::Approver if self.chance(8) => Command::RejectProposal { reason: "Cần nêu rõ căn cứ.".into() },
            Duty::Approver => Command::Approve { note: String::new() },
            Duty::RecordsClerk if dossier.result.is_none() && !refuses(dossier) => Command::AttachResult {
                name: dossier.procedure.name.clone(),
                number: self.number("QĐ"),
                signed_on: self.today(),
                signer: dossier
                    .proposal
                    .as_ref()
                    .and_then(|p| p.approved.as_ref())
                    .map_or("–".into(), |(by, _)| by.name.clone()),
                files: Vec::new(),
            },
            Duty::RecordsClerk => Command::Release,
            Duty::OneStop | Duty::Assigner | Duty::HandOver => return None,
        };
        Some((Who::Officer(me), command))
    }

    fn take_up(&mut self, case: &Case<'_>, desk: &Desk, duty: Duty) -> Choice {
        let (dossier, unit) = (case.dossier, desk.unit.id);
        let proposer = dossier.proposal.as_ref().map(|proposal| proposal.by.id);
        let mut able = match duty {
            Duty::Approver => self.who(&[Act::Claim, Act::Approve], case.version, unit),
            Duty::RecordsClerk => self.who(&[Act::Claim, Act::AttachResult, Act::Release], case.version, unit),
            Duty::Assigner | Duty::Specialist | Duty::OneStop | Duty::HandOver => {
                self.who(&[Act::Claim, Act::Propose], case.version, unit)
            }
        };
        let heads = self.who(&[Act::Approve], case.version, unit);
        if duty == Duty::Approver {
            able.retain(|by| Some(by.id()) != proposer);
        } else if able.iter().any(|by| !heads.iter().any(|head| head.id() == by.id())) {
            // A head who could do the work leaves it to the specialists where there are any.
            able.retain(|by| !heads.iter().any(|head| head.id() == by.id()));
        }
        let to = self.pick(&able)?;
        if duty != Duty::Assigner {
            return Some((Who::Officer(to), Command::Claim));
        }
        let to = OfficerRef { id: to.id(), name: to.name().into(), unit: to.unit() };
        self.somebody(dossier, Command::Assign { to, note: String::new() })
    }

    fn specialist(&mut self, case: &Case<'_>, desk: &Desk, me: Officer) -> Choice {
        let dossier = case.dossier;
        if let Some((nth, _)) = dossier.open_consultation() {
            let answer = "Thống nhất.".to_string();
            return if self.chance(50) {
                self.somebody(dossier, Command::AnswerConsultation { nth, answer })
            } else {
                None
            };
        }
        let next = case.process.steps.get(desk.step + 1).map(|step| step.duty);
        let mine = |command| Some((Who::Officer(me.clone()), command));
        let calendar = me.directory().calendar_of(dossier.receiving.id);
        match self.dice.random_range(0..100_u32) {
            0..4 => {
                let unit = self.other_agency(dossier)?;
                let answer_by = calendar.add_working_days(self.today(), 2);
                mine(Command::Consult { unit, question: "Đề nghị cho ý kiến.".into(), answer_by })
            }
            4..10 if dossier.supplements_after_acceptance() == 0 => mine(Command::AskSupplement {
                items: vec![SupplementItem { ask: "Bổ sung sơ đồ.".into(), ..SupplementItem::default() }],
                reason: "Chưa đủ căn cứ.".into(),
                basis: BASIS.into(),
                late_reason: "Phát hiện khi thẩm định.".into(),
                second: None,
            }),
            10..13 => mine(Command::Suspend {
                reason_key: case.version.pause_reasons.first().map(|reason| reason.key.clone()),
                reason: "Chờ kết quả của cơ quan khác.".into(),
                basis: BASIS.into(),
            }),
            13..17 if case.version.financial != Financial::None => {
                let notice_no = self.number("TB");
                mine(Command::DeclareObligation { amount: Vnd(500_000), notice_no })
            }
            17..20 if dossier.extension().is_none() => {
                let until = calendar.add_working_days(dossier.due?.date(), 3);
                self.somebody(dossier, Command::Extend { until, reason: "Cần xác minh thêm.".into() })
            }
            20..22 => mine(Command::SendBack { reason: "Chuyển nhầm.".into() }),
            22 => self
                .somebody(dossier, Command::Stop { reason: "Theo quyết định của tòa án.".into(), basis: BASIS.into() }),
            23..26 => self.somebody(dossier, Command::Urge { words: "Đề nghị xử lý sớm.".into() }),
            26..29 if dossier.due.is_some_and(|due| self.now() > due) => {
                mine(Command::Explain { reason: "Nhiều hồ sơ.".into(), measures: "Làm thêm giờ.".into() })
            }
            _ if next == Some(Duty::Specialist) => mine(Command::Forward { to: None, note: String::new() }),
            _ => {
                let refused = Outcome::Refuse { reason: "Không đủ điều kiện.".into(), basis: BASIS.into() };
                let outcome = if self.chance(7) { refused } else { Outcome::Grant };
                mine(Command::Propose { outcome, note: String::new() })
            }
        }
    }

    fn other_agency(&mut self, dossier: &Dossier) -> Option<UnitRef> {
        let (directory, today) = (self.app.sessions.directory(), self.today());
        let other = |unit: &&office::Unit| unit.resolves && unit.id != dossier.deciding.id && unit.stands_on(today);
        let units: Vec<UnitRef> = directory
            .units()
            .into_iter()
            .filter(other)
            .map(|unit| UnitRef { id: unit.id, name: unit.name.clone(), code: unit.code.clone().unwrap_or_default() })
            .collect();
        self.pick(&units)
    }

    fn handing_over(&mut self, dossier: &Dossier) -> Choice {
        if dossier.pick_up == PickUp::Post && dossier.on_the_way().is_none() {
            let tracking = self.number("BĐ");
            return self.somebody(dossier, Command::PostResult { tracking });
        }
        let delivered = dossier.on_the_way().map(|posted| posted.at);
        let proof = delivered.map(|at| DeliveryProof { number: self.number("PX"), at });
        let command = Command::HandOver {
            taker_name: dossier.applicant.name.clone(),
            taker_id: dossier.applicant.id_number.clone(),
            authority: String::new(),
            way: dossier.pick_up,
            originals_returned: true,
            proof,
        };
        self.somebody(dossier, command)
    }
}

fn refuses(dossier: &Dossier) -> bool {
    dossier.proposal.as_ref().is_some_and(|proposal| proposal.outcome.is_refusal())
}

/// "Tôi đã bổ sung", a word to each point.
fn answer(dossier: &Dossier) -> Command {
    let points = dossier.supplements.last().map_or(0, |asked| asked.items.len());
    let answers = (0..points).map(|item| SupplementAnswer { item, words: "Tôi đã nộp bản rõ hơn.".into() });
    Command::AnswerSupplement { answers: answers.collect() }
}
