//! The same story on both engines: SQLite in a temporary folder, PostgreSQL in a database of its own.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU32, Ordering};

use store::{Settings, Store};

use crate::World;
use crate::office::Office;

/// Tells a story on SQLite and, when `MOTCUA_TEST_PG` gives a server, on PostgreSQL.
pub fn each_engine(name: &str, story: impl Fn(&World)) {
    on_sqlite(&story);
    on_postgres(name, &story);
}

/// The story in a temporary SQLite file.
pub fn on_sqlite(story: impl Fn(&World)) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let sqlite = Settings::Sqlite { path: folder.path().join("office.db"), readers: 2 };
    story(&World::build(Store::open(&sqlite).expect("SQLite opens"), Office::by_duty()));
}

/// The story in a PostgreSQL database that is dropped afterwards; left out without a server.
pub fn on_postgres(name: &str, story: impl Fn(&World)) {
    let Ok(server) = std::env::var("MOTCUA_TEST_PG") else {
        eprintln!("{name}: PostgreSQL is left out, MOTCUA_TEST_PG is not set");
        return;
    };
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let database = format!("t_{name}_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let keeper = open(&server);
    command(&keeper, format!("CREATE DATABASE {database}"));
    let (base, _) = server.rsplit_once('/').expect("a URL with a database");
    let told = catch_unwind(AssertUnwindSafe(|| {
        story(&World::build(open(&format!("{base}/{database}")), Office::by_duty()));
    }));
    command(&keeper, format!("DROP DATABASE {database} WITH (FORCE)"));
    if let Err(cause) = told {
        resume_unwind(cause);
    }
}

fn open(url: &str) -> Store {
    let settings = Settings::Postgres { url: url.into(), connections: 8, serializable: false };
    Store::open(&settings).expect("PostgreSQL opens")
}

/// Databases are made outside of transactions.
fn command(store: &Store, sql: String) {
    store.read_blocking(move |tx| tx.batch(&sql)).expect("the command runs");
}
