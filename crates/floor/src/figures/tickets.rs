//! Every ticket of some days, a page at a time.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::Uri;
use kernel::Lang;
use kernel::time::dmy;
use office::SignedIn;
use web::ui::Tab;
use web::{Answer, Ctx, Fields, Page};

use super::html::{centre_for, days_words, range_of};
use super::rows::{self, TicketLine};
use super::words::tenth;
use crate::door::Floor;
use crate::html::{below, tabs};
use crate::setup::Centre;

/// Tickets on one page.
const TICKETS: i64 = 200;

/// A ticket's line as words, for the page and for the list.
pub(super) struct TicketWords {
    pub number: String,
    pub day: String,
    pub class: String,
    pub services: String,
    pub issued: String,
    pub called: String,
    pub started: String,
    pub over: String,
    pub bound: String,
    pub waited: String,
    pub state: String,
}

pub(super) fn ticket_words(lang: Lang, centre: &Centre, line: &TicketLine) -> TicketWords {
    let clock = |ms: Option<i64>| {
        ms.map(|ms| {
            let at = kernel::time::civil_ms(ms);
            format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
        })
    };
    let clock = |ms| clock(ms).unwrap_or_default();
    let state = line.why.as_deref().unwrap_or(&line.state).replace('_', "-");
    TicketWords {
        number: line.number.clone(),
        day: dmy(line.day),
        class: lang.say(&format!("floor-class-{}", line.class.replace('_', "-"))).into_owned(),
        services: centre.names(queue::hall::Services(line.wanted), lang),
        issued: clock(Some(line.issued)),
        called: clock(line.called),
        started: clock(line.started),
        over: clock(line.over),
        bound: clock(line.bound),
        waited: line
            .started
            .map(|at| tenth(Some(((at - line.issued) as f64 / 6_000.0).round() / 10.0)))
            .unwrap_or_default(),
        state: lang.say(&format!("floor-desk-state-{state}")).into_owned(),
    }
}

#[derive(Template)]
#[template(path = "figures/tickets.html")]
struct TicketsView {
    page: Page,
    tabs: Vec<Tab>,
    days_words: String,
    rows: Vec<TicketWords>,
    next: Option<String>,
}

/// Where a page of tickets begins: after `day.issued.id`.
fn place_of(query: &Fields) -> Option<(String, i64, i64)> {
    let mut parts = query.value("after").split('.');
    Some((parts.next()?.to_string(), parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

pub async fn page(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    Path(centre): Path<String>,
    uri: Uri,
) -> Answer {
    let centre = centre_for(&floor, &centre, &by).await?;
    let query = Fields::of_query(&uri);
    let (range, id) = (range_of(&query, floor.today()), centre.id);
    let (day, issued, last) = place_of(&query).unwrap_or_default();
    let found = floor.store.read(move |tx| rows::list_tickets(tx, id, range, (&day, issued, last), TICKETS)).await?;
    let href = format!("/floor/{id}/figures/tickets?{}", range.query());
    let full = found.len() as i64 == TICKETS;
    let next =
        found.last().filter(|_| full).map(|last| format!("{href}&after={}.{}.{}", last.day, last.issued, last.id));
    let figures = format!("/floor/{id}/figures?{}", range.query());
    web::html(&TicketsView {
        page: below(ctx.page(ctx.t("floor-figures-tickets")), "figures", &figures)
            .wide()
            .list_from("floor-tickets", format!("centre={id}&{}", range.query())),
        tabs: tabs(ctx.lang, &by, id, "figures"),
        days_words: days_words(range),
        rows: found.iter().map(|one| ticket_words(ctx.lang, &centre, one)).collect(),
        next,
    })
}
