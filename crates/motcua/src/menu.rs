//! Where an officer or an applicant can go: the frame's navigation, by duty. It shows doors; whether one opens is asked again behind it.

use kernel::Lang;
use office::{Act, Officer};
use person::Citizen;
use web::{NavItem, Viewer};

/// The frame for an officer.
pub fn viewer(officer: &Officer, lang: Lang) -> Viewer {
    let item = |id: &str, href: &str, icon: &'static str| NavItem {
        id: id.into(),
        label: lang.say(&format!("motcua-nav-{id}")).into_owned(),
        href: href.into(),
        icon,
        ..NavItem::default()
    };
    let mut nav = vec![item("home", "/home", "house")];
    if floor::html::concerns(officer) {
        nav.push(item("floor", "/floor", "ticket"));
    }
    if officer.may_somewhere(Act::Intake) {
        nav.push(item("intake", "/intake", "plus"));
    }
    if desk::intake::online::concerns(officer) {
        nav.push(item("online", "/intake/online", "inbox"));
    }
    nav.push(item("dossiers", "/dossiers", "folder"));
    if officer.may_somewhere(Act::HandOver) {
        nav.push(item("hand-over", "/dossiers?pile=hand_over", "package-check"));
    }
    if officer.may_somewhere(Act::KeepPapers) || officer.may_somewhere(Act::Carry) {
        nav.push(item("custody", "/custody", "archive"));
        nav.push(item("post", "/post", "mail"));
    }
    nav.push(item("talks", "/talks", "video"));
    if talk::door::receives_somewhere(officer) || talk::rooms::keeps_somewhere(officer) {
        nav.push(item("rooms", "/rooms", "calendar"));
    }
    if officer.may_somewhere(Act::Supervise) {
        nav.push(item("supervision", "/supervision", "eye"));
    }
    if officer.may_somewhere(Act::Intake) {
        nav.push(item("codes", "/accounts/codes", "key-round"));
    }
    nav.push(item("procedures", "/procedures", "files"));
    if officer.may_somewhere(Act::Intake) || officer.may_somewhere(Act::Administer) {
        nav.push(item("duplicates", "/duplicates/people", "users"));
    }
    nav.push(item("jobs", "/jobs", "loader"));
    if officer.may_somewhere(Act::Administer) {
        nav.push(item("admin", "/admin", "settings"));
        nav.push(item("announcements", "/announcements", "message-square"));
    }
    Viewer {
        name: officer.name().into(),
        unit: officer.unit_name().into(),
        post: post(officer, lang),
        nav,
        search: "/dossiers/search".into(),
        sign_out_path: "/sign-out".into(),
        ..Viewer::default()
    }
}

/// The title, and whom the officer acts for or who acts for them today.
fn post(officer: &Officer, lang: Lang) -> String {
    let (directory, today) = (officer.directory(), officer.today());
    let name = |id| directory.officer(id).map(|card| card.name.clone()).unwrap_or_default();
    let said = |key: &str, who: kernel::OfficerId, until| {
        lang.say_with(key, &[("name", &name(who)), ("until", &kernel::time::dmy(until))]).into_owned()
    };
    let standing = directory.delegations().iter().filter(|given| given.stands_on(today));
    let mut parts = vec![officer.title().to_string()];
    for given in standing {
        if given.to == officer.id() {
            parts.push(said("motcua-acts-for", given.from, given.valid_until));
        } else if given.from == officer.id() {
            parts.push(said("motcua-acted-for-by", given.to, given.valid_until));
        }
    }
    parts.join(" · ")
}

/// The frame for an applicant with an account.
pub fn applicant(citizen: &Citizen, lang: Lang) -> Viewer {
    let item = |id: &str, href: &str, icon: &'static str| NavItem {
        id: id.into(),
        label: lang.say(&format!("motcua-nav-{id}")).into_owned(),
        href: href.into(),
        icon,
        ..NavItem::default()
    };
    let confirmed = if citizen.is_confirmed() { "motcua-account-confirmed" } else { "motcua-account-unconfirmed" };
    Viewer {
        name: citizen.name().into(),
        unit: lang.say(confirmed).into_owned(),
        nav: vec![
            item("me-home", "/me", "house"),
            // The id the public pages belong to: they are the same pages.
            NavItem { id: "public-nav-procedures".into(), ..item("me-procedures", "/procedures", "search") },
            item("filings", "/me/filings", "pencil"),
            item("me-dossiers", "/me/dossiers", "folder"),
            item("me-appointments", "/me/appointments", "calendar-check"),
            item("me-profile", "/me/profile", "user"),
        ],
        sign_out_path: "/me/sign-out".into(),
        is_applicant: true,
        ..Viewer::default()
    }
}
