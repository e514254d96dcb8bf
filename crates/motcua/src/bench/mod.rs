//! `motcua bench`: the numbers, measured on this machine next to the machine's own limits of the same run.
//!
//! It plants a large office, starts this very binary as a server and asks it over HTTP. It is never part of a test:
//! a slow neighbour must not turn a build red.

mod client;
mod exports;
mod floor;
mod limits;
mod lives;
mod load;
mod plant;
mod queue;
mod report;
mod sweeps;

use std::path::PathBuf;

use kernel::Result;

pub use report::Report;

/// What to measure, and on what.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// `sqlite` or `postgres`.
    #[arg(long, default_value = "sqlite")]
    pub engine: String,
    /// The empty PostgreSQL database to fill.
    #[arg(long, env = "MOTCUA_BENCH_PG")]
    pub database_url: Option<String>,
    /// A folder for the database and the scans; made when absent.
    #[arg(long, default_value = "bench-data")]
    pub data: PathBuf,
    #[arg(long, default_value_t = 1_000_000)]
    pub dossiers: u64,
    /// Same seed, same office.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    #[arg(long, default_value_t = 16)]
    pub connections: usize,
    /// Seconds per measurement.
    #[arg(long, default_value_t = 10)]
    pub seconds: u64,
    /// The national catalogue's folder; the sample catalogue without it.
    #[arg(long)]
    pub catalogue: Option<PathBuf>,
    /// Only these measurements, by name.
    #[arg(long)]
    pub only: Vec<String>,
    /// One JSON object instead of the table.
    #[arg(long)]
    pub json: bool,
}

/// Plants (unless the folder was planted before), measures, reports.
///
/// Errors: a fault that names the step.
pub fn run(args: &Args) -> Result<Report> {
    let mut report = Report::default();
    limits::measure(args, &mut report)?;
    queue::measure(args, &mut report)?;
    floor::measure(args, &mut report)?;
    // The hall needs no million dossiers.
    const WITHOUT: [&str; 3] = ["limits", "queue", "floor"];
    if !args.only.is_empty() && args.only.iter().all(|name| WITHOUT.contains(&name.as_str())) {
        return Ok(report);
    }
    let planted = plant::office(args, &mut report)?;
    load::measure(args, &planted, &mut report)?;
    sweeps::measure(args, &planted, &mut report)?;
    exports::measure(args, &planted, &mut report)?;
    Ok(report)
}
