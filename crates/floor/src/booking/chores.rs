//! What happens to appointments without anybody's act: reminders, offers that go by, freed slots, no-shows. Each bears
//! repetition, and two processes share them.

use kernel::{Actor, Error, Result};

use super::decide::Act;
use super::door::Bookings;
use super::model::{Appointment, By, HOUR_MS, REMINDERS};
use super::rows;
use crate::setup::rows as setup;

/// Appointments read at once.
const AT_ONCE: i64 = 200;
/// A lock nobody took for so long is forgotten.
const LOCKS_KEPT_MS: i64 = 48 * HOUR_MS;

/// Everything that is due. Answers how many appointments something happened to.
pub async fn keep(door: &Bookings) -> Result<usize> {
    let lapsed = lapse(door).await?;
    let offered = offer(door).await?;
    let reminded = remind(door).await?;
    let missed = miss(door).await?;
    let now_ms = door.now_ms();
    door.store().act(move |tx| rows::forget_locks(tx, now_ms - LOCKS_KEPT_MS)).await?;
    Ok(lapsed + offered + reminded + missed)
}

/// One appointment, one act; whoever changed it in between has the right of way.
async fn each(door: &Bookings, chore: &str, due: Vec<(Appointment, Act)>) -> Result<usize> {
    let by = Actor::System { chore: chore.into() };
    let mut done = 0;
    for (one, act) in due {
        match door.change(&by, one.id, one.version, act, None).await {
            Ok(_) => done += 1,
            Err(Error::Refused(_) | Error::Stale { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}

/// Offers nobody answered go back, and on to the next; waiting ends with its last day.
async fn lapse(door: &Bookings) -> Result<usize> {
    let (now_ms, today) = (door.now_ms(), door.now().date());
    let (lapsed, over) = door
        .store()
        .read(move |tx| Ok((rows::list_lapsed(tx, now_ms, AT_ONCE)?, rows::list_waiting_before(tx, today)?)))
        .await?;
    let end = || Act::Cancel { by: By::Time, why: String::new() };
    let due = lapsed.into_iter().map(|one| (one, Act::Pass)).chain(over.into_iter().map(|one| (one, end())));
    each(door, "waiting_list", due.collect()).await
}

/// What became free otherwise than by a cancellation — a session was opened, a counter reopened, a day came nearer — is
/// offered to those who wait.
async fn offer(door: &Bookings) -> Result<usize> {
    let centres = door.store().read(rows::list_waited_centres).await?;
    let mut made = 0;
    for id in centres {
        let within = door.clone();
        made += door
            .store()
            .act(move |tx| {
                let centre = setup::load_centre(tx, id)?;
                let (first, last) = (within.now().date(), within.horizon(&centre));
                within.lock_days(tx, id, first, last)?;
                within.offer_in(tx, &centre, first, last)
            })
            .await?;
    }
    Ok(made)
}

/// Reminders whose moment has come. One that is late because nobody ran is sent while it still helps: before the slot.
async fn remind(door: &Bookings) -> Result<usize> {
    let now_ms = door.now_ms();
    let due = door.store().read(move |tx| rows::list_to_remind(tx, now_ms, AT_ONCE)).await?;
    let act = |one: Appointment| {
        let open = REMINDERS.iter().filter(|hours| !one.reminded.contains(*hours));
        let hours = *open.filter(|hours| one.begins_ms() - i64::from(**hours) * HOUR_MS <= now_ms).max()?;
        Some((one, Act::Remind { hours }))
    };
    each(door, "reminders", due.into_iter().filter_map(act).collect()).await
}

/// Who was expected on a day that is over and never came.
async fn miss(door: &Bookings) -> Result<usize> {
    let today = door.now().date();
    let due = door.store().read(move |tx| rows::list_missed(tx, today, AT_ONCE)).await?;
    each(door, "no_shows", due.into_iter().map(|one| (one, Act::Miss)).collect()).await
}
