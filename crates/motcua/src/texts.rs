//! Text messages on their way: beside the other chores, because a slow gateway must not hold them up.

use std::sync::Arc;
use std::time::Duration;

use kernel::Result;

use crate::App;

/// Between two looks at what waits.
const OFTEN: Duration = Duration::from_secs(1);
/// Rounds between two times of forgetting.
const SELDOM: u32 = 3_600;
/// How long it can be answered whether somebody was told.
const KEPT_MS: i64 = 90 * 86_400_000;

/// Runs until the process ends; start it with `tokio::spawn`.
pub async fn run(app: App) {
    let mut ticks = tokio::time::interval(OFTEN);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    for round in 0_u32.. {
        ticks.tick().await;
        if let Err(error) = deliver(&app).await {
            tracing::warn!(%error, "text messages wait: they will be tried again");
        }
        if round.is_multiple_of(SELDOM) {
            let before_ms = app.clock.now_ms() - KEPT_MS;
            if let Err(error) = app.store.act(move |tx| sms::store::forget(tx, before_ms)).await {
                tracing::warn!(%error, "old text messages could not be forgotten");
            }
        }
    }
}

/// Everything that waits now; answers how many messages were looked at.
///
/// # Errors
/// Faults of the store.
pub async fn deliver(app: &App) -> Result<usize> {
    let mut all = 0;
    for topic in floor::messages::TOPICS {
        loop {
            let (directory, url) =
                (app.sessions.directory(), Arc::<str>::from(app.config.public_url.trim_end_matches('/')));
            let compose = move |tx: &mut store::Tx<'_>, message: &store::ledger::Message| {
                floor::messages::compose(tx, message, &directory, &url)
            };
            match sms::deliver(&app.store, app.texts.as_ref(), &app.clock, topic, compose).await? {
                0 => break,
                n => all += n,
            }
        }
    }
    Ok(all)
}
