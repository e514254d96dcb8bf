//! Appointments and shifts in front of a browser without script, from the reason to the seat at the counter, on both engines.

mod house;

use axum::body::Body;
use house::browser::{Browser, filled, form_of};
use house::{Answer, ELSEWHERE, House, INTAKE, PROCEDURE, on_both, on_sqlite};
use serde_json::json;

const LEAD: &str = "truong.honggai";
const FORM: &str = "application/x-www-form-urlencoded";

/// Somebody's telephone, without an account: it keeps cookies.
struct Phone<'h> {
    house: &'h House,
    cookies: Vec<(String, String)>,
}

impl<'h> Phone<'h> {
    fn of(house: &'h House) -> Phone<'h> {
        Phone { house, cookies: Vec::new() }
    }

    fn send(&mut self, method: &str, path: &str, body: String) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = cookies.join("; ");
        let headers = [("cookie", cookies.as_str()), ("accept", "text/html"), ("content-type", FORM)];
        let answer = self.house.call(method, path, &headers, Body::from(body));
        for line in answer.headers.get_all("set-cookie") {
            let (name, rest) = line.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            self.cookies.retain(|(known, _)| known != name);
            if !value.is_empty() {
                self.cookies.push((name.into(), value.into()));
            }
        }
        answer
    }

    fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, String::new())
    }

    /// Opens a page, types into its form and sends it.
    fn fill(&mut self, page: &str, form: &str, typed: &[(&str, &str)]) -> Answer {
        let text = self.get(page).expect(200).text;
        self.fill_in(&form_of(&text, form), typed)
    }

    fn fill_in(&mut self, form: &str, typed: &[(&str, &str)]) -> Answer {
        let mut fields = filled(form);
        for (name, value) in typed {
            fields.retain(|(known, _)| known != name);
            fields.push((name.to_string(), value.to_string()));
        }
        let body = fields.iter().map(|(name, value)| format!("{name}={}", web::fields::encode(value)));
        let to = house::browser::attribute(form, "action");
        self.send("POST", &to, body.collect::<Vec<_>>().join("&"))
    }
}

fn to(answer: &Answer) -> String {
    answer.header("location").unwrap_or_default().to_string()
}

/// The first link of a page that holds this.
#[track_caller]
fn link(page: &str, holds: &str) -> String {
    let links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let found = links.map(|link| link.replace("&#38;", "&")).find(|link| link.contains(holds));
    found.unwrap_or_else(|| panic!("no link {holds} in {page}"))
}

#[test]
fn somebody_without_an_account_books_moves_and_cancels() {
    on_both(|house| {
        let mut phone = Phone::of(&house);
        let sheet = phone.get(&format!("/procedures/{PROCEDURE}")).expect(200).text;
        let places = phone.get(&link(&sheet, "/appointments/places")).expect(200).text;
        let unit = house.unit("tt_hong_gai");
        let slots = phone.get(&link(&places, &format!("slots?p={PROCEDURE}&centre={unit}"))).expect(200).text;
        let new = link(&slots, "/appointments/new?");
        // What is wrong is said at its field, and what was typed is kept.
        let wrong = phone.fill(&new, "/appointments/new", &[("name", "Đỗ Thị Ánh"), ("phone", "12")]).expect(422);
        assert!(wrong.text.contains("f-phone-error") && wrong.text.contains("value=\"Đỗ Thị Ánh\""), "{}", wrong.text);
        let typed = [("phone", "0912 345 678")];
        let booked = phone.fill_in(&form_of(&wrong.text, "/appointments/new"), &typed).expect(303);
        let own = to(&booked);
        assert!(own.ends_with("?name=dot"), "{own}");
        let code = own.split(['/', '?']).nth(2).unwrap().to_string();
        let page = phone.get(&own).expect(200).text;
        assert!(page.contains("Đã đặt") && page.contains("0912***678") && !page.contains("0912345678"));

        let ics = phone.get(&format!("/appointments/{code}/appointment.ics?name=dot")).expect(200);
        assert_eq!(ics.header("content-type"), Some("text/calendar; charset=utf-8"));
        assert!(ics.text.contains("SEQUENCE:0\r\n") && ics.text.contains("STATUS:CONFIRMED\r\n"));
        assert!(phone.get(&format!("/appointments/{code}/print?name=dot")).expect(200).text.contains("Phiếu hẹn"));

        let free = phone.get(&format!("/appointments/{code}/move?name=dot")).expect(200).text;
        let slot = link(&free, &format!("/appointments/{code}/move?name=dot&slot="));
        phone.fill(&slot, "/move\"", &[]).expect(303);
        assert!(phone.get(&own).expect(200).text.contains("Đã đổi giờ"));
        let cancelled = phone.fill(&own, "/cancellation", &[("why", "con ốm")]).expect(303);
        assert_eq!(to(&cancelled), own);
        let page = phone.get(&own).expect(200).text;
        assert!(page.contains("Đã hủy") && page.contains("con ốm") && !page.contains("/cancellation"));
        let ics = phone.get(&format!("/appointments/{code}/appointment.ics?name=dot")).expect(200).text;
        assert!(ics.contains("SEQUENCE:2\r\n") && ics.contains("METHOD:CANCEL\r\n"));

        // Without the letters, or with others, nothing is told.
        let mut other = Phone::of(&house);
        let asked = other.get(&format!("/appointments/{code}")).expect(200).text;
        assert!(!asked.contains("con ốm"));
        other.get(&format!("/appointments/{code}?name=xyz")).expect(422);
        let found = other.get(&format!("/appointments?code={}&name=%C4%90%E1%BB%97+T", code.to_lowercase()));
        assert_eq!(to(&found.expect(303)), format!("/appointments/{code}?name=%C4%90%E1%BB%97%20T"));
    });
}

#[test]
fn what_is_no_slot_is_said_and_answered_with_free_ones() {
    on_sqlite(|house| {
        let (unit, mut phone) = (house.unit("tt_hong_gai"), Phone::of(&house));
        let new = format!("/appointments/new?p={PROCEDURE}&centre={unit}&slot=2026-03-03_480-510");
        for (slot, number) in [("", "0910000001"), ("tomorrow", "0910000002"), ("2026-03-03_999-1", "0910000003")] {
            let typed = [("slot", slot), ("name", "Trần Văn A"), ("phone", number)];
            let wrong = phone.fill(&new, "/appointments/new", &typed).expect(422).text;
            assert!(wrong.contains("f-slot-error") && wrong.contains("Giờ hẹn: Chưa chọn được giờ hẹn nào"), "{wrong}");
            assert!(wrong.contains("value=\"Trần Văn A\""), "what was typed is kept");
            let form = form_of(&wrong, "/appointments/new");
            let free = house::browser::attribute(form.split("type=\"radio\"").nth(1).unwrap(), "value");
            let booked = phone.fill_in(&form, &[("slot", &free)]).expect(303);
            assert!(phone.get(&to(&booked)).expect(200).text.contains("Đã đặt lịch hẹn"));
        }
        // The longest name is said as such.
        let long = [("name", "Nguyễn ".repeat(30)), ("phone", "0910000001".into())];
        let long = long.each_ref().map(|(name, value)| (*name, value.as_str()));
        let wrong = phone.fill(&new, "/appointments/new", &long).expect(422).text;
        assert!(wrong.contains("Họ và tên: Họ và tên có tối đa 120 ký tự"), "{wrong}");
    });
}

#[test]
fn a_slot_that_is_gone_comes_back_with_the_nearest_free_ones() {
    on_both(|house| {
        let (unit, mut phone) = (house.unit("tt_hong_gai"), Phone::of(&house));
        let new = format!("/appointments/new?p={PROCEDURE}&centre={unit}&slot=2026-03-03_480-510");
        let book = |phone: &mut Phone<'_>, n: usize| {
            let (name, number) = (format!("Trần Văn {}", char::from(b'A' + n as u8)), format!("09100000{n:02}"));
            phone.fill(&new, "/appointments/new", &[("name", &name), ("phone", &number)])
        };
        let mut n = 0;
        let refused = loop {
            let answer = book(&mut phone, n);
            if answer.status.as_u16() == 422 {
                break answer;
            }
            n += 1;
            assert!(n < 20, "a slot has an end");
        };
        assert!(refused.text.contains("vừa hết chỗ") && refused.text.contains("value=\"2026-03-03_510-540\""));
        let form = form_of(&refused.text, "/appointments/new");
        phone.fill_in(&form, &[("slot", "2026-03-03_510-540")]).expect(303);
        // The same person again: said which appointment is in the way.
        let twice = phone.fill_in(&form, &[("slot", "2026-03-03_510-540"), ("_once", "other")]).expect(422);
        assert!(twice.text.contains("Bạn đã có lịch hẹn lúc 08:30–09:00"), "{}", twice.text);

        let other = format!("/appointments/other?p={PROCEDURE}&centre={unit}");
        let typed = [("way", "waiting"), ("name", "Lê Thị Chờ"), ("phone", "0987654321")];
        let tuesday = [("first", "03/03/2026"), ("last", "03/03/2026")];
        let listed = phone.fill(&other, "/appointments/other", &[&typed[..], &tuesday[..]].concat()).expect(303);
        assert!(phone.get(&to(&listed)).expect(200).text.contains("Có chỗ"), "the rest of the day is free");
        phone.fill(&to(&listed), "/offer", &[("answer", "accept")]).expect(303);
        assert!(phone.get(&to(&listed)).expect(200).text.contains("Đã đặt"));
        let typed = [("way", "call"), ("name", "Lê Thị Gọi"), ("phone", "0987654322")];
        phone.fill(&other, "/appointments/other", &typed).expect(303);

        let desk = Browser::of(&house, INTAKE);
        let day = desk.get(&format!("/floor/{unit}/appointments?day=2026-03-03")).expect(200).text;
        assert!(day.contains("Lê Thị Chờ") && day.contains("0987654321"), "those who receive visitors see telephones");
        let found = desk.get(&format!("/floor/{unit}/appointments?day=2026-03-03&q=0987654321")).expect(200).text;
        assert!(found.contains("Lê Thị Chờ") && !found.contains("Trần Văn A<"));
        let calls = format!("/floor/{unit}/callbacks");
        assert!(desk.get(&calls).expect(200).text.contains("Lê Thị Gọi"));
        desk.fill(&calls, &format!("{calls}/"), &[("call", "not_reached")], "").expect(303);
        assert!(desk.get(&calls).expect(200).text.contains("Chưa gặp lúc"));
        desk.fill(&calls, &format!("{calls}/"), &[("call", "done")], "").expect(303);
        assert!(desk.get(&calls).expect(200).text.contains("Không có ai đang chờ gọi lại"));
        Browser::of(&house, ELSEWHERE).get(&calls).expect(403);
        let lead = Browser::of(&house, LEAD);
        let figures = lead.get(&format!("/floor/{unit}/appointments/figures?first=01/03/2026&last=31/03/2026"));
        assert!(figures.expect(200).text.contains("03/03/2026"));
    });
}

#[test]
fn a_lead_plans_the_week_and_learns_who_does_not_fit() {
    on_both(|house| {
        let unit = house.unit("tt_hong_gai");
        let (lead, day) = (Browser::of(&house, LEAD), format!("/floor/{unit}/shifts/day/2026-03-03"));
        let body = |n: usize| {
            json!({ "centre": unit, "services": [0], "day": "2026-03-03", "from": "08:00", "until": "08:30",
                    "name": format!("Trần Văn {}", char::from(b'A' + n as u8)), "phone": format!("09100000{n:02}") })
        };
        let token = house.token(INTAKE);
        for n in 0..3 {
            house.post(&token, "/api/v1/appointments", &format!("b{n}"), &body(n)).expect(201);
        }
        let change = |typed: &[(&str, &str)]| {
            let page = lead.get(&day).expect(200).text;
            let mut fields = filled(&form_of(&page, &day));
            fields.retain(|(name, _)| ["_csrf", "_once", "version"].contains(&name.as_str()));
            fields.extend(typed.iter().map(|(name, value)| (name.to_string(), value.to_string())));
            lead.post(&day, &fields)
        };
        let counter = {
            let page = lead.get(&day).expect(200).text;
            let choices = page.split("<option value=\"ctr_").nth(1).unwrap().split('"').next().unwrap().to_string();
            format!("ctr_{choices}")
        };
        let close = |from: &'static str, until: &'static str| {
            [("change", "close"), ("close-from", from), ("close-until", until), ("close-why", "Mất điện")]
        };
        let wrong = change(&[&close("9h", "8h")[..], &[("close-counter", counter.as_str())]].concat()).expect(422);
        assert!(wrong.text.contains("f-close-from-error") && wrong.text.contains("Mất điện"), "{}", wrong.text);
        change(&[&close("7:30", "11:30")[..], &[("close-counter", counter.as_str())]].concat()).expect(303);
        let page = lead.get(&day).expect(200).text;
        assert!(page.contains("không còn đủ chỗ") && page.contains("0910000002"), "whom to call: {page}");
        assert!(
            lead.get(&format!("/floor/{unit}/shifts?week=2026-03-03")).expect(200).text.contains("không còn đủ chỗ")
        );
        change(&[("change", "reopen"), ("nth", "0")]).expect(303);
        assert!(!lead.get(&day).expect(200).text.contains("không còn đủ chỗ"));

        let officer = house.officer(INTAKE).id.to_string();
        let put = [("put-counter", counter.as_str()), ("put-from", "07:30"), ("put-until", "11:30")];
        change(&[&[("change", "put"), ("put-officer", officer.as_str())], &put[..]].concat()).expect(303);
        let name = house.officer(INTAKE).name;
        let week = lead.get(&format!("/floor/{unit}/shifts?week=2026-03-02")).expect(200).text;
        assert!(week.contains(&format!("07:30–11:30</span><small><strong>{name}</strong>")));
        let weeks = format!("/floor/{unit}/shifts?week=2026-03-09");
        lead.fill(&weeks, "/shifts/week", &[("what", "copy")], "").expect(303);
        assert!(lead.get(&weeks).expect(200).text.contains(&name));
        lead.fill(&weeks, "/shifts/week", &[("what", "copy")], "").expect(303);
        Browser::of(&house, INTAKE).get(&day).expect(403);
    });
}

#[test]
fn programs_see_slots_and_book_by_the_same_rules() {
    on_both(|house| {
        let (unit, token) = (house.unit("tt_hong_gai"), house.token(INTAKE));
        let slots = format!("/api/v1/centres/{unit}/slots?services=0&first=2026-03-03&last=2026-03-03");
        let free = house.call("GET", &slots, &[], Body::empty()).expect(200).json();
        let first = free["items"][0].clone();
        let body = json!({ "centre": unit, "services": [0], "day": first["day"], "from": first["from"],
                           "until": first["until"], "name": "Trần Văn A", "phone": "0910000001" });
        let made = house.post(&token, "/api/v1/appointments", "k1", &body).expect(201).json();
        let again = house.post(&token, "/api/v1/appointments", "k1", &body).expect(201).json();
        assert_eq!(made["code"], again["code"], "the same request is answered the same");
        let left = house.call("GET", &slots, &[], Body::empty()).json()["items"][0]["places"].as_u64();
        assert_eq!(left, first["places"].as_u64().map(|places| places - 1));
        let twice = house.post(&token, "/api/v1/appointments", "k2", &body);
        assert!(twice.text.contains("BOOKING_TWICE_TIME") && twice.status.as_u16() >= 400, "{}", twice.text);
        let own = format!("/api/v1/appointments/{}", made["code"].as_str().unwrap());
        assert_eq!(house.get(&token, &own).expect(200).json()["phone"], "0910000001");
        house.get(&house.token(ELSEWHERE), &own).expect(404);
        let bearer = format!("Bearer {token}");
        let version = format!("\"{}\"", made["version"]);
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", "k3"), ("if-match", version.as_str())];
        house.call("DELETE", &own, &headers, Body::empty()).expect(204);
        assert_eq!(house.get(&token, &own).json()["state"], "cancelled");
    });
}

#[test]
fn an_account_finds_its_appointments_and_a_receptionist_books_for_somebody() {
    on_both(|house| {
        let (_, session) = house.applicant("Nguyễn Thị Mẫu", "022190000055");
        let mut phone = Phone::of(&house);
        phone.cookies.push((web::session::COOKIE.into(), session.text()));
        let unit = house.unit("tt_hong_gai");
        let new = format!("/appointments/new?p={PROCEDURE}&centre={unit}&slot=2026-03-03_480-510");
        let page = phone.get(&new).expect(200).text;
        assert!(page.contains("value=\"Nguyễn Thị Mẫu\""), "nothing known is asked again");
        phone.fill(&new, "/appointments/new", &[("phone", "0912345678")]).expect(303);
        let mine = phone.get("/me/appointments").expect(200).text;
        let own = link(&mine, "/appointments/HEN-");
        assert!(phone.get(&own).expect(200).text.contains("Đã đặt"), "no letters are asked of the account");

        let desk = Browser::of(&house, INTAKE);
        let new = format!("/appointments/new?p={PROCEDURE}&desk={unit}&centre={unit}&slot=2026-03-03_480-510");
        let typed = [("name", "Phạm Văn Gọi Điện"), ("phone", "0911222333")];
        let booked = desk.fill(&new, "/appointments/new", &typed, "").expect(303);
        let page = desk.get(&to(&booked)).expect(200).text;
        assert!(page.contains("0911222333") && page.contains("Quầy tiếp đón, điện thoại"), "{page}");
    });
}
