//! Load → decide → record for a hall. One act is one transaction with its events, the tickets they touch and the answer to
//! the same press again.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::civil::Date;
use kernel::{Actor, Clock, Error, Ids, Result, TicketId, UnitId};
use queue::hall::{Command, Event, decide};
use store::ledger::Once;
use store::{Store, Tx};

use crate::forecast::Forecasts;
use crate::halls::{Drafting, Halls, Live};
use crate::issue::Along;
use crate::lead::watch::Watches;
use crate::setup::Centre;
use crate::setup::rows as setup;
use crate::store::{self as rows, Entry, HallDay};

/// The door of this room. Cloning shares it.
#[derive(Clone)]
pub struct Floor {
    pub store: Store,
    pub ids: Arc<Ids>,
    pub clock: Clock,
    pub halls: Halls,
    pub forecasts: Forecasts,
    pub watches: Watches,
    /// Whether text messages reach people: only then are they offered.
    pub texts: bool,
    centres: Arc<RwLock<HashMap<UnitId, Believed>>>,
}

/// A centre and when it was read, ms.
type Believed = (i64, Arc<Centre>);

/// How long services, counters and settings of a centre are believed: another process may change them.
const BELIEVED_MS: i64 = 2_000;

/// What an act did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Events of the day up to and with this act.
    pub seq: i64,
    pub events: Vec<Event>,
}

/// How often a missing stretch is read again while acts that were saved later are known already.
const GAPS: usize = 3;

impl Floor {
    pub fn new(store: Store, ids: Arc<Ids>, clock: Clock) -> Floor {
        let (halls, forecasts) = (Halls::default(), Forecasts::default());
        Floor {
            store,
            ids,
            clock,
            halls,
            forecasts,
            watches: Watches::default(),
            texts: false,
            centres: Arc::default(),
        }
    }

    /// The same door in a house with or without a gateway for text messages.
    #[must_use]
    pub fn that_texts(self, texts: bool) -> Floor {
        Floor { texts, ..self }
    }

    /// A centre as its hall needs it, at most two seconds old.
    pub async fn centre(&self, id: UnitId) -> Result<Arc<Centre>> {
        let now_ms = self.clock.now_ms();
        let known = self.centres.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
        if let Some((at, centre)) = known
            && (now_ms - at).abs() < BELIEVED_MS
        {
            return Ok(centre);
        }
        let centre = Arc::new(self.store.read_brief(move |tx| setup::load_centre(tx, id)).await?);
        self.centres.write().unwrap_or_else(PoisonError::into_inner).insert(id, (now_ms, centre.clone()));
        Ok(centre)
    }

    /// Forgets what is believed of a centre: it was changed here.
    pub fn forget_centre(&self, id: UnitId) {
        self.centres.write().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }

    pub fn today(&self) -> Date {
        kernel::time::civil(self.clock.now()).date()
    }

    pub fn new_ticket(&self) -> TicketId {
        TicketId(self.ids.next(self.clock.now_ms()))
    }

    /// A centre's hall today, as it is saved.
    pub async fn hall(&self, centre: UnitId) -> Result<Arc<Live>> {
        self.hall_on(HallDay { centre, day: self.today() }).await
    }

    /// A hall on any day.
    pub async fn hall_on(&self, hall: HallDay) -> Result<Arc<Live>> {
        let live = self.halls.live(hall);
        self.catch_up(&live).await?;
        Ok(live)
    }

    /// Reads what was saved and is not shown yet: at first everything, later what another process did.
    pub async fn catch_up(&self, live: &Arc<Live>) -> Result<()> {
        let (hall, after) = (live.hall, live.seq());
        let news = self.store.read_brief(move |tx| rows::list_events_after(tx, hall, after)).await?;
        live.saved(news);
        Ok(())
    }

    /// Does what somebody wants in a hall. The same press twice is answered the same and happens once.
    ///
    /// Errors: refused by [`decide`]; faults of the store.
    pub async fn act(&self, by: &Actor, centre: UnitId, command: Command, once: Option<Once>) -> Result<Done> {
        self.act_with(by, HallDay { centre, day: self.today() }, command, once, None).await
    }

    /// [`Floor::act`] in any day's hall; `along` happens in the same transaction, or nothing does.
    pub async fn act_with(
        &self,
        by: &Actor,
        hall: HallDay,
        command: Command,
        once: Option<Once>,
        along: Option<Along>,
    ) -> Result<Done> {
        let live = self.halls.live(hall);
        let (door, within, by, again) = (self.clone(), live.clone(), by.clone(), once.clone());
        let act = Act { by, command, once, along };
        let acted = self.store.act(move |tx| door.act_in(tx, &within, &act)).await;
        let acted = match (acted, again) {
            (Err(error), Some(once)) if Store::is_duplicate(&error) => {
                let answer = self.store.read(move |tx| once.find_answer(tx)).await?.ok_or(error)?;
                Acted::read(&answer)?
            }
            (acted, _) => acted?,
        };
        let seq = acted.entries.last().map_or(acted.seq, |last| last.seq);
        let events = acted.entries.iter().map(|entry| entry.event.clone()).collect();
        if !live.saved(acted.entries) {
            for _ in 0..GAPS {
                self.catch_up(&live).await?;
                if live.seq() >= seq {
                    break;
                }
            }
        }
        Ok(Done { seq, events })
    }

    fn act_in(&self, tx: &mut Tx<'_>, live: &Live, act: &Act) -> Result<Acted> {
        // The hall is locked first: the same press at the same moment waits here and finds the other's answer.
        let mut draft = live.draft(tx)?;
        if let Some(answer) = act.once.as_ref().map(|once| once.find_answer(tx)).transpose()?.flatten() {
            return Acted::read(&answer);
        }
        let now_ms = self.clock.now_ms();
        let mut entries = Vec::new();
        let mut take = |draft: &mut Drafting<'_>, command: &Command| -> Result<()> {
            for event in decide(draft.hall(), command, now_ms)? {
                let entry = Entry { seq: draft.head().seq + 1, id: self.ids.next(now_ms), event };
                draft.take(std::slice::from_ref(&entry));
                entries.push(entry);
            }
            Ok(())
        };
        // Whoever is first in the morning opens the day, under the rule the centre has chosen.
        if draft.head().seq == 0 && !matches!(act.command, Command::Begin { .. }) {
            let rule = setup::find_settings(tx, live.hall.centre)?.1.rule();
            take(&mut draft, &Command::Begin { rule })?;
        }
        take(&mut draft, &act.command)?;
        rows::record(tx, live.hall, &entries, &act.by, draft.hall())?;
        let ticket = match act.command {
            Command::Issue { ticket, .. } => Some(ticket),
            _ => entries.iter().find_map(|entry| entry.event.what.ticket()),
        };
        if let Some((along, ticket)) = act.along.as_ref().zip(ticket) {
            along(tx, ticket)?;
        }
        let acted = Acted { seq: draft.head().seq, entries };
        if let Some(once) = &act.once {
            tx.write(&[once.remember(&acted.text()?, now_ms)])?;
        }
        Ok(acted)
    }
}

/// One act in a hall.
struct Act {
    by: Actor,
    command: Command,
    once: Option<Once>,
    along: Option<Along>,
}

/// What was written, as it is remembered for the same press again.
struct Acted {
    seq: i64,
    entries: Vec<Entry>,
}

impl Acted {
    fn text(&self) -> Result<String> {
        let entries: Vec<_> = self.entries.iter().map(|entry| (entry.seq, entry.id, &entry.event)).collect();
        serde_json::to_string(&(self.seq, entries)).map_err(|e| Error::fault("answer of a hall", e))
    }

    fn read(text: &str) -> Result<Acted> {
        let (seq, entries): (i64, Vec<(i64, i64, Event)>) =
            serde_json::from_str(text).map_err(|e| Error::fault("answer of a hall", e))?;
        let entries = entries.into_iter().map(|(seq, id, event)| Entry { seq, id, event });
        Ok(Acted { seq, entries: entries.collect() })
    }
}
