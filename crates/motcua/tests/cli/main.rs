//! The command line as people and scripts use it, and what it stands on: the sample office, checks, chores, copies.

mod chores;
mod copies;
mod imports;
mod law;
mod office;
mod sample;

use std::path::Path;
use std::process::{Command, Output};

use jiff::civil::DateTime;
use kernel::Clock;
use motcua::demo::{Amount, Planted};
use motcua::{App, Config};

/// Runs the built binary, away from the caller's own settings.
pub fn motcua(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_motcua"));
    command.args(args).env_remove("LANG").env_remove("MOTCUA_LANG").env("RUST_LOG", "off");
    command.current_dir(std::env::temp_dir()).output().expect("the binary runs")
}

pub fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no JSON: {} {}", out(output), err(output)))
}

/// Until when the sample officers of these tests have worked: a Friday afternoon.
pub fn friday() -> DateTime {
    "2026-11-20T16:00".parse().expect("a moment")
}

pub fn instant(at: DateTime) -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(kernel::time::instant_ms(at)).expect("a moment")
}

/// A house in a folder, its clock standing.
pub fn open(folder: &Path, database_url: Option<String>, at: DateTime) -> App {
    let config = Config { database_url, ..Config::default() }.in_folder(folder);
    App::open(config, Clock::set_at(instant(at))).expect("the house opens")
}

pub fn plant(app: &App, dossiers: usize) -> Planted {
    motcua::demo::plant_amount(app, 11, friday(), Amount { dossiers }, &mut |_, _| {}).expect("the sample office grows")
}

/// What is wrong, as lines.
pub fn findings(app: &App) -> Vec<String> {
    let report = motcua::check::run(app, true, &mut |_, _| {}).expect("the check reads");
    report.findings.iter().map(|finding| finding.line_in(kernel::Lang::En)).collect()
}

/// Tells a story in a SQLite house and, when `MOTCUA_TEST_PG` gives a server, in a PostgreSQL one.
pub fn on_both(story: impl Fn(&dyn Fn(&Path) -> App)) {
    story(&|folder| open(folder, None, friday()));
    postgres(|url| story(&|folder| open(folder, Some(url.into()), friday())));
}

/// With a PostgreSQL database of its own; left out without a server.
pub fn postgres(story: impl Fn(&str)) {
    store::testkit::with_postgres("cli", story);
}
