//! Every dossier whose date runs, in memory: what the supervisor's pages count and list. Each look first reads what
//! happened since the last one, so a count is never older than the page that shows it, and counts and lists are one set.
//!
//! It keeps no applicant's data and decides nothing; it is made of rows and can be thrown away at any moment.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};

use jiff::civil::{Date, DateTime};
use kernel::{DossierId, OfficerId, ProcessId, Result, UnitId};
use law::Calendar;
use office::Directory;
use procedure::Catalogue;
use procedure::process::Process;
use store::{Store, Tx};

use crate::forecast::{self, Ahead, Chance, Forecast, Place, StepAhead};
use crate::ruler::Ruler;
use crate::store::{self as rows, Paces, Running};
use dossier::Stage;

/// Events are looked at again for this long after they were written: on PostgreSQL an act with an earlier id may be
/// saved after one with a later id.
const AGAIN_MS: i64 = 10_000;

/// One dossier whose date runs.
#[derive(Debug, Clone)]
pub struct Spot {
    pub id: DossierId,
    pub version: i64,
    pub code: Option<String>,
    pub procedure: Arc<str>,
    pub field: Arc<str>,
    pub receiving: UnitId,
    pub deciding: UnitId,
    /// Whose turn it is.
    pub unit: UnitId,
    pub officer: Option<OfficerId>,
    /// The step's name, or the stage's behind `@` where no step runs.
    pub step: Arc<str>,
    pub stage: &'static str,
    /// Nobody inside can do anything now.
    pub waiting: bool,
    /// The promised date; none for a submission that waits to be accepted.
    pub due_ms: Option<i64>,
    pub intake_ms: Option<i64>,
    pub since_ms: i64,
    pub explained: bool,
    pub apologised: bool,
    pub urges: usize,
    /// Something happened to it after the last urge.
    pub answered: bool,
    /// On the ruler of its calendar.
    ruler: usize,
    due_at: i64,
    since_at: i64,
    accepted_ms: Option<i64>,
    /// The whole time promised, in working minutes.
    whole: Option<i64>,
    ahead: Ahead,
    place: Place,
    process: ProcessId,
}

impl Spot {
    /// When it is to be done, in milliseconds since 1970.
    pub fn by_ms(&self) -> i64 {
        self.due_ms.or(self.intake_ms).unwrap_or(i64::MAX)
    }
}

/// The moment everything on a page is measured against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub ms: i64,
    pub at: DateTime,
}

impl Moment {
    pub fn of_ms(ms: i64) -> Moment {
        Moment { ms, at: kernel::time::civil_ms(ms) }
    }
}

/// What the board knows.
#[derive(Default)]
pub struct State {
    spots: HashMap<DossierId, Spot>,
    /// The newest event whose act is in the spots.
    newest: i64,
    /// Ids of events that would be read again but are in already.
    known: HashSet<i64>,
    loaded: bool,
    /// The office the spots were laid out for.
    directory: Option<Arc<Directory>>,
    laid_on: Option<Date>,
    rulers: Vec<Ruler>,
    paces: Paces,
    measured: Option<(i64, i64)>,
    words: HashMap<String, Arc<str>>,
    /// Processes never change, so they are kept.
    processes: HashMap<ProcessId, Arc<Process>>,
}

/// The board. Cloning shares it.
#[derive(Clone, Default)]
pub struct Board {
    state: Arc<RwLock<State>>,
    /// One look at the rows after the other: an older one must not replace what a newer one found. Holds the moment of
    /// the last look: whatever was written [`AGAIN_MS`] before it has been seen.
    turn: Arc<Mutex<i64>>,
}

impl Board {
    /// Brings the board up to date: the first time everything is read, then only what has changed.
    ///
    /// Errors: faults of the store.
    pub async fn catch_up(
        &self,
        store: &Store,
        catalogue: &Arc<Catalogue>,
        directory: &Arc<Directory>,
        now: Moment,
    ) -> Result<()> {
        let (board, catalogue, directory) = (self.clone(), catalogue.clone(), directory.clone());
        store.read(move |tx| board.catch_up_in(tx, &catalogue, &directory, now)).await
    }

    /// [`Board::catch_up`] within a read of the caller's.
    pub fn catch_up_in(
        &self,
        tx: &mut Tx<'_>,
        catalogue: &Catalogue,
        directory: &Arc<Directory>,
        now: Moment,
    ) -> Result<()> {
        let mut turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let (after, loaded, measured, fits) = {
            let state = self.look();
            let fits = state.directory.as_ref().is_some_and(|d| d.revision() == directory.revision());
            (state.seen(*turn), state.loaded, state.measured, fits && state.laid_on == Some(now.at.date()))
        };
        let fresh_paces = (rows::find_measured(tx)? != measured.map(|(ms, _)| ms) || !loaded)
            .then(|| rows::load_paces(tx))
            .transpose()?;
        let (events, touched) = if loaded { self.changed(tx, after)? } else { (Vec::new(), Vec::new()) };
        if loaded && fits && fresh_paces.is_none() && touched.is_empty() {
            *turn = now.ms;
            return Ok(());
        }
        let newest = if loaded { 0 } else { rows::newest_event(tx)? };
        let wanted = match loaded {
            true => touched.clone(),
            false => rows::list_running(tx)?.into_iter().map(|(id, _)| id).collect(),
        };
        let found = rows::load_running(tx, &wanted)?;
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.newest = events.last().copied().unwrap_or(0).max(newest).max(state.newest);
        state.known.extend(events);
        let keep = state.seen(now.ms);
        state.known.retain(|id| *id > keep);
        if let Some((measured, paces)) = fresh_paces {
            (state.measured, state.paces) = (measured, paces);
        }
        for id in &touched {
            state.spots.remove(id);
        }
        let again = !fits || state.measured != measured;
        if again {
            state.lay_out(directory, now);
        }
        for running in found {
            state.put(tx, catalogue, running)?;
        }
        if again {
            state.look_ahead_again(tx, catalogue)?;
        }
        state.loaded = true;
        *turn = now.ms;
        Ok(())
    }

    /// (events not yet in, their dossiers)
    fn changed(&self, tx: &mut Tx<'_>, after: i64) -> Result<(Vec<i64>, Vec<DossierId>)> {
        let events = rows::list_events_after(tx, after)?;
        let state = self.look();
        let fresh: Vec<_> = events.into_iter().filter(|(id, _)| !state.known.contains(id)).collect();
        // What stood before the first reading is in the rows that were read then.
        let mut ids: Vec<DossierId> = fresh.iter().map(|(_, dossier)| *dossier).collect();
        ids.sort_unstable();
        ids.dedup();
        Ok((fresh.into_iter().map(|(id, _)| id).collect(), ids))
    }

    /// Compares the board with the rows and reads what differs: what no event told (copies, imports).
    pub fn reconcile_in(&self, tx: &mut Tx<'_>, catalogue: &Catalogue) -> Result<usize> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let standing: HashMap<DossierId, i64> = rows::list_running(tx)?.into_iter().collect();
        let (wrong, gone) = {
            let state = self.look();
            if !state.loaded {
                return Ok(0);
            }
            let wrong: Vec<DossierId> = standing
                .iter()
                .filter(|(id, version)| state.spots.get(id).is_none_or(|spot| spot.version != **version))
                .map(|(id, _)| *id)
                .collect();
            let gone: Vec<DossierId> = state.spots.keys().filter(|id| !standing.contains_key(id)).copied().collect();
            (wrong, gone)
        };
        let found = rows::load_running(tx, &wrong)?;
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        for id in &gone {
            state.spots.remove(id);
        }
        for running in found {
            state.put(tx, catalogue, running)?;
        }
        Ok(wrong.len() + gone.len())
    }

    /// What the board knows now. Hold it briefly and never across an await.
    pub fn look(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The event up to which a look at a moment misses nothing: no later one was read, and none before it can still come.
    fn seen(&self, looked_ms: i64) -> i64 {
        self.newest.min(kernel::id::first_of_ms(looked_ms - AGAIN_MS))
    }

    /// Every running dossier, in no order.
    pub fn spots(&self) -> impl Iterator<Item = &Spot> {
        self.spots.values()
    }

    pub fn spot(&self, id: DossierId) -> Option<&Spot> {
        self.spots.get(&id)
    }

    /// When the steps were measured and over how many dossiers.
    pub fn measured(&self) -> Option<(i64, i64)> {
        self.measured
    }

    /// Now, on every ruler.
    pub fn stand(&self, now: Moment) -> Stand {
        Stand { now, minutes: self.rulers.iter().map(|ruler| ruler.minute(now.at)).collect() }
    }

    /// The calendar that governs a spot's dates.
    pub fn calendar(&self, spot: &Spot) -> Option<&Arc<Calendar>> {
        self.rulers.get(spot.ruler).map(Ruler::calendar)
    }

    /// The steps a dossier still has to take, for its explanation.
    pub fn steps_of(&self, spot: &Spot) -> Vec<StepAhead> {
        let Some(process) = self.processes.get(&spot.process) else { return Vec::new() };
        forecast::steps_ahead(&process.steps, spot.place, spot.whole, |step| self.pace(&spot.procedure, step))
    }

    fn ahead_of(&self, spot: &Spot, process: &Process) -> Ahead {
        let pace = |step: &str| self.pace(&spot.procedure, step);
        Ahead::of(&forecast::steps_ahead(&process.steps, spot.place, spot.whole, pace))
    }

    fn pace(&self, procedure: &str, step: &str) -> Option<crate::pace::Pace> {
        self.paces.get(&(procedure.to_string(), step.to_string())).copied()
    }

    fn process(&mut self, tx: &mut Tx<'_>, catalogue: &Catalogue, id: ProcessId) -> Result<Arc<Process>> {
        if let Some(known) = self.processes.get(&id) {
            return Ok(known.clone());
        }
        let process = catalogue.load_process(tx, id)?;
        self.processes.insert(id, process.clone());
        Ok(process)
    }

    fn word(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.words.get(text) {
            return known.clone();
        }
        let word: Arc<str> = text.into();
        self.words.insert(text.into(), word.clone());
        word
    }

    /// Rulers belong to one office on one day.
    fn lay_out(&mut self, directory: &Arc<Directory>, now: Moment) {
        self.directory = Some(directory.clone());
        self.laid_on = Some(now.at.date());
        self.rulers.clear();
        let around = now.at.date();
        let mut of_unit: BTreeMap<UnitId, usize> = BTreeMap::new();
        let mut spots = std::mem::take(&mut self.spots);
        for spot in spots.values_mut() {
            let ruler = *of_unit.entry(spot.receiving).or_insert_with(|| self.ruler_of(spot.receiving, around));
            self.measure(spot, ruler);
        }
        self.spots = spots;
    }

    fn ruler_of(&mut self, unit: UnitId, around: Date) -> usize {
        let calendar = match &self.directory {
            Some(directory) => directory.calendar_of(unit),
            None => Arc::new(Calendar::shipped()),
        };
        let known = self.rulers.iter().position(|ruler| Arc::ptr_eq(ruler.calendar(), &calendar));
        known.unwrap_or_else(|| {
            self.rulers.push(Ruler::new(calendar, around));
            self.rulers.len() - 1
        })
    }

    fn measure(&self, spot: &mut Spot, ruler: usize) {
        let Some(line) = self.rulers.get(ruler) else { return };
        spot.ruler = ruler;
        spot.due_at = line.minute(kernel::time::civil_ms(spot.by_ms()));
        spot.since_at = line.minute(kernel::time::civil_ms(spot.since_ms));
        let accepted = spot.accepted_ms.map(|ms| line.minute(kernel::time::civil_ms(ms)));
        spot.whole = accepted.map(|accepted| (spot.due_at - accepted).max(0));
    }

    fn put(&mut self, tx: &mut Tx<'_>, catalogue: &Catalogue, row: Running) -> Result<()> {
        let process = self.process(tx, catalogue, row.body.process)?;
        let desk = row.body.stage.desk();
        let place = desk.map_or(Place::BeforeTransfer, |desk| Place::At(desk.step));
        let step = match (&row.body.stage, desk) {
            (Stage::InProgress { .. }, Some(desk)) => process.steps.get(desk.step).map(|step| step.name.clone()),
            _ => None,
        };
        let stage = row.body.stage.name();
        let step = self.word(&step.unwrap_or_else(|| format!("@{stage}")));
        let since = desk.map(|desk| desk.since).or(row.body.accepted_at).unwrap_or(row.body.lodged_at);
        let answered = row.is_answered();
        let mut spot = Spot {
            id: row.id,
            version: row.version,
            code: row.code,
            procedure: self.word(&row.procedure),
            field: self.word(&row.field),
            receiving: row.receiving,
            deciding: row.deciding,
            unit: row.tray.unwrap_or(row.receiving),
            officer: row.handler,
            step,
            stage,
            waiting: row.waiting,
            due_ms: row.due_ms,
            intake_ms: row.intake_ms,
            since_ms: kernel::time::instant_ms(since),
            explained: row.body.is_explained(),
            apologised: row.body.is_apologised(),
            urges: row.body.urges(),
            answered,
            ruler: 0,
            due_at: 0,
            since_at: 0,
            accepted_ms: row.body.accepted_at.map(kernel::time::instant_ms),
            whole: None,
            ahead: Ahead::default(),
            place,
            process: row.body.process,
        };
        let around = self.laid_on.unwrap_or_default();
        let ruler = self.ruler_of(spot.receiving, around);
        self.measure(&mut spot, ruler);
        spot.ahead = self.ahead_of(&spot, &process);
        self.spots.insert(spot.id, spot);
        Ok(())
    }

    /// What remains to do at the paces measured last.
    fn look_ahead_again(&mut self, tx: &mut Tx<'_>, catalogue: &Catalogue) -> Result<()> {
        let mut spots = std::mem::take(&mut self.spots);
        for spot in spots.values_mut() {
            let process = self.process(tx, catalogue, spot.process)?;
            spot.ahead = self.ahead_of(spot, &process);
        }
        self.spots = spots;
        Ok(())
    }
}

/// Now, in working minutes on every calendar of the board.
#[derive(Debug, Clone)]
pub struct Stand {
    pub now: Moment,
    minutes: Vec<i64>,
}

impl Stand {
    /// The forecast of a dossier whose promised date runs; none for a submission that waits to be accepted.
    pub fn forecast(&self, spot: &Spot) -> Option<Forecast> {
        let due_ms = spot.due_ms?;
        let now = self.minutes.get(spot.ruler).copied().unwrap_or(0);
        let spent = (now - spot.since_at).max(0);
        Some(forecast::forecast(&spot.ahead, spent, spot.due_at - now, self.now.ms > due_ms))
    }

    /// The chance word alone.
    pub fn chance(&self, spot: &Spot) -> Option<Chance> {
        self.forecast(spot).map(|forecast| forecast.chance)
    }

    /// How long the present step has lasted, in working minutes.
    pub fn spent(&self, spot: &Spot) -> i64 {
        (self.minutes.get(spot.ruler).copied().unwrap_or(0) - spot.since_at).max(0)
    }
}
