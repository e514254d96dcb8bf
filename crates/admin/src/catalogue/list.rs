//! The catalogue's first page: how it stands, and every procedure found by words, field and what is wrong with it.

use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use std::sync::Arc;

use dossier::Dossiers;
use jiff::civil::Date;
use job::{Asked, Sheet};
use kernel::Result;
use office::SignedIn;
use procedure::Catalogue;
use procedure::model::ProcedureVersion;
use procedure::search::Filter;
use web::ui::{Choice, Tile, Tone};
use web::{Answer, Ctx, Fields, Page};

use super::href;
use crate::doors::{self, Doors};

/// Procedures on one page.
const PAGE: usize = 50;
/// Hits of a search: what is less alike is not what was meant.
const HITS: usize = 200;

struct Row {
    href: String,
    code: String,
    name: String,
    field: String,
    decision: String,
    from: String,
    state: String,
    tone: &'static str,
}

#[derive(Template)]
#[template(path = "admin/catalogue/list.html")]
struct ListView {
    page: Page,
    form: Fields,
    tiles: Vec<Tile>,
    fields: Vec<Choice>,
    rows: Vec<Row>,
    more: usize,
}

pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>, uri: Uri) -> Answer {
    doors::everywhere(&by)?;
    let form = Fields::of_query(&uri);
    let (catalogue, today) = (&doors.dossiers.catalogue, doors.today());
    let mut all = catalogue.versions();
    all.sort_by(|a, b| a.code.cmp(&b.code));
    let coming = all.iter().filter(|v| is_coming(v, today)).count();
    let repealed = all.iter().filter(|v| v.repealed).count();
    let faulty = all.iter().filter(|v| !procedure::publication::check(v, today).is_empty()).count();
    let tile = |n: usize, key: &str, href: &str, tone: Tone| Tile {
        value: n.to_string(),
        label: ctx.t(key),
        href: Some(href.into()),
        tone,
        ..Tile::default()
    };
    let tiles = vec![
        tile(all.len() - repealed, "admin-catalogue-standing", "/admin/catalogue", Tone::Neutral),
        tile(coming, "admin-catalogue-coming", "/admin/catalogue?state=coming", Tone::Info),
        tile(faulty, "admin-catalogue-faulty", "/admin/catalogue/checks", Tone::Warn),
        tile(repealed, "admin-catalogue-repealed", "/admin/catalogue?state=repealed", Tone::Neutral),
    ];
    let fitting = found(catalogue, &form, today);
    let rows = fitting.iter().take(PAGE).map(|version| {
        let (key, tone) = state(version, today);
        Row {
            href: href(&version.code),
            code: version.code.clone(),
            name: version.name.clone(),
            field: version.field.clone(),
            decision: version.decision_no.clone(),
            from: version.effective_from.map(kernel::time::dmy).unwrap_or_default(),
            state: ctx.t(key),
            tone,
        }
    });
    let fields = catalogue.fields().into_iter().map(|(name, n)| Choice::new(name.clone(), format!("{name} ({n})")));
    let page =
        ctx.page(ctx.t("admin-catalogue")).at("admin").crumb(ctx.t("admin-title"), Some("/admin")).list("procedures");
    web::html(&ListView {
        page,
        tiles,
        fields: fields.collect(),
        rows: rows.collect(),
        more: fitting.len().saturating_sub(PAGE),
        form,
    })
}

/// The procedures a query means: by words the best hits first, else by code.
fn found(catalogue: &Catalogue, form: &Fields, today: Date) -> Vec<Arc<ProcedureVersion>> {
    let field = form.some("field").map(str::to_string);
    let mut found: Vec<_> = match form.some("q") {
        Some(words) => {
            let filter = Filter { field, ..Filter::default() };
            catalogue.search(words, &filter, HITS).into_iter().map(|hit| hit.version).collect()
        }
        None => {
            let mut all = catalogue.versions();
            all.sort_by(|a, b| a.code.cmp(&b.code));
            all.retain(|version| field.as_ref().is_none_or(|field| version.field == *field));
            all
        }
    };
    found.retain(|version| match form.value("state") {
        "coming" => is_coming(version, today),
        "repealed" => version.repealed,
        _ => true,
    });
    found
}

fn is_coming(version: &ProcedureVersion, today: Date) -> bool {
    version.effective_from.is_some_and(|from| from > today)
}

/// How a procedure stands: its words and tone.
fn state(version: &ProcedureVersion, today: Date) -> (&'static str, &'static str) {
    match (version.repealed, is_coming(version, today)) {
        (true, _) => ("admin-catalogue-state-repealed", "neutral"),
        (false, true) => ("admin-catalogue-state-coming", "info"),
        (false, false) => ("admin-catalogue-state-standing", "good"),
    }
}

/// The list to take along.
pub fn sheet(dossiers: &Dossiers, asked: &Asked<'_>) -> Result<Sheet> {
    let today = asked.today();
    let heads = [
        ("admin-checks-code", 14.0),
        ("procedure-part-name", 80.0),
        ("procedure-part-field", 28.0),
        ("procedure-part-decision", 28.0),
        ("admin-catalogue-from", 14.0),
        ("admin-catalogue-state", 18.0),
    ];
    let rows = found(&dossiers.catalogue, asked.query, today).into_iter().map(|version| {
        [
            version.code.as_str().into(),
            version.name.as_str().into(),
            version.field.as_str().into(),
            version.decision_no.as_str().into(),
            version.effective_from.into(),
            asked.lang.say(state(&version, today).0).as_ref().into(),
        ]
    });
    Ok(Sheet::whole(asked.lang, heads, rows))
}
