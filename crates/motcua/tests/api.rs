//! The API as programs use it: once and only once, never over somebody else's change, every page complete, and every
//! problem said in the reader's language.

mod house;

use std::collections::BTreeSet;

use axum::body::Body;
use house::{ELSEWHERE, House, INTAKE, SPECIALIST, now, on_both, on_sqlite, request};
use jiff::SignedDuration;
use office::Act;
use serde_json::{Value, json};

#[test]
fn a_dossier_goes_from_intake_to_the_agencies() {
    on_both(|house| {
        let (intake, specialist) = (house.token(INTAKE), house.token(SPECIALIST));
        let begun = house.post(&intake, "/api/v1/dossiers", "k1", &house.new_dossier(true)).expect(201);
        let saved = begun.json();
        assert_eq!(saved["stage"], "accepted");
        assert_eq!(begun.header("etag"), Some("\"1\""));
        let id = saved["id"].as_str().unwrap();
        assert_eq!(begun.header("location"), Some(format!("/api/v1/dossiers/{id}").as_str()));

        let read = house.get(&intake, &format!("/api/v1/dossiers/{}", saved["code"].as_str().unwrap())).expect(200);
        let dossier = read.json();
        assert_eq!(dossier["id"], saved["id"]);
        assert_eq!(dossier["applicant"]["name"], "Nguyễn Thị Mẫu");
        assert_eq!(dossier["due"], saved["due"]);
        assert!(dossier["due"].as_str().unwrap().ends_with("+07:00"));
        assert!(dossier["components"].as_array().unwrap().iter().any(|line| line["received"] == true));

        let transferred =
            house.post(&intake, &format!("/api/v1/dossiers/{id}/transfer"), "k2", &json!({ "version": 1 }));
        assert_eq!(transferred.expect(200).json()["stage"], "in_progress");
        let claimed = claim(&house, &specialist, id, "k3", "\"2\"");
        assert_eq!((claimed.status.as_u16(), claimed.header("etag")), (200, Some("\"3\"")));
        let proposal = json!({ "version": 3, "outcome": { "kind": "grant" }, "note": "đủ điều kiện" });
        house.post(&specialist, &format!("/api/v1/dossiers/{id}/proposal"), "k4", &proposal).expect(200);

        let events = house.get(&intake, &format!("/api/v1/dossiers/{id}/events")).expect(200).json();
        let kinds: Vec<_> = events["items"].as_array().unwrap().iter().map(|e| e["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds[..4], ["lodge", "accept", "transfer", "claim"]);
        let numbers: Vec<_> = events["items"].as_array().unwrap().iter().map(|e| e["seq"].as_i64().unwrap()).collect();
        assert_eq!(numbers, (1..=numbers.len() as i64).collect::<Vec<_>>());
    });
}

fn claim(house: &House, token: &str, id: &str, key: &str, version: &str) -> house::Answer {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("idempotency-key", key), ("if-match", version)];
    house.call("POST", &format!("/api/v1/dossiers/{id}/claim"), &headers, Body::empty())
}

#[test]
fn a_known_number_finds_the_person_it_belongs_to() {
    on_both(|house| {
        let intake = house.token(INTAKE);
        let mut body = house.new_dossier(false);
        body["applicant"] = json!({ "name": "Trần Văn Mẫu", "personal_number": "022088000001", "phone": "0912345678" });
        let first = house.post(&intake, "/api/v1/dossiers", "k1", &body).expect(201).json();
        let second = house.post(&intake, "/api/v1/dossiers", "k2", &body).expect(201).json();
        assert_ne!(first["id"], second["id"]);
        let person = |saved: &Value| {
            let id = saved["id"].as_str().unwrap();
            house.get(&intake, &format!("/api/v1/dossiers/{id}")).json()["applicant"]["person"].clone()
        };
        assert_eq!(person(&first), person(&second));
        body["applicant"] = json!({ "person": person(&first) });
        let third = house.post(&intake, "/api/v1/dossiers", "k3", &body).expect(201).json();
        assert_eq!(person(&third), person(&first));

        body["applicant"] = json!({ "name": "Người Khác", "personal_number": "022088000001" });
        let taken = house.post(&intake, "/api/v1/dossiers", "k4", &body).expect(422).json();
        assert_eq!(taken["key"], "PERSON_NUMBER_TAKEN");
        assert_eq!(house.state()["person"], 1);
        assert_eq!(house.state()["dossier"], 3);
    });
}

#[test]
fn people_are_found_masked_and_recorded_once() {
    on_both(|house| {
        let intake = house.token(INTAKE);
        let body = json!({ "kind": "citizen", "name": "Lê Thị Mẫu", "birth": "1970", "phone": "0912345678" });
        let person = house.post(&intake, "/api/v1/people", "k1", &body).expect(200).json();
        assert_eq!(house.post(&intake, "/api/v1/people", "k1", &body).expect(200).json()["id"], person["id"]);
        assert_eq!(house.state()["person"], 1, "repeated, though nothing but the key tells so");
        let found = house.post(&intake, "/api/v1/people/search", "k", &json!({ "q": "le thi" })).expect(200).json();
        assert_eq!(found["items"][0]["id"], person["id"]);
        assert_ne!(found["items"][0]["phone"], person["phone"], "masked in a list");
        let read = house.get(&intake, &format!("/api/v1/people/{}", person["id"].as_str().unwrap())).expect(200).json();
        assert_eq!(read["phone"], "0912345678");
        let id: kernel::PersonId = person["id"].as_str().unwrap().parse().unwrap();
        let lines = house.app.store.read_blocking(move |tx| store::ledger::list_audit(tx, id.0, 10)).unwrap();
        let acts: Vec<_> = lines.iter().map(|line| line.act.as_str()).collect();
        assert_eq!(acts, ["person.read", "person.listed", "person.read", "person.create"]);
    });
}

#[test]
fn a_repeated_request_is_answered_the_same_and_saved_once() {
    on_both(|house| {
        let intake = house.token(INTAKE);
        let body = house.new_dossier(true);
        let first = house.post(&intake, "/api/v1/dossiers", "k1", &body).expect(201);
        let before = house.state();
        let again = house.post(&intake, "/api/v1/dossiers", "k1", &body).expect(201);
        assert_eq!(again.text, first.text);
        assert_eq!(house.state(), before);

        let mut other = body.clone();
        other["summary"] = json!("việc khác");
        let reused = house.post(&intake, "/api/v1/dossiers", "k1", &other).expect(422).json();
        assert_eq!(reused["key"], "IDEMPOTENCY_REUSED");
        let id = first.json()["id"].as_str().unwrap().to_string();
        let act = house.post(&intake, &format!("/api/v1/dossiers/{id}/transfer"), "k1", &json!({ "version": 1 }));
        assert_eq!(act.expect(422).json()["key"], "IDEMPOTENCY_REUSED");
        assert_eq!(house.state(), before);

        // An act repeated after it was saved is not stale: it is the same act.
        let path = format!("/api/v1/dossiers/{id}/transfer");
        let done = house.post(&intake, &path, "k2", &json!({ "version": 1 })).expect(200);
        assert_eq!(house.post(&intake, &path, "k2", &json!({ "version": 1 })).expect(200).text, done.text);
        // Another officer may happen to choose the same key.
        house.post(&house.token(ELSEWHERE), "/api/v1/dossiers", "k1", &body).expect(201);
    });
}

#[test]
fn repetitions_that_race_make_one_dossier() {
    on_both(|house| {
        let intake = house.token(INTAKE);
        let body = house.new_dossier(true).to_string();
        let bearer = format!("Bearer {intake}");
        let answers = house.runtime.block_on(async {
            let headers = [("authorization", bearer.as_str()), ("idempotency-key", "race")];
            let call = |_| house.ask(request("POST", "/api/v1/dossiers", &headers, body.clone()));
            join_all((0..12).map(call).collect()).await
        });
        let texts: BTreeSet<_> = answers.iter().map(|answer| answer.text.clone()).collect();
        assert!(answers.iter().all(|answer| answer.status == 201), "{texts:?}");
        assert_eq!(texts.len(), 1, "{texts:?}");
        assert_eq!(house.state()["dossier"], 1);
        assert_eq!(house.state()["person"], 1);
    });
}

/// Polls all of them in turn, so that they overlap in the store.
async fn join_all<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = futures.into_iter().map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|cx| {
        for (future, done) in &mut waiting {
            if done.is_none()
                && let std::task::Poll::Ready(output) = future.as_mut().poll(cx)
            {
                *done = Some(output);
            }
        }
        if waiting.iter().all(|(_, done)| done.is_some()) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    waiting.into_iter().filter_map(|(_, done)| done).collect()
}

#[test]
fn two_officers_on_one_dossier_the_second_is_told() {
    on_both(|house| {
        let intake = house.token(INTAKE);
        let saved = house.post(&intake, "/api/v1/dossiers", "k1", &house.new_dossier(true)).expect(201).json();
        let id = saved["id"].as_str().unwrap();
        house.post(&intake, &format!("/api/v1/dossiers/{id}/transfer"), "k2", &json!({ "version": 1 })).expect(200);
        let stale = claim(&house, &house.token(SPECIALIST), id, "k3", "\"1\"").expect(409).json();
        assert_eq!((&stale["seen"], &stale["stands"]), (&json!(1), &json!(2)));
        assert_eq!(stale["type"], "/problems/stale");
        // The key of a refused request may be used again for the corrected one.
        assert_eq!(claim(&house, &house.token(SPECIALIST), id, "k3", "\"2\"").status.as_u16(), 200);
    });
}

#[test]
fn a_change_says_its_key_and_an_act_its_version() {
    on_sqlite(|house| {
        let intake = house.token(INTAKE);
        let bearer = format!("Bearer {intake}");
        let body = house.new_dossier(false);
        let bare = [("authorization", bearer.as_str())];
        let refused = house.call("POST", "/api/v1/dossiers", &bare, body.to_string()).expect(400).json();
        assert_eq!(refused["key"], "IDEMPOTENCY_KEY_REQUIRED");
        let saved = house.post(&intake, "/api/v1/dossiers", "k1", &body).expect(201).json();
        let path = format!("/api/v1/dossiers/{}/acceptance", saved["id"].as_str().unwrap());
        let refused = house.post(&intake, &path, "k2", &json!({})).expect(428).json();
        assert_eq!(refused["key"], "VERSION_REQUIRED");
        house.post(&intake, &path, "k2", &json!({ "version": 1 })).expect(200);
    });
}

#[test]
fn unknown_names_and_broken_bodies_are_refused() {
    on_sqlite(|house| {
        let intake = house.token(INTAKE);
        let mut body = house.new_dossier(false);
        body["sumary"] = json!("gõ nhầm");
        let odd = house.post(&intake, "/api/v1/dossiers", "k1", &body).expect(400).json();
        assert!(odd["cause"].as_str().unwrap().contains("sumary"), "{odd}");
        let mut body = house.new_dossier(false);
        body["applicant"]["nme"] = json!("");
        house.post(&intake, "/api/v1/dossiers", "k1", &body).expect(400);
        let bearer = format!("Bearer {intake}");
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", "k1")];
        house.call("POST", "/api/v1/dossiers", &headers, "{").expect(400);
        let form = [headers[0], headers[1], ("content-type", "application/x-www-form-urlencoded")];
        house.call("POST", "/api/v1/dossiers", &form, "procedure=1").expect(400);
        house.call("POST", "/api/v1/dossiers", &headers, "x".repeat(2 << 20)).expect(413);
        house.get(&intake, "/api/v1/dossiers?pail=all").expect(400);
        house.get(&intake, "/api/v1/dossiers?limit=1000").expect(400);
        house.get(&intake, "/api/v1/dossiers?after=zz").expect(400);
        assert_eq!(house.state()["dossier"], 0);
    });
}

#[test]
fn the_wrong_procedure_component_or_unit_is_named() {
    on_sqlite(|house| {
        let intake = house.token(INTAKE);
        let refused = |name: &str, value: Value| {
            let mut body = house.new_dossier(false);
            body[name] = value;
            let answer = house.post(&intake, "/api/v1/dossiers", &format!("k-{name}"), &body).expect(422).json();
            (answer["key"].as_str().unwrap().to_string(), answer["field"].as_str().unwrap_or_default().to_string())
        };
        let pair = |key: &str, field: &str| (key.to_string(), field.to_string());
        assert_eq!(refused("procedure", json!("9.999999")), pair("PROCEDURE_UNKNOWN", "procedure"));
        assert_eq!(refused("components", json!([{ "key": "TP99" }])), pair("COMPONENT_UNKNOWN", "components"));
        assert_eq!(refused("deciding", json!("nowhere")), pair("UNIT_UNKNOWN", "deciding"));
        assert_eq!(refused("applicant", json!({ "name": "" })), pair("PERSON_NAME", "name"));
        assert_eq!(house.state()["dossier"], 0);
        assert_eq!(house.state()["person"], 0, "a refused intake leaves no person");
    });
}

#[test]
fn a_token_that_ended_or_was_taken_back_or_is_too_narrow_opens_nothing() {
    on_both(|house| {
        let body = house.new_dossier(true);
        let narrow = house.token_with(INTAKE, &[Act::Intake, Act::View], 30);
        let refused = house.post(&narrow, "/api/v1/dossiers", "k1", &body).expect(403).json();
        assert_eq!(refused["key"], "NOT_PERMITTED");
        let mut lodged = body.clone();
        lodged.as_object_mut().unwrap().remove("accept");
        house.post(&narrow, "/api/v1/dossiers", "k1", &lodged).expect(201);

        let short = house.token_with(INTAKE, Act::ALL, 1);
        house.get(&short, "/api/v1/dossiers/counts").expect(200);
        house.app.clock.set(now() + SignedDuration::from_hours(25));
        house.get(&short, "/api/v1/dossiers/counts").expect(401);
        house.app.clock.set(now());

        let taken = house.token(INTAKE);
        let officer = house.officer(INTAKE).id.0;
        let sql = "UPDATE api_token SET revoked_ms = 1 WHERE officer_id = ?1";
        house.app.store.act_blocking(move |tx| tx.execute(sql, &[officer.into()])).unwrap();
        let answer = house.get(&taken, "/api/v1/dossiers/counts").expect(401).json();
        assert_eq!(answer["type"], "/problems/not-signed-in");
        house.get("motcua_nonsense", "/api/v1/dossiers/counts").expect(401);
    });
}

#[test]
fn guessing_tokens_is_slowed_down() {
    on_sqlite(|house| {
        let intake = house.token(INTAKE);
        let status = |nth: u32| house.get(&format!("motcua_{nth:064x}"), "/api/v1/dossiers/counts").status.as_u16();
        let statuses: BTreeSet<_> = (0..80).map(|nth| status(nth + 1_000_000)).collect();
        assert_eq!(statuses, BTreeSet::from([401, 429]));
        house.get(&intake, "/api/v1/dossiers/counts").expect(200);
    });
}

#[test]
fn a_browsers_session_counts_only_with_its_forgery_token() {
    on_sqlite(|house| {
        let session = house.session(INTAKE);
        let cookie = format!("{}={}", web::session::COOKIE, session.text());
        let csrf = web::csrf::token(&session.text());
        let body = house.new_dossier(false).to_string();
        let bare = [("cookie", cookie.as_str()), ("idempotency-key", "k1")];
        house.call("POST", "/api/v1/dossiers", &bare, body.clone()).expect(403);
        let shown = [bare[0], bare[1], ("x-csrf-token", csrf.as_str())];
        house.call("POST", "/api/v1/dossiers", &shown, body.clone()).expect(201);
        let foreign = [shown[0], shown[1], shown[2], ("sec-fetch-site", "cross-site")];
        house.call("POST", "/api/v1/dossiers", &foreign, body).expect(403);
        assert_eq!(house.state()["dossier"], 1);
    });
}

#[test]
fn walking_all_pages_gives_each_dossier_once() {
    on_both(|house| {
        let intake = house.token(INTAKE);
        for nth in 0..23 {
            house.post(&intake, "/api/v1/dossiers", &format!("k{nth}"), &house.new_dossier(nth % 3 == 0)).expect(201);
        }
        for (pile, wanted) in [("all", 23), ("act_now", 23)] {
            let (mut after, mut seen, mut pages) = (String::new(), Vec::new(), 0);
            loop {
                let page =
                    house.get(&intake, &format!("/api/v1/dossiers?pile={pile}&limit=5{after}")).expect(200).json();
                seen.extend(
                    page["items"].as_array().unwrap().iter().map(|line| line["id"].as_str().unwrap().to_string()),
                );
                pages += 1;
                match page["next"].as_str() {
                    Some(next) => after = format!("&after={next}"),
                    None => break,
                }
            }
            let different: BTreeSet<_> = seen.iter().collect();
            assert_eq!((seen.len(), different.len(), pages), (wanted, wanted, 5), "{pile}");
        }
        let counts = house.get(&intake, "/api/v1/dossiers/counts").expect(200).json();
        assert_eq!(counts["act_now"], 23);
        let accepted = house.get(&intake, "/api/v1/dossiers?stage=accepted&limit=100").expect(200).json();
        assert_eq!(accepted["items"].as_array().unwrap().len(), 8);
        // A cursor of one pile says nothing in another.
        let page = house.get(&intake, "/api/v1/dossiers?pile=all&limit=5").json();
        let next = page["next"].as_str().unwrap();
        house.get(&intake, &format!("/api/v1/dossiers?pile=act_now&limit=5&after={next}")).expect(400);
    });
}

#[test]
fn names_are_searched_in_a_body_and_codes_in_an_address() {
    on_both(|house| {
        let intake = house.token(INTAKE);
        let saved = house.post(&intake, "/api/v1/dossiers", "k1", &house.new_dossier(true)).expect(201).json();
        let code = saved["code"].as_str().unwrap();
        let found = house.get(&intake, &format!("/api/v1/dossiers?q={code}")).expect(200).json();
        assert_eq!(found["items"][0]["id"], saved["id"]);
        let refused = house.get(&intake, "/api/v1/dossiers?q=nguyen").expect(422).json();
        assert_eq!(refused["key"], "SEARCH_BY_BODY");
        let search = |q: &str| {
            let body = json!({ "q": q }).to_string();
            let bearer = format!("Bearer {intake}");
            house.call("POST", "/api/v1/dossiers/search", &[("authorization", &bearer)], body).expect(200).json()
        };
        assert_eq!(search("nguyen thi")["items"][0]["id"], saved["id"]);
        assert_eq!(search("không ai")["items"], json!([]));
    });
}

#[test]
fn a_problem_is_said_in_both_languages_with_the_same_shape() {
    on_sqlite(|house| {
        let intake = house.token(INTAKE);
        let bearer = format!("Bearer {intake}");
        let ask = |lang: &str| {
            let headers = [("authorization", bearer.as_str()), ("accept-language", lang)];
            house.call("GET", "/api/v1/dossiers/dos_0000000000000", &headers, Body::empty()).expect(404)
        };
        let (vi, en) = (ask("vi"), ask("en"));
        assert_eq!(vi.header("content-type"), Some("application/problem+json"));
        let (vi, en) = (vi.json(), en.json());
        let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&vi), names(&en));
        for name in ["type", "title", "status", "detail", "instance"] {
            assert!(vi.get(name).is_some(), "{name}");
        }
        assert_eq!((&vi["status"], &vi["type"]), (&json!(404), &json!("/problems/absent")));
        assert_ne!(vi["title"], en["title"]);

        let refused = |lang: &str| {
            let headers = [("authorization", bearer.as_str()), ("idempotency-key", "k"), ("accept-language", lang)];
            let mut body = house.new_dossier(true);
            body["components"] = json!([]);
            house.call("POST", "/api/v1/dossiers", &headers, body.to_string()).expect(422).json()
        };
        let (vi, en) = (refused("vi"), refused("en"));
        assert_eq!(vi["key"], en["key"]);
        assert_ne!(vi["detail"], en["detail"]);
        assert!(!vi["detail"].as_str().unwrap().contains(vi["key"].as_str().unwrap()), "no sentence: {vi}");
    });
}

/// A small PDF that a reader opens.
fn pdf() -> Vec<u8> {
    use std::fmt::Write;
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Resources<<>>>>",
    ];
    let (mut text, mut places) = (String::from("%PDF-1.7\n"), Vec::new());
    for (nth, object) in objects.iter().enumerate() {
        places.push(text.len());
        writeln!(text, "{} 0 obj\n{object}\nendobj", nth + 1).unwrap();
    }
    let table = text.len();
    writeln!(text, "xref\n0 {}\n0000000000 65535 f ", objects.len() + 1).unwrap();
    for place in places {
        writeln!(text, "{place:010} 00000 n ").unwrap();
    }
    write!(text, "trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1).unwrap();
    text.into_bytes()
}

#[test]
fn a_file_is_checked_kept_once_and_given_back_as_an_attachment() {
    on_both(|house| {
        let intake = house.token(INTAKE);
        let saved = house.post(&intake, "/api/v1/dossiers", "k1", &house.new_dossier(false)).expect(201).json();
        let path = format!("/api/v1/dossiers/{}/files", saved["id"].as_str().unwrap());
        let bearer = format!("Bearer {intake}");
        let component = house.papers()[0]["key"].as_str().unwrap().to_string();
        let send = |key: &str, bytes: Vec<u8>| {
            let headers = [
                ("authorization", bearer.as_str()),
                ("idempotency-key", key),
                ("content-type", "application/pdf"),
                ("content-disposition", "attachment; filename*=UTF-8''t%E1%BB%9D%20khai.pdf"),
            ];
            house.call("POST", &format!("{path}?component={component}"), &headers, bytes)
        };
        let kept = send("f1", pdf()).expect(201);
        assert_eq!(kept.header("etag"), Some("\"2\""));
        let file = kept.json();
        assert_eq!((&file["media"], &file["pages"]), (&json!("application/pdf"), &json!(1)));
        assert_eq!(send("f1", pdf()).expect(201).json(), file, "repeated");
        assert_eq!(house.state()["dossier_file"], 1);
        assert_eq!(send("f1", [pdf(), vec![b'\n']].concat()).expect(422).json()["key"], "IDEMPOTENCY_REUSED");
        assert_eq!(send("f2", b"<html>".to_vec()).expect(422).json()["field"], "file");
        assert_eq!(send("f3", Vec::new()).expect(422).json()["key"], "FILE_EMPTY");

        let form = "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\
                    Content-Type: application/pdf\r\n\r\n";
        let form = [form.as_bytes(), &pdf(), b"\r\n--B--\r\n"].concat();
        let headers = [
            ("authorization", bearer.as_str()),
            ("idempotency-key", "f4"),
            ("content-type", "multipart/form-data; boundary=B"),
        ];
        house.call("POST", &path, &headers, form).expect(201);

        let one = format!("{path}/{}", file["id"].as_str().unwrap());
        let read = house.get(&intake, &one).expect(200);
        assert!(read.header("content-disposition").unwrap().starts_with("attachment; filename*=UTF-8''t%E1%BB%9D"));
        assert_eq!(read.text.as_bytes(), pdf());
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", "f5")];
        house.call("DELETE", &one, &headers, Body::empty()).expect(204);
        house.get(&intake, &one).expect(404);
    });
}

#[test]
fn what_intake_holds_may_be_revised_before_acceptance() {
    on_both(|house| {
        let intake = house.token(INTAKE);
        let saved = house.post(&intake, "/api/v1/dossiers", "k1", &house.new_dossier(false)).expect(201).json();
        let id = saved["id"].as_str().unwrap();
        let revision = json!({
            "version": 1,
            "applicant": { "name": "Nguyễn Thị Sửa", "birth": "1990" },
            "summary": "đã sửa",
            "components": [{ "key": "X01", "name": "Giấy khác", "copies": 2 }],
        });
        let path = format!("/api/v1/dossiers/{id}/revision");
        let done = house.post(&intake, &path, "k2", &revision).expect(200);
        assert_eq!(house.post(&intake, &path, "k2", &revision).expect(200).text, done.text);
        let dossier = house.get(&intake, &format!("/api/v1/dossiers/{id}")).json();
        assert_eq!(dossier["applicant"]["name"], "Nguyễn Thị Sửa");
        assert_eq!((&dossier["summary"], &dossier["version"]), (&json!("đã sửa"), &json!(2)));
        let lines = dossier["components"].as_array().unwrap();
        assert_eq!(lines.last().unwrap()["copies"], 2);
        assert_eq!(lines.iter().filter(|line| line["received"] == true).count(), 1);
    });
}

#[test]
fn anybody_may_ask_the_legal_clock() {
    on_sqlite(|house| {
        let limit = "5%20ng%C3%A0y%20l%C3%A0m%20vi%E1%BB%87c";
        let ask = |rest: &str| {
            house.call("GET", &format!("/api/v1/due?from=2024-02-05T09:00&limit={limit}{rest}"), &[], Body::empty())
        };
        let due = ask("").expect(200).json();
        assert_eq!(due["due"], "2024-02-19T17:00:00+07:00");
        assert!(due["steps"].as_array().unwrap().len() > 2);
        let later = ask("&pause=2024-02-16..2024-02-20&lang=en").expect(200).json();
        assert!(later["due"].as_str() > due["due"].as_str());
        assert_eq!(ask("&pause=nonsense").expect(422).json()["key"], "DUE_INPUT");
        ask("&form=2024").expect(400);
    });
}

#[test]
fn reading_leaves_a_trace() {
    on_both(|house| {
        let intake = house.token(INTAKE);
        let saved = house.post(&intake, "/api/v1/dossiers", "k1", &house.new_dossier(true)).expect(201).json();
        let id: kernel::DossierId = saved["id"].as_str().unwrap().parse().unwrap();
        house.get(&intake, &format!("/api/v1/dossiers/{id}")).expect(200);
        let lines = house.app.store.read_blocking(move |tx| store::ledger::list_audit(tx, id.0, 10)).unwrap();
        assert_eq!((lines[0].act.as_str(), lines[0].why.as_str()), ("dossier.read", "api"));
        assert_eq!(lines[0].by_name, house.officer(INTAKE).name);
    });
}

/// Kept in the repository so that a change of the interface is seen in review. `MOTCUA_REWRITE=1` writes it anew.
#[test]
fn the_committed_description_is_the_served_one() {
    on_sqlite(|house| {
        let served = house.call("GET", "/api/v1/openapi.json", &[], Body::empty()).expect(200);
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
        if std::env::var_os("MOTCUA_REWRITE").is_some() {
            std::fs::write(path, &served.text).unwrap();
        }
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(committed == served.text, "docs/openapi.json is old: run this test with MOTCUA_REWRITE=1");
        assert!(served.json()["openapi"].as_str().unwrap().starts_with("3.1"));
        house.call("GET", "/api/v1", &[], Body::empty()).expect(200);
    });
}

/// Every route for programs is described, nothing else is, and every reference leads somewhere.
#[test]
fn the_description_is_complete() {
    let document = serde_json::to_value(motcua::openapi::document()).unwrap();
    let mut described = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            described.insert((method.to_uppercase(), path.clone()));
        }
    }
    let about = ["/api/v1", "/api/v1/openapi.json"];
    let routes = motcua::access::list_routes(&motcua::routes::all());
    let routes: BTreeSet<_> =
        routes.into_iter().filter(|(_, path)| path.starts_with("/api/") && !about.contains(&path.as_str())).collect();
    assert_eq!(described, routes);

    let schemas = document["components"]["schemas"].as_object().unwrap();
    let text = document.to_string();
    for (_, after) in text.match_indices("#/components/schemas/").map(|(at, found)| text.split_at(at + found.len())) {
        let name = after.split('"').next().unwrap();
        assert!(schemas.contains_key(name), "{name} is not described");
    }
    let ids: Vec<_> =
        text.match_indices("\"operationId\":\"").map(|(at, m)| text[at + m.len()..].split('"').next()).collect();
    assert_eq!(ids.len(), described.len());
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "an operation id twice");
    assert!(schemas.contains_key("Dossier"), "{:?}", schemas.keys());
}
