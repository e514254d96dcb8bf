//! What running work may say: how far it is, where a killed run goes on, what was refused. It runs on a thread of its
//! own and may block.

use std::sync::Arc;

use kernel::{Clock, Error, Ids, JobId, Result};
use office::Officer;
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{Store, Tx};

use crate::model::Facts;
use crate::store::{self as rows, Claimed, Progress};

/// A job at work.
pub struct Work {
    pub store: Store,
    pub ids: Arc<Ids>,
    pub clock: Clock,
    officer: Officer,
    claimed: Claimed,
    done: i64,
    total: Option<i64>,
    refused: i64,
    waiting: Vec<(i64, String, String)>,
}

/// What came of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// The facts of the sentence `job-done-{kind}`.
    Summary(Facts),
    /// The same, with a file that is kept for [`crate::model::FILE_DAYS`].
    File { name: String, media: String, bytes: Vec<u8>, facts: Facts },
}

impl Done {
    pub fn summary(facts: &[(&str, String)]) -> Done {
        Done::Summary(owned(facts))
    }
    pub fn file(name: impl Into<String>, media: &str, bytes: Vec<u8>, facts: &[(&str, String)]) -> Done {
        Done::File { name: name.into(), media: media.into(), bytes, facts: owned(facts) }
    }
}

fn owned(facts: &[(&str, String)]) -> Facts {
    facts.iter().map(|(name, value)| ((*name).to_string(), value.clone())).collect()
}

/// Progress that is written in the transaction of what it speaks of: after a kill both are there, or neither.
#[derive(Debug, Clone)]
pub struct Mark(Progress);

impl Mark {
    /// Refused: `JOB_CANCELLED`. Stale: another run has taken the job up; this one must stop.
    pub fn record(&self, tx: &mut Tx<'_>) -> Result<()> {
        rows::record_progress(tx, &self.0)
    }

    /// [`Mark::record`] where only the chunk itself learns how far it came.
    pub fn record_at(&self, tx: &mut Tx<'_>, done: i64, cursor: &impl Serialize) -> Result<()> {
        rows::record_progress(tx, &Progress { done, cursor: rows::json(cursor)?, ..self.0.clone() })
    }
}

impl Work {
    pub(crate) fn new(store: Store, ids: Arc<Ids>, clock: Clock, officer: Officer, claimed: Claimed) -> Work {
        let (done, total, refused) = (claimed.done, claimed.total, claimed.refused);
        Work { store, ids, clock, officer, claimed, done, total, refused, waiting: Vec::new() }
    }

    pub fn id(&self) -> JobId {
        self.claimed.id
    }

    /// Who asked for it, with what they may do today.
    pub fn officer(&self) -> &Officer {
        &self.officer
    }

    /// What was asked. Fault: the parameters are not what the kind expects.
    pub fn params<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(&self.claimed.params).map_err(|e| Error::fault("job parameters", e))
    }

    /// Where an earlier run stopped; none at the first run.
    pub fn cursor<T: DeserializeOwned>(&self) -> Result<Option<T>> {
        let read = self.claimed.cursor.as_deref().map(serde_json::from_str).transpose();
        read.map_err(|e| Error::fault("job cursor", e))
    }

    /// Items done by earlier runs and this one.
    pub fn done(&self) -> i64 {
        self.done
    }

    /// Items refused so far.
    pub fn refused(&self) -> i64 {
        self.refused
    }

    /// How many items there are; shown from the next step on.
    pub fn set_total(&mut self, total: i64) {
        self.total = Some(total);
    }

    /// Notes a refused item; written with the next step. `subject` names it as its reader knows it, `reason` says why in
    /// their language.
    pub fn refuse(&mut self, subject: impl Into<String>, reason: impl Into<String>) {
        self.refused += 1;
        self.waiting.push((self.refused, subject.into(), reason.into()));
    }

    /// The progress to be written with the chunk that reaches it.
    pub fn mark(&mut self, done: i64, cursor: &impl Serialize) -> Result<Mark> {
        self.done = done;
        Ok(Mark(Progress {
            id: self.claimed.id,
            run: self.claimed.run,
            done,
            total: self.total,
            refused: self.refused,
            cursor: rows::json(cursor)?,
            items: std::mem::take(&mut self.waiting),
            now_ms: self.clock.now_ms(),
        }))
    }

    /// Writes progress by itself: for work that changes nothing. Errors as [`Mark::record`].
    pub fn step(&mut self, done: i64, cursor: &impl Serialize) -> Result<()> {
        let mark = self.mark(done, cursor)?;
        self.store.act_blocking(move |tx| mark.record(tx))
    }

    /// Does one chunk and writes the progress that reaches it in one transaction. `chunk` may run more than once.
    pub fn chunk<T, F>(&mut self, done: i64, cursor: &impl Serialize, mut chunk: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        let mark = self.mark(done, cursor)?;
        self.store.act_blocking(move |tx| {
            mark.record(tx)?;
            chunk(tx)
        })
    }

    /// What was refused since the last step, for the end of the work.
    pub(crate) fn last_words(&mut self) -> Result<Option<Mark>> {
        if self.waiting.is_empty() {
            return Ok(None);
        }
        let cursor = self.claimed.cursor.clone();
        self.mark(self.done, &cursor).map(Some)
    }

    pub(crate) fn claimed(&self) -> &Claimed {
        &self.claimed
    }
}
