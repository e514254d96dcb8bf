//! Walks a clock over the last months and lets the sample officers do their work: every act through the dossiers' own
//! door, at a moment of working time, by somebody who may do it. Acts are saved some hundred to a transaction.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::{Arc, Mutex};

use dossier::{Dossiers, Key};
use jiff::civil::DateTime;
use kernel::{Clock, Error, FileId, Result};
use law::Calendar;
use person::Draft;
use store::{Store, Tx};

use super::cast::{Cast, Route};
use super::life::Life;
use super::turn;
use super::words::Words;

/// Acts in one transaction.
const BATCH: usize = 150;

/// Everything a turn needs; shared, never changed.
pub(super) struct Stage {
    pub door: Dossiers,
    pub cast: Cast,
    pub routes: Vec<Route>,
    pub people: Vec<Draft>,
    pub words: Words,
    pub calendar: Arc<Calendar>,
    pub scans: Vec<(String, i64)>,
    pub until: DateTime,
}

/// What the walk did.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Walked {
    pub begun: usize,
    pub acts: usize,
}

type Queue = BinaryHeap<Reverse<(DateTime, usize)>>;

/// The lives and whose turn is next. Cloned per transaction, so that one that is tried again starts from the same state.
#[derive(Clone)]
struct Course {
    lives: Vec<Life>,
    queue: Queue,
    acts: usize,
}

/// Runs all lives up to `stage.until`.
///
/// Errors: a fault of the store. An act that the law refuses ends that life where it stands.
pub(super) fn run(
    store: &Store,
    stage: Arc<Stage>,
    lives: Vec<Life>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Walked> {
    let queue = lives.iter().enumerate().map(|(place, life)| Reverse((life.next_at, place))).collect();
    let mut course = Course { lives, queue, acts: 0 };
    let refused_life: Arc<Mutex<Option<usize>>> = Arc::default();
    let all = course.lives.len() as u64;
    let span = |at: DateTime, from: DateTime| kernel::time::instant_ms(at) - kernel::time::instant_ms(from);
    let from = course.lives.iter().map(|life| life.next_at).min().unwrap_or(stage.until);
    while let Some(Reverse((at, place))) = course.queue.peek().copied().filter(|Reverse((at, _))| *at <= stage.until) {
        progress((all as i64 * span(at, from) / span(stage.until, from).max(1)).max(0) as u64, all);
        if course.lives[place].scanning {
            course.queue.pop();
            scan(&stage, &mut course.lives[place], at)?;
            resume(&stage, &mut course, place, at);
            continue;
        }
        let (start, here, noted) = (course.clone(), stage.clone(), refused_life.clone());
        let done = store.act_blocking(move |tx| batch(tx, &here, start.clone(), &noted));
        match done {
            Ok(next) => course = next,
            Err(Error::Refused(refusal)) => {
                let culprit = refused_life.lock().unwrap_or_else(|p| p.into_inner()).take();
                let Some(culprit) = culprit else { return Err(Error::Refused(refusal)) };
                tracing::debug!(%refusal, "a sample act was refused");
                course.queue.retain(|Reverse((_, place))| *place != culprit);
            }
            Err(other) => return Err(other),
        }
    }
    progress(all, all);
    Ok(Walked { begun: course.lives.iter().filter(|life| life.id.is_some()).count(), acts: course.acts })
}

/// Takes turns in the order of time until the batch is full or a scan is due.
fn batch(tx: &mut Tx<'_>, stage: &Stage, mut course: Course, refused: &Mutex<Option<usize>>) -> Result<Course> {
    for _ in 0..BATCH {
        let Some(Reverse((at, place))) = course.queue.peek().copied() else { break };
        if at > stage.until || course.lives[place].scanning {
            break;
        }
        course.queue.pop();
        stage.door.clock.set(instant(at));
        let life = &mut course.lives[place];
        let again = turn::take(tx, stage, life, at).inspect_err(|_| {
            *refused.lock().unwrap_or_else(|p| p.into_inner()) = Some(place);
        })?;
        course.acts += 1;
        if let Some(next) = again {
            life.next_at = next.max(at.checked_add(jiff::SignedDuration::from_secs(30)).unwrap_or(at));
            course.queue.push(Reverse((life.next_at, place)));
        }
    }
    Ok(course)
}

/// Attaches a scan to a component the applicant brought.
fn scan(stage: &Stage, life: &mut Life, at: DateTime) -> Result<()> {
    use rand::RngExt;
    life.scanning = false;
    let Some(id) = life.id else { return Ok(()) };
    stage.door.clock.set(instant(at));
    let at_ms = kernel::time::instant_ms(at);
    let route = &stage.routes[life.route];
    let Some(by) = stage.cast.who(&[office::Act::Intake], &route.version, route.receiving).first().copied() else {
        return Ok(());
    };
    let dossier = stage.door.store.read_blocking(move |tx| dossier::store::load(tx, id))?;
    let Some(component) = dossier
        .components
        .iter()
        .find(|c| c.received && !dossier.files.iter().any(|f| f.component.as_ref() == Some(&c.key)))
    else {
        return Ok(());
    };
    let (blob, bytes) = stage.scans[life.rng.random_range(0..stage.scans.len())].clone();
    let file = dossier::model::HeldFile {
        id: FileId(stage.door.ids.next(at_ms)),
        component: Some(component.key.clone()),
        name: format!("{}.png", kernel::fold(&component.key)),
        media: "image/png".into(),
        pages: 1,
        bytes,
        blob,
        added_ms: at_ms,
        added_by: by.name().into(),
    };
    let (door, by) = (stage.door.clone(), by.clone());
    let after = super::blocking(async move { door.attach_file(&by, Key::Id(id), file).await });
    match after {
        Ok(after) => life.version = after.version,
        Err(Error::Refused(refusal)) => tracing::debug!(%refusal, "a sample scan was refused"),
        Err(other) => return Err(other),
    }
    Ok(())
}

/// After a scan the counter goes on within minutes.
fn resume(stage: &Stage, course: &mut Course, place: usize, at: DateTime) {
    let life = &mut course.lives[place];
    life.next_at = turn::after_minutes(stage, life, at, 4.0);
    course.queue.push(Reverse((life.next_at, place)));
}

pub(super) fn instant(at: DateTime) -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(kernel::time::instant_ms(at)).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
}

/// A door to the dossiers whose clock the walk sets.
pub(super) fn door_with_own_clock(door: &Dossiers, ids: &Arc<kernel::Ids>, at: DateTime) -> Dossiers {
    Dossiers { ids: ids.clone(), clock: Clock::set_at(instant(at)), ..door.clone() }
}
