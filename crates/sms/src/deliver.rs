//! The loop: claim, compose, send, note. Safe to kill at any point: a message that was sent and not noted is sent again under
//! the same id after its lease, and the gateway knows it.

use futures_util::{StreamExt, stream};
use kernel::{Clock, Result};
use store::ledger::{Message, claim_messages, drop_message, postpone_message};
use store::{Store, Tx};

use crate::decide::{Fate, after};
use crate::gateway::{Gateway, Trouble};
use crate::model::{Draft, Line, Sms, State, mask};
use crate::store as rows;

/// Messages claimed at once, and sent side by side. Together with the gateway's patience they are through before the lease ends.
const BATCH: i64 = 32;
const ABREAST: usize = 8;
const LEASE_MS: i64 = 90_000;

/// What a message means now; none: its matter has changed, and there is nothing to say any more.
pub trait Compose: Fn(&mut Tx<'_>, &Message) -> Result<Option<Draft>> + Clone + Send + Sync + 'static {}
impl<F> Compose for F where F: Fn(&mut Tx<'_>, &Message) -> Result<Option<Draft>> + Clone + Send + Sync + 'static {}

/// Sends what waits under a topic, some at a time; answers how many were looked at. Without a gateway what waits is let go:
/// nobody is helped by last week's reminder on the day the gateway is bought.
///
/// # Errors
/// Faults of the store; troubles of the gateway are noted and are none.
pub async fn deliver(
    store: &Store,
    gateway: Option<&Gateway>,
    clock: &Clock,
    topic: &'static str,
    compose: impl Compose,
) -> Result<usize> {
    let now_ms = clock.now_ms();
    let has_gateway = gateway.is_some();
    let claimed = store
        .act(move |tx| {
            let mut todo = Vec::new();
            let claimed = claim_messages(tx, topic, now_ms, LEASE_MS, BATCH)?;
            let n = claimed.len();
            for message in claimed {
                match if has_gateway { compose(tx, &message)? } else { None } {
                    None => drop_message(tx, message.id)?,
                    Some(draft) if draft.until_ms <= now_ms => {
                        note(tx, &message, &draft, Fate::Over(State::TooLate), now_ms, "")?;
                    }
                    Some(draft) => todo.push((message, draft)),
                }
            }
            Ok((n, todo))
        })
        .await?;
    let (n, todo) = claimed;
    let Some(gateway) = gateway else { return Ok(n) };
    let mut sent = stream::iter(todo)
        .map(|(message, draft)| async move {
            let sms = Sms { id: message.id, to: draft.to.clone(), text: draft.text.clone() };
            let answer = gateway.send(&sms).await;
            (message, draft, answer)
        })
        .buffer_unordered(ABREAST);
    while let Some((message, draft, answer)) = sent.next().await {
        let now_ms = clock.now_ms();
        store.act(move |tx| noted(tx, &message, &draft, &answer, now_ms)).await?;
    }
    Ok(n)
}

fn noted(
    tx: &mut Tx<'_>,
    message: &Message,
    draft: &Draft,
    answer: &std::result::Result<String, Trouble>,
    now_ms: i64,
) -> Result<()> {
    let fate = after(answer.as_ref().map(drop), message.attempts, now_ms, draft.until_ms);
    let said = match answer {
        Ok(reference) => reference.clone(),
        Err(trouble) => {
            tracing::warn!(message = %message.id, tries = message.attempts, %trouble, "a text message did not go");
            trouble.to_string()
        }
    };
    note(tx, message, draft, fate, now_ms, &said)
}

fn note(tx: &mut Tx<'_>, message: &Message, draft: &Draft, fate: Fate, now_ms: i64, said: &str) -> Result<()> {
    let state = match fate {
        Fate::Over(state) => {
            drop_message(tx, message.id)?;
            state
        }
        Fate::Again { at_ms } => {
            postpone_message(tx, message.id, at_ms, said)?;
            State::Waiting
        }
    };
    let line = Line {
        id: message.id,
        subject: draft.subject,
        to: mask(&draft.to),
        state,
        tries: message.attempts,
        at_ms: now_ms,
    };
    rows::record(tx, &line, said)
}
