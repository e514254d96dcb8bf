//! Lists to take along: every list of the house as a spreadsheet with the rows, the order and the rights of its page.
//!
//! A room names its list, who may ask for it, and how its rows are read for whoever asks. Everything else is here and once:
//! asking twice with one form, the trace before the first row, progress, an end by its owner, the file's name. It knows
//! no row: what a list holds is its room's business.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use kernel::{Error, Lang, Refusal, Result};
use office::Officer;
use serde::{Deserialize, Serialize};
use store::ledger::Audit;
use web::Fields;

use crate::model::NewJob;
use crate::run::Kind;
use crate::sheet::{Cell, Column, Format, SheetWriter};
use crate::work::{Done, Work};

/// The kind of work; its words are `job-kind-list` and `job-done-list`.
pub const KIND: &str = "list";
/// Rows read at once, and between two notes of progress.
pub const PAGE: i64 = 1_000;
/// Letters of a list's name in the name of its file.
const NAME_LETTERS: usize = 60;
/// What an address says besides filters: it is no part of what is asked.
const NOT_FILTERS: [&str; 6] = ["lang", "theme", "after", "before", "skip", "look"];

/// Who asks for a list, for what of it, and when.
pub struct Asked<'a> {
    pub by: &'a Officer,
    pub lang: Lang,
    /// The query of the list's page: its filters as its address says them.
    pub query: &'a Fields,
    pub now_ms: i64,
}

impl Asked<'_> {
    pub fn now(&self) -> DateTime {
        kernel::time::civil_ms(self.now_ms)
    }
    pub fn today(&self) -> Date {
        self.now().date()
    }
}

/// Reads some more rows; none: the list is over.
type More = Box<dyn FnMut() -> Result<Vec<Vec<Cell>>> + Send>;

/// What is written: headings, then rows a page at a time.
pub struct Sheet {
    columns: Vec<Column>,
    total: Option<i64>,
    more: More,
}

impl Sheet {
    /// A list that is read at once. `heads`: the locale key and the width of each column.
    pub fn whole<const N: usize>(
        lang: Lang,
        heads: [(&str, f64); N],
        rows: impl IntoIterator<Item = [Cell; N]>,
    ) -> Sheet {
        let columns = heads.map(|(key, width)| Column::new(lang.say(key), width));
        Sheet::of(columns.into(), rows.into_iter().map(Vec::from).collect())
    }

    /// [`Sheet::whole`] with as many columns as the list happens to have.
    pub fn of(columns: Vec<Column>, rows: Vec<Vec<Cell>>) -> Sheet {
        let total = i64::try_from(rows.len()).ok();
        let mut rows = rows.into_iter();
        Sheet { columns, total, more: Box::new(move || Ok(rows.by_ref().take(PAGE as usize).collect())) }
    }

    /// A list that may be long, of so many rows if that is known: `more` keeps its own place and answers page after page until one is empty, so that only
    /// one page is held at a time.
    pub fn paged(
        columns: Vec<Column>,
        total: Option<i64>,
        more: impl FnMut() -> Result<Vec<Vec<Cell>>> + Send + 'static,
    ) -> Sheet {
        Sheet { columns, total, more: Box::new(more) }
    }
}

impl Sheet {
    /// [`List::write`] of what was opened.
    pub fn write(
        mut self,
        title: &str,
        format: Format,
        most: i64,
        step: &mut dyn FnMut(i64, Option<i64>) -> Result<()>,
    ) -> Result<(Vec<u8>, i64)> {
        let mut file = SheetWriter::create(format, &self.columns, title)?;
        let mut done = 0;
        step(done, self.total)?;
        loop {
            let rows = (self.more)()?;
            for row in rows.iter().take(usize::try_from(most - done).unwrap_or(0)) {
                file.row(row)?;
            }
            let read = rows.len() as i64;
            done = (done + read).min(most);
            if read == 0 || done == most {
                return Ok((file.finish()?, done));
            }
            step(done, self.total)?;
        }
    }
}

type Open = Arc<dyn Fn(&Asked<'_>) -> Result<Sheet> + Send + Sync>;
type Title = Arc<dyn Fn(&Asked<'_>) -> String + Send + Sync>;

/// One list of a room. Cloning shares it.
#[derive(Clone)]
pub struct List {
    /// Its name in addresses; its title is the locale key `list-{key}`.
    pub key: &'static str,
    may: fn(&Officer) -> bool,
    title: Title,
    open: Open,
}

impl List {
    /// `may`: who may ask for it at all, as its page asks it; it is asked at the door and again when the work is done.
    /// `open` reads with what the officer may see at that moment.
    pub fn new(
        key: &'static str,
        may: fn(&Officer) -> bool,
        open: impl Fn(&Asked<'_>) -> Result<Sheet> + Send + Sync + 'static,
    ) -> List {
        let title = Arc::new(move |asked: &Asked<'_>| asked.lang.say(&format!("list-{key}")).into_owned());
        List { key, may, title, open: Arc::new(open) }
    }

    /// Where the page's title depends on its filters.
    #[must_use]
    pub fn titled(self, title: impl Fn(&Asked<'_>) -> String + Send + Sync + 'static) -> List {
        List { title: Arc::new(title), ..self }
    }

    pub fn may(&self, by: &Officer) -> bool {
        (self.may)(by)
    }

    pub fn title(&self, asked: &Asked<'_>) -> String {
        (self.title)(asked)
    }

    /// Writes the list; blocks. Answers the file's bytes and how many rows are in it, at most `most`. `step` hears how far
    /// it is of how many, and may end it.
    pub fn write(
        &self,
        asked: &Asked<'_>,
        format: Format,
        most: i64,
        step: &mut dyn FnMut(i64, Option<i64>) -> Result<()>,
    ) -> Result<(Vec<u8>, i64)> {
        (self.open)(asked)?.write(&self.title(asked), format, most, step)
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Params {
    list: String,
    query: String,
    format: Format,
    lang: Lang,
}

/// What asking for a list leaves behind: the job that writes it.
pub(crate) fn wanted(list: &List, asked: &Asked<'_>, format: Format) -> Result<NewJob> {
    let filters = asked.query.iter().filter(|(name, value)| !NOT_FILTERS.contains(name) && !value.is_empty());
    let filters: Vec<String> = filters.map(|(name, value)| format!("{name}={}", web::fields::encode(value))).collect();
    let params = Params { list: list.key.into(), query: filters.join("&"), format, lang: asked.lang };
    let params = serde_json::to_value(params).map_err(|e| Error::fault("export", e))?;
    let new = NewJob::new(KIND, params).with("name", list.title(asked));
    Ok(new.with("format", format.code().to_uppercase()))
}

/// The work of all lists.
pub(crate) fn kind(lists: Arc<[List]>) -> Kind {
    Kind::new(KIND, move |work| run(&lists, work))
}

fn run(lists: &[List], work: &mut Work) -> Result<Done> {
    let params: Params = work.params()?;
    let by = work.officer().clone();
    let list = lists.iter().find(|list| list.key == params.list);
    let list = list.ok_or_else(|| Error::fault("export", format!("no list {}", params.list)))?;
    if !list.may(&by) {
        return Err(Refusal::new("LIST_NOT_YOURS").into());
    }
    let now_ms = work.clock.now_ms();
    let query = Fields::parse(&params.query);
    let asked = Asked { by: &by, lang: params.lang, query: &query, now_ms };
    let why = format!("{}?{}", list.key, params.query);
    let (id, by_name) = (work.ids.next(now_ms), by.name().to_string());
    let audit = Audit { id, at_ms: now_ms, officer: Some(by.id().0), by_name, act: "list.export", subject: None, why };
    work.store.act_blocking(move |tx| tx.write(&[audit.write()]))?;
    // A run that was cut off begins again: half a spreadsheet is none.
    let (bytes, n) = list.write(&asked, params.format, i64::MAX, &mut |done, total| {
        if let Some(total) = total {
            work.set_total(total);
        }
        work.step(done, &())
    })?;
    if n == 0 {
        return Ok(Done::summary(&[("n", "0".into())]));
    }
    let name = file_name(&list.title(&asked), asked.now(), params.format);
    Ok(Done::file(name, params.format.media(), bytes, &[("n", n.to_string())]))
}

/// "ho-so-tre-han-20260309-0814.xlsx": the list's name in letters every disk takes, and the moment it was read.
pub fn file_name(title: &str, at: DateTime, format: Format) -> String {
    let words = kernel::fold(title);
    let words: Vec<&str> = words.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut name = String::new();
    for word in words {
        if name.len() + word.len() > NAME_LETTERS {
            break;
        }
        if !name.is_empty() {
            name.push('-');
        }
        name.push_str(word);
    }
    format!("{name}-{}.{}", at.strftime("%Y%m%d-%H%M"), format.code())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_says_which_list_it_is_and_of_when() {
        let at = jiff::civil::date(2026, 3, 9).at(8, 14, 0, 0);
        assert_eq!(file_name("Hồ sơ trễ hạn (Đà Nẵng)", at, Format::Xlsx), "ho-so-tre-han-da-nang-20260309-0814.xlsx");
        let long = file_name(&"rất dài ".repeat(40), at, Format::Csv);
        assert!(long.len() < 90 && long.ends_with("-rat-20260309-0814.csv"), "{long}");
    }

    #[test]
    fn a_whole_list_comes_in_pages_and_ends() {
        let rows = (0..2_500_i64).map(|n| [Cell::from(n)]);
        let mut sheet = Sheet::whole(Lang::Vi, [("job-refused-number", 8.0)], rows);
        let mut sizes = Vec::new();
        loop {
            let page = (sheet.more)().unwrap();
            sizes.push(page.len());
            if page.is_empty() {
                break;
            }
        }
        assert_eq!((sheet.total, sizes), (Some(2_500), vec![1_000, 1_000, 500, 0]));
    }
}
