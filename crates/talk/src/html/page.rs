//! One talk: what it is about, how it stands, what each side may do; and the officer's end of the line.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use fast_qr::convert::{Builder, Shape, svg::SvgBuilder};
use kernel::{Error, Lang, RoomId, TalkId};
use office::{Officer, SignedIn};
use web::ui::{Badge, Choice, Event, Fact};
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::words;
use crate::book::room_of;
use crate::decide::course::{self, Step};
use crate::decide::{code, time};
use crate::door::{Side, Talks, officer_ref};
use crate::model::{Talk, TalkState};
use crate::store as rows;

#[derive(Template)]
#[template(path = "talk/show.html")]
struct TalkView {
    page: Page,
    form: Fields,
    id: String,
    version: i64,
    state: Badge,
    outcome: String,
    facts: Vec<Fact>,
    /// For the reception while the talk is open: what the visitor types, and where.
    code: Option<String>,
    address: String,
    /// The visitor's page as a QR code, for their telephone.
    qr: String,
    join: Option<String>,
    opens: String,
    proposal: Option<(String, String)>,
    minute: Option<(String, String)>,
    log: Vec<Event>,
    lengths: Vec<Choice>,
    rooms: Vec<Choice>,
    side: Side,
    may_change: bool,
    may_take: bool,
    may_end: bool,
    may_note: bool,
    /// The fold that is open because something in it was refused.
    open: String,
}

pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(talks): State<Talks>, Path(id): Path<String>) -> Answer {
    let id: TalkId = super::parse(&id)?;
    page(&ctx, &by, &talks, id, Fields::new(), "").await
}

async fn page(ctx: &Ctx, by: &Officer, talks: &Talks, id: TalkId, form: Fields, open: &str) -> Answer {
    let (talk, side) = talks.read(by, id).await?;
    let centre = talk.centre.id;
    let (log, rooms) =
        talks.dossiers.store.read(move |tx| Ok((rows::list_events(tx, id)?, rows::list_rooms(tx, centre)?))).await?;
    let room = |room: &crate::model::Room| Choice::new(room.id.to_string(), &room.name);
    let title = ctx.lang.say_with("talk-one-title", &[("officer", &words::with_whom(&talk, ctx.lang))]).into_owned();
    let not_begun = matches!(talk.state, TalkState::Booked | TalkState::Waiting { .. });
    let mut form = form;
    if !side.specialist || form.is_good() {
        form = filled(form, &talk);
    }
    let enters = side.specialist && course::may_enter(&talk, talks.now()).is_ok();
    let view = TalkView {
        page: ctx.page(title.clone()).at("talks").crumb(ctx.t("talk-title"), Some("/talks")).crumb(title, None),
        id: id.to_string(),
        version: talk.version,
        state: words::state(&talk, ctx.lang),
        outcome: words::outcome(&talk, ctx.lang),
        facts: facts(ctx.lang, &talk),
        code: (side.reception && talk.state.is_open()).then(|| code::shown(&talk.code)),
        qr: qr(&format!("{}/talk/{}", ctx.settings().public_url, code::shown(&talk.code))),
        address: format!("{}/talk", ctx.settings().public_url),
        join: enters.then(|| format!("/talks/{id}/room")),
        opens: kernel::time::hm_dmy(course::opens(&talk)),
        proposal: talk.proposal.as_ref().map(|one| (words::slot(&one.slot, ctx.lang), one.reason.clone())),
        minute: talk
            .minute
            .as_ref()
            .map(|minute| (minute.text.clone(), format!("{}, {}", minute.by, kernel::time::hm_dmy(minute.at)))),
        log: log.iter().rev().map(|line| event(ctx.lang, line)).collect(),
        lengths: super::lengths(ctx.lang),
        rooms: rooms.iter().filter(|room| room.has_camera).map(room).collect(),
        side,
        may_change: not_begun,
        may_take: side.specialist && talk.officer.is_none() && not_begun,
        may_end: side.specialist && matches!(talk.state, TalkState::Talking { .. }),
        may_note: side.specialist && matches!(talk.state, TalkState::Ended { .. }) && talk.minute.is_none(),
        open: open.into(),
        form,
    };
    let status = if view.form.is_good() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    web::html_with(status, &view)
}

/// The QR code of an address as a `data:` picture.
fn qr(text: &str) -> String {
    let Ok(code) = fast_qr::QRBuilder::new(text).ecl(fast_qr::ECL::M).build() else { return String::new() };
    let svg = SvgBuilder::default().shape(Shape::Square).margin(2).to_str(&code);
    format!("data:image/svg+xml,{}", web::fields::encode(&svg))
}

/// The time as it stands, for whoever moves it.
fn filled(form: Fields, talk: &Talk) -> Fields {
    let stands = [
        ("day", kernel::time::dmy(talk.slot.from.date())),
        ("time", talk.slot.from.strftime("%H:%M").to_string()),
        ("minutes", talk.slot.minutes.to_string()),
        ("room", talk.room.as_ref().map(|room| room.id.to_string()).unwrap_or_default()),
    ];
    stands.into_iter().fold(form, |form, (name, value)| match form.some(name) {
        Some(_) => form,
        None => form.with(name, value),
    })
}

fn facts(lang: Lang, talk: &Talk) -> Vec<Fact> {
    let fact = |key: &str, value: String| Fact::new(lang.say(key), value);
    let dossier = talk.about.as_ref().map(|about| {
        fact("talk-dossier", about.code.clone()).link(format!("/dossiers/{}", about.id)).from(about.procedure.clone())
    });
    let all = [
        Some(fact("talk-when", words::slot(&talk.slot, lang))),
        Some(fact("talk-with", words::with_whom(talk, lang)).from(talk.unit.name.clone())),
        Some(fact("talk-visitor", talk.visitor.clone())),
        dossier,
        Some(fact("talk-subject", talk.subject.clone())),
        Some(fact("talk-room", talk.room.as_ref().map(|room| room.name.clone()).unwrap_or_default())),
        Some(fact("talk-centre", talk.centre.name.clone())),
        Some(fact("talk-booked-by", talk.booked_by.name.clone())),
    ];
    all.into_iter().flatten().filter(|fact| !fact.value.is_empty()).collect()
}

fn event(lang: Lang, (at_ms, actor, kind): &rows::Line) -> Event {
    let at = kernel::time::civil_ms(*at_ms);
    let who = match serde_json::from_str(actor) {
        Ok(kernel::Actor::System { .. }) | Err(_) => lang.say("talk-by-system").into_owned(),
        Ok(actor) => actor.name().to_string(),
    };
    let key = format!("talk-log-{}", kind.trim_start_matches("talk.").replace('_', "-"));
    Event {
        at: kernel::time::hm_dmy(at),
        at_iso: kernel::time::rfc3339(at),
        who,
        title: lang.say(&key).into_owned(),
        icon: "circle",
        ..Event::default()
    }
}

/// `taking`, `move`, `cancellation`, `decline`, `proposal`, `acceptance`, `end`, `minute`.
pub async fn act(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(talks): State<Talks>,
    Path((id, noun)): Path<(String, String)>,
    mut form: Fields,
) -> Answer {
    let id: TalkId = super::parse(&id)?;
    // Not theirs: not there, whatever the act.
    let (talk, _) = talks.read(&by, id).await?;
    let step = match step(&by, &talks, &talk, &noun, &form).await {
        Err(Problem::Refused(refusal)) => Err(Error::Refused(refusal)),
        Err(other) => return Err(other),
        Ok(step) => Ok(step),
    };
    // Whoever ends a talk ends it as it stands: people come and go in between.
    let seen = form.number("version").filter(|_| noun != "end");
    let done = match step {
        Ok(step) => talks.step(&by, id, seen, step).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => Ok(Flash::good(&format!("talk-done-{noun}")).then(&format!("/talks/{id}"))),
        Err(Error::Refused(refusal)) => {
            form.refuse_by(ctx.lang, &refusal);
            page(&ctx, &by, &talks, id, form, &noun).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn step(by: &Officer, talks: &Talks, talk: &Talk, noun: &str, form: &Fields) -> Result<Step, Problem> {
    let reason = || form.value("reason").to_string();
    let slot = || {
        let slot = super::slot(form)?;
        talks.check_slot(by.directory(), talk, &slot).map(|()| slot)
    };
    Ok(match noun {
        "taking" => Step::Take { officer: officer_ref(by) },
        "move" => {
            let slot = slot()?;
            let (room, centre) = (form.value("room").parse::<RoomId>().ok(), talk.centre.id);
            let room = talks
                .dossiers
                .store
                .read(move |tx| room.map(|room| room_of(tx, centre, room, true)).transpose())
                .await?;
            Step::Move { slot, room }
        }
        "cancellation" => Step::Cancel { reason: reason() },
        "decline" => Step::Decline { reason: reason() },
        "proposal" => Step::Propose { slot: slot()?, reason: reason() },
        "acceptance" => {
            // The proposed time may have passed meanwhile.
            let proposed = talk.proposal.as_ref().map(|proposal| proposal.slot);
            proposed.map(|slot| time::check(&slot, talks.now(), [])).transpose()?;
            Step::Accept
        }
        "end" => Step::End,
        "minute" => Step::Minute { text: form.value("text").into(), by: by.name().into() },
        _ => return Err(Problem::absent("act")),
    })
}

#[derive(Template)]
#[template(path = "talk/room.html")]
struct RoomView {
    page: Page,
    id: String,
    facts: Vec<Fact>,
    visitor: String,
    place: String,
}

/// The officer's end of the line.
pub async fn room(ctx: Ctx, SignedIn(by): SignedIn, State(talks): State<Talks>, Path(id): Path<String>) -> Answer {
    let id: TalkId = super::parse(&id)?;
    let (talk, side) = talks.read(&by, id).await?;
    if !side.specialist {
        return Err(kernel::Refusal::new("TALK_NOT_YOURS").into());
    }
    if let Err(refusal) = course::may_enter(&talk, talks.now()) {
        return Ok(Flash::warn("talk-room-closed")
            .with("why", web::refusal_text(ctx.lang, &refusal))
            .then(&format!("/talks/{id}")));
    }
    let (title, back) = (ctx.t("talk-room-title"), format!("/talks/{id}"));
    let page = ctx.page(title.clone()).at("talks").wide().crumb(ctx.t("talk-title"), Some("/talks"));
    let page = page.crumb(words::with_whom(&talk, ctx.lang), Some(&back)).crumb(title, None);
    let view = RoomView {
        page,
        id: id.to_string(),
        facts: facts(ctx.lang, &talk),
        visitor: talk.visitor.clone(),
        place: format!("/talks/{id}/place"),
    };
    web::html(&view).map(web::headers::with_camera)
}
