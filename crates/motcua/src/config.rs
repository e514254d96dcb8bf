//! What the operator decides, from `motcua.toml` and the environment (`MOTCUA_…`), with defaults that need nothing.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use kernel::{Error, Result};
use serde::{Deserialize, Serialize};
use store::blob::BlobConfig;

/// The settings of one process.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where the embedded database, the scans and backups lie.
    pub data: PathBuf,
    /// Address and port to listen on.
    pub listen: String,
    /// The address people type; `https://` turns on secure cookies.
    pub public_url: String,
    /// `postgres://…` takes the place of the embedded database.
    pub database_url: Option<String>,
    /// Run every transaction SERIALIZABLE (engines that know nothing else).
    pub serializable: bool,
    /// Connections to PostgreSQL, or readers of the embedded database.
    pub connections: usize,
    /// Tells processes on one database apart (0–255).
    pub node: u8,
    /// Where scans lie; a folder below `data` unless said otherwise.
    pub blobs: BlobConfig,
    /// Proxies whose `X-Forwarded-For` is believed, as `10.0.0.0/8`.
    pub trusted_proxies: Vec<String>,
    /// Look-ups by code that one address may make in a minute; 0: no limit.
    pub look_ups_per_minute: u32,
    /// Attempts to sign in that one address may make in a minute; 0: no limit.
    pub sign_ins_per_minute: u32,
    /// Searches of the catalogue that one address may make in a minute; 0: no limit.
    pub searches_per_minute: u32,
    /// Unknown tokens that one address may show in a minute; 0: no limit.
    pub tokens_per_minute: u32,
    /// First day on which persons need e-ID instead of an account of the centre's own, as `2024-07-01`; unset: never
    /// (NĐ 69/2024/NĐ-CP Điều 40 khoản 3 for accounts of portals).
    pub eid_required_for_persons_from: Option<Date>,
    /// The same for organisations (khoản 4: `2025-07-01`).
    pub eid_required_for_organisations_from: Option<Date>,
    /// Servers that help browsers of a talk find each other across networks, as `stun:stun.example.vn`; none within one.
    pub talk_ice_servers: Vec<String>,
    /// Where text messages go; without an address none are sent.
    pub sms: sms::gateway::Config,
    /// Whose site it is.
    pub agency: Agency,
}

/// The agency that answers for the site.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Agency {
    pub name_vi: String,
    pub name_en: String,
    pub parent_vi: String,
    pub parent_en: String,
    pub address: String,
    pub phone: String,
    pub email: String,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            data: "data".into(),
            listen: "127.0.0.1:8080".into(),
            public_url: "http://localhost:8080".into(),
            database_url: None,
            serializable: false,
            connections: 16,
            node: 0,
            blobs: BlobConfig::Folder { path: "data/blobs".into() },
            trusted_proxies: Vec::new(),
            look_ups_per_minute: 30,
            sign_ins_per_minute: 10,
            searches_per_minute: 240,
            tokens_per_minute: 60,
            eid_required_for_persons_from: None,
            eid_required_for_organisations_from: None,
            talk_ice_servers: Vec::new(),
            sms: sms::gateway::Config::default(),
            agency: Agency::default(),
        }
    }
}

impl Config {
    /// Reads a file (if there is one) and the environment; the environment wins.
    ///
    /// Errors: a fault that names the setting.
    pub fn read(file: Option<&Path>) -> Result<Config> {
        Config::read_with(file, std::env::vars())
    }

    /// [`Config::read`] in an environment of one's own.
    fn read_with(file: Option<&Path>, environment: impl Iterator<Item = (String, String)>) -> Result<Config> {
        let [words, lists] = variables(environment)?;
        let (path, required) = match file {
            Some(path) => (path.to_path_buf(), true),
            None => (PathBuf::from("motcua.toml"), false),
        };
        let said = config::Config::builder()
            .add_source(config::File::from(path).required(required))
            .add_source(words)
            .add_source(lists)
            .build();
        let read = said.and_then(|said| {
            // Scans follow the data folder unless they are given a place of their own.
            let data = said.get_string("data").map_or_else(|_| Config::default().data, PathBuf::from);
            let defaults = config::Config::try_from(&Config::default().in_folder(&data))?;
            config::Config::builder().add_source(defaults).add_source(said).build()?.try_deserialize::<Config>()
        });
        read.map_err(|e| Error::fault("settings", e))
    }

    /// The same settings over another folder: database and scans lie in it.
    pub fn in_folder(mut self, data: &Path) -> Config {
        if matches!(self.blobs, BlobConfig::Folder { .. }) {
            self.blobs = BlobConfig::Folder { path: data.join("blobs") };
        }
        self.data = data.into();
        self
    }

    pub fn database(&self) -> store::Settings {
        match &self.database_url {
            Some(url) => store::Settings::Postgres {
                url: url.clone(),
                connections: self.connections,
                serializable: self.serializable,
            },
            None => store::Settings::Sqlite { path: self.data.join("motcua.db"), readers: self.connections.min(4) },
        }
    }

    /// From when local accounts of applicants no longer suffice.
    pub fn eid_rule(&self) -> person::account::EidRule {
        person::account::EidRule {
            persons_from: self.eid_required_for_persons_from,
            organisations_from: self.eid_required_for_organisations_from,
        }
    }

    pub fn facade(&self) -> web::Settings {
        let agency = &self.agency;
        web::Settings {
            public_url: self.public_url.trim_end_matches('/').into(),
            agency: web::Agency {
                name_vi: agency.name_vi.clone(),
                name_en: agency.name_en.clone(),
                parent_vi: agency.parent_vi.clone(),
                parent_en: agency.parent_en.clone(),
                address: agency.address.clone(),
                phone: agency.phone.clone(),
                email: agency.email.clone(),
            },
            trusted_proxies: self.trusted_proxies.iter().filter_map(|net| net.parse().ok()).collect(),
            limits: web::Limits {
                sign_in_per_minute: self.sign_ins_per_minute,
                look_up_per_minute: self.look_ups_per_minute,
                search_per_minute: self.searches_per_minute,
                token_per_minute: self.tokens_per_minute,
                ..web::Limits::default()
            },
            public_nav: public_nav(),
            ..web::Settings::default()
        }
    }
}

/// Settings in the environment: `MOTCUA_LISTEN`, `MOTCUA_SMS__URL`; lists are separated by commas. Other variables of that
/// prefix belong to commands (`MOTCUA_LANG`, `MOTCUA_TOKEN`) and are left to them.
fn variables(environment: impl Iterator<Item = (String, String)>) -> Result<[config::Environment; 2]> {
    const PREFIX: &str = "MOTCUA";
    const LISTS: [&str; 2] = ["trusted_proxies", "talk_ice_servers"];
    let settings = serde_json::to_value(Config::default()).map_err(|e| Error::fault("settings", e))?;
    let setting = |name: &str| {
        let name = name.strip_prefix(PREFIX)?.strip_prefix('_')?.split("__").next()?.to_ascii_lowercase();
        settings.get(&name).is_some().then_some(name)
    };
    let said = environment.filter_map(|(name, value)| Some((setting(&name)?, (name, value))));
    let (lists, words): (Vec<_>, Vec<_>) = said.partition(|(setting, _)| LISTS.contains(&setting.as_str()));
    let source = |said: Vec<(String, (String, String))>| {
        let said = said.into_iter().map(|(_, variable)| variable).collect();
        let named = config::Environment::with_prefix(PREFIX).prefix_separator("_").separator("__");
        named.ignore_empty(true).source(Some(said))
    };
    // Only lists are parsed: a token of digits is no number.
    let lists = source(lists).try_parsing(true).list_separator(",");
    Ok([source(words), LISTS.into_iter().fold(lists, config::Environment::with_list_parse_key)])
}

/// The places anybody may go.
fn public_nav() -> Vec<web::settings::PublicLink> {
    let link = |key: &str, href: &str, icon| web::settings::PublicLink { key: key.into(), href: href.into(), icon };
    vec![
        link("public-nav-procedures", "/procedures", "search"),
        link("public-nav-appointments", "/appointments", "calendar-check"),
        link("public-nav-tracking", "/tracking", "qr-code"),
        link("public-nav-talk", "/talk", "video"),
        link("public-nav-about", "/about", "circle-help"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blobs_of(settings: &str) -> PathBuf {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("motcua.toml");
        std::fs::write(&file, settings).unwrap();
        match Config::read(Some(&file)).unwrap().blobs {
            BlobConfig::Folder { path } => path,
            BlobConfig::S3 { .. } => panic!("no bucket was named"),
        }
    }

    #[test]
    fn the_environment_wins_and_variables_of_commands_are_no_settings() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("motcua.toml");
        std::fs::write(&file, "listen = \"1.1.1.1:1\"\nnode = 3\n[sms]\nsender = \"TTHCC\"").unwrap();
        let read = |said: &[(&str, &str)]| {
            let said: Vec<_> = said.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
            Config::read_with(Some(&file), said.into_iter()).unwrap()
        };
        let read = read(&[
            ("MOTCUA_LISTEN", "0.0.0.0:80"),
            ("MOTCUA_DATABASE_URL", "postgres://h/db"),
            ("MOTCUA_SMS__URL", "http://127.0.0.1:8390/messages"),
            ("MOTCUA_SMS__TOKEN", "007"),
            ("MOTCUA_SMS__ACCENTS", "true"),
            ("MOTCUA_TRUSTED_PROXIES", "10.0.0.0/8,192.168.0.0/16"),
            ("MOTCUA_PUBLIC_URL", ""),
            ("MOTCUA_LANG", "en"),
            ("MOTCUA_TOKEN", "secret"),
            ("PATH", "/bin"),
        ]);
        assert_eq!((read.listen.as_str(), read.node), ("0.0.0.0:80", 3));
        assert_eq!(read.database_url.as_deref(), Some("postgres://h/db"));
        assert_eq!(read.sms.url.as_deref(), Some("http://127.0.0.1:8390/messages"));
        assert_eq!((read.sms.sender.as_str(), read.sms.token.as_str(), read.sms.accents), ("TTHCC", "007", true));
        assert_eq!(read.trusted_proxies, ["10.0.0.0/8", "192.168.0.0/16"]);
        assert_eq!(read.public_url, Config::default().public_url, "nothing said is nothing");
    }

    #[test]
    fn scans_follow_the_data_folder_unless_they_have_a_place_of_their_own() {
        assert_eq!(blobs_of(""), Path::new("data/blobs"));
        assert_eq!(blobs_of("data = \"/srv/office\""), Path::new("/srv/office/blobs"));
        let apart = "data = \"/srv/office\"\n[blobs]\nkind = \"folder\"\npath = \"/srv/scans\"";
        assert_eq!(blobs_of(apart), Path::new("/srv/scans"));
    }
}
