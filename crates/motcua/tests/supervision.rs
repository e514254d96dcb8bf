//! The supervisor's pages through the real router, on both engines: every page in both languages, a colleague's work
//! moved and moved back, an acting period, and what is shown to everybody.

mod house;

use axum::body::Body;
use house::{Answer, House, INTAKE, SPECIALIST, on_both};

const SUPERVISOR: &str = "giamsat";
const HEAD: &str = "truong.honggai";
const PAGES: [&str; 12] = [
    "/supervision",
    "/supervision?by=officer",
    "/supervision?by=procedure&every=1",
    "/supervision?by=step",
    "/supervision/dossiers?when=all",
    "/supervision/dossiers?when=miss-on-2026-03-06",
    "/supervision/explanations",
    "/supervision/redistribution",
    "/supervision/acting",
    "/supervision/monthly",
    "/supervision/registers",
    "/late",
];

struct Seat<'h> {
    house: &'h House,
    cookie: String,
    csrf: String,
}

impl<'h> Seat<'h> {
    fn of(house: &'h House, login: &str) -> Seat<'h> {
        let session = house.session(login);
        let cookie = format!("{}={}", web::session::COOKIE, session.text());
        Seat { house, cookie, csrf: web::csrf::token(&session.text()) }
    }
    fn get(&self, path: &str) -> Answer {
        self.house.call("GET", path, &[("cookie", &self.cookie), ("accept", "text/html")], Body::empty())
    }
    fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let body: Vec<String> = form.iter().map(|(n, v)| format!("{n}={}", web::fields::encode(v))).collect();
        let headers = [
            ("cookie", self.cookie.as_str()),
            ("accept", "text/html"),
            ("x-csrf-token", self.csrf.as_str()),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        self.house.call("POST", path, &headers, body.join("&"))
    }
}

/// An accepted dossier on the specialist's desk.
fn on_desk(house: &House, nth: usize) -> String {
    let intake = house.token(INTAKE);
    let new = house.post(&intake, "/api/v1/dossiers", &format!("n{nth}"), &house.new_dossier(true)).expect(201).json();
    let id = new["id"].as_str().unwrap().to_string();
    let act = |login: &str, noun: &str, seen: i64| {
        let body = serde_json::json!({ "version": seen });
        house.post(&house.token(login), &format!("/api/v1/dossiers/{id}/{noun}"), &format!("{noun}{nth}"), &body)
    };
    let moved = act(INTAKE, "transfer", new["version"].as_i64().unwrap()).expect(200).json();
    act(SPECIALIST, "claim", moved["version"].as_i64().unwrap()).expect(200);
    id
}

#[test]
fn every_page_speaks_both_languages_and_every_count_has_its_list() {
    on_both(|house| {
        let id = on_desk(&house, 1);
        let seat = Seat::of(&house, SUPERVISOR);
        for page in PAGES {
            for lang in ["vi", "en"] {
                let glue = if page.contains('?') { '&' } else { '?' };
                let answer = seat.get(&format!("{page}{glue}lang={lang}")).expect(200);
                assert!(!answer.text.contains(">supervision-"), "{page} in {lang} says a key");
            }
        }
        let list = seat.get("/supervision/dossiers?when=all").expect(200);
        assert!(list.text.contains(&id) && !list.text.contains("Nguyễn Thị Mẫu"), "the dossier, not its applicant");
        for format in ["xlsx", "csv"] {
            let asked = seat.post("/exports/progress", &[("from", "when=all"), ("format", format)]).expect(303);
            let job = asked.header("location").unwrap().to_string();
            house.app.jobs.run_waiting().unwrap();
            let file = seat.get(&format!("{job}/file")).expect(200);
            assert!(!file.text.is_empty(), "{format}");
            if format == "csv" {
                assert_eq!(file.text.lines().count(), 2, "the heading and the one dossier: {}", file.text);
            }
        }
        let unknown = Seat::of(&house, INTAKE).get("/supervision");
        assert_eq!(unknown.status.as_u16(), 403);
    });
}

#[test]
fn an_absent_colleagues_work_goes_away_and_comes_back() {
    on_both(|house| {
        let ids = [on_desk(&house, 1), on_desk(&house, 2)];
        let seat = Seat::of(&house, SUPERVISOR);
        let from = house.officer(SPECIALIST).id.to_string();
        let page = seat.get(&format!("/supervision/redistribution?from={from}")).expect(200);
        let marks: Vec<String> = page
            .text
            .split("name=\"dossier\" value=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .map(str::to_string)
            .collect();
        let to: Vec<String> = ids
            .iter()
            .filter_map(|id| {
                let select = page.text.split(&format!("name=\"to-{id}\"")).nth(1)?;
                let chosen = select.split("</select>").next()?.split("\" selected").next()?;
                chosen.rsplit('"').next().map(str::to_string)
            })
            .collect();
        assert_eq!((marks.len(), to.len()), (2, 2), "{}", page.text);
        let fields: Vec<String> = ids.iter().map(|id| format!("to-{id}")).collect();
        let mut form = vec![("from", from.as_str()), ("why", "Nghỉ ốm")];
        form.extend(marks.iter().map(|mark| ("dossier", mark.as_str())));
        form.extend(fields.iter().zip(&to).map(|(field, to)| (field.as_str(), to.as_str())));
        let holder = |id: &str| {
            let list = house.get(&house.token(SUPERVISOR), &format!("/api/v1/dossiers/{id}")).json();
            list["stage"]["desk"]["officer"]["id"].as_str().map(str::to_string)
        };
        assert!(
            ids.iter().all(|id| holder(id).as_deref() == Some(from.as_str())),
            "everything lies with the colleague"
        );
        // Without a reason nothing moves: it is said at the field, and what was ticked and put right stays.
        let (unticked, field) = (marks[1].as_str(), fields[0].as_str());
        let typed = [("from", from.as_str()), ("why", " "), ("dossier", marks[0].as_str()), (field, to[0].as_str())];
        let again = seat.post("/supervision/redistribution", &typed).expect(422).text;
        assert!(again.contains("id=\"f-why-error\"") && again.contains("href=\"#f-why\""), "{again}");
        let box_of =
            |mark: &str| again.split(&format!("value=\"{mark}\"")).nth(1).and_then(|rest| rest.split('>').next());
        assert!(box_of(&marks[0]).is_some_and(|tag| tag.contains("checked")));
        assert!(box_of(unticked).is_some_and(|tag| !tag.contains("checked")), "what was left out stays out");
        let none = [("from", from.as_str()), ("why", "Nghỉ ốm")];
        let none = seat.post("/supervision/redistribution", &none).expect(422).text;
        assert!(none.contains("href=\"#f-dossier\"") && none.contains("Nghỉ ốm</textarea>"), "{none}");
        let moved = seat.post("/supervision/redistribution", &form).expect(303);
        let batch = moved.header("location").unwrap().to_string();
        let holders: Vec<_> = ids.iter().map(|id| holder(id).expect("somebody has it")).collect();
        assert!(!holders.contains(&from) && holders.iter().all(|holder| to.contains(holder)), "{holders:?}");
        seat.get(&batch).expect(200);
        let silent = seat.post(&format!("{batch}/undoing"), &[("why", "")]).expect(422).text;
        assert!(silent.contains("id=\"f-why-error\""), "{silent}");
        seat.post(&format!("{batch}/undoing"), &[("why", "Đã đi làm lại")]).expect(303);
        assert!(ids.iter().all(|id| holder(id).as_deref() == Some(from.as_str())), "everything is back");
    });
}

#[test]
fn a_colleague_acts_for_another_until_the_day_it_ends() {
    on_both(|house| {
        let seat = Seat::of(&house, HEAD);
        let (from, to) = (house.officer(HEAD).id.to_string(), house.officer(INTAKE).id.to_string());
        let mut form = vec![
            ("from", from.as_str()),
            ("to", to.as_str()),
            ("starts", "02/03/2026"),
            ("until", "06/03/2026"),
            ("reason", "Đi công tác"),
        ];
        let refused = seat.post("/supervision/acting", &form).expect(422);
        assert!(refused.text.contains("Đi công tác"), "what was typed is kept");
        form.extend([("order_number", "12/QĐ"), ("order_date", "01/03/2026"), ("order_agency", "UBND phường")]);
        seat.post("/supervision/acting", &form).expect(303);
        house.runtime.block_on(house.app.sessions.refresh()).unwrap();
        let page = seat.get("/supervision/acting").expect(200);
        assert!(page.text.contains("12/QĐ") && page.text.contains("02/03/2026 – 06/03/2026"));
        // Both see it on every page, and the one who acts may do it.
        let acting = Seat::of(&house, INTAKE);
        assert!(acting.get("/home").expect(200).text.contains("thay Phan Huy Hoàng đến hết 06/03/2026"));
        assert!(Seat::of(&house, HEAD).get("/home").expect(200).text.contains("thay bạn đến hết 06/03/2026"));
        acting.get("/supervision").expect(200);
        let id = page.text.split("/supervision/acting/").nth(1).and_then(|rest| rest.split('/').next()).unwrap();
        seat.post(&format!("/supervision/acting/{id}/end"), &[("why", "Về sớm")]).expect(303);
        house.runtime.block_on(house.app.sessions.refresh()).unwrap();
        assert_eq!(Seat::of(&house, INTAKE).get("/supervision").status.as_u16(), 403, "it is over");
    });
}

#[test]
fn the_months_list_is_shown_to_everybody_once_published() {
    on_both(|house| {
        let seat = Seat::of(&house, SUPERVISOR);
        let nobody = |path: &str| house.call("GET", path, &[("accept", "text/html")], Body::empty());
        let february = [("year", "2026"), ("month", "2")];
        seat.post("/supervision/monthly", &february).expect(303);
        assert_eq!(nobody("/late/2026/2").status.as_u16(), 404);
        let pdf = seat.get("/supervision/monthly.pdf?year=2026&month=2").expect(200);
        assert_eq!(pdf.header("content-type"), Some("application/pdf"));
        seat.post("/supervision/monthly/publication", &february).expect(303);
        nobody("/late/2026/2").expect(200);
        assert!(nobody("/late").expect(200).text.contains("/late/2026/2"));
        let again = seat.post("/supervision/monthly", &february).expect(422);
        assert!(again.text.contains("đã công khai nên giữ nguyên"), "{}", again.text);
    });
}
