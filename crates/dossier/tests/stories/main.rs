//! The room's door on both engines.
