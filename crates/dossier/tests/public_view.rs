//! Nothing private reaches a page or a program that has only the code, whatever the dossier and its log hold.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::FromRef;
use axum::http::{Request, StatusCode};
use dossier::decide::{Happening, Notice};
use dossier::model::{HeldComponent, HeldFile, Submission};
use dossier::store::{Record, record, record_notice};
use dossier::{Dossier, Dossiers};
use kernel::{Actor, Clock, FileId, Ids, OutboxId};
use law::Calendar;
use office::{Frame, Sessions};
use procedure::Catalogue;
use serde_json::{Value, json};
use store::ledger::Message;
use store::{Settings, Store};
use tower::ServiceExt;
use web::{Facade, Limits};

/// Stands in every private field; a page that shows it has shown something private.
const SECRET: &str = "BIMAT";
const CODE: &str = "000.19.28.H49-260302-0001";

/// An amount that nobody else would write.
const AMOUNT: i64 = 987_654_321;

fn secret(what: &str) -> String {
    format!("{SECRET}-{what}")
}

fn unit(name: &str) -> Value {
    json!({ "id": 1, "name": name, "code": "H49.1" })
}

fn officer() -> Value {
    json!({ "id": 7, "name": secret("officer"), "unit": 1 })
}

fn desk() -> Value {
    json!({ "step": 1, "unit": unit("Phòng Hộ tịch"), "officer": officer(), "since": "2026-03-03T08:00:00", "step_due": null })
}

/// Every stage a dossier with a code may be in.
fn stages() -> Vec<Value> {
    let work = json!({ "at": "in_progress", "desk": desk() });
    vec![
        json!({ "at": "lodged" }),
        json!({ "at": "supplement_before_intake" }),
        json!({ "at": "not_accepted", "reason": secret("reason"), "basis": "Điều 17" }),
        json!({ "at": "accepted" }),
        work.clone(),
        json!({ "at": "supplement_asked", "desk": desk() }),
        json!({ "at": "awaiting_supplement", "desk": desk() }),
        json!({ "at": "awaiting_obligation", "desk": desk() }),
        json!({ "at": "suspended", "desk": desk(), "reason": secret("reason"), "basis": "Điều 5", "since": "2026-03-04T08:00:00" }),
        json!({ "at": "withdrawal_requested", "from": work, "reason": secret("reason") }),
        json!({ "at": "stopped", "why": "by_law", "note": secret("note") }),
        json!({ "at": "result_ready" }),
        json!({ "at": "handed_over" }),
    ]
}

fn supplement() -> Value {
    json!({
        "items": [{ "component": "TP01", "ask": "Ký vào trang cuối" }], "reason": secret("reason"), "basis": "Điều 19",
        "asked_by": secret("officer"), "asked_at": "2026-03-03T09:00:00", "after_acceptance": true,
        "sent_at": "2026-03-03T10:00:00", "received_at": null, "override_reason": [secret("why"), secret("who")],
        "late_reason": secret("late"),
    })
}

fn dossier(stage: Value, id: i64, code: &str) -> Dossier {
    let ended = matches!(stage["at"].as_str(), Some("result_ready" | "handed_over" | "stopped"));
    let body = json!({
        "id": kernel::DossierId(id).to_string(), "version": 0, "code": code,
        "procedure": { "version": kernel::ProcedureVersionId(1).to_string(), "code": "1.001193", "name": "Đăng ký khai sinh", "field": "Hộ tịch", "case": null },
        "process": kernel::ProcessId(1).to_string(), "rules": "R118", "channel": "counter",
        "receiving": unit("Trung tâm"), "deciding": unit("UBND phường"),
        "applicant": { "person": kernel::PersonId(3).to_string(), "kind": "person", "name": secret("name"), "id_number": secret("id"), "phone": secret("phone"), "email": secret("email"), "address": secret("address") },
        "delegate": { "name": secret("delegate"), "id_number": secret("id"), "phone": secret("phone"), "authority": secret("authority") },
        "summary": secret("summary"), "sets": 1, "pick_up": "post", "stage": stage,
        "lodged_at": "2026-03-02T08:00:00", "lodged_by": secret("officer"),
        "accepted_at": "2026-03-02T09:00:00", "accepted_by": secret("officer"),
        "due": "2026-03-20T17:00:00",
        "clock": {
            "start": "2026-03-02T09:00:00", "event": "counter_acceptance", "limit": null,
            "manual_due": { "until": "2026-03-16T17:00:00", "reason": secret("manual") },
            "extension": { "until": "2026-03-20T17:00:00", "agreed_on": "2026-03-10", "reason": secret("extension") },
        },
        "ended_at": ended.then_some("2026-03-19T10:00:00"), "register": { "year": 2026, "number": 1 },
        "holds": [{ "from_unit": "Trung tâm", "from_officer": secret("officer"), "to_unit": "Phòng", "to_officer": secret("officer"), "step": "Thẩm định", "at": "2026-03-03T08:00:00", "due": null, "done": null, "note": secret("note") }],
        "supplements": [supplement()],
        "consultations": [{ "unit": unit("Công an"), "question": secret("question"), "asked_by": secret("officer"), "asked_at": "2026-03-03T09:00:00", "answer_by": "2026-03-09T17:00:00", "answer": [secret("answer"), "2026-03-05T09:00:00", secret("officer")] }],
        "obligations": [{ "amount": AMOUNT, "notice_no": secret("notice"), "declared_at": "2026-03-03T09:00:00", "cleared": ["2026-03-04T09:00:00", secret("receipt")] }],
        "apologies": [{ "reason": secret("apology"), "due_before": "2026-03-16T17:00:00", "promised": "2026-03-20T17:00:00", "at": "2026-03-10T09:00:00", "extends": true }],
        "proposal": { "outcome": { "kind": "refuse", "reason": secret("refusal"), "basis": "Điều 3" }, "note": secret("note"), "by": officer(), "at": "2026-03-10T09:00:00", "approved": [officer(), "2026-03-11T09:00:00"] },
        "result": { "name": secret("result"), "number": secret("number"), "signed_on": "2026-03-11", "signer": secret("signer"), "files": [] },
        "hand_over": { "taker_name": secret("taker"), "taker_id": secret("id"), "authority": secret("authority"), "way": "counter", "originals_returned": true, "at": "2026-03-20T09:00:00", "by": secret("officer") },
    });
    let mut dossier: Dossier = serde_json::from_value(with_ids(body)).expect("a dossier");
    dossier.components = vec![HeldComponent {
        key: "TP01".into(),
        name: "Tờ khai".into(),
        required: true,
        received: true,
        submission: Submission::Paper,
        originals: 1,
        copies: 0,
        note: secret("component"),
    }];
    dossier.files = vec![HeldFile {
        id: FileId(9),
        component: Some("TP01".into()),
        name: secret("file"),
        media: "application/pdf".into(),
        pages: 1,
        bytes: 10,
        blob: "00".repeat(32),
        added_ms: 0,
        added_by: secret("officer"),
    }];
    dossier
}

/// Ids travel as text (`uni_…`); the numbers above become that.
fn with_ids(mut body: Value) -> Value {
    fn walk(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                let officer = fields.contains_key("unit") && fields.get("id").is_some_and(Value::is_i64);
                if let Some(id) = fields.get("id").and_then(Value::as_i64) {
                    let text = if officer { kernel::OfficerId(id).to_string() } else { kernel::UnitId(id).to_string() };
                    fields.insert("id".into(), text.into());
                }
                if let Some(unit) = fields.get("unit").and_then(Value::as_i64) {
                    fields.insert("unit".into(), kernel::UnitId(unit).to_string().into());
                }
                fields.values_mut().for_each(walk);
            }
            Value::Array(items) => items.iter_mut().for_each(walk),
            _ => {}
        }
    }
    walk(&mut body);
    body
}

/// Every kind of event and message with every fact an act may note; only what anybody may know is no secret.
fn log() -> (Vec<Happening>, Vec<Notice>) {
    let private = [
        "reason",
        "note",
        "officer",
        "to_name",
        "amount",
        "notice_no",
        "receipt_no",
        "number",
        "paper_number",
        "items",
        "blob",
        "signer",
        "taker",
        "summary",
        "question",
        "answer",
        "words",
        "measures",
        "tracking",
        "by",
        "case",
        "visitor",
        "ended",
    ];
    let mut facts: BTreeMap<String, String> = private.iter().map(|name| (name.to_string(), secret(name))).collect();
    for name in ["due", "due_before", "promised", "answer_by", "began"] {
        facts.insert(name.into(), "2026-03-20T17:00:00+07:00".into());
    }
    facts.insert("unit".into(), "Công an".into());
    facts.insert("basis".into(), "Điều 19".into());
    facts.insert("minutes".into(), "12".into());
    facts.insert("absent".into(), "visitor".into());
    facts.insert("refuses".into(), "1".into());
    let kinds = locale_keys("dossier-event-", "-public");
    let happening =
        |kind: &String| Happening { kind: kind.clone(), from: "a".into(), to: "b".into(), facts: facts.clone() };
    let notice = |kind: &String| Notice { kind: kind.clone(), facts: facts.clone() };
    (kinds.iter().map(happening).collect(), locale_keys("dossier-notice-", "").iter().map(notice).collect())
}

/// The kinds the dossier's words know, as events keep them.
fn locale_keys(prefix: &str, suffix: &str) -> Vec<String> {
    let (_, vi, _) = kernel::i18n::SOURCES.iter().find(|(room, _, _)| *room == "dossier").expect("the room's words");
    let named = vi.lines().filter_map(|line| line.strip_prefix(prefix)?.split_once(" =")?.0.strip_suffix(suffix));
    named.filter(|kind| *kind != "due-moved" && !kind.ends_with("-public")).map(|kind| kind.replace('-', "_")).collect()
}

#[derive(Clone)]
struct House {
    door: Dossiers,
    sessions: Arc<Sessions>,
    frame: Frame,
    _folder: Arc<tempfile::TempDir>,
}

macro_rules! doors {
    ($($door:ty: $get:expr),*) => {$(impl FromRef<House> for $door {
        fn from_ref(house: &House) -> $door { ($get)(house) }
    })*};
}
doors!(
    Dossiers: |house: &House| house.door.clone(),
    Arc<Sessions>: |house: &House| house.sessions.clone(),
    Clock: |house: &House| house.door.clock.clone(),
    Frame: |house: &House| house.frame.clone()
);

fn code(nth: usize) -> String {
    format!("000.19.28.H49-260302-{:04}", nth + 1)
}

/// A site that holds one dossier in every stage.
fn site(look_ups_per_minute: u32) -> Router {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&Settings::Sqlite { path: folder.path().join("office.db"), readers: 2 }).expect("opens");
    for tables in [store::ledger::MIGRATIONS, office::MIGRATIONS, procedure::MIGRATIONS, dossier::store::MIGRATIONS] {
        store.migrate(tables).expect("tables");
    }
    let (ids, clock) = (Arc::new(Ids::new(0)), Clock::set_at("2026-03-05T09:00:00+07:00".parse().expect("a moment")));
    for (nth, stage) in stages().into_iter().enumerate() {
        let (ids, now_ms) = (ids.clone(), clock.now_ms());
        store
            .act_blocking(move |tx| {
                let mut after = dossier(stage.clone(), 100 + nth as i64, &code(nth));
                let (happenings, notices) = log();
                let actor = Actor::Officer {
                    id: kernel::OfficerId(7),
                    name: secret("officer"),
                    unit: kernel::UnitId(1),
                    unit_name: "Trung tâm".into(),
                };
                let (calendar, process) = (Calendar::shipped(), Catalogue::default_for(None));
                let written = Record {
                    before: None,
                    after: &mut after,
                    happenings: &happenings,
                    notices: &[],
                    actor: &actor,
                    process: &process,
                    calendar: &calendar,
                    act: "dossier.accept",
                    why: "test",
                    now_ms,
                    ids: &ids,
                    listeners: &[],
                };
                record(tx, written, Vec::new())?;
                for notice in &notices {
                    let body = serde_json::to_string(notice).expect("JSON");
                    let id = OutboxId(ids.next(now_ms));
                    let topic = "notice".into();
                    record_notice(
                        tx,
                        &Message { id, dossier: Some(after.id), topic, body, created_ms: now_ms, attempts: 0 },
                    )?;
                }
                Ok(())
            })
            .expect("recorded");
    }
    let sessions = Arc::new(Sessions::open_blocking(store.clone(), ids.clone()).expect("sessions"));
    let (catalogue, office) = (Arc::new(Catalogue::load(&store).expect("a catalogue")), sessions.clone());
    let office: dossier::door::OfficeNow = Arc::new(move || office.directory());
    let door = Dossiers { catalogue, store, ids, clock, office, listeners: Arc::from([]) };
    let house =
        House { door, sessions, frame: Frame(Arc::new(|_, _| web::Viewer::default())), _folder: Arc::new(folder) };
    let limits = Limits { look_up_per_minute: look_ups_per_minute, ..Limits::default() };
    let routes = dossier::html::tracking::routes().with_state(house);
    Facade::new(web::Settings { limits, ..web::Settings::default() }).dress(routes)
}

async fn get(site: &Router, path: &str) -> (StatusCode, String) {
    let request = Request::builder().uri(path).body(Body::empty()).expect("a request");
    let answer = site.clone().oneshot(request).await.expect("an answer");
    let status = answer.status();
    let body = axum::body::to_bytes(answer.into_body(), 8 << 20).await.expect("a body");
    (status, String::from_utf8(body.to_vec()).expect("UTF-8"))
}

#[tokio::test]
async fn nothing_private_is_shown_in_any_stage_or_language() {
    let site = site(0);
    assert!(log().0.len() > 30 && log().1.len() > 10, "the room's words are found");
    for (nth, stage) in stages().iter().enumerate() {
        for lang in ["vi", "en"] {
            for path in
                [format!("/tracking/{}?lang={lang}", code(nth)), format!("/api/v1/tracking/{}?lang={lang}", code(nth))]
            {
                let (status, body) = get(&site, &path).await;
                assert_eq!(status, StatusCode::OK, "{path} {stage}: {body}");
                let shown = body.find(SECRET).map(|at| &body[at.saturating_sub(80)..(at + 40).min(body.len())]);
                assert_eq!(shown, None, "{path} {stage}");
                for amount in ["987654321", "987.654.321", "987,654,321"] {
                    assert!(!body.contains(amount), "{path}: an amount");
                }
                for key in ["public-", "dossier-event", "dossier-notice", "law-"] {
                    assert!(
                        !body.contains(&format!(">{key}")) && !body.contains(&format!("\"{key}")),
                        "{path} shows a key {key}"
                    );
                }
                assert!(!body.contains("{$") && !body.contains("{ $"), "{path} lacks a variable");
            }
        }
    }
}

#[tokio::test]
async fn a_supplement_request_says_what_to_bring_and_until_when() {
    let site = site(0);
    let waiting = stages().iter().position(|stage| stage["at"] == "awaiting_supplement").expect("the stage");
    let (_, html) = get(&site, &format!("/tracking/{}", code(waiting))).await;
    for told in ["Ký vào trang cuối", "Giấy tờ: Tờ khai", "Hạn bổ sung: thứ"] {
        assert!(html.contains(told), "{told}: {html}");
    }
    let asked = stages().iter().position(|stage| stage["at"] == "supplement_asked").expect("the stage");
    let (_, html) = get(&site, &format!("/tracking/{}", code(asked))).await;
    assert!(html.contains("Đang giải quyết") && !html.contains("Ký vào trang cuối"), "not asked of the applicant yet");
}

#[tokio::test]
async fn a_code_is_read_as_people_type_it_and_a_wrong_one_is_explained() {
    let site = site(0);
    let (status, _) = get(&site, "/tracking?code=%20000.19.28.h49%E2%80%93260302-0001").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (status, html) = get(&site, "/tracking?code=H49-1").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        html.contains("value=\"H49-1\"") && html.contains("f-code-error") && html.contains("000.19.28.H49-240612-0003")
    );
    let (status, html) = get(&site, "/tracking/000.19.28.H49-260302-9999").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(html.contains("Chưa tìm thấy hồ sơ này"));
    assert_eq!(get(&site, "/api/v1/tracking/000.19.28.H49-260302-9999").await.0, StatusCode::NOT_FOUND);
    let (status, body) = get(&site, "/api/v1/tracking/H49-1?lang=en").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(problem["facts"]["error"], "FORMAT");
}

#[tokio::test]
async fn guessing_codes_is_slowed_down() {
    let site = site(3);
    for _ in 0..3 {
        assert_eq!(get(&site, &format!("/tracking/{CODE}")).await.0, StatusCode::OK);
    }
    assert_eq!(get(&site, &format!("/tracking/{CODE}")).await.0, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(get(&site, &format!("/api/v1/tracking/{CODE}")).await.0, StatusCode::TOO_MANY_REQUESTS);
}
