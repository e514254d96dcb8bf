//! Rows ⇄ filings. Opens no transaction: the caller owns it.

use kernel::{AccountId, DossierId, Error, FilingId, Inconsistency, Result};
use store::{Row, Tx, Write};

use super::model::{Filing, State};

const COLUMNS: &str = "id, account_id, version, state, procedure_code, changed_ms, expires_ms, dossier_id, body";

fn filing(row: &Row) -> Result<Filing> {
    let state = row.text(3)?;
    Ok(Filing {
        id: FilingId(row.int(0)?),
        account: AccountId(row.int(1)?),
        version: row.int(2)?,
        state: State::parse(state).ok_or_else(|| Inconsistency {
            place: format!("filing {}", row.int(0).unwrap_or(0)),
            what: state.into(),
        })?,
        procedure: row.text(4)?.into(),
        changed_ms: row.int(5)?,
        expires_ms: row.int(6)?,
        dossier: row.opt_int(7)?.map(DossierId),
        body: row.json(8)?,
    })
}

fn body(filing: &Filing) -> Result<String> {
    serde_json::to_string(&filing.body).map_err(|e| Error::fault("filing JSON", e))
}

pub fn insert(tx: &mut Tx<'_>, filing: &Filing) -> Result<()> {
    let sql = format!("INSERT INTO filing ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
    let params = vec![
        filing.id.0.into(),
        filing.account.0.into(),
        filing.version.into(),
        filing.state.code().into(),
        (&filing.procedure).into(),
        filing.changed_ms.into(),
        filing.expires_ms.into(),
        filing.dossier.map(|id| id.0).into(),
        body(filing)?.into(),
    ];
    tx.write(&[Write::one(&sql, params)])
}

/// Writes the filing over the version it followed.
///
/// Errors: stale when that version no longer stands.
pub fn replace(tx: &mut Tx<'_>, seen: i64, filing: &Filing) -> Result<()> {
    let sql = "UPDATE filing SET version = ?3, state = ?4, changed_ms = ?5, expires_ms = ?6, dossier_id = ?7, body = ?8 \
               WHERE id = ?1 AND version = ?2";
    let params = [
        filing.id.0.into(),
        seen.into(),
        filing.version.into(),
        filing.state.code().into(),
        filing.changed_ms.into(),
        filing.expires_ms.into(),
        filing.dossier.map(|id| id.0).into(),
        body(filing)?.into(),
    ];
    if tx.execute(sql, &params)? == 1 { Ok(()) } else { Err(Error::Stale { seen, stands: filing.version }) }
}

/// A filing of an account; absent when it is somebody else's.
pub fn load(tx: &mut Tx<'_>, account: AccountId, id: FilingId) -> Result<Filing> {
    let sql = format!("SELECT {COLUMNS} FROM filing WHERE id = ?1 AND account_id = ?2");
    let row = tx.find(&sql, &[id.0.into(), account.0.into()])?;
    filing(&row.ok_or_else(|| Error::absent(id.to_string()))?)
}

/// An account's filings, last changed first, at most a hundred.
pub fn list(tx: &mut Tx<'_>, account: AccountId) -> Result<Vec<Filing>> {
    let sql = format!("SELECT {COLUMNS} FROM filing WHERE account_id = ?1 ORDER BY changed_ms DESC, id DESC LIMIT 100");
    tx.query(&sql, &[account.0.into()])?.iter().map(filing).collect()
}

/// How many filings an account has begun and not sent.
pub fn count_drafts(tx: &mut Tx<'_>, account: AccountId) -> Result<i64> {
    tx.count("SELECT COUNT(*) FROM filing WHERE account_id = ?1 AND state = 'draft'", &[account.0.into()])
}

/// Filings whose time is over, at most `limit`.
pub fn list_expired(tx: &mut Tx<'_>, now_ms: i64, limit: i64) -> Result<Vec<FilingId>> {
    let sql = "SELECT id FROM filing WHERE dossier_id IS NULL AND expires_ms <= ?1 ORDER BY expires_ms LIMIT ?2";
    tx.query(sql, &[now_ms.into(), limit.into()])?.iter().map(|row| Ok(FilingId(row.int(0)?))).collect()
}

/// Forgets a filing that is still expired.
pub fn forget(tx: &mut Tx<'_>, id: FilingId, now_ms: i64) -> Result<bool> {
    let sql = "DELETE FROM filing WHERE id = ?1 AND dossier_id IS NULL AND expires_ms <= ?2";
    Ok(tx.execute(sql, &[id.0.into(), now_ms.into()])? == 1)
}
