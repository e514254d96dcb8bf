//! Halls on both engines: no number twice, no ticket twice, whatever sixteen people press at once, and the rows give the day
//! again.

use std::collections::BTreeSet;
use std::sync::Arc;

use floor::store::{self as rows, HallDay};
use floor::{Done, Floor};
use kernel::{Actor, Clock, CounterId, Error, Ids, Result, TicketId, UnitId};
use queue::hall::{Able, Command, Desk, Gone, Hall, Languages, Services, What};
use queue::rule::{Class, Rule};
use store::Store;
use store::ledger::Once;

const CENTRE: UnitId = UnitId(7);
const CLERKS: usize = 16;

fn by() -> Actor {
    Actor::System { chore: "test".into() }
}

fn issue(ticket: TicketId) -> Command {
    Command::Issue {
        ticket,
        series: 'A',
        class: Class::WalkIn,
        services: Services(1),
        languages: Languages::VIETNAMESE,
        visitor: None,
        anyway: false,
    }
}

struct House {
    floor: Floor,
    runtime: tokio::runtime::Runtime,
}

impl House {
    fn over(store: Store) -> House {
        store.migrate(store::ledger::MIGRATIONS).unwrap();
        store.migrate(office::MIGRATIONS).unwrap();
        store.migrate(floor::MIGRATIONS).unwrap();
        let clock = Clock::set_at("2026-03-02T01:00:00Z".parse().unwrap());
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
        House { floor: Floor::new(store, Arc::new(Ids::new(0)), clock), runtime }
    }

    fn act(&self, command: Command) -> Result<Done> {
        self.runtime.block_on(self.floor.act(&by(), CENTRE, command, None))
    }

    fn opens(&self, counters: i64) {
        self.act(Command::Begin { rule: Rule::default() }).unwrap();
        for n in 1..=counters {
            let able = Able { services: Services(3), languages: Languages(3), classes: Able::EVERYBODY };
            self.act(Command::Open { counter: CounterId(n), able, officer: None }).unwrap();
        }
    }

    fn hall(&self) -> Hall {
        let live = self.runtime.block_on(self.floor.hall(CENTRE)).unwrap();
        live.look().clone()
    }

    /// What the rows alone say.
    fn replayed(&self) -> Hall {
        let day = HallDay { centre: CENTRE, day: self.floor.today() };
        let entries = self.floor.store.read_blocking(move |tx| rows::list_events_after(tx, day, 0)).unwrap();
        let seqs: Vec<i64> = entries.iter().map(|entry| entry.seq).collect();
        assert_eq!(seqs, (1..=entries.len() as i64).collect::<Vec<_>>(), "the day has a gap");
        Hall::replay(entries.iter().map(|entry| &entry.event))
    }
}

fn each_engine(name: &str, story: impl Fn(House)) {
    store::testkit::on_sqlite(|store| story(House::over(store)));
    store::testkit::with_postgres(name, |url| story(House::over(store::testkit::open_postgres(url))));
}

#[test]
fn sixteen_clerks_give_no_number_twice_and_call_nobody_twice() {
    each_engine("floor_clerks", |house| {
        house.opens(CLERKS as i64);
        house.runtime.block_on(async {
            let clerks = (1..=CLERKS as i64).map(|n| {
                let floor = house.floor.clone();
                tokio::spawn(async move {
                    let mut called = Vec::new();
                    for _ in 0..12 {
                        floor.act(&by(), CENTRE, issue(floor.new_ticket()), None).await.unwrap();
                        let counter = CounterId(n);
                        let done = floor.act(&by(), CENTRE, Command::CallNext { counter }, None).await.unwrap();
                        let next = done.events.iter().find_map(|event| match event.what {
                            What::Called { ticket, .. } => Some(ticket),
                            _ => None,
                        });
                        called.push(next.unwrap());
                        floor.act(&by(), CENTRE, Command::Start { counter }, None).await.unwrap();
                        floor.act(&by(), CENTRE, Command::Finish { counter }, None).await.unwrap();
                    }
                    called
                })
            });
            let clerks: Vec<_> = clerks.collect();
            let mut called = Vec::new();
            for clerk in clerks {
                called.extend(clerk.await.unwrap());
            }
            let each: BTreeSet<_> = called.iter().collect();
            assert_eq!((called.len(), each.len()), (CLERKS * 12, CLERKS * 12), "somebody was called twice");
        });
        let hall = house.hall();
        let numbers: BTreeSet<_> = hall.tickets.values().map(|ticket| ticket.number.n).collect();
        assert_eq!(numbers, (1..=CLERKS as u16 * 12).collect(), "numbers run without a gap and without a twin");
        assert_eq!(hall, house.replayed());
    });
}

#[test]
fn the_same_press_twice_happens_once_also_at_the_same_moment() {
    each_engine("floor_twice", |house| {
        house.opens(1);
        let once = |token: &str| Some(Once { caller: 1, token: token.into(), fingerprint: "issue".into() });
        let ticket = house.floor.new_ticket();
        let (one, two) = house.runtime.block_on(async {
            let by = by();
            let press = || house.floor.act(&by, CENTRE, issue(ticket), once("a"));
            tokio::join!(press(), press())
        });
        assert_eq!(one.unwrap(), two.unwrap());
        assert_eq!(house.hall().tickets.len(), 1);
        assert_eq!(house.hall(), house.replayed());
    });
}

#[test]
fn two_processes_on_one_database_run_one_hall() {
    each_engine("floor_two", |house| {
        house.opens(2);
        // A second process: nothing in memory is shared.
        let other = Floor::new(house.floor.store.clone(), Arc::new(Ids::new(1)), house.floor.clock.clone());
        for _ in 0..10 {
            house.act(issue(house.floor.new_ticket())).unwrap();
            house.runtime.block_on(other.act(&by(), CENTRE, issue(other.new_ticket()), None)).unwrap();
        }
        let (one, two) = house.runtime.block_on(async {
            let call = |floor: Floor, n: i64| async move {
                floor.act(&by(), CENTRE, Command::CallNext { counter: CounterId(n) }, None).await.map(drop)
            };
            tokio::join!(call(house.floor.clone(), 1), call(other.clone(), 2))
        });
        assert_eq!((one.is_ok(), two.is_ok()), (true, true));
        let there = house.runtime.block_on(other.hall(CENTRE)).unwrap();
        assert_eq!(house.hall(), there.look().clone());
        assert_eq!(house.hall(), house.replayed());
        let desks: BTreeSet<_> = house
            .hall()
            .counters
            .values()
            .filter_map(|c| match c.desk {
                Desk::With { ticket } => Some(ticket),
                _ => None,
            })
            .collect();
        assert_eq!(desks.len(), 2, "both counters have somebody of their own");
    });
}

#[test]
fn what_was_taken_back_is_forgotten() {
    each_engine("floor_back", |house| {
        house.opens(1);
        let first = house.floor.new_ticket();
        house.act(issue(first)).unwrap();
        // The id is taken: the row of the ticket stands already for another number.
        let again = house.act(issue(first));
        assert!(matches!(again, Err(Error::Refused(_) | Error::Fault(_))), "{again:?}");
        house.act(issue(house.floor.new_ticket())).unwrap();
        house.act(Command::Leave { ticket: first, why: Gone::GaveUp }).unwrap();
        assert_eq!(house.hall(), house.replayed());
        assert_eq!(house.hall().numbers[&'A'], 2);
    });
}

#[test]
fn what_another_process_saved_reaches_the_screens_of_this_one() {
    each_engine("follow", |house| {
        house.opens(1);
        let store = house.floor.store.clone();
        let other = Floor::new(store, Arc::new(Ids::new(1)), house.floor.clock.clone());
        let live = house.runtime.block_on(other.hall(CENTRE)).unwrap();
        let follows = || house.runtime.block_on(floor::follow::once(&other)).unwrap();
        house.act(issue(TicketId(1))).unwrap();
        assert_eq!(follows(), 0, "nobody looks on: nothing is read");

        let mut screen = live.watch();
        assert_eq!(follows(), 1);
        assert!(screen.has_changed().unwrap(), "the screen is woken");
        assert_eq!(*screen.borrow_and_update(), house.hall().seq as i64);
        assert_eq!(*live.look(), house.hall());
        assert_eq!((follows(), screen.has_changed().unwrap()), (0, false), "once is enough");

        // Both act; neither loses what the other did.
        house.act(Command::CallNext { counter: CounterId(1) }).unwrap();
        house.runtime.block_on(other.act(&by(), CENTRE, issue(TicketId(2)), None)).unwrap();
        follows();
        assert_eq!((live.look().clone(), house.hall()), (house.replayed(), house.replayed()));
        assert_eq!(live.look().tickets.len(), 2);
    });
}
