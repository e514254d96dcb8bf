//! An hour of work: who comes, who turns to which dossier, what they press, and who presses again.

use dossier::command::Command;
use dossier::{Dossier, Key, Saved};
use kernel::DossierId;
use procedure::model::Channel;
use rand::RngExt;
use store::ledger::Once;

use super::actors::{Case, Who};
use super::house::Came;
use super::lodging::ACCOUNTS;
use super::{Life, Lost, Year};

/// Hours of work that are tried until the weather costs somebody their answer.
const ROUNDS_IN_A_STORM: usize = 20;

impl Year {
    pub fn work(&mut self, works: bool) {
        let come = if works { (self.pace + 5) / 6 } else { 1 };
        for _ in 0..come {
            self.house.tick();
            let Some(route) = self.house.pick(&self.routes) else { continue };
            let nth = self.house.dice.random_range(0..ACCOUNTS);
            let by = self.citizens[nth].clone();
            let (id, citizen) = match self.house.dice.random_range(0..100_u32) {
                _ if !works => (self.house.come_online(&route, &by, nth), Some(nth)),
                0..45 => (self.house.come_to_the_counter(&route), None),
                45..65 if !self.house.storm => (self.house.come_by_post(&route), None),
                _ => (self.house.come_online(&route, &by, nth), Some(nth)),
            };
            self.lives.extend(id.map(|id| Life { id, citizen, next: self.day, closed: false }));
        }
        if !works {
            return;
        }
        for place in 0..self.lives.len() {
            let life = &self.lives[place];
            if !life.closed
                && life.next <= self.day
                && !self.lost.iter().any(|lost| lost.id == life.id)
                && self.house.chance(70)
            {
                self.turn(place);
            }
        }
    }

    pub fn file_in_steps(&mut self) {
        if self.day % 3 != 0 {
            return;
        }
        let nth = self.house.dice.random_range(0..ACCOUNTS);
        let by = self.citizens[nth].clone();
        let id = self.house.file_in_steps("2.000806", &by);
        self.lives.extend(id.map(|id| Life { id, citizen: Some(nth), next: self.day + 1, closed: false }));
    }

    /// Somebody turns to one dossier.
    fn turn(&mut self, place: usize) {
        self.house.tick();
        let (id, citizen) = (self.lives[place].id, self.lives[place].citizen.map(|nth| self.citizens[nth].clone()));
        let (dossier, received_at) = self.house.look(move |tx| {
            let dossier = dossier::store::load(tx, id)?;
            let received_at = custody::post::legal_receipt(tx, &dossier)?;
            Ok((dossier, received_at))
        });
        self.touched.insert(id);
        if !dossier.stage.is_open() {
            self.lives[place].closed = true;
            return;
        }
        let catalogue = self.house.app.catalogue.clone();
        let (version, process) = {
            let (procedure, process) = (dossier.procedure.version, dossier.process);
            self.house
                .look(move |tx| Ok((catalogue.load_version(tx, procedure)?, catalogue.load_process(tx, process)?)))
        };
        let case =
            Case { dossier: &dossier, version: &version, process: &process, citizen: citizen.as_ref(), received_at };
        // What came by post is accepted as of its parcel; anything else as of now.
        let case = Case { received_at: case.received_at.filter(|_| dossier.channel == Channel::Post), ..case };
        let Some((who, command)) = self.house.choose(&case) else {
            self.lives[place].next = self.day + 1;
            return;
        };
        self.act(place, &dossier, who, command);
    }

    fn act(&mut self, place: usize, dossier: &Dossier, who: Who, command: Command) {
        let caller = match &who {
            Who::Officer(by) => by.id().0,
            Who::Citizen(by) => by.account().0,
        };
        let once = self.house.once(caller, command.name());
        let (id, seen) = (dossier.id, dossier.version);
        match self.press(id, &who, seen, &command, &once) {
            Came::Done(saved) => {
                assert_eq!(saved.version, seen + 1, "{id}: {} moved it by more than one version", command.name());
                self.house.count(&format!("act {}", command.name()));
                let rests = matches!(
                    saved.stage.as_str(),
                    "awaiting_supplement" | "suspended" | "result_ready" | "supplement_before_intake"
                );
                self.lives[place].next = self.day + if rests { self.house.dice.random_range(0..4) } else { 0 };
                if self.house.chance(4) && !self.house.storm {
                    self.press_again_from_an_old_page(id, who, seen, command);
                }
            }
            Came::Refused(_) | Came::Stale => self.lives[place].next = self.day + 1,
            Came::Lost => self.lost.push(Lost { id, who, seen, command, once }),
        }
    }

    fn press(&mut self, id: DossierId, who: &Who, seen: i64, command: &Command, once: &Once) -> Came<Saved> {
        let door = self.house.app.dossiers.clone();
        let deed = || {
            let (door, who, command, once) = (door.clone(), who.clone(), command.clone(), Some(once.clone()));
            async move {
                match who {
                    Who::Officer(by) => door.perform(&by, Key::Id(id), seen, command, once).await,
                    Who::Citizen(by) => door.perform_as_applicant(&by, Key::Id(id), seen, command, once).await,
                }
            }
        };
        self.house.press(command.name(), deed)
    }

    /// The same form with a fresh token, as from a page that was left open: it must not happen again.
    fn press_again_from_an_old_page(&mut self, id: DossierId, who: Who, seen: i64, command: Command) {
        let once = self.house.once(1, command.name());
        let came = self.press(id, &who, seen, &command, &once);
        assert!(!matches!(came, Came::Done(_)), "{id}: {} happened again from an old page", command.name());
        self.house.count("pressed from an old page");
    }

    pub fn work_in_a_storm(&mut self) {
        let storm = self.house.storm_begins();
        // Lines are cut by the wall clock: on a quick machine nobody may have been in the middle of something.
        for _ in 0..ROUNDS_IN_A_STORM {
            self.work(true);
            if !self.lost.is_empty() {
                break;
            }
        }
        self.house.storm_ends(storm);
        // Everybody whose answer was lost presses again; what happened already is answered the same.
        for lost in std::mem::take(&mut self.lost) {
            self.house.tick();
            let came = self.press(lost.id, &lost.who, lost.seen, &lost.command, &lost.once);
            assert!(
                matches!(came, Came::Done(_) | Came::Refused(_)),
                "{}: {} was answered neither yes nor no: {came:?}",
                lost.id,
                lost.command.name()
            );
            self.house.count("lost answers found again");
        }
    }
}
