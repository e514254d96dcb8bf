//! Signing in and staying so: sessions, tokens, and the wait after wrong passwords. The only place that makes an
//! [`Officer`]. It keeps a few seconds of memory, so that a busy officer costs no query per request.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use jiff::Timestamp;
use kernel::{Error, Ids, OfficerId, Refusal, Result, TokenId};
use store::ledger::Audit;
use store::{Store, Tx};

use crate::password::Hashing;
use crate::store::Credential;
use crate::token::NewToken;
use crate::{Act, ActSet, Directory, Officer, attempts, password, token};

/// A session nobody uses ends after this.
pub const IDLE_MS: i64 = 8 * 3_600_000;
/// A session ends after this however it is used.
pub const LONGEST_MS: i64 = 12 * 3_600_000;
/// How long a checked session is believed without asking the database. A session ended in another process lives on
/// here for at most this long; one ended in this process is forgotten at once.
pub const BELIEVED_MS: i64 = 3_000;
/// A session's last use is written down at most this often.
const TOUCH_MS: i64 = 300_000;
const REMEMBERED: usize = 20_000;

/// Where a visitor comes from, as "my sessions" shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visitor {
    pub address: String,
    pub agent: String,
}

/// A successful sign-in.
#[derive(Debug, Clone)]
pub struct Welcome {
    pub officer: Officer,
    /// Somebody else chose the password: until it is changed the officer may do nothing.
    pub must_change_password: bool,
}

/// One of an officer's own open sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionCard {
    /// The first bytes of the digest in hexadecimal: enough to tell sessions apart, useless for anything else.
    pub handle: String,
    pub started_ms: i64,
    pub seen_ms: i64,
    pub visitor: Visitor,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Session([u8; 32]),
    Token([u8; 32]),
}

struct Known {
    officer: Officer,
    from_ms: i64,
    until_ms: i64,
}

/// The door. Share it in an `Arc`.
pub struct Sessions {
    store: Store,
    ids: Arc<Ids>,
    directory: RwLock<Arc<Directory>>,
    known: RwLock<HashMap<Key, Known>>,
    hashing: Hashing,
}

/// What one look-up of a session or a token finds.
struct Found {
    officer: OfficerId,
    within: ActSet,
    /// When it ends if nothing more happens.
    ends_ms: i64,
    /// Its last use should be written down.
    touch: bool,
    revision: i64,
}

impl Sessions {
    /// Opens the door; reads the directory once.
    pub async fn open(store: Store, ids: Arc<Ids>) -> Result<Sessions> {
        let rows = store.read(crate::store::load_rows).await?;
        Ok(Sessions {
            store,
            ids,
            directory: RwLock::new(Arc::new(Directory::new(rows))),
            known: RwLock::default(),
            hashing: Hashing::default(),
        })
    }

    /// [`Sessions::open`] for callers without an async runtime.
    pub fn open_blocking(store: Store, ids: Arc<Ids>) -> Result<Sessions> {
        let rows = store.read_blocking(crate::store::load_rows)?;
        Ok(Sessions {
            store,
            ids,
            directory: RwLock::new(Arc::new(Directory::new(rows))),
            known: RwLock::default(),
            hashing: Hashing::default(),
        })
    }

    /// The office as last read. Public pages use it; officers carry their own.
    pub fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.directory.read().unwrap_or_else(|p| p.into_inner()))
    }

    /// Reads the directory again if its revision has changed, and forgets what is believed of everybody.
    pub async fn refresh(&self) -> Result<Arc<Directory>> {
        let revision = self.store.read_brief(crate::store::load_revision).await?;
        self.directory_at(revision).await
    }

    async fn directory_at(&self, revision: i64) -> Result<Arc<Directory>> {
        let present = self.directory();
        if present.revision() == revision {
            return Ok(present);
        }
        let fresh = Arc::new(Directory::new(self.store.read(crate::store::load_rows).await?));
        let mut slot = self.directory.write().unwrap_or_else(|p| p.into_inner());
        // Two that read at once: the later state stays.
        if fresh.revision() > slot.revision() {
            *slot = Arc::clone(&fresh);
            self.known.write().unwrap_or_else(|p| p.into_inner()).clear();
        }
        Ok(Arc::clone(&slot))
    }

    /// The officer whose session this is (by the token's sha256); `None`: nobody, or no longer.
    pub async fn officer(&self, token_hash: [u8; 32], now: Timestamp) -> Result<Option<Officer>> {
        self.recognise(Key::Session(token_hash), now).await
    }

    /// The officer in whose name a program acts, limited to the token's acts. `shown` is the token's text.
    pub async fn officer_of_token(&self, shown: &str, now: Timestamp) -> Result<Option<Officer>> {
        match token::parse(shown) {
            Some(hash) => self.recognise(Key::Token(hash), now).await,
            None => Ok(None),
        }
    }

    /// The officer in whose name work goes on that they started earlier, with today's powers; `None` when they may no
    /// longer sign in.
    pub fn officer_at_work(&self, id: OfficerId, now: Timestamp) -> Option<Officer> {
        let directory = self.directory();
        let card = directory.officer(id).filter(|card| card.active)?;
        Some(Officer::enter(&directory, card, kernel::time::civil(now).date(), ActSet::EVERY))
    }

    async fn recognise(&self, key: Key, now: Timestamp) -> Result<Option<Officer>> {
        let now_ms = now.as_millisecond();
        if let Some(officer) = self.believed(key, now_ms) {
            return Ok(Some(officer));
        }
        let found = self.store.read_brief(move |tx| look_up(tx, key, now_ms)).await?;
        let Some(found) = found else {
            self.forget(|k, _| *k == key);
            return Ok(None);
        };
        let directory = self.directory_at(found.revision).await?;
        let Some(card) = directory.officer(found.officer).filter(|card| card.active) else { return Ok(None) };
        let officer = Officer::enter(&directory, card, kernel::time::civil(now).date(), found.within);
        if found.touch && !self.store.act(move |tx| touch(tx, key, now_ms)).await? {
            // It was ended between the look-up and now.
            return Ok(None);
        }
        self.believe(key, &officer, now_ms, found.ends_ms);
        Ok(Some(officer))
    }

    fn believed(&self, key: Key, now_ms: i64) -> Option<Officer> {
        let known = self.known.read().unwrap_or_else(|p| p.into_inner());
        let entry = known.get(&key)?;
        // A clock that jumped back makes nothing live longer.
        (entry.from_ms <= now_ms && now_ms < entry.until_ms).then(|| entry.officer.clone())
    }

    fn believe(&self, key: Key, officer: &Officer, now_ms: i64, ends_ms: i64) {
        let mut known = self.known.write().unwrap_or_else(|p| p.into_inner());
        if known.len() >= REMEMBERED {
            known.retain(|_, entry| now_ms < entry.until_ms);
        }
        if known.len() < REMEMBERED {
            let until_ms = ends_ms.min(now_ms + BELIEVED_MS);
            known.insert(key, Known { officer: officer.clone(), from_ms: now_ms, until_ms });
        }
    }

    fn forget(&self, gone: impl Fn(&Key, &Known) -> bool) {
        self.known.write().unwrap_or_else(|p| p.into_inner()).retain(|key, entry| !gone(key, entry));
    }

    /// Signs in: `token_hash` is the sha256 of the fresh random token that goes into the cookie.
    ///
    /// Refused: `SIGN_IN_WRONG` (unknown login, wrong password, disabled officer: they look alike), `SIGN_IN_WAIT` with
    /// the seconds left. The attempt is counted before the password is looked at, so that a volley counts in full.
    pub async fn sign_in(
        &self,
        login: &str,
        password: &str,
        token_hash: [u8; 32],
        visitor: &Visitor,
        now: Timestamp,
    ) -> Result<Welcome> {
        let now_ms = now.as_millisecond();
        let login = crate::admin::plain_login(login);
        let attempt = self.attempt(login.clone(), now_ms).await?;
        let (hash, typed) = (attempt.as_ref().and_then(|c| c.hash.clone()), password.to_string());
        let fits = self.hashing.run(move || Ok(password::fits(&typed, hash.as_deref()))).await?;
        let credential = attempt.filter(|c| fits && c.active).ok_or_else(|| Refusal::new("SIGN_IN_WRONG"))?;
        let (officer, ids, visitor) = (credential.officer, Arc::clone(&self.ids), visitor.clone());
        let revision = self
            .store
            .act(move |tx| {
                attempts::forget(tx, &login)?;
                insert_session(tx, &token_hash, officer, &visitor, now_ms)?;
                record(tx, &ids, now_ms, Some(officer), "session.open", "")?;
                crate::store::load_revision(tx)
            })
            .await?;
        let directory = self.directory_at(revision).await?;
        let card = directory.officer(officer).ok_or_else(|| Error::absent("officer"))?;
        let within = powers(credential.temporary);
        let officer = Officer::enter(&directory, card, kernel::time::civil(now).date(), within);
        self.believe(Key::Session(token_hash), &officer, now_ms, now_ms + IDLE_MS);
        Ok(Welcome { officer, must_change_password: credential.temporary })
    }

    /// Counts an attempt and finds what it is checked against. Refused: `SIGN_IN_WAIT`.
    async fn attempt(&self, login: String, now_ms: i64) -> Result<Option<Credential>> {
        let ids = Arc::clone(&self.ids);
        self.store
            .act(move |tx| {
                let failures = attempts::count(tx, &login, now_ms)?;
                let credential = crate::store::find_credential(tx, &login)?;
                // Erased by nothing: a later success does not hide that somebody tried.
                if failures > 0 {
                    let officer = credential.as_ref().map(|c| c.officer);
                    record(tx, &ids, now_ms, officer, "session.try_again", format!("{failures}"))?;
                }
                Ok(credential)
            })
            .await
    }

    /// Ends one session. Harmless when there is none.
    pub async fn sign_out(&self, token_hash: [u8; 32], now: Timestamp) -> Result<()> {
        let (ids, now_ms) = (Arc::clone(&self.ids), now.as_millisecond());
        let done = self.store.act(move |tx| {
            let sql = "DELETE FROM session WHERE token_hash = ?1 RETURNING officer_id";
            match tx.find(sql, &[token_hash.to_vec().into()])? {
                Some(row) => record(tx, &ids, now_ms, Some(OfficerId(row.int(0)?)), "session.close", ""),
                None => Ok(()),
            }
        });
        done.await?;
        self.forget(|key, _| *key == Key::Session(token_hash));
        Ok(())
    }

    /// The officer's open sessions, the last used first.
    pub async fn list_sessions(&self, by: &Officer, now: Timestamp) -> Result<Vec<SessionCard>> {
        let (officer, now_ms) = (by.id(), now.as_millisecond());
        self.store.read(move |tx| list_sessions(tx, officer, now_ms)).await
    }

    /// Ends one of the officer's own sessions by its handle; `Absent` when it is not theirs.
    pub async fn end_session(&self, by: &Officer, handle: &str, now: Timestamp) -> Result<()> {
        let (officer, handle, now_ms) = (by.id(), handle.to_string(), now.as_millisecond());
        let (ids, wanted) = (Arc::clone(&self.ids), officer);
        let hash = self
            .store
            .act(move |tx| {
                let rows = tx.query("SELECT token_hash FROM session WHERE officer_id = ?1", &[officer.0.into()])?;
                let hash = rows.iter().filter_map(|row| row.blob(0).ok()).find(|hash| handle_of(hash) == handle);
                let hash = hash.ok_or_else(|| Error::absent("session"))?.to_vec();
                tx.execute("DELETE FROM session WHERE token_hash = ?1", &[hash.clone().into()])?;
                record(tx, &ids, now_ms, Some(officer), "session.close", "")?;
                Ok(hash)
            })
            .await?;
        self.forget(|key, entry| {
            entry.officer.id() == wanted && matches!(key, Key::Session(known) if known.as_slice() == hash)
        });
        Ok(())
    }

    /// Changes the officer's own password and ends all their sessions, this one too.
    /// Refused: `PASSWORD_WRONG` (the old one), and what [`password::check`] refuses.
    pub async fn change_password(
        &self,
        by: &Officer,
        old: &str,
        new: &str,
        salt: [u8; 16],
        now: Timestamp,
    ) -> Result<()> {
        password::check(new, by.login(), by.name())?;
        if old == new {
            return Err(Refusal::new("PASSWORD_SAME").at("new_password").into());
        }
        let (officer, login, now_ms) = (by.id(), by.login().to_string(), now.as_millisecond());
        // Guessing the old password here is counted like guessing it at the door.
        let credential = self.attempt(login.clone(), now_ms).await?;
        let (hash, old, new) = (credential.and_then(|c| c.hash), old.to_string(), new.to_string());
        let kept = hash.clone();
        let made = self.hashing.run(move || {
            if !password::fits(&old, hash.as_deref()) {
                return Err(Refusal::new("PASSWORD_WRONG").at("old_password").into());
            }
            password::hash(&new, &salt)
        });
        let made = made.await?;
        let ids = Arc::clone(&self.ids);
        self.store
            .act(move |tx| {
                // Two changes at once: the second must not overwrite what the first set.
                let sql = "UPDATE officer SET password_hash = ?2, password_temporary = 0, password_at_ms = ?3 \
                           WHERE id = ?1 AND password_hash = ?4";
                if tx.execute(sql, &[officer.0.into(), (&made).into(), now_ms.into(), kept.as_deref().into()])? == 0 {
                    return Err(Refusal::new("PASSWORD_WRONG").at("old_password").into());
                }
                tx.execute("DELETE FROM session WHERE officer_id = ?1", &[officer.0.into()])?;
                attempts::forget(tx, &login)?;
                record(tx, &ids, now_ms, Some(officer), "password.change", "")
            })
            .await?;
        self.forget_officer(officer);
        Ok(())
    }

    /// Makes a token for programs; answers its id and the text that is told once. See [`token::record`].
    pub async fn create_token(
        &self,
        by: &Officer,
        new: NewToken,
        secret: [u8; 32],
        now: Timestamp,
    ) -> Result<(TokenId, String)> {
        let (by, ids, now_ms) = (by.clone(), Arc::clone(&self.ids), now.as_millisecond());
        let id = self.store.act(move |tx| token::record(tx, &by, &new, &secret, &ids, now_ms)).await?;
        Ok((id, token::text(&secret)))
    }

    /// The officer's tokens, newest first, the ended ones too.
    pub async fn list_tokens(&self, by: &Officer) -> Result<Vec<token::TokenCard>> {
        let officer = by.id();
        self.store.read(move |tx| token::list(tx, officer)).await
    }

    /// Ends one of the officer's own tokens; `Absent` when it is not theirs.
    pub async fn revoke_token(&self, by: &Officer, id: TokenId, now: Timestamp) -> Result<()> {
        let (officer, owner, ids, now_ms) = (by.id(), by.clone(), Arc::clone(&self.ids), now.as_millisecond());
        self.store.act(move |tx| token::revoke(tx, &owner, id, ids.next(now_ms), now_ms)).await?;
        self.forget(|key, entry| matches!(key, Key::Token(_)) && entry.officer.id() == officer);
        Ok(())
    }

    /// Forgets what is believed of an officer: after an administrator's act in this process.
    pub fn forget_officer(&self, officer: OfficerId) {
        self.forget(|_, entry| entry.officer.id() == officer);
    }
}

/// Ends every session of every officer.
pub fn end_all_sessions(tx: &mut Tx<'_>) -> Result<u64> {
    tx.execute("DELETE FROM session", &[])
}

/// Deletes ended sessions and old attempts; a chore. Answers how many rows went.
pub fn forget_ended(tx: &mut Tx<'_>, now_ms: i64) -> Result<u64> {
    let sql = "DELETE FROM session WHERE seen_ms < ?1 OR started_ms < ?2";
    let sessions = tx.execute(sql, &[(now_ms - IDLE_MS).into(), (now_ms - LONGEST_MS).into()])?;
    Ok(sessions + attempts::forget_old(tx, now_ms)?)
}

/// The short name of a session in lists and addresses.
pub fn handle_of(hash: &[u8]) -> String {
    hex::encode(&hash[..hash.len().min(6)])
}

fn record(
    tx: &mut Tx<'_>,
    ids: &Ids,
    now_ms: i64,
    officer: Option<OfficerId>,
    act: &'static str,
    why: impl Into<String>,
) -> Result<()> {
    let name = match officer {
        Some(id) => tx.find("SELECT name FROM officer WHERE id = ?1", &[id.0.into()])?,
        None => None,
    };
    let by_name = name.map(|row| row.text(0).map(str::to_string)).transpose()?.unwrap_or_default();
    let (id, subject) = (ids.next(now_ms), officer.map(|o| o.0));
    tx.write(&[Audit { id, at_ms: now_ms, officer: subject, by_name, act, subject, why: why.into() }.write()])
}

fn insert_session(tx: &mut Tx<'_>, hash: &[u8; 32], officer: OfficerId, visitor: &Visitor, now_ms: i64) -> Result<()> {
    let sql = "INSERT INTO session (token_hash, officer_id, started_ms, seen_ms, address, agent) VALUES (?1, ?2, ?3, ?3, ?4, ?5)";
    let short = |text: &str| text.chars().filter(|c| !c.is_control()).take(200).collect::<String>();
    let params = [
        hash.to_vec().into(),
        officer.0.into(),
        now_ms.into(),
        short(&visitor.address).into(),
        short(&visitor.agent).into(),
    ];
    tx.execute(sql, &params).map(drop)
}

fn list_sessions(tx: &mut Tx<'_>, officer: OfficerId, now_ms: i64) -> Result<Vec<SessionCard>> {
    let sql = "SELECT token_hash, started_ms, seen_ms, address, agent FROM session \
               WHERE officer_id = ?1 AND seen_ms >= ?2 AND started_ms >= ?3 ORDER BY seen_ms DESC LIMIT 100";
    let rows = tx.query(sql, &[officer.0.into(), (now_ms - IDLE_MS).into(), (now_ms - LONGEST_MS).into()])?;
    let card = |row: &store::Row| {
        Ok(SessionCard {
            handle: handle_of(row.blob(0)?),
            started_ms: row.int(1)?,
            seen_ms: row.int(2)?,
            visitor: Visitor { address: row.text(3)?.into(), agent: row.text(4)?.into() },
        })
    };
    rows.iter().map(card).collect()
}

fn look_up(tx: &mut Tx<'_>, key: Key, now_ms: i64) -> Result<Option<Found>> {
    match key {
        Key::Session(hash) => {
            let sql = "SELECT s.officer_id, s.started_ms, s.seen_ms, r.n, o.password_temporary \
                       FROM session s, office_revision r, officer o \
                       WHERE s.token_hash = ?1 AND r.id = 1 AND o.id = s.officer_id";
            let Some(row) = tx.find(sql, &[hash.as_slice().into()])? else { return Ok(None) };
            let (started, seen) = (row.int(1)?, row.int(2)?);
            let ends_ms = (seen + IDLE_MS).min(started + LONGEST_MS);
            Ok((now_ms < ends_ms).then_some(Found {
                officer: OfficerId(row.int(0)?),
                within: powers(row.flag(4)?),
                ends_ms,
                touch: now_ms - seen > TOUCH_MS,
                revision: row.int(3)?,
            }))
        }
        Key::Token(hash) => {
            let sql = "SELECT t.officer_id, t.acts, t.expires_ms, t.used_ms, r.n FROM api_token t, office_revision r \
                       WHERE t.token_hash = ?1 AND t.revoked_ms IS NULL AND t.expires_ms > ?2 AND r.id = 1";
            let Some(row) = tx.find(sql, &[hash.as_slice().into(), now_ms.into()])? else { return Ok(None) };
            let acts: Vec<Act> = row.json(1)?;
            Ok(Some(Found {
                officer: OfficerId(row.int(0)?),
                within: acts.into_iter().collect(),
                ends_ms: row.int(2)?,
                touch: row.opt_int(3)?.is_none_or(|used| now_ms - used > TOUCH_MS),
                revision: row.int(4)?,
            }))
        }
    }
}

/// Nothing is done under a password that somebody else knows.
fn powers(password_is_temporary: bool) -> ActSet {
    if password_is_temporary { ActSet::NONE } else { ActSet::EVERY }
}

/// Writes down the last use; false when the session or token is no longer there.
fn touch(tx: &mut Tx<'_>, key: Key, now_ms: i64) -> Result<bool> {
    let (sql, hash) = match key {
        Key::Session(hash) => ("UPDATE session SET seen_ms = ?2 WHERE token_hash = ?1", hash),
        Key::Token(hash) => ("UPDATE api_token SET used_ms = ?2 WHERE token_hash = ?1 AND revoked_ms IS NULL", hash),
    };
    Ok(tx.execute(sql, &[hash.to_vec().into(), now_ms.into()])? > 0)
}
