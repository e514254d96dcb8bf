//! Rows of accounts, sessions and counter codes.

use kernel::{AccountId, Error, PersonId, Result};
use office::{Visitor, handle_of};
use store::{Row, Tx, Value};

use super::model::{AccountCard, CODE_GUESSES, CROWD, IDLE_MS, LONGEST_MS, Session, Standing};
use crate::model::Kind;

const COLUMNS: &str =
    "id, version, person_id, kind, name, number, phone, email, created_ms, confirmed_ms, password_hash, claim_id";

/// An account with what its password is checked against.
#[derive(Clone)]
pub(super) struct Kept {
    pub card: AccountCard,
    pub hash: String,
}

fn kept(row: &Row) -> Result<Kept> {
    let kind = Kind::parse(row.text(3)?).ok_or_else(|| Error::fault("account", "kind"))?;
    Ok(Kept {
        card: AccountCard {
            id: AccountId(row.int(0)?),
            version: row.int(1)?,
            person: PersonId(row.int(2)?),
            kind,
            name: row.text(4)?.into(),
            number: row.text(5)?.into(),
            phone: row.text(6)?.into(),
            email: row.opt_text(7)?.map(str::to_string),
            created_ms: row.int(8)?,
            confirmed_ms: row.opt_int(9)?,
            claim: PersonId(row.int(11)?),
        },
        hash: row.text(10)?.into(),
    })
}

pub(super) fn find(tx: &mut Tx<'_>, id: AccountId) -> Result<Option<Kept>> {
    let sql = format!("SELECT {COLUMNS} FROM account WHERE id = ?1");
    tx.find(&sql, &[id.0.into()])?.as_ref().map(kept).transpose()
}

/// The accounts a sign-in may mean: confirmed ones first, then the oldest.
pub(super) fn candidates(tx: &mut Tx<'_>, number: &str, phone: &str, email: &str) -> Result<Vec<Kept>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM account WHERE sign_in_number = ?1 OR phone = ?2 OR email = ?3 \
         ORDER BY CASE WHEN confirmed_ms IS NULL THEN 1 ELSE 0 END, id LIMIT {CROWD}"
    );
    tx.query(&sql, &[number.into(), phone.into(), email.into()])?.iter().map(kept).collect()
}

/// The accounts with a number, confirmed ones first.
pub(super) fn with_number(tx: &mut Tx<'_>, kind: Kind, number: &str) -> Result<Vec<Kept>> {
    let sign_in = super::model::sign_in_number(number);
    let sql = format!(
        "SELECT {COLUMNS} FROM account WHERE sign_in_number = ?1 AND kind = ?2 AND number = ?3 \
         ORDER BY CASE WHEN confirmed_ms IS NULL THEN 1 ELSE 0 END, id LIMIT 20"
    );
    tx.query(&sql, &[sign_in.into(), kind.key().into(), number.into()])?.iter().map(kept).collect()
}

/// Whether somebody has an account: a confirmed one of one of these records (merged ones are several), or one that claims
/// their number. Whoever asks has read the person, against a trace.
pub fn standing(tx: &mut Tx<'_>, people: &[PersonId], kind: Kind, number: Option<&str>) -> Result<Standing> {
    for person in people {
        let sql = "SELECT COUNT(*) FROM account WHERE person_id = ?1 AND confirmed_ms IS NOT NULL";
        if tx.count(sql, &[person.0.into()])? > 0 {
            return Ok(Standing::Confirmed);
        }
    }
    let claims = number.map(|number| with_number(tx, kind, number)).transpose()?.unwrap_or_default();
    Ok(if claims.is_empty() { Standing::Absent } else { Standing::Claimed })
}

/// How many unconfirmed accounts have the number.
pub(super) fn count_unconfirmed(tx: &mut Tx<'_>, sign_in_number: &str) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM account WHERE sign_in_number = ?1 AND confirmed_ms IS NULL";
    tx.count(sql, &[sign_in_number.into()])
}

pub(super) fn insert(tx: &mut Tx<'_>, kept: &Kept, now_ms: i64) -> Result<()> {
    let card = &kept.card;
    let sql = "INSERT INTO account (id, version, person_id, claim_id, kind, name, number, sign_in_number, phone, email, password_hash, \
               password_at_ms, created_ms) VALUES (?1, 1, ?2, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)";
    let params: [Value<'_>; 10] = [
        card.id.0.into(),
        card.person.0.into(),
        card.kind.key().into(),
        (&card.name).into(),
        (&card.number).into(),
        super::model::sign_in_number(&card.number).into(),
        (&card.phone).into(),
        card.email.as_deref().into(),
        (&kept.hash).into(),
        now_ms.into(),
    ];
    tx.execute(sql, &params).map(drop)
}

/// The account is the person's now. False when another account has the person's record.
pub(super) fn confirm(
    tx: &mut Tx<'_>,
    id: AccountId,
    person: PersonId,
    name: &str,
    officer: i64,
    now_ms: i64,
) -> Result<bool> {
    let taken =
        tx.count("SELECT COUNT(*) FROM account WHERE person_id = ?1 AND id <> ?2", &[person.0.into(), id.0.into()])?;
    if taken > 0 {
        return Ok(false);
    }
    let sql = "UPDATE account SET version = version + 1, person_id = ?2, name = ?3, confirmed_ms = ?4, confirmed_by = ?5 \
               WHERE id = ?1 AND confirmed_ms IS NULL";
    tx.execute(sql, &[id.0.into(), person.0.into(), name.into(), now_ms.into(), officer.into()])?;
    Ok(true)
}

/// Changes what messages are sent to. False when the account changed since `seen`.
pub(super) fn change_contact(
    tx: &mut Tx<'_>,
    id: AccountId,
    seen: i64,
    phone: &str,
    email: Option<&str>,
) -> Result<bool> {
    let sql = "UPDATE account SET version = version + 1, phone = ?3, email = ?4 WHERE id = ?1 AND version = ?2";
    Ok(tx.execute(sql, &[id.0.into(), seen.into(), phone.into(), email.into()])? > 0)
}

/// Sets a password and ends every session. `kept`: the hash the change was checked against; false when it has changed.
pub(super) fn set_password(tx: &mut Tx<'_>, id: AccountId, kept: &str, hash: &str, now_ms: i64) -> Result<bool> {
    let sql = "UPDATE account SET password_hash = ?3, password_at_ms = ?4 WHERE id = ?1 AND password_hash = ?2";
    if tx.execute(sql, &[id.0.into(), kept.into(), hash.into(), now_ms.into()])? == 0 {
        return Ok(false);
    }
    tx.execute("DELETE FROM account_session WHERE account_id = ?1", &[id.0.into()])?;
    Ok(true)
}

// ── sessions ────────────────────────────────────────────────────────────────────────────────────────────────────

pub(super) fn insert_session(
    tx: &mut Tx<'_>,
    hash: &[u8; 32],
    account: AccountId,
    visitor: &Visitor,
    now_ms: i64,
) -> Result<()> {
    let sql = "INSERT INTO account_session (token_hash, account_id, started_ms, seen_ms, address, agent) \
               VALUES (?1, ?2, ?3, ?3, ?4, ?5)";
    let short = |text: &str| text.chars().filter(|c| !c.is_control()).take(200).collect::<String>();
    let (address, agent) = (short(&visitor.address), short(&visitor.agent));
    tx.execute(sql, &[hash.to_vec().into(), account.0.into(), now_ms.into(), address.into(), agent.into()]).map(drop)
}

/// The account a session belongs to, and when it was last used.
pub(super) fn find_session(tx: &mut Tx<'_>, hash: &[u8; 32], now_ms: i64) -> Result<Option<(Kept, i64)>> {
    let sql = "SELECT account_id, started_ms, seen_ms FROM account_session WHERE token_hash = ?1";
    let Some(row) = tx.find(sql, &[hash.as_slice().into()])? else { return Ok(None) };
    let (started, seen) = (row.int(1)?, row.int(2)?);
    if now_ms >= (seen + IDLE_MS).min(started + LONGEST_MS) {
        return Ok(None);
    }
    Ok(find(tx, AccountId(row.int(0)?))?.map(|kept| (kept, seen)))
}

/// Writes down the last use; false when the session is no longer there.
pub(super) fn touch_session(tx: &mut Tx<'_>, hash: &[u8; 32], now_ms: i64) -> Result<bool> {
    let sql = "UPDATE account_session SET seen_ms = ?2 WHERE token_hash = ?1";
    Ok(tx.execute(sql, &[hash.to_vec().into(), now_ms.into()])? > 0)
}

/// Ends a session; answers whose it was.
pub(super) fn end_session(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<AccountId>> {
    let sql = "DELETE FROM account_session WHERE token_hash = ?1 RETURNING account_id";
    tx.find(sql, &[hash.to_vec().into()])?.map(|row| row.int(0).map(AccountId)).transpose()
}

pub(super) fn list_sessions(tx: &mut Tx<'_>, account: AccountId, now_ms: i64) -> Result<Vec<Session>> {
    let sql = "SELECT token_hash, started_ms, seen_ms, address, agent FROM account_session \
               WHERE account_id = ?1 AND seen_ms >= ?2 AND started_ms >= ?3 ORDER BY seen_ms DESC LIMIT 100";
    let rows = tx.query(sql, &[account.0.into(), (now_ms - IDLE_MS).into(), (now_ms - LONGEST_MS).into()])?;
    let session = |row: &Row| {
        Ok(Session {
            handle: handle_of(row.blob(0)?),
            started_ms: row.int(1)?,
            seen_ms: row.int(2)?,
            visitor: Visitor { address: row.text(3)?.into(), agent: row.text(4)?.into() },
        })
    };
    rows.iter().map(session).collect()
}

/// Ends one of an account's sessions by its handle; false when it is not theirs.
pub(super) fn end_by_handle(tx: &mut Tx<'_>, account: AccountId, handle: &str) -> Result<bool> {
    let rows = tx.query("SELECT token_hash FROM account_session WHERE account_id = ?1", &[account.0.into()])?;
    let hash = rows.iter().filter_map(|row| row.blob(0).ok()).find(|hash| handle_of(hash) == handle);
    let Some(hash) = hash else { return Ok(false) };
    tx.execute("DELETE FROM account_session WHERE token_hash = ?1", &[hash.to_vec().into()])?;
    Ok(true)
}

// ── counter codes ───────────────────────────────────────────────────────────────────────────────────────────────

/// Puts a code in the place of the one that stood for the number.
pub(super) fn put_code(
    tx: &mut Tx<'_>,
    kind: Kind,
    number: &str,
    hash: &[u8],
    officer: i64,
    expires_ms: i64,
) -> Result<()> {
    let sql = "INSERT INTO counter_code (kind, number, code_hash, officer_id, expires_ms, failures) VALUES (?1, ?2, ?3, ?4, ?5, 0) \
               ON CONFLICT (kind, number) DO UPDATE SET code_hash = excluded.code_hash, officer_id = excluded.officer_id, \
               expires_ms = excluded.expires_ms, failures = 0";
    let params = [kind.key().into(), number.into(), hash.to_vec().into(), officer.into(), expires_ms.into()];
    tx.execute(sql, &params).map(drop)
}

/// Counts a guess, before it is looked at, and answers the code that stands: (digest, officer).
pub(super) fn guess_code(tx: &mut Tx<'_>, kind: Kind, number: &str, now_ms: i64) -> Result<Option<(Vec<u8>, i64)>> {
    let sql = "UPDATE counter_code SET failures = failures + 1 WHERE kind = ?1 AND number = ?2 AND expires_ms > ?3 \
               AND failures < ?4 RETURNING code_hash, officer_id";
    let params = [kind.key().into(), number.into(), now_ms.into(), CODE_GUESSES.into()];
    tx.find(sql, &params)?.map(|row| Ok((row.blob(0)?.to_vec(), row.int(1)?))).transpose()
}

/// A code works once. False when somebody used it meanwhile.
pub(super) fn spend_code(tx: &mut Tx<'_>, kind: Kind, number: &str, hash: &[u8]) -> Result<bool> {
    let sql = "DELETE FROM counter_code WHERE kind = ?1 AND number = ?2 AND code_hash = ?3";
    Ok(tx.execute(sql, &[kind.key().into(), number.into(), hash.to_vec().into()])? > 0)
}

/// Deletes ended sessions and codes; a chore. Answers how many rows went.
pub fn forget_ended(tx: &mut Tx<'_>, now_ms: i64) -> Result<u64> {
    let sql = "DELETE FROM account_session WHERE seen_ms < ?1 OR started_ms < ?2";
    let sessions = tx.execute(sql, &[(now_ms - IDLE_MS).into(), (now_ms - LONGEST_MS).into()])?;
    let codes = tx.execute("DELETE FROM counter_code WHERE expires_ms < ?1", &[now_ms.into()])?;
    Ok(sessions + codes)
}
