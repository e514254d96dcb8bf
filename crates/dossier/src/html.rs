//! Pages of the dossier room. Officers' pages span rooms and live in `desk`; here is what anybody may open.

pub mod tracking;
