//! The post desk: parcels that came, results that go out, and what the public post's own staff do with them.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use dossier::command::Command;
use dossier::model::{DeliveryProof, PickUp};
use dossier::{Dossier, Dossiers, Key};
use jiff::civil::DateTime;
use kernel::{Error, Lang, ParcelId, Refusal, Result, UnitId};
use office::{Act, Officer, Place, SignedIn};
use store::Tx;
use web::ui::{Badge, Choice, Fact};
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::bag::printed;
use super::{once, require_keeper, words};
use crate::decide::parcel::{self as rule, ParcelAct};
use crate::door::{Custody, kept_units};
use crate::model::{Done, Holder, Item, Parcel, ParcelState, Way};
use crate::post::{Arrival, may_see};
use crate::store as rows;

/// Lines of the itemised list on the form: more than a dossier has.
const ITEMS: usize = 12;

/// A parcel as a list shows it.
pub(super) struct Row {
    pub tracking: String,
    href: String,
    pub name: String,
    pub subject: String,
    pub status: Badge,
    pub note: String,
    pub since: String,
}

#[derive(Template)]
#[template(path = "custody/post.html")]
struct PostView {
    page: Page,
    keeps: bool,
    arrived: Vec<Row>,
    signed: Vec<Row>,
    ready: Vec<Row>,
    with_post: Vec<Row>,
    reported: Vec<Row>,
    returned: Vec<Row>,
    over: Vec<Row>,
}

/// The units whose parcels an officer has to do with, keeping papers there or carrying.
fn units(by: &Officer) -> Vec<UnitId> {
    let acts = [Act::KeepPapers, Act::Carry].into_iter().filter(|act| by.may_somewhere(*act));
    let mut units: Vec<UnitId> = acts.flat_map(|act| kept_units(by, act)).collect();
    units.sort();
    units.dedup();
    units
}

pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(dossiers): State<Dossiers>) -> Answer {
    require_keeper(&by)?;
    let officer = by.clone();
    let found = dossiers.store.read(move |tx| load_piles(tx, &officer)).await?;
    Custody::of(&dossiers).trace(&by, "parcel.list", "post desk").await?;
    let of = |pile: &str| found.of(pile).map(|(parcel, here)| row(ctx.lang, parcel, here)).collect::<Vec<_>>();
    web::html(&PostView {
        page: ctx.page(ctx.t("custody-post-title")).at("post").wide().list("parcels"),
        keeps: by.may_somewhere(Act::KeepPapers),
        arrived: of("arrived"),
        signed: of("signed"),
        ready: of("ready"),
        with_post: of("with-post"),
        reported: of("reported"),
        returned: of("returned"),
        over: of("over"),
    })
}

/// The piles of the desk in the order of the page, with the states of their parcels; `custody-post-{pile}` is the heading.
pub(super) const PILES: [(&str, &[&str]); 7] = [
    ("reported", &["reported"]),
    ("arrived", &["arrived"]),
    ("signed", &["signed"]),
    ("ready", &["ready"]),
    ("with-post", &["with_post"]),
    ("returned", &["returned"]),
    ("over", &["taken_in", "delivered", "called_off"]),
];
/// What only those who keep papers have to do with.
const KEEPERS: [&str; 2] = ["reported", "signed"];
/// Parcels that are done with, shown at the end.
const OVER: usize = 30;

/// What lies on the post desk.
pub(super) struct Piles {
    lists: BTreeMap<&'static str, Vec<Parcel>>,
    /// Whether the result of a ready parcel lies where it is packed.
    here: BTreeMap<ParcelId, bool>,
}

impl Piles {
    /// The parcels of a pile, each with whether its result is here.
    pub(super) fn of(&self, pile: &str) -> impl Iterator<Item = (&Parcel, Option<bool>)> {
        let parcels = self.lists.get(pile).into_iter().flatten();
        parcels.map(|parcel| (parcel, self.here.get(&parcel.id).copied()))
    }
}

pub(super) fn load_piles(tx: &mut Tx<'_>, by: &Officer) -> Result<Piles> {
    let (mine, keeps) = (units(by), by.may_somewhere(Act::KeepPapers));
    let (mut lists, mut here) = (BTreeMap::new(), BTreeMap::new());
    for (pile, states) in PILES.into_iter().filter(|(pile, _)| keeps || !KEEPERS.contains(pile)) {
        let mut parcels = Vec::new();
        for state in states {
            parcels.extend(rows::list_parcels(tx, &mine, &[state])?);
        }
        if pile == "over" {
            parcels.truncate(OVER);
        }
        lists.insert(pile, parcels);
    }
    for parcel in lists.get("ready").into_iter().flatten() {
        let Some(dossier) = parcel.dossier else { continue };
        let papers = rows::list_of_dossier(tx, dossier)?;
        here.insert(parcel.id, papers.iter().all(|paper| is_here(paper, parcel)));
    }
    Ok(Piles { lists, here })
}

/// Whether the result lies where its parcel is packed.
fn is_here(paper: &crate::model::Paper, parcel: &Parcel) -> bool {
    let result = paper.kind == crate::model::PaperKind::Result;
    let here = matches!(&paper.holder, Holder::Unit { unit, .. } if unit.id == parcel.unit.id);
    !result || here || matches!(paper.holder, Holder::Applicant | Holder::Archive { .. })
}

pub(super) fn row(lang: Lang, parcel: &Parcel, here: Option<bool>) -> Row {
    let invited = parcel.invitations.len();
    let note = match (&parcel.state, here) {
        (ParcelState::Ready, Some(false)) => lang.say("custody-result-not-here").into_owned(),
        (ParcelState::WithPost { .. }, _) if invited > 0 => {
            lang.say_with("custody-invited", &[("n", &invited.to_string())]).into_owned()
        }
        _ => String::new(),
    };
    let since = match &parcel.state {
        ParcelState::WithPost { given } | ParcelState::Reported { given, .. } => given.at,
        ParcelState::Returned { returned, .. } => returned.at,
        ParcelState::Delivered { closed, .. } => closed.at,
        ParcelState::CalledOff { called_off } => called_off.at,
        ParcelState::Signed { signed, .. } | ParcelState::TakenIn { signed, .. } => signed.at,
        ParcelState::Arrived | ParcelState::Ready => parcel.noted.at,
    };
    Row {
        tracking: if parcel.tracking.is_empty() { parcel.dossier_code.clone() } else { parcel.tracking.clone() },
        href: format!("/post/{}", parcel.id),
        name: parcel.name.clone(),
        subject: parcel.subject.clone(),
        status: words::parcel(parcel, lang),
        note,
        since: kernel::time::hm_dmy(since),
    }
}

// ── a parcel that came ──────────────────────────────────────────────────────────────────────────────────────────

struct ItemRow {
    nth: usize,
    name: String,
    originals: String,
    copies: String,
}

fn item_rows(form: &Fields) -> Vec<ItemRow> {
    let said = |nth: usize| form.some(&format!("item{nth}")).is_some();
    let last = (1..=ITEMS).rev().find(|nth| said(*nth)).unwrap_or(0);
    let shown = (last + 2).clamp(4, ITEMS);
    let row = |nth: usize| ItemRow {
        nth,
        name: form.value(&format!("item{nth}")).into(),
        originals: form.value(&format!("originals{nth}")).into(),
        copies: form.value(&format!("copies{nth}")).into(),
    };
    (1..=shown).map(row).collect()
}

fn items(form: &Fields) -> Vec<Item> {
    let count = |name: String| form.number(&name).and_then(|n| u32::try_from(n).ok()).unwrap_or(0).min(999);
    let item = |nth: usize| {
        let name = form.some(&format!("item{nth}"))?.trim().to_string();
        let (originals, copies) = (count(format!("originals{nth}")), count(format!("copies{nth}")));
        (!name.is_empty()).then_some(Item { name, originals, copies })
    };
    (1..=ITEMS).filter_map(item).collect()
}

fn with_items(form: Fields, items: &[Item]) -> Fields {
    items.iter().enumerate().fold(form, |form, (at, item)| {
        let nth = at + 1;
        form.with(&format!("item{nth}"), &item.name)
            .with(&format!("originals{nth}"), item.originals)
            .with(&format!("copies{nth}"), item.copies)
    })
}

#[derive(Template)]
#[template(path = "custody/arrival.html")]
struct ArrivalView {
    page: Page,
    form: Fields,
    units: Vec<Choice>,
    items: Vec<ItemRow>,
}

fn arrival_view(ctx: &Ctx, by: &Officer, form: Fields) -> ArrivalView {
    let title = ctx.t("custody-arrival-title");
    let directory = by.directory();
    let takes_in = |unit: &UnitId| directory.unit(*unit).is_some_and(|unit| unit.intake);
    let units = units(by).into_iter().filter(takes_in);
    ArrivalView {
        page: ctx.page(title.clone()).crumb(ctx.t("custody-post-title"), Some("/post")).crumb(title, None).at("post"),
        units: units.map(|unit| Choice::new(unit.to_string(), directory.unit_name(unit))).collect(),
        items: item_rows(&form),
        form,
    }
}

pub async fn show_arrival(ctx: Ctx, SignedIn(by): SignedIn) -> Answer {
    require_keeper(&by)?;
    web::html(&arrival_view(&ctx, &by, Fields::new()))
}

pub async fn arrive(ctx: Ctx, SignedIn(by): SignedIn, State(dossiers): State<Dossiers>, mut form: Fields) -> Answer {
    require_keeper(&by)?;
    let Ok(unit) = form.value("unit").parse() else { return Err(Problem::absent("unit")) };
    let text = |name: &str| form.value(name).to_string();
    let arrival = Arrival {
        unit,
        tracking: text("tracking"),
        name: text("name"),
        phone: text("phone"),
        address: text("address"),
        subject: text("subject"),
        procedure: form.value_id("procedure").to_string(),
        items: items(&form),
    };
    let once = once(&by, &form, "parcel.arrive");
    match Custody::of(&dossiers).note_arrival(&by, arrival, once).await {
        Ok(id) => Ok(Flash::good("custody-arrived").then(&format!("/post/{id}"))),
        Err(Error::Refused(refusal)) => {
            form.refuse_by(ctx.lang, &refusal);
            web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &arrival_view(&ctx, &by, form))
        }
        Err(other) => Err(other.into()),
    }
}

// ── one parcel ──────────────────────────────────────────────────────────────────────────────────────────────────

#[derive(Default)]
struct Offers {
    sign: bool,
    take_in: bool,
    give: bool,
    invite: bool,
    report: bool,
    confirm: bool,
    come_back: bool,
}

#[derive(Template)]
#[template(path = "custody/parcel.html")]
struct ParcelView {
    page: Page,
    form: Fields,
    id: String,
    version: i64,
    dossier_version: i64,
    status: Badge,
    facts: Vec<Fact>,
    offers: Offers,
    items: Vec<ItemRow>,
    list: Vec<(String, String)>,
    invitations: Vec<(String, String)>,
    invite_from: String,
    here: bool,
    printable: bool,
    dossier: Option<(String, String)>,
}

fn parse_id(id: &str) -> Result<ParcelId, Problem> {
    id.parse().map_err(|_| Problem::absent("parcel"))
}

/// A parcel with its dossier, where the officer may see that, and whether its result is here.
struct Loaded {
    parcel: Parcel,
    dossier: Option<Dossier>,
    here: bool,
}

async fn load(by: &Officer, dossiers: &Dossiers, id: ParcelId) -> Result<Loaded, Problem> {
    let officer = by.clone();
    let loaded = dossiers
        .store
        .read(move |tx| {
            let parcel = rows::load_parcel(tx, id)?;
            if !may_see(&officer, &parcel) {
                return Err(Error::absent(id.to_string()));
            }
            let (mut dossier, mut here) = (None, true);
            if let Some(of) = parcel.dossier {
                let found = dossier::store::load(tx, of)?;
                here = rows::list_of_dossier(tx, of)?.iter().all(|paper| is_here(paper, &parcel));
                dossier = Some(found).filter(|found| dossier::door::may_see(&officer, found));
            }
            Ok(Loaded { parcel, dossier, here })
        })
        .await?;
    Custody::of(dossiers).trace(by, "parcel.read", "post desk").await?;
    Ok(loaded)
}

pub async fn show_parcel(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path(id): Path<String>,
) -> Answer {
    require_keeper(&by)?;
    page(&ctx, &by, &dossiers, parse_id(&id)?, Fields::new()).await
}

async fn page(ctx: &Ctx, by: &Officer, dossiers: &Dossiers, id: ParcelId, form: Fields) -> Answer {
    let loaded = load(by, dossiers, id).await?;
    let status = if form.is_good() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let now = kernel::time::civil(dossiers.clock.now());
    web::html_with(status, &view(ctx, by, &loaded, form, now))
}

fn hands_over(by: &Officer, dossier: Option<&Dossier>) -> bool {
    dossier.is_some_and(|dossier| {
        let units = [dossier.door().id];
        by.may(Act::HandOver, &Place::new(&dossier.procedure.field, &dossier.procedure.code, &units))
    })
}

fn offers(by: &Officer, loaded: &Loaded) -> Offers {
    let parcel = &loaded.parcel;
    let keeps = by.permit_in(Act::KeepPapers, parcel.unit.id).is_ok();
    let hands = hands_over(by, loaded.dossier.as_ref());
    match &parcel.state {
        ParcelState::Arrived => Offers { sign: keeps, ..Offers::default() },
        ParcelState::Signed { .. } => Offers { take_in: keeps && by.may_somewhere(Act::Intake), ..Offers::default() },
        ParcelState::Ready | ParcelState::Returned { .. } => Offers { give: hands && loaded.here, ..Offers::default() },
        ParcelState::WithPost { .. } => {
            Offers { invite: true, report: true, come_back: hands && rule::may_return(parcel), ..Offers::default() }
        }
        ParcelState::Reported { .. } => Offers { confirm: hands, ..Offers::default() },
        ParcelState::TakenIn { .. } | ParcelState::Delivered { .. } | ParcelState::CalledOff { .. } => {
            Offers::default()
        }
    }
}

fn view(ctx: &Ctx, by: &Officer, loaded: &Loaded, form: Fields, now: DateTime) -> ParcelView {
    let parcel = &loaded.parcel;
    let named = if parcel.tracking.is_empty() { parcel.dossier_code.clone() } else { parcel.tracking.clone() };
    let calendar = by.directory().calendar_of(parcel.unit.id);
    let signing = matches!(parcel.state, ParcelState::Arrived);
    let form = if signing && form.is_good() { with_items(form, &parcel.items) } else { form };
    // A report is usually of today.
    let form = match form.some("day") {
        Some(_) => form,
        None => form.with("day", kernel::time::dmy(now.date())).with("time", now.strftime("%H:%M").to_string()),
    };
    let list = |item: &Item| (item.name.clone(), super::desk::count_words(ctx, item.originals, item.copies));
    let code = |dossier: &Dossier| dossier.code.clone().unwrap_or_else(|| dossier.id.to_string());
    ParcelView {
        page: ctx.page(named.clone()).crumb(ctx.t("custody-post-title"), Some("/post")).crumb(named, None).at("post"),
        id: parcel.id.to_string(),
        version: parcel.version,
        dossier_version: loaded.dossier.as_ref().map_or(0, |dossier| dossier.version),
        status: words::parcel(parcel, ctx.lang),
        facts: facts(ctx, parcel),
        offers: offers(by, loaded),
        items: item_rows(&form),
        list: parcel.items.iter().map(list).collect(),
        invitations: parcel.invitations.iter().map(|one| (done_words(&one.done), one.reason.clone())).collect(),
        invite_from: rule::next_invitation(parcel, &calendar).map(kernel::time::dmy).unwrap_or_default(),
        here: loaded.here,
        printable: !parcel.items.is_empty(),
        dossier: loaded.dossier.as_ref().map(|dossier| (code(dossier), format!("/dossiers/{}", dossier.id))),
        form,
    }
}

fn done_words(done: &Done) -> String {
    format!("{} · {}", kernel::time::hm_dmy(done.at), done.by.name)
}

fn facts(ctx: &Ctx, parcel: &Parcel) -> Vec<Fact> {
    let party = if parcel.way == Way::In { "custody-sender" } else { "custody-addressee" };
    let mut facts = Vec::new();
    let mut add = |key: &str, value: String| {
        if !value.is_empty() {
            facts.push(Fact::new(ctx.t(key), value));
        }
    };
    add("custody-tracking", parcel.tracking.clone());
    add(party, parcel.name.clone());
    add("custody-phone", parcel.phone.clone());
    add("custody-address", parcel.address.clone());
    add("custody-subject", parcel.subject.clone());
    add("custody-centre", parcel.unit.name.clone());
    add("custody-noted", done_words(&parcel.noted));
    if let Some((signed, postman)) = parcel.state.signed() {
        add("custody-signed", done_words(signed));
        add("custody-postman", postman.to_string());
    }
    if let Some(given) = parcel.state.given() {
        add("custody-given", done_words(given));
    }
    match &parcel.state {
        ParcelState::Reported { delivery, .. } => {
            add("custody-proof", delivery.number.clone());
            add("custody-delivered-at", kernel::time::hm_dmy(delivery.at));
            add("custody-taker", delivery.taker.clone());
        }
        ParcelState::Returned { returned, .. } => add("custody-returned", done_words(returned)),
        ParcelState::Delivered { closed, .. } => add("custody-closed-dossier", done_words(closed)),
        ParcelState::CalledOff { called_off } => add("custody-called-off", done_words(called_off)),
        ParcelState::Arrived
        | ParcelState::Signed { .. }
        | ParcelState::TakenIn { .. }
        | ParcelState::Ready
        | ParcelState::WithPost { .. } => {}
    }
    facts
}

/// `signature`, `invitation`, `report`; and the dossier's own acts by post: `posting`, `confirmation`, `return`.
pub async fn act(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path((id, noun)): Path<(String, String)>,
    mut form: Fields,
) -> Answer {
    require_keeper(&by)?;
    let id = parse_id(&id)?;
    let done = match noun.as_str() {
        "signature" | "invitation" | "report" => own_act(&by, &dossiers, id, &noun, &form).await,
        "posting" | "confirmation" | "return" => dossier_act(&by, &dossiers, id, &noun, &form).await?,
        _ => return Err(Problem::absent("act")),
    };
    match done {
        Ok(()) => Ok(Flash::good(&format!("custody-posted-{noun}")).then(&format!("/post/{id}"))),
        Err(Error::Refused(refusal)) => {
            form.refuse_by(ctx.lang, &refusal);
            page(&ctx, &by, &dossiers, id, form).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn own_act(by: &Officer, dossiers: &Dossiers, id: ParcelId, noun: &str, form: &Fields) -> Result<()> {
    let text = |name: &str| form.value(name).to_string();
    let act = match noun {
        "signature" => ParcelAct::Sign { postman: text("postman"), items: items(form) },
        "invitation" => ParcelAct::Invite { reason: text("reason") },
        _ => {
            let time: Option<jiff::civil::Time> = form.value("time").trim().parse().ok();
            let at = form.date("day").zip(time).map(|(day, time)| day.to_datetime(time));
            let at = at.ok_or_else(|| Refusal::new("PARCEL_DELIVERED_WHEN").at("day"))?;
            ParcelAct::Report { number: text("number"), at, taker: text("taker"), taker_id: text("taker_id") }
        }
    };
    let seen = form.number("version").unwrap_or(0);
    Custody::of(dossiers).act_on_parcel(by, id, seen, act).await.map(drop)
}

/// What the dossier room decides; the parcel follows in the same transaction.
async fn dossier_act(
    by: &Officer,
    dossiers: &Dossiers,
    id: ParcelId,
    noun: &str,
    form: &Fields,
) -> Result<Result<()>, Problem> {
    let Loaded { parcel, dossier, .. } = load(by, dossiers, id).await?;
    let Some(dossier) = dossier.map(|dossier| dossier.id) else { return Err(Problem::absent("dossier")) };
    let Some(command) = command(&parcel, noun, form) else { return Err(Problem::absent("act")) };
    let once = once(by, form, noun);
    let seen = form.number("dossier_version").unwrap_or(0);
    Ok(dossiers.perform(by, Key::Id(dossier), seen, command, once).await.map(drop))
}

fn command(parcel: &Parcel, noun: &str, form: &Fields) -> Option<Command> {
    match (noun, &parcel.state) {
        ("posting", _) => Some(Command::PostResult { tracking: form.value("tracking").trim().to_uppercase() }),
        ("return", _) => Some(Command::ReturnPosted {
            invited_on: parcel.invitations.iter().map(|one| one.done.at.date()).collect(),
        }),
        ("confirmation", ParcelState::Reported { delivery, .. }) => Some(Command::HandOver {
            taker_name: delivery.taker.clone(),
            taker_id: delivery.taker_id.clone(),
            authority: form.value("authority").to_string(),
            way: PickUp::Post,
            originals_returned: form.has("originals_returned", "1"),
            proof: Some(DeliveryProof { number: delivery.number.clone(), at: delivery.at }),
        }),
        _ => None,
    }
}

/// The hand-over record with its itemised list, as PDF.
pub async fn record(SignedIn(by): SignedIn, State(dossiers): State<Dossiers>, Path(id): Path<String>) -> Answer {
    require_keeper(&by)?;
    let loaded = load(&by, &dossiers, parse_id(&id)?).await?;
    printed(crate::print::post_record(by.directory(), &loaded.parcel)).await
}
