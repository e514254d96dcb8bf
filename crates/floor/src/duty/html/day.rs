//! One day: who sits where, what may be changed of it, and who does not fit any more.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use dossier::Dossiers;
use jiff::civil::Date;
use kernel::time::{civil_ms, dmy, hm_dmy};
use kernel::{CounterId, Error, Lang, OfficerId, Refusal};
use office::{Act, Officer, SignedIn};
use web::ui::{Choice, Event, Tab, Tone};
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::{capital, closed_words, counter_name, duty_of, monday_of, officer_name, session_words};
use crate::booking::model::shown_code;
use crate::door::Floor;
use crate::duty::decide::Change;
use crate::duty::door::{Duty, DutyDay};
use crate::duty::model::{Closure, Session, Shift, Span, parse_hm};
use crate::duty::rows::Line;
use crate::duty::staff::{Member, members};
use crate::html::{below, tabs};
use crate::place::centre_for;
use crate::setup::Centre;

/// A shift that may be taken away.
struct ShiftRow {
    counter: String,
    counter_id: String,
    from: i32,
    until: i32,
    span: String,
    who: String,
    absent: bool,
}

struct MemberRow {
    name: String,
    note: String,
    acts: String,
    given: Vec<String>,
    post: bool,
}

/// Somebody with an appointment who does not fit any more.
struct OverflowRow {
    code: String,
    words: String,
}

#[derive(Template)]
#[template(path = "duty/day.html")]
struct DayView {
    page: Page,
    tabs: Vec<Tab>,
    here: String,
    version: i64,
    form: Fields,
    closed: Option<String>,
    past: bool,
    own: bool,
    booked: usize,
    shifts: Vec<ShiftRow>,
    sessions: Vec<(usize, String, String)>,
    closures: Vec<(usize, String)>,
    absent: Vec<(String, String)>,
    counters: Vec<Choice>,
    officers: Vec<Choice>,
    members: Vec<MemberRow>,
    overflow: Vec<OverflowRow>,
    history: Vec<Event>,
}

fn act_words(lang: Lang, acts: &[Act]) -> String {
    // "tiếp đón: nhận diện khách, cấp số…": what stands before the colon is the task.
    let say = |act: &Act| {
        let words = office::html::act_words(*act, lang);
        words.split(':').next().unwrap_or_default().to_string()
    };
    acts.iter().map(say).collect::<Vec<_>>().join(", ")
}

fn member_row(lang: Lang, member: &Member) -> MemberRow {
    let given = member.given.iter().map(|(giver, acts)| {
        lang.say_with("duty-given", &[("giver", giver), ("acts", &act_words(lang, acts))]).into_owned()
    });
    let note = [Some(member.title.clone()), member.from.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    MemberRow {
        name: member.name.clone(),
        note,
        acts: act_words(lang, &member.acts),
        given: given.collect(),
        post: member.post,
    }
}

/// A line of the day's history.
fn line(by: &Officer, centre: &Centre, lang: Lang, line: &Line) -> Event {
    let at = civil_ms(line.at_ms);
    let officer = |id: &OfficerId| officer_name(by, lang, Some(*id));
    let text = match &line.change {
        Change::Put { shift } => format!("{}: {}", counter_name(centre, shift.counter), {
            let who = officer_name(by, lang, shift.officer);
            format!("{} {who}", shift.span.show())
        }),
        Change::Drop { counter, span } => format!("{}: {}", counter_name(centre, *counter), span.show()),
        Change::Open { session } => format!("{} ({})", session.span.show(), session.note),
        Change::Close { closure } => {
            format!("{}: {} ({})", counter_name(centre, closure.counter), closure.span.show(), closure.why)
        }
        Change::Absent { officer: id } | Change::Present { officer: id } => officer(id),
        Change::Copy { of, .. } => dmy(*of),
        Change::CallOff { .. } | Change::Reopen { .. } | Change::Follow => String::new(),
    };
    Event {
        at: hm_dmy(at),
        at_iso: kernel::time::rfc3339(at),
        who: line.by.name().into(),
        title: lang.say(&format!("duty-change-{}", line.change.word())).into_owned(),
        text,
        law: None,
        tone: Tone::Neutral,
        icon: "history",
        links: Vec::new(),
    }
}

struct Asked {
    by: Officer,
    centre: Arc<Centre>,
    duty: Duty,
    day: Date,
}

async fn asked(
    by: Officer,
    floor: &Floor,
    dossiers: &Dossiers,
    (centre, day): (String, String),
) -> Result<Asked, Problem> {
    let centre = centre_for(floor, &centre, &by, Act::LeadFloor).await?;
    let day = day.parse().map_err(|_| Problem::absent("day"))?;
    Ok(Asked { by, centre, duty: duty_of(floor, dossiers), day })
}

pub(super) async fn show(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    State(dossiers): State<Dossiers>,
    Path(path): Path<(String, String)>,
) -> Answer {
    let asked = asked(by, &floor, &dossiers, path).await?;
    web::html(&day_view(&ctx, &asked, Fields::new()).await?)
}

async fn day_view(ctx: &Ctx, asked: &Asked, form: Fields) -> Result<DayView, Problem> {
    let Asked { by, centre, duty, day } = asked;
    let one = duty.days(by, centre.id, *day, *day).await?.pop().ok_or_else(|| Problem::absent("day"))?;
    let lines = duty.history(by, centre.id, *day).await?;
    let overflow = overflow_rows(ctx, asked, &one).await?;
    let people = members(by, centre.id, *day);
    let lang = ctx.lang;
    let shift = |shift: &Shift| ShiftRow {
        counter: counter_name(centre, shift.counter),
        counter_id: shift.counter.to_string(),
        from: shift.span.from,
        until: shift.span.until,
        span: shift.span.show(),
        who: officer_name(by, lang, shift.officer),
        absent: shift.officer.is_some_and(|officer| one.plan.absent.contains(&officer)),
    };
    let session = |(nth, session): (usize, &Session)| {
        let names: Vec<String> = session.counters.iter().map(|counter| counter_name(centre, *counter)).collect();
        (nth, session_words(lang, session), names.join(", "))
    };
    let closure = |(nth, closure): (usize, &Closure)| {
        (nth, format!("{}: {} ({})", counter_name(centre, closure.counter), closure.span.show(), closure.why))
    };
    let title = law::weekday_date(*day, lang);
    let week = format!("/floor/{}/shifts?week={}", centre.id, monday_of(*day));
    let absent = one.plan.absent.iter().map(|id| (id.to_string(), officer_name(by, lang, Some(*id))));
    let officer_choice = |member: &Member| Choice::new(member.id.to_string(), member.name.clone());
    Ok(DayView {
        page: below(ctx.page(capital(&title)), "shifts", &week),
        tabs: tabs(lang, by, centre.id, "shifts"),
        here: format!("/floor/{}/shifts/day/{day}", centre.id),
        version: one.version,
        form,
        closed: closed_words(lang, &one),
        past: *day < duty.bookings.now().date(),
        own: one.plan.shifts.is_some(),
        booked: one.booked,
        shifts: one.given.iter().map(shift).collect(),
        sessions: one.plan.sessions.iter().enumerate().map(session).collect(),
        closures: one.plan.closures.iter().enumerate().map(closure).collect(),
        absent: absent.collect(),
        counters: centre.counters.iter().map(|c| Choice::new(c.id.to_string(), counter_name(centre, c.id))).collect(),
        officers: people.iter().filter(|one| one.acts.contains(&Act::Serve)).map(officer_choice).collect(),
        members: people.iter().map(|member| member_row(lang, member)).collect(),
        overflow,
        history: lines.iter().rev().map(|one| line(by, centre, lang, one)).collect(),
    })
}

/// Who does not fit: with name and telephone for a lead who receives visitors too, else by code.
async fn overflow_rows(ctx: &Ctx, asked: &Asked, one: &DutyDay) -> Result<Vec<OverflowRow>, Problem> {
    if one.overflow.is_empty() {
        return Ok(Vec::new());
    }
    let Asked { by, centre, duty, day } = asked;
    let all = duty.bookings.list_day(&by.actor(), centre.id, *day).await?;
    let greets = by.permit_in(Act::Greet, centre.id).is_ok();
    let row = |one: &crate::booking::Appointment| {
        let services = centre.names(one.services, ctx.lang);
        let words = match greets {
            true => format!("{} · {} · {} · {services}", one.when.show_time(), one.visitor.name, one.visitor.phone),
            false => format!("{} · {services}", one.when.show_time()),
        };
        OverflowRow { code: shown_code(&one.code), words }
    };
    Ok(all.iter().filter(|other| one.overflow.contains(&other.id)).map(row).collect())
}

/// The change a form asks for; its fields bear its word in front, because several forms share the page.
fn change_of(form: &Fields) -> Result<Change, Refusal> {
    let word = form.value("change");
    let value = |name: &str| form.value(&format!("{word}-{name}"));
    let hm = |name: &str| parse_hm(value(name)).ok_or_else(|| Refusal::new("DUTY_TIMES").at(name));
    let span = || -> Result<Span, Refusal> { Ok(Span::new(hm("from")?, hm("until")?)) };
    let gone = || Refusal::new("DUTY_GONE");
    let counter = || value("counter").parse::<CounterId>().map_err(|_| Refusal::new("DUTY_COUNTER").at("counter"));
    let officer = || value("officer").parse::<OfficerId>().map_err(|_| Refusal::new("DUTY_OFFICER").at("officer"));
    let nth = || form.number("nth").and_then(|nth| usize::try_from(nth).ok()).ok_or_else(gone);
    Ok(match word {
        "put" => {
            let officer = if value("officer").is_empty() { None } else { Some(officer()?) };
            Change::Put { shift: Shift { counter: counter()?, span: span()?, officer } }
        }
        "drop" => {
            let minute = |name: &str| form.number(name).and_then(|minute| i32::try_from(minute).ok()).ok_or_else(gone);
            let counter = form.value("counter").parse().map_err(|_| gone())?;
            Change::Drop { counter, span: Span::new(minute("from")?, minute("until")?) }
        }
        "open" => {
            let counters: BTreeSet<CounterId> =
                form.all("open-counters").iter().filter_map(|counter| counter.parse().ok()).collect();
            let (span, note) = (span()?, value("note").to_string());
            Change::Open { session: Session { span, counters: counters.into_iter().collect(), note } }
        }
        "call-off" => Change::CallOff { nth: nth()? },
        "close" => Change::Close { closure: Closure { counter: counter()?, span: span()?, why: value("why").into() } },
        "reopen" => Change::Reopen { nth: nth()? },
        "absent" => Change::Absent { officer: officer()? },
        "present" => Change::Present { officer: form.value("officer").parse().map_err(|_| gone())? },
        "follow" => Change::Follow,
        _ => return Err(gone()),
    })
}

pub(super) async fn change(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    State(dossiers): State<Dossiers>,
    Path(path): Path<(String, String)>,
    mut form: Fields,
) -> Answer {
    let asked = asked(by, &floor, &dossiers, path).await?;
    let seen = form.number("version").unwrap_or_default();
    let done = match change_of(&form) {
        Ok(change) => asked.duty.change(&asked.by, asked.centre.id, asked.day, seen, change).await,
        Err(refusal) => Err(refusal.into()),
    };
    let back = format!("/floor/{}/shifts/day/{}", asked.centre.id, asked.day);
    match done {
        Ok(day) if day.overflow.is_empty() => Ok(Flash::good("duty-changed").then(&back)),
        Ok(day) => Ok(Flash::warn("duty-changed-overflow").with("n", day.overflow.len()).then(&back)),
        Err(Error::Refused(refusal)) => {
            let mut refusal = *refusal;
            refusal.field = refusal.field.map(|field| format!("{}-{field}", form.value("change")));
            form.refuse_by(ctx.lang, &refusal);
            web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &day_view(&ctx, &asked, form).await?)
        }
        Err(other) => Err(other.into()),
    }
}
