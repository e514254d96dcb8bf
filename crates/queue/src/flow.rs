//! How visitors flow through counters from some moment on: the discipline of [`crate::rule`] at tens of millions of events a
//! second, for promises, for planning and against theory.
//!
//! Time is seconds from an origin the caller chooses. A *line* holds those who wait for one thing: one service for one
//! class of visitors (in one language, or at one counter only); a counter reads some lines. A free counter calls the
//! earliest merit among the heads of the lines it reads, which is the rule of the hall, because within a line tickets
//! stand in the order of their merits. `tests/queue/hall.rs` holds this engine to [`crate::hall`], call by call.

use crate::dice::Dice;

/// Lines of one run: bits of a [`Lines`].
pub const MOST_LINES: usize = 128;
/// Counters of one run.
pub const MOST_COUNTERS: usize = 64;

/// A set of lines.
pub type Lines = u128;

/// Somebody who waits for something.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Waiter {
    /// Who goes first: the earlier.
    pub merit: f64,
    /// Since when.
    pub since: f64,
    /// What is still to be done: one line for each service.
    pub lines: Lines,
    /// The caller's number for them.
    pub id: u32,
}

impl Waiter {
    /// Of two with one merit the lower number goes first: numbers are given in the order of issue.
    #[inline]
    fn is_before(&self, other: &Waiter) -> bool {
        self.merit < other.merit || (self.merit == other.merit && self.id < other.id)
    }
}

/// Who comes, in the order of time.
pub trait Arrivals {
    /// When the next one comes; infinite when nobody does.
    fn next_at(&self) -> f64;
    /// The next one.
    fn take(&mut self, dice: &mut Dice) -> Waiter;
}

/// Nobody comes any more.
pub struct Nobody;

impl Arrivals for Nobody {
    fn next_at(&self) -> f64 {
        f64::INFINITY
    }
    fn take(&mut self, _: &mut Dice) -> Waiter {
        Waiter { merit: 0.0, since: 0.0, lines: 0, id: 0 }
    }
}

/// Those who are known to come, in the order of time.
pub struct Known<'a>(pub &'a [Waiter]);

impl Arrivals for Known<'_> {
    #[inline]
    fn next_at(&self) -> f64 {
        self.0.first().map_or(f64::INFINITY, |first| first.since)
    }
    #[inline]
    fn take(&mut self, _: &mut Dice) -> Waiter {
        let first = self.0[0];
        self.0 = &self.0[1..];
        first
    }
}

/// How long a counter is busy with somebody, in seconds, until it can call the next: `lines` are what it does for them.
pub trait Work {
    fn seconds(&mut self, counter: usize, waiter: &Waiter, lines: Lines, dice: &mut Dice) -> f64;
}

impl<F: FnMut(usize, &Waiter, Lines, &mut Dice) -> f64> Work for F {
    #[inline]
    fn seconds(&mut self, counter: usize, waiter: &Waiter, lines: Lines, dice: &mut Dice) -> f64 {
        self(counter, waiter, lines, dice)
    }
}

/// Who looks on.
pub trait Watch {
    /// Somebody is called; false ends the run.
    fn called(&mut self, waiter: &Waiter, counter: usize, at: f64) -> bool;
    /// A counter is done with somebody who has nothing left to do.
    #[inline]
    fn done(&mut self, _id: u32, _at: f64) {}
}

impl<F: FnMut(&Waiter, usize, f64) -> bool> Watch for F {
    #[inline]
    fn called(&mut self, waiter: &Waiter, counter: usize, at: f64) -> bool {
        self(waiter, counter, at)
    }
}

/// One line: ascending by merit, the next at `head`.
#[derive(Debug, Clone, Default)]
struct Line {
    waiters: Vec<Waiter>,
    head: usize,
}

impl Line {
    #[inline]
    fn push(&mut self, waiter: Waiter) {
        let mut place = self.waiters.len();
        while place > self.head && waiter.is_before(&self.waiters[place - 1]) {
            place -= 1;
        }
        if place == self.waiters.len() {
            self.waiters.push(waiter);
        } else if place == self.head && self.head > 0 {
            self.head -= 1;
            self.waiters[self.head] = waiter;
        } else {
            self.waiters.insert(place, waiter);
        }
    }

    #[inline]
    fn first(&self) -> Waiter {
        self.waiters[self.head]
    }

    #[inline]
    fn pop(&mut self) {
        self.head += 1;
        self.tidy();
    }

    fn remove(&mut self, id: u32) {
        if let Some(place) = self.waiters[self.head..].iter().position(|waiter| waiter.id == id) {
            self.waiters.remove(self.head + place);
            self.tidy();
        }
    }

    #[inline]
    fn tidy(&mut self) {
        if self.head == self.waiters.len() {
            self.waiters.clear();
            self.head = 0;
        } else if self.head >= 4_096 {
            self.waiters.drain(..self.head);
            self.head = 0;
        }
    }

    #[inline]
    fn is_empty(&self) -> bool {
        self.head == self.waiters.len()
    }
}

/// What a counter does at the moment.
#[derive(Debug, Clone, Copy)]
struct Busy {
    waiter: Waiter,
    /// What is left to do elsewhere.
    rest: Lines,
}

/// Counters and lines in the course of time.
#[derive(Debug, Clone)]
pub struct Flow {
    lines: Vec<Line>,
    /// Lines in which somebody waits.
    filled: Lines,
    /// Lines each counter reads.
    reads: Vec<Lines>,
    /// Counters that read a line, as bits.
    readers: Vec<u64>,
    /// When each counter is done; infinite while it is free or closed.
    until: Vec<f64>,
    busy: Vec<Busy>,
    free: u64,
    /// Arrivals, calls and ends so far.
    pub events: u64,
}

const NOBODY: Busy = Busy { waiter: Waiter { merit: 0.0, since: 0.0, lines: 0, id: u32::MAX }, rest: 0 };

impl Flow {
    /// Counters by the lines they read, all free; the first of several free ones able to serve takes who comes.
    ///
    /// At most [`MOST_COUNTERS`] are taken.
    pub fn new(reads: &[Lines], lines: usize) -> Flow {
        let reads: Vec<Lines> = reads.iter().copied().take(MOST_COUNTERS).collect();
        let reader = |line: usize| {
            let able = reads.iter().enumerate().filter(|(_, lines)| *lines >> line & 1 == 1);
            able.fold(0, |all, (counter, _)| all | 1 << counter)
        };
        let counters = reads.len();
        Flow {
            lines: vec![Line::default(); lines.min(MOST_LINES)],
            filled: 0,
            readers: (0..lines.min(MOST_LINES)).map(reader).collect(),
            until: vec![f64::INFINITY; counters],
            busy: vec![NOBODY; counters],
            free: if counters == MOST_COUNTERS { u64::MAX } else { (1 << counters) - 1 },
            reads,
            events: 0,
        }
    }

    /// Somebody who waits already.
    pub fn wait(&mut self, waiter: Waiter) {
        let mut lines = waiter.lines;
        self.filled |= lines;
        while lines != 0 {
            self.lines[lines.trailing_zeros() as usize].push(waiter);
            lines &= lines - 1;
        }
    }

    /// A counter that is busy already, until some moment; `rest`: what its visitor has to do elsewhere afterwards.
    pub fn occupy(&mut self, counter: usize, waiter: Waiter, rest: Lines, until: f64) {
        self.free &= !(1 << counter);
        self.until[counter] = until;
        self.busy[counter] = Busy { waiter, rest };
    }

    /// A counter that calls nobody.
    pub fn close(&mut self, counter: usize) {
        self.free &= !(1 << counter);
    }

    /// Takes over another flow's state without new memory.
    pub fn become_like(&mut self, other: &Flow) {
        self.lines.clone_from(&other.lines);
        self.filled = other.filled;
        self.until.clone_from(&other.until);
        self.busy.clone_from(&other.busy);
        self.free = other.free;
        self.events = 0;
    }

    /// Lets time run until nobody comes, nobody is served and nobody can be called, or until the watch has seen enough.
    /// Free counters call at `from`.
    pub fn run<A: Arrivals, W: Work, S: Watch>(
        &mut self,
        from: f64,
        arrivals: &mut A,
        work: &mut W,
        watch: &mut S,
        dice: &mut Dice,
    ) {
        let mut free = self.free;
        while free != 0 {
            let counter = free.trailing_zeros() as usize;
            free &= free - 1;
            if !self.call(counter, from, work, watch, dice) {
                return;
            }
        }
        let (mut ends, mut first) = self.earliest();
        loop {
            let comes = arrivals.next_at();
            if comes <= ends {
                if comes == f64::INFINITY {
                    return;
                }
                let waiter = arrivals.take(dice);
                self.events += 1;
                let able = self.free & self.able(waiter.lines);
                if able == 0 {
                    self.wait(waiter);
                    continue;
                }
                let counter = able.trailing_zeros() as usize;
                if !self.start(counter, waiter, comes, work, watch, dice) {
                    return;
                }
                if self.until[counter] < ends {
                    (ends, first) = (self.until[counter], counter);
                }
                continue;
            }
            let Busy { mut waiter, rest } = self.busy[first];
            self.events += 1;
            self.until[first] = f64::INFINITY;
            self.free |= 1 << first;
            let now = ends;
            if rest == 0 {
                watch.done(waiter.id, now);
            } else {
                waiter.lines = rest;
                let able = self.free & self.able(rest);
                if able == 0 {
                    self.wait(waiter);
                } else {
                    let counter = able.trailing_zeros() as usize;
                    if !self.start(counter, waiter, now, work, watch, dice) {
                        return;
                    }
                }
            }
            if self.free >> first & 1 == 1 && !self.call(first, now, work, watch, dice) {
                return;
            }
            (ends, first) = self.earliest();
        }
    }

    /// Counters that can do at least one of these things.
    #[inline]
    fn able(&self, mut lines: Lines) -> u64 {
        let mut able = 0;
        while lines != 0 {
            able |= self.readers[lines.trailing_zeros() as usize];
            lines &= lines - 1;
        }
        able
    }

    /// A free counter calls the next; false when the watch has seen enough.
    #[inline]
    fn call<W: Work, S: Watch>(
        &mut self,
        counter: usize,
        now: f64,
        work: &mut W,
        watch: &mut S,
        dice: &mut Dice,
    ) -> bool {
        let mut heads = self.filled & self.reads[counter];
        if heads == 0 {
            return true;
        }
        let mut line = heads.trailing_zeros() as usize;
        let mut waiter = self.lines[line].first();
        heads &= heads - 1;
        while heads != 0 {
            let here = heads.trailing_zeros() as usize;
            heads &= heads - 1;
            let head = self.lines[here].first();
            if head.is_before(&waiter) {
                (waiter, line) = (head, here);
            }
        }
        let head = &mut self.lines[line];
        head.pop();
        self.filled &= !(Lines::from(head.is_empty()) << line);
        let mut others = waiter.lines & !(1 << line);
        while others != 0 {
            let other = others.trailing_zeros() as usize;
            others &= others - 1;
            self.lines[other].remove(waiter.id);
            self.filled &= !(Lines::from(self.lines[other].is_empty()) << other);
        }
        self.start(counter, waiter, now, work, watch, dice)
    }

    #[inline]
    fn start<W: Work, S: Watch>(
        &mut self,
        counter: usize,
        waiter: Waiter,
        now: f64,
        work: &mut W,
        watch: &mut S,
        dice: &mut Dice,
    ) -> bool {
        self.events += 1;
        let here = waiter.lines & self.reads[counter];
        let seconds = work.seconds(counter, &waiter, here, dice);
        self.free &= !(1 << counter);
        self.until[counter] = now + seconds;
        self.busy[counter] = Busy { waiter, rest: waiter.lines & !here };
        watch.called(&waiter, counter, now)
    }

    /// The next end and its counter.
    #[inline]
    fn earliest(&self) -> (f64, usize) {
        // Compared as whole numbers in the order of the floats: each step waits for the one before, and this one waits least.
        let mut first = (i64::MAX, 0);
        for (counter, until) in self.until.iter().enumerate() {
            let key = in_order(*until);
            if key < first.0 {
                first = (key, counter);
            }
        }
        (self.until.get(first.1).copied().unwrap_or(f64::INFINITY), first.1)
    }
}

/// A whole number that stands to others as its float stands to theirs (IEEE 754, totalOrder).
#[inline]
fn in_order(float: f64) -> i64 {
    let bits = float.to_bits() as i64;
    bits ^ (((bits >> 63) as u64) >> 1) as i64
}
