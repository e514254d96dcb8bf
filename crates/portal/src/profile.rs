//! The account's own data: who it belongs to, contact, proving the number, password, where it is signed in.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use kernel::{Clock, Error, Lang, Refusal};
use office::{handle_of, password};
use person::account::AccountCard;
use person::seat::{Applicant, Frame};
use person::{Accounts, Address, Citizen, Identity, Person};
use web::ui::Fact;
use web::{Answer, Class, Ctx, Fields, Flash, Page, Problem};

use crate::door::signed_out;

pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Arc<Accounts>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/me/profile", get(show).post(change_contact))
        .route("/me/confirmation", post(confirm))
        .route("/me/password", get(show_password).post(change_password))
        .route("/me/sessions/{handle}/end", post(end_session))
}

#[derive(Template)]
#[template(path = "portal/profile.html")]
struct ProfileView {
    page: Page,
    /// The contact form.
    form: Fields,
    /// The form of the counter's code.
    code: Fields,
    who: Vec<Fact>,
    confirmed_on: Option<String>,
    version: i64,
    sessions: Vec<SessionRow>,
}

struct SessionRow {
    handle: String,
    started: String,
    seen: String,
    agent: String,
    is_this: bool,
}

#[derive(Template)]
#[template(path = "portal/password.html")]
struct PasswordView {
    page: Page,
    form: Fields,
    shortest: usize,
}

/// What a page of one's own data needs.
struct Own<'a> {
    ctx: &'a Ctx,
    accounts: &'a Accounts,
    clock: &'a Clock,
    by: &'a Citizen,
}

/// The forms as they come back when something in one of them is wrong.
#[derive(Default)]
struct Typed {
    contact: Option<Fields>,
    code: Option<Fields>,
}

impl Own<'_> {
    async fn view(&self, typed: Typed) -> Result<ProfileView, Problem> {
        let now = self.clock.now();
        let (card, person) = self.accounts.profile(self.by, "account.profile", now).await?;
        let at = |ms: i64| kernel::time::hm_dmy(kernel::time::civil_ms(ms));
        let this = self.ctx.session.as_ref().map(|session| handle_of(&session.hash()));
        let open = self.accounts.list_sessions(self.by, now).await?;
        Ok(ProfileView {
            page: self.ctx.page(self.ctx.t("account-profile")).at("me-profile"),
            form: typed.contact.unwrap_or_else(|| contact_form(&card, &person)),
            code: typed.code.unwrap_or_default(),
            who: who(&person, &card, self.ctx.lang),
            confirmed_on: card.confirmed_ms.map(|ms| kernel::time::dmy(kernel::time::civil_ms(ms).date())),
            version: card.version,
            sessions: open
                .into_iter()
                .map(|session| SessionRow {
                    is_this: this.as_ref() == Some(&session.handle),
                    handle: session.handle,
                    started: at(session.started_ms),
                    seen: at(session.seen_ms),
                    agent: device(&session.visitor.agent, self.ctx.lang),
                })
                .collect(),
        })
    }
}

/// The device and the browser as people call them: "Android, Chrome".
fn device(agent: &str, lang: Lang) -> String {
    const DEVICES: [(&str, &str); 6] = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    ];
    // Browsers name the ones they came from, too: the newest name counts.
    const BROWSERS: [(&str, &str); 5] =
        [("Edg", "Edge"), ("Firefox", "Firefox"), ("Zalo", "Zalo"), ("Chrome", "Chrome"), ("Safari", "Safari")];
    let named =
        |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    let parts: Vec<&str> = [named(&DEVICES), named(&BROWSERS)].into_iter().flatten().collect();
    if parts.is_empty() { lang.say("account-device-unknown").into_owned() } else { parts.join(", ") }
}

fn contact_form(card: &AccountCard, person: &Person) -> Fields {
    Fields::new()
        .with("phone", &card.phone)
        .with("email", card.email.as_deref().unwrap_or_default())
        .with("detail", &person.address.detail)
        .with("commune", &person.address.commune)
        .with("province", &person.address.province)
}

/// Name and number, in full: it is the person's own page.
fn who(person: &Person, card: &AccountCard, lang: Lang) -> Vec<Fact> {
    let fact = |key: &str, value: &str| Fact::new(lang.say(key), value);
    let mut facts = vec![fact("person-name", &person.name)];
    match &person.identity {
        Identity::Citizen { .. } => facts.push(fact("person-personal-number", &card.number)),
        Identity::Organisation { representative, .. } => {
            facts.push(fact("person-tax-code", &card.number));
            facts.push(fact("person-representative", representative.as_deref().unwrap_or_default()));
        }
        Identity::Foreigner { passport, nationality } => {
            facts.push(fact("person-passport", passport));
            facts.push(fact("person-nationality", nationality));
        }
    }
    facts.push(fact("person-birth", &person.birth.map(|birth| birth.show()).unwrap_or_default()));
    facts.retain(|fact| !fact.value.is_empty());
    facts
}

async fn show(
    ctx: Ctx,
    Applicant(by): Applicant,
    State(accounts): State<Arc<Accounts>>,
    State(clock): State<Clock>,
) -> Answer {
    let own = Own { ctx: &ctx, accounts: &accounts, clock: &clock, by: &by };
    web::html(&own.view(Typed::default()).await?)
}

async fn change_contact(
    ctx: Ctx,
    Applicant(by): Applicant,
    State(accounts): State<Arc<Accounts>>,
    State(clock): State<Clock>,
    mut form: Fields,
) -> Answer {
    let (seen, text) = (form.number("version").unwrap_or(0), |name: &str| form.value(name).to_string());
    let address =
        Address { detail: text("detail"), commune: text("commune"), province: text("province"), ..Address::default() };
    let (phone, email) = (text("phone"), text("email"));
    match accounts.change_contact(&by, seen, &phone, &email, address, clock.now()).await {
        Ok(_) => Ok(Flash::good("account-contact-saved").then("/me/profile")),
        Err(Error::Refused(refusal)) => {
            form.refuse_by(ctx.lang, &refusal);
            let own = Own { ctx: &ctx, accounts: &accounts, clock: &clock, by: &by };
            let view = own.view(Typed { contact: Some(form), code: None }).await?;
            web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &view)
        }
        Err(other) => Err(other.into()),
    }
}

/// Proves the account's number with the counter's code.
async fn confirm(
    ctx: Ctx,
    Applicant(by): Applicant,
    State(accounts): State<Arc<Accounts>>,
    State(clock): State<Clock>,
    mut form: Fields,
) -> Answer {
    ctx.spend(Class::SignIn)?;
    match accounts.confirm(&by, form.value("code"), clock.now()).await {
        Ok(_) => Ok(Flash::good("account-confirmed").then("/me")),
        Err(Error::Refused(refusal)) => {
            form.refuse_by(ctx.lang, &refusal);
            let own = Own { ctx: &ctx, accounts: &accounts, clock: &clock, by: &by };
            let view = own.view(Typed { contact: None, code: Some(form) }).await?;
            web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &view)
        }
        Err(other) => Err(other.into()),
    }
}

fn password_view(ctx: &Ctx, form: Fields) -> PasswordView {
    let page = ctx
        .page(ctx.t("account-change-password"))
        .at("me-profile")
        .crumb(ctx.t("account-profile"), Some("/me/profile"))
        .crumb(ctx.t("account-change-password"), None);
    PasswordView { page, form, shortest: password::SHORTEST }
}

async fn show_password(ctx: Ctx, Applicant(_): Applicant) -> Answer {
    web::html(&password_view(&ctx, Fields::new()))
}

async fn change_password(
    ctx: Ctx,
    Applicant(by): Applicant,
    State(accounts): State<Arc<Accounts>>,
    State(clock): State<Clock>,
    mut form: Fields,
) -> Answer {
    ctx.spend(Class::SignIn)?;
    let (old, new) = (form.value("old_password").to_string(), form.value("new_password").to_string());
    if new != form.value("new_password_again") {
        form.refuse_by(ctx.lang, &Refusal::new("PASSWORD_DIFFERS").at("new_password_again"));
    } else {
        match accounts.change_password(&by, &old, &new, web::random::bytes(), clock.now()).await {
            Ok(()) => return Ok(signed_out(&ctx, "office-password-changed")),
            Err(Error::Refused(refusal)) => form.refuse_by(ctx.lang, &refusal),
            Err(other) => return Err(other.into()),
        }
    }
    web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &password_view(&ctx, form))
}

async fn end_session(
    Applicant(by): Applicant,
    State(accounts): State<Arc<Accounts>>,
    Path(handle): Path<String>,
) -> Answer {
    accounts.end_session(&by, &handle).await?;
    Ok(Flash::good("office-session-ended").then("/me/profile"))
}
