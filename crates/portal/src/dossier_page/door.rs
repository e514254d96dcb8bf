//! Where the result is handed over: the applicant chooses the centre that suits them, until they have it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use dossier::model::UnitRef;
use dossier::{Command, Dossiers};
use office::Sessions;
use office::model::Unit;
use person::seat::Applicant;
use web::ui::Choice;
use web::{Answer, Ctx, Fields, Page};

use super::Own;
use super::acts::{Act, refused_words};
use super::offers::nowhere;

#[derive(Template)]
#[template(path = "portal/pick_up.html")]
struct DoorView {
    page: Page,
    form: Fields,
    action: String,
    back: String,
    version: i64,
    doors: Vec<Choice>,
    /// The result is ready: the paper may have to travel first.
    ready: bool,
    /// It was wanted by post or online until now.
    other_way: bool,
    /// Why it is not possible: the sentence and its article.
    refused: Option<(String, String)>,
}

fn view(ctx: &Ctx, own: &Own, sessions: &Sessions, form: Fields) -> DoorView {
    let dossier = &own.reading.dossier;
    let directory = sessions.directory();
    let choice =
        |unit: &Unit| Choice::new(unit.id.to_string(), &unit.name).hint(unit.address.clone().unwrap_or_default());
    DoorView {
        page: own.page(ctx, "portal-pick-up"),
        form,
        action: format!("{}/pick-up", own.address()),
        back: own.address(),
        version: dossier.version,
        doors: dossier::door::doors(&directory, own.now.date()).into_iter().map(choice).collect(),
        ready: matches!(dossier.stage, dossier::Stage::ResultReady),
        other_way: dossier.pick_up != dossier::model::PickUp::Counter,
        refused: refused_words(ctx, own.tried(&Command::ChooseDoor { unit: nowhere() })),
    }
}

pub(super) async fn show(
    ctx: Ctx,
    Applicant(by): Applicant,
    State(dossiers): State<Dossiers>,
    State(sessions): State<Arc<Sessions>>,
    Path(id): Path<String>,
) -> Answer {
    let own = Own::open(&dossiers, by, &id, ctx.lang).await?;
    let form = Fields::new().with("unit", own.reading.dossier.door().id);
    web::html(&view(&ctx, &own, &sessions, form))
}

pub(super) async fn choose(
    ctx: Ctx,
    Applicant(by): Applicant,
    State(dossiers): State<Dossiers>,
    State(sessions): State<Arc<Sessions>>,
    Path(id): Path<String>,
    mut form: Fields,
) -> Answer {
    let own = Own::open(&dossiers, by, &id, ctx.lang).await?;
    let Ok(unit) = form.value("unit").parse() else {
        form.refuse("unit", ctx.t("portal-pick-up-missing"));
        return web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &view(&ctx, &own, &sessions, form));
    };
    let command = Command::ChooseDoor { unit: UnitRef { id: unit, ..nowhere() } };
    let act = Act { command, noun: "pick-up", said: "portal-pick-up-chosen" };
    match own.perform(&ctx, &dossiers, act, form).await {
        Ok(answer) => answer,
        Err(form) => web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &view(&ctx, &own, &sessions, form)),
    }
}
