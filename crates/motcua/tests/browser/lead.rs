//! Who leads a hall, in real Chromium: a breach comes, is seen before it is there, and one press takes it away; what was done
//! can be taken back; the visitor says on their own phone how it was.

use serde_json::{Value, json};

use crate::driver::{Browser, Driver, say};
use crate::office::Office;
use crate::people::*;
use crate::screens::Gallery;

const HEAD: &str = "giamdoc.tt";
const COUNTERS: [&str; 2] = ["tiepnhan1.tt", "tiepnhan2.tt"];

const FETCH: &str = r"
const [path, body, key] = arguments, done = arguments[arguments.length - 1];
const headers = { accept: 'application/json', 'content-type': 'application/json', 'idempotency-key': key,
    'x-csrf-token': document.querySelector('meta[name=csrf]').content };
const how = body === null ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
fetch(path, how).then(async (answer) => done({ status: answer.status, body: await answer.json() }), (cause) => done({ status: 0, body: String(cause) }));";

/// A centre's hall as a program of one officer sees it.
struct Program<'b> {
    browser: &'b Browser,
    centre: String,
}

impl Program<'_> {
    #[track_caller]
    fn ask(&self, path: &str, body: Value) -> Value {
        let path = format!("/api/v1/centres/{}/{path}", self.centre);
        let key = format!("{}-{}", path.len(), self.browser.script("return performance.now()", Vec::new()));
        let answer = self.browser.script_later(FETCH, vec![json!(path), body, json!(key)]);
        assert!(answer["status"].as_i64().is_some_and(|status| status < 300), "{path}: {answer}");
        answer["body"].clone()
    }

    #[track_caller]
    fn at(&self, counter: &str, act: &str) -> Value {
        self.ask(&format!("counters/{counter}/{act}"), json!({}))
    }

    /// A ticket for one service: number and code.
    #[track_caller]
    fn ticket(&self, service: u8) -> (String, String) {
        let issued = self.ask("tickets", json!({ "services": [service], "anyway": true }));
        let word = |name: &str| issued[name].as_str().expect("a word").to_string();
        (word("number"), word("code"))
    }
}

#[test]
fn browser_a_breach_is_seen_before_it_comes_and_one_press_takes_it_away() {
    let Some(driver) = Driver::start() else { return };
    let (gallery, office) = (Gallery::open(), Office::on_sqlite());
    let look = |browser: &Browser, name: &str| gallery.looks_at(browser, name);
    let browser = || driver.browser(office.runtime.handle(), &office.site);
    let (lead, first, second, phone) = (browser(), browser(), browser(), browser());
    office.clock_strikes("2026-03-03T09:00");

    signs_in(&lead, &office, HEAD);
    lead.opens("/floor").is_headed("floor-lead-title").finds("[data-calm]");
    look(&lead, "lead-calm");
    let centre = lead.place().split('/').nth(2).expect("the centre").to_string();
    let desks: Vec<Program<'_>> = [(&first, COUNTERS[0]), (&second, COUNTERS[1])]
        .into_iter()
        .map(|(browser, login)| {
            signs_in(browser, &office, login);
            Program { browser, centre: centre.clone() }
        })
        .collect();
    let hall = desks[0].ask("hall", Value::Null);
    let counter = |place: usize| hall["counters"][place]["counter"].as_str().expect("a counter").to_string();
    // The first serves civil status and residence, the fourth land and construction.
    let (status, land) = (counter(0), counter(3));
    desks[0].at(&status, "open");
    desks[1].at(&land, "open");
    let tickets: Vec<_> = (0..5).map(|_| desks[0].ticket(0)).collect();
    // Nobody reloads: the line brings it.
    lead.finds(".alarm-bad").sees(&tickets[4].0);
    look(&lead, "lead-alarm");

    the_rule_is_changed_and_taken_back(&lead, look);
    let before = lead.count(".alarm-bad");
    lead.anew(|lead| _ = lead.presses_at("#remedy-1")).finds(".flash.notice-good");
    assert!(lead.count(".alarm-bad") < before, "the press took breaches away: {before} before");
    look(&lead, "lead-remedied");

    desks[0].at(&status, "next");
    desks[0].at(&status, "start");
    a_counter_with_a_visitor_is_not_closed_by_mistake(&lead, &centre, &status, look);
    office.clock_strikes("2026-03-03T09:13");
    lead.opens(&format!("/floor/{centre}/lead")).finds(".alarm");
    look(&lead, "lead-alarm-level");
    desks[0].at(&status, "finish");

    the_visitor_says_how_it_was(&phone, &first, &tickets[0].1, look);
    lead.opens(&format!("/floor/{centre}/figures")).is_headed("floor-figures-title").is_told("floor-rating-why-waited");
    look(&lead, "figures");
    lead.opens(&format!("/floor/{centre}/figures?range=month")).is_told("floor-figures-days");
    look(&lead, "figures-month");
    lead.opens(&format!("/floor/{centre}/figures/tickets")).sees(&tickets[0].0);
    look(&lead, "figures-tickets");
    a_service_without_a_counter_is_pointed_out(&lead, &centre, look);
    gallery.is_without_faults();
}

fn the_rule_is_changed_and_taken_back(lead: &Browser, look: impl Fn(&Browser, &str)) {
    let before = lead.count(".alarm-bad");
    lead.anew(|lead| _ = lead.presses("floor-lead-press-widen")).finds(".flash.notice-good").finds("#undo-1");
    let helped = lead.count(".alarm-bad");
    assert!(helped < before, "another counter helps: {before} before, {helped} after");
    look(lead, "lead-undo");
    lead.anew(|lead| _ = lead.presses_at("#undo-1")).finds(".flash.notice-good");
    assert_eq!(lead.count("#undo-1"), 0, "what was taken back cannot be taken back again");
    assert!(lead.count(".alarm-bad") > helped, "the breaches are back");
}

fn a_counter_with_a_visitor_is_not_closed_by_mistake(
    lead: &Browser,
    centre: &str,
    counter: &str,
    look: impl Fn(&Browser, &str),
) {
    lead.opens(&format!("/floor/{centre}/lead/counters/{counter}")).presses("floor-lead-press-close");
    lead.finds("main [role=alert]");
    look(lead, "lead-counter");
}

fn the_visitor_says_how_it_was(phone: &Browser, officer: &Browser, code: &str, look: impl Fn(&Browser, &str)) {
    let page = format!("/t/{code}/rating");
    officer.opens(&page).sees(&say("refusal-rating-by-officer"));
    phone.opens(&page).is_headed("floor-rating-title");
    look(phone, "rating");
    phone.presses("floor-rating-bad").finds(".flash.notice-good").finds(".chips");
    look(phone, "rating-why");
    phone.presses_at(".chip input[value=waited]");
    phone.anew(|phone| _ = phone.presses("floor-rating-send")).finds(".flash.notice-good");
    assert_eq!((phone.count(".faces"), phone.count(".chips")), (0, 0), "once is enough");
    look(phone, "rating-done");
}

fn a_service_without_a_counter_is_pointed_out(lead: &Browser, centre: &str, look: impl Fn(&Browser, &str)) {
    let setup = format!("/floor/{centre}/setup");
    lead.opens(&setup).is_headed("floor-setup-title").is_told("floor-setup-all-well");
    look(lead, "setup");
    lead.presses("floor-setup-service-new").finds("[name=name_vi]");
    lead.types("name_vi", "Tư vấn pháp luật")
        .types("name_en", "Legal advice")
        .types("series", "A")
        .presses("common-save");
    lead.finds("#f-series-error");
    look(lead, "setup-service");
    lead.types("series", "L").presses("common-save").finds(".flash.notice-good").is_told("floor-setup-odd");
    look(lead, "setup-odd");
    // A counter of the lead's learns it, and all is well again.
    lead.presses_at("main a[href*='/setup/counters/']").finds("[name=service]");
    look(lead, "setup-counter");
    lead.presses_at("[name=service][value='8']").presses("common-save").finds(".flash.notice-good");
    lead.is_told("floor-setup-all-well");
    lead.opens(&format!("{setup}/settings")).types("alarm_2", "10").presses("common-save").finds("#f-alarm_2-error");
    look(lead, "setup-settings");
    lead.types("alarm_2", "12").presses("common-save").finds(".flash.notice-good").sees("10 – 12 – 15");
}
