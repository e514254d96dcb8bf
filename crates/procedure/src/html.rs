//! The public pages of the catalogue: home, search, one procedure, help. They need no account and no script.
//!
//! They never show a person: everything here comes from the catalogue, the office's directory and the calendar.

mod about;
pub mod centre;
mod home;
mod list;
mod sheet;
mod versions;
pub mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::get;
use kernel::Clock;
use office::{Frame, Sessions};
use store::Store;

use crate::Catalogue;

/// The pages, for the binary's list.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Arc<Catalogue>: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
    Store: FromRef<S>,
{
    Router::new()
        .route("/", get(home::show))
        .route("/about", get(about::show))
        .route("/procedures", get(list::show))
        .route("/procedures/{code}", get(sheet::show))
        .route("/procedures/{code}/versions", get(versions::show))
}

/// The address of a procedure's page.
pub fn href(code: &str) -> String {
    format!("/procedures/{code}")
}

/// A query value as an address writes it.
pub(crate) fn encode(text: &str) -> String {
    web::fields::encode(text)
}
