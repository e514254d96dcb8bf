//! The officer's pages through the real router: every act as a form, its refusals, two officers on one dossier, counts
//! that equal their lists, and papers that can be read.

mod house;

use axum::body::Body;
use dossier::door::Lodging;
use dossier::list::{Filter, Pile};
use dossier::model::{Applicant, ApplicantKind, PickUp};
use dossier::{Key, command::Acceptance};
use house::{Answer, ELSEWHERE, House, INTAKE, SPECIALIST, now, on_sqlite};
use kernel::{DossierId, PersonId};
use office::Officer;
use procedure::Channel;

const APPROVER: &str = "lanhdao.honggai";
const CLERK: &str = "vanthu.honggai";
const CENTRE_HEAD: &str = "truong.honggai";
/// Đăng ký lại khai sinh: counted in working days, so that it can be extended and suspended.
const BIRTH_AGAIN: &str = "1.004884";

/// A person in front of a browser.
struct Browser<'h> {
    house: &'h House,
    cookie: String,
}

impl<'h> Browser<'h> {
    fn of(house: &'h House, login: &str) -> Browser<'h> {
        let token = house.session(login);
        // Signed in now, whatever the clock of the house says.
        let now_ms = house.app.clock.now_ms();
        let sql = "UPDATE session SET started_ms = ?1, seen_ms = ?1";
        house.app.store.act_blocking(move |tx| tx.execute(sql, &[now_ms.into()])).unwrap();
        Browser { house, cookie: format!("{}={}", web::session::COOKIE, token.text()) }
    }

    fn get(&self, path: &str) -> Answer {
        self.house.call("GET", path, &[("cookie", &self.cookie), ("accept", "text/html")], Body::empty())
    }

    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", web::fields::encode(value))).collect();
        let kind = "application/x-www-form-urlencoded";
        let headers = [("cookie", self.cookie.as_str()), ("accept", "text/html"), ("content-type", kind)];
        self.house.call("POST", path, &headers, body.join("&"))
    }

    /// Opens the form of an act, fills it in and sends it, as a browser without script does.
    fn act(&self, dossier: DossierId, noun: &str, typed: &[(&str, &str)]) -> Answer {
        let path = format!("/dossiers/{dossier}/{noun}");
        let page = self.get(&path).expect(200);
        let mut fields = hidden(&page.text);
        fields.extend(typed.iter().map(|(name, value)| (name.to_string(), value.to_string())));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.post(&path, &fields)
    }
}

/// The hidden fields of the page's own form (the last form that has a version).
fn hidden(page: &str) -> Vec<(String, String)> {
    let start = page.rfind("name=\"version\"").and_then(|at| page[..at].rfind("<form")).expect("a form with a version");
    let form = &page[start..];
    let form = &form[..form.find("</form>").expect("the form ends")];
    let inputs = form.split("<input ").skip(1).filter(|input| input.starts_with("type=\"hidden\""));
    inputs.map(|input| (attribute(input, "name"), attribute(input, "value"))).collect()
}

fn attribute(tag: &str, name: &str) -> String {
    let rest = tag.split_once(&format!("{name}=\"")).map_or("", |(_, rest)| rest);
    rest.split('"').next().unwrap_or_default().to_string()
}

fn officer(house: &House, login: &str) -> Officer {
    let token = house.session(login);
    let (now, now_ms) = (house.app.clock.now(), house.app.clock.now_ms());
    let sql = "UPDATE session SET started_ms = ?1, seen_ms = ?1";
    house.app.store.act_blocking(move |tx| tx.execute(sql, &[now_ms.into()])).unwrap();
    let found = house.runtime.block_on(house.app.sessions.officer(token.hash(), now));
    found.unwrap().expect("the officer is signed in")
}

/// A birth registered again, accepted at Hồng Gai.
fn accepted(house: &House) -> DossierId {
    let by = officer(house, INTAKE);
    let directory = house.app.sessions.directory();
    let deciding = directory.unit_by_key("ubnd_hong_gai").unwrap().id;
    let held = house.app.catalogue.current(BIRTH_AGAIN, kernel::time::civil(now()).date()).unwrap();
    let mut components = dossier::door::checklist(&held.version, None);
    components.iter_mut().for_each(|component| (component.received, component.originals) = (true, 1));
    let applicant = Applicant {
        person: PersonId(7),
        kind: ApplicantKind::Person,
        name: "Trần Văn Mẫu".into(),
        id_number: "022090000017".into(),
        phone: "0900000017".into(),
        email: String::new(),
        address: "Tổ 1, phường Hồng Gai".into(),
    };
    let lodging = Lodging {
        procedure: BIRTH_AGAIN.into(),
        case: held.version.cases.first().map(|case| case.key.clone()),
        channel: Channel::Counter,
        receiving: by.unit(),
        deciding,
        applicant,
        delegate: None,
        summary: String::new(),
        sets: 1,
        pick_up: PickUp::Counter,
        components,
        around: Default::default(),
    };
    let saved = house.runtime.block_on(house.app.dossiers.intake(&by, lodging, Acceptance::default(), None));
    saved.unwrap().id
}

fn read(house: &House, dossier: DossierId) -> dossier::Dossier {
    let by = officer(house, INTAKE);
    house.runtime.block_on(house.app.dossiers.read_bare(&by, Key::Id(dossier), "test")).unwrap()
}

#[track_caller]
fn stands(house: &House, dossier: DossierId, stage: &str) {
    assert_eq!(read(house, dossier).stage.name(), stage);
}

/// Transferred, and claimed by the first duty of the process until the specialist holds it.
fn with_specialist(house: &House) -> DossierId {
    let dossier = accepted(house);
    Browser::of(house, INTAKE).act(dossier, "transfer", &[("note", "Đủ bản chính")]).expect(303);
    let specialist = officer(house, SPECIALIST);
    let step = read(house, dossier).desk().unwrap().step;
    let process = house.app.catalogue.process_for(BIRTH_AGAIN).unwrap().1;
    if process.steps[step].duty == procedure::process::Duty::Assigner {
        let to = specialist.id().to_string();
        Browser::of(house, APPROVER).act(dossier, "assignment", &[("to", &to)]).expect(303);
    } else {
        Browser::of(house, SPECIALIST).act(dossier, "claim", &[]).expect(303);
    }
    assert_eq!(read(house, dossier).desk().unwrap().officer.as_ref().unwrap().id, specialist.id());
    dossier
}

#[test]
fn a_dossier_goes_from_the_counter_to_the_result_through_forms_alone() {
    on_sqlite(|house| {
        let dossier = with_specialist(&house);
        let (intake, specialist) = (Browser::of(&house, INTAKE), Browser::of(&house, SPECIALIST));
        let (approver, clerk) = (Browser::of(&house, APPROVER), Browser::of(&house, CLERK));

        let consulted =
            house.app.sessions.directory().unit_by_key("so_tu_phap").map(|unit| unit.id.to_string()).unwrap();
        let question =
            [("unit", consulted.as_str()), ("question", "Xác nhận tình trạng hôn nhân"), ("answer_by", "06/03/2026")];
        specialist.act(dossier, "consultation", &question).expect(303);
        specialist.act(dossier, "consultation/1/answer", &[("answer", "Chưa đăng ký kết hôn với ai")]).expect(303);

        let ask = [
            ("ask-1", "Nộp giấy xác nhận tình trạng hôn nhân còn hạn"),
            ("reason", "Giấy đã hết hạn"),
            ("basis", "Luật Hộ tịch Điều 18"),
        ];
        specialist.act(dossier, "supplement-ask", &ask).expect(303);
        intake.act(dossier, "supplement-decline", &[("reason", "Giấy còn hạn đến hết tuần")]).expect(303);
        specialist.act(dossier, "supplement-ask", &ask).expect(303);
        intake.act(dossier, "supplement-request", &[]).expect(303);
        stands(&house, dossier, "awaiting_supplement");
        let early = intake.act(dossier, "closing", &[]).expect(422);
        assert!(early.text.contains("Nghị định 118/2025"), "the refusal cites its article");
        intake.act(dossier, "supplement-receipt", &[("note", "Đã nộp")]).expect(303);

        let reason =
            [("reason_key", "other"), ("reason", "Chờ xác minh"), ("basis", "Nghị định 123/2015/NĐ-CP Điều 3")];
        specialist.act(dossier, "suspension", &reason).expect(303);
        stands(&house, dossier, "suspended");
        specialist.act(dossier, "resumption", &[]).expect(303);
        let due = read(&house, dossier).due.unwrap();
        let later =
            house.app.sessions.directory().calendar_of(officer(&house, INTAKE).unit()).add_working_days(due.date(), 2);
        approver
            .act(dossier, "extension", &[("until", &kernel::time::dmy(later)), ("reason", "Cần thêm thời gian")])
            .expect(303);
        assert_eq!(read(&house, dossier).due.unwrap().date(), later);

        specialist.act(dossier, "proposal", &[("outcome", "grant"), ("note", "Đủ điều kiện")]).expect(303);
        approver.act(dossier, "claim", &[]).expect(303);
        approver.act(dossier, "proposal-rejection", &[("reason", "Thiếu dự thảo")]).expect(303);
        specialist.act(dossier, "proposal", &[("outcome", "grant")]).expect(303);
        approver.act(dossier, "claim", &[]).expect(303);
        approver.act(dossier, "approval", &[("note", "Đồng ý")]).expect(303);
        clerk.act(dossier, "claim", &[]).expect(303);
        let result = [
            ("result_name", "Giấy khai sinh"),
            ("number", "12/2026"),
            ("signed_on", "02/03/2026"),
            ("signer", "Bùi Thị Mẫu"),
        ];
        clerk.act(dossier, "result", &result).expect(303);
        clerk.act(dossier, "release", &[]).expect(303);
        stands(&house, dossier, "result_ready");

        let stranger =
            intake.act(dossier, "hand-over", &[("taker_name", "Người Khác"), ("taker_id", "1"), ("way", "counter")]);
        assert!(stranger.expect(422).text.contains("Người Khác"), "what was typed is kept");
        let taken = [
            ("taker_name", "Trần Văn Mẫu"),
            ("taker_id", "022090000017"),
            ("way", "counter"),
            ("originals_returned", "1"),
        ];
        intake.act(dossier, "hand-over", &taken).expect(303);
        stands(&house, dossier, "handed_over");

        let page = intake.get(&format!("/dossiers/{dossier}")).expect(200).text;
        for said in ["Giấy khai sinh", "Phiếu kiểm soát", "Trần Văn Mẫu", "Thiếu dự thảo", "Đã trả kết quả"]
        {
            assert!(page.contains(said), "the page says {said}");
        }
    });
}

#[test]
fn a_dossier_is_sent_back_withdrawn_and_stopped_through_forms() {
    on_sqlite(|house| {
        let dossier = with_specialist(&house);
        let (intake, approver) = (Browser::of(&house, INTAKE), Browser::of(&house, APPROVER));
        intake.act(dossier, "withdrawal", &[("reason", "Chưa kết hôn nữa")]).expect(303);
        let head = Browser::of(&house, CENTRE_HEAD);
        head.act(dossier, "withdrawal-cancellation", &[("reason", "Người nộp đổi ý")]).expect(303);
        stands(&house, dossier, "in_progress");
        approver
            .act(dossier, "stop", &[("reason", "Quyết định của tòa án"), ("basis", "Bộ luật Tố tụng dân sự 2015")])
            .expect(303);
        stands(&house, dossier, "stopped");

        let other = with_specialist(&house);
        intake.act(other, "withdrawal", &[]).expect(303);
        head.act(other, "withdrawal-confirmation", &[]).expect(303);
        stands(&house, other, "stopped");
    });
}

#[test]
fn what_is_owed_passed_on_sent_back_late_or_never_completed_goes_through_forms() {
    on_sqlite(|house| {
        owes_something(&house);
        let dossier = with_specialist(&house);
        let (intake, specialist) = (Browser::of(&house, INTAKE), Browser::of(&house, SPECIALIST));
        specialist.act(dossier, "obligation", &[("amount", "1.250.000"), ("notice_no", "TB-17")]).expect(303);
        stands(&house, dossier, "awaiting_obligation");
        specialist.act(dossier, "obligation-clearance", &[("receipt_no", "BL-9")]).expect(303);
        assert_eq!(read(&house, dossier).obligations[0].amount, kernel::Vnd(1_250_000));
        let nobody_to_forward_to = specialist.act(dossier, "forward", &[("to", ""), ("note", "Chuyển")]).expect(422);
        assert!(nobody_to_forward_to.text.contains("Chưa có đề xuất kết quả"), "the next step is the approver's");
        let before = read(&house, dossier).desk().unwrap().step;
        specialist.act(dossier, "return", &[("reason", "Giao nhầm")]).expect(303);
        assert!(read(&house, dossier).desk().unwrap().step < before);

        house.app.clock.set("2026-03-20T09:00:00+07:00".parse().unwrap());
        let approver = Browser::of(&house, APPROVER);
        approver.act(dossier, "apology", &[("until", "24/03/2026"), ("reason", "Chậm do thiếu người")]).expect(303);
        assert!(!read(&house, dossier).apologies[0].extends);

        let to = officer(&house, SPECIALIST).id().to_string();
        approver.act(dossier, "assignment", &[("to", &to)]).expect(303);
        let ask = [("ask-1", "Nộp lại"), ("reason", "Thiếu"), ("basis", "Điều 18"), ("late_reason", "Mới phát hiện")];
        Browser::of(&house, SPECIALIST).act(dossier, "supplement-ask", &ask).expect(303);
        Browser::of(&house, INTAKE).act(dossier, "supplement-request", &[]).expect(303);
        drop((intake, specialist));
        house.app.clock.set("2026-04-20T09:00:00+07:00".parse().unwrap());
        Browser::of(&house, INTAKE).act(dossier, "closing", &[]).expect(303);
        stands(&house, dossier, "stopped");
        let page = Browser::of(&house, INTAKE).get(&format!("/dossiers/{dossier}")).expect(200).text;
        for paper in ["Thông báo dừng giải quyết hồ sơ", "Văn bản xin lỗi và đề nghị gia hạn", "Phiếu yêu cầu bổ sung"]
        {
            assert!(page.contains(paper), "the page offers {paper}");
        }
        for nth in 1..=read(&house, dossier).papers.len() {
            Browser::of(&house, INTAKE).get(&format!("/dossiers/{dossier}/papers/{nth}.pdf")).expect(200);
        }
    });
}

/// The procedure as a later decision words it: with an obligation that stops the clock.
fn owes_something(house: &House) {
    let today = kernel::time::civil(now()).date();
    let mut version = (*house.app.catalogue.current(BIRTH_AGAIN, today).unwrap().version).clone();
    version.financial = procedure::model::Financial::Suspends;
    version.decision_no = "99/QĐ".into();
    version.effective_from = Some(today);
    let (ids, catalogue) = (house.app.ids.clone(), house.app.catalogue.clone());
    let now_ms = now().as_millisecond();
    house
        .app
        .store
        .act_blocking(move |tx| procedure::store::record_version(tx, &ids, now_ms, &version).map(drop))
        .unwrap();
    house.app.store.read_blocking(move |tx| catalogue.refresh(tx)).unwrap();
}

#[test]
fn a_refused_form_keeps_every_letter_and_says_the_article() {
    on_sqlite(|house| {
        let dossier = with_specialist(&house);
        let specialist = Browser::of(&house, SPECIALIST);
        let answer = specialist.act(
            dossier,
            "suspension",
            &[("reason_key", "other"), ("reason", "Chờ Sở trả lời <b>"), ("basis", "")],
        );
        let page = answer.expect(422).text;
        assert!(
            page.contains("Chờ Sở trả lời &#60;b&#62;") || page.contains("Chờ Sở trả lời &lt;b&gt;"),
            "typed words are kept, as words"
        );
        assert!(page.contains("Nghị định 118/2025"), "the article stands beside the reason");
        stands(&house, dossier, "in_progress");
        let no_choice = specialist.act(dossier, "proposal", &[("note", "Ý kiến dài đã gõ")]).expect(422).text;
        assert!(no_choice.contains("Ý kiến dài đã gõ") && no_choice.contains("field-error"));
    });
}

#[test]
fn whoever_comes_second_sees_what_changed_and_keeps_what_they_typed() {
    on_sqlite(|house| {
        let dossier = with_specialist(&house);
        let specialist = Browser::of(&house, SPECIALIST);
        let path = format!("/dossiers/{dossier}/suspension");
        let opened = hidden(&specialist.get(&path).expect(200).text);
        Browser::of(&house, INTAKE).act(dossier, "withdrawal", &[("reason", "Đổi ý")]).expect(303);
        let mut fields: Vec<(&str, &str)> =
            opened.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.extend([("reason_key", "other"), ("reason", "Chờ xác minh lâu"), ("basis", "Điều 3")]);
        let page = specialist.post(&path, &fields).expect(409).text;
        assert!(page.contains("Người nộp yêu cầu rút hồ sơ"), "what the other did is told");
        assert!(page.contains("Chờ xác minh lâu"), "what was typed is kept");
    });
}

#[test]
fn a_second_click_does_nothing_twice() {
    on_sqlite(|house| {
        let dossier = with_specialist(&house);
        let specialist = Browser::of(&house, SPECIALIST);
        let path = format!("/dossiers/{dossier}/proposal");
        let mut fields = hidden(&specialist.get(&path).expect(200).text);
        fields.push(("outcome".into(), "grant".into()));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        specialist.post(&path, &fields).expect(303);
        let version = read(&house, dossier).version;
        specialist.post(&path, &fields).expect(303);
        assert_eq!(read(&house, dossier).version, version);
    });
}

#[test]
fn strangers_find_nothing_and_the_wrong_duty_is_turned_away() {
    on_sqlite(|house| {
        let dossier = with_specialist(&house);
        let elsewhere = Browser::of(&house, ELSEWHERE);
        for path in ["", "/proposal", "/papers/1.pdf", "/control-sheet.pdf"] {
            elsewhere.get(&format!("/dossiers/{dossier}{path}")).expect(404);
        }
        let intake = Browser::of(&house, INTAKE);
        intake.get(&format!("/dossiers/{dossier}/proposal")).expect(403);
        let version = read(&house, dossier).version.to_string();
        let mut fields = hidden(&intake.get(&format!("/dossiers/{dossier}/withdrawal")).expect(200).text);
        fields.push(("outcome".into(), "grant".into()));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        intake.post(&format!("/dossiers/{dossier}/proposal"), &fields).expect(403);
        assert_eq!(read(&house, dossier).version.to_string(), version);
        let nobody = house.call("GET", &format!("/dossiers/{dossier}"), &[("accept", "text/html")], Body::empty());
        nobody.expect(303);
        intake.get(&format!("/dossiers/{dossier}/dancing")).expect(404);
    });
}

#[test]
fn a_suspension_an_extension_and_a_resumption_show_the_new_date_first() {
    on_sqlite(|house| {
        let dossier = with_specialist(&house);
        let specialist = Browser::of(&house, SPECIALIST);
        let version = read(&house, dossier).version;
        let shown =
            specialist.act(dossier, "suspension", &[("step", "preview"), ("expected", "09/03/2026")]).expect(200).text;
        assert!(shown.contains("Ngày hẹn mới sẽ là"), "the new date is shown");
        assert_eq!(read(&house, dossier).version, version, "and nothing is saved");
        let approver = Browser::of(&house, APPROVER);
        let sunday =
            approver.act(dossier, "extension", &[("step", "preview"), ("until", "22/03/2026")]).expect(200).text;
        assert!(sunday.contains("không phải ngày làm việc"), "a date that cannot be is said before it is sent");
    });
}

#[test]
fn the_counts_of_every_officer_equal_their_lists() {
    on_sqlite(|house| {
        for _ in 0..3 {
            accepted(&house);
        }
        let held = with_specialist(&house);
        Browser::of(&house, SPECIALIST)
            .act(held, "suspension", &[("reason_key", "other"), ("reason", "Chờ"), ("basis", "Điều 3")])
            .expect(303);
        let directory = house.app.sessions.directory();
        for card in directory.officers() {
            let by = officer(&house, &card.login);
            let browser = Browser::of(&house, &card.login);
            browser.get("/home").expect(200);
            for pile in [Pile::ActNow, Pile::AtRisk, Pile::Waiting, Pile::HandOver] {
                let list = house.app.dossiers.list(&by, pile, Filter::default(), None, 200);
                let (lines, counts) = house.runtime.block_on(list).unwrap();
                assert_eq!(counts.of(pile), Some(lines.len() as i64), "{} {}", card.login, pile.code());
                let page = browser.get(&format!("/dossiers?pile={}", pile.code())).expect(200).text;
                assert_eq!(
                    page.matches("class=\"row-link").count(),
                    lines.len().min(50),
                    "{} {}",
                    card.login,
                    pile.code()
                );
            }
        }
    });
}

#[test]
fn a_list_is_found_again_from_a_dossier() {
    on_sqlite(|house| {
        let (first, second) = (accepted(&house), accepted(&house));
        let intake = Browser::of(&house, INTAKE);
        let list = intake.get("/dossiers?pile=act_now&procedure=1.004884").expect(200).text;
        assert!(list.contains(&first.to_string()) && list.contains(&second.to_string()));
        let page =
            intake.get(&format!("/dossiers/{first}?from=pile%3Dact_now%26procedure%3D1.004884")).expect(200).text;
        assert!(
            page.contains(&format!("/dossiers/{second}?from=pile%3Dact_now%26procedure%3D1.004884")),
            "on to the next"
        );
        let code = read(&house, first).code.unwrap();
        let found = intake.get(&format!("/dossiers?q={code}")).expect(303);
        assert!(found.header("location").is_some_and(|to| to.starts_with(&format!("/dossiers/{first}"))));
        let by_code = intake.get(&format!("/dossiers/{code}")).expect(303);
        assert!(by_code.header("location").is_some_and(|to| to.starts_with(&format!("/dossiers/{first}"))));
        let by_name = intake.get("/dossiers?q=tran+van").expect(200).text;
        assert!(by_name.contains(&code), "names are found without diacritics");
    });
}

#[test]
fn papers_are_read_as_text_and_carry_the_code() {
    on_sqlite(|house| {
        let dossier = with_specialist(&house);
        let intake = Browser::of(&house, INTAKE);
        let code = read(&house, dossier).code.unwrap();
        for path in ["papers/1.pdf", "control-sheet.pdf"] {
            let path = format!("/dossiers/{dossier}/{path}");
            let request = house::request("GET", &path, &[("cookie", &intake.cookie)], Body::empty());
            let pdf = house.runtime.block_on(async {
                let response = tower::ServiceExt::oneshot(house.router.clone(), request).await.unwrap();
                assert_eq!(response.status().as_u16(), 200);
                axum::body::to_bytes(response.into_body(), 8 << 20).await.unwrap()
            });
            assert!(pdf.starts_with(b"%PDF"));
            let file = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(file.path(), &pdf).unwrap();
            match std::process::Command::new("pdftotext").arg(file.path()).arg("-").output() {
                Ok(text) => assert!(String::from_utf8_lossy(&text.stdout).contains(&code), "{path} carries {code}"),
                Err(_) => eprintln!("pdftotext is not installed: {path} is not read"),
            }
        }
        intake.get(&format!("/dossiers/{dossier}/papers/9.pdf")).expect(404);
        intake.get(&format!("/dossiers/{dossier}/papers/0.pdf")).expect(404);
    });
}

#[test]
fn one_lost_paper_is_written_down_with_its_reason_once_somebody_has_looked_for_it() {
    on_sqlite(|house| {
        let dossier = accepted(&house);
        let desk = Browser::of(&house, INTAKE);
        let papers = house.app.store.read_blocking(move |tx| custody::store::list_of_dossier(tx, dossier)).unwrap();
        let (label, other) = (papers[0].code.clone(), papers[1].code.clone());
        let link = format!("/custody/papers/loss?paper={}", web::fields::encode(&label));
        let page = scanned(&desk, &label);
        assert!(page.text.contains(&link), "{}", page.text);
        assert_eq!(Browser::of(&house, ELSEWHERE).get(&link).status, 303, "another's paper is not known here");

        let form = desk.get(&link).expect(200).text;
        assert!(form.contains(&label) && form.contains("Điều 23"), "{form}");
        let fields = |form: &str| {
            let start = form.find("action=\"/custody/papers/loss\"").expect("the form");
            let form = &form[start..];
            let form = &form[..form.find("</form>").expect("its end")];
            let inputs = form.split("<input ").skip(1).filter(|input| input.starts_with("type=\"hidden\""));
            inputs.map(|input| (attribute(input, "name"), attribute(input, "value"))).collect::<Vec<_>>()
        };
        let send = |form: &str, typed: &[(&str, &str)]| {
            let hidden = fields(form);
            let mut all: Vec<(&str, &str)> = hidden.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            all.extend(typed);
            desk.post("/custody/papers/loss", &all)
        };
        let blank = send(&form, &[("looked", "1")]).expect(422).text;
        assert!(blank.contains("id=\"f-reason-error\""), "{blank}");
        let hasty = send(&form, &[("reason", "Không thấy trên giá số 2")]).expect(422).text;
        assert!(hasty.contains("Không thấy trên giá số 2") && hasty.contains("Tìm trước đã"), "typed is kept");
        send(&hasty, &[("reason", "Không thấy trên giá số 2"), ("looked", "1")]).expect(303);
        send(&hasty, &[("reason", "Không thấy trên giá số 2"), ("looked", "1")]).expect(303);
        let papers = house.app.store.read_blocking(move |tx| custody::store::list_of_dossier(tx, dossier)).unwrap();
        let lost: Vec<&str> = papers
            .iter()
            .filter(|paper| matches!(paper.holder, custody::model::Holder::Lost { .. }))
            .map(|paper| paper.code.as_str())
            .collect();
        assert_eq!(lost, [label.as_str()], "one paper, pressed twice, lost once; {other} stays");
        assert!(desk.get("/custody").expect(200).text.contains("id=\"lost\""));
        let log = house.app.store.read_blocking(move |tx| custody::store::list_moves_of_dossier(tx, dossier)).unwrap();
        assert!(log.iter().any(|line| line.reason == "Không thấy trên giá số 2"));
    });
}

/// What a scan of a label answers.
fn scanned(desk: &Browser<'_>, label: &str) -> Answer {
    let page = desk.get("/custody/scan").expect(200).text;
    let start = page.find("action=\"/custody/scan\"").expect("the form");
    let form = &page[start..];
    let form = &form[..form.find("</form>").expect("its end")];
    let inputs = form.split("<input ").skip(1).filter(|input| input.starts_with("type=\"hidden\""));
    let hidden: Vec<(String, String)> =
        inputs.map(|input| (attribute(input, "name"), attribute(input, "value"))).collect();
    let mut all: Vec<(&str, &str)> = hidden.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    all.push(("code", label));
    desk.post("/custody/scan", &all).expect(200)
}

#[test]
fn the_counter_changes_where_the_result_is_handed_over() {
    on_sqlite(|house| {
        let dossier = accepted(&house);
        let desk = Browser::of(&house, INTAKE);
        let directory = house.app.sessions.directory();
        let (here, there) = (read(&house, dossier).receiving, directory.unit_by_key("tt_pvhcc").unwrap().clone());
        let same = desk.act(dossier, "pick-up", &[("unit", &here.id.to_string())]).expect(422).text;
        assert!(same.contains("f-unit") && same.contains(&here.name), "{same}");
        desk.act(dossier, "pick-up", &[("unit", &there.id.to_string())]).expect(303);
        let page = desk.get(&format!("/dossiers/{dossier}")).expect(200).text;
        assert!(page.contains(&there.name) && page.contains("Nơi nhận kết quả"), "{page}");
        assert_eq!(read(&house, dossier).door().id, there.id);
    });
}
