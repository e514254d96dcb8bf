//! What earlier days teach: how long services take, how quick the hall turns, how many do not come.

use std::collections::BTreeMap;

use kernel::{CounterId, TicketId};

use crate::hall::{Event, Hall, Services, What};
use crate::pace::Times;
use crate::promise::{Model, SHARE};
use crate::rule::{Class, MINUTE, Ms};

/// Fewer observations than this say nothing.
const LEAST: usize = 20;
/// As many promises are half a proof of how bold to be.
const PROOF: f64 = 800.0;
/// The share is never further from nine of ten than this.
const MOST_STEP: f64 = 0.15;

/// Observed lengths, in seconds, gathered day by day.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    times: BTreeMap<u8, Vec<f32>>,
    way: Vec<f32>,
    turn: Vec<f32>,
    reaction: Vec<f32>,
    patience: Vec<f32>,
    called: u64,
    absent: u64,
    /// Tickets with a bound that were called, and those called before it.
    promised: u64,
    kept: u64,
    /// Of the promised, those called so soon that any bound would have been kept.
    at_once: u64,
    /// Vulnerable visitors by service.
    vulnerable: BTreeMap<u8, u64>,
    /// Time in which they came, seconds.
    open: f64,
}

/// A counter in the course of a day.
#[derive(Default, Clone, Copy)]
struct Desk {
    /// Since when it is free, and whether somebody waited for it then.
    free: Option<(Ms, bool)>,
    called: Ms,
    /// The visitor's services when they sat down, and when.
    began: Option<(Ms, Services)>,
}

impl Seen {
    /// One day's events.
    pub fn day(&mut self, events: &[Event]) {
        let mut hall = Hall::default();
        let mut desks: BTreeMap<CounterId, Desk> = BTreeMap::new();
        let (mut first, mut last) = (None, None);
        for event in events {
            let at = event.at;
            let before = match &event.what {
                What::Finished { ticket } | What::SentOn { ticket, .. } | What::Skipped { ticket } => {
                    hall.tickets.get(ticket).and_then(|t| t.state.counter())
                }
                _ => None,
            };
            match &event.what {
                What::Issued { ticket } => {
                    first.get_or_insert(at);
                    last = Some(at);
                    if ticket.class == Class::Vulnerable {
                        ticket.services.iter().for_each(|service| *self.vulnerable.entry(service).or_default() += 1);
                    }
                }
                What::Called { ticket, counter } => self.calls(&hall, desks.entry(*counter).or_default(), *ticket, at),
                What::Started { ticket, counter } => {
                    let desk = desks.entry(*counter).or_default();
                    self.way.push(seconds(desk.called, at));
                    desk.began = hall.tickets.get(ticket).map(|t| (at, t.services));
                }
                What::Skipped { .. } => {
                    self.absent += 1;
                    if let Some(desk) = before.and_then(|counter| desks.get(&counter)) {
                        self.patience.push(seconds(desk.called, at));
                    }
                }
                What::Held { counter, .. } => {
                    desks.entry(*counter).or_default().began = None;
                }
                _ => {}
            }
            let served = match &event.what {
                What::Served { services, .. } => Some(*services),
                _ => None,
            };
            if let Some(services) = served {
                self.serves(&mut desks, &hall, event, services);
            }
            hall.apply(event);
            if let Some(counter) = before {
                let waits = hall.counters.get(&counter).is_some_and(|c| crate::hall::next_for(&hall, c).is_some());
                desks.entry(counter).or_default().free = Some((at, waits));
            }
        }
        for ticket in hall.tickets.values() {
            let Some((bound, called)) = ticket.bound.zip(ticket.first_called) else { continue };
            self.promised += 1;
            self.kept += u64::from(called < bound);
            self.at_once += u64::from(called - ticket.issued < MINUTE);
        }
        if let (Some(first), Some(last)) = (first, last) {
            self.open += f64::from(seconds(first, last));
        }
    }

    /// What was observed of each service: how often, and the middle of its lengths, seconds.
    pub fn services(&self) -> impl Iterator<Item = (u8, usize, f64)> {
        self.times.iter().filter(|(_, seen)| !seen.is_empty()).map(|(service, seen)| {
            let mut sorted = seen.clone();
            let (_, middle, _) = sorted.select_nth_unstable_by(seen.len() / 2, f32::total_cmp);
            (*service, seen.len(), f64::from(*middle))
        })
    }

    fn calls(&mut self, hall: &Hall, desk: &mut Desk, ticket: TicketId, at: Ms) {
        self.called += 1;
        match desk.free.take() {
            Some((since, true)) => self.turn.push(seconds(since, at)),
            // It had nothing to do: what counts is how soon it noticed.
            Some((_, false)) | None => {
                if let Some(ticket) = hall.tickets.get(&ticket) {
                    let waited = seconds(ticket.issued, at);
                    if waited < 120.0 {
                        self.reaction.push(waited);
                    }
                }
            }
        }
        desk.called = at;
        desk.began = None;
    }

    /// A visit in which one service was done tells how long that service takes.
    fn serves(&mut self, desks: &mut BTreeMap<CounterId, Desk>, hall: &Hall, event: &Event, services: Services) {
        let What::Served { ticket, .. } = &event.what else { return };
        let counter = hall.tickets.get(ticket).and_then(|ticket| ticket.state.counter());
        let Some(desk) = counter.and_then(|counter| desks.get_mut(&counter)) else { return };
        let mut done = services.iter();
        if let (Some((began, _)), Some(only), None) = (desk.began.take(), done.next(), done.next()) {
            self.times.entry(only).or_default().push(seconds(began, event.at));
        }
    }

    /// A step from the share the promises were made at towards the one at which nine of ten would have been kept.
    ///
    /// Who is called at once keeps any promise, so only the others answer to the share: the step is as much longer as they are
    /// fewer. A few days are no proof: the step is the shorter the fewer promises it is taken from.
    fn share(&self, made_at: f64) -> f64 {
        if (self.promised as usize) < LEAST * 10 {
            return made_at;
        }
        let of_all = |n: u64| n as f64 / self.promised as f64;
        let answering = (1.0 - of_all(self.at_once)).max(0.25);
        let proof = self.promised as f64 / (self.promised as f64 + PROOF);
        let step = (SHARE - of_all(self.kept)) / answering * proof;
        (made_at + step).clamp(SHARE - MOST_STEP, SHARE + MOST_STEP)
    }

    /// What was seen, where enough was; `otherwise` elsewhere.
    pub fn model(&self, otherwise: &Model) -> Model {
        let times = otherwise.times.iter().enumerate().map(|(service, assumed)| {
            let seen = self.times.get(&(service as u8)).map_or(&[][..], |seen| seen);
            Times::observed(seen, LEAST, assumed.clone())
        });
        let mut absent = otherwise.absent;
        if self.called as usize >= LEAST * 5 {
            absent.0 = self.absent as f64 / self.called as f64;
        }
        if self.patience.len() >= LEAST {
            absent.1 = self.patience.iter().map(|s| f64::from(*s)).sum::<f64>() / self.patience.len() as f64;
        }
        let privileged = if self.open > 0.0 {
            let rate = |(service, n): (&u8, &u64)| (Class::Vulnerable, *service, *n as f64 / self.open);
            self.vulnerable.iter().map(rate).collect()
        } else {
            otherwise.privileged.clone()
        };
        Model {
            times: times.collect(),
            way: Times::observed(&self.way, LEAST, otherwise.way.clone()),
            turn: Times::observed(&self.turn, LEAST, otherwise.turn.clone()),
            reaction: Times::observed(&self.reaction, LEAST, otherwise.reaction.clone()),
            absent,
            privileged,
            share: self.share(otherwise.share),
            appointments: otherwise.appointments.clone(),
        }
    }
}

fn seconds(from: Ms, until: Ms) -> f32 {
    ((until - from).max(0) as f64 / 1e3) as f32
}
