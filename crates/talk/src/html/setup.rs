//! Which meeting rooms a centre has.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use kernel::{Error, Refusal, RoomId, UnitId};
use office::{Officer, SignedIn};
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use crate::door::Talks;
use crate::model::Room;
use crate::rooms::{self, Said};
use crate::store as rows;

#[derive(Template)]
#[template(path = "talk/setup.html")]
struct SetupView {
    page: Page,
    form: Fields,
    centre: String,
    rooms: Vec<Room>,
}

#[derive(Template)]
#[template(path = "talk/setup_room.html")]
struct RoomView {
    page: Page,
    form: Fields,
    centre: String,
    back: String,
    room: Room,
}

fn require(by: &Officer, centre: &str) -> Result<UnitId, Problem> {
    let centre: UnitId = super::parse(centre)?;
    if by.directory().unit(centre).is_none_or(|unit| !unit.kind.is_centre()) {
        return Err(Problem::absent("centre"));
    }
    if rooms::keeps(by, centre) { Ok(centre) } else { Err(Problem::forbidden()) }
}

fn view(page: Page, form: Fields, centre: UnitId, room: Room) -> RoomView {
    RoomView { page, form, centre: centre.to_string(), back: format!("/floor/{centre}/rooms/setup"), room }
}

fn said(form: &Fields) -> Said {
    Said {
        name: form.value("name").into(),
        seats: form.number("seats").unwrap_or(0),
        has_camera: form.has("camera", "1"),
        note: form.value("note").into(),
    }
}

fn frame(ctx: &Ctx, centre: UnitId, title: String) -> Page {
    let plan = format!("/floor/{centre}/rooms");
    let page = ctx.page(title.clone()).at("rooms").crumb(ctx.t("talk-plan-title"), Some(&plan));
    page.crumb(title, None)
}

pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(talks): State<Talks>, Path(centre): Path<String>) -> Answer {
    let centre = require(&by, &centre)?;
    list(&ctx, &talks, centre, Fields::new()).await
}

async fn list(ctx: &Ctx, talks: &Talks, centre: UnitId, form: Fields) -> Answer {
    let rooms = talks.dossiers.store.read(move |tx| rows::list_rooms(tx, centre)).await?;
    let status = if form.is_good() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = frame(ctx, centre, ctx.t("talk-setup-title"));
    web::html_with(status, &SetupView { page, form, centre: centre.to_string(), rooms })
}

/// Notes a refusal at its field, by the words the page has for it.
fn refuse(ctx: &Ctx, form: &mut Fields, refusal: &Refusal) {
    form.refuse_by(ctx.lang, refusal);
    for (name, key) in [("name", "talk-room-name"), ("seats", "talk-seats"), ("note", "talk-room-note")] {
        form.name_errors([(name, ctx.t(key).as_str())]);
    }
}

pub async fn add(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(talks): State<Talks>,
    Path(centre): Path<String>,
    mut form: Fields,
) -> Answer {
    let centre = require(&by, &centre)?;
    match talks.add_room(&by, centre, said(&form)).await {
        Ok(room) => {
            Ok(Flash::good("talk-room-added").with("room", room.name).then(&format!("/floor/{centre}/rooms/setup")))
        }
        Err(Error::Refused(refusal)) => {
            refuse(&ctx, &mut form, &refusal);
            list(&ctx, &talks, centre, form).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn load(talks: &Talks, centre: UnitId, id: RoomId) -> Result<Room, Problem> {
    let room = talks.dossiers.store.read_brief(move |tx| rows::load_room(tx, id)).await?;
    if room.centre == centre && room.kept { Ok(room) } else { Err(Problem::absent("room")) }
}

pub async fn one(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(talks): State<Talks>,
    Path((centre, room)): Path<(String, String)>,
) -> Answer {
    let centre = require(&by, &centre)?;
    let room = load(&talks, centre, super::parse(&room)?).await?;
    let form = Fields::new().with("name", &room.name).with("seats", room.seats).with("note", &room.note);
    let form = if room.has_camera { form.with("camera", 1) } else { form };
    let page = frame(&ctx, centre, room.name.clone());
    web::html(&view(page, form, centre, room))
}

/// Saves a room, or (`keep` is `no`) takes it out of use.
pub async fn change(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(talks): State<Talks>,
    Path((centre, room)): Path<(String, String)>,
    mut form: Fields,
) -> Answer {
    let centre = require(&by, &centre)?;
    let room = load(&talks, centre, super::parse(&room)?).await?;
    let kept = form.value("keep") != "no";
    let seen = form.number("version").unwrap_or(0);
    // Taking out of use changes nothing else, whatever stands in the fields.
    let said = match kept {
        true => said(&form),
        false => {
            Said { name: room.name.clone(), seats: room.seats, has_camera: room.has_camera, note: room.note.clone() }
        }
    };
    match talks.change_room(&by, room.id, seen, said, kept).await {
        Ok(room) => {
            let key = if kept { "talk-room-changed" } else { "talk-room-retired" };
            Ok(Flash::good(key).with("room", room.name).then(&format!("/floor/{centre}/rooms/setup")))
        }
        Err(Error::Refused(refusal)) => {
            refuse(&ctx, &mut form, &refusal);
            let page = frame(&ctx, centre, room.name.clone());
            web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &view(page, form, centre, room))
        }
        Err(other) => Err(other.into()),
    }
}
