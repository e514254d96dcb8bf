//! What the publication checks find over the whole catalogue, and procedures nobody has asked for in three years.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use dossier::Dossiers;
use jiff::ToSpan;
use jiff::civil::Date;
use job::{Asked, Sheet};
use kernel::Lang;
use office::SignedIn;
use procedure::Catalogue;
use procedure::finding::{Finding, FindingKind};
use procedure::model::{Channel, ProcedureVersion};
use procedure::publication;
use store::Tx;
use web::ui::Tab;
use web::{Answer, Ctx, Fields, Page};

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
}

/// Every finding about procedures that take dossiers in, by code.
fn findings(tx: &mut Tx<'_>, catalogue: &Catalogue, today: Date) -> kernel::Result<Vec<Finding>> {
    let calendar = law::Calendar::shipped();
    let following = procedure::store::list_following(tx)?;
    let versions: Vec<_> = catalogue.versions().into_iter().filter(|v| !v.repealed).collect();
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

fn wanted(form: &Fields) -> Option<FindingKind> {
    FindingKind::ALL.iter().copied().find(|kind| kind.word() == form.value("kind"))
}

fn rows(lang: Lang, catalogue: &Catalogue, found: &[&Finding]) -> Vec<Row> {
    let say = |key: &str| lang.say(key).into_owned();
    let names: BTreeMap<String, String> =
        catalogue.versions().iter().map(|v| (v.code.clone(), v.name.clone())).collect();
    let row = |finding: &&Finding| Row {
        href: href(&finding.code),
        code: finding.code.clone(),
        name: names.get(&finding.code).cloned().unwrap_or_default(),
        what: match (Channel::parse(&finding.value), finding.value.as_str()) {
            (_, "") => say(finding.kind.key()),
            (Some(channel), _) => format!("{} ({})", say(finding.kind.key()), say(channel.key())),
            (None, value) => format!("{} ({value})", say(finding.kind.key())),
        },
        todo: say(finding.kind.todo_key()),
    };
    found.iter().map(row).collect()
}

pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>, uri: Uri) -> Answer {
    doors::everywhere(&by)?;
    let (catalogue, today, kind) = (doors.dossiers.catalogue.clone(), doors.today(), wanted(&Fields::of_query(&uri)));
    let found = doors.store.read(move |tx| findings(tx, &catalogue, today)).await?;
    let mut counts: BTreeMap<FindingKind, usize> = BTreeMap::new();
    for finding in &found {
        *counts.entry(finding.kind).or_default() += 1;
    }
    let tab =
        |label: String, n: usize, href: String, current: bool| Tab { label, href, count: Some(n as u64), current };
    let mut tabs = vec![tab(ctx.t("admin-checks-all"), found.len(), "/admin/catalogue/checks".into(), kind.is_none())];
    tabs.extend(counts.iter().map(|(each, n)| {
        tab(ctx.t(each.key()), *n, format!("/admin/catalogue/checks?kind={}", each.word()), kind == Some(*each))
    }));
    let fitting: Vec<&Finding> = found.iter().filter(|f| kind.is_none_or(|kind| f.kind == kind)).collect();
    let shown = &fitting[..fitting.len().min(SHOWN)];
    let rows = rows(ctx.lang, &doors.dossiers.catalogue, shown);
    let page = super::page::page(&ctx, ctx.t("admin-checks")).list("checks");
    web::html(&ChecksView { page, tabs, rows, more: fitting.len() - shown.len() })
}

/// The findings to take along.
pub fn sheet(dossiers: &Dossiers, asked: &Asked<'_>) -> kernel::Result<Sheet> {
    let (catalogue, today, kind) = (dossiers.catalogue.clone(), asked.today(), wanted(asked.query));
    let found = dossiers.store.read_blocking(move |tx| findings(tx, &catalogue, today))?;
    let fitting: Vec<&Finding> = found.iter().filter(|f| kind.is_none_or(|kind| f.kind == kind)).collect();
    let heads = [
        ("admin-checks-code", 14.0),
        ("admin-checks-name", 80.0),
        ("admin-checks-what", 48.0),
        ("admin-checks-todo", 60.0),
    ];
    let rows = rows(asked.lang, &dossiers.catalogue, &fitting).into_iter();
    let rows = rows.map(|row| [row.code.into(), row.name.into(), row.what.into(), row.todo.into()]);
    Ok(Sheet::whole(asked.lang, heads, rows))
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
    let (catalogue, today, lang) = (doors.dossiers.catalogue.clone(), doors.today(), ctx.lang);
    let (rows, all) = doors.store.read(move |tx| sleeping(tx, &catalogue, today, lang)).await?;
    let page = super::page::page(&ctx, ctx.t("admin-dormant")).list("dormant");
    web::html(&DormantView { page, shown: rows.len(), rows, all, since: kernel::time::dmy(since(today)) })
}

fn since(today: Date) -> Date {
    today.saturating_sub(DORMANT_YEARS.years())
}

/// The procedures nobody has asked for since, and of how many.
fn sleeping(
    tx: &mut Tx<'_>,
    catalogue: &Catalogue,
    today: Date,
    lang: Lang,
) -> kernel::Result<(Vec<DormantRow>, usize)> {
    let since = since(today);
    let since_ms = kernel::time::instant_ms(since.at(0, 0, 0, 0));
    let versions: Vec<_> = catalogue.versions().into_iter().filter(|v| !v.repealed).collect();
    // What began less than three years ago has had no time to be asked for.
    let old = |from: Option<Date>| from.is_none_or(|from| from < since);
    let codes: Vec<String> = versions.iter().filter(|v| old(v.effective_from)).map(|v| v.code.clone()).collect();
    let last = dossier::list::last_accepted(tx, &codes)?;
    let dormant = versions.iter().filter(|v| last.get(&v.code).is_some_and(|at| at.is_none_or(|at| at < since_ms)));
    let row = |version: &Arc<ProcedureVersion>| DormantRow {
        href: href(&version.code),
        code: version.code.clone(),
        name: version.name.clone(),
        field: version.field.clone(),
        last: match last.get(&version.code).copied().flatten() {
            Some(at) => kernel::time::dmy(kernel::time::civil_ms(at).date()),
            None => lang.say("admin-dormant-never").into_owned(),
        },
    };
    Ok((dormant.map(row).collect(), codes.len()))
}

/// The procedures nobody asks for, to take along.
pub fn dormant_sheet(dossiers: &Dossiers, asked: &Asked<'_>) -> kernel::Result<Sheet> {
    let (catalogue, today, lang) = (dossiers.catalogue.clone(), asked.today(), asked.lang);
    let (rows, _) = dossiers.store.read_blocking(move |tx| sleeping(tx, &catalogue, today, lang))?;
    let heads = [
        ("admin-checks-code", 14.0),
        ("admin-checks-name", 80.0),
        ("procedure-part-field", 28.0),
        ("admin-dormant-last", 18.0),
    ];
    let rows = rows.into_iter().map(|row| [row.code.into(), row.name.into(), row.field.into(), row.last.into()]);
    Ok(Sheet::whole(lang, heads, rows))
}
