//! Lists by duty: a list's page with its columns, filters and saved views; what leads on from it stands in the files beside.
//!
//! It never widens what an officer may see: every line comes through the dossier room's own reach.

pub mod export;
pub mod many;
mod neighbours;
mod prints;
mod query;
mod search;
mod views;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, State};
use axum::http::Uri;
use axum::routing::{get, post};
use dossier::list::{self, After, Counts, Line, Order, Pile, Reach, Turn};
use dossier::{Dossiers, Stage};
use job::Jobs;
use kernel::{Clock, Lang};
use office::{Frame, Officer, Sessions, SignedIn};
use procedure::Channel;
use web::fields::encode;
use web::ui::{Choice, Pager, Tab};
use web::{Answer, Ctx, Fields, Page};

use crate::badge;
pub use crate::columns::Setting;
use crate::columns::{CellView, Column};
use crate::store::{self as rows, SavedView};
pub use neighbours::{Neighbours, neighbours};
pub use query::{Query, horizon_ms, scanned};

/// Lines on one page.
const PAGE_LINES: i64 = 50;
/// A list is counted exactly up to here.
const COUNTED: i64 = 10_000;
/// The count beside a saved view is exact up to here.
const COUNTED_BESIDE: i64 = 100;

/// Lists, their saved views, and the acts on many dossiers at once.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Dossiers: FromRef<S>,
    Jobs: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/dossiers", get(page))
        .route("/dossiers/search", post(search::search))
        .route("/dossiers/suggest/procedures", get(search::suggest_procedures))
        .route("/dossiers/suggest/units", get(search::suggest_units))
        .route("/dossiers/suggest/officers", get(search::suggest_officers))
        .route("/dossiers/views", post(views::save))
        .route("/dossiers/views/{id}", post(views::change))
        .route("/dossiers/views/{id}/removal", post(views::remove))
        .route("/dossiers/many", post(many::confirm))
        .route("/dossiers/many/start", post(many::start))
}

/// A line as the page shows it.
pub struct RowView {
    pub href: String,
    pub code: String,
    pub applicant: String,
    pub cells: Vec<CellView>,
    /// `id:version` for acts on many.
    pub mark: String,
}

/// Turns a line into what is shown; `from` is the list's own query.
pub fn row_view(lang: Lang, line: &Line, from: &str, columns: &[Column], setting: Setting<'_>) -> RowView {
    let shows_holder = !columns.contains(&Column::Holder);
    RowView {
        href: format!("/dossiers/{}?from={}", line.id, encode(from)),
        code: line.code.clone().unwrap_or_else(|| lang.say("desk-no-code").into_owned()),
        applicant: line.applicant.clone(),
        cells: columns.iter().map(|column| column.cell(lang, line, setting, shows_holder)).collect(),
        mark: format!("{}:{}", line.id, line.version),
    }
}

/// A saved view as a place to go.
struct ViewTab {
    label: String,
    href: String,
    /// "37", or "hơn 100".
    count: String,
    current: bool,
    leads: bool,
}

/// The head of a column.
struct HeadView {
    label: String,
    is_procedure: bool,
    is_sorted: bool,
}

/// A choice of a column at a place.
struct ColumnSlot {
    name: String,
    label: String,
    chosen: String,
}

#[derive(Template)]
#[template(path = "worklist/list.html")]
struct ListView {
    page: Page,
    query: Query,
    form: Fields,
    tabs: Vec<Tab>,
    views: Vec<ViewTab>,
    view: Option<SavedView>,
    /// Something was changed since the view was saved.
    view_changed: bool,
    view_form: Fields,
    share: String,
    stages: Vec<Choice>,
    fields: Vec<Choice>,
    channels: Vec<Choice>,
    orders: Vec<Choice>,
    slots: Vec<ColumnSlot>,
    column_choices: Vec<Choice>,
    heads: Vec<HeadView>,
    rows: Vec<RowView>,
    pager: Pager,
    /// More than could be counted.
    beyond: Option<String>,
    narrowed: bool,
    clear: String,
    acts: Vec<many::Many>,
    whole: i64,
    hand_over: bool,
    /// The applicants the list is narrowed to.
    applicants: Option<String>,
    empty_title: String,
    empty_text: String,
}

/// What was read for one page of a list.
struct Found {
    lines: Vec<Line>,
    counts: Counts,
    total: i64,
    views: Vec<(SavedView, i64)>,
}

async fn page(ctx: Ctx, SignedIn(by): SignedIn, State(dossiers): State<Dossiers>, uri: Uri) -> Answer {
    let fields = Fields::of_query(&uri);
    if fields.iter().all(|(name, _)| matches!(name, "lang" | "theme")) {
        let me = by.id();
        if let Some(view) = dossiers.store.read_brief(move |tx| rows::find_leading_view(tx, me)).await? {
            let query = Query { view: Some(view.id), ..Query::read(&view.query) };
            return Ok(web::see_other(&query.address()));
        }
    }
    let query = Query::parse(&fields);
    if let Some(id) = search::exact_hit(&by, &dossiers, &query).await? {
        let noun = if query.pile == Pile::HandOver { "/hand-over" } else { "" };
        return Ok(web::see_other(&format!("/dossiers/{id}{noun}?from={}", encode(&query.with_after(None).text()))));
    }
    let found = find(&by, &dossiers, &query).await?;
    web::html(&list_view(&ctx, &by, &dossiers, query, found))
}

/// The lines, how many there are in all, and how many each saved view has: the same conditions for all of them.
async fn find(by: &Officer, dossiers: &Dossiers, query: &Query) -> kernel::Result<Found> {
    let (reach, me) = (Reach::of(by), by.clone());
    let (now_ms, horizon_ms) = (dossiers.clock.now_ms(), horizon_ms(by, dossiers));
    let (asked, filter) = (query.clone(), query.filter(by));
    let found = dossiers
        .store
        .read(move |tx| {
            let turn = Turn { filter: &filter, after: asked.after, limit: PAGE_LINES + 1, now_ms, horizon_ms };
            let lines = list::list(tx, &reach, asked.pile, turn)?;
            let counts = list::counts(tx, &reach, horizon_ms)?;
            let total = list::count(tx, &reach, asked.pile, &filter, COUNTED, now_ms, horizon_ms)?;
            let mut views = Vec::new();
            for view in rows::list_views(tx, me.id())? {
                let of = Query::read(&view.query);
                let n = list::count(tx, &reach, of.pile, &of.filter(&me), COUNTED_BESIDE, now_ms, horizon_ms)?;
                views.push((view, n));
            }
            Ok(Found { lines, counts, total, views })
        })
        .await?;
    dossiers.trace(&by.actor(), "dossier.list", None, query.pile.code()).await?;
    Ok(found)
}

fn list_view(ctx: &Ctx, by: &Officer, dossiers: &Dossiers, query: Query, found: Found) -> ListView {
    let lang = ctx.lang;
    let calendar = by.directory().calendar_of(by.unit());
    let now = kernel::time::civil(dossiers.clock.now());
    let Found { mut lines, counts, total, views } = found;
    let more = lines.len() as i64 > PAGE_LINES;
    lines.truncate(PAGE_LINES as usize);
    let next = lines.last().filter(|_| more).map(|line| After { key: list::sort_key(line).0, id: line.id.0 });
    let (from, columns) = (query.text(), query.columns());
    let setting = Setting { now, calendar: &calendar, catalogue: &dossiers.catalogue, directory: by.directory() };
    let rows: Vec<RowView> = lines.iter().map(|line| row_view(lang, line, &from, &columns, setting)).collect();
    let narrowed = query.is_narrowed();
    let pager = Pager {
        first: query.after.is_some().then(|| query.with_after(None).address()),
        prev: None,
        next: next.map(|after| query.with_after(Some(after)).address()),
        shown: rows.len(),
        total: (total < COUNTED).then(|| total.unsigned_abs()),
    };
    let pile = query.pile.code().replace('_', "-");
    let place = if query.pile == Pile::HandOver { "hand-over" } else { "dossiers" };
    let empty = if narrowed { "desk-empty-filter".to_string() } else { format!("desk-empty-{pile}") };
    let view = views.iter().map(|(view, _)| view).find(|view| Some(view.id) == query.view).cloned();
    let title = view.as_ref().map_or_else(|| ctx.t(&format!("dossier-pile-{pile}")), |view| view.name.clone());
    let leads = view.as_ref().is_some_and(|view| view.leads);
    let view_form = Fields::new()
        .with("view_name", view.as_ref().map_or("", |view| &view.name))
        .with("leads", if leads { "1" } else { "" });
    ListView {
        page: ctx.page(title).at(place).searched(&query.narrowing.words).wide().list_from("dossiers", query.own_text()),
        form: search::typed(&query, by, dossiers),
        tabs: tabs(lang, &query, counts),
        view_changed: view.as_ref().is_some_and(|view| Query::read(&view.query).own_text() != query.own_text()),
        views: views.iter().map(|(view, n)| view_tab(lang, view, *n, &query)).collect(),
        view,
        view_form,
        share: format!("{}/dossiers?{}", ctx.settings().public_url, query.own_text()),
        stages: Stage::NAMES.iter().map(|name| Choice::new(*name, lang.say(&badge::stage_key(name)))).collect(),
        fields: dossiers.catalogue.fields().into_iter().map(|(name, _)| Choice::new(&name, &name)).collect(),
        channels: Channel::ALL.iter().map(|channel| Choice::new(channel.code(), lang.say(channel.key()))).collect(),
        orders: [Order::Due, Order::Newest]
            .map(|order| Choice::new(order.code(), lang.say(&format!("desk-order-{}", order.code()))))
            .into(),
        slots: slots(lang, &columns),
        column_choices: Column::ALL.iter().map(|column| Choice::new(column.code(), column.label(lang))).collect(),
        heads: columns.iter().map(|column| head(lang, *column, &query)).collect(),
        acts: if rows.is_empty() { Vec::new() } else { many::offered(by) },
        whole: total.min(many::MOST as i64),
        rows,
        pager,
        beyond: (total >= COUNTED).then(|| lang.say_with("desk-beyond", &[("n", &COUNTED.to_string())]).into_owned()),
        narrowed,
        clear: format!("/dossiers?pile={}", query.pile.code()),
        hand_over: query.pile == Pile::HandOver,
        applicants: query.applicants(),
        empty_title: ctx.t(&empty),
        empty_text: ctx.t(&format!("{empty}-text")),
        query,
    }
}

fn head(lang: Lang, column: Column, query: &Query) -> HeadView {
    HeadView {
        label: column.label(lang),
        is_procedure: column == Column::Procedure,
        is_sorted: column == Column::Due && !query.is_newest_first(),
    }
}

fn slots(lang: Lang, columns: &[Column]) -> Vec<ColumnSlot> {
    let slot = |n: usize| ColumnSlot {
        name: format!("col_{n}"),
        label: lang.say_with("desk-column-nth", &[("n", &n.to_string())]).into_owned(),
        chosen: columns.get(n - 1).map(|column| column.code().to_string()).unwrap_or_default(),
    };
    (1..=search::COLUMNS).map(slot).collect()
}

fn view_tab(lang: Lang, view: &SavedView, n: i64, query: &Query) -> ViewTab {
    let more = lang.say_with("desk-beyond", &[("n", &COUNTED_BESIDE.to_string())]).into_owned();
    ViewTab {
        label: view.name.clone(),
        href: Query { view: Some(view.id), ..Query::read(&view.query) }.address(),
        count: if n >= COUNTED_BESIDE { more } else { n.to_string() },
        current: query.view == Some(view.id),
        leads: view.leads,
    }
}

fn tabs(lang: Lang, query: &Query, counts: Counts) -> Vec<Tab> {
    let tab = |pile: Pile| Tab {
        label: lang.say(&format!("dossier-pile-{}", pile.code().replace('_', "-"))).into_owned(),
        href: format!("/dossiers?pile={}", pile.code()),
        count: counts.of(pile).map(|n| n.unsigned_abs()),
        current: query.pile == pile && query.view.is_none(),
    };
    Pile::ALL.into_iter().map(tab).collect()
}
