//! Following a dossier by its code, without an account: status, promised date, what to do.
//!
//! It shows a [`PublicView`] and nothing else; guessing codes is slowed down by the façade's limits.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::http::{StatusCode, Uri};
use axum::routing::get;
use axum::{Json, response::Response};
use kernel::Clock;
use law::code::{CodeError, DossierCode, Profile};
use office::{Frame, MaybeSignedIn, Sessions};
use web::ui::{Badge, Due, Event, Fact, Step};
use web::{Answer, Class, Ctx, Fields, Page, Problem};

use crate::door::{Dossiers, Tracking};
use crate::stage::Stage;
use crate::view::PublicView;

/// The routes, for the binary's list.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Dossiers: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/tracking", get(ask))
        .route("/tracking/{code}", get(show))
        .route("/api/v1/tracking/{code}", get(track_dossier))
}

#[derive(Template)]
#[template(path = "dossier/tracking_form.html")]
struct Ask {
    page: Page,
    form: Fields,
    /// The code was well formed and unknown.
    unknown: bool,
    hotline: String,
}

#[derive(Template)]
#[template(path = "dossier/tracking.html")]
struct Shown {
    page: Page,
    view: PublicView,
    badge: Badge,
    due: Option<Due>,
    steps: Vec<Step>,
    timeline: Vec<Event>,
    facts: Vec<Fact>,
    hotline: String,
    address: String,
}

impl Ask {
    fn of(ctx: &Ctx, form: Fields) -> Ask {
        let title = ctx.t("public-tracking-title");
        let page = ctx
            .page(title)
            .at("public-nav-tracking")
            .crumb(ctx.t("public-home"), Some("/"))
            .crumb(ctx.t("public-tracking-title"), None);
        Ask { page, form, unknown: false, hotline: ctx.settings().agency.phone.clone() }
    }
}

/// `GET /tracking`, and with `?code=` on to the dossier's own address.
async fn ask(ctx: Ctx, _visitor: MaybeSignedIn, uri: Uri) -> Answer {
    let mut form = Fields::of_query(&uri);
    let Some(typed) = form.some("code").map(str::to_string) else { return web::html(&Ask::of(&ctx, Fields::new())) };
    match parse(&typed) {
        Ok(code) => Ok(web::see_other(&format!("/tracking/{code}"))),
        Err(error) => {
            refuse(&mut form, &ctx, error);
            web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &Ask::of(&ctx, form))
        }
    }
}

async fn show(
    ctx: Ctx,
    _visitor: MaybeSignedIn,
    Path(typed): Path<String>,
    State(door): State<Dossiers>,
    State(sessions): State<Arc<Sessions>>,
) -> Answer {
    ctx.spend(Class::LookUp)?;
    let mut form = Fields::new().with("code", typed.chars().take(60).collect::<String>());
    let code = match parse(&typed) {
        Ok(code) => code,
        Err(error) => {
            refuse(&mut form, &ctx, error);
            return web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &Ask::of(&ctx, form));
        }
    };
    match door.track(&code).await? {
        Some(found) => page(&ctx, &found, &door.clock, &sessions),
        None => web::html_with(StatusCode::NOT_FOUND, &Ask { unknown: true, ..Ask::of(&ctx, form) }),
    }
}

fn page(ctx: &Ctx, found: &Tracking, clock: &Clock, sessions: &Sessions) -> Result<Response, Problem> {
    let view = view(ctx, found, clock, sessions);
    let directory = sessions.directory();
    // While it runs, whoever took it in answers; a result that waits is asked for where it lies.
    let asked = match found.dossier.stage {
        Stage::ResultReady => found.dossier.door(),
        _ => &found.dossier.receiving,
    };
    let unit = directory.unit(asked.id);
    let hotline = unit.and_then(|unit| unit.hotline.clone()).unwrap_or_else(|| ctx.settings().agency.phone.clone());
    let due = view.due.as_ref().map(|due| Due {
        date: due.words.clone(),
        remains: due.remains.clone(),
        tone: due.tone,
        chain: due.explanation.clone(),
    });
    let frame = ctx
        .page(view.code.clone())
        .at("public-nav-tracking")
        .crumb(ctx.t("public-home"), Some("/"))
        .crumb(ctx.t("public-tracking-title"), Some("/tracking"));
    web::html(&Shown {
        page: frame,
        badge: Badge::new(view.tone, view.status_words.clone()),
        due,
        steps: steps(ctx, &view),
        timeline: view.timeline(),
        facts: facts(ctx, &view, found),
        hotline,
        address: unit.and_then(|unit| unit.address.clone()).unwrap_or_default(),
        view,
    })
}

fn view(ctx: &Ctx, found: &Tracking, clock: &Clock, sessions: &Sessions) -> PublicView {
    let calendar = sessions.directory().calendar_of(found.dossier.receiving.id);
    let now = kernel::time::civil(clock.now());
    PublicView::of(&found.dossier, &found.events, &found.notices, &calendar, now, ctx.lang)
}

const STEP_KEYS: [&str; 4] = [
    "public-tracking-stage-received",
    "public-tracking-stage-working",
    "public-tracking-stage-ready",
    "public-tracking-stage-closed",
];

fn steps(ctx: &Ctx, view: &PublicView) -> Vec<Step> {
    let step = |(key, state): (&str, &web::ui::StepState)| Step { label: ctx.t(key), state: *state, ..Step::default() };
    STEP_KEYS.into_iter().zip(&view.steps).map(step).collect()
}

fn facts(ctx: &Ctx, view: &PublicView, found: &Tracking) -> Vec<Fact> {
    let fact = |key: &str, value: &str| Fact::new(ctx.t(key), value);
    let accepted = found.dossier.accepted_at.map(|at| crate::view::moment(at, ctx.lang)).unwrap_or_default();
    let pick_up = ctx.t(&format!("public-tracking-pick-up-{}", view.pick_up));
    let all = [
        fact("public-tracking-procedure", &view.procedure).link(procedure::html::href(&view.procedure_code)),
        fact("public-tracking-received", &accepted),
        fact("public-tracking-receiving", &view.receiving_unit),
        fact("public-tracking-deciding", &view.deciding_unit),
        fact("public-tracking-holder", view.present_unit.as_deref().unwrap_or_default()),
        fact("public-tracking-pick-up", &pick_up),
        fact("public-tracking-pick-up-at", view.pick_up_at.as_deref().unwrap_or_default()),
    ];
    all.into_iter().filter(|fact| !fact.value.is_empty()).collect()
}

/// A code as people type it: any case, spaces, other dashes. Codes of imports, with longer serials, count as well.
fn parse(typed: &str) -> Result<String, CodeError> {
    let tidy: String = typed
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if matches!(c, '–' | '—' | '‑' | '−') { '-' } else { c })
        .collect::<String>()
        .to_uppercase();
    match DossierCode::parse(&tidy) {
        Ok(_) => Ok(tidy),
        Err(error) => DossierCode::parse_as(&tidy, Profile::Tolerant).map(|_| tidy).map_err(|_| error),
    }
}

fn refuse(form: &mut Fields, ctx: &Ctx, error: CodeError) {
    let why = error.sentence(ctx.lang);
    form.refuse("code", ctx.lang.say_with("public-tracking-wrong-code", &[("why", &why)]));
}

/// A dossier by its code, as anybody may follow it.
#[utoipa::path(get, path = "/api/v1/tracking/{code}", tag = "tracking",
    params(("code" = String, Path, description = "Dossier code, 000.19.28.H49-240612-0003")),
    responses(
        (status = 200, body = PublicView),
        (status = 404, description = "no dossier has this code"),
        (status = 422, description = "the text is no dossier code; `key` says why"),
        (status = 429, description = "too many look-ups"),
    ))]
pub async fn track_dossier(
    ctx: Ctx,
    Path(typed): Path<String>,
    State(door): State<Dossiers>,
    State(sessions): State<Arc<Sessions>>,
) -> Result<Json<PublicView>, Problem> {
    ctx.spend(Class::LookUp)?;
    let code = parse(&typed).map_err(|error| {
        kernel::Refusal::new("DOSSIER_CODE")
            .with("why", error.sentence(ctx.lang))
            .with("error", error.code())
            .at("code")
    })?;
    let found = door.track(&code).await?.ok_or_else(|| Problem::absent("dossier"))?;
    Ok(Json(view(&ctx, &found, &door.clock, &sessions)))
}
