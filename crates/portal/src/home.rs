//! An applicant's own page: what needs them now, what runs, what is done.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::FromRef;
use axum::routing::get;
use kernel::Clock;
use person::Accounts;
use person::seat::{Applicant, Frame};
use web::{Answer, Ctx, Page};

pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Arc<Accounts>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new().route("/me", get(home))
}

#[derive(Template)]
#[template(path = "portal/home.html")]
struct HomeView {
    page: Page,
    confirmed: bool,
}

async fn home(ctx: Ctx, Applicant(by): Applicant) -> Answer {
    web::html(&HomeView { page: ctx.page(ctx.t("portal-home")).at("me-home"), confirmed: by.is_confirmed() })
}
