//! Pages of areas: a search over today's and yesterday's order, and the import with its trial.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{DefaultBodyLimit, FromRef, Multipart, State};
use axum::http::{StatusCode, Uri};
use axum::routing::get;
use dossier::Dossiers;
use jiff::civil::Date;
use job::{Asked, Sheet};
use kernel::time::dmy;
use kernel::{Clock, Error, Lang, Refusal, Result};
use office::{Admin, Area, Directory, Frame, Sessions, SignedIn};
use web::ui::Badge;
use web::ui::Tone;
use web::{Answer, Ctx, Fields, Page, Problem};

use super::read::{self, AreaPlan, Part, Tables};
use super::{Difference, compare, record};
use crate::doors::{self, Doors};

/// All tables together.
const FILES_MAX: usize = 32 << 20;
/// Areas shown; more are narrowed by words.
const SHOWN: usize = 200;
/// Findings shown.
const FINDINGS: usize = 100;

/// `GET /admin/areas`, `GET|POST /admin/areas/import`.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Doors: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/admin/areas", get(list))
        .route("/admin/areas/import", get(show).post(import).layer(DefaultBodyLimit::max(FILES_MAX)))
}

#[derive(Template)]
#[template(path = "admin/areas.html")]
struct ListView {
    page: Page,
    form: Fields,
    rows: Vec<Row>,
    total: usize,
    may_import: bool,
}

struct Row {
    code: String,
    name: String,
    kind: String,
    above: String,
    status: Badge,
    time: String,
    /// What it became, or what was merged into it.
    links: String,
}

fn kind_words(lang: Lang, kind: &str) -> String {
    let key = format!("admin-area-kind-{}", kind.replace('_', "-"));
    if lang.has(&key) { lang.say(&key).into_owned() } else { kind.to_string() }
}

/// `GET /admin/areas?q=&on=`.
async fn list(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>, uri: Uri) -> Answer {
    doors::enter(&by)?;
    let (form, directory, today) = (Fields::of_query(&uri), doors.directory().await?, doors.today());
    let past = doors.store.read(|tx| office::annals::list_past_areas(tx, None)).await?;
    let found = found(&directory, &past, &form);
    let row = |area: &&Area| row(ctx.lang, &directory, area, today);
    web::html(&ListView {
        rows: found.iter().take(SHOWN).map(row).collect(),
        total: found.len(),
        may_import: doors::administers_all(&by),
        page: ctx
            .page(ctx.t("admin-areas"))
            .at("admin")
            .crumb(ctx.t("admin-title"), Some("/admin"))
            .wide()
            .list("areas"),
        form,
    })
}

/// The areas a query means, today's before yesterday's.
fn found<'d>(directory: &'d Directory, past: &'d [Area], form: &Fields) -> Vec<&'d Area> {
    let (on, words) = (form.date("on"), kernel::fold::fold(form.value("q")));
    let fits = |area: &&Area| {
        let told = kernel::fold::fold(&format!("{} {}", area.name, area.code));
        words.split_whitespace().all(|word| told.contains(word)) && on.is_none_or(|day| stands_on(area, day))
    };
    directory.areas().chain(past).filter(fits).collect()
}

fn row(lang: Lang, directory: &Directory, area: &Area, today: Date) -> Row {
    let name = |code: &String| directory.area(code).map_or_else(|| code.clone(), |area| area.name.clone());
    Row {
        code: area.code.clone(),
        name: area.name.clone(),
        kind: kind_words(lang, &area.kind),
        above: area.parent.as_ref().map(&name).unwrap_or_default(),
        status: match stands_on(area, today) {
            true => Badge::new(Tone::Good, lang.say("admin-area-stands")),
            false => Badge::new(Tone::Neutral, lang.say("admin-area-over")),
        },
        time: time_words(lang, area),
        links: links(lang, area, &name),
    }
}

/// The list to take along.
pub fn sheet(dossiers: &Dossiers, asked: &Asked<'_>) -> Result<Sheet> {
    let past = dossiers.store.read_blocking(|tx| office::annals::list_past_areas(tx, None))?;
    let heads = [
        ("common-code", 12.0),
        ("common-name", 40.0),
        ("admin-area-kind", 20.0),
        ("admin-area-above", 32.0),
        ("admin-state", 16.0),
        ("admin-area-time", 24.0),
        ("admin-area-history", 48.0),
    ];
    let directory = asked.by.directory();
    let rows = found(directory, &past, asked.query).into_iter().map(|area| {
        let row = row(asked.lang, directory, area, asked.today());
        [
            row.code.into(),
            row.name.into(),
            row.kind.into(),
            row.above.into(),
            row.status.word.into(),
            row.time.into(),
            row.links.into(),
        ]
    });
    Ok(Sheet::whole(asked.lang, heads, rows.collect::<Vec<_>>()))
}

fn stands_on(area: &Area, day: Date) -> bool {
    area.valid_from.is_none_or(|from| from <= day) && area.valid_until.is_none_or(|until| day <= until)
}

fn time_words(lang: Lang, area: &Area) -> String {
    match (area.valid_from, area.valid_until) {
        (_, Some(until)) => lang.say_with("admin-power-until", &[("until", &dmy(until))]).into_owned(),
        (Some(from), None) => lang.say_with("admin-power-from", &[("from", &dmy(from))]).into_owned(),
        (None, None) => String::new(),
    }
}

fn links(lang: Lang, area: &Area, name: &dyn Fn(&String) -> String) -> String {
    if !area.successors.is_empty() {
        let into = area.successors.iter().map(name).collect::<Vec<_>>().join(", ");
        return lang.say_with("admin-area-into", &[("names", &into)]).into_owned();
    }
    match area.merged_from.is_empty() {
        true => String::new(),
        false => lang.say_with("admin-area-from", &[("names", &area.merged_from.join(", "))]).into_owned(),
    }
}

#[derive(Template)]
#[template(path = "admin/areas_import.html")]
struct ImportView {
    page: Page,
    form: Fields,
    report: Option<Report>,
}

/// What the tables hold, and what was or would be done.
struct Report {
    written: bool,
    facts: Vec<(String, usize)>,
    findings: Vec<(String, usize, String)>,
    more: usize,
}

fn view(ctx: &Ctx, form: Fields, report: Option<Report>) -> ImportView {
    ImportView {
        page: ctx
            .page(ctx.t("admin-areas-import"))
            .at("admin")
            .crumb(ctx.t("admin-title"), Some("/admin"))
            .crumb(ctx.t("admin-areas"), Some("/admin/areas")),
        form,
        report,
    }
}

/// `GET /admin/areas/import`.
async fn show(ctx: Ctx, SignedIn(by): SignedIn) -> Answer {
    doors::everywhere(&by)?;
    web::html(&view(&ctx, Fields::new().with("on", "01/07/2025"), None))
}

/// `POST /admin/areas/import`: a trial unless `write=1`.
async fn import(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    body: Result<Multipart, MultipartRejection>,
) -> Answer {
    let permit = doors::everywhere(&by)?;
    let (mut form, files) = sent(body).await?;
    let done = async {
        let on = crate::form::day_of(&form, "on")?;
        let parsed = tokio::task::spawn_blocking(move || parse(&files, on)).await;
        let plan = parsed.map_err(|e| Error::fault("areas", e))??;
        let write = form.has("write", "1");
        let (told, now_ms) = (Arc::new(plan), doors.clock.now_ms());
        let plan = told.clone();
        let difference = if write {
            let admin = Admin::new(permit, doors.ids.clone(), now_ms)?;
            doors.store.act(move |tx| record(tx, &admin, &plan)).await?
        } else {
            doors.store.read(move |tx| compare(tx, &plan)).await?
        };
        Ok::<_, Error>(report(&ctx, &told, difference, write))
    };
    match done.await {
        Ok(report) => {
            doors.sessions.refresh().await?;
            web::html(&view(&ctx, form, Some(report)))
        }
        Err(error) => {
            crate::form::refused(&ctx, &mut form, error)?;
            web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &view(&ctx, form, None))
        }
    }
}

type Files = Vec<(String, Vec<u8>)>;

/// The texts and the files of the form.
async fn sent(body: Result<Multipart, MultipartRejection>) -> Result<(Fields, Files), Problem> {
    let mut body = body.map_err(|_| Problem::Malformed("not a multipart form".into()))?;
    let (mut form, mut files) = (Fields::new(), Vec::new());
    while let Some(field) = body.next_field().await.map_err(|_| Problem::TooLarge)? {
        let (name, file) = (field.name().unwrap_or_default().to_string(), field.file_name().map(str::to_string));
        match file {
            Some(file) if file.is_empty() => {}
            Some(file) => files.push((file, field.bytes().await.map_err(|_| Problem::TooLarge)?.to_vec())),
            None => form = form.with(&name, field.text().await.map_err(|_| Problem::TooLarge)?),
        }
    }
    Ok((form, files))
}

/// Tables of the files that are known by their names. Refused as [`read::plan`].
pub fn parse(files: &[(String, Vec<u8>)], on: Date) -> Result<AreaPlan> {
    let mut tables: Tables = BTreeMap::new();
    for (name, bytes) in files {
        if let Some(part) = Part::of(name) {
            tables.insert(part, job::table::read(name, bytes)?);
        }
    }
    if tables.is_empty() {
        return Err(Refusal::new("AREAS_MISSING").with("file", "provinces_34.csv").at("files").into());
    }
    Ok(read::plan(&tables, on)?)
}

fn report(ctx: &Ctx, plan: &AreaPlan, difference: Difference, written: bool) -> Report {
    let fact = |key: &str, n: usize| (ctx.t(key), n);
    let finding = |finding: &read::Finding| {
        let key = format!("admin-area-finding-{}", finding.word);
        let words = ctx.lang.say_with(&key, &[("about", &finding.about)]).into_owned();
        (part_file(finding.table).to_string(), finding.row, words)
    };
    Report {
        written,
        facts: vec![
            fact("admin-areas-begun", plan.begun),
            fact("admin-areas-provinces", plan.ended_provinces),
            fact("admin-areas-districts", plan.ended_districts),
            fact("admin-areas-communes", plan.ended_communes),
            fact("admin-areas-added", difference.added),
            fact("admin-areas-changed", difference.changed),
            fact("admin-areas-same", difference.same),
        ],
        findings: plan.findings.iter().take(FINDINGS).map(finding).collect(),
        more: plan.findings.len().saturating_sub(FINDINGS),
    }
}

/// The file a table comes in.
pub fn part_file(part: Part) -> &'static str {
    match part {
        Part::OldProvinces => "provinces_63.csv",
        Part::OldDistricts => "districts_63.csv",
        Part::OldCommunes => "communes_63.csv",
        Part::NewProvinces => "provinces_34.csv",
        Part::NewCommunes => "communes_34.csv",
        Part::Mapping => "mapping_63_to_34.csv",
    }
}
