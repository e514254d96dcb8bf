//! Both engines for tests: SQLite in a temporary folder, PostgreSQL in a database of its own that is dropped afterwards.
//! Never on in the binary.
//!
//! The databases sort as Vietnamese does, where the server can: what depends on the order of bytes must say so itself.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::{Settings, Store};

/// Tells a story on SQLite and, when `MOTCUA_TEST_PG` gives a server, on PostgreSQL.
pub fn on_both(name: &str, story: impl Fn(Store)) {
    on_sqlite(&story);
    with_postgres(name, |url| story(open_postgres(url)));
}

/// The story in a temporary SQLite file.
pub fn on_sqlite(story: impl FnOnce(Store)) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let sqlite = Settings::Sqlite { path: folder.path().join("office.db"), readers: 2 };
    story(Store::open(&sqlite).expect("SQLite opens"));
}

/// The address of a PostgreSQL database that lasts as long as the story, however it ends; left out without a server.
pub fn with_postgres(name: &str, story: impl FnOnce(&str)) {
    let Ok(server) = std::env::var("MOTCUA_TEST_PG") else {
        eprintln!("{name}: PostgreSQL is left out, MOTCUA_TEST_PG is not set");
        return;
    };
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let database = format!("t_{name}_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let keeper = open_postgres(&server);
    // Databases are made outside of transactions: a read opens none.
    let command = |sql: String| keeper.read_blocking(move |tx| tx.batch(&sql));
    let vietnamese = "TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'vi'";
    if command(format!("CREATE DATABASE {database} {vietnamese}")).is_err() {
        command(format!("CREATE DATABASE {database}")).expect("a database can be made");
    }
    let (base, _) = server.rsplit_once('/').expect("a URL with a database");
    let told = catch_unwind(AssertUnwindSafe(|| story(&format!("{base}/{database}"))));
    command(format!("DROP DATABASE {database} WITH (FORCE)")).expect("the database can be dropped");
    if let Err(cause) = told {
        resume_unwind(cause);
    }
}

/// The store at an address.
pub fn open_postgres(url: &str) -> Store {
    let settings = Settings::Postgres { url: url.into(), connections: 8, serializable: false };
    Store::open(&settings).expect("PostgreSQL opens")
}
