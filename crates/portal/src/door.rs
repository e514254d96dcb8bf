//! The applicants' door: registering, signing in and out, a forgotten password. What an account may see is decided
//! elsewhere; here somebody only becomes somebody.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::Response;
use axum::routing::{get, post};
use kernel::{Clock, Error, Refusal};
use office::{Sessions, Visitor, password};
use person::account::{NewAccount, Reset};
use person::seat::{Applicant, Frame, MaybeApplicant};
use person::{Accounts, Draft, Identity, Kind};
use web::session::cookie_over;
use web::ui::Tab;
use web::{Answer, Class, Ctx, Fields, Flash, Page, SessionToken};

/// Where an applicant's day begins.
pub const HOME: &str = "/me";

pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Arc<Accounts>: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/me/sign-in", get(show_sign_in).post(sign_in))
        .route("/me/sign-out", post(sign_out))
        .route("/me/register", get(show_register).post(register))
        .route("/me/forgotten", get(show_forgotten).post(reset))
}

#[derive(Template)]
#[template(path = "portal/sign_in.html")]
struct SignInView {
    page: Page,
    form: Fields,
    register: String,
}

#[derive(Template)]
#[template(path = "portal/register.html")]
struct RegisterView {
    page: Page,
    form: Fields,
    kinds: Vec<Tab>,
    kind: Kind,
    shortest: usize,
}

#[derive(Template)]
#[template(path = "portal/forgotten.html")]
struct ForgottenView {
    page: Page,
    form: Fields,
    shortest: usize,
}

/// Where signing in leads: a page of this site, never the officers'.
fn next_of(form: &Fields) -> &str {
    web::own_path(form.value("next")).unwrap_or(HOME)
}

fn with_next(path: &str, next: &str) -> String {
    if next == HOME { path.into() } else { format!("{path}?next={}", web::fields::encode(next)) }
}

fn visitor(ctx: &Ctx, headers: &HeaderMap) -> Visitor {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Visitor { address: ctx.ip.to_string(), agent: agent.into() }
}

// ── signing in and out ──────────────────────────────────────────────────────────────────────────────────────────

fn sign_in_view(ctx: &Ctx, form: Fields) -> SignInView {
    let register = with_next("/me/register", next_of(&form));
    SignInView { page: ctx.page(ctx.t("account-sign-in")), form, register }
}

async fn show_sign_in(ctx: Ctx, MaybeApplicant(known): MaybeApplicant, uri: Uri) -> Answer {
    let form = Fields::of_query(&uri);
    if known.is_some() {
        return Ok(web::see_other(next_of(&form)));
    }
    let next = next_of(&form).to_string();
    web::html(&sign_in_view(&ctx, Fields::new().with("next", next)))
}

async fn sign_in(
    ctx: Ctx,
    State(accounts): State<Arc<Accounts>>,
    State(officers): State<Arc<Sessions>>,
    State(clock): State<Clock>,
    headers: HeaderMap,
    mut form: Fields,
) -> Answer {
    ctx.spend(Class::SignIn)?;
    let token = SessionToken::new(web::random::bytes());
    let (now, visitor) = (clock.now(), visitor(&ctx, &headers));
    match accounts.sign_in(form.value("login"), form.value("password"), token.hash(), &visitor, now).await {
        Ok(_) => {
            leave(&ctx, &accounts, &officers, &clock).await?;
            Ok(entered(&ctx, &token, web::see_other(next_of(&form))))
        }
        Err(Error::Refused(refusal)) => {
            form.refuse_by(ctx.lang, &refusal);
            web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &sign_in_view(&ctx, form))
        }
        Err(other) => Err(other.into()),
    }
}

/// The browser forgets the session it had, whoever's it was; so does the house.
async fn leave(ctx: &Ctx, accounts: &Accounts, officers: &Sessions, clock: &Clock) -> kernel::Result<()> {
    let Some(old) = &ctx.session else { return Ok(()) };
    accounts.sign_out(old.hash()).await?;
    officers.sign_out(old.hash(), clock.now()).await
}

fn entered(ctx: &Ctx, token: &SessionToken, mut answer: Response) -> Response {
    answer.headers_mut().append(header::SET_COOKIE, token.cookie(ctx.secure()));
    answer
}

/// The answer after which nobody is signed in in this browser.
pub(crate) fn signed_out(ctx: &Ctx, words: &str) -> Response {
    let mut answer = Flash::good(words).then("/me/sign-in");
    answer.headers_mut().append(header::SET_COOKIE, cookie_over(ctx.secure()));
    // Nothing personal may be shown again by the "back" key: the telephone may be borrowed.
    answer.headers_mut().insert("clear-site-data", header::HeaderValue::from_static("\"cache\""));
    answer
}

async fn sign_out(ctx: Ctx, State(accounts): State<Arc<Accounts>>, Applicant(_): Applicant) -> Answer {
    if let Some(session) = &ctx.session {
        accounts.sign_out(session.hash()).await?;
    }
    Ok(signed_out(&ctx, "account-signed-out"))
}

// ── registering ─────────────────────────────────────────────────────────────────────────────────────────────────

fn register_view(ctx: &Ctx, form: Fields) -> RegisterView {
    let kind = Kind::parse(form.value("kind")).unwrap_or(Kind::Citizen);
    let next = web::fields::encode(next_of(&form));
    let tab = |other: &Kind| Tab {
        label: ctx.t(&format!("person-kind-{}", other.key())),
        href: format!("/me/register?kind={}&next={next}", other.key()),
        count: None,
        current: *other == kind,
    };
    RegisterView {
        page: ctx.page(ctx.t("account-register")),
        kinds: Kind::ALL.iter().map(tab).collect(),
        kind,
        form,
        shortest: password::SHORTEST,
    }
}

async fn show_register(ctx: Ctx, uri: Uri) -> Answer {
    let asked = Fields::of_query(&uri);
    let kind = Kind::parse(asked.value("kind")).unwrap_or(Kind::Citizen);
    let form = Fields::new().with("kind", kind.key()).with("next", next_of(&asked));
    web::html(&register_view(&ctx, form))
}

fn draft_of(form: &Fields) -> Draft {
    let text = |name: &str| form.value(name).to_string();
    Draft {
        kind: Kind::parse(form.value("kind")).unwrap_or(Kind::Citizen),
        name: text("name"),
        personal_number: text("personal_number"),
        tax_code: text("tax_code"),
        representative: text("representative"),
        passport: text("passport"),
        nationality: text("nationality"),
        birth: text("birth"),
        phone: text("phone"),
        email: text("email"),
        ..Draft::default()
    }
}

async fn register(
    ctx: Ctx,
    State(accounts): State<Arc<Accounts>>,
    State(officers): State<Arc<Sessions>>,
    State(clock): State<Clock>,
    headers: HeaderMap,
    mut form: Fields,
) -> Answer {
    ctx.spend(Class::SignIn)?;
    let draft = draft_of(&form);
    let now = clock.now();
    let checked = match draft.check(kernel::time::civil(now).date()) {
        Ok(checked) => Some(checked),
        Err(refusals) => {
            refusals.0.iter().for_each(|refusal| form.refuse_by(ctx.lang, refusal));
            None
        }
    };
    refuse_missing(&ctx, &mut form);
    let (Some(checked), true) = (checked, form.is_good()) else {
        return web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &register_view(&ctx, form));
    };
    let new = NewAccount {
        checked,
        password: form.value("new_password").into(),
        code: form.value("code").into(),
        once: form.once().unwrap_or_default().into(),
    };
    let token = SessionToken::new(web::random::bytes());
    let visitor = visitor(&ctx, &headers);
    match accounts.register(new, web::random::bytes(), token.hash(), &visitor, now).await {
        Ok(citizen) => {
            leave(&ctx, &accounts, &officers, &clock).await?;
            let words = if citizen.is_confirmed() { "account-registered-confirmed" } else { "account-registered" };
            Ok(entered(&ctx, &token, Flash::good(words).then(next_of(&form))))
        }
        Err(Error::Refused(refusal)) => {
            form.refuse_by(ctx.lang, &refusal);
            web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &register_view(&ctx, form))
        }
        Err(other) => Err(other.into()),
    }
}

/// What an account needs and a draft may lack, told together with everything else that is wrong.
fn refuse_missing(ctx: &Ctx, form: &mut Fields) {
    let field = match Kind::parse(form.value("kind")).unwrap_or(Kind::Citizen) {
        Kind::Citizen => Some("personal_number"),
        Kind::Organisation => Some("tax_code"),
        // The draft asks for the passport itself.
        Kind::Foreigner => None,
    };
    if let Some(field) = field.filter(|field| form.some(field).is_none()) {
        form.refuse_by(ctx.lang, &Refusal::new("ACCOUNT_NUMBER").at(field));
    }
    if form.some("phone").is_none() {
        form.refuse_by(ctx.lang, &Refusal::new("ACCOUNT_PHONE").at("phone"));
    }
    if form.value("new_password") != form.value("new_password_again") {
        form.refuse_by(ctx.lang, &Refusal::new("PASSWORD_DIFFERS").at("new_password_again"));
    }
}

// ── a forgotten password ────────────────────────────────────────────────────────────────────────────────────────

fn forgotten_view(ctx: &Ctx, form: Fields) -> ForgottenView {
    ForgottenView { page: ctx.page(ctx.t("account-forgotten")), form, shortest: password::SHORTEST }
}

async fn show_forgotten(ctx: Ctx, _known: MaybeApplicant) -> Answer {
    web::html(&forgotten_view(&ctx, Fields::new()))
}

/// The identities a number may stand for, as it is typed without saying of which kind it is: twelve digits are a
/// person's, ten or thirteen an organisation's; a passport comes with its nationality ("GBR B1234567").
pub(crate) fn identity_of(typed: &str, today: jiff::civil::Date) -> Result<Identity, Refusal> {
    let typed = typed.trim();
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    let draft = match typed.split_once(' ') {
        Some((nationality, passport))
            if nationality.len() == 3 && nationality.bytes().all(|b| b.is_ascii_alphabetic()) =>
        {
            Draft {
                kind: Kind::Foreigner,
                nationality: nationality.into(),
                passport: passport.into(),
                ..Draft::default()
            }
        }
        _ if digits == 12 || digits == 9 => Draft { personal_number: typed.into(), ..Draft::default() },
        _ => Draft { kind: Kind::Organisation, tax_code: typed.into(), ..Draft::default() },
    };
    // A name is asked for by every draft; here only the number counts.
    let named = Draft { name: "Aa".into(), ..draft };
    let checked = named.check(today).map_err(|_| Refusal::new("ACCOUNT_NUMBER_FORM").at("number"))?;
    match checked.identity.number() {
        Some(_) => Ok(checked.identity),
        None => Err(Refusal::new("ACCOUNT_NUMBER").at("number")),
    }
}

async fn reset(
    ctx: Ctx,
    State(accounts): State<Arc<Accounts>>,
    State(clock): State<Clock>,
    mut form: Fields,
) -> Answer {
    ctx.spend(Class::SignIn)?;
    let now = clock.now();
    if form.value("new_password") != form.value("new_password_again") {
        form.refuse_by(ctx.lang, &Refusal::new("PASSWORD_DIFFERS").at("new_password_again"));
    }
    let identity = identity_of(form.value("number"), kernel::time::civil(now).date());
    if let Err(refusal) = &identity {
        form.refuse_by(ctx.lang, refusal);
    }
    if let (Ok(identity), true) = (identity, form.is_good()) {
        let reset = Reset {
            code: form.value("code").into(),
            contact: form.value("contact").into(),
            password: form.value("new_password").into(),
        };
        match accounts.reset_password(&identity, reset, web::random::bytes(), now).await {
            Ok(()) => return Ok(signed_out(&ctx, "account-reset")),
            Err(Error::Refused(refusal)) => form.refuse_by(ctx.lang, &refusal),
            Err(other) => return Err(other.into()),
        }
    }
    web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &forgotten_view(&ctx, form))
}
