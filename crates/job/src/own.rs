//! This room's own lists to take along: what I asked for, and what of it was refused.

use kernel::{Error, JobId, Result};
use office::Officer;
use store::Store;

use crate::list::{Asked, List, PAGE, Sheet};
use crate::sheet::{Cell, Column};
use crate::store as rows;

/// Whatever anybody sees here is their own.
fn everybody(_: &Officer) -> bool {
    true
}

pub(crate) fn lists(store: &Store) -> Vec<List> {
    let [first, second] = [store.clone(), store.clone()];
    vec![
        List::new("jobs", everybody, move |asked| jobs(&first, asked)),
        List::new("refused", everybody, move |asked| refused(&second, asked)),
    ]
}

fn columns<const N: usize>(asked: &Asked<'_>, heads: [(&str, f64); N]) -> Vec<Column> {
    heads.map(|(key, width)| Column::new(asked.lang.say(key), width)).into()
}

fn jobs(store: &Store, asked: &Asked<'_>) -> Result<Sheet> {
    let heads = [
        ("job-what", 60.0),
        ("job-state", 24.0),
        ("job-asked", 18.0),
        ("job-ended", 18.0),
        ("job-outcome", 60.0),
        ("job-file", 40.0),
    ];
    let (store, me, lang) = (store.clone(), asked.by.id(), asked.lang);
    let mut before = i64::MAX;
    let more = move || {
        let cards = store.read_blocking(move |tx| rows::list(tx, me, before, PAGE))?;
        before = cards.last().map_or(before, |card| card.id.0);
        let moment = kernel::time::civil_ms;
        let row = |card: &crate::JobCard| -> Vec<Cell> {
            vec![
                card.title(lang).into(),
                lang.say(&format!("job-state-{}", card.state.code())).as_ref().into(),
                moment(card.created_ms).into(),
                card.ended_ms.map(moment).into(),
                card.outcome(lang).into(),
                card.file.as_ref().map(|file| file.name.as_str()).into(),
            ]
        };
        Ok(cards.iter().map(row).collect())
    };
    Ok(Sheet::paged(columns(asked, heads), None, more))
}

/// The refused items of one of the asker's jobs.
fn refused(store: &Store, asked: &Asked<'_>) -> Result<Sheet> {
    let heads = [("job-refused-number", 8.0), ("job-refused-subject", 30.0), ("job-refused-reason", 60.0)];
    let id: JobId = asked.query.value("job").parse().map_err(|_| Error::absent("job"))?;
    let (store, me) = (store.clone(), asked.by.id());
    let card = store.read_blocking(move |tx| rows::load(tx, id, me))?;
    let mut after = 0;
    let more = move || {
        let items = store.read_blocking(move |tx| rows::list_refused(tx, id, after, PAGE))?;
        after = items.last().map_or(after, |(place, ..)| *place);
        let row = |(place, subject, reason): &(i64, String, String)| -> Vec<Cell> {
            vec![(*place).into(), subject.as_str().into(), reason.as_str().into()]
        };
        Ok(items.iter().map(row).collect())
    };
    Ok(Sheet::paged(columns(asked, heads), Some(card.refused), more))
}
