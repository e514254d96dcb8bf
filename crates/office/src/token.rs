//! Tokens that programs show instead of a session. The token itself is told once; only its digest is kept.

use std::sync::Arc;

use kernel::{Error, Ids, OfficerId, Refusal, Result, TokenId};
use sha2::{Digest, Sha256};
use store::Tx;
use store::ledger::Audit;

use crate::store::json;
use crate::{Act, Officer};

/// What a token begins with, so that a leaked one is found by scanners.
const PREFIX: &str = "motcua_";
const DAY_MS: i64 = 86_400_000;
/// The longest life of a token.
pub const LONGEST_DAYS: i64 = 366;

/// The text a program shows, from 32 random bytes.
pub fn text(secret: &[u8; 32]) -> String {
    format!("{PREFIX}{}", hex::encode(secret))
}

/// The digest by which a shown token is looked up; `None` when it is not a token's text.
pub fn parse(shown: &str) -> Option<[u8; 32]> {
    let secret = hex::decode(shown.trim().strip_prefix(PREFIX)?).ok()?;
    let secret: [u8; 32] = secret.try_into().ok()?;
    Some(Sha256::digest(secret).into())
}

/// A token as its owner sees it in a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TokenCard {
    pub id: TokenId,
    pub officer: OfficerId,
    pub name: String,
    pub acts: Vec<Act>,
    pub created_ms: i64,
    pub expires_ms: i64,
    pub revoked_ms: Option<i64>,
    pub used_ms: Option<i64>,
}

/// What a new token is to be.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// Which program it is for.
    pub name: String,
    /// The most it may do; never more than its officer may.
    pub acts: Vec<Act>,
    /// Days it lives, 1 to [`LONGEST_DAYS`].
    pub days: i64,
}

/// Makes a token for the signed-in officer and answers its id; the text is [`text`]`(secret)`.
/// Refused: `TOKEN_NAME`, `TOKEN_ACTS` (none, or one that is not the officer's), `TOKEN_DAYS`.
pub fn record(
    tx: &mut Tx<'_>,
    by: &Officer,
    new: &NewToken,
    secret: &[u8; 32],
    ids: &Arc<Ids>,
    now_ms: i64,
) -> Result<TokenId> {
    if new.name.trim().is_empty() {
        return Err(Refusal::new("TOKEN_NAME").at("name").into());
    }
    if new.acts.is_empty() || new.acts.iter().any(|act| !by.may_somewhere(*act)) {
        return Err(Refusal::new("TOKEN_ACTS").at("acts").into());
    }
    if !(1..=LONGEST_DAYS).contains(&new.days) {
        return Err(Refusal::new("TOKEN_DAYS").with("longest", LONGEST_DAYS).at("days").into());
    }
    let id = TokenId(ids.next(now_ms));
    let digest = Sha256::digest(secret).to_vec();
    let sql = "INSERT INTO api_token (id, token_hash, officer_id, name, acts, created_ms, expires_ms) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let params = [
        id.0.into(),
        digest.into(),
        by.id().0.into(),
        new.name.trim().into(),
        json(&new.acts)?.into(),
        now_ms.into(),
        (now_ms + new.days * DAY_MS).into(),
    ];
    tx.execute(sql, &params)?;
    tx.write(&[Audit::by(&by.actor(), ids.next(now_ms), now_ms, "token.create", by.id().0, new.name.trim()).write()])?;
    Ok(id)
}

/// Ends a token for good; `Absent` when it is not the officer's own.
pub(crate) fn revoke(tx: &mut Tx<'_>, by: &Officer, id: TokenId, audit_id: i64, now_ms: i64) -> Result<()> {
    let sql = "UPDATE api_token SET revoked_ms = ?3 WHERE id = ?1 AND officer_id = ?2 AND revoked_ms IS NULL";
    if tx.execute(sql, &[id.0.into(), by.id().0.into(), now_ms.into()])? == 0 {
        return Err(Error::absent(id.to_string()));
    }
    tx.write(&[Audit::by(&by.actor(), audit_id, now_ms, "token.revoke", by.id().0, id.to_string()).write()])
}

/// An officer's tokens, newest first, the ended ones too.
pub fn list(tx: &mut Tx<'_>, officer: OfficerId) -> Result<Vec<TokenCard>> {
    let sql = "SELECT id, officer_id, name, acts, created_ms, expires_ms, revoked_ms, used_ms FROM api_token \
               WHERE officer_id = ?1 ORDER BY id DESC LIMIT 200";
    let card = |row: &store::Row| {
        Ok(TokenCard {
            id: TokenId(row.int(0)?),
            officer: OfficerId(row.int(1)?),
            name: row.text(2)?.into(),
            acts: row.json(3)?,
            created_ms: row.int(4)?,
            expires_ms: row.int(5)?,
            revoked_ms: row.opt_int(6)?,
            used_ms: row.opt_int(7)?,
        })
    };
    tx.query(sql, &[officer.0.into()])?.iter().map(card).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tokens_text_leads_to_its_digest() {
        let shown = text(&[9; 32]);
        assert_eq!(parse(&shown), Some(Sha256::digest([9; 32]).into()));
        assert_eq!(parse(&format!(" {shown}\n")), parse(&shown));
        assert_eq!(parse(&shown[7..]), None);
        assert_eq!(parse("motcua_abc"), None);
    }
}
