//! What happens later: filings whose time is over and uploads that nobody went on with are forgotten. Each bears repetition.
//! The bytes stay in the blob store: another filing or dossier may name the same.

use kernel::Result;
use store::Tx;

use super::rows;
use crate::uploads::{self, ABANDONED_MS, Target};

/// Things forgotten in one transaction.
const AT_ONCE: i64 = 200;

/// Forgets expired and deleted filings with their files, and abandoned uploads. Answers how many went; call until none.
pub fn forget(tx: &mut Tx<'_>, now_ms: i64) -> Result<usize> {
    let mut gone = 0;
    for id in rows::list_expired(tx, now_ms, AT_ONCE)? {
        if rows::forget(tx, id, now_ms)? {
            uploads::rows::forget_target(tx, &Target::Filing(id).to_string())?;
            gone += 1;
        }
    }
    for id in uploads::rows::list_abandoned(tx, now_ms - ABANDONED_MS, AT_ONCE)? {
        uploads::rows::forget(tx, id)?;
        gone += 1;
    }
    Ok(gone)
}
