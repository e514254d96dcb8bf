//! A visitor's appointment of today at this centre, by whatever it is known: person, code, form. Each look leaves its trace.

use dossier::Dossiers;
use kernel::{AppointmentId, Lang, Result, UnitId};
use office::Officer;
use person::Person;

use crate::booking::model::{Appointment, Visitor, parse_code};
use crate::booking::rows;
use crate::door::Floor;
use crate::setup::Centre;

/// The appointment of somebody who was identified.
pub async fn of_person(
    floor: &Floor,
    dossiers: &Dossiers,
    by: &Officer,
    centre: UnitId,
    person: &Person,
) -> Result<Option<Appointment>> {
    let visitor = Visitor {
        name: person.name.clone(),
        phone: person.phone.clone().unwrap_or_default(),
        number: person.identity.number(),
        person: Some(person.id),
        account: None,
    };
    let today = floor.today();
    let found = floor.store.read_brief(move |tx| {
        let all = rows::list_of_visitor(tx, &visitor, today)?;
        Ok(all.into_iter().filter(|one| one.visitor.is(&visitor)).collect::<Vec<_>>())
    });
    let mine = found.await?.into_iter().find(|one| stands_here(one, floor, centre));
    seen(dossiers, by, mine).await
}

/// The appointment whose code was scanned or typed.
pub async fn of_code(
    floor: &Floor,
    dossiers: &Dossiers,
    by: &Officer,
    centre: UnitId,
    typed: &str,
) -> Result<Option<Appointment>> {
    let Some(code) = parse_code(typed) else { return Ok(None) };
    let found = floor.store.read_brief(move |tx| rows::find_by_code(tx, &code)).await?;
    seen(dossiers, by, found.filter(|one| stands_here(one, floor, centre))).await
}

/// The appointment a form names.
pub async fn of_id(
    floor: &Floor,
    dossiers: &Dossiers,
    by: &Officer,
    centre: UnitId,
    id: AppointmentId,
) -> Result<Option<Appointment>> {
    let found = floor.store.read_brief(move |tx| rows::load(tx, id)).await?;
    seen(dossiers, by, Some(found).filter(|one| stands_here(one, floor, centre))).await
}

fn stands_here(one: &Appointment, floor: &Floor, centre: UnitId) -> bool {
    one.centre == centre && one.when.day == floor.today() && one.state.stands()
}

async fn seen(dossiers: &Dossiers, by: &Officer, found: Option<Appointment>) -> Result<Option<Appointment>> {
    if let Some(one) = &found {
        dossiers.trace(&by.actor(), "appointment.read", Some(one.id.0), "reception.visitor").await?;
    }
    Ok(found)
}

/// "08:30–09:00 · Hộ tịch, chứng thực".
pub fn words(one: &Appointment, centre: &Centre, lang: Lang) -> String {
    format!("{} · {}", one.when.show_time(), centre.names(one.services, lang))
}
