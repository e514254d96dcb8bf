//! Every kind of long work of the house and every list that may be taken along, in one visible place each. The work itself lives in the room it belongs to.

use std::sync::Arc;

use dossier::Dossiers;
use job::Kind;
use kernel::{Clock, Ids};
use office::Sessions;
use store::Store;
use store::blob::Blobs;

/// What work may need, as the binary opened it.
#[derive(Clone)]
pub struct Doors {
    pub store: Store,
    pub blobs: Arc<Blobs>,
    pub sessions: Arc<Sessions>,
    pub dossiers: Dossiers,
    pub supervision: supervision::Supervision,
    pub floor: floor::Floor,
    pub talks: talk::Talks,
    pub ids: Arc<Ids>,
    pub clock: Clock,
}

/// The list. A kind that is not in it is never worked on.
pub fn kinds(doors: &Doors) -> Vec<Kind> {
    [
        admin::imports::jobs(&import_house(doors)),
        admin::jobs(&doors.dossiers),
        desk::worklist::many::kinds(&doors.dossiers),
    ]
    .concat()
}

/// Every list of the house that may be taken along as a spreadsheet.
pub fn lists(doors: &Doors) -> Vec<job::List> {
    [
        desk::lists::lists(&doors.dossiers),
        custody::lists(&doors.dossiers),
        supervision::lists(&doors.supervision),
        talk::lists(&doors.talks),
        admin::lists(&doors.dossiers),
        floor::booking::html::lists::lists(&doors.floor, &doors.dossiers),
        floor::figures::lists::lists(&doors.store),
    ]
    .concat()
}

fn import_house(doors: &Doors) -> admin::imports::House {
    admin::imports::House {
        store: doors.store.clone(),
        catalogue: doors.dossiers.catalogue.clone(),
        sessions: doors.sessions.clone(),
        ids: doors.ids.clone(),
        clock: doors.clock.clone(),
    }
}
