//! The counter as officers use it: whole visits through the real pages, typed, ticked, sent, and shown again when refused.

mod house;

use axum::body::Body;
use house::{Answer, ELSEWHERE, House, INTAKE, PROCEDURE, on_both, on_sqlite};
use kernel::Vnd;
use office::Act;
use procedure::model::{Channel, ChannelTerm, Component, ComponentKind, Fee, FeeKind, Outcome, ProcedureVersion};

/// One officer's browser: what a form holds is what a person typed, everything else comes from the page.
struct Browser<'h> {
    house: &'h House,
    token: String,
}

impl<'h> Browser<'h> {
    fn of(house: &'h House, login: &str) -> Self {
        Browser { house, token: house.token(login) }
    }

    fn get(&self, path: &str) -> Answer {
        self.house.get(&self.token, path)
    }

    fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> = fields.iter().map(|(k, v)| format!("{k}={}", web::fields::encode(v))).collect();
        let bearer = format!("Bearer {}", self.token);
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/x-www-form-urlencoded")];
        self.house.call("POST", path, &headers, pairs.join("&"))
    }

    /// Begins a dossier of a new applicant and answers the address of its screen.
    fn lodge(&self, more: &[(&str, &str)]) -> String {
        let deciding = self.house.unit("ubnd_hong_gai");
        let usual = [
            ("do", "lodge"),
            ("kind", "citizen"),
            ("name", "Trần Thị Mẫu"),
            ("birth", "1990"),
            ("phone", "0912 345 678"),
            ("commune", "Hồng Gai"),
            ("channel", "counter"),
            ("procedure", PROCEDURE),
            ("deciding", &deciding),
        ];
        // The first value of a name counts.
        let fields: Vec<(&str, &str)> = more.iter().copied().chain(usual).collect();
        location(&self.send("/intake", &fields).expect(303))
    }

    /// Sends files as a browser without script would.
    fn upload(&self, path: &str, accept: &str, files: &[(&str, &str, &[u8])]) -> Answer {
        let mut body = Vec::new();
        for (name, kind, bytes) in files {
            let head = format!(
                "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: {kind}\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--B--\r\n");
        let bearer = format!("Bearer {}", self.token);
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "multipart/form-data; boundary=B"),
            ("accept", accept),
        ];
        self.house.call("POST", path, &headers, Body::from(body))
    }
}

#[track_caller]
fn location(answer: &Answer) -> String {
    answer.header("location").expect("a redirect").to_string()
}

/// The version the screen shows.
#[track_caller]
fn version(page: &Answer) -> String {
    let (_, after) = page.text.split_once("name=\"version\" value=\"").expect("a version on the page");
    after.split('"').next().unwrap().to_string()
}

/// The checklist of the birth procedure, all of it ticked.
fn all_papers(house: &House, code: &str) -> Vec<(String, String)> {
    let today = kernel::time::civil(house::now()).date();
    let held = house.app.catalogue.current(code, today).unwrap();
    let lines = dossier::door::checklist(&held.version, None);
    lines
        .iter()
        .flat_map(|line| [("line".into(), line.key.clone()), (format!("got_{}", line.key), "1".into())])
        .collect()
}

fn with<'a>(papers: &'a [(String, String)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    papers.iter().map(|(k, v)| (k.as_str(), v.as_str())).chain(more.iter().copied()).collect()
}

/// The second paper of the checklist.
fn second_paper(house: &House) -> String {
    all_papers(house, PROCEDURE)[2].1.clone()
}

/// A procedure of the test's own.
fn publish(house: &House, change: impl FnOnce(&mut ProcedureVersion)) {
    let mut version = ProcedureVersion::named("9.000001", "Thủ tục thử", "Hộ tịch");
    version.implementing_agency = "Ủy ban nhân dân cấp xã".into();
    version.levels = vec![procedure::Level::Commune];
    version.results = vec![Outcome { code: None, name: "Bản sao chứng thực".into() }];
    version.components = vec![Component {
        key: "TP01".into(),
        case: None,
        group: None,
        kind: ComponentKind::Document,
        name: "Tờ khai theo mẫu".into(),
        form_template: None,
        originals: 1,
        copies: 0,
        required: true,
    }];
    version.terms = vec![ChannelTerm {
        channel: Channel::Counter,
        case: None,
        limit: Some(law::Limit::of(3, law::Unit::WorkingDay)),
        limit_printed: "3 ngày làm việc".into(),
        fees: vec![Fee {
            label: "8,000 Việt Nam Đồng".into(),
            amount: Some(Vnd(8_000)),
            currency: "VND".into(),
            foreign_amount: None,
            note: String::new(),
            kind: FeeKind::Charge,
            suspect: false,
        }],
        description: String::new(),
    }];
    change(&mut version);
    let (ids, catalogue) = (house.app.ids.clone(), house.app.catalogue.clone());
    house
        .app
        .store
        .act_blocking(move |tx| {
            procedure::store::record_version(tx, &ids, house::now().as_millisecond(), &version)?;
            Ok(())
        })
        .unwrap();
    house.app.store.read_blocking(move |tx| catalogue.refresh(tx)).unwrap();
}

fn tree(house: &House, id: &str) -> dossier::Dossier {
    let id: kernel::DossierId = id.rsplit('/').find_map(|part| part.parse().ok()).expect("an id in the address");
    house.app.store.read_blocking(move |tx| dossier::store::load(tx, id)).unwrap()
}

// ── visits ───────────────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn a_visitor_leaves_with_a_code_and_a_date() {
    on_both(|house| {
        let browser = Browser::of(&house, INTAKE);
        browser.get("/intake").expect(200);
        let screen = browser.lodge(&[]);
        let page = browser.get(&screen).expect(200);
        assert!(page.text.contains("Trần Thị Mẫu"));
        let papers = all_papers(&house, PROCEDURE);
        let seen = version(&page);
        let fields = with(&papers, &[("version", &seen), ("contact", "1"), ("phone", "0912345678"), ("_once", "a1")]);
        let done = browser.send(&format!("{screen}/acceptance"), &fields).expect(303);
        let outcome = browser.get(&location(&done)).expect(200);
        let dossier = tree(&house, &screen);
        let code = dossier.code.clone().expect("a code");
        assert!(outcome.text.contains(&code) && outcome.text.contains("data:image/svg+xml"));
        let id = screen.rsplit('/').next().unwrap();
        let receipt = format!("/dossiers/{id}/papers/1.pdf");
        assert!(outcome.text.contains(&receipt), "the receipt can be printed");
        assert_eq!(browser.get(&receipt).expect(200).header("content-type"), Some("application/pdf"));
        assert!(outcome.text.contains("02/03/2026"), "same-day procedure, taken in at nine");
        assert!(dossier.components.iter().all(|line| line.received));
        // On its way, from the same page.
        browser.send(&format!("{screen}/transfer"), &[("version", &version(&outcome)), ("_once", "a2")]).expect(303);
        assert_eq!(tree(&house, &screen).stage.name(), "in_progress");
    });
}

#[test]
fn where_the_matter_is_who_helped_and_where_the_result_is_wanted_stand_on_the_dossier() {
    on_both(|house| {
        let browser = Browser::of(&house, INTAKE);
        let (here, there) = (house.unit("ubnd_hong_gai"), house.unit("ubnd_tien_yen"));
        let (helped, door) = (house.unit("tt_tien_yen"), house.unit("tt_pvhcc"));
        let id = |unit: &str| unit.parse::<kernel::UnitId>().expect("a unit");
        // The matter lies elsewhere: the proposal follows it, and one that was left alone is looked at once more.
        let usual = [
            ("kind", "citizen"),
            ("name", "Trần Thị Mẫu"),
            ("birth", "1990"),
            ("commune", "Hồng Gai"),
            ("channel", "counter"),
            ("procedure", PROCEDURE),
            ("place", "Tiên Yên"),
        ];
        let stale =
            [[("do", "lodge"), ("deciding", here.as_str()), ("proposed", here.as_str())].as_slice(), &usual].concat();
        let shown = browser.send("/intake", &stale).expect(422).text;
        assert!(
            shown.contains("Theo nơi có việc") && shown.contains(&format!("value=\"{there}\" selected")),
            "{shown}"
        );
        assert!(shown.contains("value=\"Tiên Yên\""), "what was typed is kept");
        let long = "x".repeat(301);
        let too_long = [[("do", "lodge"), ("place", long.as_str())].as_slice(), &stale[1..]].concat();
        assert!(browser.send("/intake", &too_long).expect(422).text.contains("300"));

        let screen =
            browser.lodge(&[("deciding", &there), ("place", "Tiên Yên"), ("help", &helped), ("phone", "0912345678")]);
        let dossier = tree(&house, &screen);
        assert_eq!((dossier.place.as_str(), dossier.deciding.id), ("Tiên Yên", id(&there)));
        assert_eq!(dossier.help.as_ref().map(|unit| unit.id), Some(id(&helped)));
        assert_eq!(dossier.door().id, dossier.receiving.id, "where it came in, until somebody says otherwise");

        let page = browser.get(&screen).expect(200);
        assert!(page.text.contains(&format!("value=\"{helped}\" selected")), "the screen says who helped");
        let papers = all_papers(&house, PROCEDURE);
        let seen = version(&page);
        let more = [
            ("version", seen.as_str()),
            ("contact", "1"),
            ("phone", "0912345678"),
            ("place", "Thôn Một, xã Tiên Yên"),
            ("help", ""),
            ("door", &door),
            ("_once", "p1"),
        ];
        let outcome = location(&browser.send(&format!("{screen}/acceptance"), &with(&papers, &more)).expect(303));
        let dossier = tree(&house, &screen);
        assert_eq!((dossier.place.as_str(), dossier.help.as_ref()), ("Thôn Một, xã Tiên Yên", None));
        assert_eq!(dossier.door().id, id(&door));
        let name = dossier.door().name.clone();
        assert_eq!(dossier.papers[0].door.as_ref(), Some(&name), "the receipt says where to come");
        assert!(browser.get(&outcome).expect(200).text.contains(&name));
        let code = dossier.code.expect("a code");
        let public = house.call("GET", &format!("/tracking/{code}"), &[], "").expect(200).text;
        assert!(public.contains("Nơi đến nhận") && public.contains(&name), "and so does the follow-up page");
    });
}

#[test]
fn taking_in_and_transferring_is_one_press() {
    on_sqlite(|house| {
        let browser = Browser::of(&house, INTAKE);
        let screen = browser.lodge(&[]);
        let papers = all_papers(&house, PROCEDURE);
        let fields = with(&papers, &[("version", "1"), ("then", "transfer"), ("_once", "b1")]);
        browser.send(&format!("{screen}/acceptance"), &fields).expect(303);
        assert_eq!(tree(&house, &screen).stage.name(), "in_progress");
    });
}

#[test]
fn what_is_missing_is_named_and_everything_typed_stays() {
    on_sqlite(|house| {
        let browser = Browser::of(&house, INTAKE);
        let screen = browser.lodge(&[]);
        let fields = [
            ("version", "1"),
            ("contact", "1"),
            ("phone", "0912345678"),
            ("summary", "Khai sinh cho con thứ hai"),
            ("_once", "c1"),
        ];
        let page = browser.send(&format!("{screen}/acceptance"), &fields).expect(422);
        assert!(page.text.contains("Khai sinh cho con thứ hai") && page.text.contains("error-summary"));
        assert!(page.text.contains("Tờ khai đăng ký khai sinh"), "the missing paper by its name");
        assert_eq!(tree(&house, &screen).version, 1, "nothing was saved");
    });
}

#[test]
fn an_incomplete_dossier_is_asked_for_everything_at_once_and_comes_back() {
    on_both(|house| {
        let browser = Browser::of(&house, INTAKE);
        let screen = browser.lodge(&[]);
        let nothing = browser.send(
            &format!("{screen}/supplement"),
            &[("version", "1"), ("asking", "1"), ("supplement_reason", "thiếu")],
        );
        assert_eq!(nothing.status.as_u16(), 422, "a request without an item is no request");
        let second = second_paper(&house);
        let (ask, text) = (format!("ask_{second}"), format!("ask_text_{second}"));
        let fields = [
            ("version", "1"),
            ("asking", "1"),
            ("ask_TP01", "1"),
            (ask.as_str(), "1"),
            (text.as_str(), "Bản gốc giấy chứng sinh"),
            ("supplement_reason", "Hồ sơ chưa đủ"),
            ("_once", "d1"),
        ];
        let outcome = location(&browser.send(&format!("{screen}/supplement"), &fields).expect(303));
        let page = browser.get(&outcome).expect(200);
        assert!(page.text.contains("Bản gốc giấy chứng sinh") && page.text.contains("/papers/1.pdf"));
        let asked = tree(&house, &screen);
        assert_eq!(asked.supplements[0].items.len(), 2);
        assert!(!asked.supplements[0].items[0].ask.is_empty(), "a tick without words asks for the paper");
        assert!(browser.get("/intake").text.contains("Chờ người nộp bổ sung"));
        let back = browser.send(&format!("{screen}/resubmission"), &[("version", &version(&page)), ("_once", "d2")]);
        assert_eq!(location(&back.expect(303)), screen);
        let shown = browser.get(&screen).expect(200);
        assert!(shown.text.contains("Bản gốc giấy chứng sinh") && !shown.text.contains("name=\"supplement_reason\""));
        let again = version(&shown);
        let fields = [("version", again.as_str()), ("missing_reason", "Chưa có bản gốc"), ("_once", "d3")];
        browser.send(&format!("{screen}/still-missing"), &fields).expect(303);
        let asked = tree(&house, &screen);
        assert_eq!((asked.stage.name(), asked.supplements.len()), ("supplement_before_intake", 1), "asked once");
    });
}

#[test]
fn a_refusal_needs_its_article() {
    on_sqlite(|house| {
        let browser = Browser::of(&house, INTAKE);
        let screen = browser.lodge(&[]);
        let path = format!("{screen}/refusal");
        let page =
            browser.send(&path, &[("version", "1"), ("refusal_reason", "Không thuộc thẩm quyền"), ("_once", "e1")]);
        let page = page.expect(422);
        assert!(page.text.contains("Không thuộc thẩm quyền") && page.text.contains("f-refusal_basis-error"));
        let fields = [
            ("version", "1"),
            ("refusal_reason", "Không thuộc thẩm quyền"),
            ("refusal_basis", "Điều 13 Luật Hộ tịch"),
            ("_once", "e2"),
        ];
        let outcome = location(&browser.send(&path, &fields).expect(303));
        assert!(browser.get(&outcome).expect(200).text.contains("Điều 13 Luật Hộ tịch"));
        assert_eq!(tree(&house, &screen).stage.name(), "not_accepted");
    });
}

#[test]
fn what_is_settled_at_once_is_one_flow() {
    on_sqlite(|house| {
        publish(&house, |version| version.immediate = true);
        let browser = Browser::of(&house, INTAKE);
        let screen = browser.lodge(&[("procedure", "9.000001")]);
        let page = browser.get(&screen).expect(200);
        assert!(page.text.contains("/completion") && page.text.contains("8.000 đ"));
        let papers = all_papers(&house, "9.000001");
        let fields = with(
            &papers,
            &[
                ("version", "1"),
                ("result_name", "Bản sao chứng thực"),
                ("signer", "Lê Văn Ký"),
                ("taker_name", "Trần Thị Mẫu"),
                ("_once", "f1"),
            ],
        );
        let outcome = location(&browser.send(&format!("{screen}/completion"), &fields).expect(303));
        browser.get(&outcome).expect(200);
        let dossier = tree(&house, &screen);
        assert_eq!(dossier.stage.name(), "handed_over");
        assert!(dossier.papers.is_empty(), "no receipt unless wanted");
        assert!(dossier.register.is_some(), "the register has it all the same");
    });
}

#[test]
fn without_a_published_limit_the_officer_sets_date_and_reason() {
    on_sqlite(|house| {
        publish(&house, |version| version.terms.clear());
        let browser = Browser::of(&house, INTAKE);
        let screen = browser.lodge(&[("procedure", "9.000001")]);
        let papers = all_papers(&house, "9.000001");
        let path = format!("{screen}/acceptance");
        let page = browser.send(&path, &with(&papers, &[("version", "1"), ("_once", "g1")])).expect(422);
        assert!(page.text.contains("f-due_date-error"));
        let page = browser
            .send(&path, &with(&papers, &[("version", "1"), ("due_date", "10/03/2026"), ("_once", "g2")]))
            .expect(422);
        assert!(page.text.contains("f-due_reason-error") && page.text.contains("10/03/2026"));
        let wrong = browser.send(&path, &with(&papers, &[("version", "1"), ("due_date", "mai"), ("_once", "g3")]));
        assert_eq!(wrong.status.as_u16(), 422);
        let fields = with(
            &papers,
            &[("version", "1"), ("due_date", "10/03/2026"), ("due_reason", "Theo khối lượng"), ("_once", "g4")],
        );
        browser.send(&path, &fields).expect(303);
        let due = tree(&house, &screen).due.unwrap();
        assert_eq!(kernel::time::rfc3339(due), "2026-03-10T17:00:00+07:00");
    });
}

#[test]
fn the_date_that_would_be_promised_is_shown_before_and_not_saved() {
    on_sqlite(|house| {
        publish(&house, |version| version.terms[0].channel = Channel::Post);
        let browser = Browser::of(&house, INTAKE);
        let screen = browser.lodge(&[("procedure", "9.000001"), ("channel", "post")]);
        let fields = [("version", "1"), ("received_date", "26/02/2026"), ("received_time", "9h30")];
        let fragment = browser.send(&format!("{screen}/preview"), &fields).expect(200);
        assert!(
            fragment.text.contains("due-date\">thứ Ba 03/03/2026, 17:00"),
            "three working days after Thursday: {}",
            fragment.text
        );
        assert!(!fragment.text.contains("<html"));
        assert_eq!(tree(&house, &screen).version, 1);
        let papers = all_papers(&house, "9.000001");
        let ahead = with(&papers, &[("version", "1"), ("received_date", "05/03/2026"), ("_once", "h1")]);
        assert!(
            browser.send(&format!("{screen}/acceptance"), &ahead).expect(422).text.contains("f-received_date-error")
        );
        let sound = with(
            &papers,
            &[("version", "1"), ("received_date", "26/02/2026"), ("received_time", "09:30"), ("_once", "h2")],
        );
        browser.send(&format!("{screen}/acceptance"), &sound).expect(303);
        assert_eq!(kernel::time::rfc3339(tree(&house, &screen).due.unwrap()), "2026-03-03T17:00:00+07:00");
    });
}

// ── people and procedures ────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn a_wrong_number_is_named_at_its_field_and_an_odd_one_only_shown() {
    on_sqlite(|house| {
        let browser = Browser::of(&house, INTAKE);
        let deciding = house.unit("ubnd_hong_gai");
        let fields = |number| {
            vec![
                ("do", "lodge"),
                ("kind", "citizen"),
                ("name", "Trần Thị Mẫu"),
                ("personal_number", number),
                ("sex", "male"),
                ("procedure", PROCEDURE),
                ("deciding", deciding.as_str()),
            ]
        };
        for wrong in ["12345", "100123456", "02219000000A"] {
            let page = browser.send("/intake", &fields(wrong)).expect(422);
            assert!(page.text.contains("f-personal_number-error") && page.text.contains(wrong), "{wrong}");
        }
        assert_eq!(house.state()["person"], 0, "nobody was made up");
        // 1 at the fourth place is a woman of the twentieth century: a second look, no refusal.
        let screen = location(&browser.send("/intake", &fields("022190000002")).expect(303));
        assert!(browser.get(&screen).text.contains("Giới tính khai khác với số định danh"));
    });
}

#[test]
fn a_known_person_is_found_and_a_difference_is_the_officers_to_settle() {
    on_both(|house| {
        let browser = Browser::of(&house, INTAKE);
        browser.lodge(&[("personal_number", "022190000002"), ("_once", "i1")]);
        let found = browser.send("/intake", &[("do", "find"), ("q", "022190000002")]).expect(200);
        assert!(
            found.text.contains("name=\"person_id\" value=\"per_") && found.text.contains("Thủ tục đăng ký khai sinh")
        );
        assert!(!found.text.contains("value=\"022190000002\"><button"), "what was looked for is gone");
        let listed = browser.send("/intake", &[("do", "find"), ("q", "tran thi")]).expect(200);
        assert!(
            listed.text.contains("do\" value=\"person:per_") && !listed.text.contains("022190000002"),
            "lists are masked"
        );
        // The same person with another telephone: asked, not overwritten.
        let deciding = house.unit("ubnd_hong_gai");
        let fields = [
            ("do", "lodge"),
            ("kind", "citizen"),
            ("name", "Trần Thị Mẫu"),
            ("personal_number", "022190000002"),
            ("phone", "0987654321"),
            ("procedure", PROCEDURE),
            ("deciding", deciding.as_str()),
        ];
        let asked = browser.send("/intake", &fields).expect(200);
        assert!(asked.text.contains("0912345678") && asked.text.contains("0987654321"));
        assert!(asked.text.contains("cùng thủ tục"), "an unfinished dossier of the same procedure is pointed out");
        assert_eq!(house.state()["dossier"], 1);
        let (_, after) = asked.text.split_once("name=\"person_id\" value=\"").unwrap();
        let person = after.split('"').next().unwrap().to_string();
        let confirmed: Vec<_> =
            fields.iter().copied().chain([("person_id", person.as_str()), ("person_version", "1")]).collect();
        let screen = location(&browser.send("/intake", &confirmed).expect(303));
        assert_eq!(tree(&house, &screen).applicant.phone, "0987654321");
        // Another name under the same number is somebody to be looked at.
        let other = [
            ("do", "lodge"),
            ("kind", "citizen"),
            ("name", "Lê Văn Khác"),
            ("personal_number", "022190000002"),
            ("procedure", PROCEDURE),
            ("deciding", deciding.as_str()),
        ];
        let page = browser.send("/intake", &other).expect(422);
        assert!(page.text.contains("f-personal_number-error") && page.text.contains("person:per_"));
        assert_eq!(house.state()["person"], 1);
    });
}

#[test]
fn plain_words_find_the_procedure_and_a_repealed_one_leads_to_its_successor() {
    on_sqlite(|house| {
        publish(&house, |version| {
            version.repealed = true;
            version.successor = Some(PROCEDURE.into());
        });
        let browser = Browser::of(&house, INTAKE);
        let answers = browser.get("/intake/procedures?q=giay%20khai%20sinh%20cho%20con").expect(200).json();
        assert_eq!(answers[0]["value"], PROCEDURE);
        let hits = browser.send("/intake", &[("do", "procedure"), ("procedure", "giay khai sinh cho con")]).expect(200);
        assert!(hits.text.contains(&format!("procedure:{PROCEDURE}")));
        let chosen =
            browser.send("/intake", &[("do", &format!("procedure:{PROCEDURE}")), ("name", "Trần Thị Mẫu")]).expect(200);
        assert!(chosen.text.contains("Trần Thị Mẫu"), "what was typed stays");
        let own = house.unit("ubnd_hong_gai");
        assert!(
            chosen.text.contains(&format!("<option value=\"{own}\" selected>")),
            "this ward's committee is proposed"
        );
        let closed = browser.send("/intake", &[("do", "procedure"), ("procedure", "9.000001")]).expect(200);
        assert!(closed.text.contains("notice-bad") && closed.text.contains(&format!("procedure:{PROCEDURE}")));
        let refused = [("do", "lodge"), ("name", "Trần Thị Mẫu"), ("procedure", "9.000001")];
        assert!(browser.send("/intake", &refused).expect(422).text.contains("f-procedure-error"));
        assert_eq!(house.state()["dossier"], 0);
    });
}

#[test]
fn the_next_visitor_finds_an_empty_form() {
    on_sqlite(|house| {
        let browser = Browser::of(&house, INTAKE);
        browser.lodge(&[("personal_number", "022190000002")]);
        let page = browser.get("/intake").expect(200);
        assert!(!page.text.contains("022190000002") && !page.text.contains("0912345678"));
    });
}

// ── two clicks, two officers ─────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn a_repeated_click_makes_one_dossier_and_one_code() {
    on_both(|house| {
        let browser = Browser::of(&house, INTAKE);
        let first = browser.lodge(&[("_once", "k1")]);
        assert_eq!(browser.lodge(&[("_once", "k1")]), first);
        assert_eq!(house.state()["dossier"], 1);
        assert_eq!(house.state()["person"], 1);
        let papers = all_papers(&house, PROCEDURE);
        let fields = with(&papers, &[("version", "1"), ("_once", "k2")]);
        for _ in 0..2 {
            browser.send(&format!("{first}/acceptance"), &fields).expect(303);
        }
        assert!(tree(&house, &first).code.unwrap().ends_with("-0001"));
        assert_eq!(tree(&house, &first).papers.len(), 1);
    });
}

#[test]
fn an_officers_own_saves_do_not_make_the_screen_old_and_a_colleagues_do() {
    on_both(|house| {
        let browser = Browser::of(&house, "tiepnhan1.tt");
        let colleague = Browser::of(&house, "huongdan.tt");
        let screen = browser.lodge(&[]);
        let saved =
            browser.send(&format!("{screen}/autosave"), &[("version", "1"), ("line", "TP01"), ("got_TP01", "1")]);
        assert_eq!(saved.status.as_u16(), 204);
        assert!(tree(&house, &screen).components[0].received);
        // The page still says version 1: its own save stands between.
        let second = second_paper(&house);
        let got = format!("got_{second}");
        let own = browser.send(&screen, &[("version", "1"), ("line", &second), (&got, "1"), ("_once", "l1")]);
        assert_eq!(own.status.as_u16(), 303);
        let stands = tree(&house, &screen).version;
        assert_eq!(stands, 3);
        let theirs = colleague
            .send(&screen, &[("version", "3"), ("contact", "1"), ("summary", "Của đồng nghiệp"), ("_once", "l2")]);
        assert_eq!(theirs.status.as_u16(), 303, "{}", theirs.text);
        let late = [("version", "3"), ("contact", "1"), ("summary", "Của tôi"), ("_once", "l3")];
        let page = browser.send(&screen, &late).expect(409);
        assert!(page.text.contains("Của tôi"), "what was typed stays");
        assert!(page.text.contains(&house.officer("huongdan.tt").name), "and who was faster is named");
        assert_eq!(tree(&house, &screen).summary, "Của đồng nghiệp");
        assert_eq!(version(&page), "4", "pressing again acts on what stands");
    });
}

#[test]
fn many_papers_leave_in_one_press_and_the_one_that_cannot_is_named() {
    on_sqlite(|house| {
        let browser = Browser::of(&house, INTAKE);
        let papers = all_papers(&house, PROCEDURE);
        let mut screens = Vec::new();
        for nth in ["1", "2", "3"] {
            let screen = browser.lodge(&[("_once", nth)]);
            let once = format!("m{nth}");
            browser
                .send(&format!("{screen}/acceptance"), &with(&papers, &[("version", "1"), ("_once", &once)]))
                .expect(303);
            screens.push(screen);
        }
        let page = browser.get("/intake/transfers").expect(200);
        assert!(page.text.contains("17:00"), "taken in at nine: today");
        let ticks: Vec<String> = screens
            .iter()
            .map(|screen| {
                let dossier = tree(&house, screen);
                format!("{} {}", dossier.id, dossier.version)
            })
            .collect();
        browser
            .send(
                &format!("{}/transfer", screens[0]),
                &[("version", ticks[0].split(' ').nth(1).unwrap()), ("_once", "m9")],
            )
            .expect(303);
        let fields: Vec<(&str, &str)> =
            ticks.iter().map(|tick| ("dossier", tick.as_str())).chain([("_once", "m10")]).collect();
        let page = browser.send("/intake/transfers", &fields).expect(422);
        assert!(page.text.contains(&tree(&house, &screens[0]).code.unwrap()), "the one that was faster is named");
        for screen in &screens {
            assert_eq!(tree(&house, screen).stage.name(), "in_progress");
        }
    });
}

// ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────

fn picture() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(600, 800, image::Rgb([255; 3])).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[test]
fn a_file_that_lies_is_named_and_the_others_of_the_batch_are_taken() {
    on_both(|house| {
        let browser = Browser::of(&house, INTAKE);
        let screen = browser.lodge(&[]);
        let id = screen.rsplit('/').next().unwrap();
        let path = format!("/dossiers/{id}/files?component=TP01");
        let batch: [(&str, &str, &[u8]); 3] = [
            ("giay.png", "image/png", &picture()),
            ("lua.pdf", "application/pdf", b"<html><script>alert(1)</script></html>"),
            ("rong.pdf", "application/pdf", b""),
        ];
        let page = browser.upload(&path, "text/html", &batch).expect(422);
        assert!(page.text.contains("lua.pdf") && page.text.contains("HTML") && page.text.contains("rong.pdf"));
        let dossier = tree(&house, &screen);
        assert_eq!(dossier.files.len(), 1);
        assert_eq!(dossier.files[0].component.as_deref(), Some("TP01"));
        // The same file again is there already; a script is told what is wrong.
        browser.upload(&path, "application/json", &batch[..1]).expect(201);
        assert_eq!(tree(&house, &screen).files.len(), 1);
        let refused = browser.upload(&path, "application/json", &batch[1..2]).expect(422).json();
        assert_eq!(refused["key"], "FILE_TYPE_LIES");
        let unknown = browser.upload(&format!("/dossiers/{id}/files?component=TP99"), "application/json", &batch[..1]);
        assert_eq!(unknown.expect(422).json()["key"], "COMPONENT_UNKNOWN");
        // Uploads do not make the officer's own screen old.
        let papers = all_papers(&house, PROCEDURE);
        browser.send(&format!("{screen}/acceptance"), &with(&papers, &[("version", "1"), ("_once", "n1")])).expect(303);
    });
}

#[test]
fn a_file_is_shown_as_what_it_is_and_never_as_a_page() {
    on_sqlite(|house| {
        let browser = Browser::of(&house, INTAKE);
        let screen = browser.lodge(&[]);
        let id = screen.rsplit('/').next().unwrap();
        let xml: &[u8] = b"<?xml version=\"1.0\"?><to-khai><ten>A</ten></to-khai>";
        let both: [(&str, &str, &[u8]); 2] = [("giay.png", "image/png", &picture()), ("du lieu.xml", "text/xml", xml)];
        browser.upload(&format!("/dossiers/{id}/files?component=TP01"), "application/json", &both).expect(201);
        let files = tree(&house, &screen).files;
        let address = |media: &str| {
            format!("/dossiers/{id}/files/{}", files.iter().find(|f| f.media.contains(media)).unwrap().id)
        };
        let shown = browser.get(&address("png")).expect(200);
        assert_eq!(shown.header("content-type"), Some("image/png"));
        assert_eq!(shown.header("x-content-type-options"), Some("nosniff"));
        assert!(shown.header("content-disposition").unwrap().starts_with("inline"));
        assert!(shown.header("content-security-policy").unwrap().contains("sandbox"));
        let xml = browser.get(&address("xml")).expect(200);
        assert!(xml.header("content-disposition").unwrap().starts_with("attachment"));
        let small = browser.get(&format!("{}/pages/1", address("png"))).expect(200);
        assert_eq!(small.header("content-type"), Some("image/jpeg"));
        browser.get(&format!("{}/pages/2", address("png"))).expect(404);
        browser.get(&format!("{}/pages/1", address("xml"))).expect(404);
        let elsewhere = Browser::of(&house, ELSEWHERE);
        elsewhere.get(&address("png")).expect(404);
        elsewhere.get(&format!("{}/pages/1", address("png"))).expect(404);
        browser.send(&format!("{}/removal", address("xml")), &[]).expect(303);
        assert_eq!(tree(&house, &screen).files.len(), 1);
    });
}

#[test]
fn the_pictures_of_one_view_are_one_trace() {
    on_sqlite(|house| {
        let browser = Browser::of(&house, INTAKE);
        let screen = browser.lodge(&[]);
        let id: kernel::DossierId = screen.rsplit('/').next().unwrap().parse().unwrap();
        browser
            .upload(
                &format!("/dossiers/{id}/files?component=TP01"),
                "application/json",
                &[("a.png", "image/png", &picture())],
            )
            .expect(201);
        let file = tree(&house, &screen).files[0].id;
        let traces = || {
            let lines = house.app.store.read_blocking(move |tx| store::ledger::list_audit(tx, id.0, 100)).unwrap();
            lines.iter().filter(|line| line.act == "dossier.read").count()
        };
        let before = traces();
        for _ in 0..3 {
            browser.get(&format!("/dossiers/{id}/files/{file}/pages/1")).expect(200);
        }
        assert_eq!(traces(), before + 1);
    });
}

#[test]
fn only_the_counter_has_a_counter() {
    on_sqlite(|house| {
        let stranger = house.token_with(INTAKE, &[Act::View], 30);
        assert_eq!(house.get(&stranger, "/intake").status.as_u16(), 403);
        assert_eq!(house.get(&stranger, "/intake/transfers").status.as_u16(), 403);
    });
}
