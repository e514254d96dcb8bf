//! Backups: made while the office stands open, restored onto either engine, refused when they are not what they say.

use std::path::Path;

use motcua::{App, backup};
use portal::filing::Filings;
use portal::uploads::{Target, Upload};

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

/// Somebody has uploaded a paper and not sent anything; answers the picture's bytes and its upload.
fn begun(app: &App) -> (Vec<u8>, Upload) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let draft = person::Draft {
        name: "Nguyễn Thị Mẫu".into(),
        personal_number: "022190000055".into(),
        phone: "0300000001".into(),
        ..person::Draft::default()
    };
    let checked = draft.check(friday().date()).ok().unwrap();
    let new = person::account::NewAccount {
        checked,
        password: "đò ngang bến cũ".into(),
        code: String::new(),
        once: "begun".into(),
    };
    let visitor = ::office::Visitor::default();
    let by = runtime.block_on(app.accounts.register(new, [1; 16], [2; 32], &visitor, app.clock.now())).unwrap();
    let (dossiers, blobs, sessions) = (app.dossiers.clone(), app.blobs.clone(), app.sessions.clone());
    let filings = Filings { dossiers, blobs, sessions };
    let filing = runtime.block_on(filings.begin(&by, "1.001193")).unwrap();
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_fn(9, 7, |x, y| image::Rgb([x as u8 * 20, y as u8 * 30, 77]))
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    let (bytes, target) = (png.into_inner(), Target::Filing(filing));
    let uploads = filings.uploads();
    runtime.block_on(uploads.take_whole(&by, target, "TP01", "giay.png", bytes.clone().into())).unwrap();
    let upload = runtime.block_on(uploads.list(&by, target)).unwrap().remove(0);
    (bytes, upload)
}

#[test]
fn what_nobody_has_sent_yet_is_copied_comes_back_and_is_missed_when_it_is_lost() {
    on_both(|house| {
        let folder = tempfile::tempdir().unwrap();
        let app = house(&folder.path().join("one"));
        plant(&app, 4);
        let before = copy(&app, &folder.path().join("before")).blobs;
        let (bytes, upload) = begun(&app);
        let hash: store::blob::BlobHash = upload.file.unwrap().blob.parse().unwrap();
        // The file of a job lives seven days and stays behind, and so does the row that offers it.
        let kept = "INSERT INTO job_file (job_id, name, media, bytes, blob, until_ms) VALUES (1, 'a', 'b', 1, 'c', 1)";
        app.store.act_blocking(move |tx| tx.execute(kept, &[])).unwrap();
        assert_eq!(copy(&app, &folder.path().join("copy")).blobs, before + 1);
        assert_eq!(findings(&app), Vec::<String>::new());

        let there = || open(&folder.path().join("two"), None, friday());
        let twin = restored(there(), &folder.path().join("copy"), there);
        assert_eq!(twin.blobs.get_blocking(hash).unwrap(), bytes);
        assert_eq!(tables(&twin).iter().find(|(name, _)| name == "job_file").unwrap().1, 0);
        assert_eq!(findings(&twin), Vec::<String>::new());

        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        assert!(runtime.block_on(twin.blobs.remove(hash)).unwrap());
        let lost = findings(&twin);
        assert!(lost.len() == 1 && lost[0].contains(&upload.target) && lost[0].contains("is missing"), "{lost:?}");
        // Nobody goes on with it: the chore forgets the filing, and the lost file is nobody's any more.
        let later = twin.clock.now_ms() + 3 * 365 * 86_400_000;
        let forget = move |tx: &mut store::Tx<'_>| portal::filing::chores::forget(tx, later);
        assert!(twin.store.act_blocking(forget).unwrap() > 0);
        assert_eq!(findings(&twin), Vec::<String>::new());
    });
}
