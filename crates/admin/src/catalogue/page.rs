//! One procedure: its versions by publication decision, what each changed, what the checks find, its process; abolishing it.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use kernel::{Lang, ProcedureVersionId, Refusal};
use office::SignedIn;
use procedure::compare::{Compared, Sign, compare};
use procedure::model::ProcedureVersion;
use store::ledger::Audit;
use web::ui::{Badge, Choice, Fact, Tone};
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::href;
use crate::doors::{self, Doors};

/// A part that differs, as the page draws it.
pub(super) struct Part {
    pub label: String,
    pub lines: Vec<DiffLine>,
}

/// One line with its sign: `+`, `−` or nothing, said in words too.
pub(super) struct DiffLine {
    pub css: &'static str,
    pub sign: &'static str,
    pub said: String,
    pub parts: Vec<(bool, String)>,
}

/// The parts that differ, in words and marks.
pub(super) fn parts(ctx: &Ctx, before: &ProcedureVersion, after: &ProcedureVersion) -> Vec<Part> {
    let part =
        |part: Compared| Part { label: ctx.t(part.key), lines: part.lines.into_iter().map(|l| line(ctx, l)).collect() };
    compare(before, after, ctx.lang).into_iter().filter(|part| part.changed).map(part).collect()
}

fn line(ctx: &Ctx, line: procedure::compare::Line) -> DiffLine {
    let (css, sign, key) = match line.sign {
        Sign::Same => ("same", " ", ""),
        Sign::Added => ("added", "+", "admin-diff-added"),
        Sign::Removed => ("removed", "−", "admin-diff-removed"),
    };
    let said = if key.is_empty() { String::new() } else { ctx.t(key) };
    DiffLine { css, sign, said, parts: line.parts }
}

struct VersionRow {
    id: String,
    decision: String,
    from: String,
    until: String,
    state: Badge,
    changes: usize,
    compare: Option<String>,
}

#[derive(Template)]
#[template(path = "admin/catalogue/page.html")]
struct PageView {
    page: Page,
    code: String,
    facts: Vec<Fact>,
    findings: Vec<String>,
    versions: Vec<VersionRow>,
    choices: Vec<Choice>,
    form: Fields,
    compared: Option<(String, String, Vec<Part>)>,
    process: String,
    repealed: bool,
}

/// The versions of a procedure, newest first; absent when there is none.
async fn versions(doors: &Doors, code: &str) -> Result<Vec<(ProcedureVersionId, ProcedureVersion)>, Problem> {
    let asked = code.to_string();
    let found = doors.store.read(move |tx| procedure::store::list_versions(tx, &asked)).await?;
    if found.is_empty() { Err(Problem::absent("procedure")) } else { Ok(found) }
}

fn decision(version: &ProcedureVersion, lang: Lang) -> String {
    let from = version.effective_from.map(kernel::time::dmy).unwrap_or_default();
    match (version.decision_no.as_str(), from.as_str()) {
        ("", "") => lang.say("admin-catalogue-no-decision").into_owned(),
        (number, "") => number.to_string(),
        ("", from) => from.to_string(),
        (number, from) => format!("{number} · {from}"),
    }
}

fn state(ctx: &Ctx, place: usize, version: &ProcedureVersion, today: jiff::civil::Date) -> Badge {
    let coming = version.effective_from.is_some_and(|from| from > today);
    let (tone, key) = match (place, version.repealed, coming) {
        (0, true, _) => (Tone::Neutral, "admin-catalogue-state-repealed"),
        (0, false, true) => (Tone::Info, "admin-catalogue-state-coming"),
        (0, false, false) => (Tone::Good, "admin-catalogue-state-standing"),
        _ => (Tone::Neutral, "admin-catalogue-state-past"),
    };
    Badge::new(tone, ctx.t(key))
}

pub async fn show(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path(code): Path<String>,
    uri: Uri,
) -> Answer {
    doors::everywhere(&by)?;
    let form = Fields::of_query(&uri);
    let (found, today) = (versions(&doors, &code).await?, doors.today());
    let newest = &found[0].1;
    let rows = found.iter().enumerate().map(|(place, (id, version))| {
        let older = found.get(place + 1);
        VersionRow {
            id: id.to_string(),
            decision: decision(version, ctx.lang),
            from: version.effective_from.map(kernel::time::dmy).unwrap_or_default(),
            until: version.effective_until.map(kernel::time::dmy).unwrap_or_default(),
            state: state(&ctx, place, version, today),
            changes: older.map_or(0, |(_, older)| parts(&ctx, older, version).len()),
            compare: older.map(|(older, _)| format!("{}?before={older}&after={id}#differences", href(&code))),
        }
    });
    let by_id = |key: &str| {
        let id: ProcedureVersionId = form.value(key).parse().ok()?;
        found.iter().find(|(known, _)| *known == id).map(|(_, version)| version)
    };
    let compared = by_id("before").zip(by_id("after"));
    let compared = compared
        .map(|(before, after)| (decision(before, ctx.lang), decision(after, ctx.lang), parts(&ctx, before, after)));
    let findings = procedure::publication::check(newest, today).iter().map(|f| f.line_in(ctx.lang)).collect();
    let own = doors.dossiers.catalogue.process_for(&code).filter(|(_, process)| process.procedure.is_some());
    let process = own.map_or_else(|| ctx.t("admin-catalogue-default-process"), |(_, process)| process.name.clone());
    let choices = found.iter().map(|(id, version)| Choice::new(id.to_string(), decision(version, ctx.lang))).collect();
    let facts = vec![
        Fact::new(ctx.t("procedure-part-field"), &newest.field),
        Fact::new(ctx.t("procedure-part-decision"), decision(newest, ctx.lang)),
        Fact::new(ctx.t("procedure-part-deciding"), &newest.deciding_agency),
    ];
    let page = page(&ctx, format!("{code} {}", newest.name));
    web::html(&PageView {
        page,
        facts,
        findings,
        versions: rows.collect(),
        choices,
        compared,
        process,
        repealed: newest.repealed,
        form,
        code,
    })
}

/// A page below the catalogue.
pub(super) fn page(ctx: &Ctx, title: String) -> Page {
    let page = ctx.page(title).at("admin").crumb(ctx.t("admin-title"), Some("/admin"));
    page.crumb(ctx.t("admin-catalogue"), Some("/admin/catalogue"))
}

#[derive(Template)]
#[template(path = "admin/catalogue/repeal.html")]
struct RepealView {
    page: Page,
    code: String,
    form: Fields,
}

pub async fn show_repeal(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path(code): Path<String>,
) -> Answer {
    doors::everywhere(&by)?;
    let found = versions(&doors, &code).await?;
    let page = page(&ctx, ctx.lang.say_with("admin-repeal-title", &[("name", &found[0].1.name)]).into_owned());
    web::html(&RepealView { page, code, form: Fields::new() })
}

/// Abolishes: no new dossier is taken in, running ones keep their version for life.
pub async fn repeal(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path(code): Path<String>,
    mut form: Fields,
) -> Answer {
    let permit = doors::everywhere(&by)?;
    let found = versions(&doors, &code).await?;
    let (_, mut version) = found.into_iter().next().ok_or_else(|| Problem::absent("procedure"))?;
    let successor = form.some("successor").map(str::to_string);
    let unknown = successor.as_ref().is_some_and(|to| doors.dossiers.catalogue.current(to, doors.today()).is_none());
    if form.some("decision_no").is_none() {
        form.refuse_by(ctx.lang, &Refusal::new("EDITION_NEEDED").at("decision_no"));
    }
    if unknown {
        let code = successor.as_deref().unwrap_or_default();
        form.refuse_by(ctx.lang, &Refusal::new("PROCEDURE_UNKNOWN").with("code", code).at("successor"));
    }
    if !form.is_good() {
        let title = ctx.lang.say_with("admin-repeal-title", &[("name", &version.name)]).into_owned();
        return web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &RepealView { page: page(&ctx, title), code, form });
    }
    version.repealed = true;
    version.decision_no = form.value("decision_no").trim().into();
    version.successor = successor;
    let (ids, now_ms, actor) = (doors.ids.clone(), doors.clock.now_ms(), permit.actor());
    doors
        .change(&by, permit, &form, "catalogue.repeal", move |tx, _| {
            let recorded = procedure::store::record_version(tx, &ids, now_ms, &version)?;
            let why = format!("{} {}", version.code, version.decision_no);
            tx.write(&[Audit::by(&actor, ids.next(now_ms), now_ms, "procedure.repeal", recorded.id.0, why).write()])?;
            Ok(recorded.id.to_string())
        })
        .await?;
    refresh(&doors).await?;
    Ok(Flash::good("admin-repealed").with("code", &code).then(&href(&code)))
}

/// The catalogue in memory sees what was just recorded.
pub(super) async fn refresh(doors: &Doors) -> kernel::Result<()> {
    let catalogue = doors.dossiers.catalogue.clone();
    doors.store.read(move |tx| catalogue.refresh(tx)).await.map(drop)
}
