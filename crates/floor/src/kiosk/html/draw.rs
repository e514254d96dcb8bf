//! From the choice to the paper: what is confirmed, who it is if they wish, and the ticket.

use super::*;
use askama::Template;
use kernel::{Error, Refusal, UnitId};
use queue::hall::Hall;
use queue::rule::Class as TicketClass;
use web::refusal_text;

use crate::html::once;
use crate::issue::Wish;
use crate::kiosk::model::{Need, class_of, languages_for, same_elsewhere, unserved, waiting_for};
use crate::kiosk::scan::Card;
use crate::pass::html::{Held, held, slip_of};
use crate::pass::rows as passes;
use crate::pass::slip::Slip;
use crate::setup::rows as setup;
use crate::words::zone_name;

/// One thing the visitor came for.
struct Wanted {
    name: String,
    zone: u8,
    zone_name: String,
    waiting: usize,
    /// No open counter can serve it now.
    unserved: bool,
}

/// A centre where somebody serves it now.
struct Elsewhere {
    name: String,
    address: String,
}

#[derive(Template)]
#[template(path = "kiosk/confirm.html")]
struct ConfirmPage {
    page: Page,
    stand: Box<Stand>,
    wanted: Vec<Wanted>,
    chosen: Services,
    needs: [Need; 4],
    need: String,
    initials: Option<String>,
    /// Nobody open can serve all of it.
    stuck: bool,
    /// What can be served, as an address says it; empty: nothing of it.
    rest: String,
    elsewhere: Vec<Elsewhere>,
    /// The hall has closed for today.
    over: bool,
    /// Where an appointment is made, as it may be typed.
    booking: String,
    refused: Option<String>,
}

impl ConfirmPage {
    fn change(&self) -> String {
        self.stand.href("services", &query_of(self.chosen))
    }
    fn show_card(&self) -> String {
        self.stand.href("card", &query_of(self.chosen))
    }
}

async fn confirm_page(
    ctx: &Ctx,
    doors: &Doors,
    stand: Box<Stand>,
    asked: &Fields,
    refused: Option<&Refusal>,
) -> Result<ConfirmPage, Problem> {
    let chosen = chosen(&stand.centre, asked);
    let need = Need::parse(asked.value("need"));
    let live = doors.floor.hall(stand.centre.id).await?;
    let (wanted, left, over) = {
        let hall = live.look();
        let languages = languages_for(ctx.lang, &hall, chosen, class_of(need));
        let left = unserved(&hall, chosen, class_of(need), languages);
        (wanted(ctx.lang, &stand.centre, &hall, chosen, left), left, hall.over)
    };
    let stuck = !left.is_empty() || refused.is_some_and(|refusal| refusal.key == "NO_COUNTER_FOR_SERVICE");
    let elsewhere = if stuck { elsewhere(doors, &stand.centre, chosen).await? } else { Vec::new() };
    let here = stand.href("confirm", &query_of(chosen));
    Ok(ConfirmPage {
        page: frame(ctx, "floor-kiosk-confirm", Some(here)),
        initials: stand.kiosk.identified(&stand.visit).map(|(_, initials)| initials.clone()),
        rest: query_of(chosen.without(left)),
        stand,
        wanted,
        chosen,
        needs: Need::ALL,
        need: asked.value("need").to_string(),
        stuck,
        elsewhere,
        over,
        booking: booking_address(&ctx.settings().public_url),
        refused: refused
            .filter(|refusal| refusal.key != "NO_COUNTER_FOR_SERVICE")
            .map(|refusal| refusal_text(ctx.lang, refusal)),
    })
}

fn booking_address(public_url: &str) -> String {
    format!("{}/appointments", public_url.split_once("://").map_or(public_url, |(_, bare)| bare))
}

fn wanted(lang: Lang, centre: &Centre, hall: &Hall, chosen: Services, left: Services) -> Vec<Wanted> {
    let services = chosen.iter().filter_map(|no| centre.service(no));
    let line = |service: &crate::setup::ServiceRow| Wanted {
        name: service.name(lang).into(),
        zone: service.zone,
        zone_name: zone_name(service.zone, lang),
        waiting: waiting_for(hall, service.no),
        unserved: left.has(service.no),
    };
    services.map(line).collect()
}

/// The centres where all of it is served now.
async fn elsewhere(doors: &Doors, here: &Centre, chosen: Services) -> Result<Vec<Elsewhere>, Problem> {
    let all: Vec<UnitId> = doors.floor.store.read_brief(setup::list_centres).await?;
    let directory = doors.sessions.directory();
    let mut found = Vec::new();
    for id in all.into_iter().filter(|id| *id != here.id) {
        let there = doors.floor.centre(id).await?;
        let Some(same) = same_elsewhere(here, chosen, &there) else { continue };
        let live = doors.floor.hall(id).await?;
        let languages = queue::hall::Languages::VIETNAMESE;
        let served = unserved(&live.look(), same, TicketClass::WalkIn, languages).is_empty();
        if let Some(unit) = directory.unit(id).filter(|_| served) {
            found.push(Elsewhere { name: unit.name.clone(), address: unit.address.clone().unwrap_or_default() });
        }
    }
    Ok(found)
}

/// What was chosen, who goes first, and the button that draws the number.
pub(super) async fn confirm(at: Asking) -> Answer {
    let Some(stand) = at.step(&at.asked).await? else { return Ok(at.start()) };
    let Asking { ctx, doors, asked, .. } = at;
    if chosen(&stand.centre, &asked).is_empty() {
        return Ok(no_store(see_other(&stand.href("services", "nothing=1"))));
    }
    let page = confirm_page(&ctx, &doors, stand, &asked, None).await?;
    answer(&ctx, &page.stand, &page)
}

// ── who it is ───────────────────────────────────────────────────────────────────────────────────────────────────

#[derive(Template)]
#[template(path = "kiosk/card.html")]
struct CardPage {
    page: Page,
    stand: Box<Stand>,
    chosen: Services,
    back: String,
    trouble: Option<String>,
}

fn card_page(ctx: &Ctx, stand: Box<Stand>, chosen: Services, trouble: Option<String>) -> CardPage {
    let back = stand.href("confirm", &query_of(chosen));
    let here = stand.href("card", &query_of(chosen));
    CardPage { page: frame(ctx, "floor-kiosk-card", Some(here)), stand, chosen, back, trouble }
}

/// Where an identity card is held under the scanner.
pub(super) async fn ask_card(at: Asking) -> Answer {
    let Some(stand) = at.step(&at.asked).await? else { return Ok(at.start()) };
    let Asking { ctx, asked, .. } = at;
    let chosen = chosen(&stand.centre, &asked);
    let page = card_page(&ctx, stand, chosen, None);
    answer(&ctx, &page.stand, &page)
}

/// Looks who the card names. Nothing of it comes back to the screen but first letters.
pub(super) async fn card(at: Asking, form: Fields) -> Answer {
    let Some(stand) = at.step(&form).await? else { return Ok(at.start()) };
    let Asking { ctx, doors, .. } = at;
    ctx.spend(Class::LookUp)?;
    let chosen = chosen(&stand.centre, &form);
    let trouble = match Card::read(form.value("card")) {
        None => "floor-kiosk-card-unread",
        Some(card) if doors.floor.identify(&stand.kiosk, &stand.visit, card.clone()).await? => {
            return Ok(no_store(see_other(&stand.href("confirm", &query_of(chosen)))));
        }
        Some(_) => "floor-kiosk-card-unknown",
    };
    let page = card_page(&ctx, stand, chosen, Some(ctx.t(trouble)));
    answer(&ctx, &page.stand, &page)
}

// ── the ticket ──────────────────────────────────────────────────────────────────────────────────────────────────

/// Draws the number.
pub(super) async fn draw(at: Asking, form: Fields) -> Answer {
    let Some(stand) = at.step(&form).await? else { return Ok(at.start()) };
    let Asking { ctx, doors, .. } = at;
    let (services, need) = (chosen(&stand.centre, &form), Need::parse(form.value("need")));
    let live = doors.floor.hall(stand.centre.id).await?;
    let languages = languages_for(ctx.lang, &live.look(), services, class_of(need));
    let wish = Wish {
        services,
        class: class_of(need),
        languages,
        visitor: stand.kiosk.identified(&stand.visit).map(|(person, _)| *person),
        anyway: form.has("anyway", "1"),
        lang: ctx.lang,
    };
    match doors.floor.draw_at(&stand.kiosk, &wish, need, once(stand.kiosk.id.0, &form)).await {
        Ok(issued) => Ok(no_store(see_other(&stand.href("ticket", &format!("t={}&new=1", issued.code))))),
        Err(Error::Refused(refusal)) => {
            let page = confirm_page(&ctx, &doors, stand, &form, Some(&refusal)).await?;
            answer(&ctx, &page.stand, &page)
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Template)]
#[template(path = "kiosk/ticket.html")]
struct TicketPage {
    page: Page,
    stand: Box<Stand>,
    slip: Slip,
    is_new: bool,
}

/// The number, large, with its promise and the way to the visitor's own page; printed when there is paper.
pub(super) async fn ticket(at: Asking) -> Answer {
    let Some(stand) = at.step(&at.asked).await? else { return Ok(at.start()) };
    let Asking { ctx, doors, asked, .. } = at;
    let held = of_this_hall(&doors, &stand, asked.value("t")).await?;
    let slip = slip_of(&ctx, &doors.sessions, &held);
    let is_new = asked.some("new").is_some();
    let page = TicketPage { page: frame(&ctx, "floor-kiosk-ticket", None), stand, slip, is_new };
    answer(&ctx, &page.stand, &page)
}

async fn of_this_hall(doors: &Doors, stand: &Stand, code: &str) -> Result<Held, Problem> {
    let code = code.to_string();
    let pass = doors.floor.store.read_brief(move |tx| passes::find(tx, &code)).await?;
    let pass = pass.filter(|pass| pass.hall.centre == stand.centre.id).ok_or_else(|| Problem::absent("pass"))?;
    held(&doors.floor, pass).await
}
