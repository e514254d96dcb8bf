//! The small office with a hall: two services, two counters, the bookings' door.

use std::sync::{Arc, LazyLock};

use floor::booking::model::{Door, When};
use floor::booking::{Appointment, Bookings, Request, VisitorDraft};
use floor::duty::Duty;
use floor::duty::model::Span;
use floor::setup::ServiceRow;
use floor::{Floor, store as rows};
use kernel::{Actor, Result, UnitId};
use queue::hall::Services;
use testkit::World;
use testkit::office::{CENTRE, COMMUNE, Office};

/// Counter ids of the centre.
pub const COUNTERS: [i64; 2] = [101, 102];

pub struct House {
    pub world: World,
    pub bookings: Bookings,
}

impl House {
    pub fn of(world: &World) -> House {
        world.store.migrate(office::MIGRATIONS).expect("tables are made");
        world.store.migrate(floor::MIGRATIONS).expect("tables are made");
        let world = world.with_office(Office::all_powerful());
        world
            .store
            .act_blocking(|tx| {
                for (no, name, median_s) in [(0, "Hộ tịch", 600), (1, "Đất đai", 900)] {
                    for centre in [CENTRE, COMMUNE] {
                        rows::record_service(tx, &service(centre, no, name, median_s))?;
                    }
                }
                for (n, (unit, id)) in [(CENTRE, 101_i64), (CENTRE, 102), (COMMUNE, 201)].into_iter().enumerate() {
                    let name = format!("Quầy {id}");
                    let sql = "INSERT INTO counter (id, unit_id, number, name, fields, is_open) VALUES (?1, ?2, ?3, ?4, '[]', 1)";
                    tx.execute(sql, &[id.into(), unit.0.into(), (n as i64 + 1).into(), name.into()])?;
                }
                Ok(())
            })
            .expect("a hall");
        let floor = Floor::new(world.store.clone(), world.dossiers.ids.clone(), world.dossiers.clock.clone());
        let bookings = Bookings::of(&floor, &world.dossiers);
        House { world, bookings }
    }

    pub fn duty(&self) -> Duty {
        Duty { bookings: self.bookings.clone() }
    }

    pub fn request(&self, name: &str, phone: &str) -> Request {
        let draft = VisitorDraft { name: name.into(), phone: phone.into(), ..VisitorDraft::default() };
        Request {
            centre: CENTRE,
            services: Services::one(0),
            procedures: Vec::new(),
            visitor: draft.check().expect("a visitor"),
            door: Door::Portal,
            note: String::new(),
        }
    }

    /// Visitor number n, whom nobody takes for another.
    pub fn nth(&self, n: usize) -> Request {
        self.request(&format!("Nguyễn Văn {}", char::from(b'A' + n as u8)), &format!("09123450{n:02}"))
    }

    pub fn books(&self, request: Request, when: When) -> Result<Appointment> {
        self.world.wait(self.bookings.book(&VISITOR, request, when, None))
    }

    pub fn load(&self, one: &Appointment) -> Appointment {
        let id = one.id;
        self.world.look(move |tx| floor::booking::rows::load(tx, id))
    }

    pub fn keep(&self) -> usize {
        self.world.wait(floor::booking::chores::keep(&self.bookings)).expect("chores are kept")
    }
}

/// Somebody at the public pages.
pub static VISITOR: LazyLock<Actor> = LazyLock::new(|| Actor::Applicant { name: "Khách".into(), account: None });

pub fn when(day: &str, from: i32) -> When {
    When { day: testkit::on(day), span: Span::new(from, from + 30) }
}

/// The key of a refusal, or its kind.
#[track_caller]
pub fn refused<T: std::fmt::Debug>(done: Result<T>) -> String {
    testkit::world::word(&done.expect_err("refused"))
}

/// The story in a house on each engine.
pub fn each_engine(name: &str, story: impl Fn(Arc<House>)) {
    testkit::each_engine(name, |world| story(Arc::new(House::of(world))));
}

fn service(centre: UnitId, no: u8, name: &str, median_s: i64) -> ServiceRow {
    ServiceRow {
        centre,
        no,
        series: 'A',
        name_vi: name.into(),
        name_en: name.into(),
        fields: vec![name.into()],
        zone: 5,
        median_s,
        ninth_s: 2 * median_s,
        offered: true,
    }
}
