//! What people of the story do at a screen, in their words.

use std::path::PathBuf;

use crate::driver::{Browser, say};
use crate::office::Office;

pub const ENTER: &str = "\u{e007}";
const ARROW_DOWN: &str = "\u{e015}";

/// An officer signs in and stands on their own first page.
#[track_caller]
pub fn signs_in(browser: &Browser, office: &Office, login: &str) {
    browser.opens("/sign-in").types("login", login).types("password", office.password(login));
    browser.presses("office-sign-in").finds("form[action='/sign-out']");
}

#[track_caller]
pub fn signs_out(browser: &Browser) {
    browser.presses_at("header details summary").presses("web-sign-out").is_headed("office-sign-in");
}

/// Types a dossier's code into the search of the frame, as a scanner would, and lands on the dossier.
#[track_caller]
pub fn finds_dossier(browser: &Browser, code: &str) {
    browser.opens("/home").presses_at("#q-top").keys(&format!("{code}{ENTER}"));
    browser.finds("#timeline").sees(code);
}

/// Presses an act on the dossier's page and stands on its form.
#[track_caller]
pub fn turns_to(browser: &Browser, act: &str) {
    browser.presses(&format!("dossier-act-{act}")).is_headed(&format!("dossier-act-{act}"));
}

/// Confirms the form of an act; back on the dossier, with a sentence about what happened.
#[track_caller]
pub fn confirms(browser: &Browser, act: &str) {
    browser.presses(&format!("dossier-act-{act}")).finds(".flash.notice-good").finds("#timeline");
}

/// Anybody follows a dossier by its code.
#[track_caller]
pub fn follows(browser: &Browser, code: &str) {
    browser.opens("/tracking").types("code", code).presses("public-follow").finds("#timeline");
    assert_eq!(browser.place(), format!("/tracking/{code}"));
}

/// The citizen reads where the dossier stands.
#[track_caller]
pub fn reads_status(browser: &Browser, code: &str, status: &str) {
    follows(browser, code);
    browser.is_headed(&format!("public-status-{status}"));
}

/// Types what the visitor wants in plain words and takes the first answer, by keyboard alone.
#[track_caller]
pub fn picks_procedure(browser: &Browser, words: &str) {
    browser
        .types("procedure", words)
        .finds("[role=option]")
        .keys(ARROW_DOWN)
        .keys(ENTER)
        .finds("select[name=deciding]");
}

/// The paper that was printed: a link on the page to a PDF that is really there.
#[track_caller]
pub fn paper_is_printed(browser: &Browser) {
    browser.finds("main a[href$='.pdf']");
    let links =
        "return [...document.querySelectorAll(\"main a[href$='.pdf']\")].map((link) => link.getAttribute('href'))";
    for link in browser.script(links, Vec::new()).as_array().into_iter().flatten() {
        let link = link.as_str().unwrap_or_default();
        let (status, media, begins) = browser.fetches(link);
        assert_eq!((status, media.as_str()), (200, "application/pdf"), "{link}");
        assert!(begins.starts_with("%PDF-"), "{link} begins {begins:?}");
    }
}

/// The dossier's number in the address, `dos_…`.
#[track_caller]
pub fn number_in_address(browser: &Browser) -> String {
    let place = browser.place();
    let number = place.split(['/', '?', '#']).find(|part| part.starts_with("dos_"));
    number.unwrap_or_else(|| panic!("no dossier in {place}")).to_string()
}

/// A page from the scanner: grey, with lines of "text".
pub fn a_scan(office: &Office) -> PathBuf {
    scanned(office, "the-can-cuoc.png", 246)
}

/// The same page again, by better light.
pub fn a_clearer_scan(office: &Office) -> PathBuf {
    scanned(office, "the-can-cuoc-ro.png", 254)
}

fn scanned(office: &Office, name: &str, paper: u8) -> PathBuf {
    let path = office.folder.path().join(name);
    let page = image::GrayImage::from_fn(620, 877, |x, y| {
        let is_ink = y % 24 < 9 && (60..560).contains(&x) && (80..800).contains(&y) && (x / 7 + y / 24) % 5 != 0;
        image::Luma([if is_ink { 40 } else { paper }])
    });
    page.save(&path).expect("the scan is kept");
    path
}

/// A program that calls itself a PDF.
pub fn a_lying_file(office: &Office) -> PathBuf {
    let path = office.folder.path().join("to-khai.pdf");
    let mut bytes = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00".to_vec();
    bytes.resize(4096, 0x5a);
    std::fs::write(&path, bytes).expect("the file is kept");
    path
}

/// The sentence with which the upload says no.
pub fn upload_failed() -> String {
    say("web-upload-failed")
}
