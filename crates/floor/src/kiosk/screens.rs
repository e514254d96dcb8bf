//! For those who set the hall up: every screen's address, the kiosks and their codes; and for receptionists: a ticket printed
//! again, paper, and who declared a need.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use kernel::time::{civil_ms, hm_dmy};
use kernel::{Clock, Error, KioskId, Refusal};
use office::{Act, Frame, Officer, Sessions, SignedIn};
use web::ctx::Ctx;
use web::ui::Tab;
use web::{Answer, Fields, Flash, Page, Problem, see_other};

use super::{Kiosk, State as Standing, rows};
use crate::board::html::centre_name;
use crate::door::Floor;
use crate::html::{below, once, part, tabs};
use crate::pass::{code_in, rows as passes};
use crate::place;
use crate::setup::Centre;
use crate::store::HallDay;
use crate::words::{hm, zone_name};

/// The routes of officers.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Floor: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/floor/{centre}/screens", get(screens).post(register))
        .route("/floor/{centre}/screens/{kiosk}/code", post(code))
        .route("/floor/{centre}/screens/{kiosk}/withdrawal", post(withdraw))
        .route("/floor/{centre}/printing", get(printing).post(reprint))
        .route("/floor/{centre}/printing/{kiosk}/paper", post(paper))
}

struct ScreenLink {
    label: String,
    href: String,
}

/// A kiosk as a list shows it.
struct KioskLine {
    kiosk: Kiosk,
    last: Option<String>,
    /// A code that was just given out for it.
    code: Option<String>,
}

#[derive(Template)]
#[template(path = "kiosk/screens.html")]
struct ScreensPage {
    page: Page,
    tabs: Vec<Tab>,
    centre: String,
    /// `/floor/uni_…`.
    base: String,
    public: String,
    boards: Vec<ScreenLink>,
    displays: Vec<ScreenLink>,
    kiosk: String,
    kiosks: Vec<KioskLine>,
    form: Fields,
}

async fn screens_page(
    ctx: &Ctx,
    doors: (&Floor, &Sessions),
    (by, centre): (&Officer, &Centre),
    form: Fields,
    given: Option<(KioskId, String)>,
) -> Result<ScreensPage, Problem> {
    let (floor, sessions) = doors;
    let id = centre.id;
    let (kiosks, last) =
        floor.store.read_brief(move |tx| Ok((rows::list(tx, id)?, rows::list_last_used(tx, id)?))).await?;
    let line = |kiosk: Kiosk| KioskLine {
        last: last.iter().find(|(used, _)| *used == kiosk.id).map(|(_, at)| hm_dmy(civil_ms(*at))),
        code: given
            .as_ref()
            .filter(|(id, _)| *id == kiosk.id)
            .map(|(_, code)| format!("{} {}", &code[..4], &code[4..])),
        kiosk,
    };
    let mut zones: Vec<u8> = centre.offered().map(|service| service.zone).collect();
    zones.sort_unstable();
    zones.dedup();
    let board = format!("/centres/{id}/board");
    let all = ScreenLink { label: ctx.t("floor-board-title"), href: board.clone() };
    let of_zone = |zone: u8| ScreenLink { label: zone_name(zone, ctx.lang), href: format!("{board}?zone={zone}") };
    let display = |counter: &crate::setup::CounterRow| ScreenLink {
        label: format!(
            "{} · {}",
            ctx.lang.say_with("floor-counter-n", &[("n", &counter.number.to_string())]),
            counter.name
        ),
        href: format!("/centres/{id}/counters/{}/display", counter.id),
    };
    Ok(ScreensPage {
        page: part(ctx.page(ctx.t("floor-screens-title")), "screens"),
        tabs: tabs(ctx.lang, by, id, "screens"),
        centre: centre_name(sessions, centre),
        base: format!("/floor/{id}"),
        public: ctx.settings().public_url.clone(),
        boards: std::iter::once(all).chain(zones.into_iter().map(of_zone)).collect(),
        displays: centre.counters.iter().map(display).collect(),
        kiosk: format!("/centres/{id}/kiosk"),
        kiosks: kiosks.into_iter().map(line).collect(),
        form,
    })
}

/// Every screen of a hall, and its kiosks. For leads.
async fn screens(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    State(sessions): State<Arc<Sessions>>,
    Path(centre): Path<String>,
) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::LeadFloor).await?;
    web::html(&screens_page(&ctx, (&floor, &sessions), (&by, &centre), Fields::new(), None).await?)
}

/// Registers a kiosk.
async fn register(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    State(sessions): State<Arc<Sessions>>,
    Path(centre): Path<String>,
    mut form: Fields,
) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::LeadFloor).await?;
    let once = once(by.id().0, &form);
    match floor.register_kiosk(&by, centre.id, form.value("name"), form.value("place"), once).await {
        Ok(()) => Ok(Flash::good("floor-kiosk-registered").then(&format!("/floor/{}/screens", centre.id))),
        Err(Error::Refused(refusal)) => {
            form.refuse_by(ctx.lang, &refusal);
            form.name_errors([("name", ctx.t("floor-kiosk-name").as_str())]);
            let page = screens_page(&ctx, (&floor, &sessions), (&by, &centre), form, None).await?;
            web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

fn kiosk_id(text: &str) -> Result<KioskId, Problem> {
    text.parse().map_err(|_| Problem::absent("kiosk"))
}

/// Gives out a code that pairs a device once; it stands on this answer and nowhere else.
async fn code(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    State(sessions): State<Arc<Sessions>>,
    Path((centre, kiosk)): Path<(String, String)>,
) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::LeadFloor).await?;
    let id = kiosk_id(&kiosk)?;
    let code = floor.pairing_code(&by, centre.id, id).await?;
    let page = screens_page(&ctx, (&floor, &sessions), (&by, &centre), Fields::new(), Some((id, code))).await?;
    web::html(&page).map(no_store)
}

fn no_store(mut response: Response) -> Response {
    let keep = axum::http::HeaderValue::from_static("no-store");
    response.headers_mut().insert(axum::http::header::CACHE_CONTROL, keep);
    response
}

/// Takes a kiosk out of use.
async fn withdraw(
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    Path((centre, kiosk)): Path<(String, String)>,
) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::LeadFloor).await?;
    floor.withdraw_kiosk(&by, centre.id, kiosk_id(&kiosk)?).await?;
    Ok(Flash::good("floor-kiosk-withdrawn").then(&format!("/floor/{}/screens", centre.id)))
}

// ── the receptionist ────────────────────────────────────────────────────────────────────────────────────────────

/// Somebody who declared a need at a kiosk.
struct Declared {
    number: String,
    need: String,
    issued: String,
    state: String,
}

#[derive(Template)]
#[template(path = "kiosk/printing.html")]
struct PrintingPage {
    page: Page,
    tabs: Vec<Tab>,
    centre: String,
    base: String,
    form: Fields,
    kiosks: Vec<Kiosk>,
    declared: Vec<Declared>,
}

async fn printing_page(
    ctx: &Ctx,
    doors: (&Floor, &Sessions),
    (by, centre): (&Officer, &Centre),
    form: Fields,
) -> Result<PrintingPage, Problem> {
    let (floor, sessions) = doors;
    let day = HallDay { centre: centre.id, day: floor.today() };
    let (mut kiosks, declared) =
        floor.store.read_brief(move |tx| Ok((rows::list(tx, day.centre)?, rows::list_declared(tx, day)?))).await?;
    kiosks.retain(|kiosk| kiosk.state() == Standing::Paired);
    let live = floor.hall(centre.id).await?;
    let hall = live.look();
    let mut lines: Vec<Declared> = Vec::new();
    for (id, need) in declared {
        let Some(ticket) = hall.tickets.get(&id).filter(|ticket| !ticket.state.is_over()) else { continue };
        lines.push(Declared {
            number: ticket.number.to_string(),
            need: ctx.t(&format!("floor-need-{need}")),
            issued: hm(ticket.issued),
            state: ctx.t(&format!("floor-desk-state-{}", ticket.state.code())),
        });
    }
    drop(hall);
    Ok(PrintingPage {
        page: below(ctx.page(ctx.t("floor-printing-title")), "reception", &format!("/floor/{}/reception", centre.id)),
        tabs: tabs(ctx.lang, by, centre.id, "reception"),
        centre: centre_name(sessions, centre),
        base: format!("/floor/{}", centre.id),
        form,
        kiosks,
        declared: lines,
    })
}

/// A ticket again, the kiosks' paper, and who declared a need. For receptionists.
async fn printing(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    State(sessions): State<Arc<Sessions>>,
    Path(centre): Path<String>,
) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::Greet).await?;
    web::html(&printing_page(&ctx, (&floor, &sessions), (&by, &centre), Fields::new()).await?)
}

/// Finds a ticket of today by its QR or number and leads to its paper.
async fn reprint(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    State(sessions): State<Arc<Sessions>>,
    Path(centre): Path<String>,
    mut form: Fields,
) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::Greet).await?;
    if let Some(code) = find_pass(&floor, &centre, form.value("ticket")).await? {
        return Ok(see_other(&format!("/t/{code}/print?now=1")));
    }
    match form.value("ticket").trim().is_empty() {
        true => form.refuse("ticket", ctx.t("floor-printing-nothing")),
        false => form.refuse_by(ctx.lang, &Refusal::new("TICKET_NOT_OF_TODAY").at("ticket")),
    }
    form.name_errors([("ticket", ctx.t("floor-printing-field").as_str())]);
    let page = printing_page(&ctx, (&floor, &sessions), (&by, &centre), form).await?;
    web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// The code of a ticket of today, by what was scanned or typed: `A15` and `a 015` are A015.
async fn find_pass(floor: &Floor, centre: &Centre, typed: &str) -> Result<Option<String>, Problem> {
    let day = HallDay { centre: centre.id, day: floor.today() };
    let (code, number) = (code_in(typed), number_in(typed));
    let found = floor
        .store
        .read_brief(move |tx| {
            if let Some(code) = &code {
                return Ok(passes::find(tx, code)?.filter(|pass| pass.hall == day));
            }
            let Some(number) = &number else { return Ok(None) };
            let ticket = rows::find_numbered(tx, day, number)?;
            ticket.map_or(Ok(None), |ticket| passes::find_of_ticket(tx, ticket))
        })
        .await?;
    Ok(found.map(|pass| pass.code))
}

/// A printed number as people type it.
fn number_in(typed: &str) -> Option<String> {
    let bare: String = typed.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    let series = bare.chars().next().filter(char::is_ascii_alphabetic)?;
    let n: u16 = bare[1..].parse().ok()?;
    Some(queue::hall::Number { series: series.to_ascii_uppercase(), n }.to_string())
}

/// Says whether a kiosk has paper.
async fn paper(
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    Path((centre, kiosk)): Path<(String, String)>,
    form: Fields,
) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::Greet).await?;
    let has = form.value("paper") == "1";
    floor.set_paper(&by, centre.id, kiosk_id(&kiosk)?, has).await?;
    let said = if has { "floor-paper-filled" } else { "floor-paper-reported" };
    Ok(Flash::good(said).then(&format!("/floor/{}/printing", centre.id)))
}

#[cfg(test)]
mod tests {
    use super::number_in;

    #[test]
    fn a_number_is_read_as_people_type_it() {
        for typed in ["A015", "a15", " a 015 ", "A-15"] {
            assert_eq!(number_in(typed).as_deref(), Some("A015"), "{typed}");
        }
        for typed in ["", "015", "A", "AB1", "A99999999"] {
            assert_eq!(number_in(typed), None, "{typed}");
        }
    }
}
