//! One dossier, its procedure and its process in memory, and the pure decisions about it.

use std::collections::BTreeMap;

use ::office::{Officer, Place};
use dossier::command::Acceptance;
use dossier::decide::{self, Decision, Facts, Numbers, Series};
use dossier::model::{
    Applicant, ApplicantKind, Delegate, Dossier, HeldComponent, OfficerRef, Outcome, PickUp, ProcedureRef,
    SupplementItem, UnitRef,
};
use dossier::{Command, Stage};
use jiff::civil::{Date, DateTime};
use kernel::{DossierId, PersonId, ProcedureVersionId, ProcessId, Refusal, UnitId, Vnd};
use law::Calendar;
use procedure::model::{Channel, ProcedureVersion};
use procedure::process::Process;

use crate::catalogue;
use crate::office::{self, Office};

/// The applicant of the tests; never a real person.
pub fn applicant() -> Applicant {
    Applicant {
        person: PersonId(7),
        kind: ApplicantKind::Person,
        name: "Nguyễn Thị Mẫu".into(),
        id_number: "079300000001".into(),
        phone: "0900000001".into(),
        email: String::new(),
        address: "Thôn Một, xã An Bình".into(),
    }
}

/// A procedure's checklist with everything handed in.
pub fn every_paper_received(version: &ProcedureVersion, case: Option<&str>) -> Vec<HeldComponent> {
    let mut lines = dossier::door::checklist(version, case);
    lines.iter_mut().for_each(|line| line.received = true);
    lines
}

/// Numbers as the store draws them: each series from 1, without a gap.
pub fn numbered(serials: &mut BTreeMap<String, i64>, wanted: &[Series]) -> Numbers {
    let mut numbers = Numbers::default();
    for series in wanted {
        let (Series::Code(scope) | Series::Register(scope) | Series::Paper(scope)) = series;
        let last = serials.entry(scope.clone()).or_default();
        *last += 1;
        match series {
            Series::Code(_) => numbers.code = Some(*last),
            Series::Register(_) => numbers.register = Some(*last),
            Series::Paper(_) => numbers.paper = Some(*last),
        }
    }
    numbers
}

/// One dossier at work, without a database.
#[derive(Clone)]
pub struct Desk {
    pub office: Office,
    pub dossier: Dossier,
    pub procedure: ProcedureVersion,
    pub process: Process,
    pub calendar: Calendar,
    pub now: DateTime,
    serials: BTreeMap<String, i64>,
    /// What happened so far, in the order of the log.
    pub log: Vec<decide::Happening>,
    pub notices: Vec<decide::Notice>,
    /// What officers were told.
    pub officer_notices: Vec<decide::OfficerNotice>,
}

impl Desk {
    /// A dossier of a procedure just lodged at the counter with every paper, at this moment.
    pub fn lodged(procedure: &str, at: &str) -> Desk {
        Desk::lodged_with(
            catalogue::procedure(procedure),
            catalogue::usual_process(),
            Channel::Counter,
            None,
            crate::at(at),
        )
    }

    pub fn lodged_with(
        procedure: ProcedureVersion,
        process: Process,
        channel: Channel,
        case: Option<&str>,
        now: DateTime,
    ) -> Desk {
        let office = Office::all_powerful();
        let unit = |id: UnitId| {
            let unit = office.directory.unit(id).expect("the office knows its units");
            UnitRef { id, name: unit.name.clone(), code: unit.code.clone().unwrap_or_default() }
        };
        let dossier = Dossier {
            id: DossierId(1),
            version: 1,
            code: None,
            procedure: ProcedureRef {
                version: ProcedureVersionId(1),
                code: procedure.code.clone(),
                name: procedure.name.clone(),
                field: procedure.field.clone(),
                case: case.map(str::to_string),
            },
            process: ProcessId(1),
            rules: None,
            channel,
            receiving: unit(office::CENTRE),
            deciding: unit(office::JUSTICE),
            help: None,
            place: String::new(),
            across_levels: false,
            applicant: applicant(),
            delegate: None,
            summary: String::new(),
            form: None,
            account: None,
            sets: 1,
            pick_up: PickUp::Counter,
            pick_up_at: None,
            stage: Stage::Lodged,
            lodged_at: now,
            lodged_by: "Trần Thị Hoa".into(),
            alerted_at: None,
            accepted_at: None,
            accepted_by: None,
            due: None,
            clock: None,
            ended_at: None,
            register: None,
            holds: Vec::new(),
            supplements: Vec::new(),
            consultations: Vec::new(),
            obligations: Vec::new(),
            apologies: Vec::new(),
            urges: Vec::new(),
            explanation: None,
            papers: Vec::new(),
            proposal: None,
            result: None,
            posted: Vec::new(),
            hand_over: None,
            components: every_paper_received(&procedure, case),
            files: Vec::new(),
            last_seq: 0,
            last_hash: Vec::new(),
            last_at_ms: 0,
        };
        Desk {
            office,
            dossier,
            procedure,
            process,
            calendar: Calendar::shipped(),
            now,
            serials: BTreeMap::new(),
            log: Vec::new(),
            notices: Vec::new(),
            officer_notices: Vec::new(),
        }
    }

    /// Sets the clock.
    pub fn at(&mut self, moment: &str) -> &mut Desk {
        self.now = crate::at(moment);
        self
    }

    /// An officer of the office, today.
    pub fn officer(&self, login: &str) -> Officer {
        self.office.officer(login, self.now.date())
    }

    /// An officer as commands name them.
    pub fn named(&self, login: &str) -> OfficerRef {
        let officer = self.officer(login);
        OfficerRef { id: officer.id(), name: officer.name().into(), unit: officer.unit() }
    }

    /// What would be decided; nothing changes.
    pub fn decide(&self, login: &str, command: &Command) -> Result<(Decision, BTreeMap<String, i64>), Refusal> {
        let officer = self.officer(login);
        let units = [self.dossier.receiving.id];
        let permit = officer
            .permit(command.act(), &Place::new(&self.dossier.procedure.field, &self.dossier.procedure.code, &units))?;
        let mut serials = self.serials.clone();
        let wanted = decide::numbers_wanted(&self.dossier, command, self.now.date());
        let numbers = numbered(&mut serials, &wanted);
        let facts = Facts {
            dossier: &self.dossier,
            procedure: &self.procedure,
            process: &self.process,
            calendar: &self.calendar,
            now: self.now,
            numbers,
        };
        decide::decide(&facts, permit, command).map(|decision| (decision, serials))
    }

    /// Does it; a refusal leaves everything as it was.
    pub fn tries(&mut self, login: &str, command: Command) -> Result<(), Refusal> {
        let (decision, serials) = self.decide(login, &command)?;
        self.dossier = decision.dossier;
        self.dossier.version += 1;
        self.serials = serials;
        self.log.extend(decision.happenings);
        self.notices.extend(decision.notices);
        self.officer_notices.extend(decision.officer_notices);
        Ok(())
    }

    /// Does what the law allows.
    ///
    /// Panics with the refusal when it does not.
    #[track_caller]
    pub fn does(&mut self, login: &str, command: Command) -> &mut Desk {
        let name = command.name();
        if let Err(refusal) = self.tries(login, command) {
            panic!("{login} wanted to {name} at {} in {}: {refusal}", self.now, self.dossier.stage.name());
        }
        self
    }

    /// The key of the refusal.
    ///
    /// Panics when it is done instead.
    #[track_caller]
    pub fn refused(&mut self, login: &str, command: Command) -> String {
        let name = command.name();
        match self.tries(login, command) {
            Ok(()) => panic!("{login} was let {name} at {}: now {}", self.now, self.dossier.stage.name()),
            Err(refusal) => refusal.key,
        }
    }

    // ── ways to a stage ─────────────────────────────────────────────────────────────────────────────────────────

    pub fn accepted(&mut self) -> &mut Desk {
        self.does(office::INTAKE, Command::Accept(Acceptance::default()))
    }

    /// Accepted, transferred, assigned to the specialist.
    pub fn in_progress(&mut self) -> &mut Desk {
        let specialist = self.named(office::SPECIALIST);
        self.accepted().does(office::INTAKE, Command::Transfer { note: String::new() });
        self.does(office::HEAD, Command::Assign { to: specialist, note: String::new() })
    }

    /// The specialist asked, the one-stop unit sent.
    pub fn awaiting_supplement(&mut self) -> &mut Desk {
        self.does(office::SPECIALIST, ask_supplement()).does(office::INTAKE, Command::SendSupplementRequest)
    }

    /// Proposed, approved and in the records clerk's hands.
    pub fn approved(&mut self, outcome: Outcome) -> &mut Desk {
        self.does(office::SPECIALIST, Command::Propose { outcome, note: String::new() });
        self.does(office::APPROVER, Command::Claim).does(office::APPROVER, Command::Approve { note: String::new() });
        self.does(office::CLERK, Command::Claim)
    }

    /// Granted, with the signed result, released to the one-stop unit.
    pub fn result_ready(&mut self) -> &mut Desk {
        let today = self.now.date();
        self.approved(Outcome::Grant).does(office::CLERK, attach_result(today)).does(office::CLERK, Command::Release)
    }
}

/// One missing paper, with its reason.
pub fn items() -> Vec<SupplementItem> {
    let (component, ask) = (Some("TP02".into()), "Nộp bản chính giấy tờ chứng minh".into());
    vec![SupplementItem { component, ask, ..SupplementItem::default() }]
}

pub fn ask_supplement() -> Command {
    Command::AskSupplement {
        items: items(),
        reason: "Giấy tờ chưa rõ".into(),
        basis: String::new(),
        late_reason: String::new(),
        second: None,
    }
}

pub fn attach_result(signed_on: Date) -> Command {
    Command::AttachResult {
        name: "Giấy xác nhận".into(),
        number: "12/XN".into(),
        signed_on,
        signer: "Hoàng Thị Lan".into(),
        files: Vec::new(),
    }
}

pub fn hand_over() -> Command {
    Command::HandOver {
        taker_name: applicant().name,
        taker_id: applicant().id_number,
        authority: String::new(),
        way: PickUp::Counter,
        originals_returned: true,
        proof: None,
    }
}

pub fn obligation() -> Command {
    Command::DeclareObligation { amount: Vnd(1_250_000), notice_no: "45/TB-CCT".into() }
}

pub fn suspend() -> Command {
    Command::Suspend { reason_key: None, reason: "Xác minh".into(), basis: "Luật chuyên ngành Điều 5".into() }
}

/// Somebody who files for the applicant.
pub fn delegate() -> Delegate {
    Delegate {
        name: "Trần Văn Thay".into(),
        id_number: "079200000002".into(),
        phone: String::new(),
        authority: "Giấy ủy quyền số 3".into(),
    }
}
