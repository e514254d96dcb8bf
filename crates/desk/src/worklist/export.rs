//! A list as a spreadsheet: written by a job in pages of keys, with the columns of the list, as long as the list is.
//!
//! It reads through the reach of whoever asked, as it is when the work is done, and leaves its trace before the first row.

use axum::extract::State;
use dossier::Dossiers;
use dossier::list::{self, After, Reach, Turn};
use job::sheet::{self, Cell, Format, SheetWriter};
use job::{Done, Jobs, Kind, NewJob, Work};
use kernel::{Lang, Result};
use office::{Officer, SignedIn};
use serde::{Deserialize, Serialize};
use store::ledger::Audit;
use web::{Answer, Ctx, Fields};

use super::query::{Query, horizon_ms};
use crate::columns::Column;

/// Lines read at once.
const PAGE: i64 = 1_000;
/// Lines of one spreadsheet: the format itself ends at 1,048,576.
pub const MOST: i64 = 1_000_000;

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Params {
    query: String,
    format: Format,
    lang: Lang,
}

/// `POST /dossiers/exports`: asks for the work and shows how far it is.
pub async fn start(ctx: Ctx, SignedIn(by): SignedIn, State(jobs): State<Jobs>, form: Fields) -> Answer {
    let query = Query::read(form.value("from"));
    let format = Format::parse(form.value("format")).unwrap_or(Format::Xlsx);
    let name = ctx.t(&format!("dossier-pile-{}", query.pile.code().replace('_', "-")));
    let params = Params { query: query.own_text(), format, lang: ctx.lang };
    let params = serde_json::to_value(params).map_err(|e| kernel::Error::fault("export", e))?;
    let new = NewJob::new("export_list", params).with("name", name).with("format", format.code().to_uppercase());
    let id = jobs.start(&by, new).await?;
    Ok(web::see_other(&format!("/jobs/{id}")))
}

/// The work, for the binary's list of kinds.
pub fn kind(dossiers: Dossiers) -> Kind {
    Kind::new("export_list", move |work| run(&dossiers, work))
}

fn run(dossiers: &Dossiers, work: &mut Work) -> Result<Done> {
    let params: Params = work.params()?;
    let query = Query::read(&params.query);
    let by = work.officer().clone();
    let now_ms = work.clock.now_ms();
    let audit = Audit {
        id: work.ids.next(now_ms),
        at_ms: now_ms,
        officer: Some(by.id().0),
        by_name: by.name().into(),
        act: "dossier.export",
        subject: None,
        why: params.query.clone(),
    };
    work.store.act_blocking(move |tx| tx.write(&[audit.write()]))?;
    let asked = Asked { dossiers, by: &by, query: &query, format: params.format, lang: params.lang };
    let total = {
        let (reach, filter, pile) = (Reach::of(&by), query.filter(&by), query.pile);
        let horizon = horizon_ms(&by, dossiers);
        work.store.read_blocking(move |tx| list::count(tx, &reach, pile, &filter, MOST, now_ms, horizon))?
    };
    work.set_total(total);
    // A run that was cut off begins again: half a spreadsheet is none.
    let (bytes, done) = asked.write(MOST, now_ms, &mut |done| work.step(done, &()))?;
    let at = kernel::time::civil_ms(now_ms).strftime("%Y%m%d-%H%M").to_string();
    let name = format!("ho-so-{at}.{}", params.format.code());
    Ok(Done::file(name, params.format.media(), bytes, &[("n", done.to_string())]))
}

/// What is wanted as a spreadsheet, and for whom.
pub struct Asked<'a> {
    pub dossiers: &'a Dossiers,
    pub by: &'a Officer,
    pub query: &'a Query,
    pub format: Format,
    pub lang: Lang,
}

impl Asked<'_> {
    /// Reads the list page by page and writes it; blocks. Answers the file's bytes and how many lines are in it. `step`
    /// hears how far it is and may end it.
    pub fn write(&self, most: i64, now_ms: i64, step: &mut dyn FnMut(i64) -> Result<()>) -> Result<(Vec<u8>, i64)> {
        let (reach, filter) = (Reach::of(self.by), self.query.filter(self.by));
        let horizon = horizon_ms(self.by, self.dossiers);
        let mut table = Table::begin(self.query, self.format, self.lang)?;
        let (mut after, mut done) = (None, 0);
        loop {
            let (reach, filter, pile, limit) = (reach.clone(), filter.clone(), self.query.pile, PAGE.min(most - done));
            let lines = self.dossiers.store.read_blocking(move |tx| {
                let turn = Turn { filter: &filter, after, limit, now_ms, horizon_ms: horizon };
                list::list(tx, &reach, pile, turn)
            })?;
            for line in &lines {
                table.add(line, self.by)?;
            }
            done += lines.len() as i64;
            after = lines.last().map(|line| After { key: list::sort_key(line).0, id: line.id.0 });
            step(done)?;
            if (lines.len() as i64) < limit || done >= most {
                return Ok((table.sheet.finish()?, done));
            }
        }
    }
}

/// The spreadsheet being written.
struct Table {
    sheet: SheetWriter,
    columns: Vec<Column>,
    lang: Lang,
}

impl Table {
    /// With the columns of a list, the dossier and its applicant first.
    fn begin(query: &Query, format: Format, lang: Lang) -> Result<Table> {
        let columns = query.columns();
        let heads: Vec<sheet::Column> = ["code", "applicant"]
            .map(|key| sheet::Column::new(lang.say(&format!("desk-column-{key}")), 28.0))
            .into_iter()
            .chain(columns.iter().map(|column| sheet::Column::new(column.label(lang), column.width())))
            .collect();
        let title = lang.say(&format!("dossier-pile-{}", query.pile.code().replace('_', "-")));
        Ok(Table { sheet: SheetWriter::create(format, &heads, &title)?, columns, lang })
    }

    fn add(&mut self, line: &list::Line, by: &Officer) -> Result<()> {
        let mut cells: Vec<Cell> = vec![line.code.clone().into(), line.applicant.as_str().into()];
        cells.extend(self.columns.iter().map(|column| column.sheet_cell(self.lang, line, by.directory())));
        self.sheet.row(&cells)
    }
}
