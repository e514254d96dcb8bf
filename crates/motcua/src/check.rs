//! Whether a whole office can be true: every dossier's tables, the seals of the days, the files, the messages, the
//! processes. It changes nothing.

use std::collections::BTreeSet;

use dossier::check as tables;
use kernel::{DossierId, Result};
use procedure::process;
use serde::Serialize;
use store::blob::BlobHash;
use store::{EngineKind, Tx, ledger};

use crate::App;
use crate::keepers::{KEEPERS, Named};

/// A message that waits longer than this, or was tried oftener, is stuck.
const STUCK_AFTER_MS: i64 = 24 * 3_600_000;
const STUCK_TRIES: i64 = 20;
/// Dossiers read in one go.
const PAGE: i64 = 500;

/// One thing that is wrong, and where. `motcua-check-{word}` is its sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Dossier code or id, day, process, table.
    pub place: String,
    pub word: String,
    pub facts: Vec<(String, String)>,
    /// Worth knowing, not wrong.
    pub note: bool,
}

/// What was looked at, and what was found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    pub dossiers: u64,
    pub events: u64,
    pub days: u64,
    pub files: u64,
    pub processes: u64,
    /// Days of halls, lived again from their events.
    pub halls: u64,
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether nothing is wrong; notes do not count.
    pub fn is_clean(&self) -> bool {
        self.findings.iter().all(|finding| finding.note)
    }

    fn note(&mut self, place: impl Into<String>, word: &str, facts: &[(&str, String)]) {
        let facts = facts.iter().map(|(name, value)| ((*name).to_string(), value.clone())).collect();
        self.findings.push(Finding { place: place.into(), word: word.into(), facts, note: false });
    }
}

impl Finding {
    /// The sentence, with its place first.
    pub fn line_in(&self, lang: kernel::Lang) -> String {
        let facts: Vec<(&str, &str)> = self.facts.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        format!("{}: {}", self.place, lang.say_with(&format!("motcua-check-{}", self.word), &facts))
    }
}

/// Looks at everything (blocks). `deep` reads every file through and compares it with its name. `progress` is told
/// (done, all).
///
/// Errors: only when the tables cannot be read at all.
pub fn run(app: &App, deep: bool, progress: &mut dyn FnMut(u64, u64)) -> Result<Report> {
    let mut report = Report::default();
    dossiers(app, &mut report, progress)?;
    ledger_rows(app, &mut report)?;
    seals(app, &mut report)?;
    files(app, deep, &mut report)?;
    processes(app, &mut report)?;
    papers(app, &mut report)?;
    talks(app, &mut report)?;
    books(app, &mut report)?;
    halls(app, &mut report)?;
    Ok(report)
}

fn dossiers(app: &App, report: &mut Report, progress: &mut dyn FnMut(u64, u64)) -> Result<()> {
    let all = app.store.read_blocking(|tx| tx.count("SELECT COUNT(*) FROM dossier", &[]))? as u64;
    let mut after = 0;
    loop {
        let (catalogue, directory) = (app.catalogue.clone(), app.sessions.directory());
        let page = app.store.read_blocking(move |tx| {
            let page = tables::list_tables_after(tx, after, PAGE)?;
            let mut out = Vec::with_capacity(page.len());
            for one in &page {
                out.push((one.id(), one.events.len() as u64, tables::check_tables(tx, one, &catalogue, &directory)?));
            }
            Ok(out)
        })?;
        let Some((last, ..)) = page.last() else { return Ok(()) };
        after = last.0;
        for (id, events, found) in page {
            report.dossiers += 1;
            report.events += events;
            if !found.is_empty() {
                report.findings.extend(look_again(app, id)?);
            }
        }
        progress(report.dossiers, all);
    }
}

/// A dossier that an act changed between two reads looks broken and is not: a second look, alone with it, decides.
fn look_again(app: &App, id: DossierId) -> Result<Vec<Finding>> {
    let (catalogue, directory) = (app.catalogue.clone(), app.sessions.directory());
    let found = app.store.act_blocking(move |tx| {
        if tx.kind() == EngineKind::Postgres {
            tx.find("SELECT id FROM dossier WHERE id = ?1 FOR UPDATE", &[id.0.into()])?;
        }
        tables::check_one(tx, id, &catalogue, &directory)
    })?;
    Ok(found
        .into_iter()
        .map(|one| Finding {
            place: one.code.unwrap_or_else(|| one.dossier.to_string()),
            word: one.word.into(),
            facts: one.facts.into_iter().map(|(name, value)| (name.into(), value)).collect(),
            note: one.note,
        })
        .collect())
}

/// Rows that belong to no dossier, codes given twice, messages that do not go out.
fn ledger_rows(app: &App, report: &mut Report) -> Result<()> {
    let now_ms = app.clock.now_ms();
    let (orphans, twice, stuck) = app.store.read_blocking(move |tx| {
        let mut orphans = Vec::new();
        for table in ["event", "deadline", "dossier_component", "dossier_file", "dossier_notice"] {
            let sql = format!(
                "SELECT COUNT(*) FROM {table} t WHERE NOT EXISTS (SELECT 1 FROM dossier d WHERE d.id = t.dossier_id)"
            );
            orphans.push((table, tx.count(&sql, &[])?));
        }
        let twice = tx.query(
            "SELECT code FROM dossier WHERE code IS NOT NULL GROUP BY code HAVING COUNT(*) > 1 LIMIT 100",
            &[],
        )?;
        let twice = twice.iter().map(|row| row.text(0).map(str::to_string)).collect::<Result<Vec<_>>>()?;
        Ok((orphans, twice, stuck_messages(tx, now_ms)?))
    })?;
    for (table, n) in orphans.into_iter().filter(|(_, n)| *n > 0) {
        report.note(table, "orphans", &[("n", n.to_string())]);
    }
    for code in twice {
        report.note(code, "code-twice", &[]);
    }
    if stuck > 0 {
        report.note("outbox", "messages-stuck", &[("n", stuck.to_string())]);
    }
    Ok(())
}

fn stuck_messages(tx: &mut Tx<'_>, now_ms: i64) -> Result<i64> {
    let sql =
        "SELECT COUNT(*) FROM outbox WHERE done_ms IS NULL AND attempts > 0 AND (attempts > ?1 OR created_ms < ?2)";
    tx.count(sql, &[STUCK_TRIES.into(), (now_ms - STUCK_AFTER_MS).into()])
}

/// Each day's seal against its events, and against the seal of the day before.
fn seals(app: &App, report: &mut Report) -> Result<()> {
    let seals = app.store.read_blocking(ledger::list_seals)?;
    let mut previous = ledger::GENESIS.to_vec();
    let mut expected = seals.first().map(|(day, ..)| *day);
    for (day, events, hash) in seals {
        report.days += 1;
        let place = kernel::time::civil_ms(day * 86_400_000).date().to_string();
        if expected != Some(day) {
            report.note(place.clone(), "seal-gap", &[]);
        }
        let before = previous.clone();
        let seal = app.store.read_blocking(move |tx| dossier::chores::seal_of(tx, day, &before))?;
        if seal.events != events {
            report.note(place, "seal-events", &[("sealed", events.to_string()), ("stands", seal.events.to_string())]);
        } else if seal.hash()[..] != hash[..] {
            report.note(place, "seal-hash", &[]);
        }
        previous = hash;
        expected = Some(day + 1);
    }
    Ok(())
}

/// Every file that a row names must stand in the blob store; `deep` reads it through.
fn files(app: &App, deep: bool, report: &mut Report) -> Result<()> {
    let mut seen = BTreeSet::new();
    for page_of in KEEPERS {
        let mut after = 0;
        loop {
            let page = app.store.read_blocking(move |tx| page_of(tx, after, PAGE))?;
            let Some(last) = page.last() else { break };
            after = last.row;
            report.files += page.len() as u64;
            let mut named = Vec::new();
            for Named { place, blob, .. } in page {
                if !seen.insert(blob.clone()) {
                    continue;
                }
                match blob.parse::<BlobHash>() {
                    Ok(hash) => named.push((place, hash)),
                    Err(_) => report.note(place, "file-name", &[("blob", blob)]),
                }
            }
            for (place, hash, word) in broken_files(app, named, deep)? {
                report.note(place, word, &[("blob", hash.to_string())]);
            }
        }
    }
    Ok(())
}

/// Of these files, those that are not there or not what they were.
fn broken_files(
    app: &App,
    named: Vec<(String, BlobHash)>,
    deep: bool,
) -> Result<Vec<(String, BlobHash, &'static str)>> {
    let blobs = app.blobs.clone();
    crate::demo::blocking(async move {
        let mut broken = Vec::new();
        for (place, hash) in named {
            if !blobs.exists(hash).await? {
                broken.push((place, hash, "file-missing"));
            } else if deep && blobs.get(hash).await.is_err() {
                broken.push((place, hash, "file-damaged"));
            }
        }
        Ok(broken)
    })
}

/// Every paper has one holder, its log says which, and bags agree with their lists.
fn papers(app: &App, report: &mut Report) -> Result<()> {
    let mut after = 0;
    while let Some((last, found)) = app.store.read_blocking(move |tx| custody::check::look_on(tx, after, PAGE))? {
        after = last;
        found.into_iter().for_each(|one| report.note(one.place, one.word, &one.facts));
    }
    let found = app.store.read_blocking(custody::check::look_at_bags)?;
    found.into_iter().for_each(|one| report.note(one.place, one.word, &one.facts));
    Ok(())
}

/// No talk or meeting that is over holds anybody's time.
fn talks(app: &App, report: &mut Report) -> Result<()> {
    let now_ms = app.clock.now_ms();
    let idle = app.store.read_blocking(move |tx| talk::store::count_idle_holds(tx, now_ms))?;
    if idle > 0 {
        report.note("talk_hold", "talk-idle", &[("n", idle.to_string())]);
    }
    Ok(())
}

/// Locked books: their hashes, their addenda, and no line that changed unseen.
fn books(app: &App, report: &mut Report) -> Result<()> {
    use supervision::lock::{Wrong, check_books};
    let directory = app.sessions.directory();
    for fault in app.store.read_blocking(check_books)? {
        let place = format!("{} {}", directory.unit_name(fault.unit), fault.year);
        match fault.what {
            Wrong::Hash => report.note(place, "book-hash", &[]),
            Wrong::Chain => report.note(place, "book-chain", &[]),
            Wrong::Addendum(nth) => report.note(place, "book-addendum", &[("nth", nth.to_string())]),
            Wrong::Silent(number) => report.note(place, "book-silent", &[("number", number.to_string())]),
        }
    }
    Ok(())
}

/// Processes that stand: somebody signs, and the steps fit into the published limit.
fn processes(app: &App, report: &mut Report) -> Result<()> {
    let directory = app.sessions.directory();
    let knows = |code: &str| directory.units().iter().any(|unit| unit.code.as_deref() == Some(code));
    let mut seen = BTreeSet::new();
    for version in app.catalogue.versions() {
        let Some((id, process)) = app.catalogue.process_for(&version.code) else { continue };
        if !seen.insert(id) {
            continue;
        }
        report.processes += 1;
        let published = process.procedure.as_ref().and_then(|_| version.limit(procedure::Channel::Counter, None));
        for fault in process::check(&process, published, knows) {
            let place = format!("{} ({})", process.name, process.procedure.as_deref().unwrap_or("*"));
            report.note(place, "process", &[("fault", fault.line_in(kernel::Lang::Vi))]);
        }
    }
    Ok(())
}

/// Each day of each hall, one in memory at a time: its rows must follow from its events.
fn halls(app: &App, report: &mut Report) -> Result<()> {
    let directory = app.sessions.directory();
    let mut after = None;
    loop {
        let days = app.store.read_blocking(move |tx| floor::store::list_halls_after(tx, after, PAGE))?;
        let Some(last) = days.last() else { break };
        after = Some(*last);
        for hall in days {
            report.halls += 1;
            let mut look = app.store.read_blocking(move |tx| floor::check::look_at(tx, hall))?;
            if !look.findings.is_empty() {
                // An act between two reads looks like damage: alone with the day, it decides.
                look = app.store.act_blocking(move |tx| {
                    floor::store::lock_day(tx, hall)?;
                    floor::check::look_at(tx, hall)
                })?;
            }
            report.events += look.events;
            for one in look.findings {
                let day = format!("{} {}", directory.unit_name(hall.centre), kernel::time::dmy(hall.day));
                let place = one.number.map_or_else(|| day.clone(), |number| format!("{day} {number}"));
                report.note(place, one.word, &one.facts);
            }
        }
    }
    for (table, n) in app.store.read_blocking(floor::store::count_strays)? {
        report.note(table, "hall-strays", &[("n", n.to_string())]);
    }
    Ok(())
}
