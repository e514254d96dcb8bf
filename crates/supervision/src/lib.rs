//! The supervisor's desk: late and forecast, urges, explanations and apologies owed, redistribution of an absent colleague's work, acting periods, register and books.
//!
//! It owns no dossier: it reads projections and acts through the dossier room's doors.

use axum::Router;

/// This room's tables, in order.
pub const MIGRATIONS: &[store::Migration] = &[];

/// This room's pages and programs' doors.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    Router::new()
}
