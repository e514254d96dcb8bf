//! The floor's pages: every part's routes in one visible list. Nothing is decided here.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, State};
use axum::routing::get;
use dossier::Dossiers;
use kernel::{Clock, Lang, UnitId};
use office::{Act, Frame, Officer, Sessions, SignedIn};
use person::Accounts;
use sha2::{Digest, Sha256};
use store::ledger::Once;
use web::ui::Tab;
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
        .merge(crate::lead::html::routes())
        .merge(crate::rating::html::routes())
        .merge(crate::figures::html::routes())
        .merge(crate::setup::html::routes())
        .merge(crate::board::html::routes())
        .merge(crate::pass::html::routes())
        .merge(crate::kiosk::html::routes())
        .merge(crate::kiosk::screens::routes())
        .merge(crate::reception::routes())
        .merge(crate::counter::routes())
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

/// The parts of a hall, the address of each below `/floor/{centre}/`, and whoever may do one of these acts there works in it.
const TABS: [(&str, &[Act]); 8] = [
    ("reception", &[Act::Greet]),
    ("counter", &[Act::Serve]),
    ("lead", &[Act::LeadFloor]),
    ("figures", &[Act::LeadFloor, Act::Supervise]),
    ("shifts", &[Act::LeadFloor]),
    ("appointments", &[Act::Greet, Act::LeadFloor]),
    ("screens", &[Act::LeadFloor]),
    ("setup", &[Act::LeadFloor]),
];

/// The parts of a centre's hall in which an officer works, for `ui::tabs` on top of each part's pages. `current`: the word of
/// the address, `reception` to `setup`.
pub fn tabs(lang: Lang, by: &Officer, centre: UnitId, current: &str) -> Vec<Tab> {
    let mine = TABS.iter().filter(|(_, acts)| acts.iter().any(|act| by.permit_in(*act, centre).is_ok()));
    let tab = |part: &str| Tab {
        label: lang.say(&format!("floor-tab-{part}")).into_owned(),
        href: format!("/floor/{centre}/{part}"),
        count: None,
        current: part == current,
    };
    mine.map(|(part, _)| tab(part)).collect()
}

/// The form's token: the same form sent twice is done once.
pub fn once(caller: i64, form: &Fields) -> Option<Once> {
    let token = form.once()?.to_string();
    let said = form.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
    let fingerprint = Sha256::digest(said.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    Some(Once { caller, token, fingerprint })
}
