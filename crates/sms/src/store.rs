//! Rows of messages: what was sent to whom, when, or why not.

use kernel::{OutboxId, Result};
use store::{Migration, Row, Tx};

use crate::model::{Line, State};

pub const MIGRATIONS: &[Migration] =
    &[Migration { name: "sms/0001_sms", sql: include_str!("../migrations/0001_sms.sql") }];

fn line(row: &Row) -> Result<Line> {
    Ok(Line {
        id: OutboxId(row.int(0)?),
        subject: row.int(1)?,
        to: row.text(2)?.into(),
        state: State::of(row.text(3)?).unwrap_or(State::Waiting),
        tries: row.int(4)?,
        at_ms: row.int(5)?,
    })
}

/// Notes where a message stands now, and what the gateway said.
pub fn record(tx: &mut Tx<'_>, line: &Line, said: &str) -> Result<()> {
    let sql = "INSERT INTO sms (id, subject, recipient, state, tries, at_ms, said) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
               ON CONFLICT (id) DO UPDATE SET state = excluded.state, tries = excluded.tries, at_ms = excluded.at_ms, \
               said = excluded.said";
    let values = [
        line.id.0.into(),
        line.subject.into(),
        (&line.to).into(),
        line.state.code().into(),
        line.tries.into(),
        line.at_ms.into(),
        said.into(),
    ];
    tx.execute(sql, &values).map(drop)
}

/// Messages about something, oldest first.
pub fn list_about(tx: &mut Tx<'_>, subject: i64) -> Result<Vec<Line>> {
    let sql = "SELECT id, subject, recipient, state, tries, at_ms FROM sms WHERE subject = ?1 ORDER BY id";
    tx.query(sql, &[subject.into()])?.iter().map(line).collect()
}

/// Forgets messages that have stood where they stand since before a moment.
pub fn forget(tx: &mut Tx<'_>, before_ms: i64) -> Result<u64> {
    tx.execute("DELETE FROM sms WHERE at_ms < ?1 AND state <> 'waiting'", &[before_ms.into()])
}
