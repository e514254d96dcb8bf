//! `motcua check`: what is wrong, where.

use kernel::Lang;

use super::args::{Check, Shared};
use super::{DONE, Ended, FAILED, bar, on, open, say};
use crate::check::Report;

/// Findings printed one by one; the rest is a number.
const SHOWN: usize = 200;

pub(super) fn run(args: &Check, shared: &Shared, lang: Lang) -> Ended {
    let app = open(shared)?;
    let progress = bar(lang, "motcua-check-bar");
    let report = crate::check::run(&app, args.deep, &mut on(&progress))?;
    progress.finish_and_clear();
    match args.json {
        true => answer!("{}", serde_json::json!({ "ok": report.is_clean(), "report": report })),
        false => print(&report, lang),
    }
    Ok(if report.is_clean() { DONE } else { FAILED })
}

pub(super) fn print(report: &Report, lang: Lang) {
    let number = |n: u64| n.to_string();
    answer!(
        "{}",
        say(
            lang,
            "motcua-check-looked",
            &[
                ("dossiers", &number(report.dossiers)),
                ("events", &number(report.events)),
                ("days", &number(report.days)),
                ("files", &number(report.files)),
                ("processes", &number(report.processes)),
                ("halls", &number(report.halls)),
            ]
        )
    );
    for finding in report.findings.iter().take(SHOWN) {
        answer!("  {}", finding.line_in(lang));
    }
    if report.findings.len() > SHOWN {
        answer!("  {}", say(lang, "motcua-check-more", &[("n", &(report.findings.len() - SHOWN).to_string())]));
    }
    answer!("{}", lang.say(if report.is_clean() { "motcua-check-clean" } else { "motcua-check-broken" }));
}
