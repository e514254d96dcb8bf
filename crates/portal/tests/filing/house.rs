//! A small house: the sample office, some of its procedures with their forms, two applicants, and a browser for each.

use std::cell::Cell;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::FromRef;
use axum::http::{HeaderMap, Request, StatusCode};
use dossier::Dossiers;
use kernel::{Clock, DossierId, FilingId, Ids};
use office::{Act, Admin, Permit, Plan, Sessions};
use person::account::{EidRule, NewAccount};
use person::{Accounts, Citizen, Draft};
use procedure::Catalogue;
use store::Store;
use store::blob::{BlobConfig, Blobs};
use store::testkit::{on_both, on_sqlite};
use tower::ServiceExt;
use web::{Facade, SessionToken, Settings, Viewer};

pub const BIRTH: &str = "1.001193";
/// Has no form of its own.
pub const PLAIN: &str = "2.000806";

#[derive(Clone)]
pub struct App {
    pub store: Store,
    pub blobs: Arc<Blobs>,
    pub ids: Arc<Ids>,
    pub clock: Clock,
    pub sessions: Arc<Sessions>,
    pub accounts: Arc<Accounts>,
    pub dossiers: Dossiers,
    frame: person::seat::Frame,
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
    store: Store, blobs: Arc<Blobs>, ids: Arc<Ids>, clock: Clock, sessions: Arc<Sessions>, accounts: Arc<Accounts>,
    dossiers: Dossiers, frame: person::seat::Frame,
}

pub struct House {
    pub app: App,
    pub router: Router,
    pub runtime: tokio::runtime::Runtime,
    _folder: tempfile::TempDir,
}

/// Monday 02/03/2026 at nine.
pub fn nine() -> jiff::Timestamp {
    "2026-03-02T09:00:00+07:00".parse().expect("a moment")
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
    let path = format!("{}/../../sample/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// The story on SQLite, and on PostgreSQL where there is a server.
pub fn each_engine(story: impl Fn(&House)) {
    on_both("filing", |store| story(&House::build(store)));
}

/// For questions the engine has no part in.
pub fn once(story: impl Fn(&House)) {
    on_sqlite(|store| story(&House::build(store)));
}

impl House {
    pub fn build(store: Store) -> House {
        for room in [
            store::ledger::MIGRATIONS,
            office::MIGRATIONS,
            person::MIGRATIONS,
            procedure::MIGRATIONS,
            dossier::store::MIGRATIONS,
            portal::MIGRATIONS,
        ] {
            store.migrate(room).expect("tables are made");
        }
        let (ids, clock) = (Arc::new(Ids::new(3)), Clock::set_at(nine()));
        record(&store, &ids, clock.now_ms());
        let folder = tempfile::tempdir().expect("a folder");
        let blobs = Arc::new(Blobs::open(&BlobConfig::Folder { path: folder.path().join("blobs") }).expect("blobs"));
        let sessions = Arc::new(Sessions::open_blocking(store.clone(), ids.clone()).expect("the office"));
        let office = sessions.clone();
        let dossiers = Dossiers {
            store: store.clone(),
            catalogue: Arc::new(Catalogue::load(&store).expect("the catalogue")),
            ids: ids.clone(),
            clock: clock.clone(),
            office: Arc::new(move || office.directory()),
            listeners: Arc::from([]),
        };
        let eid = EidRule { persons_from: None, organisations_from: None };
        let accounts = Arc::new(Accounts::new(store.clone(), ids.clone(), eid));
        let frame = person::seat::Frame(Arc::new(|citizen: &Citizen, _| Viewer {
            name: citizen.name().into(),
            is_applicant: true,
            ..Viewer::default()
        }));
        let app = App { store, blobs, ids, clock, sessions, accounts, dossiers, frame };
        let settings = Settings { sign_in_path: "/me/sign-in".into(), ..Settings::default() };
        let rooms = portal::filing::routes().merge(portal::uploads::html::routes());
        let router = Facade::new(settings).dress(rooms.with_state(app.clone()));
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        House { app, router, runtime: runtime.expect("a runtime"), _folder: folder }
    }

    /// The same house over the same database, as after a kill: nothing but what is on disk.
    pub fn reborn(&self) -> Router {
        let rooms = portal::filing::routes().merge(portal::uploads::html::routes());
        let settings = Settings { sign_in_path: "/me/sign-in".into(), ..Settings::default() };
        Facade::new(settings).dress(rooms.with_state(self.app.clone()))
    }

    pub fn at(&self, moment: &str) {
        self.app.clock.set(moment.parse().expect("a moment"));
    }

    /// A person with an account, and their browser.
    pub fn applicant(&self, name: &str, number: &str) -> Browser<'_> {
        let mut secret = [5; 32];
        secret[..12].copy_from_slice(&number.as_bytes()[..12]);
        let token = SessionToken::new(secret);
        let draft = Draft {
            name: name.into(),
            personal_number: number.into(),
            phone: "0912345678".into(),
            birth: "05/02/1990".into(),
            address: person::Address {
                province: "Quảng Ninh".into(),
                commune: "Phường Hồng Gai".into(),
                detail: "12 Lê Lợi".into(),
                ..person::Address::default()
            },
            ..Draft::default()
        };
        let Ok(checked) = draft.check(jiff::civil::date(2026, 3, 2)) else { panic!("{name} is no person") };
        let new =
            NewAccount { checked, password: "đò ngang bến cũ".into(), code: String::new(), once: number.into() };
        let visitor = office::Visitor::default();
        let done = self.app.accounts.register(new, [1; 16], token.hash(), &visitor, self.app.clock.now());
        let citizen = self.runtime.block_on(done).expect("registered");
        Browser { house: self, citizen, token, once: Cell::new(0) }
    }

    pub fn dossier(&self, id: DossierId) -> dossier::Dossier {
        self.app.store.read_blocking(move |tx| dossier::store::load(tx, id)).expect("a dossier")
    }

    pub fn count(&self, table: &'static str) -> i64 {
        self.app
            .store
            .read_blocking(move |tx| tx.count(&format!("SELECT COUNT(*) FROM {table}"), &[]))
            .expect("counted")
    }
}

fn record(store: &Store, ids: &Arc<Ids>, now_ms: i64) {
    let plan = Plan::parse(&sample("office.toml")).expect("the sample office");
    let mut procedures = Vec::new();
    for name in ["ho_tich", "cu_tru", "chung_thuc"] {
        let file: ProcedureFile = toml::from_str(&sample(&format!("procedures/{name}.toml"))).expect("procedures");
        procedures.extend(file.procedure);
    }
    let processes: ProcessFile = toml::from_str(&sample("processes.toml")).expect("processes");
    let forms: Vec<procedure::form::Form> = ["khai_sinh", "thuong_tru"]
        .map(|name| toml::from_str(&sample(&format!("forms/{name}.toml"))).expect("a form"))
        .into();
    let ids = ids.clone();
    store
        .act_blocking(move |tx| {
            let admin = Admin::new(Permit::for_chore(Act::Administer, "test"), ids.clone(), now_ms)?;
            plan.record(tx, &admin, &|_| None)?;
            for version in &procedures {
                procedure::store::record_version(tx, &ids, now_ms, version)?;
            }
            let known = |p: &&procedure::Process| {
                p.procedure.as_ref().is_none_or(|code| procedures.iter().any(|v| v.code == *code))
            };
            let default = procedure::process::default_process(None);
            for process in processes.process.iter().filter(known).chain([&default]) {
                procedure::store::record_process(tx, &ids, now_ms, process)?;
            }
            for form in &forms {
                procedure::form::rows::record_form(tx, &ids, now_ms, form)?;
            }
            Ok(())
        })
        .expect("the sample is recorded");
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
    #[track_caller]
    pub fn shows(self, words: &str) -> Self {
        assert!(self.text.contains(words), "“{words}” is not in {}", self.text);
        self
    }
    #[track_caller]
    pub fn hides(self, words: &str) -> Self {
        assert!(!self.text.contains(words), "“{words}” is in {}", self.text);
        self
    }
    /// The version that the page's form will name.
    #[track_caller]
    pub fn version(&self) -> i64 {
        let (_, after) = self.text.split_once("name=\"version\" value=\"").expect("a form with a version");
        after.split_once('"').and_then(|(n, _)| n.parse().ok()).expect("a version")
    }
}

/// Somebody signed in.
pub struct Browser<'h> {
    pub house: &'h House,
    pub citizen: Citizen,
    pub token: SessionToken,
    once: Cell<u32>,
}

impl Browser<'_> {
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        self.send_to(&self.house.router, method, path, headers, body)
    }

    pub fn send_to(
        &self,
        router: &Router,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let cookie = format!("{}={}", web::session::COOKIE, self.token.text());
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("cookie", cookie)
            .header("x-csrf-token", web::csrf::token(&self.token.text()));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.into()).expect("a request");
        self.house.runtime.block_on(async {
            let (parts, body) = router.clone().oneshot(request).await.expect("answered").into_parts();
            let bytes = axum::body::to_bytes(body, 64 << 20).await.expect("a body");
            let text = String::from_utf8_lossy(&bytes).into_owned();
            Answer { status: parts.status, headers: parts.headers, text }
        })
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[("accept", "text/html")], Body::empty())
    }

    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_as(path, fields, "text/html")
    }

    pub fn post_as(&self, path: &str, fields: &[(&str, &str)], accept: &str) -> Answer {
        self.once.set(self.once.get() + 1);
        let pairs = fields.iter().map(|(k, v)| format!("{k}={}", web::fields::encode(v)));
        let body = format!("_once=o{}&{}", self.once.get(), pairs.collect::<Vec<_>>().join("&"));
        let kind = [("content-type", "application/x-www-form-urlencoded"), ("accept", accept)];
        self.send("POST", path, &kind, body)
    }

    /// Begins a filing; answers its address.
    #[track_caller]
    pub fn begins(&self, procedure: &str) -> String {
        let begun = self.post("/me/filings", &[("procedure", procedure)]).expect(303);
        begun.header("location").to_string()
    }

    /// Fills one page and goes on; answers where to.
    #[track_caller]
    pub fn fills(&self, filing: &str, step: &str, fields: &[(&str, &str)]) -> String {
        let page = self.get(&format!("{filing}/{step}")).expect(200);
        let version = page.version().to_string();
        let mut all = vec![("version", version.as_str()), ("do", "next")];
        all.extend_from_slice(fields);
        let done = self.post(&format!("{filing}/{step}"), &all).expect(303);
        done.header("location").strip_prefix(filing).unwrap_or(done.header("location")).to_string()
    }

    /// A whole file in one request, as a browser without script sends it.
    pub fn uploads_whole(&self, filing: &str, component: &str, name: &str, bytes: &[u8]) -> Answer {
        let mut body = Vec::new();
        for (field, value) in [("_csrf", web::csrf::token(&self.token.text())), ("component", component.to_string())] {
            body.extend(format!("--B\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").bytes());
        }
        body.extend(
            format!(
                "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            )
            .bytes(),
        );
        body.extend_from_slice(bytes);
        body.extend(b"\r\n--B--\r\n");
        let kind = [("content-type", "multipart/form-data; boundary=B"), ("accept", "application/json")];
        self.send("POST", &format!("{filing}/uploads"), &kind, body)
    }

    /// Every page of a birth registration, in order; the papers uploaded whole.
    #[track_caller]
    pub fn fills_birth(&self, filing: &str) {
        let commune = self.commune("Phường Hồng Gai");
        assert_eq!(self.fills(filing, "where", &[("commune", &commune)]), "/form-child");
        let child = [
            ("child_name", "Nguyễn Minh An"),
            ("born_on", "05022026"),
            ("sex", "female"),
            ("ethnicity", "Kinh"),
            ("home_town", ""),
            ("home_town", "Phường Hồng Gai"),
            ("home_town", "Quảng Ninh"),
        ];
        assert_eq!(self.fills(filing, "form-child", &child), "/form-birth_place");
        let place = [
            ("born_in", "clinic"),
            ("clinic", "Bệnh viện Sản Nhi"),
            ("birth_address", ""),
            ("birth_address", "Phường Hồng Gai"),
            ("birth_address", "Quảng Ninh"),
        ];
        assert_eq!(self.fills(filing, "form-birth_place", &place), "/form-parents");
        let parents = [
            ("mother", "Trần Thị Mẹ"),
            ("mother", ""),
            ("mother", "1992"),
            ("mother_home", "12 Lê Lợi"),
            ("mother_home", "Phường Hồng Gai"),
            ("mother_home", "Quảng Ninh"),
            ("married", "no"),
            ("father_named", "no"),
        ];
        assert_eq!(self.fills(filing, "form-parents", &parents), "/form-declarant", "no page about a father");
        let declarant = [
            ("declarant", "Nguyễn Văn Khai"),
            ("declarant", "022090000001"),
            ("declarant", "05/02/1990"),
            ("relation", "relative"),
            ("phone", "0912 345 678"),
        ];
        assert_eq!(self.fills(filing, "form-declarant", &declarant), "/papers");
        for component in ["TP03", "TP08"] {
            self.uploads_whole(filing, component, "giay.png", &picture(component.as_bytes()[3])).expect(303);
        }
        assert_eq!(self.fills(filing, "papers", &[]), "/result");
        assert_eq!(self.fills(filing, "result", &[("pick_up", "post"), ("post_to", "12 Lê Lợi, Hồng Gai")]), "/review");
    }

    /// Code of a commune by its name.
    pub fn commune(&self, name: &str) -> String {
        let directory = self.house.app.sessions.directory();
        let area = directory.areas().find(|area| area.name == name && area.valid_until.is_none());
        area.unwrap_or_else(|| panic!("no {name}")).code.clone()
    }

    /// Presses "send" on the page that shows everything.
    pub fn sends(&self, filing: &str) -> Answer {
        let version = self.get(&format!("{filing}/review")).expect(200).version().to_string();
        self.post(&format!("{filing}/submission"), &[("version", &version), ("declared", "1")])
    }

    pub fn filing(&self, address: &str) -> portal::filing::model::Filing {
        let id: FilingId = address.rsplit('/').next().and_then(|id| id.parse().ok()).expect("a filing's id");
        let account = self.citizen.account();
        let load = move |tx: &mut store::Tx<'_>| portal::filing::rows::load(tx, account, id);
        self.house.app.store.read_blocking(load).expect("a filing")
    }
}

/// A small picture, different for every shade.
pub fn picture(shade: u8) -> Vec<u8> {
    noisy(40, 30, shade)
}

/// A picture that does not shrink: `width` times `height` times about three bytes.
pub fn noisy(width: u32, height: u32, seed: u8) -> Vec<u8> {
    let mut state = u32::from(seed) + 1;
    let picture = image::RgbImage::from_fn(width, height, |_, _| {
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        image::Rgb([next(), next(), next()])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
    bytes.into_inner()
}
