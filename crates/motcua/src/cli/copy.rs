//! `motcua backup` and `motcua restore`.

use kernel::Lang;

use super::args::{Backup, Restore, Shared};
use super::{DONE, Ended, FAILED, bar, check, on, open, say};
use crate::backup::{self, Manifest};

pub(super) fn backup(args: &Backup, shared: &Shared, lang: Lang) -> Ended {
    let app = open(shared)?;
    let progress = bar(lang, "motcua-backup-bar");
    let manifest = backup::backup(&app, &args.folder, &mut on(&progress))?;
    progress.finish_and_clear();
    answer!("{}", told(lang, "motcua-backup-done", &manifest, &args.folder.display().to_string()));
    Ok(DONE)
}

pub(super) fn restore(args: &Restore, shared: &Shared, lang: Lang) -> Ended {
    let app = open(shared)?;
    let progress = bar(lang, "motcua-restore-bar");
    let manifest = backup::restore(&app, &args.folder, &mut on(&progress))?;
    progress.finish_and_clear();
    drop(app);
    answer!("{}", told(lang, "motcua-restore-done", &manifest, &args.folder.display().to_string()));
    let report = crate::check::run(&open(shared)?, true, &mut |_, _| {})?;
    check::print(&report, lang);
    Ok(if report.is_clean() { DONE } else { FAILED })
}

fn told(lang: Lang, key: &str, manifest: &Manifest, folder: &str) -> String {
    let rows = manifest.tables.iter().map(|table| table.rows).sum::<u64>().to_string();
    let (tables, blobs) = (manifest.tables.len().to_string(), manifest.blobs.to_string());
    let facts =
        [("folder", folder), ("tables", &tables), ("rows", &rows), ("files", &blobs), ("made", &manifest.made_at)];
    say(lang, key, &facts)
}
