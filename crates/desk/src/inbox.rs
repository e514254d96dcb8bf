//! An officer's inbox: what acts of others tell them, newest first. Reading changes nothing in a dossier's course.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, State};
use axum::http::Uri;
use axum::routing::{get, post};
use dossier::Dossiers;
use dossier::officer_notice::{self, Kept};
use job::list::PAGE;
use job::sheet::{Cell, Column};
use job::{Asked, Sheet};
use kernel::{Clock, Lang, Result};
use office::{Frame, Sessions, SignedIn};
use web::ui::{Badge, Pager, Tone};
use web::{Answer, Ctx, Fields, Flash, Page};

use crate::badge;
use crate::lobby::Lobby;

const PAGE_LINES: i64 = 30;

pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Dossiers: FromRef<S>,
    Lobby: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new().route("/inbox", get(list)).route("/inbox/read", post(read))
}

struct Row {
    id: i64,
    words: String,
    when: String,
    code: String,
    href: String,
    state: Option<Badge>,
}

#[derive(Template)]
#[template(path = "inbox/list.html")]
struct InboxView {
    page: Page,
    rows: Vec<Row>,
    pager: Pager,
    unread: i64,
}

async fn list(ctx: Ctx, SignedIn(by): SignedIn, State(dossiers): State<Dossiers>, uri: Uri) -> Answer {
    let before: Option<i64> = Fields::of_query(&uri).value("before").parse().ok();
    let me = by.id();
    let (mut kept, unread) = dossiers
        .store
        .read(move |tx| {
            let kept = officer_notice::list(tx, me, before, PAGE_LINES + 1)?;
            Ok((kept, officer_notice::count_unread(tx, me)?))
        })
        .await?;
    dossiers.trace(&by.actor(), "dossier.list", None, "inbox").await?;
    let more = kept.len() as i64 > PAGE_LINES;
    kept.truncate(PAGE_LINES as usize);
    let next = kept.last().filter(|_| more).map(|last| format!("/inbox?before={}", last.id));
    let rows: Vec<Row> = kept.iter().map(|one| row(ctx.lang, one)).collect();
    let pager = Pager { first: before.map(|_| "/inbox".into()), prev: None, next, shown: rows.len(), total: None };
    web::html(&InboxView { page: ctx.page(ctx.t("desk-inbox-title")).at("inbox").list("inbox"), rows, pager, unread })
}

/// One's own messages to take along.
pub fn sheet(dossiers: &Dossiers, asked: &Asked<'_>) -> Result<Sheet> {
    let (me, lang, store) = (asked.by.id(), asked.lang, dossiers.store.clone());
    let heads =
        [("desk-inbox-at", 18.0), ("desk-column-code", 26.0), ("desk-inbox-words", 80.0), ("desk-inbox-state", 14.0)];
    let columns = heads.map(|(key, width)| Column::new(lang.say(key), width));
    let mut before = None;
    let more = move || {
        let kept = store.read_blocking(move |tx| officer_notice::list(tx, me, before, PAGE))?;
        before = kept.last().map(|last| last.id).or(before);
        let cells = |one: &Kept| -> Vec<Cell> {
            let row = row(lang, one);
            let state = row.state.map(|state| state.word).unwrap_or_default();
            vec![kernel::time::civil_ms(one.at_ms).into(), row.code.into(), row.words.into(), state.into()]
        };
        Ok(kept.iter().map(cells).collect())
    };
    Ok(Sheet::paged(columns.into(), None, more))
}

/// Where a message leads: to the talk it is about, else to its dossier.
fn href(one: &Kept) -> String {
    match (one.facts.get("talk"), one.dossier) {
        (Some(talk), _) => format!("/talks/{talk}"),
        (None, Some(dossier)) => format!("/dossiers/{dossier}"),
        (None, None) => "/inbox".into(),
    }
}

fn row(lang: Lang, one: &Kept) -> Row {
    let no_code = || match one.dossier {
        Some(_) => lang.say("desk-no-code"),
        None => lang.say("desk-no-dossier"),
    };
    Row {
        id: one.id,
        words: one.words(lang),
        when: badge::when(lang, kernel::time::civil_ms(one.at_ms)),
        code: one.code.clone().unwrap_or_else(|| no_code().into_owned()),
        href: href(one),
        state: one.read_ms.is_none().then(|| Badge::new(Tone::Info, lang.say("desk-inbox-unread")).icon("bell")),
    }
}

/// Marks one (`id`) or all as read.
async fn read(
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    State(lobby): State<Lobby>,
    form: Fields,
) -> Answer {
    let (me, now_ms) = (by.id(), dossiers.clock.now_ms());
    let one: Option<i64> = form.value("id").parse().ok();
    dossiers
        .store
        .act(move |tx| {
            officer_notice::mark_read(tx, me, one, now_ms)?;
            lobby.refresh(tx, now_ms)
        })
        .await?;
    Ok(Flash::good("desk-inbox-marked").then("/inbox"))
}
