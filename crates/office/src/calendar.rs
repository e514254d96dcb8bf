//! A unit's working calendar as it is kept. It counts nothing: counting is the law's.

/// The calendar of a unit.
pub type Calendar = serde_json::Value;
