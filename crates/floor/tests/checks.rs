//! A day of a hall is lived again from its events and its rows are compared: clean when nobody touched it, and each damage is
//! named. On both engines.

use std::sync::Arc;

use floor::check::{Finding, look_at};
use floor::store::{self as rows, HallDay};
use floor::{Floor, MIGRATIONS};
use jiff::Timestamp;
use kernel::{Actor, Clock, CounterId, Ids, OfficerId, TicketId, UnitId};
use queue::hall::{Able, Command, Gone, Languages, Services};
use queue::rule::{Class, MINUTE, Ms};
use store::Store;

const CENTRE: UnitId = UnitId(7);
const ONE: CounterId = CounterId(1);
/// Monday, 2 March 2026, midnight in Vietnam.
const MIDNIGHT: Ms = 1_772_384_400_000;
const DAY: Ms = 24 * 60 * MINUTE;

struct House {
    floor: Floor,
    runtime: tokio::runtime::Runtime,
}

impl House {
    fn over(store: Store) -> House {
        store.migrate(store::ledger::MIGRATIONS).unwrap();
        store.migrate(office::MIGRATIONS).unwrap();
        store.migrate(MIGRATIONS).unwrap();
        let clock = Clock::set_at(Timestamp::from_millisecond(MIDNIGHT).unwrap());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        House { floor: Floor::new(store, Arc::new(Ids::new(0)), clock), runtime }
    }

    fn at(&self, day: i64, minutes: i64, command: Command) {
        let at = MIDNIGHT + day * DAY + (8 * 60 + minutes) * MINUTE;
        self.floor.clock.set(Timestamp::from_millisecond(at).unwrap());
        let by = Actor::System { chore: "test".into() };
        self.runtime.block_on(self.floor.act(&by, CENTRE, command, None)).unwrap();
    }

    fn issue(&self, day: i64, minutes: i64) -> TicketId {
        let (ticket, class, languages) = (self.floor.new_ticket(), Class::WalkIn, Languages::VIETNAMESE);
        let (series, services, visitor) = ('A', Services(1), None);
        self.at(day, minutes, Command::Issue { ticket, series, class, services, languages, visitor, anyway: true });
        ticket
    }

    /// Two served, one of them kept aside meanwhile, one who gives up; the doors are closed.
    fn lives(&self, day: i64) {
        let able = Able { services: Services(1), languages: Languages(1), classes: Able::EVERYBODY };
        self.at(day, 0, Command::Open { counter: ONE, able, officer: Some(OfficerId(11)) });
        let [a, b, c] = [1, 2, 3].map(|at| self.issue(day, at));
        self.at(day, 3, Command::Promise { ticket: b, bound: Some(MIDNIGHT + 9 * 60 * MINUTE) });
        self.at(day, 4, Command::CallNext { counter: ONE });
        self.at(day, 5, Command::Start { counter: ONE });
        self.at(day, 7, Command::Hold { counter: ONE });
        self.at(day, 8, Command::CallNext { counter: ONE });
        self.at(day, 9, Command::Start { counter: ONE });
        self.at(day, 15, Command::Finish { counter: ONE });
        self.at(day, 16, Command::Unhold { counter: ONE, ticket: a });
        self.at(day, 20, Command::Finish { counter: ONE });
        self.at(day, 21, Command::Leave { ticket: c, why: Gone::GaveUp });
        self.at(day, 30, Command::End);
    }

    fn day(&self, day: i64) -> HallDay {
        let at = kernel::time::civil_ms(MIDNIGHT + day * DAY);
        HallDay { centre: CENTRE, day: at.date() }
    }

    fn look(&self, day: i64) -> Vec<Finding> {
        let hall = self.day(day);
        self.floor.store.read_blocking(move |tx| look_at(tx, hall)).unwrap().findings
    }

    fn told(&self, day: i64) -> Vec<String> {
        let line = |one: &Finding| {
            let facts: Vec<String> = one.facts.iter().map(|(name, value)| format!("{name}={value}")).collect();
            [one.number.as_deref().unwrap_or("day"), one.word, &facts.join(" ")].join(" ").trim().to_string()
        };
        self.look(day).iter().map(line).collect()
    }

    fn does(&self, sql: &'static str) {
        let changed = self.floor.store.act_blocking(move |tx| tx.execute(sql, &[])).unwrap();
        assert!(changed > 0, "{sql}");
    }

    fn mends(&self, day: i64) {
        let hall = self.day(day);
        self.floor.store.act_blocking(move |tx| rows::rebuild(tx, hall)).unwrap();
        assert_eq!(self.told(day), [""; 0], "a day that was built anew");
    }
}

fn each_engine(name: &str, story: impl Fn(House)) {
    store::testkit::on_sqlite(|store| story(House::over(store)));
    store::testkit::with_postgres(name, |url| story(House::over(store::testkit::open_postgres(url))));
}

#[test]
fn a_day_nobody_touched_is_clean_and_each_damaged_row_is_named() {
    each_engine("floor_check_rows", |house| {
        house.lives(0);
        house.lives(1);
        assert_eq!(house.told(0), [""; 0]);
        let damages = [
            (
                "UPDATE ticket SET started_ms = 5 WHERE number = 'A002' AND day = '2026-03-02'",
                vec!["A002 hall-ticket-column"],
            ),
            (
                "UPDATE ticket SET state = 'left', why = 'no_show' WHERE number = 'A001' AND day = '2026-03-02'",
                vec!["A001 hall-ticket-column", "A001 hall-ticket-column"],
            ),
            ("DELETE FROM ticket WHERE number = 'A003' AND day = '2026-03-02'", vec!["A003 hall-ticket-missing"]),
            (
                "UPDATE floor_stay SET officer_id = NULL WHERE day = '2026-03-02' AND seq = 8",
                vec!["A001 hall-stay-column"],
            ),
            (
                "DELETE FROM floor_stay WHERE day = '2026-03-02'",
                vec!["A001 hall-stay-missing", "A002 hall-stay-missing", "A001 hall-stay-missing"],
            ),
            (
                "INSERT INTO floor_stay (centre_id, day, seq, ticket_id, counter_id, officer_id, from_ms, until_ms, done) \
                 SELECT centre_id, day, 2, id, 1, 11, issued_ms, NULL, 0 FROM ticket WHERE number = 'A003' AND day = '2026-03-02'",
                vec!["A003 hall-stay-extra"],
            ),
            (
                "INSERT INTO ticket (id, centre_id, day, number, state, class, issued_ms) VALUES (99, 7, '2026-03-02', 'A044', 'waiting', 'walk_in', 1)",
                vec!["A044 hall-ticket-extra"],
            ),
        ];
        for (sql, expected) in damages {
            house.does(sql);
            let told = house.told(0);
            let words: Vec<String> =
                told.iter().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
            assert_eq!(words, expected, "{sql}: {told:?}");
            assert_eq!(house.told(1), [""; 0], "the other day is as it was");
            house.mends(0);
        }
        house.does("UPDATE ticket SET done = 0 WHERE number = 'A001' AND day = '2026-03-02'");
        assert_eq!(house.told(0), ["A001 hall-ticket-column column=done told=1 stands=0"]);
    });
}

#[test]
fn lines_that_are_gone_changed_or_unreadable_are_named() {
    each_engine("floor_check_lines", |house| {
        (0..4).for_each(|day| house.lives(day));
        house.does("DELETE FROM floor_event WHERE day = '2026-03-02' AND seq = 4");
        assert!(house.told(0).contains(&"day hall-gap seq=5 expected=4".to_string()), "{:?}", house.told(0));
        house.does("DELETE FROM floor_event WHERE day = '2026-03-03' AND seq > 16");
        let told = house.told(1);
        assert!(told.iter().any(|line| line.starts_with("day hall-end last=16 row=")), "{told:?}");
        assert!(told.contains(&"day hall-ended".to_string()), "{told:?}");
        house.does("UPDATE floor_event SET body = '{' WHERE day = '2026-03-04' AND seq = 3");
        let told = house.told(2);
        assert!(told.len() == 1 && told[0].starts_with("day hall-event seq=3 cause="), "{told:?}");
        // The hand that changes a line changes what follows from it.
        house.does("UPDATE floor_event SET body = REPLACE(body, 'gave_up', 'mistake') WHERE day = '2026-03-05'");
        assert_eq!(house.told(3), ["A003 hall-ticket-column column=why told=mistake stands=gave_up"]);
    });
}

#[test]
fn rows_of_days_and_numbers_that_are_not_there_are_counted() {
    each_engine("floor_check_strays", |house| {
        house.lives(0);
        let strays = || house.floor.store.read_blocking(rows::count_strays).unwrap();
        assert_eq!(strays(), []);
        house.does("INSERT INTO ticket_dossier (ticket_id, dossier_id, made_ms) VALUES (5, 6, 7)");
        house.does("UPDATE floor_stay SET day = '2026-03-09'");
        assert_eq!(strays(), [("floor_stay", 3), ("ticket_dossier", 1)]);
    });
}

#[test]
fn days_are_listed_page_by_page_and_none_is_forgotten() {
    each_engine("floor_check_pages", |house| {
        (0..7).for_each(|day| house.lives(day));
        let (mut after, mut seen) = (None, Vec::new());
        loop {
            let page = house.floor.store.read_blocking(move |tx| rows::list_halls_after(tx, after, 2)).unwrap();
            let Some(last) = page.last() else { break };
            after = Some(*last);
            seen.extend(page);
        }
        assert_eq!(seen, (0..7).map(|day| house.day(day)).collect::<Vec<_>>());
    });
}
