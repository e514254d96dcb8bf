//! The papers and bags of an officer's units on one page, and the place where anything can be scanned.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use dossier::Dossiers;
use dossier::model::UnitRef;
use jiff::civil::DateTime;
use kernel::{BagId, Error, Refusal, Result};
use law::code::dossier::DossierCode;
use office::{Act, Officer, SignedIn};
use store::Tx;
use web::ui::Badge;
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::{require_keeper, words};
use crate::door::{Custody, kept_units, scanned};
use crate::model::{Bag, Holder, LineState, Paper};
use crate::paper_acts::PaperAct;
use crate::store::{self as rows, End};

/// A paper as a list shows it.
pub struct PaperRow {
    pub code: String,
    pub name: String,
    pub count: String,
    pub href: String,
    pub leave_by: String,
    pub late: bool,
    pub holder: String,
    /// Where its loss is written down; none: it is not on a shelf of theirs.
    pub lose: Option<String>,
}

/// Papers of one shelf that go the same way.
pub struct Group {
    pub from: String,
    pub from_id: String,
    pub to: String,
    pub to_id: String,
    pub rows: Vec<PaperRow>,
}

/// A bag as a list shows it.
pub struct BagRow {
    pub code: String,
    pub href: String,
    pub from: String,
    pub to: String,
    pub status: Badge,
    pub expected: String,
    pub lines: i64,
}

#[derive(Template)]
#[template(path = "custody/desk.html")]
struct DeskView {
    page: Page,
    late: Vec<BagRow>,
    groups: Vec<Group>,
    here: Vec<BagRow>,
    coming: Vec<BagRow>,
    gone: Vec<BagRow>,
    settled: Vec<PaperRow>,
    lost: Vec<PaperRow>,
    history: Vec<BagRow>,
    is_empty: bool,
}

/// Everything the page shows, as it is read.
#[derive(Default)]
pub(super) struct Shelf {
    pub late: Vec<Bag>,
    pub to_send: Vec<Paper>,
    pub here: Vec<Bag>,
    pub coming: Vec<Bag>,
    pub gone: Vec<Bag>,
    pub history: Vec<Bag>,
    pub settled: Vec<Paper>,
    pub lost: Vec<Paper>,
    pub lines: BTreeMap<BagId, i64>,
}

pub(super) fn load(tx: &mut Tx<'_>, by: &Officer, now_ms: i64) -> Result<Shelf> {
    let keeps = kept_units_if(by, Act::KeepPapers);
    let carries = kept_units_if(by, Act::Carry);
    let watched = by.may_somewhere(Act::Supervise).then(|| by.units_for(Act::Supervise));
    let mut ends = keeps.clone();
    ends.extend(&carries);
    ends.sort();
    ends.dedup();
    let mut shelf = Shelf {
        to_send: rows::list_to_send(tx, &keeps)?,
        settled: rows::list_settled(tx, &keeps)?,
        here: rows::list_bags(tx, End::From, Some(&ends), &["open", "sealed"])?,
        coming: rows::list_bags(tx, End::To, Some(&ends), &["sealed", "on_the_way", "received"])?,
        gone: rows::list_bags(tx, End::From, Some(&ends), &["on_the_way", "received", "lost"])?,
        history: rows::list_bags(tx, End::To, Some(&keeps), &["closed", "lost"])?.into_iter().take(20).collect(),
        ..Shelf::default()
    };
    // Whoever watches sees what is late in all of the units they watch; others at either end of theirs.
    let late_in = match &watched {
        Some(units) => units.as_deref(),
        None => Some(ends.as_slice()),
    };
    shelf.late = rows::list_late_bags(tx, late_in, now_ms)?;
    shelf.lost = rows::list_lost(tx, late_in)?;
    let mut bags: Vec<BagId> = [&shelf.late, &shelf.here, &shelf.coming, &shelf.gone, &shelf.history]
        .into_iter()
        .flatten()
        .map(|bag| bag.id)
        .collect();
    bags.sort();
    bags.dedup();
    for (bag, state, n) in rows::count_lines(tx, &bags)? {
        if state != LineState::Elsewhere {
            *shelf.lines.entry(bag).or_default() += n;
        }
    }
    Ok(shelf)
}

fn kept_units_if(by: &Officer, act: Act) -> Vec<kernel::UnitId> {
    if by.may_somewhere(act) { kept_units(by, act) } else { Vec::new() }
}

pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(dossiers): State<Dossiers>) -> Answer {
    require_keeper(&by)?;
    let custody = Custody::of(&dossiers);
    let (officer, now_ms) = (by.clone(), dossiers.clock.now_ms());
    let shelf = dossiers.store.read(move |tx| load(tx, &officer, now_ms)).await?;
    custody.trace(&by, "custody.list", "papers of the unit").await?;
    web::html(&view(&ctx, &by, &shelf, custody.now()))
}

fn view(ctx: &Ctx, by: &Officer, shelf: &Shelf, now: DateTime) -> DeskView {
    let bags = |bags: &[Bag]| bags.iter().map(|bag| bag_row(ctx, bag, &shelf.lines, now)).collect::<Vec<_>>();
    let papers = |papers: &[Paper]| papers.iter().map(|paper| paper_row(ctx, by, paper, now)).collect::<Vec<_>>();
    let groups = groups(ctx, by, &shelf.to_send, now);
    let view = DeskView {
        page: ctx.page(ctx.t("custody-title")).at("custody").wide().list("papers").list("bags"),
        late: bags(&shelf.late),
        here: bags(&shelf.here),
        coming: bags(&shelf.coming),
        gone: bags(&shelf.gone),
        history: bags(&shelf.history),
        settled: papers(&shelf.settled),
        lost: papers(&shelf.lost),
        groups,
        is_empty: false,
    };
    let is_empty = view.groups.is_empty()
        && [&view.late, &view.here, &view.coming, &view.gone].into_iter().all(|rows| rows.is_empty())
        && view.settled.is_empty()
        && view.lost.is_empty();
    DeskView { is_empty, ..view }
}

/// Papers of one shelf that go the same way: from, to, which.
pub(super) type Way<'a> = (&'a UnitRef, &'a UnitRef, Vec<&'a Paper>);

/// The papers to be sent by the way they go, the way that must be gone first at the top.
pub(super) fn ways(papers: &[Paper]) -> Vec<Way<'_>> {
    let mut ways: Vec<Way<'_>> = Vec::new();
    for paper in papers {
        let (Holder::Unit { unit: from, .. }, Some(to)) = (&paper.holder, &paper.wanted) else { continue };
        match ways.iter_mut().find(|way| (way.0.id, way.1.id) == (from.id, to.id)) {
            Some(way) => way.2.push(paper),
            None => ways.push((from, to, vec![paper])),
        }
    }
    ways
}

fn groups(ctx: &Ctx, by: &Officer, papers: &[Paper], now: DateTime) -> Vec<Group> {
    let group = |(from, to, papers): Way<'_>| Group {
        from: from.name.clone(),
        from_id: from.id.to_string(),
        to: to.name.clone(),
        to_id: to.id.to_string(),
        rows: papers.into_iter().map(|paper| paper_row(ctx, by, paper, now)).collect(),
    };
    ways(papers).into_iter().map(group).collect()
}

/// "01 bản chính, 02 bản sao".
pub fn count_words(ctx: &Ctx, originals: u32, copies: u32) -> String {
    ctx.lang
        .say_with("custody-count", &[("originals", &originals.to_string()), ("copies", &copies.to_string())])
        .into_owned()
}

pub fn paper_row(ctx: &Ctx, by: &Officer, paper: &Paper, now: DateTime) -> PaperRow {
    PaperRow {
        code: paper.code.clone(),
        name: paper.name.clone(),
        count: count_words(ctx, paper.originals, paper.copies),
        href: format!("/dossiers/{}", paper.dossier),
        leave_by: paper.leave_by.map(|at| words::moment(at, ctx.lang)).unwrap_or_default(),
        late: paper.leave_by.is_some_and(|at| at < now) && paper.holder.unit().is_some(),
        holder: words::holder(&paper.holder, ctx.lang),
        lose: super::loss::address(by, paper),
    }
}

fn bag_row(ctx: &Ctx, bag: &Bag, lines: &BTreeMap<BagId, i64>, now: DateTime) -> BagRow {
    BagRow {
        code: bag.code.clone(),
        href: format!("/custody/bags/{}", bag.id),
        from: bag.from.name.clone(),
        to: bag.to.name.clone(),
        status: words::bag(bag, now, ctx.lang),
        expected: bag.expected.map(|at| words::moment(at, ctx.lang)).unwrap_or_default(),
        lines: lines.get(&bag.id).copied().unwrap_or_default(),
    }
}

// ── scanning anything ───────────────────────────────────────────────────────────────────────────────────────────

#[derive(Template)]
#[template(path = "custody/scan.html")]
struct ScanView {
    page: Page,
    form: Fields,
    found: Vec<PaperRow>,
}

pub async fn show_scan(ctx: Ctx, SignedIn(by): SignedIn) -> Answer {
    require_keeper(&by)?;
    web::html(&scan_view(&ctx, Fields::new(), Vec::new()))
}

fn scan_view(ctx: &Ctx, form: Fields, found: Vec<PaperRow>) -> ScanView {
    let page = ctx.page(ctx.t("custody-scan-title")).crumb(ctx.t("custody-title"), Some("/custody"));
    ScanView { page: page.crumb(ctx.t("custody-scan-title"), None).at("custody"), form, found }
}

/// A bag's code leads to the bag, a paper's or dossier's code says where the papers are.
pub async fn scan(ctx: Ctx, SignedIn(by): SignedIn, State(dossiers): State<Dossiers>, mut form: Fields) -> Answer {
    require_keeper(&by)?;
    let custody = Custody::of(&dossiers);
    let (code, officer) = (scanned(form.value("code")), by.clone());
    let wanted = code.clone();
    let looked = dossiers.store.read(move |tx| look_up(tx, &officer, &wanted)).await?;
    custody.trace(&by, "custody.scan", "scan").await?;
    match looked {
        Looked::Bag(id) => Ok(web::see_other(&format!("/custody/bags/{id}"))),
        Looked::Papers(papers) => {
            let found = papers.iter().map(|paper| paper_row(&ctx, &by, paper, custody.now())).collect();
            web::html(&scan_view(&ctx, form, found))
        }
        Looked::Not(refusal) => {
            form.refuse_by(ctx.lang, &refusal);
            web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &scan_view(&ctx, form, Vec::new()))
        }
    }
}

enum Looked {
    Bag(BagId),
    Papers(Vec<Paper>),
    Not(Refusal),
}

fn look_up(tx: &mut Tx<'_>, by: &Officer, code: &str) -> Result<Looked> {
    if let Some(bag) = rows::find_bag(tx, code)? {
        let seen = crate::door::may_see(by, &bag);
        let refusal = || Refusal::new("BAG_WRONG_UNIT").with("bag", &bag.code).with("to", &bag.to.name);
        return Ok(if seen {
            Looked::Bag(bag.id)
        } else {
            Looked::Not(refusal().with("from", &bag.from.name).at("code"))
        });
    }
    let papers = match rows::find_paper(tx, code)? {
        Some(paper) => vec![paper],
        None if DossierCode::parse(code).is_ok() => rows::list_of_code(tx, code)?,
        None => Vec::new(),
    };
    // Whose papers they are is asked like for any dossier: not yours and not there look alike.
    if let Some(paper) = papers.first() {
        let dossier = dossier::store::load(tx, paper.dossier)?;
        let mine = |paper: &Paper| {
            let at = paper.holder.unit().or(paper.wanted.as_ref()).map(|unit| unit.id);
            at.is_some_and(|unit| by.permit_in(Act::KeepPapers, unit).is_ok())
        };
        if dossier::door::may_see(by, &dossier) || papers.iter().any(mine) {
            return Ok(Looked::Papers(papers));
        }
    }
    Ok(Looked::Not(Refusal::new("SCAN_UNKNOWN").with("code", code).at("code")))
}

/// `return`, `filing`, `finding` of the papers that are ticked; `loss` of those named on its page.
pub async fn act_on_papers(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path(noun): Path<String>,
    form: Fields,
) -> Answer {
    require_keeper(&by)?;
    let reason = || form.value("reason").to_string();
    let act = match noun.as_str() {
        "return" => PaperAct::GiveBack,
        "filing" => PaperAct::File,
        "loss" => return super::loss::lose(&ctx, &by, &dossiers, form).await,
        "finding" => PaperAct::Found { reason: reason() },
        _ => return Err(Problem::absent("act")),
    };
    let labels: Vec<String> = form.all("paper").into_iter().map(str::to_string).collect();
    let once = super::once(&by, &form, &format!("papers.{noun}"));
    match Custody::of(&dossiers).act_on_papers(&by, labels, act, once).await {
        Ok(n) => Ok(Flash::good(&format!("custody-papers-{noun}")).with("n", n).then("/custody")),
        Err(Error::Refused(refusal)) => {
            Ok(Flash::bad("custody-papers-refused").with("why", web::refusal_text(ctx.lang, &refusal)).then("/custody"))
        }
        Err(other) => Err(other.into()),
    }
}
