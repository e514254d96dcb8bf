//! A dossier that another system carried, or still carries, as it is taken over: its facts become a dossier of this house
//! with one event that says where it came from. Pure; nothing is decided anew, and no promised date is worked out again.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use kernel::{DossierId, ProcessId, Refusal};
use law::code::DossierCode;
use law::{ManualDue, RuleSet, StartEvent, Term};
use procedure::Held;
use procedure::model::Channel;
use procedure::process::{Duty, Process};

use crate::decide::Happening;
use crate::model::{Applicant, Desk, Dossier, HandOver, Hold, PickUp, ProcedureRef, ResultPaper, UnitRef};
use crate::stage::{Stage, StopReason};

/// Where it stood in the other system, by the national portal's list of states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OldState {
    /// 2 Được tiếp nhận.
    Accepted,
    /// 4 Đang xử lý: it waits in the deciding agency's tray.
    InProgress,
    /// 8 Dừng xử lý.
    Stopped,
    /// 9 Đã xử lý xong.
    ResultReady,
    /// 10 Đã trả kết quả.
    HandedOver,
}

impl OldState {
    /// By the portal's number. States 1, 5, 6 and 7 wait for somebody: the other system brings them to 2, 4 or an end first.
    /// State 3 was never accepted: it has no code here and no place in the register.
    pub fn of_portal(number: u8) -> Option<OldState> {
        match number {
            2 => Some(OldState::Accepted),
            4 => Some(OldState::InProgress),
            8 => Some(OldState::Stopped),
            9 => Some(OldState::ResultReady),
            10 => Some(OldState::HandedOver),
            _ => None,
        }
    }

    fn ended(self) -> bool {
        matches!(self, OldState::Stopped | OldState::ResultReady | OldState::HandedOver)
    }
}

/// What the other system knew.
#[derive(Debug, Clone)]
pub struct Old {
    pub code: String,
    pub channel: Channel,
    pub receiving: UnitRef,
    pub deciding: UnitRef,
    pub applicant: Applicant,
    pub summary: String,
    pub pick_up: PickUp,
    pub state: OldState,
    pub lodged_at: DateTime,
    pub accepted_at: DateTime,
    /// The promised date as it was printed.
    pub due: Option<DateTime>,
    /// When the agencies were done.
    pub ended_at: Option<DateTime>,
    pub handed_over_at: Option<DateTime>,
    pub result_number: String,
    pub note: String,
}

/// What it becomes part of.
#[derive(Debug, Clone, Copy)]
pub struct Home<'a> {
    pub id: DossierId,
    pub held: &'a Held,
    pub process_id: ProcessId,
    pub process: &'a Process,
    /// Whose act the import is, as the dossier remembers names.
    pub importer: &'a str,
    /// What the event says it came from: the file's name.
    pub source: &'a str,
}

/// The dossier and the one thing that happened to it here.
///
/// Refused: `OLD_CODE` (with the reason's word), `OLD_CODE_DATE` when the day in the code is not that of the acceptance,
/// `OLD_DATES` when a later moment lies before an earlier one, `OLD_DATE_MISSING` when the state needs a moment.
pub fn take_over(old: &Old, home: &Home<'_>) -> Result<(Dossier, Happening), Refusal> {
    check(old)?;
    let stage = stage(old, home);
    let name = stage.name();
    let happening = Happening {
        kind: "import".into(),
        from: String::new(),
        to: name.into(),
        facts: BTreeMap::from([("source".to_string(), home.source.to_string())]),
    };
    Ok((dossier(old, home, stage), happening))
}

fn check(old: &Old) -> Result<(), Refusal> {
    let code = DossierCode::parse(&old.code)
        .map_err(|error| Refusal::new("OLD_CODE").with("code", &old.code).with("why", error.code()).at("code"))?;
    let missing = |field: &str| Refusal::new("OLD_DATE_MISSING").with("field", field).at(field);
    if old.accepted_at.date() != code.date {
        let day = kernel::time::dmy(old.accepted_at.date());
        return Err(Refusal::new("OLD_CODE_DATE").with("code", &old.code).with("day", day).at("accepted_at"));
    }
    if old.state.ended() && old.ended_at.is_none() {
        return Err(missing("ended_at"));
    }
    if old.state == OldState::HandedOver && old.handed_over_at.is_none() {
        return Err(missing("handed_over_at"));
    }
    let moments = [Some(old.lodged_at), Some(old.accepted_at), old.ended_at, old.handed_over_at];
    let moments: Vec<DateTime> = moments.into_iter().flatten().collect();
    match moments.windows(2).find(|pair| pair[1] < pair[0]) {
        Some(pair) => {
            let (earlier, later) = (kernel::time::dmy(pair[0].date()), kernel::time::dmy(pair[1].date()));
            Err(Refusal::new("OLD_DATES").with("earlier", earlier).with("later", later).at("ended_at"))
        }
        None => Ok(()),
    }
}

/// The step an open dossier of the agencies waits at: the first that is no longer the one-stop unit's.
fn first_step(process: &Process) -> usize {
    process.steps.iter().position(|step| step.duty != Duty::OneStop).unwrap_or(0)
}

fn stage(old: &Old, home: &Home<'_>) -> Stage {
    match old.state {
        OldState::Accepted => Stage::Accepted,
        OldState::InProgress => Stage::InProgress {
            desk: Desk {
                step: first_step(home.process),
                unit: old.deciding.clone(),
                officer: None,
                since: old.accepted_at,
                // The other system's step times are not known; those of this house begin with the next step.
                step_due: None,
            },
        },
        OldState::Stopped => Stage::Stopped { why: StopReason::ByLaw, note: old.note.clone() },
        OldState::ResultReady => Stage::ResultReady,
        OldState::HandedOver => Stage::HandedOver,
    }
}

/// The clock holds the printed promise as a date somebody set: it is never worked out again.
fn clock(old: &Old, source: &str) -> Option<Term> {
    let until = old.due?;
    let mut term = Term::starting(old.accepted_at, StartEvent::CounterAcceptance, None);
    term.manual_due = Some(ManualDue { until, reason: source.into() });
    Some(term)
}

fn holds(old: &Old) -> Vec<Hold> {
    let to = match old.state {
        OldState::InProgress => &old.deciding,
        OldState::Accepted | OldState::Stopped | OldState::ResultReady | OldState::HandedOver => &old.receiving,
    };
    let closed = matches!(old.state, OldState::Stopped | OldState::HandedOver);
    vec![Hold {
        from_unit: old.applicant.name.clone(),
        from_officer: String::new(),
        to_unit: to.name.clone(),
        to_officer: String::new(),
        step: String::new(),
        at: old.accepted_at,
        due: old.due,
        done: if closed { old.handed_over_at.or(old.ended_at) } else { None },
        note: String::new(),
    }]
}

fn result(old: &Old) -> Option<ResultPaper> {
    let signed_on: Date = match old.state {
        OldState::ResultReady | OldState::HandedOver => old.ended_at?.date(),
        OldState::Accepted | OldState::InProgress | OldState::Stopped => return None,
    };
    Some(ResultPaper {
        name: String::new(),
        number: old.result_number.clone(),
        signed_on,
        signer: String::new(),
        files: Vec::new(),
    })
}

fn dossier(old: &Old, home: &Home<'_>, stage: Stage) -> Dossier {
    let version = &home.held.version;
    let hand_over = old.handed_over_at.filter(|_| old.state == OldState::HandedOver).map(|at| HandOver {
        taker_name: old.applicant.name.clone(),
        taker_id: old.applicant.id_number.clone(),
        authority: String::new(),
        way: old.pick_up,
        originals_returned: true,
        at,
        by: home.importer.into(),
        proof: None,
    });
    Dossier {
        id: home.id,
        version: 1,
        code: Some(old.code.clone()),
        procedure: ProcedureRef {
            version: home.held.id,
            code: version.code.clone(),
            name: version.name.clone(),
            field: version.field.clone(),
            case: None,
        },
        process: home.process_id,
        rules: Some(RuleSet::on(old.accepted_at.date())),
        channel: old.channel,
        receiving: old.receiving.clone(),
        deciding: old.deciding.clone(),
        help: None,
        place: String::new(),
        across_levels: false,
        applicant: old.applicant.clone(),
        delegate: None,
        summary: old.summary.clone(),
        form: None,
        account: None,
        sets: 1,
        pick_up: old.pick_up,
        pick_up_at: None,
        stage,
        lodged_at: old.lodged_at,
        lodged_by: home.importer.into(),
        alerted_at: None,
        accepted_at: Some(old.accepted_at),
        accepted_by: Some(home.importer.into()),
        due: old.due,
        clock: clock(old, home.source),
        ended_at: old.ended_at,
        register: None,
        holds: holds(old),
        supplements: Vec::new(),
        consultations: Vec::new(),
        obligations: Vec::new(),
        apologies: Vec::new(),
        urges: Vec::new(),
        explanation: None,
        papers: Vec::new(),
        proposal: None,
        result: result(old),
        posted: Vec::new(),
        hand_over,
        components: Vec::new(),
        files: Vec::new(),
        last_seq: 0,
        last_hash: Vec::new(),
        last_at_ms: 0,
    }
}
