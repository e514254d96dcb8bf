//! Load → decide → record for bags: pack, seal, send, receive, count, close, lose. Everything in one transaction each.
//!
//! It never changes a dossier; what the applicant has to know goes out as a notice of theirs.

use std::collections::BTreeSet;

use dossier::model::{PickUp, UnitRef};
use dossier::{Dossier, Dossiers, Stage};
use jiff::civil::DateTime;
use kernel::{BagId, DossierId, Error, OutboxId, Refusal, Result, UnitId};
use law::code::dossier::DossierCode;
use office::{Act, Officer};
use store::ledger::{self, Audit, Message, Once};
use store::{Store, Tx};

use crate::decide::bag::{self as rule, BagAct};
use crate::hear::person;
use crate::model::{
    Bag, BagLine, BagState, Discrepancy, Done, Holder, LineState, Moved, Paper, PaperKind, Person, Wrong,
};
use crate::store as rows;

/// The door of this room: the dossiers' store, clock and ids. Cloning shares it.
#[derive(Clone)]
pub struct Custody {
    pub dossiers: Dossiers,
}

/// What a scan did, for the line that answers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scanned {
    /// Put into the bag.
    Packed(Vec<String>),
    /// Counted out of it.
    Counted(Vec<String>),
    /// Counted before: the label, when, by whom.
    Already { code: String, at: DateTime, by: String },
    /// Not on the list; it is noted as surplus and lies here now.
    Surplus(Vec<String>),
}

/// A unit by its id, as papers and bags remember it.
pub fn unit_ref(by: &Officer, id: UnitId) -> Result<UnitRef> {
    let unit = by.directory().unit(id).ok_or_else(|| Refusal::new("UNIT_UNKNOWN").with("unit", id).at("to"))?;
    Ok(UnitRef { id, name: unit.name.clone(), code: unit.code.clone().unwrap_or_default() })
}

/// The units whose papers an officer keeps; their own where they keep everybody's.
pub fn kept_units(by: &Officer, act: Act) -> Vec<UnitId> {
    by.units_for(act).unwrap_or_else(|| vec![by.unit()])
}

/// Whether an officer stands at this end of a bag.
fn stands_at(by: &Officer, unit: &UnitRef) -> bool {
    [Act::KeepPapers, Act::Carry].iter().any(|act| by.permit_in(*act, unit.id).is_ok())
}

/// Whether an officer may look at a bag: at either end, carrying it, or watching.
pub fn may_see(by: &Officer, bag: &Bag) -> bool {
    stands_at(by, &bag.from) || stands_at(by, &bag.to) || watches(by, &bag.from) || watches(by, &bag.to)
}

fn watches(by: &Officer, unit: &UnitRef) -> bool {
    by.permit_in(Act::Supervise, unit.id).is_ok()
}

/// What a scanner typed: a label, a dossier code, a bag code, or an address that ends in one.
pub fn scanned(typed: &str) -> String {
    let typed = typed.trim();
    let code = typed.rsplit(['/', '=']).next().unwrap_or(typed);
    code.to_uppercase()
}

impl Custody {
    pub fn of(dossiers: &Dossiers) -> Custody {
        Custody { dossiers: dossiers.clone() }
    }

    pub fn now(&self) -> DateTime {
        kernel::time::civil(self.dossiers.clock.now())
    }

    fn done(&self, by: &Officer) -> Done {
        Done { at: self.now(), by: person(&by.actor()) }
    }

    /// Leaves the trace of looking at papers.
    pub async fn trace(&self, by: &Officer, act: &'static str, why: &str) -> Result<()> {
        self.dossiers.trace(&by.actor(), act, None, why).await
    }

    pub(crate) fn audit(&self, by: &Officer, act: &'static str, subject: i64) -> Audit {
        let at_ms = self.dossiers.clock.now_ms();
        Audit::by(&by.actor(), self.dossiers.ids.next(at_ms), at_ms, act, subject, "custody")
    }

    // ── bags ────────────────────────────────────────────────────────────────────────────────────────────────────

    /// Opens a bag from one unit to another with these papers in it (labels or dossier codes). The same press twice opens
    /// one bag.
    ///
    /// Errors: not permitted at `from`; what [`Custody::scan`] refuses.
    pub async fn open_bag(
        &self,
        by: &Officer,
        from: UnitId,
        to: UnitId,
        codes: Vec<String>,
        once: Option<Once>,
    ) -> Result<BagId> {
        let (door, officer, again) = (self.clone(), by.clone(), once.clone());
        let done = self
            .dossiers
            .store
            .act(move |tx| {
                if let Some(answer) = once.as_ref().map(|once| once.find_answer(tx)).transpose()?.flatten() {
                    return answer.parse().map_err(|_| Error::absent("bag"));
                }
                let bag = door.open_in(tx, &officer, from, to)?;
                for code in &codes {
                    door.pack_in(tx, &officer, &bag, code)?;
                }
                let (audit, now_ms) = (door.audit(&officer, "bag.open", bag.id.0), door.dossiers.clock.now_ms());
                let mut writes = vec![audit.write()];
                writes.extend(once.as_ref().map(|once| once.remember(&bag.id.to_string(), now_ms)));
                tx.write(&writes)?;
                Ok(bag.id)
            })
            .await;
        match (done, again) {
            (Err(error), Some(once)) if Store::is_duplicate(&error) => {
                let answer = self.dossiers.store.read(move |tx| once.find_answer(tx)).await?;
                answer.and_then(|id| id.parse().ok()).ok_or(error)
            }
            (done, _) => done.map_err(rows::stale),
        }
    }

    fn open_in(&self, tx: &mut Tx<'_>, by: &Officer, from: UnitId, to: UnitId) -> Result<Bag> {
        by.permit_in(Act::KeepPapers, from)?;
        let (from, to) = (unit_ref(by, from)?, unit_ref(by, to)?);
        if from.id == to.id {
            return Err(Refusal::new("BAG_TO_ITSELF").at("to").into());
        }
        let now_ms = self.dossiers.clock.now_ms();
        let day = self.now().date().strftime("%y%m%d").to_string();
        let number = ledger::next_serial(tx, &format!("bag:{day}"))?;
        let bag = Bag {
            id: BagId(self.dossiers.ids.next(now_ms)),
            version: 1,
            code: format!("TG-{day}-{number:04}"),
            from,
            to,
            opened: self.done(by),
            state: BagState::Open,
            expected: None,
            discrepancies: Vec::new(),
            late_noted: None,
        };
        tx.write(&[rows::write_new_bag(&bag)?])?;
        Ok(bag)
    }

    /// A label or a dossier code, scanned or typed over a bag: packs while the bag is open at the sender's, counts while
    /// it is open at the receiver's. Two people may scan one bag at once.
    ///
    /// Errors: `SCAN_UNKNOWN`, `BAG_NOT_OPEN`, `BAG_WRONG_UNIT`; packing: `PAPER_IN_BAG`, `PAPER_NOT_AT_UNIT`,
    /// `PAPER_WANTED_ELSEWHERE`, `PAPER_NOT_TO_SEND`.
    pub async fn scan(&self, by: &Officer, bag: BagId, typed: &str) -> Result<Scanned> {
        let (door, officer, code) = (self.clone(), by.clone(), scanned(typed));
        let act = self.dossiers.store.act(move |tx| {
            let bag = rows::load_bag(tx, bag)?;
            match &bag.state {
                BagState::Open => {
                    officer.permit_in(Act::KeepPapers, bag.from.id).map_err(|_| wrong_unit(&bag))?;
                    door.pack_in(tx, &officer, &bag, &code).map(Scanned::Packed)
                }
                BagState::Received { .. } => {
                    officer.permit_in(Act::KeepPapers, bag.to.id).map_err(|_| wrong_unit(&bag))?;
                    door.count_in(tx, &officer, &bag, &code)
                }
                BagState::Sealed { .. }
                | BagState::OnTheWay { .. }
                | BagState::Closed { .. }
                | BagState::Lost { .. }
                | BagState::Dropped { .. } => {
                    Err(Refusal::new("BAG_NOT_OPEN").with("bag", &bag.code).at("code").into())
                }
            }
        });
        act.await.map_err(rows::stale)
    }

    /// The papers a code names.
    fn named(tx: &mut Tx<'_>, code: &str) -> Result<Vec<Paper>> {
        let found = match rows::find_paper(tx, code)? {
            Some(paper) => vec![paper],
            None if DossierCode::parse(code).is_ok() => rows::list_of_code(tx, code)?,
            None => Vec::new(),
        };
        if found.is_empty() {
            return Err(Refusal::new("SCAN_UNKNOWN").with("code", code).at("code").into());
        }
        Ok(found)
    }

    fn pack_in(&self, tx: &mut Tx<'_>, by: &Officer, bag: &Bag, code: &str) -> Result<Vec<String>> {
        let found = Self::named(tx, code)?;
        let single = found.len() == 1;
        // A dossier's code means those of its papers that go this way.
        let fits = |paper: &Paper| may_pack(bag, paper);
        let refused = found.iter().find_map(|paper| fits(paper).err());
        let mut chosen: Vec<Paper> = found.into_iter().filter(|paper| fits(paper).is_ok()).collect();
        if let Some(refusal) = refused.filter(|_| single || chosen.is_empty()) {
            return Err(refusal.into());
        }
        let (now_ms, actor) = (self.dossiers.clock.now_ms(), person(&by.actor()));
        let mut writes = Vec::new();
        for paper in &mut chosen {
            let moved = Moved::Packed { bag: bag.id, code: bag.code.clone() };
            rows::move_paper(&mut writes, paper, moved, &actor, now_ms, "")?;
            writes.push(rows::write_line(bag.id, paper.id, LineState::Packed, None));
        }
        tx.write(&writes)?;
        Ok(chosen.into_iter().map(|paper| paper.code).collect())
    }

    fn count_in(&self, tx: &mut Tx<'_>, by: &Officer, bag: &Bag, code: &str) -> Result<Scanned> {
        let found = Self::named(tx, code)?;
        let whole = found.len() > 1;
        let (now_ms, actor) = (self.dossiers.clock.now_ms(), person(&by.actor()));
        let (mut counted, mut surplus, mut already) = (Vec::new(), Vec::new(), None);
        for mut paper in found {
            let line = rows::find_line(tx, bag.id, paper.id)?;
            match line {
                Some((LineState::Packed, _)) => {
                    if rows::count_line(tx, bag.id, paper.id, LineState::Arrived, now_ms, &actor.name)? {
                        self.arrive(tx, bag, &mut paper, &actor)?;
                        counted.push(paper.code);
                    } else {
                        already = Some((paper.code, (now_ms, String::new())));
                    }
                }
                // A bag that was given up has turned up, or a missing paper after all.
                Some((LineState::Missing, _)) => {
                    tx.write(&[rows::write_line(bag.id, paper.id, LineState::Arrived, Some((now_ms, &actor.name)))])?;
                    self.arrive(tx, bag, &mut paper, &actor)?;
                    counted.push(paper.code);
                }
                Some((LineState::Arrived | LineState::Surplus | LineState::Elsewhere, done)) => {
                    already = Some((paper.code, done.unwrap_or((now_ms, String::new()))));
                }
                // A dossier's code does not make surplus of what travels another way.
                None if whole => {}
                None => {
                    self.surplus(tx, bag, &mut paper, &actor)?;
                    surplus.push(paper.code);
                }
            }
        }
        if !counted.is_empty() {
            return Ok(Scanned::Counted(counted));
        }
        if !surplus.is_empty() {
            return Ok(Scanned::Surplus(surplus));
        }
        match already {
            Some((code, (at, by))) => Ok(Scanned::Already { code, at: kernel::time::civil_ms(at), by }),
            None => Err(Refusal::new("SCAN_NOT_ON_LIST").with("code", code).with("bag", &bag.code).at("code").into()),
        }
    }

    fn arrive(&self, tx: &mut Tx<'_>, bag: &Bag, paper: &mut Paper, by: &Person) -> Result<()> {
        let mut writes = Vec::new();
        let moved = Moved::Arrived { unit: bag.to.clone(), officer: by.clone() };
        let dossier = dossier::store::load(tx, paper.dossier)?;
        self.goes_on_by(&dossier, paper, &bag.to);
        rows::move_paper(&mut writes, paper, moved, by, self.dossiers.clock.now_ms(), &bag.code)?;
        // The applicant chose this door: they come when it is there, not before.
        let awaited = matches!(dossier.stage, Stage::ResultReady) && paper.kind == PaperKind::Result;
        let here = dossier.pick_up_at.as_ref().is_some_and(|door| door.id == bag.to.id);
        if awaited && here && dossier.pick_up == PickUp::Counter {
            let message = self.notice(&dossier, "result-at-door", &bag.to.name)?;
            writes.push(message.write());
            return tx.write(&writes);
        }
        tx.write(&writes)
    }

    /// A paper that comes out of a bag and is wanted elsewhere by now leaves from here, within the time of any paper.
    fn goes_on_by(&self, dossier: &Dossier, paper: &mut Paper, here: &UnitRef) {
        let Some(wanted) = paper.wanted.as_ref().filter(|wanted| wanted.id != here.id) else { return };
        let (directory, now) = ((self.dossiers.office)(), self.now());
        let way = rule::route(&directory, here, wanted);
        let due = dossier.rules_on(now.date()).transfer_due(now, way, &directory.calendar_of(here.id));
        paper.leave_by = Some(due);
    }

    /// A paper that is in the bag and not on its list: it lies here now, and the list says so.
    fn surplus(&self, tx: &mut Tx<'_>, bag: &Bag, paper: &mut Paper, by: &Person) -> Result<()> {
        let now_ms = self.dossiers.clock.now_ms();
        if let Holder::Bag { bag: other, .. } = &paper.holder {
            rows::count_line(tx, *other, paper.id, LineState::Elsewhere, now_ms, &by.name)?;
        }
        tx.write(&[rows::write_line(bag.id, paper.id, LineState::Surplus, Some((now_ms, &by.name)))])?;
        self.arrive(tx, bag, paper, by)?;
        let mut after = bag.clone();
        let noted = Done { at: self.now(), by: by.clone() };
        let words = paper.name.clone();
        after.discrepancies.push(Discrepancy { wrong: Wrong::Surplus, what: paper.code.clone(), words, noted });
        after.version = bag.version + 1;
        tx.write(&[rows::write_bag(&after)?])
    }

    /// Takes one paper out of a bag that has not left.
    pub async fn unpack(&self, by: &Officer, bag: BagId, label: &str) -> Result<()> {
        let (door, officer, code) = (self.clone(), by.clone(), scanned(label));
        let act = self.dossiers.store.act(move |tx| {
            let bag = rows::load_bag(tx, bag)?;
            officer.permit_in(Act::KeepPapers, bag.from.id).map_err(|_| wrong_unit(&bag))?;
            if !matches!(bag.state, BagState::Open) {
                return Err(Refusal::new("BAG_NOT_OPEN").with("bag", &bag.code).into());
            }
            let found = rows::find_paper(tx, &code)?;
            let mut paper = found.ok_or_else(|| Refusal::new("SCAN_UNKNOWN").with("code", &code).at("code"))?;
            if paper.holder.number() != Some(bag.id.0) || paper.holder.word() != "bag" {
                return Err(Refusal::new("SCAN_NOT_ON_LIST").with("code", &code).with("bag", &bag.code).into());
            }
            let mut writes = Vec::new();
            // Its way was changed while it lay in the bag: it has a time to leave of its own again.
            if paper.wanted.as_ref().is_some_and(|wanted| wanted.id != bag.to.id) {
                let dossier = dossier::store::load(tx, paper.dossier)?;
                door.goes_on_by(&dossier, &mut paper, &bag.from);
            }
            let (moved, actor) = (Moved::Unpacked { unit: bag.from.clone() }, person(&officer.actor()));
            rows::move_paper(&mut writes, &mut paper, moved, &actor, door.dossiers.clock.now_ms(), &bag.code)?;
            writes.push(rows::write_line_off(bag.id, paper.id));
            tx.write(&writes)
        });
        act.await.map_err(rows::stale)
    }

    /// One verb on a bag; `seen` is the version the officer looked at. Answers the bag as it is then.
    ///
    /// Errors: not permitted at the end where the verb is done (`BAG_WRONG_UNIT`), stale, what [`rule::next`] refuses.
    pub async fn act_on_bag(&self, by: &Officer, bag: BagId, seen: i64, act: BagAct) -> Result<Bag> {
        let (door, officer) = (self.clone(), by.clone());
        let done = self.dossiers.store.act(move |tx| {
            let before = rows::load_bag(tx, bag)?;
            if !may_see(&officer, &before) && !matches!(act, BagAct::Receive { .. }) {
                return Err(Error::absent(bag.to_string()));
            }
            permit(&officer, &before, &act)?;
            if before.version != seen {
                return Err(Error::Stale { seen, stands: before.version });
            }
            door.act_in(tx, &officer, &before, &act)
        });
        done.await.map_err(rows::stale)
    }

    fn act_in(&self, tx: &mut Tx<'_>, by: &Officer, before: &Bag, act: &BagAct) -> Result<Bag> {
        let lines = rows::list_lines(tx, before.id)?;
        let act = match act {
            BagAct::Seal { number, .. } => {
                not_redirected(before, &lines)?;
                BagAct::Seal { number: number.clone(), lines: lines.len() }
            }
            BagAct::Drop { .. } => BagAct::Drop { lines: lines.len() },
            BagAct::Close { .. } => {
                let missing = lines.iter().filter(|line| line.state == LineState::Packed);
                BagAct::Close { missing: missing.map(|line| line.paper.code.clone()).collect() }
            }
            other => other.clone(),
        };
        let done = self.done(by);
        let expected = matches!(act, BagAct::Seal { .. }).then(|| {
            let directory = by.directory();
            let route = rule::route(directory, &before.from, &before.to);
            rule::expected(done.at, route, &directory.calendar_of(before.from.id))
        });
        let mut after = rule::next(before, &act, done.clone(), expected)?;
        after.version = before.version + 1;
        let audit = self.audit(by, audit_word(&act), before.id.0);
        let mut writes = vec![rows::write_bag(&after)?, audit.write()];
        let mut lost = BTreeSet::new();
        let gone = matches!(act, BagAct::Close { .. } | BagAct::ReportLost { .. });
        for line in lines.into_iter().filter(|line| gone && line.state == LineState::Packed) {
            // Whoever counted it meanwhile was first.
            if !rows::count_line(
                tx,
                before.id,
                line.paper.id,
                LineState::Missing,
                self.dossiers.clock.now_ms(),
                by.name(),
            )? {
                continue;
            }
            let mut paper = line.paper;
            let moved = Moved::Lost { since: done.at, reported_by: by.name().into(), last: before.from.clone() };
            rows::move_paper(&mut writes, &mut paper, moved, &done.by, self.dossiers.clock.now_ms(), &before.code)?;
            lost.insert(paper.dossier);
        }
        let apologies = lost.iter().map(|dossier| self.apology(tx, *dossier)).collect::<Result<Vec<_>>>()?;
        writes.extend(apologies.iter().map(Message::write));
        tx.write(&writes)?;
        Ok(after)
    }

    /// Tells the applicant that papers of theirs were lost, with the apology and who pays (NĐ 61/2018/NĐ-CP Điều 21;
    /// NĐ 118/2025/NĐ-CP Điều 23).
    pub(crate) fn apology(&self, tx: &mut Tx<'_>, dossier: DossierId) -> Result<Message> {
        let dossier = dossier::store::load(tx, dossier)?;
        self.notice(&dossier, "paper-lost", &dossier.receiving.name)
    }

    /// A message to the applicant of a dossier that names a unit.
    fn notice(&self, dossier: &Dossier, kind: &str, unit: &str) -> Result<Message> {
        let at_ms = self.dossiers.clock.now_ms();
        let facts =
            [("code".to_string(), dossier.code.clone().unwrap_or_default()), ("unit".to_string(), unit.to_string())];
        let notice = dossier::decide::Notice { kind: kind.into(), facts: facts.into() };
        let body = serde_json::to_string(&notice).map_err(|e| Error::fault("notice", e))?;
        let id = OutboxId(self.dossiers.ids.next(at_ms));
        let (topic, dossier) = ("notice".into(), Some(dossier.id));
        Ok(Message { id, dossier, topic, body, created_ms: at_ms, attempts: 0 })
    }
}

fn wrong_unit(bag: &Bag) -> Refusal {
    let (to, from) = (&bag.to.name, &bag.from.name);
    Refusal::new("BAG_WRONG_UNIT").with("bag", &bag.code).with("to", to).with("from", from)
}

/// What is wanted at another door since it was packed comes out before the bag is sealed.
fn not_redirected(bag: &Bag, lines: &[BagLine]) -> Result<(), Refusal> {
    let elsewhere = |line: &&BagLine| line.paper.wanted.as_ref().is_some_and(|wanted| wanted.id != bag.to.id);
    match lines.iter().filter(|line| line.state == LineState::Packed).find(elsewhere) {
        Some(line) => {
            let unit = line.paper.wanted.as_ref().map(|unit| unit.name.as_str()).unwrap_or_default();
            let refusal = Refusal::new("BAG_WITH_REDIRECTED").with("paper", &line.paper.code);
            Err(refusal.with("unit", unit).at("seal"))
        }
        None => Ok(()),
    }
}

/// The end at which a verb is done, and the act it takes there.
fn permit(by: &Officer, bag: &Bag, act: &BagAct) -> Result<(), Refusal> {
    let keeps = |unit: &UnitRef| by.permit_in(Act::KeepPapers, unit.id).is_ok();
    let carries = |unit: &UnitRef| by.permit_in(Act::Carry, unit.id).is_ok();
    let may = match act {
        BagAct::Seal { .. } | BagAct::Reopen { .. } | BagAct::Drop { .. } => keeps(&bag.from),
        BagAct::Send { .. } => keeps(&bag.from) || carries(&bag.from),
        BagAct::Receive { .. } | BagAct::Close { .. } => keeps(&bag.to),
        BagAct::ReportLost { .. } => {
            [&bag.from, &bag.to].into_iter().any(|unit| keeps(unit) || carries(unit) || watches(by, unit))
        }
    };
    if may { Ok(()) } else { Err(wrong_unit(bag)) }
}

fn audit_word(act: &BagAct) -> &'static str {
    match act {
        BagAct::Seal { .. } => "bag.seal",
        BagAct::Reopen { .. } => "bag.reopen",
        BagAct::Send { .. } => "bag.send",
        BagAct::Receive { .. } => "bag.receive",
        BagAct::Close { .. } => "bag.close",
        BagAct::ReportLost { .. } => "bag.lost",
        BagAct::Drop { .. } => "bag.drop",
    }
}

/// Whether a paper may go into a bag.
fn may_pack(bag: &Bag, paper: &Paper) -> Result<(), Refusal> {
    let about = |key: &str| Refusal::new(key).with("paper", &paper.code).at("code");
    match &paper.holder {
        Holder::Unit { unit, .. } if unit.id == bag.from.id => {}
        Holder::Unit { unit, .. } => return Err(about("PAPER_NOT_AT_UNIT").with("unit", &unit.name)),
        Holder::Bag { bag: other, .. } if *other == bag.id => return Err(about("PAPER_PACKED_ALREADY")),
        held => return Err(crate::decide::paper::why_not(Some(held)).with("paper", &paper.code).at("code")),
    }
    match &paper.wanted {
        Some(wanted) if wanted.id == bag.to.id => Ok(()),
        Some(wanted) => Err(about("PAPER_WANTED_ELSEWHERE").with("unit", &wanted.name)),
        None => Err(about("PAPER_NOT_TO_SEND")),
    }
}
