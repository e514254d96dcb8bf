//! Announcements: an administrator writes one with its days and its audience; it stands at the top of the pages of those
//! it speaks to, who may each put it aside. What was posted is never changed: it is ended, and another is written.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use dossier::Dossiers;
use jiff::civil::Date;
use job::{Asked, Sheet};
use kernel::{Clock, Lang, UnitId};
use office::{Act, Directory, Frame, Officer, Sessions, SignedIn};
use store::ledger::{Audit, Once};
use web::ui::{Badge, Choice, Tone};
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use crate::lobby::Lobby;
use crate::store::{self as rows, Announcement, Audience};

/// Announcements shown, the ended ones among them.
const SHOWN: i64 = 50;

pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Dossiers: FromRef<S>,
    Lobby: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/announcements", get(list).post(write))
        .route("/announcements/{id}/end", post(end))
        .route("/announcements/{id}/dismissal", post(dismiss))
}

struct Row {
    id: i64,
    title: String,
    text: String,
    days: String,
    audience: String,
    by: String,
    state: Badge,
    stands: bool,
}

#[derive(Template)]
#[template(path = "announcements/list.html")]
struct ListView {
    page: Page,
    form: Fields,
    rows: Vec<Row>,
    audiences: Vec<Choice>,
    units: Vec<Choice>,
}

fn require(by: &Officer) -> Result<(), Problem> {
    if writes(by) { Ok(()) } else { Err(Problem::forbidden()) }
}

/// Whether somebody may tell everybody something.
pub fn writes(by: &Officer) -> bool {
    by.may_somewhere(Act::Administer)
}

async fn list(ctx: Ctx, SignedIn(by): SignedIn, State(dossiers): State<Dossiers>) -> Answer {
    require(&by)?;
    let today = kernel::time::civil(dossiers.clock.now()).date();
    let form = Fields::new().with("audience", Audience::Inside.code()).with("from", kernel::time::dmy(today));
    show(&ctx, &by, &dossiers, form).await
}

async fn show(ctx: &Ctx, by: &Officer, dossiers: &Dossiers, form: Fields) -> Answer {
    let found = dossiers.store.read(|tx| rows::list_announcements(tx, SHOWN)).await?;
    let now_ms = dossiers.clock.now_ms();
    let status = if form.is_good() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let directory = by.directory();
    let view = ListView {
        page: ctx.page(ctx.t("desk-announcements-title")).at("announcements").list("announcements"),
        rows: found.iter().map(|one| row(ctx.lang, one, directory, now_ms)).collect(),
        audiences: Audience::ALL
            .map(|one| Choice::new(one.code(), ctx.t(&format!("desk-announcement-to-{}", one.code()))))
            .into(),
        units: directory.units().iter().map(|unit| Choice::new(unit.id.to_string(), &unit.name)).collect(),
        form,
    };
    web::html_with(status, &view)
}

/// Everything that was told, to take along.
pub fn sheet(dossiers: &Dossiers, asked: &Asked<'_>) -> kernel::Result<Sheet> {
    let found = dossiers.store.read_blocking(|tx| rows::list_announcements(tx, SHOWN))?;
    let heads = [
        ("desk-announcement-title", 40.0),
        ("desk-announcement-text", 80.0),
        ("desk-announcement-from", 14.0),
        ("desk-announcement-until", 14.0),
        ("desk-announcement-audience", 32.0),
        ("desk-announcement-by", 28.0),
        ("desk-announcement-state", 14.0),
    ];
    let day = |ms: i64| kernel::time::civil_ms(ms).date();
    let rows = found.iter().map(|one| {
        let row = row(asked.lang, one, asked.by.directory(), asked.now_ms);
        [
            row.title.into(),
            row.text.into(),
            day(one.from_ms).into(),
            day(one.until_ms).into(),
            row.audience.into(),
            row.by.into(),
            row.state.word.into(),
        ]
    });
    Ok(Sheet::whole(asked.lang, heads, rows.collect::<Vec<_>>()))
}

fn row(lang: Lang, one: &Announcement, directory: &Directory, now_ms: i64) -> Row {
    let audience = match one.audience {
        Audience::Inside | Audience::Public => {
            lang.say(&format!("desk-announcement-to-{}", one.audience.code())).into_owned()
        }
        Audience::Units => one.units.iter().map(|unit| directory.unit_name(*unit)).collect::<Vec<_>>().join("; "),
    };
    let day = |ms: i64| kernel::time::dmy(kernel::time::civil_ms(ms).date());
    let (tone, key, stands) = match (one.ended_ms, one.from_ms > now_ms, one.until_ms < now_ms) {
        (Some(_), _, _) => (Tone::Neutral, "desk-announcement-ended", false),
        (None, true, _) => (Tone::Info, "desk-announcement-coming", true),
        (None, false, true) => (Tone::Neutral, "desk-announcement-over", false),
        (None, false, false) => (Tone::Good, "desk-announcement-standing", true),
    };
    Row {
        id: one.id,
        title: one.title.clone(),
        text: one.text.clone(),
        days: format!("{} – {}", day(one.from_ms), day(one.until_ms)),
        audience,
        by: one.by_name.clone(),
        state: Badge::new(tone, lang.say(key)),
        stands,
    }
}

/// Reads the form; what is missing is noted in it.
fn typed(ctx: &Ctx, form: &mut Fields, by: &Officer, id: i64) -> Option<Announcement> {
    let need = |form: &mut Fields, name: &str, key: &str| {
        let label = ctx.t(key);
        let text = ctx.t("desk-announcement-need");
        form.refuse(name, text);
        form.name_errors([(name, label.as_str())]);
    };
    for (name, key) in [("title", "desk-announcement-title"), ("text", "desk-announcement-text")] {
        if form.some(name).is_none() {
            need(form, name, key);
        }
    }
    let day = |form: &mut Fields, name: &str, key: &str| -> Option<Date> {
        let read = form.date(name);
        if read.is_none() {
            form.refuse(name, ctx.t("desk-need-date"));
            form.name_errors([(name, ctx.t(key).as_str())]);
        }
        read
    };
    let from = day(form, "from", "desk-announcement-from");
    let until = day(form, "until", "desk-announcement-until");
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        form.refuse("until", ctx.t("desk-announcement-backwards"));
    }
    let audience = Audience::parse(form.value("audience")).unwrap_or(Audience::Inside);
    let units: Vec<UnitId> = form.all("unit").iter().filter_map(|unit| unit.parse().ok()).collect();
    if audience == Audience::Units && units.is_empty() {
        need(form, "unit", "desk-announcement-units");
    }
    let (from, until) = form.is_good().then_some((from?, until?))?;
    Some(Announcement {
        id,
        title: form.value("title").chars().take(150).collect(),
        text: form.value("text").chars().take(2000).collect(),
        audience,
        units: if audience == Audience::Units { units } else { Vec::new() },
        from_ms: kernel::time::instant_ms(from.at(0, 0, 0, 0)),
        until_ms: kernel::time::instant_ms(until.at(23, 59, 59, 0)),
        by_name: by.name().into(),
        ended_ms: None,
    })
}

async fn write(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    State(lobby): State<Lobby>,
    mut form: Fields,
) -> Answer {
    require(&by)?;
    let now_ms = dossiers.clock.now_ms();
    let Some(new) = typed(&ctx, &mut form, &by, dossiers.ids.next(now_ms)) else {
        return show(&ctx, &by, &dossiers, form).await;
    };
    let once = form.once().map(|token| Once { caller: by.id().0, token: token.into(), fingerprint: "announce".into() });
    let audit = Audit::by(&by.actor(), dossiers.ids.next(now_ms), now_ms, "announcement.post", new.id, &new.title);
    dossiers
        .store
        .act(move |tx| {
            if let Some(once) = &once {
                if once.find_answer(tx)?.is_some() {
                    return Ok(());
                }
                tx.write(&[once.remember("posted", now_ms)])?;
            }
            rows::insert_announcement(tx, &new, now_ms)?;
            tx.write(&[audit.write()])?;
            lobby.refresh(tx, now_ms)
        })
        .await?;
    Ok(Flash::good("desk-announcement-posted").then("/announcements"))
}

async fn end(
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    State(lobby): State<Lobby>,
    Path(id): Path<String>,
    _form: Fields,
) -> Answer {
    require(&by)?;
    let id: i64 = id.parse().map_err(|_| Problem::absent("announcement"))?;
    let now_ms = dossiers.clock.now_ms();
    let audit = Audit::by(&by.actor(), dossiers.ids.next(now_ms), now_ms, "announcement.end", id, "");
    dossiers
        .store
        .act(move |tx| {
            rows::end_announcement(tx, id, now_ms)?;
            tx.write(&[audit.write()])?;
            lobby.refresh(tx, now_ms)
        })
        .await?;
    Ok(Flash::good("desk-announcement-ended-now").then("/announcements"))
}

/// An officer puts it aside and stays where they are.
async fn dismiss(
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    State(lobby): State<Lobby>,
    Path(id): Path<i64>,
    form: Fields,
) -> Answer {
    let (me, now_ms) = (by.id(), dossiers.clock.now_ms());
    dossiers
        .store
        .act(move |tx| {
            rows::dismiss(tx, id, me, now_ms)?;
            lobby.refresh(tx, now_ms)
        })
        .await?;
    let back = form.value("back");
    let inside = back.starts_with('/') && !back.starts_with("//");
    Ok(web::see_other(if inside { back } else { "/home" }))
}
