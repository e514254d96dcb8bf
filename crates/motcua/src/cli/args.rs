//! What can be typed. Names of commands and options are English words; every sentence about them is the locale's.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use kernel::Lang;

#[derive(Debug, Parser)]
#[command(name = "motcua", version, disable_help_subcommand = true)]
struct CommandLine {
    #[command(flatten)]
    shared: Shared,
    #[command(subcommand)]
    act: Act,
}

/// What every command understands.
#[derive(Debug, Clone, Args)]
pub struct Shared {
    #[arg(long, global = true, value_name = "vi|en")]
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
    #[arg(long)]
    pub seed: Option<u64>,
    #[arg(long)]
    pub fresh: bool,
    #[arg(long, default_value_t = 300, value_name = "N")]
    pub dossiers: usize,
    #[arg(long)]
    pub no_serve: bool,
    #[arg(long, hide = true)]
    pub at: Option<jiff::civil::DateTime>,
    #[arg(long)]
    pub log_json: bool,
}

/// What was asked, in which language.
pub struct Asked {
    pub lang: Lang,
    pub shared: Shared,
    pub act: Act,
}

pub fn parse(args: Vec<OsString>) -> Result<Asked, u8> {
    let lang = Lang::Vi;
    match CommandLine::try_parse_from(args) {
        Ok(line) => Ok(Asked { lang, shared: line.shared, act: line.act }),
        Err(error) => {
            let _ = error.print();
            Err(error.exit_code() as u8)
        }
    }
}
