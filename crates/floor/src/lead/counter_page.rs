//! One counter in the hands of the lead: what it serves today, and whether it calls.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use kernel::{CounterId, Error, OfficerId, Refusal};
use office::{Act, Officer, Sessions, SignedIn};
use queue::hall::{Able, Command, Desk, Languages, Services};
use web::ui::{Badge, Choice, Tab, Tone};
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::html::{choices, sits};
use crate::door::Floor;
use crate::html::{below, once, tabs};
use crate::place;
use crate::setup::Centre;

#[derive(Template)]
#[template(path = "lead/counter.html")]
struct CounterView {
    page: Page,
    tabs: Vec<Tab>,
    action: String,
    form: Fields,
    badge: Badge,
    /// The number at the counter.
    number: String,
    is_open: bool,
    is_paused: bool,
    officers: Vec<Choice>,
    services: Vec<Choice>,
    classes: Vec<Choice>,
    seen: String,
}

/// A counter's ability as a form carries it.
fn seen_text(able: &Able) -> String {
    format!("{}.{}.{}", able.services.0, able.languages.0, able.classes)
}

fn seen_of(text: &str) -> Option<Able> {
    let mut parts = text.split('.');
    let services = Services(parts.next()?.parse().ok()?);
    let languages = Languages(parts.next()?.parse().ok()?);
    Some(Able { services, languages, classes: parts.next()?.parse().ok()? })
}

/// What a form ticks, over what the counter had.
fn able_of(form: &Fields, had: &Able) -> Able {
    let services = Services::of(form.all("service").into_iter().filter_map(|no| no.parse().ok()));
    let classes = form.all("class").into_iter().filter_map(|bit| bit.parse::<u8>().ok()).fold(0, |all, one| all | one);
    Able { services, classes, ..*had }
}

/// Today's ability of a counter, its desk, and the number it has.
fn stands(hall: &queue::hall::Hall, row: &crate::setup::CounterRow) -> (Able, Desk, String) {
    let standing = hall.counters.get(&row.id).filter(|counter| counter.is_open());
    let desk = standing.map_or(Desk::Closed, |counter| counter.desk);
    let number = match desk {
        Desk::With { ticket } => hall.tickets.get(&ticket).map(|ticket| ticket.number.to_string()),
        _ => None,
    };
    (standing.map_or(row.able, |counter| counter.able), desk, number.unwrap_or_default())
}

async fn view(
    ctx: &Ctx,
    by: &Officer,
    floor: &Floor,
    sessions: &Sessions,
    centre: &Centre,
    (id, form): (CounterId, Option<Fields>),
) -> Result<CounterView, Problem> {
    let row = centre.counter(id).ok_or_else(|| Problem::absent("counter"))?;
    let live = floor.hall(centre.id).await?;
    let standing = floor.standing(sessions, &live, floor.clock.now_ms()).await?;
    let (able, desk, number) = stands(&standing.hall, row);
    let (key, tone) = match desk {
        Desk::Closed => ("closed", Tone::Neutral),
        Desk::Free { .. } => ("free", Tone::Info),
        Desk::Paused { .. } => ("paused", Tone::Warn),
        Desk::With { .. } => ("serving", Tone::Good),
    };
    let fresh = || {
        let form = able.services.iter().fold(Fields::new(), |form, no| form.with("service", no));
        let bits = [1_u8, 2, 4].into_iter().filter(|bit| able.classes & bit != 0);
        bits.fold(form, |form, bit| form.with("class", bit))
    };
    let class = |(bit, key): (u8, &str)| Choice::new(bit.to_string(), ctx.t(&format!("floor-class-{key}")));
    let number_of = row.number.to_string();
    let title = ctx.lang.say_with("floor-lead-counter", &[("number", &number_of)]);
    Ok(CounterView {
        page: below(ctx.page(format!("{title} – {}", row.name)), "lead", &format!("/floor/{}/lead", centre.id)),
        tabs: tabs(ctx.lang, by, centre.id, "lead"),
        action: format!("/floor/{}/lead/counters/{id}", centre.id),
        form: form.unwrap_or_else(fresh),
        badge: Badge::new(tone, ctx.t(&format!("floor-lead-desk-{key}"))),
        number,
        is_open: desk != Desk::Closed,
        is_paused: matches!(desk, Desk::Paused { .. }),
        officers: choices(by, &standing.free),
        services: centre.offered().map(|one| Choice::new(one.no.to_string(), one.name(ctx.lang))).collect(),
        classes: [(1, "vulnerable"), (2, "appointment"), (4, "walk-in")].map(class).into(),
        seen: seen_text(&able),
    })
}

pub async fn page(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    State(sessions): State<Arc<Sessions>>,
    Path((centre, counter)): Path<(String, String)>,
) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::LeadFloor).await?;
    let counter: CounterId = counter.parse().map_err(|_| Problem::absent("counter"))?;
    web::html(&view(&ctx, &by, &floor, &sessions, &centre, (counter, None)).await?)
}

/// Opens, closes, pauses, resumes, or rules what the counter serves today.
pub async fn act(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    State(sessions): State<Arc<Sessions>>,
    Path((centre, counter)): Path<(String, String)>,
    mut form: Fields,
) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::LeadFloor).await?;
    let counter: CounterId = counter.parse().map_err(|_| Problem::absent("counter"))?;
    let row = centre.counter(counter).ok_or_else(|| Problem::absent("counter"))?;
    let wanted = form.value("do").to_string();
    let command = (|| {
        Ok::<_, Error>(match wanted.as_str() {
            "open" => {
                let officer: OfficerId =
                    form.value("officer").parse().map_err(|_| Refusal::new("OFFICER_MAY_NOT_SERVE").at("officer"))?;
                sits(&floor, &sessions, &centre, officer)?;
                Command::Open { counter, able: row.able, officer: Some(officer) }
            }
            "pause" => Command::Pause { counter },
            "resume" => Command::Resume { counter },
            "close" => Command::Close { counter, visitor_back: form.has("visitor_back", "1") },
            "rule" => {
                let seen = seen_of(form.value("seen")).ok_or_else(|| Refusal::new("COUNTER_CHANGED"))?;
                Command::Change { counter, seen, able: able_of(&form, &seen) }
            }
            _ => return Err(Error::absent("act")),
        })
    })();
    let done = match command {
        Ok(command) => floor.act(&by.actor(), centre.id, command, once(by.id().0, &form)).await.map(drop),
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => {
            Ok(Flash::good(&format!("floor-lead-counter-done-{wanted}")).then(&format!("/floor/{}/lead", centre.id)))
        }
        Err(Error::Refused(refusal)) => {
            // The choice that stands at the services is called "service" there.
            let mut refusal = *refusal;
            refusal.field = refusal.field.map(|field| if field == "services" { "service".into() } else { field });
            form.refuse_by(ctx.lang, &refusal);
            // What was only pressed, not ticked, shows what stands.
            let kept = if wanted == "rule" { form } else { merged(&form) };
            let view = view(&ctx, &by, &floor, &sessions, &centre, (counter, Some(kept))).await?;
            web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &view)
        }
        Err(error) => Err(error.into()),
    }
}

/// A form without ticks of its own, with its errors and what the counter serves as it was seen.
fn merged(form: &Fields) -> Fields {
    let able = seen_of(form.value("seen"));
    let services = able.iter().flat_map(|able| able.services.iter());
    let kept = services.fold(Fields::new(), |kept, no| kept.with("service", no));
    let bits = [1_u8, 2, 4].into_iter().filter(|bit| able.is_some_and(|able| able.classes & bit != 0));
    let mut kept = bits.fold(kept, |kept, bit| kept.with("class", bit));
    for error in form.errors() {
        kept.refuse(&error.name, error.text.clone());
    }
    kept
}
