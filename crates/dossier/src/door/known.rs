//! What a request names, as the office knows it: units, officers, and who may do what where. Asked by the doors before
//! anything is decided.

use std::sync::Arc;

use jiff::civil::Date;
use kernel::{Refusal, Result, UnitId};
use office::model::Unit;
use office::{Act, Directory, Officer, Place};
use procedure::process::{Duty, Process};

use super::Around;
use crate::command::{Command, Revision, Where};
use crate::model::{Dossier, OfficerRef, UnitRef};
use crate::officer_notice;

/// Every unit that has to do with a dossier: where it came in, who decides, where the result is wanted, who holds it, who
/// was asked.
pub fn seen_units(dossier: &Dossier) -> Vec<UnitId> {
    let mut units = vec![dossier.receiving.id, dossier.deciding.id];
    units.extend(dossier.pick_up_at.as_ref().map(|door| door.id));
    units.extend(dossier.desk().map(|desk| desk.unit.id));
    units.extend(dossier.consultations.iter().map(|c| c.unit.id));
    units.dedup();
    units
}

/// Whether an officer may know of a dossier at all. "Not yours" and "not there" look alike.
pub fn may_see(by: &Officer, dossier: &Dossier) -> bool {
    let units = seen_units(dossier);
    let place = Place::new(&dossier.procedure.field, &dossier.procedure.code, &units);
    by.may(Act::View, &place) || by.may(Act::ViewAll, &place)
}

/// Where a command on a dossier happens.
pub(crate) fn units_of(dossier: &Dossier, place: Where) -> Vec<UnitId> {
    match place {
        Where::Receiving => vec![dossier.receiving.id],
        Where::Door => vec![dossier.door().id],
        Where::AnyDoor => vec![dossier.receiving.id, dossier.door().id],
        Where::Desk => vec![dossier.desk().map_or(dossier.deciding.id, |desk| desk.unit.id)],
        Where::Consulted(nth) => {
            let asked = dossier.consultations.get(nth).map(|c| c.unit.id);
            // The handler may enter an answer that came on paper.
            asked.into_iter().chain(dossier.desk().map(|desk| desk.unit.id)).collect()
        }
        Where::Anywhere => seen_units(dossier),
    }
}

/// The commands an officer may try on a dossier as it stands: permission only, the law is asked when it is done.
pub fn permitted(by: &Officer, dossier: &Dossier, command: &Command) -> bool {
    let units = units_of(dossier, command.place());
    let place = Place::new(&dossier.procedure.field, &dossier.procedure.code, &units);
    by.may(command.act(), &place) || command.other_act().is_some_and(|act| by.may(act, &place))
}

/// The centre of this id: where results are handed over.
///
/// Errors: `UNIT_UNKNOWN`, `DOOR_NOT_A_CENTRE`.
pub fn door_ref(directory: &Directory, id: UnitId, today: Date) -> Result<UnitRef> {
    match doors(directory, today).iter().any(|unit| unit.id == id) {
        true => unit_ref(directory, id),
        false => {
            let named = unit_ref(directory, id)?;
            Err(Refusal::new("DOOR_NOT_A_CENTRE").with("unit", named.name).at("unit").into())
        }
    }
}

/// Every centre where results are handed over on a day, in the order of the office.
pub fn doors(directory: &Directory, today: Date) -> Vec<&Unit> {
    directory.units().into_iter().filter(|unit| unit.intake && unit.stands_on(today)).collect()
}

/// A unit of the office as dossiers remember it.
pub fn unit_ref(directory: &Directory, id: UnitId) -> Result<UnitRef> {
    let unit = directory.unit(id).ok_or_else(|| Refusal::new("UNIT_UNKNOWN").with("unit", id).at("unit"))?;
    Ok(UnitRef { id, name: unit.name.clone(), code: unit.code.clone().unwrap_or_default() })
}

/// Whether papers from the one to the other change the level of government.
pub fn across_levels(directory: &Directory, receiving: UnitId, deciding: UnitId) -> bool {
    match (directory.level_of(receiving), directory.level_of(deciding)) {
        (Some(from), Some(to)) => from != to,
        (None, _) | (_, None) => false,
    }
}

/// The command with officers and units as the office knows them: a request names them, it does not describe them.
pub(crate) fn resolved(directory: &Directory, command: &Command, today: Date) -> Result<Command> {
    Ok(match command {
        Command::Assign { to, note } => Command::Assign { to: officer_ref(directory, to)?, note: note.clone() },
        Command::Reassign { to, why } => Command::Reassign { to: officer_ref(directory, to)?, why: why.clone() },
        Command::Forward { to: Some(to), note } => {
            Command::Forward { to: Some(officer_ref(directory, to)?), note: note.clone() }
        }
        Command::Consult { unit, question, answer_by } => {
            Command::Consult { unit: unit_ref(directory, unit.id)?, question: question.clone(), answer_by: *answer_by }
        }
        Command::ChooseDoor { unit } => Command::ChooseDoor { unit: door_ref(directory, unit.id, today)? },
        Command::Revise(revision) if revision.deciding.is_some() || revision.around.is_some() => {
            let deciding = revision.deciding.as_ref().map(|unit| unit_ref(directory, unit.id)).transpose()?;
            let id = |unit: &UnitRef| unit.id;
            let named = revision.around.as_ref().map(|around| Around {
                place: around.place.clone(),
                help: around.help.as_ref().map(id),
                door: around.door.as_ref().map(id),
            });
            let around = named.map(|named| super::around(directory, &named, today)).transpose()?;
            Command::Revise(Box::new(Revision { deciding, around, ..(**revision).clone() }))
        }
        other => other.clone(),
    })
}

/// Work goes only to who does the duty of the step at the unit of the desk.
///
/// Errors: `OFFICER_WITHOUT_DUTY`.
pub fn able(
    directory: &Arc<Directory>,
    dossier: &Dossier,
    process: &Process,
    to: &OfficerRef,
    today: Date,
) -> Result<(), Refusal> {
    let Some(desk) = dossier.desk() else { return Ok(()) };
    let duty = process.steps.get(desk.step).map_or(Duty::Specialist, |step| step.duty);
    let units = [desk.unit.id];
    let place = Place::new(&dossier.procedure.field, &dossier.procedure.code, &units);
    match Officer::could(directory, to.id, officer_notice::act_of(duty), &place, today) {
        true => Ok(()),
        false => Err(Refusal::new("OFFICER_WITHOUT_DUTY").with("officer", &to.name).at("to")),
    }
}

fn officer_ref(directory: &Directory, named: &OfficerRef) -> Result<OfficerRef> {
    let known = directory.officer(named.id).filter(|card| card.active);
    let card = known.ok_or_else(|| Refusal::new("OFFICER_UNKNOWN").with("login", &named.name).at("to"))?;
    Ok(OfficerRef { id: card.id, name: card.name.clone(), unit: card.unit })
}
