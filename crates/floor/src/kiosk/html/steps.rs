//! The start, choosing services, where to go without a number, and pairing a device.

use super::*;
use askama::Template;
use axum::http::StatusCode;
use kernel::{Error, Refusal};
use queue::hall::Languages;
use web::refusal_text;

use crate::kiosk::model::{unserved, waiting_for};
use crate::pass::code_in;
use crate::pass::rows as passes;
use crate::words::zone_name;

#[derive(Template)]
#[template(path = "kiosk/start.html")]
struct StartPage {
    page: Page,
    stand: Box<Stand>,
    results: String,
    is_open: bool,
    /// Nobody has changed anything yet: then nothing has to be reset.
    is_fresh: bool,
}

#[derive(Template)]
#[template(path = "kiosk/unregistered.html")]
struct UnregisteredPage {
    page: Page,
    centre: String,
    base: String,
    withdrawn: bool,
    form: Fields,
}

/// The first page of a visit; on a device that is no kiosk, how it becomes one.
pub(super) async fn start(at: Asking) -> Answer {
    let device = at.device(&at.asked).await?;
    let Asking { ctx, doors, .. } = at;
    let mut stand = match device {
        Device::Here(stand) => stand,
        Device::Stranger { centre, withdrawn } => {
            return unregistered(&ctx, &doors, &centre, withdrawn, Fields::new(), StatusCode::FORBIDDEN);
        }
    };
    stand.visit = web::random::text::<12>();
    let results = stand.centre.offered().filter(|service| service.zone == RESULTS_ZONE).map(|service| service.no);
    let results = query_of(Services::of(results));
    let is_open = doors.floor.hall(stand.centre.id).await?.look().counters.values().any(|counter| counter.is_open());
    let is_fresh = !stand.is_changed(ctx.lang);
    let visit = cookie::line(VISIT_COOKIE, &stand.visit, Life::Visit, ctx.secure());
    let page = StartPage { page: frame(&ctx, "floor-kiosk-title", None), stand, results, is_open, is_fresh };
    let mut response = answer(&ctx, &page.stand, &page)?;
    set(&mut response, visit);
    Ok(response)
}

/// Trả kết quả.
const RESULTS_ZONE: u8 = 6;

fn unregistered(
    ctx: &Ctx,
    doors: &Doors,
    centre: &Centre,
    withdrawn: bool,
    form: Fields,
    status: StatusCode,
) -> Answer {
    let base = format!("/centres/{}/kiosk", centre.id);
    let page = frame(ctx, "floor-kiosk-unregistered", Some(base.clone()));
    let centre = centre_name(&doors.sessions, centre);
    web::html_with(status, &UnregisteredPage { page, centre, base, withdrawn, form }).map(no_store)
}

/// Pairs this device by the code the lead was given.
pub(super) async fn pair(at: Asking, mut form: Fields) -> Answer {
    let Asking { ctx, doors, centre, .. } = at;
    let centre = place::centre_at(&doors.floor, &centre).await?;
    ctx.spend(Class::LookUp)?;
    match doors.floor.pair_kiosk(centre.id, form.value("code")).await {
        Ok(secret) => {
            let mut response = no_store(see_other(&format!("/centres/{}/kiosk", centre.id)));
            set(&mut response, cookie::line(DEVICE_COOKIE, &secret, Life::Seconds(DEVICE_S), ctx.secure()));
            Ok(response)
        }
        Err(Error::Refused(refusal)) => {
            form.refuse_by(ctx.lang, &refusal);
            unregistered(&ctx, &doors, &centre, false, form, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(error) => Err(error.into()),
    }
}

// ── choosing ────────────────────────────────────────────────────────────────────────────────────────────────────

struct Tile {
    no: u8,
    name: String,
    zone: u8,
    waiting: usize,
    open: bool,
    chosen: bool,
}

/// A procedure that was looked for, and the service it belongs to here.
struct Found {
    name: String,
    service: Option<(u8, String)>,
}

#[derive(Template)]
#[template(path = "kiosk/services.html")]
struct ServicesPage {
    page: Page,
    stand: Box<Stand>,
    tiles: Vec<Tile>,
    query: String,
    found: Vec<Found>,
    /// Somebody went on without choosing.
    nothing: bool,
}

/// Procedures shown for what somebody typed.
const FOUND: usize = 6;

/// What the visitor came for: one service or several, also found by what people call it.
pub(super) async fn services(at: Asking, State(dossiers): State<Dossiers>) -> Answer {
    let Some(stand) = at.step(&at.asked).await? else { return Ok(at.start()) };
    let Asking { ctx, doors, asked, .. } = at;
    let chosen = chosen(&stand.centre, &asked);
    let query: String = asked.value("q").chars().take(120).collect();
    let found = if query.is_empty() { Vec::new() } else { find(&ctx, &dossiers, &stand.centre, &query)? };
    let live = doors.floor.hall(stand.centre.id).await?;
    let tiles = {
        let hall = live.look();
        let all = Services::of(stand.centre.offered().map(|service| service.no));
        let closed = unserved(&hall, all, queue::rule::Class::WalkIn, Languages(3));
        let tile = |service: &crate::setup::ServiceRow| Tile {
            no: service.no,
            name: service.name(ctx.lang).into(),
            zone: service.zone,
            waiting: waiting_for(&hall, service.no),
            open: !closed.has(service.no),
            chosen: chosen.has(service.no),
        };
        stand.centre.offered().map(tile).collect()
    };
    let nothing = asked.some("nothing").is_some();
    let page = frame(&ctx, "floor-kiosk-services", None);
    let page = ServicesPage { page, stand, tiles, query, found, nothing };
    answer(&ctx, &page.stand, &page)
}

fn find(ctx: &Ctx, dossiers: &Dossiers, centre: &Centre, query: &str) -> Result<Vec<Found>, Problem> {
    ctx.spend(Class::Search)?;
    let hits = dossiers.catalogue.search(query, &procedure::Filter::default(), FOUND);
    let found = hits.into_iter().map(|hit| Found {
        name: hit.version.plain_name.clone().unwrap_or_else(|| hit.version.name.clone()),
        service: centre.service_of_field(&hit.version.field).map(|own| (own.no, own.name(ctx.lang).to_string())),
    });
    Ok(found.collect())
}

// ── without a number ────────────────────────────────────────────────────────────────────────────────────────────

/// A place of the hall, what it is for, and whether a number is needed there.
struct Way {
    zone: u8,
    name: String,
}

#[derive(Template)]
#[template(path = "kiosk/help.html")]
struct HelpPage {
    page: Page,
    stand: Box<Stand>,
    ways: Vec<Way>,
    form: Fields,
}

fn help_page(ctx: &Ctx, stand: Box<Stand>, form: Fields) -> HelpPage {
    let ways = [1, 2, 3, 5, 6, 7].into_iter().map(|zone| Way { zone, name: zone_name(zone, ctx.lang) }).collect();
    let here = stand.href("help", "");
    HelpPage { page: frame(ctx, "floor-kiosk-help", Some(here)), stand, ways, form }
}

/// Where to go without a number, and one's own ticket once more.
pub(super) async fn help(at: Asking) -> Answer {
    let Some(stand) = at.step(&at.asked).await? else { return Ok(at.start()) };
    let Asking { ctx, .. } = at;
    let page = help_page(&ctx, stand, Fields::new());
    answer(&ctx, &page.stand, &page)
}

/// Shows and prints a ticket again by the QR on it, or on the visitor's phone.
pub(super) async fn reprint(at: Asking, form: Fields) -> Answer {
    let Some(stand) = at.step(&form).await? else { return Ok(at.start()) };
    let Asking { ctx, doors, .. } = at;
    let (id, today) = (stand.centre.id, doors.floor.today());
    let pass = match code_in(form.value("code")) {
        Some(code) => doors.floor.store.read_brief(move |tx| passes::find(tx, &code)).await?,
        None => None,
    };
    if let Some(pass) = pass.filter(|pass| pass.hall.centre == id && pass.hall.day == today) {
        return Ok(no_store(see_other(&stand.href("ticket", &format!("t={}", pass.code)))));
    }
    ctx.spend(Class::LookUp)?;
    // What was scanned is not shown again: it may be anybody's.
    let mut shown = Fields::new();
    shown.refuse("code", refusal_text(ctx.lang, &Refusal::new("TICKET_CODE_UNKNOWN")));
    let page = help_page(&ctx, stand, shown);
    answer(&ctx, &page.stand, &page)
}
