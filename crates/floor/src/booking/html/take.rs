//! An appointment to take along: on paper, and in one's calendar.

use askama::Template;
use axum::extract::Path;
use axum::http::{Uri, header};
use axum::response::IntoResponse;
use web::{Answer, Ctx, Page, Problem};

use super::own::{address, letters_of, opened, qr};
use super::words::slot;
use super::{AtDoor, Guest, NAV};
use crate::booking::ics::{Entry, calendar};
use crate::booking::model::{REMINDERS, State, shown_code};

#[derive(Template)]
#[template(path = "booking/print.html")]
struct PrintView {
    page: Page,
    code: String,
    when: String,
    place: String,
    address: String,
    services: String,
    name: String,
    qr: String,
    back: String,
}

pub async fn print(ctx: Ctx, guest: Guest, AtDoor(door): AtDoor, Path(code): Path<String>, uri: Uri) -> Answer {
    let letters = letters_of(&uri);
    let opened = opened!(&ctx, &door, &guest, &code, &letters);
    let one = &opened.story.appointment;
    let shown = shown_code(&one.code);
    let here = format!("/appointments/{shown}{}", opened.query);
    if !one.state.stands() {
        return Ok(web::see_other(&here));
    }
    let (directory, centre) = (door.directory(), door.floor.centre(one.centre).await?);
    web::html(&PrintView {
        page: ctx.page(ctx.t("booking-slip-title")).at(if opened.inside() { "floor" } else { NAV }),
        when: slot(one.when, ctx.lang),
        place: directory.unit_name(one.centre),
        address: directory.unit(one.centre).and_then(|unit| unit.address.clone()).unwrap_or_default(),
        services: centre.names(one.services, ctx.lang),
        name: one.visitor.name.clone(),
        qr: qr(&address(&ctx, &shown)),
        back: here,
        code: shown,
    })
}

pub async fn ics(ctx: Ctx, guest: Guest, AtDoor(door): AtDoor, Path(code): Path<String>, uri: Uri) -> Answer {
    let letters = letters_of(&uri);
    let opened = opened!(&ctx, &door, &guest, &code, &letters);
    let one = &opened.story.appointment;
    if matches!(one.state, State::Waiting) {
        return Err(Problem::absent("slot"));
    }
    let shown = shown_code(&one.code);
    let (directory, centre) = (door.directory(), door.floor.centre(one.centre).await?);
    let (name, url) = (directory.unit_name(one.centre), address(&ctx, &shown));
    let host = ctx.settings().public_url.split("://").last().unwrap_or_default().split(['/', ':']).next();
    let place = directory.unit(one.centre).and_then(|unit| unit.address.clone()).unwrap_or_default();
    let changed = opened.story.events.last().map_or(one.made_ms, |(at_ms, _, _)| *at_ms);
    let services = centre.names(one.services, ctx.lang);
    let summary = ctx.lang.say_with("booking-calendar-summary", &[("services", &services)]);
    let description = ctx.lang.say_with("booking-calendar-text", &[("code", &shown), ("services", &services)]);
    let location = [name.as_str(), place.as_str()].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>();
    let text = calendar(&Entry {
        uid: &format!("{}@{}", one.id, host.unwrap_or("motcua")),
        sequence: one.sequence,
        changed_ms: changed,
        from: one.when.from(),
        until: one.when.until(),
        cancelled: matches!(one.state, State::Cancelled { .. }),
        summary: &summary,
        description: &description,
        location: &location.join(", "),
        organizer: &name,
        url: &url,
        reminder: &ctx.t("booking-calendar-reminder"),
        reminders: &REMINDERS,
    });
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_string()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{shown}.ics\"")),
        (header::CACHE_CONTROL, "private, no-store".to_string()),
    ];
    Ok((headers, text).into_response())
}
