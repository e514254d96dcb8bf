//! The floor's pages: every part's routes in one visible list. Nothing is decided here.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, State};
use axum::routing::get;
use dossier::Dossiers;
use kernel::Clock;
use office::{Act, Frame, Officer, Sessions, SignedIn};
use person::Accounts;
use sha2::{Digest, Sha256};
use store::ledger::Once;
use web::{Answer, Fields, Problem, see_other};

use crate::door::Floor;
use crate::place;

/// Every part's pages.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Floor: FromRef<S>,
    Dossiers: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
    Arc<Accounts>: FromRef<S>,
    person::seat::Frame: FromRef<S>,
{
    Router::new()
        .route("/floor", get(home))
        .merge(crate::api::routes())
        .merge(crate::booking::api::routes())
        .merge(crate::booking::html::routes())
        .merge(crate::duty::html::routes())
        .merge(crate::board::html::routes())
        .merge(crate::pass::html::routes())
        .merge(crate::kiosk::html::routes())
        .merge(crate::kiosk::screens::routes())
}

/// Leads an officer to the part of the hall they work in.
async fn home(SignedIn(by): SignedIn, State(floor): State<Floor>) -> Answer {
    for (act, part) in PARTS {
        if let Some(centre) = place::centres_of(&floor, &by, &[act]).await?.first() {
            return Ok(see_other(&format!("/floor/{centre}/{part}")));
        }
    }
    Err(Problem::absent("no hall of theirs"))
}

/// Acts and the part of the hall they belong to, the most telling first.
const PARTS: [(Act, &str); 3] = [(Act::LeadFloor, "lead"), (Act::Serve, "counter"), (Act::Greet, "reception")];

/// Whether a hall has anything to do with an officer, for menus.
pub fn concerns(by: &Officer) -> bool {
    PARTS.iter().any(|(act, _)| by.may_somewhere(*act))
}

/// The form's token: the same form sent twice is done once.
pub fn once(caller: i64, form: &Fields) -> Option<Once> {
    let token = form.once()?.to_string();
    let said = form.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
    let fingerprint = Sha256::digest(said.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    Some(Once { caller, token, fingerprint })
}
