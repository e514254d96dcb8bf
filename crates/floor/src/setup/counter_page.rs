//! What a counter is when it opens: services, languages, whom it calls, where it stands.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use kernel::{CounterId, Error};
use office::{Act, Officer, SignedIn};
use queue::hall::{Able, Languages, Services};
use web::ui::{Choice, Tab};
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::door::{stamp, unchanged};
use super::html::{counter_name, part, zones};
use super::{Centre, CounterRow, check, rows};
use crate::door::Floor;
use crate::html::{once, tabs};
use crate::place;

#[derive(Template)]
#[template(path = "setup/counter.html")]
struct CounterView {
    page: Page,
    tabs: Vec<Tab>,
    action: String,
    form: Fields,
    seen: String,
    services: Vec<Choice>,
    languages: Vec<Choice>,
    classes: Vec<Choice>,
    zones: Vec<Choice>,
}

fn view(ctx: &Ctx, by: &Officer, centre: &Centre, row: &CounterRow, form: Fields) -> CounterView {
    let class = |(bit, key): (u8, &str)| Choice::new(bit.to_string(), ctx.t(&format!("floor-class-{key}")));
    let language = |(bit, key): (u8, &str)| Choice::new(bit.to_string(), ctx.t(&format!("floor-language-{key}")));
    CounterView {
        page: part(ctx, centre, counter_name(ctx.lang, row)),
        tabs: tabs(ctx.lang, by, centre.id, "setup"),
        action: format!("/floor/{}/setup/counters/{}", centre.id, row.id),
        seen: stamp(row),
        form,
        services: centre.offered().map(|one| Choice::new(one.no.to_string(), one.name(ctx.lang))).collect(),
        languages: [(1, "vi"), (2, "en")].map(language).into(),
        classes: [(1, "vulnerable"), (2, "appointment"), (4, "walk-in")].map(class).into(),
        zones: zones(ctx),
    }
}

fn form_of(row: &CounterRow) -> Fields {
    let form = row.able.services.iter().fold(Fields::new(), |form, no| form.with("service", no));
    let bits = |set: u8| [1_u8, 2, 4].into_iter().filter(move |bit| set & bit != 0);
    let form = bits(row.able.languages.0).fold(form, |form, bit| form.with("language", bit));
    bits(row.able.classes).fold(form, |form, bit| form.with("class", bit)).with("zone", row.zone)
}

fn able_of(form: &Fields) -> Able {
    let bits =
        |name: &str| form.all(name).into_iter().filter_map(|bit| bit.parse::<u8>().ok()).fold(0, |all, bit| all | bit);
    Able {
        services: Services::of(form.all("service").into_iter().filter_map(|no| no.parse().ok())),
        languages: Languages(bits("language")),
        classes: bits("class") & Able::EVERYBODY,
    }
}

pub async fn page(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    Path((centre, counter)): Path<(String, String)>,
) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::LeadFloor).await?;
    let id: CounterId = counter.parse().map_err(|_| Problem::absent("counter"))?;
    let row = centre.counter(id).ok_or_else(|| Problem::absent("counter"))?;
    web::html(&view(&ctx, &by, &centre, row, form_of(row)))
}

pub async fn save(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    Path((centre, counter)): Path<(String, String)>,
    mut form: Fields,
) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::LeadFloor).await?;
    let id: CounterId = counter.parse().map_err(|_| Problem::absent("counter"))?;
    let row = centre.counter(id).ok_or_else(|| Problem::absent("counter"))?;
    let typed = form.clone();
    let done = floor.set_up(&by, centre.id, ("counter", once(by.id().0, &form)), move |tx, stands, _| {
        let now = stands.counter(id).ok_or_else(|| Error::absent("counter"))?;
        unchanged(typed.value("seen"), now)?;
        let (able, zone) =
            (able_of(&typed), typed.number("zone").and_then(|zone| u8::try_from(zone).ok()).unwrap_or(0));
        check::counter(&able, zone)?;
        rows::record_facet(tx, id, zone, &able)
    });
    match done.await {
        Ok(()) => Ok(Flash::good("floor-setup-saved").then(&format!("/floor/{}/setup", centre.id))),
        Err(Error::Refused(refusal)) => {
            form.refuse_by(ctx.lang, &refusal);
            let seen = form.value("seen").to_string();
            let view = CounterView { seen, ..view(&ctx, &by, &centre, row, form) };
            web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &view)
        }
        Err(error) => Err(error.into()),
    }
}
