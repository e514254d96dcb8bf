//! The door: registering, signing in and out, sessions, passwords, codes of counters. It keeps nothing in memory, so a
//! session that ends is over at once in every process.

use std::sync::Arc;

use jiff::Timestamp;
use kernel::{AccountId, Error, Ids, Refusal, Result};
use office::password::{self, Hashing};
use office::{Act, Officer, Visitor, attempts};
use sha2::{Digest, Sha256};
use store::ledger::{Audit, Once};
use store::{Store, Tx};

use super::EidRule;
use super::model::{
    AccountCard, CODE_LIVES_MS, CROWD, NewAccount, Reset, Session, bare_code, bare_number, bare_phone, shown_code,
    sign_in_number,
};
use super::rows::{self, Kept};
use crate::citizen::Citizen;
use crate::draft::Checked;
use crate::model::{Address, Identity, Kind, Person};
use crate::store as people;
use crate::{Draft, Reader};

/// A session's last use is written down at most this often.
const TOUCH_MS: i64 = 300_000;
/// Who registers has no account yet: the caller under which a repeated registration is recognised.
const NOBODY: i64 = 0;

/// The door to accounts. Share it in an `Arc`.
pub struct Accounts {
    store: Store,
    ids: Arc<Ids>,
    eid: EidRule,
    hashing: Hashing,
}

impl Accounts {
    pub fn new(store: Store, ids: Arc<Ids>, eid: EidRule) -> Accounts {
        Accounts { store, ids, eid, hashing: Hashing::default() }
    }

    // ── who sits here ───────────────────────────────────────────────────────────────────────────────────────────

    /// The applicant whose session this is (by the token's sha256); `None`: nobody, or no longer.
    pub async fn citizen(&self, token_hash: [u8; 32], now: Timestamp) -> Result<Option<Citizen>> {
        let now_ms = now.as_millisecond();
        let found = self.store.read_brief(move |tx| rows::find_session(tx, &token_hash, now_ms)).await?;
        let Some((kept, seen_ms)) = found else { return Ok(None) };
        if self.eid.check(kept.card.kind, day(now)).is_err() {
            return Ok(None);
        }
        if now_ms - seen_ms > TOUCH_MS
            && !self.store.act(move |tx| rows::touch_session(tx, &token_hash, now_ms)).await?
        {
            // It was ended between the look-up and now.
            return Ok(None);
        }
        Ok(Some(entered(&kept.card)))
    }

    /// Signs in by identity number, telephone or e-mail; `token_hash` is the sha256 of the fresh token of the cookie.
    ///
    /// Refused: `ACCOUNT_SIGN_IN_WRONG` (unknown or wrong password: they look alike), `SIGN_IN_WAIT`, `EID_REQUIRED`.
    pub async fn sign_in(
        &self,
        typed: &str,
        password: &str,
        token_hash: [u8; 32],
        visitor: &Visitor,
        now: Timestamp,
    ) -> Result<Citizen> {
        let now_ms = now.as_millisecond();
        let key = attempt_key(typed);
        let (counted, name) = (key.clone(), typed.trim().to_string());
        let attempt = move |tx: &mut Tx<'_>| {
            let failures = attempts::count(tx, &counted, now_ms)?;
            Ok((failures, candidates(tx, &name)?))
        };
        let (failures, found) = self.store.act(attempt).await?;
        let typed_password = password.to_string();
        let found = self
            .hashing
            .run(move || {
                if found.is_empty() {
                    // As long as with an account, so that a stopwatch does not tell.
                    let _ = password::fits(&typed_password, None);
                }
                Ok(found.into_iter().find(|kept| password::fits(&typed_password, Some(&kept.hash))))
            })
            .await?;
        let kept = found.ok_or_else(|| Refusal::new("ACCOUNT_SIGN_IN_WRONG"))?;
        self.eid.check(kept.card.kind, day(now))?;
        let (ids, card, visitor) = (Arc::clone(&self.ids), kept.card.clone(), visitor.clone());
        self.store
            .act(move |tx| {
                attempts::forget(tx, &key)?;
                rows::insert_session(tx, &token_hash, card.id, &visitor, now_ms)?;
                // Erased by nothing: a later success does not hide that somebody tried.
                let why = if failures > 0 { format!("after {failures}") } else { String::new() };
                trace(tx, &ids, now_ms, &card, "account.sign_in", &why)
            })
            .await?;
        Ok(entered(&kept.card))
    }

    /// Ends one session. Harmless when there is none.
    pub async fn sign_out(&self, token_hash: [u8; 32]) -> Result<()> {
        self.store.act(move |tx| rows::end_session(tx, &token_hash)).await.map(drop)
    }

    /// The account's open sessions, the last used first.
    pub async fn list_sessions(&self, by: &Citizen, now: Timestamp) -> Result<Vec<Session>> {
        let (account, now_ms) = (by.account(), now.as_millisecond());
        self.store.read(move |tx| rows::list_sessions(tx, account, now_ms)).await
    }

    /// Ends one of the account's own sessions by its handle; `Absent` when it is not theirs.
    pub async fn end_session(&self, by: &Citizen, handle: &str) -> Result<()> {
        let (account, handle) = (by.account(), handle.to_string());
        let ended = self.store.act(move |tx| rows::end_by_handle(tx, account, &handle)).await?;
        if ended { Ok(()) } else { Err(Error::absent("session")) }
    }

    // ── registering ─────────────────────────────────────────────────────────────────────────────────────────────

    /// Registers and signs in. The number is a claim: whatever is known under it elsewhere is neither shown nor
    /// touched, unless a counter's code comes along.
    ///
    /// Refused: `ACCOUNT_NUMBER`, `ACCOUNT_PHONE`, what [`password::check`] refuses, `ACCOUNT_CROWDED` (several
    /// unconfirmed accounts have the number), `ACCOUNT_CODE_WRONG`, `ACCOUNT_TAKEN` (with a right code only: the number
    /// has its confirmed account), `EID_REQUIRED`.
    pub async fn register(
        &self,
        new: NewAccount,
        salt: [u8; 16],
        token_hash: [u8; 32],
        visitor: &Visitor,
        now: Timestamp,
    ) -> Result<Citizen> {
        let NewAccount { checked, password, code, once } = new;
        let kind = checked.identity.kind();
        let number = checked.identity.number().ok_or_else(|| Refusal::new("ACCOUNT_NUMBER").at(number_field(kind)))?;
        let phone = checked.phone.clone().ok_or_else(|| Refusal::new("ACCOUNT_PHONE").at("phone"))?;
        self.eid.check(kind, day(now))?;
        password::check(&password, &number, &checked.name)?;
        let fingerprint = hex::encode(Sha256::digest(format!("{number}\n{phone}\n{password}")));
        let once = Once { caller: NOBODY, token: format!("register {once}"), fingerprint };
        let (ids, visitor, now_ms) = (Arc::clone(&self.ids), visitor.clone(), now.as_millisecond());
        let guess = self.guess_if_typed(kind, &number, &code, &once, now_ms).await?;
        let hash = self.hashing.run(move || password::hash(&password, &salt)).await?;
        let enter = move |tx: &mut Tx<'_>| {
            let kept = match once.find_answer(tx)? {
                Some(id) => repeated(tx, &id)?,
                None => {
                    let desk = Desk { ids: &ids, now_ms };
                    let kept = desk.register(tx, &checked, &number, &phone, &hash, guess.as_ref())?;
                    tx.write(&[once.remember(&kept.card.id.to_string(), now_ms)])?;
                    kept
                }
            };
            rows::insert_session(tx, &token_hash, kept.card.id, &visitor, now_ms)?;
            Ok(entered(&kept.card))
        };
        self.store.act(enter).await
    }

    // ── proving a number ────────────────────────────────────────────────────────────────────────────────────────

    /// A one-time code for a number whose card the officer has before them; it takes the place of an earlier one. The
    /// officer learns nothing of any account.
    ///
    /// Refused: `NOT_PERMITTED` without intake anywhere; `ACCOUNT_NUMBER` when the text is no number of that kind.
    pub async fn issue_code(
        &self,
        by: &Officer,
        identity: &Identity,
        random: [u8; 8],
        now: Timestamp,
    ) -> Result<String> {
        if !by.may_somewhere(Act::Intake) {
            return Err(Refusal::new("NOT_PERMITTED").with("act", Act::Intake.key()).into());
        }
        let kind = identity.kind();
        let number = identity.number().ok_or_else(|| Refusal::new("ACCOUNT_NUMBER").at(number_field(kind)))?;
        let code = shown_code(random);
        let (hash, by, ids, now_ms) = (digest(&code), by.clone(), Arc::clone(&self.ids), now.as_millisecond());
        self.store
            .act(move |tx| {
                rows::put_code(tx, kind, &number, &hash, by.id().0, now_ms + CODE_LIVES_MS)?;
                // On everything that bears the number, so that whoever owns it can see who gave codes for it.
                let mut subjects: Vec<i64> =
                    rows::with_number(tx, kind, &number)?.iter().map(|kept| kept.card.person.0).collect();
                subjects.extend(people::id_of_number(tx, kind, &number)?.map(|id| id.0));
                subjects.sort_unstable();
                subjects.dedup();
                let line = |subject: &i64| {
                    Audit::by(&by.actor(), ids.next(now_ms), now_ms, "account.code", *subject, "counter")
                };
                let mut lines: Vec<Audit> = subjects.iter().map(line).collect();
                if lines.is_empty() {
                    lines.push(Audit { subject: None, ..line(&0) });
                }
                tx.write(&lines.iter().map(Audit::write).collect::<Vec<_>>())
            })
            .await?;
        Ok(code)
    }

    /// Proves the account's number with a counter's code: the account moves to the person's own record and sees what
    /// was filed at counters. Refused: `ACCOUNT_CODE_WRONG`, `ACCOUNT_TAKEN`.
    pub async fn confirm(&self, by: &Citizen, code: &str, now: Timestamp) -> Result<Citizen> {
        let (account, code, ids, now_ms) =
            (by.account(), code.to_string(), Arc::clone(&self.ids), now.as_millisecond());
        let guess = self.guess_of(account, code.clone(), now_ms).await?;
        self.store
            .act(move |tx| {
                let kept = rows::find(tx, account)?.ok_or_else(|| Error::absent("account"))?;
                if kept.card.confirmed_ms.is_some() {
                    return Ok(entered(&kept.card));
                }
                Desk { ids: &ids, now_ms }.confirm(tx, kept, &guess).map(|kept| entered(&kept.card))
            })
            .await
    }

    /// Sets a new password against a counter's code, ends every session, and confirms the account if nobody had yet.
    ///
    /// Refused: `ACCOUNT_CODE_WRONG` (also when there is no account), `ACCOUNT_WHICH` (several unconfirmed accounts have
    /// the number: the telephone tells which), what [`password::check`] refuses.
    pub async fn reset_password(
        &self,
        identity: &Identity,
        reset: Reset,
        salt: [u8; 16],
        now: Timestamp,
    ) -> Result<()> {
        let kind = identity.kind();
        let number = identity.number().ok_or_else(|| Refusal::new("ACCOUNT_NUMBER").at("number"))?;
        password::check(&reset.password, &number, "")?;
        let (ids, now_ms) = (Arc::clone(&self.ids), now.as_millisecond());
        let guess = self.guess(kind, number.clone(), reset.code.clone(), now_ms).await?;
        let new = reset.password.clone();
        let hash = self.hashing.run(move || password::hash(&new, &salt)).await?;
        let contact = reset.contact;
        self.store
            .act(move |tx| {
                let desk = Desk { ids: &ids, now_ms };
                let kept = chosen(rows::with_number(tx, kind, &number)?, &contact)?;
                let kept = match kept.card.confirmed_ms {
                    Some(_) => {
                        desk.spend(tx, &kept.card, &guess)?;
                        kept
                    }
                    None => desk.confirm(tx, kept, &guess)?,
                };
                if !rows::set_password(tx, kept.card.id, &kept.hash, &hash, now_ms)? {
                    return Err(Error::Stale { seen: kept.card.version, stands: kept.card.version + 1 });
                }
                trace(tx, &ids, now_ms, &kept.card, "account.password", "counter code")
            })
            .await
    }

    /// Counts a guess in an act of its own and compares it: a wrong one is counted although it is refused.
    async fn guess(&self, kind: Kind, number: String, code: String, now_ms: i64) -> Result<Guess> {
        let stands = self.store.act(move |tx| rows::guess_code(tx, kind, &number, now_ms)).await?;
        match stands {
            Some((hash, officer)) if hash == digest(&code) => Ok(Guess { hash, officer }),
            Some(_) | None => Err(Refusal::new("ACCOUNT_CODE_WRONG").at("code").into()),
        }
    }

    /// The guess of a registration; none without a code, or when this filling-in was answered already and spent it.
    async fn guess_if_typed(
        &self,
        kind: Kind,
        number: &str,
        code: &str,
        once: &Once,
        now_ms: i64,
    ) -> Result<Option<Guess>> {
        let once = once.clone();
        let answered = self.store.read_brief(move |tx| once.find_answer(tx)).await?.is_some();
        if answered || code.trim().is_empty() {
            return Ok(None);
        }
        self.guess(kind, number.into(), code.into(), now_ms).await.map(Some)
    }

    async fn guess_of(&self, account: AccountId, code: String, now_ms: i64) -> Result<Guess> {
        let kept = self.store.read_brief(move |tx| rows::find(tx, account)).await?;
        let card = kept.ok_or_else(|| Error::absent("account"))?.card;
        self.guess(card.kind, card.number, code, now_ms).await
    }

    // ── one's own account ───────────────────────────────────────────────────────────────────────────────────────

    /// Changes the account's own password and ends all its sessions, this one too.
    /// Refused: `PASSWORD_WRONG` (the old one), `PASSWORD_SAME`, and what [`password::check`] refuses.
    pub async fn change_password(
        &self,
        by: &Citizen,
        old: &str,
        new: &str,
        salt: [u8; 16],
        now: Timestamp,
    ) -> Result<()> {
        let (account, now_ms) = (by.account(), now.as_millisecond());
        let key = format!("account {account}");
        let counted = key.clone();
        // Guessing the old password here is counted like guessing it at the door.
        let attempt = move |tx: &mut Tx<'_>| {
            attempts::count(tx, &counted, now_ms)?;
            rows::find(tx, account)
        };
        let kept = self.store.act(attempt).await?.ok_or_else(|| Error::absent("account"))?;
        password::check(new, &kept.card.number, &kept.card.name)?;
        if old == new {
            return Err(Refusal::new("PASSWORD_SAME").at("new_password").into());
        }
        let (stands, old, new) = (kept.hash.clone(), old.to_string(), new.to_string());
        let hash = self
            .hashing
            .run(move || {
                if !password::fits(&old, Some(&stands)) {
                    return Err(Refusal::new("PASSWORD_WRONG").at("old_password").into());
                }
                password::hash(&new, &salt)
            })
            .await?;
        let ids = Arc::clone(&self.ids);
        self.store
            .act(move |tx| {
                attempts::forget(tx, &key)?;
                if !rows::set_password(tx, account, &kept.hash, &hash, now_ms)? {
                    return Err(Refusal::new("PASSWORD_WRONG").at("old_password").into());
                }
                trace(tx, &ids, now_ms, &kept.card, "account.password", "")
            })
            .await
    }

    /// The account and the person's data as they stand; the look is traced.
    pub async fn profile(&self, by: &Citizen, why: &'static str, now: Timestamp) -> Result<(AccountCard, Person)> {
        let (by, ids, now_ms) = (by.clone(), Arc::clone(&self.ids), now.as_millisecond());
        self.store
            .act(move |tx| {
                let kept = rows::find(tx, by.account())?.ok_or_else(|| Error::absent("account"))?;
                let person = people::load(tx, kept.card.person, &Reader::citizen(&by, why, &ids, now_ms))?;
                Ok((kept.card, person))
            })
            .await
    }

    /// Changes telephone, e-mail and address, of the account and of the person's record. `seen` is the account's version.
    ///
    /// Refused: `ACCOUNT_PHONE`, `PHONE`, `EMAIL`; `Stale` when the account changed meanwhile.
    pub async fn change_contact(
        &self,
        by: &Citizen,
        seen: i64,
        phone: &str,
        email: &str,
        address: Address,
        now: Timestamp,
    ) -> Result<AccountCard> {
        let (by, ids, now_ms, today) = (by.clone(), Arc::clone(&self.ids), now.as_millisecond(), day(now));
        let (phone, email) = (phone.to_string(), email.to_string());
        self.store
            .act(move |tx| {
                let reader = Reader::citizen(&by, "account.contact", &ids, now_ms);
                let kept = rows::find(tx, by.account())?.ok_or_else(|| Error::absent("account"))?;
                let person = people::load(tx, kept.card.person, &reader)?;
                let draft = Draft {
                    phone: phone.clone(),
                    email: email.clone(),
                    address: address.clone(),
                    ..Draft::of(&person)
                };
                let checked = draft.check(today).map_err(Error::from)?;
                let phone = checked.phone.clone().ok_or_else(|| Refusal::new("ACCOUNT_PHONE").at("phone"))?;
                let email = checked.email.as_deref().map(str::to_lowercase);
                if !rows::change_contact(tx, by.account(), seen, &phone, email.as_deref())? {
                    return Err(Error::Stale { seen, stands: kept.card.version });
                }
                people::change(tx, person.id, person.version, &checked, &reader)?;
                Ok(AccountCard { version: seen + 1, phone, email, ..kept.card })
            })
            .await
    }
}

/// A code that fitted.
#[derive(Clone)]
struct Guess {
    hash: Vec<u8>,
    officer: i64,
}

/// The two things every act of this room needs.
struct Desk<'a> {
    ids: &'a Arc<Ids>,
    now_ms: i64,
}

impl Desk<'_> {
    fn register(
        &self,
        tx: &mut Tx<'_>,
        checked: &Checked,
        number: &str,
        phone: &str,
        hash: &str,
        guess: Option<&Guess>,
    ) -> Result<Kept> {
        let crowd = rows::count_unconfirmed(tx, &sign_in_number(number))?;
        if guess.is_none() && crowd >= CROWD as i64 {
            return Err(Refusal::new("ACCOUNT_CROWDED").at(number_field(checked.identity.kind())).into());
        }
        let reader = Reader::registering(&checked.name, self.ids, self.now_ms);
        let person = people::insert_claimed(tx, checked, &reader)?;
        let card = AccountCard {
            id: AccountId(self.ids.next(self.now_ms)),
            version: 1,
            person: person.id,
            claim: person.id,
            kind: person.kind(),
            name: person.name,
            number: number.into(),
            phone: phone.into(),
            email: checked.email.as_deref().map(str::to_lowercase),
            created_ms: self.now_ms,
            confirmed_ms: None,
        };
        let kept = Kept { card, hash: hash.into() };
        rows::insert(tx, &kept, self.now_ms)?;
        trace(tx, self.ids, self.now_ms, &kept.card, "account.register", "")?;
        match guess {
            Some(guess) => self.confirm(tx, kept, guess),
            None => Ok(kept),
        }
    }

    /// Spends the code and moves the account to the record of the proven number.
    fn confirm(&self, tx: &mut Tx<'_>, kept: Kept, guess: &Guess) -> Result<Kept> {
        self.spend(tx, &kept.card, guess)?;
        let reader = Reader::citizen(&entered(&kept.card), "counter code", self.ids, self.now_ms);
        let person = people::prove(tx, kept.card.person, &reader)?;
        if !rows::confirm(tx, kept.card.id, person.id, &person.name, guess.officer, self.now_ms)? {
            return Err(Refusal::new("ACCOUNT_TAKEN").at("code").into());
        }
        let card = AccountCard {
            version: kept.card.version + 1,
            person: person.id,
            name: person.name,
            confirmed_ms: Some(self.now_ms),
            ..kept.card
        };
        trace(tx, self.ids, self.now_ms, &card, "account.confirm", "counter code")?;
        Ok(Kept { card, ..kept })
    }

    fn spend(&self, tx: &mut Tx<'_>, card: &AccountCard, guess: &Guess) -> Result<()> {
        if rows::spend_code(tx, card.kind, &card.number, &guess.hash)? {
            Ok(())
        } else {
            Err(Refusal::new("ACCOUNT_CODE_WRONG").at("code").into())
        }
    }
}

fn entered(card: &AccountCard) -> Citizen {
    let proven = card.confirmed_ms.map(|_| card.number.clone());
    Citizen::enter(card.id, (card.person, card.claim), card.kind, &card.name, proven)
}

fn day(now: Timestamp) -> jiff::civil::Date {
    kernel::time::civil(now).date()
}

fn digest(code: &str) -> Vec<u8> {
    Sha256::digest(bare_code(code).as_bytes()).to_vec()
}

/// Attempts of applicants are counted apart from officers': a login may look like a telephone.
fn attempt_key(typed: &str) -> String {
    format!("applicant {}", kernel::fold(typed).replace([' ', '.', '-'], ""))
}

fn candidates(tx: &mut Tx<'_>, typed: &str) -> Result<Vec<Kept>> {
    if bare_number(typed).is_empty() {
        return Ok(Vec::new());
    }
    rows::candidates(tx, &bare_number(typed), &bare_phone(typed), &typed.trim().to_lowercase())
}

fn repeated(tx: &mut Tx<'_>, id: &str) -> Result<Kept> {
    let id: AccountId = id.parse().map_err(|cause| Error::fault("remembered answer", cause))?;
    rows::find(tx, id)?.ok_or_else(|| Error::absent("account"))
}

/// The account a reset means: the confirmed one, the only one, or the one with the telephone or e-mail.
fn chosen(mut found: Vec<Kept>, contact: &str) -> Result<Kept> {
    if found.first().is_some_and(|kept| kept.card.confirmed_ms.is_some()) || found.len() == 1 {
        return Ok(found.swap_remove(0));
    }
    if found.is_empty() {
        return Err(Refusal::new("ACCOUNT_NONE").at("number").into());
    }
    let (phone, email) = (bare_phone(contact), contact.trim().to_lowercase());
    let is_it = |kept: &Kept| kept.card.phone == phone || kept.card.email.as_deref() == Some(&email);
    let mut fitting: Vec<Kept> = found.into_iter().filter(is_it).collect();
    match fitting.len() {
        1 => Ok(fitting.swap_remove(0)),
        _ => Err(Refusal::new("ACCOUNT_WHICH").at("contact").into()),
    }
}

fn number_field(kind: Kind) -> &'static str {
    match kind {
        Kind::Citizen => "personal_number",
        Kind::Organisation => "tax_code",
        Kind::Foreigner => "passport",
    }
}

/// The trace of an act on an account stands on the person's record: there its holder looks for it.
fn trace(tx: &mut Tx<'_>, ids: &Ids, now_ms: i64, card: &AccountCard, act: &'static str, why: &str) -> Result<()> {
    let line = Audit::by(&entered(card).actor(), ids.next(now_ms), now_ms, act, card.person.0, why);
    tx.write(&[line.write()])
}
