//! What every act writes beside its own row: event, deadline, audit entry, outbox message, serial number, remembered
//! answer. It decides nothing: rooms say what happened, the ledger keeps it so that nobody can change it unseen.

use kernel::{Actor, DossierId, Error, OutboxId, Refusal, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{EngineKind, Migration, Tx, Value, Write};

pub const MIGRATIONS: &[Migration] =
    &[Migration { name: "store/0001_ledger", sql: include_str!("../migrations/0001_ledger.sql") }];

/// The hash that stands before a dossier's first event and before the first day.
pub const GENESIS: [u8; 32] = [0; 32];

/// One entry of a dossier's legal log, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub id: i64,
    pub dossier: DossierId,
    /// 1, 2, 3 … without a gap within a dossier.
    pub seq: i64,
    pub at_ms: i64,
    pub kind: String,
    /// [`Actor`] as JSON.
    pub actor: String,
    /// The event's own data as JSON.
    pub body: String,
    pub hash: Vec<u8>,
}

impl Event {
    /// Makes an entry that follows `previous` (the hash of the entry before, or [`GENESIS`]).
    #[expect(clippy::too_many_arguments, reason = "the facts of an entry, named at the one place that makes them")]
    pub fn after(
        previous: &[u8],
        id: i64,
        dossier: DossierId,
        seq: i64,
        at_ms: i64,
        kind: &str,
        actor: &Actor,
        body: String,
    ) -> Result<Event> {
        let actor = serde_json::to_string(actor).map_err(|e| Error::fault("event actor", e))?;
        let mut event = Event { id, dossier, seq, at_ms, kind: kind.into(), actor, body, hash: Vec::new() };
        event.hash = event.digest(previous).to_vec();
        Ok(event)
    }

    /// sha256 over the previous hash and every column, each length-prefixed so that no two entries look alike.
    pub fn digest(&self, previous: &[u8]) -> [u8; 32] {
        let mut sha = Sha256::new();
        sha.update(previous);
        for number in [self.id, self.dossier.0, self.seq, self.at_ms] {
            sha.update(number.to_be_bytes());
        }
        for text in [&self.kind, &self.actor, &self.body] {
            sha.update((text.len() as u64).to_be_bytes());
            sha.update(text.as_bytes());
        }
        sha.finalize().into()
    }

    pub fn write(&self) -> Write<'_> {
        Write::one(
            "INSERT INTO event (id, dossier_id, seq, at_ms, kind, actor, body, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            vec![
                self.id.into(),
                self.dossier.0.into(),
                self.seq.into(),
                self.at_ms.into(),
                (&self.kind).into(),
                (&self.actor).into(),
                (&self.body).into(),
                self.hash.as_slice().into(),
            ],
        )
    }

    fn from_row(row: &crate::Row) -> Result<Event> {
        Ok(Event {
            id: row.int(0)?,
            dossier: DossierId(row.int(1)?),
            seq: row.int(2)?,
            at_ms: row.int(3)?,
            kind: row.text(4)?.into(),
            actor: row.text(5)?.into(),
            body: row.text(6)?.into(),
            hash: row.blob(7)?.to_vec(),
        })
    }
}

/// A dossier's whole log, oldest first.
pub fn list_events(tx: &mut Tx<'_>, dossier: DossierId) -> Result<Vec<Event>> {
    let sql =
        "SELECT id, dossier_id, seq, at_ms, kind, actor, body, hash FROM event WHERE dossier_id = ?1 ORDER BY seq";
    tx.query(sql, &[dossier.0.into()])?.iter().map(Event::from_row).collect()
}

/// Events in the order of their ids, after `after`, below `below`: for seals and checks.
pub fn list_events_between(tx: &mut Tx<'_>, after: i64, below: i64, limit: i64) -> Result<Vec<Event>> {
    let sql = "SELECT id, dossier_id, seq, at_ms, kind, actor, body, hash FROM event WHERE id > ?1 AND id < ?2 ORDER BY id LIMIT ?3";
    tx.query(sql, &[after.into(), below.into(), limit.into()])?.iter().map(Event::from_row).collect()
}

/// One line of the audit: who did or read what, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    pub id: i64,
    pub at_ms: i64,
    pub officer: Option<i64>,
    pub by_name: String,
    /// `dossier.accept`, `dossier.read`, `session.open`, …
    pub act: &'static str,
    /// The number of the dossier, person or officer concerned.
    pub subject: Option<i64>,
    /// Why: the page or duty that needed it. Never personal data.
    pub why: String,
}

impl Audit {
    pub fn by(actor: &Actor, id: i64, at_ms: i64, act: &'static str, subject: i64, why: impl Into<String>) -> Audit {
        let officer = actor.officer_id().map(|id| id.0);
        Audit { id, at_ms, officer, by_name: actor.name().into(), act, subject: Some(subject), why: why.into() }
    }

    pub fn write(&self) -> Write<'_> {
        Write::one(
            "INSERT INTO audit (id, at_ms, officer_id, by_name, act, subject, why) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            vec![
                self.id.into(),
                self.at_ms.into(),
                self.officer.into(),
                (&self.by_name).into(),
                self.act.into(),
                self.subject.into(),
                (&self.why).into(),
            ],
        )
    }
}

/// A line of the audit as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditLine {
    pub at_ms: i64,
    pub by_name: String,
    pub act: String,
    pub why: String,
}

/// Who did or read something about a subject, newest first.
pub fn list_audit(tx: &mut Tx<'_>, subject: i64, limit: i64) -> Result<Vec<AuditLine>> {
    let sql = "SELECT at_ms, by_name, act, why FROM audit WHERE subject = ?1 ORDER BY id DESC LIMIT ?2";
    let line = |row: &crate::Row| {
        Ok(AuditLine {
            at_ms: row.int(0)?,
            by_name: row.text(1)?.into(),
            act: row.text(2)?.into(),
            why: row.text(3)?.into(),
        })
    };
    tx.query(sql, &[subject.into(), limit.into()])?.iter().map(line).collect()
}

/// A look by an officer at a person's data, as that person may learn of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    pub id: i64,
    pub at_ms: i64,
    pub officer: i64,
    pub act: String,
    pub subject: i64,
    pub why: String,
}

/// What officers did (one of `acts`) about any of the subjects, newest first, before the entry `below`.
pub fn list_looks(tx: &mut Tx<'_>, subjects: &[i64], acts: &[&str], below: i64, limit: i64) -> Result<Vec<Look>> {
    if subjects.is_empty() || acts.is_empty() {
        return Ok(Vec::new());
    }
    let subjects = subjects.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    let wanted = (0..acts.len()).map(|place| format!("?{}", place + 3)).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT id, at_ms, officer_id, act, subject, why FROM audit WHERE subject IN ({subjects}) AND id < ?1 \
         AND officer_id IS NOT NULL AND act IN ({wanted}) ORDER BY id DESC LIMIT ?2"
    );
    let mut params: Vec<Value<'_>> = vec![below.into(), limit.into()];
    params.extend(acts.iter().map(|act| Value::from(*act)));
    let look = |row: &crate::Row| {
        Ok(Look {
            id: row.int(0)?,
            at_ms: row.int(1)?,
            officer: row.int(2)?,
            act: row.text(3)?.into(),
            subject: row.int(4)?,
            why: row.text(5)?.into(),
        })
    };
    tx.query(&sql, &params)?.iter().map(look).collect()
}

/// A message an act caused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub id: OutboxId,
    pub dossier: Option<DossierId>,
    /// Which chore sends it: `notice`, `sync`, …
    pub topic: String,
    /// The chore's data as JSON.
    pub body: String,
    pub created_ms: i64,
    pub attempts: i64,
}

impl Message {
    pub fn write(&self) -> Write<'_> {
        Write::one(
            "INSERT INTO outbox (id, dossier_id, topic, body, created_ms, try_at_ms, attempts) VALUES (?1, ?2, ?3, ?4, ?5, ?5, 0)",
            vec![
                self.id.0.into(),
                self.dossier.map(|d| d.0).into(),
                (&self.topic).into(),
                (&self.body).into(),
                self.created_ms.into(),
            ],
        )
    }
}

/// Takes up to `limit` waiting messages of a topic and hides them from others for `lease_ms`. A chore that dies
/// leaves its messages to be taken again after that: every sender must bear a repetition.
pub fn claim_messages(tx: &mut Tx<'_>, topic: &str, now_ms: i64, lease_ms: i64, limit: i64) -> Result<Vec<Message>> {
    let lock = match tx.kind() {
        EngineKind::Sqlite => "",
        EngineKind::Postgres => " FOR UPDATE SKIP LOCKED",
    };
    let sql = format!(
        "UPDATE outbox SET try_at_ms = ?2 + ?3, attempts = attempts + 1 WHERE id IN (SELECT id FROM outbox \
         WHERE done_ms IS NULL AND try_at_ms <= ?2 AND topic = ?1 ORDER BY try_at_ms, id LIMIT ?4{lock}) \
         RETURNING id, dossier_id, topic, body, created_ms, attempts"
    );
    let rows = tx.query(&sql, &[topic.into(), now_ms.into(), lease_ms.into(), limit.into()])?;
    let mut taken = rows.iter().map(message).collect::<Result<Vec<_>>>()?;
    taken.sort_by_key(|m| m.id);
    Ok(taken)
}

fn message(row: &crate::Row) -> Result<Message> {
    Ok(Message {
        id: OutboxId(row.int(0)?),
        dossier: row.opt_int(1)?.map(DossierId),
        topic: row.text(2)?.into(),
        body: row.text(3)?.into(),
        created_ms: row.int(4)?,
        attempts: row.int(5)?,
    })
}

/// Marks a message as sent.
pub fn finish_message(tx: &mut Tx<'_>, id: OutboxId, now_ms: i64) -> Result<()> {
    tx.execute("UPDATE outbox SET done_ms = ?2, trouble = NULL WHERE id = ?1", &[id.0.into(), now_ms.into()])?;
    Ok(())
}

/// Takes a message out of the outbox: what it carried is nobody's business any more.
pub fn drop_message(tx: &mut Tx<'_>, id: OutboxId) -> Result<()> {
    tx.execute("DELETE FROM outbox WHERE id = ?1", &[id.0.into()]).map(drop)
}

/// Puts a message back for a later try.
pub fn postpone_message(tx: &mut Tx<'_>, id: OutboxId, try_at_ms: i64, trouble: &str) -> Result<()> {
    let sql = "UPDATE outbox SET try_at_ms = ?2, trouble = ?3 WHERE id = ?1 AND done_ms IS NULL";
    tx.execute(sql, &[id.0.into(), try_at_ms.into(), trouble.into()])?;
    Ok(())
}

/// The next number of a series, from 1. Part of the act: a rolled-back act gives its number back.
pub fn next_serial(tx: &mut Tx<'_>, scope: &str) -> Result<i64> {
    let sql = "INSERT INTO serial (scope, last) VALUES (?1, 1) \
               ON CONFLICT (scope) DO UPDATE SET last = serial.last + 1 RETURNING last";
    match tx.find(sql, &[scope.into()])? {
        Some(row) => row.int(0),
        None => Err(Error::fault("serial", "gave no number")),
    }
}

/// Sets the deadline of one kind, replacing the one that stood.
pub fn set_deadline(dossier: DossierId, kind: &'static str, due_ms: i64) -> Write<'static> {
    Write::one(
        "INSERT INTO deadline (dossier_id, kind, due_ms) VALUES (?1, ?2, ?3) \
         ON CONFLICT (dossier_id, kind) DO UPDATE SET due_ms = excluded.due_ms",
        vec![dossier.0.into(), kind.into(), due_ms.into()],
    )
}

/// Lifts the deadline of one kind.
pub fn clear_deadline(dossier: DossierId, kind: &'static str) -> Write<'static> {
    Write::any("DELETE FROM deadline WHERE dossier_id = ?1 AND kind = ?2", vec![dossier.0.into(), kind.into()])
}

/// A caller's token for one changing request, with a fingerprint of what it asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Once {
    /// The officer's (or applicant's) number.
    pub caller: i64,
    pub token: String,
    pub fingerprint: String,
}

impl Once {
    /// What this token was answered before, if it was. The same token for another request is refused.
    pub fn find_answer(&self, tx: &mut Tx<'_>) -> Result<Option<String>> {
        let sql = "SELECT fingerprint, answer FROM idempotency WHERE caller = ?1 AND token = ?2";
        let Some(row) = tx.find(sql, &[self.caller.into(), (&self.token).into()])? else { return Ok(None) };
        if row.text(0)? != self.fingerprint {
            return Err(Refusal::new("IDEMPOTENCY_REUSED").into());
        }
        Ok(Some(row.text(1)?.to_string()))
    }

    /// Remembers the answer, in the act itself: two racing repetitions cannot both be saved.
    pub fn remember(&self, answer: &str, at_ms: i64) -> Write<'static> {
        Write::one(
            "INSERT INTO idempotency (caller, token, fingerprint, answer, at_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
            vec![
                self.caller.into(),
                self.token.clone().into(),
                self.fingerprint.clone().into(),
                answer.to_string().into(),
                at_ms.into(),
            ],
        )
    }
}

/// Forgets answers older than `before_ms`.
pub fn forget_answers(tx: &mut Tx<'_>, before_ms: i64) -> Result<u64> {
    tx.execute("DELETE FROM idempotency WHERE at_ms < ?1", &[before_ms.into()])
}

/// The seal over one day: chained to the seal before, over the hashes of the day's events in the order of their ids.
#[derive(Debug, Clone)]
pub struct DaySeal {
    sha: Sha256,
    pub events: i64,
}

impl DaySeal {
    pub fn after(previous: &[u8], day: i64) -> DaySeal {
        let mut sha = Sha256::new();
        sha.update(previous);
        sha.update(day.to_be_bytes());
        DaySeal { sha, events: 0 }
    }
    pub fn add(&mut self, event_hash: &[u8]) {
        self.sha.update(event_hash);
        self.events += 1;
    }
    pub fn hash(self) -> [u8; 32] {
        self.sha.finalize().into()
    }
}

/// A seal as it stands: (day number since 1970, number of events, hash).
pub fn list_seals(tx: &mut Tx<'_>) -> Result<Vec<(i64, i64, Vec<u8>)>> {
    let none: [Value<'_>; 0] = [];
    let rows = tx.query("SELECT day, events, hash FROM seal ORDER BY day", &none)?;
    rows.iter().map(|row| Ok((row.int(0)?, row.int(1)?, row.blob(2)?.to_vec()))).collect()
}

/// Keeps a day's seal; a day is sealed once.
pub fn record_seal(tx: &mut Tx<'_>, day: i64, events: i64, hash: &[u8], now_ms: i64) -> Result<()> {
    let sql = "INSERT INTO seal (day, events, hash, sealed_at_ms) VALUES (?1, ?2, ?3, ?4)";
    tx.execute(sql, &[day.into(), events.into(), hash.into(), now_ms.into()])?;
    Ok(())
}
