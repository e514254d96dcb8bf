//! Pages of mergers: the list, preparing one, looking at what it does, confirming or giving it up.

use std::collections::BTreeMap;
use std::sync::Arc;

use ::store::ledger::Audit;
use askama::Template;
use axum::Router;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{DefaultBodyLimit, FromRef, Multipart, Path, State as Door};
use axum::http::StatusCode;
use axum::routing::{get, post};
use dossier::succession::{self, Succession};
use job::NewJob;
use kernel::time::dmy;
use kernel::{Clock, DossierId, Lang, Refusal, Result, UnitId};
use office::{Directory, Frame, Officer, Sessions, SignedIn};
use web::ui::{Badge, Choice, Tone};
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::work::Params;
use super::{Merger, State, plan, store as rows};
use crate::documents;
use crate::doors::{self, Doors};
use crate::form::{self, Input, Kind, Sheet};

/// Mergers listed.
pub(super) const LISTED: i64 = 100;
/// Units and dossiers shown of a merger; all are counted.
const SHOWN: usize = 200;
/// Open dossiers looked at in one go.
const CHUNK: i64 = 2_000;

/// `GET|POST /admin/mergers`, `GET /admin/mergers/new`, `GET /admin/mergers/{id}`,
/// `POST /admin/mergers/{id}/confirmation`, `POST /admin/mergers/{id}/dropping`, `GET|POST /admin/mergers/{id}/document`.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Doors: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/admin/mergers", get(list).post(prepare))
        .route("/admin/mergers/new", get(show_new))
        .route("/admin/mergers/{id}", get(show))
        .route("/admin/mergers/{id}/confirmation", post(confirm))
        .route("/admin/mergers/{id}/dropping", post(give_up))
        .route(
            "/admin/mergers/{id}/document",
            get(open_document).post(attach).layer(DefaultBodyLimit::max(documents::FORM_MAX)),
        )
}

#[derive(Template)]
#[template(path = "admin/mergers.html")]
struct ListView {
    page: Page,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    name: String,
    on: String,
    units: usize,
    status: Badge,
    order: String,
    /// Where a draft is given up.
    drop: Option<String>,
    /// For how many days a draft has waited, once that is long.
    waits: Option<i64>,
}

pub(super) fn badge(lang: Lang, state: State) -> Badge {
    let tone = match state {
        State::Draft => Tone::Info,
        State::Confirmed => Tone::Warn,
        State::Done => Tone::Good,
        State::Dropped => Tone::Neutral,
    };
    Badge::new(tone, lang.say(&format!("admin-merger-state-{}", state.key())))
}

/// `GET /admin/mergers`.
async fn list(ctx: Ctx, SignedIn(by): SignedIn, Door(doors): Door<Doors>) -> Answer {
    doors::everywhere(&by)?;
    let mergers = doors.store.read(|tx| rows::list(tx, LISTED)).await?;
    let now_ms = doors.clock.now_ms();
    let row = |merger: &Merger| Row {
        href: format!("/admin/mergers/{}", merger.id),
        name: merger.name.clone(),
        on: dmy(merger.on),
        units: merger.endings.len(),
        status: badge(ctx.lang, merger.state),
        order: form::order_words(ctx.lang, &merger.order),
        drop: (merger.state == State::Draft).then(|| format!("/admin/mergers/{}/dropping", merger.id)),
        waits: merger.waits_days(now_ms),
    };
    web::html(&ListView {
        rows: mergers.iter().map(row).collect(),
        page: ctx.page(ctx.t("admin-mergers")).at("admin").crumb(ctx.t("admin-title"), Some("/admin")).list("mergers"),
    })
}

fn sheet(ctx: &Ctx) -> Sheet {
    Sheet {
        title: ctx.t("admin-merger-new"),
        crumbs: vec![(ctx.t("admin-mergers"), "/admin/mergers".into())],
        lead: ctx.t("admin-merger-new-lead"),
        action: "/admin/mergers".into(),
        back: "/admin/mergers".into(),
        button: ctx.t("admin-merger-prepare"),
        icon: "eye",
        ..Sheet::default()
    }
}

fn inputs(ctx: &Ctx) -> Vec<Input> {
    let choice = |value: &str, key: &str| Choice::new(value, ctx.t(key));
    let sources = vec![
        choice("areas", "admin-merger-from-areas").hint(ctx.t("admin-merger-from-areas-hint")),
        choice("pairs", "admin-merger-from-pairs").hint(ctx.t("admin-merger-from-pairs-hint")),
    ];
    let mut all = vec![
        Input::new(Kind::Text, "name", ctx.t("admin-merger-name")).hint(ctx.t("admin-merger-name-hint")),
        Input::new(Kind::Date, "on", ctx.t("admin-merger-on")),
        Input::new(Kind::Radios(sources), "source", ctx.t("admin-merger-source")),
        Input::new(Kind::Area, "pairs", ctx.t("admin-merger-pairs")).hint(ctx.t("admin-merger-pairs-hint")).optional(),
    ];
    all.extend(form::order_inputs(ctx));
    all
}

/// `GET /admin/mergers/new`.
async fn show_new(ctx: Ctx, SignedIn(by): SignedIn) -> Answer {
    doors::everywhere(&by)?;
    form::show(&ctx, sheet(&ctx), inputs(&ctx), Fields::new().with("source", "areas"))
}

/// `POST /admin/mergers`: keeps the draft and shows what it would do.
async fn prepare(ctx: Ctx, SignedIn(by): SignedIn, Door(doors): Door<Doors>, mut form: Fields) -> Answer {
    doors::everywhere(&by)?;
    match prepared(&by, &doors, &form).await {
        Ok((id, 0)) => Ok(web::see_other(&format!("/admin/mergers/{id}"))),
        Ok((id, unclear)) => {
            Ok(Flash::warn("admin-merger-unclear").with("n", unclear).then(&format!("/admin/mergers/{id}")))
        }
        Err(error) => {
            form::refused(&ctx, &mut form, error)?;
            form::show(&ctx, sheet(&ctx), inputs(&ctx), form)
        }
    }
}

async fn prepared(by: &Officer, doors: &Doors, form: &Fields) -> Result<(String, usize)> {
    let directory = doors.directory().await?;
    if form.value("name").is_empty() {
        return Err(Refusal::new("MERGER_NAME").at("name").into());
    }
    let on = form::day_of(form, "on")?;
    let order = form::order_of(form, doors.today())?;
    let (endings, unclear) = match form.value("source") {
        "pairs" => (plan::parse_pairs(&directory, form.value("pairs"))?, 0),
        _ => {
            let past = doors.store.read(|tx| office::annals::list_past_areas(tx, None)).await?;
            let proposal = plan::propose(&directory, &past, on);
            (proposal.endings, proposal.unclear.len())
        }
    };
    plan::check(&directory, &endings, on)?;
    let permit = by.permit(office::Act::Administer, &office::Place::of_units(&[endings[0].unit]))?;
    let now_ms = doors.clock.now_ms();
    let merger = Merger {
        id: doors.ids.next(now_ms),
        name: form.value("name").into(),
        on,
        order,
        endings,
        state: State::Draft,
        job: None,
        by_name: by.name().into(),
        created_ms: now_ms,
        file: None,
    };
    let act = move |tx: &mut ::store::Tx<'_>, _: &office::Admin| {
        rows::insert(tx, &merger)?;
        Ok(merger.id.to_string())
    };
    Ok((doors.change(by, permit, form, "merger.prepare", act).await?, unclear))
}

#[derive(Template)]
#[template(path = "admin/merger.html")]
struct MergerView {
    page: Page,
    merger: Merger,
    href: String,
    status: Badge,
    on: String,
    last: String,
    order: String,
    job: Option<String>,
    units: Vec<Ended>,
    more_units: usize,
    officers: usize,
    grants: usize,
    /// What running dossiers would do; none once it is confirmed.
    outlook: Option<Outlook>,
    /// Its day has come.
    ripe: bool,
    /// Its work failed or was cancelled, and can go on.
    stopped: bool,
    /// For how many days a draft has waited, once that is long.
    waits: Option<i64>,
    /// The form of its document.
    form: Fields,
    attach: Option<String>,
    document: Option<(String, String)>,
}

struct Ended {
    href: String,
    name: String,
    successors: Vec<(String, String)>,
    officers: usize,
    grants: usize,
    dossiers: i64,
}

/// What would become of running dossiers.
#[derive(Default)]
struct Outlook {
    touched: u64,
    looked_at: u64,
    unclear: u64,
    rows: Vec<DossierRow>,
    more: u64,
}

struct DossierRow {
    href: String,
    code: String,
    procedure: String,
    handed: Vec<String>,
    officer: String,
}

async fn load(doors: &Doors, id: &str) -> Result<Merger, Problem> {
    let id: i64 = id.parse().map_err(|_| Problem::absent("merger"))?;
    doors.store.read(move |tx| rows::find(tx, id)).await?.ok_or_else(|| Problem::absent("merger"))
}

/// `GET /admin/mergers/{id}`.
async fn show(ctx: Ctx, SignedIn(by): SignedIn, Door(doors): Door<Doors>, Path(id): Path<String>) -> Answer {
    doors::everywhere_named(&by, "merger")?;
    let merger = load(&doors, &id).await?;
    render(&ctx, &by, &doors, merger, Fields::new(), StatusCode::OK).await
}

async fn render(ctx: &Ctx, by: &Officer, doors: &Doors, merger: Merger, form: Fields, status: StatusCode) -> Answer {
    let directory = doors.directory().await?;
    let counts = doors.store.read(dossier::census::open_by_unit).await?;
    let grants = grants_over(&directory, &merger);
    let officers = |unit: UnitId| directory.officers_of(unit).len();
    let link = |unit: &UnitId| (format!("/admin/units/{unit}"), directory.unit_name(*unit));
    let ended = |ending: &office::admin::Ending| Ended {
        href: format!("/admin/units/{}", ending.unit),
        name: directory.unit_name(ending.unit),
        successors: ending.successors.iter().map(link).collect(),
        officers: officers(ending.unit),
        grants: grants.get(&ending.unit).copied().unwrap_or(0),
        dossiers: counts.get(&ending.unit).copied().unwrap_or(0),
    };
    let outlook = match merger.state {
        State::Draft => Some(look(doors, &merger).await?),
        State::Confirmed | State::Done | State::Dropped => None,
    };
    if outlook.is_some() {
        doors.dossiers.trace(&by.actor(), "dossier.list", None, "merger preview").await?;
    }
    let href = format!("/admin/mergers/{}", merger.id);
    let document = format!("{href}/document");
    web::html_with(
        status,
        &MergerView {
            page: ctx
                .page(merger.name.clone())
                .at("admin")
                .crumb(ctx.t("admin-title"), Some("/admin"))
                .crumb(ctx.t("admin-mergers"), Some("/admin/mergers"))
                .wide()
                .list_from("merger-units", format!("merger={}", merger.id)),
            href,
            status: badge(ctx.lang, merger.state),
            on: dmy(merger.on),
            last: dmy(merger.last()),
            order: form::order_words(ctx.lang, &merger.order),
            job: merger.job.map(|job| format!("/jobs/{job}")),
            units: merger.endings.iter().take(SHOWN).map(ended).collect(),
            more_units: merger.endings.len().saturating_sub(SHOWN),
            officers: merger.endings.iter().map(|ending| officers(ending.unit)).sum(),
            grants: grants.values().sum(),
            ripe: merger.on <= doors.today(),
            stopped: stopped(by, doors, &merger).await,
            waits: merger.waits_days(doors.clock.now_ms()),
            document: merger.file.as_ref().map(|(name, _)| (name.clone(), document.clone())),
            attach: (merger.state != State::Dropped).then_some(document),
            form,
            outlook,
            merger,
        },
    )
}

/// Standing grants that name an ending unit.
pub(super) fn grants_over(directory: &Directory, merger: &Merger) -> BTreeMap<UnitId, usize> {
    let last = merger.last();
    let mut counts = BTreeMap::new();
    for card in directory.officers() {
        let standing = directory.grants_of(card.id).iter().filter(|g| g.valid_until.is_none_or(|until| until > last));
        for grant in standing {
            let office::Narrow::Only(units) = &grant.scope.units else { continue };
            for ending in merger.endings.iter().filter(|ending| units.contains(&ending.unit)) {
                *counts.entry(ending.unit).or_insert(0) += 1;
            }
        }
    }
    counts
}

/// Looks at every running dossier with the office as it would stand afterwards.
async fn look(doors: &Doors, merger: &Merger) -> Result<Outlook> {
    let standing = doors.store.read(office::store::load_rows).await?;
    let after = plan::afterwards(standing, &merger.endings, merger.last());
    let succession = Succession::of(&after, merger.on, plan::chosen(&merger.endings), merger.basis());
    let succession = Arc::new(succession);
    let (mut found, mut place) = (Outlook::default(), DossierId(0));
    loop {
        let (dossiers, change) = (doors.dossiers.clone(), succession.clone());
        let page = doors.store.read(move |tx| succession::preview(tx, &dossiers, &change, place, CHUNK)).await?;
        found.looked_at += page.looked_at;
        found.unclear += page.unclear.len() as u64;
        for touched in page.touched {
            found.touched += 1;
            if found.rows.len() < SHOWN {
                found.rows.push(dossier_row(touched));
            } else {
                found.more += 1;
            }
        }
        match page.next {
            Some(next) => place = next,
            None => return Ok(found),
        }
    }
}

fn dossier_row(touched: succession::Touched) -> DossierRow {
    let mut handed: Vec<String> =
        touched.handed.iter().map(|one| format!("{} → {}", one.from.name, one.to.name)).collect();
    handed.dedup();
    DossierRow {
        href: format!("/dossiers/{}", touched.id),
        code: touched.code.unwrap_or_else(|| touched.id.to_string()),
        procedure: touched.procedure_name,
        handed,
        officer: touched.officer.unwrap_or_default(),
    }
}

/// `POST /admin/mergers/{id}/confirmation`: the job begins. Refused: `MERGER_EARLY` before its day, `MERGER_STATE`.
async fn confirm(SignedIn(by): SignedIn, Door(doors): Door<Doors>, Path(id): Path<String>, form: Fields) -> Answer {
    let permit = doors::everywhere_named(&by, "merger")?;
    let merger = load(&doors, &id).await?;
    if merger.on > doors.today() {
        return Err(Problem::Refused(Box::new(Refusal::new("MERGER_EARLY").with("day", dmy(merger.on)))));
    }
    let directory = doors.directory().await?;
    if merger.state == State::Draft {
        plan::check(&directory, &merger.endings, merger.on).map_err(|refusal| Problem::Refused(Box::new(refusal)))?;
    }
    let params = serde_json::to_value(Params { merger: merger.id }).map_err(|e| kernel::Error::fault("merger", e))?;
    let (jobs, new) = (doors.jobs.clone(), NewJob::new("merger", params).with("name", &merger.name));
    let (officer, number, endings, last) = (by.clone(), merger.id, merger.endings.clone(), merger.last());
    // Work that failed or was cancelled goes on where it stopped: what is done already is not done again.
    let from = if stopped(&by, &doors, &merger).await { State::Confirmed } else { State::Draft };
    let act = move |tx: &mut ::store::Tx<'_>, admin: &office::Admin| {
        if from == State::Draft {
            admin.check_endings(tx, &endings, last)?;
        }
        let job = jobs.start_in(tx, &officer, &new)?;
        match rows::set_state(tx, number, from, State::Confirmed, Some(job))? {
            true => Ok(job.to_string()),
            false => Err(Refusal::new("MERGER_STATE").into()),
        }
    };
    let job = doors.change(&by, permit, &form, &format!("merger.confirm {id}"), act).await?;
    doors.jobs.wake();
    Ok(web::see_other(&format!("/jobs/{job}")))
}

/// Whether the work of a confirmed merger ended before it was done.
async fn stopped(by: &Officer, doors: &Doors, merger: &Merger) -> bool {
    let (State::Confirmed, Some(job)) = (merger.state, merger.job) else { return false };
    let card = doors.jobs.load(by, job).await;
    card.is_ok_and(|card| matches!(card.state, job::State::Failed | job::State::Cancelled))
}

/// `POST /admin/mergers/{id}/dropping`: given up before it was confirmed.
async fn give_up(SignedIn(by): SignedIn, Door(doors): Door<Doors>, Path(id): Path<String>, form: Fields) -> Answer {
    let permit = doors::everywhere_named(&by, "merger")?;
    let number = load(&doors, &id).await?.id;
    let act = move |tx: &mut ::store::Tx<'_>, _: &office::Admin| match rows::set_state(
        tx,
        number,
        State::Draft,
        State::Dropped,
        None,
    )? {
        true => Ok(String::new()),
        false => Err(Refusal::new("MERGER_STATE").into()),
    };
    doors.change(&by, permit, &form, &format!("merger.drop {id}"), act).await?;
    Ok(Flash::good("admin-merger-dropped").then("/admin/mergers"))
}

/// `POST /admin/mergers/{id}/document`: the decision itself, as a PDF; sent again, the last one counts.
async fn attach(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    Door(doors): Door<Doors>,
    Path(id): Path<String>,
    body: Result<Multipart, MultipartRejection>,
) -> Answer {
    let permit = doors::everywhere_named(&by, "merger")?;
    let merger = load(&doors, &id).await?;
    let mut sent = documents::read(body).await?;
    let file = match documents::keep(&doors.blobs, &sent).await {
        Ok(file) => file,
        Err(error) => {
            form::refused(&ctx, &mut sent.form, error)?;
            return render(&ctx, &by, &doors, merger, sent.form, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let (number, audit, now_ms, actor) =
        (merger.id, doors.ids.next(doors.clock.now_ms()), doors.clock.now_ms(), by.actor());
    let name = format!("merger.document {id} {}", file.1);
    let act = move |tx: &mut ::store::Tx<'_>, _: &office::Admin| {
        if !rows::set_file(tx, number, &file)? {
            return Err(Refusal::new("MERGER_STATE").into());
        }
        tx.write(&[Audit::by(&actor, audit, now_ms, "merger.file", number, file.1.as_str()).write()])?;
        Ok(String::new())
    };
    doors.change(&by, permit, &sent.form, &name, act).await?;
    Ok(Flash::good("admin-document-kept").then(&format!("/admin/mergers/{number}")))
}

/// `GET /admin/mergers/{id}/document`.
async fn open_document(SignedIn(by): SignedIn, Door(doors): Door<Doors>, Path(id): Path<String>) -> Answer {
    doors::everywhere_named(&by, "merger")?;
    documents::open(&doors.blobs, load(&doors, &id).await?.file).await
}
