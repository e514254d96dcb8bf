//! `motcua bench`: measures and prints.

use super::{DONE, Ended};

pub(super) fn run(args: &crate::bench::Args) -> Ended {
    let report = crate::bench::run(args)?;
    match args.json {
        true => answer!("{}", serde_json::to_string(&report)?),
        false => answer!("{}", report.table()),
    }
    Ok(DONE)
}
