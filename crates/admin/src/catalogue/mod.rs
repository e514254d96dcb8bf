//! The catalogue as the administrator keeps it: versions by publication decision with what each changed, what publication
//! checks find, procedures nobody asks for any more.

pub(crate) mod checks;
mod draft;
mod edit;
pub(crate) mod list;
mod page;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::{get, post};
use kernel::Clock;
use office::{Frame, Sessions};

use crate::doors::Doors;

/// `/admin/catalogue`, its checks and dormant procedures, and one procedure with its versions and its next edition.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Doors: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/admin/catalogue", get(list::show))
        .route("/admin/catalogue/checks", get(checks::show))
        .route("/admin/catalogue/dormant", get(checks::dormant))
        .route("/admin/catalogue/new", get(edit::begin))
        .route("/admin/catalogue/{code}", get(page::show))
        .route("/admin/catalogue/{code}/edition", get(edit::show).post(edit::preview))
        .route("/admin/catalogue/{code}/publication", post(edit::publish))
        .route("/admin/catalogue/{code}/repeal", get(page::show_repeal).post(page::repeal))
}

/// The address of one procedure here.
fn href(code: &str) -> String {
    format!("/admin/catalogue/{}", web::fields::encode(code))
}
