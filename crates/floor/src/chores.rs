//! What happens in a hall without anybody's act: yesterday's doors are closed.

use kernel::{Actor, Error, Result};
use queue::hall::Command;

use crate::door::Floor;
use crate::store as rows;

/// Closes the days before today that nobody closed: whoever still waited has left, and their numbers are over. Answers how
/// many days. Safe to repeat: a closed day is not listed again.
pub async fn close_days(floor: &Floor) -> Result<usize> {
    let (today, by) = (floor.today(), Actor::System { chore: "close_hall".into() });
    let days = floor.store.read_brief(move |tx| rows::list_unended(tx, today)).await?;
    let mut closed = 0;
    for day in days {
        match floor.act_with(&by, day, Command::End, None, None).await {
            Ok(_) => closed += 1,
            // Another process was first.
            Err(Error::Refused(_) | Error::Stale { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(closed)
}
