//! Every process that stands: the default one and those of single procedures.

use askama::Template;
use axum::extract::State;
use dossier::Dossiers;
use jiff::civil::Date;
use job::{Asked, Sheet};
use kernel::{Lang, Result};
use office::{Directory, SignedIn};
use procedure::Catalogue;
use procedure::process::check;
use web::ui::{Badge, Tone};
use web::{Answer, Ctx, Page};

use super::href;
use crate::doors::{self, Doors};

struct Row {
    href: String,
    name: String,
    procedure: String,
    steps: usize,
    state: Badge,
}

#[derive(Template)]
#[template(path = "admin/processes/list.html")]
struct ListView {
    page: Page,
    rows: Vec<Row>,
    /// Procedures that follow the default process.
    without: usize,
}

pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>) -> Answer {
    doors::everywhere(&by)?;
    let catalogue = &doors.dossiers.catalogue;
    let rows = rows(ctx.lang, catalogue, by.directory(), doors.today());
    let own = catalogue.own_processes();
    let without = catalogue.len().saturating_sub(own.iter().filter(|(code, _)| !code.is_empty()).count());
    let page = ctx.page(ctx.t("admin-processes")).at("admin").crumb(ctx.t("admin-title"), Some("/admin"));
    web::html(&ListView { page: page.list("processes"), rows, without })
}

/// The list to take along.
pub fn sheet(dossiers: &Dossiers, asked: &Asked<'_>) -> Result<Sheet> {
    let heads = [
        ("admin-process-name", 48.0),
        ("admin-process-procedure", 80.0),
        ("admin-process-steps", 10.0),
        ("admin-catalogue-state", 24.0),
    ];
    let rows = rows(asked.lang, &dossiers.catalogue, asked.by.directory(), asked.today()).into_iter();
    let rows =
        rows.map(|row| [row.name.into(), row.procedure.into(), (row.steps as i64).into(), row.state.word.into()]);
    Ok(Sheet::whole(asked.lang, heads, rows))
}

fn rows(lang: Lang, catalogue: &Catalogue, directory: &Directory, today: Date) -> Vec<Row> {
    let knows = |code: &str| directory.units().iter().any(|unit| unit.code.as_deref() == Some(code));
    let mut rows = Vec::new();
    for (code, process) in &catalogue.own_processes() {
        let held = catalogue.current(code, today);
        let limit = held.as_ref().and_then(|held| held.version.limit(procedure::Channel::Counter, None).copied());
        let faults = check(process, limit.as_ref(), knows);
        let state = match faults.len() {
            0 => Badge::new(Tone::Good, lang.say("admin-process-fits")),
            n => Badge::new(Tone::Bad, lang.say_with("admin-process-faults", &[("n", &n.to_string())])),
        };
        let procedure = match (&held, code.is_empty()) {
            (_, true) => lang.say("admin-process-default-for").into_owned(),
            (Some(held), false) => format!("{code} {}", held.version.name),
            (None, false) => code.clone(),
        };
        rows.push(Row { href: href(code), name: process.name.clone(), procedure, steps: process.steps.len(), state });
    }
    rows
}
