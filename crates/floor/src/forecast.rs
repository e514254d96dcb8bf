//! The bounds on tickets while a hall lives: what earlier days taught is read once a day, who is booked for today and has not
//! come is read for each continuation, and one continuation at a time answers everybody who asked meanwhile. The arithmetic is
//! [`queue::promise`]'s.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use kernel::{Error, Result, TicketId};
use queue::dice::Dice;
use queue::learn::Seen;
use queue::pace::Times;
use queue::promise::{Model, Promise, RUNS, SHARE, promises};
use store::{Store, Tx};
use tokio::sync::{Mutex as Turn, OnceCell};

use crate::booking::rows::{self as booking, DayFigures};
use crate::halls::Live;
use crate::setup::{Centre, Observed};
use crate::store::{self as rows, HallDay};

/// Days that teach.
const DAYS: i64 = 20;
/// Waiting visitors up to whom all continuations are made; beyond, fewer in proportion: whoever takes a ticket stands at the
/// printer and waits for it, and the ninth of ten of two hundred continuations is as good as off by two in a hundred.
const FULL: usize = 40;
const LEAST_RUNS: usize = 20;

/// What is known of the halls of this process. Cloning shares it.
#[derive(Clone, Default)]
pub struct Forecasts(Arc<Mutex<HashMap<HallDay, Arc<Course>>>>);

/// Of those who are booked, how many come, until enough days have told.
const COME: f64 = 0.85;
/// Fewer appointments than this say nothing about how many come.
const LEAST_BOOKED: i64 = 20;

/// What earlier days taught about a hall.
struct Taught {
    model: Arc<Model>,
    /// Of those who are booked, how many come.
    come: f64,
}

/// One hall's day.
#[derive(Default)]
struct Course {
    taught: OnceCell<Taught>,
    /// Held by whoever continues the hall: the others wait, and find their answer in what it found.
    turn: Turn<Found>,
}

/// The latest continuation: of how many events, and when everybody will be called.
#[derive(Default, Clone)]
struct Found {
    seq: i64,
    promises: Arc<Vec<Promise>>,
}

impl Forecasts {
    fn course(&self, hall: HallDay) -> Arc<Course> {
        let mut courses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        courses.retain(|other, _| other.centre != hall.centre || other.day >= hall.day);
        courses.entry(hall).or_default().clone()
    }

    /// What is known of this hall beyond its state: what earlier days taught, and who is booked for today and has not come.
    pub async fn model(&self, store: &Store, centre: &Centre, hall: HallDay) -> Result<Arc<Model>> {
        self.course(hall).model(store, centre, hall).await
    }

    /// When somebody who waits will be called; none when nobody open can call them, or they do not wait.
    pub async fn of_ticket(
        &self,
        store: &Store,
        centre: &Centre,
        live: &Arc<Live>,
        ticket: TicketId,
        now_ms: i64,
    ) -> Result<Option<Promise>> {
        let all = self.of_hall(store, centre, live, now_ms).await?;
        Ok(all.iter().find(|promise| promise.ticket == ticket).copied())
    }

    /// When everybody who waits now will be called. Continued anew only when something happened in the hall since, so that as
    /// many as ask share one answer; whoever arrives with an appointment is something that happened.
    pub async fn of_hall(
        &self,
        store: &Store,
        centre: &Centre,
        live: &Arc<Live>,
        now_ms: i64,
    ) -> Result<Arc<Vec<Promise>>> {
        let course = self.course(live.hall);
        let mut turn = course.turn.lock().await;
        let hall = {
            let look = live.look();
            if turn.seq == look.seq as i64 && turn.seq > 0 {
                return Ok(turn.promises.clone());
            }
            look.clone()
        };
        let model = course.model(store, centre, live.hall).await?;
        let seq = hall.seq as i64;
        // The same hall and the same bookings give the same answer, whichever process is asked.
        let seed = (live.hall.centre.0 as u64).rotate_left(20) ^ (hall.seq << 1) ^ hall.last as u64;
        let found = tokio::task::spawn_blocking(move || {
            let waiting = hall.waiting().len().max(1);
            let runs = (RUNS * FULL / waiting).clamp(LEAST_RUNS, RUNS);
            promises(&hall, &model, now_ms, runs, &mut Dice::seeded(seed))
        });
        let found = found.await.map_err(|e| Error::fault("continuing a hall", e))?;
        *turn = Found { seq, promises: Arc::new(found) };
        Ok(turn.promises.clone())
    }
}

impl Course {
    async fn model(&self, store: &Store, centre: &Centre, hall: HallDay) -> Result<Arc<Model>> {
        let taught = self.taught.get_or_try_init(|| learn(store, centre, hall)).await?;
        let booked = store.read_brief(move |tx| booking::list_expected(tx, hall.centre, hall.day)).await?;
        if booked.is_empty() {
            return Ok(taught.model.clone());
        }
        let appointments = booked.into_iter().map(|(class, services)| (class, services, taught.come)).collect();
        Ok(Arc::new(Model { appointments, ..(*taught.model).clone() }))
    }
}

/// The share of the booked who come, from some days: of those who were expected to the end, those who came; [`COME`] while
/// fewer than [`LEAST_BOOKED`] were expected.
pub fn come(days: &[DayFigures]) -> f64 {
    let (came, missed) = days.iter().fold((0, 0), |(came, missed), day| (came + day.came, missed + day.no_show));
    if came + missed < LEAST_BOOKED { COME } else { came as f64 / (came + missed) as f64 }
}

/// What stands until days have taught better.
pub fn assumed(centre: &Centre) -> Model {
    let unknown = Times::assumed(480.0, 1_080.0);
    let last = centre.services.last().map_or(0, |service| usize::from(service.no) + 1);
    let mut times = vec![unknown; last];
    for service in &centre.services {
        let (median, ninth) = (service.median_s.max(1) as f64, service.ninth_s.max(service.median_s + 1) as f64);
        times[usize::from(service.no)] = Times::assumed(median, ninth);
    }
    Model {
        times,
        way: Times::assumed(25.0, 55.0),
        turn: Times::assumed(15.0, 60.0),
        reaction: Times::assumed(8.0, 30.0),
        absent: (0.03, 75.0),
        privileged: Vec::new(),
        share: SHARE,
        appointments: Vec::new(),
    }
}

/// Reads what earlier days taught, and notes what of it others ask for: how bold the promises are, how long services take.
async fn learn(store: &Store, centre: &Centre, hall: HallDay) -> Result<Taught> {
    let assumed = assumed(centre);
    let taught = store
        .read(move |tx| {
            let mut seen = Seen::default();
            let (mut shares, mut first) = (Vec::new(), hall.day);
            for (day, share) in rows::list_days_before(tx, hall, DAYS)? {
                let entries = rows::list_events_after(tx, HallDay { day, ..hall }, 0)?;
                seen.day(&entries.into_iter().map(|entry| entry.event).collect::<Vec<_>>());
                shares.extend(share);
                first = first.min(day);
            }
            let yesterday = hall.day.yesterday().unwrap_or(hall.day);
            let come = come(&booking::list_figures(tx, hall.centre, first, yesterday)?);
            let made_at = if shares.is_empty() { SHARE } else { shares.iter().sum::<f64>() / shares.len() as f64 };
            let observed = seen.services().map(|(no, n, middle)| {
                let (n, middle_s) = (n as i64, middle.round() as i64);
                (no, Observed { n, middle_s })
            });
            let observed: Vec<_> = observed.collect();
            Ok((Taught { model: Arc::new(seen.model(&Model { share: made_at, ..assumed.clone() })), come }, observed))
        })
        .await?;
    let (taught, observed) = taught;
    let share = taught.model.share;
    let record = move |tx: &mut Tx<'_>| {
        rows::record_observed(tx, hall.centre, hall.day, &observed)?;
        rows::record_share(tx, hall, share)
    };
    store.act(record).await?;
    Ok(taught)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_many_of_the_booked_come_is_assumed_until_twenty_were_expected() {
        let day = |came: i64, no_show: i64| {
            let day = jiff::civil::date(2026, 3, 2);
            DayFigures { day, booked: 99, came, no_show, cancelled: 40 }
        };
        assert_eq!(come(&[]), COME);
        assert_eq!(come(&[day(0, 10), day(0, 9)]), COME);
        assert_eq!(come(&[day(5, 5), day(5, 5)]), 0.5);
        assert_eq!(come(&[day(20, 0)]), 1.0);
    }
}
