//! One turn of one life: look at where the dossier stands, choose what a good officer would do next, do it.

use dossier::command::{Acceptance, Command};
use dossier::door::{self, checklist};
use dossier::model::{
    Applicant, ApplicantKind, Delegate, DeliveryProof, Desk, OfficerRef, Outcome, PickUp, Submission, SupplementItem,
    UnitRef,
};
use dossier::{Dossier, Key, Lodging, Saved, Stage as At};
use jiff::civil::DateTime;
use kernel::{Refusal, Result, Vnd};
use office::{Act, Officer};
use person::Reader;
use procedure::model::{Channel, Financial};
use procedure::process::{Duty, Process};
use rand::RngExt;
use store::Tx;

use super::cast::Route;
use super::life::{Beginning, Errand, Life};
use super::walk::Stage;
use super::words::{chance, pick};

/// Working minutes of a day.
const DAY: f64 = 480.0;

/// Takes the turn and answers when the next one is; `None`: nothing more happens to it.
pub(super) fn take(tx: &mut Tx<'_>, stage: &Stage, life: &mut Life, at: DateTime) -> Result<Option<DateTime>> {
    let Some(id) = life.id else {
        let saved = begin(tx, stage, life, at)?;
        (life.id, life.version) = (Some(saved.id), saved.version);
        life.scanning = life.scans > 0 && saved.stage != "handed_over";
        return Ok(Some(after_minutes(stage, life, at, 12.0)));
    };
    let dossier = dossier::store::load(tx, id)?;
    life.version = dossier.version;
    let process = stage.door.catalogue.load_process(tx, dossier.process)?;
    if life.rests_at == Some(dossier.stage.name()) {
        return Ok(None);
    }
    let Some((by, command)) = choose(stage, life, &dossier, &process, at)? else { return Ok(None) };
    let saved = stage.door.perform_in(tx, &by, &Key::Id(id), life.version, &command, None)?;
    life.version = saved.version;
    Ok(Some(wait(stage, life, &dossier, &command, &saved, at)))
}

/// A moment of working time some minutes later, give or take.
pub(super) fn after_minutes(stage: &Stage, life: &mut Life, at: DateTime, minutes: f64) -> DateTime {
    let minutes = (minutes * life.rng.random_range(0.6..1.4)).max(1.0);
    let mut next = stage.calendar.add_working_seconds(at, (minutes * 60.0) as i64);
    // Nobody signs at the very second the shift ends.
    let jitter = i64::from(life.rng.random_range(0..900));
    if stage.calendar.end_of(next.date()) == Some(next.time()) {
        next = stage.calendar.add_working_seconds(next, 60 + jitter);
    }
    next
}

/// How long until somebody turns to it again.
fn wait(stage: &Stage, life: &mut Life, before: &Dossier, command: &Command, saved: &Saved, at: DateTime) -> DateTime {
    let accepted = before.accepted_at.unwrap_or(at);
    let budget =
        saved.due.map_or(DAY, |due| stage.calendar.working_minutes_between(accepted, due) as f64).min(30.0 * DAY);
    let days = |life: &mut Life, from: f64, until: f64| DAY * life.rng.random_range(from..until);
    let minutes = match saved.stage.as_str() {
        "accepted" => 25.0,
        "supplement_before_intake" | "awaiting_supplement" => days(life, 0.6, 5.0),
        "awaiting_obligation" => days(life, 0.5, 4.0),
        "suspended" => days(life, 1.0, 5.0),
        "withdrawal_requested" | "supplement_asked" => days(life, 0.1, 0.8),
        "result_ready" => days(life, 0.1, 3.0),
        _ => match command {
            Command::Transfer { .. } => budget * 0.06 * life.pace,
            Command::Assign { .. } | Command::Claim => budget * 0.28 * life.pace,
            Command::Propose { .. } => budget * 0.14 * life.pace,
            Command::Approve { .. } => budget * 0.05 * life.pace,
            Command::AttachResult { .. } => 20.0,
            Command::Consult { .. } => days(life, 0.5, 3.0),
            _ => budget * 0.12 * life.pace,
        },
    };
    after_minutes(stage, life, at, minutes)
}

// ── the beginning ────────────────────────────────────────────────────────────────────────────────────────────────────

fn begin(tx: &mut Tx<'_>, stage: &Stage, life: &mut Life, at: DateTime) -> Result<Saved> {
    let route = &stage.routes[life.route];
    let version = &route.version;
    let acts = [Act::Intake, Act::Accept, Act::Transfer];
    let by = pick(&mut life.rng, &stage.cast.who(&acts, version, route.receiving)).to_owned();
    let case = (!version.cases.is_empty()).then(|| pick(&mut life.rng, &version.cases).key.clone());
    let mut components = checklist(version, case.as_deref());
    for line in &mut components {
        line.received = line.required || chance(&mut life.rng, 45.0);
        line.submission = if chance(&mut life.rng, 70.0) { Submission::Paper } else { Submission::Scan };
    }
    let refused = matches!(life.beginning, Beginning::Incomplete | Beginning::Draft);
    if let Some(missing) = components.iter_mut().rfind(|line| line.required).filter(|_| refused) {
        missing.received = false;
    }
    let channel = channel(life, version);
    let lodging = Lodging {
        procedure: version.code.clone(),
        case: case.clone(),
        channel,
        receiving: route.receiving,
        deciding: route.deciding,
        applicant: applicant(tx, stage, life, by, at)?,
        delegate: life.delegate.then(|| delegate(stage, life)),
        summary: version.plain_name.clone().unwrap_or_else(|| version.name.clone()),
        sets: 1,
        pick_up: if chance(&mut life.rng, 15.0) { PickUp::Post } else { PickUp::Counter },
        components,
        around: Default::default(),
    };
    let acceptance = (life.beginning == Beginning::Accepted).then(|| Acceptance {
        received_at: None,
        manual_due: version.limit(channel, case.as_deref()).is_none().then(|| {
            let day = stage.calendar.add_working_days(at.date(), life.rng.random_range(2..8));
            (day.at(17, 0, 0, 0), stage.words.manual_due_reason.clone())
        }),
        receipt_wanted: false,
    });
    stage.door.begin_in(tx, by, &lodging, acceptance.as_ref(), None)
}

fn channel(life: &mut Life, version: &procedure::ProcedureVersion) -> Channel {
    let drawn = match life.rng.random_range(0..100) {
        0..68 => Channel::Counter,
        68..90 => Channel::Online,
        _ => Channel::Post,
    };
    let at_counter = matches!(life.beginning, Beginning::AtOnce);
    if at_counter || !version.offers(drawn) { Channel::Counter } else { drawn }
}

/// The applicant as the counter finds or writes them.
fn applicant(tx: &mut Tx<'_>, stage: &Stage, life: &Life, by: &Officer, at: DateTime) -> Result<Applicant> {
    let reader = Reader::officer(by, "counter.intake", &stage.door.ids, kernel::time::instant_ms(at));
    let checked = stage.people[life.person].check(at.date())?;
    let person = person::store::find_or_create(tx, &checked, &reader)?.person();
    Ok(Applicant {
        person: person.id,
        kind: match person.kind() {
            person::Kind::Citizen => ApplicantKind::Person,
            person::Kind::Organisation => ApplicantKind::Organisation,
            person::Kind::Foreigner => ApplicantKind::Foreigner,
        },
        name: person.name.clone(),
        id_number: person.identity.number().unwrap_or_default(),
        phone: person.phone.clone().unwrap_or_default(),
        email: person.email.clone().unwrap_or_default(),
        address: person.address.line(),
    })
}

fn delegate(stage: &Stage, life: &mut Life) -> Delegate {
    let citizens: Vec<_> = stage.people.iter().filter(|p| p.kind == person::Kind::Citizen).collect();
    let other = *pick(&mut life.rng, &citizens);
    Delegate {
        name: other.name.clone(),
        id_number: other.personal_number.clone(),
        phone: other.phone.clone(),
        authority: pick(&mut life.rng, &stage.words.authorities).clone(),
    }
}

// ── what comes next ──────────────────────────────────────────────────────────────────────────────────────────────────

type Choice = Option<(Officer, Command)>;

fn choose(stage: &Stage, life: &mut Life, dossier: &Dossier, process: &Process, at: DateTime) -> Result<Choice> {
    let words = &stage.words;
    let command = match &dossier.stage {
        At::Lodged => return Ok(choose_at_counter(stage, life, dossier, at)),
        At::SupplementBeforeIntake => Command::Resubmit,
        At::Accepted if life.withdraws => {
            life.withdraws = false;
            Command::RequestWithdrawal { reason: pick(&mut life.rng, &words.withdrawals).clone() }
        }
        At::Accepted => Command::Transfer { note: pick(&mut life.rng, &words.transfer_notes).clone() },
        At::InProgress { desk } => return choose_at_desk(stage, life, dossier, process, desk, at),
        At::SupplementAsked { .. } => Command::SendSupplementRequest,
        At::AwaitingSupplement { .. } => {
            Command::ReceiveSupplement { note: pick(&mut life.rng, &words.supplement_received).clone() }
        }
        At::AwaitingObligation { .. } => Command::ClearObligation { receipt_no: number(life, "BL") },
        At::Suspended { .. } => Command::Resume { note: pick(&mut life.rng, &words.resumptions).clone() },
        At::WithdrawalRequested { .. } => Command::ConfirmWithdrawal,
        At::ResultReady => hand_over(life, dossier),
        At::NotAccepted { .. } | At::Stopped { .. } | At::HandedOver => return Ok(None),
    };
    Ok(somebody(stage, life, dossier, command))
}

fn choose_at_counter(stage: &Stage, life: &mut Life, dossier: &Dossier, at: DateTime) -> Choice {
    let words = &stage.words;
    let came_back = dossier.supplements.last().is_some_and(|s| s.received_at.is_some());
    let complete = dossier.components.iter().all(|line| line.received || !line.required);
    let command = match life.beginning {
        Beginning::Refused => Command::RefuseIntake {
            reason: pick(&mut life.rng, &words.intake_refusals).clone(),
            basis: words.intake_refusal_basis.clone(),
        },
        Beginning::Incomplete if !came_back && !complete => supplement_before(stage, life, dossier),
        Beginning::AtOnce => Command::CompleteAtOnce {
            result_name: dossier.procedure.name.clone(),
            result_number: number(life, "CT"),
            signer: signer(stage, life, dossier),
            taker_name: dossier.applicant.name.clone(),
            taker_id: dossier.applicant.id_number.clone(),
        },
        _ if !complete => {
            let mut components = dossier.components.clone();
            components.iter_mut().filter(|line| line.required).for_each(|line| line.received = true);
            Command::Revise(Box::new(dossier::command::Revision {
                applicant: dossier.applicant.clone(),
                delegate: dossier.delegate.clone(),
                summary: dossier.summary.clone(),
                sets: dossier.sets,
                pick_up: dossier.pick_up,
                components,
                case: None,
                deciding: None,
                around: None,
            }))
        }
        Beginning::Incomplete | Beginning::Draft | Beginning::Accepted => {
            let route = &stage.routes[life.route];
            let limited = route.version.limit(dossier.channel, dossier.procedure.case.as_deref()).is_some();
            let day = stage.calendar.add_working_days(at.date(), 4);
            Command::Accept(Acceptance {
                manual_due: (!limited).then(|| (day.at(17, 0, 0, 0), words.manual_due_reason.clone())),
                ..Acceptance::default()
            })
        }
    };
    somebody(stage, life, dossier, command)
}

fn supplement_before(stage: &Stage, life: &mut Life, dossier: &Dossier) -> Command {
    let missing: Vec<_> = dossier.components.iter().filter(|line| line.required && !line.received).collect();
    let items = missing.into_iter().map(|line| SupplementItem {
        component: Some(line.key.clone()),
        ask: pick(&mut life.rng, &stage.words.supplement_asks).clone(),
        ..SupplementItem::default()
    });
    Command::RequestSupplement {
        items: items.collect(),
        reason: pick(&mut life.rng, &stage.words.supplement_reasons).clone(),
        basis: stage.words.supplement_basis.clone(),
    }
}

/// On a desk: taken by somebody first, then done by whoever has it.
fn choose_at_desk(
    stage: &Stage,
    life: &mut Life,
    dossier: &Dossier,
    process: &Process,
    desk: &Desk,
    at: DateTime,
) -> Result<Choice> {
    let route = stage.routes[life.route].clone();
    let duty = process.steps.get(desk.step).map_or(Duty::Specialist, |step| step.duty);
    let Some(holder) = desk.officer.as_ref() else {
        return Ok(taken(stage, life, dossier, &route, desk, duty));
    };
    let Some(me) = stage.cast.officer(holder.id).cloned() else { return Ok(None) };
    // Too late for an extension: the applicant gets the apology once.
    if dossier.due.is_some_and(|due| at > due)
        && dossier.apologies.iter().all(|a| a.extends)
        && chance(&mut life.rng, 40.0)
    {
        let promise = stage.calendar.add_working_days(at.date(), 3);
        let command = Command::Apologise { promise, reason: pick(&mut life.rng, &stage.words.apologies).clone() };
        if let Some(choice) = somebody(stage, life, dossier, command) {
            return Ok(Some(choice));
        }
    }
    let command = match duty {
        Duty::Specialist => return Ok(specialist(stage, life, dossier, process, desk, &route, me, at)),
        Duty::Approver if life.rejects => {
            life.rejects = false;
            Command::RejectProposal { reason: pick(&mut life.rng, &stage.words.rejections).clone() }
        }
        Duty::Approver => Command::Approve { note: pick(&mut life.rng, &stage.words.approvals).clone() },
        Duty::RecordsClerk if dossier.result.is_none() && !life.refuses => Command::AttachResult {
            name: route.version.results.first().map_or_else(|| dossier.procedure.name.clone(), |r| r.name.clone()),
            number: number(life, "QĐ"),
            signed_on: at.date(),
            signer: dossier
                .proposal
                .as_ref()
                .and_then(|p| p.approved.as_ref())
                .map_or_else(String::new, |(by, _)| by.name.clone()),
            files: Vec::new(),
        },
        Duty::RecordsClerk => Command::Release,
        Duty::OneStop | Duty::Assigner | Duty::HandOver => {
            return Err(Refusal::new("WRONG_DUTY").into());
        }
    };
    Ok(Some((me, command)))
}

/// Nobody has it yet: the head assigns it, or somebody of the duty claims it.
fn taken(stage: &Stage, life: &mut Life, dossier: &Dossier, route: &Route, desk: &Desk, duty: Duty) -> Choice {
    let (cast, unit) = (&stage.cast, desk.unit.id);
    let proposer = dossier.proposal.as_ref().map(|p| p.by.id);
    let fitting: Vec<&Officer> = match duty {
        Duty::Assigner => {
            let to = *pick(&mut life.rng, &non_empty(cast.specialists(&route.version, unit))?);
            let to = OfficerRef { id: to.id(), name: to.name().into(), unit: to.unit() };
            let note = pick(&mut life.rng, &stage.words.assign_notes).clone();
            return somebody(stage, life, dossier, Command::Assign { to, note });
        }
        Duty::Approver => {
            let mut approvers = cast.who(&[Act::Claim, Act::Approve], &route.version, unit);
            approvers.retain(|a| Some(a.id()) != proposer);
            approvers
        }
        Duty::RecordsClerk => cast.who(&[Act::Claim, Act::AttachResult, Act::Release], &route.version, unit),
        Duty::Specialist | Duty::OneStop | Duty::HandOver => cast.specialists(&route.version, unit),
    };
    let by = (*pick(&mut life.rng, &non_empty(fitting)?)).clone();
    Some((by, Command::Claim))
}

fn non_empty<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

#[expect(clippy::too_many_arguments, reason = "the facts of one desk, taken apart once by the caller")]
fn specialist(
    stage: &Stage,
    life: &mut Life,
    dossier: &Dossier,
    process: &Process,
    desk: &Desk,
    route: &Route,
    me: Officer,
    at: DateTime,
) -> Choice {
    let words = &stage.words;
    if let Some((nth, _)) = dossier.open_consultation() {
        if life.unanswered {
            return None;
        }
        let answer = pick(&mut life.rng, &words.consultation_answers).clone();
        return somebody(stage, life, dossier, Command::AnswerConsultation { nth, answer });
    }
    while let Some(errand) = life.errands.pop() {
        if let Some(choice) = errand_command(stage, life, dossier, route, &me, errand, at) {
            return Some(choice);
        }
    }
    let next = process.steps.get(desk.step + 1).map(|step| step.duty);
    if next == Some(Duty::Specialist) {
        return Some((me, Command::Forward { to: None, note: String::new() }));
    }
    let outcome = match life.refuses {
        true => Outcome::Refuse {
            reason: pick(&mut life.rng, &words.result_refusals).clone(),
            basis: words.result_refusal_basis.clone(),
        },
        false => Outcome::Grant,
    };
    Some((me, Command::Propose { outcome, note: pick(&mut life.rng, &words.proposal_notes).clone() }))
}

fn errand_command(
    stage: &Stage,
    life: &mut Life,
    dossier: &Dossier,
    route: &Route,
    me: &Officer,
    errand: Errand,
    at: DateTime,
) -> Choice {
    let words = &stage.words;
    let due = dossier.due?;
    let mine = |command| Some((me.clone(), command));
    match errand {
        Errand::Consult => {
            let unit = consulted(stage, life, route)?;
            let answer_by = stage.calendar.add_working_days(at.date(), life.rng.random_range(1..4));
            mine(Command::Consult { unit, question: pick(&mut life.rng, &words.consultations).clone(), answer_by })
        }
        Errand::AskSupplement if dossier.supplements_after_acceptance() == 0 => mine(Command::AskSupplement {
            items: vec![SupplementItem {
                component: dossier.components.first().map(|line| line.key.clone()),
                ask: pick(&mut life.rng, &words.supplement_asks).clone(),
                ..SupplementItem::default()
            }],
            reason: pick(&mut life.rng, &words.supplement_reasons).clone(),
            basis: words.supplement_basis.clone(),
            late_reason: words.late_reason.clone(),
            second: None,
        }),
        Errand::DeclareObligation if route.version.financial != Financial::None => mine(Command::DeclareObligation {
            amount: Vnd(i64::from(life.rng.random_range(12..900)) * 50_000),
            notice_no: number(life, "TB"),
        }),
        Errand::Suspend => mine(Command::Suspend {
            reason_key: route.version.pause_reasons.first().map(|reason| reason.key.clone()),
            reason: pick(&mut life.rng, &words.suspensions).clone(),
            basis: words.suspension_basis.clone(),
        }),
        Errand::Extend => {
            let rules = dossier.rules_on(at.date());
            let latest = rules.extension_latest(due, &stage.calendar).legal_latest;
            if at.date() > latest || dossier.extension().is_some() {
                return None;
            }
            let until = stage.calendar.add_working_days(due.date(), life.rng.random_range(2..6));
            let command = Command::Extend { until, reason: pick(&mut life.rng, &words.extensions).clone() };
            somebody(stage, life, dossier, command)
        }
        Errand::Stop => {
            let reason = pick(&mut life.rng, &words.stops).clone();
            somebody(stage, life, dossier, Command::Stop { reason, basis: words.stop_basis.clone() })
        }
        Errand::AskSupplement | Errand::DeclareObligation => None,
    }
}

/// An agency that can be asked and has somebody who may answer.
fn consulted(stage: &Stage, life: &mut Life, route: &Route) -> Option<UnitRef> {
    let directory = stage.cast.directory();
    let able: Vec<_> = directory
        .units()
        .into_iter()
        .filter(|unit| unit.resolves && unit.id != route.deciding && unit.kind != office::UnitKind::Division)
        .filter(|unit| !stage.cast.who(&[Act::AnswerConsultation], &route.version, unit.id).is_empty())
        .collect();
    let able = if able.is_empty() {
        directory
            .units()
            .into_iter()
            .filter(|u| u.kind == office::UnitKind::Department && u.id != route.deciding)
            .collect()
    } else {
        able
    };
    let unit = *pick(&mut life.rng, &non_empty(able)?);
    Some(UnitRef { id: unit.id, name: unit.name.clone(), code: unit.code.clone().unwrap_or_default() })
}

fn hand_over(life: &mut Life, dossier: &Dossier) -> Command {
    // What goes by post is handed over when there is proof of it.
    if dossier.pick_up == PickUp::Post && dossier.on_the_way().is_none() {
        return Command::PostResult { tracking: number(life, "BĐ") };
    }
    let delivered = dossier.on_the_way().map(|posted| posted.at);
    let proof = delivered.map(|at| DeliveryProof { number: number(life, "PX"), at });
    let (taker_name, taker_id, authority) = match &dossier.delegate {
        Some(delegate) => (delegate.name.clone(), delegate.id_number.clone(), delegate.authority.clone()),
        None => (dossier.applicant.name.clone(), dossier.applicant.id_number.clone(), String::new()),
    };
    let originals_returned = chance(&mut life.rng, 85.0);
    Command::HandOver { taker_name, taker_id, authority, way: dossier.pick_up, originals_returned, proof }
}

/// Who signs at once: an approver of the deciding agency.
fn signer(stage: &Stage, life: &mut Life, dossier: &Dossier) -> String {
    let route = &stage.routes[life.route];
    let approvers = stage.cast.who(&[Act::Approve], &route.version, dossier.deciding.id);
    approvers.first().map_or_else(|| dossier.lodged_by.clone(), |officer| officer.name().into())
}

fn number(life: &mut Life, series: &str) -> String {
    format!("{}/{series}", life.rng.random_range(100..9999))
}

/// Somebody who may do it.
fn somebody(stage: &Stage, life: &mut Life, dossier: &Dossier, command: Command) -> Choice {
    let able: Vec<&Officer> = stage
        .cast
        .officers
        .iter()
        .filter(|officer| door::permitted(officer, dossier, &command) && door::may_see(officer, dossier))
        .collect();
    let by = (*pick(&mut life.rng, &non_empty(able)?)).clone();
    Some((by, command))
}
