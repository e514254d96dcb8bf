//! Where somebody stands: the centre an address names, and whether an officer may do something there.

use std::sync::Arc;

use kernel::{Error, Result, UnitId};
use office::{Act, Officer};

use crate::door::Floor;
use crate::setup::{Centre, rows};

/// The centre in an address (`uni_…`), if it has a hall.
///
/// Errors: absent.
pub async fn centre_at(floor: &Floor, text: &str) -> Result<Arc<Centre>> {
    let id: UnitId = text.parse().map_err(|_| Error::absent("centre"))?;
    let centre = floor.centre(id).await?;
    if centre.has_hall() { Ok(centre) } else { Err(Error::absent("centre")) }
}

/// The centre in an address, for an officer who may do this act in its hall; for others it is not there.
///
/// Errors: absent without a hall; refused `NOT_PERMITTED`.
pub async fn centre_for(floor: &Floor, text: &str, by: &Officer, act: Act) -> Result<Arc<Centre>> {
    let id: UnitId = text.parse().map_err(|_| Error::absent("centre"))?;
    by.permit_in(act, id)?;
    centre_at(floor, text).await
}

/// The centres in whose halls an officer may do one of these acts, their own unit first.
pub async fn centres_of(floor: &Floor, by: &Officer, acts: &[Act]) -> Result<Vec<UnitId>> {
    let all = floor.store.read_brief(rows::list_centres).await?;
    let may = |centre: &UnitId| acts.iter().any(|act| by.permit_in(*act, *centre).is_ok());
    let mut mine: Vec<UnitId> = all.into_iter().filter(may).collect();
    mine.sort_by_key(|centre| *centre != by.unit());
    Ok(mine)
}
