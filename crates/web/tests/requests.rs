//! What the façade lets pass, what it turns away and how it says so.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use kernel::{Error, Refusal};
use tower::ServiceExt;
use web::{Class, Ctx, Facade, Fields, Flash, Limits, Problem, SessionToken, Settings, csrf};

fn router(settings: Settings) -> Router {
    let refuse = async || -> web::Answer {
        let refusal = Refusal::new("NO_SUCH_REASON").by_law("NĐ 61/2018/NĐ-CP Điều 19").with("days", 3).at("due");
        Err(Error::from(refusal).into())
    };
    let limited = async |ctx: Ctx| -> web::Answer {
        ctx.spend(Class::SignIn)?;
        Ok("in".into_response())
    };
    Facade::new(settings).dress(
        Router::new()
            .route("/lang", get(async |ctx: Ctx| ctx.lang.code()))
            .route("/here", get(async |ctx: Ctx| ctx.ip.to_string()))
            .route("/token", get(async |ctx: Ctx| ctx.csrf()))
            .route("/write", post(async |form: Fields| form.value("name").to_string()))
            .route("/files", post(async |body: axum::body::Bytes| body.len().to_string()))
            .route("/api/v1/write", post(async || "written"))
            .route("/done", post(async || Flash::good("web-copied").then("/lang")))
            .route(
                "/page",
                get(async |ctx: Ctx| axum::response::Html(ctx.page("x").flash.map(|f| f.1).unwrap_or_default())),
            )
            .route("/refused", get(refuse))
            .route("/api/v1/refused", get(refuse))
            .route("/stale", get(async || -> web::Answer { Err(Error::Stale { seen: 3, stands: 5 }.into()) }))
            .route("/broken", get(async || -> web::Answer { Err(Error::fault("disk", "secret path").into()) }))
            .route("/panic", get(async || -> web::Answer { panic!("secret panic") }))
            .route("/mine", get(async || -> web::Answer { Err(Problem::NotSignedIn) }))
            .route("/api/v1/mine", get(async || -> web::Answer { Err(Problem::NotSignedIn) }))
            .route("/limited", get(limited)),
    )
}

struct Answered {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

async fn answered(response: Response) -> Answered {
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, 1 << 22).await.unwrap();
    Answered { status: parts.status, headers: parts.headers, text: String::from_utf8(bytes.to_vec()).unwrap() }
}

async fn ask_with(settings: Settings, request: Request) -> Answered {
    answered(router(settings).oneshot(request).await.unwrap()).await
}

async fn ask(request: Request) -> Answered {
    ask_with(Settings::default(), request).await
}

fn get_of(path: &str) -> Request {
    Request::get(path).body(Body::empty()).unwrap()
}

/// A form post from a person with a session; `extra` headers may spoil it.
fn form(path: &str, body: String, extra: &[(&str, &str)]) -> Request {
    let mut request = Request::post(path)
        .header(header::HOST, "localhost:8080")
        .header(header::COOKIE, format!("motcua_session={}", session().text()))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    for (name, value) in extra {
        request = request.header(*name, *value);
    }
    request.body(Body::from(body)).unwrap()
}

fn session() -> SessionToken {
    SessionToken::new([9; 32])
}

fn good_token() -> String {
    csrf::token(&session().text())
}

#[tokio::test]
async fn a_form_of_our_own_page_is_written() {
    let body = format!("name=Nguy%E1%BB%85n&_csrf={}", good_token());
    let answer = ask(form("/write", body.clone(), &[("sec-fetch-site", "same-origin")])).await;
    assert_eq!((answer.status, answer.text.as_str()), (StatusCode::OK, "Nguyễn"));
    let answer = ask(form("/write", body, &[("origin", "http://localhost:8080")])).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn a_forged_form_is_turned_away() {
    let good = format!("name=x&_csrf={}", good_token());
    let foreign = csrf::token(&SessionToken::new([8; 32]).text());
    let cases = [
        ("no token", form("/write", "name=x".into(), &[])),
        ("another session's token", form("/write", format!("_csrf={foreign}"), &[])),
        ("another site, known by the browser", form("/write", good.clone(), &[("sec-fetch-site", "cross-site")])),
        ("another site, known by its origin", form("/write", good.clone(), &[("origin", "https://evil.test")])),
        (
            "JSON with a cookie and no token",
            form("/api/v1/write", "{}".into(), &[("content-type", "application/json")]),
        ),
    ];
    for (name, request) in cases {
        let answer = ask(request).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}");
    }
    let without_cookie = Request::post("/write").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    assert_eq!(ask(without_cookie.body(Body::from(good)).unwrap()).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_program_with_its_own_token_needs_no_page() {
    let request =
        Request::post("/api/v1/write").header(header::AUTHORIZATION, "Bearer abc").body(Body::empty()).unwrap();
    assert_eq!(ask(request).await.text, "written");
}

#[tokio::test]
async fn an_upload_carries_its_token_in_front_and_arrives_whole() {
    let upload = |token: &str| {
        let body = format!(
            "--B\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n{token}\r\n--B\r\nContent-Disposition: form-data; \
             name=\"file\"; filename=\"a.pdf\"\r\n\r\n{}\r\n--B--\r\n",
            "x".repeat(50_000)
        );
        let length = body.len();
        (form("/files", body, &[]), length)
    };
    let (mut request, length) = upload(&good_token());
    request.headers_mut().insert(header::CONTENT_TYPE, "multipart/form-data; boundary=B".parse().unwrap());
    let answer = ask(request).await;
    assert_eq!((answer.status, answer.text), (StatusCode::OK, length.to_string()));

    let (mut request, _) = upload("wrong");
    request.headers_mut().insert(header::CONTENT_TYPE, "multipart/form-data; boundary=B".parse().unwrap());
    assert_eq!(ask(request).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_visitor_without_a_session_gets_a_seed_and_can_use_forms() {
    let app = router(Settings::default());
    let first = answered(app.clone().oneshot(get_of("/token")).await.unwrap()).await;
    let cookie = first.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("motcua_seed=") && cookie.contains("HttpOnly"));
    let pair = cookie.split(';').next().unwrap();
    let request = Request::post("/write")
        .header(header::COOKIE, pair)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(format!("name=a&_csrf={}", first.text)))
        .unwrap();
    assert_eq!(answered(app.oneshot(request).await.unwrap()).await.text, "a");
}

#[tokio::test]
async fn every_answer_is_dressed() {
    for path in ["/lang", "/refused", "/nowhere", "/broken", "/panic", "/api/v1/refused"] {
        let headers = ask(get_of(path)).await.headers;
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{path}");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
        assert!(headers.contains_key("x-request-id") && headers.contains_key(header::REFERRER_POLICY), "{path}");
        assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY), "plain http");
    }
    let behind_tls = Settings { public_url: "https://motcua.test".into(), ..Settings::default() };
    let answer = ask_with(behind_tls, get_of("/token")).await;
    assert!(answer.headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    assert!(answer.headers[header::SET_COOKIE].to_str().unwrap().ends_with("; Secure"));
}

#[tokio::test]
async fn a_nonce_is_used_once() {
    let policy = async || ask(get_of("/lang")).await.headers[header::CONTENT_SECURITY_POLICY].clone();
    assert_ne!(policy().await, policy().await);
}

#[tokio::test]
async fn pages_of_a_session_are_not_kept() {
    let request = Request::get("/lang").header(header::COOKIE, format!("motcua_session={}", session().text()));
    let answer = ask(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
}

#[tokio::test]
async fn a_refusal_cites_the_law_in_both_languages_and_for_programs() {
    let vietnamese = ask(get_of("/refused")).await;
    assert_eq!(vietnamese.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(vietnamese.text.contains("<html lang=\"vi\"") && vietnamese.text.contains("Chưa thực hiện được"));
    assert!(vietnamese.text.contains("NĐ 61/2018/NĐ-CP Điều 19"));
    let english = ask(get_of("/refused?lang=en")).await;
    assert!(english.text.contains("<html lang=\"en\"") && english.text.contains("This could not be done"));
    let json = ask(get_of("/api/v1/refused")).await;
    assert_eq!(json.headers[header::CONTENT_TYPE], "application/problem+json");
    for part in [
        "\"type\":\"/problems/refused\"",
        "\"status\":422",
        "\"key\":\"NO_SUCH_REASON\"",
        "\"field\":\"due\"",
        "\"days\":\"3\"",
    ] {
        assert!(json.text.contains(part), "{part} in {}", json.text);
    }
}

#[tokio::test]
async fn each_problem_has_its_status_and_words() {
    for (path, status, words) in [
        ("/stale", StatusCode::CONFLICT, "Có người vừa cập nhật trước"),
        ("/nowhere", StatusCode::NOT_FOUND, "Không tìm thấy"),
        ("/broken", StatusCode::INTERNAL_SERVER_ERROR, "Hệ thống gặp sự cố"),
        ("/panic", StatusCode::INTERNAL_SERVER_ERROR, "Hệ thống gặp sự cố"),
        ("/api/v1/mine", StatusCode::UNAUTHORIZED, "Cần đăng nhập"),
        ("/assets/nothing.css", StatusCode::NOT_FOUND, "Không tìm thấy"),
    ] {
        let answer = ask(get_of(path)).await;
        assert_eq!(answer.status, status, "{path}");
        assert!(answer.text.contains(words), "{path}: {}", answer.text);
        assert!(!answer.text.contains("secret"), "{path} tells what broke");
    }
}

#[tokio::test]
async fn a_fault_shows_the_reference_that_the_log_has() {
    let answer = ask(get_of("/broken")).await;
    let reference = answer.headers["x-request-id"].to_str().unwrap();
    assert!(answer.text.contains(reference));
}

#[tokio::test]
async fn somebody_without_a_session_is_sent_to_sign_in_and_back() {
    let answer = ask(get_of("/mine?q=a%20b")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.headers[header::LOCATION], "/sign-in?next=%2Fmine%3Fq%3Da%2520b");
}

#[tokio::test]
async fn language_is_remembered_when_it_is_chosen() {
    let answer = ask(get_of("/lang?lang=en")).await;
    assert_eq!(answer.text, "en");
    assert!(answer.headers[header::SET_COOKIE].to_str().unwrap().starts_with("lang=en;"));
    assert_eq!(ask(get_of("/lang")).await.text, "vi");
}

#[tokio::test]
async fn a_flash_is_shown_once() {
    let done = ask(form("/done", format!("_csrf={}", good_token()), &[])).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let pair = done.headers[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_string();
    let next = Request::get("/page").header(header::COOKIE, pair).body(Body::empty()).unwrap();
    let shown = ask(next).await;
    assert_eq!(shown.text, "Đã sao chép");
    let cookies: Vec<_> =
        shown.headers.get_all(header::SET_COOKIE).iter().map(|v| v.to_str().unwrap().to_string()).collect();
    assert!(cookies.iter().any(|line| line.starts_with("motcua_flash=;") && line.contains("Max-Age=0")), "{cookies:?}");
}

#[tokio::test]
async fn too_many_attempts_are_told_to_wait() {
    let limits = Limits { sign_in_per_minute: 2, ..Limits::default() };
    let app = router(Settings { limits, ..Settings::default() });
    let mut statuses = Vec::new();
    for _ in 0..3 {
        let answer = answered(app.clone().oneshot(get_of("/limited")).await.unwrap()).await;
        statuses.push((answer.status.as_u16(), answer.headers.contains_key(header::RETRY_AFTER)));
    }
    assert_eq!(statuses, [(200, false), (200, false), (429, true)]);
}

#[tokio::test]
async fn a_forwarded_address_counts_only_from_a_trusted_proxy() {
    let request = || Request::get("/here").header("x-forwarded-for", "198.51.100.7").body(Body::empty()).unwrap();
    assert_eq!(ask(request()).await.text, "0.0.0.0");
    let trusting = Settings { trusted_proxies: vec!["0.0.0.0/32".parse().unwrap()], ..Settings::default() };
    assert_eq!(ask_with(trusting, request()).await.text, "198.51.100.7");
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let body = format!("_csrf={}&name={}", good_token(), "x".repeat(2 << 20));
    assert_eq!(ask(form("/write", body, &[])).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn assets_are_kept_for_ever_under_their_hashed_name() {
    let hashed = ask(get_of(&web::assets::href("app.css"))).await;
    assert_eq!(hashed.status, StatusCode::OK);
    assert_eq!(hashed.headers[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
    assert_eq!(hashed.headers[header::CONTENT_TYPE], "text/css; charset=utf-8");
    assert_eq!(ask(get_of("/assets/app.css")).await.headers[header::CACHE_CONTROL], "no-cache");
    let zipped = Request::get("/assets/app.css").header(header::ACCEPT_ENCODING, "gzip").body(Body::empty()).unwrap();
    let response = router(Settings::default()).oneshot(zipped).await.unwrap();
    assert_eq!(response.headers()[header::CONTENT_ENCODING], "gzip");
}
