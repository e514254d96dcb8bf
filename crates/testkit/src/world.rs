//! A whole house for a story: a store with its tables, the catalogue of the tests, the small office and a set clock.

use std::future::Future;
use std::sync::Arc;

use ::office::Officer;
use dossier::command::Acceptance;
use dossier::door::OnlineLodging;
use dossier::model::{Dossier, HeldComponent, OfficerRef, PickUp};
use dossier::{Command, Dossiers, Key, Lodging, Saved};
use jiff::civil::DateTime;
use kernel::{AccountId, Clock, DossierId, Ids, PersonId, Result};
use person::Citizen;
use procedure::Catalogue;
use procedure::model::Channel;
use store::ledger::{Event, Once};
use store::{Store, Tx};
use tokio::runtime::Runtime;

use crate::office::Office;
use crate::{catalogue, desk, office};

/// One house. Its clock stands until it is set.
pub struct World {
    pub store: Store,
    pub dossiers: Dossiers,
    pub office: Office,
    runtime: Runtime,
}

impl World {
    /// Builds the house on an empty database. Its clock stands at Monday 02/03/2026, 08:00.
    pub fn build(store: Store, office: Office) -> World {
        let people = person::MIGRATIONS;
        for room in [store::ledger::MIGRATIONS, people, procedure::store::MIGRATIONS, dossier::store::MIGRATIONS] {
            store.migrate(room).expect("tables are made");
        }
        let (ids, clock) = (Arc::new(Ids::new(1)), Clock::set_at(instant(crate::at("2026-03-02T08:00"))));
        let (maker, now_ms) = (ids.clone(), clock.now_ms());
        store
            .act_blocking(move |tx| {
                for version in catalogue::procedures() {
                    procedure::store::record_version(tx, &maker, now_ms, &version)?;
                }
                procedure::store::record_process(tx, &maker, now_ms, &catalogue::usual_process())
            })
            .expect("the catalogue is kept");
        let catalogue = Arc::new(Catalogue::load(&store).expect("the catalogue loads"));
        let listeners = Arc::from([]);
        let dossiers = Dossiers { store: store.clone(), catalogue, ids, clock, office: standing(&office), listeners };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build();
        World { store, dossiers, office, runtime: runtime.expect("a runtime") }
    }

    /// The same house with other powers: for stories about permission.
    pub fn with_office(&self, office: Office) -> World {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        World {
            store: self.store.clone(),
            dossiers: Dossiers { office: standing(&office), ..self.dossiers.clone() },
            office,
            runtime: runtime.expect("a runtime"),
        }
    }

    pub fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// Sets the clock.
    pub fn at(&self, moment: &str) -> &World {
        self.dossiers.clock.set(instant(crate::at(moment)));
        self
    }

    pub fn now(&self) -> DateTime {
        kernel::time::civil(self.dossiers.clock.now())
    }

    pub fn officer(&self, login: &str) -> Officer {
        self.office.officer(login, self.now().date())
    }

    /// The test's applicant, signed in with an account.
    pub fn citizen(&self) -> Citizen {
        let applicant = desk::applicant();
        Citizen::for_tests(AccountId(70), applicant.person, person::Kind::Citizen, &applicant.name)
    }

    /// Somebody else with an account.
    pub fn stranger(&self) -> Citizen {
        Citizen::for_tests(AccountId(71), PersonId(8), person::Kind::Citizen, "Lê Văn Khác")
    }

    /// What the portal sends for a complete dossier of the test's applicant.
    pub fn online(&self, procedure: &str) -> OnlineLodging {
        let version = catalogue::procedure(procedure);
        OnlineLodging {
            procedure: procedure.into(),
            case: None,
            receiving: office::CENTRE,
            deciding: office::JUSTICE,
            applicant: desk::applicant(),
            delegate: None,
            summary: "Xin cấp giấy xác nhận".into(),
            pick_up: PickUp::Online,
            components: desk::every_paper_received(&version, None),
            files: Vec::new(),
            form: None,
            around: Default::default(),
        }
    }

    /// What officers were told since the beginning, by login: kind, oldest first.
    pub fn inbox(&self, login: &str) -> Vec<String> {
        let id = office::id_of(login);
        let kept = self.look(move |tx| dossier::officer_notice::list(tx, id, None, 100));
        kept.into_iter().rev().map(|notice| notice.kind).collect()
    }

    /// An officer as commands name them.
    pub fn named(&self, login: &str) -> OfficerRef {
        let officer = self.officer(login);
        OfficerRef { id: officer.id(), name: officer.name().into(), unit: officer.unit() }
    }

    /// What the counter fills in for a complete dossier of the test's applicant.
    pub fn lodging(&self, procedure: &str) -> Lodging {
        let version = catalogue::procedure(procedure);
        let components: Vec<HeldComponent> = desk::every_paper_received(&version, None);
        Lodging {
            procedure: procedure.into(),
            case: None,
            channel: Channel::Counter,
            receiving: office::CENTRE,
            deciding: office::JUSTICE,
            applicant: desk::applicant(),
            delegate: None,
            summary: String::new(),
            sets: 1,
            pick_up: PickUp::Counter,
            components,
            around: Default::default(),
        }
    }

    pub fn lodges(&self, login: &str, lodging: Lodging, once: Option<Once>) -> Result<Saved> {
        self.wait(self.dossiers.lodge(&self.officer(login), lodging, once))
    }

    pub fn takes_in(&self, login: &str, lodging: Lodging, once: Option<Once>) -> Result<Saved> {
        self.wait(self.dossiers.intake(&self.officer(login), lodging, Acceptance::default(), once))
    }

    /// A complete dossier accepted at the counter.
    #[track_caller]
    pub fn accepted(&self, procedure: &str) -> DossierId {
        self.takes_in(office::INTAKE, self.lodging(procedure), None).expect("taken in").id
    }

    /// One act on the dossier as it stands.
    pub fn tries(&self, login: &str, id: DossierId, command: Command) -> Result<Saved> {
        let seen = self.dossier(id).version;
        self.tries_on(login, id, seen, command, None)
    }

    /// One act on the dossier as the officer saw it.
    pub fn tries_on(
        &self,
        login: &str,
        id: DossierId,
        seen: i64,
        command: Command,
        once: Option<Once>,
    ) -> Result<Saved> {
        self.wait(self.dossiers.perform(&self.officer(login), Key::Id(id), seen, command, once))
    }

    /// One act that the law allows; panics with the reason when it does not.
    #[track_caller]
    pub fn does(&self, login: &str, id: DossierId, command: Command) -> Saved {
        let name = command.name();
        match self.tries(login, id, command) {
            Ok(saved) => saved,
            Err(error) => panic!("{login} wanted to {name} at {}: {error}", self.now()),
        }
    }

    /// The key of the refusal, `stale` or `absent`; panics when it is done instead.
    #[track_caller]
    pub fn refused(&self, login: &str, id: DossierId, command: Command) -> String {
        match self.tries(login, id, command) {
            Ok(saved) => panic!("{login} was let: now {}", saved.stage),
            Err(error) => word(&error),
        }
    }

    /// The dossier, without anybody looking.
    #[track_caller]
    pub fn dossier(&self, id: DossierId) -> Dossier {
        self.look(move |tx| dossier::store::load(tx, id))
    }

    /// The dossier's log.
    #[track_caller]
    pub fn events(&self, id: DossierId) -> Vec<Event> {
        self.look(move |tx| store::ledger::list_events(tx, id))
    }

    /// Looks into the store past every door.
    #[track_caller]
    pub fn look<T: Send + 'static>(&self, read: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static) -> T {
        match self.store.read_blocking(read) {
            Ok(found) => found,
            Err(error) => panic!("{error}"),
        }
    }
}

/// An error in one word: the refusal's key, `stale`, `absent`, …
pub fn word(error: &kernel::Error) -> String {
    match error {
        kernel::Error::Refused(refusal) => refusal.key.clone(),
        kernel::Error::Absent(_) => "absent".into(),
        kernel::Error::Stale { .. } => "stale".into(),
        kernel::Error::Fault(fault) => format!("fault: {fault}"),
        kernel::Error::Inconsistent(odd) => format!("inconsistent: {odd}"),
    }
}

/// The office as acts without an officer find it.
fn standing(office: &Office) -> dossier::door::OfficeNow {
    let directory = office.directory.clone();
    Arc::new(move || directory.clone())
}

fn instant(at: DateTime) -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(kernel::time::instant_ms(at)).expect("a moment of this millennium")
}
