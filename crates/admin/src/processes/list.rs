//! Every process that stands: the default one and those of single procedures.

use askama::Template;
use axum::extract::State;
use office::SignedIn;
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
    let (catalogue, today) = (&doors.dossiers.catalogue, doors.today());
    let directory = by.directory();
    let knows = |code: &str| directory.units().iter().any(|unit| unit.code.as_deref() == Some(code));
    let mut rows = Vec::new();
    let own = catalogue.own_processes();
    for (code, process) in &own {
        let held = catalogue.current(code, today);
        let limit = held.as_ref().and_then(|held| held.version.limit(procedure::Channel::Counter, None).copied());
        let faults = check(process, limit.as_ref(), knows);
        let state = match faults.len() {
            0 => Badge::new(Tone::Good, ctx.t("admin-process-fits")),
            n => Badge::new(Tone::Bad, ctx.lang.say_with("admin-process-faults", &[("n", &n.to_string())]).into_owned()),
        };
        let procedure = match (&held, code.is_empty()) {
            (_, true) => ctx.t("admin-process-default-for"),
            (Some(held), false) => format!("{code} {}", held.version.name),
            (None, false) => code.clone(),
        };
        rows.push(Row { href: href(code), name: process.name.clone(), procedure, steps: process.steps.len(), state });
    }
    let without = catalogue.len().saturating_sub(own.iter().filter(|(code, _)| !code.is_empty()).count());
    let page = ctx.page(ctx.t("admin-processes")).at("admin").crumb(ctx.t("admin-title"), Some("/admin"));
    web::html(&ListView { page, rows, without })
}
