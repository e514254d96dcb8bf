//! A new officer, and one-time passwords: drawn here, shown once, to be changed at the first sign-in.

use axum::extract::{Path, State};
use axum::http::Uri;
use kernel::{Error, Result};
use office::{NewOfficer, Officer, SignedIn, password};
use web::{Answer, Ctx, Fields, Problem};

use super::page;
use crate::doors::{self, Doors};
use crate::form::{self, Input, Kind, Sheet};
use crate::units;

/// Letters and digits that nobody confuses when a password is read out: no `0 o 1 l i`.
const ALPHABET: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// `k7wq-3mfr-zs8d-hy2v`: sixteen of 31 signs, some 79 bits.
fn readable(random: [u8; 16]) -> String {
    let signs: Vec<char> =
        random.iter().map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()])).collect();
    signs.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// A password and its hash; hashing takes a moment and is kept off the threads that answer.
async fn draw(login: &str, name: &str) -> Result<(String, String)> {
    let (words, salt) = (readable(web::random::bytes()), web::random::bytes());
    password::check(&words, login, name)?;
    let chosen = words.clone();
    let hash = tokio::task::spawn_blocking(move || password::hash(&chosen, &salt)).await;
    Ok((words, hash.map_err(|e| Error::fault("password", e))??))
}

fn inputs(ctx: &Ctx) -> Vec<Input> {
    vec![
        Input::new(Kind::Text, "name", ctx.t("admin-officer-name")),
        Input::new(Kind::Text, "login", ctx.t("admin-officer-login")).hint(ctx.t("admin-officer-login-hint")),
        Input::new(Kind::Text, "title", ctx.t("admin-officer-title")).optional(),
        Input::new(Kind::Combo(units::OPTIONS), "unit", ctx.t("admin-unit")),
        Input::new(Kind::Area, "duties", ctx.t("admin-officer-duties"))
            .hint(ctx.t("admin-officer-duties-hint"))
            .optional(),
    ]
}

fn sheet(ctx: &Ctx) -> Sheet {
    Sheet {
        title: ctx.t("admin-officer-add"),
        crumbs: vec![(ctx.t("admin-officers"), "/admin/officers".into())],
        lead: ctx.t("admin-officer-add-lead"),
        action: "/admin/officers".into(),
        back: "/admin/officers".into(),
        button: ctx.t("admin-officer-add"),
        icon: "user-plus",
        ..Sheet::default()
    }
}

/// `GET /admin/officers/new?unit=`.
pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, uri: Uri) -> Answer {
    doors::enter(&by)?;
    let unit = Fields::of_query(&uri).value("unit").parse().ok().and_then(|id| by.directory().unit(id));
    let form = unit.map_or_else(Fields::new, |unit| Fields::new().with("unit", &unit.name).with("unit_id", unit.id));
    form::show(&ctx, sheet(&ctx), inputs(&ctx), form)
}

/// What is typed one a line.
pub fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_string).collect()
}

/// `POST /admin/officers`: the officer's page follows, with the one-time password.
pub async fn add(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>, mut form: Fields) -> Answer {
    doors::enter(&by)?;
    match added(&by, &doors, &form).await {
        Ok((id, words)) => shown(&ctx, &doors, &id, words).await,
        Err(error) => {
            form::refused(&ctx, &mut form, error)?;
            form::show(&ctx, sheet(&ctx), inputs(&ctx), form)
        }
    }
}

async fn added(by: &Officer, doors: &Doors, form: &Fields) -> Result<(String, String)> {
    let directory = doors.directory().await?;
    let unit = units::chosen(&directory, form, "unit")?.and_then(|id| directory.unit(id));
    let unit = unit.ok_or_else(|| kernel::Refusal::new("UNIT_UNKNOWN").with("unit", form.value("unit")).at("unit"))?;
    let place = [unit.id];
    let permit = by.permit(office::Act::Administer, &office::Place::of_units(&place))?;
    let new = NewOfficer {
        login: form.value("login").into(),
        name: form.value("name").into(),
        title: form.value("title").into(),
        unit: unit.key.clone(),
        duties: lines(form.value("duties")),
    };
    let (words, hash) = draw(&new.login, &new.name).await?;
    let act = move |tx: &mut store::Tx<'_>, admin: &office::Admin| {
        let id = admin.add_officer(tx, &new)?;
        admin.set_password(tx, &new.login, &hash, true)?;
        Ok(id.to_string())
    };
    Ok((doors.change(by, permit, form, "officer.add", act).await?, words))
}

async fn shown(ctx: &Ctx, doors: &Doors, id: &str, words: String) -> Answer {
    let directory = doors.directory().await?;
    let card = id.parse().ok().and_then(|id| directory.officer(id)).cloned();
    let card = card.ok_or_else(|| Problem::absent("officer"))?;
    let mut answer = web::html(&page::view(ctx, doors, &directory, card, Some(words)).await?)?;
    // Shown once: not kept by the browser either.
    answer.headers_mut().insert("cache-control", axum::http::HeaderValue::from_static("no-store"));
    Ok(answer)
}

/// `POST /admin/officers/{id}/password`: a fresh one-time password; open sessions end.
pub async fn password(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path(id): Path<String>,
    form: Fields,
) -> Answer {
    let (card, permit, _) = super::named(&by, &doors, &id).await?;
    let (words, hash) = draw(&card.login, &card.name).await?;
    let login = card.login.clone();
    // A form sent again must not leave an older password standing behind the one that is shown: no remembered answer.
    let fresh = Fields::new();
    let act = move |tx: &mut store::Tx<'_>, admin: &office::Admin| {
        admin.set_password(tx, &login, &hash, true)?;
        Ok(String::new())
    };
    drop(form);
    doors.change(&by, permit, &fresh, "officer.password", act).await?;
    shown(&ctx, &doors, &card.id.to_string(), words).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawn_password_can_be_read_out_and_is_let_through() {
        let words = readable(std::array::from_fn(|n| (n * 37 + 5) as u8));
        assert_eq!(words.len(), 19);
        assert!(!words.contains(['0', 'o', '1', 'l', 'i']));
        password::check(&words, "lan.tt", "Nguyễn Thị Lan").unwrap();
    }
}
