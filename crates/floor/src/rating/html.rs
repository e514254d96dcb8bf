//! The page of an answer: three faces for each service that was done. No account, no name; not for officers.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use kernel::{Clock, Error, Refusal};
use office::{Frame, MaybeSignedIn, Sessions};
use web::ui::{Badge, Choice, Tone};
use web::{Answer, Class, Ctx, Fields, Flash, Page, Problem};

use super::door::{Open, Ratings};
use super::{Mark, REASONS, Verdict, decide};
use crate::door::Floor;

pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Floor: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new().route("/t/{code}/rating", get(page).post(rate))
}

/// A service that waits for an answer.
struct Question {
    service: u8,
    name: String,
}

/// An answer that was given.
struct Given {
    service: u8,
    name: String,
    badge: Badge,
    /// Reasons may still be added.
    may_explain: bool,
}

/// One of the three faces.
struct Face {
    mark: &'static str,
    icon: &'static str,
    label: String,
}

#[derive(Template)]
#[template(path = "rating/page.html")]
struct RatingView {
    page: Page,
    code: String,
    centre: String,
    questions: Vec<Question>,
    faces: Vec<Face>,
    given: Vec<Given>,
    reasons: Vec<Choice>,
    /// Why nothing can be answered.
    closed: String,
    form: Fields,
}

fn view(ctx: &Ctx, code: &str, open: &Open, centre: String, now_ms: i64) -> RatingView {
    let name = |no: u8| open.centre.service(no).map_or_else(|| no.to_string(), |one| one.name(ctx.lang).into());
    let answerable = decide(&open.asked, None, now_ms);
    let questions = match &answerable {
        Ok(services) => services.iter().map(|service| Question { service, name: name(service) }).collect(),
        Err(_) => Vec::new(),
    };
    let given = open.given.iter().map(|(service, mark, explained)| Given {
        service: *service,
        name: name(*service),
        badge: Badge::new(tone(*mark), ctx.t(&format!("floor-rating-{}", mark.code()))).icon(mark.icon()),
        may_explain: *mark == Mark::Bad && !explained && answerable.is_ok(),
    });
    let face = |mark: Mark| Face {
        mark: mark.code(),
        icon: mark.icon(),
        label: ctx.t(&format!("floor-rating-{}", mark.code())),
    };
    RatingView {
        page: ctx.page(ctx.t("floor-rating-title")),
        code: code.into(),
        centre,
        questions,
        faces: Mark::ALL.map(face).into(),
        given: given.collect(),
        reasons: REASONS.map(|key| Choice::new(key, ctx.t(&format!("floor-rating-why-{key}")))).into(),
        closed: answerable.err().map(|refusal| web::refusal_text(ctx.lang, &refusal)).unwrap_or_default(),
        form: Fields::new(),
    }
}

fn tone(mark: Mark) -> Tone {
    match mark {
        Mark::Good => Tone::Good,
        Mark::Fair => Tone::Info,
        Mark::Bad => Tone::Warn,
    }
}

/// Officers are told that it is not for them.
fn not_for_officers(by: &MaybeSignedIn) -> Result<(), Problem> {
    match by.0 {
        Some(_) => Err(Refusal::new("RATING_BY_OFFICER").into()),
        None => Ok(()),
    }
}

/// A code that is not there costs like a wrong one.
async fn open(ctx: &Ctx, ratings: &Ratings, code: &str) -> Result<Open, Problem> {
    match ratings.open(code).await {
        Err(Error::Absent(what)) => {
            ctx.spend(Class::LookUp)?;
            Err(Problem::Absent { what })
        }
        open => Ok(open?),
    }
}

async fn page(
    ctx: Ctx,
    by: MaybeSignedIn,
    State(floor): State<Floor>,
    State(sessions): State<Arc<Sessions>>,
    Path(code): Path<String>,
) -> Answer {
    not_for_officers(&by)?;
    let ratings = Ratings(floor.clone());
    let open = open(&ctx, &ratings, &code).await?;
    let centre = sessions.directory().unit_name(open.hall.centre);
    web::html(&view(&ctx, &code, &open, centre, floor.clock.now_ms()))
}

async fn rate(
    ctx: Ctx,
    by: MaybeSignedIn,
    State(floor): State<Floor>,
    State(sessions): State<Arc<Sessions>>,
    Path(code): Path<String>,
    form: Fields,
) -> Answer {
    not_for_officers(&by)?;
    let ratings = Ratings(floor.clone());
    let before = open(&ctx, &ratings, &code).await?;
    let back = format!("/t/{code}/rating");
    let service: Option<u8> =
        form.some("service").map(str::parse).transpose().map_err(|_| Problem::absent("service"))?;
    if let (Some(service), "1") = (service, form.value("explain")) {
        let added = ratings.explain(&code, service, &form.all("reason"), form.value("words")).await?;
        let key = if added { "floor-rating-explained" } else { "floor-rating-already" };
        return Ok(Flash::good(key).then(&back));
    }
    let mark = Mark::parse(form.value("mark")).ok_or_else(|| Problem::Malformed("no such mark".into()))?;
    let verdict = Verdict::of(mark).because(form.all("reason"), form.value("words"));
    match ratings.rate(&code, service, verdict).await {
        Ok(outcome) if outcome.counted.is_empty() => Ok(Flash::warn("floor-rating-already").then(&back)),
        Ok(_) => Ok(Flash::good("floor-rating-thanks").then(&back)),
        Err(Error::Refused(refusal)) => {
            let centre = sessions.directory().unit_name(before.hall.centre);
            let mut view = view(&ctx, &code, &before, centre, floor.clock.now_ms());
            view.form.refuse_by(ctx.lang, &refusal);
            web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &view)
        }
        Err(error) => Err(error.into()),
    }
}
