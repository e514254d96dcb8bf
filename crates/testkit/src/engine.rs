//! The same story on both engines, in an office of the test world.

use store::Store;
use store::testkit::{open_postgres, with_postgres};

use crate::World;
use crate::office::Office;

/// Tells a story on SQLite and, when `MOTCUA_TEST_PG` gives a server, on PostgreSQL.
pub fn each_engine(name: &str, story: impl Fn(&World)) {
    on_sqlite(&story);
    on_postgres(name, &story);
}

/// The story in a temporary SQLite file.
pub fn on_sqlite(story: impl Fn(&World)) {
    store::testkit::on_sqlite(|store| story(&build(store)));
}

/// The story in a PostgreSQL database that is dropped afterwards; left out without a server.
pub fn on_postgres(name: &str, story: impl Fn(&World)) {
    with_postgres(name, |url| story(&build(open_postgres(url))));
}

fn build(store: Store) -> World {
    World::build(store, Office::by_duty())
}
