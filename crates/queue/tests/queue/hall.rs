//! A hall under whatever people press: nobody is called twice, no number is given twice, nobody starves, and the day's events
//! give the day again.

use std::collections::BTreeSet;

use super::drive;
use kernel::{CounterId, OfficerId, PersonId, TicketId};
use proptest::prelude::*;
use queue::days::Centre;
use queue::dice::Dice;
use queue::flow::{Flow, Known, Lines, Waiter};
use queue::hall::{Able, Command, Desk, Event, Gone, Hall, Languages, Services, TicketState, decide};
use queue::rule::{Class, MINUTE, Ms, Rule};

fn class() -> impl Strategy<Value = Class> {
    prop_oneof![
        Just(Class::Vulnerable),
        Just(Class::WalkIn),
        (-40..40_i64).prop_map(|m| Class::Appointment { from: m * MINUTE, until: (m + 30) * MINUTE }),
    ]
}

fn able() -> impl Strategy<Value = Able> {
    (0..16_u64, 1..4_u8, 0..8_u8).prop_map(|(services, languages, classes)| Able {
        services: Services(services),
        languages: Languages(languages),
        classes,
    })
}

/// Anything anybody can press, sensible or not.
fn command() -> impl Strategy<Value = Command> {
    let counter = || (1..5_i64).prop_map(CounterId);
    let ticket = || (1..30_i64).prop_map(TicketId);
    let only = || prop::option::of((1..5_i64).prop_map(CounterId));
    prop_oneof![
        6 => (class(), 0..16_u64, 1..4_u8, prop::option::of((1..9_i64).prop_map(PersonId)), any::<bool>()).prop_map(
            |(class, services, languages, visitor, anyway)| Command::Issue {
                // Numbered when it is pressed.
                ticket: TicketId(0),
                series: 'A',
                class,
                services: Services(services),
                languages: Languages(languages),
                visitor,
                anyway,
            }
        ),
        4 => (counter(), able(), prop::option::of((1..5_i64).prop_map(OfficerId)))
            .prop_map(|(counter, able, officer)| Command::Open { counter, able, officer }),
        1 => (counter(), able()).prop_map(|(counter, able)| Command::Rule { counter, able }),
        1 => counter().prop_map(|counter| Command::Pause { counter }),
        1 => counter().prop_map(|counter| Command::Resume { counter }),
        1 => (counter(), any::<bool>()).prop_map(|(counter, visitor_back)| Command::Close { counter, visitor_back }),
        8 => counter().prop_map(|counter| Command::CallNext { counter }),
        2 => (counter(), ticket()).prop_map(|(counter, ticket)| Command::Call { counter, ticket }),
        1 => counter().prop_map(|counter| Command::Recall { counter }),
        6 => counter().prop_map(|counter| Command::Start { counter }),
        3 => counter().prop_map(|counter| Command::Skip { counter }),
        2 => counter().prop_map(|counter| Command::Hold { counter }),
        2 => (counter(), ticket()).prop_map(|(counter, ticket)| Command::Unhold { counter, ticket }),
        3 => (counter(), 0..16_u64, 0..16_u64, only()).prop_map(|(counter, done, more, only)| Command::SendOn {
            counter,
            done: Services(done),
            more: Services(more),
            only,
        }),
        5 => counter().prop_map(|counter| Command::Finish { counter }),
        2 => ticket().prop_map(|ticket| Command::Return { ticket }),
        1 => ticket().prop_map(|ticket| Command::GoOut { ticket }),
        1 => ticket().prop_map(|ticket| Command::Leave { ticket, why: Gone::GaveUp }),
        1 => (prop::collection::vec(ticket(), 0..4), only()).prop_map(|(tickets, only)| Command::Move { tickets, only }),
        2 => (ticket(), 0..16_u64, any::<bool>())
            .prop_map(|(ticket, services, anyway)| Command::Add { ticket, services: Services(services), anyway }),
        2 => (ticket(), class()).prop_map(|(ticket, class)| Command::Class { ticket, class }),
        2 => (counter(), ticket(), 0..3_u8).prop_map(|(counter, ticket, which)| Command::With {
            counter,
            ticket,
            then: Box::new(match which {
                0 => Command::Start { counter },
                1 => Command::Hold { counter },
                _ => Command::Finish { counter },
            }),
        }),
    ]
}

/// What must be true of every hall at every moment.
fn holds(hall: &Hall) {
    let mut numbers = BTreeSet::new();
    for ticket in hall.tickets.values() {
        assert!(numbers.insert(ticket.number), "{} was given twice", ticket.number);
        assert!(!ticket.services.is_empty() || ticket.state.is_over(), "{} waits for nothing", ticket.number);
        assert!(ticket.merit <= ticket.issued && ticket.merit >= ticket.issued - hall.rule.greatest_credit());
        if let TicketState::Called { counter, .. } | TicketState::Serving { counter, .. } = ticket.state {
            let desk = hall.counters[&counter].desk;
            assert_eq!(desk, Desk::With { ticket: ticket.id }, "{} is at a counter that knows nothing", ticket.number);
        }
        if let Some(only) = ticket.only.filter(|_| !ticket.state.is_over()) {
            assert!(hall.counters[&only].is_open(), "{} waits for a counter that is gone", ticket.number);
        }
    }
    for counter in hall.counters.values() {
        if let Desk::With { ticket } = counter.desk {
            assert_eq!(
                hall.tickets[&ticket].state.counter(),
                Some(counter.id),
                "a counter has somebody who is elsewhere"
            );
        }
    }
    let officers: Vec<_> = hall.counters.values().filter(|c| c.is_open()).filter_map(|c| c.officer).collect();
    assert_eq!(officers.len(), officers.iter().collect::<BTreeSet<_>>().len(), "an officer sits at two counters");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn whatever_is_pressed_the_hall_is_true_and_its_events_give_it_again(
        presses in prop::collection::vec((command(), -30_000..120_000_i64), 1..120)
    ) {
        let mut hall = Hall::default();
        let (mut events, mut now, mut next) = (Vec::<Event>::new(), 0, 1);
        for (mut command, passes) in presses {
            now += passes;
            if let Command::Issue { ticket, .. } = &mut command {
                *ticket = TicketId(next);
                next += 1;
            }
            let before = hall.clone();
            if let Ok(happened) = decide(&hall, &command, now) {
                for event in happened {
                    prop_assert!(event.at >= hall.last, "time ran backwards");
                    hall.apply(&event);
                    events.push(event);
                }
            } else {
                prop_assert_eq!(&hall, &before);
            }
            holds(&hall);
        }
        let text = serde_json::to_string(&events).unwrap();
        let kept: Vec<Event> = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(Hall::replay(&kept), hall.clone());
        for event in decide(&hall, &Command::End, now).unwrap() {
            hall.apply(&event);
        }
        holds(&hall);
        prop_assert!(hall.tickets.values().all(|ticket| ticket.state.is_over()));
        prop_assert!(hall.counters.values().all(|counter| !counter.is_open()));
    }
}

#[test]
fn nobody_starves_however_many_privileged_visitors_come() {
    let centre = Centre { vulnerable: 0.6, appointments: 0.35, ..Centre::sample() };
    let mut dice = Dice::seeded(7);
    for _ in 0..40 {
        let coming = centre.day(0, &mut dice);
        let day = drive::live(&centre, &coming, None, &mut dice, 0);
        let credit = day.hall.rule.greatest_credit();
        // Who went before a ticket that the same counter could have called was issued before its bound.
        for (place, (ticket, counter, at)) in day.called.iter().enumerate() {
            let mine = &day.hall.tickets[ticket];
            let able = centre.counters[counter.0 as usize - 1];
            let later = day.called[place + 1..].iter().map(|(other, ..)| &day.hall.tickets[other]);
            for other in later.filter(|other| other.issued < *at && other.first_called.is_some_and(|first| first > *at))
            {
                let could = Services(able.services.0).both(other.services.and(other.done));
                let same = !could.is_empty() && able.classes >> other.class.kind() & 1 == 1;
                assert!(!same || mine.issued <= other.issued + credit, "{} overtook {}", mine.number, other.number);
            }
        }
    }
}

/// The engine calls whom the hall calls: the same days, with the same times, call by call.
#[test]
fn the_flow_is_the_hall() {
    let centre = Centre { absent: (0.0, 0.0), ..Centre::sample() };
    let mut dice = Dice::seeded(11);
    for day in 0..60 {
        let coming = centre.day(0, &mut dice);
        let seconds =
            |ticket: u32, counter: usize| f64::from((ticket * 7919 + counter as u32 * 104_729 + day * 31) % 900 + 60);
        // The hall, with officers who call at once.
        let mut hall = Hall::default();
        let act = |hall: &mut Hall, command: Command, at: Ms| {
            for event in decide(hall, &command, at).unwrap_or_else(|refusal| panic!("{command:?} {refusal}")) {
                hall.apply(&event);
            }
        };
        act(&mut hall, Command::Begin { rule: Rule::default() }, 0);
        for (n, able) in centre.counters.iter().enumerate() {
            act(&mut hall, Command::Open { counter: CounterId(n as i64), able: *able, officer: None }, 0);
        }
        let (mut called, mut until, mut come) = (Vec::new(), vec![Ms::MAX; centre.counters.len()], 0);
        loop {
            let (n, ends) = until.iter().copied().enumerate().min_by_key(|(_, at)| *at).unwrap();
            let comes = coming.get(come).map_or(Ms::MAX, |one| one.at);
            let now = comes.min(ends);
            if now == Ms::MAX {
                break;
            }
            let mut tries: Vec<usize> = (0..until.len()).collect();
            if comes <= ends {
                let one = coming[come];
                let ticket = TicketId(come as i64);
                come += 1;
                let (services, languages) = (one.services, Languages::VIETNAMESE);
                act(
                    &mut hall,
                    Command::Issue {
                        ticket,
                        series: 'A',
                        class: one.class,
                        services,
                        languages,
                        visitor: None,
                        anyway: true,
                    },
                    now,
                );
            } else {
                act(&mut hall, Command::Finish { counter: CounterId(n as i64) }, now);
                until[n] = Ms::MAX;
                // Whoever goes on is taken by another free counter first, as in the flow.
                tries.retain(|other| *other != n);
                tries.push(n);
            }
            for n in tries {
                let counter = CounterId(n as i64);
                if !matches!(hall.counters[&counter].desk, Desk::Free { .. }) {
                    continue;
                }
                let Ok(events) = decide(&hall, &Command::CallNext { counter }, now) else { continue };
                events.iter().for_each(|event| hall.apply(event));
                let Desk::With { ticket } = hall.counters[&counter].desk else { panic!("nobody called") };
                act(&mut hall, Command::Start { counter }, now);
                called.push((ticket.0 as u32, n, now));
                until[n] = now + (seconds(ticket.0 as u32, n) * 1e3) as Ms;
            }
        }
        // The flow.
        let services = centre.services.len();
        let line = |class: usize, service: u8| 1 << (class * services + usize::from(service));
        let reads: Vec<Lines> = centre
            .counters
            .iter()
            .map(|able| {
                let classes = (0..3).filter(|class| able.classes >> class & 1 == 1);
                classes
                    .flat_map(|class| able.services.iter().map(move |s| line(class, s)))
                    .fold(0, |all, one| all | one)
            })
            .collect();
        let waiters: Vec<Waiter> = coming
            .iter()
            .enumerate()
            .map(|(n, one)| Waiter {
                merit: Rule::default().merit(one.class, one.at) as f64 / 1e3,
                since: one.at as f64 / 1e3,
                lines: one.services.iter().map(|s| line(one.class.kind(), s)).fold(0, |all, one| all | one),
                id: n as u32,
            })
            .collect();
        let mut flow = Flow::new(&reads, services * 3);
        let mut flowed = Vec::new();
        let mut work = |counter: usize, waiter: &Waiter, _: Lines, _: &mut Dice| seconds(waiter.id, counter);
        let mut watch = |waiter: &Waiter, counter: usize, at: f64| {
            flowed.push((waiter.id, counter, (at * 1e3).round() as Ms));
            true
        };
        flow.run(0.0, &mut Known(&waiters), &mut work, &mut watch, &mut dice);
        assert_eq!(flowed, called, "day {day}");
        assert!(called.len() > coming.len(), "two services went on");
    }
}

#[test]
fn a_refusal_names_the_number_and_says_what_stands() {
    let mut hall = Hall::default();
    let act = |hall: &mut Hall, command: Command, at: Ms| -> Result<(), String> {
        let events = decide(hall, &command, at).map_err(|refusal| refusal.to_string())?;
        events.iter().for_each(|event| hall.apply(event));
        Ok(())
    };
    let all = Able { services: Services(3), languages: Languages(3), classes: Able::EVERYBODY };
    let counter = CounterId(1);
    let issue = |n: i64, services: u64, visitor: i64| Command::Issue {
        ticket: TicketId(n),
        series: 'A',
        class: Class::WalkIn,
        services: Services(services),
        languages: Languages::VIETNAMESE,
        visitor: Some(PersonId(visitor)),
        anyway: false,
    };
    assert_eq!(act(&mut hall, issue(1, 1, 1), 0), Err("NO_COUNTER_FOR_SERVICE service=0".into()));
    act(&mut hall, Command::Open { counter, able: all, officer: Some(OfficerId(1)) }, 0).unwrap();
    let second = Command::Open { counter: CounterId(2), able: all, officer: Some(OfficerId(1)) };
    assert_eq!(act(&mut hall, second, 0), Err("OFFICER_AT_ANOTHER_COUNTER".into()));
    assert_eq!(act(&mut hall, issue(1, 0, 1), 0), Err("TICKET_WITHOUT_SERVICE".into()));
    act(&mut hall, issue(1, 3, 1), 0).unwrap();
    assert_eq!(act(&mut hall, issue(2, 1, 1), 5), Err("VISITOR_HAS_TICKET number=A001".into()));
    act(&mut hall, Command::CallNext { counter }, 10).unwrap();
    assert_eq!(act(&mut hall, Command::CallNext { counter }, 11), Err("COUNTER_HAS_VISITOR number=A001".into()));
    assert_eq!(
        act(&mut hall, Command::Close { counter, visitor_back: false }, 11),
        Err("COUNTER_HAS_VISITOR number=A001".into())
    );
    assert_eq!(
        act(&mut hall, Command::Skip { counter }, 20_010),
        Err("SKIPPED_TOO_SOON number=A001 seconds=40".into())
    );
    act(&mut hall, Command::Skip { counter }, 60_010).unwrap();
    act(&mut hall, Command::Return { ticket: TicketId(1) }, 70_000).unwrap();
    act(&mut hall, Command::CallNext { counter }, 80_000).unwrap();
    act(&mut hall, Command::Start { counter }, 90_000).unwrap();
    assert_eq!(hall.tickets[&TicketId(1)].waited(200_000), 90_000, "the clock ran through the skip");
    act(&mut hall, Command::Close { counter, visitor_back: true }, 95_000).unwrap();
    assert_eq!(hall.tickets[&TicketId(1)].state, TicketState::Waiting, "nobody is lost with a counter");
    assert_eq!(act(&mut hall, Command::Return { ticket: TicketId(99) }, 0), Err("TICKET_NOT_OF_TODAY".into()));
    act(&mut hall, Command::End, 0).unwrap();
    assert_eq!(act(&mut hall, Command::Return { ticket: TicketId(1) }, 0), Err("HALL_OVER".into()));
}

/// A hall with one counter for services 0 and 1, somebody waiting with service 0, and a way to act in it.
fn one_waits() -> (Hall, impl Fn(&mut Hall, Command, Ms) -> Result<(), String>) {
    let act = |hall: &mut Hall, command: Command, at: Ms| -> Result<(), String> {
        let events = decide(hall, &command, at).map_err(|refusal| refusal.to_string())?;
        events.iter().for_each(|event| hall.apply(event));
        Ok(())
    };
    let mut hall = Hall::default();
    let able = Able { services: Services(3), languages: Languages(3), classes: Able::EVERYBODY };
    act(&mut hall, Command::Open { counter: CounterId(1), able, officer: None }, 0).unwrap();
    for n in 1..=2 {
        let issue = Command::Issue {
            ticket: TicketId(n),
            series: 'A',
            class: Class::WalkIn,
            services: Services(1),
            languages: Languages::VIETNAMESE,
            visitor: None,
            anyway: false,
        };
        act(&mut hall, issue, n * MINUTE).unwrap();
    }
    (hall, act)
}

#[test]
fn a_service_is_added_to_a_ticket_with_its_clock_and_number_kept() {
    let (mut hall, act) = one_waits();
    let ticket = TicketId(1);
    let add = |services: u64, anyway: bool| Command::Add { ticket, services: Services(services), anyway };
    let before = hall.tickets[&ticket].clone();
    assert_eq!(act(&mut hall, add(4, false), 5 * MINUTE), Err("NO_COUNTER_FOR_SERVICE service=2".into()));
    assert_eq!(act(&mut hall, add(0, true), 5 * MINUTE), Err("TICKET_WITHOUT_SERVICE".into()));
    act(&mut hall, add(3, false), 5 * MINUTE).unwrap();
    act(&mut hall, add(4, true), 5 * MINUTE).unwrap();
    let seq = hall.seq;
    act(&mut hall, add(7, false), 6 * MINUTE).unwrap();
    assert_eq!(hall.seq, seq, "what it has already is not asked for again");
    let now = &hall.tickets[&ticket];
    assert_eq!(now.services, Services(7));
    assert_eq!((now.number, now.issued, now.merit), (before.number, before.issued, before.merit));
    act(&mut hall, Command::Leave { ticket, why: Gone::Mistake }, 7 * MINUTE).unwrap();
    assert_eq!(act(&mut hall, add(8, true), 8 * MINUTE), Err("TICKET_OVER number=A001".into()));
}

#[test]
fn a_class_only_gets_better_and_counts_from_the_issue() {
    let (mut hall, act) = one_waits();
    let ticket = TicketId(2);
    let class = |class: Class| Command::Class { ticket, class };
    act(&mut hall, class(Class::Vulnerable), 9 * MINUTE).unwrap();
    assert_eq!(hall.tickets[&ticket].merit, 2 * MINUTE - hall.rule.vulnerable_credit, "as if it had been issued so");
    assert_eq!(hall.waiting()[0].id, ticket, "who came first has had their turn at nobody's cost but by the rule");
    for worse in [Class::WalkIn, Class::Appointment { from: 0, until: 30 * MINUTE }] {
        assert_eq!(act(&mut hall, class(worse), 10 * MINUTE), Err("CLASS_NOT_BETTER number=A002".into()));
    }
    let seq = hall.seq;
    act(&mut hall, class(Class::Vulnerable), 11 * MINUTE).unwrap();
    assert_eq!(hall.seq, seq, "said twice is said once");
}

#[test]
fn an_officer_sits_down_where_nobody_sits_once_the_visitor_is_gone() {
    let (mut hall, act) = one_waits();
    let (counter, able) = (CounterId(1), hall.counters[&CounterId(1)].able);
    let sit = |officer: i64| Command::Open { counter, able, officer: Some(OfficerId(officer)) };
    act(&mut hall, Command::CallNext { counter }, 3 * MINUTE).unwrap();
    assert_eq!(act(&mut hall, sit(7), 3 * MINUTE), Err("COUNTER_HAS_VISITOR number=A001".into()));
    act(&mut hall, Command::Start { counter }, 4 * MINUTE).unwrap();
    act(&mut hall, Command::Finish { counter }, 5 * MINUTE).unwrap();
    act(&mut hall, sit(7), 6 * MINUTE).unwrap();
    assert_eq!(hall.counters[&counter].officer, Some(OfficerId(7)));
    assert_eq!(act(&mut hall, sit(8), 7 * MINUTE), Err("COUNTER_IS_OPEN".into()), "one counter, one officer");
}

#[test]
fn a_counter_is_worked_by_whoever_sits_there() {
    let (mut hall, act) = one_waits();
    let (one, two, able) = (CounterId(1), CounterId(2), hall.counters[&CounterId(1)].able);
    let by = |officer: i64, then: Command| Command::By { officer: OfficerId(officer), then: Box::new(then) };
    let sit = |counter: CounterId, officer: i64| Command::Open { counter, able, officer: Some(OfficerId(officer)) };
    let next = |counter: CounterId| Command::CallNext { counter };
    let refused = |key: &str| Err::<(), String>(key.to_string());
    // Nobody sits at the first, and the second is closed.
    assert_eq!(act(&mut hall, by(7, next(one)), 0), refused("COUNTER_NOT_YOURS"));
    assert_eq!(act(&mut hall, by(7, next(two)), 0), refused("COUNTER_CLOSED"));
    assert_eq!(act(&mut hall, by(7, sit(two, 8)), 0), refused("COUNTER_FOR_OTHERS"));
    let alone = Command::Open { counter: two, able, officer: None };
    assert_eq!(act(&mut hall, by(7, alone), 0), refused("COUNTER_FOR_OTHERS"));
    act(&mut hall, by(7, sit(one, 7)), MINUTE).unwrap();
    act(&mut hall, by(8, sit(two, 8)), MINUTE).unwrap();
    // Whoever sits elsewhere is told so, also for what is meant for a visitor.
    assert_eq!(act(&mut hall, by(8, next(one)), MINUTE), refused("SITS_AT_ANOTHER_COUNTER"));
    let then = Box::new(Command::Start { counter: one });
    let meant = Command::With { counter: one, ticket: TicketId(1), then };
    assert_eq!(act(&mut hall, by(8, meant.clone()), MINUTE), refused("SITS_AT_ANOTHER_COUNTER"));
    assert_eq!(act(&mut hall, by(9, meant.clone()), MINUTE), refused("COUNTER_NOT_YOURS"));
    assert_eq!(act(&mut hall, by(8, sit(one, 8)), MINUTE), refused("COUNTER_IS_OPEN"));
    act(&mut hall, by(7, next(one)), 2 * MINUTE).unwrap();
    act(&mut hall, by(7, meant), 3 * MINUTE).unwrap();
    // What needs no counter needs no seat.
    act(&mut hall, by(9, Command::GoOut { ticket: TicketId(2) }), 3 * MINUTE).unwrap();
}

#[test]
fn a_colleague_takes_over_a_counter_that_was_paused_and_it_serves_what_it_did() {
    let (mut hall, act) = one_waits();
    let (counter, able) = (CounterId(1), hall.counters[&CounterId(1)].able);
    let sit = |officer: i64| {
        let open = Command::Open { counter, able, officer: Some(OfficerId(officer)) };
        Command::By { officer: OfficerId(officer), then: Box::new(open) }
    };
    act(&mut hall, sit(7), MINUTE).unwrap();
    let ruled = Able { classes: 1, ..able };
    act(&mut hall, Command::Rule { counter, able: ruled }, 2 * MINUTE).unwrap();
    assert_eq!(act(&mut hall, sit(8), 2 * MINUTE), Err("COUNTER_IS_OPEN".into()), "nobody is pushed from a seat");
    act(&mut hall, Command::Pause { counter }, 3 * MINUTE).unwrap();
    assert_eq!(act(&mut hall, sit(7), 3 * MINUTE), Err("COUNTER_IS_OPEN".into()), "one's own is resumed, not opened");
    act(&mut hall, sit(8), 4 * MINUTE).unwrap();
    let standing = &hall.counters[&counter];
    assert_eq!((standing.officer, standing.able), (Some(OfficerId(8)), ruled));
    assert_eq!(standing.desk, Desk::Free { since: 4 * MINUTE });
    let next = Command::By { officer: OfficerId(7), then: Box::new(Command::CallNext { counter }) };
    assert_eq!(act(&mut hall, next, 5 * MINUTE), Err("COUNTER_NOT_YOURS".into()), "whoever left comes back to another");
}

#[test]
fn a_press_meant_for_one_visitor_never_falls_on_another() {
    let (mut hall, act) = one_waits();
    let (counter, first, second) = (CounterId(1), TicketId(1), TicketId(2));
    let with = |ticket: TicketId, then: Command| Command::With { counter, ticket, then: Box::new(then) };
    assert_eq!(
        act(&mut hall, with(first, Command::Start { counter }), 0),
        Err("VISITOR_NOT_HERE number=A001".into()),
        "nobody was called"
    );
    act(&mut hall, Command::CallNext { counter }, 3 * MINUTE).unwrap();
    act(&mut hall, with(first, Command::Start { counter }), 4 * MINUTE).unwrap();
    act(&mut hall, with(first, Command::Finish { counter }), 9 * MINUTE).unwrap();
    act(&mut hall, Command::CallNext { counter }, 10 * MINUTE).unwrap();
    act(&mut hall, Command::Start { counter }, 11 * MINUTE).unwrap();
    // The first one's "finish" arrives a second time, by another way.
    assert_eq!(
        act(&mut hall, with(first, Command::Finish { counter }), 12 * MINUTE),
        Err("VISITOR_NOT_HERE number=A001".into())
    );
    assert!(matches!(hall.tickets[&second].state, TicketState::Serving { .. }));
}
