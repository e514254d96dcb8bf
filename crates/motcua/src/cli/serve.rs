//! `motcua serve`: opens the house and answers until it is told to stop.

use std::path::PathBuf;

use kernel::{Clock, Lang};

use super::args::{Serve, Shared};
use super::{Ended, say};
use crate::{App, Config};

pub(super) fn run(args: &Serve, shared: &Shared, lang: Lang) -> Ended {
    let mut config = settings(shared)?;
    if let Some(listen) = &args.listen {
        config.listen = listen.clone();
    }
    start_log(args.log_json);
    let app = App::open(config, Clock::System)?;
    serve(app, lang)
}

/// The settings of this process: the file, the environment, and `--data`.
pub(super) fn settings(shared: &Shared) -> anyhow::Result<Config> {
    let beside = Some(settings_file(shared)).filter(|path| path.exists());
    let config = Config::read(shared.config.as_deref().or(beside.as_deref()))?;
    Ok(match &shared.data {
        Some(data) => config.in_folder(data),
        None => config,
    })
}

/// Where the settings are looked for: `--config`, else `motcua.toml` in the data folder, else in this one.
pub(super) fn settings_file(shared: &Shared) -> PathBuf {
    let beside = shared.data.as_ref().map(|data| data.join("motcua.toml"));
    shared.config.clone().or(beside).unwrap_or_else(|| PathBuf::from("motcua.toml"))
}

/// Listens and answers; the runtime lives here and nowhere else.
pub(super) fn serve(app: App, lang: Lang) -> Ended {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind(&app.config.listen).await.map_err(|e| {
            anyhow::anyhow!(say(
                lang,
                "motcua-serve-listen",
                &[("address", &app.config.listen), ("cause", &e.to_string())]
            ))
        })?;
        let address = listener.local_addr()?;
        eprintln!("{}", say(lang, "motcua-serve-at", &[("url", &format!("http://{address}"))]));
        tokio::spawn(crate::chores::run(app.clone()));
        tokio::spawn(app.jobs.clone().run());
        tokio::spawn(floor::follow::run(app.floor.clone()));
        tokio::spawn(crate::texts::run(app.clone()));
        web::serve(listener, app.router()).await?;
        Ok(0)
    })
}

/// Logs go to standard error; `RUST_LOG` says how much.
pub(super) fn start_log(json: bool) {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let _ = if json { log.json().try_init() } else { log.try_init() };
}
