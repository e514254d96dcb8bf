//! `motcua config`: which settings hold, where they come from, and whether they work. Secrets are never shown.

use kernel::{Clock, Lang};
use store::blob::BlobConfig;

use super::args::{ConfigAct, Shared};
use super::{DONE, Ended, FAILED, say, serve};
use crate::{App, Config};

const HIDDEN: &str = "********";

pub(super) fn run(what: &ConfigAct, shared: &Shared, lang: Lang) -> Ended {
    match what {
        ConfigAct::Show => {
            answer!("{}", toml::to_string(&masked(serve::settings(shared)?))?.trim_end());
            Ok(DONE)
        }
        ConfigAct::Path => {
            let path = serve::settings_file(shared);
            match path.exists() {
                true => answer!("{}", std::path::absolute(&path)?.display()),
                false => answer!("{}", say(lang, "motcua-config-none", &[("file", &path.display().to_string())])),
            }
            Ok(DONE)
        }
        ConfigAct::Check => check(shared, lang),
    }
}

/// Opens database and blob store, changing nothing but bringing the tables up to date, and says what does not work.
fn check(shared: &Shared, lang: Lang) -> Ended {
    let config = serve::settings(shared)?;
    let mut wrong = Vec::new();
    if config.listen.parse::<std::net::SocketAddr>().is_err() {
        wrong.push(say(lang, "motcua-config-listen", &[("listen", &config.listen)]));
    }
    for net in config.trusted_proxies.iter().filter(|net| net.parse::<web::address::Net>().is_err()) {
        wrong.push(say(lang, "motcua-config-proxy", &[("net", net)]));
    }
    if config.agency.name_vi.is_empty() {
        wrong.push(lang.say("motcua-config-agency").into_owned());
    }
    if let Err(error) = App::open(config, Clock::System) {
        wrong.push(say(lang, "motcua-failed", &[("cause", &error.to_string())]));
    }
    wrong.iter().for_each(|line| eprintln!("{line}"));
    if wrong.is_empty() {
        answer!("{}", lang.say("motcua-config-good"));
    }
    Ok(if wrong.is_empty() { DONE } else { FAILED })
}

/// The settings without what opens doors.
pub(super) fn masked(mut config: Config) -> Config {
    if let Some(url) = &mut config.database_url {
        *url = mask_url(url);
    }
    if let BlobConfig::S3 { secret_key, access_key, .. } = &mut config.blobs {
        *secret_key = HIDDEN.into();
        *access_key = HIDDEN.into();
    }
    if !config.sms.token.is_empty() {
        config.sms.token = HIDDEN.into();
    }
    config
}

/// `postgres://office:geheim@host/db` → `postgres://office:********@host/db`.
fn mask_url(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return HIDDEN.into() };
    match rest.rsplit_once('@') {
        Some((who, place)) => format!("{scheme}://{}:{HIDDEN}@{place}", who.split(':').next().unwrap_or_default()),
        None => url.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_the_database_address_is_not_shown() {
        assert_eq!(mask_url("postgres://o:p@ss@h:5/db"), "postgres://o:********@h:5/db");
        assert_eq!(mask_url("postgres://h/db"), "postgres://h/db");
        assert_eq!(mask_url("host=h password=x"), HIDDEN);
    }
}
