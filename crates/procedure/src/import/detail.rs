//! The long texts of a procedure (order of acts, conditions), one JSON object per line.
//!
//! Reads a line at a time and keeps only the fields it needs: the file is tens of megabytes.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde::Deserialize;

use super::Reading;
use crate::finding::{Finding, FindingKind};

const FILE: &str = "procedures_detail.jsonl";

#[derive(Deserialize)]
struct Line {
    code: String,
    #[serde(default)]
    steps: String,
    #[serde(default)]
    conditions: String,
}

pub(super) fn read(folder: &Path, reading: &mut Reading) {
    let Ok(opened) = File::open(folder.join(FILE)) else {
        reading.note(Finding::new(FindingKind::FileMissing).seen_in(FILE, 0));
        return;
    };
    let mut lines = BufReader::with_capacity(1 << 18, opened);
    let (mut bytes, mut number, mut seen) = (Vec::new(), 0, HashSet::new());
    loop {
        bytes.clear();
        match lines.read_until(b'\n', &mut bytes) {
            Ok(0) => break,
            Ok(_) => number += 1,
            Err(_) => {
                reading.note(Finding::new(FindingKind::FileUnreadable).seen_in(FILE, number + 1));
                break;
            }
        }
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        if let Err(finding) = take(&bytes, reading, &mut seen) {
            reading.note(finding.seen_in(FILE, number));
            reading.report.dropped_rows += 1;
        }
    }
    reading.report.rows.insert(FILE.into(), number);
}

fn take(bytes: &[u8], reading: &mut Reading, seen: &mut HashSet<String>) -> Result<(), Finding> {
    let line: Line = serde_json::from_slice(bytes).map_err(|error| {
        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]).into_owned();
        Finding::new(FindingKind::BadJson).reading(&format!("{}", error.column()), &start)
    })?;
    let about = |kind| Finding::new(kind).reading("code", &line.code).about(&line.code);
    let Some(place) = reading.by_code.get(&line.code).copied() else {
        if reading.broken.contains(&line.code) {
            reading.report.dropped_rows += 1;
            return Ok(());
        }
        return Err(about(FindingKind::UnknownProcedure));
    };
    if !seen.insert(line.code.clone()) {
        return Err(about(FindingKind::Duplicate));
    }
    let version = &mut reading.versions[place];
    version.steps = line.steps;
    version.conditions = line.conditions;
    Ok(())
}
