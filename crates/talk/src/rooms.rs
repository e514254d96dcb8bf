//! Meeting rooms of a centre: what they are, who has them when. A room is taken once at a time, by a talk or by a meeting.

use jiff::civil::Date;
use kernel::{Error, MeetingId, Refusal, Result, RoomId, UnitId};
use office::{Act, Officer};
use store::ledger::Once;
use store::{Store, Tx};

use crate::book::{dossier_of, not_held, room_of};
use crate::decide::{course, room, time};
use crate::door::{Talks, officer_ref, receives};
use crate::model::{About, Held, Meeting, Room, Slot, Talk};
use crate::store as rows;

/// The acts of whoever says which rooms a centre has.
pub const KEEPERS: [Act; 2] = [Act::Administer, Act::LeadFloor];

/// Whether an officer says which rooms a centre has.
pub fn keeps(by: &Officer, centre: UnitId) -> bool {
    KEEPERS.iter().any(|act| by.permit_in(*act, centre).is_ok())
}

/// Whether an officer says which rooms some centre has.
pub fn keeps_somewhere(by: &Officer) -> bool {
    KEEPERS.iter().any(|act| by.may_somewhere(*act))
}

/// Whether an officer sees the plan of a centre's rooms.
pub fn sees(by: &Officer, centre: UnitId) -> bool {
    receives(by, centre) || keeps(by, centre)
}

/// A centre's rooms on one day.
#[derive(Debug, Clone)]
pub struct Plan {
    pub rooms: Vec<Room>,
    pub meetings: Vec<Meeting>,
    pub talks: Vec<Talk>,
}

/// Reads a centre's plan of a day.
pub fn plan(tx: &mut Tx<'_>, centre: UnitId, day: Date) -> Result<Plan> {
    Ok(Plan {
        rooms: rows::list_rooms(tx, centre)?,
        meetings: rows::list_meetings(tx, centre, day)?,
        talks: rows::list_in_rooms(tx, centre, day)?,
    })
}

/// What is said of a room.
#[derive(Debug, Clone, Default)]
pub struct Said {
    pub name: String,
    pub seats: i64,
    pub has_camera: bool,
    pub note: String,
}

/// A room wanted for a meeting in person.
#[derive(Debug, Clone)]
pub struct MeetingWanted {
    pub centre: UnitId,
    pub room: RoomId,
    pub slot: Slot,
    pub subject: String,
    /// The code of a dossier; empty: about none.
    pub dossier: String,
}

fn permit(by: &Officer, centre: UnitId) -> Result<()> {
    if keeps(by, centre) {
        Ok(())
    } else {
        Err(Refusal::new("NOT_PERMITTED").with("act", Act::Administer.key()).into())
    }
}

/// One word for what stands in the way when the name of a room is there already.
fn named_twice(error: Error, name: &str) -> Error {
    match Store::is_duplicate(&error) {
        true => Refusal::new("ROOM_TWICE").with("name", name).at("name").into(),
        false => rows::stale(error),
    }
}

impl Talks {
    /// A new room of a centre; once for one filling-in of the form.
    pub async fn add_room(&self, by: &Officer, centre: UnitId, said: Said) -> Result<Room> {
        permit(by, centre)?;
        let id = RoomId(self.dossiers.ids.next(self.dossiers.clock.now_ms()));
        let new = Room {
            id,
            version: 1,
            centre,
            name: said.name.trim().into(),
            seats: said.seats,
            has_camera: said.has_camera,
            note: said.note.trim().into(),
            kept: true,
        };
        room::check(&new)?;
        let (audit, name) = (self.audit(&by.actor(), "room.add", id.0, "rooms"), new.name.clone());
        let done = self.dossiers.store.act(move |tx| {
            tx.write(&[rows::write_room(&new, None), audit.write()])?;
            Ok(new.clone())
        });
        done.await.map_err(|error| named_twice(error, &name))
    }

    /// A room as it is from now on; `kept` false: it is no longer used.
    ///
    /// Refused: what [`room::check`] says, `ROOM_TWICE`, `ROOM_BOOKED` when it is to go and is booked ahead.
    pub async fn change_room(&self, by: &Officer, id: RoomId, seen: i64, said: Said, kept: bool) -> Result<Room> {
        let (by, now_ms, name) = (by.clone(), self.dossiers.clock.now_ms(), said.name.trim().to_string());
        let audit = self.audit(&by.actor(), "room.change", id.0, "rooms");
        let done = self.dossiers.store.act(move |tx| {
            let before = rows::load_room(tx, id)?;
            if !keeps(&by, before.centre) {
                return Err(Error::absent(id.to_string()));
            }
            if before.version != seen {
                return Err(Error::Stale { seen, stands: before.version });
            }
            let after = Room {
                version: seen + 1,
                name: said.name.trim().into(),
                seats: said.seats,
                has_camera: said.has_camera,
                note: said.note.trim().into(),
                kept,
                ..before
            };
            room::check(&after)?;
            let ahead = if kept { 0 } else { rows::count_ahead(tx, id, now_ms)? };
            if ahead > 0 {
                return Err(Refusal::new("ROOM_BOOKED").with("n", ahead).at("kept").into());
            }
            tx.write(&[rows::write_room(&after, Some(seen)), audit.write()])?;
            Ok(after)
        });
        done.await.map_err(|error| named_twice(error, &name))
    }

    /// Books a room for a meeting in person.
    ///
    /// Refused: `NOT_PERMITTED`, `MEETING_SUBJECT`, what [`time::check`] says, `ROOM_GONE`, `ROOM_BUSY`, `TALK_DOSSIER`.
    pub async fn book_room(&self, by: &Officer, wanted: MeetingWanted, once: Option<Once>) -> Result<Meeting> {
        let mut tries = 3;
        loop {
            let (door, officer, wanted, once) = (self.clone(), by.clone(), wanted.clone(), once.clone());
            let done = self.dossiers.store.act(move |tx| door.book_room_in(tx, &officer, &wanted, once.as_ref())).await;
            tries -= 1;
            match done {
                Err(ref error) if Store::is_duplicate(error) && tries > 0 => {}
                done => return done,
            }
        }
    }

    fn book_room_in(
        &self,
        tx: &mut Tx<'_>,
        by: &Officer,
        wanted: &MeetingWanted,
        once: Option<&Once>,
    ) -> Result<Meeting> {
        if let Some(answer) = once.map(|once| once.find_answer(tx)).transpose()?.flatten() {
            let id: MeetingId = answer.parse().map_err(|e| Error::fault("remembered meeting", e))?;
            return rows::load_meeting(tx, id);
        }
        if !receives(by, wanted.centre) {
            return Err(Refusal::new("NOT_PERMITTED").with("act", Act::Intake.key()).into());
        }
        let subject = wanted.subject.trim();
        if subject.is_empty() {
            return Err(Refusal::new("MEETING_SUBJECT").at("subject").into());
        }
        course::short(subject, course::REASON_MAX, "subject")?;
        let typed = wanted.dossier.trim();
        let about = match typed.is_empty() {
            true => None,
            false => {
                let dossier = dossier_of(tx, by, typed)?;
                let (id, code) = (dossier.id, dossier.code.unwrap_or_default());
                Some(About { id, code, procedure: dossier.procedure.name })
            }
        };
        let calendar = by.directory().calendar_of(wanted.centre);
        time::check(&wanted.slot, self.now(), [&*calendar])?;
        let now_ms = self.dossiers.clock.now_ms();
        let meeting = Meeting {
            id: MeetingId(self.dossiers.ids.next(now_ms)),
            version: 1,
            centre: wanted.centre,
            room: room_of(tx, wanted.centre, wanted.room, false)?,
            slot: wanted.slot,
            subject: subject.into(),
            about,
            booked_by: officer_ref(by),
            cancelled: None,
        };
        let held = Held::Room(meeting.room.id);
        not_held(tx, held, &meeting.room.name, &meeting.slot, meeting.id.0)?;
        let audit = self.audit(&by.actor(), "meeting.book", meeting.id.0, "rooms");
        let mut writes = rows::write_holds(meeting.id.0, held, &meeting.slot);
        writes.push(rows::write_meeting(&meeting, None)?);
        writes.push(audit.write());
        writes.extend(once.map(|once| once.remember(&meeting.id.to_string(), now_ms)));
        tx.write(&writes)?;
        Ok(meeting)
    }

    /// Calls a meeting off: whoever booked it, or the centre's reception.
    pub async fn cancel_meeting(&self, by: &Officer, centre: UnitId, id: MeetingId, reason: String) -> Result<Meeting> {
        let officer = by.clone();
        let audit = self.audit(&by.actor(), "meeting.cancel", id.0, "rooms");
        let done = self.dossiers.store.act(move |tx| {
            let before = rows::load_meeting(tx, id)?;
            if before.centre != centre || !sees(&officer, centre) {
                return Err(Error::absent(id.to_string()));
            }
            if before.cancelled.is_some() {
                return Err(Refusal::new("MEETING_CANCELLED").into());
            }
            let reason = reason.trim();
            if reason.is_empty() {
                return Err(Refusal::new("TALK_REASON").at("reason").into());
            }
            course::short(reason, course::REASON_MAX, "reason")?;
            let after = Meeting { version: before.version + 1, cancelled: Some(reason.into()), ..before.clone() };
            tx.write(&[rows::write_meeting(&after, Some(before.version))?, rows::write_free(id.0), audit.write()])?;
            Ok(after)
        });
        done.await.map_err(rows::stale)
    }
}
