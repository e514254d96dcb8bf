//! A visitor at a counter as rows: what an event changes, for the act that records it and for building a day anew.

use kernel::Result;
use queue::hall::{Hall, What};
use store::{Tx, Write};

use crate::store::{Entry, HallDay};

/// What one event changes; `now` is the hall after it.
pub fn of_entry<'w>(hall: HallDay, day: &str, entry: &Entry, now: &Hall) -> Vec<Write<'w>> {
    let at = entry.event.at;
    match &entry.event.what {
        What::Started { ticket, counter } => {
            let officer = now.counters.get(counter).and_then(|counter| counter.officer);
            vec![Write::one(
                "INSERT INTO floor_stay (centre_id, day, seq, ticket_id, counter_id, officer_id, from_ms, until_ms, done) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL, 0)",
                vec![
                    hall.centre.0.into(),
                    day.to_string().into(),
                    entry.seq.into(),
                    ticket.0.into(),
                    counter.0.into(),
                    officer.map(|officer| officer.0).into(),
                    at.into(),
                ],
            )]
        }
        What::Served { ticket, services } => vec![Write::any(
            "UPDATE floor_stay SET done = done | ?2 WHERE ticket_id = ?1 AND until_ms IS NULL",
            vec![ticket.0.into(), (services.0 as i64).into()],
        )],
        What::Finished { ticket }
        | What::SentOn { ticket, .. }
        | What::Held { ticket, .. }
        | What::Left { ticket, .. } => {
            vec![Write::any(
                "UPDATE floor_stay SET until_ms = ?2 WHERE ticket_id = ?1 AND until_ms IS NULL",
                vec![ticket.0.into(), at.into()],
            )]
        }
        _ => Vec::new(),
    }
}

/// Forgets the stays of a day.
pub fn forget_day(tx: &mut Tx<'_>, hall: HallDay) -> Result<()> {
    let sql = "DELETE FROM floor_stay WHERE centre_id = ?1 AND day = ?2";
    tx.execute(sql, &[hall.centre.0.into(), hall.day.to_string().into()]).map(drop)
}
