//! Every list's export has the rows of its page: asked for by the button of the page, in its order, with its filters and
//! its rights; on both engines.

mod house;

use std::collections::BTreeSet;

use axum::body::Body;
use house::browser::Browser;
use house::{ELSEWHERE, House, INTAKE, PROCEDURE, SPECIALIST, on_both};
use job::table::{self, Table};
use serde_json::json;

const ADMIN: &str = "quantri";
const SUPERVISOR: &str = "giamsat";
const HEAD: &str = "truong.honggai";

/// A list, the page it stands on and who reads it there.
struct Case {
    list: &'static str,
    login: &'static str,
    page: String,
    /// The column whose words stand in the line of the page.
    told: usize,
    /// How a line of the page begins; empty: the page has other lines beside the list's.
    line: &'static str,
    /// Whether there is nothing in it in this house.
    is_empty: bool,
}

fn case(list: &'static str, login: &'static str, page: impl Into<String>, told: usize, line: &'static str) -> Case {
    Case { list, login, page: page.into(), told, line, is_empty: false }
}

fn none(list: &'static str, login: &'static str, page: impl Into<String>) -> Case {
    Case { list, login, page: page.into(), told: 0, line: "", is_empty: true }
}

/// A line of a table that is not its heading.
const ROW: &str = "<tr>";

/// An accepted dossier with its originals.
fn accepted(house: &House, nth: usize, deciding: &str) -> serde_json::Value {
    let mut new = house.new_dossier(true);
    new["deciding"] = json!(deciding);
    for paper in new["components"].as_array_mut().unwrap() {
        paper["originals"] = json!(1);
    }
    house.post(&house.token(INTAKE), "/api/v1/dossiers", &format!("n{nth}"), &new).expect(201).json()
}

fn act(house: &House, login: &str, id: &str, noun: &str, seen: i64) -> serde_json::Value {
    let path = format!("/api/v1/dossiers/{id}/{noun}");
    house.post(&house.token(login), &path, &format!("{noun}{id}"), &json!({ "version": seen })).expect(200).json()
}

/// An accepted dossier on its way to the deciding agency: its id and version.
fn sent(house: &House, nth: usize, deciding: &str) -> (String, i64) {
    let new = accepted(house, nth, deciding);
    let id = new["id"].as_str().unwrap().to_string();
    let seen = act(house, INTAKE, &id, "transfer", new["version"].as_i64().unwrap())["version"].as_i64().unwrap();
    (id, seen)
}

fn on_desk(house: &House, nth: usize) {
    let (id, seen) = sent(house, nth, "ubnd_hong_gai");
    act(house, SPECIALIST, &id, "claim", seen);
}

/// Two records that may be one person.
fn twins(house: &House) {
    let (day, now_ms) = (kernel::time::civil(house::now()).date(), house.app.clock.now_ms());
    let officer = house.app.sessions.officer_at_work(house.officer(INTAKE).id, house.app.clock.now()).unwrap();
    for number in ["", "022188000017"] {
        let draft = person::Draft {
            name: "Trần Thị Mẫu".into(),
            personal_number: number.into(),
            birth: "30/04/1988".into(),
            phone: if number.is_empty() { "0912345678".into() } else { String::new() },
            ..person::Draft::default()
        };
        let (checked, ids, by) = (draft.check(day).ok().unwrap(), house.app.ids.clone(), officer.clone());
        let record = move |tx: &mut store::Tx<'_>| {
            let reader = person::Reader::officer(&by, "test", &ids, now_ms);
            person::store::find_or_create(tx, &checked, &reader).map(drop)
        };
        house.app.store.act_blocking(record).unwrap();
    }
    let look = move |tx: &mut store::Tx<'_>| person::store::twins::look_on(tx, 100, now_ms);
    assert!(house.app.store.act_blocking(look).unwrap().1 > 0);
}

/// Two talks by video in one room, and a meeting between them.
fn talks(house: &House) {
    let by = |login: &str| house.app.sessions.officer_at_work(house.officer(login).id, house.app.clock.now()).unwrap();
    let centre = house.app.sessions.directory().unit_by_key("tt_hong_gai").unwrap().id;
    let said = talk::rooms::Said { name: "Phòng 1".into(), seats: 6, has_camera: true, note: String::new() };
    let room = house.runtime.block_on(house.app.talks.add_room(&by(ADMIN), centre, said)).unwrap().id;
    let slot = |at: &str| talk::model::Slot { from: format!("2026-04-21T{at}").parse().unwrap(), minutes: 30 };
    for (officer, at) in [(SPECIALIST, "09:00"), (HEAD, "10:00")] {
        let wanted = talk::book::Wanted {
            centre,
            dossier: String::new(),
            officer: Some(house.officer(officer).id),
            unit: None,
            visitor: "Trần Văn Hỏi".into(),
            subject: String::new(),
            when: talk::book::When::At(slot(at)),
            room: Some(room),
        };
        house.runtime.block_on(house.app.talks.book(&by(INTAKE), wanted, None)).unwrap();
    }
    let (subject, dossier) = ("Gặp công dân".to_string(), String::new());
    let wanted = talk::rooms::MeetingWanted { centre, room, slot: slot("09:30"), subject, dossier };
    house.runtime.block_on(house.app.talks.book_room(&by(INTAKE), wanted, None)).unwrap();
}

/// Two visitors of the hall, one of them served.
fn a_day_of_the_hall(house: &House) {
    let (token, centre) = (house.token(INTAKE), house.unit("tt_hong_gai"));
    let base = format!("/api/v1/centres/{centre}");
    let hall = house.get(&token, &format!("{base}/hall")).expect(200).json();
    let counter = hall["counters"][0]["counter"].as_str().unwrap().to_string();
    let at =
        |act: &str| drop(house.post(&token, &format!("{base}/counters/{counter}/{act}"), act, &json!({})).expect(200));
    at("open");
    for nth in 0..2 {
        house.post(&token, &format!("{base}/tickets"), &format!("t{nth}"), &json!({ "services": [0] })).expect(201);
    }
    ["next", "start", "finish"].into_iter().for_each(at);
}

/// Something in nearly every list. Answers the address of a batch that moved work, and of a merger.
fn plant(house: &House) -> (String, String) {
    for nth in 0..3 {
        on_desk(house, nth);
    }
    a_day_of_the_hall(house);
    for nth in 3..5 {
        accepted(house, nth, "ubnd_hong_gai");
    }
    let (citizen, _) = house.applicant("Nguyễn Thị Mẫu", "022190000055");
    house.filed_online(&citizen);
    house.filed_online(&citizen);
    twins(house);
    let supervisor = Browser::of(house, SUPERVISOR);
    let from = house.officer(SPECIALIST).id.to_string();
    let plan = format!("/supervision/redistribution?from={from}");
    let moved = supervisor.fill(&plan, "method=\"post\" action=\"/supervision/redistribution\"", &[("why", "Ốm")], "");
    let batch = moved.expect(303).header("location").unwrap().to_string();
    let (head, intake) = (house.officer(HEAD).id.to_string(), house.officer(INTAKE).id.to_string());
    let order = [("order_number", "12/QĐ"), ("order_date", "01/03/2026"), ("order_agency", "UBND phường")];
    let mut acting = vec![("from", head.as_str()), ("to", &intake), ("starts", "02/03/2026"), ("until", "06/03/2026")];
    acting.extend([("reason", "Đi công tác")].into_iter().chain(order));
    Browser::of(house, HEAD).fill("/supervision/acting", "\"/supervision/acting\"", &acting, "").expect(303);
    let unit = house.unit("tt_hong_gai");
    let parcel = [("unit", unit.as_str()), ("tracking", "EB123456789VN"), ("name", "Trần Văn Gửi"), ("subject", "Xin")];
    let items = [("item1", "Tờ khai"), ("originals1", "1"), ("copies1", "0")];
    let parcel: Vec<_> = parcel.into_iter().chain(items).collect();
    Browser::of(house, INTAKE).fill("/post/arrivals", "\"/post/arrivals\"", &parcel, "").expect(303);
    // Some of the papers that have to leave are in a bag, the others wait.
    sent(house, 5, "ubnd_ha_long");
    Browser::of(house, INTAKE).fill("/custody", "\"/custody/bags\"", &[], "").expect(303);
    sent(house, 6, "ubnd_ha_long");
    talks(house);
    let admin = Browser::of(house, ADMIN);
    let notice = [("title", "Nghỉ lễ Giỗ Tổ"), ("text", "Nghỉ."), ("from", "01/03/2026"), ("until", "31/03/2026")];
    let notice: Vec<_> = notice.into_iter().chain([("audience", "inside")]).collect();
    admin.fill("/announcements", "\"/announcements\"", &notice, "").expect(303);
    let mut merger = vec![("name", "Sắp xếp thử"), ("on", "01/06/2026"), ("source", "pairs")];
    merger.push(("pairs", "tt_hong_gai; tt_ha_long"));
    merger.extend(order);
    let prepared = admin.fill("/admin/mergers/new", "/admin/mergers\"", &merger, "");
    let merger = prepared.expect(303).header("location").unwrap().to_string();
    house.runtime.block_on(house.app.sessions.refresh()).unwrap();
    (batch, merger)
}

fn cases(house: &House, batch: &str, merger: &str) -> Vec<Case> {
    let unit = house.unit("tt_hong_gai");
    for (n, slot) in ["480-510", "510-540"].into_iter().enumerate() {
        let new = format!("/appointments/new?p={PROCEDURE}&desk={unit}&centre={unit}&slot=2026-04-21_{slot}");
        let (name, phone) = (format!("Trần Thị Hẹn {n}"), format!("091000000{n}"));
        let who = [("name", name.as_str()), ("phone", &phone)];
        Browser::of(house, INTAKE).fill(&new, "/appointments/new", &who, "").expect(303);
    }
    let book = format!("/supervision/registers/book?unit={unit}&year=2026");
    let hall = format!("/floor/{unit}/figures?range=day&on=2026-03-02");
    let head = format!("/admin/officers/{}", house.officer(HEAD).id);
    let some = web::fields::encode(&house.app.sessions.directory().unit_by_key("ubnd_hong_gai").unwrap().name);
    vec![
        case("dossiers", INTAKE, "/dossiers?pile=all", 0, ROW),
        case("dossiers", INTAKE, "/dossiers?pile=all&stage=accepted", 0, ROW),
        case("online", INTAKE, "/intake/online", 0, ROW),
        case("transfers", INTAKE, "/intake/transfers", 0, ROW),
        none("inbox", INTAKE, "/inbox"),
        case("talks", INTAKE, "/talks", 3, ROW),
        case("rooms", INTAKE, format!("/floor/{unit}/rooms?day=21/04/2026"), 3, "<li><strong class=\"nowrap\">"),
        case("announcements", ADMIN, "/announcements", 0, "<li><div class=\"page-head\">"),
        case("people-pairs", INTAKE, "/duplicates/people", 0, ROW),
        case("dossier-pairs", INTAKE, "/duplicates/dossiers", 0, ROW),
        case("papers", INTAKE, "/custody", 1, ""),
        case("bags", INTAKE, "/custody", 1, ""),
        case("parcels", INTAKE, "/post", 1, ROW),
        case("progress", SUPERVISOR, "/supervision/dossiers?when=all", 0, ROW),
        case("tally", SUPERVISOR, "/supervision?by=procedure", 0, ROW),
        case("tally", SUPERVISOR, "/supervision?by=officer", 0, ROW),
        case("explanations", SUPERVISOR, "/supervision/explanations?owed=apology", 0, ROW),
        case("acting", HEAD, "/supervision/acting", 0, "<li class=\"card\">"),
        case("redistributions", SUPERVISOR, "/supervision/redistribution", 1, ROW),
        case("redistribution", SUPERVISOR, batch, 0, ROW),
        case("monthly", SUPERVISOR, "/supervision/monthly?year=2026&month=4", 1, ""),
        case("books", SUPERVISOR, "/supervision/registers", 0, ROW),
        case("book", SUPERVISOR, &book, 1, ROW),
        case("book", SUPERVISOR, format!("{book}&book=receipt"), 1, ROW),
        none("addenda", SUPERVISOR, &book),
        case("floor-hours", HEAD, &hall, 0, "<tr class=\"hour-line\">"),
        case("floor-officers", HEAD, &hall, 0, "<tr class=\"officer-line\">"),
        case("floor-tickets", HEAD, hall.replace("/figures", "/figures/tickets"), 0, ROW),
        case("units", ADMIN, "/admin/units", 0, "class=\"tree-node\""),
        case("units", ADMIN, "/admin/units?q=hong+gai", 0, "class=\"tree-node\""),
        case("officers", ADMIN, "/admin/officers?q=hong+gai&state=active", 1, ROW),
        case("grants", ADMIN, &head, 0, "<li><p><strong>"),
        case("delegations", ADMIN, &head, 1, ""),
        case("powers", ADMIN, format!("/admin/powers?unit={some}"), 0, ROW),
        case("roles", ADMIN, "/admin/roles", 0, ROW),
        case("areas", ADMIN, "/admin/areas?q=hong", 0, ROW),
        case("calendars", ADMIN, "/admin/calendars", 0, ROW),
        case("special-days", ADMIN, format!("/admin/units/{unit}/calendar?year=2026"), 0, "<td class=\"nowrap\">"),
        case("procedures", ADMIN, "/admin/catalogue", 0, ROW),
        case("procedures", ADMIN, "/admin/catalogue?q=khai+sinh", 0, ROW),
        case("checks", ADMIN, "/admin/catalogue/checks", 0, ROW),
        case("dormant", ADMIN, "/admin/catalogue/dormant", 0, ROW),
        case("processes", ADMIN, "/admin/processes", 0, ROW),
        none("imports", ADMIN, "/admin/imports"),
        case("mergers", ADMIN, "/admin/mergers", 0, ROW),
        case("merger-units", ADMIN, merger, 0, ""),
        case("appointments", INTAKE, format!("/floor/{unit}/appointments?day=2026-04-21"), 1, ROW),
        case("appointment-figures", HEAD, format!("/floor/{unit}/appointments/figures?last=30/04/2026"), 0, ROW),
    ]
}

/// What people read: the page without its markup's escapes.
fn read(page: &str) -> String {
    [("&#38;", "&"), ("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'")]
        .into_iter()
        .fold(page.to_string(), |text, (escape, letter)| text.replace(escape, letter))
}

/// Asks by the button of the page; answers the job's page and what its file holds, if there is one.
fn taken(house: &House, browser: &Browser<'_>, case: &Case) -> (String, Option<Table>) {
    let asked = browser.fill(&case.page, &format!("/exports/{}\"", case.list), &[("format", "csv")], "");
    let job = asked.expect(303).header("location").unwrap().to_string();
    house.app.jobs.run_waiting().unwrap();
    let told = browser.get(&job).expect(200).text;
    if !told.contains(&format!("{job}/file")) {
        return (told, None);
    }
    let file = browser.get(&format!("{job}/file")).expect(200);
    let name = file.header("content-disposition").unwrap().to_string();
    assert!(name.contains("-202604") && name.contains(".csv"), "{}: {name}", case.list);
    (told, Some(table::read("x.csv", file.text.as_bytes()).unwrap()))
}

#[test]
fn every_lists_export_has_the_rows_of_the_page() {
    on_both(|house| {
        let (batch, merger) = plant(&house);
        // A month later everything is late, and the month has its list.
        house.app.clock.set("2026-04-20T09:00:00+07:00".parse().unwrap());
        house.app.store.act_blocking(|tx| supervision::chores::note_late(tx, 1_776_650_400_000)).unwrap();
        let supervisor = Browser::of(&house, SUPERVISOR);
        let april = [("year", "2026"), ("month", "4")];
        supervisor.fill("/supervision/monthly?year=2026&month=4", "\"/supervision/monthly\"", &april, "").expect(303);
        let cases = cases(&house, &batch, &merger);
        let mut wrong = Vec::new();
        for case in &cases {
            let browser = Browser::of(&house, case.login);
            let (told, table) = taken(&house, &browser, case);
            let Some(table) = table else {
                if !(case.is_empty && told.contains("không có dòng nào")) {
                    wrong.push(format!("{} at {}: nothing in it: {told}", case.list, case.page));
                }
                continue;
            };
            let page = read(&browser.get(&case.page).expect(200).text);
            let main = page.split("<main").nth(1).unwrap_or_default();
            if let Some(raw) =
                table.columns.iter().find(|title| title.contains('-') && title.is_ascii() && !title.contains(' '))
            {
                wrong.push(format!("{}: the heading {raw} is no word", case.list));
            }
            let shown = match case.line {
                "" => table.rows.len(),
                ROW => main.matches("<tr>").count() - main.matches("<thead><tr>").count(),
                line => main.matches(line).count(),
            };
            if shown != table.rows.len() {
                wrong.push(format!("{} at {}: {shown} on the page, {} taken", case.list, case.page, table.rows.len()));
            }
            let mut rest = main;
            for line in &table.rows {
                let words = &line.cells[case.told];
                match rest.find(words.as_str()) {
                    Some(at) => rest = &rest[at..],
                    None => {
                        wrong.push(format!("{} at {}: “{words}” is not there or out of order", case.list, case.page))
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
        // The office's own list of work is told by the room's own tests.
        let told: BTreeSet<&str> = cases.iter().map(|case| case.list).chain(["jobs", "refused"]).collect();
        let known: BTreeSet<&str> = house.app.jobs.lists().iter().map(|list| list.key).collect();
        assert_eq!(told, known, "every list stands in this test");
        let count = |sql: &'static str| house.app.store.read_blocking(move |tx| tx.count(sql, &[])).unwrap();
        assert_eq!(
            count("SELECT COUNT(*) FROM audit WHERE act = 'list.export'"),
            cases.len() as i64,
            "every one left a trace"
        );
        assert_eq!(count("SELECT COUNT(*) FROM job WHERE kind = 'list' AND state = 'failed'"), 0);
    });
}

#[test]
fn a_list_is_taken_by_those_who_may_read_it_and_by_nobody_else() {
    on_both(|house| {
        on_desk(&house, 0);
        let intake = Browser::of(&house, INTAKE);
        let form = |browser: &Browser<'_>| {
            let page = browser.get("/jobs").expect(200).text;
            let mut fields = house::browser::filled(&house::browser::form_of(&page, "/exports/jobs\""));
            fields.push(("format".into(), "csv".into()));
            fields
        };
        let before = house.state();
        for list in ["progress", "tally", "units", "officers", "procedures", "mergers", "announcements"] {
            intake.post(&format!("/exports/{list}"), &form(&intake)).expect(403);
        }
        intake.post("/exports/nothing", &form(&intake)).expect(404);
        assert_eq!(house.state(), before, "nobody was given anything");
        // What somebody may not see is not in their list.
        let mut here = form(&intake);
        here.retain(|(name, _)| name != "from");
        here.push(("from".into(), "pile=all".into()));
        let rows = |browser: &Browser<'_>, fields: &[(String, String)]| {
            let asked = browser.post("/exports/dossiers", fields).expect(303);
            let job = asked.header("location").unwrap().to_string();
            house.app.jobs.run_waiting().unwrap();
            let file = browser.get(&format!("{job}/file"));
            if file.status.as_u16() == 404 { 0 } else { file.text.lines().count() - 1 }
        };
        assert_eq!(rows(&intake, &here), 1);
        let elsewhere = Browser::of(&house, ELSEWHERE);
        let mut there = form(&elsewhere);
        there.retain(|(name, _)| name != "from");
        there.push(("from".into(), "pile=all".into()));
        assert_eq!(rows(&elsewhere, &there), 0);
        // Twice the same form is one job; the other kind of file is another.
        let jobs = || house.app.store.read_blocking(|tx| tx.count("SELECT COUNT(*) FROM job", &[])).unwrap();
        let known = jobs();
        intake.post("/exports/dossiers", &here).expect(303);
        assert_eq!(jobs(), known);
        here.retain(|(name, _)| name != "format");
        here.push(("format".into(), "xlsx".into()));
        intake.post("/exports/dossiers", &here).expect(303);
        assert_eq!(jobs(), known + 1);
    });
}

#[test]
fn applicants_take_their_own_lists() {
    on_both(|house| {
        let (citizen, session) = house.applicant("Nguyễn Thị Mẫu", "022190000055");
        let id = house.filed_online(&citizen);
        house.get(&house.token(INTAKE), &format!("/api/v1/dossiers/{id}")).expect(200);
        let cookie = format!("{}={}", web::session::COOKIE, session.text());
        let csrf = web::csrf::token(&session.text());
        let take = |list: &str, format: &str| {
            let headers = [
                ("cookie", cookie.as_str()),
                ("accept", "text/html"),
                ("x-csrf-token", csrf.as_str()),
                ("content-type", "application/x-www-form-urlencoded"),
            ];
            house.call("POST", &format!("/me/exports/{list}"), &headers, format!("format={format}&from="))
        };
        let own = take("own-dossiers", "csv").expect(200);
        assert!(own.header("content-disposition").unwrap().contains("ho-so-cua-toi-20260302"), "{:?}", own.headers);
        assert_eq!(table::read("x.csv", own.text.as_bytes()).unwrap().rows.len(), 1);
        let name = house.app.catalogue.current(PROCEDURE, jiff::civil::date(2026, 3, 2)).unwrap();
        let name = name.version.plain_name.clone().unwrap_or_else(|| name.version.name.clone());
        assert!(own.text.contains(&name), "{}", own.text);
        let page = house.call("GET", "/me/readers", &[("cookie", &cookie), ("accept", "text/html")], Body::empty());
        let readers = table::read("x.csv", take("readers", "csv").expect(200).text.as_bytes()).unwrap();
        assert!(!readers.rows.is_empty());
        assert_eq!(page.text.matches("<li><p><strong>").count(), readers.rows.len());
        assert!(take("readers", "xlsx").expect(200).header("content-type").unwrap().contains("spreadsheetml"));
        take("others", "csv").expect(404);
    });
}
