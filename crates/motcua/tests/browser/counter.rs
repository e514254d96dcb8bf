//! The two desks of a hall in real Chromium: the reception issues, the counter serves by keyboard alone, goes on with a cut
//! line, and what was done meanwhile arrives once.

use serde_json::{Value, json};

use crate::driver::{Browser, Driver, say};
use crate::office::{INTAKE, Office};
use crate::people::*;
use crate::screens::Gallery;

const TAB: &str = "\u{e004}";

#[test]
fn browser_a_counter_is_worked_by_keyboard_and_goes_on_when_its_line_is_cut() {
    let Some(driver) = Driver::start() else { return };
    let gallery = Gallery::open();
    let office = Office::on_sqlite();
    let browser = || driver.browser(office.runtime.handle(), &office.site);
    let (desk, other) = (browser(), browser());
    office.clock_strikes("2026-03-02T09:00");
    signs_in(&desk, &office, INTAKE);
    signs_in(&other, &office, INTAKE);

    let home = sits_down(&desk, &gallery);
    let reception = home.replace("/counter", "/reception");
    let issued = the_reception_issues(&other, &reception, &gallery);
    serves_by_keyboard(&desk, &home, &gallery);
    goes_on_with_a_cut_line(&desk, &office, &home, &gallery);
    is_told_what_was_refused(&desk, &other, &home, &gallery);
    // The paper again, for a browser that was closed.
    other.opens(&issued).finds("main a[href$='/print']");
    gallery.is_without_faults();
}

/// Presses the tab key until something that fits has the focus.
#[track_caller]
fn tabs_to(browser: &Browser, css: &str) {
    let here = "return document.activeElement?.matches(arguments[0]) ?? false";
    browser.finds(css);
    for _ in 0..120 {
        if browser.script(here, vec![json!(css)]) == json!(true) {
            return;
        }
        browser.keys(TAB);
    }
    panic!("no way to {css} by keyboard");
}

fn sits_down(desk: &Browser, gallery: &Gallery) -> String {
    desk.opens("/floor").finds("main .chairs, main [data-counter]");
    let home = desk.place();
    // The sample's day has somebody at the first counters; whoever sits closes first, to begin like everybody.
    if desk.count("[data-counter]") > 0 {
        desk.opens(&format!("{home}?closing=1")).finds("[role=alertdialog], #act-close");
        match desk.count("[role=alertdialog]") {
            0 => desk.presses_at("#act-close"),
            _ => desk.presses("floor-counter-closing-back"),
        };
        desk.leaves("closing").finds("main .chairs");
    }
    gallery.looks_at(desk, "counter-choose");
    tabs_to(desk, ".chair form button");
    desk.keys(ENTER).finds("[data-counter]").finds("[data-act=next]");
    gallery.looks_at(desk, "counter-free");
    home
}

fn the_reception_issues(other: &Browser, reception: &str, gallery: &Gallery) -> String {
    other.opens(reception).is_headed("floor-reception-title");
    gallery.looks_at(other, "reception");
    // The sample's applicants, found by the beginning of a name.
    other.types("q", "Nguyễn").keys(ENTER).finds(".intake-person, .notice");
    gallery.looks_at(other, "reception-found");
    if other.count(".intake-person") > 0 {
        other.presses_at(".intake-person").finds(".way");
        gallery.looks_at(other, "reception-visitor");
    }
    let mut last = String::new();
    for _ in 0..6 {
        other.opens(reception).presses("floor-reception-nobody").finds(".way");
        other.takes("services", "0").presses("floor-reception-issue").finds(".ticket-qr");
        last = other.place();
    }
    gallery.looks_at(other, "reception-ticket");
    last
}

fn state(desk: &Browser) -> String {
    let read = "return JSON.parse(document.querySelector('[data-desk]')?.dataset.desk ?? '{}').state ?? ''";
    desk.script(read, Vec::new()).as_str().unwrap_or_default().to_string()
}

fn number(desk: &Browser) -> String {
    desk.text_of("[data-number]")
}

fn serves_by_keyboard(desk: &Browser, home: &str, gallery: &Gallery) {
    desk.opens(home).finds("[data-act=next]");
    desk.keys("n").finds(".desk-called");
    let first = number(desk);
    gallery.looks_at(desk, "counter-called");
    desk.keys("r").sees(&kernel::Lang::Vi.say_with("floor-counter-times", &[("n", "2")]));
    desk.keys("s").finds(".desk-serving").finds("aside [data-of-ticket]");
    gallery.looks_at(desk, "counter-serving");
    // The intake opens for this visitor, and leads back.
    desk.keys("l").leaves("/floor").is_told("intake-visit-back");
    gallery.looks_at(desk, "counter-intake");
    desk.presses("intake-visit-back").finds(".desk-serving");
    desk.keys("h").finds("[data-act=unhold]").finds("[data-act=next]");
    desk.keys("n").finds(".desk-called");
    assert_ne!(number(desk), first, "somebody else meanwhile");
    desk.keys("s").finds(".desk-serving").keys("f").finds("[data-act=next]");
    tabs_to(desk, "[data-act=unhold]");
    desk.keys(ENTER).finds(".desk-serving");
    assert_eq!(number(desk), first);
    desk.keys("t").finds(".desk-send[open]");
    gallery.looks_at(desk, "counter-send-on");
    desk.keys("t").keys("f").finds("[data-act=next]");
    assert_eq!(state(desk), "free");
}

/// Events of the hall so far, as its own programs read them.
fn seq(browser: &Browser) -> i64 {
    let read = r"
        const done = arguments[arguments.length - 1];
        const address = document.querySelector('[data-counter]').dataset.api.replace(/\/counters\/.*/, '/hall');
        fetch(address).then((answer) => answer.json()).then((hall) => done(hall.seq), (cause) => done(String(cause)));";
    browser.script_later(read, Vec::new()).as_i64().unwrap_or_else(|| panic!("no hall"))
}

fn cut(desk: &Browser, offline: bool) {
    desk.devtools("Network.enable", json!({}));
    let line: Value = json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    desk.devtools("Network.emulateNetworkConditions", line);
}

/// What the browser says of a line that was cut on purpose is no fault of the page; anything else is.
#[track_caller]
fn only_the_line_is_complained_of(desk: &Browser) {
    let mut others = desk.complaints();
    others.retain(|line| !line.contains("ERR_INTERNET_DISCONNECTED"));
    assert!(others.is_empty(), "{others:?}");
}

fn goes_on_with_a_cut_line(desk: &Browser, office: &Office, home: &str, gallery: &Gallery) {
    desk.opens(home).finds("[data-act=next]").keys("n").finds(".desk-called");
    let (before, visitor) = (seq(desk), number(desk));
    cut(desk, true);
    desk.finds("[data-lost]:not([hidden])");
    desk.keys("s").finds(".desk-serving [data-act=finish]").finds("[data-queued]:not([hidden])");
    assert_eq!(number(desk), visitor);
    only_the_line_is_complained_of(desk);
    gallery.looks_at(desk, "counter-cut");
    desk.keys("f").finds(".desk-free");
    // The next one may be another counter's: it is said, and nothing is kept.
    desk.keys("n");
    assert_eq!(desk.count("[data-queued-list] li"), 2, "start and finish wait to be sent");
    office.clock_strikes("2026-03-02T09:06");
    cut(desk, false);
    desk.finds("[data-queued][hidden]").finds("[data-act=next]:not([disabled])");
    assert_eq!(seq(desk), before + 3, "started, served, finished: once");
    assert_eq!(desk.count("[data-refused]:not([hidden])"), 0);
    // Sent again by a page that was loaded anew, there is nothing left to send.
    desk.opens(home).finds("[data-act=next]");
    assert_eq!(seq(desk), before + 3);
}

fn is_told_what_was_refused(desk: &Browser, other: &Browser, home: &str, gallery: &Gallery) {
    desk.opens(home).finds("[data-act=next]").keys("n").finds(".desk-called");
    let visitor = number(desk);
    cut(desk, true);
    desk.finds("[data-lost]:not([hidden])").keys("s").finds(".desk-serving").keys("f").finds(".desk-free");
    // The same officer goes on at another computer meanwhile: the visitor is kept aside, the next one called.
    other.opens(home).finds("[data-act=start]").keys("s").finds(".desk-serving").keys("h").finds("[data-act=next]");
    other.keys("n").finds(".desk-called");
    let (now, at_other) = (seq(other), number(other));
    assert_ne!(visitor, at_other);
    cut(desk, false);
    desk.finds("[data-queued][hidden]").finds("[data-refused]:not([hidden])");
    assert_eq!(desk.count("[data-refused-list] li"), 2, "both are named, with the reason");
    assert!(desk.text_of("[data-refused-list]").contains(&visitor), "{}", desk.text_of("[data-refused-list]"));
    only_the_line_is_complained_of(desk);
    gallery.looks_at(desk, "counter-refused");
    desk.finds(".desk-called");
    assert_eq!((number(desk), seq(desk)), (at_other.clone(), now), "nothing fell on somebody else");
    // Nobody's name stands beside somebody else's number.
    desk.finds("aside [data-of-ticket]");
    assert!(desk.text_of("aside").contains(&at_other), "{}", desk.text_of("aside"));
    desk.presses("floor-counter-refused-read");
    assert_eq!(desk.count("[data-refused]:not([hidden])"), 0, "{}", say("floor-counter-refused-late"));
}
