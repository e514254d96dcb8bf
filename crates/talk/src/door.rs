//! Load → decide → record for talks: each step in one transaction, with what it leaves on the dossier.

use std::sync::Arc;

use dossier::Dossiers;
use dossier::model::OfficerRef;
use dossier::noted::{self, Noted};
use dossier::officer_notice;
use jiff::civil::DateTime;
use kernel::{Actor, Error, OfficerId, Result, TalkId, UnitId};
use office::{Act, Officer};
use store::ledger::Audit;
use store::{Store, Tx};

use crate::decide::course::{self, Step};
use crate::hub::Hub;
use crate::model::{Held, Party, Talk, TalkState};
use crate::store as rows;

/// The door of this room. Cloning shares it.
#[derive(Clone)]
pub struct Talks {
    pub dossiers: Dossiers,
    /// Who is in which room at the moment; in memory only.
    pub hub: Arc<Hub>,
    /// Servers that help browsers find each other (`stun:…`); none within one network.
    pub ice_servers: Arc<[String]>,
}

/// The acts of whoever receives visitors: each of them may book.
pub const RECEPTION: [Act; 3] = [Act::Greet, Act::Serve, Act::Intake];

/// How often an act is tried again when the dossier was changed at the same moment.
const TRIES: usize = 5;

/// What an officer has to do with a talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Side {
    /// It is with them, or with their unit and nobody's yet.
    pub specialist: bool,
    /// They receive the visitor.
    pub reception: bool,
}

impl Side {
    pub fn is_none(self) -> bool {
        !self.specialist && !self.reception
    }
}

/// What an officer has to do with a talk; nothing: for them it is not there.
pub fn side_of(by: &Officer, talk: &Talk) -> Side {
    let specialist = match &talk.officer {
        Some(officer) => officer.id == by.id(),
        None => talk.unit.id == by.unit(),
    };
    Side { specialist, reception: receives(by, talk.centre.id) || talk.booked_by.id == by.id() }
}

/// Whether an officer receives the visitors of a centre.
pub fn receives(by: &Officer, centre: UnitId) -> bool {
    RECEPTION.iter().any(|act| by.permit_in(*act, centre).is_ok())
}

/// Whether an officer receives visitors anywhere.
pub fn receives_somewhere(by: &Officer) -> bool {
    RECEPTION.iter().any(|act| by.may_somewhere(*act))
}

/// Centres at which an officer receives visitors, by name.
pub fn centres_of(by: &Officer) -> Vec<(UnitId, String)> {
    let units = by.directory().units().into_iter();
    let centres = units.filter(|unit| unit.kind.is_centre() && unit.stands_on(by.today()) && receives(by, unit.id));
    centres.map(|unit| (unit.id, unit.name.clone())).collect()
}

pub(crate) fn officer_ref(by: &Officer) -> OfficerRef {
    OfficerRef { id: by.id(), name: by.name().into(), unit: by.unit() }
}

impl Talks {
    pub fn new(dossiers: Dossiers, ice_servers: Vec<String>) -> Talks {
        Talks { dossiers, hub: Arc::default(), ice_servers: ice_servers.into() }
    }

    pub fn now(&self) -> DateTime {
        kernel::time::civil(self.dossiers.clock.now())
    }

    pub(crate) fn audit(&self, actor: &Actor, act: &'static str, subject: i64, why: &str) -> Audit {
        let now_ms = self.dossiers.clock.now_ms();
        Audit::by(actor, self.dossiers.ids.next(now_ms), now_ms, act, subject, why)
    }

    /// A talk as an officer reads it, with its trace: it names a visitor.
    pub async fn read(&self, by: &Officer, id: TalkId) -> Result<(Talk, Side)> {
        let talk = self.dossiers.store.read_brief(move |tx| rows::load(tx, id)).await?;
        let side = side_of(by, &talk);
        if side.is_none() {
            return Err(Error::absent(id.to_string()));
        }
        let subject = talk.about.as_ref().map_or(id.0, |about| about.id.0);
        self.dossiers.trace(&by.actor(), "talk.read", Some(subject), "talk").await?;
        Ok((talk, side))
    }

    /// One step that an officer takes. `seen` is the version they looked at; none: as it stands.
    ///
    /// Errors: absent (also when it is not theirs), stale, what [`course::next`] refuses, `OFFICER_BUSY`, `ROOM_BUSY`.
    pub async fn step(&self, by: &Officer, id: TalkId, seen: Option<i64>, step: Step) -> Result<Talk> {
        let (door, officer) = (self.clone(), by.clone());
        let done = self.tries(move |tx| {
            let before = rows::load(tx, id)?;
            permitted(&officer, &before, &step)?;
            if let Some(seen) = seen.filter(|seen| *seen != before.version) {
                return Err(Error::Stale { seen, stands: before.version });
            }
            door.step_in(tx, &officer.actor(), before, &step)
        });
        self.settled(done.await, id)
    }

    /// One step without an officer: the visitor's, or a chore's.
    pub async fn step_as(&self, actor: Actor, id: TalkId, step: Step) -> Result<Talk> {
        let door = self.clone();
        let done = self.tries(move |tx| {
            let before = rows::load(tx, id)?;
            door.step_in(tx, &actor, before, &step)
        });
        self.settled(done.await, id)
    }

    /// A talk that is over is forgotten in memory at once.
    fn settled(&self, done: Result<Talk>, id: TalkId) -> Result<Talk> {
        if done.as_ref().is_ok_and(|talk| !talk.state.is_open()) {
            self.hub.close(id);
        }
        done
    }

    /// Runs an act again when somebody else changed the dossier or the talk at the same moment and no version was named.
    async fn tries(&self, act: impl FnMut(&mut Tx<'_>) -> Result<Talk> + Clone + Send + 'static) -> Result<Talk> {
        let mut left = TRIES;
        loop {
            let done = self.dossiers.store.act(act.clone()).await.map_err(rows::stale);
            left -= 1;
            match done {
                // Seen 0: not the caller's version, but a row that moved under the act.
                Err(Error::Stale { seen: 0, .. }) if left > 0 => {}
                Err(ref error) if Store::is_duplicate(error) && left > 0 => {}
                done => return done,
            }
        }
    }

    /// Decides and records a step; also what it leaves on the dossier, what it holds and whom it tells.
    pub fn step_in(&self, tx: &mut Tx<'_>, actor: &Actor, before: Talk, step: &Step) -> Result<Talk> {
        let now_ms = self.dossiers.clock.now_ms();
        let after = course::next(&before, step, kernel::time::civil_ms(now_ms))?;
        if after.version == before.version {
            return Ok(after);
        }
        self.held(tx, &before, &after)?;
        let body = serde_json::to_string(step).map_err(|e| Error::fault("step", e))?;
        let mut writes = vec![
            rows::write_talk(&after, before.version)?,
            rows::write_event(&after, now_ms, actor, step.word(), body)?,
        ];
        writes.extend(self.calls(&before, &after, step, actor)?);
        let audit = self.audit(actor, step.word(), after.id.0, "talk");
        writes.push(audit.write());
        tx.write(&writes)?;
        self.note(tx, &before, &after, actor)?;
        Ok(after)
    }

    /// Holds the officer's and the room's time as the talk now needs it.
    fn held(&self, tx: &mut Tx<'_>, before: &Talk, after: &Talk) -> Result<()> {
        if !after.state.is_open() {
            return tx.write(&[rows::write_free(after.id.0)]);
        }
        let same = before.slot == after.slot
            && before.room == after.room
            && before.officer.as_ref().map(|o| o.id) == after.officer.as_ref().map(|o| o.id);
        if same {
            return Ok(());
        }
        tx.write(&[rows::write_free(after.id.0)])?;
        self.hold(tx, after)
    }

    /// Holds what a talk needs.
    ///
    /// Errors: `OFFICER_BUSY`, `ROOM_BUSY`; a duplicate key, when two do it at the same moment.
    pub(crate) fn hold(&self, tx: &mut Tx<'_>, talk: &Talk) -> Result<()> {
        let officer = talk.officer.as_ref().map(|officer| (Held::Officer(officer.id), &officer.name));
        let room = talk.room.as_ref().map(|room| (Held::Room(room.id), &room.name));
        for (held, name) in officer.into_iter().chain(room) {
            crate::book::not_held(tx, held, name, &talk.slot, talk.id.0)?;
            tx.write(&rows::write_holds(talk.id.0, held, &talk.slot))?;
        }
        Ok(())
    }

    /// Whom a step tells.
    fn calls(&self, before: &Talk, after: &Talk, step: &Step, actor: &Actor) -> Result<Vec<store::Write<'static>>> {
        let reception = vec![after.booked_by.id];
        let waits = |talk: &Talk| matches!(talk.state, TalkState::Waiting { who: Party::Visitor, .. });
        let (to, kind) = match step {
            // Once: who comes and goes does not ring every time.
            Step::Enter { who: Party::Visitor } if waits(after) && !before.visitor_came => {
                (self.called(after), "talk_waiting")
            }
            Step::Remind => (self.called(after), "talk_soon"),
            Step::Move { .. } => (self.called(after), "talk_moved"),
            Step::Accept => (self.called(after), "talk_accepted"),
            Step::Cancel { .. } => (self.called(after), "talk_cancelled"),
            Step::Decline { .. } => (reception, "talk_declined"),
            Step::Propose { .. } => (reception, "talk_proposed"),
            Step::Miss => {
                let mut both = self.called(after);
                both.extend(reception);
                (both, "talk_missed")
            }
            _ => return Ok(Vec::new()),
        };
        let to: Vec<OfficerId> = to.into_iter().filter(|id| Some(*id) != actor.officer_id()).collect();
        self.call(after, &to, kind)
    }

    /// The specialist, or everybody of the unit while it is nobody's.
    pub(crate) fn called(&self, talk: &Talk) -> Vec<OfficerId> {
        match &talk.officer {
            Some(officer) => vec![officer.id],
            None => (self.dossiers.office)().officers_of(talk.unit.id).into_iter().map(|card| card.id).collect(),
        }
    }

    pub(crate) fn call(&self, talk: &Talk, to: &[OfficerId], kind: &str) -> Result<Vec<store::Write<'static>>> {
        let (absent, reason) = match &talk.state {
            TalkState::Missed { absent, .. } => (absent.word(), ""),
            TalkState::Declined { reason, .. } | TalkState::Cancelled { reason, .. } => ("", reason.as_str()),
            _ => ("", talk.proposal.as_ref().map_or("", |proposal| proposal.reason.as_str())),
        };
        let at = talk.proposal.as_ref().map_or(talk.slot.from, |proposal| proposal.slot.from);
        let facts = [
            ("talk", talk.id.to_string()),
            ("at", kernel::time::rfc3339(at)),
            ("centre", talk.centre.name.clone()),
            ("absent", absent.into()),
            ("reason", reason.into()),
        ];
        let facts = facts.into_iter().map(|(name, value)| (name.to_string(), value)).collect();
        let dossier = talk.about.as_ref().map(|about| about.id);
        officer_notice::writes_to(to, dossier, kind, &facts, &self.dossiers.ids, self.dossiers.clock.now_ms())
    }

    /// What a step leaves on the dossier: that they talked, when and how long and who; that they did not; the minute.
    fn note(&self, tx: &mut Tx<'_>, before: &Talk, after: &Talk, actor: &Actor) -> Result<()> {
        let Some(about) = &after.about else { return Ok(()) };
        let (kind, act, mut facts) = match &after.state {
            _ if before.minute != after.minute => {
                let text = after.minute.as_ref().map(|minute| minute.text.clone()).unwrap_or_default();
                ("talk_minute", "dossier.talk_minute", vec![("note", text)])
            }
            TalkState::Ended { began, ended } if before.state != after.state => {
                let times = [("began", kernel::time::rfc3339(*began)), ("ended", kernel::time::rfc3339(*ended))];
                let minutes = after.held_minutes().unwrap_or_default().to_string();
                let facts = times.into_iter().chain([("minutes", minutes), ("visitor", after.visitor.clone())]);
                ("talk_held", "dossier.talk_held", facts.collect())
            }
            TalkState::Missed { absent, .. } if before.state != after.state => {
                let began = kernel::time::rfc3339(after.slot.from);
                ("talk_missed", "dossier.talk_missed", vec![("began", began), ("absent", absent.word().into())])
            }
            _ => return Ok(()),
        };
        facts.push(("unit", after.unit.name.clone()));
        facts.push(("centre", after.centre.name.clone()));
        facts.push(("officer", after.officer.as_ref().map(|officer| officer.name.clone()).unwrap_or_default()));
        let facts = facts.into_iter().map(|(name, value)| (name.to_string(), value)).collect();
        let noted = noted::note(&self.dossiers, tx, about.id, actor, Noted { kind, facts, act });
        // The dossier moved under the act: try again, whatever version of the talk was seen.
        noted.map_err(|error| match error {
            Error::Stale { stands, .. } => Error::Stale { seen: 0, stands },
            other => other,
        })
    }
}

/// Whether a step is an officer's to take; what is not theirs at all is not there for them.
fn permitted(by: &Officer, talk: &Talk, step: &Step) -> Result<()> {
    let side = side_of(by, talk);
    if side.is_none() {
        return Err(Error::absent(talk.id.to_string()));
    }
    let may = match step {
        Step::Take { .. } | Step::Propose { .. } | Step::Decline { .. } => side.specialist,
        Step::Enter { who } | Step::Leave { who } => *who == Party::Officer && side.specialist,
        Step::End | Step::Minute { .. } => side.specialist && talk.officer.is_some(),
        Step::Accept | Step::Move { .. } | Step::Cancel { .. } => side.reception,
        Step::Miss | Step::Remind | Step::Fade => false,
    };
    match may {
        true => Ok(()),
        false => Err(kernel::Refusal::new("TALK_NOT_YOURS").into()),
    }
}
