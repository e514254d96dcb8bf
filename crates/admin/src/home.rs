//! The administrator's day: what of the office needs attention, and the doors to everything it is made of.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use jiff::civil::Date;
use kernel::UnitId;
use office::{Directory, Officer, SignedIn};
use web::{Answer, Ctx, Page};

use crate::doors::{self, Doors};
use crate::officers::powers_on;

/// A power that ends within so many days is told.
const SOON_DAYS: i32 = 30;
/// The layout of Tết and National Day of a year is announced in the autumn before.
const ANNOUNCED: (i8, i8) = (11, 1);
/// Names told of one thing; more are counted.
const NAMED: usize = 6;

#[derive(Template)]
#[template(path = "admin/home.html")]
struct HomeView {
    page: Page,
    cares: Vec<Care>,
    doors: Vec<Door>,
}

/// Something that needs attention.
struct Care {
    title: String,
    text: String,
    links: Vec<(String, String)>,
    more: usize,
    href: String,
}

struct Door {
    href: &'static str,
    icon: &'static str,
    label: String,
    text: String,
}

/// `GET /admin`.
pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>) -> Answer {
    doors::enter(&by)?;
    let (directory, today) = (doors.directory().await?, doors.today());
    let counts = doors.store.read(dossier::census::open_by_unit).await?;
    web::html(&HomeView {
        page: ctx.page(ctx.t("admin-title")).at("admin"),
        cares: cares(&ctx, &by, &directory, &counts, today),
        doors: DOORS.map(|(href, icon, key)| door(&ctx, href, icon, key)).into(),
    })
}

const DOORS: [(&str, &str, &str); 10] = [
    ("/admin/units", "building-2", "units"),
    ("/admin/officers", "users", "officers"),
    ("/admin/roles", "key-round", "roles"),
    ("/admin/powers", "layout-grid", "powers"),
    ("/admin/calendars", "calendar", "calendars"),
    ("/admin/mergers", "share-2", "mergers"),
    ("/admin/areas", "map-pin", "areas"),
    ("/admin/catalogue", "files", "catalogue"),
    ("/admin/processes", "list-checks", "processes"),
    ("/admin/imports", "upload", "imports"),
];

fn door(ctx: &Ctx, href: &'static str, icon: &'static str, key: &str) -> Door {
    Door { href, icon, label: ctx.t(&format!("admin-door-{key}")), text: ctx.t(&format!("admin-door-{key}-text")) }
}

type Found = Vec<(String, String)>;

/// What needs attention, gravest first, within what the administrator administers.
fn cares(ctx: &Ctx, by: &Officer, directory: &Directory, counts: &BTreeMap<UnitId, i64>, today: Date) -> Vec<Care> {
    let link = |unit: &office::Unit| (unit.name.clone(), format!("/admin/units/{}", unit.id));
    let person = |card: &office::OfficerCard| (card.name.clone(), format!("/admin/officers/{}", card.id));
    let units: Vec<_> = directory.units().into_iter().filter(|unit| doors::administers(by, unit.id)).collect();
    let officers: Vec<_> =
        directory.officers().into_iter().filter(|card| card.active && doors::administers(by, card.unit)).collect();
    let open = |unit: &UnitId| counts.get(unit).copied().unwrap_or(0);
    let standing = |unit: &UnitId| directory.unit(*unit).is_some_and(|unit| unit.stands_on(today));
    let left: Found = units.iter().filter(|u| !u.stands_on(today) && open(&u.id) > 0).map(|u| link(u)).collect();
    let homeless: Found = officers.iter().filter(|card| !standing(&card.unit)).map(|card| person(card)).collect();
    let powerless = officers.iter().filter(|card| powers_on(directory, card.id, today).is_empty());
    let powerless: Found = powerless.map(|card| person(card)).collect();
    let soon = today.saturating_add(jiff::Span::new().days(SOON_DAYS));
    let ending = officers.iter().filter(|card| {
        let mut grants = directory.grants_of(card.id).iter().filter(|grant| grant.stands_on(today));
        grants.any(|grant| grant.valid_until.is_some_and(|until| until <= soon))
    });
    let ending: Found = ending.map(|card| person(card)).collect();
    let works = |unit: &office::Unit| unit.intake || unit.resolves;
    let empty = units.iter().filter(|u| u.stands_on(today) && works(u) && !staffed(directory, u.id));
    let empty: Found = empty.map(|u| link(u)).collect();
    let mut all = vec![
        care(ctx, "left-behind", left, "/admin/mergers"),
        care(ctx, "homeless", homeless, "/admin/officers"),
        care(ctx, "powerless", powerless, "/admin/officers?state=powerless"),
        care(ctx, "ending", ending, "/admin/officers"),
        care(ctx, "empty", empty, "/admin/units"),
        care(ctx, "calendar", unannounced(ctx, directory, &units, today), "/admin/calendars"),
    ];
    all.retain(|care| !care.links.is_empty());
    all
}

/// Whether anybody works in a unit or below it.
fn staffed(directory: &Directory, unit: UnitId) -> bool {
    directory.descendants(unit).into_iter().any(|unit| !directory.officers_of(unit).is_empty())
}

/// Calendars whose coming year is not laid out by a document although it has been announced by now.
fn unannounced(ctx: &Ctx, directory: &Directory, units: &[&office::Unit], today: Date) -> Found {
    if (today.month(), today.day()) < ANNOUNCED {
        return Vec::new();
    }
    let next = today.year() + 1;
    let announced = |unit: UnitId| {
        let calendar = directory.calendar_of(unit);
        let plan = calendar.data().plans.get(&next);
        plan.is_some_and(|plan| !law::calendar::is_forecast(plan))
    };
    let own = units.iter().filter(|unit| unit.stands_on(today) && directory.own_calendar(unit.id).is_some());
    let own = own.filter(|unit| !announced(unit.id));
    let words = |unit: &office::Unit| {
        let facts = [("unit", unit.name.as_str()), ("year", &next.to_string())];
        ctx.lang.say_with("admin-care-calendar-of", &facts).into_owned()
    };
    own.map(|unit| (words(unit), format!("/admin/units/{}/calendar?year={next}", unit.id))).collect()
}

fn care(ctx: &Ctx, key: &str, mut links: Found, href: &str) -> Care {
    let n = links.len();
    let more = n.saturating_sub(NAMED);
    links.truncate(NAMED);
    Care {
        title: ctx.lang.say_with(&format!("admin-care-{key}"), &[("n", &n.to_string())]).into_owned(),
        text: ctx.t(&format!("admin-care-{key}-text")),
        links,
        more,
        href: href.into(),
    }
}
