//! What the papers learn from the dossiers: born at acceptance and with a supplement, sent after the electronic dossier,
//! born as a result at release, ended at hand-over. In the transaction of the act that was recorded.
//!
//! It moves no paper that a bag or the post has: those move when somebody scans them.

use std::sync::Arc;

use dossier::Dossier;
use dossier::door::OfficeNow;
use dossier::listen::{Listener, Recorded};
use dossier::model::{HeldComponent, PickUp, Submission, UnitRef};
use dossier::stage::Stage;
use kernel::{Actor, PaperId, ParcelId, Refusal, Result};
use office::Directory;
use store::{Tx, Write};

use crate::decide::bag::{one_house, route};
use crate::model::{Done, Holder, Item, Moved, Movement, Paper, PaperKind, Parcel, ParcelState, Person, Way};
use crate::store as rows;

/// Who acted, for the papers' log.
pub fn person(actor: &Actor) -> Person {
    Person { id: actor.officer_id(), name: actor.name().into() }
}

/// This room's ear, for the list of listeners. `office` answers the office as it stands.
pub fn listener(office: OfficeNow) -> Listener {
    Arc::new(move |tx, recorded| hear(tx, &office(), recorded))
}

/// Keeps the papers of one dossier in step with what was recorded.
///
/// Errors: `PAPER_IN_BAG`, `PAPER_WITH_POST`, `PAPER_LOST` when a result is handed over that is not there: then the act is
/// not recorded either.
pub fn hear(tx: &mut Tx<'_>, directory: &Directory, heard: &Recorded<'_>) -> Result<()> {
    let (before, after) = (heard.before, heard.after);
    // Before acceptance the papers are the applicant's.
    if after.accepted_at.is_none() {
        return Ok(());
    }
    let accepted = before.is_none_or(|b| b.accepted_at.is_none());
    let arrived = arrivals(before.filter(|_| !accepted), after);
    let sent = after.desk().is_some() && before.is_none_or(|b| b.desk().is_none()) && after.stage.is_open();
    // On paper from now on: it is ready, or it was ready online only and is wanted at a counter after all.
    let on_paper = |d: &Dossier| matches!(d.stage, Stage::ResultReady) && has_result_paper(d);
    let readied = on_paper(after) && !before.is_some_and(on_paper);
    let ended = !after.stage.is_open() && before.is_none_or(|b| b.stage.is_open());
    let elsewhere = before.is_some_and(|b| wants_result_at(b) != wants_result_at(after));
    let posted = before.is_some_and(|b| b.posted != after.posted);
    let called_off = |b: &Dossier| b.pick_up == PickUp::Post && after.pick_up == PickUp::Counter;
    let called_off = matches!(after.stage, Stage::ResultReady) && before.is_some_and(called_off);
    if !(accepted || called_off || !arrived.is_empty() || sent || readied || ended || elsewhere || posted) {
        return Ok(());
    }
    let mut papers = if accepted { Vec::new() } else { rows::list_of_dossier(tx, after.id)? };
    let mut keeper = Keeper { directory, heard, by: person(heard.actor), writes: Vec::new() };
    for component in arrived {
        let paper = keeper.component(component, &papers)?;
        papers.push(paper);
    }
    if after.desk().is_some() {
        keeper.send_all(&mut papers)?;
    }
    if readied && !papers.iter().any(|paper| paper.kind == PaperKind::Result) {
        keeper.issue_result(&mut papers)?;
    } else if elsewhere || readied {
        keeper.redirect_result(&mut papers)?;
    }
    let by_post = posted || after.pick_up == PickUp::Post || !after.posted.is_empty();
    if (by_post && (readied || posted || ended)) || called_off {
        let parcels = rows::list_parcels_of(tx, after.id)?;
        keeper.follow_post(&mut papers, parcels)?;
    }
    if ended {
        keeper.settle(&mut papers)?;
    }
    let writes = keeper.writes;
    tx.write(&writes).map_err(rows::stale)
}

/// The unit at whose counter the applicant wants the result.
pub fn wants_result_at(dossier: &Dossier) -> &UnitRef {
    dossier.door()
}

/// A result that still has to travel to the door the applicant chose is not handed over there: the desk gives what it
/// has. Where nobody chose a door, an office that packs nothing hands over what somebody carried (see the README).
fn not_yet_here(dossier: &Dossier, paper: &Paper) -> Result<()> {
    let travelled = dossier.pick_up_at.is_some() || paper.moves > 1;
    match (&paper.wanted, &paper.holder) {
        (Some(wanted), Holder::Unit { unit, .. }) if travelled && wanted.id != unit.id => {
            let refusal = Refusal::new("RESULT_ELSEWHERE").with("paper", &paper.code).with("unit", &unit.name);
            Err(refusal.with("door", &wanted.name).into())
        }
        _ => Ok(()),
    }
}

/// A result on paper is issued unless the applicant wants it online only.
fn has_result_paper(dossier: &Dossier) -> bool {
    dossier.result.is_some() && dossier.pick_up != PickUp::Online
}

/// The components that are there on paper and were not before.
fn arrivals<'a>(before: Option<&Dossier>, after: &'a Dossier) -> Vec<&'a HeldComponent> {
    let on_paper = |c: &HeldComponent| c.received && c.submission == Submission::Paper;
    let had = |key: &str| before.is_some_and(|b| b.components.iter().any(|c| c.key == key && on_paper(c)));
    after.components.iter().filter(|c| on_paper(c) && !had(&c.key)).collect()
}

struct Keeper<'a> {
    directory: &'a Directory,
    heard: &'a Recorded<'a>,
    by: Person,
    writes: Vec<Write<'a>>,
}

impl Keeper<'_> {
    fn code(&self, letter: char, nth: usize) -> String {
        let dossier = self.heard.after;
        let code = dossier.code.clone().unwrap_or_else(|| dossier.id.to_string());
        format!("{code}.{letter}{nth}")
    }

    fn born(
        &mut self,
        kind: PaperKind,
        unit: &UnitRef,
        label: String,
        what: [&str; 2],
        count: [u32; 2],
    ) -> Result<Paper> {
        let at_ms = self.heard.now_ms;
        let paper = Paper {
            id: PaperId(self.heard.ids.next(at_ms)),
            dossier: self.heard.after.id,
            code: label,
            kind,
            component: what[0].into(),
            name: what[1].into(),
            originals: count[0],
            copies: count[1],
            holder: Holder::Unit { unit: unit.clone(), officer: None },
            wanted: None,
            leave_by: None,
            settled: false,
            moves: 1,
        };
        let first = Movement {
            paper: paper.id,
            seq: 1,
            at_ms,
            by: self.by.clone(),
            moved: Moved::Born { unit: unit.clone() },
            reason: String::new(),
        };
        rows::write_born(&mut self.writes, &paper, &first)?;
        Ok(paper)
    }

    fn component(&mut self, line: &HeldComponent, papers: &[Paper]) -> Result<Paper> {
        let nth = papers.iter().filter(|p| p.kind == PaperKind::Component).count() + 1;
        let label = self.code('P', nth);
        let unit = self.heard.after.receiving.clone();
        self.born(PaperKind::Component, &unit, label, [&line.key, &line.name], [line.originals, line.copies])
    }

    fn moves(&mut self, paper: &mut Paper, moved: Moved, reason: &str) -> Result<()> {
        rows::move_paper(&mut self.writes, paper, moved, &self.by, self.heard.now_ms, reason)
    }

    /// Lets a paper go to a unit: at once within one house, on a list otherwise. What is in a bag (or lost) goes on from where
    /// it comes out of it.
    fn direct(&mut self, paper: &mut Paper, to: &UnitRef, leave_from: jiff::civil::DateTime) -> Result<()> {
        let unit = match paper.holder.clone() {
            Holder::Unit { unit, .. } => unit,
            Holder::Bag { .. } | Holder::Lost { .. } => {
                (paper.wanted, paper.leave_by) = (Some(to.clone()), None);
                self.writes.push(rows::write_paper(paper, paper.moves)?);
                return Ok(());
            }
            Holder::Post { .. } | Holder::Applicant | Holder::Archive { .. } => return Ok(()),
        };
        if unit.id == to.id {
            return Ok(());
        }
        if one_house(self.directory, &unit, to) {
            return self.moves(paper, Moved::TakenOver { unit: to.clone(), officer: None }, "");
        }
        let calendar = self.directory.calendar_of(unit.id);
        let rules = self.heard.after.rules_on(leave_from.date());
        paper.leave_by = Some(rules.transfer_due(leave_from, route(self.directory, &unit, to), &calendar));
        paper.wanted = Some(to.clone());
        self.writes.push(rows::write_paper(paper, paper.moves)?);
        Ok(())
    }

    /// The papers follow the electronic dossier to the deciding agency.
    fn send_all(&mut self, papers: &mut [Paper]) -> Result<()> {
        let dossier = self.heard.after;
        let to = dossier.deciding.clone();
        let came = dossier.accepted_at.unwrap_or(dossier.lodged_at);
        // What came in later than the dossier has its own day.
        let now = kernel::time::civil_ms(self.heard.now_ms);
        for paper in papers.iter_mut().filter(|p| p.kind == PaperKind::Component && p.wanted.is_none()) {
            let since =
                if paper.moves == 1 && self.heard.before.is_some_and(|b| b.desk().is_some()) { now } else { came };
            self.direct(paper, &to, since)?;
        }
        Ok(())
    }

    /// The result on paper, at the agency that signed it, wanted at the counter that hands it over.
    fn issue_result(&mut self, papers: &mut Vec<Paper>) -> Result<()> {
        let dossier = self.heard.after;
        let Some(result) = &dossier.result else { return Ok(()) };
        let nth = papers.iter().filter(|p| p.kind == PaperKind::Result).count() + 1;
        let label = self.code('K', nth);
        let from = dossier.deciding.clone();
        let mut paper = self.born(PaperKind::Result, &from, label, [&result.number, &result.name], [1, 0])?;
        let now = kernel::time::civil_ms(self.heard.now_ms);
        self.direct(&mut paper, &wants_result_at(dossier).clone(), now)?;
        papers.push(paper);
        Ok(())
    }

    /// The parcel of the result: ready with it, with the post, back, delivered, as the dossier says.
    fn follow_post(&mut self, papers: &mut [Paper], parcels: Vec<Parcel>) -> Result<()> {
        let dossier = self.heard.after;
        let open = |parcel: &Parcel| {
            parcel.way == Way::Out
                && !matches!(parcel.state, ParcelState::Delivered { .. } | ParcelState::CalledOff { .. })
        };
        let standing = parcels.into_iter().find(open);
        let handed = dossier.hand_over.as_ref();
        let called_off = dossier.pick_up != PickUp::Post && handed.is_none() && dossier.on_the_way().is_none();
        // Nothing waits for the post any more, and nothing ever went with it.
        if standing.is_none() && (called_off || handed.is_some() || !matches!(dossier.stage, Stage::ResultReady)) {
            return Ok(());
        }
        let fresh = standing.is_none();
        let mut parcel = standing.unwrap_or_else(|| self.result_parcel(papers));
        let done = Done { at: kernel::time::civil_ms(self.heard.now_ms), by: self.by.clone() };
        let given = || parcel.state.given().cloned().unwrap_or_else(|| done.clone());
        match (dossier.posted.last(), handed) {
            (_, None) if called_off => parcel.state = ParcelState::CalledOff { called_off: done.clone() },
            (_, Some(_)) => parcel.state = ParcelState::Delivered { given: given(), closed: done.clone() },
            (Some(last), None) => {
                parcel.tracking.clone_from(&last.tracking);
                match &last.returned {
                    Some(_) => parcel.state = ParcelState::Returned { given: given(), returned: done.clone() },
                    None => {
                        parcel.invitations.clear();
                        parcel.state = ParcelState::WithPost { given: done.clone() };
                    }
                }
            }
            (None, None) => {}
        }
        for paper in papers.iter_mut().filter(|paper| paper.kind == PaperKind::Result) {
            match (&parcel.state, &paper.holder) {
                (ParcelState::WithPost { .. }, Holder::Unit { .. }) => {
                    not_yet_here(dossier, paper)?;
                    (paper.wanted, paper.leave_by) = (None, None);
                    let moved = Moved::Posted { parcel: parcel.id, tracking: parcel.tracking.clone() };
                    self.moves(paper, moved, "")?;
                }
                (ParcelState::WithPost { .. }, held @ (Holder::Bag { .. } | Holder::Lost { .. })) => {
                    return Err(crate::decide::paper::why_not(Some(held)).into());
                }
                (ParcelState::Returned { .. }, Holder::Post { .. }) => {
                    // To the counter that gave it to the post.
                    self.moves(paper, Moved::CameBack { unit: parcel.unit.clone() }, &parcel.tracking)?;
                }
                _ => {}
            }
        }
        parcel.version += i64::from(!fresh);
        self.writes.push(if fresh { rows::write_new_parcel(&parcel)? } else { rows::write_parcel(&parcel)? });
        Ok(())
    }

    /// What the post will be given: the result, for the applicant.
    fn result_parcel(&self, papers: &[Paper]) -> Parcel {
        let dossier = self.heard.after;
        let results = papers.iter().filter(|paper| paper.kind == PaperKind::Result);
        let item = |paper: &Paper| Item { name: paper.name.clone(), originals: paper.originals, copies: paper.copies };
        Parcel {
            id: ParcelId(self.heard.ids.next(self.heard.now_ms)),
            version: 1,
            way: Way::Out,
            unit: dossier.door().clone(),
            tracking: String::new(),
            name: dossier.applicant.name.clone(),
            phone: dossier.applicant.phone.clone(),
            address: dossier.applicant.address.clone(),
            subject: dossier.procedure.name.clone(),
            procedure: dossier.procedure.code.clone(),
            items: results.map(item).collect(),
            noted: Done { at: kernel::time::civil_ms(self.heard.now_ms), by: self.by.clone() },
            state: ParcelState::Ready,
            dossier: Some(dossier.id),
            dossier_code: dossier.code.clone().unwrap_or_default(),
            invitations: Vec::new(),
        }
    }

    /// The applicant wants the result at another door.
    fn redirect_result(&mut self, papers: &mut [Paper]) -> Result<()> {
        let to = wants_result_at(self.heard.after).clone();
        let now = kernel::time::civil_ms(self.heard.now_ms);
        for paper in papers.iter_mut().filter(|p| p.kind == PaperKind::Result) {
            (paper.wanted, paper.leave_by) = (None, None);
            let stands = paper.moves;
            self.direct(paper, &to, now)?;
            if paper.wanted.is_none() && paper.moves == stands {
                self.writes.push(rows::write_paper(paper, paper.moves)?);
            }
        }
        Ok(())
    }

    /// The dossier has ended: results are the applicant's, papers go back or into the archive.
    fn settle(&mut self, papers: &mut [Paper]) -> Result<()> {
        let dossier = self.heard.after;
        let handed = dossier.hand_over.as_ref().filter(|_| matches!(dossier.stage, Stage::HandedOver));
        for paper in papers {
            match (paper.kind, handed) {
                (PaperKind::Result, Some(hand_over)) if hand_over.way != PickUp::Online => {
                    not_yet_here(dossier, paper)?;
                    let with_post = matches!(paper.holder, Holder::Post { .. });
                    if with_post && hand_over.way != PickUp::Post {
                        return Err(crate::decide::paper::why_not(Some(&paper.holder)).into());
                    }
                    self.moves(paper, Moved::Given, "")?;
                }
                (PaperKind::Component, Some(hand_over)) => {
                    let here = paper.holder.unit().cloned();
                    let returned = hand_over.originals_returned && paper.originals > 0;
                    match here {
                        Some(unit) if returned && unit.id == dossier.door().id => {
                            self.moves(paper, Moved::Given, "")?
                        }
                        Some(unit) => {
                            (paper.wanted, paper.leave_by) = (None, None);
                            self.moves(paper, Moved::Archived { unit }, "")?;
                        }
                        None => self.mark_settled(paper)?,
                    }
                }
                // Stopped, or handed over online: somebody gives it back or files it.
                (PaperKind::Component | PaperKind::Result, _) => {
                    self.mark_settled(paper)?;
                    (paper.wanted, paper.leave_by) = (None, None);
                    let now = kernel::time::civil_ms(self.heard.now_ms);
                    let back = match paper.kind {
                        PaperKind::Component => &dossier.receiving,
                        PaperKind::Result => dossier.door(),
                    };
                    self.direct(paper, &back.clone(), now)?;
                }
            }
        }
        Ok(())
    }

    fn mark_settled(&mut self, paper: &mut Paper) -> Result<()> {
        if matches!(paper.holder, Holder::Applicant | Holder::Archive { .. }) {
            return Ok(());
        }
        paper.settled = true;
        self.writes.push(rows::write_paper(paper, paper.moves)?);
        Ok(())
    }
}
