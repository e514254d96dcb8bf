//! Đôn đốc: one message to whoever's turn it is, on one dossier or on many.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use dossier::{Command, Key};
use kernel::{DossierId, Error, Refusal};
use office::SignedIn;
use web::{Ctx, Fields, Flash, Page, Problem};

use super::{Refused, marks, supervises};
use crate::Supervision;
use crate::pick::Pick;

/// The most dossiers one act takes.
pub const URGED_MAX: usize = 500;

#[derive(Template)]
#[template(path = "supervision/refused.html")]
struct RefusedView {
    page: Page,
    done: String,
    refused: Vec<Refused>,
    back: String,
}

/// Urges the ticked dossiers, each for itself: what cannot be urged is named with its reason, the rest is done.
pub async fn urge_many(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(desk): State<Supervision>,
    form: Fields,
) -> Result<Response, Problem> {
    supervises(&by)?;
    let back = format!("/supervision/dossiers?{}", Pick::parse(&Fields::parse(form.value("from"))).text());
    let marks = marks(&form);
    if marks.is_empty() {
        return Ok(Flash::warn("supervision-none-ticked").then(&back));
    }
    if marks.len() > URGED_MAX {
        return Err(Refusal::new("TOO_MANY_AT_ONCE").with("max", URGED_MAX).into());
    }
    let words = form.value("words");
    if words.is_empty() {
        return Ok(Flash::bad("supervision-words-missing").then(&back));
    }
    let (mut done, mut refused) = (0, Vec::new());
    for (id, version) in marks {
        let command = Command::Urge { words: words.into() };
        match urge(&desk, &by, id, version, command).await? {
            None => done += 1,
            Some(why) => refused.push(Refused::of(&ctx, &desk, &by, id, why).await),
        }
    }
    if refused.is_empty() {
        return Ok(Flash::good("supervision-urge-done").with("n", done).then(&back));
    }
    let done = ctx.lang.say_with("supervision-urge-done", &[("n", &done.to_string())]).into_owned();
    let page = ctx
        .page(ctx.t("supervision-urge"))
        .at("supervision")
        .crumb(ctx.t("supervision-title"), Some("/supervision"))
        .crumb(ctx.t("supervision-urge"), None);
    web::html(&RefusedView { page, done, refused, back })
}

/// Why not, if not.
async fn urge(
    desk: &Supervision,
    by: &office::Officer,
    id: DossierId,
    seen: i64,
    command: Command,
) -> Result<Option<Error>, Problem> {
    match desk.dossiers.perform(by, Key::Id(id), seen, command, None).await {
        Ok(_) => Ok(None),
        Err(error @ (Error::Refused(_) | Error::Stale { .. } | Error::Absent(_))) => Ok(Some(error)),
        Err(other) => Err(other.into()),
    }
}
