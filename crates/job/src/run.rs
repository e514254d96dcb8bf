//! Who runs jobs: a few threads per process, any number of processes over one database. A job whose process died goes
//! on from its cursor when its lease is over; what it had written stands, because it was written with its progress.

use std::sync::Arc;
use std::time::Duration;

use kernel::{Clock, Error, Ids, JobId, Refusal, Result};
use office::{Officer, Sessions};
use store::blob::{BlobHash, Blobs};
use store::ledger::{Audit, Once};
use store::{Store, Tx};
use tokio::sync::Notify;

use crate::list::{self, Asked, List};
use crate::model::{FILE_DAYS, JobCard, JobFile, NewJob, State};
use crate::sheet::Format;
use crate::store::{self as rows, Claimed, End};
use crate::work::{Done, Work};

/// Jobs one process works on at once: long work must leave room for the people at the counters.
const AT_ONCE: usize = 2;
/// Between two looks for work that another process left behind.
const LOOK: Duration = Duration::from_secs(5);
const DAY_MS: i64 = 86_400_000;

/// The work of a kind, on a thread of its own.
pub type Run = Arc<dyn Fn(&mut Work) -> Result<Done> + Send + Sync>;

/// One kind of long work.
#[derive(Clone)]
pub struct Kind {
    /// Locale keys `job-kind-{key}` and `job-done-{key}` with hyphens.
    pub key: &'static str,
    pub run: Run,
}

impl Kind {
    pub fn new(key: &'static str, run: impl Fn(&mut Work) -> Result<Done> + Send + Sync + 'static) -> Kind {
        Kind { key, run: Arc::new(run) }
    }
}

/// The door. Cloning shares it.
#[derive(Clone)]
pub struct Jobs(Arc<Inner>);

struct Inner {
    store: Store,
    blobs: Arc<Blobs>,
    sessions: Arc<Sessions>,
    ids: Arc<Ids>,
    clock: Clock,
    kinds: Vec<Kind>,
    lists: Arc<[List]>,
    asked: Notify,
}

impl Jobs {
    /// `kinds`: every kind of work of the house, in one visible list; `lists`: every list that may be taken along.
    pub fn new(
        store: Store,
        blobs: Arc<Blobs>,
        sessions: Arc<Sessions>,
        ids: Arc<Ids>,
        clock: Clock,
        mut kinds: Vec<Kind>,
        mut lists: Vec<List>,
    ) -> Jobs {
        lists.extend(crate::own::lists(&store));
        let lists: Arc<[List]> = lists.into();
        kinds.push(list::kind(Arc::clone(&lists)));
        Jobs(Arc::new(Inner { store, blobs, sessions, ids, clock, kinds, lists, asked: Notify::new() }))
    }

    /// Every list that may be taken along.
    pub fn lists(&self) -> &[List] {
        &self.0.lists
    }

    /// The keys of every kind, for the test that each has its words.
    pub fn kinds(&self) -> Vec<&'static str> {
        self.0.kinds.iter().map(|kind| kind.key).collect()
    }

    /// Asks for work in the officer's name; whether they may is decided by whoever calls, and again by the work.
    pub async fn start(&self, by: &Officer, new: NewJob) -> Result<JobId> {
        let (jobs, by) = (self.clone(), by.clone());
        let id = self.0.store.act(move |tx| jobs.start_in(tx, &by, &new)).await?;
        self.wake();
        Ok(id)
    }

    /// [`Jobs::start`] in a transaction of the caller's; it begins within [`LOOK`].
    pub fn start_in(&self, tx: &mut Tx<'_>, by: &Officer, new: &NewJob) -> Result<JobId> {
        let now_ms = self.0.clock.now_ms();
        let id = JobId(self.0.ids.next(now_ms));
        let (facts, params) = (rows::json(&new.facts)?, rows::json(&new.params)?);
        rows::insert(tx, (id, by.id()), new.kind, (&facts, &params), now_ms)?;
        tx.write(&[Audit::by(&by.actor(), self.0.ids.next(now_ms), now_ms, "job.start", id.0, new.kind).write()])?;
        Ok(id)
    }

    /// Asks for a list as a spreadsheet; the same form sent twice asks once.
    ///
    /// Errors: absent list; refused `LIST_NOT_YOURS`.
    pub async fn export(&self, asked: &Asked<'_>, key: &str, format: Format, once: Option<Once>) -> Result<JobId> {
        let list = self.0.lists.iter().find(|list| list.key == key).ok_or_else(|| Error::absent("list"))?;
        if !list.may(asked.by) {
            return Err(Refusal::new("LIST_NOT_YOURS").into());
        }
        let new = list::wanted(list, asked, format)?;
        let (jobs, by, now_ms) = (self.clone(), asked.by.clone(), asked.now_ms);
        let act = move |tx: &mut Tx<'_>| {
            if let Some(known) = once.as_ref().map(|once| once.find_answer(tx)).transpose()?.flatten() {
                return known.parse().map_err(|_| Error::fault("export", "a remembered answer is no job"));
            }
            let id = jobs.start_in(tx, &by, &new)?;
            if let Some(once) = &once {
                tx.write(&[once.remember(&id.to_string(), now_ms)])?;
            }
            Ok(id)
        };
        let id = self.0.store.act(act).await?;
        self.wake();
        Ok(id)
    }

    /// Looks for work now: after [`Jobs::start_in`] was committed.
    pub fn wake(&self) {
        self.0.asked.notify_one();
    }

    /// One job of the officer's; absent when it is not theirs.
    pub async fn load(&self, by: &Officer, id: JobId) -> Result<JobCard> {
        let officer = by.id();
        self.0.store.read(move |tx| rows::load(tx, id, officer)).await
    }

    /// The officer's jobs, newest first, before an id.
    pub async fn list(&self, by: &Officer, before: Option<JobId>, limit: i64) -> Result<Vec<JobCard>> {
        let (officer, before) = (by.id(), before.map_or(i64::MAX, |id| id.0));
        self.0.store.read(move |tx| rows::list(tx, officer, before, limit)).await
    }

    /// What was refused, after a place; absent when the job is not the officer's.
    pub async fn list_refused(
        &self,
        by: &Officer,
        id: JobId,
        after: i64,
        limit: i64,
    ) -> Result<Vec<(i64, String, String)>> {
        let officer = by.id();
        self.0
            .store
            .read(move |tx| {
                rows::load(tx, id, officer)?;
                rows::list_refused(tx, id, after, limit)
            })
            .await
    }

    /// Ends a job that is not done; what it did until then stands.
    pub async fn cancel(&self, by: &Officer, id: JobId) -> Result<()> {
        let (officer, now_ms, audit) = (by.clone(), self.0.clock.now_ms(), self.0.ids.next(self.0.clock.now_ms()));
        self.0
            .store
            .act(move |tx| {
                rows::load(tx, id, officer.id())?;
                rows::cancel(tx, id, officer.id(), now_ms)?;
                tx.write(&[Audit::by(&officer.actor(), audit, now_ms, "job.cancel", id.0, "").write()])
            })
            .await
    }

    /// The file of a job, traced: it may hold what people entrusted to the office. Absent after its days.
    pub async fn file(&self, by: &Officer, id: JobId) -> Result<(JobFile, Vec<u8>)> {
        let now_ms = self.0.clock.now_ms();
        let card = self.load(by, id).await?;
        let file = card.file.filter(|file| now_ms <= file.until_ms).ok_or_else(|| Error::absent("file"))?;
        let audit = Audit::by(&by.actor(), self.0.ids.next(now_ms), now_ms, "job.file", id.0, &card.kind);
        self.0.store.act(move |tx| tx.write(&[audit.write()])).await?;
        let hash: BlobHash = file.blob.parse().map_err(|_| Error::fault("job file", "not a sha-256"))?;
        let kept = self.0.blobs.get(hash).await?;
        let mark = cover(id);
        let bytes = kept.strip_prefix(mark.as_slice()).ok_or_else(|| Error::fault("job file", "cover missing"))?;
        Ok((file, bytes.to_vec()))
    }

    /// Works until the process ends; start it with `tokio::spawn`.
    pub async fn run(self) {
        let turns = Arc::new(tokio::sync::Semaphore::new(AT_ONCE));
        loop {
            let Ok(turn) = Arc::clone(&turns).acquire_owned().await else { return };
            match self.claim().await {
                Ok(Some(claimed)) => {
                    let jobs = self.clone();
                    tokio::task::spawn_blocking(move || {
                        jobs.work_on(claimed);
                        drop(turn);
                    });
                }
                Ok(None) => {
                    drop(turn);
                    let _ = tokio::time::timeout(LOOK, self.0.asked.notified()).await;
                }
                Err(error) => {
                    drop(turn);
                    tracing::warn!(%error, "jobs could not be looked for and will be tried again");
                    tokio::time::sleep(LOOK).await;
                }
            }
        }
    }

    /// Everything that waits, one after the other, for tests and the command line (blocks). Answers how many.
    pub fn run_waiting(&self) -> Result<usize> {
        let mut worked = 0;
        loop {
            let now_ms = self.0.clock.now_ms();
            let Some(claimed) = self.0.store.act_blocking(move |tx| rows::claim(tx, now_ms))? else {
                return Ok(worked);
            };
            self.work_on(claimed);
            worked += 1;
        }
    }

    /// Files whose days are over, bytes first. Answers how many went.
    pub async fn forget_files(&self) -> Result<usize> {
        let now_ms = self.0.clock.now_ms();
        let old = self.0.store.read(move |tx| rows::list_old_files(tx, now_ms, 500)).await?;
        for (id, blob) in &old {
            let (id, hash) = (*id, blob.parse::<BlobHash>().map_err(|_| Error::fault("job file", "not a sha-256"))?);
            self.0.blobs.remove(hash).await?;
            self.0.store.act(move |tx| rows::forget_file(tx, id)).await?;
        }
        Ok(old.len())
    }

    async fn claim(&self) -> Result<Option<Claimed>> {
        let now_ms = self.0.clock.now_ms();
        self.0.store.act(move |tx| rows::claim(tx, now_ms)).await
    }

    fn work_on(&self, claimed: Claimed) {
        let (id, run) = (claimed.id, claimed.run);
        let kind = claimed.kind.clone();
        let end = self.end_of(claimed);
        let now_ms = self.0.clock.now_ms();
        let ended = match end {
            // Another run has taken it up: this one says nothing more.
            Err(Error::Stale { .. }) => return,
            Err(Error::Refused(refusal)) if refusal.key == "JOB_CANCELLED" => Ok(State::Cancelled.into()),
            Err(Error::Refused(refusal)) => End::refused(&refusal),
            Err(error) => {
                tracing::error!(job = %id, %kind, %error, "a job failed");
                End::refused(&Refusal::new("JOB_FAULT").with("reference", id))
            }
            Ok(end) => Ok(end),
        };
        let written = ended.and_then(|end| self.0.store.act_blocking(move |tx| rows::end(tx, id, run, &end, now_ms)));
        if let Err(error) = written {
            tracing::error!(job = %id, %kind, %error, "the end of a job could not be written; it will be taken up again");
        }
    }

    fn end_of(&self, claimed: Claimed) -> Result<End> {
        let inner = &self.0;
        let kind = inner.kinds.iter().find(|kind| kind.key == claimed.kind);
        let kind = kind.ok_or_else(|| Error::fault("job", format!("nobody does {}", claimed.kind)))?;
        let officer = inner.sessions.officer_at_work(claimed.officer, inner.clock.now());
        let officer = officer.ok_or_else(|| Refusal::new("JOB_OFFICER_GONE"))?;
        let mut work = Work::new(inner.store.clone(), inner.ids.clone(), inner.clock.clone(), officer, claimed);
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| (kind.run)(&mut work)))
            .unwrap_or_else(|_| Err(Error::fault("job", "panicked")));
        let last = work.last_words()?;
        if let Some(mark) = last {
            inner.store.act_blocking(move |tx| mark.record(tx))?;
        }
        self.kept(&work, done?)
    }

    fn kept(&self, work: &Work, done: Done) -> Result<End> {
        let (facts, file) = match done {
            Done::Summary(facts) => (facts, None),
            Done::File { name, media, bytes, facts } => {
                let id = work.claimed().id;
                let mut covered = cover(id);
                covered.extend_from_slice(&bytes);
                let hash = self.0.blobs.put_blocking(&covered)?;
                let until_ms = self.0.clock.now_ms() + FILE_DAYS * DAY_MS;
                let bytes = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
                (facts, Some(JobFile { name, media, bytes, blob: hash.to_string(), until_ms }))
            }
        };
        Ok(End { state: State::Done, summary: Some(rows::json(&facts)?), trouble: None, file })
    }
}

/// What stands before a job's file in the blob store: such a blob is nobody else's, so that removing it after its days
/// can never take away a scan with the same bytes.
fn cover(id: JobId) -> Vec<u8> {
    format!("motcua {id}\n").into_bytes()
}

impl From<State> for End {
    fn from(state: State) -> End {
        End { state, summary: None, trouble: None, file: None }
    }
}

impl End {
    fn refused(refusal: &Refusal) -> Result<End> {
        Ok(End { trouble: Some(rows::json(refusal)?), ..End::from(State::Failed) })
    }
}
