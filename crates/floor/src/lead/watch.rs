//! What the leads of a hall look at, worked out once for all of them: a look costs a thousand continuations.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use kernel::{CounterId, Error, OfficerId, Result};
use office::{Act, Sessions};
use queue::hall::{Able, Hall};
use queue::rule::Ms;
use tokio::sync::Mutex as Turn;

use super::deeds::{Deed, Deeds};
use super::outlook::{self, Limits, Wait};
use super::remedy::{Action, Case, Remedy, remedies};
use crate::door::Floor;
use crate::duty::model::{DayPlan, Shift, Week, minute_of, on_duty};
use crate::duty::rows as duty;
use crate::halls::Live;
use crate::setup::Centre;
use crate::store::{self as rows, HallDay};

/// A look this old is made again, though nothing happened: waiting goes on.
const FRESH_MS: i64 = 10_000;

/// All watches of the process. Cloning shares it.
#[derive(Clone, Default)]
pub struct Watches(Arc<Mutex<HashMap<HallDay, Arc<Turn<Watch>>>>>);

#[derive(Default)]
struct Watch {
    deeds: Deeds,
    stood: Option<Arc<Standing>>,
}

/// A hall as its lead sees it.
pub struct Standing {
    pub now: Ms,
    pub hall: Hall,
    pub waits: Vec<Wait>,
    pub remedies: Vec<Remedy>,
    pub undo: Vec<(Ms, Deed, Action)>,
    /// Who could sit down at a counter.
    pub free: Vec<OfficerId>,
    pub limits: Limits,
}

impl Watches {
    fn watch(&self, hall: HallDay) -> Arc<Turn<Watch>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|other, _| other.centre != hall.centre || other.day >= hall.day);
        all.entry(hall).or_default().clone()
    }
}

impl Floor {
    /// How a hall stands, for whoever leads it. As many as ask share one look.
    pub async fn standing(&self, sessions: &Sessions, live: &Arc<Live>, now: Ms) -> Result<Arc<Standing>> {
        let centre = self.centre(live.hall.centre).await?;
        let watch = self.watches.watch(live.hall);
        let mut watch = watch.lock().await;
        let limits = Limits(centre.settings.alarms_min);
        let hall = {
            let look = live.look();
            let fresh = |stood: &&Arc<Standing>| {
                stood.hall.seq == look.seq && (now - stood.now).abs() < FRESH_MS && stood.limits == limits
            };
            if let Some(stood) = watch.stood.as_ref().filter(fresh) {
                return Ok(stood.clone());
            }
            look.clone()
        };
        let model = self.forecasts.model(&self.store, &centre, live.hall).await?;
        let (day, after) = (live.hall, watch.deeds.hall.seq as i64);
        let read = move |tx: &mut store::Tx<'_>| {
            let plan = (duty::find_week(tx, day.centre)?.1, duty::find_day(tx, day.centre, day.day)?.1);
            Ok((rows::list_events_after(tx, day, after)?, plan))
        };
        let (news, plan) = self.store.read_brief(read).await?;
        news.iter().for_each(|entry| watch.deeds.take(&entry.event));
        let free = free(sessions, &centre, &hall, &plan, self.clock.now());
        let closed = closed(&centre, &hall);
        let seed = (day.centre.0 as u64).rotate_left(20) ^ (hall.seq << 1);
        let known = free.clone();
        let found = tokio::task::spawn_blocking(move || {
            let waits = outlook::look(&hall, &model, limits, now, seed);
            let case = Case { hall: &hall, model: &model, closed: &closed, free: &known, limits, now, seed };
            let remedies = remedies(&case, &waits);
            (hall, waits, remedies)
        });
        let (hall, waits, remedies) = found.await.map_err(|e| Error::fault("looking at a hall", e))?;
        let undo = watch.deeds.undoable(now);
        let stood = Arc::new(Standing { now, hall, waits, remedies, undo, free, limits });
        watch.stood = Some(stood.clone());
        Ok(stood)
    }
}

/// Counters of a centre that are closed, as they would open.
fn closed(centre: &Centre, hall: &Hall) -> Vec<(CounterId, Able)> {
    let is_closed = |id: &CounterId| !hall.counters.get(id).is_some_and(|counter| counter.is_open());
    centre.counters.iter().filter(|row| is_closed(&row.id)).map(|row| (row.id, row.able)).collect()
}

/// Who works in the centre, may serve there, is not absent and sits at no counter: whoever is on duty now first, then by
/// name.
fn free(
    sessions: &Sessions,
    centre: &Centre,
    hall: &Hall,
    (week, plan): &(Week, DayPlan),
    now: jiff::Timestamp,
) -> Vec<OfficerId> {
    let (directory, at) = (sessions.directory(), kernel::time::civil(now));
    let counters: Vec<CounterId> = centre.counters.iter().map(|row| row.id).collect();
    let shifts = on_duty(at.date(), &directory.calendar_of(centre.id), &counters, week, plan);
    let minute = minute_of(at.time());
    let rostered = |id: OfficerId| {
        let mine = |shift: &&Shift| shift.officer == Some(id);
        shifts.iter().filter(mine).any(|shift| (shift.span.from..shift.span.until).contains(&minute))
    };
    let sits = |id: OfficerId| hall.counters.values().any(|counter| counter.is_open() && counter.officer == Some(id));
    let mut free: Vec<_> = directory.officers_of(centre.id).into_iter().filter(|card| !sits(card.id)).collect();
    free.retain(|card| !plan.absent.contains(&card.id) && may_serve(sessions, card.id, centre, now));
    free.sort_by_cached_key(|card| (!rostered(card.id), card.name.clone(), card.id));
    free.into_iter().map(|card| card.id).collect()
}

/// Whether somebody may sit at a counter of a centre.
pub fn may_serve(sessions: &Sessions, officer: OfficerId, centre: &Centre, now: jiff::Timestamp) -> bool {
    sessions.officer_at_work(officer, now).is_some_and(|officer| officer.permit_in(Act::Serve, centre.id).is_ok())
}
