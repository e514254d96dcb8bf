//! Delegation (ủy quyền): some of one officer's acts for another, by a decision, from day to day. It ends by itself.

use axum::extract::{Path, State};
use office::admin::NewDelegation;
use office::html::act_words;
use office::{Act, Directory, OfficerCard, SignedIn};
use web::ui::Choice;
use web::{Answer, Ctx, Fields, Flash, Problem};

use super::{OPTIONS, address, chosen, words};
use crate::doors::Doors;
use crate::form::{self, Input, Kind, Sheet};

fn sheet(ctx: &Ctx, card: &OfficerCard) -> Sheet {
    let href = address(card.id);
    Sheet {
        title: ctx.lang.say_with("admin-delegation-of", &[("name", &card.name)]).into_owned(),
        crumbs: vec![(ctx.t("admin-officers"), "/admin/officers".into()), (card.name.clone(), href.clone())],
        lead: ctx.t("admin-delegation-lead"),
        action: format!("{href}/delegations"),
        back: href,
        button: ctx.t("admin-delegation-make"),
        icon: "hand-helping",
        ..Sheet::default()
    }
}

/// Only what the giver may do today is offered.
fn inputs(ctx: &Ctx, directory: &Directory, card: &OfficerCard, today: jiff::civil::Date) -> Vec<Input> {
    let own = directory.grants_of(card.id).iter().filter(|grant| grant.stands_on(today));
    let own: Vec<_> = own.map(|grant| directory.acts_of(grant)).collect();
    let acts = Act::ALL.iter().filter(|act| **act != Act::Administer && own.iter().any(|acts| acts.has(**act)));
    let acts: Vec<Choice> = acts.map(|act| Choice::new(act.key(), act_words(*act, ctx.lang))).collect();
    let mut all = vec![
        Input::new(Kind::Combo(OPTIONS), "to", ctx.t("admin-delegation-to")),
        Input::new(Kind::Checks(acts), "acts", ctx.t("admin-delegation-acts")),
        Input::new(Kind::Date, "from", ctx.t("admin-grant-from")),
        Input::new(Kind::Date, "until", ctx.t("admin-grant-until")),
    ];
    all.extend(form::order_inputs(ctx));
    all
}

/// `GET /admin/officers/{id}/delegations`: the form.
pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>, Path(id): Path<String>) -> Answer {
    let (card, _, directory) = super::named(&by, &doors, &id).await?;
    let form = Fields::new().with("from", kernel::time::dmy(doors.today()));
    form::show(&ctx, sheet(&ctx, &card), inputs(&ctx, &directory, &card, doors.today()), form)
}

/// `POST /admin/officers/{id}/delegations`.
pub async fn make(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path(id): Path<String>,
    mut form: Fields,
) -> Answer {
    let (card, permit, directory) = super::named(&by, &doors, &id).await?;
    let done = async {
        let new = NewDelegation {
            from: card.id,
            to: chosen(&directory, &form, "to")?,
            acts: form.all("acts").into_iter().filter_map(Act::parse).collect(),
            valid_from: form::day_if_any(&form, "from")?,
            valid_until: form::day_if_any(&form, "until")?,
            order: form::order_of(&form, doors.today())?,
        };
        let act = move |tx: &mut store::Tx<'_>, admin: &office::Admin| Ok(admin.delegate(tx, &new)?.to_string());
        doors.change(&by, permit, &form, &format!("delegation {id}"), act).await
    };
    match done.await {
        Ok(_) => {
            let to = chosen(&directory, &form, "to").map_err(|refusal| Problem::Refused(Box::new(refusal)))?;
            let after = doors.directory().await?;
            // The decision stands; the administrator is told what it brings together in one hand.
            let flash = match words::four_eyes(&after, to, doors.today()).is_empty() {
                true => Flash::good("admin-delegated"),
                false => Flash::warn("admin-delegated-four-eyes"),
            };
            Ok(flash.then(&address(card.id)))
        }
        Err(error) => {
            form::refused(&ctx, &mut form, error)?;
            form::show(&ctx, sheet(&ctx, &card), inputs(&ctx, &directory, &card, doors.today()), form)
        }
    }
}

/// `POST /admin/officers/{id}/delegations/{delegation}/end`.
pub async fn end(
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path((id, delegation)): Path<(String, String)>,
    form: Fields,
) -> Answer {
    let (card, permit, directory) = super::named(&by, &doors, &id).await?;
    let delegation: i64 = delegation.parse().map_err(|_| Problem::absent("delegation"))?;
    let theirs = |d: &&office::history::Delegation| d.id == delegation && (d.from == card.id || d.to == card.id);
    if !directory.delegations().iter().any(|d| theirs(&d)) {
        return Err(Problem::absent("delegation"));
    }
    let last = doors.today().yesterday().unwrap_or(doors.today());
    let act = move |tx: &mut store::Tx<'_>, admin: &office::Admin| {
        admin.end_delegation(tx, delegation, last)?;
        Ok(String::new())
    };
    doors.change(&by, permit, &form, &format!("delegation.end {delegation}"), act).await?;
    Ok(Flash::good("admin-delegation-ended").then(&address(card.id)))
}
