//! The machine's own limits, measured in the same run: disk, engine, HTTP.

use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kernel::{Error, Result};
use store::{Migration, Settings, Store, Write};

use super::report::{Report, Timings};
use super::{Args, client};

const PROBE: &[Migration] = &[Migration {
    name: "bench/0001_probe",
    sql: "CREATE TABLE probe (id {{INT}} NOT NULL PRIMARY KEY, body {{TEXT}} NOT NULL){{STRICT}}",
}];

/// Disk, engine and HTTP, each for a few seconds.
pub fn measure(args: &Args, report: &mut Report) -> Result<()> {
    if !args.only.is_empty() && !args.only.iter().any(|name| name == "limits") {
        return Ok(());
    }
    std::fs::create_dir_all(&args.data).map_err(|e| Error::fault("folder", e))?;
    disk(args, report)?;
    engine(args, report)?;
    http(args, report)
}

/// Append 4 KiB and fdatasync, one after another.
fn disk(args: &Args, report: &mut Report) -> Result<()> {
    let path = args.data.join("probe.bin");
    let broken = |e: std::io::Error| Error::fault("disk probe", e);
    let mut file = std::fs::File::create(&path).map_err(broken)?;
    let (begun, mut timings) = (Instant::now(), Timings::default());
    while begun.elapsed() < Duration::from_secs(2) {
        let sent = Instant::now();
        file.write_all(&[7; 4096]).and_then(|()| file.sync_data()).map_err(broken)?;
        timings.0.push(sent.elapsed().as_micros() as u32);
    }
    report.rate("limit: append 4 KiB + fdatasync", begun.elapsed().as_secs_f64(), timings, "");
    std::fs::remove_file(path).map_err(broken)
}

/// Bare durable inserts of one row, at one caller and at as many as the measurements use.
fn engine(args: &Args, report: &mut Report) -> Result<()> {
    let path = args.data.join("probe.db");
    let settings = match (&*args.engine, &args.database_url) {
        ("postgres", Some(url)) => {
            Settings::Postgres { url: url.clone(), connections: args.connections, serializable: false }
        }
        ("postgres", None) => return Err(Error::fault("bench", "--database-url is missing")),
        _ => Settings::Sqlite { path: path.clone(), readers: 1 },
    };
    let store = Store::open(&settings)?;
    store.migrate(PROBE)?;
    for callers in [1, args.connections] {
        let (seconds, timings) = inserts(&store, callers)?;
        report.rate(
            &format!("limit: durable single-row inserts, {callers} callers ({})", args.engine),
            seconds,
            timings,
            "",
        );
    }
    store.act_blocking(|tx| tx.batch("DROP TABLE probe; DELETE FROM migration WHERE name = 'bench/0001_probe'"))?;
    drop(store);
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(args.data.join(format!("probe.db{suffix}")));
    }
    Ok(())
}

/// Rows of a dossier's size rewritten a thousand a transaction, and nothing else: what a sweep cannot be faster than.
pub fn rewrites(args: &Args, report: &mut Report) -> Result<()> {
    const ROWS: i64 = 20_000;
    const AT_ONCE: i64 = 1_000;
    let path = args.data.join("probe.db");
    let settings = match (&*args.engine, &args.database_url) {
        ("postgres", Some(url)) => Settings::Postgres { url: url.clone(), connections: 1, serializable: false },
        ("postgres", None) => return Err(Error::fault("bench", "--database-url is missing")),
        _ => Settings::Sqlite { path: path.clone(), readers: 1 },
    };
    let store = Store::open(&settings)?;
    store.migrate(PROBE)?;
    let pass = |sql: &'static str, letter: &'static str| -> Result<f64> {
        let begun = Instant::now();
        for chunk in 0..ROWS / AT_ONCE {
            store.act_blocking(move |tx| {
                let body = letter.repeat(5_000);
                let row = |nth: i64| Write::one(sql, vec![(chunk * AT_ONCE + nth).into(), body.clone().into()]);
                tx.write(&(0..AT_ONCE).map(row).collect::<Vec<_>>())
            })?;
        }
        Ok(begun.elapsed().as_secs_f64())
    };
    pass("INSERT INTO probe (id, body) VALUES (?1, ?2)", "a")?;
    let seconds = pass("UPDATE probe SET body = ?2 WHERE id = ?1", "b")?;
    let name = format!("limit: rows of 5 KB rewritten, 1,000 a transaction ({})", args.engine);
    report.number(&name, ROWS as f64 / seconds, "/s", "");
    store.act_blocking(|tx| tx.batch("DROP TABLE probe; DELETE FROM migration WHERE name = 'bench/0001_probe'"))?;
    drop(store);
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(args.data.join(format!("probe.db{suffix}")));
    }
    Ok(())
}

fn inserts(store: &Store, callers: usize) -> Result<(f64, Timings)> {
    let begun = Instant::now();
    let base = store.read_blocking(|tx| tx.count("SELECT COALESCE(MAX(id), 0) FROM probe", &[]))? + 1;
    let caller = |nth: usize| {
        let store = store.clone();
        std::thread::spawn(move || {
            let mut timings = Vec::new();
            let mut id = base + (nth as i64) * 10_000_000;
            while begun.elapsed() < Duration::from_secs(3) {
                let sent = Instant::now();
                id += 1;
                store.act_blocking(move |tx| {
                    tx.execute(
                        "INSERT INTO probe (id, body) VALUES (?1, ?2)",
                        &[id.into(), "one row of some size".into()],
                    )
                })?;
                timings.push(sent.elapsed().as_micros() as u32);
            }
            Ok::<_, Error>(timings)
        })
    };
    let threads: Vec<_> = (0..callers).map(caller).collect();
    let mut all = Timings::default();
    for thread in threads {
        all.0.extend(thread.join().map_err(|_| Error::fault("bench", "a caller panicked"))??);
    }
    Ok((begun.elapsed().as_secs_f64(), all))
}

/// A trivial answer, server and client on the same cores.
fn http(args: &Args, report: &mut Report) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new().map_err(|e| Error::fault("runtime", e))?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.map_err(|e| Error::fault("listen", e))?;
        let address = listener.local_addr().map_err(|e| Error::fault("listen", e))?;
        let router = axum::Router::new().route("/", axum::routing::get(async || "ok"));
        let server = tokio::spawn(async move { axum::serve(listener, router).await });
        let request = client::get("/", None);
        let (seconds, timings) =
            client::drive(address, args.connections, 3, Arc::new(move |_| request.clone())).await?;
        report.rate(&format!("limit: trivial HTTP answers, {} connections", args.connections), seconds, timings, "");
        server.abort();
        Ok(())
    })
}
