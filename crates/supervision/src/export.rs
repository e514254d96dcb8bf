//! Lists of this room as spreadsheets, written by jobs: what a number of the overview leads to, and a year's register.
//!
//! They read within what the asker watches over when the work is done, and leave their trace before the first row.

use std::sync::Arc;

use job::sheet::{Cell, Column, Format, SheetWriter};
use job::{Done, Kind, Work};
use kernel::{DossierId, Error, Lang, Result, UnitId};
use serde::{Deserialize, Serialize};
use store::ledger::Audit;
use web::Fields;

use crate::Supervision;
use crate::board::Moment;
use crate::html::words::Names;
use crate::html::{list, registers};
use crate::lock;
use crate::pick::{self, Ends, Pick};
use crate::sight::Sight;
use crate::store::books;

/// Lines written between two notes of progress.
const PAGE: usize = 1_000;

/// What is wanted.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Wanted {
    /// The list a number leads to, as its address says it.
    Progress { query: String },
    /// A one-stop unit's register of a year.
    Register { unit: UnitId, year: i16 },
}

/// A job's parameters.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Params {
    pub wanted: Wanted,
    pub format: Format,
    pub lang: Lang,
}

/// The word of the kind.
pub const KIND: &str = "supervision_list";

/// The work, for the binary's list of kinds.
pub fn kind(desk: Supervision) -> Kind {
    Kind::new(KIND, move |work| run(&desk, work))
}

fn run(desk: &Supervision, work: &mut Work) -> Result<Done> {
    let params: Params = work.params()?;
    let by = work.officer().clone();
    let now = Moment::of_ms(work.clock.now_ms());
    let why = serde_json::to_string(&params.wanted).map_err(|e| Error::fault("export", e))?;
    let (id, at_ms, by_name) = (work.ids.next(now.ms), now.ms, by.name().to_string());
    let audit = Audit { id, at_ms, officer: Some(by.id().0), by_name, act: "dossier.export", subject: None, why };
    work.store.act_blocking(move |tx| tx.write(&[audit.write()]))?;
    let (bytes, done) = match &params.wanted {
        Wanted::Progress { query } => progress(desk, work, &Pick::parse(&Fields::parse(query)), &params, now)?,
        Wanted::Register { unit, year } => register(work, (*unit, *year), &params, now)?,
    };
    let name = match params.wanted {
        Wanted::Progress { .. } => "tien-do",
        Wanted::Register { .. } => "so-theo-doi",
    };
    let name = format!("{name}-{}.{}", now.at.strftime("%Y%m%d-%H%M"), params.format.code());
    Ok(Done::file(name, params.format.media(), bytes, &[("n", done.to_string())]))
}

/// A run that was cut off begins again: half a spreadsheet is none.
fn progress(
    desk: &Supervision,
    work: &mut Work,
    pick: &Pick,
    params: &Params,
    now: Moment,
) -> Result<(Vec<u8>, usize)> {
    let by = work.officer().clone();
    let directory = Arc::clone(by.directory());
    let (board, catalogue, office) = (desk.board.clone(), desk.dossiers.catalogue.clone(), directory.clone());
    work.store.read_blocking(move |tx| board.catch_up_in(tx, &catalogue, &office, now))?;
    let calendar = directory.calendar_of(by.unit());
    let (sight, ends) = (Sight::of(&by, now.at.date()), Ends::of(now, &calendar));
    let names =
        Names { lang: params.lang, directory: &directory, catalogue: &desk.dossiers.catalogue, today: now.at.date() };
    let rows: Vec<Vec<Cell>> = {
        let board = desk.board.look();
        let stand = board.stand(now);
        let found = pick::list(board.spots(), &sight, pick, &stand, &ends);
        found.into_iter().map(|spot| list::sheet_row(&names, &board, &stand, spot)).collect()
    };
    work.set_total(rows.len() as i64);
    let columns = list::SHEET.map(|(key, width)| Column::new(params.lang.say(key), width));
    let mut sheet = SheetWriter::create(params.format, &columns, &names.when(pick.when))?;
    for (done, row) in rows.iter().enumerate() {
        sheet.row(row)?;
        if done % PAGE == PAGE - 1 {
            work.step(done as i64 + 1, &())?;
        }
    }
    Ok((sheet.finish()?, rows.len()))
}

fn register(work: &mut Work, (unit, year): (UnitId, i16), params: &Params, now: Moment) -> Result<(Vec<u8>, usize)> {
    if !Sight::of(work.officer(), now.at.date()).reaches_unit(unit) {
        return Err(Error::absent("book"));
    }
    let (total, _) = work.store.read_blocking(move |tx| books::count_register(tx, unit, year))?;
    work.set_total(total);
    let columns: Vec<Column> = (1..=14)
        .map(|n| Column::new(params.lang.say(&format!("supervision-register-{n}")), if n == 1 { 6.0 } else { 22.0 }))
        .collect();
    let title = params.lang.say_with("supervision-book-of", &[("year", &year.to_string())]);
    let mut sheet = SheetWriter::create(params.format, &columns, &title)?;
    let (mut from, mut done) = (1, 0);
    loop {
        let part: Vec<(DossierId, crate::books::RegisterLine)> =
            work.store.read_blocking(move |tx| lock::load_lines(tx, unit, year, from, PAGE as i64))?;
        let Some((_, last)) = part.last() else { return Ok((sheet.finish()?, done)) };
        from = last.number + 1;
        for (_, line) in &part {
            let cells = registers::cells(params.lang, line).map(Cell::from);
            sheet.row(&cells)?;
        }
        done += part.len();
        work.step(done as i64, &())?;
    }
}
