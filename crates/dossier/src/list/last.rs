//! When procedures were last asked for.

use std::collections::HashMap;

use kernel::Result;
use store::{Tx, Value};

/// Codes one question asks about.
const AT_ONCE: usize = 400;

/// The moment (ms) a dossier of each procedure was last accepted; none: never. Answers for exactly the codes asked.
pub fn last_accepted(tx: &mut Tx<'_>, codes: &[String]) -> Result<HashMap<String, Option<i64>>> {
    let mut last = HashMap::with_capacity(codes.len());
    for part in codes.chunks(AT_ONCE) {
        let marks = (1..=part.len()).map(|n| format!("(?{n})")).collect::<Vec<_>>().join(", ");
        let sql = format!(
            "WITH asked (code) AS (VALUES {marks}) SELECT code, \
             (SELECT MAX(d.accepted_ms) FROM dossier d WHERE d.procedure_code = asked.code) FROM asked"
        );
        let values: Vec<Value<'_>> = part.iter().map(Value::from).collect();
        for row in tx.query(&sql, &values)? {
            last.insert(row.text(0)?.to_string(), row.opt_int(1)?);
        }
    }
    Ok(last)
}
