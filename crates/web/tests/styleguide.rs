//! Every part of `parts/ui.html` on one page: checked for labels and ids here, and served for human eyes on demand:
//! `cargo test -p web --test styleguide -- --ignored` listens on 127.0.0.1:8099 (`/styleguide` as an officer, `/public` as a citizen).

use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::routing::{get, post};
use tower::ServiceExt;
use web::ui::*;
use web::{Agency, Ctx, Facade, Fields, NavItem, Page, PublicLink, Settings, Viewer};

struct Row {
    code: &'static str,
    procedure: &'static str,
    applicant: &'static str,
    status: Badge,
    due: Due,
    fee: &'static str,
}

#[derive(Template)]
#[template(path = "styleguide.html")]
struct Guide {
    page: Page,
    form: Fields,
    kinds: Vec<Choice>,
    channels: Vec<Choice>,
    papers: Vec<Choice>,
    rows: Vec<Row>,
    tabs: Vec<Tab>,
    steps: Vec<Step>,
    events: Vec<Event>,
    pager: Pager,
    columns: Vec<Column>,
    facts: Vec<Fact>,
    tiles: Vec<Tile>,
    files: Vec<Thumb>,
    scanned: Badge,
}

fn viewer() -> Viewer {
    let item = |id: &str, label: &str, icon, count, tone, group: &str| NavItem {
        id: id.into(),
        label: label.into(),
        href: format!("/{id}"),
        icon,
        count,
        tone,
        group: group.into(),
    };
    Viewer {
        name: "Nguyễn Thị Ánh Tuyết".into(),
        unit: "Trung tâm Phục vụ hành chính công tỉnh".into(),
        post: "Cán bộ tiếp nhận".into(),
        nav: vec![
            item("now", "Cần làm ngay", "bell", Some(7), Tone::Bad, "Việc của tôi"),
            item("soon", "Sắp trễ", "hourglass", Some(12), Tone::Warn, ""),
            item("waiting", "Chờ người khác", "users", Some(31), Tone::Neutral, ""),
            item("results", "Chờ trả kết quả", "package-check", Some(4), Tone::Good, ""),
            item("intake", "Tiếp nhận", "file-plus", None, Tone::Neutral, "Quầy"),
            item("dossiers", "Mọi hồ sơ", "folder", None, Tone::Neutral, ""),
            item("procedures", "Thủ tục", "list-checks", None, Tone::Neutral, ""),
        ],
        search: "/dossiers".into(),
        sign_out_path: "/session/end".into(),
        ..Viewer::default()
    }
}

fn due(date: &str, remains: &str, tone: Tone, is_open: bool) -> Due {
    let chain = [
        "Thời hạn giải quyết: 5 ngày làm việc (QĐ công bố).",
        "Tiếp nhận 09:00 thứ Hai 05/02/2024; tính từ ngày làm việc tiếp theo.",
        "Nghỉ Tết Nguyên đán 08/02–14/02/2024: không tính 5 ngày làm việc.",
        "Hạn trả: 17:00 thứ Hai 19/02/2024.",
    ];
    let chain = if is_open { chain.map(String::from).to_vec() } else { Vec::new() };
    Due { date: date.into(), remains: remains.into(), tone, chain }
}

fn rows() -> Vec<Row> {
    let row = |code, procedure, applicant, status, due, fee| Row { code, procedure, applicant, status, due, fee };
    vec![
        row(
            "000.19.28.H49-240612-0003",
            "Đăng ký khai sinh",
            "Trần Thị Mẫu",
            Badge::new(Tone::Info, "Đang giải quyết").icon("clock"),
            due("thứ Hai 19/02/2024, 17:00", "còn 2 ngày làm việc", Tone::Neutral, true),
            "0 đ",
        ),
        row(
            "000.19.28.H49-240612-0004",
            "Cấp giấy phép xây dựng mới đối với nhà ở riêng lẻ đô thị",
            "Công ty TNHH Ví Dụ Hòa Lạc",
            Badge::new(Tone::Warn, "Chờ bổ sung").icon("pause"),
            due("thứ Sáu 16/02/2024, 17:00", "còn 3 giờ làm việc", Tone::Warn, true),
            "75.000 đ",
        ),
        row(
            "000.19.28.H49-240612-0005",
            "Cấp phiếu lý lịch tư pháp số 1",
            "Lê Văn Thử",
            Badge::new(Tone::Bad, "Quá hạn"),
            due("thứ Tư 14/02/2024, 11:30", "trễ 1 ngày làm việc", Tone::Bad, false),
            "200.000 đ",
        ),
        row(
            "000.19.28.H49-240612-0006",
            "Chứng thực bản sao từ bản chính",
            "Phạm Mẫu Đơn",
            Badge::new(Tone::Good, "Có kết quả"),
            due("thứ Năm 15/02/2024, 17:00", "xong sớm 1 ngày", Tone::Good, false),
            "4.000 đ",
        ),
        row(
            "000.19.28.H49-240612-0007",
            "Đăng ký kết hôn",
            "Võ Thị Thí Dụ",
            Badge::new(Tone::Seal, "Chờ ký"),
            due("thứ Sáu 16/02/2024, 17:00", "còn 1 ngày làm việc", Tone::Neutral, false),
            "0 đ",
        ),
    ]
}

fn events() -> Vec<Event> {
    let event = |at: &str, who: &str, title: &str, tone, icon| Event {
        at: at.into(),
        at_iso: "2024-02-15T14:02:00+07:00".into(),
        who: who.into(),
        title: title.into(),
        tone,
        icon,
        ..Event::default()
    };
    vec![
        Event {
            text: "Thiếu giấy chứng sinh (bản chính).\nĐề nghị nộp tại Bộ phận một cửa.".into(),
            law: Some("NĐ 61/2018/NĐ-CP Điều 19".into()),
            links: vec![("Phiếu yêu cầu bổ sung (Mẫu 02)".into(), "/files/1".into())],
            ..event("14:02 15/02/2024", "Nguyễn Thị Ánh Tuyết", "Yêu cầu bổ sung", Tone::Warn, "message-square")
        },
        event("10:15 06/02/2024", "Hoàng Chuyên Viên", "Nhận xử lý", Tone::Info, "user-check"),
        event("09:00 05/02/2024", "Nguyễn Thị Ánh Tuyết", "Tiếp nhận hồ sơ tại quầy 3", Tone::Good, "file-check"),
    ]
}

fn guide(page: Page, form: Fields) -> Guide {
    let step = |label: &str, state, note: &str| Step { label: label.into(), state, note: note.into(), href: None };
    let tile = |label: &str, value: &str, note: &str, tone, icon| Tile {
        label: label.into(),
        value: value.into(),
        note: note.into(),
        href: Some("/x".into()),
        tone,
        icon,
    };
    let column = |label: &str, href: Option<&str>, sorted, numeric| Column {
        label: label.into(),
        href: href.map(Into::into),
        sorted,
        numeric,
    };
    let tab = |label: &str, count, current| Tab { label: label.into(), href: "/t".into(), count, current };
    Guide {
        page,
        form,
        kinds: vec![Choice::new("ht", "Hộ tịch"), Choice::new("dd", "Đất đai"), Choice::new("xd", "Xây dựng")],
        channels: vec![
            Choice::new("counter", "Tại quầy"),
            Choice::new("post", "Qua bưu chính công ích").hint("Cước phí do bưu điện thu khi giao"),
            Choice::new("online", "Bản điện tử"),
        ],
        papers: vec![Choice::new("1", "Giấy chứng sinh"), Choice::new("2", "Giấy chứng nhận kết hôn")],
        rows: rows(),
        tabs: vec![tab("Tất cả", Some(54), true), tab("Của tôi", Some(12), false), tab("Tài liệu", None, false)],
        steps: vec![
            step("Tiếp nhận", StepState::Done, "05/02, quầy 3"),
            step("Thẩm định", StepState::Done, "06/02"),
            step("Lấy ý kiến", StepState::Skipped, ""),
            step("Trình ký", StepState::Current, "Hoàng Chuyên Viên"),
            step("Trả kết quả", StepState::Ahead, ""),
        ],
        events: events(),
        pager: Pager {
            next: Some("/?after=1".into()),
            prev: Some("/?before=1".into()),
            first: Some("/".into()),
            shown: 5,
            total: Some(54),
        },
        columns: vec![
            column("Mã hồ sơ", Some("/?sort=code"), Sorted::No, false),
            column("Thủ tục, người nộp", None, Sorted::No, false),
            column("Trạng thái", None, Sorted::No, false),
            column("Hạn trả", Some("/?sort=due"), Sorted::Up, false),
            column("Phí, lệ phí", None, Sorted::No, true),
        ],
        facts: vec![
            Fact::new("Thủ tục", "1.001193 – Đăng ký khai sinh").link("/procedures/1.001193"),
            Fact::new("Người nộp", "Trần Thị Mẫu").from("Từ dữ liệu dân cư, 05/02/2024"),
            Fact::new("Cách nhận kết quả", "Tại quầy"),
            Fact::new("Lệ phí", "0 đ"),
        ],
        tiles: vec![
            tile("Cần làm ngay", "7", "2 hồ sơ đã quá hạn", Tone::Bad, "bell"),
            tile("Sắp trễ", "12", "trong 2 ngày làm việc", Tone::Warn, "hourglass"),
            tile("Chờ người khác", "31", "8 chờ bổ sung", Tone::Info, "users"),
            tile("Chờ trả kết quả", "4", "đã báo người nộp", Tone::Good, "package-check"),
        ],
        files: vec![
            Thumb {
                name: "giay-chung-sinh.pdf".into(),
                note: "2 trang · 1,2 MB".into(),
                href: "/files/1".into(),
                picture: None,
                remove: Some("/files/1/removal".into()),
            },
            Thumb {
                name: "to-khai.jpg".into(),
                note: "1 trang · 380 KB".into(),
                href: "/files/2".into(),
                ..Thumb::default()
            },
        ],
        scanned: Badge::new(Tone::Good, "Đã quét 2 trang"),
    }
}

fn wrong_form() -> Fields {
    let mut form =
        Fields::parse("name=Tr%E1%BA%A7n+Th%E1%BB%8B+M%E1%BA%ABu&born_on=31%2F02%2F2024&channel=post&papers=1&kind=ht");
    form.refuse("born_on", "Tháng 2 năm 2024 chỉ có 29 ngày");
    form.refuse("number", "Số định danh phải có 12 chữ số");
    form
}

fn router() -> Router {
    let link = |key: &str, icon| PublicLink { key: key.into(), href: format!("/{key}"), icon };
    let settings = Settings {
        public_nav: vec![link("common-search", "list-checks"), link("common-name", "search")],
        agency: Agency {
            name_vi: "Trung tâm Phục vụ hành chính công".into(),
            name_en: "Public Administrative Service Centre".into(),
            parent_vi: "Ủy ban nhân dân tỉnh Hòa Lạc".into(),
            parent_en: "Hòa Lạc Provincial People's Committee".into(),
            address: "Số 1 đường Hòa Bình, phường Trung Tâm".into(),
            phone: "1900 0000".into(),
            email: "motcua@hoalac.example".into(),
        },
        ..Settings::default()
    };
    let office = async |ctx: Ctx| {
        ctx.seat(viewer());
        let page = ctx.page("Việc hôm nay").crumb("Trang chủ", Some("/")).crumb("Việc hôm nay", None).at("now");
        web::html(&guide(page, wrong_form()))
    };
    let public = async |ctx: Ctx| web::html(&guide(ctx.page("Dịch vụ công").at("common-search"), Fields::new()));
    let missing = async |ctx: Ctx| -> web::Answer {
        ctx.seat(viewer());
        Err(web::Problem::Stale { seen: 1, stands: 2 })
    };
    let found = async || {
        let json = r#"[{"value":"1.001193","label":"Đăng ký khai sinh","hint":"Hộ tịch · xã"},{"value":"1.000894","label":"Đăng ký kết hôn"}]"#;
        ([("content-type", "application/json")], json)
    };
    let taken = async |body: axum::body::Bytes| match String::from_utf8_lossy(&body).contains("refuse-me") {
        true => Err(web::Problem::TooLarge),
        false => Ok(StatusCode::CREATED),
    };
    Facade::new(settings).dress(
        Router::new()
            .route("/styleguide", get(office))
            .route("/public", get(public))
            .route("/stale", get(missing))
            // What the scripts talk to.
            .route("/procedures.json", get(found))
            .route("/drafts", post(async || StatusCode::NO_CONTENT))
            .route("/files", post(taken)),
    )
}

async fn body(path: &str) -> String {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let response = router().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 22).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The values of an attribute, in order.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let opening = format!(" {attribute}=\"");
    html.split(opening.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// The opening tags of an element.
fn tags<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let opening = format!("<{name} ");
    html.split(opening.as_str()).skip(1).filter_map(|rest| rest.split('>').next()).collect()
}

#[tokio::test]
async fn every_input_has_a_label_and_every_reference_a_target() {
    let html = body("/styleguide").await;
    let ids = values(&html, "id");
    for (i, id) in ids.iter().enumerate() {
        assert!(!ids[..i].contains(id), "id {id} twice");
    }
    let labelled = values(&html, "for");
    let inputs = tags(&html, "input").into_iter().chain(tags(&html, "select")).chain(tags(&html, "textarea"));
    let mut seen = 0;
    for input in inputs.filter(|tag| !tag.contains("type=\"hidden\"")) {
        let tag = format!(" {input}");
        let id = values(&tag, "id").first().copied().unwrap_or_default();
        assert!(labelled.contains(&id), "no label for <input {input}>");
        seen += 1;
    }
    assert!(seen >= 15, "{seen}");
    for wanted in values(&html, "aria-describedby").iter().flat_map(|list| list.split_whitespace()) {
        assert!(ids.contains(&wanted), "described by missing {wanted}");
    }
    for name in ["born_on", "number"] {
        assert!(html.contains(&format!("<a href=\"#f-{name}\">")), "the summary leads to {name}");
        assert!(html.contains(&format!("f-{name}-error")));
    }
}

#[tokio::test]
async fn every_post_form_carries_its_tokens_first() {
    let html = body("/styleguide").await;
    let mut seen = 0;
    for form in html
        .split("<form ")
        .skip(1)
        .filter(|form| form.split('>').next().is_some_and(|tag| tag.contains("method=\"post\"")))
    {
        let inside = form.split_once('>').map(|(_, inside)| inside.trim_start()).unwrap_or_default();
        assert!(inside.starts_with("<input type=\"hidden\" name=\"_csrf\" value=\""), "{}", &form[..80]);
        seen += 1;
    }
    assert!(seen >= 4, "{seen}");
}

#[tokio::test]
async fn pages_hold_no_inline_code_and_name_only_icons_that_exist() {
    for path in ["/styleguide", "/public"] {
        let html = body(path).await;
        for never in [" style=\"", " onclick=", " onsubmit=", "javascript:", "http://", "https://", "<style"] {
            assert!(!html.contains(never), "{path}: {never}");
        }
        let sprite = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/icons.svg")).unwrap();
        for icon in values(&html, "href").iter().filter(|href| href.contains("/assets/icons.")) {
            let name = icon.split('#').nth(1).unwrap();
            assert!(sprite.contains(&format!("<symbol id=\"{name}\"")), "{name}");
        }
        for key in html.split("web-").skip(1).filter_map(|rest| rest.split(['<', '"', ' ']).next()) {
            assert!(key.len() > 40 || key.contains('='), "{path} shows the key web-{key} instead of words");
        }
    }
}

#[tokio::test]
#[ignore = "listens until stopped, for human eyes"]
async fn serve_for_human_eyes() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8099").await.unwrap();
    web::serve(listener, router()).await.unwrap();
}
