//! The doors a dossier comes in by: the counter, the post, an account, and an account's steps with a file that is cut off.

use std::sync::Arc;

use custody::Custody;
use custody::decide::parcel::ParcelAct;
use custody::model::Item;
use custody::post::Arrival;
use dossier::command::Acceptance;
use dossier::door::{OnlineLodging, checklist};
use dossier::model::{Applicant, ApplicantKind, PickUp, Submission};
use dossier::{Lodging, Saved};
use kernel::{DossierId, PersonId, UnitId};
use office::model::Level as Tier;
use office::{Act, Visitor};
use person::account::NewAccount;
use person::{Citizen, Draft, Reader};
use procedure::ProcedureVersion;
use procedure::model::{Channel, Level};
use procedure::process::Duty;
use rand::RngExt;

use super::house::{Came, House};

/// A way a dossier can go.
#[derive(Clone)]
pub struct Route {
    pub version: Arc<ProcedureVersion>,
    pub receiving: UnitId,
    pub deciding: UnitId,
}

/// People who come; the first of them have accounts.
const PEOPLE: usize = 60;
pub const ACCOUNTS: usize = 5;

fn draft(nth: usize) -> Draft {
    Draft {
        name: format!("Nguyễn Văn {}", ["An", "Bình", "Chi", "Dũng", "Giang", "Hà"][nth % 6]),
        personal_number: format!("022090{nth:06}"),
        birth: "05/02/1990".into(),
        phone: format!("09123{nth:05}"),
        address: person::Address {
            province: "Quảng Ninh".into(),
            commune: "Phường Hồng Gai".into(),
            detail: format!("Số {nth} Lê Lợi"),
            ..person::Address::default()
        },
        ..Draft::default()
    }
}

fn applicant(person: PersonId, nth: usize) -> Applicant {
    let draft = draft(nth);
    Applicant {
        person,
        kind: ApplicantKind::Person,
        name: draft.name.clone(),
        id_number: draft.personal_number.clone(),
        phone: draft.phone.clone(),
        email: String::new(),
        address: draft.address.line(),
    }
}

impl House {
    /// Everything that can be taken in somewhere and carried to its end, with the officers there are today.
    pub fn routes(&self) -> Vec<Route> {
        let (directory, today) = (self.app.sessions.directory(), self.today());
        let mut versions = self.app.catalogue.versions();
        versions.sort_by(|a, b| a.code.cmp(&b.code));
        let mut routes = Vec::new();
        for version in versions.iter().filter(|version| version.accepts_intake_on(today).is_ok()) {
            let Some((_, process)) = self.app.catalogue.process_for(&version.code) else { continue };
            let can = |acts: &[Act], unit| !self.who(acts, version, unit).is_empty();
            let units = || directory.units().into_iter().filter(|unit| unit.stands_on(today));
            let counters: Vec<_> = units()
                .filter(|unit| unit.intake && can(&[Act::Intake, Act::Accept, Act::Transfer], unit.id))
                .collect();
            let decides = |unit: UnitId| {
                (process.first_of(Duty::Assigner).is_none() || can(&[Act::Assign], unit))
                    && self.who(&[Act::Claim, Act::Propose], version, unit).iter().any(|by| {
                        self.who(&[Act::Claim, Act::Approve], version, unit).iter().any(|head| head.id() != by.id())
                    })
                    && can(&[Act::Claim, Act::AttachResult, Act::Release], unit)
            };
            for deciding in units().filter(|unit| unit.resolves && decides(unit.id)) {
                let communal = deciding.kind.level() == Some(Tier::Commune);
                let published = version.levels.iter().any(|level| (*level == Level::Commune) == communal);
                for receiving in counters.iter().filter(|_| published) {
                    routes.push(Route { version: version.clone(), receiving: receiving.id, deciding: deciding.id });
                }
            }
        }
        routes
    }

    /// The people with accounts register with a code of the counter that saw their card.
    pub fn register(&mut self) -> Vec<Citizen> {
        let counter = self.officer("tiepnhan.honggai");
        (0..ACCOUNTS)
            .map(|nth| {
                self.tick();
                let (now, today) = (self.clock.now(), self.today());
                let checked = draft(nth).check(today).unwrap_or_else(|_| panic!("a person"));
                let identity = checked.identity.clone();
                let (mut token, mut random) = ([9; 32], [3; 8]);
                (token[0], random[0]) = (nth as u8, nth as u8);
                let accounts = self.app.accounts.clone();
                let registered = async {
                    let code = accounts.issue_code(&counter, &identity, random, now).await?;
                    let new =
                        NewAccount {
                            checked, password: "đò ngang bến cũ".into(), code, once: format!("year {nth}")
                        };
                    accounts.register(new, [nth as u8; 16], token, &Visitor::default(), now).await
                };
                self.runtime.block_on(registered).expect("registered")
            })
            .collect()
    }

    fn lodging(&mut self, route: &Route, channel: Channel, person: PersonId, nth: usize) -> Lodging {
        let version = &route.version;
        let case = (!version.cases.is_empty()).then(|| self.pick(&version.cases).expect("a case").key);
        let mut components = checklist(version, case.as_deref());
        let whole = self.chance(85);
        for line in &mut components {
            line.received = if line.required { whole } else { self.chance(40) };
            line.submission = if self.chance(75) { Submission::Paper } else { Submission::Scan };
        }
        Lodging {
            procedure: version.code.clone(),
            case,
            channel,
            receiving: route.receiving,
            deciding: route.deciding,
            applicant: applicant(person, nth),
            delegate: None,
            summary: version.name.chars().take(200).collect(),
            sets: 1,
            pick_up: if self.chance(15) { PickUp::Post } else { PickUp::Counter },
            components,
            around: Default::default(),
        }
    }

    /// Somebody stands at a counter: written down, and accepted at once when everything is there.
    pub fn come_to_the_counter(&mut self, route: &Route) -> Option<DossierId> {
        let by = self.pick(&self.who(&[Act::Intake, Act::Accept], &route.version, route.receiving))?;
        let nth = self.dice.random_range(ACCOUNTS..PEOPLE);
        let person = self.known_person(&by, nth)?;
        let lodging = self.lodging(route, Channel::Counter, person, nth);
        let limit = route.version.limit(Channel::Counter, lodging.case.as_deref()).is_some();
        let whole = lodging.components.iter().all(|line| line.received || !line.required);
        let at_once = whole && limit && self.chance(80);
        let once = self.once(by.id().0, "intake");
        let door = self.app.dossiers.clone();
        let press = || {
            let (door, by, lodging, once) = (door.clone(), by.clone(), lodging.clone(), Some(once.clone()));
            async move {
                if at_once {
                    door.intake(&by, lodging, Acceptance::default(), once).await
                } else {
                    door.lodge(&by, lodging, once).await
                }
            }
        };
        self.begun("counter", press)
    }

    /// Presses until it is answered: whoever stands at a counter waits for the receipt. The token makes it one dossier.
    fn begun<F>(&mut self, what: &str, press: impl Fn() -> F) -> Option<DossierId>
    where
        F: Future<Output = kernel::Result<Saved>>,
    {
        match self.press(what, &press) {
            Came::Done(saved) => {
                self.count(what);
                Some(saved.id)
            }
            Came::Refused(_) | Came::Stale => None,
            Came::Lost => {
                // A full disk stays full for a while: nothing was saved, and the applicant comes another day. A line that
                // was cut answers at one of the next presses, and the token keeps it one dossier.
                for _ in 0..if self.is_sqlite() { 0 } else { 300 } {
                    std::thread::sleep(std::time::Duration::from_millis(15));
                    match self.press(what, &press) {
                        Came::Lost => {}
                        Came::Done(saved) => {
                            self.count(what);
                            return Some(saved.id);
                        }
                        Came::Refused(_) | Came::Stale => return None,
                    }
                }
                None
            }
        }
    }

    fn known_person(&mut self, by: &office::Officer, nth: usize) -> Option<PersonId> {
        let reader = Reader::officer(by, "counter.intake", &self.app.ids, self.clock.now_ms());
        let checked = draft(nth).check(self.today()).unwrap_or_else(|_| panic!("a person"));
        let found = self.app.store.act_blocking(move |tx| {
            person::store::find_or_create(tx, &checked, &reader).map(|found| found.person().id)
        });
        match self.came("person", found) {
            Came::Done(id) => Some(id),
            Came::Refused(_) | Came::Stale | Came::Lost => None,
        }
    }

    /// A parcel arrives, is counted, signed for and taken in; the number of the parcel comes along.
    pub fn come_by_post(&mut self, route: &Route) -> Option<DossierId> {
        let keepers = self.who(&[Act::Intake, Act::Accept], &route.version, route.receiving);
        let by = self.pick(&keepers).filter(|by| by.permit_in(Act::KeepPapers, route.receiving).is_ok())?;
        let custody = Custody::of(&self.app.dossiers);
        let (nth, tracking) =
            (self.dice.random_range(ACCOUNTS..PEOPLE), format!("EE{:09}VN", self.dice.random_range(0..999_999_999)));
        let items = vec![Item { name: "Tờ khai".into(), originals: 1, copies: 0 }];
        let arrival = Arrival {
            unit: route.receiving,
            tracking,
            name: draft(nth).name,
            phone: draft(nth).phone,
            address: String::new(),
            subject: String::new(),
            procedure: route.version.code.clone(),
            items: items.clone(),
        };
        let once = self.once(by.id().0, "parcel");
        let note = || custody.note_arrival(&by, arrival.clone(), Some(once.clone()));
        let (one, two) = self.runtime.block_on(async { tokio::join!(note(), note()) });
        let (Came::Done(parcel), Came::Done(again)) = (self.came("parcel", one), self.came("parcel", two)) else {
            return None;
        };
        assert_eq!(parcel, again, "one parcel noted twice");
        self.tick();
        let signed = self.runtime.block_on(custody.act_on_parcel(
            &by,
            parcel,
            1,
            ParcelAct::Sign { postman: "Bưu tá".into(), items },
        ));
        let Came::Done(_) = self.came("parcel signed", signed) else { return None };
        self.tick();
        let person = self.known_person(&by, nth)?;
        let lodging = self.lodging(route, Channel::Post, person, nth);
        let once = self.once(by.id().0, "post intake");
        let door = self.app.dossiers.clone();
        let taken = self.app.store.act_blocking(move |tx| {
            let saved = door.begin_in(tx, &by, &lodging, None, Some(&once))?;
            custody.take_in(tx, &by, parcel, saved.id)?;
            Ok(saved.id)
        });
        let Came::Done(id) = self.came("post intake", taken) else { return None };
        self.count("post");
        Some(id)
    }

    /// Somebody with an account sends what they filled in at home.
    pub fn come_online(&mut self, route: &Route, by: &Citizen, nth: usize) -> Option<DossierId> {
        if !route.version.offers(Channel::Online) {
            return None;
        }
        let lodging = self.lodging(route, Channel::Online, by.person(), nth);
        let mut components = lodging.components;
        components.iter_mut().for_each(|line| line.submission = Submission::Scan);
        let online = OnlineLodging {
            procedure: lodging.procedure,
            case: lodging.case,
            receiving: route.receiving,
            deciding: route.deciding,
            applicant: lodging.applicant,
            delegate: None,
            summary: lodging.summary,
            pick_up: PickUp::Online,
            components,
            files: Vec::new(),
            form: None,
            around: Default::default(),
        };
        let once = self.once(by.account().0, "lodge_online");
        let (door, by) = (self.app.dossiers.clone(), by.clone());
        let press = || {
            let (door, by, online, once) = (door.clone(), by.clone(), online.clone(), Some(once.clone()));
            async move { door.lodge_online(&by, online, once).await }
        };
        self.begun("online", press)
    }
}
