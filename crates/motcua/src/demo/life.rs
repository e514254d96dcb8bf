//! What is to become of one invented dossier: drawn once, then followed act by act.

use super::Dice;
use jiff::civil::{DateTime, Time};
use kernel::DossierId;
use procedure::model::{Financial, ProcedureVersion};
use rand::RngExt;
use rand::SeedableRng;

use super::words::chance;

/// Something that happens to a dossier on the specialist's desk, beyond the plain course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Errand {
    Consult,
    AskSupplement,
    DeclareObligation,
    Suspend,
    Extend,
    Stop,
}

/// How it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beginning {
    /// Complete: accepted at once.
    Accepted,
    /// Something was missing; the applicant is sent home with Mẫu 02.
    Incomplete,
    /// Not for this counter: Mẫu 03.
    Refused,
    /// Written down, not yet decided upon.
    Draft,
    /// Settled while the applicant waits.
    AtOnce,
}

/// One dossier's fate and how far it has come.
#[derive(Debug, Clone)]
pub(super) struct Life {
    pub rng: Dice,
    pub route: usize,
    pub person: usize,
    pub beginning: Beginning,
    pub errands: Vec<Errand>,
    /// Stage at which nobody touches it any more.
    pub rests_at: Option<&'static str>,
    /// The proposal is to refuse.
    pub refuses: bool,
    /// The approver sends the first proposal back.
    pub rejects: bool,
    pub withdraws: bool,
    /// The agency that is asked does not answer.
    pub unanswered: bool,
    /// Share of the legal time that the work takes: above 1 it will be late.
    pub pace: f64,
    pub scans: u32,
    /// The next turn brings a scan to the counter.
    pub scanning: bool,
    pub delegate: bool,
    pub id: Option<DossierId>,
    pub version: i64,
    pub next_at: DateTime,
}

/// When the counter last transferred what it took in.
const LAST_ROUND: Time = jiff::civil::time(14, 0, 0, 0);

impl Life {
    /// Draws a fate for a procedure.
    pub(super) fn draw(
        seed: u64,
        route: usize,
        person: usize,
        version: &ProcedureVersion,
        begins_at: DateTime,
        until: DateTime,
    ) -> Life {
        let mut rng = Dice::seed_from_u64(seed);
        let beginning = match rng.random_range(0..100) {
            0..4 => Beginning::Refused,
            4..11 => Beginning::Incomplete,
            11..13 => Beginning::Draft,
            13..85 if version.immediate => Beginning::AtOnce,
            _ => Beginning::Accepted,
        };
        let errands = errands(&mut rng, version);
        let resting = [
            "supplement_before_intake",
            "supplement_asked",
            "awaiting_supplement",
            "awaiting_obligation",
            "suspended",
            "withdrawal_requested",
            "result_ready",
        ];
        let rests = chance(&mut rng, 40.0).then(|| resting[rng.random_range(0..resting.len())]);
        // The counter transfers what came in last before it closes, not dossier by dossier.
        let just_came = begins_at.date() == until.date() && begins_at.time() >= LAST_ROUND;
        let rests = if just_came { Some("accepted") } else { rests };
        Life {
            route,
            person,
            beginning,
            errands,
            rests_at: if beginning == Beginning::Draft { Some("lodged") } else { rests },
            refuses: chance(&mut rng, 6.0),
            rejects: chance(&mut rng, 7.0),
            withdraws: chance(&mut rng, 4.0) || rests == Some("withdrawal_requested"),
            unanswered: chance(&mut rng, 35.0),
            pace: match rng.random_range(0..100) {
                0..50 => rng.random_range(0.2..0.5),
                50..88 => rng.random_range(0.5..0.8),
                _ => rng.random_range(1.05..2.2),
            },
            scans: if chance(&mut rng, 35.0) { rng.random_range(1..=2) } else { 0 },
            scanning: false,
            delegate: chance(&mut rng, 8.0),
            id: None,
            version: 0,
            next_at: begins_at,
            rng,
        }
    }
}

fn errands(rng: &mut Dice, version: &ProcedureVersion) -> Vec<Errand> {
    let mut errands = Vec::new();
    if version.financial != Financial::None && chance(rng, 75.0) {
        errands.push(Errand::DeclareObligation);
    }
    let suspends = if version.pause_reasons.is_empty() { 3.0 } else { 14.0 };
    let odds = [
        (Errand::Consult, 12.0),
        (Errand::AskSupplement, 14.0),
        (Errand::Suspend, suspends),
        (Errand::Extend, 6.0),
        (Errand::Stop, 1.5),
    ];
    for (errand, percent) in odds {
        if chance(rng, percent) {
            errands.insert(0, errand);
        }
    }
    errands
}
