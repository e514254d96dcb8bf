//! The visitor's door: a code, who waits behind it, and the room. Without an account; in large type; in both languages.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use kernel::Result;
use web::{Answer, Class, Ctx, Fields, Page};

use super::words;
use crate::decide::{code, course};
use crate::door::Talks;
use crate::model::Talk;
use crate::store as rows;

#[derive(Template)]
#[template(path = "talk/ask.html")]
struct AskView {
    page: Page,
    form: Fields,
}

#[derive(Template)]
#[template(path = "talk/visit.html")]
struct VisitView {
    page: Page,
    when: String,
    officer: String,
    unit: String,
    /// Why the room is closed now; empty: it is open.
    closed: String,
    place: String,
}

/// The talk of a typed code. Codes of talks that are over open nothing and tell nothing.
pub(crate) async fn find(talks: &Talks, typed: &str) -> Result<Option<Talk>> {
    let Some(code) = code::parse(typed) else { return Ok(None) };
    let found = talks.dossiers.store.read_brief(move |tx| rows::find_by_code(tx, &code)).await?;
    let now = talks.now();
    // A code lives as long as its talk: early, open, and until its time is over.
    Ok(found.filter(|talk| match course::may_enter(talk, now) {
        Ok(()) => true,
        Err(refusal) => refusal.key == "TALK_NOT_YET",
    }))
}

fn asking(ctx: &Ctx, form: Fields) -> AskView {
    AskView { page: ctx.page(ctx.t("talk-visit-title")).at("public-nav-talk"), form }
}

pub async fn ask(ctx: Ctx) -> Answer {
    web::html(&asking(&ctx, Fields::new()))
}

/// A code that was typed; every try counts against the address, so that nobody guesses their way in.
pub async fn open(ctx: Ctx, State(talks): State<Talks>, mut form: Fields) -> Answer {
    ctx.spend(Class::LookUp)?;
    match find(&talks, form.value("code")).await? {
        Some(talk) => Ok(web::see_other(&format!("/talk/{}", code::shown(&talk.code)))),
        None => {
            form.refuse("code", ctx.t("talk-visit-unknown"));
            web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &asking(&ctx, form))
        }
    }
}

/// Who waits, what is kept of it (nothing that is said), camera and microphone; then the room itself.
pub async fn show(ctx: Ctx, State(talks): State<Talks>, Path(typed): Path<String>) -> Answer {
    ctx.spend(Class::LookUp)?;
    let Some(talk) = find(&talks, &typed).await? else {
        let mut form = Fields::new().with("code", typed.chars().take(60).collect::<String>());
        form.refuse("code", ctx.t("talk-visit-unknown"));
        return web::html_with(StatusCode::NOT_FOUND, &asking(&ctx, form));
    };
    let closed = course::may_enter(&talk, talks.now()).err().map(|refusal| web::refusal_text(ctx.lang, &refusal));
    let shown = code::shown(&talk.code);
    let view = VisitView {
        page: ctx.page(ctx.t("talk-visit-title")).at("public-nav-talk"),
        when: words::slot(&talk.slot, ctx.lang),
        officer: words::with_whom(&talk, ctx.lang),
        unit: talk.unit.name.clone(),
        closed: closed.unwrap_or_default(),
        place: format!("/talk/{shown}/place"),
    };
    web::html(&view).map(web::headers::with_camera)
}
