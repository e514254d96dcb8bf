//! One service: what it is called, its letter, its fields, how long it usually takes, and whether it is offered.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use dossier::Dossiers;
use kernel::Error;
use office::{Act, Officer, SignedIn};
use web::ui::{Choice, Tab};
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::door::{stamp, unchanged};
use super::html::{minutes, part, zones};
use super::{Centre, ServiceRow, check, rows};
use crate::door::Floor;
use crate::html::{once, tabs};
use crate::place;

#[derive(Template)]
#[template(path = "setup/service.html")]
struct ServiceView {
    page: Page,
    tabs: Vec<Tab>,
    action: String,
    form: Fields,
    seen: String,
    zones: Vec<Choice>,
    /// Fields that no service has yet.
    loose: String,
}

fn names(dossiers: &Dossiers) -> Vec<String> {
    dossiers.catalogue.fields().into_iter().map(|(name, _)| name).collect()
}

fn view(
    ctx: &Ctx,
    by: &Officer,
    centre: &Centre,
    fields: &[String],
    (row, form): (Option<&ServiceRow>, Fields),
) -> ServiceView {
    let title = row.map_or_else(|| ctx.t("floor-setup-service-new"), |row| row.name(ctx.lang).to_string());
    let taken = |field: &&String| centre.offered().any(|service| service.fields.contains(field));
    let loose: Vec<&str> = fields.iter().filter(|field| !taken(field)).map(String::as_str).collect();
    let below = row.map(|row| format!("/{}", row.no)).unwrap_or_default();
    ServiceView {
        page: part(ctx, centre, title),
        tabs: tabs(ctx.lang, by, centre.id, "setup"),
        action: format!("/floor/{}/setup/services{below}", centre.id),
        seen: stamp(&row),
        form,
        zones: zones(ctx),
        loose: loose.join("; "),
    }
}

fn form_of(row: &ServiceRow) -> Fields {
    let form = Fields::new()
        .with("name_vi", &row.name_vi)
        .with("name_en", &row.name_en)
        .with("series", row.series)
        .with("fields", row.fields.join("\n"))
        .with("zone", row.zone)
        .with("median", minutes(row.median_s))
        .with("ninth", minutes(row.ninth_s));
    if row.offered { form.with("offered", "1") } else { form }
}

/// Minutes as people type them, in seconds; −1 when it is no number.
fn seconds(form: &Fields, name: &str) -> i64 {
    let minutes: Result<f64, _> = form.value(name).replace(',', ".").parse();
    minutes.ok().filter(|minutes| (0.0..1e4).contains(minutes)).map_or(-1, |minutes| (minutes * 60.0).round() as i64)
}

fn row_of(centre: &Centre, no: u8, form: &Fields) -> ServiceRow {
    let mut letters = form.value("series").chars();
    let series = letters.next().filter(|_| letters.next().is_none()).map_or('?', |letter| letter.to_ascii_uppercase());
    let lines = form.value("fields").split(['\n', ';']).map(str::trim).filter(|line| !line.is_empty());
    let mut fields: Vec<String> = Vec::new();
    for line in lines {
        if !fields.iter().any(|known| known == line) {
            fields.push(line.into());
        }
    }
    ServiceRow {
        centre: centre.id,
        no,
        series,
        name_vi: form.value("name_vi").trim().into(),
        name_en: form.value("name_en").trim().into(),
        fields,
        zone: form.number("zone").and_then(|zone| u8::try_from(zone).ok()).unwrap_or(0),
        median_s: seconds(form, "median"),
        ninth_s: seconds(form, "ninth"),
        offered: form.has("offered", "1"),
    }
}

pub async fn fresh(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    State(dossiers): State<Dossiers>,
    Path(centre): Path<String>,
) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::LeadFloor).await?;
    let form = Fields::new().with("offered", "1").with("zone", 5).with("median", 8).with("ninth", 18);
    web::html(&view(&ctx, &by, &centre, &names(&dossiers), (None, form)))
}

pub async fn page(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    State(dossiers): State<Dossiers>,
    Path((centre, no)): Path<(String, String)>,
) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::LeadFloor).await?;
    let row = no.parse().ok().and_then(|no| centre.service(no)).ok_or_else(|| Problem::absent("service"))?;
    web::html(&view(&ctx, &by, &centre, &names(&dossiers), (Some(row), form_of(row))))
}

pub async fn add(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    State(dossiers): State<Dossiers>,
    Path(centre): Path<String>,
    form: Fields,
) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::LeadFloor).await?;
    record(&ctx, &by, (&floor, &dossiers), &centre, None, form).await
}

pub async fn save(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    State(dossiers): State<Dossiers>,
    Path((centre, no)): Path<(String, String)>,
    form: Fields,
) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::LeadFloor).await?;
    let row = no.parse().ok().and_then(|no| centre.service(no)).ok_or_else(|| Problem::absent("service"))?;
    record(&ctx, &by, (&floor, &dossiers), &centre, Some(row), form).await
}

async fn record(
    ctx: &Ctx,
    by: &Officer,
    (floor, dossiers): (&Floor, &Dossiers),
    centre: &Centre,
    row: Option<&ServiceRow>,
    mut form: Fields,
) -> Answer {
    let fields = names(dossiers);
    let (id, no, typed, known) = (centre.id, row.map(|row| row.no), form.clone(), fields.clone());
    let done = floor.set_up(by, id, ("service", once(by.id().0, &form)), move |tx, stands, _| {
        unchanged(typed.value("seen"), &no.and_then(|no| stands.service(no)))?;
        let no = no.map_or_else(|| check::next_no(stands), Ok)?;
        let row = row_of(stands, no, &typed);
        check::service(stands, &row, &known)?;
        rows::record_service(tx, &row)
    });
    match done.await {
        Ok(()) => Ok(Flash::good("floor-setup-saved").then(&format!("/floor/{id}/setup"))),
        Err(Error::Refused(refusal)) => {
            form.refuse_by(ctx.lang, &refusal);
            let seen = form.value("seen").to_string();
            let view = ServiceView { seen, ..view(ctx, by, centre, &fields, (row, form)) };
            web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &view)
        }
        Err(error) => Err(error.into()),
    }
}
