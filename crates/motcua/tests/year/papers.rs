//! The papers travel: packed in the afternoon, sealed, carried, counted the next morning at the other end. Now and then one is
//! missing, and now and then a bag comes two days late.

use std::collections::BTreeMap;

use custody::decide::bag::BagAct;
use custody::{Custody, store as rows};
use kernel::{BagId, UnitId};
use office::{Act, Officer};
use rand::RngExt;

use super::house::{Came, House};

/// A bag that was sent.
pub struct Sent {
    pub bag: BagId,
    pub to: UnitId,
    pub seal: String,
    /// The number of the day it comes.
    pub comes: i64,
}

impl House {
    fn keeper(&self, unit: UnitId) -> Option<Officer> {
        let able = |by: &&Officer| by.permit_in(Act::KeepPapers, unit).is_ok() && !self.away.contains_key(&by.id());
        self.officers.iter().find(able).cloned()
    }

    fn on_bag(&mut self, by: &Officer, bag: BagId, act: BagAct) -> bool {
        self.tick();
        let custody = Custody::of(&self.app.dossiers);
        let seen = self.look(move |tx| rows::load_bag(tx, bag)).version;
        let done = self.runtime.block_on(custody.act_on_bag(by, bag, seen, act));
        matches!(self.came("bag", done), Came::Done(_))
    }

    /// Everything that has to go somewhere is packed and given to the carrier.
    pub fn send_bags(&mut self, day: i64, sent: &mut Vec<Sent>) {
        let units: Vec<UnitId> = self.app.sessions.directory().units().into_iter().map(|unit| unit.id).collect();
        for from in units {
            let papers = self.look(move |tx| rows::list_to_send(tx, &[from]));
            let mut ways: BTreeMap<UnitId, Vec<String>> = BTreeMap::new();
            for paper in papers {
                let Some(to) = paper.wanted.as_ref().map(|unit| unit.id) else { continue };
                ways.entry(to).or_default().push(paper.code);
            }
            let Some(by) = self.keeper(from) else { continue };
            for (to, labels) in ways {
                self.tick();
                let once = self.once(by.id().0, "bag");
                let custody = Custody::of(&self.app.dossiers);
                let open = || custody.open_bag(&by, from, to, labels.clone(), Some(once.clone()));
                let opened = self.runtime.block_on(open());
                let Came::Done(bag) = self.came("bag opened", opened) else { continue };
                // The same press again is the same bag.
                let again = self.runtime.block_on(open());
                if let Came::Done(again) = self.came("bag opened again", again) {
                    assert_eq!(bag, again, "one press, two bags");
                }
                let seal = format!("NP-{:06}", self.dice.random_range(0..999_999));
                if self.on_bag(&by, bag, BagAct::Seal { number: seal.clone(), lines: 0 })
                    && self.on_bag(&by, bag, BagAct::Send { carrier: "Bưu tá".into() })
                {
                    let comes = day + if self.chance(8) { 3 } else { 1 };
                    sent.push(Sent { bag, to, seal, comes });
                    self.count("bags sent");
                }
            }
        }
    }

    /// What has come is scanned paper by paper; what is not in the bag is reported by closing it.
    pub fn receive_bags(&mut self, day: i64, sent: &mut Vec<Sent>) {
        let (come, later): (Vec<Sent>, Vec<Sent>) = std::mem::take(sent).into_iter().partition(|bag| bag.comes <= day);
        *sent = later;
        for one in come {
            let Some(by) = self.keeper(one.to) else {
                sent.push(Sent { comes: day + 1, ..one });
                continue;
            };
            let bag = one.bag;
            if !self.on_bag(&by, bag, BagAct::Receive { seal_read: one.seal, broken: String::new() }) {
                continue;
            }
            let mut labels: Vec<String> =
                self.look(move |tx| rows::list_lines(tx, bag)).into_iter().map(|line| line.paper.code).collect();
            if labels.len() > 1 && self.chance(4) {
                labels.pop();
                self.count("papers missing");
            }
            let custody = Custody::of(&self.app.dossiers);
            for label in &labels {
                let scanned = self.runtime.block_on(custody.scan(&by, bag, label));
                if matches!(self.came("scan", scanned), Came::Done(_)) && self.chance(5) {
                    let twice = self.runtime.block_on(custody.scan(&by, bag, label));
                    let Came::Done(custody::door::Scanned::Already { .. }) = self.came("scan again", twice) else {
                        panic!("{label} was counted out of its bag twice");
                    };
                }
            }
            if self.on_bag(&by, bag, BagAct::Close { missing: Vec::new() }) {
                self.count("bags received");
            }
        }
    }
}
