//! What visitors see in the hall, through the real router on both engines: a kiosk is paired, draws a ticket and is
//! withdrawn; the visitor's page; the board; paper.

mod house;

use std::cell::RefCell;
use std::collections::BTreeMap;

use axum::body::Body;
use house::browser::{Browser, filled, form_of};
use house::{Answer, House, INTAKE, now, on_both, on_sqlite};
use kernel::{Actor, CounterId, Lang, UnitId};
use queue::hall::{Command, Hall, TicketState};
use queue::rule::Class;

/// Leads the hall of the ward's centre.
const LEAD: &str = "truong.honggai";
const CARD: &str = "022190000055|100200300|Nguyễn Thị Mẫu|01011990|Nữ|Tổ 1, Hồng Gai|01012022";

/// A browser nobody has signed in to: it keeps cookies and nothing else.
struct Device<'h> {
    house: &'h House,
    cookies: RefCell<BTreeMap<String, String>>,
}

impl<'h> Device<'h> {
    fn new(house: &'h House) -> Device<'h> {
        Device { house, cookies: RefCell::default() }
    }

    fn call(&self, method: &str, path: &str, body: String) -> Answer {
        let line: Vec<String> = self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let (line, kind) = (line.join("; "), "application/x-www-form-urlencoded");
        let headers = [("cookie", line.as_str()), ("accept", "text/html"), ("content-type", kind)];
        let answer = self.house.call(method, path, &headers, Body::from(body));
        for set in answer.headers.get_all("set-cookie") {
            let (name, rest) = set.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            match rest.contains("Max-Age=0") {
                true => self.cookies.borrow_mut().remove(name),
                false => self.cookies.borrow_mut().insert(name.into(), value.into()),
            };
        }
        answer
    }

    fn get(&self, path: &str) -> Answer {
        self.call("GET", path, String::new())
    }

    /// Fills in a form of a page and sends it.
    #[track_caller]
    fn sends(&self, page: &Answer, form: &str, typed: &[(&str, &str)]) -> Answer {
        let form = form_of(&page.text, form);
        let mut fields = filled(&form);
        for (name, value) in typed {
            fields.retain(|(known, _)| known != name);
            fields.push((name.to_string(), value.to_string()));
        }
        self.posts(&house::browser::attribute(&form, "action"), &fields)
    }

    fn posts(&self, to: &str, fields: &[(String, String)]) -> Answer {
        let body: Vec<_> = fields.iter().map(|(n, v)| format!("{n}={}", web::fields::encode(v))).collect();
        self.call("POST", to, body.join("&"))
    }
}

fn to(answer: &Answer) -> String {
    answer.header("location").unwrap_or_default().to_string()
}

#[track_caller]
fn says(answer: &Answer, key: &str) {
    let words = Lang::Vi.say(key);
    assert!(answer.text.contains(&*words), "not said: {words}\n{}", answer.text);
}

fn centre(house: &House) -> UnitId {
    house.unit("tt_hong_gai").parse().unwrap()
}

fn hall(house: &House) -> Hall {
    house.runtime.block_on(house.app.floor.hall(centre(house))).unwrap().look().clone()
}

fn act(house: &House, command: Command) {
    let by = Actor::System { chore: "test".into() };
    house.runtime.block_on(house.app.floor.act(&by, centre(house), command, None)).unwrap();
}

fn opens(house: &House) -> CounterId {
    let row = house.runtime.block_on(house.app.floor.centre(centre(house))).unwrap().counters[0].clone();
    act(house, Command::Open { counter: row.id, able: row.able, officer: None });
    row.id
}

/// The lead registers a kiosk and is given its code.
fn registered(house: &House) -> String {
    let lead = Browser::of(house, LEAD);
    let screens = format!("/floor/{}/screens", centre(house));
    let nameless = lead.fill(&screens, "class=\"form\"", &[("name", " ")], "").expect(422);
    assert!(
        nameless.text.contains("Tên kiosk: Đặt tên cho kiosk"),
        "the summary calls the field what the page calls it"
    );
    lead.fill(&screens, "class=\"form\"", &[("name", "Kiosk 1"), ("place", "cửa chính")], "").expect(303);
    given_code(house)
}

fn given_code(house: &House) -> String {
    let lead = Browser::of(house, LEAD);
    let answer = lead.fill(&format!("/floor/{}/screens", centre(house)), "/code\"", &[], "").expect(200);
    let code = answer.text.split("class=\"code-slip\">").nth(1).unwrap().split('<').next().unwrap().to_string();
    assert!(!lead.get(&format!("/floor/{}/screens", centre(house))).text.contains(&code), "a code is shown once");
    code
}

/// A paired kiosk.
fn kiosk(house: &House) -> Device<'_> {
    let (code, device) = (registered(house), Device::new(house));
    let base = format!("/centres/{}/kiosk", centre(house));
    let page = device.get(&base).expect(403);
    says(&page, "floor-kiosk-unregistered");
    let wrong = device.sends(&page, "/pairing", &[("code", "ABCD EFGH")]).expect(422);
    says(&wrong, "refusal-kiosk-code-wrong");
    device.sends(&page, "/pairing", &[("code", &code.to_lowercase())]).expect(303);
    device.get(&base).expect(200);
    device
}

/// The address of a link of a page.
#[track_caller]
fn link(page: &Answer, part: &str) -> String {
    let hrefs = page.text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let mut fitting = hrefs.filter(|href| href.contains(part));
    fitting
        .next()
        .unwrap_or_else(|| panic!("no link {part} in {}", page.text))
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}

#[test]
fn a_kiosk_is_paired_draws_one_ticket_a_press_and_is_withdrawn() {
    on_both(|house| {
        let base = format!("/centres/{}/kiosk", centre(&house));
        let device = kiosk(&house);
        opens(&house);
        let start = device.get(&base).expect(200);
        assert_eq!(start.header("cache-control"), Some("no-store"));
        let services = device.get(&link(&start, "/services?v=")).expect(200);
        let visit = filled(&form_of(&services.text, "/confirm\"")).into_iter().find(|(n, _)| n == "v").unwrap().1;
        // Nobody who chose nothing gets on.
        assert!(to(&device.get(&format!("{base}/confirm?v={visit}")).expect(303)).contains("nothing=1"));
        let found = device.get(&format!("{base}/services?v={visit}&q=khai%20sinh&s=1")).expect(200);
        assert!(found.text.contains("<button name=\"s\" value=\"0\">"), "a procedure leads to its service");
        let confirm = format!("{base}/confirm?v={visit}&s=0&s=1");
        let page = device.get(&confirm).expect(200);
        says(&page, "floor-kiosk-draw");
        let form = form_of(&page.text, "/tickets\"");
        let mut fields = filled(&form);
        fields.retain(|(name, _)| name != "need");
        fields.push(("need".into(), "elderly".into()));
        let (one, two) =
            (device.posts(&format!("{base}/tickets"), &fields), device.posts(&format!("{base}/tickets"), &fields));
        assert_eq!(to(&one.expect(303)), to(&two.expect(303)), "a double press is one ticket");
        let drawn = hall(&house);
        let ticket = drawn.tickets.values().next().unwrap();
        assert_eq!((drawn.tickets.len(), ticket.services.0, ticket.class), (1, 3, Class::Vulnerable));
        assert!(ticket.bound.is_some(), "somebody serves it: a moment is promised");
        let again = device.posts(&format!("{base}/tickets"), &fields);
        let shown = device.get(&to(&again)).expect(200);
        assert!(shown.text.contains("A001") && shown.text.contains("data:image/svg+xml"));
        let printing = Browser::of(&house, LEAD).get(&format!("/floor/{}/printing", centre(&house))).expect(200);
        says(&printing, "floor-need-elderly");

        // The visit ends; its pages are nobody's, whatever the browser remembers.
        device.get(&format!("{base}/over")).expect(303);
        device.get(&base).expect(200);
        for old in [&confirm, &to(&again)] {
            assert_eq!(to(&device.get(old).expect(303)), base, "{old}");
        }
        device.posts(&format!("{base}/tickets"), &fields).expect(303);
        assert_eq!(hall(&house).tickets.len(), 1, "an old form draws nothing");

        // At home nobody draws, and a code pairs one device.
        let home = Device::new(&house);
        home.get(&base).expect(403);
        assert_eq!(to(&home.get(&confirm).expect(303)), base);

        let lead = Browser::of(&house, LEAD);
        lead.fill(&format!("/floor/{}/screens", centre(&house)), "/withdrawal\"", &[], "").expect(303);
        says(&device.get(&base).expect(403), "floor-kiosk-is-withdrawn");
        assert_eq!(to(&device.get(&format!("{base}/services?v={visit}")).expect(303)), base);
    });
}

#[test]
fn a_new_code_ends_the_old_one_and_a_code_works_once() {
    on_sqlite(|house| {
        let base = format!("/centres/{}/kiosk", centre(&house));
        let old = registered(&house);
        let new = given_code(&house);
        let (one, other) = (Device::new(&house), Device::new(&house));
        let page = one.get(&base);
        one.sends(&page, "/pairing", &[("code", &old)]).expect(422);
        one.sends(&page, "/pairing", &[("code", &new)]).expect(303);
        let page = other.get(&base);
        other.sends(&page, "/pairing", &[("code", &new)]).expect(422);
        let late = given_code(&house);
        house.app.clock.set(now() + jiff::SignedDuration::from_mins(31));
        other.sends(&page, "/pairing", &[("code", &late)]).expect(422);
        one.get(&base).expect(200);
    });
}

#[test]
fn a_visitor_for_whom_nobody_is_there_is_told_so_and_may_wait() {
    on_sqlite(|house| {
        let (device, base) = (kiosk(&house), format!("/centres/{}/kiosk", centre(&house)));
        says(&device.get(&base), "floor-kiosk-not-open");
        let visit = device.cookies.borrow()["motcua_visit"].clone();
        let page = device.get(&format!("{base}/confirm?v={visit}&s=0")).expect(200);
        says(&page, "floor-kiosk-stuck");
        says(&page, "floor-kiosk-stuck-reception");
        // A form without the word is refused and nothing is drawn.
        let mut fields = filled(&form_of(&page.text, "/tickets\""));
        let anyway = fields.iter().position(|(name, _)| name == "anyway").unwrap();
        let kept = fields.remove(anyway);
        says(&device.posts(&format!("{base}/tickets"), &fields).expect(200), "floor-kiosk-stuck");
        assert!(hall(&house).tickets.is_empty());
        fields.retain(|(name, _)| name != "_once");
        fields.extend([kept, ("_once".into(), "other".into())]);
        let ticket = device.get(&to(&device.posts(&format!("{base}/tickets"), &fields).expect(303))).expect(200);
        says(&ticket, "floor-slip-no-bound");
        // Another centre that serves it now is named.
        let there: UnitId = house.unit("tt_ha_long").parse().unwrap();
        let row = house.runtime.block_on(house.app.floor.centre(there)).unwrap().counters[0].clone();
        let open = Command::Open { counter: row.id, able: row.able, officer: None };
        let by = Actor::System { chore: "test".into() };
        house.runtime.block_on(house.app.floor.act(&by, there, open, None)).unwrap();
        says(&device.get(&format!("{base}/confirm?v={visit}&s=0")), "floor-kiosk-stuck-elsewhere");
    });
}

#[test]
fn a_card_says_who_it_is_and_shows_first_letters_only() {
    on_both(|house| {
        let token = house.token(INTAKE);
        let person = serde_json::json!({ "kind": "citizen", "name": "Nguyễn Thị Mẫu", "personal_number": "022190000055", "birth": "1990" });
        house.post(&token, "/api/v1/people", "person", &person).expect(200);
        let (device, base) = (kiosk(&house), format!("/centres/{}/kiosk", centre(&house)));
        opens(&house);
        let visit = device.cookies.borrow()["motcua_visit"].clone();
        let page = device.get(&format!("{base}/card?v={visit}&s=0")).expect(200);
        says(&device.sends(&page, "/card\"", &[("card", "022190000055")]).expect(200), "floor-kiosk-card-unread");
        let other = CARD.replace("Thị Mẫu", "Văn Khác");
        says(&device.sends(&page, "/card\"", &[("card", &other)]).expect(200), "floor-kiosk-card-unknown");
        let answer = device.sends(&page, "/card\"", &[("card", CARD)]).expect(303);
        let confirm = device.get(&to(&answer)).expect(200);
        assert!(confirm.text.contains("N.T.M.") && !confirm.text.contains("Mẫu") && !confirm.text.contains("022190"));
        device.sends(&confirm, "/tickets\"", &[]).expect(303);
        let drawn = hall(&house);
        let visitor = drawn.tickets.values().next().unwrap().visitor.expect("the ticket says who it is");
        let trace = house.app.store.read_blocking(move |tx| store::ledger::list_audit(tx, visitor.0, 9)).unwrap();
        assert!(trace.iter().any(|line| line.act == "person.read" && line.why.starts_with("kiosk ksk_")), "{trace:?}");
        // The next visitor is nobody.
        device.get(&format!("{base}/over"));
        device.get(&base);
        let visit = device.cookies.borrow()["motcua_visit"].clone();
        let page = device.get(&format!("{base}/confirm?v={visit}&s=0")).expect(200);
        assert!(!page.text.contains("N.T.M."));
    });
}

/// A ticket at the reception, and the code behind its QR.
fn issued(house: &House) -> String {
    let wish = serde_json::json!({ "services": [0] });
    let path = format!("/api/v1/centres/{}/tickets", centre(house));
    let nth = hall(house).tickets.len();
    let answer = house.post(&house.token(INTAKE), &path, &format!("t{nth}"), &wish).expect(201).json();
    answer["code"].as_str().unwrap().to_string()
}

#[test]
fn a_visitor_s_page_tells_the_place_and_lets_them_out_and_back() {
    on_both(|house| {
        let counter = opens(&house);
        let (first, second) = (issued(&house), issued(&house));
        let phone = Device::new(&house);
        phone.get("/t/222222222222").expect(404);
        phone.get("/t/nothing").expect(404);
        let page = phone.get(&format!("/t/{second}")).expect(200);
        assert!(
            page.text.contains("A002") && page.text.contains("<strong class=\"ticket-n\">1</strong>"),
            "{}",
            page.text
        );
        says(&page, "floor-pass-bound");
        assert!(phone.get(&format!("/t/{second}?lang=en")).text.contains("before you"));
        assert_eq!(phone.get(&format!("/t/{second}")).header("cache-control"), Some("no-store"));

        let page = phone.get(&format!("/t/{second}?lang=vi"));
        phone.sends(&page, "/out\"", &[]).expect(303);
        let page = phone.get(&format!("/t/{second}")).expect(200);
        says(&page, "floor-pass-out");
        phone.sends(&page, "/return\"", &[]).expect(303);
        let states = |house: &House| hall(house).tickets.values().map(|ticket| ticket.state.code()).collect::<Vec<_>>();
        assert_eq!(states(&house), ["waiting", "waiting"]);

        act(&house, Command::CallNext { counter });
        let page = phone.get(&format!("/t/{first}"));
        says(&page, "floor-pass-come-to");
        house.app.clock.set(now() + jiff::SignedDuration::from_mins(3));
        act(&house, Command::Skip { counter });
        let page = phone.get(&format!("/t/{first}"));
        says(&page, "floor-pass-skipped-text");
        phone.sends(&page, "/return\"", &[]).expect(303);
        assert_eq!(states(&house), ["waiting", "waiting"]);

        let page = phone.get(&format!("/t/{first}/leave")).expect(200);
        says(&page, "floor-pass-leave-ask");
        phone.sends(&page, "/leave\"", &[]).expect(303);
        says(&phone.get(&format!("/t/{first}")), "floor-pass-gave-up");

        // Tomorrow the other number is over, and its page says how to go on; nothing can be done with it.
        house.app.clock.set(now() + jiff::SignedDuration::from_hours(24));
        let page = phone.get(&format!("/t/{second}")).expect(200);
        says(&page, "floor-pass-past-text");
        assert!(!page.text.contains("data-live") && !page.text.contains("/return"));
    });
}

#[test]
fn wrong_codes_run_out_and_right_ones_do_not() {
    on_sqlite(|house| {
        opens(&house);
        let code = issued(&house);
        let config = motcua::Config { look_ups_per_minute: 3, ..(*house.app.config).clone() };
        let facade = web::Facade::new(config.facade());
        let router = facade.dress(motcua::routes::all().with_state(house.app.clone()));
        let ask = |path: String| {
            let request = house::request("GET", &path, &[("accept", "text/html")], Body::empty());
            let router = router.clone();
            house
                .runtime
                .block_on(async move { tower::ServiceExt::oneshot(router, request).await.unwrap().status().as_u16() })
        };
        let wrong: Vec<u16> = (0..5).map(|n| ask(format!("/t/22222222222{}", n + 2))).collect();
        assert_eq!(wrong, [404, 404, 404, 429, 429]);
        assert_eq!(ask(format!("/t/{code}")), 200, "a hall's visitors share one address");
    });
}

#[test]
fn a_ticket_is_printed_again_and_an_empty_printer_is_said() {
    on_sqlite(|house| {
        let device = kiosk(&house);
        opens(&house);
        let code = issued(&house);
        let (base, officer) = (format!("/floor/{}/printing", centre(&house)), Browser::of(&house, INTAKE));
        for typed in ["a1", "A001", &code, &format!("http://motcua.test/t/{code}")] {
            let answer = officer.fill(&base, "/printing\"", &[("ticket", typed)], "").expect(303);
            assert_eq!(to(&answer), format!("/t/{code}/print?now=1"), "{typed}");
        }
        let unknown = officer.fill(&base, "/printing\"", &[("ticket", "B77")], "").expect(422);
        says(&unknown, "refusal-ticket-not-of-today");
        let nothing = officer.fill(&base, "/printing\"", &[("ticket", " ")], "").expect(422);
        says(&nothing, "floor-printing-nothing");
        let slip = device.get(&format!("/t/{code}/print")).expect(200);
        for words in ["class=\"slip\"", "A001", "motcua.test/t/", "data:image/svg+xml"] {
            assert!(slip.text.contains(words), "{words}");
        }
        // The same at the kiosk, by the QR.
        let kiosk = format!("/centres/{}/kiosk", centre(&house));
        let visit = device.cookies.borrow()["motcua_visit"].clone();
        let help = device.get(&format!("{kiosk}/help?v={visit}")).expect(200);
        says(&device.sends(&help, "/reprint\"", &[("code", "A001")]).expect(200), "refusal-ticket-code-unknown");
        let seen = device.get(&to(&device.sends(&help, "/reprint\"", &[("code", &code)]).expect(303))).expect(200);
        says(&seen, "floor-kiosk-paper");
        officer.fill(&base, "/paper\"", &[("paper", "0")], "").expect(303);
        let seen = device.get(&format!("{kiosk}/ticket?v={visit}&t={code}")).expect(200);
        says(&seen, "floor-kiosk-no-paper");
        assert!(!seen.text.contains("data-print-now"));
        officer.fill(&base, "/paper\"", &[("paper", "1")], "").expect(303);
        says(&device.get(&format!("{kiosk}/ticket?v={visit}&t={code}")), "floor-kiosk-paper");
    });
}

#[test]
fn a_board_shows_today_s_calls_and_no_others() {
    on_both(|house| {
        let counter = opens(&house);
        let (_, board) = (issued(&house), format!("/centres/{}/board", centre(&house)));
        let anybody = Device::new(&house);
        let before = anybody.get(&board).expect(200);
        assert!(before.text.contains("board-soon\">A001"), "who comes next is shown with the promise");
        act(&house, Command::CallNext { counter });
        let shown = anybody.get(&board).expect(200);
        let say = Lang::Vi.say_with("floor-board-say", &[("number", "A 0 0 1"), ("counter", "1")]);
        assert!(shown.text.contains(&*say), "{}", shown.text);
        assert!(!anybody.get(&format!("{board}?zone=6")).text.contains("A001"));
        assert!(anybody.get(&format!("{board}?lang=en")).text.contains("please go to counter 1"));
        let display = format!("/centres/{}/counters/{counter}/display?lang=vi", centre(&house));
        let sign = anybody.get(&display).expect(200);
        says(&sign, "floor-display-calling");
        assert!(sign.text.contains("A001"));
        anybody.get(&format!("/centres/{}/counters/ctr_0000000000001/display", centre(&house))).expect(404);

        house.app.clock.set(now() + jiff::SignedDuration::from_hours(24));
        for path in [&format!("{board}?lang=vi"), &display] {
            let next_day = anybody.get(path).expect(200);
            assert!(!next_day.text.contains("A001"), "yesterday's number at {path}");
        }
        says(&anybody.get(&board), "floor-board-closed");
        assert!(matches!(hall(&house).tickets.values().next().map(|t| t.state), None | Some(TicketState::Left { .. })));
    });
}

/// An appointment of the first free slot of a day: its code, and when the slot begins.
fn booked(house: &House, unit: UnitId) -> (String, jiff::Timestamp) {
    let slots = format!("/api/v1/centres/{unit}/slots?services=0&first=2026-03-03&last=2026-03-03");
    let free = house.call("GET", &slots, &[], Body::empty()).expect(200).json()["items"][0].clone();
    let body = serde_json::json!({ "centre": unit.to_string(), "services": [0], "day": free["day"], "from": free["from"],
        "until": free["until"], "name": "Trần Văn A", "phone": "0910000001" });
    let made = house.post(&house.token(INTAKE), "/api/v1/appointments", "k1", &body).expect(201).json();
    let begins = format!("{}T{}:00+07:00", free["day"].as_str().unwrap(), free["from"].as_str().unwrap());
    (made["code"].as_str().unwrap().into(), begins.parse().unwrap())
}

#[test]
fn an_appointment_s_code_gives_its_ticket_at_the_kiosk_and_the_same_one_again() {
    on_both(|house| {
        let (device, base, unit) = (kiosk(&house), format!("/centres/{}/kiosk", centre(&house)), centre(&house));
        opens(&house);
        let (code, begins) = booked(&house, unit);
        let page = || {
            device.get(&base).expect(200);
            let visit = device.cookies.borrow()["motcua_visit"].clone();
            device.get(&format!("{base}/appointment?v={visit}")).expect(200)
        };
        says(&device.sends(&page(), "/appointment\"", &[("code", &code)]).expect(200), "floor-kiosk-appointment-none");
        house.app.clock.set(begins);
        opens(&house);
        let one = device.sends(&page(), "/appointment\"", &[("code", &code)]).expect(303);
        let shown = device.get(&to(&one)).expect(200);
        assert!(shown.text.contains("A001") && !shown.text.contains("Trần Văn A"), "{}", shown.text);
        device.sends(&page(), "/appointment\"", &[("code", &code.to_lowercase())]).expect(303);
        let drawn = hall(&house);
        let ticket = drawn.tickets.values().next().unwrap();
        assert_eq!((drawn.tickets.len(), ticket.class.code()), (1, "appointment"));
    });
}

#[test]
fn whoever_has_an_appointment_may_declare_a_need_at_the_kiosk_too() {
    on_sqlite(|house| {
        let (device, base, unit) = (kiosk(&house), format!("/centres/{}/kiosk", centre(&house)), centre(&house));
        let (code, begins) = booked(&house, unit);
        house.app.clock.set(begins);
        opens(&house);
        device.get(&base).expect(200);
        let visit = device.cookies.borrow()["motcua_visit"].clone();
        let page = device.get(&format!("{base}/appointment?v={visit}")).expect(200);
        // At least twenty seconds to say that one is still there.
        assert!(page.text.contains("data-idle=\"60\" data-warn=\"20\""), "{}", page.text);
        // A wrong code keeps what was declared.
        let wrong =
            device.sends(&page, "/appointment\"", &[("need", "disabled"), ("code", "HEN-2222-2222")]).expect(200);
        assert!(wrong.text.contains("value=\"disabled\" checked"), "{}", wrong.text);
        let drawn = device.sends(&wrong, "/appointment\"", &[("need", "disabled"), ("code", &code)]).expect(303);
        says(&device.get(&to(&drawn)).expect(200), "floor-kiosk-class-text");
        assert_eq!(hall(&house).tickets.values().map(|ticket| ticket.class.code()).collect::<Vec<_>>(), ["vulnerable"]);
        let printing = Browser::of(&house, LEAD).get(&format!("/floor/{unit}/printing")).expect(200);
        says(&printing, "floor-need-disabled");
    });
}
