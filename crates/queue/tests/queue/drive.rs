//! A day lived in a hall, act by act, by visitors and officers who take their time: the truth that promises are held to.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use kernel::{CounterId, OfficerId, PersonId, TicketId};
use queue::days::{Centre, Coming};
use queue::dice::Dice;
use queue::hall::{self, Command, Desk, Event, Hall, Languages, TicketState, What};
use queue::promise::{self, Model};
use queue::rule::{Class, Ms};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    Comes(usize),
    /// The officer looks up and calls, when somebody waits.
    Ready(i64),
    Arrives(i64),
    Done(i64),
    Skips(i64),
}

pub struct Day {
    pub hall: Hall,
    pub events: Vec<Event>,
    /// Bound and call of everybody who was promised something.
    pub promised: Vec<(Ms, Option<Ms>)>,
    pub called: Vec<(TicketId, CounterId, Ms)>,
}

/// Lives a day; `model` makes the promises, when there is one. `turn_ms`: officers look up after their turn (true), or the
/// moment they are done, as theory has it.
pub fn live(centre: &Centre, coming: &[Coming], model: Option<&Model>, dice: &mut Dice, midnight: Ms) -> Day {
    let mut day = Day { hall: Hall::default(), events: Vec::new(), promised: Vec::new(), called: Vec::new() };
    let mut queue: BinaryHeap<Reverse<(Ms, u64, Next)>> = BinaryHeap::new();
    let mut nth = 0;
    let mut idle: BTreeMap<i64, bool> = BTreeMap::new();
    let opens = midnight + centre.hours[0].0;
    day.act(&Command::Begin { rule: centre.rule }, opens);
    for (n, able) in centre.counters.iter().enumerate() {
        let n = n as i64 + 1;
        day.act(&Command::Open { counter: CounterId(n), able: *able, officer: Some(OfficerId(n)) }, opens);
        idle.insert(n, true);
    }
    let mut push = |queue: &mut BinaryHeap<_>, at: Ms, next: Next| {
        nth += 1;
        queue.push(Reverse((at, nth, next)));
    };
    for (n, one) in coming.iter().enumerate() {
        push(&mut queue, one.at, Next::Comes(n));
    }
    let mut expected: Vec<(Class, queue::hall::Services, f64, usize)> = Vec::new();
    for (n, one) in coming.iter().enumerate().filter(|(_, one)| matches!(one.class, Class::Appointment { .. })) {
        expected.push((one.class, one.services, 1.0 - centre.no_show, n));
    }
    let ms = |seconds: f64| (seconds * 1e3) as Ms;
    while let Some(Reverse((at, _, next))) = queue.pop() {
        match next {
            Next::Comes(n) => {
                let (ticket, one) = (TicketId(n as i64 + 1), coming[n]);
                expected.retain(|(.., who)| *who != n);
                let issue = Command::Issue {
                    ticket,
                    series: 'A',
                    class: one.class,
                    services: one.services,
                    languages: Languages::VIETNAMESE,
                    visitor: Some(PersonId(n as i64)),
                    anyway: false,
                };
                day.act(&issue, at);
                if let Some(model) = model {
                    let mut model = model.clone();
                    model.appointments =
                        expected.iter().map(|(class, services, p, _)| (*class, *services, *p)).collect();
                    let promises = promise::promises(&day.hall, &model, at, 400, dice);
                    let bound = promises.iter().find(|promise| promise.ticket == ticket).map(|promise| promise.bound);
                    day.act(&Command::Promise { ticket, bound }, at);
                }
                // Whoever has nothing to do notices after some seconds; the first able one only.
                let able = |n: &i64| day.hall.counters[&CounterId(*n)].able.serves(&day.hall.tickets[&ticket]);
                if let Some(free) = idle.iter().filter(|(_, idle)| **idle).map(|(n, _)| *n).find(able) {
                    idle.insert(free, false);
                    push(&mut queue, at + ms(3.0 + 9.0 * dice.unit()), Next::Ready(free));
                }
            }
            Next::Ready(n) => {
                let counter = CounterId(n);
                let Ok(events) = hall::decide(&day.hall, &Command::CallNext { counter }, at) else {
                    idle.insert(n, true);
                    continue;
                };
                day.keep(events);
                let Desk::With { ticket } = day.hall.counters[&counter].desk else { panic!("called nobody") };
                day.called.push((ticket, counter, at));
                if dice.chance(centre.absent.0) {
                    push(&mut queue, at + ms(centre.absent.1), Next::Skips(n));
                } else {
                    push(&mut queue, at + ms(centre.way.draw(dice)), Next::Arrives(n));
                }
            }
            Next::Arrives(n) => {
                let counter = CounterId(n);
                day.act(&Command::Start { counter }, at);
                let Desk::With { ticket } = day.hall.counters[&counter].desk else { panic!("nobody there") };
                let here = day.hall.tickets[&ticket].services.both(day.hall.counters[&counter].able.services);
                let seconds: f64 = here.iter().map(|s| centre.services[usize::from(s)].times.draw(dice)).sum();
                push(&mut queue, at + ms(seconds), Next::Done(n));
            }
            Next::Done(n) => {
                let before = day.hall.tickets.values().filter(|t| t.state == TicketState::Waiting).count();
                day.act(&Command::Finish { counter: CounterId(n) }, at);
                push(&mut queue, at + ms(centre.turn.draw(dice)), Next::Ready(n));
                // Somebody who goes on elsewhere may find a counter that has nothing to do.
                if day.hall.tickets.values().filter(|t| t.state == TicketState::Waiting).count() > before {
                    for free in idle.iter().filter(|(_, idle)| **idle).map(|(n, _)| *n).collect::<Vec<_>>() {
                        idle.insert(free, false);
                        push(&mut queue, at + ms(5.0), Next::Ready(free));
                    }
                }
            }
            Next::Skips(n) => {
                day.act(&Command::Skip { counter: CounterId(n) }, at);
                push(&mut queue, at + ms(centre.turn.draw(dice)), Next::Ready(n));
            }
        }
    }
    for ticket in day.hall.tickets.values() {
        if let Some(bound) = ticket.bound {
            day.promised.push((bound, ticket.first_called));
        }
    }
    day
}

impl Day {
    fn act(&mut self, command: &Command, at: Ms) {
        let events = hall::decide(&self.hall, command, at).unwrap_or_else(|refusal| panic!("{command:?}: {refusal}"));
        self.keep(events);
    }

    fn keep(&mut self, events: Vec<Event>) {
        for event in events {
            if let What::Called { ticket, .. } = &event.what {
                assert_eq!(self.hall.tickets[ticket].state, TicketState::Waiting, "called twice");
            }
            self.hall.apply(&event);
            self.events.push(event);
        }
    }
}

/// What is assumed before anything was seen.
pub fn assumed(centre: &Centre) -> Model {
    Model {
        times: centre.services.iter().map(|_| queue::pace::Times::assumed(600.0, 1_500.0)).collect(),
        way: queue::pace::Times::assumed(30.0, 60.0),
        turn: queue::pace::Times::assumed(30.0, 90.0),
        reaction: queue::pace::Times::assumed(8.0, 15.0),
        absent: (0.02, 60.0),
        privileged: Vec::new(),
        share: queue::promise::SHARE,
        appointments: Vec::new(),
    }
}
