//! A unit's name and place: both change by a decision, from a day on, and the old ones stay readable.

use axum::extract::{Path, State};
use kernel::Refusal;
use office::admin::Alteration;
use office::history::UnitEvent;
use office::{SignedIn, Unit};
use web::{Answer, Ctx, Fields};

use super::facts::saved;
use super::{OPTIONS, address, chosen};
use crate::doors::{self, Doors};
use crate::form::{self, Input, Kind, Sheet};

fn sheet(ctx: &Ctx, unit: &Unit, noun: &str, title: &str, lead: &str) -> Sheet {
    let href = address(unit.id);
    Sheet {
        title: ctx.lang.say_with(title, &[("unit", &unit.name)]).into_owned(),
        crumbs: vec![(ctx.t("admin-units"), "/admin/units".into()), (unit.name.clone(), href.clone())],
        lead: ctx.t(lead),
        action: format!("{href}/{noun}"),
        back: href,
        button: ctx.t("common-save"),
        icon: "save",
        ..Sheet::default()
    }
}

fn name_sheet(ctx: &Ctx, unit: &Unit) -> Sheet {
    sheet(ctx, unit, "name", "admin-unit-rename-of", "admin-unit-rename-lead")
}

fn name_inputs(ctx: &Ctx) -> Vec<Input> {
    let mut all = vec![
        Input::new(Kind::Text, "name", ctx.t("admin-unit-new-name")),
        Input::new(Kind::Text, "short_name", ctx.t("admin-unit-short-name")).optional(),
        Input::new(Kind::Date, "on", ctx.t("admin-effective-on")),
    ];
    all.extend(form::order_inputs(ctx));
    all
}

async fn first(doors: &Doors, unit: &Unit) -> Result<Fields, web::Problem> {
    let me = unit.id;
    let seen = doors.store.read(move |tx| office::annals::count_unit_changes(tx, me)).await?;
    Ok(Fields::new().with("seen", seen).with("on", kernel::time::dmy(doors.today())))
}

/// `GET /admin/units/{id}/name`.
pub async fn show_name(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>, Path(id): Path<String>) -> Answer {
    let (unit, _) = super::named(&by, &id)?;
    let form = first(&doors, &unit).await?.with("name", &unit.name).with("short_name", &unit.short_name);
    form::show(&ctx, name_sheet(&ctx, &unit), name_inputs(&ctx), form)
}

/// `POST /admin/units/{id}/name`.
pub async fn rename(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path(id): Path<String>,
    mut form: Fields,
) -> Answer {
    let (unit, permit) = super::named(&by, &id)?;
    let name = form.value("name").to_string();
    let short_name = form.some("short_name").unwrap_or(&name).to_string();
    let after = Unit { name, short_name, ..unit.clone() };
    match altered(&doors, &by, permit, &form, after, UnitEvent::Rename).await {
        Ok(_) => saved(unit.id),
        Err(error) => {
            form::refused(&ctx, &mut form, error)?;
            form::show(&ctx, name_sheet(&ctx, &unit), name_inputs(&ctx), form)
        }
    }
}

fn parent_sheet(ctx: &Ctx, unit: &Unit) -> Sheet {
    sheet(ctx, unit, "parent", "admin-unit-move-of", "admin-unit-move-lead")
}

fn parent_inputs(ctx: &Ctx) -> Vec<Input> {
    let mut all = vec![
        Input::new(Kind::Combo(OPTIONS), "parent", ctx.t("admin-unit-parent"))
            .hint(ctx.t("admin-unit-parent-hint"))
            .optional(),
        Input::new(Kind::Date, "on", ctx.t("admin-effective-on")),
    ];
    all.extend(form::order_inputs(ctx));
    all
}

/// `GET /admin/units/{id}/parent`.
pub async fn show_parent(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path(id): Path<String>,
) -> Answer {
    let (unit, _) = super::named(&by, &id)?;
    let mut form = first(&doors, &unit).await?;
    if let Some(above) = unit.parent.and_then(|above| by.directory().unit(above)) {
        form = form.with("parent", &above.name).with("parent_id", above.id);
    }
    form::show(&ctx, parent_sheet(&ctx, &unit), parent_inputs(&ctx), form)
}

/// `POST /admin/units/{id}/parent`: who moves a unit administers both where it was and where it goes.
pub async fn place(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path(id): Path<String>,
    mut form: Fields,
) -> Answer {
    let (unit, permit) = super::named(&by, &id)?;
    let done = async {
        let parent = chosen(by.directory(), &form, "parent")?;
        let may = parent.map_or_else(|| doors::administers_all(&by), |above| doors::administers(&by, above));
        if !may {
            return Err(Refusal::new("UNIT_NOT_YOURS").at("parent").into());
        }
        let after = Unit { parent, ..unit.clone() };
        altered(&doors, &by, permit, &form, after, UnitEvent::Move).await
    };
    match done.await {
        Ok(_) => saved(unit.id),
        Err(error) => {
            form::refused(&ctx, &mut form, error)?;
            form::show(&ctx, parent_sheet(&ctx, &unit), parent_inputs(&ctx), form)
        }
    }
}

async fn altered(
    doors: &Doors,
    by: &office::Officer,
    permit: office::Permit,
    form: &Fields,
    after: Unit,
    event: UnitEvent,
) -> kernel::Result<String> {
    let on = form::day_of(form, "on")?;
    let order = Some(form::order_of(form, doors.today())?);
    let name = format!("unit.{} {}", event.key(), after.id);
    let alteration = Alteration { after, event, on, order, seen: form.number("seen") };
    let act = move |tx: &mut store::Tx<'_>, admin: &office::Admin| {
        admin.alter_unit(tx, &alteration)?;
        Ok(String::new())
    };
    doors.change(by, permit, form, &name, act).await
}
