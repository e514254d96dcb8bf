//! The work of a merger: units end with everything that follows them, then running dossiers go to the successors; in
//! stretches that survive a kill.

use std::sync::Arc;

use dossier::Dossiers;
use dossier::succession::{self, Succession};
use job::{Done, Kind, Work};
use kernel::{DossierId, Error, Result};
use office::admin::Followed;
use office::{Act, Admin, Directory, Place};
use serde::{Deserialize, Serialize};

use super::{Merger, State, plan, store as rows};

/// Units ended in one transaction.
const UNITS: usize = 100;
/// Open dossiers handed over in one transaction.
const CHUNK: i64 = 500;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Params {
    pub merger: i64,
}

/// How far the work is.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Progress {
    units: usize,
    officers: usize,
    grants: usize,
    /// The last open dossier that was looked at.
    after: i64,
    looked_at: u64,
    dossiers: u64,
}

impl Progress {
    fn done(&self) -> i64 {
        i64::try_from(self.units).unwrap_or(0) + i64::try_from(self.looked_at).unwrap_or(0)
    }

    fn plus(mut self, followed: Followed, units: usize) -> Progress {
        self.units += units;
        self.officers += followed.officers;
        self.grants += followed.grants;
        self
    }
}

/// `merger`.
pub fn kind(dossiers: Dossiers) -> Kind {
    Kind::new("merger", move |work| run(work, &dossiers))
}

fn run(work: &mut Work, dossiers: &Dossiers) -> Result<Done> {
    let id = work.params::<Params>()?.merger;
    let merger = work.store.read_blocking(move |tx| rows::find(tx, id))?.ok_or_else(|| Error::absent("merger"))?;
    let mut progress: Progress = work.cursor()?.unwrap_or_default();
    let open = work.store.read_blocking(dossier::census::open)?;
    work.set_total(i64::try_from(merger.endings.len()).unwrap_or(0) + open);
    progress = end_units(work, &merger, progress)?;
    progress = hand_dossiers_over(work, dossiers, &merger, progress)?;
    work.store.act_blocking(move |tx| rows::set_state(tx, id, State::Confirmed, State::Done, None))?;
    let facts = [
        ("units", progress.units.to_string()),
        ("officers", progress.officers.to_string()),
        ("grants", progress.grants.to_string()),
        ("dossiers", progress.dossiers.to_string()),
    ];
    Ok(Done::summary(&facts))
}

fn read_directory(work: &Work) -> Result<Arc<Directory>> {
    Ok(Arc::new(Directory::new(work.store.read_blocking(office::store::load_rows)?)))
}

fn end_units(work: &mut Work, merger: &Merger, mut progress: Progress) -> Result<Progress> {
    let directory = read_directory(work)?;
    let ordered = plan::deepest_first(&directory, &merger.endings);
    let (last, order) = (merger.last(), merger.order.clone());
    while progress.units < ordered.len() {
        let some: Vec<_> = ordered[progress.units..].iter().take(UNITS).cloned().collect();
        let top = [some[0].unit];
        let permit = work.officer().permit(Act::Administer, &Place::of_units(&top))?;
        let admin = Admin::new(permit, work.ids.clone(), work.clock.now_ms())?;
        let mark = work.mark(progress.done(), &progress)?;
        let (so_far, order) = (progress.clone(), order.clone());
        progress = work.store.act_blocking(move |tx| {
            let followed = admin.end_units(tx, &some, last, Some(&order))?;
            let reached = so_far.clone().plus(followed, some.len());
            mark.record_at(tx, reached.done(), &reached)?;
            Ok(reached)
        })?;
    }
    Ok(progress)
}

fn hand_dossiers_over(
    work: &mut Work,
    dossiers: &Dossiers,
    merger: &Merger,
    mut progress: Progress,
) -> Result<Progress> {
    let directory = read_directory(work)?;
    let succession = Succession::of(&directory, merger.on, plan::chosen(&merger.endings), merger.basis());
    let succession = Arc::new(succession);
    loop {
        let mark = work.mark(progress.done(), &progress)?;
        let (dossiers, succession, by) = (dossiers.clone(), succession.clone(), work.officer().actor());
        let so_far = progress.clone();
        let (reached, refused, over) = work.store.act_blocking(move |tx| {
            let applied = succession::apply(tx, &dossiers, &succession, &by, DossierId(so_far.after), CHUNK)?;
            let reached = Progress {
                after: applied.next.map_or(so_far.after, |next| next.0),
                looked_at: so_far.looked_at + applied.looked_at,
                dossiers: so_far.dossiers + applied.changed,
                ..so_far.clone()
            };
            mark.record_at(tx, reached.done(), &reached)?;
            Ok((reached, applied.refused, applied.next.is_none()))
        })?;
        for (dossier, refusal) in refused {
            work.refuse(dossier.to_string(), web::refusal_text(kernel::Lang::Vi, &refusal));
        }
        progress = reached;
        if over {
            return Ok(progress);
        }
    }
}
