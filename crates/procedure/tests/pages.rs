//! The public pages, asked for as a browser does: in both languages, with the sample catalogue and with versions that
//! lack, exceed or contradict what a page expects.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::FromRef;
use axum::http::{Request, StatusCode};
use jiff::civil::date;
use kernel::{Clock, Ids, Vnd};
use office::{Admin, Frame, Plan, Sessions};
use procedure::store::{ImportOptions, import};
use procedure::{
    Case, Catalogue, Channel, ChannelTerm, Component, ComponentKind, Fee, FeeKind, ImportReport, Level, Outcome,
    ProcedureVersion,
};
use serde::Deserialize;
use store::{Settings, Store};
use tower::ServiceExt;
use web::{Facade, Limits};

#[derive(Clone)]
struct House {
    catalogue: Arc<Catalogue>,
    sessions: Arc<Sessions>,
    clock: Clock,
    store: Store,
    frame: Frame,
    _folder: Arc<tempfile::TempDir>,
}

macro_rules! doors {
    ($($field:ident: $door:ty),*) => {$(impl FromRef<House> for $door {
        fn from_ref(house: &House) -> $door { house.$field.clone() }
    })*};
}
doors!(catalogue: Arc<Catalogue>, sessions: Arc<Sessions>, clock: Clock, store: Store, frame: Frame);

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[derive(Deserialize)]
struct ProcedureFile {
    procedure: Vec<ProcedureVersion>,
}

fn sample() -> Vec<ProcedureVersion> {
    let files = std::fs::read_dir(root().join("sample/procedures")).expect("the sample is there");
    let read = |file: std::fs::DirEntry| {
        toml::from_str::<ProcedureFile>(&std::fs::read_to_string(file.path()).expect("text"))
            .expect("a sample")
            .procedure
    };
    files.map(|file| read(file.expect("a file"))).flat_map(|file| file.into_iter()).collect()
}

fn term(channel: Channel, limit: Option<law::Limit>, printed: &str, fees: Vec<Fee>) -> ChannelTerm {
    ChannelTerm { channel, case: None, limit, limit_printed: printed.into(), fees, description: String::new() }
}

fn fee(label: &str, amount: Option<i64>, note: &str, suspect: bool) -> Fee {
    Fee {
        label: label.into(),
        amount: amount.map(Vnd),
        currency: "VND".into(),
        foreign_amount: None,
        note: note.into(),
        kind: FeeKind::Charge,
        suspect,
    }
}

/// What pages must survive: a name only, an abolished one, limits and fees that the source got wrong, endless text.
fn odd() -> Vec<ProcedureVersion> {
    let bare = ProcedureVersion::named("9.000001", "Thủ tục chỉ có tên", "Lĩnh vực lạ");
    let mut gone = ProcedureVersion::named("9.000002", "Thủ tục cũ", "Lĩnh vực lạ");
    (gone.repealed, gone.successor) = (true, Some("1.001193".into()));
    let mut wrong = ProcedureVersion::named("9.000003", "Thủ tục ghi thiếu", "Lĩnh vực lạ");
    wrong.levels = vec![Level::Commune];
    wrong.terms = vec![
        term(Channel::Counter, None, "1", vec![fee("0 đồng", Some(0), "Theo mức của tỉnh", false)]),
        term(Channel::Online, None, "", vec![fee("50 đồng", Some(50), "", true)]),
    ];
    let mut long = ProcedureVersion::named("9.000004", &"Thủ tục rất dài <b>&\"' ".repeat(60), &"Lĩnh vực ".repeat(20));
    long.steps = "- Bước một\n- Bước hai\nĐoạn văn.\n+ Bước ba\n".repeat(200);
    long.cases = (1..=30)
        .map(|n| Case { key: format!("TH{n:02}"), name: format!("Trường hợp {n} {}", "dài ".repeat(60)) })
        .collect();
    long.results = vec![Outcome { code: None, name: "Kết quả".repeat(100) }];
    long.components = (1..=90)
        .map(|n| Component {
            key: format!("TP{n:02}"),
            case: Some(format!("TH{:02}", n % 30 + 1)),
            group: (n % 3 == 0).then(|| "Giấy tờ phải xuất trình".into()),
            kind: if n % 4 == 0 { ComponentKind::Note } else { ComponentKind::Document },
            name: format!("Giấy tờ {n} {}", "dài ".repeat(100)),
            form_template: Some("Mẫu 01".into()),
            originals: n % 2,
            copies: n % 3,
            required: n % 5 != 0,
        })
        .collect();
    vec![bare, gone, wrong, long]
}

fn house(versions: &[ProcedureVersion]) -> House {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&Settings::Sqlite { path: folder.path().join("office.db"), readers: 2 }).expect("opens");
    for migrations in [store::ledger::MIGRATIONS, office::MIGRATIONS, procedure::MIGRATIONS] {
        store.migrate(migrations).expect("tables");
    }
    let ids = Arc::new(Ids::new(0));
    let now = "2026-03-02T09:00:00+07:00".parse().expect("a moment");
    let clock = Clock::set_at(now);
    let plan = Plan::parse(&std::fs::read_to_string(root().join("sample/office.toml")).expect("text")).expect("a plan");
    let permit = office::Permit::for_chore(office::Act::Administer, "test");
    let admin = Admin::new(permit, ids.clone(), clock.now_ms()).expect("an administrator");
    store.act_blocking(move |tx| plan.record(tx, &admin, &|_| None)).expect("an office");
    let report = ImportReport { procedures: versions.len() as u64, ..ImportReport::default() };
    if !versions.is_empty() {
        import(&store, ids.clone(), clock.now_ms(), versions, &report, ImportOptions::default(), |_, _| {})
            .expect("imported");
    }
    House {
        catalogue: Arc::new(Catalogue::load(&store).expect("a catalogue")),
        sessions: Arc::new(Sessions::open_blocking(store.clone(), ids).expect("sessions")),
        frame: Frame(Arc::new(|_, _| web::Viewer::default())),
        _folder: Arc::new(folder),
        clock,
        store,
    }
}

fn site(house: House) -> Router {
    let routes = procedure::html::routes().merge(procedure::api::routes()).with_state(house);
    let limits = Limits { search_per_minute: 0, ..Limits::default() };
    Facade::new(web::Settings { limits, ..web::Settings::default() }).dress(routes)
}

async fn get(site: &Router, path: &str) -> (StatusCode, String) {
    let request = Request::builder().uri(path).body(Body::empty()).expect("a request");
    let answer = site.clone().oneshot(request).await.expect("an answer");
    let status = answer.status();
    let body = axum::body::to_bytes(answer.into_body(), 8 << 20).await.expect("a body");
    (status, String::from_utf8(body.to_vec()).expect("UTF-8"))
}

fn all() -> Vec<ProcedureVersion> {
    sample().into_iter().chain(odd()).collect()
}

/// Every `<label for>` has its field and every shown word is one.
fn sound(path: &str, html: &str) {
    for key in ["public-", "procedure-level", "procedure-channel", "law-", "web-"] {
        let shown = html.split(&format!(">{key}")).nth(1).map(|rest| &rest[..rest.len().min(40)]);
        assert_eq!(shown, None, "{path} shows a key instead of words");
    }
    assert!(!html.contains("{$") && !html.contains("{ $"), "{path} lacks a variable");
    for id in html.split(" for=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(html.contains(&format!(" id=\"{id}\"")), "{path}: label for {id} has no field");
    }
    let ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let mut once = ids.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), ids.len(), "{path}: an id stands twice: {ids:?}");
    assert_eq!(html.matches("<h1").count(), 1, "{path}: one first heading");
    for never in [" style=\"", " onclick=", "<style"] {
        assert!(!html.contains(never), "{path}: {never}");
    }
}

#[tokio::test]
async fn every_page_speaks_both_languages_and_is_sound() {
    let site = site(house(&all()));
    let mut pages: Vec<String> =
        ["/", "/about", "/procedures", "/procedures?q=khai+sinh", "/procedures?q=zzzzqqq", "/procedures?page=3"]
            .map(String::from)
            .to_vec();
    pages.extend([
        "/procedures?level=commune&field=H%E1%BB%99%20t%E1%BB%8Bch&q=con".into(),
        "/procedures?q=%3Cscript%3E".into(),
    ]);
    pages.extend(all().iter().map(|version| format!("/procedures/{}", version.code)));
    pages.extend(["/procedures/9.000004?case=TH02&channel=online".into(), "/procedures/1.001193/versions".into()]);
    for path in pages {
        for lang in ["vi", "en"] {
            let glue = if path.contains('?') { '&' } else { '?' };
            let (status, html) = get(&site, &format!("{path}{glue}lang={lang}")).await;
            assert_eq!(status, StatusCode::OK, "{path}");
            sound(&path, &html);
            assert!(!html.contains("<script>") && !html.contains("<b>"), "{path}: text became markup");
        }
    }
}

#[tokio::test]
async fn an_empty_catalogue_has_pages_too() {
    let site = site(house(&[]));
    for path in ["/", "/procedures", "/procedures?q=khai+sinh", "/about"] {
        let (status, html) = get(&site, path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        sound(path, &html);
    }
}

#[tokio::test]
async fn a_question_without_marks_finds_the_birth_certificate_with_its_words_set_off() {
    let site = site(house(&all()));
    let (_, html) = get(&site, "/procedures?q=giay+khai+snh+cho+con").await;
    let first = html.split("class=\"card card-link hit\"").nth(1).expect("a hit");
    assert!(first.contains("/procedures/1.001193"), "{first}");
    assert!(first.contains("<mark>"), "the matched words are set off");
}

#[tokio::test]
async fn the_counts_of_the_filters_say_what_choosing_them_would_show() {
    let site = site(house(&all()));
    let (_, html) = get(&site, "/procedures?level=commune").await;
    let commune = all().iter().filter(|v| v.levels.contains(&Level::Commune) && !v.repealed).count();
    assert!(html.contains(&format!("Cấp xã ({commune})")), "the level's count");
    assert!(html.contains(&format!("Tìm thấy {commune} thủ tục")), "the total");
}

#[tokio::test]
async fn what_the_source_leaves_out_is_said_and_never_guessed() {
    let site = site(house(&all()));
    let (_, wrong) = get(&site, "/procedures/9.000003").await;
    assert!(wrong.contains("Nguồn ghi “1”, không rõ đơn vị"), "a number without a unit is no limit");
    assert!(wrong.contains("Nguồn không ghi thời hạn"));
    assert!(wrong.contains("Theo mức của tỉnh") && !wrong.contains("Miễn phí"), "zero with a note is not free");
    assert!(wrong.contains("Cần kiểm tra") && !wrong.contains("50 đ<"), "a suspect fee is flagged");
    assert!(!wrong.contains("id=\"example\""), "no date is computed without a limit");
    let (_, bare) = get(&site, "/procedures/9.000001").await;
    assert!(bare.contains("Nguồn chỉ có tên thủ tục"));
}

#[tokio::test]
async fn an_abolished_procedure_says_so_and_leads_to_its_successor() {
    let site = site(house(&all()));
    let (_, gone) = get(&site, "/procedures/9.000002").await;
    assert!(gone.contains("đã bãi bỏ") && gone.contains("href=\"/procedures/1.001193\""));
    let (status, unknown) = get(&site, "/procedures/9.999999").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    sound("unknown", &unknown);
    assert!(unknown.contains("9.999999") && unknown.contains("name=\"q\""));
}

#[tokio::test]
async fn the_example_date_is_the_laws_own() {
    let mut version = ProcedureVersion::named("9.000005", "Thủ tục có thời hạn", "Lĩnh vực lạ");
    let limit = law::Limit::of(5, law::Unit::WorkingDay);
    version.terms = vec![term(Channel::Counter, Some(limit), "5 ngày làm việc", vec![])];
    let site = site(house(&[version]));
    let (_, html) = get(&site, "/procedures/9.000005").await;
    // Monday 2 March 2026 is not counted; the fifth working day after it is Monday 9 March.
    assert!(html.contains("17:00, thứ\u{a0}Hai\u{a0}09/03/2026"), "{html}");
    assert_eq!(date(2026, 3, 9).weekday(), jiff::civil::Weekday::Monday);
}

#[tokio::test]
async fn programs_page_through_the_catalogue_and_read_one_procedure() {
    let site = site(house(&all()));
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let (status, body) = get(&site, &format!("/api/v1/procedures?limit=30{after}")).await;
        assert_eq!(status, StatusCode::OK);
        let page: serde_json::Value = serde_json::from_str(&body).expect("JSON");
        seen.extend(page["items"].as_array().expect("items").iter().map(|item| item["code"].to_string()));
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    let open = all().iter().filter(|version| !version.repealed).count();
    assert_eq!(seen.len(), open);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), open, "nobody stands on two pages");
    let (_, body) = get(&site, "/api/v1/procedures/1.001193").await;
    let birth: serde_json::Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(birth["field"], "Hộ tịch");
    assert_eq!(get(&site, "/api/v1/procedures?level=moon").await.0, StatusCode::BAD_REQUEST);
    assert_eq!(get(&site, "/api/v1/procedures/9.999999").await.0, StatusCode::NOT_FOUND);
    let (_, wrong) = get(&site, "/api/v1/procedures/9.000003").await;
    assert!(wrong.contains("\"amount_vnd\":null"), "a suspect amount is not given to programs");
}

#[tokio::test]
#[ignore = "listens until stopped, for human eyes"]
async fn serve_for_human_eyes() {
    let versions = match std::env::var("MOTCUA_CATALOGUE") {
        Ok(folder) => {
            procedure::read(Path::new(&folder), procedure::ReadOptions { drop_broken: true, on: date(2026, 3, 2) }).0
        }
        Err(_) => all(),
    };
    let house = tokio::task::spawn_blocking(move || house(&versions)).await.expect("a house");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8097").await.expect("a port");
    web::serve(listener, site(house)).await.expect("served");
}
