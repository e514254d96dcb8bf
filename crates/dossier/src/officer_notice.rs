//! Messages to officers that acts cause: an urge, a dossier moved to them, an online dossier nobody has looked at. They
//! are kept until read; nothing in a dossier's course depends on them.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use kernel::{DossierId, Error, Ids, Lang, OfficerId, Result, UnitId};
use office::{Act, Directory, Officer, Place};
use procedure::process::Duty;
use store::{Row, Tx, Write};

use crate::decide::words::say;
use crate::decide::{Addressee, OfficerNotice};
use crate::model::Dossier;

/// In place of a dossier's number, where a message is about none.
const NO_DOSSIER: i64 = 0;

/// A message as it lies in an officer's inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub id: i64,
    /// None: the message is about none.
    pub dossier: Option<DossierId>,
    /// None before acceptance.
    pub code: Option<String>,
    pub at_ms: i64,
    pub kind: String,
    pub facts: BTreeMap<String, String>,
    pub read_ms: Option<i64>,
}

impl Kept {
    /// The sentence of the inbox.
    pub fn words(&self, lang: Lang) -> String {
        say(lang, &format!("dossier-officer-notice-{}", self.kind.replace('_', "-")), &self.facts)
    }
}

/// The act that makes somebody able to do a duty.
pub fn act_of(duty: Duty) -> Act {
    match duty {
        Duty::OneStop => Act::Accept,
        Duty::Assigner => Act::Assign,
        Duty::Specialist => Act::Propose,
        Duty::Approver => Act::Approve,
        Duty::RecordsClerk => Act::Release,
        Duty::HandOver => Act::HandOver,
    }
}

/// Who receives a message, by the office as it is on a day. A duty's people are those of the unit itself and below it: a
/// provincial watcher is not called for every counter.
pub fn receivers(directory: &Arc<Directory>, dossier: &Dossier, to: &Addressee, today: Date) -> Vec<OfficerId> {
    let of_unit = |unit, act| {
        let units = [unit];
        let place = Place::new(&dossier.procedure.field, &dossier.procedure.code, &units);
        let active = directory.officers().into_iter().filter(|card| card.active);
        let near = active.filter(|card| directory.is_within_on(card.unit, unit, today));
        near.filter(|card| Officer::could(directory, card.id, act, &place, today)).map(|card| card.id).collect()
    };
    match to {
        Addressee::Officer(id) => vec![*id],
        Addressee::Duty(unit, duty) => of_unit(*unit, act_of(*duty)),
        // The nearest who watch: at the unit, else above it.
        Addressee::Watch(unit) => {
            let near = of_unit(*unit, Act::Supervise);
            let mut above =
                directory.lineage(*unit).skip(1).map(|unit| watchers_at(directory, dossier, unit.id, today));
            if near.is_empty() { above.find(|found| !found.is_empty()).unwrap_or_default() } else { near }
        }
    }
}

/// Those of one unit's own officers who watch over a dossier's deadlines.
fn watchers_at(directory: &Arc<Directory>, dossier: &Dossier, unit: UnitId, today: Date) -> Vec<OfficerId> {
    let units = [dossier.receiving.id];
    let place = Place::new(&dossier.procedure.field, &dossier.procedure.code, &units);
    let own = directory.officers_of(unit).into_iter();
    own.filter(|card| Officer::could(directory, card.id, Act::Supervise, &place, today)).map(|card| card.id).collect()
}

/// The rows of an act's messages.
pub fn writes(
    directory: &Arc<Directory>,
    dossier: &Dossier,
    notices: &[OfficerNotice],
    ids: &Ids,
    now_ms: i64,
) -> Result<Vec<Write<'static>>> {
    let today = kernel::time::civil_ms(now_ms).date();
    let mut out = Vec::new();
    for notice in notices {
        let to = receivers(directory, dossier, &notice.to, today);
        out.extend(writes_to(&to, Some(dossier.id), &notice.kind, &notice.facts, ids, now_ms)?);
    }
    Ok(out)
}

/// The rows of one message to officers who are known by name, about a dossier or none.
pub fn writes_to(
    to: &[OfficerId],
    dossier: Option<DossierId>,
    kind: &str,
    facts: &BTreeMap<String, String>,
    ids: &Ids,
    now_ms: i64,
) -> Result<Vec<Write<'static>>> {
    let facts = serde_json::to_string(facts).map_err(|e| Error::fault("officer notice", e))?;
    let write = |officer: &OfficerId| {
        Write::one(
            "INSERT INTO officer_notice (id, officer, dossier_id, at_ms, kind, facts) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            vec![
                ids.next(now_ms).into(),
                officer.0.into(),
                dossier.map_or(NO_DOSSIER, |id| id.0).into(),
                now_ms.into(),
                kind.to_string().into(),
                facts.clone().into(),
            ],
        )
    };
    Ok(to.iter().map(write).collect())
}

fn kept(row: &Row) -> Result<Kept> {
    Ok(Kept {
        id: row.int(0)?,
        dossier: Some(row.int(1)?).filter(|id| *id != NO_DOSSIER).map(DossierId),
        code: row.opt_text(2)?.map(str::to_string),
        at_ms: row.int(3)?,
        kind: row.text(4)?.into(),
        facts: row.json(5)?,
        read_ms: row.opt_int(6)?,
    })
}

/// An officer's messages, newest first, below `before` (an id; none: from the newest).
pub fn list(tx: &mut Tx<'_>, officer: OfficerId, before: Option<i64>, limit: i64) -> Result<Vec<Kept>> {
    let sql = "SELECT n.id, n.dossier_id, d.code, n.at_ms, n.kind, n.facts, n.read_ms FROM officer_notice n \
               LEFT JOIN dossier d ON d.id = n.dossier_id WHERE n.officer = ?1 AND n.id < ?2 ORDER BY n.id DESC LIMIT ?3";
    let rows = tx.query(sql, &[officer.0.into(), before.unwrap_or(i64::MAX).into(), limit.into()])?;
    rows.iter().map(kept).collect()
}

/// How many messages an officer has not read.
pub fn count_unread(tx: &mut Tx<'_>, officer: OfficerId) -> Result<i64> {
    tx.count("SELECT COUNT(*) FROM officer_notice WHERE officer = ?1 AND read_ms IS NULL", &[officer.0.into()])
}

/// The same for everybody who has unread ones: what frames of pages keep in memory.
pub fn count_all_unread(tx: &mut Tx<'_>) -> Result<BTreeMap<OfficerId, i64>> {
    let sql = "SELECT officer, COUNT(*) FROM officer_notice WHERE read_ms IS NULL GROUP BY officer";
    tx.query(sql, &[])?.iter().map(|row| Ok((OfficerId(row.int(0)?), row.int(1)?))).collect()
}

/// Marks messages as read: one, or (none named) everything up to now. Only one's own; again changes nothing.
pub fn mark_read(tx: &mut Tx<'_>, officer: OfficerId, one: Option<i64>, now_ms: i64) -> Result<()> {
    let sql = match one {
        Some(_) => "UPDATE officer_notice SET read_ms = ?2 WHERE officer = ?1 AND read_ms IS NULL AND id = ?3",
        None => "UPDATE officer_notice SET read_ms = ?2 WHERE officer = ?1 AND read_ms IS NULL AND at_ms <= ?3",
    };
    tx.execute(sql, &[officer.0.into(), now_ms.into(), one.unwrap_or(now_ms).into()])?;
    Ok(())
}
