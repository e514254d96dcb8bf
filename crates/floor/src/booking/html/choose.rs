//! The second and the third step: where and when.

use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use jiff::civil::Date;
use kernel::UnitId;
use person::Accounts;
use queue::hall::Services;
use std::sync::Arc;
use web::ui::Step;
use web::{Answer, Ctx, Fields, Page, Problem, see_other};

use super::words::{short_day, slot};
use super::{AtDoor, Guest, page as framed, steps};
use crate::booking::Bookings;
use crate::booking::decide::DayFacts;
use crate::booking::model::{When, at_minute};
use crate::booking::reason::Reason;
use crate::duty::model::{Span, hm};
use crate::setup::Centre;
use crate::setup::rows as setup;

/// A centre that serves a reason.
pub struct PlaceOffer {
    pub centre: UnitId,
    pub name: String,
    pub address: String,
    /// In the area where they live.
    pub near: bool,
    pub first: Option<When>,
    /// Free places on the days ahead.
    pub free: usize,
}

/// Centres that serve a reason: where the person lives, then where it goes soonest, then where it is emptiest.
pub async fn offers(door: &Bookings, reason: &Reason, area: Option<&str>) -> Result<Vec<PlaceOffer>, Problem> {
    let (directory, today) = (door.directory(), door.now().date());
    let mut offers = Vec::new();
    for id in door.store().read_brief(setup::list_centres).await? {
        let centre = door.floor.centre(id).await?;
        let Some(unit) = directory.unit(id).filter(|unit| unit.stands_on(today)) else { continue };
        let Some(services) = reason.at(&centre, &door.dossiers.catalogue, today) else { continue };
        let days = door.slots(id).await?;
        let first = days.iter().find_map(|day| Some(When { day: day.day, span: day.first_free(services)? }));
        let free = days.iter().flat_map(|day| day.open(services, None)).map(|(_, places)| places).sum();
        let near = area.is_some() && unit.area.as_deref() == area;
        let address = unit.address.clone().unwrap_or_default();
        offers.push(PlaceOffer { centre: id, name: unit.name.clone(), address, near, first, free });
    }
    let order = |one: &PlaceOffer| (!one.near, one.first.is_none(), one.first, std::cmp::Reverse(one.free));
    offers.sort_by_key(order);
    Ok(offers)
}

/// A telephone as it is shown and as it is dialled.
pub fn call(phone: &str) -> Option<(String, String)> {
    let dialled: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    (!dialled.is_empty()).then(|| (phone.to_string(), dialled))
}

/// The commune a signed-in person lives in.
async fn area_of(guest: &Guest, accounts: &Accounts, door: &Bookings) -> Option<String> {
    let citizen = guest.citizen.as_ref()?;
    let (_, person) = accounts.profile(citizen, "appointments", door.floor.clock.now()).await.ok()?;
    person.address.commune_code
}

struct PlaceRow {
    name: String,
    address: String,
    near: bool,
    first: Option<String>,
    free: usize,
    href: String,
    other: String,
}

#[derive(Template)]
#[template(path = "booking/places.html")]
struct PlacesView {
    page: Page,
    steps: Vec<Step>,
    wanted: Vec<String>,
    back: String,
    places: Vec<PlaceRow>,
    call: Option<(String, String)>,
}

pub async fn places(
    ctx: Ctx,
    guest: Guest,
    AtDoor(door): AtDoor,
    State(accounts): State<Arc<Accounts>>,
    uri: Uri,
) -> Answer {
    let reason = Reason::of(&Fields::of_query(&uri));
    if reason.is_empty() {
        return Ok(web::Flash::warn("booking-reason-missing").then(&format!("/appointments?{}", reason.query())));
    }
    let area = area_of(&guest, &accounts, &door).await;
    let mut offers = offers(&door, &reason, area.as_deref()).await?;
    if let Some(desk) = guest.desk(&reason) {
        offers.sort_by_key(|one| one.centre != desk);
    }
    let query = reason.query();
    let row = |one: &PlaceOffer| PlaceRow {
        name: one.name.clone(),
        address: one.address.clone(),
        near: one.near,
        first: one.first.map(|when| slot(when, ctx.lang)),
        free: one.free,
        href: format!("/appointments/slots?{query}&centre={}", one.centre),
        other: format!("/appointments/other?{query}&centre={}", one.centre),
    };
    web::html(&PlacesView {
        page: framed(&ctx, &guest, &reason, ctx.t("booking-places-title")),
        steps: steps(&ctx, &reason, 1, None),
        wanted: reason.words(&door.dossiers.catalogue, door.now().date()),
        back: format!("/appointments?{query}"),
        places: offers.iter().map(row).collect(),
        call: call(&ctx.settings().agency.phone),
    })
}

/// A day of the strip.
pub struct DayTab {
    pub label: String,
    pub href: String,
    pub free: usize,
    pub current: bool,
    /// A holiday.
    pub closed: bool,
}

/// A slot to choose.
pub struct SlotRow {
    pub label: String,
    pub href: String,
    pub places: usize,
    /// The slot they hold already.
    pub own: bool,
}

/// The slots of half a day.
pub struct Half {
    pub title: String,
    pub slots: Vec<SlotRow>,
}

/// The days and the slots of one of them, for booking and for moving. `to` makes the address of a slot.
pub fn board(
    ctx: &Ctx,
    days: &[DayFacts],
    asked: Option<Date>,
    own: Option<When>,
    free: impl Fn(&DayFacts, Span) -> usize,
    day_href: impl Fn(Date) -> String,
    to: impl Fn(When) -> String,
) -> (Vec<DayTab>, Vec<Half>, Option<Date>) {
    let open = |facts: &DayFacts| -> Vec<(Span, usize)> {
        let ahead = facts.slots().into_iter().filter(|slot| facts.is_ahead(*slot));
        ahead.map(|slot| (slot, free(facts, slot))).collect()
    };
    let all: Vec<(Date, Vec<(Span, usize)>)> = days.iter().map(|facts| (facts.day, open(facts))).collect();
    let total = |slots: &[(Span, usize)]| slots.iter().map(|(_, places)| places).sum::<usize>();
    let first = all.iter().find(|(_, slots)| total(slots) > 0).map(|(day, _)| *day);
    let chosen = asked.filter(|day| all.iter().any(|(known, slots)| known == day && !slots.is_empty())).or(first);
    let holiday = |day: Date| days.iter().any(|facts| facts.day == day && facts.closed);
    let tab = |(day, slots): &(Date, Vec<(Span, usize)>)| DayTab {
        label: short_day(*day, ctx.lang),
        href: day_href(*day),
        free: total(slots),
        current: Some(*day) == chosen,
        closed: slots.is_empty(),
    };
    // A day without duty is not spoken of; a holiday is, or people look for it.
    let spoken = all.iter().filter(|(day, slots)| !slots.is_empty() || holiday(*day));
    let tabs: Vec<DayTab> = spoken.map(tab).collect();
    let of_chosen = all.iter().find(|(day, _)| Some(*day) == chosen);
    let mut halves: Vec<Half> = Vec::new();
    for (day, (span, places)) in
        of_chosen.into_iter().flat_map(|(day, slots)| slots.iter().map(move |slot| (*day, *slot)))
    {
        let key = match span.from {
            ..690 => "booking-morning",
            690..780 => "booking-noon",
            780..1020 => "booking-afternoon",
            _ => "booking-evening",
        };
        let title = ctx.t(key);
        if halves.last().is_none_or(|half| half.title != title) {
            halves.push(Half { title, slots: Vec::new() });
        }
        let when = When { day, span };
        let row = SlotRow { label: hm(span.from), href: to(when), places, own: own == Some(when) };
        if let Some(half) = halves.last_mut() {
            half.slots.push(row);
        }
    }
    (tabs, halves, chosen)
}

#[derive(Template)]
#[template(path = "booking/slots.html")]
struct SlotsView {
    page: Page,
    steps: Vec<Step>,
    wanted: Vec<String>,
    place: String,
    address: String,
    days: Vec<DayTab>,
    day: String,
    halves: Vec<Half>,
    /// The soonest elsewhere: place, slot, address of its slots.
    elsewhere: Vec<(String, String, String)>,
    other: String,
    horizon: String,
    moving: bool,
}

/// The centre an address names and what it serves of a reason; nobody is sent to an empty page.
pub async fn chosen(
    door: &Bookings,
    query: &Fields,
    reason: &Reason,
) -> Result<Option<(Arc<Centre>, Services)>, Problem> {
    let centre = crate::place::centre_at(&door.floor, query.value("centre")).await?;
    let services = reason.at(&centre, &door.dossiers.catalogue, door.now().date());
    Ok(services.map(|services| (centre, services)))
}

pub async fn slots(ctx: Ctx, guest: Guest, AtDoor(door): AtDoor, uri: Uri) -> Answer {
    let query = Fields::of_query(&uri);
    let reason = Reason::of(&query);
    let Some((centre, services)) = chosen(&door, &query, &reason).await? else {
        return Ok(see_other(&format!("/appointments/places?{}", reason.query())));
    };
    let (id, kept) = (centre.id, reason.query());
    let days = door.slots(id).await?;
    let base = format!("{kept}&centre={id}");
    let (tabs, halves, day) = board(
        &ctx,
        &days,
        query.some("day").and_then(|day| day.parse().ok()),
        None,
        |facts, span| facts.places(span, services, None),
        |day| format!("/appointments/slots?{base}&day={day}#days"),
        |when| format!("/appointments/new?{base}&slot={}", slot_value(when)),
    );
    let elsewhere = offers(&door, &reason, None).await?.into_iter().filter(|one| one.centre != id);
    let elsewhere = elsewhere.filter_map(|one| {
        let href = format!("/appointments/slots?{kept}&centre={}", one.centre);
        Some((one.name, slot(one.first?, ctx.lang), href))
    });
    let elsewhere = elsewhere.take(3).collect();
    let directory = door.directory();
    web::html(&SlotsView {
        page: framed(&ctx, &guest, &reason, ctx.t("booking-slots-title")),
        steps: steps(&ctx, &reason, 2, None),
        wanted: reason.words(&door.dossiers.catalogue, door.now().date()),
        place: directory.unit_name(id),
        address: directory.unit(id).and_then(|unit| unit.address.clone()).unwrap_or_default(),
        days: tabs,
        day: day.map(|day| law::weekday_date(day, ctx.lang)).unwrap_or_default(),
        halves,
        elsewhere,
        other: format!("/appointments/other?{base}"),
        horizon: kernel::time::dmy(door.horizon(&centre)),
        moving: false,
    })
}

/// A slot in addresses and forms: `2026-03-03_480-510`.
pub fn slot_value(when: When) -> String {
    format!("{}_{}-{}", when.day, when.span.from, when.span.until)
}

pub fn parse_slot(typed: &str) -> Option<When> {
    let (day, span) = typed.split_once('_')?;
    let (from, until) = span.split_once('-')?;
    let span = Span::new(from.parse().ok()?, until.parse().ok()?);
    span.is_sound().then_some(When { day: day.parse().ok()?, span })
}

/// The free slots nearest to one that is gone, in order of time.
pub fn nearest(days: &[DayFacts], wanted: When, free: impl Fn(&DayFacts, Span) -> usize) -> Vec<When> {
    const SHOWN: usize = 6;
    let all = days.iter().flat_map(|facts| facts.slots().into_iter().map(move |span| (facts, span)));
    let open = all.filter(|(facts, span)| facts.is_ahead(*span) && free(facts, *span) > 0);
    let mut open: Vec<When> = open.map(|(facts, span)| When { day: facts.day, span }).collect();
    let at = |when: &When| kernel::time::instant_ms(at_minute(when.day, when.span.from));
    let wish = at(&wanted);
    open.sort_by_key(|when| ((at(when) - wish).abs(), at(when)));
    open.truncate(SHOWN);
    open.sort();
    open
}

/// A page of slots for an appointment that moves.
pub fn move_page(
    page: Page,
    place: (String, String),
    wanted: Vec<String>,
    (days, day, halves): (Vec<DayTab>, String, Vec<Half>),
    horizon: Date,
) -> Answer {
    web::html(&SlotsView {
        page,
        steps: Vec::new(),
        wanted,
        place: place.0,
        address: place.1,
        days,
        day,
        halves,
        elsewhere: Vec::new(),
        other: String::new(),
        horizon: kernel::time::dmy(horizon),
        moving: true,
    })
}
