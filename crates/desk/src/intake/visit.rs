//! The visit a dossier is begun in: the ticket that the counter of the hall is serving, and the way back to it.

use dossier::Dossiers;
use floor::counter::rows::{self, Visit};
use floor::store::HallDay;
use kernel::{DossierId, Result, TicketId};
use office::{Act, Officer};
use store::Tx;

/// Where an officer came from: the counter of a hall, with a visitor.
pub struct Back {
    pub number: String,
    pub href: String,
}

impl Back {
    fn of(dossiers: &Dossiers, by: &Officer, visit: Visit) -> Option<Back> {
        let today = kernel::time::civil(dossiers.clock.now()).date().to_string();
        let theirs = by.permit_in(Act::Serve, visit.centre).is_ok() && visit.day == today;
        theirs.then(|| Back { number: visit.number, href: format!("/floor/{}/counter", visit.centre) })
    }
}

/// The visit with a ticket, for whoever serves in its hall today.
pub async fn of_ticket(dossiers: &Dossiers, by: &Officer, ticket: &str) -> Result<Option<Back>> {
    let Ok(ticket) = ticket.parse::<TicketId>() else { return Ok(None) };
    let visit = dossiers.store.read_brief(move |tx| rows::find_ticket(tx, ticket)).await?;
    Ok(visit.and_then(|visit| Back::of(dossiers, by, visit)))
}

/// The visit a dossier was begun in.
pub async fn of_dossier(dossiers: &Dossiers, by: &Officer, dossier: DossierId) -> Result<Option<Back>> {
    let visit = dossiers.store.read_brief(move |tx| rows::find_visit(tx, dossier)).await?;
    Ok(visit.and_then(|visit| Back::of(dossiers, by, visit)))
}

/// The visit an officer is just serving at a counter of their centre, else the one a dossier was begun in.
pub async fn of_officer(dossiers: &Dossiers, by: &Officer, dossier: DossierId) -> Result<Option<Back>> {
    let day = kernel::time::civil(dossiers.clock.now()).date();
    let centre = by.directory().centre_of(by.unit()).map(|unit| unit.id);
    let (hall, officer) = (centre.map(|centre| HallDay { centre, day }), by.id());
    let served = dossiers.store.read_brief(move |tx| match hall {
        Some(hall) => rows::find_served(tx, hall, officer),
        None => Ok(None),
    });
    match served.await?.and_then(|visit| Back::of(dossiers, by, visit)) {
        Some(back) => Ok(Some(back)),
        None => of_dossier(dossiers, by, dossier).await,
    }
}

/// Ties a dossier to the ticket it was begun for, in the act that begins it. A ticket of a hall in which the officer does
/// not serve ties nothing.
pub fn tie(tx: &mut Tx<'_>, by: &Officer, ticket: TicketId, dossier: DossierId, now_ms: i64) -> Result<()> {
    match rows::find_ticket(tx, ticket)? {
        Some(visit) if by.permit_in(Act::Serve, visit.centre).is_ok() => {
            tx.write(&[rows::write_dossier(ticket, dossier, now_ms)])
        }
        _ => Ok(()),
    }
}
