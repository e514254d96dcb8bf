//! What can be typed. Names of commands and options are English words; every sentence about them is the locale's.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use jiff::civil::{Date, DateTime};
use kernel::Lang;

use super::words;

#[derive(Debug, Parser)]
#[command(
    name = "motcua",
    version,
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true
)]
#[command(subcommand_required = true, arg_required_else_help = true)]
struct CommandLine {
    #[command(flatten)]
    shared: Shared,
    #[command(subcommand)]
    act: Act,
}

/// What every command understands.
#[derive(Debug, Clone, Args)]
pub struct Shared {
    #[arg(long, global = true, value_name = "vi|en", value_parser = ["vi", "en"], hide_possible_values = true)]
    pub lang: Option<String>,
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum Act {
    Serve(Serve),
    Demo(Demo),
    #[command(subcommand)]
    Import(Import),
    Due(Due),
    Parse(Parse),
    Check(Check),
    Backup(Backup),
    Restore(Restore),
    #[command(subcommand)]
    User(User),
    #[command(subcommand)]
    Unit(Unit),
    #[command(subcommand)]
    Role(Role),
    #[command(subcommand)]
    Calendar(CalendarAct),
    #[command(subcommand)]
    Process(ProcessAct),
    #[command(subcommand)]
    Config(ConfigAct),
    #[command(subcommand)]
    Simulate(Simulate),
    Bench(crate::bench::Args),
}

#[derive(Debug, Args)]
pub struct Serve {
    #[arg(long, value_name = "ADDR:PORT")]
    pub listen: Option<String>,
    #[arg(long)]
    pub log_json: bool,
}

#[derive(Debug, Args)]
pub struct Demo {
    #[arg(long, value_name = "ADDR:PORT")]
    pub listen: Option<String>,
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    #[arg(long)]
    pub fresh: bool,
    #[arg(long, default_value_t = 300, value_name = "N", hide_default_value = true)]
    pub dossiers: usize,
    #[arg(long)]
    pub no_serve: bool,
    /// The moment up to which the sample officers have worked; for tests.
    #[arg(long, hide = true)]
    pub at: Option<DateTime>,
    #[arg(long)]
    pub log_json: bool,
}

#[derive(Debug, Subcommand)]
pub enum Simulate {
    Floor(SimulateFloor),
    Sms(SimulateSms),
}

#[derive(Debug, Args)]
pub struct SimulateFloor {
    #[arg(long, value_name = "KEY")]
    pub centre: Option<String>,
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    #[arg(long, default_value_t = 300, value_name = "N", hide_default_value = true)]
    pub visitors: u64,
    #[arg(long, default_value_t = 60.0, value_name = "N", hide_default_value = true)]
    pub speed: f64,
    #[arg(long, value_name = "N")]
    pub minutes: Option<u64>,
    #[arg(long, value_name = "N")]
    pub counters: Option<usize>,
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
}

#[derive(Debug, Args)]
pub struct SimulateSms {
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8390", hide_default_value = true)]
    pub listen: String,
    #[arg(long, default_value_t = 0, value_name = "MS", hide_default_value = true)]
    pub slow: u64,
    #[arg(long, default_value_t = 0.0, value_name = "0–1", hide_default_value = true)]
    pub down: f64,
    #[arg(long, default_value_t = 0.0, value_name = "0–1", hide_default_value = true)]
    pub twice: f64,
    #[arg(long, default_value_t = 0.0, value_name = "0–1", hide_default_value = true)]
    pub wrong: f64,
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
}

#[derive(Debug, Subcommand)]
pub enum Import {
    Procedures(ImportProcedures),
    Office(FromFile),
    Processes(FromFile),
    Dossiers(ImportTable),
    Units(ImportTable),
    Officers(ImportTable),
    Areas(ImportAreas),
}

#[derive(Debug, Args)]
pub struct ImportAreas {
    pub folder: PathBuf,
    #[arg(long, value_name = "YYYY-MM-DD", default_value = "2025-07-01", hide_default_value = true)]
    pub on: Date,
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct ImportTable {
    pub file: PathBuf,
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct ImportProcedures {
    pub folder: PathBuf,
    #[arg(long)]
    pub dry_run: bool,
    #[arg(long)]
    pub lenient: bool,
    #[arg(long)]
    pub repeal_missing: bool,
    #[arg(long, value_name = "FILE.json")]
    pub report: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct FromFile {
    pub file: PathBuf,
}

#[derive(Debug, Args)]
pub struct Due {
    #[arg(long, value_name = "YYYY-MM-DDTHH:MM")]
    pub from: String,
    #[arg(long)]
    pub limit: String,
    #[arg(long, num_args = 1.., value_name = "FROM..UNTIL")]
    pub pause: Vec<String>,
    #[arg(long, value_name = "DATE")]
    pub restart: Option<String>,
    #[arg(long, value_name = "end-of-shift|same-time", value_parser = ["end-of-shift", "same-time"], hide_possible_values = true)]
    pub policy: Option<String>,
    #[arg(long)]
    pub explain: bool,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Parse {
    #[arg(value_name = "code|id|tax|procedure|result", value_parser = law::check::ParseKind::NAMES, hide_possible_values = true)]
    pub kind: String,
    pub value: String,
    #[arg(long, value_name = "male|female", value_parser = ["male", "female"], hide_possible_values = true)]
    pub sex: Option<String>,
    #[arg(long, value_name = "YEAR")]
    pub birth_year: Option<i16>,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Check {
    #[arg(long)]
    pub deep: bool,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Backup {
    pub folder: PathBuf,
}

#[derive(Debug, Args)]
pub struct Restore {
    pub folder: PathBuf,
}

#[derive(Debug, Subcommand)]
pub enum User {
    List(UserList),
    Add(UserAdd),
    Disable(UserNamed),
    Enable(UserNamed),
    Password(UserPassword),
    Grant(UserGrant),
    Token(UserToken),
}

#[derive(Debug, Args)]
pub struct UserList {
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct UserNamed {
    pub login: String,
}

#[derive(Debug, Args)]
pub struct UserAdd {
    pub login: String,
    #[arg(long)]
    pub name: String,
    #[arg(long, value_name = "KEY")]
    pub unit: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub title: String,
    #[arg(long, value_name = "ROLE")]
    pub role: Vec<String>,
    #[arg(long)]
    pub password_stdin: bool,
}

#[derive(Debug, Args)]
pub struct UserPassword {
    pub login: String,
    #[arg(long)]
    pub password_stdin: bool,
}

#[derive(Debug, Args)]
pub struct UserGrant {
    pub login: String,
    pub role: String,
    #[arg(long, value_name = "KEY")]
    pub unit: Vec<String>,
    #[arg(long)]
    pub field: Vec<String>,
    #[arg(long, value_name = "CODE")]
    pub procedure: Vec<String>,
    #[arg(long)]
    pub act: Vec<String>,
    #[arg(long, value_name = "DATE")]
    pub from: Option<Date>,
    #[arg(long, value_name = "DATE")]
    pub until: Option<Date>,
}

#[derive(Debug, Args)]
pub struct UserToken {
    pub login: String,
    #[arg(long)]
    pub name: String,
    #[arg(long, required = true)]
    pub act: Vec<String>,
    #[arg(long, default_value_t = 30)]
    pub days: i64,
}

#[derive(Debug, Subcommand)]
pub enum Unit {
    List(UserList),
    Add(UnitAdd),
}

#[derive(Debug, Args)]
pub struct UnitAdd {
    pub key: String,
    #[arg(long)]
    pub name: String,
    #[arg(long)]
    pub kind: String,
    #[arg(long, value_name = "KEY")]
    pub parent: Option<String>,
    #[arg(long)]
    pub code: Option<String>,
    #[arg(long)]
    pub area: Option<String>,
    #[arg(long)]
    pub intake: bool,
    #[arg(long)]
    pub resolves: bool,
    #[arg(long)]
    pub address: Option<String>,
    #[arg(long, value_name = "DATE")]
    pub from: Option<Date>,
}

#[derive(Debug, Subcommand)]
pub enum Role {
    List(UserList),
}

#[derive(Debug, Subcommand)]
pub enum CalendarAct {
    Show(CalendarShow),
    SetDay(SetDay),
}

#[derive(Debug, Args)]
pub struct CalendarShow {
    #[arg(long, value_name = "KEY")]
    pub unit: Option<String>,
    #[arg(long)]
    pub year: Option<i16>,
}

#[derive(Debug, Args)]
pub struct SetDay {
    pub date: Date,
    #[arg(value_name = "off|work", value_parser = ["off", "work"], hide_possible_values = true)]
    pub how: String,
    #[arg(long)]
    pub name: String,
    #[arg(long)]
    pub source: String,
    #[arg(long, value_name = "KEY")]
    pub unit: Option<String>,
    #[arg(long, value_name = "DATE")]
    pub instead_of: Option<Date>,
}

#[derive(Debug, Subcommand)]
pub enum ProcessAct {
    Check(FromFile),
    Import(FromFile),
}

#[derive(Debug, Subcommand)]
pub enum ConfigAct {
    Show,
    Path,
    Check,
}

/// What was asked, in which language.
pub struct Asked {
    pub lang: Lang,
    pub shared: Shared,
    pub act: Act,
}

/// Reads the arguments. Help and mistakes are printed here; then the answer is the exit code.
pub fn parse(args: Vec<OsString>) -> Result<Asked, u8> {
    let lang = words::language(&args);
    let command = words::in_language(CommandLine::command(), lang);
    let read = command.try_get_matches_from(args).and_then(|matches| CommandLine::from_arg_matches(&matches));
    match read {
        Ok(line) => Ok(Asked { lang, shared: line.shared, act: line.act }),
        Err(error) => Err(words::tell(&error, lang)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed_and_every_word_of_it_is_in_both_languages() {
        CommandLine::command().debug_assert();
        for lang in Lang::ALL {
            let missing = words::missing(&CommandLine::command(), lang);
            assert!(missing.is_empty(), "{lang:?} lacks {missing:#?}");
        }
    }
}
