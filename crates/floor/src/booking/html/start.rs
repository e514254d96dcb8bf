//! The first step: what for. And the way back to an appointment that was made.

use std::collections::BTreeMap;

use askama::Template;
use axum::http::Uri;
use procedure::search::Filter;
use web::ui::Step;
use web::{Answer, Class, Ctx, Fields, Page};

use super::{AtDoor, Guest, page as framed, steps};
use crate::booking::model::parse_code;
use crate::booking::reason::Reason;
use crate::setup::rows as setup;

#[derive(Template)]
#[template(path = "booking/start.html")]
struct StartView {
    page: Page,
    steps: Vec<Step>,
    query: String,
    asked: bool,
    /// Procedures found or chosen: code, words, field, ticked.
    found: Vec<Offer>,
    fields: Vec<Offer>,
    services: Vec<Offer>,
    desk: Option<String>,
    mine: bool,
    code: String,
    wrong: Option<String>,
}

/// Something to tick.
struct Offer {
    value: String,
    label: String,
    note: String,
    ticked: bool,
}

/// Procedures shown for a search.
const FOUND: usize = 8;

pub async fn page(ctx: Ctx, guest: Guest, AtDoor(door): AtDoor, uri: Uri) -> Answer {
    let query = Fields::of_query(&uri);
    // The look-up form of this page: a code leads to its own.
    if let Some(typed) = query.some("code") {
        ctx.spend(Class::LookUp)?;
        if let Some(code) = parse_code(typed) {
            let letters = web::fields::encode(query.value("name"));
            let code = crate::booking::model::shown_code(&code);
            return Ok(web::see_other(&format!("/appointments/{code}?name={letters}")));
        }
    }
    let reason = Reason::of(&query);
    let today = door.now().date();
    let catalogue = &door.dossiers.catalogue;
    let typed = query.some("q").unwrap_or_default().to_string();
    let mut found: Vec<Offer> = Vec::new();
    let offer = |code: &str, ticked: bool| {
        let held = catalogue.current(code, today)?;
        let version = &held.version;
        let plain = version.plain_name.as_deref();
        let note = plain.map_or_else(|| version.field.clone(), |_| format!("{} · {}", version.name, version.field));
        let label = plain.unwrap_or(&version.name).to_string();
        Some(Offer { value: code.into(), label, note, ticked })
    };
    found.extend(reason.procedures.iter().filter_map(|code| offer(code, true)));
    if !typed.trim().is_empty() {
        ctx.spend(Class::Search)?;
        let hits = catalogue.search(&typed, &Filter::default(), FOUND + reason.procedures.len());
        let new = hits.iter().filter(|hit| !reason.procedures.contains(&hit.code));
        found.extend(new.take(FOUND).filter_map(|hit| offer(&hit.code, false)));
    }
    let (fields, services) = groups(&ctx, &door, &reason).await?;
    let wrong = query.some("code").map(|_| ctx.t("refusal-booking-who"));
    web::html(&StartView {
        page: framed(&ctx, &guest, &reason, ctx.t("booking-title")),
        steps: steps(&ctx, &reason, 0, None),
        asked: !typed.trim().is_empty(),
        query: typed,
        found,
        fields,
        services,
        desk: reason.desk.clone(),
        mine: guest.citizen.is_some(),
        code: query.value("code").into(),
        wrong,
    })
}

/// What the halls serve: fields, and services of no field.
async fn groups(
    ctx: &Ctx,
    door: &crate::booking::Bookings,
    reason: &Reason,
) -> Result<(Vec<Offer>, Vec<Offer>), web::Problem> {
    let (mut fields, mut services) = (BTreeMap::new(), BTreeMap::new());
    for id in door.store().read_brief(setup::list_centres).await? {
        let centre = door.floor.centre(id).await?;
        for service in centre.offered() {
            for field in &service.fields {
                fields.insert(kernel::fold(field), field.clone());
            }
            if service.fields.is_empty() {
                let name = (service.name_vi.clone(), service.name(ctx.lang).to_string());
                services.insert(kernel::fold(&service.name_vi), name);
            }
        }
    }
    let offer = |value: String, label: String, chosen: &[String]| {
        let ticked = chosen.contains(&value);
        Offer { value, label, note: String::new(), ticked }
    };
    Ok((
        fields.into_values().map(|field| offer(field.clone(), field, &reason.fields)).collect(),
        services.into_values().map(|(value, label)| offer(value, label, &reason.services)).collect(),
    ))
}
