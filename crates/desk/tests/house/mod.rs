//! The desk and the rooms below it in one small house: the sample office and its civil status procedures, no dossiers; on
//! both engines.

#![allow(dead_code, reason = "each test file uses a part")]

pub mod browser;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::FromRef;
use axum::http::{Request, StatusCode};
use desk::lobby::Lobby;
use dossier::Dossiers;
use jiff::Timestamp;
use job::Jobs;
use kernel::{Clock, Ids};
use office::{Act, Admin, Frame, Permit, Plan, Sessions};
use procedure::Catalogue;
use store::blob::{BlobConfig, Blobs};
use store::testkit::{open_postgres, with_postgres};
use store::{Settings, Store};
use tower::ServiceExt;

pub const INTAKE: &str = "tiepnhan.honggai";
pub const SPECIALIST: &str = "tuphap.honggai";
pub const APPROVER: &str = "lanhdao.honggai";
/// Intake at another commune's centre.
pub const ELSEWHERE: &str = "tiepnhan.tienyen";
pub const ADMIN: &str = "quantri";

/// The doors a handler may ask for.
#[derive(Clone)]
pub struct App {
    pub store: Store,
    pub blobs: Arc<Blobs>,
    pub catalogue: Arc<Catalogue>,
    pub sessions: Arc<Sessions>,
    pub dossiers: Dossiers,
    pub jobs: Jobs,
    pub lobby: Lobby,
    pub ids: Arc<Ids>,
    pub clock: Clock,
    pub frame: Frame,
}

macro_rules! doors {
    ($($field:ident: $door:ty),* $(,)?) => {$(
        impl FromRef<App> for $door {
            fn from_ref(app: &App) -> $door {
                app.$field.clone()
            }
        }
    )*};
}
doors! {
    store: Store,
    blobs: Arc<Blobs>,
    catalogue: Arc<Catalogue>,
    sessions: Arc<Sessions>,
    dossiers: Dossiers,
    jobs: Jobs,
    lobby: Lobby,
    ids: Arc<Ids>,
    clock: Clock,
    frame: Frame,
}

pub struct House {
    pub app: App,
    pub router: Router,
    pub runtime: tokio::runtime::Runtime,
    tokens: AtomicI64,
    _folder: tempfile::TempDir,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub text: String,
}

impl Answer {
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

pub fn now() -> Timestamp {
    "2026-03-02T09:00:00+07:00".parse().unwrap()
}

/// Tells the story on SQLite, and on PostgreSQL when `MOTCUA_TEST_PG` gives a server.
pub fn on_both(story: impl Fn(House)) {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = Settings::Sqlite { path: folder.path().join("motcua.db"), readers: 2 };
    story(House::build(Store::open(&sqlite).unwrap(), folder));
    with_postgres("desk", |url| story(House::build(open_postgres(url), tempfile::tempdir().unwrap())));
}

#[derive(serde::Deserialize)]
struct ProcedureFile {
    procedure: Vec<procedure::ProcedureVersion>,
}

#[derive(serde::Deserialize)]
struct ProcessFile {
    process: Vec<procedure::Process>,
}

fn sample(name: &str) -> String {
    std::fs::read_to_string(format!("{}/../../sample/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

impl House {
    fn build(store: Store, folder: tempfile::TempDir) -> House {
        for migrations in [
            store::ledger::MIGRATIONS,
            office::MIGRATIONS,
            person::MIGRATIONS,
            procedure::MIGRATIONS,
            dossier::store::MIGRATIONS,
            job::MIGRATIONS,
            custody::MIGRATIONS,
            floor::MIGRATIONS,
            desk::store::MIGRATIONS,
        ] {
            store.migrate(migrations).unwrap();
        }
        let (ids, now_ms) = (Arc::new(Ids::new(9)), now().as_millisecond());
        plant(&store, ids.clone(), now_ms);
        let catalogue = Arc::new(Catalogue::load(&store).unwrap());
        let sessions = Arc::new(Sessions::open_blocking(store.clone(), ids.clone()).unwrap());
        let (clock, office) = (Clock::set_at(now()), sessions.clone());
        let dossiers = Dossiers {
            store: store.clone(),
            catalogue: catalogue.clone(),
            ids: ids.clone(),
            clock: clock.clone(),
            office: Arc::new(move || office.directory()),
            listeners: Arc::from([]),
        };
        let blobs = Arc::new(Blobs::open(&BlobConfig::Folder { path: folder.path().join("blobs") }).unwrap());
        let (kinds, lists) = (desk::worklist::many::kinds(&dossiers), desk::lists::lists(&dossiers));
        let jobs = Jobs::new(store.clone(), blobs.clone(), sessions.clone(), ids.clone(), clock.clone(), kinds, lists);
        let lobby = Lobby::default();
        let dresser = lobby.clone();
        let frame = Frame(Arc::new(move |officer, _| dresser.dress(officer, web::Viewer::default())));
        let settings = web::Settings {
            public_url: "http://motcua.test".into(),
            limits: web::Limits { look_up_per_minute: 0, ..web::Limits::default() },
            board: lobby.board(),
            ..web::Settings::default()
        };
        let app = App { store, blobs, catalogue, sessions, dossiers, jobs, lobby, ids, clock, frame };
        let routes = Router::new()
            .merge(office::html::routes())
            .merge(desk::files::routes())
            .merge(desk::intake::routes())
            .merge(desk::home::routes())
            .merge(desk::worklist::routes())
            .merge(desk::dossier_page::routes())
            .merge(desk::papers::routes())
            .merge(desk::announcements::routes())
            .merge(desk::inbox::routes())
            .merge(desk::help::routes())
            .merge(desk::duplicates::routes())
            .merge(job::routes());
        let router = web::Facade::new(settings).dress(routes.with_state(app.clone()));
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        House { app, router, runtime, tokens: AtomicI64::new(1), _folder: folder }
    }

    /// The cookie of a session that begins now.
    pub fn session(&self, login: &str) -> web::SessionToken {
        let nth = self.tokens.fetch_add(1, Ordering::Relaxed);
        let mut secret = [7; 32];
        secret[..8].copy_from_slice(&nth.to_be_bytes());
        let token = web::SessionToken::new(secret);
        let officer = self.officer(login).id.0;
        let (digest, now_ms) = (token.hash().to_vec(), self.app.clock.now_ms());
        let sql = "INSERT INTO session (token_hash, officer_id, started_ms, seen_ms, address, agent) \
                   VALUES (?1, ?2, ?3, ?3, '', '')";
        self.app
            .store
            .act_blocking(move |tx| tx.execute(sql, &[digest.clone().into(), officer.into(), now_ms.into()]))
            .unwrap();
        token
    }

    pub fn officer(&self, login: &str) -> office::OfficerCard {
        let directory = self.app.sessions.directory();
        directory.officers().into_iter().find(|card| card.login == login).unwrap_or_else(|| panic!("{login}")).clone()
    }

    /// Somebody who may administer.
    pub fn administrator(&self) -> String {
        let directory = self.app.sessions.directory();
        let may = |login: &str| {
            let card = self.officer(login);
            directory
                .grants_of(card.id)
                .iter()
                .any(|grant| directory.role(&grant.role).is_some_and(|role| role.acts.contains(&Act::Administer)))
        };
        let logins: Vec<String> = directory.officers().into_iter().map(|card| card.login.clone()).collect();
        logins.into_iter().find(|login| may(login)).expect("an administrator")
    }

    pub fn call(&self, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header("host", "motcua.test");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if method != "GET" {
            request = request.header("origin", "http://motcua.test").header("sec-fetch-site", "same-origin");
        }
        let request = request.body(body.into()).unwrap();
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let bytes = axum::body::to_bytes(body, 64 << 20).await.unwrap();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            Answer { status: parts.status, headers: parts.headers, text }
        })
    }
}

fn plant(store: &Store, ids: Arc<Ids>, now_ms: i64) {
    let plan = Plan::parse(&sample("office.toml")).unwrap();
    let procedures: ProcedureFile = toml::from_str(&sample("procedures/ho_tich.toml")).unwrap();
    let processes: ProcessFile = toml::from_str(&sample("processes.toml")).unwrap();
    store
        .act_blocking(move |tx| {
            let admin = Admin::new(Permit::for_chore(Act::Administer, "test"), ids.clone(), now_ms)?;
            plan.record(tx, &admin, &|_| None)?;
            for version in &procedures.procedure {
                procedure::store::record_version(tx, &ids, now_ms, version)?;
            }
            let default = procedure::process::default_process(None);
            let known = |p: &&procedure::Process| {
                p.procedure.as_ref().is_none_or(|code| procedures.procedure.iter().any(|v| v.code == *code))
            };
            for process in processes.process.iter().filter(known).chain([&default]) {
                procedure::store::record_process(tx, &ids, now_ms, process)?;
            }
            Ok(())
        })
        .unwrap();
}
