//! How many open dossiers each unit has to do with: for whoever ends a unit or watches over the office. It counts and
//! shows no dossier.

use std::collections::BTreeMap;

use kernel::{Actor, Error, OfficerId, Result, UnitId};
use store::Tx;

/// Open dossiers by unit: each counts once for every unit that received it, decides it, has it on a desk or is to hand the
/// result over.
pub fn open_by_unit(tx: &mut Tx<'_>) -> Result<BTreeMap<UnitId, i64>> {
    let sql = "SELECT receiving_unit, deciding_unit, tray_unit, door_unit, COUNT(*) FROM dossier WHERE open = 1 \
               GROUP BY receiving_unit, deciding_unit, tray_unit, door_unit";
    let mut counts = BTreeMap::new();
    for row in tx.query(sql, &[])? {
        let mut units = vec![row.int(0)?, row.int(1)?];
        units.extend(row.opt_int(2)?);
        units.extend(row.opt_int(3)?);
        units.sort_unstable();
        units.dedup();
        for unit in units {
            *counts.entry(UnitId(unit)).or_insert(0) += row.int(4)?;
        }
    }
    Ok(counts)
}

/// Open dossiers in all: the size of a sweep.
pub fn open(tx: &mut Tx<'_>) -> Result<i64> {
    tx.count("SELECT COUNT(*) FROM dossier WHERE open = 1", &[])
}

/// How many dossiers each officer accepted for a receiving unit, among those accepted between two moments; who was no officer
/// (an import) is left out.
pub fn accepted_by_officer(
    tx: &mut Tx<'_>,
    receiving: UnitId,
    from_ms: i64,
    until_ms: i64,
) -> Result<BTreeMap<OfficerId, i64>> {
    let sql = "SELECT e.actor, COUNT(*) FROM dossier d JOIN event e ON e.dossier_id = d.id AND e.kind = 'accept' \
               WHERE d.receiving_unit = ?1 AND d.accepted_ms >= ?2 AND d.accepted_ms < ?3 GROUP BY e.actor";
    let mut counts = BTreeMap::new();
    for row in tx.query(sql, &[receiving.0.into(), from_ms.into(), until_ms.into()])? {
        let actor: Actor = serde_json::from_str(row.text(0)?).map_err(|e| Error::fault("event actor", e))?;
        if let Some(officer) = actor.officer_id() {
            *counts.entry(officer).or_insert(0) += row.int(1)?;
        }
    }
    Ok(counts)
}
