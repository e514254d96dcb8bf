//! Backups: made while the office stands open, restored onto either engine, refused when they are not what they say.

use std::path::Path;

use motcua::{App, backup};

use crate::{findings, friday, on_both, open, plant, postgres};

fn tables(app: &App) -> Vec<(String, i64)> {
    let count = |tx: &mut store::Tx<'_>| {
        let names = store::list_tables(tx)?;
        names
            .into_iter()
            .map(|name| Ok((name.clone(), tx.count(&format!("SELECT COUNT(*) FROM {name}"), &[])?)))
            .collect()
    };
    app.store.read_blocking(count).unwrap()
}

fn copy(app: &App, to: &Path) -> backup::Manifest {
    backup::backup(app, to, &mut |_, _| {}).expect("the copy is made")
}

fn restored(app: App, from: &Path, again: impl Fn() -> App) -> App {
    backup::restore(&app, from, &mut |_, _| {}).expect("the copy is restored");
    drop(app);
    again()
}

#[test]
fn what_was_copied_comes_back_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(&folder.path().join("one"), None, friday());
    plant(&app, 40);
    let manifest = copy(&app, &folder.path().join("copy"));
    assert!(manifest.blobs > 0 && manifest.tables.len() > 15);
    let there = || open(&folder.path().join("two"), None, friday());
    let twin = restored(there(), &folder.path().join("copy"), there);
    assert_eq!(tables(&twin), tables(&app));
    assert_eq!(findings(&twin), Vec::<String>::new());
    // The twin's own copy has the same bytes in every table.
    let second = copy(&twin, &folder.path().join("copy2"));
    assert_eq!(second.tables, manifest.tables);
}

#[test]
fn a_copy_moves_from_one_engine_to_the_other_and_back() {
    postgres(|url| {
        let folder = tempfile::tempdir().unwrap();
        let app = open(&folder.path().join("sqlite"), None, friday());
        plant(&app, 40);
        let manifest = copy(&app, &folder.path().join("copy"));
        let there = || open(&folder.path().join("postgres"), Some(url.into()), friday());
        let twin = restored(there(), &folder.path().join("copy"), there);
        assert_eq!(tables(&twin), tables(&app));
        assert_eq!(findings(&twin), Vec::<String>::new());
        copy(&twin, &folder.path().join("back"));
        let home = || open(&folder.path().join("home"), None, friday());
        let returned = restored(home(), &folder.path().join("back"), home);
        let third = copy(&returned, &folder.path().join("third"));
        assert_eq!(third.tables, manifest.tables);
    });
}

#[test]
fn a_copy_is_restored_into_an_empty_office_only_and_never_a_damaged_one() {
    on_both(|house| {
        let folder = tempfile::tempdir().unwrap();
        let app = house(&folder.path().join("one"));
        plant(&app, 10);
        let to = folder.path().join("copy");
        copy(&app, &to);
        let refused = |app: &App| match backup::restore(app, &to, &mut |_, _| {}) {
            Err(kernel::Error::Refused(refusal)) => refusal.key.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(&app), "RESTORE_NOT_EMPTY");
        let again = backup::backup(&app, &to, &mut |_, _| {});
        assert!(matches!(again, Err(kernel::Error::Refused(r)) if r.key == "BACKUP_NOT_EMPTY"));
        let empty = open(&folder.path().join("two"), None, friday());
        let events = to.join("tables/event.jsonl");
        let text = std::fs::read_to_string(&events).unwrap();
        std::fs::write(&events, text.replacen("lodge", "lodgE", 1)).unwrap();
        assert_eq!(refused(&empty), "BACKUP_DAMAGED");
        assert!(tables(&empty).iter().all(|(name, n)| *n <= 1 || name == "migration"), "nothing was restored");
        std::fs::remove_file(to.join("manifest.json")).unwrap();
        assert_eq!(refused(&empty), "BACKUP_UNREADABLE");
    });
}
