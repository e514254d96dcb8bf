//! What days were like, told from rows: a day counted by hand, a random day counted once more from its events, the rows made
//! anew; what visitors thought; two leads at once. On both engines.

use std::collections::BTreeMap;
use std::sync::Arc;

use floor::figures::range::{Range, Span};
use floor::figures::rows as figures;
use floor::figures::tally::{Figures, Waited};
use floor::rating::door::Ratings;
use floor::rating::{Mark, Verdict};
use floor::store::{self as rows, HallDay, ServiceRow};
use floor::{Floor, Wish};
use jiff::Timestamp;
use kernel::{Actor, Clock, CounterId, Error, Ids, Lang, OfficerId, TicketId, UnitId};
use queue::crowd::{Crowd, Doing, Heard, Post, Wanted};
use queue::days;
use queue::dice::Dice;
use queue::hall::{Able, Command, Desk, Event, Gone, Languages, Services, TicketState, What};
use queue::rule::{Class, MINUTE, Ms};
use store::Store;

const CENTRE: UnitId = UnitId(7);
/// Monday, 2 March 2026, midnight in Vietnam.
const MIDNIGHT: Ms = 1_772_384_400_000;

fn by() -> Actor {
    Actor::System { chore: "test".into() }
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
        let clock = Clock::set_at(Timestamp::from_millisecond(MIDNIGHT + 7 * 60 * MINUTE).unwrap());
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        House { floor: Floor::new(store, Arc::new(Ids::new(0)), clock), runtime }
    }

    fn strikes(&self, at: Ms) {
        self.floor.clock.set(Timestamp::from_millisecond(at).unwrap());
    }

    /// At minutes past eight.
    fn at(&self, minutes: i64, command: Command) -> Vec<Event> {
        self.strikes(eight(minutes));
        self.runtime.block_on(self.floor.act(&by(), CENTRE, command, None)).unwrap().events
    }

    fn issue(&self, minutes: i64, services: u64, class: Class) -> TicketId {
        let ticket = self.floor.new_ticket();
        let (services, languages) = (Services(services), Languages::VIETNAMESE);
        let series = 'A';
        self.at(minutes, Command::Issue { ticket, series, class, services, languages, visitor: None, anyway: true });
        ticket
    }

    fn hall(&self) -> HallDay {
        HallDay { centre: CENTRE, day: self.floor.today() }
    }

    fn figures(&self) -> Figures {
        let range = Range::around(Span::Day, self.floor.today());
        self.floor.store.read_blocking(move |tx| figures::load(tx, CENTRE, range)).unwrap()
    }

    /// The rows of the projections, as text.
    fn projections(&self) -> Vec<String> {
        let tables = [
            "SELECT id, day, number, state, class, counter_id, issued_ms, called_ms, started_ms, over_ms, bound_ms, wanted, done, \
             why FROM ticket ORDER BY id",
            "SELECT day, seq, ticket_id, counter_id, officer_id, from_ms, until_ms, done FROM floor_stay ORDER BY day, seq",
        ];
        let read = move |tx: &mut store::Tx<'_>| {
            let mut lines = Vec::new();
            for table in tables {
                lines.extend(tx.query(table, &[])?.iter().map(|row| format!("{:?}", row.values())));
            }
            Ok(lines)
        };
        self.floor.store.read_blocking(read).unwrap()
    }

    fn is_rebuilt_as_it_stands(&self) {
        let (before, hall) = (self.projections(), self.hall());
        let look = move || self.floor.store.read_blocking(move |tx| floor::check::look_at(tx, hall)).unwrap().findings;
        assert_eq!(look(), [], "what acts wrote follows from the events");
        let spoil = |tx: &mut store::Tx<'_>| {
            tx.execute("UPDATE ticket SET started_ms = 5, done = 7", &[])?;
            tx.execute("DELETE FROM floor_stay", &[]).map(drop)
        };
        self.floor.store.act_blocking(spoil).unwrap();
        assert_ne!(self.projections(), before);
        assert!(!look().is_empty());
        self.floor.store.act_blocking(move |tx| rows::rebuild(tx, hall)).unwrap();
        assert_eq!(self.projections(), before);
    }
}

fn eight(minutes: i64) -> Ms {
    MIDNIGHT + (8 * 60 + minutes) * MINUTE
}

fn each_engine(name: &str, story: impl Fn(House)) {
    store::testkit::on_sqlite(|store| story(House::over(store)));
    store::testkit::with_postgres(name, |url| story(House::over(store::testkit::open_postgres(url))));
}

const ONE: CounterId = CounterId(1);

/// (wait, service) of whoever is served: A 2, 8 · B 15, 20 · C 16, 4 and 5 after being kept aside · G 31, 9; D never comes, E
/// leaves, F was a mistake.
fn a_day_by_hand(house: &House) {
    let able = Able { services: Services(3), languages: Languages(3), classes: Able::EVERYBODY };
    house.at(0, Command::Open { counter: ONE, able, officer: Some(OfficerId(11)) });
    let serve = |ticket: TicketId, called: i64, started: i64, ended: i64| {
        house.at(called, Command::Call { counter: ONE, ticket });
        house.at(started, Command::Start { counter: ONE });
        house.at(ended, Command::Finish { counter: ONE });
    };
    let [a, b] = [0, 0].map(|at| house.issue(at, 1, Class::WalkIn));
    house.at(0, Command::Promise { ticket: b, bound: Some(eight(10)) });
    serve(a, 1, 2, 10);
    house.at(11, Command::Call { counter: ONE, ticket: b });
    house.at(15, Command::Start { counter: ONE });
    let c = house.issue(20, 1, Class::Vulnerable);
    house.at(20, Command::Promise { ticket: c, bound: Some(eight(40)) });
    house.at(35, Command::Finish { counter: ONE });
    house.at(36, Command::Call { counter: ONE, ticket: c });
    house.at(36, Command::Start { counter: ONE });
    house.at(40, Command::Hold { counter: ONE });
    house.at(50, Command::Unhold { counter: ONE, ticket: c });
    house.at(55, Command::Finish { counter: ONE });
    let d = house.issue(60, 1, Class::WalkIn);
    house.at(61, Command::Call { counter: ONE, ticket: d });
    house.at(63, Command::Skip { counter: ONE });
    let e = house.issue(65, 1, Class::WalkIn);
    let f = house.issue(66, 1, Class::WalkIn);
    house.at(67, Command::Leave { ticket: f, why: Gone::Mistake });
    house.at(70, Command::Leave { ticket: e, why: Gone::GaveUp });
    let g = house.issue(70, 1, Class::WalkIn);
    serve(g, 100, 101, 110);
    house.at(120, Command::End);
}

#[test]
fn a_day_counted_by_hand() {
    each_engine("floor_by_hand", |house| {
        a_day_by_hand(&house);
        let found = house.figures();
        let waited = |n, sum: i64, longest: i64, within_15, within_30| Waited {
            n,
            sum: sum * MINUTE,
            longest: longest * MINUTE,
            within_15,
            within_30,
        };
        assert_eq!(found.waited, waited(4, 2 + 15 + 16 + 31, 31, 2, 3));
        let hours = BTreeMap::from([(8, waited(3, 33, 16, 2, 3)), (9, waited(1, 31, 31, 0, 0))]);
        assert_eq!(found.hours, hours);
        let ends = found.ends;
        assert_eq!((ends.issued, ends.finished, ends.no_shows, ends.gone), (6, 4, 1, 1), "a mistake was no visitor");
        assert_eq!((ends.promised, ends.kept), (2, 1));
        let served = found.officers[&Some(OfficerId(11))];
        assert_eq!((served.tickets, served.stays, served.sum), (4, 5, (8 + 20 + 4 + 5 + 9) * MINUTE));
        assert_eq!(found.served, served);
        assert_eq!(found.days[&house.floor.today()].waited, found.waited);
        house.is_rebuilt_as_it_stands();
    });
}

/// A believable day through the door, with every counter's officer.
fn a_random_day(house: &House, seed: u64) {
    let mut dice = Dice::seeded(seed);
    let centre = days::Centre { visitors: 60.0, two_services: 0.3, ..days::Centre::sample() };
    let coming = centre.day(MIDNIGHT, &mut dice);
    let opens = MIDNIGHT + centre.hours[0].0;
    let act = |at: Ms, command: Command| {
        house.strikes(at);
        house.runtime.block_on(house.floor.act(&by(), CENTRE, command, None))
    };
    let mut posts = Vec::new();
    for (n, able) in (1..).zip(&centre.counters) {
        let counter = CounterId(n);
        act(opens, Command::Open { counter, able: *able, officer: Some(OfficerId(n + 100)) }).unwrap();
        posts.push(Post { counter, able: *able, doing: Doing::Nothing });
    }
    let look = |counter: CounterId| {
        let live = house.runtime.block_on(house.floor.hall(CENTRE)).unwrap();
        let hall = live.look();
        match hall.counters[&counter].desk {
            Desk::With { ticket } => Some((ticket, hall.tickets[&ticket].services)),
            _ => None,
        }
    };
    let mut crowd = Crowd::new(&centre, &coming, &posts, opens, dice);
    while let Some((at, wanted)) = crowd.next_wanted() {
        let heard = match wanted {
            Wanted::Comes(n) => {
                house.strikes(at);
                let (ticket, one) = (house.floor.new_ticket(), coming[n]);
                let (class, services, languages) = (one.class, one.services, Languages::VIETNAMESE);
                let issue =
                    Command::Issue { ticket, series: 'A', class, services, languages, visitor: None, anyway: false };
                act(at, issue).unwrap();
                // Some promises are kept, some are not.
                let bound = (n % 3 != 0).then_some((at / MINUTE + 3) * MINUTE);
                act(at, Command::Promise { ticket, bound }).unwrap();
                Heard::Issued(ticket)
            }
            Wanted::Calls(counter) => match act(at, Command::CallNext { counter }) {
                Ok(_) => look(counter).map_or(Heard::Nobody, |(ticket, services)| Heard::Called(ticket, services)),
                Err(_) => Heard::Nobody,
            },
            Wanted::Starts(counter) => act(at, Command::Start { counter }).map_or(Heard::Lost, |_| Heard::Done),
            Wanted::Skips(counter) => act(at, Command::Skip { counter }).map_or(Heard::Lost, |_| Heard::Done),
            Wanted::Returns(ticket) => act(at, Command::Return { ticket }).map_or(Heard::Lost, |_| Heard::Done),
            Wanted::Finishes(counter) => {
                let (ticket, _) = look(counter).unwrap();
                act(at, Command::Finish { counter }).unwrap();
                let live = house.runtime.block_on(house.floor.hall(CENTRE)).unwrap();
                let goes_on = live.look().tickets[&ticket].state == TicketState::Waiting;
                if goes_on { Heard::SentOn } else { Heard::Done }
            }
        };
        crowd.told(at, wanted, heard);
    }
    house.at(15 * 60, Command::End);
}

/// The same numbers once more, straight from what happened, without rows and without the hall's own state.
#[derive(Default)]
struct Recount {
    issued: BTreeMap<TicketId, Ms>,
    bound: BTreeMap<TicketId, Ms>,
    called: BTreeMap<TicketId, Ms>,
    started: BTreeMap<TicketId, Ms>,
    over: BTreeMap<TicketId, (Ms, Option<Gone>)>,
    /// Officer of a counter; who is with a visitor since when.
    sits: BTreeMap<CounterId, OfficerId>,
    with: BTreeMap<TicketId, (OfficerId, Ms)>,
    served: BTreeMap<OfficerId, (Vec<TicketId>, Ms)>,
}

impl Recount {
    fn take(&mut self, event: &Event) {
        let at = event.at;
        match &event.what {
            What::Issued { ticket } => drop(self.issued.insert(ticket.id, at)),
            What::Promised { ticket, bound } => drop(bound.map(|bound| self.bound.insert(*ticket, bound))),
            What::Opened { counter, officer, .. } => drop(officer.map(|officer| self.sits.insert(*counter, officer))),
            What::Called { ticket, .. } => drop(self.called.entry(*ticket).or_insert(at)),
            What::Started { ticket, counter } => {
                self.started.entry(*ticket).or_insert(at);
                self.with.insert(*ticket, (self.sits[counter], at));
            }
            What::Finished { ticket } => self.ends(*ticket, at, Some(None)),
            What::Left { ticket, why } => self.ends(*ticket, at, Some(Some(*why))),
            What::SentOn { ticket, .. } | What::Held { ticket, .. } => self.ends(*ticket, at, None),
            _ => {}
        }
    }

    fn ends(&mut self, ticket: TicketId, at: Ms, over: Option<Option<Gone>>) {
        if let Some((officer, since)) = self.with.remove(&ticket) {
            let served = self.served.entry(officer).or_default();
            served.0.push(ticket);
            served.1 += at - since;
        }
        if let Some(why) = over {
            self.over.insert(ticket, (at, why));
        }
    }
}

#[test]
fn a_random_day_counted_once_more_from_what_happened() {
    each_engine("floor_recount", |house| {
        a_random_day(&house, 20_260_302);
        let (found, hall) = (house.figures(), house.hall());
        let entries = house.floor.store.read_blocking(move |tx| rows::list_events_after(tx, hall, 0)).unwrap();
        let mut naive = Recount::default();
        entries.iter().for_each(|entry| naive.take(&entry.event));
        assert!(naive.issued.len() > 40, "a day with people in it");
        let waits: Vec<(Ms, Ms)> =
            naive.started.iter().map(|(id, at)| (naive.issued[id], at - naive.issued[id])).collect();
        let count = |most: i64| waits.iter().filter(|(_, wait)| *wait <= most * MINUTE).count() as i64;
        let waited = found.waited;
        assert_eq!((waited.n, waited.sum), (waits.len() as i64, waits.iter().map(|(_, wait)| wait).sum()));
        assert_eq!((waited.within_15, waited.within_30), (count(15), count(30)));
        assert_eq!(waited.longest, waits.iter().map(|(_, wait)| *wait).max().unwrap());
        for (hour, waited) in &found.hours {
            let of_hour = |(issued, _): &&(Ms, Ms)| (issued - MIDNIGHT) / (60 * MINUTE) == i64::from(*hour);
            assert_eq!(waited.n, waits.iter().filter(of_hour).count() as i64, "{hour} o'clock");
        }
        assert_eq!(found.hours.values().map(|waited| waited.n).sum::<i64>(), waited.n);
        let ended = |why: Option<Gone>| naive.over.values().filter(|(_, other)| *other == why).count() as i64;
        assert_eq!((found.ends.issued, found.ends.finished), (naive.issued.len() as i64, ended(None)));
        assert_eq!((found.ends.no_shows, found.ends.gone), (ended(Some(Gone::NoShow)), ended(Some(Gone::DayOver))));
        let settled = |(id, bound): &(&TicketId, &Ms)| match naive.called.get(id) {
            Some(called) => Some(called < *bound),
            None => naive.over.get(id).filter(|(at, _)| at >= *bound).map(|_| false),
        };
        let settled: Vec<bool> = naive.bound.iter().filter_map(|one| settled(&one)).collect();
        let kept = settled.iter().filter(|kept| **kept).count();
        assert_eq!((found.ends.promised, found.ends.kept), (settled.len() as i64, kept as i64));
        assert!(kept > 0 && kept < settled.len(), "some were kept and some were not: {kept} of {}", settled.len());
        let served: BTreeMap<_, _> =
            found.officers.iter().map(|(id, one)| (id.unwrap(), (one.stays, one.sum))).collect();
        let naive_served = naive.served.iter().map(|(id, (tickets, sum))| (*id, (tickets.len() as i64, *sum)));
        assert_eq!(served, naive_served.collect());
        house.is_rebuilt_as_it_stands();
    });
}

#[test]
fn whoever_was_served_rates_once_for_seven_days() {
    each_engine("floor_rating", |house| {
        let service = |no: u8, series: char| ServiceRow {
            centre: CENTRE,
            no,
            series,
            name_vi: format!("Dịch vụ {no}"),
            name_en: format!("Service {no}"),
            fields: Vec::new(),
            zone: 5,
            median_s: 300,
            ninth_s: 600,
            offered: true,
        };
        let record = move |tx: &mut store::Tx<'_>| {
            [service(0, 'A'), service(1, 'B')].iter().try_for_each(|row| rows::record_service(tx, row))
        };
        house.floor.store.act_blocking(record).unwrap();
        let able = Able { services: Services(3), languages: Languages(3), classes: Able::EVERYBODY };
        house.at(0, Command::Open { counter: ONE, able, officer: Some(OfficerId(11)) });
        let wish = Wish {
            services: Services(3),
            class: Class::WalkIn,
            languages: Languages::VIETNAMESE,
            visitor: None,
            anyway: false,
            lang: Lang::Vi,
        };
        let issued = house.runtime.block_on(house.floor.issue(&by(), CENTRE, &wish, None)).unwrap();
        let ratings = Ratings(house.floor.clone());
        let rate = |service, mark| house.runtime.block_on(ratings.rate(&issued.code, service, Verdict::of(mark)));
        let by_number = |number: &str, mark| {
            house.runtime.block_on(ratings.rate_by_number(CENTRE, number, Verdict::of(mark))).map(|done| done.counted.0)
        };
        let key = |error: Error| match error {
            Error::Refused(refusal) => refusal.key,
            other => other.to_string(),
        };
        house.at(1, Command::CallNext { counter: ONE });
        house.at(2, Command::Start { counter: ONE });
        assert_eq!(rate(Some(0), Mark::Good).map_err(key).unwrap_err(), "RATING_TOO_EARLY");
        // One of the two is done, the other is waited for.
        house.at(9, Command::SendOn { counter: ONE, done: Services(1), more: Services::NONE, only: None });
        assert_eq!(rate(Some(1), Mark::Good).map_err(key).unwrap_err(), "RATING_TOO_EARLY");
        assert_eq!(rate(Some(0), Mark::Bad).unwrap().counted, Services(1));
        assert_eq!(rate(Some(0), Mark::Good).unwrap().counted, Services::NONE, "the second answer changes nothing");
        let explain =
            |words: &str| house.runtime.block_on(ratings.explain(&issued.code, 0, &["waited"], words)).unwrap();
        assert_eq!((explain("Chờ lâu"), explain("khác")), (true, false), "reasons are added once");
        house.at(10, Command::CallNext { counter: ONE });
        house.at(11, Command::Start { counter: ONE });
        house.at(20, Command::Finish { counter: ONE });
        let number = issued.number().to_string();
        assert_eq!(by_number("A999", Mark::Good).map_err(key).unwrap_err(), "TICKET_NOT_OF_TODAY");
        // Two taps at the exit, at the same moment: one answer.
        let (one, two) = house.runtime.block_on(async {
            let tap = |mark| ratings.rate_by_number(CENTRE, &number, Verdict::of(mark));
            tokio::join!(tap(Mark::Good), tap(Mark::Fair))
        });
        let counted = [one.unwrap().counted.0, two.unwrap().counted.0];
        assert!(counted == [2, 0] || counted == [0, 2], "{counted:?}");
        let found = house.figures();
        assert_eq!((found.marks.all(), found.services[&0].0), (2, [0, 0, 1]));
        let said = house.floor.store.read_blocking(|tx| {
            let day = jiff::civil::date(2026, 3, 2);
            floor::rating::rows::list_complaints(tx, CENTRE.0, day, day, 10)
        });
        assert_eq!(said.unwrap(), [(0, vec!["waited".to_string()], "Chờ lâu".to_string())]);
        house.is_rebuilt_as_it_stands();
        assert_eq!(house.figures().marks, found.marks, "answers are no projection");
        // Eight days later it is closed, for another ticket of that day just as for this one.
        house.strikes(eight(20) + 8 * 24 * 60 * MINUTE);
        assert_eq!(rate(Some(0), Mark::Good).map_err(key).unwrap_err(), "RATING_CLOSED");
    });
}

#[test]
fn two_leads_at_once_rule_one_counter_and_neither_undoes_the_other() {
    each_engine("floor_two_leads", |house| {
        let able = |services| Able { services: Services(services), languages: Languages(1), classes: 7 };
        house.at(0, Command::Open { counter: ONE, able: able(1), officer: None });
        let change = |then| Command::Change { counter: ONE, seen: able(1), able: able(then) };
        let by = by();
        let (one, two) = house.runtime.block_on(async {
            let press = |then| house.floor.act(&by, CENTRE, change(then), None);
            tokio::join!(press(3), press(5))
        });
        let refused = [&one, &two].into_iter().filter(|done| done.is_err()).count();
        assert_eq!(refused, 1, "{one:?} {two:?}");
        let won = if one.is_ok() { 3 } else { 5 };
        let live = house.runtime.block_on(house.floor.hall(CENTRE)).unwrap();
        assert_eq!(live.look().counters[&ONE].able, able(won));
    });
}

#[test]
fn a_clock_that_is_set_back_makes_nobody_wait_less_than_nothing() {
    each_engine("floor_clock_back", |house| {
        let able = Able { services: Services(1), languages: Languages(1), classes: 7 };
        house.at(30, Command::Open { counter: ONE, able, officer: Some(OfficerId(1)) });
        house.issue(40, 1, Class::WalkIn);
        house.at(10, Command::CallNext { counter: ONE });
        house.at(11, Command::Start { counter: ONE });
        house.at(12, Command::Finish { counter: ONE });
        let found = house.figures();
        assert_eq!((found.waited.n, found.waited.sum, found.served.sum), (1, 0, 0));
    });
}
