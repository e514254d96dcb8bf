//! One appointment, for whoever may open it: with three letters of the name, as its account, as an officer of the centre.

use askama::Template;
use axum::extract::Path;
use axum::http::{StatusCode, Uri};
use fast_qr::convert::Builder;
use fast_qr::convert::svg::SvgBuilder;
use kernel::time::{civil_ms, hm_dmy};
use kernel::{Error, Lang, Refusal};
use person::{mask_name, mask_number, mask_phone};
use web::ui::{Badge, Event, Fact};
use web::{Answer, Class, Ctx, Fields, Flash, Page, Problem};

use super::words::{history, slot, status};
use super::{AtDoor, Guest, NAV};
use crate::booking::decide::Act;
use crate::booking::model::{Appointment, By, State, shown_code};
use crate::booking::open::Story;
use crate::booking::{Bookings, Key};
use crate::html::{below, once};
use crate::reception::tell;

/// An appointment as somebody opened it.
pub(super) struct Opened {
    pub story: Story,
    key: Key,
    /// `?name=ngu` where letters opened it.
    pub query: String,
}

impl Opened {
    pub fn inside(&self) -> bool {
        matches!(self.key, Key::Officer(_))
    }
    fn by(&self) -> By {
        if self.inside() { By::Centre } else { By::Visitor }
    }
}

/// Opens it with whatever the guest has; none: they are asked for the letters.
pub(super) async fn open(
    door: &Bookings,
    guest: &Guest,
    code: &str,
    letters: &str,
) -> Result<Result<Opened, Refusal>, Problem> {
    let mut keys = Vec::new();
    keys.extend(guest.officer.clone().map(Key::Officer));
    keys.extend(guest.citizen.clone().map(Key::Citizen));
    if !letters.trim().is_empty() {
        keys.push(Key::Letters(letters.into()));
    }
    let mut refused = Refusal::new("BOOKING_WHO");
    for key in keys {
        let query = match &key {
            Key::Letters(letters) => format!("?name={}", web::fields::encode(letters)),
            Key::Citizen(_) | Key::Officer(_) => String::new(),
        };
        match door.open(code, &key).await {
            Ok(story) => return Ok(Ok(Opened { story, key, query })),
            Err(Error::Refused(refusal)) => refused = *refusal,
            Err(Error::Absent(_)) => {}
            Err(other) => return Err(other.into()),
        }
    }
    Ok(Err(refused))
}

/// Opens for an act; whoever may not is asked for the letters again.
macro_rules! opened {
    ($ctx:expr, $door:expr, $guest:expr, $code:expr, $letters:expr) => {
        match $crate::booking::html::own::open($door, $guest, $code, $letters).await? {
            Ok(opened) => opened,
            Err(refused) => return $crate::booking::html::own::ask($ctx, $code, $letters, &refused),
        }
    };
}
pub(super) use opened;

#[derive(Template)]
#[template(path = "booking/ask.html")]
struct AskView {
    page: Page,
    code: String,
    form: Fields,
}

/// Asks for the three letters; whoever typed some learns that they do not fit.
pub(super) fn ask(ctx: &Ctx, code: &str, letters: &str, refused: &Refusal) -> Answer {
    let mut form = Fields::new().with("name", letters);
    let mut status = StatusCode::OK;
    if !letters.trim().is_empty() {
        form.refuse_by(ctx.lang, &refused.clone().at("name"));
        form.name_errors([("name", ctx.t("booking-letters").as_str())]);
        status = StatusCode::UNPROCESSABLE_ENTITY;
    }
    let page = ctx.page(ctx.t("booking-ask-title")).at(NAV);
    web::html_with(status, &AskView { page, code: code.into(), form })
}

#[derive(Template)]
#[template(path = "booking/show.html")]
struct ShowView {
    page: Page,
    code: String,
    version: i64,
    query: String,
    letters: String,
    status: Badge,
    when: Option<String>,
    /// Until when an offer stands.
    offer: Option<String>,
    wish: Option<String>,
    facts: Vec<Fact>,
    /// What to bring, per procedure.
    papers: Vec<(String, String)>,
    history: Vec<Event>,
    /// Text messages about it: where to, how they stand.
    texts: Vec<(String, Badge)>,
    stands: bool,
    waits: bool,
    may_cancel: bool,
    qr: String,
    again: String,
}

pub(super) fn letters_of(uri: &Uri) -> String {
    Fields::of_query(uri).value("name").to_string()
}

pub async fn show(ctx: Ctx, guest: Guest, AtDoor(door): AtDoor, Path(code): Path<String>, uri: Uri) -> Answer {
    let letters = letters_of(&uri);
    if guest.officer.is_none() && !letters.is_empty() {
        ctx.spend(Class::LookUp)?;
    }
    match open(&door, &guest, &code, &letters).await? {
        Ok(opened) => web::html(&show_view(&ctx, &door, &opened).await?),
        Err(refused) => ask(&ctx, &code, &letters, &refused),
    }
}

async fn show_view(ctx: &Ctx, door: &Bookings, opened: &Opened) -> Result<ShowView, Problem> {
    let one = &opened.story.appointment;
    let (lang, shown) = (ctx.lang, shown_code(&one.code));
    let has_slot = !matches!(one.state, State::Waiting);
    let about = one.id.0;
    let texts = door.store().read_brief(move |tx| sms::store::list_about(tx, about)).await?;
    let again = match one.procedures.is_empty() {
        true => "/appointments".to_string(),
        false => {
            let codes: Vec<String> =
                one.procedures.iter().map(|code| format!("p={}", web::fields::encode(code))).collect();
            format!("/appointments/places?{}", codes.join("&"))
        }
    };
    let list = format!("/floor/{}/appointments?day={}", one.centre, one.when.day);
    let page = match opened.inside() {
        true => Page { title: ctx.t("booking-own-title"), ..below(ctx.page(shown.clone()), "appointments", &list) },
        false => ctx.page(ctx.t("booking-own-title")).at(NAV),
    };
    Ok(ShowView {
        page,
        code: shown.clone(),
        version: one.version,
        query: opened.query.clone(),
        letters: match &opened.key {
            Key::Letters(letters) => letters.clone(),
            Key::Citizen(_) | Key::Officer(_) => String::new(),
        },
        status: status(one, lang),
        when: has_slot.then(|| slot(one.when, lang)),
        offer: match one.state {
            State::Offered { until_ms } => Some(hm_dmy(civil_ms(until_ms))),
            _ => None,
        },
        wish: one.wish.filter(|_| !has_slot).map(|wish| {
            let dmy = kernel::time::dmy;
            format!("{} – {}", dmy(wish.first), dmy(wish.last))
        }),
        facts: facts(door, one, lang, opened.inside()).await?,
        papers: papers(door, one),
        history: history(&opened.story.events, lang, opened.inside()),
        texts: texts.iter().map(|line| (line.to.clone(), tell::badge(line, lang))).collect(),
        stands: one.state.stands(),
        waits: one.state.waits(),
        may_cancel: one.state.waits() || one.state.stands(),
        qr: if one.state.stands() { qr(&address(ctx, &shown)) } else { String::new() },
        again,
    })
}

/// Where it is, what for, for whom. Telephone and number are whole for officers only: the letters open it to whoever has
/// the slip.
async fn facts(door: &Bookings, one: &Appointment, lang: Lang, inside: bool) -> Result<Vec<Fact>, Problem> {
    let (directory, centre) = (door.directory(), door.floor.centre(one.centre).await?);
    let unit = directory.unit(one.centre);
    let text = |text: Option<&String>| text.cloned().unwrap_or_default();
    let t = |key: &str| lang.say(key).into_owned();
    let mut facts = vec![
        Fact::new(t("booking-step-place"), directory.unit_name(one.centre))
            .from(text(unit.and_then(|unit| unit.address.as_ref()))),
        Fact::new(t("booking-step-reason"), centre.names(one.services, lang)),
    ];
    let visitor = &one.visitor;
    let (name, phone) = match inside {
        true => (visitor.name.clone(), visitor.phone.clone()),
        false => (mask_name(&visitor.name), mask_phone(&visitor.phone)),
    };
    facts.push(Fact::new(t("booking-name"), name));
    facts.push(Fact::new(t("booking-phone"), phone));
    if let Some(number) = &visitor.number {
        facts.push(Fact::new(t("booking-number"), if inside { number.clone() } else { mask_number(number) }));
    }
    if !one.note.is_empty() {
        facts.push(Fact::new(t("booking-note"), one.note.clone()));
    }
    if inside {
        facts.push(Fact::new(t("booking-door"), t(&format!("booking-door-{}", one.door.code()))));
    }
    facts.extend(unit.and_then(|unit| unit.hotline.clone()).map(|phone| Fact::new(t("booking-hotline"), phone)));
    Ok(facts)
}

/// The sheets that say what to bring.
fn papers(door: &Bookings, one: &Appointment) -> Vec<(String, String)> {
    let today = door.now().date();
    let sheet = |code: &String| {
        let held = door.dossiers.catalogue.current(code, today)?;
        Some((held.version.name.clone(), format!("/procedures/{}", web::fields::encode(code))))
    };
    one.procedures.iter().filter_map(sheet).collect()
}

pub(super) fn address(ctx: &Ctx, code: &str) -> String {
    format!("{}/appointments/{code}", ctx.settings().public_url.trim_end_matches('/'))
}

/// A QR as the address of a picture; empty when it cannot be drawn.
pub(super) fn qr(text: &str) -> String {
    let Ok(code) = fast_qr::QRBuilder::new(text).ecl(fast_qr::ECL::M).build() else { return String::new() };
    let svg = SvgBuilder::default().margin(2).to_str(&code);
    format!("data:image/svg+xml,{}", web::fields::encode(&svg))
}

// ── acts ────────────────────────────────────────────────────────────────────────────────────────────────────────

/// Does an act and shows the appointment; a refusal is said above it.
async fn change(
    ctx: Ctx,
    guest: Guest,
    door: Bookings,
    code: String,
    form: Fields,
    said: &str,
    act: impl FnOnce(&Opened) -> Act,
) -> Answer {
    let letters = form.value("name").to_string();
    if guest.officer.is_none() {
        ctx.spend(Class::LookUp)?;
    }
    let opened = opened!(&ctx, &door, &guest, &code, &letters);
    let one = &opened.story.appointment;
    let here = format!("/appointments/{}{}", shown_code(&one.code), opened.query);
    let seen = form.number("version").unwrap_or(one.version);
    let by = guest.actor(&one.visitor.name);
    match door.change(&by, one.id, seen, act(&opened), once(guest.caller(), &form)).await {
        Ok(_) => Ok(Flash::good(said).then(&here)),
        Err(Error::Refused(refusal)) => {
            Ok(Flash::bad("booking-refused").with("why", web::refusal_text(ctx.lang, &refusal)).then(&here))
        }
        Err(other) => Err(other.into()),
    }
}

pub async fn cancel(ctx: Ctx, guest: Guest, AtDoor(door): AtDoor, Path(code): Path<String>, form: Fields) -> Answer {
    let why: String = form.value("why").chars().take(200).collect();
    let act = move |opened: &Opened| Act::Cancel { by: opened.by(), why };
    change(ctx, guest, door, code, form, "booking-cancelled", act).await
}

/// Answers an offer of the waiting list.
pub async fn answer(ctx: Ctx, guest: Guest, AtDoor(door): AtDoor, Path(code): Path<String>, form: Fields) -> Answer {
    let (said, act) = match form.value("answer") {
        "accept" => ("booking-accepted", Act::Accept),
        _ => ("booking-declined", Act::Pass),
    };
    change(ctx, guest, door, code, form, said, move |_| act).await
}
