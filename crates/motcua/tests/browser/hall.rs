//! The hall in real Chromium: a kiosk draws a ticket by keyboard alone, a board in another window shows its call, the
//! visitor's phone as well; a cut line is said and mends by itself; nobody finds the visitor before them.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::driver::{Browser, Driver};
use crate::office::{INTAKE, Office};
use crate::people::signs_in;
use crate::screens::Gallery;

const LEAD: &str = "truong.honggai";
/// A phone, a desk, a screen that hangs upright.
const SIZES: &[(u32, u32)] = &[(390, 844), (1440, 1000), (1080, 1920)];

/// Presses a key of the keyboard, wherever the cursor stands; the cursor may stand on a box that is drawn by its label.
fn keys<'b>(browser: &'b Browser, key: &str) -> &'b Browser {
    let (text, code) = match key {
        "Enter" => ("\r", 13),
        "Escape" => ("", 27),
        digit => (digit, digit.bytes().next().map_or(0, i32::from)),
    };
    let down = json!({ "type": "keyDown", "key": key, "text": text, "windowsVirtualKeyCode": code });
    browser.devtools("Input.dispatchKeyEvent", down);
    browser.devtools("Input.dispatchKeyEvent", json!({ "type": "keyUp", "key": key, "windowsVirtualKeyCode": code }));
    browser
}

/// A line to the office that can be cut and mended.
struct Line {
    runtime: Handle,
    port: u16,
    office: String,
    open: RefCell<Option<JoinHandle<()>>>,
}

impl Line {
    fn to(office: &Office) -> Line {
        let host = office.site.trim_start_matches("http://").to_string();
        let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port");
        let line = Line {
            runtime: office.runtime.handle().clone(),
            port: port.port(),
            office: host,
            open: RefCell::default(),
        };
        line.mends();
        line
    }

    fn site(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Everything that ran over it ends, and nobody gets through.
    fn is_cut(&self) {
        let open = self.open.take().expect("an open line");
        open.abort();
        // The port is free again once the task is gone.
        let _ = self.runtime.block_on(open);
    }

    fn mends(&self) {
        let (port, office) = (self.port, self.office.clone());
        let listener =
            self.runtime.block_on(tokio::net::TcpListener::bind(("127.0.0.1", port))).expect("its port again");
        let carry = async move {
            let mut carried = tokio::task::JoinSet::new();
            while let Ok((mut here, _)) = listener.accept().await {
                let office = office.clone();
                carried.spawn(async move {
                    if let Ok(mut there) = tokio::net::TcpStream::connect(&office).await {
                        let _ = tokio::io::copy_bidirectional(&mut here, &mut there).await;
                    }
                });
            }
        };
        *self.open.borrow_mut() = Some(self.runtime.spawn(carry));
    }
}

/// Asks the interface for programs from a page that somebody is signed in on.
#[track_caller]
fn asks(browser: &Browser, method: &str, path: &str, body: &Value) -> Value {
    let script = r"
        const [method, path, body, key, done] = arguments;
        const headers = { 'content-type': 'application/json', 'idempotency-key': key,
            'x-csrf-token': document.querySelector('meta[name=csrf]').content };
        fetch(path, { method, headers, body: method === 'GET' ? undefined : JSON.stringify(body) })
            .then(async (answer) => done([answer.status, await answer.json()]), (cause) => done([0, String(cause)]));";
    let key = format!("{path}-{}", Instant::now().elapsed().as_nanos()).replace('/', "-");
    let unique = browser.script("return crypto.randomUUID()", Vec::new());
    let key = json!(format!("{key}-{}", unique.as_str().unwrap_or_default()));
    let answer = browser.script_later(script, vec![json!(method), json!(path), body.clone(), key]);
    assert!(answer[0].as_i64().is_some_and(|status| (200..300).contains(&status)), "{method} {path}: {answer}");
    answer[1].clone()
}

#[test]
fn browser_a_visitor_is_called_from_the_kiosk_to_the_board() {
    let Some(driver) = Driver::start() else { return };
    let (gallery, office) = (Gallery::open(), Office::on_sqlite());
    office.clock_strikes("2026-03-02T09:00");
    let browser = || driver.browser(office.runtime.handle(), &office.site);
    let (lead, officer, kiosk, phone) = (browser(), browser(), browser(), browser());
    let look = |browser: &Browser, name: &str| gallery.looks_at_in(browser, name, SIZES);

    signs_in(&officer, &office, INTAKE);
    let centre = officer.opens("/floor").place().split('/').nth(2).expect("a centre").to_string();
    let counter = a_counter_is_free(&officer, &centre);
    a_kiosk_is_set_up(&lead, &kiosk, &office, &centre, &look);
    look(officer.opens(&format!("/centres/{centre}/board")), "hall-board-quiet");
    let number = a_ticket_is_drawn_by_keyboard(&kiosk, &look);
    let code = kiosk.text_of(".slip-address").rsplit('/').next().expect("a code").to_string();
    phone.opens(&format!("/t/{code}")).finds(".ticket-waiting").sees(&number);
    look(&phone, "hall-pass-waiting");

    let line = Line::to(&office);
    let board = driver.browser(office.runtime.handle(), &line.site());
    board.opens(&format!("/centres/{centre}/board")).finds(".board-next");
    let ticket = ticket_of(&officer, &centre, &number);
    let called = asks(&officer, "POST", &act(&centre, &counter, "call"), &json!({ "ticket": ticket }));
    let begun = Instant::now();
    board.finds(".board-first.is-new").sees(&spoken(&number));
    eprintln!("the board shows a call after at most {} ms", begun.elapsed().as_millis());
    assert!(begun.elapsed() < Duration::from_secs(5), "a call that comes so late is missed");
    assert_eq!(called["number"].as_str(), Some(number.as_str()));
    look(&board, "hall-board");
    phone.finds(".ticket-called");
    look(&phone, "hall-pass-called");
    look(officer.opens(&format!("/centres/{centre}/counters/{counter}/display")), "hall-display");

    // A recall is said again, also to the board that has shown the call.
    let before = board.script("return document.querySelector('.board-first').dataset.call", Vec::new());
    asks(&officer, "POST", &act(&centre, &counter, "recall"), &json!({}));
    board.finds(&format!(".board-first[data-call]:not([data-call='{}'])", before.as_str().expect("a key")));

    // The line is cut: the board says so, mends by itself, and has missed nothing.
    line.is_cut();
    board.finds(".hall-lost:not([hidden])").is_told("floor-lost");
    look_still(&gallery, &board);
    asks(&officer, "POST", &act(&centre, &counter, "start"), &json!({}));
    line.mends();
    board.finds(".hall-lost[hidden]").finds(&format!(".board-list:not(:has([data-call^='{ticket}.']))"));
    kiosk_forgets(&kiosk, &number, &look);
    officer.opens(&format!("/floor/{centre}/printing")).is_headed("floor-printing-title");
    look(&officer, "hall-printing");
    look(phone.opens(&format!("/t/{code}/print")), "hall-print");
    paper_is_eighty_millimetres(&phone);
    gallery.is_without_faults();
}

fn act(centre: &str, counter: &str, act: &str) -> String {
    format!("/api/v1/centres/{centre}/counters/{counter}/{act}")
}

fn spoken(number: &str) -> String {
    number.chars().map(String::from).collect::<Vec<_>>().join(" ")
}

/// The first counter of the hall, with whoever was there seen off.
fn a_counter_is_free(officer: &Browser, centre: &str) -> String {
    let hall = asks(officer, "GET", &format!("/api/v1/centres/{centre}/hall"), &json!({}));
    let first = &hall["counters"][0];
    let counter = first["counter"].as_str().expect("a counter").to_string();
    let state = hall["tickets"].as_array().into_iter().flatten().find(|ticket| ticket["ticket"] == first["ticket"]);
    let acts: &[&str] = match (first["desk"].as_str(), state.and_then(|ticket| ticket["state"].as_str())) {
        (Some("closed"), _) => &["open"],
        (Some("with"), Some("called")) => &["start", "finish"],
        (Some("with"), _) => &["finish"],
        _ => &[],
    };
    acts.iter().for_each(|name| drop(asks(officer, "POST", &act(centre, &counter, name), &json!({}))));
    counter
}

/// The ticket of a number.
fn ticket_of(officer: &Browser, centre: &str, number: &str) -> String {
    let hall = asks(officer, "GET", &format!("/api/v1/centres/{centre}/hall"), &json!({}));
    let found = hall["tickets"].as_array().into_iter().flatten().find(|ticket| ticket["number"] == number);
    found.and_then(|ticket| ticket["ticket"].as_str()).expect("a ticket of this number").to_string()
}

fn a_kiosk_is_set_up(lead: &Browser, kiosk: &Browser, office: &Office, centre: &str, look: &impl Fn(&Browser, &str)) {
    kiosk.opens(&format!("/centres/{centre}/kiosk")).is_headed("floor-kiosk-unregistered");
    look(kiosk, "hall-kiosk-unregistered");
    signs_in(lead, office, LEAD);
    lead.opens(&format!("/floor/{centre}/screens")).is_headed("floor-screens-title");
    lead.types("name", "Kiosk 1").types("place", "cạnh cửa chính").presses("floor-kiosk-register");
    lead.finds(".flash.notice-good").presses_at("form[action$='/code'] button").finds(".code-slip");
    look(lead, "hall-screens");
    kiosk.types("code", &lead.text_of(".code-slip")).presses("floor-kiosk-pair").is_headed("floor-kiosk-hello");
    look(kiosk, "hall-kiosk-start");
}

/// Digits choose, Enter goes on: no pointer is touched.
fn a_ticket_is_drawn_by_keyboard(kiosk: &Browser, look: &impl Fn(&Browser, &str)) -> String {
    keys(kiosk, "3").is_headed("floor-kiosk-appointment");
    look(kiosk, "hall-kiosk-appointment");
    keys(kiosk, "Escape").is_headed("floor-kiosk-hello");
    keys(kiosk, "4").is_headed("floor-kiosk-help");
    look(kiosk, "hall-kiosk-help");
    keys(kiosk, "Escape").is_headed("floor-kiosk-hello");
    keys(kiosk, "1").is_headed("floor-kiosk-services");
    keys(keys(kiosk, "1"), "2").finds(".kiosk-tile:nth-of-type(2) input:checked");
    look(kiosk, "hall-kiosk-services");
    keys(kiosk, "Enter").is_headed("floor-kiosk-confirm");
    keys(kiosk, "2").finds("[name=need][value=elderly]:checked");
    look(kiosk, "hall-kiosk-confirm");
    keys(kiosk, "Enter").is_headed("floor-kiosk-ticket").finds("[data-print-now]");
    look(kiosk, "hall-kiosk-ticket");
    kiosk.text_of(".kiosk-number h1 strong")
}

/// After the last touch the kiosk asks, then starts again, and Back leads nowhere.
fn kiosk_forgets(kiosk: &Browser, number: &str, look: &impl Fn(&Browser, &str)) {
    let hurry = |idle: u32, warn: u32| {
        let guard = "const guard = document.querySelector('[data-idle]'); [guard.dataset.idle, guard.dataset.warn] = arguments; \
                     dispatchEvent(new Event('pointerdown'))";
        kiosk.script(guard, vec![json!(idle), json!(warn)]);
    };
    hurry(121, 120);
    kiosk.finds(".kiosk-warn:not([hidden])").is_told("floor-kiosk-there");
    look(kiosk, "hall-kiosk-warn");
    keys(kiosk, "Enter").finds(".kiosk-warn[hidden]");
    hurry(2, 1);
    kiosk.is_headed("floor-kiosk-hello");
    let start = kiosk.place();
    kiosk.script("history.back()", Vec::new());
    std::thread::sleep(Duration::from_millis(800));
    kiosk.is_headed("floor-kiosk-hello");
    assert!(!kiosk.words().contains(number), "the visitor before is still to be seen, coming back from {start}");
}

/// While the line is cut the page cannot fetch anything: it is only looked at.
fn look_still(gallery: &Gallery, board: &Browser) {
    gallery.keeps_picture(board, "hall-board-lost", (1080, 1920));
}

/// What the printer is given: 80 mm wide, one page, nothing but the ticket.
fn paper_is_eighty_millimetres(phone: &Browser) {
    let printed = phone.devtools("Page.printToPDF", json!({ "preferCSSPageSize": true, "printBackground": true }));
    let bytes =
        base64::Engine::decode(&base64::engine::general_purpose::STANDARD, printed["data"].as_str().expect("a PDF"));
    let pdf = String::from_utf8_lossy(&bytes.expect("base 64")).into_owned();
    let size = pdf.split("/MediaBox [").nth(1).and_then(|rest| rest.split(']').next()).expect("a page").to_string();
    let width: f64 = size.split_whitespace().nth(2).and_then(|width| width.parse().ok()).expect("a width");
    assert!((width / 72.0 * 25.4 - 80.0).abs() < 1.0, "the paper is {size} points");
    assert_eq!(pdf.matches("/Type /Page\n").count() + pdf.matches("/Type /Page ").count(), 1, "one page");
}
