//! Registering, pairing and withdrawing kiosks, and drawing a ticket at one. Every act of these leaves a line in the audit.

use std::sync::Arc;

use kernel::{Actor, KioskId, Refusal, Result, UnitId};
use office::{Act, Officer, Permit};
use person::{Kind, Reader};
use store::Tx;
use store::ledger::{Audit, Once};

use super::model::Need;
use super::scan::Card;
use super::{Kiosk, digest, rows};
use crate::door::Floor;
use crate::issue::{Along, Issued, Wish};
use crate::pass::{ALPHABET, LETTERS};

/// A pairing code lives this long: the way from the desk to the device.
const CODE_MS: i64 = 30 * 60_000;
/// Letters of the longest name of a kiosk.
const LONGEST_NAME: usize = 60;
/// Letters of a pairing code: 30⁸ of them, tried at most some dozen times a minute.
const CODE_LETTERS: usize = 8;

impl Kiosk {
    /// The author of what is done at it.
    pub fn actor(&self) -> Actor {
        Actor::System { chore: format!("kiosk {}", self.id) }
    }
}

impl Floor {
    fn noted(&self, tx: &mut Tx<'_>, by: &Actor, act: &'static str, id: KioskId) -> Result<()> {
        let now_ms = self.clock.now_ms();
        tx.write(&[Audit::by(by, self.ids.next(now_ms), now_ms, act, id.0, "floor.screens").write()])
    }

    /// A new kiosk of a centre. The same press twice is one kiosk.
    ///
    /// Errors: refused `KIOSK_WITHOUT_NAME`, `KIOSK_NAME_LONG`.
    pub async fn register_kiosk(
        &self,
        by: &Officer,
        centre: UnitId,
        name: &str,
        place: &str,
        once: Option<Once>,
    ) -> Result<()> {
        let (name, place) = (name.trim().to_string(), place.trim().to_string());
        if name.is_empty() {
            return Err(Refusal::new("KIOSK_WITHOUT_NAME").at("name").into());
        }
        if name.chars().count() > LONGEST_NAME {
            return Err(Refusal::new("KIOSK_NAME_LONG").with("most", LONGEST_NAME).at("name").into());
        }
        let now_ms = self.clock.now_ms();
        let kiosk = Kiosk {
            id: KioskId(self.ids.next(now_ms)),
            centre,
            name,
            place: place.chars().take(120).collect(),
            paper: true,
            paired_ms: None,
            withdrawn_ms: None,
            pair_until_ms: None,
            visit: None,
            visitor: None,
        };
        let (door, by) = (self.clone(), by.actor());
        self.store
            .act(move |tx| {
                if once.as_ref().map(|once| once.find_answer(tx)).transpose()?.flatten().is_some() {
                    return Ok(());
                }
                rows::insert(tx, &kiosk, now_ms)?;
                door.noted(tx, &by, "kiosk.register", kiosk.id)?;
                once.as_ref().map_or(Ok(()), |once| tx.write(&[once.remember("{}", now_ms)]))
            })
            .await
    }

    /// A code that pairs a kiosk once; an earlier one does not any more.
    ///
    /// Errors: absent; refused `KIOSK_WITHDRAWN`.
    pub async fn pairing_code(&self, by: &Officer, centre: UnitId, id: KioskId) -> Result<String> {
        let drawn = web::random::bytes::<CODE_LETTERS>();
        let code: String = drawn.iter().map(|byte| ALPHABET[usize::from(*byte) % ALPHABET.len()] as char).collect();
        let (door, by, digest) = (self.clone(), by.actor(), digest(&code));
        let until_ms = self.clock.now_ms() + CODE_MS;
        self.store
            .act(move |tx| {
                if rows::load(tx, centre, id)?.withdrawn_ms.is_some() {
                    return Err(Refusal::new("KIOSK_WITHDRAWN").into());
                }
                rows::record_code(tx, id, &digest, until_ms)?;
                door.noted(tx, &by, "kiosk.code", id)
            })
            .await?;
        Ok(code.to_uppercase())
    }

    /// Takes a kiosk out of use: its device can draw nothing from now on.
    ///
    /// Errors: absent.
    pub async fn withdraw_kiosk(&self, by: &Officer, centre: UnitId, id: KioskId) -> Result<()> {
        let (door, by, now_ms) = (self.clone(), by.actor(), self.clock.now_ms());
        self.store
            .act(move |tx| {
                if rows::load(tx, centre, id)?.withdrawn_ms.is_some() {
                    return Ok(());
                }
                rows::record_withdrawn(tx, id, now_ms)?;
                door.noted(tx, &by, "kiosk.withdraw", id)
            })
            .await
    }

    /// Says whether a kiosk's printer has paper.
    ///
    /// Errors: absent.
    pub async fn set_paper(&self, by: &Officer, centre: UnitId, id: KioskId, paper: bool) -> Result<()> {
        let (door, by) = (self.clone(), by.actor());
        self.store
            .act(move |tx| {
                rows::load(tx, centre, id)?;
                rows::record_paper(tx, id, paper)?;
                door.noted(tx, &by, "kiosk.paper", id)
            })
            .await
    }

    /// Pairs a device by the code that was typed on it: answers its secret.
    ///
    /// Errors: refused `KIOSK_CODE_WRONG`.
    pub async fn pair_kiosk(&self, centre: UnitId, typed: &str) -> Result<String> {
        let code: String = typed.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_ascii_lowercase();
        let (code, secret) = (digest(&code), web::random::text::<32>());
        let (kept, now_ms, door) = (digest(&secret), self.clock.now_ms(), self.clone());
        self.store
            .act(move |tx| {
                let wrong = || Refusal::new("KIOSK_CODE_WRONG").at("code");
                let kiosk = rows::find_by_code(tx, centre, &code, now_ms)?.ok_or_else(wrong)?;
                if !rows::record_paired(tx, kiosk.id, &code, &kept, now_ms)? {
                    return Err(wrong().into());
                }
                door.noted(tx, &kiosk.actor(), "kiosk.pair", kiosk.id)
            })
            .await?;
        Ok(secret)
    }

    /// The kiosk whose secret a device keeps.
    pub async fn find_kiosk(&self, secret: &str) -> Result<Option<Kiosk>> {
        let digest = digest(secret);
        self.store.read_brief(move |tx| rows::find_by_secret(tx, &digest)).await
    }

    /// Notes who stands at a kiosk by their card, when the house knows them by this number and this name. Answers whether it
    /// does. The look leaves its trace.
    pub async fn identify(&self, kiosk: &Kiosk, visit: &str, card: Card) -> Result<bool> {
        let (id, visit, ids, now_ms) = (kiosk.id, visit.to_string(), self.ids.clone(), self.clock.now_ms());
        self.store
            .act(move |tx| {
                let permit = Permit::for_chore(Act::Greet, "kiosk");
                let reader = Reader::permitted(&permit, format!("kiosk {id}"), &ids, now_ms);
                let found = person::store::find_by_number(tx, Kind::Citizen, card.number.as_str(), &reader)?;
                let found = found.filter(|person| card.fits(&person.name));
                let initials = card.initials();
                let who = found.as_ref().map(|person| (person.id, initials.as_str()));
                rows::record_visitor(tx, id, Some(&visit), who)?;
                Ok(found.is_some())
            })
            .await
    }

    /// Draws a ticket at a kiosk. The same press twice is one ticket.
    ///
    /// Errors: as [`Floor::issue`].
    pub async fn draw_at(&self, kiosk: &Kiosk, wish: &Wish, need: Option<Need>, once: Option<Once>) -> Result<Issued> {
        self.issue_with(&kiosk.actor(), kiosk.centre, wish, once, Some(self.drawn(kiosk, need))).await
    }

    /// What is kept beside a ticket drawn at a kiosk: where, and which need its visitor declared. The visitor of the device is
    /// forgotten.
    pub fn drawn(&self, kiosk: &Kiosk, need: Option<Need>) -> Along {
        let (id, now_ms) = (kiosk.id, self.clock.now_ms());
        let declared = need.map(Need::code).unwrap_or_default();
        Arc::new(move |tx, ticket| {
            tx.write(&[rows::drawn(ticket, id, declared, now_ms)])?;
            rows::record_visitor(tx, id, None, None)
        })
    }
}

const _: () = assert!(CODE_LETTERS < LETTERS, "a pairing code is never taken for a visitor's");
