//! `motcua process` and `motcua import processes`: internal processes, checked against published limits before they stand.

use kernel::Lang;
use procedure::process::{Process, check};

use super::args::{FromFile, ProcessAct, Shared};
use super::{BAD_INPUT, DONE, Ended, FAILED, open, say};
use crate::App;
use crate::demo::ProcessFile;

pub(super) fn run(what: &ProcessAct, shared: &Shared, lang: Lang) -> Ended {
    match what {
        ProcessAct::Check(args) => checked(args, shared, lang).map(|read| match read {
            Ok((_, processes)) => {
                answer!("{}", say(lang, "motcua-process-good", &[("n", &processes.len().to_string())]));
                DONE
            }
            Err(code) => code,
        }),
        ProcessAct::Import(args) => import(args, shared, lang),
    }
}

pub(super) fn import(args: &FromFile, shared: &Shared, lang: Lang) -> Ended {
    let (app, processes) = match checked(args, shared, lang)? {
        Ok(read) => read,
        Err(code) => return Ok(code),
    };
    let (ids, now_ms) = (app.ids.clone(), app.clock.now_ms());
    let new = app.store.act_blocking(move |tx| {
        let mut new = 0;
        for process in &processes {
            new += usize::from(procedure::store::record_process(tx, &ids, now_ms, process)?.new);
        }
        Ok(new)
    })?;
    answer!("{}", say(lang, "motcua-process-done", &[("n", &new.to_string())]));
    Ok(DONE)
}

/// Reads and checks a file; the exit code when it cannot stand.
fn checked(args: &FromFile, shared: &Shared, lang: Lang) -> anyhow::Result<Result<(App, Vec<Process>), u8>> {
    let read = std::fs::read_to_string(&args.file)
        .map_err(|e| e.to_string())
        .and_then(|text| toml::from_str::<ProcessFile>(&text).map_err(|e| e.to_string()));
    let processes = match read {
        Ok(file) => file.process,
        Err(cause) => {
            let facts = [("file", args.file.display().to_string()), ("cause", cause)];
            eprintln!("{}", say(lang, "motcua-file-unreadable", &[("file", &facts[0].1), ("cause", &facts[1].1)]));
            return Ok(Err(BAD_INPUT));
        }
    };
    let app = open(shared)?;
    let directory = app.sessions.directory();
    let knows = |code: &str| directory.units().iter().any(|unit| unit.code.as_deref() == Some(code));
    let today = kernel::time::civil(app.clock.now()).date();
    let mut wrong = false;
    for process in &processes {
        let held = process.procedure.as_ref().and_then(|code| app.catalogue.current(code, today));
        if process.procedure.is_some() && held.is_none() {
            let code = process.procedure.as_deref().unwrap_or_default();
            eprintln!("{}: {}", process.name, say(lang, "motcua-process-unknown", &[("code", code)]));
            wrong = true;
        }
        let limit = held.as_ref().and_then(|held| held.version.limit(procedure::Channel::Counter, None).copied());
        for fault in check(process, limit.as_ref(), knows) {
            eprintln!("{}: {}", process.name, fault.line_in(lang));
            wrong = true;
        }
    }
    Ok(if wrong { Err(FAILED) } else { Ok((app, processes)) })
}
