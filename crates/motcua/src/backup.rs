//! Whole copies of an office, in one form for both engines: each table as JSON lines, the files beside them, and a
//! manifest that says how much of what there must be. A copy made on one engine restores onto the other.
//!
//! It copies what was saved at one moment while the office goes on working, and never overwrites anything.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use kernel::{Error, Refusal, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::blob::BlobHash;
use store::{EngineKind, Row, Settings, Store, Tx, Value, Write};

use crate::App;
use crate::keepers::KEEPERS;

/// The form of the copy; another number is another form.
const FORM: u32 = 1;
const MANIFEST: &str = "manifest.json";
const TABLES: &str = "tables";
const BLOBS: &str = "blobs";
/// Tables that a fresh database has rows in; a restore replaces them.
const SEEDED: [&str; 3] = ["office_revision", "procedure_revision", "person_looked"];
/// Tables that stay behind: what says how the tables came to be, and the files of jobs, which live seven days and would be
/// offered without their bytes.
const LEFT: [&str; 2] = ["migration", "job_file"];
/// Rows read or written in one go.
const PAGE: usize = 1_000;

/// What a copy holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub form: u32,
    /// The product that made it.
    pub version: String,
    /// RFC 3339, +07:00.
    pub made_at: String,
    /// Migrations of the tables: name and fingerprint. A restore needs the same.
    pub migrations: Vec<(String, String)>,
    pub tables: Vec<Table>,
    pub blobs: u64,
    pub blob_bytes: u64,
}

/// One table of a copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    pub name: String,
    pub columns: Vec<String>,
    pub rows: u64,
    /// Of the file's bytes, in hex.
    pub sha256: String,
}

fn fault(context: &str) -> impl Fn(std::io::Error) -> Error + '_ {
    move |cause| Error::fault(context, cause)
}

// ── copying ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/// Copies a running office into a folder that is empty or not there (blocks). `progress` is told (done, all) of files.
///
/// Errors: refused `BACKUP_NOT_EMPTY` when the folder holds anything.
pub fn backup(app: &App, folder: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<Manifest> {
    if folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Refusal::new("BACKUP_NOT_EMPTY").with("folder", folder.display()).into());
    }
    for below in [folder.to_path_buf(), folder.join(TABLES), folder.join(BLOBS)] {
        fs::create_dir_all(&below).map_err(fault("backup folder"))?;
    }
    let into = folder.join(TABLES);
    let (migrations, tables, named) = snapshot(&app.store, folder, move |tx| {
        let migrations = list_migrations(tx)?;
        let mut tables = Vec::new();
        for name in copied_tables(tx)? {
            tables.push(copy_table(tx, &name, &into)?);
        }
        Ok((migrations, tables, named_blobs(tx)?))
    })?;
    // Files after rows: a file that a saved row names is durable and never goes.
    let blob_bytes = copy_blobs(app, &folder.join(BLOBS), &named, progress)?;
    let manifest = Manifest {
        form: FORM,
        version: env!("CARGO_PKG_VERSION").into(),
        made_at: kernel::time::rfc3339(kernel::time::civil(app.clock.now())),
        migrations,
        tables,
        blobs: named.len() as u64,
        blob_bytes,
    };
    let text = serde_json::to_vec_pretty(&manifest).map_err(|e| Error::fault("manifest", e))?;
    // Last: a copy without a manifest is no copy.
    write_durably(&folder.join(MANIFEST), &text)?;
    Ok(manifest)
}

fn write_durably(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = File::create(path).map_err(fault("backup file"))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(fault("backup file"))
}

/// Runs `read` over one unchanging state of the tables.
fn snapshot<T, F>(store: &Store, folder: &Path, mut read: F) -> Result<T>
where
    T: Send + 'static,
    F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
{
    match store.kind() {
        EngineKind::Sqlite => {
            let copy = folder.join("copy.db");
            store.copy_file_to(&copy, &mut |_, _| {})?;
            let done = Store::open(&Settings::Sqlite { path: copy.clone(), readers: 1 })
                .and_then(|copied| copied.read_blocking(read));
            for left in ["copy.db", "copy.db-wal", "copy.db-shm"] {
                let _ = fs::remove_file(folder.join(left));
            }
            done
        }
        EngineKind::Postgres => store.act_blocking(move |tx| {
            tx.batch("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")?;
            read(tx)
        }),
    }
}

fn list_migrations(tx: &mut Tx<'_>) -> Result<Vec<(String, String)>> {
    let rows = tx.query("SELECT name, hash FROM migration", &[])?;
    let mut all: Vec<(String, String)> =
        rows.iter().map(|row| Ok((row.text(0)?.into(), row.text(1)?.into()))).collect::<Result<_>>()?;
    all.sort();
    Ok(all)
}

fn copied_tables(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    Ok(store::list_tables(tx)?.into_iter().filter(|name| !LEFT.contains(&name.as_str())).collect())
}

/// The columns of a table in their order, and those of its primary key in theirs.
fn shape(tx: &mut Tx<'_>, table: &str) -> Result<(Vec<String>, Vec<String>)> {
    let (columns, key) = match tx.kind() {
        EngineKind::Sqlite => (
            "SELECT name FROM pragma_table_info(?1) ORDER BY cid",
            "SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk",
        ),
        EngineKind::Postgres => (
            "SELECT CAST(column_name AS TEXT) FROM information_schema.columns WHERE table_schema = 'public' \
             AND CAST(table_name AS TEXT) = ?1 ORDER BY ordinal_position",
            "SELECT CAST(k.column_name AS TEXT) FROM information_schema.table_constraints c \
             JOIN information_schema.key_column_usage k ON k.constraint_name = c.constraint_name \
             AND k.table_schema = c.table_schema AND k.table_name = c.table_name WHERE c.table_schema = 'public' \
             AND CAST(c.table_name AS TEXT) = ?1 AND c.constraint_type = 'PRIMARY KEY' ORDER BY k.ordinal_position",
        ),
    };
    let names = |rows: Vec<Row>| rows.iter().map(|row| row.text(0).map(str::to_string)).collect::<Result<Vec<_>>>();
    Ok((names(tx.query(columns, &[table.into()])?)?, names(tx.query(key, &[table.into()])?)?))
}

/// Writes one table, page by page in the order of its key.
fn copy_table(tx: &mut Tx<'_>, name: &str, into: &Path) -> Result<Table> {
    let (columns, key) = shape(tx, name)?;
    let at: Vec<usize> = key.iter().filter_map(|k| columns.iter().position(|c| c == k)).collect();
    let (list, order) = (columns.join(", "), key.join(", "));
    let marks = (1..=key.len()).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ");
    let first = format!("SELECT {list} FROM {name} ORDER BY {order} LIMIT {PAGE}");
    let next = format!("SELECT {list} FROM {name} WHERE ({order}) > ({marks}) ORDER BY {order} LIMIT {PAGE}");
    let file = File::create(into.join(format!("{name}.jsonl"))).map_err(fault("backup table"))?;
    let (mut out, mut sha, mut rows) = (BufWriter::new(file), Sha256::new(), 0);
    let mut page = tx.query(&first, &[])?;
    while let Some(last) = page.last() {
        for row in &page {
            let mut line = serde_json::to_vec(&row.values().iter().map(to_json).collect::<Vec<_>>())
                .map_err(|e| Error::fault("backup row", e))?;
            line.push(b'\n');
            sha.update(&line);
            out.write_all(&line).map_err(fault("backup table"))?;
        }
        rows += page.len() as u64;
        let after: Vec<Value<'_>> = at.iter().map(|place| last.values()[*place].clone()).collect();
        page = if page.len() < PAGE { Vec::new() } else { tx.query(&next, &after)? };
    }
    let file = out.into_inner().map_err(|e| Error::fault("backup table", e))?;
    file.sync_all().map_err(fault("backup table"))?;
    Ok(Table { name: name.into(), columns, rows, sha256: hex::encode(sha.finalize()) })
}

/// Bytes are told from texts by `{"x": hex}`.
fn to_json(value: &Value<'_>) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Int(n) => (*n).into(),
        Value::Text(text) => text.as_ref().into(),
        Value::Blob(bytes) => serde_json::json!({ "x": hex::encode(bytes) }),
    }
}

fn from_json(value: serde_json::Value) -> Option<Value<'static>> {
    match value {
        serde_json::Value::Null => Some(Value::Null),
        serde_json::Value::Number(n) => n.as_i64().map(Value::Int),
        serde_json::Value::String(text) => Some(Value::Text(text.into())),
        serde_json::Value::Object(map) => {
            let bytes = hex::decode(map.get("x")?.as_str()?).ok()?;
            Some(Value::Blob(bytes.into()))
        }
        serde_json::Value::Bool(_) | serde_json::Value::Array(_) => None,
    }
}

fn named_blobs(tx: &mut Tx<'_>) -> Result<Vec<BlobHash>> {
    let mut named = Vec::new();
    for page_of in KEEPERS {
        let mut after = 0;
        loop {
            let page = page_of(tx, after, PAGE as i64)?;
            let Some(last) = page.last() else { break };
            after = last.row;
            named.extend(page.iter().filter_map(|one| one.blob.parse::<BlobHash>().ok()));
        }
    }
    named.sort_by_key(|hash| hash.to_string());
    named.dedup();
    Ok(named)
}

fn blob_path(folder: &Path, hash: BlobHash) -> PathBuf {
    let name = hash.to_string();
    folder.join(&name[..2]).join(name)
}

fn copy_blobs(app: &App, into: &Path, named: &[BlobHash], progress: &mut dyn FnMut(u64, u64)) -> Result<u64> {
    let mut copied = 0;
    for (done, hash) in named.iter().enumerate() {
        let bytes = app.blobs.get_blocking(*hash)?;
        let path = blob_path(into, *hash);
        path.parent().map_or(Ok(()), fs::create_dir_all).map_err(fault("backup folder"))?;
        write_durably(&path, &bytes)?;
        copied += bytes.len() as u64;
        progress(done as u64 + 1, named.len() as u64);
    }
    Ok(copied)
}

// ── restoring ────────────────────────────────────────────────────────────────────────────────────────────────────────

/// Reads a copy's manifest and compares every table's file with it.
///
/// Errors: refused `BACKUP_UNREADABLE`, `BACKUP_FORM`, `BACKUP_DAMAGED` (which file).
pub fn verify(folder: &Path) -> Result<Manifest> {
    let text = fs::read(folder.join(MANIFEST))
        .map_err(|_| Error::from(Refusal::new("BACKUP_UNREADABLE").with("folder", folder.display())))?;
    let manifest: Manifest = serde_json::from_slice(&text)
        .map_err(|_| Error::from(Refusal::new("BACKUP_UNREADABLE").with("folder", folder.display())))?;
    if manifest.form != FORM {
        return Err(Refusal::new("BACKUP_FORM").with("form", manifest.form).into());
    }
    for table in &manifest.tables {
        let path = table_path(folder, &table.name);
        let (sha256, rows) = digest(&path)?;
        if sha256 != table.sha256 || rows != table.rows {
            return Err(Refusal::new("BACKUP_DAMAGED").with("file", format!("{TABLES}/{}.jsonl", table.name)).into());
        }
    }
    Ok(manifest)
}

fn table_path(folder: &Path, table: &str) -> PathBuf {
    folder.join(TABLES).join(format!("{table}.jsonl"))
}

fn digest(path: &Path) -> Result<(String, u64)> {
    let file = File::open(path).map_err(|_| Refusal::new("BACKUP_DAMAGED").with("file", path.display()))?;
    let (mut reader, mut sha, mut rows, mut line) = (BufReader::new(file), Sha256::new(), 0, Vec::new());
    while reader.read_until(b'\n', &mut line).map_err(fault("backup table"))? > 0 {
        sha.update(&line);
        rows += 1;
        line.clear();
    }
    Ok((hex::encode(sha.finalize()), rows))
}

/// Puts a copy into an empty office (blocks): files first, then every row in one act. The caller opens the office anew
/// and checks it.
///
/// Errors: as [`verify`]; refused `RESTORE_NOT_EMPTY` (which table), `BACKUP_OTHER_VERSION`.
pub fn restore(app: &App, folder: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<Manifest> {
    let manifest = verify(folder)?;
    let (expected, known) = (manifest.migrations.clone(), manifest.tables.clone());
    app.store.read_blocking(move |tx| {
        if list_migrations(tx)? != expected {
            return Err(Refusal::new("BACKUP_OTHER_VERSION").into());
        }
        for table in known.iter().filter(|table| !SEEDED.contains(&table.name.as_str())) {
            if tx.count(&format!("SELECT COUNT(*) FROM {}", table.name), &[])? > 0 {
                return Err(Refusal::new("RESTORE_NOT_EMPTY").with("table", &table.name).into());
            }
        }
        Ok(())
    })?;
    restore_blobs(app, &folder.join(BLOBS), manifest.blobs, progress)?;
    let (tables, from) = (manifest.tables.clone(), folder.to_path_buf());
    app.store.act_blocking(move |tx| {
        for table in &tables {
            restore_table(tx, table, &table_path(&from, &table.name))?;
        }
        Ok(())
    })?;
    Ok(manifest)
}

fn restore_blobs(app: &App, from: &Path, all: u64, progress: &mut dyn FnMut(u64, u64)) -> Result<()> {
    let mut done = 0;
    for shard in fs::read_dir(from).map_err(fault("backup folder"))? {
        let shard = shard.map_err(fault("backup folder"))?.path();
        for entry in fs::read_dir(&shard).map_err(fault("backup folder"))? {
            let path = entry.map_err(fault("backup folder"))?.path();
            let bytes = fs::read(&path).map_err(fault("backup file"))?;
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_string();
            if BlobHash::of(&bytes).to_string() != name {
                return Err(Refusal::new("BACKUP_DAMAGED").with("file", format!("{BLOBS}/{name}")).into());
            }
            app.blobs.put_blocking(&bytes)?;
            done += 1;
            progress(done, all);
        }
    }
    match done == all {
        true => Ok(()),
        false => Err(Refusal::new("BACKUP_DAMAGED").with("file", BLOBS).into()),
    }
}

fn restore_table(tx: &mut Tx<'_>, table: &Table, path: &Path) -> Result<()> {
    tx.execute(&format!("DELETE FROM {}", table.name), &[])?;
    let marks = (1..=table.columns.len()).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ");
    let sql = format!("INSERT INTO {} ({}) VALUES ({marks})", table.name, table.columns.join(", "));
    let damaged = || Error::from(Refusal::new("BACKUP_DAMAGED").with("file", path.display()));
    let reader = BufReader::new(File::open(path).map_err(fault("backup table"))?);
    let mut writes = Vec::with_capacity(PAGE);
    for line in reader.lines() {
        let line = line.map_err(fault("backup table"))?;
        let values: Vec<serde_json::Value> = serde_json::from_str(&line).map_err(|_| damaged())?;
        let params: Option<Vec<Value<'static>>> = values.into_iter().map(from_json).collect();
        writes.push(Write::one(&sql, params.filter(|p| p.len() == table.columns.len()).ok_or_else(damaged)?));
        if writes.len() == PAGE {
            tx.write(&writes)?;
            writes.clear();
        }
    }
    tx.write(&writes)
}
