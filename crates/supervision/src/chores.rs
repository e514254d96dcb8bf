//! What happens beside the answers: measuring how long steps take, noting what became late, filling books. Each chore bears repetition.

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::{Error, Result, UnitId};
use office::Directory;
use store::{Store, Tx};

use crate::Supervision;
use crate::board::Moment;
use crate::books;
use crate::late::late_case;
use crate::pace;
use crate::ruler::Ruler;
use crate::store::{self as rows, books as book_rows, late as late_rows};

/// Steps are measured once a day.
const MEASURED_EVERY_MS: i64 = 86_400_000;
/// Over so many of the dossiers that were closed last.
pub const MEASURED_DOSSIERS: i64 = 20_000;
const PAGE: i64 = 500;
/// Pages of dossiers looked at in one round of the chores: acts of officers come in between.
const FILLED_AT_ONCE: usize = 20;

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

/// Dossiers that became late without anybody doing anything, so many at a time; answers how many.
pub fn note_late(tx: &mut Tx<'_>, now_ms: i64) -> Result<usize> {
    let now = kernel::time::civil_ms(now_ms);
    let ids = late_rows::list_unnoted(tx, now_ms, PAGE)?;
    let mut noted = 0;
    for id in ids {
        let dossier = dossier::store::load(tx, id)?;
        if let Some(case) = late_case(&dossier, now) {
            late_rows::record_case(tx, &case)?;
            noted += 1;
        }
    }
    Ok(noted)
}

/// Fills register and books from dossiers that were written before anybody listened (earlier versions, imports, copies).
/// Answers how many dossiers were looked at.
pub fn fill_books(tx: &mut Tx<'_>) -> Result<usize> {
    let after = book_rows::find_filled(tx)?;
    let dossiers = dossier::store::list_after(tx, after, PAGE)?;
    let Some(last) = dossiers.last() else { return Ok(0) };
    let mut lines = Vec::new();
    for dossier in &dossiers {
        let unit = dossier.receiving.id;
        if let Some(entry) = &dossier.register {
            lines.push((unit, entry.year, entry.number, dossier.id));
        }
        book_rows::record_papers(tx, unit, dossier.id, &books::paper_lines(dossier, 0))?;
        // What ended late before is owed as well.
        if dossier.ended_at.is_some_and(|ended| dossier.due.is_some_and(|due| ended > due))
            && let Some(case) = late_case(dossier, kernel::time::civil_ms(dossier.last_at_ms))
        {
            late_rows::record_case(tx, &case)?;
        }
    }
    book_rows::record_lines(tx, &lines)?;
    book_rows::record_filled(tx, last.id.0)?;
    Ok(dossiers.len())
}

/// Everything this room does beside the answers, once.
///
/// Errors: faults of the store.
pub async fn keep(desk: &Supervision, directory: Arc<Directory>, now_ms: i64) -> Result<()> {
    let (store, office) = (desk.dossiers.store.clone(), directory.clone());
    let measured = tokio::task::spawn_blocking(move || measure_paces(&store, &office, now_ms)).await;
    measured.map_err(|e| Error::fault("measuring steps", e))??;
    while desk.dossiers.store.act(move |tx| note_late(tx, now_ms)).await? > 0 {}
    for _ in 0..FILLED_AT_ONCE {
        if desk.dossiers.store.act(fill_books).await? == 0 {
            break;
        }
    }
    desk.catch_up(&directory).await?;
    let (board, catalogue) = (desk.board.clone(), desk.dossiers.catalogue.clone());
    desk.dossiers.store.read(move |tx| board.reconcile_in(tx, &catalogue)).await.map(drop)
}
