//! Rooms above hear what was recorded, in the same transaction: papers find their holder, statistics their columns. A
//! listener that fails undoes the act. Which rooms listen is said in one visible list of the binary; this room knows none.

use std::sync::Arc;

use kernel::{Actor, Ids, Result};
use store::Tx;

use crate::decide::Happening;
use crate::model::Dossier;

/// What has just been written of one dossier, not yet committed.
#[derive(Debug, Clone, Copy)]
pub struct Recorded<'a> {
    /// None: it was born.
    pub before: Option<&'a Dossier>,
    pub after: &'a Dossier,
    pub happenings: &'a [Happening],
    pub actor: &'a Actor,
    pub now_ms: i64,
    pub ids: &'a Ids,
}

/// What a room above does when a dossier was recorded. It may be called again when the transaction is tried again.
pub type Listener = Arc<dyn Fn(&mut Tx<'_>, &Recorded<'_>) -> Result<()> + Send + Sync>;

/// Everybody who listens, in the order they are told.
pub type Listeners = Arc<[Listener]>;

/// Tells every listener.
pub fn tell(listeners: &[Listener], tx: &mut Tx<'_>, recorded: &Recorded<'_>) -> Result<()> {
    listeners.iter().try_for_each(|listener| listener(tx, recorded))
}
