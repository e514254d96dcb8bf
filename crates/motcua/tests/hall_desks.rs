//! The two desks of a hall through their real pages, without script: a visitor from the reception to the counter and home with
//! a dossier; what goes wrong on the way; who may see whom.

mod house;

use std::sync::Arc;

use floor::booking::model::State::Booked;
use floor::booking::model::{Appointment, Door, Visitor, When};
use floor::booking::rows;
use floor::duty::model::Span;
use floor::store::{HallDay, list_events_after};
use house::{Answer, ELSEWHERE, House, INTAKE, PROCEDURE, now, on_both, on_sqlite};
use kernel::{AppointmentId, CounterId, PersonId, TicketId, UnitId};
use office::Act;
use person::{Draft, Reader};
use queue::hall::{Desk, Hall, Services, TicketState};
use queue::rule::{Class, MINUTE};
use serde_json::json;

const HEAD: &str = "truong.honggai";
const NUMBER: &str = "022050000012";
const NAME: &str = "Phạm Văn Tám";
const CARD: &str = "022050000012|101234567|Phạm Văn Tám|04051950|Nam|Tổ 5, Hồng Gai|01062021";

struct Person<'h> {
    house: &'h House,
    token: String,
}

impl Person<'_> {
    fn get(&self, path: &str) -> Answer {
        self.house.get(&self.token, path)
    }

    fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> = fields.iter().map(|(k, v)| format!("{k}={}", web::fields::encode(v))).collect();
        let bearer = format!("Bearer {}", self.token);
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/x-www-form-urlencoded")];
        self.house.call("POST", path, &headers, pairs.join("&"))
    }
}

/// A hall with its people.
struct Scene<'h> {
    house: &'h House,
    centre: UnitId,
    /// The counters by number.
    counters: Vec<CounterId>,
    visitor: PersonId,
}

impl<'h> Scene<'h> {
    fn of(house: &'h House) -> Scene<'h> {
        let centre: UnitId = house.unit("tt_hong_gai").parse().unwrap();
        let floor = &house.app.floor;
        let counters = house.runtime.block_on(floor.centre(centre)).unwrap().counters.iter().map(|c| c.id).collect();
        let draft = Draft {
            name: NAME.into(),
            personal_number: NUMBER.into(),
            birth: "04/05/1950".into(),
            phone: "0912345678".into(),
            ..Draft::default()
        };
        let checked = draft.check(kernel::time::civil(now()).date()).ok().unwrap();
        let permit = office::Permit::for_chore(Act::Intake, "test");
        let reader = Reader::permitted(&permit, "test", &Arc::new(kernel::Ids::new(3)), now().as_millisecond());
        let find = move |tx: &mut store::Tx<'_>| person::store::find_or_create(tx, &checked, &reader);
        let visitor = house.app.store.act_blocking(find).unwrap().person().id;
        Scene { house, centre, counters, visitor }
    }

    fn person(&self, login: &str) -> Person<'h> {
        Person { house: self.house, token: self.house.token(login) }
    }

    fn reception(&self) -> String {
        format!("/floor/{}/reception", self.centre)
    }

    fn counter(&self, n: usize) -> String {
        format!("/floor/{}/counter/{}", self.centre, self.counters[n])
    }

    fn home(&self) -> String {
        format!("/floor/{}/counter", self.centre)
    }

    fn hall(&self) -> Hall {
        let live = self.house.runtime.block_on(self.house.app.floor.hall(self.centre)).unwrap();
        live.look().clone()
    }

    /// The rows of the day give the hall again.
    fn replays(&self) {
        let day = HallDay { centre: self.centre, day: self.house.app.floor.today() };
        let entries = self.house.app.store.read_blocking(move |tx| list_events_after(tx, day, 0)).unwrap();
        assert_eq!(Hall::replay(entries.iter().map(|entry| &entry.event)), self.hall(), "the day does not replay");
    }

    /// A ticket without a name for the first service; its address.
    fn issues(&self, by: &Person<'_>, more: &[(&str, &str)]) -> (TicketId, String) {
        let usual = [("do", "anyway"), ("services", "0"), ("class", "walk_in"), ("speaks", "vi")];
        let fields: Vec<_> = more.iter().copied().chain(usual).collect();
        let to = location(&by.send(&self.reception(), &fields).expect(303));
        (to.rsplit('/').next().unwrap().parse().unwrap(), to)
    }

    fn passes(&self, ms: i64) {
        let at = self.house.app.clock.now().as_millisecond() + ms;
        self.house.app.clock.set(jiff::Timestamp::from_millisecond(at).unwrap());
    }

    fn rating(&self, dossier: kernel::DossierId, at: i64) -> Option<String> {
        let address = move |tx: &mut store::Tx<'_>| floor::rating::door::address_for(tx, dossier, at);
        self.house.app.store.read_blocking(address).unwrap()
    }

    fn rows(&self, sql: &'static str) -> i64 {
        self.house.app.store.read_blocking(move |tx| tx.count(sql, &[])).unwrap()
    }
}

#[track_caller]
fn location(answer: &Answer) -> String {
    answer.header("location").expect("a redirect").to_string()
}

#[track_caller]
fn says(answer: &Answer, words: &[&str]) {
    for word in words {
        assert!(answer.text.contains(word), "“{word}” is missing in {}", answer.text);
    }
}

#[test]
fn a_visitor_goes_from_the_reception_to_the_counter_and_home_with_a_dossier() {
    on_both(|house| {
        let scene = Scene::of(&house);
        let desk = scene.person(INTAKE);
        // The card is scanned: one look shows who it is, what waits and where to go.
        let page = desk.send(&scene.reception(), &[("do", "find"), ("q", CARD)]).expect(200);
        says(&page, &[NAME, "Chưa có tài khoản", "quầy Công an", "/accounts/codes", "Lộ trình đề xuất"]);
        assert!(!page.text.contains(NUMBER), "the number is masked");
        says(&page, &["value=\"vulnerable\" checked", "được ưu tiên gọi trước"]);
        let visitor = scene.visitor.to_string();
        let wish = [("person", visitor.as_str()), ("services", "0"), ("class", "vulnerable"), ("speaks", "vi")];
        let with = |act: &'static str| [[("do", act)].as_slice(), &wish].concat();

        // Nobody serves it: told before anything is issued, with what can be done.
        let page = desk.send(&scene.reception(), &with("issue")).expect(200);
        says(&page, &["Vẫn cấp số", "Gọi phụ trách sảnh"]);
        assert!(scene.hall().tickets.is_empty(), "nothing was issued");
        says(&desk.send(&scene.reception(), &with("call-lead")).expect(200), &["Tiếp đón đang cần quầy phục vụ"]);
        says(&desk.get(&scene.home()).expect(200), &["Tiếp đón đang cần quầy phục vụ", "Đang cần"]);
        assert_eq!(location(&desk.send(&format!("{}/open", scene.counter(0)), &[]).expect(303)), scene.home());
        assert!(!desk.get(&scene.reception()).expect(200).text.contains("Tiếp đón đang cần"), "the call is answered");

        // One touch issues the ticket.
        let ticket = location(&desk.send(&scene.reception(), &with("issue")).expect(303));
        let id: TicketId = ticket.rsplit('/').next().unwrap().parse().unwrap();
        let page = desk.get(&ticket).expect(200);
        says(&page, &["A001", "Được gọi trước", "/print", "data:image/svg+xml", "Ưu tiên"]);
        assert_eq!(scene.hall().tickets[&id].class, Class::Vulnerable);

        // A second receptionist sees the ticket, and what was pressed at once is refused with it.
        let other = scene.person(HEAD);
        let page = other.send(&scene.reception(), &[("do", "find"), ("q", NUMBER)]).expect(200);
        says(&page, &["Người này đã có số A001 hôm nay", "Thêm vào số đã có"]);
        let page = other.send(&scene.reception(), &with("issue")).expect(422);
        says(&page, &["đã có số A001 hôm nay", "Thêm vào số đã có"]);
        let id_text = id.to_string();
        let more =
            [("do", "add"), ("ticket", &id_text), ("person", &visitor), ("services", "1"), ("class", "vulnerable")];
        assert_eq!(location(&other.send(&scene.reception(), &more).expect(303)), ticket);
        assert_eq!(scene.hall().tickets.len(), 1);
        assert_eq!(scene.hall().tickets[&id].services, Services(3), "one ticket, both services");

        // The counter calls, starts, and knows who it is.
        desk.send(&format!("{}/next", scene.counter(0)), &[]).expect(303);
        says(&desk.get(&scene.home()).expect(200), &["A001", NAME, "Đang gọi"]);
        desk.send(&format!("{}/start", scene.counter(0)), &[("ticket", &id_text)]).expect(303);
        let page = desk.get(&scene.home()).expect(200);
        says(&page, &["Đang phục vụ", "Lập hồ sơ", &format!("name=\"ticket\" value=\"{id}\"")]);
        // The intake opens with the visitor chosen.
        let begin = [("ticket", id_text.as_str()), ("channel", "counter"), ("do", &format!("person:{visitor}"))];
        let page = desk.send("/intake", &begin).expect(200);
        says(&page, &[NAME, "Lập hồ sơ cho khách mang số A001", &format!("name=\"ticket\" value=\"{id}\"")]);
        let version = page.text.split("name=\"person_version\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let deciding = house.unit("ubnd_hong_gai");
        let lodge = [
            ("do", "lodge"),
            ("ticket", &id_text),
            ("person_id", &visitor),
            ("person_version", version),
            ("kind", "citizen"),
            ("name", NAME),
            ("personal_number", NUMBER),
            ("birth", "04/05/1950"),
            ("phone", "0912345678"),
            ("channel", "counter"),
            ("procedure", PROCEDURE),
            ("deciding", &deciding),
        ];
        let screen = location(&desk.send("/intake", &lodge).expect(303));
        says(&desk.get(&screen).expect(200), &["Về quầy, số A001", &scene.home()]);
        desk.send("/intake", &lodge).expect(303);
        assert_eq!(scene.rows("SELECT COUNT(*) FROM ticket_dossier"), 2, "a ticket may have several dossiers");
        let page = desk.get(&scene.home()).expect(200);
        says(&page, &["Hồ sơ của lượt này", &screen]);
        // From every dossier's page there is a way back to the visitor.
        let begun: kernel::DossierId = screen.split(['/', '?']).find_map(|part| part.parse().ok()).unwrap();
        says(&desk.get(&format!("/dossiers/{begun}")).expect(200), &["Về quầy, số A001", &scene.home()]);
        let rated = |at: i64| scene.rating(begun, at);
        let now_ms = house.app.clock.now().as_millisecond();
        assert_eq!(rated(now_ms), None, "nothing is done yet");

        desk.send(&format!("{}/finish", scene.counter(0)), &[("ticket", &id_text)]).expect(303);
        assert!(matches!(scene.hall().tickets[&id].state, TicketState::Finished { .. }));
        assert!(!desk.get(&scene.home()).expect(200).text.contains(NAME), "nobody is at the counter any more");
        // Its applicant may rate the visit from the dossier's page, for seven days.
        let address = rated(now_ms).unwrap();
        assert!(address.starts_with("/t/") && address.ends_with("/rating"), "{address}");
        house.call("GET", &address, &[("accept", "text/html")], axum::body::Body::empty()).expect(200);
        assert_eq!(rated(now_ms + 8 * 24 * 60 * MINUTE), None);
        scene.replays();
        let looks =
            "SELECT COUNT(*) FROM audit WHERE act = 'person.read' AND why IN ('reception.visitor', 'counter.visitor')";
        assert!(scene.rows(looks) >= 6, "every look left its trace: {}", scene.rows(looks));
    });
}

#[test]
fn what_nobody_can_be_found_by_is_answered_at_the_field() {
    on_sqlite(|house| {
        let scene = Scene::of(&house);
        let desk = scene.person(INTAKE);
        let find = |typed: &str| desk.send(&scene.reception(), &[("do", "find"), ("q", typed)]);
        let cases = [
            ("", "Quét thẻ căn cước, hoặc gõ số định danh"),
            ("' OR 1=1 --", "Đây không phải tên, số hay mã"),
            ("HEN-234Z-ZABC", "Không có lịch hẹn nào của hôm nay ở đây mang mã này"),
            ("B77", "không phải của hôm nay"),
        ];
        for (typed, said) in cases {
            let page = find(typed).expect(422);
            says(&page, &["id=\"f-q-error\"", said, &format!("value=\"{}\"", typed.replace('\'', "&#39;"))]);
            assert!(!page.text.contains("Khách chưa có trong hệ thống"), "{typed}");
        }
        // A number that nobody has is somebody new; a name that nobody has is a list of nobody.
        says(&find("022088999999").expect(200), &["Khách chưa có trong hệ thống"]);
        says(&find("Nguyễn Không Ai").expect(200), &["Không tìm thấy ai"]);
    });
}

#[test]
fn a_counter_closes_with_its_visitor_only_after_a_question_and_nobody_is_lost() {
    on_both(|house| {
        let scene = Scene::of(&house);
        let desk = scene.person(INTAKE);
        desk.send(&format!("{}/open", scene.counter(0)), &[]).expect(303);
        let (id, _) = scene.issues(&desk, &[]);
        let before = scene.hall().tickets[&id].clone();
        desk.send(&format!("{}/next", scene.counter(0)), &[]).expect(303);
        let asked = location(&desk.send(&format!("{}/close", scene.counter(0)), &[]).expect(303));
        says(
            &desk.get(&asked).expect(200),
            &["Quầy đang có khách mang số A001", "Trả khách về hàng chờ", "Ở lại quầy"],
        );
        assert!(matches!(scene.hall().tickets[&id].state, TicketState::Called { .. }), "nothing happened yet");
        desk.send(&format!("{}/close", scene.counter(0)), &[("visitor_back", "1")]).expect(303);
        let after = scene.hall().tickets[&id].clone();
        assert_eq!((after.state, after.issued, after.merit), (TicketState::Waiting, before.issued, before.merit));
        assert!(matches!(scene.hall().counters[&scene.counters[0]].desk, Desk::Closed));
        says(&desk.get(&scene.home()).expect(200), &["Chọn quầy để ngồi"]);
        scene.replays();
    });
}

#[test]
fn a_skipped_visitor_comes_back_and_a_press_for_somebody_else_is_refused() {
    on_both(|house| {
        let scene = Scene::of(&house);
        let desk = scene.person(INTAKE);
        desk.send(&format!("{}/open", scene.counter(0)), &[]).expect(303);
        let (first, page) = scene.issues(&desk, &[]);
        scene.passes(MINUTE);
        let (second, _) = scene.issues(&desk, &[]);
        let (first_text, counter) = (first.to_string(), scene.counter(0));
        desk.send(&format!("{counter}/next"), &[]).expect(303);
        // Too soon: the hall says how long to wait, and nothing happened.
        desk.send(&format!("{counter}/skip"), &[("ticket", &first_text)]).expect(303);
        assert!(matches!(scene.hall().tickets[&first].state, TicketState::Called { .. }));
        scene.passes(2 * MINUTE);
        desk.send(&format!("{counter}/skip"), &[("ticket", &first_text)]).expect(303);
        desk.send(&format!("{counter}/next"), &[]).expect(303);
        assert!(matches!(scene.hall().tickets[&second].state, TicketState::Called { .. }));
        // The window of before is still open in another tab.
        for act in ["start", "finish", "hold", "skip", "recall"] {
            desk.send(&format!("{counter}/{act}"), &[("ticket", &first_text)]).expect(303);
        }
        assert!(matches!(scene.hall().tickets[&second].state, TicketState::Called { .. }), "it fell on nobody else");
        // The reception brings the first one back, found by the number on the paper.
        assert_eq!(location(&desk.send(&scene.reception(), &[("do", "find"), ("q", "a1")]).expect(303)), page);
        says(&desk.get(&page).expect(200), &["Khách đã quay lại", "Vắng khi gọi"]);
        desk.send(&format!("{page}/return"), &[]).expect(303);
        assert_eq!(scene.hall().waiting()[0].id, first, "with their place kept");
        // Given priority afterwards, and only to their good; withdrawn, it is over.
        desk.send(&format!("{page}/vulnerable"), &[]).expect(303);
        let ticket = scene.hall().tickets[&first].clone();
        assert_eq!((ticket.class, ticket.merit), (Class::Vulnerable, ticket.issued - 20 * MINUTE));
        desk.send(&format!("{page}/mistake"), &[]).expect(303);
        says(&desk.get(&page).expect(200), &["Cấp nhầm"]);
        desk.send(&format!("{page}/return"), &[]).expect(422);
        // The next day the number is nobody's.
        scene.passes(24 * 60 * MINUTE);
        says(&scene.person(INTAKE).get(&page).expect(422), &["không phải của hôm nay"]);
        let page = scene.person(INTAKE).send(&scene.reception(), &[("do", "find"), ("q", "A001")]).expect(422);
        says(&page, &["không phải của hôm nay"]);
    });
}

#[test]
fn a_visitor_is_seen_by_their_counter_alone_and_presses_of_others_do_nothing() {
    on_both(|house| {
        let scene = Scene::of(&house);
        let desk = scene.person(INTAKE);
        desk.send(&format!("{}/open", scene.counter(0)), &[]).expect(303);
        let visitor = scene.visitor.to_string();
        let (id, _) = scene.issues(&desk, &[("person", visitor.as_str())]);
        desk.send(&format!("{}/next", scene.counter(0)), &[]).expect(303);
        // Somebody else opens the other counter: they see numbers, never the name.
        let address = format!("/api/v1/centres/{}/counters/{}/open", scene.centre, scene.counters[1]);
        house.post(&house.token(HEAD), &address, "o1", &json!({})).expect(200);
        let own = desk.get(&format!("{}/visitor", scene.counter(0))).expect(200);
        says(&own, &[NAME]);
        let other = desk.get(&format!("{}/visitor", scene.counter(1)));
        assert_eq!(other.status, 422, "{}", other.text);
        desk.send(&format!("{}/close", scene.counter(1)), &[]).expect(303);
        says(&desk.get(&scene.home()).expect(200), &[NAME]);
        assert!(scene.hall().counters[&scene.counters[1]].is_open());
        // From elsewhere nothing is there.
        let stranger = scene.person(ELSEWHERE);
        for path in [scene.reception(), scene.home(), format!("{}/visitor", scene.counter(0))] {
            stranger.get(&path).expect(403);
        }
        // The reception's list tells numbers only.
        let list = desk.get(&scene.reception()).expect(200);
        assert!(list.text.contains("A001") && !list.text.contains(NAME));
        let done = json!({ "ticket": id.to_string(), "done_ms": house.app.clock.now_ms() - 3 * MINUTE });
        let address = format!("/api/v1/centres/{}/counters/{}/start", scene.centre, scene.counters[0]);
        for _ in 0..2 {
            house.post(&desk.token, &address, "late", &done).expect(200);
        }
        assert_eq!(scene.rows("SELECT COUNT(*) FROM floor_offline"), 1, "when it was done is kept, once");
        let stale = json!({ "ticket": TicketId(7).to_string() });
        let answer = house.post(&desk.token, &address, "stale", &stale).expect(422);
        assert_eq!(answer.json()["key"], "VISITOR_NOT_HERE");
        scene.replays();
    });
}

#[test]
fn two_counters_that_call_at_once_call_two_visitors() {
    on_both(|house| {
        let scene = Scene::of(&house);
        let desk = scene.person(INTAKE);
        desk.send(&format!("{}/open", scene.counter(0)), &[]).expect(303);
        let open = format!("/api/v1/centres/{}/counters/{}/open", scene.centre, scene.counters[1]);
        house.post(&house.token(HEAD), &open, "o1", &json!({})).expect(200);
        for _ in 0..2 {
            scene.issues(&desk, &[]);
        }
        let (floor, centre) = (&house.app.floor, scene.centre);
        let by = kernel::Actor::System { chore: "test".into() };
        let call =
            |n: usize| floor.act(&by, centre, queue::hall::Command::CallNext { counter: scene.counters[n] }, None);
        let (one, two) = house.runtime.block_on(async { tokio::join!(call(0), call(1)) });
        let called = [one.unwrap(), two.unwrap()].map(|done| done.events[0].what.ticket());
        assert!(called[0].is_some() && called[0] != called[1], "{called:?}");
        scene.replays();
    });
}

#[test]
fn quick_help_is_counted_once_for_each_press() {
    on_both(|house| {
        let scene = Scene::of(&house);
        let desk = scene.person(INTAKE);
        let quick = format!("{}/quick", scene.reception());
        for once in ["a", "a", "b"] {
            desk.send(&quick, &[("kind", "information"), ("_once", once)]).expect(303);
        }
        let sum = "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM floor_quick";
        assert_eq!(scene.rows(sum), 2);
        desk.send(&quick, &[("kind", "nonsense")]).expect(404);
        // A visitor who is not asked who they are gets a number as well; without a service nobody gets one.
        says(&desk.send(&scene.reception(), &[("do", "nobody")]).expect(200), &["Khách không nhận diện", "Cấp số"]);
        says(&desk.send(&scene.reception(), &[("do", "issue")]).expect(422), &["Chọn ít nhất một dịch vụ"]);
        // A number nobody knows: the way leads to the police desk, and the ticket needs no record.
        let page = desk.send(&scene.reception(), &[("do", "find"), ("q", "022099000001")]).expect(200);
        says(&page, &["Khách chưa có trong hệ thống", "quầy Công an"]);
    });
}

#[test]
fn an_appointment_arrives_with_its_ticket_and_goes_first_in_its_slot() {
    on_both(|house| {
        let scene = Scene::of(&house);
        let desk = scene.person(INTAKE);
        desk.send(&format!("{}/open", scene.counter(0)), &[]).expect(303);
        let booked = Appointment {
            id: AppointmentId(77),
            version: 1,
            code: "K7PM2XQD".into(),
            centre: scene.centre,
            when: When { day: house.app.floor.today(), span: Span { from: 9 * 60, until: 9 * 60 + 30 } },
            services: Services(1),
            procedures: Vec::new(),
            visitor: Visitor {
                name: NAME.into(),
                phone: "0912345678".into(),
                number: Some(NUMBER.into()),
                person: None,
                account: None,
            },
            door: Door::Portal,
            note: String::new(),
            made_ms: now().as_millisecond(),
            sequence: 0,
            wish: None,
            reminded: Vec::new(),
            state: Booked,
        };
        house.app.store.act_blocking(move |tx| tx.write(&[rows::write_new(&booked)?])).unwrap();
        let page = desk.send(&scene.reception(), &[("do", "find"), ("q", CARD)]).expect(200);
        says(&page, &["Có lịch hẹn hôm nay", "09:00", "được gọi trước trong khung giờ hẹn", "value=\"0\" checked"]);
        let by_code = desk.send(&scene.reception(), &[("do", "find"), ("q", "hen-k7pm-2xqd")]).expect(200);
        says(&by_code, &["Có lịch hẹn hôm nay"]);
        let (visitor, id) = (scene.visitor.to_string(), AppointmentId(77).to_string());
        let more = [("do", "issue"), ("person", visitor.as_str()), ("appointment", id.as_str()), ("services", "1")];
        let (ticket, _) = scene.issues(&desk, &more);
        let issued = scene.hall().tickets[&ticket].clone();
        assert_eq!((issued.services, issued.visitor), (Services(3), Some(scene.visitor)), "what was booked, and more");
        assert!(matches!(issued.class, Class::Appointment { .. }), "{:?}", issued.class);
        assert_eq!(scene.rows("SELECT COUNT(*) FROM appointment WHERE state = 'arrived'"), 1);
        let page = desk.send(&scene.reception(), &[("do", "find"), ("q", CARD)]).expect(200);
        assert!(!page.text.contains("Có lịch hẹn hôm nay"), "it has arrived");
        scene.replays();
    });
}
