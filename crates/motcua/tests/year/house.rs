//! The house the year is lived in: the sample office without a single dossier, a clock that is set, officers at work, and
//! requests that are pressed again when their answer was lost.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use dossier::Saved;
use jiff::civil::{Date, DateTime};
use kernel::{Clock, Error, Ids, OfficerId, Refusal, Result, UnitId};
use motcua::{App, Config};
use office::{Act, Admin, Officer, Permit, Place, Plan};
use procedure::ProcedureVersion;
use rand::{RngExt, SeedableRng};
use store::ledger::Once;
use store::{EngineKind, Tx};

pub type Dice = rand::rngs::Xoshiro256PlusPlus;

/// Tries of a read or a chore while connections are being cut.
const TRIES: usize = 200;

/// What a request came to.
#[derive(Debug)]
pub enum Came<T> {
    Done(T),
    Refused(Refusal),
    /// Somebody else was first.
    Stale,
    /// No answer: it may have happened, or not.
    Lost,
}

pub struct House {
    pub app: App,
    pub clock: Clock,
    pub runtime: tokio::runtime::Runtime,
    pub dice: Dice,
    /// Everybody who is in office, as of this morning.
    pub officers: Vec<Officer>,
    /// Away, until the number of a day.
    pub away: BTreeMap<OfficerId, i64>,
    /// Requests may be lost at the moment.
    pub storm: bool,
    /// How often what happened.
    pub tally: BTreeMap<String, u64>,
    config: Config,
    requests: i64,
    pub folder: tempfile::TempDir,
}

fn sample(name: &str) -> String {
    let path = format!("{}/../../sample/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|cause| panic!("{path}: {cause}"))
}

fn samples(folder: &str) -> Vec<String> {
    let path = format!("{}/../../sample/{folder}", env!("CARGO_MANIFEST_DIR"));
    let entries = std::fs::read_dir(&path).unwrap_or_else(|cause| panic!("{path}: {cause}"));
    let mut names: Vec<_> = entries.map(|entry| entry.expect("an entry").file_name()).collect();
    names.sort();
    names.iter().map(|name| sample(&format!("{folder}/{}", name.to_string_lossy()))).collect()
}

pub fn instant(at: DateTime) -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(kernel::time::instant_ms(at)).expect("a moment")
}

impl House {
    pub fn build(seed: u64, url: Option<&str>, at: DateTime) -> House {
        let folder = tempfile::tempdir().expect("a folder");
        let mut config = Config { database_url: url.map(str::to_string), ..Config::default() }.in_folder(folder.path());
        config.connections = 6;
        let clock = Clock::set_at(instant(at));
        let app = App::open(config.clone(), clock.clone()).expect("the house opens");
        plant(&app, at);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let mut house = House {
            app,
            clock,
            runtime: runtime.expect("a runtime"),
            dice: Dice::seed_from_u64(seed),
            officers: Vec::new(),
            away: BTreeMap::new(),
            storm: false,
            tally: BTreeMap::new(),
            config,
            requests: 0,
            folder,
        };
        house.reopen();
        house
    }

    /// The process dies and starts again; what waited for a chore waits still.
    pub fn reopen(&mut self) {
        // No process starts within the millisecond in which another one died: its ids begin after the last ones.
        self.tick();
        self.app = App::open(self.config.clone(), self.clock.clone()).expect("the house opens again");
        self.gather();
    }

    pub fn blobs(&self) -> std::path::PathBuf {
        match &self.config.blobs {
            store::blob::BlobConfig::Folder { path } => path.clone(),
            store::blob::BlobConfig::S3 { .. } => unreachable!("tests keep files in a folder"),
        }
    }

    pub fn url(&self) -> Option<&str> {
        self.config.database_url.as_deref()
    }

    pub fn is_sqlite(&self) -> bool {
        self.app.store.kind() == EngineKind::Sqlite
    }

    /// Who is in office, by the directory as it stands now.
    pub fn gather(&mut self) {
        self.wait_for(|app| async move { app.sessions.refresh().await.map(drop) });
        let directory = self.app.sessions.directory();
        let now = self.clock.now();
        let mut cards = directory.officers();
        cards.sort_by(|a, b| a.login.cmp(&b.login));
        self.officers = cards.iter().filter_map(|card| self.app.sessions.officer_at_work(card.id, now)).collect();
    }

    pub fn officer(&self, login: &str) -> Officer {
        self.officers.iter().find(|by| by.login() == login).unwrap_or_else(|| panic!("{login} is in office")).clone()
    }

    /// Those at their desks who may do all of this to a procedure at a unit.
    pub fn who(&self, acts: &[Act], version: &ProcedureVersion, unit: UnitId) -> Vec<Officer> {
        let units = [unit];
        let place = Place::new(&version.field, &version.code, &units);
        let able = self.officers.iter().filter(|by| acts.iter().all(|act| by.may(*act, &place)));
        able.filter(|by| !self.away.contains_key(&by.id())).cloned().collect()
    }

    // ── time and chance ─────────────────────────────────────────────────────────────────────────────────────────

    pub fn now(&self) -> DateTime {
        kernel::time::civil(self.clock.now())
    }

    pub fn today(&self) -> Date {
        self.now().date()
    }

    /// Some seconds pass, never none: two requests do not come within one millisecond.
    pub fn tick(&mut self) {
        let ms = self.dice.random_range(700..9_000);
        self.clock.set(self.clock.now() + Duration::from_millis(ms));
    }

    pub fn chance(&mut self, percent: u32) -> bool {
        self.dice.random_range(0..100_u32) < percent
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        if from.is_empty() { None } else { from.get(self.dice.random_range(0..from.len())).cloned() }
    }

    pub fn count(&mut self, what: &str) {
        *self.tally.entry(what.into()).or_default() += 1;
    }

    pub fn counted(&self, what: &str) -> u64 {
        self.tally.get(what).copied().unwrap_or_default()
    }

    /// A fresh token of a form.
    pub fn once(&mut self, caller: i64, what: &str) -> Once {
        self.requests += 1;
        Once { caller, token: format!("year-{}", self.requests), fingerprint: what.into() }
    }

    // ── asking ──────────────────────────────────────────────────────────────────────────────────────────────────

    /// What an answer means; a fault is only borne while one is made on purpose.
    pub fn came<T>(&mut self, what: &str, answer: Result<T>) -> Came<T> {
        match answer {
            Ok(done) => Came::Done(done),
            Err(Error::Refused(refusal)) => {
                self.count(&format!("refused {what} {}", refusal.key));
                Came::Refused(*refusal)
            }
            // Gone out of sight with what somebody did to it is the same as changed by them.
            Err(Error::Stale { .. } | Error::Absent(_)) => {
                self.count(&format!("stale {what}"));
                Came::Stale
            }
            Err(Error::Fault(_)) if self.storm => {
                self.count("answers lost");
                Came::Lost
            }
            Err(error) => panic!("{what} failed on a quiet day: {error}"),
        }
    }

    /// Reads; again while connections are being cut.
    pub fn look<T: Send + 'static>(&self, read: impl Fn(&mut Tx<'_>) -> Result<T> + Send + Clone + 'static) -> T {
        self.insist("a read", || self.app.store.read_blocking(read.clone()))
    }

    /// Does something until it answers other than with a fault; at once, when the day is quiet.
    pub fn insist<T>(&self, what: &str, deed: impl Fn() -> Result<T>) -> T {
        for _ in 0..TRIES {
            match deed() {
                Ok(done) => return done,
                Err(Error::Fault(_)) if self.storm => std::thread::sleep(Duration::from_millis(10)),
                Err(error) => panic!("{what}: {error}"),
            }
        }
        panic!("{what}: no answer after {TRIES} tries");
    }

    /// Waits for something of the house, insisting like [`House::insist`].
    pub fn wait_for<T, F>(&self, deed: impl Fn(App) -> F) -> T
    where
        F: Future<Output = Result<T>>,
    {
        self.insist("a door", || self.runtime.block_on(deed(self.app.clone())))
    }

    /// Presses a button, sometimes twice at once: both answers must be the same, or one may have been lost.
    pub fn press<F>(&mut self, what: &str, deed: impl Fn() -> F) -> Came<Saved>
    where
        F: Future<Output = Result<Saved>>,
    {
        if !self.chance(8) {
            let answer = self.runtime.block_on(deed());
            return self.came(what, answer);
        }
        self.count("pressed twice");
        let (one, two) = self.runtime.block_on(async { tokio::join!(deed(), deed()) });
        let (one, two) = (self.came(what, one), self.came(what, two));
        match (one, two) {
            (Came::Done(one), Came::Done(two)) => {
                assert_eq!(one, two, "{what}: pressed twice, answered differently");
                Came::Done(one)
            }
            (Came::Done(done), Came::Lost) | (Came::Lost, Came::Done(done)) => Came::Done(done),
            (Came::Refused(refusal), Came::Refused(_)) => Came::Refused(refusal),
            (Came::Stale, Came::Stale) => Came::Stale,
            (Came::Lost, _) | (_, Came::Lost) => Came::Lost,
            (one, two) => panic!("{what}: pressed twice, answered {one:?} and {two:?}"),
        }
    }
}

/// The office, its catalogue, its processes and forms; no passwords, because nobody types one.
fn plant(app: &App, at: DateTime) {
    #[derive(serde::Deserialize)]
    struct Procedures {
        procedure: Vec<ProcedureVersion>,
    }
    #[derive(serde::Deserialize)]
    struct Processes {
        process: Vec<procedure::Process>,
    }
    let plan = Plan::parse(&sample("office.toml")).expect("a plan");
    let versions = samples("procedures")
        .iter()
        .flat_map(|text| toml::from_str::<Procedures>(text).expect("procedures").procedure)
        .collect::<Vec<_>>();
    let processes: Processes = toml::from_str(&sample("processes.toml")).expect("processes");
    let forms: Vec<procedure::form::Form> =
        samples("forms").iter().map(|text| toml::from_str(text).expect("a form")).collect();
    let (ids, now_ms): (Arc<Ids>, i64) = (app.ids.clone(), kernel::time::instant_ms(at));
    let catalogue = app.catalogue.clone();
    let planted = app.store.act_blocking(move |tx| {
        let admin = Admin::new(Permit::for_chore(Act::Administer, "test"), ids.clone(), now_ms)?;
        plan.record(tx, &admin, &|_| None)?;
        for version in &versions {
            procedure::store::record_version(tx, &ids, now_ms, version)?;
        }
        for process in processes.process.iter().chain([&procedure::process::default_process(None)]) {
            procedure::store::record_process(tx, &ids, now_ms, process)?;
        }
        for form in &forms {
            procedure::form::rows::record_form(tx, &ids, now_ms, form)?;
        }
        catalogue.refresh(tx).map(drop)
    });
    planted.expect("the sample office is recorded");
}
