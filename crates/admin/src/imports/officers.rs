//! Officers from a table, with one role each: without a password, which an administrator gives them afterwards.

use std::collections::BTreeMap;

use job::table::{Line, Table};
use kernel::{Refusal, Result};
use office::{Admin, Directory, Narrow, NewOfficer, Scope};
use store::Tx;

use super::columns::{Heads, Shape, UnitNames, parse_day, parts};

pub static SHAPE: Shape = Shape {
    kind: "officers",
    columns: &[
        ("login", true),
        ("name", true),
        ("unit", true),
        ("title", false),
        ("duties", false),
        ("role", false),
        ("role_units", false),
        ("role_fields", false),
        ("role_procedures", false),
        ("role_from", false),
        ("role_until", false),
    ],
};

/// Writes every row that can be written and answers what was refused, by the row's number in the file.
pub(super) fn write(
    tx: &mut Tx<'_>,
    admin: &Admin,
    directory: &Directory,
    (table, heads): (&Table, &Heads),
) -> Result<BTreeMap<usize, Refusal>> {
    let names = UnitNames::of(directory);
    let mut refused = BTreeMap::new();
    for line in &table.rows {
        match one(tx, admin, directory, &names, (heads, line)) {
            Ok(()) => {}
            Err(kernel::Error::Refused(refusal)) => drop(refused.insert(line.number, *refusal)),
            Err(other) => return Err(other),
        }
    }
    Ok(refused)
}

fn one(
    tx: &mut Tx<'_>,
    admin: &Admin,
    directory: &Directory,
    names: &UnitNames,
    (heads, line): (&Heads, &Line),
) -> Result<()> {
    let unit = names.find(heads.needed(line, "unit")?, "unit")?;
    let unit_key = directory.unit(unit).map(|unit| unit.key.clone()).unwrap_or_default();
    let role = heads.cell(line, "role");
    // Everything about the role is looked at before the officer is written: a refused row leaves nothing behind.
    if !role.is_empty() && directory.role(role).is_none() {
        return Err(Refusal::new("ROLE_UNKNOWN").with("role", role).at("role").into());
    }
    let scope = scope(heads, line, names, unit)?;
    let day = |key: &'static str| match heads.cell(line, key) {
        "" => Ok(None),
        text => parse_day(text).map(Some).ok_or_else(|| Refusal::new("IMPORT_DATE").with("text", text).at(key)),
    };
    let dates = (day("role_from")?, day("role_until")?);
    if matches!(dates, (Some(from), Some(until)) if until < from) {
        return Err(Refusal::new("GRANT_DATES").at("until").into());
    }
    let new = NewOfficer {
        login: heads.needed(line, "login")?.into(),
        name: heads.needed(line, "name")?.into(),
        title: heads.cell(line, "title").into(),
        unit: unit_key,
        duties: parts(heads.cell(line, "duties")),
    };
    admin.add_officer(tx, &new)?;
    if !role.is_empty() {
        admin.grant(tx, &new.login, role, scope, dates)?;
    }
    Ok(())
}

/// Without units named: the officer's own.
fn scope(heads: &Heads, line: &Line, names: &UnitNames, own: kernel::UnitId) -> Result<Scope, Refusal> {
    let named = parts(heads.cell(line, "role_units"));
    let units = named.iter().map(|unit| names.find(unit, "role_units")).collect::<Result<Vec<_>, _>>()?;
    Ok(Scope {
        units: Narrow::Only(if units.is_empty() { vec![own] } else { units }),
        fields: Narrow::of(parts(heads.cell(line, "role_fields"))),
        procedures: Narrow::of(parts(heads.cell(line, "role_procedures"))),
        ..Scope::everywhere()
    })
}
