//! Officers: who they are, where they worked, what they may do and for whom, roles, and who has what.

mod delegate;
mod grant;
pub(crate) mod list;
pub(crate) mod matrix;
mod new;
pub(crate) mod page;
mod post;
pub(crate) mod roles;
mod words;

pub use words::powers_on;

use std::sync::Arc;

use axum::extract::FromRef;
use axum::http::Uri;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use kernel::{Clock, OfficerId, Refusal};
use office::{Directory, Frame, Officer, OfficerCard, Permit, Sessions, SignedIn};
use serde::Serialize;
use web::{Answer, Fields, Problem};

use crate::doors::{self, Doors};

/// Where a typeahead asks for officers.
pub const OPTIONS: &str = "/admin/officers/options";
const MOST_OPTIONS: usize = 12;

pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Doors: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/admin/officers", get(list::show).post(new::add))
        .route(OPTIONS, get(options))
        .route("/admin/officers/new", get(new::show))
        .route("/admin/officers/{id}", get(page::show))
        .route("/admin/officers/{id}/name", get(post::show_name).post(post::rename))
        .route("/admin/officers/{id}/posting", get(post::show).post(post::move_to))
        .route("/admin/officers/{id}/password", post(new::password))
        .route("/admin/officers/{id}/state", post(post::set_state))
        .route("/admin/officers/{id}/grants", get(grant::show).post(grant::give))
        .route("/admin/officers/{id}/grants/{grant}/end", post(grant::end))
        .route("/admin/officers/{id}/delegations", get(delegate::show).post(delegate::make))
        .route("/admin/officers/{id}/delegations/{delegation}/end", post(delegate::end))
        .route("/admin/powers", get(matrix::show))
        .route("/admin/roles", get(roles::list).post(roles::add))
        .route("/admin/roles/new", get(roles::show_new))
        .route("/admin/roles/{key}", get(roles::show).post(roles::change))
}

#[derive(Serialize)]
struct Suggestion {
    value: String,
    label: String,
    hint: String,
}

/// `GET /admin/officers/options?q=`.
async fn options(SignedIn(by): SignedIn, uri: Uri) -> Answer {
    doors::enter(&by)?;
    let words = kernel::fold::fold(Fields::of_query(&uri).value("q"));
    let directory = by.directory();
    let found = directory.officers().into_iter().filter(|card| card.active && names(card, &words));
    let found = found.take(MOST_OPTIONS).map(|card| Suggestion {
        value: card.id.to_string(),
        label: format!("{} ({})", card.name, card.login),
        hint: format!("{} · {}", card.title, directory.unit_name(card.unit)),
    });
    Ok(Json(found.collect::<Vec<_>>()).into_response())
}

fn names(card: &OfficerCard, words: &str) -> bool {
    let told = kernel::fold::fold(&format!("{} {} {}", card.name, card.login, card.title));
    words.split_whitespace().all(|word| told.contains(word))
}

/// The officer a typeahead names: chosen, or typed as login or as "name (login)". Refused: `OFFICER_UNKNOWN`.
fn chosen(directory: &Directory, form: &Fields, name: &str) -> Result<OfficerId, Refusal> {
    let typed = form.value(name);
    let login = typed.rsplit_once('(').map_or(typed, |(_, rest)| rest.trim_end_matches(')')).trim();
    let found = directory.officers().into_iter().find(|card| card.login == login);
    found.map(|card| card.id).ok_or_else(|| Refusal::new("OFFICER_UNKNOWN").with("login", typed).at(name))
}

/// The officer a path names, and leave to change what is theirs: that of their unit.
async fn named(by: &Officer, doors: &Doors, id: &str) -> Result<(OfficerCard, Permit, Arc<Directory>), Problem> {
    doors::enter(by)?;
    let directory = doors.directory().await?;
    let id: Option<OfficerId> = id.parse().ok();
    let card = id.and_then(|id| directory.officer(id)).cloned().ok_or_else(|| Problem::absent("officer"))?;
    let permit = doors::over(by, card.unit)?;
    Ok((card, permit, directory))
}

fn address(officer: OfficerId) -> String {
    format!("/admin/officers/{officer}")
}
