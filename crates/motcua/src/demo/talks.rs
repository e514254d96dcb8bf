//! Meeting rooms of the sample office, a talk that is booked for the next working day, and a meeting beside it.

use dossier::Dossier;
use jiff::civil::{DateTime, time};
use kernel::{Error, Refusal, Result, UnitId};
use office::{Act, Officer};
use talk::Talks;
use talk::book::{Wanted, When};
use talk::model::Slot;
use talk::rooms::{MeetingWanted, Said};

use super::blocking;
use super::walk::{Stage, instant};

/// Name, seats, whether it has a computer with a camera, note.
const ROOMS: [(&str, i64, bool, &str); 3] = [
    ("Phòng trao đổi 1", 3, true, "Cạnh khu ngồi chờ"),
    ("Phòng trao đổi 2", 3, true, ""),
    ("Phòng họp tầng 2", 12, false, "Có máy chiếu"),
];
/// The first dossiers among which one is talked about.
const LOOKED_AT: i64 = 2_000;

/// Does it, at `now`.
///
/// Errors: faults of the store. What the rules refuse is left out.
pub(super) fn book(stage: &Stage, now: DateTime) -> Result<()> {
    stage.door.clock.set(instant(now));
    let talks = Talks::new(stage.door.clone(), Vec::new());
    let day = stage.calendar.next_working_day(now.date());
    let open = stage.door.store.read_blocking(|tx| dossier::store::list_after(tx, 0, LOOKED_AT))?;
    for centre in centres(stage) {
        let keeper = stage.cast.officers.iter().find(|by| talk::rooms::keeps(by, centre));
        let greets = stage.cast.officers.iter().find(|by| by.permit_in(Act::Intake, centre).is_ok());
        let (Some(keeper), Some(greets)) = (keeper, greets) else { continue };
        let mut rooms = Vec::new();
        for (name, seats, has_camera, note) in ROOMS {
            let (talks, by) = (talks.clone(), keeper.clone());
            let said = Said { name: name.into(), seats, has_camera, note: note.into() };
            rooms.push(blocking(async move { talks.add_room(&by, centre, said).await })?.id);
        }
        let about = open.iter().find(|dossier| is_worked_on(dossier, centre, greets));
        if let Some(code) = about.and_then(|dossier| dossier.code.clone()) {
            let wanted = Wanted {
                centre,
                dossier: code,
                officer: None,
                unit: None,
                visitor: String::new(),
                subject: "Hỏi về nội dung cần làm rõ trong hồ sơ".into(),
                when: When::At(Slot { from: day.to_datetime(time(9, 0, 0, 0)), minutes: 30 }),
                room: rooms.first().copied(),
            };
            let (talks, by) = (talks.clone(), greets.clone());
            done(blocking(async move { talks.book(&by, wanted, None).await.map(drop) }))?;
        }
        let Some(room) = rooms.last().copied() else { continue };
        let slot = Slot { from: day.to_datetime(time(9, 30, 0, 0)), minutes: 60 };
        let subject = "Gặp người dân về hồ sơ đất đai".to_string();
        let wanted = MeetingWanted { centre, room, slot, subject, dossier: String::new() };
        let (talks, by) = (talks.clone(), greets.clone());
        done(blocking(async move { talks.book_room(&by, wanted, None).await.map(drop) }))?;
    }
    Ok(())
}

/// Centres that take in dossiers of the sample.
fn centres(stage: &Stage) -> Vec<UnitId> {
    let units = stage.cast.directory().units().into_iter();
    units.filter(|unit| unit.kind.is_centre()).map(|unit| unit.id).collect()
}

/// A dossier of the centre on the desk of somebody else, whom the officer may ask about it.
fn is_worked_on(dossier: &Dossier, centre: UnitId, by: &Officer) -> bool {
    let holder = dossier.desk().and_then(|desk| desk.officer.as_ref());
    dossier.receiving.id == centre
        && holder.is_some_and(|holder| holder.id != by.id())
        && dossier::door::may_see(by, dossier)
}

/// What a rule refuses (a holiday that moved the hours) is left out; everything else is a fault.
fn done(done: Result<()>) -> Result<()> {
    match done {
        Err(Error::Refused(refusal)) => {
            let refusal: &Refusal = &refusal;
            tracing::debug!(key = %refusal.key, "left out of the sample");
            Ok(())
        }
        done => done,
    }
}
