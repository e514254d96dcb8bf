//! Every version of one procedure, newest first: a running dossier keeps the one it was taken in under.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use kernel::Clock;
use office::MaybeSignedIn;
use store::Store;
use web::{Answer, Ctx, Page};

use super::words;
use crate::Catalogue;
use crate::store::list_versions;

struct Row {
    href: String,
    decision: String,
    from: String,
    until: String,
    read_on: String,
    standing: bool,
    abolished: bool,
}

#[derive(Template)]
#[template(path = "procedure/versions.html")]
struct Versions {
    page: Page,
    rows: Vec<Row>,
}

pub(super) async fn show(
    ctx: Ctx,
    _visitor: MaybeSignedIn,
    Path(code): Path<String>,
    State(catalogue): State<Arc<Catalogue>>,
    State(store): State<Store>,
    State(clock): State<Clock>,
) -> Answer {
    let today = kernel::time::civil(clock.now()).date();
    let Some(standing) = catalogue.current(&code, today) else {
        return super::list::unknown(&ctx, &code, &catalogue);
    };
    let asked = code.clone();
    let mut kept = store.read(move |tx| list_versions(tx, &asked)).await?;
    kept.sort_by_key(|(id, _)| std::cmp::Reverse(*id));
    let dmy = |date: Option<jiff::civil::Date>| date.map(kernel::time::dmy).unwrap_or_default();
    let rows = kept.into_iter().map(|(id, version)| Row {
        href: match id == standing.id {
            true => super::href(&code),
            false => format!("{}?version={id}", super::href(&code)),
        },
        decision: version.decision_no,
        from: dmy(version.effective_from),
        until: dmy(version.effective_until),
        read_on: dmy(version.snapshot_on),
        standing: id == standing.id,
        abolished: version.repealed,
    });
    let title = words::title(&standing.version);
    let page = ctx
        .page(ctx.t("public-versions-title"))
        .at("public-nav-procedures")
        .crumb(ctx.t("public-list-title"), Some("/procedures"))
        .crumb(title, Some(&super::href(&code)))
        .crumb(ctx.t("public-versions-title"), None);
    web::html(&Versions { page, rows: rows.collect() })
}
