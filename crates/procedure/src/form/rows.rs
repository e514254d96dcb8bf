//! Rows ⇄ forms. A form's row is written once; other words make another row and move the pointer.

use kernel::{Error, FormId, Ids, Refusal, Result};
use sha2::Digest;
use store::{Tx, Write};

use super::Form;
use crate::model::ProcedureVersion;
use crate::store::Recorded;

const INSERT: &str = "INSERT INTO form_version (id, procedure_code, number, hash, recorded_at, body) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
const POINT_AT: &str = "INSERT INTO form_current (procedure_code, form_id, hash) VALUES (?1, ?2, ?3) \
    ON CONFLICT (procedure_code) DO UPDATE SET form_id = excluded.form_id, hash = excluded.hash";
const FIND_CURRENT: &str = "SELECT form_id, hash FROM form_current WHERE procedure_code = ?1";
const COUNT: &str = "SELECT COUNT(*) FROM form_version WHERE procedure_code = ?1";
const LOAD: &str = "SELECT body FROM form_version WHERE id = ?1";
const LOAD_CURRENT: &str = "SELECT v.id, v.body FROM form_current c JOIN form_version v ON v.id = c.form_id \
    WHERE c.procedure_code = ?1";

/// Records a form; the same words as stand already make no new row.
///
/// Refused: `FORM_FAULTY` (facts `place`, `word`, `about`) when the form cannot be used.
pub fn record_form(tx: &mut Tx<'_>, ids: &Ids, now_ms: i64, form: &Form) -> Result<Recorded<FormId>> {
    if let Some(fault) = form.faults().first() {
        let refusal = Refusal::new("FORM_FAULTY").with("place", &fault.place).with("word", fault.word);
        return Err(refusal.with("about", &fault.about).with("procedure", &form.procedure).into());
    }
    let body = serde_json::to_string(form).map_err(|error| Error::fault("writing a form as JSON", error))?;
    let hash = hex::encode(sha2::Sha256::digest(body.as_bytes()));
    let code = form.procedure.as_str();
    if let Some(row) = tx.find(FIND_CURRENT, &[code.into()])?
        && row.text(1)? == hash
    {
        return Ok(Recorded { id: FormId(row.int(0)?), new: false });
    }
    let number = tx.count(COUNT, &[code.into()])? + 1;
    let id = FormId(ids.next(now_ms));
    let insert = vec![id.0.into(), code.into(), number.into(), (&hash).into(), now_ms.into(), (&body).into()];
    let point = vec![code.into(), id.0.into(), (&hash).into()];
    tx.write(&[Write::one(INSERT, insert), Write::one(POINT_AT, point)])?;
    Ok(Recorded { id, new: true })
}

/// The form a new filing of a procedure begins with: its own, else the usual one, which is recorded when first used.
pub fn standing_form(tx: &mut Tx<'_>, ids: &Ids, now_ms: i64, version: &ProcedureVersion) -> Result<(FormId, Form)> {
    if let Some(row) = tx.find(LOAD_CURRENT, &[(&version.code).into()])? {
        return Ok((FormId(row.int(0)?), row.json(1)?));
    }
    let mut form = super::usual_form(version);
    // One usual form for all procedures: two thousand equal rows would say nothing.
    form.procedure = String::new();
    let recorded = record_form(tx, ids, now_ms, &form)?;
    Ok((recorded.id, form))
}

/// A form by its id, however old.
///
/// Errors: absent id.
pub fn load_form(tx: &mut Tx<'_>, id: FormId) -> Result<Form> {
    tx.find(LOAD, &[id.0.into()])?.ok_or_else(|| Error::absent(id.to_string()))?.json(0)
}
