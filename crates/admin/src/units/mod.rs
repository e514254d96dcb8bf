//! Units: the tree of any day, one unit with its history, and everything that changes it.

mod alter;
mod counters;
mod end;
mod facts;
mod page;
pub(crate) mod tree;

use std::sync::Arc;

use axum::extract::{FromRef, State};
use axum::http::Uri;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use kernel::{Clock, Refusal, UnitId};
use office::{Directory, Frame, Officer, Sessions, SignedIn, Unit};
use serde::Serialize;
use web::{Answer, Fields, Problem};

use crate::doors::{self, Doors};

pub use page::calendar_words;

/// Where a typeahead asks for units.
pub const OPTIONS: &str = "/admin/units/options";
/// Suggestions of a typeahead.
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
        .route("/admin/units", get(tree::show).post(facts::begin))
        .route(OPTIONS, get(options))
        .route("/admin/units/new", get(facts::show_new))
        .route("/admin/units/{id}", get(page::show))
        .route("/admin/units/{id}/facts", get(facts::show).post(facts::change))
        .route("/admin/units/{id}/name", get(alter::show_name).post(alter::rename))
        .route("/admin/units/{id}/parent", get(alter::show_parent).post(alter::place))
        .route("/admin/units/{id}/end", get(end::show).post(end::end))
        .route("/admin/units/{id}/counters", get(counters::show_new).post(counters::add))
        .route("/admin/units/{id}/counters/{counter}", get(counters::show).post(counters::change))
        .route("/admin/units/{id}/reopening", post(end::reopen))
}

#[derive(Serialize)]
struct Suggestion {
    value: String,
    label: String,
    hint: String,
}

/// `GET /admin/units/options?q=`: standing units whose name or code holds the words.
async fn options(SignedIn(by): SignedIn, State(doors): State<Doors>, uri: Uri) -> Answer {
    doors::enter(&by)?;
    let words = kernel::fold::fold(Fields::of_query(&uri).value("q"));
    let (directory, today) = (by.directory(), doors.today());
    let found = directory.units().into_iter().filter(|unit| unit.stands_on(today) && names(unit, &words));
    let found = found.take(MOST_OPTIONS).map(|unit| Suggestion {
        value: unit.id.to_string(),
        label: unit.name.clone(),
        hint: directory.lineage(unit.id).skip(1).map(|above| above.short_name.clone()).collect::<Vec<_>>().join(" · "),
    });
    Ok(Json(found.collect::<Vec<_>>()).into_response())
}

/// Whether a unit answers to folded words.
fn names(unit: &Unit, words: &str) -> bool {
    let told = format!("{} {} {}", unit.name, unit.key, unit.code.as_deref().unwrap_or_default());
    let told = kernel::fold::fold(&told);
    words.split_whitespace().all(|word| told.contains(word))
}

/// The unit a typeahead names: chosen, or typed as its whole name, key or code. Refused: `UNIT_UNKNOWN`.
pub fn chosen(directory: &Directory, form: &Fields, name: &str) -> Result<Option<UnitId>, Refusal> {
    let typed = form.value(name);
    if typed.is_empty() {
        return Ok(None);
    }
    if let Some(unit) = form.value_id(name).parse().ok().and_then(|id| directory.unit(id))
        && unit.name == typed
    {
        return Ok(Some(unit.id));
    }
    let folded = kernel::fold::fold(typed);
    let is_it = |unit: &&Unit| {
        unit.key == typed || unit.code.as_deref() == Some(typed) || kernel::fold::fold(&unit.name) == folded
    };
    let found: Vec<_> = directory.units().into_iter().filter(is_it).collect();
    match found[..] {
        [one] => Ok(Some(one.id)),
        _ => Err(Refusal::new("UNIT_UNKNOWN").with("unit", typed).at(name)),
    }
}

/// The unit a path names, and leave to change it.
pub fn named(by: &Officer, id: &str) -> Result<(Unit, office::Permit), Problem> {
    doors::enter(by)?;
    let unit = id.parse().ok().and_then(|id| by.directory().unit(id)).ok_or_else(|| Problem::absent("unit"))?;
    let permit = doors::over(by, unit.id)?;
    Ok((unit.clone(), permit))
}

pub fn address(unit: UnitId) -> String {
    format!("/admin/units/{unit}")
}

fn kind_words(lang: kernel::Lang, unit: &Unit) -> String {
    lang.say(&format!("office-unit-kind-{}", unit.kind.key().replace('_', "-"))).into_owned()
}
