//! The officer's desk through its own router: the online desk, saved views, acts on many, exports, announcements, help,
//! duplicates. What a person sees and what is kept, on both engines.

mod house;

use dossier::door::Lodging;
use dossier::model::{Applicant, ApplicantKind, PickUp, SupplementAnswer};
use dossier::{Command, Dossier, Key};
use house::browser::Browser;
use house::{ELSEWHERE, House, INTAKE, now, on_both};
use kernel::{DossierId, PersonId};
use office::Officer;
use procedure::Channel;

const CENTRE_HEAD: &str = "truong.honggai";
/// Đăng ký lại khai sinh: counted in working days.
const BIRTH_AGAIN: &str = "1.004884";

fn officer(house: &House, login: &str) -> Officer {
    let token = house.session(login);
    house.runtime.block_on(house.app.sessions.officer(token.hash(), house.app.clock.now())).unwrap().expect("signed in")
}

fn at(house: &House, moment: &str) {
    house.app.clock.set(moment.parse().unwrap());
}

/// A submission of a person at Hồng Gai; `given`: whether every paper came.
fn lodged(house: &House, person: i64, name: &str, channel: Channel, given: bool) -> DossierId {
    let by = officer(house, INTAKE);
    let deciding = house.app.sessions.directory().unit_by_key("ubnd_hong_gai").unwrap().id;
    let held = house.app.catalogue.current(BIRTH_AGAIN, kernel::time::civil(now()).date()).unwrap();
    let mut components = dossier::door::checklist(&held.version, None);
    components.iter_mut().for_each(|component| (component.received, component.originals) = (given, 1));
    let lodging = Lodging {
        procedure: BIRTH_AGAIN.into(),
        case: held.version.cases.first().map(|case| case.key.clone()),
        channel,
        receiving: by.unit(),
        deciding,
        applicant: Applicant {
            person: PersonId(person),
            kind: ApplicantKind::Person,
            name: name.into(),
            id_number: "022090000017".into(),
            phone: "0900000017".into(),
            email: String::new(),
            address: "Tổ 1, phường Hồng Gai".into(),
        },
        delegate: None,
        summary: String::new(),
        sets: 1,
        pick_up: PickUp::Counter,
        components,
        around: Default::default(),
    };
    house.runtime.block_on(house.app.dossiers.lodge(&by, lodging, None)).unwrap().id
}

fn read(house: &House, dossier: DossierId) -> Dossier {
    let by = officer(house, INTAKE);
    house.runtime.block_on(house.app.dossiers.read_bare(&by, Key::Id(dossier), "test")).unwrap()
}

// ── the online desk ─────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn an_online_submission_waits_eight_working_hours_and_is_answered_by_an_officer_alone() {
    on_both(|house| {
        let dossier = lodged(&house, 7, "Trần Văn Mẫu", Channel::Online, true);
        lodged(&house, 8, "Người Tại Quầy", Channel::Counter, true);
        let desk = Browser::of(&house, INTAKE);
        let list = desk.get("/intake/online").expect(200).text;
        assert!(list.contains("Trần Văn Mẫu") && !list.contains("Người Tại Quầy"), "online submissions only");
        assert!(list.contains("Còn thời gian") && list.contains("Mới, chưa mở"), "{list}");
        assert!(list.contains("thứ Ba 03/03/2026, 09:00"), "the moment to answer by is shown: {list}");

        // Half past eleven: the two hours of the alert are over and nobody has looked.
        at(&house, "2026-03-02T11:30:00+07:00");
        let list = Browser::of(&house, INTAKE).get("/intake/online").expect(200).text;
        assert!(list.contains("Quá 2 giờ cảnh báo"), "{list}");
        assert!(
            Browser::of(&house, INTAKE).get("/intake/online?state=unseen").expect(200).text.contains("Trần Văn Mẫu")
        );

        // Two days later it is overdue, first in the list, seen by the lead, and still nobody's but an officer's to accept.
        at(&house, "2026-03-04T09:00:00+07:00");
        assert_eq!(read(&house, dossier).stage.name(), "lodged");
        for login in [INTAKE, CENTRE_HEAD] {
            let list = Browser::of(&house, login).get("/intake/online?state=overdue").expect(200).text;
            assert!(list.contains("Trần Văn Mẫu") && list.contains("Quá hạn trả lời"), "{login}: {list}");
        }
        assert!(!Browser::of(&house, ELSEWHERE).get("/intake/online").expect(200).text.contains("Trần Văn Mẫu"));
        Browser::of(&house, ELSEWHERE).get(&format!("/intake/online/{dossier}")).expect(404);

        let desk = Browser::of(&house, INTAKE);
        let page = format!("/intake/online/{dossier}");
        let shown = desk.get(&page).expect(200).text;
        for said in ["Chữ ký số trên tệp", "Thành phần bắt buộc", "Quá hạn trả lời", "Tiếp nhận, bắt đầu tính thời hạn"]
        {
            assert!(shown.contains(said), "the page says {said}");
        }
        assert!(!desk.get("/intake/online").expect(200).text.contains("Mới, chưa mở"), "it has been opened now");
        desk.fill(&page, "id=\"online\"", &[], "").expect(303);
        let taken = read(&house, dossier);
        assert_eq!(taken.stage.name(), "accepted");
        let clock = taken.clock.expect("a clock");
        assert_eq!(
            clock.start.date(),
            kernel::time::civil(house.app.clock.now()).date(),
            "the clock starts at acceptance"
        );
        assert!(!desk.get("/intake/online").expect(200).text.contains("Trần Văn Mẫu"));
    });
}

#[test]
fn a_supplement_is_asked_for_once_with_every_point_pinned_and_keeps_what_was_typed() {
    on_both(|house| {
        let dossier = lodged(&house, 7, "Trần Văn Mẫu", Channel::Online, false);
        let desk = Browser::of(&house, INTAKE);
        let page = format!("/intake/online/{dossier}");
        let first = read(&house, dossier).components[0].clone();
        let to = format!("{page}/supplement");

        let points = [
            ("pin_1", format!("c:{}", first.key)),
            ("ask_1", "Chụp lại, ảnh mờ".to_string()),
            ("example_1", "Thấy rõ số và dấu".to_string()),
            ("basis_1", "Luật Hộ tịch Điều 24".to_string()),
        ];
        let typed: Vec<(&str, &str)> = points.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let without_reason = desk.fill(&page, "id=\"online\"", &typed, &to).expect(422).text;
        assert!(without_reason.contains("Thấy rõ số và dấu"), "what was typed is kept");
        let whole = [typed.as_slice(), &[("supplement_reason", "Giấy tờ chưa đọc được")]].concat();
        desk.fill(&page, "id=\"online\"", &whole, &to).expect(303);
        let asked = read(&house, dossier);
        assert_eq!(asked.stage.name(), "supplement_before_intake");
        let item = &asked.supplements[0].items[0];
        assert_eq!(item.component.as_deref(), Some(first.key.as_str()));
        assert_eq!((item.example.as_str(), item.basis.as_str()), ("Thấy rõ số và dấu", "Luật Hộ tịch Điều 24"));
        assert!(!desk.get("/intake/online").expect(200).text.contains("Trần Văn Mẫu"), "it waits for the applicant");

        // They answer, the officer takes the answer, and it is still not all: no second request, the same one goes on.
        let by = officer(&house, INTAKE);
        let answer = |item: usize| SupplementAnswer { item, words: "Tôi đã chụp lại".into() };
        let answers = (0..asked.supplements[0].items.len()).map(answer).collect();
        for command in [Command::AnswerSupplement { answers }, Command::Resubmit] {
            let seen = read(&house, dossier).version;
            house.runtime.block_on(house.app.dossiers.perform(&by, Key::Id(dossier), seen, command, None)).unwrap();
        }
        let shown = desk.get(&page).expect(200).text;
        assert!(shown.contains("Tôi đã chụp lại") && shown.contains("Chụp lại, ảnh mờ"), "what was asked and answered");
        assert!(!shown.contains("name=\"supplement_reason\""), "a second request is not offered");
        let second = desk.fill(&page, "id=\"online\"", &whole, &to).expect(422).text;
        assert!(second.contains("chỉ được yêu cầu bổ sung một lần"), "and refused to whoever sends one all the same");
        let missing = format!("{page}/still-missing");
        desk.fill(&page, "id=\"online\"", &[], &missing).expect(422);
        desk.fill(&page, "id=\"online\"", &[("missing_reason", "Ảnh trang hai vẫn mờ")], &missing).expect(303);
        let again = read(&house, dossier);
        assert_eq!((again.stage.name(), again.supplements.len()), ("supplement_before_intake", 1));
    });
}

#[test]
fn a_submission_is_refused_with_reason_and_article_or_sent_to_the_right_agency() {
    on_both(|house| {
        let dossier = lodged(&house, 7, "Trần Văn Mẫu", Channel::Online, true);
        let desk = Browser::of(&house, INTAKE);
        let page = format!("/intake/online/{dossier}");
        let other = house.app.sessions.directory().unit_by_key("so_tu_phap").unwrap().id.to_string();
        desk.fill(&page, "id=\"online\"", &[("deciding", &other)], &format!("{page}/deciding")).expect(303);
        assert_eq!(read(&house, dossier).deciding.id.to_string(), other);

        let to = format!("{page}/refusal");
        desk.fill(&page, "id=\"online\"", &[("refusal_reason", "Không thuộc thẩm quyền")], &to).expect(422);
        let why = [("refusal_reason", "Không thuộc thẩm quyền"), ("refusal_basis", "Luật Hộ tịch Điều 7")];
        desk.fill(&page, "id=\"online\"", &why, &to).expect(303);
        assert_eq!(read(&house, dossier).stage.name(), "not_accepted");
    });
}

// ── lists ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/// Complete, accepted and on its way to the deciding agency.
fn with_agency(house: &House, person: i64, name: &str) -> DossierId {
    let dossier = lodged(house, person, name, Channel::Counter, true);
    let by = officer(house, INTAKE);
    for command in [dossier::Command::Accept(Default::default()), dossier::Command::Transfer { note: String::new() }] {
        let seen = read(house, dossier).version;
        house.runtime.block_on(house.app.dossiers.perform(&by, Key::Id(dossier), seen, command, None)).unwrap();
    }
    dossier
}

/// Where an answer leads.
#[track_caller]
fn leads(answer: house::Answer) -> String {
    let answer = answer.expect(303);
    answer.header("location").expect("a place").to_string()
}

#[test]
fn a_view_keeps_filters_columns_order_and_name_counts_right_and_shows_others_no_more_than_they_may_see() {
    on_both(|house| {
        for n in 0..3 {
            lodged(
                &house,
                30 + n,
                &format!("Người Nộp {n}"),
                [Channel::Online, Channel::Counter][n as usize % 2],
                true,
            );
        }
        let desk = Browser::of(&house, INTAKE);
        let typed = [
            ("channel", "online"),
            ("unit", "Trung tâm Phục vụ hành chính công phường Hồng Gai"),
            ("col_1", "due"),
            ("col_2", "channel"),
            ("col_3", "receiving"),
            ("order", "newest"),
        ];
        let address = leads(desk.fill("/dossiers?pile=all", "role=\"search\"", &typed, ""));
        for part in ["channel=online", "unit=uni_", "order=newest", "cols=due.channel.receiving"] {
            assert!(address.contains(part), "{part} in {address}");
        }
        let named = [("view_name", "Trực tuyến của tôi"), ("leads", "1")];
        let view = leads(desk.fill(&address, "action=\"/dossiers/views\"", &named, ""));
        let page = desk.get(&view).expect(200).text;
        assert!(page.contains("<h1>Trực tuyến của tôi</h1>"), "{page}");
        assert!(page.contains("Trực tuyến của tôi <span class=\"count\">2</span>"), "the count is that of the list");
        let heads: Vec<&str> =
            page.split("<th scope=\"col\"").skip(3).filter_map(|h| h.split(['>', '<']).nth(1)).collect();
        assert_eq!(heads, ["Hẹn trả", "Cách nộp", "Nơi tiếp nhận"], "the columns in their order");
        assert_eq!(page.matches("row-link").count(), 2);
        // The next dossier keeps the view.
        let first = page.split("class=\"row-link nowrap\" href=\"").nth(1).unwrap().split('"').next().unwrap();
        let opened = desk.get(&first.replace("&#38;", "&").replace("&amp;", "&")).expect(200).text;
        assert!(opened.contains("rel=\"next\"") && opened.contains("cols%3Ddue.channel.receiving"), "{first}");

        assert!(leads(desk.get("/dossiers")).contains("order=newest"), "the list opens with the leading view");
        let shared = address.split("&view=").next().unwrap();
        let elsewhere = Browser::of(&house, ELSEWHERE).get(shared).expect(200).text;
        assert!(!elsewhere.contains("Người Nộp"), "a link shows no more than its reader may see");
        assert!(!elsewhere.contains("Trực tuyến của tôi"), "a view is its officer's own");

        let id = view.split("view=").nth(1).unwrap();
        let other = Browser::of(&house, ELSEWHERE);
        other
            .fill(
                "/dossiers?pile=all",
                "action=\"/dossiers/views\"",
                &[("view_name", "x")],
                &format!("/dossiers/views/{id}"),
            )
            .expect(404);
        desk.fill(&view, "action=\"/dossiers/views\"", &[], &format!("/dossiers/views/{id}/removal")).expect(303);
        desk.get("/dossiers").expect(200);
    });
}

#[test]
fn many_are_claimed_by_a_job_that_names_what_it_could_not_do_and_does_nothing_twice() {
    on_both(|house| {
        let dossiers: Vec<DossierId> = (0..3).map(|n| with_agency(&house, 40 + n, &format!("Người Nộp {n}"))).collect();
        let me = [house::SPECIALIST, house::APPROVER].into_iter().find(|login| {
            Browser::of(&house, login).get("/dossiers?pile=act_now").expect(200).text.contains("row-tick")
        });
        let me = me.expect("somebody may claim");
        let desk = Browser::of(&house, me);
        let marks: Vec<String> = dossiers.iter().map(|id| format!("{id}:{}", read(&house, *id).version)).collect();
        // Somebody was faster with the first.
        let by = officer(&house, me);
        let (first, seen) = (dossiers[0], read(&house, dossiers[0]).version);
        let claimed = house.app.dossiers.perform(&by, Key::Id(first), seen, dossier::Command::Claim, None);
        house.runtime.block_on(claimed).unwrap();

        let mut typed: Vec<(&str, &str)> = vec![("act", "claim")];
        let page = desk.fill("/dossiers?pile=act_now", "action=\"/dossiers/many\"", &typed, "").expect(303);
        assert!(page.header("location").is_some(), "nothing chosen leads back");
        let mut fields = house::browser::filled(&house::browser::form_of(
            &desk.get("/dossiers?pile=act_now").expect(200).text,
            "action=\"/dossiers/many\"",
        ));
        fields.push(("act".into(), "claim".into()));
        fields.extend(marks.iter().map(|mark| ("dossier".to_string(), mark.clone())));
        let asked = desk.post("/dossiers/many", &fields).expect(200).text;
        assert!(asked.contains("3 hồ sơ"), "what would be done is said first: {asked}");
        assert!(read(&house, dossiers[1]).desk().unwrap().officer.is_none(), "nothing is done before it is confirmed");
        let confirmed = house::browser::filled(&house::browser::form_of(&asked, "/dossiers/many/start"));
        let job = leads(desk.post("/dossiers/many/start", &confirmed));
        assert_eq!(leads(desk.post("/dossiers/many/start", &confirmed)), job, "a second press is the same job");
        house.app.jobs.run_waiting().unwrap();
        for id in &dossiers {
            assert!(read(&house, *id).desk().unwrap().officer.is_some(), "{id} is claimed");
        }
        let events = read(&house, dossiers[1]).last_seq;
        house.app.jobs.run_waiting().unwrap();
        assert_eq!(read(&house, dossiers[1]).last_seq, events, "nothing is done twice");
        let told = desk.get(&job).expect(200).text;
        assert!(told.contains("Đã nhận 2 hồ sơ; 1 hồ sơ chưa nhận được"), "{told}");
        assert!(told.contains(&read(&house, first).code.unwrap()), "the one that was not done is named");
        typed.clear();
    });
}

#[test]
fn papers_of_many_are_one_pdf_and_what_cannot_be_printed_is_named() {
    on_both(|house| {
        let accepted: Vec<DossierId> = (0..3).map(|n| with_agency(&house, 70 + n, &format!("Người Nộp {n}"))).collect();
        let waiting = lodged(&house, 79, "Người Chờ", Channel::Online, true);
        let desk = Browser::of(&house, INTAKE);
        let looks = || traces(&house, "print");
        let page = desk.get("/dossiers?pile=all").expect(200).text;
        let mut fields = house::browser::filled(&house::browser::form_of(&page, "action=\"/dossiers/many\""));
        fields.push(("act".into(), "print".into()));
        fields.extend(accepted.iter().chain([&waiting]).map(|id| ("dossier".to_string(), format!("{id}:1"))));
        let asked = desk.post("/dossiers/many", &fields).expect(200).text;
        assert!(asked.contains("4 hồ sơ") && asked.contains("value=\"control_sheet\" checked"), "{asked}");
        let mut form = house::browser::filled(&house::browser::form_of(&asked, "/dossiers/many/start"));
        let none: Vec<_> = form.iter().filter(|(name, _)| name != "sheet").cloned().collect();
        let none = desk.post("/dossiers/many/start", &none).expect(422).text;
        assert!(none.contains("f-sheet-error") && looks() == 0, "{none}");

        let job = leads(desk.post("/dossiers/many/start", &form));
        house.app.jobs.run_waiting().unwrap();
        let told = desk.get(&job).expect(200).text;
        assert!(
            told.contains("Đã in 3 hồ sơ, 15 trang"),
            "two copies of a receipt (two pages each) and a control sheet: {told}"
        );
        assert!(told.contains("chưa được tiếp nhận") && told.contains(&waiting.to_string()), "{told}");
        assert_eq!(looks(), 4, "every read leaves its trace");
        let file = desk.get(&format!("{job}/file")).expect(200);
        assert_eq!(file.header("content-type"), Some("application/pdf"));
        assert!(file.text.starts_with("%PDF-1.7"));

        // Another centre's officer gets nothing of them, and no trace says that they looked.
        let elsewhere = Browser::of(&house, house::ELSEWHERE);
        let token = elsewhere.get("/dossiers?pile=all").expect(200).text;
        let token = house::browser::attribute(token.split_once("name=\"_csrf\"").unwrap().1, "value");
        form.retain(|(name, _)| name != "_csrf" && name != "_once");
        form.extend([("_csrf".into(), token), ("_once".into(), "elsewhere".into())]);
        let job = leads(elsewhere.post("/dossiers/many/start", &form));
        house.app.jobs.run_waiting().unwrap();
        let told = elsewhere.get(&job).expect(200).text;
        assert!(told.contains("Đã in 0 hồ sơ") && !told.contains("/file"), "{told}");
        assert_eq!(looks(), 4);
    });
}

/// Looks at dossiers that were traced with this reason.
fn traces(house: &House, why: &'static str) -> i64 {
    let sql = "SELECT COUNT(*) FROM audit WHERE act = 'dossier.read' AND why = ?1";
    house.app.store.read_blocking(move |tx| tx.count(sql, &[why.into()])).unwrap()
}

#[test]
fn a_list_is_exported_whole_with_its_columns_and_leaves_a_trace() {
    on_both(|house| {
        for n in 0..3 {
            lodged(&house, 50 + n, &format!("=Người Nộp {n}"), Channel::Online, true);
        }
        let desk = Browser::of(&house, INTAKE);
        let list = "/dossiers?pile=all&cols=channel.due";
        let job = leads(desk.fill(list, "/exports/dossiers", &[("format", "csv")], ""));
        house.app.jobs.run_waiting().unwrap();
        let told = desk.get(&job).expect(200).text;
        assert!(told.contains("Đã ghi 3 dòng"), "{told}");
        let file = desk.get(&format!("{job}/file")).expect(200).text;
        let head = file.lines().next().unwrap().trim_start_matches('\u{feff}').to_string();
        assert!(head.contains("Cách nộp") && !head.contains("Trạng thái"), "the view's columns: {head}");
        assert_eq!(file.lines().count(), 4);
        assert!(!file.contains("\n=Người") && !file.contains(",=Người"), "a name runs nothing in a spreadsheet");
        Browser::of(&house, ELSEWHERE).get(&format!("{job}/file")).expect(404);
        let traced =
            house.app.store.read_blocking(|tx| tx.count("SELECT COUNT(*) FROM audit WHERE act = 'list.export'", &[]));
        assert_eq!(traced.unwrap(), 1);
        let xlsx = leads(desk.fill(list, "/exports/dossiers", &[("format", "xlsx")], ""));
        house.app.jobs.run_waiting().unwrap();
        assert!(
            desk.get(&format!("{xlsx}/file")).expect(200).header("content-type").unwrap().contains("spreadsheetml")
        );
    });
}

// ── what the office tells ───────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn an_announcement_stands_for_those_it_speaks_to_until_they_put_it_aside() {
    on_both(|house| {
        let (admin, intake) = (house.administrator(), house.officer(INTAKE));
        let desk = Browser::of(&house, &admin);
        let unit = intake.unit.to_string();
        let typed = [
            ("title", "Nghỉ lễ Giỗ Tổ"),
            ("text", "Trung tâm nghỉ ngày 27/04/2026."),
            ("from", "01/03/2026"),
            ("until", ""),
            ("audience", "units"),
            ("unit", unit.as_str()),
        ];
        let again = desk.fill("/announcements", "action=\"/announcements\"", &typed, "").expect(422).text;
        assert!(again.contains("Đến hết ngày: "), "the list of errors names the field: {again}");
        assert!(again.contains("Trung tâm nghỉ ngày"), "what was typed is kept");
        let mut whole = typed.to_vec();
        whole[3] = ("until", "30/04/2026");
        desk.fill("/announcements", "action=\"/announcements\"", &whole, "").expect(303);

        let mine = Browser::of(&house, INTAKE);
        let home = mine.get("/home").expect(200).text;
        assert!(home.contains("Nghỉ lễ Giỗ Tổ"), "{home}");
        assert!(!Browser::of(&house, ELSEWHERE).get("/home").expect(200).text.contains("Nghỉ lễ"), "only its units");
        let back = leads(mine.fill("/dossiers?pile=all", "/dismissal", &[], ""));
        assert_eq!(back, "/dossiers?pile=all", "one stays where one was");
        assert!(!mine.get("/home").expect(200).text.contains("Nghỉ lễ"), "it was put aside");
        assert!(Browser::of(&house, house::SPECIALIST).get("/announcements").status == 403, "administrators write");

        desk.fill("/announcements", "/end\"", &[], "").expect(303);
        assert!(desk.get("/announcements").expect(200).text.contains("Đã kết thúc"));
    });
}

#[test]
fn the_bell_counts_what_is_unread_and_the_inbox_tells_it() {
    on_both(|house| {
        let dossier = lodged(&house, 7, "Trần Văn Mẫu", Channel::Online, true);
        let (me, other) = (house.officer(INTAKE).id.0, house.officer(ELSEWHERE).id.0);
        let sql =
            "INSERT INTO officer_notice (id, officer, dossier_id, at_ms, kind, facts) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let at_ms = house.app.clock.now_ms();
        house
            .app
            .store
            .act_blocking(move |tx| {
                for (id, officer) in [(1_i64, me), (2, me), (3, other)] {
                    let row =
                        [id.into(), officer.into(), dossier.0.into(), at_ms.into(), "intake_alert".into(), "{}".into()];
                    tx.execute(sql, &row)?;
                }
                Ok(())
            })
            .unwrap();
        let lobby = house.app.lobby.clone();
        house.app.store.read_blocking(move |tx| lobby.refresh(tx, at_ms)).unwrap();
        let desk = Browser::of(&house, INTAKE);
        assert!(desk.get("/home").expect(200).text.contains("Hộp tin: 2 tin chưa đọc"));
        let inbox = desk.get("/inbox").expect(200).text;
        assert_eq!(inbox.matches("Chưa đọc").count(), 2, "{inbox}");
        desk.fill("/inbox", "class=\"acts\"", &[], "").expect(303);
        assert!(desk.get("/inbox").expect(200).text.contains("Hộp tin: 0 tin chưa đọc"));
        assert!(Browser::of(&house, ELSEWHERE).get("/home").expect(200).text.contains("Hộp tin: 1 tin chưa đọc"));
    });
}

#[test]
fn a_screen_leads_to_its_help() {
    on_both(|house| {
        let desk = Browser::of(&house, INTAKE);
        assert!(desk.get("/intake/online").expect(200).text.contains("href=\"/help/online\""));
        let help = desk.get("/help/online").expect(200).text;
        assert!(help.contains("không bao giờ tự tiếp nhận") && help.contains("<kbd>J</kbd>"), "{help}");
        desk.get("/help/nonsense").expect(404);
        assert!(desk.get("/help").expect(200).text.contains("href=\"/help/dossiers\""));
    });
}

// ── duplicates ──────────────────────────────────────────────────────────────────────────────────────────────────────

fn person(house: &House, name: &str, number: &str, birth: &str, phone: &str) -> PersonId {
    let by = officer(house, INTAKE);
    let reader = person::Reader::officer(&by, "test", &house.app.ids, house.app.clock.now_ms());
    let draft = person::Draft {
        name: name.into(),
        personal_number: number.into(),
        birth: birth.into(),
        phone: phone.into(),
        ..person::Draft::default()
    };
    let Ok(checked) = draft.check(kernel::time::civil(now()).date()) else { panic!("{name} is a person") };
    let found = house.app.store.act_blocking(move |tx| person::store::find_or_create(tx, &checked, &reader));
    found.unwrap().person().id
}

fn circle(house: &House, id: PersonId) -> Vec<PersonId> {
    house.app.store.read_blocking(move |tx| person::store::twins::circle(tx, id)).unwrap()
}

#[test]
fn two_records_of_one_person_are_found_compared_merged_and_taken_apart_again() {
    on_both(|house| {
        let a = person(&house, "Trần Thị Mẫu", "", "30/04/1988", "0912345678");
        let b = person(&house, "Tran Thi Mau", "022188000017", "30/04/1988", "");
        let c = person(&house, "Lê Văn Khác", "022088000123", "01/01/1990", "");
        let now_ms = house.app.clock.now_ms();
        let looked = house.app.store.act_blocking(move |tx| person::store::twins::look_on(tx, 100, now_ms)).unwrap();
        assert_eq!(looked, (3, 1), "three looked at, one pair found");
        let of_a = lodged(&house, a.0, "Trần Thị Mẫu", Channel::Counter, true);

        let desk = Browser::of(&house, INTAKE);
        let list = desk.get("/duplicates/people").expect(200).text;
        assert!(list.contains("cùng họ tên, cùng ngày sinh") && !list.contains("Lê Văn Khác"), "{list}");
        assert!(!list.contains("022188000017"), "numbers are masked in the list");
        let page = format!("/duplicates/people/{a}/{b}");
        let shown = desk.get(&page).expect(200).text;
        assert!(shown.contains("022188000017") && shown.contains("Khác"), "side by side: {shown}");
        desk.get(&format!("/duplicates/people/{a}/{c}")).expect(404);
        assert_eq!(Browser::of(&house, house::SPECIALIST).get(&page).status, 403);

        let form = format!("action=\"{page}\"");
        desk.fill(&page, &form, &[("way", "fields")], "").expect(422);
        let merged = [("way", "fields"), ("pick_name", "a"), ("pick_number", "b"), ("reason", "Đã xem căn cước")];
        desk.fill(&page, &form, &merged, "").expect(303);
        assert_eq!(circle(&house, b), [a, b], "the dossiers of both are one person's");
        let found = desk.fill("/dossiers?pile=all", "role=\"search\"", &[("q", "022188000017")], "");
        let list = desk.get(&leads(found)).expect(200).text;
        assert!(list.contains(&of_a.to_string()), "the number of the other record finds the dossiers of both");

        let admin = Browser::of(&house, &house.administrator());
        assert_eq!(desk.post(&format!("{page}/undo"), &[]).status, 403);
        let undone = admin.fill("/duplicates/people", "/undo\"", &[("reason", "Gộp nhầm")], "");
        undone.expect(303);
        assert_eq!(circle(&house, b), [b]);
        assert_eq!(circle(&house, a), [a]);
        let traces = "SELECT COUNT(*) FROM audit WHERE act IN ('person.merge', 'person.unmerge')";
        assert_eq!(house.app.store.read_blocking(move |tx| tx.count(traces, &[])).unwrap(), 4);
    });
}

#[test]
fn an_application_filed_twice_is_pointed_at_and_both_stay_only_with_a_reason() {
    on_both(|house| {
        let a = lodged(&house, 7, "Trần Văn Mẫu", Channel::Counter, true);
        at(&house, "2026-03-04T09:00:00+07:00");
        let b = lodged(&house, 7, "Trần Văn Mẫu", Channel::Online, true);
        lodged(&house, 8, "Người Khác", Channel::Online, true);
        let desk = Browser::of(&house, INTAKE);
        let list = desk.get("/duplicates/dossiers").expect(200).text;
        assert!(list.contains("Trần Văn Mẫu") && !list.contains("Người Khác"), "{list}");
        let online = desk.get(&format!("/intake/online/{b}")).expect(200).text;
        assert!(online.contains("Người này còn 1 hồ sơ cùng thủ tục chưa xong"), "the online desk warns");
        let page = format!("/duplicates/dossiers/{a}/{b}");
        assert!(desk.get(&page).expect(200).text.contains(&format!("/dossiers/{a}")));
        Browser::of(&house, ELSEWHERE).get(&page).expect(404);
        let form = format!("action=\"{page}\"");
        desk.fill(&page, &form, &[], "").expect(422);
        desk.fill(&page, &form, &[("reason", "Hai người con")], "").expect(303);
        assert!(!desk.get("/duplicates/dossiers").expect(200).text.contains("Trần Văn Mẫu"));
        assert_eq!(read(&house, b).stage.name(), "lodged", "nothing is withdrawn by itself");
    });
}
