//! Rows of late cases.

use kernel::{DossierId, OfficerId, Result, UnitId};
use store::{Row, Tx, Value};

use super::NONE;
use crate::late::{Blame, LateCase};

/// A case with what the head noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRow {
    pub case: LateCase,
    pub acknowledged: Option<(i64, String)>,
}

/// Writes a case, new or changed; the head's acknowledgement stays.
pub fn record_case(tx: &mut Tx<'_>, case: &LateCase) -> Result<()> {
    let sql = "INSERT INTO late_case (dossier_id, code, procedure_code, field, receiving_unit, deciding_unit, unit_name, \
               officer_name, officer_id, due_ms, ended_ms, explained_ms, apologised_ms, acknowledged_by) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, '') \
               ON CONFLICT (dossier_id) DO UPDATE SET deciding_unit = excluded.deciding_unit, \
               unit_name = excluded.unit_name, officer_name = excluded.officer_name, \
               officer_id = COALESCE(excluded.officer_id, late_case.officer_id), due_ms = excluded.due_ms, \
               ended_ms = excluded.ended_ms, explained_ms = excluded.explained_ms, \
               apologised_ms = excluded.apologised_ms";
    let params = [
        case.dossier.0.into(),
        (&case.code).into(),
        (&case.procedure).into(),
        (&case.field).into(),
        case.receiving.0.into(),
        case.deciding.0.into(),
        (&case.blame.unit).into(),
        (&case.blame.officer).into(),
        case.officer.map(|id| id.0).into(),
        case.due_ms.into(),
        case.ended_ms.into(),
        case.explained_ms.into(),
        case.apologised_ms.into(),
    ];
    tx.execute(sql, &params).map(drop)
}

/// The promised date moved: it is not late after all.
pub fn delete_case(tx: &mut Tx<'_>, dossier: DossierId) -> Result<()> {
    tx.execute("DELETE FROM late_case WHERE dossier_id = ?1", &[dossier.0.into()]).map(drop)
}

/// Dossiers whose promised date has passed and that have no case yet.
pub fn list_unnoted(tx: &mut Tx<'_>, now_ms: i64, limit: i64) -> Result<Vec<DossierId>> {
    let sql = "SELECT x.dossier_id FROM deadline x LEFT JOIN late_case l ON l.dossier_id = x.dossier_id \
               WHERE x.due_ms < ?1 AND x.kind = 'result' AND l.dossier_id IS NULL ORDER BY x.due_ms LIMIT ?2";
    let rows = tx.query(sql, &[now_ms.into(), limit.into()])?;
    rows.iter().map(|row| Ok(DossierId(row.int(0)?))).collect()
}

const CASE: &str = "SELECT dossier_id, code, procedure_code, field, receiving_unit, deciding_unit, unit_name, officer_name, \
    officer_id, due_ms, ended_ms, explained_ms, apologised_ms, acknowledged_ms, acknowledged_by FROM late_case";

fn case(row: &Row) -> Result<CaseRow> {
    let acknowledged =
        row.opt_int(13)?.map(|ms| Ok::<_, kernel::Error>((ms, row.text(14)?.to_string()))).transpose()?;
    Ok(CaseRow {
        case: LateCase {
            dossier: DossierId(row.int(0)?),
            code: row.text(1)?.into(),
            procedure: row.text(2)?.into(),
            field: row.text(3)?.into(),
            receiving: UnitId(row.int(4)?),
            deciding: UnitId(row.int(5)?),
            blame: Blame { unit: row.text(6)?.into(), officer: row.text(7)?.into() },
            officer: row.opt_int(8)?.map(OfficerId),
            due_ms: row.int(9)?,
            ended_ms: row.opt_int(10)?,
            explained_ms: row.opt_int(11)?,
            apologised_ms: row.opt_int(12)?,
        },
        acknowledged,
    })
}

/// One case.
pub fn find_case(tx: &mut Tx<'_>, dossier: DossierId) -> Result<Option<CaseRow>> {
    let row = tx.find(&format!("{CASE} WHERE dossier_id = ?1"), &[dossier.0.into()])?;
    row.as_ref().map(case).transpose()
}

/// Every case to which something is still owed, the longest overdue first.
pub fn list_owed(tx: &mut Tx<'_>) -> Result<Vec<CaseRow>> {
    let sql = format!(
        "{CASE} WHERE explained_ms IS NULL OR apologised_ms IS NULL OR acknowledged_ms IS NULL ORDER BY due_ms, dossier_id"
    );
    tx.query(&sql, &NONE)?.iter().map(case).collect()
}

/// The cases of one officer that are not explained.
pub fn list_of_officer(tx: &mut Tx<'_>, officer: OfficerId) -> Result<Vec<CaseRow>> {
    let sql = format!("{CASE} WHERE officer_id = ?1 AND explained_ms IS NULL ORDER BY due_ms, dossier_id");
    tx.query(&sql, &[officer.0.into()])?.iter().map(case).collect()
}

/// Cases by place: (receiving, deciding, field, procedure) with (all, explained, apologised, acknowledged).
pub type Group = ((UnitId, UnitId, String, String), [i64; 4]);

/// How many cases there are and how far they are settled, since a moment (by their promised date).
pub fn count_cases(tx: &mut Tx<'_>, since_ms: i64) -> Result<Vec<Group>> {
    let sql = "SELECT receiving_unit, deciding_unit, field, procedure_code, COUNT(*), COUNT(explained_ms), \
               COUNT(apologised_ms), COUNT(acknowledged_ms) FROM late_case WHERE due_ms >= ?1 \
               GROUP BY receiving_unit, deciding_unit, field, procedure_code";
    let group = |row: &Row| {
        let place = (UnitId(row.int(0)?), UnitId(row.int(1)?), row.text(2)?.to_string(), row.text(3)?.to_string());
        Ok((place, [row.int(4)?, row.int(5)?, row.int(6)?, row.int(7)?]))
    };
    tx.query(sql, &[since_ms.into()])?.iter().map(group).collect()
}

/// Notes that the head has read the explanation. False when somebody did already.
pub fn acknowledge(tx: &mut Tx<'_>, dossier: DossierId, by: &str, now_ms: i64) -> Result<bool> {
    let sql = "UPDATE late_case SET acknowledged_ms = ?2, acknowledged_by = ?3 \
               WHERE dossier_id = ?1 AND acknowledged_ms IS NULL AND explained_ms IS NOT NULL";
    Ok(tx.execute(sql, &[dossier.0.into(), now_ms.into(), by.into()])? == 1)
}

/// Cases that were late at some time in [from, until): ended late within, or not ended before `until`.
pub fn list_late_between(tx: &mut Tx<'_>, from_ms: i64, until_ms: i64) -> Result<Vec<CaseRow>> {
    let sql = format!(
        "{CASE} WHERE due_ms < ?2 AND (ended_ms IS NULL OR ended_ms >= ?1) ORDER BY deciding_unit, due_ms, dossier_id"
    );
    let params: [Value<'_>; 2] = [from_ms.into(), until_ms.into()];
    tx.query(&sql, &params)?.iter().map(case).collect()
}
