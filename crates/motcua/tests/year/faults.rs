//! What breaks: the disk is full, connections are cut, the store of files is gone, the process dies, the clock leaps, chores
//! are run by two processes at once.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kernel::Error;
use store::{Settings, Store};

use super::house::House;

/// The day's misfortune.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    None,
    /// The embedded database finds no room; connections of the other engine are cut instead.
    Storm,
    Died,
    ClockBack,
    ChoresLate,
    ChoresTwice,
    BlobsGone,
}

impl Fault {
    /// Each in its turn: no short year without every one of them.
    pub fn of_day(day: i64) -> Fault {
        const TURNS: [Fault; 8] = [
            Fault::None,
            Fault::ChoresTwice,
            Fault::Storm,
            Fault::Died,
            Fault::ClockBack,
            Fault::ChoresLate,
            Fault::Storm,
            Fault::BlobsGone,
        ];
        TURNS[usize::try_from(day).unwrap_or(0) % TURNS.len()]
    }
}

/// While it lives, connections fall or the disk has no room.
pub struct Storm {
    over: Arc<AtomicBool>,
    cutter: Option<std::thread::JoinHandle<u64>>,
}

/// Pages the embedded database may still grow by.
const PAGES_LEFT: i64 = 6;
const NO_LIMIT: i64 = 1_073_741_823;

impl House {
    pub fn storm_begins(&mut self) -> Storm {
        self.storm = true;
        let over = Arc::new(AtomicBool::new(false));
        if self.is_sqlite() {
            self.may_grow_to(None);
            return Storm { over, cutter: None };
        }
        let (url, heard) = (self.url().expect("an address").to_string(), over.clone());
        let cutter = std::thread::spawn(move || {
            let settings = Settings::Postgres { url, connections: 1, serializable: false };
            let store = Store::open(&settings).expect("a connection of its own");
            let mut cut = 0;
            while !heard.load(Ordering::Relaxed) {
                let sql = "SELECT CAST(CASE WHEN pg_terminate_backend(pid) THEN 1 ELSE 0 END AS BIGINT) FROM pg_stat_activity \
                           WHERE datname = current_database() AND pid <> pg_backend_pid()";
                cut += store.read_blocking(move |tx| tx.query(sql, &[])).map_or(0, |rows| rows.len() as u64);
                std::thread::sleep(Duration::from_millis(30));
            }
            cut
        });
        Storm { over, cutter: Some(cutter) }
    }

    pub fn storm_ends(&mut self, storm: Storm) {
        storm.over.store(true, Ordering::Relaxed);
        match storm.cutter {
            Some(cutter) => {
                let cut = cutter.join().expect("the cutter ends");
                *self.tally.entry("connections cut".into()).or_default() += cut;
            }
            None => {
                self.may_grow_to(Some(NO_LIMIT));
                self.count("full disks");
            }
        }
        // One read for each connection that may be dead without knowing.
        for _ in 0..16 {
            self.look(|tx| tx.count("SELECT COUNT(*) FROM seal", &[]));
        }
        self.storm = false;
    }

    /// The limit belongs to the writer's connection, so an act sets it.
    fn may_grow_to(&self, pages: Option<i64>) {
        let set = self.app.store.act_blocking(move |tx| {
            let most = match pages {
                Some(pages) => pages,
                None => tx.find("PRAGMA page_count", &[])?.map_or(Ok(0), |row| row.int(0))? + PAGES_LEFT,
            };
            tx.query(&format!("PRAGMA max_page_count = {most}"), &[]).map(drop)
        });
        set.expect("the limit is set");
    }

    /// A file stands where the folder of files stood.
    pub fn blobs_gone(&mut self) -> PathBuf {
        let (here, aside) = (self.blobs(), self.folder.path().join("blobs-aside"));
        std::fs::rename(&here, &aside).expect("moved away");
        std::fs::write(&here, b"").expect("something else in its place");
        aside
    }

    pub fn blobs_back(&mut self, aside: PathBuf) {
        let here = self.blobs();
        std::fs::remove_file(&here).expect("taken away");
        std::fs::rename(aside, here).expect("moved back");
    }

    /// Nothing is taken while the store of files is gone, and everything afterwards.
    pub fn blobs_are_gone_for_a_while(&mut self, picture: Vec<u8>) {
        let gone = self.blobs_gone();
        let refused = self.runtime.block_on(self.app.blobs.put(picture.clone()));
        assert!(matches!(refused, Err(Error::Fault(_))), "kept without a store: {refused:?}");
        self.blobs_back(gone);
        let kept = self.runtime.block_on(self.app.blobs.put(picture.clone())).expect("kept");
        assert_eq!(self.runtime.block_on(self.app.blobs.get(kept)).expect("there"), picture);
        self.count("file stores gone");
    }

    // ── chores ──────────────────────────────────────────────────────────────────────────────────────────────────

    pub fn chores(&mut self) {
        let clock = self.clock.clone();
        self.insist("the chores", || quiet(motcua::chores::run_once(&self.app, &clock)));
    }

    /// Two processes do them at the same moment; what one of them finds done already is no harm.
    pub fn chores_twice(&mut self) {
        std::thread::scope(|scope| {
            let run = || {
                for _ in 0..20 {
                    match motcua::chores::run_once(&self.app, &self.clock) {
                        Ok(()) => return,
                        // The other one was first: looked at again, as the endless loop of the house does.
                        Err(error) if matches!(error, Error::Stale { .. }) || Store::is_duplicate(&error) => {}
                        Err(error) => panic!("chores side by side: {error}"),
                    }
                }
                panic!("the chores of two processes never come to an end");
            };
            let both = [scope.spawn(run), scope.spawn(run)];
            both.into_iter().for_each(|one| one.join().expect("both end"));
        });
        self.count("chores twice");
    }

    pub fn clock_leaps(&mut self, seconds: i64) {
        let now = self.clock.now();
        self.clock.set(now + jiff::SignedDuration::from_secs(seconds));
        self.count(if seconds < 0 { "clock back" } else { "clock forward" });
    }
}

fn quiet(done: kernel::Result<()>) -> kernel::Result<()> {
    match done {
        Err(Error::Stale { .. }) => Ok(()),
        done => done,
    }
}
