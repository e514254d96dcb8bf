//! Many dossiers at once: a changed calendar, merged districts, an absent officer's work. Each is done in transactions of
//! some thousands, as the jobs do it, next to what the engine needs to rewrite as many rows of that size and nothing else.
//!
//! A change that was made once leaves nothing to do: a second run over the same folder says so in its numbers.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use dossier::redistribute::{self, Ask, Move};
use dossier::reproject::{self, Reprojection};
use dossier::succession::{self, Succession};
use kernel::{Actor, Clock, DossierId, Error, Result};
use law::Calendar;
use law::calendar::{CalendarData, DatedDay};
use office::{Directory, Officer};

use super::plant::{self, DISTRICTS, Planted};
use super::report::Report;
use super::{Args, limits};
use crate::app::App;

/// Dossiers of one transaction.
const CHUNK: i64 = 2_000;

pub fn measure(args: &Args, planted: &Planted, report: &mut Report) -> Result<()> {
    if !args.only.is_empty() && !args.only.iter().any(|only| only == "sweeps") {
        return Ok(());
    }
    limits::rewrites(args, report)?;
    let app = App::open(plant::config(args), Clock::System)?;
    let runtime = tokio::runtime::Runtime::new().map_err(|e| Error::fault("runtime", e))?;
    let supervisor = runtime.block_on(app.sessions.officer_of_token(&planted.supervisor, app.clock.now()))?;
    let supervisor = supervisor.ok_or_else(|| Error::fault("bench", "the supervisor's token is not known"))?;
    redistribution(&app, &supervisor, planted, report)?;
    calendar(&app, report)?;
    merger(&app, report)
}

fn chore() -> Actor {
    Actor::System { chore: "bench".into() }
}

/// Ten days off after the fact: every running promise would be counted later, and stands.
fn calendar(app: &App, report: &mut Report) -> Result<()> {
    let directory = app.sessions.directory();
    let root = directory.unit_by_key("root").ok_or_else(|| Error::fault("bench", "no root"))?.id;
    let before = directory.calendar_of(root);
    let mut data: CalendarData = before.data().clone();
    let mut day = kernel::time::civil(app.clock.now()).date();
    for _ in 0..10 {
        day = before.previous_working_day(day);
        data.dated.insert(day, DatedDay::Off { name: "bench".into(), source: "bench".into() });
    }
    let change = Reprojection::of(&directory, root, before, Arc::new(Calendar::from(data)), "bench");
    let (begun, mut after, mut looked, mut touched) = (Instant::now(), Some(DossierId(0)), 0, 0);
    while let Some(from) = after {
        let (door, change) = (app.dossiers.clone(), change.clone());
        let page = app.store.read_blocking(move |tx| reproject::preview(tx, &door, &change, from, CHUNK))?;
        (after, looked, touched) = (page.next, looked + page.looked_at, touched + page.touched.len() as u64);
    }
    let seconds = begun.elapsed().as_secs_f64();
    report.number(&format!("calendar change: preview of {looked} open dossiers, {touched} touched"), seconds, "s", "");
    let (begun, mut after, mut done) = (Instant::now(), Some(DossierId(0)), (0, 0, 0));
    while let Some(from) = after {
        let (door, change) = (app.dossiers.clone(), change.clone());
        let page = app.store.act_blocking(move |tx| reproject::apply(tx, &door, &change, &chore(), from, CHUNK))?;
        after = page.next;
        done = (done.0 + page.looked_at, done.1 + page.moved + page.stood, done.2 + page.steps);
    }
    let (looked, dates, steps) = done;
    let name =
        format!("calendar change: {looked} open dossiers counted again, {dates} promises and {steps} steps written");
    report.number(&name, begun.elapsed().as_secs_f64(), "s", "≤ 5 per 100,000");
    Ok(())
}

/// The districts of the office end on one day, each succeeded by one commune, as on 1 July 2025.
fn merger(app: &App, report: &mut Report) -> Result<()> {
    let today = kernel::time::civil(app.clock.now()).date();
    let yesterday = today.yesterday().unwrap_or(today);
    let directory = ended(&app.sessions.directory(), yesterday);
    let succession = Succession::of(&directory, today, BTreeMap::new(), "bench");
    let (begun, mut after, mut looked, mut changed) = (Instant::now(), Some(DossierId(0)), 0, 0);
    while let Some(from) = after {
        let (door, succession) = (app.dossiers.clone(), succession.clone());
        let page =
            app.store.act_blocking(move |tx| succession::apply(tx, &door, &succession, &chore(), from, CHUNK))?;
        (after, looked, changed) = (page.next, looked + page.looked_at, changed + page.changed);
    }
    let name = format!("merger of {DISTRICTS} districts: {changed} of {looked} dossiers concerned handed over");
    report.number(&name, begun.elapsed().as_secs_f64(), "s", "≤ 30");
    Ok(())
}

/// The office as it stands after the districts have ended; nothing of it is kept.
fn ended(directory: &Directory, last: jiff::civil::Date) -> Arc<Directory> {
    let mut rows = directory.to_rows();
    let communes: Vec<_> =
        rows.units.iter().filter(|unit| unit.key.starts_with("commune")).map(|unit| unit.id).collect();
    for (nth, unit) in rows.units.iter_mut().filter(|unit| unit.key.starts_with("district")).enumerate() {
        unit.valid_until = Some(last);
        unit.successors = communes.get(nth % communes.len().max(1)).copied().into_iter().collect();
    }
    Arc::new(Directory::new(rows))
}

/// Five hundred dossiers of one officer go to the colleagues and come back.
fn redistribution(app: &App, by: &Officer, planted: &Planted, report: &mut Report) -> Result<()> {
    let from = kernel::OfficerId(planted.busiest);
    let (door, officer) = (app.dossiers.clone(), by.clone());
    let begun = Instant::now();
    let ask = Ask { from: Some(from), ..Ask::default() };
    let plan = app.store.read_blocking(move |tx| redistribute::propose(tx, &door, &officer, &ask))?;
    let seconds = begun.elapsed().as_secs_f64();
    let able = plan.proposals.iter().filter(|p| p.to.is_some()).count();
    let name = format!("redistribution: {} dossiers proposed to {} colleagues", able, plan.shares.len());
    report.number(&name, seconds, "s", "");
    let moves =
        plan.proposals.iter().filter_map(|p| Some(Move { id: p.id, version: p.version, to: p.to.as_ref()?.id }));
    let moves: Vec<Move> = moves.collect();
    let (door, officer) = (app.dossiers.clone(), by.clone());
    let begun = Instant::now();
    let done = app.store.act_blocking(move |tx| redistribute::apply(tx, &door, &officer, from, &moves, "bench"))?;
    let name = format!("redistribution: {} dossiers moved", done.moved.len());
    report.number(&name, begun.elapsed().as_secs_f64(), "s", "≤ 2 for 500");
    let Some(batch) = done.batch else { return Ok(()) };
    let (door, officer) = (app.dossiers.clone(), by.clone());
    let begun = Instant::now();
    let undone = app.store.act_blocking(move |tx| redistribute::undo(tx, &door, &officer, batch, "bench"))?;
    let name = format!("redistribution: {} dossiers moved back", undone.moved.len());
    report.number(&name, begun.elapsed().as_secs_f64(), "s", "≤ 2 for 500");
    Ok(())
}
