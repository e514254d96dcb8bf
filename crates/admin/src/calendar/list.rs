//! The calendars of the office: which units keep one of their own, and who follows it.

use askama::Template;
use axum::extract::State;
use office::SignedIn;
use web::{Answer, Ctx, Page};

use super::address;
use crate::doors::{self, Doors};
use crate::units;

#[derive(Template)]
#[template(path = "admin/calendars.html")]
struct ListView {
    page: Page,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    name: String,
    follows: usize,
    hours: String,
}

/// `GET /admin/calendars`.
pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>) -> Answer {
    doors::enter(&by)?;
    let (directory, today) = (doors.directory().await?, doors.today());
    let standing: Vec<_> = directory.units().into_iter().filter(|unit| unit.stands_on(today)).collect();
    let own = standing.iter().filter(|unit| directory.own_calendar(unit.id).is_some() || unit.parent.is_none());
    let rows = own.map(|unit| Row {
        href: if doors::administers(&by, unit.id) { address(unit.id) } else { units::address(unit.id) },
        name: unit.name.clone(),
        follows: standing.iter().filter(|other| directory.calendar_source(other.id) == Some(unit.id)).count(),
        hours: super::year::hours(&ctx, &directory.calendar_of(unit.id)),
    });
    web::html(&ListView {
        rows: rows.collect(),
        page: ctx.page(ctx.t("admin-calendars")).at("admin").crumb(ctx.t("admin-title"), Some("/admin")),
    })
}
