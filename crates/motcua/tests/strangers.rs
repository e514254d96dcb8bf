//! Every route, called by those it is not for: by nobody, by an officer of another place, and by one who sees the
//! dossier but may not do the act. A route without a row in `motcua::access` fails, and so does a row without a route.

mod house;

use std::collections::BTreeSet;

use axum::body::Body;
use house::{Answer, ELSEWHERE, House, INTAKE, PROCEDURE, SPECIALIST, on_both};
use motcua::access::{Row, TABLE, Who, list_routes};
use office::Act;
use serde_json::{Value, json};

#[test]
fn every_route_has_its_row_and_every_row_its_route() {
    let served: BTreeSet<_> = list_routes(&motcua::routes::all()).into_iter().collect();
    assert!(served.contains(&("GET".into(), "/api/v1/dossiers/{id}".into())), "the router's print is not understood");
    // The façade adds the assets when it dresses the router.
    let rows: BTreeSet<_> = TABLE.iter().map(|row| (row.method.to_string(), row.path.to_string())).collect();
    let assets = ("GET".to_string(), "/assets/{*name}".to_string());
    let missing: Vec<_> = served.difference(&rows).collect();
    let idle: Vec<_> = rows.difference(&served).filter(|row| **row != assets).collect();
    assert!(missing.is_empty(), "routes without a row in access.rs: {missing:#?}");
    assert!(idle.is_empty(), "rows without a route: {idle:#?}");
    assert_eq!(rows.len(), TABLE.len(), "a row twice");
}

thread_local! {
    /// An officer of the house, for the act that names one.
    static OFFICER: std::cell::RefCell<String> = const { std::cell::RefCell::new(String::new()) };
}

/// What the strangers try to get at: a dossier that was begun and not accepted, with one file.
struct Target {
    dossier: String,
    code: String,
    file: String,
}

#[test]
fn strangers_get_nothing_and_change_nothing() {
    on_both(|house| {
        let target = plant(&house);
        let mut wrong = Vec::new();
        for row in TABLE {
            for path in addresses(row, &target) {
                let before = house.state();
                for (who, answer, fits) in tries(&house, row, &path) {
                    if !fits {
                        wrong.push(format!("{} {path} as {who}: {} {}", row.method, answer.status, head(&answer)));
                    }
                    if house.state() != before {
                        wrong.push(format!("{} {path} as {who} changed something", row.method));
                    }
                    let leaks = !matches!(row.who, Who::Anybody) && who != "powerless" && answer.text.contains("Nguyễn Thị Mẫu");
                    if leaks {
                        wrong.push(format!("{} {path} as {who} tells the applicant's name", row.method));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    });
}

/// The bodies that strangers send are ones that would be understood: a stale version is all that stops them.
#[test]
fn the_bodies_of_this_test_are_understood() {
    on_both(|house| {
        let target = plant(&house);
        let token = house.token(INTAKE);
        for row in TABLE.iter().filter(|row| is_act(row)) {
            let path = &addresses(row, &target)[0];
            let mut body = sample(path);
            body["version"] = json!(99);
            let answer = house.post(&token, path, &format!("stale {path}").replace(' ', "-"), &body);
            assert_eq!(answer.status.as_u16(), 409, "{path}: {}", answer.text);
        }
    });
}

fn is_act(row: &Row) -> bool {
    row.method == "POST" && row.path.starts_with("/api/v1/dossiers/{id}/") && !row.path.ends_with("/files")
}

fn plant(house: &House) -> Target {
    OFFICER.with(|id| *id.borrow_mut() = house.officer(SPECIALIST).id.to_string());
    let intake = house.token(INTAKE);
    let accepted = house.post(&intake, "/api/v1/dossiers", "p0", &house.new_dossier(true)).expect(201).json();
    let lodged = house.post(&intake, "/api/v1/dossiers", "p1", &house.new_dossier(false)).expect(201).json();
    let dossier = lodged["id"].as_str().unwrap().to_string();
    let bearer = format!("Bearer {intake}");
    let headers = [("authorization", bearer.as_str()), ("idempotency-key", "p2")];
    let file = house.call("POST", &format!("/api/v1/dossiers/{dossier}/files"), &headers, png()).expect(201).json();
    Target {
        dossier,
        code: accepted["code"].as_str().unwrap().into(),
        file: file["id"].as_str().unwrap().into(),
    }
}

/// One white pixel.
fn png() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(1, 1, image::Rgb([255; 3])).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// The addresses a pattern stands for.
fn addresses(row: &Row, target: &Target) -> Vec<String> {
    let code = if row.path.contains("tracking") { target.code.as_str() } else { PROCEDURE };
    let filled = row.path.replace("{id}", &target.dossier).replace("{file}", &target.file).replace("{code}", code);
    let filled = filled.replace("{nth}", "0").replace("{page}", "1").replace("{handle}", "0000").replace("{*name}", "app.css");
    match filled.contains("{noun}") {
        true => NOUNS.iter().map(|noun| filled.replace("{noun}", noun)).collect(),
        false => vec![filled],
    }
}

/// The acts of the pages whose address is a pattern.
const NOUNS: &[&str] = &["transfer", "claim", "proposal", "approval", "suspension", "hand-over", "stop"];

fn tries(house: &House, row: &Row, path: &str) -> Vec<(&'static str, Answer, bool)> {
    let nobody = as_nobody(house, row, path);
    let fits = match row.who {
        Who::Anybody => !is_turned_away(&nobody) && !nobody.status.is_server_error(),
        Who::SignedIn | Who::Seeing | Who::May(_) | Who::MayWhatItSays => is_turned_away(&nobody),
    };
    let mut all = vec![("nobody", nobody, fits)];
    if row.who == Who::Anybody {
        return all;
    }
    let stranger = as_officer(house, row, path, ELSEWHERE);
    let status = stranger.status.as_u16();
    let fits = match row.who {
        // Their own piles and their own account: nothing of ours in it.
        Who::Anybody | Who::SignedIn => status < 500,
        Who::May(_) | Who::MayWhatItSays if !row.path.contains("{id}") => status == 403,
        Who::Seeing | Who::May(_) | Who::MayWhatItSays => status == 404,
    };
    all.push(("an officer of another place", stranger, fits));
    let powerless = match is_api(row) {
        true => with_token(house, row, path, &house.token_with(INTAKE, &[Act::View], 30)),
        false => as_officer(house, row, path, without(house, row.who)),
    };
    let status = powerless.status.as_u16();
    let fits = match row.who {
        Who::Anybody | Who::SignedIn => status < 500,
        Who::Seeing => status == 200,
        Who::May(_) | Who::MayWhatItSays => status == 403,
    };
    all.push(("powerless", powerless, fits));
    all
}

/// An officer who sees the dossier and lacks the permission.
fn without(house: &House, who: Who) -> &'static str {
    let lacks = |login: &str, act: Act| {
        let directory = house.app.sessions.directory();
        let grants = directory.grants_of(house.officer(login).id).to_vec();
        !grants.iter().filter_map(|grant| directory.role(&grant.role)).any(|role| role.acts.contains(&act))
    };
    match who {
        Who::May(act) => [SPECIALIST, INTAKE].into_iter().find(|login| lacks(login, act)).unwrap(),
        Who::Anybody | Who::SignedIn | Who::Seeing | Who::MayWhatItSays => SPECIALIST,
    }
}

fn is_api(row: &Row) -> bool {
    row.path.starts_with("/api/")
}

/// 401 for programs, the sign-in page for people.
fn is_turned_away(answer: &Answer) -> bool {
    let to_sign_in = answer.header("location").is_some_and(|to| to.starts_with("/sign-in"));
    answer.status == 401 || (answer.status == 303 && to_sign_in)
}

fn head(answer: &Answer) -> String {
    answer.text.chars().take(300).collect::<String>().replace('\n', " ")
}

/// A program with a wrong token; a person with our page open and nobody signed in.
fn as_nobody(house: &House, row: &Row, path: &str) -> Answer {
    if is_api(row) {
        if row.who == Who::Anybody {
            return house.call(row.method, path, &[], Body::empty());
        }
        return with_token(house, row, path, "motcua_00");
    }
    let cookie = format!("{}=seed", web::csrf::SEED_COOKIE);
    page(house, row, path, &cookie, &web::csrf::token("seed"))
}

fn as_officer(house: &House, row: &Row, path: &str, login: &str) -> Answer {
    if is_api(row) {
        return with_token(house, row, path, &house.token(login));
    }
    let session = house.session(login);
    let cookie = format!("{}={}", web::session::COOKIE, session.text());
    let answer = page(house, row, path, &cookie, &web::csrf::token(&session.text()));
    house.end_sessions();
    answer
}

fn page(house: &House, row: &Row, path: &str, cookie: &str, csrf: &str) -> Answer {
    let headers = [
        ("cookie", cookie),
        ("accept", "text/html"),
        ("x-csrf-token", csrf),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    house.call(row.method, path, &headers, if row.method == "GET" { String::new() } else { form(path) })
}

/// The sample as a form.
fn form(path: &str) -> String {
    let mut fields = vec!["version=1".to_string(), "_once=stranger".to_string()];
    if let Value::Object(sample) = sample(path) {
        let text = |(name, value): (String, Value)| value.as_str().map(|value| format!("{name}={}", value.replace(' ', "+")));
        fields.extend(sample.into_iter().filter_map(text));
    }
    fields.join("&")
}

fn with_token(house: &House, row: &Row, path: &str, token: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    let key = path.replace(['/', ' '], "-");
    let headers = [("authorization", bearer.as_str()), ("idempotency-key", key.as_str()), ("if-match", "\"2\"")];
    match row.path {
        "/api/v1/dossiers/{id}/files" => house.call(row.method, path, &headers, png()),
        "/api/v1/dossiers" if row.method == "POST" => {
            let mut body = house.new_dossier(false);
            body["receiving"] = json!("tt_hong_gai");
            house.call(row.method, path, &headers, body.to_string())
        }
        _ if row.method == "POST" => house.call(row.method, path, &headers, sample(path).to_string()),
        _ => house.call(row.method, path, &headers, Body::empty()),
    }
}

/// A body that the act of an address understands.
fn sample(path: &str) -> Value {
    let words = json!({ "reason": "lý do", "basis": "Điều 1" });
    let asks = json!({ "items": [{ "ask": "bản sao" }], "reason": "thiếu", "basis": "Điều 1" });
    match path.rsplit('/').next().unwrap_or_default() {
        "revision" => json!({ "applicant": { "name": "Người Khác", "birth": "1980" } }),
        "supplement-request" | "supplement-ask" => asks,
        "refusal" | "suspension" | "stop" => words,
        "completion" => json!({ "result_name": "x", "result_number": "1", "signer": "y", "taker_name": "z" }),
        "assignment" => json!({ "to": OFFICER.with(|id| id.borrow().clone()) }),
        "return" | "supplement-decline" | "proposal-rejection" | "withdrawal" | "withdrawal-cancellation" => {
            json!({ "reason": "lý do" })
        }
        "consultation" => json!({ "unit": "ubnd_tien_yen", "question": "ý kiến?", "answer_by": "2026-03-05" }),
        "answer" => json!({ "answer": "đồng ý" }),
        "obligation" => json!({ "amount": 1000, "notice_no": "1" }),
        "obligation-clearance" => json!({ "receipt_no": "1" }),
        "proposal" => json!({ "outcome": { "kind": "grant" } }),
        "result" => json!({ "name": "x", "number": "1", "signed_on": "2026-03-02", "signer": "y" }),
        "extension" => json!({ "until": "2026-03-20", "reason": "lý do" }),
        "apology" => json!({ "promise": "2026-03-20", "reason": "lý do" }),
        "hand-over" => json!({ "taker_name": "z" }),
        _ => json!({}),
    }
}
