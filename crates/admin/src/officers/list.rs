//! Every officer, with words, unit and standing to narrow by.

use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use jiff::civil::Date;
use job::{Asked, Sheet};
use kernel::{Lang, Result};
use office::{Directory, OfficerCard, SignedIn};
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
    let found = found(&directory, &form, today);
    let total = found.len();
    let after = form.value("after").to_string();
    let rest: Vec<_> = found.into_iter().filter(|card| card.login > after).collect();
    let next = (rest.len() > SHOWN).then(|| with_after(&form, &rest[SHOWN - 1].login));
    let rows: Vec<Row> = rest.into_iter().take(SHOWN).map(|card| row(ctx.lang, &directory, card, today)).collect();
    let choice = |value: &str, key: &str| Choice::new(value, ctx.t(key));
    web::html(&ListView {
        page: ctx
            .page(ctx.t("admin-officers"))
            .at("admin")
            .crumb(ctx.t("admin-title"), Some("/admin"))
            .wide()
            .list("officers"),
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

/// The officers a query means, in the order of their logins.
fn found<'d>(directory: &'d Directory, form: &Fields, today: Date) -> Vec<&'d OfficerCard> {
    let folded = kernel::fold::fold(form.value("q"));
    let unit = form.value("unit").parse::<kernel::UnitId>().ok();
    let fits = |card: &&OfficerCard| {
        let has_power = || !words::powers_on(directory, card.id, today).is_empty();
        names(card, &folded)
            && unit.is_none_or(|unit| directory.is_within(card.unit, unit))
            && match form.value("state") {
                "active" => card.active,
                "disabled" => !card.active,
                "powerless" => card.active && !has_power(),
                "four_eyes" => card.active && !words::four_eyes(directory, card.id, today).is_empty(),
                _ => true,
            }
    };
    directory.officers().into_iter().filter(fits).collect()
}

/// The list to take along.
pub fn sheet(asked: &Asked<'_>) -> Result<Sheet> {
    let (directory, today, lang) = (asked.by.directory(), asked.today(), asked.lang);
    let heads = [
        ("admin-officer", 28.0),
        ("admin-officer-login", 18.0),
        ("admin-officer-title", 28.0),
        ("admin-unit", 44.0),
        ("admin-roles", 40.0),
        ("admin-state", 18.0),
        ("admin-warnings", 48.0),
    ];
    let rows = found(directory, asked.query, today).into_iter().map(|card| {
        let row = row(lang, directory, card, today);
        let warnings = row.warnings.join("; ");
        [
            row.name.into(),
            row.login.into(),
            row.title.into(),
            row.unit.into(),
            row.roles.into(),
            row.status.word.into(),
            warnings.into(),
        ]
    });
    Ok(Sheet::whole(lang, heads, rows))
}

fn with_after(form: &Fields, after: &str) -> String {
    let kept = form.iter().filter(|(name, value)| *name != "after" && !value.is_empty());
    let mut pairs: Vec<String> = kept.map(|(name, value)| format!("{name}={}", web::fields::encode(value))).collect();
    if !after.is_empty() {
        pairs.push(format!("after={}", web::fields::encode(after)));
    }
    format!("/admin/officers?{}", pairs.join("&"))
}

fn row(lang: Lang, directory: &Directory, card: &OfficerCard, today: Date) -> Row {
    let standing = directory.grants_of(card.id).iter().filter(|grant| grant.stands_on(today));
    let mut roles: Vec<String> = standing
        .map(|grant| directory.role(&grant.role).map_or(grant.role.clone(), |role| role.name(lang).to_string()))
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
        status: status(lang, card.active),
        warnings: warnings.into_iter().map(|pair| words::pair_words(lang, pair)).collect(),
    }
}

/// Whether somebody may sign in, in a word.
pub fn status(lang: Lang, active: bool) -> Badge {
    match active {
        true => Badge::new(Tone::Good, lang.say("admin-officer-active")),
        false => Badge::new(Tone::Neutral, lang.say("admin-officer-disabled")),
    }
}
