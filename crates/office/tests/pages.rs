//! The door as a browser sees it: nobody is sent to sign in, an officer comes in and goes out, a stranger's page cannot
//! act for them.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::FromRef;
use axum::http::{HeaderMap, Request, StatusCode, header};
use kernel::{Clock, Ids};
use office::{Act, Admin, Frame, NewOfficer, Permit, Plan, Sessions, password};
use store::{Settings, Store, ledger};
use tower::ServiceExt;

const PASSWORD: &str = "đò ngang bến cũ";

#[derive(Clone, FromRef)]
struct House {
    sessions: Arc<Sessions>,
    clock: Clock,
    frame: Frame,
}

struct Browser {
    site: Router,
    cookies: Vec<(String, String)>,
    runtime: tokio::runtime::Runtime,
    _folder: tempfile::TempDir,
}

struct Page {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Page {
    fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |v| v.to_str().unwrap())
    }
    fn csrf(&self) -> String {
        let (_, after) = self.text.split_once("name=\"_csrf\" value=\"").expect("a form with a token");
        after.split('"').next().unwrap().to_string()
    }
}

impl Browser {
    fn open() -> Browser {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&Settings::Sqlite { path: folder.path().join("pages.db"), readers: 1 }).unwrap();
        store.migrate(ledger::MIGRATIONS).unwrap();
        store.migrate(office::MIGRATIONS).unwrap();
        let clock = Clock::set_at("2026-03-02T08:00:00+07:00".parse().unwrap());
        let ids = Arc::new(Ids::new(1));
        let admin = Admin::new(Permit::for_chore(Act::Administer, "test"), Arc::clone(&ids), clock.now_ms()).unwrap();
        let plan = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../sample/office.toml")).unwrap();
        let plan = Plan::parse(&plan).unwrap();
        let hash = password::hash(PASSWORD, &[3; 16]).unwrap();
        store
            .act_blocking(move |tx| {
                plan.record(tx, &admin, &|login| (login == "tiepnhan1.tt").then(|| hash.clone()))?;
                let other = NewOfficer {
                    login: "khach".into(),
                    name: "Ai Đó".into(),
                    unit: "tt_pvhcc".into(),
                    ..NewOfficer::default()
                };
                admin.add_officer(tx, &other)?;
                admin.set_password(tx, "khach", &hash, true)
            })
            .unwrap();
        let sessions = Arc::new(Sessions::open_blocking(store, ids).unwrap());
        let frame = Frame(Arc::new(|officer, _| web::Viewer {
            name: officer.name().into(),
            sign_out_path: "/sign-out".into(),
            ..web::Viewer::default()
        }));
        let settings = web::Settings {
            limits: web::Limits { sign_in_per_minute: 0, ..web::Limits::default() },
            ..web::Settings::default()
        };
        let site =
            web::Facade::new(settings).dress(office::html::routes().with_state(House { sessions, clock, frame }));
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        Browser { site, cookies: Vec::new(), runtime, _folder: folder }
    }

    fn send(&mut self, request: axum::http::request::Builder, body: String) -> Page {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header(header::COOKIE, cookies.join("; ")).body(Body::from(body)).unwrap();
        let (site, runtime) = (self.site.clone(), &self.runtime);
        let page = runtime.block_on(async move {
            let answer = site.oneshot(request).await.unwrap();
            let (parts, body) = answer.into_parts();
            let bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
            Page { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&bytes).into_owned() }
        });
        for line in page.headers.get_all(header::SET_COOKIE) {
            let (name, rest) = line.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            self.cookies.retain(|(known, _)| known != name);
            if !value.is_empty() {
                self.cookies.push((name.into(), value.into()));
            }
        }
        page
    }

    fn get(&mut self, path: &str) -> Page {
        self.send(Request::get(path), String::new())
    }

    fn post(&mut self, path: &str, csrf: &str, fields: &[(&str, &str)]) -> Page {
        let mut body = format!("_csrf={csrf}");
        for (name, value) in fields {
            body.push_str(&format!("&{name}={}", web::fields::encode(value)));
        }
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, body)
    }

    fn sign_in(&mut self, login: &str, next: &str) -> Page {
        let csrf = self.get("/sign-in").csrf();
        self.post("/sign-in", &csrf, &[("login", login), ("password", PASSWORD), ("next", next)])
    }
}

#[test]
fn nobody_is_sent_to_sign_in_and_finds_the_way_back() {
    let mut browser = Browser::open();
    for path in ["/account", "/account/password"] {
        let page = browser.get(path);
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{path}");
        assert!(page.location().starts_with("/sign-in?next="), "{}", page.location());
    }
    let csrf = browser.get("/sign-in").csrf();
    for path in ["/account/password", "/account/sessions/0011/end", "/account/tokens", "/account/tokens/tok_1/revoke"] {
        let page = browser.post(path, &csrf, &[]);
        assert!(page.location().starts_with("/sign-in"), "{path} {}", page.status);
    }
    assert!(browser.get("/sign-in?next=%2Fdossiers").text.contains("name=\"next\" value=\"/dossiers\""));
    let foreign = browser.sign_in("tiepnhan1.tt", "//evil.test");
    assert_eq!(foreign.location(), "/home");
}

#[test]
fn an_officer_comes_in_sees_their_account_and_goes_out() {
    let mut browser = Browser::open();
    let csrf = browser.get("/sign-in").csrf();
    let wrong = browser.post("/sign-in", &csrf, &[("login", "tiepnhan1.tt"), ("password", "sai")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("Tên đăng nhập hoặc mật khẩu không đúng.") && !wrong.text.contains("value=\"sai\""));
    let forged = browser.post("/sign-in", "0000", &[("login", "tiepnhan1.tt"), ("password", PASSWORD)]);
    assert_eq!(forged.status, StatusCode::FORBIDDEN);

    let welcome = browser.sign_in("tiepnhan1.tt", "/account");
    assert_eq!((welcome.status, welcome.location()), (StatusCode::SEE_OTHER, "/account"));
    let cookie =
        welcome.headers.get_all(header::SET_COOKIE).iter().find(|c| c.to_str().unwrap().starts_with("motcua_session"));
    let cookie = cookie.unwrap().to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite"), "{cookie}");
    let account = browser.get("/account");
    assert_eq!(account.status, StatusCode::OK);
    for words in ["Phạm Thu Trang", "Cán bộ tiếp nhận hồ sơ", "Phiên này", "Trung tâm Phục vụ hành chính công tỉnh"]
    {
        assert!(account.text.contains(words), "{words}");
    }
    assert!(browser.get("/account?lang=en").text.contains("This session"));

    let csrf = browser.get("/account?lang=vi").csrf();
    let made = browser.post("/account/tokens", &csrf, &[("name", "kiosk"), ("days", "30"), ("acts", "view")]);
    assert_eq!(made.status, StatusCode::CREATED);
    assert!(made.text.contains("motcua_"));
    assert!(!browser.get("/account").text.contains("motcua_"), "a token is told once");
    let refused = browser.post("/account/tokens", &csrf, &[("name", "kiosk"), ("days", "30"), ("acts", "administer")]);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(browser.post("/account/sessions/ffffffffffff/end", &csrf, &[]).status, StatusCode::NOT_FOUND);

    let kept = browser.cookies.clone();
    assert_eq!(browser.post("/sign-out", &csrf, &[]).location(), "/sign-in");
    browser.cookies = kept;
    assert!(browser.get("/account").location().starts_with("/sign-in"), "the old cookie opens nothing");
}

#[test]
fn a_password_somebody_else_chose_leads_to_changing_it() {
    let mut browser = Browser::open();
    assert_eq!(browser.sign_in("khach", "/dossiers").location(), "/account/password");
    let page = browser.get("/account/password");
    assert!(page.text.contains("Bạn cần đổi mật khẩu trước khi làm việc."));
    let csrf = page.csrf();
    let fields =
        |again| [("old_password", PASSWORD), ("new_password", "cây đa giếng nước"), ("new_password_again", again)];
    let differs = browser.post("/account/password", &csrf, &fields("khác"));
    assert!(differs.text.contains("Hai lần nhập mật khẩu mới không giống nhau."));
    let changed = browser.post("/account/password", &csrf, &fields("cây đa giếng nước"));
    assert_eq!((changed.status, changed.location()), (StatusCode::SEE_OTHER, "/sign-in"));
    let csrf = browser.get("/sign-in").csrf();
    let back = browser.post("/sign-in", &csrf, &[("login", "khach"), ("password", "cây đa giếng nước")]);
    assert_eq!(back.location(), "/home");
}
