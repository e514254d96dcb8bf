//! Rows ⇄ uploads and their parts. Opens no transaction: the caller owns it.

use kernel::{AccountId, Error, Inconsistency, Result, UploadId};
use store::{Row, Tx, Write};

use super::{State, Upload};

const COLUMNS: &str =
    "id, account_id, target, component, name, mark, length_bytes, held_bytes, state, changed_ms, body";

fn upload(row: &Row) -> Result<Upload> {
    let state = row.text(8)?;
    let odd = || Inconsistency { place: format!("upload {}", row.int(0).unwrap_or(0)), what: state.into() };
    Ok(Upload {
        id: UploadId(row.int(0)?),
        account: AccountId(row.int(1)?),
        target: row.text(2)?.into(),
        component: row.text(3)?.into(),
        name: row.text(4)?.into(),
        mark: row.text(5)?.into(),
        length_bytes: row.int(6)?,
        held_bytes: row.int(7)?,
        state: State::parse(state).ok_or_else(odd)?,
        changed_ms: row.int(9)?,
        file: if row.text(10)?.is_empty() { None } else { Some(row.json(10)?) },
    })
}

fn body(upload: &Upload) -> Result<String> {
    let Some(file) = &upload.file else { return Ok(String::new()) };
    serde_json::to_string(file).map_err(|e| Error::fault("upload JSON", e))
}

pub fn insert(tx: &mut Tx<'_>, upload: &Upload) -> Result<()> {
    let sql = format!("INSERT INTO upload ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
    let params = vec![
        upload.id.0.into(),
        upload.account.0.into(),
        (&upload.target).into(),
        (&upload.component).into(),
        (&upload.name).into(),
        (&upload.mark).into(),
        upload.length_bytes.into(),
        upload.held_bytes.into(),
        upload.state.code().into(),
        upload.changed_ms.into(),
        body(upload)?.into(),
    ];
    tx.write(&[Write::one(&sql, params)])
}

/// An upload of an account into a target; absent when it is somebody else's.
pub fn load(tx: &mut Tx<'_>, account: AccountId, target: &str, id: UploadId) -> Result<Upload> {
    let sql = format!("SELECT {COLUMNS} FROM upload WHERE id = ?1 AND account_id = ?2 AND target = ?3");
    let row = tx.find(&sql, &[id.0.into(), account.0.into(), target.into()])?;
    upload(&row.ok_or_else(|| Error::absent(id.to_string()))?)
}

/// Everything of a target, in the order it came.
pub fn list(tx: &mut Tx<'_>, account: AccountId, target: &str) -> Result<Vec<Upload>> {
    let sql = format!("SELECT {COLUMNS} FROM upload WHERE target = ?1 AND account_id = ?2 ORDER BY id LIMIT 500");
    tx.query(&sql, &[target.into(), account.0.into()])?.iter().map(upload).collect()
}

/// Appends bytes at the end that the sender knew.
///
/// Errors: stale (seen and standing offset) when another request was faster.
pub fn append(tx: &mut Tx<'_>, upload: &Upload, at: i64, bytes: &[u8], now_ms: i64) -> Result<i64> {
    let end = at + bytes.len() as i64;
    let sql =
        "UPDATE upload SET held_bytes = ?3, changed_ms = ?4 WHERE id = ?1 AND held_bytes = ?2 AND state = 'coming'";
    if tx.execute(sql, &[upload.id.0.into(), at.into(), end.into(), now_ms.into()])? != 1 {
        return Err(Error::Stale { seen: at, stands: upload.held_bytes });
    }
    if !bytes.is_empty() {
        let insert = "INSERT INTO upload_part (upload_id, at_bytes, bytes) VALUES (?1, ?2, ?3)";
        tx.write(&[Write::one(insert, vec![upload.id.0.into(), at.into(), bytes.into()])])?;
    }
    Ok(end)
}

/// The bytes so far, whole.
pub fn assemble(tx: &mut Tx<'_>, id: UploadId) -> Result<Vec<u8>> {
    let rows = tx.query("SELECT bytes FROM upload_part WHERE upload_id = ?1 ORDER BY at_bytes", &[id.0.into()])?;
    let mut whole = Vec::new();
    for row in &rows {
        whole.extend_from_slice(row.blob(0)?);
    }
    Ok(whole)
}

/// Closes an upload: taken with its file, or refused; the parts go.
pub fn close(tx: &mut Tx<'_>, upload: &Upload) -> Result<()> {
    let sql = "UPDATE upload SET state = ?2, changed_ms = ?3, body = ?4 WHERE id = ?1 AND state = 'coming'";
    let params = vec![upload.id.0.into(), upload.state.code().into(), upload.changed_ms.into(), body(upload)?.into()];
    let parts = "DELETE FROM upload_part WHERE upload_id = ?1";
    tx.write(&[Write::any(sql, params), Write::any(parts, vec![upload.id.0.into()])])
}

/// Forgets an upload and its parts.
pub fn forget(tx: &mut Tx<'_>, id: UploadId) -> Result<()> {
    let (parts, row) = ("DELETE FROM upload_part WHERE upload_id = ?1", "DELETE FROM upload WHERE id = ?1");
    tx.write(&[Write::any(parts, vec![id.0.into()]), Write::any(row, vec![id.0.into()])])
}

/// Uploads that nobody went on with, and those whose file a dossier has, at most `limit`.
pub fn list_abandoned(tx: &mut Tx<'_>, before_ms: i64, limit: i64) -> Result<Vec<UploadId>> {
    let sql = "SELECT id FROM upload WHERE (state <> 'taken' OR target LIKE 'dos%') AND changed_ms < ?1 \
               ORDER BY changed_ms LIMIT ?2";
    tx.query(sql, &[before_ms.into(), limit.into()])?.iter().map(|row| Ok(UploadId(row.int(0)?))).collect()
}

/// Forgets everything of a target: its filing is gone, or its files are the dossier's now.
pub fn forget_target(tx: &mut Tx<'_>, target: &str) -> Result<()> {
    let parts = "DELETE FROM upload_part WHERE upload_id IN (SELECT id FROM upload WHERE target = ?1)";
    let rows = "DELETE FROM upload WHERE target = ?1";
    tx.write(&[Write::any(parts, vec![target.into()]), Write::any(rows, vec![target.into()])])
}

/// Blobs that taken uploads name, after an id, with what the file is for: for checks and copies.
pub fn list_blobs_after(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<Vec<(i64, String, String)>> {
    let sql =
        format!("SELECT {COLUMNS} FROM upload WHERE id > ?1 AND state = 'taken' AND body <> '' ORDER BY id LIMIT ?2");
    let rows = tx.query(&sql, &[after.into(), limit.into()])?;
    let uploads = rows.iter().map(upload).collect::<Result<Vec<_>>>()?;
    Ok(uploads.into_iter().filter_map(|u| u.file.map(|file| (u.id.0, u.target, file.blob))).collect())
}
