//! What another process of the house saved in a hall reaches the screens of this one: a counter may be served by one process
//! and the board above it by another.

use std::sync::Arc;
use std::time::Duration;

use kernel::{Result, UnitId};

use crate::door::Floor;
use crate::halls::Live;
use crate::store as rows;

/// How often it is asked how far the halls have come. With it a call is shown well within the 300 ms of a screen that
/// hangs at the same process; one short statement each time, and none while nobody looks on.
const EVERY: Duration = Duration::from_millis(150);

/// Follows the other processes until the house stops.
pub async fn run(floor: Floor) {
    let mut stopping = web::serve::stopping();
    let mut is_lost = false;
    while !*stopping.borrow_and_update() {
        match once(&floor).await {
            Ok(_) => is_lost = false,
            // Said once: what follows is the same until the database is back.
            Err(error) if !is_lost => {
                tracing::warn!(%error, "what other processes did in the halls cannot be read");
                is_lost = true;
            }
            Err(_) => {}
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stopping.changed() => {}
        }
    }
}

/// Shows what was saved elsewhere in the halls that somebody looks at; answers how many were behind.
///
/// # Errors
/// Faults of the store.
pub async fn once(floor: &Floor) -> Result<usize> {
    let watched: Vec<Arc<Live>> = floor.halls.watched(floor.today());
    if watched.is_empty() {
        return Ok(0);
    }
    let today = floor.today();
    let centres: Vec<UnitId> = watched.iter().map(|live| live.hall.centre).collect();
    let heads = floor.store.read_brief(move |tx| rows::list_heads(tx, today, &centres)).await?;
    let mut behind = 0;
    for live in watched {
        let saved = heads.iter().find(|(centre, _)| *centre == live.hall.centre).map_or(0, |(_, seq)| *seq);
        if live.seq() < saved {
            floor.catch_up(&live).await?;
            behind += 1;
        }
    }
    Ok(behind)
}
