//! Whole lives of dossiers, led through the real door: the stamps that the large office is printed from.

use dossier::command::{Acceptance, Command};
use dossier::model::{Applicant, ApplicantKind, Outcome, PickUp};
use dossier::{Dossier, Dossiers, Key, Lodging};
use jiff::civil::DateTime;
use kernel::{Actor, Clock, Error, PersonId, Result};
use office::Officer;
use procedure::model::Channel;
use store::Tx;

/// One life: the dossier as it ended up, and all that happened.
pub struct Life {
    pub dossier: Dossier,
    pub events: Vec<(i64, Actor, dossier::decide::Happening)>,
}

/// Who works where, for one life.
#[derive(Clone)]
pub struct Cast {
    pub intake: Officer,
    pub specialist: Officer,
    pub colleague: Officer,
    pub approver: Officer,
}

/// How far a life goes. Every one has ten events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// With the specialist, after having been passed to and fro.
    WithSpecialist,
    /// Decided, the result waits.
    Ready,
    /// Handed over.
    Closed,
}

/// Leads one life through the door, beginning at `start`, inside a transaction.
pub fn lead(
    tx: &mut Tx<'_>,
    door: &Dossiers,
    cast: &Cast,
    procedure: &str,
    start: DateTime,
    span: Span,
) -> Result<Life> {
    let clock = |hours: i64| {
        let at = kernel::time::instant_ms(start) + hours * 3_600_000;
        let at = jiff::Timestamp::from_millisecond(at).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        Dossiers { clock: Clock::set_at(at), ..door.clone() }
    };
    let lodging = Lodging {
        procedure: procedure.into(),
        case: None,
        channel: Channel::Counter,
        receiving: cast.intake.unit(),
        deciding: cast.specialist.unit(),
        applicant: applicant(),
        delegate: None,
        summary: String::new(),
        sets: 1,
        pick_up: PickUp::Counter,
        components: components(),
        around: Default::default(),
    };
    let begun = clock(0).begin_in(
        tx,
        &cast.intake,
        &lodging,
        Some(&Acceptance { receipt_wanted: true, ..Acceptance::default() }),
        None,
    )?;
    let key = Key::Id(begun.id);
    let mut version = begun.version;
    let mut hour = 0;
    let mut act = |by: &Officer, command: Command| -> Result<()> {
        hour += 2;
        version = clock(hour).perform_in(tx, by, &key, version, &command, None)?.version;
        Ok(())
    };
    act(&cast.intake, Command::Transfer { note: String::new() })?;
    act(&cast.specialist, Command::Claim)?;
    match span {
        Span::WithSpecialist => {
            let pair = [(&cast.specialist, &cast.colleague), (&cast.colleague, &cast.specialist)];
            for (from, to) in pair.iter().cycle().take(6) {
                act(from, Command::Forward { to: Some(named(to)), note: String::new() })?;
            }
        }
        Span::Ready | Span::Closed => {
            act(&cast.specialist, Command::Propose { outcome: Outcome::Grant, note: String::new() })?;
            act(&cast.approver, Command::Claim)?;
            act(&cast.approver, Command::Approve { note: String::new() })?;
            let (name, signer) = ("Kết quả".to_string(), cast.approver.name().to_string());
            act(
                &cast.approver,
                Command::AttachResult { name, number: "1/QĐ".into(), signed_on: start.date(), signer, files: vec![] },
            )?;
            act(&cast.approver, Command::Release)?;
        }
    }
    if span == Span::Closed {
        let taker_name = applicant().name;
        let authority = String::new();
        act(
            &cast.intake,
            Command::HandOver {
                taker_name,
                taker_id: String::new(),
                authority,
                way: PickUp::Counter,
                originals_returned: true,
                proof: None,
            },
        )?;
    }
    let dossier = dossier::store::load(tx, begun.id)?;
    let events = store::ledger::list_events(tx, begun.id)?.into_iter().map(|event| {
        let broken = |e: serde_json::Error| Error::fault("event", e);
        let actor = serde_json::from_str(&event.actor).map_err(broken)?;
        Ok((event.at_ms, actor, serde_json::from_str(&event.body).map_err(broken)?))
    });
    Ok(Life { events: events.collect::<Result<_>>()?, dossier })
}

fn named(officer: &Officer) -> dossier::model::OfficerRef {
    dossier::model::OfficerRef { id: officer.id(), name: officer.name().into(), unit: officer.unit() }
}

fn applicant() -> Applicant {
    Applicant {
        person: PersonId(1),
        kind: ApplicantKind::Person,
        name: "Người Mẫu".into(),
        id_number: "022499000001".into(),
        phone: "0300000001".into(),
        email: String::new(),
        address: "Thôn 1, xã Mẫu".into(),
    }
}

/// Three papers, as the intake measurement sends.
pub fn components() -> Vec<dossier::model::HeldComponent> {
    let line = |nth: u32| dossier::model::HeldComponent {
        key: format!("TP0{nth}"),
        name: format!("Giấy tờ số {nth} của hồ sơ"),
        required: true,
        received: true,
        submission: dossier::model::Submission::Paper,
        originals: 1,
        copies: 0,
        note: String::new(),
    };
    (1..=3).map(line).collect()
}
