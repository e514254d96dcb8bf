//! The catalogue in memory: what stands today, its index and its processes, shared by all requests.
//!
//! Never decides when to look again and never writes: the caller refreshes it inside a read.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use jiff::civil::Date;
use kernel::{ProcedureVersionId, ProcessId, Result};
use store::{Store, Tx};

use crate::model::ProcedureVersion;
use crate::process::{Process, default_process};
use crate::search::{Filter, Hit, Index};
use crate::store::{Standing, governs, load_process, load_revision, load_standing, load_version};

/// A version with the id that dossiers keep.
#[derive(Debug, Clone)]
pub struct Held {
    pub id: ProcedureVersionId,
    pub version: Arc<ProcedureVersion>,
}

/// What stood in the database at one revision.
#[derive(Debug, Default)]
struct Snapshot {
    revision: i64,
    newest: HashMap<String, Held>,
    before: HashMap<String, Held>,
    by_id: HashMap<ProcedureVersionId, Arc<ProcedureVersion>>,
    /// Procedure code ("" for the default) → process.
    processes: HashMap<String, (ProcessId, Arc<Process>)>,
    index: Index,
}

impl Snapshot {
    fn of(standing: Standing) -> Snapshot {
        let mut snapshot = Snapshot { revision: standing.revision, ..Snapshot::default() };
        let hold = |(id, version): (ProcedureVersionId, ProcedureVersion)| Held { id, version: Arc::new(version) };
        let newest: Vec<Held> = standing.newest.into_iter().map(hold).collect();
        let versions: Vec<_> = newest.iter().map(|held| held.version.clone()).collect();
        snapshot.index = Index::build(&versions);
        let before: Vec<Held> = standing.before.into_iter().map(hold).collect();
        snapshot.by_id = newest.iter().chain(&before).map(|held| (held.id, held.version.clone())).collect();
        let by_code = |held: Vec<Held>| held.into_iter().map(|held| (held.version.code.clone(), held)).collect();
        (snapshot.newest, snapshot.before) = (by_code(newest), by_code(before));
        let key = |process: &Process| process.procedure.clone().unwrap_or_default();
        let processes = standing.processes.into_iter();
        snapshot.processes = processes.map(|(id, process)| (key(&process), (id, Arc::new(process)))).collect();
        snapshot
    }
}

/// The catalogue all requests share.
#[derive(Debug, Default)]
pub struct Catalogue {
    snapshot: RwLock<Arc<Snapshot>>,
    /// Versions and processes that no longer stand but that running dossiers keep. They never change, so they are
    /// never thrown away; there are as many as publication decisions have made.
    past: RwLock<HashMap<ProcedureVersionId, Arc<ProcedureVersion>>>,
    past_processes: RwLock<HashMap<ProcessId, Arc<Process>>>,
}

impl Catalogue {
    /// Reads the catalogue at start-up (blocks).
    pub fn load(store: &Store) -> Result<Catalogue> {
        let standing = store.read_blocking(load_standing)?;
        Ok(Catalogue { snapshot: RwLock::new(Arc::new(Snapshot::of(standing))), ..Catalogue::default() })
    }

    /// Looks whether the catalogue changed, and reads it again if so. One small query when nothing changed.
    pub fn refresh(&self, tx: &mut Tx<'_>) -> Result<bool> {
        if load_revision(tx)? == self.standing().revision {
            return Ok(false);
        }
        let fresh = Arc::new(Snapshot::of(load_standing(tx)?));
        *self.snapshot.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = fresh;
        Ok(true)
    }

    fn standing(&self) -> Arc<Snapshot> {
        self.snapshot.read().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
    }

    /// The version of a code that governs on a day. Abolished ones are found too: ask
    /// [`ProcedureVersion::accepts_intake_on`] before taking a dossier in.
    pub fn current(&self, code: &str, on: Date) -> Option<Held> {
        let standing = self.standing();
        let newest = standing.newest.get(code)?;
        let held = if governs(&newest.version, on) { newest } else { standing.before.get(code).unwrap_or(newest) };
        Some(held.clone())
    }

    /// A version that stands or was asked for before; none: use [`Catalogue::load_version`].
    pub fn version(&self, id: ProcedureVersionId) -> Option<Arc<ProcedureVersion>> {
        let past = || self.past.read().unwrap_or_else(|poisoned| poisoned.into_inner()).get(&id).cloned();
        self.standing().by_id.get(&id).cloned().or_else(past)
    }

    /// A version by its id, however old, from memory if possible.
    ///
    /// Errors: absent id.
    pub fn load_version(&self, tx: &mut Tx<'_>, id: ProcedureVersionId) -> Result<Arc<ProcedureVersion>> {
        if let Some(version) = self.version(id) {
            return Ok(version);
        }
        let version = Arc::new(load_version(tx, id)?);
        self.past.write().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(id, version.clone());
        Ok(version)
    }

    /// The process a new dossier of a procedure follows: its own, or the default that was recorded.
    ///
    /// None: neither is recorded; [`default_process`] gives one to record.
    pub fn process_for(&self, code: &str) -> Option<(ProcessId, Arc<Process>)> {
        let standing = self.standing();
        standing.processes.get(code).or_else(|| standing.processes.get("")).cloned()
    }

    /// A process by its id, however old.
    ///
    /// Errors: absent id.
    pub fn load_process(&self, tx: &mut Tx<'_>, id: ProcessId) -> Result<Arc<Process>> {
        let standing = self.standing();
        if let Some((_, process)) = standing.processes.values().find(|(standing, _)| *standing == id) {
            return Ok(process.clone());
        }
        if let Some(process) = self.past_processes.read().unwrap_or_else(|poisoned| poisoned.into_inner()).get(&id) {
            return Ok(process.clone());
        }
        let process = Arc::new(load_process(tx, id)?);
        self.past_processes.write().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(id, process.clone());
        Ok(process)
    }

    /// Every process that stands with the code it is for ("" for the default), in the order of the codes.
    pub fn own_processes(&self) -> Vec<(String, Arc<Process>)> {
        let standing = self.standing();
        let mut own: Vec<_> =
            standing.processes.iter().map(|(code, (_, process))| (code.clone(), process.clone())).collect();
        own.sort_by(|a, b| a.0.cmp(&b.0));
        own
    }

    /// The default process with its shares of one procedure's limit, for showing.
    pub fn default_for(limit: Option<&law::Limit>) -> Process {
        default_process(limit)
    }

    /// The best answers to a question ([`Index::find`]).
    pub fn search(&self, query: &str, filter: &Filter, limit: usize) -> Vec<Hit> {
        self.standing().index.find(query, filter, limit)
    }

    /// Fields with the number of their open procedures.
    pub fn fields(&self) -> Vec<(String, usize)> {
        self.standing().index.fields()
    }

    /// Number of procedures, abolished ones included.
    pub fn len(&self) -> usize {
        self.standing().newest.len()
    }

    /// Whether nothing has been imported yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The newest version of every procedure, for a diff before an import.
    pub fn versions(&self) -> Vec<Arc<ProcedureVersion>> {
        self.standing().newest.values().map(|held| held.version.clone()).collect()
    }
}
