//! A visitor at a counter as rows: what an event changes, for the act that records it, and all stays of a day from its events.

use std::collections::BTreeMap;

use kernel::{Result, TicketId};
use queue::hall::{Hall, What};
use store::{Tx, Value, Write};

use crate::store::{Columns, Entry, HallDay};

/// The columns that follow from the events, besides the key (centre, day, seq).
pub const COLUMNS: [&str; 6] = ["ticket_id", "counter_id", "officer_id", "from_ms", "until_ms", "done"];

/// A visitor at a counter, from the start to the end.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stay {
    ticket: i64,
    counter: i64,
    officer: Option<i64>,
    from: i64,
    until: Option<i64>,
    done: u64,
}

impl Stay {
    /// What begins with this event; `now` is the hall after it.
    fn begun(entry: &Entry, now: &Hall) -> Option<Stay> {
        let What::Started { ticket, counter } = &entry.event.what else { return None };
        let officer = now.counters.get(counter).and_then(|counter| counter.officer).map(|officer| officer.0);
        Some(Stay { ticket: ticket.0, counter: counter.0, officer, from: entry.event.at, until: None, done: 0 })
    }

    fn columns(&self) -> Columns {
        let (ticket, counter, officer) = (self.ticket.into(), self.counter.into(), self.officer.into());
        vec![ticket, counter, officer, self.from.into(), self.until.into(), (self.done as i64).into()]
    }
}

fn write<'w>(hall: HallDay, day: &str, seq: i64, columns: Columns) -> Write<'w> {
    let mut values: Vec<Value<'w>> = vec![hall.centre.0.into(), day.to_string().into(), seq.into()];
    values.extend(columns);
    Write::one(
        "INSERT INTO floor_stay (centre_id, day, seq, ticket_id, counter_id, officer_id, from_ms, until_ms, done) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        values,
    )
}

/// What one event changes; `now` is the hall after it.
pub fn of_entry<'w>(hall: HallDay, day: &str, entry: &Entry, now: &Hall) -> Vec<Write<'w>> {
    let at = entry.event.at;
    match &entry.event.what {
        What::Started { .. } => {
            let begun = Stay::begun(entry, now).into_iter();
            begun.map(|stay| write(hall, day, entry.seq, stay.columns())).collect()
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

/// The stays of a day, gathered event by event, by the number of the event that began them.
#[derive(Debug, Default)]
pub struct Stays {
    all: BTreeMap<i64, Stay>,
    open: BTreeMap<TicketId, Vec<i64>>,
}

impl Stays {
    /// The next event; `now` is the hall after it.
    pub fn take(&mut self, entry: &Entry, now: &Hall) {
        match &entry.event.what {
            What::Started { ticket, .. } => {
                self.all.extend(Stay::begun(entry, now).map(|stay| (entry.seq, stay)));
                self.open.entry(*ticket).or_default().push(entry.seq);
            }
            What::Served { ticket, services } => {
                for seq in self.open.get(ticket).into_iter().flatten() {
                    self.all.entry(*seq).and_modify(|stay| stay.done |= services.0);
                }
            }
            What::Finished { ticket }
            | What::SentOn { ticket, .. }
            | What::Held { ticket, .. }
            | What::Left { ticket, .. } => {
                for seq in self.open.remove(ticket).into_iter().flatten() {
                    self.all.entry(seq).and_modify(|stay| stay.until = Some(entry.event.at));
                }
            }
            _ => {}
        }
    }

    /// As rows.
    pub fn rows(&self) -> BTreeMap<i64, Columns> {
        self.all.iter().map(|(seq, stay)| (*seq, stay.columns())).collect()
    }

    /// The writes of a day that has no stays yet.
    pub fn writes<'w>(&self, hall: HallDay, day: &str) -> Vec<Write<'w>> {
        self.all.iter().map(|(seq, stay)| write(hall, day, *seq, stay.columns())).collect()
    }
}

/// The rows of a day as they stand.
pub fn list_day(tx: &mut Tx<'_>, hall: HallDay) -> Result<BTreeMap<i64, Columns>> {
    let sql = format!("SELECT seq, {} FROM floor_stay WHERE centre_id = ?1 AND day = ?2", COLUMNS.join(", "));
    let rows = tx.query(&sql, &[hall.centre.0.into(), hall.day.to_string().into()])?;
    rows.iter().map(|row| Ok((row.int(0)?, row.values()[1..].to_vec()))).collect()
}

/// Forgets the stays of a day.
pub fn forget_day(tx: &mut Tx<'_>, hall: HallDay) -> Result<()> {
    let sql = "DELETE FROM floor_stay WHERE centre_id = ?1 AND day = ?2";
    tx.execute(sql, &[hall.centre.0.into(), hall.day.to_string().into()]).map(drop)
}
