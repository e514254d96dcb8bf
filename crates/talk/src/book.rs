//! Booking a talk, for later or for now: about a dossier or none, with the officer who has it, another one, or a unit.

use dossier::model::{OfficerRef, UnitRef};
use dossier::{Dossier, Key};
use kernel::{Error, OfficerId, Refusal, Result, RoomId, TalkId, UnitId};
use office::{Act, Directory, Officer};
use store::ledger::Once;
use store::{Store, Tx};

use crate::decide::{code, course, time};
use crate::door::{Talks, officer_ref, receives};
use crate::model::{About, Held, RoomRef, Slot, Talk, TalkState};
use crate::store as rows;

/// The longest name of a visitor, in characters.
pub const VISITOR_MAX: usize = 200;

/// When somebody wants to talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Both are there: opening hours do not matter.
    Now {
        minutes: i64,
    },
    At(Slot),
}

/// What the reception asks for.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub centre: UnitId,
    /// The code of a dossier; empty: about none.
    pub dossier: String,
    pub officer: Option<OfficerId>,
    pub unit: Option<UnitId>,
    /// Empty: the applicant of the dossier.
    pub visitor: String,
    pub subject: String,
    pub when: When,
    pub room: Option<RoomId>,
}

/// Who would be asked about a dossier, and who asks.
#[derive(Debug, Clone)]
pub struct Proposed {
    pub about: About,
    pub officer: Option<OfficerRef>,
    pub unit: UnitRef,
    pub visitor: String,
}

/// Who has a dossier now: the officer at whose desk it lies, else the unit.
fn proposed(dossier: &Dossier) -> Proposed {
    let desk = dossier.desk();
    Proposed {
        about: About {
            id: dossier.id,
            code: dossier.code.clone().unwrap_or_default(),
            procedure: dossier.procedure.name.clone(),
        },
        officer: desk.and_then(|desk| desk.officer.clone()),
        unit: desk.map_or_else(|| dossier.deciding.clone(), |desk| desk.unit.clone()),
        visitor: dossier.applicant.name.clone(),
    }
}

/// Refuses a time that somebody else holds.
pub(crate) fn not_held(tx: &mut Tx<'_>, held: Held, name: &str, slot: &Slot, except: i64) -> Result<()> {
    let Some(at_ms) = rows::find_hold(tx, held, slot, except)? else { return Ok(()) };
    let at = kernel::time::hm_dmy(kernel::time::civil_ms(at_ms));
    let refusal = match held {
        Held::Officer(_) => Refusal::new("OFFICER_BUSY").with("officer", name).at("time"),
        Held::Room(_) => Refusal::new("ROOM_BUSY").with("room", name).at("room"),
    };
    Err(refusal.with("at", at).into())
}

/// The dossier of a code as an officer may know it; not theirs and not there look alike.
pub(crate) fn dossier_of(tx: &mut Tx<'_>, by: &Officer, typed: &str) -> Result<Dossier> {
    let unknown = || Error::from(Refusal::new("TALK_DOSSIER").with("code", typed).at("dossier"));
    let found = match Key::parse(typed) {
        Key::Id(id) => Some(dossier::store::load(tx, id)?),
        Key::Code(code) => dossier::store::find_by_code(tx, &code)?,
    };
    found.filter(|dossier| dossier::door::may_see(by, dossier)).ok_or_else(unknown)
}

/// A room of the centre in which a talk or a meeting can be held.
pub(crate) fn room_of(tx: &mut Tx<'_>, centre: UnitId, id: RoomId, needs_camera: bool) -> Result<RoomRef> {
    let room = rows::load_room(tx, id)?;
    if room.centre != centre || !room.kept {
        return Err(Refusal::new("ROOM_GONE").with("room", &room.name).at("room").into());
    }
    if needs_camera && !room.has_camera {
        return Err(Refusal::new("ROOM_NO_CAMERA").with("room", &room.name).at("room").into());
    }
    Ok(RoomRef { id, name: room.name })
}

fn officer_of(directory: &Directory, id: OfficerId) -> Result<OfficerRef> {
    let card = directory.officer(id).filter(|card| card.active);
    let card = card.ok_or_else(|| Refusal::new("OFFICER_UNKNOWN").with("login", id).at("officer"))?;
    Ok(OfficerRef { id, name: card.name.clone(), unit: card.unit })
}

impl Talks {
    /// What booking would propose for a dossier; reading it leaves its trace.
    pub async fn propose(&self, by: &Officer, typed: &str) -> Result<Proposed> {
        let (officer, code) = (by.clone(), typed.trim().to_string());
        let found =
            self.dossiers.store.read_brief(move |tx| dossier_of(tx, &officer, &code).map(|d| proposed(&d))).await?;
        self.dossiers.trace(&by.actor(), "dossier.read", Some(found.about.id.0), "talk").await?;
        Ok(found)
    }

    /// Books a talk, or starts one.
    ///
    /// Refused: `NOT_PERMITTED`, `TALK_DOSSIER`, `TALK_WITH_WHOM`, `TALK_WITH_ONESELF`, `TALK_VISITOR`, `TALK_TEXT_LONG`,
    /// what [`time::check`] says, `ROOM_GONE`, `ROOM_NO_CAMERA`, `OFFICER_BUSY`, `ROOM_BUSY`.
    pub async fn book(&self, by: &Officer, wanted: Wanted, once: Option<Once>) -> Result<Talk> {
        let mut tries = 3;
        loop {
            let (door, officer, wanted, once) = (self.clone(), by.clone(), wanted.clone(), once.clone());
            let drawn = (0..16).find_map(|_| code::draw(&web::random::bytes()));
            let drawn = drawn.ok_or_else(|| Error::fault("room code", "no code was drawn"))?;
            let done =
                self.dossiers.store.act(move |tx| door.book_in(tx, &officer, &wanted, once.as_ref(), &drawn)).await;
            tries -= 1;
            match done {
                // The same press, the same time or the same code at the same moment: look again.
                Err(ref error) if Store::is_duplicate(error) && tries > 0 => {}
                done => return done,
            }
        }
    }

    fn book_in(&self, tx: &mut Tx<'_>, by: &Officer, wanted: &Wanted, once: Option<&Once>, code: &str) -> Result<Talk> {
        if let Some(answer) = once.map(|once| once.find_answer(tx)).transpose()?.flatten() {
            let id: TalkId = answer.parse().map_err(|e| Error::fault("remembered talk", e))?;
            return rows::load(tx, id);
        }
        if !receives(by, wanted.centre) {
            return Err(Refusal::new("NOT_PERMITTED").with("act", Act::Intake.key()).into());
        }
        let now_ms = self.dossiers.clock.now_ms();
        let id = TalkId(self.dossiers.ids.next(now_ms));
        let talk = self.born(tx, by, wanted, (id, code))?;
        self.hold(tx, &talk)?;
        let kind = match wanted.when {
            When::Now { .. } => "talk_now",
            When::At(_) => "talk_booked",
        };
        let called = self.called(&talk);
        let mut writes =
            vec![rows::write_born(&talk)?, rows::write_event(&talk, now_ms, &by.actor(), "talk.book", "{}".into())?];
        writes.extend(self.call(&talk, &called, kind)?);
        let subject = talk.about.as_ref().map_or(id.0, |about| about.id.0);
        let audit = self.audit(&by.actor(), "talk.book", subject, "talk");
        writes.push(audit.write());
        writes.extend(once.map(|once| once.remember(&id.to_string(), now_ms)));
        tx.write(&writes)?;
        Ok(talk)
    }

    fn born(&self, tx: &mut Tx<'_>, by: &Officer, wanted: &Wanted, (id, code): (TalkId, &str)) -> Result<Talk> {
        let directory = by.directory();
        let typed = wanted.dossier.trim();
        let known = match typed.is_empty() {
            true => None,
            false => Some(proposed(&dossier_of(tx, by, typed)?)),
        };
        let (unit, officer) = asked(directory, wanted, known.as_ref())?;
        if officer.as_ref().is_some_and(|officer| officer.id == by.id()) {
            return Err(Refusal::new("TALK_WITH_ONESELF").at("officer").into());
        }
        let visitor = match (wanted.visitor.trim(), &known) {
            ("", Some(known)) => known.visitor.clone(),
            ("", None) => return Err(Refusal::new("TALK_VISITOR").at("visitor").into()),
            (typed, _) => typed.to_string(),
        };
        course::short(&visitor, VISITOR_MAX, "visitor")?;
        course::short(wanted.subject.trim(), course::REASON_MAX, "subject")?;
        let now = self.now();
        let slot = match wanted.when {
            When::Now { minutes } if time::LENGTHS.contains(&minutes) => Slot::begun(now, minutes),
            When::Now { .. } => return Err(Refusal::new("SLOT_LENGTH").at("minutes").into()),
            When::At(slot) => {
                let calendars = [directory.calendar_of(wanted.centre), directory.calendar_of(unit.id)];
                time::check(&slot, now, calendars.iter().map(|calendar| &**calendar))?;
                slot
            }
        };
        Ok(Talk {
            id,
            version: 1,
            code: code.into(),
            centre: dossier::door::unit_ref(directory, wanted.centre)?,
            unit,
            officer,
            about: known.map(|known| known.about),
            visitor,
            subject: wanted.subject.trim().into(),
            slot,
            room: wanted.room.map(|room| room_of(tx, wanted.centre, room, true)).transpose()?,
            booked_by: officer_ref(by),
            state: TalkState::Booked,
            proposal: None,
            visitor_came: false,
            officer_came: false,
            seen: None,
            reminded: matches!(wanted.when, When::Now { .. }),
            minute: None,
        })
    }

    /// Checks a time that an officer proposes or to which a talk is moved.
    pub fn check_slot(&self, directory: &Directory, talk: &Talk, slot: &Slot) -> Result<(), Refusal> {
        let calendars = [directory.calendar_of(talk.centre.id), directory.calendar_of(talk.unit.id)];
        time::check(slot, self.now(), calendars.iter().map(|calendar| &**calendar))
    }
}

/// Whom the reception asks for: the officer or unit that was named, else who has the dossier.
fn asked(directory: &Directory, wanted: &Wanted, known: Option<&Proposed>) -> Result<(UnitRef, Option<OfficerRef>)> {
    match (wanted.officer, wanted.unit, known) {
        (Some(id), _, _) => {
            let officer = officer_of(directory, id)?;
            Ok((dossier::door::unit_ref(directory, officer.unit)?, Some(officer)))
        }
        (None, Some(unit), _) => Ok((dossier::door::unit_ref(directory, unit)?, None)),
        (None, None, Some(known)) => match &known.officer {
            Some(officer) => {
                let officer = officer_of(directory, officer.id)?;
                Ok((dossier::door::unit_ref(directory, officer.unit)?, Some(officer)))
            }
            None => Ok((known.unit.clone(), None)),
        },
        (None, None, None) => Err(Refusal::new("TALK_WITH_WHOM").at("officer").into()),
    }
}
