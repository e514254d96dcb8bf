//! The post desk: what comes in is noted, counted and signed for; what goes out is reported on. The dossier's own acts by
//! post (given, back, delivered) go through the dossier room's door, and [`crate::hear`] keeps the parcel in step.

use dossier::Dossier;
use kernel::{DossierId, Error, ParcelId, Refusal, Result, UnitId};
use office::{Act, Officer};
use store::ledger::{Audit, Once};
use store::{Store, Tx};

use crate::decide::parcel::{self as rule, ParcelAct};
use crate::door::{Custody, unit_ref};
use crate::hear::person;
use crate::model::{Done, Item, Parcel, ParcelState, Way};
use crate::store as rows;

/// A parcel as it is noted on arrival.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    pub unit: UnitId,
    pub tracking: String,
    pub name: String,
    pub phone: String,
    pub address: String,
    pub subject: String,
    pub procedure: String,
    pub items: Vec<Item>,
}

/// Whether an officer has to do with parcels of a unit: keeping papers there or carrying them.
pub fn may_see(by: &Officer, parcel: &Parcel) -> bool {
    [Act::KeepPapers, Act::Carry].iter().any(|act| by.permit_in(*act, parcel.unit.id).is_ok())
}

impl Custody {
    /// Notes a parcel that came: once for each tracking number at a centre.
    ///
    /// Errors: not permitted; `PARCEL_TRACKING_MISSING`, `PARCEL_SENDER_MISSING`, `PARCEL_KNOWN` with the one that stands.
    pub async fn note_arrival(&self, by: &Officer, arrival: Arrival, once: Option<Once>) -> Result<ParcelId> {
        let (door, officer, again) = (self.clone(), by.clone(), once.clone());
        let done = self
            .dossiers
            .store
            .act(move |tx| {
                if let Some(answer) = once.as_ref().map(|once| once.find_answer(tx)).transpose()?.flatten() {
                    return answer.parse().map_err(|_| Error::absent("parcel"));
                }
                let parcel = door.noted(tx, &officer, &arrival)?;
                let (audit, now_ms) =
                    (door.audit(&officer, "parcel.arrive", parcel.id.0), door.dossiers.clock.now_ms());
                let mut writes = vec![rows::write_new_parcel(&parcel)?, audit.write()];
                writes.extend(once.as_ref().map(|once| once.remember(&parcel.id.to_string(), now_ms)));
                tx.write(&writes)?;
                Ok(parcel.id)
            })
            .await;
        match (done, again) {
            (Err(error), Some(once)) if Store::is_duplicate(&error) => {
                let answer = self.dossiers.store.read(move |tx| once.find_answer(tx)).await?;
                answer.and_then(|id| id.parse().ok()).ok_or(error)
            }
            (done, _) => done,
        }
    }

    fn noted(&self, tx: &mut Tx<'_>, by: &Officer, arrival: &Arrival) -> Result<Parcel> {
        if by.permit_in(Act::Carry, arrival.unit).is_err() {
            by.permit_in(Act::KeepPapers, arrival.unit)?;
        }
        let tracking = arrival.tracking.trim().to_uppercase();
        if tracking.is_empty() {
            return Err(Refusal::new("PARCEL_TRACKING_MISSING").at("tracking").into());
        }
        if arrival.name.trim().is_empty() {
            return Err(Refusal::new("PARCEL_SENDER_MISSING").at("name").into());
        }
        if rows::find_parcel(tx, arrival.unit, &tracking)?.is_some() {
            return Err(Refusal::new("PARCEL_KNOWN").with("tracking", tracking).at("tracking").into());
        }
        let text = |text: &str| text.trim().to_string();
        Ok(Parcel {
            id: ParcelId(self.dossiers.ids.next(self.dossiers.clock.now_ms())),
            version: 1,
            way: Way::In,
            unit: unit_ref(by, arrival.unit)?,
            tracking,
            name: text(&arrival.name),
            phone: text(&arrival.phone),
            address: text(&arrival.address),
            subject: text(&arrival.subject),
            procedure: text(&arrival.procedure),
            items: arrival.items.clone(),
            noted: Done { at: self.now(), by: person(&by.actor()) },
            state: ParcelState::Arrived,
            dossier: None,
            dossier_code: String::new(),
            invitations: Vec::new(),
        })
    }

    /// One verb on a parcel; `seen` is the version the officer looked at.
    ///
    /// Errors: absent when it is not theirs, stale, not permitted (signing is the centre's), what [`rule::next`] refuses.
    pub async fn act_on_parcel(&self, by: &Officer, id: ParcelId, seen: i64, act: ParcelAct) -> Result<Parcel> {
        let (door, officer) = (self.clone(), by.clone());
        let done = self.dossiers.store.act(move |tx| {
            let before = rows::load_parcel(tx, id)?;
            if !may_see(&officer, &before) {
                return Err(Error::absent(id.to_string()));
            }
            if matches!(act, ParcelAct::Sign { .. } | ParcelAct::TakeIn { .. }) {
                officer.permit_in(Act::KeepPapers, before.unit.id)?;
            }
            if before.version != seen {
                return Err(Error::Stale { seen, stands: before.version });
            }
            let calendar = officer.directory().calendar_of(before.unit.id);
            let done = Done { at: door.now(), by: person(&officer.actor()) };
            let mut after = rule::next(&before, &act, done, &calendar)?;
            after.version = before.version + 1;
            let audit = door.audit(&officer, audit_word(&act), id.0);
            tx.write(&[rows::write_parcel(&after)?, audit.write()])?;
            Ok(after)
        });
        done.await.map_err(rows::stale)
    }

    /// Ties a signed parcel to the dossier begun from it, inside the transaction that begins it.
    ///
    /// Errors: absent, not permitted, `PARCEL_NOT_IN_THIS_STATE` when it was not signed or was taken in already.
    pub fn take_in(&self, tx: &mut Tx<'_>, by: &Officer, id: ParcelId, dossier: DossierId) -> Result<()> {
        let before = rows::load_parcel(tx, id)?;
        by.permit_in(Act::KeepPapers, before.unit.id)?;
        let calendar = by.directory().calendar_of(before.unit.id);
        let done = Done { at: self.now(), by: person(&by.actor()) };
        let mut after = rule::next(&before, &ParcelAct::TakeIn { dossier, code: String::new() }, done, &calendar)?;
        after.version = before.version + 1;
        let audit: Audit = self.audit(by, "parcel.take_in", id.0);
        tx.write(&[rows::write_parcel(&after)?, audit.write()]).map_err(rows::stale)
    }

    /// A signed parcel that waits to be taken in, for the intake screen; none when it is not the officer's.
    pub async fn find_signed(&self, by: &Officer, id: ParcelId) -> Result<Option<Parcel>> {
        let officer = by.clone();
        let read = self.dossiers.store.read_brief(move |tx| match rows::load_parcel(tx, id) {
            Ok(parcel) => Ok(Some(parcel)),
            Err(Error::Absent(_)) => Ok(None),
            Err(other) => Err(other),
        });
        let found = read.await?;
        let mine = |parcel: &Parcel| {
            officer.permit_in(Act::KeepPapers, parcel.unit.id).is_ok()
                && matches!(parcel.state, ParcelState::Signed { .. })
        };
        let found = found.filter(mine);
        if found.is_some() {
            self.trace(by, "parcel.read", "intake").await?;
        }
        Ok(found)
    }
}

/// When the papers of a dossier that came by post were received in law: at the signing of the hand-over record, unless a
/// supplement was needed before acceptance; then it counts from the full supplement (QĐ 45/2016/QĐ-TTg). None: it did not
/// come by post, or the moment is now.
pub fn legal_receipt(tx: &mut Tx<'_>, dossier: &Dossier) -> Result<Option<jiff::civil::DateTime>> {
    if dossier.accepted_at.is_some() || !dossier.supplements.is_empty() {
        return Ok(None);
    }
    let parcels = rows::list_parcels_of(tx, dossier.id)?;
    let signed = parcels.iter().filter(|parcel| parcel.way == Way::In).filter_map(|parcel| parcel.state.signed());
    Ok(signed.map(|(signed, _)| signed.at).max())
}

fn audit_word(act: &ParcelAct) -> &'static str {
    match act {
        ParcelAct::Sign { .. } => "parcel.sign",
        ParcelAct::TakeIn { .. } => "parcel.take_in",
        ParcelAct::Invite { .. } => "parcel.invite",
        ParcelAct::Report { .. } => "parcel.report",
    }
}
