//! A list as a spreadsheet: a hundred thousand lines of the province's dossiers, and how much memory that took.

use std::time::Instant;

use job::Asked;
use job::sheet::Format;
use kernel::{Clock, Error, Lang, Result};
use web::Fields;

use super::Args;
use super::plant::{self, Planted};
use super::report::Report;
use crate::app::App;

/// Lines of the spreadsheet.
const LINES: i64 = 100_000;

pub fn measure(args: &Args, planted: &Planted, report: &mut Report) -> Result<()> {
    if !args.only.is_empty() && !args.only.iter().any(|only| only == "exports") {
        return Ok(());
    }
    let app = App::open(plant::config(args), Clock::System)?;
    let runtime = tokio::runtime::Runtime::new().map_err(|e| Error::fault("runtime", e))?;
    let by = runtime.block_on(app.sessions.officer_of_token(&planted.supervisor, app.clock.now()))?;
    let by = by.ok_or_else(|| Error::fault("bench", "the supervisor's token is not known"))?;
    let query = Fields::parse("pile=all&cols=procedure.stage.holder.receiving.deciding.due.accepted.changed");
    let list = app.jobs.lists().iter().find(|list| list.key == "dossiers");
    let list = list.ok_or_else(|| Error::fault("bench", "the list of dossiers is not there"))?;
    for format in Format::ALL {
        let before = Memory::now();
        let asked = Asked { by: &by, lang: Lang::Vi, query: &query, now_ms: app.clock.now_ms() };
        let (begun, mut most) = (Instant::now(), before);
        let (bytes, lines) = list.write(&asked, format, LINES, &mut |_, _| {
            most = most.or_more();
            Ok(())
        })?;
        let (seconds, most) = (begun.elapsed().as_secs_f64(), most.or_more());
        let word = format.code().to_uppercase();
        report.number(&format!("export of {lines} lines to {word}"), seconds, "s", "≤ 10");
        let name = format!("memory it took, a file of {:.1} MB", bytes.len() as f64 / (1 << 20) as f64);
        report.number(&name, most.own - before.own, "MB", "< 200");
        // SQLite maps its file: what was read counts as resident, belongs to the system's cache and is given back first.
        report.number("resident, pages of the database among it", most.resident - before.resident, "MB", "");
    }
    Ok(())
}

/// What this process holds in MB, as the kernel counts it; nothing where it does not tell.
#[derive(Clone, Copy)]
struct Memory {
    /// What no file backs.
    own: f64,
    resident: f64,
}

impl Memory {
    fn now() -> Memory {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let told = |what: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(what));
            let kb = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
            kb.unwrap_or(0.0) / 1024.0
        };
        Memory { own: told("RssAnon:"), resident: told("VmRSS:") }
    }

    /// The most of then and now.
    fn or_more(self) -> Memory {
        let now = Memory::now();
        Memory { own: self.own.max(now.own), resident: self.resident.max(now.resident) }
    }
}
