//! Every route, called by those it is not for: by nobody, by an officer of another place, and by one who sees the
//! dossier but may not do the act. A route without a row in `motcua::access` fails, and so does a row without a route.

mod house;

use std::collections::BTreeSet;

use axum::body::Body;
use house::{APPROVER, Answer, ELSEWHERE, House, INTAKE, PROCEDURE, SPECIALIST, on_both};
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
    person: String,
    /// An accepted one, with its receipt.
    accepted: String,
    /// What an applicant filed with an account, and began to file.
    filed: String,
    begun: String,
    /// A hall with a counter and somebody who waits.
    centre: String,
    counter: String,
    ticket: String,
    /// A talk with somebody who calls nothing here, a room, and a meeting in it.
    talk: String,
    room: String,
    meeting: String,
}

#[test]
fn strangers_get_nothing_and_change_nothing() {
    on_both(|house| {
        let target = plant(&house);
        let mut wrong = Vec::new();
        for row in TABLE {
            for path in addresses(row, &target) {
                for caller in [Caller::Nobody, Caller::Elsewhere, Caller::Powerless, Caller::OtherApplicant] {
                    if row.who == Who::Anybody && caller != Caller::Nobody {
                        continue;
                    }
                    let before = house.state();
                    let answer = call(&house, row, &path, caller);
                    let at = format!("{} {path} as {caller:?}", row.method);
                    if !fits(row, caller, &answer) {
                        wrong.push(format!("{at}: {} {}", answer.status, head(&answer)));
                    }
                    if may_change(row, caller) {
                        continue;
                    }
                    if house.state() != before {
                        wrong.push(format!("{at} changed something"));
                    }
                    if caller != Caller::Powerless && answer.text.contains("Nguyễn Thị Mẫu") {
                        wrong.push(format!("{at} tells the applicant's name"));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    });
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Caller {
    Nobody,
    /// With every permission, at another place.
    Elsewhere,
    /// Sees the dossier and lacks the permission.
    Powerless,
    /// Signed in with an account that has nothing to do with anything here.
    OtherApplicant,
}

/// What belongs to no place, an officer of another place may do in their own right.
fn may_change(row: &Row, caller: Caller) -> bool {
    match caller {
        Caller::Elsewhere => matches!(row.who, Who::MaySomewhere(_) | Who::PapersSomewhere | Who::ReceivesSomewhere),
        // What is their own.
        Caller::OtherApplicant => row.who == Who::Applicant && !row.path.contains('{'),
        Caller::Nobody | Caller::Powerless => false,
    }
}

/// Whether an answer is what the table promises.
fn fits(row: &Row, caller: Caller, answer: &Answer) -> bool {
    let status = answer.status.as_u16();
    match (caller, row.who) {
        // Signing out leads to the door whoever does it.
        (Caller::Nobody, Who::Anybody) => status < 500 && (row.path == "/sign-out" || !is_turned_away(answer)),
        (
            Caller::Nobody,
            Who::SignedIn
            | Who::Seeing
            | Who::May(_)
            | Who::MaySomewhere(_)
            | Who::PapersSomewhere
            | Who::OfTheTalk
            | Who::AtTheCentre
            | Who::ReceivesSomewhere
            | Who::MayWhatItSays,
        ) => is_turned_away(answer),
        // Officers are nobody at the applicants' door, and applicants at the officers'.
        (Caller::Nobody | Caller::Elsewhere | Caller::Powerless, Who::Applicant) => is_turned_away(answer),
        (Caller::OtherApplicant, Who::Anybody) => status < 500,
        (Caller::OtherApplicant, Who::Applicant) if row.path.contains('{') => status == 404,
        (Caller::OtherApplicant, Who::Applicant) => {
            status < 500 && (row.path == "/me/sign-out" || !is_turned_away(answer))
        }
        (Caller::OtherApplicant, _) => is_turned_away(answer),
        (Caller::Elsewhere | Caller::Powerless, Who::Anybody | Who::SignedIn) => status < 500,
        (Caller::Elsewhere, Who::MaySomewhere(_) | Who::PapersSomewhere) => status < 500 && status != 403,
        // A talk of others is not there; everything at another centre gives nothing at this one.
        (Caller::Elsewhere | Caller::Powerless, Who::OfTheTalk) => status == 404,
        (Caller::Elsewhere | Caller::Powerless, Who::AtTheCentre) => status == 403,
        (Caller::Elsewhere, Who::ReceivesSomewhere) => status < 500 && status != 403,
        (Caller::Powerless, Who::ReceivesSomewhere) => status == 403,
        (Caller::Elsewhere, Who::May(_) | Who::MayWhatItSays) if !row.path.contains("{id}") => status == 403,
        (Caller::Elsewhere, Who::Seeing | Who::May(_) | Who::MayWhatItSays) => status == 404,
        (Caller::Powerless, Who::Seeing) => status == 200,
        // A consultation that was never asked is not there for anybody.
        (Caller::Powerless, Who::May(Act::AnswerConsultation)) => status == 403 || status == 404,
        (Caller::Powerless, Who::May(_) | Who::MaySomewhere(_) | Who::PapersSomewhere | Who::MayWhatItSays) => {
            status == 403
        }
    }
}

fn call(house: &House, row: &Row, path: &str, caller: Caller) -> Answer {
    match caller {
        Caller::Nobody => as_nobody(house, row, path),
        Caller::OtherApplicant => as_applicant(house, row, path),
        Caller::Elsewhere => as_officer(house, row, path, ELSEWHERE),
        Caller::Powerless if is_api(row) => with_token(house, row, path, &house.token_with(INTAKE, &[Act::View], 30)),
        Caller::Powerless => as_officer(house, row, path, without(house, row.who, path)),
    }
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
    everything_elsewhere(house);
    OFFICER.with(|id| *id.borrow_mut() = house.officer(SPECIALIST).id.to_string());
    let intake = house.token(INTAKE);
    let accepted = house.post(&intake, "/api/v1/dossiers", "p0", &house.new_dossier(true)).expect(201).json();
    let lodged = house.post(&intake, "/api/v1/dossiers", "p1", &house.new_dossier(false)).expect(201).json();
    let dossier = lodged["id"].as_str().unwrap().to_string();
    let bearer = format!("Bearer {intake}");
    let headers = [("authorization", bearer.as_str()), ("idempotency-key", "p2")];
    let file = house.call("POST", &format!("/api/v1/dossiers/{dossier}/files"), &headers, png()).expect(201).json();
    let read = house.get(&intake, &format!("/api/v1/dossiers/{dossier}")).json();
    let (citizen, _) = house.applicant("Nguyễn Thị Mẫu", "022190000055");
    // The other one has their record before anybody calls.
    house.applicant(OTHER.0, OTHER.1);
    let centre = house.unit("tt_hong_gai");
    let hall = house.get(&intake, &format!("/api/v1/centres/{centre}/hall")).json();
    let wish = json!({ "services": [0], "anyway": true });
    let issued = house.post(&intake, &format!("/api/v1/centres/{centre}/tickets"), "p3", &wish).expect(201).json();
    let (talk, room, meeting) = talk_of(house);
    Target {
        talk,
        room,
        meeting,
        counter: hall["counters"][0]["counter"].as_str().unwrap().into(),
        ticket: issued["ticket"].as_str().unwrap().into(),
        centre,
        filed: house.filed_online(&citizen).to_string(),
        begun: house.begun_online(&citizen).to_string(),
        person: read["applicant"]["person"].as_str().unwrap().into(),
        dossier,
        accepted: accepted["id"].as_str().unwrap().into(),
        code: accepted["code"].as_str().unwrap().into(),
        file: file["id"].as_str().unwrap().into(),
    }
}

/// A talk with an officer who calls nothing here, a room and a meeting in it.
fn talk_of(house: &House) -> (String, String, String) {
    let by = |login: &str| house.app.sessions.officer_at_work(house.officer(login).id, house.app.clock.now()).unwrap();
    let centre = house.app.sessions.directory().unit_by_key("tt_hong_gai").unwrap().id;
    let wanted = talk::book::Wanted {
        centre,
        dossier: String::new(),
        officer: Some(house.officer("tuphap.tienyen").id),
        unit: None,
        visitor: "Nguyễn Thị Mẫu".into(),
        subject: String::new(),
        when: talk::book::When::Now { minutes: 30 },
        room: None,
    };
    let said = talk::rooms::Said { name: "Phòng 1".into(), seats: 6, has_camera: true, note: String::new() };
    house.runtime.block_on(async {
        let talk = house.app.talks.book(&by(INTAKE), wanted, None).await.unwrap();
        let room = house.app.talks.add_room(&by("quantri"), centre, said).await.unwrap();
        let slot = talk::model::Slot { from: "2026-03-03T09:00".parse().unwrap(), minutes: 30 };
        let (subject, dossier) = ("Gặp công dân".to_string(), String::new());
        let wanted = talk::rooms::MeetingWanted { centre, room: room.id, slot, subject, dossier };
        let meeting = house.app.talks.book_room(&by(INTAKE), wanted, None).await.unwrap();
        (talk.id.to_string(), room.id.to_string(), meeting.id.to_string())
    })
}

/// Every permission there is, at another place only.
fn everything_elsewhere(house: &House) {
    let (card, ids, now_ms) = (house.officer(ELSEWHERE), house.app.ids.clone(), house.app.clock.now_ms());
    let act = move |tx: &mut store::Tx<'_>| {
        let permit = office::Permit::for_chore(Act::Administer, "test");
        let admin = office::Admin::new(permit, ids.clone(), now_ms)?;
        let word = "everything";
        let (name_vi, name_en) = (word.to_string(), word.to_string());
        let role = office::Role { key: word.into(), name_vi, name_en, acts: Act::ALL.to_vec() };
        admin.define_role(tx, &role)?;
        admin.grant(tx, &card.login, word, office::Scope::of_unit(card.unit), (None, None)).map(drop)
    };
    house.app.store.act_blocking(act).unwrap();
    house.runtime.block_on(house.app.sessions.refresh()).unwrap();
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
    let printed = row.path.contains("/papers/") || row.path.ends_with(".pdf");
    let id = match () {
        () if row.path.contains("people") => &target.person,
        () if row.path.starts_with("/talks/") => &target.talk,
        () if row.path.starts_with("/me/dossiers/") => &target.filed,
        () if row.path.starts_with("/me/filings/") => &target.begun,
        () if printed => &target.accepted,
        () => &target.dossier,
    };
    let file = if printed { "1.pdf" } else { target.file.as_str() };
    let filled = row.path.replace("{id}", id).replace("{file}", file).replace("{code}", code);
    let filled =
        filled.replace("{nth}", "0").replace("{page}", "1").replace("{handle}", "0000").replace("{*name}", "app.css");
    let filled = filled.replace("{upload}", "upl_1").replace("{step}", "review");
    let filled = filled.replace("{centre}", &target.centre).replace("{counter}", &target.counter);
    let filled = filled.replace("{ticket}", &target.ticket).replace("{place}", "no-such-place");
    let filled = filled.replace("{room}", &target.room).replace("{meeting}", &target.meeting);
    let filled = filled.replace("{ticket}", &target.ticket).replace("{no}", "0");
    let filled = filled.replace("{act}", if row.path.contains("/tickets/") { "out" } else { "next" });
    match filled.contains("{noun}") {
        true => NOUNS.iter().map(|noun| filled.replace("{noun}", noun)).collect(),
        false => vec![filled],
    }
}

/// The acts of the pages whose address is a pattern.
const NOUNS: &[&str] = &["transfer", "claim", "proposal", "approval", "suspension", "hand-over", "stop"];

/// An officer who sees the dossier and lacks the permission that a page asks for.
fn without(house: &House, who: Who, path: &str) -> &'static str {
    let directory = house.app.sessions.directory();
    let lacks = |login: &str, acts: &[Act]| {
        let grants = directory.grants_of(house.officer(login).id).iter();
        let roles: Vec<_> = grants.filter_map(|grant| directory.role(&grant.role)).collect();
        !acts.iter().any(|act| roles.iter().any(|role| role.acts.contains(act)))
    };
    let acts = match who {
        Who::May(act) | Who::MaySomewhere(act) => vec![act],
        Who::OfTheTalk | Who::AtTheCentre | Who::ReceivesSomewhere => {
            vec![Act::Intake, Act::Administer, Act::LeadFloor]
        }
        Who::PapersSomewhere => vec![Act::KeepPapers, Act::Carry, Act::Supervise],
        Who::MayWhatItSays if path.contains("/files") => vec![Act::Intake, Act::Propose, Act::AttachResult],
        Who::MayWhatItSays => vec![act_of(path)],
        Who::Anybody | Who::Applicant | Who::SignedIn | Who::Seeing => vec![],
    };
    [SPECIALIST, INTAKE, APPROVER].into_iter().find(|login| lacks(login, &acts)).expect("somebody who may not")
}

/// The permission of the act an address names, as the row of the same noun for programs has it.
fn act_of(path: &str) -> Act {
    let noun = path.trim_end_matches("/preview").rsplit('/').next().unwrap_or_default();
    let same = TABLE.iter().find(|row| row.path == format!("/api/v1/dossiers/{{id}}/{noun}"));
    match same.map(|row| row.who) {
        Some(Who::May(act)) => act,
        other => panic!("{path}: {other:?}"),
    }
}

fn is_api(row: &Row) -> bool {
    row.path.starts_with("/api/")
}

/// 401 for programs, the sign-in page for people.
fn is_turned_away(answer: &Answer) -> bool {
    let doors = ["/sign-in", "/me/sign-in"];
    let to_sign_in = answer.header("location").is_some_and(|to| doors.iter().any(|door| to.starts_with(door)));
    answer.status == 401 || (answer.status == 303 && to_sign_in)
}

fn head(answer: &Answer) -> String {
    answer.text.chars().take(300).collect::<String>().replace('\n', " ")
}

/// A program with a wrong token; a person with our page open and nobody signed in.
fn as_nobody(house: &House, row: &Row, path: &str) -> Answer {
    if is_api(row) {
        // A change without a token fails on forgery before anybody asks who it is.
        if row.who == Who::Anybody || row.method == "GET" {
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

/// An applicant who has nothing to do with anything here.
const OTHER: (&str, &str) = ("Trần Văn Lạ", "022090000077");

/// With a session of their own, at every door.
fn as_applicant(house: &House, row: &Row, path: &str) -> Answer {
    let (_, session) = house.applicant(OTHER.0, OTHER.1);
    let cookie = format!("{}={}", web::session::COOKIE, session.text());
    page(house, row, path, &cookie, &web::csrf::token(&session.text()))
}

fn page(house: &House, row: &Row, path: &str, cookie: &str, csrf: &str) -> Answer {
    let upload = ["/dossiers/{id}/files", "/uploads"].iter().any(|end| row.path.ends_with(end));
    let kind = if upload { "multipart/form-data; boundary=B" } else { "application/x-www-form-urlencoded" };
    let headers = [("cookie", cookie), ("accept", "text/html"), ("x-csrf-token", csrf), ("content-type", kind)];
    let body = match row.method {
        "GET" => Vec::new(),
        _ if upload => multipart(),
        _ => form(path).into_bytes(),
    };
    house.call(row.method, path, &headers, body)
}

fn multipart() -> Vec<u8> {
    let head =
        "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n";
    [head.as_bytes(), &png(), b"\r\n--B--\r\n"].concat()
}

/// The sample as a form.
fn form(path: &str) -> String {
    // What the pages ask for beyond the sample: choices are words there.
    let chosen = ["version=2", "_once=stranger", "outcome=grant", "way=counter"];
    let mut fields = chosen.map(str::to_string).to_vec();
    if let Value::Object(sample) = sample(path) {
        let text =
            |(name, value): (String, Value)| value.as_str().map(|value| format!("{name}={}", value.replace(' ', "+")));
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
        "pick-up" => json!({ "unit": "tt_tien_yen" }),
        "posting" => json!({ "tracking": "RR1" }),
        "posting-return" => json!({ "invited_on": ["2026-03-02", "2026-03-04"] }),
        "answer-return" => json!({ "reason": "lý do" }),
        "urge" => json!({ "words": "đôn đốc" }),
        "explanation" => json!({ "reason": "lý do", "measures": "biện pháp" }),
        "reassignment" => json!({ "to": OFFICER.with(|id| id.borrow().clone()), "why": "lý do" }),
        "people" => json!({ "kind": "citizen", "name": "Người Khác", "birth": "1980" }),
        "search" => json!({ "q": "không ai tên này" }),
        _ => json!({}),
    }
}
