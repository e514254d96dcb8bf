//! People in a hall who take their time: visitors who come, officers who call, serve and turn to the next. It wants things at
//! moments and is told what became of them, so the same people live a day in memory, in a sample office or over the wire.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use kernel::{CounterId, TicketId};

use crate::days::{Centre, Coming};
use crate::dice::Dice;
use crate::hall::{Able, Services};
use crate::rule::{Class, Ms};

/// Looking up after a visitor came to a counter that had nothing to do, seconds: at least, and how much more at most.
const NOTICES_S: (f64, f64) = (3.0, 9.0);
/// Looking up when somebody was sent on, ms.
const SENT_ON_MS: Ms = 5_000;
/// A visitor who was skipped and comes back does so within these seconds.
const BACK_S: (f64, f64) = (90.0, 300.0);

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wanted {
    /// Take a ticket; the place in the list of those who come.
    Comes(usize),
    Calls(CounterId),
    Starts(CounterId),
    Finishes(CounterId),
    Skips(CounterId),
    Returns(TicketId),
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// The ticket a visitor was given.
    Issued(TicketId),
    /// A counter called somebody who still needs these services.
    Called(TicketId, Services),
    /// Nobody waits for the counter.
    Nobody,
    Done,
    /// The counter is done with the visitor, who waits for another.
    SentOn,
    /// Not now: once more after so many milliseconds.
    Later(Ms),
    /// It will not happen: somebody else was faster, the counter was closed.
    Lost,
}

/// A counter of the crowd's, and what it is doing when the crowd takes over.
#[derive(Debug, Clone, Copy)]
pub struct Post {
    pub counter: CounterId,
    pub able: Able,
    pub doing: Doing,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Doing {
    Nothing,
    /// The visitor was called and has not come.
    Waits(TicketId, Services),
    Serves(TicketId, Services),
}

/// A counter as the crowd knows it.
#[derive(Debug, Clone, Copy)]
struct Desk {
    able: Able,
    idle: bool,
    with: Option<(TicketId, Services)>,
}

/// The people.
pub struct Crowd<'c> {
    centre: &'c Centre,
    coming: &'c [Coming],
    dice: Dice,
    heap: BinaryHeap<Reverse<(Ms, u64, Wanted)>>,
    nth: u64,
    desks: BTreeMap<CounterId, Desk>,
}

fn ms(seconds: f64) -> Ms {
    (seconds * 1e3) as Ms
}

impl<'c> Crowd<'c> {
    /// People at these counters from `now` on; who came before is not asked again.
    pub fn new(centre: &'c Centre, coming: &'c [Coming], posts: &[Post], now: Ms, dice: Dice) -> Crowd<'c> {
        let (heap, desks) = (BinaryHeap::new(), BTreeMap::new());
        let mut crowd = Crowd { centre, coming, dice, heap, nth: 0, desks };
        for (n, one) in coming.iter().enumerate().filter(|(_, one)| one.at >= now) {
            crowd.push(one.at, Wanted::Comes(n));
        }
        for post in posts {
            let desk = Desk { able: post.able, idle: true, with: None };
            crowd.desks.insert(post.counter, desk);
            match post.doing {
                Doing::Nothing => crowd.notice(post.counter, now),
                Doing::Waits(ticket, services) => crowd.called(post.counter, ticket, services, now),
                Doing::Serves(ticket, services) => {
                    crowd.with(post.counter, Some((ticket, services)));
                    crowd.serve(post.counter, now);
                }
            }
        }
        crowd
    }

    /// What is wanted next, and when; none when everybody has gone.
    pub fn next_wanted(&mut self) -> Option<(Ms, Wanted)> {
        self.heap.pop().map(|Reverse((at, _, wanted))| (at, wanted))
    }

    /// When the next thing is wanted.
    pub fn next_at(&self) -> Option<Ms> {
        self.heap.peek().map(|Reverse((at, ..))| *at)
    }

    /// What became of it, at a moment.
    pub fn told(&mut self, at: Ms, wanted: Wanted, heard: Heard) {
        match (wanted, heard) {
            (_, Heard::Later(after)) => self.push(at + after.max(1), wanted),
            (Wanted::Comes(n), Heard::Issued(_)) => self.somebody_waits(self.coming[n], at),
            (Wanted::Calls(counter), Heard::Called(ticket, services)) => self.called(counter, ticket, services, at),
            (Wanted::Calls(counter), _) => self.rest(counter),
            (Wanted::Starts(counter), Heard::Done) => self.serve(counter, at),
            (Wanted::Finishes(counter), Heard::Done | Heard::SentOn) => {
                self.with(counter, None);
                let turn = self.centre.turn.draw(&mut self.dice);
                self.push(at + ms(turn), Wanted::Calls(counter));
                if heard == Heard::SentOn {
                    self.everybody_looks(at);
                }
            }
            (Wanted::Skips(counter), Heard::Done) => {
                let gone = self.desks.get(&counter).and_then(|desk| desk.with);
                self.with(counter, None);
                let turn = self.centre.turn.draw(&mut self.dice);
                self.push(at + ms(turn), Wanted::Calls(counter));
                if let Some((ticket, _)) = gone
                    && self.dice.chance(self.centre.returns)
                {
                    let back = BACK_S.0 + (BACK_S.1 - BACK_S.0) * self.dice.unit();
                    self.push(at + ms(back), Wanted::Returns(ticket));
                }
            }
            (Wanted::Returns(_), Heard::Done) => self.everybody_looks(at),
            // Whatever the counter had is gone: it looks for somebody else.
            (Wanted::Starts(counter) | Wanted::Finishes(counter) | Wanted::Skips(counter), _) => {
                self.with(counter, None);
                self.push(at + SENT_ON_MS, Wanted::Calls(counter));
            }
            (Wanted::Comes(_) | Wanted::Returns(_), _) => {}
        }
    }

    fn push(&mut self, at: Ms, wanted: Wanted) {
        self.nth += 1;
        self.heap.push(Reverse((at, self.nth, wanted)));
    }

    fn with(&mut self, counter: CounterId, visitor: Option<(TicketId, Services)>) {
        if let Some(desk) = self.desks.get_mut(&counter) {
            (desk.with, desk.idle) = (visitor, false);
        }
    }

    fn rest(&mut self, counter: CounterId) {
        if let Some(desk) = self.desks.get_mut(&counter) {
            (desk.with, desk.idle) = (None, true);
        }
    }

    /// A counter that had nothing to do looks up.
    fn notice(&mut self, counter: CounterId, at: Ms) {
        self.with(counter, None);
        let seconds = NOTICES_S.0 + NOTICES_S.1 * self.dice.unit();
        self.push(at + ms(seconds), Wanted::Calls(counter));
    }

    /// The first counter that is able and has nothing to do notices a visitor; the others go on reading.
    fn somebody_waits(&mut self, who: Coming, at: Ms) {
        let able = |desk: &Desk| {
            desk.idle
                && !desk.able.services.both(who.services).is_empty()
                && desk.able.classes >> who.class.kind() & 1 == 1
        };
        if let Some(counter) = self.desks.iter().find(|(_, desk)| able(desk)).map(|(counter, _)| *counter) {
            self.notice(counter, at);
        }
    }

    fn everybody_looks(&mut self, at: Ms) {
        let idle: Vec<CounterId> = self.desks.iter().filter(|(_, desk)| desk.idle).map(|(id, _)| *id).collect();
        for counter in idle {
            self.with(counter, None);
            self.push(at + SENT_ON_MS, Wanted::Calls(counter));
        }
    }

    fn called(&mut self, counter: CounterId, ticket: TicketId, services: Services, at: Ms) {
        self.with(counter, Some((ticket, services)));
        if self.dice.chance(self.centre.absent.0) {
            self.push(at + ms(self.centre.absent.1), Wanted::Skips(counter));
        } else {
            let way = self.centre.way.draw(&mut self.dice);
            self.push(at + ms(way), Wanted::Starts(counter));
        }
    }

    fn serve(&mut self, counter: CounterId, at: Ms) {
        let Some(desk) = self.desks.get(&counter) else { return };
        let here = desk.with.map_or(Services::NONE, |(_, services)| services.both(desk.able.services));
        let mut seconds = 0.0;
        for service in here.iter() {
            seconds +=
                self.centre.services.get(usize::from(service)).map_or(0.0, |asked| asked.times.draw(&mut self.dice));
        }
        self.push(at + ms(seconds), Wanted::Finishes(counter));
    }

    /// Who has an appointment and has not come by a moment: the slot, the services, and how likely they still come.
    pub fn expected(&self, at: Ms) -> Vec<(Class, Services, f64)> {
        let appointed = self.coming.iter().filter(|one| one.at > at && matches!(one.class, Class::Appointment { .. }));
        appointed.map(|one| (one.class, one.services, 1.0 - self.centre.no_show)).collect()
    }
}
