//! Giving an officer a role over a scope, for a time: one, some or all procedures of the assigned fields; units; acts.

use axum::extract::{Path, State};
use kernel::{Refusal, Result};
use office::html::act_words;
use office::model::{Narrow, Scope};
use office::{Act, Directory, Officer, OfficerCard, SignedIn};
use web::ui::Choice;
use web::{Answer, Ctx, Fields, Flash, Problem};

use super::{address, new};
use crate::doors::{self, Doors};
use crate::form::{self, Input, Kind, Sheet};
use crate::units;

fn sheet(ctx: &Ctx, card: &OfficerCard) -> Sheet {
    let href = address(card.id);
    Sheet {
        title: ctx.lang.say_with("admin-grant-of", &[("name", &card.name)]).into_owned(),
        crumbs: vec![(ctx.t("admin-officers"), "/admin/officers".into()), (card.name.clone(), href.clone())],
        lead: ctx.t("admin-grant-lead"),
        action: format!("{href}/grants"),
        back: href,
        button: ctx.t("admin-grant-give"),
        icon: "plus",
        ..Sheet::default()
    }
}

fn inputs(ctx: &Ctx, directory: &Directory) -> Vec<Input> {
    let roles: Vec<Choice> =
        directory.roles().map(|role| Choice::new(role.key.clone(), role.name(ctx.lang).to_string())).collect();
    let choice = |value: &str, key: &str| Choice::new(value, ctx.t(key));
    let procedures = vec![
        choice("all", "admin-grant-procedures-all"),
        choice("fields", "admin-grant-procedures-fields"),
        choice("some", "admin-grant-procedures-some"),
    ];
    let places = vec![
        choice("own", "admin-grant-place-own"),
        choice("listed", "admin-grant-place-listed"),
        choice("all", "admin-grant-place-all"),
    ];
    let acts: Vec<Choice> = Act::ALL.iter().map(|act| Choice::new(act.key(), act_words(*act, ctx.lang))).collect();
    vec![
        Input::new(Kind::Select(roles), "role", ctx.t("admin-role")),
        Input::new(Kind::Radios(procedures), "procedures", ctx.t("admin-grant-procedures")),
        Input::new(Kind::Area, "fields", ctx.t("admin-grant-fields")).hint(ctx.t("admin-grant-fields-hint")).optional(),
        Input::new(Kind::Area, "codes", ctx.t("admin-grant-codes")).hint(ctx.t("admin-grant-codes-hint")).optional(),
        Input::new(Kind::Radios(places), "place", ctx.t("admin-grant-place")),
        Input::new(Kind::Combo(units::OPTIONS), "unit", ctx.t("admin-grant-unit")).optional(),
        Input::new(Kind::Combo(units::OPTIONS), "unit_2", ctx.t("admin-grant-unit-2")).optional(),
        Input::new(Kind::Date, "from", ctx.t("admin-grant-from")).optional(),
        Input::new(Kind::Date, "until", ctx.t("admin-grant-until")).hint(ctx.t("admin-grant-until-hint")).optional(),
        Input::new(Kind::Checks(acts), "acts", ctx.t("admin-grant-acts"))
            .hint(ctx.t("admin-grant-acts-hint"))
            .optional(),
    ]
}

/// `GET /admin/officers/{id}/grants`: the form.
pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>, Path(id): Path<String>) -> Answer {
    let (card, _, directory) = super::named(&by, &doors, &id).await?;
    let form =
        Fields::new().with("procedures", "all").with("place", "own").with("from", kernel::time::dmy(doors.today()));
    form::show(&ctx, sheet(&ctx, &card), inputs(&ctx, &directory), form)
}

/// `POST /admin/officers/{id}/grants`.
pub async fn give(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path(id): Path<String>,
    mut form: Fields,
) -> Answer {
    let (card, permit, directory) = super::named(&by, &doors, &id).await?;
    let done = async {
        let scope = scope_of(&by, &doors, &directory, &card, &form)?;
        let role = form.value("role").to_string();
        let dates = (form::day_if_any(&form, "from")?, form::day_if_any(&form, "until")?);
        must_not_give_more(&by, &directory, &role)?;
        let login = card.login.clone();
        let act = move |tx: &mut store::Tx<'_>, admin: &office::Admin| {
            Ok(admin.grant(tx, &login, &role, scope.clone(), dates)?.to_string())
        };
        doors.change(&by, permit, &form, &format!("role.grant {id}"), act).await
    };
    match done.await {
        Ok(_) => Ok(Flash::good("admin-granted").then(&address(card.id))),
        Err(error) => {
            form::refused(&ctx, &mut form, error)?;
            form::show(&ctx, sheet(&ctx, &card), inputs(&ctx, &directory), form)
        }
    }
}

/// The scope as typed. Refused: `GRANT_PROCEDURES` when the choice names none, `FIELD_UNKNOWN`, `PROCEDURE_UNKNOWN`,
/// `UNIT_UNKNOWN`, `UNIT_NOT_YOURS` beyond what the administrator administers.
fn scope_of(by: &Officer, doors: &Doors, directory: &Directory, card: &OfficerCard, form: &Fields) -> Result<Scope> {
    let catalogue = &doors.dossiers.catalogue;
    let (fields, codes) = (new::lines(form.value("fields")), new::lines(form.value("codes")));
    let (fields, procedures) = match form.value("procedures") {
        "fields" if fields.is_empty() => return Err(Refusal::new("GRANT_PROCEDURES").at("fields").into()),
        "some" if codes.is_empty() => return Err(Refusal::new("GRANT_PROCEDURES").at("codes").into()),
        "fields" => (Narrow::of(fields), Narrow::All),
        "some" => (Narrow::All, Narrow::of(codes)),
        _ => (Narrow::All, Narrow::All),
    };
    if let Narrow::Only(fields) = &fields {
        let known = catalogue.fields();
        if let Some(field) = fields.iter().find(|field| !known.iter().any(|(name, _)| name == *field)) {
            return Err(Refusal::new("FIELD_UNKNOWN").with("field", field).at("fields").into());
        }
    }
    if let Narrow::Only(codes) = &procedures
        && let Some(code) = codes.iter().find(|code| catalogue.current(code, doors.today()).is_none())
    {
        return Err(Refusal::new("PROCEDURE_UNKNOWN").with("code", code).at("codes").into());
    }
    let units = match form.value("place") {
        "all" => Narrow::All,
        "listed" => {
            let mut units = Vec::new();
            for name in ["unit", "unit_2"] {
                units.extend(units::chosen(directory, form, name)?);
            }
            if units.is_empty() {
                return Err(Refusal::new("UNIT_UNKNOWN").with("unit", "–").at("unit").into());
            }
            Narrow::Only(units)
        }
        _ => Narrow::Only(vec![card.unit]),
    };
    let within = match &units {
        Narrow::All => doors::administers_all(by),
        Narrow::Only(units) => units.iter().all(|unit| doors::administers(by, *unit)),
    };
    if !within {
        return Err(Refusal::new("UNIT_NOT_YOURS").at("place").into());
    }
    let acts = form.all("acts").into_iter().filter_map(Act::parse).collect();
    Ok(Scope { acts: Narrow::of(acts), fields, procedures, units })
}

/// Who administers a part of the office gives nobody the administration of the whole; that is asked of the units
/// above. What is left: a role that administers is given only by those who administer without narrowing.
fn must_not_give_more(by: &Officer, directory: &Directory, role: &str) -> Result<()> {
    let administers = directory.role(role).is_some_and(|role| role.acts.contains(&Act::Administer));
    match administers && !doors::administers_all(by) {
        true => Err(Refusal::new("ROLE_NOT_YOURS").at("role").into()),
        false => Ok(()),
    }
}

/// `POST /admin/officers/{id}/grants/{grant}/end`: today is its last day, or yesterday when it began today.
pub async fn end(
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path((id, grant)): Path<(String, String)>,
    form: Fields,
) -> Answer {
    let (card, permit, directory) = super::named(&by, &doors, &id).await?;
    let grant: i64 = grant.parse().map_err(|_| Problem::absent("grant"))?;
    if !directory.grants_of(card.id).iter().any(|known| known.id == grant) {
        return Err(Problem::absent("grant"));
    }
    let last = doors.today().yesterday().unwrap_or(doors.today());
    let act = move |tx: &mut store::Tx<'_>, admin: &office::Admin| {
        admin.end_grant(tx, grant, last)?;
        Ok(String::new())
    };
    doors.change(&by, permit, &form, &format!("role.withdraw {grant}"), act).await?;
    Ok(Flash::good("admin-grant-ended").then(&address(card.id)))
}
