//! A small house for tests: the sample office and its procedures, no dossiers, tokens as asked for; on both engines.

#![allow(dead_code, reason = "each test file uses a part")]

pub mod browser;

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use dossier::door::applicant::OnlineLodging;
use dossier::model::{Applicant, ApplicantKind, PickUp};
use jiff::Timestamp;
use kernel::{Clock, DossierId, FilingId, Ids};
use motcua::{App, Config};
use office::{Act, Admin, Permit, Plan};
use person::account::NewAccount;
use person::{Citizen, Draft};
use serde_json::Value;
use sha2::{Digest, Sha256};
use store::testkit::{open_postgres, with_postgres};
use store::{Settings, Store};
use tower::ServiceExt;

pub const INTAKE: &str = "tiepnhan.honggai";
pub const SPECIALIST: &str = "tuphap.honggai";
pub const APPROVER: &str = "lanhdao.honggai";
/// Intake at another commune's centre.
pub const ELSEWHERE: &str = "tiepnhan.tienyen";
pub const PROCEDURE: &str = "1.001193";

pub struct House {
    pub app: App,
    pub router: Router,
    pub runtime: tokio::runtime::Runtime,
    tokens: AtomicI64,
    applicants: Mutex<HashMap<String, Citizen>>,
    _folder: tempfile::TempDir,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub text: String,
}

impl Answer {
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{} is no JSON: {}", self.status, self.text))
    }
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
    with_postgres("motcua", |url| story(House::build(open_postgres(url), tempfile::tempdir().unwrap())));
}

/// On SQLite only: for questions the engine has no part in.
pub fn on_sqlite(story: impl FnOnce(House)) {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = Settings::Sqlite { path: folder.path().join("motcua.db"), readers: 2 };
    story(House::build(Store::open(&sqlite).unwrap(), folder));
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
        for migrations in motcua::app::MIGRATIONS {
            store.migrate(migrations).unwrap();
        }
        let (ids, now_ms) = (Arc::new(Ids::new(9)), now().as_millisecond());
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
        let mut config = Config { look_ups_per_minute: 0, ..Config::default() }.in_folder(folder.path());
        config.public_url = "http://motcua.test".into();
        let app = App::over(config, store, Clock::set_at(now())).unwrap();
        motcua::demo::record_halls(&app, now_ms).unwrap();
        let router = app.router();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        House { app, router, runtime, tokens: AtomicI64::new(1), applicants: Mutex::default(), _folder: folder }
    }

    pub fn officer(&self, login: &str) -> office::OfficerCard {
        let directory = self.app.sessions.directory();
        directory.officers().into_iter().find(|card| card.login == login).unwrap().clone()
    }

    pub fn unit(&self, key: &str) -> String {
        self.app.sessions.directory().unit_by_key(key).unwrap().id.to_string()
    }

    /// A token with all the permissions of its officer.
    pub fn token(&self, login: &str) -> String {
        self.token_with(login, Act::ALL, 30)
    }

    /// A token with these permissions that lives so many days from now.
    pub fn token_with(&self, login: &str, acts: &[Act], days: i64) -> String {
        let nth = self.tokens.fetch_add(1, Ordering::Relaxed);
        let mut secret = [0; 32];
        secret[..8].copy_from_slice(&nth.to_be_bytes());
        let (officer, digest) = (self.officer(login).id.0, Sha256::digest(secret).to_vec());
        let (acts, now_ms) = (serde_json::to_string(acts).unwrap(), now().as_millisecond());
        let sql = "INSERT INTO api_token (id, token_hash, officer_id, name, acts, created_ms, expires_ms) \
                   VALUES (?1, ?2, ?3, 'test', ?4, ?5, ?6)";
        self.app
            .store
            .act_blocking(move |tx| {
                let (digest, acts) = (digest.clone(), acts.clone());
                let ends_ms = now_ms + days * 86_400_000;
                tx.execute(
                    sql,
                    &[nth.into(), digest.into(), officer.into(), acts.into(), now_ms.into(), ends_ms.into()],
                )
            })
            .unwrap();
        office::token::text(&secret)
    }

    /// The cookie of a session.
    pub fn session(&self, login: &str) -> web::SessionToken {
        let nth = self.tokens.fetch_add(1, Ordering::Relaxed);
        let mut secret = [7; 32];
        secret[..8].copy_from_slice(&nth.to_be_bytes());
        let token = web::SessionToken::new(secret);
        let (officer, digest, now_ms) = (self.officer(login).id.0, token.hash().to_vec(), now().as_millisecond());
        let sql = "INSERT INTO session (token_hash, officer_id, started_ms, seen_ms, address, agent) \
                   VALUES (?1, ?2, ?3, ?3, '', '')";
        self.app
            .store
            .act_blocking(move |tx| tx.execute(sql, &[digest.clone().into(), officer.into(), now_ms.into()]))
            .unwrap();
        token
    }

    /// An applicant with an account, signed in; the second time the same one.
    pub fn applicant(&self, name: &str, number: &str) -> (Citizen, web::SessionToken) {
        let nth = self.tokens.fetch_add(1, Ordering::Relaxed);
        let mut secret = [9; 32];
        secret[..8].copy_from_slice(&nth.to_be_bytes());
        let token = web::SessionToken::new(secret);
        let mut known = self.applicants.lock().unwrap();
        if let Some(citizen) = known.get(number) {
            let (account, digest, now_ms) = (citizen.account().0, token.hash().to_vec(), self.app.clock.now_ms());
            let sql = "INSERT INTO account_session (token_hash, account_id, started_ms, seen_ms, address, agent) \
                       VALUES (?1, ?2, ?3, ?3, '', '')";
            let insert =
                move |tx: &mut store::Tx<'_>| tx.execute(sql, &[digest.clone().into(), account.into(), now_ms.into()]);
            self.app.store.act_blocking(insert).unwrap();
            return (citizen.clone(), token);
        }
        let draft =
            Draft { name: name.into(), personal_number: number.into(), phone: "0300000001".into(), ..Draft::default() };
        let checked = draft.check(kernel::time::civil(now()).date()).ok().unwrap();
        let password = "đò ngang bến cũ".to_string();
        let new = NewAccount { checked, password, code: String::new(), once: number.into() };
        let visitor = office::Visitor::default();
        let done = self.app.accounts.register(new, [1; 16], token.hash(), &visitor, self.app.clock.now());
        let citizen = self.runtime.block_on(done).unwrap();
        known.insert(number.into(), citizen.clone());
        (citizen, token)
    }

    /// A dossier that an applicant filed online, with every required paper named and none scanned.
    pub fn filed_online(&self, by: &Citizen) -> DossierId {
        let unit = |key: &str| self.app.sessions.directory().unit_by_key(key).unwrap().id;
        let held = self.app.catalogue.current(PROCEDURE, kernel::time::civil(now()).date()).unwrap();
        let mut components = dossier::door::checklist(&held.version, None);
        components.iter_mut().filter(|line| line.required).for_each(|line| line.received = true);
        let lodging = OnlineLodging {
            procedure: PROCEDURE.into(),
            case: None,
            receiving: unit("tt_hong_gai"),
            deciding: unit("ubnd_hong_gai"),
            applicant: Applicant {
                person: by.person(),
                kind: ApplicantKind::Person,
                name: by.name().into(),
                id_number: "022190000055".into(),
                phone: "0300000001".into(),
                email: String::new(),
                address: "Tổ 1, Hồng Gai".into(),
            },
            delegate: None,
            summary: "Khai sinh cho con".into(),
            pick_up: PickUp::Counter,
            components,
            files: Vec::new(),
            form: None,
            around: Default::default(),
        };
        self.runtime.block_on(self.app.dossiers.lodge_online(by, lodging, None)).unwrap().id
    }

    /// A filing that an applicant began and did not send.
    pub fn begun_online(&self, by: &Citizen) -> FilingId {
        let filings = portal::filing::Filings {
            dossiers: self.app.dossiers.clone(),
            blobs: self.app.blobs.clone(),
            sessions: self.app.sessions.clone(),
        };
        self.runtime.block_on(filings.begin(by, PROCEDURE)).unwrap()
    }

    /// Forgets the sessions that [`House::session`] made.
    pub fn end_sessions(&self) {
        self.app.store.act_blocking(|tx| tx.execute("DELETE FROM session", &[])).unwrap();
    }

    pub async fn ask(&self, request: Request<Body>) -> Answer {
        answer(self.router.clone().oneshot(request).await.unwrap()).await
    }

    pub fn call(&self, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        self.runtime.block_on(self.ask(request(method, path, headers, body)))
    }

    pub fn get(&self, token: &str, path: &str) -> Answer {
        self.call("GET", path, &[("authorization", &format!("Bearer {token}"))], Body::empty())
    }

    /// A changing request with its key.
    pub fn post(&self, token: &str, path: &str, key: &str, body: &Value) -> Answer {
        let bearer = format!("Bearer {token}");
        let headers =
            [("authorization", bearer.as_str()), ("idempotency-key", key), ("content-type", "application/json")];
        self.call("POST", path, &headers, body.to_string())
    }

    /// A new dossier of a person without a number, accepted if asked.
    pub fn new_dossier(&self, accept: bool) -> Value {
        let mut body = serde_json::json!({
            "procedure": PROCEDURE,
            "deciding": "ubnd_hong_gai",
            "applicant": { "name": "Nguyễn Thị Mẫu", "birth": "1990", "address": { "detail": "Tổ 1", "commune": "Hồng Gai" } },
            "components": self.papers(),
        });
        if accept {
            body["accept"] = serde_json::json!({ "receipt_wanted": true });
        }
        body
    }

    /// Every required paper of the procedure, handed in.
    pub fn papers(&self) -> Value {
        let held = self.app.catalogue.current(PROCEDURE, kernel::time::civil(now()).date()).unwrap();
        let lines = dossier::door::checklist(&held.version, None);
        lines.iter().filter(|line| line.required).map(|line| serde_json::json!({ "key": line.key })).collect()
    }

    /// The number of rows of the tables that acts write, and what the dossiers' versions add up to.
    pub fn state(&self) -> HashMap<&'static str, i64> {
        let tables = [
            "dossier",
            "dossier_component",
            "dossier_file",
            "event",
            "outbox",
            "deadline",
            "person",
            "serial",
            "idempotency",
            "floor_event",
            "ticket",
        ];
        self.app
            .store
            .read_blocking(move |tx| {
                let mut found = HashMap::new();
                for table in tables {
                    found.insert(table, tx.count(&format!("SELECT COUNT(*) FROM {table}"), &[])?);
                }
                let sums = "SELECT CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM dossier";
                found.insert("versions", tx.count(sums, &[])?);
                Ok(found)
            })
            .unwrap()
    }
}

pub fn request(method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(body.into()).unwrap()
}

pub async fn answer(response: Response<Body>) -> Answer {
    let (parts, mut body) = response.into_parts();
    // A live line never ends: its first drawing is its answer.
    let live = parts.headers.get("content-type").is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
    let bytes = if live {
        let first =
            std::future::poll_fn(|cx| axum::body::HttpBody::poll_frame(std::pin::Pin::new(&mut body), cx)).await;
        first.and_then(|frame| frame.unwrap().into_data().ok()).unwrap_or_default()
    } else {
        axum::body::to_bytes(body, 64 << 20).await.unwrap()
    };
    Answer { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&bytes).into_owned() }
}
