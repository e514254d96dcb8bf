//! The same page was changed in another window: nothing is overwritten and nothing is lost. The page comes back as it was
//! typed, with what the other window saved beside it, and saves over it only when it is sent again.

use axum::http::StatusCode;
use web::{Answer, Ctx};

use super::super::door::Opened;
use super::super::model::{Filing, Step};
use super::show::{Showing, render};
use crate::uploads::Upload;

pub fn show(ctx: &Ctx, stands: &Opened, typed: Opened, step: &Step, files: Vec<Upload>) -> Answer {
    // What is sent next was typed knowing the version that stands.
    let filing = Filing { version: stands.filing.version, ..typed.filing.clone() };
    let showing = Showing {
        opened: &Opened { filing, ..typed.clone() },
        step,
        files: &files,
        wrong: Vec::new(),
        to_review: false,
        other: Some(stands),
        status: StatusCode::CONFLICT,
    };
    render(ctx, showing)
}
