//! Who has what: officers of a unit against the acts they may do today, with who got it by delegation and who could
//! approve their own proposal.

use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use jiff::civil::Date;
use job::sheet::{self, Column};
use job::{Asked, Sheet};
use kernel::Result;
use office::html::act_words;
use office::{Act, ActSet, Directory, OfficerCard, SignedIn};
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
    fn of(act: Act, own: &ActSet, held: &ActSet) -> Cell {
        match (own.has(act), held.has(act)) {
            (true, _) => Cell::Own,
            (false, true) => Cell::Given,
            (false, false) => Cell::None,
        }
    }
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

/// An officer with the acts of their own and all they may do.
type Held<'d> = (&'d OfficerCard, ActSet, ActSet);

/// Who may do what today among the officers a query means.
struct Powers<'d> {
    officers: Vec<Held<'d>>,
}

impl<'d> Powers<'d> {
    fn of(directory: &'d Directory, form: &Fields, today: Date) -> Powers<'d> {
        let unit = units::chosen(directory, form, "unit").ok().flatten();
        let fits = |card: &&OfficerCard| card.active && unit.is_none_or(|unit| directory.is_within(card.unit, unit));
        let own = |id| {
            let standing = directory.grants_of(id).iter().filter(|grant| grant.stands_on(today));
            standing.fold(ActSet::NONE, |all, grant| directory.acts_of(grant).iter().fold(all, ActSet::with))
        };
        let held = |id| {
            let powers = words::powers_on(directory, id, today);
            powers.iter().fold(ActSet::NONE, |all, (acts, _)| acts.iter().fold(all, ActSet::with))
        };
        let found = directory.officers().into_iter().filter(fits);
        Powers { officers: found.map(|card| (card, own(card.id), held(card.id))).collect() }
    }
}

/// The acts that anybody of them has, in the order of a dossier's life.
fn acts_of(officers: &[Held<'_>]) -> Vec<Act> {
    Act::ALL.iter().copied().filter(|act| officers.iter().any(|(_, _, held)| held.has(*act))).collect()
}

/// The table to take along.
pub fn sheet(asked: &Asked<'_>) -> Result<Sheet> {
    let lang = asked.lang;
    let powers = Powers::of(asked.by.directory(), asked.query, asked.today());
    let acts = acts_of(&powers.officers);
    let mut columns = vec![Column::new(lang.say("admin-officer"), 28.0), Column::new(lang.say("admin-unit"), 44.0)];
    columns.extend(acts.iter().map(|act| Column::new(act_words(*act, lang), 14.0)));
    let rows = powers.officers.iter().map(|(card, own, held)| {
        let told = [card.name.clone(), asked.by.directory().unit_name(card.unit)].map(sheet::Cell::from);
        let cell = |act: &Act| match Cell::of(*act, own, held) {
            Cell::None => sheet::Cell::Empty,
            given => lang.say(given.key()).as_ref().into(),
        };
        told.into_iter().chain(acts.iter().map(cell)).collect()
    });
    Ok(Sheet::of(columns, rows.collect()))
}

/// `GET /admin/powers?unit=`.
pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>, uri: Uri) -> Answer {
    doors::enter(&by)?;
    let (form, directory, today) = (Fields::of_query(&uri), doors.directory().await?, doors.today());
    let powers = Powers::of(&directory, &form, today);
    let (total, shown) = (powers.officers.len(), &powers.officers[..powers.officers.len().min(SHOWN)]);
    let acts = acts_of(shown);
    let rows = shown.iter().map(|(card, own, held)| Row {
        href: address(card.id),
        name: card.name.clone(),
        unit: directory.unit_name(card.unit),
        cells: acts.iter().map(|act| Cell::of(*act, own, held)).collect(),
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
            .wide()
            .list("powers"),
        inputs: vec![Input::new(Kind::Combo(units::OPTIONS), "unit", ctx.t("admin-unit")).optional()],
        acts: acts.into_iter().map(|act| act_words(act, ctx.lang)).collect(),
        shown: rows.len(),
        rows,
        total,
        form,
    })
}
