//! SQLite: one writer thread that commits waiting acts in groups with one fsync, and readers of their own.
//!
//! It never answers an act before its group's commit returned.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender};
use kernel::{Error, Fault, Result};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql};

use crate::Job;
use crate::tx::{Conn, Tx};
use crate::value::{DUPLICATE, Row, Value};

/// The most acts one commit carries, and the longest a first act waits for company.
const GROUP_MAX: usize = 256;
const GROUP_TIME: Duration = Duration::from_millis(15);
/// How long a statement waits for a lock before it gives up.
const BUSY: Duration = Duration::from_secs(10);
/// Statements kept prepared per connection.
const PREPARED: usize = 256;

pub(crate) struct Sqlite {
    path: PathBuf,
    writer: Sender<Box<dyn Job>>,
    readers: Sender<Box<dyn Job>>,
    /// Connections for look-ups on the caller's own thread.
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Sqlite {
    pub(crate) fn open(path: &Path, readers: usize) -> Result<Self> {
        if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|e| Error::fault(format!("folder {}", folder.display()), e))?;
        }
        let conn = connect(path, true)?;
        let (writer, acts) = crossbeam_channel::bounded::<Box<dyn Job>>(8192);
        let log = wal_of(path);
        let (alive, writer_gone) = crossbeam_channel::bounded::<()>(0);
        spawn("motcua-writer", move || {
            // Held for as long as the writer lives; its end tells the checkpointer.
            let _alive = alive;
            write_loop(&conn, &acts, &log);
        })?;
        let (checkpointer, log) = (connect(path, true)?, wal_of(path));
        spawn("motcua-checkpointer", move || checkpoint_loop(&checkpointer, &log, &writer_gone))?;
        let (reads, questions) = crossbeam_channel::bounded::<Box<dyn Job>>(8192);
        let readers = readers.max(1);
        let mut idle = Vec::new();
        for _ in 0..readers {
            let conn = connect(path, false)?;
            let questions = questions.clone();
            spawn("motcua-reader", move || read_loop(&conn, &questions))?;
            idle.push(connect(path, false)?);
        }
        Ok(Sqlite { path: path.into(), writer, readers: reads, idle: Arc::new(Mutex::new(idle)) })
    }

    pub(crate) fn write(&self, job: Box<dyn Job>) {
        if let Err(refused) = self.writer.send(job) {
            refused.into_inner().answer(Err(Error::fault("store", "the writer has stopped")));
        }
    }

    pub(crate) fn read(&self, job: Box<dyn Job>) {
        if let Err(refused) = self.readers.send(job) {
            refused.into_inner().answer(Err(Error::fault("store", "the readers have stopped")));
        }
    }

    /// Runs a look-up here and now; `None` when every spare connection is in use.
    pub(crate) fn read_here<T>(&self, read: &mut dyn FnMut(&mut Tx<'_>) -> Result<T>) -> Option<Result<T>> {
        let conn = self.idle.lock().unwrap_or_else(|p| p.into_inner()).pop()?;
        let done = read(&mut Tx { conn: Conn::Sqlite(&conn) });
        self.idle.lock().unwrap_or_else(|p| p.into_inner()).push(conn);
        Some(done)
    }

    pub(crate) fn copy_to(&self, to: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<()> {
        let from = connect(&self.path, false)?;
        let mut target = Connection::open(to).map_err(|e| fault("backup", &e))?;
        let backup = rusqlite::backup::Backup::new(&from, &mut target).map_err(|e| fault("backup", &e))?;
        loop {
            let step = backup.step(4096).map_err(|e| fault("backup", &e))?;
            let p = backup.progress();
            progress((p.pagecount - p.remaining).max(0) as u64, p.pagecount.max(0) as u64);
            match step {
                rusqlite::backup::StepResult::Done => break,
                rusqlite::backup::StepResult::More => {}
                _ => std::thread::sleep(Duration::from_millis(20)),
            }
        }
        drop(backup);
        // The copy must survive a power cut like the original.
        std::fs::File::open(to).and_then(|f| f.sync_all()).map_err(|e| Error::fault("backup", e))
    }
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Result<()> {
    std::thread::Builder::new().name(name.into()).spawn(body).map(drop).map_err(|e| Error::fault("thread", e))
}

fn connect(path: &Path, writes: bool) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags).map_err(|e| fault(&format!("open {}", path.display()), &e))?;
    conn.set_prepared_statement_cache_capacity(PREPARED);
    conn.busy_timeout(BUSY).map_err(|e| fault("open", &e))?;
    // FULL: a commit that was answered survives a power cut. 64 MiB of cache for the writer, 16 for each reader; the
    // file is mapped, so the system's page cache serves the rest. Checkpoints are the checkpointer's, see below.
    let pragmas = if writes {
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536; \
         PRAGMA wal_autocheckpoint=0; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=1073741824;"
    } else {
        "PRAGMA journal_mode=WAL; PRAGMA query_only=ON; PRAGMA cache_size=-16384; PRAGMA temp_store=MEMORY; \
         PRAGMA mmap_size=1073741824;"
    };
    conn.execute_batch(pragmas).map_err(|e| fault("open", &e))?;
    Ok(conn)
}

fn read_loop(conn: &Connection, questions: &Receiver<Box<dyn Job>>) {
    while let Ok(mut job) = questions.recv() {
        job.run(&mut Tx { conn: Conn::Sqlite(conn) });
        job.answer(Ok(()));
    }
}

fn write_loop(conn: &Connection, acts: &Receiver<Box<dyn Job>>, log: &Path) {
    let mut groups = 0_u32;
    while let Ok(first) = acts.recv() {
        write_group(conn, first, acts);
        groups = groups.wrapping_add(1);
        // Under a load that never pauses the passive checkpointer cannot start the log afresh: then the writer waits once.
        if groups.is_multiple_of(256) && size_of(log) > WAL_MAX_BYTES {
            // A reader that takes its time must not hold everybody's commits: the next round tries again.
            let _ = conn.busy_timeout(Duration::from_millis(100));
            let _ = conn.query_row("PRAGMA wal_checkpoint(RESTART)", [], |_| Ok(()));
            let _ = conn.busy_timeout(BUSY);
        }
    }
}

/// How often the checkpointer looks, from which size of the log on it works, and at which size the writer helps.
const CHECKPOINT_EVERY: Duration = Duration::from_millis(200);
const CHECKPOINT_FROM_BYTES: u64 = 8 << 20;
const WAL_MAX_BYTES: u64 = 512 << 20;

fn wal_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

fn size_of(log: &Path) -> u64 {
    std::fs::metadata(log).map_or(0, |data| data.len())
}

/// Moves pages from the log into the database file beside the writer: a commit never waits for it. What is in the log
/// is as safe as what is in the file.
fn checkpoint_loop(conn: &Connection, log: &Path, writer_gone: &Receiver<()>) {
    let mut seen = 0;
    while let Err(crossbeam_channel::RecvTimeoutError::Timeout) = writer_gone.recv_timeout(CHECKPOINT_EVERY) {
        // The file does not shrink when the log starts afresh; its time of change tells whether there is work.
        let changed = std::fs::metadata(log).and_then(|data| data.modified()).ok();
        let stamp = changed.and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok()).map_or(0, |d| d.as_nanos());
        if size_of(log) >= CHECKPOINT_FROM_BYTES && stamp != seen {
            let _ = conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
            seen = stamp;
        }
    }
}

/// Takes the waiting acts in turn, each inside a savepoint, commits once, answers all. A failed act rolls back its
/// own savepoint; a failed commit fails the group.
fn write_group(conn: &Connection, first: Box<dyn Job>, acts: &Receiver<Box<dyn Job>>) {
    if let Err(e) = run(conn, "BEGIN IMMEDIATE") {
        return first.answer(Err(fault("begin", &e)));
    }
    let started = Instant::now();
    let mut group = Vec::with_capacity(16);
    let mut next = Some(first);
    while let Some(mut job) = next.take() {
        let kept = run(conn, "SAVEPOINT act").map(|()| job.run(&mut Tx { conn: Conn::Sqlite(conn) }));
        let closed = match kept {
            Ok(true) => run(conn, "RELEASE act"),
            Ok(false) => run(conn, "ROLLBACK TO act").and_then(|()| run(conn, "RELEASE act")),
            Err(e) => Err(e),
        };
        group.push(job);
        // A full disk or a broken file ends the whole transaction: nobody in the group was saved.
        if let Err(e) = closed {
            let cause = e.to_string();
            let _ = run(conn, "ROLLBACK");
            return fail(group, &cause);
        }
        if group.len() < GROUP_MAX && started.elapsed() < GROUP_TIME {
            next = acts.try_recv().ok();
        }
    }
    match run(conn, "COMMIT") {
        Ok(()) => group.into_iter().for_each(|job| job.answer(Ok(()))),
        Err(e) => {
            let cause = e.to_string();
            let _ = run(conn, "ROLLBACK");
            fail(group, &cause);
        }
    }
}

fn fail(group: Vec<Box<dyn Job>>, cause: &str) {
    for job in group {
        job.answer(Err(Error::fault("commit", cause)));
    }
}

fn run(conn: &Connection, sql: &str) -> rusqlite::Result<()> {
    conn.prepare_cached(sql)?.execute([]).map(drop)
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Value::Null => ToSqlOutput::Owned(rusqlite::types::Value::Null),
            Value::Int(n) => ToSqlOutput::Owned((*n).into()),
            Value::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Value::Blob(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        })
    }
}

pub(crate) fn query(conn: &Connection, sql: &str, params: &[Value<'_>]) -> Result<Vec<Row>> {
    let mut statement = conn.prepare_cached(sql).map_err(|e| fault(sql, &e))?;
    let columns = statement.column_count();
    let mut rows = statement.query(rusqlite::params_from_iter(params)).map_err(|e| fault(sql, &e))?;
    let mut out = Vec::new();
    while let Some(row) = rows.next().map_err(|e| fault(sql, &e))? {
        let mut values = Vec::with_capacity(columns);
        for at in 0..columns {
            let column = row.get_ref(at).map_err(|e| fault(sql, &e))?;
            values.push(match column {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(n) => Value::Int(n),
                ValueRef::Real(x) => Value::Int(x as i64),
                ValueRef::Text(bytes) => Value::Text(String::from_utf8_lossy(bytes).into_owned().into()),
                ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec().into()),
            });
        }
        out.push(Row(values));
    }
    Ok(out)
}

pub(crate) fn execute(conn: &Connection, sql: &str, params: &[Value<'_>]) -> Result<u64> {
    let mut statement = conn.prepare_cached(sql).map_err(|e| fault(sql, &e))?;
    // Statements with RETURNING answer rows; a change is counted all the same.
    let touched = statement.execute(rusqlite::params_from_iter(params)).map_err(|e| fault(sql, &e))?;
    Ok(touched as u64)
}

pub(crate) fn fault(context: &str, error: &rusqlite::Error) -> Error {
    let duplicate = matches!(error, rusqlite::Error::SqliteFailure(e, _)
        if e.code == ErrorCode::ConstraintViolation
            && (e.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE
                || e.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY));
    let context = if duplicate { DUPLICATE.to_string() } else { context.chars().take(80).collect() };
    Error::Fault(Fault::new(context, error))
}
