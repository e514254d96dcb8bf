//! Screens for units with their history, officers, roles, delegation, working time, the catalogue and its processes; imports with a dry run.
//!
//! It owns no rule: every change goes through the door of the room it belongs to.

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
