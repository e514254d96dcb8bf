//! What this room writes when a dossier was recorded, in the same transaction: its late case, its line in the register,
//! the papers it was issued, and an addendum when a locked book speaks of it. It decides nothing about the dossier.

use std::sync::Arc;

use dossier::listen::{Listener, Recorded};
use kernel::{Error, Result};
use store::Tx;

use crate::books;
use crate::late::late_case;
use crate::store::{books as book_rows, late as late_rows};

/// The room's listener, for the binary's list.
pub fn listener() -> Listener {
    Arc::new(|tx: &mut Tx<'_>, recorded: &Recorded<'_>| {
        note_late(tx, recorded)?;
        note_books(tx, recorded)
    })
}

fn note_late(tx: &mut Tx<'_>, recorded: &Recorded<'_>) -> Result<()> {
    let now = kernel::time::civil_ms(recorded.now_ms);
    match late_case(recorded.after, now) {
        // What this act does not change stands already, or is noted by the chore: many dossiers change at once.
        Some(case) if recorded.before.and_then(|before| late_case(before, now)).as_ref() == Some(&case) => Ok(()),
        Some(case) => late_rows::record_case(tx, &case),
        None if recorded.before.is_some_and(|before| before.is_late_at(now)) => {
            late_rows::delete_case(tx, recorded.after.id)
        }
        None => Ok(()),
    }
}

fn note_books(tx: &mut Tx<'_>, recorded: &Recorded<'_>) -> Result<()> {
    let (after, unit) = (recorded.after, recorded.after.receiving.id);
    let papers_before = recorded.before.map_or(0, |before| before.papers.len());
    if after.papers.len() > papers_before {
        book_rows::record_papers(tx, unit, after.id, &books::paper_lines(after, papers_before))?;
    }
    let Some((year, line)) = books::register_line(after) else { return Ok(()) };
    let before = recorded.before.and_then(books::register_line);
    if before.is_none() {
        book_rows::record_lines(tx, &[(unit, year, line.number, after.id)])?;
    }
    // Only what the register shows can differ from a locked page.
    if before.is_some_and(|(_, before)| before == line) || !book_rows::is_locked(tx, unit, year)? {
        return Ok(());
    }
    let content = serde_json::to_string(&line).map_err(|e| Error::fault("register line", e))?;
    book_rows::append_addendum(tx, unit, year, line.number, recorded.now_ms, recorded.actor.name(), &content)
}
