//! The counters (quầy) of a one-stop unit: number, name, fields served, open or closed.

use axum::extract::{Path, State};
use office::history::Counter;
use office::{SignedIn, Unit};
use web::{Answer, Ctx, Fields, Flash, Problem};

use super::address;
use crate::doors::Doors;
use crate::form::{self, Input, Kind, Sheet};

fn inputs(ctx: &Ctx) -> Vec<Input> {
    vec![
        Input::new(Kind::Number, "number", ctx.t("admin-counter-number")),
        Input::new(Kind::Text, "name", ctx.t("admin-counter-name")).hint(ctx.t("admin-counter-name-hint")),
        Input::new(Kind::Area, "fields", ctx.t("admin-counter-fields"))
            .hint(ctx.t("admin-counter-fields-hint"))
            .optional(),
        Input::new(Kind::Check, "is_open", ctx.t("admin-counter-is-open")).optional(),
    ]
}

fn sheet(ctx: &Ctx, unit: &Unit, counter: Option<&Counter>) -> Sheet {
    let href = address(unit.id);
    Sheet {
        title: match counter {
            Some(counter) => {
                ctx.lang.say_with("admin-counter-of", &[("number", &counter.number.to_string())]).into_owned()
            }
            None => ctx.t("admin-counter-add"),
        },
        crumbs: vec![(ctx.t("admin-units"), "/admin/units".into()), (unit.name.clone(), href.clone())],
        action: match counter {
            Some(counter) => format!("{href}/counters/{}", counter.id),
            None => format!("{href}/counters"),
        },
        back: href,
        button: ctx.t("common-save"),
        icon: "save",
        ..Sheet::default()
    }
}

fn read(unit: &Unit, id: i64, form: &Fields) -> Counter {
    let fields = form.value("fields").lines().map(str::trim).filter(|line| !line.is_empty());
    Counter {
        id,
        unit: unit.id,
        number: form.number("number").unwrap_or(0),
        name: form.value("name").into(),
        fields: fields.map(str::to_string).collect(),
        is_open: form.has("is_open", "1"),
    }
}

/// `GET /admin/units/{id}/counters`: the form of a new one.
pub async fn show_new(ctx: Ctx, SignedIn(by): SignedIn, Path(id): Path<String>) -> Answer {
    let (unit, _) = super::named(&by, &id)?;
    let last = by.directory().counters_of(unit.id).iter().map(|counter| counter.number).max().unwrap_or(0);
    let form = Fields::new().with("number", last + 1).with("is_open", "1");
    form::show(&ctx, sheet(&ctx, &unit, None), inputs(&ctx), form)
}

/// `POST /admin/units/{id}/counters`.
pub async fn add(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path(id): Path<String>,
    form: Fields,
) -> Answer {
    put(ctx, by, doors, &id, None, form).await
}

fn known(by: &office::Officer, unit: &Unit, counter: &str) -> Result<Counter, Problem> {
    let id: i64 = counter.parse().map_err(|_| Problem::absent("counter"))?;
    let found = by.directory().counters_of(unit.id).iter().find(|counter| counter.id == id);
    found.cloned().ok_or_else(|| Problem::absent("counter"))
}

/// `GET /admin/units/{id}/counters/{counter}`.
pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, Path((id, counter)): Path<(String, String)>) -> Answer {
    let (unit, _) = super::named(&by, &id)?;
    let counter = known(&by, &unit, &counter)?;
    let mut form = Fields::new()
        .with("number", counter.number)
        .with("name", &counter.name)
        .with("fields", counter.fields.join("\n"));
    if counter.is_open {
        form = form.with("is_open", "1");
    }
    form::show(&ctx, sheet(&ctx, &unit, Some(&counter)), inputs(&ctx), form)
}

/// `POST /admin/units/{id}/counters/{counter}`.
pub async fn change(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path((id, counter)): Path<(String, String)>,
    form: Fields,
) -> Answer {
    put(ctx, by, doors, &id, Some(&counter), form).await
}

async fn put(ctx: Ctx, by: office::Officer, doors: Doors, id: &str, counter: Option<&str>, mut form: Fields) -> Answer {
    let (unit, permit) = super::named(&by, id)?;
    let counter = counter.map(|counter| known(&by, &unit, counter)).transpose()?;
    let new = read(&unit, counter.as_ref().map_or(0, |counter| counter.id), &form);
    let act = move |tx: &mut store::Tx<'_>, admin: &office::Admin| Ok(admin.put_counter(tx, &new)?.to_string());
    match doors.change(&by, permit, &form, &format!("counter {id}"), act).await {
        Ok(_) => Ok(Flash::good("admin-saved").then(&address(unit.id))),
        Err(error) => {
            form::refused(&ctx, &mut form, error)?;
            form::show(&ctx, sheet(&ctx, &unit, counter.as_ref()), inputs(&ctx), form)
        }
    }
}
