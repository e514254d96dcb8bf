//! The calendars of the office: which units keep one of their own, and who follows it.

use askama::Template;
use axum::extract::State;
use jiff::civil::Date;
use job::{Asked, Sheet};
use kernel::{Lang, Result};
use office::{Directory, Officer, SignedIn, Unit};
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
    let page = ctx.page(ctx.t("admin-calendars")).at("admin").crumb(ctx.t("admin-title"), Some("/admin"));
    web::html(&ListView { rows: rows(ctx.lang, &by, &directory, today), page: page.list("calendars") })
}

fn rows(lang: Lang, by: &Officer, directory: &Directory, today: Date) -> Vec<Row> {
    let standing: Vec<_> = directory.units().into_iter().filter(|unit| unit.stands_on(today)).collect();
    let own = standing.iter().filter(|unit| directory.own_calendar(unit.id).is_some() || unit.parent.is_none());
    let row = |unit: &&Unit| Row {
        href: if doors::administers(by, unit.id) { address(unit.id) } else { units::address(unit.id) },
        name: unit.name.clone(),
        follows: standing.iter().filter(|other| directory.calendar_source(other.id) == Some(unit.id)).count(),
        hours: super::year::hours(lang, &directory.calendar_of(unit.id)),
    };
    own.map(row).collect()
}

/// The list to take along.
pub fn sheet(asked: &Asked<'_>) -> Result<Sheet> {
    let heads = [("admin-unit", 48.0), ("admin-calendar-hours", 60.0), ("admin-calendar-followers", 14.0)];
    let rows = rows(asked.lang, asked.by, asked.by.directory(), asked.today()).into_iter();
    let rows = rows.map(|row| [row.name.into(), row.hours.into(), (row.follows as i64).into()]);
    Ok(Sheet::whole(asked.lang, heads, rows))
}
