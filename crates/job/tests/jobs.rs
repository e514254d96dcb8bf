//! Long work on both engines: progress, refused items, a kill in the middle, an end by its owner, the file's seven days.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use job::list::PAGE;
use job::sheet::{Cell, Column, Format};
use job::{Asked, Done, Jobs, Kind, List, NewJob, Sheet, State, Work};
use kernel::{Clock, Error, Ids, Result};
use office::{Act, Admin, NewOfficer, Officer, Permit, Role, Scope, Sessions, Unit, UnitKind};
use store::blob::{BlobConfig, Blobs};
use store::{Store, ledger};

const DAY_MS: i64 = 86_400_000;

struct House {
    store: Store,
    jobs: Jobs,
    by: Officer,
    other: Officer,
    clock: Clock,
    runtime: tokio::runtime::Runtime,
    blobs: Arc<Blobs>,
    /// Steps that were really done, by the work itself.
    worked: Arc<AtomicI64>,
    _folder: tempfile::TempDir,
}

fn unit(id: kernel::UnitId) -> Unit {
    Unit {
        id,
        key: "centre".into(),
        name: "Trung tâm".into(),
        short_name: "TT".into(),
        kind: UnitKind::ProvinceCentre,
        parent: None,
        code: None,
        old_code: None,
        area: None,
        intake: true,
        resolves: false,
        address: None,
        hotline: None,
        email: None,
        valid_from: None,
        valid_until: None,
        successors: vec![],
    }
}

/// Ten items of which every fourth is refused; `die_at` stops the first run there as a kill would.
fn count(work: &mut Work, worked: &AtomicI64, die_at: Option<i64>) -> Result<Done> {
    let from = work.cursor::<i64>()?.unwrap_or(0);
    work.set_total(10);
    for n in from + 1..=10 {
        if n % 4 == 0 {
            work.refuse(format!("H49-{n}"), "locked");
        }
        work.chunk(n, &n, move |tx| tx.execute("INSERT INTO outcome (n) VALUES (?1)", &[n.into()]))?;
        worked.fetch_add(1, Ordering::SeqCst);
        if die_at == Some(n) && from == 0 {
            return Err(Error::Stale { seen: 0, stands: 1 });
        }
    }
    Ok(Done::file("Đếm.csv", "text/csv", b"ten".to_vec(), &[("n", "10".into())]))
}

/// A list of as many numbers as its query says; whoever is called lan may have it.
fn thousands(store: &Store) -> List {
    let store = store.clone();
    List::new(
        "thousands",
        |by| by.name() == "lan",
        move |asked| {
            let (n, ends) = (asked.query.number("n").unwrap_or(0), asked.query.has("end", "1"));
            let (store, mut at) = (store.clone(), 0);
            let more = move || {
                // Its owner ends it after the first page.
                if ends && at > 0 {
                    store.act_blocking(|tx| tx.execute("UPDATE job SET cancel = 1", &[]))?;
                }
                let page: Vec<Vec<Cell>> = (at + 1..=n.min(at + PAGE)).map(|n| vec![n.into()]).collect();
                at += page.len() as i64;
                Ok(page)
            };
            Ok(Sheet::paged(vec![Column::new("n", 8.0)], Some(n), more))
        },
    )
}

impl House {
    fn open(store: Store) -> House {
        for migrations in [ledger::MIGRATIONS, office::MIGRATIONS, job::MIGRATIONS] {
            store.migrate(migrations).unwrap();
        }
        let start: Timestamp = "2026-03-02T08:00:00+07:00".parse().unwrap();
        let clock = Clock::set_at(start);
        let ids = Arc::new(Ids::new(1));
        let admin =
            Admin::new(Permit::for_chore(Act::Administer, "test"), ids.clone(), start.as_millisecond()).unwrap();
        let (lan, binh) = store
            .act_blocking(move |tx| {
                tx.execute("CREATE TABLE outcome (n BIGINT NOT NULL PRIMARY KEY)", &[])?;
                admin.put_unit(tx, &unit(admin.new_unit_id()))?;
                let acts = vec![Act::View];
                admin.define_role(tx, &Role { key: "r".into(), name_vi: "r".into(), name_en: "r".into(), acts })?;
                let mut add = |login: &str| {
                    let new = NewOfficer {
                        login: login.into(),
                        name: login.into(),
                        unit: "centre".into(),
                        ..NewOfficer::default()
                    };
                    let id = admin.add_officer(tx, &new)?;
                    admin.grant(tx, login, "r", Scope::everywhere(), (None, None))?;
                    Ok::<_, Error>(id)
                };
                Ok((add("lan")?, add("binh")?))
            })
            .unwrap();
        let sessions = Arc::new(Sessions::open_blocking(store.clone(), ids.clone()).unwrap());
        let folder = tempfile::tempdir().unwrap();
        let blobs = Arc::new(Blobs::open(&BlobConfig::Folder { path: folder.path().join("blobs") }).unwrap());
        let worked = Arc::new(AtomicI64::new(0));
        let (well, killed, ended) = (worked.clone(), worked.clone(), worked.clone());
        let kinds = vec![
            Kind::new("count", move |work| count(work, &well, None)),
            Kind::new("count_and_die", move |work| count(work, &killed, Some(6))),
            Kind::new("panic", |_| panic!("on purpose")),
            Kind::new("end_me", move |work| {
                let (id, store) = (work.id(), work.store.clone());
                store.act_blocking(move |tx| tx.execute("UPDATE job SET cancel = 1 WHERE id = ?1", &[id.0.into()]))?;
                count(work, &ended, None)
            }),
        ];
        let jobs = Jobs::new(
            store.clone(),
            blobs.clone(),
            sessions.clone(),
            ids,
            clock.clone(),
            kinds,
            vec![thousands(&store)],
        );
        let officer = |id| Officer::for_tests(&sessions.directory(), id, jiff::civil::date(2026, 3, 2)).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (by, other) = (officer(lan), officer(binh));
        House { store, jobs, by, other, clock, runtime, blobs, worked, _folder: folder }
    }

    fn start(&self, kind: &'static str) -> kernel::JobId {
        let new = NewJob::new(kind, serde_json::json!({})).with("name", "x");
        self.runtime.block_on(self.jobs.start(&self.by, new)).unwrap()
    }
    fn card(&self, id: kernel::JobId) -> job::JobCard {
        self.runtime.block_on(self.jobs.load(&self.by, id)).unwrap()
    }
    fn outcomes(&self) -> i64 {
        self.store.read_blocking(|tx| tx.count("SELECT COUNT(*) FROM outcome", &[])).unwrap()
    }
    fn later(&self, ms: i64) {
        self.clock.set(self.clock.now() + jiff::SignedDuration::from_millis(ms));
    }
}

#[test]
fn work_tells_how_far_it_is_and_keeps_what_was_refused_and_its_file() {
    store::testkit::on_both("jobs_well", |store| {
        let house = House::open(store);
        let id = house.start("count");
        assert_eq!(house.card(id).state, State::Waiting);
        assert_eq!(house.jobs.run_waiting().unwrap(), 1);
        let card = house.card(id);
        assert_eq!((card.state, card.done, card.total, card.refused), (State::Done, 10, Some(10), 2));
        let refused = house.runtime.block_on(house.jobs.list_refused(&house.by, id, 0, 10)).unwrap();
        assert_eq!(refused[0], (1, "H49-4".to_string(), "locked".to_string()));
        let (file, bytes) = house.runtime.block_on(house.jobs.file(&house.by, id)).unwrap();
        assert_eq!((file.name.as_str(), bytes.as_slice()), ("Đếm.csv", b"ten".as_slice()));
        // Nobody else's.
        assert!(matches!(house.runtime.block_on(house.jobs.load(&house.other, id)), Err(Error::Absent(_))));
        assert!(matches!(house.runtime.block_on(house.jobs.file(&house.other, id)), Err(Error::Absent(_))));
        // Seven days, then bytes and row are gone.
        house.later(7 * DAY_MS);
        assert_eq!(house.runtime.block_on(house.jobs.forget_files()).unwrap(), 0);
        house.later(1);
        assert_eq!(house.runtime.block_on(house.jobs.forget_files()).unwrap(), 1);
        assert!(matches!(house.runtime.block_on(house.jobs.file(&house.by, id)), Err(Error::Absent(_))));
        let hash: store::blob::BlobHash = file.blob.parse().unwrap();
        assert!(house.runtime.block_on(house.blobs.get(hash)).is_err());
    });
}

#[test]
fn after_a_kill_another_run_goes_on_where_the_last_stood_and_nothing_is_doubled() {
    store::testkit::on_both("jobs_killed", |store| {
        let house = House::open(store);
        let id = house.start("count_and_die");
        assert_eq!(house.jobs.run_waiting().unwrap(), 1);
        assert_eq!((house.card(id).state, house.outcomes()), (State::Running, 6));
        // Its lease stands: nobody takes it up yet.
        assert_eq!(house.jobs.run_waiting().unwrap(), 0);
        house.later(121_000);
        assert_eq!(house.jobs.run_waiting().unwrap(), 1);
        let card = house.card(id);
        assert_eq!((card.state, card.done, card.refused), (State::Done, 10, 2));
        assert_eq!((house.outcomes(), house.worked.load(Ordering::SeqCst)), (10, 10));
    });
}

#[test]
fn its_owner_ends_it_and_a_fault_is_told_with_a_reference() {
    store::testkit::on_both("jobs_ended", |store| {
        let house = House::open(store);
        let waiting = house.start("count");
        house.runtime.block_on(house.jobs.cancel(&house.by, waiting)).unwrap();
        assert_eq!(house.card(waiting).state, State::Cancelled);
        let running = house.start("end_me");
        let broken = house.start("panic");
        assert_eq!(house.jobs.run_waiting().unwrap(), 2);
        assert_eq!((house.card(running).state, house.outcomes()), (State::Cancelled, 0));
        let card = house.card(broken);
        assert_eq!((card.state, card.trouble.unwrap().key.as_str()), (State::Failed, "JOB_FAULT"));
        assert_eq!(house.runtime.block_on(house.jobs.list(&house.by, None, 10)).unwrap().len(), 3);
    });
}

// ── lists to take along ─────────────────────────────────────────────────────────────────────────────────────────────

impl House {
    fn take(&self, by: &Officer, list: &str, from: &str, format: Format) -> Result<kernel::JobId> {
        let query = web::Fields::parse(from);
        let asked = Asked { by, lang: kernel::Lang::Vi, query: &query, now_ms: self.clock.now_ms() };
        self.runtime.block_on(self.jobs.export(&asked, list, format, None))
    }

    fn read(&self, id: kernel::JobId) -> (String, Vec<u8>) {
        let (file, bytes) = self.runtime.block_on(self.jobs.file(&self.by, id)).unwrap();
        (file.name, bytes)
    }
}

#[test]
fn a_list_is_written_page_by_page_and_an_empty_one_says_so() {
    store::testkit::on_both("jobs_list", |store| {
        let house = House::open(store);
        let id = house.take(&house.by, "thousands", "n=2500&lang=en&after=7", Format::Csv).unwrap();
        house.jobs.run_waiting().unwrap();
        let card = house.card(id);
        assert_eq!((card.state, card.done, card.total), (State::Done, 2_500, Some(2_500)));
        assert_eq!(card.outcome(kernel::Lang::Vi).unwrap(), "Đã ghi 2500 dòng vào tệp.");
        let (name, bytes) = house.read(id);
        assert!(name.ends_with("-20260302-0800.csv"), "{name}");
        let table = job::table::read(&name, &bytes).unwrap();
        assert_eq!((table.rows.len(), table.rows[2_499].cells[0].as_str()), (2_500, "2500"));
        let why = "SELECT COUNT(*) FROM audit WHERE act = 'list.export' AND why = 'thousands?n=2500'";
        assert_eq!(house.store.read_blocking(move |tx| tx.count(why, &[])).unwrap(), 1, "filters and nothing else");
        let none = house.take(&house.by, "thousands", "n=0", Format::Xlsx).unwrap();
        house.jobs.run_waiting().unwrap();
        let card = house.card(none);
        assert_eq!((card.state, card.file.is_none()), (State::Done, true));
        assert!(card.outcome(kernel::Lang::Vi).unwrap().contains("không có dòng nào"));
    });
}

#[test]
fn a_list_is_nobodys_who_may_not_have_it_and_ends_when_its_owner_says_so() {
    store::testkit::on_both("jobs_list_ended", |store| {
        let house = House::open(store);
        let refused = house.take(&house.other, "thousands", "n=3", Format::Csv).unwrap_err();
        assert!(matches!(refused, Error::Refused(why) if why.key == "LIST_NOT_YOURS"));
        assert!(matches!(house.take(&house.by, "nothing", "", Format::Csv), Err(Error::Absent(_))));
        let id = house.take(&house.by, "thousands", "n=2500&end=1", Format::Csv).unwrap();
        house.jobs.run_waiting().unwrap();
        let card = house.card(id);
        assert_eq!((card.state, card.file), (State::Cancelled, None), "half a list is none");
    });
}

#[test]
fn what_was_asked_for_and_what_was_refused_are_lists_too() {
    store::testkit::on_both("jobs_own_lists", |store| {
        let house = House::open(store);
        let counted = house.start("count");
        house.jobs.run_waiting().unwrap();
        let refused = house.take(&house.by, "refused", &format!("job={counted}"), Format::Csv).unwrap();
        let jobs = house.take(&house.by, "jobs", "", Format::Csv).unwrap();
        let others = house.take(&house.other, "refused", &format!("job={counted}"), Format::Csv).unwrap();
        house.jobs.run_waiting().unwrap();
        let table = job::table::read("x.csv", &house.read(refused).1).unwrap();
        let told: Vec<&str> = table.rows.iter().map(|line| line.cells[1].as_str()).collect();
        assert_eq!(told, ["H49-4", "H49-8"]);
        assert_eq!(job::table::read("x.csv", &house.read(jobs).1).unwrap().rows.len(), 3, "this one among them");
        let card = house.runtime.block_on(house.jobs.load(&house.other, others)).unwrap();
        assert_eq!((card.state, card.file), (State::Failed, None), "a job is its owner's alone");
    });
}
