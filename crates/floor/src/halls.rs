//! Halls in memory. What is shown is never ahead of what is saved; what is decided on is never behind it.
//!
//! Two copies of a hall stand side by side. The *draft* lives inside acts: it holds what acts before this one have written,
//! saved or not, and is thrown away when the rows tell another history. The *shown* hall takes events only after they were
//! saved, and wakes whoever watches.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use jiff::civil::Date;
use kernel::Result;
use queue::hall::Hall;
use store::Tx;
use tokio::sync::watch;

use crate::live::Drawn;
use crate::store::{self as rows, Entry, HallDay, Head};

/// Days kept in memory: today's halls and some of yesterday's that somebody looks at.
const MOST: usize = 256;

/// All halls of the process. Cloning shares it.
#[derive(Clone, Default)]
pub struct Halls {
    days: Arc<Mutex<HashMap<HallDay, Arc<Live>>>>,
}

/// One hall on one day.
pub struct Live {
    pub hall: HallDay,
    draft: Mutex<Draft>,
    shown: RwLock<Shown>,
    wake: watch::Sender<i64>,
    /// Views of it, drawn once for all screens.
    pub(crate) drawn: Drawn,
}

#[derive(Default)]
struct Draft {
    hall: Hall,
    head: Head,
}

#[derive(Default)]
struct Shown {
    hall: Hall,
    head: Head,
    /// Saved, but something before them is not known yet.
    early: BTreeMap<i64, Entry>,
}

impl Halls {
    /// A hall; read from its rows by whoever needs it first.
    pub fn live(&self, hall: HallDay) -> Arc<Live> {
        let mut days = self.days.lock().unwrap_or_else(PoisonError::into_inner);
        if days.len() >= MOST {
            let today = hall.day;
            days.retain(|other, live| other.day >= today || Arc::strong_count(live) > 1);
        }
        let fresh = || Live {
            hall,
            draft: Mutex::default(),
            shown: RwLock::default(),
            wake: watch::Sender::new(0),
            drawn: Drawn::default(),
        };
        days.entry(hall).or_insert_with(|| Arc::new(fresh())).clone()
    }

    /// The halls of a day that somebody looks at.
    pub fn watched(&self, day: Date) -> Vec<Arc<Live>> {
        let days = self.days.lock().unwrap_or_else(PoisonError::into_inner);
        days.values().filter(|live| live.hall.day == day && live.watchers() > 0).cloned().collect()
    }
}

impl Live {
    /// The hall as this act finds it, and where its next event goes. Held until the act has written.
    pub(crate) fn draft(&self, tx: &mut Tx<'_>) -> Result<Drafting<'_>> {
        let head = rows::lock_day(tx, self.hall)?;
        let mut draft = self.draft.lock().unwrap_or_else(PoisonError::into_inner);
        if draft.head != head {
            // What an act wrote that was taken back, or what another process wrote.
            let mut after = if draft.head.seq < head.seq { draft.head.seq } else { 0 };
            let mut news = rows::list_events_after(tx, self.hall, after.saturating_sub(1))?;
            let same = after == 0 || news.first().is_some_and(|entry| entry.id == draft.head.last);
            if same && after > 0 {
                news.remove(0);
            } else {
                after = 0;
                news = rows::list_events_after(tx, self.hall, 0)?;
            }
            if after == 0 {
                *draft = Draft::default();
            }
            news.iter().for_each(|entry| draft.take(entry));
        }
        Ok(Drafting { draft })
    }

    /// Takes events that were saved; whoever watches is woken. Answers false when something before them is missing, so that
    /// the caller reads it.
    pub(crate) fn saved(&self, entries: Vec<Entry>) -> bool {
        let mut shown = self.shown.write().unwrap_or_else(PoisonError::into_inner);
        let before = shown.head.seq;
        for entry in entries {
            shown.early.insert(entry.seq, entry);
        }
        while let Some(entry) = shown.early.first_entry() {
            if *entry.key() > before.max(shown.head.seq) + 1 {
                break;
            }
            let Some((seq, entry)) = shown.early.pop_first() else { break };
            if seq == shown.head.seq + 1 {
                shown.hall.apply(&entry.event);
                shown.head = Head { seq, last: entry.id };
            }
        }
        let (seq, whole) = (shown.head.seq, shown.early.is_empty());
        drop(shown);
        if seq > before {
            self.wake.send_replace(seq);
        }
        whole
    }

    /// The hall as it is saved. Hold it briefly and never across an await.
    pub fn look(&self) -> Look<'_> {
        Look(self.shown.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// How many events are shown.
    pub fn seq(&self) -> i64 {
        self.look().0.head.seq
    }

    /// Woken after every change; holds the number of events.
    pub fn watch(&self) -> watch::Receiver<i64> {
        self.wake.subscribe()
    }

    /// How many look on.
    pub fn watchers(&self) -> usize {
        self.wake.receiver_count()
    }
}

/// A hall that is looked at.
pub struct Look<'l>(RwLockReadGuard<'l, Shown>);

impl std::ops::Deref for Look<'_> {
    type Target = Hall;
    fn deref(&self) -> &Hall {
        &self.0.hall
    }
}

impl Draft {
    fn take(&mut self, entry: &Entry) {
        self.hall.apply(&entry.event);
        self.head = Head { seq: entry.seq, last: entry.id };
    }
}

/// A hall within an act.
pub(crate) struct Drafting<'l> {
    draft: MutexGuard<'l, Draft>,
}

impl Drafting<'_> {
    pub fn hall(&self) -> &Hall {
        &self.draft.hall
    }

    pub fn head(&self) -> Head {
        self.draft.head
    }

    pub fn take(&mut self, entries: &[Entry]) {
        entries.iter().for_each(|entry| self.draft.take(entry));
    }
}
