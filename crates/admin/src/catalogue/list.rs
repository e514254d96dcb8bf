//! The catalogue's first page: how it stands, and every procedure found by words, field and what is wrong with it.

use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use office::SignedIn;
use procedure::search::Filter;
use web::ui::{Choice, Tile, Tone};
use web::{Answer, Ctx, Fields, Page};

use super::href;
use crate::doors::{self, Doors};

/// Procedures on one page.
const PAGE: usize = 50;

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
    let coming = all.iter().filter(|v| v.effective_from.is_some_and(|from| from > today)).count();
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
    let wanted_field = form.some("field").map(str::to_string);
    let filter = Filter { field: wanted_field.clone(), ..Filter::default() };
    let found: Vec<_> = match form.some("q") {
        Some(words) => {
            let hits = catalogue.search(words, &filter, PAGE * 4);
            hits.into_iter().map(|hit| hit.version).collect()
        }
        None => all.iter().filter(|v| wanted_field.as_ref().is_none_or(|field| v.field == *field)).cloned().collect(),
    };
    let state = form.value("state").to_string();
    let fits = |v: &&std::sync::Arc<procedure::model::ProcedureVersion>| match state.as_str() {
        "coming" => v.effective_from.is_some_and(|from| from > today),
        "repealed" => v.repealed,
        _ => true,
    };
    let fitting: Vec<_> = found.iter().filter(fits).collect();
    let rows = fitting.iter().take(PAGE).map(|version| {
        let (key, tone) = if version.repealed {
            ("admin-catalogue-state-repealed", "neutral")
        } else if version.effective_from.is_some_and(|from| from > today) {
            ("admin-catalogue-state-coming", "info")
        } else {
            ("admin-catalogue-state-standing", "good")
        };
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
    let page = ctx.page(ctx.t("admin-catalogue")).at("admin").crumb(ctx.t("admin-title"), Some("/admin"));
    web::html(&ListView {
        page,
        tiles,
        fields: fields.collect(),
        rows: rows.collect(),
        more: fitting.len().saturating_sub(PAGE),
        form,
    })
}
