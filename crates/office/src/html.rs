//! Pages of the door: signing in and out, one's own account with password, sessions and tokens. What an officer may do
//! is shown here, never decided.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use kernel::{Clock, Error, Lang, Refusal, TokenId};
use web::session::{COOKIE, cookie_over};
use web::ui::Choice;
use web::{Answer, Class, Ctx, Fields, Flash, Page, Problem, SessionToken};

use crate::model::{Narrow, Scope};
use crate::sessions::handle_of;
use crate::token::NewToken;
use crate::{Act, Frame, Officer, Sessions, SignedIn, Visitor, password};

/// Where an officer's day begins.
const HOME: &str = "/home";

/// `GET|POST /sign-in`, `POST /sign-out`, `GET /account`, `GET|POST /account/password`,
/// `POST /account/sessions/{handle}/end`, `POST /account/tokens`, `POST /account/tokens/{id}/revoke`.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/sign-in", get(show_sign_in).post(sign_in))
        .route("/sign-out", post(sign_out))
        .route("/account", get(account))
        .route("/account/password", get(show_password).post(change_password))
        .route("/account/sessions/{handle}/end", post(end_session))
        .route("/account/tokens", post(create_token))
        .route("/account/tokens/{id}/revoke", post(revoke_token))
}

#[derive(Template)]
#[template(path = "office/sign_in.html")]
struct SignInView {
    page: Page,
    form: Fields,
}

#[derive(Template)]
#[template(path = "office/password.html")]
struct PasswordView {
    page: Page,
    form: Fields,
    shortest: usize,
    must: bool,
}

#[derive(Template)]
#[template(path = "office/account.html")]
struct AccountView {
    page: Page,
    form: Fields,
    officer: Officer,
    grants: Vec<GrantRow>,
    sessions: Vec<SessionRow>,
    tokens: Vec<TokenRow>,
    /// The acts a new token may be given.
    acts: Vec<Choice>,
    /// The text of the token just made: shown once, kept nowhere.
    fresh: Option<String>,
}

struct GrantRow {
    role: String,
    scope: String,
}

struct SessionRow {
    handle: String,
    started: String,
    seen: String,
    address: String,
    agent: String,
    is_this: bool,
}

struct TokenRow {
    id: String,
    name: String,
    acts: String,
    expires: String,
    used: String,
    stands: bool,
}

/// Only a path of this site; anything else leads home, so that a link cannot send an officer elsewhere.
fn safe_next(typed: &str) -> &str {
    web::own_path(typed).unwrap_or(HOME)
}

async fn show_sign_in(ctx: Ctx, uri: axum::http::Uri) -> Answer {
    let form = Fields::of_query(&uri);
    let next = safe_next(form.value("next")).to_string();
    web::html(&SignInView { page: ctx.page(ctx.t("office-sign-in")), form: Fields::new().with("next", next) })
}

async fn sign_in(
    ctx: Ctx,
    State(sessions): State<Arc<Sessions>>,
    State(clock): State<Clock>,
    headers: HeaderMap,
    mut form: Fields,
) -> Answer {
    ctx.spend(Class::SignIn)?;
    let now = clock.now();
    let token = SessionToken::new(web::random::bytes());
    let agent = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let visitor = Visitor { address: ctx.ip.to_string(), agent: agent.into() };
    match sessions.sign_in(form.value("login"), form.value("password"), token.hash(), &visitor, now).await {
        Ok(welcome) => {
            // The browser forgets the session it had; so does the office.
            if let Some(old) = &ctx.session {
                sessions.sign_out(old.hash(), now).await?;
            }
            let to = if welcome.must_change_password { "/account/password" } else { safe_next(form.value("next")) };
            let mut answer = web::see_other(to);
            answer.headers_mut().append(header::SET_COOKIE, token.cookie(ctx.secure()));
            Ok(answer)
        }
        Err(Error::Refused(refusal)) => {
            form.refuse_by(ctx.lang, &refusal);
            let page = ctx.page(ctx.t("office-sign-in"));
            web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &SignInView { page, form })
        }
        Err(other) => Err(other.into()),
    }
}

async fn sign_out(ctx: Ctx, State(sessions): State<Arc<Sessions>>, State(clock): State<Clock>) -> Answer {
    if let Some(session) = &ctx.session {
        sessions.sign_out(session.hash(), clock.now()).await?;
    }
    Ok(signed_out(&ctx, "office-signed-out"))
}

fn signed_out(ctx: &Ctx, words: &str) -> Response {
    let mut answer = Flash::good(words).then(&ctx.settings().sign_in_path);
    answer.headers_mut().append(header::SET_COOKIE, cookie_over(ctx.secure()));
    // Nothing of the office may be shown again by the "back" key.
    let clear = header::HeaderValue::from_static("\"cache\"");
    answer.headers_mut().insert("clear-site-data", clear);
    answer
}

async fn account(
    ctx: Ctx,
    SignedIn(officer): SignedIn,
    State(sessions): State<Arc<Sessions>>,
    State(clock): State<Clock>,
) -> Answer {
    web::html(&account_view(&ctx, officer, &sessions, &clock, Fields::new(), None).await?)
}

async fn account_view(
    ctx: &Ctx,
    officer: Officer,
    sessions: &Sessions,
    clock: &Clock,
    form: Fields,
    fresh: Option<String>,
) -> Result<AccountView, Problem> {
    let now = clock.now();
    let this = ctx.session.as_ref().map(|session| handle_of(&session.hash()));
    let open = sessions.list_sessions(&officer, now).await?;
    let tokens = sessions.list_tokens(&officer).await?;
    let at = |ms: i64| kernel::time::hm_dmy(kernel::time::civil_ms(ms));
    Ok(AccountView {
        page: ctx.page(ctx.t("office-account")),
        form,
        grants: grant_rows(&officer, ctx.lang, clock),
        sessions: open
            .into_iter()
            .map(|card| SessionRow {
                is_this: this.as_ref() == Some(&card.handle),
                handle: card.handle,
                started: at(card.started_ms),
                seen: at(card.seen_ms),
                address: card.visitor.address,
                agent: card.visitor.agent,
            })
            .collect(),
        tokens: tokens
            .into_iter()
            .map(|card| TokenRow {
                id: card.id.to_string(),
                name: card.name,
                acts: card.acts.iter().map(|act| act_words(*act, ctx.lang)).collect::<Vec<_>>().join("; "),
                expires: at(card.expires_ms),
                used: card.used_ms.map_or_else(|| ctx.t("office-token-never"), at),
                stands: card.revoked_ms.is_none() && now.as_millisecond() < card.expires_ms,
            })
            .collect(),
        acts: own_acts(&officer, ctx.lang),
        officer,
        fresh,
    })
}

/// An act in words.
pub fn act_words(act: Act, lang: Lang) -> String {
    lang.say(&format!("office-act-{}", act.key().replace('_', "-"))).into_owned()
}

fn own_acts(officer: &Officer, lang: Lang) -> Vec<Choice> {
    let own = Act::ALL.iter().filter(|act| officer.may_somewhere(**act));
    own.map(|act| Choice::new(act.key(), act_words(*act, lang))).collect()
}

fn grant_rows(officer: &Officer, lang: Lang, clock: &Clock) -> Vec<GrantRow> {
    let directory = officer.directory();
    let today = kernel::time::civil(clock.now()).date();
    let standing = directory.grants_of(officer.id()).iter().filter(|grant| grant.stands_on(today));
    standing
        .map(|grant| GrantRow {
            role: directory.role(&grant.role).map_or(grant.role.clone(), |role| role.name(lang).to_string()),
            scope: scope_words(&grant.scope, officer, lang),
        })
        .collect()
}

fn scope_words(scope: &Scope, officer: &Officer, lang: Lang) -> String {
    let mut parts: Vec<String> = Vec::new();
    for listed in [&scope.fields, &scope.procedures] {
        if let Narrow::Only(names) = listed {
            parts.extend(names.iter().cloned());
        }
    }
    if let Narrow::Only(units) = &scope.units {
        parts.extend(units.iter().map(|unit| officer.directory().unit_name(*unit)));
    }
    if parts.is_empty() { lang.say("office-everywhere").into_owned() } else { parts.join("; ") }
}

async fn show_password(ctx: Ctx, SignedIn(officer): SignedIn) -> Answer {
    web::html(&password_view(&ctx, &officer, Fields::new()))
}

fn password_view(ctx: &Ctx, officer: &Officer, form: Fields) -> PasswordView {
    let page = ctx.page(ctx.t("office-change-password")).crumb(ctx.t("office-account"), Some("/account"));
    PasswordView { page, form, shortest: password::SHORTEST, must: officer.must_change_password() }
}

async fn change_password(
    ctx: Ctx,
    SignedIn(officer): SignedIn,
    State(sessions): State<Arc<Sessions>>,
    State(clock): State<Clock>,
    mut form: Fields,
) -> Answer {
    ctx.spend(Class::SignIn)?;
    let (old, new) = (form.value("old_password").to_string(), form.value("new_password").to_string());
    if new != form.value("new_password_again") {
        form.refuse_by(ctx.lang, &Refusal::new("PASSWORD_DIFFERS").at("new_password_again"));
    } else {
        match sessions.change_password(&officer, &old, &new, web::random::bytes(), clock.now()).await {
            Ok(()) => return Ok(signed_out(&ctx, "office-password-changed")),
            Err(Error::Refused(refusal)) => form.refuse_by(ctx.lang, &refusal),
            Err(other) => return Err(other.into()),
        }
    }
    web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &password_view(&ctx, &officer, form))
}

async fn end_session(
    SignedIn(officer): SignedIn,
    State(sessions): State<Arc<Sessions>>,
    State(clock): State<Clock>,
    Path(handle): Path<String>,
) -> Answer {
    sessions.end_session(&officer, &handle, clock.now()).await?;
    Ok(Flash::good("office-session-ended").then("/account"))
}

async fn create_token(
    ctx: Ctx,
    SignedIn(officer): SignedIn,
    State(sessions): State<Arc<Sessions>>,
    State(clock): State<Clock>,
    mut form: Fields,
) -> Answer {
    let acts = form.all("acts").into_iter().filter_map(Act::parse).collect();
    let new = NewToken { name: form.value("name").into(), acts, days: form.number("days").unwrap_or(0) };
    let (status, fresh) = match sessions.create_token(&officer, new, web::random::bytes(), clock.now()).await {
        Ok((_, text)) => (StatusCode::CREATED, Some(text)),
        Err(Error::Refused(refusal)) => {
            form.refuse_by(ctx.lang, &refusal);
            (StatusCode::UNPROCESSABLE_ENTITY, None)
        }
        Err(other) => return Err(other.into()),
    };
    let form = if fresh.is_some() { Fields::new() } else { form };
    web::html_with(status, &account_view(&ctx, officer, &sessions, &clock, form, fresh).await?)
}

async fn revoke_token(
    SignedIn(officer): SignedIn,
    State(sessions): State<Arc<Sessions>>,
    State(clock): State<Clock>,
    Path(id): Path<String>,
) -> Answer {
    let id: TokenId = id.parse().map_err(|_| Problem::absent("token"))?;
    sessions.revoke_token(&officer, id, clock.now()).await?;
    Ok(Flash::good("office-token-revoked").then("/account").into_response())
}

/// The session cookie's name, for whoever builds requests by hand.
pub const SESSION_COOKIE: &str = COOKIE;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_leads_nowhere_outside() {
        for own in ["/", "/dossiers?pile=late", "/a//b"] {
            assert_eq!(safe_next(own), own);
        }
        for foreign in
            ["", "https://evil.test", "//evil.test", "/\\evil.test", "javascript:alert(1)", "/a\r\nSet-Cookie: x"]
        {
            assert_eq!(safe_next(foreign), HOME, "{foreign}");
        }
    }

    #[test]
    fn every_act_and_every_kind_of_unit_has_words() {
        for lang in Lang::ALL {
            for act in Act::ALL {
                assert_ne!(act_words(*act, lang), format!("office-act-{}", act.key().replace('_', "-")));
            }
            for kind in crate::UnitKind::ALL {
                let key = format!("office-unit-kind-{}", kind.key().replace('_', "-"));
                assert!(lang.has(&key), "{key}");
            }
        }
    }
}
