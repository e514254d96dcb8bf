//! A ticket after it was issued: number, promise, paper, and what may still be done with it.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use dossier::Dossiers;
use fast_qr::convert::{Builder, Shape, svg::SvgBuilder};
use kernel::{Error, Refusal, TicketId};
use office::{Act, SignedIn};
use queue::hall::{Command, Gone, Services, Ticket, TicketState, unserved};
use queue::rule::Class;
use web::ui::{Badge, Choice, Tab};
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use crate::counter::words::TicketRow;
use crate::door::Floor;
use crate::issue::Issued;
use crate::setup::Centre;
use crate::store::HallDay;
use crate::{api, html, place};

#[derive(Template)]
#[template(path = "reception/ticket.html")]
struct TicketView {
    page: Page,
    tabs: Vec<Tab>,
    base: String,
    form: Fields,
    row: TicketRow,
    /// (zone, service) in the order of the zones.
    stops: Vec<(u8, String)>,
    /// Services that nobody open can serve.
    unserved: String,
    /// The visitor's page.
    href: String,
    /// Text messages about it: where to, how they stand.
    texts: Vec<(String, Badge)>,
    /// `data:` address of the QR; empty: it could not be drawn.
    qr: String,
    is_over: bool,
    can_return: bool,
    can_leave: bool,
    can_better: bool,
    /// Services it does not have.
    more: Vec<Choice>,
}

/// `GET …/tickets/{ticket}`: also the way to print it again.
pub async fn show(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    Path((centre, ticket)): Path<(String, String)>,
) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::Greet).await?;
    let issued = of_today(&floor, &centre, &ticket).await?;
    page(&ctx, &by, &floor, &centre, &issued, Fields::new()).await
}

async fn of_today(floor: &Floor, centre: &Centre, ticket: &str) -> Result<Issued, Problem> {
    let id: TicketId = ticket.parse().map_err(|_| Problem::absent("ticket"))?;
    let here = HallDay { centre: centre.id, day: floor.today() };
    let hall = floor.store.read_brief(move |tx| crate::store::find_hall_of(tx, id)).await?;
    match hall {
        Some(hall) if hall == here => Ok(floor.issued(id).await?),
        // Yesterday's number: it says so instead of pretending that there was none.
        Some(hall) if hall.centre == centre.id => Err(Refusal::new("TICKET_NOT_OF_TODAY").into()),
        _ => Err(Problem::absent("ticket")),
    }
}

async fn page(
    ctx: &Ctx,
    by: &office::Officer,
    floor: &Floor,
    centre: &Centre,
    issued: &Issued,
    form: Fields,
) -> Answer {
    let (lang, now_ms) = (ctx.lang, floor.clock.now_ms());
    let live = floor.hall(centre.id).await?;
    let hall = live.look().clone();
    let ticket = hall.tickets.get(&issued.ticket.id).unwrap_or(&issued.ticket);
    let row = TicketRow::of(ticket, &hall, centre, now_ms, lang);
    let href = format!("/t/{}", issued.code);
    let base = format!("/floor/{}/reception", centre.id);
    let other = centre.offered().filter(|service| !ticket.services.has(service.no));
    let status = if form.is_good() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let state = ticket.state;
    let view = TicketView {
        page: html::below(
            ctx.page(lang.say_with("floor-ticket-title", &[("number", &row.number)])),
            "reception",
            &base,
        ),
        tabs: html::tabs(lang, by, centre.id, "reception"),
        form,
        stops: stops(centre, ticket, lang),
        unserved: if state.is_over() { String::new() } else { centre.names(unserved(&hall, ticket), lang) },
        qr: qr(&format!("{}{href}", ctx.settings().public_url)),
        href,
        texts: super::tell::lines_of(floor, ticket.id, lang).await?,
        is_over: state.is_over(),
        can_return: matches!(state, TicketState::Skipped { .. } | TicketState::Out { .. }),
        can_leave: !state.is_over(),
        can_better: !state.is_over() && ticket.class != Class::Vulnerable,
        more: other.map(|service| Choice::new(service.no.to_string(), service.name(lang))).collect(),
        row,
        base,
    };
    web::html_with(status, &view)
}

/// The zones of a ticket's services, in their order.
fn stops(centre: &Centre, ticket: &Ticket, lang: kernel::Lang) -> Vec<(u8, String)> {
    let services = ticket.services.iter().filter_map(|no| centre.service(no));
    let mut stops: Vec<(u8, String)> = services.map(|service| (service.zone, service.name(lang).into())).collect();
    stops.sort_by_key(|(zone, _)| *zone);
    stops
}

fn qr(text: &str) -> String {
    let Ok(code) = fast_qr::QRBuilder::new(text).ecl(fast_qr::ECL::M).build() else { return String::new() };
    let svg = SvgBuilder::default().shape(Shape::Square).margin(2).to_str(&code);
    format!("data:image/svg+xml,{}", web::fields::encode(&svg))
}

/// `POST …/tickets/{ticket}/{act}`: `add`, `vulnerable`, `return`, `leave`, `mistake`.
pub async fn act(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    State(_): State<Dossiers>,
    Path((centre, ticket, act)): Path<(String, String, String)>,
    mut form: Fields,
) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::Greet).await?;
    let issued = of_today(&floor, &centre, &ticket).await?;
    let ticket = issued.ticket.id;
    let command = match act.as_str() {
        "add" => {
            let numbers: Vec<u8> = form.all("services").iter().filter_map(|no| no.parse().ok()).collect();
            let anyway = form.has("anyway", "1");
            api::offered(&centre, &numbers).map(|services: Services| Command::Add { ticket, services, anyway })
        }
        "vulnerable" => Ok(Command::Class { ticket, class: Class::Vulnerable }),
        "return" => Ok(Command::Return { ticket }),
        "leave" => Ok(Command::Leave { ticket, why: Gone::GaveUp }),
        "mistake" => Ok(Command::Leave { ticket, why: Gone::Mistake }),
        _ => return Err(Problem::absent("act")),
    };
    let done = match command {
        Ok(command) => floor.act(&by.actor(), centre.id, command, html::once(by.id().0, &form)).await.map(drop),
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(()) => {
            let flash = Flash::good(&format!("floor-ticket-done-{act}")).with("number", issued.number());
            Ok(flash.then(&format!("/floor/{}/reception/tickets/{ticket}", centre.id)))
        }
        Err(Error::Refused(refusal)) => {
            form.refuse_by(ctx.lang, &refusal);
            page(&ctx, &by, &floor, &centre, &issued, form).await
        }
        Err(other) => Err(other.into()),
    }
}
