//! Two browsers talk: a visitor at the centre's computer and a specialist at their desk see each other, write, lose each
//! other and meet again; what stands on the dossier afterwards is when, how long and who, and the specialist's minute.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::driver::{Browser, Driver, say};
use crate::office::{self, ADMINISTRATOR, INTAKE, Office, SPECIALIST};
use crate::people::*;
use crate::screens::Gallery;

#[test]
fn browser_a_visitor_talks_with_a_specialist_on_sqlite() {
    let Some(driver) = Driver::start() else { return };
    let gallery = Gallery::open();
    let office = Office::on_sqlite();
    tell(&driver, &office, |browser, name| gallery.looks_at(browser, name));
    gallery.is_without_faults();
}

#[test]
fn browser_a_visitor_talks_with_a_specialist_on_postgresql() {
    let Some(driver) = Driver::start() else { return };
    office::on_postgres(|office| tell(&driver, office, |_, _| {}));
}

fn tell(driver: &Driver, office: &Office, look: impl Fn(&Browser, &str)) {
    let plain = || driver.browser(office.runtime.handle(), &office.site);
    let filmed = || driver.browser_with_camera(office.runtime.handle(), &office.site);
    office.clock_strikes("2026-03-02T08:30");
    let reception = plain();
    an_administrator_names_a_room(&plain(), office, &look);
    let (dossier, code) = the_reception_books(&reception, office, &look);

    let (visitor, specialist) = (filmed(), filmed());
    the_visitor_comes_by_code(&visitor, &code, &look);
    the_specialist_joins(&specialist, office, &look);
    they_see_each_other(&visitor, &specialist);
    look(&visitor, "talk-room-visitor");
    look(&specialist, "talk-room-specialist");
    they_write(&visitor, &specialist);
    the_visitor_reloads(&visitor, &specialist);
    let phone = plain();
    a_telephone_takes_the_place_over(&phone, &visitor, &specialist, &code);
    office.clock_strikes("2026-03-02T08:52");
    the_specialist_ends_it(&specialist, &phone, &look);
    it_stands_on_the_dossier(&reception, &dossier, &look);
    a_used_code_opens_nothing(&visitor, &code);
    a_room_is_booked_for_a_meeting(&reception, &look);
}

/// Until the room says it is in this state.
#[track_caller]
fn comes_to(browser: &Browser, state: &str) {
    browser.finds(&format!("[data-talk][data-state='{state}']"));
}

/// Waits until something is so, asked by script.
#[track_caller]
fn until(browser: &Browser, what: &str, script: &str) {
    let begun = Instant::now();
    while browser.script(script, Vec::new()) != json!(true) {
        assert!(begun.elapsed() < Duration::from_secs(20), "{what}: {}", browser.words());
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn an_administrator_names_a_room(browser: &Browser, office: &Office, look: &impl Fn(&Browser, &str)) {
    signs_in(browser, office, ADMINISTRATOR);
    signs_out(browser);
    signs_in(browser, office, INTAKE);
    browser.opens("/rooms").is_headed("talk-plan-title");
    let plan = browser.place();
    signs_out(browser);
    signs_in(browser, office, ADMINISTRATOR);
    browser.opens(&format!("{plan}/setup")).is_headed("talk-setup-title");
    look(browser, "rooms-setup");
    browser.types("name", "Phòng trao đổi 9").types("seats", "4").ticks("camera").presses("talk-setup-add");
    browser.finds(".flash.notice-good").sees("Phòng trao đổi 9");
}

/// Answers the code of a dossier of the province's agencies and the room's.
fn the_reception_books(browser: &Browser, office: &Office, look: &impl Fn(&Browser, &str)) -> (String, String) {
    signs_in(browser, office, INTAKE);
    browser.opens("/dossiers?pile=all").finds("main a.row-link[href^='/dossiers/dos_']");
    let read = "return [...document.querySelectorAll('main a.row-link')].map((link) => link.textContent.trim()).find((text) => /^H49[0-9.]+-\\d{6}-\\d+$/.test(text))";
    let dossier = browser.script(read, Vec::new()).as_str().expect("a dossier with a code").to_string();
    browser.opens("/talks").is_headed("talk-title").presses("talk-new-title").is_headed("talk-new-title");
    browser.types("dossier", "000.00.00.X00-000000-0000").presses("talk-look-up").finds(".error-summary");
    browser.types("dossier", &dossier).presses("talk-look-up").finds("input[type=hidden][name=dossier][value^='H49']");
    look(browser, "talk-new");
    browser.types("officer", SPECIALIST).types("subject", "Hỏi về giấy tờ phải bổ sung");
    browser.takes("when", "later").types("day", "02/03/2026").types("time", "12:10").presses("talk-book");
    browser.finds(".error-summary");
    browser.types("time", "08:40").chooses("room", "Phòng trao đổi 9").presses("talk-book");
    browser.finds(".flash.notice-good").finds(".code-slip");
    look(browser, "talk-one");
    (dossier, browser.text_of(".code-slip code"))
}

fn the_visitor_comes_by_code(browser: &Browser, code: &str, look: &impl Fn(&Browser, &str)) {
    browser.opens("/talk").is_headed("talk-visit-title");
    look(browser, "talk-ask");
    browser.types("code", "ABC-DEF-234").presses("talk-visit-open").finds(".error-summary");
    browser.types("code", &code.to_lowercase().replace('-', " ")).presses("talk-visit-open");
    browser.finds("[data-talk-lobby]:not([hidden])").is_told("talk-consent");
    look(browser, "talk-visit");
    browser.presses("talk-try").finds("[data-talk-preview]:not([hidden])");
    until(browser, "one's own picture", "return document.querySelector('[data-talk-preview]').videoWidth > 0");
    browser.presses("talk-enter");
    comes_to(browser, "waiting");
}

fn the_specialist_joins(browser: &Browser, office: &Office, look: &impl Fn(&Browser, &str)) {
    signs_in(browser, office, SPECIALIST);
    browser.opens("/inbox").sees("đang chờ Ông/Bà trong phòng trao đổi trực tuyến");
    browser.opens("/talks").sees(&say("talk-waiting-now"));
    look(browser, "talks");
    browser.presses_at("main a[href$='/room']").is_headed("talk-room-title").presses("talk-enter");
}

/// The other side's picture really plays: it has a size and its time goes on.
const PLAYS: &str = "const video = document.querySelector('[data-talk-remote]'); const before = Number(video.dataset.before || 0); video.dataset.before = video.currentTime; return video.videoWidth > 0 && before > 0 && video.currentTime > before";

fn they_see_each_other(visitor: &Browser, specialist: &Browser) {
    for browser in [visitor, specialist] {
        comes_to(browser, "connected");
        until(browser, "the picture of the other side plays", PLAYS);
    }
}

fn they_write(visitor: &Browser, specialist: &Browser) {
    visitor.types("talk-line", "Chào anh, tôi cần bổ sung giấy gì?").presses("talk-chat-send");
    specialist.finds(".talk-theirs").sees("tôi cần bổ sung giấy gì?");
    specialist.types("talk-line", "Chị nộp thêm bản vẽ.").presses("talk-chat-send");
    visitor.finds(".talk-theirs").sees("Chị nộp thêm bản vẽ.");
    // Muted on one side is told on the other.
    visitor.presses("talk-microphone").finds("[data-talk-toggle=audio][aria-pressed=false]");
    specialist.sees("đã tắt micrô");
}

fn the_visitor_reloads(visitor: &Browser, specialist: &Browser) {
    let here = visitor.place();
    visitor.opens(&here);
    comes_to(specialist, "lost");
    specialist.is_told("talk-say-lost");
    visitor.presses("talk-enter");
    they_see_each_other(visitor, specialist);
}

/// A browser without any camera: it still comes in, sees the officer and writes.
fn a_telephone_takes_the_place_over(phone: &Browser, visitor: &Browser, specialist: &Browser, code: &str) {
    phone.opens(&format!("/talk/{code}")).presses("talk-enter");
    visitor.finds("[data-talk-end]:not([hidden])").is_told("talk-say-taken");
    comes_to(phone, "connected");
    comes_to(specialist, "connected");
    until(phone, "the officer's picture plays", PLAYS);
    specialist.sees("không bật camera");
    phone.types("talk-line", "Tôi viết từ điện thoại.").presses("talk-chat-send");
    specialist.sees("Tôi viết từ điện thoại.");
}

fn the_specialist_ends_it(specialist: &Browser, phone: &Browser, look: &impl Fn(&Browser, &str)) {
    specialist.presses("talk-end").finds(".flash.notice-good");
    phone.finds("[data-talk-end]:not([hidden])").is_told("talk-say-over");
    specialist.types("text", "Hướng dẫn nộp thêm bản vẽ trong tuần.").presses("talk-minute-save");
    specialist.finds(".flash.notice-good").sees("Hướng dẫn nộp thêm bản vẽ trong tuần.");
    look(specialist, "talk-over");
}

fn it_stands_on_the_dossier(browser: &Browser, dossier: &str, look: &impl Fn(&Browser, &str)) {
    finds_dossier(browser, dossier);
    browser.sees("Không ghi âm, không ghi hình").sees("Hướng dẫn nộp thêm bản vẽ trong tuần.");
    look(browser, "talk-on-dossier");
    browser.opens(&format!("/tracking/{dossier}")).finds("#timeline").sees("Trao đổi trực tuyến với");
    assert!(!browser.words().contains("bản vẽ"), "the minute is not for everybody");
}

fn a_used_code_opens_nothing(browser: &Browser, code: &str) {
    browser.opens(&format!("/talk/{code}")).is_told("talk-visit-unknown");
}

fn a_room_is_booked_for_a_meeting(browser: &Browser, look: &impl Fn(&Browser, &str)) {
    browser.opens("/rooms?x=1").is_headed("talk-plan-title");
    let fill = |time: &str| {
        browser.chooses("room", "Phòng trao đổi 9").types("time", time).types("subject", "Gặp công dân");
        browser.presses("talk-meeting-book");
    };
    fill("9:00");
    browser.finds(".flash.notice-good").sees("09:00–09:30");
    fill("9:15");
    browser.finds(".error-summary").sees("đã được đặt lúc");
    look(browser, "rooms");
}
