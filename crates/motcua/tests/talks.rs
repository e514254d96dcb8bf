//! The line between two browsers, spoken as their script speaks it: a place, events down, signals up; what is open to whom,
//! and that nothing on the way holds an event back.

mod house;

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, Response};
use futures_util::StreamExt as _;
use house::browser::Browser;
use house::{House, INTAKE, SPECIALIST, on_both, on_sqlite};
use kernel::TalkId;
use motcua::{App, Config};
use serde_json::{Value, json};
use talk::model::{Talk, TalkState};
use tower::ServiceExt as _;

/// A talk that begins now.
fn booked(house: &House) -> Talk {
    let by = house.app.sessions.officer_at_work(house.officer(INTAKE).id, house.app.clock.now()).unwrap();
    let wanted = talk::book::Wanted {
        centre: house.app.sessions.directory().unit_by_key("tt_hong_gai").unwrap().id,
        dossier: String::new(),
        officer: Some(house.officer(SPECIALIST).id),
        unit: None,
        visitor: "Trần Văn Hỏi".into(),
        subject: String::new(),
        when: talk::book::When::Now { minutes: 30 },
        room: None,
    };
    house.runtime.block_on(house.app.talks.book(&by, wanted, None)).unwrap()
}

fn state(house: &House, id: TalkId) -> TalkState {
    house.app.store.read_blocking(move |tx| talk::store::load(tx, id)).unwrap().state
}

/// One side as its script is: a cookie, a forgery token, a place.
struct End<'h> {
    house: &'h House,
    cookie: String,
    csrf: String,
    key: String,
}

impl<'h> End<'h> {
    /// Takes a place at an address.
    fn at(house: &'h House, (cookie, csrf): (String, String), address: &str) -> End<'h> {
        let end = End { house, cookie, csrf, key: String::new() };
        let place = end.post(address, None).expect(200).json();
        assert_eq!(place["ice_servers"], json!([]), "no outside service unless the operator says so");
        End { key: place["key"].as_str().unwrap().into(), ..end }
    }

    fn visitor(house: &'h House, code: &str) -> End<'h> {
        let seed = (format!("{}=seed", web::csrf::SEED_COOKIE), web::csrf::token("seed"));
        End::at(house, seed, &format!("/talk/{code}/place"))
    }

    fn officer(house: &'h House, login: &str, id: TalkId) -> End<'h> {
        let session = house.session(login);
        let cookie = format!("{}={}", web::session::COOKIE, session.text());
        End::at(house, (cookie, web::csrf::token(&session.text())), &format!("/talks/{id}/place"))
    }

    fn post(&self, path: &str, body: Option<&Value>) -> house::Answer {
        let headers = [
            ("cookie", self.cookie.as_str()),
            ("x-csrf-token", &self.csrf),
            ("accept", "application/json"),
            ("content-type", "application/json"),
        ];
        self.house.call("POST", path, &headers, body.map(Value::to_string).unwrap_or_default())
    }

    fn says(&self, signal: &Value) -> house::Answer {
        self.post(&format!("/talk-places/{}", self.key), Some(signal))
    }

    fn listens(&self) -> Events {
        let request = Request::get(format!("/talk-places/{}", self.key)).header("accept-encoding", "gzip, br");
        let router = self.house.router.clone();
        let response = self.house.runtime.block_on(router.oneshot(request.body(Body::empty()).unwrap())).unwrap();
        Events::of(response)
    }
}

/// An open line.
struct Events {
    response: axum::body::BodyDataStream,
    rest: String,
}

impl Events {
    fn of(response: Response<Body>) -> Events {
        let header =
            |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        assert_eq!(response.status(), 200);
        assert!(header("content-type").starts_with("text/event-stream"));
        assert_eq!(header("content-encoding"), "", "a compressor would hold events back");
        assert_eq!((header("cache-control"), header("x-accel-buffering")), ("no-store", "no"));
        Events { response: response.into_body().into_data_stream(), rest: String::new() }
    }

    /// The next event; `None` when the line has ended.
    fn next(&mut self, house: &House) -> Option<Value> {
        loop {
            if let Some((event, rest)) = self.rest.split_once("\n\n") {
                let data = event.lines().find_map(|line| line.strip_prefix("data:")).map(str::to_string);
                self.rest = rest.to_string();
                match data {
                    Some(data) => return Some(serde_json::from_str(data.trim()).unwrap()),
                    None => continue,
                }
            }
            let more = async { tokio::time::timeout(Duration::from_secs(5), self.response.next()).await };
            let more = house.runtime.block_on(more).expect("an event comes at once")?;
            self.rest.push_str(std::str::from_utf8(&more.unwrap()).unwrap());
        }
    }

    #[track_caller]
    fn hears(&mut self, house: &House, kind: &str) -> Value {
        let event = self.next(house).unwrap_or_else(|| panic!("the line ended before {kind}"));
        assert_eq!(event["kind"], kind, "{event}");
        event
    }
}

#[test]
fn signals_go_from_one_browser_to_the_other_and_the_talk_follows() {
    on_both(|house| {
        let talk = booked(&house);
        let visitor = End::visitor(&house, &talk.code);
        assert_eq!(state(&house, talk.id).word(), "waiting");
        let mut down = visitor.listens();
        assert_eq!(down.hears(&house, "peer")["here"], false);
        let officer = End::officer(&house, SPECIALIST, talk.id);
        assert_eq!(state(&house, talk.id).word(), "talking");
        let mut up = officer.listens();
        assert_eq!(up.hears(&house, "peer")["here"], true);
        let begin = up.hears(&house, "start");
        assert_eq!((begin["offer"].as_bool(), begin["epoch"].as_i64()), (Some(true), Some(1)));
        assert_eq!(down.hears(&house, "peer")["here"], true);
        assert_eq!(down.hears(&house, "start")["offer"], false);
        officer.says(&json!({ "kind": "offer", "epoch": 1, "sdp": "v=0" })).expect(204);
        assert_eq!(down.hears(&house, "offer")["sdp"], "v=0");
        visitor.says(&json!({ "kind": "chat", "text": "Chào <b>anh</b>" })).expect(204);
        assert_eq!(up.hears(&house, "chat")["text"], "Chào <b>anh</b>");

        // A second browser of the visitor takes the place; the first is told and its line ends.
        let again = End::visitor(&house, &talk.code);
        down.hears(&house, "taken");
        assert_eq!(down.next(&house), None);
        visitor.says(&json!({ "kind": "chat", "text": "noch da?" })).expect(404);
        assert_eq!(up.hears(&house, "peer")["here"], false);
        let mut down = again.listens();
        down.hears(&house, "peer");
        // A line that breaks is told to the other side.
        drop(down);
        assert_eq!(up.hears(&house, "peer")["here"], true);
        up.hears(&house, "start");
        assert_eq!(up.hears(&house, "peer")["here"], false);

        Browser::of(&house, SPECIALIST).fill(&format!("/talks/{}", talk.id), "/end\"", &[], "").expect(303);
        up.hears(&house, "over");
        assert_eq!(up.next(&house), None);
        assert_eq!((state(&house, talk.id).word(), house.app.talks.hub.count()), ("ended", 0));
    });
}

#[test]
fn nobody_gets_in_without_a_code_a_page_or_a_part_in_it() {
    on_sqlite(|house| {
        let talk = booked(&house);
        let place = format!("/talk/{}/place", talk.code);
        house.call("POST", &place, &[("accept", "application/json")], Body::empty()).expect(403);
        let visitor = End::visitor(&house, &talk.code);
        visitor.post("/talk/ABCDEFGHJ/place", None).expect(404);
        let headers = [("accept", "application/json"), ("content-type", "application/json")];
        let line = format!("/talk-places/{}", visitor.key);
        house.call("POST", &line, &headers, json!({ "kind": "leave" }).to_string()).expect(403);
        house.call("GET", "/talk-places/unknown", &headers, Body::empty()).expect(404);
        visitor.says(&json!({ "kind": "run", "text": "x" })).expect(400);
        visitor.says(&json!({ "kind": "chat", "text": "x".repeat(3_000) })).expect(413);
        visitor.says(&json!({ "kind": "chat", "text": "x".repeat(40_000) })).expect(413);
        // The reception sees the talk and is no third in it.
        let reception = house.session(INTAKE);
        let cookie = format!("{}={}", web::session::COOKIE, reception.text());
        let third = End { house: &house, cookie, csrf: web::csrf::token(&reception.text()), key: String::new() };
        let refused = third.post(&format!("/talks/{}/place", talk.id), None).expect(422).json();
        assert_eq!(refused["key"], "TALK_NOT_YOURS");
    });
}

#[test]
fn a_code_lives_as_long_as_its_talk() {
    on_sqlite(|house| {
        let talk = booked(&house);
        let page = format!("/talk/{}", talk.code);
        let get = |path: &str| house.call("GET", path, &[("accept", "text/html")], Body::empty());
        let open = get(&page).expect(200);
        assert!(open.text.contains("data-talk-enter") && open.text.contains("/assets/talk."));
        assert!(!open.text.contains("Trần Văn Hỏi"), "the page of a code names no visitor");
        let policy = open.header("permissions-policy").unwrap().to_string();
        assert!(policy.contains("camera=(self)"), "{policy}");
        assert!(get("/talk").header("permissions-policy").unwrap().contains("camera=()"));
        let pass = |at: &str| house.app.clock.set(format!("2026-03-02T{at}:00+07:00").parse().unwrap());
        pass("09:29");
        get(&page).expect(200);
        pass("09:30");
        get(&page).expect(404);
        assert_eq!(house.runtime.block_on(talk::chores::keep(&house.app.talks)).unwrap(), 1);
        assert_eq!(state(&house, talk.id).word(), "missed");
    });
}

#[test]
fn codes_are_not_guessed_from_one_address() {
    on_sqlite(|house| {
        let config = Config { look_ups_per_minute: 3, ..(*house.app.config).clone() };
        let app = App::over(config, house.app.store.clone(), house.app.clock.clone()).unwrap();
        let router = app.router();
        let statuses: Vec<u16> = (0..5)
            .map(|_| {
                let request =
                    Request::get("/talk/ABCDEFGHJ").header("accept", "text/html").body(Body::empty()).unwrap();
                house.runtime.block_on(router.clone().oneshot(request)).unwrap().status().as_u16()
            })
            .collect();
        assert_eq!(statuses, [404, 404, 404, 429, 429]);
    });
}

#[test]
fn pages_book_move_and_keep_what_was_typed() {
    on_both(|house| {
        let reception = Browser::of(&house, INTAKE);
        let form = "method=\"post\" action=\"/talks\"";
        let typed = [
            ("officer", SPECIALIST),
            ("visitor", "Trần Văn Hỏi"),
            ("when", "later"),
            ("day", "08/03/2026"),
            ("time", "9h"),
        ];
        let refused = reception.fill("/talks/new", form, &typed, "").expect(422).text;
        assert!(refused.contains("08/03/2026 là ngày nghỉ") && refused.contains("value=\"Trần Văn Hỏi\""), "kept");
        let typed = [
            ("officer", SPECIALIST),
            ("visitor", "Trần Văn Hỏi"),
            ("when", "later"),
            ("day", "02/03/2026"),
            ("time", "9h30"),
        ];
        let booked = reception.fill("/talks/new", form, &typed, "").expect(303);
        let page = booked.header("location").unwrap().to_string();
        let shown = reception.get(&page).expect(200).text;
        assert!(shown.contains("data:image/svg+xml") && shown.contains("09:30–10:00"));
        let twice = reception.fill("/talks/new", form, &typed, "").expect(422).text;
        assert!(twice.contains("đã có cuộc trao đổi lúc"), "busy is said with the time");
        let specialist = Browser::of(&house, SPECIALIST);
        assert!(specialist.get("/inbox").expect(200).text.contains(&page), "the message leads to the talk");
        assert!(!specialist.get(&page).expect(200).text.contains("code-slip"), "the code is the reception's to give");
        let other = [("day", "02/03/2026"), ("time", "14:00"), ("reason", "họp")];
        specialist.fill(&page, "/proposal\"", &other, "").expect(303);
        assert!(reception.get(&page).expect(200).text.contains("14:00–14:30"));
        reception.fill(&page, "/acceptance\"", &[], "").expect(303);
        let empty = specialist.fill(&page, "/decline\"", &[("reason", " ")], "").expect(422).text;
        assert!(empty.contains("Ghi lý do"));
        specialist.fill(&page, "/decline\"", &[("reason", "đi công tác")], "").expect(303);
        let told = reception.get(&page).expect(200).text;
        assert!(told.contains("đi công tác") && !told.contains("code-slip"), "over: no code any longer");
    });
}
