//! The lead's page: it shows the board, keeps it live and hands presses to the hall.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::routing::{get, post};
use futures_util::FutureExt;
use kernel::{Clock, Error, Lang, OfficerId, Refusal};
use office::{Act, Frame, Officer, Sessions, SignedIn};
use web::ui::Tab;
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::board::Board;
use super::counter_page;
use super::remedy::Action;
use super::watch::may_serve;
use crate::door::Floor;
use crate::html::{once, part, tabs};
use crate::live::{self, Compose};
use crate::place;
use crate::setup::Centre;

pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Floor: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/floor/{centre}/lead", get(page))
        .route("/floor/{centre}/lead/live", get(stream))
        .route("/floor/{centre}/lead/acts", post(press))
        .route("/floor/{centre}/lead/counters/{counter}", get(counter_page::page).post(counter_page::act))
}

#[derive(Template)]
#[template(path = "lead/page.html")]
struct LeadView {
    page: Page,
    tabs: Vec<Tab>,
    centre: String,
    id: String,
    board: String,
}

/// The board of a language, drawn from one look that all screens share.
fn compose(floor: &Floor, sessions: &Arc<Sessions>, lang: Lang) -> Compose {
    let (floor, sessions) = (floor.clone(), sessions.clone());
    Arc::new(move |live, now_ms| {
        let (floor, sessions) = (floor.clone(), sessions.clone());
        async move {
            let centre = floor.centre(live.hall.centre).await?;
            let standing = floor.standing(&sessions, &live, now_ms).await?;
            let board = Board::of(lang, &centre, &sessions.directory(), &standing);
            let text = board.render().map_err(|e| Error::fault("the lead's board", e))?;
            Ok((standing.hall.seq as i64, text))
        }
        .boxed()
    })
}

fn view(lang: Lang) -> String {
    format!("lead-{}", lang.code())
}

async fn page(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    State(sessions): State<Arc<Sessions>>,
    Path(centre): Path<String>,
) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::LeadFloor).await?;
    let live = floor.hall(centre.id).await?;
    let board = live::compose_now(&floor, &live, &view(ctx.lang), &compose(&floor, &sessions, ctx.lang)).await?;
    web::html(&LeadView {
        page: part(ctx.page(ctx.t("floor-lead-title")), "lead").wide(),
        tabs: tabs(ctx.lang, &by, centre.id, "lead"),
        centre: by.directory().unit_name(centre.id),
        id: centre.id.to_string(),
        board: board.to_string(),
    })
}

async fn stream(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    State(sessions): State<Arc<Sessions>>,
    Path(centre): Path<String>,
) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::LeadFloor).await?;
    let live = floor.hall(centre.id).await?;
    live::stream_composed(&floor, live, view(ctx.lang), compose(&floor, &sessions, ctx.lang))
}

/// One press: a proposal, or taking something back.
async fn press(
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    State(sessions): State<Arc<Sessions>>,
    Path(centre): Path<String>,
    form: Fields,
) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::LeadFloor).await?;
    let back = format!("/floor/{}/lead", centre.id);
    let action: Action =
        serde_json::from_str(form.value("action")).map_err(|_| Problem::Malformed("no such act".into()))?;
    let done = match checked(&floor, &sessions, &centre, action, &form) {
        Ok(action) => {
            let acted = floor.act(&by.actor(), centre.id, action.command(), once(by.id().0, &form)).await;
            acted.map(|_| format!("floor-lead-done-{}", action.code()))
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(key) => Ok(Flash::good(&key).then(&back)),
        Err(Error::Refused(refusal)) => Ok(refused(&refusal).then(&back)),
        Err(error) => Err(error.into()),
    }
}

/// A refusal as the sentence of the next page.
pub(super) fn refused(refusal: &Refusal) -> Flash {
    let flash = Flash::bad(&format!("refusal-{}", refusal.key.to_lowercase().replace('_', "-")));
    refusal.facts.iter().fold(flash, |flash, (name, value)| flash.with(name, value))
}

/// The act with the officer who was chosen, if everything in it belongs to this centre.
fn checked(
    floor: &Floor,
    sessions: &Sessions,
    centre: &Centre,
    action: Action,
    form: &Fields,
) -> Result<Action, Error> {
    if let Some(counter) = action.counter() {
        centre.counter(counter).ok_or_else(|| Error::absent("counter"))?;
    }
    let known = |able: &queue::hall::Able| {
        let strange = able.services.iter().find(|no| centre.service(*no).is_none());
        strange.map_or(Ok(()), |no| Err(Refusal::new("SERVICE_NOT_OFFERED").with("service", no)))
    };
    match action {
        Action::Open { counter, able, officer } => {
            known(&able)?;
            let chosen = form.some(&format!("officer-{counter}")).map(str::parse::<OfficerId>);
            let officer = chosen.transpose().map_err(|_| Error::absent("officer"))?.unwrap_or(officer);
            sits(floor, sessions, centre, officer)?;
            Ok(Action::Open { counter, able, officer })
        }
        Action::Widen { able, .. } => known(&able).map(|()| action).map_err(Error::from),
        Action::Resume { .. } | Action::Move { .. } | Action::Release { .. } => Ok(action),
    }
}

/// Refused unless this officer may sit at a counter of the centre.
pub(crate) fn sits(floor: &Floor, sessions: &Sessions, centre: &Centre, officer: OfficerId) -> Result<(), Refusal> {
    match may_serve(sessions, officer, centre, floor.clock.now()) {
        true => Ok(()),
        false => Err(Refusal::new("OFFICER_MAY_NOT_SERVE").at("officer")),
    }
}

/// Officers as choices.
pub(super) fn choices(by: &Officer, ids: &[OfficerId]) -> Vec<web::ui::Choice> {
    let name = |id: &OfficerId| by.directory().officer(*id).map_or_else(|| id.to_string(), |card| card.name.clone());
    ids.iter().map(|id| web::ui::Choice::new(id.to_string(), name(id))).collect()
}
