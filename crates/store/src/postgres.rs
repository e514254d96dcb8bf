//! PostgreSQL: a pool of worker threads, each with one connection; an act is one transaction, retried when the engine
//! asks for it. Changes of one act travel in one round trip.
//!
//! A commit whose answer is lost is a fault, never a silent retry: the caller's idempotency key settles it.

use std::collections::HashMap;
use std::time::Duration;

use bytes::BytesMut;
use crossbeam_channel::{Receiver, Sender};
use futures_util::future::try_join_all;
use kernel::{Error, Fault, Result};
use postgres_types::{IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, NoTls, Statement};

use crate::Job;
use crate::tx::{Conn, Tx, Write, expect_rows};
use crate::value::{DUPLICATE, Row, Value};

/// How often an act is run again after a serialisation failure before the caller hears of it.
const RETRIES: u32 = 24;

pub(crate) struct Postgres {
    jobs: Sender<(Box<dyn Job>, bool)>,
}

/// One connection and the runtime that drives it; lives on one worker thread.
pub(crate) struct Session {
    runtime: tokio::runtime::Runtime,
    client: Client,
    statements: HashMap<String, Statement>,
    /// The `BEGIN` that travels with the first statement of the act.
    begin: Option<&'static str>,
    open: bool,
    /// The last failure asked for a retry of the whole act.
    retry: bool,
    /// A statement failed inside the transaction: PostgreSQL will answer its COMMIT with a silent rollback.
    failed: bool,
}

impl Postgres {
    pub(crate) fn open(url: &str, connections: usize, serializable: bool) -> Result<Self> {
        let (jobs, queue) = crossbeam_channel::bounded::<(Box<dyn Job>, bool)>(8192);
        // The first connection is made here, so that a wrong setting is told at start and not at the first visitor.
        let mut first = Some(Session::connect(url)?);
        for worker in 0..connections.max(1) as u64 {
            let queue = queue.clone();
            let url = url.to_string();
            let session = first.take();
            std::thread::Builder::new()
                .name("motcua-pg".into())
                .spawn(move || work(worker, &url, session, &queue, serializable))
                .map_err(|e| Error::fault("thread", e))?;
        }
        Ok(Postgres { jobs })
    }

    pub(crate) fn submit(&self, job: Box<dyn Job>, writes: bool) {
        if let Err(refused) = self.jobs.send((job, writes)) {
            refused.into_inner().0.answer(Err(Error::fault("store", "the pool has stopped")));
        }
    }
}

fn work(
    worker: u64,
    url: &str,
    mut session: Option<Session>,
    queue: &Receiver<(Box<dyn Job>, bool)>,
    serializable: bool,
) {
    let begin =
        if serializable { "BEGIN ISOLATION LEVEL SERIALIZABLE" } else { "BEGIN ISOLATION LEVEL READ COMMITTED" };
    while let Ok((mut job, writes)) = queue.recv() {
        let end = attempt(worker, url, &mut session, &mut *job, writes.then_some(begin));
        job.answer(end);
    }
}

/// Runs an act until it is committed, refused or hopeless.
fn attempt(
    worker: u64,
    url: &str,
    slot: &mut Option<Session>,
    job: &mut dyn Job,
    begin: Option<&'static str>,
) -> Result<()> {
    let mut reconnected = false;
    for round in 0..RETRIES {
        if slot.as_ref().is_none_or(|s| s.client.is_closed()) {
            *slot = Some(Session::connect(url)?);
        }
        let Some(session) = slot.as_mut() else { return Err(Error::fault("connection", "none")) };
        (session.begin, session.open, session.retry, session.failed) = (begin, false, false, false);
        let keep = job.run(&mut Tx { conn: Conn::Postgres(session) });
        let ended = match (session.open, keep) {
            (false, _) => Ok(()),
            (true, true) if session.failed => session
                .command("ROLLBACK")
                .and_then(|()| Err(Error::fault("act", "went on after a statement had failed: nothing was saved"))),
            (true, true) => session.command("COMMIT"),
            (true, false) => session.command("ROLLBACK"),
        };
        let (lost, retry) = (session.client.is_closed(), session.retry);
        if retry {
            // Each worker waits its own length, so that two that met do not meet again.
            let jitter = (worker * 5 + u64::from(round) * 3) % 11;
            std::thread::sleep(Duration::from_millis((1 << round.min(5)) + jitter));
            continue;
        }
        match ended {
            Ok(()) if !keep && lost && !reconnected => reconnected = true,
            Ok(()) => return Ok(()),
            // The connection fell before the commit was sent: nothing happened, one more try is safe.
            Err(_) if !keep && lost && !reconnected => reconnected = true,
            Err(e) if keep => return Err(e),
            Err(_) => return Ok(()),
        }
    }
    Err(Error::fault("serialisation", "given up after many retries"))
}

impl Session {
    fn connect(url: &str) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|e| Error::fault("runtime", e))?;
        // The URL holds a password: no message may repeat it.
        let client = runtime.block_on(async {
            let (client, connection) =
                tokio_postgres::connect(url, NoTls).await.map_err(|e| Error::fault("connect to PostgreSQL", e))?;
            tokio::spawn(async move {
                if let Err(e) = connection.await {
                    tracing::warn!("PostgreSQL connection ended: {e}");
                }
            });
            Ok::<_, Error>(client)
        })?;
        Ok(Session {
            runtime,
            client,
            statements: HashMap::new(),
            begin: None,
            open: false,
            retry: false,
            failed: false,
        })
    }

    fn noted(&mut self, context: &str, error: &tokio_postgres::Error) -> Error {
        let state = error.code();
        self.failed |= self.open;
        if state == Some(&SqlState::T_R_SERIALIZATION_FAILURE) || state == Some(&SqlState::T_R_DEADLOCK_DETECTED) {
            self.retry = true;
        }
        let context = if state == Some(&SqlState::UNIQUE_VIOLATION) {
            DUPLICATE.to_string()
        } else {
            context.chars().take(80).collect()
        };
        let cause = match error.as_db_error() {
            Some(db) => format!("{} ({})", db.message(), db.code().code()),
            None => error.to_string(),
        };
        Error::Fault(Fault::new(context, cause))
    }

    fn command(&mut self, sql: &str) -> Result<()> {
        self.open = false;
        let done = self.runtime.block_on(self.client.batch_execute(sql));
        done.map_err(|e| self.noted(sql, &e))
    }

    fn prepared(&mut self, sql: &str) -> Result<Statement> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let text = dollars(sql);
        let made = self.runtime.block_on(self.client.prepare(&text));
        let statement = made.map_err(|e| self.noted(sql, &e))?;
        self.statements.insert(sql.to_string(), statement.clone());
        Ok(statement)
    }

    pub(crate) fn query(&mut self, sql: &str, params: &[Value<'_>]) -> Result<Vec<Row>> {
        let statement = self.prepared(sql)?;
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|p| p as &(dyn ToSql + Sync)).collect();
        let begin = self.begin.take();
        let answer = self.runtime.block_on(async {
            match begin {
                Some(begin) => {
                    let (_, rows) =
                        tokio::try_join!(self.client.batch_execute(begin), self.client.query(&statement, &params))?;
                    Ok(rows)
                }
                None => self.client.query(&statement, &params).await,
            }
        });
        self.open |= begin.is_some();
        answer.map_err(|e| self.noted(sql, &e))?.iter().map(row).collect()
    }

    pub(crate) fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64> {
        let statement = self.prepared(sql)?;
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|p| p as &(dyn ToSql + Sync)).collect();
        let begin = self.begin.take();
        let answer = self.runtime.block_on(async {
            match begin {
                Some(begin) => {
                    let (_, n) =
                        tokio::try_join!(self.client.batch_execute(begin), self.client.execute(&statement, &params))?;
                    Ok(n)
                }
                None => self.client.execute(&statement, &params).await,
            }
        });
        self.open |= begin.is_some();
        answer.map_err(|e| self.noted(sql, &e))
    }

    /// Sends every statement before it waits for the first answer.
    pub(crate) fn write(&mut self, writes: &[Write<'_>]) -> Result<()> {
        self.start()?;
        let statements = writes.iter().map(|w| self.prepared(w.sql)).collect::<Result<Vec<_>>>()?;
        let params: Vec<Vec<&(dyn ToSql + Sync)>> =
            writes.iter().map(|w| w.params.iter().map(|p| p as &(dyn ToSql + Sync)).collect()).collect();
        let client = &self.client;
        let all = statements.iter().zip(&params).map(|(statement, params)| client.execute(statement, params));
        let answer = self.runtime.block_on(try_join_all(all));
        let touched = answer.map_err(|e| self.noted("write", &e))?;
        writes.iter().zip(touched).try_for_each(|(write, n)| expect_rows(write, n))
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<()> {
        self.start()?;
        let done = self.runtime.block_on(self.client.batch_execute(sql));
        done.map_err(|e| self.noted(sql, &e))
    }

    /// Sends the `BEGIN` now, if it still waits for a first statement.
    fn start(&mut self) -> Result<()> {
        let Some(begin) = self.begin.take() else { return Ok(()) };
        self.open = true;
        let done = self.runtime.block_on(self.client.batch_execute(begin));
        done.map_err(|e| self.noted(begin, &e))
    }
}

/// `?1` → `$1`, outside of quoted text.
fn dollars(sql: &str) -> String {
    let mut quoted = false;
    sql.chars()
        .map(|c| match c {
            '\'' => {
                quoted = !quoted;
                c
            }
            '?' if !quoted => '$',
            _ => c,
        })
        .collect()
}

fn row(row: &tokio_postgres::Row) -> Result<Row> {
    let read = |at: usize, kind: &Type| -> std::result::Result<Value<'static>, tokio_postgres::Error> {
        Ok(match *kind {
            Type::INT8 => row.try_get::<_, Option<i64>>(at)?.into(),
            Type::INT4 => row.try_get::<_, Option<i32>>(at)?.map(i64::from).into(),
            Type::BOOL => row.try_get::<_, Option<bool>>(at)?.into(),
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(at)?.into(),
            _ => row.try_get::<_, Option<String>>(at)?.into(),
        })
    };
    let columns = row.columns().iter().enumerate();
    let values = columns.map(|(at, c)| read(at, c.type_()).map_err(|e| Error::fault(c.name().to_string(), e)));
    Ok(Row(values.collect::<Result<_>>()?))
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(n) if *kind == Type::INT4 => i32::try_from(*n)?.to_sql(kind, out),
            Value::Int(n) => n.to_sql(kind, out),
            Value::Text(text) => text.as_ref().to_sql(kind, out),
            Value::Blob(bytes) => bytes.as_ref().to_sql(kind, out),
        }
    }
    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::INT8 | Type::INT4 | Type::TEXT | Type::VARCHAR | Type::NAME | Type::BYTEA | Type::UNKNOWN)
    }
    to_sql_checked!();
}
