//! Every officer, with words, unit and standing to narrow by.

use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use office::SignedIn;
use web::ui::{Badge, Choice, Pager, Tone};
use web::{Answer, Ctx, Fields, Page};

use super::{address, names, words};
use crate::doors::{self, Doors};

/// Officers on one page.
const SHOWN: usize = 100;

#[derive(Template)]
#[template(path = "admin/officers.html")]
struct ListView {
    page: Page,
    form: Fields,
    states: Vec<Choice>,
    rows: Vec<Row>,
    pager: Pager,
    narrowed: bool,
}

struct Row {
    href: String,
    name: String,
    login: String,
    title: String,
    unit: String,
    unit_href: String,
    roles: String,
    status: Badge,
    warnings: Vec<String>,
}

/// `GET /admin/officers?q=&unit=&state=&after=`.
pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>, uri: Uri) -> Answer {
    doors::enter(&by)?;
    let (form, today, directory) = (Fields::of_query(&uri), doors.today(), doors.directory().await?);
    let folded = kernel::fold::fold(form.value("q"));
    let unit = form.value("unit").parse::<kernel::UnitId>().ok();
    let state = form.value("state").to_string();
    let fits = |card: &&office::OfficerCard| {
        let has_power = || !words::powers_on(&directory, card.id, today).is_empty();
        names(card, &folded)
            && unit.is_none_or(|unit| directory.is_within(card.unit, unit))
            && match state.as_str() {
                "active" => card.active,
                "disabled" => !card.active,
                "powerless" => card.active && !has_power(),
                "four_eyes" => card.active && !words::four_eyes(&directory, card.id, today).is_empty(),
                _ => true,
            }
    };
    let found: Vec<_> = directory.officers().into_iter().filter(fits).collect();
    let total = found.len();
    let after = form.value("after").to_string();
    let rest: Vec<_> = found.into_iter().filter(|card| card.login > after).collect();
    let next = (rest.len() > SHOWN).then(|| with_after(&form, &rest[SHOWN - 1].login));
    let rows: Vec<Row> = rest.into_iter().take(SHOWN).map(|card| row(&ctx, &directory, card, today)).collect();
    let choice = |value: &str, key: &str| Choice::new(value, ctx.t(key));
    web::html(&ListView {
        page: ctx.page(ctx.t("admin-officers")).at("admin").crumb(ctx.t("admin-title"), Some("/admin")).wide(),
        states: vec![
            choice("active", "admin-officer-active"),
            choice("disabled", "admin-officer-disabled"),
            choice("powerless", "admin-officer-powerless"),
            choice("four_eyes", "admin-officer-four-eyes"),
        ],
        pager: Pager {
            first: (!after.is_empty()).then(|| with_after(&form, "")),
            next,
            shown: rows.len(),
            total: u64::try_from(total).ok(),
            ..Pager::default()
        },
        narrowed: form.iter().any(|(name, value)| name != "after" && !value.is_empty()),
        rows,
        form: form.clone(),
    })
}

fn with_after(form: &Fields, after: &str) -> String {
    let kept = form.iter().filter(|(name, value)| *name != "after" && !value.is_empty());
    let mut pairs: Vec<String> = kept.map(|(name, value)| format!("{name}={}", web::fields::encode(value))).collect();
    if !after.is_empty() {
        pairs.push(format!("after={}", web::fields::encode(after)));
    }
    format!("/admin/officers?{}", pairs.join("&"))
}

fn row(ctx: &Ctx, directory: &office::Directory, card: &office::OfficerCard, today: jiff::civil::Date) -> Row {
    let standing = directory.grants_of(card.id).iter().filter(|grant| grant.stands_on(today));
    let mut roles: Vec<String> = standing
        .map(|grant| directory.role(&grant.role).map_or(grant.role.clone(), |role| role.name(ctx.lang).to_string()))
        .collect();
    roles.sort();
    roles.dedup();
    let warnings = if card.active { words::four_eyes(directory, card.id, today) } else { Vec::new() };
    Row {
        href: address(card.id),
        name: card.name.clone(),
        login: card.login.clone(),
        title: card.title.clone(),
        unit: directory.unit_name(card.unit),
        unit_href: format!("/admin/units/{}", card.unit),
        roles: roles.join(", "),
        status: status(ctx, card.active),
        warnings: warnings.into_iter().map(|pair| words::pair_words(ctx.lang, pair)).collect(),
    }
}

/// Whether somebody may sign in, in a word.
pub fn status(ctx: &Ctx, active: bool) -> Badge {
    match active {
        true => Badge::new(Tone::Good, ctx.t("admin-officer-active")),
        false => Badge::new(Tone::Neutral, ctx.t("admin-officer-disabled")),
    }
}
