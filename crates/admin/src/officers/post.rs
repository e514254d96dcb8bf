//! An officer's name, post and standing.

use axum::extract::{Path, State};
use office::{OfficerCard, SignedIn};
use web::{Answer, Ctx, Fields, Flash};

use super::{address, new};
use crate::doors::{self, Doors};
use crate::form::{self, Input, Kind, Sheet};
use crate::units;

fn sheet(ctx: &Ctx, card: &OfficerCard, noun: &str, title: &str, lead: &str) -> Sheet {
    let href = address(card.id);
    Sheet {
        title: ctx.lang.say_with(title, &[("name", &card.name)]).into_owned(),
        crumbs: vec![(ctx.t("admin-officers"), "/admin/officers".into()), (card.name.clone(), href.clone())],
        lead: ctx.t(lead),
        action: format!("{href}/{noun}"),
        back: href,
        button: ctx.t("common-save"),
        icon: "save",
        ..Sheet::default()
    }
}

fn name_sheet(ctx: &Ctx, card: &OfficerCard) -> Sheet {
    sheet(ctx, card, "name", "admin-officer-rename-of", "admin-officer-rename-lead")
}

fn name_inputs(ctx: &Ctx) -> Vec<Input> {
    vec![
        Input::new(Kind::Text, "name", ctx.t("admin-officer-name")),
        Input::new(Kind::Area, "duties", ctx.t("admin-officer-duties"))
            .hint(ctx.t("admin-officer-duties-hint"))
            .optional(),
    ]
}

/// `GET /admin/officers/{id}/name`.
pub async fn show_name(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>, Path(id): Path<String>) -> Answer {
    let (card, _, _) = super::named(&by, &doors, &id).await?;
    let form = Fields::new().with("name", &card.name).with("duties", card.duties.join("\n"));
    form::show(&ctx, name_sheet(&ctx, &card), name_inputs(&ctx), form)
}

/// `POST /admin/officers/{id}/name`.
pub async fn rename(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path(id): Path<String>,
    mut form: Fields,
) -> Answer {
    let (card, permit, _) = super::named(&by, &doors, &id).await?;
    let (name, duties, me) = (form.value("name").to_string(), new::lines(form.value("duties")), card.id);
    let act = move |tx: &mut store::Tx<'_>, admin: &office::Admin| {
        admin.rename_officer(tx, me, &name, &duties)?;
        Ok(String::new())
    };
    match doors.change(&by, permit, &form, &format!("officer.rename {id}"), act).await {
        Ok(_) => Ok(Flash::good("admin-saved").then(&address(card.id))),
        Err(error) => {
            form::refused(&ctx, &mut form, error)?;
            form::show(&ctx, name_sheet(&ctx, &card), name_inputs(&ctx), form)
        }
    }
}

fn post_sheet(ctx: &Ctx, card: &OfficerCard) -> Sheet {
    sheet(ctx, card, "posting", "admin-officer-move-of", "admin-officer-move-lead")
}

fn post_inputs(ctx: &Ctx) -> Vec<Input> {
    let mut all = vec![
        Input::new(Kind::Combo(units::OPTIONS), "unit", ctx.t("admin-officer-to")),
        Input::new(Kind::Text, "title", ctx.t("admin-officer-title")).optional(),
        Input::new(Kind::Date, "on", ctx.t("admin-effective-on")),
    ];
    all.extend(form::order_inputs(ctx));
    all
}

/// `GET /admin/officers/{id}/posting`.
pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>, Path(id): Path<String>) -> Answer {
    let (card, _, _) = super::named(&by, &doors, &id).await?;
    let form = Fields::new().with("title", &card.title).with("on", kernel::time::dmy(doors.today()));
    form::show(&ctx, post_sheet(&ctx, &card), post_inputs(&ctx), form)
}

/// `POST /admin/officers/{id}/posting`: who moves an officer administers both units.
pub async fn move_to(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path(id): Path<String>,
    mut form: Fields,
) -> Answer {
    let (card, permit, directory) = super::named(&by, &doors, &id).await?;
    let done = async {
        let to = units::chosen(&directory, &form, "unit")?;
        let unknown = || kernel::Refusal::new("UNIT_UNKNOWN").with("unit", form.value("unit")).at("unit");
        let to = to.ok_or_else(unknown)?;
        if !doors::administers(&by, to) {
            return Err(kernel::Refusal::new("UNIT_NOT_YOURS").at("unit").into());
        }
        let (on, title) = (form::day_of(&form, "on")?, form.value("title").to_string());
        let (order, me) = (form::order_of(&form, doors.today())?, card.id);
        let act = move |tx: &mut store::Tx<'_>, admin: &office::Admin| {
            admin.post_officer(tx, me, to, &title, on, Some(&order))?;
            Ok(String::new())
        };
        doors.change(&by, permit, &form, &format!("officer.move {id}"), act).await
    };
    match done.await {
        Ok(_) => Ok(Flash::warn("admin-officer-moved").then(&address(card.id))),
        Err(error) => {
            form::refused(&ctx, &mut form, error)?;
            form::show(&ctx, post_sheet(&ctx, &card), post_inputs(&ctx), form)
        }
    }
}

/// `POST /admin/officers/{id}/state`: lets an officer in again, or keeps them out.
pub async fn set_state(
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path(id): Path<String>,
    form: Fields,
) -> Answer {
    let (card, permit, _) = super::named(&by, &doors, &id).await?;
    let (active, login) = (form.value("active") == "1", card.login.clone());
    let act = move |tx: &mut store::Tx<'_>, admin: &office::Admin| {
        admin.set_active(tx, &login, active)?;
        Ok(String::new())
    };
    doors.change(&by, permit, &form, &format!("officer.state {id}"), act).await?;
    let words = if active { "admin-officer-enabled" } else { "admin-officer-kept-out" };
    Ok(Flash::good(words).then(&address(card.id)))
}
