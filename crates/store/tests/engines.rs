//! What both engines promise, told once and run on each: SQLite in a temporary folder, PostgreSQL in a database of its
//! own when `MOTCUA_TEST_PG` names a server.

use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use kernel::{Actor, DossierId, Error, Ids, OutboxId, Refusal};
use store::ledger::{self, Event, GENESIS, Message, Once};
use store::testkit::with_postgres;
use store::{EngineKind, Migration, Settings, Store, Tx, Write};

// ── the ground ──────────────────────────────────────────────────────────────────────────────────────────────────

static NOTES: &[Migration] = &[Migration {
    name: "test/0001_notes",
    sql: "CREATE TABLE note (id {{INT}} NOT NULL PRIMARY KEY, version {{INT}} NOT NULL, words {{TEXT}} NOT NULL){{STRICT}};",
}];
static NOTES_CHANGED: &[Migration] =
    &[Migration { name: "test/0001_notes", sql: "CREATE TABLE note (id {{INT}} NOT NULL)" }];
static HALF: &[Migration] = &[Migration {
    name: "test/0002_half",
    sql: "CREATE TABLE good (id {{INT}}); CREATE TABLE broken (id NOTHING BUT WORDS,,);",
}];

struct Ground {
    settings: Settings,
    store: Store,
}

impl Ground {
    /// A second opening of the same database, as another process would.
    fn again(&self) -> Store {
        Store::open(&self.settings).unwrap()
    }
}

fn sqlite(path: &Path) -> Settings {
    Settings::Sqlite { path: path.into(), readers: 2 }
}

fn postgres(url: &str, serializable: bool) -> Settings {
    Settings::Postgres { url: url.into(), connections: 8, serializable }
}

fn ready(settings: Settings) -> Ground {
    let store = Store::open(&settings).unwrap();
    store.migrate(ledger::MIGRATIONS).unwrap();
    store.migrate(NOTES).unwrap();
    Ground { settings, store }
}

fn on_both(story: impl Fn(Ground)) {
    let folder = tempfile::tempdir().unwrap();
    story(ready(sqlite(&folder.path().join("engines.db"))));
    on_postgres(false, story);
}

fn on_postgres(serializable: bool, story: impl Fn(Ground)) {
    with_postgres("engines", |url| story(ready(postgres(url, serializable))));
}

fn note(tx: &mut Tx<'_>, id: i64, words: &str) -> kernel::Result<()> {
    tx.execute("INSERT INTO note (id, version, words) VALUES (?1, 1, ?2)", &[id.into(), words.into()]).map(drop)
}

fn notes(store: &Store) -> Vec<i64> {
    let rows = store.read_blocking(|tx| tx.query("SELECT id FROM note ORDER BY id", &[])).unwrap();
    rows.iter().map(|row| row.int(0).unwrap()).collect()
}

fn chore() -> Actor {
    Actor::System { chore: "test".into() }
}

// ── text ────────────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn text_is_in_the_order_of_its_bytes_whatever_the_database_says() {
    on_both(|ground| {
        let words = ["b", "B", "a", "ab", "á", "đ", "z"];
        let sorted = ground.store.act_blocking(move |tx| {
            for (id, word) in (1..).zip(words) {
                note(tx, id, word)?;
            }
            tx.query("SELECT words FROM note ORDER BY words", &[])
        });
        let sorted: Vec<String> = sorted.unwrap().iter().map(|row| row.text(0).unwrap().to_string()).collect();
        assert_eq!(sorted, ["B", "a", "ab", "b", "z", "á", "đ"]);
        // A prefix is a key range: what begins with "a", and nothing that a language would put beside it.
        let begun = ground.store.read_blocking(|tx| {
            tx.count("SELECT COUNT(*) FROM note WHERE words >= ?1 AND words < ?2", &["a".into(), "b".into()])
        });
        assert_eq!(begun.unwrap(), 2);
    });
}

#[test]
fn test_databases_sort_as_vietnamese_does_so_that_the_order_of_bytes_is_put_to_the_test() {
    with_postgres("collation", |url| {
        let store = store::testkit::open_postgres(url);
        let bytes = store.read_blocking(|tx| tx.find("SELECT CASE WHEN 'B' < 'a' THEN 1 ELSE 0 END", &[])).unwrap();
        let icu = store.read_blocking(|tx| tx.count("SELECT COUNT(*) FROM pg_collation WHERE collprovider = 'i'", &[]));
        assert!(
            bytes.unwrap().int(0).unwrap() == 0 || icu.unwrap() == 0,
            "the server has ICU, but the database is in C"
        );
    });
}

// ── acts ────────────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn a_refused_act_leaves_nothing() {
    on_both(|ground| {
        let refused = ground.store.act_blocking(|tx| {
            note(tx, 1, "half")?;
            ledger::next_serial(tx, "book")?;
            Err::<(), _>(Refusal::new("NO").into())
        });
        assert!(matches!(refused, Err(Error::Refused(r)) if r.key == "NO"));
        assert!(notes(&ground.store).is_empty());
        let serial = ground.store.act_blocking(|tx| ledger::next_serial(tx, "book")).unwrap();
        assert_eq!(serial, 1, "the number is given back");
    });
}

#[test]
fn an_act_reads_what_it_wrote_and_others_do_not() {
    on_both(|ground| {
        let other = ground.again();
        let (inside, outside) = ground
            .store
            .act_blocking(move |tx| {
                note(tx, 1, "mine")?;
                let inside = tx.count("SELECT count(*) FROM note", &[])?;
                Ok((inside, notes(&other).len()))
            })
            .unwrap();
        assert_eq!((inside, outside), (1, 0));
        assert_eq!(notes(&ground.store), [1]);
    });
}

#[test]
fn acts_that_share_a_commit_do_not_share_a_failure() {
    on_both(|ground| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let outcomes = runtime.block_on(async {
            // A slow first act makes the others wait and travel together.
            let acts = (0..60_i64).map(|n| {
                ground.store.act(move |tx| {
                    if n == 0 {
                        std::thread::sleep(Duration::from_millis(10));
                    }
                    note(tx, n, "group")?;
                    match n % 3 {
                        1 => Err(Refusal::new("NO").into()),
                        2 => note(tx, n, "a second with the same key"),
                        _ => Ok(()),
                    }
                })
            });
            futures_util::future::join_all(acts).await
        });
        for (n, outcome) in outcomes.iter().enumerate() {
            assert_eq!(outcome.is_ok(), n % 3 == 0, "{n}: {outcome:?}");
        }
        assert_eq!(notes(&ground.store), (0..60).filter(|n| n % 3 == 0).collect::<Vec<_>>());
    });
}

#[test]
fn a_key_that_stands_already_is_told_from_other_faults() {
    on_both(|ground| {
        ground.store.act_blocking(|tx| note(tx, 1, "first")).unwrap();
        let twice = ground.store.act_blocking(|tx| note(tx, 1, "second")).unwrap_err();
        assert!(Store::is_duplicate(&twice), "{twice}");
        let in_batch = ground.store.act_blocking(|tx| {
            tx.write(&[Write::one(
                "INSERT INTO note (id, version, words) VALUES (?1, 1, ?2)",
                vec![1_i64.into(), "third".into()],
            )])
        });
        assert!(Store::is_duplicate(&in_batch.unwrap_err()));
        let broken = ground.store.act_blocking(|tx| tx.execute("INSERT INTO nowhere VALUES (1)", &[])).unwrap_err();
        assert!(!Store::is_duplicate(&broken), "{broken}");
    });
}

#[test]
fn an_act_that_overlooks_a_failure_is_not_answered_saved_when_it_was_not() {
    on_both(|ground| {
        ground.store.act_blocking(|tx| note(tx, 1, "first")).unwrap();
        let outcome = ground.store.act_blocking(|tx| {
            note(tx, 2, "before")?;
            let _overlooked = note(tx, 1, "fails");
            Ok(())
        });
        assert_eq!(outcome.is_ok(), notes(&ground.store) == [1, 2], "{outcome:?}");
    });
}

#[test]
fn a_version_somebody_else_moved_rolls_the_whole_act_back() {
    on_both(|ground| {
        ground.store.act_blocking(|tx| note(tx, 1, "first")).unwrap();
        let amend = |seen: i64, fresh: i64| {
            ground.store.act_blocking(move |tx| {
                tx.write(&[
                    Write::one("INSERT INTO note (id, version, words) VALUES (?1, 1, 'beside')", vec![fresh.into()]),
                    Write::one(
                        "UPDATE note SET version = version + 1, words = ?3 WHERE id = ?1 AND version = ?2",
                        vec![1_i64.into(), seen.into(), "changed".into()],
                    ),
                ])
            })
        };
        amend(1, 2).unwrap();
        let late = amend(1, 3).unwrap_err();
        assert!(matches!(late, Error::Inconsistent(_)), "{late:?}");
        assert_eq!(notes(&ground.store), [1, 2], "the row beside it went too");
    });
}

#[test]
fn an_act_that_panics_is_a_fault_and_the_next_one_runs() {
    on_both(|ground| {
        // One more than PostgreSQL has workers: none of them may be lost.
        for n in 0..9_i64 {
            let outcome = ground.store.act_blocking(move |tx| {
                note(tx, n, "before the panic")?;
                if n >= 0 {
                    panic!("on purpose");
                }
                Ok(())
            });
            assert!(matches!(outcome, Err(Error::Fault(_))), "{outcome:?}");
        }
        ground.store.act_blocking(|tx| note(tx, 100, "after")).unwrap();
        assert_eq!(notes(&ground.store), [100]);
    });
}

#[test]
fn values_come_back_as_they_went() {
    on_both(|ground| {
        ground
            .store
            .act_blocking(|tx| {
                tx.batch("CREATE TABLE every_kind (id BIGINT PRIMARY KEY, words TEXT, n BIGINT)")?;
                let sql = "INSERT INTO every_kind (id, words, n) VALUES (?1, ?2, ?3)";
                tx.execute(sql, &[1_i64.into(), "Đặng ‘?1’ \u{1F600}".into(), i64::MIN.into()])?;
                tx.execute(sql, &[2_i64.into(), None::<&str>.into(), None::<i64>.into()])
            })
            .unwrap();
        // A placeholder may be used twice, and a question mark in quotes is none.
        let sql = "SELECT id, words, n FROM every_kind WHERE id = ?1 OR (id = ?2 AND words LIKE '%?1%') OR id = ?1 ORDER BY id";
        let rows = ground.store.read_blocking(move |tx| tx.query(sql, &[2_i64.into(), 1_i64.into()])).unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0].text(1).unwrap(), rows[0].int(2).unwrap()), ("Đặng ‘?1’ \u{1F600}", i64::MIN));
        assert_eq!((rows[1].opt_text(1).unwrap(), rows[1].opt_int(2).unwrap()), (None, None));
        assert!(rows[1].int(2).is_err() && rows[0].int(1).is_err(), "the wrong kind is told, not guessed");
    });
}

#[test]
fn a_reader_cannot_write_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let ground = ready(sqlite(&folder.path().join("engines.db")));
    assert!(ground.store.read_blocking(|tx| note(tx, 1, "smuggled")).is_err());
    assert!(notes(&ground.store).is_empty());
}

// ── migrations ──────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn a_migration_runs_once_and_may_not_change() {
    on_both(|ground| {
        assert_eq!(ground.store.migrate(ledger::MIGRATIONS).unwrap(), 0);
        assert_eq!(ground.again().migrate(NOTES).unwrap(), 0);
        let changed = ground.store.migrate(NOTES_CHANGED).unwrap_err();
        assert!(changed.to_string().contains("test/0001_notes"), "{changed}");
    });
}

#[test]
fn half_a_migration_is_none() {
    on_both(|ground| {
        assert!(ground.store.migrate(HALF).is_err());
        let tables = ground.store.read_blocking(store::list_tables).unwrap();
        assert!(!tables.contains(&"good".to_string()), "{tables:?}");
        assert!(tables.contains(&"event".to_string()), "{tables:?}");
    });
}

// ── the ledger ──────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn a_series_gives_every_number_once_and_leaves_no_gap() {
    on_both(|ground| {
        let mut given: Vec<i64> = std::thread::scope(|scope| {
            let desks: Vec<_> = (0..16)
                .map(|desk| {
                    let store = &ground.store;
                    scope.spawn(move || {
                        let mut mine = Vec::new();
                        for n in 0..25 {
                            let outcome = store.act_blocking(move |tx| {
                                let serial = ledger::next_serial(tx, "000.00.20.H49-260302")?;
                                // Some acts fail after they took their number.
                                if (desk + n) % 7 == 0 { Err(Refusal::new("NO").into()) } else { Ok(serial) }
                            });
                            mine.extend(outcome);
                        }
                        mine
                    })
                })
                .collect();
            desks.into_iter().flat_map(|desk| desk.join().unwrap()).collect()
        });
        given.sort_unstable();
        assert_eq!(given, (1..=given.len() as i64).collect::<Vec<_>>());
        assert!(given.len() > 300);
    });
}

#[test]
fn a_repeated_request_gets_the_first_answer() {
    on_both(|ground| {
        let once = |fingerprint: &str| Once { caller: 7, token: "k-1".into(), fingerprint: fingerprint.into() };
        let ask = |once: Once, answer: &'static str| {
            ground.store.act_blocking(move |tx| match once.find_answer(tx)? {
                Some(known) => Ok(known),
                None => {
                    tx.write(&[once.remember(answer, 1_000)])?;
                    Ok(answer.to_string())
                }
            })
        };
        assert_eq!(ask(once("same"), "first").unwrap(), "first");
        assert_eq!(ask(once("same"), "second").unwrap(), "first");
        let reused = ask(once("other"), "third").unwrap_err();
        assert!(matches!(reused, Error::Refused(r) if r.key == "IDEMPOTENCY_REUSED"));
        assert_eq!(
            ask(Once { caller: 8, ..once("other") }, "theirs").unwrap(),
            "theirs",
            "another caller's key is another"
        );
        assert_eq!(ground.store.act_blocking(|tx| ledger::forget_answers(tx, 1_001)).unwrap(), 2);
    });
}

#[test]
fn of_racing_repetitions_one_is_saved() {
    on_both(|ground| {
        let outcomes: Vec<_> = std::thread::scope(|scope| {
            let racers: Vec<_> = (0..8_i64)
                .map(|n| {
                    let store = &ground.store;
                    scope.spawn(move || {
                        store.act_blocking(move |tx| {
                            let once = Once { caller: 7, token: "race".into(), fingerprint: "f".into() };
                            if once.find_answer(tx)?.is_some() {
                                return Ok(false);
                            }
                            note(tx, n, "made")?;
                            tx.write(&[once.remember("done", 1)])?;
                            Ok(true)
                        })
                    })
                })
                .collect();
            racers.into_iter().map(|racer| racer.join().unwrap()).collect()
        });
        assert_eq!(outcomes.iter().filter(|o| matches!(o, Ok(true))).count(), 1, "{outcomes:?}");
        assert!(outcomes.iter().all(|o| o.as_ref().err().is_none_or(Store::is_duplicate)), "{outcomes:?}");
        assert_eq!(notes(&ground.store).len(), 1);
    });
}

#[test]
fn a_message_is_claimed_by_one_until_its_lease_runs_out() {
    on_both(|ground| {
        ground
            .store
            .act_blocking(|tx| {
                let message = |n: i64| Message {
                    id: OutboxId(n),
                    dossier: Some(DossierId(n % 5)),
                    topic: if n % 10 == 0 { "other" } else { "notice" }.into(),
                    body: "{}".into(),
                    created_ms: n,
                    attempts: 0,
                };
                let messages: Vec<Message> = (1..=200).map(message).collect();
                tx.write(&messages.iter().map(Message::write).collect::<Vec<_>>())
            })
            .unwrap();
        let claim = |store: &Store, now: i64| {
            let taken = store.act_blocking(move |tx| ledger::claim_messages(tx, "notice", now, 60_000, 7)).unwrap();
            taken.into_iter().map(|m| (m.id.0, m.attempts)).collect::<Vec<_>>()
        };
        let stores = [ground.again(), ground.again()];
        let mut taken: Vec<(i64, i64)> = std::thread::scope(|scope| {
            let claimers: Vec<_> = stores
                .iter()
                .map(|store| {
                    scope.spawn(move || {
                        let mut mine = Vec::new();
                        loop {
                            let batch = claim(store, 1_000);
                            if batch.is_empty() {
                                return mine;
                            }
                            mine.extend(batch);
                        }
                    })
                })
                .collect();
            claimers.into_iter().flat_map(|c| c.join().unwrap()).collect()
        });
        taken.sort_unstable();
        let expected: Vec<(i64, i64)> = (1..=200).filter(|n| n % 10 != 0).map(|n| (n, 1)).collect();
        assert_eq!(taken, expected);

        ground.store.act_blocking(|tx| ledger::finish_message(tx, OutboxId(1), 2_000)).unwrap();
        ground.store.act_blocking(|tx| ledger::postpone_message(tx, OutboxId(2), 500_000, "no network")).unwrap();
        assert!(claim(&ground.store, 60_000).is_empty(), "the lease still holds");
        let again = claim(&ground.store, 61_000);
        assert_eq!(again.first(), Some(&(3, 2)), "sent and postponed ones stay away, the forgotten come back");
    });
}

#[test]
fn a_changed_byte_in_the_log_is_found() {
    on_both(|ground| {
        let dossier = DossierId(42);
        let ids = Arc::new(Ids::new(1));
        for seq in 1..=5_i64 {
            let ids = Arc::clone(&ids);
            ground
                .store
                .act_blocking(move |tx| {
                    let log = ledger::list_events(tx, dossier)?;
                    let before = log.last().map_or(GENESIS.to_vec(), |e| e.hash.clone());
                    let body = format!("{{\"n\":{seq}}}");
                    let event =
                        Event::after(&before, ids.next(seq), dossier, seq, seq * 1_000, "accept", &chore(), body)?;
                    tx.write(&[event.write()])
                })
                .unwrap();
        }
        let broken_at = |store: &Store| {
            let log = store.read_blocking(move |tx| ledger::list_events(tx, dossier)).unwrap();
            assert_eq!(log.len(), 5);
            let mut before = GENESIS.to_vec();
            for event in log {
                if event.digest(&before).as_slice() != event.hash {
                    return Some(event.seq);
                }
                before = event.hash;
            }
            None
        };
        assert_eq!(broken_at(&ground.store), None);
        for (column, value, back) in
            [("body", "'{\"n\":9}'", "'{\"n\":3}'"), ("at_ms", "3001", "3000"), ("kind", "'acceptx'", "'accept'")]
        {
            let set = |value: &str| format!("UPDATE event SET {column} = {value} WHERE seq = 3");
            let (forge, mend) = (set(value), set(back));
            ground.store.act_blocking(move |tx| tx.batch(&forge)).unwrap();
            assert_eq!(broken_at(&ground.store), Some(3), "{column}");
            ground.store.act_blocking(move |tx| tx.batch(&mend)).unwrap();
            assert_eq!(broken_at(&ground.store), None, "{column}");
        }
        // A second third event, and the same id twice, cannot be written at all.
        let doubled = ground.store.act_blocking(move |tx| {
            let event = Event::after(&GENESIS, 999, dossier, 3, 1, "accept", &chore(), "{}".into())?;
            tx.write(&[event.write()])
        });
        assert!(Store::is_duplicate(&doubled.unwrap_err()));
    });
}

#[test]
fn a_deadline_of_a_kind_is_replaced_and_lifted() {
    on_both(|ground| {
        let dossier = DossierId(1);
        let due = || {
            let rows =
                ground.store.read_blocking(|tx| tx.query("SELECT due_ms FROM deadline ORDER BY due_ms", &[])).unwrap();
            rows.iter().map(|row| row.int(0).unwrap()).collect::<Vec<_>>()
        };
        let write = |write: Write<'static>| {
            let write = Arc::new(write);
            ground.store.act_blocking(move |tx| {
                tx.write(&[Write { sql: write.sql, params: write.params.clone(), rows: write.rows }])
            })
        };
        write(ledger::set_deadline(dossier, "due", 10)).unwrap();
        write(ledger::set_deadline(dossier, "due", 20)).unwrap();
        write(ledger::set_deadline(dossier, "close", 30)).unwrap();
        assert_eq!(due(), [20, 30]);
        write(ledger::clear_deadline(dossier, "due")).unwrap();
        write(ledger::clear_deadline(dossier, "due")).unwrap();
        assert_eq!(due(), [30]);
    });
}

// ── PostgreSQL under SERIALIZABLE ───────────────────────────────────────────────────────────────────────────────

#[test]
fn acts_that_collide_under_serializable_are_run_again_until_each_counts_once() {
    on_postgres(true, |ground| {
        ground.store.act_blocking(|tx| note(tx, 1, "0")).unwrap();
        let runs = AtomicU32::new(0);
        let runs = Arc::new(runs);
        std::thread::scope(|scope| {
            for _ in 0..6 {
                let (store, runs) = (&ground.store, Arc::clone(&runs));
                scope.spawn(move || {
                    for _ in 0..5 {
                        let runs = Arc::clone(&runs);
                        store
                            .act_blocking(move |tx| {
                                runs.fetch_add(1, Ordering::Relaxed);
                                let row = tx
                                    .find("SELECT words FROM note WHERE id = 1", &[])?
                                    .ok_or_else(|| Error::absent("note"))?;
                                let n: i64 = row.text(0)?.parse().map_err(|e| Error::fault("words", e))?;
                                // Long enough that others read the same before this is written.
                                std::thread::sleep(Duration::from_millis(2));
                                tx.execute("UPDATE note SET words = ?1 WHERE id = 1", &[(n + 1).to_string().into()])
                            })
                            .unwrap();
                    }
                });
            }
        });
        let row =
            ground.store.read_blocking(|tx| tx.find("SELECT words FROM note WHERE id = 1", &[])).unwrap().unwrap();
        assert_eq!(row.text(0).unwrap(), "30");
        assert!(runs.load(Ordering::Relaxed) > 30, "nothing collided: the test proves nothing");
    });
}

// ── the power goes ──────────────────────────────────────────────────────────────────────────────────────────────

const CHILD: &str = "MOTCUA_TEST_CHILD";

/// Not a test of its own: the body of the child process that [`what_was_answered_survives_a_kill`] starts. It commits
/// numbered acts on four threads and prints each number after `Ok`.
#[test]
fn child_that_commits_until_it_is_killed() {
    let Ok(place) = std::env::var(CHILD) else { return };
    let settings = match place.strip_prefix("sqlite:") {
        Some(path) => sqlite(Path::new(path)),
        None => postgres(&place, false),
    };
    let store = Store::open(&settings).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4_i64 {
            let store = &store;
            scope.spawn(move || {
                for n in 0.. {
                    let id = n * 4 + thread;
                    store
                        .act_blocking(move |tx| {
                            note(tx, id, "numbered")?;
                            ledger::next_serial(tx, "kill")
                        })
                        .unwrap();
                    let mut out = std::io::stdout().lock();
                    writeln!(out, "saved {id}").and_then(|()| out.flush()).unwrap();
                }
            });
        }
    });
}

#[test]
fn what_was_answered_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("killed.db");
    killed(&format!("sqlite:{}", path.display()), sqlite(&path));
    with_postgres("engines", |url| killed(url, postgres(url, false)));
}

fn killed(place: &str, settings: Settings) {
    drop(ready(settings.clone()));
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["child_that_commits_until_it_is_killed", "--exact", "--nocapture", "--test-threads=1"])
        .env(CHILD, place)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut told = Vec::new();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut read = |told: &mut Vec<i64>| match lines.next() {
        Some(Ok(line)) => {
            told.extend(line.split_once("saved ").and_then(|(_, n)| n.trim().parse::<i64>().ok()));
            true
        }
        Some(Err(_)) | None => false,
    };
    while told.len() < 300 && read(&mut told) {}
    // SIGKILL, in the middle of the work; what it had printed by then still counts.
    child.kill().unwrap();
    while read(&mut told) {}
    child.wait().unwrap();
    assert!(told.len() >= 300, "the child worked: {}", told.len());

    let store = Store::open(&settings).unwrap();
    let kept = notes(&store);
    let missing: Vec<&i64> = told.iter().filter(|id| kept.binary_search(id).is_err()).collect();
    assert!(missing.is_empty(), "answered but gone: {missing:?}");
    assert!(kept.windows(2).all(|pair| pair[0] < pair[1]), "there once");
    // Whole acts only: every note brought its number, and no more than four were on their way.
    let serial = store.act_blocking(|tx| ledger::next_serial(tx, "kill")).unwrap();
    assert_eq!(serial - 1, kept.len() as i64);
    assert!(kept.len() - told.len() <= 4, "kept {} told {}", kept.len(), told.len());
    let sound = match store.kind() {
        EngineKind::Sqlite => store.read_blocking(|tx| tx.find("PRAGMA integrity_check", &[])).unwrap(),
        EngineKind::Postgres => None,
    };
    assert!(sound.is_none_or(|row| row.text(0).unwrap() == "ok"));
}
