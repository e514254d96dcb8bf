//! Migrations: numbered, forward only, each explained in its own file and run in a transaction of its own.

use kernel::{Error, Result};

use crate::{EngineKind, Store, Value};

/// One step of the tables' history. The text uses `{{INT}}` (64-bit number), `{{TEXT}}` (text that is compared and sorted
/// byte by byte, whatever the database's own collation: prefixes are key ranges, and both engines list alike),
/// `{{BLOB}}` (bytes), `{{STRICT}}` and `{{NO_ROWID}}` (table options that only SQLite has), and sections
/// `{{#sqlite}} … {{/sqlite}}`, `{{#postgres}} … {{/postgres}}` where the engines truly differ.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// `room/0001_what`: unique for ever.
    pub name: &'static str,
    pub sql: &'static str,
}

const CATALOGUE: &str =
    "CREATE TABLE IF NOT EXISTS migration (name {{TEXT}} NOT NULL PRIMARY KEY, hash {{TEXT}} NOT NULL){{STRICT}}";

pub(crate) fn run(store: &Store, migrations: &'static [Migration]) -> Result<usize> {
    let kind = store.kind();
    store.act_blocking(move |tx| tx.batch(&dialect(CATALOGUE, kind)))?;
    let mut fresh = 0;
    for migration in migrations {
        let new = store.act_blocking(move |tx| {
            let hash = fingerprint(migration.sql);
            let known = tx.find("SELECT hash FROM migration WHERE name = ?1", &[migration.name.into()])?;
            if let Some(row) = known {
                if row.text(0)? != hash {
                    return Err(Error::fault(migration.name, "this migration was changed after it ran here"));
                }
                return Ok(false);
            }
            tx.batch(&dialect(migration.sql, kind))?;
            tx.execute("INSERT INTO migration (name, hash) VALUES (?1, ?2)", &[migration.name.into(), hash.into()])?;
            Ok(true)
        })?;
        fresh += usize::from(new);
    }
    Ok(fresh)
}

fn fingerprint(sql: &str) -> String {
    use sha2::Digest;
    hex::encode(&sha2::Sha256::digest(sql.as_bytes())[..8])
}

/// The text as one engine understands it.
fn dialect(sql: &str, kind: EngineKind) -> String {
    let (keep, drop) = match kind {
        EngineKind::Sqlite => ("sqlite", "postgres"),
        EngineKind::Postgres => ("postgres", "sqlite"),
    };
    let mut text = sql.to_string();
    let (open, close) = (format!("{{{{#{drop}}}}}"), format!("{{{{/{drop}}}}}"));
    while let (Some(from), Some(to)) = (text.find(&open), text.find(&close)) {
        text.replace_range(from..to + close.len(), "");
    }
    text = text.replace(&format!("{{{{#{keep}}}}}"), "").replace(&format!("{{{{/{keep}}}}}"), "");
    let words = match kind {
        EngineKind::Sqlite => [
            ("{{INT}}", "INTEGER"),
            ("{{TEXT}}", "TEXT"),
            ("{{BLOB}}", "BLOB"),
            ("{{STRICT}}", " STRICT"),
            ("{{NO_ROWID}}", " STRICT, WITHOUT ROWID"),
        ],
        EngineKind::Postgres => [
            ("{{INT}}", "BIGINT"),
            ("{{TEXT}}", "TEXT COLLATE \"C\""),
            ("{{BLOB}}", "BYTEA"),
            ("{{STRICT}}", ""),
            ("{{NO_ROWID}}", ""),
        ],
    };
    for (mark, word) in words {
        text = text.replace(mark, word);
    }
    text
}

/// Every table of the database, for whole copies.
pub fn list_tables(tx: &mut crate::Tx<'_>) -> Result<Vec<String>> {
    let sql = match tx.kind() {
        EngineKind::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        }
        EngineKind::Postgres => "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
    };
    let none: [Value<'_>; 0] = [];
    tx.query(sql, &none)?.iter().map(|row| row.text(0).map(str::to_string)).collect()
}
