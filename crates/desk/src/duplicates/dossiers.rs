//! Dossiers that may be one application filed twice: the list in one's reach, two side by side, and what was decided. It
//! suggests the law's acts and does none of them.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use dossier::list::twins::{self, Twins};
use dossier::list::{Line, Reach};
use dossier::{Dossier, Dossiers, Key};
use job::{Asked, Sheet};
use kernel::{DossierId, Lang, Refusal};
use office::{Officer, SignedIn};
use store::Tx;
use store::ledger::Audit;
use web::ui::Badge;
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::Side;
use crate::badge;
use crate::store::{self as rows, PairDecision};

struct Row {
    href: String,
    applicant: String,
    procedure: String,
    a: String,
    b: String,
    a_stage: Badge,
    b_stage: Badge,
    days: i64,
}

#[derive(Template)]
#[template(path = "duplicates/dossiers.html")]
struct ListView {
    page: Page,
    rows: Vec<Row>,
    within: i64,
}

pub async fn list(ctx: Ctx, SignedIn(by): SignedIn, State(dossiers): State<Dossiers>) -> Answer {
    let reach = Reach::of(&by);
    let found = dossiers.store.read(move |tx| load(tx, &reach)).await?;
    dossiers.trace(&by.actor(), "dossier.list", None, "duplicates").await?;
    let page = ctx.page(ctx.t("desk-same-title")).at("duplicates").wide().list("dossier-pairs");
    let rows = found.iter().map(|twins| row(ctx.lang, twins)).collect();
    web::html(&ListView { page, rows, within: twins::WITHIN_DAYS })
}

/// The pairs in reach that nobody has decided about.
fn load(tx: &mut Tx<'_>, reach: &Reach) -> kernel::Result<Vec<Twins>> {
    twins::list(tx, reach, &mut |tx, a, b| Ok(rows::find_pair(tx, a.0, b.0)?.is_some()))
}

/// The pairs to take along.
pub fn sheet(dossiers: &Dossiers, asked: &Asked<'_>) -> kernel::Result<Sheet> {
    let reach = Reach::of(asked.by);
    let found = dossiers.store.read_blocking(move |tx| load(tx, &reach))?;
    let heads = [
        ("desk-column-applicant", 28.0),
        ("desk-column-procedure", 48.0),
        ("desk-same-first", 26.0),
        ("desk-same-first-stage", 20.0),
        ("desk-same-second", 26.0),
        ("desk-same-second-stage", 20.0),
        ("desk-same-days", 12.0),
    ];
    let rows = found.iter().map(|twins| {
        let row = row(asked.lang, twins);
        [
            row.applicant.into(),
            row.procedure.into(),
            row.a.into(),
            row.a_stage.word.into(),
            row.b.into(),
            row.b_stage.word.into(),
            row.days.into(),
        ]
    });
    Ok(Sheet::whole(asked.lang, heads, rows.collect::<Vec<_>>()))
}

fn row(lang: Lang, twins: &Twins) -> Row {
    let code = |line: &Line| line.code.clone().unwrap_or_else(|| lang.say("desk-no-code").into_owned());
    Row {
        href: format!("/duplicates/dossiers/{}/{}", twins.a.id, twins.b.id),
        applicant: twins.a.applicant.clone(),
        procedure: twins.a.procedure_name.clone(),
        a: code(&twins.a),
        b: code(&twins.b),
        a_stage: badge::stage(lang, &twins.a.stage),
        b_stage: badge::stage(lang, &twins.b.stage),
        days: twins.days_between,
    }
}

#[derive(Template)]
#[template(path = "duplicates/dossiers_pair.html")]
struct PairView {
    page: Page,
    form: Fields,
    action: String,
    a: String,
    b: String,
    a_href: String,
    b_href: String,
    sides: Vec<Side>,
    decided: Option<(String, String)>,
}

fn ids(a: &str, b: &str) -> Result<(DossierId, DossierId), Problem> {
    let parse = |text: &str| text.parse::<DossierId>().map_err(|_| Problem::absent("dossier id"));
    let (a, b) = (parse(a)?, parse(b)?);
    if a < b { Ok((a, b)) } else { Err(Problem::absent("pair")) }
}

pub async fn pair(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path((a, b)): Path<(String, String)>,
) -> Answer {
    show(&ctx, &by, &dossiers, ids(&a, &b)?, Fields::new()).await
}

async fn show(ctx: &Ctx, by: &Officer, dossiers: &Dossiers, (a, b): (DossierId, DossierId), form: Fields) -> Answer {
    let one = dossiers.read_bare(by, Key::Id(a), "duplicates").await?;
    let other = dossiers.read_bare(by, Key::Id(b), "duplicates").await?;
    let decided = dossiers.store.read_brief(move |tx| rows::find_pair(tx, a.0, b.0)).await?;
    let lang = ctx.lang;
    let code = |one: &Dossier| one.code.clone().unwrap_or_else(|| ctx.t("desk-no-code"));
    let when = |pair: &PairDecision| badge::when(lang, kernel::time::civil_ms(pair.at_ms));
    let status = if form.is_good() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = PairView {
        page: ctx
            .page(ctx.t("desk-same-pair"))
            .crumb(ctx.t("desk-same-title"), Some("/duplicates/dossiers"))
            .crumb(ctx.t("desk-same-pair"), None)
            .at("duplicates")
            .wide(),
        action: format!("/duplicates/dossiers/{a}/{b}"),
        a: code(&one),
        b: code(&other),
        a_href: format!("/dossiers/{a}"),
        b_href: format!("/dossiers/{b}"),
        sides: sides(lang, &one, &other),
        decided: decided.map(|pair| (pair.reason.clone(), format!("{} · {}", pair.by_name, when(&pair)))),
        form,
    };
    web::html_with(status, &view)
}

fn sides(lang: Lang, a: &Dossier, b: &Dossier) -> Vec<Side> {
    let stage = |one: &Dossier| lang.say(&badge::stage_key(one.stage.name())).into_owned();
    let received = |one: &Dossier| {
        let names = one.components.iter().filter(|line| line.received).map(|line| line.name.as_str());
        names.collect::<Vec<_>>().join("; ")
    };
    let rows: [(&str, String, String); 9] = [
        ("desk-column-stage", stage(a), stage(b)),
        ("desk-online-filed", badge::when(lang, a.lodged_at), badge::when(lang, b.lodged_at)),
        ("desk-applicant", a.applicant.name.clone(), b.applicant.name.clone()),
        ("desk-procedure", a.procedure.name.clone(), b.procedure.name.clone()),
        ("desk-summary", a.summary.clone(), b.summary.clone()),
        ("desk-channel", lang.say(a.channel.key()).into_owned(), lang.say(b.channel.key()).into_owned()),
        ("desk-receiving", a.receiving.name.clone(), b.receiving.name.clone()),
        ("desk-deciding", a.deciding.name.clone(), b.deciding.name.clone()),
        ("desk-components", received(a), received(b)),
    ];
    let side = |(key, a, b): (&str, String, String)| Side {
        label: lang.say(key).into_owned(),
        name: "",
        differs: a != b,
        a,
        b,
    };
    rows.into_iter().map(side).collect()
}

/// Both stay: with the reason, so that nobody asks again.
pub async fn decide(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path((a, b)): Path<(String, String)>,
    mut form: Fields,
) -> Answer {
    let (a, b) = ids(&a, &b)?;
    // Only whoever sees both may say anything about them.
    for id in [a, b] {
        dossiers.read_bare(&by, Key::Id(id), "duplicates.decide").await?;
    }
    let reason = form.value("reason").to_string();
    if reason.is_empty() {
        form.refuse_by(ctx.lang, &Refusal::new("PAIR_REASON_MISSING").at("reason"));
        return show(&ctx, &by, &dossiers, (a, b), form).await;
    }
    let now_ms = dossiers.clock.now_ms();
    let pair =
        PairDecision { a: a.0, b: b.0, decision: "both".into(), reason, by_name: by.name().into(), at_ms: now_ms };
    let me = by.id();
    let audits = [a, b]
        .map(|id| Audit::by(&by.actor(), dossiers.ids.next(now_ms), now_ms, "dossier.not_duplicate", id.0, "pair"));
    dossiers
        .store
        .act(move |tx| {
            rows::record_pair(tx, &pair, me)?;
            tx.write(&audits.iter().map(Audit::write).collect::<Vec<_>>())
        })
        .await?;
    Ok(Flash::good("desk-same-done").then("/duplicates/dossiers"))
}
