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
use web::{Answer, Fields, Page, Problem, see_other};

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

/// The parts of a hall, and for each the pages below `/floor/{centre}/` that open it: the first whose act the officer has.
const TABS: [(&str, &[(Act, &str)]); 8] = [
    ("reception", &[(Act::Greet, "reception")]),
    ("counter", &[(Act::Serve, "counter")]),
    ("lead", &[(Act::LeadFloor, "lead")]),
    ("figures", &[(Act::LeadFloor, "figures"), (Act::Supervise, "figures")]),
    ("shifts", &[(Act::LeadFloor, "shifts")]),
    ("appointments", &[(Act::Greet, "appointments"), (Act::LeadFloor, "appointments/figures")]),
    ("screens", &[(Act::LeadFloor, "screens")]),
    ("setup", &[(Act::LeadFloor, "setup")]),
];

/// The parts of a centre's hall in which an officer works, for `ui::tabs` on top of each part's pages. `current`: the word of
/// the address, `reception` to `setup`.
pub fn tabs(lang: Lang, by: &Officer, centre: UnitId, current: &str) -> Vec<Tab> {
    let tab = |(part, pages): &(&str, &[(Act, &str)])| {
        let (_, page) = pages.iter().find(|(act, _)| by.permit_in(*act, centre).is_ok())?;
        let current = *part == current;
        Some(Tab { label: part_name(lang, part), href: format!("/floor/{centre}/{page}"), count: None, current })
    };
    TABS.iter().filter_map(tab).collect()
}

fn part_name(lang: Lang, part: &str) -> String {
    lang.say(&format!("floor-tab-{part}")).into_owned()
}

/// The first page of a part of a hall, in its place of the menu and of the path.
pub fn part(page: Page, part: &str) -> Page {
    let (hall, name) = (page.t("floor-title").into_owned(), part_name(page.lang, part));
    page.crumb(hall, Some("/floor")).crumb(name, None).at("floor")
}

/// A page below a part of a hall, whose first page is at `href`.
pub fn below(page: Page, part: &str, href: &str) -> Page {
    let (hall, name) = (page.t("floor-title").into_owned(), part_name(page.lang, part));
    let title = page.title.clone();
    page.crumb(hall, Some("/floor")).crumb(name, Some(href)).crumb(title, None).at("floor")
}

/// The form's token: the same form sent twice is done once.
pub fn once(caller: i64, form: &Fields) -> Option<Once> {
    let token = form.once()?.to_string();
    let said = form.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
    let fingerprint = Sha256::digest(said.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    Some(Once { caller, token, fingerprint })
}
