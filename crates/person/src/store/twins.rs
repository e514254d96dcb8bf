//! Pairs of records that may be one person: found, decided, merged, taken apart again. Nothing is deleted: a merged
//! record points to the one that stands, and both are kept as they were before.

use kernel::{PersonId, Refusal, Result};
use serde::{Deserialize, Serialize};
use store::{Row, Tx, Value};

use super::{Body, COLUMNS, Reader, person, select};
use crate::model::{Person, PersonCard};
use crate::twins::{Likeness, Sign, WORTH_A_LOOK, likeness, slips};

/// Merges of merges are followed so far.
const DEEPEST: usize = 8;
/// Namesakes looked at per record: a name shared by more tells nothing.
const NAMESAKES: i64 = 20;

/// What was decided about a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// One record stands for both.
    Merged,
    /// Two people.
    Apart,
    /// A merge that an administrator took back.
    Undone,
}

impl Decision {
    pub fn code(self) -> &'static str {
        match self {
            Decision::Merged => "merged",
            Decision::Apart => "apart",
            Decision::Undone => "undone",
        }
    }
    fn parse(text: &str) -> Option<Decision> {
        [Decision::Merged, Decision::Apart, Decision::Undone].into_iter().find(|decision| decision.code() == text)
    }
}

/// A pair with what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    pub a: PersonId,
    pub b: PersonId,
    pub score: i64,
    pub signs: Vec<Sign>,
    pub decision: Option<Decision>,
    pub kept: Option<PersonId>,
    pub reason: String,
    pub by_name: String,
    pub at_ms: Option<i64>,
}

const PAIR: &str = "a_id, b_id, score, signs, decision, kept_id, reason, by_name, at_ms";

fn pair(row: &Row) -> Result<Pair> {
    Ok(Pair {
        a: PersonId(row.int(0)?),
        b: PersonId(row.int(1)?),
        score: row.int(2)?,
        signs: row.json(3)?,
        decision: row.opt_text(4)?.and_then(Decision::parse),
        kept: row.opt_int(5)?.map(PersonId),
        reason: row.opt_text(6)?.unwrap_or_default().into(),
        by_name: row.opt_text(7)?.unwrap_or_default().into(),
        at_ms: row.opt_int(8)?,
    })
}

// ── one person, several records ──────────────────────────────────────────────────────────────────────────────────────

/// The record that stands for a record: itself, or the one it was merged into.
pub fn standing(tx: &mut Tx<'_>, id: PersonId) -> Result<PersonId> {
    let mut at = id;
    for _ in 0..DEEPEST {
        let row = tx.find("SELECT merged_into FROM person WHERE id = ?1", &[at.0.into()])?;
        match row.as_ref().map(|row| row.opt_int(0)).transpose()?.flatten() {
            Some(next) => at = PersonId(next),
            None => break,
        }
    }
    Ok(at)
}

/// Every record of the person that a record stands for: whose dossiers are theirs.
pub fn circle(tx: &mut Tx<'_>, id: PersonId) -> Result<Vec<PersonId>> {
    let mut found = vec![standing(tx, id)?];
    let mut at = 0;
    while let Some(one) = found.get(at).copied() {
        for row in tx.query("SELECT id FROM person WHERE merged_into = ?1 ORDER BY id", &[one.0.into()])? {
            let id = PersonId(row.int(0)?);
            if !found.contains(&id) {
                found.push(id);
            }
        }
        at += 1;
    }
    Ok(found)
}

// ── looking ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/// Looks at the next `limit` records for older ones like them and keeps the pairs worth a look. Answers (records looked
/// at, pairs found). Shows nobody anything, so it leaves no trace; whoever opens a pair does.
pub fn look_on(tx: &mut Tx<'_>, limit: i64, now_ms: i64) -> Result<(usize, usize)> {
    let after = tx.count("SELECT last_id FROM person_looked WHERE id = 1", &[])?;
    let sql = format!("SELECT {COLUMNS} FROM person WHERE id > ?1 AND merged_into IS NULL ORDER BY id LIMIT ?2");
    let next = tx.query(&sql, &[after.into(), limit.into()])?.iter().map(person).collect::<Result<Vec<_>>>()?;
    let Some(last) = next.last().map(|person| person.id.0) else { return Ok((0, 0)) };
    let mut found = 0;
    for one in &next {
        for older in older_like(tx, one)? {
            let likeness = likeness(&older, one);
            if likeness.score >= WORTH_A_LOOK {
                found += usize::from(keep(tx, older.id, one.id, &likeness, now_ms)?);
            }
        }
    }
    tx.execute("UPDATE person_looked SET last_id = ?1 WHERE id = 1", &[last.into()])?;
    Ok((next.len(), found))
}

/// Older records with the same name, the same telephone, or a number one slip away.
fn older_like(tx: &mut Tx<'_>, one: &Person) -> Result<Vec<Person>> {
    let mut found: Vec<Person> = Vec::new();
    let mut take = |rows: Vec<Row>| -> Result<()> {
        for row in &rows {
            let older = person(row)?;
            if older.id < one.id && !found.iter().any(|known| known.id == older.id) {
                found.push(older);
            }
        }
        Ok(())
    };
    let fold = kernel::fold(&one.name);
    let sql = format!(
        "SELECT {COLUMNS} FROM person WHERE name_fold = ?1 AND id < ?2 AND merged_into IS NULL ORDER BY id DESC LIMIT ?3"
    );
    take(tx.query(&sql, &[fold.into(), one.id.0.into(), NAMESAKES.into()])?)?;
    let slips = one.identity.number().map(|number| slips(&number)).unwrap_or_default();
    if !slips.is_empty() {
        let marks: Vec<String> = (2..slips.len() + 2).map(|n| format!("?{n}")).collect();
        let sql = format!(
            "SELECT {COLUMNS} FROM person WHERE kind = ?1 AND merged_into IS NULL AND number IN ({})",
            marks.join(", ")
        );
        let mut params: Vec<Value<'_>> = vec![one.kind().key().into()];
        params.extend(slips.iter().map(|slip| Value::from(slip.as_str())));
        take(tx.query(&sql, &params)?)?;
    }
    Ok(found)
}

fn keep(tx: &mut Tx<'_>, a: PersonId, b: PersonId, likeness: &Likeness, now_ms: i64) -> Result<bool> {
    let signs = json(&likeness.signs)?;
    let sql = "INSERT INTO person_pair (a_id, b_id, score, signs, found_ms) VALUES (?1, ?2, ?3, ?4, ?5) \
               ON CONFLICT (a_id, b_id) DO NOTHING";
    let params = [a.0.into(), b.0.into(), likeness.score.into(), signs.into(), now_ms.into()];
    Ok(tx.execute(sql, &params)? > 0)
}

// ── what is shown ────────────────────────────────────────────────────────────────────────────────────────────────────

/// Pairs nobody has decided about, the most alike first, masked; one trace for each person shown.
pub fn list_open(tx: &mut Tx<'_>, limit: i64, reader: &Reader) -> Result<Vec<(Pair, PersonCard, PersonCard)>> {
    let sql = format!(
        "SELECT {PAIR} FROM person_pair WHERE decision IS NULL ORDER BY score DESC, a_id DESC, b_id DESC LIMIT ?1"
    );
    with_cards(tx, &sql, limit, reader)
}

/// The latest decisions, masked; one trace for each person shown.
pub fn list_decided(tx: &mut Tx<'_>, limit: i64, reader: &Reader) -> Result<Vec<(Pair, PersonCard, PersonCard)>> {
    let sql = format!(
        "SELECT {PAIR} FROM person_pair WHERE decision IS NOT NULL ORDER BY at_ms DESC, a_id DESC, b_id DESC LIMIT ?1"
    );
    with_cards(tx, &sql, limit, reader)
}

fn with_cards(tx: &mut Tx<'_>, sql: &str, limit: i64, reader: &Reader) -> Result<Vec<(Pair, PersonCard, PersonCard)>> {
    let pairs = tx.query(sql, &[limit.into()])?.iter().map(pair).collect::<Result<Vec<_>>>()?;
    let mut shown = Vec::with_capacity(pairs.len());
    for pair in pairs {
        let (Some(a), Some(b)) = (select(tx, pair.a)?, select(tx, pair.b)?) else { continue };
        for one in [&a, &b] {
            reader.record(tx, "person.listed", one.id.0)?;
        }
        shown.push((pair, PersonCard::of(&a), PersonCard::of(&b)));
    }
    Ok(shown)
}

/// How many pairs wait for a decision.
pub fn count_open(tx: &mut Tx<'_>) -> Result<i64> {
    tx.count("SELECT COUNT(*) FROM person_pair WHERE decision IS NULL", &[])
}

/// A pair with both records, against traces. Absent when it was never found to be one.
pub fn load_pair(tx: &mut Tx<'_>, a: PersonId, b: PersonId, reader: &Reader) -> Result<(Pair, Person, Person)> {
    let pair = find_pair(tx, a, b)?;
    let (one, other) = (super::load(tx, a, reader)?, super::load(tx, b, reader)?);
    Ok((pair, one, other))
}

fn find_pair(tx: &mut Tx<'_>, a: PersonId, b: PersonId) -> Result<Pair> {
    let sql = format!("SELECT {PAIR} FROM person_pair WHERE a_id = ?1 AND b_id = ?2");
    let row = tx.find(&sql, &[a.0.into(), b.0.into()])?;
    row.as_ref().map(pair).transpose()?.ok_or_else(|| kernel::Error::absent("pair"))
}

// ── what is decided ──────────────────────────────────────────────────────────────────────────────────────────────────

/// Two records as their reviewer saw them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    pub a: PersonId,
    pub a_version: i64,
    pub b: PersonId,
    pub b_version: i64,
}

/// They are two people; the pair is not shown again. Refused: `PAIR_REASON_MISSING`, `PAIR_DECIDED`.
pub fn keep_apart(tx: &mut Tx<'_>, a: PersonId, b: PersonId, reason: &str, reader: &Reader) -> Result<()> {
    undecided(tx, a, b, reason)?;
    decide(tx, (a, b), Decision::Apart, None, None, reason, reader)?;
    reader.record(tx, "person.apart", a.0)?;
    reader.record(tx, "person.apart", b.0)
}

/// One record stands for both: `kept` takes the values of `merged` (whose id and version are its own), the other points
/// to it. Stale when either changed since it was seen. Refused: `PAIR_REASON_MISSING`, `PAIR_DECIDED`.
pub fn merge(tx: &mut Tx<'_>, seen: Seen, merged: &Person, reason: &str, reader: &Reader) -> Result<()> {
    undecided(tx, seen.a, seen.b, reason)?;
    let (a, b) = (super::load(tx, seen.a, reader)?, super::load(tx, seen.b, reader)?);
    for (one, version) in [(&a, seen.a_version), (&b, seen.b_version)] {
        if one.version != version {
            return Err(kernel::Error::Stale { seen: version, stands: one.version });
        }
    }
    let other = if merged.id == a.id { &b } else { &a };
    // A number stands once: the record that no longer stands for itself lets go of it first when the kept one takes it.
    let takes_number = merged.identity.number().is_some() && merged.identity.number() == other.identity.number();
    set_merged(tx, other, Some(merged.id), takes_number, reader)?;
    write(tx, merged, reader)?;
    let before = json(&[&a, &b])?;
    let kept = (merged.id, merged.version + 1);
    decide(tx, (seen.a, seen.b), Decision::Merged, Some(kept), Some(&before), reason, reader)?;
    reader.record(tx, "person.merge", seen.a.0)?;
    reader.record(tx, "person.merge", seen.b.0)
}

/// Takes a merge back: both records are as they were before. Refused: `PAIR_NOT_MERGED`; `PAIR_MOVED_ON` when the record
/// that stands has been changed since.
pub fn undo(tx: &mut Tx<'_>, a: PersonId, b: PersonId, reason: &str, reader: &Reader) -> Result<()> {
    with_reason(reason)?;
    let sql = "SELECT before, kept_id, kept_version FROM person_pair WHERE a_id = ?1 AND b_id = ?2 \
               AND decision = 'merged'";
    let row = tx.find(sql, &[a.0.into(), b.0.into()])?.ok_or_else(|| Refusal::new("PAIR_NOT_MERGED"))?;
    let before: Vec<Person> = row.json(0)?;
    let (kept, version) = (PersonId(row.int(1)?), row.int(2)?);
    let stands = select(tx, kept)?.ok_or_else(|| kernel::Error::absent(kept.to_string()))?;
    if stands.version != version {
        return Err(Refusal::new("PAIR_MOVED_ON").into());
    }
    let (Some(first), Some(second)) =
        (before.iter().find(|one| one.id == kept), before.iter().find(|one| one.id != kept))
    else {
        return Err(kernel::Error::fault("merge", "its records are not kept"));
    };
    write(tx, &Person { version: stands.version, ..first.clone() }, reader)?;
    let other = select(tx, second.id)?.ok_or_else(|| kernel::Error::absent(second.id.to_string()))?;
    write(tx, &Person { version: other.version, ..second.clone() }, reader)?;
    tx.execute("UPDATE person SET merged_into = NULL WHERE id = ?1", &[second.id.0.into()])?;
    decide(tx, (a, b), Decision::Undone, None, None, reason, reader)?;
    reader.record(tx, "person.unmerge", a.0)?;
    reader.record(tx, "person.unmerge", b.0)
}

fn with_reason(reason: &str) -> Result<()> {
    if reason.trim().is_empty() { Err(Refusal::new("PAIR_REASON_MISSING").at("reason").into()) } else { Ok(()) }
}

fn undecided(tx: &mut Tx<'_>, a: PersonId, b: PersonId, reason: &str) -> Result<()> {
    with_reason(reason)?;
    match find_pair(tx, a, b)?.decision {
        None | Some(Decision::Undone) => Ok(()),
        Some(Decision::Merged | Decision::Apart) => Err(Refusal::new("PAIR_DECIDED").into()),
    }
}

fn decide(
    tx: &mut Tx<'_>,
    (a, b): (PersonId, PersonId),
    decision: Decision,
    kept: Option<(PersonId, i64)>,
    before: Option<&str>,
    reason: &str,
    reader: &Reader,
) -> Result<()> {
    let sql = "UPDATE person_pair SET decision = ?3, kept_id = ?4, kept_version = ?5, before = ?6, reason = ?7, \
               by_name = ?8, at_ms = ?9 WHERE a_id = ?1 AND b_id = ?2";
    let params = [
        a.0.into(),
        b.0.into(),
        decision.code().into(),
        kept.map(|(id, _)| id.0).into(),
        kept.map(|(_, version)| version).into(),
        before.into(),
        reason.trim().into(),
        reader.actor.name().into(),
        reader.now_ms.into(),
    ];
    tx.execute(sql, &params).map(drop)
}

/// Writes a record as it is now; its version grows.
fn write(tx: &mut Tx<'_>, person: &Person, reader: &Reader) -> Result<()> {
    let body = Body {
        identity: person.identity.clone(),
        birth: person.birth,
        sex: person.sex,
        address: person.address.clone(),
        email: person.email.clone(),
    };
    let sql = "UPDATE person SET version = version + 1, number = ?3, name = ?4, name_fold = ?5, phone = ?6, body = ?7, \
               changed_ms = ?8 WHERE id = ?1 AND version = ?2";
    let params: [Value<'_>; 8] = [
        person.id.0.into(),
        person.version.into(),
        person.identity.number().into(),
        (&person.name).into(),
        kernel::fold(&person.name).into(),
        person.phone.as_deref().into(),
        json(&body)?.into(),
        reader.now_ms.into(),
    ];
    match tx.execute(sql, &params)? {
        0 => Err(kernel::Error::Stale { seen: person.version, stands: person.version + 1 }),
        _ => Ok(()),
    }
}

fn set_merged(tx: &mut Tx<'_>, other: &Person, into: Option<PersonId>, lets_go: bool, reader: &Reader) -> Result<()> {
    let number = if lets_go { None } else { other.identity.number() };
    let sql = "UPDATE person SET version = version + 1, merged_into = ?2, number = ?3, changed_ms = ?4 WHERE id = ?1";
    let params: [Value<'_>; 4] = [other.id.0.into(), into.map(|id| id.0).into(), number.into(), reader.now_ms.into()];
    tx.execute(sql, &params).map(drop)
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|e| kernel::Error::fault("person JSON", e))
}
