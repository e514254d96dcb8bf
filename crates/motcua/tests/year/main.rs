//! An office-year, lived through from a seed: dossiers come in by every door, officers are away and act for one another, units
//! merge, working time changes, the clock leaps, disks fill, lines are cut, processes die, buttons are pressed twice; and at
//! the end of every day the office must still be true.
//!
//! `MOTCUA_SEED` gives another year, `MOTCUA_YEAR_DAYS` its length in days, `MOTCUA_YEAR_PACE` how many come on a working day.

mod actors;
mod changes;
mod faults;
mod filing;
mod house;
mod invariants;
mod lodging;
mod papers;
mod work;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use actors::Who;
use changes::Batch;
use dossier::command::Command;
use faults::Fault;
use house::House;
use jiff::civil::{Date, date};
use kernel::DossierId;
use lodging::Route;
use papers::Sent;
use person::Citizen;
use rand::RngExt;
use store::ledger::Once;

/// The Monday the year begins.
const FIRST_DAY: Date = date(2026, 11, 23);

/// One dossier as the people around it remember it.
struct Life {
    id: DossierId,
    citizen: Option<usize>,
    /// The number of the day on which somebody turns to it again.
    next: i64,
    closed: bool,
}

/// A request whose answer was lost.
struct Lost {
    id: DossierId,
    who: Who,
    seen: i64,
    command: Command,
    once: Once,
}

/// What changes in the office itself.
#[derive(Clone, Copy)]
enum Change {
    WorkingTime,
    Merger,
}

struct Year {
    house: House,
    /// What is still to change, the next one last: at which part of the year.
    ahead: Vec<(i64, Change)>,
    /// Working days so far.
    worked: i64,
    /// The ways dossiers can go, by the units as they stand.
    routes: Vec<Route>,
    lives: Vec<Life>,
    citizens: Vec<Citizen>,
    sent: Vec<Sent>,
    batches: Vec<Batch>,
    lost: Vec<Lost>,
    touched: BTreeSet<DossierId>,
    day: i64,
    days: i64,
    pace: i64,
}

fn setting(name: &str, otherwise: i64) -> i64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn an_office_year_on_sqlite() {
    live(None);
}

#[test]
fn an_office_year_on_postgresql() {
    store::testkit::with_postgres("year", |url| live(Some(url)));
}

fn live(url: Option<&str>) {
    // What went wrong behind an answer stands in the log; a second year in one process finds it open already.
    let _ = tracing_subscriber::fmt().with_max_level(tracing::Level::ERROR).with_test_writer().try_init();
    let seed = setting("MOTCUA_SEED", 20_261_123) as u64;
    let mut house = House::build(seed, url, FIRST_DAY.at(7, 0, 0, 0));
    let citizens = house.register();
    let (days, pace) = (setting("MOTCUA_YEAR_DAYS", 18), setting("MOTCUA_YEAR_PACE", 12));
    let mut year = Year {
        house,
        ahead: vec![(85, Change::WorkingTime), (40, Change::Merger), (20, Change::WorkingTime)],
        worked: 0,
        routes: Vec::new(),
        lives: Vec::new(),
        citizens,
        sent: Vec::new(),
        batches: Vec::new(),
        lost: Vec::new(),
        touched: BTreeSet::new(),
        day: 0,
        days,
        pace,
    };
    let lived = catch_unwind(AssertUnwindSafe(|| {
        while year.day < year.days {
            year.live_day();
            year.day += 1;
        }
        year.look_back();
    }));
    eprintln!("{} dossiers: {:#?}", year.lives.len(), year.house.tally);
    if let Err(cause) = lived {
        eprintln!(
            "MOTCUA_SEED={seed} MOTCUA_YEAR_DAYS={} MOTCUA_YEAR_PACE={}: day {}, {}",
            year.days,
            year.pace,
            year.day,
            year.house.now()
        );
        resume_unwind(cause);
    }
}

impl Year {
    fn live_day(&mut self) {
        let today = FIRST_DAY.checked_add(jiff::Span::new().days(self.day)).expect("a day");
        self.morning(today);
        let works = self.house.app.sessions.directory().calendar_of(self.unit("tt_hong_gai")).is_working(today);
        let fault = if works { Fault::of_day(self.worked) } else { Fault::None };
        self.worked += i64::from(works);
        self.house.count(&format!("day with {fault:?}"));
        if works {
            self.house.receive_bags(self.day, &mut self.sent);
            self.house.somebody_returns(self.day, &mut self.batches);
            if self.house.chance(60) {
                self.house.somebody_falls_ill(self.day, &mut self.batches);
            }
            self.changes_of_the_day();
        }
        for hour in [8, 9, 10, 13, 14, 15] {
            self.at(today, hour);
            match (fault, hour) {
                (Fault::Storm, 10) => self.work_in_a_storm(),
                (Fault::ClockBack, 13) => {
                    self.house.clock_leaps(-3_600);
                    self.work(works);
                }
                (Fault::Died, 14) => self.house.reopen(),
                (Fault::BlobsGone, 14) => {
                    let picture = filing::picture(self.day as u8);
                    self.house.blobs_are_gone_for_a_while(picture);
                }
                _ => self.work(works),
            }
            if fault != Fault::ChoresLate && self.house.chance(40) {
                self.house.chores();
            }
        }
        if works {
            self.file_in_steps();
            self.house.send_bags(self.day, &mut self.sent);
        }
        self.at(today, 18);
        self.evening(fault);
    }

    fn unit(&self, key: &str) -> kernel::UnitId {
        self.house.app.sessions.directory().unit_by_key(key).expect("a unit").id
    }

    /// The clock is set, unless it stands later already.
    fn at(&mut self, day: Date, hour: i8) {
        let minute = self.house.dice.random_range(0..50);
        let to = house::instant(day.at(hour, minute, 0, 7_000_000));
        if to > self.house.clock.now() {
            self.house.clock.set(to);
        }
    }

    fn morning(&mut self, today: Date) {
        self.at(today, 7);
        self.touched.clear();
        self.house.gather();
        if self.routes.is_empty() {
            self.routes = self.house.routes();
        }
    }

    fn changes_of_the_day(&mut self) {
        let Some((_, change)) = self.ahead.pop_if(|(percent, _)| self.day * 100 >= *percent * self.days) else {
            return;
        };
        match change {
            Change::WorkingTime => self.house.working_time_changes(&format!("Nghỉ bù ngày {}", self.day)),
            Change::Merger => {
                self.house.units_merge(("ubnd_tien_yen", "tt_tien_yen"), ("ubnd_hong_gai", "tt_hong_gai"))
            }
        }
        self.routes = self.house.routes();
        self.touch_all();
    }

    fn touch_all(&mut self) {
        self.touched.extend(self.lives.iter().map(|life| life.id));
    }

    // ── the end of a day ────────────────────────────────────────────────────────────────────────────────────────

    fn evening(&mut self, fault: Fault) {
        if fault == Fault::Died {
            self.house.reopen();
        }
        if fault == Fault::ChoresTwice {
            self.house.chores_twice();
        }
        self.house.chores();
        let touched = self.touched.clone();
        self.house.holds(&touched, self.lives.len());
        if self.day == self.days * 3 / 5 {
            // The machine slept for a week.
            self.house.clock_leaps(7 * 86_400);
            self.house.chores();
            self.touch_all();
            let all = self.touched.clone();
            self.house.holds(&all, self.lives.len());
            self.day += 7;
            self.days += 7;
        }
    }

    /// The whole office once more, and whether the year had everything in it.
    fn look_back(&mut self) {
        self.house.chores();
        self.house.all_holds();
        self.house.letters();
        let mut had = vec![
            "counter",
            "post",
            "online",
            "steps",
            "absences",
            "work moved",
            "calendar changes",
            "mergers",
            "bags received",
            "clock back",
            "clock forward",
            "chores twice",
            "file stores gone",
            "uploads through an outage",
            "pressed twice",
            "pressed from an old page",
            "answers lost",
            "lost answers found again",
            "act accept",
            "act transfer",
            "act claim",
            "act propose",
            "act approve",
            "act release",
            "act hand_over",
            "act receive_supplement",
        ];
        had.push(if self.house.is_sqlite() { "full disks" } else { "connections cut" });
        let missing: Vec<&str> = had.into_iter().filter(|what| self.house.counted(what) == 0).collect();
        assert!(missing.is_empty(), "a year without {missing:?} says little");
        let closed = self.lives.iter().filter(|life| life.closed).count();
        assert!(closed * 4 > self.lives.len(), "only {closed} of {} dossiers came to an end", self.lives.len());
    }
}
