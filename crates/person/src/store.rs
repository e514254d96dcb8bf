//! People's rows, and the doors to them. Every door that shows personal data takes a [`Reader`] and leaves an audit
//! entry in the same transaction; nothing here logs.

use std::sync::Arc;

use kernel::{Actor, Error, Ids, PersonId, Refusal, Result, fold};
use law::code::Sex;
use office::{Officer, Permit};
use serde::{Deserialize, Serialize};
use store::ledger::Audit;
use store::{Migration, Row, Tx, Value};

use crate::citizen::Citizen;
use crate::draft::{Checked, tidy};
use crate::mask::mask_name;
use crate::model::{Address, BirthDate, Identity, Kind, Person, PersonCard};

pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "person/0001_person", sql: include_str!("../migrations/0001_person.sql") },
    Migration { name: "person/0002_account", sql: include_str!("../migrations/0002_account.sql") },
    Migration { name: "person/0003_twins", sql: include_str!("../migrations/0003_twins.sql") },
];

pub mod twins;

/// Fewest letters of a name worth looking for.
const SHORTEST_NAME: usize = 2;

/// Who reads a person's data, and why: the trace that the person may ask for (NĐ 69/2024/NĐ-CP Điều 17;
/// Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15).
#[derive(Debug, Clone)]
pub struct Reader {
    actor: Actor,
    why: String,
    ids: Arc<Ids>,
    now_ms: i64,
}

impl Reader {
    /// A signed-in officer. `why` is the page or duty (`counter.intake`, a dossier's code), never personal data.
    pub fn officer(officer: &Officer, why: impl Into<String>, ids: &Arc<Ids>, now_ms: i64) -> Reader {
        Reader { actor: officer.actor(), why: why.into(), ids: Arc::clone(ids), now_ms }
    }

    /// Whoever a permit was given to: an officer in an act, or a chore of the system.
    pub fn permitted(permit: &Permit, why: impl Into<String>, ids: &Arc<Ids>, now_ms: i64) -> Reader {
        Reader { actor: permit.actor(), why: why.into(), ids: Arc::clone(ids), now_ms }
    }

    /// An applicant who reads or changes what is their own.
    pub fn citizen(citizen: &Citizen, why: impl Into<String>, ids: &Arc<Ids>, now_ms: i64) -> Reader {
        Reader { actor: citizen.actor(), why: why.into(), ids: Arc::clone(ids), now_ms }
    }

    /// Whoever registers: nobody has signed in yet.
    pub(crate) fn registering(name: &str, ids: &Arc<Ids>, now_ms: i64) -> Reader {
        let actor = Actor::Applicant { name: name.into(), account: None };
        Reader { actor, why: "account.register".into(), ids: Arc::clone(ids), now_ms }
    }

    pub(crate) fn next_id(&self) -> i64 {
        self.ids.next(self.now_ms)
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.now_ms
    }

    pub(crate) fn trace(&self, act: &'static str, subject: i64) -> Audit {
        Audit::by(&self.actor, self.ids.next(self.now_ms), self.now_ms, act, subject, &self.why)
    }

    fn record(&self, tx: &mut Tx<'_>, act: &'static str, subject: i64) -> Result<()> {
        tx.write(&[self.trace(act, subject).write()])
    }
}

/// A person read on a connection that cannot write. What is inside shows only against a trace.
pub struct Sealed(Person);

impl Sealed {
    pub fn id(&self) -> PersonId {
        self.0.id
    }
    /// Opens it; the caller must write the trace that is put into `traces`, before or with its answer.
    pub fn open(self, reader: &Reader, traces: &mut Vec<Audit>) -> Person {
        traces.push(reader.trace("person.read", self.0.id.0));
        self.0
    }
}

/// How [`find_or_create`] ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// The number was known, and the name fits.
    Known(Person),
    Created(Person),
}

impl Found {
    pub fn person(self) -> Person {
        match self {
            Found::Known(person) | Found::Created(person) => person,
        }
    }
}

/// What the columns do not hold.
#[derive(Serialize, Deserialize)]
struct Body {
    identity: Identity,
    birth: Option<BirthDate>,
    sex: Option<Sex>,
    address: Address,
    email: Option<String>,
}

const COLUMNS: &str = "id, version, name, phone, body, merged_into";

fn person(row: &Row) -> Result<Person> {
    let body: Body = row.json(4)?;
    Ok(Person {
        id: PersonId(row.int(0)?),
        version: row.int(1)?,
        name: row.text(2)?.into(),
        identity: body.identity,
        birth: body.birth,
        sex: body.sex,
        address: body.address,
        phone: row.opt_text(3)?.map(str::to_string),
        email: body.email,
    })
}

/// What the columns do not hold, as JSON text.
pub(crate) fn body_of(checked: &Checked) -> Result<String> {
    let body = Body {
        identity: checked.identity.clone(),
        birth: checked.birth,
        sex: checked.sex,
        address: checked.address.clone(),
        email: checked.email.clone(),
    };
    serde_json::to_string(&body).map_err(|e| Error::fault("person JSON", e))
}

fn select(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<Person>> {
    tx.find(&format!("SELECT {COLUMNS} FROM person WHERE id = ?1"), &[id.0.into()])?.as_ref().map(person).transpose()
}

fn select_by_number(tx: &mut Tx<'_>, kind: Kind, number: &str) -> Result<Option<Person>> {
    let sql = format!("SELECT {COLUMNS} FROM person WHERE kind = ?1 AND number = ?2");
    let Some(row) = tx.find(&sql, &[kind.key().into(), number.into()])? else { return Ok(None) };
    // A record that was merged is found as the one that stands for it.
    match row.opt_int(5)? {
        Some(_) => {
            let standing = twins::standing(tx, PersonId(row.int(0)?))?;
            select(tx, standing)
        }
        None => person(&row).map(Some),
    }
}

/// A person, against a trace. Must run in an act: the trace is written. `Absent` when there is none.
pub fn load(tx: &mut Tx<'_>, id: PersonId, reader: &Reader) -> Result<Person> {
    let person = select(tx, id)?.ok_or_else(|| Error::absent(id.to_string()))?;
    reader.record(tx, "person.read", id.0)?;
    Ok(person)
}

/// Whether a person has this identity number. It compares and shows nothing, so it leaves no trace.
pub fn has_number(tx: &mut Tx<'_>, id: PersonId, number: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM person WHERE id = ?1 AND number = ?2";
    Ok(tx.find(sql, &[id.0.into(), number.trim().into()])?.is_some())
}

/// The identity number of a person's record, to look for what names it; it is compared and never shown, so it leaves no trace.
pub fn find_number(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<String>> {
    let row = tx.find("SELECT number FROM person WHERE id = ?1", &[id.0.into()])?;
    Ok(row.map(|row| row.opt_text(0).map(|number| number.map(str::to_string))).transpose()?.flatten())
}

/// A person, closed, on any connection; see [`Sealed`].
pub fn load_sealed(tx: &mut Tx<'_>, id: PersonId) -> Result<Sealed> {
    select(tx, id)?.map(Sealed).ok_or_else(|| Error::absent(id.to_string()))
}

/// The one person a number identifies, against a trace.
pub fn find_by_number(tx: &mut Tx<'_>, kind: Kind, number: &str, reader: &Reader) -> Result<Option<Person>> {
    let found = select_by_number(tx, kind, number)?;
    if let Some(person) = &found {
        reader.record(tx, "person.read", person.id.0)?;
    }
    Ok(found)
}

/// People to choose from, masked: by exact number, exact telephone, or the beginning of a name without diacritics;
/// at most `limit` (up to 50), by name. Leaves one trace for each person shown. What somebody only claims in an
/// unconfirmed account is not found: a dossier put under it would show in that account.
pub fn find_people(tx: &mut Tx<'_>, typed: &str, reader: &Reader, limit: i64) -> Result<Vec<PersonCard>> {
    let typed = tidy(typed);
    let limit = limit.clamp(1, 50);
    let bare: String = typed.chars().filter(|c| !matches!(c, ' ' | '.')).collect();
    let has_digits = bare.chars().any(|c| c.is_ascii_digit());
    let rows = if has_digits {
        let home = bare.strip_prefix("+84").map_or(bare.clone(), |rest| format!("0{rest}"));
        // The passport is looked for under every nationality that has been seen.
        let sql = format!(
            "SELECT {COLUMNS} FROM person WHERE ((kind = 'citizen' AND number = ?1) OR (kind = 'organisation' AND number = ?1) \
             OR (kind = 'foreigner' AND number = ?2) OR phone = ?3) AND claimed = 0 ORDER BY name_fold, id LIMIT ?4"
        );
        tx.query(&sql, &[(&bare).into(), typed.to_uppercase().into(), home.into(), limit.into()])?
    } else {
        let from = fold(&typed);
        if from.chars().count() < SHORTEST_NAME {
            return Ok(Vec::new());
        }
        // The last code point: everything that begins with the prefix sorts below.
        let below = format!("{from}\u{10FFFF}");
        let sql = format!(
            "SELECT {COLUMNS} FROM person WHERE name_fold >= ?1 AND name_fold < ?2 AND claimed = 0 ORDER BY name_fold, id LIMIT ?3"
        );
        tx.query(&sql, &[from.into(), below.into(), limit.into()])?
    };
    let mut people: Vec<Person> = Vec::with_capacity(rows.len());
    for row in &rows {
        let found = match row.opt_int(5)? {
            Some(_) => {
                let standing = twins::standing(tx, PersonId(row.int(0)?))?;
                select(tx, standing)?
            }
            None => Some(person(row)?),
        };
        people.extend(found.filter(|one| !people.iter().any(|known| known.id == one.id)));
    }
    let traces: Vec<Audit> = people.iter().map(|p| reader.trace("person.listed", p.id.0)).collect();
    tx.write(&traces.iter().map(Audit::write).collect::<Vec<_>>())?;
    Ok(people.iter().map(PersonCard::of).collect())
}

/// The record of a checked person: the one that stands when the number is known and the name fits, else a new one.
///
/// Refused: `PERSON_NUMBER_TAKEN` (facts `id`, masked `name`) when the number stands under another name. Two desks at
/// once get the same record. People without a number are always new: two may share name and birth.
pub fn find_or_create(tx: &mut Tx<'_>, checked: &Checked, reader: &Reader) -> Result<Found> {
    if let Some(known) = known(tx, checked)? {
        return same(tx, known, checked, reader);
    }
    match insert(tx, checked, reader)? {
        Some(person) => Ok(Found::Created(person)),
        None => {
            let known = known(tx, checked)?.ok_or_else(|| Error::absent("person"))?;
            same(tx, known, checked, reader)
        }
    }
}

fn known(tx: &mut Tx<'_>, checked: &Checked) -> Result<Option<Person>> {
    match checked.identity.number() {
        Some(number) => select_by_number(tx, checked.identity.kind(), &number),
        None => Ok(None),
    }
}

fn same(tx: &mut Tx<'_>, known: Person, checked: &Checked, reader: &Reader) -> Result<Found> {
    if fold(&known.name) != fold(&checked.name) {
        return Err(taken(&known).into());
    }
    reader.record(tx, "person.read", known.id.0)?;
    Ok(Found::Known(known))
}

fn taken(known: &Person) -> Refusal {
    let field = match known.kind() {
        Kind::Citizen => "personal_number",
        Kind::Organisation => "tax_code",
        Kind::Foreigner => "passport",
    };
    Refusal::new("PERSON_NUMBER_TAKEN").with("id", known.id).with("name", mask_name(&known.name)).at(field)
}

/// `None` when the number stands already.
fn insert(tx: &mut Tx<'_>, checked: &Checked, reader: &Reader) -> Result<Option<Person>> {
    let id = PersonId(reader.ids.next(reader.now_ms));
    let sql = "INSERT INTO person (id, version, kind, number, name, name_fold, phone, body, created_ms, changed_ms) \
               VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8) ON CONFLICT DO NOTHING";
    let params: [Value<'_>; 8] = [
        id.0.into(),
        checked.identity.kind().key().into(),
        checked.identity.number().into(),
        (&checked.name).into(),
        fold(&checked.name).into(),
        checked.phone.as_deref().into(),
        body_of(checked)?.into(),
        reader.now_ms.into(),
    ];
    if tx.execute(sql, &params)? == 0 {
        return Ok(None);
    }
    reader.record(tx, "person.create", id.0)?;
    Ok(Some(of(id, 1, checked)))
}

fn of(id: PersonId, version: i64, checked: &Checked) -> Person {
    Person {
        id,
        version,
        name: checked.name.clone(),
        identity: checked.identity.clone(),
        birth: checked.birth,
        sex: checked.sex,
        address: checked.address.clone(),
        phone: checked.phone.clone(),
        email: checked.email.clone(),
    }
}

/// Changes a record that was seen at version `seen`. `Stale` when it has changed since, `Absent` when there is none.
/// Refused: `PERSON_NUMBER_TAKEN` when the new number stands under another record.
pub fn change(tx: &mut Tx<'_>, id: PersonId, seen: i64, checked: &Checked, reader: &Reader) -> Result<Person> {
    let standing = select(tx, id)?.ok_or_else(|| Error::absent(id.to_string()))?;
    let claimed = is_claimed(tx, id)?;
    if let Some(other) = known(tx, checked)?.filter(|other| other.id != id && !claimed) {
        return Err(taken(&other).into());
    }
    // A claim stays a claim whoever corrects it: only a counter code proves a number.
    let number = checked.identity.number().filter(|_| !claimed);
    let sql = "UPDATE person SET version = version + 1, kind = ?3, number = ?4, name = ?5, name_fold = ?6, phone = ?7, body = ?8, \
               changed_ms = ?9 WHERE id = ?1 AND version = ?2";
    let params: [Value<'_>; 9] = [
        id.0.into(),
        seen.into(),
        checked.identity.kind().key().into(),
        number.into(),
        (&checked.name).into(),
        fold(&checked.name).into(),
        checked.phone.as_deref().into(),
        body_of(checked)?.into(),
        reader.now_ms.into(),
    ];
    if tx.execute(sql, &params)? == 0 {
        return Err(Error::Stale { seen, stands: standing.version });
    }
    reader.record(tx, "person.change", id.0)?;
    Ok(of(id, seen + 1, checked))
}

// ── claims of unconfirmed accounts ──────────────────────────────────────────────────────────────────────────────

/// Whether a record's number is only claimed: typed by whoever registered an account, and no card was seen.
pub fn is_claimed(tx: &mut Tx<'_>, id: PersonId) -> Result<bool> {
    let row = tx.find("SELECT claimed FROM person WHERE id = ?1", &[id.0.into()])?;
    row.map_or(Ok(false), |row| row.flag(0))
}

/// A record of an account's own, whose number proves nothing and finds nobody.
pub(crate) fn insert_claimed(tx: &mut Tx<'_>, checked: &Checked, reader: &Reader) -> Result<Person> {
    let id = PersonId(reader.ids.next(reader.now_ms));
    let sql = "INSERT INTO person (id, version, kind, number, name, name_fold, phone, body, created_ms, changed_ms, claimed) \
               VALUES (?1, 1, ?2, NULL, ?3, ?4, ?5, ?6, ?7, ?7, 1)";
    let params: [Value<'_>; 7] = [
        id.0.into(),
        checked.identity.kind().key().into(),
        (&checked.name).into(),
        fold(&checked.name).into(),
        checked.phone.as_deref().into(),
        body_of(checked)?.into(),
        reader.now_ms.into(),
    ];
    tx.execute(sql, &params)?;
    reader.record(tx, "person.create", id.0)?;
    Ok(of(id, 1, checked))
}

/// The number of a claim is proven: the record that counters know under it, or the claim itself, which becomes that
/// record. Leaves a trace on the record.
pub(crate) fn prove(tx: &mut Tx<'_>, claim: PersonId, reader: &Reader) -> Result<Person> {
    let claimed = select(tx, claim)?.ok_or_else(|| Error::absent(claim.to_string()))?;
    let number = claimed.identity.number().ok_or_else(|| Error::absent("number"))?;
    let sql = "UPDATE person SET claimed = 0, number = ?2, version = version + 1, changed_ms = ?3 WHERE id = ?1 AND claimed = 1";
    let proven = match select_by_number(tx, claimed.kind(), &number)? {
        Some(known) => known,
        None => {
            tx.execute(sql, &[claim.0.into(), number.into(), reader.now_ms.into()])?;
            Person { version: claimed.version + 1, ..claimed }
        }
    };
    reader.record(tx, "person.confirm", proven.id.0)?;
    Ok(proven)
}

/// The record that counters know under a number, for a trace that needs a subject; nothing of it is shown.
pub fn id_of_number(tx: &mut Tx<'_>, kind: Kind, number: &str) -> Result<Option<PersonId>> {
    let sql = "SELECT id FROM person WHERE kind = ?1 AND number = ?2";
    tx.find(sql, &[kind.key().into(), number.into()])?.map(|row| row.int(0).map(PersonId)).transpose()
}
