//! The sample office: it grows the same way from the same seed, nothing is wrong with it, and what is broken on purpose is
//! found and named.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use kernel::DossierId;
use store::ledger::{self, GENESIS};

use crate::{err, findings, friday, json, motcua, on_both, open, out, plant};

#[test]
fn a_planted_office_has_dossiers_in_every_stage_and_nothing_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), None, friday());
    let planted = plant(&app, 300);
    assert!(planted.dossiers > 280 && planted.procedures >= 40, "{} dossiers", planted.dossiers);
    assert_eq!(findings(&app), Vec::<String>::new());
    let stages = app.store.read_blocking(|tx| {
        let rows = tx.query("SELECT DISTINCT stage FROM dossier", &[])?;
        rows.iter().map(|row| row.text(0).map(str::to_string)).collect::<kernel::Result<Vec<_>>>()
    });
    let stages = stages.unwrap();
    let missing: Vec<_> = dossier::Stage::NAMES.iter().filter(|name| !stages.iter().any(|s| s == *name)).collect();
    assert!(missing.is_empty(), "no dossier in {missing:?}");
}

#[test]
fn both_engines_grow_the_same_office() {
    let told = std::cell::RefCell::new(Vec::new());
    on_both(|house| {
        let folder = tempfile::tempdir().unwrap();
        let app = house(folder.path());
        plant(&app, 40);
        assert_eq!(findings(&app), Vec::<String>::new());
        let sql = "SELECT code, stage, due_ms FROM dossier ORDER BY id";
        let rows = app.store.read_blocking(move |tx| tx.query(sql, &[])).unwrap();
        told.borrow_mut().push(rows.iter().map(|row| format!("{:?}", row.values())).collect::<Vec<_>>());
    });
    let told = told.into_inner();
    assert!(told.iter().all(|one| *one == told[0]));
}

#[test]
fn nobody_in_the_sample_office_can_be_real() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), None, friday());
    plant(&app, 120);
    let people = app
        .store
        .read_blocking(|tx| tx.query("SELECT kind, number, phone FROM person WHERE claimed = 0", &[]))
        .unwrap();
    assert!(people.len() > 50);
    for person in &people {
        let phone = person.opt_text(2).unwrap().unwrap_or("030");
        assert!(phone.starts_with("030") || phone.starts_with("040"), "{phone} could ring somewhere");
        let number = person.opt_text(1).unwrap().unwrap_or_default();
        if person.text(0).unwrap() != "foreigner" {
            assert!(matches!(number.as_bytes()[3], b'4' | b'5'), "{number} could belong to somebody alive");
        }
    }
}

#[test]
fn the_same_seed_grows_the_same_office() {
    let grow = || {
        let folder = tempfile::tempdir().unwrap();
        let app = open(folder.path(), None, friday());
        let planted = plant(&app, 40);
        let sql = "SELECT code, name_fold, stage FROM dossier ORDER BY id";
        let rows = app.store.read_blocking(move |tx| tx.query(sql, &[])).unwrap();
        let rows: Vec<String> = rows.iter().map(|row| format!("{:?}", row.values())).collect();
        (planted.logins, rows)
    };
    assert_eq!(grow(), grow());
}

#[test]
fn the_command_plants_prints_logins_and_spares_a_real_office() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let demo = ["demo", "--data", data, "--no-serve", "--seed", "3", "--dossiers", "25", "--at", "2026-11-20T16:00"];
    let first = motcua(&demo);
    assert_eq!(first.status.code(), Some(0), "{}", err(&first));
    let logins = std::fs::read_to_string(folder.path().join("logins.txt")).unwrap();
    let intake = logins.lines().find(|line| line.starts_with("tiepnhan1.tt\t")).expect("the intake officer");
    assert!(err(&first).contains(intake.split('\t').nth(1).unwrap()), "the password is printed");
    // A sample office may be made anew; a real one may not.
    assert_eq!(motcua(&demo).status.code(), Some(0));
    std::fs::remove_file(folder.path().join("demo.txt")).unwrap();
    let refused = motcua(&demo);
    assert_eq!(refused.status.code(), Some(2));
    assert!(err(&refused).contains("--fresh"), "{}", err(&refused));
    let check = motcua(&["check", "--data", data, "--json"]);
    assert_eq!((check.status.code(), &json(&check)["ok"]), (Some(0), &true.into()), "{}", out(&check));
    // Those that were asked for, and what the sample's applicants filed with their accounts.
    let planted = json(&check)["report"]["dossiers"].as_i64().unwrap_or(0);
    assert!((25..=40).contains(&planted), "{planted} dossiers");
}

/// Changes one row by hand, looks, and puts it back.
fn tampered(folder: &Path, sql: &str, back: &str) -> Vec<String> {
    let app = open(folder, None, friday());
    let change = |sql: &str| {
        let sql = sql.to_string();
        assert!(app.store.act_blocking(move |tx| tx.execute(&sql, &[])).unwrap() > 0);
    };
    change(sql);
    let found = findings(&app);
    change(back);
    found
}

#[test]
fn what_was_changed_behind_the_houses_back_is_found_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), None, friday());
    plant(&app, 40);
    let row = app
        .store
        .read_blocking(|tx| {
            tx.find("SELECT id, code FROM dossier WHERE stage = 'handed_over' ORDER BY id LIMIT 1", &[])
        })
        .unwrap()
        .unwrap();
    let (id, code) = (row.int(0).unwrap(), row.text(1).unwrap().to_string());
    drop(app);
    let cases: &[(&str, &str, &str)] = &[
        ("dossier SET stage = 'result_ready'", "dossier SET stage = 'handed_over'", "column stage"),
        ("dossier SET due_ms = due_ms + 1", "dossier SET due_ms = due_ms - 1", "column due_ms"),
        ("dossier SET event_seq = event_seq + 1", "dossier SET event_seq = event_seq - 1", "last event"),
        ("event SET body = body || ' '", "event SET body = TRIM(body)", "hash does not fit"),
    ];
    for (change, back, words) in cases {
        let at = if change.starts_with("event") { "dossier_id" } else { "id" };
        let statement = |set: &str| format!("UPDATE {set} WHERE {at} = {id}");
        let found = tampered(folder.path(), &statement(change), &statement(back));
        assert!(found.iter().any(|line| line.starts_with(&code) && line.contains(words)), "{change}: {found:#?}");
    }
    let found = tampered(
        folder.path(),
        &format!("INSERT INTO deadline (dossier_id, kind, due_ms) VALUES ({id}, 'result', 1)"),
        &format!("DELETE FROM deadline WHERE dossier_id = {id}"),
    );
    assert!(found.iter().any(|line| line.starts_with(&code) && line.contains("deadline")), "{found:#?}");
    let found = tampered(
        folder.path(),
        &format!("UPDATE event SET seq = seq + 50 WHERE dossier_id = {id} AND seq = 2"),
        &format!("UPDATE event SET seq = 2 WHERE dossier_id = {id} AND seq = 52"),
    );
    assert!(
        found.iter().any(|line| line.starts_with(&code) && line.contains("chain of events is broken")),
        "{found:#?}"
    );
    let found = tampered(
        folder.path(),
        "UPDATE ticket SET issued_ms = issued_ms + 1 WHERE id = (SELECT MIN(id) FROM ticket)",
        "UPDATE ticket SET issued_ms = issued_ms - 1 WHERE id = (SELECT MIN(id) FROM ticket)",
    );
    assert!(found.len() == 1 && found[0].contains("column issued_ms of this number"), "{found:#?}");
    assert_eq!(findings(&open(folder.path(), None, friday())), Vec::<String>::new(), "everything was put back");
}

#[test]
fn a_chain_rewritten_from_end_to_end_is_betrayed_by_the_days_seal() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), None, friday());
    plant(&app, 40);
    app.store
        .act_blocking(|tx| {
            let row = tx.find("SELECT dossier_id FROM event WHERE kind = 'hand_over' ORDER BY id LIMIT 1", &[])?;
            let id = DossierId(row.expect("a dossier that was handed over").int(0)?);
            let mut events = ledger::list_events(tx, id)?;
            let mut previous = GENESIS.to_vec();
            for event in &mut events {
                event.actor = event.actor.replace("\"name\":\"", "\"name\":\"Không phải ");
                event.hash = event.digest(&previous).to_vec();
                previous.clone_from(&event.hash);
                let sql = "UPDATE event SET actor = ?2, hash = ?3 WHERE id = ?1";
                tx.execute(sql, &[event.id.into(), (&event.actor).into(), event.hash.as_slice().into()])?;
            }
            tx.execute("UPDATE dossier SET event_hash = ?2 WHERE id = ?1", &[id.0.into(), previous.as_slice().into()])
        })
        .unwrap();
    let found = findings(&app);
    assert!(!found.is_empty() && found.iter().all(|line| line.contains("the seal does not fit")), "{found:#?}");
}

#[test]
fn a_lost_and_a_damaged_scan_are_missed() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), None, friday());
    plant(&app, 60);
    let sql = "SELECT DISTINCT blob FROM dossier_file ORDER BY blob";
    let blobs = app.store.read_blocking(move |tx| tx.query(sql, &[])).unwrap();
    let name = |at: usize| blobs[at].text(0).unwrap().to_string();
    let path = |name: &str| find_file(&folder.path().join("blobs"), name).expect("the blob's file");
    std::fs::remove_file(path(&name(0))).unwrap();
    let damaged = path(&name(1));
    let mut bytes = std::fs::read(&damaged).unwrap();
    bytes[20] ^= 1;
    let mut permissions = std::fs::metadata(&damaged).unwrap().permissions();
    #[allow(clippy::permissions_set_readonly_false, reason = "a file of this test")]
    permissions.set_readonly(false);
    std::fs::set_permissions(&damaged, permissions).unwrap();
    std::fs::write(&damaged, bytes).unwrap();
    let found = findings(&app);
    assert!(found.iter().any(|line| line.contains(&format!("{} is missing", name(0)))), "{found:#?}");
    assert!(found.iter().any(|line| line.contains(&format!("{} is damaged", name(1)))), "{found:#?}");
}

fn find_file(folder: &Path, name: &str) -> Option<std::path::PathBuf> {
    for entry in std::fs::read_dir(folder).ok()?.flatten() {
        let path = entry.path();
        if path.is_dir() {
            if let Some(found) = find_file(&path, name) {
                return Some(found);
            }
        } else if path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "").contains(name) {
            return Some(path);
        }
    }
    None
}

#[test]
fn an_office_whose_process_was_killed_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_motcua"))
        .args(["demo", "--data", data, "--no-serve", "--seed", "5", "--at", "2026-11-20T16:00", "--dossiers", "400"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    let begun = loop {
        assert!(started.elapsed() < Duration::from_secs(60), "no dossier appeared");
        std::thread::sleep(Duration::from_millis(30));
        let n = count(folder.path());
        if n > 20 || child.try_wait().unwrap().is_some() {
            break n;
        }
    };
    // SIGKILL, in the middle of the work.
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(begun > 20, "{begun} dossiers were begun");
    let check = motcua(&["check", "--data", data, "--deep", "--lang", "en"]);
    assert_eq!(check.status.code(), Some(0), "{}", out(&check));
}

fn count(folder: &Path) -> i64 {
    let path = folder.join("motcua.db");
    if !path.exists() {
        return 0;
    }
    let settings = store::Settings::Sqlite { path, readers: 1 };
    let counted = store::Store::open(&settings)
        .and_then(|store| store.read_blocking(|tx| tx.count("SELECT COUNT(*) FROM dossier", &[])));
    counted.unwrap_or(0)
}
