//! Every room's routes, in one visible list. Who may call which is in `access.rs`, and a test holds the two together.

use axum::Router;

use crate::app::App;

/// The whole site, not yet dressed.
pub fn all() -> Router<App> {
    Router::new().merge(office::html::routes())
}
