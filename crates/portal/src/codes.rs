//! Codes for people at the counter: an officer who has seen the card types its number and gets a one-time code to hand
//! over. The officer learns nothing of any account, not even whether there is one.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use axum::routing::get;
use kernel::{Clock, Error};
use office::{Act, Frame, Sessions, SignedIn};
use person::account::CODE_LIVES_MS;
use person::{Accounts, mask_number};
use web::{Answer, Class, Ctx, Fields, Page, Problem};

use crate::door::identity_of;

pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Arc<Accounts>: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new().route("/accounts/codes", get(show).post(issue))
}

#[derive(Template)]
#[template(path = "portal/codes.html")]
struct CodesView {
    page: Page,
    form: Fields,
    issued: Option<Issued>,
}

/// A code just given: shown once, kept nowhere.
struct Issued {
    code: String,
    number: String,
    until: String,
    address: String,
}

fn view(ctx: &Ctx, form: Fields, issued: Option<Issued>) -> CodesView {
    CodesView { page: ctx.page(ctx.t("account-codes")).at("codes"), form, issued }
}

async fn show(ctx: Ctx, SignedIn(by): SignedIn) -> Answer {
    if !by.may_somewhere(Act::Intake) {
        return Err(Problem::forbidden());
    }
    web::html(&view(&ctx, Fields::new(), None))
}

async fn issue(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(accounts): State<Arc<Accounts>>,
    State(clock): State<Clock>,
    mut form: Fields,
) -> Answer {
    if !by.may_somewhere(Act::Intake) {
        return Err(Problem::forbidden());
    }
    ctx.spend(Class::LookUp)?;
    let now = clock.now();
    if !form.has("seen", "1") {
        form.refuse("seen", ctx.t("account-codes-seen-first"));
    }
    let identity = match identity_of(form.value("number"), kernel::time::civil(now).date()) {
        Ok(identity) => Some(identity),
        Err(refusal) => {
            form.refuse_by(ctx.lang, &refusal);
            None
        }
    };
    let (Some(identity), true) = (identity, form.is_good()) else {
        return web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &view(&ctx, form, None));
    };
    match accounts.issue_code(&by, &identity, web::random::bytes(), now).await {
        Ok(code) => {
            let until = kernel::time::civil_ms(now.as_millisecond() + CODE_LIVES_MS);
            let issued = Issued {
                code,
                number: mask_number(&identity.number().unwrap_or_default()),
                until: kernel::time::hm_dmy(until),
                address: ctx.settings().public_url.clone(),
            };
            web::html_with(StatusCode::CREATED, &view(&ctx, Fields::new(), Some(issued)))
        }
        Err(Error::Refused(refusal)) => {
            form.refuse_by(ctx.lang, &refusal);
            web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &view(&ctx, form, None))
        }
        Err(other) => Err(other.into()),
    }
}
