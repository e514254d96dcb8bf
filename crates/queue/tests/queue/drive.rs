//! A day lived in a hall, act by act, by visitors and officers who take their time: the truth that promises are held to.

use kernel::{CounterId, OfficerId, PersonId, TicketId};
use queue::crowd::{Crowd, Doing, Heard, Post, Wanted};
use queue::days::{Centre, Coming};
use queue::dice::Dice;
use queue::hall::{self, Command, Desk, Event, Hall, Languages, TicketState, What};
use queue::promise::{self, Model};
use queue::rule::Ms;

pub struct Day {
    pub hall: Hall,
    pub events: Vec<Event>,
    /// Bound and call of everybody who was promised something.
    pub promised: Vec<(Ms, Option<Ms>)>,
    pub called: Vec<(TicketId, CounterId, Ms)>,
}

/// Lives a day; `model` makes the promises, when there is one.
pub fn live(centre: &Centre, coming: &[Coming], model: Option<&Model>, dice: &mut Dice, midnight: Ms) -> Day {
    let mut day = Day { hall: Hall::default(), events: Vec::new(), promised: Vec::new(), called: Vec::new() };
    let opens = midnight + centre.hours[0].0;
    day.act(&Command::Begin { rule: centre.rule }, opens);
    let mut posts = Vec::new();
    for (n, able) in (1..).zip(&centre.counters) {
        let counter = CounterId(n);
        day.act(&Command::Open { counter, able: *able, officer: Some(OfficerId(n)) }, opens);
        posts.push(Post { counter, able: *able, doing: Doing::Nothing });
    }
    let seed = (dice.unit() * 1e15) as u64;
    let mut crowd = Crowd::new(centre, coming, &posts, opens, Dice::seeded(seed));
    while let Some((at, wanted)) = crowd.next_wanted() {
        let heard = match wanted {
            Wanted::Comes(n) => {
                let ticket = day.comes(n, coming[n], at);
                if let Some(model) = model {
                    let model = Model { appointments: crowd.expected(at), ..model.clone() };
                    let promises = promise::promises(&day.hall, &model, at, 400, dice);
                    let bound = promises.iter().find(|promise| promise.ticket == ticket).map(|promise| promise.bound);
                    day.act(&Command::Promise { ticket, bound }, at);
                }
                Heard::Issued(ticket)
            }
            Wanted::Calls(counter) => match hall::decide(&day.hall, &Command::CallNext { counter }, at) {
                Ok(events) => {
                    day.keep(events);
                    let Desk::With { ticket } = day.hall.counters[&counter].desk else { panic!("called nobody") };
                    day.called.push((ticket, counter, at));
                    Heard::Called(ticket, day.hall.tickets[&ticket].services)
                }
                Err(_) => Heard::Nobody,
            },
            Wanted::Starts(counter) => day.act(&Command::Start { counter }, at),
            Wanted::Skips(counter) => day.act(&Command::Skip { counter }, at),
            Wanted::Returns(ticket) => day.act(&Command::Return { ticket }, at),
            Wanted::Finishes(counter) => {
                let Desk::With { ticket } = day.hall.counters[&counter].desk else { panic!("nobody there") };
                day.act(&Command::Finish { counter }, at);
                let goes_on = day.hall.tickets[&ticket].state == TicketState::Waiting;
                if goes_on { Heard::SentOn } else { Heard::Done }
            }
        };
        crowd.told(at, wanted, heard);
    }
    for ticket in day.hall.tickets.values() {
        if let Some(bound) = ticket.bound {
            day.promised.push((bound, ticket.first_called));
        }
    }
    day
}

impl Day {
    fn comes(&mut self, n: usize, one: Coming, at: Ms) -> TicketId {
        let ticket = TicketId(n as i64 + 1);
        let issue = Command::Issue {
            ticket,
            series: 'A',
            class: one.class,
            services: one.services,
            languages: Languages::VIETNAMESE,
            visitor: Some(PersonId(n as i64)),
            anyway: false,
        };
        self.act(&issue, at);
        ticket
    }

    fn act(&mut self, command: &Command, at: Ms) -> Heard {
        let events = hall::decide(&self.hall, command, at).unwrap_or_else(|refusal| panic!("{command:?}: {refusal}"));
        self.keep(events);
        Heard::Done
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
