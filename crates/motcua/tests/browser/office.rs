//! The sample office, opened for visitors on a port of its own, with a clock that the story sets.

use std::collections::HashMap;

use kernel::Clock;
use motcua::demo::{self, Amount};
use motcua::{App, Config};
use store::testkit::{open_postgres, with_postgres};
use store::{Settings, Store};
use tokio::runtime::Runtime;

/// The ward's people.
pub const INTAKE: &str = "tiepnhan.honggai";
/// Intake at a branch of the province's centre, where the sample's parcels lie.
pub const BRANCH: &str = "tiepnhan.cnqy";
pub const SPECIALIST: &str = "tuphap.honggai";
pub const LEADER: &str = "lanhdao.honggai";
pub const CLERK: &str = "vanthu.honggai";
/// A specialist of another commune, who is asked for an opinion.
pub const NEIGHBOUR: &str = "tuphap.tienyen";
/// The head of that commune.
pub const LEADER_ELSEWHERE: &str = "lanhdao.tienyen";
pub const SUPERVISOR: &str = "giamsat";
pub const ADMINISTRATOR: &str = "quantri";

/// Dossiers the office holds already: enough for a list to walk through.
const DOSSIERS: usize = 90;

pub struct Office {
    pub site: String,
    pub runtime: Runtime,
    /// For those who compare what is shown with what is kept.
    pub app: App,
    clock: Clock,
    passwords: HashMap<String, String>,
    applicant: (String, String),
    /// Files that visitors bring.
    pub folder: tempfile::TempDir,
}

impl Office {
    pub fn on_sqlite() -> Office {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let settings = Settings::Sqlite { path: folder.path().join("motcua.db"), readers: 4 };
        Office::open(Store::open(&settings).expect("SQLite opens"), folder)
    }

    fn open(store: Store, folder: tempfile::TempDir) -> Office {
        for migrations in motcua::app::MIGRATIONS {
            store.migrate(migrations).expect("tables are made");
        }
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a listener for the runtime");
        let site = format!("http://{}", listener.local_addr().expect("an address"));
        let config = Config {
            public_url: site.clone(),
            agency: demo::agency().expect("the sample agency"),
            sign_ins_per_minute: 0,
            look_ups_per_minute: 0,
            ..Config::default()
        };
        let opens = moment("2026-03-02T07:30");
        let clock = Clock::set_at(opens);
        let app = App::over(config.in_folder(folder.path()), store, clock.clone()).expect("the house opens");
        let now = kernel::time::civil(opens);
        let planted =
            demo::plant_amount(&app, 7, now, Amount { dossiers: DOSSIERS }, &mut |_, _| {}).expect("the sample office");
        // The sample opens the person's account first and the household's after it.
        let applicant = planted.logins.iter().find(|login| login.roles == ["applicant"]);
        let applicant = applicant.map(|login| (login.login.clone(), login.password.clone()));
        let applicant = applicant.expect("the sample person with an account");
        let passwords = planted.logins.into_iter().map(|login| (login.login, login.password)).collect();
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().expect("a runtime");
        runtime.spawn(app.jobs.clone().run());
        let router = app.router();
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).expect("the listener");
            web::serve(listener, router).await
        });
        Office { site, runtime, app, clock, passwords, applicant, folder }
    }

    /// It is this time now: `2026-03-02T09:00`.
    pub fn clock_strikes(&self, at: &str) {
        self.clock.set(moment(at));
    }

    /// The sample applicant with an account and most dossiers.
    pub fn applicant(&self) -> (&str, &str) {
        (&self.applicant.0, &self.applicant.1)
    }

    pub fn password(&self, login: &str) -> &str {
        &self.passwords[login]
    }
}

/// The story on PostgreSQL, in a database of its own that is dropped afterwards; left out without a server.
pub fn on_postgres(story: impl FnOnce(&Office)) {
    with_postgres("browser", |url| {
        story(&Office::open(open_postgres(url), tempfile::tempdir().expect("a temporary folder")));
    });
}

fn moment(civil: &str) -> jiff::Timestamp {
    format!("{civil}:00+07:00").parse().unwrap_or_else(|cause| panic!("{civil}: {cause}"))
}
