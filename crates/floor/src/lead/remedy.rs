//! What would help: acts a lead could do now, each with what the hall would be like after it. Pure.
//!
//! Candidates are made from what stands in the way of those who wait too long – a counter that is paused, closed, not able to
//! serve them, or kept for others –, tried on a copy of the hall, and continued like the hall itself. What helps nobody is not
//! proposed.

use kernel::{CounterId, OfficerId, TicketId};
use queue::hall::{Able, Command, Counter, Desk, Hall, Services, Ticket, decide};
use queue::promise::Model;
use queue::rule::{MINUTE, Ms};
use serde::{Deserialize, Serialize};

use super::outlook::{Limits, Risk, Wait, look};

/// One press.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Action {
    Resume {
        counter: CounterId,
    },
    Open {
        counter: CounterId,
        able: Able,
        officer: OfficerId,
    },
    /// The counter serves more than `seen`.
    Widen {
        counter: CounterId,
        seen: Able,
        able: Able,
    },
    /// These visitors are given to one counter, although it is kept for others.
    Move {
        tickets: Vec<TicketId>,
        counter: CounterId,
    },
    /// Visitors who were given to one counter may be called by all again. Never proposed: it takes a gift back.
    Release {
        tickets: Vec<TicketId>,
    },
}

impl Action {
    pub fn command(&self) -> Command {
        match self.clone() {
            Action::Resume { counter } => Command::Resume { counter },
            Action::Open { counter, able, officer } => Command::Open { counter, able, officer: Some(officer) },
            Action::Widen { counter, seen, able } => Command::Change { counter, seen, able },
            Action::Move { tickets, counter } => Command::Move { tickets, only: Some(counter) },
            Action::Release { tickets } => Command::Move { tickets, only: None },
        }
    }

    /// The counter it is about.
    pub fn counter(&self) -> Option<CounterId> {
        match self {
            Action::Resume { counter }
            | Action::Open { counter, .. }
            | Action::Widen { counter, .. }
            | Action::Move { counter, .. } => Some(*counter),
            Action::Release { .. } => None,
        }
    }

    /// The word of locale keys.
    pub fn code(&self) -> &'static str {
        match self {
            Action::Resume { .. } => "resume",
            Action::Open { .. } => "open",
            Action::Widen { .. } => "widen",
            Action::Move { .. } => "move",
            Action::Release { .. } => "release",
        }
    }

    /// Of two that help alike, the lighter hand.
    fn weight(&self) -> u8 {
        match self {
            Action::Resume { .. } => 0,
            Action::Widen { .. } => 1,
            Action::Move { .. } | Action::Release { .. } => 2,
            Action::Open { .. } => 3,
        }
    }
}

/// What it would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Effect {
    /// Who would have waited too long and will not.
    pub saved: usize,
    /// Who would not have and will.
    pub harmed: usize,
    /// Who still will.
    pub left: usize,
    /// How much sooner those in danger are called, each on the average.
    pub sooner: Ms,
}

/// A proposal.
#[derive(Debug, Clone, PartialEq)]
pub struct Remedy {
    pub action: Action,
    pub effect: Effect,
}

/// A hall and what its lead could use.
pub struct Case<'c> {
    pub hall: &'c Hall,
    pub model: &'c Model,
    /// Counters of the centre that are closed, as they would open.
    pub closed: &'c [(CounterId, Able)],
    /// Who could sit down.
    pub free: &'c [OfficerId],
    pub limits: Limits,
    pub now: Ms,
    pub seed: u64,
}

/// Proposals shown at once.
const SHOWN: usize = 4;
/// Candidates tried at once.
const TRIED: usize = 16;
/// Less than this is no help.
const WORTH: Ms = MINUTE;
/// Visitors given to one counter at once.
const MOVED: usize = 4;
/// Closed counters tried at once.
const OPENED: usize = 3;
/// What it is worth that somebody is called whom nobody would have called.
const NEVER: Ms = 60 * MINUTE;

/// What helps most, first.
pub fn remedies(case: &Case<'_>, waits: &[Wait]) -> Vec<Remedy> {
    let mut danger: Vec<&Wait> = waits.iter().filter(|wait| wait.risk >= Risk::Will).collect();
    if danger.is_empty() {
        danger = waits.iter().filter(|wait| wait.risk == Risk::May).collect();
    }
    let tickets: Vec<&Ticket> = danger.iter().filter_map(|wait| case.hall.tickets.get(&wait.ticket)).collect();
    let tried = candidates(case, &tickets).into_iter().take(TRIED).filter_map(|action| {
        let effect = effect(case, waits, &danger, &action)?;
        let helps = effect.saved > effect.harmed || (effect.harmed == 0 && effect.sooner >= WORTH);
        helps.then_some(Remedy { action, effect })
    });
    let mut remedies: Vec<Remedy> = tried.collect();
    remedies.sort_by_key(|remedy| {
        let net = remedy.effect.saved as i64 - remedy.effect.harmed as i64;
        (std::cmp::Reverse((net, remedy.effect.sooner / MINUTE)), remedy.action.weight())
    });
    // Two ways with one counter are one proposal: the better.
    let mut counters = Vec::new();
    remedies.retain(|remedy| {
        let fresh = !counters.contains(&remedy.action.counter());
        counters.push(remedy.action.counter());
        fresh
    });
    remedies.truncate(SHOWN);
    remedies
}

fn candidates(case: &Case<'_>, tickets: &[&Ticket]) -> Vec<Action> {
    let served = |able: &Able| tickets.iter().filter(|ticket| able.serves(ticket)).count();
    let mut actions = Vec::new();
    for counter in case.hall.counters.values() {
        if matches!(counter.desk, Desk::Paused { .. }) && served(&counter.able) > 0 {
            actions.push(Action::Resume { counter: counter.id });
        }
    }
    if let Some(officer) = case.free.first() {
        let mut closed: Vec<_> = case.closed.iter().filter(|(_, able)| served(able) > 0).collect();
        // The one that can serve most of them first.
        closed.sort_by_key(|(_, able)| std::cmp::Reverse(served(able)));
        for (counter, able) in closed.into_iter().take(OPENED) {
            actions.push(Action::Open { counter: *counter, able: *able, officer: *officer });
        }
    }
    let mut calling: Vec<&Counter> = case.hall.counters.values().filter(|counter| counter.is_calling()).collect();
    // Who has the least to do first.
    calling.sort_by_key(|counter| load(case.hall, counter));
    for counter in calling {
        actions.extend(widen(counter, tickets));
        actions.extend(gift(counter, tickets));
    }
    actions
}

/// How many wait whom a counter may call.
pub fn load(hall: &Hall, counter: &Counter) -> usize {
    let mine = |ticket: &&Ticket| match ticket.only {
        Some(only) => only == counter.id,
        None => counter.able.serves(ticket),
    };
    hall.waiting().into_iter().filter(mine).count()
}

/// The counter serves one thing more, of what it could then really call somebody for.
fn widen(counter: &Counter, tickets: &[&Ticket]) -> Option<Action> {
    let suits = |ticket: &&&Ticket| {
        ticket.only.is_none()
            && counter.able.languages.meets(ticket.languages)
            && counter.able.classes >> ticket.class.kind() & 1 == 1
    };
    let useful = tickets.iter().filter(suits).fold(Services::NONE, |all, ticket| all.and(ticket.services));
    let useful = useful.without(counter.able.services);
    let count = |service: u8| tickets.iter().filter(|ticket| ticket.services.has(service)).count();
    let service = useful.iter().max_by_key(|service| (count(*service), std::cmp::Reverse(*service)))?;
    let able = Able { services: counter.able.services.and(Services::one(service)), ..counter.able };
    Some(Action::Widen { counter: counter.id, seen: counter.able, able })
}

/// Visitors the counter knows how to serve, but is kept from by their class.
fn gift(counter: &Counter, tickets: &[&Ticket]) -> Option<Action> {
    let suits = |ticket: &&&Ticket| {
        ticket.only.is_none()
            && !counter.able.serves(ticket)
            && !counter.able.services.both(ticket.services).is_empty()
            && counter.able.languages.meets(ticket.languages)
    };
    let mut suited: Vec<TicketId> = tickets.iter().filter(suits).map(|ticket| ticket.id).collect();
    // No more than it can take while the others go on.
    suited.truncate(MOVED);
    (!suited.is_empty()).then_some(Action::Move { tickets: suited, counter: counter.id })
}

/// The hall as it would be; none when the hall refuses it.
pub fn after(hall: &Hall, command: &Command, now: Ms) -> Option<Hall> {
    let events = decide(hall, command, now).ok()?;
    let mut after = hall.clone();
    events.iter().for_each(|event| after.apply(event));
    Some(after)
}

fn effect(case: &Case<'_>, before: &[Wait], danger: &[&Wait], action: &Action) -> Option<Effect> {
    let hall = after(case.hall, &action.command(), case.now)?;
    let waits = look(&hall, case.model, case.limits, case.now, case.seed);
    let (mut effect, mut sooner) = (Effect::default(), 0);
    for wait in before {
        let Some(then) = waits.iter().find(|then| then.ticket == wait.ticket) else { continue };
        let in_danger = danger.iter().any(|one| one.ticket == wait.ticket);
        let still = then.risk >= Risk::Will || (in_danger && then.risk >= wait.risk);
        match (in_danger, still) {
            (true, false) => effect.saved += 1,
            (true, true) => effect.left += 1,
            (false, true) => effect.harmed += 1,
            (false, false) => {}
        }
        if in_danger {
            let long = |wait: &Wait| wait.middle.unwrap_or(wait.so_far + NEVER);
            sooner += long(wait) - long(then);
        }
    }
    effect.sooner = sooner / danger.len().max(1) as Ms;
    Some(effect)
}

#[cfg(test)]
pub(super) mod tests {
    use queue::hall::{Languages, Number, TicketState};
    use queue::pace::Times;
    use queue::rule::{Class, Rule};

    use super::*;

    const NOW: Ms = 1_000_000 * MINUTE;

    /// A hall in one line: (services, classes) of counters that are free, (minutes waited, services) of those who wait.
    pub struct Plan<'p> {
        pub counters: &'p [(u64, u8)],
        pub waiting: &'p [(i64, u64)],
        pub closed: &'p [(u64, u8)],
    }

    fn able(services: u64, classes: u8) -> Able {
        Able { services: Services(services), languages: Languages(3), classes }
    }

    /// Everybody takes eight minutes.
    pub fn plan(plan: &Plan<'_>) -> (Hall, Model, Ms) {
        let mut hall = Hall { rule: Rule::default(), seq: 1, last: NOW, ..Hall::default() };
        for (n, (services, classes)) in (1..).zip(plan.counters) {
            let (id, desk) = (CounterId(n), Desk::Free { since: NOW });
            let counter = Counter { id, able: able(*services, *classes), officer: Some(OfficerId(n)), desk };
            hall.counters.insert(id, counter);
        }
        for (n, (minutes, services)) in (1..).zip(plan.waiting) {
            let issued = NOW - minutes * MINUTE;
            let ticket = Ticket {
                id: TicketId(n),
                number: Number { series: 'A', n: n as u16 },
                class: Class::WalkIn,
                services: Services(*services),
                done: Services::NONE,
                languages: Languages::VIETNAMESE,
                visitor: None,
                issued,
                merit: issued,
                only: None,
                state: TicketState::Waiting,
                bound: None,
                first_called: None,
                first_started: None,
            };
            hall.tickets.insert(TicketId(n), ticket);
        }
        let (way, turn, reaction) = (Times::Constant(0.0), Times::Constant(1.0), Times::Constant(1.0));
        let (times, absent, share) = (vec![Times::Constant(480.0); 4], (0.0, 60.0), 0.9);
        let (privileged, appointments) = (Vec::new(), Vec::new());
        (hall, Model { times, way, turn, reaction, absent, privileged, share, appointments }, NOW)
    }

    fn told(of: &Plan<'_>, change: impl Fn(&mut Hall), free: &[OfficerId]) -> Vec<String> {
        let (mut hall, model, now) = plan(of);
        change(&mut hall);
        let closed: Vec<_> = (101..).map(CounterId).zip(of.closed.iter().map(|(s, c)| able(*s, *c))).collect();
        let limits = Limits([10, 13, 15]);
        let case = Case { hall: &hall, model: &model, closed: &closed, free, limits, now, seed: 7 };
        let line = |remedy: &Remedy| {
            let (action, Effect { saved, harmed, left, .. }) = (&remedy.action, remedy.effect);
            let what = match action {
                Action::Widen { able, .. } => format!(" to {:b}", able.services.0),
                Action::Move { tickets, .. } => format!(" of {}", tickets.len()),
                _ => String::new(),
            };
            let id = action.counter().expect("a counter").0;
            format!("{} {id}{what}: saves {saved}, harms {harmed}, leaves {left}", action.code())
        };
        remedies(&case, &look(&hall, &model, limits, now, 7)).iter().map(line).collect()
    }

    const NOBODY: [&str; 0] = [];
    const SOMEBODY: [OfficerId; 1] = [OfficerId(9)];
    const FOUR: [(i64, u64); 4] = [(0, 1); 4];

    #[test]
    fn nothing_is_proposed_while_nobody_will_wait_too_long() {
        let calm = Plan { counters: &[(1, 7)], waiting: &FOUR[..2], closed: &[(1, 7)] };
        assert_eq!(told(&calm, |_| {}, &SOMEBODY), NOBODY);
    }

    #[test]
    fn a_closed_counter_is_opened_with_somebody_who_is_free_and_not_without() {
        let crowded = Plan { counters: &[(1, 7)], waiting: &FOUR, closed: &[(1, 7), (2, 7)] };
        assert_eq!(told(&crowded, |_| {}, &SOMEBODY), ["open 101: saves 2, harms 0, leaves 0"]);
        assert_eq!(told(&crowded, |_| {}, &[]), NOBODY);
    }

    #[test]
    fn a_counter_with_nothing_to_do_is_given_the_service() {
        let crowded = Plan { counters: &[(1, 7), (2, 7)], waiting: &FOUR, closed: &[] };
        assert_eq!(told(&crowded, |_| {}, &[]), ["widen 2 to 11: saves 2, harms 0, leaves 0"]);
    }

    #[test]
    fn a_paused_counter_comes_before_a_closed_one() {
        let crowded = Plan { counters: &[(1, 7), (1, 7)], waiting: &FOUR, closed: &[(1, 7)] };
        let pause = |hall: &mut Hall| {
            hall.counters.entry(CounterId(2)).and_modify(|counter| counter.desk = Desk::Paused { since: NOW });
        };
        let wanted = ["resume 2: saves 2, harms 0, leaves 0", "open 101: saves 2, harms 0, leaves 0"];
        assert_eq!(told(&crowded, pause, &SOMEBODY), wanted);
    }

    #[test]
    fn a_counter_kept_for_others_takes_some_while_it_has_nothing_to_do() {
        // The second counter is kept for the vulnerable.
        let crowded = Plan { counters: &[(1, 7), (1, 1)], waiting: &FOUR, closed: &[] };
        assert_eq!(told(&crowded, |_| {}, &[]), ["move 2 of 2: saves 2, harms 0, leaves 0"]);
    }

    #[test]
    fn whom_nobody_can_serve_is_helped_by_whoever_can() {
        let stranded = Plan { counters: &[(1, 7)], waiting: &[(0, 2)], closed: &[(2, 7)] };
        let wanted = ["widen 1 to 11: saves 1, harms 0, leaves 0", "open 101: saves 1, harms 0, leaves 0"];
        assert_eq!(told(&stranded, |_| {}, &SOMEBODY), wanted);
    }

    #[test]
    fn who_waits_too_long_already_is_not_saved_but_called_sooner() {
        let late = Plan { counters: &[(1, 7)], waiting: &[(20, 1); 3], closed: &[(1, 7)] };
        assert_eq!(told(&late, |_| {}, &SOMEBODY), ["open 101: saves 0, harms 0, leaves 3"]);
    }

    #[test]
    fn what_is_proposed_is_what_the_hall_takes_and_its_effect_is_what_then_stands() {
        let (hall, model, now) = plan(&Plan { counters: &[(1, 7), (2, 7)], waiting: &FOUR, closed: &[] });
        let (closed, limits) = ([(CounterId(101), able(3, 7))], Limits([10, 13, 15]));
        let case = Case { hall: &hall, model: &model, closed: &closed, free: &SOMEBODY, limits, now, seed: 3 };
        let proposed = remedies(&case, &look(&hall, &model, limits, now, 3));
        assert_eq!(proposed.len(), 2);
        for remedy in proposed {
            let then = after(&hall, &remedy.action.command(), now).expect("the hall takes it");
            let late = look(&then, &model, limits, now, 3).iter().filter(|wait| wait.risk >= Risk::Will).count();
            assert_eq!(late, remedy.effect.left + remedy.effect.harmed, "{remedy:?}");
        }
    }
}
