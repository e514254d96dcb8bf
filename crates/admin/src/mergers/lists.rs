//! Mergers and the units each of them ends, as lists to take along.

use dossier::Dossiers;
use job::{Asked, Sheet};
use kernel::{Error, Result};

use super::{html, store as rows};
use crate::form;

pub fn mergers(dossiers: &Dossiers, asked: &Asked<'_>) -> Result<Sheet> {
    let mergers = dossiers.store.read_blocking(|tx| rows::list(tx, html::LISTED))?;
    let heads = [
        ("admin-merger", 48.0),
        ("admin-order", 48.0),
        ("admin-merger-on", 14.0),
        ("admin-merger-units", 12.0),
        ("admin-state", 18.0),
    ];
    let rows = mergers.iter().map(|merger| {
        [
            merger.name.as_str().into(),
            form::order_words(asked.lang, &merger.order).into(),
            merger.on.into(),
            (merger.endings.len() as i64).into(),
            html::badge(asked.lang, merger.state).word.into(),
        ]
    });
    Ok(Sheet::whole(asked.lang, heads, rows.collect::<Vec<_>>()))
}

pub fn units(dossiers: &Dossiers, asked: &Asked<'_>) -> Result<Sheet> {
    let id: i64 = asked.query.value("merger").parse().map_err(|_| Error::absent("merger"))?;
    let (merger, counts) = dossiers.store.read_blocking(move |tx| {
        let merger = rows::find(tx, id)?.ok_or_else(|| Error::absent("merger"))?;
        Ok((merger, dossier::census::open_by_unit(tx)?))
    })?;
    let directory = asked.by.directory();
    let grants = html::grants_over(directory, &merger);
    let heads = [
        ("admin-merger-unit-ends", 48.0),
        ("admin-unit-after", 60.0),
        ("admin-merger-officers", 12.0),
        ("admin-merger-grants", 12.0),
        ("admin-merger-dossiers", 12.0),
    ];
    let rows = merger.endings.iter().map(|ending| {
        let after: Vec<String> = ending.successors.iter().map(|unit| directory.unit_name(*unit)).collect();
        [
            directory.unit_name(ending.unit).into(),
            after.join("; ").into(),
            (directory.officers_of(ending.unit).len() as i64).into(),
            (grants.get(&ending.unit).copied().unwrap_or(0) as i64).into(),
            counts.get(&ending.unit).copied().unwrap_or(0).into(),
        ]
    });
    Ok(Sheet::whole(asked.lang, heads, rows.collect::<Vec<_>>()))
}
