//! One bag on one page: its list, what can be done with it, and the field that a hand scanner types into.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use dossier::Dossiers;
use kernel::{BagId, Error, Result};
use office::{Act, Officer, SignedIn};
use web::ui::{Badge, Fact};
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::desk::count_words;
use super::{once, require_keeper, words};
use crate::decide::bag::BagAct;
use crate::door::{Custody, Scanned, may_see};
use crate::model::{Bag, BagLine, BagState, Done, LineState};
use crate::store as rows;

struct LineRow {
    code: String,
    name: String,
    count: String,
    href: String,
    status: Badge,
    counted: String,
    is_packed: bool,
    /// Where its loss is written down, once it lies on a shelf of theirs.
    lose: Option<String>,
}

struct WrongRow {
    word: String,
    what: String,
    words: String,
    noted: String,
}

/// What the officer may do with the bag as it stands.
#[derive(Default)]
struct Offers {
    pack: bool,
    count: bool,
    seal: bool,
    reopen: bool,
    send: bool,
    receive: bool,
    close: bool,
    lose: bool,
    drop: bool,
}

#[derive(Template)]
#[template(path = "custody/bag.html")]
struct BagView {
    page: Page,
    form: Fields,
    id: String,
    code: String,
    version: i64,
    status: Badge,
    facts: Vec<Fact>,
    offers: Offers,
    rows: Vec<LineRow>,
    total: usize,
    arrived: usize,
    waiting: usize,
    wrong: Vec<WrongRow>,
}

fn parse_id(id: &str) -> Result<BagId, Problem> {
    id.parse().map_err(|_| Problem::absent("bag"))
}

async fn load(by: &Officer, dossiers: &Dossiers, id: BagId) -> Result<(Bag, Vec<BagLine>), Problem> {
    let officer = by.clone();
    let found = dossiers
        .store
        .read(move |tx| {
            let bag = rows::load_bag(tx, id)?;
            if !may_see(&officer, &bag) {
                return Err(Error::absent(id.to_string()));
            }
            Ok((bag, rows::list_lines(tx, id)?))
        })
        .await?;
    Custody::of(dossiers).trace(by, "bag.read", "page").await?;
    Ok(found)
}

pub async fn show(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path(id): Path<String>,
) -> Answer {
    require_keeper(&by)?;
    page(&ctx, &by, &dossiers, parse_id(&id)?, Fields::new()).await
}

async fn page(ctx: &Ctx, by: &Officer, dossiers: &Dossiers, id: BagId, form: Fields) -> Answer {
    let (bag, lines) = load(by, dossiers, id).await?;
    let status = if form.is_good() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    web::html_with(status, &view(ctx, by, dossiers, &bag, lines, form))
}

fn offers(by: &Officer, bag: &Bag, lines: &[BagLine]) -> Offers {
    let keeps = |unit| by.permit_in(Act::KeepPapers, unit).is_ok();
    let (from, to) = (keeps(bag.from.id), keeps(bag.to.id));
    let carries = by.permit_in(Act::Carry, bag.from.id).is_ok();
    match &bag.state {
        BagState::Open => {
            Offers { pack: from, seal: from && !lines.is_empty(), drop: from && lines.is_empty(), ..Offers::default() }
        }
        BagState::Sealed { .. } => {
            Offers { reopen: from, send: from || carries, receive: to, lose: true, ..Offers::default() }
        }
        BagState::OnTheWay { .. } => Offers { receive: to, lose: true, ..Offers::default() },
        BagState::Received { .. } => Offers { count: to, close: to, ..Offers::default() },
        BagState::Lost { .. } => Offers { receive: to, ..Offers::default() },
        BagState::Closed { .. } | BagState::Dropped { .. } => Offers::default(),
    }
}

fn view(ctx: &Ctx, by: &Officer, dossiers: &Dossiers, bag: &Bag, lines: Vec<BagLine>, form: Fields) -> BagView {
    let now = kernel::time::civil(dossiers.clock.now());
    let title = ctx.page(bag.code.clone()).crumb(ctx.t("custody-title"), Some("/custody"));
    let counted = |state: LineState| lines.iter().filter(|line| line.state == state).count();
    BagView {
        page: title.crumb(bag.code.clone(), None).at("custody"),
        id: bag.id.to_string(),
        code: bag.code.clone(),
        version: bag.version,
        status: words::bag(bag, now, ctx.lang),
        facts: facts(ctx, bag),
        offers: offers(by, bag, &lines),
        total: lines.iter().filter(|line| !matches!(line.state, LineState::Surplus)).count(),
        arrived: counted(LineState::Arrived),
        waiting: counted(LineState::Packed),
        wrong: wrong(ctx, bag),
        rows: lines.iter().map(|line| line_row(ctx, by, line)).collect(),
        form,
    }
}

fn line_row(ctx: &Ctx, by: &Officer, line: &BagLine) -> LineRow {
    let counted = line.counted.as_ref().map(|(at_ms, by)| {
        let at = kernel::time::hm_dmy(kernel::time::civil_ms(*at_ms));
        format!("{at} · {by}")
    });
    LineRow {
        code: line.paper.code.clone(),
        name: line.paper.name.clone(),
        count: count_words(ctx, line.paper.originals, line.paper.copies),
        href: format!("/dossiers/{}", line.paper.dossier),
        status: words::line(line.state, ctx.lang),
        counted: counted.unwrap_or_default(),
        is_packed: line.state == LineState::Packed,
        lose: super::loss::address(by, &line.paper),
    }
}

fn wrong(ctx: &Ctx, bag: &Bag) -> Vec<WrongRow> {
    let row = |line: &crate::model::Discrepancy| WrongRow {
        word: ctx.t(&format!("custody-wrong-{}", line.wrong.word())),
        what: line.what.clone(),
        words: line.words.clone(),
        noted: done_words(&line.noted),
    };
    bag.discrepancies.iter().map(row).collect()
}

fn done_words(done: &Done) -> String {
    format!("{} · {}", kernel::time::hm_dmy(done.at), done.by.name)
}

fn facts(ctx: &Ctx, bag: &Bag) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new(ctx.t("custody-from"), bag.from.name.clone()),
        Fact::new(ctx.t("custody-to"), bag.to.name.clone()),
    ];
    let mut add = |key: &str, value: String| facts.push(Fact::new(ctx.t(key), value));
    add("custody-opened", done_words(&bag.opened));
    if let Some(seal) = bag.state.seal() {
        add("custody-seal", seal.number.clone());
        add("custody-sealed", done_words(&seal.set));
    }
    if let Some(expected) = bag.expected.filter(|_| bag.state.travels()) {
        add("custody-expected", words::moment(expected, ctx.lang));
    }
    match &bag.state {
        BagState::OnTheWay { sent, carrier, .. } => {
            add("custody-sent", done_words(sent));
            add("custody-carrier", carrier.clone());
        }
        BagState::Received { received, .. } => add("custody-received", done_words(received)),
        BagState::Closed { received, closed, .. } => {
            add("custody-received", done_words(received));
            add("custody-closed", done_words(closed));
        }
        BagState::Lost { reported, reason, .. } => {
            add("custody-lost-reported", done_words(reported));
            add("custody-lost-reason", reason.clone());
        }
        BagState::Dropped { dropped } => add("custody-dropped", done_words(dropped)),
        BagState::Open | BagState::Sealed { .. } => {}
    }
    facts
}

// ── acts ────────────────────────────────────────────────────────────────────────────────────────────────────────

/// Opens a bag with the papers that are ticked.
pub async fn open(SignedIn(by): SignedIn, State(dossiers): State<Dossiers>, form: Fields) -> Answer {
    require_keeper(&by)?;
    let (from, to) = (form.value("from").parse().ok(), form.value("to").parse().ok());
    let (Some(from), Some(to)) = (from, to) else { return Err(Problem::absent("unit")) };
    let codes = form.all("paper").into_iter().map(str::to_string).collect();
    let once = once(&by, &form, "bag.open");
    let id = Custody::of(&dossiers).open_bag(&by, from, to, codes, once).await?;
    Ok(Flash::good("custody-bag-opened").then(&format!("/custody/bags/{id}")))
}

/// One scan: packs or counts, whatever the bag is at.
pub async fn scan(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path(id): Path<String>,
    mut form: Fields,
) -> Answer {
    require_keeper(&by)?;
    let bag = parse_id(&id)?;
    load(&by, &dossiers, bag).await?;
    match Custody::of(&dossiers).scan(&by, bag, form.value("code")).await {
        Ok(scanned) => Ok(scan_flash(&scanned).then(&format!("/custody/bags/{bag}#scan"))),
        Err(Error::Refused(refusal)) => {
            form.refuse_by(ctx.lang, &refusal.at("code"));
            page(&ctx, &by, &dossiers, bag, form).await
        }
        Err(other) => Err(other.into()),
    }
}

fn scan_flash(scanned: &Scanned) -> Flash {
    match scanned {
        Scanned::Packed(codes) => Flash::good("custody-scan-packed").with("codes", codes.join(", ")),
        Scanned::Counted(codes) => Flash::good("custody-scan-counted").with("codes", codes.join(", ")),
        Scanned::Surplus(codes) => Flash::warn("custody-scan-surplus").with("codes", codes.join(", ")),
        Scanned::Already { code, at, by } => {
            Flash::warn("custody-scan-already").with("code", code).with("at", kernel::time::hm_dmy(*at)).with("by", by)
        }
    }
}

/// `seal`, `reopening`, `departure`, `arrival`, `closing`, `loss`, `removal`, and `paper-removal` of one line.
pub async fn act(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path((id, noun)): Path<(String, String)>,
    mut form: Fields,
) -> Answer {
    require_keeper(&by)?;
    let bag = parse_id(&id)?;
    let custody = Custody::of(&dossiers);
    let words = |name: &str| form.value(name).to_string();
    let act = match noun.as_str() {
        "seal" => BagAct::Seal { number: words("seal"), lines: 0 },
        "reopening" => BagAct::Reopen { reason: words("reason") },
        "departure" => BagAct::Send { carrier: words("carrier") },
        "arrival" => BagAct::Receive { seal_read: words("seal"), broken: words("broken") },
        "closing" => BagAct::Close { missing: Vec::new() },
        "loss" => BagAct::ReportLost { reason: words("reason") },
        "removal" => BagAct::Drop { lines: 0 },
        "paper-removal" => {
            custody.unpack(&by, bag, form.value("paper")).await?;
            return Ok(Flash::good("custody-unpacked").then(&format!("/custody/bags/{bag}")));
        }
        _ => return Err(Problem::absent("act")),
    };
    let seen = form.number("version").unwrap_or(0);
    match custody.act_on_bag(&by, bag, seen, act).await {
        Ok(_) => Ok(Flash::good(&format!("custody-done-{noun}")).then(&format!("/custody/bags/{bag}"))),
        Err(Error::Refused(refusal)) if refusal.key != "BAG_WRONG_UNIT" => {
            form.refuse_by(ctx.lang, &refusal);
            page(&ctx, &by, &dossiers, bag, form).await
        }
        Err(other) => Err(other.into()),
    }
}

/// The transfer list with both signatures, as PDF.
pub async fn list(SignedIn(by): SignedIn, State(dossiers): State<Dossiers>, Path(id): Path<String>) -> Answer {
    require_keeper(&by)?;
    let (bag, lines) = load(&by, &dossiers, parse_id(&id)?).await?;
    let form = crate::print::transfer_list(by.directory(), &bag, &lines);
    printed(form).await
}

/// A form as an answer; setting it takes a core for a moment.
pub async fn printed(form: paper::Form) -> Answer {
    let name = paper::file_name(&form);
    let pdf = tokio::task::spawn_blocking(move || paper::render(&form)).await;
    let pdf = pdf.map_err(|cause| Problem::fault("press", cause))??;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_string()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "private, no-store".to_string()),
    ];
    Ok((headers, pdf).into_response())
}
