//! Many people at once, as an import brings them: found by their numbers in one question, the new ones written together.

use std::collections::HashMap;

use kernel::{PersonId, Refusal, Result, fold};
use store::{Tx, Value, Write};

use crate::draft::Checked;
use crate::mask::mask_name;
use crate::store::{Reader, body_of};

/// Numbers that one question asks for.
const AT_ONCE: usize = 400;
const WIDTH: usize = 8;

/// The record of each checked person, in their order: the one that stands when number and name fit, else a new one.
/// People without a number are always new. One trace for each record touched.
///
/// Inner refusal: `PERSON_NUMBER_TAKEN` when the number stands under another name; nothing is written for that one.
pub fn find_or_create_many(
    tx: &mut Tx<'_>,
    many: &[&Checked],
    reader: &Reader,
) -> Result<Vec<Result<PersonId, Refusal>>> {
    let mut known = standing(tx, many)?;
    let (mut out, mut new, mut traces) = (Vec::with_capacity(many.len()), Vec::new(), Vec::new());
    for checked in many {
        let key = checked.identity.number().map(|number| (checked.identity.kind().key(), number));
        let name = fold(&checked.name);
        match key.as_ref().and_then(|key| known.get(key)) {
            Some((id, stands)) if fold(stands) == name => {
                traces.push(reader.trace("person.read", id.0));
                out.push(Ok(*id));
            }
            Some((id, stands)) => {
                out.push(Err(Refusal::new("PERSON_NUMBER_TAKEN")
                    .with("id", id)
                    .with("name", mask_name(stands))
                    .at("number")));
            }
            None => {
                let id = PersonId(reader.next_id());
                traces.push(reader.trace("person.create", id.0));
                new.push((id, *checked, name));
                known.extend(key.map(|key| (key, (id, checked.name.clone()))));
                out.push(Ok(id));
            }
        }
    }
    insert(tx, &new, reader.now_ms())?;
    tx.write(&traces.iter().map(store::ledger::Audit::write).collect::<Vec<Write<'_>>>())?;
    Ok(out)
}

/// What [`find_or_create_many`] would refuse, without writing anything: for a dry run. `None`: it fits.
pub fn find_conflicts(tx: &mut Tx<'_>, many: &[&Checked]) -> Result<Vec<Option<Refusal>>> {
    let known = standing(tx, many)?;
    let conflict = |checked: &&Checked| {
        let key = (checked.identity.kind().key(), checked.identity.number()?);
        let (id, stands) = known.get(&key)?;
        let differs = fold(stands) != fold(&checked.name);
        differs.then(|| Refusal::new("PERSON_NUMBER_TAKEN").with("id", id).with("name", mask_name(stands)).at("number"))
    };
    Ok(many.iter().map(conflict).collect())
}

type Known = HashMap<(&'static str, String), (PersonId, String)>;

fn standing(tx: &mut Tx<'_>, many: &[&Checked]) -> Result<Known> {
    let mut known = Known::new();
    for kind in [crate::Kind::Citizen, crate::Kind::Organisation, crate::Kind::Foreigner] {
        let of_kind = many.iter().filter(|checked| checked.identity.kind() == kind);
        let mut numbers: Vec<String> = of_kind.filter_map(|checked| checked.identity.number()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        for part in numbers.chunks(AT_ONCE) {
            let marks = (2..part.len() + 2).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ");
            let sql = format!("SELECT number, id, name FROM person WHERE kind = ?1 AND number IN ({marks})");
            let mut values: Vec<Value<'_>> = vec![kind.key().into()];
            values.extend(part.iter().map(Value::from));
            for row in tx.query(&sql, &values)? {
                known.insert((kind.key(), row.text(0)?.into()), (PersonId(row.int(1)?), row.text(2)?.into()));
            }
        }
    }
    Ok(known)
}

fn insert(tx: &mut Tx<'_>, new: &[(PersonId, &Checked, String)], now_ms: i64) -> Result<()> {
    for part in new.chunks(AT_ONCE) {
        let row = |n: usize| {
            let marks = (1..=WIDTH).map(|i| format!("?{}", n * WIDTH + i + 1)).collect::<Vec<_>>().join(", ");
            format!("({marks}, 1, ?1)")
        };
        let rows = (0..part.len()).map(row).collect::<Vec<_>>().join(", ");
        let sql = format!(
            "INSERT INTO person (id, kind, number, name, name_fold, phone, body, created_ms, version, changed_ms) VALUES {rows}"
        );
        let mut values: Vec<Value<'_>> = vec![now_ms.into()];
        for (id, checked, name) in part {
            let line: [Value<'_>; WIDTH] = [
                id.0.into(),
                checked.identity.kind().key().into(),
                checked.identity.number().into(),
                (&checked.name).into(),
                name.into(),
                checked.phone.as_deref().into(),
                body_of(checked)?.into(),
                now_ms.into(),
            ];
            values.extend(line);
        }
        tx.execute(&sql, &values)?;
    }
    Ok(())
}
