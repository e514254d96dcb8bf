//! The same story on both engines: SQLite in a temporary folder, PostgreSQL in a database of its own when
//! `MOTCUA_TEST_PG` gives a server.

use std::sync::atomic::{AtomicU32, Ordering};

use store::{Settings, Store};

pub fn on_both(story: impl Fn(Store)) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let sqlite = Settings::Sqlite { path: folder.path().join("person.db"), readers: 2 };
    story(Store::open(&sqlite).expect("SQLite opens"));
    let Ok(server) = std::env::var("MOTCUA_TEST_PG") else {
        eprintln!("PostgreSQL is left out: MOTCUA_TEST_PG is not set");
        return;
    };
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!("t_person_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let keeper = open_pg(&server);
    command(&keeper, format!("CREATE DATABASE {name}"));
    let (base, _) = server.rsplit_once('/').expect("a URL with a database");
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| story(open_pg(&format!("{base}/{name}")))));
    command(&keeper, format!("DROP DATABASE {name} WITH (FORCE)"));
    if let Err(cause) = outcome {
        std::panic::resume_unwind(cause);
    }
}

fn open_pg(url: &str) -> Store {
    let settings = Settings::Postgres { url: url.into(), connections: 4, serializable: false };
    Store::open(&settings).expect("PostgreSQL opens")
}

/// Databases are made outside of transactions.
fn command(store: &Store, sql: String) {
    store.read_blocking(move |tx| tx.batch(&sql)).expect("the command runs");
}
