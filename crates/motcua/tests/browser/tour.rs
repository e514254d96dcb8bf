//! A tour of the desks with the sample office's dossiers on them: every screen that a story does not pass is looked at.

use crate::driver::{Browser, Driver};
use crate::office::{ADMINISTRATOR, BRANCH, INTAKE, LEADER, Office, SUPERVISOR};
use crate::people::{signs_in, signs_out};
use crate::screens::Gallery;

/// Name of the screen, the address one opens, and the links that are followed from there.
type Stop = (&'static str, &'static str, &'static [&'static str]);

const APPLICANT_SEES: &[Stop] = &[
    ("me-home", "/me", &[]),
    ("me-dossiers", "/me/dossiers", &[]),
    ("me-dossier", "/me/dossiers", &["main a[href^='/me/dossiers/dos_']"]),
    ("me-readers", "/me/readers", &[]),
    ("me-appointments", "/me/appointments", &[]),
    ("me-profile", "/me/profile", &[]),
    ("me-password", "/me/password", &[]),
    ("me-adjustment", "/me/dossiers", &["main a[href^='/me/dossiers/dos_']", "main a[href$='/adjustment']"]),
];

const ANYBODY_SEES: &[Stop] = &[
    ("me-register", "/me/register", &[]),
    ("me-register-organisation", "/me/register?kind=organisation", &[]),
    ("me-register-foreigner", "/me/register?kind=foreigner", &[]),
    ("me-forgotten", "/me/forgotten", &[]),
    ("public-late", "/late", &[]),
    ("appointments", "/appointments?q=khai+sinh", &[]),
    ("appointments-places", PLACES, &[]),
    ("appointments-slots", PLACES, &[SLOTS]),
    ("appointments-new", PLACES, &[SLOTS, "main a[href*='/appointments/new']"]),
    ("appointments-other", PLACES, &[SLOTS, "main a[href*='/appointments/other']"]),
    ("appointments-ask", "/appointments/HEN-2222-2222", &[]),
];

/// Where one may go for civil status.
const PLACES: &str = "/appointments/places?f=H%E1%BB%99%20t%E1%BB%8Bch";
const SLOTS: &str = "main a[href*='/appointments/slots']";

const INTAKE_SEES: &[Stop] = &[
    ("accounts-codes", "/accounts/codes", &[]),
    ("custody", "/custody", &[]),
    ("custody-scan", "/custody/scan", &[]),
    ("post", "/post", &[]),
    ("post-arrivals", "/post/arrivals", &[]),
    ("inbox", "/inbox", &[]),
    ("help", "/help", &[]),
    ("help-topic", "/help", &["main a[href^='/help/']"]),
    ("duplicates-people", "/duplicates/people", &[]),
    ("duplicates-dossiers", "/duplicates/dossiers", &[]),
    ("list-own", "/dossiers", &[]),
    ("jobs", "/jobs", &[]),
];

const BRANCH_SEES: &[Stop] =
    &[("post-parcels", "/post", &[]), ("post-parcel", "/post", &["main a[href^='/post/pcl_']"])];

const LEADER_SEES: &[Stop] = &[("explanations", "/supervision/explanations", &[])];

const SUPERVISOR_SEES: &[Stop] = &[
    ("home-supervisor", "/home", &[]),
    ("supervision-dossiers", "/supervision/dossiers", &[]),
    ("supervision-late", "/supervision", &["main a[href^='/supervision/dossiers?']"]),
    ("supervision-acting", "/supervision/acting", &[]),
    ("supervision-monthly", "/supervision/monthly", &[]),
    ("supervision-registers", "/supervision/registers", &[]),
    ("supervision-book", "/supervision/registers", &["main a[href*='/registers/book']:not([href*='.pdf'])"]),
    ("supervision-explanations", "/supervision/explanations", &[]),
    ("custody-supervisor", "/custody", &[]),
    ("custody-bag", "/custody", &["main a[href^='/custody/bags/']"]),
];

const ADMINISTRATOR_SEES: &[Stop] = &[
    ("home-administrator", "/home", &[]),
    ("admin", "/admin", &[]),
    ("admin-units", "/admin/units", &[]),
    ("admin-unit-new", "/admin/units/new", &[]),
    ("admin-unit", "/admin/units", &["main a[href^='/admin/units/uni_']"]),
    ("admin-unit-name", "/admin/units", &["main a[href^='/admin/units/uni_']", "main a[href$='/name']"]),
    ("admin-unit-end", "/admin/units", &["main a[href^='/admin/units/uni_']", "main a[href$='/end']"]),
    ("admin-officers", "/admin/officers", &[]),
    ("admin-officer-new", "/admin/officers/new", &[]),
    ("admin-officer", "/admin/officers", &["main a[href^='/admin/officers/off_']"]),
    ("admin-officer-grants", "/admin/officers", &["main a[href^='/admin/officers/off_']", "main a[href$='/grants']"]),
    ("admin-delegations", "/admin/officers", &["main a[href^='/admin/officers/off_']", "main a[href$='/delegations']"]),
    ("admin-powers", "/admin/powers", &[]),
    ("admin-roles", "/admin/roles", &[]),
    ("admin-role-new", "/admin/roles/new", &[]),
    ("admin-role", "/admin/roles", &["main a[href^='/admin/roles/']:not([href$='/new'])"]),
    ("admin-areas", "/admin/areas", &[]),
    ("admin-areas-import", "/admin/areas/import", &[]),
    ("admin-mergers", "/admin/mergers", &[]),
    ("admin-merger-new", "/admin/mergers/new", &[]),
    ("admin-catalogue", "/admin/catalogue", &[]),
    ("admin-catalogue-new", "/admin/catalogue/new", &[]),
    ("admin-catalogue-checks", "/admin/catalogue/checks", &[]),
    ("admin-catalogue-dormant", "/admin/catalogue/dormant", &[]),
    ("admin-procedure", "/admin/catalogue/1.004873", &[]),
    ("admin-edition", "/admin/catalogue/1.004873/edition", &[]),
    ("admin-repeal", "/admin/catalogue/1.004873/repeal", &[]),
    ("admin-processes", "/admin/processes", &[]),
    ("admin-process", "/admin/processes", &["main a[href^='/admin/processes/']"]),
    ("admin-imports", "/admin/imports", &[]),
    ("admin-import", "/admin/imports", &["main a[href^='/admin/imports/']:not([href$='.xlsx'])"]),
    ("announcements", "/announcements", &[]),
];

#[test]
fn browser_every_screen_of_every_desk_holds_at_a_phones_and_a_desks_width() {
    let Some(driver) = Driver::start() else { return };
    let gallery = Gallery::open();
    let office = Office::on_sqlite();
    office.clock_strikes("2026-03-02T09:00");
    let browser = driver.browser(office.runtime.handle(), &office.site);
    walks(&browser, &gallery, ANYBODY_SEES);
    for (login, stops) in [
        (INTAKE, INTAKE_SEES),
        (BRANCH, BRANCH_SEES),
        (LEADER, LEADER_SEES),
        (SUPERVISOR, SUPERVISOR_SEES),
        (ADMINISTRATOR, ADMINISTRATOR_SEES),
    ] {
        signs_in(&browser, &office, login);
        walks(&browser, &gallery, stops);
        match login {
            SUPERVISOR => a_view_is_saved(&browser, &gallery),
            LEADER => several_are_picked(&browser, &gallery),
            _ => {}
        }
        signs_out(&browser);
    }
    let (login, password) = office.applicant();
    browser.opens("/me/sign-in").types("login", login).types("password", password);
    browser.presses("account-sign-in").finds("form[action='/me/sign-out']");
    walks(&browser, &gallery, APPLICANT_SEES);
    gallery.is_without_faults();
}

fn walks(browser: &Browser, gallery: &Gallery, stops: &[Stop]) {
    for (name, place, links) in stops {
        browser.opens(place);
        let missing = links.iter().find(|link| !follows(browser, link));
        if let Some(link) = missing {
            gallery.notes(name, format!("{} has no {link}", browser.place()));
        } else if browser.text_of("main h1, h1").is_empty() || browser.count("main .problem") > 0 {
            gallery.notes(name, format!("there is no such screen: {}", browser.text_of("main")));
        } else {
            gallery.looks_at(browser, name);
        }
    }
}

/// Goes where the first link that fits leads; whether there is one.
fn follows(browser: &Browser, link: &str) -> bool {
    // The address turns before the page is read to its end.
    if !browser.has_soon(link) {
        return false;
    }
    let here = browser.place();
    let follow = "const to = document.querySelector(arguments[0]); if (to) location.assign(to.href); return !!to";
    let found = browser.script(follow, vec![link.into()]) == true;
    if found {
        browser.turns_from(&here);
    }
    found
}

/// A list as somebody wants it again: kept under a name, with its count.
fn a_view_is_saved(browser: &Browser, gallery: &Gallery) {
    browser.opens("/dossiers?pile=all&late=1").types("view_name", "Trễ, tôi theo dõi");
    gallery.looks_at(browser, "list-saving-a-view");
    browser.presses("desk-view-new").finds(".flash").sees("Trễ, tôi theo dõi");
    gallery.looks_at(browser, "list-with-a-view");
}

/// Several dossiers at once: ticked, an act chosen, and what it would do shown first.
fn several_are_picked(browser: &Browser, gallery: &Gallery) {
    browser.opens("/dossiers?pile=all").presses_at("[data-rows] input[name=dossier]");
    browser.presses_at("button[name=act]").turns_from("/dossiers?pile=all").finds("h1");
    gallery.looks_at(browser, "list-many");
}
