//! An import at work, in a job or on the command line: rows are read in chunks, refused rows are named, good rows are
//! written with the progress that reaches them. A trial does the same and writes nothing.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use job::table::{self, Table};
use job::{Done, Kind, Work};
use kernel::{Clock, Error, Ids, Lang, Refusal, Result};
use office::{Act, Admin, Officer, Permit, Sessions};
use person::Reader;
use procedure::Catalogue;
use serde::{Deserialize, Serialize};
use store::{Store, Tx};

use super::columns::Heads;
use super::dossiers::{self, Importer, World};
use super::{ImportKind, officers, store as rows, units};
use crate::doors;

/// Rows one transaction takes.
const CHUNK: usize = 500;

/// What writes the rows of one chunk.
pub type Write = Box<dyn FnMut(&mut Tx<'_>) -> Result<()> + Send>;

/// Where an import reports to: a job, or a terminal.
pub trait Course {
    /// The rows to come.
    fn total(&mut self, rows: usize);
    /// A row that was refused, by its number in the file.
    fn refuse(&mut self, row: usize, reason: &str);
    /// Writes one chunk; `done` rows are through afterwards. None: a trial.
    fn chunk(&mut self, done: usize, write: Option<Write>) -> Result<()>;
    /// Rows an earlier run has dealt with.
    fn from(&self) -> usize;
}

/// What an import needs of the house.
#[derive(Clone)]
pub struct House {
    pub store: Store,
    pub catalogue: Arc<Catalogue>,
    pub sessions: Arc<Sessions>,
    pub ids: Arc<Ids>,
    pub clock: Clock,
}

/// In whose name an import goes on: an officer with their powers, or the operator at the command line.
#[derive(Debug, Clone)]
pub enum By {
    Officer(Box<Officer>),
    Operator,
}

impl By {
    fn permit(&self) -> Result<Permit> {
        match self {
            By::Officer(officer) => {
                let denied = || Refusal::new("NOT_PERMITTED").with("act", Act::Administer.key());
                doors::everywhere(officer).map_err(|_| denied().into())
            }
            By::Operator => Ok(Permit::for_chore(Act::Administer, "import")),
        }
    }
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taken {
    pub good: usize,
    pub refused: usize,
}

/// A table on its way in.
pub struct Import<'a> {
    pub kind: ImportKind,
    pub name: &'a str,
    pub bytes: &'a [u8],
    pub trial: bool,
    pub lang: Lang,
}

/// Takes a table over.
///
/// Refused: `NOT_PERMITTED` unless the officer administers the whole office, what [`table::read`] refuses, `IMPORT_COLUMNS`; refused rows are told to `course` and do not stop it.
pub fn take_over(house: &House, by: &By, import: &Import<'_>, course: &mut dyn Course) -> Result<Taken> {
    let table = table::read(import.name, import.bytes)?;
    let heads = import.kind.shape().heads(&table, import.lang)?;
    course.total(table.rows.len());
    match import.kind {
        ImportKind::Dossiers => take_dossiers(house, by, import, (&table, &heads), course),
        ImportKind::Units | ImportKind::Officers => take_office(house, by, import, (table, heads), course),
    }
}

fn take_dossiers(
    house: &House,
    by: &By,
    import: &Import<'_>,
    (table, heads): (&Table, &Heads),
    course: &mut dyn Course,
) -> Result<Taken> {
    let now_ms = house.clock.now_ms();
    let today = kernel::time::civil_ms(now_ms).date();
    let mut world = World::new(house.sessions.directory(), house.catalogue.clone(), today);
    let permit = by.permit()?;
    let importer = Importer {
        actor: permit.actor(),
        reader: Reader::permitted(&permit, "import", &house.ids, now_ms),
        source: import.name.to_string(),
    };
    let mut taken = Taken::default();
    let mut seen: HashSet<String> = HashSet::new();
    let mut done = course.from();
    for lines in table.rows[done.min(table.rows.len())..].chunks(CHUNK) {
        let (mut goods, mut numbers, mut refused) = (Vec::new(), Vec::new(), Vec::new());
        for line in lines {
            match world.read(heads, line) {
                Ok(good) => {
                    goods.push(good);
                    numbers.push(line.number);
                }
                Err(refusal) => refused.push((line.number, refusal)),
            }
        }
        let (goods, conflicts) = conflicts(&house.store, goods, &seen)?;
        let mut kept = Vec::with_capacity(goods.len());
        for ((good, conflict), number) in goods.into_iter().zip(conflicts).zip(numbers) {
            seen.insert(good.code().to_string());
            match conflict {
                Some(refusal) => refused.push((number, refusal)),
                None => kept.push(good),
            }
        }
        refused.sort_by_key(|(number, _)| *number);
        for (number, refusal) in &refused {
            course.refuse(*number, &web::problem::refusal_text(import.lang, refusal));
        }
        done += lines.len();
        taken.good += kept.len();
        taken.refused += refused.len();
        let (importer, ids) = (importer.clone(), house.ids.clone());
        let write = move |tx: &mut Tx<'_>| dossiers::write(tx, &kept, &importer, &ids, now_ms);
        course.chunk(done, (!import.trial).then(|| Box::new(write) as _))?;
    }
    Ok(taken)
}

type Checked = (Vec<dossiers::Good>, Vec<Option<Refusal>>);

fn conflicts(store: &Store, goods: Vec<dossiers::Good>, seen: &HashSet<String>) -> Result<Checked> {
    let (goods, seen) = (Arc::new(goods), Arc::new(seen.clone()));
    let shared = goods.clone();
    let found = store.read_blocking(move |tx| dossiers::find_conflicts(tx, &shared, &seen))?;
    // The reader may let go of its share a moment after it answered.
    Ok((Arc::unwrap_or_clone(goods), found))
}

/// Units and officers go through the rules of the screens, all rows in one transaction; a trial takes it back.
fn take_office(
    house: &House,
    by: &By,
    import: &Import<'_>,
    (table, heads): (Table, Heads),
    course: &mut dyn Course,
) -> Result<Taken> {
    let rows = table.rows.len();
    if course.from() >= rows {
        return Ok(Taken::default());
    }
    let (kind, directory) = (import.kind, house.sessions.directory());
    let (ids, now_ms, by) = (house.ids.clone(), house.clock.now_ms(), by.clone());
    by.permit()?;
    let shared = Arc::new((table, heads));
    let act = move |tx: &mut Tx<'_>| {
        let admin = Admin::new(by.permit()?, ids.clone(), now_ms)?;
        let given = (&shared.0, &shared.1);
        match kind {
            ImportKind::Units => units::write(tx, &admin, &directory, given),
            ImportKind::Officers | ImportKind::Dossiers => officers::write(tx, &admin, &directory, given),
        }
    };
    // The rules are asked by doing it and taking it back: a trial says exactly what the import will say.
    let tried = Arc::new(Mutex::new(None));
    let told = tried.clone();
    let trial = act.clone();
    let back = house.store.act_blocking(move |tx| {
        let refused = trial(tx)?;
        *told.lock().unwrap_or_else(|p| p.into_inner()) = Some(refused);
        Err::<(), _>(Refusal::new("IMPORT_TRIAL").into())
    });
    match back {
        Err(Error::Refused(refusal)) if refusal.key == "IMPORT_TRIAL" => {}
        Err(other) => return Err(other),
        Ok(()) => {}
    }
    let refused = tried.lock().unwrap_or_else(|p| p.into_inner()).take().unwrap_or_default();
    for (number, refusal) in &refused {
        course.refuse(*number, &web::problem::refusal_text(import.lang, refusal));
    }
    let write = move |tx: &mut Tx<'_>| act(tx).map(drop);
    course.chunk(rows, (!import.trial).then(|| Box::new(write) as _))?;
    Ok(Taken { good: rows - refused.len(), refused: refused.len() })
}

/// What an import job was asked.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Params {
    pub file: i64,
    pub kind: ImportKind,
    pub trial: bool,
    pub lang: Lang,
}

struct JobCourse<'w> {
    work: &'w mut Work,
    lang: Lang,
    from: usize,
}

impl Course for JobCourse<'_> {
    fn total(&mut self, rows: usize) {
        self.work.set_total(rows as i64);
    }
    fn refuse(&mut self, row: usize, reason: &str) {
        let subject = self.lang.say_with("admin-import-row", &[("row", &row.to_string())]);
        self.work.refuse(subject, reason);
    }
    fn chunk(&mut self, done: usize, write: Option<Write>) -> Result<()> {
        match write {
            Some(mut write) => self.work.chunk(done as i64, &done, move |tx| write(tx)),
            None => self.work.step(done as i64, &done),
        }
    }
    fn from(&self) -> usize {
        self.from
    }
}

/// The kinds of long work this folder does.
pub fn jobs(house: &House) -> Vec<Kind> {
    let (trial, real) = (house.clone(), house.clone());
    vec![
        Kind::new("import_trial", move |work| work_on(&trial, work)),
        Kind::new("import", move |work| work_on(&real, work)),
    ]
}

fn work_on(house: &House, work: &mut Work) -> Result<Done> {
    let params: Params = work.params()?;
    let by = By::Officer(Box::new(work.officer().clone()));
    let (name, bytes) = house.store.read_blocking(move |tx| rows::load_bytes(tx, params.file))?;
    let from = work.cursor::<usize>()?.unwrap_or(0);
    let import = Import { kind: params.kind, name: &name, bytes: &bytes, trial: params.trial, lang: params.lang };
    let mut course = JobCourse { work, lang: params.lang, from };
    take_over(house, &by, &import, &mut course)?;
    let (done, refused) = (work.done(), work.refused());
    Ok(Done::summary(&[("good", (done - refused).to_string()), ("refused", refused.to_string()), ("name", name)]))
}
