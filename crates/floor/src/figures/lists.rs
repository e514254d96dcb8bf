//! The figures to take along, with the rows of their pages.

use job::sheet::{Cell, Column};
use job::{Asked, List, Sheet};
use kernel::time::civil_ms;
use kernel::{Error, Result, UnitId};
use office::{Act, Officer};
use store::Store;

use super::html::{may_read, range_of};
use super::officers::{load_outputs, officer_lines, officer_name, verdict_words};
use super::range::Range;
use super::rows;
use super::tally::share;
use super::tickets::ticket_words;
use crate::setup::rows::load_centre;

/// This room's lists.
pub fn lists(store: &Store) -> Vec<List> {
    type Open = fn(&Store, &Asked<'_>) -> Result<Sheet>;
    let open = |open: Open| {
        let store = store.clone();
        move |asked: &Asked<'_>| open(&store, asked)
    };
    vec![
        List::new("floor-tickets", reads, open(tickets)),
        List::new("floor-hours", reads, open(hours)),
        List::new("floor-officers", reads, open(officers)),
    ]
}

fn reads(by: &Officer) -> bool {
    by.may_somewhere(Act::LeadFloor) || by.may_somewhere(Act::Supervise)
}

/// The centre and the days that are asked for, if they are the asker's.
fn asked_for(asked: &Asked<'_>) -> Result<(UnitId, Range)> {
    let centre: UnitId = asked.query.value("centre").parse().map_err(|_| Error::absent("centre"))?;
    if !may_read(asked.by, centre) {
        asked.by.permit_in(Act::LeadFloor, centre)?;
    }
    Ok((centre, range_of(asked.query, asked.today())))
}

fn tickets(store: &Store, asked: &Asked<'_>) -> Result<Sheet> {
    let (id, range) = asked_for(asked)?;
    let (store, lang) = (store.clone(), asked.lang);
    let centre = store.read_blocking(move |tx| load_centre(tx, id))?;
    let heads = [
        ("floor-figures-column-number", 12.0),
        ("floor-figures-column-day", 14.0),
        ("floor-figures-column-class", 20.0),
        ("floor-figures-column-services", 40.0),
        ("floor-figures-column-issued", 20.0),
        ("floor-figures-column-bound", 20.0),
        ("floor-figures-column-called", 20.0),
        ("floor-figures-column-started", 20.0),
        ("floor-figures-column-over", 20.0),
        ("floor-figures-column-waited", 14.0),
        ("floor-figures-column-state", 24.0),
    ];
    let columns = heads.map(|(key, width)| Column::new(lang.say(key), width)).into();
    let mut place = (String::new(), 0, 0);
    let more = move || {
        let after = place.clone();
        let found = store.read_blocking(move |tx| {
            rows::list_tickets(tx, id, range, (&after.0, after.1, after.2), job::list::PAGE)
        })?;
        if let Some(last) = found.last() {
            place = (last.day.to_string(), last.issued, last.id);
        }
        let row = |line: &rows::TicketLine| {
            let words = ticket_words(lang, &centre, line);
            let moment = |ms: Option<i64>| Cell::from(ms.map(civil_ms));
            let waited = line.started.map(|at| Cell::Number((at - line.issued) as f64 / 60_000.0));
            vec![
                words.number.into(),
                line.day.into(),
                words.class.into(),
                words.services.into(),
                moment(Some(line.issued)),
                moment(line.bound),
                moment(line.called),
                moment(line.started),
                moment(line.over),
                waited.unwrap_or(Cell::Empty),
                words.state.into(),
            ]
        };
        Ok(found.iter().map(row).collect())
    };
    Ok(Sheet::paged(columns, None, more))
}

fn hours(store: &Store, asked: &Asked<'_>) -> Result<Sheet> {
    let (id, range) = asked_for(asked)?;
    let figures = store.read_blocking(move |tx| rows::load(tx, id, range))?;
    let heads = [
        ("floor-figures-column-hour", 16.0),
        ("floor-figures-column-n", 12.0),
        ("floor-figures-column-mean", 20.0),
        ("floor-figures-column-within-15", 20.0),
        ("floor-figures-column-within-30", 20.0),
        ("floor-figures-column-longest", 20.0),
    ];
    let number = |value: Option<f64>| value.map_or(Cell::Empty, Cell::Number);
    let rows = figures.hours.iter().map(|(hour, waited)| {
        [
            format!("{hour:02}:00–{:02}:00", hour + 1).into(),
            waited.n.into(),
            number(waited.mean_min()),
            number(share(waited.within_15, waited.n)),
            number(share(waited.within_30, waited.n)),
            (waited.longest / 60_000).into(),
        ]
    });
    Ok(Sheet::whole(asked.lang, heads, rows.collect::<Vec<_>>()))
}

fn officers(store: &Store, asked: &Asked<'_>) -> Result<Sheet> {
    let ((id, range), by, today) = (asked_for(asked)?, asked.by.clone(), asked.today());
    let (figures, outputs) = store.read_blocking(move |tx| {
        let centre = load_centre(tx, id)?;
        Ok((rows::load(tx, id, range)?, load_outputs(tx, &by, &centre, today)?))
    })?;
    let heads = [
        ("floor-figures-column-officer", 28.0),
        ("floor-figures-column-served", 16.0),
        ("floor-figures-column-service-time", 20.0),
        ("floor-figures-column-accepted", 20.0),
        ("floor-figures-column-projected", 20.0),
        ("floor-figures-column-verdict", 32.0),
    ];
    let lines = officer_lines(|id| officer_name(asked.lang, asked.by, id), &figures, &outputs);
    let rows = lines.into_iter().map(|line| {
        [
            line.name.into(),
            line.served.tickets.into(),
            line.served.mean_min().map_or(Cell::Empty, Cell::Number),
            line.output.map(|output| output.accepted).into(),
            line.output.map(|output| output.projected).into(),
            line.output.map(|output| verdict_words(asked.lang, output.verdict).0).into(),
        ]
    });
    Ok(Sheet::whole(asked.lang, heads, rows.collect::<Vec<_>>()))
}
