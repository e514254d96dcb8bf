//! The command line: text in, one library call, text out. No rule is decided here, and no sentence is written here.

/// Prints a line of the answer. Whoever reads it may stop reading (`| head`): that is no failure of the command.
macro_rules! answer {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout().lock(), $($words)*);
    }};
}

mod args;
mod bench;
mod check;
mod config;
mod copy;
mod demo;
mod due;
mod import;
mod office;
mod process;
mod serve;
mod simulate;
mod user;
mod words;

use std::ffi::OsString;
use std::io::IsTerminal;

use ::office::{Act as Duty, Admin, Permit};
use indicatif::{ProgressBar, ProgressStyle};
use kernel::{Clock, Error, Lang};

use crate::App;
use args::{Act, Shared};

/// Done.
const DONE: u8 = 0;
/// Something is wrong, or it did not work.
const FAILED: u8 = 1;
/// The input cannot be used.
const BAD_INPUT: u8 = 2;

/// Runs one command and answers the exit code: 0 done, 1 failed or something found, 2 input that cannot be used.
pub fn run(args: Vec<OsString>) -> u8 {
    match args::parse(args) {
        Ok(asked) => act(asked),
        Err(code) => code,
    }
}

/// How a command ended.
type Ended = anyhow::Result<u8>;

fn act(asked: args::Asked) -> u8 {
    let (lang, shared) = (asked.lang, &asked.shared);
    let ended = match asked.act {
        Act::Serve(args) => serve::run(&args, shared, lang),
        Act::Demo(args) => demo::run(&args, shared, lang),
        Act::Import(what) => import::run(&what, shared, lang),
        Act::Due(args) => due::due(&args, lang),
        Act::Parse(args) => due::parse(&args, lang),
        Act::Check(args) => check::run(&args, shared, lang),
        Act::Backup(args) => copy::backup(&args, shared, lang),
        Act::Restore(args) => copy::restore(&args, shared, lang),
        Act::User(what) => user::run(&what, shared, lang),
        Act::Unit(what) => office::unit(&what, shared, lang),
        Act::Role(what) => office::role(&what, shared, lang),
        Act::Calendar(what) => office::calendar(&what, shared, lang),
        Act::Process(what) => process::run(&what, shared, lang),
        Act::Config(what) => config::run(&what, shared, lang),
        Act::Simulate(what) => simulate::run(&what, shared, lang),
        Act::Bench(args) => bench::run(&args),
    };
    ended.unwrap_or_else(|error| {
        eprintln!("{}", sentence(&error, lang));
        match error.downcast_ref::<Error>() {
            Some(Error::Refused(_) | Error::Absent(_)) => BAD_INPUT,
            _ => FAILED,
        }
    })
}

/// What went wrong, in words.
fn sentence(error: &anyhow::Error, lang: Lang) -> String {
    match error.downcast_ref::<Error>() {
        Some(Error::Refused(refusal)) => web::refusal_text(lang, refusal),
        Some(Error::Absent(what)) => say(lang, "motcua-absent", &[("what", what)]),
        Some(Error::Fault(_) | Error::Inconsistent(_) | Error::Stale { .. }) | None => {
            say(lang, "motcua-failed", &[("cause", &format!("{error:#}"))])
        }
    }
}

fn say(lang: Lang, key: &str, facts: &[(&str, &str)]) -> String {
    lang.say_with(key, facts).into_owned()
}

/// The house, opened for one command.
fn open(shared: &Shared) -> anyhow::Result<App> {
    Ok(App::open(serve::settings(shared)?, Clock::System)?)
}

/// The administrator of the command line: whoever may read the database file may change the office.
fn admin(app: &App) -> anyhow::Result<Admin> {
    Ok(Admin::new(Permit::for_chore(Duty::Administer, "cli"), app.ids.clone(), app.clock.now_ms())?)
}

/// A bar on a terminal; silence elsewhere.
fn bar(lang: Lang, key: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{msg:<28} {wide_bar} {human_pos}/{human_len} {eta}") {
        bar.set_style(style);
    }
    bar.set_message(lang.say(key).into_owned());
    bar
}

/// Tells a bar (done, all).
fn on(bar: &ProgressBar) -> impl FnMut(u64, u64) + Send + 'static {
    let bar = bar.clone();
    move |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    }
}

/// Rows as columns, two spaces between; the last column is as long as it likes.
fn columns(rows: &[Vec<String>]) -> String {
    let wide =
        |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..width).map(wide).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().enumerate().map(|(at, cell)| match at + 1 == row.len() {
            true => cell.clone(),
            false => format!("{cell:wide$}", wide = widths[at]),
        });
        cells.collect::<Vec<_>>().join("  ")
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}
