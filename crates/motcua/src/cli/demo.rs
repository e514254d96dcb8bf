//! `motcua demo`: a fresh sample office in a folder, its logins on the screen, then the same as `serve`.

#![expect(clippy::disallowed_methods, reason = "the command line is where chance comes in")]

use std::path::{Path, PathBuf};

use kernel::{Clock, Lang};

use super::args::{Demo, Shared};
use super::{BAD_INPUT, DONE, Ended, bar, columns, on, say, serve};
use crate::demo::{self, Amount, Login};
use crate::{App, Config};

/// Says that a folder holds a sample office and may be made anew.
const MARK: &str = "demo.txt";

pub(super) fn run(args: &Demo, shared: &Shared, lang: Lang) -> Ended {
    let folder = shared.data.clone().unwrap_or_else(|| PathBuf::from("demo-data"));
    if let Some(refused) = clear(&folder, args.fresh, lang)? {
        eprintln!("{refused}");
        return Ok(BAD_INPUT);
    }
    let mut config = Config::read(shared.config.as_deref())?.in_folder(&folder);
    config.agency = demo::agency()?;
    if let Some(listen) = &args.listen {
        config.listen = listen.clone();
    }
    config.public_url = format!("http://{}", config.listen);
    let seed = args.seed.unwrap_or_else(rand::random);
    std::fs::write(folder.join(MARK), format!("seed {seed}\n"))?;
    std::fs::write(folder.join("motcua.toml"), toml::to_string(&config)?)?;
    serve::start_log(args.log_json);
    let app = App::open(config, Clock::System)?;
    let now = args.at.unwrap_or_else(|| kernel::time::civil(app.clock.now()));
    let progress = bar(lang, "motcua-demo-bar");
    let planted = demo::plant_amount(&app, seed, now, Amount { dossiers: args.dossiers }, &mut on(&progress))?;
    progress.finish_and_clear();
    let logins = folder.join("logins.txt");
    std::fs::write(&logins, plain(&planted.logins))?;
    let facts = [planted.procedures.to_string(), planted.dossiers.to_string(), logins.display().to_string()];
    let facts = [("procedures", facts[0].as_str()), ("dossiers", facts[1].as_str()), ("file", facts[2].as_str())];
    eprintln!("{}\n\n{}\n", say(lang, "motcua-demo-ready", &facts), table(&planted.logins, lang));
    if args.no_serve {
        return Ok(DONE);
    }
    serve::serve(app, lang)
}

/// Empties a folder for a new sample office; the sentence to answer when it holds a real one.
fn clear(folder: &Path, fresh: bool, lang: Lang) -> anyhow::Result<Option<String>> {
    let occupied = folder.join("motcua.db").exists();
    if occupied && !folder.join(MARK).exists() && !fresh {
        return Ok(Some(say(lang, "motcua-demo-occupied", &[("folder", &folder.display().to_string())])));
    }
    for file in ["motcua.db", "motcua.db-wal", "motcua.db-shm", "logins.txt", "motcua.toml"] {
        match std::fs::remove_file(folder.join(file)) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(e.into()),
            _ => {}
        }
    }
    match std::fs::remove_dir_all(folder.join("blobs")) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(e.into()),
        _ => {}
    }
    std::fs::create_dir_all(folder)?;
    Ok(None)
}

/// One line per officer for scripts: login, password, roles, unit, name; tabs between.
fn plain(logins: &[Login]) -> String {
    let mut out = String::from("# login\tpassword\troles\tunit\tname\n");
    for l in logins {
        out.push_str(&format!("{}\t{}\t{}\t{}\t{}\n", l.login, l.password, l.roles.join(","), l.unit, l.name));
    }
    out
}

fn table(logins: &[Login], lang: Lang) -> String {
    let head = ["login", "password", "roles", "who"]
        .map(|column| lang.say(&format!("motcua-demo-head-{column}")).into_owned());
    let row =
        |l: &Login| vec![l.login.clone(), l.password.clone(), l.roles.join(","), format!("{}, {}", l.title, l.unit)];
    let rows: Vec<Vec<String>> = std::iter::once(head.to_vec()).chain(logins.iter().map(row)).collect();
    columns(&rows)
}
