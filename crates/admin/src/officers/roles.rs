//! Roles: named bundles of acts, who has them, and their editor.

use askama::Template;
use axum::extract::{Path, State};
use jiff::civil::Date;
use job::Asked;
use kernel::Lang;
use office::html::act_words;
use office::{Act, Directory, Role, SignedIn};
use web::ui::Choice;
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::words;
use crate::doors::{self, Doors};
use crate::form::{self, Input, Kind, Sheet};

#[derive(Template)]
#[template(path = "admin/roles.html")]
struct RolesView {
    page: Page,
    rows: Vec<Row>,
    may_change: bool,
}

struct Row {
    href: String,
    name: String,
    key: String,
    acts: String,
    holders: usize,
    warnings: Vec<String>,
}

/// `GET /admin/roles`.
pub async fn list(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>) -> Answer {
    doors::enter(&by)?;
    let (directory, today) = (doors.directory().await?, doors.today());
    web::html(&RolesView {
        rows: rows(ctx.lang, &directory, today),
        may_change: doors::administers_all(&by),
        page: ctx
            .page(ctx.t("admin-roles"))
            .at("admin")
            .crumb(ctx.t("admin-title"), Some("/admin"))
            .crumb(ctx.t("admin-officers"), Some("/admin/officers"))
            .list("roles"),
    })
}

fn rows(lang: Lang, directory: &Directory, today: Date) -> Vec<Row> {
    let holders = |key: &str| {
        let has = |card: &&office::OfficerCard| {
            card.active && directory.grants_of(card.id).iter().any(|grant| grant.role == key && grant.stands_on(today))
        };
        directory.officers().into_iter().filter(has).count()
    };
    let row = |role: &Role| Row {
        href: format!("/admin/roles/{}", role.key),
        name: role.name(lang).into(),
        key: role.key.clone(),
        acts: role.acts.iter().map(|act| act_words(*act, lang)).collect::<Vec<_>>().join(", "),
        holders: holders(&role.key),
        warnings: words::four_eyes_of(&role.acts).into_iter().map(|pair| words::pair_words(lang, pair)).collect(),
    };
    directory.roles().map(row).collect()
}

/// The list to take along.
pub fn taken(asked: &Asked<'_>) -> kernel::Result<job::Sheet> {
    let heads = [
        ("admin-role", 28.0),
        ("admin-role-key", 18.0),
        ("admin-role-acts", 80.0),
        ("admin-role-holders", 14.0),
        ("admin-warnings", 48.0),
    ];
    let rows = rows(asked.lang, asked.by.directory(), asked.today()).into_iter().map(|row| {
        [row.name.into(), row.key.into(), row.acts.into(), (row.holders as i64).into(), row.warnings.join("; ").into()]
    });
    Ok(job::Sheet::whole(asked.lang, heads, rows))
}

fn inputs(ctx: &Ctx, is_new: bool) -> Vec<Input> {
    let acts: Vec<Choice> = Act::ALL.iter().map(|act| Choice::new(act.key(), act_words(*act, ctx.lang))).collect();
    let key = Input::new(Kind::Text, "key", ctx.t("admin-role-key")).hint(ctx.t("admin-role-key-hint"));
    let mut all = if is_new { vec![key] } else { Vec::new() };
    all.extend([
        Input::new(Kind::Text, "name_vi", ctx.t("admin-role-name-vi")),
        Input::new(Kind::Text, "name_en", ctx.t("admin-role-name-en")),
        Input::new(Kind::Checks(acts), "acts", ctx.t("admin-role-acts")),
    ]);
    all
}

fn sheet(ctx: &Ctx, role: Option<&Role>, holders: usize) -> Sheet {
    let reach = ctx.lang.say_with("admin-role-reach", &[("n", &holders.to_string())]).into_owned();
    Sheet {
        title: role.map_or_else(|| ctx.t("admin-role-new"), |role| role.name(ctx.lang).to_string()),
        crumbs: vec![(ctx.t("admin-roles"), "/admin/roles".into())],
        lead: ctx.t("admin-role-lead"),
        action: role.map_or_else(|| "/admin/roles".into(), |role| format!("/admin/roles/{}", role.key)),
        back: "/admin/roles".into(),
        button: ctx.t("common-save"),
        icon: "save",
        warnings: if holders > 0 { vec![(reach, String::new())] } else { Vec::new() },
        ..Sheet::default()
    }
}

/// `GET /admin/roles/new`.
pub async fn show_new(ctx: Ctx, SignedIn(by): SignedIn) -> Answer {
    doors::everywhere(&by)?;
    form::show(&ctx, sheet(&ctx, None, 0), inputs(&ctx, true), Fields::new())
}

fn holders(directory: &office::Directory, key: &str, today: jiff::civil::Date) -> usize {
    let has = |card: &&office::OfficerCard| {
        directory.grants_of(card.id).iter().any(|grant| grant.role == key && grant.stands_on(today))
    };
    directory.officers().into_iter().filter(has).count()
}

/// `GET /admin/roles/{key}`.
pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>, Path(key): Path<String>) -> Answer {
    doors::everywhere(&by)?;
    let directory = doors.directory().await?;
    let role = directory.role(&key).ok_or_else(|| Problem::absent("role"))?;
    let mut form = Fields::new().with("name_vi", &role.name_vi).with("name_en", &role.name_en);
    for act in &role.acts {
        form = form.with("acts", act.key());
    }
    form::show(&ctx, sheet(&ctx, Some(role), holders(&directory, &key, doors.today())), inputs(&ctx, false), form)
}

/// `POST /admin/roles`.
pub async fn add(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>, mut form: Fields) -> Answer {
    let permit = doors::everywhere(&by)?;
    let key = form.value("key").to_string();
    if doors.directory().await?.role(&key).is_some() {
        form.refuse_by(ctx.lang, &kernel::Refusal::new("ROLE_TAKEN").with("role", &key).at("key"));
        return form::show(&ctx, sheet(&ctx, None, 0), inputs(&ctx, true), form);
    }
    match put(&doors, &by, permit, key, &form).await {
        Ok(_) => Ok(Flash::good("admin-saved").then("/admin/roles")),
        Err(error) => {
            form::refused(&ctx, &mut form, error)?;
            form::show(&ctx, sheet(&ctx, None, 0), inputs(&ctx, true), form)
        }
    }
}

/// `POST /admin/roles/{key}`.
pub async fn change(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path(key): Path<String>,
    mut form: Fields,
) -> Answer {
    let permit = doors::everywhere(&by)?;
    let directory = doors.directory().await?;
    let role = directory.role(&key).ok_or_else(|| Problem::absent("role"))?;
    match put(&doors, &by, permit, key.clone(), &form).await {
        Ok(_) => Ok(Flash::good("admin-saved").then("/admin/roles")),
        Err(error) => {
            form::refused(&ctx, &mut form, error)?;
            let sheet = sheet(&ctx, Some(role), holders(&directory, &key, doors.today()));
            form::show(&ctx, sheet, inputs(&ctx, false), form)
        }
    }
}

async fn put(
    doors: &Doors,
    by: &office::Officer,
    permit: office::Permit,
    key: String,
    form: &Fields,
) -> kernel::Result<String> {
    let role = Role {
        name_vi: form.value("name_vi").into(),
        name_en: form.value("name_en").into(),
        acts: form.all("acts").into_iter().filter_map(Act::parse).collect(),
        key,
    };
    let name = format!("role {}", role.key);
    let act = move |tx: &mut store::Tx<'_>, admin: &office::Admin| {
        admin.put_role(tx, &role)?;
        Ok(String::new())
    };
    doors.change(by, permit, form, &name, act).await
}
