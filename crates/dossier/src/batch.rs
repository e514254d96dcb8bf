//! Batches of reassigned dossiers as rows: what was moved from whom to whom, so that it can be moved back after a restart.
//! SQL and nothing else.

use kernel::{DossierId, OfficerId, Result};
use store::{Row, Tx, Value, Write};

use crate::bulk;

/// One redistribution as it was applied.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Batch {
    pub id: i64,
    pub from: OfficerId,
    pub by: OfficerId,
    pub by_name: String,
    pub made_ms: i64,
    pub why: String,
    pub undone_ms: Option<i64>,
    /// Dossiers it moved, and those of them that were moved back.
    pub moved: i64,
    pub returned: i64,
}

/// One dossier of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    pub dossier: DossierId,
    pub from: OfficerId,
    pub to: OfficerId,
    /// The version the move left it at.
    pub version: i64,
    pub returned: bool,
}

const BATCH: &str = "SELECT b.id, b.from_officer, b.by_officer, b.by_name, b.made_ms, b.why, b.undone_ms, \
    (SELECT COUNT(*) FROM reassignment_item i WHERE i.batch = b.id), \
    (SELECT COUNT(*) FROM reassignment_item i WHERE i.batch = b.id AND i.returned = 1) FROM reassignment_batch b";

fn batch(row: &Row) -> Result<Batch> {
    Ok(Batch {
        id: row.int(0)?,
        from: OfficerId(row.int(1)?),
        by: OfficerId(row.int(2)?),
        by_name: row.text(3)?.into(),
        made_ms: row.int(4)?,
        why: row.text(5)?.into(),
        undone_ms: row.opt_int(6)?,
        moved: row.int(7)?,
        returned: row.int(8)?,
    })
}

/// The newest batches first, made before `before_ms`.
pub fn list(tx: &mut Tx<'_>, before_ms: i64, limit: i64) -> Result<Vec<Batch>> {
    let sql = format!("{BATCH} WHERE b.made_ms < ?1 ORDER BY b.made_ms DESC, b.id DESC LIMIT ?2");
    tx.query(&sql, &[before_ms.into(), limit.into()])?.iter().map(batch).collect()
}

pub fn find(tx: &mut Tx<'_>, id: i64) -> Result<Option<Batch>> {
    tx.find(&format!("{BATCH} WHERE b.id = ?1"), &[id.into()])?.as_ref().map(batch).transpose()
}

/// The dossiers of a batch.
pub fn list_items(tx: &mut Tx<'_>, id: i64) -> Result<Vec<Item>> {
    let sql = "SELECT dossier_id, from_officer, to_officer, version, returned FROM reassignment_item WHERE batch = ?1 \
               ORDER BY dossier_id";
    let item = |row: &Row| {
        Ok(Item {
            dossier: DossierId(row.int(0)?),
            from: OfficerId(row.int(1)?),
            to: OfficerId(row.int(2)?),
            version: row.int(3)?,
            returned: row.flag(4)?,
        })
    };
    tx.query(sql, &[id.into()])?.iter().map(item).collect()
}

pub(crate) fn insert(tx: &mut Tx<'_>, batch: &Batch) -> Result<()> {
    let sql = "INSERT INTO reassignment_batch (id, from_officer, by_officer, by_name, made_ms, why) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let params = [
        batch.id.into(),
        batch.from.0.into(),
        batch.by.0.into(),
        (&batch.by_name).into(),
        batch.made_ms.into(),
        (&batch.why).into(),
    ];
    tx.execute(sql, &params).map(drop)
}

pub(crate) fn insert_items(tx: &mut Tx<'_>, id: i64, items: &[Item]) -> Result<()> {
    let values = |item: &Item| -> [Value<'static>; 5] {
        [id.into(), item.dossier.0.into(), item.from.0.into(), item.to.0.into(), item.version.into()]
    };
    let values: Vec<Value<'_>> = items.iter().flat_map(values).collect();
    let head = "INSERT INTO reassignment_item (batch, dossier_id, from_officer, to_officer, version) VALUES ";
    bulk::insert_or(tx, head, 5, "", &values)
}

/// Marks dossiers of a batch as moved back, and the batch as undone.
pub(crate) fn mark_returned(tx: &mut Tx<'_>, id: i64, returned: &[DossierId], now_ms: i64) -> Result<()> {
    let one = |dossier: &DossierId| {
        let sql = "UPDATE reassignment_item SET returned = 1 WHERE batch = ?1 AND dossier_id = ?2";
        Write::one(sql, vec![id.into(), dossier.0.into()])
    };
    let mut writes: Vec<Write<'_>> = returned.iter().map(one).collect();
    let undone = "UPDATE reassignment_batch SET undone_ms = ?2 WHERE id = ?1";
    writes.push(Write::one(undone, vec![id.into(), now_ms.into()]));
    tx.write(&writes)
}

/// The open dossiers an officer handles, the earliest due first.
pub fn list_handled(tx: &mut Tx<'_>, officer: OfficerId, limit: i64) -> Result<Vec<DossierId>> {
    let sql =
        "SELECT id FROM dossier WHERE open = 1 AND handler IS NOT NULL AND handler = ?1 ORDER BY due_ms, id LIMIT ?2";
    tx.query(sql, &[officer.0.into(), limit.into()])?.iter().map(|row| row.int(0).map(DossierId)).collect()
}

/// What an officer has on the desk: dossiers, and their weight by the remaining time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Load {
    pub dossiers: i64,
    pub weight: i64,
}

/// Moments up to which a due date weighs more: four, three, two; later ones and those that wait for others weigh one.
pub type Horizons = [i64; 3];

/// The loads of some officers, from an index alone; an officer without dossiers is left out.
pub fn list_loads(tx: &mut Tx<'_>, officers: &[OfficerId], horizons: Horizons) -> Result<Vec<(OfficerId, Load)>> {
    let mut loads = Vec::with_capacity(officers.len());
    for part in officers.chunks(200) {
        let mut params: Vec<Value<'_>> = horizons.iter().map(|ms| (*ms).into()).collect();
        params.extend(part.iter().map(|id| Value::from(id.0)));
        let marks = (4..4 + part.len()).map(|n| format!("?{n}")).collect::<Vec<_>>().join(",");
        let sql = format!(
            "SELECT handler, COUNT(*), SUM(CASE WHEN waiting = 1 THEN 1 WHEN due_ms <= ?1 THEN 4 WHEN due_ms <= ?2 THEN 3 \
             WHEN due_ms <= ?3 THEN 2 ELSE 1 END) FROM dossier WHERE open = 1 AND handler IS NOT NULL AND handler IN ({marks}) \
             GROUP BY handler"
        );
        for row in tx.query(&sql, &params)? {
            loads.push((OfficerId(row.int(0)?), Load { dossiers: row.int(1)?, weight: row.int(2)? }));
        }
    }
    Ok(loads)
}
