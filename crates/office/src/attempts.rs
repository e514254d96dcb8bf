//! Attempts to sign in, counted before the password is looked at, so that a volley counts in full. Officers and
//! applicants are counted alike, each under a key of their own; whoever calls says when the count begins anew.

use kernel::{Refusal, Result};
use sha2::{Digest, Sha256};
use store::Tx;

/// Wrong attempts are forgotten after this.
pub(crate) const FORGOTTEN_MS: i64 = 86_400_000;

/// Counts one attempt under a key and answers how many failed before it. Refused: `SIGN_IN_WAIT` with the seconds left.
pub fn count(tx: &mut Tx<'_>, key: &str, now_ms: i64) -> Result<u32> {
    let key = digest(key);
    // Written before it is read: on PostgreSQL that makes the second of two wait for the first.
    let sql = "INSERT INTO sign_in_attempt (login_hash, failures, last_ms) VALUES (?1, 0, ?2) \
               ON CONFLICT (login_hash) DO UPDATE SET failures = sign_in_attempt.failures RETURNING failures, last_ms";
    let row = tx.find(sql, &[key.clone().into(), now_ms.into()])?;
    let (failures, last_ms) = match &row {
        Some(row) if now_ms - row.int(1)? < FORGOTTEN_MS => (row.int(0)?, row.int(1)?),
        Some(_) | None => (0, 0),
    };
    let failures = u32::try_from(failures).unwrap_or(u32::MAX);
    let wait_s = web::lockout::remaining_s(failures, last_ms, now_ms);
    if wait_s > 0 {
        return Err(Refusal::new("SIGN_IN_WAIT").with("seconds", wait_s).into());
    }
    let sql = "UPDATE sign_in_attempt SET failures = ?2, last_ms = ?3 WHERE login_hash = ?1";
    tx.execute(sql, &[key.into(), (i64::from(failures) + 1).into(), now_ms.into()])?;
    Ok(failures)
}

/// The count begins anew: after the right password.
pub fn forget(tx: &mut Tx<'_>, key: &str) -> Result<()> {
    tx.execute("DELETE FROM sign_in_attempt WHERE login_hash = ?1", &[digest(key).into()]).map(drop)
}

/// Deletes counts nobody added to for a day; answers how many.
pub(crate) fn forget_old(tx: &mut Tx<'_>, now_ms: i64) -> Result<u64> {
    tx.execute("DELETE FROM sign_in_attempt WHERE last_ms < ?1", &[(now_ms - FORGOTTEN_MS).into()])
}

/// Only a digest is kept: people type passwords where the login belongs.
fn digest(key: &str) -> Vec<u8> {
    Sha256::digest(key.as_bytes()).to_vec()
}
