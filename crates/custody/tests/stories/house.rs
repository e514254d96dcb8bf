//! The small office with custody listening.

use std::sync::Arc;

use custody::Custody;
use custody::decide::bag::BagAct;
use custody::decide::paper::replay;
use custody::door::Scanned;
use custody::model::{Bag, Holder, Paper};
use dossier::Command;
use dossier::model::{Outcome, PickUp};
use kernel::{BagId, DossierId, Result, UnitId};
use testkit::World;
use testkit::catalogue::FIVE_DAYS;
use testkit::desk::attach_result;
use testkit::office::{APPROVER, CLERK, COMMUNE, HEAD, JUSTICE, OUTSIDER, Office, SPECIALIST};

/// The world with this room's tables and its ear.
pub fn listening(world: &World) -> World {
    world.store.migrate(custody::MIGRATIONS).expect("tables are made");
    let mut world = world.with_office(Office::by_duty());
    world.dossiers.listeners = Arc::from([custody::listener(world.dossiers.office.clone())]);
    world
}

pub struct House<'a> {
    pub world: &'a World,
    pub custody: Custody,
}

impl<'a> House<'a> {
    pub fn of(world: &'a World) -> House<'a> {
        House { world, custody: Custody::of(&world.dossiers) }
    }

    /// A dossier accepted at the commune's centre for the province's department, already sent there electronically.
    pub fn sent_to_province(&self, pick_up: PickUp) -> DossierId {
        let mut lodging = self.world.lodging(FIVE_DAYS);
        (lodging.receiving, lodging.deciding, lodging.pick_up) = (COMMUNE, JUSTICE, pick_up);
        let id = self.world.takes_in(OUTSIDER, lodging, None).expect("taken in").id;
        self.world.does(OUTSIDER, id, Command::Transfer { note: String::new() });
        id
    }

    /// Assigned, proposed, approved, released.
    pub fn decided(&self, id: DossierId) {
        let world = self.world;
        world.does(HEAD, id, Command::Assign { to: world.named(SPECIALIST), note: String::new() });
        world.does(SPECIALIST, id, Command::Propose { outcome: Outcome::Grant, note: String::new() });
        world.does(APPROVER, id, Command::Claim);
        world.does(APPROVER, id, Command::Approve { note: String::new() });
        world.does(CLERK, id, Command::Claim);
        world.does(CLERK, id, attach_result(world.now().date()));
        world.does(CLERK, id, Command::Release);
    }

    pub fn papers(&self, id: DossierId) -> Vec<Paper> {
        self.world.look(move |tx| custody::store::list_of_dossier(tx, id))
    }

    /// "label: where" for each paper.
    pub fn places(&self, id: DossierId) -> Vec<String> {
        let place = |paper: &Paper| {
            let label = paper.code.rsplit('.').next().unwrap_or_default().to_string();
            let at = match &paper.holder {
                Holder::Unit { unit, .. } => format!("unit {}", unit.id.0),
                Holder::Bag { .. } => "bag".into(),
                Holder::Post { tracking, .. } => format!("post {tracking}"),
                Holder::Applicant => "applicant".into(),
                Holder::Archive { unit } => format!("archive {}", unit.id.0),
                Holder::Lost { .. } => "lost".into(),
            };
            format!("{label}: {at}")
        };
        self.papers(id).iter().map(place).collect()
    }

    pub fn open(&self, login: &str, from: UnitId, to: UnitId, codes: &[String]) -> Result<BagId> {
        let by = self.world.officer(login);
        self.world.wait(self.custody.open_bag(&by, from, to, codes.to_vec(), None))
    }

    pub fn bag(&self, id: BagId) -> Bag {
        self.world.look(move |tx| custody::store::load_bag(tx, id))
    }

    pub fn tries(&self, login: &str, bag: BagId, act: BagAct) -> Result<Bag> {
        let seen = self.bag(bag).version;
        self.world.wait(self.custody.act_on_bag(&self.world.officer(login), bag, seen, act))
    }

    #[track_caller]
    pub fn does(&self, login: &str, bag: BagId, act: BagAct) -> Bag {
        match self.tries(login, bag, act.clone()) {
            Ok(bag) => bag,
            Err(error) => panic!("{login} wanted {act:?}: {error}"),
        }
    }

    pub fn scan(&self, login: &str, bag: BagId, code: &str) -> Result<Scanned> {
        self.world.wait(self.custody.scan(&self.world.officer(login), bag, code))
    }

    /// The labels of a dossier's papers.
    pub fn labels(&self, id: DossierId) -> Vec<String> {
        self.papers(id).into_iter().map(|paper| paper.code).collect()
    }

    /// Every paper's log gives its row, and nothing else is wrong.
    #[track_caller]
    pub fn is_sound(&self) {
        let all = self.world.look(|tx| custody::store::list_papers_after(tx, 0, 10_000));
        for (paper, log) in &all {
            let held = replay(log).expect("every movement follows").expect("a paper has a log");
            assert_eq!(held, paper.holder, "{} is where its log says", paper.code);
            assert_eq!(log.len() as i64, paper.moves);
        }
        assert!(!all.is_empty());
        assert_eq!(self.world.look(custody::store::count_disagreements), (0, 0), "lists and holders agree");
    }
}

/// The key of a refusal, or its kind.
#[track_caller]
pub fn refused<T: std::fmt::Debug>(done: Result<T>) -> String {
    testkit::world::word(&done.expect_err("refused"))
}
