//! Long work an officer starts and comes back to: exports, bulk acts, imports, re-projections; with progress, a list of refused items and a file that is kept seven days.
//!
//! It knows no dossier: each kind of job is registered by the binary.

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
