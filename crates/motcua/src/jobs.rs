//! Every kind of long work of the house, in one visible list. The work itself lives in the room it belongs to.

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
    pub ids: Arc<Ids>,
    pub clock: Clock,
}

/// The list. A kind that is not in it is never worked on.
pub fn kinds(doors: &Doors) -> Vec<Kind> {
    [
        admin::imports::jobs(&import_house(doors)),
        admin::jobs(&doors.dossiers),
        vec![desk::worklist::export::kind(doors.dossiers.clone())],
        desk::worklist::many::kinds(&doors.dossiers),
        vec![supervision::export::kind(doors.supervision.clone())],
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
