//! A dossier at its birth: what was asked for, checked against the procedure, with nothing having happened yet.

use jiff::civil::{Date, DateTime};
use kernel::{DossierId, Error, Refusal, Result};
use office::Directory;
use procedure::model::ProcedureVersion;

use super::{Around, Lodging, across_levels, door_ref, unit_ref};
use crate::command::AroundUnits;
use crate::model::{Dossier, HeldComponent, PLACE_MAX, ProcedureRef, SUMMARY_MAX, Submission};
use crate::stage::Stage;

/// Errors: no applicant, a summary too long, a case the procedure does not have, a unit the office does not know.
pub(super) fn fresh(
    id: DossierId,
    lodging: &Lodging,
    held: &procedure::Held,
    process: kernel::ProcessId,
    (directory, lodged_by): (&Directory, &str),
    now: DateTime,
) -> Result<Dossier> {
    let version = &held.version;
    if lodging.applicant.name.trim().is_empty() {
        return Err(Refusal::new("APPLICANT_REQUIRED").at("applicant").into());
    }
    if lodging.summary.chars().count() > SUMMARY_MAX {
        return Err(Refusal::new("SUMMARY_TOO_LONG").at("summary").into());
    }
    if let Some(case) = &lodging.case
        && !version.cases.iter().any(|known| known.key == *case)
    {
        return Err(Refusal::new("CASE_UNKNOWN").with("case", case).at("case").into());
    }
    let components = match lodging.components.is_empty() {
        true => checklist(version, lodging.case.as_deref()),
        false => lodging.components.clone(),
    };
    let mut dossier = Dossier {
        id,
        version: 0,
        code: None,
        procedure: ProcedureRef {
            version: held.id,
            code: version.code.clone(),
            name: version.name.clone(),
            field: version.field.clone(),
            case: lodging.case.clone(),
        },
        process,
        rules: None,
        channel: lodging.channel,
        receiving: unit_ref(directory, lodging.receiving)?,
        deciding: unit_ref(directory, lodging.deciding)?,
        help: None,
        place: String::new(),
        across_levels: across_levels(directory, lodging.receiving, lodging.deciding),
        applicant: lodging.applicant.clone(),
        delegate: lodging.delegate.clone(),
        summary: lodging.summary.clone(),
        form: None,
        account: None,
        sets: lodging.sets.max(1),
        pick_up: lodging.pick_up,
        pick_up_at: None,
        stage: Stage::Lodged,
        lodged_at: now,
        lodged_by: lodged_by.into(),
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
        components,
        files: Vec::new(),
        last_seq: 0,
        last_hash: Vec::new(),
        last_at_ms: 0,
    };
    let around = around(directory, &lodging.around, now.date())?;
    around.into_dossier(&mut dossier);
    Ok(dossier)
}

/// What is around a request, as the office knows the units it names.
///
/// Errors: `UNIT_UNKNOWN`, `DOOR_NOT_A_CENTRE`.
pub fn around(directory: &Directory, named: &Around, today: Date) -> Result<AroundUnits> {
    let help = named.help.map(|id| unit_ref(directory, id).map_err(|refusal| at(refusal, "help"))).transpose()?;
    let door =
        named.door.map(|id| door_ref(directory, id, today).map_err(|refusal| at(refusal, "door"))).transpose()?;
    if named.place.chars().count() > PLACE_MAX {
        return Err(Refusal::new("PLACE_TOO_LONG").at("place").into());
    }
    Ok(AroundUnits { place: named.place.trim().into(), help, door })
}

fn at(error: Error, field: &str) -> Error {
    match error {
        Error::Refused(refusal) => refusal.at(field).into(),
        other => other,
    }
}

/// The procedure's checklist as the lines of a new dossier.
pub fn checklist(version: &ProcedureVersion, case: Option<&str>) -> Vec<HeldComponent> {
    let line = |component: &procedure::model::Component| HeldComponent {
        key: component.key.clone(),
        name: component.name.clone(),
        required: component.required,
        received: false,
        submission: Submission::Paper,
        originals: component.originals,
        copies: component.copies,
        note: String::new(),
    };
    version.checklist(case).into_iter().map(line).collect()
}
