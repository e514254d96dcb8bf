//! What an officer does with papers on their own shelf: gives them back, files them, says that one is lost or was found.

use std::collections::BTreeSet;

use dossier::model::UnitRef;
use kernel::{Error, Refusal, Result};
use office::{Act, Officer};
use store::ledger::{Message, Once};
use store::{Store, Tx};

use crate::door::{Custody, scanned};
use crate::hear::person;
use crate::model::{Holder, Moved, Paper};
use crate::store as rows;

/// A verb on papers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaperAct {
    /// Given back to the applicant (NĐ 61/2018/NĐ-CP Điều 20): only when the dossier has ended.
    GiveBack,
    /// Filed for good.
    File,
    Lose {
        reason: String,
    },
    Found {
        reason: String,
    },
}

impl Custody {
    /// Does one act on papers by their labels; all of them or none. The same press twice is one act.
    ///
    /// Errors: `SCAN_UNKNOWN`, not permitted where the paper is, `PAPER_STILL_NEEDED` while its dossier runs,
    /// `BAG_REASON_MISSING`, and what the paper's rule refuses.
    pub async fn act_on_papers(
        &self,
        by: &Officer,
        labels: Vec<String>,
        act: PaperAct,
        once: Option<Once>,
    ) -> Result<usize> {
        let (door, officer, again) = (self.clone(), by.clone(), once.clone());
        let n = labels.len();
        let done = self.dossiers.store.act(move |tx| {
            if let Some(answer) = once.as_ref().map(|once| once.find_answer(tx)).transpose()?.flatten() {
                return Ok(answer.parse().unwrap_or(labels.len()));
            }
            if labels.is_empty() {
                return Err(Refusal::new("PAPERS_NONE").at("paper").into());
            }
            let mut lost = BTreeSet::new();
            for label in &labels {
                let paper = door.act_on_paper(tx, &officer, label, &act)?;
                if matches!(act, PaperAct::Lose { .. }) {
                    lost.insert(paper.dossier);
                }
            }
            let apologies = lost.iter().map(|dossier| door.apology(tx, *dossier)).collect::<Result<Vec<_>>>()?;
            let mut writes = apologies.iter().map(Message::write).collect::<Vec<_>>();
            let now_ms = door.dossiers.clock.now_ms();
            writes.extend(once.as_ref().map(|once| once.remember(&labels.len().to_string(), now_ms)));
            tx.write(&writes)?;
            Ok(labels.len())
        });
        match (done.await, again) {
            (Err(error), Some(_)) if Store::is_duplicate(&error) => Ok(n),
            (done, _) => done.map_err(rows::stale),
        }
    }

    /// Papers by their labels, for whoever is about to do something with them: only what lies on a shelf this officer keeps.
    ///
    /// Errors: `PAPERS_NONE`, `SCAN_UNKNOWN` (also for another's), what their rule says of one that is not on a shelf.
    pub async fn load_papers(&self, by: &Officer, labels: Vec<String>) -> Result<Vec<Paper>> {
        let officer = by.clone();
        let papers = self.dossiers.store.read(move |tx| {
            if labels.is_empty() {
                return Err(Refusal::new("PAPERS_NONE").at("paper").into());
            }
            let mut papers = Vec::with_capacity(labels.len());
            for label in &labels {
                let code = scanned(label);
                let unknown = || Refusal::new("SCAN_UNKNOWN").with("code", &code).at("paper");
                let paper = rows::find_paper(tx, &code)?.ok_or_else(unknown)?;
                let unit = shelf(&paper).ok_or_else(|| crate::decide::paper::why_not(Some(&paper.holder)))?;
                officer.permit_in(Act::KeepPapers, unit.id).map_err(|_| unknown())?;
                papers.push(paper);
            }
            Ok(papers)
        });
        let papers = papers.await?;
        self.trace(by, "paper.read", "loss").await?;
        Ok(papers)
    }

    fn act_on_paper(&self, tx: &mut Tx<'_>, by: &Officer, label: &str, act: &PaperAct) -> Result<Paper> {
        let code = scanned(label);
        let found = rows::find_paper(tx, &code)?;
        let mut paper = found.ok_or_else(|| Refusal::new("SCAN_UNKNOWN").with("code", &code).at("paper"))?;
        let unit = shelf(&paper).ok_or_else(|| crate::decide::paper::why_not(Some(&paper.holder)))?;
        by.permit_in(Act::KeepPapers, unit.id)?;
        let dossier = dossier::store::load(tx, paper.dossier)?;
        if matches!(act, PaperAct::GiveBack | PaperAct::File) && dossier.stage.is_open() {
            return Err(Refusal::new("PAPER_STILL_NEEDED").with("paper", &paper.code).at("paper").into());
        }
        let said = |reason: &String| match reason.trim() {
            "" => Err(Error::from(Refusal::new("BAG_REASON_MISSING").at("reason"))),
            words => Ok(words.to_string()),
        };
        let (moved, reason) = match act {
            PaperAct::GiveBack => (Moved::Given, String::new()),
            PaperAct::File => (Moved::Archived { unit }, String::new()),
            PaperAct::Lose { reason } => {
                (Moved::Lost { since: self.now(), reported_by: by.name().into(), last: unit }, said(reason)?)
            }
            PaperAct::Found { reason } => (Moved::Found { unit }, said(reason)?),
        };
        if matches!(act, PaperAct::GiveBack | PaperAct::File) {
            (paper.wanted, paper.leave_by) = (None, None);
        }
        let mut writes = Vec::new();
        let now_ms = self.dossiers.clock.now_ms();
        rows::move_paper(&mut writes, &mut paper, moved, &person(&by.actor()), now_ms, &reason)?;
        let audit = self.audit(by, "paper.move", paper.id.0);
        writes.push(audit.write());
        tx.write(&writes)?;
        Ok(paper)
    }
}

/// The shelf a paper lies on, or was last seen on.
fn shelf(paper: &Paper) -> Option<UnitRef> {
    match &paper.holder {
        Holder::Unit { unit, .. } | Holder::Lost { last: unit, .. } => Some(unit.clone()),
        Holder::Bag { .. } | Holder::Post { .. } | Holder::Applicant | Holder::Archive { .. } => None,
    }
}
