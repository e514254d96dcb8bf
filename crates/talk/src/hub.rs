//! Who is in which room at this moment, and what is passed between the two: in memory, bounded, forgotten with the talk.
//!
//! Exactly two places a room. Whoever comes again takes their own place over, and the browser that had it is told. What
//! passes through is relayed and never kept beyond the moment in which the other one's line is down.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use kernel::TalkId;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::model::Party;

/// Rooms at once, in one process.
const ROOMS: usize = 2_000;
/// Messages that wait for one whose line is down.
pub const WAITING: usize = 64;
/// Messages on their way to one browser.
const LINE: usize = 128;
/// Signals one place may send in [`WINDOW_MS`].
pub const SIGNALS: u32 = 300;
/// How long signals are counted, in milliseconds.
pub const WINDOW_MS: i64 = 10_000;
/// Between two beginnings of a connection that a browser asks for.
const AGAIN_MS: i64 = 1_500;
/// The longest description of a connection, in bytes.
pub const SDP_MAX: usize = 24_000;
const CANDIDATE_MAX: usize = 2_000;
/// The longest line of chat, in bytes.
pub const CHAT_MAX: usize = 2_000;
/// The largest body of a signal.
pub const BODY_MAX: usize = 32_000;

/// What one browser tells the other. `epoch` names the attempt to connect: what belongs to an older one is dropped.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Signal {
    Offer {
        epoch: u32,
        sdp: String,
    },
    Answer {
        epoch: u32,
        sdp: String,
    },
    /// None: there are no more.
    Ice {
        epoch: u32,
        candidate: Option<Value>,
    },
    Chat {
        text: String,
    },
    /// Camera and microphone as the sender has them now.
    Look {
        camera: bool,
        microphone: bool,
    },
    /// The connection broke: begin again.
    Again,
    /// Goes out of the room on purpose.
    Leave,
}

/// Why a signal was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The place was taken over, or the talk is over.
    NoPlace,
    TooMany,
    TooLarge,
}

/// Messages for one browser, as they come.
pub type Line = mpsc::Receiver<String>;

#[derive(Debug, Default)]
pub struct Hub(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    rooms: BTreeMap<TalkId, Room>,
    /// Which place a key stands for.
    places: BTreeMap<String, (TalkId, Party)>,
}

#[derive(Debug, Default)]
struct Room {
    visitor: Option<Place>,
    officer: Option<Place>,
    epoch: u32,
    begun_ms: i64,
    /// Since when neither is there; none: somebody is.
    empty_ms: Option<i64>,
}

#[derive(Debug)]
struct Place {
    key: String,
    line: Option<mpsc::Sender<String>>,
    /// Tells one line of this place from the next.
    nth: u64,
    /// Whether a line was ever there: the first one begins a connection.
    fresh: bool,
    waiting: VecDeque<(bool, String)>,
    window_ms: i64,
    signals: u32,
    look: Option<Signal>,
}

impl Room {
    fn place(&mut self, party: Party) -> &mut Option<Place> {
        match party {
            Party::Visitor => &mut self.visitor,
            Party::Officer => &mut self.officer,
        }
    }

    fn is_there(&self, party: Party) -> bool {
        let place = match party {
            Party::Visitor => &self.visitor,
            Party::Officer => &self.officer,
        };
        place.as_ref().is_some_and(|place| place.line.is_some())
    }

    fn both(&self) -> bool {
        self.is_there(Party::Visitor) && self.is_there(Party::Officer)
    }

    /// Hands a message to one side, or keeps it while their line is down.
    fn tell(&mut self, party: Party, signal: bool, message: String) {
        let Some(place) = self.place(party).as_mut() else { return };
        let message = match &place.line {
            Some(line) => match line.try_send(message) {
                Ok(()) => return,
                // A browser that does not read is as good as gone; it comes back by itself.
                Err(mpsc::error::TrySendError::Full(message) | mpsc::error::TrySendError::Closed(message)) => message,
            },
            None => message,
        };
        place.line = None;
        if place.waiting.len() == WAITING {
            place.waiting.pop_front();
        }
        place.waiting.push_back((signal, message));
    }

    /// Both begin a new connection; the officer makes the offer.
    fn start(&mut self, now_ms: i64) {
        if !self.both() {
            return;
        }
        self.epoch += 1;
        self.begun_ms = now_ms;
        for party in [Party::Visitor, Party::Officer] {
            if let Some(place) = self.place(party) {
                place.waiting.retain(|(signal, _)| !signal);
            }
            let begin = json!({ "kind": "start", "epoch": self.epoch, "offer": party == Party::Officer });
            self.tell(party, true, begin.to_string());
        }
    }

    /// Tells one side how things stand; whose line is down learns it when it is up again.
    fn tell_now(&mut self, party: Party, message: String) {
        if self.is_there(party) {
            self.tell(party, false, message);
        }
    }

    fn tell_peer(&mut self, party: Party) {
        let here = self.is_there(party.other());
        self.tell_now(party, json!({ "kind": "peer", "here": here }).to_string());
    }

    fn note_empty(&mut self, now_ms: i64) {
        let there = self.is_there(Party::Visitor) || self.is_there(Party::Officer);
        self.empty_ms = if there { None } else { Some(self.empty_ms.unwrap_or(now_ms)) };
    }
}

impl Hub {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives one side its place under a new key; the browser that had it before is told and loses it.
    ///
    /// Errors: [`Trouble::TooMany`] when this process has as many rooms as it can keep.
    pub fn join(&self, talk: TalkId, party: Party, key: &str, now_ms: i64) -> Result<(), Trouble> {
        let mut inner = self.inner();
        if inner.rooms.len() >= ROOMS && !inner.rooms.contains_key(&talk) {
            return Err(Trouble::TooMany);
        }
        let room = inner.rooms.entry(talk).or_default();
        let was_there = room.is_there(party);
        let taken = room.place(party).as_ref().map(|place| place.key.clone());
        if taken.is_some() {
            room.tell(party, false, json!({ "kind": "taken" }).to_string());
        }
        *room.place(party) = Some(Place {
            key: key.into(),
            line: None,
            nth: 0,
            fresh: true,
            waiting: VecDeque::new(),
            window_ms: now_ms,
            signals: 0,
            look: None,
        });
        if was_there {
            room.tell_peer(party.other());
        }
        room.note_empty(now_ms);
        if let Some(taken) = taken {
            inner.places.remove(&taken);
        }
        inner.places.insert(key.into(), (talk, party));
        Ok(())
    }

    /// Whose place a key is.
    pub fn whose(&self, key: &str) -> Option<(TalkId, Party)> {
        self.inner().places.get(key).copied()
    }

    /// Connects the line of a place; what waited is on it already. `None`: the key stands for no place.
    pub fn attach(&self, key: &str, now_ms: i64) -> Option<(Line, Attached)> {
        let mut inner = self.inner();
        let (talk, party) = *inner.places.get(key)?;
        let room = inner.rooms.get_mut(&talk)?;
        let (line, reader) = mpsc::channel(LINE);
        let place = room.place(party).as_mut()?;
        place.nth += 1;
        let (nth, fresh) = (place.nth, std::mem::take(&mut place.fresh));
        place.line = Some(line);
        let waited = std::mem::take(&mut place.waiting);
        room.empty_ms = None;
        room.tell_peer(party);
        for (signal, message) in waited {
            room.tell(party, signal, message);
        }
        let other = party.other();
        let look = room.place(other).as_ref().and_then(|place| place.look.clone());
        if let Some(look) = look.and_then(|look| serde_json::to_string(&look).ok()) {
            room.tell_now(party, look);
        }
        room.tell_peer(other);
        if fresh {
            room.start(now_ms);
        }
        Some((reader, Attached { talk, party, key: key.into(), nth }))
    }

    /// A line broke. Answers whether that place has no other line now.
    pub fn detach(&self, attached: &Attached, now_ms: i64) -> bool {
        let mut inner = self.inner();
        let Some(room) = inner.rooms.get_mut(&attached.talk) else { return false };
        let Some(place) = room.place(attached.party).as_mut() else { return false };
        if place.key != attached.key || place.nth != attached.nth {
            return false;
        }
        place.line = None;
        room.tell_peer(attached.party.other());
        room.note_empty(now_ms);
        true
    }

    /// Whether one side has a line at this moment.
    pub fn is_there(&self, talk: TalkId, party: Party) -> bool {
        self.inner().rooms.get(&talk).is_some_and(|room| room.is_there(party))
    }

    /// Passes a signal on.
    pub fn send(&self, key: &str, signal: Signal, now_ms: i64) -> Result<(TalkId, Party), Trouble> {
        let mut inner = self.inner();
        let (talk, party) = *inner.places.get(key).ok_or(Trouble::NoPlace)?;
        let room = inner.rooms.get_mut(&talk).ok_or(Trouble::NoPlace)?;
        let (epoch, begun_ms) = (room.epoch, room.begun_ms);
        let place = room.place(party).as_mut().ok_or(Trouble::NoPlace)?;
        if now_ms - place.window_ms >= WINDOW_MS {
            (place.window_ms, place.signals) = (now_ms, 0);
        }
        place.signals += 1;
        if place.signals > SIGNALS {
            return Err(Trouble::TooMany);
        }
        let passed = serde_json::to_string(&signal).map_err(|_| Trouble::TooLarge)?;
        match &signal {
            Signal::Offer { epoch: of, sdp } | Signal::Answer { epoch: of, sdp } => {
                fits(sdp.len(), SDP_MAX)?;
                if *of == epoch {
                    room.tell(party.other(), true, passed);
                }
            }
            Signal::Ice { epoch: of, .. } => {
                fits(passed.len(), CANDIDATE_MAX)?;
                if *of == epoch {
                    room.tell(party.other(), true, passed);
                }
            }
            Signal::Chat { text } => {
                fits(text.len(), CHAT_MAX)?;
                room.tell(party.other(), false, passed);
            }
            Signal::Look { .. } => {
                place.look = Some(signal);
                room.tell_now(party.other(), passed);
            }
            Signal::Again if now_ms - begun_ms >= AGAIN_MS => room.start(now_ms),
            Signal::Again => {}
            Signal::Leave => {
                *room.place(party) = None;
                room.tell(party.other(), false, json!({ "kind": "left" }).to_string());
                room.note_empty(now_ms);
                inner.places.remove(key);
            }
        }
        Ok((talk, party))
    }

    /// The talk is over: both are told, and everything about it is forgotten.
    pub fn close(&self, talk: TalkId) {
        let mut inner = self.inner();
        if let Some(mut room) = inner.rooms.remove(&talk) {
            for party in [Party::Visitor, Party::Officer] {
                room.tell(party, false, json!({ "kind": "over" }).to_string());
            }
        }
        inner.places.retain(|_, (of, _)| *of != talk);
    }

    /// Rooms in which nobody has been since a moment.
    pub fn list_empty_since(&self, before_ms: i64) -> Vec<TalkId> {
        let inner = self.inner();
        let empty = inner.rooms.iter().filter(|(_, room)| room.empty_ms.is_some_and(|since| since <= before_ms));
        empty.map(|(talk, _)| *talk).collect()
    }

    /// How many rooms are kept.
    pub fn count(&self) -> usize {
        self.inner().rooms.len()
    }
}

fn fits(bytes: usize, most: usize) -> Result<(), Trouble> {
    if bytes <= most { Ok(()) } else { Err(Trouble::TooLarge) }
}

/// A line that is connected: what is said when it breaks.
#[derive(Debug, Clone)]
pub struct Attached {
    pub talk: TalkId,
    pub party: Party,
    key: String,
    nth: u64,
}
