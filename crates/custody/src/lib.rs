//! Every paper of a dossier has exactly one holder at any moment: sealed transfer lists scanned at both ends, the post, the hand-over record.
//!
//! It never changes a dossier: it listens to what was recorded and keeps the papers.

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
