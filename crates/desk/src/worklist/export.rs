//! A list of dossiers to take along: with the columns of the list, as long as the list is, within the reach of whoever asks.

use std::sync::Arc;

use dossier::Dossiers;
use dossier::list::{self, After, Reach, Turn};
use job::list::PAGE;
use job::sheet::{Cell, Column};
use job::{Asked, List, Sheet};
use kernel::Result;

use super::query::{Query, horizon_ms};

/// The list, for the binary.
pub fn list(dossiers: &Dossiers) -> List {
    let dossiers = dossiers.clone();
    // Everybody inside has lists of their own; what stands in them is their reach.
    List::new("dossiers", |_| true, move |asked| sheet(&dossiers, asked)).titled(title)
}

fn title(asked: &Asked<'_>) -> String {
    let pile = Query::parse(asked.query).pile.code().replace('_', "-");
    asked.lang.say(&format!("dossier-pile-{pile}")).into_owned()
}

fn sheet(dossiers: &Dossiers, asked: &Asked<'_>) -> Result<Sheet> {
    let (query, lang, now_ms) = (Query::parse(asked.query), asked.lang, asked.now_ms);
    let chosen = query.columns();
    let heads = ["code", "applicant"].map(|key| Column::new(lang.say(&format!("desk-column-{key}")), 28.0));
    let columns =
        heads.into_iter().chain(chosen.iter().map(|column| Column::new(column.label(lang), column.width()))).collect();
    let (reach, filter, pile) = (Reach::of(asked.by), query.filter(asked.by), query.pile);
    let horizon_ms = horizon_ms(asked.by, dossiers);
    let (store, directory) = (dossiers.store.clone(), Arc::clone(asked.by.directory()));
    let total = {
        let (reach, filter) = (reach.clone(), filter.clone());
        store.read_blocking(move |tx| list::count(tx, &reach, pile, &filter, i64::MAX, now_ms, horizon_ms))?
    };
    let mut after = None;
    let more = move || {
        let (reach, filter) = (reach.clone(), filter.clone());
        let lines = store.read_blocking(move |tx| {
            list::list(tx, &reach, pile, Turn { filter: &filter, after, limit: PAGE, now_ms, horizon_ms })
        })?;
        after = lines.last().map(|line| After { key: list::sort_key(line).0, id: line.id.0 }).or(after);
        let row = |line: &list::Line| {
            let told = [Cell::from(line.code.clone()), line.applicant.as_str().into()];
            told.into_iter().chain(chosen.iter().map(|column| column.sheet_cell(lang, line, &directory))).collect()
        };
        Ok(lines.iter().map(row).collect())
    };
    Ok(Sheet::paged(columns, Some(total), more))
}
