//! The work of an absent colleague: choose whose, see who should have what and why, put single lines right, confirm, and
//! undo. Proposing, moving and undoing are the dossier room's ([`dossier::redistribute`]).

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use dossier::batch::{self, Batch};
use dossier::redistribute::{self, Ask, Move, Plan, Proposal, Why};
use jiff::civil::Date;
use kernel::time::civil_ms;
use kernel::{DossierId, Error, OfficerId, Refusal};
use office::{Officer, SignedIn};
use store::Tx;
use web::ui::{Choice, Fact};
use web::{Answer, Ctx, Fields, Flash, Page};

use super::{Refused, supervises, words};
use crate::Supervision;
use crate::sight::Sight;

/// Batches shown.
const SHOWN: i64 = 20;

/// A batch that was made before.
struct BatchRow {
    href: String,
    from: String,
    by: String,
    at: String,
    why: String,
    moved: i64,
    returned: i64,
    undone: bool,
}

#[derive(Template)]
#[template(path = "supervision/redistribution.html")]
struct ChooseView {
    page: Page,
    form: Fields,
    colleagues: Vec<Choice>,
    plan: Option<PlanView>,
    batches: Vec<BatchRow>,
}

/// What is proposed, side by side.
struct PlanView {
    from: String,
    from_id: String,
    lines: Vec<LineView>,
    shares: Vec<ShareView>,
    /// Everybody who may be chosen for some line.
    able: Vec<Choice>,
    stays: usize,
}

/// One dossier of the proposal.
struct LineView {
    /// `id:version`.
    mark: String,
    /// The field that says who gets it.
    field: String,
    code: String,
    href: String,
    procedure: String,
    step: String,
    due: String,
    to: String,
    why: String,
    /// Whether it goes along.
    picked: bool,
}

/// A desk before and after.
struct ShareView {
    name: String,
    before: String,
    after: String,
    before_share: i64,
    after_share: i64,
}

pub async fn page(ctx: Ctx, SignedIn(by): SignedIn, State(desk): State<Supervision>, uri: Uri) -> Answer {
    supervises(&by)?;
    choose(&ctx, &desk, &by, Fields::of_query(&uri)).await
}

/// The proposal as it is asked for, or again as it was put right, with what was wrong at its field.
async fn choose(ctx: &Ctx, desk: &Supervision, by: &Officer, asked: Fields) -> Answer {
    let from: Option<OfficerId> = asked.value("from").parse().ok();
    let spared: BTreeSet<OfficerId> = asked.all("spared").iter().filter_map(|id| id.parse().ok()).collect();
    let now_ms = desk.dossiers.clock.now_ms();
    let sight = Sight::of(by, civil_ms(now_ms).date());
    let known = from.filter(|id| in_sight(by, &sight, *id));
    let (door, me, ask) = (desk.dossiers.clone(), by.clone(), Ask { from: known, spared, only: None });
    let (plan, batches) = desk
        .dossiers
        .store
        .read(move |tx| {
            let plan = known.map(|_| redistribute::propose(tx, &door, &me, &ask)).transpose()?;
            Ok((plan, list_seen(tx, &me, &sight)?))
        })
        .await?;
    let sight = Sight::of(by, civil_ms(now_ms).date());
    desk.dossiers.trace(&by.actor(), "dossier.list", known.map(|id| id.0), "redistribution").await?;
    let batches = batches.iter().map(|batch| row(by, batch));
    let status = if asked.is_good() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let plan = plan.map(|plan| kept(plan_view(ctx, plan), &asked));
    let view = ChooseView {
        page: ctx
            .page(ctx.t("supervision-redistribution"))
            .at("supervision")
            .crumb(ctx.t("supervision-title"), Some("/supervision"))
            .crumb(ctx.t("supervision-redistribution"), None)
            .wide()
            .list("redistributions"),
        form: asked,
        colleagues: colleagues(by, &sight),
        batches: batches.collect(),
        plan,
    };
    web::html_with(status, &view)
}

/// What was ticked and put right stays; a proposal that nobody has touched yet has every line ticked.
fn kept(mut plan: PlanView, form: &Fields) -> PlanView {
    if form.is_good() {
        return plan;
    }
    let ticked: BTreeSet<String> = super::marks(form).into_iter().map(|(id, _)| format!("to-{id}")).collect();
    for line in &mut plan.lines {
        line.picked = ticked.contains(&line.field);
        if let Some(to) = form.some(&line.field).filter(|_| !line.to.is_empty()) {
            line.to = to.to_string();
        }
    }
    plan
}

/// The last batches of colleagues in sight.
pub(super) fn list_seen(tx: &mut Tx<'_>, by: &Officer, sight: &Sight) -> kernel::Result<Vec<Batch>> {
    let mut batches = batch::list(tx, i64::MAX, SHOWN)?;
    batches.retain(|batch| in_sight(by, sight, batch.from));
    Ok(batches)
}

/// Whether somebody works at a unit the supervisor watches over.
fn in_sight(by: &Officer, sight: &Sight, officer: OfficerId) -> bool {
    by.directory().officer(officer).is_some_and(|card| sight.reaches_unit(card.unit))
}

/// Everybody at work in sight, by unit and name.
pub fn colleagues(by: &Officer, sight: &Sight) -> Vec<Choice> {
    let directory = by.directory();
    let seen = directory.officers().into_iter().filter(|card| card.active && sight.reaches_unit(card.unit));
    let mut choices: Vec<Choice> = seen
        .map(|card| Choice::new(card.id.to_string(), format!("{} – {}", directory.unit_name(card.unit), card.name)))
        .collect();
    choices.sort_by(|a, b| a.label.cmp(&b.label));
    choices
}

fn row(by: &Officer, batch: &Batch) -> BatchRow {
    let from = by.directory().officer(batch.from).map_or_else(|| batch.from.to_string(), |card| card.name.clone());
    BatchRow {
        href: format!("/supervision/redistribution/{}", batch.id),
        from,
        by: batch.by_name.clone(),
        at: kernel::time::hm_dmy(civil_ms(batch.made_ms)),
        why: batch.why.clone(),
        moved: batch.moved,
        returned: batch.returned,
        undone: batch.undone_ms.is_some(),
    }
}

fn plan_view(ctx: &Ctx, plan: Plan) -> PlanView {
    let most = plan.shares.iter().map(|share| share.after.weight).max().unwrap_or(0).max(1);
    let load = |load: &batch::Load| {
        let (dossiers, weight) = (load.dossiers.to_string(), load.weight.to_string());
        ctx.lang.say_with("supervision-load", &[("dossiers", &dossiers), ("weight", &weight)]).into_owned()
    };
    let share = |share: &redistribute::Share| ShareView {
        name: share.officer.name.clone(),
        before: load(&share.before),
        after: load(&share.after),
        before_share: share.before.weight * 100 / most,
        after_share: share.after.weight * 100 / most,
    };
    let able = plan.shares.iter().map(|share| Choice::new(share.officer.id.to_string(), &share.officer.name));
    PlanView {
        from: plan.from.name.clone(),
        from_id: plan.from.id.to_string(),
        able: able.collect(),
        stays: plan.proposals.iter().filter(|one| one.to.is_none()).count(),
        shares: plan.shares.iter().map(share).collect(),
        lines: plan.proposals.iter().map(|one| line(ctx, one)).collect(),
    }
}

fn line(ctx: &Ctx, one: &Proposal) -> LineView {
    let why = match &one.why {
        Why::OnlyOne => ctx.lang.say("supervision-why-only-one").into_owned(),
        Why::Nobody => ctx.lang.say("supervision-why-nobody").into_owned(),
        Why::Lightest { weight, among } => ctx
            .lang
            .say_with("supervision-why-lightest", &[("weight", &weight.to_string()), ("among", &among.to_string())])
            .into_owned(),
    };
    LineView {
        mark: format!("{}:{}", one.id, one.version),
        field: format!("to-{}", one.id),
        code: one.code.clone().unwrap_or_else(|| ctx.t("supervision-no-code")),
        href: format!("/dossiers/{}", one.id),
        procedure: one.procedure_name.clone(),
        step: one.step.clone(),
        due: one.due_ms.map(|ms| words::moment(ctx.lang, civil_ms(ms))).unwrap_or_default(),
        to: one.to.as_ref().map(|to| to.id.to_string()).unwrap_or_default(),
        why,
        picked: true,
    }
}

/// Moves the ticked dossiers to whom each line says.
pub async fn confirm(ctx: Ctx, SignedIn(by): SignedIn, State(desk): State<Supervision>, mut form: Fields) -> Answer {
    supervises(&by)?;
    let sight = Sight::of(&by, desk.now().at.date());
    let from: Option<OfficerId> = form.value("from").parse().ok().filter(|id| in_sight(&by, &sight, *id));
    let from = from.ok_or_else(|| Refusal::new("OFFICER_UNKNOWN").with("login", "").at("from"))?;
    let back = format!("/supervision/redistribution?from={from}");
    let why = form.value("why").to_string();
    if why.is_empty() {
        form.refuse("why", ctx.t("supervision-why-missing"));
    }
    let moves: Vec<Move> = super::marks(&form)
        .into_iter()
        .filter_map(|(id, version)| Some(Move { id, version, to: form.value(&format!("to-{id}")).parse().ok()? }))
        .collect();
    if moves.is_empty() {
        form.refuse("dossier", ctx.t("supervision-none-ticked"));
    }
    if !form.is_good() {
        return choose(&ctx, &desk, &by, form).await;
    }
    if moves.len() > redistribute::AT_ONCE {
        return Err(Refusal::new("TOO_MANY_AT_ONCE").with("max", redistribute::AT_ONCE).into());
    }
    let (door, me) = (desk.dossiers.clone(), by.clone());
    let done = desk.dossiers.store.act(move |tx| redistribute::apply(tx, &door, &me, from, &moves, &why)).await?;
    let Some(batch) = done.batch else {
        return Ok(Flash::bad("supervision-moved-none").with("refused", done.refused.len()).then(&back));
    };
    if done.refused.is_empty() {
        let told = Flash::good("supervision-moved").with("moved", done.moved.len());
        return Ok(told.then(&format!("/supervision/redistribution/{batch}")));
    }
    show_batch(&ctx, &desk, &by, &batch.to_string(), (done.refused, Fields::new())).await
}

#[derive(Template)]
#[template(path = "supervision/batch.html")]
struct BatchView {
    page: Page,
    form: Fields,
    id: i64,
    facts: Vec<Fact>,
    rows: Vec<ItemView>,
    refused: Vec<Refused>,
    open: bool,
}

/// One dossier that was moved.
struct ItemView {
    href: String,
    code: String,
    to: String,
    returned: bool,
}

/// A batch: what went where, and the way back.
pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(desk): State<Supervision>, Path(id): Path<String>) -> Answer {
    supervises(&by)?;
    show_batch(&ctx, &desk, &by, &id, (Vec::new(), Fields::new())).await
}

/// The page of a batch with what an act just refused, and with what was typed.
async fn show_batch(
    ctx: &Ctx,
    desk: &Supervision,
    by: &Officer,
    id: &str,
    (told, form): (Vec<(DossierId, Refusal)>, Fields),
) -> Answer {
    let (found, items) = open(desk, by, id).await?;
    let mut refused = Vec::new();
    for (id, refusal) in told {
        refused.push(Refused::of(ctx, desk, by, id, refusal.into()).await);
    }
    let names = |id: OfficerId| by.directory().officer(id).map_or_else(|| id.to_string(), |card| card.name.clone());
    let batch = &found;
    let mut facts = vec![
        Fact::new(ctx.t("supervision-batch-from"), names(batch.from)),
        Fact::new(ctx.t("supervision-batch-by"), &batch.by_name),
        Fact::new(ctx.t("supervision-batch-at"), kernel::time::hm_dmy(civil_ms(batch.made_ms))),
        Fact::new(ctx.t("common-reason"), &batch.why),
    ];
    if let Some(ms) = batch.undone_ms {
        facts.push(Fact::new(ctx.t("supervision-batch-undone"), kernel::time::hm_dmy(civil_ms(ms))));
    }
    let rows = items.iter().map(|(item, code)| ItemView {
        href: format!("/dossiers/{}", item.dossier),
        code: code.clone().unwrap_or_else(|| item.dossier.to_string()),
        to: names(item.to),
        returned: item.returned,
    });
    let status = if form.is_good() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = BatchView {
        page: ctx
            .page(ctx.t("supervision-batch"))
            .at("supervision")
            .crumb(ctx.t("supervision-redistribution"), Some("/supervision/redistribution"))
            .crumb(ctx.t("supervision-batch"), None)
            .list_from("redistribution", format!("batch={}", batch.id)),
        form,
        id: batch.id,
        facts,
        open: batch.moved > batch.returned,
        rows: rows.collect(),
        refused,
    };
    web::html_with(status, &view)
}

/// A batch of somebody in sight, with its dossiers and their codes.
async fn open(desk: &Supervision, by: &Officer, id: &str) -> Result<Opened, web::Problem> {
    let (id, by, today) = (id.to_string(), by.clone(), desk.now().at.date());
    Ok(desk.dossiers.store.read(move |tx| load(tx, &by, &id, today)).await?)
}

/// A batch and its dossiers with their codes.
pub(super) type Opened = (Batch, Vec<(batch::Item, Option<String>)>);

/// [`open`] in a transaction. Absent when its colleague is not in sight.
pub(super) fn load(tx: &mut Tx<'_>, by: &Officer, id: &str, today: Date) -> kernel::Result<Opened> {
    let id: i64 = id.parse().map_err(|_| Error::absent("batch"))?;
    let found = batch::find(tx, id)?.filter(|batch| in_sight(by, &Sight::of(by, today), batch.from));
    let found = found.ok_or_else(|| Error::absent("batch"))?;
    let items = batch::list_items(tx, id)?;
    let ids: Vec<DossierId> = items.iter().map(|item| item.dossier).collect();
    let codes = crate::store::list_codes(tx, &ids)?;
    let with_code = |item: batch::Item| (item, codes.get(&item.dossier).cloned().flatten());
    Ok((found, items.into_iter().map(with_code).collect()))
}

/// Moves a batch back; what has gone on since stays and is told.
pub async fn undo(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(desk): State<Supervision>,
    Path(id): Path<String>,
    mut form: Fields,
) -> Answer {
    supervises(&by)?;
    let (found, _) = open(&desk, &by, &id).await?;
    let to = format!("/supervision/redistribution/{}", found.id);
    let why = form.value("why").to_string();
    if why.is_empty() {
        form.refuse("why", ctx.t("supervision-why-missing"));
        return show_batch(&ctx, &desk, &by, &id, (Vec::new(), form)).await;
    }
    let (door, me, batch) = (desk.dossiers.clone(), by.clone(), found.id);
    let done = desk.dossiers.store.act(move |tx| redistribute::undo(tx, &door, &me, batch, &why)).await?;
    if done.refused.is_empty() {
        return Ok(Flash::good("supervision-undone").with("moved", done.moved.len()).then(&to));
    }
    show_batch(&ctx, &desk, &by, &batch.to_string(), (done.refused, Fields::new())).await
}
