//! What a room above notes on a dossier: something that concerns it and changes nothing in its course, such as a talk with
//! the applicant. It stands in the legal log, in the hash chain, and both sides' timelines show it.

use std::collections::BTreeMap;

use kernel::{Actor, DossierId, Result};
use store::Tx;

use crate::decide::Happening;
use crate::door::Dossiers;
use crate::store::{self as rows, Record};

/// What is noted.
#[derive(Debug, Clone)]
pub struct Noted {
    /// The locale keys `dossier-event-{kind}` and, where the applicant reads it, `-public`.
    pub kind: &'static str,
    pub facts: BTreeMap<String, String>,
    /// For the audit.
    pub act: &'static str,
}

/// Notes it, in the caller's transaction.
///
/// Errors: stale, when another act on the dossier was saved in between; the caller tries again.
pub fn note(door: &Dossiers, tx: &mut Tx<'_>, id: DossierId, actor: &Actor, noted: Noted) -> Result<()> {
    let before = rows::load(tx, id)?;
    let directory = (door.office)();
    let process = door.catalogue.load_process(tx, before.process)?;
    let calendar = directory.calendar_of(before.receiving.id);
    let stage = before.stage.name().to_string();
    let happening = Happening { kind: noted.kind.into(), from: stage.clone(), to: stage, facts: noted.facts };
    let mut after = before.clone();
    let record = Record {
        before: Some(&before),
        after: &mut after,
        actor,
        happenings: &[happening],
        notices: &[],
        process: &process,
        calendar: &calendar,
        act: noted.act,
        why: "talk",
        now_ms: door.clock.now_ms().max(before.last_at_ms),
        ids: &door.ids,
        listeners: &door.listeners,
    };
    rows::record(tx, record, Vec::new())
}
