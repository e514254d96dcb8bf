//! The chores of the house, in one visible list: what runs beside the answers, how often, through which door. Each is safe
//! to repeat and safe to kill; two processes over one database share them.

use std::time::Duration;

use dossier::chores;
use kernel::{Clock, Error, Result};
use tokio::time::MissedTickBehavior;

use crate::App;

/// Between two looks at notices, catalogue and office.
const OFTEN: Duration = Duration::from_secs(2);
/// Rounds between two looks at seals, late answers and things to forget.
const SELDOM: u32 = 30;
/// Rounds between two looks at talks: a reminder and an empty room wait some seconds at most.
const TALKS: u32 = 5;

/// How long an uploaded table is kept: it holds what people entrusted to another office.
const IMPORTS_KEPT_MS: i64 = 7 * 86_400_000;

/// Runs until the process ends; start it with `tokio::spawn`. A chore that fails is logged and tried again.
pub async fn run(app: App) {
    let mut ticks = tokio::time::interval(OFTEN);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for round in 0_u32.. {
        ticks.tick().await;
        report("refresh", refresh(&app).await);
        report("notices", notices(&app).await.map(drop));
        if round.is_multiple_of(TALKS) {
            report("talks", talks(&app).await.map(drop));
        }
        if round.is_multiple_of(SELDOM) {
            report("seals", seals(&app).await.map(drop));
            report("late consultations", late_consultations(&app).await.map(drop));
            report("late bags", late_bags(&app).await.map(drop));
            report("supervision", supervision(&app).await);
            report("waiting online", waiting_online(&app).await.map(drop));
            report("halls", floor::chores::close_days(&app.floor).await.map(drop));
            report("appointments", appointments(&app).await);
            report("twins", twins(&app).await.map(drop));
            report("forgetting", forget(&app).await);
        }
    }
}

/// Every chore once, for a planted office and for tests (blocks). `clock` says when.
pub fn run_once(app: &App, clock: &Clock) -> Result<()> {
    let app = App { clock: clock.clone(), ..app.clone() };
    crate::demo::blocking(async move {
        refresh(&app).await?;
        notices(&app).await?;
        talks(&app).await?;
        seals(&app).await?;
        late_consultations(&app).await?;
        late_bags(&app).await?;
        supervision(&app).await?;
        waiting_online(&app).await?;
        floor::chores::close_days(&app.floor).await?;
        appointments(&app).await?;
        twins(&app).await?;
        forget(&app).await
    })
}

fn report(chore: &str, done: Result<()>) {
    match done {
        Ok(()) => {}
        // Somebody changed it meanwhile: the next round looks again.
        Err(Error::Stale { .. }) => tracing::debug!(chore, "will look again"),
        Err(error) => tracing::warn!(chore, %error, "a chore failed and will be tried again"),
    }
}

/// Sees what other processes and the command line changed in office and catalogue.
async fn refresh(app: &App) -> Result<()> {
    let catalogue = app.catalogue.clone();
    let (lobby, now_ms) = (app.lobby.clone(), app.clock.now_ms());
    app.store
        .read(move |tx| {
            lobby.refresh(tx, now_ms)?;
            catalogue.refresh(tx)
        })
        .await?;
    app.sessions.refresh().await.map(drop)
}

async fn notices(app: &App) -> Result<usize> {
    let (mut all, now_ms) = (0, app.clock.now_ms());
    loop {
        match app.store.act(move |tx| chores::deliver_notices(tx, now_ms)).await? {
            0 => return Ok(all),
            n => all += n,
        }
    }
}

/// Reminders, talks that did not happen, rooms that everybody left.
async fn talks(app: &App) -> Result<usize> {
    let dossiers = dossier::Dossiers { clock: app.clock.clone(), ..app.dossiers.clone() };
    talk::chores::keep(&talk::Talks { dossiers, ..app.talks.clone() }).await
}

async fn seals(app: &App) -> Result<usize> {
    let (store, now_ms) = (app.store.clone(), app.clock.now_ms());
    let sealed = tokio::task::spawn_blocking(move || chores::seal_days(&store, now_ms)).await;
    sealed.map_err(|e| Error::fault("seals", e))?
}

async fn late_bags(app: &App) -> Result<usize> {
    let (ids, now_ms) = (app.ids.clone(), app.clock.now_ms());
    app.store.act(move |tx| custody::chores::note_late_bags(tx, &ids, now_ms)).await
}

async fn late_consultations(app: &App) -> Result<usize> {
    let now_ms = app.clock.now_ms();
    let late = app.store.read(move |tx| chores::list_late_consultations(tx, now_ms)).await?;
    let mut noted = 0;
    for id in late {
        let door = app.dossiers.clone();
        let done = app.store.act(move |tx| chores::note_late_consultation(tx, id, &door, now_ms)).await;
        match done {
            Ok(true) => noted += 1,
            Ok(false) => {}
            Err(error) if chores::is_passing(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(noted)
}

/// The supervisor's desk keeps up: paces of steps, and what no event told it.
async fn supervision(app: &App) -> Result<()> {
    supervision::chores::keep(&app.supervision, app.sessions.directory(), app.clock.now_ms()).await
}

/// Reminders, offers of freed slots, no-shows.
async fn appointments(app: &App) -> Result<()> {
    let door = floor::booking::Bookings::of(&app.floor, &app.dossiers);
    floor::booking::chores::keep(&door).await.map(drop)
}

async fn waiting_online(app: &App) -> Result<usize> {
    let now_ms = app.clock.now_ms();
    let waiting = app.store.read(move |tx| chores::list_waiting_online(tx, now_ms)).await?;
    let mut noted = 0;
    for one in waiting {
        let door = app.dossiers.clone();
        match app.store.act(move |tx| chores::note_waiting_online(tx, one, &door, now_ms)).await {
            Ok(done) => noted += usize::from(done),
            Err(error) if chores::is_passing(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(noted)
}

/// Compares new people with older ones, some at a time.
async fn twins(app: &App) -> Result<usize> {
    const AT_ONCE: i64 = 200;
    let now_ms = app.clock.now_ms();
    let (_, found) = app.store.act(move |tx| person::store::twins::look_on(tx, AT_ONCE, now_ms)).await?;
    Ok(found)
}

async fn forget(app: &App) -> Result<()> {
    app.jobs.forget_files().await?;
    let now_ms = app.clock.now_ms();
    while app.store.act(move |tx| portal::filing::chores::forget(tx, now_ms)).await? > 0 {}
    app.store
        .act(move |tx| {
            chores::forget_answers(tx, now_ms)?;
            person::account::forget_ended(tx, now_ms)?;
            admin::imports::forget(tx, now_ms - IMPORTS_KEPT_MS)?;
            office::forget_ended(tx, now_ms).map(drop)
        })
        .await
}
