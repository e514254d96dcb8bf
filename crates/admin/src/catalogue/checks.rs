//! What the publication checks find over the whole catalogue, and procedures nobody has asked for in three years.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::{Uri, header};
use axum::response::IntoResponse;
use jiff::ToSpan;
use job::sheet::{Column, Format, SheetWriter};
use office::SignedIn;
use procedure::finding::{Finding, FindingKind};
use procedure::model::Channel;
use procedure::publication;
use web::ui::Tab;
use web::{Answer, Ctx, Fields, Page, Problem};

use super::href;
use crate::doors::{self, Doors};

/// Findings shown at once; all of them are in the spreadsheet.
const SHOWN: usize = 200;
/// A procedure without a dossier for this long is dormant (rà soát TTHC không phát sinh hồ sơ trong ba năm).
const DORMANT_YEARS: i64 = 3;

struct Row {
    href: String,
    code: String,
    name: String,
    what: String,
    todo: String,
}

#[derive(Template)]
#[template(path = "admin/catalogue/checks.html")]
struct ChecksView {
    page: Page,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    more: usize,
    sheet: String,
}

/// Every finding about procedures that take dossiers in, by code.
async fn findings(doors: &Doors) -> Result<Vec<Finding>, Problem> {
    let today = doors.today();
    let calendar = law::Calendar::shipped();
    let following = doors.store.read(procedure::store::list_following).await?;
    let versions: Vec<_> = doors.dossiers.catalogue.versions().into_iter().filter(|v| !v.repealed).collect();
    let mut found: Vec<Finding> = versions.iter().flat_map(|version| publication::check(version, today)).collect();
    found.extend(publication::check_fields(versions.iter().map(|version| &**version)));
    let recorded: BTreeMap<String, i64> = following.into_iter().collect();
    let late = versions.iter().filter_map(|version| {
        let at = kernel::time::civil_ms(*recorded.get(&version.code)?);
        publication::check_late(version, at.date(), &calendar)
    });
    found.extend(late);
    found.sort_by(|a, b| (&a.code, a.kind).cmp(&(&b.code, b.kind)));
    Ok(found)
}

fn wanted(uri: &Uri) -> Option<FindingKind> {
    let form = Fields::of_query(uri);
    FindingKind::ALL.iter().copied().find(|kind| kind.word() == form.value("kind"))
}

fn rows(ctx: &Ctx, doors: &Doors, found: &[&Finding]) -> Vec<Row> {
    let names: BTreeMap<String, String> =
        doors.dossiers.catalogue.versions().iter().map(|v| (v.code.clone(), v.name.clone())).collect();
    let row = |finding: &&Finding| Row {
        href: href(&finding.code),
        code: finding.code.clone(),
        name: names.get(&finding.code).cloned().unwrap_or_default(),
        what: match (Channel::parse(&finding.value), finding.value.as_str()) {
            (_, "") => ctx.t(finding.kind.key()),
            (Some(channel), _) => format!("{} ({})", ctx.t(finding.kind.key()), ctx.t(channel.key())),
            (None, value) => format!("{} ({value})", ctx.t(finding.kind.key())),
        },
        todo: ctx.t(finding.kind.todo_key()),
    };
    found.iter().map(row).collect()
}

pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>, uri: Uri) -> Answer {
    doors::everywhere(&by)?;
    let (found, kind) = (findings(&doors).await?, wanted(&uri));
    let mut counts: BTreeMap<FindingKind, usize> = BTreeMap::new();
    for finding in &found {
        *counts.entry(finding.kind).or_default() += 1;
    }
    let tab = |label: String, n: usize, href: String, current: bool| Tab {
        label,
        href,
        count: Some(n as u64),
        current,
    };
    let mut tabs = vec![tab(ctx.t("admin-checks-all"), found.len(), "/admin/catalogue/checks".into(), kind.is_none())];
    tabs.extend(counts.iter().map(|(each, n)| {
        tab(ctx.t(each.key()), *n, format!("/admin/catalogue/checks?kind={}", each.word()), kind == Some(*each))
    }));
    let fitting: Vec<&Finding> = found.iter().filter(|f| kind.is_none_or(|kind| f.kind == kind)).collect();
    let shown = &fitting[..fitting.len().min(SHOWN)];
    let sheet = match kind {
        Some(kind) => format!("/admin/catalogue/checks.csv?kind={}", kind.word()),
        None => "/admin/catalogue/checks.csv".into(),
    };
    let rows = rows(&ctx, &doors, shown);
    let page = super::page::page(&ctx, ctx.t("admin-checks"));
    web::html(&ChecksView { page, tabs, rows, more: fitting.len() - shown.len(), sheet })
}

pub async fn sheet(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>, uri: Uri) -> Answer {
    doors::everywhere(&by)?;
    let (found, kind) = (findings(&doors).await?, wanted(&uri));
    let fitting: Vec<&Finding> = found.iter().filter(|f| kind.is_none_or(|kind| f.kind == kind)).collect();
    let columns =
        ["admin-checks-code", "admin-checks-name", "admin-checks-what", "admin-checks-todo"].map(|key| Column::new(ctx.t(key), 40.0));
    let mut sheet = SheetWriter::create(Format::Csv, &columns, "")?;
    for row in rows(&ctx, &doors, &fitting) {
        sheet.row(&[row.code.into(), row.name.into(), row.what.into(), row.todo.into()])?;
    }
    let headers = [
        (header::CONTENT_TYPE, Format::Csv.media()),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"ra-soat-cong-bo.csv\""),
    ];
    Ok((headers, sheet.finish()?).into_response())
}

struct DormantRow {
    href: String,
    code: String,
    name: String,
    field: String,
    last: String,
}

#[derive(Template)]
#[template(path = "admin/catalogue/dormant.html")]
struct DormantView {
    page: Page,
    rows: Vec<DormantRow>,
    shown: usize,
    all: usize,
    since: String,
}

pub async fn dormant(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>) -> Answer {
    doors::everywhere(&by)?;
    let today = doors.today();
    let since = today.saturating_sub(DORMANT_YEARS.years());
    let since_ms = kernel::time::instant_ms(since.at(0, 0, 0, 0));
    let versions: Vec<_> = doors.dossiers.catalogue.versions().into_iter().filter(|v| !v.repealed).collect();
    // What began less than three years ago has had no time to be asked for.
    let old = |from: Option<jiff::civil::Date>| from.is_none_or(|from| from < since);
    let codes: Vec<String> = versions.iter().filter(|v| old(v.effective_from)).map(|v| v.code.clone()).collect();
    let all = codes.len();
    let last = doors.store.read(move |tx| dossier::list::last_accepted(tx, &codes)).await?;
    let dormant = versions.iter().filter(|v| last.get(&v.code).is_some_and(|at| at.is_none_or(|at| at < since_ms)));
    let rows: Vec<DormantRow> = dormant
        .map(|version| DormantRow {
            href: href(&version.code),
            code: version.code.clone(),
            name: version.name.clone(),
            field: version.field.clone(),
            last: match last.get(&version.code).copied().flatten() {
                Some(at) => kernel::time::dmy(kernel::time::civil_ms(at).date()),
                None => ctx.t("admin-dormant-never"),
            },
        })
        .collect();
    let page = super::page::page(&ctx, ctx.t("admin-dormant"));
    web::html(&DormantView { page, shown: rows.len(), rows, all, since: kernel::time::dmy(since) })
}
