//! What happens to talks without anybody's act: officers are reminded, what did not happen is noted, and a talk in which
//! nobody is any longer is ended. Safe to repeat: every step asks the talk as it stands.

use jiff::ToSpan;
use kernel::{Actor, Error, Refusal, Result, TalkId};

use crate::decide::course::{REMINDED_BEFORE_MINUTES, Step};
use crate::door::Talks;
use crate::model::{Talk, TalkState};
use crate::store as rows;

/// Nobody has been in the room for so long: the talk is over.
const EMPTY_MS: i64 = 3 * 60_000;
/// A talk that goes on in a process that is gone ends so many minutes after its time.
const LOST_AFTER_MINUTES: i64 = 60;

/// One round. Answers how many talks were touched.
pub async fn keep(talks: &Talks) -> Result<usize> {
    let now = talks.now();
    let now_ms = talks.dossiers.clock.now_ms();
    let soon_ms = kernel::time::instant_ms(now.saturating_add(REMINDED_BEFORE_MINUTES.minutes()));
    let (open, soon) = talks
        .dossiers
        .store
        .read(move |tx| Ok((rows::list_open_before(tx, now_ms)?, rows::list_to_remind(tx, now_ms, soon_ms)?)))
        .await?;
    let mut touched = 0;
    for talk in soon {
        touched += usize::from(step(talks, talk.id, Step::Remind).await?);
    }
    let empty = talks.hub.list_empty_since(now_ms - EMPTY_MS);
    for talk in open {
        let lost = talk.slot.until().saturating_add(LOST_AFTER_MINUTES.minutes()) <= now;
        let done = match &talk.state {
            TalkState::Booked | TalkState::Waiting { .. } if talk.slot.until() <= now => Step::Miss,
            TalkState::Talking { .. } if empty.contains(&talk.id) => Step::Fade,
            TalkState::Talking { .. } if lost && !is_here(talks, &talk) => Step::Fade,
            _ => continue,
        };
        touched += usize::from(step(talks, talk.id, done).await?);
    }
    Ok(touched)
}

/// Whether somebody is in the room, as far as this process knows.
fn is_here(talks: &Talks, talk: &Talk) -> bool {
    use crate::model::Party::{Officer, Visitor};
    [Officer, Visitor].into_iter().any(|party| talks.hub.is_there(talk.id, party))
}

/// A step that somebody else took meanwhile is no failure.
async fn step(talks: &Talks, id: TalkId, step: Step) -> Result<bool> {
    match talks.step_as(Actor::System { chore: "talk".into() }, id, step).await {
        Ok(_) => Ok(true),
        Err(Error::Refused(refusal)) if is_passing(&refusal) => Ok(false),
        Err(Error::Stale { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

fn is_passing(refusal: &Refusal) -> bool {
    ["TALK_OVER", "TALK_BEGUN", "TALK_NOT_OVER", "TALK_NOT_BEGUN"].contains(&refusal.key.as_str())
}
