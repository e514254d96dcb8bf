//! Who has what: officers of a unit against the acts they may do today, with who got it by delegation and who could
//! approve their own proposal.

use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use office::html::act_words;
use office::{Act, ActSet, SignedIn};
use web::{Answer, Ctx, Fields, Page};

use super::{address, words};
use crate::doors::{self, Doors};
use crate::form::{Input, Kind};
use crate::units;

/// Officers in one table; more are narrowed by unit.
const SHOWN: usize = 60;

#[derive(Template)]
#[template(path = "admin/powers.html")]
struct MatrixView {
    page: Page,
    form: Fields,
    inputs: Vec<Input>,
    /// The acts that anybody here has, in the order of a dossier's life.
    acts: Vec<String>,
    rows: Vec<Row>,
    shown: usize,
    total: usize,
}

struct Row {
    href: String,
    name: String,
    unit: String,
    cells: Vec<Cell>,
    warnings: Vec<String>,
}

#[derive(PartialEq, Eq)]
enum Cell {
    None,
    Own,
    /// By delegation only.
    Given,
}

impl Cell {
    fn key(&self) -> &'static str {
        match self {
            Cell::None => "admin-cell-none",
            Cell::Own => "admin-cell-own",
            Cell::Given => "admin-cell-given",
        }
    }
    fn icon(&self) -> &'static str {
        match self {
            Cell::None => "minus",
            Cell::Own => "check",
            Cell::Given => "hand-helping",
        }
    }
}

/// `GET /admin/powers?unit=`.
pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>, uri: Uri) -> Answer {
    doors::enter(&by)?;
    let (form, directory, today) = (Fields::of_query(&uri), doors.directory().await?, doors.today());
    let unit = units::chosen(&directory, &form, "unit").ok().flatten();
    let fits =
        |card: &&office::OfficerCard| card.active && unit.is_none_or(|unit| directory.is_within(card.unit, unit));
    let found: Vec<_> = directory.officers().into_iter().filter(fits).collect();
    let total = found.len();
    let own = |id| {
        let standing = directory.grants_of(id).iter().filter(|grant| grant.stands_on(today));
        standing.fold(ActSet::NONE, |all, grant| directory.acts_of(grant).iter().fold(all, ActSet::with))
    };
    let held = |id| {
        words::powers_on(&directory, id, today)
            .iter()
            .fold(ActSet::NONE, |all, (acts, _)| acts.iter().fold(all, ActSet::with))
    };
    let shown: Vec<_> = found.into_iter().take(SHOWN).map(|card| (card, own(card.id), held(card.id))).collect();
    let acts: Vec<Act> =
        Act::ALL.iter().copied().filter(|act| shown.iter().any(|(_, _, held)| held.has(*act))).collect();
    let rows = shown.iter().map(|(card, own, held)| Row {
        href: address(card.id),
        name: card.name.clone(),
        unit: directory.unit_name(card.unit),
        cells: acts
            .iter()
            .map(|act| match (own.has(*act), held.has(*act)) {
                (true, _) => Cell::Own,
                (false, true) => Cell::Given,
                (false, false) => Cell::None,
            })
            .collect(),
        warnings: words::four_eyes(&directory, card.id, today)
            .into_iter()
            .map(|pair| words::pair_words(ctx.lang, pair))
            .collect(),
    });
    let rows: Vec<Row> = rows.collect();
    web::html(&MatrixView {
        page: ctx
            .page(ctx.t("admin-powers"))
            .at("admin")
            .crumb(ctx.t("admin-title"), Some("/admin"))
            .crumb(ctx.t("admin-officers"), Some("/admin/officers"))
            .wide(),
        inputs: vec![Input::new(Kind::Combo(units::OPTIONS), "unit", ctx.t("admin-unit")).optional()],
        acts: acts.into_iter().map(|act| act_words(act, ctx.lang)).collect(),
        shown: rows.len(),
        rows,
        total,
        form,
    })
}
