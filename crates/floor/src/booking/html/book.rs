//! The last step: who comes. When a slot is gone meanwhile, the form comes back with the nearest free ones and everything
//! that was typed. And what is left when nothing suits: the waiting list, a call.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use kernel::{Error, Refusal, UnitId};
use person::Accounts;
use queue::hall::Services;
use web::ui::{Choice, Fact, Step};
use web::{Answer, Class, Ctx, Fields, Flash, Page, Problem, see_other};

use super::choose::{call, chosen, nearest, parse_slot, slot_value};
use super::words::slot;
use super::{AtDoor, Guest, page as framed, steps};
use crate::booking::model::{Appointment, Door, Visitor, When, shown_code};
use crate::booking::reason::Reason;
use crate::booking::{Bookings, Request, VisitorDraft};
use crate::duty::model::{LAST_MINUTE, Span, minute_of};
use crate::html::once;
use crate::setup::Centre;

#[derive(Template)]
#[template(path = "booking/new.html")]
struct NewView {
    page: Page,
    steps: Vec<Step>,
    facts: Vec<Fact>,
    form: Fields,
    hidden: Vec<(&'static str, String)>,
    centre: String,
    /// The nearest free slots, when the chosen one cannot be had.
    near: Vec<Choice>,
    other: String,
    /// Where a slot is chosen.
    slots: String,
    signed_in: bool,
    desk: bool,
}

/// What a signed-in applicant need not type.
async fn prefilled(guest: &Guest, accounts: &Accounts, door: &Bookings, reason: &Reason) -> Result<Fields, Problem> {
    let Some(citizen) = guest.citizen.as_ref().filter(|_| guest.door(reason) == Door::Account) else {
        return Ok(Fields::new());
    };
    let (card, person) = accounts.profile(citizen, "appointments", door.floor.clock.now()).await?;
    let number = law::code::person::PersonalNumber::parse(&card.number).map(|number| number.as_str().to_string());
    Ok(Fields::new().with("name", person.name).with("phone", card.phone).with("number", number.unwrap_or_default()))
}

/// What is about to be booked, in words.
fn facts(ctx: &Ctx, door: &Bookings, reason: &Reason, centre: &Centre, when: Option<String>) -> Vec<Fact> {
    let directory = door.directory();
    let unit = directory.unit(centre.id);
    let address = unit.and_then(|unit| unit.address.clone()).unwrap_or_default();
    let wanted = reason.words(&door.dossiers.catalogue, door.now().date()).join("; ");
    let mut facts = vec![
        Fact::new(ctx.t("booking-step-reason"), wanted),
        Fact::new(ctx.t("booking-step-place"), directory.unit_name(centre.id)).from(address),
    ];
    facts.extend(when.map(|when| Fact::new(ctx.t("booking-step-slot"), when)));
    facts
}

struct Asked {
    reason: Reason,
    centre: Arc<Centre>,
    services: Services,
}

async fn asked(door: &Bookings, form: &Fields) -> Result<Result<Asked, String>, Problem> {
    let reason = Reason::of(form);
    match chosen(door, form, &reason).await? {
        Some((centre, services)) => Ok(Ok(Asked { reason, centre, services })),
        None => Ok(Err(format!("/appointments/places?{}", reason.query()))),
    }
}

fn new_view(ctx: &Ctx, guest: &Guest, door: &Bookings, asked: &Asked, form: Fields, near: Vec<Choice>) -> NewView {
    let Asked { reason, centre, .. } = asked;
    let id = centre.id.to_string();
    let when = parse_slot(form.value("slot")).filter(|_| near.is_empty());
    NewView {
        page: framed(ctx, guest, reason, ctx.t("booking-new-title")),
        steps: steps(ctx, reason, 3, Some(&id)),
        facts: facts(ctx, door, reason, centre, when.map(|when| slot(when, ctx.lang))),
        hidden: reason.hidden(),
        other: format!("/appointments/other?{}&centre={id}", reason.query()),
        slots: format!("/appointments/slots?{}&centre={id}", reason.query()),
        centre: id,
        near,
        form,
        signed_in: guest.citizen.is_some(),
        desk: guest.door(reason) == Door::Reception,
    }
}

pub async fn show(
    ctx: Ctx,
    guest: Guest,
    AtDoor(door): AtDoor,
    State(accounts): State<Arc<Accounts>>,
    uri: Uri,
) -> Answer {
    let query = Fields::of_query(&uri);
    let asked = match asked(&door, &query).await? {
        Ok(asked) => asked,
        Err(elsewhere) => return Ok(see_other(&elsewhere)),
    };
    let Some(when) = parse_slot(query.value("slot")) else {
        let centre = asked.centre.id;
        return Ok(see_other(&format!("/appointments/slots?{}&centre={centre}", asked.reason.query())));
    };
    let form = prefilled(&guest, &accounts, &door, &asked.reason).await?.with("slot", slot_value(when));
    web::html(&new_view(&ctx, &guest, &door, &asked, form, Vec::new()))
}

/// The visitor of a form, or every error at its field.
fn visitor(ctx: &Ctx, guest: &Guest, reason: &Reason, form: &mut Fields) -> Option<Visitor> {
    let own = guest.citizen.as_ref().filter(|_| guest.door(reason) == Door::Account);
    let draft = VisitorDraft {
        name: form.value("name").into(),
        phone: form.value("phone").into(),
        number: form.value("number").into(),
        person: own.map(|citizen| citizen.person()),
        account: own.map(|citizen| citizen.account()),
    };
    match draft.check() {
        Ok(visitor) => Some(visitor),
        Err(wrong) => {
            wrong.iter().for_each(|refusal| form.refuse_by(ctx.lang, refusal));
            None
        }
    }
}

/// Notes a refusal; what belongs to no field of these forms, at the whole form.
fn refuse(ctx: &Ctx, form: &mut Fields, refusal: &Refusal) {
    let named = refusal.field.as_deref().filter(|field| LABELS.iter().any(|(name, _)| name == field));
    form.refuse(named.unwrap_or_default(), web::refusal_text(ctx.lang, refusal));
}

/// The fields of these forms and what the page calls them.
const LABELS: [(&str, &str); 7] = [
    ("slot", "booking-step-slot"),
    ("way", "booking-way"),
    ("first", "booking-first-day"),
    ("last", "booking-last-day"),
    ("name", "booking-name"),
    ("phone", "booking-phone"),
    ("number", "booking-number"),
];

/// The list of errors calls the fields what the page calls them.
fn name_errors(ctx: &Ctx, form: &mut Fields) {
    for (name, key) in LABELS {
        form.name_errors([(name, ctx.t(key).as_str())]);
    }
}

fn request(guest: &Guest, asked: &Asked, visitor: Visitor, form: &Fields) -> Request {
    Request {
        centre: asked.centre.id,
        services: asked.services,
        procedures: asked.reason.procedures.clone(),
        visitor,
        door: guest.door(&asked.reason),
        note: form.value("note").into(),
    }
}

/// Where a booking is shown to whoever made it.
fn shown_at(one: &Appointment) -> String {
    let letters = web::fields::encode(&one.visitor.letters());
    format!("/appointments/{}?name={letters}", shown_code(&one.code))
}

pub async fn book(ctx: Ctx, guest: Guest, AtDoor(door): AtDoor, mut form: Fields) -> Answer {
    ctx.spend(Class::LookUp)?;
    let asked = match asked(&door, &form).await? {
        Ok(asked) => asked,
        Err(elsewhere) => return Ok(see_other(&elsewhere)),
    };
    let when = parse_slot(form.value("slot"));
    let visitor = visitor(&ctx, &guest, &asked.reason, &mut form);
    if let (Some(visitor), Some(when)) = (visitor, when) {
        let by = guest.actor(&visitor.name);
        let request = request(&guest, &asked, visitor, &form);
        match door.book(&by, request, when, once(guest.caller(), &form)).await {
            Ok(one) => return Ok(Flash::good("booking-booked").then(&shown_at(&one))),
            Err(Error::Refused(refusal)) => refuse(&ctx, &mut form, &refusal),
            Err(other) => return Err(other.into()),
        }
    }
    if when.is_none() {
        form.refuse("slot", ctx.t("booking-slot-missing"));
    }
    let mut near = Vec::new();
    if form.error("slot").is_some() {
        let (days, services) = (door.slots(asked.centre.id).await?, asked.services);
        // Without a slot to be near to: the next free ones.
        let now = door.now();
        let soonest = When { day: now.date(), span: Span::new(minute_of(now.time()), LAST_MINUTE) };
        let free = nearest(&days, when.unwrap_or(soonest), |facts, span| facts.places(span, services, None));
        near = free.into_iter().map(|when| Choice::new(slot_value(when), slot(when, ctx.lang))).collect();
    }
    name_errors(&ctx, &mut form);
    web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &new_view(&ctx, &guest, &door, &asked, form, near))
}

// ── when nothing suits ──────────────────────────────────────────────────────────────────────────────────────────

#[derive(Template)]
#[template(path = "booking/other.html")]
struct OtherView {
    page: Page,
    facts: Vec<Fact>,
    form: Fields,
    hidden: Vec<(&'static str, String)>,
    centre: String,
    ways: Vec<Choice>,
    back: String,
    call: Option<(String, String)>,
}

fn other_view(ctx: &Ctx, guest: &Guest, door: &Bookings, asked: &Asked, form: Fields) -> OtherView {
    let Asked { reason, centre, .. } = asked;
    let id: UnitId = centre.id;
    let way = |key: &str| {
        let (label, hint) = (ctx.t(&format!("booking-way-{key}")), ctx.t(&format!("booking-way-{key}-hint")));
        Choice::new(key, label).hint(hint)
    };
    OtherView {
        page: framed(ctx, guest, reason, ctx.t("booking-other-title")),
        facts: facts(ctx, door, reason, centre, None),
        hidden: reason.hidden(),
        centre: id.to_string(),
        ways: ["waiting", "call"].map(way).into(),
        back: format!("/appointments/slots?{}&centre={id}", reason.query()),
        call: door.directory().unit(id).and_then(|unit| call(unit.hotline.as_deref()?)),
        form,
    }
}

pub async fn show_other(
    ctx: Ctx,
    guest: Guest,
    AtDoor(door): AtDoor,
    State(accounts): State<Arc<Accounts>>,
    uri: Uri,
) -> Answer {
    let asked = match asked(&door, &Fields::of_query(&uri)).await? {
        Ok(asked) => asked,
        Err(elsewhere) => return Ok(see_other(&elsewhere)),
    };
    let form = prefilled(&guest, &accounts, &door, &asked.reason).await?;
    let (first, last) = (door.now().date(), door.horizon(&asked.centre));
    let form = form.with("first", kernel::time::dmy(first)).with("last", kernel::time::dmy(last));
    web::html(&other_view(&ctx, &guest, &door, &asked, form.with("way", "waiting")))
}

pub async fn other(ctx: Ctx, guest: Guest, AtDoor(door): AtDoor, mut form: Fields) -> Answer {
    ctx.spend(Class::LookUp)?;
    let asked = match asked(&door, &form).await? {
        Ok(asked) => asked,
        Err(elsewhere) => return Ok(see_other(&elsewhere)),
    };
    let waits = form.value("way") == "waiting";
    let days = form.date("first").zip(form.date("last"));
    if waits && days.is_none() {
        form.refuse("last", ctx.t("booking-days-missing"));
    }
    let visitor = visitor(&ctx, &guest, &asked.reason, &mut form);
    if let (Some(visitor), true) = (visitor, form.is_good()) {
        let by = guest.actor(&visitor.name);
        let once = once(guest.caller(), &form);
        let done = match days.filter(|_| waits) {
            Some(days) => {
                let request = request(&guest, &asked, visitor, &form);
                let listed = door.wait(&by, request, days, once).await;
                listed.map(|one| Flash::good("booking-listed").then(&shown_at(&one)))
            }
            None => {
                let (centre, note) = (asked.centre.id, form.value("note"));
                let asked_for = door.ask_call(&by, centre, &visitor, asked.services, note, once).await;
                asked_for.map(|_| Flash::good("booking-call-asked").then("/appointments"))
            }
        };
        match done {
            Ok(answer) => return Ok(answer),
            Err(Error::Refused(refusal)) => refuse(&ctx, &mut form, &refusal),
            Err(other) => return Err(other.into()),
        }
    }
    name_errors(&ctx, &mut form);
    web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &other_view(&ctx, &guest, &door, &asked, form))
}
