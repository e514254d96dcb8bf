//! "Được gọi trước 09:42": a moment by which a ticket is called nine times of ten.
//!
//! The hall as it stands is continued many times by [`crate::flow`]: who is at the counters finishes when such services
//! usually finish, given how long they have taken already; who waits is called by the rule; those who may still come and go
//! before others do come. The bound of a ticket is the minute at which nine of ten continuations have called it.
//!
//! Only who comes within the rule's greatest credit can go before somebody who waits already, so nobody later is drawn.

use kernel::{CounterId, TicketId};

use crate::dice::Dice;
use crate::flow::{Arrivals, Flow, Lines, MOST_COUNTERS, MOST_LINES, Waiter};
use crate::hall::{Counter, Desk, Hall, Languages, Services, Ticket, TicketState};
use crate::pace::Times;
use crate::rule::{Class, MINUTE, Ms, Rule};

/// Nine of ten.
pub const SHARE: f64 = 0.9;
/// Continuations of one promise.
pub const RUNS: usize = 1_000;

/// What is known of a hall beyond its state.
#[derive(Debug, Clone)]
pub struct Model {
    /// By service: from its start to its end, seconds.
    pub times: Vec<Times>,
    /// From the call to the start: the way to the counter, seconds.
    pub way: Times,
    /// From the end of one visitor to the call of the next while somebody waits, seconds.
    pub turn: Times,
    /// From somebody's ticket to their call by a counter that had nothing to do, seconds.
    pub reaction: Times,
    /// Share of the called who do not come, and how long a counter waits for them, seconds.
    pub absent: (f64, f64),
    /// Who may come and go before others: class, service, persons a second.
    pub privileged: Vec<(Class, u8, f64)>,
    /// The share of continuations a bound is taken at: [`SHARE`], corrected by how many promises were kept so far. A ticket
    /// that is called at once keeps its promise whatever it says, so the others may be a little bolder.
    pub share: f64,
    /// Appointments of the day that have not arrived: their slot, their services, and how likely such an appointment is kept.
    pub appointments: Vec<(Class, Services, f64)>,
}

/// When somebody who waits will be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promise {
    pub ticket: TicketId,
    /// As likely before as after.
    pub middle: Ms,
    /// To be printed: a whole minute.
    pub bound: Ms,
}

/// What those in one line have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Kind {
    class: usize,
    service: u8,
    languages: Languages,
    only: Option<CounterId>,
}

/// The lines of one continuation.
#[derive(Default)]
struct Lineup {
    kinds: Vec<Kind>,
}

impl Lineup {
    /// The line of a kind, made when there is none; none when there are too many.
    fn line(&mut self, kind: Kind) -> Option<Lines> {
        let place = self.kinds.iter().position(|known| *known == kind).or_else(|| {
            self.kinds.push(kind);
            (self.kinds.len() <= MOST_LINES).then(|| self.kinds.len() - 1)
        })?;
        Some(1 << place)
    }

    fn lines(
        &mut self,
        class: usize,
        services: Services,
        languages: Languages,
        only: Option<CounterId>,
    ) -> Option<Lines> {
        services.iter().try_fold(0, |all, service| Some(all | self.line(Kind { class, service, languages, only })?))
    }

    fn of(&mut self, ticket: &Ticket) -> Option<Lines> {
        self.lines(ticket.class.kind(), ticket.services, ticket.languages, ticket.only)
    }

    fn read_by(&self, counter: &Counter) -> Lines {
        let reads = |kind: &Kind| match kind.only {
            Some(only) => only == counter.id,
            None => {
                counter.able.services.has(kind.service)
                    && counter.able.languages.meets(kind.languages)
                    && counter.able.classes >> kind.class & 1 == 1
            }
        };
        let lines = self.kinds.iter().enumerate().filter(|(_, kind)| reads(kind));
        lines.fold(0, |all, (line, _)| all | 1 << line)
    }
}

/// Most with an appointment come a little before their slot begins, some a little after: from so many seconds before it, within
/// so many.
const EARLY: f64 = 600.0;
const WITHIN: f64 = 900.0;

/// An appointment that may still be kept within the horizon.
struct Booked {
    class: Class,
    lines: Lines,
    /// The first moment at which they may still come, and how long they may take, seconds.
    from: f64,
    within: f64,
    /// How likely they come then, since they have not come yet.
    likely: f64,
}

impl Booked {
    /// None: they come too late to go before anybody who waits, or not at all any more. Its lines are still to be found.
    fn of((class, _, kept): &(Class, Services, f64), now: Ms, horizon: f64) -> Option<Booked> {
        let Class::Appointment { from, .. } = class else { return None };
        let first = (from - now) as f64 / 1e3 - EARLY;
        let gone = (-first / WITHIN).max(0.0);
        if gone >= 1.0 || first >= horizon {
            return None;
        }
        let likely = kept * (1.0 - gone) / (1.0 - kept * gone).max(1e-9);
        Some(Booked { class: *class, lines: 0, from: first.max(0.0), within: WITHIN * (1.0 - gone), likely })
    }
}

/// Those who may still come, drawn anew for each continuation.
struct Privileged<'m> {
    rule: Rule,
    now: Ms,
    /// Seconds from now after which nobody can go before who waits.
    horizon: f64,
    known: Vec<Booked>,
    rates: Vec<(&'m (Class, u8, f64), Lines)>,
    drawn: Vec<Waiter>,
    next: usize,
}

impl Privileged<'_> {
    fn draw(&mut self, dice: &mut Dice) {
        self.drawn.clear();
        self.next = 0;
        for ((class, _, rate), lines) in &self.rates {
            let mut at = dice.exponential(1.0 / rate.max(1e-9));
            while at < self.horizon {
                self.drawn.push(self.waiter(*class, at, *lines));
                at += dice.exponential(1.0 / rate.max(1e-9));
            }
        }
        for one in &self.known {
            if dice.chance(one.likely) {
                let at = one.from + dice.unit() * one.within;
                if at < self.horizon {
                    self.drawn.push(self.waiter(one.class, at, one.lines));
                }
            }
        }
        self.drawn.sort_unstable_by(|a, b| a.since.total_cmp(&b.since));
    }

    fn waiter(&self, class: Class, at: f64, lines: Lines) -> Waiter {
        let issued = self.now + (at * 1e3) as Ms;
        let merit = (self.rule.merit(class, issued) - self.now) as f64 / 1e3;
        Waiter { merit, since: at, lines, id: u32::MAX }
    }
}

impl Arrivals for Privileged<'_> {
    #[inline]
    fn next_at(&self) -> f64 {
        self.drawn.get(self.next).map_or(f64::INFINITY, |waiter| waiter.since)
    }
    #[inline]
    fn take(&mut self, _: &mut Dice) -> Waiter {
        self.next += 1;
        self.drawn[self.next - 1]
    }
}

/// When everybody who waits will be called, in the order of the rule; who can be called by nobody open is left out.
pub fn promises(hall: &Hall, model: &Model, now: Ms, runs: usize, dice: &mut Dice) -> Vec<Promise> {
    let waiting = hall.waiting();
    if waiting.is_empty() || runs == 0 {
        return Vec::new();
    }
    let mut course = Course::of(hall, &waiting, model, now);
    let called = course.run(waiting.len(), model, runs, dice);
    let mut promises = Vec::with_capacity(waiting.len());
    let mut column = vec![0.0_f32; runs];
    for (place, ticket) in waiting.iter().enumerate() {
        for (run, slot) in column.iter_mut().enumerate() {
            *slot = called[run * waiting.len() + place];
        }
        if let Some(promise) = promise(ticket.id, now, model.share, &mut column) {
            promises.push(promise);
        }
    }
    promises
}

/// A bound from the moments of all continuations, seconds from now.
fn promise(ticket: TicketId, now: Ms, wanted: f64, seconds: &mut [f32]) -> Option<Promise> {
    let ninth = ((seconds.len() as f64 * wanted).ceil() as usize).clamp(1, seconds.len()) - 1;
    let (_, at, _) = seconds.select_nth_unstable_by(ninth, f32::total_cmp);
    let at = *at;
    let (_, middle, _) = seconds.select_nth_unstable_by(seconds.len() / 2, f32::total_cmp);
    let middle = *middle;
    if !at.is_finite() || !middle.is_finite() {
        return None;
    }
    let moment = |seconds: f32| now + (f64::from(seconds) * 1e3) as Ms;
    // A ticket shows minutes: of the minute before and the one after, the one that is right closer to nine times of ten.
    let after = (moment(at).div_euclid(MINUTE) + 1) * MINUTE;
    let share = |bound: Ms| {
        let limit = (bound - now) as f32 / 1e3;
        seconds.iter().filter(|s| **s < limit).count() as f64 / seconds.len() as f64
    };
    let before = after - MINUTE;
    let off = |bound: Ms| (share(bound) - wanted).abs();
    let bound = if before > now && off(before) < off(after) { before } else { after };
    Some(Promise { ticket, middle: moment(middle), bound })
}

/// What a counter is about at the moment.
#[derive(Clone, Copy)]
enum Held {
    /// Between two visitors for so many seconds.
    Between(f64),
    With(Present),
}

/// Everything that is the same in all continuations.
struct Course<'m> {
    start: Flow,
    present: Vec<Held>,
    services: Vec<u8>,
    coming: Privileged<'m>,
}

/// A visitor at a counter.
#[derive(Clone, Copy)]
struct Present {
    services: Services,
    gone: f64,
    called: bool,
    rest: Lines,
    merit: f64,
}

impl<'m> Course<'m> {
    fn of(hall: &Hall, waiting: &[&Ticket], model: &'m Model, now: Ms) -> Course<'m> {
        let seconds = |at: Ms| (at - now) as f64 / 1e3;
        let mut lineup = Lineup::default();
        let waiters: Vec<Option<Lines>> = waiting.iter().map(|ticket| lineup.of(ticket)).collect();
        let horizon = hall.rule.greatest_credit() as f64 / 1e3;
        let known = model.appointments.iter().filter_map(|one| {
            let booked = Booked::of(one, now, horizon)?;
            Some(Booked { lines: lineup.lines(one.0.kind(), one.1, Languages::VIETNAMESE, None)?, ..booked })
        });
        let known = known.collect();
        let rates = model.privileged.iter().filter_map(|one| {
            let lines = lineup.lines(one.0.kind(), Services::one(one.1), Languages::VIETNAMESE, None)?;
            Some((one, lines))
        });
        let rates = rates.collect();
        let counters: Vec<&Counter> = hall.counters.values().filter(|c| c.is_calling()).take(MOST_COUNTERS).collect();
        let present: Vec<Held> = counters.iter().map(|counter| held(hall, counter, &mut lineup, now)).collect();
        let reads: Vec<Lines> = counters.iter().map(|counter| lineup.read_by(counter)).collect();
        let mut start = Flow::new(&reads, lineup.kinds.len());
        for (place, (ticket, lines)) in waiting.iter().zip(waiters).enumerate() {
            if let Some(lines) = lines {
                let (merit, since) = (seconds(ticket.merit), seconds(ticket.issued));
                start.wait(Waiter { merit, since, lines, id: place as u32 });
            }
        }
        let services = lineup.kinds.iter().map(|kind| kind.service).collect();
        let coming = Privileged { rule: hall.rule, now, horizon, known, rates, drawn: Vec::new(), next: 0 };
        Course { start, present, services, coming }
    }

    /// Seconds from now until each is called, run by run; infinite when a run called nobody.
    fn run(&mut self, waiting: usize, model: &Model, runs: usize, dice: &mut Dice) -> Vec<f32> {
        let mut called = vec![f32::INFINITY; runs * waiting];
        let mut flow = self.start.clone();
        let services = &self.services;
        for row in called.chunks_exact_mut(waiting) {
            flow.become_like(&self.start);
            for (counter, present) in self.present.iter().enumerate() {
                let (merit, rest, until) = match present {
                    Held::Between(gone) => (0.0, 0, between(model, *gone, dice)),
                    Held::With(present) => (present.merit, present.rest, present.until(model, dice)),
                };
                flow.occupy(counter, Waiter { merit, since: 0.0, lines: rest, id: u32::MAX }, rest, until);
            }
            self.coming.draw(dice);
            let mut left = waiting;
            let mut work = |_: usize, _: &Waiter, lines: Lines, dice: &mut Dice| busy(model, services, lines, dice);
            let mut watch = |waiter: &Waiter, _: usize, at: f64| {
                if let Some(slot) = row.get_mut(waiter.id as usize)
                    && slot.is_infinite()
                {
                    *slot = at as f32;
                    left -= 1;
                }
                left > 0
            };
            flow.run(0.0, &mut self.coming, &mut work, &mut watch, dice);
        }
        called
    }
}

/// From a call to the next one, for these lines.
fn busy(model: &Model, services: &[u8], mut lines: Lines, dice: &mut Dice) -> f64 {
    if model.absent.0 > 0.0 && dice.chance(model.absent.0) {
        return model.absent.1 + model.turn.draw(dice);
    }
    let mut seconds = model.way.draw(dice) + model.turn.draw(dice);
    while lines != 0 {
        let service = services[lines.trailing_zeros() as usize];
        lines &= lines - 1;
        seconds += model.times.get(usize::from(service)).map_or(0.0, |times| times.draw(dice));
    }
    seconds
}

/// Seconds until a counter without a visitor calls: the rest of its turn, or how soon it notices when it had nothing to do.
fn between(model: &Model, gone: f64, dice: &mut Dice) -> f64 {
    let usual = match &model.turn {
        Times::Table(table) => gone < f64::from(table[table.len() * 9 / 10]),
        Times::Exponential(_) | Times::Constant(_) => true,
    };
    if usual { model.turn.draw_rest(gone, dice) } else { model.reaction.draw(dice) }
}

fn held(hall: &Hall, counter: &Counter, lineup: &mut Lineup, now: Ms) -> Held {
    let gone = match counter.desk {
        Desk::Free { since } => (now - since).max(0) as f64 / 1e3,
        Desk::Closed | Desk::Paused { .. } | Desk::With { .. } => 0.0,
    };
    present(hall, counter, lineup, now).map_or(Held::Between(gone), Held::With)
}

/// The visitor a counter has at the moment.
fn present(hall: &Hall, counter: &Counter, lineup: &mut Lineup, now: Ms) -> Option<Present> {
    let Desk::With { ticket } = counter.desk else { return None };
    let ticket = hall.tickets.get(&ticket)?;
    let (since, called) = match ticket.state {
        TicketState::Called { at, .. } => (at, true),
        TicketState::Serving { since, .. } => (since, false),
        _ => return None,
    };
    let here = ticket.services.both(counter.able.services);
    let rest = ticket.services.without(here);
    let rest = lineup.lines(ticket.class.kind(), rest, ticket.languages, None).unwrap_or(0);
    let gone = (now - since).max(0) as f64 / 1e3;
    Some(Present { services: here, gone, called, rest, merit: (ticket.merit - now) as f64 / 1e3 })
}

impl Present {
    /// Seconds from now until the counter calls the next.
    fn until(&self, model: &Model, dice: &mut Dice) -> f64 {
        let turn = model.turn.draw(dice);
        let mut services = self.services.iter().filter_map(|service| model.times.get(usize::from(service)));
        if self.called {
            if model.absent.0 > 0.0 && dice.chance(model.absent.0) {
                return (model.absent.1 - self.gone).max(0.0) + turn;
            }
            let whole: f64 = services.map(|times| times.draw(dice)).sum();
            return model.way.draw_rest(self.gone, dice) + whole + turn;
        }
        let first = services.next().map_or(0.0, |times| times.draw_rest(self.gone, dice));
        first + services.map(|times| times.draw(dice)).sum::<f64>() + turn
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hall::{Able, Command, decide};

    /// One counter that has a visitor since a while, and so many walk-ins who wait: the bound of the last.
    fn bound(waiting: i64, appointments: Vec<(Class, Services, f64)>, now: Ms) -> Ms {
        let mut hall = Hall::default();
        let mut act = |command: Command, at: Ms| {
            for event in decide(&hall, &command, at).unwrap() {
                hall.apply(&event);
            }
        };
        let counter = CounterId(1);
        let able = Able { services: Services(1), languages: Languages(1), classes: Able::EVERYBODY };
        act(Command::Begin { rule: Rule::default() }, 0);
        act(Command::Open { counter, able, officer: None }, 0);
        for n in 0..=waiting {
            let (ticket, class, languages) = (TicketId(n), Class::WalkIn, Languages::VIETNAMESE);
            let (services, visitor, series) = (Services(1), None, 'A');
            act(Command::Issue { ticket, series, class, services, languages, visitor, anyway: false }, now - MINUTE);
        }
        act(Command::CallNext { counter }, now - MINUTE);
        act(Command::Start { counter }, now - MINUTE);
        let times = Times::assumed(300.0, 500.0);
        let (way, turn) = (Times::Constant(20.0), Times::Constant(20.0));
        let reaction = Times::Constant(8.0);
        let model = Model {
            times: vec![times],
            way,
            turn,
            reaction,
            absent: (0.0, 0.0),
            privileged: Vec::new(),
            share: SHARE,
            appointments,
        };
        let promises = promises(&hall, &model, now, RUNS, &mut Dice::seeded(5));
        promises.last().map(|promise| promise.bound).unwrap()
    }

    const NOW: Ms = 1_000 * MINUTE;

    fn booked(n: usize, minutes: i64, kept: f64) -> Vec<(Class, Services, f64)> {
        let from = NOW + minutes * MINUTE;
        vec![(Class::Appointment { from, until: from + 30 * MINUTE }, Services(1), kept); n]
    }

    #[test]
    fn those_who_are_booked_for_the_next_half_hour_are_counted_before_a_walk_in_who_waits() {
        let without = bound(8, Vec::new(), NOW);
        let twenty: Vec<_> = [booked(10, 0, 0.9), booked(10, 15, 0.9)].concat();
        let with = bound(8, twenty.clone(), NOW);
        assert!(with > without + 10 * MINUTE, "{} {}", (without - NOW) / MINUTE, (with - NOW) / MINUTE);
        let unsure = bound(8, twenty.into_iter().map(|(class, services, _)| (class, services, 0.2)).collect(), NOW);
        assert!(without < unsure && unsure < with, "who seldom comes is counted less");
    }

    #[test]
    fn appointments_that_cannot_go_before_anybody_who_waits_change_nothing() {
        let without = bound(8, Vec::new(), NOW);
        for (minutes, what) in [(60, "booked for an hour from now"), (-20, "nobody comes so late")] {
            assert_eq!(bound(8, booked(20, minutes, 0.9), NOW), without, "{what}");
        }
    }

    #[test]
    fn who_has_not_come_yet_comes_less_likely() {
        let one = |minutes: i64| Booked::of(&booked(1, minutes, 0.8)[0], NOW, 1_200.0);
        let early = one(15).unwrap();
        assert_eq!((early.from, early.within, early.likely), (300.0, WITHIN, 0.8));
        // Two thirds of those who come have come by the beginning of the slot.
        let late = one(0).unwrap();
        assert_eq!((late.from, late.within.round()), (0.0, 300.0));
        assert!((late.likely - 0.8 / 3.0 / (1.0 - 1.6 / 3.0)).abs() < 1e-9, "{}", late.likely);
        assert!(one(-5).is_none() && one(30).is_none());
    }
}
