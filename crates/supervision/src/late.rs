//! A dossier that is late: who answers for it and what is still owed. Pure.
//!
//! Công văn 2348/VPCP-KSTT of 7 April 2023: every late dossier has its explanation to the head of the agency and its
//! apology to the applicant, and late agencies and officers are published every month.

use dossier::model::Dossier;
use jiff::civil::DateTime;
use kernel::time::instant_ms;
use kernel::{DossierId, OfficerId, UnitId};

/// A late dossier, without anything of its applicant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateCase {
    pub dossier: DossierId,
    pub code: String,
    pub procedure: String,
    pub field: String,
    pub receiving: UnitId,
    pub deciding: UnitId,
    pub blame: Blame,
    /// Who has it now.
    pub officer: Option<OfficerId>,
    pub due_ms: i64,
    pub ended_ms: Option<i64>,
    pub explained_ms: Option<i64>,
    pub apologised_ms: Option<i64>,
}

/// Who had a dossier when its promised date passed, by the control sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Blame {
    pub unit: String,
    /// Empty: it lay unclaimed.
    pub officer: String,
}

/// Who had the dossier at a moment: the block of the control sheet that was open then, else the last one before.
pub fn holder_at(dossier: &Dossier, at: DateTime) -> Blame {
    let open = |hold: &&dossier::model::Hold| hold.at <= at && hold.done.is_none_or(|done| done > at);
    let hold = dossier.holds.iter().rev().find(open).or_else(|| dossier.holds.iter().rev().find(|hold| hold.at <= at));
    match hold {
        Some(hold) => Blame { unit: hold.to_unit.clone(), officer: hold.to_officer.clone() },
        None => Blame { unit: dossier.receiving.name.clone(), officer: String::new() },
    }
}

/// The case of a dossier that is late at a moment, or ended late; none when it is not.
pub fn late_case(dossier: &Dossier, now: DateTime) -> Option<LateCase> {
    let due = dossier.due.filter(|_| dossier.is_late_at(now))?;
    let apology = dossier.apologies.last().map(|apology| instant_ms(apology.at));
    Some(LateCase {
        dossier: dossier.id,
        code: dossier.code.clone().unwrap_or_default(),
        procedure: dossier.procedure.code.clone(),
        field: dossier.procedure.field.clone(),
        receiving: dossier.receiving.id,
        deciding: dossier.deciding.id,
        blame: holder_at(dossier, due),
        officer: dossier.desk().and_then(|desk| desk.officer.as_ref()).map(|officer| officer.id),
        due_ms: instant_ms(due),
        ended_ms: dossier.ended_at.map(instant_ms),
        explained_ms: dossier.explanation.as_ref().map(|said| instant_ms(said.at)),
        apologised_ms: apology,
    })
}
