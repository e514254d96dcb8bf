//! What happens to bags without anybody's act: a bag that should be there and is not is noted once, the same day.

use jiff::civil::DateTime;
use kernel::{Actor, Ids, Result};
use store::Tx;
use store::ledger::Audit;

use crate::store as rows;

/// Notes every bag that has become late since the last look. Answers how many. Safe to repeat: each is noted once.
pub fn note_late_bags(tx: &mut Tx<'_>, ids: &Ids, now_ms: i64) -> Result<usize> {
    let now: DateTime = kernel::time::civil_ms(now_ms);
    let actor = Actor::System { chore: "bag_late".into() };
    let late = rows::list_unnoted_late_bags(tx, now_ms)?;
    for bag in &late {
        let mut after = bag.clone();
        after.late_noted = Some(now);
        after.version = bag.version + 1;
        let audit = Audit::by(&actor, ids.next(now_ms), now_ms, "bag.late", bag.id.0, "chore");
        tx.write(&[rows::write_bag(&after)?, audit.write()]).map_err(rows::stale)?;
    }
    Ok(late.len())
}
