//! The work of a change of working time: the new state, then every open dossier counted again, in stretches that survive
//! a kill.

use std::sync::Arc;

use dossier::Dossiers;
use dossier::reproject::{self, Reprojection};
use jiff::civil::Date;
use job::{Done, Kind, Work};
use kernel::{DossierId, Result, UnitId};
use law::Calendar;
use office::admin::NewCalendar;
use office::history::{CalendarNote, Order};
use office::{Act, Admin, Directory, Place};
use serde::{Deserialize, Serialize};

/// Open dossiers counted again in one transaction.
const CHUNK: i64 = 500;

/// The change as it was confirmed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Params {
    pub unit: UnitId,
    /// What hangs at the unit from now on; none: it follows the one above.
    pub own: Option<Calendar>,
    /// In force until now.
    pub before: Calendar,
    /// In force from now on.
    pub after: Calendar,
    pub effective_on: Date,
    pub notes: Vec<CalendarNote>,
    pub order: Order,
    /// The number of the state that was seen.
    pub seen: i64,
}

impl Params {
    pub fn reprojection(&self, directory: &Arc<Directory>) -> Reprojection {
        let basis =
            format!("{} ({}), {}", self.order.number, kernel::time::dmy(self.order.signed_on), self.order.agency);
        let (before, after) = (Arc::new(self.before.clone()), Arc::new(self.after.clone()));
        Reprojection::of(directory, self.unit, before, after, basis)
    }

    fn state(&self) -> NewCalendar {
        NewCalendar {
            unit: self.unit,
            calendar: self.own.clone(),
            effective_on: self.effective_on,
            changes: self.notes.clone(),
            order: Some(self.order.clone()),
            file: None,
            seen: Some(self.seen),
        }
    }
}

/// How far the work is.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Progress {
    after: i64,
    looked_at: u64,
    moved: u64,
    stood: u64,
    steps: u64,
    over: bool,
}

/// `calendar_change`.
pub fn kind(dossiers: Dossiers) -> Kind {
    Kind::new("calendar_change", move |work| run(work, &dossiers))
}

fn run(work: &mut Work, dossiers: &Dossiers) -> Result<Done> {
    let params: Params = work.params()?;
    let directory = Arc::new(Directory::new(work.store.read_blocking(office::store::load_rows)?));
    let change = Arc::new(params.reprojection(&directory));
    let mut progress: Option<Progress> = work.cursor()?;
    work.set_total(work.store.read_blocking(dossier::census::open)?);
    loop {
        if let Some(over) = progress.as_ref().filter(|progress| progress.over) {
            let facts = [("moved", over.moved), ("stood", over.stood), ("steps", over.steps)];
            return Ok(Done::summary(&facts.map(|(name, n)| (name, n.to_string()))));
        }
        let is_first = progress.is_none();
        let so_far = progress.clone().unwrap_or_default();
        let admin = is_first.then(|| {
            let permit = work.officer().permit(Act::Administer, &Place::of_units(&[params.unit]))?;
            Admin::new(permit, work.ids.clone(), work.clock.now_ms())
        });
        let admin = admin.transpose()?;
        let mark = work.mark(i64::try_from(so_far.looked_at).unwrap_or(0), &so_far)?;
        let (dossiers, change, by, state) = (dossiers.clone(), change.clone(), work.officer().actor(), params.state());
        let done = work.store.act_blocking(move |tx| {
            if let Some(admin) = &admin {
                admin.change_calendar(tx, &state)?;
            }
            let applied = reproject::apply(tx, &dossiers, &change, &by, DossierId(so_far.after), CHUNK)?;
            let reached = Progress {
                after: applied.next.map_or(so_far.after, |next| next.0),
                looked_at: so_far.looked_at + applied.looked_at,
                moved: so_far.moved + applied.moved,
                stood: so_far.stood + applied.stood,
                steps: so_far.steps + applied.steps,
                over: applied.next.is_none(),
            };
            mark.record_at(tx, i64::try_from(reached.looked_at).unwrap_or(0), &reached)?;
            Ok(reached)
        })?;
        progress = Some(done);
    }
}
