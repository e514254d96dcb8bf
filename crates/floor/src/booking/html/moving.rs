//! An appointment gets another slot: one is chosen, said once more, and only then moved.

use askama::Template;
use axum::extract::Path;
use axum::http::Uri;
use kernel::Error;
use web::{Answer, Class, Ctx, Fields, Flash, Page};

use super::choose::{board, move_page, parse_slot, slot_value};
use super::own::opened;
use super::words::slot;
use super::{AtDoor, Guest, NAV};
use crate::booking::model::shown_code;
use crate::html::once;

#[derive(Template)]
#[template(path = "booking/move.html")]
struct MoveView {
    page: Page,
    code: String,
    name: String,
    version: i64,
    before: String,
    after: String,
    slot: String,
    back: String,
}

pub async fn show(ctx: Ctx, guest: Guest, AtDoor(door): AtDoor, Path(code): Path<String>, uri: Uri) -> Answer {
    let query = Fields::of_query(&uri);
    let letters = query.value("name").to_string();
    let opened = opened!(&ctx, &door, &guest, &code, &letters);
    let one = &opened.story.appointment;
    let shown = shown_code(&one.code);
    let here = format!("/appointments/{shown}{}", opened.query);
    if !one.state.stands() {
        return Ok(web::see_other(&here));
    }
    let page = ctx
        .page(ctx.t("booking-move-title"))
        .crumb(shown.clone(), Some(&here))
        .crumb(ctx.t("booking-move-title"), None)
        .at(if opened.inside() { "floor" } else { NAV });
    let name = web::fields::encode(&letters);
    // A slot was chosen: said once more before it is moved.
    if let Some(to) = parse_slot(query.value("slot")) {
        return web::html(&MoveView {
            page,
            before: slot(one.when, ctx.lang),
            after: slot(to, ctx.lang),
            slot: slot_value(to),
            back: format!("/appointments/{shown}/move?name={name}&day={}", to.day),
            code: shown,
            name: letters,
            version: one.version,
        });
    }
    let (days, id, services) = (door.slots(one.centre).await?, one.id, one.services);
    let base = format!("/appointments/{shown}/move?name={name}");
    let (tabs, halves, day) = board(
        &ctx,
        &days,
        query.some("day").and_then(|day| day.parse().ok()).or(Some(one.when.day)),
        Some(one.when),
        |facts, span| facts.places(span, services, Some(id)),
        |day| format!("{base}&day={day}#days"),
        |when| format!("{base}&slot={}", slot_value(when)),
    );
    let directory = door.directory();
    let address = directory.unit(one.centre).and_then(|unit| unit.address.clone()).unwrap_or_default();
    let centre = door.floor.centre(one.centre).await?;
    let day = day.map(|day| law::weekday_date(day, ctx.lang)).unwrap_or_default();
    let wanted = vec![centre.names(one.services, ctx.lang), slot(one.when, ctx.lang)];
    move_page(page, (directory.unit_name(one.centre), address), wanted, (tabs, day, halves), door.horizon(&centre))
}

pub async fn move_to(ctx: Ctx, guest: Guest, AtDoor(door): AtDoor, Path(code): Path<String>, form: Fields) -> Answer {
    let letters = form.value("name").to_string();
    if guest.officer.is_none() {
        ctx.spend(Class::LookUp)?;
    }
    let opened = opened!(&ctx, &door, &guest, &code, &letters);
    let one = &opened.story.appointment;
    let shown = shown_code(&one.code);
    let Some(to) = parse_slot(form.value("slot")) else {
        let again = format!("/appointments/{shown}/move?name={}", web::fields::encode(&letters));
        return Ok(Flash::bad("booking-slot-missing").then(&again));
    };
    let (seen, by) = (form.number("version").unwrap_or(one.version), guest.actor(&one.visitor.name));
    match door.move_to(&by, one.id, seen, to, once(guest.caller(), &form)).await {
        Ok(_) => Ok(Flash::good("booking-moved").then(&format!("/appointments/{shown}{}", opened.query))),
        Err(Error::Refused(refusal)) => {
            let again = format!("/appointments/{shown}/move?name={}&day={}", web::fields::encode(&letters), to.day);
            Ok(Flash::bad("booking-refused").with("why", web::refusal_text(ctx.lang, &refusal)).then(&again))
        }
        Err(other) => Err(other.into()),
    }
}
