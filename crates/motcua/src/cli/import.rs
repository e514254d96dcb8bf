//! `motcua import`: the catalogue from its files, an office and its processes from theirs. All of it or nothing.

use kernel::{Lang, time};
use procedure::store::{ImportOptions, import};
use procedure::{Change, ReadOptions, diff, read};

use admin::imports::{By, Course, House, ImportKind};
use indicatif::ProgressBar;
use kernel::Result;
use store::{Store, Tx};

use super::args::{FromFile, Import, ImportAreas, ImportProcedures, ImportTable, Shared};
use super::{BAD_INPUT, DONE, Ended, FAILED, admin, bar, on, open, process, say};

/// Changes printed one by one.
const SHOWN: usize = 60;

pub(super) fn run(what: &Import, shared: &Shared, lang: Lang) -> Ended {
    match what {
        Import::Procedures(args) => procedures(args, shared, lang),
        Import::Office(args) => office(args, shared, lang),
        Import::Processes(args) => process::import(args, shared, lang),
        Import::Dossiers(args) => table(ImportKind::Dossiers, args, shared, lang),
        Import::Units(args) => table(ImportKind::Units, args, shared, lang),
        Import::Officers(args) => table(ImportKind::Officers, args, shared, lang),
        Import::Areas(args) => areas(args, shared, lang),
    }
}

fn procedures(args: &ImportProcedures, shared: &Shared, lang: Lang) -> Ended {
    if !args.folder.is_dir() {
        eprintln!("{}", say(lang, "motcua-import-no-folder", &[("folder", &args.folder.display().to_string())]));
        return Ok(BAD_INPUT);
    }
    let app = open(shared)?;
    let on_day = time::civil(app.clock.now()).date();
    let (versions, report) = read(&args.folder, ReadOptions { drop_broken: args.lenient, on: on_day });
    answer!("{}", report.text(lang));
    let standing = app.catalogue.versions();
    let changes = diff(standing.iter().map(|version| &**version), &versions);
    print_changes(&changes, lang);
    if let Some(path) = &args.report {
        let whole = serde_json::json!({ "report": report.json(), "changes": changes });
        std::fs::write(path, serde_json::to_vec_pretty(&whole)?)?;
    }
    if !report.importable() {
        eprintln!("{}", lang.say("motcua-import-nothing"));
        return Ok(FAILED);
    }
    if args.dry_run {
        answer!("{}", lang.say("motcua-import-dry"));
        return Ok(DONE);
    }
    let progress = bar(lang, "motcua-import-bar");
    let options = ImportOptions { repeal_missing: args.repeal_missing };
    let done = import(&app.store, app.ids.clone(), app.clock.now_ms(), &versions, &report, options, on(&progress))?;
    progress.finish_and_clear();
    record_default_process(&app)?;
    let facts = [
        ("added", done.added),
        ("changed", done.changed),
        ("same", done.same),
        ("missing", done.missing),
        ("repealed", done.repealed),
    ]
    .map(|(name, n)| (name, n.to_string()));
    let facts: Vec<(&str, &str)> = facts.iter().map(|(name, n)| (*name, n.as_str())).collect();
    answer!("{}", say(lang, "motcua-import-done", &facts));
    Ok(DONE)
}

/// A catalogue without any process could take nothing in.
fn record_default_process(app: &crate::App) -> anyhow::Result<()> {
    let (ids, now_ms) = (app.ids.clone(), app.clock.now_ms());
    let has_one = app.catalogue.process_for("").is_some();
    if !has_one {
        let process = procedure::process::default_process(None);
        app.store.act_blocking(move |tx| procedure::store::record_process(tx, &ids, now_ms, &process))?;
    }
    Ok(())
}

fn print_changes(changes: &[Change], lang: Lang) {
    let lines: Vec<String> = changes.iter().filter_map(|change| change.line_in(lang)).collect();
    for line in lines.iter().take(SHOWN) {
        answer!("{line}");
    }
    if lines.len() > SHOWN {
        answer!("{}", say(lang, "motcua-import-more", &[("n", &(lines.len() - SHOWN).to_string())]));
    }
}

/// Puts an office into an empty database; its officers get their passwords with `motcua user password`.
fn office(args: &FromFile, shared: &Shared, lang: Lang) -> Ended {
    let text = std::fs::read_to_string(&args.file)?;
    let plan = match office::Plan::parse(&text) {
        Ok(plan) => plan,
        Err(error) => {
            eprintln!(
                "{}",
                say(
                    lang,
                    "motcua-file-unreadable",
                    &[("file", &args.file.display().to_string()), ("cause", &error.to_string())]
                )
            );
            return Ok(BAD_INPUT);
        }
    };
    let found = plan.check();
    for finding in &found {
        let facts = [("place", finding.place.as_str()), ("word", finding.word), ("about", finding.about.as_str())];
        eprintln!("{}", say(lang, "motcua-import-office-finding", &facts));
    }
    if !found.is_empty() {
        return Ok(BAD_INPUT);
    }
    let app = open(shared)?;
    if app.store.read_blocking(office::setup::is_set_up)? {
        eprintln!("{}", lang.say("motcua-import-office-exists"));
        return Ok(BAD_INPUT);
    }
    let (units, officers) = (plan.units.len().to_string(), plan.officers.len().to_string());
    let admin = admin(&app)?;
    app.store.act_blocking(move |tx| plan.record(tx, &admin, &|_| None))?;
    record_default_process(&app)?;
    answer!("{}", say(lang, "motcua-import-office-done", &[("units", &units), ("officers", &officers)]));
    Ok(DONE)
}

/// A table on its way in, told on a terminal: refused rows on standard error, one line each.
struct Terminal {
    bar: ProgressBar,
    store: Store,
    lang: Lang,
}

impl Course for Terminal {
    fn total(&mut self, rows: usize) {
        self.bar.set_length(rows as u64);
    }
    fn refuse(&mut self, row: usize, reason: &str) {
        let row = say(self.lang, "admin-import-row", &[("row", &row.to_string())]);
        self.bar.suspend(|| eprintln!("{row}: {reason}"));
    }
    fn chunk(&mut self, done: usize, write: Option<Box<dyn FnMut(&mut Tx<'_>) -> Result<()> + Send>>) -> Result<()> {
        if let Some(mut write) = write {
            self.store.act_blocking(move |tx| write(tx))?;
        }
        self.bar.set_position(done as u64);
        Ok(())
    }
    fn from(&self) -> usize {
        0
    }
}

/// What another system held, from CSV or XLSX; rows that cannot be taken are named and left out.
fn table(kind: ImportKind, args: &ImportTable, shared: &Shared, lang: Lang) -> Ended {
    let bytes = match std::fs::read(&args.file) {
        Ok(bytes) => bytes,
        Err(cause) => {
            let facts = [("file", args.file.display().to_string()), ("cause", cause.to_string())];
            let facts: Vec<(&str, &str)> = facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
            eprintln!("{}", say(lang, "motcua-file-unreadable", &facts));
            return Ok(BAD_INPUT);
        }
    };
    let app = open(shared)?;
    let name = args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let import = admin::imports::Import { kind, name: &name, bytes: &bytes, trial: args.dry_run, lang };
    let mut course = Terminal { bar: bar(lang, "motcua-import-bar"), store: app.store.clone(), lang };
    let taken = admin::imports::take_over(&house(&app), &By::Operator, &import, &mut course);
    course.bar.finish_and_clear();
    let taken = match taken {
        Ok(taken) => taken,
        Err(kernel::Error::Refused(refusal)) => {
            eprintln!("{}", web::problem::refusal_text(lang, &refusal));
            return Ok(BAD_INPUT);
        }
        Err(other) => return Err(other.into()),
    };
    let key = if args.dry_run { "job-done-import-trial" } else { "job-done-import" };
    let (good, refused) = (taken.good.to_string(), taken.refused.to_string());
    answer!("{}", say(lang, key, &[("good", &good), ("refused", &refused)]));
    Ok(if taken.refused > 0 { FAILED } else { DONE })
}

/// What an import needs of an opened house.
pub(crate) fn house(app: &crate::App) -> House {
    House {
        store: app.store.clone(),
        catalogue: app.catalogue.clone(),
        sessions: app.sessions.clone(),
        ids: app.ids.clone(),
        clock: app.clock.clone(),
    }
}

/// Areas of before and after from the tables of the statistics office; a trial unless told otherwise.
fn areas(args: &ImportAreas, shared: &Shared, lang: Lang) -> Ended {
    if !args.folder.is_dir() {
        eprintln!("{}", say(lang, "motcua-import-no-folder", &[("folder", &args.folder.display().to_string())]));
        return Ok(BAD_INPUT);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&args.folder)? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if admin::areas::read::Part::of(&name).is_some() {
            files.push((name, std::fs::read(&path)?));
        }
    }
    files.sort();
    let plan = std::sync::Arc::new(admin::areas::parse(&files, args.on)?);
    for finding in &plan.findings {
        let words = say(lang, &format!("admin-area-finding-{}", finding.word), &[("about", &finding.about)]);
        let file = admin::areas::part_file(finding.table);
        answer!(
            "{}",
            say(
                lang,
                "motcua-import-areas-finding",
                &[("file", file), ("row", &finding.row.to_string()), ("what", &words)]
            )
        );
    }
    let app = open(shared)?;
    let shown = plan.clone();
    let difference = if args.dry_run {
        app.store.read_blocking(move |tx| admin::areas::compare(tx, &shown))?
    } else {
        let by = admin(&app)?;
        app.store.act_blocking(move |tx| admin::areas::record(tx, &by, &shown))?
    };
    let facts = [
        ("provinces", plan.ended_provinces),
        ("districts", plan.ended_districts),
        ("communes", plan.ended_communes),
        ("begun", plan.begun),
        ("added", difference.added),
        ("changed", difference.changed),
        ("same", difference.same),
    ]
    .map(|(name, n)| (name, n.to_string()));
    let facts: Vec<(&str, &str)> = facts.iter().map(|(name, n)| (*name, n.as_str())).collect();
    answer!("{}", say(lang, "motcua-import-areas-done", &facts));
    if args.dry_run {
        answer!("{}", lang.say("motcua-import-dry"));
    }
    Ok(DONE)
}
