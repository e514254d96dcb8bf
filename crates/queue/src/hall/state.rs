//! The nouns of a hall.

use std::collections::BTreeMap;
use std::fmt;

use kernel::{CounterId, OfficerId, PersonId, TicketId};
use serde::{Deserialize, Serialize};

use super::event::{Event, Gone, What};
use crate::rule::{Class, Ms, Rule};

/// A set of a centre's services; each has a bit for as long as the centre keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Services(pub u64);

impl Services {
    pub const MOST: u8 = 64;
    pub const NONE: Services = Services(0);

    pub fn one(service: u8) -> Services {
        Services(1_u64.checked_shl(service.into()).unwrap_or(0))
    }
    pub fn of(services: impl IntoIterator<Item = u8>) -> Services {
        services.into_iter().fold(Services::NONE, |all, one| all.and(Services::one(one)))
    }
    pub fn and(self, other: Services) -> Services {
        Services(self.0 | other.0)
    }
    pub fn both(self, other: Services) -> Services {
        Services(self.0 & other.0)
    }
    pub fn without(self, other: Services) -> Services {
        Services(self.0 & !other.0)
    }
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
    pub fn has(self, service: u8) -> bool {
        !self.both(Services::one(service)).is_empty()
    }
    /// Ascending.
    pub fn iter(self) -> impl Iterator<Item = u8> {
        (0..Services::MOST).filter(move |service| self.has(*service))
    }
}

/// A set of languages a counter speaks or a visitor needs: bit 0 Vietnamese, bit 1 English, further ones as the centre
/// numbers them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Languages(pub u8);

impl Languages {
    pub const VIETNAMESE: Languages = Languages(1);
    pub const ENGLISH: Languages = Languages(2);

    pub fn meets(self, other: Languages) -> bool {
        self.0 & other.0 != 0
    }
}

/// What is printed large on a ticket: a letter for the series, a number that starts at 1 every day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Number {
    pub series: char,
    pub n: u16,
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:03}", self.series, self.n)
    }
}

/// Where a ticket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum TicketState {
    /// Chờ gọi.
    Waiting,
    /// The visitor went out and keeps the place.
    Out {
        since: Ms,
    },
    /// Called and not yet at the counter.
    Called {
        counter: CounterId,
        at: Ms,
        times: u8,
    },
    /// At the counter.
    Serving {
        counter: CounterId,
        since: Ms,
    },
    /// Kept aside by a counter, which goes on with others meanwhile.
    Held {
        counter: CounterId,
        since: Ms,
    },
    /// Called and did not come.
    Skipped {
        at: Ms,
    },
    /// Everything was done.
    Finished {
        at: Ms,
    },
    Left {
        at: Ms,
        why: Gone,
    },
}

impl TicketState {
    pub fn code(self) -> &'static str {
        match self {
            TicketState::Waiting => "waiting",
            TicketState::Out { .. } => "out",
            TicketState::Called { .. } => "called",
            TicketState::Serving { .. } => "serving",
            TicketState::Held { .. } => "held",
            TicketState::Skipped { .. } => "skipped",
            TicketState::Finished { .. } => "finished",
            TicketState::Left { .. } => "left",
        }
    }

    /// Nothing more will happen to it today.
    pub fn is_over(self) -> bool {
        matches!(self, TicketState::Finished { .. } | TicketState::Left { .. })
    }

    /// The counter that has the visitor.
    pub fn counter(self) -> Option<CounterId> {
        match self {
            TicketState::Called { counter, .. }
            | TicketState::Serving { counter, .. }
            | TicketState::Held { counter, .. } => Some(counter),
            TicketState::Waiting
            | TicketState::Out { .. }
            | TicketState::Skipped { .. }
            | TicketState::Finished { .. }
            | TicketState::Left { .. } => None,
        }
    }
}

/// One visitor's number for today (số thứ tự).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    pub id: TicketId,
    pub number: Number,
    pub class: Class,
    /// What is still to be done.
    pub services: Services,
    /// What was done.
    pub done: Services,
    pub languages: Languages,
    /// Who came, when they were identified. Never a name.
    pub visitor: Option<PersonId>,
    /// The waiting clock starts here (seed 001 IV.8.1) and is never set again, whoever they are sent on to.
    pub issued: Ms,
    pub merit: Ms,
    /// Only this counter may call it.
    pub only: Option<CounterId>,
    pub state: TicketState,
    /// "Được gọi trước": the bound printed on the ticket.
    pub bound: Option<Ms>,
    pub first_called: Option<Ms>,
    /// The waiting clock ends here: an officer has started with the visitor.
    pub first_started: Option<Ms>,
}

impl Ticket {
    /// Time waited so far or in all, ms.
    pub fn waited(&self, now: Ms) -> Ms {
        let until = match (self.first_started, self.state) {
            (Some(started), _) => started,
            (None, TicketState::Left { at, .. } | TicketState::Finished { at }) => at,
            (None, _) => now,
        };
        (until - self.issued).max(0)
    }

    /// The order of the rule.
    pub fn order(&self) -> (Ms, Ms, TicketId) {
        (self.merit, self.issued, self.id)
    }
}

/// Whom a counter may call: one, some or all services, in its languages, all classes or some (Phụ lục VI: quầy đa lĩnh
/// vực, quầy ưu tiên).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Able {
    pub services: Services,
    pub languages: Languages,
    /// Bits of [`Class::kind`]; 7 is everybody.
    pub classes: u8,
}

impl Able {
    pub const EVERYBODY: u8 = 7;

    pub fn serves(&self, ticket: &Ticket) -> bool {
        !self.services.both(ticket.services).is_empty()
            && self.languages.meets(ticket.languages)
            && self.classes >> ticket.class.kind() & 1 == 1
    }
}

/// What happens at a counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "desk", rename_all = "snake_case")]
pub enum Desk {
    Closed,
    /// Ready to call.
    Free {
        since: Ms,
    },
    /// Has called or serves this ticket.
    With {
        ticket: TicketId,
    },
    /// Open, and calls nobody for a while.
    Paused {
        since: Ms,
    },
}

/// A counter of the hall (quầy).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counter {
    pub id: CounterId,
    pub able: Able,
    pub officer: Option<OfficerId>,
    pub desk: Desk,
}

impl Counter {
    pub fn is_open(&self) -> bool {
        self.desk != Desk::Closed
    }
    /// Somebody may sit down: it is closed, nobody of the office sits there, or whoever does has paused it to leave.
    pub fn seat_is_free(&self) -> bool {
        !self.is_open() || self.officer.is_none() || matches!(self.desk, Desk::Paused { .. })
    }
    /// Calls, or will when it is done.
    pub fn is_calling(&self) -> bool {
        matches!(self.desk, Desk::Free { .. } | Desk::With { .. })
    }
}

/// A hall on one day.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Hall {
    pub rule: Rule,
    pub tickets: BTreeMap<TicketId, Ticket>,
    pub counters: BTreeMap<CounterId, Counter>,
    /// The last number given, by series.
    pub numbers: BTreeMap<char, u16>,
    /// Events applied.
    pub seq: u64,
    /// The last event's moment: time does not run backwards in a hall, whatever clocks do.
    pub last: Ms,
    pub over: bool,
}

impl Hall {
    /// The state after all events of a day.
    pub fn replay<'e>(events: impl IntoIterator<Item = &'e Event>) -> Hall {
        let mut hall = Hall::default();
        events.into_iter().for_each(|event| hall.apply(event));
        hall
    }

    /// The next state. Every event fits: [`super::decide`] made it from the state it is applied to.
    pub fn apply(&mut self, event: &Event) {
        let at = event.at;
        self.seq += 1;
        self.last = self.last.max(at);
        match &event.what {
            What::Begun { rule } => self.rule = *rule,
            What::Issued { ticket } => {
                self.numbers.insert(ticket.number.series, ticket.number.n);
                self.tickets.insert(ticket.id, (**ticket).clone());
            }
            What::Promised { ticket, bound } => self.with(*ticket, |t| t.bound = *bound),
            What::Opened { counter, able, officer } => {
                let desk = Desk::Free { since: at };
                let fresh = Counter { id: *counter, able: *able, officer: *officer, desk };
                self.counters.insert(*counter, fresh);
            }
            What::Ruled { counter, able } => self.at(*counter, |c| c.able = *able),
            What::Paused { counter } => self.at(*counter, |c| c.desk = Desk::Paused { since: at }),
            What::Resumed { counter } => self.at(*counter, |c| c.desk = Desk::Free { since: at }),
            What::Closed { counter } => self.at(*counter, |c| (c.desk, c.officer) = (Desk::Closed, None)),
            What::Called { ticket, counter } => {
                self.at(*counter, |c| c.desk = Desk::With { ticket: *ticket });
                self.with(*ticket, |t| {
                    t.state = TicketState::Called { counter: *counter, at, times: 1 };
                    t.first_called.get_or_insert(at);
                });
            }
            What::Recalled { ticket } => self.with(*ticket, |t| {
                if let TicketState::Called { times, .. } = &mut t.state {
                    *times = times.saturating_add(1);
                }
            }),
            What::Started { ticket, counter } => {
                self.at(*counter, |c| c.desk = Desk::With { ticket: *ticket });
                self.with(*ticket, |t| {
                    t.state = TicketState::Serving { counter: *counter, since: at };
                    t.first_called.get_or_insert(at);
                    t.first_started.get_or_insert(at);
                });
            }
            What::Served { ticket, services } => self.with(*ticket, |t| {
                t.done = t.done.and(*services);
                t.services = t.services.without(*services);
            }),
            What::Asked { ticket, services } => self.with(*ticket, |t| t.services = t.services.and(*services)),
            What::Classed { ticket, class, merit } => {
                self.with(*ticket, |t| (t.class, t.merit) = (*class, *merit));
            }
            What::Skipped { ticket } => self.leave_desk(*ticket, at, TicketState::Skipped { at }),
            What::Held { ticket, counter } => {
                self.leave_desk(*ticket, at, TicketState::Held { counter: *counter, since: at });
            }
            What::SentOn { ticket, only } => {
                self.leave_desk(*ticket, at, TicketState::Waiting);
                self.with(*ticket, |t| t.only = *only);
            }
            What::Moved { ticket, only } => self.with(*ticket, |t| t.only = *only),
            What::Returned { ticket } => self.with(*ticket, |t| t.state = TicketState::Waiting),
            What::WentOut { ticket } => self.with(*ticket, |t| t.state = TicketState::Out { since: at }),
            What::Finished { ticket } => self.leave_desk(*ticket, at, TicketState::Finished { at }),
            What::Left { ticket, why } => self.leave_desk(*ticket, at, TicketState::Left { at, why: *why }),
            What::Ended => self.over = true,
        }
    }

    fn with(&mut self, ticket: TicketId, change: impl FnOnce(&mut Ticket)) {
        if let Some(ticket) = self.tickets.get_mut(&ticket) {
            change(ticket);
        }
    }

    fn at(&mut self, counter: CounterId, change: impl FnOnce(&mut Counter)) {
        if let Some(counter) = self.counters.get_mut(&counter) {
            change(counter);
        }
    }

    /// The ticket goes on to a state away from the counter it was at, which is free again.
    fn leave_desk(&mut self, ticket: TicketId, at: Ms, state: TicketState) {
        let Some(found) = self.tickets.get_mut(&ticket) else { return };
        let counter = found.state.counter();
        found.state = state;
        if let Some(counter) = counter {
            self.at(counter, |c| {
                if c.desk == (Desk::With { ticket }) {
                    c.desk = Desk::Free { since: at };
                }
            });
        }
    }

    /// Those who can be called, in the order of the rule.
    pub fn waiting(&self) -> Vec<&Ticket> {
        let mut waiting: Vec<&Ticket> = self.tickets.values().filter(|t| t.state == TicketState::Waiting).collect();
        waiting.sort_unstable_by_key(|ticket| ticket.order());
        waiting
    }
}
