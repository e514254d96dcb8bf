//! Working time: a unit's year, its states, and changes that show which dates move before they are confirmed.

mod change;
mod documents;
mod inputs;
pub(crate) mod list;
pub mod preview;
pub mod work;
pub(crate) mod year;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::routing::{get, post};
use kernel::{Clock, UnitId};
use office::{Frame, Sessions};

use crate::doors::Doors;

pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Doors: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/admin/calendars", get(list::show))
        .route("/admin/units/{id}/calendar", get(year::show))
        .route("/admin/units/{id}/calendar/{what}", get(change::show).post(change::change))
        .route(
            "/admin/units/{id}/calendar/documents",
            post(documents::attach).layer(DefaultBodyLimit::max(crate::documents::FORM_MAX)),
        )
        .route("/admin/units/{id}/calendar/documents/{n}", get(documents::show))
}

fn address(unit: UnitId) -> String {
    format!("/admin/units/{unit}/calendar")
}

/// What an administrator can do to a calendar, as it stands in addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Off,
    Swap,
    Worked,
    Ordinary,
    Year,
    Shifts,
    /// The unit follows the one above it again.
    Follow,
    /// An earlier state comes back.
    Undo,
}

impl What {
    const ALL: [What; 8] =
        [What::Off, What::Swap, What::Worked, What::Ordinary, What::Year, What::Shifts, What::Follow, What::Undo];

    fn word(self) -> &'static str {
        match self {
            What::Off => "off",
            What::Swap => "swap",
            What::Worked => "worked",
            What::Ordinary => "ordinary",
            What::Year => "year",
            What::Shifts => "shifts",
            What::Follow => "follow",
            What::Undo => "undo",
        }
    }

    fn parse(word: &str) -> Option<What> {
        What::ALL.into_iter().find(|what| what.word() == word)
    }
}
