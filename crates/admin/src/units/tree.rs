//! The tree of units, as it stood on any day, and the units that a search finds.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use dossier::Dossiers;
use jiff::civil::Date;
use job::{Asked, Sheet};
use kernel::{Lang, Result, UnitId};
use office::history::{UnitChange, units_on};
use office::{Directory, SignedIn, Unit};
use web::{Answer, Ctx, Fields, Page};

use super::{address, kind_words, names};
use crate::doors::{self, Doors};

#[derive(Template)]
#[template(path = "admin/units.html")]
struct TreeView {
    page: Page,
    form: Fields,
    /// The day that is shown, when it is not today.
    on: Option<String>,
    branches: Vec<Branch>,
    total: usize,
    may_add: bool,
}

/// One line of the tree, in the order it is drawn.
struct Branch {
    href: String,
    name: String,
    kind: String,
    code: String,
    duties: Vec<String>,
    /// Units right below it.
    below: usize,
    /// Levels above it, and the name of the unit right above.
    depth: usize,
    above: String,
    /// Shown with what is below it.
    open: bool,
    /// Lists that end after this line.
    closes: usize,
}

pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>, uri: Uri) -> Answer {
    doors::enter(&by)?;
    let form = Fields::of_query(&uri);
    let (today, directory) = (doors.today(), doors.directory().await?);
    let on = form.date("on").unwrap_or(today);
    let later = doors.store.read(move |tx| office::annals::list_changes_after(tx, on)).await?;
    let units = stood(&directory, &later, on);
    let words = kernel::fold::fold(form.value("q"));
    let branches = draw(ctx.lang, &units, &words);
    web::html(&TreeView {
        page: ctx
            .page(ctx.t("admin-units"))
            .at("admin")
            .crumb(ctx.t("admin-title"), Some("/admin"))
            .wide()
            .list("units"),
        on: (on != today).then(|| kernel::time::dmy(on)),
        total: units.len(),
        may_add: doors::administers_all(&by),
        form: shown(form, on, today),
        branches,
    })
}

/// The units as they stood on a day, in the order of their codes.
fn stood(directory: &Directory, later: &[UnitChange], on: Date) -> Vec<Unit> {
    let standing: Vec<Unit> = directory.units().into_iter().cloned().collect();
    let mut units = units_on(standing.iter(), later, on);
    units.sort_by(|a, b| (&a.code, &a.name).cmp(&(&b.code, &b.name)));
    units
}

/// The tree to take along: a line a unit in the order it is drawn, with how deep it stands.
pub fn sheet(dossiers: &Dossiers, asked: &Asked<'_>) -> Result<Sheet> {
    let (lang, on) = (asked.lang, asked.query.date("on").unwrap_or(asked.today()));
    let later = dossiers.store.read_blocking(move |tx| office::annals::list_changes_after(tx, on))?;
    let units = stood(asked.by.directory(), &later, on);
    let heads = [
        ("admin-unit", 56.0),
        ("admin-unit-level", 8.0),
        ("admin-unit-parent", 48.0),
        ("admin-unit-kind", 28.0),
        ("common-code", 16.0),
        ("admin-unit-duties", 32.0),
    ];
    let rows = draw(lang, &units, &kernel::fold::fold(asked.query.value("q"))).into_iter().map(|branch| {
        let duties = branch.duties.join("; ");
        [
            branch.name.into(),
            (branch.depth as i64 + 1).into(),
            branch.above.into(),
            branch.kind.into(),
            branch.code.into(),
            duties.into(),
        ]
    });
    Ok(Sheet::whole(lang, heads, rows))
}

fn shown(form: Fields, on: Date, today: Date) -> Fields {
    let fresh = Fields::new().with("q", form.value("q"));
    if on == today { fresh } else { fresh.with("on", kernel::time::dmy(on)) }
}

/// The lines of the tree: all of it, or what the words find with the units above.
fn draw(lang: Lang, units: &[Unit], words: &str) -> Vec<Branch> {
    let known: BTreeMap<UnitId, &Unit> = units.iter().map(|unit| (unit.id, unit)).collect();
    let mut wanted: BTreeSet<UnitId> = BTreeSet::new();
    for unit in units.iter().filter(|unit| words.is_empty() || names(unit, words)) {
        let mut at = Some(unit);
        while let Some(unit) = at.filter(|unit| wanted.insert(unit.id)) {
            at = unit.parent.and_then(|above| known.get(&above).copied());
        }
    }
    let mut below: BTreeMap<Option<UnitId>, Vec<&Unit>> = BTreeMap::new();
    for unit in units.iter().filter(|unit| wanted.contains(&unit.id)) {
        // Below a unit that did not stand that day, it is shown at the top.
        below.entry(unit.parent.filter(|above| known.contains_key(above))).or_default().push(unit);
    }
    let mut lines = Vec::new();
    descend(lang, &below, None, 0, !words.is_empty(), &mut lines);
    lines
}

fn descend(
    lang: Lang,
    below: &BTreeMap<Option<UnitId>, Vec<&Unit>>,
    above: Option<&Unit>,
    depth: usize,
    searched: bool,
    lines: &mut Vec<Branch>,
) {
    for unit in below.get(&above.map(|unit| unit.id)).into_iter().flatten() {
        let children = below.get(&Some(unit.id)).map_or(0, Vec::len);
        let duties = [(unit.intake, "admin-duty-intake"), (unit.resolves, "admin-duty-resolves")];
        lines.push(Branch {
            href: address(unit.id),
            name: unit.name.clone(),
            kind: kind_words(lang, unit),
            code: unit.code.clone().unwrap_or_default(),
            duties: duties.iter().filter(|(does, _)| *does).map(|(_, key)| lang.say(key).into_owned()).collect(),
            below: children,
            depth,
            above: above.map(|unit| unit.name.clone()).unwrap_or_default(),
            open: searched || depth == 0,
            closes: 0,
        });
        if children > 0 && depth < 32 {
            descend(lang, below, Some(unit), depth + 1, searched, lines);
            if let Some(last) = lines.last_mut() {
                last.closes += 1;
            }
        }
    }
}
