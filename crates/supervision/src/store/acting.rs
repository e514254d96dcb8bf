//! Rows of acting periods: what was said when they were ordered and ended.

use kernel::{OfficerId, Result};
use store::{Row, Tx};

use super::NONE;

/// An acting period's story; its dates and acts are the office's delegation of the same number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActingRow {
    pub delegation: i64,
    pub from: OfficerId,
    pub to: OfficerId,
    pub reason: String,
    pub ordered_ms: i64,
    pub ordered_by: String,
    /// When, by whom and why it was ended early.
    pub ended: Option<(i64, String, String)>,
}

pub fn insert(tx: &mut Tx<'_>, acting: &ActingRow) -> Result<()> {
    let sql = "INSERT INTO acting (delegation_id, from_officer, to_officer, reason, ordered_ms, ordered_by, ended_by, \
               ended_why) VALUES (?1, ?2, ?3, ?4, ?5, ?6, '', '')";
    let params = [
        acting.delegation.into(),
        acting.from.0.into(),
        acting.to.0.into(),
        (&acting.reason).into(),
        acting.ordered_ms.into(),
        (&acting.ordered_by).into(),
    ];
    tx.execute(sql, &params).map(drop)
}

/// Every acting period, the newest first.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<ActingRow>> {
    let sql = "SELECT delegation_id, from_officer, to_officer, reason, ordered_ms, ordered_by, ended_ms, ended_by, ended_why \
               FROM acting ORDER BY delegation_id DESC LIMIT 500";
    let acting = |row: &Row| {
        let ended = match row.opt_int(6)? {
            None => None,
            Some(ms) => Some((ms, row.text(7)?.to_string(), row.text(8)?.to_string())),
        };
        Ok(ActingRow {
            delegation: row.int(0)?,
            from: OfficerId(row.int(1)?),
            to: OfficerId(row.int(2)?),
            reason: row.text(3)?.into(),
            ordered_ms: row.int(4)?,
            ordered_by: row.text(5)?.into(),
            ended,
        })
    };
    tx.query(sql, &NONE)?.iter().map(acting).collect()
}

/// Notes that a period was ended early; false when it was before.
pub fn end(tx: &mut Tx<'_>, delegation: i64, by: &str, why: &str, now_ms: i64) -> Result<bool> {
    let sql =
        "UPDATE acting SET ended_ms = ?2, ended_by = ?3, ended_why = ?4 WHERE delegation_id = ?1 AND ended_ms IS NULL";
    Ok(tx.execute(sql, &[delegation.into(), now_ms.into(), by.into(), why.into()])? == 1)
}
