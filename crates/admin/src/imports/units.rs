//! Units from a table: all of them in one transaction, those above before those below, through the door the screens use.

use std::collections::{BTreeMap, HashMap};

use job::table::{Line, Table};
use kernel::{Lang, Refusal, Result, UnitId, fold};
use office::{Admin, Directory, Unit, UnitKind};
use store::Tx;

use super::columns::{Heads, Shape, UnitNames, parse_day, parse_yes};

pub static SHAPE: Shape = Shape {
    kind: "units",
    columns: &[
        ("key", true),
        ("name", true),
        ("kind", true),
        ("parent", false),
        ("short_name", false),
        ("code", false),
        ("old_code", false),
        ("area", false),
        ("intake", false),
        ("resolves", false),
        ("address", false),
        ("hotline", false),
        ("email", false),
        ("valid_from", false),
        ("valid_until", false),
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
    let mut waiting: Vec<&Line> = table.rows.iter().collect();
    let mut begun: HashMap<String, UnitId> = HashMap::new();
    let in_file: Vec<String> = table.rows.iter().map(|line| heads.cell(line, "key").to_string()).collect();
    // Those above first: a round takes the rows whose unit above stands; rows that no round takes stand below each other.
    while !waiting.is_empty() {
        let before = waiting.len();
        let mut later = Vec::new();
        for line in waiting {
            let above = heads.cell(line, "parent");
            let waits = !above.is_empty() && !begun.contains_key(above) && in_file.iter().any(|key| key == above);
            if waits && !refused.contains_key(&line.number) {
                later.push(line);
                continue;
            }
            match one(tx, admin, &names, &begun, (heads, line)) {
                Ok((key, id)) => drop(begun.insert(key, id)),
                Err(kernel::Error::Refused(refusal)) => drop(refused.insert(line.number, *refusal)),
                Err(other) => return Err(other),
            }
        }
        if later.len() == before {
            for line in later {
                let unit = heads.cell(line, "name");
                refused.insert(line.number, Refusal::new("UNIT_PARENT").with("unit", unit).at("parent"));
            }
            break;
        }
        waiting = later;
    }
    Ok(refused)
}

fn one(
    tx: &mut Tx<'_>,
    admin: &Admin,
    names: &UnitNames,
    begun: &HashMap<String, UnitId>,
    (heads, line): (&Heads, &Line),
) -> Result<(String, UnitId)> {
    let unit = unit(admin, names, begun, (heads, line))?;
    admin.begin_unit(tx, &unit, None)?;
    Ok((unit.key, unit.id))
}

fn unit(
    admin: &Admin,
    names: &UnitNames,
    begun: &HashMap<String, UnitId>,
    (heads, line): (&Heads, &Line),
) -> Result<Unit, Refusal> {
    let some = |key: &str| Some(heads.cell(line, key).to_string()).filter(|text| !text.is_empty());
    let day = |key: &'static str| match heads.cell(line, key) {
        "" => Ok(None),
        text => parse_day(text).map(Some).ok_or_else(|| Refusal::new("IMPORT_DATE").with("text", text).at(key)),
    };
    let parent = match heads.cell(line, "parent") {
        "" => None,
        above => Some(begun.get(above).copied().map_or_else(|| names.find(above, "parent"), Ok)?),
    };
    let name = heads.needed(line, "name")?.to_string();
    Ok(Unit {
        id: admin.new_unit_id(),
        key: heads.needed(line, "key")?.into(),
        short_name: some("short_name").unwrap_or_else(|| name.clone()),
        name,
        kind: kind(heads.needed(line, "kind")?)?,
        parent,
        code: some("code"),
        old_code: some("old_code"),
        area: some("area"),
        intake: parse_yes(heads.cell(line, "intake"), "intake")?,
        resolves: parse_yes(heads.cell(line, "resolves"), "resolves")?,
        address: some("address"),
        hotline: some("hotline"),
        email: some("email"),
        valid_from: day("valid_from")?,
        valid_until: day("valid_until")?,
        successors: Vec::new(),
    })
}

/// A kind by its key or its word in either language.
fn kind(text: &str) -> Result<UnitKind, Refusal> {
    let wanted = fold(text);
    let says = |kind: &UnitKind| {
        let key = format!("office-unit-kind-{}", kind.key().replace('_', "-"));
        kind.key() == text || Lang::ALL.iter().any(|lang| fold(&lang.say(&key)) == wanted)
    };
    let found = UnitKind::ALL.into_iter().find(|kind| says(kind));
    found.ok_or_else(|| Refusal::new("IMPORT_WORD").with("text", text).at("kind"))
}
