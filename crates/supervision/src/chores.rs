//! What happens beside the answers: measuring how long steps take. Each chore bears repetition.

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::{Error, Result, UnitId};
use office::Directory;
use store::Store;

use crate::Supervision;
use crate::board::Moment;
use crate::pace;
use crate::ruler::Ruler;
use crate::store as rows;

/// Steps are measured once a day.
const MEASURED_EVERY_MS: i64 = 86_400_000;
/// Over so many of the dossiers that were closed last.
pub const MEASURED_DOSSIERS: i64 = 20_000;
const PAGE: i64 = 500;

/// Measures how long steps take, once a day (blocks). True when it did.
pub fn measure_paces(store: &Store, directory: &Directory, now_ms: i64) -> Result<bool> {
    let last = store.read_blocking(rows::find_measured)?;
    if last.is_some_and(|last| now_ms - last < MEASURED_EVERY_MS) {
        return Ok(false);
    }
    let around = Moment::of_ms(now_ms).at.date();
    let mut rulers: BTreeMap<UnitId, Arc<Ruler>> = BTreeMap::new();
    let mut seen: BTreeMap<(String, String), Vec<i64>> = BTreeMap::new();
    let (mut before, mut dossiers) = (i64::MAX, 0);
    while dossiers < MEASURED_DOSSIERS {
        let sheets = store.read_blocking(move |tx| rows::list_sheets_before(tx, before, PAGE))?;
        let Some(last) = sheets.last() else { break };
        before = last.id.0;
        dossiers += sheets.len() as i64;
        for sheet in sheets {
            let ruler = rulers
                .entry(sheet.receiving)
                .or_insert_with(|| Arc::new(Ruler::new(directory.calendar_of(sheet.receiving), around)));
            for (step, block) in sheet.blocks {
                let minutes = pace::worked(block, &sheet.pauses, ruler);
                seen.entry((sheet.procedure.clone(), step)).or_default().push(minutes);
            }
        }
    }
    let paces: rows::Paces =
        seen.into_iter().filter_map(|(key, minutes)| Some((key, pace::measure(minutes)?))).collect();
    store.act_blocking(move |tx| rows::record_paces(tx, &paces, dossiers, now_ms))?;
    Ok(true)
}

/// Everything this room does beside the answers, once.
///
/// Errors: faults of the store.
pub async fn keep(desk: &Supervision, directory: Arc<Directory>, now_ms: i64) -> Result<()> {
    let (store, office) = (desk.dossiers.store.clone(), directory.clone());
    let measured = tokio::task::spawn_blocking(move || measure_paces(&store, &office, now_ms)).await;
    measured.map_err(|e| Error::fault("measuring steps", e))??;
    desk.catch_up(&directory).await?;
    let (board, catalogue) = (desk.board.clone(), desk.dossiers.catalogue.clone());
    desk.dossiers.store.read(move |tx| board.reconcile_in(tx, &catalogue)).await.map(drop)
}
