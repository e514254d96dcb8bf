//! The cellar: two engines behind one door, transactions with group commit, the ledger that every act writes
//! (events, deadlines, audit, outbox), migrations and blobs. It knows no room and no law.
//!
//! An *act* is a plain closure over a [`Tx`]; it may be run more than once (PostgreSQL asks for a retry after a
//! serialisation failure), so it must not do anything but read and write through its `Tx`. An act answered `Ok` is on
//! disk: `synchronous=FULL` on SQLite, `fsync` on PostgreSQL.

pub mod blob;
pub mod ledger;
mod migrate;
mod postgres;
mod sqlite;
#[cfg(feature = "testkit")]
pub mod testkit;
mod tx;
mod value;

use std::path::PathBuf;
use std::sync::Arc;

use kernel::{Error, Result};
use tokio::sync::oneshot;

pub use migrate::{Migration, list_tables};
pub use tx::{Tx, Write};
pub use value::{Row, Value};

/// Which database carries the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EngineKind {
    Sqlite,
    Postgres,
}

/// Where the rows live.
#[derive(Debug, Clone)]
pub enum Settings {
    /// One file; made when absent. `readers` is the number of reader connections.
    Sqlite { path: PathBuf, readers: usize },
    /// A server. `connections` is the size of the pool. `serializable` raises the isolation level from READ COMMITTED,
    /// which suffices because every change of a dossier carries its version; engines that speak PostgreSQL's wire but
    /// only know SERIALIZABLE run the same acts with retries.
    Postgres { url: String, connections: usize, serializable: bool },
}

/// The open database. Cloning shares it.
#[derive(Clone)]
pub struct Store {
    engine: Arc<Engine>,
}

enum Engine {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

/// A unit of work on its way through an engine: run inside a transaction, answered after the commit.
pub(crate) trait Job: Send {
    /// Runs (again). True when the work wants to be kept.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// Answers the caller: with the outcome of the last run when `end` is `Ok`, else with the engine's fault.
    fn answer(self: Box<Self>, end: Result<()>);
}

struct Act<T, F> {
    act: F,
    outcome: Option<Result<T>>,
    reply: Reply<T>,
}

enum Reply<T> {
    Async(oneshot::Sender<Result<T>>),
    Blocking(std::sync::mpsc::SyncSender<Result<T>>),
}

impl<T: Send, F: FnMut(&mut Tx<'_>) -> Result<T> + Send> Job for Act<T, F> {
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        let act = &mut self.act;
        // A panic inside one act must not take the writer, and every other caller, down with it.
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| act(tx)))
            .unwrap_or_else(|_| Err(Error::fault("act", "panicked")));
        let keep = outcome.is_ok();
        self.outcome = Some(outcome);
        keep
    }

    fn answer(self: Box<Self>, end: Result<()>) {
        let result = match (end, self.outcome) {
            (Err(fault), _) => Err(fault),
            (Ok(()), Some(outcome)) => outcome,
            (Ok(()), None) => Err(Error::fault("act", "never ran")),
        };
        // A caller that went away (closed connection) is no fault: the act stands.
        match self.reply {
            Reply::Async(reply) => drop(reply.send(result)),
            Reply::Blocking(reply) => drop(reply.send(result)),
        }
    }
}

impl Store {
    /// Opens the database, making the file when there is none. Tables come with [`Store::migrate`].
    pub fn open(settings: &Settings) -> Result<Store> {
        let engine = match settings {
            Settings::Sqlite { path, readers } => Engine::Sqlite(sqlite::Sqlite::open(path, *readers)?),
            Settings::Postgres { url, connections, serializable } => {
                Engine::Postgres(postgres::Postgres::open(url, *connections, *serializable)?)
            }
        };
        Ok(Store { engine: Arc::new(engine) })
    }

    pub fn kind(&self) -> EngineKind {
        match &*self.engine {
            Engine::Sqlite(_) => EngineKind::Sqlite,
            Engine::Postgres(_) => EngineKind::Postgres,
        }
    }

    fn submit(&self, job: Box<dyn Job>, writes: bool) {
        match (&*self.engine, writes) {
            (Engine::Sqlite(sqlite), true) => sqlite.write(job),
            (Engine::Sqlite(sqlite), false) => sqlite.read(job),
            (Engine::Postgres(postgres), writes) => postgres.submit(job, writes),
        }
    }

    async fn call<T, F>(&self, act: F, writes: bool) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.submit(Box::new(Act { act, outcome: None, reply: Reply::Async(reply) }), writes);
        answer.await.unwrap_or_else(|_| Err(Error::fault("store", "closed")))
    }

    fn call_blocking<T, F>(&self, act: F, writes: bool) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        let (reply, answer) = std::sync::mpsc::sync_channel(1);
        self.submit(Box::new(Act { act, outcome: None, reply: Reply::Blocking(reply) }), writes);
        answer.recv().unwrap_or_else(|_| Err(Error::fault("store", "closed")))
    }

    /// One act: all of it or nothing, on disk when it answers `Ok`. May run more than once.
    pub async fn act<T, F>(&self, act: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        self.call(act, true).await
    }

    /// [`Store::act`] for callers without an async runtime (command line, tests). Never call it from async code.
    pub fn act_blocking<T, F>(&self, act: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        self.call_blocking(act, true)
    }

    /// Reads, on a connection of the readers' pool; each statement sees what is committed when it starts.
    pub async fn read<T, F>(&self, read: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        self.call(read, false).await
    }

    /// [`Store::read`] for callers without an async runtime.
    pub fn read_blocking<T, F>(&self, read: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        self.call_blocking(read, false)
    }

    /// A key look-up of some microseconds. On SQLite it runs on the caller's own thread (two context switches cost
    /// more than the look-up); on PostgreSQL it goes through the pool. Not for lists.
    pub async fn read_brief<T, F>(&self, mut read: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        if let Engine::Sqlite(sqlite) = &*self.engine
            && let Some(done) = sqlite.read_here(&mut read)
        {
            return done;
        }
        self.read(read).await
    }

    /// Brings the tables up to date, one transaction per migration, in the order given. Answers how many were new.
    pub fn migrate(&self, migrations: &'static [Migration]) -> Result<usize> {
        migrate::run(self, migrations)
    }

    /// Copies the database while it is used (SQLite only): a consistent file at `to`.
    pub fn copy_file_to(&self, to: &std::path::Path, progress: &mut dyn FnMut(u64, u64)) -> Result<()> {
        match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.copy_to(to, progress),
            Engine::Postgres(_) => Err(Error::fault("backup", "a PostgreSQL database is copied by its dump")),
        }
    }

    /// Whether a failed act failed because a unique key stood already.
    pub fn is_duplicate(error: &Error) -> bool {
        matches!(error, Error::Fault(fault) if fault.context == value::DUPLICATE)
    }
}
