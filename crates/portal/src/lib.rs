//! The pages of an applicant with an account: filing in steps, uploads that resume, supplements item by item, one thread, one timeline, who looked.
//!
//! It decides nothing: forms become commands, the dossier room decides.

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
