//! `motcua bench`: measures and prints.

use super::{DONE, Ended};

pub(super) fn run(args: &crate::bench::Args) -> Ended {
    let report = crate::bench::run(args)?;
    match args.json {
        true => println!("{}", serde_json::to_string(&report)?),
        false => println!("{}", report.table()),
    }
    Ok(DONE)
}
