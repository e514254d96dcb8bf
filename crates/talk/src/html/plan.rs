//! The rooms of a centre on one day, as a table on a desk and as a list on a telephone; booking one for a meeting.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use jiff::civil::Date;
use kernel::{Error, Lang, MeetingId, RoomId, UnitId};
use office::{Officer, SignedIn};
use web::ui::Choice;
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::words;
use crate::decide::time::USUAL;
use crate::door::{Talks, receives};
use crate::model::Slot;
use crate::rooms::{self, MeetingWanted, Plan};

/// One booking of a room, in words.
pub(crate) struct Booked {
    pub slot: Slot,
    pub hours: String,
    pub what: String,
    pub by: String,
    /// The page of the talk, where the booking is one.
    pub href: Option<String>,
    /// The meeting, where it is one.
    pub meeting: Option<String>,
}

struct RoomRow {
    name: String,
    seats: i64,
    has_camera: bool,
    note: String,
    booked: Vec<Booked>,
}

#[derive(Template)]
#[template(path = "talk/plan.html")]
struct PlanView {
    page: Page,
    form: Fields,
    centre: String,
    day: String,
    before: String,
    after: String,
    setup: String,
    rooms: Vec<RoomRow>,
    choices: Vec<Choice>,
    lengths: Vec<Choice>,
    may_book: bool,
    may_keep: bool,
}

/// Everything a room is booked for on a day, in the order of time.
pub(crate) fn of_room(plan: &Plan, room: RoomId, lang: Lang) -> Vec<Booked> {
    let talks =
        plan.talks.iter().filter(|talk| talk.room.as_ref().is_some_and(|of| of.id == room)).map(|talk| Booked {
            slot: talk.slot,
            hours: words::taken(talk),
            what: lang.say_with("talk-plan-talk", &[("officer", &words::with_whom(talk, lang))]).into_owned(),
            by: talk.booked_by.name.clone(),
            href: Some(format!("/talks/{}", talk.id)),
            meeting: None,
        });
    let meetings = plan.meetings.iter().filter(|meeting| meeting.room.id == room).map(|meeting| Booked {
        slot: meeting.slot,
        hours: words::hours(&meeting.slot),
        what: match &meeting.about {
            Some(about) => format!("{} ({})", meeting.subject, about.code),
            None => meeting.subject.clone(),
        },
        by: meeting.booked_by.name.clone(),
        href: None,
        meeting: Some(meeting.id.to_string()),
    });
    let mut all: Vec<Booked> = talks.chain(meetings).collect();
    all.sort_by_key(|booked| booked.slot.from);
    all
}

/// `/rooms`: the rooms of the officer's own centre, else of the first they have to do with.
pub async fn own(SignedIn(by): SignedIn) -> Answer {
    let own = by.directory().centre_of(by.unit()).map(|unit| unit.id).filter(|centre| rooms::sees(&by, *centre));
    let units = by.directory().units();
    let centres = units.into_iter().filter(|unit| unit.kind.is_centre() && unit.stands_on(by.today()));
    let first = || centres.map(|unit| unit.id).find(|centre| rooms::sees(&by, *centre));
    match own.or_else(first) {
        Some(centre) => Ok(web::see_other(&format!("/floor/{centre}/rooms"))),
        None => Err(Problem::forbidden()),
    }
}

fn require(by: &Officer, centre: &str) -> Result<UnitId, Problem> {
    let centre: UnitId = super::parse(centre)?;
    if by.directory().unit(centre).is_none_or(|unit| !unit.kind.is_centre()) {
        return Err(Problem::absent("centre"));
    }
    if rooms::sees(by, centre) { Ok(centre) } else { Err(Problem::forbidden()) }
}

pub async fn show(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(talks): State<Talks>,
    Path(centre): Path<String>,
    uri: Uri,
) -> Answer {
    let centre = require(&by, &centre)?;
    let day = Fields::of_query(&uri).date("day").unwrap_or_else(|| talks.now().date());
    let form = Fields::new().with("day", kernel::time::dmy(day)).with("minutes", USUAL);
    page(&ctx, &by, &talks, (centre, day), form).await
}

async fn page(ctx: &Ctx, by: &Officer, talks: &Talks, (centre, day): (UnitId, Date), mut form: Fields) -> Answer {
    let plan = talks.dossiers.store.read(move |tx| rooms::plan(tx, centre, day)).await?;
    talks.dossiers.trace(&by.actor(), "room.plan", None, "rooms").await?;
    let labels =
        [("day", "talk-field-day"), ("time", "talk-field-time"), ("subject", "talk-subject"), ("room", "talk-room")];
    let labels: Vec<(&str, String)> = labels.into_iter().map(|(name, key)| (name, ctx.t(key))).collect();
    form.name_errors(labels.iter().map(|(name, label)| (*name, label.as_str())));
    let title = ctx.t("talk-plan-title");
    let plan_at = format!("/floor/{centre}/rooms");
    let at = |day: Option<Date>| day.map_or_else(|| plan_at.clone(), |day| format!("{plan_at}?day={day}"));
    let status = if form.is_good() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = PlanView {
        page: ctx.page(title).at("rooms").wide().list_from("rooms", format!("centre={centre}&day={day}")),
        form,
        centre: centre.to_string(),
        day: format!("{} – {}", law::weekday_date(day, ctx.lang), by.directory().unit_name(centre)),
        before: at(day.yesterday().ok()),
        after: at(day.tomorrow().ok()),
        setup: format!("{plan_at}/setup"),
        choices: plan.rooms.iter().map(|room| Choice::new(room.id.to_string(), &room.name)).collect(),
        rooms: plan
            .rooms
            .iter()
            .map(|room| RoomRow {
                name: room.name.clone(),
                seats: room.seats,
                has_camera: room.has_camera,
                note: room.note.clone(),
                booked: of_room(&plan, room.id, ctx.lang),
            })
            .collect(),
        lengths: super::lengths(ctx.lang),
        may_book: receives(by, centre),
        may_keep: rooms::keeps(by, centre),
    };
    web::html_with(status, &view)
}

pub async fn book(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(talks): State<Talks>,
    Path(centre): Path<String>,
    mut form: Fields,
) -> Answer {
    let centre = require(&by, &centre)?;
    let once = super::once(&by, &form, "meeting.book");
    let wanted = super::slot(&form).and_then(|slot| {
        let room = form.value("room").parse().map_err(|_| kernel::Refusal::new("ROOM_WHICH").at("room"))?;
        let (subject, dossier) = (form.value("subject").to_string(), form.value("dossier").to_string());
        Ok(MeetingWanted { centre, room, slot, subject, dossier })
    });
    let done = match wanted {
        Ok(wanted) => talks.book_room(&by, wanted, once).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(meeting) => {
            let to = format!("/floor/{centre}/rooms?day={}", meeting.slot.from.date());
            Ok(Flash::good("talk-room-booked").with("room", &meeting.room.name).then(&to))
        }
        Err(Error::Refused(refusal)) => {
            form.refuse_by(ctx.lang, &refusal);
            let day = form.date("day").unwrap_or_else(|| talks.now().date());
            page(&ctx, &by, &talks, (centre, day), form).await
        }
        Err(other) => Err(other.into()),
    }
}

pub async fn cancel(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(talks): State<Talks>,
    Path((centre, meeting)): Path<(String, String)>,
    form: Fields,
) -> Answer {
    let centre = require(&by, &centre)?;
    let id: MeetingId = super::parse(&meeting)?;
    match talks.cancel_meeting(&by, centre, id, form.value("reason").into()).await {
        Ok(meeting) => {
            let to = format!("/floor/{centre}/rooms?day={}", meeting.slot.from.date());
            Ok(Flash::good("talk-meeting-cancelled").then(&to))
        }
        Err(Error::Refused(refusal)) => {
            let why = web::refusal_text(ctx.lang, &refusal);
            Ok(Flash::bad("talk-meeting-refused").with("why", why).then(&format!("/floor/{centre}/rooms")))
        }
        Err(other) => Err(other.into()),
    }
}
